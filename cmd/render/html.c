#include "cmd/render/markup.h"

#include <string.h>

#include "cmd/render/sentence.h"
#include "plans/cause.h"

/*
 * One file for a change ticket: no script, nothing from outside, readable
 * without colour and on paper.  Times are those of the evidence.  Where there
 * are many sites or findings, they are folded up, but for the first of the
 * sites that have errors.
 */
enum { MANY_SITES = 8, MANY_FINDINGS = 30 };

void
markup_text(struct markup *markup, const char *text)
{
	static const struct { char c; const char *entity; } special[] = {
		{ '<', "&lt;" }, { '>', "&gt;" }, { '&', "&amp;" }, { '"', "&quot;" }, { '\'', "&#39;" }
	};
	const char	*at;
	size_t		 i, n = sizeof(special) / sizeof(*special);

	for (at = printable(&markup->pool, text); *at != '\0'; at++) {
		for (i = 0; i < n && special[i].c != *at; i++)
			continue;
		if (i < n)
			fputs(special[i].entity, markup->out);
		else
			fputc(*at, markup->out);
	}
}

static void
raw(struct markup *markup, const char *html)
{
	fputs(html, markup->out);
}

static void
element(struct markup *markup, const char *name, const char *text)
{
	fprintf(markup->out, "<%s>", name);
	markup_text(markup, text);
	fprintf(markup->out, "</%s>", name);
}

static void
line(struct markup *markup, const char *name, const char *text)
{
	element(markup, name, text);
	raw(markup, "\n");
}

static void
quiet(struct markup *markup, const char *name, const char *before, const char *text)
{
	fprintf(markup->out, "<%s class=\"quiet\">%s", name, before);
	markup_text(markup, text);
	fprintf(markup->out, "</%s>\n", name);
}

static size_t
number_of(const struct markup *markup, const struct finding *finding)
{
	return (size_t)(finding - markup->report->finding) + 1;
}

static void
severity(struct markup *markup, enum severity level)
{
	fprintf(markup->out, "<span class=\"severity %s\">%s</span>", severity_word[level], severity_word[level]);
}

void
markup_detail(struct markup *markup, const struct finding *finding)
{
	raw(markup, "<li>");
	severity(markup, finding->check->severity);
	fprintf(markup->out, " <a href=\"#finding-%zu\">%s</a>: ", number_of(markup, finding), finding->check->id);
	markup_text(markup, finding->detail);
	raw(markup, "</li>\n");
}

void
markup_finding(struct markup *markup, const struct finding *finding)
{
	fprintf(markup->out, "<a href=\"#finding-%zu\">%s %s</a>", number_of(markup, finding),
	    severity_word[finding->check->severity], finding->check->id);
}

void
markup_table(struct markup *markup, const char *caption, const char *const *title, size_t n)
{
	size_t	 i;

	fprintf(markup->out, "<div class=\"wide\" role=\"group\" tabindex=\"0\" aria-label=\"%s\">\n"
	    "<table>\n<thead><tr>", caption);
	for (i = 0; i < n; i++)
		fprintf(markup->out, "<th scope=\"col\">%s</th>", title[i]);
	raw(markup, "</tr></thead>\n<tbody>\n");
}

#define HEADER(markup, caption, ...) \
	markup_table(markup, caption, (const char *const []){ __VA_ARGS__ }, \
	    sizeof((const char *const []){ __VA_ARGS__ }) / sizeof(const char *))

void
markup_table_end(struct markup *markup)
{
	raw(markup, "</tbody>\n</table>\n</div>\n");
}

void
markup_heading(struct markup *markup, const char *id, const char *title)
{
	fprintf(markup->out, "<h2 id=\"%s\">%s</h2>\n", id, title);
}

static void
count(struct markup *markup, size_t n, const char *what, const char *class)
{
	fprintf(markup->out, "<div class=\"%s\"><dt>%s%s</dt><dd>%zu</dd></div>\n", n > 0 ? class : "none", what,
	    sentence_plural(n), n);
}

