#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "krb/session.h"
#include "tests/kdc.h"

/*
 * Tickets, asked of a KDC of our own.
 */

enum { AES256 = 18, RC4 = 23 };

static const struct kdc_answer	answer[] = {
	{ "HTTP/portal.corp.example", .etype = AES256, .kvno = 5 },
	{ "HTTP/Portal.corp.example", .etype = AES256, .kvno = 5 },
	{ "HTTP/portal.corp.example:8443", .etype = AES256, .kvno = 6 },
	{ "HTTP/old.corp.example", .etype = RC4, .kvno = 2 },
	{ "HTTP/rodc.corp.example", .etype = AES256, .kvno = 0x70000003 },
	{ "HTTP/none.corp.example", .etype = AES256, .kvno = 0 },
	{ "MSSQLSvc/db.corp.example:1433", .etype = AES256, .kvno = 1 },
	{ "HTTP/nobody.corp.example", .code = 7 },
	{ "HTTP/keyless.corp.example", .code = 14 },
	{ "HTTP/late.corp.example", .code = 37 },
	{ "HTTP/odd.corp.example", .code = 99 },
	{ "HTTP/huge.corp.example", .code = 0x7fffffff },
	{ "HTTP/negative.corp.example", .code = -5 },
	{ "HTTP/junk.corp.example", .raw = "deadbeef" },
	{ "HTTP/cut.corp.example", .raw = "6d{30{a0{02{05}}}}" },
	{ NULL }
};

static const struct row {
	const char	*spn;
	const char	*expected;	/* as told() tells it */
} row[] = {
	{ "HTTP/portal.corp.example", "HTTP/portal.corp.example of CORP.EXAMPLE, etype 18 session 18 kvno 5" },
	{ "HTTP/old.corp.example", "HTTP/old.corp.example of CORP.EXAMPLE, etype 23 session 18 kvno 2" },
	/* It is asked for as it is written, its port too. */
	{ "HTTP/Portal.corp.example", "HTTP/Portal.corp.example of CORP.EXAMPLE, etype 18 session 18 kvno 5" },
	{ "HTTP/portal.corp.example:8443", "HTTP/portal.corp.example:8443 of CORP.EXAMPLE, etype 18 session 18 kvno 6" },
	{ "MSSQLSvc/db.corp.example:1433", "MSSQLSvc/db.corp.example:1433 of CORP.EXAMPLE, etype 18 session 18 kvno 1" },
	/* A read-only domain controller puts its own number into the version. */
	{ "HTTP/rodc.corp.example", "HTTP/rodc.corp.example of CORP.EXAMPLE, etype 18 session 18 kvno 1879048195" },
	{ "HTTP/none.corp.example", "HTTP/none.corp.example of CORP.EXAMPLE, etype 18 session 18 kvno -1" },
	/* What the KDC says stands, whatever the library tried behind it. */
	{ "HTTP/nobody.corp.example", "7: Server not found in Kerberos database" },
	{ "HTTP/x.other.example", "7: Server not found in Kerberos database" },
	{ "HTTP/keyless.corp.example", "14: KDC has no support for encryption type" },
	{ "HTTP/late.corp.example", "37: Clock skew too great" },
	/* Codes that nobody knows. */
	{ "HTTP/odd.corp.example", "99: ?" },
	{ "HTTP/huge.corp.example", "60: ?" },
	{ "HTTP/negative.corp.example", "60: ?" },
	/* What is no answer has no code. */
	{ "HTTP/junk.corp.example", "0: ?" },
	{ "HTTP/cut.corp.example", "0: ?" },
	/* What is no name is not asked for. */
	{ "HTTP/portal@OTHER.EXAMPLE", "0: Principal HTTP/portal@OTHER.EXAMPLE has realm present" },
};

static const char *
told(struct pool *pool, const struct seen_ticket *seen, bool any)
{
	const char	*why = seen->no_tgt ? "no tgt: " : seen->no_kdc ? "no kdc: " : "";

	if (seen->failed != NULL)
		return pool_printf(pool, "%s%d: %s", why, seen->code, any ? "?" : seen->failed);
	return pool_printf(pool, "%s of %s, etype %d session %d kvno %ld", seen->server, seen->realm, seen->etype,
	    seen->session_etype, seen->kvno);
}

static void
tickets(void)
{
	struct kdc		 kdc = { .answer = answer };
	struct pool		 pool = { 0 };
	struct error		 err = { "" };
	struct session		*session;
	struct seen_ticket	 seen;
	size_t			 i;

	kdc_start(&kdc);
	if (OK((session = session_open(&err)) != NULL, err.text)) {
		SAME(session_client(session), KDC_USER, "client");
		for (i = 0; i < sizeof(row) / sizeof(*row); i++) {
			session_ticket(session, &pool, row[i].spn, &seen);
			SAME(seen.spn, row[i].spn, row[i].spn);
			SAME(told(&pool, &seen, strchr(row[i].expected, '?') != NULL), row[i].expected, row[i].spn);
			OK(!seen.cached && seen.cached_kvno == -1, row[i].spn);
			/* About 200 bytes of it stand around the ticket. */
			OK(seen.failed != NULL ? seen.size == 0 : seen.size > 500 && seen.size < 1500, row[i].spn);
		}
		session_close(session);
	}
	kdc_stop(&kdc);
	pool_free(&pool);
}

/* One question for one ticket, and none where there is one. */
static void
once(void)
{
	struct kdc		 kdc = { .answer = answer };
	struct pool		 pool = { 0 };
	struct error		 err = { "" };
	struct session		*session;
	struct seen_ticket	 seen;

	kdc_start(&kdc);
	if (OK((session = session_open(&err)) != NULL, err.text)) {
		session_ticket(session, &pool, "HTTP/portal.corp.example", &seen);
		SAME(kdc.asked, "HTTP/portal.corp.example ", "once");
		session_ticket(session, &pool, "HTTP/portal.corp.example", &seen);
		SAME(kdc.asked, "HTTP/portal.corp.example ", "twice");
		session_close(session);
	}
	kdc_stop(&kdc);
	pool_free(&pool);
}

