#ifndef PLANS_POOL_H
#define PLANS_POOL_H

#include <stdarg.h>
#include <stddef.h>

/*
 * Memory that goes all at once.  A farm, a plan, a directory and a report
 * each embed one; what belongs to them lies in it, and nothing smaller is
 * freed alone.  { 0 } is an empty pool.  Out of memory ends the program
 * here, and nowhere else.
 */
struct pool {
	struct pool_block	*block;
};

/* N zeroed bytes, aligned for any type.  Never NULL, even for 0. */
void	*pool_alloc(struct pool *, size_t n);

/* A terminated copy of TEXT, of its first N bytes, of a formatted text, of
 * TEXT in lower case, of N texts with BETWEEN between them. */
char	*pool_copy(struct pool *, const char *text);
char	*pool_ncopy(struct pool *, const char *text, size_t n);
char	*pool_printf(struct pool *, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
char	*pool_vprintf(struct pool *, const char *fmt, va_list)
	    __attribute__((format(printf, 2, 0)));
char	*pool_join(struct pool *, const char *const *text, size_t n, const char *between);
char	*pool_lower(struct pool *, const char *text);	/* ASCII letters only */

/*
 * ARRAY, or a larger copy of it, with room for one element more than the N
 * of SIZE bytes that it holds.  Grows by doubling, so an array must only
 * ever grow through this call, one element a time:
 *
 *	farm->site = pool_more(&farm->pool, farm->site, farm->n_site,
 *	    sizeof(*farm->site));
 *	farm->site[farm->n_site++] = site;
 *
 * Do not lend pointers into an array that still grows.
 */
void	*pool_more(struct pool *, void *array, size_t n, size_t size);

/*
 * ARRAY, or the same elsewhere, with room for at least N elements of SIZE
 * bytes more than *ROOM, which is raised.  In no pool: free() it.
 */
void	*array_grow(void *array, size_t *room, size_t n, size_t size);

/*
 * Room for N bytes, or N elements of SIZE, that are about to be written, all or
 * nearly: what is in it until then means nothing.  The second is in no pool.
 */
void	*pool_large(struct pool *, size_t n);
void	*array_new(size_t n, size_t size);

/* Frees all of it and leaves { 0 }. */
void	 pool_free(struct pool *);

#endif
