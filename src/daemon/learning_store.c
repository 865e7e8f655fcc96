// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/learning_store.h"

#include "daemon/installation.h"
#include "daemon/learning_report.h"
#include "daemon/reading.h"
#include "flow/driver.h"

/* ---- a store that forgets what it is told ---- */

/* Opening a flow seals into the record that it was opened. Here it does so into nothing: the store
 * was opened for reading only, and its writing calls are replaced by these. Reading goes on as
 * ever. */
static enum err no_begin(struct store *store, struct error *error_r)
{
	(void)store;
	(void)error_r;
	return ERR_NONE;
}

static void no_rollback(struct store *store)
{
	(void)store;
}

static enum err no_event(struct store *store, const struct event_row *row, struct error *error_r)
{
	(void)store;
	(void)row;
	(void)error_r;
	return ERR_NONE;
}

static enum err no_contact(struct store *store, const struct contact_row *row,
			   struct error *error_r)
{
	(void)store;
	(void)row;
	(void)error_r;
	return ERR_NONE;
}

static enum err no_checkpoint(struct store *store, const struct checkpoint_row *row,
			      struct error *error_r)
{
	(void)store;
	(void)row;
	(void)error_r;
	return ERR_NONE;
}

static enum err no_snapshot(struct store *store, const struct snapshot_row *row,
			    struct error *error_r)
{
	(void)store;
	(void)row;
	(void)error_r;
	return ERR_NONE;
}

static enum err no_page(struct store *store, uint32_t line, uint32_t page, struct bytes flags,
			struct error *error_r)
{
	(void)store;
	(void)line;
	(void)page;
	(void)flags;
	(void)error_r;
	return ERR_NONE;
}

static enum err no_line(struct store *store, const struct line_row *row, struct error *error_r)
{
	(void)store;
	(void)row;
	(void)error_r;
	return ERR_NONE;
}

static enum err no_meta(struct store *store, const char *name, struct bytes value,
			struct error *error_r)
{
	(void)store;
	(void)name;
	(void)value;
	(void)error_r;
	return ERR_NONE;
}

/* `ret_ops` must live as long as the store. */
static void forget_all(struct store *store, struct store_ops *ret_ops)
{
	*ret_ops = *store->ops;
	ret_ops->begin = no_begin;
	ret_ops->commit = no_begin;
	ret_ops->rollback = no_rollback;
	ret_ops->append_event = no_event;
	ret_ops->append_contact = no_contact;
	ret_ops->append_checkpoint = no_checkpoint;
	ret_ops->put_snapshot = no_snapshot;
	ret_ops->put_page = no_page;
	ret_ops->put_line = no_line;
	ret_ops->put_meta = no_meta;
	store->ops = ret_ops;
}

/* ---- a flow that only remembers ---- */

static bool no_claim(void *context, uint32_t line_index)
{
	(void)context;
	(void)line_index;
	return false; /* nothing is handed over */
}

static void no_effect(void *context, const struct effect *effect)
{
	(void)context;
	(void)effect;
}

static uint64_t no_key(const char *id)
{
	(void)id;
	return 0; /* no carrier is there to name its messages */
}

/* Who asks, and for what. */
struct question {
	store_report_fn *fn;
	void *context;
	const char *line; /* NULL: all */
};

static enum err put_answer(struct flow *flow, const struct question *question, struct buf *out,
			   struct error *error_r)
{
	const char *line = question->line;
	size_t line_index = line != NULL ? flow_find_line(flow, line, NULL) : SIZE_MAX;
	struct jsonout json;
	enum err err;

	if (line != NULL && line_index == SIZE_MAX)
		return error_set(error_r, ERR_ABSENT, "there is no line \"%s\" in these settings",
				 line);
	jsonout_init(&json, out);
	jsonout_open(&json, NULL);
	jsonout_bool(&json, "ok", true);
	err = question->fn(question->context, &json, flow, line_index, error_r);
	jsonout_close(&json);
	return err;
}

/* As it was at the end of the record, whatever time it is now: the same store gives the same
 * report. */
static enum err put_report(const struct settings *settings, const struct reader_set *reading,
			   struct store *store, const struct keys *keys,
			   const struct question *question, struct buf *out, struct error *error_r)
{
	const ms_t before_all = INT64_MIN / 2;
	struct random random;
	struct flow *flow = NULL;
	struct flow_options options = {.lines = settings->lines,
				       .line_count = settings->line_count,
				       .house = &settings->house,
				       .packs = reading->packs,
				       .models = reading->models,
				       .store = store,
				       .keys = keys,
				       .random = &random,
				       .id_key = no_key,
				       .fiction = true,
				       .sink = {NULL, no_claim, no_effect}};
	enum err err;

	random_from_seed(&random, 1, "learning"); /* it seals nothing that is kept */
	err = flow_create(&options, before_all, &flow, error_r);
	if (err == ERR_NONE)
		err = put_answer(flow, question, out, error_r);
	flow_destroy(flow);
	return err;
}

static enum err read_store(const struct settings *settings, const char *path, const char *seed,
			   const struct question *question, struct buf *out, struct error *error_r)
{
	struct sqlite_options options = {.path = path, .read_only = true};
	struct reader_set reading = {0};
	struct store *store = NULL;
	struct store_ops ops;
	struct keys keys;
	enum err err = sqlite_open(&options, &store, error_r);

	if (err == ERR_NONE)
		err = installation_read_keys(store, settings, seed, &keys, error_r);
	if (err == ERR_NONE) {
		forget_all(store, &ops);
		err = reader_set_load(settings->packs, &reading, error_r);
		if (err == ERR_NONE)
			err = put_report(settings, &reading, store, &keys, question, out, error_r);
		reader_set_finish(&reading);
		keys_wipe(&keys);
	}
	store_close(store);
	return err;
}

enum err store_report(const struct settings *settings, const char *db, const char *seed,
		      const char *line, store_report_fn *fn, void *context, struct buf *out,
		      struct error *error_r)
{
	const struct question question = {fn, context, line};
	struct buf path = {0};
	enum err err;

	if (db != NULL)
		return read_store(settings, db, seed != NULL ? seed : "1", &question, out, error_r);
	installation_store_path(settings, &path);
	err = read_store(settings, buf_text(&path), NULL, &question, out, error_r);
	buf_finish(&path);
	return err;
}

static enum err put_learning(void *context, struct jsonout *json, struct flow *flow,
			     size_t line_index, struct error *error_r)
{
	(void)context;
	return learning_put(json, flow, line_index, error_r);
}

enum err learning_of_store(const struct settings *settings, const char *db, const char *seed,
			   const char *line, struct buf *out, struct error *error_r)
{
	return store_report(settings, db, seed, line, put_learning, NULL, out, error_r);
}
