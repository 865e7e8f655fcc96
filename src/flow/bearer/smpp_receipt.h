// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Delivery receipts: what became of a message we submitted (SMPP 3.4 appendix B, §5.2.12).
 *
 * Carriers say it in a text ("id:… sub:… stat:DELIVRD …"), in optional parameters, or in both; and
 * many write the id in the response as hexadecimal and in the receipt as decimal, or the other way
 * round. Only the SMSC can set esm_class and optional parameters: a text that merely looks like a
 * receipt is a message, else anybody could forge one by SMS.
 */
#ifndef FLOW_BEARER_SMPP_RECEIPT_H
#define FLOW_BEARER_SMPP_RECEIPT_H

#include "flow/bearer/smpp_pdu.h"

/*        state                     stat       message_state (§5.2.28), 0: none
 * UNKNOWN is first: it is also what an unreadable receipt says. */
#define SMPP_RECEIPT_STATES(S)                                                                     \
	S(SMPP_RECEIPT_UNKNOWN, "UNKNOWN", 7)                                                      \
	S(SMPP_RECEIPT_ENROUTE, "ENROUTE", 1)  /* still on its way */                              \
	S(SMPP_RECEIPT_ACCEPTED, "ACCEPTD", 6) /* read on behalf of the subscriber */              \
	S(SMPP_RECEIPT_DELIVERED, "DELIVRD", 2)                                                    \
	S(SMPP_RECEIPT_EXPIRED, "EXPIRED", 3)                                                      \
	S(SMPP_RECEIPT_DELETED, "DELETED", 4)                                                      \
	S(SMPP_RECEIPT_FAILED, "UNDELIV", 5)                                                       \
	S(SMPP_RECEIPT_REJECTED, "REJECTD", 8)

enum smpp_receipt_state {
#define X(state, stat, number) state,
	SMPP_RECEIPT_STATES(X)
#undef X
};

struct smpp_receipt {
	enum smpp_receipt_state state;
	char id[SMPP_ID_MAX + 1]; /* as the carrier writes it here; "" when it says none */
	char error[8];		  /* the carrier's own code ("001"), "" when there is none */
};

/* Whether no more receipts are to be expected about the message. */
bool smpp_receipt_final(enum smpp_receipt_state state);

/* Whether this deliver_sm or data_sm is a receipt, and what it says. An acknowledgement by the
 * other handset (esm_class 0x08, 0x10) is one only when it says of which message; else it is a
 * message. */
bool smpp_receipt_parse(const struct smpp_pdu *pdu, struct smpp_receipt *ret_receipt);

/* How a carrier writes ids in its receipts, compared with its submit_sm_resp. */
enum smpp_id_form {
	SMPP_ID_SAME,
	SMPP_ID_DECIMAL, /* hexadecimal in the response, decimal in the receipt: 0A3F, 2623 */
	SMPP_ID_HEX,	 /* decimal in the response, hexadecimal in the receipt */
	SMPP_ID_FORMS
};

/* A key to compare ids by: lower case, no blanks, and no leading zeros where all are digits. */
struct smpp_id_key {
	enum smpp_id_form form;
	char text[SMPP_ID_MAX + 1];
};

/* What this carrier's receipts have looked like so far; zero at first. Digits alone are ambiguous
 * (2623 may be the hexadecimal id 2623 or the hexadecimal id a3f), so habit decides which is tried
 * first. */
struct smpp_id_habit {
	uint32_t seen[SMPP_ID_FORMS];
};

/* The key to keep a submitted message under. */
void smpp_id_key(const char *id, struct smpp_id_key *ret_key);
/* The keys under which the message of a receipt may be found, most likely first; returns how many,
 * 1 to SMPP_ID_FORMS. */
size_t smpp_id_lookups(const struct smpp_id_habit *habit, const char *id,
		       struct smpp_id_key ret_keys[SMPP_ID_FORMS]);
/* A number for a key, where texts would take too much room. Never 0. */
uint64_t smpp_id_hash(const struct smpp_id_key *key);
/* Call with the key that found its message. */
void smpp_id_matched(struct smpp_id_habit *habit, enum smpp_id_form form);

#endif
