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
find_named(const struct names *names, const char *name)
{
	struct named	*named;
	size_t		 step = 0;

	while ((named = table_next(&names->table, fold_hash(name), &step)) != NULL) {
		if (fold_cmp(named->name, name) == 0)
			return named;
	}
	return NULL;
}

void *
closing_find(const struct names *names, const char *name)
{
	const struct named	*named = find_named(names, name);

	return named == NULL ? NULL : named->what;
}

bool
closing_put(struct closing *c, struct names *names, const char *name, const char *path, void *what)
{
	const struct named	*first = find_named(names, name);
	struct named		*named;

	if (*name == '\0') {
		names->partial = true;
		return false;
	}
	if (first != NULL) {
		faults_add(c->faults, path, "%s '%s' is described twice, first in %s", names->kind, name,
		    first->path);
		return false;
	}
	named = pool_alloc(c->pool, sizeof(*named));
	*named = (struct named){ name, path, what };
	table_put(c->pool, &names->table, fold_hash(name), named);
	return true;
}

void
closing_absent(struct closing *c, const struct names *names, const char *path, const char *name)
{
	if (*name != '\0' && !names->partial)
		faults_add(c->faults, path, "no %s '%s' is described", names->kind, name);
}

char *
closing_at(struct closing *c, const char *path, const char *member)
{
	return pool_printf(c->pool, "%s.%s", path, member);
}

struct farm_domain *
closing_domain(const struct closing *c, const char *name)
{
	struct farm_domain	*domain = closing_find(&c->domain, name);

	return domain != NULL ? domain : closing_find(&c->dns, name);
}

const struct farm_server **
closing_servers(struct closing *c, const char *path, const char **name, size_t n, size_t *n_out)
{
	const struct farm_server	**server = pool_alloc(c->pool, n * sizeof(*server)), *found;
	size_t				  i;

	*n_out = 0;
	path = closing_at(c, path, "servers");
	closing_sort(name, n, sizeof(*name), closing_by_text);
	for (i = 0; i < n; i++) {
		found = closing_find(&c->server, name[i]);
		if (found == NULL)
			closing_absent(c, &c->server, path, name[i]);
		else if (*n_out > 0 && server[*n_out - 1] == found)
			faults_add(c->faults, path, "'%s' is listed twice", name[i]);
		else
			server[(*n_out)++] = found;
	}
	return server;
}

void
closing_texts(struct closing *c, const char *path, const char *member, const char **text, size_t n)
{
	size_t	 i;

	closing_sort(text, n, sizeof(*text), closing_by_text);
	for (i = 1; i < n; i++) {
		if (*text[i] != '\0' && fold_cmp(text[i - 1], text[i]) == 0)
			faults_add(c->faults, closing_at(c, path, member), "'%s' is listed twice", text[i]);
	}
}

static const char *
spn_says(const char *text)
{
	struct spn	 parts;
	int		 i;

	spn_parse(&parts, span_of(text));
	for (i = 0; i < N_SPN_FAULT; i++) {
		if ((parts.fault & 1u << i) != 0)
			return spn_fault[i].says;
	}
	return strpbrk(text, " \"'<>|&^%!`") == NULL ? NULL : "it holds a character that no SPN here may have";
}

void
closing_spn(struct closing *c, const char *path, const char *member, const char *text)
{
	const char	*says = *text == '\0' ? NULL : spn_says(text);

	if (says != NULL)
		faults_add(c->faults, closing_at(c, path, member), "'%s': %s", text, says);
}
