#ifndef PLANS_DIRECTORY_OPEN_H
#define PLANS_DIRECTORY_OPEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plans/directory.h"
#include "plans/holders.h"
#include "plans/table.h"

/*
 * A directory that is still being filled: between directory_add.c, which
 * collects, and directory.c, which makes of it what plans/directory.h
 * promises.  Entries come in any order and an object more than once.
 */

/* One entry of an object: what it said and where. */
struct met {
	const char		*source;
	size_t			 line;
	uint64_t		 attributes;
	const struct met	*before;
};

struct object {
	struct account		*account;
	struct home		*home;		/* its domain, or NULL */
	const char		*guid;		/* 16 bytes, or NULL */
	const struct met	*met;		/* the last */
	uint64_t		 attributes;	/* of all of them */
	struct trust		*trust;		/* where it is one, else NULL */
	bool			 is_group;	/* by its classes or its groupType */
	uint32_t		 group_type;
	bool			 has_group_type;
	uint64_t		 valued;	/* those of one value that have it */
	struct account_more	*more;		/* that of the account, NULL: none yet */
	size_t			 number;	/* in the order met */
	size_t			 rank;		/* in the order of accounts */
	const char		**value;	/* of one list at a time */
	size_t			 n_value;
};

/* A domain. */
struct home {
	struct domain	 domain;
	struct domain	*closed;
	const char	*netbios_source;	/* where its crossRef was met */
	size_t		 netbios_line;
	const char	**source;		/* which delivered accounts of it */
	size_t		 n_source;
	uint64_t	 on_all;		/* attributes of every account */
	uint64_t	 covered;		/* attributes that a source answers for */
};

struct exported {
	const char		*source;
	enum attribute_id	 id;
};

struct directory_index {
	/* Gone once it is closed. */
	struct pool		 open;
	struct pool		 folds;		/* of the DNs at hand */
	size_t			 n_fold;
	struct object		**object;
	size_t			 n_object;
	struct home		**home;
	size_t			 n_home;
	struct home		*last_home;
	struct holder_notes	 spn;		/* by the number of the object */
	struct holder_notes	 other_dns_name;
	struct holder_notes	 delegates_to;
	struct holder_notes	 member;
	const char		**host_class;
	size_t			 n_host_class;
	const char		**source;	/* the directory's own copies */
	size_t			 n_source;
	struct exported		*exported;
	size_t			 n_exported;
	struct table		 by_guid, by_dn, by_dns;

	/* Empty until then. */
	struct holders		 holders;	/* of SPNs */
	struct holders		 computers;	/* by the DNS names they bear */
	struct holding_group	*group;
	size_t			 n_group;
	struct table		 group_by_sid, group_by_dn;
	const struct account	**by_sid;	/* accounts; made when first asked for */
	size_t			 n_by_sid;
};

struct directory_index	*directory_open(struct directory *);

/* Gives every object its values of one list, sorted, until the next call. */
void	directory_distribute(struct directory *, const struct holder_notes *);

/* Makes the groups and the trusts of what came. */
void	directory_close_groups(struct directory *);
void	directory_close_trusts(struct directory *);

/* "dir.ldif:44" */
const char	*directory_place(struct pool *, const char *source, size_t line);

/* Takes one value of an entry of the object.  -1 where it cannot be read or
 * contradicts what came before. */
int	object_value(struct directory *, struct object *, const struct value *, struct error *);

/* Where an object was met with the attribute, NULL where it was not yet. */
const char	*object_place(struct directory_index *, const struct object *, enum attribute_id);

/* What few accounts have, to be written to; until then it is the empty one. */
struct account_more	*object_more(struct directory *, struct object *);
extern const struct account_more	object_has_no_more;

#endif
