#include <jansson.h>
#include <stdbool.h>
#include <string.h>

#include "cmd/evidence.h"
#include "cmd/render/render.h"
#include "plans/cause.h"
#include "plans/etype.h"
#include "plans/keys.h"
#include "plans/reply.h"

/*
 * The report as one JSON object (design: "version": 1).  A value that could
 * not be made would make the report one fact short, so every call is checked,
 * once, at the end.
 */
struct dump {
	const struct report	*report;
	struct pool		 pool;
	bool			 failed;
};

static void
put(struct dump *dump, json_t *object, const char *key, json_t *value)
{
	if (value == NULL || json_object_set_new_nocheck(object, key, value) != 0)
		dump->failed = true;
}

static void
append(struct dump *dump, json_t *list, json_t *value)
{
	if (value == NULL || json_array_append_new(list, value) != 0)
		dump->failed = true;
}

/* Text that is not UTF-8 is no JSON: its bytes become \xHH. */
static json_t *
text(struct dump *dump, const char *value)
{
	if (value == NULL)
		return json_null();
	return text_utf8(span_of(value)) ? json_string(value) : json_string(printable(&dump->pool, value));
}

static json_t *
texts(struct dump *dump, const char *const *value, size_t n)
{
	json_t	*list = json_array();
	size_t	 i;

	for (i = 0; i < n; i++)
		append(dump, list, text(dump, value[i]));
	return list;
}

static json_t *
sources(struct dump *dump)
{
	const struct report	*report = dump->report;
	json_t			*list = json_array(), *row;
	size_t			 i;

	for (i = 0; i < report->n_source; i++) {
		row = json_object();
		put(dump, row, "name", text(dump, report->source[i].name));
		put(dump, row, "complete", json_boolean(report->source[i].complete));
		put(dump, row, "time", json_null());
		append(dump, list, row);
	}
	return list;
}

static json_t *
ticket_types(struct dump *dump, const struct account *account)
{
	json_t		*list;
	unsigned	 types;
	size_t		 i;

	if (!keys_of_tickets(account, &types))
		return json_null();
	list = json_array();
	for (i = 0; etype_row[i].number != 0; i++) {
		if ((types & etype_row[i].bit) != 0)
			append(dump, list, text(dump, etype_row[i].says));
	}
	return list;
}

static json_t *
holders(struct dump *dump, const struct holder_row *holder, size_t n)
{
	json_t			*list = json_array(), *row;
	const struct account	*account;
	size_t			 i;

	for (i = 0; i < n; i++) {
		account = holder[i].account;
		row = json_object();
		put(dump, row, "account", text(dump, holder[i].name));
		put(dump, row, "kind", text(dump, account_kind[account->kind].word));
		put(dump, row, "dn", text(dump, account->dn));
		put(dump, row, "sid", text(dump, account->sid));
		put(dump, row, "domain", text(dump, account->domain != NULL ? account->domain->dns : NULL));
		put(dump, row, "state", text(dump, holder[i].state));
		put(dump, row, "ticketTypes", ticket_types(dump, account));
		put(dump, row, "verdict", text(dump, holder[i].verdict));
		if (holder[i].written != NULL)
			put(dump, row, "written", text(dump, holder[i].written));
		append(dump, list, row);
	}
	return list;
}

static json_t *
keys(struct dump *dump, const struct decision *d)
{
	json_t	*list = json_array(), *row;
	size_t	 i;

	for (i = 0; i < d->n_server; i++) {
		row = json_object();
		put(dump, row, "server", text(dump, d->server[i]->name));
		put(dump, row, "account", text(dump, d->key[i].account != NULL ? d->key[i].account->text : NULL));
		append(dump, list, row);
	}
	return list;
}

static json_t *
servers(struct dump *dump, const struct decision *d)
{
	json_t	*list = json_array();
	size_t	 i;

	for (i = 0; i < d->n_server; i++)
		append(dump, list, text(dump, d->server[i]->name));
	return list;
}

