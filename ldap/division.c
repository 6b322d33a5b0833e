#include "ldap/division.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ldap/team.h"
#include "plans/entry.h"

/* Each costs some servers a look at the whole domain. */
enum { PARTS_MOST = 48 };

/* An object too whose objectClass this account may not read: to a filter it has
 * none then ([MS-ADTS] 3.1.1.4.3). */
#define ANY	"(|(objectClass=*)(!(objectClass=*)))"

/* What lies directly below one part. */
struct listing {
	struct pool	*pool;
	size_t		 of;		/* the part */
	struct part	*child;
	size_t		 n_child;
	bool		 accounts;	/* some are */
	bool		 more;		/* than were asked for */
};

static int
take_child(void *arg, const struct row *row, struct error *err)
{
	struct listing	*listing = arg;
	const char	*class = attribute[ATTR_OBJECT_CLASS].name;

	(void)err;
	listing->accounts |= row_has(row, class, "user") || row_has(row, class, "group");
	listing->child = pool_more(listing->pool, listing->child, listing->n_child, sizeof(*listing->child));
	listing->child[listing->n_child++] = (struct part){
	    .base = pool_ncopy(listing->pool, row->dn.n == 0 ? "" : row->dn.at, row->dn.n),
	    .scope = LDAP_SCOPE_SUBTREE, .unit = row_has(row, class, "organizationalUnit") };
	return 0;
}

/* One server writes one DN always in the same way; a guess may be wrong. */
static bool
is_below(const char *dn, const char *base)
{
	size_t	 n = strlen(dn), n_base = strlen(base);

	return n > n_base && dn[n - n_base - 1] == ',' && strcasecmp(dn + n - n_base, base) == 0;
}

static void
add(struct division *division, struct part part)
{
	size_t	 i;

	for (i = 0; i < division->n_sample; i++)
		part.n += is_below(division->sample[i], part.base);
	division->part = pool_more(division->pool, division->part, division->n_part, sizeof(*division->part));
	division->part[division->n_part++] = part;
}

/* Accounts as children would each be a search of their own. */
static void
replace(struct division *division, const struct listing *listing)
{
	struct part	*part = &division->part[listing->of];
	size_t		 i;

	part->seen = true;
	if (listing->more || listing->n_child == 0 || (listing->accounts && listing->of > 0) ||
	    division->n_part + listing->n_child > PARTS_MOST)
		return;
	part->scope = LDAP_SCOPE_BASE;
	part->n = 0;
	for (i = 0; i < listing->n_child; i++)
		add(division, listing->child[i]);
}

static struct query
query_of(const char *base, struct listing *listing)
{
	static const char	*const wanted[] = { "objectClass", NULL };

	return (struct query){ .base = base, .scope = LDAP_SCOPE_ONELEVEL, .filter = ANY,
	    .attribute = wanted, .most = PARTS_MOST, .more = &listing->more, .row = take_child, .arg = listing };
}

static bool
is_large(const struct part *part, size_t share)
{
	return part->unit && !part->seen && part->n >= share;
}

/* Looks into every unit that is large; the number of them. */
static int
divide(struct division *division, struct connection *connection, size_t share, size_t *n_out, struct error *err)
{
	struct listing	*listing = pool_alloc(division->pool, division->n_part * sizeof(*listing));
	struct query	*query = pool_alloc(division->pool, division->n_part * sizeof(*query));
	struct team	 team = { .connection = &connection, .n_connection = 1, .query = query };
	size_t		 i;

	for (i = 0; i < division->n_part; i++) {
		if (!is_large(&division->part[i], share))
			continue;
		listing[team.n_query] = (struct listing){ .pool = division->pool, .of = i };
		query[team.n_query] = query_of(division->part[i].base, &listing[team.n_query]);
		team.n_query++;
	}
	if (team_run(&team, 1, err) != 0)
		return -1;
	for (i = 0; i < team.n_query; i++)
		replace(division, &listing[i]);
	*n_out = team.n_query;
	return 0;
}

static int
part_cmp(const void *a, const void *b)
{
	const struct part	*part_a = a, *part_b = b;

	if (part_a->n != part_b->n)
		return part_a->n < part_b->n ? 1 : -1;
	return strcmp(part_a->base, part_b->base);
}

int
division_make(struct division *division, struct connection *connection, const char *nc, size_t share,
    struct error *err)
{
	size_t	 n;

	add(division, (struct part){ .base = nc, .scope = LDAP_SCOPE_SUBTREE, .n = share, .unit = true });
	do {
		if (divide(division, connection, share, &n, err) != 0)
			return -1;
	} while (n > 0);
	qsort(division->part, division->n_part, sizeof(*division->part), part_cmp);
	return 0;
}
