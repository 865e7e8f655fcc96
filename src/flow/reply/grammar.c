// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/reply/grammar.h"

#include "base/mem.h"
#include "flow/reply/letters.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SALT_JOINT = 3, SALT_CHANCE, SALT_AGAIN }; /* those before: grammar_voice.c */
enum { ECHO_TRIES = 4, CLASH_TRIES = 8, HOUR = 60, DAY = 24 * HOUR };

/* Whether a list has anything to say now; not asked yet: 0. */
enum { HOLDS_UNKNOWN, HOLDS, HOLDS_NOT };

/* One saying while it is put into words. */
struct teller {
	const struct grammar *grammar;
	enum language language; /* the pack's, which counts and not the saying's */
	const struct saying *saying;
	uint32_t tags, known;
	uint64_t chance; /* counts up: one draw each */
	double number;	 /* what {N} is, within a fact */
	struct phrase *out;
	bool clash; /* what was said left nothing to say for what stands behind it */
	uint8_t holds[GRAMMAR_LISTS_MAX];
};

/* ---- what holds ---- */

static uint32_t unit_tag(const char *unit)
{
	return strcmp(unit, "g") == 0	   ? TAG_GRAM
	       : strcmp(unit, "pill") == 0 ? TAG_PILL
	       : strcmp(unit, "bag") == 0  ? TAG_BAG
					   : TAG_OTHER;
}

static uint32_t minutes_tag(int time)
{
	switch (time % HOUR) {
	case 0:
		return TAG_FULL;
	case 15:
		return TAG_QUARTER;
	case 30:
		return TAG_HALF;
	case 45:
		return TAG_TO;
	default:
		return 0;
	}
}

static uint32_t currency_tag(const char *currency)
{
	return strcmp(currency, "EUR") == 0   ? TAG_EURO
	       : strcmp(currency, "GBP") == 0 ? TAG_POUND
					      : 0;
}

static bool is_number(double value)
{
	return isfinite(value) && value > 0 && value < 100000;
}

/* The facts that can really be written: what was decided is not trusted to fit. */
static uint32_t known_facts(const struct grammar *grammar, const struct saying *saying)
{
	uint32_t known = saying->known | TALK_NAME;

	if (known & TALK_TIME && saying->tags & (TAG_TODAY | TAG_TOMORROW))
		known |= TALK_DAY;
	if (!is_number(saying->quantity))
		known &= ~(uint32_t)TALK_QUANTITY;
	if (!is_number(saying->price))
		known &= ~(uint32_t)TALK_PRICE;
	if (!is_number(saying->offer))
		known &= ~(uint32_t)TALK_OFFER;
	if (saying->product == 0 || saying->product > grammar->product_count)
		known &= ~(uint32_t)TALK_PRODUCT;
	if (saying->place == NULL)
		known &= ~(uint32_t)TALK_PLACE;
	if (saying->time < 0 || saying->time >= 2 * DAY)
		known &= ~(uint32_t)TALK_TIME;
	if (!is_number(saying->delay))
		known &= ~(uint32_t)TALK_DELAY;
	if (grammar->friend_count == 0)
		known &= ~(uint32_t)TALK_FRIEND;
	if (grammar->name_count == 0)
		known &= ~(uint32_t)TALK_NAME;
	return known;
}

static uint32_t all_tags(const struct saying *saying, uint32_t known, const char *currency)
{
	static const uint32_t ours = TAG_STREET | TAG_PLAIN | TAG_POLITE | TAG_GRAM | TAG_PILL |
				     TAG_BAG | TAG_OTHER | TAG_FULL | TAG_HALF | TAG_QUARTER |
				     TAG_TO | TAG_EURO | TAG_POUND;
	uint32_t tags = saying->tags & ~ours;

	tags |= grammar_register(saying->voice) | unit_tag(saying->unit) | currency_tag(currency);
	return known & TALK_TIME ? tags | minutes_tag(saying->time) : tags;
}

/* The list by which a fact is written; PART_NUMBERS: it has none. */
static enum grammar_number number_of(uint32_t fact)
{
	switch (fact) {
	case TALK_QUANTITY:
		return PART_QUANTITY;
	case TALK_PRICE:
	case TALK_OFFER:
		return PART_PRICE;
	case TALK_TIME:
		return PART_TIME;
	case TALK_DAY:
		return PART_DAY;
	case TALK_DELAY:
		return PART_DELAY;
	default:
		return PART_NUMBERS;
	}
}

static bool list_holds(struct teller *teller, uint32_t list);
static bool run_holds(struct teller *teller, struct grammar_run run);

/* What was claimed before, and in this text so far. */
static uint64_t story_of(const struct teller *teller)
{
	return teller->saying->story | teller->out->claims;
}

