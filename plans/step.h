#ifndef PLANS_STEP_H
#define PLANS_STEP_H

#include <stdbool.h>
#include <stddef.h>

#include "plans/plan.h"
#include "plans/pool.h"
#include "plans/table.h"

/*
 * The steps that turn the directory and the servers into what the plan says.
 * Kinds are rows in the order in which they are run: the SPN last, because it
 * is what switches Kerberos on.  Before it clients fall back to NTLM, after
 * it a wrong key is a hard failure.
 */
enum action { ACTION_ADD, ACTION_REMOVE, ACTION_SET, ACTION_RUN, ACTION_DECIDE };

extern const char	*const action_word[];

struct step;

struct step_kind {
	const char	*word;
	const char	*stage;		/* title of its stage */
	const char	*by;		/* who may run it */
	const char	*shell;		/* what runs its command: "setspn", "PowerShell", "cmd"; NULL: a person decides */
	char		*(*command)(struct pool *, const struct step *);
	const char	*verify;	/* the check after its stage */
	const char	*undo;		/* why it has no inverse, or NULL: before and after swapped */
};

extern const struct step_kind	step_kind[];	/* the last has no word */
extern const struct step_kind	*const step_kds_key, *const step_group, *const step_group_member,
				*const step_host_restart, *const step_managed_account,
				*const step_account_install, *const step_pool_identity,
				*const step_service_identity, *const step_pool_credentials,
				*const step_extended_protection,
				*const step_encryption_types, *const step_user_name,
				*const step_delegation_list,
				*const step_delegation_flag, *const step_delegation_resource,
				*const step_delegation_purge,
				*const step_spn, *const step_spn_stranger;

/* How setspn must be told which account is meant. */
enum spell { SPELL_PLAIN, SPELL_USER, SPELL_COMPUTER };

struct step {
	const struct step_kind	*kind;
	enum action		 action;
	const char		*spn;		/* of kinds spn and spn-stranger, else NULL */
	const char		*account;	/* "CORP\\svc-web"; NULL where its NetBIOS name is unknown */
	const char		*object;	/* what is changed: a DN where the directory gave it, else a name */
	const char		*domain;	/* DNS name of the object's domain, or NULL */
	const char		*sam;		/* the object's sAMAccountName, where it is an account that cmdlets change */
	enum account_kind	 account_kind;	/* of that account */
	const char		*attribute;
	const char		*before, *after; /* NULL: no value */
	struct span		 before_bytes, after_bytes;	/* of a security descriptor, where the directory shows it; n 0: no value or not known */
	const struct farm_account *const *principal;	/* that the descriptor is to name */
	size_t			 n_principal;
	const char		*node;		/* the server to run it on, or NULL */
	const char		*argument;	/* what the command needs besides */
	const char		*why;
	const char		*by;		/* who may run it, where that is not who may run its kind */
	enum spell		 spell;
	bool			 waits;		/* a move between domains: the SPN must be seen to be gone before it is added */
	bool			 blocked;	/* cannot be run before somebody decides about a stranger */
	bool			 irreversible;
	bool			 offered;	/* of kind spn-stranger: a person may take the SPN off */
	size_t			 number;	/* in its list, from 1, once that is sorted */
};

/* One list per report: a step that is in it already is not added again. */
struct steps {
	struct pool		*pool;
	struct step		**step;
	size_t			 n_step;
	struct table		 known;		/* the same by hash */
};

/* The step in the list that is equal to this one, or NULL; added if there was none. */
const struct step	*steps_find(const struct steps *, const struct step *);
const struct step	*steps_add(struct steps *, const struct step *);

/* Brings the list into the order to run it. */
void	steps_sort(struct steps *);

/*
 * The inverse of a sorted list, in the order to run it.  Steps without an
 * inverse stand in it with action ACTION_DECIDE and the reason in WHY.
 */
void	steps_invert(struct steps *out, const struct steps *);

/* Has it a line of setspn: one to be run, or one that is offered? */
bool	step_is_setspn(const struct step *);

/* Who may run it. */
const char	*step_by(const struct step *);

/* What cmdlets call accounts of that kind: "ADUser". */
const char	*step_noun(enum account_kind);

/* TEXT in PowerShell's single quotes. */
char	*step_quoted(struct pool *, const char *text);

/* The command line that a person runs, or NULL for steps that have none. */
char	*step_command(struct pool *, const struct step *);

#endif
