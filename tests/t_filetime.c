#include "tests/test.h"

#include "plans/filetime.h"

#define DAYS(n)	((n) * FILETIME_DAY)

struct row {
	const char	*text;
	int64_t		 time;		/* -1: it is none */
	const char	*day;
};

static const struct row	rows[] = {
	/* As AD writes it. */
	{ "16010101000000.0Z", 0, "1601-01-01" },
	{ "16010102000001.0Z", DAYS(1) + FILETIME_SECOND, "1601-01-02" },
	{ "19700101000000.0Z", FILETIME_1970, "1970-01-01" },
	{ "20261121103000.0Z", FILETIME_1970 + DAYS(20778) + 37800 * FILETIME_SECOND, "2026-11-21" },
	/* Years with a 29 February and without. */
	{ "20240229000000.0Z", FILETIME_1970 + DAYS(19782), "2024-02-29" },
	{ "20240301000000.0Z", FILETIME_1970 + DAYS(19783), "2024-03-01" },
	{ "20241231235959.0Z", FILETIME_1970 + DAYS(20089) - FILETIME_SECOND, "2024-12-31" },
	{ "21000301000000.0Z", FILETIME_1970 + DAYS(47541), "2100-03-01" },
	/* As people write it. */
	{ "2026-11-21", FILETIME_1970 + DAYS(20778), "2026-11-21" },
	{ "2026-11-21T10:30:00Z", FILETIME_1970 + DAYS(20778) + 37800 * FILETIME_SECOND, "2026-11-21" },
	/* None. */
	{ "", -1, NULL }, { "2026", -1, NULL }, { "2026-11", -1, NULL }, { "2026-13-01", -1, NULL },
	{ "2026-11-00", -1, NULL }, { "2026-11-21 10:30:00", -1, NULL }, { "2026-11-21T10:30:00", -1, NULL },
	{ "2026-11-21T24:00:00Z", -1, NULL }, { "21.11.2026", -1, NULL }, { "16001231000000.0Z", -1, NULL },
	{ "20261121103000.0", -1, NULL }, { "2026112110300x.0Z", -1, NULL },
	/* Days that the month does not have. */
	{ "2026-02-29", -1, NULL }, { "2024-02-30", -1, NULL }, { "2100-02-29", -1, NULL },
	{ "2026-04-31", -1, NULL }, { "2026-12-32", -1, NULL }, { "20260931000000.0Z", -1, NULL }
};

static void
times(void)
{
	struct pool	 pool = { 0 };
	int64_t		 time;
	size_t		 i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (filetime_read_plain(span_of(rows[i].text), &time) != 0)
			OK(rows[i].time == -1, rows[i].text);
		else if (OK(time == rows[i].time, rows[i].text))
			SAME(filetime_day(&pool, time), rows[i].day, rows[i].text);
	}
	SAME(filetime_day(&pool, -1), "1601-01-01", "before all days");
	SAME(filetime_day(&pool, INT64_MAX), "30828-09-14", "the last");
	pool_free(&pool);
}

void
t_filetime(void)
{
	test_suite("filetime");
	test_add("times and days", times);
}
