#include "ldap/team.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <time.h>

#include "ldap/fault.h"

/* Binds are work too: with more of them at once a server comes to nothing else.
 * Each lies on the stack above the one before. */
enum { OPENING_MOST = 5 };

struct lane {
	struct team		*team;
	struct connection	*connection;	/* NULL: not opened yet */
	bool			 opening;
	struct search		*search;	/* NULL: it has nothing to do */
};

/* What one run has under way. */
struct lanes {
	struct lane	*lane;
	struct pollfd	*poll_fd;	/* of each, and one more */
	size_t		 n;
	size_t		 n_opening;
	bool		 failed;	/* meanwhile, and ERR says why */
	struct error	*err;
};

static int	lanes_meanwhile(void *arg, struct pollfd *, int left);

static bool
lane_may_open(const struct lanes *lanes, const struct lane *lane)
{
	const struct team	*team = lane->team;

	return lane->connection == NULL && !lane->opening && team->n_more > 0 && lanes->n_opening < OPENING_MOST &&
	    team->n_taken + lanes->n_opening < team->n_query;
}

static bool
lane_open(struct lanes *lanes, struct lane *lane)
{
	const struct waiting	 waiting = { lanes_meanwhile, lanes };
	struct team		*team = lane->team;

	if (!lane_may_open(lanes, lane))
		return lane->connection != NULL;
	lane->opening = true;
	team->n_more--;
	lanes->n_opening++;
	lane->connection = team->join(team->arg, &waiting);
	lanes->n_opening--;
	lane->opening = false;
	if (lane->connection == NULL)
		team->n_more = 0;
	return lane->connection != NULL;
}

/* Whether there is a query for it to begin: others take some while it opens. */
static bool
lane_may_begin(struct lanes *lanes, struct lane *lane)
{
	const struct team	*team = lane->team;

	return team->n_taken < team->n_query && lane_open(lanes, lane) && !lanes->failed &&
	    team->n_taken < team->n_query;
}

/* Goes on as far as it can without waiting: SEARCH is NULL when nothing is left. */
static int
lane_go_on(struct lanes *lanes, struct lane *lane)
{
	struct team	*team = lane->team;
	int		 result;

	for (;;) {
		if (lane->search == NULL && !lane_may_begin(lanes, lane))
			return lanes->failed ? -1 : 0;
		if (lane->search == NULL && (lane->search = search_begin(lane->connection,
		    &team->query[team->n_taken++], lanes->err)) == NULL)
			return -1;
		if ((result = search_take(lane->search, lanes->err)) != 0)
			return result < 0 ? -1 : 0;
		search_end(lane->search);
		lane->search = NULL;
	}
}

static void
lanes_watch(struct lanes *lanes)
{
	const struct lane	*lane = lanes->lane;
	size_t			 i;

	for (i = 0; i < lanes->n; i++)
		lanes->poll_fd[i] = (struct pollfd){ lane[i].search == NULL || lanes->failed ? -1 :
		    lane[i].connection->fd, POLLIN, 0 };
}

/* Could it begin something, if others leave it that? */
static bool
lane_is_free(const struct lanes *lanes, const struct lane *lane)
{
	const struct team	*team = lane->team;

	return lane->search == NULL && team->n_taken < team->n_query &&
	    (lane->connection != NULL || lane_may_open(lanes, lane));
}

/* Whether any of them began something, which takes time. */
static bool
lanes_begin(struct lanes *lanes)
{
	size_t	 i;
	bool	 began = false;

	for (i = 0; i < lanes->n && !lanes->failed; i++) {
		if (!lane_is_free(lanes, &lanes->lane[i]))
			continue;
		lanes->failed |= lane_go_on(lanes, &lanes->lane[i]) != 0;
		began = true;
	}
	return began;
}

/* One connection waits to be opened: meanwhile more are, and the others go on
 * with what has come.  LEFT is less after that. */
