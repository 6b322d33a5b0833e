#include "plans/grant.h"

#include <string.h>

#include "plans/sid.h"

/* Does everybody whose token holds one SID hold the one that is walked from? */
struct covering {
	const char	*sid;
	bool		 everybody;	/* everybody who holds it was authenticated */
	bool		 covers;
};

/* Anonymous Logon, Guests and Domain Guests are in neither of the two. */
static bool
is_authenticated(const char *sid)
{
	return strcmp(sid, "S-1-5-7") != 0 && strcmp(sid, "S-1-5-32-546") != 0 &&
	    (sid_domain(sid) == 0 || strcmp(sid + sid_domain(sid), "-514") != 0);
}

static void
covers_sid(void *arg, const char *sid)
{
	struct covering	*covering = arg;

	covering->covers |= strcmp(sid, covering->sid) == 0 || (covering->everybody &&
	    (strcmp(sid, "S-1-1-0") == 0 || strcmp(sid, "S-1-5-11") == 0));
}

static void
covers_group(void *arg, const struct group *group)
{
	struct covering	*covering = arg;

	covering->covers |= group->has_type && group->sid != NULL && strcmp(group->sid, covering->sid) == 0;
}

static void
covers_member(void *arg, const struct group *group, const char *dn)
{
	(void)arg;
	(void)group;
	(void)dn;
}

static bool
covers(struct pool *pool, const struct access_question *question, const char *wide, const char *sid)
{
	const struct account		*account = directory_account_of_sid(question->directory, sid);
	struct covering			 covering = { sid, is_authenticated(sid), false };
	const struct membership_walk	 to = { covers_sid, covers_group, covers_member, &covering };

	if (account != NULL)
		return membership_told(pool, question->directory, account, question->where, wide).answer == ANSWER_YES;
	membership_walk(pool, question->directory, question->where, wide, &to);
	return covering.covers;
}

enum answer
grant_of(struct pool *pool, const struct access_question *question, const struct descriptor *descriptor,
    size_t entry)
{
	const struct ace	*ace = &descriptor->ace[entry], *before;
	enum answer		 answer = ANSWER_YES;

	if (ace->kind != ACE_ALLOW || !membership_concerns(ace, question))
		return ANSWER_NO;
	for (before = descriptor->ace; before < ace; before++) {
		if (before->kind != ACE_DENY || !membership_concerns(before, question) ||
		    !covers(pool, question, before->sid, ace->sid))
			continue;
		if (!before->conditional)
			return ANSWER_NO;
		answer = ANSWER_UNKNOWN;
	}
	return answer;
}

/* What the descriptor says to one of those whom its entries name. */
struct granting {
	const struct access_question	*question;
	const struct descriptor		*descriptor;
	bool				 denies;	/* something of what is asked for */
};

static struct told
may(struct pool *pool, const struct account *account, const void *arg)
{
	const struct granting	*granting = arg;
	struct access_question	 question = *granting->question;

	if (account->has_uac && (account->uac & UAC_DISABLED) != 0)
		return (struct told){ ANSWER_NO, NULL };
	if (!granting->denies)
		return (struct told){ ANSWER_YES, NULL };
	question.account = account;
	return membership_access(pool, &question, granting->descriptor);
}

static bool
denies(const struct access_question *question, const struct descriptor *descriptor)
{
	size_t	 i;

	for (i = 0; i < descriptor->n_ace; i++) {
		if (descriptor->ace[i].kind == ACE_DENY && membership_concerns(&descriptor->ace[i], question))
			return true;
	}
	return false;
}

struct told
grant_anybody(struct pool *pool, const struct access_question *question, const struct descriptor *descriptor)
{
	const struct granting	 granting = { question, descriptor, denies(question, descriptor) };
	struct told		 told = { descriptor->open ? ANSWER_YES : ANSWER_NO, NULL }, holders;
	const struct ace	*ace;
	enum answer		 granted;
	size_t			 i;

	if (descriptor->fault != NULL)
		return (struct told){ ANSWER_UNKNOWN, descriptor->fault };
	for (i = 0; i < descriptor->n_ace && told.answer != ANSWER_YES; i++) {
		ace = &descriptor->ace[i];
		granted = grant_of(pool, question, descriptor, i);
		if (granted == ANSWER_NO)
			continue;
		holders = membership_holders(pool, question->directory, question->where, ace->sid, may, &granting);
		if (holders.answer == ANSWER_YES && (granted == ANSWER_UNKNOWN || ace->conditional))
			holders = (struct told){ ANSWER_UNKNOWN, "an entry has a condition" };
		told_also(&told, holders);
	}
	return told;
}
