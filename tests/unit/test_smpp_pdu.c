// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/bearer/smpp_pdu.h: layouts, malformed PDUs, and libsmpp34 as the independent oracle. */
#include "base/random.h"
#include "flow/bearer/smpp.h"
#include "flow/bearer/smpp_pdu.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <smpp34.h>
#include <smpp34_structs.h>
#include <smpp34_params.h>
#undef TLV
#undef U08
#undef U16
#undef U32

static struct random chance;

static struct bytes bytes_of_hex(const char *hex, uint8_t *room)
{
	size_t size = strlen(hex) / 2;

	assert_true(hex_decode(hex, room, size));
	return (struct bytes){room, size};
}

static void put_u32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* A frame with this command and body, copied to the end of its own memory, so that ASan sees an
 * overrun. */
static uint32_t decode_body(uint32_t command, const char *hex, struct smpp_pdu *pdu,
			    struct error *error)
{
	static uint8_t *frame;
	uint8_t body[600];
	struct bytes bytes = bytes_of_hex(hex, body);
	size_t size = SMPP_HEADER + bytes.size;

	test_free(frame);
	frame = test_malloc(size);
	put_u32(frame, (uint32_t)size);
	put_u32(frame + 4, command);
	put_u32(frame + 8, 0);
	put_u32(frame + 12, 0x01020304);
	if (bytes.size != 0)
		memcpy(frame + SMPP_HEADER, bytes.data, bytes.size);
	uint32_t status = smpp_pdu_decode((struct bytes){frame, size}, pdu, error);
	if (status != ESME_ROK) {
		test_free(frame);
		frame = NULL;
	}
	return status;
}

/* service_type "", source 1 1 "336", destination 0 0 "1", three flags, two empty times, four flags
 */
#define HEAD                                                                                       \
	"00"                                                                                       \
	"0101"                                                                                     \
	"33333600"                                                                                 \
	"0000"                                                                                     \
	"3100"                                                                                     \
	"%s0000"                                                                                   \
	"0000"                                                                                     \
	"00000000"

static void malformed_pdus_have_their_status(void **state)
{
	static const struct {
		const char *what;
		uint32_t command;
		const char *esm, *tail; /* after HEAD; esm NULL: the whole body */
		uint32_t status;
		const char *words;
	} cases[] = {
		{"well", 5, "00", "026869", ESME_ROK, ""},
		{"nothing in it", 5, "00", "00", ESME_ROK, ""},
		{"text cut", 5, "00", "0368", ESME_RINVMSGLEN, "sm_length at octet 36"},
		{"no text length", 5, "00", "", ESME_RINVCMDLEN, "sm_length"},
		{"text of 255", 5, "00", "ff", ESME_RINVMSGLEN, "254"},
		{"no body", 5, NULL, "", ESME_RINVCMDLEN, "service_type at octet 16"},
		{"service type too long", 5, NULL, "313233343536373800", ESME_RINVSERTYP,
		 "service"},
		{"service type without NUL", 5, NULL, "3132", ESME_RINVCMDLEN, "service_type"},
		{"source too long", 5, NULL,
		 "000101333333333333333333333333333333333333333333333300", ESME_RINVSRCADR,
		 "source_addr at octet 19"},
		{"source cut", 5, NULL, "0001013333", ESME_RINVCMDLEN, "source_addr"},
		{"destination too long", 5, NULL,
		 "00010133000101333333333333333333333333333333333333333333333333", ESME_RINVDSTADR,
		 "destination_addr"},
		{"tag cut", 5, "00", "0004", ESME_RINVOPTPARSTREAM,
		 "optional parameter at octet 37"},
		{"length cut", 5, "00", "00042400", ESME_RINVOPTPARSTREAM, "cut off"},
		{"payload overruns", 5, "00", "00042400056869", ESME_RINVOPTPARSTREAM,
		 "message_payload"},
		{"unknown one overruns", 5, "00", "00140100056869", ESME_RINVOPTPARSTREAM,
		 "beyond"},
		{"unknown one is skipped", 5, "00", "00140100026869", ESME_ROK, ""},
		{"wrong length", 5, "00", "00020c0001aa", ESME_RINVPARLEN, "sar_msg_ref_num"},
		{"empty id", 5, "00", "00001e0000", ESME_RINVPARLEN, "receipted_message_id"},
		{"id without NUL", 5, "00", "00001e0003414243", ESME_ROK, ""},
		{"enquire_link with a body", 0x15, NULL, "00", ESME_RINVCMDLEN, "command_length"},
		{"no such command", 0x99, NULL, "", ESME_RINVCMDID, "command_id"},
		{"response without a body", 0x80000004, NULL, "", ESME_ROK, ""},
		{"response with a cut id", 0x80000004, NULL, "4142", ESME_RINVCMDLEN, "message_id"},
	};
	struct smpp_pdu pdu;
	struct error error;
	char hex[1200];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int at = cases[i].esm == NULL ? 0 : snprintf(hex, sizeof hex, HEAD, cases[i].esm);

		snprintf(hex + at, sizeof hex - (size_t)at, "%s", cases[i].tail);
		error.text[0] = '\0';
		uint32_t status = decode_body(cases[i].command, hex, &pdu, &error);

		if (status != cases[i].status || strstr(error.text, cases[i].words) == NULL)
			fail_msg("%s: 0x%x, %s", cases[i].what, status, error.text);
		assert_int_equal(pdu.command_id, cases[i].command);
		assert_int_equal(pdu.sequence, 0x01020304);
	}
}

