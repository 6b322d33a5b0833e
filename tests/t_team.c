#include "tests/test.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ldap/connection.h"
#include "ldap/team.h"
#include "tests/peer.h"

/*
 * While one more connection is opened, those that there are go on with what
 * comes, and what is wrong with it is known.
 */

#define PERSON(name)	{ SAID_ENTRY, "CN=" name ",DC=x", { "objectClass: user" } }
#define DONE		{ SAID_DONE }
#define N(array)	(sizeof(array) / sizeof(*(array)))

enum { N_QUERY = 7, N_MESSAGE = 8, MOMENT = 20, LONG = 10 * 1000 };	/* milliseconds */

static const struct {
	const char	*title;
	struct message	 message[N_MESSAGE];
	size_t		 n_message, n_before;	/* and of these before it is opened */
	size_t		 n_meanwhile, n_entry;	/* entries until then, and of all */
	bool		 fails;
} rows[] = {
	{ "nothing is said", { PERSON("a"), DONE, PERSON("b"), DONE }, 4, 0, 0, 2, false },
	{ "the first entry", { PERSON("a"), DONE, PERSON("b"), DONE }, 4, 1, 1, 2, false },
	{ "the first answer", { PERSON("a"), DONE, PERSON("b"), DONE }, 4, 2, 1, 2, false },
	{ "nothing is left to be asked", { PERSON("a"), DONE, PERSON("b"), DONE }, 4, 4, 2, 2, false },
	{ "a refusal", { PERSON("a"), { SAID_DONE, .code = LDAP_BUSY } }, 2, 2, 1, 1, true },
	{ "a refusal later", { PERSON("a"), { SAID_DONE, .code = LDAP_BUSY } }, 2, 1, 1, 1, true },
};

struct talk {
	unsigned char	*bytes;
	size_t		 n_before, n_bytes;
	struct peer	 peer;
	size_t		 n_entry, n_meanwhile;
	size_t		 n_join;
	size_t		 n_at_once, n_most;	/* joins under way, and at most */
	const struct talk *other;	/* NULL: it is the only one */
};

static int
take(void *arg, const struct row *row, struct error *err)
{
	struct talk	*talk = arg;

	(void)row;
	(void)err;
	talk->n_entry++;
	return 0;
}

/* A wait in which others began has to look at the clock before it is in vain. */
static int
wait_for(const struct talk *talk, const struct waiting *waiting, int fd, int left)
{
	struct pollfd	 poll_fd = { fd, POLLIN, 0 };
	size_t		 n_join;
	int		 come;

	do {
		n_join = talk->n_join;
		come = waiting->poll(waiting->arg, &poll_fd, left);
		OK(come != 0 || talk->n_join == n_join, "it took longer than was left");
	} while (come < 0 && errno == EINTR);
	OK(come <= 0 || poll_fd.revents == POLLIN, "what is ready is said");
	return come;
}

static void
say(const struct talk *talk, size_t from, size_t to)
{
	OK(write(talk->peer.fd, talk->bytes + from, to - from) == (ssize_t)(to - from), "said");
}

/* There is none to be had, after a while. */
static struct connection *
join(void *arg, const struct waiting *waiting)
{
	struct talk	*talk = arg;
	int		 fd[2];

	talk->n_join++;
	if (!OK(pipe(fd) == 0, "pipe"))
		return NULL;
	say(talk, 0, talk->n_before);
	SAME_INT(wait_for(talk, waiting, fd[0], MOMENT), 0, "nothing came for it");
	talk->n_meanwhile = talk->n_entry;
	OK(write(fd[1], "", 1) == 1, "something comes");
	SAME_INT(wait_for(talk, waiting, fd[0], LONG), 1, "for it");
	say(talk, talk->n_before, talk->n_bytes);
	close(fd[0]);
	close(fd[1]);
	return NULL;
}

/* The same, where nothing else is awaited. */
static struct connection *
join_others(void *arg, const struct waiting *waiting)
{
	struct talk	*talk = arg;
	int		 fd[2];

	talk->n_join++;
	if (++talk->n_at_once > talk->n_most)
		talk->n_most = talk->n_at_once;
	if (OK(pipe(fd) == 0, "pipe")) {
		SAME_INT(wait_for(talk, waiting, fd[0], MOMENT), 0, "nothing came for it");
		talk->n_meanwhile = talk->other == NULL ? 0 : talk->other->n_entry;
		close(fd[0]);
		close(fd[1]);
	}
	if (--talk->n_at_once == 0)
		say(talk, 0, talk->n_bytes);
	return NULL;
}

static struct query
query_of(struct talk *talk)
{
	static const char	*const wanted[] = { "objectClass", NULL };

	return (struct query){ .base = "DC=x", .scope = LDAP_SCOPE_SUBTREE, .filter = "(objectClass=*)",
	    .attribute = wanted, .row = take, .arg = talk };
}

