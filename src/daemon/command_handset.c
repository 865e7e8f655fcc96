// SPDX-License-Identifier: GPL-3.0-or-later
/* handset: texts a line whose bearer is `handset`, as a sender would; `follow` shows what becomes
 * of it. */
#include "daemon/control_client.h"

#include <stdio.h>

int command_handset(int argc, char **argv)
{
	const char *usage = "handset LINE --from NUMBER TEXT [--to NUMBER] [--config FILE]";
	const char *config = NULL, *from = NULL, *to = NULL, *words[2];
	const struct option_row rows[] = {
		{"--from", "NUMBER", "who texts", &from, NULL},
		{"--to", "NUMBER", "which of the line's numbers; the first when not given", &to,
		 NULL},
		{"--config", "FILE", "the settings of the running program", &config, NULL},
	};
	struct control_words request = {.verb = CONTROL_HANDSET};
	json_t *answer;
	size_t count;
	int status;

	if (command_options(argc, argv, usage, rows, sizeof rows / sizeof rows[0], words, 2, &count,
			    &status) != 0)
		return status;
	if (count != 2 || from == NULL) {
		fprintf(stderr, "fauxbond: usage: fauxbond %s\n", usage);
		return EXIT_USAGE;
	}
	request.member[MEMBER_LINE] = words[0];
	request.member[MEMBER_FROM] = from;
	request.member[MEMBER_TO] = to;
	request.member[MEMBER_TEXT] = words[1];
	status = control_ask(config, &request, &answer);
	if (status != EXIT_DONE)
		return status;
	json_decref(answer);
	puts("received; `fauxbond follow` and `fauxbond queue` show what becomes of it");
	return EXIT_DONE;
}
