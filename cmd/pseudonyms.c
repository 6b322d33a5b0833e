#include "cmd/pseudonyms.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "plans/sid.h"
#include "plans/spn.h"
#include "plans/trust.h"

enum { LETTERS = 26, SIZE_GUID = 16, SIZE_SID = 28, SID_FROM = 12, SID_END = 24 };

int
pseudonyms_begin(struct pseudonyms *pseudonyms, struct error *err)
{
	*pseudonyms = (struct pseudonyms){ 0 };
	if (getrandom(pseudonyms->secret, sizeof(pseudonyms->secret), 0) !=
	    (ssize_t)sizeof(pseudonyms->secret))
		return error_set(err, "no secret for pseudonyms: %s", strerror(errno));
	return 0;
}

/*
 * SipHash-2-4 (Aumasson, Bernstein): who does not know the secret learns
 * nothing from its results.
 */

struct sip {
	uint64_t	 v[4];
	uint64_t	 word;		/* not full yet */
	size_t		 n;		/* bytes so far */
};

static uint64_t
rotate(uint64_t x, unsigned by)
{
	return x << by | x >> (64 - by);
}

static void
sip_round(struct sip *s)
{
	s->v[0] += s->v[1];
	s->v[1] = rotate(s->v[1], 13) ^ s->v[0];
	s->v[0] = rotate(s->v[0], 32);
	s->v[2] += s->v[3];
	s->v[3] = rotate(s->v[3], 16) ^ s->v[2];
	s->v[0] += s->v[3];
	s->v[3] = rotate(s->v[3], 21) ^ s->v[0];
	s->v[2] += s->v[1];
	s->v[1] = rotate(s->v[1], 17) ^ s->v[2];
	s->v[2] = rotate(s->v[2], 32);
}

static void
sip_word(struct sip *s, uint64_t word)
{
	s->v[3] ^= word;
	sip_round(s);
	sip_round(s);
	s->v[0] ^= word;
}

static struct sip
sip_begin(const uint64_t secret[2])
{
	return (struct sip){ .v = { secret[0] ^ UINT64_C(0x736f6d6570736575), secret[1] ^ UINT64_C(0x646f72616e646f6d),
	    secret[0] ^ UINT64_C(0x6c7967656e657261), secret[1] ^ UINT64_C(0x7465646279746573) } };
}

static void
sip_byte(struct sip *s, char byte)
{
	s->word |= (uint64_t)(unsigned char)byte << 8 * (s->n % 8);
	if (++s->n % 8 == 0) {
		sip_word(s, s->word);
		s->word = 0;
	}
}

/* Of what came so far: the one that is given can go on. */
static uint64_t
sip_end(struct sip s)
{
	size_t	 i;

	sip_word(&s, s.word | (uint64_t)s.n << 56);
	s.v[2] ^= 0xff;
	for (i = 0; i < 4; i++)
		sip_round(&s);
	return s.v[0] ^ s.v[1] ^ s.v[2] ^ s.v[3];
}

static uint64_t
sip_hash(const uint64_t secret[2], struct span text)
{
	struct sip	 s = sip_begin(secret);
	size_t		 i;

	for (i = 0; i < text.n; i++)
		sip_byte(&s, text.at[i]);
	return sip_end(s);
}

/*
 * Words
 */

/* In names of every forest; a stranger learns nothing from them. */
static const char	*const stays[] = {
	"CN", "OU", "DC", "Configuration", "Partitions", "Services", "Windows", "NT", "Directory", "Service",
	"Users", "Computers", "Domain", "Controllers", "Managed", "Accounts", "Schema", "DomainDnsZones",
	"ForestDnsZones", "Enterprise", "DEL", "msdcs", "Builtin", "ForeignSecurityPrincipals", "HOST", "HTTP", NULL
};

static bool
word_stays(struct span word)
{
	size_t	 i;

	for (i = 0; stays[i] != NULL; i++)
		if (span_is(word, stays[i]))
			return true;
	return false;
}

/* OWN, a letter in lower case, where LOT was drawn: one of 26 for each of them. */
static char
letter(uint64_t lot, char own)
{
	char	 order[LETTERS], swap;
	size_t	 i, j;

	for (i = 0; i < LETTERS; i++)
		order[i] = (char)('a' + i);
	for (i = LETTERS - 1; i > 0; i--) {
		lot = lot * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		j = (size_t)(lot >> 33) % (i + 1);
		swap = order[i];
		order[i] = order[j];
		order[j] = swap;
	}
	return order[own - 'a'];
}

