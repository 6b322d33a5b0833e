#include <string.h>

#include "cmd/command.h"
#include "cmd/read/farm.h"
#include "krb/digest.h"
#include "plans/balancer.h"
#include "plans/check.h"
#include "plans/client.h"
#include "plans/code.h"
#include "plans/delegation.h"
#include "plans/farm.h"
#include "plans/identity.h"
#include "plans/printable.h"
#include "plans/rules.h"
#include "plans/service.h"

static const struct rule *const rule_table[] = { rule, rule_conflict, NULL };

static void
field(const char *name, const char *text)
{
	enum { INDENT = 14, WIDTH = 80 };
	int		 at = INDENT;
	const char	*end;
	size_t		 n;

	printf("  %-12s", name);
	for (; *text != '\0'; text = *end == ' ' ? end + 1 : end) {
		end = strchrnul(text, ' ');
		n = (size_t)(end - text);
		if (at > INDENT && at + 1 + (int)n > WIDTH) {
			printf("\n%*s", INDENT, "");
			at = INDENT;
		} else if (at > INDENT) {
			putchar(' ');
			at++;
		}
		fwrite(text, 1, n, stdout);
		at += (int)n;
	}
	putchar('\n');
}

/* A reason without a decision: what stands in braces is named in capitals. */
static void
reason(const char *text)
{
	struct pool	 pool = { 0 };
	char		*copy = pool_copy(&pool, text), *from, *to = copy;
	bool		 braces = false;

	for (from = copy; *from != '\0'; from++) {
		if (*from == '{' || *from == '}')
			braces = *from == '{';
		else
			*to++ = braces && text_alpha(*from) ? (char)(*from - 'a' + 'A') : *from;
	}
	*to = '\0';
	field("reason", copy);
	pool_free(&pool);
}

static void
explain_rule(const struct rule *row)
{
	printf("%s: rule, outcome %s\n", row->id, outcome_word[row->outcome]);
	reason(row->reason);
	field("consequence", row->consequence);
	field("remedy", row->remedy);
	field("source", row->source);
}

static void
explain_delegation(const struct delegation_rule *row)
{
	printf("%s: rule, delegation %s\n", row->id, delegation_word[row->kind]);
	field("reason", row->reason);
	field("consequence", row->consequence);
	field("remedy", row->remedy);
	field("source", row->source);
}

static void
explain_check(const struct check *row)
{
	printf("%s: finding, %s\n", row->id, severity_word[row->severity]);
	field("what", row->title);
	field("consequence", row->consequence);
	field("remedy", row->remedy);
	field("source", row->source);
}

static void
explain_identity(const struct identity_row *row)
{
	printf("%s: %s\n", row->word, row->title);
	field("what", row->says);
	field("network", row->network);
	field("shared name", row->shared);
	field("SPN", row->spn);
	field("advice", row->advice);
	field("source", row->source);
}

/* The SID of a pool's own account, before what is said of all of them. */
static int
explain_virtual_account(const char *name, struct error *err)
{
	struct pool	 pool = { 0 };
	unsigned char	 sha1[SHA1_SIZE];
	size_t		 n;
	char		*bytes = virtual_account_bytes(&pool, name, &n);
	int		 result = bytes == NULL ? error_set(err, "explain: the name of the pool is no UTF-8") :
			     digest_sha1(sha1, bytes, n, err);

	if (result == 0) {
		printf("IIS APPPOOL\\%s: virtual account, the same on every server\n", printable(&pool, name));
		field("SID", virtual_account_sid(&pool, sha1));
		putchar('\n');
	}
	pool_free(&pool);
	return result;
}

static void
explain_product(const struct product *row)
{
	static const char	*const decrypts[] = {
		[BY_IIS] = "the account of pool where kernel mode is off or useAppPoolCredentials is on, else the machine",
		[BY_POOL] = "the account of pool; windowsAuthentication has no part",
		[BY_MACHINE] = "the machine, whatever the service runs as"
	};
	struct pool		 pool = { 0 };

	printf("%s: product, registers %s/\n", row->word, row->service);
	field("what", row->says);
	field("decrypts", decrypts[row->decrypts_by]);
	if (row->machine_too)
		field("", "the machine too, and it alone where clients use a server's own name");
	if (row->kernel_mode != SETTING_UNSET)
		field("settings", row->kernel_mode == SETTING_YES ? "useKernelMode true" : "useKernelMode false");
	if (row->app_pool_credentials != SETTING_UNSET)
		field(row->kernel_mode == SETTING_UNSET ? "settings" : "",
		    "useAppPoolCredentials true, where the pool runs as an account");
	if (row->runs_as != 0)
		field("accounts", pool_printf(&pool, "%s, where several servers share a name",
		    product_accounts(row, &pool)));
	if (row->note != NULL)
		field("besides", row->note);
	field("source", row->source);
	pool_free(&pool);
}

