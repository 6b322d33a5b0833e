#include "plans/prediction.h"

#include <stdbool.h>
#include <string.h>

#include "plans/lower_bound.h"
#include "plans/name.h"
#include "plans/spn.h"

/* A site under way. */
struct asked {
	struct pool		*pool;
	const struct plan	*plan;
	const struct farm_site	*site;
	size_t			 first, n_decision; /* the plan's own decisions on it, by SPN */
	struct prediction	*at;		/* where the next one goes */
};

/* HOST/ answers for HTTP, as with AD FS. */
static bool
is_called(const struct farm_site *site)
{
	return text_same(site->service, "HTTP") || text_same(site->service, "HOST");
}

static int
by_spn(const void *key, const void *decision)
{
	return spn_cmp(key, ((const struct decision *)decision)->spn);
}

/* What the site decides about "HTTP/host" in its own class; of two, not what
 * a balancer asks for on behalf of users. */
static const struct decision *
decision_of(const struct asked *asked, const char *spn)
{
	const char		*own = pool_printf(asked->pool, "%s%s", asked->site->service, strchr(spn, '/'));
	const struct decision	*d = asked->plan->decision + asked->first;
	size_t			 i = lower_bound(own, d, asked->n_decision, sizeof(*d), by_spn);

	while (i + 1 < asked->n_decision && d[i].requested && spn_cmp(d[i + 1].spn, own) == 0)
		i++;
	return i < asked->n_decision && spn_cmp(d[i].spn, own) == 0 ? &d[i] : NULL;
}

/* Is HOST another own name of the one machine whose key decrypts?  Then its
 * HOST/ answers, unplanned. */
static bool
is_answered(const struct asked *asked, const struct decision *typed, const char *host)
{
	const struct farm_server	*server = farm_own_name(asked->plan->farm, host);

	return server != NULL && typed != NULL && typed->n_server == 1 && typed->server[0] == server &&
	    typed->key[0].kind == KEY_MACHINE && typed->point.host == HOST_ANSWERS;
}

/* The first name of the site that begins with HOST and a dot. */
static const struct farm_site_name *
full_name(const struct asked *asked, const char *host)
{
	const char			*prefix = pool_printf(asked->pool, "%s.", host);
	const struct farm_site_name	*name = farm_site_name_from(asked->site, prefix);

	return name != NULL && strncmp(name->text, prefix, strlen(prefix)) == 0 ? name : NULL;
}

static struct client_name
name_of(const struct asked *asked, const struct farm_site_name *name)
{
	const struct farm_clients	*clients = &asked->site->clients;
	const struct farm_server	*server = farm_own_name(asked->plan->farm, name->host);
	const struct farm_site_name	*full = name_qualified(name->host) ? NULL : full_name(asked, name->host);
	const struct farm_name		*dns = name->dns_name;
	struct client_name		 typed = { .host = name->host, .port = name->port,
	    .stops_at_cname = clients->canonicalize_cname == SETTING_NO,
	    .port_in_spn = clients->port_in_spn == SETTING_YES };

	typed.full = server != NULL ? server->dns : full != NULL ? full->host : NULL;
	if (dns == NULL && full != NULL)
		dns = full->dns_name;
	if (dns != NULL) {
		typed.record = dns->record;
		typed.canonical = dns->canonical;
		typed.reverse = farm_reverse(dns);
		typed.reverse_unknown = dns->reverse != NULL && typed.reverse == NULL;
	}
	return typed;
}

static void
predict(struct asked *asked, const struct farm_site_name *name)
{
	struct client_name	 typed = name_of(asked, name);
	const struct decision	*d = decision_of(asked, pool_printf(asked->pool, "HTTP/%s", name->host));
	struct client_asks	 asks;
	size_t			 i;

	for (i = 0; i < N_CLIENT; i++, asked->at++) {
		*asked->at = (struct prediction){ .site = asked->site, .name = name, .client = &client[i], .decision = d };
		if (d != NULL && d->rule->outcome == OUTCOME_NONE_NEEDED) {
			asked->at->because = pool_printf(asked->pool, "no ticket (%s)", d->reason);
			continue;
		}
		asks = client_predict(asked->pool, &client[i], &typed);
		asked->at->host = asks.host;
		asked->at->spn = asks.spn;
		asked->at->because = asks.because;
		if (asks.spn == NULL || !is_answered(asked, d, asks.host))
			asked->at->decision = asks.spn == NULL ? NULL : decision_of(asked, asks.spn);
	}
}

/* The decisions of the site from *AT on; those of its applications come after
 * its own. */
static void
take_decisions(struct asked *asked, size_t *at)
{
	const struct plan	*plan = asked->plan;
	const struct decision	*d = plan->decision;

	asked->first = *at;
	asked->n_decision = 0;
	for (; *at < plan->n_decision && d[*at].site == asked->site; ++*at)
		asked->n_decision += d[*at].application == NULL;
}

struct prediction *
predictions_make(struct pool *pool, const struct plan *plan, size_t *n_out)
{
	const struct farm	*farm = plan->farm;
	struct asked		 asked = { .pool = pool, .plan = plan };
	struct prediction	*first;
	size_t			 i, j, at = 0, n = 0;

	for (i = 0; i < farm->n_site; i++)
		n += is_called(&farm->site[i]) ? farm->site[i].n_host * N_CLIENT : 0;
	asked.at = first = pool_alloc(pool, n * sizeof(*first));
	for (i = 0; i < farm->n_site; i++) {
		asked.site = &farm->site[i];
		take_decisions(&asked, &at);
		for (j = 0; is_called(asked.site) && j < asked.site->n_host; j++)
			predict(&asked, &asked.site->host[j]);
	}
	*n_out = n;
	return first;
}

bool
prediction_differs(const struct prediction *p)
{
	size_t	 n = strlen(p->name->host);

	if (p->spn == NULL || p->decision == NULL)
		return p->decision == NULL;
	return strncmp(p->host, p->name->host, n) != 0 || (p->host[n] != '\0' && p->host[n] != '.') ||
	    strchr(p->spn, ':') != NULL;
}

bool
predictions_differ(const struct prediction *p)
{
	size_t	 i;

	for (i = 0; i < N_CLIENT; i++) {
		if (prediction_differs(&p[i]))
			return true;
	}
	return false;
}

bool
prediction_same(const struct prediction *a, const struct prediction *b)
{
	return (a->spn == b->spn || (a->spn != NULL && b->spn != NULL && strcmp(a->spn, b->spn) == 0)) &&
	    strcmp(a->because, b->because) == 0;
}
