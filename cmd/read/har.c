#include <jansson.h>
#include <string.h>

#include "cmd/read/capture.h"

/* Browsers put the values of equal headers into one, a line each. */
static int
values_add(struct capture *capture, const struct header_row *row, const char *value, struct error *err)
{
	struct span	 line;

	for (; *value != '\0'; value += line.n + (value[line.n] == '\n')) {
		line = (struct span){ value, strcspn(value, "\n") };
		if (header_add(capture, row, line, err) == -1)
			return -1;
	}
	return 0;
}

static int
headers_add(struct capture *capture, const json_t *headers, struct error *err)
{
	const struct header_row	*row;
	const char		*name, *value;
	const json_t		*header;
	size_t			 i;

	json_array_foreach(headers, i, header) {
		name = json_string_value(json_object_get(header, "name"));
		value = json_string_value(json_object_get(header, "value"));
		for (row = header_row; row->name != NULL && !text_same(row->name, name); row++)
			continue;
		if (row->name != NULL && value != NULL && values_add(capture, row, value, err) == -1)
			return -1;
	}
	return 0;
}

static const char *
place_of(const struct capture *capture, size_t i, const char *part)
{
	return pool_printf(capture->pool, "%s: entries[%zu], %s", capture->name, i, part);
}

/* The request gets the status of its answer. */
static int
entry_add(struct capture *capture, size_t i, const json_t *entry, struct error *err)
{
	const json_t	*request = json_object_get(entry, "request"), *response = json_object_get(entry, "response");
	const char	*url = json_string_value(json_object_get(request, "url"));
	json_int_t	 status = json_integer_value(json_object_get(response, "status"));
	size_t		 first = capture->n_seen;

	capture->status = status >= 100 && status <= 999 ? (int)status : 0;
	capture->url = url != NULL ? header_url(capture->pool, url) : NULL;
	capture->place = place_of(capture, i, "request");
	if (headers_add(capture, json_object_get(request, "headers"), err) == -1)
		return -1;
	for (; first < capture->n_seen; first++)
		capture->seen[first].status = capture->status;
	capture->place = place_of(capture, i, "response");
	return headers_add(capture, json_object_get(response, "headers"), err);
}

int
har_read(struct capture *capture, struct span text, bool *is_har, struct error *err)
{
	json_error_t	 why;
	json_t		*json = json_loadb(text.at, text.n, 0, &why);
	const json_t	*entries = json_object_get(json_object_get(json, "log"), "entries"), *entry;
	int		 result = 0;
	size_t		 i;

	*is_har = entries != NULL;
	/* More than one value is a log of them. */
	if (json == NULL && json_error_code(&why) != json_error_end_of_input_expected)
		return error_set(err, "%s:%d: not JSON: %s", capture->name, why.line, why.text);
	json_array_foreach(entries, i, entry) {
		if (result == 0)
			result = entry_add(capture, i, entry, err);
	}
	json_decref(json);
	return result;
}
