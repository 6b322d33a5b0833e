#include "plans/delegation.h"

#include <string.h>

#include "plans/identity.h"
#include "plans/spn.h"
#include "plans/table.h"

const char *const delegation_word[N_DELEGATION_KIND] = {
	[DELEGATION_CONSTRAINED] = "constrained",
	[DELEGATION_TRANSITION] = "protocol-transition",
	[DELEGATION_RESOURCE] = "resource-based",
	[DELEGATION_ASK] = "ask",
	[DELEGATION_NONE] = "none"
};

#define BIT(x)	(1u << (x))

const struct delegation_rule delegation_rule[] = {
	{ "delegation-passed-on", .part = BIT(PART_PASSES), .kind = DELEGATION_NONE,
	  .reason = "it hands the users' tickets on as they came, so it acts for nobody",
	  .consequence = "Nothing: trust that it does not need only widens what an intruder gets.",
	  .remedy = "Trust only the account whose key decrypts the tickets.",
	  .source = "RFC 4559; [MS-SFU] 1.3" },
	{ "delegation-other-forest", .distance = BIT(DISTANCE_OUTSIDE), .kind = DELEGATION_RESOURCE,
	  .reason = "the back end is in another forest, where only its own object can name who may act",
	  .consequence = "A list on the front end is not looked at across domains: the back end sees nobody, or NTLM.",
	  .remedy = "Name the front end on the back end's object; both forests need domain controllers of Windows Server 2012 or later, and the trust must let the users' tickets through.",
	  .source = "Windows Server, Kerberos constrained delegation overview; [MS-SFU] 3.2.5.2.4" },
	{ "delegation-other-domain", .distance = BIT(DISTANCE_FOREST), .kind = DELEGATION_RESOURCE,
	  .reason = "the back end is in another domain, which a list on the front end does not reach",
	  .consequence = "A list on the front end is not looked at across domains: the back end sees nobody, or NTLM.",
	  .remedy = "Name the front end on the back end's object.",
	  .source = "Windows Server, Kerberos constrained delegation overview; [MS-SFU] 3.2.5.2.4" },
	{ "delegation-with-resource", .mixed = BIT(true), .kind = DELEGATION_RESOURCE,
	  .reason = "another back end of this front end must be resource-based, and a list beside it would break that for users without a ticket",
	  .consequence = "With a list on the front end, tickets that it obtains for others are not forwardable, and the resource-based back ends refuse them.",
	  .remedy = "Keep to one way for all back ends of one front end.",
	  .source = "[MS-SFU] 3.2.5.1.2, 3.2.5.2.3" },
	{ "delegation-users-unknown", .users = BIT(USERS_UNKNOWN), .kind = DELEGATION_ASK,
	  .reason = "whether every user comes with a Kerberos ticket decides how much trust is needed: set users",
	  .consequence = "Too little trust fails for some users, too much lets the front end act for anybody.",
	  .remedy = "Set users in delegatesTo.",
	  .source = "[MS-SFU] 3.2.5.1.2" },
	{ "delegation-balancer", .part = BIT(PART_BALANCER), .users = BIT(USERS_ANY), .kind = DELEGATION_TRANSITION,
	  .reason = "the balancer obtains its users' tickets itself, however they signed in to it",
	  .consequence = "Without protocol transition it gets no ticket that a server would take.",
	  .remedy = "List the SPNs that it requests on its account, any authentication protocol.",
	  .source = "Microsoft Entra, Kerberos constrained delegation for application proxy; F5 BIG-IP APM, Kerberos SSO; Citrix CTX236593" },
	{ "delegation-kernel-mode", .part = BIT(PART_KERNEL), .kind = DELEGATION_TRANSITION,
	  .reason = "kernel mode obtains the tickets of users who brought none as the server itself",
	  .consequence = "Users who came in another way than Kerberos reach the back end as nobody.",
	  .remedy = "Trust the servers too, or switch kernel mode off.",
	  .source = "KB4494313, custom account; [MS-SFU] 3.2.5.1.2" },
	{ "delegation-beside-kernel-mode", .part = BIT(PART_KEY_ONLY), .users = BIT(USERS_ANY), .kind = DELEGATION_CONSTRAINED,
	  .reason = "it acts for the users who bring tickets; kernel mode sees to the others, as the server itself",
	  .consequence = "Without the list the back end sees nobody, or NTLM.",
	  .remedy = "List the SPNs on the pool's account, Kerberos only, and trust the servers for the others.",
	  .source = "KB4494313, custom account" },
	{ "delegation-kerberos", .users = BIT(USERS_KERBEROS), .kind = DELEGATION_CONSTRAINED,
	  .reason = "users come with Kerberos tickets, so the list alone is enough",
	  .consequence = "Without the list the back end sees nobody, or NTLM.",
	  .remedy = "List the SPNs on the front end's account, Kerberos only.",
	  .source = "[MS-SFU] 3.2.5.2.3" },
	{ "delegation-any", .users = BIT(USERS_ANY), .kind = DELEGATION_TRANSITION,
	  .reason = "not every user comes with a Kerberos ticket",
	  .consequence = "Without protocol transition the back end sees nobody for the users who came in another way.",
	  .remedy = "List the SPNs on the front end's account, any authentication protocol.",
	  .source = "[MS-SFU] 3.2.5.1.2, 3.2.5.2.3" },
	{ NULL }
};

