// SPDX-License-Identifier: GPL-3.0-or-later
/* talk/ files: what a stalling line says, as it is written. */
#include "daemon/packs_talk.h"

#include "daemon/packs_talk_words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
	uint32_t tag;
	const char *name;
} tags[] = {
#define X(id, bit, name) {id, name},
	TALK_TAGS(X)
#undef X
};

static const char *const number_names[] = {
#define X(id, name) name,
	GRAMMAR_NUMBERS(X)
#undef X
};

/* ---- lists ---- */

static struct grammar_list *add_list(struct grammar *grammar, const char *name)
{
	struct grammar_list *list = &grammar->lists[grammar->list_count++];

	snprintf(list->name, sizeof list->name, "%s", name);
	return list;
}

void talk_begin(struct talk_reader *reader)
{
	struct grammar *grammar = mem_alloc(1, sizeof *grammar);

	*reader = (struct talk_reader){.grammar = grammar};
	grammar->lists = mem_alloc(GRAMMAR_LISTS_MAX, sizeof *grammar->lists);
	reader->lists = mem_alloc(GRAMMAR_LISTS_MAX, sizeof *reader->lists);
	for (int move = 0; move < MOVE_COUNT; move++)
		add_list(grammar, move_name((enum move)move));
	for (int reaction = 0; reaction < REACTION_COUNT; reaction++)
		add_list(grammar, reaction_name((enum reaction)reaction));
	for (int number = 0; number < PART_NUMBERS; number++)
		add_list(grammar, number_names[number]);
}

void talk_finish(struct talk_reader *reader)
{
	for (size_t i = 0; i < reader->source_count; i++)
		mem_free(reader->sources[i].text);
	for (size_t i = 0; i < reader->file_count; i++)
		mem_free(reader->files[i]);
	mem_free(reader->sources);
	mem_free(reader->lists);
	grammar_destroy(reader->grammar);
	*reader = (struct talk_reader){.grammar = NULL};
}

uint32_t talk_find_part(const struct grammar *grammar, const char *name, size_t size)
{
	for (size_t i = LISTS_PARTS; i < grammar->list_count; i++) {
		if (strlen(grammar->lists[i].name) == size &&
		    memcmp(grammar->lists[i].name, name, size) == 0)
			return (uint32_t)i;
	}
	return GRAMMAR_LISTS_MAX;
}

static enum err find_move(struct talk_reader *reader, const struct yaml_node *key,
			  uint32_t *ret_list, struct error *error_r)
{
	for (uint32_t move = MOVE_OPEN; move < MOVE_GO_SILENT; move++) {
		if (strcmp(reader->grammar->lists[LISTS_MOVES + move].name, key->text) == 0) {
			*ret_list = LISTS_MOVES + move;
			return ERR_NONE;
		}
	}
	return yaml_error(key, error_r,
			  "\"%.40s\" is no move; write one of the table in packs/README.md",
			  key->text);
}

static enum err find_answer(struct talk_reader *reader, const struct yaml_node *key,
			    uint32_t *ret_list, struct error *error_r)
{
	for (uint32_t reaction = REACT_NONE + 1; reaction < REACTION_COUNT; reaction++) {
		if (strcmp(reader->grammar->lists[LISTS_REACTIONS + reaction].name, key->text) ==
		    0) {
			*ret_list = LISTS_REACTIONS + reaction;
			return ERR_NONE;
		}
	}
	return yaml_error(key, error_r,
			  "\"%.40s\" is nothing that is answered; write one of the table in "
			  "packs/README.md",
			  key->text);
}

static enum err find_part(struct talk_reader *reader, const struct yaml_node *key,
			  uint32_t *ret_list, struct error *error_r)
{
	size_t size = strlen(key->text);

	*ret_list = talk_find_part(reader->grammar, key->text, size);
	if (*ret_list != GRAMMAR_LISTS_MAX)
		return ERR_NONE;
	if (size == 0 || size >= GRAMMAR_NAME_MAX ||
	    strspn(key->text, "abcdefghijklmnopqrstuvwxyz0123456789_") != size)
		return yaml_error(
			key, error_r,
			"\"%.40s\" is no name for a part; write 1 to %d small letters, digits "
			"and _",
			key->text, GRAMMAR_NAME_MAX - 1);
	if (reader->grammar->list_count == GRAMMAR_LISTS_MAX)
		return yaml_error(key, error_r, "more than %d parts; leave some out",
				  GRAMMAR_LISTS_MAX - LISTS_PARTS);
	*ret_list = (uint32_t)reader->grammar->list_count;
	add_list(reader->grammar, key->text);
	return ERR_NONE;
}

