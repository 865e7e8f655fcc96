// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * One bind to a carrier's SMSC, as its client (ESME): SMPP 3.4 as a state machine without socket or
 * clock.
 *
 *     closed --connected--> binding --accepted--> bound --unbind--> unbinding --> closed
 *
 * The process that owns the socket hands in what it reads (smpp_receive) and the time (smpp_tick,
 * when smpp_next says), and writes what stands in smpp_output, acknowledgements and submits
 * together. What happened comes out through struct smpp_hooks. When a call fails, or the state has
 * become closed, it writes what is left, closes the socket and calls smpp_disconnected.
 *
 * Promises: a message handed in by smpp_submit ends in exactly one of sent, failed, unknown or
 * returned, also when the bind breaks. A message of the SMSC is acknowledged when, and only when,
 * the owner says so (or is refused at once: malformed, or too many unacknowledged). Submits leave
 * in order; one refused as too fast is sent again before all others. Nothing grows with what the
 * peer sends.
 */
#ifndef FLOW_BEARER_SMPP_H
#define FLOW_BEARER_SMPP_H

#include "base/alphabet.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/random.h"
#include "flow/bearer/smpp_pdu.h"
#include "flow/bearer/smpp_receipt.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	SMPP_WINDOW_MAX = 5000,	   /* our submits in flight, as settings allow */
	SMPP_ARRIVALS_MAX = 10000, /* theirs without our acknowledgement */
	SMPP_PARTS_MAX = 10,	   /* of one message */
	SMPP_ADDRESS_MAX = 20,	   /* octets, without the NUL */
	SMPP_OUTPUT_MAX = 1 << 18, /* unwritten octets above which smpp_receive takes no more */
};

enum smpp_state { SMPP_CLOSED, SMPP_BINDING, SMPP_BOUND, SMPP_UNBINDING };
enum smpp_mode { SMPP_TRANSCEIVER, SMPP_TRANSMITTER, SMPP_RECEIVER };

/* Zero means the default in brackets. Copied by smpp_create. */
struct smpp_config {
	const char *system_id, *password, *system_type, *address_range; /* NULL: "" */
	enum smpp_mode mode;
	uint32_t window;       /* submits in flight [10] */
	uint32_t arrivals;     /* unacknowledged ones of the SMSC [SMPP_ARRIVALS_MAX]; beyond:
				  ESME_RMSGQFUL */
	ms_t enquire_every;    /* of silence [30 s] */
	ms_t response_timeout; /* [30 s]; also how long unbind waits */
	ms_t give_up;	       /* on a message that stays refused as too fast [5 min] */
	bool receipts;	       /* ask for them (registered_delivery) */
	bool automatic; /* type of number from the address: +..., a name, else the four below */
	uint8_t source_ton, source_npi, dest_ton, dest_npi;
	enum alphabet default_alphabet; /* what data_coding 0 means here [GSM7] */
	bool packed;			/* and it is packed, eight septets in seven octets (rare) */
};

/* A message from the network; views live during the hook only. */
struct smpp_arrival {
	uint32_t sequence; /* for smpp_acknowledge */
	uint8_t source_ton, source_npi, dest_ton, dest_npi;
	struct bytes source, dest;
	uint8_t esm_class, protocol_id, data_coding;
	enum alphabet alphabet;
	bool packed;
	bool udhi; /* user_data begins with a header, which lies within it */
	struct bytes user_data;
	bool sar; /* segmented by optional parameters (§5.3.2.22); then: */
	uint16_t sar_reference;
	uint8_t sar_total, sar_number; /* 1 <= number <= total */
	struct bytes pdu;	       /* as received, whole: evidence */
};

/* The hooks may call smpp_acknowledge and smpp_submit; none of the others here but accessors. */
struct smpp_hooks {
	void *context;
	void (*state)(void *, enum smpp_state);
	/* Both are to be acknowledged, when they are safe. */
	void (*arrived)(void *, const struct smpp_arrival *);
	void (*receipt)(void *, uint32_t sequence, const struct smpp_receipt *,
			const struct smpp_arrival *);
	/* One of the next four ends each smpp_submit. `ids`: the carrier's id of each part, "" when
	 * it gave none. `accepted`: parts the carrier did take, and will charge, before another was
	 * refused or lost. */
	void (*sent)(void *, uint64_t token, const char *const *ids, size_t parts);
	void (*failed)(void *, uint64_t token, uint32_t status, bool temporary, size_t accepted);
	void (*unknown)(void *, uint64_t token, size_t accepted);
	void (*returned)(void *, uint64_t token); /* it never left whole: safe to hand in again */
	/* While closing, oldest first: a message whose acknowledgement (ESME_ROK) the peer has not
	 * provably read, or that had none yet; it may deliver it again. Proof is its response to a
	 * later request of ours. One that was refused is not named: should it come again, it is
	 * new. */
	void (*unconfirmed)(void *, uint32_t sequence);
};

