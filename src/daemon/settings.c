// SPDX-License-Identifier: GPL-3.0-or-later
/* The settings file as a whole: its folder, its top table, its lists of bearers and lines. */
#include "daemon/settings_table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- the lists of bearers and lines ---- */

/* Two entries of one name: both lines are told. `name` leads both structs. */
static enum err refuse_namesake(struct loader *loader, const struct yaml_node *node,
				const char *name, const char *other, int where)
{
	const struct yaml_node *at = yaml_get(node, "name");

	if (strcmp(name, other) != 0)
		return ERR_NONE;
	return yaml_error(at != NULL ? at : node, loader->error_r,
			  "the one on line %d has this name too; write another", where);
}

static enum err read_bearer(struct loader *loader, const struct yaml_node *node)
{
	struct settings *settings = loader->settings;
	struct bearer_settings *bearer = &settings->bearers[settings->bearer_count++];
	size_t base = (size_t)((char *)bearer - (char *)settings);
	enum err err;

	bearer->where = (int)node->line;
	err = settings_read_object(loader, &settings_bearer, node, bearer, base);
	for (size_t i = 0; err == ERR_NONE && i + 1 < settings->bearer_count; i++)
		err = refuse_namesake(loader, node, bearer->name, settings->bearers[i].name,
				      settings->bearers[i].where);
	return err;
}

static enum err read_line(struct loader *loader, const struct yaml_node *node)
{
	struct settings *settings = loader->settings;
	struct line *line = &settings->lines[settings->line_count++];
	size_t base = (size_t)((char *)line - (char *)settings);
	enum err err;

	line->where = (int)node->line;
	err = settings_read_object(loader, &settings_line, node, line, base);
	for (size_t i = 0; err == ERR_NONE && i + 1 < settings->line_count; i++)
		err = refuse_namesake(loader, node, line->name, settings->lines[i].name,
				      settings->lines[i].where);
	return err;
}

static enum err read_list(struct loader *loader, const struct yaml_node *node, size_t most,
			  enum err (*read)(struct loader *, const struct yaml_node *))
{
	enum err err = yaml_expect_list(node, loader->error_r);

