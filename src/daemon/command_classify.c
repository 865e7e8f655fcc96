// SPDX-License-Identifier: GPL-3.0-or-later
/* classify: lines on standard input, one JSON object each on standard output, in order, empty lines too. */
#include "base/jsonout.h"
#include "base/mem.h"
#include "daemon/command.h"
#include "daemon/put_reading.h"
#include "daemon/reading.h"
#include "flow/classify/explain.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct classify_run {
	struct classify *classify;
	bool explain, conversation;
	struct talk talk; /* with `conversation`: of the lines since the last empty one */
};

static void put_reasons(const struct classify_run *run, const struct readout *readout,
			struct jsonout *json)
{
	struct reason reasons[REASONS_MAX];
	size_t count = explain(run->classify, readout, readout->reading.kind, reasons);

	jsonout_open_list(json, "why");
	for (size_t i = 0; i < count; i++) {
		jsonout_open(json, NULL);
		jsonout_text(json, "reason", reasons[i].text);
		jsonout_real(json, "weight", (double)reasons[i].weight, 2);
		jsonout_close(json);
	}
	jsonout_close_list(json);
}

static void read_line(struct classify_run *run, struct bytes line, struct buf *out)
{
	struct readout readout;
	struct jsonout json;
	bool ends = line.size == 0; /* a conversation, and belongs to none */

	if (ends)
		run->talk = (struct talk){0};
	classify_text(run->classify, line, 0, run->conversation && !ends ? &run->talk : NULL,
		      &readout);
	classify_act(run->classify, &readout);
	jsonout_init(&json, out);
	jsonout_open(&json, NULL);
	put_reading(&json, &readout.reading, line);
	if (run->explain)
		put_reasons(run, &readout, &json);
	jsonout_close(&json);
	buf_add_u8(out, '\n');
}

static enum err classify_lines(struct classify_run *run, FILE *in, FILE *to, struct error *error_r)
{
	struct buf out = {0};
	char *text = NULL;
	size_t room = 0;
	ssize_t size;
	enum err err = ERR_NONE;

	while (err == ERR_NONE && (size = getline(&text, &room, in)) > 0) {
		if (text[size - 1] == '\n')
			size--;
		buf_clear(&out);
		read_line(run, (struct bytes){(uint8_t *)text, (size_t)size}, &out);
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
	struct classify_run run = {0};
	const struct option_row rows[] = {
		{"--packs", "FOLDER", "other packs than those in the program", &folder, NULL},
		{"--explain", NULL, "say what spoke most for the kind", NULL, &run.explain},
		{"--conversation", NULL,
		 "the lines are one sender's, read together; an empty line begins another", NULL,
		 &run.conversation},
	};
	struct reader_set set = {0};
	struct error error = {""};
	size_t rest;
	int exit_code;
	enum err err;

	if (command_options(argc, argv,
			    "classify [--packs FOLDER] [--explain] [--conversation] < TEXTS", rows,
			    sizeof rows / sizeof rows[0], NULL, 0, &rest, &exit_code) != 0)
		return exit_code;
	if (reader_set_load(folder, &set, &error) != ERR_NONE)
		return command_failed(&error);
	run.classify = classify_create(set.packs);
	classify_use(run.classify, set.models);
	err = classify_lines(&run, stdin, stdout, &error);
	classify_destroy(run.classify);
	reader_set_finish(&set);
	return err == ERR_NONE ? EXIT_DONE : command_failed(&error);
}
