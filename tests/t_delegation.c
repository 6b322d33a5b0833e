#include <string.h>

#include "plans/delegation.h"
#include "tests/test.h"

#define N_USERS	(USERS_UNKNOWN + 1)

/* Every point meets a row, and every row is met first somewhere. */
static void
space(void)
{
	bool			 met[32] = { false };
	struct delegation_point	 at;
	size_t			 i;

	for (i = 0; i < N_DELEGATION_PART * (N_USERS - 1) * N_DISTANCE * 2; i++) {
		const struct delegation_rule	*row;

		at.mixed = i % 2;
		at.distance = (enum distance)(i / 2 % N_DISTANCE);
		at.users = USERS_KERBEROS + (int)(i / 2 / N_DISTANCE % (N_USERS - 1));
		at.part = (enum delegation_part)(i / 2 / N_DISTANCE / (N_USERS - 1));
		row = delegation_rule_for(&at);
		if (!OK(row != NULL, "a row for every point"))
			return;
		met[row - delegation_rule] = true;
		if (at.part == PART_PASSES) {
			SAME_INT(row->kind, DELEGATION_NONE, "who passes tickets on needs no trust");
			continue;
		}
		OK(row->kind != DELEGATION_NONE, row->id);
		/* A list reaches its own domain only ([MS-SFU] 3.2.5.2.3). */
		if (at.distance != DISTANCE_DOMAIN || at.mixed)
			SAME_INT(row->kind, DELEGATION_RESOURCE, row->id);
		/* Nobody is trusted with users of any kind unless they come. */
		if (row->kind == DELEGATION_TRANSITION && at.part != PART_KERNEL)
			SAME_INT(at.users, USERS_ANY, row->id);
	}
	for (i = 0; delegation_rule[i].id != NULL; i++)
		OK(met[i], delegation_rule[i].id);
}

void
t_delegation(void)
{
	test_suite("delegation");
	test_add("every point meets a row, every row is met", space);
}
