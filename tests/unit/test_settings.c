// SPDX-License-Identifier: GPL-3.0-or-later
/* The settings file: what is read, and every way it is refused, with its line and column. */
#include "daemon/settings.h"
#include "daemon/settings_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static struct settings settings; /* large: not on the stack */

static enum err parse(const char *text, struct error *error_r)
{
	return settings_parse(bytes_of_text(text), "/srv/house/s.yaml", &settings, error_r);
}

static void parse_well(const char *text)
{
	struct error error = {""};

	if (parse(text, &error) != ERR_NONE)
		fail_msg("%s", error.text);
}

/* ---- what is read ---- */

/* The example of the manual's design, whole. */
static const char design[] =
	"data: ./var                      # store, evidence\n"
	"key: ./fauxbond.key              # or credential:NAME, or ask\n"
	"store: sqlite                    # or postgresql://…\n"
	"house: {country: FR, timezone: Europe/Paris, currency: EUR, caps: {day: 150.00}}\n"
	"bearers:                         # fake and handset need no entry\n"
	"  - {name: smsc, kind: smpp, address: \"127.0.0.1:2775\", tls: false, system_id: line, "
	"password_file: smsc.secret, window: 64}\n"
	"lines:\n"
	"  - name: decline\n"
	"    kind: decline\n"
	"    bearer: smsc                 # or fake: nothing leaves\n"
	"    numbers: [\"+33639980021\"]\n"
	"    languages: [fr, en]\n"
	"    answer: {between: [5m, 30m], late: 24h}\n"
	"    accept: {foreign: false, premium: false, short: false}\n"
	"    cost: {in: 0.08, out: 0.08}  # per part\n"
	"    caps: {hour: 12.00, day: 110.00}\n"
	"  - name: stall\n"
	"    kind: stall\n"
	"    bearer: fake\n"
	"    numbers: [\"+33639980001\", \"+33639980002\"]\n"
	"    languages: [nl, fr, en]\n"
	"    timezone: Europe/Brussels\n"
	"    hours: [\"08:00-01:30\"]       # when it writes\n"
	"    cost: {in: 0.00, out: 0.05}\n"
	"    caps: {hour: 50.00, day: 500.00}\n"
	"    places:                      # vetted areas, nothing else is ever named\n"
	"      - {name: \"station Berchem\", hours: [\"10:00-22:00\"]}\n"
	"    tips: {numbers: [\"+33639980008\"]}\n"
	"    agreement: {with: \"…\", on: 2026-01-05, reference: \"…\"}\n"
	"    deconflict: police-numbers.txt\n"
	"    control: 0.15\n"
	"  - {name: decoy, kind: watch, bearer: fake, numbers: [\"+33639980009\"], languages: [nl, "
	"fr]}\n";

static void the_house_is_read(void **state)
{
	(void)state;
	parse_well(design);
	assert_string_equal(settings.path, "/srv/house/s.yaml");
	assert_string_equal(settings.data, "/srv/house/var");
	assert_int_equal(settings.key_kind, KEY_FILE);
	assert_string_equal(settings.key, "/srv/house/fauxbond.key");
	assert_string_equal(settings.store, "sqlite");
	assert_null(settings.packs);
	assert_string_equal(settings.house.country, "FR");
	assert_string_equal(settings.house.timezone, "Europe/Paris");
	assert_string_equal(settings.house.currency, "EUR");
	assert_int_equal(settings.house.day_cap, 150000000);
	assert_int_equal(settings.bearer_count, 1);
	assert_string_equal(settings.bearers[0].name, "smsc");
	assert_string_equal(settings.bearers[0].host, "127.0.0.1");
	assert_int_equal(settings.bearers[0].port, 2775);
	assert_string_equal(settings.bearers[0].system_id, "line");
	assert_string_equal(settings.bearers[0].password_file, "/srv/house/smsc.secret");
	assert_int_equal(settings.bearers[0].window, 64);
	assert_int_equal(settings.bearers[0].where, 6);
	assert_int_equal(settings.line_count, 3);
	settings_finish(&settings);
}