static void
summary(struct markup *markup)
{
	const struct report	*report = markup->report;
	const char		*found = sentence_duplicates(&markup->pool, report);
	char			*about[SCOPE_LINES];
	size_t			 i, n = sentence_scope(&markup->pool, report, about);

	raw(markup, "<dl class=\"sum\">\n");
	if (report->facts->farm->n_site > 0) {
		count(markup, report->facts->farm->n_site, "site", "some");
		count(markup, report->facts->plan->n_decision, "SPN", "some");
	}
	count(markup, report->n_severity[SEVERITY_ERROR], "error", "error");
	count(markup, report->n_severity[SEVERITY_WARNING], "warning", "warning");
	count(markup, report->n_severity[SEVERITY_INFO], "note", "info");
	count(markup, report->steps.n_step, "step", "some");
	count(markup, report->n_skipped, "skipped check", "warning");
	raw(markup, "</dl>\n");
	for (i = 0; i < n; i++)
		line(markup, "p", about[i]);
	if (report->facts->directory == NULL)
		line(markup, "p", report->facts->evidence != NULL ? "No directory was asked." :
		    "Made from the description alone: no directory was asked.");
	if (sentence_apart(&markup->pool, report) != NULL)
		line(markup, "p", sentence_apart(&markup->pool, report));
	if (found != NULL)
		line(markup, "p", found);
}

static void
contents(struct markup *markup)
{
	const struct report	*report = markup->report;
	const bool		 seen = report->facts->evidence != NULL;
	const struct {
		const char	*id, *title;
		bool		 there;
	} part[] = {
		{ "farms", "Farms", report->facts->plan->n_decision > 0 && !seen },
		{ "seen", "What was seen", seen },
		{ "findings", "Findings", report->n_finding > 0 },
		{ "steps", "Steps", report->steps.n_step > 0 },
		{ "rollback", "Rollback", report->steps.n_step > 0 && report->facts->directory != NULL && !report->rollback },
		{ "delegation", "Delegation", report->facts->plan->n_delegation > 0 && !seen },
		{ "clients", "What clients ask for", report->n_prediction > 0 },
		{ "causes", "What else it may be", causes_any(report) },
		{ "skipped", "Skipped", report->n_skipped > 0 },
		{ "evidence", "Evidence", true }
	};
	size_t	 i;

	raw(markup, "<nav aria-label=\"Contents\"><ul>\n");
	for (i = 0; i < sizeof(part) / sizeof(*part); i++) {
		if (part[i].there)
			fprintf(markup->out, "<li><a href=\"#%s\">%s</a></li>\n", part[i].id, part[i].title);
	}
	raw(markup, "</ul></nav>\n");
}

static void
decision(struct markup *markup, size_t i)
{
	const struct report	*report = markup->report;
	const struct decision	*d = &report->facts->plan->decision[i];
	const struct standing	*at = &report->standing[i];

	raw(markup, "<tr><td>");
	element(markup, "code", d->spn);
	fprintf(markup->out, "</td><td>%s</td><td>", outcome_word[d->rule->outcome]);
	if (d->holder != NULL)
		element(markup, "code", d->holder->text);
	else
		raw(markup, "nobody");
	fprintf(markup->out, "</td><td>%s", at->assumed ? "assumed: no directory shows it" :
	    report->facts->directory == NULL ? "not asked" : d->holder == NULL ? "" : state_word[at->state]);
	if (markup->of_decision[i] != NULL && markup->of_decision[i]->check->severity != SEVERITY_INFO) {
		raw(markup, "<br>");
		markup_finding(markup, markup->of_decision[i]);
	}
	raw(markup, "</td></tr>\n");
}

static void
reason(struct markup *markup, const struct decision *d)
{
	raw(markup, "<tr><td colspan=\"4\" class=\"quiet\">");
	markup_text(markup, d->reason);
	fprintf(markup->out, " [%s]</td></tr>\n", d->rule->id);
}

