#include "cmd/render/markup.h"

#include <string.h>

#include "plans/fold.h"

/*
 * Parts of a site in columns from left to right, the back ends below the
 * accounts that act towards them.  What is wrong is red, thicker, dashed, and
 * named in words: colour is never alone.
 */
enum part { CLIENTS, NAMES, BALANCER, REQUESTS, SERVERS, ACCOUNTS, BACK_ENDS, N_PART };

/*
 * A box stands for one thing, or where there are MANY of a part for all that
 * are alike; the last of MOST boxes stands for whatever is left.  It names
 * LINES of them.
 */
enum { MANY = 6, MOST = 10, LINES = 3 };

enum { LINE = 15, NOTE = 15, SPACE = 14, GAP = 36, HEAD = 26, MARGIN = 6, LOOP = 30, TIP = 7, NAME_UNITS = 72, NOTE_UNITS = 60 };

static const struct {
	const char	*title;
	int		 width;
} column[N_PART] = {
	[CLIENTS] = { "", 68 }, [NAMES] = { "names", 218 }, [BALANCER] = { "balancer", 112 },
	[REQUESTS] = { "it asks for", 218 }, [SERVERS] = { "servers", 112 },
	[ACCOUNTS] = { "decrypt with the key of", 186 }, [BACK_ENDS] = { "which act towards", 186 }
};

struct box {
	const void		*what;		/* the first that it stands for */
	uint64_t		 like;
	const char		*line[LINES];
	size_t			 n;		/* that it stands for */
	const char		*note;
	const struct finding	*finding;	/* the gravest about any of them */
	int			 top;
};

enum { NO_EDGE, EDGE, WRONG_EDGE };

#define NOWHERE ((size_t)-1)

struct drawing {
	struct markup		*markup;
	const struct farm_site	*site;
	const struct decision	*decision;
	size_t			 first, n;	/* of the decisions */
	const struct delegation	*delegation;
	size_t			 n_delegation;
	struct box		 box[N_PART][MOST];
	size_t			 n_box[N_PART];
	unsigned char		 edge[N_PART][MOST][N_PART][MOST];
};

/* The box of WHAT in a part: one that is LIKE it, or a new one. */
static size_t
box_for(struct drawing *drawing, enum part in, const void *what, uint64_t like, const char *text)
{
	struct box	*box = drawing->box[in];
	size_t		 i, n = drawing->n_box[in];

	for (i = 0; i < n && box[i].like != like; i++)
		continue;
	if (i == MOST)
		i--;
	else if (i == n) {
		box[i] = (struct box){ .what = what, .like = like };
		drawing->n_box[in]++;
	}
	if (box[i].n < LINES)
		box[i].line[box[i].n] = text;
	box[i].n++;
	return i;
}

static void
box_find(struct drawing *drawing, enum part in, size_t i, const struct finding *finding)
{
	struct box	*box = &drawing->box[in][i];

	if (finding != NULL && finding->check->severity != SEVERITY_INFO &&
	    (box->finding == NULL || box->finding->check->severity < finding->check->severity))
		box->finding = finding;
}

static bool
is_error(const struct finding *finding)
{
	return finding != NULL && finding->check->severity == SEVERITY_ERROR;
}

static void
join(struct drawing *drawing, enum part from, size_t i, enum part to, size_t j, bool wrong)
{
	unsigned char	*edge = &drawing->edge[from][i][to][j];

	if (*edge != WRONG_EDGE)
		*edge = wrong ? WRONG_EDGE : EDGE;
}

static bool
is_key_wrong(const struct decision *d, size_t i)
{
	return d->holder != NULL ? d->key[i].account != d->holder :
	    d->rule->outcome == OUTCOME_REFUSED || d->rule->outcome == OUTCOME_PROPOSE;
}

static bool
has_wrong_key(const struct decision *d)
{
	size_t	 i;

	for (i = 0; i < d->n_server; i++) {
		if (d->key[i].account != NULL && is_key_wrong(d, i))
			return true;
	}
	return false;
}

/* The balancer is asked by it, and the servers are not. */
static bool
ends_at_balancer(const struct decision *d)
{
	return !d->requested && d->point.front != FRONT_DIRECT && d->site->balancer != NULL;
}

/* An FNV hash goes on. */
static uint64_t
mixed(uint64_t hash, const char *text)
{
	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
	return (hash ^ 0xff) * UINT64_C(1099511628211);
}

