// SPDX-License-Identifier: GPL-3.0-or-later
/* migrate: brings a store up to this program's version, and says what it has. `serve` does the same when it starts. */
#include "daemon/command.h"
#include "daemon/installation.h"
#include "daemon/now.h"
#include "store/store.h"

#include <stdio.h>

static enum err print_migration(void *context, const struct migration_row *row)
{
	char at[CLOCK_TEXT_MAX];

	(void)context;
	printf("%04u  %-24s %.16s  applied %s\n", row->number, row->name, row->sha256,
	       clock_text(row->applied, at));
	return ERR_NONE;
}

static enum err migrate(const struct settings *settings, struct error *error_r)
{
	struct sqlite_options options = {.now = now_ms()};
	struct store *store = NULL;
	struct buf path = {0};
	enum err err = installation_folder(settings, error_r);

	installation_store_path(settings, &path);
	options.path = buf_text(&path);
	if (err == ERR_NONE)
		err = sqlite_open(&options, &store, error_r);
	if (err == ERR_NONE)
		err = sqlite_migrations(store, print_migration, NULL, error_r);
	store_close(store);
	buf_finish(&path);
	return err;
}

int command_migrate(int argc, char **argv)
{
	const char *config = NULL;
	const struct option_row rows[] = {
		{"--config", "FILE", "the settings; ./fauxbond.yaml when not given", &config, NULL},
	};
	struct settings settings;
	struct error error = {""};
	size_t rest;
	int exit_code;
	enum err err;

	if (command_options(argc, argv, "migrate [--config FILE]", rows, 1, NULL, 0, &rest,
			    &exit_code) != 0)
		return exit_code;
	if (settings_load(command_config(config), &settings, &error) != ERR_NONE)
		return command_failed(&error);
	err = migrate(&settings, &error);
	settings_finish(&settings);
	return err == ERR_NONE ? EXIT_DONE : command_failed(&error);
}
