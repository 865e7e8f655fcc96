// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/now.h"

#include <time.h>

static double pace = 1.0;
static ms_t began;
static ms_t latest;

void now_speed(double speed, ms_t origin)
{
	pace = speed;
	began = origin;
}

static ms_t real_ms(void)
{
	struct timespec spec;

	clock_gettime(CLOCK_REALTIME, &spec);
	return (ms_t)spec.tv_sec * MS_SECOND + spec.tv_nsec / 1000000;
}

ms_t now_ms(void)
{
	ms_t real = real_ms();
	ms_t now = pace == 1.0 ? real : began + (ms_t)((double)(real - began) * pace);

	if (now > latest)
		latest = now;
	return latest;
}

struct timeval now_until(ms_t at)
{
	ms_t left = at - now_ms();
	double real;

	if (at == MS_NEVER || left > 365 * MS_DAY)
		left = 365 * MS_DAY;
	real = left > 0 ? (double)left / pace : 0;
	if (real > (double)MS_DAY)
		real = (double)MS_DAY;
	/* Rounded up: a timer that rings a hair early would ring twice. */
	return (struct timeval){.tv_sec = (time_t)(real / 1000),
				.tv_usec = (suseconds_t)(((ms_t)real % 1000) * 1000 + (left > 0 ? 999 : 0))};
}
