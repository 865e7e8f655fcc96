// SPDX-License-Identifier: GPL-3.0-or-later
/* Two verbs of operators (and of the API: keeper_watch.c): what a decoy saw on other sites goes into the record, and who
 * approached a watching line comes out, by the half hour. */
#include "daemon/control_request.h"
#include "daemon/keeper.h"
#include "daemon/sighting_words.h"
#include "daemon/sightings_report.h"

/* Of words that stay where they are. */
static enum err read_one(json_t *list, size_t index, struct zone *zone, ms_t now,
			 struct sighting_words *words, struct sighting *ret_sighting,
			 const char **ret_member, struct error *error_r)
{
	enum sighting_member member;
	enum err err = sighting_members(json_array_get(list, index), NULL, words, ret_member, error_r);

	if (err != ERR_NONE)
		return err;
	err = sighting_read(words, zone, now, ret_sighting, &member, error_r);
	*ret_member = err == ERR_NONE ? NULL : sighting_member_name(member);
	return err;
}

/* A list, and how far it is. */
struct taking {
	struct keeper *keeper;
	uint32_t line_index;
	json_t *list;
	struct zone *zone;
	struct sightings_taken *taken;
};

/* All are read, and find room, before one is recorded: a list is taken whole, or not at all. */
static enum err check_all(const struct taking *taking, struct error *error_r)
{
	struct flow *flow = taking->keeper->flow;
	size_t *index = &taking->taken->index, fresh = 0;
	enum err err = ERR_NONE;

	for (*index = 0; *index < json_array_size(taking->list); ++*index) {
		struct sighting_words words;
		struct sighting sighting;
		bool is_new = false;

		err = read_one(taking->list, *index, taking->zone, flow_now(flow), &words, &sighting,
			       &taking->taken->member, error_r);
		if (err == ERR_NONE)
			err = flow_sighting_fits(flow, taking->line_index, &sighting, fresh, &is_new,
						 error_r);
		if (err != ERR_NONE)
			break;
		fresh += is_new;
	}
	return err;
}

static enum err take_all(const struct taking *taking, struct error *error_r)
{
	struct sightings_taken *taken = taking->taken;
	struct flow *flow = taking->keeper->flow;
	enum err err = ERR_NONE;

	for (taken->index = 0; taken->index < json_array_size(taking->list); taken->index++) {
		struct sighting_words words;
		struct sighting sighting;
		bool is_new = false;

		err = read_one(taking->list, taken->index, taking->zone, flow_now(flow), &words,
			       &sighting, &taken->member, error_r);
		if (err == ERR_NONE)
			err = flow_sighting(flow, taking->line_index, &sighting, &is_new, error_r);
		if (err != ERR_NONE)
			break;
		taken->recorded += is_new;
		taken->known += !is_new;
		taking->keeper->taken += is_new;
	}
	return err;
}

/* Several at once begin a batch, so that it has room for all. When memory is short even so, what was recorded is told. */
static enum err record(const struct taking *taking, struct error *error_r)
{
	struct keeper *keeper = taking->keeper;
	bool several = json_array_size(taking->list) > 1;
	enum err err;

	if (!(several ? keeper_new_batch(keeper) : keeper_open_batch(keeper)))
		return error_set(error_r, ERR_IO, "the store failed; the keeper is starting anew");
	err = check_all(taking, error_r);
	if (err == ERR_NONE)
		err = take_all(taking, error_r);
	if (err == ERR_IO || err == ERR_CRYPTO)
		keeper_fail(keeper, error_r);
	else if (err != ERR_NONE && taking->taken->recorded != 0)
		error_wrap(error_r, err, "the first %zu are recorded; hand them in again with the others, "
			   "they are known then", taking->taken->recorded + taking->taken->known);
	return err;
}

enum err keeper_take_sightings(struct keeper *keeper, uint32_t line_index, json_t *list,
			       struct sightings_taken *ret_taken, struct error *error_r)
{
	const struct house *house = &keeper->child->settings.house;
	struct taking taking = {keeper, line_index, list, NULL, ret_taken};
	enum err err = line_zone(flow_line(keeper->flow, line_index), house, &taking.zone, error_r);

	*ret_taken = (struct sightings_taken){0};
	if (err == ERR_NONE)
		err = record(&taking, error_r);
	zone_destroy(taking.zone);
	return err;
}

/* Which of the list it was, and which member, before what is wrong with it. */
static enum err place(enum err err, const struct sightings_taken *taken, struct error *error_r)
{
	if (taken->member == NULL)
		return err;
	if (taken->member[0] != '\0')
		error_wrap(error_r, err, "%s", taken->member);
	return error_wrap(error_r, err, "sightings[%zu]", taken->index);
}

enum err keeper_sighting(struct keeper *keeper, const struct control_request *request,
			 struct jsonout *json, struct error *error_r)
{
	struct sightings_taken taken = {0};
	size_t line_index;
	enum err err = keeper_find_line(keeper, request->member[MEMBER_LINE], &line_index, error_r);

	if (err == ERR_NONE)
		err = keeper_take_sightings(keeper, (uint32_t)line_index, request->sightings, &taken,
					    error_r);
	keeper_close_soon(keeper, true);
	if (err != ERR_NONE)
		return place(err, &taken, error_r);
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
