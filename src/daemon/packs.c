// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/packs.h"

#include "daemon/packs_private.h"

#include "base/alphabet.h"
#include "base/embedded.h"
#include "base/mem.h"
#include "base/sms.h"
#include "base/yaml.h"
#include "flow/reply/grammar.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

extern const struct embedded_file embedded_packs[];
extern const size_t embedded_packs_count;

enum {
	ANSWERS_MAX = 500, /* a language; each is compared with each */
	FIRSTS_MAX = 1000,     /* a language; each is compared with each */
	FIRST_BYTES_MAX = 480, /* three parts of GSM 7 */
	PATH_SIZE = 1024,
};

/* Files as packs_load() asks for them; `missing` says that there is none by that name. */
typedef enum err read_file(const char *folder, const char *name, struct buf *out, bool *ret_missing,
			   struct error *error_r);

/* What may be said, and must be there for any country. */
static const enum move moves[] = {MOVE_DECLINE, MOVE_HELP_LINE, MOVE_WRONG_NUMBER};

/* What to write instead of characters that people type and GSM 7 lacks. */
static const struct {
	uint32_t code_point;
	const char *instead;
} spellings[] = {
	{0xe7, "c"},	   {0xe2, "a"},		{0xea, "e"},   {0xeb, "e"},    {0xee, "i"},
	{0xef, "i"},	   {0xf4, "o"},		{0xfb, "u"},   {0xe1, "a"},    {0xed, "i"},
	{0xf3, "o"},	   {0xfa, "u"},		{0xc0, "A"},   {0xc8, "E"},    {0xca, "E"},
	{0x153, "oe"},	   {0x2018, "'"},	{0x2019, "'"}, {0x201c, "\""}, {0x201d, "\""},
	{0xab, "\""},	   {0xbb, "\""},	{0x2013, "-"}, {0x2014, "-"},  {0x2026, "..."},
	{0xa0, "a space"}, {0x202f, "a space"},
};

const char *pack_spelling(uint32_t code_point)
{
	for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
		if (spellings[i].code_point == code_point)
			return spellings[i].instead;
	}
	return "another word";
}

/* Names the first character that would make the text three times dearer (70 characters a part
 * instead of 160). */
static enum err refuse_character(const struct yaml_node *node, struct bytes text,
				 struct error *error_r)
{
	size_t at = 0;

	for (unsigned place = 1; at < text.size; place++) {
		size_t before = at;
		uint8_t septets[2];
		uint32_t c = utf8_next(text.data, text.size, &at);

		if (gsm7_put((struct gsm7_shift){0, 0}, c, septets) == 0)
			return yaml_error(node, error_r,
					  "character %u, \"%.*s\", is not in the alphabet of SMS "
					  "(GSM 7); write %s instead",
					  place, (int)(at - before),
					  (const char *)text.data + before, pack_spelling(c));
	}
	return ERR_NONE;
}

static enum err check_answer(const struct yaml_node *node, const char *text, struct error *error_r)
{
	struct bytes bytes = bytes_of_text(text);
	struct sms_size size = sms_measure(bytes);

	if (text[strspn(text, " \n")] == '\0')
		return yaml_error(node, error_r, "an empty text; write what the line says");
	if (size.alphabet != ALPHABET_GSM7)
		return refuse_character(node, bytes, error_r);
	if (size.parts > 1)
		return yaml_error(node, error_r,
				  "%d characters, which cost %d messages; write at most %d",
				  size.units, size.parts, SMS_SEPTETS);
	if (strcasestr(text, "://") != NULL || strcasestr(text, "www.") != NULL)
		return yaml_error(node, error_r,
				  "a link; a line never sends one, write the text without it");
	return ERR_NONE;
}

static enum err add_answer(struct pack *pack, const struct yaml_node *node, enum move move,
			   const char *country, struct error *error_r)
{
	const char *text;
	enum err err = yaml_text(node, &text, error_r);

	if (err == ERR_NONE)
		err = check_answer(node, text, error_r);
	if (err != ERR_NONE)
		return err;
	if (pack->answer_count == ANSWERS_MAX)
		return yaml_error(node, error_r, "more than %d texts; leave some out", ANSWERS_MAX);
	for (size_t i = 0; i < pack->answer_count; i++) {
		const struct pack_answer *other = &pack->answers[i];

		if (other->move == (int)move && strcmp(other->country, country) == 0 &&
		    strcmp(other->text, text) == 0)
			return yaml_error(node, error_r, "the same text twice; leave one out");
	}
	pack->answers = mem_grow(pack->answers, pack->answer_count + 1, sizeof *pack->answers);
	pack->answers[pack->answer_count] =
		(struct pack_answer){.move = move, .text = mem_strdup(text)};
	memcpy(pack->answers[pack->answer_count++].country, country, strlen(country) + 1);
	return ERR_NONE;
}

