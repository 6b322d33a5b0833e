#include "ldap/forest.h"

#include <string.h>

#include "plans/dn.h"

#define FILTER		"(|(sPNMappings=*)(objectClass=crossRef)(objectClass=queryPolicy))"
#define LIMITS		"lDAPAdminLimits"
#define HEURISTICS	"dSHeuristics"
#define DEFAULT_POLICY	"CN=Default Query Policy,"

/* Each page is a round trip.  A domain controller sends its MaxPageSize at most,
 * whatever is asked for ([MS-ADTS] 3.1.1.3.4.1.1): 1,000, unless that was raised. */
enum { PAGE = 10000, NTDS_DOMAIN = 3 };

struct reading {
	struct forest	*forest;
	struct pool	*pool;
	row_fn		*row;
	void		*arg;
};

const char *const *
forest_attributes(struct pool *pool, enum attribute_of of)
{
	const char	**name = pool_alloc(pool, (N_ATTRIBUTE + 3) * sizeof(*name));
	size_t		  i, n = 0;

	for (i = 0; i < N_ATTRIBUTE; i++)
		if (attribute[i].of == of || attribute[i].of == OF_ANY)
			name[n++] = attribute[i].name;
	if (of == OF_FOREST) {
		name[n++] = LIMITS;
		name[n] = HEURISTICS;
	} else if (of == OF_ACCOUNT)
		name[n] = USN_CHANGED;
	return name;
}

/* "MaxPageSize=1000" */
static void
take_limit(struct forest *forest, struct span text)
{
	static const char	 word[] = "MaxPageSize=";
	const size_t		 n = sizeof(word) - 1;
	size_t			 page;

	if (text.n <= n || !span_is((struct span){ text.at, n }, word) ||
	    !span_count((struct span){ text.at + n, text.n - n }, &page))
		return;
	if (page > 0 && page < PAGE)
		forest->page = page;
}

static void
take_policy(struct forest *forest, const struct row *row)
{
	const size_t	 n = sizeof(DEFAULT_POLICY) - 1;
	size_t		 i;

	if (row->dn.n < n || !span_is((struct span){ row->dn.at, n }, DEFAULT_POLICY))
		return;
	for (i = 0; i < row->n_cell; i++)
		if (span_is(row->cell[i].name, LIMITS))
			take_limit(forest, row->cell[i].text);
}

/* Whoever may read the one may read the other, unless there is none; its third
 * character is for the mode ([MS-ADTS] 6.1.1.2.4.1.2). */
static void
take_heuristics(struct forest *forest, const struct row *row)
{
	enum { LIST_OBJECT = 2 };
	struct span	 heuristics = row_first(row, HEURISTICS);

	if (row_has(row, attribute[ATTR_SPN_MAPPINGS].name, NULL))
		forest->listing = heuristics.n > LIST_OBJECT && heuristics.at[LIST_OBJECT] != '0' ?
		    LISTING_BY_OBJECT : LISTING_WHOLE;
}

static bool
is_domain(struct span flags)
{
	size_t	 number;

	return span_count(flags, &number) && (number & NTDS_DOMAIN) == NTDS_DOMAIN;
}

static void
take_context(struct reading *reading, const struct row *row)
{
	struct forest	*forest = reading->forest;
	struct span	 nc = row_first(row, attribute[ATTR_NC_NAME].name);
	const char	*dns;

	if (nc.n == 0)
		return;
	forest->context = pool_more(reading->pool, forest->context, forest->n_context, sizeof(*forest->context));
	forest->context[forest->n_context++] = pool_ncopy(reading->pool, nc.at, nc.n);
	dns = dn_domain(reading->pool, nc);
	if (!is_domain(row_first(row, attribute[ATTR_SYSTEM_FLAGS].name)) || *dns == '\0')
		return;
	forest->member = pool_more(reading->pool, forest->member, forest->n_member, sizeof(*forest->member));
	forest->member[forest->n_member++] = (struct member){ .dns = dns,
	    .nc = forest->context[forest->n_context - 1] };
}

static int
take_row(void *arg, const struct row *row, struct error *err)
{
	struct reading	*reading = arg;

	take_policy(reading->forest, row);
	take_heuristics(reading->forest, row);
	take_context(reading, row);
	return reading->row(reading->arg, row, err);
}

int
forest_read(struct forest *forest, struct connection *connection, const struct root *root,
    row_fn *row, void *arg, struct error *err)
{
	struct reading	 reading = { forest, connection->pool, row, arg };
	struct query	 query = { .base = root->configuration, .scope = LDAP_SCOPE_SUBTREE, .filter = FILTER,
	    .attribute = forest_attributes(connection->pool, OF_FOREST), .page = PAGE,
	    .row = take_row, .arg = &reading };

	*forest = (struct forest){ .page = PAGE };
	if (search_run(connection, &query, err) != 0)
		return -1;
	if (forest->n_member == 0)
		return error_set(err, "'%s': no domain of its forest can be read (crossRef): the account "
		    "may not read the configuration", connection->name);
	return 0;
}