/* Seen as an attack: the indicator of a user data header, and no text to hold one. */
static void a_header_must_fit_its_text(void **state)
{
	static const struct {
		const char *esm, *tail;
		uint32_t status;
		size_t size;
	} cases[] = {
		{"40", "00", ESME_RINVMSGLEN, 0},
		{"40", "0105", ESME_RINVMSGLEN, 0},
		{"40", "06050003010201", ESME_ROK, 6},
		{"40", "0100", ESME_ROK, 1},
		{"40", "0004240000", ESME_RINVMSGLEN, 0},
		{"40", "000424000105", ESME_RINVMSGLEN, 0},
		{"40", "0004240006050003010201", ESME_ROK, 6},
		{"00", "0004240003686921", ESME_ROK, 3},
		{"00", "01680424000269210000", ESME_RINVOPTPARSTREAM, 0},
	};
	struct smpp_pdu pdu;
	struct bytes data;
	char hex[1200];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int at = snprintf(hex, sizeof hex, HEAD, cases[i].esm);

		snprintf(hex + at, sizeof hex - (size_t)at, "%s", cases[i].tail);
		uint32_t status = decode_body(5, hex, &pdu, NULL);

		if (status == ESME_ROK)
			status = smpp_user_data(&pdu, &data);
		assert_int_equal(status, cases[i].status);
		if (status == ESME_ROK)
			assert_int_equal(data.size, cases[i].size);
	}
}

static void frames_are_cut_off_a_stream(void **state)
{
	static const struct {
		const char *hex;
		enum err err;
	} cases[] = {
		{"", ERR_MORE},
		{"000000", ERR_MORE},
		{"00000010", ERR_MORE},
		{"00000002", ERR_INPUT}, /* the attack: shorter than its own header */
		{"0000000f00000015", ERR_INPUT},
		{"00011170", ERR_MORE}, /* 70,000 */
		{"00011171", ERR_INPUT},
		{"ffffffff0000001500000000", ERR_INPUT},
		{"00000010000000150000000000000001", ERR_NONE},
		{"0000001000000015000000000000000100", ERR_NONE},
	};
	struct bytes frame;
	struct error error;
	uint8_t room[64];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		frame.size = 0;
		assert_int_equal(smpp_frame(bytes_of_hex(cases[i].hex, room), &frame, &error),
				 cases[i].err);
		assert_int_equal(frame.size, cases[i].err == ERR_NONE ? 16 : 0);
	}
	assert_int_equal(smpp_pdu_decode((struct bytes){room, 15}, &(struct smpp_pdu){0}, NULL),
			 ESME_RINVCMDLEN);
}

