#include "cmd/read/f5.h"

#include <string.h>

#include "cmd/read/f5_parse.h"
#include "cmd/read/f5_rule.h"
#include "cmd/read/file.h"
#include "cmd/read/front.h"
#include "plans/fold.h"
#include "plans/name.h"
#include "plans/table.h"

enum { POOLS_MOST = 2000 };

/* What others refer to: "pool portal". */
struct object {
	const char		*key;
	const struct item	*item;
};

struct f5 {
	struct import		*import;
	const struct item	*top;
	struct table		 table;		/* of objects */
	struct front		*front;		/* by name of the pool */
	size_t			 n_front;
};

/* One virtual server, while it is read. */
struct virtual {
	const struct item	*item;
	const char		*address;
	bool			 ends, tls_behind, shares, keeps_ntlm, signs_in;
	const char		**name;		/* of profiles of client TLS */
	size_t			 n_name;
};

static const char *
place_of(const struct f5 *f5, const struct item *item)
{
	return import_place(f5->import, item->file, item->line);
}

static const struct item *
find(const struct item *list, const char *name)
{
	while (list != NULL && strcmp(list->name, name) != 0)
		list = list->next;
	return list;
}

static const char *
value(const struct item *item, const char *name)
{
	const struct item	*row = item == NULL ? NULL : find(item->child, name);

	return row == NULL || row->n_word == 0 ? NULL : row->word[0];
}

/* "/Common/portal" */
static const char *
leaf(const char *name)
{
	const char	*slash = strrchr(name, '/');

	return slash == NULL ? name : slash + 1;
}

/* A name without a partition is one of Common. */
static bool
same_name(const char *a, const char *b)
{
	if (*a != '/' && strncmp(b, "/Common/", 8) == 0)
		return strcmp(a, b + 8) == 0;
	if (*b != '/' && strncmp(a, "/Common/", 8) == 0)
		return strcmp(a + 8, b) == 0;
	return strcmp(a, b) == 0;
}

/* Of "ltm pool NAME" and "ltm profile http NAME" the kind is the second word. */
static const char *
key_of(struct f5 *f5, const char *kind, const char *name)
{
	return pool_printf(&f5->import->farm.pool, "%s %s", kind, strncmp(name, "/Common/", 8) == 0 ? name + 8 : name);
}

/* "10.0.0.1%1", less the route domain. */
static const char *
plain_address(const struct f5 *f5, const char *text)
{
	return text == NULL ? NULL : pool_ncopy(&f5->import->farm.pool, text, strcspn(text, "%"));
}

static void
add_object(struct f5 *f5, const char *kind, const char *name, const struct item *item)
{
	struct object	*object = pool_alloc(&f5->import->farm.pool, sizeof(*object));

	*object = (struct object){ key_of(f5, kind, name), item };
	table_put(&f5->import->farm.pool, &f5->table, fold_hash(object->key), object);
}

static void
index_objects(struct f5 *f5)
{
	const struct item	*row;
	const char		*kind;

	for (row = f5->top; row != NULL; row = row->next) {
		kind = row->n_word < 2 ? NULL : strcmp(row->name, "ltm") == 0 ? row->word[0] :
		    strcmp(row->name, "apm") == 0 && strcmp(row->word[0], "profile") == 0 ? "access" : NULL;
		if (kind == NULL)
			continue;
		add_object(f5, kind, row->word[row->n_word - 1], row);
		if (strcmp(kind, "node") == 0 && value(row, "address") != NULL)
			add_object(f5, "address", plain_address(f5, value(row, "address")), row);
	}
}

static const struct item *
object(struct f5 *f5, const char *kind, const char *name)
{
	const struct object	*object;
	const char		*key = name == NULL ? NULL : key_of(f5, kind, name);
	size_t			 step = 0;

	while (key != NULL && (object = table_next(&f5->table, fold_hash(key), &step)) != NULL) {
		if (strcmp(object->key, key) == 0)
			return object->item;
	}
	return NULL;
}

/* -- addresses -- */

