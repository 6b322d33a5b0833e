#include "plans/closing.h"

#include <stdlib.h>
#include <string.h>

#include "plans/fold.h"
#include "plans/spn.h"

int
closing_by_text(const void *a, const void *b)
{
	const char	*x = *(const char *const *)a, *y = *(const char *const *)b;
	int		 c = fold_cmp(x, y);

	return c != 0 ? c : strcmp(x, y);
}

void
closing_sort(void *row, size_t n, size_t size, int (*cmp)(const void *, const void *))
{
	if (n > 1)
		qsort(row, n, size, cmp);
}

struct named {
	const char	*name;
	const char	*path;
	void		*what;
};

static struct named *
find_named(const struct table *table, const char *name)
{
	struct named	*named;
	size_t		 step = 0;

	while ((named = table_next(table, fold_hash(name), &step)) != NULL) {
		if (fold_cmp(named->name, name) == 0)
			return named;
	}
	return NULL;
}

void *
closing_find(const struct table *table, const char *name)
{
	const struct named	*named = find_named(table, name);

	return named == NULL ? NULL : named->what;
}

void
closing_put(struct closing *c, struct table *table, const char *kind, const char *name, const char *path, void *what)
{
	const struct named	*first = find_named(table, name);
	struct named		*named;

	if (*name == '\0')
		return;
	if (first != NULL) {
		faults_add(c->faults, path, "%s '%s' is described twice, first in %s", kind, name, first->path);
		return;
	}
	named = pool_alloc(c->pool, sizeof(*named));
	*named = (struct named){ name, path, what };
	table_put(c->pool, table, fold_hash(name), named);
}

struct farm_domain *
closing_domain(const struct closing *c, const char *name)
{
	struct farm_domain	*domain = closing_find(&c->domain, name);
	size_t			 i;

	for (i = 0; domain == NULL && i < c->farm->n_domain; i++) {
		if (c->farm->domain[i].dns != NULL && fold_cmp(c->farm->domain[i].dns, name) == 0)
			domain = &c->farm->domain[i];
	}
	return domain;
}

/* Names of servers, resolved and sorted. */
const struct farm_server **
closing_servers(struct closing *c, const char *path, const char **name, size_t n, size_t *n_out)
{
	const struct farm_server	**server = pool_alloc(c->pool, n * sizeof(*server)), *found;
	size_t				  i;

	*n_out = 0;
	closing_sort(name, n, sizeof(*name), closing_by_text);
	for (i = 0; i < n; i++) {
		if (*name[i] == '\0')
			continue;
		found = closing_find(&c->server, name[i]);
		if (found == NULL)
			faults_add(c->faults, path, "servers: no server '%s' is described", name[i]);
		else if (*n_out > 0 && server[*n_out - 1] == found)
			faults_add(c->faults, path, "servers: '%s' is listed twice", name[i]);
		else
			server[(*n_out)++] = found;
	}
	return server;
}

void
closing_spn(struct closing *c, const char *path, const char *what, const char *text)
{
	struct spn	 parts;
	int		 i;

	if (*text == '\0')
		return;
	spn_parse(&parts, span_of(text));
	for (i = 0; i < N_SPN_FAULT; i++) {
		if ((parts.fault & 1u << i) != 0) {
			faults_add(c->faults, path, "%s: '%s': %s", what, text, spn_fault[i].says);
			return;
		}
	}
	if (strpbrk(text, "\"'<>|&^%!`") != NULL)
		faults_add(c->faults, path, "%s: '%s' holds a character that no SPN here may have", what, text);
}
