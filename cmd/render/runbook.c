#include <string.h>

#include "cmd/export.h"
#include "cmd/render/sentence.h"
#include "cmd/render/ticket.h"
#include "plans/fold.h"

/*
 * The change as a change board signs it: stages in their order, who runs
 * each, the check after it, when to stop, how to go back, and what bites in
 * the window.
 */

/* What a stage is stopped for, and what going back means before the next. */
static const struct stage {
	const struct step_kind	*const *kind;
	const char		*stop;
	const char		*back;
} stage[] = {
	{ &step_kds_key, "Get-KdsRootKey lists no key", "nothing uses the key yet: leave it" },
	{ &step_group, "the group is not there, or of another scope than planned", "remove the group" },
	{ &step_group_member, "a server is missing among the members", "remove the members that were added" },
	{ &step_host_restart, "a server does not come back, or its site does not answer", "nothing to take back" },
	{ &step_managed_account, "New-ADServiceAccount ends in an error", "remove the account" },
	{ &step_account_install, "Test-ADServiceAccount prints False on any server", "uninstall it where it was installed" },
	{ &step_pool_identity, "a pool stops, or the site answers 503", "set the identity of before, on this server first" },
	{ &step_service_identity, "the service does not start", "set the account of before, on this server first" },
	{ &step_pool_credentials, "the site answers 500", "set useAppPoolCredentials as it was" },
	{ &step_extended_protection, "clients that signed in before get 401", "set the flags and the list as they were" },
	{ &step_encryption_types, "the site asks for passwords, or klist shows no AES", "set the value of before" },
	{ &step_user_name, "another account has the name, or somebody signs in by the one of before", "set the name of before" },
	{ &step_delegation_list, "the account does not show the SPNs", "take the SPNs off the list" },
	{ &step_delegation_flag, "TrustedToAuthForDelegation is not True", "clear the flag" },
	{ &step_delegation_resource, "somebody who was named is named no more", "name those of before" },
	{ &step_delegation_purge, "the back end still sees nobody after 15 minutes", "take back the delegation" },
	{ &step_spn_stranger, "its owner has not agreed", "nothing was changed" },
	{ &step_spn, "setspn prints \"Duplicate SPN found, aborting operation\", or the check after it finds an error",
	  "run the rollback of this stage at once: a wrong SPN fails harder than none" }
};

static bool
has_kind(const struct report *report, const struct step_kind *kind)
{
	size_t	 i;

	for (i = 0; i < report->steps.n_step; i++) {
		if (report->steps.step[i]->kind == kind)
			return true;
	}
	return false;
}

static bool
moves_spn(const struct report *report)
{
	size_t	 i;

	for (i = 0; i < report->steps.n_step; i++) {
		if (report->steps.step[i]->kind == step_spn && report->steps.step[i]->action == ACTION_REMOVE)
			return true;
	}
	return false;
}

static bool
waits(const struct report *report)
{
	size_t	 i;

	for (i = 0; i < report->steps.n_step; i++) {
		if (report->steps.step[i]->waits)
			return true;
	}
	return false;
}

static bool
adds_spn(const struct report *report)
{
	return has_kind(report, step_spn);
}

static bool
makes_key(const struct report *report)
{
	return has_kind(report, step_kds_key);
}

static bool
joins_group(const struct report *report)
{
	return has_kind(report, step_group_member);
}

static bool
delegates(const struct report *report)
{
	return has_kind(report, step_delegation_list) || has_kind(report, step_delegation_flag) ||
	    has_kind(report, step_delegation_resource);
}

static bool
changes_keys(const struct report *report)
{
	return has_kind(report, step_encryption_types);
}

static bool
is_behind_balancer(const struct report *report)
{
	const struct plan	*plan = report->facts->plan;
	bool			 on_servers = false;
	size_t			 i;

	for (i = 0; i < report->steps.n_step; i++)
		on_servers |= report->steps.step[i]->node != NULL;
	for (i = 0; i < plan->n_decision && on_servers; i++) {
		if (plan->decision[i].site->balancer != NULL)
			return true;
	}
	return false;
}

static bool
is_exchange(const struct report *report)
{
	size_t	 i;

	for (i = 0; i < report->facts->farm->n_site; i++) {
		if (text_same(report->facts->farm->site[i].product->word, "exchange"))
			return true;
	}
	return false;
}

static bool
writes_directory(const struct report *report)
{
	size_t	 i;

	for (i = 0; i < report->steps.n_step; i++) {
		if (report->steps.step[i]->node == NULL && report->steps.step[i]->action != ACTION_DECIDE)
			return true;
	}
	return false;
}

