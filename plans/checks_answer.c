#include "plans/check.h"

#include <string.h>

#include "plans/code.h"
#include "plans/etype.h"
#include "plans/held.h"
#include "plans/report.h"
#include "plans/reply.h"

/* Checks on what one server answered: each verdict that is not well has a
 * check of its own. */

#define NEGOTIATE	"RFC 4559 4.1; [MS-N2HT] 3.2.5"

/* "the ticket is for CORP\svc-portal, AES256 (etype 18), kvno 5" */
static const char *
ticket_text(struct report *report, const struct subject *subject)
{
	struct pool			*pool = &report->pool;
	const struct seen_ticket	*ticket = subject->ticket;
	const struct held		 held = held_in_realm(pool, report->facts, subject->spn,
					    ticket == NULL ? NULL : ticket->realm);
	const struct decision		*d = held_planned(report->facts, subject->spn);
	const char			*whose = held.n_account > 0 ? held_names(pool, report->facts, &held) :
					    d != NULL && d->holder != NULL ? d->holder->text : NULL;

	return pool_printf(pool, "the ticket for %s is %s%s%s%s", subject->spn, whose == NULL ? "" : "for ",
	    whose == NULL ? "" : whose, whose == NULL ? "" : ", ", ticket == NULL ? "not seen" :
	    etype_key(pool, ticket->etype, ticket->kvno));
}

/* What the description says of the key that the server has, where it is
 * another than the ticket's. */
static const char *
other_key(struct report *report, const struct subject *subject)
{
	const struct decision		*d = held_planned(report->facts, subject->spn);
	const struct farm_account	*key = d == NULL ? NULL : held_decrypts(d, subject->text);
	const struct held		 held = held_by(&report->pool, report->facts, subject->spn);

	if (key == NULL)
		return "";
	if (held.n_account == 1 && !clash_holds_for(&report->facts->roster, key, held.account[0]))
		return pool_printf(&report->pool, "; by the description this server decrypts as %s%s", key->text,
		    key->server != NULL ? ", the machine: set useAppPoolCredentials, or move the SPN" : "");
	if (d->pool != NULL && key->server != NULL && d->pool != key)
		return pool_printf(&report->pool, "; by the description this server decrypts as the machine %s, and its pool runs as %s: set useAppPoolCredentials",
		    key->text, d->pool->text);
	if (held_protected(d, subject->text))
		return "; by the description it requires extended protection, and refuses any token that is not bound to TLS, as that of spnplan: try a browser";
	return pool_printf(&report->pool, "; by the description it should: it decrypts as %s, so look at the password or keytab that it really has",
	    key->text);
}

/* Whoever else was sent the same ticket and read it. */
static const char *
others_can(struct report *report)
{
	const char	*names = reply_nodes(&report->pool, report->facts->evidence, true);

	return names == NULL ? "" : pool_printf(&report->pool, "; read by %s", names);
}

static const char *
says_cannot_decrypt(struct report *report, const struct subject *subject)
{
	const struct token	*reply = reply_token(subject->answer);

	return pool_printf(&report->pool, "%s%s%s%s", ticket_text(report, subject),
	    reply != NULL && reply->kind == TOKEN_KRB_ERROR ?
	    pool_printf(&report->pool, "; it answers with %s", code_kerberos_text(&report->pool, reply->code)) : "",
	    others_can(report), other_key(report, subject));
}

static const char *
says_error(struct report *report, const struct subject *subject)
{
	const struct token	*reply = reply_token(subject->answer);

	if (reply == NULL)
		return ticket_text(report, subject);
	return pool_printf(&report->pool, "it answers with %s%s%s%s; 'spnplan explain %d' says what that means",
	    code_kerberos_text(&report->pool, reply->code), reply->text != NULL ? ", " : "", reply->text != NULL ? reply->text : "",
	    reply->time != NULL ? pool_printf(&report->pool, ", by its clock at %s", reply->time) : "", reply->code);
}

