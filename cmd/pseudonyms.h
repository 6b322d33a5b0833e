#ifndef CMD_PSEUDONYMS_H
#define CMD_PSEUDONYMS_H

#include <stdint.h>

#include "plans/entry.h"
#include "plans/error.h"
#include "plans/pool.h"

/*
 * Made-up names, so that a snapshot can go to a stranger.  A letter becomes
 * another that depends on a secret and on the letters before it in its word,
 * and so equal names stay equal, different ones different, and a name that
 * another one begins with still is; lengths, case, digits and all that stands
 * between words stay.  The secret is drawn anew for each run and kept nowhere.
 *
 * Words of the field stay: classes of objects and of SPNs, naming attributes,
 * containers that every forest has, sPNMappings, operating systems.  Letters
 * beyond ASCII stay as well.  SIDs keep their RID, GUIDs become others.
 */
struct pseudonyms {
	uint64_t	 secret[2];
	struct pool	 pool;		/* of the entry at hand */
};

int	pseudonyms_begin(struct pseudonyms *, struct error *);

/* Both are valid until the next call. */
const struct entry	*pseudonyms_entry(struct pseudonyms *, const struct entry *);
const char		*pseudonyms_name(struct pseudonyms *, const char *dns);

void	pseudonyms_free(struct pseudonyms *);

#endif
