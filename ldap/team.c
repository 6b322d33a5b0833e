#include "ldap/team.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <time.h>

#include "ldap/fault.h"

struct lane {
	struct team		*team;
	struct connection	*connection;	/* NULL: not opened yet */
	struct search		*search;	/* NULL: it has nothing to do */
};

static bool
lane_open(struct lane *lane)
{
	struct team	*team = lane->team;

	if (lane->connection == NULL && team->n_more > 0) {
		lane->connection = team->join(team->arg);
		team->n_more = lane->connection == NULL ? 0 : team->n_more - 1;
	}
	return lane->connection != NULL;
}

/* Goes on as far as it can without waiting: SEARCH is NULL when nothing is left. */
static int
lane_go_on(struct lane *lane, struct error *err)
{
	struct team	*team = lane->team;
	int		 result;

	for (;;) {
		if (lane->search == NULL && (team->n_taken == team->n_query || !lane_open(lane)))
			return 0;
		if (lane->search == NULL && (lane->search = search_begin(lane->connection,
		    &team->query[team->n_taken++], err)) == NULL)
			return -1;
		if ((result = search_take(lane->search, err)) != 0)
			return result < 0 ? -1 : 0;
		search_end(lane->search);
		lane->search = NULL;
	}
}

/* Until something comes on one of them, or has not come in time. */
static int
lanes_wait(struct lane *lane, struct pollfd *poll_fd, size_t n, struct error *err)
{
	int	 left, least = INT_MAX, come;
	size_t	 i;

	for (i = 0; i < n; i++) {
		poll_fd[i] = (struct pollfd){ lane[i].search == NULL ? -1 : lane[i].connection->fd, POLLIN, 0 };
		if (lane[i].search != NULL && (left = connection_left(lane[i].connection)) < least)
			least = left;
	}
	do
		come = poll(poll_fd, n, least);
	while (come < 0 && errno == EINTR);
	for (i = 0; i < n; i++)
		if (lane[i].search != NULL && poll_fd[i].revents == 0 && connection_left(lane[i].connection) == 0)
			return fault_set(lane[i].connection, LDAP_TIMEOUT, err);
	return 0;
}

/* Entries come one by one, and to be woken for each takes longer than to read it:
 * others join them meanwhile. */
static void
lanes_rest(void)
{
	static const struct timespec	 moment = { 0, 200 * 1000 };

	nanosleep(&moment, NULL);
}

static int
lanes_run(struct lane *lane, struct pollfd *poll_fd, size_t n, struct error *err)
{
	const struct source_counts	*counts = n == 0 ? NULL : lane[0].connection->counts;
	size_t				 i, busy, n_entry;

	for (;;) {
		busy = 0;
		n_entry = n == 0 ? 0 : counts->n_entry;
		for (i = 0; i < n; i++) {
			if ((lane[i].search == NULL || poll_fd[i].revents != 0) && lane_go_on(&lane[i], err) != 0)
				return -1;
			busy += lane[i].search != NULL;
		}
		if (busy == 0)
			return 0;
		if (counts->n_entry > n_entry)
			lanes_rest();
		if (lanes_wait(lane, poll_fd, n, err) != 0)
			return -1;
	}
}

int
team_run(struct team *team, size_t n_team, struct error *err)
{
	struct pool	 pool = { 0 };
	struct pollfd	*poll_fd;
	struct lane	*lane;
	size_t		 i, j, n = 0;
	int		 result;

	for (i = 0; i < n_team; i++)
		n += team[i].n_connection + team[i].n_more;
	lane = pool_alloc(&pool, n * sizeof(*lane));
	poll_fd = pool_alloc(&pool, n * sizeof(*poll_fd));
	for (n = i = 0; i < n_team; i++) {
		for (j = 0; j < team[i].n_connection; j++)
			lane[n++] = (struct lane){ &team[i], team[i].connection[j], NULL };
		for (j = 0; j < team[i].n_more; j++)
			lane[n++] = (struct lane){ &team[i], NULL, NULL };
	}
	result = lanes_run(lane, poll_fd, n, err);
	for (i = 0; i < n; i++)
		search_end(lane[i].search);
	pool_free(&pool);
	return result;
}

int
search_run(struct connection *connection, const struct query *query, struct error *err)
{
	struct team	 team = { .connection = &connection, .n_connection = 1, .query = query, .n_query = 1 };

	return team_run(&team, 1, err);
}
