// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <math.h>
#include <string.h>

struct bytes bytes_of_text(const char *text)
{
	return (struct bytes){(const uint8_t *)text, strlen(text)};
}

bool bytes_equal(struct bytes a, struct bytes b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

struct reader reader_of(struct bytes bytes)
{
	static const uint8_t nothing[1];
	const uint8_t *data = bytes.data != NULL ? bytes.data : nothing; /* NULL + 0 is undefined */

	return (struct reader){data, data + bytes.size, false};
}

size_t reader_left(const struct reader *reader)
{
	return (size_t)(reader->end - reader->at);
}

struct bytes read_bytes(struct reader *reader, size_t size)
{
	struct bytes view = {reader->at, size};

	if (reader->bad || size > reader_left(reader)) {
		reader->bad = true;
		return (struct bytes){reader->end, 0};
	}
	reader->at += size;
	return view;
}

static uint64_t read_number(struct reader *reader, size_t size)
{
	struct bytes view = read_bytes(reader, size);
	uint64_t value = 0;

	for (size_t i = 0; i < view.size; i++)
		value = value << 8 | view.data[i];
	return value;
}

uint8_t read_u8(struct reader *reader)
{
	return (uint8_t)read_number(reader, 1);
}

uint16_t read_u16(struct reader *reader)
{
	return (uint16_t)read_number(reader, 2);
}

uint32_t read_u32(struct reader *reader)
{
	return (uint32_t)read_number(reader, 4);
}

uint64_t read_u64(struct reader *reader)
{
	return read_number(reader, 8);
}

float read_f32(struct reader *reader)
{
	uint32_t bits = read_u32(reader);
	float value;

	memcpy(&value, &bits, sizeof value);
	if (isfinite(value))
		return value;
	reader->bad = true;
	return 0;
}

double read_f64(struct reader *reader)
{
	uint64_t bits = read_u64(reader);
	double value;

	memcpy(&value, &bits, sizeof value);
	if (isfinite(value))
		return value;
	reader->bad = true;
	return 0;
}

struct bytes read_sized(struct reader *reader)
{
	return read_bytes(reader, read_u32(reader));
}

void buf_finish(struct buf *buf)
{
	mem_free(buf->data);
	*buf = (struct buf){0};
}

void buf_clear(struct buf *buf)
{
	buf->size = 0;
}

uint8_t *buf_room(struct buf *buf, size_t more)
{
	if (buf->room - buf->size < more || buf->data == NULL) {
		size_t room = buf->room != 0 ? buf->room : 64;

		while (room - buf->size < more)
			room *= 2;
		buf->data = mem_grow(buf->data, room, 1);
		buf->room = room;
	}
	return buf->data + buf->size;
}

void buf_add(struct buf *buf, const void *data, size_t size)
{
	if (size == 0)
		return;
	memcpy(buf_room(buf, size), data, size);
	buf->size += size;
}

void buf_add_text(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void buf_add_format(struct buf *buf, const char *format, ...)
{
	va_list args;
	int size;
	char little[1]; /* not NULL: gcc warns of it under sanitizers */

	va_start(args, format);
	size = vsnprintf(little, sizeof little, format, args);
	va_end(args);
	if (size <= 0)
		return;
	va_start(args, format);
	vsnprintf((char *)buf_room(buf, (size_t)size + 1), (size_t)size + 1, format, args);
	va_end(args);
	buf->size += (size_t)size;
}

static void add_number(struct buf *buf, uint64_t value, size_t size)
{
	uint8_t *out = buf_room(buf, size);

	for (size_t i = size; i-- > 0; value >>= 8)
		out[i] = (uint8_t)value;
	buf->size += size;
}

void buf_add_u8(struct buf *buf, uint8_t value)
{
	add_number(buf, value, 1);
}

void buf_add_u16(struct buf *buf, uint16_t value)
{
	add_number(buf, value, 2);
}

void buf_add_u32(struct buf *buf, uint32_t value)
{
	add_number(buf, value, 4);
}

void buf_add_u64(struct buf *buf, uint64_t value)
{
	add_number(buf, value, 8);
}

void buf_add_f32(struct buf *buf, float value)
{
	uint32_t bits;

	memcpy(&bits, &value, sizeof bits);
	buf_add_u32(buf, bits);
}

void buf_add_f64(struct buf *buf, double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof bits);
	buf_add_u64(buf, bits);
}

void buf_add_sized(struct buf *buf, struct bytes bytes)
{
	buf_add_u32(buf, (uint32_t)bytes.size);
	buf_add(buf, bytes.data, bytes.size);
}

void buf_shift(struct buf *buf, size_t size)
{
	if (size == 0)
		return;
	memmove(buf->data, buf->data + size, buf->size - size);
	buf->size -= size;
}

struct bytes buf_bytes(const struct buf *buf)
{
	return (struct bytes){buf->data, buf->size};
}

const char *buf_text(struct buf *buf)
{
	*buf_room(buf, 1) = 0;
	return (const char *)buf->data;
}

void hex_encode(const uint8_t *data, size_t size, char *ret_text)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < size; i++) {
		ret_text[2 * i] = digits[data[i] >> 4];
		ret_text[2 * i + 1] = digits[data[i] & 15];
	}
	ret_text[2 * size] = '\0';
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool hex_decode(const char *text, uint8_t *ret_data, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		int high = hex_digit(text[2 * i]);
		int low = high < 0 ? -1 : hex_digit(text[2 * i + 1]);

		if (low < 0)
			return false;
		ret_data[i] = (uint8_t)(high << 4 | low);
	}
	return text[2 * size] == '\0';
}

