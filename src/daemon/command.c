// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void print_help(const char *usage, const struct option_row *rows, size_t row_count)
{
	printf("usage: fauxbond %s\n", usage);
	for (size_t i = 0; i < row_count; i++) {
		char left[64];

		snprintf(left, sizeof left, "%s%s%s", rows[i].name, rows[i].argument ? " " : "",
			 rows[i].argument ? rows[i].argument : "");
		printf("  %-20s %s\n", left, rows[i].what);
	}
	printf("  %-20s %s\n", "--help", "this");
}

static const struct option_row *find_row(const struct option_row *rows, size_t row_count,
					 const char *word, size_t length)
{
	for (size_t i = 0; i < row_count; i++)
		if (strlen(rows[i].name) == length && strncmp(rows[i].name, word, length) == 0)
			return &rows[i];
	return NULL;
}

/* Takes the option at argv[*at]; false when it is none of ours or lacks its argument (said on stderr). */
static bool take_option(int argc, char **argv, int *at, const struct option_row *rows,
			size_t row_count)
{
	const char *word = argv[*at];
	const char *equals = strchr(word, '=');
	const struct option_row *row =
		find_row(rows, row_count, word,
			 equals != NULL ? (size_t)(equals - word) : strlen(word));

	if (row == NULL) {
		fprintf(stderr, "fauxbond: there is no option \"%s\" here\n", word);
		return false;
	}
	if (row->argument == NULL) {
		*row->flag = true;
		return true;
	}
	if (equals == NULL && *at + 1 >= argc) {
		fprintf(stderr, "fauxbond: %s needs a %s\n", word, row->argument);
		return false;
	}
	*row->value = equals != NULL ? equals + 1 : argv[++*at];
	return true;
}

int command_options(int argc, char **argv, const char *usage, const struct option_row *rows,
		    size_t row_count, const char **ret_rest, size_t most, size_t *ret_rest_count,
		    int *ret_exit)
{
	size_t rest = 0;
	bool options = true;

	*ret_exit = EXIT_USAGE;
	for (int i = 1; i < argc; i++) {
		if (options && strcmp(argv[i], "--") == 0) {
			options = false;
		} else if (options && (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)) {
			print_help(usage, rows, row_count);
			*ret_exit = EXIT_DONE;
			return -1;
		} else if (options && argv[i][0] == '-' && argv[i][1] == '-') {
			if (!take_option(argc, argv, &i, rows, row_count))
				return -1;
		} else if (rest < most) {
			ret_rest[rest++] = argv[i];
		} else {
			fprintf(stderr, "fauxbond: \"%s\" is one word too many; usage: fauxbond %s\n",
				argv[i], usage);
			return -1;
		}
	}
	*ret_rest_count = rest;
	return 0;
}

int command_failed(const struct error *error)
{
	fprintf(stderr, "fauxbond: %s\n", error->text);
	return EXIT_FAILED;
}

bool command_seed(const char *text, uint64_t *ret_seed)
{
	char *end;

	errno = 0;
	*ret_seed = strtoull(text, &end, 10);
	return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0;
}

int command_wrong(const char *option, const char *given, const char *problem)
{
	fprintf(stderr, "fauxbond: %s %s: %s\n", option, given, problem);
	return EXIT_USAGE;
}

const char *command_config(const char *given)
{
	if (given != NULL)
		return given;
	return access("fauxbond.yaml", R_OK) == 0 ? "fauxbond.yaml" : "/etc/fauxbond/fauxbond.yaml";
}
