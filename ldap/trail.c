#include "ldap/trail.h"

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
	}
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
}

void
trail_pages(struct trail *trail, size_t number)
{
	trail->searched = true;
	trail->more_pages = number;
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
	trail->n_counted += apart->n_counted;
	trail->n_said += apart->n_said;
	trail->n_entry += apart->n_entry;
}

/* A search that wrote none does not count them. */
int
trail_close(const struct trail *trail, size_t *line, struct error *err)
{
	*line = trail->more_pages;
	if (trail->more_pages != 0)
		return error_set(err, "the search was left before its last page: the export is incomplete");
	*line = trail->open;
	if (trail->open != 0)
		return error_set(err, "the search that begins here does not say how it ended: the export is "
		    "incomplete");
	if (trail->n_begun > 0 && trail->n_begun == trail->n_counted && trail->n_said != trail->n_entry)
		return error_set(err, "ldapsearch wrote %zu entr%s, and %zu %s here: the export is not whole",
		    trail->n_said, trail->n_said == 1 ? "y" : "ies", trail->n_entry, trail->n_entry == 1 ? "is" : "are");
	return 0;
}
