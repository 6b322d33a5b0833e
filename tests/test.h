#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <stdbool.h>

/*
 * Tests are tables of rows.  A check prints the row that it failed on,
 *
 *	t_spn.c:31 - spn.port is '1433', not '1434' [MSSQLSvc/db:1433]
 *
 * and returns whether it held.  It does not stop the test: where the next
 * line needs what was checked, branch on it.  ROW may be NULL.
 */
#define OK(cond, row) \
	test_ok((cond), #cond, __FILE__, __LINE__, (row))
#define SAME(actual, expected, row) \
	test_same((actual), (expected), #actual, __FILE__, __LINE__, (row))
#define SAME_INT(actual, expected, row) \
	test_same_int((actual), (expected), #actual, __FILE__, __LINE__, (row))

bool	test_ok(bool held, const char *cond, const char *file, unsigned line,
	    const char *row);
bool	test_same(const char *actual, const char *expected, const char *what,
	    const char *file, unsigned line, const char *row);
bool	test_same_int(long long actual, long long expected, const char *what,
	    const char *file, unsigned line, const char *row);

/*
 * tests/t_NAME.c defines t_NAME, which says what there is to run: one suite,
 * then its tests.  The Makefile makes the list of them.
 */
void	test_suite(const char *name);
void	test_add(const char *title, void (*)(void));

#define SUITE(name)	void t_##name(void);
#include "tests/suites.h"
#undef SUITE

#endif
