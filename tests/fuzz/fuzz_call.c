// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Anybody's requests to a small site. The first byte of each line is the verb, 'A' for the first; the rest is the body. What
 * is taken is written the same again; what the site refuses has a reason; and at the end the site is kept and read back.
 */
#include "base/jsonout.h"
#include "standing/site_save.h"
#include "standing/site_view.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define T0 INT64_C(1772482500000)

enum { LINES_AT_MOST = 64 };

static const uint8_t key[SEAL_KEY] = {1};
static const char *const beside[] = {"verb", NULL};

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void put(const struct call *call, struct buf *out)
{
	struct jsonout json;

	jsonout_init(&json, out);
	call_put(call, &json);
	jsonout_close(&json);
}

static void is_written_the_same(const struct call *call)
{
	struct buf once = {0}, twice = {0};
	struct call again;
	struct call_fault fault;

	put(call, &once);
	must(call_read(call->verb, buf_bytes(&once), beside, &again, &fault) == ERR_NONE);
	must(again.has == call->has);
	put(&again, &twice);
	must(bytes_equal(buf_bytes(&once), buf_bytes(&twice)));
	call_finish(&again);
	buf_finish(&once);
	buf_finish(&twice);
}

static void is_sound(const struct site *site, const struct site_came *came,
		     const struct happenings *happened)
{
	must(came->verdict < SITE_VERDICT_COUNT && came->reason_count <= SITE_REASONS);
	for (size_t i = 0; i < came->reason_count; i++)
		must(site_reason_code(came->reasons[i])[0] != '\0');
	must(came->member <= site_member_count(site) && happened->count <= SITE_HAPPENED);
	for (size_t i = 0; i < happened->count; i++)
		must(happened->list[i].member != 0 &&
		     site_member_id(site, happened->list[i].member) != NULL &&
		     site_effect_code(happened->list[i].effect)[0] != '\0');
}

static void ask(struct site *site, ms_t at, enum call_verb verb, struct bytes text)
{
	static const struct heard heard = {.is_offence = true, .offence = OFFENCE_THREAT, .sure = 900};
	struct call_fault fault = {.field = ""};
	struct call call;
	struct site_came came;
	struct happenings happened;
	char hex[SITE_HEX];
	enum err err = call_read(verb, text, NULL, &call, &fault);

	if (err != ERR_NONE) {
		must(fault.error.text[0] != '\0' && call.json == NULL);
		return;
	}
	is_written_the_same(&call);
	err = site_blind(site, &call, hex, &fault);
	if (err == ERR_NONE)
		err = site_do(site, at, (uint64_t)at, &call, verb == VERB_MESSAGE ? &heard : NULL, &came,
			      &happened, &fault);
	if (err != ERR_NONE)
		must(fault.error.text[0] != '\0');
	else
		is_sound(site, &came, &happened);
	call_finish(&call);
}

static void is_kept(const struct site *site)
{
	struct buf once = {0}, twice = {0};
	struct site *other = site_create(site_rules(site), key);

	must(other != NULL);
	site_save(site, &once);
	must(site_load(other, buf_bytes(&once)) == ERR_NONE);
	site_save(other, &twice);
	must(bytes_equal(buf_bytes(&once), buf_bytes(&twice)));
	site_destroy(other);
	buf_finish(&once);
	buf_finish(&twice);
}

static const char begin[] =
	"A{\"id\":\"ann\",\"birth_year\":1990,\"email\":\"a@example.org\",\"address\":\"192.0.2.1\"}\n"
	"A{\"id\":\"bob\",\"birth_year\":1990}\n"
	"A{\"id\":\"kim\",\"birth_year\":2011}\n"
	"B{\"from\":\"ann\",\"to\":\"bob\"}\n"
	"C{\"contact\":\"c1\",\"member\":\"bob\",\"answer\":\"accept\"}\n"
	"D{\"id\":\"m1\",\"from\":\"ann\",\"where\":\"forum\",\"text\":\"x\"}\n"
	"H{\"person\":\"anna\",\"member\":\"bob\",\"offence\":\"insult\",\"where\":\"forum\"}\n";

static ms_t ask_all(struct site *site, ms_t at, struct bytes text)
{
	for (int i = 0; i < LINES_AT_MOST && text.size != 0; i++) {
		const uint8_t *end = memchr(text.data, '\n', text.size);
		size_t line = end != NULL ? (size_t)(end - text.data) : text.size;

		if (line != 0)
			ask(site, at, (enum call_verb)((uint8_t)(text.data[0] - 'A') % CALL_VERBS),
			    (struct bytes){text.data + 1, line - 1});
		at += MS_MINUTE;
		line += end != NULL;
		text = (struct bytes){text.data + line, text.size - line};
	}
	return at;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rules rules;
	struct site *site;

	rules_default(&rules);
	site = site_create(&rules, key);
	must(site != NULL);
	ask_all(site, ask_all(site, T0, bytes_of_text(begin)), (struct bytes){data, size});
	is_kept(site);
	site_destroy(site);
	return 0;
}
