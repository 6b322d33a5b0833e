#include "cmd/evidence.h"

#include <limits.h>
#include <string.h>
#include <time.h>

#include "cmd/read/file.h"
#include "plans/filetime.h"
#include "plans/printable.h"
#include "plans/text.h"

enum field_type {
	FIELD_TEXT,	/* const char * */
	FIELD_TEXTS,	/* a list of them, with a count */
	FIELD_FLAG,	/* bool */
	FIELD_NUMBER,	/* int */
	FIELD_LONG,	/* long */
	FIELD_SIZE,	/* size_t */
	FIELD_TIME,	/* int64_t, in text as "2026-11-21T10:30:00Z" */
	FIELD_WORD,	/* int, one of N words */
	FIELD_OBJECT,	/* a pointer to one, or NULL */
	FIELD_OBJECTS	/* an array, with a count */
};

struct form_of;

struct field {
	const char		*name;
	enum field_type		 type;
	size_t			 at, n_at;
	const struct form_of	*form;
	const char		*const *word;
	int			 n_word;
};

struct form_of {
	const struct field	*field;		/* the last has no name */
	size_t			 size;
};

static const char *const direction_word[] = {
	[SEEN_REQUEST] = "request", [SEEN_RESPONSE] = "response", [SEEN_UNSAID] = "unsaid"
};

#define PLAIN(type, s, member, name)	{ name, type, offsetof(struct s, member), 0, NULL, NULL, 0 }
#define TEXT(s, member, name)		PLAIN(FIELD_TEXT, s, member, name)
#define WORD(s, member, name, words)	{ name, FIELD_WORD, offsetof(struct s, member), 0, NULL, words, \
					    sizeof(words) / sizeof(*(words)) }
#define LIST(s, member, name, form)	{ name, FIELD_OBJECTS, offsetof(struct s, member), offsetof(struct s, n_##member), form, NULL, 0 }
#define TEXTS(s, member, name)		{ name, FIELD_TEXTS, offsetof(struct s, member), offsetof(struct s, n_##member), NULL, NULL, 0 }
#define ONE(s, member, name, form)	{ name, FIELD_OBJECT, offsetof(struct s, member), 0, form, NULL, 0 }
#define END				{ NULL, FIELD_TEXT, 0, 0, NULL, NULL, 0 }

static const struct form_of	form_token;

static const struct field name_field[] = {
	TEXT(seen_name, name, "name"), TEXTS(seen_name, cname, "cname"), TEXT(seen_name, canonical, "canonical"),
	TEXTS(seen_name, address, "addresses"), TEXT(seen_name, reverse, "reverse"), TEXT(seen_name, failed, "failed"), END
};

static const struct field ticket_field[] = {
	TEXT(seen_ticket, spn, "spn"), TEXT(seen_ticket, failed, "failed"), PLAIN(FIELD_NUMBER, seen_ticket, code, "code"),
	PLAIN(FIELD_FLAG, seen_ticket, no_tgt, "noTicketGrantingTicket"), PLAIN(FIELD_FLAG, seen_ticket, no_kdc, "noKdc"),
	TEXT(seen_ticket, realm, "realm"), TEXT(seen_ticket, server, "server"),
	PLAIN(FIELD_NUMBER, seen_ticket, etype, "etype"), PLAIN(FIELD_NUMBER, seen_ticket, session_etype, "sessionEtype"),
	PLAIN(FIELD_LONG, seen_ticket, kvno, "kvno"), PLAIN(FIELD_SIZE, seen_ticket, size, "size"),
	PLAIN(FIELD_FLAG, seen_ticket, cached, "cached"), PLAIN(FIELD_NUMBER, seen_ticket, cached_etype, "cachedEtype"),
	PLAIN(FIELD_LONG, seen_ticket, cached_kvno, "cachedKvno"), END
};

