// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Closing the jail, in the order in which each wall still lets the next one be built: what will be
 * needed is loaded, privileges and limits go, then files and ports (jail_landlock.c), then system
 * calls (jail_seccomp.c, jail.tbl). docs/SECURITY.md says what each process keeps.
 */
#include "base/log.h"
#include "daemon/jail_private.h"

#include <dlfcn.h>
#include <errno.h>
#include <linux/capability.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

const struct bearer_settings *jail_bearer(const struct child *child)
{
	const struct settings *settings = &child->settings;

	for (size_t i = 0; child->role == ROLE_BEARER && i < settings->bearer_count; i++)
		if (strcmp(settings->bearers[i].name, child->name) == 0)
			return &settings->bearers[i];
	return NULL;
}

/* ---- name look-up ---- */

/* The modules that one line of nsswitch.conf(5) names: "hosts: files resolve [!UNAVAIL=return]
 * dns". */
static void load_modules(char *line)
{
	char *rest = NULL, library[64];

	for (char *word = strtok_r(line, " \t\r\n", &rest); word != NULL;
	     word = strtok_r(NULL, " \t\r\n", &rest)) {
		if (strchr(word, '[') != NULL || strchr(word, ']') != NULL)
			continue;
		snprintf(library, sizeof library, "libnss_%s.so.2", word);
		/* Kept for good. What is missing or built into the C library is no loss. */
		(void)!dlopen(library, RTLD_NOW);
	}
}

/* The C library loads a module of name look-up when it first asks it, and in the jail no code can
 * be loaded. Asking for a name now would load only those up to the first that answers, and may wait
 * for the network. */
static void load_names(void)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
	FILE *file = fopen("/etc/nsswitch.conf", "re");
	char line[512];

	while (file != NULL && fgets(line, sizeof line, file) != NULL)
		if (strncmp(line, "hosts:", 6) == 0)
			load_modules(line + 6);
	if (file != NULL)
		fclose(file);
	if (getaddrinfo("localhost", "1", &hints, &found) == 0)
		freeaddrinfo(found);
}

/* ---- privileges and limits ---- */

/* Root's special rights, when it is root that runs us: being the owner of files remains. */
static int drop_capabilities(void)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};

	return (int)syscall(SYS_capset, &header, none);
}

static enum err drop_privileges(struct error *error_r)
{
	/* Not dumpable: no core file, and no other process of this user may look into this one. */
	bool dumpable = JAIL_SANITIZED;

	if (drop_capabilities() != 0)
		return error_set(error_r, ERR_IO, "root's capabilities could not be dropped: %s",
				 strerror(errno));
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0) != 0)
		return error_set(error_r, ERR_IO, "privileges could not be given up: %s",
				 strerror(errno));
	return ERR_NONE;
}

/* Descriptors: what the role can have open, and some. */
static rlim_t most_descriptors(enum role role)
{
	switch (role) {
	case ROLE_KEEPER:
		return BEARERS_MAX + 64; /* a channel to each bearer and the desk; the store */
	case ROLE_BEARER:
		return 64; /* one connection, one channel; name look-up */
	case ROLE_DESK:
		return 704; /* operators, browsers, sites' programs: desk/limits.h lets in fewer; files of tokens */
	case ROLE_ERRAND:
		return 64; /* a webhook's connection, the writer's, one channel, the runner; name look-up */
	case ROLE_CLERK:
		return 24; /* two channels and a model */
	case ROLE_PARENT:
	case ROLE_COUNT:
	case ROLE_ANY:
	default:
		return 16;
	}
}

static enum err limit(int resource, rlim_t most, struct error *error_r)
{
	struct rlimit now;

	if (getrlimit(resource, &now) == 0 && now.rlim_max < most)
		most = now.rlim_max; /* stricter already */
	now = (struct rlimit){most, most};
	if (setrlimit(resource, &now) == 0)
		return ERR_NONE;
	return error_set(error_r, ERR_IO, "a resource limit could not be set: %s", strerror(errno));
}

static enum err limit_all(enum role role, struct error *error_r)
{
	enum err err = limit(RLIMIT_CORE, 0, error_r);

	if (err == ERR_NONE)
		err = limit(RLIMIT_NOFILE, most_descriptors(role), error_r);
	/* Threads count as processes; the errand's are kept from being any by jail.tbl. */
	if (err == ERR_NONE && !JAIL_SANITIZED && role != ROLE_ERRAND)
		err = limit(RLIMIT_NPROC, 0, error_r);
	/* Training takes 200 MB, with as many corrections as there may be twice that; libraries come on top. */
	if (err == ERR_NONE && !JAIL_SANITIZED && role == ROLE_CLERK)
		err = limit(RLIMIT_AS, (rlim_t)1 << 30, error_r);
	return err;
}

enum err jail_enter(const struct child *child, struct error *error_r)
{
	enum err err;

	/* Its translated code is executable memory, and its own calls are seen as ours. */
	if (RUNNING_ON_VALGRIND) {
		log_warn("jail: running under valgrind, without a jail");
		return ERR_NONE;
	}
	if (child->role == ROLE_BEARER || child->role == ROLE_ERRAND)
		load_names();
	err = drop_privileges(error_r);
	if (err == ERR_NONE)
		err = limit_all(child->role, error_r);
	if (err == ERR_NONE)
		err = jail_files(child, error_r);
	return err == ERR_NONE ? jail_calls(child->role, error_r) : err;
}