/*
 * What stands before the port: "10.0.0.1:80", "2001:db8::1.80", with "%1" for
 * a route domain, and a partition.
 */
static const char *
without_port(const struct f5 *f5, const char *text)
{
	struct pool	*pool = &f5->import->farm.pool;
	const char	*name = leaf(text), *colon = strchr(name, ':'), *port;
	char		*address;

	if (colon != NULL && strchr(colon + 1, ':') != NULL) {
		port = strrchr(name, '.');
		address = pool_ncopy(pool, name, port == NULL ? strlen(name) : (size_t)(port - name));
	} else
		address = pool_ncopy(pool, name, colon == NULL ? strlen(name) : (size_t)(colon - name));
	address[strcspn(address, "%")] = '\0';
	return address;
}

static bool
is_off(const struct item *item)
{
	const char	*session = value(item, "session"), *state = value(item, "state");

	return item != NULL && ((session != NULL && strcmp(session, "user-disabled") == 0) ||
	    (state != NULL && strcmp(state, "user-down") == 0));
}

/* -- pools -- */

/* What it is called: of a node of another address not the name. */
static const char *
label_of(struct f5 *f5, const char *name, const char *address)
{
	const struct item	*node = object(f5, "node", name);
	const char		*own = plain_address(f5, value(node, "address"));

	if (own != NULL && address != NULL && strcmp(own, address) != 0) {
		node = object(f5, "address", address);
		name = node == NULL ? address : node->word[node->n_word - 1];
	}
	return name_ip(leaf(name)) ? NULL : leaf(name);
}

/* The address of the member goes before that of the node of its name. */
static void
take_member(struct f5 *f5, struct front *front, const struct item *member)
{
	struct pool		*pool = &f5->import->farm.pool;
	const char		*host = without_port(f5, member->name), *address, *fqdn, *label;
	const char		*name = pool_printf(pool, "%.*s%s", (int)(leaf(member->name) - member->name), member->name, host);
	const struct item	*node = object(f5, "node", name);

	fqdn = value(find(member->child, "fqdn"), "name");
	if (fqdn == NULL && node != NULL)
		fqdn = value(find(node->child, "fqdn"), "name");
	address = plain_address(f5, value(member, "address"));
	label = label_of(f5, name, address);
	if (address == NULL)
		address = plain_address(f5, value(node, "address"));
	if (fqdn != NULL || address == NULL || strncmp(address, "any", 3) == 0)
		address = fqdn != NULL ? fqdn : host;
	if (is_off(member) || is_off(node))
		import_say(f5->import, place_of(f5, member), "'%.100s' is disabled, and left out", member->name);
	else
		front_server(front, label, strchr(address, ':') == NULL ? address : pool_printf(pool, "[%s]", address),
		    place_of(f5, member));
}

static struct front *
front_of(struct f5 *f5, const char *pool_name, const struct item *at)
{
	const struct item	*pool = object(f5, "pool", pool_name), *members, *row;
	struct front		 front = { .import = f5->import, .kind = BALANCER_F5 };
	size_t			 i;

	for (i = 0; i < f5->n_front; i++) {
		if (same_name(f5->front[i].name, pool_name))
			return &f5->front[i];
	}
	if (pool == NULL)
		import_say(f5->import, place_of(f5, at), "there is no pool '%.100s'", pool_name);
	if (pool == NULL || f5->n_front == POOLS_MOST)
		return NULL;
	front.name = pool->word[pool->n_word - 1];
	front.place = place_of(f5, pool);
	members = find(pool->child, "members");
	for (row = members == NULL ? NULL : members->child; row != NULL; row = row->next)
		take_member(f5, &front, row);
	f5->front = pool_more(&f5->import->farm.pool, f5->front, f5->n_front, sizeof(front));
	f5->front[f5->n_front] = front;
	return &f5->front[f5->n_front++];
}