static json_t *
decisions(struct dump *dump)
{
	const struct plan	*plan = dump->report->facts->plan;
	const struct decision	*d;
	const struct standing	*at;
	json_t			*list = json_array(), *row;
	size_t			 i;

	for (i = 0; i < plan->n_decision; i++) {
		d = &plan->decision[i];
		at = &dump->report->standing[i];
		row = json_object();
		put(dump, row, "site", text(dump, d->site->name));
		put(dump, row, "application", text(dump, d->application != NULL ? d->application->url : NULL));
		put(dump, row, "name", text(dump, d->host));
		put(dump, row, "spn", text(dump, d->spn));
		put(dump, row, "servers", servers(dump, d));
		put(dump, row, "outcome", text(dump, outcome_word[d->rule->outcome]));
		put(dump, row, "assumed", json_boolean(at->assumed));
		put(dump, row, "account", text(dump, d->holder != NULL ? d->holder->text : NULL));
		put(dump, row, "accountKind", text(dump, d->holder != NULL ? account_kind[d->holder->kind].word : NULL));
		put(dump, row, "decryptsAs", keys(dump, d));
		put(dump, row, "rule", text(dump, d->rule->id));
		put(dump, row, "reason", text(dump, d->reason));
		put(dump, row, "state", text(dump, state_word[at->state]));
		put(dump, row, "holders", holders(dump, at->holder, at->n_holder));
		append(dump, list, row);
	}
	return list;
}

static json_t *
predictions(struct dump *dump)
{
	const struct prediction	*p;
	json_t			*list = json_array(), *row;
	size_t			 i;

	for (i = 0; i < dump->report->n_prediction; i++) {
		p = &dump->report->prediction[i];
		row = json_object();
		put(dump, row, "site", text(dump, p->site->name));
		put(dump, row, "name", text(dump, p->name->text));
		put(dump, row, "client", text(dump, p->client->word));
		put(dump, row, "spn", text(dump, p->spn));
		put(dump, row, "because", text(dump, p->because));
		append(dump, list, row);
	}
	return list;
}

static json_t *
changes(struct dump *dump)
{
	const struct steps	*steps = &dump->report->steps;
	const struct step	*step;
	json_t			*list = json_array(), *row;
	size_t			 i;

	for (i = 0; i < steps->n_step; i++) {
		step = steps->step[i];
		row = json_object();
		put(dump, row, "n", json_integer((json_int_t)step->number));
		put(dump, row, "stage", text(dump, step->kind->stage));
		put(dump, row, "kind", text(dump, step->kind->word));
		put(dump, row, "action", text(dump, action_word[step->action]));
		put(dump, row, "spn", text(dump, step->spn));
		put(dump, row, "account", text(dump, step->account));
		put(dump, row, "object", text(dump, step->object));
		put(dump, row, "attribute", text(dump, step->attribute));
		put(dump, row, "before", text(dump, step->before));
		put(dump, row, "after", text(dump, step->after));
		put(dump, row, "node", text(dump, step->node));
		put(dump, row, "by", text(dump, step_by(step)));
		put(dump, row, "shell", text(dump, step->kind->shell));
		put(dump, row, "command", text(dump, step->action == ACTION_DECIDE ? NULL : step_command(&dump->pool, step)));
		put(dump, row, "blocked", json_boolean(step->blocked));
		put(dump, row, "offered", json_boolean(step->offered));
		put(dump, row, "irreversible", json_boolean(step->irreversible || step->kind->undo != NULL));
		put(dump, row, "why", text(dump, step->why));
		append(dump, list, row);
	}
	return list;
}

static json_t *
delegations(struct dump *dump)
{
	const struct plan	*plan = dump->report->facts->plan;
	const struct delegation	*d;
	json_t			*list = json_array(), *row;
	size_t			 i;

	for (i = 0; i < plan->n_delegation; i++) {
		d = &plan->delegation[i];
		row = json_object();
		put(dump, row, "site", text(dump, d->site->name));
		put(dump, row, "kind", text(dump, delegation_word[d->rule->kind]));
		put(dump, row, "on", text(dump, d->on != NULL ? d->on->text : NULL));
		put(dump, row, "balancer", text(dump, d->balancer != NULL ? d->balancer->name : NULL));
		put(dump, row, "from", text(dump, d->from != NULL ? d->from->text : NULL));
		put(dump, row, "account", text(dump, d->to != NULL ? d->to->text : NULL));
		put(dump, row, "to", texts(dump, d->spn, d->n_spn));
		put(dump, row, "rule", text(dump, d->rule->id));
		put(dump, row, "reason", text(dump, d->rule->reason));
		append(dump, list, row);
	}
	return list;
}