static bool
fits(unsigned mask, unsigned value)
{
	return mask == 0 || (mask & BIT(value)) != 0;
}

const struct delegation_rule *
delegation_rule_for(const struct delegation_point *point)
{
	const struct delegation_rule	*row;

	for (row = delegation_rule; row->id != NULL; row++) {
		if (fits(row->part, point->part) && fits(row->users, (unsigned)point->users) &&
		    fits(row->distance, point->distance) && fits(row->mixed, point->mixed))
			return row;
	}
	return NULL;
}

/* The request that entries come from: a delegatesTo, or an SPN of a balancer. */
struct request {
	struct plan			*plan;
	const struct directory		*directory;
	const struct farm_site		*site;
	const struct farm_balancer	*balancer;
	const struct farm_account	*to;
	int				 users;
	const char			*const *spn;
	size_t				 n_spn, n_described;
	size_t				 first;		/* of its entries */
};

static enum distance
distance(const struct farm_account *from, const struct farm_account *to)
{
	if (from->domain == to->domain)
		return DISTANCE_DOMAIN;
	return text_same(from->domain->forest, to->domain->forest) ? DISTANCE_FOREST : DISTANCE_OUTSIDE;
}

static struct delegation *
more(const struct request *r)
{
	struct plan	*plan = r->plan;

	plan->delegation = pool_more(&plan->pool, plan->delegation, plan->n_delegation,
	    sizeof(*plan->delegation));
	return &plan->delegation[plan->n_delegation++];
}

static void
add(const struct request *r, enum delegation_part part, const struct farm_account *from,
    const struct farm_server *server)
{
	struct plan	*plan = r->plan;
	size_t		 i;

	if (from == NULL || r->to == NULL || from->domain == NULL || r->to->domain == NULL)
		return;
	for (i = r->first; i < plan->n_delegation; i++) {
		if (plan->delegation[i].from == from)
			return;
	}
	*more(r) = (struct delegation){ .site = r->site, .balancer = r->balancer, .server = server,
	    .from = from, .to = r->to, .spn = r->spn, .n_spn = r->n_spn,
	    .n_described = r->n_described,
	    .point = { part, r->users == USERS_UNSET ? USERS_ANY : r->users, distance(from, r->to), false } };
}

/* Does kernel mode, which runs as the machine, sign users in on that server
 * for an account of the pool's own? */
static bool
kernel_signs_in(const struct decision *d, const struct farm_server *server)
{
	struct farm_effective	 at = farm_effective(d->site, d->application, server);

	return d->site->product->decrypts_by == BY_IIS && identity_account(&at) != NULL &&
	    at.authentication.kernel_mode != SETTING_NO && at.authentication.enabled != SETTING_NO;
}

/* Whose key decrypts on a server, once the plan is carried out.  Where IIS
 * signs nobody in, the application does, as the account that it runs as. */
