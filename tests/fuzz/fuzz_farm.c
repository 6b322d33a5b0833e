/*
 * Descriptions as anybody may have written them: the input is one, or two
 * with a line "---" between them.  Whatever it is, it is read, closed and
 * freed; what has no fault keeps what farm.h promises, and can be planned.
 */
#include <string.h>

#include "cmd/read/farm.h"
#include "plans/name.h"
#include "plans/plan.h"
#include "plans/prediction.h"
#include "tests/fuzz/target.h"

/* Scripts and reports write it as it is. */
static void
is_text(const char *text)
{
	must(text != NULL && *text != '\0' && text_utf8(span_of(text)));
	for (; *text != '\0'; text++)
		must((unsigned char)*text >= ' ' && *text != 0x7f &&
		    *text != '"');
}

static void
check_account(const struct farm_account *account)
{
	must(account != NULL);
	is_text(account->text);
	must(name_sam_fault(account->sam, 256) == NULL);
	must(account->kind >= ACCOUNT_UNKNOWN &&
	    account->kind < N_ACCOUNT_KIND);
	must((account->domain == NULL) == (account->kind == ACCOUNT_LOCAL));
}

static void
check_effective(const struct farm_site *site,
    const struct farm_application *application,
    const struct farm_server *server)
{
	struct farm_effective	 at = farm_effective(site, application, server);

	is_text(at.pool.name);
	must(at.pool.identity > IDENTITY_UNSET &&
	    at.pool.identity <= IDENTITY_UNKNOWN);
	if (at.pool.identity == IDENTITY_SPECIFIC_USER)
		check_account(at.pool.account);
	must(at.authentication.enabled != SETTING_UNSET);
	must(at.authentication.kernel_mode != SETTING_UNSET);
	must(at.authentication.app_pool_credentials != SETTING_UNSET);
	must(at.authentication.n_provider > 0);
}

static void
check_site(const struct farm_site *site)
{
	size_t	 i, j;

	is_text(site->name);
	is_text(site->service);
	must(site->product != NULL && site->n_server > 0);
	for (i = 0; i < site->n_host; i++)
		must(name_ip(site->host[i].host) || name_host_fault(site->host[i].host) == NULL);
	for (i = 0; i < site->n_server; i++) {
		must(i == 0 || site->server[i - 1] != site->server[i]);
		check_effective(site, NULL, site->server[i]);
		for (j = 0; j < site->n_application; j++)
			check_effective(site, &site->application[j],
			    site->server[i]);
	}
	for (i = 0; i < site->n_former_account; i++)
		check_account(site->former_account[i]);
	for (i = 0; i < site->n_delegation; i++)
		check_account(site->delegation[i].account);
}

static void
check(const struct farm *farm)
{
	const struct farm_server	*server;
	size_t				 i;

	must(farm->n_domain > 0 && farm->n_server > 0 && farm->n_site > 0);
	for (i = 0; i < farm->n_server; i++) {
		server = &farm->server[i];
		check_account(server->account);
		must(server->account->server == server);
		must(farm_own_name(farm, server->name) == server);
		must(farm_own_name(farm, server->dns) == server);
		must(name_host_fault(server->dns) == NULL);
	}
	for (i = 0; i < farm->n_known; i++)
		check_account(farm->known[i]);
	for (i = 0; i < farm->n_site; i++)
		check_site(&farm->site[i]);
}

/* There is an SPN or a reason why not, and no SPN is of an address. */
static void
check_prediction(const struct prediction *p)
{
	is_text(p->because);
	must((p->spn == NULL) == (p->host == NULL));
	if (p->spn != NULL) {
		is_text(p->spn);
		must(strncmp(p->spn, "HTTP/", 5) == 0 && !name_ip(p->host));
	}
}

static void
check_plan(const struct farm *farm)
{
	struct plan		 plan = { 0 };
	struct prediction	*prediction;
	size_t			 i, n;

	plan_make(&plan, farm, NULL);
	for (i = 0; i < plan.n_decision; i++) {
		must(plan.decision[i].rule != NULL);
		is_text(plan.decision[i].spn);
		is_text(plan.decision[i].reason);
	}
	prediction = predictions_make(&plan.pool, &plan, &n);
	for (i = 0; i < n; i++)
		check_prediction(&prediction[i]);
	plan_free(&plan);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char	 line[] = "\n---\n";
	const char		*text = (const char *)data, *second;
	struct farm		 farm = { 0 };
	struct faults		 faults = { 0 };
	struct error		 err = { "" };
	size_t			 n = size;

	second = size == 0 ? NULL : memmem(text, size, line, strlen(line));
	if (second != NULL)
		n = (size_t)(second - text);
	farm_read_text(&farm, "a.json", text, n, &faults, &err);
	if (second != NULL) {
		second += strlen(line);
		farm_read_text(&farm, "b.json", second,
		    size - (size_t)(second - text), &faults, &err);
	}
	farm_close(&farm, &faults);
	if (err.text[0] == '\0' && faults.n_line == 0) {
		check(&farm);
		check_plan(&farm);
	}
	farm_free(&farm);
	faults_free(&faults);
	return 0;
}
