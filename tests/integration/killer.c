// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * killer FAUXBOND DUMP [KILLS [SEED [SPAN]]]: `fauxbond serve` is killed (SIGKILL) again and again while a carrier delivers
 * messages and takes answers: all of it at once, its parent, its keeper, its bearer or its desk. In between, and at the
 * end, it is stopped in order, and what the carrier saw is compared with the record (oracle.h).
 *
 * The last line sums up; the exit code is 0 when all held. A seed repeats the same choices, not the same moments.
 * SPAN: at most so many ms between two kills. With 10000, fifty of them take four minutes, and the line under siege comes to
 * the end of its windows.
 */
#include "oracle.h"
#include "smsc.h"

#include "base/mem.h"
#include "base/random.h"
#include "base/seal.h"
#include "flow/bearer/smpp_pdu.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	BIND_MOST = 30000,  /* ms until the line is back, after whatever died */
	STOP_MOST = 10000,  /* ms for a stop in order */
	CALM_MOST = 60000,  /* ms until the carrier has been rid of everything */
	JUDGE_EVERY = 100,  /* kills between two comparisons */
	PARTIAL_MOST = 2,   /* deaths of single processes in one life of the parent: its back-off doubles */
	BURST_MOST = 40,    /* messages between two kills, new ones */
	SPAN = 145,         /* ms between two kills, at most */
	SIEGE_AFTER = 50,   /* kills: by then a line has been under siege */
	PRICE = 80000,
};

enum victim { ALL, PARENT, KEEPER, BEARER, DESK, VICTIMS };
static const char *const victims[VICTIMS] = {"all", "parent", "keeper", "bearer", "desk"};

/* The caps grow with the number of kills, so that each of them binds before the end, and none at once. */
static struct oracle_line lines[] = {
	{"once", "+999000000001", true, PRICE, 120000, INT64_MAX},
	{"later", "+999000000002", true, PRICE, INT64_MAX, 130000},
	{"watch", "+999000000003", false, 0, INT64_MAX, INT64_MAX},
	/* Under siege from the first burst on: far more write than its cap pays, and than it expects. */
	{"flooded", "+999000000004", true, PRICE, 1000000, INT64_MAX},
};
static int64_t house_day = 220000;

struct killer {
	const char *fauxbond, *dump;
	struct random random;
	struct oracle *oracle;
	struct smsc *smsc;
	pid_t parent; /* 0: not running */
	ms_t span;    /* at most, between two kills */
	int partial;  /* single deaths in this life of the parent */
	uint32_t senders;
	uint32_t *again; /* messages to be delivered once more, oldest first */
	size_t again_first, again_end, again_room;
	size_t heard; /* acknowledgements and answers, in this traffic */
	size_t faults, kills[VICTIMS], refused, lives;
	char folder[256], settings[300], log[300];
};

static ms_t now(void)
{
	struct timespec spec;

	clock_gettime(CLOCK_REALTIME, &spec);
	return (ms_t)spec.tv_sec * 1000 + spec.tv_nsec / 1000000;
}

static void fault(struct killer *killer, const char *what)
{
	killer->faults++;
	fprintf(stderr, "FAULT: %s\n", what);
}

/* ---- the carrier's part ---- */

static void deliver_again(struct killer *killer, uint32_t message)
{
	if (killer->again_end == killer->again_room) {
		size_t left = killer->again_end - killer->again_first;

		memmove(killer->again, killer->again + killer->again_first, left * sizeof *killer->again);
		killer->again_first = 0;
		killer->again_end = left;
		if (left * 2 >= killer->again_room) {
			killer->again_room = killer->again_room != 0 ? killer->again_room * 2 : 1024;
			killer->again = mem_grow(killer->again, killer->again_room, sizeof *killer->again);
		}
	}
	killer->again[killer->again_end++] = message;
}

static void on_acknowledged(void *context, uint32_t message, uint32_t status)
{
	struct killer *killer = context;
	struct oracle_message *row = oracle_message(killer->oracle, message);

	killer->heard++;
	row->under_way = false;
	if (status == ESME_ROK)
		row->acknowledged = true;
	else
		deliver_again(killer, message);
}

