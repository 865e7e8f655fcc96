// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * demo: the program at work, for somebody who has just found it. It makes a folder of its own, starts `serve` there on
 * SQLite with a declining line and a decoy, a minute a second; texts them through a small carrier on loopback and
 * through the handset; and tells in plain words what came, what was decided and why, when it answers and what it costs.
 * Then it has `evening` replay 30 October 2017 and draw it into the folder, and `conversation` play a stalling line's talk
 * with a dealer, while the lines go on.
 */
#include "base/jsonout.h"
#include "base/mem.h"
#include "daemon/command.h"
#include "daemon/control_socket.h"
#include "daemon/demo.h"
#include "daemon/demo_smsc.h"
#include "daemon/now.h"
#include "daemon/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	SPEED = 60,
	ROBOTS = 40,
	FLOOD_AT = 13000,   /* ms of real time after the start */
	SHOW_ENDS = 32000,  /* when everything has had its answer or waits */
	START_LIMIT = 60000,/* ms the start may take */
};

static const struct {
	double at;
	const char *line, *from, *text;
} script[] = {
#define S(at, line, from, text) {at, line, from, text},
#include "daemon/demo_script.tbl"
#undef S
};

enum { SCRIPT_COUNT = sizeof script / sizeof script[0] };

struct demo {
	struct demo_show show;
	struct event_base *base;
	struct demo_smsc *smsc;
	struct event *tick, *on_stop, *on_child, *readable;
	pid_t serve, scene;   /* 0: not running; `scene`: a command that shows the next part */
	enum scene { SCENE_NONE, SCENE_EVENING, SCENE_CONVERSATION } shown; /* the last one begun */
	int follow;         /* the control socket that streams; -1: not yet */
	struct buf in;
	char folder[64], config[96], control[96], log[96];
	uint16_t desk;
	ms_t began, started; /* real time: of the demo, of the script (0: not yet) */
	size_t next;
	bool flooded, once, summed_up, stopped; /* stopped: by the person who watches */
	int status;
};

/* What this number wrote last, of the script's first `count` texts. */
static const char *text_of(const char *from, size_t count)
{
	static char robot[64];

	for (size_t i = count; i-- > 0;)
		if (strcmp(script[i].from, from) == 0)
			return script[i].text;
	snprintf(robot, sizeof robot, "mdr t'es nulle (%s)", from + strlen(from) - 2);
	return robot;
}

/* ---- the folder and its settings ---- */

static enum err free_port(uint16_t *ret_port, struct error *error_r)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t size = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ok = fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0 &&
		  getsockname(fd, (struct sockaddr *)&at, &size) == 0;

	if (fd >= 0)
		close(fd);
	if (!ok)
		return error_set(error_r, ERR_IO, "no free port on 127.0.0.1");
	*ret_port = ntohs(at.sin_port);
	return ERR_NONE;
}

static enum err write_settings(const struct demo *demo, struct error *error_r)
{
	FILE *file = fopen(demo->config, "we");

	if (file == NULL)
		return error_set(error_r, ERR_IO, "%s: %s", demo->config, strerror(errno));
	fprintf(file,
		"# The demo's settings. Every number is reserved for fiction; nothing leaves this machine.\n"
		"data: ./var\n"
		"key: ./fauxbond.key\n"
		"house: {country: FR, timezone: Europe/Paris, currency: EUR, caps: {day: 20.00}}\n"
		"desk: {listen: \"127.0.0.1:%u\"}\n"
		"bearers:\n"
		"  - {name: smsc, kind: smpp, address: \"127.0.0.1:%u\", tls: false, system_id: demo,\n"
		"     window: 50, practice: true}\n"
		"lines:\n"
		"  - name: decline\n"
		"    kind: decline\n"
		"    bearer: smsc\n"
		"    numbers: [\"+33639980021\"]\n"
		"    languages: [fr, nl, en]\n"
		"    answer: {between: [4m, 8m], late: 24h}\n"
		"    cost: {in: 0.08, out: 0.08}\n"
		"    caps: {hour: 1.60, day: 10.00}\n"
		"  - {name: decoy, kind: watch, bearer: handset, numbers: [\"+33639980009\"], languages: [fr, nl]}\n",
		demo->desk, demo_smsc_port(demo->smsc));
	return fclose(file) == 0 ? ERR_NONE
				 : error_set(error_r, ERR_IO, "%s: %s", demo->config, strerror(errno));
}

