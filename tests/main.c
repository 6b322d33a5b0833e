#include "tests/test.h"

#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <CUnit/TestRun.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char	*name;
	void		(*add)(void);
} suites[] = {
#define SUITE(name)	{ #name, t_##name },
#include "tests/suites.h"
#undef SUITE
	{ NULL, NULL }
};

static unsigned	checks, empty;

static void
begin(const CU_pTest test, const CU_pSuite suite)
{
	(void)test;
	(void)suite;
	checks = CU_get_number_of_asserts();
}

/* A test that checks nothing cannot fail, so it does not pass either. */
static void
end(const CU_pTest test, const CU_pSuite suite, const CU_pFailureRecord why)
{
	if (why == NULL && CU_get_number_of_asserts() == checks) {
		printf("%s: '%s' checks nothing\n", suite->pName, test->pName);
		empty++;
	}
}

/* Adds the suite NAME, or all of them for NULL. */
static size_t
add(const char *name)
{
	size_t	 i, n = 0;

	for (i = 0; suites[i].name != NULL; i++) {
		if (name == NULL || strcmp(suites[i].name, name) == 0) {
			suites[i].add();
			n++;
		}
	}
	return n;
}

int
main(int argc, char *argv[])
{
	unsigned	 failed;
	int		 i;

	/* What was found is not lost in a crash. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (CU_initialize_registry() != CUE_SUCCESS) {
		fprintf(stderr, "%s\n", CU_get_error_msg());
		return 2;
	}
	if (argc < 2)
		add(NULL);
	for (i = 1; i < argc; i++) {
		if (add(argv[i]) == 0) {
			fprintf(stderr, "no suite '%s'\n", argv[i]);
			return 2;
		}
	}
	CU_set_test_start_handler(begin);
	CU_set_test_complete_handler(end);
	CU_run_all_tests();
	failed = CU_get_number_of_tests_failed() + empty;
	printf("%u passed, %u failed\n", CU_get_number_of_tests_run() - failed,
	    failed);
	CU_cleanup_registry();
	return failed > 0;
}
