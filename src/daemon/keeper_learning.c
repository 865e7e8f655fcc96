// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The keeper learns: what operators corrected goes to the clerk, a model comes back, is tried and
 * used, without a restart and without a message waiting for it. Nothing of the clerk's is trusted:
 * its memory must be sealed, of a bounded size, decode, and read the packs' own examples about as
 * well as the models that were made of those alone; else the model in use stays.
 *
 * In the store, sealed: "corrections" (corrections.h), and the model that came of them:
 *
 *   "learnt"   u8 version 1 | 16 bytes: the hash of the models it was trained beside | 16 bytes:
 * corrections_digest() | u32 how many corrections | the model
 *
 * Those it was trained beside are made of program and packs alone, so a model of another program or
 * of other packs is known by their hash: it is not used, and the clerk is asked again. Without
 * corrections nothing needs to be trained.
 */
#include "daemon/keeper_learning.h"

#include "base/log.h"
#include "daemon/now.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	SOON = 2, /* s: more may be corrected at once */
	DEATHS_MOST = 3,
	LEARNT_VERSION = 1,
	SEALS = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL,
};

/* How much worse the packs' own examples may be read: more is the sign of a correction that was
 * none. */
static const double worse_most = 0.02;

/* ---- models ---- */

static void learnt_destroy(struct learnt *learnt)
{
	if (learnt == NULL)
		return;
	if (learnt->mapped)
		munmap((void *)(uintptr_t)learnt->bytes.data, learnt->bytes.size);
	buf_finish(&learnt->kept);
	mem_free(learnt);
}

const struct models *keeper_models(const struct keeper *keeper)
{
	const struct keeper_learning *learning = keeper->learning;

	return learning != NULL && learning->use != NULL ? &learning->use->models
							 : keeper->reading.models;
}

/* The record and the log say with what is read from here on; then nobody reads with the old one any
 * more. */
static void use(struct keeper_learning *learning, struct learnt *learnt)
{
	struct keeper *keeper = learning->keeper;
	struct learnt *old = learning->use;
	uint32_t count = learnt != NULL ? learnt->corrections : 0;
	struct error error = {""};
	char words[96], hash[33];

	learning->use = learnt;
	snprintf(words, sizeof words, "%zu examples, %u correction%s", learning->trial.examples,
		 count, count == 1 ? "" : "s");
	if (!keeper_open_batch(keeper))
		return; /* the end is near, and frees what is in use */
	if (flow_use_models(keeper->flow, keeper_models(keeper), words, &error) != ERR_NONE) {
		keeper_fail(keeper, &error);
		return;
	}
	keeper_close_soon(keeper, true);
	hex_encode(keeper_models(keeper)->hash, 16, hash);
	log_info("reading with the model %s: %s", hash, words);
	learnt_destroy(old);
}

/* ---- in the store ---- */

static enum err put_sealed(struct keeper *keeper, const char *name, struct bytes plain,
			   struct error *error_r)
{
	struct buf sealed = {0};
	enum err err;

	seal_field(keeper->keys.data, &keeper->random, bytes_of_text(name), plain, &sealed);
	err = keeper->store->ops->put_meta(keeper->store, name, buf_bytes(&sealed), error_r);
	buf_finish(&sealed);
	return err;
}

static enum err get_sealed(struct keeper *keeper, const char *name, struct buf *out,
			   struct error *error_r)
{
	struct buf sealed = {0};
	enum err err = keeper->store->ops->get_meta(keeper->store, name, &sealed, error_r);

	if (err == ERR_NONE &&
	    seal_open(keeper->keys.data, bytes_of_text(name), buf_bytes(&sealed), out) != ERR_NONE)
		err = error_set(error_r, ERR_CRYPTO, "\"%s\" in the store is damaged", name);
	buf_finish(&sealed);
	return err;
}

/* Within the batch that says that it is used. */
static enum err save_learnt(struct keeper *keeper, const struct learnt *learnt,
			    struct error *error_r)
{
	struct buf plain = {0};
	enum err err;

