// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Files and ports, by Landlock: the kernel's way to let a process shut the file system behind
 * itself without being root.
 *
 *   keeper  reads and writes the folder of its store
 *   bearer  reads what name look-up and TLS need; TCP to its carrier's port and to name servers
 *   desk    nothing
 *   errand  reads what name look-up and TLS need; TCP to the ports of webhooks and writer, and to name servers. The
 *           command it has run is none of its own: the runner starts it, from outside this jail (runner.h)
 *
 * What is open already stays usable: the store, channels, listeners, the log. The bearer may run as
 * the same user as the keeper, so it must not come near the key: /etc as a whole is opened to it
 * only when no secret of ours lies there.
 *
 * The kernel's interface is small and stable, and older headers lack parts of it, so it is declared
 * here (Documentation/userspace-api/landlock.rst). Each version of it knows more; what a kernel
 * does not know is left out.
 */
#include "base/log.h"
#include "base/mem.h"
#include "daemon/installation.h"
#include "daemon/jail_private.h"
#include "daemon/settings_site.h"
#include "daemon/webhook.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Numbers that all architectures share. */
enum { CALL_CREATE_RULESET = 444, CALL_ADD_RULE = 445, CALL_RESTRICT_SELF = 446 };

enum { GET_VERSION = 1, RULE_PATH = 1, RULE_PORT = 2 };

/* What can be done to files (LANDLOCK_ACCESS_FS_...). */
enum {
	FS_EXECUTE = 1 << 0,
	FS_WRITE = 1 << 1,
	FS_READ = 1 << 2,
	FS_LIST = 1 << 3,
	FS_REMOVE = 1 << 5,
	FS_MAKE_FILE = 1 << 8,
	FS_TRUNCATE = 1 << 14, /* version 3 */
	FS_IOCTL = 1 << 15,    /* version 5 */
	FS_OF_FILES = FS_EXECUTE | FS_WRITE | FS_READ | FS_TRUNCATE | FS_IOCTL,
	FS_STORE = FS_READ | FS_WRITE | FS_TRUNCATE | FS_LIST | FS_MAKE_FILE | FS_REMOVE,
	FS_LOOK = FS_READ | FS_LIST,
};

enum {
	NET_BIND_TCP = 1 << 0,
	NET_CONNECT_TCP = 1 << 1,
	SCOPE_ABSTRACT_SOCKET = 1 << 0, /* no local sockets without a path */
	SCOPE_SIGNAL = 1 << 1,		/* no signals to others */
};

enum { PORT_DNS = 53 };

struct ruleset_attr {
	uint64_t fs, net, scoped; /* what is forbidden unless a rule allows it */
};

/* What each version of the interface knows. */
static const struct {
	uint16_t fs, net, scoped;
	size_t size; /* of struct ruleset_attr */
} versions[] = {
	{0x1fff, 0, 0, 8},
	{0x3fff, 0, 0, 8}, /* moving between folders */
	{0x7fff, 0, 0, 8}, /* truncation */
	{0x7fff, NET_BIND_TCP | NET_CONNECT_TCP, 0, 16},
	{0xffff, NET_BIND_TCP | NET_CONNECT_TCP, 0, 16},
	{0xffff, NET_BIND_TCP | NET_CONNECT_TCP, SCOPE_ABSTRACT_SOCKET | SCOPE_SIGNAL, 24},
};

enum { VERSIONS = sizeof versions / sizeof versions[0] };

struct path_attr {
	uint64_t allowed;
	int32_t folder;
} __attribute__((packed));

struct port_attr {
	uint64_t allowed, port;
};

/* Rules being gathered. */
struct jail_rules {
	int fd;
	size_t version; /* place in versions */
	enum err err;	/* the first failure */
	struct error *error_r;
};

static void add(struct jail_rules *rules, int type, const void *attr, const char *what)
{
	if (rules->err == ERR_NONE && syscall(CALL_ADD_RULE, rules->fd, type, attr, 0) != 0)
		rules->err = error_set(rules->error_r, ERR_IO, "Landlock: %s: %s", what,
				       strerror(errno));
}

/* What is not there needs no rule. */
static void allow_path(struct jail_rules *rules, const char *path, uint64_t access)
{
	struct path_attr attr = {.folder = open(path, O_PATH | O_CLOEXEC)};
	struct stat status;

	if (attr.folder < 0)
		return;
	attr.allowed = access & versions[rules->version].fs;
	if (fstat(attr.folder, &status) == 0 && !S_ISDIR(status.st_mode))
		attr.allowed &= FS_OF_FILES;
	add(rules, RULE_PATH, &attr, path);
	close(attr.folder);
}

/* The folder a file really is in, behind all symbolic links. */
static void allow_folder_of(struct jail_rules *rules, const char *path, uint64_t access)
{
	char *real = realpath(path, NULL), *slash = real != NULL ? strrchr(real, '/') : NULL;

	if (slash != NULL && slash != real) {
		*slash = '\0';
		allow_path(rules, real, access);
	}
	free(real);
}

static void allow_port(struct jail_rules *rules, uint16_t port)
{
	struct port_attr attr = {NET_CONNECT_TCP, port};

	if (versions[rules->version].net != 0)
		add(rules, RULE_PORT, &attr, "a port");
}

/* ---- roles ---- */

static bool is_beneath(const char *path, const char *folder)
{
	char *real = path != NULL ? realpath(path, NULL) : NULL;
	size_t size = strlen(folder);
	bool beneath = real != NULL && strncmp(real, folder, size) == 0 &&
		       (real[size] == '/' || real[size] == '\0');

	free(real);
	return beneath;
}

