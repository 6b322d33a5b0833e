#include <string.h>

#include "cmd/read/member.h"

/* Objects of a description beside each other, member by member. */

const void *
member_pointer(const char *at)
{
	const void	*pointer;

	memcpy(&pointer, at, sizeof(pointer));
	return pointer;
}

size_t
member_count(const char *at)
{
	size_t	 n;

	memcpy(&n, at, sizeof(n));
	return n;
}

int
member_value(const char *at)
{
	int	 value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
same_list(const struct member *member, const char *a, const char *b)
{
	const char	*x = member_pointer(a + member->at), *y = member_pointer(b + member->at);
	size_t		 n = member_count(a + member->n_at), m = member_count(b + member->n_at), i, size;

	size = member->shape != NULL ? member->shape->size : member->size != 0 ? member->size : sizeof(int);
	for (i = 0; n == m && i < n; i++) {
		if (member->shape != NULL ? !shape_same(member->shape, x + i * size, y + i * size) :
		    member->size != 0 ? !same_text(member_pointer(x + i * size), member_pointer(y + i * size)) :
		    memcmp(x + i * size, y + i * size, size) != 0)
			return false;
	}
	return n == m;
}

static bool
same_member(const struct member *member, const char *a, const char *b)
{
	switch (member->type) {
	case MEMBER_TEXT:
		return same_text(member_pointer(a + member->at), member_pointer(b + member->at));
	case MEMBER_SETTING:
	case MEMBER_WORD:
		return memcmp(a + member->at, b + member->at, sizeof(int)) == 0;
	case MEMBER_OBJECT:
		return shape_same(member->shape, a + member->at, b + member->at);
	case MEMBER_WORDS:
	case MEMBER_TEXTS:
	case MEMBER_OBJECTS:
	case MEMBER_MAP:
		break;
	}
	return same_list(member, a, b);
}

bool
shape_same(const struct shape *shape, const void *a, const void *b)
{
	const struct member	*member;

	for (member = shape->member; member->name != NULL; member++) {
		if (!same_member(member, a, b))
			return false;
	}
	return true;
}

static void
copy_member(const struct member *member, char *into, const char *from)
{
	bool	 is_word = member->type == MEMBER_SETTING || member->type == MEMBER_WORD;

	memcpy(into + member->at, from + member->at, is_word ? sizeof(int) : sizeof(void *));
	if (member->n_at != 0)
		memcpy(into + member->n_at, from + member->n_at, sizeof(size_t));
}

void
shape_difference(const struct shape *shape, void *into, const void *parent, const void *child)
{
	const struct member	*member;

	for (member = shape->member; member->name != NULL; member++) {
		if (!same_member(member, parent, child))
			copy_member(member, into, child);
	}
}

static bool
is_set(const struct member *member, const char *from)
{
	if (member->n_at != 0)
		return member_count(from + member->n_at) > 0;
	if (member->type == MEMBER_TEXT)
		return member_pointer(from + member->at) != NULL;
	return member_value(from + member->at) != 0;
}

void
shape_overlay(const struct shape *shape, void *into, const void *over)
{
	const struct member	*member;

	for (member = shape->member; member->name != NULL; member++) {
		if (is_set(member, over))
			copy_member(member, into, over);
	}
}

bool
shape_silent(const struct shape *shape, const void *object)
{
	const struct member	*member;

	for (member = shape->member; member->name != NULL && !is_set(member, object); member++)
		continue;
	return member->name == NULL;
}
