// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * traffic.c - the sending plan and the book of what came back, see traffic.h.
 */
#include "traffic.h"

#include <stdlib.h>
#include <string.h>

/*
 * First texts, as people write them without accents on a telephone; GSM 7, where \005 is e acute.
 * Each takes the message's number, so that no two texts of a run are the same.
 */
static const char *const texts[] = {
	"Salut c'est Thomas, on s'est vus hier soir au bar. Ca va ? (%u)",
	"Coucou, c'est moi de tout a l'heure, tu fais quoi ce week-end ? %u",
	"Hello, it's Mark from the gym, you gave me your number :) %u",
	"Bonsoir, j'ai ador\005 parler avec toi. On se revoit quand ? %u",
	"Hi! Was really nice to meet you yesterday, coffee some time? %u",
	"C'est Karim, du m\005tro ligne %u. R\005ponds-moi !",
	"Hey you, so is this really your number? %u",
	"Alors, toujours partante pour un verre demain ? %u",
	"Good evening, Paul here, number %u on your list I guess. Call me?",
	"slt ca va ? c le mec en blouson bleu %u",
	"I had a great time talking to you. Free on Friday at %u?",
	"Tu m'as dit de t'ecrire alors je t'ecris, dossier %u :-)",
};
#define TEXTS (sizeof(texts) / sizeof(texts[0]))

static void *array_of(size_t count, size_t size)
{
	void *array = calloc(count == 0 ? 1 : count, size);
	if (array == NULL) {
		perror("smsc: out of memory");
		exit(1);
	}
	return array;
}

void traffic_init(struct traffic *t, const struct traffic_options *options)
{
	*t = (struct traffic){
		.options = *options,
		.sent_at = array_of(options->messages, sizeof(uint64_t)),
		.acked_at = array_of(options->messages, sizeof(uint64_t)),
		.replied_at = array_of(options->senders, sizeof(uint64_t)),
		.again = array_of(options->messages, sizeof(uint32_t)),
	};
}

void traffic_finish(struct traffic *t)
{
	free(t->sent_at);
	free(t->acked_at);
	free(t->replied_at);
	free(t->again);
	*t = (struct traffic){0};
}

void traffic_start(struct traffic *t, uint64_t now)
{
	t->started_at = now;
}

static uint32_t asked(const struct traffic *t)
{
	return t->next < t->options.senders ? t->next : t->options.senders;
}

static void note_peaks(struct traffic *t)
{
	uint32_t backlog = asked(t) - t->counts.replies;
	if (backlog > t->counts.peak_backlog)
		t->counts.peak_backlog = backlog;
	if (t->unacked > t->counts.peak_unacked)
		t->counts.peak_unacked = t->unacked;
}

static void deliver(struct traffic *t, uint32_t message, struct wire_out *out)
{
	char source[16];
	char text[160];
	unsigned number = t->options.first + message % t->options.senders;

	snprintf(source, sizeof(source), "999%09u", number);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(text, sizeof(text), texts[message % TEXTS], message + 1);
#pragma GCC diagnostic pop
	wire_put_message(out, WIRE_DELIVER_SM, message + 1,
			 &(struct wire_message){
				 .source = source,
				 .destination = t->options.to,
				 .text = text,
			 });
	t->unacked++;
	note_peaks(t);
}

/* An open-loop schedule measures from the time a message was due: a slow peer cannot hide behind
 * it. */
static uint64_t scheduled_at(const struct traffic *t, uint32_t message)
{
	return t->started_at + message * NS_PER_S / t->options.rate;
}

static bool may_send(const struct traffic *t, uint64_t now)
{
	if (t->next == t->options.messages)
		return false;
	return t->options.rate == 0 || scheduled_at(t, t->next) <= now;
}

void traffic_pump(struct traffic *t, uint64_t now, struct wire_out *out)
{
	while (t->unacked < t->options.window && t->again_len > 0) {
		t->counts.redelivered++;
		deliver(t, t->again[--t->again_len], out);
	}
	while (t->unacked < t->options.window && may_send(t, now)) {
		uint32_t message = t->next++;
		t->sent_at[message] = t->options.rate == 0 ? now : scheduled_at(t, message);
		deliver(t, message, out);
	}
}

uint64_t traffic_due(const struct traffic *t)
{
	if (t->options.rate == 0 || t->next == t->options.messages || t->started_at == 0)
		return 0;
	return scheduled_at(t, t->next);
}

void traffic_ack(struct traffic *t, uint64_t now, const struct wire_pdu *pdu)
{
	uint32_t message = pdu->sequence - 1;

	if (message >= t->options.messages) {
		if (message - t->options.messages < t->counts.receipts)
			t->counts.receipts_acked++;
		else
			t->counts.stray++;
		return;
	}
	if (message >= t->next || t->acked_at[message] != 0) {
		t->counts.stray++;
		return;
	}
	t->acked_at[message] = now;
	t->last_ack_at = now;
	t->unacked--;
	t->settled++;
	if (pdu->status == WIRE_OK)
		t->counts.acked++;
	else
		t->counts.nacked++;
}

/* As a real SMSC does: what was not acknowledged when the link broke comes again. */
void traffic_link_lost(struct traffic *t)
{
	while (t->oldest < t->next && t->acked_at[t->oldest] != 0)
		t->oldest++;
	t->again_len = 0;
	for (uint32_t i = t->next; i > t->oldest; i--) {
		if (t->acked_at[i - 1] == 0)
			t->again[t->again_len++] = i - 1;
	}
	t->unacked = 0;
}

/* The sender a reply goes to, or false for a number that no message came from. */
static bool sender_of(const struct traffic *t, const char *number, uint32_t *ret)
{
	if (number[0] == '+')
		number++;
	if (strncmp(number, "00", 2) == 0)
		number += 2;
	if (strlen(number) != 12 || strncmp(number, "999", 3) != 0)
		return false;
	char *end;
	unsigned long counter = strtoul(number + 3, &end, 10);
	if (*end != '\0' || counter < t->options.first)
		return false;
	if (counter - t->options.first >= asked(t))
		return false;
	*ret = (uint32_t)(counter - t->options.first);
	return true;
}

/* Fixed windows of one second, as carriers' own counters are. */
static bool throttle_admits(struct traffic *t, uint64_t now)
{
	if (t->options.throttle == 0)
		return true;
	uint64_t second = (now - t->started_at) / NS_PER_S;
	if (second != t->window_second) {
		t->window_second = second;
		t->window_accepted = 0;
	}
	if (t->window_accepted == t->options.throttle)
		return false;
	t->window_accepted++;
	return true;
}

enum wire_status traffic_submit(struct traffic *t, uint64_t now, const struct wire_heard *submit)
{
	uint32_t sender;

	t->last_submit_at = now;
	if (!throttle_admits(t, now)) {
		t->counts.throttled++;
		return WIRE_THROTTLED;
	}
	if (!sender_of(t, submit->destination, &sender)) {
		t->counts.stray++;
	} else if (submit->part > 1) {
		t->counts.further_parts++;
	} else if (t->replied_at[sender] != 0) {
		t->counts.duplicates++;
	} else {
		t->replied_at[sender] = now;
		t->last_reply_at = now;
		t->counts.replies++;
	}
	return WIRE_OK;
}

uint32_t traffic_receipt(struct traffic *t)
{
	return t->options.messages + ++t->counts.receipts;
}

bool traffic_complete(const struct traffic *t)
{
	return t->settled == t->options.messages && t->counts.replies >= t->options.expect &&
	       t->counts.receipts_acked == t->counts.receipts;
}
