#include "cmd/read/iis_content.h"

#include <string.h>

enum { AROUND = 4 };

/* The nearest that has it: the directory, or the defaults around it. */
static const char *
setting(const struct xml *const around[AROUND], const char *name)
{
	const char	*value = NULL;
	size_t		 i;

	for (i = 0; value == NULL && i < AROUND; i++)
		value = xml_get(around[i], name);
	return value == NULL ? "" : value;
}

static void
note(struct iis *iis, const struct farm_site *site, const char *at, const char *files, const char *user)
{
	bool	 share = strncmp(files, "\\\\", 2) == 0;

	if (*user != '\0')
		import_note(iis->import, site->path, "%s: files%s%s are read as %s, whoever asks (Connect as)", at,
		    share ? " of " : "", share ? files : "", user);
	else if (share)
		import_note(iis->import, site->path, "%s: files of %s are read as the user: is cifs/%.*s a back end for delegatesTo?",
		    at, files, (int)strcspn(files + 2, "\\"), files + 2);
}

void
iis_content(struct iis *iis, const struct farm_site *site, const struct xml *element,
    const struct xml *application, const char *url)
{
	const struct xml	*sites = xml_at(iis->root, "system.applicationHost/sites");
	const struct xml	*around[AROUND] = { NULL, xml_child(application, "virtualDirectoryDefaults"),
				     xml_child(element, "virtualDirectoryDefaults"),
				     xml_child(sites, "virtualDirectoryDefaults") };
	const char		*path;

	around[0] = xml_child(application, "virtualDirectory");
	for (; around[0] != NULL; around[0] = xml_next(around[0], "virtualDirectory")) {
		path = xml_get(around[0], "path");
		path = path == NULL || strcmp(path, "/") == 0 ? "" : path;
		note(iis, site, pool_printf(&iis->import->farm.pool, "%s%s", strcmp(url, "/") == 0 && *path != '\0' ? "" : url, path),
		    setting(around, "physicalPath"), setting(around, "userName"));
	}
}
