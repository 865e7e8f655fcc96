// SPDX-License-Identifier: GPL-3.0-or-later
/* daemon/jail: what each role can no longer do, and what it must still be able to (jail_fixture.h).
 * The bearer's network has test_jail_bearer.c, the errand's test_jail_errand.c. */
#include "jail_fixture.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/resource.h>

/* ---- what nobody may ---- */

static int try_fork(struct cell *cell)
{
	pid_t pid = fork();

	(void)cell;
	if (pid == 0)
		_exit(0);
	return outcome(pid);
}

static int try_thread(struct cell *cell)
{
	(void)cell;
	return outcome(syscall(SYS_clone3, NULL, 0));
}

static int try_exec(struct cell *cell)
{
	char *const arguments[] = {"true", NULL};

	(void)cell;
	return outcome(execv("/bin/true", arguments));
}

static int try_ptrace(struct cell *cell)
{
	(void)cell;
	return outcome(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}

static int try_namespace(struct cell *cell)
{
	(void)cell;
	return outcome(syscall(SYS_unshare, 0));
}

static int try_code(struct cell *cell)
{
	void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)cell;
	if (memory == MAP_FAILED)
		return WRONG;
	if (mprotect(memory, 4096, PROT_READ | PROT_EXEC) == 0 || errno != EPERM)
		return WRONG;
	memory = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return memory != MAP_FAILED ? 0 : errno;
}

static int try_others(struct cell *cell)
{
	(void)cell;
	return outcome(kill(getppid(), 0));
}

static int try_core_limit(struct cell *cell)
{
	struct rlimit limit = {4096, 4096};

	(void)cell;
	if (getrlimit(RLIMIT_CORE, &limit) != 0 || limit.rlim_max != 0)
		return WRONG;
	limit.rlim_cur = limit.rlim_max = 4096;
	return outcome(setrlimit(RLIMIT_CORE, &limit));
}

static void no_process_starts_another(void **state)
{
	NEEDS_STRICT()
	expect_each(*state, try_fork, EPERM);
	expect_each(*state, try_thread, ENOSYS);
}

static void another_program_is_the_end(void **state)
{
	expect_each(*state, try_exec, KILLED + SIGSYS);
	expect_each(*state, try_namespace, KILLED + SIGSYS);
}

static void looking_into_processes_is_the_end(void **state)
{
	NEEDS_STRICT()
	expect_each(*state, try_ptrace, KILLED + SIGSYS);
}

static void no_memory_becomes_code(void **state)
{
	expect_each(*state, try_code, EPERM);
}

static void no_signals_to_others_and_no_core(void **state)
{
	expect_each(*state, try_others, EPERM);
	expect_each(*state, try_core_limit, EPERM);
}

/* ---- files ---- */

static int try_read_system(struct cell *cell)
{
	(void)cell;
	return outcome(open("/etc/passwd", O_RDONLY));
}

static int try_create_outside(struct cell *cell)
{
	int fd = open("/tmp/fauxbond-test-jail", O_WRONLY | O_CREAT, 0600);

	(void)cell;
	if (fd >= 0)
		unlink("/tmp/fauxbond-test-jail");
	return outcome(fd);
}

static int try_create_inside(struct cell *cell)
{
	char path[128];
	int fd;

	snprintf(path, sizeof path, "%s-wal", cell->f->path);
	fd = open(path, O_RDWR | O_CREAT, 0600);
	return outcome(fd);
}

static int try_read_store(struct cell *cell)
{
	return outcome(open(cell->f->path, O_RDONLY));
}

static int try_remove_store(struct cell *cell)
{
	return outcome(unlink(cell->f->path));
}

static void the_keeper_has_its_folder_only(void **state)
{
	NEEDS_LANDLOCK(1)
	assert_int_equal(jailed(*state, ROLE_KEEPER, try_read_system), EACCES);
	assert_int_equal(jailed(*state, ROLE_KEEPER, try_create_outside), EACCES);
	assert_int_equal(jailed(*state, ROLE_KEEPER, try_create_inside), 0);
}