static json_t *
remedy(struct dump *dump, const struct finding *finding)
{
	json_t	*list = json_array();
	size_t	 i;

	for (i = 0; i < finding->n_step; i++)
		append(dump, list, json_integer((json_int_t)finding->step[i]->number));
	return list;
}

static void
finding_row(struct dump *dump, json_t *list, const struct finding *finding, const char *state,
    const struct acceptance *accepted)
{
	const struct clash	*clash = finding->subject.clash;
	json_t			*row = json_object();

	put(dump, row, "key", text(dump, finding_key(&dump->pool, finding)));
	put(dump, row, "id", text(dump, finding->check->id));
	put(dump, row, "severity", text(dump, severity_word[finding->check->severity]));
	put(dump, row, "subject", text(dump, finding->subject.text));
	put(dump, row, "holders", holders(dump, finding->holder, finding->n_holder));
	put(dump, row, "spns", clash == NULL ? json_array() : texts(dump, clash->spn, clash->n_spn));
	put(dump, row, "detail", text(dump, finding->detail));
	put(dump, row, "remedy", remedy(dump, finding));
	put(dump, row, "state", text(dump, state));
	put(dump, row, "ignoredBecause", text(dump, accepted != NULL ? accepted->reason : NULL));
	append(dump, list, row);
}

/* All of them, so that the report can be a baseline itself. */
static json_t *
findings(struct dump *dump)
{
	const struct report	*report = dump->report;
	json_t			*list = json_array();
	size_t			 i;

	for (i = 0; i < report->n_finding; i++)
		finding_row(dump, list, &report->finding[i], report->past != NULL ? "new" : "open", NULL);
	for (i = 0; i < report->n_stays; i++)
		finding_row(dump, list, &report->stays[i], "stays", NULL);
	for (i = 0; i < report->n_ignored; i++)
		finding_row(dump, list, &report->ignored[i], "ignored", report->accepted[i]);
	return list;
}

/* What the baseline had and this report has not. */
static json_t *
bygones(struct dump *dump)
{
	const struct report	*report = dump->report;
	json_t			*list = json_array(), *row;
	size_t			 i;

	for (i = 0; i < report->n_bygone; i++) {
		row = json_object();
		put(dump, row, "id", text(dump, report->bygone[i].finding->id));
		put(dump, row, "subject", text(dump, report->bygone[i].finding->subject));
		put(dump, row, "severity", text(dump, report->bygone[i].finding->severity));
		put(dump, row, "state", text(dump, report->bygone[i].because == NULL ? "gone" : "not looked at"));
		put(dump, row, "because", text(dump, report->bygone[i].because));
		append(dump, list, row);
	}
	return list;
}

static json_t *
stales(struct dump *dump)
{
	const struct report	*report = dump->report;
	json_t			*list = json_array(), *row;
	size_t			 i;

	for (i = 0; i < report->n_stale; i++) {
		row = json_object();
		put(dump, row, "place", text(dump, report->stale[i].acceptance->place));
		put(dump, row, "id", text(dump, report->stale[i].acceptance->check->id));
		put(dump, row, "because", text(dump, report->stale[i].because));
		append(dump, list, row);
	}
	return list;
}

static json_t *
skipped(struct dump *dump)
{
	const struct report	*report = dump->report;
	json_t			*list = json_array(), *row;
	size_t			 i;

	for (i = 0; i < report->n_skipped; i++) {
		row = json_object();
		put(dump, row, "id", text(dump, report->skipped[i].check->id));
		put(dump, row, "severity", text(dump, severity_word[report->skipped[i].check->severity]));
		put(dump, row, "domain", text(dump, report->skipped[i].domain));
		put(dump, row, "because", text(dump, report->skipped[i].because));
		append(dump, list, row);
	}
	return list;
}

