#include "plans/membership.h"

#include <string.h>

#include "plans/dn.h"
#include "plans/fold.h"
#include "plans/key.h"
#include "plans/sid.h"
#include "plans/table.h"

void
told_also(struct told *told, struct told more)
{
	if (told->answer == ANSWER_YES || more.answer == ANSWER_NO ||
	    (told->answer == ANSWER_UNKNOWN && more.answer == ANSWER_UNKNOWN))
		return;
	*told = more;
}

/*
 * Which SIDs and groups there are to look at
 */

struct walk {
	struct pool			*pool;
	const struct directory		*directory;
	const struct domain		*where;
	const struct membership_walk	*to;
	const struct group		**group;	/* met, the first of them looked at */
	size_t				 n_group;
	struct table			 sid;		/* met */
	bool				*met;		/* by the place of a group in the directory */
};

/* Does it grant anything to its members where the token is made?  Perhaps,
 * where its type did not come. */
static bool
counts(const struct walk *walk, const struct group *group)
{
	if (!group->has_type)
		return true;
	return (group->type & (uint32_t)GROUP_SECURITY) != 0 &&
	    ((group->type & GROUP_DOMAIN_LOCAL) == 0 || group->domain == walk->where);
}

static void
meet_group(struct walk *walk, const struct group *group)
{
	const size_t	 place = group->number;

	if (walk->met[place] || !counts(walk, group))
		return;
	walk->met[place] = true;
	walk->group = pool_more(walk->pool, walk->group, walk->n_group, sizeof(*walk->group));
	walk->group[walk->n_group++] = group;
}

static void
meet_sid(struct walk *walk, const char *sid)
{
	const uint32_t		 key = key_bytes(walk->directory->seed, span_of(sid));
	const struct group	*group;
	const char		*met;
	size_t			 step = 0;

	while ((met = table_next(&walk->sid, key, &step)) != NULL)
		if (strcmp(met, sid) == 0)
			return;
	table_put(walk->pool, &walk->sid, key, pool_copy(walk->pool, sid));
	group = directory_group_of_sid(walk->directory, walk->where, sid);
	walk->to->sid(walk->to->arg, sid);
	if (group != NULL)
		meet_group(walk, group);
}

/* "CN=S-1-5-11,CN=ForeignSecurityPrincipals,...": the SID, or NULL. */
static const char *
foreign_sid(struct pool *pool, const char *dn)
{
	static const char	 begins[] = "CN=S-1-";
	struct span		 text = { dn, 0 };
	const char		*sid;

	if (strlen(dn) < sizeof(begins) || !span_is((struct span){ dn, sizeof(begins) - 1 }, begins))
		return NULL;
	text.at += 3;
	while (text.at[text.n] != '\0' && text.at[text.n] != ',')
		text.n++;
	sid = pool_ncopy(pool, text.at, text.n);
	return sid_bytes(pool, sid).at == NULL ? NULL : sid;
}

static void
meet_member(struct walk *walk, const struct group *of, const char *dn)
{
	const struct group	*group = directory_group(walk->directory, dn);
	const char		*sid = foreign_sid(walk->pool, dn);

	if (group != NULL)
		meet_group(walk, group);
	else if (sid != NULL)
		meet_sid(walk, sid);
	else
		walk->to->member(walk->to->arg, of, dn);
}

void
membership_walk(struct pool *pool, const struct directory *directory, const struct domain *where,
    const char *sid, const struct membership_walk *to)
{
	struct walk	 walk = { .pool = pool, .directory = directory, .where = where, .to = to };
	size_t		 i, j;

	walk.met = pool_alloc(pool, directory->n_group * sizeof(*walk.met));
	meet_sid(&walk, sid);
	for (i = 0; i < walk.n_group; i++) {
		to->group(to->arg, walk.group[i]);
		for (j = 0; walk.group[i]->has_type && j < walk.group[i]->n_member; j++)
			meet_member(&walk, walk.group[i], walk.group[i]->member[j]);
	}
}

/*
 * Who holds them
 */

