// SPDX-License-Identifier: GPL-3.0-or-later
/* What a text on a site says (standing/site.h: struct heard), from the same reading as on every line; and back from the record. */
#ifndef FLOW_SITE_HEAR_H
#define FLOW_SITE_HEAR_H

#include "base/jsonout.h"
#include "flow/classify/classify.h"
#include "standing/site.h"

#include <jansson.h>

/* `talk`: what its writer said in this conversation before, brought up to date; NULL: it is read by itself. */
void site_hear(const struct classify *classify, struct bytes text, struct talk *talk,
	       struct heard *ret_heard, struct reading *ret_reading);

/* {"heard": {…}} of the record, and back. ERR_INPUT: it is none. `fresh`: findings that the text brought. */
void site_hear_put(const struct heard *heard, uint32_t fresh, struct jsonout *json);
enum err site_hear_get(json_t *json, struct heard *ret_heard, uint32_t *ret_fresh);

#endif
