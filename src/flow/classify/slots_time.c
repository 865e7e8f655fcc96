// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Clock times. Some forms say by themselves that they are times ("20:30", "20h30", "8pm", "half
 * negen", "midi"); a bare hour does only behind "om", "at", "vers", ... Hours stay as they are
 * written, 8 is 8:00, unless pm or an evening or an afternoon beside them says otherwise.
 *
 * "half negen" is 8:30 and "half nine" 9:30: the language of the number settles it, that of the
 * text where the number is in digits, and Dutch where nothing does.
 */
#include "flow/classify/slots_private.h"

enum {
	HOUR = 60,
	NOON = 12 * HOUR,
	DAY = 24 * HOUR,
	EVENING_FROM = 4 * HOUR, /* "ce soir à 2h" is the small hours */
	QUARTER = 15,
	SPOKEN_MOST = 29, /* minutes that are said before or after an hour */
	QUALIFIER_REACH = 4,
};

struct clock {
	int minutes;
	size_t end;
	bool marked; /* its form says that it is a time */
	bool dotted; /* "8.30" */
	bool am;     /* am or pm has been said */
	bool hours;  /* marked by nothing but "h", "u", "uur", which lengths of time have too */
};

/* ---- one time in digits or words ---- */

static bool is_hour(const struct number *number)
{
	return number->value <= 24 && is_whole(number->value) && number->digits <= 2 &&
	       !number->thousands && number->point != '/';
}

/* Two digits below 60 at `index`. */
static bool is_minutes(const struct scan *scan, size_t index)
{
	const struct token *token = token_at(scan, index);

	return token->kind == TOKEN_NUMBER && token->digits == 2 && token->number < HOUR;
}

/* "et demie", "et quart", "moins le quart", "moins vingt" behind an hour; the minutes, 0: none */
static int french_minutes(const struct scan *scan, size_t *at)
{
	size_t index = *at;
	struct number number;

	if (is(scan, index, IS_AND) && is(scan, index + 1, IS_HALF | IS_QUARTER)) {
		*at = index + 2;
		return is(scan, index + 1, IS_HALF) ? 2 * QUARTER : QUARTER;
	}
	if (!is(scan, index, IS_LESS))
		return 0;
	index += is(scan, index + 1, IS_ARTICLE | IS_LINK) ? 2 : 1;
	if (is(scan, index, IS_QUARTER)) {
		*at = index + 1;
		return -QUARTER;
	}
	if (!slots_number(scan, index, &number) || number.weak || number.value > SPOKEN_MOST)
		return 0;
	*at = number.end;
	return -(int)number.value;
}

/* Whether the number at `index` counts something of its own, and is not the minutes of the hour. */
static bool counts_else(const struct scan *scan, size_t index)
{
	return slots_is_money(scan, index + 1) ||
	       is(scan, index + 1, IS_AMOUNT | IS_MINUTE | IS_YEARS | IS_HOUR | IS_SLANG);
}

/* Behind "20h", "8 uur", "huit heures". */
static void add_behind_hour(const struct scan *scan, struct clock *clock)
{
	struct number number;
	int minutes;

	if (is_minutes(scan, clock->end) &&
	    (is_glued(scan, clock->end) || !counts_else(scan, clock->end))) {
		clock->minutes += (int)token_at(scan, clock->end)->number;
		clock->end++;
		return;
	}
	minutes = french_minutes(scan, &clock->end);
	clock->minutes += minutes;
	if (minutes != 0 || !is(scan, clock->end, IS_NUMBER) || is(scan, clock->end, IS_WEAK))
		return;
	/* "vingt heures trente" */
	if (slots_number(scan, clock->end, &number) && number.value < HOUR && number.value >= 5 &&
	    !counts_else(scan, number.end - 1)) {
		clock->minutes += (int)number.value;
		clock->end = number.end;
	}
}

/* ":30", ".30" */
static void add_minutes(const struct scan *scan, struct clock *clock, char sign)
{
	if (!is_joint(scan, clock->end, (uint8_t)sign) || !is_minutes(scan, clock->end + 1))
		return;
	clock->minutes += (int)token_at(scan, clock->end + 1)->number;
	clock->marked = sign == ':';
	clock->dotted = sign == '.';
	clock->end += 2;
	if (clock->marked && is_joint(scan, clock->end, ':') && is_minutes(scan, clock->end + 1))
		clock->end += 2; /* seconds */
}

