#include "plans/report.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plans/change.h"
#include "plans/fold.h"
#include "plans/list.h"
#include "plans/looked.h"
#include "plans/needs.h"
#include "plans/spn.h"

const char *const state_word[N_STATE] = {
	[STATE_UNKNOWN] = "unknown", [STATE_PRESENT] = "present", [STATE_MISSING] = "missing",
	[STATE_ELSEWHERE] = "elsewhere", [STATE_DUPLICATE] = "duplicate"
};

static char *
list_accounts(struct report *report, const struct account *const *account, size_t n)
{
	struct list	 list = { .most = 0 };
	size_t		 i;

	for (i = 0; i < n; i++)
		list_add(&report->pool, &list, roster_name(&report->facts->roster, account[i]));
	return list.text;
}

/* Of more than two that have two things, which has what tells subjects apart. */
static char *
clash_text(struct report *report, const struct clash *clash)
{
	const size_t	 n = clash->n_before;

	if (n == 0 || n == clash->n_account || clash->n_account == 2)
		return list_accounts(report, clash->account, clash->n_account);
	return pool_printf(&report->pool, "%s %s %s", list_accounts(report, clash->account, n),
	    clash->kind == CLASH_SHADOW ? "before" : "against",
	    list_accounts(report, clash->account + n, clash->n_account - n));
}

/* Subjects of an audit are many, and few of them have a finding. */
static char *
subject_text(struct report *report, const struct subject *subject)
{
	const struct roster	*roster = &report->facts->roster;
	struct pool		*pool = &report->pool;

	if (subject->kind == ON_CLASH)
		return clash_text(report, subject->clash);
	if (subject->kind == ON_DNS)
		return pool_copy(pool, "DNS");
	if (subject->kind == ON_REGISTERED || subject->kind == ON_GONE)
		return pool_printf(pool, "%s on %s", subject->spn, roster_name(roster, subject->registered));
	return pool_copy(pool, subject->kind == ON_DOMAIN ? subject->domain->dns :
	    roster_name(roster, subject->registered));
}

struct finding *
report_find(struct report *report, const struct check *check, const struct subject *subject,
    const char *fmt, ...)
{
	struct finding	*finding;
	char		*detail;
	va_list		 ap;

	va_start(ap, fmt);
	detail = pool_vprintf(&report->pool, fmt, ap);
	va_end(ap);

	report->finding = pool_more(&report->pool, report->finding, report->n_finding, sizeof(*finding));
	finding = &report->finding[report->n_finding++];
	*finding = (struct finding){ .check = check, .subject = *subject, .detail = detail };
	if (subject->text == NULL)
		finding->subject.text = subject_text(report, subject);
	/* The steps are what the plan does about errors; warnings are about the
	 * plan itself. */
	if (subject->decision != NULL && check->severity == SEVERITY_ERROR) {
		finding->step = report->standing[subject->index].step;
		finding->n_step = report->standing[subject->index].n_step;
	}
	return finding;
}

void
finding_holder(struct report *report, struct finding *finding, const struct account *account,
    const char *verdict)
{
	finding->holder = pool_more(&report->pool, finding->holder, finding->n_holder,
	    sizeof(*finding->holder));
	finding->holder[finding->n_holder++] = (struct holder_row){ .account = account,
	    .name = roster_name(&report->facts->roster, account),
	    .state = !account->has_uac ? "unknown" :
	    (account->uac & UAC_DISABLED) != 0 ? "disabled" : "enabled",
	    .verdict = verdict };
}

void
finding_step(struct report *report, struct finding *finding, const struct step *step)
{
	finding->step = pool_more(&report->pool, finding->step, finding->n_step, sizeof(*finding->step));
	finding->step[finding->n_step++] = step;
}

void
finding_planned_steps(struct report *report, struct finding *finding, const struct decision *d)
{
	const struct standing	*at = d == NULL ? NULL : &report->standing[d - report->facts->plan->decision];
	size_t			 i;

	for (i = 0; at != NULL && i < at->n_step; i++)
		finding_step(report, finding, at->step[i]);
}

char *
finding_key(struct pool *pool, const struct finding *finding)
{
	return pool_printf(pool, "%s %s", finding->check->id, finding->subject.text);
}

static bool
wanted(const struct report *report, const struct check *check, const struct subject *subject)
{
	const bool	 audits = strcmp(report->command, "audit") == 0;

	if (subject->host && !check->hosts && !audits)
		return false;
	return check->audits ? audits :
	    check->plans || strcmp(report->command, "plan") != 0;
}