struct asking {
	struct pool		*pool;
	const struct directory	*directory;
	const struct account	*account;
	const struct domain	*where;
	const char		*folded;	/* its DN */
	const char		*primary;	/* SID of its primary group, or NULL */
	struct told		 told;
};

static void
say(struct asking *asking, enum answer answer, const char *because)
{
	told_also(&asking->told, (struct told){ answer, because });
}

/* Is everything here that was wanted of the groups of a domain? */
static bool
has_groups(const struct domain *domain)
{
	return domain != NULL && domain->all_accounts && !domain->hides &&
	    domain->covers[ATTR_MEMBER] == COVERAGE_COMPLETE;
}

static void
without_groups(struct asking *asking, const char *dns)
{
	say(asking, ANSWER_UNKNOWN, pool_printf(asking->pool, "the groups of %s did not all come", dns));
}

/* A SID that is no group here, of a domain. */
static void
domain_sid(struct asking *asking, const char *sid)
{
	const struct directory	*directory = asking->directory;
	const struct domain	*domain = directory_domain_of_sid(directory, sid);

	if (asking->account->sid == NULL)
		say(asking, ANSWER_UNKNOWN, pool_printf(asking->pool, "the objectSid of %s did not come",
		    asking->account->dn));
	if (directory_account_of_sid(directory, sid) != NULL)
		return;
	if (domain == NULL)
		say(asking, ANSWER_UNKNOWN, pool_printf(asking->pool, "no source has the domain of %s", sid));
	else if (!has_groups(domain))
		without_groups(asking, domain->dns);
}

/* SIDs that are neither objects nor of a domain ([MS-DTYP] 2.4.2.4): does every
 * account hold it, or none?  Unknown where some do. */
static enum answer
held_by_all(const char *sid)
{
	static const struct {
		const char	*sid;
		enum answer	 answer;
	} row[] = {
		{ "S-1-1-0", ANSWER_YES },	/* Everyone */
		{ "S-1-5-11", ANSWER_YES },	/* Authenticated Users */
		{ "S-1-18-1", ANSWER_YES },	/* its domain has seen its key */
		{ "S-1-3-0", ANSWER_NO },	/* Creator Owner: of what is made */
		{ "S-1-3-1", ANSWER_NO },
		{ "S-1-5-7", ANSWER_NO },	/* Anonymous */
		{ "S-1-5-10", ANSWER_NO },	/* Self: the object that is asked for */
		{ "S-1-5-18", ANSWER_NO },	/* of the domain controller itself */
		{ "S-1-5-19", ANSWER_NO },
		{ "S-1-5-20", ANSWER_NO },
		{ "S-1-18-2", ANSWER_NO },	/* a service has vouched for it */
	};
	size_t	 i;

	for (i = 0; i < sizeof(row) / sizeof(*row); i++) {
		if (strcmp(row[i].sid, sid) == 0)
			return row[i].answer;
	}
	return ANSWER_UNKNOWN;
}

static void
known_sid(struct asking *asking, const char *sid)
{
	static const char	 controllers[] = "S-1-5-9";
	const enum answer	 all = held_by_all(sid);

	if (all != ANSWER_UNKNOWN)
		say(asking, all, NULL);
	else if (strcmp(sid, controllers) == 0 && asking->account->has_uac)
		say(asking, (asking->account->uac & UAC_SERVER_TRUST) != 0 ? ANSWER_YES : ANSWER_NO, NULL);
	else if (strncmp(sid, "S-1-5-32-", 9) != 0)
		say(asking, ANSWER_UNKNOWN, pool_printf(asking->pool, "whether it holds %s depends on how it logs on", sid));
	else if (!has_groups(asking->where))
		without_groups(asking, asking->where == NULL ? "no domain" : asking->where->dns);
}

static void
told_sid(void *arg, const char *sid)
{
	struct asking	*asking = arg;

	if ((asking->account->sid != NULL && strcmp(asking->account->sid, sid) == 0) ||
	    (asking->primary != NULL && strcmp(asking->primary, sid) == 0))
		say(asking, ANSWER_YES, NULL);
	else if (directory_group_of_sid(asking->directory, asking->where, sid) != NULL)
		return;
	else if (sid_domain(sid) > 0)
		domain_sid(asking, sid);
	else
		known_sid(asking, sid);
}

