// SPDX-License-Identifier: GPL-3.0-or-later
/* Any bytes as a settings file: an error or settings, which can then be described; never a crash or
 * a leak. */
#include "daemon/packs.h"
#include "daemon/settings.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Warnings beside a pack of one language, whose text takes three parts. */
static void warn(const struct settings *settings, struct buf *out)
{
	static char text[400];
	static struct pack_answer answer = {.move = MOVE_DECLINE, .text = text};
	static const struct packs packs = {
		.packs = {{.language = LANGUAGE_FR, .answers = &answer, .answer_count = 1}},
		.count = 1};

	memset(text, 'a', sizeof text - 1);
	settings_warn_packs(settings, &packs, out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct settings *settings = calloc(1, sizeof *settings);
	struct error error = {""};
	struct buf out = {0};
	size_t warnings;
	enum err err;

	if (settings == NULL)
		return 0;
	err = settings_parse((struct bytes){data, size}, "fuzz.yaml", settings, &error);
	if (err == ERR_NONE) {
		settings_describe(settings, &out, &warnings);
		warn(settings, &out);
		settings_check_serve(settings, &error);
		settings_finish(settings);
	} else if (strncmp(error.text, "fuzz.yaml:", 10) != 0) {
		abort(); /* every refusal says where */
	}
	buf_finish(&out);
	free(settings);
	return 0;
}
