#include "cmd/read/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { SIZE_MOST = 64 * 1024 * 1024, SIZE_FIRST = 64 * 1024 };

const char *
file_name(const char *path)
{
	return strcmp(path, "-") == 0 ? "standard input" : path;
}

/* With room for one byte more, to see whether it is too long. */
static char *
read_all(struct pool *pool, FILE *in, size_t *n_out)
{
	char	*text = NULL, *larger;
	size_t	 n = 0, size = 0;

	do {
		if (n == size) {
			size = size == 0 ? SIZE_FIRST : 2 * size;
			larger = pool_alloc(pool, size + 1);
			if (n > 0)
				memcpy(larger, text, n);
			text = larger;
		}
		n += fread(text + n, 1, size - n, in);
	} while (n == size && n <= SIZE_MOST);
	text[n] = '\0';
	*n_out = n;
	return text;
}

size_t
file_mark_length(const char *text, size_t n)
{
	return n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

int
file_read(struct pool *pool, const char *path, char **text_out, size_t *n_out, struct error *err)
{
	FILE	*in = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
	size_t	 mark;
	int	 result = 0;

	if (in == NULL)
		return error_set(err, "cannot open '%s': %s", path, strerror(errno));
	*text_out = read_all(pool, in, n_out);
	if (ferror(in))
		result = error_set(err, "%s: cannot read: %s", file_name(path), strerror(errno));
	else if (*n_out > SIZE_MOST)
		result = error_set(err, "%s: is larger than 64 MiB", file_name(path));
	if (in != stdin)
		fclose(in);
	mark = file_mark_length(*text_out, *n_out);
	*text_out += mark;
	*n_out -= mark;
	return result;
}

int
file_mark(const char *name, const char **text, size_t *n, struct error *err)
{
	const size_t	 mark = file_mark_length(*text, *n);

	*text += mark;
	*n -= mark;
	if (*n >= 2 && (memcmp(*text, "\xff\xfe", 2) == 0 || memcmp(*text, "\xfe\xff", 2) == 0))
		return error_set(err, "%s: is UTF-16: write it as UTF-8", name);
	return 0;
}