static const char *
says_offers(struct report *report, const struct subject *subject)
{
	return pool_printf(&report->pool, "status %d, and it offers %s", subject->answer->first_status,
	    subject->answer->n_first_offer == 0 ? "nothing" : reply_offers(&report->pool, subject->answer));
}

static const char *
says_status(struct report *report, const struct subject *subject)
{
	const struct seen_answer	*answer = subject->answer;

	if (answer->spn != NULL && answer->status == 0)
		return pool_printf(&report->pool, "no answer came to the request with the ticket: %s",
		    answer->failed != NULL ? answer->failed : "the connection ended");
	return pool_printf(&report->pool, "status %d%s%s%s", answer->spn != NULL ? answer->status : answer->first_status,
	    answer->spn != NULL ? " with the ticket" : ", before any ticket",
	    answer->failed != NULL ? ": " : "", answer->failed != NULL ? answer->failed : "");
}

static const char *
says_size(struct report *report, const struct subject *subject)
{
	return pool_printf(&report->pool, "status %d to a header of %zu bytes, and %d without it", subject->answer->status,
	    subject->answer->sent, subject->answer->first_status);
}

static const char *
says_proof(struct report *report, const struct subject *subject)
{
	return subject->answer->mutual_failed != NULL ? subject->answer->mutual_failed : pool_printf(&report->pool,
	    "status %d, and no token in the answer: whoever answers need not have read the ticket", subject->answer->status);
}

static const char *
says_location(struct report *report, const struct subject *subject)
{
	return pool_printf(&report->pool, "to %s, which was not followed: diagnose that in its turn", subject->answer->location);
}

static const char *
says_failed(struct report *report, const struct subject *subject)
{
	(void)report;
	return subject->answer->failed != NULL ? subject->answer->failed :
	    subject->answer->reached != REACHED ? reached_word[subject->answer->reached] : "nothing says why";
}

struct reply_check {
	const char	*id;
	const char	*(*says)(struct report *, const struct subject *);
};

static const struct reply_check reply_check[N_REPLY] = {
	[REPLY_UNPROVEN] = { "answer-unproven", says_proof },
	[REPLY_FALSE_PROOF] = { "answer-false-proof", says_proof },
	[REPLY_CANNOT_DECRYPT] = { "answer-cannot-decrypt", says_cannot_decrypt },
	[REPLY_CLOCK] = { "answer-clock", says_error },
	[REPLY_REFUSED] = { "answer-refused", says_error },
	[REPLY_WANTS_NTLM] = { "answer-wants-ntlm", says_cannot_decrypt },
	[REPLY_FORBIDDEN] = { "answer-forbidden", says_status },
	[REPLY_TOO_LARGE] = { "answer-too-large", says_size },
	[REPLY_FAILED] = { "answer-failed", says_status },
	[REPLY_NO_NEGOTIATE] = { "answer-no-negotiate", says_offers },
	[REPLY_ANONYMOUS] = { "answer-anonymous", says_offers },
	[REPLY_PROXY] = { "answer-proxy", says_offers },
	[REPLY_ELSEWHERE] = { "answer-elsewhere", says_location },
	[REPLY_NO_TICKET] = { "answer-not-tried", says_failed },
	[REPLY_TLS] = { "answer-tls", says_failed },
	[REPLY_UNREACHED] = { "answer-none", says_failed }
};

static void
judge(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const enum reply	 reply = reply_of(subject->answer);
	struct finding		*finding;

	if (reply_check[reply].id == NULL || strcmp(reply_check[reply].id, check->id) != 0 ||
	    (reply == REPLY_NO_TICKET && evidence_ticket(facts->evidence) == NULL))
		return;
	finding = report_find(report, check, subject, "%s", reply_check[reply].says(report, subject));
	if (reply == REPLY_CANNOT_DECRYPT)
		finding_planned_steps(report, finding, held_planned(facts, subject->spn));
}

