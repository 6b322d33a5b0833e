#include "cmd/read/past.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/read/file.h"
#include "plans/filetime.h"
#include "plans/spn.h"

/* A report of a forest with faults everywhere has hundreds of MiB. */
enum { MIB = 1024 * 1024, REPORT_MOST = 1024 * MIB, LIST_MOST = 64 * MIB };

/* Text as it is read, so that a large report is not in memory beside what it says. */
struct flow {
	FILE	*in;
	size_t	 n, most;
};

static size_t
flow_read(void *to, size_t size, void *arg)
{
	struct flow	*flow = arg;
	size_t		 n = fread(to, 1, size, flow->in), mark = flow->n == 0 ? file_mark_length(to, n) : 0;

	n -= mark;
	if (mark > 0)
		memmove(to, (const char *)to + mark, n);
	flow->n += n;
	return ferror(flow->in) || flow->n > flow->most ? (size_t)-1 : n;
}

static json_t *
load(const char *path, size_t most, struct error *err)
{
	struct flow	 flow = { strcmp(path, "-") == 0 ? stdin : fopen(path, "r"), 0, most };
	json_error_t	 why;
	json_t		*root;

	if (flow.in == NULL) {
		error_set(err, "cannot open '%s': %s", path, strerror(errno));
		return NULL;
	}
	root = json_load_callback(flow_read, &flow, JSON_REJECT_DUPLICATES, &why);
	if (root == NULL && ferror(flow.in))
		error_set(err, "%s: cannot read: %s", file_name(path), strerror(errno));
	else if (root == NULL && flow.n > most)
		error_set(err, "%s: is larger than %zu MiB", file_name(path), most / MIB);
	else if (root == NULL)
		error_set(err, "%s:%d: not JSON: %s", file_name(path), why.line, why.text);
	if (flow.in != stdin)
		fclose(flow.in);
	return root;
}

/* A member that must be text, in the pool; NULL where it is not. */
static const char *
member(struct pool *pool, json_t *object, const char *name)
{
	const char	*text = json_string_value(json_object_get(object, name));

	return text == NULL ? NULL : pool_copy(pool, text);
}

/* -- a report -- */

static void
past_spns(struct pool *pool, struct past_finding *finding, json_t *list)
{
	const char	*spn;
	size_t		 i;

	finding->spn = pool_alloc(pool, json_array_size(list) * sizeof(*finding->spn));
	for (i = 0; i < json_array_size(list); i++) {
		spn = json_string_value(json_array_get(list, i));
		if (spn != NULL)
			finding->spn[finding->n_spn++] = pool_copy(pool, spn);
	}
	if (finding->n_spn > 1)
		qsort(finding->spn, finding->n_spn, sizeof(*finding->spn), spn_order);
}

static int
past_findings(struct pool *pool, struct past *past, json_t *list, struct error *err)
{
	struct past_finding	*finding;
	const char		*state;
	json_t			*row;
	size_t			 i;

	past->n_finding = json_array_size(list);
	past->finding = pool_alloc(pool, past->n_finding * sizeof(*past->finding));
	for (i = 0; i < past->n_finding; i++) {
		row = json_array_get(list, i);
		finding = &past->finding[i];
		*finding = (struct past_finding){ member(pool, row, "id"), member(pool, row, "subject"),
		    member(pool, row, "severity") };
		if (finding->id == NULL || finding->subject == NULL || finding->severity == NULL)
			return error_set(err, "%s: findings[%zu] is none of a report of spnplan", past->name, i);
		state = json_string_value(json_object_get(row, "state"));
		finding->ignored = state != NULL && strcmp(state, "ignored") == 0;
		past_spns(pool, finding, json_object_get(row, "spns"));
	}
	return 0;
}

static int
by_dns(const void *a, const void *b)
{
	const struct past_domain	*x = a, *y = b;

	return strcmp(x->dns, y->dns);
}

/* The domains that were looked at; one from which all came may have had nothing. */
static void
past_domains(struct pool *pool, struct past *past, json_t *scope)
{
	json_t		*list = json_object_get(scope, "domains"), *row;
	json_int_t	 n_entry;
	const char	*dns;
	bool		 all, named;
	size_t		 i;

	past->scoped = json_is_object(scope);
	past->domain = pool_alloc(pool, json_array_size(list) * sizeof(*past->domain));
	for (i = 0; i < json_array_size(list); i++) {
		row = json_array_get(list, i);
		dns = member(pool, row, "domain");
		all = json_is_true(json_object_get(row, "allAccounts"));
		named = json_is_string(json_object_get(row, "forest"));
		n_entry = json_integer_value(json_object_get(row, "entries"));
		if (dns != NULL && (all || n_entry > 0))
			past->domain[past->n_domain++] = (struct past_domain){ dns, (size_t)n_entry, all, named };
	}
	if (past->n_domain > 1)
		qsort(past->domain, past->n_domain, sizeof(*past->domain), by_dns);
}

