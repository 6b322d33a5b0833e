#include "ldap/parts.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "ldap/export.h"
#include "plans/pool.h"

struct part {
	int		 fd;
	const char	*place;
	off_t		 at, end;	/* what was not read yet */
	struct sink	 sink;
	struct pool	 pool;
	struct records	*records;
	int		 status;
	size_t		 line;		/* that is to blame, of this part */
	struct error	 err;
};

struct job {
	struct part	*part;
	size_t		 n_part;
	atomic_size_t	 next;
	atomic_size_t	 failed;	/* the first part that did, or N_PART */
};

/* As read(2).  Where the file has become shorter, its reader will see. */
static ssize_t
part_input(void *arg, void *to, size_t n)
{
	struct part	*part = arg;
	size_t		 left = (size_t)(part->end - part->at);
	ssize_t		 got = pread(part->fd, to, n < left ? n : left, part->at);

	if (got > 0)
		part->at += got;
	return got;
}

static void
part_failed(struct job *job, size_t i)
{
	size_t	 failed = atomic_load(&job->failed);

	while (i < failed && !atomic_compare_exchange_weak(&job->failed, &failed, i))
		;
}

/* Takes one part after the other, except those behind one that failed. */
static void *
work(void *arg)
{
	struct job	*job = arg;
	struct part	*part;
	size_t		 i;

	while ((i = atomic_fetch_add(&job->next, 1)) < job->n_part &&
	    i < atomic_load(&job->failed)) {
		part = &job->part[i];
		part->status = text_read(&(struct input){ part_input, part },
		    part->place, TEXT_MIDDLE, part->records, &part->line, &part->err);
		if (part->status < 0)
			part_failed(job, i);
	}
	return NULL;
}

/* Behind the first blank line that begins at AT or later, or END. */
static off_t
blank_line(int fd, off_t at, off_t end)
{
	enum { SIZE = 16 * 1024, LONGEST = 3 };
	char		 text[SIZE], *lf;
	ssize_t		 n;

	while (at < end && (n = pread(fd, text, sizeof(text), at)) >= LONGEST) {
		for (lf = text; (lf = memchr(lf, '\n', (size_t)(text + n - 2 - lf))) != NULL; lf++) {
			if (lf[1] == '\n')
				return at + (lf + 2 - text);
			if (lf[1] == '\r' && lf[2] == '\n')
				return at + (lf + LONGEST - text);
		}
		at += n - 2;
	}
	return end;
}

static void
cut(struct job *job, struct pool *pool, const struct parts *parts)
{
	off_t		 at = parts->begin, end;
	struct part	*part;

	do {
		end = parts->end - at <= parts->size ? parts->end :
		    blank_line(parts->fd, at + parts->size, parts->end);
		job->part = pool_more(pool, job->part, job->n_part, sizeof(*job->part));
		part = &job->part[job->n_part++];
		*part = (struct part){ .fd = parts->fd, .place = parts->place, .at = at, .end = end };
		at = end;
	} while (at < parts->end);
}

/* Makes their sinks, now that they stay where they are. */
static void
prepare(struct job *job, const struct parts *parts)
{
	struct part	*part;
	size_t		 i;

	for (i = 0; i < job->n_part; i++) {
		part = &job->part[i];
		part->sink = parts->sink->part(parts->sink->arg, parts->name);
		part->records = records_new(&part->pool, parts->name, &part->sink, true);
	}
}

static void
run(struct job *job, unsigned workers)
{
	enum { MOST = 64 };
	pthread_t	 thread[MOST];
	unsigned	 i, n = 0;

	/* Where no more threads can be had, fewer do it. */
	while (n + 1 < workers && n < MOST && pthread_create(&thread[n], NULL, work, job) == 0)
		n++;
	work(job);
	for (i = 0; i < n; i++)
		pthread_join(thread[i], NULL);
}

int
parts_read(const struct parts *parts, struct records *records, size_t *line,
    struct error *err)
{
	struct pool	 pool = { 0 };
	struct job	 job = { 0 };
	struct part	*part;
	size_t		 i;
	int		 status = 0;

	*line = 0;
	cut(&job, &pool, parts);
	atomic_init(&job.next, 0);
	atomic_init(&job.failed, job.n_part);
	prepare(&job, parts);
	run(&job, parts->workers);
	for (i = 0; i < job.n_part; i++) {
		part = &job.part[i];
		if (status == 0 && (status = part->status) < 0) {
			*err = part->err;
			*line = part->line == 0 ? 0 : records_line(records) - 1 + part->line;
		}
		parts->sink->join(parts->sink->arg, &part->sink, records_line(records) - 1);
		records_join(records, part->records);
		pool_free(&part->pool);
	}
	pool_free(&pool);
	return status;
}
