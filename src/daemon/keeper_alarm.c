// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The keeper and its errand: which effects operators are told of, when, and what became of it. The queues are here and not
 * with the errand, so that whichever process dies, at most what was under way is done twice. Nothing here delays a
 * message: an alarm is handed over in one small write, and its end comes when it comes.
 */
#include "base/log.h"
#include "daemon/keeper.h"
#include "daemon/now.h"
#include "daemon/settings_alarm.h"

#include <string.h>

struct keeper_alarms {
	struct keeper *keeper;
	struct alarm_queue queues[ALARM_WAY_COUNT];
	bool open[ALARM_WAY_COUNT];
	struct event *timer;
	uint64_t ended[ALARM_WAY_COUNT][ALARM_OUTCOME_COUNT], given_up[ALARM_WAY_COUNT];
	struct buf body;
};

/* ---- to the errand ---- */

static void send_alarm(struct keeper_alarms *alarms, enum alarm_way way,
		       const struct alarm_entry *entry)
{
	struct ipc_alarm alarm = {
		.token = entry->token, .way = way, .body = buf_bytes(&entry->body)};

	memcpy(alarm.id, entry->id, ALARM_ID);
	ipc_put_alarm(channel_begin(alarms->keeper->errand, IPC_ALARM), &alarm);
	channel_end(alarms->keeper->errand);
}

static void arm(struct keeper_alarms *alarms)
{
	ms_t next = MS_NEVER;
	struct timeval wait;

	for (size_t way = 0; way < ALARM_WAY_COUNT; way++) {
		ms_t at = alarm_queue_next(&alarms->queues[way]);

		next = at < next ? at : next;
	}
	wait = now_until(next);
	event_del(alarms->timer);
	if (alarms->keeper->errand != NULL && next != MS_NEVER)
		event_add(alarms->timer, &wait);
}

/* Hands over what is due, as far as somebody is there to take it. */
static void pump(struct keeper_alarms *alarms)
{
	ms_t now = now_ms();

	for (size_t way = 0; alarms->keeper->errand != NULL && way < ALARM_WAY_COUNT; way++) {
		const struct alarm_entry *entry = alarm_queue_take(&alarms->queues[way], now);

		if (entry != NULL)
			send_alarm(alarms, (enum alarm_way)way, entry);
	}
	if (alarms->keeper->errand != NULL)
		channel_flush(alarms->keeper->errand);
	arm(alarms);
}

/* ---- how it ended ---- */

static const char *subject_text(enum alarm_subject subject)
{
	switch (subject) {
	case ALARM_OF_SIEGE:
		return "the siege";
	case ALARM_OF_RECEIVING:
		return "what receiving costs";
	case ALARM_OF_FLAG:
	default:
		return "a flag";
	}
}

static void say_end(struct keeper_alarms *alarms, enum alarm_way way, const struct alarm_end *end,
		    enum alarm_outcome outcome, uint32_t detail, uint32_t output)
{
	const char *line = flow_line(alarms->keeper->flow, end->line_index)->name;
	const char *what = subject_text(end->subject), *after = "";
	char words[96], span[CLOCK_TEXT_MAX], again[64], printed[48] = "";

	alarm_outcome_words(outcome, detail, words, sizeof words);
	if (outcome == ALARM_TOLD) {
		log_info("line %s: the operators were told of %s by the %s", line, what,
			 alarm_way_name(way));
		return;
	}
	if (end->fate == ALARM_AGAIN) {
		ms_t left = end->again - now_ms();

		snprintf(again, sizeof again, "; again in %s",
			 clock_span_text((left + MS_SECOND - 1) / MS_SECOND * MS_SECOND, span));
		after = again;
	} else if (end->fate == ALARM_GIVEN_UP && way == ALARM_WEBHOOK) {
		after = "; given up";
	} else if (end->fate == ALARM_REPLACED) {
		after = "; newer news waits";
	}
	if (output != 0)
		snprintf(printed, sizeof printed, "; it printed %u bytes", output);
	log_warn("line %s: telling the operators of %s by the %s failed: %s%s%s", line, what,
		 alarm_way_name(way), words, printed, after);
}

static void ended(struct keeper_alarms *alarms, enum alarm_way way, uint64_t token,
		  enum alarm_outcome outcome, uint32_t detail, uint32_t output)
{
	struct alarm_end end;

	alarm_queue_ended(&alarms->queues[way], token, outcome, now_ms(), &end);
	if (end.fate == ALARM_NOT_OURS)
		return;
	alarms->ended[way][outcome]++;
	alarms->given_up[way] += end.fate == ALARM_GIVEN_UP;
	say_end(alarms, way, &end, outcome, detail, output);
}

static void lose_all(struct keeper_alarms *alarms)
{
	for (size_t way = 0; way < ALARM_WAY_COUNT; way++) {
		uint64_t token = alarm_queue_under_way(&alarms->queues[way]);

		if (token != 0)
			ended(alarms, (enum alarm_way)way, token, ALARM_LOST, 0, 0);
	}
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
	struct keeper_alarms *alarms = context;

	(void)fd;
	(void)what;
	for (size_t way = 0; way < ALARM_WAY_COUNT; way++) {
		uint64_t token = alarm_queue_overdue(&alarms->queues[way], now_ms());

		if (token != 0)
			ended(alarms, (enum alarm_way)way, token, ALARM_LOST, 0, 0);
	}
	pump(alarms);
}

