#include "plans/needs.h"

#include "plans/key.h"

/* Domains and what they lack may be many. */
static uint32_t
key_of(const char *domain, const struct report *report)
{
	const struct directory	*directory = report->facts->directory;
	struct pool		 scratch = { 0 };
	uint32_t		 key = key_text(directory == NULL ? 0 : directory->seed, span_of(domain), &scratch);

	pool_free(&scratch);
	return key;
}

static const struct skipped *
skipped(const struct report *report, const struct check *check, const char *domain)
{
	const uint32_t		 key = key_of(domain, report);
	const struct skipped	*row;
	size_t			 step = 0;

	while ((row = table_next(&report->skipped_in, key, &step)) != NULL) {
		if (row->check == check && text_same(row->domain, domain))
			return row;
	}
	return NULL;
}

static void
skip(struct report *report, const struct skipped *what)
{
	struct skipped	*row;

	if (skipped(report, what->check, what->domain) != NULL)
		return;
	row = pool_alloc(&report->pool, sizeof(*row));
	*row = *what;
	table_put(&report->pool, &report->skipped_in, key_of(row->domain, report), row);
	report->skipped = pool_more(&report->pool, report->skipped, report->n_skipped,
	    sizeof(*report->skipped));
	report->skipped[report->n_skipped++] = *row;
}

void
report_skip(struct report *report, const struct check *check, const char *domain, const char *because)
{
	skip(report, &(struct skipped){ check, domain, because, .whole = false });
}

static const char *
unsaid(struct report *report, const char *what)
{
	report->unsaid = true;
	return pool_printf(&report->pool, "nothing says that %s (see --exported)", what);
}

void
report_skip_unsaid(struct report *report, const struct check *check, const char *domain, const char *what)
{
	report_skip(report, check, domain, unsaid(report, what));
}

/* Why DOMAIN does not give what NEEDS asks for, or NULL. */
static const char *
lacking(struct report *report, const char *dns, uint64_t needs)
{
	const struct directory	*directory = report->facts->directory;
	const struct domain	*domain = directory_domain(directory, dns);
	size_t			 i;

	if (domain == NULL || (domain->n_entry == 0 && !domain->all_accounts))
		return "no entry of this domain came from any source";
	if (domain->hides && needs != NEEDS_DIRECTORY)
		return "an account came without its objectClass or sAMAccountName, so the bind account may not read all";
	if ((needs & NEEDS_ALL_ACCOUNTS) != 0 && !domain->all_accounts)
		return unsaid(report, "every account was exported");
	for (i = 0; i < N_ATTRIBUTE; i++) {
		if (attributes_have(needs, (enum attribute_id)i) && domain->covers[i] != COVERAGE_COMPLETE)
			return unsaid(report, pool_printf(&report->pool, "%s was exported for every account",
			    attribute[i].name));
	}
	return NULL;
}

static bool
lacks_in(struct report *report, const struct check *check, const char *dns)
{
	const struct skipped	*already = skipped(report, check, dns);
	const char		*because;

	/* What could not be told of one subject is no reason to leave out the next. */
	if (already != NULL && already->whole)
		return true;
	because = lacking(report, dns, check->needs);
	if (because != NULL)
		skip(report, &(struct skipped){ check, dns, because, .whole = true });
	return because != NULL;
}

/* Domains of the description and of the directory's forest, each once. */
static bool
lacks_anywhere(struct report *report, const struct check *check)
{
	const struct facts	*facts = report->facts;
	bool			 lacks = false;
	size_t			 i;

	for (i = 0; i < facts->farm->n_domain; i++)
		lacks |= lacks_in(report, check, facts->farm->domain[i].dns);
	for (i = 0; i < facts->directory->n_domain; i++)
		lacks |= lacks_in(report, check, facts->directory->domain[i].dns);
	return lacks;
}

/* Of each check looked for once, whatever its subjects. */
static bool
lacks_in_forest(struct report *report, const struct check *check)
{
	size_t	 i;

	for (i = 0; i < report->n_forest; i++) {
		if (report->forest[i].check == check)
			return report->forest[i].lacks;
	}
	report->forest = pool_more(&report->pool, report->forest, report->n_forest, sizeof(*report->forest));
	report->forest[report->n_forest++] = (struct forest_needs){ check, lacks_anywhere(report, check) };
	return report->forest[i].lacks;
}

static const char *
domain_of(const struct subject *subject)
{
	if (subject->account != NULL && subject->account->domain != NULL)
		return subject->account->domain->dns;
	if (subject->registered != NULL && (subject->kind == ON_HOLDER || subject->kind == ON_REGISTERED || subject->kind == ON_GONE))
		return subject->registered->domain != NULL ? subject->registered->domain->dns : NULL;
	return subject->kind == ON_DOMAIN ? subject->domain->dns : NULL;
}

bool
needs_met(struct report *report, const struct check *check, const struct subject *subject)
{
	const struct directory	*directory = report->facts->directory;
	bool			 lacks = false;

	if (check->needs == 0)
		return true;
	if (directory == NULL)
		return false;
	if ((check->needs & NEEDS_MAPPINGS) != 0 && !directory->has_mappings) {
		report_skip(report, check, "forest", "no source gave sPNMappings, so the classes that HOST/ answers for are assumed");
		lacks = true;
	}
	if ((check->needs & ~(NEEDS_DIRECTORY | NEEDS_MAPPINGS)) == 0)
		return !(lacks && check->absence);
	if (check->forest)
		lacks |= lacks_in_forest(report, check);
	else if (domain_of(subject) != NULL)
		lacks |= lacks_in(report, check, domain_of(subject));
	return !(lacks && check->absence);
}
