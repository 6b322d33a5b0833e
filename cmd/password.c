#include "cmd/password.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { MOST = 1024 };

/* The first line of what FD gives. */
static int
read_line(int fd, char line[MOST], const char *where, struct error *err)
{
	size_t	 n = 0;
	ssize_t	 got;

	do {
		if ((got = read(fd, line + n, 1)) < 0 && errno != EINTR)
			return error_set(err, "cannot read the password from '%s': %s", where, strerror(errno));
		n += got > 0;
	} while (got != 0 && n < MOST && (n == 0 || line[n - 1] != '\n'));
	if (n == MOST)
		return error_set(err, "the first line of '%s' is too long for a password", where);
	while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
		n--;
	line[n] = '\0';
	return n > 0 ? 0 : error_set(err, "there is no password in '%s'", where);
}

static int
from_file(const char *file, char line[MOST], struct error *err)
{
	int	 result, fd = open(file, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return error_set(err, "cannot open '%s': %s", file, strerror(errno));
	result = read_line(fd, line, file, err);
	close(fd);
	return result;
}

static int
ask(int terminal, const char *user, char line[MOST], struct error *err)
{
	struct termios	 before, silent;
	int		 result;

	if (tcgetattr(terminal, &before) != 0)
		return error_set(err, "the terminal cannot be kept from showing the password: %s", strerror(errno));
	silent = before;
	/* An interrupt would leave the terminal silent. */
	silent.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
	silent.c_lflag |= ECHONL;
	if (tcsetattr(terminal, TCSAFLUSH, &silent) != 0)
		return error_set(err, "the terminal cannot be kept from showing the password: %s", strerror(errno));
	dprintf(terminal, "Password of %s: ", user);
	result = read_line(terminal, line, "the terminal", err);
	tcsetattr(terminal, TCSAFLUSH, &before);
	return result;
}

static int
from_terminal(const char *user, char line[MOST], struct error *err)
{
	int	 result, terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);

	if (terminal < 0)
		return error_set(err, "there is no terminal to ask for the password of '%s'; use --password-file", user);
	result = ask(terminal, user, line, err);
	close(terminal);
	return result;
}

int
password_read(struct pool *pool, const char *user, const char *file, char **password_out,
    struct error *err)
{
	char	 line[MOST];
	int	 result = file != NULL ? from_file(file, line, err) : from_terminal(user, line, err);

	if (result == 0)
		*password_out = pool_copy(pool, line);
	explicit_bzero(line, sizeof(line));
	return result;
}