/* ---- alternatives ---- */

static const char *all_tags(char *text, size_t size)
{
	text[0] = '\0';
	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
		strncat(text, i > 0 ? " " : "", size - strlen(text) - 1);
		strncat(text, tags[i].name, size - strlen(text) - 1);
	}
	return text;
}

const char *talk_claims_like(const char *name, size_t size, char *text, size_t room)
{
	const char *is = memchr(name, '=', size);
	size_t topic = is != NULL ? (size_t)(is - name) + 1 : size;

	text[0] = '\0';
	for (int like = 1; like >= 0 && text[0] == '\0'; like--) {
		for (unsigned bit = 0; bit < CLAIM_BITS; bit++) {
			const char *claim = claim_name(bit);

			if (claim == NULL || (like && strncmp(claim, name, topic) != 0))
				continue;
			strncat(text, text[0] != '\0' ? ", " : "", room - strlen(text) - 1);
			strncat(text, claim, room - strlen(text) - 1);
		}
	}
	return text;
}

/* A condition on what was claimed before; false: it is none. */
static bool take_claim(const char *name, bool refuse, struct talk_source *source)
{
	unsigned bit = claim_of(name, strlen(name));

	if (bit == CLAIM_BITS)
		return false;
	*(refuse ? &source->unclaimed : &source->claimed) |= UINT64_C(1) << bit;
	return true;
}

static enum err read_tag(const struct yaml_node *node, struct talk_source *source,
			 struct error *error_r)
{
	char names[800];
	const char *text, *name;
	bool refuse;
	enum err err = yaml_text(node, &text, error_r);

	if (err != ERR_NONE)
		return err;
	refuse = strncmp(text, "not ", 4) == 0;
	name = refuse ? text + 4 : text;
	if (take_claim(name, refuse, source))
		return ERR_NONE;
	if (strchr(name, '=') != NULL)
		return yaml_error(node, error_r, "\"%.30s\" is no claim; write %s", name,
				  talk_claims_like(name, strlen(name), names, sizeof names));
	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
		if (strcmp(tags[i].name, name) != 0)
			continue;
		if ((source->need | source->refuse) & tags[i].tag)
			return yaml_error(node, error_r, "\"%s\" is here twice; leave one out",
					  name);
		*(refuse ? &source->refuse : &source->need) |= tags[i].tag;
		return ERR_NONE;
	}
	return yaml_error(node, error_r,
			  "\"%.30s\" is no tag; write one of %s, or \"not \" before it", name,
			  all_tags(names, sizeof names));
}