static void
decisions(struct markup *markup, size_t first, size_t n)
{
	const struct plan	*plan = markup->report->facts->plan;
	const char		*place = NULL;
	size_t			 i, j, same;

	for (i = first; i < first + n; i += same) {
		if (plan->decision[i].place != place) {
			if (place != NULL)
				markup_table_end(markup);
			place = plan->decision[i].place;
			if (plan->decision[i].application != NULL)
				line(markup, "h4", place);
			HEADER(markup, "Who must hold which SPN, and why", "SPN", "Outcome", "Account", "In the directory");
		}
		same = decisions_alike(plan, i);
		for (j = i; j < i + same; j++)
			decision(markup, j);
		reason(markup, &plan->decision[i]);
	}
	markup_table_end(markup);
}

/* Has one of the decisions an error? */
static bool
any_error(const struct markup *markup, size_t first, size_t n)
{
	size_t	 i;

	for (i = first; i < first + n; i++) {
		if (markup->of_decision[i] != NULL && markup->of_decision[i]->check->severity == SEVERITY_ERROR)
			return true;
	}
	return false;
}

static void
farms(struct markup *markup)
{
	const struct plan	*plan = markup->report->facts->plan;
	bool			 many = markup->report->facts->farm->n_site > MANY_SITES, wrong;
	size_t			 i, n, opened = 0;

	if (plan->n_decision == 0)
		return;
	markup_heading(markup, "farms", "Farms");
	for (i = 0; i < plan->n_decision; i += n) {
		n = decisions_of_site(plan, i);
		wrong = any_error(markup, i, n);
		if (many)
			raw(markup, wrong && opened++ < MANY_SITES ? "<details open><summary>" : "<details><summary>");
		raw(markup, "<h3>");
		markup_text(markup, plan->decision[i].site->name);
		raw(markup, "</h3>");
		if (many)
			fprintf(markup->out, " %zu SPN%s%s</summary>", n, sentence_plural(n),
			    wrong ? ", <span class=\"severity error\">error</span>" : "");
		raw(markup, "\n");
		drawing_site(markup, i, n);
		decisions(markup, i, n);
		if (many)
			raw(markup, "</details>\n");
	}
}

static void
holders(struct markup *markup, const struct finding *finding)
{
	size_t	 i;

	for (i = 0; i < finding->n_holder; i++) {
		raw(markup, "<br>on ");
		element(markup, "code", finding->holder[i].name);
		raw(markup, ", ");
		markup_text(markup, sentence_holder(&markup->pool, finding, i));
	}
}

/* "1, 4 to 7", each leading to its step. */
static void
step_numbers(struct markup *markup, const struct finding *finding)
{
	size_t	 i, last, n = finding->n_step, from, to;

	for (i = 0; i < n; i = last + 1) {
		for (last = i; last + 1 < n && finding->step[last + 1]->number == finding->step[last]->number + 1; last++)
			continue;
		from = finding->step[i]->number;
		to = finding->step[last]->number;
		fprintf(markup->out, "%s<a href=\"#step-%zu\">%zu</a>", i == 0 ? "" : ", ", from, from);
		if (last > i)
			fprintf(markup->out, "%s<a href=\"#step-%zu\">%zu</a>", last > i + 1 ? " to " : ", ", to, to);
	}
}

static void
finding_row(struct markup *markup, const struct finding *finding)
{
	fprintf(markup->out, "<tr id=\"finding-%zu\"><td>", number_of(markup, finding));
	markup_text(markup, finding->subject.text);
	raw(markup, "</td><td>");
	markup_text(markup, finding->detail);
	holders(markup, finding);
	raw(markup, "</td><td>");
	step_numbers(markup, finding);
	raw(markup, finding->n_step == 0 ? "none</td></tr>\n" : "</td></tr>\n");
}

static void
labelled(struct markup *markup, const char *label, const char *text)
{
	if (text == NULL)
		return;
	fprintf(markup->out, "<p><strong>%s</strong> ", label);
	markup_text(markup, text);
	raw(markup, "</p>\n");
}

