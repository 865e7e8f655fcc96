// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * conversation: one talk of a stalling line with an invented dealer, in shortened time, and why the
 * line says each thing. With --why it reads what `rehearse` prints, and says of each reply in it
 * why that was said.
 */
#include "base/embedded.h"
#include "base/seal.h"
#include "base/zone.h"
#include "daemon/command.h"
#include "daemon/conversation_play.h"

#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

extern const struct embedded_file embedded_conversation[];

/* The whole is shown in about this time, no pause longer than the second. */
#define SHOWN_IN   (45 * MS_SECOND)
#define PAUSE_MOST (3 * MS_SECOND)

struct showing {
	enum spoken language;
	uint64_t seed;
	bool fast, colour;
	struct zone *zone;
	struct conversation conversation;
};

static struct bytes own_settings(void)
{
	return (struct bytes){embedded_conversation[0].data, embedded_conversation[0].size};
}

/* ---- showing ---- */

enum colour { PLAIN, DIM, GREEN };

static const char *colour(const struct showing *showing, enum colour colour)
{
	static const char *const codes[] = {"\033[0m", "\033[2m", "\033[32m"};

	return showing->colour ? codes[colour] : "";
}

static const char *say(const struct showing *showing, enum conversation_word word)
{
	return conversation_say(showing->language, word);
}

static void pause_for(ms_t span)
{
	struct timespec left = {span / MS_SECOND, (long)(span % MS_SECOND) * 1000000};

	while (nanosleep(&left, &left) != 0 && errno == EINTR)
		continue;
}

/* As long as it took, shortened. */
static void wait_for(const struct showing *showing, size_t entry)
{
	const struct conversation *conversation = &showing->conversation;
	ms_t active = conversation_active(conversation), gap;

	if (showing->fast || entry == 0 || active <= 0)
		return;
	gap = conversation->entries[entry].at - conversation->entries[entry - 1].at;
	gap = gap * SHOWN_IN / active;
	fflush(stdout);
	pause_for(gap < PAUSE_MOST ? gap : PAUSE_MOST);
}

static ms_t local(const struct showing *showing, ms_t at)
{
	return at + zone_offset(showing->zone, at);
}

static void show_day(const struct showing *showing, size_t entry)
{
	const struct conversation_entry *entries = showing->conversation.entries;

	if (entry > 0 && local(showing, entries[entry].at) / MS_DAY !=
				 local(showing, entries[entry - 1].at) / MS_DAY)
		printf("       %s%s%s\n", colour(showing, DIM),
		       say(showing, CONVERSATION_WORD_NEXT_DAY), colour(showing, PLAIN));
}

static void show_why(const struct showing *showing, const struct turn *turn)
{
	struct buf why = {0};

	conversation_why(showing->language, turn, &why);
	printf("              %s%s %s%s\n", colour(showing, DIM),
	       say(showing, CONVERSATION_WORD_WHY), buf_text(&why), colour(showing, PLAIN));
	buf_finish(&why);
}

static void show_entry(const struct showing *showing, size_t i)
{
	const struct conversation_entry *entry = &showing->conversation.entries[i];
	ms_t minutes = local(showing, entry->at) % MS_DAY / MS_MINUTE;
	bool ours = entry->who == CONVERSATION_LINE;

	show_day(showing, i);
	printf("%02d:%02d  %s%-5s%s  %s\n", (int)(minutes / 60), (int)(minutes % 60),
	       ours ? colour(showing, GREEN) : "",
	       say(showing, ours ? CONVERSATION_WORD_LINE : CONVERSATION_WORD_HE),
	       ours ? colour(showing, PLAIN) : "",
	       entry->text != NULL ? entry->text : say(showing, CONVERSATION_WORD_RINGS));
	if (ours)
		show_why(showing, &entry->turn);
}

/* ---- the end ---- */

static size_t count_of(const struct conversation *conversation, enum conversation_who who)
{
	size_t count = 0;

	for (size_t i = 0; i < conversation->count; i++)
		count += conversation->entries[i].who == who;
	return count;
}

static void show_sentence(const struct showing *showing, enum conversation_word word,
			  int64_t number, const char *second)
{
	struct buf text = {0};
	char first[24];

	snprintf(first, sizeof first, "%lld", (long long)number);
	conversation_say_of(showing->language, word, first, second, &text);
	printf("  %s\n", buf_text(&text));
	buf_finish(&text);
}

