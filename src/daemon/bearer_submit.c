// SPDX-License-Identifier: GPL-3.0-or-later
/* Answers on their way: cut into parts, handed to the session, kept until they have their end. */
#include "base/log.h"
#include "base/sms.h"
#include "daemon/bearer.h"
#include "daemon/now.h"

#include <string.h>

/* How old an answer may be that never left, to be sent after the next bind. Its money was counted when the keeper
 * handed it over: sent much later, the carrier would see more in its hour than the cap allows. */
#define RETURNED_MOST MS_MINUTE

enum {
	CODING_DEFAULT = 0x00, /* SMPP 3.4 §5.2.19 */
	CODING_UCS2 = 0x08,
};

/* NULL: it had its end, or was never ours. */
static struct bearer_answer *find(const struct bearer *bearer, uint64_t token)
{
	uint32_t at;

	return map_get(&bearer->index, token, &at) ? bearer->answers[at] : NULL;
}

static void report_failed(struct bearer *bearer, uint64_t token)
{
	struct ipc_outcome outcome = {.token = token, .state = OUTBOX_FAILED};

	if (bearer->keeper == NULL)
		return;
	ipc_put_outcome(channel_begin(bearer->keeper, IPC_FAILED), &outcome);
	channel_end(bearer->keeper);
}

/* The whole text in the carrier's own alphabet, when that is Latin-1 and it fits one part. */
static bool as_latin1(const struct bearer *bearer, struct bytes text, struct buf *out)
{
	return bearer->settings->latin1 &&
	       alphabet_encode(ALPHABET_LATIN1, (struct gsm7_shift){0}, text, out) == ERR_NONE &&
	       out->size <= 140;
}

static enum err hand_in(struct bearer *bearer, const struct bearer_answer *answer)
{
	struct smpp_message message = {.from = answer->from, .to = answer->to};
	struct bytes text = {answer->text, answer->size};
	static struct sms_part parts[SMS_PARTS_MAX];
	static uint8_t framed[SMS_PARTS_MAX][SMS_UDH_CONCAT + sizeof parts[0].data];
	struct buf latin1 = {0};
	enum alphabet alphabet;
	int count = 0;
	enum err err = ERR_NONE;

	if (as_latin1(bearer, text, &latin1)) {
		message.parts = 1;
		message.part[0] = buf_bytes(&latin1);
	} else {
		err = sms_split(text, parts, &count, &alphabet);
		message.parts = (size_t)count;
		message.udhi = count > 1;
		message.data_coding = alphabet == ALPHABET_UCS2 ? CODING_UCS2 : CODING_DEFAULT;
	}
	for (int i = 0; err == ERR_NONE && i < count; i++) {
		size_t head = count > 1 ? sms_udh_concat((uint8_t)answer->token, (uint8_t)count,
							 (uint8_t)(i + 1), framed[i])
					: 0;

		memcpy(framed[i] + head, parts[i].data, parts[i].size);
		message.part[i] = (struct bytes){framed[i], head + parts[i].size};
	}
	if (err == ERR_NONE)
		err = smpp_submit(bearer->smpp, answer->token, &message, now_ms());
	buf_finish(&latin1);
	return err;
}

/* To the session, or back into the list until there is one that takes it. */
static void offer(struct bearer *bearer, struct bearer_answer *answer)
{
	uint64_t token = answer->token;
	enum err err = bearer->bound ? hand_in(bearer, answer) : ERR_STATE;

	if (err == ERR_NONE)
		return;
	if (err == ERR_STATE || err == ERR_FULL) {
		bearer_returned(bearer, token);
		return;
	}
	log_warn("an answer can't be sent: %s", err_text(err));
	report_failed(bearer, token);
	bearer_forget(bearer, token);
}

/* A free place in the table; it grows with what the keeper hands over, which credits bound. */
static uint32_t take_place(struct bearer *bearer)
{
	for (uint32_t i = 0; i < bearer->answer_room; i++) {
		uint32_t at = (bearer->next_answer + i) % bearer->answer_room;

		if (bearer->answers[at] == NULL) {
			bearer->next_answer = at + 1;
			return at;
		}
	}
	bearer->answers = mem_grow(bearer->answers, bearer->answer_room * 2 + 64, sizeof *bearer->answers);
	memset(bearer->answers + bearer->answer_room, 0,
	       (bearer->answer_room + 64) * sizeof *bearer->answers);
	bearer->answer_room = bearer->answer_room * 2 + 64;
	return take_place(bearer);
}

void bearer_submit(struct bearer *bearer, const struct ipc_submit *submit)
{
	struct bearer_answer *answer = mem_alloc(1, sizeof *answer + submit->text.size);
	uint32_t at = take_place(bearer);

	answer->token = submit->token;
	answer->at = now_ms();
	memcpy(answer->from, submit->from, sizeof answer->from);
	memcpy(answer->to, submit->to, sizeof answer->to);
	answer->size = submit->text.size;
	if (submit->text.size != 0)
		memcpy(answer->text, submit->text.data, submit->text.size);
	if (map_put(&bearer->index, answer->token, at) != ERR_NONE) {
		report_failed(bearer, answer->token);
		mem_free(answer);
		return;
	}
	bearer->answers[at] = answer;
	offer(bearer, answer);
}

void bearer_forget(struct bearer *bearer, uint64_t token)
{
	uint32_t at;

	if (!map_get(&bearer->index, token, &at))
		return;
	map_remove(&bearer->index, token);
	bearer->returned -= bearer->answers[at]->returned;
	mem_free(bearer->answers[at]);
	bearer->answers[at] = NULL;
}

void bearer_returned(struct bearer *bearer, uint64_t token)
{
	struct bearer_answer *answer = find(bearer, token);

	if (answer == NULL || answer->returned)
		return;
	answer->returned = true;
	bearer->returned++;
}

void bearer_resubmit(struct bearer *bearer)
{
	for (uint32_t i = 0; i < bearer->answer_room && bearer->returned != 0; i++) {
		struct bearer_answer *answer = bearer->answers[i];

		if (smpp_credits(bearer->smpp) == 0)
			return;
		if (answer == NULL || !answer->returned)
			continue;
		answer->returned = false;
		bearer->returned--;
		if (now_ms() - answer->at > RETURNED_MOST) {
			report_failed(bearer, answer->token);
			bearer_forget(bearer, answer->token);
			continue;
		}
		offer(bearer, answer);
	}
}

void bearer_give_up(struct bearer *bearer)
{
	for (uint32_t i = 0; i < bearer->answer_room; i++)
		if (bearer->answers[i] != NULL)
			report_failed(bearer, bearer->answers[i]->token);
	bearer_drop_all(bearer);
	if (bearer->keeper != NULL)
		channel_flush(bearer->keeper);
}

void bearer_drop_all(struct bearer *bearer)
{
	for (uint32_t i = 0; i < bearer->answer_room; i++)
		mem_free(bearer->answers[i]);
	mem_free(bearer->answers);
	map_finish(&bearer->index);
	bearer->answers = NULL;
	bearer->answer_room = bearer->next_answer = bearer->returned = 0;
}