static int
lanes_meanwhile(void *arg, struct pollfd *poll_fd, int left)
{
	struct lanes	*lanes = arg;
	size_t		 i, n = lanes->n;
	int		 come;

	if (left > 0 && lanes_begin(lanes)) {
		errno = EINTR;
		return -1;
	}
	lanes_watch(lanes);
	lanes->poll_fd[n] = *poll_fd;
	come = poll(lanes->poll_fd, n + 1, left);
	if (come <= 0)
		return come;
	*poll_fd = lanes->poll_fd[n];
	if (poll_fd->revents != 0)
		return 1;
	for (i = 0; i < n && !lanes->failed; i++)
		if (lanes->poll_fd[i].revents != 0)
			lanes->failed |= lane_go_on(lanes, &lanes->lane[i]) != 0;
	errno = EINTR;
	return -1;
}

static int
lanes_poll(struct lanes *lanes, int left)
{
	return lanes->n == 1 ? connection_poll(lanes->lane[0].connection, lanes->poll_fd, left) :
	    poll(lanes->poll_fd, lanes->n, left);
}

/* How long at most something may still be awaited. */
static int
lanes_left(const struct lanes *lanes)
{
	int	 left, least = INT_MAX;
	size_t	 i;

	for (i = 0; i < lanes->n; i++)
		if (lanes->lane[i].search != NULL &&
		    (left = connection_left(lanes->lane[i].connection)) < least)
			least = left;
	return least;
}

/* Until something comes on one of them, or has not come in time. */
static int
lanes_wait(struct lanes *lanes)
{
	const struct lane	*lane = lanes->lane;
	int			 come;
	size_t			 i;

	lanes_watch(lanes);
	do
		come = lanes_poll(lanes, lanes_left(lanes));
	while (come < 0 && errno == EINTR);
	for (i = 0; i < lanes->n; i++)
		if (lane[i].search != NULL && lanes->poll_fd[i].revents == 0 &&
		    connection_left(lane[i].connection) == 0) {
			lane[i].connection->broken = true;
			return fault_set(lane[i].connection, LDAP_TIMEOUT, lanes->err);
		}
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

static bool
lanes_busy(const struct lanes *lanes)
{
	size_t	 i = 0;

	while (i < lanes->n && lanes->lane[i].search == NULL)
		i++;
	return i < lanes->n;
}

static int
lanes_run(struct lanes *lanes)
{
	const struct source_counts	*counts = lanes->n == 0 ? NULL : lanes->lane[0].connection->counts;
	struct lane			*lane = lanes->lane;
	size_t				 i, n_entry;

	for (;;) {
		n_entry = lanes->n == 0 ? 0 : counts->n_entry;
		for (i = 0; i < lanes->n; i++)
			if ((lane[i].search == NULL || lanes->poll_fd[i].revents != 0) &&
			    lane_go_on(lanes, &lane[i]) != 0)
				return -1;
		if (!lanes_busy(lanes))
			return 0;
		if (counts->n_entry > n_entry)
			lanes_rest();
		if (lanes_wait(lanes) != 0)
			return -1;
	}
}

int
team_run(struct team *team, size_t n_team, struct error *err)
{
	struct pool	 pool = { 0 };
	struct lanes	 lanes = { .err = err };
	size_t		 i, j, n = 0;
	int		 result;

	for (i = 0; i < n_team; i++)
		n += team[i].n_connection + team[i].n_more;
	lanes.lane = pool_alloc(&pool, n * sizeof(*lanes.lane));
	lanes.poll_fd = pool_alloc(&pool, (n + 1) * sizeof(*lanes.poll_fd));
	for (i = 0; i < n_team; i++) {
		for (j = 0; j < team[i].n_connection; j++)
			lanes.lane[lanes.n++] = (struct lane){ &team[i], team[i].connection[j], NULL };
		for (j = 0; j < team[i].n_more; j++)
			lanes.lane[lanes.n++] = (struct lane){ &team[i], NULL, NULL };
	}
	result = lanes_run(&lanes);
	for (i = 0; i < n; i++)
		search_end(lanes.lane[i].search);
	pool_free(&pool);
	return result;
}

int
search_run(struct connection *connection, const struct query *query, struct error *err)
{
	struct team	 team = { .connection = &connection, .n_connection = 1, .query = query, .n_query = 1 };

	return team_run(&team, 1, err);
}

int
search_try(struct connection *connection, const struct query *query, bool *told, struct error *err)
{
	struct error	 why = { "" };

	*told = search_run(connection, query, &why) == 0;
	if (*told || !connection->broken)
		return 0;
	*err = why;
	return -1;
}
