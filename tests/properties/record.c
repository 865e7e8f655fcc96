// SPDX-License-Identifier: GPL-3.0-or-later
/* What was told is what the record holds: answers, alarms, and of whom the cohort held the words
 * that say why. */
#include "life.h"

struct reading_of {
	struct life *life;
	uint32_t line; /* its index */
	size_t answers, sieges, calms;
	size_t next; /* refusal of this line */
	struct arena arena;
};

static struct refusal *next_refusal(struct reading_of *of)
{
	struct life *life = of->life;

	while (of->next < life->refusal_count && life->refusals[of->next].line != of->line)
		of->next++;
	return of->next < life->refusal_count ? &life->refusals[of->next++] : NULL;
}

static void read_refusal(struct reading_of *of, const struct event_row *row, struct bytes words)
{
	struct life *life = of->life;
	const struct refusal *refusal = next_refusal(of);
	char text[200], start[80];

	HOLDS(refusal != NULL && refusal->contact == row->contact,
	      "the record holds other refusals than were told");
	snprintf(text, sizeof text, "%.*s", (int)words.size, (const char *)words.data);
	snprintf(start, sizeof start, "cluster %08x, score %.3f, price ", refusal->cluster,
		 refusal->score);
	HOLDS(strncmp(text, start, strlen(start)) == 0,
	      "the record says otherwise why the cohort held somebody");
}

static bool begins(struct bytes text, const char *start)
{
	return text.size >= strlen(start) && memcmp(text.data, start, strlen(start)) == 0;
}

static enum err read_row(void *context, const struct event_row *row, struct error *error_r)
{
	struct reading_of *of = context;
	struct flow_bench *bench = of->life->bench;
	struct evidence_view view;
	enum err err;

	of->answers += row->type == EVENT_ANSWER;
	if (row->type != EVENT_DECISION && row->type != EVENT_NOTE)
		return ERR_NONE;
	arena_reset(&of->arena);
	err = evidence_read(&bench->keys, bench->flow->lanes[of->line].row.log, row, NULL,
			    &of->arena, &view, error_r);
	if (err != ERR_NONE)
		return err;
	if (row->type == EVENT_DECISION && view.facts.verdict == VERDICT_HELD &&
	    view.facts.why == WHY_COHORT)
		read_refusal(of, row, view.text);
	of->sieges += row->type == EVENT_NOTE && begins(view.text, "siege: ");
	of->calms += row->type == EVENT_NOTE && begins(view.text, "calm: ");
	return ERR_NONE;
}

void check_record(struct life *life)
{
	struct flow_bench *bench = life->bench;
	size_t answers = 0, sieges = 0, calms = 0;

	for (uint32_t line = 0; line < FIXTURE_LINES; line++) {
		struct reading_of of = {.life = life, .line = line};

		arena_init(&of.arena, 1 << 20);
		bench_ok(bench, bench->store->ops->scan_events(
					bench->store, bench->flow->lanes[line].row.line, 1, 0, true,
					read_row, &of, &bench->error));
		arena_finish(&of.arena);
		HOLDS(next_refusal(&of) == NULL, "somebody was held, and the record does not know");
		answers += of.answers;
		sieges += of.sieges;
		calms += of.calms;
	}
	HOLDS(answers == life->replies, "answers told and answers recorded differ");
	HOLDS(sieges == life->sieges && calms == life->calms,
	      "alarms told and alarms recorded differ");
	bench_verify(bench);
}
