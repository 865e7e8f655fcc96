// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/examples.h"

#include "base/embedded.h"
#include "base/mem.h"
#include "base/yaml.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct embedded_file embedded_packs[];
extern const size_t embedded_packs_count;

enum { PATH_SIZE = 1024 };

/* ---- the list ---- */

static enum err find_hand(struct examples *examples, const char *name, unsigned *ret_hand,
			  struct error *error_r)
{
	size_t i = 0;

	while (i < examples->hand_count && strcmp(examples->hands[i], name) != 0)
		i++;
	if (i == HANDS_MAX)
		return error_set(error_r, ERR_FULL, "more than %d hands; give some the same name",
				 HANDS_MAX);
	if (i == examples->hand_count) {
		snprintf(examples->hands[i], sizeof examples->hands[i], "%.31s", name);
		examples->hand_count++;
	}
	*ret_hand = (unsigned)i;
	return ERR_NONE;
}

enum err examples_add(struct examples *examples, const struct example *example, const char *hand,
		      struct error *error_r)
{
	struct example *copy;
	unsigned number = 0;
	enum err err = find_hand(examples, hand, &number, error_r);

	if (err != ERR_NONE)
		return err;
	if (examples->count == EXAMPLES_MAX)
		return error_set(error_r, ERR_FULL, "more than %d examples; leave some out",
				 EXAMPLES_MAX);
	if (examples->count == examples->room) {
		examples->room = examples->room == 0 ? 1024 : examples->room * 2;
		examples->all = mem_grow(examples->all, examples->room, sizeof *examples->all);
	}
	copy = &examples->all[examples->count++];
	*copy = *example;
	copy->hand = number;
	copy->turns = mem_alloc(example->turn_count, sizeof *copy->turns);
	for (size_t i = 0; i < example->turn_count; i++)
		copy->turns[i] = mem_strdup(example->turns[i]);
	return ERR_NONE;
}

void examples_finish(struct examples *examples)
{
	for (size_t i = 0; i < examples->count; i++) {
		for (size_t t = 0; t < examples->all[i].turn_count; t++)
			mem_free(examples->all[i].turns[t]);
		mem_free(examples->all[i].turns);
	}
	mem_free(examples->all);
	*examples = (struct examples){0};
}

/* ---- one file ---- */

struct file {
	struct examples *examples;
	enum language language;
	char hand[32];
};

static enum err read_example_text(const struct yaml_node *node, const char **ret_text,
				  struct error *error_r)
{
	enum err err = yaml_text(node, ret_text, error_r);

	if (err != ERR_NONE)
		return err;
	if ((*ret_text)[strspn(*ret_text, " \t\n")] == '\0')
		return yaml_error(node, error_r, "an empty text; write what somebody might send");
	if (strlen(*ret_text) > EXAMPLE_BYTES_MAX)
		return yaml_error(node, error_r, "%zu bytes; write at most %d", strlen(*ret_text),
				  EXAMPLE_BYTES_MAX);
	return ERR_NONE;
}

static enum err kind_of(const struct yaml_node *node, const char *name, enum kind *ret_kind,
			struct error *error_r)
{
	for (int kind = KIND_UNCLEAR + 1; kind < KIND_COUNT; kind++) {
		if (strcmp(name, kind_name((enum kind)kind)) != 0)
			continue;
		if (kind == KIND_GROOMING)
			return yaml_error(node, error_r,
					  "grooming has no examples: it is recognised by signs, and "
					  "nobody writes such messages down; take them out");
		*ret_kind = (enum kind)kind;
		return ERR_NONE;
	}
	return yaml_error(node, error_r,
			  "\"%.40s\" is no kind; write dealer, insult, threat, sexual, pushy, spam, "
			  "scam, wrong_number, distress, stop or ordinary",
			  name);
}

static enum err act_of(const struct yaml_node *node, enum act *ret_act, struct error *error_r)
{
	char names[400] = "";

	for (int act = ACT_UNCLEAR + 1; act < ACT_COUNT; act++) {
		if (strcmp(node->text, act_name((enum act)act)) == 0) {
			*ret_act = (enum act)act;
			return ERR_NONE;
		}
		strncat(names, act > 1 ? ", " : "", sizeof names - strlen(names) - 1);
		strncat(names, act_name((enum act)act), sizeof names - strlen(names) - 1);
	}
	return yaml_error(node, error_r, "\"%.40s\" is no act; write one of %s", node->text, names);
}

