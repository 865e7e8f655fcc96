// SPDX-License-Identifier: GPL-3.0-or-later
/* The `rules` of a site's line: tables as of every other setting, whose values remember their lines, so that two that
 * contradict each other are both shown. */
#include "daemon/settings_rules.h"
#include "daemon/installation.h"
#include "daemon/settings_table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	NOT_WRITTEN = -1,
	HOLD_NEVER = 1001, /* thousandths: no reading is as sure */
	ROBOT_COUNT_MOST = 1000, /* accounts; robots with a window count less far: rules_check() */
	GROOMING = OFFENCE_COUNT, /* among what is read, beside the acts */
};

/* ---- codes ---- */

static const char *const act_codes[] = {
#define X(name, code, words) code,
	STANDING_OFFENCES(X)
#undef X
	[GROOMING] = "grooming", /* no act: of `reading` alone */
};

static const char *const where_codes[] = {
#define X(name, code) code,
	STANDING_WHERES(X)
#undef X
};

static const char *const robot_codes[] = {
#define X(name, code, count, span, level, grown) code,
	STANDING_ROBOTS(X)
#undef X
};

/* `what` of a type: the codes, one after the other. */
#define ACT_CODE(name, code, words) "`" code "` "
#define WHERE_CODE(name, code)	    "`" code "` "
#define ROBOT_CODE(name, code, ...) "`" code "` "

/* Enums of the rows are read as the unsigned numbers they are. */
static enum err read_code(const struct setting *row, const struct yaml_node *node, void *object,
			  const char *const *codes, size_t count, struct error *error_r)
{
	size_t index = 0;
	enum err err = settings_choose(node, codes, count, &index, error_r);

	if (err == ERR_NONE)
		*SETTING_FIELD(unsigned, object, row->at) = (unsigned)index;
	return err;
}

static enum err read_act(struct loader *loader, const struct setting *row,
			 const struct yaml_node *node, void *object)
{
	return read_code(row, node, object, act_codes, OFFENCE_COUNT, loader->error_r);
}

static enum err read_reading(struct loader *loader, const struct setting *row,
			     const struct yaml_node *node, void *object)
{
	return read_code(row, node, object, act_codes, OFFENCE_COUNT + 1, loader->error_r);
}

static enum err read_where(struct loader *loader, const struct setting *row,
			   const struct yaml_node *node, void *object)
{
	return read_code(row, node, object, where_codes, WHERE_COUNT, loader->error_r);
}

static enum err read_robot(struct loader *loader, const struct setting *row,
			   const struct yaml_node *node, void *object)
{
	return read_code(row, node, object, robot_codes, ROBOT_COUNT, loader->error_r);
}

static const struct setting_type rule_act = {"one of " STANDING_OFFENCES(ACT_CODE), read_act, NULL, NULL};
static const struct setting_type rule_reading = {"an act, or `grooming`", read_reading, NULL, NULL};
static const struct setting_type rule_where = {"one of " STANDING_WHERES(WHERE_CODE), read_where, NULL, NULL};
static const struct setting_type rule_robot = {"one of " STANDING_ROBOTS(ROBOT_CODE), read_robot, NULL, NULL};

/* ---- numbers ---- */

/* A whole number to `more`. */
static enum err read_whole(struct loader *loader, const struct setting *row,
			   const struct yaml_node *node, void *object)
{
	int64_t value;
	enum err err = yaml_int(node, 0, (int64_t)row->more, &value, loader->error_r);

	if (err == ERR_NONE)
		*SETTING_FIELD(int32_t, object, row->at) = (int32_t)value;
	return err;
}

/* The same, and where it was written. */
static enum err read_value(struct loader *loader, const struct setting *row,
			   const struct yaml_node *node, void *object)
{
	enum err err = read_whole(loader, row, node, object);

	if (err == ERR_NONE)
		SETTING_FIELD(struct rule_value, object, row->at)->line = node->line;
	return err;
}

