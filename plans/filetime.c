#include "plans/filetime.h"

#include <stdbool.h>
#include <string.h>

#include "plans/eight.h"

static const int	before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365 };

static bool
is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* From the beginning of 1601 to that of YEAR. */
static int64_t
days_to_year(int64_t year)
{
	int64_t	 past = year - 1601;

	return past * 365 + past / 4 - past / 100 + past / 400;
}

/* Of a year, before MONTH, from 1 to 13. */
static int
days_to_month(int64_t year, int month)
{
	return before[month - 1] + (is_leap(year) && month > 2);
}

static bool
is_day(int64_t year, int month, int day)
{
	return year >= 1601 && month >= 1 && month <= 12 &&
	    day >= 1 && day <= days_to_month(year, month + 1) - days_to_month(year, month);
}

int
filetime_read(struct span text, int64_t *time_out)
{
	enum { FRONT = 14, N_EIGHT = 8 };
	uint64_t	 date, day_and_time;
	int		 year, month, day, hour, minute, second;

	if (text.n <= FRONT || text.at[text.n - 1] != 'Z' || !eight_digits(text.at, &date) ||
	    !eight_digits(text.at + FRONT - N_EIGHT, &day_and_time))
		return -1;
	year = (int)(date / 10000);
	month = (int)(date / 100 % 100);
	day = (int)(date % 100);
	hour = (int)(day_and_time / 10000 % 100);
	minute = (int)(day_and_time / 100 % 100);
	second = (int)(day_and_time % 100);
	if (!is_day(year, month, day) || hour > 23 || minute > 59 || second > 60)
		return -1;
	*time_out = (((days_to_year(year) + days_to_month(year, month) + day - 1) * 24 + hour) * 60 +
	    minute) * 60 + second;
	*time_out *= FILETIME_SECOND;
	return 0;
}

/* Do digits stand in TEXT where the pattern has 0, and its other characters
 * where they are? */
static bool
is_like(struct span text, const char *pattern)
{
	size_t	 i;

	if (text.n != strlen(pattern))
		return false;
	for (i = 0; i < text.n; i++) {
		if (pattern[i] == '0' ? !text_digit(text.at[i]) : text.at[i] != pattern[i])
			return false;
	}
	return true;
}

int
filetime_read_plain(struct span text, int64_t *time_out)
{
	char	 whole[] = "00000000000000.0Z";
	size_t	 i, n = 0;

	if (!is_like(text, "0000-00-00") && !is_like(text, "0000-00-00T00:00:00Z"))
		return filetime_read(text, time_out);
	for (i = 0; i < text.n; i++) {
		if (text_digit(text.at[i]))
			whole[n++] = text.at[i];
	}
	return filetime_read(span_of(whole), time_out);
}

char *
filetime_day(struct pool *pool, int64_t time)
{
	int64_t	 day = time < 0 ? 0 : time / FILETIME_DAY, year = 1601 + day / 366;
	int	 month = 12;

	while (days_to_year(year + 1) <= day)
		year++;
	day -= days_to_year(year);
	while (days_to_month(year, month) > day)
		month--;
	return pool_printf(pool, "%04lld-%02d-%02lld", (long long)year, month,
	    (long long)(day - days_to_month(year, month) + 1));
}
