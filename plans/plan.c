#include "plans/plan.h"

#include <stdlib.h>
#include <string.h>

#include "plans/balancer.h"
#include "plans/conflict.h"
#include "plans/delegation.h"
#include "plans/fold.h"
#include "plans/name.h"
#include "plans/proposal.h"
#include "plans/reason.h"
#include "plans/relied.h"
#include "plans/spn.h"
#include "plans/table.h"

/* One site or one of its applications, while its decisions are made. */
struct unit {
	struct plan			*plan;
	const struct directory		*directory;
	const struct farm_site		*site;
	const struct farm_application	*application;
	const char			*place;
	struct key			*key;		/* by server of the site */
	const struct farm_account	**pool;		/* the account that runs it there, or NULL */
	enum offered			*offered;
	struct table			 decided;	/* by SPN */
};

struct decided {
	const char	*spn;
	enum front	 front;
};

/* How a name came to be asked for. */
enum via { VIA_NAME, VIA_CANONICAL, VIA_NODE, VIA_REQUEST };

static const char *
spn_text(struct pool *pool, const char *class, const char *host, const char *port)
{
	return pool_printf(pool, "%s/%s%s%s", class, host, *port != '\0' ? ":" : "", port);
}

enum offered
plan_offers(const struct farm_authentication *auth)
{
	size_t	 i;

	if (auth->enabled == SETTING_UNKNOWN)
		return OFFERED_UNKNOWN;
	if (auth->enabled == SETTING_NO)
		return OFFERED_NOTHING;
	for (i = 0; i < auth->n_provider; i++) {
		if (auth->provider[i] == PROVIDER_UNKNOWN)
			return OFFERED_UNKNOWN;
		if (auth->provider[i] == PROVIDER_NEGOTIATE ||
		    auth->provider[i] == PROVIDER_NEGOTIATE_KERBEROS)
			return OFFERED_NEGOTIATE;
	}
	return OFFERED_NTLM;
}

/* What the servers together offer: one that offers Kerberos is enough for
 * clients to ask for a ticket, one that is unknown may. */
static enum offered
offered_together(enum offered a, enum offered b)
{
	static const enum offered	 by_weight[] = {
		OFFERED_NOTHING, OFFERED_NTLM, OFFERED_UNKNOWN, OFFERED_NEGOTIATE
	};
	size_t	 i;

	for (i = sizeof(by_weight) / sizeof(*by_weight); i-- > 0; ) {
		if (a == by_weight[i] || b == by_weight[i])
			return by_weight[i];
	}
	return a;
}

static void
unit_init(struct unit *unit)
{
	const struct farm_site	*site = unit->site;
	struct pool		*pool = &unit->plan->pool;
	struct farm_effective	 at;
	size_t			 i;

	unit->place = unit->application == NULL ?
	    pool_printf(pool, "site '%s'", site->name) :
	    pool_printf(pool, "site '%s', application '%s'", site->name, unit->application->url);
	unit->key = pool_alloc(pool, site->n_server * sizeof(*unit->key));
	unit->pool = pool_alloc(pool, site->n_server * sizeof(*unit->pool));
	unit->offered = pool_alloc(pool, site->n_server * sizeof(*unit->offered));
	for (i = 0; i < site->n_server; i++) {
		at = farm_effective(site, unit->application, site->server[i]);
		unit->key[i] = identity_key(site->product, &at, site->server[i]);
		if (site->product->decrypts_by != BY_MACHINE)
			unit->pool[i] = identity_account(&at);
		/* A local user has no part where the machine decrypts. */
		if (unit->pool[i] != NULL && unit->pool[i]->kind == ACCOUNT_LOCAL &&
		    unit->key[i].kind == KEY_MACHINE)
			unit->pool[i] = NULL;
		unit->offered[i] = site->product->decrypts_by != BY_IIS ? OFFERED_NEGOTIATE :
		    plan_offers(&at.authentication);
	}
}

static bool
any_key(const struct decision *d, enum key_kind kind)
{
	size_t	 i;

	for (i = 0; i < d->n_server; i++) {
		if (d->key[i].kind == kind)
			return true;
	}
	return false;
}