static void add_meridiem(const struct scan *scan, struct clock *clock)
{
	bool after_noon;

	if (!is(scan, clock->end, IS_MERIDIEM) || clock->minutes >= 13 * HOUR)
		return;
	after_noon = token_at(scan, clock->end)->value > 0;
	if (!after_noon && !is_glued(scan, clock->end) && scan->language != LANGUAGE_EN)
		return;
	clock->minutes = clock->minutes % NOON + (after_noon ? NOON : 0);
	clock->marked = clock->am = true;
	clock->hours = false;
	clock->end++;
}

static void add_ish(const struct scan *scan, struct clock *clock)
{
	size_t at = clock->end + is_joint(scan, clock->end, '-');

	if (!is(scan, at, IS_ISH))
		return;
	clock->marked = true;
	clock->end = at + 1;
}

/* Reads a time at `index`, marked or bare. */
static bool read_clock(const struct scan *scan, size_t index, struct clock *clock)
{
	struct number number;

	if (!slots_number(scan, index, &number))
		return false;
	*clock = (struct clock){.end = number.end};
	if (number.digits > 0) {
		number = (struct number){.value = token_at(scan, index)->number,
					 .digits = token_at(scan, index)->digits};
		clock->end = index + 1;
	}
	if (!is_hour(&number))
		return false;
	clock->minutes = (int)number.value * HOUR;
	if (number.digits > 0) {
		add_minutes(scan, clock, ':');
		if (!clock->marked)
			add_minutes(scan, clock, '.');
	}
	if (is(scan, clock->end, IS_HOUR)) {
		clock->hours = !clock->marked && !clock->dotted;
		clock->marked = true;
		clock->end++;
		if (clock->hours)
			add_behind_hour(scan, clock);
	}
	add_meridiem(scan, clock);
	add_ish(scan, clock);
	return !number.weak || clock->marked;
}

/* "om 1930", "at 2030" */
static bool read_four_digits(const struct scan *scan, size_t index, struct clock *clock)
{
	const struct token *token = token_at(scan, index);

	if (token->kind != TOKEN_NUMBER || token->digits != 4 || token->number >= 2400 ||
	    token->number % 100 >= HOUR || !is(scan, index - 1, IS_STRONG_AT) ||
	    !slots_ends(scan, index + 1))
		return false;
	*clock = (struct clock){.minutes = (int)(token->number / 100 * HOUR + token->number % 100),
				.end = index + 1,
				.marked = true};
	return true;
}

/* ---- evening and afternoon ---- */

static roles_t part_of_day(const struct scan *scan, size_t index)
{
	roles_t roles = token_at(scan, index)->roles;

	/* "après-midi" */
	if ((roles & IS_NOON) != 0 &&
	    (is(scan, index - 1, IS_APRES) ||
	     (is_sign(scan, index - 1, '-') && is(scan, index - 2, IS_APRES))))
		return IS_AFTERNOON;
	return roles & (IS_EVENING | IS_AFTERNOON | IS_NIGHT);
}

/* Directly behind, over the small words that join them: "8h du soir", "8 in the evening". */
static roles_t part_behind(const struct scan *scan, size_t *end)
{
	for (size_t i = *end; i < *end + QUALIFIER_REACH; i++) {
		roles_t part = part_of_day(scan, i);

		if (part != 0) {
			*end = i + 1;
			return part;
		}
		if (!is(scan, i, IS_LINKER | IS_APRES | IS_DAY) && !is_joint(scan, i, '-'))
			return 0;
	}
	return 0;
}

/* Directly before: "vanavond om 8", "ce soir, à 8h". */
static roles_t part_before(const struct scan *scan, size_t index)
{
	size_t i = index - 1;

	for (int steps = 0; steps < 2; steps++) {
		if (part_of_day(scan, i) != 0)
			return part_of_day(scan, i);
		if (!is(scan, i, IS_AT | IS_FOR | IS_TILL | IS_ABOUT) && !is_sign(scan, i, ','))
			return 0;
		i--;
	}
	return part_of_day(scan, i);
}

static void qualify(const struct scan *scan, size_t index, struct clock *clock)
{
	size_t end = clock->end;
	roles_t part = part_behind(scan, &end);

	if (part != 0)
		clock->end = end;
	else
		part = part_before(scan, index);
	if (part == 0 || clock->am)
		return;
	if ((part & IS_AFTERNOON) != 0 && clock->minutes < NOON)
		clock->minutes += NOON;
	else if ((part & IS_EVENING) != 0 && clock->minutes >= EVENING_FROM &&
		 clock->minutes < NOON)
		clock->minutes += NOON;
	else if ((part & (IS_NIGHT | IS_EVENING)) != 0 && clock->minutes >= NOON &&
		 clock->minutes < NOON + HOUR)
		clock->minutes -= NOON; /* 12 at night */
}

