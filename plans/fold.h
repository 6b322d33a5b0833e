#ifndef PLANS_FOLD_H
#define PLANS_FOLD_H

#include <stddef.h>
#include <stdint.h>

#include "plans/pool.h"
#include "plans/text.h"

/*
 * Text as Active Directory compares it in Unicode attributes ([MS-ADTS] 6.5:
 * NORM_IGNORECASE, _IGNOREKANATYPE, _IGNORENONSPACE, _IGNOREWIDTH).  Two
 * texts are equal for the directory when their folds are the same bytes.
 * Text that is not UTF-8 folds its ASCII letters only.
 */
char		*fold_copy(struct pool *, struct span);
int		 fold_cmp(const char *, const char *);
/*
 * The fold without the characters that are not shown at all (Unicode,
 * Default_Ignorable_Code_Point), which some lookups drop (CVE-2026-25177);
 * NULL where TEXT has none, or is not UTF-8.
 */
char		*fold_bare(struct pool *, const char *text);
uint64_t	 fold_hash(const char *);	/* equal folds, equal hashes */

#endif
