#ifndef PLANS_CHANGE_H
#define PLANS_CHANGE_H

#include "plans/report.h"
#include "plans/verdict.h"

/*
 * Makes the steps that bring the directory and the servers to the plan, and
 * says for each decision (report->standing) how it stands and which steps are
 * its own.  Without a directory everything that is planned is a step.
 */
void	change_make(struct report *);

/* Puts steps in the order of the report's list, once that is sorted. */
void	change_sort(const struct step **, size_t n);

/* Steps on the SPN of one account: puts it there, takes it from there, has a
 * person decide about it.  WHY is the caller's. */
struct step	change_spn_to(const struct facts *, const struct farm_account *, const char *spn);
struct step	change_spn_from(const struct facts *, const struct holding *);
struct step	change_spn_decide(const struct facts *, const struct holding *, const char *why);

/* Why no script takes the SPN from its holder, or NULL: what it is, and
 * whether the description names the holder besides. */
const char	*change_spn_fixed(const struct holding *);
const char	*change_spn_kept(const struct facts *, const struct holding *);

/* In an audit: the owner of the account may take the SPN off, because WHY. */
void	change_offer(struct report *, struct finding *, const struct account *, const char *spn, const char *why);

/*
 * The steps of a clash: what the plan does about it, what it could not see,
 * and of those who are probably wrong what a person may decide.  Where there
 * is nothing to go by, the finding's detail says what to do next.
 */
void	change_clash(struct report *, struct finding *, const struct clash *, const struct judged *);

/* change_make at work: the steps of extended protection. */
void	change_protection(struct report *);

/* change_make at work: the steps of delegation (report->delegated). */
void	change_delegation(struct report *);

/* Who answers for SPN of the back end, by the SPN itself or by HOST/. */
const struct holding	*change_delegation_holders(const struct facts *, struct pool *, const struct delegation *,
			    const char *spn, size_t *n_out);

/*
 * The same for the keys of an account: the step that has its tickets made in
 * AES, where it is restricted to older types ([MS-KILE] 2.2.7) and surely has
 * keys for it, else NULL.  The description's account may be NULL.  Called again, it
 * is the same step.
 */
const struct step	*change_keys(struct report *, const struct farm_account *, const struct account *);

#endif