/* What bites in the window, where it can. */
static const struct hazard {
	bool		(*bites)(const struct report *);
	const char	*says;
} hazard[] = {
	{ moves_spn, "Tickets that clients hold stay encrypted for the old account until they expire, after 10 hours by default, or are purged with klist purge: until then servers that decrypt with the new key refuse them (KRB_AP_ERR_MODIFIED). Use a window, or a new name that is cut over in DNS." },
	{ adds_spn, "Clients and servers remember for up to 15 minutes that a name was not found. A site that still falls back to NTLM right after the change is no failure: klist purge, or wait." },
	{ makes_key, "A KDS root key can be used 10 hours after it was made. Make it the day before." },
	{ joins_group, "A server knows of its new group after a restart, or after its own tickets are purged (klist -li 0x3e7 purge). Before that Test-ADServiceAccount prints False." },
	{ is_behind_balancer, "Take one server at a time out of the balancer, change it, test it by its own name, and put it back before the next." },
	{ is_exchange, "Exchange: give every server the credential of the alternate service account first, and register the SPNs last." },
	{ delegates, "Domain controllers and front ends remember a refused delegation for 15 minutes. Test a back end after that, or purge the tickets of the front end." },
	{ changes_keys, "An account whose password is older than the domain's AES keys has none: reset the password and restart what uses it before AES alone is allowed. Whoever has a keytab of it needs a new one." },
	{ waits, "Between -D and -S of an SPN that moves to another domain nobody holds it, and the global catalog must hear of the removal: setspn -F -Q must say \"No such SPN found.\" before it is added." },
	{ writes_directory, "Domain controllers replicate: make all changes of a stage on one of them, and wait until the others have them (repadmin /showrepl) before the check after it." }
};

static const struct stage *
stage_of(const struct step_kind *kind)
{
	size_t	 i;

	for (i = 0; i < sizeof(stage) / sizeof(*stage); i++) {
		if (*stage[i].kind == kind)
			return &stage[i];
	}
	return NULL;
}

static void
item(struct ticket *ticket, const char *label, const char *text)
{
	fprintf(ticket->out, "- %s: ", label);
	ticket_text(ticket, text);
	ticket_put(ticket, "\n");
}

/* Who may run some of it, where that is not who may run the stage. */
static void
others(struct ticket *ticket, const struct steps *steps, size_t first, size_t n)
{
	const char	*said = NULL;
	size_t		 i;

	for (i = first; i < first + n; i++) {
		if (steps->step[i]->by == NULL || steps->step[i]->by == said)
			continue;
		said = steps->step[i]->by;
		item(ticket, pool_printf(&ticket->pool, "Step %zu is run by", steps->step[i]->number), said);
	}
}

/* Is it the first time that this is called for the account? */
static bool
is_first(struct pool *pool, struct table *met, const char *account)
{
	const char	*other;
	size_t		 step = 0;

	while ((other = table_next(met, fold_hash(account), &step)) != NULL) {
		if (text_same(other, account))
			return false;
	}
	table_put(pool, met, fold_hash(account), pool_copy(pool, account));
	return true;
}

/* What shows that the stage is done. */
static void
checks(struct ticket *ticket, const struct steps *steps, size_t first, size_t n)
{
	const struct step_kind	*kind = steps->step[first]->kind;
	struct pool		*pool = &ticket->pool;
	struct table		 met = { 0 };
	size_t			 i;

	if (kind->verify != NULL)
		item(ticket, "Check", kind->verify);
	for (i = first; i < first + n && kind == step_spn; i++) {
		if (steps->step[i]->account == NULL || !is_first(pool, &met, steps->step[i]->account))
			continue;
		ticket_put(ticket, "- Check: ");
		ticket_code(ticket, pool_printf(pool, "setspn -L %s", steps->step[i]->account), false);
		ticket_put(ticket, " lists what is planned\n");
	}
	if (kind == step_spn)
		fprintf(ticket->out, "- Check: `spnplan %s` with the same files and `-d` ends with status 0; "
		    "on a client `klist get` of each name shows a ticket\n", report_looks(ticket->report));
}

static size_t
stage_length(const struct steps *steps, size_t first)
{
	size_t	 i;

	for (i = first; i < steps->n_step && steps->step[i]->kind == steps->step[first]->kind; i++)
		continue;
	return i - first;
}

static void
stages(struct ticket *ticket, const struct steps *steps, bool back)
{
	const struct step_kind	*kind;
	const struct stage	*row;
	size_t			 i, j, n, number = 0;

	for (i = 0; i < steps->n_step; i += n) {
		n = stage_length(steps, i);
		kind = steps->step[i]->kind;
		row = stage_of(kind);
		fprintf(ticket->out, "\n### %s %zu: %s\n\n", back ? "Way back" : "Stage", ++number, kind->stage);
		item(ticket, "Run by", kind->by);
		others(ticket, steps, i, n);
		for (j = 0; j < n; j++)
			ticket_step(ticket, steps->step[i + j]);
		ticket_put(ticket, "\n");
		if (!back)
			checks(ticket, steps, i, n);
		if (!back && row != NULL) {
			item(ticket, "Stop if", row->stop);
			item(ticket, "To go back", row->back);
		}
		ticket_put(ticket, "\n| Done by | At | Result |\n| --- | --- | --- |\n| | | |\n");
	}
}