static void the_bearer_and_the_errand_read_no_store(void **state)
{
	NEEDS_LANDLOCK(1)
	assert_int_equal(jailed(*state, ROLE_BEARER, try_read_store), EACCES);
	assert_int_equal(jailed(*state, ROLE_ERRAND, try_read_store), EACCES);
	/* Without a webhook it has nobody's name to look up. */
	assert_int_equal(jailed(*state, ROLE_ERRAND, try_read_system), EACCES);
}

static void only_the_keeper_writes(void **state)
{
	/* By the list of calls, even where there is no Landlock; with AddressSanitizer by Landlock
	 * only. */
	int expected = JAIL_SANITIZED ? EACCES : EPERM;

	if (JAIL_SANITIZED)
		NEEDS_LANDLOCK(1)
	assert_int_equal(jailed(*state, ROLE_BEARER, try_create_outside), expected);
	assert_int_equal(jailed(*state, ROLE_BEARER, try_create_inside), expected);
	assert_int_equal(jailed(*state, ROLE_DESK, try_create_outside), expected);
	assert_int_equal(jailed(*state, ROLE_DESK, try_read_system), expected);
	assert_int_equal(jailed(*state, ROLE_DESK, try_read_store), expected);
	assert_int_equal(jailed(*state, ROLE_ERRAND, try_create_outside), expected);
	assert_int_equal(jailed(*state, ROLE_ERRAND, try_create_inside), expected);
	assert_int_equal(jailed(*state, ROLE_BEARER, try_remove_store), EPERM);
	assert_int_equal(jailed(*state, ROLE_ERRAND, try_remove_store), EPERM);
	assert_int_equal(jailed(*state, ROLE_DESK, try_remove_store), EPERM);
}

/* ---- the network ---- */

static int try_ipv4(struct cell *cell)
{
	(void)cell;
	return outcome(socket(AF_INET, SOCK_STREAM, 0));
}

static int try_ipv6(struct cell *cell)
{
	(void)cell;
	return outcome(socket(AF_INET6, SOCK_DGRAM, 0));
}

static int try_local(struct cell *cell)
{
	(void)cell;
	return outcome(socket(AF_UNIX, SOCK_STREAM, 0));
}

static int try_packets(struct cell *cell)
{
	(void)cell;
	return outcome(socket(AF_PACKET, SOCK_RAW, 0));
}

static int try_listen(struct cell *cell)
{
	(void)cell;
	return outcome(listen(socket(AF_INET, SOCK_STREAM, 0), 1));
}

static void only_the_bearer_and_the_errand_open_sockets(void **state)
{
	assert_int_equal(jailed(*state, ROLE_KEEPER, try_ipv4), EPERM);
	assert_int_equal(jailed(*state, ROLE_KEEPER, try_ipv6), EPERM);
	assert_int_equal(jailed(*state, ROLE_DESK, try_ipv4), EPERM);
	assert_int_equal(jailed(*state, ROLE_BEARER, try_ipv4), 0);
	assert_int_equal(jailed(*state, ROLE_ERRAND, try_ipv4), 0);
	expect_each(*state, try_local, EACCES);
	expect_each(*state, try_packets, EPERM);
	assert_int_equal(jailed(*state, ROLE_BEARER, try_listen), EPERM);
	assert_int_equal(jailed(*state, ROLE_ERRAND, try_listen), EPERM);
}

/* ---- what must still work ---- */

static void note_event(evutil_socket_t fd, short what, void *context)
{
	char byte;

	if ((what & EV_READ) != 0 && read(fd, &byte, 1) != 1)
		return;
	++*(int *)context;
}

static int do_ordinary_things(struct cell *cell)
{
	struct timeval at_once = {0, 0};
	int seen = 0;
	struct event *timer = event_new(cell->child.base, -1, 0, note_event, &seen);
	char random[16];
	void *large = malloc(8 << 20);

	memset(large, 1, 8 << 20);
	free(large);
	event_add(timer, &at_once);
	event_base_loop(cell->child.base, EVLOOP_ONCE);
	event_free(timer);
	if (getrandom(random, sizeof random, 0) != sizeof random)
		return errno;
	return seen == 1 ? 0 : WRONG;
}