static size_t add_time(struct scan *scan, size_t index, struct clock clock)
{
	qualify(scan, index, &clock);
	slots_add(scan, SLOT_TIME, index, clock.end, (clock.minutes + DAY) % DAY, UNIT_NONE);
	return clock.end;
}

/* ---- spoken ---- */

/* Whether "half" with the number at `index` is half an hour before it. */
static bool half_is_before(const struct scan *scan, size_t index)
{
	bool english = (scan->languages & SPOKEN_N) == 0;

	if (is_kind(scan, index, TOKEN_NUMBER))
		return !english;
	return is(scan, index, IS_DUTCH);
}

/* The hour of a spoken time: 1 to 12, or as written; marks behind it are taken along. */
static bool read_spoken_hour(const struct scan *scan, size_t index, struct clock *clock)
{
	struct number number;

	if (!slots_number(scan, index, &number) || number.point != 0 || !is_hour(&number) ||
	    number.value < 1)
		return false;
	if (slots_is_money(scan, number.end) || is(scan, number.end, IS_AMOUNT | IS_MINUTE))
		return false;
	if (number.weak && !is(scan, index, IS_NUMBER))
		return false;
	*clock = (struct clock){
		.minutes = (int)number.value * HOUR, .end = number.end, .marked = true};
	if (is(scan, clock->end, IS_HOUR))
		clock->end++;
	add_meridiem(scan, clock);
	return true;
}

/* "half negen", "half past eight", "half eight" */
static bool read_half(const struct scan *scan, size_t index, struct clock *clock)
{
	size_t hour = index + 1;
	bool past = is(scan, hour, IS_AFTER) && (scan->languages & SPOKEN_E) != 0;

	if (!is(scan, index, IS_HALF) || !is(scan, index, IS_HALF_HOUR))
		return false;
	hour += past;
	if (!read_spoken_hour(scan, hour, clock))
		return false;
	if (!past && is(scan, hour, IS_WEAK) && !is(scan, hour, IS_DUTCH))
		return false; /* half a ... */
	if (!past && is(scan, hour, IS_WEAK) && !slots_ends(scan, clock->end))
		return false; /* half een brood */
	clock->minutes += !past && half_is_before(scan, hour) ? -2 * QUARTER : 2 * QUARTER;
	return true;
}

/* "kwart voor acht", "tien na 8", "20 to 9", "vijf voor half negen" */
static bool read_before_after(const struct scan *scan, size_t index, struct clock *clock)
{
	struct number number = {.value = QUARTER, .end = index + 1};
	size_t behind;
	bool before;

	if (is(scan, index, IS_WEAK) && is(scan, index + 1, IS_QUARTER))
		number.end++; /* a quarter to */
	else if (!is(scan, index, IS_QUARTER) &&
		 (!slots_number(scan, index, &number) || number.weak || number.point != 0))
		return false;
	if (is(scan, number.end, IS_MINUTE))
		number.end++;
	before = is(scan, number.end, IS_BEFORE);
	if ((!before && !is(scan, number.end, IS_AFTER)) || number.value > SPOKEN_MOST ||
	    (before && !is_whole(number.value / 5) && !is(scan, number.end - 1, IS_MINUTE)))
		return false;
	if (!read_half(scan, number.end + 1, clock) &&
	    !(read_spoken_hour(scan, number.end + 1, clock) && clock->minutes <= NOON))
		return false;
	/* "5 voor 4 personen" */
	behind = clock->end;
	if (!is(scan, number.end - 1, IS_QUARTER | IS_MINUTE) && !slots_ends(scan, clock->end) &&
	    part_behind(scan, &behind) == 0)
		return false;
	clock->minutes += before ? -(int)number.value : (int)number.value;
	return true;
}

/* "midi", "minuit et demi", "noon" */
static bool read_noon(const struct scan *scan, size_t index, struct clock *clock)
{
	size_t end = index + 1;

	if (!is(scan, index, IS_NOON) || part_of_day(scan, index) != 0 ||
	    is(scan, index - 1, IS_CITY | IS_NAMEABLE) ||
	    (is_sign(scan, index - 1, '-') && is_glued(scan, index)))
		return false;
	*clock = (struct clock){
		.minutes = (int)token_at(scan, index)->value, .marked = true, .am = true};
	if (is_minutes(scan, end) && !counts_else(scan, end))
		clock->minutes += (int)token_at(scan, end++)->number;
	else
		clock->minutes += french_minutes(scan, &end);
	clock->end = end;
	return true;
}

static bool read_spoken(const struct scan *scan, size_t index, struct clock *clock)
{
	return read_noon(scan, index, clock) || read_before_after(scan, index, clock) ||
	       read_half(scan, index, clock);
}

