// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/classify/traits.h"

#include <string.h>

enum {
	NEAR = 14, /* bytes between a price and the quantity it is for */
	LIST_LINES = 4,
	LIST_COMMAS = 4,
	SHOUTED_LETTERS = 7, /* fewer in capitals are an abbreviation */
};

const char *trait_name(enum trait trait)
{
	static const char *const names[] = {
#define X(id, what) what,
		TRAITS(X)
#undef X
	};

	return trait < TRAIT_COUNT ? names[trait] : "unknown";
}

static void set(struct traits *traits, enum trait trait)
{
	traits->bits[trait / 64] |= 1ull << (trait % 64);
}

static void set_if(struct traits *traits, enum trait trait, bool holds)
{
	if (holds)
		set(traits, trait);
}

/* ---- emoji, by what people mean by them ---- */

static const struct {
	enum trait trait;
	const char *emoji;
} emoji[] = {
	{TRAIT_EMOJI_LOVE, "❤♥💕💖💗💘💙💚💛💜🖤🧡💝💞💓🥰😍😘😚😗💋💏💑🌹🤗"
			   "😻"},
	{TRAIT_EMOJI_LAUGH, "😂🤣😅😆😁😄😃😀😹😛😜🤪😝"},
	{TRAIT_EMOJI_SAD,
	 "😢😭💔😞😔😟😥😓😩😫🥺😪☹🙁😿🥀😰😨"},
	{TRAIT_EMOJI_ANGRY, "😡😠🤬🖕👎💩🤡🤮🤢🐷🐖🐽😤👿"},
	{TRAIT_EMOJI_WINK, "😉😏😎🤭🙈😇"},
	{TRAIT_EMOJI_LEWD, "🍆🍑💦👅😈🔞🍒👙🌶🛏🥵🫦🍌"},
	{TRAIT_EMOJI_GOODS, "❄⛄🌨🍫🌿🍀🌱🌳🍃🍁🥦🔌💊🍄🍬🍭🐎🐴💎🥥🐳⚡🌬💨🧊🍪🥤🍚🧂🎱"
			    "🪨"},
	{TRAIT_EMOJI_WEAPON, "🔪🗡🔫💣🧨💀☠⚰🪦🩸👊🤛🪓⛓"},
	{TRAIT_EMOJI_MONEY, "💰💶💷💵💸🤑💳🏦📈🪙💴"},
	{TRAIT_EMOJI_SIGN, "🔥✅✔📦🚚🚗🚨⚠📢📣🎁🎉🎊🏆⭐🌟✨💯🆕🆓➡👉👇🔗📲📩❗‼🛍🏷🚀🏎🛵"
			   "🚕"},
	{TRAIT_EMOJI_EYES, "👀🤐🤫⏰⏳🕐🕛⌛"},
};

static enum trait emoji_trait(uint32_t c)
{
	uint8_t utf8[4];
	size_t size = utf8_put(c, utf8);

	for (size_t i = 0; size >= 3 && i < sizeof emoji / sizeof emoji[0]; i++) {
		const char *found = memmem(emoji[i].emoji, strlen(emoji[i].emoji), utf8, size);

		if (found != NULL)
			return emoji[i].trait;
	}
	return TRAIT_EMOJI;
}

static bool is_emoji(uint32_t c)
{
	return (c >= 0x2190 && c < 0x3000 && c != 0x2026) || (c >= 0x1f000 && c < 0x1fb00);
}

/* ---- characters ---- */

struct seen {
	unsigned letters, capitals, digits_run, capitals_run, questions, exclamations, dots, lines,
		commas, emoji, numbers;
	bool shouts, question_row, percent, equation, code, long_number;
	uint32_t first, last, before_number; /* characters but spaces */
	bool number_before;		     /* what stands before the last symbol is a number */
	uint32_t joint;			     /* the one symbol since that number */
};

static bool is_upper(uint32_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c < 0xdf && c != 0xd7);
}

static bool is_lower(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 0xdf && c < 0x250 && c != 0xf7);
}

static void end_digits(struct seen *seen)
{
	if (seen->digits_run == 0)
		return;
	seen->numbers++;
	seen->code |= seen->digits_run >= 4 && seen->digits_run <= 8;
	seen->long_number |= seen->digits_run >= 6;
	seen->digits_run = 0;
	seen->number_before = true;
	seen->joint = 0;
}

