// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/story.h"

#include <string.h>

#define BIT(bit) (UINT64_C(1) << (bit))

static const struct claim {
	const char *name; /* NULL: no such claim */
	uint8_t topic, span;
} claims[CLAIM_BITS] = {
#define X(bit, topic, name, span) [bit] = {name, TOPIC_##topic, CLAIM_##span},
	CLAIMS(X)
#undef X
};

static const enum topic_rule rules[TOPIC_COUNT] = {
#define X(id, rule) rule,
	TOPICS(X)
#undef X
};

const char *claim_name(unsigned bit)
{
	return bit < CLAIM_BITS ? claims[bit].name : NULL;
}

unsigned claim_of(const char *name, size_t size)
{
	for (unsigned bit = 0; bit < CLAIM_BITS; bit++)
		if (claims[bit].name != NULL && strlen(claims[bit].name) == size &&
		    memcmp(claims[bit].name, name, size) == 0)
			return bit;
	return CLAIM_BITS;
}

uint64_t claim_against(unsigned bit)
{
	enum topic_rule rule = rules[claims[bit].topic];
	uint64_t against = 0;

	if (rule == RULE_ONCE)
		return BIT(bit);
	for (unsigned other = 0; other < CLAIM_BITS; other++)
		if (claims[other].name != NULL && claims[other].topic == claims[bit].topic &&
		    (rule == RULE_ONE ? other != bit : other > bit))
			against |= BIT(other);
	return against;
}

uint64_t story_after_meeting(uint64_t story)
{
	for (unsigned bit = 0; bit < CLAIM_BITS; bit++)
		if (claims[bit].span == CLAIM_MEETING)
			story &= ~BIT(bit);
	return story;
}

bool story_bars_call(uint64_t story)
{
	return (claim_against(claim_of("call=wanted", 11)) & story) != 0;
}

bool story_contradicts(uint64_t story)
{
	for (unsigned bit = 0; bit < CLAIM_BITS; bit++)
		if ((story & BIT(bit)) != 0 && claims[bit].name != NULL &&
		    rules[claims[bit].topic] == RULE_ONE && (claim_against(bit) & story) != 0)
			return true;
	return false;
}

void story_write(uint64_t story, char ret_text[STORY_TEXT_MAX])
{
	ret_text[0] = '\0';
	for (unsigned bit = 0; bit < CLAIM_BITS; bit++) {
		const char *name = claims[bit].name;

		if ((story & BIT(bit)) == 0 || name == NULL ||
		    strlen(ret_text) + strlen(name) + 2 > STORY_TEXT_MAX)
			continue;
		strcat(ret_text, ret_text[0] != '\0' ? "+" : "");
		strcat(ret_text, name);
	}
}

uint64_t story_parse(const char *text)
{
	uint64_t story = 0;

	while (*text != '\0') {
		size_t size = strcspn(text, "+");
		unsigned bit = claim_of(text, size);

		if (bit != CLAIM_BITS)
			story |= BIT(bit);
		text += size + (text[size] == '+');
	}
	return story;
}