static void on_lost(void *context, uint32_t message)
{
	oracle_message(((struct killer *)context)->oracle, message)->under_way = false;
	deliver_again(context, message);
}

/* Mostly taken; sometimes refused, too fast, or never answered. */
static uint32_t on_submitted(void *context, const struct smsc_submit *submit)
{
	struct killer *killer = context;
	uint64_t chance = random_below(&killer->random, 100);
	bool no = chance < 6;

	killer->heard++;
	oracle_answer(killer->oracle, submit->from, submit->to, !no, now());
	if (chance < 3)
		return ESME_RTHROTTLED;
	if (chance < 6)
		return ESME_RSUBMITFAIL;
	return chance < 8 ? (uint32_t)SMSC_NONE : (uint32_t)ESME_ROK;
}

/* A message nobody has written yet: from somebody new, or from one who wrote before; now and then the very same. */
static uint32_t write_message(struct killer *killer)
{
	static const char *const texts[] = {"salut, on se voit quand ?", "hey what's up", "allo ? r\303\251ponds",
					    "you there?", "coucou c'est moi", "call me"};
	struct random *random = &killer->random;
	size_t count = oracle_count(killer->oracle);
	uint8_t line = (uint8_t)random_below(random, sizeof lines / sizeof lines[0]);
	uint32_t sender = killer->senders;
	char text[ORACLE_TEXT];

	if (count != 0 && random_below(random, 20) == 0) {
		struct oracle_message old =
			*oracle_message(killer->oracle, random_below(random, count));

		return (uint32_t)oracle_add(killer->oracle, old.line, old.sender, old.text);
	}
	if (sender != 0 && random_below(random, 2) == 0)
		sender = (uint32_t)random_below(random, sender);
	else
		killer->senders++;
	snprintf(text, sizeof text, "%s %zu", texts[random_below(random, 3) * 2], count);
	/* The carrier's alphabet is GSM 7-bit: plain letters only. */
	for (char *at = text; *at != '\0'; at++)
		if ((*at & 0x80) != 0)
			*at = 'e';
	return (uint32_t)oracle_add(killer->oracle, line, sender, text);
}

static bool deliver(struct killer *killer, uint32_t message)
{
	struct oracle_message *row = oracle_message(killer->oracle, message);
	char from[24];

	oracle_number(row->sender, from);
	row->under_way = smsc_deliver(killer->smsc, message, from, lines[row->line].number, row->text);
	return row->under_way;
}

static void deliver_waiting(struct killer *killer, uint32_t most)
{
	while (killer->again_first < killer->again_end && smsc_unacknowledged(killer->smsc) < most &&
	       deliver(killer, killer->again[killer->again_first]))
		killer->again_first++;
}

/* Traffic, what was lost before comes first: for so long, or until so much has been heard, for what must not happen
 * happens between a commit and what follows it. */
static void traffic(struct killer *killer, ms_t span, size_t hear)
{
	ms_t until = now() + span;
	uint32_t most = 1 + (uint32_t)random_below(&killer->random, BURST_MOST), fresh = most;

	killer->heard = 0;
	do {
		deliver_waiting(killer, most);
		while (fresh != 0 && smsc_bound(killer->smsc) &&
		       smsc_unacknowledged(killer->smsc) < most &&
		       killer->again_first == killer->again_end &&
		       deliver(killer, write_message(killer)))
			fresh--;
		smsc_run(killer->smsc, (int)(until > now() ? until - now() : 0));
	} while (now() < until && killer->heard < hear);
}

/* ---- processes ---- */

