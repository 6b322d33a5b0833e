#include "plans/packed.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "plans/pool.h"

/*
 * A value begins with its attribute, a byte.  Then come, of a number, how
 * many bytes it has and these, the least significant first; of a text, its
 * length and its bytes.  An SPN is the text up to its "/" and a second one,
 * the rest; or instead of the first, the number of its class, and instead of
 * the second, how far back from there such a rest stands.  Lengths are numbers
 * of 7 bits a byte, the last one's 8th bit is 0; those of an SPN are doubled,
 * and odd where they stand for something else.
 */
enum { LENGTH_MOST = 10 };

void
pack_begin(struct packing *p)
{
	p->n = 0;
	p->n_spn = 0;
}

static void
room_for(struct packing *p, size_t n)
{
	n += 2 * LENGTH_MOST + 1;
	if (p->room - p->n < n)
		p->byte = array_grow(p->byte, &p->room, n, 1);
}

static void
put_length(struct packing *p, size_t n)
{
	for (; n >= 0x80; n >>= 7)
		p->byte[p->n++] = (unsigned char)(n | 0x80);
	p->byte[p->n++] = (unsigned char)n;
}

static void
put_bytes(struct packing *p, struct span text)
{
	if (text.n > 0)
		memcpy(p->byte + p->n, text.at, text.n);
	p->n += text.n;
}

void
pack_text(struct packing *p, enum attribute_id id, struct span text)
{
	room_for(p, text.n);
	p->byte[p->n++] = (unsigned char)id;
	put_length(p, text.n);
	put_bytes(p, text);
}

void
pack_number(struct packing *p, enum attribute_id id, int64_t number)
{
	uint64_t	 bits = htole64((uint64_t)number);
	unsigned char	*out;
	size_t		 n = 0;

	room_for(p, sizeof(bits));
	out = p->byte + p->n;
	if (number != 0)
		n = (71 - (size_t)__builtin_clzll((uint64_t)number)) / 8;
	out[0] = (unsigned char)id;
	out[1] = (unsigned char)n;
	/* All eight, of which those beyond N are written over. */
	memcpy(out + 2, &bits, sizeof(bits));
	p->n += 2 + n;
}

/* Puts the rest of an SPN, or where it stands already. */
static bool
put_instance(struct packing *p, struct span rest)
{
	size_t	 i, n = p->n_spn < N_INSTANCE ? p->n_spn : N_INSTANCE;

	for (i = 0; i < n; i++) {
		if (p->instance[i].n == rest.n && (rest.n == 0 ||
		    memcmp(p->byte + p->instance[i].at, rest.at, rest.n) == 0)) {
			put_length(p, (p->n - p->instance[i].at) << 1 | 1);
			put_length(p, rest.n);
			return false;
		}
	}
	put_length(p, rest.n << 1);
	i = p->n_spn++ % N_INSTANCE;
	p->instance[i].at = p->n;
	p->instance[i].n = rest.n;
	put_bytes(p, rest);
	return true;
}

struct packed_class *
packed_class(struct packed_classes *classes, struct span text)
{
	struct packed_class	*class;

	if (text.n == 0 || text.n > sizeof(class->text))
		return NULL;
	class = &classes->at[((unsigned char)text.at[0] + 3u * (unsigned char)text.at[text.n / 2] +
	    text.n) % N_CLASS];
	if (class->n == 0) {
		class->n = (unsigned char)text.n;
		memcpy(class->text, text.at, text.n);
	}
	return class->n == text.n && memcmp(class->text, text.at, text.n) == 0 ? class : NULL;
}

bool
pack_spn(struct packing *p, const struct packed_classes *classes,
    const struct packed_class *known, struct span class, struct span rest)
{
	room_for(p, class.n + rest.n);
	p->byte[p->n++] = ATTR_SPN;
	if (known != NULL)
		put_length(p, (size_t)(known - classes->at) << 1 | 1);
	else {
		put_length(p, class.n << 1);
		put_bytes(p, class);
	}
	return put_instance(p, rest);
}

void
pack_free(struct packing *p)
{
	free(p->byte);
	*p = (struct packing){ 0 };
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