static struct front *
pass_to(struct f5 *f5, const struct virtual *virtual, const char *pool_name, const struct item *at)
{
	struct front	*front = front_of(f5, pool_name, at);

	if (front == NULL)
		return NULL;
	if (front->address == NULL)
		front->address = virtual->address;
	front->ends |= virtual->ends;
	front->web |= virtual->ends;
	front->tls_behind |= virtual->tls_behind;
	if (virtual->shares && front->shares != SETTING_YES)
		front->shares = virtual->keeps_ntlm ? SETTING_UNSET : SETTING_YES;
	front->signs_in |= virtual->signs_in;
	if (virtual->signs_in)
		import_note(f5->import, front->place, "an access policy signs users in: is its mode authenticates, with "
		    "accounts and requests?");
	return front;
}

/* -- policies -- */

/* Words of a condition, one in each line or all in one. */
static bool
has_word(const struct item *condition, const char *word)
{
	const struct item	*row;

	for (row = condition->child; row != NULL; row = row->next) {
		if (strcmp(row->name, word) == 0 || (row->n_word > 0 && strcmp(row->word[0], word) == 0))
			return true;
	}
	return false;
}

static void
take_value(struct f5 *f5, struct front *front, const struct item *condition, const char *name)
{
	struct pool	*pool = &f5->import->farm.pool;

	if (has_word(condition, "ends-with") && *name == '.')
		front_name(front, pool_printf(pool, "*%s", name));
	else if (has_word(condition, "ends-with") || has_word(condition, "starts-with") || has_word(condition, "contains"))
		import_say(f5->import, place_of(f5, condition), "'%.100s' is no name alone: list the names that it stands for",
		    name);
	else
		front_name(front, name);
}

/* "values { a b }", in a line or in several. */
static void
take_condition(struct f5 *f5, struct front *front, const struct item *condition)
{
	const struct item	*values = find(condition->child, "values"), *row;
	size_t			 i;

	if (!has_word(condition, "http-host") && !has_word(condition, "server-name"))
		return;
	if (has_word(condition, "not")) {
		import_say(f5->import, place_of(f5, condition), "the condition excludes names, and is not understood");
		return;
	}
	for (row = values == NULL ? NULL : values->child; row != NULL; row = row->next) {
		take_value(f5, front, condition, row->name);
		for (i = 0; i < row->n_word; i++)
			take_value(f5, front, condition, row->word[i]);
	}
}

static const char *
pool_of_actions(const struct item *actions)
{
	const struct item	*row;
	const char		*pool;

	for (row = actions == NULL ? NULL : actions->child; row != NULL; row = row->next) {
		pool = value(row, "pool");
		if (pool != NULL)
			return pool;
	}
	return NULL;
}

static void
read_policy(struct f5 *f5, const struct virtual *virtual, const struct item *policy)
{
	const struct item	*rules = find(policy->child, "rules"), *rule, *row;
	const char		*pool;
	struct front		*front;

	for (rule = rules == NULL ? NULL : rules->child; rule != NULL; rule = rule->next) {
		pool = pool_of_actions(find(rule->child, "actions"));
		front = pool == NULL ? NULL : pass_to(f5, virtual, pool, rule);
		row = front == NULL ? NULL : find(rule->child, "conditions");
		for (row = row == NULL ? NULL : row->child; row != NULL; row = row->next)
			take_condition(f5, front, row);
	}
}

/* -- virtual servers -- */

typedef void	take_fn(struct f5 *, struct virtual *, const struct item *);

static void
take_destination(struct f5 *f5, struct virtual *virtual, const struct item *item)
{
	const char		*name = item->n_word == 0 ? "" : item->word[0], *address = without_port(f5, name);
	const struct item	*named = object(f5, "virtual-address", address);

	if (named != NULL && value(named, "address") != NULL)
		address = plain_address(f5, value(named, "address"));
	if (name_ip(address) && strcmp(address, "0.0.0.0") != 0 && strcmp(address, "::") != 0)
		virtual->address = address;
}

