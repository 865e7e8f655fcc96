// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/evidence/evidence.h"

#include "flow/evidence/chain.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

struct evidence *evidence_create(struct store *store, const struct keys *keys,
				 struct random *random)
{
	struct evidence *evidence = mem_alloc(1, sizeof *evidence);

	evidence->store = store;
	evidence->keys = keys;
	evidence->random = random;
	sign_keypair(keys->sign, evidence->public_key, evidence->secret);
	return evidence;
}

void evidence_destroy(struct evidence *evidence)
{
	if (evidence == NULL)
		return;
	buf_finish(&evidence->value);
	buf_finish(&evidence->plain);
	buf_finish(&evidence->body);
	buf_finish(&evidence->text);
	sodium_memzero(evidence->secret, sizeof evidence->secret);
	mem_free(evidence);
}

void evidence_public_key(const struct keys *keys, uint8_t ret_key[SIGN_PUBLIC])
{
	uint8_t secret[SIGN_SECRET];

	sign_keypair(keys->sign, ret_key, secret);
	sodium_memzero(secret, sizeof secret);
}

struct evidence_line *chain_line(struct evidence *evidence, uint32_t line_index)
{
	assert(line_index < LINES_MAX && evidence->lines[line_index].open);
	return &evidence->lines[line_index];
}

uint64_t evidence_last(const struct evidence *evidence, uint32_t line_index)
{
	assert(line_index < LINES_MAX && evidence->lines[line_index].open);
	return evidence->lines[line_index].now.tree.size;
}

static struct checkpoint checkpoint_of(const uint8_t log[LOG_ID], const struct checkpoint_row *row)
{
	struct checkpoint checkpoint = {.size = row->size, .at = row->at};

	memcpy(checkpoint.log, log, LOG_ID);
	memcpy(checkpoint.root, row->root, SHA256);
	return checkpoint;
}

bool chain_signed(const uint8_t log[LOG_ID], const struct checkpoint_row *row,
		  const uint8_t public_key[SIGN_PUBLIC], struct buf *scratch)
{
	struct checkpoint checkpoint = checkpoint_of(log, row);

	buf_clear(scratch);
	note_text(&checkpoint, scratch);
	return sign_verify(public_key, buf_bytes(scratch), row->signature);
}

/* A restart begins here: what the two checkpoints and the leaves between them say. */
struct opening {
	struct evidence *evidence;
	struct chain chain;
	const uint8_t *log;
	uint64_t last_size; /* of the newest checkpoint; 0: there is none */
	uint8_t last_root[SHA256];
	bool proved; /* the tree passed through the newest checkpoint's root */
};

static enum err on_frontier(void *context, const struct checkpoint_row *row, struct error *error_r)
{
	struct opening *opening = context;
	struct tree *tree = &opening->chain.tree;
	uint8_t root[SHA256];

	if (tree_load(tree, row->frontier) != ERR_NONE || tree->size != row->size)
		return error_set(error_r, ERR_CRYPTO,
				 "the frontier of checkpoint %llu is malformed",
				 (unsigned long long)row->number);
	tree_root(tree, root);
	if (memcmp(root, row->root, SHA256) != 0 ||
	    !chain_signed(opening->log, row, opening->evidence->public_key,
			  &opening->evidence->plain))
		return error_set(error_r, ERR_CRYPTO, "checkpoint %llu is not as it was signed",
				 (unsigned long long)row->number);
	opening->chain.frontier_size = row->size;
	return ERR_NONE;
}

static enum err on_last(void *context, const struct checkpoint_row *row, struct error *error_r)
{
	struct opening *opening = context;

	if (!chain_signed(opening->log, row, opening->evidence->public_key,
			  &opening->evidence->plain))
		return error_set(error_r, ERR_CRYPTO, "checkpoint %llu is not as it was signed",
				 (unsigned long long)row->number);
	opening->chain.checkpoints = row->number;
	opening->chain.signed_size = row->size;
	opening->last_size = row->size;
	memcpy(opening->last_root, row->root, SHA256);
	return ERR_NONE;
}

static void compare_root(struct opening *opening)
{
	uint8_t root[SHA256];

	if (opening->chain.tree.size != opening->last_size)
		return;
	if (opening->last_size == 0) {
		opening->proved = true;
		return;
	}
	tree_root(&opening->chain.tree, root);
	opening->proved = memcmp(root, opening->last_root, SHA256) == 0;
}

static enum err on_leaf(void *context, const struct event_row *row, struct error *error_r)
{
	struct opening *opening = context;

	if (row->number != opening->chain.tree.size + 1)
		return error_set(error_r, ERR_CRYPTO, "event %llu is missing",
				 (unsigned long long)opening->chain.tree.size + 1);
	tree_add(&opening->chain.tree, row->leaf);
	compare_root(opening);
	return ERR_NONE;
}

static enum err rebuild(struct opening *opening, uint32_t line, struct error *error_r)
{
	struct store *store = opening->evidence->store;
	const struct store_ops *ops = store->ops;
	enum err err;

