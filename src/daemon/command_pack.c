// SPDX-License-Identifier: GPL-3.0-or-later
/* pack check, pack try: for who writes what a stalling line says. */
#include "daemon/command.h"
#include "daemon/packs.h"
#include "daemon/packs_private.h"
#include "daemon/samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT_DEFAULT = 20, COUNT_MAX = 100000 };

/* ---- check ---- */

static void print_counts(const struct grammar *grammar)
{
	for (uint32_t list = LISTS_MOVES + MOVE_OPEN; list < LISTS_PARTS; list++) {
		const struct grammar_list *counted = &grammar->lists[list];

		if (counted->count > 0)
			printf("  %-6s %-16s %4u texts %18.0f ways\n",
			       list < LISTS_REACTIONS ? "move" : "answer", counted->name,
			       counted->count, counted->surfaces);
	}
	printf("  %zu parts, %zu names, %zu friends, %zu products, %zu shortenings\n",
	       grammar->list_count - LISTS_PARTS, grammar->name_count, grammar->friend_count,
	       grammar->product_count, grammar->shorten_count);
}

/* Adds its warnings to *warnings. */
static enum err check_language(const char *folder, enum language language, size_t *warnings,
			       struct error *error_r)
{
	struct pack pack = {.language = (int)language};
	struct buf lines = {0};
	enum err err = pack_load_talk(&pack, folder, &lines, error_r);

	if (err == ERR_NONE && pack.talk != NULL) {
		printf("%s:\n", language_name(language));
		print_counts(pack.talk);
		for (size_t i = 0; i < lines.size; i++)
			*warnings += lines.data[i] == '\n';
		fwrite(lines.data, 1, lines.size, stdout);
	}
	buf_finish(&lines);
	pack_finish(&pack);
	return err;
}

static int check(int argc, char **argv)
{
	const char *rest[1];
	struct packs *packs = NULL;
	struct error error = {""};
	size_t rest_count, warnings = 0;
	const char *folder;
	int exit_code;

	if (command_options(
		    argc, argv,
		    "pack check [FOLDER]     the packs of the program when no folder is given",
		    NULL, 0, rest, 1, &rest_count, &exit_code) != 0)
		return exit_code;
	folder = rest_count == 1 ? rest[0] : NULL;
	if (packs_load(folder, &packs, &error) != ERR_NONE)
		return command_failed(&error);
	for (size_t i = 0; i < packs->count; i++) {
		if (check_language(folder, (enum language)packs->packs[i].language, &warnings,
				   &error) != ERR_NONE) {
			packs_destroy(packs);
			return command_failed(&error);
		}
	}
	packs_destroy(packs);
	if (warnings == 0)
		puts("All is well.");
	else
		printf("It works; %zu thing%s to mind, above.\n", warnings,
		       warnings == 1 ? "" : "s");
	return EXIT_DONE;
}

/* ---- try ---- */

static const char *const try_usage = "pack try LANGUAGE MOVE|ANSWER|all [OPTIONS]     a name that "
				     "is both is the move; answer:NAME is the answer";

struct trial_words {
	const char *packs, *count, *seed, *register_name;
	const char *language, *what;
};

static bool number_of(const char *text, uint64_t most, uint64_t *ret_number)
{
	char *end;
	unsigned long long number = strtoull(text, &end, 10);

	if (text[0] < '0' || text[0] > '9' || *end != '\0' || number > most)
		return false;
	*ret_number = number;
	return true;
}

static enum err print_samples(const struct trial_words *words, struct packs *packs,
			      struct error *error_r)
{
	struct sample_wish wish = {.seed = 1};
	uint64_t count = COUNT_DEFAULT;
	const struct pack *pack = NULL;
	struct buf text = {0};

	for (size_t i = 0; i < packs->count; i++) {
		if (strcmp(language_name((enum language)packs->packs[i].language),
			   words->language) == 0)
			pack = &packs->packs[i];
	}
	if (pack == NULL || pack->talk == NULL)
		return error_set(error_r, ERR_ABSENT, "no talk/ of the language \"%s\"",
				 words->language);
	if (!sample_what(words->what, &wish))
		return error_set(error_r, ERR_INPUT,
				 "\"%s\" is no move and no answer; write one, or all", words->what);
	if (words->count != NULL && !number_of(words->count, COUNT_MAX, &count))
		return error_set(error_r, ERR_INPUT, "--count: write a number up to %d", COUNT_MAX);
	if (words->seed != NULL && !number_of(words->seed, UINT64_MAX, &wish.seed))
		return error_set(error_r, ERR_INPUT, "--seed: write a number");
	if (words->register_name != NULL && !sample_register(words->register_name, &wish))
		return error_set(error_r, ERR_INPUT, "--register: write street, plain or polite");
	for (uint64_t i = 0; i < count; i++) {
		buf_clear(&text);
		sample_print(pack, &wish, i, &text);
		fwrite(text.data, 1, text.size, stdout);
	}
	buf_finish(&text);
	return ERR_NONE;
}

static int try_words(int argc, char **argv)
{
	struct trial_words words = {NULL, NULL, NULL, NULL, NULL, NULL};
	const struct option_row rows[] = {
		{"--count", "N", "how many; 20 when not given", &words.count, NULL},
		{"--seed", "N", "others; the same number gives the same texts", &words.seed, NULL},
		{"--register", "NAME", "of street, plain or polite people only",
		 &words.register_name, NULL},
		{"--packs", "FOLDER", "instead of the packs of the program", &words.packs, NULL},
	};
	const char *rest[2];
	struct packs *packs = NULL;
	struct error error = {""};
	size_t rest_count;
	enum err err;
	int exit_code;

	if (command_options(argc, argv, try_usage, rows, sizeof rows / sizeof rows[0], rest, 2,
			    &rest_count, &exit_code) != 0)
		return exit_code;
	if (rest_count != 2) {
		fprintf(stderr, "usage: fauxbond %s\n", try_usage);
		return EXIT_USAGE;
	}
	words.language = rest[0];
	words.what = rest[1];
	err = packs_load(words.packs, &packs, &error);
	if (err == ERR_NONE)
		err = print_samples(&words, packs, &error);
	packs_destroy(packs);
	return err == ERR_NONE ? EXIT_DONE : command_failed(&error);
}

int command_pack(int argc, char **argv)
{
	static const char usage[] =
		"usage: fauxbond pack check [FOLDER]\n"
		"       fauxbond pack try LANGUAGE MOVE|ANSWER|all [OPTIONS]\n"
		"  `fauxbond pack check --help` and `fauxbond pack try --help` say more.\n";
	const char *word = argc > 1 ? argv[1] : "";

	if (strcmp(word, "check") == 0)
		return check(argc - 1, argv + 1);
	if (strcmp(word, "try") == 0)
		return try_words(argc - 1, argv + 1);
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
		fputs(usage, stdout);
		return EXIT_DONE;
	}
	fputs(usage, stderr);
	return EXIT_USAGE;
}
