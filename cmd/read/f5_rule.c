#include "cmd/read/f5_rule.h"

#include <string.h>

#include "cmd/read/form.h"
#include "plans/list.h"
#include "plans/name.h"

enum { SHOWN = 8, WORDS_MOST = 1000 };

/* The next run of letters that names and commands have, without comments. */
static struct span
next_word(struct span *rest)
{
	static const char	 in_word[] = ".-_";
	struct span		 word = { NULL, 0 };
	const char		*end = rest->at + rest->n, *at = rest->at;
	bool			 begins = true;		/* a line */

	for (; at < end; at++) {
		if (*at == '#' && begins) {
			while (at + 1 < end && at[1] != '\n')
				at++;
			continue;
		}
		begins = *at == '\n' || ((*at == ' ' || *at == '\t') && begins);
		if (text_alpha(*at) || text_digit(*at))
			break;
	}
	word.at = at;
	while (at < end && (text_alpha(*at) || text_digit(*at) || (*at != '\0' && strchr(in_word, *at) != NULL)))
		at++;
	word.n = (size_t)(at - word.at);
	*rest = (struct span){ at, (size_t)(end - at) };
	return word;
}

bool
rule_chooses(struct span code)
{
	static const char *const	 command[] = { "pool", "node", "virtual", "nexthop", NULL };
	struct span			 word;
	size_t				 i;

	while ((word = next_word(&code)).n > 0) {
		for (i = 0; command[i] != NULL; i++) {
			if (span_is(word, command[i]))
				return true;
		}
	}
	return false;
}

/* "portal.corp.example", and neither "10.0.0.1" nor what a path ends in. */
static bool
is_name(struct pool *pool, struct span word, const char *begin)
{
	const char	*why = NULL, *text = pool_ncopy(pool, word.at, word.n), *last = strrchr(text, '.');

	return last != NULL && text_alpha(last[1]) && text_alpha(last[2]) && (word.at == begin || strchr("/:$.*@", word.at[-1]) == NULL) &&
	    !name_ip(text) && form_text(pool, FORM_HOST, text, &why) != NULL;
}

const char *
rule_names(struct pool *pool, struct span code)
{
	struct list	 list = { .most = SHOWN };
	const char	*begin = code.at, *seen[WORDS_MOST];
	struct span	 word;
	size_t		 i, n = 0;

	while (n < WORDS_MOST && (word = next_word(&code)).n > 0) {
		if (!is_name(pool, word, begin))
			continue;
		seen[n] = pool_lower(pool, pool_ncopy(pool, word.at, word.n));
		for (i = 0; i < n && strcmp(seen[i], seen[n]) != 0; i++)
			continue;
		if (i == n)
			list_add(pool, &list, seen[n++]);
	}
	return list_text(pool, &list);
}
