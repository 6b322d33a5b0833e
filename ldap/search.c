#include "ldap/search.h"

#include <string.h>
#include <sys/time.h>

#include "ldap/fault.h"
#include "ldap/range.h"
#include "plans/dn.h"

/* Pages without an entry that are still taken for an answer. */
enum { EMPTY_MOST = 1000 };

struct search {
	struct pool		 pool;		/* it lies in itself, with the pages */
	struct connection	*connection;
	const struct query	*query;
	int			 id;		/* of the request that is under way */
	bool			 for_rest;	/* which asks for the rest of a range */
	struct ranges		 ranges;	/* entries to be completed after the page */

	struct berval		 cookie;
	const char		**first;	/* the DN that each page began with */
	size_t			 n_page;
	size_t			 n_in_page;
	size_t			 n_empty;

	struct pool		 cells;
	struct cell		*cell;		/* of the row at hand */
	size_t			 n_room;
};

static int
malformed(struct search *search, struct error *err)
{
	search->connection->broken = true;
	return error_set(err, "'%s': an answer is not LDAP", search->connection->name);
}

/*
 * Entries
 */

static struct cell *
cell_add(struct search *search, size_t n)
{
	struct pool	 pool = { 0 };
	struct cell	*larger;

	if (n == search->n_room) {
		search->n_room = n == 0 ? 64 : 2 * n;
		larger = pool_alloc(&pool, search->n_room * sizeof(*larger));
		if (n > 0)
			memcpy(larger, search->cell, n * sizeof(*larger));
		pool_free(&search->cells);
		search->cells = pool;
		search->cell = larger;
	}
	return &search->cell[n];
}

static size_t
left(BerElement *ber)
{
	return (size_t)ber_remaining(ber);
}

/* Goes into what the tag encloses, when BEHIND are left that is over. */
static bool
enter(BerElement *ber, ber_tag_t tag, size_t *behind)
{
	ber_len_t	 n;

	if (ber_skip_tag(ber, &n) != tag || n > left(ber))
		return false;
	*behind = left(ber) - n;
	return true;
}

/* A PartialAttribute (RFC 4511 4.1.7), where it lies: libldap reads its values
 * twice and lists them in memory of its own. */
static bool
attribute_parse(struct search *search, BerElement *ber, struct row *row)
{
	struct berval	 name, value;
	size_t		 behind, behind_values;

	if (!enter(ber, LBER_SEQUENCE, &behind) || ber_skip_element(ber, &name) != LBER_OCTETSTRING ||
	    !enter(ber, LBER_SET, &behind_values) || behind_values != behind)
		return false;
	while (left(ber) > behind) {
		if (ber_skip_element(ber, &value) != LBER_OCTETSTRING)
			return false;
		*cell_add(search, row->n_cell++) = (struct cell){
		    { name.bv_val, name.bv_len }, { value.bv_val, value.bv_len } };
	}
	return left(ber) == behind;
}

static int
row_parse(struct search *search, LDAPMessage *message, BerElement **ber, struct row *row, struct error *err)
{
	struct berval	 dn;

	if (ldap_get_dn_ber(search->connection->ld, message, ber, &dn) != LDAP_SUCCESS)
		return malformed(search, err);
	*row = (struct row){ .dn = { dn.bv_val, dn.bv_len } };
	while (left(*ber) > 0)
		if (!attribute_parse(search, *ber, row))
			return malformed(search, err);
	row->cell = search->cell;
	return 0;
}

/* A server that sends a page a second time would never come to an end. */
static int
page_begin(struct search *search, struct span dn, struct error *err)
{
	char	*first = pool_ncopy(&search->pool, dn.n == 0 ? "" : dn.at, dn.n);
	size_t	 i;

	for (i = 0; i < search->n_page; i++)
		if (strcmp(search->first[i], first) == 0)
			return error_set(err, "'%s': it sent the page that begins with '%.150s' twice",
			    search->connection->name, first);
	search->first = pool_more(&search->pool, search->first, search->n_page, sizeof(*search->first));
	search->first[search->n_page++] = first;
	return 0;
}

