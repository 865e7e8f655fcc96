// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/gsm7_tables.h"
#include "base/sms.h"

#include <limits.h>
#include <string.h>

static const struct gsm7_shift no_shift = {0, 0};

/* How full a part may get, in septets or UTF-16 units. */
static int part_room(enum alphabet alphabet, bool single)
{
	if (alphabet == ALPHABET_GSM7)
		return single ? SMS_SEPTETS : (SMS_OCTETS - SMS_UDH_CONCAT) * 8 / 7;
	return (single ? SMS_OCTETS : SMS_OCTETS - SMS_UDH_CONCAT) / 2;
}

static int units_of(enum alphabet alphabet, uint32_t code_point)
{
	uint8_t septets[2];

	if (alphabet == ALPHABET_GSM7)
		return (int)gsm7_put(no_shift, code_point, septets);
	return code_point < 0x10000 ? 1 : 2;
}

static enum alphabet cheapest_alphabet(struct bytes utf8)
{
	size_t at = 0;

	while (at < utf8.size) {
		if (units_of(ALPHABET_GSM7, utf8_next(utf8.data, utf8.size, &at)) == 0)
			return ALPHABET_UCS2;
	}
	return ALPHABET_GSM7;
}

/* Fills parts in order, a new one when a character no longer fits whole; fills in parts and units.
 */
static void count_parts(struct bytes utf8, struct sms_size *size)
{
	int room = part_room(size->alphabet, false), used = 0;
	size_t at = 0;

	size->parts = 1;
	size->units = 0;
	while (at < utf8.size && size->units < INT_MAX - 2) {
		int units = units_of(size->alphabet, utf8_next(utf8.data, utf8.size, &at));

		if (used + units > room) {
			size->parts++;
			used = 0;
		}
		used += units;
		size->units += units;
	}
	if (size->units <= part_room(size->alphabet, true))
		size->parts = 1;
}

struct sms_size sms_measure(struct bytes utf8)
{
	struct sms_size size = {.alphabet = cheapest_alphabet(utf8)};

	count_parts(utf8, &size);
	return size;
}

/* Whether the unit there is an escape, or the first of a surrogate pair: it goes with what follows.
 */
static bool is_first_half(const uint8_t *data, size_t unit)
{
	return unit == 1 ? *data == GSM7_ESCAPE : (*data & 0xfc) == 0xd8;
}

/* Nearly every text is one part in the default alphabet: tried in one pass, before anything is measured. */
static bool split_simple(struct bytes utf8, struct sms_part *part)
{
	size_t at = 0;

	part->size = 0;
	while (at < utf8.size) {
		uint8_t septets[2];
		size_t before = at;
		uint32_t code_point = utf8_next(utf8.data, utf8.size, &at);
		size_t size = gsm7_put(no_shift, code_point, septets);

		if (size == 0 || part->size + size > SMS_SEPTETS ||
		    (code_point == 0xfffd && at - before == 1))
			return false;
		memcpy(part->data + part->size, septets, size);
		part->size += size;
	}
	return true;
}

enum err sms_split(struct bytes utf8, struct sms_part ret_parts[SMS_PARTS_MAX], int *ret_count,
		   enum alphabet *ret_alphabet)
{
	struct sms_size size;
	struct buf coded = {0};
	size_t unit, room, at = 0;

	if (split_simple(utf8, &ret_parts[0])) {
		*ret_count = 1;
		*ret_alphabet = ALPHABET_GSM7;
		return ERR_NONE;
	}
	size = sms_measure(utf8);
	unit = size.alphabet == ALPHABET_GSM7 ? 1 : 2; /* octets */
	room = (size_t)part_room(size.alphabet, size.parts == 1) * unit;
	if (size.parts > SMS_PARTS_MAX)
		return ERR_FULL;
	if (alphabet_encode(size.alphabet, no_shift, utf8, &coded) != ERR_NONE)
		return ERR_INPUT;
	for (int i = 0; i < size.parts; i++) {
		size_t take = coded.size - at < room ? coded.size - at : room;

		if (at + take < coded.size && is_first_half(coded.data + at + take - unit, unit))
			take -= unit;
		if (take > 0)
			memcpy(ret_parts[i].data, coded.data + at, take);
		ret_parts[i].size = take;
		at += take;
	}
	buf_finish(&coded);
	*ret_count = size.parts;
	*ret_alphabet = size.alphabet;
	return ERR_NONE;
}

