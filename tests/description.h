#ifndef TESTS_DESCRIPTION_H
#define TESTS_DESCRIPTION_H

#include "cmd/read/farm.h"

/* Farm descriptions in tests: written with ' for ", to be readable. */
#define CORP	"'domains':[{'name':'CORP','dns':'corp.example'}]"
#define WEB	"'servers':[{'name':'WEB01'},{'name':'WEB02'}]"
#define BASE	CORP "," WEB
#define PORTAL	"'name':'portal','names':['portal.corp.example']"
#define SITES	"'sites':[{" PORTAL ",'servers':['WEB01']}]"
#define SITE(members)	"{" BASE ",'sites':[{" PORTAL ",'servers':['WEB01','WEB02']," members "}]}"
#define SERVER(members)	"{" CORP ",'servers':[{'name':'WEB01'},{" members "}]," SITES "}"
#define ACCOUNT(members) "{" BASE "," SITES ",'accounts':[{" members "}]}"
#define BALANCER(members) "{" BASE "," SITES ",'loadBalancers':[{'name':'edge','servers':['WEB01']," members "}]}"

enum { MOST_FILES = 2 };

struct fault_row {
	const char	*title;
	const char	*text[MOST_FILES];	/* of the files "f" and "g" */
	const char	*lines;			/* what is said, or "" */
};

/* -- t_farm.c -- */

/* TEXT with its quotation marks. */
char	*description_json(struct pool *, const char *text);

/* Opens a description that has no fault. */
void	description_open(struct farm *, const char *text);

void	description_faults(const struct fault_row *, size_t n);

#define FAULTS(rows)	description_faults(rows, sizeof(rows) / sizeof(*rows))

#endif
