#include "plans/directory_open.h"

#include <string.h>

#include "plans/dn.h"
#include "plans/key.h"
#include "plans/value.h"

/* The domain DNS, one of the last that came where it did not change. */
static struct shard_home *
shard_home(struct shard *shard, const char *dns)
{
	enum { N_LAST = 8 };
	struct shard_home	*home;
	size_t			 i;

	if (*dns == '\0')
		return NULL;
	for (i = shard->n_home; i > 0 && shard->n_home - i < N_LAST; i--)
		if (strcmp(shard->home[i - 1]->dns, dns) == 0)
			return shard->home[i - 1];
	home = pool_alloc(&shard->pool, sizeof(*home));
	home->dns = pool_copy(&shard->pool, dns);
	home->on_all = UINT64_MAX;
	shard->home = pool_more(&shard->pool, shard->home, shard->n_home,
	    sizeof(*shard->home));
	shard->home[shard->n_home++] = home;
	return home;
}

/* What a value takes to be read: a parser, care, or care unless a backslash
 * stands before it.  All else folds byte for byte, if it is ASCII. */
enum { PARSED = 1, CAREFUL, ESCAPED };

static const unsigned char	how[256] = {
	['"'] = PARSED, ['+'] = PARSED, [';'] = PARSED,
	['#'] = CAREFUL, ['='] = CAREFUL, ['\\'] = CAREFUL,
	['<'] = ESCAPED, ['>'] = ESCAPED,
};

static unsigned
how_is(char c)
{
	return c >= ' ' && c <= '~' ? how[(unsigned char)c] : CAREFUL;
}

/* May a backslash stand before it so that the fold has it too? */
static bool
is_escaped(char c)
{
	return c == ',' || c == '\\' || how_is(c) == PARSED || how_is(c) == ESCAPED;
}

/* The length of a type, "CN", with its "="; 0 for what is none, and for a DC,
 * which may be a part of the domain's name. */
static size_t
type_length(struct span dn)
{
	size_t	 i = 0;

	while (i < dn.n && text_host[(unsigned char)dn.at[i]])
		i++;
	if (i == 0 || i == dn.n || dn.at[i] != '=' ||
	    (i == 2 && span_is((struct span){ dn.at, i }, "DC")))
		return 0;
	return i + 1;
}

/*
 * The first RDN of a DN, 0 bytes where it takes a parser to find it: one that
 * is quoted, of several parts, or of the domain.  *PLAIN: its fold is itself,
 * in lower case.
 */
static struct span
rdn_of(struct span dn, bool *plain)
{
	struct span	 none = { dn.at, 0 };
	size_t		 i = type_length(dn);
	struct span	 rdn;

	if (i == 0 || i == dn.n)
		return none;
	for (*plain = dn.at[i] != ' '; i < dn.n && dn.at[i] != ','; i++) {
		if (text_host[(unsigned char)dn.at[i]] || how_is(dn.at[i]) == 0)
			continue;
		if (how_is(dn.at[i]) == PARSED)
			return none;
		if (dn.at[i] != '\\' || ++i == dn.n || !is_escaped(dn.at[i]))
			*plain = false;
	}
	rdn = (struct span){ dn.at, i < dn.n ? i : dn.n };
	*plain = *plain && rdn.at[rdn.n - 1] != ' ';
	return rdn;
}

/* DN has the container behind its first N_RDN bytes. */
static int
container_parse(struct container *container, struct shard *shard, struct span dn,
    size_t n_rdn, struct error *err)
{
	struct span	 text = container->text;
	char		*folded;

	if (dn_fold(&shard->scratch, dn, &folded, err) == -1)
		return -1;
	container->home = shard_home(shard, dn_domain(&shard->scratch, dn));
	container->deleted = dn_deleted(n_rdn == 0 ? dn :
	    span_of(pool_printf(&shard->scratch, "CN=x%s", text.at)));
	container->key = key_dn_rest(shard->seed, span_of(folded));
	return 0;
}

static struct container	*container_learn(struct shard *, struct span dn, size_t n_rdn,
			    uint32_t key, unsigned depth, struct error *);