/* Information element identifiers, §9.2.3.24. */
enum {
	IE_CONCAT_8 = 0x00,
	IE_PORTS_8 = 0x04,
	IE_PORTS_16 = 0x05,
	IE_CONCAT_16 = 0x08,
	IE_SINGLE_SHIFT = 0x24,
	IE_LOCKING_SHIFT = 0x25,
};

/* The length an element we read must have, or -1 for one we skip. */
static int element_size(uint8_t id)
{
	switch (id) {
	case IE_CONCAT_8:
		return 3;
	case IE_CONCAT_16:
	case IE_PORTS_16:
		return 4;
	case IE_PORTS_8:
		return 2;
	case IE_SINGLE_SHIFT:
	case IE_LOCKING_SHIFT:
		return 1;
	default:
		return -1;
	}
}

static enum err read_concat(struct reader *element, bool wide, struct sms_udh *udh,
			    struct error *error_r)
{
	udh->concat = true;
	udh->wide = wide;
	udh->reference = wide ? read_u16(element) : read_u8(element);
	udh->total = read_u8(element);
	udh->number = read_u8(element);
	if (udh->number == 0 || udh->number > udh->total)
		return error_set(error_r, ERR_INPUT, "user data header: part %u of %u", udh->number,
				 udh->total);
	return ERR_NONE;
}

/* The receiver's port comes first (§9.2.3.24.3). */
static void read_ports(struct reader *element, bool wide, struct sms_udh *udh)
{
	udh->ports = true;
	udh->port_to = wide ? read_u16(element) : read_u8(element);
	udh->port_from = wide ? read_u16(element) : read_u8(element);
}

static enum err read_element(uint8_t id, struct bytes value, struct sms_udh *udh,
			     struct error *error_r)
{
	struct reader element = reader_of(value);
	int size = element_size(id);

	if (size >= 0 && value.size != (size_t)size)
		return error_set(error_r, ERR_INPUT,
				 "user data header: element 0x%02x has %zu octets, not %d", id,
				 value.size, size);
	switch (id) {
	case IE_CONCAT_8:
	case IE_CONCAT_16:
		return read_concat(&element, id == IE_CONCAT_16, udh, error_r);
	case IE_PORTS_8:
	case IE_PORTS_16:
		read_ports(&element, id == IE_PORTS_16, udh);
		break;
	case IE_SINGLE_SHIFT:
		udh->shift.single = read_u8(&element);
		break;
	case IE_LOCKING_SHIFT:
		udh->shift.locking = read_u8(&element);
		break;
	default:
		break;
	}
	return ERR_NONE;
}

enum err sms_udh_parse(struct bytes user_data, struct sms_udh *ret_udh, struct error *error_r)
{
	struct reader data = reader_of(user_data), header;
	uint8_t length = read_u8(&data);
	struct sms_udh udh = {.size = (size_t)length + 1};

	header = reader_of(read_bytes(&data, length));
	if (data.bad)
		return error_set(error_r, ERR_INPUT,
				 "user data header: says %u octets, %zu octets are there in all",
				 length, user_data.size);
	while (reader_left(&header) > 0) {
		size_t at = udh.size - reader_left(&header); /* in the user data */
		uint8_t id = read_u8(&header);
		struct bytes value = read_bytes(&header, read_u8(&header));
		enum err err;

		if (header.bad)
			return error_set(
				error_r, ERR_INPUT,
				"user data header: element 0x%02x at octet %zu goes beyond it", id,
				at);
		err = read_element(id, value, &udh, error_r);
		if (err != ERR_NONE)
			return err;
	}
	*ret_udh = udh;
	return ERR_NONE;
}

size_t sms_udh_concat(uint8_t reference, uint8_t total, uint8_t number,
		      uint8_t ret_header[SMS_UDH_CONCAT])
{
	const uint8_t header[SMS_UDH_CONCAT] = {
		SMS_UDH_CONCAT - 1, IE_CONCAT_8, 3, reference, total, number,
	};

	memcpy(ret_header, header, sizeof header);
	return sizeof header;
}

unsigned sms_udh_fill(size_t size)
{
	return (unsigned)((7 - size * 8 % 7) % 7);
}