static size_t
index_of(const struct drawing *drawing, const struct farm_server *server)
{
	return (size_t)(server - drawing->markup->report->facts->farm->server);
}

/* Servers are alike where each name is decrypted with the same key there, or
 * on each with its own. */
static uint64_t
key_like(uint64_t hash, const struct decision *d, size_t i)
{
	const struct farm_account	*account = d->key[i].account;

	hash = mixed(hash, d->point.name == NAME_NODE ? "" : d->spn);
	return mixed(hash, account == NULL ? "?" : account->server == d->server[i] ? "" : account->text);
}

static void
servers(struct drawing *drawing)
{
	const struct farm_site	*site = drawing->site;
	uint64_t		*like = pool_alloc(&drawing->markup->pool, site->n_server * sizeof(*like));
	size_t			*at = drawing->markup->box_of, i, j;
	bool			 many = site->n_server > MANY;

	for (i = 0; i < site->n_server; i++) {
		drawing->markup->key_box_of[index_of(drawing, site->server[i])] = NOWHERE;
		at[index_of(drawing, site->server[i])] = i;
		like[i] = many ? 0 : i + 1;
	}
	for (i = 0; many && i < drawing->n; i++) {
		for (j = 0; j < drawing->decision[i].n_server; j++) {
			uint64_t	*to = &like[at[index_of(drawing, drawing->decision[i].server[j])]];

			*to = key_like(*to, &drawing->decision[i], j);
		}
	}
	for (i = 0; i < site->n_server; i++)
		at[index_of(drawing, site->server[i])] = box_for(drawing, SERVERS, site->server[i], like[i],
		    site->server[i]->name);
}

/* Names are alike where all that is drawn of them is. */
static uint64_t
name_like(const struct drawing *drawing, const struct decision *d, const struct finding *finding)
{
	uint64_t	 hash = mixed(d->rule->outcome, finding != NULL ? finding->check->id : "");
	size_t		 i;

	hash = mixed(hash, d->application != NULL ? d->application->url : "");
	for (i = 0; i < d->n_server; i++)
		hash = (hash ^ drawing->markup->box_of[index_of(drawing, d->server[i])]) * UINT64_C(1099511628211);
	return hash;
}

static const char *
name_note(struct drawing *drawing, const struct decision *d)
{
	return pool_printf(&drawing->markup->pool, "%s%s%s", outcome_word[d->rule->outcome],
	    d->application != NULL ? ", " : "", d->application != NULL ? d->application->url : "");
}

/* Machines that are alike share a box, and so do their keys. */
static size_t
own_account_box(struct drawing *drawing, const struct farm_account *account)
{
	size_t	 server = index_of(drawing, account->server), *at = &drawing->markup->key_box_of[server];

	if (*at == NOWHERE) {
		*at = box_for(drawing, ACCOUNTS, account, mixed(drawing->markup->box_of[server], "own"), account->text);
		drawing->box[ACCOUNTS][*at].note = drawing->box[ACCOUNTS][*at].n > 1 ? "each has its own" : NULL;
	}
	return *at;
}

static size_t
other_account_box(struct drawing *drawing, const struct farm_account *account)
{
	size_t	 i;

	for (i = 0; i < drawing->n_box[ACCOUNTS]; i++) {
		if (drawing->box[ACCOUNTS][i].what == account)
			return i;
	}
	return box_for(drawing, ACCOUNTS, account, fold_hash(account->text), account->text);
}

/* The account that decrypts on that server, with what was found about it. */
static size_t
account_box(struct drawing *drawing, const struct farm_account *account, const struct farm_server *server)
{
	struct markup		*markup = drawing->markup;
	const struct finding	*finding;
	size_t			 i, step = 0;

	i = server != NULL && account->server == server && drawing->site->n_server > MANY ?
	    own_account_box(drawing, account) : other_account_box(drawing, account);
	while ((finding = table_next(&markup->of_account, fold_hash(account->text), &step)) != NULL) {
		if (finding->subject.account == account)
			box_find(drawing, ACCOUNTS, i, finding);
	}
	return i;
}