static const struct field token_field[] = {
	WORD(token, kind, "kind", token_word), PLAIN(FIELD_SIZE, token, size, "size"), PLAIN(FIELD_FLAG, token, framed, "framed"),
	TEXT(token, fault, "fault"), TEXTS(token, mech, "mechanisms"), PLAIN(FIELD_NUMBER, token, neg_state, "negState"),
	ONE(token, inner, "inner", &form_token), TEXT(token, spn, "spn"), TEXT(token, realm, "realm"),
	PLAIN(FIELD_NUMBER, token, etype, "etype"), PLAIN(FIELD_LONG, token, kvno, "kvno"),
	PLAIN(FIELD_SIZE, token, ticket_size, "ticketSize"), PLAIN(FIELD_FLAG, token, mutual, "mutual"),
	PLAIN(FIELD_NUMBER, token, code, "code"), TEXT(token, text, "text"), TEXT(token, time, "time"),
	TEXT(token, domain, "domain"), TEXT(token, user, "user"), TEXT(token, workstation, "workstation"),
	TEXT(token, target, "target"), END
};

static const struct form_of	form_token = { token_field, sizeof(struct token) };

static const struct field offer_field[] = {
	TEXT(seen_offer, scheme, "scheme"), ONE(seen_offer, token, "token", &form_token), END
};

static const struct form_of	form_offer = { offer_field, sizeof(struct seen_offer) };

static const struct field answer_field[] = {
	TEXT(seen_answer, node, "node"), TEXT(seen_answer, address, "address"), TEXT(seen_answer, url, "url"),
	WORD(seen_answer, reached, "reached", reached_word), TEXT(seen_answer, failed, "failed"),
	PLAIN(FIELD_NUMBER, seen_answer, first_status, "firstStatus"), LIST(seen_answer, first_offer, "firstOffers", &form_offer),
	TEXT(seen_answer, location, "location"), TEXT(seen_answer, spn, "spn"), PLAIN(FIELD_SIZE, seen_answer, sent, "sent"),
	PLAIN(FIELD_NUMBER, seen_answer, status, "status"), LIST(seen_answer, offer, "offers", &form_offer),
	WORD(seen_answer, mutual, "mutual", mutual_word), TEXT(seen_answer, mutual_failed, "mutualFailed"),
	PLAIN(FIELD_FLAG, seen_answer, closes, "closes"), TEXT(seen_answer, server, "server"), END
};

static const struct field seen_field[] = {
	TEXT(seen_token, place, "place"), WORD(seen_token, direction, "direction", direction_word), TEXT(seen_token, url, "url"),
	PLAIN(FIELD_NUMBER, seen_token, status, "status"), TEXT(seen_token, header, "header"), TEXT(seen_token, scheme, "scheme"),
	ONE(seen_token, token, "token", &form_token), PLAIN(FIELD_SIZE, seen_token, length, "length"),
	TEXT(seen_token, key, "key"), TEXT(seen_token, key_failed, "keyFailed"), END
};

static const struct form_of	form_name = { name_field, sizeof(struct seen_name) },
				form_ticket = { ticket_field, sizeof(struct seen_ticket) },
				form_answer = { answer_field, sizeof(struct seen_answer) },
				form_seen = { seen_field, sizeof(struct seen_token) };

static const struct field evidence_field[] = {
	PLAIN(FIELD_TIME, evidence, time, "time"), TEXT(evidence, url, "url"), TEXT(evidence, host, "host"),
	TEXT(evidence, port, "port"), TEXT(evidence, client, "client"), LIST(evidence, name, "names", &form_name),
	LIST(evidence, ticket, "tickets", &form_ticket), LIST(evidence, answer, "answers", &form_answer),
	LIST(evidence, token, "tokens", &form_seen), END
};

static const struct form_of	form_evidence = { evidence_field, sizeof(struct evidence) };

/* -- out: what is 0, false or not there is left out -- */

struct out {
	struct pool	 pool;
	bool		 failed;
};

static json_t	*object_out(struct out *, const struct form_of *, const char *at);

static const void *
pointer_at(const char *at)
{
	const void	*pointer;

	memcpy(&pointer, at, sizeof(pointer));
	return pointer;
}

static size_t
count_at(const char *at)
{
	size_t	 n;

	memcpy(&n, at, sizeof(n));
	return n;
}

static json_t *
checked(struct out *out, json_t *value)
{
	out->failed |= value == NULL;
	return value;
}

static json_t *
text_out(struct out *out, const char *text)
{
	return checked(out, json_string(text_utf8(span_of(text)) ? text : printable(&out->pool, text)));
}

