// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The verifier walks each line in one pass per table, in bounded memory: checkpoints are read a few
 * thousand ahead, then the events up to the last of them, and so on; addresses come through a small
 * cache.
 */
#include "flow/evidence/verify.h"

#include "base/mem.h"
#include "flow/evidence/chain.h"
#include "flow/evidence/record.h"

#include <string.h>

enum {
	AHEAD = 4096,	       /* checkpoints held at once: 160 KiB */
	CACHED = 8192,	       /* addresses; a power of two, 256 KiB */
	PROGRESS_EVERY = 4096, /* events */
};

struct ahead {
	uint64_t size;
	uint8_t root[SHA256];
};

struct cached {
	uint32_t number; /* 0: the slot is empty */
	bool erased;
	char address[NUMBER_MAX];
};

struct verifier {
	struct store *store;
	const struct keys *keys;
	const uint8_t *public_key;
	verify_progress_fn *progress;
	void *context;
	struct verify_report *report;
	struct buf scratch;
	struct cached *cache;
	/* The line at hand. */
	const struct line_row *row;
	struct verify_line *line;
	uint64_t last_event;
	uint32_t last_contact;
	struct tree tree;
	uint64_t signed_size; /* of the last checkpoint read */
	struct ahead *ahead;
	size_t ahead_count, ahead_next;
};

/* Notes the problem, if it is the first. Always ERR_CRYPTO, which ends the scan. */
static enum err problem(struct verifier *verifier, const char *what, uint64_t number,
			const char *text)
{
	struct error *first = &verifier->report->problem;

	if (first->text[0] == '\0' && what == NULL)
		error_set(first, ERR_CRYPTO, "line %s: %.300s", verifier->line->name, text);
	else if (first->text[0] == '\0')
		error_set(first, ERR_CRYPTO, "line %s, %s %llu: %.300s", verifier->line->name, what,
			  (unsigned long long)number, text);
	return ERR_CRYPTO;
}

/* Checkpoints. */

static const char *frontier_fault(const struct checkpoint_row *row)
{
	struct tree tree;
	uint8_t root[SHA256];

	if (tree_load(&tree, row->frontier) != ERR_NONE)
		return "its frontier is malformed";
	tree_root(&tree, root);
	if (tree.size != row->size || memcmp(root, row->root, SHA256) != 0)
		return "its frontier is not the tree that was signed";
	return NULL;
}

static const char *checkpoint_fault(struct verifier *verifier, const struct checkpoint_row *row)
{
	if (row->number != verifier->line->checkpoints + 1)
		return "is missing";
	if (row->size <= verifier->signed_size)
		return "its size does not grow";
	if (!chain_signed(verifier->row->log, row, verifier->public_key, &verifier->scratch))
		return "its signature does not fit its size, root and time";
	return row->frontier.size != 0 ? frontier_fault(row) : NULL;
}

/* ERR_FULL ends the scan when enough were read ahead. */
static enum err on_checkpoint(void *context, const struct checkpoint_row *row,
			      struct error *error_r)
{
	struct verifier *verifier = context;
	const char *fault;
	struct ahead *ahead;

	if (verifier->ahead_count == AHEAD)
		return ERR_FULL;
	fault = checkpoint_fault(verifier, row);
	if (fault != NULL)
		return problem(verifier, "checkpoint", verifier->line->checkpoints + 1, fault);
	ahead = &verifier->ahead[verifier->ahead_count++];
	ahead->size = row->size;
	memcpy(ahead->root, row->root, SHA256);
	verifier->signed_size = row->size;
	verifier->line->checkpoints++;
	return ERR_NONE;
}

/* *ret_done: there is none beyond those read now. */
static enum err read_ahead(struct verifier *verifier, bool *ret_done, struct error *error_r)
{
	enum err err;

	verifier->ahead_count = 0;
	verifier->ahead_next = 0;
	err = verifier->store->ops->scan_checkpoints(verifier->store, verifier->row->line,
						     verifier->line->checkpoints + 1, on_checkpoint,
						     verifier, error_r);
	*ret_done = err == ERR_NONE;
	return err == ERR_FULL ? ERR_NONE : err;
}

/* Contacts. */

static enum err on_contact(void *context, const struct contact_row *row)
{
	struct verifier *verifier = context;
	uint64_t number = verifier->line->contacts + 1;
	char address[NUMBER_MAX];
	enum err err;

