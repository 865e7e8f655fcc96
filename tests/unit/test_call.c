// SPDX-License-Identifier: GPL-3.0-or-later
/* What may be asked of a site: what each verb needs and may have, what each field can hold, and what is told back. */
#include "site_fixture.h"

static enum err reads(const char *verb, const char *text, struct call *ret_call,
		      struct call_fault *fault)
{
	enum call_verb parsed = call_verb_parse(verb);

	assert_true(parsed < CALL_VERBS);
	return call_read(parsed, bytes_of_text(text), NULL, ret_call, fault);
}

__attribute__((format(printf, 3, 4))) static void refused(const char *field, const char *verb,
							   const char *format, ...)
{
	static char text[70000];
	struct call_fault fault;
	struct call call;
	va_list args;

	va_start(args, format);
	vquoted(text, sizeof text, format, args);
	va_end(args);
	if (reads(verb, text, &call, &fault) != ERR_INPUT)
		fail_msg("%s takes %.200s", verb, text);
	assert_string_equal(fault.field, field);
	assert_true(fault.error.text[0] != '\0');
	assert_null(call.json);
	call_finish(&call); /* does no harm */
}

__attribute__((format(printf, 2, 3))) static struct call taken(const char *verb, const char *format,
								...)
{
	static char text[70000];
	struct call_fault fault;
	struct call call;
	va_list args;

	va_start(args, format);
	vquoted(text, sizeof text, format, args);
	va_end(args);
	if (reads(verb, text, &call, &fault) != ERR_NONE)
		fail_msg("%s: %s", verb, fault.error.text);
	return call;
}

/* ---- a value that each field can hold ---- */

static void good_value(enum call_field field, char ret_text[512])
{
	int64_t least, most;
	const char *type = call_field_type(field, &least, &most);

	if (strcmp(type, "id") == 0)
		snprintf(ret_text, 512, "\"%s-%d\"", call_field_name(field), (int)field);
	else if (strcmp(type, "text") == 0)
		snprintf(ret_text, 512, "\"words, or \\u00e9\"");
	else if (strcmp(type, "integer") == 0)
		snprintf(ret_text, 512, "%lld", (long long)least);
	else if (strcmp(type, "boolean") == 0)
		snprintf(ret_text, 512, "true");
	else if (strcmp(type, "time") == 0)
		snprintf(ret_text, 512, "\"2026-03-02T20:15:00Z\"");
	else if (strcmp(type, "hex") == 0)
		snprintf(ret_text, 512, "\"%0*d\"", (int)most, 7);
	else
		snprintf(ret_text, 512, "\"%s\"", call_word(field, 0));
}

/* All that a verb needs but `without`, and `more`; what must be there beside it comes with it. */
static void write_call(enum call_verb verb, int without, int more, char ret_text[8192])
{
	size_t size = (size_t)snprintf(ret_text, 8192, "{");
	uint64_t fields = 0;

	for (int field = 0; field < CALL_FIELDS; field++)
		if (call_takes(verb, (enum call_field)field) == 1)
			fields |= UINT64_C(1) << field;
	if (verb == VERB_MESSAGE)
		fields |= UINT64_C(1) << CALL_TO; /* the first place is `direct` */
	if (more >= 0)
		fields |= UINT64_C(1) << more;
	if (more == CALL_AGE_FROM || more == CALL_AGE_TO)
		fields |= UINT64_C(1) << CALL_AGE_FROM | UINT64_C(1) << CALL_AGE_TO;
	if (more == CALL_PHOTO || more == CALL_QUALITY)
		fields |= UINT64_C(1) << CALL_PHOTO | UINT64_C(1) << CALL_QUALITY;
	if (more == CALL_ABOUT || more == CALL_KIND)
		fields |= UINT64_C(1) << CALL_ABOUT | UINT64_C(1) << CALL_KIND;
	for (int field = 0; field < CALL_FIELDS; field++) {
		char value[512];

		if ((fields >> field & 1) == 0 || field == without)
			continue;
		good_value((enum call_field)field, value);
		size += (size_t)snprintf(ret_text + size, 8192 - size, "%s\"%s\":%s",
					 size > 1 ? "," : "", call_field_name((enum call_field)field),
					 value);
	}
	snprintf(ret_text + size, 8192 - size, "}");
}