static int
row_take(struct search *search, const struct row *row, struct error *err)
{
	struct connection		*connection = search->connection;
	const struct source_options	*options = connection->options;

	if (!search->for_rest && search->query->page > 0 && search->n_in_page == 0 &&
	    page_begin(search, row->dn, err) != 0)
		return -1;
	connection->counts->n_entry++;
	if (options->progress != NULL)
		options->progress(options->arg, connection->counts->n_entry);
	if (search->for_rest)
		return ranges_row(&search->ranges, row, err);
	search->n_in_page++;
	if (ranges_concern(row))
		return ranges_keep(&search->ranges, row, err);
	return search->query->row(search->query->arg, row, err);
}

static int
take_entry(struct search *search, LDAPMessage *message, struct error *err)
{
	BerElement	*ber = NULL;
	struct row	 row;
	int		 result;

	result = row_parse(search, message, &ber, &row, err);
	if (result == 0)
		result = row_take(search, &row, err);
	if (ber != NULL)
		ber_free(ber, 0);
	return result;
}

/*
 * References
 */

/* Is it BASE, or below it? */
static bool
is_within(const char *dn, const char *base)
{
	struct pool	 pool = { 0 };
	struct error	 ignored = { "" };
	char		*below, *above;
	size_t		 n, n_above;
	bool		 within = false;

	if (dn_fold(&pool, span_of(dn), &below, &ignored) == 0 &&
	    dn_fold(&pool, span_of(base), &above, &ignored) == 0) {
		n = strlen(below);
		n_above = strlen(above);
		within = n >= n_above && strcmp(below + n - n_above, above) == 0 &&
		    (n == n_above || below[n - n_above - 1] == ',');
	}
	pool_free(&pool);
	return within;
}

/* Do they lead to what is read elsewhere, or holds no account?  Where the query
 * is asked, part of its own answer is. */
static bool
is_known(const struct search *search, const char *url)
{
	LDAPURLDesc	*parsed = NULL;
	bool		 known;

	if (ldap_url_parse(url, &parsed) != LDAP_URL_SUCCESS)
		return false;
	known = parsed->lud_dn != NULL && connection_knows(search->connection, parsed->lud_dn) &&
	    !is_within(search->query->base, parsed->lud_dn);
	ldap_free_urldesc(parsed);
	return known;
}

static int
take_reference(struct search *search, LDAPMessage *message, struct error *err)
{
	char	**url = NULL;
	int	 result = 0;
	size_t	 i;

	if (ldap_parse_reference(search->connection->ld, message, &url, NULL, 0) != LDAP_SUCCESS || url == NULL)
		return malformed(search, err);
	for (i = 0; result == 0 && url[i] != NULL; i++)
		if (!is_known(search, url[i]))
			result = error_set(err, "'%s': a part of the answer is said to be at '%.200s', which is "
			    "no other naming context of its forest", search->connection->name, url[i]);
	ldap_memvfree((void **)url);
	return result;
}

/*
 * Results
 */

static int
take_cookie(struct search *search, LDAPControl **controls, struct error *err)
{
	LDAPControl	*control = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, NULL);
	struct berval	 cookie = { 0, NULL };
	ber_int_t	 estimate;

	/* libldap crashes on a control without a value, or with an empty one. */
	if (control == NULL || control->ldctl_value.bv_val == NULL || control->ldctl_value.bv_len == 0 ||
	    ldap_parse_pageresponse_control(search->connection->ld, control, &estimate, &cookie) != LDAP_SUCCESS)
		return error_set(err, "'%s': it does not say whether this was the last page",
		    search->connection->name);
	ber_memfree(search->cookie.bv_val);
	search->cookie = cookie;
	return 0;
}

static bool
is_limit(int code)
{
	return code == LDAP_SIZELIMIT_EXCEEDED || code == LDAP_TIMELIMIT_EXCEEDED ||
	    code == LDAP_ADMINLIMIT_EXCEEDED;
}

