#include "ldap/live.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ldap/controller.h"
#include "ldap/filter.h"
#include "ldap/forest.h"
#include "ldap/whole.h"
#include "plans/dn.h"
#include "plans/sid.h"

/* As many terms as a filter takes before their number costs more than a
 * further search does. */
enum { TERMS_MOST = 1000 };

#define BIT(id)		ATTRIBUTE_BIT(ATTR_##id)

/* What the global catalog has ([MS-ADSC], isMemberOfPartialAttributeSet). */
static const uint64_t	in_catalog = BIT(OBJECT_CLASS) | BIT(OBJECT_GUID) | BIT(OBJECT_SID) | BIT(SAM) |
			    BIT(UAC) | BIT(SPN) | BIT(UPN) | BIT(DNS_NAME) | BIT(LAST_LOGON) | BIT(CREATED) |
			    BIT(PRIMARY_GROUP) | BIT(MEMBER) | BIT(GROUP_TYPE) | BIT(DELETED);

struct live {
	struct pool			*pool;
	const char			*name;
	const struct source_options	*options;
	struct source_counts		 counts;
	struct reach			 reach;
	struct connection		*connection;
	struct root			 root;
	const char			*domain;	/* its DNS name */
	bool				 leads;		/* answers for the rest of the forest */
	const char			**elsewhere;	/* domains of other sources */
	size_t				 n_elsewhere;

	bool				 read;		/* the forest is known */
	struct forest			 forest;
	bool				 sought;	/* a global catalog, which may be NULL */
	struct connection		*catalog;
	bool				 all;		/* every account was wanted and came */
	bool				 failed;	/* a read, and so all of them */
};

/* What one read asks of every domain. */
struct asking {
	struct live		*live;
	const struct sink	*sink;
	struct pool		 pool;
	const struct want	*want;
	size_t			 n_want;
	bool			 all;

	struct value		*value;		/* of the entry at hand */
	size_t			 n_room;
	bool			*has;		/* by member: must it be asked itself? */
};

/*
 * Entries
 */

static void
value_room(struct asking *asking, size_t n)
{
	size_t	 size = asking->n_room == 0 ? 64 : asking->n_room;

	if (n <= asking->n_room)
		return;
	while (size < n)
		size *= 2;
	asking->value = pool_alloc(&asking->pool, size * sizeof(*asking->value));
	asking->n_room = size;
}

static int
push(void *arg, const struct row *row, struct error *err)
{
	struct asking	*asking = arg;
	struct entry	 entry = { .dn = row->dn, .source = asking->live->name, .replaces = row->replaces };
	struct span	 last = { NULL, 0 };
	size_t		 i;
	int		 id = -1;

	value_room(asking, row->n_cell);
	for (i = 0; i < row->n_cell; i++) {
		if (row->cell[i].name.at != last.at) {
			last = row->cell[i].name;
			id = attribute_find(last);
		}
		if (id >= 0)
			asking->value[entry.n_value++] = (struct value){ (enum attribute_id)id, row->cell[i].text };
	}
	entry.value = asking->value;
	return asking->sink->add(asking->sink->arg, &entry, err);
}

static void
covers(const struct asking *asking, const char *dns, uint64_t attributes)
{
	if (asking->sink->covers != NULL)
		asking->sink->covers(asking->sink->arg, dns, attributes);
}

/*
 * Questions
 */

/* Terms of one question. */
struct terms {
	struct term	*term;
	size_t		 n;
};

/* What of an object a value of the want is; values of no others are asked for. */
static const struct {
	const char	*attribute;
	bool		 bytes;		/* as SIDs */
	bool		 begins;
} term_of[] = {
	[WANT_SPN] = { "servicePrincipalName", false }, [WANT_DNS_NAME] = { "dNSHostName", false },
	[WANT_ACCOUNT] = { "sAMAccountName", false }, [WANT_SID] = { "objectSid", true },
	[WANT_GROUP] = { "distinguishedName", false }, [WANT_TRUST] = { "trustPartner", false },
	[WANT_SECURITY] = { "sAMAccountName", false }, [WANT_USER_NAME] = { "userPrincipalName", .begins = true }
};

static void
add_terms(struct asking *asking, struct terms *terms, const struct want *want)
{
	const char	*value;
	size_t		 i;

	for (i = 0; i < want->n_value; i++) {
		value = want->value[i];
		terms->term = pool_more(&asking->pool, terms->term, terms->n, sizeof(*terms->term));
		terms->term[terms->n++] = (struct term){ term_of[want->kind].attribute,
		    term_of[want->kind].bytes ? sid_bytes(&asking->pool, value) : span_of(value),
		    term_of[want->kind].begins };
	}
}