static void
run_on(struct report *report, const struct subject *subject)
{
	const struct check	*const *table, *check;

	looked_note(report, subject);
	for (table = check_table; *table != NULL; table++) {
		for (check = *table; check->id != NULL; check++) {
			if (check->on == subject->kind && wanted(report, check, subject) &&
			    needs_met(report, check, subject))
				check->run(check, subject, report->facts, report);
		}
	}
}

/* What the checks on a subject would have taken, though it did not come. */
static void
say_lacking(struct report *report, const struct subject *subject)
{
	const struct check	*const *table, *check;

	looked_note(report, subject);
	for (table = check_table; *table != NULL; table++) {
		for (check = *table; check->id != NULL; check++) {
			if (check->on == subject->kind && wanted(report, check, subject))
				needs_met(report, check, subject);
		}
	}
}

/* An account that did not come has no state. */
static void
run_on_holder(struct report *report, struct subject subject)
{
	subject.kind = ON_HOLDER;
	if (subject.registered != NULL)
		run_on(report, &subject);
	else
		say_lacking(report, &subject);
}

static void
run_on_account(struct report *report, struct subject subject)
{
	size_t	 i;

	run_on(report, &subject);
	run_on_holder(report, subject);
	if (subject.registered == NULL)
		return;
	subject.kind = ON_REGISTERED;
	for (i = 0; i < subject.registered->n_spn; i++) {
		subject.spn = subject.registered->spn[i];
		subject.text = pool_printf(&report->pool, "%s on %s", subject.spn, subject.account->text);
		run_on(report, &subject);
	}
}

static void
run_on_delegations(struct report *report)
{
	const struct facts		*facts = report->facts;
	const struct delegation		*d = facts->plan->delegation;
	const struct farm_account	**front = pool_alloc(&report->pool,
					    facts->plan->n_delegation * sizeof(*front));
	size_t				 i, n = 0;

	for (i = 0; i < facts->plan->n_delegation; i++) {
		if (d[i].from == NULL)
			continue;
		front[n++] = d[i].from;
		run_on(report, &(struct subject){ .kind = ON_DELEGATION, .index = i,
		    .text = pool_printf(&report->pool, "%s to %s (site '%s')", d[i].from->text, d[i].to->text,
		    d[i].site->name), .delegation = &d[i], .account = d[i].on,
		    .registered = roster_account(&facts->roster, d[i].on) });
	}
	if (n > 1)
		qsort(front, n, sizeof(*front), farm_account_cmp);
	for (i = 0; i < n; i++) {
		if (i == 0 || front[i - 1] != front[i])
			run_on(report, &(struct subject){ .kind = ON_FRONT_END, .text = front[i]->text,
			    .account = front[i], .registered = roster_account(&facts->roster, front[i]) });
	}
}

static void
run_all(struct report *report)
{
	const struct facts		*facts = report->facts;
	const struct farm_balancer	*balancer;
	size_t				 i, j;

	for (i = 0; i < facts->plan->n_decision; i++)
		run_on(report, &(struct subject){ .kind = ON_DECISION, .index = i,
		    .text = pool_printf(&report->pool, "%s (%s)", facts->plan->decision[i].spn,
		    facts->plan->decision[i].place), .decision = &facts->plan->decision[i] });
	for (i = 0; i < facts->plan->n_account; i++)
		run_on_account(report, (struct subject){ .kind = ON_ACCOUNT, .text = facts->plan->account[i]->text,
		    .account = facts->plan->account[i],
		    .registered = roster_account(&facts->roster, facts->plan->account[i]) });
	for (i = 0; i < facts->plan->n_host; i++)
		run_on_account(report, (struct subject){ .kind = ON_ACCOUNT, .text = facts->plan->host[i]->text,
		    .account = facts->plan->host[i], .host = true,
		    .registered = roster_machine(&facts->roster, facts->plan->host[i]->server) });
	run_on_delegations(report);
	for (i = 0; i < facts->farm->n_site; i++)
		run_on(report, &(struct subject){ .kind = ON_SITE, .text = facts->farm->site[i].name,
		    .site = &facts->farm->site[i] });
	for (i = 0; i < report->n_prediction; i += N_CLIENT)
		run_on(report, &(struct subject){ .kind = ON_NAME, .site = report->prediction[i].site,
		    .text = pool_printf(&report->pool, "%s (site '%s')", report->prediction[i].name->text,
		    report->prediction[i].site->name), .asked = &report->prediction[i] });
	for (i = 0; i < facts->farm->n_balancer; i++) {
		balancer = &facts->farm->balancer[i];
		for (j = 0; j < balancer->n_dns_name; j++)
			run_on(report, &(struct subject){ .kind = ON_DNS_NAME, .balancer = balancer,
			    .text = balancer->dns_name[j].name, .dns_name = &balancer->dns_name[j] });
	}
}

