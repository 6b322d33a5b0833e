#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plans/descriptor.h"

#define BYTES(text)	{ text, sizeof(text) - 1 }

/* Heads: what is present, then where owner, group, SACL and DACL lie. */
#define HEAD(control, owner, group, dacl) \
	"\1\0" control owner "\0\0\0" group "\0\0\0" "\0\0\0\0" dacl "\0\0\0"
#define ACL(size, n)	"\4\0" size "\0" n "\0\0\0"
#define SYSTEM		"\1\1\0\0\0\0\0\5\x12\0\0\0"			/* S-1-5-18, 12 bytes */
#define ADMINS		"\1\2\0\0\0\0\0\5\x20\0\0\0\x20\2\0\0"		/* S-1-5-32-544, 16 bytes */
#define USER		"\1\5\0\0\0\0\0\5\x15\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\x50\4\0\0"	/* 28 bytes */
#define RIGHT		"\x79\xd1\xb1\x68\x15\x0d\x4f\x4d\xab\x71\x46\x15\x2e\x79\xa7\xbc"
#define PRESENT		"\4\x80"
#define ALLOW_SYSTEM	"\0\0\x14\0\xff\1\x0f\0" SYSTEM			/* 20 bytes */
#define DENY_USER	"\1\x18\x24\0\x10\0\0\0" USER			/* 36 bytes */