/* Of a profile that the file does not have, the name says what it is. */
static bool
is_profile(struct f5 *f5, const char *kind, const char *begins, const char *name)
{
	const struct item	*row = object(f5, "profile", name);

	if (row != NULL && row->n_word == 3)
		return strcmp(row->word[1], kind) == 0;
	return strncmp(leaf(name), begins, strlen(begins)) == 0;
}

/* The name in TLS that chooses the profile is a name of the site. */
static void
take_server_name(struct f5 *f5, struct virtual *virtual, const char *profile)
{
	const struct item	*row = object(f5, "profile", profile);
	const char		*name = value(row, "server-name");

	if (name == NULL || strcmp(name, "none") == 0)
		return;
	virtual->name = pool_more(&f5->import->farm.pool, virtual->name, virtual->n_name, sizeof(name));
	virtual->name[virtual->n_name++] = name;
}

static void
take_profiles(struct f5 *f5, struct virtual *virtual, const struct item *item)
{
	const struct item	*row;
	bool			 tls;

	for (row = item->child; row != NULL; row = row->next) {
		tls = is_profile(f5, "client-ssl", "clientssl", row->name) ||
		    (find(row->child, "context") != NULL && strcmp(value(row, "context") == NULL ? "" : value(row, "context"),
		    "clientside") == 0 && strstr(row->name, "ssl") != NULL);
		if (tls)
			take_server_name(f5, virtual, row->name);
		virtual->ends |= tls || is_profile(f5, "http", "http", row->name);
		virtual->tls_behind |= is_profile(f5, "server-ssl", "serverssl", row->name);
		virtual->shares |= is_profile(f5, "one-connect", "oneconnect", row->name);
		virtual->keeps_ntlm |= is_profile(f5, "ntlm", "ntlm", row->name);
		virtual->signs_in |= object(f5, "access", row->name) != NULL;
	}
}

static void
take_policies(struct f5 *f5, struct virtual *virtual, const struct item *item)
{
	const struct item	*row, *policy;

	for (row = item->child; row != NULL; row = row->next) {
		policy = object(f5, "policy", row->name);
		if (policy != NULL)
			read_policy(f5, virtual, policy);
		else
			import_say(f5->import, place_of(f5, row), "the policy '%.100s' is not in this file", row->name);
	}
}

static void
take_pool(struct f5 *f5, struct virtual *virtual, const struct item *item)
{
	struct front	*front = item->n_word == 0 || strcmp(item->word[0], "none") == 0 ? NULL :
			     pass_to(f5, virtual, item->word[0], item);
	size_t		 i;

	for (i = 0; front != NULL && i < virtual->n_name; i++)
		front_name(front, virtual->name[i]);
}

static void
take_rule(struct f5 *f5, const struct item *row, const char *name)
{
	const struct item	*rule = object(f5, "rule", name);	/* the one to https is part of the system */
	const bool		 seen = rule != NULL && rule->code.at != NULL;
	const char		*names;

	if (strcmp(leaf(name), "_sys_https_redirect") == 0 || (seen && !rule_chooses(rule->code)))
		return;
	names = seen ? rule_names(&f5->import->farm.pool, rule->code) : NULL;
	import_say(f5->import, place_of(f5, row), "the rule '%.100s' is code, which is not read: it may choose pools by name%s%s",
	    name, names == NULL ? "" : ", and has ", names == NULL ? "" : names);
}

static void
take_rules(struct f5 *f5, struct virtual *virtual, const struct item *item)
{
	const struct item	*row;
	size_t			 i;

	(void)virtual;
	for (row = item->child; row != NULL; row = row->next) {
		take_rule(f5, row, row->name);
		for (i = 0; i < row->n_word; i++)
			take_rule(f5, row, row->word[i]);
	}
}

static void
take_forward(struct f5 *f5, struct virtual *virtual, const struct item *item)
{
	(void)virtual;
	import_say(f5->import, place_of(f5, item), "'%.60s': it leads to no pool", item->name);
}

/* In the order that they are taken in: what a pool is passed comes first. */
static const struct {
	const char	*name;
	take_fn		*take;
} member[] = {
	{ "destination", take_destination }, { "profiles", take_profiles }, { "policies", take_policies },
	{ "pool", take_pool }, { "rules", take_rules }, { "ip-forward", take_forward }, { "l2-forward", take_forward },
	{ "reject", take_forward }
};

