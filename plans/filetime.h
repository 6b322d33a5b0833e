#ifndef PLANS_FILETIME_H
#define PLANS_FILETIME_H

#include <stdint.h>

#include "plans/pool.h"
#include "plans/text.h"

/*
 * Times as AD counts them: 100 ns since the beginning of 1601, UTC ([MS-DTYP]
 * 2.3.3).
 */
#define FILETIME_SECOND	INT64_C(10000000)
#define FILETIME_DAY	(86400 * FILETIME_SECOND)
#define FILETIME_1970	(INT64_C(11644473600) * FILETIME_SECOND)

/*
 * From GeneralizedTime as AD writes it, "20261121103000.0Z" ([MS-ADTS]
 * 3.1.1.2.2.2): its fraction is always 0.  -1: it is none.
 */
int	filetime_read(struct span text, int64_t *time_out);

/* From what people write too: "2026-11-21", "2026-11-21T10:30:00Z". */
int	filetime_read_plain(struct span text, int64_t *time_out);

/* The day, "2026-11-21". */
char	*filetime_day(struct pool *, int64_t time);

#endif