static void a_declining_line_is_read(void **state)
{
	const struct line *line = &settings.lines[0];

	(void)state;
	parse_well(design);
	assert_string_equal(line->name, "decline");
	assert_int_equal(line->kind, LINE_DECLINE);
	assert_string_equal(line->bearer, "smsc");
	assert_true(line->real);
	assert_int_equal(line->number_count, 1);
	assert_string_equal(line->numbers[0], "+33639980021");
	assert_int_equal(line->language_count, 2);
	assert_int_equal(line->languages[0], LANGUAGE_FR);
	assert_int_equal(line->languages[1], LANGUAGE_EN);
	assert_int_equal(line->answer.least, 5 * MS_MINUTE);
	assert_int_equal(line->answer.most, 30 * MS_MINUTE);
	assert_int_equal(line->answer.late, MS_DAY);
	assert_false(line->accept.foreign);
	assert_int_equal(line->cost.in, 80000);
	assert_int_equal(line->cost.out, 80000);
	assert_int_equal(line->caps.hour, 12000000);
	assert_int_equal(line->caps.day, 110000000);
	assert_int_equal(line->receive_limit, INT64_MAX);
	assert_int_equal(line->limits.sender, 30);
	assert_int_equal(line->limits.answers, INT64_MAX);
	assert_true(line->expect == 0);
	assert_int_equal(line->where, 8);
	settings_finish(&settings);
}

static void a_stalling_line_is_read(void **state)
{
	const struct line *line = &settings.lines[1];

	(void)state;
	parse_well(design);
	assert_int_equal(line->kind, LINE_STALL);
	assert_false(line->real);
	assert_string_equal(line->timezone, "Europe/Brussels");
	assert_int_equal(line->hour_count, 1);
	assert_int_equal(line->hours[0].from, 480);
	assert_int_equal(line->hours[0].to, 1440 + 90);
	assert_int_equal(line->place_count, 1);
	assert_string_equal(line->places[0].name, "station Berchem");
	assert_int_equal(line->places[0].hours[0].to, 1320);
	assert_int_equal(line->tip_count, 1);
	assert_string_equal(line->tips[0], "+33639980008");
	assert_string_equal(line->agreement.on, "2026-01-05");
	assert_string_equal(line->deconflict, "/srv/house/police-numbers.txt");
	assert_true(fabs(line->control.uniform - 0.05) < 1e-9);
	assert_true(fabs(line->control.prior - 0.10) < 1e-9);
	assert_int_equal(settings.lines[2].kind, LINE_WATCH);
	settings_finish(&settings);
}

static void defaults_are_read(void **state)
{
	const struct line *line = &settings.lines[0];

	(void)state;
	parse_well("lines: [{name: a, kind: decline, numbers: [\"+999 12.34-5\"]}]\n"
		   "bearers: [{name: s, kind: smpp, address: \"[::1]:1\", system_id: x}]\n");
	assert_string_equal(settings.data, "/srv/house/var");
	assert_string_equal(settings.house.country, "BE");
	assert_string_equal(settings.house.timezone, "Europe/Brussels");
	assert_int_equal(settings.house.day_cap, INT64_MAX);
	assert_string_equal(settings.desk.host, "127.0.0.1");
	assert_int_equal(settings.desk.port, 8642);
	assert_string_equal(settings.bearers[0].host, "::1");
	assert_int_equal(settings.bearers[0].window, 10);
	assert_int_equal(settings.bearers[0].enquire, 30 * MS_SECOND);
	assert_string_equal(line->bearer, "fake");
	assert_string_equal(line->numbers[0], "+99912345");
	assert_int_equal(line->language_count, 3);
	assert_int_equal(line->languages[0], LANGUAGE_NL);
	assert_int_equal(line->answer.most, 30 * MS_MINUTE);
	assert_int_equal(line->answer.late, MS_DAY);
	assert_int_equal(line->caps.hour, INT64_MAX);
	assert_null(line->timezone);
	settings_finish(&settings);
}