static void each_verb_needs_each_of_its_fields(void **state)
{
	char text[8192];
	struct call call;
	struct call_fault fault;

	(void)state;
	for (int verb = 0; verb < CALL_VERBS; verb++) {
		write_call((enum call_verb)verb, -1, -1, text);
		if (call_read((enum call_verb)verb, bytes_of_text(text), NULL, &call, &fault) !=
		    ERR_NONE)
			fail_msg("%s %s: %s", call_verb_name((enum call_verb)verb), text,
				 fault.error.text);
		call_finish(&call);
		for (int field = 0; field < CALL_FIELDS; field++) {
			if (call_takes((enum call_verb)verb, (enum call_field)field) != 1)
				continue;
			write_call((enum call_verb)verb, field, -1, text);
			assert_int_equal(call_read((enum call_verb)verb, bytes_of_text(text), NULL,
						   &call, &fault),
					 ERR_INPUT);
			assert_string_equal(fault.field, call_field_name((enum call_field)field));
		}
	}
}

static void each_verb_takes_what_it_may_have_and_nothing_else(void **state)
{
	char text[8192];
	struct call call;
	struct call_fault fault;

	(void)state;
	for (int verb = 0; verb < CALL_VERBS; verb++)
		for (int field = 0; field < CALL_FIELDS; field++) {
			int takes = call_takes((enum call_verb)verb, (enum call_field)field);
			enum err err;

			write_call((enum call_verb)verb, -1, field, text);
			err = call_read((enum call_verb)verb, bytes_of_text(text), NULL, &call, &fault);
			if (takes >= 0 && err != ERR_NONE)
				fail_msg("%s %s: %s", call_verb_name((enum call_verb)verb), text,
					 fault.error.text);
			if (takes >= 0)
				assert_true(call_has(&call, (enum call_field)field));
			if (takes < 0) {
				assert_int_equal(err, ERR_INPUT);
				assert_true(fault.field[0] != '\0');
			}
			call_finish(&call);
		}
}

static void a_key_and_a_person_come_with_every_verb(void **state)
{
	(void)state;
	for (int verb = 0; verb < CALL_VERBS; verb++) {
		assert_true(call_takes((enum call_verb)verb, CALL_KEY) >= 0);
		assert_true(call_takes((enum call_verb)verb, CALL_PERSON) >= 0);
		assert_int_equal(call_verb_parse(call_verb_name((enum call_verb)verb)), verb);
	}
	assert_int_equal(call_verb_parse("no_such"), CALL_VERBS);
	assert_int_equal(call_verb_parse(""), CALL_VERBS);
	assert_true(call_changes(VERB_MEMBER));
	assert_true(call_changes(VERB_BAN_ADDRESS));
	assert_false(call_changes(VERB_GET_MEMBER));
	assert_false(call_changes(VERB_GET_TRANSPARENCY));
}

/* ---- types and bounds ---- */

static void an_id_has_few_characters(void **state)
{
	char longest[66];
	struct call call;

	(void)state;
	memset(longest, 'a', sizeof longest);
	longest[64] = '\0';
	call = taken("member", "{'id':'%s'}", longest);
	assert_int_equal(call.text[CALL_ID].size, 64);
	call_finish(&call);
	longest[64] = 'a';
	longest[65] = '\0';
	refused("id", "member", "{'id':'%s'}", longest);
	refused("id", "member", "{'id':''}");
	call = taken("member", "{'id':'AZaz09._:-'}");
	call_finish(&call);
	for (const char *c = " /\\@+,;!?#%&*()[]{}<>|~^=$"; *c != '\0'; c++)
		refused("id", "member", "{'id':'a%s%c'}", *c == '\\' ? "\\" : "", *c);
	refused("id", "member", "{'id':'\\u00e9'}");
	refused("id", "member", "{'id':'a\\n'}");
	refused("id", "member", "{'id':7}");
	refused("id", "member", "{'id':null}");
	refused("id", "member", "{'id':['a']}");
	refused("person", "claim", "{'item':'q1','person':'%.33s'}", longest);
}