static void what_does_not_fit_is_not_encoded(void **state)
{
	static const uint8_t nul[] = {'a', 0, 'b'};
	uint8_t longer[70000] = {0};
	struct smpp_pdu pdu = {.command_id = SMPP_submit_sm};
	struct buf out = {0};
	struct error error;

	(void)state;
	pdu.source_addr = BYTES_OF(nul);
	assert_int_equal(smpp_pdu_encode(&pdu, &out, &error), ERR_INPUT);
	assert_non_null(strstr(error.text, "source_addr"));
	pdu.source_addr = bytes_of_text("123456789012345678901");
	assert_int_equal(smpp_pdu_encode(&pdu, &out, NULL), ERR_INPUT);
	pdu.source_addr = bytes_of_text("12345678901234567890");
	assert_int_equal(smpp_pdu_encode(&pdu, &out, NULL), ERR_NONE);
	buf_clear(&out);
	pdu.short_message = (struct bytes){longer, 255};
	assert_int_equal(smpp_pdu_encode(&pdu, &out, NULL), ERR_INPUT);
	pdu.short_message.size = 0;
	SMPP_SET(&pdu, message_payload, ((struct bytes){longer, 65536}));
	assert_int_equal(smpp_pdu_encode(&pdu, &out, &error), ERR_INPUT);
	assert_non_null(strstr(error.text, "message_payload"));
	pdu.message_payload.size = 65535;
	assert_int_equal(smpp_pdu_encode(&pdu, &out, NULL), ERR_NONE);
	assert_true(out.size <= SMPP_FRAME_MAX);
	buf_clear(&out);
	pdu.command_id = SMPP_enquire_link; /* has no optional part */
	assert_int_equal(smpp_pdu_encode(&pdu, &out, NULL), ERR_INPUT);
	pdu.command_id = 0x99;
	assert_int_equal(smpp_pdu_encode(&pdu, &out, NULL), ERR_INPUT);
	assert_int_equal(out.size, 0);
	buf_finish(&out);
}

static void statuses_have_names(void **state)
{
	char text[SMPP_STATUS_TEXT_MAX];

	(void)state;
	assert_string_equal(smpp_status_name(0x58), "ESME_RTHROTTLED");
	assert_string_equal(smpp_status_text(0x0e, text),
			    "ESME_RINVPASWD (0x0000000e), invalid password");
	assert_string_equal(smpp_status_name(0x4ff), "unknown status");
	assert_int_equal(smpp_status_nature(0x14), SMPP_SLOW);
	assert_int_equal(smpp_status_nature(0x08), SMPP_SOFT);
	assert_int_equal(smpp_status_nature(0x4ff), SMPP_HARD);
	assert_string_equal(smpp_pdu_name(0x103), "data_sm");
	assert_false(smpp_pdu_known(0x99));
}

