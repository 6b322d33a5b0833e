#include "plans/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int
error_set(struct error *err, const char *fmt, ...)
{
	va_list	 ap;

	if (err->text[0] == '\0') {
		va_start(ap, fmt);
		vsnprintf(err->text, sizeof(err->text), fmt, ap);
		va_end(ap);
	}
	return -1;
}

int
error_in(struct error *err, const char *fmt, ...)
{
	char	 where[sizeof(err->text)], why[sizeof(err->text)];
	va_list	 ap;

	va_start(ap, fmt);
	vsnprintf(where, sizeof(where), fmt, ap);
	va_end(ap);
	memcpy(why, err->text, sizeof(why));
	/* A cause too long to keep whole is cut at its end. */
	if (snprintf(err->text, sizeof(err->text), "%s: %s", where, why) < 0)
		err->text[0] = '\0';
	return -1;
}
