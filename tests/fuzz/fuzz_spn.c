/*
 * Names as anybody may have registered them: the input is a name, or two
 * with a line feed between them.  They are taken apart, and whichever way
 * two are compared must say the same.
 */
#include <string.h>

#include "plans/fold.h"
#include "plans/spn.h"
#include "tests/fuzz/target.h"

static void
lies_within(struct span part, struct span text)
{
	must(part.n == 0 || (part.at >= text.at &&
	    part.at + part.n <= text.at + text.n));
}

static void
parse(struct span text)
{
	struct spn	 spn;

	spn_parse(&spn, text);
	lies_within(spn.class, text);
	lies_within(spn.host, text);
	lies_within(spn.port, text);
	lies_within(spn.service, text);
	must(spn.fault >> N_SPN_FAULT == 0);
	must(spn.fault != 0 || (spn.class.n > 0 && spn.host.n > 0));
	must(spn.fault != 0 || text_utf8(text));
}

static int
sign(int number)
{
	return (number > 0) - (number < 0);
}

static void
compare(struct pool *pool, const char *a, const char *b)
{
	const char	*fold_a = fold_copy(pool, span_of(a));
	const char	*fold_b = fold_copy(pool, span_of(b));
	int		 c = spn_cmp(a, b);

	must(sign(c) == sign(strcmp(fold_a, fold_b)));
	must(sign(spn_cmp(b, a)) == -sign(c));
	must(c != 0 || fold_hash(a) == fold_hash(b));
	must(fold_hash(a) == fold_hash(fold_a));
	must(spn_cmp(a, fold_a) == 0);
	must(strcmp(fold_copy(pool, span_of(fold_a)), fold_a) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span	 text = { (const char *)data, size };
	struct pool	 pool = { 0 };
	const char	*first, *second;
	size_t		 n = 0;

	parse(text);
	fold_copy(&pool, text);
	while (n < size && data[n] != '\n')
		n++;
	first = pool_ncopy(&pool, text.at, n);
	second = n == size ? first :
	    pool_ncopy(&pool, text.at + n + 1, size - n - 1);
	compare(&pool, first, second);
	compare(&pool, second, first);
	pool_free(&pool);
	return 0;
}
