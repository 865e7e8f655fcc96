// SPDX-License-Identifier: GPL-3.0-or-later
/* What works and one should know: the second half of what `check` prints. This looks at the disk.
 */
#include "daemon/settings_table.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void settings_warn_at(struct warnings *warnings, const void *field, const void *name,
		      const char *format, ...)
{
	const struct settings *settings = warnings->settings;
	const struct setting_source *source = settings_source(settings, field);
	char text[ERROR_TEXT_MAX];
	va_list args;

	if (source == NULL && name != NULL)
		source = settings_source(settings, name);
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	buf_add_format(warnings->out, "warning: %s:%u:%u: %s\n", settings->name,
		       source != NULL ? source->line : 1, source != NULL ? source->column : 1,
		       text);
	warnings->count++;
}

/* ---- files ---- */

/* The file system on which `path` is, or will be made: that of its nearest folder that exists. */
static bool device_of(const char *path, dev_t *ret_device)
{
	char *folder = mem_strdup(path);
	struct stat stat_r;
	bool found = stat(folder, &stat_r) == 0;

	while (!found) {
		char *slash = strrchr(folder, '/');

		if (slash == NULL)
			break;
		slash[slash == folder] = '\0';
		found = stat(folder, &stat_r) == 0;
		if (slash == folder)
			break;
	}
	mem_free(folder);
	if (found)
		*ret_device = stat_r.st_dev;
	return found;
}

static void warn_key(struct warnings *warnings)
{
	const struct settings *settings = warnings->settings;
	dev_t key, data;
	struct stat stat_r;

	if (settings->key_kind != KEY_FILE)
		return;
	if (device_of(settings->key, &key) && device_of(settings->data, &data) && key == data)
		settings_warn_at(
			warnings, &settings->key, NULL,
			"a key file beside the data opens a stolen disk; write key: ask, key: "
			"credential:NAME, or a path on another disk");
	if (stat(settings->key, &stat_r) == 0 && (stat_r.st_mode & 077) != 0)
		settings_warn_at(warnings, &settings->key, NULL,
				 "others on this machine may read the key file; chmod 600 it");
}

static void warn_password(struct warnings *warnings, const struct bearer_settings *bearer)
{
	struct stat stat_r;

	if (bearer->password_file == NULL && bearer->practice)
		return;
	if (bearer->password_file == NULL)
		settings_warn_at(warnings, &bearer->password_file, bearer->name,
				 "no password_file: the carrier is greeted without a password");
	else if (stat(bearer->password_file, &stat_r) != 0)
		settings_warn_at(warnings, &bearer->password_file, bearer->name,
				 "this password file cannot be found");
	else if ((stat_r.st_mode & 077) != 0)
		settings_warn_at(warnings, &bearer->password_file, bearer->name,
				 "others on this machine may read the password file; chmod 600 it");
}

static void warn_top(struct warnings *warnings)
{
	const struct settings *settings = warnings->settings;

	warn_key(warnings);
	if (strcmp(settings->store, "sqlite") != 0)
		settings_warn_at(warnings, &settings->store, NULL,
				 "this version has SQLite only: it will not serve with this store");
	if (settings->packs != NULL && access(settings->packs, R_OK | X_OK) != 0)
		settings_warn_at(warnings, &settings->packs, NULL,
				 "this folder of packs cannot be read");
	if (!settings_is_loopback(settings->desk.host))
		settings_warn_at(
			warnings, &settings->desk.host, NULL,
			"the console can be reached from other machines, without encryption; put a "
			"proxy with TLS before it");
}

/* ---- bearers ---- */

static bool is_used(const struct settings *settings, const char *bearer)
{
	for (size_t i = 0; i < settings->line_count; i++)
		if (strcmp(settings->lines[i].bearer, bearer) == 0)
			return true;
	return false;
}

static void warn_bearer(struct warnings *warnings, const struct bearer_settings *bearer)
{
	if (!is_used(warnings->settings, bearer->name))
		settings_warn_at(warnings, bearer->name, NULL, "no line uses this bearer");
	if (bearer->kind != BEARER_SMPP)
		return;
	if (!bearer->tls && !settings_is_loopback(bearer->host))
		settings_warn_at(
			warnings, &bearer->tls, bearer->name,
			"without tls, messages and the password cross the network in clear");
	if (!bearer->tls && bearer->tls_ca != NULL)
		settings_warn_at(warnings, &bearer->tls_ca, bearer->name,
				 "tls_ca does nothing without tls: true");
	if (bearer->tls_ca != NULL && access(bearer->tls_ca, R_OK) != 0)
		settings_warn_at(warnings, &bearer->tls_ca, bearer->name,
				 "this file cannot be read");
	warn_password(warnings, bearer);
}

/* ---- lines ---- */

/* Settings that are written and mean nothing for an object of this kind. */
static void warn_idle_rows(struct warnings *warnings, const struct setting_table *table,
			   const void *object)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct setting *row = &table->rows[i];
		const void *field = SETTING_CONST(char, object, row->at);

		if (row->kinds == 0 || (row->kinds >> table->kind_of(object) & 1) != 0 ||
		    settings_source(warnings->settings, field) == NULL)
			continue;
		settings_warn_at(warnings, field, NULL, "%s does nothing for kind %s", row->key,
				 table->kind_name(table->kind_of(object)));
	}
}

static void warn_decline(struct warnings *warnings, const struct line *line)
{
	if (line->kind != LINE_DECLINE)
		return;
	if (line->answer.most == 0)
		settings_warn_at(
			warnings, &line->answer.least, line->name,
			"answers at once, each alone, without a cohort: a flood takes the budget");
}

static void warn_line(struct warnings *warnings, const struct line *line)
{
	warn_idle_rows(warnings, &settings_line, line);
	settings_warn_money(warnings, line);
	settings_warn_siege(warnings, line);
	if (line->accept.premium)
		settings_warn_at(
			warnings, &line->accept.premium, line->name,
			"an answer to a premium number may cost far more than cost.out says");
	warn_decline(warnings, line);
	settings_warn_stall(warnings, line);
	settings_warn_site(warnings, line);
}

size_t settings_warn(const struct settings *settings, struct buf *out)
{
	struct warnings warnings = {.settings = settings, .out = out};

	warn_top(&warnings);
	settings_warn_alarm(&warnings);
	settings_warn_writer(&warnings);
	for (size_t i = 0; i < settings->bearer_count; i++) {
		warn_idle_rows(&warnings, &settings_bearer, &settings->bearers[i]);
		warn_bearer(&warnings, &settings->bearers[i]);
	}
	for (size_t i = 0; i < settings->line_count; i++)
		warn_line(&warnings, &settings->lines[i]);
	return warnings.count;
}
