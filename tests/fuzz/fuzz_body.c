// SPDX-License-Identifier: GPL-3.0-or-later
/* An opened body: the first byte is the event's type. Whatever is accepted has one form: encoded
 * again it gives the same bytes. */
#include "flow/evidence/body.h"
#include "flow/evidence/facts.h"
#include "flow/evidence/outcome.h"
#include "flow/evidence/tree.h"

#include <stdlib.h>
#include <string.h>

static void must(int condition)
{
	if (!condition)
		abort();
}

struct outcomes {
	struct outcome *list;
	size_t count;
};

static enum err collect(void *context, const struct outcome *outcome)
{
	struct outcomes *outcomes = context;

	outcomes->list = reallocarray(outcomes->list, outcomes->count + 1, sizeof *outcome);
	must(outcomes->list != NULL);
	outcomes->list[outcomes->count++] = *outcome;
	return ERR_NONE;
}

static void outcomes_have_one_form(struct bytes encoded)
{
	struct outcomes outcomes = {0};
	struct buf again = {0};

	if (outcome_decode(encoded, collect, &outcomes) == ERR_NONE) {
		outcome_encode(outcomes.list, outcomes.count, &again);
		must(bytes_equal(buf_bytes(&again), encoded));
	}
	free(outcomes.list);
	buf_finish(&again);
}

static void decoded_has_one_form(struct bytes encoded)
{
	struct body_decoded decoded;
	struct buf again = {0};

	if (body_decoded_decode(encoded, &decoded) == ERR_NONE) {
		body_decoded_encode(&decoded, &again);
		must(bytes_equal(buf_bytes(&again), encoded));
	}
	buf_finish(&again);
}

static void values_have_one_form(struct body *body)
{
	for (size_t i = 0; i < body->count; i++) {
		if (body->fields[i].id == FIELD_ENTRIES)
			outcomes_have_one_form(body->fields[i].value);
		if (body->fields[i].id == FIELD_DECODED)
			decoded_has_one_form(body->fields[i].value);
	}
}

/* Erasing one field after another leaves a body that can be read, with the same commitments. */
static void erasing_keeps_commitments(uint8_t type, struct body *body)
{
	struct buf again = {0};
	struct body back;

	body_commit(body);
	for (size_t i = 0; i < body->count; i++) {
		body_erase(body, &body->fields[i]);
		buf_clear(&again);
		body_encode(body, &again);
		must(body_decode(type, buf_bytes(&again), &back, NULL) == ERR_NONE);
		must(memcmp(back.commitments[i], body->commitments[i], SHA256) == 0);
	}
	buf_finish(&again);
}

static void tree_has_one_form(struct bytes saved)
{
	struct tree tree;
	struct buf again = {0};

	if (tree_load(&tree, saved) == ERR_NONE) {
		tree_save(&tree, &again);
		must(bytes_equal(buf_bytes(&again), saved));
	}
	buf_finish(&again);
}

static void facts_have_one_form(struct bytes bytes)
{
	struct reader reader = reader_of(bytes);
	uint32_t packed = read_u32(&reader), again;
	struct facts facts;

	if (facts_unpack(packed, &facts, NULL) == ERR_NONE)
		must(facts_pack(&facts, &again, NULL) == ERR_NONE && again == packed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes rest = {data + 1, size - 1};
	struct body body;
	struct buf again = {0};
	struct error error;

	if (size == 0)
		return 0;
	if (seal_start(NULL) != ERR_NONE)
		abort();
	outcomes_have_one_form(rest);
	decoded_has_one_form(rest);
	tree_has_one_form(rest);
	facts_have_one_form(rest);
	if (body_decode(data[0], rest, &body, &error) != ERR_NONE)
		return 0;
	body_encode(&body, &again);
	must(bytes_equal(buf_bytes(&again), rest));
	values_have_one_form(&body);
	erasing_keeps_commitments(data[0], &body);
	buf_finish(&again);
	return 0;
}