static void
told_group(void *arg, const struct group *group)
{
	struct asking	*asking = arg;

	if (!group->has_type) {
		say(asking, ANSWER_UNKNOWN, pool_printf(asking->pool, "the groupType of %s did not come", group->dn));
		return;
	}
	if (!has_groups(group->domain))
		without_groups(asking, group->domain == NULL ? "no domain" : group->domain->dns);
	if (group->sid == NULL || asking->account->domain != group->domain)
		return;
	if (asking->account->primary_group == 0)
		say(asking, ANSWER_UNKNOWN, pool_printf(asking->pool, "the primaryGroupID of %s did not come",
		    asking->account->dn));
	else if (asking->primary != NULL && strcmp(asking->primary, group->sid) == 0)
		say(asking, ANSWER_YES, NULL);
}

static void
told_member(void *arg, const struct group *group, const char *dn)
{
	struct asking		*asking = arg;
	struct pool		 pool = { 0 };
	struct error		 err = { "" };
	const struct domain	*domain;
	char			*folded;

	(void)group;
	if (asking->folded == NULL || dn_fold(&pool, span_of(dn), &folded, &err) != 0)
		say(asking, ANSWER_UNKNOWN, "a DN cannot be read");
	else if (strcmp(asking->folded, folded) == 0)
		say(asking, ANSWER_YES, NULL);
	else {
		domain = directory_domain(asking->directory, dn_domain(&pool, span_of(dn)));
		if (!has_groups(domain))
			without_groups(asking, pool_copy(asking->pool, dn_domain(&pool, span_of(dn))));
	}
	pool_free(&pool);
}

/* "S-1-5-21-x-y-z-515", or NULL. */
static const char *
primary_sid(struct pool *pool, const struct account *account)
{
	if (account->sid == NULL || account->primary_group == 0 || sid_domain(account->sid) == 0)
		return NULL;
	return pool_printf(pool, "%.*s-%lu", (int)sid_domain(account->sid), account->sid,
	    (unsigned long)account->primary_group);
}

struct told
membership_told(struct pool *pool, const struct directory *directory, const struct account *account,
    const struct domain *where, const char *sid)
{
	struct pool			 scratch = { 0 };
	struct asking			 asking = { .pool = pool, .directory = directory, .account = account,
	    .where = where, .primary = primary_sid(pool, account) };
	const struct membership_walk	 to = { told_sid, told_group, told_member, &asking };
	struct error			 err = { "" };
	char				*folded;

	if (dn_fold(&scratch, span_of(account->dn), &folded, &err) == 0)
		asking.folded = folded;
	membership_walk(&scratch, directory, where, sid, &to);
	pool_free(&scratch);
	return asking.told;
}

/*
 * What they may
 */

bool
membership_concerns(const struct ace *ace, const struct access_question *question)
{
	return ace->kind != ACE_OTHER && (ace->flags & ACE_INHERIT_ONLY) == 0 &&
	    (ace->mask & question->right) != 0 && (ace->object == NULL ||
	    (question->object != NULL && strcmp(ace->object, question->object) == 0));
}

/* What remains to be granted of the right, entry by entry; to deny any of it
 * is to deny it. */
struct granting {
	uint32_t	 remains;
	bool		 denied;
};

static void
grant(struct granting *granting, const struct ace *ace)
{
	if (granting->denied || granting->remains == 0)
		return;
	if (ace->kind == ACE_DENY && (ace->mask & granting->remains) != 0)
		granting->denied = true;
	else if (ace->kind == ACE_ALLOW)
		granting->remains &= ~ace->mask;
}

static bool
granted(const struct granting *granting)
{
	return !granting->denied && granting->remains == 0;
}

