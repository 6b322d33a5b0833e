#include "ldap/root.h"

#include <string.h>
#include <time.h>

#include "ldap/search.h"

#define CAPABILITY_ACTIVE_DIRECTORY	"1.2.840.113556.1.4.800"
#define CAPABILITY_PARTIAL_SECRETS	"1.2.840.113556.1.4.1920"	/* read-only */

#define USN	"highestCommittedUSN"

enum { TEXT_MOST = 1024 };

/* Where a value goes: text to a string, a certain text to a flag. */
static const struct {
	const char	*name;
	const char	*value;		/* NULL: any */
	size_t		 at;
} column[] = {
	{ "defaultNamingContext", NULL, offsetof(struct root, domain) },
	{ "configurationNamingContext", NULL, offsetof(struct root, configuration) },
	{ "rootDomainNamingContext", NULL, offsetof(struct root, forest) },
	{ "dnsHostName", NULL, offsetof(struct root, host) },
	{ "currentTime", NULL, offsetof(struct root, time) },
	{ "dsServiceName", NULL, offsetof(struct root, settings) },
	{ "isGlobalCatalogReady", "TRUE", offsetof(struct root, catalog) },
	{ "isSynchronized", "FALSE", offsetof(struct root, stale) },
	{ "supportedCapabilities", CAPABILITY_ACTIVE_DIRECTORY, offsetof(struct root, directory) },
	{ "supportedCapabilities", CAPABILITY_PARTIAL_SECRETS, offsetof(struct root, read_only) },
	{ "supportedControl", LDAP_CONTROL_PAGEDRESULTS, offsetof(struct root, pages) },
	{ "supportedSASLMechanisms", "EXTERNAL", offsetof(struct root, external) },
	{ "vendorName", "Samba Team (https://www.samba.org)", offsetof(struct root, samba) },
};

/* These lie below or beside the domain, and references lead there. */
static const char	*const contexts[] = { "namingContexts", "schemaNamingContext",
			    "configurationNamingContext" };

struct reading {
	struct root	*root;
	struct pool	*pool;
	bool		 came;
};

static void
take_context(struct reading *reading, const struct cell *cell)
{
	struct root	*root = reading->root;
	size_t		 i;

	for (i = 0; i < sizeof(contexts) / sizeof(*contexts); i++) {
		if (!span_is(cell->name, contexts[i]))
			continue;
		root->context = pool_more(reading->pool, root->context, root->n_context, sizeof(*root->context));
		root->context[root->n_context++] = pool_ncopy(reading->pool, cell->text.at, cell->text.n);
	}
}

static void
take_cell(struct reading *reading, const struct cell *cell)
{
	const char	*text;
	const bool	 yes = true;
	char		*at;
	size_t		 i;

	for (i = 0; i < sizeof(column) / sizeof(*column); i++) {
		if (!span_is(cell->name, column[i].name))
			continue;
		at = (char *)reading->root + column[i].at;
		if (column[i].value == NULL) {
			text = pool_ncopy(reading->pool, cell->text.at, cell->text.n);
			memcpy(at, &text, sizeof(text));
		} else if (span_is(cell->text, column[i].value))
			memcpy(at, &yes, sizeof(yes));
	}
}

static int
take_row(void *arg, const struct row *row, struct error *err)
{
	struct reading	*reading = arg;
	size_t		 i;

	(void)err;
	reading->came = true;
	reading->root->usn = row_number(row, USN);
	for (i = 0; i < row->n_cell; i++) {
		if (row->cell[i].text.n == 0 || row->cell[i].text.n > TEXT_MOST)
			continue;
		take_cell(reading, &row->cell[i]);
		take_context(reading, &row->cell[i]);
	}
	return 0;
}

int
root_read(struct root *root, struct connection *connection, struct error *err)
{
	const char	*wanted[sizeof(column) / sizeof(*column) + 4];
	struct reading	 reading = { root, connection->pool, false };
	struct query	 query = { .base = "", .scope = LDAP_SCOPE_BASE, .filter = "(objectClass=*)",
	    .attribute = wanted, .row = take_row, .arg = &reading };
	size_t		 i, n = 0;

	*root = (struct root){ 0 };
	for (i = 0; i < sizeof(column) / sizeof(*column); i++)
		if (i == 0 || strcmp(column[i - 1].name, column[i].name) != 0)
			wanted[n++] = column[i].name;
	wanted[n++] = USN;
	wanted[n++] = "namingContexts";
	wanted[n++] = "schemaNamingContext";
	wanted[n] = NULL;
	if (search_run(connection, &query, err) != 0)
		return -1;
	if (!reading.came)
		return error_set(err, "'%s': it says nothing of itself (rootDSE)", connection->name);
	for (i = 0; i < root->n_context; i++)
		connection_know(connection, root->context[i]);
	return 0;
}

static int
take_usn(void *arg, const struct row *row, struct error *err)
{
	uint64_t	*usn = arg;

	(void)err;
	*usn = row_number(row, USN);
	return 0;
}

int
root_usn(uint64_t *usn_out, struct connection *connection, struct error *err)
{
	static const char	*const wanted[] = { USN, NULL };
	struct query		 query = { .base = "", .scope = LDAP_SCOPE_BASE, .filter = "(objectClass=*)",
	    .attribute = wanted, .row = take_usn, .arg = usn_out };

	*usn_out = 0;
	if (search_run(connection, &query, err) != 0)
		return -1;
	if (*usn_out == 0)
		return error_set(err, "'%s': it does not say any more what it has changed (" USN ")", connection->name);
	return 0;
}

static int
take_read_only(void *arg, const struct row *row, struct error *err)
{
	struct root	*root = arg;
	size_t		 i;

	(void)err;
	for (i = 0; i < row->n_cell; i++)
		root->read_only |= span_is(row->cell[i].text, "TRUE");
	return 0;
}

int
root_read_only(struct root *root, struct connection *connection, struct error *err)
{
	static const char	*const wanted[] = { "msDS-isRODC", NULL };
	struct query		 query = { .base = root->settings, .scope = LDAP_SCOPE_BASE,
	    .filter = "(objectClass=*)", .attribute = wanted, .row = take_read_only, .arg = root };

	if (root->settings == NULL || root->read_only)
		return 0;
	return search_run(connection, &query, err);
}

/* "20261121103000.0Z" */
long long
root_skew(const struct root *root, long long now)
{
	enum { N_FIELD = 6 };
	int		 field[N_FIELD] = { 0 };
	const char	*at = root->time;
	struct tm	 time;
	size_t		 i, j, digits;

	for (i = 0; at != NULL && i < N_FIELD; i++) {
		digits = i == 0 ? 4 : 2;
		for (j = 0; j < digits; j++, at++) {
			if (!text_digit(*at))
				return 0;
			field[i] = field[i] * 10 + (*at - '0');
		}
	}
	if (at == NULL)
		return 0;
	time = (struct tm){ .tm_year = field[0] - 1900, .tm_mon = field[1] - 1, .tm_mday = field[2],
	    .tm_hour = field[3], .tm_min = field[4], .tm_sec = field[5] };
	return (long long)timegm(&time) - now;
}