/* A number with at most so many decimals, `scale` being ten to their power: as a whole one. */
static enum err read_scaled(const struct yaml_node *node, double most, int32_t scale,
			    struct rule_value *ret_value, struct error *error_r)
{
	double value, scaled;
	enum err err = yaml_double(node, 0, most, &value, error_r);

	if (err != ERR_NONE)
		return err;
	scaled = value * scale;
	if (fabs(scaled - round(scaled)) > 1e-6)
		return yaml_error(node, error_r, "write at most %d decimals", scale == 100 ? 2 : 3);
	*ret_value = (struct rule_value){(int32_t)lround(scaled), node->line};
	return ERR_NONE;
}

static enum err read_decay(struct loader *loader, const struct setting *row,
			   const struct yaml_node *node, void *object)
{
	return read_scaled(node, PERCENT_MAX, 100, SETTING_FIELD(struct rule_value, object, row->at),
			   loader->error_r);
}

static enum err read_sureness(struct loader *loader, const struct setting *row,
			      const struct yaml_node *node, void *object)
{
	struct rule_value *value = SETTING_FIELD(struct rule_value, object, row->at);

	if (node->type == YAML_SCALAR && strcmp(node->text, "never") == 0) {
		*value = (struct rule_value){HOLD_NEVER, node->line};
		return ERR_NONE;
	}
	return read_scaled(node, 1, 1000, value, loader->error_r);
}

static const struct setting_type rule_percent = {"per cent, a whole number to 100", read_whole, NULL, NULL};
static const struct setting_type rule_at = {"per cent, a whole number to 100", read_value, NULL, NULL};
static const struct setting_type rule_years = {"years, a whole number", read_value, NULL, NULL};
static const struct setting_type rule_count = {"a whole number", read_whole, NULL, NULL};
static const struct setting_type rule_decay = {"per cent a day, to 100, at most two decimals", read_decay, NULL, NULL};
static const struct setting_type rule_sureness = {"a number from 0 to 1, or `never`", read_sureness, NULL, NULL};

/* ---- acts ---- */

#define AT(field) offsetof(struct offence_rule, field)

static const struct setting act_rows[] = {
	{"act", &rule_act, AT(offence), 0, NULL, NULL, "What a member did wrong.", 0},
	{"where", &rule_where, AT(where), 0, "any", NULL,
	 "Where he did it; a rule for a place outweighs one for any.", 0},
	{"percent", &rule_percent, AT(percent), PERCENT_MAX, NULL, "required without `ban`",
	 "What it costs him; 0 is noted and costs nothing.", 0},
	{"ban", &setting_flag, AT(ban), 0, "false", NULL, "Whether it costs him his membership at once.", 0},
};

const struct setting_table settings_rules_act = {"acts", act_rows, sizeof act_rows / sizeof act_rows[0], NULL, NULL};

static enum err put_act(struct loader *loader, struct rules *rules, const struct yaml_node *node)
{
	struct offence_rule row = {.percent = NOT_WRITTEN, .line = node->line};
	enum err err = settings_read_object(loader, &settings_rules_act, node, &row, SIZE_MAX);

	if (err != ERR_NONE)
		return err;
	if (!row.ban && row.percent == NOT_WRITTEN)
		return yaml_error(node, loader->error_r,
				  "this act costs nothing yet; write percent: 10, or ban: true");
	if (row.percent == NOT_WRITTEN)
		row.percent = 0;
	if (rules_put_offence(rules, &row) != ERR_NONE)
		return yaml_error(node, loader->error_r, "too many acts; write each place of each act once");
	return ERR_NONE;
}

/* ---- robots ---- */

struct robot_row {
	enum robot robot;
	bool off;
	int32_t count, level; /* NOT_WRITTEN: as it is by default; within, too */
	ms_t within;
};

#undef AT
#define AT(field) offsetof(struct robot_row, field)

