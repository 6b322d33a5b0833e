#include <err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tests/setspn/block.h"
#include "tests/setspn/directory.h"
#include "tests/setspn/key.h"
#include "tests/setspn/store.h"

/* The next RDN of a DN, or NULL; spaces in front of it are skipped. */
static const char *
dn_next(const char *rdn)
{
	for (; *rdn != '\0' && *rdn != ','; rdn++)
		if (*rdn == '\\' && rdn[1] != '\0')
			rdn++;
	return *rdn == '\0' ? NULL : rdn + 1 + strspn(rdn + 1, " ");
}

/* DNs that differ in spaces behind commas only have one key. */
static const char *
dn_key(struct directory *directory, const char *dn)
{
	const char *at = key_make(&directory->store, dn);
	char *key = store_get(&directory->store, strlen(at) + 1), *to = key;
	bool parted = false, escaped = false;

	for (; *at != '\0'; at++) {
		if (*at == ' ' && parted)
			continue;
		parted = *at == ',' && !escaped;
		escaped = *at == '\\' && !escaped;
		*to++ = *at;
	}
	return key;
}

/* Where the DC= components at the end of the DN begin, or NULL. */
static const char *
dn_domain(const char *dn)
{
	const char *run = NULL, *rdn;

	for (rdn = dn; rdn != NULL; rdn = dn_next(rdn)) {
		if (strncasecmp(rdn, "DC=", 3) != 0)
			run = NULL;
		else if (run == NULL)
			run = rdn;
	}
	return run;
}

static bool
dn_lies_in(const char *key, const char *base_key)
{
	size_t len = strlen(key), base = strlen(base_key);

	return len >= base && strcmp(key + len - base, base_key) == 0
	    && (len == base || key[len - base - 1] == ',');
}

/*
 * Records.
 */
static const struct {
	const char	*name;
	const char	*value;
	enum kind	 kind;
} kinds[] = {		/* the most specific first */
	{ "objectClass", "msDS-GroupManagedServiceAccount", KIND_MANAGED },
	{ "objectClass", "msDS-ManagedServiceAccount", KIND_MANAGED },
	{ "objectClass", "msDS-DelegatedManagedServiceAccount", KIND_MANAGED },
	{ "objectClass", "computer", KIND_COMPUTER },
	{ "objectClass", "user", KIND_USER },
	{ "objectClass", "inetOrgPerson", KIND_USER },
	{ "sAMAccountType", "805306369", KIND_COMPUTER },
	{ "sAMAccountType", "805306368", KIND_USER },
};

static enum kind
kind_of(const struct block *block)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (block_has(block, kinds[i].name, kinds[i].value))
			return kinds[i].kind;
	return KIND_OTHER;
}

static void
mapping_read(struct directory *directory, const char *text)
{
	const char *key = key_make(&directory->store, text);
	char *pair = store_text(&directory->store, key, strlen(key));
	char *class = strchr(pair, '='), *next;

	if (class == NULL)
		return;
	*class++ = '\0';
	for (; class != NULL; class = next) {
		next = strchr(class, ',');
		if (next != NULL)
			*next++ = '\0';
		directory->mapping = store_room(&directory->store, directory->mapping,
		    directory->n_mapping, sizeof(*directory->mapping));
		directory->mapping[directory->n_mapping++] =
		    (struct mapping){ pair, class };
	}
}

/* "corp.contoso.com" of "CN=...,DC=corp,DC=contoso,DC=com" */
static const char *
dns_key(struct directory *directory, const char *key)
{
	char *dns = store_get(&directory->store, strlen(key) + 1), *to = dns;
	const char *rdn;

	for (rdn = dn_domain(key); rdn != NULL; rdn = dn_next(rdn)) {
		if (to > dns)
			*to++ = '.';
		to = mempcpy(to, rdn + 3, strcspn(rdn, ",") - 3);
	}
	return dns;
}

static struct domain *
domain_add(struct directory *directory, const char *dn)
{
	const char *key = dn_key(directory, dn);
	struct domain *domain;
	size_t i;

	for (i = 0; i < directory->n_domain; i++)
		if (strcmp(directory->domain[i]->dn_key, key) == 0)
			return directory->domain[i];
	domain = store_get(&directory->store, sizeof(*domain));
	domain->dn = dn;
	domain->dn_key = key;
	domain->dns_key = dns_key(directory, key);
	directory->domain = store_room(&directory->store, directory->domain,
	    directory->n_domain, sizeof(struct domain *));
	directory->domain[directory->n_domain++] = domain;
	return domain;
}