/* What clients or the balancer ask for, and where that leads. */
static void
name(struct drawing *drawing, size_t i)
{
	const struct decision		*d = &drawing->decision[i];
	const struct finding		*finding = drawing->markup->of_decision[drawing->first + i];
	enum part			 part = d->requested ? REQUESTS : NAMES;
	size_t				 j, server, at = box_for(drawing, part, d,
					    drawing->n > MANY ? name_like(drawing, d, finding) : drawing->first + i, d->spn);
	bool				 keys = has_wrong_key(d), behind;

	drawing->box[part][at].note = name_note(drawing, d);
	box_find(drawing, part, at, finding);
	join(drawing, d->requested ? BALANCER : CLIENTS, 0, part, at, is_error(finding) && !keys);
	behind = !d->requested && d->site->balancer != NULL && d->point.name != NAME_NODE;
	if (behind || ends_at_balancer(d))
		join(drawing, NAMES, at, BALANCER, 0, false);
	if (ends_at_balancer(d))
		return;
	for (j = 0; j < d->n_server; j++) {
		server = drawing->markup->box_of[index_of(drawing, d->server[j])];
		if (behind)
			join(drawing, BALANCER, 0, SERVERS, server, false);
		else
			join(drawing, part, at, SERVERS, server, false);
		if (d->key[j].account != NULL)
			join(drawing, SERVERS, server, ACCOUNTS,
			    account_box(drawing, d->key[j].account, d->server[j]), is_error(finding) && is_key_wrong(d, j));
	}
}

/* What is wrong comes first: where there are many boxes, it has its own. */
static void
names(struct drawing *drawing)
{
	size_t	 i;
	int	 pass;

	for (pass = 0; pass < 2; pass++) {
		for (i = 0; i < drawing->n; i++) {
			if (is_error(drawing->markup->of_decision[drawing->first + i]) == (pass == 0))
				name(drawing, i);
		}
	}
	if (drawing->n_box[BALANCER] > 0 && drawing->n_box[NAMES] == 0)
		join(drawing, CLIENTS, 0, BALANCER, 0, false);
}

static void
delegations(struct drawing *drawing)
{
	struct markup			*markup = drawing->markup;
	const struct delegation		*d;
	const struct finding		*finding;
	size_t				 i, j, from, to;

	for (i = 0; i < drawing->n_delegation; i++) {
		d = &drawing->delegation[i];
		finding = markup->of_delegation[d - markup->report->facts->plan->delegation];
		if (d->point.part == PART_BALANCER && drawing->n_box[BALANCER] > 0) {
			box_find(drawing, BALANCER, 0, finding);
			for (j = 0; is_error(finding) && j < drawing->n_box[REQUESTS]; j++)
				join(drawing, BALANCER, 0, REQUESTS, j, true);
		} else if (d->from != NULL && d->to != NULL) {
			from = account_box(drawing, d->from, d->from->server);
			to = box_for(drawing, BACK_ENDS, d->to, fold_hash(d->to->text), d->to->text);
			/* However many front ends there are, it is one back end. */
			drawing->box[BACK_ENDS][to].n = 1;
			drawing->box[BACK_ENDS][to].note = delegation_word[d->rule->kind];
			box_find(drawing, BACK_ENDS, to, finding);
			join(drawing, ACCOUNTS, from, BACK_ENDS, to, is_error(finding));
		}
	}
}

static int
left_of(const struct drawing *drawing, enum part in)
{
	int	 x = MARGIN, i;

	for (i = 0; i < (int)in && i < ACCOUNTS; i++)
		x += drawing->n_box[i] == 0 ? 0 : column[i].width + GAP;
	return x;
}

static int
lines_of(const struct box *box)
{
	return box->n > LINES ? LINES + 1 : (int)box->n;
}

static int
height_of(const struct box *box)
{
	return lines_of(box) * LINE + 12;
}

/* Below each other from TOP on; where the next one would be. */
static int
stack(struct box *box, size_t n, int top)
{
	size_t	 i;

	for (i = 0; i < n; i++) {
		box[i].top = top;
		top += height_of(&box[i]) + (box[i].note != NULL ? NOTE : 0) + (box[i].finding != NULL ? NOTE : 0) + SPACE;
	}
	return top;
}

/* Of the whole. */
static int
arrange(struct drawing *drawing)
{
	int	 part, bottom, most = 0;

	for (part = 0; part < BACK_ENDS; part++) {
		bottom = stack(drawing->box[part], drawing->n_box[part], HEAD);
		if (part == ACCOUNTS && drawing->n_box[BACK_ENDS] > 0)
			bottom = stack(drawing->box[BACK_ENDS], drawing->n_box[BACK_ENDS], bottom + HEAD);
		most = bottom > most ? bottom : most;
	}
	return most;
}

