// SPDX-License-Identifier: GPL-3.0-or-later
/* What must hold of a life, by what was told alone: this file knows nothing of how it is done. */
#include "life.h"

#include <math.h>

void broken(const struct life *life, const char *rule)
{
	fprintf(stderr, "%s: %s\n", life->context, rule);
	abort();
}

/* ---- money ---- */

int64_t spent(const struct life *life, uint32_t line, ms_t at, ms_t span, bool ordinary_only)
{
	int64_t sum = 0;

	for (size_t i = life->spend_count; i-- > 0;) {
		const struct spend *spend = &life->spends[i];

		if (spend->at <= at - span)
			break;
		if ((line == UINT32_MAX || spend->line == line) && !(ordinary_only && spend->help))
			sum += spend->micro;
	}
	return sum;
}

static size_t answers_this_hour(const struct life *life, uint32_t line, ms_t at)
{
	size_t count = 0;

	for (size_t i = life->spend_count; i-- > 0 && life->spends[i].at > at - MS_HOUR;)
		count += life->spends[i].line == line;
	return count;
}

static int64_t limit_of(const struct line *line)
{
	return line->limits.answers <= 0 ? INT64_MAX : line->limits.answers;
}

/* What of a cap is kept for people in distress: a tenth, where that of each cap pays for an answer. */
static int64_t kept_of(const struct line *line, int64_t cap)
{
	return line->cost.out <= line->caps.hour / 10 && line->cost.out <= line->caps.day / 10 ? cap / 10 : 0;
}

static void check_window(const struct life *life, const struct effect *effect, ms_t span,
			 int64_t cap)
{
	if (cap == INT64_MAX)
		return;
	HOLDS(spent(life, effect->line_index, effect->at, span, false) <= cap,
	      "a line's cap was exceeded");
	HOLDS(spent(life, effect->line_index, effect->at, span, true) <= cap - kept_of(effect->line, cap),
	      "what is kept for people in distress went to others");
}

static void check_caps(const struct life *life, const struct effect *effect)
{
	const struct line *line = effect->line;
	int64_t house = life->bench->house.day_cap;

	check_window(life, effect, MS_HOUR, line->caps.hour);
	check_window(life, effect, MS_DAY, line->caps.day);
	HOLDS(house == INT64_MAX || spent(life, UINT32_MAX, effect->at, MS_DAY, false) <= house,
	      "the house's cap was exceeded");
	HOLDS((int64_t)answers_this_hour(life, effect->line_index, effect->at) <= limit_of(line),
	      "more answers in an hour than the limit");
}

/* What is left for ordinary answers under a line's cap, or less. */
static int64_t left(const struct life *life, const struct effect *effect, ms_t span, int64_t cap)
{
	return cap == INT64_MAX
		       ? INT64_MAX
		       : cap - kept_of(effect->line, cap) - spent(life, effect->line_index, effect->at, span, false);
}

static int64_t house_left(const struct life *life, const struct effect *effect)
{
	int64_t cap = life->bench->house.day_cap;

	return cap == INT64_MAX ? INT64_MAX
				: cap - spent(life, UINT32_MAX, effect->at, MS_DAY, false);
}

/* Whether some cap had no room for one more ordinary answer; a tenth of a line's is not for those.
 */
static bool was_short(const struct life *life, const struct effect *effect)
{
	const struct line *line = effect->line;
	int64_t price = line->cost.out;

	/* A spend to somebody in distress may be of the tenth, or not: `left` takes it for not. */
	return price > left(life, effect, MS_HOUR, line->caps.hour) ||
	       price > left(life, effect, MS_DAY, line->caps.day) ||
	       price > house_left(life, effect) ||
	       (int64_t)answers_this_hour(life, effect->line_index, effect->at) >= limit_of(line);
}

static int64_t in_window(const struct life *life, uint32_t line)
{
	int64_t count = 0;

	for (unsigned i = 0; i < life->end; i++) {
		const struct party *party = &life->parties[line][i];

		count += party->promised && (party->approved || !party->held);
	}
	return count;
}

