#include "plans/conflict.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "plans/fold.h"
#include "plans/spn.h"

static bool
has_holder(const struct decision *d)
{
	return d->holder != NULL;
}

static bool
is_host_class(const struct decision *d)
{
	struct spn	 parts;

	spn_parse(&parts, span_of(d->spn));
	return span_is(parts.class, "HOST");
}

/* Would the decision's SPN be looked up before HOST/ of the same name? */
static bool
shadows_host(const struct decision *d)
{
	return d->point.host == HOST_ANSWERS && d->rule->outcome != OUTCOME_COVERED &&
	    !is_host_class(d);
}

static int
by_spn(const void *a, const void *b)
{
	const struct decision	*x = *(struct decision *const *)a, *y = *(struct decision *const *)b;
	int			 c = spn_cmp(x->spn, y->spn);

	return c != 0 ? c : x < y ? -1 : x > y;
}

static int
by_host(const void *a, const void *b)
{
	const struct decision	*x = *(struct decision *const *)a, *y = *(struct decision *const *)b;
	int			 c = fold_cmp(x->host, y->host);

	return c != 0 ? c : x < y ? -1 : x > y;
}

static void
claim(struct decision *d, const struct decision *other, const struct rule *row)
{
	if (d->against == NULL) {
		d->against = other;
		d->rival = other->holder;
		d->rule = row;
	}
}

/* One SPN: every holder that differs from the first stands against it. */
static void
settle_spn(struct decision **d, size_t n)
{
	size_t	 i, differs = 0;

	for (i = 1; i < n; i++) {
		if (d[i]->holder != d[0]->holder) {
			claim(d[i], d[0], rule_same_name);
			differs = differs == 0 ? i : differs;
		}
	}
	for (i = 0; differs != 0 && i < n; i++) {
		if (d[i]->holder == d[0]->holder)
			claim(d[i], d[differs], rule_same_name);
	}
}

/* One host: a class that counts on HOST/ against one that goes before it. */
static void
settle_host(struct decision **d, size_t n)
{
	struct decision	*host = NULL;
	size_t		 i;

	for (i = 0; i < n && host == NULL; i++) {
		if (is_host_class(d[i]))
			host = d[i];
	}
	for (i = 0; host != NULL && i < n; i++) {
		if (shadows_host(d[i]) && d[i]->holder != host->holder) {
			claim(d[i], host, rule_host_shadowed);
			claim(host, d[i], rule_host_shadowed);
		}
	}
}

static void
each_group(struct decision **d, size_t n, int (*cmp)(const void *, const void *),
    bool (*same)(const struct decision *, const struct decision *),
    void (*settle)(struct decision **, size_t))
{
	size_t	 i, first;

	qsort(d, n, sizeof(*d), cmp);
	for (first = 0; first < n; first = i) {
		for (i = first + 1; i < n && same(d[first], d[i]); i++)
			continue;
		settle(d + first, i - first);
	}
}

static bool
same_spn(const struct decision *a, const struct decision *b)
{
	return spn_cmp(a->spn, b->spn) == 0;
}

static bool
same_host(const struct decision *a, const struct decision *b)
{
	return fold_cmp(a->host, b->host) == 0;
}

void
conflict_settle(struct plan *plan)
{
	struct decision	**d = pool_alloc(&plan->pool, plan->n_decision * sizeof(*d));
	size_t		  i, n = 0;

	for (i = 0; i < plan->n_decision; i++) {
		if (has_holder(&plan->decision[i]))
			d[n++] = &plan->decision[i];
	}
	if (n > 1) {
		each_group(d, n, by_spn, same_spn, settle_spn);
		each_group(d, n, by_host, same_host, settle_host);
	}
	for (i = 0; i < n; i++) {
		if (d[i]->against != NULL)
			d[i]->holder = NULL;
	}
}
