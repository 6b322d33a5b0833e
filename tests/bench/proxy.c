/*
 * proxy SERVER SOCKET SECONDS: a wire with a round-trip time.
 *
 * Hands on what those who connect to SOCKET and SERVER, another, say to each
 * other, half of SECONDS later: as much at once as there is, and in order.  In C,
 * because what it takes itself is taken from those who are measured.
 */
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum {
	ROOM = 4 * 1024 * 1024,	/* bytes under way at most */
	N_MARK = 16 * 1024,
	N_WAY = 64,		/* two for each connection */
	GATHER = 100 * 1000	/* nanoseconds: what comes within them goes on at once */
};

/* From one side to the other.  What was read together arrives together. */
struct way {
	int		 from, to;	/* -1: free */
	bool		 ended;		/* nothing more will be read */
	char		*byte;		/* a ring of ROOM */
	size_t		 at, n;
	struct mark {
		int64_t	 due;
		size_t	 n;
	}		*mark;		/* a ring of N_MARK */
	size_t		 first, n_mark;
	bool		 full;		/* the other side takes no more */
};

static struct way	way[N_WAY];
static int64_t		delay;

static int64_t
now(void)
{
	struct timespec	 time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int
trouble(const char *what)
{
	perror(what);
	exit(2);
}

static void
way_open(struct way *w, int from, int to)
{
	char		*byte = w->byte == NULL ? malloc(ROOM) : w->byte;
	struct mark	*mark = w->mark == NULL ? malloc(N_MARK * sizeof(*mark)) : w->mark;

	if (byte == NULL || mark == NULL)
		trouble("malloc");
	*w = (struct way){ .from = from, .to = to, .byte = byte, .mark = mark };
}

static void
way_read(struct way *w)
{
	size_t	 end = (w->at + w->n) % ROOM, room = end < w->at ? w->at - end : ROOM - end;
	ssize_t	 got = recv(w->from, w->byte + end, room, MSG_DONTWAIT);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	w->ended = got <= 0;
	got = got < 0 ? 0 : got;
	w->mark[(w->first + w->n_mark++) % N_MARK] = (struct mark){ now() + delay, (size_t)got };
	w->n += (size_t)got;
}

/* A mark of nothing is the end. */
static void
way_write(struct way *w, int64_t time)
{
	struct mark	*mark;
	size_t		 n;
	ssize_t		 put;

	while (w->n_mark > 0 && (mark = &w->mark[w->first])->due <= time && !w->full) {
		n = w->at + mark->n > ROOM ? ROOM - w->at : mark->n;
		if (n == 0)
			shutdown(w->to, SHUT_WR);
		put = n == 0 ? 0 : send(w->to, w->byte + w->at, n, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (put < 0 && errno == EAGAIN) {
			w->full = true;
			return;
		}
		put = put < 0 ? (ssize_t)n : put;	/* nobody is there any more */
		w->at = (w->at + (size_t)put) % ROOM;
		w->n -= (size_t)put;
		mark->n -= (size_t)put;
		if (mark->n == 0) {
			w->first = (w->first + 1) % N_MARK;
			w->n_mark--;
		}
	}
}

static int
connected(const char *path)
{
	struct sockaddr_un	 address = { .sun_family = AF_UNIX };
	int			 fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		trouble(path);
	return fd;
}

/* Whoever sees the socket can connect. */
static int
listening(const char *path)
{
	struct sockaddr_un	 address = { .sun_family = AF_UNIX };
	int			 fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s.new", path);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(fd, N_WAY) != 0 || rename(address.sun_path, path) != 0)
		trouble(path);
	return fd;
}

static void
take_call(int listener, const char *server)
{
	int	 near = accept(listener, NULL, NULL), far;
	size_t	 i;

	for (i = 0; i < N_WAY && way[i].from >= 0; i += 2)
		;
	if (near < 0 || i == N_WAY)
		trouble("accept");
	far = connected(server);
	way_open(&way[i], near, far);
	way_open(&way[i + 1], far, near);
}

static bool
is_over(const struct way *w)
{
	return w->ended && w->n_mark == 0;
}

/* When the next of what is under way is due. */
static int64_t
hand_on(void)
{
	int64_t	 time = now(), next = INT64_MAX;
	size_t	 i;

	for (i = 0; i < N_WAY; i++) {
		if (way[i].from < 0)
			continue;
		way_write(&way[i], time);
		if (way[i].n_mark > 0 && !way[i].full && way[i].mark[way[i].first].due < next)
			next = way[i].mark[way[i].first].due;
		if (i % 2 == 1 && is_over(&way[i]) && is_over(&way[i - 1])) {
			close(way[i].from);
			close(way[i].to);
			way[i].from = way[i - 1].from = -1;
		}
	}
	return next;
}

static void
await(int listener, const char *server, int64_t until)
{
	struct pollfd	 fd[2 * N_WAY + 1] = { { listener, POLLIN, 0 } };
	int64_t		 left = until == INT64_MAX ? 1000000000 : until - now();
	struct timespec	 time = { left < 0 ? 0 : left / 1000000000, left < 0 ? 0 : left % 1000000000 };
	size_t		 i;

	for (i = 0; i < N_WAY; i++) {
		const bool	 in = way[i].from >= 0 && !way[i].ended && way[i].n < ROOM && way[i].n_mark < N_MARK;

		fd[1 + 2 * i] = (struct pollfd){ in ? way[i].from : -1, POLLIN, 0 };
		fd[2 + 2 * i] = (struct pollfd){ way[i].full ? way[i].to : -1, POLLOUT, 0 };
	}
	if (ppoll(fd, 2 * N_WAY + 1, &time, NULL) < 0 && errno != EINTR)
		trouble("poll");
	for (i = 0; i < N_WAY; i++) {
		if (fd[1 + 2 * i].revents != 0)
			way_read(&way[i]);
		if (fd[2 + 2 * i].revents != 0)
			way[i].full = false;
	}
	if (fd[0].revents != 0)
		take_call(listener, server);
}

int
main(int argc, char **argv)
{
	static const struct timespec	 gather = { 0, GATHER };
	int64_t				 next;
	size_t				 i;
	int				 listener;

	if (argc != 4)
		return 2;
	delay = (int64_t)(strtod(argv[3], NULL) / 2 * 1e9);
	for (i = 0; i < N_WAY; i++)
		way[i].from = -1;
	listener = listening(argv[2]);
	for (;;) {
		next = hand_on();
		await(listener, argv[1], next);
		nanosleep(&gather, NULL);
	}
}
