// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The keeper and the writer: the errand is asked for the words of a turn, and what comes back is proposed to the flow,
 * which checks it. Nothing here delays anything: what is asked for under way is bounded, and without an answer the flow
 * says the pack's words when the writer's time is over (flow/turns_writer.c).
 */
#include "base/log.h"
#include "daemon/keeper.h"
#include "daemon/now.h"
#include "daemon/prompt.h"
#include "daemon/writer.h"

#include <string.h>

/* An errand that says nothing is not waited for longer than this beyond the writer's own time; ms. */
enum { PATIENCE = 2000 };
/* The log is not told more often than this how the writer fares. */
#define QUIET (5 * MS_MINUTE)

_Static_assert((int)WRITER_TEXT_MAX == (int)PROPOSAL_TEXT_MAX, "what the errand passes on, the flow takes");

struct keeper_writer {
	struct prompt prompt;
	ms_t timeout;
	struct {
		uint64_t token; /* 0: free */
		ms_t until;
	} asked[WRITER_AT_ONCE];
	enum writer_outcome last; /* that the log was told of */
	ms_t told;		  /* when; 0: never */
	struct buf request;
};

/* ---- asking ---- */

static void free_place(struct keeper_writer *writer, uint64_t token)
{
	for (size_t i = 0; i < WRITER_AT_ONCE; i++)
		if (writer->asked[i].token == token)
			writer->asked[i].token = 0;
}

bool keeper_writer_ask(void *context, uint64_t token)
{
	struct keeper *keeper = context;
	struct keeper_writer *writer = keeper->writer;
	ms_t now = now_ms();

	if (writer == NULL || keeper->errand == NULL)
		return false;
	for (size_t i = 0; i < WRITER_AT_ONCE; i++) {
		if (writer->asked[i].token != 0 && writer->asked[i].until > now)
			continue;
		writer->asked[i].token = token;
		writer->asked[i].until = now + writer->timeout + PATIENCE;
		return true;
	}
	return false;
}

void keeper_writer(struct keeper *keeper, const struct effect *effect)
{
	struct keeper_writer *writer = keeper->writer;
	struct ipc_write write = {.token = effect->token};

	if (writer == NULL)
		return;
	buf_clear(&writer->request);
	if (keeper->errand == NULL ||
	    !prompt_write(&writer->prompt, effect->wording, &writer->request)) {
		free_place(writer, effect->token); /* the flow goes on when its time is over */
		return;
	}
	write.request = buf_bytes(&writer->request);
	ipc_put_write(channel_begin(keeper->errand, IPC_WRITE), &write);
	channel_end(keeper->errand);
	channel_flush(keeper->errand);
}

/* ---- what comes back ---- */

/* When it stops working, and when it works again; of one that comes and goes, no more than now and then. */
static void say_outcome(struct keeper_writer *writer, enum writer_outcome outcome, uint32_t detail)
{
	char words[160];
	ms_t now = now_ms();

	if (outcome == writer->last || (writer->told != 0 && now - writer->told < QUIET))
		return;
	writer->told = now;
	writer->last = outcome;
	writer_outcome_words(outcome, detail, words, sizeof words);
	if (outcome == WRITER_TEXT)
		log_info("the writer answers again");
	else
		log_warn("the writer: %s; the packs' own words are used", words);
}

enum err keeper_writer_written(struct keeper *keeper, struct bytes payload)
{
	struct keeper_writer *writer = keeper->writer;
	struct ipc_written written;

	if (ipc_get_written(payload, &written) != ERR_NONE)
		return ERR_INPUT;
	free_place(writer, written.token);
	say_outcome(writer, written.outcome, written.detail);
	if (keeper_open_batch(keeper)) {
		flow_proposal(keeper->flow, written.token, written.text);
		keeper_close_soon(keeper, true);
	}
	return ERR_NONE;
}

/* What it was asked for comes to nothing; the flow's time for it runs out by itself. */
void keeper_writer_alone(struct keeper *keeper)
{
	if (keeper->writer != NULL)
		memset(keeper->writer->asked, 0, sizeof keeper->writer->asked);
}

/* ---- start and stop ---- */

void keeper_writer_open(struct keeper *keeper)
{
	const struct settings *settings = &keeper->child->settings;
	struct keeper_writer *writer;

	if (settings->writer.url == NULL)
		return;
	writer = mem_alloc(1, sizeof *writer);
	writer->prompt = (struct prompt){.packs = keeper->reading.packs,
					 .currency = settings->house.currency,
					 .model = settings->writer.model,
					 .temperature = settings->writer.temperature};
	writer->timeout = settings->writer.timeout;
	keeper->writer = writer;
}

struct flow_writer keeper_writer_options(const struct keeper *keeper)
{
	const struct settings *settings = &keeper->child->settings;

	if (keeper->writer == NULL)
		return (struct flow_writer){.timeout = 0};
	return (struct flow_writer){settings->writer.timeout, settings->writer.share};
}

void keeper_writer_close(struct keeper *keeper)
{
	if (keeper->writer != NULL)
		buf_finish(&keeper->writer->request);
	mem_free(keeper->writer);
	keeper->writer = NULL;
}

/* ---- for /metrics ---- */

void keeper_writer_metrics(const struct keeper *keeper, struct buf *out)
{
	const char *name;
	uint64_t count;

	if (keeper->writer == NULL)
		return;
	buf_add_text(out, "# HELP fauxbond_writer_total Turns whose words the writer was to propose, and what "
			  "became of that: used, or why not.\n"
			  "# TYPE fauxbond_writer_total counter\n");
	for (size_t i = 0; flow_proposal_count(keeper->flow, i, &name, &count); i++)
		buf_add_format(out, "fauxbond_writer_total{outcome=\"%s\"} %llu\n", name,
			       (unsigned long long)count);
}
