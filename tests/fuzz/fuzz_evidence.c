/*
 * What --save is said to have written, whatever it is: it is read, judged and
 * rendered in every format; and what is written of it is read back as the same.
 */
#include <stdlib.h>
#include <string.h>

#include "cmd/evidence.h"
#include "cmd/render/render.h"
#include "plans/report.h"
#include "tests/fuzz/target.h"

static char *
written(const struct evidence *evidence)
{
	struct error	 err = { "" };
	char		*text = NULL;
	size_t		 n = 0;
	FILE		*out = open_memstream(&text, &n);

	must(out != NULL && evidence_write(out, evidence, &err) == 0 && fclose(out) == 0);
	return text;
}

static void
check_round(const struct evidence *evidence)
{
	char		*once = written(evidence), *twice;
	struct evidence	 again = { .time = 0 };
	struct error	 err = { "" };

	must(evidence_read_text(&again, "again.json", once, strlen(once), &err) == 0);
	twice = written(&again);
	must(strcmp(once, twice) == 0);
	free(once);
	free(twice);
	evidence_free(&again);
}

static void
check_report(const struct evidence *evidence)
{
	const struct look	 look = { .width = 80 };
	const struct renderer	*renderer;
	struct farm		 farm = { .n_site = 0 };
	struct plan		 plan = { .farm = &farm };
	struct facts		 facts = { .farm = &farm, .plan = &plan, .evidence = evidence };
	struct report		 report = { .n_finding = 0 };
	char			*text;
	size_t			 n;
	FILE			*out;

	plan_make(&plan, &farm, NULL);
	roster_make(&facts.roster, &plan.pool, &farm, NULL);
	report_run(&report, "diagnose", &facts);
	for (renderer = renderer_table; renderer->name != NULL; renderer++) {
		out = open_memstream(&text, &n);
		must(out != NULL && renderer->render(out, &report, &look) == 0 && fclose(out) == 0);
		free(text);
	}
	report_free(&report);
	plan_free(&plan);
	farm_free(&farm);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct evidence	 evidence = { .time = 0 };
	struct error	 err = { "" };
	char		*text = pool_ncopy(&evidence.pool, (const char *)data, size);

	if (evidence_read_text(&evidence, "seen.json", text, size, &err) == 0) {
		check_round(&evidence);
		check_report(&evidence);
	}
	evidence_free(&evidence);
	return 0;
}