static void numbers_have_bounds(void **state)
{
	static const struct {
		enum call_field field;
		const char *verb, *others;
	} rows[] = {
		{CALL_BIRTH_YEAR, "member", "'id':'a'"},
		{CALL_AGE_TO, "member", "'id':'a','age_from':0"},
		{CALL_QUALITY, "member",
		 "'id':'a','photo':'0000000000000000000000000000000000000000000000000000000000000000'"},
		{CALL_YEAR, "get_transparency", "'key':'k'"},
		{CALL_LIMIT, "get_queue", "'person':'p'"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t least, most;
		const char *name = call_field_name(rows[i].field);
		struct call call;

		assert_string_equal(call_field_type(rows[i].field, &least, &most), "integer");
		call = taken(rows[i].verb, "{%s,'%s':%lld}", rows[i].others, name, (long long)least);
		assert_int_equal(call.number[rows[i].field], least);
		call_finish(&call);
		call = taken(rows[i].verb, "{%s,'%s':%lld}", rows[i].others, name, (long long)most);
		assert_int_equal(call.number[rows[i].field], most);
		call_finish(&call);
		refused(name, rows[i].verb, "{%s,'%s':%lld}", rows[i].others, name,
			(long long)least - 1);
		refused(name, rows[i].verb, "{%s,'%s':%lld}", rows[i].others, name,
			(long long)most + 1);
		refused(name, rows[i].verb, "{%s,'%s':%lld.0}", rows[i].others, name, (long long)least);
		refused(name, rows[i].verb, "{%s,'%s':'%lld'}", rows[i].others, name,
			(long long)least);
		refused(name, rows[i].verb, "{%s,'%s':true}", rows[i].others, name);
		refused(name, rows[i].verb, "{%s,'%s':null}", rows[i].others, name);
		refused("", rows[i].verb, "{%s,'%s':99999999999999999999}", rows[i].others, name);
	}
}

static void yes_and_no_are_booleans(void **state)
{
	struct call call = taken("member", "{'id':'a','verified':false}");

	(void)state;
	assert_true(call_has(&call, CALL_VERIFIED));
	assert_int_equal(call.number[CALL_VERIFIED], 0);
	call_finish(&call);
	call = taken("member", "{'id':'a','verified':true}");
	assert_int_equal(call.number[CALL_VERIFIED], 1);
	call_finish(&call);
	refused("verified", "member", "{'id':'a','verified':1}");
	refused("verified", "member", "{'id':'a','verified':'true'}");
	refused("verified", "member", "{'id':'a','verified':null}");
}

static void moments_are_utc(void **state)
{
	static const char *const wrong[] = {
		"'2026-03-02'", "'2026-03-02T20:15:00'", "'2026-02-30T20:15:00Z'",
		"'2026-03-02T24:15:00Z'", "'tomorrow'", "''", "1772482500", "null",
		"'2026-03-02T20:15:00Z '", "'2026-03-02T20:15:00Z\\u0000'"};
	struct call call = taken("member", "{'id':'a','joined':'2026-03-02T20:15:00Z'}");

	(void)state;
	assert_int_equal(call.number[CALL_JOINED], T0);
	call_finish(&call);
	for (size_t i = 0; i < COUNT(wrong); i++)
		refused("joined", "member", "{'id':'a','joined':%s}", wrong[i]);
}

static void words_are_of_a_list(void **state)
{
	struct call call;

	(void)state;
	for (size_t at = 0; call_word(CALL_OFFENCE, at) != NULL; at++) {
		call = taken("report", "{'from':'a','about':'b','kind':'member','offence':'%s'}",
			     call_word(CALL_OFFENCE, at));
		assert_string_equal(offence_code((enum offence)call.number[CALL_OFFENCE]),
				    call_word(CALL_OFFENCE, at));
		call_finish(&call);
	}
	assert_string_equal(call_word(CALL_ANSWER, 0), "accept");
	assert_string_equal(call_word(CALL_ANSWER, 1), "refuse");
	assert_string_equal(call_word(CALL_ANSWER, 2), "block");
	assert_null(call_word(CALL_ANSWER, 3));
	assert_null(call_word(CALL_ANSWER, 100));
	assert_string_equal(call_word(CALL_OPINION, 0), "confirm");
	assert_string_equal(call_word(CALL_OPINION, 1), "lift");
	assert_null(call_word(CALL_OPINION, 2));
	assert_null(call_word(CALL_ID, 0));
	call = taken("decision", "{'person':'p','item':'q1','opinion':'confirm'}");
	assert_int_equal(call.number[CALL_OPINION], OPINION_CONFIRM);
	call_finish(&call);
	refused("opinion", "decision", "{'person':'p','item':'q1','opinion':''}");
	refused("opinion", "decision", "{'person':'p','item':'q1','opinion':'Confirm'}");
	refused("opinion", "decision", "{'person':'p','item':'q1','opinion':'confirm\\u0000'}");
	refused("opinion", "decision", "{'person':'p','item':'q1','opinion':1}");
	refused("answer", "answer", "{'contact':'c1','member':'m','answer':'yes'}");
	/* `any` is of rules. */
	refused("where", "message", "{'id':'m','from':'a','where':'any','text':'x'}");
}

static void texts_have_a_length_in_bytes(void **state)
{
	static char text[16386];
	struct call call;

	(void)state;
	memset(text, 'x', sizeof text);
	text[16384] = '\0';
	call = taken("message", "{'id':'m','from':'a','where':'forum','text':'%s'}", text);
	assert_int_equal(call.text[CALL_TEXT].size, 16384);
	call_finish(&call);
	text[16384] = 'x';
	text[16385] = '\0';
	refused("text", "message", "{'id':'m','from':'a','where':'forum','text':'%s'}", text);
	refused("text", "message", "{'id':'m','from':'a','where':'forum','text':''}");
	refused("text", "message", "{'id':'m','from':'a','where':'forum','text':'a\\u0000b'}");
	refused("text", "message", "{'id':'m','from':'a','where':'forum','text':'\\u0000'}");
	refused("email", "member", "{'id':'a','email':'a@'}");
	refused("device", "member", "{'id':'a','device':''}");
}

static void hashes_have_just_so_many_digits(void **state)
{
	char hash[66];
	struct call call;

	(void)state;
	memset(hash, 'f', sizeof hash);
	hash[64] = '\0';
	call = taken("member", "{'id':'a','photo':'%s','quality':50}", hash);
	call_finish(&call);
	hash[0] = 'F';
	call = taken("member", "{'id':'a','photo':'%s','quality':50}", hash);
	call_finish(&call);
	refused("photo", "member", "{'id':'a','photo':'%.63s','quality':50}", hash);
	refused("photo", "member", "{'id':'a','photo':'%s0','quality':50}", hash);
	hash[9] = 'g';
	refused("photo", "member", "{'id':'a','photo':'%s','quality':50}", hash);
}

/* ---- JSON ---- */

static void only_one_whole_object_is_taken(void **state)
{
	static const char *const wrong[] = {
		"", " ", "null", "7", "'x'", "[]", "[{'id':'a'}]", "{'id':'a'", "{'id':'a'}{}",
		"{'id':'a'} x", "{'id':'a',}", "{id:'a'}", "{'id':'a','id':'b'}",
		"{'id':'a','device':'x','device':'x'}", "{'id':'\xff'}", "{'id':'a','device':'\xc3'}",
		"{'id':'a','device':'\xed\xa0\x80'}", "{'id':'a','device':'\\ud800'}"};

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++)
		refused("", "member", "%s", wrong[i]);
	{
		struct call call;
		struct call_fault fault;
		static const uint8_t nul[] = "{\"id\":\"a\"}\0";

		assert_int_equal(call_read(VERB_MEMBER, (struct bytes){nul, sizeof nul - 1}, NULL,
					   &call, &fault),
				 ERR_INPUT);
		assert_int_equal(call_read(VERB_MEMBER, (struct bytes){NULL, 0}, NULL, &call, &fault),
				 ERR_INPUT);
	}
}

