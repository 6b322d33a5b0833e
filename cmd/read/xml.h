#ifndef CMD_READ_XML_H
#define CMD_READ_XML_H

#include "plans/error.h"
#include "plans/pool.h"

/*
 * A configuration in XML, elements and attributes only, without name spaces.
 * Nothing is fetched and no entity but XML's own five is known: a document
 * type declaration is refused.  Attributes called password are not kept.
 */
struct xml_attribute {
	const char		*name;
	const char		*value;
	struct xml_attribute	*next;
};

struct xml {
	const char		*name;
	int			 line;
	struct xml_attribute	*attribute;
	struct xml		*child, *next;
};

/* NAME is for messages. */
int	xml_read(struct xml **out, struct pool *, const char *name, const char *text, size_t n,
	    struct error *);

/* The value of an attribute, or NULL; case counts, as it does for IIS. */
const char	*xml_get(const struct xml *, const char *name);

/* The first child of that name and the next one of it, or NULL. */
const struct xml	*xml_child(const struct xml *, const char *name);
const struct xml	*xml_next(const struct xml *, const char *name);

#endif