static enum err add_answers(struct pack *pack, const struct yaml_node *list, enum move move,
			    const char *country, struct error *error_r)
{
	enum err err = yaml_expect_list(list, error_r);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(node, list)
	{
		err = add_answer(pack, node, move, country, error_r);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

/* BE, FR, ... or `any`, which is "" from here on. */
static enum err country_of(const struct yaml_node *key, const char **ret_country,
			   struct error *error_r)
{
	const char *text = key->text;

	if (strcmp(text, "any") == 0) {
		*ret_country = "";
		return ERR_NONE;
	}
	if (strlen(text) != 2 || text[0] < 'A' || text[0] > 'Z' || text[1] < 'A' || text[1] > 'Z')
		return yaml_error(
			key, error_r,
			"\"%.20s\" is no country; write two capitals such as BE or FR, or any",
			text);
	*ret_country = text;
	return ERR_NONE;
}

/* A list of texts, or lists by country. */
static enum err read_move(struct pack *pack, const struct yaml_node *node, enum move move,
			  struct error *error_r)
{
	if (node->type != YAML_MAP)
		return add_answers(pack, node, move, "", error_r);
	YAML_EACH(list, node)
	{
		const char *country = "";
		enum err err = country_of(list->key, &country, error_r);

		if (err == ERR_NONE)
			err = add_answers(pack, list, move, country, error_r);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

static enum err check_complete(const struct pack *pack, const struct yaml_node *root,
			       struct error *error_r)
{
	for (size_t m = 0; m < sizeof moves / sizeof moves[0]; m++) {
		bool there = false;

		for (size_t i = 0; i < pack->answer_count; i++)
			there = there || (pack->answers[i].move == (int)moves[m] &&
					  pack->answers[i].country[0] == '\0');
		if (!there)
			return yaml_error(
				root, error_r,
				"no text for \"%s\" that fits any country; write one under %s: or "
				"%s: {any: ...}",
				move_name(moves[m]), move_name(moves[m]), move_name(moves[m]));
	}
	return ERR_NONE;
}

static enum err read_moves(struct pack *pack, const struct yaml_node *root, struct error *error_r)
{
	enum err err = yaml_expect_map(root, error_r);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(node, root)
	{
		enum move move = MOVE_NONE;

		for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
			if (strcmp(node->key->text, move_name(moves[i])) == 0)
				move = moves[i];
		}
		if (move == MOVE_NONE)
			return yaml_error(
				node->key, error_r,
				"\"%.40s\" is nothing a line says; write decline, help_line or "
				"wrong_number",
				node->key->text);
		err = read_move(pack, node, move, error_r);
		if (err != ERR_NONE)
			return err;
	}
	return check_complete(pack, root, error_r);
}

enum err pack_read_answers(struct pack *pack, struct bytes content, const char *file,
			   struct error *error_r)
{
	struct yaml yaml;
	enum err err = yaml_load(content, file, &yaml, error_r);

	if (err != ERR_NONE)
		return err;
	err = read_moves(pack, yaml.root, error_r);
	yaml_finish(&yaml);
	return err;
}

static enum err check_first(const struct pack *pack, const struct yaml_node *node, const char *text,
			    struct error *error_r)
{
	size_t size = strlen(text);

	if (text[strspn(text, " \t\n")] == '\0')
		return yaml_error(node, error_r, "an empty text; write what people write first");
	if (size > FIRST_BYTES_MAX)
		return yaml_error(node, error_r, "%zu bytes; write at most %d", size,
				  FIRST_BYTES_MAX);
	if (pack->first_count == FIRSTS_MAX)
		return yaml_error(node, error_r, "more than %d texts; leave some out", FIRSTS_MAX);
	for (size_t i = 0; i < pack->first_count; i++) {
		if (strcmp(pack->firsts[i], text) == 0)
			return yaml_error(node, error_r, "the same text twice; leave one out");
	}
	return ERR_NONE;
}

static enum err add_first(struct pack *pack, const struct yaml_node *node, struct error *error_r)
{
	const char *text;
	enum err err = yaml_text(node, &text, error_r);

	if (err == ERR_NONE)
		err = check_first(pack, node, text, error_r);
	if (err != ERR_NONE)
		return err;
	pack->firsts = mem_grow(pack->firsts, pack->first_count + 1, sizeof *pack->firsts);
	pack->firsts[pack->first_count++] = mem_strdup(text);
	return ERR_NONE;
}

static enum err read_firsts(struct pack *pack, const struct yaml_node *root, struct error *error_r)
{
	enum err err = yaml_expect_map(root, error_r);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(list, root)
	{
		if (strcmp(list->key->text, "firsts") != 0)
			return yaml_error(list->key, error_r,
					  "\"%.40s\" is unknown here; write firsts",
					  list->key->text);
		err = yaml_expect_list(list, error_r);
		if (err != ERR_NONE)
			return err;
		YAML_EACH(node, list)
		{
			err = add_first(pack, node, error_r);
			if (err != ERR_NONE)
				return err;
		}
	}
	return ERR_NONE;
}

enum err pack_read_firsts(struct pack *pack, struct bytes content, const char *file,
			  struct error *error_r)
{
	struct yaml yaml;
	enum err err = yaml_load(content, file, &yaml, error_r);

	if (err != ERR_NONE)
		return err;
	err = read_firsts(pack, yaml.root, error_r);
	yaml_finish(&yaml);
	return err;
}

void pack_finish(struct pack *pack)
{
	for (size_t i = 0; i < pack->answer_count; i++)
		mem_free(pack->answers[i].text);
	for (size_t i = 0; i < pack->sign_count; i++)
		mem_free(pack->signs[i].pattern);
	for (size_t i = 0; i < pack->word_count; i++)
		mem_free(pack->words[i]);
	for (size_t i = 0; i < pack->first_count; i++)
		mem_free(pack->firsts[i]);
	mem_free(pack->answers);
	mem_free(pack->signs);
	mem_free(pack->concepts);
	mem_free(pack->firsts);
	mem_free(pack->words);
	grammar_destroy(pack->talk);
	*pack = (struct pack){0};
}

static enum err read_embedded(const char *folder, const char *name, struct buf *out,
			      bool *ret_missing, struct error *error_r)
{
	(void)folder;
	(void)error_r;
	for (size_t i = 0; i < embedded_packs_count; i++) {
		if (strcmp(embedded_packs[i].name, name) != 0)
			continue;
		buf_add(out, embedded_packs[i].data, embedded_packs[i].size);
		return ERR_NONE;
	}
	*ret_missing = true;
	return ERR_NONE;
}

static enum err read_disk(const char *folder, const char *name, struct buf *out, bool *ret_missing,
			  struct error *error_r)
{
	char path[PATH_SIZE];
	FILE *file = NULL;
	enum err err = ERR_NONE;

	if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) < sizeof path)
		file = fopen(path, "rbe");
	else
		errno = ENAMETOOLONG;
	if (file == NULL && errno == ENOENT) {
		*ret_missing = true;
		return ERR_NONE;
	}
	if (file == NULL)
		return error_set(error_r, ERR_IO, "%s/%s: %s", folder, name, strerror(errno));
	/* one byte more than yaml_load() takes is enough to be refused there */
	out->size += fread(buf_room(out, YAML_SIZE_MAX + 1), 1, YAML_SIZE_MAX + 1, file);
	if (ferror(file))
		err = error_set(error_r, ERR_IO, "%s: %s", path, strerror(errno));
	fclose(file);
	return err;
}

typedef enum err read_content(struct pack *pack, struct bytes content, const char *file,
			      struct error *error_r);

/* One file of one language. */
static enum err read_part(read_file *read, const char *folder, const char *part, struct pack *pack,
			  read_content *take, bool *ret_missing, struct error *error_r)
{
	struct buf content = {0};
	char name[64], shown[PATH_SIZE];
	enum err err;

	snprintf(name, sizeof name, "%s/%s", language_name((enum language)pack->language), part);
	snprintf(shown, sizeof shown, "%s/%s", folder != NULL ? folder : "packs", name);
	err = read(folder, name, &content, ret_missing, error_r);
	if (err == ERR_NONE && !*ret_missing)
		err = take(pack, buf_bytes(&content), shown, error_r);
	buf_finish(&content);
	return err;
}

/* A language of which neither answers nor signs are there is not spoken; of which one is there, is
 * an error. `firsts.yaml` may be left out: the line then learns from its own days alone; and
 * `concepts.yaml`: the model then reads by words alone. */
static enum err read_language(read_file *read, const char *folder, struct packs *packs,
			      enum language language, struct error *error_r)
{
	struct pack *pack = &packs->packs[packs->count];
	bool mute = false, deaf = false, untaught = false, narrow = false;
	enum err err;

	pack->language = language;
	packs->count++;
	err = read_part(read, folder, "answers.yaml", pack, pack_read_answers, &mute, error_r);
	if (err == ERR_NONE)
		err = read_part(read, folder, "signs.yaml", pack, pack_read_signs, &deaf, error_r);
	if (err == ERR_NONE)
		err = read_part(read, folder, "firsts.yaml", pack, pack_read_firsts, &untaught,
				error_r);
	if (err == ERR_NONE)
		err = read_part(read, folder, "concepts.yaml", pack, pack_read_concepts, &narrow,
				error_r);
	if (err == ERR_NONE)
		err = pack_load_talk(pack, folder, NULL, error_r);
	if (err != ERR_NONE)
		return err;
	if (mute != deaf)
		return error_set(error_r, ERR_IO,
				 "%s/%s/%s: not found; write it, or remove the folder",
				 folder != NULL ? folder : "packs",
				 language_name((enum language)pack->language),
				 mute ? "answers.yaml" : "signs.yaml");
	if (mute) {
		pack_finish(pack);
		packs->count--;
	}
	return ERR_NONE;
}

/* The clue of a concept in all languages together; 0 when there are too many. */
static int number_concept(struct packs *packs, const char *name)
{
	size_t i = 0;

	while (i < packs->concept_count && strcmp(packs->concepts[i], name) != 0)
		i++;
	if (i == CLUES_MAX - CLUE_KNOWN)
		return 0;
	if (i == packs->concept_count)
		strcpy(packs->concepts[packs->concept_count++], name);
	return CLUE_KNOWN + (int)i;
}

/* Each pack numbered its concepts for itself; from here on the same name is the same clue. */
static enum err number_concepts(struct packs *packs, struct error *error_r)
{
	int numbers[CLUES_MAX];

	for (size_t p = 0; p < packs->count; p++) {
		struct pack *pack = &packs->packs[p];

		for (size_t i = 0; i < pack->concept_count; i++) {
			numbers[i] = number_concept(packs, pack->concepts[i]);
			if (numbers[i] == 0)
				return error_set(error_r, ERR_INPUT,
						 "concepts.yaml: more than %d concepts in all "
						 "languages together; leave some out",
						 CLUES_MAX - CLUE_KNOWN);
		}
		for (size_t i = 0; i < pack->sign_count; i++) {
			if (pack->signs[i].clue >= CLUE_KNOWN)
				pack->signs[i].clue = numbers[pack->signs[i].clue - CLUE_KNOWN];
		}
	}
	return ERR_NONE;
}

_Static_assert(LANGUAGE_COUNT - 1 <= PACKS_MAX, "a pack for each language");

enum err packs_load(const char *folder, struct packs **ret_packs, struct error *error_r)
{
	struct packs *packs = mem_alloc(1, sizeof *packs);
	read_file *read = folder != NULL ? read_disk : read_embedded;
	enum err err = ERR_NONE;

	for (int i = LANGUAGE_UNKNOWN + 1; i < LANGUAGE_COUNT && err == ERR_NONE; i++)
		err = read_language(read, folder, packs, (enum language)i, error_r);
	if (err == ERR_NONE)
		err = number_concepts(packs, error_r);
	if (err == ERR_NONE && packs->count == 0)
		err = error_set(error_r, ERR_ABSENT,
				"%s: no language; it needs nl/, fr/ or en/ with answers.yaml and "
				"signs.yaml",
				folder != NULL ? folder : "packs");
	if (err != ERR_NONE)
		packs_destroy(packs);
	else
		*ret_packs = packs;
	return err;
}

void packs_destroy(struct packs *packs)
{
	if (packs == NULL)
		return;
	for (size_t i = 0; i < packs->count; i++)
		pack_finish(&packs->packs[i]);
	mem_free(packs);
}

const struct pack *packs_find(const struct packs *packs, enum language language)
{
	for (size_t i = 0; i < packs->count; i++) {
		if (packs->packs[i].language == (int)language)
			return &packs->packs[i];
	}
	return NULL;
}