static void strangers_are_refused(void **state)
{
	static const char *const ignored[] = {"at", "event", "line", NULL};
	struct call call;
	struct call_fault fault;
	char text[] = "{\"at\":1,\"event\":[],\"line\":null,\"id\":\"a\"}";

	(void)state;
	refused("", "member", "{'id':'a','colour':'blue'}");
	refused("", "member", "{'id':'a','':'blue'}");
	refused("", "member", "{'id':'a','ID':'blue'}");
	refused("", "member", "{'id':'a','id ':'blue'}");
	refused("text", "member", "{'id':'a','text':'blue'}");
	refused("opinion", "claim", "{'person':'p','item':'q1','opinion':'lift'}");
	assert_int_equal(call_read(VERB_MEMBER, bytes_of_text(text), ignored, &call, &fault), ERR_NONE);
	call_finish(&call);
	refused("", "member", "%s", "{'at':1,'id':'a'}");
}

/* A name by somebody else is not repeated into whoever reads the problem. */
static void a_strangers_name_cannot_hurt(void **state)
{
	struct call call;
	struct call_fault fault;
	char text[] = "{\"id\":\"a\",\"<script>\\u001b[2J\":1}";

	(void)state;
	assert_int_equal(call_read(VERB_MEMBER, bytes_of_text(text), NULL, &call, &fault), ERR_INPUT);
	assert_null(strstr(fault.error.text, "<script>"));
	assert_null(strchr(fault.error.text, 27));
}

