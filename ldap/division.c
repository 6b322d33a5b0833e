#include "ldap/division.h"

#include "plans/entry.h"

/*
 * Parts, and units among them that are enough to share out.  Each part costs
 * some servers a look at the whole domain: few are divided further, and none
 * where that makes many.
 */
enum { PARTS_MOST = 48, UNITS_ENOUGH = 8 };

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
	listing->accounts |= row_has(row, class, "user");
	listing->child = pool_more(listing->pool, listing->child, listing->n_child, sizeof(*listing->child));
	listing->child[listing->n_child++] = (struct part){
	    .base = pool_ncopy(listing->pool, row->dn.n == 0 ? "" : row->dn.at, row->dn.n),
	    .scope = LDAP_SCOPE_SUBTREE, .unit = row_has(row, class, "organizationalUnit") };
	return 0;
}

static void
add(struct division *division, struct part part)
{
	division->part = pool_more(division->pool, division->part, division->n_part, sizeof(*division->part));
	division->part[division->n_part++] = part;
}

/* Accounts as children would each be a search of their own. */
static void
replace(struct division *division, const struct listing *listing)
{
	struct part	*part = &division->part[listing->of];
	size_t		 i;

	part->unit = false;
	if (listing->more || listing->n_child == 0 || (listing->accounts && listing->of > 0) ||
	    division->n_part + listing->n_child > PARTS_MOST)
		return;
	part->scope = LDAP_SCOPE_BASE;
	for (i = 0; i < listing->n_child; i++)
		add(division, listing->child[i]);
}

/* Looks into the N parts that are units. */
static int
divide(struct division *division, const struct team *team, size_t n, struct error *err)
{
	static const char	*const wanted[] = { "objectClass", NULL };
	struct listing		*listing = pool_alloc(division->pool, n * sizeof(*listing));
	struct query		*query = pool_alloc(division->pool, n * sizeof(*query));
	struct team		 all = { team->connection, team->n_connection, query, n, 0 };
	size_t			 i;

	for (i = n = 0; i < division->n_part; i++) {
		if (!division->part[i].unit)
			continue;
		listing[n] = (struct listing){ .pool = division->pool, .of = i };
		query[n] = (struct query){ .base = division->part[i].base, .scope = LDAP_SCOPE_ONELEVEL,
		    .filter = "(objectClass=*)", .attribute = wanted, .most = PARTS_MOST,
		    .more = &listing[n].more, .row = take_child, .arg = &listing[n] };
		n++;
	}
	if (team_run(&all, 1, err) != 0)
		return -1;
	for (i = 0; i < n; i++)
		replace(division, &listing[i]);
	return 0;
}

int
division_make(struct division *division, struct pool *pool, const struct team *team, const char *nc,
    struct error *err)
{
	size_t	 i, units;

	*division = (struct division){ .pool = pool };
	add(division, (struct part){ nc, LDAP_SCOPE_SUBTREE, true });
	for (units = 1; units > 0 && units < UNITS_ENOUGH; ) {
		if (divide(division, team, units, err) != 0)
			return -1;
		for (i = units = 0; i < division->n_part; i++)
			units += division->part[i].unit;
	}
	return 0;
}
