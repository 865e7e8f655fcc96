// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Private to the settings_*.c rooms. The settings are tables: one row per key says what it is
 * called, of which type, where the value goes, its default and, in one sentence, what it is for.
 * Reading, defaults, printing, freeing, "did you mean" and the manual all walk the same rows, so
 * none can forget a key.
 *
 *   settings.c           the file: folder, top table, lists of bearers and lines
 *   settings_read.c      a table against a map: unknown keys, missing keys, defaults
 *   settings_types.c     types of one value
 *   settings_money.c     money;  settings_counts.c  how many
 *   settings_time.c      spans, hours, days, zones
 *   settings_lists.c     numbers, languages, hours, places
 *   settings_bearers.c   the table of a bearer;  settings_lines.c  that of a line
 *   settings_stall.c     what a stalling line needs;  settings_deconflict.c  the police's list
 *   settings_alarm.c     the command and the webhook that tell operators
 *   settings_writer.c    the language model that may word what is said
 *   settings_rules.c     a site's rules;  settings_rules_show.c  printing them, and what is dubious
 *   settings_site.c      a site's webhooks, and what a site must not have
 *   settings_check.c     what rows cannot say alone, and what serving needs
 *   settings_warn.c      what works and one should know
 *   settings_money_check.c, settings_money_warn.c   both of these, of money
 *   settings_packs_warn.c   what shows only beside the packs
 *   settings_describe.c  printing: check, and the manual
 */
#ifndef DAEMON_SETTINGS_TABLE_H
#define DAEMON_SETTINGS_TABLE_H

#include "base/yaml.h"
#include "daemon/settings.h"

enum {
	SETTING_TEXT_MAX = 200, /* bytes of a name, an area, a reference */
	SETTING_ROWS_MAX = 64,	/* rows of a table */
};

struct setting;

/* What is known while one file is read. */
struct loader {
	struct settings *settings;
	char *folder; /* of the file, absolute: relative paths begin here */
	struct error *error_r;
	struct given_number { /* all numbers of all lines, to find one that is given twice */
		char number[NUMBER_MAX];
		unsigned line, column;
	} * numbers;
	size_t number_count;
};

/* A type reads a node into the row's field(s) of an object, prints it back as the file would write
 * it, and frees what it owns (NULL: nothing). Reading may meet a field that holds nothing, and only
 * such a one. */
struct setting_type {
	const char *what; /* for the manual: what to write */
	enum err (*read)(struct loader *loader, const struct setting *row,
			 const struct yaml_node *node, void *object);
	void (*print)(const struct setting *row, const void *object, struct buf *out);
	void (*finish)(const struct setting *row, void *object);
};

struct setting {
	const char *key; /* a dot leads into a map: answer.between */
	const struct setting_type *type;
	size_t at,
		more; /* offsets in the object: the field, and a second one for pairs and counts */
	const char *fallback; /* the default, in YAML, read like a written one; NULL: none */
	const char *absent;   /* without a default: what its absence means; NULL: it is required */
	const char *help;
	unsigned kinds; /* the kinds of object it means something for, as bits; 0: all */
};

struct setting_table {
	const char *title; /* "" for the top, else the list's key */
	const struct setting *rows;
	size_t count;
	int (*kind_of)(const void *object); /* NULL: objects have no kinds */
	const char *(*kind_name)(int kind); /* NULL beyond the last */
};

extern const struct setting_table settings_top, settings_bearer, settings_line, settings_place,
	settings_rules, settings_rules_act, settings_rules_robot, settings_rules_reading, settings_hook;

extern const struct setting_type setting_text, setting_ascii, setting_path, setting_flag,
	setting_window, setting_share, setting_name, setting_label, setting_country,
	setting_currency, setting_zone, setting_date, setting_key, setting_store, setting_address,
	setting_line_kind, setting_on_siege, setting_bearer_kind, setting_control, setting_deconflict;
extern const struct setting_type setting_price, setting_cap, setting_limit, setting_count,
	setting_expected, setting_span, setting_between;
extern const struct setting_type setting_numbers, setting_languages, setting_hours, setting_places;
extern const struct setting_type setting_command, setting_webhook;
extern const struct setting_type setting_writer_url, setting_temperature;
extern const struct setting_type setting_rules, setting_hooks;

/* The row's field in an object. */
#define SETTING_FIELD(type, object, offset) ((type *)(void *)((char *)(object) + (offset)))
#define SETTING_CONST(type, object, offset)                                                        \
	((const type *)(const void *)((const char *)(object) + (offset)))

/* ---- settings_read.c ---- */

/* Reads a map into an object, defaults included. Written values are noted as sources when the
 * object lies inside struct settings at `base`; `base` of SIZE_MAX: it does not. */
enum err settings_read_object(struct loader *loader, const struct setting_table *table,
			      const struct yaml_node *map, void *object, size_t base);
