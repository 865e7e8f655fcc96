// SPDX-License-Identifier: GPL-3.0-or-later
/* main() is a table and one call. */
#include "daemon/child.h"
#include "daemon/command.h"
#include "daemon/version.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	const char *what;
	int (*run)(int argc, char **argv);
} commands[] = {
#define X(id, name, what) {name, what, command_##id},
	COMMANDS(X)
#undef X
};

enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

static void usage(FILE *out)
{
	fputs("fauxbond: a line that stands between people and those who pester them.\n\n"
	      "usage: fauxbond COMMAND [OPTIONS]     fauxbond COMMAND --help\n\n",
	      out);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(out, "  %-12s %s\n", commands[i].name, commands[i].what);
	fputs("\nFirst time? `fauxbond demo` needs no settings.\n", out);
}

int main(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "";

	if (strcmp(word, "--child") == 0)
		return child_main(argc, argv);
	if (strcmp(word, "--version") == 0) {
		puts("fauxbond " FAUXBOND_VERSION);
		return EXIT_DONE;
	}
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
		usage(stdout);
		return EXIT_DONE;
	}
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(word, commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	if (word[0] != '\0')
		fprintf(stderr, "fauxbond: there is no command \"%s\"\n\n", word);
	usage(stderr);
	return EXIT_USAGE;
}
