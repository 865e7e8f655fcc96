// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What operators correct, and what comes of it: a text is read back from the record, never from a
 * copy beside it; and the record says from which event on which model reads.
 */
#include "flow/driver_private.h"

#include <stdio.h>
#include <string.h>

enum {
	READ_BYTES = 8 << 20, /* events, opened */
	PARTS_MOST = 10,      /* of a long text: more are not read by the models either */
	PARTS_BACK = 5000,    /* events in which the other parts are looked for */
};

/* ---- a text, read back ---- */

struct look_back {
	const struct flow *flow;
	const struct lane *lane;
	struct arena *arena;
	uint32_t contact;
	struct evidence_view last; /* the event that was asked for, read before the others */
	struct bytes parts[PARTS_MOST];
};

static enum err open_event(const struct look_back *look, const struct event_row *row,
			   struct evidence_view *ret_view, struct error *error_r)
{
	return evidence_read(look->flow->options.keys, look->lane->row.log, row, NULL, look->arena,
			     ret_view, error_r);
}

static enum err take_last(void *context, const struct event_row *row, struct error *error_r)
{
	struct look_back *look = context;

	if (row->type != EVENT_MESSAGE || row->contact != look->contact)
		return error_set(error_r, ERR_ABSENT, "this contact's last text is not remembered");
	return open_event(look, row, &look->last, error_r);
}

static enum err take_part(void *context, const struct event_row *row, struct error *error_r)
{
	struct look_back *look = context;
	const struct part *of = &look->last.part;
	struct evidence_view view;
	enum err err;

	if (row->type != EVENT_MESSAGE || row->contact != look->contact)
		return ERR_NONE;
	err = open_event(look, row, &view, error_r);
	if (err != ERR_NONE)
		return err;
	if (view.part.total != of->total || view.part.reference != of->reference ||
	    view.part.number < 1 || view.part.number > PARTS_MOST)
		return ERR_NONE;
	look->parts[view.part.number - 1] = view.text; /* the newest, should there be several */
	return ERR_NONE;
}

/* A message of its own, or the parts of a long one in their order. */
static enum err gather(struct look_back *look, uint64_t event, struct buf *out,
		       struct error *error_r)
{
	struct store *store = look->flow->options.store;
	uint64_t from = event > PARTS_BACK ? event - PARTS_BACK : 1;
	enum err err;

	if (look->last.part.total <= 1) {
		buf_add(out, look->last.text.data, look->last.text.size);
		return ERR_NONE;
	}
	err = store->ops->scan_events(store, look->lane->row.line, from, event, true, take_part,
				      look, error_r);
	for (size_t i = 0; err == ERR_NONE && i < PARTS_MOST; i++)
		buf_add(out, look->parts[i].data, look->parts[i].size);
	return err;
}

static enum err read_back(struct look_back *look, uint64_t event, struct buf *out,
			  struct error *error_r)
{
	struct store *store = look->flow->options.store;
	size_t before = out->size;
	enum err err = store->ops->scan_events(store, look->lane->row.line, event, event, true,
					       take_last, look, error_r);

	if (err == ERR_NONE)
		err = gather(look, event, out, error_r);
	if (err == ERR_NONE && out->size == before)
		err = error_set(error_r, ERR_ABSENT,
				"this contact's last text was erased, or had no words");
	return err;
}

enum err flow_last_text(struct flow *flow, uint32_t line_index, const char *contact,
			struct buf *out, struct flow_last *ret_last, struct error *error_r)
{
	struct look_back look = {.flow = flow, .lane = &flow->lanes[line_index]};
	const struct talk *talk;
	struct arena arena;
	enum err err = flow_contact_of(flow, line_index, contact, &look.contact, error_r);

	if (err != ERR_NONE)
		return err;
	talk = talks_get(flow->talks, line_index, look.contact);
	if (talk == NULL || talk->event == 0)
		return error_set(error_r, ERR_ABSENT,
				 "the last text of this contact is not remembered: too many have "
				 "written since; correct the next one");
	arena_init(&arena, READ_BYTES);
	look.arena = &arena;
	err = read_back(&look, talk->event, out, error_r);
	if (err == ERR_NONE) {
		*ret_last = (struct flow_last){.event = talk->event,
					       .kind = (enum kind)look.last.facts.kind,
					       .language = (enum language)look.last.facts.language};
		snprintf(ret_last->contact, sizeof ret_last->contact, "%u", look.contact);
	}
	arena_finish(&arena);
	return err;
}

/* ---- what the record says of it ---- */

enum err flow_note(struct flow *flow, uint32_t line_index, const char *text, struct error *error_r)
{
	flow->wrote = true;
	return evidence_note(flow->evidence, line_index, flow->now, text, error_r);
}

/* Unless it is what the line's record named last. */
static enum err note_model(struct flow *flow, uint32_t line_index, const char *hash,
			   const char *words, struct error *error_r)
{
	struct store *store = flow->options.store;
	struct buf last = {0};
	char name[32], text[192];
	bool same;
	enum err err;

	snprintf(name, sizeof name, "model.%u", flow->lanes[line_index].row.line);
	err = store->ops->get_meta(store, name, &last, error_r);
	same = err == ERR_NONE && bytes_equal(buf_bytes(&last), bytes_of_text(hash));
	buf_finish(&last);
	if (same || (err != ERR_NONE && err != ERR_ABSENT))
		return same ? ERR_NONE : err;
	snprintf(text, sizeof text, "model %s: %s", hash, words);
	err = flow_note(flow, line_index, text, error_r);
	return err == ERR_NONE ? store->ops->put_meta(store, name, bytes_of_text(hash), error_r)
			       : err;
}

enum err flow_use_models(struct flow *flow, const struct models *models, const char *words,
			 struct error *error_r)
{
	char hash[2 * sizeof models->hash + 1];
	enum err err = ERR_NONE;

	hex_encode(models->hash, sizeof models->hash, hash);
	classify_use(flow->classify, models);
	for (uint32_t i = 0; err == ERR_NONE && i < flow->lane_count; i++)
		err = note_model(flow, i, hash, words, error_r);
	return err;
}
