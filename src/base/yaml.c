// SPDX-License-Identifier: GPL-3.0-or-later
/* Three steps: the bytes are checked as text, libyaml's events become a tree, maps are searched for
 * keys written twice. No recursion anywhere: depth is a counter. */
#include "base/yaml.h"

#include <stdlib.h>
#include <string.h>

#include <yaml.h>

/* Nodes at their cap, the texts (an escape such as \L writes three bytes for two), the sorted keys.
 */
enum { ARENA_MAX = YAML_NODES_MAX * (int)(sizeof(struct yaml_node) + 16) + 3 * YAML_SIZE_MAX };

struct place {
	unsigned line, column;
};

struct build {
	yaml_parser_t parser;
	struct yaml yaml;
	const char *file;
	struct error *error_r;
	size_t nodes, depth;
	struct level {
		struct yaml_node *node, *last; /* the open map or list, its newest member */
		struct yaml_node *key;	       /* a map's key that waits for its value */
	} levels[YAML_DEPTH_MAX];
	bool done; /* the document has ended */
};

static enum err complain(const char *file, struct place at, enum err code, struct error *error_r,
			 const char *text)
{
	return error_set(error_r, code, "%s:%u:%u: %s", file, at.line, at.column, text);
}

/* ---- the bytes as text ---- */

/* What is wrong with a character, or NULL. C1 controls and U+0085, 2028, 2029 are breaks to libyaml
 * and not to editors: line numbers would differ. */
static const char *character_fault(uint32_t c)
{
	if (c == '\t' || c == '\n' || c == '\r')
		return NULL;
	if (c < 0x20 || (c >= 0x7f && c <= 0x9f))
		return "a control character is not allowed here; delete it";
	if (c == 0x2028 || c == 0x2029)
		return "an invisible line separator (U+2028 or U+2029) stands here; write an "
		       "ordinary new line";
	if (c == 0xfeff)
		return "an invisible byte order mark (U+FEFF) stands here; delete it";
	if (c == 0xfffe || c == 0xffff)
		return "this is not a character; delete it";
	return NULL;
}

/* Moves `at` over one character; CR LF counts once, at its LF. */
static void step(struct place *at, uint32_t c, bool lf_follows)
{
	if (c == '\n' || (c == '\r' && !lf_follows)) {
		at->line++;
		at->column = 1;
	} else {
		at->column++;
	}
}

static enum err check_text(struct bytes content, const char *file, struct error *error_r)
{
	struct place at = {1, 1};
	size_t i = 0;

	while (i < content.size) {
		size_t from = i;
		uint32_t c = utf8_next(content.data, content.size, &i);
		bool bad = c == 0xfffd && i - from == 1; /* the real U+FFFD has three bytes */
		const char *fault = bad ? "these bytes are not UTF-8; save the file as UTF-8"
					: character_fault(c);

		if (fault != NULL)
			return complain(file, at, ERR_INPUT, error_r, fault);
		step(&at, c, i < content.size && content.data[i] == '\n');
	}
	return ERR_NONE;
}

/* ---- libyaml's errors, in words ---- */

static const struct {
	const char *problem; /* what libyaml says */
	const char *text;
} problems[] = {
	{"mapping values are not allowed in this context",
	 "a \": \" stands where none can; put a text that contains one in quotes, or look at the "
	 "indentation"},
	{"did not find expected key",
	 "a name followed by \": \" is expected here; look at the indentation of this line and the "
	 "one above"},
	{"did not find expected '-' indicator",
	 "another \"- \" is expected here; look at the indentation of this line and the one above"},
	{"did not find expected ',' or ']'", "a \",\" or a \"]\" is missing before this"},
	{"did not find expected ',' or '}'", "a \",\" or a \"}\" is missing before this"},
	{"could not find expected ':'",
	 "a \":\" with a space behind it is missing after a name, on this line or the one above"},
	{"found unexpected end of stream",
	 "the file ends within a quoted text; write the closing quote"},
	{"did not find expected <document start>",
	 "this does not belong to what stands above; look at the indentation of both"},
	{"found undefined tag handle", "tags (\"!\") are not understood; delete the tag"},
	{"found unknown escape character",
	 "an unknown \"\\\" escape; write \\\\ for a backslash, or use single quotes"},
	{"block sequence entries are not allowed in this context",
	 "a \"- \" cannot stand here; begin the list on a line of its own"},
};