/* A message to the network; copied. */
struct smpp_message {
	const char *from, *to; /* +digits, digits, or (from) a name */
	uint8_t data_coding;
	bool udhi;    /* each part begins with a header: concatenation */
	size_t parts; /* 1 to SMPP_PARTS_MAX, each of up to SMPP_SHORT_MAX octets */
	struct bytes part[SMPP_PARTS_MAX];
};

/*        counter        counts                                              */
#define SMPP_COUNTERS(C)                                                                           \
	C(binds, "binds accepted")                                                                 \
	C(arrivals, "messages handed to the owner")                                                \
	C(receipts, "receipts handed to the owner")                                                \
	C(acknowledged, "acknowledgements written")                                                \
	C(turned_away, "messages answered ESME_RMSGQFUL: too many waiting")                        \
	C(malformed, "PDUs of the SMSC that did not decode")                                       \
	C(misplaced, "requests of the SMSC not allowed in that state")                             \
	C(submitted, "submit_sm written, repetitions included")                                    \
	C(accepted, "submit_sm taken by the SMSC")                                                 \
	C(throttled, "submit_sm refused as too fast, to be sent again")                            \
	C(refused, "submit_sm refused for good")                                                   \
	C(timeouts, "requests of ours without a response")                                         \
	C(unexpected, "responses to nothing we asked, or twice: ignored")                          \
	C(nacks, "generic_nack received")                                                          \
	C(overrun, "acknowledgements too old to be kept unconfirmed")

struct smpp_counters {
#define X(name, sentence) uint64_t name;
	SMPP_COUNTERS(X)
#undef X
};

struct smpp;

/* ERR_INPUT when a text does not fit its field or a number is out of range. `random` (jitter) and
 * the hooks' context must outlive it; hooks are copied, each may be NULL. */
enum err smpp_create(const struct smpp_config *config, const struct smpp_hooks *hooks,
		     struct random *random, struct smpp **ret_smpp, struct error *error_r);
void smpp_destroy(struct smpp *smpp); /* reports nothing; call smpp_disconnected before */

/* The connection stands: queues the bind. ERR_STATE unless closed. */
enum err smpp_connected(struct smpp *smpp, ms_t now);
/* Takes what it can of the stream and says how much; the rest is to be given again with what
 * follows. It stops early only when SMPP_OUTPUT_MAX is reached. An error means: close the
 * connection. */
enum err smpp_receive(struct smpp *smpp, struct bytes stream, ms_t now, size_t *ret_consumed,
		      struct error *error_r);
/* What is to be written. The process takes octets off with buf_shift or buf_clear, once they are
 * written: those that are still here when the bind breaks count as never sent. */
struct buf *smpp_output(struct smpp *smpp);
/* An error (the link is dead, the bind or unbind got no answer) means: close the connection. */
enum err smpp_tick(struct smpp *smpp, ms_t now, struct error *error_r);
/* When smpp_tick has something to do next; MS_NEVER when nothing. */
ms_t smpp_next(const struct smpp *smpp, ms_t now);
/* Stops: what was not sent is returned; responses and acknowledgements still due are awaited for
 * response_timeout, then it unbinds, then it is closed. */
void smpp_unbind(struct smpp *smpp, ms_t now);
/* The connection is gone, or could not be made: every message handed in gets its end, every
 * acknowledgement without proof is named, and smpp_retry_at is set. */
void smpp_disconnected(struct smpp *smpp, ms_t now);
/* When to connect again: 1 s doubling to 1 min, from 30 s when bound already elsewhere, from 1 min
 * to 15 when the password or system_id was refused; a fifth of it by chance. It starts anew once a
 * bind has stood for a minute. MS_NEVER after smpp_unbind. */
ms_t smpp_retry_at(const struct smpp *smpp);

/* Answers a message or receipt; `status` is ESME_ROK or what the SMSC should do. ERR_ABSENT when it
 * waits for none with this sequence (a bind that is gone). */
enum err smpp_acknowledge(struct smpp *smpp, uint32_t sequence, uint32_t status);
/* Queues a message; each part takes a credit, until its message has ended and the hook has
 * returned. ERR_FULL without credits (a message is taken while there is one, even when it has more
 * parts), ERR_STATE unless bound as transceiver or transmitter, ERR_INPUT on an address or part
 * that cannot be sent. */
enum err smpp_submit(struct smpp *smpp, uint64_t token, const struct smpp_message *message,
		     ms_t now);
uint32_t smpp_credits(const struct smpp *smpp);

enum smpp_state smpp_state(const struct smpp *smpp);
const struct smpp_counters *smpp_counters(const struct smpp *smpp);
double smpp_rate(
	const struct smpp *smpp); /* submits a second the carrier seems to allow; 0: no limit met */

/* The alphabet of a data_coding (§5.2.19; from 0x10 on 3GPP TS 23.038 §4). `zero`: what 0 means to
 * this carrier. What has no text, is compressed or has no decoder here is ALPHABET_BINARY. */
enum alphabet smpp_alphabet(uint8_t data_coding, enum alphabet zero);

#endif
