#include "ldap/discover.h"

#include <arpa/nameser.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdlib.h>
#include <string.h>

enum { N_ANSWER = 65536, SRV_FIXED = 6 };

static int
by_order(const void *a, const void *b)
{
	const struct target	*x = a, *y = b;
	int			 c;

	if (x->priority != y->priority)
		return x->priority < y->priority ? -1 : 1;
	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	if ((c = strcmp(x->host, y->host)) != 0)
		return c;
	return x->port < y->port ? -1 : x->port > y->port;
}

/* priority, weight, port, name (RFC 2782) */
static int
target_parse(struct pool *pool, ns_msg message, const ns_rr *record, struct target *target)
{
	const unsigned char	*data = ns_rr_rdata(*record);
	char			 name[NS_MAXDNAME];

	if (ns_rr_rdlen(*record) <= SRV_FIXED || ns_name_uncompress(ns_msg_base(message),
	    ns_msg_end(message), data + SRV_FIXED, name, sizeof(name)) < 0)
		return -1;
	target->priority = ns_get16(data);
	target->weight = ns_get16(data + 2);
	target->port = ns_get16(data + 4);
	target->host = pool_copy(pool, name);
	return 0;
}

int
discover_parse(struct pool *pool, const char *name, const unsigned char *answer, size_t n,
    struct target **target_out, size_t *n_out, struct error *err)
{
	struct target	 target;
	ns_msg		 message;
	ns_rr		 record;
	int		 i;

	*target_out = NULL;
	*n_out = 0;
	if (n > N_ANSWER || ns_initparse(answer, (int)n, &message) < 0)
		return error_set(err, "the answer for the SRV records of '%s' is malformed", name);
	for (i = 0; i < ns_msg_count(message, ns_s_an); i++) {
		if (ns_parserr(&message, ns_s_an, i, &record) < 0)
			return error_set(err, "the answer for the SRV records of '%s' is malformed", name);
		if (ns_rr_type(record) != ns_t_srv)
			continue;
		if (target_parse(pool, message, &record, &target) < 0)
			return error_set(err, "an SRV record of '%s' is malformed", name);
		/* "." says that the service is not offered; 0 is no port. */
		if (*target.host == '\0' || strcmp(target.host, ".") == 0 || target.port == 0)
			continue;
		*target_out = pool_more(pool, *target_out, *n_out, sizeof(**target_out));
		(*target_out)[(*n_out)++] = target;
	}
	if (*n_out == 0)
		return error_set(err, "'%s' has no SRV records", name);
	qsort(*target_out, *n_out, sizeof(**target_out), by_order);
	return 0;
}

static const char *
reason(int why)
{
	return why == HOST_NOT_FOUND ? "there is no such name" :
	    why == NO_DATA ? "there are none" :
	    why == TRY_AGAIN ? "no name server answers" : "the name server refuses";
}

int
discover_locate(void *arg, struct pool *pool, const char *name, struct target **target_out,
    size_t *n_out, struct error *err)
{
	struct __res_state	 state;
	struct pool		 scratch = { 0 };
	unsigned char		*answer = pool_alloc(&scratch, N_ANSWER);
	int			 n, result = -1;

	(void)arg;
	memset(&state, 0, sizeof(state));
	if (res_ninit(&state) < 0)
		error_set(err, "cannot ask for names: %s", strerror(errno));
	else {
		if ((n = res_nquery(&state, name, ns_c_in, ns_t_srv, answer, N_ANSWER)) < 0)
			error_set(err, "no SRV records of '%s': %s", name, reason(state.res_h_errno));
		else
			result = discover_parse(pool, name, answer, (size_t)n, target_out, n_out, err);
		res_nclose(&state);
	}
	pool_free(&scratch);
	return result;
}