static enum err add_texts(struct file *file, const struct yaml_node *list, struct example *example,
			  struct error *error_r)
{
	enum err err = yaml_expect_list(list, error_r);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(node, list)
	{
		const char *text = NULL;
		char *turn;

		err = read_example_text(node, &text, error_r);
		turn = (char *)(uintptr_t)text;
		example->turns = &turn;
		example->turn_count = 1;
		if (err == ERR_NONE)
			err = examples_add(file->examples, example, file->hand, error_r);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

static enum err read_kinds(struct file *file, const struct yaml_node *map, struct error *error_r)
{
	enum err err = yaml_expect_map(map, error_r);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(list, map)
	{
		struct example example = {.language = file->language, .weight = 1};

		err = kind_of(list->key, list->key->text, &example.kind, error_r);
		if (err == ERR_NONE)
			err = add_texts(file, list, &example, error_r);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

static enum err read_acts(struct file *file, const struct yaml_node *map, struct error *error_r)
{
	enum err err = yaml_expect_map(map, error_r);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(list, map)
	{
		struct example example = {.language = file->language, .weight = 1};

		err = act_of(list->key, &example.act, error_r);
		if (err == ERR_NONE)
			err = add_texts(file, list, &example, error_r);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

/* One turn: `them: text` is kept, `us: text` only reads well. */
static enum err read_turn(const struct yaml_node *turn, char **turns, size_t *count,
			  struct error *error_r)
{
	enum err err = yaml_expect_map(turn, error_r);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(said, turn)
	{
		const char *text = NULL;
		bool them = strcmp(said->key->text, "them") == 0;

		if (!them && strcmp(said->key->text, "us") != 0)
			return yaml_error(said->key, error_r,
					  "\"%.20s\" is nobody here; write them or us",
					  said->key->text);
		err = read_example_text(said, &text, error_r);
		if (err != ERR_NONE)
			return err;
		if (them && *count == EXAMPLE_TURNS_MAX)
			return yaml_error(said, error_r, "more than %d turns; write fewer",
					  EXAMPLE_TURNS_MAX);
		if (them)
			turns[(*count)++] = (char *)(uintptr_t)text;
	}
	return ERR_NONE;
}

static enum err read_conversation(struct file *file, const struct yaml_node *node,
				  struct error *error_r)
{
	const struct yaml_node *kind = yaml_get(node, "kind"), *list = yaml_get(node, "turns");
	struct example example = {.language = file->language, .weight = 1};
	char *turns[EXAMPLE_TURNS_MAX];
	enum err err = yaml_expect_map(node, error_r);

	if (err != ERR_NONE)
		return err;
	if (kind == NULL || list == NULL || node->count != 2)
		return yaml_error(node, error_r,
				  "a conversation has two parts; write kind: and turns:");
	err = kind_of(kind, kind->text, &example.kind, error_r);
	if (err == ERR_NONE)
		err = yaml_expect_list(list, error_r);
	if (err != ERR_NONE)
		return err;
	YAML_EACH(turn, list)
	{
		err = read_turn(turn, turns, &example.turn_count, error_r);
		if (err != ERR_NONE)
			return err;
	}
	if (example.turn_count == 0)
		return yaml_error(list, error_r, "nobody writes to us here; write them: \"...\"");
	example.turns = turns;
	return examples_add(file->examples, &example, file->hand, error_r);
}

static enum err read_conversations(struct file *file, const struct yaml_node *list,
				   struct error *error_r)
{
	enum err err = yaml_expect_list(list, error_r);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(node, list)
	{
		err = read_conversation(file, node, error_r);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

static enum err read_hand(struct file *file, const struct yaml_node *root, struct error *error_r)
{
	const struct yaml_node *node = yaml_get(root, "hand");
	const char *hand = "";
	enum err err;

	if (node == NULL)
		return yaml_error(root, error_r,
				  "nobody wrote this; begin with hand: and a name of your choice");
	err = yaml_text(node, &hand, error_r);
	if (err != ERR_NONE)
		return err;
	if (strlen(hand) == 0 || strlen(hand) >= sizeof file->hand)
		return yaml_error(node, error_r, "write a name of 1 to %zu letters",
				  sizeof file->hand - 1);
	strcpy(file->hand, hand);
	return ERR_NONE;
}

static enum err read_parts(struct file *file, const struct yaml_node *root, struct error *error_r)
{
	enum err err = yaml_expect_map(root, error_r);