/* Asks for what any of the terms holds of, and CLASS where that is given. */
static int
ask(struct connection *connection, struct query *query, const struct terms *terms, const char *class,
    struct error *err)
{
	struct pool	 pool = { 0 };
	size_t		 i, part;
	int		 result = 0;

	for (i = 0; result == 0 && i < terms->n; i += part) {
		part = terms->n - i < TERMS_MOST ? terms->n - i : TERMS_MOST;
		query->filter = filter_any(&pool, terms->term + i, part);
		if (class != NULL)
			query->filter = pool_printf(&pool, "(&(objectClass=%s)%s)", class, query->filter);
		result = search_run(connection, query, err);
		pool_free(&pool);
	}
	return result;
}

/* Few computers have further names, so that all who have any cost less than
 * asking for each. */
static void
add_other_names(struct asking *asking, struct terms *terms)
{
	size_t	 i = 0;

	while (i < asking->n_want && asking->want[i].kind != WANT_DNS_NAME)
		i++;
	if (i == asking->n_want)
		return;
	terms->term = pool_more(&asking->pool, terms->term, terms->n, sizeof(*terms->term));
	terms->term[terms->n++] = (struct term){ .attribute = attribute[ATTR_OTHER_DNS_NAMES].name };
}

static bool
is_of(const struct want *want, const struct member *member)
{
	return want->domain != NULL && text_same(want->domain, member->dns);
}

static void
know_all(const struct live *live, struct connection *connection)
{
	size_t	 i;

	for (i = 0; i < live->forest.n_context; i++)
		connection_know(connection, live->forest.context[i]);
}

static int
reach(struct live *live, struct member *member, struct error *err)
{
	if (member->connection != NULL)
		return 0;
	if (controller_find(&live->reach, member->dns, &member->connection, &member->root, err) != 0) {
		member->connection = NULL;
		return error_in(err, "domain %s", member->dns);
	}
	know_all(live, member->connection);
	return 0;
}

static uint64_t
of_accounts(void)
{
	uint64_t	 bits = 0;
	size_t		 i;

	for (i = 0; i < N_ATTRIBUTE; i++)
		if (attribute[i].of == OF_ANY || attribute[i].of == OF_ACCOUNT)
			bits |= ATTRIBUTE_BIT(i);
	return bits;
}

/* Reading who may what takes a right that few have, unless just the DACL is
 * asked for ([MS-ADTS] 3.1.1.3.4.1.11). */
static int
ask_security(struct asking *asking, const struct member *member, const struct terms *terms, struct error *err)
{
	static const char	*const	 wanted[] = { "objectClass", "objectGUID", "sAMAccountName",
	    "nTSecurityDescriptor", NULL };
	struct query			 query = { .base = member->nc, .scope = LDAP_SCOPE_SUBTREE,
	    .attribute = wanted, .page = asking->live->forest.page, .dacl = true, .row = push, .arg = asking };

	return ask(member->connection, &query, terms, NULL, err);
}

/*
 * Asks a domain all that is wanted of it.  Not every server has an index for
 * who has further names, nor for how a user name begins: among many terms it
 * would try each of them on each object.
 */
static int
ask_member(struct asking *asking, struct member *member, struct error *err)
{
	struct terms	 terms = { NULL, 0 }, groups = { NULL, 0 }, security = { NULL, 0 }, names = { NULL, 0 };
	struct query	 query = { .base = member->nc, .scope = LDAP_SCOPE_SUBTREE,
	    .attribute = forest_attributes(&asking->pool, OF_ACCOUNT), .page = asking->live->forest.page,
	    .row = push, .arg = asking };
	size_t		 i;

	for (i = 0; i < asking->n_want; i++)
		if (asking->want[i].domain == NULL || is_of(&asking->want[i], member))
			add_terms(asking, asking->want[i].kind == WANT_GROUP ? &groups :
			    asking->want[i].kind == WANT_SECURITY ? &security :
			    asking->want[i].kind == WANT_USER_NAME ? &names : &terms, &asking->want[i]);
	add_other_names(asking, &names);
	if (ask(member->connection, &query, &terms, NULL, err) != 0 ||
	    ask(member->connection, &query, &names, NULL, err) != 0 ||
	    ask(member->connection, &query, &groups, "group", err) != 0 ||
	    ask_security(asking, member, &security, err) != 0)
		return -1;
	covers(asking, member->dns, of_accounts());
	return 0;
}

