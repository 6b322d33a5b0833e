#ifndef TESTS_NOTATION_H
#define TESTS_NOTATION_H

#include "plans/pool.h"
#include "plans/text.h"

/*
 * Bytes as tests write them: hexadecimal digits and blanks; 'text' as it is and
 * ~'text' in UTF-16LE; {...} is what it holds behind its length in DER.
 *
 *	30 { 02 { 05 } 1b { 'HTTP' } }
 */
struct span	notation(struct pool *, const char *);

#endif
