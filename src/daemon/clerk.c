// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The clerk: trains a model from the examples of the packs and the corrections that the keeper
 * sends, and hands it over in memory that nobody can change any more. It takes seconds and is busy
 * with nothing else meanwhile, which is why it is a process of its own: the keeper answers
 * messages. No network, no store, no key, no file; what it knows are the texts that were corrected.
 *
 * It keeps nothing from one request to the next. Should it die, its successor is asked again.
 */
#include "base/log.h"
#include "base/mem.h"
#include "daemon/jail.h"
#include "daemon/packs.h"
#include "daemon/reading.h"
#include "flow/classify/models.h"
#include "train/train.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

enum { NICE = 5, WHY_MAX = 500 };

struct clerk {
	struct child *child;
	struct channel *keeper;
	struct packs *packs;
	struct classify *classify;
	struct examples examples;
	/* Made of the examples alone: the program's, or trained when first needed. */
	struct models base;
	struct buf trained;
	bool has_base;
	bool knows[LANGUAGE_COUNT]; /* there are examples in it */
	/* What is being asked for; an example of one turn each. */
	bool asked;
	struct ipc_train train;
	struct example *corrections;
	size_t count;
};

/* ---- the answer ---- */

static void refuse(struct clerk *clerk, const char *why)
{
	struct ipc_no_model no_model = {clerk->train.token, bytes_of_text(why)};

	if (no_model.why.size > WHY_MAX)
		no_model.why.size = WHY_MAX;
	ipc_put_no_model(channel_begin(clerk->keeper, IPC_NO_MODEL), &no_model);
	channel_end(clerk->keeper);
	channel_flush(clerk->keeper);
}

static bool write_all(int fd, struct bytes bytes)
{
	while (bytes.size != 0) {
		ssize_t put = write(fd, bytes.data, bytes.size);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		bytes.data += put;
		bytes.size -= (size_t)put;
	}
	return true;
}