static int
take_result(struct search *search, LDAPMessage *message, struct error *err)
{
	LDAP		*ld = search->connection->ld;
	LDAPControl	**controls = NULL;
	char		*said = NULL;
	int		 code, result = 0;

	if (ldap_parse_result(ld, message, &code, NULL, &said, NULL, &controls, 0) != LDAP_SUCCESS)
		result = malformed(search, err);
	else if (is_limit(code) && !search->for_rest && search->query->most > 0)
		*search->query->more = true;
	else if (code != LDAP_SUCCESS) {
		ldap_set_option(ld, LDAP_OPT_DIAGNOSTIC_MESSAGE, said);
		result = fault_set(search->connection, code, err);
	} else if (!search->for_rest && search->query->page > 0)
		result = take_cookie(search, controls, err);
	ldap_memfree(said);
	ldap_controls_free(controls);
	return result;
}

/* What libldap says of itself, not of an answer. */
static int
own_fault(struct search *search, struct error *err)
{
	int	 code = LDAP_OTHER;

	search->connection->broken = true;
	ldap_get_option(search->connection->ld, LDAP_OPT_RESULT_CODE, &code);
	return fault_set(search->connection, code, err);
}

/*
 * Requests
 */

static int
send_query(struct search *search, const struct query *query, struct error *err)
{
	LDAP		*ld = search->connection->ld;
	LDAPControl	 paged = { .ldctl_iscritical = 1 }, *controls[4] = { NULL, NULL, NULL, NULL };
	LDAPControl	 flags = { .ldctl_iscritical = 1 }, deleted = { .ldctl_iscritical = 0 };
	char		 oid[] = LDAP_CONTROL_PAGEDRESULTS, sd_flags[] = "1.2.840.113556.1.4.801",
			 show_deleted[] = "1.2.840.113556.1.4.417", **wanted;
	char		 dacl[] = { 0x30, 0x03, 0x02, 0x01, 0x04 };	/* SEQUENCE of an INTEGER: DACL_SECURITY_INFORMATION */
	size_t		 n, n_control = 0;
	int		 code;

	for (n = 0; query->attribute[n] != NULL; n++)
		continue;
	wanted = pool_alloc(&search->pool, (n + 1) * sizeof(*wanted));
	while (n-- > 0)
		wanted[n] = pool_copy(&search->pool, query->attribute[n]);
	if (query->page > 0) {
		code = ldap_create_page_control_value(ld, (ber_int_t)query->page, &search->cookie,
		    &paged.ldctl_value);
		if (code != LDAP_SUCCESS)
			return fault_set(search->connection, code, err);
		paged.ldctl_oid = oid;
		controls[n_control++] = &paged;
	}
	if (query->dacl) {
		flags.ldctl_oid = sd_flags;
		flags.ldctl_value = (struct berval){ sizeof(dacl), dacl };
		controls[n_control++] = &flags;
	}
	if (query->deleted) {
		deleted.ldctl_oid = show_deleted;
		controls[n_control] = &deleted;
	}
	connection_await(search->connection);
	search->connection->counts->n_search++;
	code = ldap_search_ext(ld, query->base, query->scope, query->filter, wanted, 0, controls,
	    NULL, NULL, query->most > 0 ? (int)query->most : LDAP_NO_LIMIT, &search->id);
	ber_memfree(paged.ldctl_value.bv_val);
	return code == LDAP_SUCCESS ? 0 : fault_set(search->connection, code, err);
}

static int
send_page(struct search *search, struct error *err)
{
	search->for_rest = false;
	search->n_in_page = 0;
	return send_query(search, search->query, err);
}

static int
send_rest(struct search *search, const char *dn, const char *name, struct error *err)
{
	const char		*wanted[] = { name, NULL };
	const struct query	 query = { .base = dn, .scope = LDAP_SCOPE_BASE, .filter = "(objectClass=*)",
	    .attribute = wanted, .deleted = search->query->deleted };

	search->for_rest = true;
	return send_query(search, &query, err);
}

