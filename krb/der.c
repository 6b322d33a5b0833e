#include "krb/der.h"

#include <libtasn1.h>
#include <limits.h>

enum { LOW_TAGS = 31, OID_SIZE = 256 };

/* What the length at AT says, which libtasn1 keeps to itself where there are
 * not as many bytes.  It has been there: it fits. */
static size_t
length_said(const unsigned char *at, int n)
{
	size_t	 length = 0;

	for (int i = 1; i < n; i++)
		length = length << 8 | at[i];
	return n == 1 ? at[0] : length;
}

/* Are all the bytes of the length there? */
static bool
length_is_whole(const unsigned char *at, int n)
{
	return n > 0 && (at[0] < 0x80 || n - 1 == (at[0] & 0x7f));
}

bool
der_next(struct span *rest, struct der *der)
{
	const unsigned char	*at = (const unsigned char *)rest->at, *length_at;
	enum { TOO_LONG = -4 };
	unsigned char		 class;
	unsigned long		 tag;
	size_t			 n_head;
	int			 n_tag, n_length;
	long			 length;

	if (rest->n == 0 || rest->n > INT_MAX ||
	    asn1_get_tag_der(at, (int)rest->n, &class, &n_tag, &tag) != ASN1_SUCCESS)
		return false;
	length_at = at + n_tag;
	length = asn1_get_length_der(length_at, (int)rest->n - n_tag, &n_length);
	if ((length < 0 && length != TOO_LONG) || !length_is_whole(length_at, n_length))
		return false;
	n_head = (size_t)n_tag + (size_t)n_length;
	der->type = tag < LOW_TAGS ? at[0] : 0;
	der->whole = n_head + length_said(length_at, n_length);
	der->bytes = (struct span){ rest->at, length < 0 ? rest->n : der->whole };
	der->body = (struct span){ rest->at + n_head, der->bytes.n - n_head };
	rest->at += der->bytes.n;
	rest->n -= der->bytes.n;
	return true;
}

bool
der_first(struct span bytes, unsigned char type, struct der *der)
{
	return der_next(&bytes, der) && der->type == type;
}

bool
der_member(struct span sequence, unsigned tag, unsigned char type, struct der *der)
{
	while (der_next(&sequence, der)) {
		if (der->type == DER_CONTEXT + tag)
			return der_first(der->body, type, der);
	}
	return false;
}

bool
der_is_cut(const struct der *der)
{
	return der->whole > der->bytes.n;
}

const char *
der_oid(struct pool *pool, const struct der *der)
{
	const unsigned char	*at = (const unsigned char *)der->bytes.at;
	char			 text[OID_SIZE];
	int			 n;

	if (der->type != DER_OID || der_is_cut(der) || der->body.n == 0 ||
	    asn1_get_object_id_der(at + 1, (int)der->bytes.n - 1, &n, text, sizeof(text)) != ASN1_SUCCESS)
		return NULL;
	return pool_copy(pool, text);
}

bool
der_integer(const struct der *der, long *value)
{
	const unsigned char	*at = (const unsigned char *)der->body.at;
	unsigned long		 bits;

	if (der_is_cut(der) || der->body.n == 0 || der->body.n > sizeof(bits))
		return false;
	bits = at[0] < 0x80 ? 0 : ULONG_MAX;
	for (size_t i = 0; i < der->body.n; i++)
		bits = bits << 8 | at[i];
	*value = (long)bits;
	return true;
}
