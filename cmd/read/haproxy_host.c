#include "cmd/read/haproxy_host.h"

#include <string.h>
#include <unistd.h>

#include "cmd/read/file.h"
#include "cmd/read/front.h"

enum { HOSTS_MOST = 10000 };

enum match { MATCH_NONE, MATCH_STRING, MATCH_END, MATCH_REGEX, MATCH_OTHER };

/* What compares the name that a client asks for. */
static enum match
match_of(const char *criterion)
{
	static const struct {
		const char	*begins;
		enum match	 match;
	} row[] = {
		{ "hdr(host", MATCH_STRING }, { "req.hdr(host", MATCH_STRING }, { "req.fhdr(host", MATCH_STRING },
		{ "hdr_end(host", MATCH_END }, { "hdr_reg(host", MATCH_REGEX }, { "hdr_beg(host", MATCH_OTHER },
		{ "hdr_dom(host", MATCH_OTHER }, { "hdr_sub(host", MATCH_OTHER }, { "hdr_dir(host", MATCH_OTHER },
		{ "req.ssl_sni", MATCH_STRING }, { "req_ssl_sni", MATCH_STRING }, { "ssl_fc_sni_end", MATCH_END },
		{ "ssl_fc_sni_reg", MATCH_REGEX }, { "ssl_fc_sni", MATCH_STRING }
	};
	size_t	 i;

	for (i = 0; i < sizeof(row) / sizeof(*row); i++) {
		if (strncasecmp(criterion, row[i].begins, strlen(row[i].begins)) == 0)
			return strstr(criterion, ",map") == NULL ? row[i].match : MATCH_OTHER;
	}
	return MATCH_NONE;
}

static enum match
match_named(const char *word)
{
	if (strcmp(word, "str") == 0)
		return MATCH_STRING;
	if (strcmp(word, "end") == 0)
		return MATCH_END;
	return strcmp(word, "reg") == 0 ? MATCH_REGEX : MATCH_OTHER;
}

static void
add_host(struct hosts *hosts, struct origin *origin, const char *host)
{
	struct pool	*pool = &origin->import->farm.pool;

	if (hosts->n == HOSTS_MOST)
		return;
	hosts->host = pool_more(pool, hosts->host, hosts->n, sizeof(*hosts->host));
	hosts->host[hosts->n++] = host;
}

static void
add_pattern(struct hosts *hosts, struct origin *origin, enum match match, const char *pattern)
{
	struct pool	*pool = &origin->import->farm.pool;
	const char	*host = pattern;

	if (match == MATCH_REGEX)
		host = front_plain(origin->import, pattern);
	else if (match == MATCH_END)
		host = *pattern == '.' ? pool_printf(pool, "*%s", pattern) : NULL;
	else if (match == MATCH_OTHER)
		host = NULL;
	if (host == NULL)
		import_say(origin->import, origin->place, "'%.100s' is no name alone: list the names that it stands for",
		    pattern);
	else
		add_host(hosts, origin, host);
}

/* -- files beside it -- */

static char *
read_beside(struct origin *origin, const char *path, size_t *n_out)
{
	struct pool	*pool = &origin->import->farm.pool;
	const char	*slash = strrchr(origin->name, '/'), *base = strrchr(path, '/');
	struct error	 err = { "" };
	char		*beside, *text = NULL;

	base = base == NULL ? path : base + 1;
	beside = pool_printf(pool, "%.*s%s", slash == NULL ? 0 : (int)(slash - origin->name) + 1, origin->name, base);
	if (!origin->has_files || *base == '\0' || access(beside, R_OK) != 0 ||
	    file_read(pool, beside, &text, n_out, &err) != 0) {
		import_say(origin->import, origin->place, "the file '%.200s' is not here: it has names that are not known",
		    path);
		return NULL;
	}
	return text;
}

typedef void	line_fn(void *arg, const struct words *);

