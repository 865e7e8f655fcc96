// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/demo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum word {
#define W(id, en, fr, nl) WORD_##id,
#include "daemon/demo_words.tbl"
#undef W
};

static const char *const words[][SPOKEN_COUNT] = {
#define W(id, en, fr, nl)                                                                          \
	[WORD_##id] = {[SPOKEN_EN] = en, [SPOKEN_FR] = fr, [SPOKEN_NL] = nl},
#include "daemon/demo_words.tbl"
#undef W
};

enum colour { PLAIN, BOLD, DIM, GREEN, YELLOW, CYAN };

static const char *say(const struct demo_show *show, enum word word)
{
	return words[word][show->language];
}

static const char *colour(const struct demo_show *show, enum colour colour)
{
	static const char *const codes[] = {"\033[0m", "\033[1m", "\033[2m",
					    "\033[32m", "\033[33m", "\033[36m"};

	return show->colour ? codes[colour] : "";
}

/* What was asked for is not replaced by the environment's where it is none of ours. */
static enum spoken language_of(const char *given)
{
	enum spoken language = SPOKEN_EN;

	if (given == NULL)
		return spoken_of_environment();
	spoken_of(given, &language);
	return language;
}

void demo_show_begin(struct demo_show *show, const char *language)
{
	*show = (struct demo_show){.language = language_of(language),
				   .colour = isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL};
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("\n%s%s%s\n%s\n\n", colour(show, BOLD), say(show, WORD_TITLE), colour(show, PLAIN),
	       say(show, WORD_INTRO));
	printf("  %sdecline%s  +33 6 39 98 00 21   %s\n", colour(show, CYAN), colour(show, PLAIN),
	       say(show, WORD_DECLINE));
	printf("  %sdecoy%s    +33 6 39 98 00 09   %s\n\n", colour(show, CYAN), colour(show, PLAIN),
	       say(show, WORD_DECOY));
}

/* ---- one thing that happened ---- */

static const char *member(const json_t *effect, const char *key)
{
	const char *text = json_string_value(json_object_get(effect, key));

	return text != NULL ? text : "";
}

/* "2026-11-21T20:15:00.250Z" -> "20:15". */
static void clock_of(const char *at, char ret_text[6])
{
	memset(ret_text, 0, 6);
	if (strlen(at) >= 16)
		memcpy(ret_text, at + 11, 5);
}

static bool is_robot(const char *number)
{
	return strncmp(number, "+3363998200", 11) == 0 || strncmp(number, "+336399820", 10) == 0;
}

/* The codes that the demo's texts bring about, in words. */
static const char *kind_of(const struct demo_show *show, const char *code)
{
	static const struct {
		const char *code;
		enum word word;
	} kinds[] = {{"unclear", WORD_UNCLEAR}, {"distress", WORD_DISTRESS}, {"stop", WORD_STOP},
		     {"wrong_number", WORD_WRONG_NUMBER}};

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(kinds[i].code, code) == 0)
			return say(show, kinds[i].word);
	return code;
}

static void show_verdict(const struct demo_show *show, const json_t *effect, const char *text)
{
	const char *due = member(effect, "due");
	char at[6], when[6];

	clock_of(member(effect, "at"), at);
	clock_of(due, when);
	printf("%s%s%s  %s%-8s%s %s %s \"%s\"\n", colour(show, DIM), at, colour(show, PLAIN),
	       colour(show, CYAN), member(effect, "line"), colour(show, PLAIN), member(effect, "from"),
	       say(show, WORD_RECEIVED), text);
	printf("       %s %s, %s", say(show, WORD_READ_AS), member(effect, "language"),
	       kind_of(show, member(effect, "kind")));
	if (due[0] != '\0')
		printf("  %s->%s  %s %s\n", colour(show, GREEN), colour(show, PLAIN),
		       say(show, WORD_ANSWER_AT), when);
	else if (strcmp(member(effect, "line"), "decoy") == 0)
		printf("  ->  %s\n", say(show, WORD_RECORDED));
	else if (strcmp(member(effect, "kind"), "stop") == 0)
		printf("  ->  %s\n", say(show, WORD_LET_GO));
	else
		printf("  ->  %s\n", say(show, WORD_ALREADY));
}

static void show_flag(const struct demo_show *show, const json_t *effect)
{
	printf("       %s! %s: %s%s\n", colour(show, YELLOW), say(show, WORD_PERSON),
	       kind_of(show, member(effect, "why")), colour(show, PLAIN));
}

