#include "plans/trust.h"

#include <string.h>

#include "plans/sid.h"

enum { VERSION = 1, HEAD = 8, RECORD_HEAD = 4 + 8 + 1 };

static uint32_t
number(const char *at)
{
	const unsigned char	*b = (const unsigned char *)at;

	return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

/* The next N bytes, which *BYTES goes past. */
static bool
take(struct span *bytes, size_t n, struct span *out)
{
	if (n > bytes->n)
		return false;
	*out = (struct span){ bytes->at, n };
	bytes->at += n;
	bytes->n -= n;
	return true;
}

/* The same of what its own length stands before. */
static bool
take_counted(struct span *bytes, struct span *out)
{
	struct span	 length;

	return take(bytes, 4, &length) && take(bytes, number(length.at), out);
}

static bool
read_record(struct span bytes, struct trust_record *record)
{
	struct span	 head;

	if (!take(&bytes, RECORD_HEAD, &head))
		return false;
	*record = (struct trust_record){ .flags = number(head.at),
	    .type = (unsigned char)head.at[RECORD_HEAD - 1] };
	if (record->type == TRUST_TOP_NAME || record->type == TRUST_EXCLUSION)
		return take_counted(&bytes, &record->name);
	if (record->type == TRUST_DOMAIN)
		return take_counted(&bytes, &record->sid) && take_counted(&bytes, &record->name) &&
		    take_counted(&bytes, &record->netbios);
	record->other = bytes;
	return true;
}

static int
fault(struct trust_info *info, const char *why)
{
	*info = (struct trust_info){ .fault = why };
	return -1;
}

int
trust_read(struct pool *pool, struct trust_info *info, struct span bytes)
{
	struct span	 head, record;
	size_t		 n;

	*info = (struct trust_info){ .n_record = 0 };
	if (!take(&bytes, HEAD, &head))
		return fault(info, "it is too short");
	if (number(head.at) != VERSION)
		return fault(info, "it is of an unknown version");
	n = number(head.at + 4);
	if (n > bytes.n / (4 + RECORD_HEAD))
		return fault(info, "it has fewer records than it says");
	info->record = pool_alloc(pool, n * sizeof(*info->record));
	for (; info->n_record < n; info->n_record++) {
		if (!take_counted(&bytes, &record))
			return fault(info, "it has fewer records than it says");
		if (!read_record(record, &info->record[info->n_record]))
			return fault(info, "one of its records is cut short");
	}
	return 0;
}

/* Is HOST the name, or below it?  ASCII case ignored. */
static bool
is_below(struct span host, struct span name)
{
	size_t	 i;

	if (name.n == 0 || host.n < name.n || (host.n > name.n && host.at[host.n - name.n - 1] != '.'))
		return false;
	for (i = 0; i < name.n; i++)
		if (text_lower(host.at[host.n - name.n + i]) != text_lower(name.at[i]))
			return false;
	return true;
}

const char *
trust_refuses(struct pool *pool, const struct trust_info *info, const char *host)
{
	static const struct {
		const char	*before, *after;
		uint32_t	 disabled;	/* with one of these flags, or, */
		bool		 enabled;	/* without any, is refused */
	} row[] = {
		[TRUST_TOP_NAME] = { "", " is a suffix that is disabled there", TRUST_NAME_DISABLED, false },
		[TRUST_EXCLUSION] = { "", " is excluded there", TRUST_NAME_DISABLED, true },
		[TRUST_DOMAIN] = { "the domain ", " is disabled there", TRUST_DOMAIN_DISABLED, false }
	};
	const struct trust_record	*record;
	bool				 leads = false;
	size_t				 i;

	for (i = 0; i < info->n_record; i++) {
		record = &info->record[i];
		if (record->type > TRUST_DOMAIN || !is_below(span_of(host), record->name))
			continue;
		if (((record->flags & row[record->type].disabled) == 0) == row[record->type].enabled)
			return pool_printf(pool, "%s%.*s%s", row[record->type].before,
			    (int)record->name.n, record->name.at, row[record->type].after);
		leads |= record->type == TRUST_TOP_NAME;
	}
	return leads ? NULL : "no suffix of it leads there";
}

#define ALLOWED_TO_AUTHENTICATE	"68b1d179-0d15-4d4f-ab71-46152e79a7bc"

/* Administrators, the system, and the account itself. */
static bool
is_in_charge(const char *sid)
{
	static const char	*const word[] = { "S-1-5-18", "S-1-5-10", "S-1-3-0", "S-1-3-1" };
	static const char	*const rid[] = { "-500", "-512", "-518", "-519" };
	size_t			 i, n = strlen(sid);

	for (i = 0; i < sizeof(word) / sizeof(*word); i++) {
		if (strcmp(sid, word[i]) == 0)
			return true;
	}
	for (i = 0; i < sizeof(rid) / sizeof(*rid) && sid_domain(sid) > 0; i++) {
		if (n > strlen(rid[i]) && strcmp(sid + n - strlen(rid[i]), rid[i]) == 0)
			return true;
	}
	return strncmp(sid, "S-1-5-32-", 9) == 0;
}

bool
trust_admits(const struct ace *ace)
{
	return ace_allows(ace) &&
	    (ace->mask & RIGHT_CONTROL_ACCESS) != 0 &&
	    (ace->object == NULL ? !is_in_charge(ace->sid) : strcmp(ace->object, ALLOWED_TO_AUTHENTICATE) == 0);
}

/* Whom a SID stands for, as far as they are from outside. */
struct admitting {
	struct pool			*pool;
	const struct directory		*directory;
	const struct domain		*domain;
	struct told			 told;
};

static bool
is_own(const struct admitting *admitting, const char *sid)
{
	const struct domain	*domain = directory_domain_of_sid(admitting->directory, sid);

	return domain != NULL && text_same(domain->forest, admitting->domain->forest);
}

static void
admit_sid(void *arg, const char *sid)
{
	static const char	*const everybody[] = { "S-1-1-0", "S-1-5-11", "S-1-5-1000" };
	struct admitting	*admitting = arg;
	size_t			 i;

	for (i = 0; i < sizeof(everybody) / sizeof(*everybody); i++) {
		if (strcmp(sid, everybody[i]) == 0)
			admitting->told.answer = ANSWER_YES;
	}
	if (sid_domain(sid) == 0 || admitting->told.answer == ANSWER_YES)
		return;
	if (!is_own(admitting, sid))
		admitting->told.answer = ANSWER_YES;
	else if (directory_group_of_sid(admitting->directory, admitting->domain, sid) == NULL &&
	    directory_account_of_sid(admitting->directory, sid) == NULL)
		admitting->told = (struct told){ ANSWER_UNKNOWN,
		    pool_printf(admitting->pool, "no source has %s, which is allowed to", sid) };
}

static void
admit_group(void *arg, const struct group *group)
{
	(void)arg;
	(void)group;
}

static void
admit_member(void *arg, const struct group *group, const char *dn)
{
	(void)arg;
	(void)group;
	(void)dn;
}

struct told
trust_admitted(struct pool *pool, const struct directory *directory, const struct domain *domain,
    const struct descriptor *descriptor)
{
	struct admitting		 admitting = { pool, directory, domain, { ANSWER_NO, NULL } };
	const struct membership_walk	 to = { admit_sid, admit_group, admit_member, &admitting };
	size_t				 i;

	if (descriptor->open)
		return (struct told){ ANSWER_YES, NULL };
	for (i = 0; i < descriptor->n_ace; i++) {
		if (trust_admits(&descriptor->ace[i]))
			membership_walk(pool, directory, domain, descriptor->ace[i].sid, &to);
	}
	return admitting.told;
}