	if (err == ERR_NONE && node->count > most)
		return yaml_error(node, loader->error_r, "too many; write at most %zu", most);
	if (err != ERR_NONE)
		return err;
	YAML_EACH(item, node)
	{
		err = read(loader, item);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

static enum err read_bearers(struct loader *loader, const struct setting *row,
			     const struct yaml_node *node, void *object)
{
	return read_list(loader, node, BEARERS_MAX, read_bearer);
}

static enum err read_lines(struct loader *loader, const struct setting *row,
			   const struct yaml_node *node, void *object)
{
	enum err err = read_list(loader, node, LINES_MAX, read_line);

	if (err == ERR_NONE && node->count == 0)
		return yaml_error(node, loader->error_r,
				  "there is no line; write at least one, - {name: …, kind: …}");
	return err;
}

static void finish_bearers(const struct setting *row, void *object)
{
	struct settings *settings = object;

	for (size_t i = 0; i < settings->bearer_count; i++)
		settings_finish_object(&settings_bearer, &settings->bearers[i]);
}

static void finish_lines(const struct setting *row, void *object)
{
	struct settings *settings = object;

	for (size_t i = 0; i < settings->line_count; i++)
		settings_finish_object(&settings_line, &settings->lines[i]);
}

static const struct setting_type setting_bearers = {"a list, see [bearers](#bearers)", read_bearers,
						    NULL, finish_bearers};
static const struct setting_type setting_lines = {"a list, see [lines](#lines)", read_lines, NULL,
						  finish_lines};

/* ---- the top table ---- */

#define AT(field) offsetof(struct settings, field)

/* The lists are noted at their counts: at offset 0 of the arrays is the first entry's name. */
static const struct setting rows[] = {
	{"data", &setting_path, AT(data), 0, "./var", NULL,
	 "The folder of everything that is kept.", 0},
	{"key", &setting_key, AT(key), AT(key_kind), "./fauxbond.key", NULL,
	 "What opens the data: a file, a systemd credential, or a passphrase asked at start.", 0},
	{"store", &setting_store, AT(store), 0, "sqlite", NULL,
	 "The database: `sqlite` is a file in `data`; PostgreSQL is for a later version.", 0},
	{"packs", &setting_path, AT(packs), 0, NULL, "those in the program",
	 "A folder with words of your own, instead of those that come with the program.", 0},
	{"house.country", &setting_country, AT(house.country), 0, "BE", NULL,
	 "Where the lines are: what foreign means, and which help lines are named.", 0},
	{"house.timezone", &setting_zone, AT(house.timezone), 0, "Europe/Brussels", NULL,
	 "The time zone of lines that name none.", 0},
	{"house.currency", &setting_currency, AT(house.currency), 0, "EUR", NULL,
	 "The currency of all amounts.", 0},
	{"house.caps.day", &setting_cap, AT(house.day_cap), 0, "none", NULL,
	 "The most all lines together may spend on answers in any 24 hours.", 0},
	{"desk.listen", &setting_address, AT(desk.host), AT(desk.port), "127.0.0.1:8642", NULL,
	 "Where the console and the API listen.", 0},
	{"alarm.command", &setting_command, AT(alarm.command), AT(alarm.command_count), NULL, "none",
	 "A program of yours that is run with each alarm, as JSON, on its standard input: "
	 "docs/ALARM.md.",
	 0},
	{"alarm.webhook", &setting_webhook, AT(alarm.webhook), 0, NULL, "none",
	 "An address that is called with each alarm, signed as Standard Webhooks are.", 0},
	{"alarm.secret_file", &setting_path, AT(alarm.secret_file), 0, NULL,
	 "required with `alarm.webhook`",
	 "The file that holds the webhook's secret: `whsec_` and the base64 of 24 to 64 random bytes, "
	 "nothing else.",
	 0},
	{"alarm.tls_ca", &setting_path, AT(alarm.tls_ca), 0, NULL, "those the system believes",
	 "The authorities to believe about the webhook's certificate, a PEM file.", 0},
	{"alarm.flags", &setting_flag, AT(alarm.flags), 0, "false", NULL,
	 "Whether messages that a person should look at are told too: the line and why, no more.", 0},
	{"writer.url", &setting_writer_url, AT(writer.url), 0, NULL, "none",
	 "A language model that may word what stalling lines say, behind an address as OpenAI's "
	 "`/v1/chat/completions` (llama-server, Ollama, vLLM): docs/WRITER.md.",
	 0},
	{"writer.model", &setting_text, AT(writer.model), 0, NULL, "required with `writer.url`",
	 "The model's name, as its server wants it.", 0},
	{"writer.timeout", &setting_span, AT(writer.timeout), 0, "8s", NULL,
	 "How long its words are waited for, from 1s to 30s; then the pack's are used.", 0},
	{"writer.key_file", &setting_path, AT(writer.key_file), 0, NULL, "no key is sent",
	 "The file that holds the key the server asks for, nothing else.", 0},
	{"writer.tls_ca", &setting_path, AT(writer.tls_ca), 0, NULL, "those the system believes",
	 "The authorities to believe about the server's certificate, a PEM file.", 0},
	{"writer.share", &setting_share, AT(writer.share), 0, "1", NULL,
	 "The part of the turns that it is asked for; the others have the pack's words.", 0},
	{"writer.temperature", &setting_temperature, AT(writer.temperature), 0, "0.8", NULL,
	 "How freely it writes.", 0},
	{"writer.public", &setting_flag, AT(writer.is_public), 0, "false", NULL,
	 "Whether the server may be outside your own network: what strangers wrote then goes to somebody else.",
	 0},
	{"bearers", &setting_bearers, AT(bearer_count), 0, NULL, "none", "Connections to carriers.",
	 0},
	{"lines", &setting_lines, AT(line_count), 0, NULL, NULL, "The lines: at least one.", 0},
};

const struct setting_table settings_top = {"", rows, sizeof rows / sizeof rows[0], NULL, NULL};

/* ---- one file ---- */

/* The file's absolute path, without asking the disk for more than where we are. */
static char *absolute(const char *path)
{
	struct buf buf = {0};
	char *folder, *text;

	if (path[0] == '/')
		return mem_strdup(path);
	while (strncmp(path, "./", 2) == 0)
		path += 2;
	folder = getcwd(NULL, 0);
	buf_add_format(&buf, "%s/%s", folder != NULL && strcmp(folder, "/") != 0 ? folder : "",
		       path);
	free(folder);
	text = mem_strdup(buf_text(&buf));
	buf_finish(&buf);
	return text;
}

/* Where relative paths begin: the file's folder, or ours when it is read from standard input. */
static char *folder_of(const char *path)
{
	char *folder = absolute(strcmp(path, "-") == 0 ? "settings" : path);
	char *slash = strrchr(folder, '/');

	slash[slash == folder] = '\0';
	return folder;
}

static int compare_sources(const void *a, const void *b)
{
	const struct setting_source *x = a, *y = b;

	return (x->field > y->field) - (x->field < y->field);
}

static enum err read_all(struct loader *loader, const struct yaml_node *root)
{
	struct settings *settings = loader->settings;
	enum err err = settings_read_object(loader, &settings_top, root, settings, 0);

	if (err != ERR_NONE)
		return err;
	if (settings->source_count > 0)
		qsort(settings->sources, settings->source_count, sizeof settings->sources[0],
		      compare_sources);
	return settings_check(loader);
}

enum err settings_parse(struct bytes content, const char *path, struct settings *ret_settings,
			struct error *error_r)
{
	struct settings *settings = mem_alloc(1, sizeof *settings);
	struct loader loader = {.settings = settings, .error_r = error_r};
	struct yaml yaml;
	enum err err = yaml_load(content, path, &yaml, error_r);

	if (err == ERR_NONE) {
		loader.folder = folder_of(path);
		settings->name = mem_strdup(path);
		settings->path = strcmp(path, "-") == 0 ? mem_strdup(path) : absolute(path);
		err = read_all(&loader, yaml.root);
		mem_free(loader.folder);
		mem_free(loader.numbers);
		yaml_finish(&yaml);
	}
	if (err == ERR_NONE)
		*ret_settings = *settings;
	else
		settings_finish(settings);
	mem_free(settings);
	return err;
}

void settings_finish(struct settings *settings)
{
	settings_finish_object(&settings_top, settings);
	mem_free(settings->name);
	mem_free(settings->path);
	mem_free(settings->sources);
	*settings = (struct settings){0};
}

/* The whole file, or one byte more than is accepted. */
static enum err read_file(const char *path, struct buf *out, struct error *error_r)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	enum err err = ERR_NONE;
	size_t n = 1;

	if (file == NULL)
		return error_set(error_r, ERR_IO, "%s: %s", path, strerror(errno));
	while (n != 0 && out->size <= YAML_SIZE_MAX) {
		n = fread(buf_room(out, 4096), 1, 4096, file);
		out->size += n;
	}
	if (ferror(file))
		err = error_set(error_r, ERR_IO, "%s: %s", path, strerror(errno));
	if (file != stdin)
		fclose(file);
	return err;
}

enum err settings_load(const char *path, struct settings *ret_settings, struct error *error_r)
{
	struct buf content = {0};
	enum err err = read_file(path, &content, error_r);

	if (err == ERR_NONE)
		err = settings_parse(buf_bytes(&content), path, ret_settings, error_r);
	buf_finish(&content);
	return err;
}