static void
explain_balancer(const struct word *kind)
{
	const struct balancer_row	*row = &balancer_row[kind->value];
	struct pool			 pool = { 0 };

	printf("%s: kind of load balancer\n", kind->word);
	field("what", row->says);
	if (row->obtains)
		field("accounts", pool_printf(&pool, "%s%s", balancer_accounts(row, &pool),
		    row->own_spn ? ", with an SPN host/name of its own" : ""));
	if (row->obtains)
		field("requests", row->request != NULL ? row->request : "what requests says");
	if (row->for_ntlm != NULL)
		field("NTLM", pool_printf(&pool, "where clients share its connections to the servers%s: %s",
		    row->shares ? ", as they do by default" : "", row->for_ntlm));
	field("source", row->source);
	pool_free(&pool);
}

/* By example: what it asks for, as plan predicts it. */
static void
explain_client(const struct client *row)
{
	static const struct {
		const char		*what;
		struct client_name	 name;
	} example[] = {
		{ "a name", { .host = "portal.corp.example", .port = "" } },
		{ "short name", { .host = "portal", .port = "", .full = "portal.corp.example" } },
		{ "CNAME", { .host = "alias.corp.example", .port = "", .record = RECORD_CNAME,
		    .canonical = "portal.corp.example" } },
		{ "other PTR", { .host = "portal.corp.example", .port = "", .reverse = "vip.corp.example" } },
		{ "port", { .host = "portal.corp.example", .port = "8080" } },
		{ "address", { .host = "192.0.2.1", .port = "" } }
	};
	struct pool		 pool = { 0 };
	struct client_asks	 asks;
	size_t			 i;

	printf("%s: client, %s\n", row->word, row->title);
	for (i = 0; i < sizeof(example) / sizeof(*example); i++) {
		asks = client_predict(&pool, row, &example[i].name);
		field(example[i].what, pool_printf(&pool, "%s%s%s: %s%s%s%s", example[i].name.host,
		    *example[i].name.port != '\0' ? ":" : "", example[i].name.port,
		    asks.spn != NULL ? asks.spn : "", asks.spn != NULL ? " (" : "", asks.because,
		    asks.spn != NULL ? ")" : ""));
	}
	field("with port", row->port != NULL ? row->port : "no setting puts it into the SPN");
	field("settings", row->settings);
	field("source", row->source);
	pool_free(&pool);
}

static void
explain_sharer(const struct sharer *row)
{
	printf("%s: reached by a server's own name\n", row->word);
	field("what", row->says);
	field("consequence", "An SPN HTTP/ of that name on an account takes the name from it: see node-name-on-account.");
	field("source", row->source);
}

static void
explain_code(enum code_kind kind, const struct code *row)
{
	struct pool	 pool = { 0 };
	size_t		 i;

	puts(code_heading(&pool, kind, row));
	field("what", row->says);
	if (row->cause[1] == NULL)
		field("cause", row->cause[0]);
	for (i = 0; row->cause[1] != NULL && i < CODE_CAUSES && row->cause[i] != NULL; i++)
		field(i == 0 ? "causes" : "", pool_printf(&pool, "%zu. %s", i + 1, row->cause[i]));
	field("next", row->next);
	if (code_kind_row[kind].caution != NULL)
		field("caution", code_kind_row[kind].caution);
	field("source", row->source);
	pool_free(&pool);
}

static size_t
explain_codes(const char *what, size_t n, struct nearest *nearest)
{
	struct code_asked	 asked = { 0 };
	const struct code	*row;
	int			 kind;

	if (what != NULL)
		asked = code_read(what);
	for (kind = 0; kind < N_CODE_KIND; kind++) {
		for (row = code_kind_row[kind].code; row->says != NULL; row++) {
			if (what == NULL || code_meant(&asked, kind, row)) {
				if (n++ > 0)
					putchar('\n');
				explain_code(kind, row);
			} else if (row->name != NULL)
				nearest_try(nearest, row->name);
		}
	}
	return n;
}

/* Every row of every table whose id is WHAT, or all of them for NULL; the
 * others are tried. */
