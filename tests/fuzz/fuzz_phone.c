// SPDX-License-Identifier: GPL-3.0-or-later
/* phone_normalise(): an octet each for the type of number and the house's country, then the
 * address. */
#include "base/bytes.h"
#include "base/phone.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		__builtin_trap();
}

static bool is_digits(const char *text)
{
	return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
}

/* A number keeps its name, whatever type of number it comes with next. */
static void is_stable(const char *canonical, const char *house)
{
	for (unsigned ton = TON_UNKNOWN; ton <= TON_SUBSCRIBER; ton++) {
		char again[PHONE_ADDRESS_MAX];

		must(phone_normalise(canonical, ton, house, again) == SHAPE_NUMBER);
		must(strcmp(canonical, again) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const houses[] = {"FR", "BE", "NL", "GB", "DE", "LU", "ES",
					     "IT", "HU", "US", "AT", NULL, "ZZ"};
	const char *house;
	char address[200], canonical[PHONE_ADDRESS_MAX];
	enum phone_shape shape;

	if (size < 2 || size - 2 >= sizeof address)
		return 0;
	house = houses[data[1] % (sizeof houses / sizeof houses[0])];
	memcpy(address, data + 2, size - 2);
	address[size - 2] = '\0';
	shape = phone_normalise(address, data[0] % 8, house, canonical);
	must(strlen(canonical) < PHONE_ADDRESS_MAX);
	must((canonical[0] == '\0') == (shape == SHAPE_NONE));
	must(utf8_valid(bytes_of_text(canonical)));
	must(shape != SHAPE_SHORT || is_digits(canonical));
	phone_is_fiction(address);
	phone_is_fiction(canonical);
	if (shape == SHAPE_NUMBER) {
		must(canonical[0] == '+' && canonical[1] != '0' && is_digits(canonical + 1));
		must(strlen(canonical) >= 8 && strlen(canonical) <= 16);
		is_stable(canonical, house);
	}
	return 0;
}
