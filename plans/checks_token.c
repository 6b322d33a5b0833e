#include "plans/check.h"

#include <string.h>

#include "plans/code.h"
#include "plans/etype.h"
#include "plans/reply.h"
#include "plans/report.h"
#include "plans/seal.h"
#include "plans/spn.h"

/* Checks on one captured header. */

static const struct token *
inmost(const struct subject *subject)
{
	return subject->token->token == NULL ? NULL : token_inmost(subject->token->token);
}

static bool
lists(const struct token *token, const char *word)
{
	const struct mech	*mech;
	size_t			 i;

	for (i = 0; i < token->n_mech; i++) {
		mech = mech_find(token->mech[i]);
		if (mech != NULL && strcmp(mech->word, word) == 0)
			return true;
	}
	return false;
}

/* Why, as far as the token tells. */
static const char *
why_ntlm(const struct token *outer, const struct token *token)
{
	if (token->kind == TOKEN_NTLM_CHALLENGE)
		return "the server takes NTLM";
	if (outer == token)
		return "without SPNEGO: the server offered NTLM alone, or the client was told not to try Kerberos";
	if (!lists(outer, "krb5") && !lists(outer, "ms-krb5") && outer->kind == TOKEN_NEG_INIT)
		return "and does not list Kerberos: the client had no SPN to ask for, no domain controller, or the name is an address or outside its intranet sites";
	return "though it lists Kerberos: no ticket came for the SPN that it asked for";
}

static void
ntlm(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct token	*token = inmost(subject);

	(void)facts;
	if (token != NULL && token_is_ntlm(token) && token->kind != TOKEN_NTLM_AUTHENTICATE)
		report_find(report, check, subject, "%s, %s%s%s", token_word[token->kind],
		    why_ntlm(subject->token->token, token), token->target != NULL ? "; from " : "",
		    token->target != NULL ? token->target : "");
	else if (token != NULL && token_is_ntlm(token))
		report_find(report, check, subject, "%s, as %s%s%s%s%s", token_word[token->kind],
		    token->domain != NULL ? token->domain : "", token->domain != NULL ? "\\" : "",
		    token->user != NULL && *token->user != '\0' ? token->user : "nobody",
		    token->workstation != NULL ? " on " : "", token->workstation != NULL ? token->workstation : "");
}

static void
error(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct token	*token = inmost(subject);
	struct finding		*finding;

	if (token == NULL || token->kind != TOKEN_KRB_ERROR)
		return;
	finding = report_find(report, check, subject, "%s%s%s%s%s; 'spnplan explain %d' says what it means",
	    code_kerberos_text(&report->pool, token->code),
	    token->spn != NULL ? " of " : "", token->spn != NULL ? token->spn : "",
	    token->time != NULL ? ", server time " : "", token->time != NULL ? token->time : "", token->code);
	if (token->spn != NULL && reply_of_code(token->code) == REPLY_CANNOT_DECRYPT)
		finding_planned_steps(report, finding, held_planned(facts, token->spn));
}

static void
reject(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct token	*token = subject->token->token;

	(void)facts;
	if (token != NULL && token->kind == TOKEN_NEG_RESP && token->neg_state == NEG_REJECT)
		report_find(report, check, subject, "the negotiation ends in a refusal, without a reason");
}

static void
damaged(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct seen_token	*seen = subject->token;
	const struct token	*token = seen->token;

	(void)facts;
	if (token == NULL && seen->direction == SEEN_REQUEST)
		report_find(report, check, subject, "no token in base64 stands behind the scheme");
	for (; token != NULL; token = token->inner) {
		if (token->fault != NULL) {
			report_find(report, check, subject, "%s", token->fault);
			return;
		}
	}
}

/* The ticket that a captured header has. */
static bool
has_ticket(const struct token *token)
{
	return token != NULL && token->kind == TOKEN_AP_REQ && token->spn != NULL;
}

static struct seal
seal_of(const struct token *token)
{
	return (struct seal){ token->spn, token->realm, token->etype, token->kvno };
}