static bool piece_holds(struct teller *teller, const struct grammar_piece *piece)
{
	switch ((enum grammar_kind)piece->kind) {
	case PIECE_FACT:
		if ((teller->known & piece->at) == 0)
			return false;
		return number_of(piece->at) == PART_NUMBERS ||
		       list_holds(teller, LISTS_PARTS + (uint32_t)number_of(piece->at));
	case PIECE_LIST:
		return list_holds(teller, piece->at);
	case PIECE_GROUP:
		for (uint32_t i = 0; i < piece->count; i++) {
			if (run_holds(teller, teller->grammar->runs[piece->at + i]))
				return true;
		}
		return false;
	case PIECE_CLAIM:
		return (story_of(teller) & claim_against(piece->at)) == 0;
	case PIECE_LETTERS:
	case PIECE_DIGITS:
		break;
	}
	return true;
}

static bool run_holds(struct teller *teller, struct grammar_run run)
{
	for (uint32_t i = 0; i < run.count; i++) {
		if (!piece_holds(teller, &teller->grammar->pieces[run.first + i]))
			return false;
	}
	return true;
}

static bool text_holds(struct teller *teller, const struct grammar_text *text)
{
	return (teller->tags & text->need) == text->need && (teller->tags & text->refuse) == 0 &&
	       (teller->saying->story & text->claimed) == text->claimed &&
	       (story_of(teller) & text->unclaimed) == 0 && run_holds(teller, text->run);
}

/* Asked once: what holds changes only when something is claimed. */
static bool list_holds(struct teller *teller, uint32_t index)
{
	const struct grammar_list *list = &teller->grammar->lists[index];
	uint8_t *holds = &teller->holds[index];

	for (uint32_t i = 0; *holds == HOLDS_UNKNOWN && i < list->count; i++) {
		if (text_holds(teller, &teller->grammar->texts[list->first + i]))
			*holds = HOLDS;
	}
	if (*holds == HOLDS_UNKNOWN)
		*holds = HOLDS_NOT;
	return *holds == HOLDS;
}

/* ---- saying it ---- */

static uint64_t draw(struct teller *teller, uint64_t below)
{
	uint64_t bits = grammar_mix(teller->chance++, SALT_CHANCE);

	return (bits >> 32) * below >> 32;
}

/* From here on less may hold. */
static void set_claims(struct teller *teller, uint64_t claims)
{
	if (claims == teller->out->claims)
		return;
	teller->out->claims = claims;
	memset(teller->holds, HOLDS_UNKNOWN, teller->grammar->list_count);
}

static void say_claim(struct teller *teller, const struct grammar_piece *piece)
{
	if (!piece_holds(teller, piece))
		teller->clash = true;
	set_claims(teller, teller->out->claims | UINT64_C(1) << piece->at);
}

static void say_list(struct teller *teller, uint32_t list);
static void say_run(struct teller *teller, struct grammar_run run);

static void say_group(struct teller *teller, const struct grammar_piece *group)
{
	const struct grammar_run *runs = &teller->grammar->runs[group->at];
	uint64_t some = 0, left;

	for (uint32_t i = 0; i < group->count; i++)
		some += run_holds(teller, runs[i]);
	teller->clash |= some == 0;
	left = draw(teller, some);
	for (uint32_t i = 0; i < group->count; i++) {
		if (run_holds(teller, runs[i]) && left-- == 0) {
			say_run(teller, runs[i]);
			return;
		}
	}
}

/* "2", "0,5", "12,50": as the language writes decimals. */
static void say_number(struct teller *teller, double value, int decimals)
{
	char text[32], *point;
	int size;

	if (value == floor(value))
		decimals = 0;
	size = snprintf(text, sizeof text, "%.*f", decimals, value);
	point = strchr(text, '.');
	if (point != NULL && teller->language != LANGUAGE_EN)
		*point = ',';
	phrase_add(teller->out, (struct bytes){(const uint8_t *)text, (size_t)size});
}

static void say_digits(struct teller *teller, enum grammar_digits digits)
{
	int hour = teller->saying->time % DAY / HOUR, minutes = teller->saying->time % HOUR;
	char text[4];

	switch (digits) {
	case DIGITS_N:
		say_number(teller, teller->number,
			   teller->number == floor(teller->number * 10) / 10 ? 1 : 2);
		return;
	case DIGITS_HOUR:
		say_number(teller, hour, 0);
		return;
	case DIGITS_HOUR12:
		say_number(teller, (hour + 11) % 12 + 1, 0);
		return;
	case DIGITS_NEXT12:
		say_number(teller, hour % 12 + 1, 0);
		return;
	case DIGITS_MINUTES:
	case DIGITS_COUNT:
		break;
	}
	text[0] = (char)('0' + minutes / 10);
	text[1] = (char)('0' + minutes % 10);
	phrase_add(teller->out, (struct bytes){(const uint8_t *)text, 2});
}

