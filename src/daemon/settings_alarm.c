// SPDX-License-Identifier: GPL-3.0-or-later
/* The `alarm` map: its types, and what its rows cannot say alone. */
#include "daemon/settings_alarm.h"
#include "daemon/installation.h"
#include "daemon/settings_site.h"
#include "daemon/settings_table.h"
#include "daemon/webhook.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COMMAND_WORDS_MAX = 32, COMMAND_WORD_MAX = 1000 };

bool settings_has_alarm(const struct settings *settings)
{
	return settings->alarm.command != NULL || settings->alarm.webhook != NULL;
}

bool settings_has_errand(const struct settings *settings)
{
	return settings_has_alarm(settings) || settings->writer.url != NULL || settings_has_hooks(settings);
}

/* ---- a command: the program and its arguments ---- */

typedef char **string_list;

/* One word of it; control characters are refused, for a log may show it to a terminal. */
static enum err read_word(struct loader *loader, const struct yaml_node *node, const char **ret_text)
{
	const char *text;
	enum err err = yaml_text(node, &text, loader->error_r);

	if (err != ERR_NONE)
		return err;
	if (strlen(text) > COMMAND_WORD_MAX)
		return yaml_error(node, loader->error_r, "too long; write at most %d bytes",
				  COMMAND_WORD_MAX);
	for (const char *c = text; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return yaml_error(node, loader->error_r,
					  "a control character or a new line stands in this text; "
					  "delete it");
	*ret_text = text;
	return ERR_NONE;
}

static enum err read_command(struct loader *loader, const struct setting *row,
			     const struct yaml_node *node, void *object)
{
	size_t *count = SETTING_FIELD(size_t, object, row->more);
	char **words;
	enum err err;

	if (node->type != YAML_LIST || node->count == 0)
		return yaml_error(node, loader->error_r,
				  "write a list: the program and its arguments, such as "
				  "[\"/usr/local/bin/alarm\", \"night\"]; no shell reads it");
	if (node->count > COMMAND_WORDS_MAX)
		return yaml_error(node, loader->error_r, "too many; write at most %d",
				  COMMAND_WORDS_MAX);
	words = mem_alloc(node->count + 1, sizeof *words);
	*SETTING_FIELD(string_list, object, row->at) = words;
	YAML_EACH(item, node)
	{
		const char *text = NULL;

		err = read_word(loader, item, &text);
		if (err != ERR_NONE)
			return err;
		if (*count == 0 && text[0] != '/')
			return yaml_error(item, loader->error_r,
					  "no search path is used; write the program's whole path, "
					  "from \"/\"");
		words[(*count)++] = mem_strdup(text);
	}
	return ERR_NONE;
}

/* Arguments may hold what others should not read over a shoulder. */
static void print_command(const struct setting *row, const void *object, struct buf *out)
{
	size_t count = *SETTING_CONST(size_t, object, row->more);
	const string_list *words = SETTING_CONST(string_list, object, row->at);

	buf_add_text(out, *words != NULL ? (*words)[0] : "-");
	if (count > 1)
		buf_add_format(out, " and %zu argument%s", count - 1, count > 2 ? "s" : "");
}

static void finish_command(const struct setting *row, void *object)
{
	string_list *words = SETTING_FIELD(string_list, object, row->at);

	for (size_t i = 0; *words != NULL && (*words)[i] != NULL; i++)
		mem_free((*words)[i]);
	mem_free(*words);
	*words = NULL;
}

const struct setting_type setting_command = {"a list: a program's whole path, then its arguments",
					     read_command, print_command, finish_command};

/* ---- a webhook's address ---- */

static enum err read_webhook(struct loader *loader, const struct setting *row,
			     const struct yaml_node *node, void *object)
{
	struct webhook_url url;
	const char *text, *fault;
	enum err err = yaml_text(node, &text, loader->error_r);

	if (err != ERR_NONE)
		return err;
	if (!webhook_url_parse(text, &url, &fault))
		return yaml_error(node, loader->error_r, "%s", fault);
	*SETTING_FIELD(char *, object, row->at) = mem_strdup(text);
	return ERR_NONE;
}

/* What stands behind the host may be as good as a password. */
void settings_print_webhook(const struct setting *row, const void *object, struct buf *out)
{
	const char *text = *SETTING_CONST(char *, object, row->at);
	struct webhook_url url;
	const char *fault;

	if (text == NULL || !webhook_url_parse(text, &url, &fault))
		buf_add_text(out, "-");
	else
		buf_add_format(out, strchr(url.host, ':') != NULL ? "%s://[%s]:%u/…" : "%s://%s:%u/…",
			       url.tls ? "https" : "http", url.host, url.port);
}

const struct setting_type setting_webhook = {"`https://…`, or `http://` to this very machine",
					     read_webhook, settings_print_webhook, settings_finish_text};

/* ---- the whole ---- */

enum err settings_check_alarm(const struct settings *settings, struct error *error_r)
{
	const void *written = NULL;