/* In whatever domain its realm may be, if that was not looked into. */
static bool
is_elsewhere(const struct facts *facts, const struct token *token)
{
	return token->realm != NULL && directory_domain(facts->directory, token->realm) == NULL;
}

/* Nobody or several hold what the ticket is for; the finding, or NULL. */
static struct finding *
not_one(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report, const struct seal *seal)
{
	const struct held	 held = held_in_realm(&report->pool, facts, seal->spn, seal->realm);
	struct finding		*finding;

	if (held.n_account == 0 && held.known && !is_elsewhere(facts, inmost(subject)))
		return report_find(report, check, subject, "the ticket is for %s, which nobody holds any more", seal->spn);
	if (held.n_account < 2)
		return NULL;
	finding = report_find(report, check, subject, "the ticket is for %s, which %s hold", seal->spn,
	    held_names(&report->pool, facts, &held));
	held_add(report, finding, &held);
	return finding;
}

/* Whose ticket it is, against those who are to read it. */
static void
holder(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct token	*token = inmost(subject);
	struct seal		 seal;
	struct finding		*finding;

	if (!has_ticket(token) || facts->directory == NULL)
		return;
	seal = seal_of(token);
	if ((finding = seal_realm(check, subject, report, &seal)) != NULL ||
	    (finding = seal_misread(check, subject, report, &seal)) != NULL ||
	    (finding = not_one(check, subject, facts, report, &seal)) != NULL)
		finding_planned_steps(report, finding, held_planned(facts, seal.spn));
}

static void
other_version(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	struct seal	 seal;

	(void)facts;
	if (has_ticket(inmost(subject))) {
		seal = seal_of(inmost(subject));
		seal_version(check, subject, report, &seal);
	}
}

static void
unplanned(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct token	*token = inmost(subject);

	if (has_ticket(token) && facts->plan->n_decision > 0 &&
	    held_planned(facts, token->spn) == NULL)
		report_find(report, check, subject, "the client asked for %s, which the description does not lead to", token->spn);
}

static void
weak(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	struct seal	 seal;

	(void)facts;
	if (has_ticket(inmost(subject))) {
		seal = seal_of(inmost(subject));
		seal_weak(check, subject, report, &seal);
	}
}

static void
wrong_key(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	(void)facts;
	if (subject->token->key_failed != NULL)
		report_find(report, check, subject, "%s", subject->token->key_failed);
}

static void
refused(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct token	*token = inmost(subject);
	struct finding		*finding;

	if (subject->token->direction != SEEN_REQUEST || token == NULL || token->kind != TOKEN_AP_REQ ||
	    subject->token->status != 401)
		return;
	finding = report_find(report, check, subject, "a ticket for %s, %s, was answered with 401",
	    token->spn != NULL ? token->spn : "it", etype_key(&report->pool, token->etype, token->kvno));
	if (token->spn != NULL)
		finding_planned_steps(report, finding, held_planned(facts, token->spn));
}

static void
large(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	(void)facts;
	seal_large(check, subject, report, subject->token->length);
}

static void
negoex(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct token	*token = inmost(subject);

	(void)facts;
	if (token != NULL && token->kind == TOKEN_NEGOEX)
		report_find(report, check, subject, "a token of NegoEx, which is not looked into");
}

