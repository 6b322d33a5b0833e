#include "tests/test.h"

#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static CU_pSuite	suite;

void
test_suite(const char *name)
{
	if ((suite = CU_add_suite(name, NULL, NULL)) == NULL) {
		fprintf(stderr, "suite '%s': %s\n", name, CU_get_error_msg());
		exit(2);
	}
}

void
test_add(const char *title, void (*run)(void))
{
	if (CU_add_test(suite, title, run) == NULL) {
		fprintf(stderr, "test '%s': %s\n", title, CU_get_error_msg());
		exit(2);
	}
}

/* CUnit counts it; the caller has said why. */
static bool
check(bool held, const char *what, const char *file, unsigned line)
{
	return CU_assertImplementation(held, line, what, file, "", CU_FALSE);
}

static void
where(const char *file, unsigned line)
{
	const char	*slash = strrchr(file, '/');

	printf("%s:%u - ", slash == NULL ? file : slash + 1, line);
}

static void
say_row(const char *row)
{
	if (row != NULL)
		printf(" [%s]", row);
	putchar('\n');
}

static void
say_text(const char *text)
{
	if (text == NULL)
		printf("NULL");
	else
		printf("'%s'", text);
}

bool
test_ok(bool held, const char *cond, const char *file, unsigned line,
    const char *row)
{
	if (!held) {
		where(file, line);
		printf("%s does not hold", cond);
		say_row(row);
	}
	return check(held, cond, file, line);
}

bool
test_same(const char *actual, const char *expected, const char *what,
    const char *file, unsigned line, const char *row)
{
	bool	 held;

	if (actual == NULL || expected == NULL)
		held = actual == expected;
	else
		held = strcmp(actual, expected) == 0;
	if (!held) {
		where(file, line);
		printf("%s is ", what);
		say_text(actual);
		printf(", not ");
		say_text(expected);
		say_row(row);
	}
	return check(held, what, file, line);
}

bool
test_same_int(long long actual, long long expected, const char *what,
    const char *file, unsigned line, const char *row)
{
	bool	 held = actual == expected;

	if (!held) {
		where(file, line);
		printf("%s is %lld, not %lld", what, actual, expected);
		say_row(row);
	}
	return check(held, what, file, line);
}