/* ---- the errand's process ---- */

/* Tokens of the two ways are counted from places far apart, so each is of one way. */
enum err keeper_alarm_ended(struct keeper *keeper, struct bytes payload)
{
	struct ipc_alarmed alarmed;

	if (ipc_get_alarmed(payload, &alarmed) != ERR_NONE)
		return ERR_INPUT;
	for (size_t way = 0; way < ALARM_WAY_COUNT; way++)
		ended(keeper->alarms, (enum alarm_way)way, alarmed.token, alarmed.outcome,
		      alarmed.detail, alarmed.output);
	pump(keeper->alarms);
	return ERR_NONE;
}

void keeper_alarms_alone(struct keeper *keeper)
{
	if (keeper->alarms == NULL)
		return;
	lose_all(keeper->alarms);
	arm(keeper->alarms);
}

void keeper_alarms_pump(struct keeper *keeper)
{
	if (keeper->alarms != NULL)
		pump(keeper->alarms);
}

/* ---- what happens ---- */

void keeper_alarm(struct keeper *keeper, const struct effect *effect)
{
	struct keeper_alarms *alarms = keeper->alarms;
	enum alarm_subject subject;
	uint8_t id[ALARM_ID];

	if (alarms == NULL)
		return;
	buf_clear(&alarms->body);
	if (!alarm_of_effect(effect, keeper->child->settings.alarm.flags, &subject, &alarms->body))
		return;
	random_bytes(&keeper->random, id, sizeof id);
	for (size_t way = 0; way < ALARM_WAY_COUNT; way++)
		if (alarms->open[way])
			alarm_queue_put(&alarms->queues[way], effect->line_index, subject, id,
					buf_bytes(&alarms->body), now_ms());
	pump(alarms);
}

void keeper_alarms_open(struct keeper *keeper)
{
	const struct settings *settings = &keeper->child->settings;
	struct keeper_alarms *alarms;

	if (!settings_has_alarm(settings))
		return;
	alarms = mem_alloc(1, sizeof *alarms);
	alarms->keeper = keeper;
	alarms->open[ALARM_COMMAND] = settings->alarm.command != NULL;
	alarms->open[ALARM_WEBHOOK] = settings->alarm.webhook != NULL;
	for (size_t way = 0; way < ALARM_WAY_COUNT; way++)
		alarm_queue_init(&alarms->queues[way], (enum alarm_way)way,
				 ((uint64_t)now_ms() << 20) + ((uint64_t)way << 16));
	alarms->timer = evtimer_new(keeper->child->base, on_timer, alarms);
	keeper->alarms = alarms;
}

void keeper_alarms_close(struct keeper *keeper)
{
	struct keeper_alarms *alarms = keeper->alarms;

	if (alarms == NULL)
		return;
	for (size_t way = 0; way < ALARM_WAY_COUNT; way++)
		alarm_queue_finish(&alarms->queues[way]);
	event_free(alarms->timer);
	buf_finish(&alarms->body);
	mem_free(alarms);
	keeper->alarms = NULL;
}

/* ---- for /metrics ---- */

void keeper_alarm_metrics(const struct keeper *keeper, struct buf *out)
{
	const struct keeper_alarms *alarms = keeper->alarms;

	if (alarms == NULL)
		return;
	buf_add_text(out, "# HELP fauxbond_alarms_total Attempts to tell operators, and how they ended.\n"
			  "# TYPE fauxbond_alarms_total counter\n");
	for (size_t way = 0; way < ALARM_WAY_COUNT; way++)
		for (size_t i = 0; alarms->open[way] && i < ALARM_OUTCOME_COUNT; i++)
			if (i == ALARM_TOLD || alarms->ended[way][i] != 0)
				buf_add_format(out, "fauxbond_alarms_total{way=\"%s\",outcome=\"%s\"} %llu\n",
					       alarm_way_name((enum alarm_way)way),
					       alarm_outcome_name((enum alarm_outcome)i),
					       (unsigned long long)alarms->ended[way][i]);
	buf_add_text(out, "# HELP fauxbond_alarms_given_up_total Alarms that never reached an operator.\n"
			  "# TYPE fauxbond_alarms_given_up_total counter\n");
	for (size_t way = 0; way < ALARM_WAY_COUNT; way++)
		if (alarms->open[way])
			buf_add_format(out, "fauxbond_alarms_given_up_total{way=\"%s\"} %llu\n",
				       alarm_way_name((enum alarm_way)way),
				       (unsigned long long)(alarms->given_up[way] +
							    alarms->queues[way].dropped));
	buf_add_text(out, "# HELP fauxbond_alarms_waiting Alarms that operators were not told yet.\n"
			  "# TYPE fauxbond_alarms_waiting gauge\n");
	for (size_t way = 0; way < ALARM_WAY_COUNT; way++)
		if (alarms->open[way])
			buf_add_format(out, "fauxbond_alarms_waiting{way=\"%s\"} %zu\n",
				       alarm_way_name((enum alarm_way)way),
				       alarm_queue_count(&alarms->queues[way]));
}