/* The code point at `data`, and in `ret_size` its length; 0 there for a malformed sequence. */
static uint32_t utf8_one(const uint8_t *data, size_t size, size_t *ret_size)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	uint8_t first = data[0];
	size_t want = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	uint32_t cp;

	*ret_size = 0;
	if (want == 0 || want > size || first > 0xf4)
		return 0xfffd;
	cp = want == 1 ? first : first & (0x7fU >> want);
	for (size_t i = 1; i < want; i++) {
		if ((data[i] & 0xc0) != 0x80)
			return 0xfffd;
		cp = cp << 6 | (data[i] & 0x3f);
	}
	if (cp < least[want] || cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000))
		return 0xfffd;
	*ret_size = want;
	return cp;
}

bool utf8_valid(struct bytes bytes)
{
	size_t at = 0, size;

	while (at < bytes.size) {
		utf8_one(bytes.data + at, bytes.size - at, &size);
		if (size == 0)
			return false;
		at += size;
	}
	return true;
}

uint32_t utf8_next_long(const uint8_t *data, size_t size, size_t *at)
{
	size_t used;
	uint32_t cp = utf8_one(data + *at, size - *at, &used);

	*at += used != 0 ? used : 1;
	return cp;
}

size_t utf8_put(uint32_t cp, uint8_t ret_data[4])
{
	if (cp < 0x80) {
		ret_data[0] = (uint8_t)cp;
		return 1;
	}
	if (cp < 0x800) {
		ret_data[0] = (uint8_t)(0xc0 | cp >> 6);
		ret_data[1] = (uint8_t)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000))
		return 0;
	if (cp < 0x10000) {
		ret_data[0] = (uint8_t)(0xe0 | cp >> 12);
		ret_data[1] = (uint8_t)(0x80 | (cp >> 6 & 0x3f));
		ret_data[2] = (uint8_t)(0x80 | (cp & 0x3f));
		return 3;
	}
	ret_data[0] = (uint8_t)(0xf0 | cp >> 18);
	ret_data[1] = (uint8_t)(0x80 | (cp >> 12 & 0x3f));
	ret_data[2] = (uint8_t)(0x80 | (cp >> 6 & 0x3f));
	ret_data[3] = (uint8_t)(0x80 | (cp & 0x3f));
	return 4;
}
