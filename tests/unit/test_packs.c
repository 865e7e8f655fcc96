// SPDX-License-Identifier: GPL-3.0-or-later
/* daemon/packs: what ships fits, and what does not fit is refused where it stands. */
#include "base/sms.h"
#include "daemon/packs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static size_t count_of(const struct pack *pack, enum move move, const char *country)
{
	size_t count = 0;

	for (size_t i = 0; i < pack->answer_count; i++)
		count += pack->answers[i].move == (int)move &&
			 strcmp(pack->answers[i].country, country) == 0;
	return count;
}

static void check_pack(const struct pack *pack)
{
	size_t signs[CLUES_MAX] = {0};

	for (size_t i = 0; i < pack->answer_count; i++) {
		struct sms_size size = sms_measure(bytes_of_text(pack->answers[i].text));

		assert_int_equal(size.alphabet, ALPHABET_GSM7);
		assert_int_equal(size.parts, 1);
		assert_true(size.units <= 150); /* room for an operator's small change */
		if (pack->answers[i].move == MOVE_HELP_LINE)
			assert_non_null(strstr(pack->answers[i].text, "112"));
	}
	for (size_t i = 0; i < pack->sign_count; i++)
		signs[pack->signs[i].clue]++;
	assert_in_range(count_of(pack, MOVE_DECLINE, ""), 6, 10);
	assert_true(signs[CLUE_STOP] >= 40);
	assert_true(signs[CLUE_DISTRESS] >= 40);
	assert_true(signs[CLUE_WRONG_NUMBER] >= 40);
	assert_true(pack->word_count >= 80);
	assert_true(pack->first_count > 0);
}

static void what_ships_is_whole(void **state)
{
	struct packs *packs;
	struct error error = {""};
	enum err err = packs_load(NULL, &packs, &error);

	(void)state;
	assert_string_equal(error.text, "");
	assert_int_equal(err, ERR_NONE);
	assert_int_equal(packs->count, 3);
	for (size_t i = 0; i < packs->count; i++)
		check_pack(&packs->packs[i]);
	assert_true(count_of(packs_find(packs, LANGUAGE_NL), MOVE_HELP_LINE, "BE") > 0);
	assert_true(count_of(packs_find(packs, LANGUAGE_FR), MOVE_HELP_LINE, "BE") > 0);
	assert_true(count_of(packs_find(packs, LANGUAGE_FR), MOVE_HELP_LINE, "FR") > 0);
	assert_null(packs_find(packs, LANGUAGE_UNKNOWN));
	packs_destroy(packs);
}

struct bad {
	const char *yaml, *error;
};

