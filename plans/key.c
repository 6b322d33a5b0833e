#include "plans/key.h"

#include <stdbool.h>
#include <string.h>

#include "plans/eight.h"
#include "plans/fold.h"
#include "plans/spn.h"
#include "plans/value.h"

__extension__ typedef unsigned __int128	wide;

/* Both halves of the product: every bit of it rests on the seed. */
static inline uint64_t
mix(uint64_t hash, uint64_t eight, uint64_t seed)
{
	wide	 product = (wide)(hash ^ UINT64_C(0x9e3779b97f4a7c15)) * (eight ^ seed);

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t
end(uint64_t hash, size_t n, uint64_t seed)
{
	return mix(hash ^ seed, n + UINT64_C(0xd6e8feb86659fd93), ~seed);
}

/* The last eight bytes of a text, which may overlap those before them, and
 * are filled up with zeros where there are less. */
static inline uint64_t
eight_last(struct span text)
{
	char	 few[sizeof(uint64_t)] = { 0 };
	size_t	 i;

	if (text.n >= sizeof(few))
		return eight_bytes(text.at + text.n - sizeof(few));
	for (i = 0; i < text.n; i++)
		few[i] = text.at[i];
	return eight_bytes(few);
}

/* In lower case where it is ASCII; says whether it is, and without NUL. */
static inline bool
hash_text(uint64_t seed, struct span text, uint64_t *hash_out)
{
	uint64_t	 hash = seed, eight, odd = 0;
	size_t		 i;

	for (i = 0; i + sizeof(eight) < text.n; i += sizeof(eight)) {
		eight = eight_bytes(text.at + i);
		odd |= eight | ((eight - EIGHT(1)) & ~eight);
		hash = mix(hash, eight_lower(eight), seed);
	}
	eight = eight_last(text);
	odd |= eight | (text.n < sizeof(eight) ? 0 : (eight - EIGHT(1)) & ~eight);
	*hash_out = end(mix(hash, eight_lower(eight), seed), text.n, seed);
	return eight_ascii(odd) && (text.n >= sizeof(eight) ||
	    text.n == 0 || memchr(text.at, '\0', text.n) == NULL);
}

uint32_t
key_bytes(uint64_t seed, struct span bytes)
{
	uint64_t	 hash = seed;
	size_t		 i;

	for (i = 0; i + sizeof(hash) < bytes.n; i += sizeof(hash))
		hash = mix(hash, eight_bytes(bytes.at + i), seed);
	return key_noted(end(mix(hash, eight_last(bytes), seed), bytes.n, seed));
}

static struct span
folded(struct span text, struct pool *scratch)
{
	return span_of(fold_copy(scratch, span_of(value_text(scratch, text))));
}

uint32_t
key_text(uint64_t seed, struct span text, struct pool *scratch)
{
	uint64_t	 hash;

	if (!hash_text(seed, text, &hash))
		hash_text(seed, folded(text, scratch), &hash);
	return key_noted(hash);
}

static struct span
instance(struct span spn)
{
	const size_t	 n = spn_front(spn).n;

	return (struct span){ spn.at + n, spn.n - n };
}

/* Folding makes a "/" of what looks like one, so whatever is not ASCII is
 * folded before it is cut. */
uint32_t
key_instance(uint64_t seed, struct span spn, struct pool *scratch)
{
	struct span	 rest = instance(spn);
	uint64_t	 hash, whole;

	if (!hash_text(seed, rest, &hash) || (rest.n < spn.n &&
	    !hash_text(seed, (struct span){ spn.at, spn.n - rest.n }, &whole)))
		hash_text(seed, instance(folded(spn, scratch)), &hash);
	return key_noted(hash);
}

uint64_t
key_dn(uint64_t seed, struct span rdn, uint64_t rest)
{
	uint64_t	 hash;

	hash_text(seed, rdn, &hash);
	return mix(hash, rest, seed);
}

static bool
is_escaped(struct span text, size_t i)
{
	size_t	 n = 0;

	while (n < i && text.at[i - 1 - n] == '\\')
		n++;
	return n % 2 == 1;
}

/* Where the last RDN of a folded DN begins. */
static size_t
last_rdn(struct span folded)
{
	size_t	 from = folded.n;

	while (from > 0 && (folded.at[from - 1] != ',' || is_escaped(folded, from - 1)))
		from--;
	return from;
}

uint64_t
key_dn_whole(uint64_t seed, struct span folded)
{
	/* Anything but the seed, which would leave nothing of the last RDN. */
	uint64_t	 key = UINT64_C(0xa0761d6478bd642f);
	size_t		 from;

	while (folded.n > 0) {
		from = last_rdn(folded);
		key = key_dn(seed, (struct span){ folded.at + from, folded.n - from }, key);
		folded.n = from == 0 ? 0 : from - 1;
	}
	return key;
}

/* How long the first RDN of a folded DN is. */
static size_t
first_rdn(struct span folded)
{
	size_t	 n = 0;

	while (n < folded.n && folded.at[n] != ',')
		n += folded.at[n] == '\\' && n + 1 < folded.n ? 2 : 1;
	return n;
}

uint64_t
key_dn_rest(uint64_t seed, struct span folded)
{
	size_t	 n = first_rdn(folded);

	n += n < folded.n;
	return key_dn_whole(seed, (struct span){ folded.at + n, folded.n - n });
}
