// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/decide/stall/pace.h"

#include "flow/decide/stall/meeting.h"

#include <math.h>

static const struct {
	double least, most; /* seconds */
} delays[DELAY_COUNT] = {
#define X(id, least, most, name) [id] = {least, most},
	DELAYS(X)
#undef X
};

uint64_t pace_mix(uint64_t voice, uint64_t turn, uint64_t purpose)
{
	uint64_t z = voice ^ (turn * 0x9e3779b97f4a7c15u) ^ (purpose * 0xc2b2ae3d27d4eb4fu);

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u; /* splitmix64's finisher */
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static double unit(uint64_t seed)
{
	return ((double)(seed >> 11) + 0.5) * 0x1p-53;
}

bool pace_is_awake(const struct stalling *stalling, const struct line *line, ms_t at)
{
	return hours_hold(line->hours, line->hour_count, zone_time_of_day(stalling->zone, at));
}

ms_t pace_awake(const struct stalling *stalling, const struct line *line, ms_t at, uint64_t seed)
{
	ms_t step = 5 * MS_MINUTE, start = at;

	if (pace_is_awake(stalling, line, at))
		return at;
	for (int i = 0; i < 2 * 288 && !pace_is_awake(stalling, line, at); i++)
		at += step;
	if (at - start >= 2 * MS_DAY)
		return start; /* no such hours: check refuses them */
	/* Not all of them answer at the stroke of the hour. */
	start = at;
	at += (ms_t)(unit(seed) * unit(pace_mix(seed, 1, 1)) * 100 * (double)MS_MINUTE);
	return pace_is_awake(stalling, line, at) ? at : start;
}

/* Log-uniform: many short ones, few long ones, at every scale; the milliseconds are nobody's habit. */
ms_t pace_answer(const struct stalling *stalling, const struct line *line, enum delay delay,
		 ms_t now, uint64_t seed)
{
	double least = delays[delay].least, most = delays[delay].most;
	double seconds = least * pow(most / least, unit(seed));

	return pace_awake(stalling, line, now + (ms_t)(seconds * 1000), pace_mix(seed, 2, 2));
}

/* Uniform in [least, most]. */
static ms_t between(ms_t least, ms_t most, uint64_t seed)
{
	return least + (ms_t)(unit(seed) * (double)(most - least));
}

enum { ALONE_MOST = 2 };
/* As wary as after two doubts of his. */
static const float wary = 0.6F;

/* While he waits for us, or will: shortly before the time, and then again and again a little late. */
static ms_t about_meeting(const struct stall *stall, ms_t now, uint64_t seed)
{
	if (stall->alone >= ALONE_MOST)
		return MS_NEVER;
	if (stall->meeting > now + 12 * MS_MINUTE && stall->alone == 0)
		return stall->meeting - between(3 * MS_MINUTE, 11 * MS_MINUTE, seed);
	if (stall->meeting > now)
		return stall->meeting + between(3 * MS_MINUTE, 9 * MS_MINUTE, seed);
	return now + between(7 * MS_MINUTE, 18 * MS_MINUTE, seed);
}

bool pace_has_meeting(const struct stall *stall)
{
	const uint32_t both = KNOWN_PLACE | KNOWN_TIME;

	return stall->meeting != 0 && (stall->known & both) == both;
}

/* He waits, or may: at a place and a time that were named, and not long over. */
static bool may_wait(const struct stall *stall, ms_t now)
{
	if (stall->phase == PHASE_WAITING)
		return stall->meeting != 0;
	return (stall->phase == PHASE_ARRANGE || stall->phase == PHASE_EXCUSE) &&
	       pace_has_meeting(stall) && stall->meeting > now;
}

ms_t stall_initiative(const struct stall *stall, const struct stalling *stalling,
		      const struct line *line, ms_t now)
{
	uint64_t seed = pace_mix(stall->voice, stall->turns, 3);
	ms_t at = MS_NEVER;

	if (stall->engaged != ENGAGED || stall->over != WHY_NONE || stall->phase == PHASE_OVER ||
	    stall->theirs == 0)
		return MS_NEVER;
	/* Whoever left taking us for a robot is not run after: once, the day after. */
	if (stall->suspicion >= wary)
		return stall->revivals >= REVIVALS_MOST - 1 || stall->alone > 0
			       ? pace_awake(stalling, line, now + 2 * MS_DAY, seed)
			       : pace_awake(stalling, line, now + between(16 * MS_HOUR, 30 * MS_HOUR, seed), seed);
	if (may_wait(stall, now))
		at = about_meeting(stall, now, seed);
	/* Once after some hours, perhaps a second time the day after, then never. */
	if (at == MS_NEVER && stall->revivals < REVIVALS_MOST)
		at = now + (stall->revivals == 0 ? between(2 * MS_HOUR, 7 * MS_HOUR, seed)
						 : between(16 * MS_HOUR, 30 * MS_HOUR, seed));
	else if (at == MS_NEVER)
		at = now + MS_DAY; /* then it is over */
	return pace_awake(stalling, line, at, pace_mix(seed, 4, 4));
}
