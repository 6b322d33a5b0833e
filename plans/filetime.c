#include "plans/filetime.h"

#include <stdbool.h>
#include <string.h>

#include "plans/eight.h"

/* Days of a year before each month, and all; of a leap year the second. */
static const int	before[2][13] = {
	{ 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365 },
	{ 0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366 }
};

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

int
filetime_read(struct span text, int64_t *time_out)
{
	enum { FRONT = 14, N_EIGHT = 8 };
	uint64_t	 date, day_and_time;
	const int	*months;
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
	months = before[is_leap(year)];
	if (year < 1601 || month < 1 || month > 12 || day < 1 ||
	    day > months[month] - months[month - 1] || hour > 23 || minute > 59 || second > 60)
		return -1;
	*time_out = (((days_to_year(year) + months[month - 1] + day - 1) * 24 + hour) * 60 +
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
	while (before[is_leap(year)][month - 1] > day)
		month--;
	return pool_printf(pool, "%04lld-%02d-%02lld", (long long)year, month,
	    (long long)(day - before[is_leap(year)][month - 1] + 1));
}
