// SPDX-License-Identifier: GPL-3.0-or-later
/* The `writer` map: its types, what its rows cannot say alone, and what it means for who writes to a line. */
#include "daemon/installation.h"
#include "daemon/near.h"
#include "daemon/settings_table.h"
#include "daemon/webhook.h"
#include "daemon/writer.h"
#include "flow/recent.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TIMEOUT_LEAST MS_SECOND
#define TIMEOUT_MOST (30 * MS_SECOND)

/* ---- types ---- */

static enum err read_url(struct loader *loader, const struct setting *row,
			 const struct yaml_node *node, void *object)
{
	struct webhook_url url;
	const char *text, *fault;
	enum err err = yaml_text(node, &text, loader->error_r);

	if (err != ERR_NONE)
		return err;
	if (!webhook_url_parse(text, &url, &fault))
		return yaml_error(node, loader->error_r,
				  "write an address such as http://127.0.0.1:8080/v1/chat/completions; "
				  "http:// only to this very machine, else https://");
	*SETTING_FIELD(char *, object, row->at) = mem_strdup(text);
	return ERR_NONE;
}

const struct setting_type setting_writer_url = {"`http://` to this very machine, else `https://…`",
						read_url, settings_print_webhook,
						settings_finish_text};

static enum err read_temperature(struct loader *loader, const struct setting *row,
				 const struct yaml_node *node, void *object)
{
	return yaml_double(node, 0, 2, SETTING_FIELD(double, object, row->at), loader->error_r);
}

static void print_temperature(const struct setting *row, const void *object, struct buf *out)
{
	buf_add_format(out, "%.6g", *SETTING_CONST(double, object, row->at));
}

const struct setting_type setting_temperature = {"a number from 0 to 2", read_temperature,
						 print_temperature, NULL};

/* ---- the whole ---- */

/* Its address was checked when it was read. */
static void host_of(const struct settings *settings, char ret_host[WEBHOOK_HOST_MAX])
{
	struct webhook_url url = {.host = ""};
	const char *fault;

	if (!webhook_url_parse(settings->writer.url, &url, &fault))
		url.host[0] = '\0';
	memcpy(ret_host, url.host, WEBHOOK_HOST_MAX);
}

/* A key of the map that is written without an address; NULL: none is. */
static const void *stray_key(const struct settings *settings)
{
	const void *const fields[] = {&settings->writer.model,	  &settings->writer.timeout,
				      &settings->writer.key_file, &settings->writer.tls_ca,
				      &settings->writer.share,	  &settings->writer.temperature,
				      &settings->writer.is_public};

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		if (settings_source(settings, fields[i]) != NULL)
			return fields[i];
	return NULL;
}

enum err settings_check_writer(const struct settings *settings, struct error *error_r)
{
	char host[WEBHOOK_HOST_MAX];
	const void *stray;

	if (settings->writer.url == NULL) {
		stray = stray_key(settings);
		return stray == NULL ? ERR_NONE
				     : settings_fail(settings, stray, NULL, error_r,
						     "this is for a writer, and there is none; write "
						     "url: http://…, or delete it");
	}
	if (settings->writer.model == NULL || settings->writer.model[0] == '\0')
		return settings_fail(settings, &settings->writer.url, NULL, error_r,
				     "model is missing here; write the model's name, as its server "
				     "wants it");
	if (settings->writer.timeout < TIMEOUT_LEAST || settings->writer.timeout > TIMEOUT_MOST)
		return settings_fail(settings, &settings->writer.timeout, NULL, error_r,
				     "write a span from 1s to 30s");
	host_of(settings, host);
	if (!near_host(host) && !settings->writer.is_public)
		return settings_fail(settings, &settings->writer.url, NULL, error_r,
				     "this is not in your own network: what people write to your lines "
				     "would go to somebody else; write an address of your own, or "
				     "public: true when all of you agree to that");
	return ERR_NONE;
}

/* ---- what is on the disk ---- */

static const char *key_problem(const char *path)
{
	char key[WRITER_KEY_FILE + 1];
	struct buf content = {0};
	struct stat status;
	bool good;

	if (stat(path, &status) != 0)
		return "this file cannot be found";
	if ((status.st_mode & 077) != 0)
		return "others on this machine may read the writer's key; chmod 600 it";
	if (file_read(path, WRITER_KEY_FILE, &content, NULL) != ERR_NONE) {
		buf_finish(&content);
		return "this file cannot be read";
	}
	good = writer_key_parse(buf_bytes(&content), key);
	explicit_bzero(key, sizeof key);
	if (content.data != NULL)
		explicit_bzero(content.data, content.room);
	buf_finish(&content);
	return good ? NULL : "this is no key; write it alone into the file, in plain letters";
}

/* What on the disk keeps the writer from working; NULL: nothing. */
static const char *problem_of(const struct settings *settings, const void **ret_field)
{
	const char *problem = NULL;

	if (settings->writer.key_file != NULL) {
		*ret_field = &settings->writer.key_file;
		problem = key_problem(settings->writer.key_file);
	}
	if (problem == NULL && settings->writer.tls_ca != NULL &&
	    access(settings->writer.tls_ca, R_OK) != 0) {
		*ret_field = &settings->writer.tls_ca;
		problem = "this file cannot be read";
	}
	return problem;
}

enum err settings_check_writer_serve(const struct settings *settings, struct error *error_r)
{
	const void *field;
	const char *problem = problem_of(settings, &field);

	return problem == NULL ? ERR_NONE
			       : settings_fail(settings, field, NULL, error_r, "%s", problem);
}

/* ---- what one should know ---- */

static bool has_stall_line(const struct settings *settings)
{
	for (size_t i = 0; i < settings->line_count; i++)
		if (settings->lines[i].kind == LINE_STALL)
			return true;
	return false;
}

void settings_warn_writer(struct warnings *warnings)
{
	const struct settings *settings = warnings->settings;
	char host[WEBHOOK_HOST_MAX];
	const char *problem;
	const void *field;

	if (settings->writer.url == NULL)
		return;
	host_of(settings, host);
	if (!has_stall_line(settings))
		settings_warn_at(warnings, &settings->writer.url, NULL,
				 "only stall lines ask a writer, and there is none");
	if (!near_host(host))
		settings_warn_at(warnings, &settings->writer.url, NULL,
				 "what people write to your stall lines goes to %s, which is not in "
				 "your own network: whoever runs it can read and keep it",
				 host);
	else if (!settings_is_loopback(host))
		settings_warn_at(warnings, &settings->writer.url, NULL,
				 "what people write to your stall lines goes over your network to %s: "
				 "whoever runs that machine can read it",
				 host);
	problem = problem_of(settings, &field);
	if (problem != NULL)
		settings_warn_at(warnings, field, NULL, "%s: nothing will be served", problem);
}

void settings_explain_writer(const struct settings *settings, struct buf *out)
{
	char host[WEBHOOK_HOST_MAX];

	if (settings->writer.url == NULL)
		return;
	host_of(settings, host);
	buf_add_format(out,
		       "writer: for %s of a stall line, %s gets the last %d texts of that conversation "
		       "(telephone numbers and links taken out) and what the answer is to say: %s. It gets "
		       "no number and no name of anybody. What it proposes is checked, or not used: "
		       "docs/WRITER.md.\n",
		       settings->writer.share >= 1 ? "each answer" : "a part of the answers", host,
		       RECENT_TEXTS,
		       settings_is_loopback(host) ? "nothing of it leaves this machine"
		       : near_host(host)	  ? "it stays in your own network"
						  : "it leaves your network");
}