static size_t
explain(const char *what, struct nearest *nearest)
{
	const struct rule		*const *rules, *r;
	const struct delegation_rule	*delegation;
	const struct check		*const *checks, *c;
	const struct identity_row	*identity;
	const struct product		*p;
	const struct word		*kind;
	const struct client		*k;
	const struct sharer		*s;
	size_t				 n = 0;

#define EACH_THAT(is, row, id, print) do { \
	if (what == NULL || (is)) { \
		if (n++ > 0) \
			putchar('\n'); \
		print(row); \
	} else \
		nearest_try(nearest, row->id); \
} while (0)
#define EACH(row, id, print)	EACH_THAT(text_same(row->id, what), row, id, print)
	for (rules = rule_table; *rules != NULL; rules++) {
		for (r = *rules; r->id != NULL; r++)
			EACH(r, id, explain_rule);
	}
	for (delegation = delegation_rule; delegation->id != NULL; delegation++)
		EACH(delegation, id, explain_delegation);
	for (checks = check_table; *checks != NULL; checks++) {
		for (c = *checks; c->id != NULL; c++)
			EACH(c, id, explain_check);
	}
	for (identity = identity_row; identity->word != NULL; identity++)
		EACH_THAT(identity_is(identity, what), identity, word, explain_identity);
	for (p = product; p->word != NULL; p++)
		EACH(p, word, explain_product);
	for (kind = word_balancer_kind; kind->word != NULL; kind++)
		EACH(kind, word, explain_balancer);
	for (k = client; k->word != NULL; k++)
		EACH(k, word, explain_client);
	for (s = sharer; s->word != NULL; s++)
		EACH(s, word, explain_sharer);
#undef EACH
#undef EACH_THAT
	return explain_codes(what, n, nearest);
}

/* A number that no table has is of a kind all the same. */
static int
nothing_such(const char *what, struct nearest *nearest, struct error *err)
{
	struct code_asked	 asked = code_read(what);
	struct pool		 pool = { 0 };

	if (asked.number)
		error_set(err, "explain: '%s' is no code that spnplan knows%s", what, code_elsewhere(&pool, &asked));
	else
		error_set(err, "explain: '%s' is no finding, rule, identity, product, client, kind of balancer or code%s; 'spnplan explain' lists them",
		    what, nearest_says(nearest));
	pool_free(&pool);
	return EXIT_TROUBLE;
}

static void
print_ids(void)
{
	const struct rule		*const *rules, *r;
	const struct delegation_rule	*delegation;
	const struct check		*const *checks, *c;

	for (rules = rule_table; *rules != NULL; rules++) {
		for (r = *rules; r->id != NULL; r++)
			puts(r->id);
	}
	for (delegation = delegation_rule; delegation->id != NULL; delegation++)
		puts(delegation->id);
	for (checks = check_table; *checks != NULL; checks++) {
		for (c = *checks; c->id != NULL; c++)
			puts(c->id);
	}
}

static int
explain_or_not(const char *what, struct error *err)
{
	const char	*pool_name = what == NULL ? NULL : identity_pool_name(what);
	struct nearest	 nearest = { .word = what };

	if (pool_name != NULL && explain_virtual_account(pool_name, err) != 0)
		return EXIT_TROUBLE;
	return explain(what, &nearest) > 0 ? EXIT_CLEAN : nothing_such(what, &nearest, err);
}

/* Several words are one: "event 4". */
static int
explain_words(const struct options *options, struct error *err)
{
	struct pool	 pool = { 0 };
	const char	*what = NULL;
	size_t		 i;
	int		 status;

	for (i = 0; i < options->n_argument; i++)
		what = i == 0 ? options->argument[i] : pool_printf(&pool, "%s %s", what, options->argument[i]);
	status = explain_or_not(what, err);
	pool_free(&pool);
	return status;
}

int
cmd_explain(const struct options *options, struct error *err)
{
	if (options->ids + options->members + options->schema + (options->n_argument > 0) > 1) {
		error_set(err, "explain: one of --ids, --members, --schema, or what is to be explained");
		return EXIT_TROUBLE;
	}
	if (options->ids)
		print_ids();
	else if (options->members)
		farm_members_print(stdout);
	else if (!options->schema)
		return explain_words(options, err);
	else if (farm_schema_print(stdout) != 0) {
		error_set(err, "cannot write the schema");
		return EXIT_TROUBLE;
	}
	return EXIT_CLEAN;
}