/* The byte at libyaml's mark; the mark's index counts characters, so count lines and columns
 * instead. */
static int byte_at(struct bytes content, struct place where)
{
	struct place at = {1, 1};
	size_t i = 0;

	while (i < content.size) {
		int byte = content.data[i];
		uint32_t c;

		if (at.line == where.line && at.column == where.column)
			return byte;
		c = utf8_next(content.data, content.size, &i);
		step(&at, c, i < content.size && content.data[i] == '\n');
	}
	return -1;
}

static enum err parser_error(struct build *build, struct bytes content)
{
	yaml_parser_t *parser = &build->parser;
	struct place at = {(unsigned)parser->problem_mark.line + 1,
			   (unsigned)parser->problem_mark.column + 1};
	const char *problem = parser->problem != NULL ? parser->problem : "not YAML";
	int byte = byte_at(content, at);

	if (parser->error == YAML_MEMORY_ERROR)
		return error_set(build->error_r, ERR_MEMORY, "%s: %s", build->file,
				 err_text(ERR_MEMORY));
	if (strcmp(problem, "found character that cannot start any token") == 0 && byte == '\t')
		return complain(build->file, at, ERR_INPUT, build->error_r,
				"a tab cannot indent; write spaces");
	if (strcmp(problem, "found character that cannot start any token") == 0)
		problem = "a text cannot begin with this character; put it in quotes";
	for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++)
		if (strcmp(problem, problems[i].problem) == 0)
			problem = problems[i].text;
	/* Of a bracket or quote that is never closed, the end of the file says nothing. */
	if (parser->context != NULL && parser->context_mark.line + 1 < at.line)
		return error_set(build->error_r, ERR_INPUT, "%s:%u:%u: %s (it begins on line %zu)",
				 build->file, at.line, at.column, problem,
				 parser->context_mark.line + 1);
	return complain(build->file, at, ERR_INPUT, build->error_r, problem);
}

/* ---- events become a tree ---- */

static enum err fail_at(struct build *build, const yaml_event_t *event, enum err code,
			const char *text)
{
	struct place at = {(unsigned)event->start_mark.line + 1,
			   (unsigned)event->start_mark.column + 1};

	return complain(build->file, at, code, build->error_r, text);
}

static struct level *top_level(struct build *build)
{
	return build->depth != 0 ? &build->levels[build->depth - 1] : NULL;
}

/* A node at the event's place, counted; NULL, with the error set to *ret_err, at a cap. */
static struct yaml_node *make_node(struct build *build, const yaml_event_t *event,
				   enum yaml_type type, enum err *ret_err)
{
	struct yaml_node *node = NULL;

	if (build->nodes++ == YAML_NODES_MAX) {
		*ret_err = fail_at(build, event, ERR_FULL,
				   "the file holds more than 200000 values; split it");
		return NULL;
	}
	node = arena_alloc(&build->yaml.arena, sizeof *node);
	if (node == NULL) {
		*ret_err = fail_at(build, event, ERR_MEMORY, err_text(ERR_MEMORY));
		return NULL;
	}
	*node = (struct yaml_node){.type = type,
				   .line = (unsigned)event->start_mark.line + 1,
				   .column = (unsigned)event->start_mark.column + 1,
				   .file = build->file,
				   .text = ""};
	return node;
}

/* Hangs a node into the open map or list: as a key, as a value, as an item, or as the root. */
static enum err attach(struct build *build, struct yaml_node *node)
{
	struct level *level = top_level(build);