	if (row->number != number)
		return problem(verifier, "contact", number, "is missing");
	err = evidence_open_address(verifier->keys, verifier->row->log, row, address);
	if (err == ERR_ABSENT)
		verifier->line->erased++;
	else if (err != ERR_NONE)
		return problem(verifier, "contact", number,
			       "its address does not open, or is not that of its hash and date");
	verifier->line->contacts++;
	return ERR_NONE;
}

static enum err verify_contacts(struct verifier *verifier, struct error *error_r)
{
	enum err err = verifier->store->ops->scan_contacts(verifier->store, verifier->row->line, 1,
							   on_contact, verifier, error_r);

	if (err != ERR_NONE)
		return err;
	if (verifier->line->contacts != verifier->last_contact)
		return problem(verifier, "contact", verifier->line->contacts + 1, "is missing");
	return ERR_NONE;
}

struct lookup {
	struct verifier *verifier;
	struct cached *slot;
};

static enum err on_lookup(void *context, const struct contact_row *row)
{
	struct lookup *lookup = context;
	enum err err = evidence_open_address(lookup->verifier->keys, lookup->verifier->row->log,
					     row, lookup->slot->address);

	lookup->slot->erased = err == ERR_ABSENT;
	if (err != ERR_NONE && err != ERR_ABSENT)
		return err;
	lookup->slot->number = row->number;
	return ERR_NONE;
}

/* The address of an event's contact; NULL when it was erased. */
static enum err find_address(struct verifier *verifier, uint32_t number, const char **ret_address,
			     struct error *error_r)
{
	struct lookup lookup = {verifier, &verifier->cache[number % CACHED]};
	enum err err = ERR_NONE;

	if (lookup.slot->number != number) {
		lookup.slot->number = 0;
		err = verifier->store->ops->get_contact(verifier->store, verifier->row->line,
							number, on_lookup, &lookup, error_r);
	}
	if (err == ERR_NONE)
		*ret_address = lookup.slot->erased ? NULL : lookup.slot->address;
	return err;
}

/* Events. */

static bool lacks_address(const struct body *body, const char *address)
{
	for (size_t i = 0; i < body->count; i++) {
		if (body->fields[i].place == PLACE_CONTACT && address == NULL)
			return true;
	}
	return false;
}

static enum err open_event(struct verifier *verifier, const struct event_row *row,
			   const char *address)
{
	struct body body;
	struct error what = {""};
	enum err err;

	buf_clear(&verifier->scratch);
	err = record_open(verifier->keys, verifier->row->log, row, address,
			  buf_room(&verifier->scratch, record_room(row)), &body, &what);
	if (err != ERR_NONE)
		return problem(verifier, "event", row->number, what.text);
	if (lacks_address(&body, address))
		return problem(verifier, "event", row->number,
			       "its contact was erased, its own field was not");
	for (size_t i = 0; i < body.count; i++)
		verifier->line->erased += body.fields[i].place == PLACE_ERASED;
	return ERR_NONE;
}

static enum err verify_fields(struct verifier *verifier, const struct event_row *row,
			      struct error *error_r)
{
	const char *address = NULL;
	enum err err;

	if (row->contact > verifier->last_contact)
		return problem(verifier, "event", row->number, "its contact does not exist");
	if (row->contact != 0) {
		err = find_address(verifier, row->contact, &address, error_r);
		if (err != ERR_NONE)
			return err;
	}
	return open_event(verifier, row, address);
}

/* The tree has grown by a leaf: is this where a checkpoint was signed? */
static enum err compare_root(struct verifier *verifier)
{
	const struct ahead *next = &verifier->ahead[verifier->ahead_next];
	uint8_t root[SHA256];

	if (verifier->ahead_next == verifier->ahead_count || next->size != verifier->tree.size)
		return ERR_NONE;
	verifier->ahead_next++;
	tree_root(&verifier->tree, root);
	if (memcmp(root, next->root, SHA256) != 0)
		return problem(verifier, "checkpoint",
			       verifier->line->checkpoints - verifier->ahead_count +
				       verifier->ahead_next,
			       "the events up to it are not those that were signed");
	return ERR_NONE;
}

static enum err on_event(void *context, const struct event_row *row, struct error *error_r)
{
	struct verifier *verifier = context;
	uint64_t number = verifier->tree.size + 1;
	enum err err = ERR_NONE;

