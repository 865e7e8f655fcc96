// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/samples.h"

#include <string.h>

enum { SALT_SAMPLE = 7000, HOUR = 60, REGISTER_TRIES = 1000 };

static const struct {
	uint32_t tag;
	const char *name;
} registers[] = {{TAG_STREET, "street"}, {TAG_PLAIN, "plain"}, {TAG_POLITE, "polite"}};

/* Draws, one after the other. */
struct dice {
	uint64_t state;
};

static uint64_t roll(struct dice *dice, uint64_t below)
{
	dice->state = grammar_mix(dice->state, SALT_SAMPLE);
	return (dice->state >> 32) * below >> 32;
}

static bool happens(struct dice *dice, uint64_t percent)
{
	return roll(dice, 100) < percent;
}

bool sample_register(const char *name, struct sample_wish *wish)
{
	for (size_t i = 0; i < sizeof registers / sizeof registers[0]; i++) {
		if (strcmp(registers[i].name, name) == 0) {
			wish->register_tag = registers[i].tag;
			return true;
		}
	}
	return false;
}

static bool find_reaction(const char *name, struct sample_wish *wish)
{
	for (int reaction = REACT_NONE + 1; reaction < REACTION_COUNT; reaction++) {
		if (strcmp(reaction_name((enum reaction)reaction), name) != 0)
			continue;
		wish->move = MOVE_REACT;
		wish->reaction = (enum reaction)reaction;
		wish->only = true;
		return true;
	}
	return false;
}

bool sample_what(const char *name, struct sample_wish *wish)
{
	static const char prefix[] = "answer:";

	if (strcmp(name, "all") == 0)
		return true;
	if (strncmp(name, prefix, strlen(prefix)) == 0)
		return find_reaction(name + strlen(prefix), wish);
	for (int move = MOVE_OPEN; move < MOVE_GO_SILENT; move++) {
		if (strcmp(move_name((enum move)move), name) == 0) {
			wish->move = (enum move)move;
			wish->only = true;
			return true;
		}
	}
	return find_reaction(name, wish);
}

/* ---- a saying ---- */

static const char *place_in(enum language language)
{
	return language == LANGUAGE_NL	 ? "het station"
	       : language == LANGUAGE_FR ? "la gare"
					 : "the station";
}

static uint32_t situation(struct dice *dice)
{
	uint32_t tags = happens(dice, 50) ? TAG_FIRST : TAG_AGAIN;

	tags |= happens(dice, 75) ? TAG_TODAY : TAG_TOMORROW;
	tags |= happens(dice, 60) ? TAG_EVENING : happens(dice, 40) ? TAG_MORNING : 0;
	tags |= tags & TAG_TODAY && happens(dice, 50) ? TAG_SOON : 0;
	tags |= happens(dice, 30) ? TAG_WAITING : 0;
	tags |= happens(dice, 20) ? TAG_LATE2 : 0;
	return tags | (happens(dice, 30) ? TAG_ASKED : 0);
}

static void make_facts(struct dice *dice, struct saying *saying)
{
	static const char *const units[] = {"g", "g", "g", "pill", "bag", ""};
	static const double amounts[] = {1, 2, 3, 4, 5, 10};
	static const int minutes[] = {0, 0, 30, 15, 45, 20};

	strcpy(saying->unit, units[roll(dice, 6)]);
	saying->quantity = amounts[roll(dice, 6)];
	saying->price = 10 + 5 * (double)roll(dice, 20);
	saying->offer = saying->price - 5;
	saying->time = 10 * HOUR + (int)roll(dice, 13) * HOUR + minutes[roll(dice, 6)];
	saying->delay = 5 + 5 * (int)roll(dice, 6);
	saying->known = TALK_QUANTITY | TALK_PRICE | TALK_OFFER | TALK_PRODUCT | TALK_PLACE |
			TALK_TIME | TALK_DAY | TALK_DELAY | TALK_NAME | TALK_FRIEND;
	for (uint32_t bit = 0; bit < 10; bit++)
		saying->known &= happens(dice, 10) ? ~(1u << bit) : UINT32_MAX;
}

static uint64_t voice_of(struct dice *dice, uint32_t register_tag)
{
	for (int try = 0;; try++) {
		uint64_t voice = roll(dice, UINT32_MAX);

		if (register_tag == 0 || grammar_register(voice) == register_tag ||
		    try == REGISTER_TRIES)
			return voice;
	}
}

struct saying sample_saying(const struct pack *pack, const struct sample_wish *wish, uint64_t n)
{
	struct dice dice = {grammar_mix(wish->seed, SALT_SAMPLE + 1 + n)};
	struct saying saying = {.move = wish->move, .reaction = wish->reaction};

	saying.language = (enum language)pack->language;
	saying.voice = voice_of(&dice, wish->register_tag);
	saying.seed = roll(&dice, UINT32_MAX);
	saying.tags = situation(&dice);
	saying.place = place_in(saying.language);
	make_facts(&dice, &saying);
	if (pack->talk != NULL && pack->talk->product_count > 0)
		saying.product = (uint16_t)(1 + roll(&dice, pack->talk->product_count));
	if (wish->move == MOVE_NONE)
		saying.move = (enum move)(MOVE_OPEN + roll(&dice, MOVE_GO_SILENT - MOVE_OPEN));
	if (!wish->only && happens(&dice, 70))
		saying.reaction = (enum reaction)(1 + roll(&dice, REACTION_COUNT - 1));
	return saying;
}

static const char *register_name(uint64_t voice)
{
	size_t i = 0;

	while (registers[i].tag != grammar_register(voice))
		i++;
	return registers[i].name;
}

void sample_print(const struct pack *pack, const struct sample_wish *wish, uint64_t n,
		  struct buf *out)
{
	struct saying saying = sample_saying(pack, wish, n);
	struct error error = {""};
	struct buf text = {0};

	if (!wish->only)
		buf_add_format(out, "%s + %s, ", reaction_name(saying.reaction),
			       move_name(saying.move));
	buf_add_format(out, "%s: ", register_name(saying.voice));
	if (grammar_say(pack, &saying, "EUR", &text, &error) == ERR_NONE)
		buf_add(out, text.data, text.size);
	else
		buf_add_format(out, "(%s)", error.text);
	buf_add_u8(out, '\n');
	buf_finish(&text);
}
