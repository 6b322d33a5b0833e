#include "ldap/whole.h"

#include "ldap/sample.h"
#include "ldap/team.h"
#include "plans/entry.h"

/* Where there are not that many, nor PAGES_MANY, one connection reads them as soon. */
enum { MANY = 2000, PAGES_MANY = 2, ROUNDS_MOST = 8 };

static int
take(void *arg, const struct row *row, struct error *err)
{
	const struct span	 guid = row_first(row, attribute[ATTR_OBJECT_GUID].name);
	struct whole		*whole = arg;
	struct row		 replacing = *row;

	if (!seen_add(&whole->seen, guid))
		return 0;
	replacing.replaces = whole->again && !seen_has(&whole->seen, guid);
	whole->n_blind += !replacing.replaces && !row_has(row, USN_CHANGED, NULL);
	return whole->row(whole->arg, &replacing, err);
}

static struct query
query_of(struct whole *whole, const char *base, int scope)
{
	return (struct query){ .base = base, .scope = scope, .filter = ALL_ACCOUNTS,
	    .attribute = whole->attribute, .page = scope == LDAP_SCOPE_BASE ? 0 : whole->page,
	    .row = take, .arg = whole };
}

static struct team
team_of(const struct whole *whole)
{
	return (struct team){ .connection = whole->connection, .n_connection = whole->n_connection,
	    .query = whole->query, .n_query = whole->n_query };
}

static int
take_first(void *arg, const struct row *row, struct error *err)
{
	struct whole	*whole = arg;

	whole->sample = pool_more(whole->pool, whole->sample, whole->n_sample, sizeof(*whole->sample));
	whole->sample[whole->n_sample++] = pool_ncopy(whole->pool, row->dn.n == 0 ? "" : row->dn.at, row->dn.n);
	return take(whole, row, err);
}

static int
read_first(struct whole *whole, struct error *err)
{
	struct query	 query = query_of(whole, whole->nc, LDAP_SCOPE_SUBTREE);

	query.row = take_first;
	query.more = &whole->more;
	if (search_run(whole->connection[0], &query, err) != 0)
		return -1;
	whole->blind = whole->n_blind > 0;
	whole->again = true;
	return 0;
}

int
whole_begin(struct whole *whole, struct error *err)
{
	struct sample	 sample;

	if (sample_take(&sample, whole->pool, whole->connection[0], whole->nc, err) != 0)
		return -1;
	if (sample.n_all < MANY && sample.n_all < PAGES_MANY * whole->page)
		return read_first(whole, err);
	whole->sample = sample.dn;
	whole->n_sample = sample.n;
	whole->blind = sample.blind;
	whole->n_all = sample.n_all;
	whole->more = true;
	return 0;
}

/*
 * What changed replaces what was read of it, as it is at one time near the end.
 * Of anything that is no account or group, all that is below it is read too: that
 * keeps its uSNChanged when a container above it moves.  The domain itself cannot
 * move, and the records of DNS, which often change, have nothing below them.
 */

static int
replace(void *arg, const struct row *row, struct error *err)
{
	struct whole	*whole = arg;
	struct row	 replacing = *row;

	seen_add(&whole->seen, row_first(row, attribute[ATTR_OBJECT_GUID].name));
	replacing.replaces = true;
	return whole->row(whole->arg, &replacing, err);
}

static int
take_changed(void *arg, const struct row *row, struct error *err)
{
	struct whole	*whole = arg;
	const char	*class = attribute[ATTR_OBJECT_CLASS].name;
	const bool	 deleted = row_has(row, attribute[ATTR_DELETED].name, "TRUE");
	const bool	 account = row_has(row, class, "user") || row_has(row, class, "group");
	const bool	 wanted = account || row_has(row, class, "trustedDomain") ||
			    row_has(row, attribute[ATTR_SPN].name, NULL);

	if (((wanted && !deleted) || seen_has(&whole->seen, row_first(row, attribute[ATTR_OBJECT_GUID].name))) &&
	    replace(whole, row, err) != 0)
		return -1;
	if (account || deleted || span_is(row->dn, whole->nc) || row_has(row, class, "dnsNode"))
		return 0;
	whole->moved = pool_more(whole->pool, whole->moved, whole->n_moved, sizeof(*whole->moved));
	whole->moved[whole->n_moved++] = pool_ncopy(whole->pool, row->dn.n == 0 ? "" : row->dn.at, row->dn.n);
	return 0;
}

static int
read_moved(struct whole *whole, struct error *err)
{
	struct team	 team;
	size_t		 i;

	whole->query = pool_alloc(whole->pool, whole->n_moved * sizeof(*whole->query));
	for (i = 0; i < whole->n_moved; i++) {
		whole->query[i] = query_of(whole, whole->moved[i], LDAP_SCOPE_SUBTREE);
		whole->query[i].row = replace;
	}
	whole->n_query = whole->n_moved;
	team = team_of(whole);
	return team_run(&team, 1, err);
}