/* Does the account run on more servers of the site than one? */
static bool
on_several(const struct unit *unit, const struct farm_account *account)
{
	size_t	 i, n = 0;

	for (i = 0; i < unit->site->n_server; i++)
		n += unit->pool[i] == account;
	return n > 1;
}

static enum who
who_of(const struct unit *unit, const struct decision *d, const struct farm_account *const *pool)
{
	static const struct {
		enum key_kind	 key;
		enum who	 who;
	} trouble[] = {
		{ KEY_UNKNOWN, WHO_UNKNOWN },
		{ KEY_LOCAL_USER, WHO_LOCAL_USER },
		{ KEY_LOCAL_SERVICE, WHO_LOCAL_SERVICE },
		{ KEY_UNUSABLE, WHO_UNUSABLE }
	};
	size_t	 i;

	for (i = 0; i < sizeof(trouble) / sizeof(*trouble); i++) {
		if (any_key(d, trouble[i].key))
			return trouble[i].who;
	}
	for (i = 1; i < d->n_server; i++) {
		if (pool[i] != pool[0])
			return WHO_DIFFER;
	}
	if (unit->site->product->decrypts_by == BY_MACHINE && d->n_server > 1)
		return WHO_MACHINE_ALWAYS;
	if (pool[0] == NULL)
		return d->n_server > 1 && !product_runs_as(unit->site->product, ACCOUNT_GMSA) ?
		    WHO_MACHINE_NO_GMSA : WHO_MACHINE;
	if (pool[0]->kind == ACCOUNT_SMSA &&
	    (!any_key(d, KEY_MACHINE) || on_several(unit, pool[0])))
		return WHO_SINGLE_HOST;
	return any_key(d, KEY_MACHINE) ? WHO_BYPASSED : WHO_ACCOUNT;
}

static bool
is_server(const struct farm_site *site, const struct farm_server *server)
{
	size_t	 i;

	for (i = 0; i < site->n_server; i++) {
		if (site->server[i] == server)
			return true;
	}
	return false;
}

/* Whose own name HOST is: a described server's, or a computer's that only
 * the directory shows. */
static const struct farm_server *
own_name(const struct unit *unit, const char *host, const struct account **named_out)
{
	const struct farm		*farm = unit->plan->farm;
	const struct farm_server	*server = farm_own_name(farm, host);
	size_t				 i;

	*named_out = NULL;
	if (server != NULL || unit->directory == NULL)
		return server;
	*named_out = directory_named(unit->directory, host);
	for (i = 0; *named_out != NULL && i < farm->n_server; i++) {
		if ((*named_out)->domain != NULL && (*named_out)->sam != NULL &&
		    text_same(farm->server[i].account->sam, (*named_out)->sam) &&
		    text_same(farm->server[i].account->domain->dns, (*named_out)->domain->dns))
			return &farm->server[i];
	}
	return NULL;
}

/* Is HOST a name that the balancer hands on to several servers? */
static bool
is_shared(const struct farm_site *site, const char *host)
{
	size_t	 i;

	if (site->balancer == NULL || site->n_server < 2)
		return false;
	for (i = 0; i < site->balancer->n_dns_name; i++) {
		if (fold_cmp(site->balancer->dns_name[i].name, host) == 0)
			return true;
	}
	return false;
}

/* Is HOST a computer's own name, for which HOST/ answers and WinRM is asked?
 * That of a server with a keytab is not: it need not be in the domain. */
static bool
is_own(const struct unit *unit, const char *host, const struct farm_server **server_out,
    const struct account **named_out)
{
	*server_out = own_name(unit, host, named_out);
	if (*server_out != NULL && unit->site->product->keytab && is_server(unit->site, *server_out))
		return false;
	return *server_out != NULL || *named_out != NULL;
}

