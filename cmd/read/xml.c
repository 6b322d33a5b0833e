#include "cmd/read/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/SAX2.h>
#include <limits.h>
#include <string.h>

#include "plans/text.h"

enum { DEPTH_MOST = 64, ELEMENTS_MOST = 1000000 };

struct builder {
	struct pool	*pool;
	xmlParserCtxtPtr parser;
	struct xml	 top;			/* holds the root */
	struct xml	*open[DEPTH_MOST + 1];
	struct xml	*last[DEPTH_MOST + 1];	/* the last child of each */
	int		 depth;
	int		 n_element;
	const char	*refused;
	int		 refused_line;
};

static void
refuse(struct builder *builder, const char *why)
{
	if (builder->refused == NULL) {
		builder->refused = why;
		builder->refused_line = xmlSAX2GetLineNumber(builder->parser);
	}
	xmlStopParser(builder->parser);
}

static void
doctype(void *arg, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
	(void)name;
	(void)external;
	(void)system;
	refuse(arg, "has a document type declaration, which no configuration has: it is not read");
}

/* libxml2 gives five pointers for each attribute: name, prefix, URI and the
 * two ends of its value. */
static void
keep_attributes(struct builder *builder, struct xml *element, int n, const xmlChar **given)
{
	struct xml_attribute	**end = &element->attribute, *row;
	const char		 *name;

	for (; n > 0; n--, given += 5) {
		name = (const char *)given[0];
		if (span_is(span_of(name), "password"))
			continue;
		row = pool_alloc(builder->pool, sizeof(*row));
		row->name = pool_copy(builder->pool, name);
		row->value = pool_ncopy(builder->pool, (const char *)given[3], (size_t)(given[4] - given[3]));
		*end = row;
		end = &row->next;
	}
}

static void
start(void *arg, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_space,
    const xmlChar **space, int n, int n_default, const xmlChar **given)
{
	struct builder	*builder = arg;
	struct xml	*element, *last = builder->last[builder->depth];

	(void)prefix;
	(void)uri;
	(void)n_space;
	(void)space;
	(void)n_default;
	if (builder->depth == DEPTH_MOST) {
		refuse(builder, "is nested too deeply");
		return;
	}
	if (builder->n_element++ == ELEMENTS_MOST) {
		refuse(builder, "has more than a million elements");
		return;
	}
	element = pool_alloc(builder->pool, sizeof(*element));
	element->name = pool_copy(builder->pool, (const char *)name);
	element->line = xmlSAX2GetLineNumber(builder->parser);
	keep_attributes(builder, element, n, given);
	if (last == NULL)
		builder->open[builder->depth]->child = element;
	else
		last->next = element;
	builder->last[builder->depth++] = element;
	builder->open[builder->depth] = element;
	builder->last[builder->depth] = NULL;
}

static void
end(void *arg, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct builder	*builder = arg;

	(void)name;
	(void)prefix;
	(void)uri;
	if (builder->depth > 0)
		builder->depth--;
}

/* Input that cannot be decoded libxml2 would show on standard error. */
static void	silence(void *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void
silence(void *arg, const char *fmt, ...)
{
	(void)arg;
	(void)fmt;
}

/* Of the parser's own words, those that cannot hold a value of the file. */
static int
say_fault(const struct builder *builder, const char *name, struct error *err)
{
	const xmlError	*fault = xmlCtxtGetLastError(builder->parser);
	int		 line = fault == NULL ? 1 : fault->line;

	if (fault != NULL && fault->code == XML_ERR_TAG_NAME_MISMATCH && fault->str1 != NULL)
		return error_set(err, "%s:%d: is no XML: '%.60s', begun in line %d, does not end here", name, line,
		    fault->str1, fault->int1);
	if (fault != NULL && (fault->code == XML_ERR_UNDECLARED_ENTITY || fault->code == XML_WAR_UNDECLARED_ENTITY))
		return error_set(err, "%s:%d: has an entity that XML does not define", name, line);
	return error_set(err, "%s:%d: is no well-formed XML", name, line);
}

int
xml_read(struct xml **out, struct pool *pool, const char *name, const char *text, size_t n, struct error *err)
{
	xmlSAXHandler	 sax = { .initialized = XML_SAX2_MAGIC, .internalSubset = doctype,
			     .startElementNs = start, .endElementNs = end };
	struct builder	 builder = { .pool = pool };
	int		 result = -1;

	if (n > INT_MAX)
		return error_set(err, "%s: is too large", name);
	builder.open[0] = &builder.top;
	builder.parser = xmlCreatePushParserCtxt(&sax, &builder, NULL, 0, NULL);
	if (builder.parser == NULL)
		return error_set(err, "%s: cannot be read as XML", name);
	xmlCtxtUseOptions(builder.parser, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	xmlSetGenericErrorFunc(NULL, silence);
	xmlParseChunk(builder.parser, text, (int)n, 0);
	xmlParseChunk(builder.parser, text, 0, 1);
	xmlSetGenericErrorFunc(NULL, NULL);
	if (builder.refused != NULL)
		error_set(err, "%s:%d: %s", name, builder.refused_line, builder.refused);
	else if (!builder.parser->wellFormed || builder.parser->disableSAX != 0 || builder.depth > 0 ||
	    builder.top.child == NULL)	/* it also stops where input cannot be decoded, without calling that a fault */
		say_fault(&builder, name, err);
	else
		result = 0;
	*out = builder.top.child;
	xmlFreeDoc(builder.parser->myDoc);
	xmlFreeParserCtxt(builder.parser);
	return result;
}

const char *
xml_get(const struct xml *element, const char *name)
{
	const struct xml_attribute	*row;

	for (row = element == NULL ? NULL : element->attribute; row != NULL; row = row->next) {
		if (strcmp(row->name, name) == 0)
			return row->value;
	}
	return NULL;
}

static const struct xml *
find(const struct xml *element, const char *name)
{
	while (element != NULL && strcmp(element->name, name) != 0)
		element = element->next;
	return element;
}

const struct xml *
xml_child(const struct xml *element, const char *name)
{
	return element == NULL ? NULL : find(element->child, name);
}

const struct xml *
xml_next(const struct xml *element, const char *name)
{
	return find(element->next, name);
}