static char *
file_text(struct pool *pool, const char *path)
{
	char	*bytes = pool_alloc(pool, 65536);
	FILE	*f = fopen(path + strlen("FILE:"), "r");
	size_t	 n = f == NULL ? 0 : fread(bytes, 1, 65536, f), i;
	char	*text = pool_alloc(pool, 2 * n + 1);

	for (i = 0; i < n; i++)
		snprintf(text + 2 * i, 3, "%02x", (unsigned char)bytes[i]);
	if (f != NULL)
		fclose(f);
	return text;
}

/* The user's cache is compared, not used, and stays as it was to the byte. */
static void
cached(void)
{
	struct kdc		 kdc = { .answer = answer };
	struct pool		 pool = { 0 };
	struct error		 err = { "" };
	struct session		*session;
	struct seen_ticket	 seen;
	char			*before;

	kdc_start(&kdc);
	kdc_cache(&kdc, "HTTP/Portal.CORP.example", RC4, 4, 3600);
	kdc_cache(&kdc, "HTTP/old.corp.example", RC4, 1, -1);
	before = file_text(&pool, kdc.cache);
	if (OK((session = session_open(&err)) != NULL, err.text)) {
		session_ticket(session, &pool, "HTTP/portal.corp.example", &seen);
		SAME(told(&pool, &seen, false), row[0].expected, "asked all the same");
		OK(seen.cached, "cached, in other letters");
		SAME_INT(seen.cached_etype, RC4, "cached");
		SAME_INT(seen.cached_kvno, 4, "cached");
		session_ticket(session, &pool, "HTTP/old.corp.example", &seen);
		OK(!seen.cached, "cached, and over");
		session_ticket(session, &pool, "HTTP/nobody.corp.example", &seen);
		OK(!seen.cached, "not cached");
		session_close(session);
	}
	SAME(file_text(&pool, kdc.cache), before, "the user's cache");
	kdc_stop(&kdc);
	pool_free(&pool);
}

static void
alone_ask(const struct kdc_answer *answers, bool deaf, int life, const char *expected, const char *client)
{
	struct kdc		 kdc = { .answer = answers, .deaf = deaf, .life = life };
	struct pool		 pool = { 0 };
	struct error		 err = { "" };
	struct session		*session;
	struct seen_ticket	 seen;
	int			 i;

	kdc_start(&kdc);
	if (OK((session = session_open(&err)) != NULL, err.text)) {
		SAME(session_client(session), client, expected);
		for (i = 0; i < 2; i++) {
			session_ticket(session, &pool, "HTTP/portal.corp.example", &seen);
			SAME(told(&pool, &seen, false), expected, expected);
			OK(session_greet(session, &pool, "HTTP/portal.corp.example", &err) == NULL, expected);
		}
		SAME(kdc.asked, "", expected);
		session_close(session);
	}
	kdc_stop(&kdc);
	pool_free(&pool);
}

/* Who has no ticket to ask with, and who has nobody to ask. */
static void
alone(void)
{
	alone_ask(answer, true, 0, "no kdc: 0: Cannot contact any KDC for realm 'CORP.EXAMPLE'", KDC_USER);
	alone_ask(answer, false, -1, "no tgt: 0: Ticket expired", NULL);
}

static void
nothing(void)
{
	struct pool		 pool = { 0 };
	struct error		 err = { "" };
	struct session		*session;
	struct seen_ticket	 seen;
	char			*old = getenv("KRB5CCNAME");

	if (old != NULL)
		old = pool_copy(&pool, old);
	setenv("KRB5CCNAME", "FILE:/nonexistent/cache", 1);
	if (OK((session = session_open(&err)) != NULL, err.text)) {
		SAME(session_client(session), NULL, "client");
		session_ticket(session, &pool, "HTTP/portal.corp.example", &seen);
		SAME(told(&pool, &seen, false),
		    "no tgt: 0: No credentials cache found (filename: /nonexistent/cache)", "no cache");
		session_close(session);
	}
	if (old != NULL)
		setenv("KRB5CCNAME", old, 1);
	else
		unsetenv("KRB5CCNAME");
	pool_free(&pool);
}

/* Settings that cannot be read are an error, and no answer about tickets. */
static void
settings(void)
{
	struct pool	 pool = { 0 };
	struct error	 err = { "" };
	char		 path[] = "/tmp/spnplan-session-XXXXXX", *old = getenv("KRB5_CONFIG");
	int		 fd = mkstemp(path);

	if (!OK(fd >= 0 && write(fd, "[libdefaults\n", 13) == 13, path))
		return;
	close(fd);
	if (old != NULL)
		old = pool_copy(&pool, old);
	setenv("KRB5_CONFIG", path, 1);
	OK(session_open(&err) == NULL, path);
	SAME(err.text, "Kerberos cannot be set up here (Improper format of Kerberos configuration file): see krb5.conf", path);
	if (old != NULL)
		setenv("KRB5_CONFIG", old, 1);
	else
		unsetenv("KRB5_CONFIG");
	unlink(path);
	pool_free(&pool);
}

void
t_session(void)
{
	test_suite("session");
	test_add("what the KDC says of an SPN", tickets);
	test_add("it is asked once", once);
	test_add("the user's cache is compared and left alone", cached);
	test_add("without a KDC, and with a ticket that is over", alone);
	test_add("without a cache", nothing);
	test_add("with settings that cannot be read", settings);
}
