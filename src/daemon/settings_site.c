// SPDX-License-Identifier: GPL-3.0-or-later
/* A site's line: its webhooks, and what it must not have. */
#include "daemon/settings_site.h"
#include "daemon/settings_alarm.h"
#include "daemon/settings_rules.h"
#include "daemon/settings_table.h"
#include "daemon/webhook.h"

#include <string.h>
#include <unistd.h>

/* ---- which events ---- */

static const char *const event_names[SITE_HOOK_EVENTS] = {
#define X(name, code) code,
	SITE_EFFECTS(X)
#undef X
	[SITE_HOOK_VERDICT] = "verdict",
};

/* Every message has a verdict, which its sender has as the answer to his request already. */
#define EVENTS_DEFAULT ((1u << SITE_HOOK_VERDICT) - 1)

unsigned settings_hook_event(const char *name)
{
	unsigned at = 0;

	while (at < SITE_HOOK_EVENTS && strcmp(event_names[at], name) != 0)
		at++;
	return at;
}

static enum err read_events(struct loader *loader, const struct setting *row,
			    const struct yaml_node *node, void *object)
{
	uint32_t *events = SETTING_FIELD(uint32_t, object, row->at);
	enum err err = yaml_expect_list(node, loader->error_r);

	if (err != ERR_NONE)
		return err;
	if (node->count == 0)
		return yaml_error(node, loader->error_r, "this webhook is told nothing; write an event, or delete it");
	*events = 0;
	YAML_EACH(item, node)
	{
		size_t at = 0;

		err = settings_choose(item, event_names, SITE_HOOK_EVENTS, &at, loader->error_r);
		if (err != ERR_NONE)
			return err;
		if ((*events >> at & 1) != 0)
			return yaml_error(item, loader->error_r, "this event was given before; write it once");
		*events |= 1u << at;
	}
	return ERR_NONE;
}

#define EVENT_CODE(name, code) "`" code "` "

static const struct setting_type hook_events = {"some of " SITE_EFFECTS(EVENT_CODE) "`verdict`", read_events, NULL,
						NULL};

/* ---- webhooks ---- */

#define AT(field) offsetof(struct site_hook, field)

static const struct setting hook_rows[] = {
	{"url", &setting_webhook, AT(url), 0, NULL, NULL, "The address that is called.", 0},
	{"secret_file", &setting_path, AT(secret_file), 0, NULL, NULL,
	 "The file that holds the secret its calls are signed with: `whsec_` and the base64 of 24 to 64 random bytes, "
	 "nothing else.",
	 0},
	{"tls_ca", &setting_path, AT(tls_ca), 0, NULL, "those the system believes",
	 "The authorities to believe about its certificate, a PEM file.", 0},
	{"events", &hook_events, AT(events), 0, NULL, "all but `verdict`",
	 "What it is told: docs/SITE.md says what each is.", 0},
};

const struct setting_table settings_hook = {"webhooks", hook_rows, sizeof hook_rows / sizeof hook_rows[0], NULL, NULL};

/* The last of `count`. Two that are the same would be told twice, and what waits for one could not be told from the other's. */
static enum err read_hook(struct loader *loader, const struct yaml_node *node, struct site_hook *hooks, size_t count)
{
	struct site_hook *hook = &hooks[count - 1];
	enum err err;

	hook->events = EVENTS_DEFAULT;
	hook->row = node->line;
	hook->column = node->column;
	err = settings_read_object(loader, &settings_hook, node, hook, SIZE_MAX);
	for (size_t i = 0; err == ERR_NONE && i + 1 < count; i++)
		if (strcmp(hooks[i].url, hook->url) == 0 && hooks[i].events == hook->events)
			err = yaml_error(node, loader->error_r,
					 "the webhook on line %u has this address and these events too; write it once",
					 hooks[i].row);
	return err;
}

