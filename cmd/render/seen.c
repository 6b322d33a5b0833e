#include "cmd/render/seen.h"

#include <string.h>

#include "cmd/render/sentence.h"
#include "plans/asked.h"
#include "plans/code.h"
#include "plans/etype.h"
#include "plans/held.h"
#include "plans/reply.h"

struct rows {
	struct pool		*pool;
	const struct report	*report;
	struct seen_row		*row;
	size_t			 n;
};

static void
add(struct rows *rows, const struct seen_row *row)
{
	rows->row = pool_more(rows->pool, rows->row, rows->n, sizeof(*rows->row));
	rows->row[rows->n++] = *row;
}

static void
add_name(struct rows *rows, const struct seen_name *name)
{
	struct pool	*pool = rows->pool;
	const char	*chain = name->n_cname == 0 ? "" :
			    pool_printf(pool, "a CNAME: %s; ", pool_join(pool, name->cname, name->n_cname, ", then "));

	add(rows, &(struct seen_row){ "name", "Names", name->name,
	    name->n_address == 0 ? "no address" : pool_join(pool, name->address, name->n_address, ", "),
	    name->failed != NULL ? name->failed : pool_printf(pool, "%s%s%s", chain,
	    name->reverse != NULL ? "its address leads back to " : "its address leads back to no name",
	    name->reverse != NULL ? name->reverse : "") });
}

static const char *
ticket_result(struct pool *pool, const struct seen_ticket *ticket)
{
	if (ticket->failed == NULL)
		return etype_key(pool, ticket->etype, ticket->kvno);
	return ticket->code == 0 ? "no ticket" : pool_printf(pool, "no ticket: code %d", ticket->code);
}

/* Of another realm than the user's? */
static bool
is_foreign(const struct evidence *evidence, const struct seen_ticket *ticket)
{
	const char	*at = evidence->client == NULL ? NULL : strrchr(evidence->client, '@');

	return ticket->realm != NULL && at != NULL && !text_same(at + 1, ticket->realm);
}

static void
add_ticket(struct rows *rows, const struct seen_ticket *ticket)
{
	struct pool		*pool = rows->pool;
	const struct facts	*facts = rows->report->facts;
	const struct held	 held = held_in_realm(pool, facts, ticket->spn, ticket->realm);
	const char		*clients = asked_by(pool, facts->evidence, ticket->spn);
	const char		*text = ticket->failed != NULL ? ticket->failed : "";

	if (is_foreign(facts->evidence, ticket))
		text = pool_printf(pool, "%s%sof the realm %s", text, *text == '\0' ? "" : "; ", ticket->realm);
	if (held.n_account > 0)
		text = pool_printf(pool, "%s%s%s%s", text, *text == '\0' ? "" : "; ",
		    held.by_host ? "HOST/ of its name is on " : "on ", held_names(pool, facts, &held));
	if (clients != NULL)
		text = pool_printf(pool, "%s%sasked for by %s", text, *text == '\0' ? "" : "; ", clients);
	add(rows, &(struct seen_row){ "ticket", "Tickets", ticket->spn, ticket_result(pool, ticket), text });
}

/* Which one, where it is not the one that most browsers ask for. */
static const char *
sent(struct pool *pool, const struct evidence *evidence, const char *spn)
{
	return evidence->n_ticket == 0 || strcmp(evidence->ticket->spn, spn) == 0 ? "the ticket" :
	    pool_printf(pool, "the ticket for %s", spn);
}

static const char *
second(struct rows *rows, const struct seen_answer *answer)
{
	const char	*ticket;

	if (answer->spn == NULL)
		return "";
	ticket = sent(rows->pool, rows->report->facts->evidence, answer->spn);
	return answer->status == 0 ? pool_printf(rows->pool, "; with %s no answer", ticket) :
	    pool_printf(rows->pool, "; with %s %d", ticket, answer->status);
}

static void
add_answer(struct rows *rows, const struct seen_answer *answer)
{
	struct pool	*pool = rows->pool;
	const char	*text = answer->address != NULL ? answer->address : "";

	if (answer->reached != REACHED)
		text = pool_printf(pool, "%s%s%s", text, *text == '\0' ? "" : "; ",
		    answer->failed != NULL ? answer->failed : reached_word[answer->reached]);
	else
		text = pool_printf(pool, "%s; %d, offers %s%s", text, answer->first_status,
		    answer->n_first_offer == 0 ? "nothing" : reply_offers(pool, answer), second(rows, answer));
	add(rows, &(struct seen_row){ "server", "Servers",
	    answer->node != NULL ? answer->node : rows->report->facts->evidence->host,
	    reply_row[reply_of(answer)].says, text });
}