/* A crossRef is of a domain where systemFlags has 1 and 2, [MS-ADTS] 6.1.1.2.1.1. */
static void
crossref_read(struct directory *directory, const char *dn, const struct block *block)
{
	static const char config[] = ",CN=Configuration,";
	const char *partition = block_text(block, "nCName");
	const char *flags = block_text(block, "systemFlags");
	const char *netbios = block_text(block, "nETBIOSName");
	const char *root = strcasestr(dn, config);
	struct domain *domain;

	if (partition == NULL || netbios == NULL)
		return;
	if (flags != NULL && (strtol(flags, NULL, 10) & 3) != 3)
		return;
	if (root == NULL)
		errx(2, "%s: a crossRef outside the configuration", dn);
	domain = domain_add(directory, partition);
	domain->netbios_key = key_make(&directory->store, netbios);
	domain->forest_dn = root + sizeof(config) - 1;
	domain->forest_key = dn_key(directory, domain->forest_dn);
}

static void
spn_append(struct directory *directory, struct record *record, struct value value)
{
	value.key = key_make(&directory->store, value.text);
	value.held = true;
	record->spn = store_room(&directory->store, record->spn, record->n_spn,
	    sizeof(value));
	record->spn[record->n_spn++] = value;
}

static void
spns_read(struct directory *directory, struct record *record, const struct input *input,
    const struct block *block)
{
	const struct line *line;

	for (line = block->line; line < block->line + block->n_line; line++) {
		if (strncasecmp(line->name, "servicePrincipalName;", 21) == 0)
			errx(2, "%s:%zu: a part of the values only", input->path,
			    line->number);
		if (strcasecmp(line->name, "servicePrincipalName") != 0)
			continue;
		if (line->text == NULL)
			errx(2, "%s:%zu: an SPN with a NUL", input->path, line->number);
		spn_append(directory, record, (struct value){
			.text = line->text, .raw = line->raw, .raw_len = line->raw_len });
	}
}

static void
object_read(struct directory *directory, struct record *record, const struct input *input,
    const struct block *block)
{
	const char *how = block_text(block, "changetype");
	const struct line *line = NULL;

	if (how != NULL && strcasecmp(how, "add") != 0)
		errx(2, "%s:%zu: a change, not content", input->path, block->line->number);
	record->dn_key = dn_key(directory, record->dn);
	record->kind = kind_of(block);
	record->deleted = block_has(block, "isDeleted", "TRUE");
	record->sam = block_text(block, "sAMAccountName");
	if (record->sam != NULL)
		record->sam_key = key_make(&directory->store, record->sam);
	record->dns_host_name = block_text(block, "dNSHostName");
	spns_read(directory, record, input, block);
	crossref_read(directory, record->dn, block);
	while ((line = block_next(block, "sPNMappings", line)) != NULL)
		if (line->text != NULL)
			mapping_read(directory, line->text);
}

/* What ldapsearch writes beside entries. */
static bool
block_is_remark(const struct block *block)
{
	return block->n_line == 0 || strcasecmp(block->line->name, "ref") == 0
	    || strcasecmp(block->line->name, "search") == 0;
}

/* The version line is kept at the head of the whole directory only. */
static void
block_skip_version(struct block *block, bool first)
{
	const char *behind;

	if (block->n_line == 0 || strcasecmp(block->line->name, "version") != 0)
		return;
	behind = block->line->raw + block->line->raw_len;
	if (!first) {
		block->raw_len -= (size_t)(behind - block->raw);
		block->raw = behind;
	}
	block->line++;
	block->n_line--;
}

static const char *
raw_eol(const char *raw, size_t len)
{
	const char *newline = memchr(raw, '\n', len);

	return newline != NULL && newline > raw && newline[-1] == '\r' ? "\r\n" : "\n";
}

static void
record_read(struct directory *directory, const struct input *input, struct block *block)
{
	struct record *record = store_get(&directory->store, sizeof(*record));
	const struct line *last;

	record->raw = block->raw;
	record->raw_len = block->raw_len;
	record->eol = raw_eol(block->raw, block->raw_len);
	if (!block_is_remark(block)) {
		if (strcasecmp(block->line->name, "dn") != 0 || block->line->text == NULL)
			errx(2, "%s:%zu: a record begins with its dn", input->path,
			    block->line->number);
		last = &block->line[block->n_line - 1];
		record->body = (size_t)(last->raw + last->raw_len - record->raw);
		record->dn = block->line->text;
		object_read(directory, record, input, block);
	}
	directory->record = store_room(&directory->store, directory->record,
	    directory->n_record, sizeof(record));
	directory->record[directory->n_record++] = record;
}

