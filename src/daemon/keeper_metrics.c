// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What the keeper counts: a page in Prometheus' text format, and the same for operators. Lines and
 * bearers are named, people never: no number and no text. One row a metric; the table is the
 * manual.
 */
#include "daemon/keeper.h"
#include "daemon/keeper_hooks.h"
#include "daemon/now.h"

#include <string.h>

/* L(member of struct flow_counts, kind, what it is). A counter begins at 0 with each start. */
#define LINE_METRICS(L)                                                                            \
	L(messages, "counter", "Messages received.")                                               \
	L(parts, "counter", "Parts of longer messages that waited for the others.")                \
	L(duplicates, "counter", "Messages that a carrier delivered again.")                       \
	L(calls, "counter", "Times the phone rang.")                                               \
	L(tips, "counter", "Forwarded advertisements.")                                            \
	L(sightings, "counter", "Approaches seen on other sites.")                                 \
	L(answers, "counter", "Answers handed to the bearer.")                                     \
	L(late, "counter", "Answers of these that went out after their window.")                   \
	L(held, "counter", "Times an answer was held, for a person or for money.")                 \
	L(muted, "counter", "Senders that are not written to any more.")                           \
	L(flags, "counter", "Messages that a person should look at.")                              \
	L(failed, "counter", "Answers that the carrier refused.")                                  \
	L(unknown, "counter", "Answers of which nobody knows whether they left.")                  \
	L(delivered, "counter", "Answers whose receipt says that they arrived.")                   \
	L(limited, "counter", "Messages beyond a limit, which get no answer.")                     \
	L(loops, "counter", "Robots that answered our answers.")                                   \
	L(siege, "gauge", "1 while far more write than the hour lets expect.")                     \
	L(rate, "gauge", "First contacts in the last hour.")                                       \
	L(expected, "gauge", "First contacts that this hour lets expect.")                         \
	L(senders, "gauge", "Different senders today, estimated.")                                 \
	L(waiting, "gauge", "Answers that wait.")                                                  \
	L(sending, "gauge", "Answers handed to the bearer, not yet confirmed.")                    \
	L(paused, "gauge", "1 while the line is paused.")

/* C(member of struct keeper, what it counts) */
#define KEEPER_METRICS(C)                                                                          \
	C(batches, "Transactions.")                                                                \
	C(batch_messages, "Messages in them.")                                                     \
	C(refused, "Messages that were not taken: addressed to no line, or no room.")              \
	C(effects_dropped, "Effects that followers were too slow for.")

enum line_metric {
#define X(member, kind, what) METRIC_##member,
	LINE_METRICS(X)
#undef X
	METRIC_COUNT
};

static const struct {
	const char *name, *kind, *what;
} metrics[METRIC_COUNT] = {
#define X(member, kind, what) {#member, kind, what},
	LINE_METRICS(X)
#undef X
};

static uint64_t metric_value(const struct flow_counts *counts, size_t metric)
{
	const uint64_t values[METRIC_COUNT] = {
#define X(member, kind, what) (uint64_t) counts->member,
		LINE_METRICS(X)
#undef X
	};

	return values[metric];
}

/* ---- the page ---- */

struct page {
	struct keeper *keeper;
	struct buf *out;
	const char *currency;
	size_t line_count;
	struct flow_counts counts[LINES_MAX];
};

static void put_head(struct buf *out, const char *name, const char *kind, const char *what)
{
	buf_add_format(out, "# HELP %s %s\n# TYPE %s %s\n", name, what, name, kind);
}

/* Counters are named ..._total, as Prometheus wants it. */
static void put_line_metric(const struct page *page, size_t metric)
{
	const char *kind = metrics[metric].kind;
	struct buf name = {0};

	buf_add_format(&name, "fauxbond_%s%s", metrics[metric].name,
		       strcmp(kind, "counter") == 0 ? "_total" : "");
	put_head(page->out, buf_text(&name), kind, metrics[metric].what);
	for (uint32_t i = 0; i < page->line_count; i++)
		buf_add_format(page->out, "%s{line=\"%s\"} %llu\n", buf_text(&name),
			       flow_line(page->keeper->flow, i)->name,
			       (unsigned long long)metric_value(&page->counts[i], metric));
	buf_finish(&name);
}

static void put_money(const struct page *page, uint32_t line, const char *name, const char *window,
		      int64_t micro)
{
	char text[32];

	buf_add_format(page->out, "%s{line=\"%s\"", name,
		       flow_line(page->keeper->flow, line)->name);
	if (window != NULL)
		buf_add_format(page->out, ",window=\"%s\"", window);
	buf_add_format(page->out, ",currency=\"%s\"} %s\n", page->currency,
		       micro == INT64_MAX ? "+Inf" : money_text(micro, text));
}

static void put_money_metrics(const struct page *page)
{
	put_head(page->out, "fauxbond_spent", "gauge",
		 "Money spent on answers in the last hour or day.");
	for (uint32_t i = 0; i < page->line_count; i++) {
		put_money(page, i, "fauxbond_spent", "hour", page->counts[i].spent_hour);
		put_money(page, i, "fauxbond_spent", "day", page->counts[i].spent_day);
	}
	put_head(page->out, "fauxbond_cap", "gauge", "The most that may be spent in that window.");
	for (uint32_t i = 0; i < page->line_count; i++) {
		put_money(page, i, "fauxbond_cap", "hour", page->counts[i].cap_hour);
		put_money(page, i, "fauxbond_cap", "day", page->counts[i].cap_day);
	}
	put_head(page->out, "fauxbond_received_cost_total", "counter",
		 "Money paid for receiving messages.");
	for (uint32_t i = 0; i < page->line_count; i++)
		put_money(page, i, "fauxbond_received_cost_total", NULL, page->counts[i].received);
}