/* ---- fields that go together ---- */

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void fields_go_together(void **state)
{
	(void)state;
	refused("age_to", "member", "{'id':'a','age_from':18}");
	refused("age_from", "member", "{'id':'a','age_to':18}");
	refused("age_to", "member", "{'id':'a','age_from':19,'age_to':18}");
	refused("birth_year", "member", "{'id':'a','age_from':18,'age_to':20,'birth_year':2000}");
	refused("quality", "member", "{'id':'a','photo':'" HASH "'}");
	refused("photo", "member", "{'id':'a','quality':50}");
	refused("to", "message", "{'id':'m','from':'a','where':'direct','text':'x'}");
	refused("to", "message", "{'id':'m','from':'a','to':'b','where':'forum','text':'x'}");
	refused("to", "message", "{'id':'m','from':'a','to':'a','where':'direct','text':'x'}");
	refused("to", "contact", "{'from':'a','to':'a'}");
	refused("to", "photo", "{'id':'m','from':'a','to':'a','photo':'" HASH "','quality':50}");
	refused("kind", "offence",
		"{'person':'p','member':'m','offence':'spam','where':'forum','about':'x'}");
	refused("about", "offence",
		"{'person':'p','member':'m','offence':'spam','where':'forum','kind':'message'}");
	refused("where", "message", "{'id':'m','from':'a','where':'photo','text':'x'}");
}

