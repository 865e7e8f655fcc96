// SPDX-License-Identifier: GPL-3.0-or-later
/* What a restart begins from (recover.c), written down now and then: flags of contacts, ledger, door, talks. */
#include "flow/driver_private.h"

#include <stdio.h>

/* ---- sealed values ---- */

enum err snapshot_put(struct flow *flow, const char *name, struct bytes plain, struct error *error_r)
{
	struct store *store = flow->options.store;
	struct buf sealed = {0};
	enum err err;

	seal_field(flow->options.keys->data, flow->options.random, bytes_of_text(name), plain, &sealed);
	err = store->ops->put_meta(store, name, buf_bytes(&sealed), error_r);
	buf_finish(&sealed);
	return err;
}

enum err snapshot_get(struct flow *flow, const char *name, struct buf *plain, struct error *error_r)
{
	struct store *store = flow->options.store;
	struct buf sealed = {0};
	enum err err = store->ops->get_meta(store, name, &sealed, error_r);

	if (err == ERR_NONE)
		err = seal_open(flow->options.keys->data, bytes_of_text(name), buf_bytes(&sealed), plain);
	buf_finish(&sealed);
	return err;
}

/* ---- talks ---- */

/* What was said so far is words, so it is sealed; under a name of the line's. */
static void talks_name(const struct lane *lane, char ret_name[32])
{
	snprintf(ret_name, 32, "talks.%u", lane->row.line);
}

static enum err save_talks(struct flow *flow, uint32_t line_index, struct error *error_r)
{
	const struct lane *lane = &flow->lanes[line_index];
	struct buf plain = {0};
	char name[32];
	enum err err;

	talks_name(lane, name);
	talks_save(flow->talks, line_index, &plain);
	err = snapshot_put(flow, name, buf_bytes(&plain), error_r);
	buf_finish(&plain);
	return err;
}

enum err snapshot_talks(struct flow *flow, uint32_t line_index, struct error *error_r)
{
	struct buf plain = {0};
	char name[32];
	enum err err;

	talks_name(&flow->lanes[line_index], name);
	err = snapshot_get(flow, name, &plain, error_r);
	if (err == ERR_NONE)
		err = talks_load(flow->talks, line_index, buf_bytes(&plain));
	buf_finish(&plain);
	if (err == ERR_ABSENT)
		return ERR_NONE;
	return err == ERR_NONE ? err : error_set(error_r, err, "what was said so far is damaged");
}

/* ---- the snapshot ---- */

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static enum err put_pages(struct flow *flow, const struct lane *lane, struct error *error_r)
{
	struct store *store = flow->options.store;
	enum err err = ERR_NONE;

	for (uint32_t page = 0; err == ERR_NONE && page < contacts_pages(lane->contacts); page++) {
		uint32_t size;
		const uint8_t *flags;

		if (!contacts_dirty(lane->contacts, page))
			continue;
		flags = contacts_page(lane->contacts, page, &size);
		err = store->ops->put_page(store, lane->row.line, page, (struct bytes){flags, size},
					   error_r);
	}
	return err;
}

enum err recover_snapshot(struct flow *flow, uint32_t line_index, struct error *error_r)
{
	struct lane *lane = &flow->lanes[line_index];
	struct store *store = flow->options.store;
	struct buf ledger = {0};
	struct snapshot_row row = {.line = lane->row.line,
				   .upto = evidence_last(flow->evidence, line_index)};
	enum err err;

	/* The newest events stay in the replay too: they hold the ids and hashes by which repetitions are known. */
	row.low = row.upto > LIMIT_SUSPECTS ? row.upto - LIMIT_SUSPECTS : 1;
	row.low = least(row.low, outbox_low(flow->outbox, line_index));
	row.low = least(row.low, sending_low(flow->sending, line_index));
	row.low = least(row.low, join_low(flow->join, line_index));
	if (lane->site != NULL)
		row.low = row.upto + 1; /* nothing of a site is on its way */
	ledger_save(&lane->ledger, &ledger);
	row.ledger = buf_bytes(&ledger);
	err = put_pages(flow, lane, error_r);
	if (err == ERR_NONE)
		err = store->ops->put_snapshot(store, &row, error_r);
	if (err == ERR_NONE)
		err = gate_save(flow, line_index, error_r);
	if (err == ERR_NONE)
		err = save_talks(flow, line_index, error_r);
	if (err == ERR_NONE)
		err = turns_save(flow, line_index, error_r);
	if (err == ERR_NONE && lane->site != NULL)
		err = site_store(flow, line_index, error_r);
	buf_finish(&ledger);
	if (err != ERR_NONE)
		return err;
	contacts_clean(lane->contacts);
	lane->snapshot = row.upto;
	return ERR_NONE;
}
