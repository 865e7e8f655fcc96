// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The list of system calls (jail.tbl) as a seccomp filter. A call that is not on it raises SIGSYS,
 * whose handler names it in the log, once, and lets it fail with EPERM: a library that starts to
 * need something new is seen at once, and what it asked for still does not happen.
 */
#include "base/log.h"
#include "daemon/jail_private.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <ucontext.h>
#include <unistd.h>

enum { WHEN_MAX = 2, CALLS_MAX = 512 };

/* Stands for our own process id. */
#define JAIL_SELF UINT64_MAX

struct condition {
	unsigned argument;
	uint64_t mask; /* 0: no condition */
	uint64_t value;
};

/* An int's register has anything at all in its upper half. */
#define INT UINT32_MAX
/* clang-format off */
#define ALWAYS	      {0}
#define IS(n, v)      {n, INT, (uint32_t)(v)}
#define NONE(n, bits) {n, (uint32_t)(bits), 0}
#define ALL(n, bits)  {n, (uint32_t)(bits), (uint32_t)(bits)}
#define NULL_AT(n)    {n, UINT64_MAX, 0}
#define SELF(n)	      {n, INT, JAIL_SELF}
#define BOTH(a, b)    a, b
/* clang-format on */

static const struct allowed {
	const char *call;
	bool role[ROLE_COUNT];
	struct condition when[WHEN_MAX];
} allowed[] = {
#define Y true
#define _ false
#define ALLOW(call, keeper, bearer, desk, errand, clerk, when, why)                                       \
	{#call,                                                                                    \
	 {[ROLE_KEEPER] = keeper,                                                                  \
	  [ROLE_BEARER] = bearer,                                                                  \
	  [ROLE_DESK] = desk,                                                                      \
	  [ROLE_ERRAND] = errand,                                                                  \
	  [ROLE_CLERK] = clerk},                                                                   \
	 {when}},
#define REFUSE(call, error, when, why)
#define KILL(call, why)
#define SANITIZER(call, why)
#include "daemon/jail.tbl"
#undef ALLOW
#undef Y
#undef _
};

static const struct refused {
	const char *call;
	uint16_t error;
	struct condition when[WHEN_MAX];
} refused[] = {
#define ALLOW(call, keeper, bearer, desk, errand, clerk, when, why)
#undef REFUSE
#define REFUSE(call, error, when, why) {#call, error, {when}},
#include "daemon/jail.tbl"
#undef REFUSE
#define REFUSE(call, error, when, why)
};

static const char *const deadly[] = {
#undef KILL
#define KILL(call, why) #call,
#include "daemon/jail.tbl"
#undef KILL
#define KILL(call, why)
};

static const char *const sanitizer[] = {
#undef SANITIZER
#define SANITIZER(call, why) #call,
#include "daemon/jail.tbl"
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- a refused call is named, once ---- */

static const char *names[CALLS_MAX];
static bool named[CALLS_MAX];

/* How a system call's result is set from a signal's context; elsewhere the kernel sets it, and the
 * log stays silent. */
#if defined __x86_64__
#define RESULT_OF(context) ((context)->uc_mcontext.gregs[REG_RAX])
#elif defined __aarch64__
#define RESULT_OF(context) ((context)->uc_mcontext.regs[0])
#endif

#ifdef RESULT_OF
/* SIGSYS comes at the very call, not at any moment: what is not safe in other handlers is safe in
 * this one as long as it takes no lock that the caller may hold. log_line() formats into the stack
 * and writes. */
static void on_refused(int signal, siginfo_t *info, void *context)
{
	unsigned call = (unsigned)info->si_syscall;
	int error = errno;

	(void)signal;
	if (call < CALLS_MAX && !named[call]) {
		named[call] = true; /* before the log, which makes calls of its own */
		log_warn("jail: the system call %s (%u) was refused; it is not on the list of this "
			 "process",
			 names[call] != NULL ? names[call] : "?", call);
	}
	errno = error;
	RESULT_OF((ucontext_t *)context) = -EPERM;
}

/* The names are learnt now: libseccomp allocates them, which a handler may not. They last as long
 * as the process. */
static void watch_refused(void)
{
	struct sigaction action = {.sa_sigaction = on_refused, .sa_flags = SA_SIGINFO | SA_NODEFER};

	for (int call = 0; call < CALLS_MAX; call++)
		names[call] = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, call);
	sigaction(SIGSYS, &action, NULL);
}

static uint32_t action_otherwise(void)
{
	return SCMP_ACT_TRAP;
}
#else
static void watch_refused(void)
{
}

static uint32_t action_otherwise(void)
{
	return SCMP_ACT_ERRNO(EPERM);
}
#endif

/* ---- the filter ---- */

static bool is_relaxed(const char *call)
{
	for (size_t i = 0; JAIL_SANITIZED && i < COUNT(sanitizer); i++)
		if (strcmp(sanitizer[i], call) == 0)
			return true;
	return false;
}

static int add_rule(scmp_filter_ctx filter, uint32_t action, const char *call,
		    const struct condition *when)
{
	struct scmp_arg_cmp compare[WHEN_MAX];
	int number = seccomp_syscall_resolve_name(call);
	unsigned count = 0;

	/* Negative: unknown to this libseccomp, or a call of other architectures. */
	if (number < 0)
		return 0;
	for (; when != NULL && count < WHEN_MAX && when[count].mask != 0; count++) {
		uint64_t value = when[count].value;

		compare[count] = (struct scmp_arg_cmp){
			when[count].argument, SCMP_CMP_MASKED_EQ, when[count].mask,
			value == JAIL_SELF ? (uint64_t)getpid() : value};
	}
	return seccomp_rule_add_array(filter, action, number, count, compare);
}

static int add_allowed(scmp_filter_ctx filter, enum role role)
{
	int result = 0;

	for (size_t i = 0; i < COUNT(allowed) && result == 0; i++)
		if (allowed[i].role[role] && !is_relaxed(allowed[i].call))
			result = add_rule(filter, SCMP_ACT_ALLOW, allowed[i].call, allowed[i].when);
	for (size_t i = 0; JAIL_SANITIZED && i < COUNT(sanitizer) && result == 0; i++)
		result = add_rule(filter, SCMP_ACT_ALLOW, sanitizer[i], NULL);
	return result;
}

static int add_refused(scmp_filter_ctx filter)
{
	int result = 0;

	for (size_t i = 0; i < COUNT(refused) && result == 0; i++) {
		if (!is_relaxed(refused[i].call))
			result = add_rule(filter, SCMP_ACT_ERRNO(refused[i].error), refused[i].call,
					  refused[i].when);
		/* This role is allowed just that. */
		if (result == -EEXIST)
			result = 0;
	}
	for (size_t i = 0; i < COUNT(deadly) && result == 0; i++)
		if (!is_relaxed(deadly[i]))
			result = add_rule(filter, SCMP_ACT_KILL_PROCESS, deadly[i], NULL);
	return result;
}

enum err jail_calls(enum role role, struct error *error_r)
{
	scmp_filter_ctx filter = seccomp_init(action_otherwise());
	int result = filter == NULL ? -ENOMEM : 0;

	watch_refused();
	/* All threads of the process; there is one, unless a library made more. */
	if (result == 0)
		result = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
	if (result == 0)
		result = add_allowed(filter, role);
	if (result == 0)
		result = add_refused(filter);
	if (result == 0)
		result = seccomp_load(filter);
	seccomp_release(filter);
	if (result == 0)
		return ERR_NONE;
	return error_set(error_r, ERR_IO, "the list of system calls (seccomp) was not accepted: %s",
			 strerror(-result));
}