/* The page is whole, its ranges too. */
static int
turn_page(struct search *search, struct error *err)
{
	if (ranges_push(&search->ranges, search->query->row, search->query->arg, err) != 0)
		return -1;
	if (search->query->more != NULL && search->query->page > 0)
		*search->query->more = search->cookie.bv_len > 0;
	if (search->query->more != NULL || search->cookie.bv_len == 0)
		return 0;
	search->n_empty = search->n_in_page > 0 ? 0 : search->n_empty + 1;
	if (search->n_empty > EMPTY_MOST)
		return error_set(err, "'%s': %d pages without an entry, and no end",
		    search->connection->name, EMPTY_MOST);
	return send_page(search, err) == 0 ? 1 : -1;
}

/* An answer has come to its end: what has to be asked next?  As search_take. */
static int
go_on(struct search *search, struct error *err)
{
	const char	*dn, *name;

	if (search->for_rest && ranges_end(&search->ranges, err) != 0)
		return -1;
	if (ranges_missing(&search->ranges, &dn, &name))
		return send_rest(search, dn, name, err) == 0 ? 1 : -1;
	return turn_page(search, err);
}

/*
 * Answers
 */

static int
take(struct search *search, LDAPMessage *message, struct error *err)
{
	switch (ldap_msgtype(message)) {
	case LDAP_RES_SEARCH_ENTRY:
		return take_entry(search, message, err) == 0 ? 1 : -1;
	case LDAP_RES_SEARCH_REFERENCE:
		return take_reference(search, message, err) == 0 ? 1 : -1;
	case LDAP_RES_SEARCH_RESULT:
		return take_result(search, message, err) == 0 ? go_on(search, err) : -1;
	default:
		return malformed(search, err);
	}
}

int
search_take(struct search *search, struct error *err)
{
	struct timeval	 no_time = { 0, 0 };
	LDAPMessage	*message;
	int		 type, result = 1;

	while (result > 0) {
		message = NULL;
		type = ldap_result(search->connection->ld, search->id, LDAP_MSG_ONE, &no_time, &message);
		if (type < 0)
			return own_fault(search, err);
		if (type == 0 && !connection_ready(search->connection))
			return 1;
		if (type == 0)
			continue;
		connection_await(search->connection);
		result = take(search, message, err);
		ldap_msgfree(message);
	}
	return result;
}

struct search *
search_begin(struct connection *connection, const struct query *query, struct error *err)
{
	struct pool	 pool = { 0 };
	struct search	*search = pool_alloc(&pool, sizeof(*search));

	*search = (struct search){ .pool = pool, .connection = connection, .query = query,
	    .ranges = { .server = connection->name } };
	connection->waits = false;
	if (send_page(search, err) == 0)
		return search;
	search_end(search);
	return NULL;
}

void
search_end(struct search *search)
{
	struct pool	 pool;

	if (search == NULL)
		return;
	search->connection->waits = true;
	ber_memfree(search->cookie.bv_val);
	ranges_free(&search->ranges);
	pool_free(&search->cells);
	pool = search->pool;
	pool_free(&pool);
}

static bool
is_named(const struct cell *cell, const char *name, size_t n)
{
	return cell->name.n == n && span_is(cell->name, name);
}

struct span
row_first(const struct row *row, const char *name)
{
	const size_t	 n = strlen(name);
	size_t		 i;

	for (i = 0; i < row->n_cell; i++)
		if (is_named(&row->cell[i], name, n))
			return row->cell[i].text;
	return (struct span){ NULL, 0 };
}

uint64_t
row_number(const struct row *row, const char *name)
{
	enum { DIGITS_MOST = 19 };
	const struct span	 text = row_first(row, name);
	uint64_t		 n = 0;
	size_t			 i;

	for (i = 0; i < text.n; i++) {
		if (i == DIGITS_MOST || !text_digit(text.at[i]))
			return 0;
		n = n * 10 + (uint64_t)(text.at[i] - '0');
	}
	return n;
}

bool
row_has(const struct row *row, const char *name, const char *value)
{
	const size_t	 n = strlen(name);
	size_t		 i;

	for (i = 0; i < row->n_cell; i++)
		if (is_named(&row->cell[i], name, n) && (value == NULL || span_is(row->cell[i].text, value)))
			return true;
	return false;
}

int
row_ignored(void *arg, const struct row *row, struct error *err)
{
	(void)arg;
	(void)row;
	(void)err;
	return 0;
}
