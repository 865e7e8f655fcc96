// SPDX-License-Identifier: GPL-3.0-or-later
/* classify: lines on standard input, one JSON object each on standard output, in order, empty lines too. */
#include "base/jsonout.h"
#include "base/mem.h"
#include "daemon/command.h"
#include "daemon/packs.h"
#include "flow/classify/classify.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_reading(const struct reading *reading, struct buf *out)
{
	struct jsonout json;

	jsonout_init(&json, out);
	jsonout_open(&json, NULL);
	jsonout_text(&json, "language", language_name(reading->language));
	jsonout_text(&json, "kind", kind_name(reading->kind));
	jsonout_real(&json, "p", reading->p, 4); /* null: patterns have no probability */
	jsonout_open(&json, "kinds");
	jsonout_close(&json);
	jsonout_open(&json, "findings");
	jsonout_bool(&json, "unreadable", reading->unreadable);
	jsonout_close(&json);
	jsonout_null(&json, "act");
	jsonout_open_list(&json, "slots");
	jsonout_close_list(&json);
	jsonout_close(&json);
	buf_add_u8(out, '\n');
}

static enum err classify_lines(const struct classify *classify, FILE *in, FILE *to,
			       struct error *error_r)
{
	struct buf out = {0};
	char *text = NULL;
	size_t room = 0;
	ssize_t size;
	enum err err = ERR_NONE;

	while (err == ERR_NONE && (size = getline(&text, &room, in)) > 0) {
		struct message message = {0};

		if (text[size - 1] == '\n')
			size--;
		message.whole = (struct bytes){(uint8_t *)text, (size_t)size};
		buf_clear(&out);
		err = classify_read(classify, &message);
		put_reading(&message.reading, &out);
		if (fwrite(out.data, 1, out.size, to) != out.size || fflush(to) != 0)
			err = error_set(error_r, ERR_IO, "standard output: %s", strerror(errno));
	}
	free(text);
	buf_finish(&out);
	return err;
}

int command_classify(int argc, char **argv)
{
	const char *folder = NULL;
	const struct option_row rows[] = {
		{"--packs", "FOLDER", "other packs than those in the program", &folder, NULL},
	};
	struct packs *packs = NULL;
	struct classify *classify;
	struct error error = {""};
	size_t rest;
	int exit_code;
	enum err err;

	if (command_options(argc, argv, "classify [--packs FOLDER] < TEXTS", rows, 1, NULL, 0, &rest,
			    &exit_code) != 0)
		return exit_code;
	if (packs_load(folder, &packs, &error) != ERR_NONE)
		return command_failed(&error);
	classify = classify_create(packs);
	if (classify == NULL)
		err = error_set(&error, ERR_MEMORY, "out of memory");
	else
		err = classify_lines(classify, stdin, stdout, &error);
	classify_destroy(classify);
	packs_destroy(packs);
	return err == ERR_NONE ? EXIT_DONE : command_failed(&error);
}