	err = ops->last_checkpoint(store, line, true, on_frontier, opening, error_r);
	if (err != ERR_NONE && err != ERR_ABSENT)
		return err;
	err = ops->last_checkpoint(store, line, false, on_last, opening, error_r);
	if (err != ERR_NONE && err != ERR_ABSENT)
		return err;
	compare_root(opening);
	return ops->scan_events(store, line, opening->chain.tree.size + 1, 0, false, on_leaf,
				opening, error_r);
}

/* The tree must end where the last checkpoint does: each commit holds both. */
static enum err compare_ends(const struct opening *opening, uint64_t last_event,
			     struct error *error_r)
{
	unsigned long long size = opening->chain.tree.size, covered = opening->last_size;

	if (size != last_event)
		return error_set(error_r, ERR_CRYPTO, "%llu events, but the last is number %llu",
				 size, (unsigned long long)last_event);
	if (size != covered)
		return error_set(error_r, ERR_CRYPTO,
				 "%llu events, but the last checkpoint signed %llu", size, covered);
	if (!opening->proved)
		return error_set(error_r, ERR_CRYPTO,
				 "the events are not those the last checkpoint signed");
	return ERR_NONE;
}

enum err evidence_open_line(struct evidence *evidence, uint32_t line_index,
			    const struct line_row *row, struct error *error_r)
{
	struct evidence_line *line = &evidence->lines[line_index];
	struct opening opening = {.evidence = evidence, .log = row->log};
	uint64_t last_event = 0;
	enum err err;

	assert(line_index < LINES_MAX && !line->open);
	err = rebuild(&opening, row->line, error_r);
	if (err == ERR_NONE)
		err = evidence->store->ops->last_numbers(evidence->store, row->line, &last_event,
							 &opening.chain.contacts, error_r);
	if (err == ERR_NONE)
		err = compare_ends(&opening, last_event, error_r);
	if (err == ERR_CRYPTO && error_r != NULL) {
		struct error what = *error_r;

		error_set(error_r, err,
			  "%.150s. The store was changed from outside, or is an old or damaged "
			  "copy. Nothing was written. Keep a copy of it, let `fauxbond evidence "
			  "verify` show where, and restore the last good one",
			  what.text);
	}
	if (err != ERR_NONE)
		return error_wrap(error_r, err, "line %.31s", row->name);
	line->line = row->line;
	memcpy(line->name, row->name, sizeof line->name);
	line->name[sizeof line->name - 1] = '\0';
	memcpy(line->log, row->log, LOG_ID);
	line->now = opening.chain;
	line->committed = opening.chain;
	line->open = true;
	return ERR_NONE;
}

/* `row` is what was signed; a frontier goes along with the first checkpoint, and then as often as a
 * restart should find one. */
static enum err sign_line(struct evidence *evidence, struct evidence_line *line, ms_t at,
			  struct error *error_r)
{
	struct chain *chain = &line->now;
	struct checkpoint_row row = {
		.line = line->line,
		.number = chain->checkpoints + 1,
		.at = at,
		.size = chain->tree.size,
	};
	struct checkpoint checkpoint;
	bool frontier = chain->frontier_size == 0 ||
			chain->tree.size - chain->frontier_size >= FRONTIER_EVERY;
	enum err err;

	tree_root(&chain->tree, row.root);
	checkpoint = checkpoint_of(line->log, &row);
	buf_clear(&evidence->plain);
	note_text(&checkpoint, &evidence->plain);
	sign_bytes(evidence->secret, buf_bytes(&evidence->plain), row.signature);
	if (frontier) {
		buf_clear(&evidence->value);
		tree_save(&chain->tree, &evidence->value);
		row.frontier = buf_bytes(&evidence->value);
	}
	err = evidence->store->ops->append_checkpoint(evidence->store, &row, error_r);
	if (err != ERR_NONE)
		return error_wrap(error_r, err, "line %s, checkpoint %llu", line->name,
				  (unsigned long long)row.number);
	chain->checkpoints = row.number;
	chain->signed_size = row.size;
	if (frontier)
		chain->frontier_size = row.size;
	return ERR_NONE;
}

enum err evidence_checkpoint(struct evidence *evidence, ms_t at, struct error *error_r)
{
	for (size_t i = 0; i < LINES_MAX; i++) {
		struct evidence_line *line = &evidence->lines[i];
		enum err err = ERR_NONE;

		if (line->changed && line->now.tree.size != line->now.signed_size)
			err = sign_line(evidence, line, at, error_r);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

void evidence_committed(struct evidence *evidence)
{
	for (size_t i = 0; i < LINES_MAX; i++) {
		struct evidence_line *line = &evidence->lines[i];

		if (!line->changed)
			continue;
		/* An event that no checkpoint covers would be taken for tampering at the next
		 * start. */
		assert(line->now.tree.size == line->now.signed_size);
		line->committed = line->now;
		line->changed = false;
	}
}

void evidence_rolled_back(struct evidence *evidence)
{
	for (size_t i = 0; i < LINES_MAX; i++) {
		struct evidence_line *line = &evidence->lines[i];

		if (!line->changed)
			continue;
		line->now = line->committed;
		line->changed = false;
	}
}