/* "2=70", "5+1", "1->80" : a symbol between two numbers. */
static void see_digit(struct seen *seen)
{
	if (seen->digits_run++ == 0 && seen->number_before &&
	    (seen->joint == '=' || seen->joint == '+' || seen->joint == '>'))
		seen->equation = true;
}

static void see_symbol(struct seen *seen, uint32_t c)
{
	seen->questions += c == '?';
	seen->question_row |= c == '?' && seen->last == '?';
	seen->exclamations += c == '!';
	seen->dots += (c == '.' && seen->last == '.') || c == 0x2026;
	seen->lines += c == '\n';
	seen->commas += c == ',' || c == '/' || c == '|';
	seen->percent |= c == '%' && seen->number_before;
	seen->emoji += is_emoji(c);
	if (c > ' ')
		seen->joint = c;
}

static void see(struct seen *seen, uint32_t c)
{
	bool upper = is_upper(c), lower = !upper && is_lower(c);

	if (c >= '0' && c <= '9') {
		see_digit(seen);
	} else {
		end_digits(seen);
		if (upper || lower)
			seen->number_before = false;
		else
			see_symbol(seen, c);
	}
	seen->letters += upper || lower;
	seen->capitals += upper;
	seen->capitals_run = upper ? seen->capitals_run + 1 : 0;
	seen->shouts |= seen->capitals_run >= 3;
	if (c > ' ') {
		seen->first = seen->first == 0 ? c : seen->first;
		seen->last = c;
	}
}

static void read_characters(struct bytes original, struct seen *seen, struct traits *traits)
{
	size_t size = original.size < TEXT_READ_MAX ? original.size : TEXT_READ_MAX;

	for (size_t at = 0; at < size;) {
		uint32_t c = utf8_next(original.data, size, &at);

		see(seen, c);
		if (is_emoji(c)) {
			set(traits, TRAIT_EMOJI);
			set(traits, emoji_trait(c));
		}
	}
	end_digits(seen);
}

static void set_characters(const struct seen *seen, struct traits *traits)
{
	set_if(traits, TRAIT_PERCENT, seen->percent);
	set_if(traits, TRAIT_EQUATION, seen->equation);
	set_if(traits, TRAIT_CODE, seen->code);
	set_if(traits, TRAIT_LONG_NUMBER, seen->long_number);
	set_if(traits, TRAIT_NUMBER, seen->numbers == 1);
	set_if(traits, TRAIT_NUMBERS, seen->numbers > 1);
	set_if(traits, TRAIT_QUESTION, seen->questions > 0);
	set_if(traits, TRAIT_QUESTIONS, seen->question_row);
	set_if(traits, TRAIT_ENDS_QUESTION, seen->last == '?');
	set_if(traits, TRAIT_EXCLAMATION, seen->exclamations == 1);
	set_if(traits, TRAIT_EXCLAMATIONS, seen->exclamations > 1);
	set_if(traits, TRAIT_DOTS, seen->dots > 0);
	set_if(traits, TRAIT_LINES, seen->lines > 0);
	set_if(traits, TRAIT_LIST, seen->lines >= LIST_LINES || seen->commas >= LIST_COMMAS);
	set_if(traits, TRAIT_SHOUTED,
	       seen->letters >= SHOUTED_LETTERS && seen->capitals * 10 > seen->letters * 7);
	set_if(traits, TRAIT_SHOUTS, seen->shouts);
	set_if(traits, TRAIT_NO_CAPITALS, seen->capitals == 0 && seen->letters > 0);
	set_if(traits, TRAIT_TIDY, is_upper(seen->first) && seen->last == '.');
	set_if(traits, TRAIT_EMOJI_MANY, seen->emoji >= 4);
}

/* ---- words ---- */

static enum trait words_trait(size_t words)
{
	static const struct {
		size_t most;
		enum trait trait;
	} steps[] = {{0, TRAIT_WORDS_NONE}, {1, TRAIT_WORDS_1},	  {3, TRAIT_WORDS_3},
		     {6, TRAIT_WORDS_6},    {12, TRAIT_WORDS_12}, {24, TRAIT_WORDS_24},
		     {48, TRAIT_WORDS_48}};

	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
		if (words <= steps[i].most)
			return steps[i].trait;
	return TRAIT_WORDS_MANY;
}