/*
 * All of it
 */

struct joining {
	struct live	*live;
	struct member	*member;
	struct whole	*whole;
	const char	*refused;	/* why no more can be had; NULL: it was not */
};

static void
joined(struct joining *joining, struct connection *connection)
{
	struct member	*member = joining->member;

	member->team = pool_more(joining->live->pool, member->team, member->n_team, sizeof(*member->team));
	member->team[member->n_team++] = connection;
	joining->whole->connection = member->team;
	joining->whole->n_connection = member->n_team;
}

static struct connection *
join(void *arg, const struct waiting *waiting)
{
	struct joining		*joining = arg;
	struct live		*live = joining->live;
	struct member		*member = joining->member;
	struct connection	*connection;
	struct error		 why = { "" };

	if (controller_join(&live->reach, member->connection, &member->root, waiting, &connection, &why) != 0) {
		joining->refused = pool_copy(live->pool, why.text);
		return NULL;
	}
	know_all(live, connection);
	joined(joining, connection);
	return connection;
}

static const char	*const undivided[] = {
	[LISTING_UNKNOWN] = "one connection, because this account may not read CN=Directory Service: whether "
	    "containers may be hidden that hold accounts which it may see",
	[LISTING_BY_OBJECT] = "one connection, because in List Object mode (dSHeuristics) containers may be hidden "
	    "that hold accounts which this account may see"
};

/* As much of it as tells whether it is worth to be divided. */
static int
begin(struct asking *asking, struct joining *joining, struct error *err)
{
	struct live	*live = asking->live;
	struct member	*member = joining->member;
	struct whole	*whole = joining->whole;

	*whole = (struct whole){ .pool = &asking->pool, .nc = member->nc, .root = &member->root,
	    .page = live->forest.page, .attribute = forest_attributes(&asking->pool, OF_ACCOUNT),
	    .join = join, .arg_join = joining, .row = push, .arg = asking, .more = true };
	joined(joining, member->connection);
	if (member->root.usn == 0 || (live->options->connections < 2 && !member->root.samba))
		return 0;
	whole->n_more = live->options->connections - 1;
	if (whole_begin(whole, err) != 0)
		return -1;
	if (whole->more && whole->n_more > 0 && (live->forest.listing != LISTING_WHOLE || whole->blind)) {
		reach_note(&live->reach, live->forest.listing != LISTING_WHOLE ?
		    undivided[live->forest.listing] : "one connection, because this account may not read "
		    USN_CHANGED ", which tells what moved meanwhile");
		whole->n_more = 0;
	}
	return 0;
}

static void
note_refused(const struct joining *joining)
{
	const struct live	*live = joining->live;
	const size_t		 n = joining->member->n_team;

	if (joining->refused != NULL)
		reach_note(&live->reach, pool_printf(live->pool, "%zu connection%s, because no more can be had: %s",
		    n, n == 1 ? "" : "s", joining->refused));
}

/* A filter does not find an object by what may not be read of it. */
static void
note_blind(const struct live *live, const struct whole *whole)
{
	if (whole->more && whole->root->usn != 0 && whole->n_blind > 0)
		reach_note(&live->reach, pool_printf(live->pool, "what changed of %zu account%s of %s while it was read "
		    "is not known, because this account may not read %s", whole->n_blind,
		    whole->n_blind == 1 ? "" : "s", whole->nc, USN_CHANGED));
}

static int
ask_all(struct asking *asking, struct error *err)
{
	struct live	*live = asking->live;
	struct forest	*forest = &live->forest;
	struct whole	*whole = pool_alloc(&asking->pool, forest->n_member * sizeof(*whole));
	struct joining	*joining = pool_alloc(&asking->pool, forest->n_member * sizeof(*joining));
	size_t		 i, n = 0;
	int		 result = 0;

	for (i = 0; result == 0 && i < forest->n_member; i++) {
		if (forest->member[i].elsewhere)
			continue;
		joining[n] = (struct joining){ live, &forest->member[i], &whole[n] };
		result = reach(live, &forest->member[i], err);
		if (result == 0)
			result = begin(asking, &joining[n++], err);
	}
	if (result == 0)
		result = whole_read(whole, n, err);
	for (i = 0; i < n; i++) {
		note_refused(&joining[i]);
		if (result == 0)
			note_blind(live, &whole[i]);
		whole_end(&whole[i]);
	}
	for (i = 0; result == 0 && i < forest->n_member; i++)
		if (!forest->member[i].elsewhere)
			covers(asking, forest->member[i].dns, of_accounts());
	return result;
}

/*
 * The global catalog
 */