	if (settings->alarm.webhook != NULL && settings->alarm.secret_file == NULL)
		return settings_fail(settings, &settings->alarm.webhook, NULL, error_r,
				     "nobody could tell our calls from others'; write secret_file: "
				     "FILE, in it whsec_ and the base64 of 24 to 64 random bytes");
	if (settings->alarm.secret_file != NULL)
		written = &settings->alarm.secret_file;
	else if (settings_source(settings, &settings->alarm.tls_ca) != NULL)
		written = &settings->alarm.tls_ca;
	if (written != NULL && settings->alarm.webhook == NULL)
		return settings_fail(settings, written, NULL, error_r,
				     "this is for a webhook, and there is none; write webhook: "
				     "https://…, or delete it");
	if (settings_has_alarm(settings) ||
	    settings_source(settings, &settings->alarm.flags) == NULL)
		return ERR_NONE;
	return settings_fail(settings, &settings->alarm.flags, NULL, error_r,
			     "this alarm reaches nobody; write command: [\"/…\"], webhook: "
			     "https://…, or both");
}

/* ---- what is on the disk ---- */

static const char *command_problem(const char *path)
{
	struct stat status;

	if (stat(path, &status) != 0)
		return "this program cannot be found";
	if (!S_ISREG(status.st_mode) || access(path, X_OK) != 0)
		return "this program cannot be run; chmod 755 it";
	return NULL;
}

const char *settings_secret_problem(const char *path)
{
	struct webhook_secret secret;
	struct buf content = {0};
	struct stat status;
	bool good;

	if (stat(path, &status) != 0)
		return "this file cannot be found";
	if ((status.st_mode & 077) != 0)
		return "others on this machine may read the webhook's secret; chmod 600 it";
	if (file_read(path, WEBHOOK_SECRET_FILE, &content, NULL) != ERR_NONE) {
		buf_finish(&content);
		return "this file cannot be read";
	}
	good = webhook_secret_parse(buf_bytes(&content), &secret);
	webhook_secret_wipe(&secret);
	if (content.data != NULL)
		explicit_bzero(content.data, content.room);
	buf_finish(&content);
	return good ? NULL
		    : "this is no webhook's secret; write whsec_ and the base64 of 24 to 64 random "
		      "bytes into the file";
}

/* What on the disk keeps the alarm from working; NULL: nothing. */
static const char *problem_of(const struct settings *settings, const void **ret_field)
{
	const char *problem = NULL;

	if (settings->alarm.command != NULL) {
		*ret_field = &settings->alarm.command;
		problem = command_problem(settings->alarm.command[0]);
	}
	if (problem == NULL && settings->alarm.secret_file != NULL) {
		*ret_field = &settings->alarm.secret_file;
		problem = settings_secret_problem(settings->alarm.secret_file);
	}
	if (problem == NULL && settings->alarm.tls_ca != NULL &&
	    access(settings->alarm.tls_ca, R_OK) != 0) {
		*ret_field = &settings->alarm.tls_ca;
		problem = "this file cannot be read";
	}
	return problem;
}

enum err settings_check_alarm_serve(const struct settings *settings, struct error *error_r)
{
	const void *field;
	const char *problem = problem_of(settings, &field);

	return problem == NULL ? ERR_NONE
			       : settings_fail(settings, field, NULL, error_r, "%s", problem);
}

void settings_warn_alarm(struct warnings *warnings)
{
	const void *field;
	const char *problem = problem_of(warnings->settings, &field);

	if (problem != NULL)
		settings_warn_at(warnings, field, NULL, "%s: nothing will be served", problem);
}

/* ---- what happens when a line's receiving passes its limit ---- */

static bool has_carrier(const struct settings *settings, const struct line *line)
{
	for (size_t i = 0; i < settings->bearer_count; i++)
		if (strcmp(settings->bearers[i].name, line->bearer) == 0)
			return settings->bearers[i].kind == BEARER_SMPP;
	return false;
}

static bool shares_bearer(const struct settings *settings, const struct line *line)
{
	for (size_t i = 0; i < settings->line_count; i++)
		if (&settings->lines[i] != line &&
		    strcmp(settings->lines[i].bearer, line->bearer) == 0)
			return true;
	return false;
}

void settings_warn_siege(struct warnings *warnings, const struct line *line)
{
	const struct settings *settings = warnings->settings;

	if (line->receive_limit != INT64_MAX && line->on_siege != ON_SIEGE_UNBIND &&
	    !settings_has_alarm(settings))
		settings_warn_at(warnings, &line->receive_limit, line->name,
				 "nobody hears when this limit is passed; write alarm: {command: …} "
				 "or alarm: {webhook: …}, or on_siege: unbind");
	if (line->on_siege != ON_SIEGE_UNBIND || line->kind == LINE_SITE)
		return;
	if (line->receive_limit == INT64_MAX)
		settings_warn_at(warnings, &line->on_siege, line->name,
				 "on_siege does nothing without a receive_limit");
	if (!has_carrier(settings, line))
		settings_warn_at(warnings, &line->on_siege, line->name,
				 "the line has no carrier to unbind from: on_siege: unbind does "
				 "nothing");
	else if (shares_bearer(settings, line))
		settings_warn_at(warnings, &line->on_siege, line->name,
				 "other lines use this bearer too: while it is unbound, they neither "
				 "receive nor answer");
}
