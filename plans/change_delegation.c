#include "plans/change.h"

#include <stdlib.h>
#include <string.h>

#include "plans/descriptor.h"
#include "plans/list.h"
#include "plans/sid.h"
#include "plans/spn.h"

/* One delegation while its steps are made. */
struct making {
	struct report		*report;
	const struct delegation	*delegation;
	struct delegated	*at;
};

static const struct step *
add(struct making *m, const struct step *step)
{
	struct pool		*pool = &m->report->pool;
	const struct step	*in = steps_add(&m->report->steps, step);

	m->at->step = pool_more(pool, m->at->step, m->at->n_step, sizeof(*m->at->step));
	m->at->step[m->at->n_step++] = in;
	return in;
}

/* A step on the object of an account that cmdlets and LDIF change. */
static struct step
on_account(const struct facts *facts, const struct step_kind *kind, enum action action,
    const struct farm_account *account)
{
	const struct account	*in = roster_account(&facts->roster, account);

	return (struct step){ .kind = kind, .action = action, .account = account->text,
	    .object = in != NULL ? in->dn : account->text, .domain = account->domain->dns,
	    .sam = account->sam,
	    .account_kind = account->kind == ACCOUNT_UNKNOWN ? ACCOUNT_USER : (enum account_kind)account->kind };
}

/* Is all of the attribute known in the account's domain? */
static bool
is_known(const struct facts *facts, const struct farm_account *account, enum attribute_id id)
{
	const struct domain	*domain;

	if (facts->directory == NULL)
		return false;
	domain = directory_domain(facts->directory, account->domain->dns);
	return domain != NULL && domain->covers[id] == COVERAGE_COMPLETE;
}

/* The list is compared letter for letter by some domain controllers and by
 * the rules of the directory by others: one that differs in case will do. */
static bool
lists(const struct account *in, const char *spn)
{
	size_t	 i;

	for (i = 0; in != NULL && i < in->more->n_delegates_to; i++) {
		if (spn_cmp(in->more->delegates_to[i], spn) == 0)
			return true;
	}
	return false;
}

static bool
lists_described(const struct account *in, const struct delegation *d)
{
	size_t	 i;

	for (i = 0; i < d->n_described && lists(in, d->spn[i]); i++)
		continue;
	return i == d->n_described;
}

/* What goes with the described SPNs is proposed where the list is written anyway:
 * whether anybody asks by it is not known. */
static void
list_steps(struct making *m)
{
	const struct facts	*facts = m->report->facts;
	const struct delegation	*d = m->delegation;
	const struct account	*in = roster_account(&facts->roster, d->from);
	const size_t		 n = lists_described(in, d) ? d->n_described : d->n_spn;
	struct step		 step;
	size_t			 i;

	for (i = 0; i < n; i++) {
		if (lists(in, d->spn[i]))
			continue;
		step = on_account(facts, step_delegation_list, ACTION_ADD, d->from);
		step.attribute = "msDS-AllowedToDelegateTo";
		step.after = d->spn[i];
		step.why = d->rule->reason;
		add(m, &step);
	}
	if (d->rule->kind != DELEGATION_TRANSITION ||
	    (in != NULL && in->has_uac && (in->uac & UAC_TRUSTED_TO_AUTH) != 0))
		return;
	step = on_account(facts, step_delegation_flag, ACTION_ADD, d->from);
	step.attribute = "userAccountControl";
	step.why = d->rule->reason;
	if (in != NULL && in->has_uac) {
		step.before = pool_printf(&m->report->pool, "%u", (unsigned)in->uac);
		step.after = pool_printf(&m->report->pool, "%u", (unsigned)(in->uac | UAC_TRUSTED_TO_AUTH));
	}
	add(m, &step);
}

/* Where requests are sent from, which remembers what it was refused. */
static void
purge_on(struct making *m, const struct farm_server *server)
{
	add(m, &(struct step){ .kind = step_delegation_purge, .action = ACTION_RUN,
	    .object = server->name, .node = server->name,
	    .why = "the server remembers for 15 minutes what it was refused" });
}

static void
purge_steps(struct making *m)
{
	const struct delegation	*d = m->delegation;
	size_t			 i;

	if (d->point.part == PART_BALANCER) {
		if (d->from->server != NULL)
			purge_on(m, d->from->server);
	} else if (d->server != NULL)
		purge_on(m, d->server);
	else {
		for (i = 0; i < d->site->n_server; i++)
			purge_on(m, d->site->server[i]);
	}
}