static void what_goes_together_is_taken(void **state)
{
	struct call call = taken("member", "{'id':'a','age_from':18,'age_to':18}");

	(void)state;
	call_finish(&call);
	call = taken("message", "{'id':'m','from':'a','to':'b','where':'direct','text':'x'}");
	call_finish(&call);
	call = taken("photo", "{'id':'m','from':'a','to':'b','photo':'" HASH "','quality':50}");
	call_finish(&call);
	call = taken("photo", "{'id':'m','from':'a','photo':'" HASH "','quality':50}");
	call_finish(&call);
	/* Ids that only differ in capitals are two members. */
	call = taken("contact", "{'from':'a','to':'A'}");
	call_finish(&call);
}

/* ---- writing ---- */

static const char *const record[] = {"verb", NULL};

static void what_is_put_is_read_again(void **state)
{
	char text[8192];

	(void)state;
	for (int verb = 0; verb < CALL_VERBS; verb++)
		for (int field = 0; field < CALL_FIELDS; field++) {
			struct call call, again;
			struct call_fault fault;
			struct buf once = {0}, twice = {0};
			struct jsonout json;

			if (call_takes((enum call_verb)verb, (enum call_field)field) < 0)
				continue;
			write_call((enum call_verb)verb, -1, field, text);
			assert_int_equal(call_read((enum call_verb)verb, bytes_of_text(text), NULL,
						   &call, &fault),
					 ERR_NONE);
			jsonout_init(&json, &once);
			call_put(&call, &json);
			jsonout_close(&json);
			if (call_read((enum call_verb)verb, buf_bytes(&once), record, &again,
				      &fault) != ERR_NONE)
				fail_msg("%.*s: %s", (int)once.size, (const char *)once.data,
					 fault.error.text);
			assert_true(call.has == again.has);
			for (int i = 0; i < CALL_FIELDS; i++) {
				assert_true(bytes_equal(call.text[i], again.text[i]));
				assert_int_equal(call.number[i], again.number[i]);
			}
			jsonout_init(&json, &twice);
			call_put(&again, &json);
			jsonout_close(&json);
			assert_true(bytes_equal(buf_bytes(&once), buf_bytes(&twice)));
			call_finish(&call);
			call_finish(&again);
			buf_finish(&once);
			buf_finish(&twice);
		}
}

static void a_field_that_is_dropped_is_not_put(void **state)
{
	struct call call = taken("member", "{'id':'a','birth_year':2000,'device':'d'}");
	struct buf out = {0};
	struct jsonout json;

	(void)state;
	call_drop(&call, CALL_DEVICE);
	call_set_number(&call, CALL_QUALITY, 7);
	call_drop(&call, CALL_QUALITY);
	call_set_text(&call, CALL_ADDRESS, bytes_of_text("192.0.2.7"));
	jsonout_init(&json, &out);
	call_put(&call, &json);
	jsonout_close(&json);
	buf_add_u8(&out, 0);
	assert_string_equal((const char *)out.data, "{\"verb\":\"member\",\"id\":\"a\",\"birth_year\":"
						    "2000,\"address\":\"192.0.2.7\"}");
	buf_finish(&out);
	call_finish(&call);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_verb_needs_each_of_its_fields),
		cmocka_unit_test(each_verb_takes_what_it_may_have_and_nothing_else),
		cmocka_unit_test(a_key_and_a_person_come_with_every_verb),
		cmocka_unit_test(an_id_has_few_characters),
		cmocka_unit_test(numbers_have_bounds),
		cmocka_unit_test(yes_and_no_are_booleans),
		cmocka_unit_test(moments_are_utc),
		cmocka_unit_test(words_are_of_a_list),
		cmocka_unit_test(texts_have_a_length_in_bytes),
		cmocka_unit_test(hashes_have_just_so_many_digits),
		cmocka_unit_test(only_one_whole_object_is_taken),
		cmocka_unit_test(strangers_are_refused),
		cmocka_unit_test(a_strangers_name_cannot_hurt),
		cmocka_unit_test(fields_go_together),
		cmocka_unit_test(what_goes_together_is_taken),
		cmocka_unit_test(what_is_put_is_read_again),
		cmocka_unit_test(a_field_that_is_dropped_is_not_put),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
