// SPDX-License-Identifier: GPL-3.0-or-later
/* evaluate: how well the models read texts whose kind is known (evaluate.h says how the file is written). */
#include "daemon/command.h"
#include "daemon/evaluate.h"
#include "daemon/reading.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { TABLE_MAX = 64 << 20 };

static enum err read_table(const char *path, struct buf *out, struct error *error_r)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rbe");
	enum err err = ERR_NONE;
	size_t size;

	if (file == NULL)
		return error_set(error_r, ERR_IO, "%s: %s", path, strerror(errno));
	while (err == ERR_NONE && (size = fread(buf_room(out, 1 << 16), 1, 1 << 16, file)) > 0) {
		out->size += size;
		if (out->size > TABLE_MAX)
			err = error_set(error_r, ERR_FULL, "%s: more than %d MB; take fewer texts",
					path, TABLE_MAX >> 20);
	}
	if (err == ERR_NONE && ferror(file))
		err = error_set(error_r, ERR_IO, "%s: %s", path, strerror(errno));
	if (file != stdin)
		fclose(file);
	return err;
}

static enum err evaluate(const char *path, const char *folder, bool as_json, struct error *error_r)
{
	struct reader_set set = {0};
	struct evaluation evaluation;
	struct buf table = {0}, out = {0};
	enum err err = read_table(path, &table, error_r);

	if (err == ERR_NONE)
		err = reader_set_load(folder, &set, error_r);
	if (err == ERR_NONE) {
		struct classify *classify = classify_create(set.packs);

		classify_use(classify, set.models);
		err = evaluate_table(classify, buf_bytes(&table), path, &evaluation, error_r);
		classify_destroy(classify);
	}
	if (err == ERR_NONE) {
		if (as_json)
			evaluate_json(&evaluation, &out);
		else
			evaluate_print(&evaluation, &out);
		if (fwrite(out.data, 1, out.size, stdout) != out.size || fflush(stdout) != 0)
			err = error_set(error_r, ERR_IO, "standard output: %s", strerror(errno));
	}
	reader_set_finish(&set);
	buf_finish(&table);
	buf_finish(&out);
	return err;
}

int command_evaluate(int argc, char **argv)
{
	const char *folder = NULL, *path = NULL;
	bool as_json = false;
	const struct option_row rows[] = {
		{"--packs", "FOLDER", "other packs than those in the program", &folder, NULL},
		{"--json", NULL, "one JSON object instead of tables", NULL, &as_json},
	};
	struct error error = {""};
	size_t rest;
	int exit_code;

	if (command_options(argc, argv, "evaluate [--packs FOLDER] [--json] FILE.tsv", rows, 2, &path,
			    1, &rest, &exit_code) != 0)
		return exit_code;
	if (rest != 1) {
		fputs("fauxbond: which file? fauxbond evaluate FILE.tsv (or - for standard input)\n",
		      stderr);
		return EXIT_USAGE;
	}
	return evaluate(path, folder, as_json, &error) == ERR_NONE ? EXIT_DONE
								    : command_failed(&error);
}