/* What was looked at of the directory. */
static json_t *
scope(struct dump *dump)
{
	const struct directory	*directory = dump->report->facts->directory;
	const struct domain	*domain;
	json_t			*list, *row, *all;
	size_t			 i;

	if (directory == NULL)
		return json_null();
	domain = directory->domain;
	list = json_array();
	all = json_object();
	for (i = 0; i < directory->n_domain; i++) {
		row = json_object();
		put(dump, row, "domain", text(dump, domain[i].dns));
		put(dump, row, "forest", text(dump, domain[i].forest));
		put(dump, row, "entries", json_integer((json_int_t)domain[i].n_entry));
		put(dump, row, "allAccounts", json_boolean(domain[i].all_accounts));
		append(dump, list, row);
	}
	put(dump, all, "accounts", json_integer((json_int_t)directory->n_account));
	put(dump, all, "spns", json_integer((json_int_t)directory->n_spn));
	put(dump, all, "duplicateSpns", dump->report->facts->evidence != NULL ? json_null() :
	    json_integer((json_int_t)dump->report->n_duplicate));
	put(dump, all, "domains", list);
	return all;
}

static json_t *
summary(struct dump *dump)
{
	const struct report	*report = dump->report;
	json_t			*outcome = json_object(), *severity = json_object(), *row = json_object();
	size_t			 i;

	for (i = 0; i < N_OUTCOME; i++)
		put(dump, outcome, outcome_word[i], json_integer((json_int_t)report->n_outcome[i]));
	for (i = 0; i < N_SEVERITY; i++)
		put(dump, severity, severity_word[i], json_integer((json_int_t)report->n_severity[i]));
	put(dump, row, "outcomes", outcome);
	put(dump, row, "severities", severity);
	put(dump, row, "skipped", json_integer((json_int_t)report->n_skipped));
	put(dump, row, "stays", json_integer((json_int_t)report->n_stays));
	put(dump, row, "gone", json_integer((json_int_t)report->n_gone));
	put(dump, row, "notLookedAt", json_integer((json_int_t)(report->n_bygone - report->n_gone)));
	put(dump, row, "ignored", json_integer((json_int_t)report->n_ignored));
	return row;
}

static json_t *
verdicts(struct dump *dump)
{
	const struct evidence	*evidence = dump->report->facts->evidence;
	json_t			*list = json_array(), *row;
	size_t			 i;

	for (i = 0; i < evidence->n_answer; i++) {
		row = json_object();
		put(dump, row, "node", text(dump, evidence->answer[i].node));
		put(dump, row, "verdict", text(dump, reply_row[reply_of(&evidence->answer[i])].word));
		append(dump, list, row);
	}
	return list;
}

static json_t *
causes(struct dump *dump)
{
	json_t			*list = json_array(), *row;
	size_t			 i, n;
	const struct cause	**cause = causes_make(&dump->pool, dump->report, &n);

	for (i = 0; i < n; i++) {
		row = json_object();
		put(dump, row, "cause", text(dump, cause[i]->says));
		put(dump, row, "remedy", text(dump, cause[i]->remedy));
		put(dump, row, "source", text(dump, cause[i]->source));
		append(dump, list, row);
	}
	return list;
}

int
render_json(FILE *out, const struct report *report, const struct look *look)
{
	struct dump	 dump = { .report = report };
	json_t		*root = json_object();

	(void)look;
	put(&dump, root, "version", json_integer(1));
	put(&dump, root, "command", text(&dump, report->command));
	put(&dump, root, "rollback", json_boolean(report->rollback));
	put(&dump, root, "sources", sources(&dump));
	put(&dump, root, "scope", scope(&dump));
	if (report->facts->evidence != NULL) {
		put(&dump, root, "evidence", evidence_json(report->facts->evidence));
		put(&dump, root, "verdicts", verdicts(&dump));
		put(&dump, root, "causes", causes(&dump));
	} else {
		put(&dump, root, "decisions", decisions(&dump));
		put(&dump, root, "predictions", predictions(&dump));
		put(&dump, root, "delegation", delegations(&dump));
	}
	put(&dump, root, "changes", changes(&dump));
	put(&dump, root, "findings", findings(&dump));
	put(&dump, root, "gone", bygones(&dump));
	put(&dump, root, "stale", stales(&dump));
	put(&dump, root, "skipped", skipped(&dump));
	put(&dump, root, "summary", summary(&dump));
	if (!dump.failed && json_dumpf(root, out, JSON_INDENT(2) | JSON_SORT_KEYS) != 0)
		dump.failed = true;
	fputc('\n', out);
	json_decref(root);
	pool_free(&dump.pool);
	return dump.failed ? -1 : 0;
}