static void counts_are_read(void **state)
{
	const struct line *lines = settings.lines;

	(void)state;
	parse_well("lines:\n"
		   "- {name: a, kind: decline, numbers: [\"+99912345\"], limits: {answers: 40}, "
		   "expect: 12.5}\n"
		   "- {name: b, kind: stall, numbers: [\"+99912346\"], limits: {sender: none, "
		   "answers: 1000000}}\n"
		   "- {name: c, kind: stall, numbers: [\"+99912347\"], limits: {sender: 1}}\n"
		   "- {name: d, kind: decline, numbers: [\"+99912348\"], limits: {}, expect: "
		   "1000000}\n");
	assert_int_equal(lines[0].limits.sender, 30);
	assert_int_equal(lines[0].limits.answers, 40);
	assert_true(lines[0].expect == 12.5);
	assert_int_equal(lines[1].limits.sender, INT64_MAX);
	assert_int_equal(lines[1].limits.answers, 1000000);
	assert_true(lines[1].expect == 0);
	assert_int_equal(lines[2].limits.sender, 1);
	assert_int_equal(lines[2].limits.answers, INT64_MAX);
	assert_true(lines[3].expect == 1000000);
	settings_finish(&settings);
}

#define WATCH "lines: [{name: w, kind: watch}]\n"

static void keys_and_paths_are_read(void **state)
{
	(void)state;
	parse_well("key: ask\ndata: /mnt/x\nstore: postgresql://u:p@h/d\npacks: .\n" WATCH);
	assert_int_equal(settings.key_kind, KEY_ASK);
	assert_string_equal(settings.data, "/mnt/x");
	assert_string_equal(settings.packs, "/srv/house");
	settings_finish(&settings);
	parse_well("key: credential:data.key\n" WATCH);
	assert_int_equal(settings.key_kind, KEY_CREDENTIAL);
	assert_string_equal(settings.key, "data.key");
	settings_finish(&settings);
	assert_int_equal(settings_parse(bytes_of_text(WATCH), "/s.yaml", &settings, NULL),
			 ERR_NONE);
	assert_string_equal(settings.data, "/var");
	settings_finish(&settings);
	assert_int_equal(settings_parse(bytes_of_text(WATCH), "-", &settings, NULL), ERR_NONE);
	assert_string_equal(settings.path, "-");
	assert_int_equal(settings.data[0], '/');
	settings_finish(&settings);
}

static void odd_but_right_files_are_read(void **state)
{
	static const char *const files[] = {
		"house: {country: NO}\n" WATCH,
		"house: {caps: {day: none}}\n" WATCH,
		"desk: {listen: \"localhost:80\"}\n" WATCH,
		"bearers: [{name: p, kind: smpp, address: \"127.9.9.9:1\", system_id: x, practice: "
		"true}]\n" WATCH,
		"bearers: [{name: fake, kind: fake}]\n" WATCH,
		"lines: [{name: s, kind: site}]",
		"lines: [{name: a, kind: decline, numbers: [+99912345], answer: {between: [0s, "
		"0s]}}]",
		"lines: [{name: a, kind: decline, numbers: [+99912345], answer: {between: [0s, "
		"2m]}}]",
		"lines: [{name: a, kind: decline, numbers: [+99912345], answer: {between: [1h, "
		"62m]}}]",
		"lines: [{name: a, kind: watch, cost: {in: 10.00}, receive_limit: 10.00}]",
		"lines: [{name: a, kind: watch, cost: {in: 25.00}}]\nhouse: {currency: HUF}\n",
		"lines: [{name: a, kind: watch, cost: {in: 1}, receive_limit: none}]",
		"lines: [{name: a, kind: decline, numbers: [+99912345], cost: {out: 1}, caps: "
		"{hour: "
		"1}}]",
		"{\"lines\": [{\"name\": \"a\", \"kind\": \"stall\", \"numbers\": "
		"[\"+99912345\"]}]}",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(files); i++) {
		parse_well(files[i]);
		settings_finish(&settings);
	}
}

