#include "cmd/read/words.h"

#include <string.h>

#include "plans/text.h"

/* One word of LINE from AT on, to where WORD points; where it ends. */
static size_t
take(char **to, const char *line, size_t at, size_t n)
{
	char	*word = *to, quote = '\0';

	for (; at < n && (quote != '\0' || (!text_blank(line[at]) && line[at] != '#')); at++) {
		if (quote != '\0' && line[at] == quote)
			quote = '\0';
		else if (quote == '\0' && (line[at] == '"' || line[at] == '\''))
			quote = line[at];
		else if (line[at] == '\\' && quote != '\'' && at + 1 < n && strchr(" \t#\\\"'", line[at + 1]) != NULL)
			*word++ = line[++at];	/* any other backslash is the word's own */
		else
			*word++ = line[at];
	}
	*word++ = '\0';
	*to = word;
	return at;
}

void
words_split(struct words *words, struct pool *pool, const char *line, size_t n)
{
	char	*word = pool_alloc(pool, n + 1);	/* no word is longer than it stands there */
	size_t	 at = 0;

	*words = (struct words){ .n = 0 };
	for (;;) {
		while (at < n && text_blank(line[at]))
			at++;
		if (at == n || line[at] == '#')
			return;
		if (words->n == WORDS_MOST) {
			words->too_many = true;
			return;
		}
		words->word[words->n++] = word;
		at = take(&word, line, at, n);
	}
}
