#include "plans/change.h"

#include <stdlib.h>
#include <string.h>

#include "plans/held.h"
#include "plans/holder.h"
#include "plans/proposal.h"
#include "plans/reason.h"
#include "plans/spn.h"

/* One decision while its steps are made. */
struct making {
	struct report		*report;
	const struct decision	*decision;
	struct standing		*standing;
};

static const struct step *
add(struct making *m, const struct step *step)
{
	struct report		*report = m->report;
	const struct step	*in = steps_add(&report->steps, step);
	size_t			 i;

	for (i = 0; i < m->standing->n_step; i++) {
		if (m->standing->step[i] == in)
			return in;
	}
	m->standing->step = pool_more(&report->pool, m->standing->step, m->standing->n_step,
	    sizeof(*m->standing->step));
	m->standing->step[m->standing->n_step++] = in;
	return in;
}

/* Servers of several domains can only share a universal group. */
static const char *
group_scope(const struct farm_site *site)
{
	size_t	 i;

	for (i = 1; i < site->n_server; i++) {
		if (site->server[i]->domain != site->server[0]->domain)
			return "Universal";
	}
	return "Global";
}

static void
identity_step(struct making *m, const struct farm_effective *at, const struct farm_server *server)
{
	const struct farm_account	*was = identity_account(at);

	bool				 iis = m->decision->site->product->decrypts_by == BY_IIS;

	add(m, &(struct step){ .kind = iis ? step_pool_identity : step_service_identity, .action = ACTION_SET,
	    .object = pool_printf(&m->report->pool, "%s on %s", at->pool.name, server->name),
	    .attribute = iis ? "processModel.identityType" : NULL, .argument = at->pool.name, .node = server->name,
	    .before = was != NULL ? was->text : word_for(word_identity, at->pool.identity),
	    .after = m->decision->holder->text,
	    .irreversible = was != NULL && !account_kind[was->kind].managed,
	    .why = "every server must run the site as the account that holds the SPN" });
}

static void
credentials_step(struct making *m, const struct farm_server *server)
{
	const struct farm_site	*site = m->decision->site;
	const char		*path = site->name;

	if (m->decision->application != NULL)
		path = pool_printf(&m->report->pool, "%s%s", site->name, m->decision->application->url);
	add(m, &(struct step){ .kind = step_pool_credentials, .action = ACTION_SET,
	    .object = pool_printf(&m->report->pool, "%s on %s", path, server->name),
	    .attribute = "useAppPoolCredentials", .argument = path, .node = server->name,
	    .before = "false", .after = "true",
	    .why = "kernel mode must decrypt with the key of the pool's account" });
}

/* Everything that must be so before the SPN goes onto a new gMSA. */
static void
proposal_steps(struct making *m)
{
	const struct decision	*d = m->decision;
	const struct proposal	*proposal = proposal_of(m->report->facts->plan, d->holder);
	const struct farm_account *account = proposal->account;
	struct pool		*pool = &m->report->pool;
	struct farm_effective	 at;
	size_t			 i;

	add(m, &(struct step){ .kind = step_kds_key, .action = ACTION_RUN,
	    .object = pool_printf(pool, "forest %s", account->domain->forest),
	    .why = "domain controllers make the passwords of managed accounts from it" });
	add(m, &(struct step){ .kind = step_group, .action = ACTION_ADD, .object = proposal->group,
	    .domain = account->domain->dns, .argument = group_scope(d->site), .after = proposal->group,
	    .why = "its members may retrieve the password of the managed account" });
	add(m, &(struct step){ .kind = step_managed_account, .action = ACTION_ADD, .object = account->sam,
	    .domain = account->domain->dns, .argument = proposal->group, .after = account->text,
	    .why = "one account, and so one key, for all servers behind the name" });
	for (i = 0; i < d->site->n_server; i++) {
		const struct farm_server	*server = d->site->server[i];

		add(m, &(struct step){ .kind = step_group_member, .action = ACTION_ADD,
		    .object = proposal->group, .domain = account->domain->dns, .attribute = "member",
		    .argument = server->domain == account->domain ? NULL : server->domain->dns,
		    .after = server->account->sam, .why = "the server must be able to log on as the account" });
		add(m, &(struct step){ .kind = step_host_restart, .action = ACTION_RUN,
		    .object = server->name, .node = server->name,
		    .why = "a server learns of its membership only with a new ticket" });
		add(m, &(struct step){ .kind = step_account_install, .action = ACTION_ADD,
		    .object = account->sam, .node = server->name, .after = account->text,
		    .why = "shows that the server can retrieve the password" });
		at = farm_effective(d->site, d->application, server);
		identity_step(m, &at, server);
		if (at.authentication.kernel_mode != SETTING_NO &&
		    at.authentication.app_pool_credentials != SETTING_YES &&
		    d->site->product->decrypts_by == BY_IIS)
			credentials_step(m, server);
	}
}

