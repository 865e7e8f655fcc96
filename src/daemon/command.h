// SPDX-License-Identifier: GPL-3.0-or-later
/* The program's commands: one file each. Exit 0 done, 1 failed, 2 usage. */
#ifndef DAEMON_COMMAND_H
#define DAEMON_COMMAND_H

#include "base/error.h"
#include "daemon/settings.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

/*  name         what it does, in a sentence                                            */
#define COMMANDS(C)                                                                                \
	C(serve, "serve", "run the lines until stopped")                                           \
	C(demo, "demo", "show the program at work, with a small carrier of its own")               \
	C(evening, "evening", "the evening of 30 October 2017 again: 20,000 robots, in seconds")    \
	C(conversation, "conversation", "a stalling line and an invented dealer: who writes what, and why") \
	C(check, "check", "read the settings, say what they mean and what to mind")                \
	C(rehearse, "rehearse", "run the engine on virtual time: events in, effects out, as JSON Lines") \
	C(classify, "classify", "say what the texts on standard input are, as JSON Lines")         \
	C(evaluate, "evaluate", "how well texts whose kind is known are read: a table of them")    \
	C(learning, "learning", "what stalling lines have learnt, and whether it helps")           \
	C(pack, "pack", "for who writes what a stalling line says: check it, try it")              \
	C(evidence, "evidence", "verify the record: every event, tree and signature")              \
	C(site, "site", "for who runs a site: whom other rules would have touched")                \
	C(migrate, "migrate", "bring a store up to this program's version")                        \
	C(pause, "pause", "stop answering on a line, or on all")                                   \
	C(resume, "resume", "answer again")                                                        \
	C(queue, "queue", "what waits to be answered, and what waits for a person")                \
	C(approve, "approve", "let the answer to a contact go out now")                            \
	C(block, "block", "never answer a contact")                                                \
	C(takeover, "takeover", "leave a contact to a person: no automatic answer any more")       \
	C(correct, "correct", "say what the last text of a contact is; it becomes an example")     \
	C(corrections, "corrections", "what was corrected, what texts are read with; take one back") \
	C(tip, "tip", "hand in a forwarded advertisement about a number")                          \
	C(sighting, "sighting", "record who approached a decoy on someone else's site")            \
	C(sightings, "sightings", "who approached a watching line, by the half hour")              \
	C(token, "token", "who may use the API of a site line: add, list, remove")                 \
	C(handset, "handset", "text a line whose bearer is handset, as a sender would")            \
	C(follow, "follow", "watch a running program: what comes, what is decided, what it costs")

#define X(id, name, what) int command_##id(int argc, char **argv);
COMMANDS(X)
#undef X

/* One option of a command. `value`: gets the argument; else `flag` is set. */
struct option_row {
	const char *name; /* "--config" */
	const char *argument; /* "FILE"; NULL: a flag */
	const char *what;
	const char **value;
	bool *flag;
};

/* Reads options; the rest becomes `ret_rest` (at most `most` words). 0: go on. Otherwise the exit code is in
 * *ret_exit: --help was asked for (0) or the words are off (2, said on stderr). */
int command_options(int argc, char **argv, const char *usage, const struct option_row *rows,
		    size_t row_count, const char **ret_rest, size_t most, size_t *ret_rest_count,
		    int *ret_exit);

/* Says the error on stderr and gives EXIT_FAILED. */
int command_failed(const struct error *error);
/* Decimal digits and nothing else, as --seed takes them; false: it is something else. */
bool command_seed(const char *text, uint64_t *ret_seed);
/* Says what is wrong with what an option was given, and gives EXIT_USAGE. */
int command_wrong(const char *option, const char *given, const char *problem);
/* The settings file that is meant: `given`, or ./fauxbond.yaml, or /etc/fauxbond/fauxbond.yaml. */
const char *command_config(const char *given);

#endif
