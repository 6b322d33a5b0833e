#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/export.h"
#include "cmd/render/render.h"
#include "ldap/snapshot.h"
#include "plans/descriptor.h"
#include "plans/dn.h"

/*
 * The steps as LDIF change records (RFC 2849): what the directory can be told
 * in one message per object.  LF, which ldifde and ldapmodify both take; all
 * ASCII but for comments, because ldifde takes other bytes for ANSI.
 *
 * Records are not idempotent: an added value that is there, a removed one that
 * is not and an object that exists are errors, and the first error ends the
 * run.  So a second run is refused at its first record.
 */
struct page {
	FILE			*out;
	const struct report	*report;
	struct pool		 pool;
	const char		*domain;	/* of the last record */
	size_t			 first, last;	/* steps that must be run before the next record; 0: none */
};

enum { MOST_LINES = 12 };

/* One line of a record: of a modification with the operation. */
struct mod {
	const char	*operation;
	const char	*name;
	struct span	 value;
};

struct change {
	const char	*type;
	const char	*dn;
	struct mod	 mod[MOST_LINES];
	size_t		 n_mod;
};

static void
remark(struct page *page, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void
remark(struct page *page, const char *fmt, ...)
{
	va_list	 ap;
	char	*text;

	va_start(ap, fmt);
	text = pool_vprintf(&page->pool, fmt, ap);
	va_end(ap);
	fprintf(page->out, "# %s\n", printable(&page->pool, text));
}

static void
add(struct change *change, const char *operation, const char *name, struct span value)
{
	change->mod[change->n_mod++] = (struct mod){ operation, name, value };
}

/* One value for another: if the one is not there any more, nothing is written. */
static void
exchange(struct change *change, const char *name, struct span before, struct span after)
{
	change->type = "modify";
	if (before.n > 0)
		add(change, "delete", name, before);
	if (after.n > 0)
		add(change, "add", name, after);
}

/* The name of an object in the container where cmdlets make it. */
static char *
below(struct pool *pool, const char *name, const char *container, const char *dns)
{
	char		*escaped = pool_alloc(pool, 2 * strlen(name) + 1), *to = escaped;
	const char	*at;

	for (at = name; *at != '\0'; at++) {
		if (strchr(",+\"\\<>;=#", *at) != NULL || (*at == ' ' && (at == name || at[1] == '\0')))
			*to++ = '\\';
		*to++ = *at;
	}
	return pool_printf(pool, "CN=%s,CN=%s,%s", escaped, container, dn_of_domain(pool, dns));
}

static char *
managed_dn(struct pool *pool, const char *sam, const char *dns)
{
	return below(pool, pool_ncopy(pool, sam, strcspn(sam, "$")), "Managed Service Accounts", dns);
}

/* Does this list make the account? */
static bool
is_made(const struct page *page, const struct step *step)
{
	const struct steps	*steps = &page->report->steps;
	size_t			 i;

	for (i = 0; i < steps->n_step; i++) {
		if (steps->step[i]->kind == step_managed_account && text_same(steps->step[i]->object, step->sam) &&
		    text_same(steps->step[i]->domain, step->domain))
			return true;
	}
	return false;
}

/* The object is a DN where the directory gave one, else the account's name. */
static const char *
dn_of_account(struct page *page, const struct step *step)
{
	if (step->account == NULL || strcmp(step->account, step->object) != 0)
		return step->object;
	return step->sam != NULL && step->domain != NULL && is_made(page, step) ?
	    managed_dn(&page->pool, step->sam, step->domain) : NULL;
}

#define NO_DN		"its DN is not known, plan with -d"
#define NO_BEFORE	"what it is now is not known, plan with -d"

static const struct account *
computer(const struct page *page, const struct step *step)
{
	const struct directory	*directory = page->report->facts->directory;
	const struct domain	*domain = directory == NULL ? NULL :
				    directory_domain(directory, step->argument != NULL ? step->argument : step->domain);

	return domain == NULL ? NULL : directory_account(directory, domain,
	    step->action == ACTION_REMOVE ? step->before : step->after);
}

static const char *
group(struct page *page, const struct step *step, struct change *change)
{
	/* Security, and global or universal ([MS-ADTS] 2.2.12). */
	const char	*type = step->argument != NULL && strcmp(step->argument, "Universal") == 0 ?
			    "-2147483640" : "-2147483646";

	change->dn = below(&page->pool, step->object, "Users", step->domain);
	if (step->action == ACTION_REMOVE) {
		change->type = "delete";
		return NULL;
	}
	change->type = "add";
	add(change, NULL, "objectClass", span_of("group"));
	add(change, NULL, "sAMAccountName", span_of(step->object));
	add(change, NULL, "groupType", span_of(type));
	return NULL;
}

static const char *
group_member(struct page *page, const struct step *step, struct change *change)
{
	const struct account	*member = computer(page, step);

	if (member == NULL)
		return NO_DN;
	change->type = "modify";
	change->dn = below(&page->pool, step->object, "Users", step->domain);
	add(change, step->action == ACTION_REMOVE ? "delete" : "add", "member", span_of(member->dn));
	return NULL;
}

/* Who may retrieve the password: the members of the group, each by its own
 * SID, because the group's is known only once there is the group. */
static bool
readers(struct page *page, const struct step *step, struct span *bytes_out)
{
	const struct steps	*steps = &page->report->steps;
	struct descriptor	 descriptor = { .owner = "S-1-5-32-544" };
	const struct account	*member;
	struct error		 err;
	size_t			 i;

	descriptor.ace = pool_alloc(&page->pool, steps->n_step * sizeof(*descriptor.ace));
	for (i = 0; i < steps->n_step; i++) {
		if (steps->step[i]->kind != step_group_member || !text_same(steps->step[i]->object, step->argument))
			continue;
		member = computer(page, steps->step[i]);
		if (member == NULL || member->sid == NULL)
			return false;
		descriptor.ace[descriptor.n_ace++] = (struct ace){ .kind = ACE_ALLOW, .mask = RIGHT_FULL_CONTROL,
		    .sid = member->sid };
	}
	return descriptor.n_ace > 0 && descriptor_write(&page->pool, &descriptor, bytes_out, &err) == 0;
}

static const char *
managed_account(struct page *page, const struct step *step, struct change *change)
{
	struct pool	*pool = &page->pool;
	const char	*name = pool_ncopy(pool, step->object, strcspn(step->object, "$"));
	struct span	 bytes;

	change->dn = managed_dn(pool, step->object, step->domain);
	if (step->action == ACTION_REMOVE) {
		change->type = "delete";
		return NULL;
	}
	if (!readers(page, step, &bytes))
		return "the SIDs of the servers are not known, plan with -d";
	change->type = "add";
	add(change, NULL, "objectClass", span_of("msDS-GroupManagedServiceAccount"));
	add(change, NULL, "sAMAccountName", span_of(step->object));
	add(change, NULL, "dNSHostName", span_of(pool_printf(pool, "%s.%s", name, step->domain)));
	add(change, NULL, "userAccountControl", span_of("4096"));
	add(change, NULL, "msDS-ManagedPasswordInterval", span_of("30"));
	add(change, NULL, "msDS-SupportedEncryptionTypes", span_of("24"));
	add(change, NULL, "msDS-GroupMSAMembership", bytes);
	return NULL;
}

/* One value of a list, or all there is of another attribute. */
static const char *
value(struct page *page, const struct step *step, struct change *change)
{
	change->dn = dn_of_account(page, step);
	if (change->dn == NULL)
		return NO_DN;
	if (step->before == NULL && step->after == NULL)
		return NO_BEFORE;
	exchange(change, step->attribute, span_of(step->before), span_of(step->after));
	return NULL;
}

static const char *
descriptor(struct page *page, const struct step *step, struct change *change)
{
	change->dn = dn_of_account(page, step);
	if (change->dn == NULL)
		return NO_DN;
	if (step->before_bytes.n == 0 && step->after_bytes.n == 0)
		return NO_BEFORE;
	exchange(change, step->attribute, step->before_bytes, step->after_bytes);
	return NULL;
}

/* Kinds that have no row are no changes of objects in the directory. */
static const struct form {
	const struct step_kind	*const *kind;
	const char		*(*fill)(struct page *, const struct step *, struct change *);	/* NULL, or why not */
} form[] = {
	{ &step_group, group },
	{ &step_group_member, group_member },
	{ &step_managed_account, managed_account },
	{ &step_encryption_types, value },
	{ &step_user_name, value },
	{ &step_delegation_list, value },
	{ &step_delegation_flag, value },
	{ &step_delegation_resource, descriptor },
	{ &step_spn, value }
};

/* What the step is in LDIF, or why it is nothing. */
static const char *
change_of(struct page *page, const struct step *step, struct change *change)
{
	size_t	 i;

	*change = (struct change){ .type = NULL };
	for (i = 0; i < sizeof(form) / sizeof(*form); i++) {
		if (*form[i].kind == step->kind)
			return step->domain == NULL ? "its domain is not known" : form[i].fill(page, step, change);
	}
	return "no change of an object in the directory";
}

static char *
what(struct pool *pool, const struct step *step)
{
	const char	*on = step->account != NULL ? step->account : step->object;
	char		*command = step->action == ACTION_DECIDE ? NULL : step_command(pool, step);

	if (step->spn != NULL)
		return pool_printf(pool, "%s %s %s", step->spn, step->action == ACTION_ADD ? "to" :
		    step->action == ACTION_REMOVE ? "from" : "on", on);
	if (command == NULL)
		return pool_printf(pool, "%s, %s", step->kind->word, on);
	return step->node == NULL ? command : pool_printf(pool, "on %s: %s", step->node, command);
}

/* As a comment, for whoever decides to run it. */
static void
offer(struct page *page, const struct step *step)
{
	char	*text = NULL, *at, *end;
	size_t	 n;
	FILE	*out = open_memstream(&text, &n);

	if (out == NULL) {
		perror("spnplan");
		exit(2);
	}
	line_write(out, "dn", span_of(step->object));
	fprintf(out, "changetype: modify\ndelete: %s\n", step->attribute);
	line_write(out, step->attribute, span_of(step->spn));
	fputs("-\n", out);
	fclose(out);
	for (at = text; (end = strchr(at, '\n')) != NULL; at = end + 1)
		fprintf(page->out, "# %.*s\n", (int)(end - at), at);
	free(text);
}

/* A step that is not in the file.  What has to be run in its place comes
 * before everything that follows. */
static void
leave_out(struct page *page, const struct step *step, const char *why)
{
	const char	*other = step->kind->shell != NULL && strcmp(step->kind->shell, "by hand") == 0 ? "by hand" :
			    step->kind == step_spn ? "--format setspn has it" : "--format powershell has it";

	fputc('\n', page->out);
	if (step->action == ACTION_DECIDE) {
		remark(page, "step %zu, %s: %s: %s", step->number,
		    step->spn == NULL || page->report->rollback ? "irreversible" : "decide", what(&page->pool, step), step->why);
		if (step->offered)
			offer(page, step);
		return;
	}
	if (step->blocked) {
		remark(page, "step %zu, not yet, see the findings: %s", step->number, what(&page->pool, step));
		return;
	}
	remark(page, "step %zu is not in this file: %s: %s; %s", step->number, what(&page->pool, step), why, other);
	page->first = page->first == 0 ? step->number : page->first;
	page->last = step->number;
}

/* A record that cannot be: whatever applies the file stops there. */
static void
stop(struct page *page, const char *dns)
{
	struct pool	*pool = &page->pool;
	char		*steps = page->first == page->last ? pool_printf(pool, "step %zu comes", page->first) :
			    pool_printf(pool, "steps %zu to %zu come", page->first, page->last);

	if (page->first == 0)
		return;
	fputc('\n', page->out);
	remark(page, "STOP: %s first.  There is no such object, so the file ends here;", steps);
	remark(page, "when that is done, cut off this record and everything above it.");
	line_write(page->out, "dn", span_of(pool_printf(pool, "CN=STOP %s first,%s", steps, dn_of_domain(pool, dns))));
	fputs("changetype: delete\n", page->out);
	page->first = page->last = 0;
}

static void
elsewhere(struct page *page, const char *dns)
{
	if (page->domain != NULL && !text_same(page->domain, dns)) {
		fputc('\n', page->out);
		remark(page, "From here on: a domain controller of %s.  Another one refuses what follows;", dns);
		remark(page, "cut off everything above.");
	}
	page->domain = dns;
}

static void
announce(struct page *page, const struct step *step)
{
	remark(page, "step %zu: %s: %s", step->number, step->spn != NULL ? what(&page->pool, step) :
	    pool_printf(&page->pool, "%s, %s", step->kind->word, step->object), step->why);
	if (step->by != NULL)
		remark(page, "by %s", step->by);
	if (step->waits && step->action == ACTION_ADD)
		remark(page, "the old holder is in another domain: wait here until its removal is replicated");
	if (step->irreversible)
		remark(page, "irreversible: the directory refuses a duplicate, so the rollback cannot write this again");
	if (step->kind == step_managed_account && step->action == ACTION_ADD)
		remark(page, "it names the servers themselves, because the SID of the group is not known before there is one; --format powershell names %s", step->argument);
}

static void
modifications(struct page *page, const struct change *change, const struct mod **last)
{
	const struct mod	*mod;
	size_t			 i;

	for (i = 0; i < change->n_mod; i++) {
		mod = &change->mod[i];
		if (*last == NULL || strcmp((*last)->operation, mod->operation) != 0 ||
		    strcmp((*last)->name, mod->name) != 0) {
			fprintf(page->out, "%s%s: %s\n", *last == NULL ? "" : "-\n", mod->operation, mod->name);
			*last = mod;
		}
		line_write(page->out, mod->name, mod->value);
	}
}

/* The steps from FIRST up to END are one record. */
static void
record(struct page *page, size_t first, size_t end)
{
	struct step		*const *step = page->report->steps.step;
	struct change		*change = pool_alloc(&page->pool, (end - first) * sizeof(*change));
	const struct mod	*last = NULL;
	size_t			 i, j;

	stop(page, step[first]->domain);
	elsewhere(page, step[first]->domain);
	fputc('\n', page->out);
	for (i = first; i < end; i++) {
		change_of(page, step[i], &change[i - first]);
		announce(page, step[i]);
	}
	line_write(page->out, "dn", span_of(change[0].dn));
	fprintf(page->out, "changetype: %s\n", change[0].type);
	for (i = first; i < end; i++) {
		if (strcmp(change[0].type, "modify") == 0) {
			modifications(page, &change[i - first], &last);
			continue;
		}
		for (j = 0; j < change[i - first].n_mod; j++)
			line_write(page->out, change[i - first].mod[j].name, change[i - first].mod[j].value);
	}
	if (last != NULL)
		fputs("-\n", page->out);
}

static bool
is_left_out(struct page *page, const struct step *step, struct change *change, const char **why_out)
{
	*why_out = change_of(page, step, change);
	return *why_out != NULL || step->action == ACTION_DECIDE || step->blocked;
}

/* Steps on one object that follow each other are one message. */
static size_t
end_of_record(struct page *page, size_t first)
{
	const struct steps	*steps = &page->report->steps;
	struct change		 change, next;
	const char		*why;
	size_t			 i;

	change_of(page, steps->step[first], &change);
	for (i = first + 1; i < steps->n_step; i++) {
		if (strcmp(change.type, "modify") != 0 || is_left_out(page, steps->step[i], &next, &why) ||
		    strcmp(next.type, "modify") != 0 || strcmp(next.dn, change.dn) != 0)
			break;
	}
	return i;
}

static void
head(struct page *page)
{
	const struct report	*report = page->report;
	const struct export	*export;
	size_t			 i, n;

	remark(page, report->rollback ? "The way back, written by spnplan; read it before you apply it." :
	    "Written by spnplan; read it before you apply it.");
	if (report->steps.n_step == 0) {
		remark(page, "nothing to do");
		return;
	}
	remark(page, "On Windows:  ldifde -i -f THIS-FILE -j . -s DOMAIN-CONTROLLER");
	remark(page, "Elsewhere:   ldapmodify -Y GSSAPI -H ldap://DOMAIN-CONTROLLER -f THIS-FILE");
	remark(page, "and no switch that goes on after an error, which would hide that a duplicate was refused.");
	remark(page, "The first error ends it; then plan again, because what stands above is done already.");
	remark(page, "A second run is refused at its first record and changes nothing.");
	remark(page, "Nobody but the domain controller looks for duplicates here, and older ones do not.");
	if (report->rollback)
		return;
	remark(page, "First export the directory, a rollback is planned against that:");
	export = export_before(&page->pool, report, &n);
	for (i = 0; i < n; i++)
		remark(page, "  %s", export[i].command);
}

int
render_ldif(FILE *out, const struct report *report, const struct look *look)
{
	struct page	 page = { .out = out, .report = report };
	struct change	 change;
	const char	*why;
	size_t		 i, end;

	(void)look;
	head(&page);
	for (i = 0; i < report->steps.n_step; i = end) {
		end = i + 1;
		if (is_left_out(&page, report->steps.step[i], &change, &why))
			leave_out(&page, report->steps.step[i], why);
		else {
			end = end_of_record(&page, i);
			record(&page, i, end);
		}
	}
	/* A modification ends in a blank line, the last one too. */
	if (page.domain != NULL)
		fputc('\n', out);
	pool_free(&page.pool);
	return 0;
}