static void
bypass_steps(struct making *m)
{
	size_t	 i;

	for (i = 0; i < m->decision->n_server; i++) {
		if (m->decision->key[i].kind == KEY_MACHINE)
			credentials_step(m, m->decision->server[i]);
	}
}

/*
 * Who may add the SPN, where that is not whoever may write the attribute.  A
 * computer's own names are a validated write ([MS-ADTS] 3.1.1.5.3.1.1.4), other
 * names on it are not; and who is no administrator is refused an SPN that
 * HOST/ of another account answers for (KB5008382).
 */
static const char *
who_may_add(const struct decision *d)
{
	bool	 own = d->point.name == NAME_NODE || d->point.name == NAME_CANONICAL_NODE;

	if (d->rule->holder == HOLDER_MACHINE)
		return own ? NULL :
		    "a domain administrator, or whoever may write servicePrincipalName there: the validated write that computers have refuses a name that is not their own";
	if (d->point.host == HOST_ANSWERS && d->point.name != NAME_VIRTUAL && d->point.name != NAME_ALIAS)
		return "a domain administrator: anyone else is refused, because HOST/ of this name is on another account (KB5008382)";
	return NULL;
}

static bool
in_one_domain(const struct account *account, const struct farm_account *described)
{
	return account->domain != NULL && text_same(account->domain->dns, described->domain->dns);
}

/* Takes the SPN from an account that must not hold it, or says whom to ask. */
static void
take_step(struct making *m, const struct holding *holding, bool irreversible, bool blocked)
{
	const struct facts	*facts = m->report->facts;
	const char		*kept = change_spn_kept(facts, holding);
	struct step		 step = kept != NULL ? change_spn_decide(facts, holding, kept) :
				    change_spn_from(facts, holding);

	step.waits = !in_one_domain(holding->account, m->decision->holder);
	if (kept == NULL) {
		step.irreversible = irreversible;
		step.blocked = blocked;
		step.why = m->decision->rule->outcome == OUTCOME_COVERED ||
		    spn_cmp(holding->spn, m->decision->spn) != 0 ?
		    "it goes before HOST/, whose holder decrypts" : "one SPN has one holder";
	}
	add(m, &step);
}

static void
add_holder(struct making *m, const struct holding *holding, bool right)
{
	struct report		*report = m->report;
	struct standing		*standing = m->standing;

	standing->holder = pool_more(&report->pool, standing->holder, standing->n_holder,
	    sizeof(*standing->holder));
	standing->holder[standing->n_holder++] = (struct holder_row){ .account = holding->account,
	    .name = roster_name(&report->facts->roster, holding->account),
	    .state = !holding->account->has_uac ? "unknown" :
	    (holding->account->uac & UAC_DISABLED) != 0 ? "disabled" : "enabled",
	    .verdict = right ? "right" :
	    change_spn_kept(report->facts, holding) == NULL ? "wrong" : "stranger" };
}