static void start(struct killer *killer)
{
	int log = open(killer->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	killer->lives++;
	killer->partial = 0;
	killer->parent = fork();
	if (killer->parent == 0) {
		setpgid(0, 0);
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* this test may be killed itself */
		dup2(log, STDOUT_FILENO);
		dup2(log, STDERR_FILENO);
		execl(killer->fauxbond, "fauxbond", "serve", "--config", killer->settings, (char *)NULL);
		_exit(127);
	}
	close(log);
}

/* The child of the parent with this name, by /proc; 0: it is not there now. */
static pid_t find_child(pid_t parent, const char *name)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	pid_t found = 0;

	while (proc != NULL && found == 0 && (entry = readdir(proc)) != NULL) {
		char path[300], stat[512], comm[32];
		int pid, above;
		FILE *file;

		if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
			continue;
		snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
		file = fopen(path, "re");
		if (file == NULL)
			continue;
		if (fgets(stat, sizeof stat, file) != NULL &&
		    sscanf(stat, "%d (%31[^)]) %*c %d", &pid, comm, &above) == 3 && above == parent &&
		    strcmp(comm, name) == 0)
			found = pid;
		fclose(file);
	}
	if (proc != NULL)
		closedir(proc);
	return found;
}

/* Takes in what has died; true when the parent has. */
static bool reap(struct killer *killer, int *ret_status)
{
	bool gone = false;
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != killer->parent)
			continue;
		gone = true;
		*ret_status = status;
		killer->parent = 0;
	}
	return gone;
}

/* All of its processes, orphans too (they come to us: PR_SET_CHILD_SUBREAPER). */
static void wait_all(struct killer *killer)
{
	int status;

	while (waitpid(-1, &status, 0) > 0)
		smsc_run(killer->smsc, 0);
	killer->parent = 0;
}

/* Starts it, or lets the parent start what died, until the carrier has a bind. */
static bool bring_up(struct killer *killer)
{
	ms_t until = now() + BIND_MOST;
	int status;

	while (now() < until) {
		if (reap(killer, &status)) {
			/* Started while an orphan still had the store: whoever supervises it tries again. */
			killer->refused++;
			if (!WIFEXITED(status) || WEXITSTATUS(status) != 1)
				fault(killer, "the parent died by itself");
		}
		if (killer->parent == 0)
			start(killer);
		if (smsc_bound(killer->smsc))
			return true;
		smsc_run(killer->smsc, 10);
	}
	fault(killer, "no bind in time");
	return false;
}

/* Whom to kill, and where he is, so that it can be done at once. */
static enum victim choose(struct killer *killer, pid_t *ret_pid)
{
	enum victim victim = (enum victim)random_below(&killer->random, VICTIMS);

	*ret_pid = 0;
	if (victim >= KEEPER && killer->partial >= PARTIAL_MOST)
		victim = victim == DESK ? PARENT : ALL;
	if (victim >= KEEPER)
		*ret_pid = find_child(killer->parent, victims[victim]);
	return victim >= KEEPER && *ret_pid == 0 ? ALL : victim;
}

static void kill_one(struct killer *killer, enum victim victim, pid_t pid)
{
	killer->kills[victim]++;
	if (victim == ALL) {
		kill(-killer->parent, SIGKILL);
		wait_all(killer);
	} else if (victim == PARENT) {
		kill(killer->parent, SIGKILL);
		/* Half of the time its successor comes at once, as a supervisor's would. */
		if (random_below(&killer->random, 2) == 0)
			wait_all(killer);
		else
			waitpid(killer->parent, NULL, 0);
		killer->parent = 0;
	} else {
		killer->partial++;
		kill(pid, SIGKILL);
	}
	/* The carrier notices what died before it hears from what comes. */
	if (victim == ALL || victim == PARENT)
		while (smsc_bound(killer->smsc))
			smsc_run(killer->smsc, 1);
	else if (victim != DESK)
		for (ms_t until = now() + 1000; smsc_bound(killer->smsc) && now() < until;)
			smsc_run(killer->smsc, 1);
}

/* ---- in order ---- */

/* Until everything that was ever sent is acknowledged. */
static void calm(struct killer *killer)
{
	ms_t until = now() + CALM_MOST;

	while (now() < until) {
		deliver_waiting(killer, BURST_MOST);
		smsc_run(killer->smsc, 20);
		if (killer->again_first == killer->again_end && smsc_bound(killer->smsc) &&
		    smsc_unacknowledged(killer->smsc) == 0)
			return;
		if (!smsc_bound(killer->smsc) && !bring_up(killer))
			break;
	}
	fault(killer, "messages that were never acknowledged");
}

