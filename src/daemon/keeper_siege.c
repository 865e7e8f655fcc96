// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What the keeper says and does when a line is flooded. `on_siege: unbind`: a line whose receiving has passed its limit
 * has its carrier unbound, until it is below the limit again or an operator resumes the line. A carrier is bound for all
 * its lines or none, so one such line is enough.
 *
 * What an operator resumed stays bound until it was below the limit once, through restarts too: that is kept in the store,
 * as "attached.LINE".
 *
 * What a bearer's process is to do it is told as soon as it is there, and it does nothing before; after a restart of the
 * keeper the flow says again which lines are over (keeper_main() runs a batch before the first bearer comes).
 */
#include "base/jsonout.h"
#include "base/log.h"
#include "daemon/keeper.h"

#include <stdio.h>

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

/* ---- what operators resumed ---- */

static bool may_unbind(const struct keeper *keeper, uint32_t line)
{
	return !keeper->of_line[line]->built_in &&
	       flow_line(keeper->flow, line)->on_siege == ON_SIEGE_UNBIND;
}

static const char *meta_name(const struct keeper *keeper, uint32_t line, char ret_name[64])
{
	snprintf(ret_name, 64, "attached.%s", flow_line(keeper->flow, line)->name);
	return ret_name;
}

/* A transaction of its own: effects are told when that of their batch is over. */
static enum err put_resumed(struct keeper *keeper, uint32_t line, struct error *error_r)
{
	struct store *store = keeper->store;
	struct bytes value = bytes_of_text(keeper->resumed[line] ? "1" : "0");
	char name[64];
	enum err err = store->ops->begin(store, error_r);

	if (err != ERR_NONE)
		return err;
	err = store->ops->put_meta(store, meta_name(keeper, line, name), value, error_r);
	if (err == ERR_NONE)
		err = store->ops->commit(store, error_r);
	if (err != ERR_NONE)
		store->ops->rollback(store);
	return err;
}

static void remember_resumed(struct keeper *keeper, uint32_t line, bool resumed)
{
	struct error error = {""};

	if (keeper->resumed[line] == resumed)
		return;
	keeper->resumed[line] = resumed;
	if (put_resumed(keeper, line, &error) != ERR_NONE)
		keeper_fail(keeper, &error);
}

void keeper_siege_open(struct keeper *keeper)
{
	struct buf value = {0};
	char name[64];

	for (uint32_t i = 0; i < flow_line_count(keeper->flow); i++) {
		buf_clear(&value);
		keeper->resumed[i] = may_unbind(keeper, i) &&
				     keeper->store->ops->get_meta(keeper->store,
								  meta_name(keeper, i, name), &value,
								  NULL) == ERR_NONE &&
				     value.size == 1 && value.data[0] == '1';
	}
	buf_finish(&value);
}

/* Those over their limit the flow has named by now. */
void keeper_siege_opened(struct keeper *keeper)
{
	for (uint32_t i = 0; i < flow_line_count(keeper->flow); i++)
		if (!keeper->over[i])
			remember_resumed(keeper, i, false);
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

	for (uint32_t i = 0; i < flow_line_count(keeper->flow); i++)
		detached = detached || (keeper->of_line[i] == bearer && may_unbind(keeper, i) &&
					keeper->over[i] && !keeper->resumed[i]);
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

	say(effect);
	if ((effect->type != EFFECT_RECEIVING && effect->type != EFFECT_RESUMED) ||
	    effect->line == NULL || !may_unbind(keeper, line))
		return;
	if (effect->type == EFFECT_RECEIVING)
		keeper->over[line] = effect->over;
	if (effect->type == EFFECT_RESUMED && keeper->over[line])
		remember_resumed(keeper, line, true);
	else if (!keeper->over[line])
		remember_resumed(keeper, line, false);
	else if (keeper->resumed[line])
		log_info("line %s: an operator resumed it: its carrier stays bound",
			 effect->line->name);
	look_at(keeper, keeper->of_line[line]);
}