/* ---- what is refused ---- */

#define DECLINE "lines:\n- {name: a, kind: decline, numbers: [\"+99912345\"]"
#define STALL	"lines:\n- {name: a, kind: stall, numbers: [\"+99912345\"]"
#define SMPP	"bearers:\n- {name: s, kind: smpp, system_id: x, address: "

static const struct {
	const char *yaml, *place, *says;
} refused[] = {
	{"", "1:1", "the file is empty"},
	{"[]", "1:1", "names with values"},
	{"just text", "1:1", "names with values"},
	{"data: ./var\n", "1:1", "lines is missing here; write lines: and"},
	{"lines: []\n", "1:8", "there is no line"},
	{"lines:\n", "1:7", "a list is expected"},
	{"lines: [1]\n", "1:9", "names with values"},
	{"data:\n" WATCH, "1:6", "nothing is written"},
	{"data: [a]\n" WATCH, "1:7", "a text is expected here, not a list"},
	{"data: \"\"\n" WATCH, "1:7", "empty"},
	{"data: ~/x\n" WATCH, "1:7", "write the whole path"},
	{"data: \"a\\nb\"\n" WATCH, "1:7", "control character"},
	{"dta: x\n" WATCH, "1:1", "did you mean data?"},
	{"linse: x\n" WATCH, "1:1", "did you mean lines?"},
	{"strange: x\n" WATCH, "1:1", "strange is not known here; docs/SETTINGS.md"},
	{"\"+33639980001\": x\n" WATCH, "1:1", "this name is not known here"},
	{"key: \"credential:\"\n" WATCH, "1:6", "credential:NAME"},
	{"key: credential:../x\n" WATCH, "1:6", "credential:NAME"},
	{"store: mysql\n" WATCH, "1:8", "write sqlite or postgresql"},
	{"house: {country: be}\n" WATCH, "1:18", "two capital letters"},
	{"house: {country: BEL}\n" WATCH, "1:18", "two capital letters"},
	{"house: {currency: EURO}\n" WATCH, "1:19", "three capital letters"},
	{"house: {timezone: Europe/Antwerp}\n" WATCH, "1:19", "no such time zone"},
	{"house: {timezone: ../../../etc/passwd}\n" WATCH, "1:19", "no such time zone"},
	{"house: {timezone: Europe/../UTC}\n" WATCH, "1:19", "no such time zone"},
	{"house: {timezone: Europe}\n" WATCH, "1:19", "no such time zone"},
	{"house: {timezone: tzdata.zi}\n" WATCH, "1:19", "no such time zone"},
	{"house: {timezone: localtime}\n" WATCH, "1:19", "no such time zone"},
	{"house: {timezone: /UTC}\n" WATCH, "1:19", "no such time zone"},
	{"house: {timezon: UTC}\n" WATCH, "1:9", "did you mean timezone?"},
	{"house: {caps: {dya: 1}}\n" WATCH, "1:16", "did you mean day?"},
	{"house: {caps: 12}\n" WATCH, "1:15", "names with values"},
	{"house: {caps: {day: 0}}\n" WATCH, "1:21", "a cap of zero"},
	{"house: {caps: {day: 0.000000}}\n" WATCH, "1:21", "a cap of zero"},
	{"house: {caps: {day: -1}}\n" WATCH, "1:21", "negative"},
	{"house: {caps: {day: 0.0000001}}\n" WATCH, "1:21", "at most 6 decimals"},
	{"house: {caps: {day: \"0,08\"}}\n" WATCH, "1:21", "with a point"},
	{"house: {caps: {day: 12,50}}\n" WATCH, "1:24", "write decimals with a point"},
	{"house: {caps: {day: 1000000000}}\n" WATCH, "1:21", "too much"},
	{"house: {caps: {day: 1e3}}\n" WATCH, "1:21", "an amount such as"},
	{"house: {caps: {day: 5 EUR}}\n" WATCH, "1:21", "an amount such as"},
	{"house: {caps: {day: .5}}\n" WATCH, "1:21", "an amount such as"},
	{"house: {caps: {day: 5.}}\n" WATCH, "1:21", "an amount such as"},
	{"house: {caps: {day: {}}}\n" WATCH, "1:21", "not a map"},
	{"desk: {listen: 8642}\n" WATCH, "1:16", "a host and a port"},
	{"desk: {listen: \"::1:8642\"}\n" WATCH, "1:16", "a host and a port"},
	{"desk: {listen: \"[1.2]:8642\"}\n" WATCH, "1:16", "a host and a port"},
	{"desk: {listen: \"h:0\"}\n" WATCH, "1:16", "a host and a port"},
	{"desk: {listen: \"h:65536\"}\n" WATCH, "1:16", "a host and a port"},
	{"desk: {listen: \":80\"}\n" WATCH, "1:16", "a host and a port"},
	{"bearers: {}\n" WATCH, "1:10", "a list is expected"},
	{"bearers:\n- {kind: smpp}\n" WATCH, "2:3", "name is missing here"},
	{"bearers:\n- {name: s}\n" WATCH, "2:3", "kind is missing here"},
	{"bearers:\n- {name: s, kind: smmp}\n" WATCH, "2:19", "did you mean smpp?"},
	{"bearers:\n- {name: S, kind: smpp}\n" WATCH, "2:10", "cannot be a name"},
	{"bearers:\n- {name: s, kind: smpp}\n" WATCH, "2:10", "address is missing"},
	{"bearers:\n- {name: s, kind: smpp, address: \"h:1\"}\n" WATCH, "2:10",
	 "system_id is missing"},
	{SMPP "\"h:1\", window: 0}\n" WATCH, "2:63", "from 1 to 5000"},
	{SMPP "\"h:1\", window: 5001}\n" WATCH, "2:63", "from 1 to 5000"},
	{SMPP "\"h:1\", window: \"10\"}\n" WATCH, "2:63", "without quotes"},
	{SMPP "\"h:1\", tls: yes}\n" WATCH, "2:60", "write true or false"},
	{SMPP "\"h:1\", enquire: 0s}\n" WATCH, "2:64", "from 1s to 1h"},
	{SMPP "\"h:1\", system_type: abcdefghijklm}\n" WATCH, "2:68", "at most 12 bytes"},
	{SMPP "\"h:1\", system_type: é}\n" WATCH, "2:68", "only unaccented"},
	{SMPP "\"10.0.0.1:1\", practice: true}\n" WATCH, "2:72", "on this very machine"},
	{SMPP "\"127.example:1\", practice: true}\n" WATCH, "2:75", "on this very machine"},
	{SMPP "\"h:1\"}\n- {name: s, kind: fake}\n" WATCH, "3:10",
	 "the one on line 2 has this name"},
	{"bearers: [{name: fake, kind: smpp}]\n" WATCH, "1:18", "reaches nobody"},
	{"lines:\n- {kind: watch}\n", "2:3", "name is missing here"},
	{"lines:\n- {name: a}\n", "2:3", "kind is missing here"},
	{"lines:\n- {name: a, kind: decine}\n", "2:19", "did you mean decline?"},
	{"lines:\n- {name: a, kind: x}\n", "2:19", "write stall, decline, watch or site"},
	{"lines:\n- {name: a b, kind: watch}\n", "2:10", "cannot be a name"},
	{"lines:\n- {name: abcdefghijklmnopqrstuvwxyz123456, kind: watch}\n", "2:10",
	 "cannot be a name"},
	{"lines:\n- {name: a, kind: watch}\n- {name: a, kind: watch}\n", "3:10",
	 "the one on line 2 has this name"},
	{"lines:\n- {name: a, kind: watch, bearer: smsc}\n", "2:34", "bearers: has no such name"},
	{"lines:\n- {name: a, kind: decline}\n", "2:10", "has no number"},
	{"lines:\n- {name: a, kind: watch, numbers: [\"0639980001\"]}\n", "2:36",
	 "\"+\" and 5 to 15"},
	{"lines:\n- {name: a, kind: watch, numbers: [\"+33 (0)639980001\"]}\n", "2:36",
	 "\"+\" and 5 to 15"},
	{"lines:\n- {name: a, kind: watch, numbers: [\"+1234\"]}\n", "2:36", "\"+\" and 5 to 15"},
	{"lines:\n- {name: a, kind: watch, numbers: [\"+1234567890123456\"]}\n", "2:36",
	 "\"+\" and 5 to 15"},
	{"lines:\n- {name: a, kind: watch, numbers: \"+99912345\"}\n", "2:35",
	 "a list is expected"},
	{"lines:\n- {name: a, kind: watch, numbers: [\"+99912345\"]}\n"
	 "- {name: b, kind: watch, numbers: [\"+999 12 345\"]}\n",
	 "3:36", "given on line 2 too"},
	{STALL ", tips: {numbers: [\"+99912345\"]}}\n", "2:67", "given on line 2 too"},
	{DECLINE ", languages: []}\n", "2:63", "no language is left"},
	{DECLINE ", languages: [de]}\n", "2:64", "write nl, fr or en"},
	{DECLINE ", languages: [unknown]}\n", "2:64", "write nl, fr or en"},
	{DECLINE ", languages: [fr, fr]}\n", "2:68", "write it once"},
	{DECLINE ", timezone: Mars/Olympus}\n", "2:62", "no such time zone"},
	{DECLINE ", answer: {between: 5m}}\n", "2:70", "write two spans"},
	{DECLINE ", answer: {between: [5m]}}\n", "2:70", "write two spans"},
	{DECLINE ", answer: {between: [5, 30m]}}\n", "2:71", "a span with its unit"},
	{DECLINE ", answer: {between: [30m, 5m]}}\n", "2:70", "later than the latest"},
	{DECLINE ", answer: {between: [5m, 5m]}}\n", "2:70", "shorter than two minutes"},
	{DECLINE ", answer: {between: [0s, 119s]}}\n", "2:70", "shorter than two minutes"},
	{DECLINE ", answer: {between: [0s, 1s]}}\n", "2:70", "shorter than two minutes"},
	{DECLINE ", answer: {between: [1h, 61m59s]}}\n", "2:70", "shorter than two minutes"},
	{DECLINE ", answer: {late: 10m}}\n", "2:67", "write late: 30m or more"},
	{DECLINE ", answer: {between: [5m, 2d]}}\n", "2:61", "write late: 2d or more"},
	{DECLINE ", answer: {late: -1h}}\n", "2:67", "a span with its unit"},
	{DECLINE ", accept: {foreign: NO}}\n", "2:70", "write true or false"},
	{DECLINE ", cost: {in: 0,08}}\n", "2:65", "write decimals with a point"},
	{DECLINE ", cost: {out: 0.05}}\n", "2:64", "nothing limits it"},
	{DECLINE ", cost: {out: 0.05}, caps: {hour: 0.04}}\n", "2:84", "pays for no answer"},
	{DECLINE ", cost: {out: 0.05}, caps: {day: 0.04}}\n", "2:83", "pays for no answer"},
	{"house: {caps: {day: 0.01}}\n" DECLINE ", cost: {out: 0.05}}\n", "1:21",
	 "pays for no answer of the line on line 3, where one costs 0.05; write 0.05 or more"},
	{DECLINE ", cost: {out: 8}, caps: {hour: 7.99}}\n", "2:81", "write 8.00 or more"},
	{STALL ", cost: {out: 0.05}, caps: {hour: 1, day: 0.04}}\n", "2:90", "pays for no answer"},
	{DECLINE ", cost: {out: 10.01}, caps: {hour: 50}}\n", "2:64",
	 "more than 10.00 for one part of an SMS: these are probably cents"},
	{DECLINE ", cost: {in: 8, out: 80}}\n", "2:71", "probably cents"},
	{"lines: [{name: a, kind: watch, cost: {in: 12}}]\n", "1:43", "probably cents"},
	{"house: {currency: HUF}\nlines: [{name: a, kind: watch, cost: {in: 100001}}]\n", "2:43",
	 "more than 100000.00"},
	{DECLINE ", cost: {in: 0.08}, receive_limit: 0.07}\n", "2:85",
	 "the first message passes this limit, since it costs 0.08"},
	{"lines: [{name: a, kind: watch, receive_limit: 0.01, cost: {in: 0.02}}]\n", "1:47",
	 "the first message passes this limit"},
	{DECLINE ", receive_limit: 0}\n", "2:67", "a limit of zero is passed by the first message"},
	{DECLINE ", receive_limit: -1}\n", "2:67", "cannot be negative"},
	{STALL ", limits: {sender: 0}}\n", "2:67", "a limit of zero lets nobody be answered"},
	{STALL ", limits: {sender: -1}}\n", "2:67", "a whole number from 0 to 1000000"},
	{STALL ", limits: {sender: 30.5}}\n", "2:67", "a whole number from 0 to 1000000"},
	{STALL ", limits: {sender: 1000001}}\n", "2:67", "a whole number from 0 to 1000000"},
	{STALL ", limits: {sender: \"30\"}}\n", "2:67", "without quotes"},
	{STALL ", limits: {sender: many}}\n", "2:67", "a whole number from 0 to 1000000"},
	{STALL ", limits: {sender: [30]}}\n", "2:67", "a whole number is expected here"},
	{STALL ", limits: {sendr: 30}}\n", "2:59", "did you mean sender?"},
	{DECLINE ", limits: {answers: 0}}\n", "2:70", "a limit of zero lets nobody be answered"},
	{DECLINE ", limits: {answers: 1e3}}\n", "2:70", "a whole number from 0 to 1000000"},
	{DECLINE ", limits: 30}\n", "2:60", "names with values"},
	{DECLINE ", expect: 0}\n", "2:60", "a number from 1 to 1000000"},
	{DECLINE ", expect: 0.5}\n", "2:60", "a number from 1 to 1000000"},
	{DECLINE ", expect: 1000000.5}\n", "2:60", "a number from 1 to 1000000"},
	{DECLINE ", expect: -3}\n", "2:60", "a number from 1 to 1000000"},
	{DECLINE ", expect: none}\n", "2:60", "a number such as"},
	{DECLINE ", expect: \"300\"}\n", "2:60", "without quotes"},
	{DECLINE ", cost: {out: -0.05}}\n", "2:64", "cannot be negative"},
	{DECLINE ", caps: {hour: 0.00}}\n", "2:65", "a cap of zero"},
	{STALL ", hours: [\"8:00-22:00\"]}\n", "2:58", "write hours from-to"},
	{STALL ", hours: [\"08:00-25:00\"]}\n", "2:58", "write hours from-to"},
	{STALL ", hours: [\"08:60-12:00\"]}\n", "2:58", "write hours from-to"},
	{STALL ", hours: [\"08:00-08:00\"]}\n", "2:58", "write hours from-to"},
	{STALL ", hours: \"08:00-12:00\"}\n", "2:57", "a list is expected"},
	{STALL ", places: [{hours: []}]}\n", "2:59", "name is missing here"},
	{STALL ", places: [{name: x, hour: []}]}\n", "2:69", "did you mean hours?"},
	{STALL ", agreement: {with: x}}\n", "2:68", "not whole"},
	{STALL ", agreement: {with: x, on: 2026-02-30, reference: y}}\n", "2:75", "year-month-day"},
	{STALL ", control: 1.5}\n", "2:59", "from 0 to 1"},
	{STALL ", control: 15%}\n", "2:59", "a number such as"},
};

