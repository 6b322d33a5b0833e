#ifndef PLANS_DIRECTORY_OPEN_H
#define PLANS_DIRECTORY_OPEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plans/directory.h"
#include "plans/names.h"
#include "plans/odd.h"
#include "plans/packed.h"
#include "plans/table.h"

/*
 * How a directory keeps what came.  Every entry that matters is packed as it
 * came (directory_shard.c) and its names are noted; closing finds out which
 * entries are of one object and whether they agree (directory_close.c); an
 * account is made of its entries when it is asked for (directory_value.c).
 */

/* A domain. */
struct home {
	struct domain	 domain;
	struct domain	*closed;
	const struct met *netbios_met;		/* its crossRef */
	const char	**source;		/* which delivered accounts of it */
	size_t		 n_source;
	uint64_t	 on_all;		/* attributes of every account */
	uint64_t	 covered;		/* attributes that a source answers for */
};

/* S-1-5-21-x-y-z, of the bytes that [MS-DTYP] 2.4.2.2 has for it. */
enum { DOMAIN_SID_SIZE = 24 };

/* A domain as a shard knows it. */
struct shard_home {
	const char	*dns;
	const char	*sid;			/* struct domain's, of its entries */
	unsigned char	 last[DOMAIN_SID_SIZE];	/* SID of one of them, that far */
	int64_t		 aes_since;		/* the same */
	bool		 delivered;		/* entries that matter, of these so many */
	size_t		 n_account;		/* accounts, as shard_count has it */
	uint64_t	 on_all;		/* attributes of each of these */
	struct home	*home;			/* once it is closed */
};

/* What the DNs of many entries end with: all but the first RDN, or all. */
struct container {
	const struct shard	*shard;
	struct span		 text;
	struct shard_home	*home;		/* NULL where it is of no domain */
	uint64_t		 key;		/* of its fold */
	bool			 deleted;	/* so is what is in it */
};

/* Entries are found again by these. */
enum name {
	NAME_DN,
	NAME_GUID,
	NAME_SID,
	NAME_SAM,
	NAME_DNS,		/* either attribute */
	NAME_INSTANCE,		/* of an SPN: what follows its class */
	NAME_ODD_SPN,		/* one name for all */
	NAME_ODD_UPN,
	NAME_ODD_HOLDER,
	NAME_ODD_PRIMARY,
	N_NAME
};

/* An entry. */
struct met {
	struct object		*object;	/* NULL where nobody asked */
	const struct container	*in;
	uint64_t		 attributes;
	size_t			 line;		/* in its shard, as its number */
	uint32_t		 number;
	uint32_t		 n_spn;
	uint32_t		 n_rdn;
	uint32_t		 n_value;
	unsigned char		 kind;		/* enum account_kind */
	bool			 account;	/* it may be of one, a group or a trust */
	bool			 group;
	bool			 forest;	/* it may be of the configuration */
	bool			 repeats;	/* has two values where one is right */
	unsigned char		 byte[];	/* its first RDN, then what is packed */
};

/* What is known of several entries together, or was made of one. */
struct object {
	struct met		**met;		/* in the order in which they came */
	size_t			 n_met;
	uint64_t		 attributes;
	enum account_kind	 kind;
	bool			 is_group;
	bool			 held;		/* so are its SPNs, each with its holders */
	bool			 counted;	/* as a group, and its number */
	size_t			 group_number;
	const struct account	*account;	/* these once they were asked for */
	const struct group	*group;
};

/* The accounts that bear a name, where several entries have it. */
struct namesakes {
	const struct account	**account;
	size_t			 n;
};

/* Who bears a SID that was looked at: in DOMAIN, where each has it for itself. */
struct bearer {
	const struct domain	*domain;
	const char		*sid;
	const struct account	*account;
	const struct group	*group;
};

/* An SPN that accounts hold which were looked at, and these. */
struct holders {
	struct holding		*holding;
	size_t			 n;
	bool			 sorted;
};

/* What no other entry has at the same time: by its GUID, DN and, within its
 * domain, its sAMAccountName one replaces those that came before it. */
enum { N_UNIQUE = 3 };

struct replacing {
	size_t		 n_before;	/* entries of the shard */
	const char	*dns;		/* its domain, or "" */
	struct span	 text[N_UNIQUE];	/* the DN and the name folded; .at NULL: none */
};

/*
 * Entries of one source, one after the other.  Shards know nothing of each
 * other, so that they can be filled at the same time.
 */
enum { N_WAY = 1024, N_PER_WAY = 4 };