static double number_in(const struct saying *saying, uint32_t fact)
{
	return fact == TALK_QUANTITY ? saying->quantity
	       : fact == TALK_PRICE  ? saying->price
	       : fact == TALK_OFFER  ? saying->offer
				     : saying->delay;
}

/* Facts in plain words: a place, a name. */
static const char *plain_fact(const struct teller *teller, uint32_t fact)
{
	const struct grammar *grammar = teller->grammar;
	uint64_t voice = teller->saying->voice;

	switch (fact) {
	case TALK_PLACE:
		return teller->saying->place;
	case TALK_PRODUCT:
		return grammar->products[teller->saying->product - 1].to;
	case TALK_FRIEND:
		return grammar_friend(grammar, voice);
	default:
		return grammar_name(grammar, voice);
	}
}

static void say_fact(struct teller *teller, uint32_t fact)
{
	struct phrase *out = teller->out;
	enum grammar_number number = number_of(fact);
	size_t at = out->size;

	if (number == PART_NUMBERS) {
		phrase_add(out, bytes_of_text(plain_fact(teller, fact)));
	} else {
		teller->number = number_in(teller->saying, fact);
		say_list(teller, LISTS_PARTS + (uint32_t)number);
	}
	if (out->size <= at)
		return;
	if (out->fact_count == PHRASE_FACTS) {
		out->full = true;
		return;
	}
	out->named |= fact;
	out->facts[out->fact_count].at = (uint16_t)at;
	out->facts[out->fact_count++].end = (uint16_t)out->size;
}

static void say_piece(struct teller *teller, const struct grammar_piece *piece)
{
	switch ((enum grammar_kind)piece->kind) {
	case PIECE_LETTERS:
		phrase_add(teller->out,
			   (struct bytes){(const uint8_t *)teller->grammar->letters + piece->at,
					  piece->count});
		return;
	case PIECE_FACT:
		say_fact(teller, piece->at);
		return;
	case PIECE_DIGITS:
		say_digits(teller, (enum grammar_digits)piece->at);
		return;
	case PIECE_LIST:
		say_list(teller, piece->at);
		return;
	case PIECE_GROUP:
		say_group(teller, piece);
		return;
	case PIECE_CLAIM:
		say_claim(teller, piece);
		return;
	}
}

static void say_run(struct teller *teller, struct grammar_run run)
{
	for (uint32_t i = 0; i < run.count; i++)
		say_piece(teller, &teller->grammar->pieces[run.first + i]);
}

static uint64_t weight_of(uint32_t list, const struct grammar_text *text)
{
	return list < LISTS_PARTS ? text->weight : 1;
}

static void say_list(struct teller *teller, uint32_t index)
{
	const struct grammar_list *list = &teller->grammar->lists[index];
	uint64_t sum = 0, left;

	for (uint32_t i = 0; i < list->count; i++) {
		const struct grammar_text *text = &teller->grammar->texts[list->first + i];

		sum += text_holds(teller, text) ? weight_of(index, text) : 0;
	}
	teller->clash |= sum == 0;
	left = draw(teller, sum);
	for (uint32_t i = 0; i < list->count; i++) {
		const struct grammar_text *text = &teller->grammar->texts[list->first + i];

		if (!text_holds(teller, text))
			continue;
		if (left < weight_of(index, text)) {
			say_run(teller, text->run);
			return;
		}
		left -= weight_of(index, text);
	}
}

/* ---- reaction and move ---- */

/* A question that we have no fact to answer with is dodged, not ignored. */
static enum reaction reaction_that_holds(struct teller *teller, enum reaction reaction)
{
	if (reaction <= REACT_NONE || reaction >= REACTION_COUNT)
		return REACT_NONE;
	if (list_holds(teller, LISTS_REACTIONS + (uint32_t)reaction))
		return reaction;
	if (reaction >= REACT_ASK_QUANTITY && reaction < REACT_ASK_WHAT &&
	    list_holds(teller, LISTS_REACTIONS + REACT_ASK_WHAT))
		return REACT_ASK_WHAT;
	return REACT_NONE;
}

static void trim(struct phrase *phrase)
{
	while (phrase->size > 0 && memchr(" ,;:", phrase->text[phrase->size - 1], 4) != NULL)
		phrase->size--;
	while (phrase->size > 0 && memchr(" ,;:.", phrase->text[0], 5) != NULL &&
	       phrase_splice(phrase, 0, 1, "", 0))
		continue;
	for (size_t i = 0; i < phrase->fact_count; i++) {
		if (phrase->facts[i].end > phrase->size)
			phrase->facts[i].end = (uint16_t)phrase->size;
	}
}

