#include "cmd/export.h"

#include "plans/dn.h"
#include "plans/entry.h"

#define FOREST	"(|(sPNMappings=*)(objectClass=crossRef))"

static char *
attributes(struct pool *pool, enum attribute_of of, const char *between)
{
	char	*text = pool_copy(pool, "");
	size_t	 i;

	for (i = 0; i < N_ATTRIBUTE; i++) {
		if (attribute[i].of == of || attribute[i].of == OF_ANY)
			text = pool_printf(pool, "%s%s%s", text, *text == '\0' ? "" : between, attribute[i].name);
	}
	return text;
}

static char *
ldifde(struct pool *pool, const char *file, const char *base, const char *filter, enum attribute_of of)
{
	return pool_printf(pool, "ldifde -f \"%s\" -d \"%s\" -p subtree -r \"%s\" -l \"%s\"", file, base,
	    filter, attributes(pool, of, ","));
}

static char *
accounts(struct pool *pool, const char *file, const char *dns)
{
	return ldifde(pool, file, dn_of_domain(pool, dns), ALL_ACCOUNTS, OF_ACCOUNT);
}

static char *
forest(struct pool *pool, const char *file, const char *dns)
{
	return ldifde(pool, file, pool_printf(pool, "CN=Configuration,%s", dn_of_domain(pool, dns)),
	    FOREST, OF_FOREST);
}

/* A domain to export, and its forest, or NULL where that is not known. */
struct place {
	const char	*dns, *forest;
};

static bool
is_listed(const struct place *place, size_t n, const char *dns)
{
	size_t	 i;

	for (i = 0; i < n && !text_same(place[i].dns, dns); i++)
		continue;
	return i < n;
}

static struct place *
places(struct pool *pool, const struct report *report, size_t *n_out)
{
	const struct farm	*farm = report->facts->farm;
	const struct domain	*domain;
	struct place		*place = NULL;
	size_t			 i, n = 0;

	for (i = 0; i < farm->n_domain; i++) {
		place = pool_more(pool, place, n, sizeof(*place));
		place[n++] = (struct place){ farm->domain[i].dns, farm->domain[i].forest };
	}
	for (i = 0; report->facts->directory != NULL && i < report->steps.n_step; i++) {
		if (report->steps.step[i]->domain == NULL || is_listed(place, n, report->steps.step[i]->domain))
			continue;
		domain = directory_domain(report->facts->directory, report->steps.step[i]->domain);
		place = pool_more(pool, place, n, sizeof(*place));
		place[n++] = (struct place){ report->steps.step[i]->domain, domain == NULL ? NULL : domain->forest };
	}
	*n_out = n;
	return place;
}

struct export *
export_before(struct pool *pool, const struct report *report, size_t *n_out)
{
	size_t		 i, j, n_place, n = 0;
	struct place	*place = places(pool, report, &n_place);
	struct export	*export = pool_alloc(pool, 2 * n_place * sizeof(*export));
	char		*file;

	for (i = 0; i < n_place; i++) {
		file = pool_printf(pool, "before-%s.ldf", place[i].dns);
		export[n++] = (struct export){ file, accounts(pool, file, place[i].dns) };
	}
	for (i = 0; i < n_place; i++) {
		for (j = 0; j < i && !text_same(place[j].forest, place[i].forest); j++)
			continue;
		if (j < i || place[i].forest == NULL)
			continue;
		file = pool_printf(pool, "before-configuration-%s.ldf", place[i].forest);
		export[n++] = (struct export){ file, forest(pool, file, place[i].forest) };
	}
	*n_out = n;
	return export;
}

static void
ldapsearch(FILE *out, struct pool *pool, const char *file, const char *base, const char *filter,
    enum attribute_of of)
{
	fprintf(out, "  ldapsearch -o ldif-wrap=no -E pr=500/noprompt -Y GSSAPI \\\n"
	    "    -H ldap://dc1.corp.contoso.com -b '%s' \\\n    '%s' \\\n    %s \\\n    > %s\n",
	    base, filter, attributes(pool, of, " "), file);
}

void
export_print(FILE *out)
{
	struct pool	 pool = { 0 };

	fputs("Export every domain of the forest, and the configuration once; then give all\n"
	    "files with -d, and say --exported standard:\n\n"
	    "  spnplan check farm.json -d corp.ldf -d configuration.ldf --exported standard\n\n"
	    "On Windows (put your own domain and forest in place of corp.contoso.com and\n"
	    "contoso.com):\n\n", out);
	fprintf(out, "  %s\n\n", accounts(&pool, "corp.ldf", "corp.contoso.com"));
	fprintf(out, "  %s\n\n", forest(&pool, "configuration.ldf", "contoso.com"));
	fputs("With ldapsearch, and without -LLL, which leaves out how the search ended:\n\n", out);
	ldapsearch(out, &pool, "corp.ldf", "DC=corp,DC=contoso,DC=com", ALL_ACCOUNTS, OF_ACCOUNT);
	fputc('\n', out);
	ldapsearch(out, &pool, "configuration.ldf", "CN=Configuration,DC=contoso,DC=com", FOREST, OF_FOREST);
	fputs("\nThe account that exports must be able to read these attributes of every account:\n"
	    "what it may not read the directory leaves out without a word.\n", out);
	pool_free(&pool);
}
