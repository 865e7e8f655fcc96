// SPDX-License-Identifier: GPL-3.0-or-later
/* base/sms: the user data of one part, its header first. */
#include "base/sms.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		__builtin_trap();
}

static void is_refused_with_a_reason(const struct sms_udh *udh, const struct error *error)
{
	struct sms_udh untouched;

	memset(&untouched, 0x5a, sizeof untouched);
	must(memcmp(udh, &untouched, sizeof untouched) == 0);
	must(error->text[0] != '\0');
}

/* A header that says only what we can write is written as it was, but for its order. */
static void is_written_again(const struct sms_udh *udh)
{
	uint8_t header[SMS_UDH_CONCAT];
	struct sms_udh again;

	if (!udh->concat || udh->wide)
		return;
	sms_udh_concat((uint8_t)udh->reference, udh->total, udh->number, header);
	must(sms_udh_parse(BYTES_OF(header), &again, NULL) == ERR_NONE);
	must(again.reference == udh->reference && again.total == udh->total &&
	     again.number == udh->number && again.size == sizeof header);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes user_data = {data, size}, text;
	struct buf out = {0};
	struct error error = {0};
	struct sms_udh udh;
	enum err err;

	memset(&udh, 0x5a, sizeof udh);
	err = sms_udh_parse(user_data, &udh, &error);
	if (err != ERR_NONE) {
		must(err == ERR_INPUT);
		is_refused_with_a_reason(&udh, &error);
		return 0;
	}
	must(udh.size >= 1 && udh.size <= size && udh.size == (size_t)data[0] + 1);
	must(!udh.concat || (udh.number >= 1 && udh.number <= udh.total));
	must(sms_udh_fill(udh.size) <= 6 && (udh.size * 8 + sms_udh_fill(udh.size)) % 7 == 0);
	is_written_again(&udh);
	text = (struct bytes){data + udh.size, size - udh.size};
	must(alphabet_decode(ALPHABET_GSM7, udh.shift, text, &out) <= text.size);
	must(utf8_valid(buf_bytes(&out)));
	buf_finish(&out);
	return 0;
}