/* Two commas where what stood between them was nothing. */
static void join_commas(struct phrase *phrase)
{
	for (size_t at = 1; at < phrase->size; at++) {
		bool comma =
			phrase->text[at] == ',' && memchr(",.?!", phrase->text[at - 1], 4) != NULL;

		if (comma && phrase_splice(phrase, at, 1, "", 0))
			at--;
	}
}

static const char *joint_of(struct teller *teller)
{
	static const char *const joints[] = {", ", ". ", " "};
	uint64_t own = grammar_mix(teller->saying->voice, SALT_JOINT) % 3;

	/* Mostly his own; polite people do not run sentences into each other. */
	if (draw(teller, 5) == 0)
		own = draw(teller, 3);
	return own == 2 && teller->tags & TAG_POLITE ? joints[1] : joints[own];
}

static void add_joint(struct teller *teller)
{
	struct phrase *out = teller->out;
	const char *joint = joint_of(teller);

	if (out->size == 0)
		return;
	if (memchr(".?!", out->text[out->size - 1], 3) != NULL)
		joint = " ";
	phrase_add(out, bytes_of_text(joint));
}

/* The first word of [from, end) of a text. */
static struct bytes first_word(const struct phrase *phrase, size_t from)
{
	size_t at = from;

	while (at < phrase->size && memchr(" ,.?!", phrase->text[at], 5) == NULL)
		at++;
	return (struct bytes){(const uint8_t *)phrase->text + from, at - from};
}

/* The move behind what is there. "ok, ok ..." is said again in other words a few times. */
static void say_move(struct teller *teller, uint32_t list)
{
	const struct phrase before = *teller->out;
	bool clash = teller->clash;

	for (int try = 0; try < ECHO_TRIES; try++) {
		set_claims(teller, before.claims);
		*teller->out = before;
		teller->clash = clash;
		say_list(teller, list);
		if (before.size == 0 ||
		    !bytes_equal(first_word(teller->out, 0), first_word(teller->out, before.size)))
			return;
	}
}

static void tell(struct teller *teller, enum reaction reaction, bool moves)
{
	if (reaction != REACT_NONE) {
		say_list(teller, LISTS_REACTIONS + (uint32_t)reaction);
		trim(teller->out);
	}
	if (moves) {
		add_joint(teller);
		say_move(teller, (uint32_t)teller->saying->move);
	}
	trim(teller->out);
	join_commas(teller->out);
}

static bool has_words(const struct saying *saying)
{
	return saying->move >= MOVE_OPEN && saying->move < MOVE_GO_SILENT;
}

static struct teller teller_of(const struct grammar *grammar, const struct saying *saying,
			       const char *currency, struct phrase *out)
{
	struct teller teller = {.grammar = grammar, .saying = saying, .out = out};

	teller.known = known_facts(grammar, saying);
	teller.tags = all_tags(saying, teller.known, currency);
	teller.chance = grammar_mix(saying->seed, SALT_AGAIN);
	return teller;
}

bool grammar_can_say(const struct grammar *grammar, const struct saying *saying,
		     const char *currency)
{
	struct phrase none = {.size = 0};
	struct teller teller = teller_of(grammar, saying, currency, &none);

	return has_words(saying) ? list_holds(&teller, (uint32_t)saying->move)
				 : saying->move == MOVE_REACT &&
					   reaction_that_holds(&teller, saying->reaction) != REACT_NONE;
}

enum err grammar_phrase(const struct pack *pack, const struct saying *saying, const char *currency,
			struct phrase *ret_phrase, struct error *error_r)
{
	struct phrase phrase = {.size = 0};
	struct teller teller;
	enum reaction reaction;

	if (pack->talk == NULL)
		return error_set(error_r, ERR_ABSENT, "no talk/ in the pack \"%s\"",
				 language_name((enum language)pack->language));
	if (!grammar_can_say(pack->talk, saying, currency))
		return error_set(error_r, ERR_ABSENT, "no words for \"%s\" after \"%s\" in \"%s\"",
				 move_name(saying->move), reaction_name(saying->reaction),
				 language_name((enum language)pack->language));
	teller = teller_of(pack->talk, saying, currency, &phrase);
	teller.language = (enum language)pack->language;
	reaction = reaction_that_holds(&teller, saying->reaction);
	for (int try = 0; try < CLASH_TRIES; try++) {
		set_claims(&teller, 0);
		phrase = (struct phrase){.size = 0};
		teller.clash = false;
		tell(&teller, reaction, has_words(saying));
		if (teller.clash)
			continue;
		*ret_phrase = phrase;
		return ERR_NONE;
	}
	return error_set(error_r, ERR_FULL, "the words for \"%s\" contradict those for \"%s\"",
			 move_name(saying->move), reaction_name(saying->reaction));
}
