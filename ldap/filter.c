#include "ldap/filter.h"

#include <ldap.h>
#include <stdlib.h>
#include <string.h>

static char *
filter_term(struct pool *pool, const struct term *term)
{
	struct berval	 plain, escaped = { 0, NULL };
	char		*text;

	if (term->value.at == NULL)
		return pool_printf(pool, "(%s=*)", term->attribute);
	plain.bv_len = term->value.n;
	plain.bv_val = memcpy(pool_alloc(pool, plain.bv_len + 1), term->value.at, plain.bv_len);
	/* Fails for want of memory only, where a term less would be a lie. */
	if (ldap_bv2escaped_filter_value(&plain, &escaped) != 0)
		abort();
	text = pool_printf(pool, "(%s=%s%s)", term->attribute, escaped.bv_val == NULL ? "" : escaped.bv_val,
	    term->begins ? "*" : "");
	if (escaped.bv_val != plain.bv_val)
		ber_memfree(escaped.bv_val);
	return text;
}

char *
filter_any(struct pool *pool, const struct term *term, size_t n)
{
	struct pool	 scratch = { 0 };
	char		**part = pool_alloc(&scratch, n * sizeof(*part));
	char		*filter, *at;
	size_t		 i, length = sizeof("(|)");

	for (i = 0; i < n; i++) {
		part[i] = filter_term(&scratch, &term[i]);
		length += strlen(part[i]);
	}
	filter = pool_alloc(pool, length);
	at = n == 1 ? filter : stpcpy(filter, "(|");
	for (i = 0; i < n; i++)
		at = stpcpy(at, part[i]);
	if (n != 1)
		stpcpy(at, ")");
	pool_free(&scratch);
	return filter;
}