struct told
membership_access(struct pool *pool, const struct access_question *question,
    const struct descriptor *descriptor)
{
	/* As if what cannot be told were all for it, and all against it. */
	struct granting		 best = { question->right, false }, worst = best;
	struct told		 told, result = { ANSWER_NO, NULL };
	const struct ace	*ace;
	size_t			 i;

	if (descriptor->fault != NULL)
		return (struct told){ ANSWER_UNKNOWN, descriptor->fault };
	if (descriptor->open)
		return (struct told){ ANSWER_YES, NULL };
	for (i = 0; i < descriptor->n_ace; i++) {
		ace = &descriptor->ace[i];
		if (!membership_concerns(ace, question))
			continue;
		told = membership_told(pool, question->directory, question->account, question->where, ace->sid);
		if (told.answer == ANSWER_YES && ace->conditional)
			told = (struct told){ ANSWER_UNKNOWN, "an entry has a condition" };
		if (told.answer == ANSWER_UNKNOWN && result.because == NULL)
			result.because = told.because;
		if (told.answer == ANSWER_YES || (told.answer == ANSWER_UNKNOWN && ace->kind == ACE_ALLOW))
			grant(&best, ace);
		if (told.answer == ANSWER_YES || (told.answer == ANSWER_UNKNOWN && ace->kind == ACE_DENY))
			grant(&worst, ace);
	}
	if (granted(&best) == granted(&worst))
		return (struct told){ granted(&best) ? ANSWER_YES : ANSWER_NO, NULL };
	result.answer = ANSWER_UNKNOWN;
	return result;
}

/*
 * Whose they are
 */

struct seeking {
	struct pool		*pool;
	const struct directory	*directory;
	const struct domain	*where;
	membership_may		*may;
	const void		*arg;
	bool			(*is)(const char *sid);	/* membership_reaches */
	const char		*which;
	struct told		 told;
};

static void
seek(struct seeking *seeking, enum answer answer, const char *because)
{
	told_also(&seeking->told, (struct told){ answer, because });
}

static void
seek_account(struct seeking *seeking, const struct account *account)
{
	if (seeking->told.answer != ANSWER_YES)
		told_also(&seeking->told, seeking->may(seeking->pool, account, seeking->arg));
}

/* Relative identifiers below 1000 are of groups that AD makes itself, which
 * accounts have as primary group. */
static bool
is_made_by_ad(const char *sid)
{
	const size_t	 n = sid_domain(sid);

	return n > 0 ? strlen(sid + n) <= sizeof("-999") - 1 : strncmp(sid, "S-1-5-32-", 9) == 0;
}

/* Did the objects of a domain come with all that leads from a SID to whoever
 * holds it? */
static bool
has_sids(const struct domain *domain)
{
	return has_groups(domain) && domain->covers[ATTR_OBJECT_SID] == COVERAGE_COMPLETE &&
	    domain->covers[ATTR_GROUP_TYPE] == COVERAGE_COMPLETE;
}

/* Of a SID that no object bears: may it be that of one that did not come? */
static void
seek_unseen(struct seeking *seeking, const struct domain *domain, const char *sid)
{
	if (domain == NULL)
		seek(seeking, ANSWER_UNKNOWN, pool_printf(seeking->pool, "no source has the domain of %s", sid));
	else if (!has_sids(domain))
		seek(seeking, ANSWER_UNKNOWN, pool_printf(seeking->pool, "the groups of %s did not all come", domain->dns));
}

static void
seek_sid(void *arg, const char *sid)
{
	struct seeking		*seeking = arg;
	const struct account	*account = directory_account_of_sid(seeking->directory, sid);
	const struct domain	*domain = directory_domain_of_sid(seeking->directory, sid);

	if (account != NULL)
		seek_account(seeking, account);
	else if (sid_domain(sid) == 0)
		seek(seeking, held_by_all(sid) == ANSWER_NO ? ANSWER_NO : ANSWER_YES, NULL);
	else if (domain != NULL && is_made_by_ad(sid))
		seek(seeking, ANSWER_YES, NULL);
	else if (directory_group_of_sid(seeking->directory, seeking->where, sid) == NULL)
		seek_unseen(seeking, domain, sid);
}