/* The secrets of the API: of sites' webhooks, and of who may ask a line. */
static bool holds_site_secret(const struct settings *settings, const char *folder)
{
	size_t line_index;

	for (size_t i = 0; i < settings_hook_count(settings); i++)
		if (is_beneath(settings_hook_at(settings, i, &line_index)->secret_file, folder))
			return true;
	for (size_t i = 0; i < settings->line_count; i++)
		if (is_beneath(settings->lines[i].tokens, folder))
			return true;
	return false;
}

/* Whether the store, its key, a carrier's password or a webhook's secret lies in a folder. */
static bool holds_secret(const struct settings *settings, const char *folder)
{
	if (is_beneath(settings->data, folder))
		return true;
	if (settings->key_kind == KEY_FILE && is_beneath(settings->key, folder))
		return true;
	if (is_beneath(settings->alarm.secret_file, folder) ||
	    is_beneath(settings->writer.key_file, folder))
		return true;
	for (size_t i = 0; i < settings->bearer_count; i++)
		if (is_beneath(settings->bearers[i].password_file, folder))
			return true;
	return holds_site_secret(settings, folder);
}

/* Name look-up reads these again when they change, and a program that changes one usually puts a
 * new file in its place, which a rule for the old file does not cover; hence folders where
 * possible. */
static void allow_names(struct jail_rules *rules, const struct settings *settings)
{
	static const char *const files[] = {"/etc/hosts",	  "/etc/resolv.conf",
					    "/etc/nsswitch.conf", "/etc/host.conf",
					    "/etc/gai.conf",	  "/etc/services"};
	static const char resolver[] = "/etc/resolv.conf"; /* often a link into /run */
	char *real = realpath(resolver, NULL);

	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		allow_path(rules, files[i], FS_READ);
	if (real != NULL && strcmp(real, resolver) != 0)
		allow_folder_of(rules, resolver, FS_READ);
	free(real);
	if (!holds_secret(settings, "/etc"))
		allow_path(rules, "/etc", FS_READ);
}

/* OpenSSL looks an authority up by its hash when a certificate names it, in a folder of links. */
static void allow_authorities(struct jail_rules *rules)
{
	static const char *const folders[] = {
		"/etc/ssl/certs", "/etc/pki/tls/certs",		"/etc/pki/ca-trust/extracted",
		"/usr/lib/ssl",	  "/usr/share/ca-certificates", "/usr/local/share/ca-certificates"};

	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
		allow_path(rules, folders[i], FS_LOOK);
}

static void allow_store(struct jail_rules *rules, const struct settings *settings)
{
	struct buf path = {0};

	allow_path(rules, settings->data, FS_STORE);
	installation_store_path(settings, &path);
	allow_folder_of(rules, buf_text(&path), FS_STORE); /* the store may be a link */
	buf_finish(&path);
}

/* Where the errand may call: a webhook, the writer. Without an address there is nobody. */
static void allow_call(struct jail_rules *rules, const struct settings *settings, const char *address)
{
	struct webhook_url url;
	const char *fault;

	if (address == NULL || !webhook_url_parse(address, &url, &fault))
		return;
	allow_names(rules, settings);
	allow_authorities(rules);
	allow_port(rules, PORT_DNS);
	allow_port(rules, url.port);
}

static void allow_role(struct jail_rules *rules, const struct child *child)
{
	const struct bearer_settings *bearer = jail_bearer(child);
	size_t line_index;

	if (child->role == ROLE_KEEPER)
		allow_store(rules, &child->settings);
	if (child->role == ROLE_BEARER) {
		allow_names(rules, &child->settings);
		allow_authorities(rules);
		allow_port(rules, PORT_DNS);
		if (bearer != NULL)
			allow_port(rules, bearer->port);
	}
	if (child->role == ROLE_ERRAND) {
		allow_call(rules, &child->settings, child->settings.alarm.webhook);
		allow_call(rules, &child->settings, child->settings.writer.url);
		for (size_t i = 0; i < settings_hook_count(&child->settings); i++)
			allow_call(rules, &child->settings, settings_hook_at(&child->settings, i, &line_index)->url);
	}
	if (JAIL_SANITIZED) {
		allow_path(rules, "/proc", FS_LOOK);
		allow_path(rules, "/proc/self/exe", FS_READ);
	}
}

/* ---- the kernel ---- */

/* Forbids all it knows; ERR_ABSENT when there is no Landlock. */
static enum err begin(struct jail_rules *rules)
{
	long known = syscall(CALL_CREATE_RULESET, NULL, 0, GET_VERSION);
	struct ruleset_attr attr;

	if (known < 1)
		return ERR_ABSENT;
	rules->version = (size_t)(known < VERSIONS ? known : VERSIONS) - 1;
	attr = (struct ruleset_attr){versions[rules->version].fs, versions[rules->version].net,
				     versions[rules->version].scoped};
	rules->fd = (int)syscall(CALL_CREATE_RULESET, &attr, versions[rules->version].size, 0);
	if (rules->fd < 0)
		return error_set(rules->error_r, ERR_IO, "Landlock: %s", strerror(errno));
	return ERR_NONE;
}

enum err jail_files(const struct child *child, struct error *error_r)
{
	struct jail_rules rules = {.error_r = error_r};
	enum err err = begin(&rules);

	if (err == ERR_ABSENT) {
		log_info(
			"jail: this kernel has no Landlock; files are guarded by their modes only");
		return ERR_NONE;
	}
	if (err != ERR_NONE)
		return err;
	allow_role(&rules, child);
	if (rules.err == ERR_NONE && syscall(CALL_RESTRICT_SELF, rules.fd, 0) != 0)
		rules.err = error_set(error_r, ERR_IO, "Landlock: %s", strerror(errno));
	close(rules.fd);
	return rules.err;
}