	buf_add_u8(&plain, LEARNT_VERSION);
	buf_add(&plain, keeper->reading.models->hash, sizeof keeper->reading.models->hash);
	buf_add(&plain, learnt->digest, sizeof learnt->digest);
	buf_add_u32(&plain, learnt->corrections);
	buf_add(&plain, learnt->bytes.data, learnt->bytes.size);
	err = put_sealed(keeper, "learnt", buf_bytes(&plain), error_r);
	buf_finish(&plain);
	return err;
}

/* NULL: of another program, of other packs, or damaged; all of which is cured by training again. */
static struct learnt *decode_learnt(const struct keeper *keeper, struct buf *plain)
{
	struct reader reader = reader_of(buf_bytes(plain));
	struct learnt *learnt = mem_alloc(1, sizeof *learnt);
	uint8_t version = read_u8(&reader);
	struct bytes base = read_bytes(&reader, sizeof keeper->reading.models->hash);
	struct bytes digest = read_bytes(&reader, CORRECTIONS_DIGEST);
	struct error error;

	learnt->corrections = read_u32(&reader);
	learnt->bytes = read_bytes(&reader, reader_left(&reader));
	if (reader.bad || version != LEARNT_VERSION ||
	    memcmp(base.data, keeper->reading.models->hash, base.size) != 0 ||
	    models_decode(learnt->bytes, &learnt->models, &error) != ERR_NONE) {
		mem_free(learnt);
		return NULL;
	}
	memcpy(learnt->digest, digest.data, digest.size);
	learnt->kept = *plain;
	*plain = (struct buf){0};
	return learnt;
}

static enum err load_learnt(struct keeper_learning *learning, struct error *error_r)
{
	struct buf plain = {0};
	enum err err = get_sealed(learning->keeper, "learnt", &plain, error_r);

	if (err == ERR_NONE && learning->corrections.count != 0)
		learning->use = decode_learnt(learning->keeper, &plain);
	buf_finish(&plain);
	return err == ERR_IO ? err : ERR_NONE; /* anything else is cured by training again */
}

static enum err load_corrections(struct keeper_learning *learning, struct error *error_r)
{
	struct buf plain = {0};
	enum err err = get_sealed(learning->keeper, "corrections", &plain, error_r);

	if (err == ERR_NONE)
		err = corrections_decode(buf_bytes(&plain), &learning->corrections, error_r);
	buf_finish(&plain);
	return err == ERR_ABSENT ? ERR_NONE : err;
}

/* ---- asking ---- */

static void send_request(struct keeper_learning *learning)
{
	const struct corrections *corrections = &learning->corrections;
	struct ipc_train train = {++learning->token, (uint32_t)corrections->count};

	ipc_put_train(channel_begin(learning->clerk, IPC_TRAIN), &train);
	channel_end(learning->clerk);
	for (size_t i = 0; i < corrections->count; i++) {
		const struct correction *row = &corrections->all[i];
		struct ipc_correction correction = {row->kind,
						    row->language,
						    row->weight,
						    {(const uint8_t *)row->text, row->size}};

		ipc_put_correction(channel_begin(learning->clerk, IPC_CORRECTION), &correction);
		channel_end(learning->clerk);
	}
	channel_begin(learning->clerk, IPC_TRAIN_END);
	channel_end(learning->clerk);
	channel_flush(learning->clerk);
	learning->asked = true;
	learning->asked_count = train.count;
	corrections_digest(corrections, learning->asked_digest);
}

static bool is_in_use(const struct keeper_learning *learning,
		      const uint8_t digest[CORRECTIONS_DIGEST])
{
	return learning->use != NULL
		       ? memcmp(learning->use->digest, digest, CORRECTIONS_DIGEST) == 0
		       : sodium_is_zero(digest, CORRECTIONS_DIGEST);
}

static bool is_refused(const struct keeper_learning *learning,
		       const uint8_t digest[CORRECTIONS_DIGEST])
{
	return learning->refused &&
	       memcmp(learning->refused_digest, digest, CORRECTIONS_DIGEST) == 0;
}

/* Asks for what is missing, if anything is and somebody is there. One at a time: what changes
 * meanwhile comes after. */
static void pursue(struct keeper_learning *learning)
{
	uint8_t digest[CORRECTIONS_DIGEST];

	corrections_digest(&learning->corrections, digest);
	if (learning->keeper->failed || is_in_use(learning, digest) || is_refused(learning, digest))
		return;
	learning->refused = false;
	if (learning->corrections.count == 0)
		use(learning, NULL); /* all were taken back */
	else if (learning->clerk != NULL && !learning->asked)
		send_request(learning);
}

