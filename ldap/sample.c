#include "ldap/sample.h"

#include <string.h>

#include "ldap/filter.h"
#include "ldap/root.h"
#include "plans/entry.h"
#include "plans/sid.h"

enum {
	RID_FIRST = 1000,	/* below are those of every domain */
	RID_SIZE = 4,
	SUBAUTHORITIES = 1,	/* where a SID has their number ([MS-DTYP] 2.4.2.2) */
	N_RID = 200
};

#define POOL	"rIDAvailablePool"

struct taking {
	struct sample	*sample;
	struct pool	*pool;
	struct span	 sid;		/* of the domain */
	uint64_t	 next;		/* RID that is still to be given out */
};

static int
take_domain(void *arg, const struct row *row, struct error *err)
{
	struct taking	*taking = arg;
	struct span	 sid = row_first(row, attribute[ATTR_OBJECT_SID].name);

	(void)err;
	if (row_has(row, attribute[ATTR_OBJECT_CLASS].name, "domainDNS") && sid.n > 0 && sid_length(sid) == sid.n)
		taking->sid = (struct span){ pool_ncopy(taking->pool, sid.at, sid.n), sid.n };
	if (row_has(row, POOL, NULL))
		taking->next = row_number(row, POOL) & UINT32_MAX;
	return 0;
}

static int
take_account(void *arg, const struct row *row, struct error *err)
{
	struct taking	*taking = arg;
	struct sample	*sample = taking->sample;

	(void)err;
	sample->dn = pool_more(taking->pool, sample->dn, sample->n, sizeof(*sample->dn));
	sample->dn[sample->n++] = pool_ncopy(taking->pool, row->dn.n == 0 ? "" : row->dn.at, row->dn.n);
	sample->blind |= !row_has(row, USN_CHANGED, NULL);
	return 0;
}

static struct span
sid_of(const struct taking *taking, uint32_t rid)
{
	const size_t	 n = taking->sid.n + RID_SIZE;
	char		*sid = pool_alloc(taking->pool, n);
	size_t		 i;

	memcpy(sid, taking->sid.at, taking->sid.n);
	sid[SUBAUTHORITIES]++;
	for (i = 0; i < RID_SIZE; i++)
		sid[taking->sid.n + i] = (char)(rid >> 8 * i & 0xff);
	return (struct span){ sid, n };
}

/* Multiples of the golden section of 2^32 are as even as can be, and in step
 * with nothing that made accounts by turns. */
static char *
bearers(const struct taking *taking)
{
	const uint64_t	 n = taking->next - RID_FIRST;
	struct term	 term[N_RID];
	uint32_t	 i;

	for (i = 0; i < N_RID; i++)
		term[i] = (struct term){ .attribute = attribute[ATTR_OBJECT_SID].name,
		    .value = sid_of(taking, RID_FIRST + (uint32_t)((uint64_t)(i * UINT32_C(0x9e3779b9)) * n >> 32)) };
	return filter_any(taking->pool, term, N_RID);
}

int
sample_take(struct sample *sample, struct pool *pool, struct connection *connection, const char *nc,
    struct error *err)
{
	static const char	*const of_domain[] = { "objectClass", "objectSid", POOL, NULL };
	static const char	*const of_account[] = { USN_CHANGED, NULL };
	struct taking		 taking = { .sample = sample, .pool = pool };
	struct query		 query = { .base = nc, .scope = LDAP_SCOPE_SUBTREE,
	    .filter = "(|(objectClass=domainDNS)(objectClass=rIDManager))", .attribute = of_domain,
	    .row = take_domain, .arg = &taking };
	bool			 told;

	*sample = (struct sample){ NULL };
	if (search_try(connection, &query, &told, err) != 0)
		return -1;
	if (!told || taking.sid.n == 0 || taking.next <= RID_FIRST + N_RID)
		return 0;
	query.filter = bearers(&taking);
	query.attribute = of_account;
	query.row = take_account;
	if (search_try(connection, &query, &told, err) != 0)
		return -1;
	if (told)
		sample->n_all = (size_t)(sample->n * (taking.next - RID_FIRST) / N_RID);
	return 0;
}
