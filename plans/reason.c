#include "plans/reason.h"

#include <string.h>

/* A reason is read by people: of many servers the first ones are enough. */
static char *
list_servers(struct pool *pool, const struct decision *d)
{
	enum { MOST = 8 };
	char	*text = pool_copy(pool, "");
	size_t	 i, n = d->n_server <= MOST ? d->n_server : MOST - 1;

	for (i = 0; i < n; i++)
		text = pool_printf(pool, "%s%s%s", text, i == 0 ? "" : ", ", d->server[i]->name);
	return n == d->n_server ? text :
	    pool_printf(pool, "%s and %zu others", text, d->n_server - n);
}

/* The members that must be known before anyone can tell the server's key. */
static const char *
missing_settings(struct pool *pool, const struct decision *d, const struct farm_server *server)
{
	struct farm_effective	 at = farm_effective(d->site, d->application, server);
	const struct {
		const char	*member;
		bool		 unknown;
	} setting[] = {
		{ "pool.identity", at.pool.identity == IDENTITY_UNKNOWN },
		{ "pool.account", d->site->product->keytab && at.pool.identity != IDENTITY_UNKNOWN },
		{ "useKernelMode", at.authentication.kernel_mode == SETTING_UNKNOWN },
		{ "useAppPoolCredentials", at.authentication.app_pool_credentials == SETTING_UNKNOWN }
	};
	char	*text = pool_copy(pool, "set");
	size_t	 i;

	for (i = 0; i < sizeof(setting) / sizeof(*setting); i++) {
		if (setting[i].unknown)
			text = pool_printf(pool, "%s%s %s", text, strcmp(text, "set") == 0 ? "" : " and",
			    setting[i].member);
	}
	return text;
}

static const char *
key_text(struct pool *pool, const struct decision *d, size_t i)
{
	static const char	*const says[] = {
		[KEY_LOCAL_USER] = "a local user",
		[KEY_LOCAL_SERVICE] = "LocalService"
	};
	const struct farm_account	*account;

	if (d->key[i].kind == KEY_UNUSABLE) {
		account = farm_effective(d->site, d->application, d->server[i]).pool.account;
		return pool_printf(pool, "%s, %s", account->text, account_kind[account->kind].says);
	}
	if (d->key[i].account != NULL)
		return d->key[i].account->text;
	return d->key[i].kind == KEY_UNKNOWN ? missing_settings(pool, d, d->server[i]) :
	    says[d->key[i].kind];
}

static char *
list_keys(struct pool *pool, const struct decision *d)
{
	char	*text = pool_copy(pool, "");
	size_t	 i;

	for (i = 0; i < d->n_server; i++)
		text = pool_printf(pool, "%s%s%s: %s", text, i == 0 ? "" : ", ", d->server[i]->name,
		    key_text(pool, d, i));
	return text;
}

/* A realm is the domain's name in capitals. */
static char *
upper(struct pool *pool, const char *text)
{
	char	*copy = pool_copy(pool, text), *at;

	for (at = copy; *at != '\0'; at++) {
		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - 'a' + 'A');
	}
	return copy;
}

char *
reason_user_name(struct pool *pool, const struct decision *d)
{
	return pool_printf(pool, "%s@%s", d->spn, upper(pool, d->holder->domain->dns));
}

static const char *
filling(struct pool *pool, const struct decision *d, struct span word)
{
	if (span_is(word, "host"))
		return d->host;
	if (span_is(word, "holder"))
		return d->holder != NULL ? d->holder->text : "nobody";
	if (span_is(word, "pool"))
		return d->pool != NULL ? d->pool->text : "the pool";
	if (span_is(word, "servers"))
		return list_servers(pool, d);
	if (span_is(word, "keys"))
		return list_keys(pool, d);
	if (span_is(word, "product"))
		return d->site->product->word;
	if (span_is(word, "accounts"))
		return product_accounts(d->site->product, pool);
	if (span_is(word, "balancer"))
		return d->site->balancer->name;
	if (span_is(word, "upn"))
		return reason_user_name(pool, d);
	if (span_is(word, "rival"))
		return d->rival != NULL ? d->rival->text : "another account";
	return d->against != NULL ? d->against->place : "";
}

/* What goes before the reason where a balancer stands between. */
static char *
asked_by(struct pool *pool, const struct decision *d)
{
	const struct farm_balancer	*balancer = d->site->balancer;
	char				*text;
	size_t				 i;

	if (!d->requested)
		return pool_copy(pool, "");
	text = pool_printf(pool, "balancer '%s' asks for it as", balancer->name);
	for (i = 0; i < balancer->n_account; i++)
		text = pool_printf(pool, "%s%s %s", text, i == 0 ? "" : ",", balancer->account[i]->text);
	return pool_printf(pool, "%s%s; ", text, balancer->requests_by_default ?
	    pool_printf(pool, ", as the kind %s does unless told otherwise", word_for(word_balancer_kind, balancer->kind)) : "");
}

const char *
reason_text(struct pool *pool, const struct decision *d)
{
	char		*text = asked_by(pool, d);
	const char	*at = d->rule->reason, *open, *close;

	while ((open = strchr(at, '{')) != NULL && (close = strchr(open, '}')) != NULL) {
		text = pool_printf(pool, "%s%.*s%s", text, (int)(open - at), at,
		    filling(pool, d, (struct span){ open + 1, (size_t)(close - open - 1) }));
		at = close + 1;
	}
	return pool_printf(pool, "%s%s", text, at);
}
