#include "plans/trust.h"

#include <string.h>

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