static void
before(struct ticket *ticket)
{
	const struct report	*report = ticket->report;
	struct export		*export;
	size_t			 i, n;

	ticket_heading(ticket, "Before the window");
	ticket_put(ticket, "\n- [ ] The directory as it is now, which the rollback is planned from:\n");
	export = export_before(&ticket->pool, report, &n);
	for (i = 0; i < n; i++)
		ticket_block(ticket, 2, export[i].command);
	fprintf(ticket->out, "\n- [ ] `spnplan %s` against it, with `--rollback-file`: both scripts are at hand and were read\n",
	    report_writes(report));
	fprintf(ticket->out, "- [ ] `spnplan %s` finds what this page says, and nothing else\n", report_looks(report));
	if (report->facts->directory == NULL)
		ticket_put(ticket, "- [ ] This page was made without a directory: make it again with `-d`, or it asks for what is done already\n");
	if (report->n_severity[SEVERITY_ERROR] > 0)
		ticket_put(ticket, "- [ ] Every error below is one that the stages mend\n");
}

static void
found(struct ticket *ticket)
{
	const struct report	*report = ticket->report;
	const struct finding	*finding;
	size_t			 i;

	if (report->n_severity[SEVERITY_ERROR] + report->n_severity[SEVERITY_WARNING] == 0)
		return;
	ticket_heading(ticket, "What is wrong today");
	ticket_put(ticket, "\n");
	for (i = 0; i < report->n_finding; i++) {
		finding = &report->finding[i];
		if (finding->check->severity == SEVERITY_INFO)
			continue;
		fprintf(ticket->out, "- %s, `%s`: ", severity_word[finding->check->severity], finding->check->id);
		ticket_text(ticket, finding->subject.text);
		ticket_put(ticket, ": ");
		ticket_text(ticket, finding->detail);
		ticket_put(ticket, finding->n_step == 0 ? " (no step mends it)\n" : "\n");
	}
}

static void
hazards(struct ticket *ticket)
{
	bool	 any = false;
	size_t	 i;

	for (i = 0; i < sizeof(hazard) / sizeof(*hazard); i++) {
		if (!hazard[i].bites(ticket->report))
			continue;
		if (!any)
			ticket_heading(ticket, "What bites in the window");
		ticket_put(ticket, any ? "- " : "\n- ");
		ticket_text(ticket, hazard[i].says);
		ticket_put(ticket, "\n");
		any = true;
	}
}

static void
after(struct ticket *ticket)
{
	ticket_heading(ticket, "After the window");
	fprintf(ticket->out, "\n- [ ] `spnplan %s` ends with status 0\n", report_looks(ticket->report));
	ticket_put(ticket, "- [ ] On a client, after `klist purge`, each site signs in and `klist` shows its ticket\n"
	    "- [ ] The next day: still so, when old tickets have expired\n");
}

int
render_runbook(FILE *out, const struct report *report, const struct look *look)
{
	struct ticket	 ticket = { .out = out, .report = report };
	struct steps	 back = { .pool = &ticket.pool };
	char		*line[SCOPE_LINES];
	size_t		 i, n = sentence_scope(&ticket.pool, report, line);

	(void)look;
	fprintf(out, "# Change: service principal names%s\n", report->rollback ? ", rollback" : "");
	for (i = 0; i < n; i++)
		ticket_paragraph(&ticket, line[i]);
	ticket_paragraph(&ticket, sentence_counts(&ticket.pool, report));
	if (report->steps.n_step == 0) {
		ticket_paragraph(&ticket, "There is nothing to do.");
		found(&ticket);
		pool_free(&ticket.pool);
		return 0;
	}
	if (!report->rollback)
		before(&ticket);
	found(&ticket);
	hazards(&ticket);
	ticket_heading(&ticket, report->rollback ? "Stages of the rollback" : "Stages");
	stages(&ticket, &report->steps, report->rollback);
	after(&ticket);
	if (!report->rollback && report->facts->directory != NULL) {
		steps_invert(&back, &report->steps);
		ticket_heading(&ticket, "How to go back");
		if (back.n_step == 0)
			ticket_paragraph(&ticket, sentence_nothing_back);
		stages(&ticket, &back, true);
	} else if (!report->rollback)
		ticket_paragraph(&ticket, "How to go back is planned against the directory: make this page with -d.");
	pool_free(&ticket.pool);
	return 0;
}