	if (row->number != number)
		return problem(verifier, "event", number, "is missing");
	if (verifier->keys != NULL)
		err = verify_fields(verifier, row, error_r);
	if (err != ERR_NONE)
		return err;
	tree_add(&verifier->tree, row->leaf);
	verifier->line->events = number;
	if (verifier->progress != NULL && number % PROGRESS_EVERY == 0)
		verifier->progress(verifier->context, verifier->line->name, number,
				   verifier->last_event);
	return compare_root(verifier);
}

/* The events up to the last checkpoint read ahead. */
static enum err verify_events(struct verifier *verifier, struct error *error_r)
{
	enum err err;

	if (verifier->ahead_count == 0)
		return ERR_NONE;
	err = verifier->store->ops->scan_events(
		verifier->store, verifier->row->line, verifier->tree.size + 1,
		verifier->signed_size, verifier->keys != NULL, on_event, verifier, error_r);
	if (err != ERR_NONE)
		return err;
	if (verifier->tree.size != verifier->signed_size)
		return problem(verifier, "event", verifier->tree.size + 1, "is missing");
	return ERR_NONE;
}

static enum err verify_end(struct verifier *verifier)
{
	uint64_t first = verifier->signed_size + 1;

	if (verifier->last_event >= first)
		return problem(verifier, "event", first, "no checkpoint covers it");
	if (verifier->progress != NULL)
		verifier->progress(verifier->context, verifier->line->name, verifier->tree.size,
				   verifier->last_event);
	return ERR_NONE;
}

static enum err verify_line(struct verifier *verifier, const struct line_row *row,
			    struct error *error_r)
{
	bool done = false;
	enum err err;

	verifier->row = row;
	verifier->signed_size = 0;
	tree_init(&verifier->tree);
	memset(verifier->cache, 0, CACHED * sizeof verifier->cache[0]);
	err = verifier->store->ops->last_numbers(verifier->store, row->line, &verifier->last_event,
						 &verifier->last_contact, error_r);
	if (err == ERR_NONE && verifier->keys != NULL)
		err = verify_contacts(verifier, error_r);
	while (err == ERR_NONE && !done) {
		err = read_ahead(verifier, &done, error_r);
		if (err == ERR_NONE)
			err = verify_events(verifier, error_r);
	}
	return err == ERR_NONE ? verify_end(verifier) : err;
}

struct line_list {
	struct line_row *rows;
	size_t count;
};

static enum err on_line(void *context, const struct line_row *row)
{
	struct line_list *list = context;

	list->rows = mem_grow(list->rows, list->count + 1, sizeof *list->rows);
	list->rows[list->count] = *row;
	list->rows[list->count++].name[LINE_NAME_MAX - 1] = '\0';
	return ERR_NONE;
}

static enum err verify_lines(struct verifier *verifier, const struct line_list *list,
			     struct error *error_r)
{
	struct verify_report *report = verifier->report;
	enum err err = ERR_NONE;

	report->lines = mem_alloc(list->count, sizeof *report->lines);
	for (size_t i = 0; err == ERR_NONE && i < list->count; i++) {
		verifier->line = &report->lines[report->line_count++];
		memcpy(verifier->line->name, list->rows[i].name, LINE_NAME_MAX);
		err = verify_line(verifier, &list->rows[i], error_r);
		if (err != ERR_NONE && err != ERR_CRYPTO)
			error_wrap(error_r, err, "line %s", verifier->line->name);
	}
	return err;
}

enum err evidence_verify(struct store *store, const struct keys *keys,
			 const uint8_t public_key[SIGN_PUBLIC], verify_progress_fn *progress,
			 void *context, struct verify_report *report, struct error *error_r)
{
	struct verifier verifier = {
		.store = store,
		.keys = keys,
		.public_key = public_key,
		.progress = progress,
		.context = context,
		.report = report,
		.cache = mem_alloc(CACHED, sizeof(struct cached)),
		.ahead = mem_alloc(AHEAD, sizeof(struct ahead)),
	};
	struct line_list list = {0};
	struct error error = {""};
	enum err err = store->ops->scan_lines(store, on_line, &list, &error);

	if (err == ERR_NONE)
		err = verify_lines(&verifier, &list, &error);
	if (err != ERR_NONE && report->problem.text[0] == '\0')
		report->problem = error;
	if (err != ERR_NONE && error_r != NULL)
		*error_r = report->problem;
	buf_finish(&verifier.scratch);
	mem_free(verifier.cache);
	mem_free(verifier.ahead);
	mem_free(list.rows);
	return err;
}

void verify_finish(struct verify_report *report)
{
	mem_free(report->lines);
	*report = (struct verify_report){0};
}
