#ifndef PLANS_CHANGE_H
#define PLANS_CHANGE_H

#include "plans/report.h"

/*
 * Makes the steps that bring the directory and the servers to the plan, and
 * says for each decision (report->standing) how it stands and which steps are
 * its own.  Without a directory everything that is planned is a step.
 */
void	change_make(struct report *);

/* Steps on the SPN of one account: puts it there, takes it from there, has a
 * person decide about it.  WHY is the caller's. */
struct step	change_spn_to(const struct facts *, const struct farm_account *, const char *spn);
struct step	change_spn_from(const struct facts *, const struct holding *);
struct step	change_spn_decide(const struct facts *, const struct holding *, const char *why);

/* Why no script takes the SPN from its holder, or NULL. */
const char	*change_spn_kept(const struct facts *, const struct holding *);

/* change_make at work: the steps of extended protection. */
void	change_protection(struct report *);

/* change_make at work: the steps of delegation (report->delegated). */
void	change_delegation(struct report *);

/*
 * The same for the keys of an account: the step that has its tickets made in
 * AES, where it is restricted to older types ([MS-KILE] 2.2.7) and has keys
 * for it, else NULL.  The description's account may be NULL.  Called again, it
 * is the same step.
 */
const struct step	*change_keys(struct report *, const struct farm_account *, const struct account *);

#endif
