// SPDX-License-Identifier: GPL-3.0-or-later
/* tip: hands in a forwarded advertisement about a number. Who forwarded it is not asked and not
 * kept. */
#include "daemon/control_client.h"
#include "daemon/installation.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The advertisement from standard input, without the newline at its end. */
static enum err read_text(struct buf *out, struct error *error_r)
{
	enum err err;

	if (isatty(STDIN_FILENO))
		fputs("Paste the advertisement, then press Ctrl-D on a line of its own:\n", stderr);
	err = file_read("/dev/stdin", CONTROL_LINE_MAX, out, error_r);
	if (err == ERR_INPUT)
		return error_set(error_r, err, "the advertisement is longer than %d bytes",
				 CONTROL_LINE_MAX);
	if (err != ERR_NONE)
		return err;
	while (out->size != 0 && out->data[out->size - 1] == '\n')
		out->size--;
	if (out->size == 0)
		return error_set(error_r, ERR_INPUT, "the advertisement is empty");
	if (memchr(out->data, 0, out->size) != NULL || !utf8_valid(buf_bytes(out)))
		return error_set(error_r, ERR_INPUT, "the advertisement is not a UTF-8 text");
	return ERR_NONE;
}

static int hand_in(const char *config, const char *line, const char *about, const char *text)
{
	const struct control_words words = {
		CONTROL_TIP, {[MEMBER_LINE] = line, [MEMBER_ABOUT] = about, [MEMBER_TEXT] = text}};
	json_t *answer;
	int status = control_ask(config, &words, &answer);

	if (status != EXIT_DONE)
		return status;
	json_decref(answer);
	puts("recorded");
	return EXIT_DONE;
}

int command_tip(int argc, char **argv)
{
	const char *usage = "tip LINE NUMBER [--text TEXT] [--config FILE]";
	const char *config = NULL, *text = NULL, *words[2];
	const struct option_row rows[] = {
		{"--config", "FILE", "the settings of the running program", &config, NULL},
		{"--text", "TEXT", "the advertisement; standard input when not given", &text, NULL},
	};
	struct buf read = {0};
	struct error error = {""};
	size_t count;
	int status;

	if (command_options(argc, argv, usage, rows, sizeof rows / sizeof rows[0], words, 2, &count,
			    &status) != 0)
		return status;
	if (count != 2) {
		fprintf(stderr, "fauxbond: usage: fauxbond %s\n", usage);
		return EXIT_USAGE;
	}
	if (text == NULL && read_text(&read, &error) != ERR_NONE)
		status = command_failed(&error);
	else
		status = hand_in(config, words[0], words[1], text != NULL ? text : buf_text(&read));
	buf_finish(&read);
	return status;
}