/* The checks of one kind of subject that the evidence of one domain is enough
 * for: settled once, because accounts and SPNs are many. */
struct ready {
	const struct check	**check;
	size_t			 n;
};

static struct ready
ready_for(struct report *report, const struct subject *subject)
{
	const struct check	*const *table, *check;
	struct ready		 ready = { NULL, 0 };

	for (table = check_table; *table != NULL; table++) {
		for (check = *table; check->id != NULL; check++) {
			if (check->on != subject->kind || !needs_met(report, check, subject))
				continue;
			ready.check = pool_more(&report->pool, ready.check, ready.n, sizeof(*ready.check));
			ready.check[ready.n++] = check;
		}
	}
	return ready;
}

static void
run_ready(struct report *report, const struct ready *ready, const struct subject *subject)
{
	size_t	 i;

	for (i = 0; i < ready->n; i++)
		ready->check[i]->run(ready->check[i], subject, report->facts, report);
}

static int
by_address(const void *a, const void *b)
{
	const uintptr_t	 x = (uintptr_t)*(const struct account *const *)a;
	const uintptr_t	 y = (uintptr_t)*(const struct account *const *)b;

	return (x > y) - (x < y);
}

/* The accounts that the plan relies on, which have been looked at. */
struct relied {
	const struct account	**account;
	size_t			 n;
};

static struct relied
relied_on(struct report *report)
{
	const struct facts	*facts = report->facts;
	struct relied		 relied = { .n = 0 };
	const struct account	*found;
	size_t			 i;

	relied.account = pool_alloc(&report->pool,
	    (facts->plan->n_account + facts->plan->n_host) * sizeof(*relied.account));
	for (i = 0; i < facts->plan->n_account; i++) {
		if ((found = roster_account(&facts->roster, facts->plan->account[i])) != NULL)
			relied.account[relied.n++] = found;
	}
	for (i = 0; i < facts->plan->n_host; i++) {
		if ((found = roster_machine(&facts->roster, facts->plan->host[i]->server)) != NULL)
			relied.account[relied.n++] = found;
	}
	if (relied.n > 1)
		qsort(relied.account, relied.n, sizeof(*relied.account), by_address);
	return relied;
}

static bool
is_relied_on(const struct relied *relied, const struct account *account)
{
	return relied->n > 0 &&
	    bsearch(&account, relied->account, relied->n, sizeof(*relied->account), by_address) != NULL;
}

/* Every other account with which something may be wrong; they lie sorted by
 * domain. */
static void
audit_accounts(struct report *report, const struct relied *relied)
{
	const struct account	*const *account;
	struct subject		 holder = { .kind = ON_HOLDER };
	struct ready		 ready = { NULL, 0 };
	size_t			 i, n;

	account = directory_odd(report->facts->directory, ODD_HOLDER, &n);
	for (i = 0; i < n; i++) {
		holder.registered = account[i];
		if (i == 0 || account[i]->domain != account[i - 1]->domain)
			ready = ready_for(report, &holder);
		if (!is_relied_on(relied, account[i]))
			run_ready(report, &ready, &holder);
	}
}

/* Every SPN with which something can be wrong by itself. */
static void
audit_spns(struct report *report, const struct relied *relied)
{
	const struct account	*const *account;
	struct subject		 held = { .kind = ON_REGISTERED };
	struct ready		 ready = { NULL, 0 };
	size_t			 i, j, n;

	account = directory_odd(report->facts->directory, ODD_SPN, &n);
	for (i = 0; i < n; i++) {
		held.registered = account[i];
		if (i == 0 || account[i]->domain != account[i - 1]->domain)
			ready = ready_for(report, &held);
		for (j = 0; j < account[i]->n_spn && !is_relied_on(relied, account[i]); j++) {
			held.spn = account[i]->spn[j];
			run_ready(report, &ready, &held);
		}
	}
}

/* What an audit cannot look at, it says, found something or not. */
static void
say_needs(struct report *report)
{
	const struct directory	*directory = report->facts->directory;
	const struct check	*const *table, *check;
	size_t			 i;

	for (table = check_table; *table != NULL; table++) {
		for (check = *table; check->id != NULL; check++) {
			if (check->on != ON_CLASH && check->on != ON_HOLDER && check->on != ON_REGISTERED &&
			    check->on != ON_DOMAIN && !(check->on == ON_GONE && report->facts->dns_asked))
				continue;
			for (i = 0; i < directory->n_domain; i++)
				needs_met(report, check, &(struct subject){ .kind = ON_DOMAIN,
				    .domain = &directory->domain[i] });
		}
	}
}

