// SPDX-License-Identifier: GPL-3.0-or-later
/* check: what the settings mean, where each value came from, and what one should mind. */
#include "base/mem.h"
#include "base/sms.h"
#include "daemon/command.h"
#include "daemon/packs.h"

#include <stdio.h>

/* Answers that take two parts are paid twice: the longest that the line may say, pointed out. */
static size_t warn_of_parts(const struct settings *settings, const struct packs *packs,
			    struct buf *out)
{
	size_t warnings = 0;

	for (size_t l = 0; l < settings->line_count; l++) {
		const struct line *line = &settings->lines[l];
		int most = 1;

		if (line->kind != LINE_DECLINE)
			continue;
		for (size_t i = 0; i < line->language_count; i++) {
			const struct pack *pack = packs_find(packs, line->languages[i]);

			for (size_t a = 0; pack != NULL && a < pack->answer_count; a++) {
				int parts = sms_measure(bytes_of_text(pack->answers[a].text)).parts;

				if (parts > most)
					most = parts;
			}
		}
		if (most == 1)
			continue;
		warnings++;
		buf_add_format(out, "warning: %s:%d: line %s may say texts of %d parts, which cost %d times as much\n",
			       settings->name, line->where, line->name, most, most);
	}
	return warnings;
}

static size_t warn_of_languages(const struct settings *settings, const struct packs *packs,
				struct buf *out)
{
	size_t warnings = 0;

	for (size_t l = 0; l < settings->line_count; l++) {
		const struct line *line = &settings->lines[l];

		for (size_t i = 0; i < line->language_count; i++) {
			if (packs_find(packs, line->languages[i]) != NULL)
				continue;
			warnings++;
			buf_add_format(out, "warning: %s:%d: line %s speaks %s, but there is no pack for it\n",
				       settings->name, line->where, line->name,
				       language_name(line->languages[i]));
		}
	}
	return warnings;
}

/* What serve would refuse is no error here, but one should know before. */
static size_t warn_of_serving(const struct settings *settings, struct buf *out)
{
	struct error error = {""};

	if (settings_check_serve(settings, &error) == ERR_NONE)
		return 0;
	buf_add_format(out, "warning: serve would refuse: %s\n", error.text);
	return 1;
}

int command_check(int argc, char **argv)
{
	const char *config = NULL;
	const struct option_row rows[] = {
		{"--config", "FILE", "the settings; ./fauxbond.yaml when not given", &config, NULL},
	};
	const char *rest[1];
	struct settings settings;
	struct packs *packs = NULL;
	struct error error = {""};
	struct buf out = {0};
	size_t rest_count, warnings = 0;
	int exit_code;

	if (command_options(argc, argv, "check [--config FILE] [FILE]", rows, 1, rest, 1, &rest_count,
			    &exit_code) != 0)
		return exit_code;
	if (rest_count == 1)
		config = rest[0];
	if (settings_load(command_config(config), &settings, &error) != ERR_NONE)
		return command_failed(&error);
	if (packs_load(settings.packs, &packs, &error) != ERR_NONE) {
		settings_finish(&settings);
		return command_failed(&error);
	}
	settings_describe(&settings, &out, &warnings);
	warnings += warn_of_parts(&settings, packs, &out);
	warnings += warn_of_languages(&settings, packs, &out);
	warnings += warn_of_serving(&settings, &out);
	fwrite(out.data, 1, out.size, stdout);
	if (warnings == 0)
		puts("All is well.");
	else
		printf("It works; %zu thing%s to mind, above.\n", warnings, warnings == 1 ? "" : "s");
	buf_finish(&out);
	packs_destroy(packs);
	settings_finish(&settings);
	return EXIT_DONE;
}