/* The holders of what answers today: the SPN itself, else HOST/ where it does. */
static void
stand(struct making *m, const struct holding *holding, size_t n, bool *held_out, size_t *n_other_out)
{
	const struct account	*last = NULL;
	bool			 right;
	size_t			 i;

	*held_out = false;
	*n_other_out = 0;
	for (i = 0; i < n; i++) {
		right = clash_holds_for(&m->report->facts->roster, m->decision->holder, holding[i].account);
		*held_out |= right;
		if (holding[i].account == last)
			continue;
		last = holding[i].account;
		*n_other_out += !right;
		add_holder(m, &holding[i], right);
	}
	m->standing->state = *n_other_out + *held_out > 1 ? STATE_DUPLICATE :
	    *held_out ? STATE_PRESENT : *n_other_out > 0 ? STATE_ELSEWHERE :
	    held_known(m->report->facts) ? STATE_MISSING : STATE_UNKNOWN;
}

/* Does the directory, all of it seen, lack the account?  What is taken for
 * its sake would then be lost. */
static bool
is_absent(const struct facts *facts, const struct farm_account *account)
{
	const struct domain	*domain = directory_domain(facts->directory, account->domain->dns);

	return !account->proposed && domain != NULL && domain->all_accounts &&
	    domain->covers[ATTR_SAM] == COVERAGE_COMPLETE &&
	    roster_account(&facts->roster, account) == NULL;
}

/*
 * Takes the SPN from everyone else.  While somebody keeps it, or the account
 * that should hold it does not exist, nothing is taken: a duplicate falls back to NTLM, a single wrong holder fails hard.
 * The rollback can give it back to one of them, if the right holder had none:
 * a second would be a duplicate again.
 */
static bool
take_from_others(struct making *m, const struct holding *holding, size_t n, bool held)
{
	bool	 given_back = held, kept = is_absent(m->report->facts, m->decision->holder);
	size_t	 i;

	for (i = 0; i < n; i++)
		kept |= !clash_holds_for(&m->report->facts->roster, m->decision->holder, holding[i].account) &&
		    change_spn_kept(m->report->facts, &holding[i]) != NULL;
	for (i = 0; i < n; i++) {
		if (clash_holds_for(&m->report->facts->roster, m->decision->holder, holding[i].account))
			continue;
		take_step(m, &holding[i], given_back, kept);
		given_back = true;
	}
	return !kept;
}

static void
register_steps(struct making *m)
{
	const struct facts	*facts = m->report->facts;
	const struct decision	*d = m->decision;
	struct step		 step = change_spn_to(facts, d->holder, d->spn);
	const struct holding	*holding = NULL;
	size_t			 i, n = 0, n_other = 0;
	bool			 held = false, all = true;

	if (facts->directory != NULL) {
		holding = roster_holders(&facts->roster, d->holder, d->spn, &n);
		stand(m, holding, n, &held, &n_other);
		all = take_from_others(m, holding, n, held);
	}
	if (held)
		return;
	step.why = d->reason;
	step.by = who_may_add(d);
	step.blocked = !all;
	for (i = 0; i < n; i++)
		step.waits |= !in_one_domain(holding[i].account, d->holder);
	add(m, &step);
}

/* HOST/ must be on the computer, and nobody may hold the SPN itself. */
static void
covered_steps(struct making *m)
{
	const struct facts	*facts = m->report->facts;
	const struct decision	*d = m->decision;
	const char		*host = pool_printf(&m->report->pool, "HOST/%s", d->host);
	struct step		 step = change_spn_to(facts, d->holder, host);
	const struct holding	*holding;
	size_t			 n, n_other;
	bool			 held;

	if (facts->directory == NULL) {
		m->standing->assumed = true;
		return;
	}
	holding = roster_holders(&facts->roster, d->holder, d->spn, &n);
	stand(m, holding, n, &held, &n_other);
	take_from_others(m, holding, n, held);
	if (n_other > 0 || held)
		return;
	holding = roster_holders(&facts->roster, d->holder, host, &n);
	stand(m, holding, n, &held, &n_other);
	take_from_others(m, holding, n, held);
	m->standing->assumed = m->standing->state == STATE_UNKNOWN;
	if (held || m->standing->assumed)
		return;
	step.why = "the computer has lost its HOST/ SPN; setspn -R writes both of them";
	step.blocked = n_other > 0;
	add(m, &step);
}