	if (level == NULL) {
		build->yaml.root = node;
		return ERR_NONE;
	}
	if (level->node->type == YAML_MAP && level->key == NULL) {
		if (node->type != YAML_SCALAR)
			return yaml_error(node, build->error_r,
					  "a name is expected here, not a map or a list; put a "
					  "text that begins with { or [ in quotes");
		if (node->plain && strcmp(node->text, "<<") == 0)
			return yaml_error(node, build->error_r,
					  "merge keys (<<) are not understood; write the values "
					  "out");
		level->key = node;
		return ERR_NONE;
	}
	node->key = level->key;
	level->key = NULL;
	if (level->last != NULL)
		level->last->next = node;
	else
		level->node->first = node;
	level->last = node;
	level->node->count++;
	return ERR_NONE;
}

static enum err refuse_decoration(struct build *build, const yaml_event_t *event,
				  const yaml_char_t *anchor, const yaml_char_t *tag)
{
	if (anchor != NULL)
		return fail_at(build, event, ERR_INPUT,
			       "anchors (&) are not understood; write the value out where it is "
			       "needed, or put a text that begins with & in quotes");
	if (tag != NULL)
		return fail_at(build, event, ERR_INPUT,
			       "tags (!) are not understood; delete it, or put a text that begins "
			       "with ! in quotes");
	return ERR_NONE;
}

static enum err on_scalar(struct build *build, const yaml_event_t *event)
{
	const char *text = (const char *)event->data.scalar.value;
	size_t size = event->data.scalar.length;
	enum err err =
		refuse_decoration(build, event, event->data.scalar.anchor, event->data.scalar.tag);
	struct yaml_node *node;

	if (err != ERR_NONE)
		return err;
	if (memchr(text, '\0', size) != NULL)
		return fail_at(build, event, ERR_INPUT, "a text cannot contain \\0; delete it");
	node = make_node(build, event, YAML_SCALAR, &err);
	if (node == NULL)
		return err;
	node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	node->text = arena_copy(&build->yaml.arena, text, size);
	if (node->text == NULL)
		return fail_at(build, event, ERR_MEMORY, err_text(ERR_MEMORY));
	return attach(build, node);
}

static enum err open_node(struct build *build, const yaml_event_t *event, enum yaml_type type,
			  const yaml_char_t *anchor, const yaml_char_t *tag)
{
	enum err err = refuse_decoration(build, event, anchor, tag);
	struct yaml_node *node;

	if (err != ERR_NONE)
		return err;
	if (build->depth == YAML_DEPTH_MAX)
		return fail_at(build, event, ERR_FULL,
			       "more than 32 maps and lists within each other; write it flatter");
	node = make_node(build, event, type, &err);
	if (node == NULL)
		return err;
	err = attach(build, node);
	if (err == ERR_NONE)
		build->levels[build->depth++] = (struct level){.node = node};
	return err;
}

/* By text, then by place: of two equal keys the later one stands behind. */
static int compare_keys(const void *a, const void *b)
{
	const struct yaml_node *x = *(const struct yaml_node *const *)a;
	const struct yaml_node *y = *(const struct yaml_node *const *)b;
	int order = strcmp(x->text, y->text);

	if (order != 0)
		return order;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return (x->column > y->column) - (x->column < y->column);
}

static enum err refuse_twice(const struct yaml_node *again, const struct yaml_node *first,
			     struct error *error_r)
{
	return yaml_error(again, error_r,
			  "this name was given before, on line %u; keep one of the two",
			  first->line);
}

/* Sorted, because a map may have as many keys as the file has room for. */
static enum err check_keys(struct build *build, const struct yaml_node *map)
{
	const struct yaml_node **keys, *again = NULL, *first = NULL;
	size_t n = 0;

	if (map->count < 2)
		return ERR_NONE;
	keys = arena_alloc(&build->yaml.arena, map->count * sizeof *keys);
	if (keys == NULL)
		return error_set(build->error_r, ERR_MEMORY, "%s: %s", build->file,
				 err_text(ERR_MEMORY));
	YAML_EACH(member, map)
	keys[n++] = member->key;
	qsort(keys, n, sizeof keys[0], compare_keys);
	for (size_t i = 1; i < n; i++)
		if (strcmp(keys[i - 1]->text, keys[i]->text) == 0 &&
		    (again == NULL || keys[i]->line < again->line)) {
			again = keys[i];
			first = keys[i - 1];
		}
	return again != NULL ? refuse_twice(again, first, build->error_r) : ERR_NONE;
}