static int64_t a_tenth(int64_t cap)
{
	return cap == INT64_MAX ? 0 : cap / 10;
}

/* Whether the caps could pay all that were in their windows, without what a siege holds back of the
 * day. */
static bool had_room(const struct life *life, const struct effect *effect)
{
	const struct line *line = effect->line;
	int64_t waiting = in_window(life, effect->line_index);
	int64_t need = waiting * line->cost.out, house_day = life->bench->house.day_cap;
	int64_t day = left(life, effect, MS_DAY, line->caps.day), house = house_left(life, effect);
	int64_t back = a_tenth(line->caps.day) > a_tenth(house_day) ? a_tenth(line->caps.day)
								    : a_tenth(house_day);

	return need <= left(life, effect, MS_HOUR, line->caps.hour) &&
	       need <= (day < house ? day : house) - back &&
	       waiting <= limit_of(line) -
				  (int64_t)answers_this_hour(life, effect->line_index, effect->at);
}

/* From within, since it cannot be seen: what was spent of the part that is kept. */
static void check_kept(const struct life *life)
{
	for (int line = 0; line < 2; line++) {
		const struct ledger *ledger = &life->bench->flow->lanes[line].ledger;

		for (int w = 0; w < LEDGER_WINDOWS; w++)
			HOLDS(ledger->windows[w].cap == INT64_MAX ||
				      ledger->windows[w].sum[SPEND_KEPT] <= ledger->windows[w].kept,
			      "people in distress were given more than is kept for them");
	}
}

/* ---- one effect ---- */

static void remember_spend(struct life *life, const struct effect *effect)
{
	if (life->spend_count == life->spend_room) {
		life->spend_room = life->spend_room != 0 ? 2 * life->spend_room : 256;
		life->spends = mem_grow(life->spends, life->spend_room, sizeof *life->spends);
	}
	life->spends[life->spend_count++] = (struct spend){
		effect->at, effect->cost, effect->line_index, effect->move == MOVE_HELP_LINE};
}

static void on_reply(struct life *life, struct party *party, const struct effect *effect)
{
	const struct line *line = effect->line;

	HOLDS(party->promised, "an answer nobody had promised");
	HOLDS(++party->replies == 1, "a second answer");
	HOLDS(!party->let_go, "an answer to somebody who was let go");
	HOLDS(party->approved || effect->at >= party->due, "an answer before its time");
	/* A long message's window begins with its first part, up to ten minutes before it was read.
	 */
	HOLDS(party->approved || life->parts || party->due >= party->window + line->answer.least,
	      "a due time before the window");
	HOLDS(effect->late || party->approved || effect->at <= party->window + line->answer.most,
	      "an answer after its window that does not say so");
	HOLDS(party->approved || effect->at <= party->scheduled + line->answer.late,
	      "an answer after its last moment");
	HOLDS(!(party->held && life->siege[effect->line_index] && line->answer.most > 0) ||
		      party->approved,
	      "a late answer in a siege");
	party->promised = party->held = false;
	life->replies++;
	remember_spend(life, effect);
	check_caps(life, effect);
}

static void on_verdict(struct life *life, struct party *party, const struct effect *effect)
{
	if (effect->due == 0)
		return;
	HOLDS(party->replies == 0, "an answer promised to somebody who had his");
	if (!party->promised)
		party->window = effect->at;
	party->scheduled = effect->at;
	party->due = effect->due;
	party->promised = true;
	party->approved = party->held = false;
}

static void on_refusal(struct life *life, struct party *party, const struct effect *effect)
{
	HOLDS(!isnan(effect->score) || effect->cluster == 0,
	      "held by the cohort with a cluster and no score");
	HOLDS(life->slow || !had_room(life, effect),
	      "held by the cohort while there was room for all");
	/* Who came in a siege is looked at as one of it until his window is over. */
	HOLDS(life->siege[effect->line_index] ||
		      effect->at - life->calm[effect->line_index] <= effect->line->answer.most,
	      "held by the cohort in calm");
	party->cluster = effect->cluster;
	if (life->refusal_count == life->refusal_room) {
		life->refusal_room = life->refusal_room != 0 ? 2 * life->refusal_room : 256;
		life->refusals =
			mem_grow(life->refusals, life->refusal_room, sizeof *life->refusals);
	}
	life->refusals[life->refusal_count++] = (struct refusal){
		effect->line_index, effect->contact, effect->cluster, effect->score};
}