/*
 * What one request is answered with was so at one time.  A round that takes more,
 * for further pages, ranges or what is below containers, is followed by one for
 * what changed during it: after the last all is as it was then.
 */
static int
read_changed(struct whole *whole, struct error *err)
{
	struct connection	*connection = whole->connection[0];
	struct query		 query = query_of(whole, whole->nc, LDAP_SCOPE_SUBTREE);
	uint64_t		 since = whole->root->usn, usn;
	size_t			 round, n_search;

	query.row = take_changed;
	query.deleted = true;
	for (round = 0; round < ROUNDS_MOST; round++) {
		whole->moved = NULL;
		whole->n_moved = 0;
		query.filter = pool_printf(whole->pool, "(" USN_CHANGED ">=%llu)",
		    (unsigned long long)since + 1);
		if (root_usn(&usn, connection, err) != 0)
			return -1;
		n_search = connection->counts->n_search;
		if (search_run(connection, &query, err) != 0)
			return -1;
		if (whole->n_moved == 0 && connection->counts->n_search == n_search + 1)
			return 0;
		if (whole->n_moved > 0 && read_moved(whole, err) != 0)
			return -1;
		since = usn;
	}
	return error_set(err, "'%s': it changes faster than what changed can be read", connection->name);
}

/*
 * All of it
 */

/*
 * What is most likely a quarter of what the server sends without pages, or less, is
 * asked for so, by the N of the sample that are in it: of pages some make much work.
 * Samba ends an answer at 256 MiB, and may say nothing before it has all of it.
 */
static void
ask_at_once(struct whole *whole, struct query *query, size_t n)
{
	enum { SAMBA_MOST = 100 * 1000 };
	const size_t	 most = whole->root->samba ? SAMBA_MOST : whole->page;

	if (query->page == 0 || whole->n_all == 0 || 4 * n * whole->n_all > most * whole->n_sample)
		return;
	query->most = most;
	query->page = 0;
	query->more = pool_alloc(whole->pool, sizeof(*query->more));
}

/* What is more than that after all. */
static int
read_larger(struct whole *whole, struct error *err)
{
	struct query	 query;
	size_t		 i;

	for (i = 0; i < whole->n_query; i++) {
		if (whole->query[i].more == NULL || !*whole->query[i].more)
			continue;
		whole->again = true;
		query = query_of(whole, whole->query[i].base, whole->query[i].scope);
		if (search_run(whole->connection[0], &query, err) != 0)
			return -1;
	}
	return 0;
}

/* An eighth of all beyond each connection's share is too large a part: smaller
 * ones are more of them, and each costs some servers a look at the whole domain. */
static int
divide(struct whole *whole, struct error *err)
{
	struct division	 division = { .pool = whole->pool, .sample = whole->sample, .n_sample = whole->n_sample };
	size_t		 i, n = whole->n_sample, share = n / (whole->n_connection + whole->n_more) + n / 8 + 1;

	if (whole->n_more == 0) {
		whole->query = pool_alloc(whole->pool, sizeof(*whole->query));
		whole->query[0] = query_of(whole, whole->nc, LDAP_SCOPE_SUBTREE);
		ask_at_once(whole, &whole->query[0], n);
		whole->n_query = 1;
		return 0;
	}
	if (division_make(&division, whole->connection[0], whole->nc, share, err) != 0)
		return -1;
	whole->query = pool_alloc(whole->pool, division.n_part * sizeof(*whole->query));
	for (i = 0; i < division.n_part; i++) {
		whole->query[i] = query_of(whole, division.part[i].base, division.part[i].scope);
		ask_at_once(whole, &whole->query[i], division.part[i].n);
	}
	whole->n_query = division.n_part;
	return 0;
}

int
whole_read(struct whole *whole, size_t n, struct error *err)
{
	struct pool	 pool = { 0 };
	struct team	*team = pool_alloc(&pool, n * sizeof(*team));
	size_t		 i;
	int		 result = 0;

	for (i = 0; result == 0 && i < n; i++) {
		if (whole[i].more)
			result = divide(&whole[i], err);
		team[i] = team_of(&whole[i]);
		team[i].n_more = whole[i].n_more;
		team[i].join = whole[i].join;
		team[i].arg = whole[i].arg_join;
	}
	if (result == 0)
		result = team_run(team, n, err);
	for (i = 0; result == 0 && i < n; i++)
		result = read_larger(&whole[i], err);
	for (i = 0; result == 0 && i < n; i++)
		if (whole[i].more && whole[i].root->usn != 0)
			result = read_changed(&whole[i], err);
	pool_free(&pool);
	return result;
}

void
whole_end(struct whole *whole)
{
	seen_free(&whole->seen);
}