static void
name_decision(const struct unit *unit, struct decision *d, enum via via,
    const struct farm_site_name *typed)
{
	const struct farm_site		*site = unit->site;
	const struct account		*canonical_named;
	const struct farm_server	*server, *canonical_server, **alone;
	bool				 own = is_own(unit, d->host, &server, &d->named);
	bool				 here = server != NULL && is_server(site, server);
	bool				 single = here && via != VIA_CANONICAL && !is_shared(site, d->host);
	const struct farm_name		*dns = typed != NULL ? typed->dns_name : NULL;

	if (single) {
		alone = pool_alloc(&unit->plan->pool, sizeof(*alone));
		*alone = server;
		d->server = alone;
		d->n_server = 1;
	}
	if (via == VIA_CANONICAL)
		d->point.name = !own ? NAME_VIRTUAL : here ? NAME_CANONICAL_NODE : NAME_CANONICAL_OTHER;
	else if (own)
		d->point.name = single ? NAME_NODE : NAME_OTHER;
	else if (via == VIA_NAME && dns != NULL && dns->record == RECORD_CNAME &&
	    is_own(unit, dns->canonical, &canonical_server, &canonical_named))
		d->point.name = NAME_ALIAS;
	else
		d->point.name = NAME_VIRTUAL;
}

static bool
on_account(const struct unit *unit, const char *spn, const struct farm_account *account)
{
	const struct holding	*holding;
	size_t			 i, n;

	if (unit->directory == NULL || account == NULL || account->domain == NULL)
		return false;
	holding = directory_holders(unit->directory, spn, &n);
	for (i = 0; i < n; i++) {
		if (holding[i].account->sam != NULL && holding[i].account->domain != NULL &&
		    text_same(holding[i].account->sam, account->sam) &&
		    text_same(holding[i].account->domain->dns, account->domain->dns))
			return true;
	}
	return false;
}

static enum host_answer
host_answer(const struct unit *unit, const char *spn)
{
	struct spn	 parts;
	size_t		 i;

	spn_parse(&parts, span_of(spn));
	if (parts.port.n != 0 || parts.service.n != 0)
		return HOST_SILENT;
	if (span_is(parts.class, "HOST"))
		return HOST_ITSELF;
	if (unit->directory != NULL)
		return directory_host_answers(unit->directory, parts.class) ? HOST_ANSWERS : HOST_SILENT;
	for (i = 0; directory_host_default[i] != NULL; i++) {
		if (span_is(parts.class, directory_host_default[i]))
			return HOST_ANSWERS;
	}
	return HOST_SILENT;
}

static enum front
front_of(const struct farm_balancer *balancer, enum via via)
{
	if (balancer == NULL || via == VIA_NODE || via == VIA_REQUEST)
		return FRONT_DIRECT;
	if (balancer->mode == MODE_UNKNOWN)
		return FRONT_UNKNOWN;
	if (balancer->mode != MODE_AUTHENTICATES)
		return FRONT_DIRECT;
	if (balancer->client_authentication == CLIENT_UNKNOWN || balancer->n_request == 0)
		return FRONT_UNKNOWN;
	if (balancer->client_authentication != CLIENT_KERBEROS)
		return FRONT_OTHER;
	return balancer->n_account > 1 ? FRONT_KERBEROS_SEVERAL : FRONT_KERBEROS;
}

static const struct farm_account *
holder_of(const struct decision *d)
{
	switch (d->rule->holder) {
	case HOLDER_MACHINE:
		return d->server[0]->account;
	case HOLDER_POOL:
		return d->pool;
	case HOLDER_BALANCER:
		return d->own != NULL ? d->own : d->site->balancer->account[0];
	case HOLDER_NEW:	/* proposal_assign makes it up */
	case HOLDER_NOBODY:
		break;
	}
	return NULL;
}

/* What was decided for a way in goes for the names of other ways too. */
static bool
is_decided(const struct unit *unit, const char *spn, enum front front)
{
	const struct decided	*decided;
	size_t			 step = 0;

	while ((decided = table_next(&unit->decided, fold_hash(spn), &step)) != NULL) {
		if (spn_cmp(decided->spn, spn) == 0 && (decided->front == front || front == FRONT_OTHER))
			return true;
	}
	return false;
}

static void
note_decided(struct unit *unit, const char *spn, enum front front)
{
	struct decided	*decided = pool_alloc(&unit->plan->pool, sizeof(*decided));

	*decided = (struct decided){ spn, front };
	table_put(&unit->plan->pool, &unit->decided, fold_hash(spn), decided);
}

/* Decides one SPN of the unit, unless the unit has decided it already.  There
 * is nothing to decide about an address: no client asks for it. */
