// SPDX-License-Identifier: GPL-3.0-or-later
/* A text proposed by anybody. What passes can be sent as it is, and passes again. The first byte is
 * the move, the second the reaction. */
#include "../unit/talk_fixture.h"

#include "base/sms.h"
#include "flow/reply/filter.h"
#include "flow/reply/letters.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char lists[] =
	"filter:\n"
	"  street: [street, ~straat]\n  before_place: [at, near]\n  no_place: [monday]\n"
	"  unit: [g, gram~]\n  money: [transfer~]\n  police: [cop~]\n  robot: [bot]\n  admit: "
	"[ai]\n"
	"  age: [school~]\n  other: [whatsapp]\n";

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* Made once; it lives as long as the program. */
static const struct packs *packs_with_lists(void)
{
	static char the[] = "the", is[] = "is", *words[] = {the, is};
	static struct packs packs = {.packs = {{.language = LANGUAGE_EN}}, .count = 1};

	if (packs.packs[0].talk == NULL) {
		must(talk_build(lists, true, &packs.packs[0], NULL) == ERR_NONE);
		packs.packs[0].words = words;
		packs.packs[0].word_count = 2;
	}
	return &packs;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct saying saying = {.language = LANGUAGE_EN,
				.known = TALK_PLACE | TALK_TIME | TALK_QUANTITY | TALK_OFFER,
				.place = "the Old Station",
				.time = 20 * 60 + 30,
				.quantity = 2,
				.unit = "g",
				.offer = 40};
	struct buf out = {0}, twice = {0};
	enum filter_rule rule;
	size_t at;

	if (size < 2)
		return 0;
	saying.move = (enum move)(data[0] % MOVE_COUNT);
	saying.reaction = (enum reaction)(data[1] % REACTION_COUNT);
	rule = filter_check(packs_with_lists(), &saying, (struct bytes){data + 2, size - 2}, &out);
	must(rule < FILTER_RULE_COUNT && filter_rule_name(rule) != NULL);
	must((rule == FILTER_PASSES) == (out.size > 0));
	if (rule == FILTER_PASSES) {
		struct sms_size measured = sms_measure(buf_bytes(&out));

		must(measured.parts == 1 && measured.alphabet == ALPHABET_GSM7 &&
		     measured.units <= 140);
		must(letters_trace(buf_bytes(&out), &at) == TRACE_NONE);
		must(filter_check(packs_with_lists(), &saying, buf_bytes(&out), &twice) ==
		     FILTER_PASSES);
		must(bytes_equal(buf_bytes(&out), buf_bytes(&twice)));
	}
	buf_finish(&out);
	buf_finish(&twice);
	return 0;
}
