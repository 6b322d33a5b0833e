#include <stdarg.h>
#include <string.h>

#include "cmd/export.h"
#include "cmd/render/render.h"
#include "cmd/render/sentence.h"
#include "plans/spn.h"

/*
 * The steps as a script for cmd.exe: CRLF, UTF-8 without a byte order mark,
 * one SPN a line, safe to run twice.  setspn's exit codes are documented
 * nowhere and its words are translated, so the script tests neither: after
 * each stage it asks (setspn -F -Q) and a person reads.
 */
struct script {
	FILE			*out;
	const struct report	*report;
	struct pool		 pool;
};

static void
line(struct script *script, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void
line(struct script *script, const char *fmt, ...)
{
	va_list	 ap;

	va_start(ap, fmt);
	vfprintf(script->out, fmt, ap);
	va_end(ap);
	fputs("\r\n", script->out);
}

/*
 * A remark.  cmd.exe looks for special characters in the first word after
 * rem only, so that word is always ours; it expands % everywhere.
 */
static void
remark(struct script *script, const char *text)
{
	const char	*shown = printable(&script->pool, text), *at;

	fputs("rem - ", script->out);
	for (at = shown; *at != '\0'; at++) {
		if (*at == '%')
			fputc('%', script->out);
		fputc(*at, script->out);
	}
	/* A caret at the end would take in the next line. */
	fputs(at > shown && at[-1] == '^' ? " .\r\n" : "\r\n", script->out);
}

/*
 * TEXT as one argument: quoted where cmd.exe would see more in it than
 * letters, % doubled.  NULL where it cannot be quoted.
 */
static char *
argument(struct pool *pool, const char *text)
{
	static const char	 special[] = " &|<>^()@,;=!'`%";
	bool			 quote = strpbrk(text, special) != NULL;
	char			*out, *to;

	/* What begins so would be a switch of setspn. */
	if (*text == '-' || *text == '/')
		return NULL;
	if (strchr(text, '"') != NULL || strcmp(printable(pool, text), text) != 0)
		return NULL;
	out = to = pool_alloc(pool, 2 * strlen(text) + 3);
	if (quote)
		*to++ = '"';
	for (; *text != '\0'; text++) {
		if (*text == '%')
			*to++ = '%';
		*to++ = *text;
	}
	if (quote)
		*to++ = '"';
	return out;
}

/* Where setspn looks for duplicates: the forest, named where there are several. */
static const char *
scope(struct pool *pool, const struct farm *farm, const struct step *step)
{
	const char	*forest = farm_forest(farm, step->domain);
	size_t		 i;

	for (i = 1; i < farm->n_domain; i++) {
		if (forest != NULL && !text_same(farm->domain[i].forest, farm->domain[0].forest))
			return pool_printf(pool, "-T %s -F ", forest);
	}
	return "-F ";
}

char *
setspn_command(struct pool *pool, const struct farm *farm, const struct step *step, const char **why_out)
{
	static const char	*const spell[] = {
		[SPELL_PLAIN] = "", [SPELL_USER] = "-U ", [SPELL_COMPUTER] = "-C "
	};
	const char	*spn = argument(pool, step->spn);
	const char	*account = step->account == NULL ? NULL : argument(pool, step->account);
	const char	*verb = step->action == ACTION_ADD ? "-S" : "-D";
	const char	*where = step->action == ACTION_ADD ? scope(pool, farm, step) : "";

	*why_out = NULL;
	if (step->account == NULL)
		*why_out = pool_printf(pool,
		    "not written: %s %s on %s; add the domain %s with its NetBIOS name to domains", verb,
		    step->spn, step->object, step->domain != NULL ? step->domain : "of that object");
	else if (spn == NULL || account == NULL)
		*why_out = pool_printf(pool, "not written: %s %s on %s; cmd.exe cannot be given this name, --format ldif can", verb,
		    step->spn, step->account);
	else if (step->blocked)
		*why_out = pool_printf(pool, "not yet: setspn %s%s%s %s %s", where, spell[step->spell], verb,
		    step->spn, step->account);
	return *why_out != NULL ? NULL :
	    pool_printf(pool, "setspn %s%s%s %s %s", where, spell[step->spell], verb, spn, account);
}

static void
setspn_line(struct script *script, const struct step *step)
{
	const char	*why, *command;

	command = setspn_command(&script->pool, script->report->facts->farm, step, &why);
	if (command == NULL)
		remark(script, why);
	else
		line(script, "%s", command);
}

/* A step that setspn cannot run: said, with the command and who runs it. */
static void
manual(struct script *script, const struct step *step)
{
	char	*command = step_command(&script->pool, step);
	char	*where = step->node == NULL ? pool_copy(&script->pool, "") :
		    pool_printf(&script->pool, " on %s", step->node);

	remark(script, pool_printf(&script->pool, "step %zu%s, %s: %s", step->number, where,
	    step->kind->shell, command));
	if (step->kind->undo != NULL)
		remark(script, pool_printf(&script->pool, "no way back: %s", step->kind->undo));
}

static void
decide(struct script *script, const struct step *step)
{
	const char	*account = step->account != NULL ? step->account : step->object, *command, *why;

	if (step->spn == NULL)
		remark(script, pool_printf(&script->pool, "irreversible: %s, %s: %s", step->kind->word,
		    step->object, step->why));
	else if (script->report->rollback)
		remark(script, pool_printf(&script->pool, "irreversible: %s stays removed from %s: %s",
		    step->spn, account, step->why));
	else
		remark(script, pool_printf(&script->pool, "decide: %s is on %s: %s", step->spn, account,
		    step->why));
	if (!step->offered)
		return;
	command = setspn_command(&script->pool, script->report->facts->farm, step, &why);
	if (command == NULL)
		remark(script, why);
	else
		line(script, "rem - %s", command);
}

static void
spn_step(struct script *script, const struct step *step)
{
	const char	*spn = argument(&script->pool, step->spn);

	if (step->waits && step->action == ACTION_ADD && !step->blocked && spn != NULL) {
		remark(script, "the old holder is in another domain: go on when this says: No such SPN found.");
		line(script, "setspn %s-Q %s", scope(&script->pool, script->report->facts->farm, step), spn);
		line(script, "pause");
	}
	if (step->irreversible && !step->blocked)
		remark(script, "irreversible: the directory refuses a duplicate, so the rollback cannot write this again");
	setspn_line(script, step);
}

static bool
same_spn(const struct step *a, const struct step *b)
{
	return a->spn != NULL && b->spn != NULL && spn_cmp(a->spn, b->spn) == 0;
}

/* What the directory shows of each SPN once its lines have run. */
static void
verify(struct script *script)
{
	const struct steps	*steps = &script->report->steps;
	const struct step	*step, *last;
	bool			 any = false;
	size_t			 i, j;

	for (i = 0; i < steps->n_step; i++) {
		step = last = steps->step[i];
		if (step->kind != step_spn || step->action == ACTION_DECIDE ||
		    argument(&script->pool, step->spn) == NULL ||
		    (i > 0 && steps->step[i - 1]->kind == step_spn && same_spn(steps->step[i - 1], step)))
			continue;
		if (!any)
			remark(script, pool_printf(&script->pool, "what the directory shows of each SPN now; then run spnplan %s",
			    report_looks(script->report)));
		any = true;
		for (j = i + 1; j < steps->n_step && same_spn(step, steps->step[j]); j++)
			last = steps->step[j]->action == ACTION_ADD ? steps->step[j] : last;
		line(script, "setspn %s-Q %s", scope(&script->pool, script->report->facts->farm, last), argument(&script->pool, step->spn));
	}
}

/*
 * The state before the change, for the way back: written once, so that a
 * second run does not put the state after it in its place.
 */
static void
snapshot(struct script *script)
{
	const struct export	*export;
	size_t			 i, n;

	if (script->report->rollback)
		return;
	remark(script, "the directory as it is before the change: keep it, a rollback is planned against it");
	export = export_before(&script->pool, script->report, &n);
	for (i = 0; i < n; i++)
		line(script, "if not exist \"%s\" %s", export[i].file, export[i].command);
}

int
render_setspn(FILE *out, const struct report *report, const struct look *look)
{
	struct script		 script = { .out = out, .report = report };
	const struct step	*step, *before;
	bool			 waiting = false;
	size_t			 i;

	(void)look;
	line(&script, "@echo off");
	line(&script, "chcp 65001 >nul");
	remark(&script, report->rollback ? "the way back, written by spnplan; read it before you run it" :
	    "written by spnplan; read it before you run it");
	if (report->steps.n_step == 0)
		remark(&script, "nothing to do");
	else
		snapshot(&script);
	for (i = 0; i < report->steps.n_step; i++) {
		step = report->steps.step[i];
		before = i == 0 ? NULL : report->steps.step[i - 1];
		if (before == NULL || before->kind != step->kind) {
			if (waiting && step->kind == step_spn) {
				remark(&script, "run the steps above first: once the SPN is there, a wrong key is a hard failure");
				line(&script, "pause");
			}
			line(&script, "rem");
			remark(&script, pool_printf(&script.pool, "%s, by %s", step->kind->stage, step->kind->by));
		}
		if (step->kind == step_spn && step->action != ACTION_DECIDE)
			remark(&script, pool_printf(&script.pool, "%s %s %s: %s", step->spn,
			    step->action == ACTION_ADD ? "to" : "from",
			    step->account != NULL ? step->account : step->object, step->why));
		if (step->action == ACTION_DECIDE)
			decide(&script, step);
		else if (step->kind == step_spn)
			spn_step(&script, step);
		else {
			manual(&script, step);
			waiting = true;
		}
	}
	verify(&script);
	pool_free(&script.pool);
	return 0;
}