/* One back end and all its front ends: its list is written whole. */
struct naming {
	struct report			*report;
	const struct farm_account	*to;
	const struct account		*in;		/* the back end in the directory, or NULL */
	struct descriptor		 now;
	const struct farm_account	**missing;
	size_t				 n_missing;
};

static const char *
sid_of(const struct naming *naming, const struct farm_account *account)
{
	const struct account	*in = roster_account(&naming->report->facts->roster, account);

	return in != NULL ? in->sid : NULL;
}

/* May the front end act, by what the back end names: itself, a group that it
 * is in, everybody?  Nobody can tell of one that no source has. */
static struct told
named(const struct naming *naming, const struct descriptor *by, const struct farm_account *from)
{
	const struct facts		*facts = naming->report->facts;
	struct access_question		 question = { .directory = facts->directory,
	    .account = roster_account(&facts->roster, from), .right = RIGHT_CONTROL_ACCESS };

	if (question.account == NULL)
		return (struct told){ by->n_ace == 0 ? ANSWER_NO : ANSWER_UNKNOWN,
		    pool_printf(&naming->report->pool, "no source has %s", from->text) };
	if (naming->in != NULL)
		question.where = naming->in->domain;
	return membership_access(&naming->report->pool, &question, by);
}

/* Would it stay refused when it is named, because an entry before denies it? */
static bool
stays_denied(const struct naming *naming, const struct farm_account *from)
{
	struct pool		*pool = &naming->report->pool;
	struct descriptor	 with = naming->now;
	const char		*sid = sid_of(naming, from);
	size_t			 i;

	if (sid == NULL)
		return false;
	with.ace = pool_alloc(pool, (with.n_ace + 1) * sizeof(*with.ace));
	for (i = 0; i < with.n_ace; i++)
		with.ace[i] = naming->now.ace[i];
	with.ace[with.n_ace++] = (struct ace){ .kind = ACE_ALLOW, .mask = RIGHT_FULL_CONTROL, .sid = sid };
	return named(naming, &with, from).answer == ANSWER_NO;
}

static bool
is_front_end(const struct naming *naming, const char *sid)
{
	const struct plan	*plan = naming->report->facts->plan;
	const char		*its;
	size_t			 i;

	for (i = 0; i < plan->n_delegation; i++) {
		if (plan->delegation[i].on != naming->to || plan->delegation[i].from == naming->to)
			continue;
		its = sid_of(naming, plan->delegation[i].from);
		if (its != NULL && strcmp(its, sid) == 0)
			return true;
	}
	return false;
}

/* Whom the back end names besides the front ends of the plan. */
static const char *
others(const struct naming *naming)
{
	struct pool	*pool = &naming->report->pool;
	struct list	 list = { .most = 8 };
	const char	*sid;
	size_t		 i;

	for (i = 0; i < naming->now.n_ace; i++) {
		sid = naming->now.ace[i].sid;
		if (sid == NULL || naming->now.ace[i].kind != ACE_ALLOW || is_front_end(naming, sid))
			continue;
		if (sid_name(sid) != NULL)
			sid = sid_name(sid);
		list_add(pool, &list, sid);
	}
	return list_text(pool, &list);
}

/* The descriptor with the missing front ends; what cannot be carried over
 * byte for byte is left to the cmdlet. */
static struct span
written(const struct naming *naming)
{
	struct pool		*pool = &naming->report->pool;
	struct descriptor	 to = naming->now;
	struct error		 err;
	struct span		 bytes = { NULL, 0 };
	size_t			 i;

	to.ace = pool_alloc(pool, (to.n_ace + naming->n_missing) * sizeof(*to.ace));
	for (i = 0; i < to.n_ace; i++)
		to.ace[i] = naming->now.ace[i];
	for (i = 0; i < naming->n_missing; i++) {
		to.ace[to.n_ace] = (struct ace){ .kind = ACE_ALLOW, .mask = RIGHT_FULL_CONTROL,
		    .sid = sid_of(naming, naming->missing[i]) };
		if (to.ace[to.n_ace++].sid == NULL)
			return bytes;
	}
	if (to.owner == NULL)
		to.owner = "S-1-5-32-544";	/* Administrators, as the cmdlet writes it */
	if (descriptor_write(pool, &to, &bytes, &err) != 0)
		return (struct span){ NULL, 0 };
	return bytes;
}