/* At most N characters of TEXT: the whole of it is in the title. */
static char *
cut(struct pool *pool, const char *text, int n)
{
	const char	*at;

	for (at = text; *at != '\0'; at++) {
		if ((*at & 0xc0) != 0x80 && n-- == 0)
			return pool_printf(pool, "%.*s…", (int)(at - text), text);
	}
	return pool_copy(pool, text);
}

static void
label(struct drawing *drawing, int x, int y, const char *class, const char *text, int n)
{
	struct pool	*pool = &drawing->markup->pool;

	fprintf(drawing->markup->out, "<text x=\"%d\" y=\"%d\" class=\"%s\">", x, y, class);
	markup_text(drawing->markup, cut(pool, printable(pool, text), n));
	fputs("</text>", drawing->markup->out);
}

static void
draw_box(struct drawing *drawing, enum part in, const struct box *box)
{
	FILE		*out = drawing->markup->out;
	int		 x = left_of(drawing, in), y = box->top, width = column[in].width, i;
	const char	*class = is_error(box->finding) ? " wrong" : "";
	int		 names = (width - 14) * 10 / NAME_UNITS, notes = (width + GAP) * 10 / NOTE_UNITS;

	fputs("<g><title>", out);
	for (i = 0; i < LINES && (size_t)i < box->n; i++) {
		fputs(i > 0 ? ", " : "", out);
		markup_text(drawing->markup, box->line[i]);
	}
	fprintf(out, "</title><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"5\" class=\"box%s%s\"/>",
	    x, y, width, height_of(box), in == ACCOUNTS || in == BACK_ENDS ? " key" : "", class);
	y += LINE + 2;
	for (i = 0; i < LINES && (size_t)i < box->n; i++, y += LINE)
		label(drawing, x + 7, y, "name", box->line[i], names);
	if (box->n > LINES) {
		label(drawing, x + 7, y, "note", pool_printf(&drawing->markup->pool, "and %zu more",
		    box->n - LINES), notes);
		y += LINE;
	}
	y += NOTE - 5;
	if (box->note != NULL) {
		label(drawing, x + 7, y, "note", box->note, notes);
		y += NOTE;
	}
	if (box->finding != NULL)
		label(drawing, x + 7, y, is_error(box->finding) ? "note wrong" : "note warned",
		    pool_printf(&drawing->markup->pool, "%s: %s", severity_word[box->finding->check->severity],
		    box->finding->check->id), notes + 4);
	fputs("</g>\n", out);
}

static int
middle_of(const struct box *box)
{
	return box->top + height_of(box) / 2;
}

/* To the next column; or round, to what stands in the same. */
static void
draw_edge(struct drawing *drawing, enum part from, size_t i, enum part to, size_t j)
{
	int	 x = left_of(drawing, from) + column[from].width, y = middle_of(&drawing->box[from][i]);
	int	 to_x = left_of(drawing, to), to_y = middle_of(&drawing->box[to][j]);
	int	 bend = (to_x - x) / 2, to_bend = bend, tip;
	const char *class;

	if (to == BACK_ENDS) {
		to_x = x;
		bend = LOOP;
		to_bend = -LOOP;
	}
	class = drawing->edge[from][i][to][j] == WRONG_EDGE ? " wrong" : "";
	tip = to_bend < 0 ? TIP : -TIP;
	fprintf(drawing->markup->out, "<path d=\"M%d %dC%d %d %d %d %d %d\" class=\"edge%s\"/>"
	    "<path d=\"M%d %dl%d -4v8z\" class=\"tip%s\"/>\n",
	    x, y, x + bend, y, to_x + tip - to_bend, to_y, to_x + tip, to_y, class, to_x, to_y, tip, class);
}

/* Those of a kind: what is wrong is drawn over the others. */
static void
draw_edges(struct drawing *drawing, int kind)
{
	size_t	 i, j;
	int	 from, to;

	for (from = 0; from < N_PART; from++) {
		for (to = from + 1; to < N_PART; to++) {
			for (i = 0; i < drawing->n_box[from]; i++) {
				for (j = 0; j < drawing->n_box[to]; j++) {
					if (drawing->edge[from][i][to][j] == kind)
						draw_edge(drawing, (enum part)from, i, (enum part)to, j);
				}
			}
		}
	}
}

static void
draw_parts(struct drawing *drawing)
{
	size_t	 i;
	int	 part;

	for (part = 0; part < N_PART; part++) {
		if (drawing->n_box[part] == 0)
			continue;
		label(drawing, left_of(drawing, (enum part)part),
		    drawing->box[part][0].top - 8, "head", column[part].title, (int)strlen(column[part].title));
		for (i = 0; i < drawing->n_box[part]; i++)
			draw_box(drawing, (enum part)part, &drawing->box[part][i]);
	}
}

