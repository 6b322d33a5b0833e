#include "plans/directory_open.h"

#include <stdlib.h>
#include <string.h>

#include "plans/dn.h"
#include "plans/fold.h"
#include "plans/sid.h"
#include "plans/value.h"

static const struct account_more	nothing_more;

/*
 * Where the values of an attribute are kept: a list, or a member of struct
 * account, of what few accounts have, of a group or of a trust.  Without a row
 * it belongs to none of them.
 */
enum keeper { NOWHERE, LIST, ACCOUNT, MORE, GROUP, TRUST };

enum list { LIST_SPN, LIST_OTHER_DNS_NAME, LIST_DELEGATES_TO, LIST_MEMBER, N_LIST };

struct place {
	enum keeper	 in;
	size_t		 at;
	size_t		 has;	/* the bool beside it, or 0 */
	bool		 moves;	/* changes by itself meanwhile: the greatest counts */
};

#define IN_LIST(list) \
	{ .in = LIST, .at = (list) }
#define IN_ACCOUNT(member) \
	{ .in = ACCOUNT, .at = offsetof(struct account, member) }
#define AND_HAS(member) \
	{ .in = ACCOUNT, .at = offsetof(struct account, member), \
	  .has = offsetof(struct account, has_##member) }
#define IN_TRUST(member) \
	{ .in = TRUST, .at = offsetof(struct trust, member) }
#define IN_MORE(member) \
	{ .in = MORE, .at = offsetof(struct account_more, member) }

static const struct place	place[N_ATTRIBUTE] = {
	[ATTR_OBJECT_SID] = IN_ACCOUNT(sid),
	[ATTR_SAM] = IN_ACCOUNT(sam),
	[ATTR_UAC] = AND_HAS(uac),
	[ATTR_SPN] = IN_LIST(LIST_SPN),
	[ATTR_UPN] = IN_ACCOUNT(upn),
	[ATTR_DNS_NAME] = IN_ACCOUNT(dns_name),
	[ATTR_OTHER_DNS_NAMES] = IN_LIST(LIST_OTHER_DNS_NAME),
	[ATTR_OS] = IN_ACCOUNT(os),
	[ATTR_DELEGATES_TO] = IN_LIST(LIST_DELEGATES_TO),
	[ATTR_ACTS_FOR] = IN_MORE(acts_for),
	[ATTR_PASSWORD_READERS] = IN_MORE(password_readers),
	[ATTR_SECURITY] = IN_MORE(security),
	[ATTR_ETYPES] = AND_HAS(etypes),
	[ATTR_PWD_LAST_SET] = AND_HAS(pwd_last_set),
	[ATTR_LAST_LOGON] = { .in = ACCOUNT, .moves = true,
	    .at = offsetof(struct account, last_logon) },
	[ATTR_EXPIRES] = IN_ACCOUNT(expires),
	[ATTR_LOCKOUT] = { .in = MORE, .moves = true,
	    .at = offsetof(struct account_more, lockout) },
	[ATTR_CREATED] = IN_ACCOUNT(created),
	[ATTR_ADMIN_COUNT] = IN_MORE(admin_count),
	[ATTR_PRIMARY_GROUP] = IN_ACCOUNT(primary_group),
	[ATTR_UAC_COMPUTED] = { .in = ACCOUNT, .moves = true,
	    .at = offsetof(struct account, uac_computed),
	    .has = offsetof(struct account, has_uac_computed) },
	[ATTR_KEY_VERSION] = IN_ACCOUNT(key_version),
	[ATTR_PRECEDED_BY] = IN_MORE(preceded_by),
	[ATTR_SUPERSEDED_BY] = IN_MORE(superseded_by),
	[ATTR_SUPERSEDED_STATE] = IN_MORE(superseded_state),
	[ATTR_MEMBER] = IN_LIST(LIST_MEMBER),
	[ATTR_TRUST_PARTNER] = IN_TRUST(partner),
	[ATTR_TRUST_DIRECTION] = IN_TRUST(direction),
	[ATTR_TRUST_ATTRIBUTES] = IN_TRUST(attributes),
	[ATTR_TRUST_INFO] = IN_TRUST(info),
	[ATTR_GROUP_TYPE] = { .in = GROUP,
	    .at = offsetof(struct group, type),
	    .has = offsetof(struct group, has_type) },
};

struct list_of {
	const char	**text;
	size_t		 n;
};

/* An object that is being made of its entries. */
struct making {
	struct pool		*pool;
	struct account		*account;
	struct account_more	*more;		/* that of the account, NULL: none yet */
	struct made		*made;
	const struct met	*first;
	const struct met	*now;		/* whose values are taken */
	uint64_t		 valued;	/* attributes of one value that have it */
	struct list_of		 list[N_LIST];
};

/* Where the attribute came from before this entry, NULL: it did not. */
static const char *
earlier_place(const struct making *m, enum attribute_id id)
{
	const struct met	*met, *last = NULL;
	size_t			 i;

	for (i = 0; (met = met_nth(m->first, i)) != m->now; i++)
		if (attributes_have(met->attributes, id))
			last = met;
	return last == NULL ? NULL : met_place(m->pool, last);
}

/* What is kept of the attribute, which may be what all have that have none. */
static const void *
kept(const struct making *m, enum attribute_id id)
{
	const void	*const in[] = {
		[ACCOUNT] = m->account, [MORE] = m->account->more,
		[GROUP] = &m->made->group, [TRUST] = &m->made->trust
	};

	return (const char *)in[place[id].in] + place[id].at;
}

static struct account_more *
more_of(struct making *m)
{
	if (m->more == NULL)
		m->account->more = m->more = pool_alloc(m->pool, sizeof(*m->more));
	return m->more;
}

static void
keep(struct making *m, enum attribute_id id, const void *what, size_t size)
{
	char		*in = (char *)m->account;
	const bool	 yes = true;

	if (place[id].in == GROUP)
		in = (char *)&m->made->group;
	else if (place[id].in == TRUST)
		in = (char *)&m->made->trust;
	else if (place[id].in == MORE)
		in = (char *)more_of(m);
	memcpy(in + place[id].at, what, size);
	if (place[id].has != 0)
		memcpy(in + place[id].has, &yes, sizeof(yes));
}

static int
contradiction(const struct making *m, enum attribute_id id, const char *text,
    const char *earlier, struct error *err)
{
	const char	*where = earlier_place(m, id);

	return error_set(err, "%s is '%.100s', but '%.100s'%s%s",
	    attribute[id].name, text, earlier, where == NULL ? " too" : " at ",
	    where == NULL ? "" : where);
}

static int
keep_text(struct making *m, enum attribute_id id, const char *text, struct error *err)
{
	const char	*earlier;

	memcpy(&earlier, kept(m, id), sizeof(earlier));
	if (earlier != NULL && strcmp(text, earlier) != 0)
		return contradiction(m, id, text, earlier, err);
	keep(m, id, &text, sizeof(text));
	return 0;
}

static int
take_text(struct making *m, const struct packed_value *value, struct error *err)
{
	return keep_text(m, value->id, value_text(m->pool, value->text), err);
}

static int
take_sid(struct making *m, const struct packed_value *value, struct error *err)
{
	return keep_text(m, value->id, sid_text(m->pool, value->text), err);
}

static int
take_bytes(struct making *m, const struct packed_value *value, struct error *err)
{
	struct span	 earlier, bytes = value->text;
	const char	*where;

	memcpy(&earlier, kept(m, value->id), sizeof(earlier));
	if (earlier.at != NULL && !span_same(earlier, bytes)) {
		where = earlier_place(m, value->id);
		return error_set(err, "%s has other bytes%s%s",
		    attribute[value->id].name, where == NULL ? " too" :
		    " than at ", where == NULL ? "" : where);
	}
	bytes.at = pool_ncopy(m->pool, bytes.at, bytes.n);
	keep(m, value->id, &bytes, sizeof(bytes));
	return 0;
}

/* Numbers of either size. */
static int64_t
kept_number(const struct making *m, enum attribute_id id)
{
	uint32_t	 narrow;
	int64_t		 wide;

	if (attribute[id].as == AS_NUMBER) {
		memcpy(&narrow, kept(m, id), sizeof(narrow));
		return narrow;
	}
	memcpy(&wide, kept(m, id), sizeof(wide));
	return wide;
}

static void
keep_number(struct making *m, enum attribute_id id, int64_t wide)
{
	uint32_t	 narrow = (uint32_t)wide;

	/* Nobody pays for what is 0 as it is. */
	if (place[id].in == MORE && m->more == NULL && wide == 0)
		return;
	if (attribute[id].as == AS_NUMBER)
		keep(m, id, &narrow, sizeof(narrow));
	else
		keep(m, id, &wide, sizeof(wide));
}

static int
take_number(struct making *m, const struct packed_value *value, struct error *err)
{
	int64_t	 number = value->number, earlier = kept_number(m, value->id);

	if (attributes_have(m->valued, value->id) && earlier != number) {
		if (!place[value->id].moves)
			return contradiction(m, value->id,
			    pool_printf(m->pool, "%lld", (long long)number),
			    pool_printf(m->pool, "%lld", (long long)earlier), err);
		number = number > earlier ? number : earlier;
	}
	keep_number(m, value->id, number);
	m->valued |= ATTRIBUTE_BIT(value->id);
	return 0;
}

/* The two parts of a value as one. */
static struct span
whole(struct pool *pool, const struct packed_value *value)
{
	char	*text;

	if (value->more.n == 0)
		return value->text;
	text = pool_alloc(pool, value->text.n + value->more.n);
	if (value->text.n > 0)
		memcpy(text, value->text.at, value->text.n);
	memcpy(text + value->text.n, value->more.at, value->more.n);
	return (struct span){ text, value->text.n + value->more.n };
}

static void
take_listed(struct making *m, const struct packed_value *value)
{
	struct list_of	*list = &m->list[place[value->id].at];

	list->text = pool_more(m->pool, list->text, list->n, sizeof(*list->text));
	list->text[list->n++] = value_text(m->pool, whole(m->pool, value));
}

static int
take(struct making *m, const struct packed_value *value, struct error *err)
{
	static int	(*const take_as[])(struct making *,
			    const struct packed_value *, struct error *) = {
		[AS_TEXT] = take_text, [AS_NUMBER] = take_number,
		[AS_FILETIME] = take_number, [AS_TIME] = take_number,
		[AS_SID] = take_sid, [AS_BYTES] = take_bytes
	};

	if (place[value->id].in == NOWHERE)
		return 0;
	if (place[value->id].in != LIST)
		return take_as[attribute[value->id].as](m, value, err);
	take_listed(m, value);
	return 0;
}

/* -- made of them all -- */

static int
value_cmp(const void *a, const void *b)
{
	const char	*text_a = *(const char *const *)a;
	const char	*text_b = *(const char *const *)b;
	int		 c = fold_cmp(text_a, text_b);

	return c != 0 ? c : strcmp(text_a, text_b);
}

/* Sorted, and doubles dropped. */
static void
sort_list(struct list_of *list)
{
	size_t	 i, kept_n = 0;

	if (list->n > 1)
		qsort(list->text, list->n, sizeof(*list->text), value_cmp);
	for (i = 0; i < list->n; i++)
		if (kept_n == 0 || strcmp(list->text[kept_n - 1], list->text[i]) != 0)
			list->text[kept_n++] = list->text[i];
	list->n = kept_n;
}

static void
close_lists(struct making *m)
{
	struct account	*account = m->account;
	size_t		 i;

	for (i = 0; i < N_LIST; i++)
		sort_list(&m->list[i]);
	account->spn = m->list[LIST_SPN].text;
	account->n_spn = m->list[LIST_SPN].n;
	account->other_dns_name = m->list[LIST_OTHER_DNS_NAME].text;
	account->n_other_dns_name = m->list[LIST_OTHER_DNS_NAME].n;
	if (m->list[LIST_DELEGATES_TO].n > 0) {
		more_of(m)->delegates_to = m->list[LIST_DELEGATES_TO].text;
		m->more->n_delegates_to = m->list[LIST_DELEGATES_TO].n;
	}
}

/* Of all the places where an object was met, and ways to write its DN, the
 * same one whatever came first. */
static void
prefer(struct making *m)
{
	struct account		*account = m->account;
	const struct met	*met = m->now;
	const char		*source = met->in->shard->source;
	const char		*dn = value_text(m->pool, met_dn(m->pool, met));
	size_t			 line = met_line(met);
	int			 c = account->source == NULL ? -1 :
				    strcmp(source, account->source);

	if (c < 0 || (c == 0 && line < account->line)) {
		account->source = source;
		account->line = line;
	}
	if (account->dn == NULL || strcmp(dn, account->dn) < 0)
		account->dn = dn;
}

static int
take_entry(struct making *m, struct error *err)
{
	struct packed		 values = met_values(m->now);
	struct packed_value	 value;

	while (packed_next(&values, &value))
		if (take(m, &value, err) == -1)
			return -1;
	m->account->kind = account_more_specific(m->account->kind,
	    (enum account_kind)m->now->kind);
	prefer(m);
	return 0;
}

static void
close_group(const struct making *m)
{
	const struct account	*account = m->account;
	struct group		*group = &m->made->group;

	group->dn = account->dn;
	group->domain = account->domain;
	group->sam = account->sam;
	group->sid = account->sid;
	group->member = m->list[LIST_MEMBER].text;
	group->n_member = m->list[LIST_MEMBER].n;
}

int
object_make(struct pool *pool, const struct met *first, struct made *made,
    const struct met **at, struct error *err)
{
	struct making	 m = { .pool = pool, .made = made, .first = first };
	size_t		 i;

	*made = (struct made){ .account = pool_alloc(pool, sizeof(*made->account)) };
	m.account = made->account;
	m.account->more = &nothing_more;
	if (first->in->home != NULL && first->in->home->home != NULL)
		m.account->domain = first->in->home->home->closed;
	for (i = 0; (m.now = met_nth(first, i)) != NULL; i++) {
		*at = m.now;
		if (take_entry(&m, err) == -1)
			return -1;
	}
	close_lists(&m);
	close_group(&m);
	made->trust.domain = m.account->domain;
	return 0;
}