static void
word_change(const struct pseudonyms *pseudonyms, char *at, size_t n)
{
	struct sip	 before = sip_begin(pseudonyms->secret);
	char		 lower, made;
	size_t		 i;

	if (word_stays((struct span){ at, n }))
		return;
	for (i = 0; i < n; i++) {
		lower = text_lower(at[i]);
		made = letter(sip_end(before), lower);
		sip_byte(&before, lower);
		at[i] = at[i] == lower ? made : (char)(made - 'a' + 'A');
	}
}

/* The end of the word at I, or of what is none: "\\C3" is one byte of a DN. */
static size_t
word_end(struct span text, size_t i, bool *is_word)
{
	size_t	 end = i;

	while (end < text.n && text_alpha(text.at[end]))
		end++;
	*is_word = end > i;
	if (!*is_word)
		end += text.at[i] != '\\' ? 1 : text.n - i > 2 ? 3 : text.n - i;
	return end;
}

/* Each run of letters from FIRST on. */
static struct span
text_change(struct pseudonyms *pseudonyms, struct span text, size_t first)
{
	char	*copy = pool_ncopy(&pseudonyms->pool, text.at, text.n);
	size_t	 i, end;
	bool	 is_word;

	for (i = first; i < text.n; i = end) {
		end = word_end(text, i, &is_word);
		if (is_word)
			word_change(pseudonyms, copy + i, end - i);
	}
	return (struct span){ copy, text.n };
}

/* "HTTP/portal.corp.example": its class stays. */
static struct span
spn_change(struct pseudonyms *pseudonyms, struct span text)
{
	return text_change(pseudonyms, text, spn_front(text).n);
}

static struct span
name_change(struct pseudonyms *pseudonyms, struct span text)
{
	return text_change(pseudonyms, text, 0);
}

/* N bytes, at most SIZE_GUID, become others. */
static void
bytes_make(const struct pseudonyms *pseudonyms, char *at, size_t n)
{
	char		 was[SIZE_GUID];
	uint64_t	 secret[2] = { pseudonyms->secret[0], pseudonyms->secret[1] }, made;
	size_t		 i;

	memcpy(was, at, n);
	for (i = 0; i < n; i += sizeof(made)) {
		secret[1]++;
		made = sip_hash(secret, (struct span){ was, n });
		memcpy(at + i, &made, n - i < sizeof(made) ? n - i : sizeof(made));
	}
}

/* Bytes FROM up to END become others. */
static struct span
bytes_change(struct pseudonyms *pseudonyms, struct span text, size_t from, size_t end)
{
	char	*copy = pool_ncopy(&pseudonyms->pool, text.at, text.n);

	bytes_make(pseudonyms, copy + from, end - from);
	return (struct span){ copy, text.n };
}

static struct span
guid_change(struct pseudonyms *pseudonyms, struct span text)
{
	return bytes_change(pseudonyms, text, 0, text.n == SIZE_GUID ? SIZE_GUID : 0);
}

/* S-1-5-21-x-y-z-RID: only x, y and z are a domain's own. */
static struct span
sid_change(struct pseudonyms *pseudonyms, struct span text)
{
	return text.n != SIZE_SID ? text : bytes_change(pseudonyms, text, SID_FROM, SID_END);
}

/* Every such SID in a security descriptor, wherever it stands there. */
static struct span
sids_change(struct pseudonyms *pseudonyms, struct span text)
{
	static const char	 head[SID_FROM] = { 1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0 };
	char			*copy = pool_ncopy(&pseudonyms->pool, text.at, text.n);
	size_t			 i;

	for (i = 0; i + SIZE_SID <= text.n; i++)
		if (memcmp(copy + i, head, sizeof(head)) == 0)
			bytes_make(pseudonyms, copy + i + SID_FROM, SID_END - SID_FROM);
	return (struct span){ copy, text.n };
}

/* "CN=S-1-5-21-...,CN=ForeignSecurityPrincipals,...": the SID is that of an
 * account. */
static struct span
member_change(struct pseudonyms *pseudonyms, struct span text)
{
	static const char	 begins[] = "CN=S-1-";
	const size_t		 from = sizeof("CN=") - 1;
	struct span		 sid = { NULL, 0 }, rest;
	const char		*made;
	size_t			 n = from;

	while (n < text.n && text.at[n] != ',')
		n++;
	if (text.n > sizeof(begins) && span_is((struct span){ text.at, sizeof(begins) - 1 }, begins))
		sid = sid_bytes(&pseudonyms->pool, pool_ncopy(&pseudonyms->pool, text.at + from, n - from));
	if (sid.at == NULL)
		return name_change(pseudonyms, text);
	rest = name_change(pseudonyms, (struct span){ text.at + n, text.n - n });
	made = pool_printf(&pseudonyms->pool, "%.*s%s%.*s", (int)from, text.at,
	    sid_text(&pseudonyms->pool, sid_change(pseudonyms, sid)), (int)rest.n, rest.at);
	return span_of(made);
}

