// SPDX-License-Identifier: GPL-3.0-or-later
#include "desk/access.h"
#include "base/log.h"
#include "base/mem.h"
#include "daemon/now.h"
#include "desk/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct token_source {
	const struct line *line;
	uint32_t line_index;
	int fd;
	struct stat seen; /* when it was read last */
	bool replaced;	  /* it was said that it is not the file any more */
	struct token_list tokens;
};

struct failures {
	uint64_t address; /* keyed hash; 0: free */
	ms_t since;
	unsigned count;
};

struct access {
	struct event *timer;
	struct token_source *sources;
	size_t source_count;
	uint8_t key[crypto_shorthash_KEYBYTES];
	struct failures failures[DESK_FAILURES];
};

/* ---- the files ---- */

static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static enum err read_source(struct token_source *source, struct error *error_r)
{
	struct buf content = {0};
	ssize_t got = -1;
	enum err err;

	if (fstat(source->fd, &source->seen) == 0 && lseek(source->fd, 0, SEEK_SET) == 0) {
		do {
			got = read(source->fd, buf_room(&content, 4096), 4096);
			content.size += got > 0 ? (size_t)got : 0;
		} while (got > 0 && content.size <= TOKEN_FILE_MAX);
	}
	if (got < 0)
		err = error_set(error_r, ERR_IO, "%s: %s", source->line->tokens, strerror(errno));
	else if (content.size > TOKEN_FILE_MAX)
		err = error_set(error_r, ERR_INPUT, "%s: this is no file of tokens: it is too long",
				source->line->tokens);
	else
		err = tokens_parse(buf_bytes(&content), source->line->tokens, &source->tokens,
				   error_r);
	buf_finish(&content);
	return err;
}

/* A file that another took the place of cannot be opened from the jail. */
static void check_replaced(struct token_source *source, const struct stat *now)
{
	if (now->st_nlink == 0 && !source->replaced)
		log_warn("%s was replaced by another file, which is read after a restart only; "
			 "`fauxbond token` changes it in place", source->line->tokens);
	source->replaced = now->st_nlink == 0;
}

void access_refresh(struct access *access)
{
	for (size_t i = 0; i < access->source_count; i++) {
		struct token_source *source = &access->sources[i];
		struct error error = {""};
		struct stat now;

		if (fstat(source->fd, &now) != 0)
			continue;
		check_replaced(source, &now);
		if (!is_same(&now, &source->seen) && read_source(source, &error) != ERR_NONE)
			log_warn("%s; lines that are wrong open nothing", error.text);
	}
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	access_refresh(context);
}

static enum err open_source(struct token_source *source, struct error *error_r)
{
	source->fd = open(source->line->tokens, O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
	if (source->fd < 0)
		return error_set(error_r, ERR_INPUT, "%s: %s", source->line->tokens, strerror(errno));
	return read_source(source, error_r);
}

/* A token belongs to one line. */
static enum err refuse_shared(const struct access *access, const struct line *line,
			      struct error *error_r)
{
	for (size_t i = 0; i < access->source_count; i++)
		if (strcmp(access->sources[i].line->tokens, line->tokens) == 0)
			return error_set(error_r, ERR_INPUT,
					 "lines %s and %s have the same file of tokens; write another for one of them",
					 access->sources[i].line->name, line->name);
	return ERR_NONE;
}

enum err access_create(struct event_base *base, const struct settings *settings,
		       struct access **ret_access, struct error *error_r)
{
	struct access *access = mem_alloc(1, sizeof *access);
	struct timeval second = {1, 0};
	enum err err = ERR_NONE;

	access->sources = mem_alloc(settings->line_count + 1, sizeof *access->sources);
	randombytes_buf(access->key, sizeof access->key);
	for (size_t i = 0; err == ERR_NONE && i < settings->line_count; i++) {
		struct token_source *source = &access->sources[access->source_count];

		if (settings->lines[i].tokens == NULL)
			continue;
		err = refuse_shared(access, &settings->lines[i], error_r);
		source->line = &settings->lines[i];
		source->line_index = (uint32_t)i;
		source->fd = -1;
		if (err == ERR_NONE)
			err = open_source(source, error_r);
		access->source_count++;
	}
	access->timer = event_new(base, -1, EV_PERSIST, on_timer, access);
	if (err != ERR_NONE) {
		access_destroy(access);
		return err;
	}
	if (access->source_count != 0)
		event_add(access->timer, &second);
	*ret_access = access;
	return ERR_NONE;
}

void access_destroy(struct access *access)
{
	if (access == NULL)
		return;
	event_free(access->timer);
	for (size_t i = 0; i < access->source_count; i++)
		if (access->sources[i].fd >= 0)
			close(access->sources[i].fd);
	mem_free(access->sources);
	mem_free(access);
}

/* ---- tokens ---- */

bool access_grant(const struct access *access, struct bytes token, struct grant *ret_grant)
{
	if (token.size != TOKEN_TEXT)
		return false;
	for (size_t i = 0; i < access->source_count; i++) {
		const struct token_source *source = &access->sources[i];
		const struct token *found = tokens_find(&source->tokens, token);

		if (found == NULL)
			continue;
		*ret_grant = (struct grant){source->line_index, source->line->name, source->line->kind,
					    found->scopes, ""};
		memcpy(ret_grant->person, found->name, sizeof found->name);
		return true;
	}
	return false;
}

/* ---- failures ---- */

/* Of IPv6 the network: whoever has one address has 2^64. */
static uint64_t hash_address(const struct access *access, const struct sockaddr *address)
{
	const struct sockaddr_in *four = (const void *)address;
	const struct sockaddr_in6 *six = (const void *)address;
	uint8_t hash[crypto_shorthash_BYTES];
	uint64_t number;

	if (address->sa_family == AF_INET6)
		crypto_shorthash(hash, six->sin6_addr.s6_addr, 8, access->key);
	else if (address->sa_family == AF_INET)
		crypto_shorthash(hash, (const uint8_t *)&four->sin_addr, 4, access->key);
	else
		memset(hash, 1, sizeof hash);
	memcpy(&number, hash, sizeof number);
	return number != 0 ? number : 1;
}

/* An address whose place another has, counted less than a minute ago, shares its count: the table never grows. */
bool access_failed(struct access *access, const struct sockaddr *address)
{
	uint64_t hash = hash_address(access, address);
	struct failures *place = &access->failures[hash % DESK_FAILURES];
	ms_t now = now_ms();

	if (now - place->since >= DESK_FAILURES_SECONDS * MS_SECOND)
		*place = (struct failures){hash, now, 0};
	if (place->count <= DESK_FAILURES_MOST)
		place->count++;
	return place->count > DESK_FAILURES_MOST;
}
