// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/bearer/smpp_pdu and smpp_receipt: one frame, as it comes off a connection. */
#include "flow/bearer/smpp_pdu.h"
#include "flow/bearer/smpp_receipt.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		__builtin_trap();
}

static void lies_within(struct bytes view, struct bytes frame)
{
	must(view.size == 0 ||
	     (view.data >= frame.data && view.data + view.size <= frame.data + frame.size));
}

/* What decodes can be written, and then says the same. */
static void survives_a_round(const struct smpp_pdu *pdu)
{
	struct smpp_pdu again;
	struct buf out = {0};

	must(smpp_pdu_encode(pdu, &out, NULL) == ERR_NONE);
	must(smpp_pdu_decode(buf_bytes(&out), &again, NULL) == ESME_ROK);
	must(smpp_pdu_equal(pdu, &again));
	buf_finish(&out);
}

static void reads_as_a_receipt(const struct smpp_pdu *pdu)
{
	struct smpp_id_habit habit = {{1, 2, 3}};
	struct smpp_id_key keys[SMPP_ID_FORMS];
	struct smpp_receipt receipt;

	if (!smpp_receipt_parse(pdu, &receipt))
		return;
	must(memchr(receipt.id, 0, sizeof receipt.id) != NULL);
	must(memchr(receipt.error, 0, sizeof receipt.error) != NULL);
	size_t count = smpp_id_lookups(&habit, receipt.id, keys);

	must(count >= 1 && count <= SMPP_ID_FORMS);
	for (size_t i = 0; i < count; i++)
		must(memchr(keys[i].text, 0, sizeof keys[i].text) != NULL);
}

static void check(struct bytes frame)
{
	struct error error = {""};
	struct smpp_pdu pdu;
	struct bytes text;
	uint32_t status = smpp_pdu_decode(frame, &pdu, &error);

	must((status == ESME_ROK) == (error.text[0] == '\0'));
	if (status != ESME_ROK)
		return;
#define TEXT(member, sentence) lies_within(pdu.member, frame);
#include "flow/bearer/smpp_pdu.tbl"
	lies_within(pdu.message_payload, frame);
	lies_within(pdu.receipted_message_id, frame);
	if (smpp_user_data(&pdu, &text) == ESME_ROK)
		lies_within(text, frame);
	survives_a_round(&pdu);
	reads_as_a_receipt(&pdu);
}

/* A frame of its own memory, whose length is right: most inputs would only test that one field. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes frame = {data, size}, first;

	if (smpp_frame(frame, &first, NULL) == ERR_NONE)
		check(first);
	if (size >= SMPP_HEADER && size <= SMPP_FRAME_MAX) {
		uint8_t *copy = malloc(size);

		must(copy != NULL);
		memcpy(copy, data, size);
		for (int i = 0; i < 4; i++)
			copy[i] = (uint8_t)(size >> (24 - 8 * i));
		check((struct bytes){copy, size});
		free(copy);
	}
	return 0;
}