static enum err close_map(struct build *build)
{
	const struct yaml_node *map = top_level(build)->node;

	build->depth--;
	return check_keys(build, map);
}

static enum err on_event(struct build *build, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		return build->done ? fail_at(build, event, ERR_INPUT,
					     "a second document (---) begins here; one file holds "
					     "one document")
				   : ERR_NONE;
	case YAML_DOCUMENT_END_EVENT:
		build->done = true;
		return ERR_NONE;
	case YAML_ALIAS_EVENT:
		return fail_at(build, event, ERR_INPUT,
			       "aliases (*) are not understood; write the value out, or put a text "
			       "that begins with * in quotes");
	case YAML_SCALAR_EVENT:
		return on_scalar(build, event);
	case YAML_SEQUENCE_START_EVENT:
		return open_node(build, event, YAML_LIST, event->data.sequence_start.anchor,
				 event->data.sequence_start.tag);
	case YAML_MAPPING_START_EVENT:
		return open_node(build, event, YAML_MAP, event->data.mapping_start.anchor,
				 event->data.mapping_start.tag);
	case YAML_SEQUENCE_END_EVENT:
		build->depth--;
		return ERR_NONE;
	case YAML_MAPPING_END_EVENT:
		return close_map(build);
	default:
		return ERR_NONE;
	}
}

/* All events of the file, until its end or the first fault. */
static enum err drain(struct build *build, struct bytes content)
{
	enum err err = ERR_NONE;
	bool end = false;

	while (err == ERR_NONE && !end) {
		yaml_event_t event;

		if (!yaml_parser_parse(&build->parser, &event))
			return parser_error(build, content);
		err = on_event(build, &event);
		end = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	if (err == ERR_NONE && (build->yaml.root == NULL || yaml_is_null(build->yaml.root)))
		return complain(build->file, (struct place){1, 1}, ERR_INPUT, build->error_r,
				"the file is empty");
	return err;
}

static enum err parse(struct build *build, struct bytes content)
{
	enum err err;

	if (!yaml_parser_initialize(&build->parser))
		return error_set(build->error_r, ERR_MEMORY, "%s: %s", build->file,
				 err_text(ERR_MEMORY));
	yaml_parser_set_encoding(&build->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&build->parser, content.data, content.size);
	err = drain(build, content);
	yaml_parser_delete(&build->parser);
	return err;
}

/* Windows editors write one; it would shift the first line's columns. */
static struct bytes without_mark(struct bytes content)
{
	if (content.size >= 3 && memcmp(content.data, "\xef\xbb\xbf", 3) == 0)
		return (struct bytes){content.data + 3, content.size - 3};
	return content;
}

enum err yaml_load(struct bytes content, const char *file, struct yaml *ret_yaml,
		   struct error *error_r)
{
	struct build build = {.error_r = error_r};
	enum err err;

	if (content.size > YAML_SIZE_MAX)
		return error_set(error_r, ERR_FULL, "%s: larger than 4 MiB; split it", file);
	content = without_mark(content);
	if (content.size == 0)
		return complain(file, (struct place){1, 1}, ERR_INPUT, error_r,
				"the file is empty");
	err = check_text(content, file, error_r);
	if (err != ERR_NONE)
		return err;
	arena_init(&build.yaml.arena, ARENA_MAX);
	build.file = arena_copy(&build.yaml.arena, file, strlen(file));
	err = build.file != NULL ? parse(&build, content)
				 : error_set(error_r, ERR_MEMORY, "%s", err_text(ERR_MEMORY));
	if (err != ERR_NONE)
		arena_finish(&build.yaml.arena);
	else
		*ret_yaml = build.yaml;
	return err;
}

void yaml_finish(struct yaml *yaml)
{
	arena_finish(&yaml->arena);
	*yaml = (struct yaml){0};
}
