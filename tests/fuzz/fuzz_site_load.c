// SPDX-License-Identifier: GPL-3.0-or-later
/* What a site left, by anybody's hand: it is refused, or the site goes on from it, and can be kept again. */
#include "standing/site_save.h"
#include "standing/site_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t key[SEAL_KEY] = {9, 8, 7};

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* Whatever comes of it. */
static void ask(struct site *site, ms_t at, enum call_verb verb, const char *text)
{
	static const struct heard heard = {.age = 30, .payment_link = true, .other_app = true,
					   .grooming = 900};
	struct call_fault fault = {.field = ""};
	struct call call;
	struct site_came came;
	struct happenings happened;
	char hex[SITE_HEX];

	must(call_read(verb, bytes_of_text(text), NULL, &call, &fault) == ERR_NONE);
	must(site_blind(site, &call, hex, &fault) == ERR_NONE);
	if (site_do(site, at, 1000, &call, verb == VERB_MESSAGE ? &heard : NULL, &came, &happened,
		    &fault) != ERR_NONE)
		must(fault.error.text[0] != '\0');
	call_finish(&call);
}

static void look(const struct site *site)
{
	for (uint32_t i = 1; i <= site_member_count(site); i++) {
		const struct member *member = site_member_standing(site, i);
		int64_t percent;

		must(site_member_state(site, i, site_now(site), &percent) < SITE_STATE_COUNT);
		must(percent >= 0 && site_member_id(site, i) != NULL);
		for (uint32_t j = 1; j <= member->count; j++) {
			char text[RULING_TEXT];

			must(ruling_sentence(member_ruling(member, j), text)[0] != '\0');
		}
	}
}

static void go_on(struct site *site)
{
	ms_t at = site_now(site) < 0 ? 0 : site_now(site);
	uint32_t people = site_member_count(site);

	ask(site, at, VERB_MEMBER,
	    "{\"id\":\"ann\",\"birth_year\":1990,\"email\":\"A@example.org\",\"address\":\"192.0.2.7\",\"device\":\"d\"}");
	for (uint32_t i = 1; i <= people && i <= 6; i++) {
		char text[256];

		for (uint32_t j = 1; j <= people && j <= 6; j++) {
			snprintf(text, sizeof text, "{\"from\":\"p%u\",\"to\":\"p%u\"}", i, j);
			if (i != j)
				ask(site, at, VERB_CONTACT, text);
			snprintf(text, sizeof text,
				 "{\"id\":\"n%u-%u\",\"from\":\"p%u\",\"to\":\"p%u\",\"where\":\"direct\",\"text\":\"x\"}",
				 i, j, i, j);
			if (i != j)
				ask(site, at, VERB_MESSAGE, text);
		}
		snprintf(text, sizeof text, "{\"contact\":\"c%u\",\"member\":\"p%u\",\"answer\":\"block\"}", i, i);
		ask(site, at, VERB_ANSWER, text);
		snprintf(text, sizeof text,
			 "{\"from\":\"ann\",\"about\":\"m%u\",\"kind\":\"message\",\"offence\":\"threat\"}", i);
		ask(site, at, VERB_REPORT, text);
		snprintf(text, sizeof text,
			 "{\"person\":\"s1\",\"member\":\"p%u\",\"offence\":\"harassment\",\"where\":\"forum\"}", i);
		ask(site, at, VERB_OFFENCE, text);
	}
	for (unsigned i = 1; i <= 12; i++) {
		char text[256];

		snprintf(text, sizeof text, "{\"person\":\"s%u\",\"item\":\"q%u\"}", i % 3, i);
		ask(site, at, VERB_CLAIM, text);
		snprintf(text, sizeof text,
			 "{\"person\":\"s%u\",\"item\":\"q%u\",\"opinion\":\"%s\",\"offence\":\"insult\",\"text\":\"x\"}",
			 i % 3, i, i % 2 != 0 ? "confirm" : "lift");
		ask(site, at, VERB_DECISION, text);
		snprintf(text, sizeof text, "{\"person\":\"s2\",\"statement\":\"s%u\",\"text\":\"x\"}", i);
		ask(site, at, VERB_REVERSE, text);
		snprintf(text, sizeof text, "{\"member\":\"p%u\",\"statement\":\"s%u\",\"text\":\"x\"}", i % 6, i);
		ask(site, at, VERB_APPEAL, text);
		at += MS_HOUR;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rules rules;
	struct site *site, *again;
	struct buf saved = {0};

	rules_default(&rules);
	site = site_create(&rules, key);
	must(site != NULL);
	if (site_load(site, (struct bytes){data, size}) == ERR_NONE) {
		look(site);
		go_on(site);
		look(site);
		site_save(site, &saved);
		again = site_create(&rules, key);
		must(again != NULL && site_load(again, buf_bytes(&saved)) == ERR_NONE);
		site_destroy(again);
		buf_finish(&saved);
	}
	site_destroy(site);
	return 0;
}
