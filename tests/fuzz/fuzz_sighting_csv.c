// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Any bytes as a table of sightings. What is refused has a place; what is read passes the check, has an
 * address that ends, is UTF-8 and holds a colon, and, written as JSON, is read as the same again.
 */
#include "daemon/sighting_csv.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const ms_t now = INT64_C(1772482500000); /* 2026-03-02T20:15:00Z */
static const uint8_t key[SEAL_KEY] = {1};

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void read_again(const struct sighting_words *words, const struct sighting *sighting)
{
	struct buf json = {0};
	struct sighting_words again;
	struct sighting same;
	struct error error = {""};
	enum sighting_member member;
	uint8_t hash[WIRE_HASH], other[WIRE_HASH];
	const char *name;
	json_t *object;

	sighting_put(words, &json);
	object = json_loadb((const char *)json.data, json.size, 0, NULL);
	must(object != NULL);
	must(sighting_members(object, NULL, &again, &name, &error) == ERR_NONE);
	must(sighting_read(&again, NULL, now, &same, &member, &error) == ERR_NONE);
	sighting_hash(sighting, key, hash);
	sighting_hash(&same, key, other);
	must(memcmp(hash, other, sizeof hash) == 0);
	json_decref(object);
	buf_finish(&json);
}

static enum err take(void *context, const struct sighting_words *words, struct error *error_r)
{
	size_t *count = context;
	struct sighting sighting;
	enum sighting_member member;
	char address[NUMBER_MAX];
	struct buf json = {0};

	(*count)++;
	must(sighting_read(words, NULL, now, &sighting, &member, error_r) == ERR_NONE);
	sighting_address(&sighting, key, address);
	must(memchr(address, 0, sizeof address) != NULL && utf8_valid(bytes_of_text(address)));
	must(strchr(address, ':') != NULL && address[0] != ':');
	sighting_json(&sighting, &json);
	must(utf8_valid(buf_bytes(&json)));
	buf_finish(&json);
	read_again(words, &sighting);
	return ERR_NONE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error error = {""};
	size_t taken = 0, count;
	enum err err;

	if (seal_start(&error) != ERR_NONE)
		abort();
	err = sighting_csv((struct bytes){data, size}, NULL, now, take, &taken, &count, &error);
	must(err == ERR_NONE ? taken == count : err == ERR_INPUT && taken <= count);
	must(err == ERR_NONE || (error.text[0] >= '1' && error.text[0] <= '9'));
	return 0;
}
