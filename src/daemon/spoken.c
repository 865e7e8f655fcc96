// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/spoken.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NARROW "\u202f" /* a narrow space at which no line ends */

static const struct {
	const char *name, *thousands, *point;
	bool sign_first; /* of a currency */
} languages[SPOKEN_COUNT] = {
	[SPOKEN_EN] = {"en", ",", ".", false},
	[SPOKEN_FR] = {"fr", NARROW, ",", false},
	[SPOKEN_NL] = {"nl", ".", ",", true},
};

const char *spoken_name(enum spoken language)
{
	return languages[language].name;
}

bool spoken_of(const char *text, enum spoken *ret_language)
{
	for (int i = 0; i < SPOKEN_COUNT; i++) {
		if (strncmp(text, languages[i].name, 2) == 0 && strchr("_.@", text[2]) != NULL) {
			*ret_language = (enum spoken)i;
			return true;
		}
	}
	return false;
}

enum spoken spoken_of_environment(void)
{
	const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	enum spoken language = SPOKEN_EN;

	for (int i = 0; i < 3; i++) {
		const char *value = getenv(variables[i]);

		if (value != NULL && value[0] != '\0') {
			spoken_of(value, &language);
			return language;
		}
	}
	return language;
}

void spoken_count(enum spoken language, int64_t count, struct buf *out)
{
	char digits[24];
	int size = snprintf(digits, sizeof digits, "%lld", (long long)(count < 0 ? -count : count));

	if (count < 0)
		buf_add_u8(out, '-');
	for (int i = 0; i < size; i++) {
		if (i > 0 && (size - i) % 3 == 0)
			buf_add_text(out, languages[language].thousands);
		buf_add_u8(out, (uint8_t)digits[i]);
	}
}

void spoken_money(enum spoken language, int64_t micro, const char *currency, bool whole,
		  struct buf *out)
{
	const char *sign = strcmp(currency, "EUR") == 0 ? "€" : currency;
	int64_t amount = micro < 0 ? -micro : micro, cents = (amount + 5000) / 10000;

	if (languages[language].sign_first)
		buf_add_format(out, "%s" NARROW, sign);
	if (micro < 0)
		buf_add_u8(out, '-');
	spoken_count(language, whole ? (amount + 500000) / 1000000 : cents / 100, out);
	if (!whole)
		buf_add_format(out, "%s%02d", languages[language].point, (int)(cents % 100));
	if (!languages[language].sign_first)
		buf_add_format(out, NARROW "%s", sign);
}

void spoken_fill(const char *text, const char *const *words, size_t count, struct buf *out)
{
	for (const char *at = text; *at != '\0'; at++) {
		size_t word = (size_t)(at[1] - '1');

		if (*at == '%' && at[1] >= '1' && at[1] <= '9' && word < count) {
			buf_add_text(out, words[word]);
			at++;
		} else {
			buf_add_u8(out, (uint8_t)*at);
		}
	}
}
