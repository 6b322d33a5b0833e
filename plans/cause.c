#include "plans/cause.h"

#include "plans/code.h"
#include "plans/reply.h"

static const struct cause cause_row[] = {
	{ SEEN_WORKS | SEEN_NTLM, "the site is not in the client's intranet zone, or on the list of its browser",
	  "Add it to Local intranet, to AuthServerAllowlist of Edge and Chrome, to network.negotiate-auth.trusted-uris of Firefox.",
	  "Microsoft, Troubleshoot Kerberos failures in Internet Explorer" },
	{ SEEN_WORKS | SEEN_NTLM, "the user types another name, a short one or an address",
	  "Ask for the exact URL, and diagnose that.",
	  "Microsoft, Kerberos over IP addresses" },
	{ SEEN_WORKS | SEEN_NTLM | SEEN_UNREADABLE, "the client keeps an old ticket, or remembers for 15 minutes that there was none",
	  "klist purge, then sign in again.",
	  "KB837361" },
	{ SEEN_WORKS | SEEN_NTLM, "the client has no ticket-granting ticket: not in the domain, a local account, no domain controller in sight (VPN)",
	  "klist there; nltest /dsgetdc:DOMAIN.",
	  "Microsoft, klist" },
	{ SEEN_WORKS | SEEN_NTLM, "the client gives other credentials than the user's own: stored ones, or typed ones",
	  "cmdkey /list; delete what is stored for the site.",
	  "Microsoft, cmdkey" },
	{ SEEN_NTLM, "client and server are the same machine, called by another name than its own",
	  "BackConnectionHostNames, KB926642.",
	  "KB926642" },
	{ SEEN_NTLM | SEEN_NO_TICKET, "the account or the user is in another forest, and the trust does not route the name",
	  "Look at name suffix routing; spnplan check with both directories says.",
	  "[MS-ADTS] 6.1.6.9.3" },
	{ SEEN_NO_TICKET, "the SPN was added just now, and the domain controller that was asked does not know it yet",
	  "Wait for replication, or repadmin /syncall; then klist purge.",
	  "Microsoft, repadmin" },
	{ SEEN_UNREADABLE, "the password was changed on one server and not on the others, or the keytab is of the old one",
	  "Use a gMSA; or set the password everywhere and restart the pools.",
	  "[MS-KILE] 3.1.5.8" },
	{ SEEN_UNREADABLE, "the name leads to another server than it should: DNS, a hosts file, a balancer",
	  "Compare the addresses with those of the servers.",
	  "Microsoft, Troubleshoot Kerberos failures in Internet Explorer" },
	{ SEEN_UNREADABLE, "extended protection is required: TLS ends before the server, or spnplan alone is refused, whose token is not bound to TLS",
	  "Try a browser; set the flags and the spn list of extendedProtection as spnplan plan says, or switch it off.",
	  "IIS reference, extendedProtection" },
	{ SEEN_NO_OFFER, "the providers of Windows authentication are NTLM alone, or the feature is not installed",
	  "appcmd list config -section:windowsAuthentication; put Negotiate first.",
	  "IIS reference, windowsAuthentication providers" },
	{ SEEN_NO_OFFER, "anonymous authentication lets everybody in first",
	  "Switch it off where users are to sign in.",
	  "IIS reference, anonymousAuthentication" },
	{ SEEN_NO_OFFER, "a balancer or a proxy takes WWW-Authenticate away",
	  "Ask each server without it: --node.",
	  "RFC 9110 11.6.1" },
	{ SEEN_WORKS | SEEN_NTLM | SEEN_UNREADABLE, "the user is in many groups, and the header is too large",
	  "Ask for the ticket as that user: the size is in the report.",
	  "KB2020943" },
	{ 0, NULL, NULL, NULL }
};

static unsigned
of_answer(const struct seen_answer *answer)
{
	switch (reply_of(answer)) {
	case REPLY_CANNOT_DECRYPT:
	case REPLY_REFUSED:
		return SEEN_UNREADABLE;
	case REPLY_NO_NEGOTIATE:
	case REPLY_ANONYMOUS:
	case REPLY_WANTS_NTLM:
		return SEEN_NO_OFFER;
	default:
		return 0;
	}
}

static unsigned
of_token(const struct seen_token *seen)
{
	const struct token	*token = seen->token == NULL ? NULL : token_inmost(seen->token);

	if (token == NULL)
		return 0;
	if (token->kind == TOKEN_AP_REQ && seen->direction == SEEN_REQUEST && seen->status == 401)
		return SEEN_UNREADABLE;
	return token_is_ntlm(token) ? SEEN_NTLM : token->kind == TOKEN_KRB_ERROR ? SEEN_UNREADABLE : 0;
}

static unsigned
situations_of(const struct report *report)
{
	const struct evidence	*evidence = report->facts->evidence;
	unsigned		 situations = 0;
	size_t			 i;

	if (evidence == NULL || report->steps.n_step > 0)
		return 0;	/* the cause is known, and its remedy */
	for (i = 0; i < evidence->n_answer; i++)
		situations |= of_answer(&evidence->answer[i]);
	for (i = 0; i < evidence->n_token; i++)
		situations |= of_token(&evidence->token[i]);
	if (evidence->n_ticket > 0 && evidence->ticket->code == ERR_SERVER_UNKNOWN && !reply_lets_all_in(evidence))
		situations |= SEEN_NO_TICKET;
	if (reply_all_work(evidence) && (evidence->n_ticket == 0 || evidence->ticket->failed == NULL))
		situations |= SEEN_WORKS;
	return situations;
}

bool
causes_any(const struct report *report)
{
	return situations_of(report) != 0;
}

const struct cause **
causes_make(struct pool *pool, const struct report *report, size_t *n_out)
{
	const unsigned		 situations = situations_of(report);
	const struct cause	**cause = pool_alloc(pool, sizeof(cause_row) / sizeof(*cause_row) * sizeof(*cause)), *row;

	*n_out = 0;
	for (row = cause_row; row->says != NULL; row++) {
		if ((row->situations & situations) != 0)
			cause[(*n_out)++] = row;
	}
	return cause;
}
