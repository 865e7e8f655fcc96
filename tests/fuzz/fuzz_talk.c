// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * talk/ of a language by anybody's hand, and, when it is taken, everything said with it. The first
 * byte draws the sayings. What the file leaves out is filled up, so that it need not be whole to be
 * said.
 */
#include "../unit/talk_fixture.h"

#include "base/sms.h"
#include "daemon/samples.h"
#include "flow/reply/filter.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SAYINGS = 40 };

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void say(const struct pack *pack, const struct saying *saying)
{
	struct buf text = {0}, twice = {0};
	struct error error = {""};
	enum err err = grammar_say(pack, saying, "EUR", &text, &error);

	must((err == ERR_NONE) == (text.size > 0));
	must(err == ERR_NONE || err == ERR_ABSENT || err == ERR_FULL);
	must(err == ERR_NONE || error.text[0] != '\0');
	must(grammar_say(pack, saying, "EUR", &twice, NULL) == err);
	must(bytes_equal(buf_bytes(&text), buf_bytes(&twice)));
	if (err == ERR_NONE) {
		struct sms_size size = sms_measure(buf_bytes(&text));

		must(size.parts == 1 && size.alphabet == ALPHABET_GSM7 &&
		     utf8_valid(buf_bytes(&text)));
	}
	buf_finish(&text);
	buf_finish(&twice);
}

static void use(struct packs *packs, uint8_t seed, struct bytes yaml)
{
	const struct pack *pack = &packs->packs[0];
	struct sample_wish wish = {.seed = seed};
	struct buf out = {0};

	for (uint64_t n = 0; n < SAYINGS; n++) {
		struct saying saying = sample_saying(pack, &wish, n);

		say(pack, &saying);
		saying.move = MOVE_REACT;
		say(pack, &saying);
		filter_check(packs, &saying, yaml, &out);
	}
	must(grammar_product(pack, yaml) <= pack->talk->product_count);
	for (int move = MOVE_OPEN; move < MOVE_GO_SILENT; move++)
		must(grammar_surfaces(pack->talk, (enum move)move) >= 0);
	buf_finish(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct packs packs = {.packs = {{.language = LANGUAGE_NL}}, .count = 1};
	struct error error = {""};
	struct buf yaml = {0};
	enum err err;

	if (size == 0)
		return 0;
	buf_add(&yaml, data + 1, size - 1);
	err = talk_build(buf_text(&yaml), true, &packs.packs[0], &error);
	must((err == ERR_NONE) == (packs.packs[0].talk != NULL));
	if (err == ERR_NONE)
		use(&packs, data[0], buf_bytes(&yaml));
	else
		must(error.text[0] != '\0');
	pack_finish(&packs.packs[0]);
	buf_finish(&yaml);
	return 0;
}
