#include "cmd/read/form.h"

#include <arpa/inet.h>
#include <idn2.h>
#include <string.h>

#include "plans/name.h"
#include "plans/printable.h"

/* International names become A-labels (RFC 5891); others are lower-cased. */
static char *
host_ascii(struct pool *pool, const char *text)
{
	char		*ascii = NULL, *copy;
	const char	*at;

	for (at = text; *at != '\0' && (unsigned char)*at < 0x80; at++)
		continue;
	if (*at != '\0') {
		if (idn2_to_ascii_8z(text, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
			return NULL;
		copy = pool_copy(pool, ascii);
		idn2_free(ascii);
		return copy;
	}
	return pool_lower(pool, text);
}

static const char *
host(struct pool *pool, const char *text, const char **why)
{
	const char	*ascii;

	*why = strstr(text, "://") != NULL || strchr(text, '*') != NULL ? name_host_fault(text) : NULL;
	if (*why != NULL)
		return NULL;
	if ((ascii = host_ascii(pool, text)) == NULL) {
		*why = "is no international host name";
		return NULL;
	}
	*why = name_host_fault(ascii);
	return *why == NULL ? ascii : NULL;
}

/* An address as URLs have it, IPv6 in brackets; what else looks like one is no
 * host name either. */
static const char *
address(struct pool *pool, const char *text)
{
	size_t		 n = strlen(text);
	unsigned char	 bytes[16];
	char		*inner = *text == '[' && text[n - 1] == ']' ? pool_ncopy(pool, text + 1, n - 2) :
			     pool_copy(pool, text);

	if (inet_pton(AF_INET6, inner, bytes) == 1)
		return pool_printf(pool, "[%s]", pool_lower(pool, inner));
	return *text != '[' && inet_pton(AF_INET, text, bytes) == 1 ? text : NULL;
}

static const char *
host_or_address(struct pool *pool, const char *text, const char **why)
{
	const char	*good = address(pool, text);

	return good != NULL ? good : host(pool, text, why);
}

static const char *
typed(struct pool *pool, const char *text, const char **why)
{
	const char	*colon = strrchr(text, ':'), *name, *at;
	unsigned	 port = 0;

	if (colon == NULL || strstr(text, "://") != NULL || address(pool, text) != NULL ||
	    (name_ip(text) && strstr(text, "]:") == NULL))
		return host_or_address(pool, text, why);
	name = host_or_address(pool, pool_ncopy(pool, text, (size_t)(colon - text)), why);
	for (at = colon + 1; text_digit(*at) && port <= 65535; at++)
		port = port * 10 + (unsigned)(*at - '0');
	if (name == NULL)
		return NULL;
	if (*at != '\0' || port < 1 || port > 65535) {
		*why = "has a port that is no number from 1 to 65535";
		return NULL;
	}
	return pool_printf(pool, "%s:%u", name, port);
}

static const char *
netbios(struct pool *pool, const char *text, const char **why)
{
	(void)pool;
	*why = name_netbios_fault(text);
	return *why == NULL ? text : NULL;
}

static const char *
class(struct pool *pool, const char *text, const char **why)
{
	const char	*at;

	(void)pool;
	*why = NULL;
	if (text_same(text, "HTTPS"))
		*why = "is no class: https:// uses HTTP too";
	for (at = text; *at != '\0' && *why == NULL; at++) {
		if (!text_alpha(*at) && !text_digit(*at) && strchr("-_.", *at) == NULL)
			*why = "is no class of an SPN";
	}
	return *why == NULL ? text : NULL;
}

static const char *
any(struct pool *pool, const char *text, const char **why)
{
	(void)pool;
	*why = strchr(text, '"') == NULL ? NULL : "holds a quotation mark";
	return *why == NULL ? text : NULL;
}

static const char *
url(struct pool *pool, const char *text, const char **why)
{
	if (any(pool, text, why) == NULL)
		return NULL;
	*why = text[0] == '/' ? NULL : "is no path of a URL: it begins with a slash";
	return *why == NULL ? text : NULL;
}

static const char *(*const form[N_FORM])(struct pool *, const char *, const char **) = {
	[FORM_ANY] = any, [FORM_HOST] = host, [FORM_TYPED] = typed, [FORM_NETBIOS] = netbios,
	[FORM_ACCOUNT] = any, [FORM_CLASS] = class, [FORM_SPN] = any, [FORM_URL] = url, [FORM_PRODUCT] = any
};

const char *
form_text(struct pool *pool, enum form as, const char *text, const char **why)
{
	if (*text == '\0')
		*why = "is empty";
	else if (strlen(text) > FORM_MOST)
		*why = "has more than 1024 bytes";
	else if (strcmp(printable(pool, text), text) != 0)
		*why = "holds a control character";
	else
		return form[as](pool, text, why);
	return NULL;
}
