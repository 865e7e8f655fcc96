// SPDX-License-Identifier: GPL-3.0-or-later
/* base/alphabet and base/sms: four octets say the alphabet, the national tables and the fill bits;
 * the rest is the text as it came. */
#include "base/alphabet.h"
#include "base/sms.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		__builtin_trap();
}

/* What is written reads back as what was meant. */
static void comes_back(enum alphabet alphabet, struct gsm7_shift shift, struct bytes text)
{
	struct buf coded = {0}, again = {0};

	must(alphabet_encode(alphabet, shift, text, &coded) == ERR_NONE);
	must(alphabet_decode(alphabet, shift, buf_bytes(&coded), &again) == 0);
	must(bytes_equal(buf_bytes(&again), text));
	buf_finish(&coded);
	buf_finish(&again);
}

/* Encoding appends all or nothing. */
static void is_all_or_nothing(struct bytes text, struct gsm7_shift shift)
{
	for (int alphabet = ALPHABET_GSM7; alphabet <= ALPHABET_BINARY; alphabet++) {
		struct buf out = {0};

		if (alphabet_encode((enum alphabet)alphabet, shift, text, &out) != ERR_NONE)
			must(out.size == 0);
		else
			comes_back((enum alphabet)alphabet, shift, text);
		buf_finish(&out);
	}
}

static void packs(struct bytes raw, unsigned fill)
{
	struct buf septets = {0}, packed = {0}, out = {0};

	for (size_t i = 0; i < raw.size; i++)
		buf_add_u8(&septets, raw.data[i] & 0x7f);
	gsm7_pack(buf_bytes(&septets), fill, &packed);
	if (raw.size > 0)
		must(gsm7_unpack(buf_bytes(&packed), fill, raw.size, &out) == ERR_NONE);
	must(bytes_equal(buf_bytes(&out), buf_bytes(&septets)));
	buf_clear(&out);
	if (gsm7_unpack(raw, fill, raw.size, &out) != ERR_NONE)
		must(out.size == 0);
	buf_finish(&septets);
	buf_finish(&packed);
	buf_finish(&out);
}

static void is_cut_and_joined(struct bytes text)
{
	struct sms_size weight = sms_measure(text);
	struct sms_part parts[SMS_PARTS_MAX];
	struct buf joined = {0};
	struct gsm7_shift none = {0, 0};
	enum alphabet alphabet;
	int count;
	enum err err = sms_split(text, parts, &count, &alphabet);

	must(weight.parts >= 1 && weight.units >= 0);
	must(err == (weight.parts > SMS_PARTS_MAX ? ERR_FULL : ERR_NONE));
	for (int i = 0; err == ERR_NONE && i < count; i++)
		must(alphabet_decode(alphabet, none, (struct bytes){parts[i].data, parts[i].size},
				     &joined) == 0);
	must(err != ERR_NONE || (count == weight.parts && bytes_equal(buf_bytes(&joined), text)));
	buf_finish(&joined);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf text = {0};
	struct gsm7_shift shift;
	enum alphabet alphabet;
	struct bytes raw;
	size_t unreadable;

	if (size < 4)
		return 0;
	alphabet = (enum alphabet)(data[0] % (ALPHABET_BINARY + 1));
	shift = (struct gsm7_shift){data[1] % 16, data[2] % 16};
	raw = (struct bytes){data + 4, size - 4};
	unreadable = alphabet_decode(alphabet, shift, raw, &text);
	must(utf8_valid(buf_bytes(&text)));
	must(unreadable <= raw.size);
	if (unreadable == 0)
		comes_back(alphabet, shift, buf_bytes(&text));
	comes_back(ALPHABET_UCS2, shift, buf_bytes(&text));
	is_all_or_nothing(buf_bytes(&text), shift);
	is_all_or_nothing(raw, shift);
	packs(raw, data[3] % 7);
	is_cut_and_joined(buf_bytes(&text));
	sms_measure(raw);
	buf_finish(&text);
	return 0;
}
