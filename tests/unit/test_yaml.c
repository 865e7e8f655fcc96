// SPDX-License-Identifier: GPL-3.0-or-later
/* base/yaml: the tree, the getters, and every way a file is refused, with its line and column. */
#include "base/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static enum err load(const char *text, struct yaml *ret_yaml, struct error *error_r)
{
	return yaml_load(bytes_of_text(text), "f.yaml", ret_yaml, error_r);
}

static void a_tree_is_made(void **state)
{
	struct yaml yaml;
	struct error error = {""};
	const struct yaml_node *list, *item;

	(void)state;
	assert_int_equal(
		load("a: {x: 1}\nlist:\n  - NO\n  - \"é\"\n  - [p, q]\nz: last\n", &yaml, &error),
		ERR_NONE);
	assert_int_equal(yaml.root->type, YAML_MAP);
	assert_int_equal(yaml.root->count, 3);
	list = yaml_get(yaml.root, "list");
	assert_non_null(list);
	assert_int_equal(list->type, YAML_LIST);
	assert_int_equal(list->count, 3);
	assert_int_equal(list->key->line, 2);
	item = list->first;
	assert_string_equal(item->text, "NO");
	assert_true(item->plain);
	assert_int_equal(item->line, 3);
	assert_int_equal(item->column, 5);
	item = item->next;
	assert_string_equal(item->text, "é");
	assert_false(item->plain);
	assert_int_equal(item->next->count, 2);
	assert_null(item->next->next);
	assert_null(yaml_get(yaml.root, "absent"));
	assert_null(yaml_get(list, "a"));
	yaml_finish(&yaml);
}

static void columns_count_characters(void **state)
{
	struct yaml yaml;
	struct error error = {""};

	(void)state;
	assert_int_equal(load("\xef\xbb\xbf{é: 1, b: 2}", &yaml, &error), ERR_NONE);
	assert_int_equal(yaml_get(yaml.root, "é")->key->column, 2);
	assert_int_equal(yaml_get(yaml.root, "b")->column, 11);
	yaml_finish(&yaml);
}

static void windows_lines_count_once(void **state)
{
	struct yaml yaml;
	struct error error = {""};

	(void)state;
	assert_int_equal(load("a: 1\r\nb: 2\r\n", &yaml, &error), ERR_NONE);
	assert_int_equal(yaml_get(yaml.root, "b")->line, 2);
	yaml_finish(&yaml);
	assert_int_equal(load("a: 1\r\nb: \x01\r\n", &yaml, &error), ERR_INPUT);
	assert_memory_equal(error.text, "f.yaml:2:4: ", 12);
}