/* ---- where a bare hour is a time ---- */

static bool is_unit_behind(const struct scan *scan, size_t index)
{
	return slots_is_money(scan, index) || is_sign(scan, index, '%') ||
	       is(scan, index,
		  IS_AMOUNT | IS_SLANG | IS_MINUTE | IS_YEARS | IS_MONTH | IS_EACH | IS_HOURS);
}

/* "om 2 dingen te vragen": "om" that goes with "te" */
static bool is_om_te(const struct scan *scan, size_t index)
{
	for (size_t i = index; i < index + 3; i++)
		if (is(scan, i, IS_TE))
			return true;
	return false;
}

static bool bare_is_time(const struct scan *scan, size_t index, const struct clock *clock)
{
	size_t end = clock->end, behind = end;

	if (is_unit_behind(scan, end))
		return false;
	if (part_behind(scan, &behind) != 0)
		return !is(scan, index - 1, IS_TRAP);
	if (clock->dotted && slots_ends(scan, end) && !is(scan, index - 1, IS_COSTS | IS_FOR) &&
	    clock->minutes % QUARTER == 0 && clock->minutes >= 6 * HOUR)
		return true;
	if (is_sign(scan, index - 1, '@'))
		return slots_ends(scan, end) && clock->minutes <= NOON &&
		       scan->quantity_end != index - 1;
	if (is(scan, index - 1, IS_STRONG_AT) && !is_glued(scan, end) &&
	    is_kind(scan, end, TOKEN_WORD))
		return !token_at(scan, end)->capital && !is_om_te(scan, end + 1) &&
		       !is(scan, end, IS_PLACE);
	return is(scan, index - 1, IS_AT) && slots_ends(scan, end);
}

/* "sinds 8u" is a length, so are "2u geleden", "2h de route". */
static bool is_length(const struct scan *scan, size_t index, const struct clock *clock)
{
	if (!clock->hours)
		return false;
	return is(scan, index - 1, IS_PAST) || is(scan, index - 2, IS_YA) ||
	       is(scan, clock->end, IS_AGO) ||
	       (is(scan, clock->end, IS_LINK) && is(scan, clock->end + 1, IS_TRAVEL));
}

/* ---- ranges ---- */

/* "10-22h", "van 14 tot 2u", "from 2 till late": both ends where they are numbers. */
static size_t add_range(struct scan *scan, size_t index, struct clock *first)
{
	bool from = is(scan, index - 1, IS_FROM);
	size_t second_at = first->end + 1;
	struct clock second;

	if (!is(scan, first->end, IS_TILL) && !is_sign(scan, first->end, '-'))
		return index;
	if (is(scan, second_at, IS_LINK | IS_ARTICLE))
		second_at++; /* jusqu'à la */
	if (!read_spoken(scan, second_at, &second) && !read_clock(scan, second_at, &second)) {
		if (!from || first->dotted || !is(scan, second_at, IS_LATE))
			return index;
		return add_time(scan, index, *first);
	}
	/* "le 12 à 18h", "vrijdag 12 tot 18u": a day and a time */
	if (!first->marked && !from && is(scan, index - 1, IS_ARTICLE | IS_DAY | IS_TRAP))
		return index;
	if (!first->marked && !second.marked &&
	    !(from && slots_ends(scan, second.end) && !is(scan, first->end, IS_OR)))
		return index;
	if (is_unit_behind(scan, second.end) || is(scan, second.end, IS_AGO))
		return index;
	if (second.am && !first->am && first->minutes < NOON &&
	    first->minutes + NOON < second.minutes)
		first->minutes += NOON; /* from 2 to 4pm */
	slots_add(scan, SLOT_TIME, index, first->end, first->minutes % DAY, UNIT_NONE);
	return add_time(scan, second_at, second);
}

size_t slots_match_time(struct scan *scan, size_t index)
{
	struct clock clock;
	size_t end;

	if (read_spoken(scan, index, &clock) || read_four_digits(scan, index, &clock)) {
		if (clock.minutes < HOUR)
			clock.minutes += NOON; /* half een, quarter to one */
		end = add_range(scan, index, &clock);
		return end > index ? end : add_time(scan, index, clock);
	}
	if (!read_clock(scan, index, &clock))
		return index;
	end = add_range(scan, index, &clock);
	if (end > index)
		return end;
	if (is_length(scan, index, &clock))
		return clock.end;
	if (clock.marked ? !is(scan, index, IS_WEAK) || is(scan, index - 1, IS_AT | IS_TILL)
			 : bare_is_time(scan, index, &clock))
		return add_time(scan, index, clock);
	return index;
}
