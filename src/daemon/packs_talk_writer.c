// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * `writer:` of talk/ files: what a language model is told that is asked for words (docs/WRITER.md). A language has all of
 * it or nothing: a model that is told half makes up the rest.
 */
#include "base/mem.h"
#include "daemon/packs_talk_words.h"

#include <string.h>

enum { SYSTEM_MOST = 2000, LINE_MOST = 300 }; /* bytes */

static const char *const register_names[GRAMMAR_REGISTERS] = {"street", "plain", "polite"};

static const char *const fact_names[GRAMMAR_FACTS] = {
#define X(id, bit, name) [bit] = name,
	TALK_FACTS(X)
#undef X
};

static const char *register_name(size_t at)
{
	return register_names[at];
}

static const char *fact_name(size_t at)
{
	return fact_names[at];
}

static const char *named_move(size_t at)
{
	return move_name((enum move)at);
}

static const char *named_reaction(size_t at)
{
	return reaction_name((enum reaction)at);
}

/* ---- one text ---- */

static enum err read_text(const struct yaml_node *node, size_t most, char **field,
			  struct error *error_r)
{
	const char *text;
	enum err err = yaml_text(node, &text, error_r);

	if (err != ERR_NONE)
		return err;
	if (*field != NULL)
		return yaml_error(node, error_r, "this is written twice; leave one out");
	if (text[0] == '\0' || strlen(text) > most)
		return yaml_error(node, error_r, "nothing, or too much; write 1 to %zu bytes", most);
	for (const char *c = text; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' && *c != '\n')
			return yaml_error(node, error_r,
					  "a control character stands in this text; delete it");
	*field = mem_strdup(text);
	return ERR_NONE;
}

/* ---- tables of texts ---- */

typedef const char *name_of(size_t at);

struct texts {
	char **fields;
	size_t first, count;
	name_of *name;
};

static enum err read_texts(const struct yaml_node *map, const struct texts *texts,
			   struct error *error_r)
{
	enum err err = yaml_expect_map(map, error_r);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(node, map)
	{
		size_t at = texts->first;

		while (at < texts->count && strcmp(texts->name(at), node->key->text) != 0)
			at++;
		err = at == texts->count
			      ? yaml_error(node->key, error_r,
					   "\"%.40s\" is unknown here; packs/README.md has what may "
					   "stand here",
					   node->key->text)
			      : read_text(node, LINE_MOST, &texts->fields[at], error_r);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

static enum err need_all(const struct yaml_node *map, const struct texts *texts, size_t not_this,
			 struct error *error_r)
{
	for (size_t at = texts->first; at < texts->count; at++)
		if (at != not_this && texts->fields[at] == NULL)
			return yaml_error(map, error_r, "\"%s\" is missing below; write it",
					  texts->name(at));
	return ERR_NONE;
}

/* ---- the whole ---- */

/* MOVE_PROBE goes to who may be no dealer: nobody else words that, so nothing is said of it. */
static enum err check_whole(const struct grammar_writer *writer, const struct yaml_node *map,
			    const struct texts *tables, size_t count, struct error *error_r)
{
	enum err err = ERR_NONE;

	if (writer->system == NULL || writer->untrusted == NULL || writer->must == NULL ||
	    writer->may == NULL)
		return yaml_error(map, error_r,
				  "not all is here; write system, untrusted, must and may");
	for (size_t i = 0; i < count && err == ERR_NONE; i++)
		err = need_all(map, &tables[i], tables[i].name == named_move ? MOVE_PROBE : SIZE_MAX,
			       error_r);
	return err;
}

static enum err read_member(struct grammar_writer *writer, const struct yaml_node *node,
			    const struct texts tables[4], struct error *error_r)
{
	static const char *const names[4] = {"registers", "moves", "answers", "facts"};
	const struct {
		const char *name;
		char **field;
		size_t most;
	} texts[] = {{"system", &writer->system, SYSTEM_MOST},
		     {"untrusted", &writer->untrusted, LINE_MOST},
		     {"must", &writer->must, LINE_MOST},
		     {"may", &writer->may, LINE_MOST}};

	for (size_t i = 0; i < 4; i++) {
		if (strcmp(texts[i].name, node->key->text) == 0)
			return read_text(node, texts[i].most, texts[i].field, error_r);
		if (strcmp(names[i], node->key->text) == 0)
			return read_texts(node, &tables[i], error_r);
	}
	return yaml_error(node->key, error_r,
			  "\"%.40s\" is unknown here; write system, untrusted, must, may, registers, "
			  "moves, answers or facts",
			  node->key->text);
}

enum err talk_read_writer(struct grammar *grammar, const struct yaml_node *map,
			  struct error *error_r)
{
	struct grammar_writer *writer = &grammar->writer;
	const struct texts tables[4] = {
		{writer->registers, 0, GRAMMAR_REGISTERS, register_name},
		{writer->moves, MOVE_OPEN, MOVE_GO_SILENT, named_move},
		{writer->answers, REACT_NONE + 1, REACTION_COUNT, named_reaction},
		{writer->facts, 0, GRAMMAR_FACTS, fact_name},
	};
	enum err err = yaml_expect_map(map, error_r);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(node, map)
	{
		err = read_member(writer, node, tables, error_r);
		if (err != ERR_NONE)
			return err;
	}
	return check_whole(writer, map, tables, 4, error_r);
}
