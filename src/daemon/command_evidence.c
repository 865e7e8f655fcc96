// SPDX-License-Identifier: GPL-3.0-or-later
/* evidence verify: is the record whole and untouched? Reads only; the lines may be running. */
#include "base/mem.h"
#include "daemon/command.h"
#include "daemon/installation.h"
#include "flow/evidence/evidence.h"
#include "flow/evidence/verify.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void show_progress(void *context, const char *line, uint64_t done, uint64_t total)
{
	(void)context;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%s: %llu of %llu events ", line, (unsigned long long)done,
			(unsigned long long)total);
}

static void print_report(const struct verify_report *report)
{
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
	for (size_t i = 0; i < report->line_count; i++) {
		const struct verify_line *line = &report->lines[i];

		printf("%-16s %10llu events %10llu contacts %8llu checkpoints", line->name,
		       (unsigned long long)line->events, (unsigned long long)line->contacts,
		       (unsigned long long)line->checkpoints);
		if (line->erased != 0)
			printf(" %6llu erased", (unsigned long long)line->erased);
		putchar('\n');
	}
}

static int verify(const char *path, const struct settings *settings, const char *seed)
{
	struct sqlite_options options = {.path = path, .read_only = true};
	struct verify_report report = {0};
	struct store *store = NULL;
	struct error error = {""};
	struct keys keys;
	uint8_t public_key[SIGN_PUBLIC];
	enum err err = sqlite_open(&options, &store, &error);

	if (err == ERR_NONE)
		err = installation_read_keys(store, settings, seed, &keys, &error);
	if (err == ERR_NONE) {
		evidence_public_key(&keys, public_key);
		err = evidence_verify(store, &keys, public_key, show_progress, NULL, &report, &error);
		print_report(&report);
		keys_wipe(&keys);
	}
	store_close(store);
	if (err == ERR_NONE)
		puts("The record is whole: every event, every tree and every signature fits.");
	else if (report.problem.text[0] != '\0')
		fprintf(stderr, "fauxbond: the record was tampered with or is damaged: %s\n", report.problem.text);
	else
		command_failed(&error);
	verify_finish(&report);
	return err == ERR_NONE ? EXIT_DONE : EXIT_FAILED;
}

static int run(const char *config, const char *db, const char *seed)
{
	struct settings settings = {0};
	struct error error = {""};
	struct buf path = {0};
	int result;

	if (db != NULL)
		return verify(db, NULL, seed);
	if (settings_load(command_config(config), &settings, &error) != ERR_NONE)
		return command_failed(&error);
	installation_store_path(&settings, &path);
	result = verify(buf_text(&path), &settings, NULL);
	buf_finish(&path);
	settings_finish(&settings);
	return result;
}

int command_evidence(int argc, char **argv)
{
	const char *config = NULL, *db = NULL, *seed = NULL;
	const struct option_row rows[] = {
		{"--config", "FILE", "the settings; ./fauxbond.yaml when not given", &config, NULL},
		{"--db", "FILE", "a rehearsal's store instead, with its --seed", &db, NULL},
		{"--seed", "N", "the rehearsal's seed; 1 when not given", &seed, NULL},
	};
	const char *usage = "evidence verify [--config FILE | --db FILE --seed N]";
	const char *rest[1];
	struct error error = {""};
	size_t count;
	int exit_code;

	if (command_options(argc, argv, usage, rows, 3, rest, 1, &count, &exit_code) != 0)
		return exit_code;
	if (count != 1 || strcmp(rest[0], "verify") != 0) {
		fprintf(stderr, "usage: fauxbond %s\n", usage);
		return EXIT_USAGE;
	}
	if (seal_start(&error) != ERR_NONE)
		return command_failed(&error);
	return run(config, db, seed != NULL ? seed : db != NULL ? "1" : NULL);
}
