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
	off_t		 at, end;	/* what was not read yet */
	struct sink	 sink;
	struct pool	 pool;
	struct records	*records;
	int		 status;
	size_t		 line;		/* that is to blame, of this part */
	struct error	 err;
};

struct job {
	const struct parts *parts;
	struct part	*part;
	size_t		 n_part;
	atomic_size_t	 failed;	/* the first part that did, or N_PART */
};

/* What several threads do: ONE of each number below N. */
struct work {
	void		(*one)(void *arg, size_t i);
	void		*arg;
	size_t		 n;
	atomic_size_t	 next;
};

static void *
work_on(void *arg)
{
	struct work	*work = arg;
	size_t		 i;

	while ((i = atomic_fetch_add(&work->next, 1)) < work->n)
		work->one(work->arg, i);
	return NULL;
}

static void
work_do(unsigned workers, size_t n, void (*one)(void *arg, size_t i), void *arg)
{
	enum { MOST = 64 };
	struct work	 work = { .one = one, .arg = arg, .n = n };
	pthread_t	 thread[MOST];
	unsigned	 i, n_thread = 0;

	/* Where no more threads can be had, fewer do it. */
	while (n_thread + 1 < workers && n_thread + 1 < n && n_thread < MOST &&
	    pthread_create(&thread[n_thread], NULL, work_on, &work) == 0)
		n_thread++;
	work_on(&work);
	for (i = 0; i < n_thread; i++)
		pthread_join(thread[i], NULL);
}

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

/* None behind one that failed. */
static void
part_read(void *arg, size_t i)
{
	struct job		*job = arg;
	const struct parts	*parts = job->parts;
	struct part		*part = &job->part[i];

	if (i > atomic_load(&job->failed))
		return;
	part->sink = parts->sink->part(parts->sink->arg, parts->name);
	part->records = records_new(&part->pool, parts->name, &part->sink, true);
	part->status = text_read(&(struct input){ part_input, part }, parts->place,
	    TEXT_MIDDLE, part->records, &part->line, &part->err);
	if (part->status < 0)
		part_failed(job, i);
	if (part->sink.end != NULL)
		part->sink.end(part->sink.arg);
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

/*
 * How much the next part has of the LEFT bytes.  Parts become smaller towards
 * the end, so that no thread is long at work when all others have done.
 */
static off_t
part_size(off_t left, off_t most)
{
	enum { SHARE = 8, LEAST = 8 };
	off_t	 size = left / SHARE;

	if (size > most)
		return most;
	return size < most / LEAST ? most / LEAST : size;
}

static void
cut(struct job *job, struct pool *pool, const struct parts *parts)
{
	off_t		 at = parts->begin, end, size;
	struct part	*part;

	do {
		size = part_size(parts->end - at, parts->size);
		end = parts->end - at <= size ? parts->end :
		    blank_line(parts->fd, at + size, parts->end);
		job->part = pool_more(pool, job->part, job->n_part, sizeof(*job->part));
		part = &job->part[job->n_part++];
		*part = (struct part){ .fd = parts->fd, .at = at, .end = end };
		at = end;
	} while (at < parts->end);
}

int
parts_read(const struct parts *parts, struct records *records, size_t *line,
    struct error *err)
{
	struct pool	 pool = { 0 };
	struct job	 job = { .parts = parts };
	struct part	*part;
	size_t		 i;
	int		 status = 0;

	*line = 0;
	cut(&job, &pool, parts);
	atomic_init(&job.failed, job.n_part);
	work_do(parts->workers, job.n_part, part_read, &job);
	for (i = 0; i < job.n_part; i++) {
		part = &job.part[i];
		if (part->records == NULL)
			continue;
		if (status == 0 && (status = part->status) < 0) {
			*err = part->err;
			*line = part->line == 0 ? 0 : records_line(records) - 1 + part->line;
		}
		parts->sink->join(parts->sink->arg, &part->sink, records_line(records) - 1);
		records_join(records, part->records);
		pool_free(&part->pool);
	}
	if (status == 0)
		work_do(parts->workers, parts->sink->n_task, parts->sink->task, parts->sink->arg);
	pool_free(&pool);
	return status;
}
