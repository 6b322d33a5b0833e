#include "plans/packed.h"

#include <string.h>

#include "plans/spn.h"

/*
 * A value begins with its attribute, a byte.  Then come, of a number, how
 * many bytes it has and these, the least significant first; of a text, its
 * length and its bytes.  An SPN is the text up to its "/" and a second one,
 * the rest; or instead of the first, the number of its class, and instead of
 * the second, how far back from there such a rest stands.  Lengths are numbers
 * of 7 bits a byte, the last one's 8th bit is 0; those of an SPN are doubled,
 * and odd where they stand for something else.
 */
void
pack_begin(struct packing *p, unsigned char *at)
{
	p->at = at;
	p->n_spn = 0;
}

static inline void
put_length(struct packing *p, size_t n)
{
	for (; n >= 0x80; n >>= 7)
		*p->at++ = (unsigned char)(n | 0x80);
	*p->at++ = (unsigned char)n;
}

static inline void
put_bytes(struct packing *p, struct span text)
{
	if (text.n > 0)
		memcpy(p->at, text.at, text.n);
	p->at += text.n;
}

void
pack_text(struct packing *p, enum attribute_id id, struct span text)
{
	*p->at++ = (unsigned char)id;
	put_length(p, text.n);
	put_bytes(p, text);
}

/* Puts the rest of an SPN, or where it stands already. */
static bool
put_instance(struct packing *p, struct span rest)
{
	size_t	 i, n = p->n_spn < N_INSTANCE ? p->n_spn : N_INSTANCE;

	for (i = 0; i < n; i++) {
		if (span_same(p->instance[i], rest)) {
			put_length(p, (size_t)((const char *)p->at - p->instance[i].at) << 1 | 1);
			put_length(p, rest.n);
			return false;
		}
	}
	put_length(p, rest.n << 1);
	i = p->n_spn++ % N_INSTANCE;
	p->instance[i] = (struct span){ (const char *)p->at, rest.n };
	put_bytes(p, rest);
	return true;
}

static bool
begins_with(struct span spn, const struct packed_class *class)
{
	return class->n > 0 && spn.n >= class->n &&
	    span_same((struct span){ class->text, class->n }, (struct span){ spn.at, class->n });
}

/* By its text; a new one takes a place that is free. */
static struct packed_class *
class_find(struct packed_classes *classes, struct span spn)
{
	const size_t		 n = spn_front(spn).n;
	struct packed_class	*class;

	if (n == 0 || n > sizeof(class->text))
		return NULL;
	class = &classes->at[((unsigned char)spn.at[0] + 3u * (unsigned char)spn.at[n / 2] + n) % N_CLASS];
	if (class->n == 0) {
		class->n = (unsigned char)n;
		memcpy(class->text, spn.at, n);
	}
	return class->n == n && begins_with(spn, class) ? class : NULL;
}

struct packed_class *
packed_class(struct packed_classes *classes, struct span spn)
{
	struct packed_class	*class, *last = classes->last;

	if (last != NULL) {
		if (begins_with(spn, last))
			return last;
		class = &classes->at[last->next];
		if (begins_with(spn, class))
			return classes->last = class;
	}
	if ((class = class_find(classes, spn)) == NULL)
		return NULL;
	if (last != NULL)
		last->next = (unsigned char)(class - classes->at);
	return classes->last = class;
}

bool
pack_spn(struct packing *p, const struct packed_classes *classes,
    const struct packed_class *known, struct span class, struct span rest)
{
	*p->at++ = ATTR_SPN;
	if (known != NULL)
		put_length(p, (size_t)(known - classes->at) << 1 | 1);
	else {
		put_length(p, class.n << 1);
		put_bytes(p, class);
	}
	return put_instance(p, rest);
}

static size_t
length_read(struct packed *packed)
{
	size_t		 n = 0;
	unsigned	 shift = 0;

	for (; (*packed->at & 0x80) != 0; shift += 7)
		n |= (size_t)(*packed->at++ & 0x7f) << shift;
	return n | (size_t)*packed->at++ << shift;
}

static struct span
text_read(struct packed *packed, size_t n)
{
	struct span	 text = { (const char *)packed->at, n };

	packed->at += n;
	return text;
}

static struct span
class_read(struct packed *packed)
{
	size_t				 n = length_read(packed);
	const struct packed_class	*class;

	if ((n & 1) == 0)
		return text_read(packed, n >> 1);
	class = &packed->classes->at[n >> 1];
	return (struct span){ class->text, class->n };
}

static struct span
instance_read(struct packed *packed)
{
	const unsigned char	*from = packed->at;
	size_t			 n = length_read(packed);

	if ((n & 1) == 0)
		return text_read(packed, n >> 1);
	return (struct span){ (const char *)from - (n >> 1), length_read(packed) };
}

static int64_t
number_read(struct packed *packed)
{
	size_t		 i, n = *packed->at++;
	uint64_t	 bits = 0;

	for (i = 0; i < n; i++)
		bits |= (uint64_t)*packed->at++ << 8 * i;
	return (int64_t)bits;
}

bool
packed_next(struct packed *packed, struct packed_value *value)
{
	if (packed->at == packed->end)
		return false;
	*value = (struct packed_value){ .id = (enum attribute_id)*packed->at++ };
	if (attribute_is_number(value->id)) {
		value->number = number_read(packed);
		return true;
	}
	if (value->id == ATTR_SPN) {
		value->text = class_read(packed);
		value->more = instance_read(packed);
	} else
		value->text = text_read(packed, length_read(packed));
	return true;
}