static void show_budget(const struct demo_show *show, const json_t *effect)
{
	char at[6];

	clock_of(member(effect, "at"), at);
	printf("%s%s%s  %s%s%s\n", colour(show, DIM), at, colour(show, PLAIN), colour(show, YELLOW),
	       say(show, WORD_CAP_USED), colour(show, PLAIN));
}

void demo_show_effect(struct demo_show *show, const json_t *effect, const char *text)
{
	const char *what = member(effect, "effect");

	if (is_robot(member(effect, "from"))) {
		show->robots++;
		return;
	}
	if (strcmp(what, "verdict") == 0)
		show_verdict(show, effect, text);
	else if (strcmp(what, "flag") == 0)
		show_flag(show, effect);
	else if (strcmp(what, "budget") == 0)
		show_budget(show, effect);
	else if (strcmp(what, "held") == 0 && is_robot(member(effect, "contact")))
		show->robots_waiting++;
	else if (strcmp(what, "reply") == 0)
		show->cost = json_number_value(json_object_get(effect, "cost"));
}

void demo_show_answer(struct demo_show *show, const char *to, const char *text)
{
	char number[32];

	snprintf(number, sizeof number, "%s%s", to[0] == '+' ? "" : "+", to);
	if (is_robot(number)) {
		show->robots_answered++;
		return;
	}
	printf("       %s<- %s %s%s: \"%s\" (%s 0.08 EUR)\n", colour(show, GREEN),
	       say(show, WORD_ANSWERED), number, colour(show, PLAIN), text, say(show, WORD_COST));
}

void demo_show_flood(struct demo_show *show)
{
	show->flooding = true;
	printf("\n%s%s%s\n", colour(show, BOLD), say(show, WORD_FLOOD), colour(show, PLAIN));
}

void demo_show_evening(const struct demo_show *show)
{
	printf("\n%s%s%s\n", colour(show, BOLD), say(show, WORD_EVENING), colour(show, PLAIN));
}

void demo_show_conversation(const struct demo_show *show)
{
	printf("\n%s%s%s\n", colour(show, BOLD), say(show, WORD_CONVERSATION), colour(show, PLAIN));
}

/* ---- the end ---- */

static double number(const json_t *line, const char *key)
{
	return json_number_value(json_object_get(line, key));
}

static const json_t *line_named(const json_t *stats, const char *name)
{
	size_t i;
	json_t *line;

	json_array_foreach (json_object_get(stats, "lines"), i, line)
		if (strcmp(member(line, "line"), name) == 0)
			return line;
	return NULL;
}

bool demo_show_summary(struct demo_show *show, const char *text)
{
	json_t *stats = json_loads(text, 0, NULL);
	const json_t *decline = line_named(stats, "decline"), *decoy = line_named(stats, "decoy");
	bool ok = decline != NULL && decoy != NULL;

	if (ok) {
		double messages = number(decline, "messages") + number(decoy, "messages");

		printf("\n%s%s%s\n", colour(show, BOLD), say(show, WORD_SUMMARY), colour(show, PLAIN));
		printf("  %4.0f %s\n", messages, say(show, WORD_MESSAGES));
		printf("  %4.0f %s\n", number(decline, "answers"), say(show, WORD_ANSWERS));
		printf("  %4.2f EUR %s %.2f %s\n", number(decline, "spent_hour"), say(show, WORD_SPENT),
		       number(decline, "cap_hour"), say(show, WORD_AN_HOUR));
		printf("  %4u %s\n\n", show->robots - show->robots_answered, say(show, WORD_LATE_ONES));
		printf("%s%s%s\n", colour(show, BOLD), say(show, WORD_VERIFY), colour(show, PLAIN));
		ok = number(decline, "spent_hour") <= number(decline, "cap_hour") && messages > 0 &&
		     number(decline, "answers") > 0;
	}
	json_decref(stats);
	return ok;
}

void demo_show_serving(const struct demo_show *show, const char *folder, const char *config,
		       uint16_t desk)
{
	printf("\n%s%s%s\n", colour(show, BOLD), say(show, WORD_SERVING), colour(show, PLAIN));
	printf("  http://127.0.0.1:%u/healthz   http://127.0.0.1:%u/metrics\n", desk, desk);
	printf("  fauxbond follow --config %s\n", config);
	printf("  fauxbond queue --config %s\n", config);
	printf("  fauxbond handset decoy --from +33639981009 \"salut\" --config %s\n", config);
	printf("  %s/\n", folder);
}

void demo_show_failed(const struct demo_show *show, const char *log)
{
	fprintf(stderr, "%s %s\n", say(show, WORD_FAILED), log);
}
