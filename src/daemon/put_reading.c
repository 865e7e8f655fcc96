// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/put_reading.h"

#include "flow/classify/slots.h"

#include <math.h>
#include <stdio.h>

static void put_kinds(struct jsonout *json, const struct reading *reading)
{
	jsonout_open(json, "kinds");
	for (int kind = KIND_UNCLEAR + 1; kind < KIND_COUNT && !isnan(reading->p); kind++)
		jsonout_real(json, kind_name((enum kind)kind), (double)reading->kinds[kind], 4);
	jsonout_close(json);
}

static void put_findings(struct jsonout *json, const struct reading *reading)
{
	jsonout_open(json, "findings");
	for (size_t i = 0; i < finding_count; i++)
		jsonout_bool(json, finding_names[i].name,
			     (reading->findings & finding_names[i].finding) != 0);
	jsonout_bool(json, "unreadable", reading->unreadable);
	jsonout_close(json);
}

/* Amounts as numbers, clock times as 20:30, words as they were written. */
static void put_slot_value(struct jsonout *json, const struct slot *slot, struct bytes text)
{
	struct bytes words = {text.data + slot->at, slot->size};
	char clock[16];
	int minutes;

	switch (slot->type) {
	case SLOT_TIME:
		minutes = (int)slot->value;
		snprintf(clock, sizeof clock, "%02d:%02d", minutes / 60 % 24, minutes % 60);
		jsonout_text(json, "value", clock);
		break;
	case SLOT_APP:
		jsonout_text(json, "value", slots_app_name(text, slot));
		break;
	case SLOT_PLACE:
	case SLOT_PHONE:
	case SLOT_LINK:
		jsonout_bytes(json, "value", words);
		break;
	default:
		jsonout_real(json, "value", slot->value, 3);
		break;
	}
}

static void put_slot(struct jsonout *json, const struct slot *slot, struct bytes text)
{
	jsonout_open(json, NULL);
	jsonout_text(json, "type", slot_type_name((enum slot_type)slot->type));
	put_slot_value(json, slot, text);
	if (slot->type == SLOT_DELAY)
		jsonout_text(json, "unit", "min");
	else if (slot->unit[0] != '\0')
		jsonout_text(json, "unit", slot->unit);
	jsonout_bytes(json, "text", (struct bytes){text.data + slot->at, slot->size});
	jsonout_close(json);
}

void put_reading(struct jsonout *json, const struct reading *reading, struct bytes text)
{
	jsonout_text(json, "language", language_name(reading->language));
	jsonout_text(json, "kind", kind_name(reading->kind));
	jsonout_real(json, "p", reading->p, 4); /* null: no model reads */
	put_kinds(json, reading);
	put_findings(json, reading);
	jsonout_text(json, "act", act_name(reading->act));
	jsonout_open_list(json, "slots");
	for (size_t i = 0; i < reading->slots.count; i++)
		put_slot(json, &reading->slots.slots[i], text);
	jsonout_close_list(json);
}