/* TEAM, and OTHER if there is one: each has a connection of its own. */
static int
ask(struct talk *talk, struct team *team, struct talk *other, struct error *err)
{
	const struct query	 query = query_of(talk), one = query_of(other);
	struct outside		 outside = peer_outside(&talk->peer);
	struct source_options	 options = { .outside = &outside };
	struct source_counts	 counts = { 0 };
	struct address		 address = { .scheme = SCHEME_LDAP, .host = "peer", .port = 1 };
	struct query		 queries[N_QUERY] = { query, query, query, query, query, query, query };
	struct connection	 connection[2] = { { .ld = NULL } }, *open[] = { &connection[0], &connection[1] };
	struct team		 both[] = { *team, { .connection = &open[1], .n_connection = 1, .query = &one, .n_query = 1 } };
	struct pool		 pool = { 0 };
	size_t			 i, n = other == NULL ? 1 : 2;
	int			 result = 0;

	both[0].connection = open;
	both[0].n_connection = 1;
	both[0].arg = talk;
	both[0].query = queries;
	for (i = 0; result == 0 && i < n; i++)
		result = connection_open(&connection[i], &pool, &address, &options, &counts, NULL, err);
	if (result == 0)
		result = team_run(both, n, err);
	for (i = 0; i < n; i++)
		connection_close(&connection[i]);
	peer_close(&talk->peer);
	pool_free(&pool);
	*team = both[0];
	return result;
}

static void
go_on(void)
{
	size_t	 i;

	for (i = 0; i < N(rows); i++) {
		struct error	 err = { "" };
		size_t		 end[N_MESSAGE];
		struct talk	 talk = { .peer = { .bytes = (unsigned char[]){ 0 }, .hangs = true } };
		struct team	 team = { .n_more = 1, .join = join, .n_query = 2 };

		talk.bytes = peer_encode(rows[i].message, rows[i].n_message, &talk.n_bytes, end);
		talk.n_before = rows[i].n_before == 0 ? 0 : end[rows[i].n_before - 1];
		SAME_INT(ask(&talk, &team, NULL, &err), rows[i].fails ? -1 : 0, rows[i].title);
		OK((err.text[0] != '\0') == rows[i].fails, rows[i].title);
		SAME_INT((long long)talk.n_join, 1, rows[i].title);
		SAME_INT((long long)talk.n_meanwhile, (long long)rows[i].n_meanwhile, rows[i].title);
		SAME_INT((long long)talk.n_entry, (long long)rows[i].n_entry, rows[i].title);
		free(talk.bytes);
	}
}

/* One for each query that no other is there for, in no more round trips than one
 * of them takes. */
static void
at_once(void)
{
	static const struct message	message[N_QUERY] = { DONE, DONE, DONE, DONE, DONE, DONE, DONE };
	static const struct {
		const char	*title;
		size_t		 n_query, n_more, n_join;
	} wanted[] = {
		{ "a query for one of them", 2, 3, 1 },
		{ "for two", 3, 3, 2 },
		{ "for all, who are two", 4, 2, 2 },
		{ "for all", 4, 3, 3 },
		{ "no more than five", 7, 6, 5 },
	};
	size_t	 i;

	for (i = 0; i < N(wanted); i++) {
		struct error	 err = { "" };
		struct talk	 talk = { .peer = { .bytes = (unsigned char[]){ 0 }, .hangs = true } };
		struct team	 team = { .n_more = wanted[i].n_more, .join = join_others, .n_query = wanted[i].n_query };

		talk.bytes = peer_encode(message, wanted[i].n_query, &talk.n_bytes, NULL);
		SAME_INT(ask(&talk, &team, NULL, &err), 0, wanted[i].title);
		SAME_INT((long long)talk.n_join, (long long)wanted[i].n_join, wanted[i].title);
		SAME_INT((long long)talk.n_most, (long long)wanted[i].n_join, wanted[i].title);
		SAME_INT((long long)team.n_taken, (long long)wanted[i].n_query, wanted[i].title);
		free(talk.bytes);
	}
}

/* Another domain is asked while a connection to this one is opened. */
static void
other_teams(void)
{
	static const struct message	message[] = { DONE, DONE }, of_other[] = { PERSON("a"), DONE };
	struct error			 err = { "" };
	struct talk			 other = { .peer = { .message = of_other, .n_message = N(of_other), .hangs = true } };
	struct talk			 talk = { .peer = { .bytes = (unsigned char[]){ 0 }, .hangs = true,
	    .next = &other.peer }, .other = &other };
	struct team			 team = { .n_more = 1, .join = join_others, .n_query = 2 };

	talk.bytes = peer_encode(message, N(message), &talk.n_bytes, NULL);
	SAME_INT(ask(&talk, &team, &other, &err), 0, "both");
	SAME_INT((long long)talk.n_meanwhile, 1, "the other's account came meanwhile");
	SAME_INT((long long)other.n_entry, 1, "once");
	free(talk.bytes);
}

void
t_team(void)
{
	test_suite("team");
	test_add("others go on while a connection is opened", go_on);
	test_add("those that are wanted are opened at once", at_once);
	test_add("other domains are asked while a connection is opened", other_teams);
}