static void bad_answers_are_refused(void **state)
{
	static const struct bad cases[] = {
		{"decline:\n  - \"Ça va\"\nhelp:\n  - x\n",
		 "a.yaml:3:1: \"help\" is nothing a line says; write decline, help_line or "
		 "wrong_number"},
		{"decline:\n  - ok\n  - \"Reçu hier\"\n",
		 "a.yaml:3:5: character 3, \"ç\", is not in the alphabet of SMS (GSM 7); write c "
		 "instead"},
		{"decline:\n  - \"c’est non\"\n", "a.yaml:2:5: character 2, \"’\", is not in the "
						  "alphabet of SMS (GSM 7); write ' instead"},
		{"decline:\n  - \"non 😀\"\n", "a.yaml:2:5: character 5, \"😀\", is not in the "
					      "alphabet of SMS (GSM 7); write another "
					      "word instead"},
		{"decline:\n  - see https://example.org\n",
		 "a.yaml:2:5: a link; a line never sends one, write the text without it"},
		{"decline:\n  - no\n  - yes\n  - no\n",
		 "a.yaml:4:5: the same text twice; leave one out"},
		{"decline:\n  Belgium:\n    - no\n", "a.yaml:2:3: \"Belgium\" is no country; write "
						     "two capitals such as BE or FR, or any"},
		{"decline:\n  - \" \"\n", "a.yaml:2:5: an empty text; write what the line says"},
		{"decline:\n  BE:\n    - no\nhelp_line:\n  - x\nwrong_number:\n  - x\n",
		 "a.yaml:1:1: no text for \"decline\" that fits any country; write one under "
		 "decline: or "
		 "decline: {any: ...}"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct pack pack = {.language = LANGUAGE_FR};
		struct error error = {""};

		assert_int_equal(
			pack_read_answers(&pack, bytes_of_text(cases[i].yaml), "a.yaml", &error),
			ERR_INPUT);
		assert_string_equal(error.text, cases[i].error);
		pack_finish(&pack);
	}
}

static void long_answers_are_refused(void **state)
{
	struct pack pack = {.language = LANGUAGE_EN};
	struct error error = {""};
	struct buf yaml = {0};

	(void)state;
	buf_add_text(&yaml, "decline:\n  - \"");
	for (int i = 0; i < 161; i++)
		buf_add_text(&yaml, "a");
	buf_add_text(&yaml, "\"\n");
	assert_int_equal(pack_read_answers(&pack, buf_bytes(&yaml), "a.yaml", &error), ERR_INPUT);
	assert_string_equal(error.text,
			    "a.yaml:2:5: 161 characters, which cost 2 messages; write at most 160");
	buf_finish(&yaml);
	pack_finish(&pack);
}

static void bad_firsts_are_refused(void **state)
{
	static const struct bad cases[] = {
		{"first:\n  - x\n", "f.yaml:1:1: \"first\" is unknown here; write firsts"},
		{"- x\n", NULL},
		{"firsts: hi\n", NULL},
		{"firsts:\n  - {a: b}\n", NULL},
		{"firsts:\n  - hi\n  - \"\"\n",
		 "f.yaml:3:5: an empty text; write what people write first"},
		{"firsts:\n  - \" \\n\"\n",
		 "f.yaml:2:5: an empty text; write what people write first"},
		{"firsts: [hi, Hi, hello, hi]\n",
		 "f.yaml:1:25: the same text twice; leave one out"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct pack pack = {.language = LANGUAGE_EN};
		struct error error = {""};

		assert_int_equal(
			pack_read_firsts(&pack, bytes_of_text(cases[i].yaml), "f.yaml", &error),
			ERR_INPUT);
		if (cases[i].error != NULL)
			assert_string_equal(error.text, cases[i].error);
		assert_memory_equal(error.text, "f.yaml:", 7);
		pack_finish(&pack);
	}
}

/* The outcome of a list of one text of `size` bytes. */
static enum err read_long_first(size_t size, struct error *error_r)
{
	struct pack pack = {.language = LANGUAGE_EN};
	struct buf yaml = {0};
	enum err err;

	buf_add_text(&yaml, "firsts:\n  - \"é");
	for (size_t i = 2; i < size; i++)
		buf_add_text(&yaml, "a");
	buf_add_text(&yaml, "\"\n");
	err = pack_read_firsts(&pack, buf_bytes(&yaml), "f.yaml", error_r);
	if (err == ERR_NONE) {
		assert_int_equal(pack.first_count, 1);
		assert_int_equal(strlen(pack.firsts[0]), size);
	}
	buf_finish(&yaml);
	pack_finish(&pack);
	return err;
}

static void long_firsts_are_refused(void **state)
{
	struct error error = {""};

	(void)state;
	assert_int_equal(read_long_first(480, &error), ERR_NONE);
	assert_int_equal(read_long_first(481, &error), ERR_INPUT);
	assert_string_equal(error.text, "f.yaml:2:5: 481 bytes; write at most 480");
}

static void too_many_firsts_are_refused(void **state)
{
	struct pack pack = {.language = LANGUAGE_EN};
	struct error error = {""};
	struct buf yaml = {0};

	(void)state;
	buf_add_text(&yaml, "firsts:\n");
	for (int i = 0; i < 1001; i++)
		buf_add_format(&yaml, "  - hello %d\n", i);
	assert_int_equal(pack_read_firsts(&pack, buf_bytes(&yaml), "f.yaml", &error), ERR_INPUT);
	assert_string_equal(error.text, "f.yaml:1002:5: more than 1000 texts; leave some out");
	assert_int_equal(pack.first_count, 1000);
	assert_string_equal(pack.firsts[999], "hello 999");
	buf_finish(&yaml);
	pack_finish(&pack);
}

static void bad_signs_are_refused(void **state)
{
	static const struct bad cases[] = {
		{"halt:\n  - x\n",
		 "s.yaml:1:1: \"halt\" is nothing that patterns settle here; " "write stop, distress, wrong_number, minor, adult, threat_to_other, asks_age, parents_away, secrecy, "
		 "other_app, delete_this, gift, mature, meet_alone, asks_picture, or words (others go into "
		 "concepts.yaml)"},
		{"ordinary:\n  - x\n",
		 "s.yaml:1:1: \"ordinary\" is nothing that patterns settle here; " "write stop, distress, wrong_number, minor, adult, threat_to_other, asks_age, parents_away, secrecy, "
		 "other_app, delete_this, gift, mature, meet_alone, asks_picture, or words (others go into "
		 "concepts.yaml)"},
		{"stop: stop\n", NULL},
		{"words: [ok, a b]\n",
		 "s.yaml:1:13: \"a b\" is not one word; write words one by one"},
		{"stop:\n  - '* stop'\n",
		 "s.yaml:2:5: pattern: * stands between two words; write a word "
		 "before and after it"},
		{"stop:\n  - stop *\n",
		 "s.yaml:2:5: pattern: * stands between two words; write a word after it"},
		{"stop:\n  - stop ^ now\n", "s.yaml:2:5: pattern: ^ stands first; write it there"},
		{"stop:\n  - stop $ now\n",
		 "s.yaml:2:5: pattern: \"now\" follows the end; write $ and !words last"},
		{"stop:\n  - ^stop\n",
		 "s.yaml:2:5: pattern: \"^stop\": write a space between ^ or $ and "
		 "the word"},
		{"stop:\n  - $\n",
		 "s.yaml:2:5: pattern: $ stands behind the last word; write it there"},
		{"stop:\n  - ^\n", "s.yaml:2:5: pattern: no word; write the words to look for"},
		{"stop:\n  - please?\n",
		 "s.yaml:2:5: pattern: every word may be left out; write one without ?"},
		{"stop:\n  - st~\n", "s.yaml:2:5: pattern: \"st~\" is too short; write at least "
				     "three letters before ~"},
		{"stop:\n  - stop|\n",
		 "s.yaml:2:5: pattern: \"\" holds no word; write letters or digits"},
		{"stop:\n  - dis-moi\n",
		 "s.yaml:2:5: pattern: \"dis-moi\" is more than one word; write a "
		 "space between words"},
		{"stop:\n  - \"@ here\"\n",
		 "s.yaml:2:5: pattern: @ before any plain word; write a word "
		 "that must be there first"},
		{"stop:\n  - stop !now now\n",
		 "s.yaml:2:5: pattern: \"now\" follows the end; write $ and !words last"},
		{"stop:\n  - a b c d e f g h i j k l m\n",
		 "s.yaml:2:5: pattern: more than 12 words; write a shorter pattern"},
		{"stop:\n  - a * b * c * d * e * f\n",
		 "s.yaml:2:5: pattern: more than 4 *; write a shorter pattern"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct pack pack = {.language = LANGUAGE_EN};
		struct error error = {""};

		assert_int_equal(
			pack_read_signs(&pack, bytes_of_text(cases[i].yaml), "s.yaml", &error),
			ERR_INPUT);
		if (cases[i].error != NULL)
			assert_string_equal(error.text, cases[i].error);
		pack_finish(&pack);
	}
}

static void put_file(const char *folder, const char *name, const char *content)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "we");
	assert_non_null(file);
	fputs(content, file);
	assert_int_equal(fclose(file), 0);
}

static void remove_all(const char *folder)
{
	static const char *const names[] = {"en/answers.yaml", "en/signs.yaml", "en/firsts.yaml",
					    "en", ""};
	char path[256];

	for (size_t i = 0; i < COUNT(names); i++) {
		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		remove(path);
	}
}

static void a_folder_replaces_what_ships(void **state)
{
	char folder[] = "/tmp/fauxbond-packs-XXXXXX", language[64], wanted[160];
	struct error error = {""};
	struct packs *packs = NULL;

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(packs_load(folder, &packs, &error), ERR_ABSENT);
	snprintf(language, sizeof language, "%s/en", folder);
	assert_int_equal(mkdir(language, 0700), 0);
	put_file(language, "answers.yaml",
		 "decline: [no]\nhelp_line: [call 112]\nwrong_number: [no]\n");
	assert_int_equal(packs_load(folder, &packs, &error), ERR_IO);
	snprintf(wanted, sizeof wanted,
		 "%s/en/signs.yaml: not found; write it, or remove the folder", folder);
	assert_string_equal(error.text, wanted);
	put_file(language, "signs.yaml", "stop: [^ halt $]\nwords: [the]\n");
	assert_int_equal(packs_load(folder, &packs, &error), ERR_NONE);
	assert_int_equal(packs->count, 1);
	assert_int_equal(packs->packs[0].language, LANGUAGE_EN);
	assert_int_equal(packs->packs[0].signs[0].where, 1);
	assert_int_equal(packs->packs[0].first_count, 0);
	packs_destroy(packs);
	put_file(language, "firsts.yaml", "firsts: [\"it's me\", hoi]\n");
	assert_int_equal(packs_load(folder, &packs, &error), ERR_NONE);
	assert_int_equal(packs->packs[0].first_count, 2);
	assert_string_equal(packs->packs[0].firsts[1], "hoi");
	packs_destroy(packs);
	packs = NULL;
	put_file(language, "firsts.yaml", "firsts: [hoi, hoi]\n");
	assert_int_equal(packs_load(folder, &packs, &error), ERR_INPUT);
	snprintf(wanted, sizeof wanted, "%s/en/firsts.yaml:1:15: the same text twice", folder);
	assert_memory_equal(error.text, wanted, strlen(wanted));
	put_file(language, "firsts.yaml", "firsts: []\n");
	put_file(language, "signs.yaml", "stop:\n  - x\n  - 'y *'\n");
	packs = NULL;
	assert_int_equal(packs_load(folder, &packs, &error), ERR_INPUT);
	snprintf(wanted, sizeof wanted, "%s/en/signs.yaml:3:5: pattern: ", folder);
	assert_memory_equal(error.text, wanted, strlen(wanted));
	assert_null(packs);
	remove_all(folder);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_ships_is_whole),
		cmocka_unit_test(bad_answers_are_refused),
		cmocka_unit_test(long_answers_are_refused),
		cmocka_unit_test(bad_firsts_are_refused),
		cmocka_unit_test(long_firsts_are_refused),
		cmocka_unit_test(too_many_firsts_are_refused),
		cmocka_unit_test(bad_signs_are_refused),
		cmocka_unit_test(a_folder_replaces_what_ships),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