void
directory_read(struct directory *directory, const char *path)
{
	struct input input = { .store = &directory->store, .path = path, .number = 1 };
	bool first = directory->n_record == 0;
	struct block block;
	size_t len, bom = 0;

	if (!first)
		directory->record[directory->n_record - 1]->parted = true;
	input.at = store_file(&directory->store, path, &len);
	input.end = input.at + len;
	if (len >= 3 && memcmp(input.at, "\xef\xbb\xbf", 3) == 0)
		bom = 3;
	for (input.at += bom; block_read(&input, &block); bom = 0) {
		block.raw -= first ? bom : 0;
		block.raw_len += first ? bom : 0;
		block_skip_version(&block, first);
		record_read(directory, &input, &block);
	}
}

/* Where nobody changed sPNMappings. */
static const char default_mappings[] =
	"host=alerter,appmgmt,cisvc,clipsrv,browser,dhcp,dnscache,replicator,eventlog,"
	"eventsystem,policyagent,oakley,dmserver,dns,mcsvc,fax,msiserver,ias,messenger,"
	"netlogon,netman,netdde,netddedsm,nmagent,plugplay,protectedstorage,rasman,"
	"rpclocator,rpc,rpcss,remoteaccess,rsvp,samss,scardsvr,scesrv,seclogon,scm,dcom,"
	"cifs,spooler,snmp,schedule,tapisrv,trksvr,trkwks,ups,time,wins,www,http,w3svc,"
	"iisadmin,msdtc";

static bool
record_is_account(const struct record *record)
{
	return record->dn != NULL && (record->kind != KIND_OTHER || record->n_spn > 0);
}

/* Without a crossRef the DNs tell the domains, and they are one forest. */
static void
domains_derive(struct directory *directory)
{
	struct domain *domain;
	const char *dn;
	size_t i;

	for (i = 0; i < directory->n_record; i++) {
		if (!record_is_account(directory->record[i]))
			continue;
		dn = dn_domain(directory->record[i]->dn);
		if (dn == NULL)
			continue;
		domain = domain_add(directory, dn);
		domain->forest_dn = directory->domain[0]->dn;
		domain->forest_key = directory->domain[0]->dn_key;
	}
}

static void
record_place(struct directory *directory, struct record *record)
{
	const struct domain *domain;
	size_t i;

	for (i = 0; i < directory->n_domain; i++) {
		domain = directory->domain[i];
		if (dn_lies_in(record->dn_key, domain->dn_key) && (record->domain == NULL
		    || strlen(domain->dn_key) > strlen(record->domain->dn_key)))
			record->domain = domain;
	}
	if (record->domain == NULL)
		errx(2, "%s: lies in no domain that a crossRef names", record->dn);
}

static int
record_cmp(const void *a, const void *b)
{
	const struct record *const *left = a, *const *right = b;

	return strcmp((*left)->dn_key, (*right)->dn_key);
}

void
directory_close(struct directory *directory)
{
	struct record **account = store_get(&directory->store,
	    (directory->n_record + 1) * sizeof(*account));
	size_t n = 0, i;

	if (directory->n_domain == 0)
		domains_derive(directory);
	if (directory->n_mapping == 0)
		mapping_read(directory, default_mappings);
	for (i = 0; i < directory->n_record; i++) {
		if (!record_is_account(directory->record[i]))
			continue;
		record_place(directory, directory->record[i]);
		account[n++] = directory->record[i];
	}
	qsort(account, n, sizeof(*account), record_cmp);
	for (i = 1; i < n; i++)
		if (strcmp(account[i - 1]->dn_key, account[i]->dn_key) == 0)
			errx(2, "%s: stands twice", account[i]->dn);
}

void
directory_free(struct directory *directory)
{
	store_free(&directory->store);
	*directory = (struct directory){ 0 };
}

const struct domain *
directory_domain(struct directory *directory, const char *name)
{
	const char *key = key_make(&directory->store, name);
	const struct domain *domain;
	size_t i;

	for (i = 0; i < directory->n_domain; i++) {
		domain = directory->domain[i];
		if (strcmp(domain->dns_key, key) == 0)
			return domain;
		if (domain->netbios_key != NULL && strcmp(domain->netbios_key, key) == 0)
			return domain;
	}
	return NULL;
}

struct value *
record_holds(const struct record *record, const char *key)
{
	size_t i;

	for (i = 0; i < record->n_spn; i++)
		if (record->spn[i].held && strcmp(record->spn[i].key, key) == 0)
			return &record->spn[i];
	return NULL;
}

/* A value that comes back as it was is the one of the file again. */
void
record_add(struct directory *directory, struct record *record, const char *spn)
{
	size_t i;

	for (i = 0; i < record->n_spn; i++) {
		if (strcmp(record->spn[i].text, spn) == 0) {
			record->spn[i].held = true;
			return;
		}
	}
	spn_append(directory, record, (struct value){ .text = spn });
}