/* N findings of one check: what they mean is said once. */
static void
findings_of(struct markup *markup, size_t first, size_t n)
{
	const struct finding	*finding = &markup->report->finding[first];
	const struct check	*check = finding->check;
	bool			 many = n > MANY_FINDINGS;
	size_t			 i;

	fprintf(markup->out, "<div class=\"finding %s\">\n<h3 id=\"check-%s\">", severity_word[check->severity], check->id);
	severity(markup, check->severity);
	fprintf(markup->out, " <code>%s</code></h3>\n", check->id);
	labelled(markup, "What:", check->title);
	labelled(markup, "If it stays:", check->consequence);
	labelled(markup, "What to do:", check->remedy);
	if (check->source != NULL)
		quiet(markup, "p", "Source: ", check->source);
	if (many)
		fprintf(markup->out, "<details><summary>%zu of them</summary>\n", n);
	HEADER(markup, "What was found", "About", "Found", "Steps");
	for (i = 0; i < n; i++)
		finding_row(markup, &finding[i]);
	markup_table_end(markup);
	raw(markup, many ? "</details>\n</div>\n" : "</div>\n");
}

static void
kinds_of_findings(struct markup *markup)
{
	const struct report	*report = markup->report;
	const struct check	*check;
	size_t			 i, n;

	HEADER(markup, "Findings by kind", "Severity", "Finding", "Times", "What");
	for (i = 0; i < report->n_finding; i += n) {
		n = findings_alike(report, i);
		check = report->finding[i].check;
		raw(markup, "<tr><td>");
		severity(markup, check->severity);
		fprintf(markup->out, "</td><td><a href=\"#check-%s\"><code>%s</code></a></td><td>%zu</td><td>",
		    check->id, check->id, n);
		markup_text(markup, check->title);
		raw(markup, "</td></tr>\n");
	}
	markup_table_end(markup);
}

static void
findings(struct markup *markup)
{
	const struct report	*report = markup->report;
	size_t			 i, n;

	if (report->n_finding == 0)
		return;
	markup_heading(markup, "findings", report->past != NULL ? "New findings" : "Findings");
	kinds_of_findings(markup);
	for (i = 0; i < report->n_finding; i += n) {
		n = findings_alike(report, i);
		findings_of(markup, i, n);
	}
}

static void
apart(struct markup *markup)
{
	size_t			 i, n;
	const struct apart	*row = apart_make(&markup->pool, markup->report, &n);

	for (i = 0; i < n; i++) {
		if (i == 0 || row[i].title != row[i - 1].title) {
			line(markup, "h2", row[i].title);
			raw(markup, "<ul>\n");
		}
		line(markup, "li", row[i].line);
		if (i + 1 == n || row[i + 1].title != row[i].title)
			raw(markup, "</ul>\n");
	}
}

/* What a person copies, or NULL where there is nothing to run. */
static const char *
command_of(struct markup *markup, const struct step *step)
{
	const char	*why;

	if (step_is_setspn(step))
		return setspn_command(&markup->pool, markup->report->facts->farm, step, &why);
	return step->action == ACTION_DECIDE ? NULL : step_command(&markup->pool, step);
}

static void
step_item(struct markup *markup, const struct step *step, const char *prefix)
{
	const char	*command = command_of(markup, step);

	fprintf(markup->out, "<li id=\"%s-%zu\" value=\"%zu\">", prefix, step->number, step->number);
	if (command == NULL || step->spn != NULL)
		markup_text(markup, sentence_step(&markup->pool, step));
	else
		markup_text(markup, pool_printf(&markup->pool, "%s%s%s", step->object,
		    step->node != NULL ? ", on " : "", step->node != NULL ? step->node : ""));
	raw(markup, "\n");
	if (step->waits && step->action == ACTION_ADD && !step->blocked)
		line(markup, "p", "The old holder is in another domain: first setspn -F -Q must say: No such SPN found.");
	if (command != NULL)
		line(markup, "pre", command);
	if (sentence_no_way_back(step) != NULL) {
		raw(markup, "<p><strong class=\"warning\">No way back:</strong> ");
		markup_text(markup, sentence_no_way_back(step));
		raw(markup, "</p>\n");
	}
	if (step->why != NULL)
		quiet(markup, "p", "", step->why);
	if (step->by != NULL)
		quiet(markup, "p", "By ", step->by);
	raw(markup, "</li>\n");
}

