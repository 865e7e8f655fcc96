// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/packs_talk_words.h"

#include "base/mem.h"
#include "daemon/packs_talk.h"
#include "flow/reply/filter.h"
#include "flow/reply/letters.h"

#include <string.h>

static char *fold(const char *text)
{
	struct buf folded = {0};
	char *copy;

	letters_fold(bytes_of_text(text), &folded);
	copy = mem_strdup(buf_text(&folded));
	buf_finish(&folded);
	return copy;
}

/* A word that may stand in a text: letters as in any other text, and none of the signs of the
 * format. */
static enum err read_word(const struct yaml_node *node, size_t most, const char **ret_text,
			  struct error *error_r)
{
	struct talk_source source = {.file = node->file, .line = node->line};
	const char *text;
	enum err err = yaml_text(node, &text, error_r);

	if (err != ERR_NONE)
		return err;
	source.text = (char *)(uintptr_t)text; /* only read */
	source.column = node->column + (node->plain ? 0 : 1);
	if (text[0] == '\0' || text[0] == ' ' || text[strlen(text) - 1] == ' ')
		return yaml_error(node, error_r,
				  "an empty word, or spaces around it; write the word alone");
	if (strpbrk(text, "(){}|") != NULL)
		return yaml_error(node, error_r, "( ) { } or | in a word; write the word alone");
	if (strlen(text) > most)
		return yaml_error(node, error_r, "more than %zu letters; write a shorter one",
				  most);
	*ret_text = text;
	return talk_check_letters(&source, error_r);
}

/* ---- names ---- */

static enum err read_name(char **words, size_t count, const struct yaml_node *node,
			  const char **ret_text, struct error *error_r)
{
	enum err err = read_word(node, TALK_NAME_LETTERS, ret_text, error_r);

	if (err != ERR_NONE)
		return err;
	if (strpbrk(*ret_text, "0123456789,.?!:") != NULL)
		return yaml_error(node, error_r, "digits or signs in a name; write letters only");
	for (size_t i = 0; i < count; i++) {
		if (strcmp(words[i], *ret_text) == 0)
			return yaml_error(node, error_r, "the same name twice; leave one out");
	}
	return ERR_NONE;
}

static enum err read_names(char ***words, size_t *count, const struct yaml_node *list,
			   struct error *error_r)
{
	enum err err = yaml_expect_list(list, error_r);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(node, list)
	{
		const char *text;

		err = read_name(*words, *count, node, &text, error_r);
		if (err == ERR_NONE && *count == TALK_WORDS_MAX)
			err = yaml_error(node, error_r, "more than %d names; leave some out",
					 TALK_WORDS_MAX);
		if (err != ERR_NONE)
			return err;
		*words = mem_grow(*words, *count + 1, sizeof **words);
		(*words)[(*count)++] = mem_strdup(text);
	}
	return ERR_NONE;
}

/* ---- pairs ---- */

/* `alone`: each first word once; else each pair once. */
static enum err check_pair(const struct grammar_pair *pairs, size_t count,
			   const struct grammar_pair *pair, bool alone,
			   const struct yaml_node *node, struct error *error_r)
{
	if (count == TALK_WORDS_MAX)
		return yaml_error(node, error_r, "more than %d pairs; leave some out",
				  TALK_WORDS_MAX);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(pairs[i].from, pair->from) == 0 &&
		    (alone || strcmp(pairs[i].to, pair->to) == 0))
			return yaml_error(node, error_r, "\"%.30s\" is here twice; leave one out",
					  pair->from);
	}
	if (!alone && strcmp(pair->from, pair->to) == 0)
		return yaml_error(node, error_r, "both words are the same; leave the pair out");
	return ERR_NONE;
}

static enum err read_pair(const struct yaml_node *node, size_t most, const char **ret_from,
			  const char **ret_to, struct error *error_r)
{
	enum err err = yaml_expect_list(node, error_r);

	if (err != ERR_NONE)
		return err;
	if (node->count != 2)
		return yaml_error(node, error_r, "not two words; write [one, other]");
	err = read_word(node->first, most, ret_from, error_r);
	return err != ERR_NONE ? err : read_word(node->first->next, most, ret_to, error_r);
}