static json_t *
list_out(struct out *out, const struct field *field, const char *base)
{
	const void	*row = pointer_at(base + field->at);
	const size_t	 n = count_at(base + field->n_at);
	json_t		*list = n == 0 ? NULL : checked(out, json_array()), *one;
	size_t		 i;

	for (i = 0; list != NULL && i < n; i++) {
		one = field->type == FIELD_TEXTS ? text_out(out, ((const char *const *)row)[i]) :
		    object_out(out, field->form, (const char *)row + i * field->form->size);
		out->failed |= one == NULL || json_array_append_new(list, one) != 0;
	}
	return list;
}

static int64_t
number_at(const struct field *field, const char *at)
{
	long	 number = 0;
	int	 plain = 0;
	bool	 flag = false;

	switch (field->type) {
	case FIELD_FLAG:
		memcpy(&flag, at, sizeof(flag));
		return flag;
	case FIELD_LONG:
		memcpy(&number, at, sizeof(number));
		return number;
	case FIELD_SIZE:
		return (int64_t)count_at(at);
	default:
		memcpy(&plain, at, sizeof(plain));
		return plain;
	}
}

static json_t *
time_out(struct out *out, const char *at)
{
	int64_t		 filetime;
	time_t		 seconds;
	struct tm	 day;
	char		 text[sizeof("2026-11-21T10:30:00Z")];

	memcpy(&filetime, at, sizeof(filetime));
	seconds = (time_t)((filetime - FILETIME_1970) / FILETIME_SECOND);
	if (filetime == 0)
		return NULL;
	if (gmtime_r(&seconds, &day) == NULL || strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &day) == 0)
		return checked(out, NULL);
	return checked(out, json_string(text));
}

static json_t *
value_out(struct out *out, const struct field *field, const char *base)
{
	const char	*at = base + field->at;

	switch (field->type) {
	case FIELD_TEXT:
		return pointer_at(at) == NULL ? NULL : text_out(out, pointer_at(at));
	case FIELD_OBJECT:
		return pointer_at(at) == NULL ? NULL : object_out(out, field->form, pointer_at(at));
	case FIELD_TEXTS:
	case FIELD_OBJECTS:
		return list_out(out, field, base);
	case FIELD_WORD:
		return checked(out, json_string(field->word[number_at(field, at)]));
	case FIELD_TIME:
		return time_out(out, at);
	case FIELD_FLAG:
		return number_at(field, at) == 0 ? NULL : json_true();
	default:
		return number_at(field, at) == 0 ? NULL : checked(out, json_integer(number_at(field, at)));
	}
}

static json_t *
object_out(struct out *out, const struct form_of *form, const char *at)
{
	json_t			*object = checked(out, json_object()), *value;
	const struct field	*field;

	for (field = form->field; object != NULL && field->name != NULL; field++) {
		value = value_out(out, field, at);
		if (value != NULL && json_object_set_new_nocheck(object, field->name, value) != 0)
			out->failed = true;
	}
	return object;
}

json_t *
evidence_json(const struct evidence *evidence)
{
	struct out	 out = { .failed = false };
	json_t		*root = object_out(&out, &form_evidence, (const char *)evidence);

	if (out.failed) {
		json_decref(root);
		root = NULL;
	}
	pool_free(&out.pool);
	return root;
}

int
evidence_write(FILE *file, const void *evidence, struct error *err)
{
	json_t	*root = json_object(), *seen = evidence_json(evidence);
	int	 result = 0;

	if (seen == NULL || json_object_set_new(root, "version", json_integer(1)) != 0 ||
	    json_object_set_new(root, "evidence", seen) != 0 ||
	    json_dumpf(root, file, JSON_INDENT(2) | JSON_SORT_KEYS) != 0 || fputc('\n', file) == EOF)
		result = error_set(err, "what was seen cannot be written");
	json_decref(root);
	return result;
}

/* -- in -- */

struct in {
	struct pool	*pool;
	struct error	*err;
	int		 depth;
};

static int	object_in(struct in *, const struct form_of *, json_t *, char *at, const char *path);

static int
text_in(struct in *in, json_t *value, const char **to, const char *path)
{
	if (!json_is_string(value) || strlen(json_string_value(value)) != json_string_length(value))
		return error_set(in->err, "%s: must be text", path);
	*to = pool_copy(in->pool, json_string_value(value));
	return 0;
}

