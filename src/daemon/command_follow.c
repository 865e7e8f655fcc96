// SPDX-License-Identifier: GPL-3.0-or-later
/* follow: what comes, what is decided and what it costs, a line each, as it happens; until Ctrl-C.
 */
#include "daemon/control_client.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const char *text_of(const json_t *effect, const char *key)
{
	const char *text = json_string_value(json_object_get(effect, key));

	return text != NULL ? text : "-";
}

/* The time of day where the operator is. */
static void print_clock(const char *moment)
{
	char text[16] = "--:--:--";
	struct tm parts;
	time_t seconds;
	ms_t at;

	if (clock_parse(moment, &at)) {
		seconds = (time_t)(at / MS_SECOND);
		if (localtime_r(&seconds, &parts) != NULL)
			strftime(text, sizeof text, "%H:%M:%S", &parts);
	}
	fputs(text, stdout);
}

static void print_verdict(const json_t *effect)
{
	const json_t *p = json_object_get(effect, "p");

	control_print(text_of(effect, "from"));
	printf(" wrote: read as %s", text_of(effect, "kind"));
	if (json_is_number(p))
		printf(" (%.0f %%)", 100 * json_number_value(p));
	printf(", %s", strcmp(text_of(effect, "language"), "unknown") == 0
			       ? "language unknown"
			       : text_of(effect, "language"));
	if (json_is_string(json_object_get(effect, "due"))) {
		fputs("; its answer is due at ", stdout);
		print_clock(text_of(effect, "due"));
	}
	puts("");
}

static void print_reply(const json_t *effect)
{
	long long parts = json_integer_value(json_object_get(effect, "parts"));
	const json_t *cost = json_object_get(effect, "cost");

	control_print(text_of(effect, "to"));
	fputs(" is answered: \"", stdout);
	control_print(text_of(effect, "text"));
	printf("\" (%s, %lld part%s, %.2f%s)\n", text_of(effect, "move"), parts,
	       parts == 1 ? "" : "s", json_number_value(cost),
	       json_is_true(json_object_get(effect, "late")) ? ", late" : "");
}

static void print_contact(const json_t *effect, const char *what)
{
	control_print(text_of(effect, "contact"));
	printf(" %s: %s\n", what, text_of(effect, "why"));
}

static void print_held(const json_t *effect)
{
	print_contact(effect, "is held");
}

static void print_muted(const json_t *effect)
{
	print_contact(effect, "is not written to any more");
}

static void print_flag(const json_t *effect)
{
	if (json_is_null(json_object_get(effect, "contact"))) {
		printf("a forwarded advertisement needs a person to look, for it names nobody, or several: %s\n",
		       text_of(effect, "why"));
		return;
	}
	print_contact(effect, "needs a person to look");
}

static void print_paused(const json_t *effect)
{
	fputs("paused by ", stdout);
	control_print(text_of(effect, "by"));
	puts("");
}

static void print_resumed(const json_t *effect)
{
	fputs("resumed by ", stdout);
	control_print(text_of(effect, "by"));
	puts("");
}

static void print_budget(const json_t *effect)
{
	printf("the cap of the %s is used up; answers wait (%.2f left)\n", text_of(effect, "cap"),
	       json_number_value(json_object_get(effect, "left")));
}

static void print_missed(const json_t *effect)
{
	printf("%lld more happened, too fast to be shown\n",
	       (long long)json_integer_value(json_object_get(effect, "count")));
}

static const struct {
	const char *name;
	void (*print)(const json_t *effect);
} effects[] = {
	{"verdict", print_verdict}, {"reply", print_reply},   {"held", print_held},
	{"muted", print_muted},	    {"flag", print_flag},     {"paused", print_paused},
	{"resumed", print_resumed}, {"budget", print_budget}, {"missed", print_missed},
};

/* What this version does not know it leaves out. */
static void print_effect(const json_t *effect)
{
	const char *name = text_of(effect, "effect");
	const char *line = text_of(effect, "line");

	for (size_t i = 0; i < sizeof effects / sizeof effects[0]; i++) {
		if (strcmp(effects[i].name, name) != 0)
			continue;
		print_clock(text_of(effect, "at"));
		printf("  %-12s  ", line[0] == '-' && line[1] == '\0' ? "all" : line);
		effects[i].print(effect);
		return;
	}
}

static enum err print_line(struct bytes line, bool as_json, struct error *error_r)
{
	json_t *effect;

	if (as_json) {
		fwrite(line.data, 1, line.size, stdout);
		puts("");
	} else {
		effect = json_loadb((const char *)line.data, line.size, 0, NULL);
		print_effect(effect);
		json_decref(effect);
	}
	if (fflush(stdout) != 0)
		return error_set(error_r, ERR_IO, "standard output can not be written");
	return ERR_NONE;
}

static enum err follow(struct control_client *client, bool as_json, struct error *error_r)
{
	struct bytes line;
	enum err err = control_client_say(client, bytes_of_text("{\"verb\":\"follow\"}"), error_r);

	if (err == ERR_NONE) /* its answer: yes */
		err = control_client_hear(client, 15, &line, error_r);
	while (err == ERR_NONE) {
		err = control_client_hear(client, 0, &line, error_r);
		if (err == ERR_NONE)
			err = print_line(line, as_json, error_r);
	}
	return err;
}

int command_follow(int argc, char **argv)
{
	const char *config = NULL;
	bool as_json = false;
	const struct option_row rows[] = {
		{"--config", "FILE", "the settings of the running program", &config, NULL},
		{"--json", NULL, "as JSON Lines, for programs", NULL, &as_json},
	};
	struct control_client client;
	struct error error = {""};
	size_t rest;
	int status;

	if (command_options(argc, argv, "follow [--json] [--config FILE]", rows,
			    sizeof rows / sizeof rows[0], NULL, 0, &rest, &status) != 0)
		return status;
	status = control_client_open(&client, config);
	if (status != EXIT_DONE)
		return status;
	follow(&client, as_json, &error); /* ends only when something fails */
	control_client_finish(&client);
	return command_failed(&error);
}
