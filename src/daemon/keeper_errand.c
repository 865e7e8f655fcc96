// SPDX-License-Identifier: GPL-3.0-or-later
/* The keeper's end of the errand: one channel, for alarms (keeper_alarm.c), for the writer (keeper_writer.c) and for
 * sites' webhooks (keeper_hooks.c). */
#include "daemon/keeper.h"
#include "daemon/keeper_hooks.h"

#include <unistd.h>

static enum err on_message(void *context, struct channel *channel, enum ipc_code code,
			   struct bytes payload, int fd)
{
	struct keeper *keeper = context;

	(void)channel;
	(void)fd;
	if (code == IPC_ALARMED && keeper->alarms != NULL)
		return keeper_alarm_ended(keeper, payload);
	if (code == IPC_WRITTEN && keeper->writer != NULL)
		return keeper_writer_written(keeper, payload);
	if (code == IPC_HOOKED && keeper->hooks != NULL)
		return keeper_hooks_ended(keeper, payload);
	return ERR_INPUT;
}

static void drop_errand(struct keeper *keeper)
{
	channel_destroy(keeper->errand);
	keeper->errand = NULL;
	keeper_alarms_alone(keeper);
	keeper_writer_alone(keeper);
	keeper_hooks_alone(keeper);
}

static void on_closed(void *context, struct channel *channel)
{
	(void)channel;
	drop_errand(context);
}

void keeper_errand_peer(struct keeper *keeper, int fd)
{
	const struct channel_hooks hooks = {keeper, on_message, NULL, on_closed};

	if (keeper->alarms == NULL && keeper->writer == NULL && keeper->hooks == NULL) {
		close(fd);
		return;
	}
	if (keeper->errand != NULL)
		drop_errand(keeper);
	keeper->errand = channel_create(keeper->child->base, fd, ROLE_KEEPER, ROLE_ERRAND, &hooks);
	keeper_alarms_pump(keeper);
	keeper_hooks_pump(keeper);
}
