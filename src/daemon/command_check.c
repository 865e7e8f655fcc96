// SPDX-License-Identifier: GPL-3.0-or-later
/* check: what the settings mean, where each value came from, and what one should mind. */
#include "base/mem.h"
#include "daemon/command.h"
#include "daemon/packs.h"

#include <stdio.h>

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
	if (settings_load_lists(&settings, false, &error) != ERR_NONE ||
	    packs_load(settings.packs, &packs, &error) != ERR_NONE) {
		settings_finish(&settings);
		return command_failed(&error);
	}
	settings_describe(&settings, &out, &warnings);
	warnings += settings_warn_packs(&settings, packs, &out);
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