/* Once all steps are made. */
static void
sort_steps(struct report *report)
{
	size_t	 i;

	steps_sort(&report->steps);
	for (i = 0; i < report->n_finding; i++)
		change_sort(report->finding[i].step, report->finding[i].n_step);
}

/* What clashes with an SPN of the plan, and is no holder of it. */
static void
run_on_planned(struct report *report)
{
	const struct facts	*facts = report->facts;
	const struct decision	*d = facts->plan->decision, *end = d + facts->plan->n_decision;
	size_t			 i;

	while (d < end && d->holder == NULL)
		d++;
	if (facts->directory == NULL || d == end)
		return;
	say_lacking(report, &(struct subject){ .kind = ON_CLASH });
	for (i = 0; i < report->n_planned; i++)
		run_on(report, &(struct subject){ .kind = ON_CLASH, .clash = &report->planned[i] });
	sort_steps(report);
}

static void
audit(struct report *report)
{
	const struct directory	*directory = report->facts->directory;
	const struct relied	 relied = relied_on(report);
	struct clash		*clash;
	size_t			 i, n;

	say_needs(report);
	clash = clashes_make(&report->pool, &report->facts->roster, report->facts->plan, &n);
	for (i = 0; i < n; i++) {
		run_on(report, &(struct subject){ .kind = ON_CLASH, .clash = &clash[i] });
		if (clash_is_duplicate(clash[i].kind))
			report->n_duplicate += clash[i].n_spn;
	}
	for (i = 0; i < directory->n_domain; i++)
		run_on(report, &(struct subject){ .kind = ON_DOMAIN, .domain = &directory->domain[i] });
	audit_accounts(report, &relied);
	audit_spns(report, &relied);
	for (i = 0; i < report->facts->n_gone; i++)
		run_on(report, &(struct subject){ .kind = ON_GONE, .registered = report->facts->gone[i].account,
		    .spn = report->facts->gone[i].spn });
	if (report->facts->n_unanswered > 0)
		run_on(report, &(struct subject){ .kind = ON_DNS });
	sort_steps(report);
	report->n_audited = directory->n_account;
	report->n_audited_spn = directory->n_spn;
}

/* -- what diagnose saw -- */

static const struct seen_ticket *
ticket_for(const struct evidence *evidence, const char *spn)
{
	size_t	 i;

	for (i = 0; spn != NULL && i < evidence->n_ticket; i++) {
		if (spn_cmp(evidence->ticket[i].spn, spn) == 0)
			return &evidence->ticket[i];
	}
	return NULL;
}

static void
diagnose(struct report *report)
{
	const struct evidence		*evidence = report->facts->evidence;
	const struct seen_answer	*answer;
	size_t				 i;

	for (i = 0; i < evidence->n_ticket; i++)
		run_on(report, &(struct subject){ .kind = ON_TICKET, .text = evidence->ticket[i].spn,
		    .spn = evidence->ticket[i].spn, .ticket = &evidence->ticket[i] });
	for (i = 0; i < evidence->n_answer; i++) {
		answer = &evidence->answer[i];
		run_on(report, &(struct subject){ .kind = ON_ANSWER, .answer = answer, .spn = answer->spn,
		    .text = answer->node != NULL ? answer->node : evidence->host,
		    .ticket = ticket_for(evidence, answer->spn) });
	}
	for (i = 0; i < evidence->n_token; i++)
		run_on(report, &(struct subject){ .kind = ON_TOKEN, .text = evidence->token[i].place,
		    .token = &evidence->token[i] });
	run_on(report, &(struct subject){ .kind = ON_LOOK,
	    .text = evidence->url != NULL ? evidence->url : "what was captured" });
}

/* Of the steps for the whole farm, those that remedy a finding. */
static void
keep_remedies(struct report *report)
{
	struct steps	*steps = &report->steps;
	size_t		 i, j, k, kept = 0;
	bool		 wanted_it;

	for (i = 0; i < steps->n_step; i++) {
		wanted_it = false;
		for (j = 0; j < report->n_finding; j++)
			for (k = 0; k < report->finding[j].n_step; k++)
				wanted_it |= report->finding[j].step[k] == steps->step[i];
		if (wanted_it) {
			steps->step[kept] = steps->step[i];
			steps->step[kept]->number = kept + 1;
			kept++;
		}
	}
	steps->n_step = kept;
}

