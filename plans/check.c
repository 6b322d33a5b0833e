#include "plans/check.h"

const char *const severity_word[N_SEVERITY] = {
	[SEVERITY_INFO] = "info", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"
};

const struct check *const check_table[] = {
	checks_decision,
	checks_account,
	checks_managed,
	checks_holder,
	checks_keys,
	checks_clash,
	checks_delegation,
	checks_trusted,
	checks_protected,
	checks_farm,
	checks_name,
	checks_product,
	checks_sign_in,
	checks_balancer,
	checks_protection,
	checks_trust,
	checks_look,
	checks_ticket,
	checks_answer,
	checks_token,
	NULL
};

const struct check *
check_find(const char *id)
{
	const struct check	*const *table, *check;

	for (table = check_table; *table != NULL; table++) {
		for (check = *table; check->id != NULL; check++) {
			if (text_same(check->id, id))
				return check;
		}
	}
	return NULL;
}

void
checks_suggest(struct nearest *nearest)
{
	const struct check	*const *table, *check;

	for (table = check_table; *table != NULL; table++) {
		for (check = *table; check->id != NULL; check++)
			nearest_try(nearest, check->id);
	}
}
