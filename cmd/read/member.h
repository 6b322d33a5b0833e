#ifndef CMD_READ_MEMBER_H
#define CMD_READ_MEMBER_H

#include <stdbool.h>
#include <stddef.h>

#include "plans/farm.h"

/*
 * The members of a farm description, as one table: the reader, the schema and
 * the list for the manual's lint walk it.  A new member is a row.
 */
enum member_type {
	MEMBER_TEXT,
	MEMBER_SETTING,	/* true, false or "unknown" */
	MEMBER_WORD,	/* one of its words */
	MEMBER_WORDS,	/* a list of them, or "unknown" */
	MEMBER_TEXTS,	/* a list of texts */
	MEMBER_OBJECT,
	MEMBER_OBJECTS,	/* a list of objects */
	MEMBER_MAP	/* an object whose keys name servers */
};

/* What a text must look like. */
enum form {
	FORM_ANY,	/* printable, not empty */
	FORM_HOST,
	FORM_TYPED,	/* a host or an address, with or without ":port" */
	FORM_NETBIOS,
	FORM_ACCOUNT,	/* DOMAIN\name; farm_close looks closer */
	FORM_CLASS,	/* of an SPN */
	FORM_SPN,	/* farm_close looks closer */
	FORM_URL,	/* the path of an application */
	FORM_PRODUCT,	/* farm_close looks closer */
	N_FORM
};

struct shape;

struct member {
	const char		*name;
	enum member_type	 type;
	bool			 required;
	enum form		 form;
	size_t			 at;	/* offset in the C struct */
	size_t			 n_at;	/* of lists: offset of their count */
	size_t			 size;	/* of lists of texts: bytes an element, text first */
	const struct shape	*shape;
	const struct word	*word;
	const char		*says;
};

struct shape {
	const struct member	*member;	/* the last has no name */
	size_t			 size;
	size_t			 path_at;	/* offset of its path, NO_PATH for none */
	size_t			 key_at;	/* of maps: offset of the key */
};

#define NO_PATH	((size_t)-1)

extern const struct shape	shape_farm, shape_authentication;

/* -- shape.c -- */

/* What a member holds AT its place; rows of any type are moved as bytes. */
const void	*member_pointer(const char *at);
size_t		 member_count(const char *at);
int		 member_value(const char *at);

bool	shape_same(const struct shape *, const void *, const void *);

/*
 * Of shapes without objects: into INTO, the members of CHILD that are not as
 * in PARENT; the members that OVER has; whether there are none.
 */
void	shape_difference(const struct shape *, void *into, const void *parent, const void *child);
void	shape_overlay(const struct shape *, void *into, const void *over);
bool	shape_silent(const struct shape *, const void *);

#endif