static void every_role_waits_and_allocates(void **state)
{
	for (size_t i = 0; i < COUNT(roles); i++)
		works(*state, roles[i], do_ordinary_things);
}

/* abort() has to end the process as it always does. */
static int do_abort(struct cell *cell)
{
	(void)cell;
	abort();
}

static int do_exit(struct cell *cell)
{
	event_base_free(cell->child.base);
	if (cell->f->store != NULL)
		store_close(cell->f->store);
	phone_checker_destroy(cell->phone);
	stream_tls_destroy(cell->tls);
	exit(0); /* with AddressSanitizer: leaks are counted now */
}

static void every_role_ends_as_usual(void **state)
{
	expect_each(*state, do_abort, KILLED + SIGABRT);
	for (size_t i = 0; i < COUNT(roles); i++)
		works(*state, roles[i], do_exit);
}

/* Many batches, so that the log is copied into the store, begun anew and removed at the end. */
static int do_commits(struct cell *cell)
{
	struct fixture *f = cell->f;
	uint64_t number = 0;

	for (int batch = 0; batch < 60; batch++) {
		begin(f);
		for (int i = 0; i < 100; i++)
			append(f, 1, ++number);
		commit(f);
	}
	store_close(f->store);
	f->store = NULL;
	return 0;
}

static void the_keeper_commits(void **state)
{
	struct fixture *f = *state;
	struct stat status;
	uint64_t event = 0;
	uint32_t contact;
	char path[128];

	works(f, ROLE_KEEPER, do_commits);
	snprintf(path, sizeof path, "%s-wal", f->path);
	assert_int_not_equal(stat(path, &status), 0);
	f->store = open_as(f, false);
	OK(f->store->ops->last_numbers(f->store, 1, &event, &contact, &f->error));
	assert_int_equal(event, 6000);
}

/* A country that the checker has not seen: its expressions are compiled now. */
static int do_phone(struct cell *cell)
{
	struct phone phone;

	phone_check(cell->phone, "+819012345678", &phone);
	return phone.kind == PHONE_VALID && strcmp(phone.country, "JP") == 0 ? 0 : WRONG;
}

static void the_keeper_checks_a_new_country(void **state)
{
	works(*state, ROLE_KEEPER, do_phone);
}

/* ---- the desk ---- */

static int do_accept(struct cell *cell)
{
	int fd = accept4(cell->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), one = 1;
	char byte = 0;

	if (fd < 0)
		return errno;
	if (setsockopt(fd, IPPROTO_TCP, 1 /* TCP_NODELAY */, &one, sizeof one) != 0 ||
	    send(cell->caller, "x", 1, 0) != 1 || recv(fd, &byte, 1, 0) != 1)
		return errno;
	return byte == 'x' ? 0 : WRONG;
}

static void the_desk_is_called(void **state)
{
	works(*state, ROLE_DESK, do_accept);
}

/* ---- the log ---- */

static int try_twice(struct cell *cell)
{
	try_packets(cell);
	return try_packets(cell);
}

static void a_refusal_is_said_once(void **state)
{
	struct fixture *f = *state;
	struct cell cell = {.f = f};
	char log[4096] = "";
	const char *first;

	assert_int_equal(jailed_with(&cell, ROLE_DESK, try_twice, log, sizeof log), EPERM);
	first = strstr(log, "the system call socket (");
	if (first == NULL || strstr(first + 1, "the system call") != NULL)
		fail_msg("%s", log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(no_process_starts_another),
		CASE(another_program_is_the_end),
		CASE(looking_into_processes_is_the_end),
		CASE(no_memory_becomes_code),
		CASE(no_signals_to_others_and_no_core),
		CASE(the_keeper_has_its_folder_only),
		CASE(the_bearer_and_the_errand_read_no_store),
		CASE(only_the_keeper_writes),
		CASE(only_the_bearer_and_the_errand_open_sockets),
		CASE(every_role_waits_and_allocates),
		CASE(every_role_ends_as_usual),
		CASE(the_keeper_commits),
		CASE(the_keeper_checks_a_new_country),
		CASE(the_desk_is_called),
		CASE(a_refusal_is_said_once),
	};

	return run_jail_tests("jail", tests, COUNT(tests));
}
