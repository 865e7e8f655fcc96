// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/command_report.h"

#include "base/seal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int read_store(const struct settings *settings, report_read_fn *read, void *context,
		      json_t **ret_answer)
{
	struct error error = {""};
	struct buf out = {0};
	json_error_t problem;
	enum err err = seal_start(&error);

	if (err == ERR_NONE)
		err = read(context, settings, &out, &error);
	if (err == ERR_NONE) {
		*ret_answer = json_loadb((const char *)out.data, out.size, 0, &problem);
		if (*ret_answer == NULL)
			err = error_set(&error, ERR_STATE, "the report is no JSON: %s", problem.text);
	}
	buf_finish(&out);
	return err == ERR_NONE ? EXIT_DONE : command_failed(&error);
}

int report_ask(const char *config, const char *db, const struct control_words *words,
	       report_read_fn *read, void *context, json_t **ret_answer)
{
	struct settings settings = {0};
	struct error error = {""};
	int status;

	if (settings_load(command_config(config), &settings, &error) != ERR_NONE)
		return command_failed(&error);
	status = db == NULL && control_is_served(&settings)
			 ? control_ask(config, words, ret_answer)
			 : read_store(&settings, read, context, ret_answer);
	settings_finish(&settings);
	return status;
}

int report_end(void)
{
	struct error error = {""};

	if (fflush(stdout) == 0 && ferror(stdout) == 0)
		return EXIT_DONE;
	error_set(&error, ERR_IO, "standard output: %s", strerror(errno));
	return command_failed(&error);
}