static void
decide(struct unit *unit, const char *host, const char *spn, enum via via,
    const struct farm_site_name *typed)
{
	struct plan			*plan = unit->plan;
	struct decision			 d = { .site = unit->site, .application = unit->application,
	    .place = unit->place, .host = host, .spn = spn,
	    .requested = via == VIA_REQUEST };
	const struct farm_account	**pool;
	struct key			*key;
	size_t				 i, j;

	if (name_ip(host))
		return;
	d.point.front = front_of(unit->site->balancer, via);
	if (is_decided(unit, spn, d.point.front))
		return;
	d.server = unit->site->server;
	d.n_server = unit->site->n_server;
	name_decision(unit, &d, via, typed);

	key = pool_alloc(&plan->pool, d.n_server * sizeof(*key));
	pool = pool_alloc(&plan->pool, d.n_server * sizeof(*pool));
	for (i = 0; i < d.n_server; i++) {
		for (j = 0; unit->site->server[j] != d.server[i]; j++)
			continue;
		key[i] = unit->key[j];
		pool[i] = unit->pool[j];
		if (d.point.name == NAME_NODE && unit->site->product->machine_too) {
			key[i] = (struct key){ KEY_MACHINE, d.server[i]->account };
			pool[i] = NULL;
		}
		d.point.offered = i == 0 ? unit->offered[j] :
		    offered_together(d.point.offered, unit->offered[j]);
	}
	d.key = key;
	d.point.who = who_of(unit, &d, pool);
	d.pool = d.point.who == WHO_DIFFER ? NULL : pool[0];
	d.point.spread = d.n_server > 1 ||
	    (d.point.who == WHO_SINGLE_HOST && on_several(unit, d.pool)) ? SPREAD_MANY : SPREAD_ONE;
	d.point.host = host_answer(unit, spn);
	d.point.seen = on_account(unit, spn, d.pool) ? SEEN_ON_POOL : SEEN_NOT;
	d.rule = rule_for(&d.point);
	d.holder = holder_of(&d);

	plan->decision = pool_more(&plan->pool, plan->decision, plan->n_decision, sizeof(d));
	plan->decision[plan->n_decision++] = d;
	note_decided(unit, spn, d.point.front);
}

/* Is UPN that name, in some realm? */
static bool
is_user_name(const char *upn, const char *spn)
{
	const char	*at = upn == NULL ? NULL : strrchr(upn, '@');

	return at != NULL && span_is((struct span){ upn, (size_t)(at - upn) }, spn);
}

/* The account's own SPN: of those that the directory shows the one that is its
 * user name, else the first; or a proposal. */
static const char *
own_spn(const struct unit *unit, const struct farm_account *account)
{
	const struct domain	*domain = unit->directory == NULL ? NULL :
				    directory_domain(unit->directory, account->domain->dns);
	const struct account	*shown = domain == NULL ? NULL :
				    directory_account(unit->directory, domain, account->sam);
	struct pool		*pool = &unit->plan->pool;
	struct spn		 parts;
	size_t			 i;
	char			*name = pool_lower(pool, account->sam), *at;
	const char		*own = NULL;

	for (i = 0; shown != NULL && i < shown->n_spn; i++) {
		spn_parse(&parts, span_of(shown->spn[i]));
		if (parts.fault == 0 && span_is(parts.class, "HOST") && parts.port.n == 0 && parts.service.n == 0 &&
		    (own == NULL || is_user_name(shown->upn, shown->spn[i])))
			own = shown->spn[i];
	}
	if (own != NULL)
		return own;
	for (at = name; *at != '\0'; at++) {
		if (!text_alpha(*at) && (*at < '0' || *at > '9'))
			*at = '-';
	}
	return pool_printf(pool, "host/%s.%s", name, account->domain->dns);
}

/* What the balancer calls itself towards the domain controllers, once for all
 * of its sites. */
static void
decide_own(struct unit *unit, const struct farm_account *account)
{
	struct plan	*plan = unit->plan;
	struct decision	 d = { .site = unit->site, .application = unit->application, .place = unit->place,
	    .own = account, .point = { .front = FRONT_OWN, .who = WHO_ACCOUNT, .name = NAME_VIRTUAL, .host = HOST_ITSELF } };
	struct spn	 parts;
	size_t		 i;

	for (i = 0; i < plan->n_decision; i++) {
		if (plan->decision[i].own == account)
			return;
	}
	if (!balancer_acts_as(balancer_of(unit->site->balancer), account->kind))
		return;		/* it cannot use the account: a finding says so */
	d.spn = own_spn(unit, account);
	spn_parse(&parts, span_of(d.spn));
	d.host = pool_ncopy(&plan->pool, parts.host.at, parts.host.n);
	d.rule = rule_for(&d.point);
	d.holder = holder_of(&d);
	plan->decision = pool_more(&plan->pool, plan->decision, plan->n_decision, sizeof(d));
	plan->decision[plan->n_decision++] = d;
	note_decided(unit, d.spn, d.point.front);
}

