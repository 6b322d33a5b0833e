#include "cmd/importer.h"

#include <string.h>

#include "cmd/read/f5.h"
#include "cmd/read/haproxy.h"
#include "cmd/read/iis.h"
#include "cmd/read/nginx.h"

/* "WEB01=FILE" and "portal/reports=FILE", taken apart. */
static struct iis_file *
files_of(struct import *import, const char **given, size_t n, const char *what, struct error *err)
{
	struct pool	*pool = &import->farm.pool;
	struct iis_file	*file = pool_alloc(pool, n * sizeof(*file));
	const char	*equals;
	size_t		 i;

	for (i = 0; i < n; i++) {
		equals = strchr(given[i], '=');
		if (equals == NULL || equals == given[i] || equals[1] == '\0') {
			error_set(err, "'%s' is not %s", given[i], what);
			return NULL;
		}
		file[i] = (struct iis_file){ pool_ncopy(pool, given[i], (size_t)(equals - given[i])), equals + 1 };
	}
	return file;
}

static int
read_iis(struct import *import, const struct options *options, const char **given, size_t n, struct error *err)
{
	struct iis_file	*server, *web;

	if (options->n_server == 0)
		return error_set(err, "iis needs the file of each server: --server WEB01=applicationHost.config");
	server = files_of(import, options->server, options->n_server, "NAME=FILE", err);
	if (server == NULL)
		return -1;
	web = files_of(import, given, n, "SITE=FILE, the web.config of a site or a path; "
	    "an applicationHost.config is given with --server", err);
	if (web == NULL)
		return -1;
	return iis_read(import, server, options->n_server, web, n, err);
}

static int
read_haproxy(struct import *import, const struct options *options, const char **given, size_t n,
    struct error *err)
{
	(void)options;
	return haproxy_read(import, given, n, err);
}

static int
read_nginx(struct import *import, const struct options *options, const char **given, size_t n, struct error *err)
{
	size_t	 i;

	(void)options;
	for (i = 0; i < n; i++) {
		if (nginx_read(import, given[i], err) != 0)
			return -1;
	}
	return 0;
}

static int
read_f5(struct import *import, const struct options *options, const char **given, size_t n, struct error *err)
{
	(void)options;
	return f5_read(import, given, n, err);
}

const struct importer importer_table[] = {
	{ "iis", "--server NAME=FILE, the applicationHost.config of each server; SITE=FILE, a web.config",
	  true, read_iis },
	{ "haproxy", "haproxy.cfg; several files are one configuration, in their order", false, read_haproxy },
	{ "nginx", "nginx.conf, with what it includes", false, read_nginx },
	{ "f5", "bigip.conf; several files are one configuration", false, read_f5 },
	{ NULL, NULL, false, NULL }
};

const struct importer *
importer_find(const char *word)
{
	const struct importer	*row;

	for (row = importer_table; row->word != NULL; row++) {
		if (strcmp(row->word, word) == 0)
			return row;
	}
	return NULL;
}

const char *
importer_words(struct pool *pool)
{
	const struct importer	*row;
	const char		*words = "";

	for (row = importer_table; row->word != NULL; row++)
		words = pool_printf(pool, "%s%s%s", words, row == importer_table ? "" : ", ", row->word);
	return words;
}
