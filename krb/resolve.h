#ifndef KRB_RESOLVE_H
#define KRB_RESOLVE_H

/* Does this machine's resolver know the full name HOST, as a client would?
 * Names that have other records than addresses are known. */
enum resolved { RESOLVED_NO, RESOLVED_YES, RESOLVED_UNKNOWN };

enum resolved	resolve_host(const char *host);

#endif