static const struct setting robot_rows[] = {
	{"robot", &rule_robot, AT(robot), 0, NULL, NULL, "Which one.", 0},
	{"off", &setting_flag, AT(off), 0, "false", NULL, "Whether it is never to suspend anybody.", 0},
	{"count", &rule_count, AT(count), ROBOT_COUNT_MOST, NULL, "the robot's",
	 "How many it takes; 16 at most where `within` counts.", 0},
	{"within", &setting_span, AT(within), 0, NULL, "the robot's", "In which time, 90d at most.", 0},
	{"level", &rule_count, AT(level), 100000, NULL, "the robot's", "What counts at all, in the robot's unit.", 0},
};

const struct setting_table settings_rules_robot = {"robots", robot_rows, sizeof robot_rows / sizeof robot_rows[0],
						   NULL, NULL};

const char *settings_level_words(enum robot robot)
{
	static const char *const words[ROBOT_COUNT] = {
		[ROBOT_MINORS] = "years younger",   [ROBOT_OPENER] = "characters, at least",
		[ROBOT_GROOMING] = "thousandths",   [ROBOT_QUICK] = "milliseconds, at most",
		[ROBOT_AGE_CLAIM] = "years off",
		[ROBOT_SAME_ADDRESS] = "younger strangers each (0: any account)",
		[ROBOT_SAME_DEVICE] = "younger strangers each (0: any account)",
		[ROBOT_YOUNGER] = "years younger",
	};

	return words[robot];
}

/* What a robot is by default: the row that what is written changes. */
static struct robot_rule robot_default(enum robot robot)
{
	static const struct robot_rule rows[] = {
#define X(name, code, count, span, level, grown) {ROBOT_##name, false, grown, count, level, span, 0},
		STANDING_ROBOTS(X)
#undef X
	};

	return rows[robot];
}

/* A number this robot does not have, or cannot have. */
static enum err refuse_robot(const struct yaml_node *node, const struct robot_row *row,
			     const struct robot_rule *rule, struct error *error_r)
{
	const struct yaml_node *within = yaml_get(node, "within"), *level = yaml_get(node, "level");

	if (within != NULL && rule->span == 0)
		return yaml_error(within, error_r, "%s counts for ever; delete within", robot_code(row->robot));
	if (level != NULL && settings_level_words(row->robot) == NULL)
		return yaml_error(level, error_r, "%s has no level; delete it", robot_code(row->robot));
	if (level != NULL && row->robot == ROBOT_GROOMING && row->level > 1000)
		return yaml_error(level, error_r, "this level is in thousandths; write 1000 at most");
	return ERR_NONE;
}

static enum err put_robot(struct loader *loader, struct rules *rules, const struct yaml_node *node)
{
	struct robot_row row = {.count = NOT_WRITTEN, .level = NOT_WRITTEN, .within = NOT_WRITTEN};
	struct robot_rule rule;
	enum err err = settings_read_object(loader, &settings_rules_robot, node, &row, SIZE_MAX);

	if (err != ERR_NONE)
		return err;
	rule = robot_default(row.robot);
	err = refuse_robot(node, &row, &rule, loader->error_r);
	if (err != ERR_NONE)
		return err;
	rule.off = row.off;
	rule.line = node->line;
	if (row.count != NOT_WRITTEN)
		rule.count = (uint32_t)row.count;
	if (row.level != NOT_WRITTEN)
		rule.level = row.level;
	if (row.within != NOT_WRITTEN)
		rule.span = row.within;
	if (rules_put_robot(rules, &rule) != ERR_NONE)
		return yaml_error(node, loader->error_r, "too many robots; write each once");
	return ERR_NONE;
}

/* ---- reading ---- */

struct reading_row {
	unsigned act; /* an offence, or GROOMING */
	struct rule_value hold_at;
};

#undef AT
#define AT(field) offsetof(struct reading_row, field)

static const struct setting reading_rows[] = {
	{"act", &rule_reading, AT(act), 0, NULL, NULL,
	 "What a text reads as; `grooming` is the signs in the whole conversation.", 0},
	{"hold_at", &rule_sureness, AT(hold_at), 0, NULL, NULL,
	 "How surely, so that it waits for a person before anybody sees it.", 0},
};

