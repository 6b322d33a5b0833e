#ifndef SETSPN_KEY_H
#define SETSPN_KEY_H

#include "tests/setspn/store.h"

/*
 * The text as Active Directory compares it, [MS-ADTS] 3.1.1.2.2.4.13: case,
 * width, kana type and non-spacing marks are ignored.  Two texts are equal
 * when strcmp says so of their keys.  Covers ASCII, Latin-1, Latin
 * Extended-A, Greek and Cyrillic capitals, full-width ASCII and full-width
 * kana.
 */
const char	*key_make(struct store *, const char *text);

#endif