static enum err read_hooks(struct loader *loader, const struct setting *row,
			   const struct yaml_node *node, void *object)
{
	struct line *line = object;
	enum err err = yaml_expect_list(node, loader->error_r);

	if (err == ERR_NONE && node->count > LINE_HOOKS_MAX)
		err = yaml_error(node, loader->error_r, "too many; write at most %d", LINE_HOOKS_MAX);
	if (err != ERR_NONE)
		return err;
	line->hooks = mem_alloc(node->count + 1, sizeof line->hooks[0]);
	YAML_EACH(item, node)
	{
		/* Counted first, so that a half-read one is freed as well. */
		line->hook_count++;
		err = read_hook(loader, item, line->hooks, line->hook_count);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

static void print_hooks(const struct setting *row, const void *object, struct buf *out)
{
	const struct line *line = object;

	buf_add_text(out, line->hook_count == 0 ? "none" : "");
	for (size_t i = 0; i < line->hook_count; i++) {
		buf_add_text(out, i == 0 ? "" : "; ");
		settings_print_webhook(&hook_rows[0], &line->hooks[i], out);
		for (unsigned e = 0; e < SITE_HOOK_EVENTS; e++)
			if (line->hooks[i].events != EVENTS_DEFAULT && (line->hooks[i].events >> e & 1) != 0)
				buf_add_format(out, " %s", event_names[e]);
	}
}

static void finish_hooks(const struct setting *row, void *object)
{
	struct line *line = object;

	for (size_t i = 0; i < line->hook_count; i++)
		settings_finish_object(&settings_hook, &line->hooks[i]);
	mem_free(line->hooks);
	line->hooks = NULL;
	line->hook_count = 0;
}

const struct setting_type setting_hooks = {"a list, see [webhooks](#webhooks)", read_hooks, print_hooks, finish_hooks};

size_t settings_hook_count(const struct settings *settings)
{
	size_t count = 0;

	for (size_t i = 0; i < settings->line_count; i++)
		if (settings->lines[i].kind == LINE_SITE)
			count += settings->lines[i].hook_count;
	return count;
}

bool settings_has_hooks(const struct settings *settings)
{
	return settings_hook_count(settings) != 0;
}

const struct site_hook *settings_hook_at(const struct settings *settings, size_t number, size_t *ret_line_index)
{
	for (size_t i = 0; i < settings->line_count; i++) {
		const struct line *line = &settings->lines[i];
		size_t count = line->kind == LINE_SITE ? line->hook_count : 0;

		if (number < count) {
			*ret_line_index = i;
			return &line->hooks[number];
		}
		number -= count;
	}
	return NULL;
}

/* ---- the line ---- */

enum err settings_check_site(struct settings *settings, struct line *line, struct error *error_r)
{
	struct rules *rules;

	if (line->kind != LINE_SITE)
		return ERR_NONE;
	if (settings_source(settings, &line->bearer) != NULL)
		return settings_fail(settings, &line->bearer, line->name, error_r,
				     "a site has no bearer: what happens on it is told to the API; delete bearer");
	if (line->number_count != 0)
		return settings_fail(settings, &line->numbers, line->name, error_r,
				     "a site has no numbers: its members have names; delete numbers");
	if (line->rules != NULL)
		return ERR_NONE;
	rules = mem_alloc(1, sizeof *rules);
	rules_default(rules);
	line->rules = rules;
	return ERR_NONE;
}

/* What on the disk keeps a webhook from working; NULL: nothing. */
static const char *hook_problem(const struct site_hook *hook)
{
	const char *problem = settings_secret_problem(hook->secret_file);

	if (problem == NULL && hook->tls_ca != NULL && access(hook->tls_ca, R_OK) != 0)
		problem = "the file of its tls_ca cannot be read";
	return problem;
}

enum err settings_check_site_serve(const struct settings *settings, const struct line *line, struct error *error_r)
{
	for (size_t i = 0; line->kind == LINE_SITE && i < line->hook_count; i++) {
		const char *problem = hook_problem(&line->hooks[i]);

		if (problem != NULL)
			return error_set(error_r, ERR_INPUT, "%s:%u:%u: this webhook's secret_file: %s",
					 settings->name, line->hooks[i].row, line->hooks[i].column, problem);
	}
	return ERR_NONE;
}

void settings_warn_site(struct warnings *warnings, const struct line *line)
{
	if (line->kind != LINE_SITE)
		return;
	settings_warn_rules(warnings, line);
	if (line->tokens == NULL)
		settings_warn_at(warnings, &line->tokens, line->name,
				 "no tokens: nobody can tell this site anything; write tokens: FILE");
}