const struct setting_table settings_rules_reading = {"reading", reading_rows,
						     sizeof reading_rows / sizeof reading_rows[0], NULL, NULL};

static enum err put_reading(struct loader *loader, struct rules *rules, const struct yaml_node *node)
{
	struct reading_row row = {0};
	struct rule_value *value;
	enum err err = settings_read_object(loader, &settings_rules_reading, node, &row, SIZE_MAX);

	if (err != ERR_NONE)
		return err;
	value = row.act == GROOMING ? &rules->hold_grooming : &rules->hold_reading[row.act];
	if (value->line != 0)
		return yaml_error(node, loader->error_r, "%s stands on line %u too; write it once",
				  act_codes[row.act], value->line);
	*value = row.hold_at;
	return ERR_NONE;
}

/* ---- the whole ---- */

static enum err read_rows(struct loader *loader, const struct yaml_node *node, struct rules *rules,
			  enum err (*put)(struct loader *, struct rules *, const struct yaml_node *))
{
	enum err err = yaml_expect_list(node, loader->error_r);

	if (err != ERR_NONE)
		return err;
	YAML_EACH(item, node)
	{
		err = put(loader, rules, item);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

static enum err read_acts(struct loader *loader, const struct setting *row,
			  const struct yaml_node *node, void *object)
{
	return read_rows(loader, node, object, put_act);
}

static enum err read_robots(struct loader *loader, const struct setting *row,
			    const struct yaml_node *node, void *object)
{
	return read_rows(loader, node, object, put_robot);
}

static enum err read_readings(struct loader *loader, const struct setting *row,
			      const struct yaml_node *node, void *object)
{
	return read_rows(loader, node, object, put_reading);
}

static const struct setting_type rule_acts = {"a list, see [acts](#acts)", read_acts, NULL, NULL};
static const struct setting_type rule_robots = {"a list, see [robots](#robots)", read_robots, NULL, NULL};
static const struct setting_type rule_readings = {"a list, see [reading](#reading)", read_readings, NULL, NULL};

#undef AT
#define AT(field) offsetof(struct rules, field)

/* Defaults are those of rules_default(), of which a row here tells the manual; a test compares them. */
static const struct setting rows[] = {
	{"acts", &rule_acts, AT(offences), 0, NULL,
	 "an insult 10 %; sexual and webcam requests and harassment a ban",
	 "What acts cost. What you write takes the place of the default for the same act and place.", 0},
	{"robots", &rule_robots, AT(robots), 0, NULL, "all, as below",
	 "What makes a robot suspend a member until a person has looked.", 0},
	{"reading", &rule_readings, AT(hold_reading), 0, NULL,
	 "insult and harassment 0.97, threat and spam 0.95, sexual_request 0.9, grooming 0.8; others never",
	 "How surely a text must read as an act to be held for a person. Nobody is punished by it.", 0},
	{"decay", &rule_decay, AT(decay), 0, NULL, "`0.5`", "How much of a member's percentage fades.", 0},
	{"warn_at", &rule_at, AT(warn_at), PERCENT_MAX, NULL, "`50`", "Where he is told how far it is.", 0},
	{"hold_at", &rule_at, AT(hold_at), PERCENT_MAX, NULL, "`80`", "Where all that he posts waits for a person.", 0},
	{"ban_at", &rule_at, AT(ban_at), PERCENT_MAX, NULL, "`100`", "Where he is banned.", 0},
	{"age.gap", &rule_years, AT(age_gap), 150, NULL, "`2`",
	 "How far an adult and a minor may be apart who contact each other; 5 at most.", 0},
	{"age.adult", &rule_years, AT(adult_at), 150, NULL, "`18`", "Who is an adult, from 16 to 21.", 0},
	{"age.youngest", &rule_years, AT(youngest), 150, NULL, "`13`", "Who may be a member, from 10.", 0},
	{"age.oldest", &rule_years, AT(oldest), 150, NULL, "`99`", "And up to which age, 99 at most.", 0},
};

const struct setting_table settings_rules = {"rules", rows, sizeof rows / sizeof rows[0], NULL, NULL};

/* The first node on a line, to tell a place by; `node` itself when none is. */
static const struct yaml_node *node_on(const struct yaml_node *node, unsigned line)
{
	if (node->key != NULL && node->key->line == line)
		return node->key;
	if (node->line == line)
		return node;
	YAML_EACH(member, node)
	{
		const struct yaml_node *found = node_on(member, line);

		if (found != NULL)
			return found;
	}
	return NULL;
}

/* The first contradiction, at the line that was written last. */
static enum err refuse_contradictions(const struct yaml_node *map, const struct rules *rules, struct error *error_r)
{
	struct contradiction first;
	size_t count = rules_check(rules, &first, 1);
	unsigned low, high;
	const struct yaml_node *node;
	char other[48] = "", more[48] = "";

	if (count == 0)
		return ERR_NONE;
	low = first.first < first.second ? first.first : first.second;
	high = first.first < first.second ? first.second : first.first;
	node = node_on(map, high);
	if (low == 0)
		snprintf(other, sizeof other, "; the other is a default");
	else if (low != high)
		snprintf(other, sizeof other, "; the other is on line %u", low);
	if (count > 1)
		snprintf(more, sizeof more, " (and %zu more like this)", count - 1);
	return yaml_error(node != NULL ? node : map, error_r, "%s%s; change one or delete it%s", first.text, other,
			  more);
}

enum err settings_read_rules(const struct yaml_node *map, struct rules *ret_rules, struct error *error_r)
{
	struct loader loader = {.error_r = error_r};
	struct rules rules;
	enum err err;

	rules_default(&rules);
	err = settings_read_object(&loader, &settings_rules, map, &rules, SIZE_MAX);
	if (err == ERR_NONE)
		err = refuse_contradictions(map, &rules, error_r);
	if (err == ERR_NONE)
		*ret_rules = rules;
	return err;
}

enum err settings_load_rules(const char *path, struct rules *ret_rules, struct error *error_r)
{
	struct buf content = {0};
	struct yaml yaml;
	enum err err = file_read(path, YAML_SIZE_MAX, &content, error_r);

	if (err == ERR_NONE)
		err = yaml_load(buf_bytes(&content), path, &yaml, error_r);
	buf_finish(&content);
	if (err != ERR_NONE)
		return err;
	err = settings_read_rules(yaml.root, ret_rules, error_r);
	yaml_finish(&yaml);
	return err;
}

/* ---- the row of a line ---- */

/* A map is read at once; a path is only kept: who reads the settings to pause a line needs no rules (settings_load_lists). */
static enum err read_row(struct loader *loader, const struct setting *row,
			 const struct yaml_node *node, void *object)
{
	const struct setting path = {.key = row->key, .at = row->more};
	struct rules *rules;
	enum err err;

	if (node->type == YAML_SCALAR)
		return setting_path.read(loader, &path, node, object);
	rules = mem_alloc(1, sizeof *rules);
	err = settings_read_rules(node, rules, loader->error_r);
	if (err == ERR_NONE)
		*SETTING_FIELD(const struct rules *, object, row->at) = rules;
	else
		mem_free(rules);
	return err;
}

static void print_row(const struct setting *row, const void *object, struct buf *out)
{
	const char *path = *SETTING_CONST(char *, object, row->more);

	buf_add_text(out, path != NULL ? path : "as below");
}

static void finish_row(const struct setting *row, void *object)
{
	struct line *line = object;

	mem_free((void *)(uintptr_t)line->rules);
	line->rules = NULL;
	mem_free(line->rules_file);
	line->rules_file = NULL;
}

const struct setting_type setting_rules = {"names with values, see [rules](#rules), or the path of a file with them",
					   read_row, print_row, finish_row};
