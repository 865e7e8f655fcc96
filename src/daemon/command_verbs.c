// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * pause, resume, approve, block, takeover: an operator's word to the running program. Each is
 * recorded before this command says that it was done.
 */
#include "daemon/control_client.h"

#include <stdio.h>
#include <string.h>

struct words {
	const char *config, *line, *by;
};

/* Reads what is common: options, and one word that the verb is about. 0: go on. */
static int take_words(int argc, char **argv, const char *usage, const struct option_row *rows,
		      size_t row_count, const char **ret_word, int *ret_exit)
{
	size_t count;

	if (command_options(argc, argv, usage, rows, row_count, ret_word, 1, &count, ret_exit) != 0)
		return -1;
	if (count == 1)
		return 0;
	fprintf(stderr, "fauxbond: usage: fauxbond %s\n", usage);
	*ret_exit = EXIT_USAGE;
	return -1;
}

static void say_done(const json_t *answer, const char *done)
{
	const char *contact = json_string_value(json_object_get(answer, "contact"));
	const char *line = json_string_value(json_object_get(answer, "line"));
	bool all = line != NULL && strcmp(line, "all") == 0;

	fputs(all ? "all lines" : "line ", stdout);
	control_print(all ? "" : line);
	if (contact != NULL) {
		fputs(", contact ", stdout);
		control_print(contact);
	}
	printf(": %s\n", done);
}

static int ask(const char *config, const struct control_words *words, const char *done)
{
	json_t *answer;
	int status = control_ask(config, words, &answer);

	if (status != EXIT_DONE)
		return status;
	say_done(answer, done);
	json_decref(answer);
	return EXIT_DONE;
}

static int about_line(int argc, char **argv, enum control_verb verb, const char *usage,
		      const char *done)
{
	struct words words = {0};
	const struct option_row rows[] = {
		{"--config", "FILE", "the settings of the running program", &words.config, NULL},
		{"--by", "NAME", "who asks, for the record", &words.by, NULL},
	};
	const char *line;
	int exit_code;

	if (take_words(argc, argv, usage, rows, sizeof rows / sizeof rows[0], &line, &exit_code) !=
	    0)
		return exit_code;
	return ask(words.config,
		   &(struct control_words){verb, {[MEMBER_LINE] = line, [MEMBER_BY] = words.by}},
		   done);
}

static int about_contact(int argc, char **argv, enum control_verb verb, const char *usage,
			 const char *done)
{
	struct words words = {0};
	const struct option_row rows[] = {
		{"--config", "FILE", "the settings of the running program", &words.config, NULL},
		{"--line", "NAME", "the line, when several know the contact", &words.line, NULL},
		{"--by", "NAME", "who asks, for the record", &words.by, NULL},
	};
	const char *contact;
	int exit_code;

	if (take_words(argc, argv, usage, rows, sizeof rows / sizeof rows[0], &contact,
		       &exit_code) != 0)
		return exit_code;
	return ask(words.config,
		   &(struct control_words){verb,
					   {[MEMBER_CONTACT] = contact,
					    [MEMBER_LINE] = words.line,
					    [MEMBER_BY] = words.by}},
		   done);
}

int command_pause(int argc, char **argv)
{
	return about_line(argc, argv, CONTROL_PAUSE, "pause LINE|all [--by NAME] [--config FILE]",
			  "paused; messages are still received and recorded");
}

int command_resume(int argc, char **argv)
{
	return about_line(argc, argv, CONTROL_RESUME, "resume LINE|all [--by NAME] [--config FILE]",
			  "answering again");
}

int command_approve(int argc, char **argv)
{
	return about_contact(argc, argv, CONTROL_APPROVE,
			     "approve CONTACT [--line NAME] [--by NAME] [--config FILE]",
			     "the answer goes out now, if the caps have room");
}

int command_block(int argc, char **argv)
{
	return about_contact(argc, argv, CONTROL_BLOCK,
			     "block CONTACT [--line NAME] [--by NAME] [--config FILE]",
			     "never answered");
}

int command_takeover(int argc, char **argv)
{
	return about_contact(argc, argv, CONTROL_TAKEOVER,
			     "takeover CONTACT [--line NAME] [--by NAME] [--config FILE]",
			     "yours; no automatic answer any more");
}
