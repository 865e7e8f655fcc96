// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/site_hear.h"

#include "base/hash.h"
#include "flow/classify/findings.h"

#include <math.h>
#include <string.h>

/* What a kind is as an act of a member; OFFENCE_COUNT: none, or one that only a conversation shows. */
static enum offence offence_of(enum kind kind)
{
	switch (kind) {
	case KIND_INSULT:
		return OFFENCE_INSULT;
	case KIND_THREAT:
		return OFFENCE_THREAT;
	case KIND_SEXUAL:
		return OFFENCE_SEXUAL_REQUEST;
	case KIND_SPAM:
	case KIND_SCAM:
	case KIND_DEALER:
		return OFFENCE_SPAM;
	case KIND_PUSHY:
		return OFFENCE_HARASSMENT;
	default:
		return OFFENCE_COUNT;
	}
}

/* Parts of links by which money is asked: names of services, and what shops call the page. */
static const char *const payment[] = {"paypal.", "tikkie.", "payconiq.", "bunq.me", "revolut.me",
				      "lydia-app.", "ko-fi.", "buymeacoffee.", "wero.", "/pay",
				      "pay.", "/betaal", "/payer", "/checkout", "/donate"};

static bool contains(struct bytes text, const char *part)
{
	size_t size = strlen(part);

	for (size_t i = 0; i + size <= text.size; i++) {
		size_t same = 0;

		while (same < size && (text.data[i + same] | 0x20) == (uint8_t)(part[same] | 0x20))
			same++;
		if (same == size)
			return true;
	}
	return false;
}

static bool has_payment_link(struct bytes text, const struct slots *slots)
{
	for (size_t i = 0; i < slots->count && i < SLOTS_MAX; i++) {
		const struct slot *slot = &slots->slots[i];
		struct bytes link = {text.data + slot->at, slot->size};

		if (slot->type != SLOT_LINK)
			continue;
		for (size_t j = 0; j < sizeof payment / sizeof payment[0]; j++)
			if (contains(link, payment[j]))
				return true;
	}
	return false;
}

/* The age he says is his: one that is named where the text speaks of its writer's own. */
static uint8_t age_of(const struct readout *out)
{
	bool own = (findings_of(&out->found) & FINDING_MINOR) != 0 || signs_have(&out->found, CLUE_ADULT);
	uint8_t age = 0;

	for (size_t i = 0; own && i < out->slots.count && i < SLOTS_MAX; i++) {
		const struct slot *slot = &out->slots.slots[i];

		if (slot->type != SLOT_AGE || !(slot->value >= 5 && slot->value <= 99))
			continue;
		if (age != 0)
			return 0; /* two of them: whose is whose? */
		age = (uint8_t)slot->value;
	}
	return age;
}

/* Lines that answer strangers take less for it, since missing it is the costly error. Here somebody is only told of, and who is
 * told of one tired teenager in fifteen soon looks at none. */
static bool is_distress(const struct reading *reading)
{
	return reading->kind == KIND_DISTRESS && (reading->by_sign || reading->p >= 0.9);
}

static uint16_t thousandths(double p)
{
	return isnan(p) || p <= 0 ? 0 : p >= 1 ? 1000 : (uint16_t)(p * 1000);
}

void site_hear(const struct classify *classify, struct bytes text, struct talk *talk,
	       struct heard *ret_heard, struct reading *ret_reading)
{
	struct readout out;
	enum offence offence;

	classify_text(classify, text, 0, talk, &out);
	offence = offence_of(out.reading.kind);
	*ret_reading = out.reading;
	*ret_heard = (struct heard){
		.text = out.text.size != 0 ? hash64_bytes(out.text.folded, out.text.size) >> 1 : 0,
		.size = (uint32_t)out.text.size,
		.is_offence = offence != OFFENCE_COUNT,
		.offence = offence != OFFENCE_COUNT ? (uint8_t)offence : 0,
		.sure = offence != OFFENCE_COUNT ? thousandths(out.reading.p) : 0,
		.grooming = thousandths(findings_grooming(out.reading.findings)),
		.age = age_of(&out),
		.minor = (out.reading.fresh & FINDING_MINOR) != 0,
		.payment_link = has_payment_link(text, &out.slots),
		.other_app = (out.reading.fresh & FINDING_OTHER_APP) != 0,
		.distress = is_distress(&out.reading),
		.unreadable = out.reading.unreadable,
	};
}

/* ---- the record ---- */

static const struct {
	const char *name;
	size_t at;
} flags[] = {{"minor", offsetof(struct heard, minor)},
	     {"payment_link", offsetof(struct heard, payment_link)},
	     {"other_app", offsetof(struct heard, other_app)},
	     {"distress", offsetof(struct heard, distress)},
	     {"unreadable", offsetof(struct heard, unreadable)}};

static void put_number(struct jsonout *json, const char *name, int64_t value)
{
	if (value != 0)
		jsonout_int(json, name, value);
}

void site_hear_put(const struct heard *heard, uint32_t fresh, struct jsonout *json)
{
	jsonout_open(json, "heard");
	put_number(json, "text", (int64_t)heard->text);
	put_number(json, "size", heard->size);
	if (heard->is_offence)
		jsonout_text(json, "offence", offence_code((enum offence)heard->offence));
	put_number(json, "sure", heard->sure);
	put_number(json, "grooming", heard->grooming);
	put_number(json, "age", heard->age);
	put_number(json, "findings", fresh);
	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
		if (*(const bool *)((const char *)heard + flags[i].at))
			jsonout_bool(json, flags[i].name, true);
	jsonout_close(json);
}

static int64_t number_of(json_t *json, const char *name)
{
	return json_integer_value(json_object_get(json, name));
}

enum err site_hear_get(json_t *json, struct heard *ret_heard, uint32_t *ret_fresh)
{
	const char *code = json_string_value(json_object_get(json, "offence"));
	enum offence offence = OFFENCE_INSULT;

	if (!json_is_object(json) || (code != NULL && !offence_parse(code, &offence)))
		return ERR_INPUT;
	*ret_heard = (struct heard){.text = (uint64_t)number_of(json, "text"),
				    .size = (uint32_t)number_of(json, "size"),
				    .is_offence = code != NULL,
				    .offence = (uint8_t)offence,
				    .sure = (uint16_t)number_of(json, "sure"),
				    .grooming = (uint16_t)number_of(json, "grooming"),
				    .age = (uint8_t)number_of(json, "age")};
	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
		*(bool *)((char *)ret_heard + flags[i].at) =
			json_is_true(json_object_get(json, flags[i].name));
	*ret_fresh = (uint32_t)number_of(json, "findings");
	return ERR_NONE;
}