/* Where the decision registers HOST/, nobody else may hold what goes before it. */
static void
before_host_steps(struct making *m)
{
	const struct facts	*facts = m->report->facts;
	const struct decision	*d = m->decision;
	const char		*before = decision_before_host(&m->report->pool, d);
	const struct holding	*holding;
	size_t			 i, n;
	bool			 held = false;

	if (facts->directory == NULL || before == NULL || before == d->spn)
		return;
	holding = roster_holders(&facts->roster, d->holder, before, &n);
	for (i = 0; i < n; i++)
		held |= clash_holds_for(&facts->roster, d->holder, holding[i].account);
	take_from_others(m, holding, n, held);
}

/* By its own SPN a balancer signs in too, where that is the user name. */
static void
user_name_step(struct making *m)
{
	const struct facts		*facts = m->report->facts;
	const struct farm_account	*own = m->decision->own;
	const struct account		*in = roster_account(&facts->roster, own);
	const char			*name = reason_user_name(&m->report->pool, m->decision);
	const bool			 absent = facts->directory != NULL && is_absent(facts, own);

	if (facts->directory != NULL && !absent && (in == NULL || holder_user_name(in, name) != ANSWER_NO))
		return;
	add(m, &(struct step){ .kind = step_user_name, .action = ACTION_SET, .account = own->text,
	    .object = in != NULL ? in->dn : own->text, .domain = own->domain->dns, .sam = own->sam,
	    .account_kind = ACCOUNT_USER, .attribute = "userPrincipalName", .before = in == NULL ? NULL : in->upn,
	    .after = name, .blocked = absent, .why = m->decision->reason });
}

static void
make(struct making *m)
{
	const struct rule	*row = m->decision->rule;

	if (m->decision->holder == NULL)
		return;
	before_host_steps(m);
	if (m->decision->own != NULL)
		user_name_step(m);
	if (row->outcome == OUTCOME_COVERED) {
		covered_steps(m);
		return;
	}
	if (row->holder == HOLDER_NEW)
		proposal_steps(m);
	else if (row->outcome == OUTCOME_PROPOSE)
		bypass_steps(m);
	register_steps(m);
}

static int
by_number(const void *a, const void *b)
{
	size_t	 x = (*(const struct step *const *)a)->number;
	size_t	 y = (*(const struct step *const *)b)->number;

	return x < y ? -1 : x > y;
}

void
change_sort(const struct step **step, size_t n)
{
	if (n > 1)
		qsort(step, n, sizeof(*step), by_number);
}

static void
keys_of(struct report *report, const struct farm_account *account)
{
	const struct account	*in = roster_account(&report->facts->roster, account);

	if (in != NULL)
		change_keys(report, account, in);
}

/* What clashes with a planned SPN and is no holder of it is in its way too. */
static void
planned_clashes(struct report *report)
{
	const struct facts	*facts = report->facts;
	const struct clash	*clash;

	if (facts->directory == NULL)
		return;
	report->planned = clashes_planned(&report->pool, &facts->roster, facts->plan, &report->n_planned);
	for (clash = report->planned; clash < report->planned + report->n_planned; clash++)
		change_clash(report, &(struct finding){ .detail = "" }, clash,
		    verdicts_make(&report->pool, facts, clash));
}

void
change_make(struct report *report)
{
	const struct plan	*plan = report->facts->plan;
	size_t			 i;

	report->standing = pool_alloc(&report->pool, plan->n_decision * sizeof(*report->standing));
	report->steps.pool = &report->pool;
	for (i = 0; i < plan->n_decision; i++)
		make(&(struct making){ report, &plan->decision[i], &report->standing[i] });
	for (i = 0; i < plan->n_account; i++)
		keys_of(report, plan->account[i]);
	planned_clashes(report);
	change_protection(report);
	change_delegation(report);
	steps_sort(&report->steps);
	for (i = 0; i < plan->n_decision; i++)
		change_sort(report->standing[i].step, report->standing[i].n_step);
	for (i = 0; i < plan->n_delegation; i++)
		change_sort(report->delegated[i].step, report->delegated[i].n_step);
}
