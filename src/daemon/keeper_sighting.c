// SPDX-License-Identifier: GPL-3.0-or-later
/* Two verbs of operators, and of the API: what a decoy saw on other sites goes into the record, and who
 * approached a watching line comes out, by the half hour. */
#include "daemon/control_request.h"
#include "daemon/keeper.h"
#include "daemon/sighting_words.h"
#include "daemon/sightings_report.h"

/* Which of the list it was, before what is wrong with it. */
static enum err wrong(enum err err, size_t index, const char *name, struct error *error_r)
{
	if (name[0] != '\0')
		error_wrap(error_r, err, "%s", name);
	return error_wrap(error_r, err, "sightings[%zu]", index);
}

/* Of words that stay where they are. */
static enum err read_one(json_t *list, size_t index, struct zone *zone, ms_t now,
			 struct sighting_words *words, struct sighting *ret_sighting,
			 struct error *error_r)
{
	enum sighting_member member;
	const char *name;
	enum err err = sighting_members(json_array_get(list, index), NULL, words, &name, error_r);

	if (err != ERR_NONE)
		return wrong(err, index, name, error_r);
	err = sighting_read(words, zone, now, ret_sighting, &member, error_r);
	return err == ERR_NONE ? err : wrong(err, index, sighting_member_name(member), error_r);
}

/* All are read before one is recorded: a list is taken whole, or not at all. */
static enum err check_all(json_t *list, struct zone *zone, ms_t now, struct error *error_r)
{
	enum err err = ERR_NONE;

	for (size_t i = 0; err == ERR_NONE && i < json_array_size(list); i++) {
		struct sighting_words words;
		struct sighting sighting;

		err = read_one(list, i, zone, now, &words, &sighting, error_r);
	}
	return err;
}

struct taken {
	size_t recorded, known;
};

static enum err take_all(struct keeper *keeper, uint32_t line_index, json_t *list,
			 struct zone *zone, struct taken *taken, struct error *error_r)
{
	enum err err = ERR_NONE;

	for (size_t i = 0; err == ERR_NONE && i < json_array_size(list); i++) {
		struct sighting_words words;
		struct sighting sighting;
		bool is_new = false;

		err = read_one(list, i, zone, flow_now(keeper->flow), &words, &sighting, error_r);
		if (err == ERR_NONE)
			err = flow_sighting(keeper->flow, line_index, &sighting, &is_new, error_r);
		if (err != ERR_NONE)
			break;
		taken->recorded += is_new;
		taken->known += !is_new;
		keeper->taken += is_new;
	}
	return err;
}

/* What the batch or the line had no room for is told with what it had room for. */
static enum err record(struct keeper *keeper, uint32_t line_index, json_t *list, struct zone *zone,
		       struct taken *taken, struct error *error_r)
{
	enum err err;

	if (!keeper_open_batch(keeper))
		return error_set(error_r, ERR_IO, "the store failed; the keeper is starting anew");
	err = check_all(list, zone, flow_now(keeper->flow), error_r);
	if (err == ERR_NONE)
		err = take_all(keeper, line_index, list, zone, taken, error_r);
	if (err == ERR_IO || err == ERR_CRYPTO)
		keeper_fail(keeper, error_r);
	else if (err != ERR_NONE && taken->recorded != 0)
		error_wrap(error_r, err, "the first %zu are recorded; hand them in again with the others, "
			   "they are known then", taken->recorded + taken->known);
	keeper_close_soon(keeper, true);
	return err;
}

enum err keeper_sighting(struct keeper *keeper, const struct control_request *request,
			 struct jsonout *json, struct error *error_r)
{
	const struct house *house = &keeper->child->settings.house;
	struct taken taken = {0};
	struct zone *zone = NULL;
	size_t line_index;
	enum err err = keeper_find_line(keeper, request->member[MEMBER_LINE], &line_index, error_r);

	if (err == ERR_NONE)
		err = line_zone(flow_line(keeper->flow, (uint32_t)line_index), house, &zone, error_r);
	if (err == ERR_NONE)
		err = record(keeper, (uint32_t)line_index, request->sightings, zone, &taken, error_r);
	zone_destroy(zone);
	if (err != ERR_NONE)
		return err;
	jsonout_text(json, "line", request->member[MEMBER_LINE]);
	jsonout_int(json, "recorded", (int64_t)taken.recorded);
	jsonout_int(json, "known", (int64_t)taken.known);
	return ERR_NONE;
}

enum err keeper_sightings(struct keeper *keeper, const struct control_request *request,
			  struct jsonout *json, struct error *error_r)
{
	size_t line_index;
	enum err err = keeper_find_line(keeper, request->member[MEMBER_LINE], &line_index, error_r);

	if (err != ERR_NONE)
		return err;
	err = sightings_put(json, keeper->flow, (uint32_t)line_index, &keeper->child->settings.house,
			    request->member[MEMBER_FROM], request->member[MEMBER_TO], error_r);
	if (err == ERR_IO || err == ERR_CRYPTO)
		keeper_fail(keeper, error_r);
	return err;
}