static void alphabets_follow_data_coding(void **state)
{
	static const struct {
		uint8_t data_coding;
		enum alphabet alphabet;
	} cases[] = {{0x00, ALPHABET_LATIN1}, {0x01, ALPHABET_ASCII},  {0x02, ALPHABET_BINARY},
		     {0x03, ALPHABET_LATIN1}, {0x04, ALPHABET_BINARY}, {0x06, ALPHABET_BINARY},
		     {0x08, ALPHABET_UCS2},   {0x0d, ALPHABET_BINARY}, {0x10, ALPHABET_GSM7},
		     {0x14, ALPHABET_BINARY}, {0x18, ALPHABET_UCS2},   {0x20, ALPHABET_BINARY},
		     {0x48, ALPHABET_UCS2},   {0x90, ALPHABET_BINARY}, {0xc8, ALPHABET_GSM7},
		     {0xd0, ALPHABET_GSM7},   {0xe0, ALPHABET_UCS2},   {0xf0, ALPHABET_GSM7},
		     {0xf1, ALPHABET_GSM7},   {0xf5, ALPHABET_BINARY}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(smpp_alphabet(cases[i].data_coding, ALPHABET_LATIN1),
				 cases[i].alphabet);
	assert_int_equal(smpp_alphabet(0, ALPHABET_GSM7), ALPHABET_GSM7);
}

/* Random content for every row of smpp_pdu.tbl, compared field by field with libsmpp34. */
static uint8_t pool[1 << 16];
static size_t pool_used;

static struct bytes some(size_t most, bool printable)
{
	size_t size = random_below(&chance, most + 1);
	uint8_t *data = pool + pool_used;

	assert_true(pool_used + size <= sizeof pool);
	random_bytes(&chance, data, size);
	for (size_t i = 0; printable && i < size; i++)
		data[i] = (uint8_t)('!' + data[i] % 94);
	pool_used += size;
	return (struct bytes){data, size};
}

/* They refuse types of number and numbering plans without a name, and odd versions. */
static uint8_t octet(const char *member)
{
	static const uint8_t named[] = {0, 1, 3, 4, 6};

	if (strstr(member, "_ton") != NULL || strstr(member, "_npi") != NULL)
		return named[random_below(&chance, sizeof named)];
	if (strcmp(member, "interface_version") == 0)
		return SMPP_VERSION;
	return (uint8_t)random_below(&chance, 256);
}

static void same(struct bytes ours, const uint8_t *theirs)
{
	assert_int_equal(ours.size, strlen((const char *)theirs));
	assert_memory_equal(ours.data, theirs, ours.size);
}

static void fill(struct bytes ours, uint8_t *theirs)
{
	if (ours.size != 0)
		memcpy(theirs, ours.data, ours.size);
}

/* They have a few fields shorter than 3.4 allows: stay within both. */
#define MIN(a, b)		  ((a) < (b) ? (a) : (b))
#define U(member)		  pdu->member = octet(#member);
#define C(member, octets, status) pdu->member = some(MIN(octets, sizeof theirs->member) - 1, true);
#define M(member)		  pdu->member = some(SMPP_SHORT_MAX - 1, false); /* they stop one short */
#define PDU(name, id, section, optional, rows)                                                     \
	static void make_##name(struct smpp_pdu *pdu)                                              \
	{                                                                                          \
		name##_t *theirs = NULL;                                                           \
		(void)theirs;                                                                      \
		pdu->command_id = id;                                                              \
		rows                                                                               \
	}
#include "flow/bearer/smpp_pdu.tbl"
#undef U
#undef C
#undef M

#define U(member)		  assert_int_equal(theirs->member, pdu->member);
#define C(member, octets, status) same(pdu->member, theirs->member);
#define M(member)                                                                                  \
	assert_int_equal(theirs->sm_length, pdu->member.size);                                     \
	assert_memory_equal(theirs->member, pdu->member.data, pdu->member.size);
#define PDU(name, id, section, optional, rows)                                                     \
	static void compare_##name(const void *data, const struct smpp_pdu *pdu)                   \
	{                                                                                          \
		const name##_t *theirs = data;                                                     \
		assert_int_equal(theirs->command_id, pdu->command_id);                             \
		assert_int_equal(theirs->command_status, pdu->command_status);                     \
		assert_int_equal(theirs->sequence_number, pdu->sequence);                          \
		rows                                                                               \
	}
#include "flow/bearer/smpp_pdu.tbl"
#undef U
#undef C
#undef M

#define U(member)		  theirs->member = pdu->member;
#define C(member, octets, status) fill(pdu->member, theirs->member);
#define M(member)                                                                                  \
	theirs->sm_length = (uint8_t)pdu->member.size;                                             \
	fill(pdu->member, theirs->member);
#define PDU(name, id, section, optional, rows)                                                     \
	static void fill_##name(void *data, const struct smpp_pdu *pdu)                            \
	{                                                                                          \
		name##_t *theirs = data;                                                           \
		theirs->command_id = pdu->command_id;                                              \
		theirs->command_status = pdu->command_status;                                      \
		theirs->sequence_number = pdu->sequence;                                           \
		rows                                                                               \
	}
#include "flow/bearer/smpp_pdu.tbl"

static const struct oracle {
	const char *name;
	uint32_t id;
	void (*make)(struct smpp_pdu *);
	void (*compare)(const void *, const struct smpp_pdu *);
	void (*fill)(void *, const struct smpp_pdu *);
} oracles[] = {
#define PDU(name, id, section, optional, rows)                                                     \
	{#name, id, make_##name, compare_##name, fill_##name},
#include "flow/bearer/smpp_pdu.tbl"
};

static size_t tlv_offset(uint32_t command_id)
{
	return command_id == SMPP_deliver_sm ? offsetof(deliver_sm_t, tlv)
	       : command_id == SMPP_data_sm  ? offsetof(data_sm_t, tlv)
					     : 0;
}

static void make_tlvs(struct smpp_pdu *pdu)
{
	if (random_below(&chance, 2) != 0)
		SMPP_SET(pdu, user_message_reference, (uint16_t)random_below(&chance, 65536));
	if (random_below(&chance, 2) != 0)
		SMPP_SET(pdu, sar_msg_ref_num, (uint16_t)random_below(&chance, 65536));
	if (random_below(&chance, 2) != 0)
		SMPP_SET(pdu, sar_segment_seqnum, (uint8_t)random_below(&chance, 256));
	if (random_below(&chance, 2) != 0)
		SMPP_SET(pdu, message_state, (uint8_t)random_below(&chance, 256));
	if (random_below(&chance, 2) != 0)
		SMPP_SET(pdu, message_payload, some(1000, false));
	if (random_below(&chance, 2) != 0)
		SMPP_SET(pdu, receipted_message_id, some(64, true));
}

static void compare_tlvs(const tlv_t *list, const struct smpp_pdu *pdu)
{
	uint32_t count = 0;

	for (const tlv_t *tlv = list; tlv != NULL; tlv = tlv->next, count++) {
		switch (tlv->tag) {
		case TLVID_user_message_reference:
			assert_int_equal(tlv->value.val16, pdu->user_message_reference);
			break;
		case TLVID_sar_msg_ref_num:
			assert_int_equal(tlv->value.val16, pdu->sar_msg_ref_num);
			break;
		case TLVID_sar_segment_seqnum:
			assert_int_equal(tlv->value.val08, pdu->sar_segment_seqnum);
			break;
		case TLVID_message_state:
			assert_int_equal(tlv->value.val08, pdu->message_state);
			break;
		case TLVID_message_payload:
			assert_int_equal(tlv->length, pdu->message_payload.size);
			assert_memory_equal(tlv->value.octet, pdu->message_payload.data,
					    tlv->length);
			break;
		case TLVID_receipted_message_id:
			assert_int_equal(tlv->length, pdu->receipted_message_id.size + 1);
			same(pdu->receipted_message_id, tlv->value.octet);
			break;
		default:
			fail_msg("tag 0x%x", tlv->tag);
		}
	}
	assert_int_equal(count, __builtin_popcount(pdu->tlvs));
}

static void add_tlv(tlv_t **list, uint16_t tag, uint32_t number, size_t size, struct bytes octets)
{
	tlv_t tlv = {.tag = tag, .length = (uint16_t)size};

	if (octets.data != NULL)
		memcpy(tlv.value.octet, octets.data, octets.size);
	else if (size == 1)
		tlv.value.val08 = (uint8_t)number;
	else
		tlv.value.val16 = (uint16_t)number;
	assert_int_equal(build_tlv(list, &tlv), 0);
}

static void fill_tlvs(tlv_t **list, const struct smpp_pdu *pdu)
{
	struct bytes none = {0};

	if (SMPP_HAS(pdu, user_message_reference))
		add_tlv(list, TLVID_user_message_reference, pdu->user_message_reference, 2, none);
	if (SMPP_HAS(pdu, sar_msg_ref_num))
		add_tlv(list, TLVID_sar_msg_ref_num, pdu->sar_msg_ref_num, 2, none);
	if (SMPP_HAS(pdu, sar_segment_seqnum))
		add_tlv(list, TLVID_sar_segment_seqnum, pdu->sar_segment_seqnum, 1, none);
	if (SMPP_HAS(pdu, message_state))
		add_tlv(list, TLVID_message_state, pdu->message_state, 1, none);
	if (SMPP_HAS(pdu, message_payload))
		add_tlv(list, TLVID_message_payload, 0, pdu->message_payload.size,
			pdu->message_payload);
	if (SMPP_HAS(pdu, receipted_message_id))
		add_tlv(list, TLVID_receipted_message_id, 0, pdu->receipted_message_id.size + 1,
			pdu->receipted_message_id);
}

union theirs {
	submit_sm_t submit_sm;
	data_sm_t data_sm;
	uint8_t room[4096];
};

static void one_pdu_both_ways(const struct oracle *oracle)
{
	union theirs theirs = {0};
	size_t at = tlv_offset(oracle->id);
	tlv_t **list = (tlv_t **)(theirs.room + at);
	struct smpp_pdu pdu = {.sequence = (uint32_t)random_u64(&chance) & SMPP_SEQUENCE_MAX,
			       .command_status =
				       oracle->id == SMPP_generic_nack ? ESME_RTHROTTLED : 0};
	struct smpp_pdu back;
	struct buf out = {0};
	uint8_t packed[4096];
	int size = 0;

	pool_used = 0;
	oracle->make(&pdu);
	if (at != 0)
		make_tlvs(&pdu);
	assert_int_equal(smpp_pdu_encode(&pdu, &out, NULL), ERR_NONE);
	assert_int_equal(smpp_pdu_decode(buf_bytes(&out), &back, NULL), ESME_ROK);
	assert_true(smpp_pdu_equal(&pdu, &back));
	if (smpp34_unpack(oracle->id, &theirs, out.data, (int)out.size) != 0)
		fail_msg("%s: %s", oracle->name, smpp34_strerror);
	oracle->compare(&theirs, &pdu);
	if (at != 0) {
		compare_tlvs(*list, &pdu);
		destroy_tlv(*list);
	}
	memset(&theirs, 0, sizeof theirs);
	oracle->fill(&theirs, &pdu);
	if (at != 0)
		fill_tlvs(list, &pdu);
	if (smpp34_pack(oracle->id, packed, sizeof packed, &size, &theirs) != 0)
		fail_msg("%s: %s", oracle->name, smpp34_strerror);
	assert_int_equal(smpp_pdu_decode((struct bytes){packed, (size_t)size}, &back, NULL),
			 ESME_ROK);
	assert_true(smpp_pdu_equal(&pdu, &back));
	if (at != 0)
		destroy_tlv(*list);
	buf_finish(&out);
}

static void libsmpp34_agrees(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof oracles / sizeof oracles[0]; i++)
		for (int k = 0; k < 300; k++)
			one_pdu_both_ways(&oracles[i]);
}

/* Every octet of a PDU changed, and every length cut: decoded or refused, never beyond its memory.
 */
static void no_octet_is_trusted(void **state)
{
	struct smpp_pdu pdu = {.command_id = SMPP_deliver_sm}, back, again;
	struct buf out = {0}, twice = {0};

	(void)state;
	pool_used = 0;
	make_deliver_sm(&pdu);
	make_tlvs(&pdu);
	assert_int_equal(smpp_pdu_encode(&pdu, &out, NULL), ERR_NONE);
	for (size_t i = 4; i < out.size; i++) {
		uint8_t *copy = test_malloc(i);

		memcpy(copy, out.data, i);
		put_u32(copy, (uint32_t)i);
		smpp_pdu_decode((struct bytes){copy, i}, &back, NULL);
		test_free(copy);
		for (int bit = 0; bit < 8; bit++) {
			out.data[i] = (uint8_t)(out.data[i] ^ 1 << bit);
			if (smpp_pdu_decode(buf_bytes(&out), &back, NULL) == ESME_ROK) {
				buf_clear(&twice);
				assert_int_equal(smpp_pdu_encode(&back, &twice, NULL), ERR_NONE);
				assert_int_equal(smpp_pdu_decode(buf_bytes(&twice), &again, NULL),
						 ESME_ROK);
				assert_true(smpp_pdu_equal(&back, &again));
			}
			out.data[i] = (uint8_t)(out.data[i] ^ 1 << bit);
		}
	}
	buf_finish(&out);
	buf_finish(&twice);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(malformed_pdus_have_their_status),
		cmocka_unit_test(a_header_must_fit_its_text),
		cmocka_unit_test(frames_are_cut_off_a_stream),
		cmocka_unit_test(what_does_not_fit_is_not_encoded),
		cmocka_unit_test(statuses_have_names),
		cmocka_unit_test(alphabets_follow_data_coding),
		cmocka_unit_test(libsmpp34_agrees),
		cmocka_unit_test(no_octet_is_trusted),
	};

	random_from_seed(&chance, 34, "smpp_pdu");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
