// SPDX-License-Identifier: GPL-3.0-or-later
/* token add, list, remove: who may use the API of a site line, or of one that watches. A running program sees a change within a second. */
#include "daemon/command.h"
#include "daemon/token_file.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

struct token_words {
	const char *config, *line, *name, *scopes;
};

/* The file, locked against other commands, and what it holds. */
struct token_store {
	struct settings settings;
	const struct line *line;
	const char *path;
	int fd;
	struct buf content;
	struct token_list tokens;
};

/* ---- the file ---- */

/* A site has one, or should have; a watching line when it says so. */
static bool has_api(const struct line *line)
{
	return line->kind == LINE_SITE || line->tokens != NULL;
}

static enum err find_line(const struct settings *settings, const char *name,
			  const struct line **ret_line, struct error *error_r)
{
	const struct line *found = NULL;

	for (size_t i = 0; i < settings->line_count; i++) {
		const struct line *line = &settings->lines[i];

		if (name != NULL ? strcmp(line->name, name) != 0 : !has_api(line))
			continue;
		if (found != NULL)
			return error_set(error_r, ERR_INPUT,
					 "there are several lines with an API; say which with --line NAME");
		found = line;
	}
	if (found == NULL)
		return error_set(error_r, ERR_ABSENT, "there is no %s line%s%s",
				 name != NULL ? "such" : "site", name != NULL ? ": " : "",
				 name != NULL ? name : "");
	if (found->tokens == NULL)
		return error_set(error_r, ERR_STATE,
				 "line %s has no API; write kind: site (or watch) and tokens: %s.tokens",
				 found->name, found->name);
	*ret_line = found;
	return ERR_NONE;
}

static enum err read_all(struct token_store *store, struct error *error_r)
{
	ssize_t got;

	do {
		got = read(store->fd, buf_room(&store->content, 4096), 4096);
		if (got > 0)
			store->content.size += (size_t)got;
	} while (got > 0 && store->content.size <= TOKEN_FILE_MAX);
	if (got < 0)
		return error_set(error_r, ERR_IO, "%s: %s", store->path, strerror(errno));
	if (store->content.size > TOKEN_FILE_MAX)
		return error_set(error_r, ERR_INPUT, "%s: this is no file of tokens: it is too long",
				 store->path);
	return tokens_parse(buf_bytes(&store->content), store->path, &store->tokens, error_r);
}

static enum err open_store(const struct token_words *words, bool make, struct token_store *store,
			   struct error *error_r)
{
	enum err err = settings_load(command_config(words->config), &store->settings, error_r);

	store->fd = -1;
	if (err != ERR_NONE)
		return err;
	err = find_line(&store->settings, words->line, &store->line, error_r);
	if (err != ERR_NONE)
		return err;
	store->path = store->line->tokens;
	store->fd = open(store->path, O_RDWR | O_CLOEXEC | (make ? O_CREAT : 0), 0600);
	if (store->fd < 0 || flock(store->fd, LOCK_EX) != 0)
		return error_set(error_r, ERR_IO, "%s: %s", store->path, strerror(errno));
	return read_all(store, error_r);
}

static void close_store(struct token_store *store)
{
	if (store->fd >= 0)
		close(store->fd);
	buf_finish(&store->content);
	settings_finish(&store->settings);
}

static enum err write_at(const struct token_store *store, struct bytes bytes, size_t at,
			 struct error *error_r)
{
	ssize_t put = pwrite(store->fd, bytes.data, bytes.size, (off_t)at);

	if (put != (ssize_t)bytes.size || fsync(store->fd) != 0)
		return error_set(error_r, ERR_IO, "%s: it could not be written: %s", store->path,
				 put < 0 ? strerror(errno) : "the disk is full");
	return ERR_NONE;
}

static const struct token *find_name(const struct token_store *store, const char *name)
{
	for (size_t i = 0; i < store->tokens.count; i++)
		if (strcmp(store->tokens.items[i].name, name) == 0)
			return &store->tokens.items[i];
	return NULL;
}

/* ---- the three verbs ---- */

static void make_token(char ret_text[TOKEN_TEXT + 1])
{
	struct random random;
	uint8_t chance[TOKEN_BYTES];

	random_from_system(&random);
	random_bytes(&random, chance, sizeof chance);
	memcpy(ret_text, TOKEN_PREFIX, 3);
	hex_encode(chance, sizeof chance, ret_text + 3);
}

/* A scope that opens nothing on this line was meant for another. */
static enum err check_scopes(const struct line *line, unsigned scopes, struct error *error_r)
{
	bool watches = line->kind == LINE_WATCH;

	if (watches ? scopes == SCOPE_SIGHTINGS : (scopes & SCOPE_SIGHTINGS) == 0)
		return ERR_NONE;
	return error_set(error_r, ERR_INPUT,
			 watches ? "--scopes: line %s watches; its tokens have the scope sightings alone"
				 : "--scopes: line %s is a site; sightings are of lines that watch",
			 line->name);
}

