#include "ldap/trail.h"

#include <string.h>

/* "estimate=3 cookie=YQ==": the last page has no cookie (RFC 2696 3). */
static bool
pages_follow(struct trail *trail, struct span text, size_t number)
{
	static const char	 cookie[] = "cookie=";
	const size_t		 n = sizeof(cookie) - 1;
	const char		*at = memmem(text.at, text.n, cookie, n);
	const bool		 follow = at != NULL && at + n < text.at + text.n;

	trail->searched = true;
	trail->more_pages = follow ? number : 0;
	return follow;
}

void
trail_comment(struct trail *trail, struct span comment, size_t number)
{
	size_t	 n;

	if (span_pass(&comment, "# extended LDIF") && comment.n == 0) {
		trail->told = true;
		trail->open = number;
		trail->n_begun++;
	} else if (span_pass(&comment, "# numEntries: ") && span_count(comment, &n)) {
		trail->n_counted++;
		trail->n_said += n;
	} else if (span_pass(&comment, "# pagedresults: "))
		pages_follow(trail, comment, number);
}

void
trail_search(struct trail *trail)
{
	trail->searched = true;
	trail->more_pages = 0;
}

void
trail_result(struct trail *trail)
{
	trail->told = true;
	trail->open = 0;
	trail->n_result++;
}

void
trail_pages(struct trail *trail, struct span text, size_t number)
{
	trail->n_continued += pages_follow(trail, text, number);
}

void
trail_join(struct trail *trail, const struct trail *apart, size_t before)
{
	if (apart->told) {
		trail->told = true;
		trail->open = apart->open == 0 ? 0 : before + apart->open;
	}
	if (apart->searched) {
		trail->searched = true;
		trail->more_pages = apart->more_pages == 0 ? 0 : before + apart->more_pages;
	}
	trail->n_begun += apart->n_begun;
	trail->n_result += apart->n_result;
	trail->n_continued += apart->n_continued;
	trail->n_counted += apart->n_counted;
	trail->n_said += apart->n_said;
	trail->n_entry += apart->n_entry;
}

/* Nothing was written that no search counted; one that wrote nothing does not
 * say so. */
static bool
counted_all(const struct trail *trail)
{
	return trail->n_counted > 0 && trail->n_begun == trail->n_continued + trail->n_counted;
}

int
trail_close(const struct trail *trail, size_t *line, struct error *err)
{
	*line = trail->more_pages;
	if (trail->more_pages != 0)
		return error_set(err, "the search was left before its last page: the export is incomplete");
	*line = trail->open;
	if (trail->open != 0 || trail->n_begun > trail->n_result)
		return error_set(err, "a search%s does not say how it ended: the export is incomplete",
		    trail->open != 0 ? " that begins here" : "");
	if (trail->n_said > trail->n_entry || (counted_all(trail) && trail->n_said != trail->n_entry))
		return error_set(err, "ldapsearch wrote %zu entr%s, and %zu %s here: the export is not whole%s",
		    trail->n_said, trail->n_said == 1 ? "y" : "ies", trail->n_entry, trail->n_entry == 1 ? "is" : "are",
		    trail->n_entry > trail->n_said ? ", or others stand beside it" : "");
	return 0;
}