/* A table of rows, then the row in it. */
static int
check_cmp(const struct check *a, const struct check *b)
{
	size_t	 i;

	if (a == b)
		return 0;
	for (i = 0; check_table[i] != NULL; i++) {
		const struct check	*row;

		for (row = check_table[i]; row->id != NULL; row++) {
			if (row == a || row == b)
				return row == a ? -1 : 1;
		}
	}
	return 0;
}

/* The gravest first, then in the order of the tables, then by subject. */
static int
by_check(const void *a, const void *b)
{
	const struct finding	*x = a, *y = b;
	int			 c;

	if (x->check->severity != y->check->severity)
		return x->check->severity > y->check->severity ? -1 : 1;
	if ((c = check_cmp(x->check, y->check)) != 0 ||
	    (c = fold_cmp(x->subject.text, y->subject.text)) != 0 ||
	    (c = strcmp(x->subject.text, y->subject.text)) != 0)
		return c;
	return strcmp(x->detail, y->detail);
}

static int
by_domain(const void *a, const void *b)
{
	const struct skipped	*x = a, *y = b;
	int			 c = strcmp(x->domain, y->domain);

	if (c == 0)
		c = strcmp(x->because, y->because);
	return c != 0 ? c : check_cmp(x->check, y->check);
}

/* One SPN can be planned by several sites. */
static size_t
unique_spns(const char **spn, size_t n)
{
	size_t	 i, groups = 0;

	if (n > 1)
		qsort(spn, n, sizeof(*spn), spn_order);
	for (i = 0; i < n; i++)
		groups += i == 0 || spn_cmp(spn[i - 1], spn[i]) != 0;
	return groups;
}

static void
count_duplicates(struct report *report)
{
	const struct plan	*plan = report->facts->plan;
	const char		**spn = NULL;
	size_t			 i, j, n = 0, planned;

	for (i = 0; i < plan->n_decision; i++) {
		if (report->standing[i].state != STATE_DUPLICATE)
			continue;
		spn = pool_more(&report->pool, spn, n, sizeof(*spn));
		spn[n++] = plan->decision[i].spn;
	}
	planned = unique_spns(spn, n);
	for (i = 0; i < plan->n_delegation; i++) {
		for (j = 0; j < report->delegated[i].n_duplicate; j++) {
			spn = pool_more(&report->pool, spn, n, sizeof(*spn));
			spn[n++] = report->delegated[i].duplicate[j];
		}
	}
	report->n_duplicate = unique_spns(spn, n);
	report->behind = report->n_duplicate > planned;
}

void
report_run(struct report *report, const char *command, const struct facts *facts)
{
	size_t	 i;

	report->command = command;
	report->facts = facts;
	change_make(report);
	if (facts->evidence != NULL) {
		diagnose(report);
		keep_remedies(report);
	} else {
		report->prediction = predictions_make(&report->pool, facts->plan, &report->n_prediction);
		run_all(report);
	}
	if (strcmp(command, "audit") == 0)
		audit(report);
	else if (facts->evidence == NULL) {
		run_on_planned(report);
		count_duplicates(report);
	}
	if (report->n_finding > 1)
		qsort(report->finding, report->n_finding, sizeof(*report->finding), by_check);
	if (report->n_skipped > 1)
		qsort(report->skipped, report->n_skipped, sizeof(*report->skipped), by_domain);
	for (i = 0; i < facts->plan->n_decision; i++)
		report->n_outcome[facts->plan->decision[i].rule->outcome]++;
	for (i = 0; i < report->n_finding; i++)
		report->n_severity[report->finding[i].check->severity]++;
}

void
report_rollback(struct report *report)
{
	struct steps	 back = { .pool = &report->pool };
	size_t		 i;

	steps_invert(&back, &report->steps);
	report->steps = back;
	report->rollback = true;
	/* The inverse undoes the plan, so it remedies nothing. */
	for (i = 0; i < report->n_finding; i++)
		report->finding[i].n_step = 0;
	for (i = 0; i < report->n_stays; i++)
		report->stays[i].n_step = 0;
	for (i = 0; i < report->n_ignored; i++)
		report->ignored[i].n_step = 0;
	for (i = 0; i < report->facts->plan->n_decision; i++)
		report->standing[i].n_step = 0;
	for (i = 0; i < report->facts->plan->n_delegation; i++)
		report->delegated[i].n_step = 0;
}

void
report_free(struct report *report)
{
	pool_free(&report->pool);
	*report = (struct report){ 0 };
}
