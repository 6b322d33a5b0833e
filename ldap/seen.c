#include "ldap/seen.h"

#include <stdint.h>
#include <string.h>
#include <sys/random.h>

enum { SIZE = 4096 };

static const unsigned char	zero[GUID_SIZE];

static size_t
hash(const struct seen *seen, const unsigned char *guid)
{
	uint64_t	 half[2], secret[2];

	memcpy(half, guid, sizeof(half));
	memcpy(secret, seen->secret, sizeof(secret));
	half[0] = (half[0] ^ secret[0]) * UINT64_C(0x9e3779b97f4a7c15);
	half[1] = (half[1] ^ secret[1] ^ half[0] >> 29) * UINT64_C(0xc2b2ae3d27d4eb4f);
	return (size_t)((half[0] ^ half[1]) >> 20);
}

/* Where it stands, or would. */
static unsigned char *
place(const struct seen *seen, const unsigned char *guid)
{
	size_t	 at = hash(seen, guid) & (seen->size - 1);

	while (memcmp(seen->guid[at], zero, GUID_SIZE) != 0 && memcmp(seen->guid[at], guid, GUID_SIZE) != 0)
		at = (at + 1) & (seen->size - 1);
	return seen->guid[at];
}

static void
grow(struct seen *seen)
{
	struct seen	 larger = { .size = seen->size == 0 ? SIZE : 2 * seen->size, .n = seen->n };
	size_t		 i;

	larger.guid = pool_alloc(&larger.pool, larger.size * sizeof(*larger.guid));
	memcpy(larger.secret, seen->secret, sizeof(larger.secret));
	if (seen->size == 0 && getrandom(larger.secret, sizeof(larger.secret), 0) < 0)
		memcpy(larger.secret, &larger.guid, sizeof(larger.guid));
	for (i = 0; i < seen->size; i++)
		if (memcmp(seen->guid[i], zero, GUID_SIZE) != 0)
			memcpy(place(&larger, seen->guid[i]), seen->guid[i], GUID_SIZE);
	pool_free(&seen->pool);
	*seen = larger;
}

static bool
is_guid(struct span guid)
{
	return guid.n == GUID_SIZE && memcmp(guid.at, zero, GUID_SIZE) != 0;
}

bool
seen_has(const struct seen *seen, struct span guid)
{
	unsigned char	 key[GUID_SIZE];

	if (!is_guid(guid) || seen->size == 0)
		return false;
	memcpy(key, guid.at, GUID_SIZE);
	return memcmp(place(seen, key), zero, GUID_SIZE) != 0;
}

bool
seen_add(struct seen *seen, struct span guid)
{
	unsigned char	 key[GUID_SIZE], *at;

	if (!is_guid(guid))
		return true;
	memcpy(key, guid.at, GUID_SIZE);
	if (2 * seen->n >= seen->size)
		grow(seen);
	at = place(seen, key);
	if (memcmp(at, zero, GUID_SIZE) != 0)
		return false;
	memcpy(at, key, GUID_SIZE);
	seen->n++;
	return true;
}

void
seen_free(struct seen *seen)
{
	pool_free(&seen->pool);
	*seen = (struct seen){ 0 };
}
