// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/evening_run.h"
#include "daemon/rehearsal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 65536 };

struct rehearsal {
	struct rehearsal_child child;
	struct bytes events; /* not yet given */
	struct buf effects;  /* a line that is not whole yet */
	evening_line_fn *take;
	void *context;
};

/* ---- both pipes at once ---- */

/* The pipe out of it is read only while there is room in the one into it, or neither would move. */
static void give(struct rehearsal *run)
{
	size_t size = run->events.size < PIECE ? run->events.size : PIECE;
	ssize_t given = write(run->child.in, run->events.data, size);

	if (given < 0 && errno != EAGAIN && errno != EINTR)
		run->events.size = 0; /* it has ended: its exit code says why */
	if (given > 0) {
		run->events.data += given;
		run->events.size -= (size_t)given;
	}
	if (run->events.size == 0)
		rehearsal_shut(&run->child.in);
}

static enum err take_lines(struct rehearsal *run, struct error *error_r)
{
	enum err err = ERR_NONE;
	size_t from = 0;
	uint8_t *end;

	while (err == ERR_NONE &&
	       (end = memchr(run->effects.data + from, '\n', run->effects.size - from)) != NULL) {
		struct bytes line = {run->effects.data + from,
				     (size_t)(end - run->effects.data) - from};

		err = run->take(run->context, line, error_r);
		from += line.size + 1;
	}
	buf_shift(&run->effects, from);
	return err;
}

static enum err hear(struct rehearsal *run, struct error *error_r)
{
	ssize_t got = read(run->child.out, buf_room(&run->effects, PIECE), PIECE);

	if (got > 0) {
		run->effects.size += (size_t)got;
		return take_lines(run, error_r);
	}
	if (got == 0)
		rehearsal_shut(&run->child.out);
	else if (errno != EINTR)
		return error_set(error_r, ERR_IO, "a pipe: %s", strerror(errno));
	return ERR_NONE;
}

static enum err talk(struct rehearsal *run, struct error *error_r)
{
	enum err err = ERR_NONE;

	fcntl(run->child.in, F_SETFL, O_NONBLOCK);
	while (err == ERR_NONE && run->child.out >= 0) {
		struct pollfd polled[] = {{run->child.out, POLLIN, 0}, {run->child.in, POLLOUT, 0}};

		if (poll(polled, 2, -1) < 0 && errno != EINTR)
			return error_set(error_r, ERR_IO, "poll: %s", strerror(errno));
		if (polled[1].revents != 0)
			give(run);
		if (polled[0].revents != 0)
			err = hear(run, error_r);
	}
	return err;
}

enum err evening_rehearse(const char *config, struct bytes settings, uint64_t seed,
			  struct bytes events, evening_line_fn *take, void *context,
			  struct error *error_r)
{
	struct rehearsal run = {.events = events, .take = take, .context = context};
	enum err err = rehearsal_start(config, settings, seed, &run.child, error_r);

	if (err == ERR_NONE)
		err = talk(&run, error_r);
	err = rehearsal_end(&run.child, err, error_r);
	buf_finish(&run.effects);
	return err;
}