static enum err read_tags(const struct yaml_node *list, struct talk_source *source,
			  struct error *error_r)
{
	enum err err = yaml_expect_list(list, error_r);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(node, list)
	{
		err = read_tag(node, source, error_r);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

/* {say: "...", if: [...]}; *ret_say is the node of the text. */
static enum err read_condition(const struct yaml_node *node, struct talk_source *source,
			       const struct yaml_node **ret_say, struct error *error_r)
{
	const struct yaml_node *say = yaml_get(node, "say");

	if (say == NULL)
		return yaml_error(node, error_r, "no text; write {say: \"...\", if: [...]}");
	YAML_EACH(member, node)
	{
		enum err err = ERR_NONE;

		if (strcmp(member->key->text, "if") == 0)
			err = read_tags(member, source, error_r);
		else if (member != say)
			err = yaml_error(member->key, error_r,
					 "\"%.40s\" is unknown here; write say or if",
					 member->key->text);
		if (err != ERR_NONE)
			return err;
	}
	*ret_say = say;
	return ERR_NONE;
}

static void keep_source(struct talk_reader *reader, const struct talk_source *source)
{
	if (reader->source_count == reader->source_room) {
		reader->source_room = reader->source_room == 0 ? 256 : reader->source_room * 2;
		reader->sources =
			mem_grow(reader->sources, reader->source_room, sizeof *reader->sources);
	}
	reader->sources[reader->source_count] = *source;
	reader->sources[reader->source_count].order = (uint32_t)reader->source_count;
	reader->source_count++;
}

static enum err read_alternative(struct talk_reader *reader, const struct yaml_node *node,
				 uint32_t list, struct error *error_r)
{
	struct talk_source source = {.list = list, .file = reader->files[reader->file_count - 1]};
	const char *text;
	enum err err =
		node->type == YAML_MAP ? read_condition(node, &source, &node, error_r) : ERR_NONE;

	if (err == ERR_NONE)
		err = yaml_text(node, &text, error_r);
	if (err != ERR_NONE)
		return err;
	source.line = node->line;
	source.column = node->column + (node->plain ? 0 : 1);
	if (strlen(text) > TALK_TEXT_BYTES)
		return yaml_error(node, error_r,
				  "more than %d letters; write it shorter, or in parts",
				  TALK_TEXT_BYTES);
	if (reader->source_count == TALK_TEXTS_MAX)
		return yaml_error(node, error_r, "more than %d texts; leave some out",
				  TALK_TEXTS_MAX);
	source.text = mem_strdup(text);
	keep_source(reader, &source);
	return talk_check_letters(&reader->sources[reader->source_count - 1], error_r);
}

typedef enum err find_list(struct talk_reader *reader, const struct yaml_node *key,
			   uint32_t *ret_list, struct error *error_r);

static enum err read_alternatives(struct talk_reader *reader, const struct yaml_node *node,
				  uint32_t list, struct error *error_r)
{
	enum err err = yaml_expect_list(node, error_r);

	if (err != ERR_NONE)
		return err;
	if (node->first == NULL)
		return yaml_error(node, error_r,
				  "nothing in the list; write at least one text, or \"\"");
	if (reader->lists[list].line == 0)
		reader->lists[list] =
			(struct talk_list){.file = reader->files[reader->file_count - 1],
					   .line = node->key->line,
					   .column = node->key->column};
	YAML_EACH(alternative, node)
	{
		err = read_alternative(reader, alternative, list, error_r);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

static enum err read_lists(struct talk_reader *reader, const struct yaml_node *map, find_list *find,
			   struct error *error_r)
{
	enum err err = yaml_expect_map(map, error_r);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(node, map)
	{
		uint32_t list = 0;

		err = find(reader, node->key, &list, error_r);
		if (err == ERR_NONE)
			err = read_alternatives(reader, node, list, error_r);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

/* ---- files ---- */

static enum err read_root(struct talk_reader *reader, const struct yaml_node *root,
			  struct error *error_r)
{
	enum err err = yaml_expect_map(root, error_r);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(node, root)
	{
		const char *key = node->key->text;

		if (strcmp(key, "moves") == 0)
			err = read_lists(reader, node, find_move, error_r);
		else if (strcmp(key, "answers") == 0)
			err = read_lists(reader, node, find_answer, error_r);
		else if (strcmp(key, "parts") == 0)
			err = read_lists(reader, node, find_part, error_r);
		else if (strcmp(key, "words") == 0)
			err = talk_read_words(reader->grammar, node, error_r);
		else if (strcmp(key, "filter") == 0)
			err = talk_read_filter(reader->grammar, node, error_r);
		else if (strcmp(key, "writer") == 0)
			err = talk_read_writer(reader->grammar, node, error_r);
		else
			err = yaml_error(
				node->key, error_r,
				"\"%.40s\" is unknown here; write moves, answers, parts, words, "
				"filter or writer",
				key);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

enum err talk_read(struct talk_reader *reader, struct bytes content, const char *file,
		   struct error *error_r)
{
	struct yaml yaml;
	enum err err;

	if (reader->file_count == TALK_FILES_MAX)
		return error_set(error_r, ERR_INPUT, "%s: more than %d files; put some together",
				 file, TALK_FILES_MAX);
	err = yaml_load(content, file, &yaml, error_r);
	if (err != ERR_NONE)
		return err;
	reader->files[reader->file_count++] = mem_strdup(file);
	err = read_root(reader, yaml.root, error_r);
	yaml_finish(&yaml);
	return err;
}

enum err talk_end(struct talk_reader *reader, const char *folder, struct grammar **ret_grammar,
		  struct error *error_r)
{
	enum err err = talk_compile(reader, error_r);

	if (err == ERR_NONE)
		err = talk_check(reader, folder, error_r);
	if (err != ERR_NONE)
		return err;
	*ret_grammar = reader->grammar;
	reader->grammar = NULL;
	return ERR_NONE;
}

/* ---- errors ---- */

/* Characters in the first `size` bytes. */
static unsigned characters(const char *text, size_t size)
{
	unsigned count = 0;

	for (size_t i = 0; i < size; i++)
		count += ((unsigned char)text[i] & 0xc0) != 0x80;
	return count;
}

enum err talk_error(const struct talk_source *source, size_t at, struct error *error_r,
		    const char *format, ...)
{
	char what[ERROR_TEXT_MAX];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(what, sizeof what, format, arguments);
	va_end(arguments);
	return error_set(error_r, ERR_INPUT, "%s:%u:%u: %s", source->file, source->line,
			 source->column + characters(source->text, at), what);
}
