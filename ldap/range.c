#include "ldap/range.h"

#include <string.h>

#include "ldap/label.h"

/* More values than any attribute can have. */
enum { VALUES_MOST = 4 * 1024 * 1024 };

/* An attribute of an entry that came in part. */
struct part {
	struct part	*next;
	const char	*name;
	size_t		 n;		/* so many of its values are here */
	bool		 whole;
};

struct held {
	const char	*dn;
	struct cell	*cell;
	size_t		 n_cell;
	struct part	*part;
};

/* What "name;range=0-1499" says: FIRST to, not including, END, which is 0 for
 * no range and SIZE_MAX for "*". */
struct ranged {
	struct span	 name;
	size_t		 first;
	size_t		 end;
};

/* Without its options, of which only the range says something. */
static bool
ranged_parse(struct span text, struct ranged *ranged)
{
	static const char	 range[] = "range=";
	const size_t		 n_range = sizeof(range) - 1;
	const char		*option = text.n == 0 ? NULL : memchr(text.at, ';', text.n);
	struct span		 rest;

	*ranged = (struct ranged){ .name = text };
	if (option == NULL)
		return true;
	ranged->name.n = (size_t)(option - text.at);
	rest = (struct span){ option + 1, text.n - ranged->name.n - 1 };
	if (rest.n <= n_range || !span_is((struct span){ rest.at, n_range }, range))
		return true;
	return range_parse((struct span){ rest.at + n_range, rest.n - n_range }, &ranged->first, &ranged->end);
}

static int
fault(const struct ranges *ranges, const char *dn, struct span name, const char *says, struct error *err)
{
	return error_set(err, "'%s': %.150s: %s of %.*s", ranges->server, dn, says,
	    name.n < 64 ? (int)name.n : 64, name.n == 0 ? "" : name.at);
}

static struct cell
copy(struct pool *pool, struct span name, struct span text)
{
	struct cell	 cell = { name, text };

	cell.name.at = pool_ncopy(pool, name.n == 0 ? "" : name.at, name.n);
	cell.text.at = pool_ncopy(pool, text.n == 0 ? "" : text.at, text.n);
	return cell;
}

static struct part *
part_of(struct ranges *ranges, struct held *held, struct span name)
{
	struct part	*part;

	for (part = held->part; part != NULL; part = part->next)
		if (span_is(name, part->name))
			return part;
	part = pool_alloc(&ranges->pool, sizeof(*part));
	*part = (struct part){ .next = held->part, .name = pool_ncopy(&ranges->pool, name.at, name.n) };
	held->part = part;
	return part;
}

/* The values of one row, of which those with ranges go on where the last ended. */
static int
held_add(struct ranges *ranges, struct held *held, const struct row *row, struct error *err)
{
	struct ranged	 ranged;
	struct part	*part;
	struct span	 last = { NULL, 0 };
	size_t		 i, end = 0;

	for (i = 0; i < row->n_cell; i++) {
		if (!ranged_parse(row->cell[i].name, &ranged))
			return fault(ranges, held->dn, row->cell[i].name, "no range that can be read", err);
		held->cell = pool_more(&ranges->pool, held->cell, held->n_cell, sizeof(*held->cell));
		held->cell[held->n_cell++] = copy(&ranges->pool, ranged.name, row->cell[i].text);
		if (ranged.end == 0)
			continue;
		part = part_of(ranges, held, ranged.name);
		if (!span_same(last, row->cell[i].name)) {
			if (part->whole || ranged.first != part->n)
				return fault(ranges, held->dn, ranged.name, "a range that does not follow", err);
			last = row->cell[i].name;
			part->whole = ranged.end == SIZE_MAX;
			end = ranged.end;
		}
		if (part->n >= end || part->n >= VALUES_MOST)
			return fault(ranges, held->dn, ranged.name, "more values than the range", err);
		part->n++;
		if (i + 1 == row->n_cell || !span_same(last, row->cell[i + 1].name)) {
			if (!part->whole && part->n != end)
				return fault(ranges, held->dn, ranged.name, "fewer values than the range", err);
		}
	}
	return 0;
}

bool
ranges_concern(const struct row *row)
{
	struct span	 last = { NULL, 0 };
	size_t		 i;

	for (i = 0; i < row->n_cell; i++) {
		if (row->cell[i].name.at == last.at)
			continue;
		last = row->cell[i].name;
		if (last.n > 0 && memchr(last.at, ';', last.n) != NULL)
			return true;
	}
	return false;
}

int
ranges_keep(struct ranges *ranges, const struct row *row, struct error *err)
{
	struct held	*held;

	ranges->held = pool_more(&ranges->pool, ranges->held, ranges->n_held, sizeof(*ranges->held));
	held = &ranges->held[ranges->n_held++];
	*held = (struct held){ .dn = pool_ncopy(&ranges->pool, row->dn.n == 0 ? "" : row->dn.at, row->dn.n) };
	return held_add(ranges, held, row, err);
}

bool
ranges_missing(struct ranges *ranges, const char **dn_out, const char **attribute_out)
{
	struct part	*part;

	for (; ranges->at < ranges->n_held; ranges->at++) {
		for (part = ranges->held[ranges->at].part; part != NULL && part->whole; part = part->next)
			continue;
		if (part == NULL)
			continue;
		ranges->part = part;
		ranges->n_before = part->n;
		*dn_out = ranges->held[ranges->at].dn;
		*attribute_out = pool_printf(&ranges->pool, "%s;range=%zu-*", part->name, part->n);
		return true;
	}
	return false;
}

int
ranges_row(struct ranges *ranges, const struct row *row, struct error *err)
{
	struct held	*held = &ranges->held[ranges->at];
	struct ranged	 ranged;
	size_t		 i;

	for (i = 0; i < row->n_cell; i++)
		if (!ranged_parse(row->cell[i].name, &ranged) || ranged.end == 0 ||
		    !span_is(ranged.name, ranges->part->name))
			return fault(ranges, held->dn, row->cell[i].name, "no range where one was asked for", err);
	return held_add(ranges, held, row, err);
}

int
ranges_end(struct ranges *ranges, struct error *err)
{
	if (ranges->part->n == ranges->n_before)
		return fault(ranges, ranges->held[ranges->at].dn, span_of(ranges->part->name),
		    "the rest did not come", err);
	return 0;
}

int
ranges_push(struct ranges *ranges, row_fn *row, void *arg, struct error *err)
{
	const struct held	*held;
	size_t			 i;
	int			 result = 0;

	for (i = 0; result == 0 && i < ranges->n_held; i++) {
		held = &ranges->held[i];
		result = row(arg, &(struct row){ span_of(held->dn), held->cell, held->n_cell }, err);
	}
	ranges_free(ranges);
	return result;
}

void
ranges_free(struct ranges *ranges)
{
	pool_free(&ranges->pool);
	*ranges = (struct ranges){ .server = ranges->server };
}