static struct step
naming_step(const struct naming *naming)
{
	struct step	 step = on_account(naming->report->facts, step_delegation_resource, ACTION_ADD, naming->to);
	struct pool	*pool = &naming->report->pool;
	char		*list = NULL;
	size_t		 i;

	for (i = 0; i < naming->n_missing; i++)
		list = list == NULL ? pool_copy(pool, naming->missing[i]->text) :
		    pool_printf(pool, "%s, %s", list, naming->missing[i]->text);
	step.attribute = "msDS-AllowedToActOnBehalfOfOtherIdentity";
	step.after = list;
	step.principal = naming->missing;
	step.n_principal = naming->n_missing;
	step.why = "the back end names who may act towards it; whoever it names already stays";
	if (naming->in != NULL && is_known(naming->report->facts, naming->to, ATTR_ACTS_FOR)) {
		step.before_bytes = naming->in->more->acts_for;
		step.after_bytes = written(naming);
	}
	return step;
}

/* By name, each once. */
static void
sort_missing(struct naming *naming)
{
	size_t	 i, n = 0;

	if (naming->n_missing > 1)
		qsort(naming->missing, naming->n_missing, sizeof(*naming->missing), farm_account_cmp);
	for (i = 0; i < naming->n_missing; i++) {
		if (n == 0 || naming->missing[n - 1] != naming->missing[i])
			naming->missing[n++] = naming->missing[i];
	}
	naming->n_missing = n;
}

/* DELEGATION holds the numbers, N of them, of those that are set on one back
 * end. */
static void
name_front_ends(struct report *report, const size_t *delegation, size_t n)
{
	const struct plan	*plan = report->facts->plan;
	struct naming		 naming = { .report = report, .to = plan->delegation[delegation[0]].on };
	struct delegated	*at;
	const struct farm_account *from;
	struct step		 step;
	const char		*also;
	size_t			 i;

	naming.in = roster_account(&report->facts->roster, naming.to);
	naming.missing = pool_alloc(&report->pool, n * sizeof(*naming.missing));
	if (naming.in != NULL && naming.in->more->acts_for.n > 0 &&
	    descriptor_read(&report->pool, &naming.now, naming.in->more->acts_for) != 0) {
		for (i = 0; i < n; i++)
			report->delegated[delegation[i]].fault = naming.now.fault;
		return;
	}
	for (i = 0; i < n; i++) {
		at = &report->delegated[delegation[i]];
		from = plan->delegation[delegation[i]].from;
		at->named = named(&naming, &naming.now, from);
		at->denied = at->named.answer == ANSWER_NO && stays_denied(&naming, from);
		if (at->named.answer != ANSWER_YES && !at->denied)
			naming.missing[naming.n_missing++] = from;
	}
	also = others(&naming);
	sort_missing(&naming);
	for (i = 0; i < n; i++)
		report->delegated[delegation[i]].others = also;
	if (naming.n_missing == 0)
		return;
	step = naming_step(&naming);
	for (i = 0; i < n; i++) {
		at = &report->delegated[delegation[i]];
		if (at->named.answer != ANSWER_YES && !at->denied)
			add(&(struct making){ report, &plan->delegation[delegation[i]], at }, &step);
	}
}

struct numbered {
	size_t				 delegation;
	const struct farm_account	*on;
};

static int
by_back_end(const void *a, const void *b)
{
	const struct numbered	*x = a, *y = b;
	int			 c = strcmp(x->on->text, y->on->text);

	return c != 0 ? c : x->delegation < y->delegation ? -1 : 1;
}

static void
resource_steps(struct report *report)
{
	const struct plan	*plan = report->facts->plan;
	struct numbered		*row = pool_alloc(&report->pool, plan->n_delegation * sizeof(*row));
	size_t			*delegation = pool_alloc(&report->pool, plan->n_delegation * sizeof(*delegation));
	size_t			 i, j, n = 0;

	for (i = 0; i < plan->n_delegation; i++) {
		if (plan->delegation[i].rule->kind == DELEGATION_RESOURCE)
			row[n++] = (struct numbered){ i, plan->delegation[i].on };
	}
	if (n > 1)
		qsort(row, n, sizeof(*row), by_back_end);
	for (i = 0; i < n; i = j) {
		for (j = i; j < n && row[j].on == row[i].on; j++)
			delegation[j] = row[j].delegation;
		name_front_ends(report, delegation + i, j - i);
	}
}