static void on_held(struct life *life, struct party *party, const struct effect *effect)
{
	party->cluster = 0;
	if (effect->why == WHY_COHORT)
		on_refusal(life, party, effect);
	/* A line that cannot pay for its day gives each hour its share: then there is money, but
	 * not for all that wait. */
	HOLDS(effect->why != WHY_BUDGET || life->slow || was_short(life, effect) ||
		      !had_room(life, effect),
	      "held for want of money that was there");
	party->held = true;
}

static void on_muted(struct party *party, const struct effect *effect)
{
	party->promised &= effect->why == WHY_DUPLICATE;
	party->let_go |= effect->why == WHY_STOP || effect->why == WHY_BLOCKED ||
			 effect->why == WHY_TAKEOVER;
}

static void on_siege(struct life *life, const struct effect *effect)
{
	bool began = effect->type == EFFECT_SIEGE;

	*(began ? &life->sieges : &life->calms) += 1;
	HOLDS(!isnan(effect->rate) && effect->expected > 0, "a siege without its figures");
	HOLDS(!began || effect->rate > effect->expected, "a siege of fewer than are expected");
	if (effect->line_index > LINE_B)
		return;
	HOLDS(life->siege[effect->line_index] != began,
	      began ? "a siege in a siege" : "calm told twice");
	life->siege[effect->line_index] = began;
	if (!began)
		life->calm[effect->line_index] = effect->at;
}

static struct party *party_of(struct life *life, const struct told *told)
{
	unsigned sender = (unsigned)strtoul(told->address + 5, NULL, 10);

	return told->effect.line_index > LINE_B || told->address[0] == '\0' || sender >= PARTIES_MAX
		       ? NULL
		       : &life->parties[told->effect.line_index][sender];
}

static void look_at(struct life *life, const struct told *told)
{
	const struct effect *effect = &told->effect;
	struct party *party = party_of(life, told);

	HOLDS(effect->type != EFFECT_REPLY || effect->line->kind == LINE_DECLINE,
	      "a decoy answered");
	if (effect->type == EFFECT_SIEGE || effect->type == EFFECT_CALM)
		on_siege(life, effect);
	if (party == NULL)
		return;
	switch (effect->type) {
	case EFFECT_VERDICT:
		on_verdict(life, party, effect);
		break;
	case EFFECT_REPLY:
		on_reply(life, party, effect);
		break;
	case EFFECT_HELD:
		on_held(life, party, effect);
		break;
	case EFFECT_MUTED:
		on_muted(party, effect);
		break;
	default:
		break;
	}
}

/* ---- all of a batch ---- */

static void digest(struct life *life, const struct told *told)
{
	const struct effect *effect = &told->effect;
	char text[1024];
	int size = snprintf(text, sizeof text, "%d %lld %u %u %s %s %s %s %d %lld %lld %d %f %x %f",
			    (int)effect->type, (long long)effect->at, effect->line_index,
			    effect->contact, told->address, told->via, told->text, told->by,
			    (int)effect->why, (long long)effect->cost, (long long)effect->due,
			    effect->late, effect->score, effect->cluster, effect->rate);

	for (int i = 0; i < size && text[i] != '\0'; i++)
		life->digest = (life->digest ^ (uint8_t)text[i]) * UINT64_C(1099511628211);
}

void look(struct life *life)
{
	struct flow_bench *bench = life->bench;

	if (bench->told_count > TOLD_MAX)
		broken(life, "more effects in a batch than the bench keeps");
	for (size_t i = 0; i < bench->told_count; i++) {
		digest(life, &bench->told[i]);
		look_at(life, &bench->told[i]);
	}
	bench_forget(bench);
	check_kept(life);
}