/* An account there answers: its domain has to be asked for the rest of it. */
static int
mark(void *arg, const struct row *row, struct error *err)
{
	struct asking		*asking = arg;
	const struct forest	*forest = &asking->live->forest;
	const char		*dns = dn_domain(&asking->pool, row->dn);
	size_t			 i;

	for (i = 0; i < forest->n_member; i++) {
		if (text_same(forest->member[i].dns, dns)) {
			asking->has[i] = true;
			return 0;
		}
	}
	return error_set(err, "the global catalog has an account of '%s', which is no domain of the forest", dns);
}

static void
seek_catalog(struct live *live)
{
	struct error	 why = { "" };

	live->sought = true;
	if (catalog_find(&live->reach, live->connection, &live->root, &live->catalog, &why) == 0)
		know_all(live, live->catalog);
	else {
		live->catalog = NULL;
		reach_note(&live->reach, pool_printf(live->pool, "no global catalog, so every domain is asked: %s",
		    why.text));
	}
}

static int
ask_catalog(struct asking *asking, struct error *err)
{
	static const char	*const attributes[] = { "objectGUID", NULL };
	struct live		*live = asking->live;
	struct terms		 terms = { NULL, 0 }, names = { NULL, 0 };
	struct query		 query = { .base = "", .scope = LDAP_SCOPE_SUBTREE, .attribute = attributes,
	    .page = live->forest.page, .row = mark, .arg = asking };
	size_t			 i, j;

	for (i = 0; i < asking->n_want; i++) {
		if (asking->want[i].domain == NULL)
			add_terms(asking, asking->want[i].kind == WANT_USER_NAME ? &names : &terms, &asking->want[i]);
		for (j = 0; j < live->forest.n_member; j++)
			asking->has[j] |= is_of(&asking->want[i], &live->forest.member[j]);
	}
	return ask(live->catalog, &query, &terms, NULL, err) != 0 ? -1 :
	    ask(live->catalog, &query, &names, NULL, err);
}

/*
 * Reads
 */

static bool
is_elsewhere(const struct live *live, const char *dns)
{
	size_t	 i;

	for (i = 0; i < live->n_elsewhere; i++)
		if (text_same(live->elsewhere[i], dns))
			return true;
	return false;
}

/* The configuration, once; its first source tells it. */
static int
learn_forest(struct asking *asking, struct error *err)
{
	struct live	*live = asking->live;
	struct member	*member;
	size_t		 i;
	bool		 own = false;

	if (live->read)
		return 0;
	if (forest_read(&live->forest, live->connection, &live->root, live->leads ? push : row_ignored,
	    asking, err) != 0)
		return -1;
	for (i = 0; i < live->forest.n_member; i++) {
		member = &live->forest.member[i];
		if (text_same(member->dns, live->domain)) {
			member->connection = live->connection;
			member->root = live->root;
			own = true;
		} else
			member->elsewhere = !live->leads || is_elsewhere(live, member->dns);
	}
	know_all(live, live->connection);
	if (!own)
		return error_set(err, "'%s': its own domain %s has no crossRef that can be read",
		    live->connection->name, live->domain);
	live->read = true;
	return 0;
}

/*
 * A domain of which no controller can be asked is an error for who wants all
 * of it.  For others nothing is covered there, so that every check which needs
 * it is skipped, and said.
 */
static bool
reach_or_lose(struct live *live, struct member *member)
{
	struct error	 why = { "" };

	if (!member->lost && reach(live, member, &why) != 0) {
		member->lost = true;
		reach_note(&live->reach, pool_printf(live->pool, "not asked: %s", why.text));
	}
	return !member->lost;
}

static int
read_forest(struct asking *asking, struct error *err)
{
	struct live	*live = asking->live;
	struct forest	*forest;
	size_t		 i;
	bool		 use;

	if (learn_forest(asking, err) != 0)
		return -1;
	if (asking->all)
		return ask_all(asking, err);
	forest = &live->forest;
	asking->has = pool_alloc(&asking->pool, forest->n_member * sizeof(*asking->has));
	use = live->leads && forest->n_member > live->n_elsewhere + 1;
	if (use && !live->sought)
		seek_catalog(live);
	use = use && live->catalog != NULL;
	if (use && ask_catalog(asking, err) != 0)
		return -1;
	for (i = 0; i < forest->n_member; i++) {
		struct member	*member = &forest->member[i];

		if (member->elsewhere)
			continue;
		/* What could not be asked once stays unknown. */
		if (use && !asking->has[i] && !member->lost && member->connection != live->connection)
			covers(asking, member->dns, in_catalog);
		else if (reach_or_lose(live, member) && ask_member(asking, member, err) != 0)
			return -1;
	}
	return 0;
}

