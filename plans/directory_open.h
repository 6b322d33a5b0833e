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

_Static_assert(N_ATTRIBUTE <= 32, "attributes are bits of an unsigned");

/* One entry of an object: what it said and where. */
struct met {
	const char		*source;
	size_t			 line;
	unsigned		 attributes;	/* a bit each */
	const struct met	*before;
};

struct object {
	struct account		*account;
	struct home		*home;		/* its domain, or NULL */
	const char		*guid;		/* 16 bytes, or NULL */
	const struct met	*met;		/* the last */
	unsigned		 attributes;	/* of all of them */
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
	unsigned	 on_all;		/* attributes of every account */
	unsigned	 covered;		/* attributes that a source answers for */
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
};

struct directory_index	*directory_open(struct directory *);

/* Does the set hold the attribute? */
bool	attributes_have(unsigned attributes, enum attribute_id);

#endif