static void read_words(const struct text *text, struct traits *traits)
{
	size_t count = text->word_count;
	bool stretched = false, name = false;

	set(traits, words_trait(count));
	for (size_t i = 0; i < count; i++) {
		const struct word *word = &text->words[i];

		stretched |= word->stretched != 0;
		name |= word->capital && word->size > 1 && i > 0 &&
			text->words[i - 1].sentence == word->sentence;
	}
	set_if(traits, TRAIT_STRETCHED, stretched);
	set_if(traits, TRAIT_NAME, name);
	set_if(traits, TRAIT_NAME_SECOND,
	       count > 2 && text->words[1].capital && text->words[1].size > 1);
	/* "Groetjes Els", "... morgen. Mia": the last word a name, not in the middle of a sentence
	 */
	set_if(traits, TRAIT_SIGNED,
	       count > 4 && text->words[count - 1].capital && text->words[count - 1].size > 1);
	set_if(traits, TRAIT_UNDECODABLE, text->undecodable > 0);
}

/* ---- slots ---- */

static bool is_near(const struct slot *a, const struct slot *b)
{
	const struct slot *first = a->at < b->at ? a : b, *second = a->at < b->at ? b : a;

	return second->at <= first->at + first->size + NEAR;
}

static bool priced_quantity(const struct slots *slots)
{
	for (size_t i = 0; i + 1 < slots->count; i++) {
		const struct slot *a = &slots->slots[i], *b = a + 1;

		if (a->type != b->type && (a->type == SLOT_PRICE || a->type == SLOT_QUANTITY) &&
		    (b->type == SLOT_PRICE || b->type == SLOT_QUANTITY) && is_near(a, b))
			return true;
	}
	return false;
}

static bool is_weight(const struct slot *slot)
{
	return slot->type == SLOT_QUANTITY &&
	       (strcmp(slot->unit, "g") == 0 || strcmp(slot->unit, "oz") == 0);
}

static void read_slots(const struct slots *slots, struct traits *traits)
{
	unsigned counts[SLOT_TYPE_COUNT] = {0};

	for (size_t i = 0; i < slots->count; i++) {
		const struct slot *slot = &slots->slots[i];

		counts[slot->type]++;
		set_if(traits, TRAIT_WEIGHT, is_weight(slot));
		set_if(traits, TRAIT_AGE_YOUNG, slot->type == SLOT_AGE && slot->value < 18);
	}
	set_if(traits, TRAIT_PRICE, counts[SLOT_PRICE] == 1);
	set_if(traits, TRAIT_PRICES, counts[SLOT_PRICE] > 1);
	set_if(traits, TRAIT_QUANTITY, counts[SLOT_QUANTITY] == 1);
	set_if(traits, TRAIT_QUANTITIES, counts[SLOT_QUANTITY] > 1);
	set_if(traits, TRAIT_PRICE_QUANTITY, priced_quantity(slots));
	set_if(traits, TRAIT_TIME, counts[SLOT_TIME] == 1);
	set_if(traits, TRAIT_TIMES, counts[SLOT_TIME] > 1);
	set_if(traits, TRAIT_DELAY, counts[SLOT_DELAY] > 0);
	set_if(traits, TRAIT_PLACE, counts[SLOT_PLACE] > 0);
	set_if(traits, TRAIT_PHONE, counts[SLOT_PHONE] > 0);
	set_if(traits, TRAIT_APP, counts[SLOT_APP] > 0);
	set_if(traits, TRAIT_AGE, counts[SLOT_AGE] > 0);
	set_if(traits, TRAIT_LINK, counts[SLOT_LINK] > 0);
}

/* "24/7", "7j/7", "24h/24" */
static bool round_the_clock(struct bytes original)
{
	static const char *const forms[] = {"24/7", "24/24", "24h/24", "24u/24", "7/7", "7j/7"};

	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
		if (memmem(original.data, original.size, forms[i], strlen(forms[i])) != NULL)
			return true;
	return false;
}

void traits_find(struct bytes original, const struct text *text, const struct slots *slots,
		 struct traits *ret_traits)
{
	struct seen seen = {0};

	*ret_traits = (struct traits){0};
	read_words(text, ret_traits);
	read_slots(slots, ret_traits);
	read_characters(original, &seen, ret_traits);
	set_characters(&seen, ret_traits);
	set_if(ret_traits, TRAIT_ALL_HOURS, seen.numbers > 1 && round_the_clock(original));
}