static enum err read_pairs(struct grammar_pair **pairs, size_t *count, const struct yaml_node *list,
			   bool products, struct error *error_r)
{
	enum err err = yaml_expect_list(list, error_r);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(node, list)
	{
		const char *from = "", *to = "";
		struct grammar_pair pair;

		err = read_pair(node, products ? 2 * TALK_NAME_LETTERS : 40, &from, &to, error_r);
		if (err != ERR_NONE)
			return err;
		pair = (struct grammar_pair){.from = (char *)(uintptr_t)from,
					     .to = (char *)(uintptr_t)to};
		err = check_pair(*pairs, *count, &pair, products, node, error_r);
		if (err != ERR_NONE)
			return err;
		*pairs = mem_grow(*pairs, *count + 1, sizeof **pairs);
		(*pairs)[(*count)++] = (struct grammar_pair){
			.from = mem_strdup(from), .to = mem_strdup(to), .folded = fold(from)};
		if (strcmp((*pairs)[*count - 1].folded, " ") == 0)
			return yaml_error(node, error_r, "no letters in it; write words");
	}
	return ERR_NONE;
}

enum err talk_read_words(struct grammar *grammar, const struct yaml_node *map,
			 struct error *error_r)
{
	enum err err = yaml_expect_map(map, error_r);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(list, map)
	{
		const char *key = list->key->text;

		if (strcmp(key, "names") == 0)
			err = read_names(&grammar->names, &grammar->name_count, list, error_r);
		else if (strcmp(key, "friends") == 0)
			err = read_names(&grammar->friends, &grammar->friend_count, list, error_r);
		else if (strcmp(key, "products") == 0)
			err = read_pairs(&grammar->products, &grammar->product_count, list, true,
					 error_r);
		else if (strcmp(key, "shorten") == 0)
			err = read_pairs(&grammar->shorten, &grammar->shorten_count, list, false,
					 error_r);
		else
			err = yaml_error(
				list->key, error_r,
				"\"%.40s\" is unknown here; write names, friends, products or "
				"shorten",
				key);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

/* ---- the filter ---- */

static const char *const filter_names[] = {
#define X(id, name) name,
	FILTER_LISTS(X)
#undef X
};

/* " word " for a whole word, " word" for `word~`, "word " for `~word`. */
static char *fold_term(const char *text)
{
	char *folded = fold(text);
	size_t size = strlen(folded);

	if (text[strlen(text) - 1] == '~' && size > 1)
		folded[--size] = '\0';
	if (text[0] == '~' && size > 1)
		memmove(folded, folded + 1, size);
	return folded;
}

static enum err read_terms(struct grammar_terms *terms, const struct yaml_node *list,
			   struct error *error_r)
{
	enum err err = yaml_expect_list(list, error_r);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(node, list)
	{
		const char *text;

		err = yaml_text(node, &text, error_r);
		if (err == ERR_NONE && terms->count == TALK_WORDS_MAX)
			err = yaml_error(node, error_r, "more than %d terms; leave some out",
					 TALK_WORDS_MAX);
		if (err == ERR_NONE && (text[0] == '\0' || strlen(text) > 60))
			err = yaml_error(node, error_r,
					 "nothing, or too much; write 1 to 60 letters");
		if (err != ERR_NONE)
			return err;
		terms->terms = mem_grow(terms->terms, terms->count + 1, sizeof *terms->terms);
		terms->terms[terms->count++] = fold_term(text);
		if (strlen(terms->terms[terms->count - 1]) < 2)
			return yaml_error(node, error_r, "no letters in it; write words");
	}
	return ERR_NONE;
}

enum err talk_read_filter(struct grammar *grammar, const struct yaml_node *map,
			  struct error *error_r)
{
	enum err err = yaml_expect_map(map, error_r);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(list, map)
	{
		int found = -1;

		for (int i = 0; i < FILTER_LIST_COUNT; i++) {
			if (strcmp(filter_names[i], list->key->text) == 0)
				found = i;
		}
		err = found < 0
			      ? yaml_error(
					list->key, error_r,
					"\"%.40s\" is no list of the filter; write one of those in "
					"packs/README.md",
					list->key->text)
			      : read_terms(&grammar->filter[found], list, error_r);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}