static void
step_list(struct markup *markup, const struct steps *steps, const char *prefix, bool back)
{
	const struct step	*step;
	size_t			 i;

	for (i = 0; i < steps->n_step; i++) {
		step = steps->step[i];
		if (i == 0 || steps->step[i - 1]->kind != step->kind) {
			line(markup, "h3", step->kind->stage);
			quiet(markup, "p", "By ", step->kind->by);
			raw(markup, "<ol class=\"steps\">\n");
		}
		step_item(markup, step, prefix);
		if (i + 1 == steps->n_step || steps->step[i + 1]->kind != step->kind) {
			raw(markup, "</ol>\n");
			if (step->kind->verify != NULL && !back)
				labelled(markup, "Then:", step->kind->verify);
		}
	}
}

static void
steps(struct markup *markup)
{
	const struct report	*report = markup->report;
	struct steps		 back = { .pool = &markup->pool };

	if (report->steps.n_step == 0)
		return;
	markup_heading(markup, "steps", report->rollback ? "Rollback, in the order to run it" : "Steps, in the order to run them");
	step_list(markup, &report->steps, "step", report->rollback);
	if (report->rollback || report->facts->directory == NULL)
		return;
	steps_invert(&back, &report->steps);
	markup_heading(markup, "rollback", "Rollback, in the order to run it");
	line(markup, "p", back.n_step == 0 ? sentence_nothing_back :
	    "It goes back to the directory as this report found it.");
	step_list(markup, &back, "back", true);
}

static void
delegation(struct markup *markup)
{
	const struct plan	*plan = markup->report->facts->plan;
	const struct delegation	*d;
	size_t			 i, j;

	if (plan->n_delegation == 0)
		return;
	markup_heading(markup, "delegation", "Delegation");
	HEADER(markup, "Delegation", "Who may act towards whom", "SPNs", "Why");
	for (i = 0; i < plan->n_delegation; i++) {
		d = &plan->delegation[i];
		raw(markup, "<tr><td>");
		markup_text(markup, sentence_delegation(&markup->pool, d));
		raw(markup, "</td><td>");
		for (j = 0; j < d->n_spn; j++) {
			raw(markup, j == 0 ? "" : "<br>");
			element(markup, "code", d->spn[j]);
		}
		raw(markup, "</td><td>");
		markup_text(markup, d->rule->reason);
		fprintf(markup->out, " <span class=\"quiet\">[%s]</span></td></tr>\n", d->rule->id);
	}
	markup_table_end(markup);
	line(markup, "p", sentence_never_delegated);
}

/* What several clients ask for alike, with their names. */
static void
prediction(struct markup *markup, const struct prediction *p, size_t first)
{
	size_t	 i;
	bool	 more = false;

	for (i = 0; i < first; i++) {
		if (prediction_same(&p[i], &p[first]))
			return;
	}
	raw(markup, "<tr><td>");
	markup_text(markup, p[first].name->text);
	raw(markup, "</td><td>");
	for (i = first; i < N_CLIENT; i++) {
		if (!prediction_same(&p[i], &p[first]))
			continue;
		raw(markup, more ? ", " : "");
		markup_text(markup, p[i].client->title);
		more = true;
	}
	raw(markup, "</td><td>");
	if (p[first].spn != NULL)
		element(markup, "code", p[first].spn);
	raw(markup, p[first].spn != NULL ? "</td><td>" : "no SPN</td><td>");
	markup_text(markup, p[first].spn != NULL ? sentence_fate(&p[first]) : "");
	markup_text(markup, p[first].because);
	raw(markup, "</td></tr>\n");
}

static void
clients(struct markup *markup)
{
	const struct report	*report = markup->report;
	size_t			 i, j;
	bool			 any = false;

	if (report->n_prediction == 0)
		return;
	markup_heading(markup, "clients", "What clients ask for");
	for (i = 0; i < report->n_prediction; i += N_CLIENT) {
		if (!predictions_differ(&report->prediction[i]))
			continue;
		if (!any)
			HEADER(markup, "What clients ask for", "Name", "Clients", "Ask for", "Because");
		any = true;
		for (j = 0; j < N_CLIENT; j++)
			prediction(markup, &report->prediction[i], j);
	}
	if (any)
		markup_table_end(markup);
	line(markup, "p", any ? "Every other name is asked for as typed, or completed." :
	    "Clients ask for each name as typed, or completed: no other SPN is needed.");
}

