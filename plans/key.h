#ifndef PLANS_KEY_H
#define PLANS_KEY_H

#include <stddef.h>
#include <stdint.h>

#include "plans/pool.h"
#include "plans/text.h"

/*
 * Hashes of names as the directory compares them: equal names, equal keys.
 * The seed is a secret of the run, so that nobody can make up names that
 * collide; whatever it is, it never shows.
 */

/* Any bytes, as they are. */
uint32_t	key_bytes(uint64_t seed, struct span);

/* A value, by the fold (plans/fold.h) of the text that the model keeps of it
 * (plans/value.h).  What is not ASCII takes room in SCRATCH. */
uint32_t	key_text(uint64_t seed, struct span, struct pool *scratch);

/* An SPN without its class: what follows the first "/", or all of it. */
uint32_t	key_instance(uint64_t seed, struct span spn, struct pool *scratch);

/* A DN: of its first RDN and the key of the rest; as dn_fold gives it; and
 * that of its rest. */
uint64_t	key_dn(uint64_t seed, struct span rdn, uint64_t rest);
uint64_t	key_dn_whole(uint64_t seed, struct span folded);
uint64_t	key_dn_rest(uint64_t seed, struct span folded);

/* So much of it is noted (plans/names.h). */
static inline uint32_t
key_noted(uint64_t key)
{
	return (uint32_t)(key >> 32);
}

#endif