/* Did its members come? */
static void
seek_whole(struct seeking *seeking, const struct group *group)
{
	if (!group->has_type)
		seek(seeking, ANSWER_UNKNOWN, pool_printf(seeking->pool, "the groupType of %s did not come", group->dn));
	else if (!has_groups(group->domain))
		seek(seeking, ANSWER_UNKNOWN, pool_printf(seeking->pool, "the groups of %s did not all come",
		    group->domain == NULL ? "no domain" : group->domain->dns));
}

static void
seek_group(void *arg, const struct group *group)
{
	struct seeking	*seeking = arg;

	if (group->sid != NULL && is_made_by_ad(group->sid))
		seek(seeking, ANSWER_YES, NULL);
	else
		seek_whole(seeking, group);
}

/* What no source has is somebody all the same: AD drops members that go. */
static void
seek_member(void *arg, const struct group *group, const char *dn)
{
	struct seeking		*seeking = arg;
	const struct account	*account = seeking->told.answer == ANSWER_YES ? NULL :
				    directory_account_of_dn(seeking->directory, dn);

	(void)group;
	if (account == NULL)
		seek(seeking, ANSWER_YES, NULL);
	else
		seek_account(seeking, account);
}

struct told
membership_holders(struct pool *pool, const struct directory *directory, const struct domain *where,
    const char *sid, membership_may *may, const void *arg)
{
	struct pool			 scratch = { 0 };
	struct seeking			 seeking = { .pool = pool, .directory = directory, .where = where,
	    .may = may, .arg = arg };
	const struct membership_walk	 to = { seek_sid, seek_group, seek_member, &seeking };

	membership_walk(&scratch, directory, where, sid, &to);
	pool_free(&scratch);
	return seeking.told;
}

/*
 * What is in them
 */

static void
reach(struct seeking *seeking, const char *sid)
{
	if (seeking->told.answer == ANSWER_YES || !seeking->is(sid))
		return;
	seeking->which = pool_copy(seeking->pool, sid);
	seek(seeking, ANSWER_YES, NULL);
}

static void
reach_sid(void *arg, const char *sid)
{
	struct seeking	*seeking = arg;
	const bool	 builtin = strncmp(sid, "S-1-5-32-", 9) == 0;

	reach(seeking, sid);
	if ((builtin || sid_domain(sid) > 0) && directory_account_of_sid(seeking->directory, sid) == NULL &&
	    directory_group_of_sid(seeking->directory, seeking->where, sid) == NULL)
		seek_unseen(seeking, builtin ? seeking->where : directory_domain_of_sid(seeking->directory, sid), sid);
}

static void
reach_group(void *arg, const struct group *group)
{
	struct seeking	*seeking = arg;

	if (group->sid != NULL)
		reach(seeking, group->sid);
	else
		seek(seeking, ANSWER_UNKNOWN, pool_printf(seeking->pool, "the objectSid of %s did not come", group->dn));
	seek_whole(seeking, group);
}

/* What is no group of a domain whose groups came is none. */
static void
reach_member(void *arg, const struct group *group, const char *dn)
{
	struct seeking	*seeking = arg;
	struct pool	 pool = { 0 };
	const char	*dns = dn_domain(&pool, span_of(dn));

	(void)group;
	if (!has_groups(directory_domain(seeking->directory, dns)) &&
	    directory_account_of_dn(seeking->directory, dn) == NULL)
		seek(seeking, ANSWER_UNKNOWN, pool_printf(seeking->pool, "the groups of %s did not all come", dns));
	pool_free(&pool);
}

struct told
membership_reaches(struct pool *pool, const struct directory *directory, const struct domain *where,
    const char *sid, bool (*is)(const char *sid), const char **which_out)
{
	struct pool			 scratch = { 0 };
	struct seeking			 seeking = { .pool = pool, .directory = directory, .where = where, .is = is };
	const struct membership_walk	 to = { reach_sid, reach_group, reach_member, &seeking };

	membership_walk(&scratch, directory, where, sid, &to);
	pool_free(&scratch);
	*which_out = seeking.which;
	return seeking.told;
}