void settings_finish_object(const struct setting_table *table, void *object);
/* Which of `names` a text is; when none, an error with the nearest one. */
enum err settings_choose(const struct yaml_node *node, const char *const *names, size_t count,
			 size_t *ret_index, struct error *error_r);

/* Where a field of `settings` was written; NULL: it is a default. */
const struct setting_source *settings_source(const struct settings *settings, const void *field);

/* ---- settings_types.c ---- */

/* For every type that is a char *. */
void settings_print_text(const struct setting *row, const void *object, struct buf *out);
void settings_finish_text(const struct setting *row, void *object);
/* "host:port" or "[v6]:port"; the host without its brackets. */
bool settings_parse_address(const char *text, char ret_host[256], uint16_t *ret_port);

/* ---- settings_money.c, settings_time.c, settings_lists.c ---- */

/* Decimals as written to micro-units; false with the reason in *ret_fault. */
bool settings_parse_money(const char *text, int64_t *ret_micro, const char **ret_fault);
/* "+33 6 39 98 00 21" to "+33639980021"; false unless a plus and 5 to 15 digits. */
bool settings_parse_number(const char *text, char ret_number[NUMBER_MAX]);
/* "22:00-01:30"; false on anything else and on an empty span. */
bool settings_parse_hours(const char *text, struct hours *ret_hours);

/* ---- settings_check.c ---- */

/* What rows cannot say alone: lines against bearers, numbers against each other, money against
 * money. Also fills line.real. */
enum err settings_check(struct loader *loader);
/* "FILE:LINE:COLUMN: ..." at a field or, when that is a default, at its object's `name`; ERR_INPUT.
 */
enum err settings_fail(const struct settings *settings, const void *field, const void *name,
		       struct error *error_r, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
bool settings_is_loopback(const char *host);
bool settings_answers(const struct line *line);

/* ---- settings_money_check.c ---- */
enum err settings_check_money(const struct settings *settings, const struct line *line,
			      struct error *error_r);

/* ---- settings_stall.c ---- */
enum err settings_check_stall(const struct settings *settings, const struct line *line,
			      struct error *error_r);
/* A place that was just read from `node`, against itself and those before it. */
enum err settings_check_place(const struct place *places, size_t index, const struct yaml_node *node,
			      struct error *error_r);
bool settings_has_digit(const char *text);

/* ---- settings_warn.c ---- */

struct warnings {
	const struct settings *settings;
	struct buf *out;
	size_t count;
};

size_t settings_warn(const struct settings *settings, struct buf *out);
/* "warning: FILE:LINE:COLUMN: ..." at a field, at its object's `name`, or at the file's beginning.
 */
void settings_warn_at(struct warnings *warnings, const void *field, const void *name,
		      const char *format, ...) __attribute__((format(printf, 4, 5)));

void settings_warn_stall(struct warnings *warnings, const struct line *line);

/* ---- settings_money_warn.c ---- */
void settings_warn_money(struct warnings *warnings, const struct line *line);

/* ---- settings_alarm.c ---- */

/* For every type that is an address: the host alone, since what stands behind it may be as good as a password. */
void settings_print_webhook(const struct setting *row, const void *object, struct buf *out);
/* What keeps a file from being a webhook's secret; NULL: nothing. */
const char *settings_secret_problem(const char *path);
/* The keys of `alarm:` against each other; and what on the disk keeps it from working. */
enum err settings_check_alarm(const struct settings *settings, struct error *error_r);
enum err settings_check_alarm_serve(const struct settings *settings, struct error *error_r);
void settings_warn_alarm(struct warnings *warnings);
void settings_warn_siege(struct warnings *warnings, const struct line *line);

/* ---- settings_rules_show.c ---- */

/* Each rule of a site, in words: `name` as its path among the settings, the line it was written on (0: a default). */
typedef void rule_printer(void *context, const char *name, const char *value, unsigned line);
void settings_each_rule(const struct rules *rules, rule_printer *print, void *context);
void settings_warn_rules(struct warnings *warnings, const struct line *line);
/* The defaults of robots, for the manual. */
void settings_robots_manual(struct buf *out);

/* ---- settings_site.c ---- */

/* A site's line: no bearer, no numbers. Gives it the rules that hold when it wrote none. */
enum err settings_check_site(struct settings *settings, struct line *line, struct error *error_r);
enum err settings_check_site_serve(const struct settings *settings, const struct line *line,
				   struct error *error_r);
void settings_warn_site(struct warnings *warnings, const struct line *line);

/* ---- settings_writer.c ---- */

/* As of `alarm:`. */
enum err settings_check_writer(const struct settings *settings, struct error *error_r);
enum err settings_check_writer_serve(const struct settings *settings, struct error *error_r);
void settings_warn_writer(struct warnings *warnings);
/* What of it leaves the program, and whereto, in words; nothing without a writer. */
void settings_explain_writer(const struct settings *settings, struct buf *out);

#endif
