// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Bytes: a view, a reader that cannot run past its end, a growing buffer.
 * Numbers on the wire and in sealed records are big-endian.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A view of somebody else's bytes; owns nothing. */
struct bytes {
	const uint8_t *data;
	size_t size;
};

#define BYTES_OF(array) ((struct bytes){(const uint8_t *)(array), sizeof(array)})
struct bytes bytes_of_text(const char *text); /* without the NUL */
bool bytes_equal(struct bytes a, struct bytes b);

/* Reads forward. A read past the end gives zeros and sets `bad` for ever after: check it once at
 * the end instead of after each field. */
struct reader {
	const uint8_t *at, *end;
	bool bad;
};

struct reader reader_of(struct bytes bytes);
size_t reader_left(const struct reader *reader);
uint8_t read_u8(struct reader *reader);
uint16_t read_u16(struct reader *reader);
uint32_t read_u32(struct reader *reader);
uint64_t read_u64(struct reader *reader);
/* IEEE 754 as buf_add_f32() and buf_add_f64() wrote them; what is no number, or infinite, is bad and 0. */
float read_f32(struct reader *reader);
double read_f64(struct reader *reader);
/* A view of the next `size` bytes; empty and `bad` when there are fewer. */
struct bytes read_bytes(struct reader *reader, size_t size);
/* u32 length, then that many bytes. */
struct bytes read_sized(struct reader *reader);

/* A buffer that grows; small, so growing succeeds or ends the process (mem.h). */
struct buf {
	uint8_t *data;
	size_t size, room;
};

void buf_finish(struct buf *buf);
void buf_clear(struct buf *buf);
/* Makes room for `more` bytes and returns where they go; `size` is not moved. */
uint8_t *buf_room(struct buf *buf, size_t more);
void buf_add(struct buf *buf, const void *data, size_t size);
void buf_add_text(struct buf *buf, const char *text);
void buf_add_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_add_u8(struct buf *buf, uint8_t value);
void buf_add_u16(struct buf *buf, uint16_t value);
void buf_add_u32(struct buf *buf, uint32_t value);
void buf_add_u64(struct buf *buf, uint64_t value);
void buf_add_f32(struct buf *buf, float value);
void buf_add_f64(struct buf *buf, double value);
void buf_add_sized(struct buf *buf, struct bytes bytes); /* u32 length, then the bytes */
/* Drops the first `size` bytes. */
void buf_shift(struct buf *buf, size_t size);
struct bytes buf_bytes(const struct buf *buf);
/* The content as a C string, valid until the buffer changes. */
const char *buf_text(struct buf *buf);

/* Lower-case hexadecimal of `size` bytes into `ret_text` (2 * size + 1 bytes). */
void hex_encode(const uint8_t *data, size_t size, char *ret_text);
/* Decodes exactly `size` bytes from 2 * size hexadecimal digits; false on anything else. */
bool hex_decode(const char *text, uint8_t *ret_data, size_t size);

/* Whether the bytes are well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms). */
bool utf8_valid(struct bytes bytes);
/* Decodes one code point at `*at` (< size) and moves on; a bad byte gives U+FFFD and moves by one. */
static inline uint32_t utf8_next(const uint8_t *data, size_t size, size_t *at);
/* Writes one code point, 1 to 4 bytes, to `ret_data` and returns how many; 0 for one that is not a
 * Unicode scalar value. */
size_t utf8_put(uint32_t code_point, uint8_t ret_data[4]);

/* The rest of utf8_next(): what is not ASCII. */
uint32_t utf8_next_long(const uint8_t *data, size_t size, size_t *at);

static inline uint32_t utf8_next(const uint8_t *data, size_t size, size_t *at)
{
	return data[*at] < 0x80 ? data[(*at)++] : utf8_next_long(data, size, at);
}

#endif