/* What each getter makes of one value. */
static void values_mean_what_is_asked(void **state)
{
	static const struct {
		const char *yaml;
		bool text, is_int, is_double, is_bool;
	} cases[] = {
		{"v: NO", true, false, false, false},
		{"v: no", true, false, false, false},
		{"v: yes", true, false, false, false},
		{"v: on", true, false, false, false},
		{"v: True", true, false, false, false},
		{"v: true", true, false, false, true},
		{"v: \"true\"", true, false, false, false},
		{"v: 12", true, true, true, false},
		{"v: -12", true, true, true, false},
		{"v: +12", true, true, true, false},
		{"v: '12'", true, false, false, false},
		{"v: 010", true, true, true, false},
		{"v: 0x10", true, false, false, false},
		{"v: 1_000", true, false, false, false},
		{"v: 0.15", true, false, true, false},
		{"v: .5", true, false, false, false},
		{"v: 1.", true, false, false, false},
		{"v: 1e3", true, false, false, false},
		{"v: .nan", true, false, false, false},
		{"v: 12:30", true, false, false, false},
		{"v:", false, false, false, false},
		{"v: ~", false, false, false, false},
		{"v: null", false, false, false, false},
		{"v: \"\"", true, false, false, false},
		{"v: 'null'", true, false, false, false},
		{"v: []", false, false, false, false},
		{"v: {}", false, false, false, false},
		{"v: 1000000000000000", true, false, false, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct yaml yaml;
		struct error error = {""};
		const struct yaml_node *v;
		const char *text;
		int64_t integer;
		double real;
		bool flag;

		assert_int_equal(load(cases[i].yaml, &yaml, &error), ERR_NONE);
		v = yaml_get(yaml.root, "v");
		assert_non_null(v);
		assert_int_equal(yaml_text(v, &text, &error) == ERR_NONE, cases[i].text);
		assert_int_equal(yaml_int(v, INT64_MIN, INT64_MAX, &integer, &error) == ERR_NONE,
				 cases[i].is_int);
		assert_int_equal(yaml_double(v, -1e18, 1e18, &real, &error) == ERR_NONE,
				 cases[i].is_double);
		assert_int_equal(yaml_bool(v, &flag, &error) == ERR_NONE, cases[i].is_bool);
		yaml_finish(&yaml);
	}
}

static void numbers_are_exact_and_bounded(void **state)
{
	struct yaml yaml;
	struct error error = {""};
	int64_t value = 7;
	double real = 7;

	(void)state;
	assert_int_equal(load("[0.15, -3, 99, 0.1]", &yaml, &error), ERR_NONE);
	assert_int_equal(yaml_double(yaml.root->first, 0, 1, &real, &error), ERR_NONE);
	assert_true(real == 0.15);
	assert_int_equal(yaml_double(yaml.root->first->next, 0, 1, &real, &error), ERR_INPUT);
	assert_true(real == 0.15);
	assert_string_equal(error.text, "f.yaml:1:8: write a number from 0 to 1");
	assert_int_equal(yaml_int(yaml.root->first->next->next, 1, 64, &value, &error), ERR_INPUT);
	assert_string_equal(error.text, "f.yaml:1:12: write a whole number from 1 to 64");
	assert_int_equal(value, 7);
	assert_int_equal(yaml_int(yaml.root->first->next->next, 1, 100, &value, &error), ERR_NONE);
	assert_int_equal(value, 99);
	yaml_finish(&yaml);
}

static void bad_files_are_refused(void **state)
{
	static const struct {
		const char *yaml, *place, *says;
	} cases[] = {
		{"", "1:1", "empty"},
		{"\xef\xbb\xbf", "1:1", "empty"},
		{"# only a comment\n", "1:1", "empty"},
		{"---\n", "1:1", "empty"},
		{"a: 1\nb: &x 2\n", "2:4", "anchors (&)"},
		{"a: &x {b: 1}\n", "1:4", "anchors (&)"},
		{"a: &x [1]\n", "1:4", "anchors (&)"},
		{"a: 1\nb: *x\n", "2:4", "aliases (*)"},
		{"a:\n  <<: {b: 1}\n", "2:3", "merge keys"},
		{"a: !!str 1\n", "1:4", "tags (!)"},
		{"a: !x {b: 1}\n", "1:4", "tags (!)"},
		{"a: !x!y [b]\n", "1:4", "tags"},
		{"{a: 1, b: 2, a: 3}", "1:14", "before, on line 1"},
		{"x:\n  a: 1\n  b: 2\n  \"a\": 3\n", "4:3", "before, on line 2"},
		{"b: 1\na: 2\nb: 3\na: 4\n", "3:1", "before, on line 1"},
		{"? [a]\n: 1\n", "1:3", "a name is expected"},
		{"{ {a: 1}: 2}\n", "1:3", "a name is expected"},
		{"a: 1\n---\nb: 2\n", "2:1", "one document"},
		{"a:\n\tb: 1\n", "2:1", "a tab cannot indent"},
		{"é: 1\nb: \xff\n", "2:4", "not UTF-8"},
		{"a: \xed\xa0\x80\n", "1:4", "not UTF-8"},
		{"\xff\xfe"
		 "a\x20",
		 "1:1", "not UTF-8"},
		{"a: \x07\n", "1:4", "control character"},
		{"a: \xc2\x85\n", "1:4", "control character"},
		{"a: b\xe2\x80\xa8\n", "1:5", "invisible line separator"},
		{"a: b\xef\xbb\xbf\n", "1:5", "byte order mark"},
		{"a: \"\\0\"\n", "1:4", "cannot contain \\0"},
		{"a: \"open\n", "2:1", "closing quote"},
		{"a: [1, 2\n", "2:1", "is missing before this"},
		{"a: {b: 1\nc: 2\n", "2:2", "is missing before this"},
		{"a: b: c\n", "1:5", "in quotes"},
		{"a: 1\n b: 2\n", "2:3", "in quotes"},
		{"  a: 1\nb: 2\n", "2:1", "does not belong"},
		{"a: 1\nb\n", "3:1", "a \":\" with a space"},
		{"a:\n  - 1\n  b: 2\n", "3:3", "another \"- \""},
		{"a: @x\n", "1:4", "put it in quotes"},
		{"a: \"\\q\"\n", "1:5", "write \\\\"},
		{"a: - b\n", "1:4", "a \"- \" cannot stand here"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct yaml yaml = {0};
		struct error error = {""};
		char expected[64];

		assert_int_equal(load(cases[i].yaml, &yaml, &error), ERR_INPUT);
		snprintf(expected, sizeof expected, "f.yaml:%s: ", cases[i].place);
		assert_memory_equal(error.text, expected, strlen(expected));
		assert_non_null(strstr(error.text, cases[i].says));
		assert_null(yaml.root);
	}
}

/* `count` times `unit`, one file. */
static enum err load_many(const char *head, const char *unit, size_t count, struct error *error_r)
{
	struct buf buf = {0};
	struct yaml yaml;
	enum err err;

	buf_add_text(&buf, head);
	for (size_t i = 0; i < count; i++)
		buf_add_text(&buf, unit);
	err = yaml_load(buf_bytes(&buf), "f.yaml", &yaml, error_r);
	if (err == ERR_NONE)
		yaml_finish(&yaml);
	buf_finish(&buf);
	return err;
}

static void caps_hold(void **state)
{
	struct error error = {""};

	(void)state;
	assert_int_equal(load_many("a: ", "[", YAML_DEPTH_MAX - 1, &error),
			 ERR_INPUT); /* not closed */
	assert_int_equal(load_many("a: ", "[", YAML_DEPTH_MAX, &error), ERR_FULL);
	assert_non_null(strstr(error.text, "f.yaml:1:35: more than 32"));
	assert_int_equal(load_many("", "[", 1 << 20, &error), ERR_FULL);
	assert_int_equal(load_many("", "{a: ", 1 << 19, &error), ERR_FULL);
	assert_int_equal(load_many("", "- a\n", YAML_NODES_MAX - 1, &error), ERR_NONE);
	assert_int_equal(load_many("", "- a\n", YAML_NODES_MAX, &error), ERR_FULL);
	assert_non_null(strstr(error.text, "f.yaml:200000:3: "));
	assert_int_equal(load_many("", "- aa\n", YAML_SIZE_MAX / 5 + 1, &error), ERR_FULL);
	assert_non_null(strstr(error.text, "4 MiB"));
	assert_int_equal(load_many("- ", "a", YAML_SIZE_MAX - 2, &error), ERR_NONE);
}

static void memory_may_run_out(void **state)
{
	struct error error = {""};
	uint64_t calls;

	(void)state;
	mem_fail_nth(0);
	assert_int_equal(load_many("", "{a: 1, b: [x]}", 1, &error), ERR_NONE);
	calls = mem_fail_nth(0);
	for (uint64_t n = 1; n <= calls; n++) {
		mem_fail_nth(n);
		assert_int_equal(load_many("", "{a: 1, b: [x]}", 1, &error), ERR_MEMORY);
	}
	mem_fail_nth(0);
}

static void errors_name_the_node(void **state)
{
	struct yaml yaml;
	struct error error = {""};

	(void)state;
	assert_int_equal(load("a: 1\nb:\n  - [x]\n", &yaml, &error), ERR_NONE);
	assert_int_equal(yaml_error(yaml_get(yaml.root, "b")->first, &error, "no %d", 3),
			 ERR_INPUT);
	assert_string_equal(error.text, "f.yaml:3:5: no 3");
	assert_int_equal(yaml_expect_map(yaml.root, &error), ERR_NONE);
	assert_int_equal(yaml_expect_list(yaml.root, &error), ERR_INPUT);
	assert_int_equal(yaml_expect_map(yaml_get(yaml.root, "b"), &error), ERR_INPUT);
	assert_int_equal(yaml_expect_list(yaml_get(yaml.root, "b"), NULL), ERR_NONE);
	yaml_finish(&yaml);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tree_is_made),
		cmocka_unit_test(columns_count_characters),
		cmocka_unit_test(windows_lines_count_once),
		cmocka_unit_test(values_mean_what_is_asked),
		cmocka_unit_test(numbers_are_exact_and_bounded),
		cmocka_unit_test(bad_files_are_refused),
		cmocka_unit_test(caps_hold),
		cmocka_unit_test(memory_may_run_out),
		cmocka_unit_test(errors_name_the_node),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
