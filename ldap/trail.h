#ifndef LDAP_TRAIL_H
#define LDAP_TRAIL_H

#include <stdbool.h>
#include <stddef.h>

#include "plans/error.h"
#include "plans/text.h"

/*
 * What ldapsearch says of its searches in their export: by that an export is
 * known that was cut.  Each page begins and ends as a search does, and the
 * entries of all are counted once, behind the last.  With -L beginnings and
 * results are not told, with -LL and -LLL no counts either, but pages always
 * are.  Internal to ldap/.  Zero: it says nothing.
 */
struct trail {
	bool	 told;		/* the beginning of a page was met, or a result: */
	size_t	 open;		/* line of a beginning that no result follows, or 0 */
	bool	 searched;	/* a search was met, or what is said of pages: */
	size_t	 more_pages;	/* line of what announces further ones, or 0 */
	size_t	 n_begun;	/* pages */
	size_t	 n_result;
	size_t	 n_continued;	/* results that announce a further page */
	size_t	 n_counted;	/* searches that said at their end how many entries they wrote */
	size_t	 n_said;	/* so many, together */
	size_t	 n_entry;	/* counted by who reads */
};

/* One comment, NUMBER its line from 1. */
void	trail_comment(struct trail *, struct span comment, size_t number);

/* "search: 2", "result: 0 Success", and of "pagedresults: cookie=YQ==" the
 * value. */
void	trail_search(struct trail *);
void	trail_result(struct trail *);
void	trail_pages(struct trail *, struct span text, size_t number);

/* Goes on behind what APART has read, which has BEFORE lines before it. */
void	trail_join(struct trail *, const struct trail *apart, size_t before);

/* -1 where a search was cut; *LINE is to blame, 0 where none is. */
int	trail_close(const struct trail *, size_t *line, struct error *);

#endif