	if (err == ERR_NONE)
		err = read_hand(file, root, error_r);
	if (err != ERR_NONE)
		return err;
	YAML_EACH(part, root)
	{
		if (strcmp(part->key->text, "kinds") == 0)
			err = read_kinds(file, part, error_r);
		else if (strcmp(part->key->text, "acts") == 0)
			err = read_acts(file, part, error_r);
		else if (strcmp(part->key->text, "conversations") == 0)
			err = read_conversations(file, part, error_r);
		else if (strcmp(part->key->text, "hand") != 0)
			err = yaml_error(part->key, error_r,
					 "\"%.40s\" is unknown here; write hand, kinds, acts or "
					 "conversations",
					 part->key->text);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

enum err examples_read(struct examples *examples, enum language language, struct bytes content,
		       const char *name, struct error *error_r)
{
	struct file file = {.examples = examples, .language = language};
	struct yaml yaml;
	enum err err = yaml_load(content, name, &yaml, error_r);

	if (err != ERR_NONE)
		return err;
	err = read_parts(&file, yaml.root, error_r);
	yaml_finish(&yaml);
	return err;
}

/* ---- all files ---- */

static bool is_yaml(const char *name)
{
	size_t size = strlen(name);

	return size > 5 && name[0] != '.' && strcmp(name + size - 5, ".yaml") == 0;
}

static enum err load_embedded(struct examples *examples, enum language language,
			      struct error *error_r)
{
	char folder[64];
	enum err err = ERR_NONE;

	snprintf(folder, sizeof folder, "%s/examples/", language_name(language));
	for (size_t i = 0; i < embedded_packs_count && err == ERR_NONE; i++) {
		const struct embedded_file *file = &embedded_packs[i];
		char shown[PATH_SIZE];

		if (strncmp(file->name, folder, strlen(folder)) != 0)
			continue;
		snprintf(shown, sizeof shown, "packs/%s", file->name);
		err = examples_read(examples, language, (struct bytes){file->data, file->size},
				    shown, error_r);
	}
	return err;
}

static enum err load_file(struct examples *examples, enum language language, const char *path,
			  struct error *error_r)
{
	struct buf content = {0};
	FILE *file = fopen(path, "rbe");
	enum err err = ERR_NONE;

	if (file == NULL)
		return error_set(error_r, ERR_IO, "%s: %s", path, strerror(errno));
	/* one byte more than yaml_load() takes is enough to be refused there */
	content.size += fread(buf_room(&content, YAML_SIZE_MAX + 1), 1, YAML_SIZE_MAX + 1, file);
	if (ferror(file))
		err = error_set(error_r, ERR_IO, "%s: %s", path, strerror(errno));
	fclose(file);
	if (err == ERR_NONE)
		err = examples_read(examples, language, buf_bytes(&content), path, error_r);
	buf_finish(&content);
	return err;
}

static int only_yaml(const struct dirent *entry)
{
	return is_yaml(entry->d_name);
}

/* In the order of their names, so that the same files give the same model. */
static enum err load_folder(struct examples *examples, enum language language, const char *packs,
			    struct error *error_r)
{
	char folder[PATH_SIZE], path[PATH_SIZE + 256];
	struct dirent **names = NULL;
	enum err err = ERR_NONE;
	int count;

	if ((size_t)snprintf(folder, sizeof folder, "%s/%s/examples", packs,
			     language_name(language)) >= sizeof folder)
		return error_set(error_r, ERR_IO, "%s: %s", packs, strerror(ENAMETOOLONG));
	count = scandir(folder, &names, only_yaml, alphasort);
	if (count < 0)
		return errno == ENOENT ? ERR_NONE
				       : error_set(error_r, ERR_IO, "%s: %s", folder, strerror(errno));
	for (int i = 0; i < count; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
		if (err == ERR_NONE)
			err = load_file(examples, language, path, error_r);
		free(names[i]);
	}
	free(names);
	return err;
}

enum err examples_load(const char *folder, struct examples *ret_examples, struct error *error_r)
{
	struct examples examples = {0};
	enum err err = ERR_NONE;

	for (int i = LANGUAGE_UNKNOWN + 1; i < LANGUAGE_COUNT && err == ERR_NONE; i++)
		err = folder == NULL
			      ? load_embedded(&examples, (enum language)i, error_r)
			      : load_folder(&examples, (enum language)i, folder, error_r);
	if (err != ERR_NONE)
		examples_finish(&examples);
	else
		*ret_examples = examples;
	return err;
}