static const struct {
	const char	*row;
	struct span	 bytes;
	const char	*says;
} reads[] = {
	{ "as Windows writes it", BYTES(HEAD(PRESENT, "\x14", "\0", "\x24")
	    ADMINS ACL("\x40", "\2") DENY_USER ALLOW_SYSTEM),
	    "owner S-1-5-32-544 group -\n"
	    "deny 1 18 10 S-1-5-21-1-2-3-1104\nallow 0 00 f01ff S-1-5-18\n" },
	{ "the list before the owner, with a gap", BYTES(HEAD(PRESENT, "\x33", "\x33", "\x14")
	    ACL("\x1c", "\1") ALLOW_SYSTEM "gap" ADMINS "rest"),
	    "owner S-1-5-32-544 group S-1-5-32-544\nallow 0 00 f01ff S-1-5-18\n" },
	{ "rights and classes", BYTES(HEAD(PRESENT, "\0", "\0", "\x14") ACL("\x94", "\3")
	    "\5\0\x28\0\0\1\0\0\1\0\0\0" RIGHT SYSTEM
	    "\6\0\x28\0\0\1\0\0\2\0\0\0" RIGHT SYSTEM
	    "\5\0\x3c\0\0\1\0\0\3\0\0\0" RIGHT RIGHT ADMINS),
	    "owner - group -\n"
	    "allow 5 00 100 S-1-5-18 object 68b1d179-0d15-4d4f-ab71-46152e79a7bc\n"
	    "deny 6 00 100 S-1-5-18 inherited 68b1d179-0d15-4d4f-ab71-46152e79a7bc\n"
	    "allow 5 00 100 S-1-5-32-544 object 68b1d179-0d15-4d4f-ab71-46152e79a7bc "
	    "inherited 68b1d179-0d15-4d4f-ab71-46152e79a7bc\n" },
	/* What stands behind the SID is a condition. */
	{ "conditions", BYTES(HEAD(PRESENT, "\0", "\0", "\x14") ACL("\x3c", "\2")
	    "\x09\0\x18\0\0\1\0\0" SYSTEM "artx" "\x0c\0\x1c\0\0\1\0\0\0\0\0\0" SYSTEM "artx"),
	    "owner - group -\nallow 9 00 100 S-1-5-18 if\ndeny c 00 100 S-1-5-18 if\n" },
	{ "what grants nothing", BYTES(HEAD(PRESENT, "\0", "\0", "\x14") ACL("\x14", "\2")
	    "\2\0\4\0" "\xff\1\x08\0junk"),
	    "owner - group -\nother 2 00 0 -\nother ff 01 0 -\n" },
	/* Two ways to have no list, which is not an empty list. */
	{ "no list", BYTES(HEAD("\0\x80", "\0", "\0", "\x14") "junk"), "owner - group - open\n" },
	{ "no list either", BYTES(HEAD(PRESENT, "\0", "\0", "\0")), "owner - group - open\n" },
	{ "an empty list", BYTES(HEAD(PRESENT, "\0", "\0", "\x14") ACL("\x08", "\0")),
	    "owner - group -\n" },
	/* No descriptors. */
	{ "nothing", { NULL, 0 }, "it is too short for a security descriptor" },
	{ "a head cut short", BYTES("\1\0\4\x80\0\0\0\0\0\0\0\0\0\0\0\0\x14\0\0"),
	    "it is too short for a security descriptor" },
	{ "revision 2", BYTES("\2\0\4\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
	    "it is no self-relative security descriptor" },
	{ "pointers of a process", BYTES("\1\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
	    "it is no self-relative security descriptor" },
	{ "an owner in the head", BYTES(HEAD(PRESENT, "\4", "\0", "\0")), "its owner is no SID" },
	{ "an owner behind the end", BYTES(HEAD(PRESENT, "\x15", "\0", "\0")), "its owner is no SID" },
	{ "an owner at the end", BYTES(HEAD(PRESENT, "\x14", "\0", "\0")), "its owner is no SID" },
	{ "an owner cut short", BYTES(HEAD(PRESENT, "\x14", "\0", "\0") "\1\2\0\0\0\0\0\5\x20\0\0\0"),
	    "its owner is no SID" },
	{ "a group far away", BYTES("\1\0\4\x80\0\0\0\0\xff\xff\xff\xff\0\0\0\0\0\0\0\0"),
	    "its group is no SID" },
	{ "a list in the head", BYTES(HEAD(PRESENT, "\0", "\0", "\x13") ACL("\x08", "\0")),
	    "its DACL lies outside of it" },
	{ "a list far away", BYTES("\1\0\4\x80\0\0\0\0\0\0\0\0\0\0\0\0\xff\xff\xff\xff"),
	    "its DACL lies outside of it" },
	{ "a list cut short", BYTES(HEAD(PRESENT, "\0", "\0", "\x14") "\4\0\x08\0\0\0\0"),
	    "its DACL is cut short" },
	{ "a list of revision 3", BYTES(HEAD(PRESENT, "\0", "\0", "\x14") "\3\0\x08\0\0\0\0\0"),
	    "its DACL has an unknown revision" },
	{ "a list that is too long", BYTES(HEAD(PRESENT, "\0", "\0", "\x14") ACL("\x09", "\0")),
	    "its DACL is longer than it" },
	{ "a list shorter than its head", BYTES(HEAD(PRESENT, "\0", "\0", "\x14") ACL("\x07", "\0")),
	    "its DACL is longer than it" },
	{ "65535 entries", BYTES(HEAD(PRESENT, "\0", "\0", "\x14") ACL("\x0c", "\xff\xff") "\2\0\4\0"),
	    NULL },
	{ "an entry more than there are", BYTES(HEAD(PRESENT, "\0", "\0", "\x14") ACL("\x1c", "\2") ALLOW_SYSTEM),
	    "its DACL has fewer entries than it says" },
	{ "an entry of no length", BYTES(HEAD(PRESENT, "\0", "\0", "\x14") ACL("\x0c", "\1") "\2\0\0\0"),
	    "its DACL has fewer entries than it says" },
	{ "an entry that goes on behind the list", BYTES(HEAD(PRESENT, "\0", "\0", "\x14") ACL("\x1a", "\1")
	    ALLOW_SYSTEM), "its DACL has fewer entries than it says" },
	{ "an entry without a mask", BYTES(HEAD(PRESENT, "\0", "\0", "\x14") ACL("\x0f", "\1") "\0\0\7\0\0\0\0"),
	    "an entry of its DACL is cut short" },
	{ "an entry without a SID", BYTES(HEAD(PRESENT, "\0", "\0", "\x14") ACL("\x10", "\1") "\0\0\x08\0\0\0\0\0"
	    SYSTEM), "an entry of its DACL is cut short" },
	{ "a SID that goes on behind its entry", BYTES(HEAD(PRESENT, "\0", "\0", "\x14") ACL("\x1b", "\1")
	    "\0\0\x13\0\xff\1\x0f\0" SYSTEM), "an entry of its DACL is cut short" },
	{ "an object cut short", BYTES(HEAD(PRESENT, "\0", "\0", "\x14") ACL("\x17", "\1")
	    "\5\0\x0f\0\0\1\0\0\1\0\0\0\1\1\1"), "an entry of its DACL is cut short" },
};

static void
dump_ace(FILE *out, const struct ace *ace)
{
	static const char	*const word[] = { "allow", "deny", "other" };

	fprintf(out, "%s %x %02x %lx %s", word[ace->kind], ace->type, ace->flags, (unsigned long)ace->mask,
	    ace->sid == NULL ? "-" : ace->sid);
	if (ace->object != NULL)
		fprintf(out, " object %s", ace->object);
	if (ace->inherited_object != NULL)
		fprintf(out, " inherited %s", ace->inherited_object);
	fprintf(out, "%s\n", ace->conditional ? " if" : "");
}

static char *
dump(const struct descriptor *descriptor)
{
	char	*text;
	size_t	 i, size;
	FILE	*out = open_memstream(&text, &size);

	if (descriptor->fault != NULL)
		fputs(descriptor->fault, out);
	else
		fprintf(out, "owner %s group %s%s\n", descriptor->owner == NULL ? "-" : descriptor->owner,
		    descriptor->group == NULL ? "-" : descriptor->group, descriptor->open ? " open" : "");
	for (i = 0; i < descriptor->n_ace; i++)
		dump_ace(out, &descriptor->ace[i]);
	fclose(out);
	return text;
}

static void
reading(void)
{
	struct pool		 pool = { 0 };
	struct descriptor	 descriptor;
	char			*text, *copy;
	size_t			 i;
	int			 result;

	for (i = 0; i < sizeof(reads) / sizeof(*reads); i++) {
		/* Exactly as long as it is, so that a read behind it is seen. */
		copy = malloc(reads[i].bytes.n + 1);
		memcpy(copy + 1, reads[i].bytes.n == 0 ? "" : reads[i].bytes.at, reads[i].bytes.n);
		result = descriptor_read(&pool, &descriptor, (struct span){ copy + 1, reads[i].bytes.n });
		text = dump(&descriptor);
		if (reads[i].says != NULL) {
			SAME(text, reads[i].says, reads[i].row);
			SAME_INT(result, reads[i].says[0] == 'o' ? 0 : -1, reads[i].row);
		} else
			SAME_INT(result, -1, reads[i].row);
		OK(descriptor.bytes.at == copy + 1, reads[i].row);
		free(text);
		free(copy);
	}
	pool_free(&pool);
}

/* What is written is read again. */
static void
writing(void)
{
	static struct ace	 ace[] = {
		{ .kind = ACE_DENY, .type = 1, .mask = RIGHT_CONTROL_ACCESS, .sid = "S-1-5-21-1-2-3-1104" },
		{ .kind = ACE_ALLOW, .flags = ACE_INHERITED, .mask = RIGHT_FULL_CONTROL, .sid = "S-1-5-18" },
		{ .kind = ACE_ALLOW, .type = 5, .mask = RIGHT_CONTROL_ACCESS, .sid = "S-1-1-0",
		  .object = "68b1d179-0d15-4d4f-ab71-46152e79a7bc" },
		{ .kind = ACE_DENY, .type = 6, .mask = 1, .sid = "S-1-0x0001020304AB-1-2",
		  .object = "00000001-0203-0405-0607-08090a0b0c0d",
		  .inherited_object = "bf967aba-0de6-11d0-a285-00aa003049e2" },
	};
	static const struct descriptor	 rows[] = {
		{ .owner = "S-1-5-32-544", .ace = ace, .n_ace = 1 },
		{ .owner = "S-1-5-32-544", .group = "S-1-5-18", .ace = ace, .n_ace = 4 },
		{ .ace = ace, .n_ace = 0 },
		{ .open = true },
	};
	struct pool		 pool = { 0 };
	struct descriptor	 again;
	struct error		 err = { "" };
	struct span		 bytes;
	char			*is, *was;
	size_t			 i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (!SAME_INT(descriptor_write(&pool, &rows[i], &bytes, &err), 0, err.text))
			continue;
		SAME_INT(descriptor_read(&pool, &again, bytes), 0, NULL);
		is = dump(&again);
		was = dump(&rows[i]);
		SAME(is, was, NULL);
		free(is);
		free(was);
	}
	pool_free(&pool);
}

static void
refused(void)
{
	static const struct {
		struct ace	 ace;
		const char	*error;
	} rows[] = {
		{ { .kind = ACE_OTHER, .type = 2 }, "an entry of type 2 cannot be written" },
		{ { .kind = ACE_ALLOW, .type = 9, .conditional = true, .sid = "S-1-1-0" },
		  "an entry of type 9 cannot be written" },
		{ { .kind = ACE_ALLOW, .sid = "CORP\\web" }, "'CORP\\web' is no SID" },
		{ { .kind = ACE_ALLOW }, "'' is no SID" },
		{ { .kind = ACE_ALLOW, .sid = "S-1-1-0", .object = "68B1D179-0d15-4d4f-ab71-46152e79a7bc" },
		  "what 'S-1-1-0' is granted is no GUID" },
		{ { .kind = ACE_ALLOW, .sid = "S-1-1-0", .object = "68b1d179" },
		  "what 'S-1-1-0' is granted is no GUID" },
	};
	struct pool	 pool = { 0 };
	struct span	 bytes;
	struct ace	*ace = calloc(70000, sizeof(*ace));
	struct error	 err;
	size_t		 i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct ace		 one = rows[i].ace;
		struct descriptor	 descriptor = { .ace = &one, .n_ace = 1 };

		err.text[0] = '\0';
		SAME_INT(descriptor_write(&pool, &descriptor, &bytes, &err), -1, rows[i].error);
		SAME(err.text, rows[i].error, NULL);
	}
	for (i = 0; i < 70000; i++)
		ace[i] = (struct ace){ .kind = ACE_ALLOW, .sid = "S-1-1-0" };
	for (i = 3276; i <= 70000; i += 70000 - 3276) {
		struct descriptor	 many = { .ace = ace, .n_ace = i };

		err.text[0] = '\0';
		/* 20 bytes for each, and 8: 3276 of them make 65528. */
		SAME_INT(descriptor_write(&pool, &many, &bytes, &err), i == 3276 ? 0 : -1, err.text);
	}
	SAME_INT(descriptor_write(&pool, &(struct descriptor){ .ace = ace, .n_ace = 3277 }, &bytes, &err), -1, NULL);
	SAME(err.text, "70000 entries are too many for one list", "the first error stays");
	free(ace);
	pool_free(&pool);
}

void
t_descriptor(void)
{
	test_suite("descriptor");
	test_add("security descriptors are read, or it is said why not", reading);
	test_add("what is written is read again", writing);
	test_add("what cannot be written is refused", refused);
}