static void show_sum(const struct showing *showing)
{
	const struct conversation *conversation = &showing->conversation;
	ms_t hours = (conversation_span(conversation) + MS_HOUR / 2) / MS_HOUR;
	struct buf cost = {0};
	char over[24], calls[24];

	snprintf(over, sizeof over, "%lld", (long long)hours);
	snprintf(calls, sizeof calls, "%zu", count_of(conversation, CONVERSATION_RINGS));
	spoken_money(showing->language, conversation->cost, "EUR", false, &cost);
	printf("\n%s\n", say(showing, CONVERSATION_WORD_SUM));
	show_sentence(showing, CONVERSATION_WORD_MINUTES,
		      conversation_active(conversation) / MS_MINUTE, over);
	show_sentence(showing, CONVERSATION_WORD_MESSAGES,
		      (int64_t)count_of(conversation, CONVERSATION_HE), calls);
	show_sentence(showing, CONVERSATION_WORD_ANSWERS,
		      (int64_t)count_of(conversation, CONVERSATION_LINE), buf_text(&cost));
	show_sentence(showing, CONVERSATION_WORD_KEPT, conversation->kept, NULL);
	printf("  %s\n\n", say(showing, CONVERSATION_WORD_NEVER));
	buf_finish(&cost);
}

static void show_more(const struct showing *showing)
{
	struct buf more = {0};
	char seed[24];

	snprintf(seed, sizeof seed, "%llu", (unsigned long long)(showing->seed + 1));
	conversation_say_of(showing->language, CONVERSATION_WORD_MORE,
			    spoken_name(showing->language), seed, &more);
	printf("%s\n", buf_text(&more));
	buf_finish(&more);
}

static enum err show(struct showing *showing, struct error *error_r)
{
	enum err err = zone_create("Europe/Brussels", &showing->zone, error_r);

	if (err == ERR_NONE)
		err = seal_start(error_r);
	if (err == ERR_NONE)
		err = conversation_play(own_settings(), showing->language, showing->seed,
					&showing->conversation, error_r);
	if (err == ERR_NONE) {
		printf("%s\n\n", say(showing, CONVERSATION_WORD_HEAD));
		for (size_t i = 0; i < showing->conversation.count; i++) {
			wait_for(showing, i);
			show_entry(showing, i);
		}
		show_sum(showing);
		show_more(showing);
		if (fflush(stdout) != 0)
			err = error_set(error_r, ERR_IO, "standard output: %s", strerror(errno));
	}
	conversation_finish(&showing->conversation);
	zone_destroy(showing->zone);
	return err;
}

/* ---- --why ---- */

/* One line out for each line in: the reason of a reply, else nothing. */
static void explain(enum spoken language, const char *text, size_t size, const struct line *line)
{
	json_t *effect = json_loadb(text, size, 0, NULL);
	struct turn turn = {0};
	struct buf why = {0};

	if (conversation_turn(json_string_value(json_object_get(effect, "move")),
			      json_string_value(json_object_get(effect, "reason")), line, &turn))
		conversation_why(language, &turn, &why);
	puts(buf_text(&why));
	buf_finish(&why);
	json_decref(effect);
}

static enum err explain_all(enum spoken language, struct error *error_r)
{
	const struct line nowhere = {0}; /* no reason in words names a place */
	char *text = NULL;
	size_t room = 0;
	ssize_t size;

	while ((size = getline(&text, &room, stdin)) > 0)
		explain(language, text, (size_t)size, &nowhere);
	free(text);
	if (ferror(stdin) || fflush(stdout) != 0)
		return error_set(error_r, ERR_IO, "standard input or output: %s", strerror(errno));
	return ERR_NONE;
}

/* ---- the command ---- */

int command_conversation(int argc, char **argv)
{
	const char *seed = "1", *language = NULL;
	bool why = false;
	struct showing showing = {.language = spoken_of_environment()};
	const struct option_row rows[] = {
		{"--language", "nl|fr|en",
		 "what the two write, and it speaks to you; else your system's", &language, NULL},
		{"--seed", "N", "another dealer, repeatable; 1 when not given", &seed, NULL},
		{"--fast", NULL, "all at once, instead of in about a minute", NULL, &showing.fast},
		{"--why", NULL,
		 "say of each reply on standard input, as rehearse prints it, why it was said",
		 NULL, &why},
	};
	struct error error = {""};
	size_t rest;
	int exit_code;
	enum err err;

	if (command_options(argc, argv, "conversation [--language nl|fr|en] [--seed N] [--fast]",
			    rows, sizeof rows / sizeof rows[0], NULL, 0, &rest, &exit_code) != 0)
		return exit_code;
	if (!command_seed(seed, &showing.seed))
		return command_wrong("--seed", seed, "write a whole number");
	if (language != NULL && !spoken_of(language, &showing.language))
		return command_wrong("--language", language, "write nl, fr or en");
	signal(SIGPIPE, SIG_IGN);
	showing.colour = isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL;
	err = why ? explain_all(showing.language, &error) : show(&showing, &error);
	return err == ERR_NONE ? EXIT_DONE : command_failed(&error);
}
