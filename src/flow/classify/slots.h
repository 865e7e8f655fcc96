// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What a text names: prices, quantities, places, clock times, delays, phone numbers, other apps, ages, links, as people
 * write them in Dutch, French and English ("50e", "20h30", "half negen", "dans une heure", "3 for 100"). Rules, and a few
 * tables of words: numbers are no matter of statistics. Pure, in time linear in the text.
 */
#ifndef FLOW_CLASSIFY_SLOTS_H
#define FLOW_CLASSIFY_SLOTS_H

#include "flow/classify/normalise.h"
#include "flow/flow.h"

/* `original` is what `text` was normalised from. In the order in which they stand in the text, none
 * within another. `language` settles what is written alike ("half 8" is 7:30 in Dutch and 8:30 in
 * English); LANGUAGE_UNKNOWN tries all.
 *
 * A slot covers the number with its unit, not the word before it ("voor", "om"); a place has its
 * article, not its preposition. Masses are in g, an oz being 28; of "5-10 min" and "2-3 g" the larger
 * end counts, of times and prices both are slots. */
void slots_find(struct bytes original, const struct text *text, enum language language,
		struct slots *ret_slots);

/* The full name of the app that a slot of type SLOT_APP names, in small letters; "" for other slots. */
const char *slots_app_name(struct bytes original, const struct slot *slot);

#endif
