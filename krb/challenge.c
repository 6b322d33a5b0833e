#include "krb/challenge.h"

#include <string.h>

struct span
challenge_trim(struct span text)
{
	while (text.n > 0 && text_blank(text.at[0])) {
		text.at++;
		text.n--;
	}
	while (text.n > 0 && text_blank(text.at[text.n - 1]))
		text.n--;
	return text;
}

/* How many bytes of TEXT are letters, digits or of OTHERS. */
static size_t
run_of(struct span text, const char *others)
{
	size_t	 n;

	for (n = 0; n < text.n && (text_alpha(text.at[n]) || text_digit(text.at[n]) ||
	    (text.at[n] != '\0' && strchr(others, text.at[n]) != NULL)); n++)
		;
	return n;
}

/* Up to the next comma that is in no quoted string. */
static struct span
element_take(struct span *value)
{
	struct span	 element = { value->at, 0 };
	bool		 quoted = false;
	size_t		 i;

	for (i = 0; i < value->n && (quoted || value->at[i] != ','); i++)
		if (quoted && value->at[i] == '\\' && i + 1 < value->n)
			i++;
		else if (value->at[i] == '"')
			quoted = !quoted;
	element.n = i;
	if (i < value->n)
		i++;
	value->at += i;
	value->n -= i;
	return challenge_trim(element);
}

static struct span
without(struct span text, size_t n)
{
	return challenge_trim((struct span){ text.at + n, text.n - n });
}

/* name "=" value, of the challenge before it */
static bool
is_parameter(struct span element)
{
	size_t		 n = run_of(element, "!#$%&'*+-.^_`|~");
	struct span	 rest = without(element, n);

	return rest.n > 0 && *rest.at == '=';
}

static bool
is_token68(struct span text)
{
	size_t	 n = run_of(text, "-._~+/");

	while (n < text.n && text.at[n] == '=')
		n++;
	return n == text.n;
}

bool
challenge_next(struct span *value, struct challenge *challenge)
{
	struct span	 element, rest;
	size_t		 n;

	while (value->n > 0) {
		element = element_take(value);
		if (element.n == 0 || is_parameter(element))
			continue;
		for (n = 0; n < element.n && !text_blank(element.at[n]); n++)
			;
		rest = without(element, n);
		challenge->scheme = (struct span){ element.at, n };
		challenge->rest = rest;
		challenge->token = is_token68(rest) ? rest : (struct span){ NULL, 0 };
		return true;
	}
	return false;
}

bool
challenge_negotiates(struct span scheme)
{
	return span_is(scheme, "Negotiate") || span_is(scheme, "Negotiate:Kerberos");
}