static void stop(struct killer *killer)
{
	ms_t until = now() + STOP_MOST;
	int status = -1;

	kill(killer->parent, SIGTERM);
	while (now() < until && !reap(killer, &status))
		smsc_run(killer->smsc, 5);
	if (killer->parent != 0) {
		fault(killer, "it did not stop in time");
		kill(-killer->parent, SIGKILL);
	} else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		fault(killer, "it stopped with a fault");
	}
	wait_all(killer);
}

static void judge(struct killer *killer)
{
	char command[800];

	calm(killer);
	if (killer->parent != 0)
		stop(killer);
	snprintf(command, sizeof command, "'%s' evidence verify --config '%s' >'%s/verify' 2>&1",
		 killer->fauxbond, killer->settings, killer->folder);
	if (system(command) != 0) {
		fault(killer, "the evidence does not verify");
		snprintf(command, sizeof command, "cat '%s/verify' >&2", killer->folder);
		if (system(command) != 0)
			return;
	}
	killer->faults += oracle_judge(killer->oracle, killer->dump, killer->settings);
}

/* ---- the whole ---- */

/* A port that was free a moment ago. */
static uint16_t free_port(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &size) != 0)
		exit(1);
	close(fd);
	return ntohs(address.sin_port);
}

static long long euros(int64_t micro)
{
	return (long long)(micro / 1000000);
}

/* To whole euros, as many as so many kills bring in. */
static void set_caps(long kills)
{
	lines[0].hour = (lines[0].hour * kills / 1000000 + 1) * 1000000;
	lines[1].day = (lines[1].day * kills / 1000000 + 1) * 1000000;
	house_day = (house_day * kills / 1000000 + 1) * 1000000;
}

static void write_settings(struct killer *killer)
{
	const char *place = getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp";
	FILE *file;

	snprintf(killer->folder, sizeof killer->folder, "%s/fauxbond-killer-XXXXXX", place);
	if (mkdtemp(killer->folder) == NULL)
		exit(1);
	snprintf(killer->settings, sizeof killer->settings, "%s/fauxbond.yaml", killer->folder);
	snprintf(killer->log, sizeof killer->log, "%s/log", killer->folder);
	file = fopen(killer->settings, "we");
	if (file == NULL)
		exit(1);
	fprintf(file,
		"data: ./var\nkey: ./key\n"
		"house: {country: FR, timezone: Europe/Paris, currency: EUR, caps: {day: %lld.00}}\n"
		"desk: {listen: \"127.0.0.1:%u\"}\n"
		"bearers:\n  - {name: smsc, kind: smpp, address: \"127.0.0.1:%u\", system_id: line, "
		"window: 50, receipts: true, practice: true}\n"
		"lines:\n"
		"  - {name: once, kind: decline, bearer: smsc, numbers: [\"+999000000001\"], languages: [fr, en],\n"
		"     answer: {between: [0s, 0s], late: 24h}, accept: {foreign: true},\n"
		"     cost: {out: 0.08}, caps: {hour: %lld.00}}\n"
		"  - {name: later, kind: decline, bearer: smsc, numbers: [\"+999000000002\"], languages: [fr, en],\n"
		"     answer: {between: [0s, 2m], late: 24h}, accept: {foreign: true},\n"
		"     cost: {out: 0.08}, caps: {day: %lld.00}}\n"
		"  - {name: watch, kind: watch, bearer: smsc, numbers: [\"+999000000003\"], languages: [fr]}\n"
		"  - {name: flooded, kind: decline, bearer: smsc, numbers: [\"+999000000004\"], languages: [fr],\n"
		"     answer: {between: [0s, 2m], late: 24h}, accept: {foreign: true}, expect: 24,\n"
		"     cost: {out: 0.08}, caps: {hour: 1.00}}\n",
		euros(house_day), free_port(), smsc_port(killer->smsc), euros(lines[0].hour),
		euros(lines[1].day));
	fclose(file);
}