/* What bears neither upon names nor upon tickets. */
static const char	*const passed_over[] = {
	"address-status", "app-service", "auto-lasthop", "bwc-policy", "clone-pools", "cmp-enabled", "connection-limit",
	"creation-time", "description", "enabled", "eviction-protected", "fallback-persistence",
	"fallback-persistence-type", "flow-eviction-policy",
	"fw-enforced-policy", "fw-staged-policy", "gtm-score", "ip-intelligence-policy", "ip-protocol",
	"last-hop-pool", "last-modified-time", "mask", "metadata", "mirror", "nat64", "partition", "persist", "rate-class",
	"rate-limit", "rate-limit-dst-mask", "rate-limit-mode", "rate-limit-src-mask", "related-rules",
	"security-log-profiles", "serverssl-use-sni", "service-down-immediate-action", "service-policy", "snat",
	"snatpool", "source", "source-address-translation", "source-port", "syn-cookie-status", "throughput-capacity",
	"traffic-classes",
	"traffic-matching-criteria", "translate-address", "translate-port", "vlans", "vlans-disabled", "vlans-enabled",
	"vs-index"
};

static bool
is_known(const char *name)
{
	size_t	 i;

	for (i = 0; i < sizeof(member) / sizeof(*member); i++) {
		if (strcmp(member[i].name, name) == 0)
			return true;
	}
	for (i = 0; i < sizeof(passed_over) / sizeof(*passed_over); i++) {
		if (strcmp(passed_over[i], name) == 0)
			return true;
	}
	return false;
}

static void
read_virtual(struct f5 *f5, const struct item *item)
{
	struct virtual		 virtual = { .item = item };
	const struct item	*row;
	size_t			 i;

	if (find(item->child, "disabled") != NULL) {
		import_say(f5->import, place_of(f5, item), "the virtual server '%.100s' is disabled, and left out",
		    item->word[item->n_word - 1]);
		return;
	}
	for (row = item->child; row != NULL; row = row->next) {
		if (!is_known(row->name))
			import_say(f5->import, place_of(f5, row), "'%.60s' is not understood", row->name);
	}
	for (i = 0; i < sizeof(member) / sizeof(*member); i++) {
		row = find(item->child, member[i].name);
		if (row != NULL)
			member[i].take(f5, &virtual, row);
	}
}

static int
read_tree(struct import *import, const char *name, const struct item *top, struct error *err)
{
	struct f5		 f5 = { .import = import, .top = top };
	const struct item	*row;
	size_t			 i;
	bool			 any = false;

	index_objects(&f5);
	for (row = top; row != NULL; row = row->next) {
		if (strcmp(row->name, "ltm") == 0 && row->n_word >= 2 && strcmp(row->word[0], "virtual") == 0) {
			any = true;
			read_virtual(&f5, row);
		}
	}
	if (!any)
		return error_set(err, "%s: there is no 'ltm virtual': give bigip.conf of version 11 or later", name);
	for (i = 0; i < f5.n_front; i++) {
		f5.front[i].name = leaf(f5.front[i].name);
		front_add(&f5.front[i]);
	}
	return 0;
}

int
f5_read_text(struct import *import, const char *name, const char *text, size_t n, struct error *err)
{
	struct item	*top = NULL;

	if (f5_parse(&top, import, name, text, n, err) != 0)
		return -1;
	return read_tree(import, name, top, err);
}

int
f5_read(struct import *import, const char **path, size_t n, struct error *err)
{
	struct item	*top = NULL;
	char		*text;
	size_t		 i, length;

	for (i = 0; i < n; i++) {
		if (file_read(&import->farm.pool, path[i], &text, &length, err) != 0 ||
		    f5_parse(&top, import, file_name(path[i]), text, length, err) != 0)
			return -1;
	}
	return read_tree(import, file_name(path[0]), top, err);
}