/* Negotiate is stronger, and old clients take what comes first. */
static void
ntlm_first(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct seen_answer	*answer = subject->answer;

	(void)facts;
	if (answer->n_first_offer > 1 && text_same(answer->first_offer[0].scheme, "NTLM"))
		report_find(report, check, subject, "it offers %s, in this order", reply_offers(&report->pool, answer));
}

static void
closes(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	(void)facts;
	if (subject->answer->closes && subject->answer->first_status == 401)
		report_find(report, check, subject, "it closes the connection behind its 401");
}

const struct check checks_answer[] = {
	{ .id = "answer-none", .severity = SEVERITY_ERROR, .on = ON_ANSWER, .run = judge,
	  .title = "a server does not answer",
	  .consequence = "Users whom the balancer sends there get an error.",
	  .remedy = "Look at the server, its port and the firewall between.",
	  .source = "RFC 9110 15.6" },
	{ .id = "answer-tls", .severity = SEVERITY_ERROR, .on = ON_ANSWER, .run = judge,
	  .title = "the server's TLS is not trusted",
	  .consequence = "No request was sent, and no ticket.",
	  .remedy = "Give the server a certificate for the name, or tell --ca-file whom to trust.",
	  .source = "RFC 9110 4.3.4" },
	{ .id = "answer-failed", .severity = SEVERITY_ERROR, .on = ON_ANSWER, .run = judge,
	  .title = "the server fails by itself",
	  .consequence = "Nothing can be said about Kerberos there.",
	  .remedy = "Look at its own log first: 500.19 of IIS is a faulty configuration, 503 a stopped pool, whose password may be wrong.",
	  .source = "HTTP status codes in IIS" },
	{ .id = "answer-anonymous", .severity = SEVERITY_WARNING, .on = ON_ANSWER, .run = judge,
	  .title = "the server asks for no user",
	  .consequence = "No ticket is used there: the site knows nobody, or asks by itself, with a form.",
	  .remedy = "Name a URL behind Windows authentication; or switch that on, and anonymous authentication off.",
	  .source = NEGOTIATE },
	{ .id = "answer-no-negotiate", .severity = SEVERITY_ERROR, .on = ON_ANSWER, .run = judge,
	  .title = "the server does not offer Kerberos",
	  .consequence = "Clients use NTLM or ask for a password, whatever the SPNs are.",
	  .remedy = "Put Negotiate first into the providers of Windows authentication; look whether a balancer takes the header away.",
	  .source = NEGOTIATE "; IIS reference, windowsAuthentication providers" },
	{ .id = "answer-proxy", .severity = SEVERITY_WARNING, .on = ON_ANSWER, .run = judge,
	  .title = "a proxy on the way asks for a user",
	  .consequence = "Clients need a ticket for the proxy first, HTTP/ and its name, and the site was not seen.",
	  .remedy = "Exempt the site from the proxy; diagnose the proxy by its own name.",
	  .source = "RFC 9110 15.5.8" },
	{ .id = "answer-elsewhere", .severity = SEVERITY_WARNING, .on = ON_ANSWER, .run = judge,
	  .title = "the server sends clients to another place",
	  .consequence = "Clients need a ticket for that name, not for this one.",
	  .remedy = "Diagnose the other URL.",
	  .source = "RFC 9110 15.4" },
	{ .id = "answer-not-tried", .severity = SEVERITY_ERROR, .on = ON_ANSWER, .run = judge,
	  .title = "the server was not sent the ticket that came",
	  .consequence = "Whether it reads tickets is not known.",
	  .remedy = "Look at what is said of the token: GSSAPI of this machine could not make one.",
	  .source = "RFC 2743 2.2.1" },
	{ .id = "answer-cannot-decrypt", .severity = SEVERITY_ERROR, .on = ON_ANSWER, .run = judge,
	  .title = "the server cannot decrypt the ticket",
	  .consequence = "Users are asked for a password again and again, and get 401: there is no way back to NTLM once a ticket came.",
	  .remedy = "Every server needs the key of the one account that holds the SPN: the same pool account everywhere and useAppPoolCredentials, or for one server the SPN on its machine; a keytab made anew after a password change. Extended protection behind a balancer that ends TLS looks the same.",
	  .source = "RFC 4120 7.5.9 (41); Microsoft, SPN checklist for Kerberos with IIS" },
	{ .id = "answer-clock", .severity = SEVERITY_ERROR, .on = ON_ANSWER, .run = judge,
	  .title = "the server's clock differs too much",
	  .consequence = "It takes no ticket from anybody.",
	  .remedy = "Set its clock by the domain.",
	  .source = "RFC 4120 7.5.9 (37)" },
	{ .id = "answer-refused", .severity = SEVERITY_ERROR, .on = ON_ANSWER, .run = judge,
	  .title = "the server refuses the ticket with an error of Kerberos",
	  .consequence = "Users are asked for a password, or get 401.",
	  .remedy = "See what the code means, with explain.",
	  .source = "RFC 4120 7.5.9" },
	{ .id = "answer-wants-ntlm", .severity = SEVERITY_ERROR, .on = ON_ANSWER, .run = judge,
	  .title = "the server answers Kerberos with NTLM",
	  .consequence = "Clients that may use NTLM do so, in silence.",
	  .remedy = "It takes no Kerberos for this name: look whether it is in the domain, and as whom its pool runs.",
	  .source = "RFC 4178 4.2.2; [MS-SPNG] 3.2.5.2" },
	{ .id = "answer-too-large", .severity = SEVERITY_ERROR, .on = ON_ANSWER, .run = judge,
	  .title = "the header with the ticket is too large for the server",
	  .consequence = "Users in many groups get 400 Bad Request; others do not.",
	  .remedy = "Raise MaxFieldLength and MaxRequestBytes of HTTP.SYS, or the limit of the balancer (tune.bufsize of HAProxy, large_client_header_buffers of nginx); or take the user out of groups.",
	  .source = "KB2020943" },
	{ .id = "answer-false-proof", .severity = SEVERITY_ERROR, .on = ON_ANSWER, .run = judge,
	  .title = "the server's proof of itself does not verify",
	  .consequence = "Whoever answered may not be who holds the key.",
	  .remedy = "Look who answers for the name: a proxy may mix the answers of two servers.",
	  .source = "RFC 4559 5" },
	{ .id = "answer-unproven", .severity = SEVERITY_WARNING, .on = ON_ANSWER, .run = judge,
	  .title = "the server does not prove that it read the ticket",
	  .consequence = "Kerberos may work there, or the server takes or refuses everybody: this tells them apart no further.",
	  .remedy = "Look at its log for the user's name; let no proxy take WWW-Authenticate from answers with status 200.",
	  .source = "RFC 4559 5" },
	{ .id = "answer-forbidden", .severity = SEVERITY_INFO, .on = ON_ANSWER, .run = judge,
	  .title = "the server knows the user, who may not see this",
	  .consequence = "Kerberos works, and is not the cause.",
	  .remedy = "Look at the rights on the page.",
	  .source = "RFC 9110 15.5.4" },
	{ .id = "answer-ntlm-first", .severity = SEVERITY_WARNING, .on = ON_ANSWER, .run = ntlm_first,
	  .title = "NTLM is offered before Negotiate",
	  .consequence = "Internet Explorer and .NET Framework take the first; browsers of today choose the stronger.",
	  .remedy = "Put Negotiate first into the providers.",
	  .source = "IIS reference, windowsAuthentication providers" },
	{ .id = "answer-closes", .severity = SEVERITY_WARNING, .on = ON_ANSWER, .run = closes,
	  .title = "the connection is closed between challenge and answer",
	  .consequence = "Kerberos works all the same, in one request; NTLM needs one connection for its three and fails.",
	  .remedy = "Let servers and balancers keep connections alive, and a client's requests on one of them.",
	  .source = "[MS-NTHT] 3.1" },
	{ .id = NULL }
};