static enum err make_folder(struct demo *demo, struct error *error_r)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(demo->folder, sizeof demo->folder, "%s/fauxbond-demo-XXXXXX",
		 tmp != NULL && strlen(tmp) < 32 ? tmp : "/tmp");
	if (mkdtemp(demo->folder) == NULL)
		return error_set(error_r, ERR_IO, "%s: %s", demo->folder, strerror(errno));
	snprintf(demo->config, sizeof demo->config, "%s/fauxbond.yaml", demo->folder);
	snprintf(demo->control, sizeof demo->control, "%s/var/control", demo->folder);
	snprintf(demo->log, sizeof demo->log, "%s/log", demo->folder);
	return ERR_NONE;
}

static void start_serve(struct demo *demo)
{
	struct serve_options options = {.config = demo->config, .speed = SPEED, .fiction = true,
					.quiet = true};
	int log;

	demo->serve = fork();
	if (demo->serve != 0)
		return;
	setpgid(0, 0); /* Ctrl-C is the demo's to handle */
	log = open(demo->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (log >= 0)
		dup2(log, STDERR_FILENO);
	_exit(serve_run(&options));
}

/* ---- what the running program tells ---- */

static void on_submitted(void *context, const char *from, const char *to, const char *text)
{
	(void)from;
	demo_show_answer(context, to, text);
}

static void take_effect(struct demo *demo, const char *line)
{
	json_t *effect = json_loads(line, 0, NULL);
	const char *from;

	if (effect == NULL)
		return;
	if (demo->scene > 0) { /* it has the terminal */
		json_decref(effect);
		return;
	}
	from = json_string_value(json_object_get(effect, "from"));
	demo_show_effect(&demo->show, effect, from != NULL ? text_of(from, demo->next) : "");
	json_decref(effect);
}

static void on_readable(evutil_socket_t fd, short what, void *context)
{
	struct demo *demo = context;
	ssize_t got = read(fd, buf_room(&demo->in, 65536), 65536);
	char *end;

	(void)what;
	if (got <= 0) {
		event_del(demo->readable);
		return;
	}
	demo->in.size += (size_t)got;
	while ((end = memchr(demo->in.data, '\n', demo->in.size)) != NULL) {
		*end = '\0';
		take_effect(demo, (const char *)demo->in.data);
		buf_shift(&demo->in, (size_t)(end + 1 - (char *)demo->in.data));
	}
}

/* Asks one thing of the running program over a connection of its own. */
static bool ask(const struct demo *demo, const char *request, struct buf *answer)
{
	int fd;
	ssize_t got;
	bool ok = false;

	if (control_connect(demo->control, &fd, NULL) != ERR_NONE)
		return false;
	if (write(fd, request, strlen(request)) == (ssize_t)strlen(request)) {
		while ((got = read(fd, buf_room(answer, 4096), 4096)) > 0) {
			answer->size += (size_t)got;
			if (memchr(answer->data, '\n', answer->size) != NULL) {
				ok = true;
				break;
			}
		}
	}
	close(fd);
	return ok;
}

static bool begin_following(struct demo *demo)
{
	static const char request[] = "{\"verb\":\"follow\"}\n";

	if (control_connect(demo->control, &demo->follow, NULL) != ERR_NONE)
		return false;
	if (write(demo->follow, request, sizeof request - 1) != sizeof request - 1) {
		close(demo->follow);
		demo->follow = -1;
		return false;
	}
	demo->readable = event_new(demo->base, demo->follow, EV_READ | EV_PERSIST, on_readable, demo);
	event_add(demo->readable, NULL);
	return true;
}

/* ---- the script ---- */

static void text_by_handset(const struct demo *demo, const char *line, const char *from,
			    const char *text)
{
	struct buf request = {0}, answer = {0};
	struct jsonout json;

	jsonout_init(&json, &request);
	jsonout_open(&json, NULL);
	jsonout_text(&json, "verb", "handset");
	jsonout_text(&json, "line", line);
	jsonout_text(&json, "from", from);
	jsonout_text(&json, "text", text);
	jsonout_close(&json);
	buf_add_u8(&request, '\n');
	ask(demo, buf_text(&request), &answer);
	buf_finish(&request);
	buf_finish(&answer);
}

static void play(struct demo *demo, ms_t elapsed)
{
	while (demo->next < SCRIPT_COUNT && elapsed >= (ms_t)(script[demo->next].at * 1000)) {
		size_t i = demo->next++;

		if (strcmp(script[i].line, "decline") == 0)
			demo_smsc_deliver(demo->smsc, script[i].from, "+33639980021", script[i].text);
		else
			text_by_handset(demo, script[i].line, script[i].from, script[i].text);
	}
	if (!demo->flooded && elapsed >= FLOOD_AT) {
		demo->flooded = true;
		demo_show_flood(&demo->show);
		for (int i = 0; i < ROBOTS; i++) {
			char from[32];

			snprintf(from, sizeof from, "+336399820%02d", i);
			demo_smsc_deliver(demo->smsc, from, "+33639980021",
					  text_of(from, 0));
		}
	}
}

static bool ended_well(int status)
{
	return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_DONE;
}

/* Runs the command a person would, with its words on the terminal. True when it found the record whole. */
static bool verify(const struct demo *demo)
{
	pid_t pid;
	int status = 1;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		execl("/proc/self/exe", "fauxbond", "evidence", "verify", "--config", demo->config,
		      (char *)NULL);
		_exit(EXIT_FAILED);
	}
	waitpid(pid, &status, 0);
	return ended_well(status);
}

