#ifndef KRB_LIBRARY_H
#define KRB_LIBRARY_H

#include <krb5.h>

#include "plans/error.h"

/* "WHAT: " and the library's words for CODE.  Returns -1, always. */
int	library_fault(krb5_context, krb5_error_code, const char *what, struct error *);

/* A context of the library, or -1 and where to look. */
int	library_context(krb5_context *, struct error *);

#endif
