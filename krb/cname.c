#include "krb/cname.h"

#include <arpa/nameser.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdbool.h>
#include <string.h>

#include "plans/name.h"
#include "plans/printable.h"
#include "plans/text.h"

enum { N_ANSWER = 65536, CHAIN_MOST = 16 };

/* The CNAME of OWNER, or NULL. */
static const char *
cname_of(struct pool *pool, const char *owner, ns_msg message)
{
	char	 target[NS_MAXDNAME];
	ns_rr	 record;
	int	 i;

	for (i = 0; i < ns_msg_count(message, ns_s_an); i++) {
		if (ns_parserr(&message, ns_s_an, i, &record) < 0)
			return NULL;
		if (ns_rr_type(record) == ns_t_cname && text_same(ns_rr_name(record), owner) &&
		    ns_name_uncompress(ns_msg_base(message), ns_msg_end(message), ns_rr_rdata(record),
		    target, sizeof(target)) >= 0)
			return pool_lower(pool, printable(pool, target));
	}
	return NULL;
}

static bool
is_among(const char *name, const char *const *list, size_t n)
{
	size_t	 i;

	for (i = 0; i < n && !text_same(list[i], name); i++)
		;
	return i < n;
}

const char *const *
cname_chain(struct pool *pool, const char *name, const unsigned char *answer, size_t n, size_t *n_out)
{
	const char	**chain = pool_alloc(pool, CHAIN_MOST * sizeof(*chain)), *next = name;
	ns_msg		 message;

	*n_out = 0;
	if (n > N_ANSWER || ns_initparse(answer, (int)n, &message) < 0)
		return chain;
	while (*n_out < CHAIN_MOST && (next = cname_of(pool, next, message)) != NULL &&
	    !text_same(next, name) && !is_among(next, chain, *n_out))
		chain[(*n_out)++] = next;
	return chain;
}

/* Sent as it is, because the library keeps back the answer that a CNAME leads
 * to no name. */
static const char *const *
ask(struct __res_state *state, struct pool *pool, const char *name, size_t *n_out)
{
	struct pool		 scratch = { 0 };
	unsigned char		*answer = pool_alloc(&scratch, N_ANSWER), query[NS_PACKETSZ];
	const char		*const *chain = NULL;
	int			 n;

	*n_out = 0;
	n = res_nmkquery(state, ns_o_query, name, ns_c_in, ns_t_a, NULL, 0, NULL, query, sizeof(query));
	if (n >= 0 && (n = res_nsend(state, query, n, answer, N_ANSWER)) >= 0)
		chain = cname_chain(pool, name, answer, (size_t)n, n_out);
	pool_free(&scratch);
	return chain;
}

const char *const *
cname_ask(struct pool *pool, const char *host, size_t *n_out)
{
	const char		*const *chain = NULL;
	struct __res_state	 state;
	size_t			 i;

	*n_out = 0;
	memset(&state, 0, sizeof(state));
	if (res_ninit(&state) < 0)
		return NULL;
	if (name_qualified(host))
		chain = ask(&state, pool, host, n_out);
	else
		for (i = 0; i < MAXDNSRCH && state.dnsrch[i] != NULL && *n_out == 0; i++)
			chain = ask(&state, pool, pool_printf(pool, "%s.%s", host, state.dnsrch[i]), n_out);
	res_nclose(&state);
	return chain;
}