/* MADE, which is as long, in the place that WAS has in TEXT. */
static void
put_back(char *copy, struct span text, struct span was, struct span made)
{
	if (was.n > 0)
		memcpy(copy + (was.at - text.at), made.at, was.n);
}

/* The names of another forest where they stand; what cannot be read goes. */
static struct span
trust_change(struct pseudonyms *pseudonyms, struct span text)
{
	const struct trust_record	*record;
	struct trust_info		 info;
	char				*copy = pool_alloc(&pseudonyms->pool, text.n + 1);
	size_t				 i;

	if (trust_read(&pseudonyms->pool, &info, text) != 0)
		return (struct span){ copy, 0 };
	memcpy(copy, text.at, text.n);
	for (i = 0; i < info.n_record; i++) {
		record = &info.record[i];
		put_back(copy, text, record->name, name_change(pseudonyms, record->name));
		put_back(copy, text, record->netbios, name_change(pseudonyms, record->netbios));
		if (record->sid.n == SID_END)
			put_back(copy, text, record->sid,
			    bytes_change(pseudonyms, record->sid, SID_FROM, SID_END));
		if (record->other.n > 0)
			memset(copy + (record->other.at - text.at), 0, record->other.n);
	}
	return (struct span){ copy, text.n };
}

static struct span
keep(struct pseudonyms *pseudonyms, struct span text)
{
	(void)pseudonyms;
	return text;
}

/* How the values of an attribute are made up; NULL: as names. */
static struct span	(*const change[N_ATTRIBUTE])(struct pseudonyms *, struct span) = {
	[ATTR_OBJECT_CLASS] = keep,
	[ATTR_OBJECT_GUID] = guid_change,
	[ATTR_OBJECT_SID] = sid_change,
	[ATTR_UAC] = keep,
	[ATTR_SPN] = spn_change,
	[ATTR_UPN] = spn_change,
	[ATTR_OS] = keep,
	[ATTR_DELEGATES_TO] = spn_change,
	[ATTR_ACTS_FOR] = sids_change,
	[ATTR_PASSWORD_READERS] = sids_change,
	[ATTR_ETYPES] = keep,
	[ATTR_PWD_LAST_SET] = keep,
	[ATTR_LAST_LOGON] = keep,
	[ATTR_EXPIRES] = keep,
	[ATTR_LOCKOUT] = keep,
	[ATTR_CREATED] = keep,
	[ATTR_ADMIN_COUNT] = keep,
	[ATTR_PRIMARY_GROUP] = keep,
	[ATTR_UAC_COMPUTED] = keep,
	[ATTR_KEY_VERSION] = keep,
	[ATTR_SUPERSEDED_STATE] = keep,
	[ATTR_TRUST_DIRECTION] = keep,
	[ATTR_TRUST_ATTRIBUTES] = keep,
	[ATTR_TRUST_INFO] = trust_change,
	[ATTR_MEMBER] = member_change,
	[ATTR_GROUP_TYPE] = keep,
	[ATTR_DELETED] = keep,
	[ATTR_SPN_MAPPINGS] = keep,
	[ATTR_SYSTEM_FLAGS] = keep,
};

const struct entry *
pseudonyms_entry(struct pseudonyms *pseudonyms, const struct entry *entry)
{
	struct entry	*ours;
	struct value	*value;
	size_t		 i;

	pool_free(&pseudonyms->pool);
	ours = pool_alloc(&pseudonyms->pool, sizeof(*ours));
	value = pool_alloc(&pseudonyms->pool, entry->n_value * sizeof(*value));
	*ours = *entry;
	ours->dn = name_change(pseudonyms, entry->dn);
	ours->value = value;
	for (i = 0; i < entry->n_value; i++) {
		value[i].id = entry->value[i].id;
		value[i].text = (change[value[i].id] != NULL ? change[value[i].id] : name_change)(pseudonyms,
		    entry->value[i].text);
	}
	return ours;
}

const char *
pseudonyms_name(struct pseudonyms *pseudonyms, const char *dns)
{
	pool_free(&pseudonyms->pool);
	return name_change(pseudonyms, span_of(dns)).at;
}

void
pseudonyms_free(struct pseudonyms *pseudonyms)
{
	pool_free(&pseudonyms->pool);
	explicit_bzero(pseudonyms->secret, sizeof(pseudonyms->secret));
}
