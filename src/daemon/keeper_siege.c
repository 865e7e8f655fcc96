// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What the keeper says and does when a line is flooded. `on_siege: unbind`: a line whose receiving has passed its limit
 * has its carrier unbound, until it is below the limit again or an operator resumes the line. A carrier is bound for all
 * its lines or none, so one such line is enough.
 *
 * What a bearer's process is to do it is told as soon as it is there, and it does nothing before; after a restart of the
 * keeper the flow says again which lines are over (keeper_main() runs a batch before the first bearer comes).
 */
#include "base/jsonout.h"
#include "base/log.h"
#include "daemon/keeper.h"

static void say(const struct effect *effect)
{
	char money[32];

	if (effect->type == EFFECT_SIEGE)
		log_warn("line %s: a siege: %.0f messages an hour, where %.1f are expected",
			 effect->line->name, effect->rate, effect->expected);
	else if (effect->type == EFFECT_CALM)
		log_info("line %s: the siege is over", effect->line->name);
	else if (effect->type == EFFECT_RECEIVING && effect->over)
		log_warn("line %s: receiving has cost %s in a day and passed its limit",
			 effect->line->name, money_text(effect->cost, money));
	else if (effect->type == EFFECT_RECEIVING)
		log_info("line %s: receiving is below its limit again", effect->line->name);
}

/* ---- unbinding ---- */

void keeper_tell_bearer(struct keeper_bearer *bearer)
{
	enum keeper_told wanted = bearer->detached ? TOLD_DETACH : TOLD_ATTACH;

	if (bearer->told == wanted || bearer->channel == NULL || bearer->gone)
		return;
	bearer->told = wanted;
	channel_begin(bearer->channel, wanted == TOLD_DETACH ? IPC_DETACH : IPC_ATTACH);
	channel_end(bearer->channel);
}

/* The bearer is told when the batch is flushed, behind the answers that it brought (keeper_flush_bearers()). */
static void look_at(struct keeper *keeper, struct keeper_bearer *bearer)
{
	bool detached = false;

	for (size_t i = 0; i < flow_line_count(keeper->flow); i++)
		detached = detached || (keeper->of_line[i] == bearer && keeper->shut[i]);
	if (detached == bearer->detached)
		return;
	bearer->detached = detached;
	if (detached)
		log_warn("%s: unbinding, and staying so (on_siege)", bearer->name);
	else
		log_info("%s: binding again", bearer->name);
}

void keeper_siege(struct keeper *keeper, const struct effect *effect)
{
	uint32_t line = effect->line_index;
	struct keeper_bearer *bearer;

	say(effect);
	if ((effect->type != EFFECT_RECEIVING && effect->type != EFFECT_RESUMED) ||
	    effect->line == NULL)
		return;
	bearer = keeper->of_line[line];
	if (bearer->built_in || effect->line->on_siege != ON_SIEGE_UNBIND)
		return;
	keeper->shut[line] = effect->type == EFFECT_RECEIVING && effect->over;
	look_at(keeper, bearer);
}