static void on_soon(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	pursue(context);
}

enum err learning_changed(struct keeper_learning *learning, struct error *error_r)
{
	struct timeval wait = {.tv_sec = SOON};
	struct buf plain = {0};
	enum err err;

	corrections_encode(&learning->corrections, &plain);
	err = put_sealed(learning->keeper, "corrections", buf_bytes(&plain), error_r);
	buf_finish(&plain);
	learning->deaths = 0;
	if (!event_pending(learning->soon, EV_TIMEOUT, NULL))
		event_add(learning->soon, &wait);
	return err;
}

const char *learning_state(const struct keeper_learning *learning)
{
	uint8_t digest[CORRECTIONS_DIGEST];

	corrections_digest(&learning->corrections, digest);
	if (is_in_use(learning, digest))
		return "in use";
	if (is_refused(learning, digest))
		return "refused";
	return learning->asked ? "training" : "soon";
}

/* ---- what came of it ---- */

static void give_up(struct keeper_learning *learning, const char *why)
{
	learning->refused = true;
	learning->refusals++;
	memcpy(learning->refused_digest, learning->asked_digest, CORRECTIONS_DIGEST);
	snprintf(learning->refusal, sizeof learning->refusal, "%s", why);
	log_warn("the corrections came to no new model: %s; reading goes on with the old one", why);
}

/* ERR_INPUT: the clerk breaks its word. */
static enum err map_model(const struct ipc_model *row, int fd, struct learnt *learnt,
			  struct error *error_r)
{
	int seals = fcntl(fd, F_GET_SEALS); /* there may be more, such as that it is never run */
	struct stat stat;
	void *bytes;

	if (seals < 0 || (seals & SEALS) != SEALS || fstat(fd, &stat) != 0 || row->size == 0 ||
	    row->size > MODELS_BYTES_MAX || (uint64_t)stat.st_size != row->size)
		return error_set(error_r, ERR_INPUT,
				 "it is not sealed, or not of the size it says");
	bytes = mmap(NULL, row->size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED)
		return error_set(error_r, ERR_MEMORY, "no memory for it");
	learnt->mapped = true;
	learnt->bytes = (struct bytes){bytes, row->size};
	return models_decode(learnt->bytes, &learnt->models, error_r);
}

/* Compared with those that no correction is in, so that many small steps are no way around. */
static enum err try_model(struct keeper_learning *learning, const struct learnt *learnt,
			  struct error *error_r)
{
	double score = trial_score(&learning->trial, &learnt->models);

	if (learning->base_score < 0)
		learning->base_score =
			trial_score(&learning->trial, learning->keeper->reading.models);
	if (score >= learning->base_score - worse_most)
		return ERR_NONE;
	return error_set(
		error_r, ERR_INPUT,
		"it would read the examples of the packs worse than before (%.1f instead of "
		"%.1f %% right); take back the correction that is wrong, or give it less weight",
		100 * score, 100 * learning->base_score);
}

static void take_model(struct keeper_learning *learning, struct learnt *learnt)
{
	struct keeper *keeper = learning->keeper;
	struct error error = {""};

	learning->trained++;
	learning->deaths = 0;
	if (keeper_open_batch(keeper) && save_learnt(keeper, learnt, &error) != ERR_NONE)
		keeper_fail(keeper, &error);
	if (keeper->failed)
		learnt_destroy(learnt);
	else
		use(learning, learnt);
}

static enum err on_model(struct keeper_learning *learning, struct bytes payload, int fd)
{
	struct ipc_model row;
	struct error error = {""};
	struct learnt *learnt;
	enum err err;

	if (fd < 0 || ipc_get_model(payload, &row) != ERR_NONE || !learning->asked ||
	    row.token != learning->token) {
		if (fd >= 0)
			close(fd);
		return ERR_INPUT;
	}
	learning->asked = false;
	learnt = mem_alloc(1, sizeof *learnt);
	learnt->corrections = learning->asked_count;
	memcpy(learnt->digest, learning->asked_digest, CORRECTIONS_DIGEST);
	err = map_model(&row, fd, learnt, &error);
	close(fd);
	if (err == ERR_NONE)
		err = try_model(learning, learnt, &error);
	if (err == ERR_NONE) {
		take_model(learning, learnt);
	} else {
		learnt_destroy(learnt);
		give_up(learning, error.text);
	}
	pursue(learning);
	return ERR_NONE;
}