static void stop_serve(struct demo *demo)
{
	if (demo->serve > 0)
		kill(demo->serve, SIGTERM);
}

/* The last of the show. */
static void conclude(struct demo *demo, bool ok)
{
	demo->status = ok ? EXIT_DONE : EXIT_FAILED;
	if (demo->once || !ok)
		stop_serve(demo);
	else
		demo_show_serving(&demo->show, demo->folder, demo->config, demo->desk);
}

/* A part of the show that is a command of its own. It takes a while, and the lines are still served meanwhile: on_child()
 * hears of its end. */
static void start_scene(struct demo *demo, enum scene scene, char *const argv[])
{
	fflush(stdout);
	demo->shown = scene;
	demo->scene = fork();
	if (demo->scene == 0) {
		execv("/proc/self/exe", argv);
		_exit(EXIT_FAILED);
	}
	if (demo->scene < 0) {
		demo->scene = 0;
		conclude(demo, false);
	}
}

static void start_evening(struct demo *demo)
{
	char svg[96], language[8];
	char *const argv[] = {"fauxbond", "evening", "--language", language, "--svg", svg, NULL};

	snprintf(svg, sizeof svg, "%s/evening.svg", demo->folder);
	snprintf(language, sizeof language, "%s", spoken_name(demo->show.language));
	demo_show_evening(&demo->show);
	start_scene(demo, SCENE_EVENING, argv);
}

/* Nobody watches a file grow. */
static void start_conversation(struct demo *demo)
{
	char language[8];
	char *const argv[] = {"fauxbond", "conversation", "--language", language,
			      isatty(STDOUT_FILENO) ? NULL : "--fast", NULL};

	snprintf(language, sizeof language, "%s", spoken_name(demo->show.language));
	demo_show_conversation(&demo->show);
	start_scene(demo, SCENE_CONVERSATION, argv);
}

static void scene_ended(struct demo *demo, bool ok)
{
	demo->scene = 0;
	if (demo->stopped) /* Ctrl-C ends the scene too */
		return;
	if (ok && demo->shown == SCENE_EVENING)
		start_conversation(demo);
	else
		conclude(demo, ok);
}

static void sum_up(struct demo *demo)
{
	struct buf stats = {0};
	bool ok = ask(demo, "{\"verb\":\"stats\"}\n", &stats);

	demo->summed_up = true;
	ok = ok && demo_show_summary(&demo->show, buf_text(&stats));
	buf_finish(&stats);
	if (verify(demo) && ok)
		start_evening(demo);
	else
		conclude(demo, false);
}