/* SPNs that accounts were to hold. */
static void
past_plan(struct pool *pool, struct past *past, json_t *list)
{
	const char	*spn;
	json_t		*row;
	size_t		 i;

	past->planned = pool_alloc(pool, json_array_size(list) * sizeof(*past->planned));
	for (i = 0; i < json_array_size(list); i++) {
		row = json_array_get(list, i);
		spn = member(pool, row, "spn");
		if (spn != NULL && json_is_string(json_object_get(row, "account")))
			past->planned[past->n_planned++] = spn;
	}
	if (past->n_planned > 1)
		qsort(past->planned, past->n_planned, sizeof(*past->planned), spn_order);
}

static int
past_take(struct pool *pool, struct past *past, json_t *root, struct error *err)
{
	json_t	*findings = json_object_get(root, "findings");

	past->command = member(pool, root, "command");
	if (json_integer_value(json_object_get(root, "version")) != 1 || past->command == NULL ||
	    !json_is_array(findings))
		return error_set(err, "%s: this is no report of spnplan (--format json)", past->name);
	past_domains(pool, past, json_object_get(root, "scope"));
	past_plan(pool, past, json_object_get(root, "decisions"));
	return past_findings(pool, past, findings, err);
}

int
past_read(struct pool *pool, struct past *past, const char *path, struct error *err)
{
	json_t	*root = load(path, REPORT_MOST, err);
	int	 result = -1;

	if (root != NULL) {
		*past = (struct past){ .name = file_name(path) };
		result = past_take(pool, past, root, err);
	}
	json_decref(root);
	return result;
}

/* -- what is accepted -- */

static bool
is_known(const char *name)
{
	static const char	*const known[] = { "id", "subject", "reason", "until" };
	size_t			 i;

	for (i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strcmp(name, known[i]) == 0)
			return true;
	}
	return strncmp(name, "//", 2) == 0;
}

/* A day, and no time of it: acceptances are compared by day. */
static bool
is_day(const char *text)
{
	int64_t	 time;

	return strlen(text) == sizeof("2027-01-31") - 1 && filetime_read_plain(span_of(text), &time) == 0;
}

static int
acceptance_take(struct pool *pool, struct acceptance *to, json_t *from, struct error *err)
{
	const char	*id = member(pool, from, "id"), *name;
	struct nearest	 nearest = { .word = id == NULL ? "" : id };
	json_t		*value;

	json_object_foreach(from, name, value) {
		if (!is_known(name))
			return error_set(err, "%s: '%s' is unknown; id, subject, reason and until are not", to->place, name);
		if (!json_is_string(value) && strncmp(name, "//", 2) != 0)
			return error_set(err, "%s.%s: must be text", to->place, name);
	}
	to->check = id == NULL ? NULL : check_find(id);
	if (to->check == NULL) {
		checks_suggest(&nearest);
		return id == NULL ? error_set(err, "%s: id is needed: a finding's", to->place) :
		    error_set(err, "%s.id: '%s' is no finding%s; spnplan explain lists them", to->place, id,
		    nearest_says(&nearest));
	}
	to->subject = member(pool, from, "subject");
	to->reason = member(pool, from, "reason");
	if (to->reason == NULL || to->reason[strspn(to->reason, " \t\r\n")] == '\0')
		return error_set(err, "%s: reason is needed: why this is accepted", to->place);
	to->until = member(pool, from, "until");
	if (to->until != NULL && !is_day(to->until))
		return error_set(err, "%s.until: '%s' is no day as in 2027-01-31", to->place, to->until);
	return 0;
}

int
acceptances_read(struct pool *pool, struct acceptance **list, size_t *n, const char *path, struct error *err)
{
	json_t	*root = load(path, LIST_MOST, err), *rows = json_object_get(root, "ignore");
	int	 result = root == NULL ? -1 : 0;
	size_t	 i;

	if (root != NULL && !json_is_array(rows))
		result = error_set(err, "%s: must be an object with a list \"ignore\"", file_name(path));
	for (i = 0; result == 0 && i < json_array_size(rows); i++) {
		*list = pool_more(pool, *list, *n, sizeof(**list));
		(*list)[*n] = (struct acceptance){ .place = pool_printf(pool, "%s: ignore[%zu]", file_name(path), i) };
		result = json_is_object(json_array_get(rows, i)) ?
		    acceptance_take(pool, &(*list)[(*n)++], json_array_get(rows, i), err) :
		    error_set(err, "%s: ignore[%zu] must be an object", file_name(path), i);
	}
	json_decref(root);
	return result;
}
