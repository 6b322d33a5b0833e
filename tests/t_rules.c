#include <stdio.h>
#include <string.h>

#include "plans/rules.h"
#include "tests/test.h"

enum { N_POINT = N_FRONT * N_OFFERED * N_SPREAD * N_WHO * N_NAME * N_HOST_ANSWER * N_SEEN };

static struct point
point_at(unsigned i)
{
	struct point	 at;

	at.front = (enum front)(i % N_FRONT), i /= N_FRONT;
	at.offered = (enum offered)(i % N_OFFERED), i /= N_OFFERED;
	at.spread = (enum spread)(i % N_SPREAD), i /= N_SPREAD;
	at.who = (enum who)(i % N_WHO), i /= N_WHO;
	at.name = (enum name_kind)(i % N_NAME), i /= N_NAME;
	at.host = (enum host_answer)(i % N_HOST_ANSWER), i /= N_HOST_ANSWER;
	at.seen = (enum seen)(i % N_SEEN);
	return at;
}

/* Every point meets a row (rule_for aborts where none fits), and every row is
 * the first to be met somewhere. */
static void
whole_space(void)
{
	size_t		 met[128] = { 0 }, n, i;
	struct point	 at;

	for (n = 0; rule[n].id != NULL; n++)
		continue;
	OK(n < sizeof(met) / sizeof(*met), NULL);
	for (i = 0; i < N_POINT; i++) {
		at = point_at((unsigned)i);
		met[rule_for(&at) - rule]++;
	}
	for (i = 0; i < n; i++)
		OK(met[i] > 0, rule[i].id);
}

/* What no plan may ever say, wherever in the space. */
static void
never(void)
{
	const struct rule	*row;
	struct point		 at;
	unsigned		 i;
	bool			 direct, shared;

	for (i = 0; i < N_POINT; i++) {
		at = point_at(i);
		row = rule_for(&at);
		direct = at.front == FRONT_DIRECT && at.offered == OFFERED_NEGOTIATE;
		shared = at.spread == SPREAD_MANY && at.name != NAME_NODE;

		/* KB4466942: a shared name on machine accounts. */
		if (direct && shared)
			OK(row->holder != HOLDER_MACHINE, row->id);
		/* An SPN on an account whose key does not decrypt. */
		if (direct && row->outcome == OUTCOME_REGISTER && row->holder == HOLDER_POOL)
			OK(at.who == WHO_ACCOUNT || at.who == WHO_SINGLE_HOST, row->id);
		if (direct && row->outcome == OUTCOME_REGISTER && row->holder == HOLDER_MACHINE)
			OK(at.who == WHO_MACHINE || at.who == WHO_BYPASSED, row->id);
		/* HOST/ answering where it does not. */
		if (row->outcome == OUTCOME_COVERED)
			OK(at.host != HOST_SILENT, row->id);
		/* HOST/ of a computer taken from it. */
		if (direct && at.host == HOST_ITSELF && (at.name == NAME_NODE || at.name == NAME_OTHER))
			OK(row->holder != HOLDER_POOL || row->outcome != OUTCOME_REGISTER, row->id);
		/* A holder where there is nothing to hold, or none where there is. */
		OK((row->holder == HOLDER_NOBODY) == (row->outcome == OUTCOME_NONE_NEEDED ||
		    row->outcome == OUTCOME_REFUSED || row->outcome == OUTCOME_ASK), row->id);
		/* Anything decided while a setting is unknown. */
		if (at.front == FRONT_UNKNOWN)
			OK(row->outcome == OUTCOME_ASK, row->id);
	}
}

