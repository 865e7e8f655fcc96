// SPDX-License-Identifier: GPL-3.0-or-later
/* Patterns of a pack: signs.yaml (those with a meaning in the code, and the language's words) and concepts.yaml. */
#include "base/mem.h"
#include "base/yaml.h"
#include "daemon/packs.h"
#include "flow/classify/normalise.h"
#include "flow/classify/pattern.h"

#include <string.h>

enum {
	SIGNS_MAX = 20000,
	WORDS_MAX = 2000,
};

static const char *const clue_names[] = {
#define X(id, name) name,
	CLUES(X)
#undef X
};

static enum err add_sign(struct pack *pack, const struct yaml_node *node, int clue,
			 struct error *error_r)
{
	struct pattern pattern;
	struct error why = {""};
	const char *text;
	enum err err = yaml_text(node, &text, error_r);

	if (err != ERR_NONE)
		return err;
	if (pattern_parse(text, &pattern, &why) != ERR_NONE)
		return yaml_error(node, error_r, "pattern: %s", why.text);
	if (pack->sign_count == SIGNS_MAX)
		return yaml_error(node, error_r, "more than %d patterns; leave some out",
				  SIGNS_MAX);
	pack->signs = mem_grow(pack->signs, pack->sign_count + 1, sizeof *pack->signs);
	pack->signs[pack->sign_count++] = (struct pack_sign){
		.clue = clue, .pattern = mem_strdup(text), .where = (int)node->line};
	return ERR_NONE;
}

static enum err add_word(struct pack *pack, const struct yaml_node *node, struct error *error_r)
{
	struct text folded;
	const char *text;
	enum err err = yaml_text(node, &text, error_r);

	if (err != ERR_NONE)
		return err;
	normalise(bytes_of_text(text), &folded);
	if (folded.word_count != 1)
		return yaml_error(node, error_r,
				  "\"%.40s\" is not one word; write words one by one", text);
	if (pack->word_count == WORDS_MAX)
		return yaml_error(node, error_r, "more than %d words; leave some out", WORDS_MAX);
	pack->words = mem_grow(pack->words, pack->word_count + 1, sizeof *pack->words);
	pack->words[pack->word_count++] = mem_strdup(text);
	return ERR_NONE;
}

static enum err add_signs(struct pack *pack, const struct yaml_node *list, int clue,
			  struct error *error_r)
{
	enum err err = yaml_expect_list(list, error_r);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(node, list)
	{
		err = add_sign(pack, node, clue, error_r);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

static enum err add_words(struct pack *pack, const struct yaml_node *list, struct error *error_r)
{
	enum err err = yaml_expect_list(list, error_r);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(node, list)
	{
		err = add_word(pack, node, error_r);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

/* CLUE_NONE: the code knows no such name. */
static int known_clue(const char *name)
{
	for (int clue = CLUE_NONE + 1; clue < CLUE_KNOWN; clue++) {
		if (strcmp(clue_names[clue], name) == 0)
			return clue;
	}
	return CLUE_NONE;
}

/* "stop, distress, ..." for messages. */
static const char *all_clues(char *text, size_t size)
{
	text[0] = '\0';
	for (int clue = CLUE_NONE + 1; clue < CLUE_KNOWN; clue++) {
		strncat(text, clue_names[clue], size - strlen(text) - 1);
		strncat(text, ", ", size - strlen(text) - 1);
	}
	return text;
}

static enum err read_sign_lists(struct pack *pack, const struct yaml_node *root,
				struct error *error_r)
{
	enum err err = yaml_expect_map(root, error_r);
	char names[400];

	if (err != ERR_NONE)
		return err;
	YAML_EACH(list, root)
	{
		int clue = known_clue(list->key->text);

		if (strcmp(list->key->text, "words") == 0)
			err = add_words(pack, list, error_r);
		else if (clue != CLUE_NONE)
			err = add_signs(pack, list, clue, error_r);
		else
			err = yaml_error(list->key, error_r,
					 "\"%.40s\" is nothing that patterns settle here; write "
					 "%sor words (others go into concepts.yaml)",
					 list->key->text, all_clues(names, sizeof names));
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

enum err pack_read_signs(struct pack *pack, struct bytes content, const char *file,
			 struct error *error_r)
{
	struct yaml yaml;
	enum err err = yaml_load(content, file, &yaml, error_r);

	if (err != ERR_NONE)
		return err;
	err = read_sign_lists(pack, yaml.root, error_r);
	yaml_finish(&yaml);
	return err;
}

static enum err add_concept(struct pack *pack, const struct yaml_node *key, struct error *error_r)
{
	size_t size = strlen(key->text);

	if (size == 0 || size >= CLUE_NAME_MAX ||
	    strspn(key->text, "abcdefghijklmnopqrstuvwxyz_") != size)
		return yaml_error(key, error_r,
				  "\"%.40s\" is no name for a concept; write 1 to %d small letters "
				  "and _",
				  key->text, CLUE_NAME_MAX - 1);
	if (known_clue(key->text) != CLUE_NONE)
		return yaml_error(key, error_r, "%s is for signs.yaml; write another name",
				  key->text);
	if (pack->concept_count == CLUES_MAX - CLUE_KNOWN)
		return yaml_error(key, error_r, "more than %d concepts; leave some out",
				  CLUES_MAX - CLUE_KNOWN);
	pack->concepts = mem_grow(pack->concepts, pack->concept_count + 1, sizeof *pack->concepts);
	strcpy(pack->concepts[pack->concept_count++], key->text);
	return ERR_NONE;
}

static enum err read_concept_lists(struct pack *pack, const struct yaml_node *root,
				   struct error *error_r)
{
	enum err err = yaml_expect_map(root, error_r);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(list, root)
	{
		err = add_concept(pack, list->key, error_r);
		if (err == ERR_NONE)
			err = add_signs(pack, list, CLUE_KNOWN + (int)pack->concept_count - 1,
					error_r);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

enum err pack_read_concepts(struct pack *pack, struct bytes content, const char *file,
			    struct error *error_r)
{
	struct yaml yaml;
	enum err err = yaml_load(content, file, &yaml, error_r);

	if (err != ERR_NONE)
		return err;
	err = read_concept_lists(pack, yaml.root, error_r);
	yaml_finish(&yaml);
	return err;
}
