#ifndef PLANS_CODE_H
#define PLANS_CODE_H

#include <stdbool.h>
#include <stdint.h>

#include "plans/pool.h"

/*
 * What the numbers mean that Kerberos, Windows and IIS give for a failed
 * sign-in, to somebody who looks after a web site.
 */
enum code_kind {
	CODE_KERBEROS,		/* KRB-ERROR (RFC 4120 7.5.9) */
	CODE_HTTP,		/* status and sub-status: CODE_STATUS(401, 2) */
	CODE_SSPI,		/* HRESULT ([MS-ERREF] 2.1.1) */
	CODE_NTSTATUS,		/* [MS-ERREF] 2.3.1 */
	CODE_WIN32,		/* [MS-ERREF] 2.2; as HRESULT it begins 0x8007 */
	CODE_EVENT,		/* of the source that is its name */
	CODE_REASON,		/* why NTLM: of events 4020 and 4021 */
	N_CODE_KIND
};

/* KRB-ERROR that the diagnosis tells apart (RFC 4120 7.5.9). */
enum {
	ERR_CLIENT_UNKNOWN = 6, ERR_SERVER_UNKNOWN = 7, ERR_NOT_UNIQUE = 8, ERR_NULL_KEY = 9, ERR_POLICY = 12,
	ERR_ETYPE_NOSUPP = 14, ERR_CLIENT_REVOKED = 18, ERR_SERVICE_REVOKED = 19, ERR_KEY_EXPIRED = 23, ERR_PREAUTH_FAILED = 24,
	ERR_USER_TO_USER = 27, ERR_SKEW = 37
};

#define CODE_STATUS(status, sub)	((uint32_t)(status) * 1000 + (sub))

enum { CODE_CAUSES = 5 };

struct code {
	uint32_t	 number;
	uint32_t	 last;		/* of several events with one meaning, else 0 */
	const char	*name;		/* KDC_ERR_..., the source of an event, or words of the text of a reason; NULL for HTTP */
	const char	*also;		/* another name, or NULL */
	const char	*where;		/* the log of an event, else NULL */
	const char	*says;
	const char	*cause[CODE_CAUSES];	/* the likeliest first, at least one */
	const char	*next;		/* what to run or to look at */
	const char	*source;
};

struct code_kind_row {
	const char	*title;
	char		*(*heading)(struct pool *, const char *title, const struct code *);
	const struct code *code;	/* by number, then name; the last says nothing */
	const char	*caution;	/* for each of them, or NULL */
	const char	*elsewhere;	/* where others are found */
};

extern const struct code_kind_row	code_kind_row[N_CODE_KIND];

extern const struct code	code_kerberos[], code_sspi[], code_ntstatus[], code_win32[], code_http[],
				code_event[], code_reason[];

/* "KDC_ERR_S_PRINCIPAL_UNKNOWN: Kerberos error 7 (0x7)", the number as logs
 * have it. */
char	*code_heading(struct pool *, enum code_kind, const struct code *);

/* "code 7, KDC_ERR_S_PRINCIPAL_UNKNOWN", of Kerberos. */
char	*code_kerberos_text(struct pool *, int number);

/* The row, or NULL. */
const struct code	*code_find(enum code_kind, uint32_t number);

/*
 * A code as somebody types or pastes it: a number in decimal, also negative or
 * past 2^31 as logs have them, or in hexadecimal; "401.2" or "401 2 5" (status,
 * sub-status and Win32 status of an IIS log); a name with or without its
 * prefix; and with the source or the kind before it: "KDC 11", "event 4",
 * "reason 6".  A number can be of several kinds.
 */
struct code_asked {
	const char	*text;
	bool		 number;	/* there is one: a code, known or not */
	unsigned	 kinds;		/* that were named, or all: a bit for each */
	const char	*source;	/* of an event, or NULL for any */
	struct code_span {
		unsigned	 kinds;
		uint32_t	 first, last;
	}		 span[4];
	unsigned	 n_span;
};

struct code_asked	code_read(const char *text);

bool	code_meant(const struct code_asked *, enum code_kind, const struct code *);

/* "; RFC 4120 ..." for a number that no row has: where it may be found. */
const char	*code_elsewhere(struct pool *, const struct code_asked *);

#endif