/* The container of a DN whose first RDN has N_RDN bytes. */
static inline struct container *
container_of(struct shard *shard, struct span dn, size_t n_rdn, unsigned depth,
    struct error *err)
{
	const struct span	 text = { dn.at + n_rdn, dn.n - n_rdn };
	const uint32_t		 key = key_bytes(shard->seed, text);
	const struct recent	*recent = shard->recent[key % N_WAY];
	size_t			 i;

	for (i = 0; i < N_PER_WAY; i++)
		if (recent[i].key == key && recent[i].container != NULL &&
		    span_same(recent[i].container->text, text))
			return recent[i].container;
	return container_learn(shard, dn, n_rdn, key, depth, err);
}

/* Of most containers, what contains them is known and says nearly all. */
static bool
container_nested(struct container *container, struct shard *shard, unsigned depth)
{
	enum { DEPTH_MOST = 16 };
	struct error		 ignored = { "" };
	struct container	*in;
	struct span		 dn = container->text, rdn;
	bool			 plain = false;

	if (dn.n == 0 || dn.at[0] != ',' || depth == DEPTH_MOST)
		return false;
	dn = (struct span){ dn.at + 1, dn.n - 1 };
	rdn = rdn_of(dn, &plain);
	if (rdn.n == 0 || !plain || span_is(rdn, "CN=Deleted Objects") ||
	    (in = container_of(shard, dn, rdn.n, depth + 1, &ignored)) == NULL)
		return false;
	container->home = in->home;
	container->deleted = in->deleted;
	container->key = key_dn(shard->seed, rdn, in->key);
	return true;
}

/* For a DN without its first N_RDN bytes, which at a DEPTH is part of the text
 * of another one. */
static struct container *
container_new(struct shard *shard, struct span dn, size_t n_rdn, unsigned depth,
    struct error *err)
{
	struct container	*container = pool_alloc(&shard->pool, sizeof(*container));
	struct span		 text = { dn.at + n_rdn, dn.n - n_rdn };

	container->shard = shard;
	container->text = text;
	if (depth == 0)
		container->text.at = pool_ncopy(&shard->pool, text.at, text.n);
	if (!container_nested(container, shard, depth) &&
	    container_parse(container, shard, dn, n_rdn, err) == -1)
		return NULL;
	return container;
}

/* The one for container_of, from now on known. */
static struct container *
container_learn(struct shard *shard, struct span dn, size_t n_rdn, uint32_t key,
    unsigned depth, struct error *err)
{
	struct container	*container = container_new(shard, dn, n_rdn, depth, err);

	shard->recent[key % N_WAY][shard->n_missed++ % N_PER_WAY] = (struct recent){ key, container };
	return container;
}

/* Where an entry is whose RDN does not fold byte for byte, or was not found. */
static int
where_odd(struct shard *shard, struct span dn, struct where *where, struct error *err)
{
	char	*folded;

	if (where->rdn.n == 0)
		where->in = container_new(shard, dn, 0, 0, err);
	if (where->in == NULL ||
	    dn_fold(&shard->scratch, where->rdn.n == 0 ? dn : where->rdn,
	    &folded, err) == -1)
		return -1;
	where->deleted = dn_deleted(dn);
	where->key = key_noted(where->rdn.n == 0 ?
	    key_dn_whole(shard->seed, span_of(folded)) :
	    key_dn(shard->seed, span_of(folded), where->in->key));
	return 0;
}

int
where_is(struct shard *shard, struct span dn, struct where *where, struct error *err)
{
	bool	 plain = false;

	where->rdn = rdn_of(dn, &plain);
	where->in = where->rdn.n == 0 ? NULL :
	    container_of(shard, dn, where->rdn.n, 0, err);
	if (where->rdn.n == 0 || !plain)
		return where_odd(shard, dn, where, err);
	if (where->in == NULL)
		return -1;
	where->deleted = where->in->deleted;
	where->key = key_noted(key_dn(shard->seed, where->rdn, where->in->key));
	return 0;
}