static void finish(struct killer *killer, ms_t began, uint64_t seed)
{
	char command[320];
	size_t kills = 0;

	for (int v = 0; v < VICTIMS; v++)
		kills += killer->kills[v];
	printf("%zu kills (all %zu, parent %zu, keeper %zu, bearer %zu, desk %zu) in %lld s: %zu messages of %u "
	       "senders, %zu acknowledged, %zu answers taken, %zu sieges, %zu lives, %zu starts refused; seed %llu; %zu faults\n",
	       kills, killer->kills[ALL], killer->kills[PARENT], killer->kills[KEEPER],
	       killer->kills[BEARER], killer->kills[DESK], (long long)(now() - began) / 1000,
	       oracle_count(killer->oracle), killer->senders, oracle_acknowledged(killer->oracle),
	       oracle_answers(killer->oracle), oracle_sieges(killer->oracle), killer->lives, killer->refused,
	       (unsigned long long)seed, killer->faults);
	if (killer->faults == 0 && getenv("KEEP") == NULL) {
		snprintf(command, sizeof command, "rm -rf '%s'", killer->folder);
		if (system(command) != 0)
			fprintf(stderr, "%s is left behind\n", killer->folder);
	} else {
		printf("what it left is in %s\n", killer->folder);
	}
}

static void live_and_die(struct killer *killer)
{
	pid_t pid;
	enum victim victim = choose(killer, &pid);
	ms_t span = 5 + (ms_t)random_below(&killer->random, (uint64_t)killer->span);
	size_t hear = 1 + (size_t)random_below(&killer->random, 2 * BURST_MOST);

	if (random_below(&killer->random, 4) == 0 || killer->span > SPAN)
		hear = SIZE_MAX;
	traffic(killer, span, hear);
	kill_one(killer, victim, pid);
}

int main(int argc, char **argv)
{
	long kills = argc > 3 ? strtol(argv[3], NULL, 10) : 200;
	uint64_t seed = argc > 4 ? strtoull(argv[4], NULL, 10) : (uint64_t)now();
	struct killer killer = {.fauxbond = argc > 2 ? argv[1] : NULL,
				.dump = argc > 2 ? argv[2] : NULL,
				.span = argc > 5 ? strtol(argv[5], NULL, 10) : SPAN};
	const struct smsc_hooks hooks = {&killer, on_acknowledged, on_lost, on_submitted};
	ms_t began = now();

	if (argc < 3 || seal_start(NULL) != ERR_NONE) {
		fputs("usage: killer FAUXBOND DUMP [KILLS [SEED [SPAN]]]\n", stderr);
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	random_from_seed(&killer.random, seed, "killer");
	set_caps(kills);
	killer.oracle = oracle_create(lines, sizeof lines / sizeof lines[0], house_day);
	killer.smsc = smsc_create(&hooks);
	smsc_receipts(killer.smsc, true);
	write_settings(&killer);
	for (long i = 1; i <= kills && killer.faults == 0; i++) {
		if (!bring_up(&killer))
			break;
		live_and_die(&killer);
		if (i % JUDGE_EVERY != 0 && i != kills)
			continue;
		judge(&killer);
		fprintf(stderr, "%ld kills, %zu messages, %zu answers, %lld s, %zu faults\n", i,
			oracle_count(killer.oracle), oracle_answers(killer.oracle),
			(long long)(now() - began) / 1000, killer.faults);
	}
	if (killer.faults == 0 && kills >= SIEGE_AFTER && oracle_sieges(killer.oracle) == 0)
		fault(&killer, "no line was ever under siege");
	if (killer.parent != 0) {
		kill(-killer.parent, SIGKILL);
		wait_all(&killer);
	}
	finish(&killer, began, seed);
	smsc_destroy(killer.smsc);
	oracle_destroy(killer.oracle);
	mem_free(killer.again);
	return killer.faults == 0 ? 0 : 1;
}