static bool
is_by_list(const struct delegation *d)
{
	return d->rule->kind == DELEGATION_CONSTRAINED || d->rule->kind == DELEGATION_TRANSITION;
}

/* Does the back end of a delegation that is planned by list name the front
 * end all the same? */
static struct told
named_besides(struct report *report, const struct delegation *d)
{
	struct naming	 naming = { .report = report, .to = d->to,
	    .in = roster_account(&report->facts->roster, d->to) };

	if (naming.in == NULL || naming.in->more->acts_for.n == 0 ||
	    descriptor_read(&report->pool, &naming.now, naming.in->more->acts_for) != 0)
		return (struct told){ ANSWER_NO, NULL };
	return named(&naming, &naming.now, d->from);
}

/* Where it does, that is enough for users who bring tickets; for others only
 * while the front end has no list, Kerberos only, which the plan must not
 * begin for another back end either. */
static bool
is_enough(const struct report *report, size_t number)
{
	const struct facts	*facts = report->facts;
	const struct delegation	*d = &facts->plan->delegation[number];
	const struct account	*in = roster_account(&facts->roster, d->from);
	size_t			 i;

	if (in == NULL || report->delegated[number].named.answer != ANSWER_YES)
		return false;
	if (d->rule->kind == DELEGATION_CONSTRAINED || (in->has_uac && (in->uac & UAC_TRUSTED_TO_AUTH) != 0))
		return true;
	if (!is_known(facts, d->from, ATTR_DELEGATES_TO) || in->more->n_delegates_to > 0)
		return false;
	for (i = 0; i < facts->plan->n_delegation; i++) {
		if (facts->plan->delegation[i].from == d->from && is_by_list(&facts->plan->delegation[i]) &&
		    report->delegated[i].named.answer != ANSWER_YES)
			return false;
	}
	return true;
}

const struct holding *
change_delegation_holders(const struct facts *facts, struct pool *pool, const struct delegation *d,
    const char *spn, size_t *n_out)
{
	const struct holding	*holding = roster_holders(&facts->roster, d->to, spn, n_out);
	struct spn		 parts;

	if (*n_out > 0)
		return holding;
	spn_parse(&parts, span_of(spn));
	if (!directory_host_answers(facts->directory, parts.class))
		return holding;
	return roster_holders(&facts->roster, d->to, pool_printf(pool, "HOST%s", strchr(spn, '/')), n_out);
}

static void
find_duplicates(struct making *m)
{
	const struct facts	*facts = m->report->facts;
	const struct delegation	*d = m->delegation;
	struct pool		*pool = &m->report->pool;
	const struct account	**account;
	const struct holding	*holding;
	size_t			 i, n;

	if (facts->directory == NULL || d->to == NULL || d->to->domain == NULL)
		return;
	for (i = 0; i < d->n_spn; i++) {
		holding = change_delegation_holders(facts, pool, d, d->spn[i], &n);
		account = pool_alloc(pool, n * sizeof(*account));
		if (clash_accounts(facts->directory, holding, n, account) < 2)
			continue;
		m->at->duplicate = pool_more(pool, m->at->duplicate, m->at->n_duplicate, sizeof(*m->at->duplicate));
		m->at->duplicate[m->at->n_duplicate++] = d->spn[i];
	}
}

void
change_delegation(struct report *report)
{
	const struct plan	*plan = report->facts->plan;
	struct making		 m = { .report = report };
	size_t			 i;

	report->delegated = pool_alloc(&report->pool, plan->n_delegation * sizeof(*report->delegated));
	for (i = 0; i < plan->n_delegation; i++) {
		if (is_by_list(&plan->delegation[i]))
			report->delegated[i].named = named_besides(report, &plan->delegation[i]);
	}
	for (i = 0; i < plan->n_delegation; i++) {
		m.delegation = &plan->delegation[i];
		m.at = &report->delegated[i];
		find_duplicates(&m);
		m.at->by_resource = is_by_list(m.delegation) && is_enough(report, i);
		if (is_by_list(m.delegation) && !m.at->by_resource)
			list_steps(&m);
	}
	resource_steps(report);
	for (i = 0; i < plan->n_delegation; i++) {
		m.delegation = &plan->delegation[i];
		m.at = &report->delegated[i];
		if (m.at->n_step > 0)
			purge_steps(&m);
	}
}