int
live_read(void *state, const struct want *want, size_t n_want, const struct sink *sink, struct error *err)
{
	struct live	*live = state;
	struct asking	 asking = { .live = live, .sink = sink, .want = want, .n_want = n_want };
	size_t		 i;
	int		 result;

	for (i = 0; i < n_want; i++)
		asking.all |= want[i].kind == WANT_ALL;
	if (live->failed)
		return error_set(err, "'%s' was not read whole", live->name);
	if (live->all || n_want == 0)
		return 0;
	result = read_forest(&asking, err);
	live->all = result == 0 && asking.all;
	live->failed = result != 0;
	pool_free(&asking.pool);
	return result == 0 ? 0 : error_in(err, "%s", live->name);
}

/*
 * Opening
 */

static int
open_named(struct live *live, const char *where, struct error *err)
{
	static const char	 by_dns[] = "dns:";
	const size_t		 n = sizeof(by_dns) - 1;
	struct address		 address;

	if (strncasecmp(where, by_dns, n) == 0)
		return controller_find(&live->reach, where + n, &live->connection, &live->root, err);
	if (address_parse(live->pool, &address, where, err) != 0)
		return -1;
	live->reach.tls = address.scheme == SCHEME_LDAPS;
	return controller_open(&live->reach, &address, NULL, &live->connection, &live->root, err);
}

int
live_open(void **live_out, struct pool *pool, const char *where, const struct source_options *options,
    struct error *err)
{
	struct live	*live = pool_alloc(pool, sizeof(*live));

	*live = (struct live){ .pool = pool, .name = where, .options = options, .leads = true,
	    .reach = { pool, options, &live->counts, false } };
	if (open_named(live, where, err) != 0)
		return -1;
	live->domain = dn_domain(pool, span_of(live->root.domain));
	*live_out = live;
	return 0;
}

void
live_origin(const void *state, struct source_origin *origin)
{
	const struct live	*live = state;

	*origin = (struct source_origin){ live->name, live->root.time };
}

void
live_count(const void *state, struct source_counts *counts)
{
	const struct live	*live = state;
	const struct member	*member;
	char			*asked = pool_copy(live->pool, live->connection->name);
	size_t			 i;

	for (i = 0; i < live->forest.n_member; i++) {
		member = &live->forest.member[i];
		if (member->connection != NULL && member->connection != live->connection)
			asked = pool_printf(live->pool, "%s, %s", asked, member->connection->name);
	}
	if (live->catalog != NULL)
		asked = pool_printf(live->pool, "%s, %s (global catalog)", asked, live->catalog->name);
	*counts = live->counts;
	counts->asked = asked;
}

void
live_close(void *state)
{
	struct live	*live = state;
	size_t		 i, j;

	for (i = 0; i < live->forest.n_member; i++)
		for (j = 1; j < live->forest.member[i].n_team; j++)
			connection_close(live->forest.member[i].team[j]);
	for (i = 0; i < live->forest.n_member; i++)
		if (live->forest.member[i].connection != NULL &&
		    live->forest.member[i].connection != live->connection)
			connection_close(live->forest.member[i].connection);
	if (live->catalog != NULL)
		connection_close(live->catalog);
	connection_close(live->connection);
}

static bool
same_forest(const struct live *a, const struct live *b)
{
	struct pool	 pool = { 0 };
	bool		 same;

	same = text_same(dn_domain(&pool, span_of(a->root.configuration)),
	    dn_domain(&pool, span_of(b->root.configuration)));
	pool_free(&pool);
	return same;
}

static void
share(struct live *live, const struct live *other)
{
	live->elsewhere = pool_more(live->pool, live->elsewhere, live->n_elsewhere, sizeof(*live->elsewhere));
	live->elsewhere[live->n_elsewhere++] = other->domain;
}

int
live_agree(void *const *state, size_t n, struct error *err)
{
	struct live	*live, *other;
	size_t		 i, j;

	for (i = 0; i < n; i++) {
		live = state[i];
		for (j = 0; j < i; j++) {
			other = state[j];
			if (!same_forest(live, other))
				continue;
			if (text_same(live->domain, other->domain))
				return error_set(err, "'%s' and '%s' are two servers of the domain %s, which "
				    "need not agree: name one of them", other->name, live->name, live->domain);
			live->leads = false;
			share(live, other);
			share(other, live);
		}
	}
	return 0;
}