/* A host that clients ask for, and its form with a port. */
static void
decide_forms(struct unit *unit, const char *host, enum via via, const struct farm_site_name *name)
{
	const struct farm_site	*site = unit->site;
	struct pool		*pool = &unit->plan->pool;
	bool			 http = text_same(site->service, "HTTP");
	bool			 port_in_spn = site->clients.port_in_spn == SETTING_YES ||
				     site->clients.port_in_spn == SETTING_UNKNOWN;
	bool			 default_port = strcmp(name->port, "80") == 0 || strcmp(name->port, "443") == 0;

	decide(unit, host, spn_text(pool, site->service, host, http ? "" : name->port), via, name);
	if (http && *name->port != '\0' && !default_port && port_in_spn)
		decide(unit, host, spn_text(pool, site->service, host, name->port), via, name);
}

/* Where its CNAME leads. */
static void
decide_canonical(struct unit *unit, const struct farm_site_name *name)
{
	const struct farm_name	*dns = name->dns_name;

	if (dns != NULL && dns->record == RECORD_CNAME && unit->site->clients.canonicalize_cname != SETTING_NO)
		decide_forms(unit, dns->canonical, VIA_CANONICAL, name);
}

/* Where its address leads back to.  A computer's own name is left to that
 * computer: there the record is to be mended. */
static void
decide_reverse(struct unit *unit, const struct farm_site_name *name)
{
	const struct farm_site		*site = unit->site;
	const struct farm_name		*dns = name->dns_name;
	const struct farm_server	*server;
	const struct account		*named;

	if (dns != NULL && farm_reverse(dns) != NULL && site->clients.canonicalize_cname != SETTING_NO &&
	    !is_own(unit, dns->reverse, &server, &named))
		decide(unit, dns->reverse, spn_text(&unit->plan->pool, site->service, dns->reverse,
		    text_same(site->service, "HTTP") ? "" : name->port), VIA_CANONICAL, name);
}

static void
decide_nodes(struct unit *unit)
{
	const struct farm_site	*site = unit->site;
	struct pool		*pool = &unit->plan->pool;
	size_t			 i;
	char			*shortname;

	for (i = 0; i < site->n_server; i++) {
		decide(unit, site->server[i]->dns,
		    spn_text(pool, site->service, site->server[i]->dns, ""), VIA_NODE, NULL);
		shortname = pool_lower(pool, site->server[i]->name);
		decide(unit, shortname, spn_text(pool, site->service, shortname, ""), VIA_NODE, NULL);
	}
}

/* TEMPLATE with %h and %s filled in; descriptions hold no other %. */
static char *
request_text(struct pool *pool, const char *template, const char *host, const char *server)
{
	char		*text = pool_copy(pool, "");
	const char	*at = template, *percent, *with;

	while ((percent = strchr(at, '%')) != NULL) {
		with = percent[1] == 'h' ? host : percent[1] == 's' ? server : "%";
		text = pool_printf(pool, "%s%.*s%s", text, (int)(percent - at), at, with);
		at = percent + 2;
	}
	return pool_printf(pool, "%s%s", text, at);
}

/* The SPNs that a balancer asks for on its own account of its users. */
static void
decide_requests(struct unit *unit)
{
	const struct farm_site		*site = unit->site;
	const struct farm_balancer	*balancer = site->balancer;
	struct pool			*pool = &unit->plan->pool;
	struct spn			 parts;
	const char			*spn;
	size_t				 i, j, k, n_server;

	for (i = 0; i < balancer->n_account && balancer_of(balancer)->own_spn; i++)
		decide_own(unit, balancer->account[i]);
	for (i = 0; i < balancer->n_request; i++) {
		n_server = strstr(balancer->request[i], "%s") != NULL ? site->n_server : 1;
		for (j = 0; j < site->n_host; j++) {
			for (k = 0; k < n_server; k++) {
				spn = request_text(pool, balancer->request[i],
				    site->host[j].host, site->server[k]->dns);
				spn_parse(&parts, span_of(spn));
				decide(unit, pool_ncopy(pool, parts.host.at, parts.host.n),
				    spn, VIA_REQUEST, NULL);
			}
		}
	}
}