/* What is named in it, each once. */
static void
told_below(struct drawing *drawing)
{
	const struct finding	*told[N_PART * MOST];
	size_t			 i, j, n = 0;
	int			 part;

	for (part = 0; part < N_PART; part++) {
		for (i = 0; i < drawing->n_box[part]; i++) {
			const struct finding	*finding = drawing->box[part][i].finding;

			for (j = 0; j < n && finding != NULL && told[j]->check != finding->check; j++)
				continue;
			if (finding == NULL || j < n)
				continue;
			told[n++] = finding;
			fputs(n == 1 ? "<ul class=\"told\">\n" : "", drawing->markup->out);
			markup_detail(drawing->markup, finding);
		}
	}
	fputs(n > 0 ? "</ul>\n" : "", drawing->markup->out);
}

static void
site_delegations(struct drawing *drawing)
{
	const struct plan	*plan = drawing->markup->report->facts->plan;
	size_t			*next = &drawing->markup->next_delegation;

	while (*next < plan->n_delegation && plan->delegation[*next].site < drawing->site)
		++*next;
	drawing->delegation = plan->delegation + *next;
	for (; *next < plan->n_delegation && plan->delegation[*next].site == drawing->site; ++*next)
		drawing->n_delegation++;
}

/* Findings stand in order of gravity: the first about a thing is kept. */
void
drawing_index(struct markup *markup)
{
	const struct report	*report = markup->report;
	const struct plan	*plan = report->facts->plan;
	struct finding		*finding;
	size_t			 i;

	markup->of_decision = pool_alloc(&markup->pool, plan->n_decision * sizeof(*markup->of_decision));
	markup->of_delegation = pool_alloc(&markup->pool, plan->n_delegation * sizeof(*markup->of_delegation));
	markup->box_of = pool_alloc(&markup->pool, report->facts->farm->n_server * sizeof(*markup->box_of));
	markup->key_box_of = pool_alloc(&markup->pool, report->facts->farm->n_server * sizeof(*markup->key_box_of));
	for (i = 0; i < report->n_finding; i++) {
		finding = &report->finding[i];
		if (finding->subject.decision != NULL && markup->of_decision[finding->subject.index] == NULL)
			markup->of_decision[finding->subject.index] = finding;
		else if (finding->subject.delegation != NULL && markup->of_delegation[finding->subject.index] == NULL)
			markup->of_delegation[finding->subject.index] = finding;
		else if (finding->subject.decision == NULL && finding->subject.delegation == NULL &&
		    finding->subject.account != NULL)
			table_put(&markup->pool, &markup->of_account, fold_hash(finding->subject.account->text), finding);
	}
}

void
drawing_site(struct markup *markup, size_t first, size_t n)
{
	const struct decision	*d = &markup->report->facts->plan->decision[first];
	const struct farm_site	*site = d->site;
	struct drawing		 drawing = { .markup = markup, .site = site, .decision = d, .first = first, .n = n };
	int			 width, height;

	site_delegations(&drawing);
	box_for(&drawing, CLIENTS, site, 0, "clients");
	if (site->balancer != NULL) {
		box_for(&drawing, BALANCER, site->balancer, 0, site->balancer->name);
		drawing.box[BALANCER][0].note = word_for(word_balancer_mode, site->balancer->mode);
	}
	servers(&drawing);
	names(&drawing);
	delegations(&drawing);
	height = arrange(&drawing);
	width = left_of(&drawing, ACCOUNTS) + column[ACCOUNTS].width + LOOP + MARGIN;
	fprintf(markup->out, "<div class=\"drawing\" role=\"group\" tabindex=\"0\" aria-label=\"Drawing of site %zu\">\n"
	    "<svg role=\"img\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\"><title>",
	    (size_t)(site - markup->report->facts->farm->site) + 1, width, height, width, height);
	markup_text(markup, pool_printf(&markup->pool,
	    "Site '%s': its names, servers and the accounts whose keys decrypt", site->name));
	fputs("</title>\n", markup->out);
	draw_edges(&drawing, EDGE);
	draw_edges(&drawing, WRONG_EDGE);
	draw_parts(&drawing);
	fputs("</svg>\n</div>\n", markup->out);
	told_below(&drawing);
}