static const struct farm_account *
decrypts(const struct decision *d, size_t i)
{
	struct farm_effective	 at = farm_effective(d->site, d->application, d->server[i]);

	if (d->site->product->decrypts_by == BY_IIS && at.authentication.enabled == SETTING_NO &&
	    identity_account(&at) != NULL)
		return identity_account(&at);
	if (d->rule->outcome == OUTCOME_NONE_NEEDED || d->rule->holder == HOLDER_MACHINE)
		return d->key[i].account;
	return d->holder;
}

static void
of_decision(const struct request *r, const struct decision *d)
{
	const struct farm_account	*from;
	size_t				 i;

	bool				 kernel;

	for (i = 0; i < d->n_server; i++) {
		from = decrypts(d, i);
		kernel = from != d->server[i]->account && r->users != USERS_KERBEROS &&
		    kernel_signs_in(d, d->server[i]);
		add(r, kernel ? PART_KEY_ONLY : PART_KEY, from,
		    from == d->server[i]->account ? from->server : NULL);
		if (kernel)
			add(r, PART_KERNEL, d->server[i]->account, d->server[i]);
	}
}

/*
 * What the KDC compares with the list is the name that the front end asks by,
 * letter for letter, and no alias is looked up.  A computer's services are
 * asked by its short name as well, and a default instance of SQL Server
 * without its port.
 */
static const char *
companion(struct pool *pool, const char *spn, const struct farm_account *to)
{
	struct spn	 parts;
	char		*host;
	const char	*dot;
	size_t		 n;

	spn_parse(&parts, span_of(spn));
	host = pool_ncopy(pool, parts.host.at, parts.host.n);
	if (span_is(parts.class, "MSSQLSvc") && span_is(parts.port, "1433"))
		return pool_printf(pool, "%.*s/%s", (int)parts.class.n, parts.class.at, host);
	dot = strchr(host, '.');
	n = to->sam == NULL ? 0 : strlen(to->sam);
	if (to->kind != ACCOUNT_COMPUTER || parts.port.n != 0 || parts.service.n != 0 || dot == NULL ||
	    n == 0 || !text_same(pool_printf(pool, "%.*s$", (int)(dot - host), host), to->sam))
		return NULL;
	return pool_printf(pool, "%.*s/%.*s", (int)parts.class.n, parts.class.at, (int)(dot - host), host);
}

/* Does anyone answer for SPN?  HOST/ may. */
static bool
answers(const struct directory *directory, struct pool *pool, const char *spn)
{
	struct spn	 parts;
	size_t		 n;

	directory_holders(directory, spn, &n);
	if (n > 0)
		return true;
	spn_parse(&parts, span_of(spn));
	if (!directory_host_answers(directory, parts.class))
		return false;
	directory_holders(directory, pool_printf(pool, "HOST%s", strchr(spn, '/')), &n);
	return n > 0;
}

static bool
is_listed(const char *const *spn, size_t n, const char *other)
{
	size_t	 i;

	for (i = 0; i < n; i++) {
		if (spn_cmp(spn[i], other) == 0)
			return true;
	}
	return false;
}

/* What was listed, then what goes with it. */
static void
complete_targets(struct request *r)
{
	struct pool	 *pool = &r->plan->pool;
	const char	**spn = pool_alloc(pool, 2 * r->n_spn * sizeof(*spn));
	const char	 *other;
	size_t		  i, n;

	for (n = 0; n < r->n_spn; n++)
		spn[n] = r->spn[n];
	for (i = 0; i < r->n_spn; i++) {
		other = r->to == NULL ? NULL : companion(pool, r->spn[i], r->to);
		if (other != NULL && !is_listed(r->spn, r->n_spn, other) &&
		    (r->directory == NULL || answers(r->directory, pool, other)))
			spn[n++] = other;
	}
	r->spn = spn;
	r->n_spn = n;
}

static bool
passes(const struct farm_balancer *balancer)
{
	return balancer != NULL && (balancer->mode == MODE_PASS_THROUGH || balancer->mode == MODE_TLS_OFFLOAD);
}

/* Everyone whose key decrypts at the site acts for its users.  The site's
 * decisions are N from D. */
