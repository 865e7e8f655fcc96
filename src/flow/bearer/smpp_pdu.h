// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * SMPP 3.4 on the wire: bytes <-> struct smpp_pdu, driven by smpp_pdu.tbl.
 *
 * A PDU is four big-endian words (command_length, command_id, command_status, sequence_number;
 * §3.2), fixed fields in order, then optional parameters as tag, length, value in any order.
 * Decoding copies nothing: members view the input, which must outlive the struct. What does not
 * decode gives the command_status to answer with and a text naming the field and its offset, never
 * its content. Unknown optional parameters are skipped (§3.3); of one that comes twice the last
 * counts.
 */
#ifndef FLOW_BEARER_SMPP_PDU_H
#define FLOW_BEARER_SMPP_PDU_H

#include "base/bytes.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	SMPP_HEADER = 16,	/* octets */
	SMPP_FRAME_MAX = 70000, /* a message_payload of 65,535 and every other field fit */
	SMPP_SHORT_MAX = 254,	/* short_message, §5.2.21 */
	SMPP_STATUS_TEXT_MAX = 96,
	SMPP_ID_MAX = 64, /* message_id without its NUL, §5.2.23 */
	SMPP_VERSION = 0x34,
	SMPP_SEQUENCE_MAX = 0x7fffffff, /* then 1 again, §5.1.4 */
};

#define SMPP_RESPONSE 0x80000000u /* set in the command_id of a response */

enum smpp_status {
#define STATUS(name, value, nature, sentence) name = value,
#include "flow/bearer/smpp_status.tbl"
};

/* What a status means for a submit_sm; see smpp_status.tbl. */
enum smpp_nature { SMPP_FINE, SMPP_SLOW, SMPP_SOFT, SMPP_HARD };

const char *smpp_status_name(uint32_t status); /* "ESME_RINVPASWD"; "unknown status" */
enum smpp_nature smpp_status_nature(uint32_t status);
/* "ESME_RINVPASWD (0x0000000e), invalid password" */
const char *smpp_status_text(uint32_t status, char ret_text[SMPP_STATUS_TEXT_MAX]);

enum smpp_command {
#define PDU(name, id, section, optional, rows) SMPP_##name = id,
#include "flow/bearer/smpp_pdu.tbl"
};

enum smpp_tlv {
#define TLV(member, tag, kind, least, most, section, sentence) SMPP_TLV_##member,
#include "flow/bearer/smpp_pdu.tbl"
	SMPP_TLVS
};

#define SMPP_TYPE_U8	 uint8_t
#define SMPP_TYPE_U16	 uint16_t
#define SMPP_TYPE_U32	 uint32_t
#define SMPP_TYPE_CSTR	 struct bytes
#define SMPP_TYPE_OCTETS struct bytes

/* Every PDU in one flat struct: a deliver_sm and a data_sm are read by the same code. Which members
 * a command has is in the table; the others are zero. */
struct smpp_pdu {
	uint32_t command_id, command_status, sequence;
	uint32_t tlvs; /* bit 1 << SMPP_TLV_x: present */
#define TEXT(member, sentence) struct bytes member;
#include "flow/bearer/smpp_pdu.tbl"
#define TLV(member, tag, kind, least, most, section, sentence) SMPP_TYPE_##kind member;
#include "flow/bearer/smpp_pdu.tbl"
#define BYTE(member, sentence) uint8_t member;
#include "flow/bearer/smpp_pdu.tbl"
};

#define SMPP_HAS(pdu, member) (((pdu)->tlvs >> SMPP_TLV_##member & 1) != 0)
#define SMPP_SET(pdu, member, value)                                                               \
	((pdu)->member = (value), (pdu)->tlvs |= 1u << SMPP_TLV_##member)

const char *smpp_pdu_name(uint32_t command_id); /* "unknown command" for one not in the table */
bool smpp_pdu_known(uint32_t command_id);

/* Cuts the first PDU off a stream. ERR_MORE while it is not all there; ERR_INPUT when
 * command_length is below 16 or above SMPP_FRAME_MAX: framing is lost, so the connection must be
 * closed. */
enum err smpp_frame(struct bytes stream, struct bytes *ret_frame, struct error *error_r);

/* Decodes one frame. ESME_ROK, or the status to answer with; command_id, command_status and
 * sequence are set even then (the answer needs them), the rest only on ESME_ROK. A response may
 * lack its body (§4.4.2: an error has none). A frame that is not as long as it says is
 * ESME_RINVCMDLEN. */
uint32_t smpp_pdu_decode(struct bytes frame, struct smpp_pdu *ret_pdu, struct error *error_r);

/* Appends the PDU. ERR_INPUT, and `out` unchanged, when a field is longer than its row allows or a
 * C-octet string holds a NUL. */
enum err smpp_pdu_encode(const struct smpp_pdu *pdu, struct buf *out, struct error *error_r);

/* Whether two PDUs say the same: tests and fuzzers. */
bool smpp_pdu_equal(const struct smpp_pdu *a, const struct smpp_pdu *b);

/* The user data of a message, from short_message or, when that is empty, message_payload
 * (§5.3.2.32). ESME_RINVMSGLEN when esm_class announces a user data header and it does not fit (an
 * attack seen in the field: the indicator with an empty text). */
uint32_t smpp_user_data(const struct smpp_pdu *pdu, struct bytes *ret_user_data);

enum smpp_esm {
	SMPP_ESM_TYPE = 0x3c,	 /* bits 5-2, §5.2.12 */
	SMPP_ESM_RECEIPT = 0x04, /* from the SMSC */
	SMPP_ESM_ACK = 0x08,	 /* delivery acknowledgement by the other handset */
	SMPP_ESM_MANUAL_ACK = 0x10,
	SMPP_ESM_INTERMEDIATE = 0x20, /* notification while still on its way */
	SMPP_ESM_UDHI = 0x40,
};

#endif