const struct check checks_token[] = {
	{ .id = "token-ntlm", .severity = SEVERITY_ERROR, .on = ON_TOKEN, .run = ntlm,
	  .title = "NTLM is spoken, not Kerberos",
	  .consequence = "The site works by NTLM as long as that is allowed, and nobody can be delegated to a back end.",
	  .remedy = "Diagnose the URL from the client: it got no ticket, or did not ask for one.",
	  .source = "[MS-NLMP] 2.2.1; RFC 4178 4.2" },
	{ .id = "token-error", .severity = SEVERITY_ERROR, .on = ON_TOKEN, .run = error,
	  .title = "a token carries an error of Kerberos",
	  .consequence = "The ticket was refused.",
	  .remedy = "See what the code means, with explain.",
	  .source = "RFC 4120 5.9.1" },
	{ .id = "token-reject", .severity = SEVERITY_ERROR, .on = ON_TOKEN, .run = reject,
	  .title = "the server refuses the negotiation",
	  .consequence = "The user is not signed in.",
	  .remedy = "Look at the account that the pool runs as, and at event 4 of Security-Kerberos on the server.",
	  .source = "RFC 4178 4.2.2" },
	{ .id = "token-refused", .severity = SEVERITY_ERROR, .on = ON_TOKEN, .run = refused,
	  .title = "a ticket was sent, and refused",
	  .consequence = "The user is asked for a password.",
	  .remedy = "Compare the holder of the SPN with the account that decrypts on that server: give -d and --farm, or --keytab.",
	  .source = "RFC 4559 4.2" },
	{ .id = "token-holder", .severity = SEVERITY_ERROR, .on = ON_TOKEN, .run = holder,
	  .title = "the ticket is for another account than the one that has to read it",
	  .consequence = "The servers that are named cannot decrypt it.",
	  .remedy = "Plan the farm, and do as it says: one account, everywhere.",
	  .source = "[MS-KILE] 3.4.5" },
	{ .id = "token-kvno", .severity = SEVERITY_WARNING, .on = ON_TOKEN, .run = other_version,
	  .title = "the ticket was made with another key than the directory shows",
	  .consequence = "The password was changed in between: a server may have either key.",
	  .remedy = "klist purge at the client; renew keytabs, restart pools.",
	  .source = "[MS-KILE] 3.1.5.8" },
	{ .id = "token-key", .severity = SEVERITY_ERROR, .on = ON_TOKEN, .run = wrong_key,
	  .title = "no key of the keytab decrypts the ticket",
	  .consequence = "A server with this keytab refuses it.",
	  .remedy = "Make the keytab anew for the account that holds the SPN, with the kvno and salt that it has now.",
	  .source = "RFC 4120 3.2.3" },
	{ .id = "token-unplanned", .severity = SEVERITY_WARNING, .on = ON_TOKEN, .run = unplanned,
	  .title = "the client asked for an SPN that the description does not have",
	  .consequence = "Whoever holds it was not planned to serve the site.",
	  .remedy = "Add the name to the site, or mend what leads clients there: a CNAME, a PTR record, a port in the SPN.",
	  .source = "MIT Kerberos, Principal names and DNS" },
	{ .id = "token-weak", .severity = SEVERITY_WARNING, .on = ON_TOKEN, .run = weak,
	  .title = "the captured ticket is in RC4 or DES",
	  .consequence = "Domain controllers stop issuing it: RC4 by default since July 2026.",
	  .remedy = "Set the account's password anew, renew keytabs, then set msDS-SupportedEncryptionTypes to 24.",
	  .source = "KB5073381" },
	{ .id = "token-large", .severity = SEVERITY_WARNING, .on = ON_TOKEN, .run = large,
	  .title = "the captured header nearly fills a request",
	  .consequence = "Users in many groups get 400 Bad Request.",
	  .remedy = "Take the user out of groups; or raise MaxFieldLength and MaxRequestBytes, and what balancers allow.",
	  .source = "KB2020943; KB327825" },
	{ .id = "token-damaged", .severity = SEVERITY_ERROR, .on = ON_TOKEN, .run = damaged,
	  .title = "the token is not there, or cannot be read to its end",
	  .consequence = "It was cut or masked when it was captured, or cut on its way: a server refuses it.",
	  .remedy = "Capture it whole; look for a balancer that cuts headers.",
	  .source = "RFC 4178 4.2; RFC 4120 5" },
	{ .id = "token-negoex", .severity = SEVERITY_INFO, .on = ON_TOKEN, .run = negoex,
	  .title = "NegoEx is spoken",
	  .consequence = "Neither Kerberos of the domain nor NTLM: a cloud account or a home group.",
	  .remedy = "Sign in with a domain account.",
	  .source = "[MS-SPNG] 1.9; draft-zhu-negoex" },
	{ .id = NULL }
};