/* A memfd of these bytes that is what it is for ever; -1 with errno. */
static int seal(struct bytes bytes)
{
	int fd = memfd_create("model", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return -1;
	if (!write_all(fd, bytes) ||
	    fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static enum err hand_over(struct clerk *clerk, struct bytes model, struct error *error_r)
{
	struct ipc_model row = {clerk->train.token, (uint32_t)model.size,
				(uint32_t)clerk->examples.count};
	struct buf payload = {0};
	int fd = seal(model);
	enum err err;

	if (fd < 0)
		return error_set(error_r, ERR_IO, "no memory to hand a model over in: %s",
				 strerror(errno));
	ipc_put_model(&payload, &row);
	err = channel_send_fd(clerk->keeper, IPC_MODEL, buf_bytes(&payload), fd);
	buf_finish(&payload);
	close(fd);
	return err == ERR_NONE ? err : error_set(error_r, err, "a model could not be handed over");
}

/* ---- training ---- */

/* All examples, and the corrections as one more hand's. Views, but for the list. */
static struct examples join(const struct clerk *clerk)
{
	struct examples all = clerk->examples;

	all.count += clerk->count;
	all.all = mem_alloc(all.count + 1, sizeof *all.all);
	memcpy(all.all, clerk->examples.all, clerk->examples.count * sizeof *all.all);
	memcpy(all.all + clerk->examples.count, clerk->corrections, clerk->count * sizeof *all.all);
	return all;
}

/* Of own packs the first time takes longer. */
static enum err make_base(struct clerk *clerk, struct error *error_r)
{
	enum err err;

	if (clerk->has_base)
		return ERR_NONE;
	buf_clear(&clerk->trained);
	err = train_models(clerk->classify, &clerk->examples, &clerk->trained, error_r);
	if (err == ERR_NONE)
		err = models_decode(buf_bytes(&clerk->trained), &clerk->base, error_r);
	clerk->has_base = err == ERR_NONE;
	return err;
}

/* Many corrections may change how sure a model can be; few do not. */
static enum err make_model(struct clerk *clerk, const struct examples *all, struct buf *out,
			   struct error *error_r)
{
	size_t rows = 0;
	enum err err;

	for (size_t i = 0; i < clerk->count; i++)
		rows += (size_t)clerk->corrections[i].weight;
	if (rows > clerk->examples.count / TRAIN_FEW)
		return train_models(clerk->classify, all, out, error_r);
	err = make_base(clerk, error_r);
	return err == ERR_NONE ? train_further(clerk->classify, all, &clerk->base, out, error_r)
			       : err;
}

static void train(struct clerk *clerk)
{
	struct examples all = join(clerk);
	struct error error = {""};
	struct buf model = {0};
	enum err err = make_model(clerk, &all, &model, &error);

	mem_free(all.all);
	if (err == ERR_NONE)
		err = hand_over(clerk, buf_bytes(&model), &error);
	buf_finish(&model);
	if (err != ERR_NONE)
		refuse(clerk, error.text);
}

/* ---- the request ---- */

static void forget(struct clerk *clerk)
{
	for (size_t i = 0; i < clerk->count; i++) {
		mem_free(clerk->corrections[i].turns[0]);
		mem_free(clerk->corrections[i].turns);
	}
	mem_free(clerk->corrections);
	clerk->corrections = NULL;
	clerk->count = 0;
	clerk->asked = false;
}

static enum err on_train(struct clerk *clerk, struct bytes payload)
{
	if (clerk->asked || ipc_get_train(payload, &clerk->train) != ERR_NONE)
		return ERR_INPUT;
	clerk->asked = true;
	clerk->corrections = mem_alloc(clerk->train.count + 1, sizeof *clerk->corrections);
	return ERR_NONE;
}

static enum err on_correction(struct clerk *clerk, struct bytes payload)
{
	struct ipc_correction row;
	struct example *example;

	if (!clerk->asked || clerk->count >= clerk->train.count ||
	    ipc_get_correction(payload, &row) != ERR_NONE)
		return ERR_INPUT;
	example = &clerk->corrections[clerk->count++];
	/* Of a language without examples a text would be its only one. */
	*example = (struct example){.language = clerk->knows[row.language] ? row.language
									   : LANGUAGE_UNKNOWN,
				    .kind = row.kind,
				    .hand = (unsigned)clerk->examples.hand_count,
				    .weight = row.weight,
				    .turns = mem_alloc(1, sizeof *example->turns),
				    .turn_count = 1};
	example->turns[0] = mem_alloc(row.text.size + 1, 1);
	memcpy(example->turns[0], row.text.data, row.text.size);
	return ERR_NONE;
}

static enum err on_train_end(struct clerk *clerk)
{
	if (!clerk->asked || clerk->count != clerk->train.count)
		return ERR_INPUT;
	train(clerk);
	forget(clerk);
	return ERR_NONE;
}

static enum err on_message(void *context, struct channel *channel, enum ipc_code code,
			   struct bytes payload, int fd)
{
	(void)channel;
	(void)fd;
	switch ((int)code) {
	case IPC_TRAIN:
		return on_train(context, payload);
	case IPC_CORRECTION:
		return on_correction(context, payload);
	case IPC_TRAIN_END:
		return on_train_end(context);
	default:
		return ERR_INPUT;
	}
}

/* ---- the keeper's process ---- */

static void drop_keeper(struct clerk *clerk)
{
	channel_destroy(clerk->keeper);
	clerk->keeper = NULL;
	forget(clerk);
}

static void on_closed(void *context, struct channel *channel)
{
	(void)channel;
	drop_keeper(context);
}

static void on_peer(void *context, const struct ipc_peer *peer, int fd)
{
	struct clerk *clerk = context;
	const struct channel_hooks hooks = {clerk, on_message, NULL, on_closed};

	if (peer->role != ROLE_KEEPER) {
		close(fd);
		return;
	}
	drop_keeper(clerk);
	clerk->keeper = channel_create(clerk->child->base, fd, ROLE_CLERK, ROLE_KEEPER, &hooks);
}

static void on_stop(void *context)
{
	const struct clerk *clerk = context;

	child_end(clerk->child, CHILD_STOPPED);
}

/* ---- start ---- */

/* Packs without examples are read with the program's models, so those are what is trained further.
 */
static enum err open_examples(struct clerk *clerk, struct error *error_r)
{
	const char *folder = clerk->child->settings.packs;
	enum err err = examples_load(folder, &clerk->examples, error_r);

	if (err == ERR_NONE && folder != NULL && clerk->examples.count == 0) {
		examples_finish(&clerk->examples);
		folder = NULL;
		err = examples_load(NULL, &clerk->examples, error_r);
	}
	if (err == ERR_NONE && folder == NULL) {
		err = models_embedded(&clerk->base, error_r);
		clerk->has_base = err == ERR_NONE;
	}
	if (err == ERR_NONE)
		err = packs_load(folder, &clerk->packs, error_r);
	if (err != ERR_NONE)
		return err;
	clerk->classify = classify_create(clerk->packs);
	for (size_t i = 0; i < clerk->examples.count; i++)
		clerk->knows[clerk->examples.all[i].language] = true;
	return ERR_NONE;
}

static void finish(struct clerk *clerk)
{
	drop_keeper(clerk);
	examples_finish(&clerk->examples);
	classify_destroy(clerk->classify);
	packs_destroy(clerk->packs);
	buf_finish(&clerk->trained);
}

int clerk_main(struct child *child)
{
	struct clerk clerk = {.child = child};
	struct error error = {""};
	enum err err;

	child->context = &clerk;
	child->peer = on_peer;
	child->stop = on_stop;
	(void)setpriority(PRIO_PROCESS, 0, NICE); /* who waits for an answer goes first */
	err = open_examples(&clerk, &error);
	if (err == ERR_NONE)
		err = jail_enter(child, &error);
	if (err == ERR_NONE) {
		child_ready(child);
		event_base_dispatch(child->base);
	} else {
		log_error("%s", error.text);
		child->status = CHILD_REFUSED;
	}
	finish(&clerk);
	return child->status;
}
