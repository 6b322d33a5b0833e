#include "plans/looked.h"

#include <stdlib.h>
#include <string.h>

#include "plans/fold.h"
#include "plans/spn.h"

/* What a description calls the subjects that it alone has. */
static const char *const described[N_SUBJECT_KIND] = {
	[ON_DECISION] = "SPN of a site", [ON_ACCOUNT] = "account", [ON_REGISTERED] = "account",
	[ON_SITE] = "site or application", [ON_NAME] = "name of a site", [ON_DELEGATION] = "delegation",
	[ON_FRONT_END] = "account that delegates", [ON_DNS_NAME] = "name of a balancer", [ON_HOLDER] = "account"
};

struct looked {
	enum subject_kind	 kind;
	bool			 host;
	const char		*text;
};

static void
note(struct report *report, enum subject_kind kind, bool host, const char *text)
{
	struct looked	*looked = pool_alloc(&report->pool, sizeof(*looked));

	*looked = (struct looked){ kind, host, text };
	table_put(&report->pool, &report->looked, fold_hash(text), looked);
}

void
looked_note(struct report *report, const struct subject *subject)
{
	size_t	 i;

	/* An SPN that an account does not hold any more was looked for on it. */
	if (subject->text == NULL || described[subject->kind] == NULL || subject->kind == ON_REGISTERED)
		return;
	note(report, subject->kind, subject->host, subject->text);
	for (i = 0; subject->kind == ON_SITE && i < subject->site->n_application; i++)
		note(report, ON_SITE, false, pool_printf(&report->pool, "%s%s", subject->text,
		    subject->site->application[i].url));
}

static bool
is_audit(const struct report *report)
{
	return strcmp(report->command, "audit") == 0;
}

/* Was the check made on TEXT?  On servers that are hosts alone not all are. */
static bool
is_noted(const struct report *report, const struct check *check, enum subject_kind kind, const char *text)
{
	const struct looked	*at;
	size_t			 step = 0;

	while ((at = table_next(&report->looked, fold_hash(text), &step)) != NULL) {
		if (at->kind == kind && fold_cmp(at->text, text) == 0 &&
		    (!at->host || check->hosts || is_audit(report)))
			return true;
	}
	return false;
}

/* "HTTPS/web on CORP\svc-web", by the account. */
static bool
is_on_noted(const struct report *report, const struct check *check, const char *text)
{
	const char	*at = text;

	while ((at = strstr(at, " on ")) != NULL) {
		at += strlen(" on ");
		if (is_noted(report, check, ON_ACCOUNT, at))
			return true;
	}
	return false;
}

/* An application that agrees with its site is decided with it. */
static bool
is_of_application(struct report *report, const struct check *check, const char *text)
{
	const struct farm	*farm = report->facts->farm;
	const struct farm_site	*site;
	const char		*end;
	size_t			 i, j, n, all = strlen(text);

	for (i = 0; strstr(text, "', application '") != NULL && i < farm->n_site; i++) {
		site = &farm->site[i];
		for (j = 0; j < site->n_application; j++) {
			end = pool_printf(&report->pool, " (site '%s', application '%s')", site->name,
			    site->application[j].url);
			n = strlen(end);
			if (all > n && strcmp(text + all - n, end) == 0 && is_noted(report, check, ON_DECISION,
			    pool_printf(&report->pool, "%.*s (site '%s')", (int)(all - n), text, site->name)))
				return true;
		}
	}
	return false;
}

/* "HTTP/web (site 'web')", and that on an account which has no part in the site. */
static bool
is_decided(struct report *report, const struct check *check, const char *text)
{
	const char	*at, *spn;
	bool		 is = is_noted(report, check, ON_DECISION, text) || is_of_application(report, check, text);

	for (at = strstr(text, " on "); !is && at != NULL; at = strstr(at + 1, " on ")) {
		spn = pool_ncopy(&report->pool, text, (size_t)(at - text));
		is = is_noted(report, check, ON_DECISION, spn) || is_of_application(report, check, spn);
	}
	return is;
}

const char *
looked_amiss(struct report *report, const struct check *check, const char *text)
{
	bool	 is;

	if (described[check->on] == NULL)
		return NULL;
	/* An audit looks at every account. */
	if (is_audit(report) && (check->on == ON_HOLDER || check->on == ON_REGISTERED))
		return NULL;
	if (check->on == ON_REGISTERED)
		is = is_on_noted(report, check, text);
	else if (check->on == ON_DECISION)
		is = is_decided(report, check, text);
	else
		is = is_noted(report, check, check->on, text);
	return is ? NULL : pool_printf(&report->pool, "the description has no such %s", described[check->on]);
}

const char *
looked_less(struct report *report, const struct past *past)
{
	const struct plan	*plan = report->facts->plan;
	const char		**spn = pool_alloc(&report->pool, plan->n_decision * sizeof(*spn));
	size_t			 i, n = 0;

	for (i = 0; i < plan->n_decision; i++) {
		if (plan->decision[i].holder != NULL)
			spn[n++] = plan->decision[i].spn;
	}
	if (n > 1)
		qsort(spn, n, sizeof(*spn), spn_order);
	for (i = 0; i < past->n_planned; i++) {
		if (n == 0 || bsearch(&past->planned[i], spn, n, sizeof(*spn), spn_order) == NULL)
			return pool_printf(&report->pool, "%s is planned for no account this time", past->planned[i]);
	}
	return NULL;
}
