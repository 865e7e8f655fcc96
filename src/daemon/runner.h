// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The runner: a process beside the errand, forked before the errand's jail closes, and the only one that ever executes
 * anything. It exists because a list of system calls is inherited: the command is an operator's own program (a shell
 * script, a mailer), and a list that lets those run would be none. So the errand keeps its jail, and what it can have
 * run is this one command of the settings, as they were at start, with at most ALARM_BODY_MAX bytes on its standard input:
 * there is no message that names another.
 *
 * It holds one socket, to the errand, and the settings as read; no key, no secret (it is forked before that is read),
 * nothing of a stranger's.
 *
 * What is given up, knowingly: the command runs with all the rights of the user that fauxbond was started as, and may gain
 * more (mailers are setgid: no_new_privs would break them). It can do whatever that user can, the store and its key file
 * included. Under a service manager its limits hold for the command too.
 *
 * The command: executed directly, no shell; environment empty; folder "/"; a session of its own; standard input the JSON,
 * output and errors read, counted and thrown away; killed with its session's group after RUNNER_MOST seconds, and what it
 * left in that group when it ends.
 */
#ifndef DAEMON_RUNNER_H
#define DAEMON_RUNNER_H

#include "daemon/ipc_messages.h"

enum { RUNNER_MOST = 30 }; /* s */

struct runner_result {
	enum alarm_outcome outcome;
	uint32_t detail, output;
};

/* Forks it. `*ret_socket` sends a body (one packet) and receives its result (one packet); when it is closed, the runner
 * ends with what it runs. `command`: absolute, NULL-terminated. */
enum err runner_start(char *const *command, int *ret_socket, struct error *error_r);
enum err runner_send(int socket, struct bytes body);
/* ERR_ABSENT: nothing yet; ERR_IO: it is gone. */
enum err runner_receive(int socket, struct runner_result *ret_result);

#endif
