#include "plans/name.h"

#include <stddef.h>
#include <string.h>

enum { LABEL_MOST = 63, HOST_MOST = 253, NETBIOS_MOST = 15 };

static bool
all_of(const char *text, size_t n, const char *allowed)
{
	size_t	 i;

	for (i = 0; i < n; i++) {
		if (!text_digit(text[i]) && strchr(allowed, text[i]) == NULL)
			return false;
	}
	return n > 0;
}

bool
name_ip(const char *name)
{
	size_t	 n = strlen(name), dots = 0, colons = 0, i;

	for (i = 0; i < n; i++) {
		dots += name[i] == '.';
		colons += name[i] == ':';
	}
	/* One colon stands before a port. */
	if (name[0] == '[' || colons > 1)
		return all_of(name, n, "abcdefABCDEF:.[]%");
	return colons == 0 && dots == 3 && all_of(name, n, ".");
}

static const char *
label_fault(const char *label, size_t n)
{
	size_t	 i;

	if (n == 0)
		return "has an empty label";
	if (n > LABEL_MOST)
		return "has a label of more than 63 characters";
	if (label[0] == '-' || label[n - 1] == '-')
		return "has a label that begins or ends with a hyphen";
	for (i = 0; i < n; i++) {
		if (!text_alpha(label[i]) && !text_digit(label[i]) && label[i] != '-' && label[i] != '_')
			return "holds a character that no host name has";
	}
	return NULL;
}

const char *
name_host_fault(const char *name)
{
	const char	*at = name, *dot, *fault;

	if (*name == '\0')
		return "is empty";
	if (strstr(name, "://") != NULL)
		return "is a URL: write the host name alone";
	if (strchr(name, '*') != NULL)
		return "is a wildcard, which no SPN can be: list the names";
	if (name_ip(name))
		return "is an address, for which clients do not ask for a ticket: write the host name";
	if (strlen(name) > HOST_MOST)
		return "has more than 253 characters";
	do {
		dot = strchrnul(at, '.');
		if ((fault = label_fault(at, (size_t)(dot - at))) != NULL)
			return fault;
		at = dot + 1;
	} while (*dot != '\0');
	return NULL;
}

struct span
name_short(const char *name)
{
	return (struct span){ name, strcspn(name, ".") };
}

bool
name_qualified(const char *name)
{
	return strchr(name, '.') != NULL;
}

static int
characters(const char *text, size_t n)
{
	int	 count = 0;

	for (; n > 0; text++, n--)
		count += (*text & 0xc0) != 0x80;
	return count;
}

const char *
name_sam_fault(const char *sam, int most)
{
	size_t	 n = strlen(sam), i;

	if (n > 0 && sam[n - 1] == '$')
		n--;
	if (n == 0)
		return "names no account";
	if (!text_utf8(span_of(sam)))
		return "is not UTF-8";
	if (characters(sam, n) > most)
		return "is too long for its kind of account";
	for (i = 0; sam[i] != '\0'; i++) {
		if ((unsigned char)sam[i] < ' ' || sam[i] == 0x7f)
			return "holds a control character";
		if (strchr("\"/\\[]:;|=,+*?<>", sam[i]) != NULL)
			return "holds a character that Active Directory forbids in account names";
	}
	if (sam[0] == ' ' || sam[n - 1] == ' ' || sam[n - 1] == '.')
		return "begins or ends with a blank, or ends with a dot";
	return NULL;
}

const char *
name_netbios_fault(const char *name)
{
	size_t	 n = strlen(name), i;

	if (n == 0)
		return "is empty";
	if (n > NETBIOS_MOST)
		return "has more than 15 characters, so it is no NetBIOS name";
	if (name[0] == '.')
		return "begins with a dot";
	for (i = 0; i < n; i++) {
		if ((unsigned char)name[i] <= ' ' || (unsigned char)name[i] >= 0x7f ||
		    strchr("\\/:*?\"<>|,;=+[]@&%^!$'`(){}~#", name[i]) != NULL)
			return "holds a character that no NetBIOS name has";
	}
	return NULL;
}
