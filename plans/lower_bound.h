#ifndef PLANS_LOWER_BOUND_H
#define PLANS_LOWER_BOUND_H

#include <stddef.h>

/*
 * Where the first of N elements of SIZE bytes stands that does not come before
 * KEY; N: all do.  CMP takes the key first, as for bsearch(3), which finds any
 * of several that are equal.  Inline, so that CMP is too.
 */
static inline size_t
lower_bound(const void *key, const void *array, size_t n, size_t size,
    int (*cmp)(const void *key, const void *element))
{
	size_t	 low = 0, high = n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (cmp(key, (const char *)array + middle * size) > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

#endif