static int
list_in(struct in *in, const struct field *field, json_t *value, char *base, const char *path)
{
	const bool	 texts = field->type == FIELD_TEXTS;
	const size_t	 size = texts ? sizeof(char *) : field->form->size, n = json_array_size(value);
	char		*row = pool_alloc(in->pool, n * size);
	const char	*where;
	size_t		 i;

	if (!json_is_array(value))
		return error_set(in->err, "%s: must be a list", path);
	for (i = 0; i < n; i++) {
		where = pool_printf(in->pool, "%s[%zu]", path, i);
		if ((texts ? text_in(in, json_array_get(value, i), &((const char **)(void *)row)[i], where) :
		    object_in(in, field->form, json_array_get(value, i), row + i * size, where)) != 0)
			return -1;
	}
	memcpy(base + field->at, &row, sizeof(row));
	memcpy(base + field->n_at, &n, sizeof(n));
	return 0;
}

static int
number_in(struct in *in, const struct field *field, json_t *value, char *at, const char *path)
{
	const json_int_t	 n = json_integer_value(value);
	const long		 number = (long)n;
	const size_t		 size = (size_t)n;
	const int		 plain = (int)n;

	if (!json_is_integer(value) || (field->type == FIELD_NUMBER && (n < INT_MIN || n > INT_MAX)) ||
	    (field->type == FIELD_LONG && (n < LONG_MIN || n > LONG_MAX)) || (field->type == FIELD_SIZE && n < 0))
		return error_set(in->err, "%s: must be a number that fits", path);
	switch (field->type) {
	case FIELD_LONG:
		memcpy(at, &number, sizeof(number));
		break;
	case FIELD_SIZE:
		memcpy(at, &size, sizeof(size));
		break;
	default:
		memcpy(at, &plain, sizeof(plain));
	}
	return 0;
}

static int
time_in(struct in *in, json_t *value, char *at, const char *path)
{
	int64_t	 time;

	if (!json_is_string(value) || filetime_read_plain(span_of(json_string_value(value)), &time) != 0)
		return error_set(in->err, "%s: must be a time as in 2026-11-21T10:30:00Z", path);
	memcpy(at, &time, sizeof(time));
	return 0;
}

static int
flag_in(struct in *in, json_t *value, char *at, const char *path)
{
	const bool	 flag = json_is_true(value);

	if (!json_is_boolean(value))
		return error_set(in->err, "%s: must be true or false", path);
	memcpy(at, &flag, sizeof(flag));
	return 0;
}

static int
word_in(struct in *in, const struct field *field, json_t *value, char *at, const char *path)
{
	int	 word;

	for (word = 0; json_is_string(value) && word < field->n_word; word++) {
		if (strcmp(json_string_value(value), field->word[word]) == 0) {
			memcpy(at, &word, sizeof(word));
			return 0;
		}
	}
	return error_set(in->err, "%s: is none of the words that spnplan writes there", path);
}

static int
value_in(struct in *in, const struct field *field, json_t *value, char *base, const char *path)
{
	char		*at = base + field->at, *object;
	const char	*text = NULL;

	switch (field->type) {
	case FIELD_TEXT:
		if (text_in(in, value, &text, path) != 0)
			return -1;
		memcpy(at, &text, sizeof(text));
		return 0;
	case FIELD_OBJECT:
		object = pool_alloc(in->pool, field->form->size);
		memcpy(at, &object, sizeof(object));
		return object_in(in, field->form, value, object, path);
	case FIELD_TEXTS:
	case FIELD_OBJECTS:
		return list_in(in, field, value, base, path);
	case FIELD_WORD:
		return word_in(in, field, value, at, path);
	case FIELD_FLAG:
		return flag_in(in, value, at, path);
	case FIELD_TIME:
		return time_in(in, value, at, path);
	default:
		return number_in(in, field, value, at, path);
	}
}

static const struct field *
field_find(const struct form_of *form, const char *name)
{
	const struct field	*field;

	for (field = form->field; field->name != NULL; field++) {
		if (strcmp(field->name, name) == 0)
			return field;
	}
	return NULL;
}

