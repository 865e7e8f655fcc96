// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/prompt.h"

#include "base/jsonout.h"
#include "daemon/writer.h"
#include "flow/reply/grammar.h"

#include <string.h>

/* ---- facts ---- */

struct facts {
	const struct grammar *grammar;
	const struct saying *saying;
	const char *currency;
	struct buf *out;
	bool comma;
};

static bool is_asked_who(const struct saying *saying)
{
	return saying->reaction == REACT_ASK_WHO || saying->move == MOVE_OPEN;
}

/* The value as it is to be written; nothing: this fact is not told. Numbers as the filter looks for them. */
static void put_value(const struct facts *facts, uint32_t fact, struct buf *out)
{
	const struct saying *saying = facts->saying;

	if (fact == TALK_QUANTITY)
		buf_add_format(out, "%g%s", saying->quantity, strcmp(saying->unit, "g") == 0 ? " g" : "");
	if (fact == TALK_PRICE || fact == TALK_OFFER)
		buf_add_format(out, "%g %s", fact == TALK_PRICE ? saying->price : saying->offer,
			       facts->currency);
	if (fact == TALK_PRODUCT && saying->product != 0 &&
	    saying->product <= facts->grammar->product_count)
		buf_add_text(out, facts->grammar->products[saying->product - 1].to);
	if (fact == TALK_PLACE && saying->place != NULL)
		buf_add_text(out, saying->place);
	if (fact == TALK_TIME)
		buf_add_format(out, "%d:%02d", saying->time / 60 % 24, saying->time % 60);
	if (fact == TALK_DELAY && (saying->move == MOVE_BE_LATE || saying->reaction == REACT_ASK_DELAY))
		buf_add_format(out, "%d min", saying->delay);
	if (fact == TALK_NAME && is_asked_who(saying) && facts->grammar->name_count != 0)
		buf_add_text(out, grammar_name(facts->grammar, saying->voice));
	if (fact == TALK_FRIEND && is_asked_who(saying) && facts->grammar->friend_count != 0)
		buf_add_text(out, grammar_friend(facts->grammar, saying->voice));
}

/* "label: value". Of the days only tomorrow is told, whose label is the word itself. */
static void put_fact(struct facts *facts, size_t bit)
{
	const char *label = facts->grammar->writer.facts[bit];
	uint32_t fact = 1U << bit;
	struct buf value = {0};

	put_value(facts, fact, &value);
	if (fact == TALK_DAY && (facts->saying->tags & TAG_TOMORROW) == 0)
		return;
	if (fact == TALK_DAY || value.size != 0) {
		buf_add_text(facts->out, facts->comma ? "; " : ": ");
		facts->comma = true;
		buf_add_text(facts->out, label);
		if (fact != TALK_DAY)
			buf_add_format(facts->out, ": %s", buf_text(&value));
	}
	buf_finish(&value);
}

/* One line of facts behind its head; none when there are none. */
static void put_facts(const struct facts *all, const char *head, uint32_t which)
{
	struct buf line = {0};
	struct facts facts = *all;

	facts.out = &line;
	for (size_t bit = 0; bit < GRAMMAR_FACTS; bit++)
		if ((which >> bit & 1) != 0)
			put_fact(&facts, bit);
	if (line.size != 0)
		buf_add_format(all->out, "%s%s.\n", head, buf_text(&line));
	buf_finish(&line);
}

/* ---- what is asked ---- */

static const char *register_text(const struct grammar *grammar, uint64_t voice)
{
	uint32_t tag = grammar_register(voice);

	return grammar->writer.registers[tag == TAG_STREET ? 0 : tag == TAG_PLAIN ? 1 : 2];
}

static void put_texts(const struct wording *wording, struct buf *out)
{
	struct jsonout json;

	jsonout_init(&json, out);
	jsonout_open_list(&json, NULL);
	for (size_t i = 0; i < wording->count; i++) {
		const struct recent_text *text = &wording->texts[i];

		jsonout_open(&json, NULL);
		jsonout_bytes(&json, text->ours ? "you" : "he",
			      (struct bytes){text->text, text->size});
		jsonout_close(&json);
	}
	jsonout_close_list(&json);
}

/* What he wrote comes first, and what is to be done last: so that nothing of his stands where orders do. */
static void put_task(const struct prompt *prompt, const struct wording *wording,
		     const struct grammar *grammar, struct buf *out)
{
	const struct grammar_writer *writer = &grammar->writer;
	const struct saying *saying = &wording->saying;
	const struct facts facts = {grammar, saying, prompt->currency, out, false};

	if (wording->count != 0) {
		buf_add_format(out, "%s\n", writer->untrusted);
		put_texts(wording, out);
		buf_add_text(out, "\n\n");
	}
	if (saying->reaction != REACT_NONE)
		buf_add_format(out, "%s\n", writer->answers[saying->reaction]);
	if (saying->move < MOVE_COUNT && writer->moves[saying->move] != NULL)
		buf_add_format(out, "%s\n", writer->moves[saying->move]);
	put_facts(&facts, writer->must, wording->must);
	put_facts(&facts, writer->may, saying->known & ~wording->must);
}

static void put_message(struct jsonout *json, const char *role, struct buf *content)
{
	jsonout_open(json, NULL);
	jsonout_text(json, "role", role);
	jsonout_bytes(json, "content", buf_bytes(content));
	jsonout_close(json);
}

static void put_request(const struct prompt *prompt, struct buf *system, struct buf *task,
			struct buf *out)
{
	struct jsonout json;

	jsonout_init(&json, out);
	jsonout_open(&json, NULL);
	jsonout_text(&json, "model", prompt->model);
	jsonout_open_list(&json, "messages");
	put_message(&json, "system", system);
	put_message(&json, "user", task);
	jsonout_close_list(&json);
	jsonout_real(&json, "temperature", prompt->temperature, 3);
	jsonout_int(&json, "max_tokens", WRITER_TOKENS);
	jsonout_bool(&json, "stream", false);
	jsonout_close(&json);
}

bool prompt_write(const struct prompt *prompt, const struct wording *wording, struct buf *out)
{
	const struct grammar *grammar = NULL;
	struct buf system = {0}, task = {0}, request = {0};
	bool fits;

	for (size_t i = 0; i < prompt->packs->count; i++)
		if (prompt->packs->packs[i].language == (int)wording->saying.language)
			grammar = prompt->packs->packs[i].talk;
	if (grammar == NULL || grammar->writer.system == NULL)
		return false;
	buf_add_format(&system, "%s\n%s", grammar->writer.system,
		       register_text(grammar, wording->saying.voice));
	put_task(prompt, wording, grammar, &task);
	put_request(prompt, &system, &task, &request);
	fits = request.size <= WRITER_REQUEST_MAX;
	if (fits)
		buf_add(out, request.data, request.size);
	buf_finish(&system);
	buf_finish(&task);
	buf_finish(&request);
	return fits;
}