void
record_remove(struct value *value)
{
	value->held = false;
}

/*
 * Writing.
 */
static void
base64_write(FILE *file, const char *text)
{
	size_t len = strlen(text), i;
	uint32_t bits;

	for (i = 0; i < len; i += 3) {
		bits = (uint32_t)(unsigned char)text[i] << 16;
		if (i + 1 < len)
			bits |= (uint32_t)(unsigned char)text[i + 1] << 8;
		if (i + 2 < len)
			bits |= (unsigned char)text[i + 2];
		putc(base64[bits >> 18], file);
		putc(base64[bits >> 12 & 63], file);
		putc(i + 1 < len ? base64[bits >> 6 & 63] : '=', file);
		putc(i + 2 < len ? base64[bits & 63] : '=', file);
	}
}

/* SAFE-STRING of RFC 2849, and no space at the end. */
static bool
text_is_safe(const char *text)
{
	size_t i;

	if (text[0] == '\0')
		return true;
	if (strchr(" :<", text[0]) != NULL)
		return false;
	for (i = 0; text[i] != '\0'; i++)
		if ((unsigned char)text[i] >= 0x80 || text[i] == '\n' || text[i] == '\r')
			return false;
	return text[i - 1] != ' ';
}

static void
line_write(FILE *file, const char *name, const char *text, const char *eol)
{
	if (text_is_safe(text)) {
		fprintf(file, "%s: %s%s", name, text, eol);
		return;
	}
	fprintf(file, "%s:: ", name);
	base64_write(file, text);
	fputs(eol, file);
}

static bool
value_was_added(const struct value *value)
{
	return value->raw == NULL && value->held;
}

static bool
value_was_removed(const struct value *value)
{
	return value->raw != NULL && !value->held;
}

static void
spns_write(FILE *file, const struct record *record, bool (*which)(const struct value *),
    const char *eol)
{
	size_t i;

	for (i = 0; i < record->n_spn; i++)
		if (which(&record->spn[i]))
			line_write(file, "servicePrincipalName", record->spn[i].text, eol);
}

static size_t
spn_count(const struct record *record, bool (*which)(const struct value *))
{
	size_t i, n = 0;

	for (i = 0; i < record->n_spn; i++)
		n += which(&record->spn[i]);
	return n;
}

/* Lines that stay are written as they are; new ones follow the last attribute. */
static void
record_write(FILE *file, const struct record *record)
{
	const char *at = record->raw, *body = record->raw + record->body;
	const char *end = record->raw + record->raw_len;
	size_t i;

	for (i = 0; i < record->n_spn; i++) {
		if (!value_was_removed(&record->spn[i]))
			continue;
		fwrite(at, 1, (size_t)(record->spn[i].raw - at), file);
		at = record->spn[i].raw + record->spn[i].raw_len;
	}
	if (spn_count(record, value_was_added) > 0) {
		fwrite(at, 1, (size_t)(body - at), file);
		if (body[-1] != '\n')
			fputs(record->eol, file);
		spns_write(file, record, value_was_added, record->eol);
		at = body;
	}
	fwrite(at, 1, (size_t)(end - at), file);
	if (!record->parted)
		return;
	if (record->raw_len > 0 && end[-1] != '\n')
		fputs(record->eol, file);
	fputs(record->eol, file);
}

void
directory_write(const struct directory *directory, FILE *file)
{
	size_t i;

	for (i = 0; i < directory->n_record; i++)
		record_write(file, directory->record[i]);
}

static void
change_write(FILE *file, const struct record *record, const char *verb,
    bool (*which)(const struct value *))
{
	if (spn_count(record, which) == 0)
		return;
	line_write(file, "dn", record->dn, "\n");
	fprintf(file, "changetype: modify\n%s: servicePrincipalName\n", verb);
	spns_write(file, record, which, "\n");
	fputs("-\n\n", file);
}

void
directory_write_changes(const struct directory *directory, FILE *file)
{
	size_t i;

	for (i = 0; i < directory->n_record; i++)
		change_write(file, directory->record[i], "delete", value_was_removed);
	for (i = 0; i < directory->n_record; i++)
		change_write(file, directory->record[i], "add", value_was_added);
}

void
directory_write_holdings(const struct directory *directory, FILE *file)
{
	const struct record *record;
	size_t i, n;

	for (i = 0; i < directory->n_record; i++) {
		record = directory->record[i];
		for (n = 0; n < record->n_spn; n++)
			if (record->spn[n].held)
				fprintf(file, "%s\t%s\n", record->dn, record->spn[n].text);
	}
}
