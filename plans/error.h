#ifndef PLANS_ERROR_H
#define PLANS_ERROR_H

/*
 * Why spnplan could not do its work: one line, on the caller's stack.
 *
 * A function that can fail returns 0 or -1 and takes a struct error last,
 * never NULL.  The first cause wins: deeper code is more specific than what
 * wraps it, and cleanup cannot mask it.  Callers put the place in front with
 * error_in as the failure passes outward.  Lower case, no full stop.
 */
struct error {
	char	 text[512];
};

/* Sets TEXT unless it is set already.  Returns -1, always. */
int	error_set(struct error *, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));

/* Puts "WHERE: " in front of what failed.  Returns -1, always. */
int	error_in(struct error *, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));

#endif