static void
each_line(struct pool *pool, char *text, size_t n, line_fn *take, void *arg)
{
	struct words	 words;
	char		*at, *end = text + n, *stop;

	for (at = text; at < end; at = stop + 1) {
		stop = memchr(at, '\n', (size_t)(end - at));
		stop = stop == NULL ? end : stop;
		words_split(&words, pool, at, (size_t)(stop - at));
		if (words.n > 0)
			take(arg, &words);
	}
}

struct patterns {
	struct hosts	*hosts;
	struct origin	*origin;
	enum match	 match;
};

static void
take_pattern(void *arg, const struct words *words)
{
	struct patterns	*patterns = arg;

	add_pattern(patterns->hosts, patterns->origin, patterns->match, words->word[0]);
}

/* -- conditions -- */

void
hosts_of_criterion(struct hosts *hosts, struct origin *origin, const char **word, size_t n)
{
	enum match	 match = n == 0 ? MATCH_NONE : match_of(word[0]);
	struct patterns	 patterns = { hosts, origin, match };
	size_t		 i, length;
	char		*text;

	if (match == MATCH_NONE)
		return;
	for (i = 1; i < n && word[i][0] == '-'; i++) {
		if (strcmp(word[i], "--") == 0) {
			i++;
			break;
		}
		if (strcmp(word[i], "-m") == 0 && i + 1 < n)
			patterns.match = match = match_named(word[++i]);
		else if (strcmp(word[i], "-f") == 0 && i + 1 < n &&
		    (text = read_beside(origin, word[++i], &length)) != NULL)
			each_line(&origin->import->farm.pool, text, length, take_pattern, &patterns);
	}
	for (; i < n; i++)
		add_pattern(hosts, origin, match, word[i]);
}

static void
take_named(struct hosts *hosts, struct origin *origin, const struct acls *acls, const char *name)
{
	size_t	 i, j;

	for (i = 0; i < acls->n; i++) {
		for (j = 0; strcmp(acls->acl[i].name, name) == 0 && j < acls->acl[i].hosts.n; j++)
			add_host(hosts, origin, acls->acl[i].hosts.host[j]);
	}
}

void
hosts_of_condition(struct hosts *hosts, struct origin *origin, const struct acls *acls, const char **word, size_t n)
{
	size_t	 i, end;
	bool	 not = false;

	for (i = 0; i < n; i++) {
		if (strcmp(word[i], "!") == 0) {
			not = !not;
			continue;
		}
		if (strcmp(word[i], "{") == 0) {
			for (end = i + 1; end < n && strcmp(word[end], "}") != 0; end++)
				continue;
			if (!not)
				hosts_of_criterion(hosts, origin, word + i + 1, end - i - 1);
			i = end;
		} else if (!not && word[i][0] != '!')
			take_named(hosts, origin, acls, word[i]);
		not = false;
	}
}

/* -- maps -- */

struct mapping {
	struct origin	*origin;
	map_fn		*take;
	void		*arg;
};

static void
take_mapping(void *arg, const struct words *words)
{
	struct mapping	*mapping = arg;

	if (words->n > 1)
		mapping->take(mapping->arg, words->word[0], words->word[1]);
}

void
map_read(struct origin *origin, const char *expression, map_fn *take, void *arg)
{
	struct pool	*pool = &origin->import->farm.pool;
	struct mapping	 mapping = { origin, take, arg };
	const char	*map = strstr(expression, ",map("), *file;
	char		*text;
	size_t		 n, length;

	if (map == NULL && (map = strstr(expression, ",map_str(")) != NULL)
		map += 4;
	if (strncmp(expression, "%[", 2) != 0 || match_of(expression + 2) == MATCH_NONE || map == NULL) {
		import_say(origin->import, origin->place, "the backend is found out for each request: '%.100s'", expression);
		return;
	}
	file = strchr(map, '(') + 1;
	length = strcspn(file, ",)");
	text = read_beside(origin, pool_ncopy(pool, file, length), &n);
	if (text != NULL)
		each_line(pool, text, n, take_mapping, &mapping);
	if (file[length] == ',')	/* for what is not in the map */
		take(arg, NULL, pool_ncopy(pool, file + length + 1, strcspn(file + length + 1, ")")));
}