static void bad_files_are_refused(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++) {
		struct error error = {""};
		char place[64];

		snprintf(place, sizeof place, "/srv/house/s.yaml:%s: ", refused[i].place);
		settings.name = NULL;
		if (parse(refused[i].yaml, &error) != ERR_INPUT ||
		    strncmp(error.text, place, strlen(place)) != 0 ||
		    strstr(error.text, refused[i].says) == NULL) {
			print_error("case %zu:\n%s\nis: %s\nnot: %s%s\n", i, refused[i].yaml,
				    error.text, place, refused[i].says);
			wrong++;
		}
		assert_null(settings.name);
	}
	assert_int_equal(wrong, 0);
}

static void errors_repeat_no_value(void **state)
{
	for (size_t i = 0; i < COUNT(refused); i++) {
		struct error error = {""};

		(void)state;
		parse(refused[i].yaml, &error);
		assert_null(strstr(error.text, "3998"));
		assert_null(strstr(error.text, "9991"));
	}
}

/* A list of `count` entries "head<i>tail". */
static enum err parse_many(size_t count, const char *before, const char *head, const char *tail)
{
	struct buf buf = {0};
	enum err err;

	buf_add_text(&buf, before);
	for (size_t i = 0; i < count; i++)
		buf_add_format(&buf, "- %s%zu%s\n", head, i, tail);
	err = settings_parse(buf_bytes(&buf), "s.yaml", &settings, NULL);
	if (err == ERR_NONE)
		settings_finish(&settings);
	buf_finish(&buf);
	return err;
}

