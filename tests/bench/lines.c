/*
 * lines FILE: how long the lines of a file take to be found, and nothing
 * else: the bound of every reader on one thread.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	static char	 text[256 * 1024];
	size_t		 n = 0, lines = 0;
	char		*at, *lf;
	ssize_t		 got;
	int		 fd;

	if (argc != 2 || (fd = open(argv[1], O_RDONLY)) < 0)
		return 2;
	while ((got = read(fd, text + n, sizeof(text) - n)) > 0) {
		n += (size_t)got;
		for (at = text; (lf = memchr(at, '\n', (size_t)(text + n - at))) != NULL; at = lf + 1)
			lines++;
		n = (size_t)(text + n - at);
		memmove(text, at, n);
		/* A longer line is no line of an export. */
		if (n == sizeof(text))
			return 2;
	}
	printf("%zu\n", lines);
	return got < 0 ? 2 : 0;
}