static int
object_in(struct in *in, const struct form_of *form, json_t *object, char *at, const char *path)
{
	enum { DEPTH_MOST = 16 };
	const struct field	*field;
	const char		*name;
	json_t			*value;
	int			 result = 0;

	if (!json_is_object(object))
		return error_set(in->err, "%s: must be an object", path);
	if (++in->depth > DEPTH_MOST)
		return error_set(in->err, "%s: lies too deep", path);
	json_object_foreach(object, name, value) {
		if ((field = field_find(form, name)) == NULL)
			return error_set(in->err, "%s: '%s' is nothing that spnplan writes there", path, name);
		if ((result = value_in(in, field, value, at, pool_printf(in->pool, "%s.%s", path, name))) != 0)
			return result;
	}
	in->depth--;
	return 0;
}

/* What the checks take for granted. */
static int
is_whole(const struct evidence *evidence, const char *name, struct error *err)
{
	const struct seen_ticket	*ticket;
	size_t				 i;

	if (evidence->n_ticket + evidence->n_answer + evidence->n_token == 0)
		return error_set(err, "%s: evidence: has no tickets, answers or tokens", name);
	for (i = 0; i < evidence->n_name; i++)
		if (evidence->name[i].name == NULL)
			return error_set(err, "%s: evidence.names[%zu]: name is needed", name, i);
	for (i = 0; i < evidence->n_ticket; i++) {
		ticket = &evidence->ticket[i];
		if (ticket->spn == NULL)
			return error_set(err, "%s: evidence.tickets[%zu]: spn is needed", name, i);
		if (ticket->failed == NULL && (ticket->code != 0 || ticket->no_tgt || ticket->no_kdc))
			return error_set(err, "%s: evidence.tickets[%zu]: failed is needed where no ticket came", name, i);
	}
	for (i = 0; i < evidence->n_token; i++)
		if (evidence->token[i].place == NULL)
			return error_set(err, "%s: evidence.tokens[%zu]: place is needed", name, i);
	if ((evidence->host == NULL) != (evidence->url == NULL) || (evidence->n_answer > 0 && evidence->host == NULL))
		return error_set(err, "%s: evidence: url and host go together, and answers with them", name);
	return 0;
}

static int
offers_whole(const struct seen_offer *offer, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++) {
		if (offer[i].scheme == NULL)
			return -1;
	}
	return 0;
}

static int
answers_whole(const struct evidence *evidence, const char *name, struct error *err)
{
	const struct seen_answer	*answer;
	size_t				 i;

	for (i = 0; i < evidence->n_answer; i++) {
		answer = &evidence->answer[i];
		if (offers_whole(answer->first_offer, answer->n_first_offer) != 0 ||
		    offers_whole(answer->offer, answer->n_offer) != 0)
			return error_set(err, "%s: evidence.answers[%zu]: an offer needs its scheme", name, i);
		if (answer->reached == REACHED && answer->first_status == 0)
			return error_set(err, "%s: evidence.answers[%zu]: who answered did so with a firstStatus", name, i);
	}
	return 0;
}

int
evidence_read_text(struct evidence *evidence, const char *name, const char *text, size_t n, struct error *err)
{
	struct in	 in = { .pool = &evidence->pool, .err = err };
	json_error_t	 why;
	json_t		*root = json_loadb(text, n, JSON_REJECT_DUPLICATES, &why);
	int		 result;

	if (root == NULL)
		return error_set(err, "%s:%d: not JSON: %s", name, why.line, why.text);
	if (json_integer_value(json_object_get(root, "version")) != 1 || json_object_get(root, "evidence") == NULL)
		result = error_set(err, "%s: was not written by 'spnplan diagnose --save'", name);
	else
		result = object_in(&in, &form_evidence, json_object_get(root, "evidence"), (char *)evidence,
		    pool_printf(&evidence->pool, "%s: evidence", name));
	json_decref(root);
	if (evidence->port == NULL)
		evidence->port = "";
	if (result == 0)
		result = is_whole(evidence, name, err);
	return result == 0 ? answers_whole(evidence, name, err) : result;
}

int
evidence_read(struct evidence *evidence, const char *path, struct error *err)
{
	char	*text;
	size_t	 n;

	if (file_read(&evidence->pool, path, &text, &n, err) != 0)
		return -1;
	return evidence_read_text(evidence, file_name(path), text, n, err);
}