static void tables_have_room_for_so_many(void **state)
{
	(void)state;
	assert_int_equal(parse_many(LINES_MAX, "lines:\n", "{name: a", ", kind: watch}"), ERR_NONE);
	assert_int_equal(parse_many(LINES_MAX + 1, "lines:\n", "{name: a", ", kind: watch}"),
			 ERR_INPUT);
	assert_int_equal(parse_many(BEARERS_MAX, WATCH "bearers:\n", "{name: a", ", kind: fake}"),
			 ERR_NONE);
	assert_int_equal(
		parse_many(BEARERS_MAX + 1, WATCH "bearers:\n", "{name: a", ", kind: fake}"),
		ERR_INPUT);
}

static void money_is_exact(void **state)
{
	static const struct {
		const char *text;
		int64_t micro;
	} cases[] = {{"0", 0},
		     {"0.08", 80000},
		     {"12.00", 12000000},
		     {"0.000001", 1},
		     {"0.1", 100000},
		     {"1.005", 1005000},
		     {"007", 7000000},
		     {"999999999.999999", 999999999999999}};
	const char *fault;
	int64_t micro;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_true(settings_parse_money(cases[i].text, &micro, &fault));
		assert_int_equal(micro, cases[i].micro);
	}
}

static void an_absent_file_is_no_input_error(void **state)
{
	struct error error = {""};

	(void)state;
	assert_int_equal(settings_load("/absent/s.yaml", &settings, &error), ERR_IO);
	assert_memory_equal(error.text, "/absent/s.yaml: ", 16);
	assert_int_equal(settings_load("/", &settings, &error), ERR_IO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_house_is_read),
		cmocka_unit_test(a_declining_line_is_read),
		cmocka_unit_test(a_stalling_line_is_read),
		cmocka_unit_test(defaults_are_read),
		cmocka_unit_test(counts_are_read),
		cmocka_unit_test(keys_and_paths_are_read),
		cmocka_unit_test(odd_but_right_files_are_read),
		cmocka_unit_test(bad_files_are_refused),
		cmocka_unit_test(errors_repeat_no_value),
		cmocka_unit_test(tables_have_room_for_so_many),
		cmocka_unit_test(money_is_exact),
		cmocka_unit_test(an_absent_file_is_no_input_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