struct shard {
	struct pool		 pool;
	struct pool		 scratch;	/* for one entry, or a few */
	size_t			 n_scratch;
	bool			 ended;
	uint64_t		 seed;
	const char		*source;
	size_t			 line;		/* that stand before its first */
	size_t			 first;		/* number of its first entry */
	unsigned char		*left;		/* room for more of them */
	size_t			 n_left;
	struct met		**met;
	size_t			 n_met, room;
	size_t			 n_account;	/* as shard_count has it */
	size_t			 n_spn_all;
	struct met		**special;	/* those of groups, trusts, the forest, and
						 * those that repeat themselves */
	size_t			 n_special;
	struct names		 name[N_NAME];
	struct packing		 packing;
	struct packed_classes	 classes;
	uint32_t		 n_spn;		/* of the entry at hand, */
	const struct value	*spn, *sid;	/* its first SPN, and its SID, or NULL */
	int64_t			 created;	/* the same */
	struct odd_state	 odd;		/* the same */
	struct replacing	*replacing;
	size_t			 n_replacing;
	struct shard_home	**home;
	size_t			 n_home;
	struct recent {
		uint32_t	  key;		/* of its text */
		struct container *container;
	}			 recent[N_WAY][N_PER_WAY];	/* containers, by their keys */
	size_t			 n_missed;
};

struct shard	*shard_new(uint64_t seed, const char *source);

/* Where an entry is: its first RDN, 0 bytes where that is no part of its own, and
 * what contains it. */
struct where {
	struct container	*in;
	struct span		 rdn;
	uint32_t		 key;
	bool			 deleted;
};

int		 where_is(struct shard *, struct span dn, struct where *, struct error *);

/* Counts an entry as it is known by then: when it comes, as an object of its own. */
void		 shard_count(struct shard *, const struct met *);

/* Notes an entry that replaces others, before it is added itself. */
int		 shard_replace(struct shard *, const struct entry *, bool deleted, struct error *);

void		 shard_free(struct shard *);

struct exported {
	const char		*source;
	enum attribute_id	 id;
};

struct directory_index {
	struct shard		**shard;
	size_t			 n_shard;
	struct shard		*last;		/* that still takes entries, or NULL */
	struct home		**home;
	size_t			 n_home;
	struct table		 by_dns;
	const char		**source;	/* the directory's own copies */
	size_t			 n_source;
	struct exported		*exported;
	size_t			 n_exported;

	struct met		**met;		/* by number, once they have theirs */
	size_t			 n_met;

	/* Once it is closed. */
	struct met		**special;	/* of all shards */
	size_t			 n_special;
	struct object		**several;	/* that have more than one entry */
	size_t			 n_several;
	struct pool		 made;		/* of what was asked for */
	struct names		 name[N_NAME];	/* joined when one is asked for */
	bool			 sorted[N_NAME];
	const struct account	**account;	/* in their order, once asked for */
	const struct account	**odd[N_ODD];
	size_t			 n_odd[N_ODD];
	struct table		 namesakes[N_NAME];
	struct table		 sid;		/* of which every bearer was looked at */
	struct table		 bearer;	/* of each */
	const struct domain	**by_sid;	/* once asked for: those that have one, each SID once */
	size_t			 n_by_sid;
	struct table		 instance;	/* of which every holder was looked at */
	struct table		 spn;		/* the holders of each */
	struct holders		**holders;
	size_t			 n_holders;
	struct holding_group	*group;
	size_t			 n_group;
	bool			 grouped;
};

struct directory_index	*directory_open(struct directory *);

/* Fills MET, if it is not. */
void			 directory_number(struct directory_index *);

/* The directory's own copy of a source's name, one for each. */
const char	*directory_source(struct directory *, const char *source);

/* The domain DNS, in lower case. */
struct home	*directory_home(struct directory *, const char *dns);

/* "dir.ldif:44" */
const char	*met_place(struct pool *, const struct met *);

size_t	 met_line(const struct met *);

/* Its DN, as it came. */
struct span	 met_dn(struct pool *, const struct met *);

/* The same, folded. */
struct span	 met_folded_dn(struct pool *, const struct met *);

/* Its values. */
struct packed	 met_values(const struct met *);

/* The first of an attribute, as it came; .at is NULL where it has none. */
struct span	 met_text(const struct met *, enum attribute_id);

/* The first entry of its object, and of that, from 0, any, then NULL. */
const struct met	*met_first(const struct met *);
const struct met	*met_nth(const struct met *first, size_t i);

/* Made where it has none. */
struct object	*met_object(struct pool *, struct met *);

/* Now that every entry of it has come: is it an account? */
bool	 met_is_account(const struct met *first);

/* What the entries of an object make of it; some of it may mean nothing. */
struct made {
	struct account	*account;
	struct group	 group;
	struct trust	 trust;
};

/* Makes it in POOL.  -1 where the entries from FIRST on contradict each other:
 * *AT is the one that does. */
int	 object_make(struct pool *, const struct met *first, struct made *,
	    const struct met **at, struct error *);

/* Drops the entries that others replace, once all have their numbers; says
 * whether there may be any. */
bool	 directory_replace(struct directory *);

/* Makes the trusts of what came. */
void	 directory_close_trusts(struct directory *);

/* NAME's notes, sorted by key when they are first asked for. */
const struct names	*directory_names(const struct directory *, enum name);

/* The account of an entry's object, made once; NULL: it is none. */
const struct account	*met_account(const struct directory *, struct met *);

/* For qsort, of two pointers to accounts: by domain, sam, dn. */
int	 account_order(const void *, const void *);

/* Calls TAKE with the notes of every end of an SPN that several entries have. */
void	 directory_shared(const struct directory *,
	    void (*take)(const struct directory *, const uint64_t *, size_t));

#endif