static enum err add(const struct token_words *words, struct token_store *store,
		    struct error *error_r)
{
	char text[TOKEN_TEXT + 1], hex[2 * SHA256 + 1];
	uint8_t hash[SHA256];
	struct buf line = {0};
	unsigned scopes;
	enum err err;

	if (!token_name_is_good(bytes_of_text(words->name)))
		return error_set(error_r, ERR_INPUT, "--name: 1 to 32 of A-Z a-z 0-9 . _ : -");
	if (!scopes_parse(bytes_of_text(words->scopes), &scopes))
		return error_set(error_r, ERR_INPUT,
				 "--scopes: of write, read, moderate, sightings, with commas between");
	err = check_scopes(store->line, scopes, error_r);
	if (err != ERR_NONE)
		return err;
	if (find_name(store, words->name) != NULL)
		return error_set(error_r, ERR_EXISTS,
				 "there is a token of this name; `fauxbond token remove` it first");
	if (store->tokens.count == TOKENS_MAX)
		return error_set(error_r, ERR_FULL, "there are 256 tokens; remove one first");
	make_token(text);
	token_hash(bytes_of_text(text), hash);
	hex_encode(hash, sizeof hash, hex);
	if (store->content.size != 0 && store->content.data[store->content.size - 1] != '\n')
		buf_add_u8(&line, '\n');
	buf_add_format(&line, "%s ", words->name);
	scopes_put(scopes, &line);
	buf_add_format(&line, " %s\n", hex);
	err = write_at(store, buf_bytes(&line), store->content.size, error_r);
	buf_finish(&line);
	if (err == ERR_NONE)
		puts(text);
	if (err == ERR_NONE && isatty(STDOUT_FILENO))
		fputs("This is the only time it is shown.\n", stderr);
	return err;
}

static enum err list(const struct token_words *words, struct token_store *store,
		     struct error *error_r)
{
	struct buf out = {0};

	for (size_t i = 0; i < store->tokens.count; i++) {
		buf_add_format(&out, "%-32s ", store->tokens.items[i].name);
		scopes_put(store->tokens.items[i].scopes, &out);
		buf_add_u8(&out, '\n');
	}
	fwrite(out.data, 1, out.size, stdout);
	buf_finish(&out);
	return ERR_NONE;
}

static enum err drop(const struct token_words *words, struct token_store *store,
		     struct error *error_r)
{
	const struct token *token = find_name(store, words->name);
	char hashes[TOKEN_FILE_MAX];

	if (token == NULL)
		return error_set(error_r, ERR_ABSENT, "there is no token of this name");
	memset(hashes, '#', sizeof hashes);
	return write_at(store, (struct bytes){(const uint8_t *)hashes, token->size}, token->at,
			error_r);
}

static const struct {
	const char *name, *usage;
	bool name_needed, scopes_needed, makes;
	enum err (*run)(const struct token_words *words, struct token_store *store,
			struct error *error_r);
} verbs[] = {
	{"add", "token add --name NAME --scopes LIST [--line LINE] [--config FILE]", true, true, true, add},
	{"list", "token list [--line LINE] [--config FILE]", false, false, false, list},
	{"remove", "token remove --name NAME [--line LINE] [--config FILE]", true, false, false, drop},
};

enum { VERBS = sizeof verbs / sizeof verbs[0] };

static int run_verb(size_t verb, int argc, char **argv)
{
	struct token_words words = {0};
	const struct option_row options[] = {
		{"--config", "FILE", "the settings", &words.config, NULL},
		{"--line", "LINE", "the line; needed when several have an API", &words.line, NULL},
		{"--name", "NAME", "whose it is: moderators are known by it", &words.name, NULL},
		{"--scopes", "LIST", "of write, read, moderate, sightings, with commas between",
		 &words.scopes, NULL},
	};
	struct token_store *store;
	struct error error = {""};
	size_t count;
	int status;
	enum err err;

	if (command_options(argc, argv, verbs[verb].usage, options, 4, NULL, 0, &count, &status) != 0)
		return status;
	if ((verbs[verb].name_needed && words.name == NULL) ||
	    (verbs[verb].scopes_needed && words.scopes == NULL)) {
		fprintf(stderr, "fauxbond: usage: fauxbond %s\n", verbs[verb].usage);
		return EXIT_USAGE;
	}
	store = mem_alloc(1, sizeof *store);
	err = seal_start(&error);
	if (err == ERR_NONE)
		err = open_store(&words, verbs[verb].makes, store, &error);
	if (err == ERR_NONE)
		err = verbs[verb].run(&words, store, &error);
	close_store(store);
	mem_free(store);
	return err == ERR_NONE ? EXIT_DONE : command_failed(&error);
}

int command_token(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "";

	for (size_t i = 0; i < VERBS; i++)
		if (strcmp(word, verbs[i].name) == 0)
			return run_verb(i, argc - 1, argv + 1);
	fputs("usage: fauxbond token add|list|remove   with --help each says more\n",
	      strcmp(word, "--help") == 0 ? stdout : stderr);
	return strcmp(word, "--help") == 0 ? EXIT_DONE : EXIT_USAGE;
}
