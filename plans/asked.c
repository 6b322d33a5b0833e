#include "plans/asked.h"

#include <string.h>

#include "plans/client.h"
#include "plans/farm.h"
#include "plans/name.h"
#include "plans/spn.h"

/* Where the resolver went from a short name is its full one, or a CNAME of
 * that. */
static const char *
full_name(const struct seen_name *seen)
{
	const char	*first = seen->n_cname > 0 ? seen->cname[0] : seen->canonical;
	size_t		 n = strlen(seen->name);

	return first != NULL && strncmp(first, seen->name, n) == 0 && first[n] == '.' ? first : NULL;
}

static struct client_name
typed(const struct evidence *evidence)
{
	const struct seen_name	*seen = evidence->n_name > 0 ? evidence->name : NULL;
	struct client_name	 name = { .host = evidence->host, .port = evidence->port };

	if (seen == NULL || seen->canonical == NULL) {
		name.record = seen == NULL ? RECORD_UNKNOWN : RECORD_A;
		return name;
	}
	name.full = full_name(seen);
	name.canonical = seen->canonical;
	name.reverse = seen->reverse;
	if (!text_same(seen->canonical, name_qualified(seen->name) || name.full == NULL ? seen->name : name.full))
		name.record = RECORD_CNAME;
	return name;
}

struct asked *
asked_make(struct pool *pool, const struct evidence *evidence, size_t *n_out)
{
	struct asked		*asked = pool_alloc(pool, N_CLIENT * sizeof(*asked));
	struct client_name	 name;
	struct client_asks	 asks;
	size_t			 i, j, n_asking = 0;

	*n_out = 0;
	if (evidence->host == NULL)
		return asked;
	name = typed(evidence);
	for (i = 0; i < N_CLIENT; i++) {
		asks = client_predict(pool, &client[i], &name);
		if (asks.spn == NULL)
			continue;
		for (j = 0; j < *n_out && spn_cmp(asked[j].spn, asks.spn) != 0; j++)
			continue;
		if (j < *n_out)
			asked[j].clients = pool_printf(pool, "%s, %s", asked[j].clients, client[i].title);
		else
			asked[(*n_out)++] = (struct asked){ asks.spn, client[i].title };
		n_asking++;
	}
	if (*n_out == 1 && n_asking == N_CLIENT)
		asked->clients = "every client";
	return asked;
}

const char *
asked_by(struct pool *pool, const struct evidence *evidence, const char *spn)
{
	size_t			 i, n;
	const struct asked	*asked = asked_make(pool, evidence, &n);

	for (i = 0; i < n; i++) {
		if (spn_cmp(asked[i].spn, spn) == 0)
			return asked[i].clients;
	}
	return NULL;
}

static bool
is_four(const char *address)
{
	return strchr(address, ':') == NULL;
}

const char *const *
asked_addresses(struct pool *pool, const struct seen_name *name, size_t *n_out)
{
	const char	**address = pool_alloc(pool, name->n_address * sizeof(*address));
	bool		 four = false;
	size_t		 i;

	*n_out = 0;
	for (i = 0; i < name->n_address; i++)
		four |= is_four(name->address[i]);
	for (i = 0; i < name->n_address; i++) {
		if (is_four(name->address[i]) == four)
			address[(*n_out)++] = name->address[i];
	}
	if (*n_out == 1)
		*n_out = 0;
	return address;
}