static void
skipped(struct markup *markup)
{
	const struct report	*report = markup->report;
	size_t			 i;

	if (report->n_skipped == 0)
		return;
	markup_heading(markup, "skipped", "Skipped: not passed, for want of evidence");
	HEADER(markup, "Skipped checks", "Check", "Domain", "Because");
	for (i = 0; i < report->n_skipped; i++) {
		fprintf(markup->out, "<tr><td><code>%s</code></td><td>", report->skipped[i].check->id);
		markup_text(markup, report->skipped[i].domain);
		raw(markup, "</td><td>");
		markup_text(markup, report->skipped[i].because);
		raw(markup, "</td></tr>\n");
	}
	markup_table_end(markup);
}

static void
evidence_of_domains(struct markup *markup)
{
	const struct directory	*directory = markup->report->facts->directory;
	size_t			 i;

	HEADER(markup, "What was looked at", "Domain", "Entries", "Accounts");
	for (i = 0; i < directory->n_domain; i++) {
		raw(markup, "<tr><td>");
		markup_text(markup, directory->domain[i].dns);
		fprintf(markup->out, "</td><td>%zu</td><td>%s</td></tr>\n", directory->domain[i].n_entry,
		    directory->domain[i].all_accounts ? "all" : "not known to be all");
	}
	markup_table_end(markup);
}

static void
evidence(struct markup *markup)
{
	const struct report	*report = markup->report;
	size_t			 i;

	markup_heading(markup, "evidence", "Evidence");
	if (report->n_source == 0) {
		line(markup, "p", report->facts->evidence != NULL ? "What was seen, and no directory." : "The description alone.");
		return;
	}
	HEADER(markup, "Evidence", "Source", "Time of the directory");
	for (i = 0; i < report->n_source; i++) {
		raw(markup, "<tr><td>");
		element(markup, "code", report->source[i].name);
		raw(markup, "</td><td>");
		markup_text(markup, report->source[i].time != NULL ? report->source[i].time : "not recorded");
		raw(markup, "</td></tr>\n");
	}
	markup_table_end(markup);
	if (report_is_audit(report))
		evidence_of_domains(markup);
}

/* "spnplan check: portal, and 3 other sites" */
static const char *
title_of(struct markup *markup)
{
	const struct report	*report = markup->report;
	const struct farm	*farm = report->facts->farm;
	struct pool		*pool = &markup->pool;
	const char		*title = pool_printf(pool, "spnplan %s%s", report->command,
				    report->rollback ? ", rollback" : "");

	if (farm->n_site == 0)
		return title;
	title = pool_printf(pool, "%s: %s", title, farm->site[0].name);
	return farm->n_site == 1 ? title :
	    pool_printf(pool, "%s, and %zu other site%s", title, farm->n_site - 1, sentence_plural(farm->n_site - 1));
}

int
render_html(FILE *out, const struct report *report, const struct look *look)
{
	struct markup	 markup = { .out = out, .report = report };
	const char	*title = title_of(&markup);

	(void)look;
	drawing_index(&markup);
	raw(&markup, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
	line(&markup, "title", title);
	fprintf(out, "<style>\n%s</style>\n</head>\n<body>\n<header>\n", markup_style);
	line(&markup, "h1", title);
	summary(&markup);
	contents(&markup);
	raw(&markup, "</header>\n<main>\n");
	if (report->facts->evidence != NULL)
		markup_seen(&markup);
	else
		farms(&markup);
	findings(&markup);
	apart(&markup);
	steps(&markup);
	if (report->facts->evidence != NULL)
		markup_causes(&markup);
	else {
		delegation(&markup);
		clients(&markup);
	}
	skipped(&markup);
	evidence(&markup);
	raw(&markup, "</main>\n</body>\n</html>\n");
	pool_free(&markup.pool);
	return 0;
}