static const char *
mechs(struct pool *pool, const struct token *token)
{
	const struct mech	*mech;
	const char		*text = "";
	size_t			 i;

	for (i = 0; i < token->n_mech; i++) {
		mech = mech_find(token->mech[i]);
		text = pool_printf(pool, "%s%s%s", text, i == 0 ? "" : ", ", mech != NULL ? mech->word : token->mech[i]);
	}
	return text;
}

/* What one layer says of itself. */
static const char *
layer(struct pool *pool, const struct token *token)
{
	static const char	*const state[] = { "completed", "incomplete", "rejected", "wants a MIC" };

	switch (token->kind) {
	case TOKEN_NEG_INIT:
		return pool_printf(pool, "SPNEGO, offering %s%s", mechs(pool, token),
		    token->inner != NULL && token->n_mech > 1 ? ", with a token of the first" : "");
	case TOKEN_NEG_RESP:
		return pool_printf(pool, "SPNEGO, %s%s%s",
		    token->neg_state >= 0 && token->neg_state <= NEG_REQUEST_MIC ? state[token->neg_state] : "no state",
		    token->n_mech > 0 ? ", " : "", mechs(pool, token));
	case TOKEN_AP_REQ:
		return pool_printf(pool, "a ticket for %s@%s, %s", token->spn != NULL ? token->spn : "?",
		    token->realm != NULL ? token->realm : "?", etype_key(pool, token->etype, token->kvno));
	case TOKEN_KRB_ERROR:
		return pool_printf(pool, "error %d of Kerberos", token->code);
	case TOKEN_NTLM_NEGOTIATE:
		return "NTLM, first message";
	case TOKEN_NTLM_CHALLENGE:
		return pool_printf(pool, "NTLM, challenge%s%s", token->target != NULL ? " of " : "",
		    token->target != NULL ? token->target : "");
	case TOKEN_NTLM_AUTHENTICATE:
		return pool_printf(pool, "NTLM, as %s",
		    token->user != NULL && *token->user != '\0' ? token->user : "nobody");
	default:
		return token_word[token->kind];
	}
}

static void
add_token(struct rows *rows, const struct seen_token *seen)
{
	static const char	*const direction[] = { [SEEN_REQUEST] = "to the server", [SEEN_RESPONSE] = "to the client",
				    [SEEN_UNSAID] = "" };
	struct pool		*pool = rows->pool;
	const struct token	*token = seen->token;
	const char		*text = "";

	for (; token != NULL; token = token->inner)
		text = pool_printf(pool, "%s%s%s", text, *text == '\0' ? "" : "; in it ", layer(pool, token));
	text = pool_printf(pool, "%s%s%s%s%zu bytes%s%s", direction[seen->direction], *direction[seen->direction] == '\0' ? "" : ": ",
	    text, *text == '\0' ? "" : "; ", seen->length, seen->key != NULL ? "; decrypted with the key of " : "",
	    seen->key != NULL ? seen->key : "");
	add(rows, &(struct seen_row){ "token", "Captured", seen->place,
	    seen->token == NULL ? pool_printf(pool, "%s, no token", seen->scheme != NULL ? seen->scheme : "no scheme") : token_word[token_inmost(seen->token)->kind], text });
}

struct seen_row *
seen_rows(struct pool *pool, const struct report *report, size_t *n_out)
{
	const struct evidence	*evidence = report->facts->evidence;
	struct rows		 rows = { .pool = pool, .report = report };
	size_t			 i;

	for (i = 0; evidence != NULL && i < evidence->n_answer; i++)
		add_answer(&rows, &evidence->answer[i]);
	for (i = 0; evidence != NULL && i < evidence->n_ticket; i++)
		add_ticket(&rows, &evidence->ticket[i]);
	for (i = 0; evidence != NULL && i < evidence->n_name; i++)
		add_name(&rows, &evidence->name[i]);
	for (i = 0; evidence != NULL && i < evidence->n_token; i++)
		add_token(&rows, &evidence->token[i]);
	*n_out = rows.n;
	return rows.row;
}

/* -- in a sentence -- */

/* Servers by themselves, or those of them with which Kerberos works. */
static size_t
count_nodes(const struct evidence *evidence, bool well)
{
	size_t	 i, n = 0;

	for (i = 0; i < evidence->n_answer; i++)
		n += evidence->answer[i].node != NULL &&
		    (!well || reply_works(&evidence->answer[i]));
	return n;
}

/* That for what most browsers ask for is the first. */
static const char *
ticket_came(struct pool *pool, const struct evidence *evidence)
{
	const struct seen_ticket	*came = evidence_ticket(evidence);

	if (evidence->n_ticket == 0)
		return "no client asks for a ticket";
	if (came == NULL)
		return "no ticket came";
	return came == evidence->ticket ? "a ticket came" :
	    pool_printf(pool, "no ticket came for %s, but one for %s", evidence->ticket->spn, came->spn);
}