/* `fake` and `handset` are always there. */
static bool is_bound(const struct keeper_bearer *bearer)
{
	return bearer->built_in ||
	       (bearer->channel != NULL && !bearer->gone && bearer->generation != 0);
}

static void put_bearer_metrics(const struct page *page)
{
	const struct keeper *keeper = page->keeper;

	put_head(page->out, "fauxbond_bearer_bound", "gauge",
		 "1 while the carrier can be written to.");
	for (size_t i = 0; i < keeper->bearer_count; i++)
		buf_add_format(page->out, "fauxbond_bearer_bound{bearer=\"%s\"} %d\n",
			       keeper->bearers[i].name, is_bound(&keeper->bearers[i]));
	put_head(page->out, "fauxbond_bearer_detached", "gauge",
		 "1 while the carrier is unbound on purpose (on_siege).");
	for (size_t i = 0; i < keeper->bearer_count; i++)
		if (!keeper->bearers[i].built_in)
			buf_add_format(page->out, "fauxbond_bearer_detached{bearer=\"%s\"} %d\n",
				       keeper->bearers[i].name, keeper->bearers[i].detached);
	put_head(page->out, "fauxbond_bearer_credits", "gauge",
		 "Answers that the carrier's window has room for.");
	for (size_t i = 0; i < keeper->bearer_count; i++)
		if (!keeper->bearers[i].built_in)
			buf_add_format(page->out, "fauxbond_bearer_credits{bearer=\"%s\"} %llu\n",
				       keeper->bearers[i].name,
				       (unsigned long long)keeper->bearers[i].credits);
}

static void put_keeper_metric(struct buf *out, const char *name, const char *what, uint64_t value)
{
	put_head(out, name, "counter", what);
	buf_add_format(out, "%s %llu\n", name, (unsigned long long)value);
}

static void open_page(struct keeper *keeper, struct buf *out, struct page *ret_page)
{
	ms_t now = now_ms();

	ret_page->keeper = keeper;
	ret_page->out = out;
	ret_page->currency = keeper->child->settings.house.currency;
	ret_page->line_count = flow_line_count(keeper->flow);
	for (uint32_t i = 0; i < ret_page->line_count; i++)
		flow_counts(keeper->flow, i, now, &ret_page->counts[i]);
}

void keeper_metrics(struct keeper *keeper, struct buf *out)
{
	struct page page;

	open_page(keeper, out, &page);
	for (size_t metric = 0; metric < METRIC_COUNT; metric++)
		put_line_metric(&page, metric);
	put_money_metrics(&page);
	put_bearer_metrics(&page);
	keeper_alarm_metrics(keeper, out);
	keeper_hooks_metrics(keeper, out);
	keeper_writer_metrics(keeper, out);
	keeper_learning_metrics(keeper, out);
	keeper_site_metrics(keeper, out);
#define X(member, what) put_keeper_metric(out, "fauxbond_" #member "_total", what, keeper->member);
	KEEPER_METRICS(X)
#undef X
}

/* ---- the same for operators ---- */

static void put_cap(struct jsonout *json, const char *key, int64_t micro)
{
	if (micro == INT64_MAX)
		jsonout_null(json, key);
	else
		jsonout_money(json, key, micro);
}

static void put_line(struct jsonout *json, const struct line *line,
		     const struct flow_counts *counts)
{
	jsonout_open(json, NULL);
	jsonout_text(json, "line", line->name);
	jsonout_text(json, "kind", line_kind_name(line->kind));
	jsonout_text(json, "bearer", line->bearer);
	for (size_t metric = 0; metric < METRIC_COUNT; metric++) {
		if (metric == METRIC_paused || metric == METRIC_siege)
			jsonout_bool(json, metrics[metric].name, metric_value(counts, metric) != 0);
		else
			jsonout_int(json, metrics[metric].name,
				    (int64_t)metric_value(counts, metric));
	}
	jsonout_money(json, "received_cost", counts->received);
	jsonout_money(json, "spent_hour", counts->spent_hour);
	put_cap(json, "cap_hour", counts->cap_hour);
	jsonout_money(json, "spent_day", counts->spent_day);
	put_cap(json, "cap_day", counts->cap_day);
	jsonout_close(json);
}

static void put_bearer(struct jsonout *json, const struct keeper_bearer *bearer)
{
	jsonout_open(json, NULL);
	jsonout_text(json, "bearer", bearer->name);
	jsonout_bool(json, "bound", is_bound(bearer));
	if (!bearer->built_in) {
		jsonout_bool(json, "detached", bearer->detached);
		jsonout_int(json, "credits", (int64_t)bearer->credits);
	}
	jsonout_close(json);
}

void keeper_stats(struct keeper *keeper, struct jsonout *json)
{
	struct page page;

	open_page(keeper, NULL, &page);
	jsonout_time(json, "at", now_ms());
	jsonout_text(json, "currency", page.currency);
	jsonout_open_list(json, "lines");
	for (uint32_t i = 0; i < page.line_count; i++)
		put_line(json, flow_line(keeper->flow, i), &page.counts[i]);
	jsonout_close_list(json);
	jsonout_open_list(json, "bearers");
	for (size_t i = 0; i < keeper->bearer_count; i++)
		put_bearer(json, &keeper->bearers[i]);
	jsonout_close_list(json);
#define X(member, what) jsonout_int(json, #member, (int64_t)keeper->member);
	KEEPER_METRICS(X)
#undef X
}