/* The table of decisions, row by row. */
static void
decisions(void)
{
	static const struct {
		const char	*row;
		struct point	 at;
		enum outcome	 outcome;
		enum holder	 holder;
	} table[] = {
#define AT(spread, who, name, host, seen) { FRONT_DIRECT, OFFERED_NEGOTIATE, \
	SPREAD_##spread, WHO_##who, NAME_##name, HOST_##host, SEEN_##seen }
		/* One server, decrypts as machine. */
		{ "own name", AT(ONE, MACHINE, NODE, ANSWERS, NOT), OUTCOME_COVERED, HOLDER_MACHINE },
		{ "own name with a port", AT(ONE, MACHINE, NODE, SILENT, NOT), OUTCOME_REGISTER, HOLDER_MACHINE },
		{ "another name", AT(ONE, MACHINE, VIRTUAL, ANSWERS, NOT), OUTCOME_REGISTER, HOLDER_MACHINE },
		{ "alias of its own name", AT(ONE, MACHINE, ALIAS, ANSWERS, NOT), OUTCOME_REGISTER, HOLDER_MACHINE },
		{ "where the alias leads", AT(ONE, MACHINE, CANONICAL_NODE, ANSWERS, NOT), OUTCOME_COVERED, HOLDER_MACHINE },
		/* One server, an account, and the machine decrypts. */
		{ "bypassed, own name", AT(ONE, BYPASSED, NODE, ANSWERS, NOT), OUTCOME_COVERED, HOLDER_MACHINE },
		{ "bypassed, another name", AT(ONE, BYPASSED, VIRTUAL, ANSWERS, NOT), OUTCOME_REGISTER, HOLDER_MACHINE },
		{ "bypassed, SPN on the account", AT(ONE, BYPASSED, VIRTUAL, ANSWERS, ON_POOL), OUTCOME_PROPOSE, HOLDER_POOL },
		/* One server, the account decrypts. */
		{ "account, virtual name", AT(ONE, ACCOUNT, VIRTUAL, ANSWERS, NOT), OUTCOME_REGISTER, HOLDER_POOL },
		{ "account, own name", AT(ONE, ACCOUNT, NODE, ANSWERS, NOT), OUTCOME_REGISTER, HOLDER_POOL },
		{ "sMSA, virtual name", AT(ONE, SINGLE_HOST, VIRTUAL, ANSWERS, NOT), OUTCOME_REGISTER, HOLDER_POOL },
		{ "account, another computer's name", AT(ONE, ACCOUNT, OTHER, ANSWERS, NOT), OUTCOME_REGISTER, HOLDER_POOL },
		{ "account, alias", AT(ONE, ACCOUNT, ALIAS, ANSWERS, NOT), OUTCOME_REGISTER, HOLDER_POOL },
		{ "account, where it leads", AT(ONE, ACCOUNT, CANONICAL_NODE, ANSWERS, NOT), OUTCOME_REFUSED, HOLDER_NOBODY },
		/* Several servers. */
		{ "farm, machines", AT(MANY, MACHINE, VIRTUAL, ANSWERS, NOT), OUTCOME_PROPOSE, HOLDER_NEW },
		{ "farm, one account", AT(MANY, ACCOUNT, VIRTUAL, ANSWERS, NOT), OUTCOME_REGISTER, HOLDER_POOL },
		{ "farm, another computer's name", AT(MANY, ACCOUNT, OTHER, ANSWERS, NOT), OUTCOME_REGISTER, HOLDER_POOL },
		{ "farm, bypassed", AT(MANY, BYPASSED, VIRTUAL, ANSWERS, NOT), OUTCOME_PROPOSE, HOLDER_POOL },
		{ "farm, accounts differ", AT(MANY, DIFFER, VIRTUAL, ANSWERS, NOT), OUTCOME_REFUSED, HOLDER_NOBODY },
		{ "farm, sMSA", AT(MANY, SINGLE_HOST, VIRTUAL, ANSWERS, NOT), OUTCOME_REFUSED, HOLDER_NOBODY },
		/* Anywhere. */
		{ "local user", AT(ONE, LOCAL_USER, VIRTUAL, ANSWERS, NOT), OUTCOME_REFUSED, HOLDER_NOBODY },
		{ "LocalService", AT(ONE, LOCAL_SERVICE, NODE, ANSWERS, NOT), OUTCOME_REFUSED, HOLDER_NOBODY },
		{ "kind of account that the product cannot run as", AT(MANY, UNUSABLE, VIRTUAL, ANSWERS, NOT), OUTCOME_REFUSED, HOLDER_NOBODY },
		{ "farm, machines, no gMSA", AT(MANY, MACHINE_NO_GMSA, VIRTUAL, ANSWERS, NOT), OUTCOME_REFUSED, HOLDER_NOBODY },
		{ "unknown", AT(MANY, UNKNOWN, VIRTUAL, ANSWERS, NOT), OUTCOME_ASK, HOLDER_NOBODY }
#undef AT
	};
	const struct rule	*row;
	size_t			 i;

	for (i = 0; i < sizeof(table) / sizeof(*table); i++) {
		row = rule_for(&table[i].at);
		SAME(outcome_word[row->outcome], outcome_word[table[i].outcome], table[i].row);
		SAME_INT(row->holder, table[i].holder, table[i].row);
	}
}

void
t_rules(void)
{
	test_suite("rules");
	test_add("every point meets a row, every row is met first somewhere", whole_space);
	test_add("what no plan may say", never);
	test_add("the table of decisions", decisions);
}