static void
of_site(struct plan *plan, const struct directory *directory, const struct farm_delegation *asked,
    const struct decision *d, size_t n)
{
	struct request	 r = { .plan = plan, .directory = directory, .site = d->site, .to = asked->account,
	    .users = asked->users, .spn = asked->spn, .n_spn = asked->n_spn, .n_described = asked->n_spn,
	    .first = plan->n_delegation };
	size_t		 i;

	complete_targets(&r);
	for (i = 0; i < n; i++) {
		if (d[i].point.front != FRONT_DIRECT || (d[i].holder == NULL &&
		    d[i].rule->outcome != OUTCOME_NONE_NEEDED))
			continue;
		/* With NTLM nobody brings a ticket, whatever is said. */
		r.users = d[i].point.offered == OFFERED_NTLM ? USERS_ANY : asked->users;
		of_decision(&r, &d[i]);
	}
}

/* A balancer that authenticates acts towards whoever holds what it requests. */
static void
of_balancer(struct plan *plan, const struct decision *d)
{
	const struct farm_balancer	*balancer = d->site->balancer;
	const char			**spn = pool_alloc(&plan->pool, sizeof(*spn));
	/* Products begin with S4U2self, whatever the client came with. */
	bool				 own_way = balancer->kind != BALANCER_OTHER;
	struct request			 r = { .plan = plan, .site = d->site, .balancer = balancer,
	    .to = d->holder, .users = !own_way && balancer->client_authentication == CLIENT_KERBEROS ? USERS_KERBEROS : USERS_ANY,
	    .spn = spn, .n_spn = 1, .n_described = 1, .first = plan->n_delegation };
	size_t				 i;

	*spn = d->spn;
	for (i = 0; i < balancer->n_account; i++)
		add(&r, PART_BALANCER, balancer->account[i], NULL);
}

/* One way for all back ends of one front end. */
static void
settle(struct plan *plan)
{
	struct delegation	*d = plan->delegation;
	struct table		 far = { 0 };
	size_t			 i, step;

	for (i = 0; i < plan->n_delegation; i++) {
		if (d[i].from != NULL && d[i].point.distance != DISTANCE_DOMAIN)
			table_put(&plan->pool, &far, (uintptr_t)d[i].from, &d[i]);
	}
	for (i = 0; i < plan->n_delegation; i++) {
		step = 0;
		d[i].point.mixed = d[i].from != NULL && d[i].point.distance == DISTANCE_DOMAIN &&
		    table_next(&far, (uintptr_t)d[i].from, &step) != NULL;
		d[i].rule = delegation_rule_for(&d[i].point);
		d[i].on = d[i].rule->kind == DELEGATION_RESOURCE ? d[i].to :
		    d[i].rule->kind == DELEGATION_CONSTRAINED || d[i].rule->kind == DELEGATION_TRANSITION ?
		    d[i].from : NULL;
	}
}

void
delegation_plan(struct plan *plan, const struct directory *directory)
{
	const struct decision	*d = plan->decision;
	const struct farm_site	*site;
	size_t			 i, j, n;

	for (i = 0; i < plan->n_decision; i += n) {
		site = d[i].site;
		for (n = 1; i + n < plan->n_decision && d[i + n].site == site; n++)
			continue;
		if (site->n_delegation > 0 && passes(site->balancer))
			*more(&(struct request){ .plan = plan }) = (struct delegation){ .site = site,
			    .balancer = site->balancer, .point = { .part = PART_PASSES, .users = USERS_ANY } };
		for (j = 0; j < site->n_delegation; j++)
			of_site(plan, directory, &site->delegation[j], d + i, n);
		for (j = i; j < i + n; j++) {
			if (d[j].requested && d[j].holder != NULL)
				of_balancer(plan, &d[j]);
		}
	}
	settle(plan);
}

bool
delegation_asks(const struct plan *plan, const struct farm_account *from, const char *spn)
{
	size_t	 i, j;

	for (i = 0; i < plan->n_delegation; i++) {
		if (plan->delegation[i].on != from)
			continue;
		for (j = 0; j < plan->delegation[i].n_spn; j++) {
			if (spn_cmp(plan->delegation[i].spn[j], spn) == 0)
				return true;
		}
	}
	return false;
}