static char *
of_site(struct pool *pool, const struct evidence *evidence, const char *as)
{
	const size_t	 n = count_nodes(evidence, false);
	char		*text = pool_printf(pool, "%s%s: %s", evidence->url, as, ticket_came(pool, evidence));
	size_t		 i;

	for (i = 0; i < evidence->n_answer; i++) {
		if (evidence->answer[i].node == NULL)
			text = pool_printf(pool, "%s; whoever answers there: %s", text,
			    reply_row[reply_of(&evidence->answer[i])].says);
	}
	return n == 0 ? pool_printf(pool, "%s.", text) : pool_printf(pool, "%s; Kerberos works on %zu of %zu server%s.", text,
	    count_nodes(evidence, true), n, sentence_plural(n));
}

char *
seen_summary(struct pool *pool, const struct report *report)
{
	const struct evidence	*evidence = report->facts->evidence;
	const char		*as = evidence->client == NULL ? "" : pool_printf(pool, " as %s", evidence->client);

	if (evidence->url != NULL)
		return of_site(pool, evidence, as);
	if (evidence->n_ticket > 0)
		return pool_printf(pool, "%s%s: %s.", evidence->ticket->spn, as, ticket_came(pool, evidence));
	return pool_printf(pool, "%zu captured header%s.", evidence->n_token, sentence_plural(evidence->n_token));
}

static bool
is_about_key(enum reply reply)
{
	return reply == REPLY_CANNOT_DECRYPT || reply == REPLY_WANTS_NTLM || reply == REPLY_REFUSED;
}

/* Did the KDC not find the SPN, or find it twice? */
static bool
is_about_holder(const struct seen_ticket *ticket)
{
	return ticket->code == ERR_SERVER_UNKNOWN || ticket->code == ERR_NOT_UNIQUE || ticket->code == ERR_USER_TO_USER;
}

/* Is it a question of who holds the SPN, and who has the key? */
static bool
asks_for_holders(const struct evidence *evidence)
{
	size_t	 i;

	if (evidence->n_ticket > 0 && is_about_holder(evidence->ticket) && !reply_lets_all_in(evidence))
		return true;
	for (i = 0; i < evidence->n_answer; i++) {
		if (is_about_key(reply_of(&evidence->answer[i])))
			return true;
	}
	for (i = 0; i < evidence->n_token; i++) {
		if (evidence->token[i].token != NULL && token_inmost(evidence->token[i].token)->spn != NULL)
			return true;
	}
	return false;
}

static bool
asks_for_keys(const struct evidence *evidence)
{
	return evidence->n_ticket > 0 && evidence->ticket->code == ERR_ETYPE_NOSUPP;
}

static const char *
next(const struct report *report)
{
	const struct facts	*facts = report->facts;
	const bool		 holders = asks_for_holders(facts->evidence);

	if (facts->directory == NULL && (holders || asks_for_keys(facts->evidence)))
		return "Next: give the directory with -d, to see who holds what; 'spnplan explain ID' says what a finding means.";
	if (report->steps.n_step > 0)
		return "Next: 'spnplan plan' with the farm and the directory writes the steps.";
	if (holders && facts->plan->n_decision == 0)
		return "Next: give the farm with --farm, to see which servers have the key; 'spnplan explain ID' says what a finding means.";
	return "Next: 'spnplan explain ID' says what a finding means and what to do.";
}

/* Browsers leave Authorization out of what they save, unless they are told. */
static bool
has_request(const struct evidence *evidence)
{
	size_t	 i;

	for (i = 0; i < evidence->n_token; i++) {
		if (evidence->token[i].direction != SEEN_RESPONSE)
			return true;
	}
	return false;
}

char *
seen_next(struct pool *pool, const struct report *report)
{
	const struct evidence	*evidence = report->facts->evidence;
	const size_t		 n = report->n_severity[SEVERITY_ERROR] + report->n_severity[SEVERITY_WARNING];

	if (n > 0)
		return pool_copy(pool, next(report));
	if (reply_all_work(evidence))
		return pool_copy(pool, "Kerberos works from here. Where a user has trouble all the same, look at that client.");
	if (evidence->n_ticket > 0)
		return pool_copy(pool, "A ticket comes. Whether the servers can read it shows when their URL is diagnosed.");
	if (!has_request(evidence))
		return pool_copy(pool, "Next: capture a request too, with its Authorization header: here are answers only.");
	return pool_copy(pool, "Nothing of what was captured speaks against Kerberos.");
}