/* An application that agrees with its site is not said again. */
static void
drop_repeats(struct plan *plan, size_t site_first, size_t first)
{
	struct decision	*d = plan->decision, *at;
	struct pool	 pool = { 0 };
	struct table	 of_site = { 0 };
	size_t		 i, step, n = first;

	for (i = site_first; i < first && first < plan->n_decision; i++)
		table_put(&pool, &of_site, fold_hash(d[i].spn), &d[i]);
	for (i = first; i < plan->n_decision; i++) {
		step = 0;
		while ((at = table_next(&of_site, fold_hash(d[i].spn), &step)) != NULL) {
			if (spn_cmp(at->spn, d[i].spn) == 0 && at->rule == d[i].rule &&
			    at->holder == d[i].holder && at->pool == d[i].pool)
				break;
		}
		if (at == NULL)
			d[n++] = d[i];
	}
	plan->n_decision = n;
	pool_free(&pool);
}

static void
decide_unit(struct plan *plan, const struct directory *directory,
    const struct farm_site *site, const struct farm_application *application)
{
	struct unit	 unit = { .plan = plan, .directory = directory, .site = site,
	    .application = application };
	size_t		 i;

	unit_init(&unit);
	/* What is decided first stands: a node's name is that, even where a CNAME
	 * leads to it. */
	if (site->node_names == SETTING_YES)
		decide_nodes(&unit);
	if (site->balancer != NULL && site->balancer->mode == MODE_AUTHENTICATES)
		decide_requests(&unit);
	for (i = 0; i < site->n_host; i++)
		decide_forms(&unit, site->host[i].host, VIA_NAME, &site->host[i]);
	/* Last: a name that the site claims for itself is decided as that. */
	for (i = 0; i < site->n_host; i++)
		decide_canonical(&unit, &site->host[i]);
	for (i = 0; i < site->n_host; i++)
		decide_reverse(&unit, &site->host[i]);
}

const char *
decision_before_host(struct pool *pool, const struct decision *d)
{
	if (d->point.host == HOST_ITSELF && d->site->product->asked != NULL)
		return spn_text(pool, d->site->product->asked, d->host, "");
	return d->rule->outcome == OUTCOME_COVERED ? d->spn : NULL;
}

static int
decision_cmp(const void *a, const void *b)
{
	const struct decision	*x = a, *y = b;
	int			 c;

	if (x->site != y->site)
		return x->site < y->site ? -1 : 1;	/* farm->site is sorted */
	if (x->application != y->application)
		return x->application == NULL ? -1 : y->application == NULL ? 1 :
		    x->application < y->application ? -1 : 1;
	if ((c = spn_cmp(x->spn, y->spn)) != 0)
		return c;
	return strcmp(x->spn, y->spn);
}

void
plan_make(struct plan *plan, const struct farm *farm, const struct directory *directory)
{
	size_t	 i, j, site_first, first;

	plan->farm = farm;
	for (i = 0; i < farm->n_site; i++) {
		site_first = plan->n_decision;
		decide_unit(plan, directory, &farm->site[i], NULL);
		first = plan->n_decision;
		for (j = 0; j < farm->site[i].n_application; j++)
			decide_unit(plan, directory, &farm->site[i], &farm->site[i].application[j]);
		drop_repeats(plan, site_first, first);
	}
	if (plan->n_decision > 1)
		qsort(plan->decision, plan->n_decision, sizeof(*plan->decision), decision_cmp);
	proposal_assign(plan, directory);
	conflict_settle(plan);
	delegation_plan(plan, directory);
	relied_collect(plan);
	for (i = 0; i < plan->n_decision; i++)
		plan->decision[i].reason = reason_text(&plan->pool, &plan->decision[i]);
}

void
plan_free(struct plan *plan)
{
	pool_free(&plan->pool);
	*plan = (struct plan){ 0 };
}