static enum err on_no_model(struct keeper_learning *learning, struct bytes payload)
{
	struct ipc_no_model row;
	char why[ERROR_TEXT_MAX];

	if (ipc_get_no_model(payload, &row) != ERR_NONE || !learning->asked ||
	    row.token != learning->token)
		return ERR_INPUT;
	learning->asked = false;
	snprintf(why, sizeof why, "%.*s", (int)row.why.size, (const char *)row.why.data);
	give_up(learning, why);
	pursue(learning);
	return ERR_NONE;
}

static enum err on_message(void *context, struct channel *channel, enum ipc_code code,
			   struct bytes payload, int fd)
{
	(void)channel;
	switch ((int)code) {
	case IPC_MODEL:
		return on_model(context, payload, fd);
	case IPC_NO_MODEL:
		return on_no_model(context, payload);
	default:
		return ERR_INPUT;
	}
}

/* ---- the clerk's process ---- */

/* What it was at is asked of the next one, unless that ended so again and again. */
static void drop_clerk(struct keeper_learning *learning)
{
	channel_destroy(learning->clerk);
	learning->clerk = NULL;
	if (!learning->asked)
		return;
	learning->asked = false;
	if (++learning->deaths >= DEATHS_MOST)
		give_up(learning, "the clerk ended again and again while it trained");
}

static void on_closed(void *context, struct channel *channel)
{
	(void)channel;
	drop_clerk(context);
}

void keeper_clerk_peer(struct keeper *keeper, int fd)
{
	struct keeper_learning *learning = keeper->learning;
	const struct channel_hooks hooks = {learning, on_message, NULL, on_closed};

	if (learning == NULL) {
		close(fd);
		return;
	}
	drop_clerk(learning);
	learning->clerk = channel_create(keeper->child->base, fd, ROLE_KEEPER, ROLE_CLERK, &hooks);
	pursue(learning);
}

/* ---- start and stop ---- */

enum err keeper_learning_open(struct keeper *keeper, struct error *error_r)
{
	struct keeper_learning *learning = mem_alloc(1, sizeof *learning);
	enum err err;

	keeper->learning = learning;
	learning->keeper = keeper;
	learning->base_score = -1;
	learning->soon = evtimer_new(keeper->child->base, on_soon, learning);
	err = trial_open(keeper->child->settings.packs, keeper->reading.packs, &learning->trial,
			 error_r);
	if (err == ERR_NONE)
		err = load_corrections(learning, error_r);
	return err == ERR_NONE ? load_learnt(learning, error_r) : err;
}

void keeper_learning_opened(struct keeper *keeper)
{
	struct keeper_learning *learning = keeper->learning;
	struct learnt *learnt = learning->use;

	learning->use = NULL; /* as if it came now */
	use(learning, learnt);
}

void keeper_learning_close(struct keeper *keeper)
{
	struct keeper_learning *learning = keeper->learning;

	if (learning == NULL)
		return;
	channel_destroy(learning->clerk);
	event_free(learning->soon);
	learnt_destroy(learning->use);
	trial_close(&learning->trial);
	corrections_finish(&learning->corrections);
	mem_free(learning);
	keeper->learning = NULL;
}

void keeper_learning_metrics(const struct keeper *keeper, struct buf *out)
{
	const struct keeper_learning *learning = keeper->learning;
	char hash[33];

	if (learning == NULL)
		return;
	hex_encode(keeper_models(keeper)->hash, 16, hash);
	buf_add_format(
		out,
		"# HELP fauxbond_model_info What texts are read with.\n"
		"# TYPE fauxbond_model_info gauge\n"
		"fauxbond_model_info{hash=\"%s\"} 1\n"
		"# HELP fauxbond_corrections What operators corrected and did not take back.\n"
		"# TYPE fauxbond_corrections gauge\n"
		"fauxbond_corrections %zu\n",
		hash, learning->corrections.count);
}