static ms_t real_ms(void)
{
	return now_ms();
}

static void on_tick(evutil_socket_t fd, short what, void *context)
{
	struct demo *demo = context;
	ms_t now = real_ms();

	(void)fd;
	(void)what;
	if (demo->started == 0) {
		if (demo->follow < 0)
			begin_following(demo);
		if (demo->follow >= 0 && demo_smsc_bound(demo->smsc))
			demo->started = now;
		else if (now - demo->began > START_LIMIT) {
			demo->status = EXIT_FAILED;
			stop_serve(demo);
		}
		return;
	}
	play(demo, now - demo->started);
	if (!demo->summed_up && now - demo->started >= SHOW_ENDS)
		sum_up(demo);
}

static void on_stop(evutil_socket_t fd, short what, void *context)
{
	struct demo *demo = context;

	(void)fd;
	(void)what;
	demo->stopped = true;
	stop_serve(demo);
}

static void on_child(evutil_socket_t fd, short what, void *context)
{
	struct demo *demo = context;
	int status;

	(void)fd;
	(void)what;
	if (demo->scene > 0 && waitpid(demo->scene, &status, WNOHANG) == demo->scene)
		scene_ended(demo, ended_well(status));
	if (waitpid(demo->serve, &status, WNOHANG) != demo->serve)
		return;
	if (!demo->summed_up || !ended_well(status))
		demo->status = EXIT_FAILED;
	demo->serve = 0;
	event_base_loopbreak(demo->base);
}

/* ---- the whole ---- */

static enum err prepare(struct demo *demo, struct error *error_r)
{
	enum err err = make_folder(demo, error_r);

	if (err == ERR_NONE)
		err = free_port(&demo->desk, error_r);
	demo->base = event_base_new();
	if (err == ERR_NONE)
		err = demo_smsc_create(demo->base, on_submitted, &demo->show, &demo->smsc, error_r);
	return err == ERR_NONE ? write_settings(demo, error_r) : err;
}

static void run(struct demo *demo)
{
	struct timeval every = {.tv_usec = 100000};

	demo->began = real_ms();
	start_serve(demo);
	demo->tick = event_new(demo->base, -1, EV_PERSIST, on_tick, demo);
	demo->on_stop = evsignal_new(demo->base, SIGINT, on_stop, demo);
	demo->on_child = evsignal_new(demo->base, SIGCHLD, on_child, demo);
	event_add(demo->tick, &every);
	evsignal_add(demo->on_stop, NULL);
	evsignal_add(demo->on_child, NULL);
	event_base_dispatch(demo->base);
	event_free(demo->tick);
	event_free(demo->on_stop);
	event_free(demo->on_child);
}

static void finish(struct demo *demo)
{
	if (demo->scene > 0) {
		kill(demo->scene, SIGTERM);
		waitpid(demo->scene, NULL, 0);
	}
	demo_smsc_destroy(demo->smsc);
	if (demo->readable != NULL)
		event_free(demo->readable);
	if (demo->follow >= 0)
		close(demo->follow);
	event_base_free(demo->base);
	buf_finish(&demo->in);
}

int command_demo(int argc, char **argv)
{
	bool once = false;
	const char *language = NULL;
	const struct option_row rows[] = {
		{"--once", NULL, "end after the show", NULL, &once},
		{"--language", "nl|fr|en", "the language it speaks to you; else your system's", &language, NULL},
	};
	struct demo demo = {.follow = -1};
	struct error error = {""};
	size_t rest;
	int exit_code;

	if (command_options(argc, argv, "demo [--once] [--language nl|fr|en]", rows, 2, NULL, 0, &rest,
			    &exit_code) != 0)
		return exit_code;
	signal(SIGPIPE, SIG_IGN);
	demo.once = once;
	demo_show_begin(&demo.show, language);
	if (prepare(&demo, &error) != ERR_NONE)
		return command_failed(&error);
	run(&demo);
	finish(&demo);
	if (demo.status != EXIT_DONE && !demo.stopped)
		demo_show_failed(&demo.show, demo.log);
	return demo.status;
}
