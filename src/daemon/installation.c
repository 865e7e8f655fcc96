// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/installation.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum { KEY_FILE_MAX = 4096, PASSPHRASE_MAX = 1024, SALT = 16 };

static enum err read_all(int fd, const char *name, size_t most, struct buf *out,
			 struct error *error_r)
{
	for (;;) {
		ssize_t got = read(fd, buf_room(out, 4096), 4096);

		if (got == 0)
			return ERR_NONE;
		if (got < 0 && errno != EINTR)
			return error_set(error_r, ERR_IO, "%s: %s", name, strerror(errno));
		if (got > 0)
			out->size += (size_t)got;
		if (out->size > most)
			return error_set(error_r, ERR_INPUT, "%s: longer than %zu bytes", name, most);
	}
}

enum err file_read(const char *path, size_t most, struct buf *out, struct error *error_r)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum err err;

	if (fd < 0)
		return error_set(error_r, errno == ENOENT ? ERR_ABSENT : ERR_IO, "%s: %s", path,
				 strerror(errno));
	err = read_all(fd, path, most, out, error_r);
	close(fd);
	return err;
}

/* ---- the store's keys ---- */

enum err installation_keys(struct store *store, const uint8_t kek[SEAL_KEY], struct random *random,
			   bool may_make, const char *what, struct keys *ret_keys,
			   struct error *error_r)
{
	struct buf wrapped = {0};
	enum err err = store->ops->get_meta(store, "keys", &wrapped, error_r);

	if (err == ERR_NONE) {
		err = keys_unwrap(buf_bytes(&wrapped), kek, ret_keys, error_r);
		if (err != ERR_NONE)
			error_set(error_r, err,
				  "%s is not the one this store was made with; without it nothing in "
				  "the store can be read",
				  what);
	} else if (err == ERR_ABSENT && may_make) {
		keys_make(random, ret_keys);
		keys_wrap(ret_keys, kek, random, &wrapped);
		err = store->ops->begin(store, error_r);
		if (err == ERR_NONE)
			err = store->ops->put_meta(store, "keys", buf_bytes(&wrapped), error_r);
		if (err == ERR_NONE)
			err = store->ops->commit(store, error_r);
	}
	buf_finish(&wrapped);
	return err;
}

/* ---- where the key-encryption key comes from ---- */

static enum err make_key_file(const char *path, struct random *random, struct buf *out,
			      struct error *error_r)
{
	uint8_t key[SEAL_KEY];
	char text[2 * SEAL_KEY + 2];
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool ok;

	if (fd < 0)
		return error_set(error_r, ERR_IO, "%s: %s", path, strerror(errno));
	random_bytes(random, key, sizeof key);
	hex_encode(key, sizeof key, text);
	text[2 * SEAL_KEY] = '\n';
	ok = write(fd, text, 2 * SEAL_KEY + 1) == 2 * SEAL_KEY + 1 && fsync(fd) == 0;
	ok = close(fd) == 0 && ok;
	if (!ok) {
		error_set(error_r, ERR_IO, "%s: %s", path, strerror(errno));
		unlink(path);
		return ERR_IO;
	}
	buf_add(out, text, 2 * SEAL_KEY);
	sodium_memzero(key, sizeof key);
	sodium_memzero(text, sizeof text);
	return ERR_NONE;
}

static enum err kek_of_file(const char *path, struct random *random, bool may_make,
			    uint8_t ret_kek[SEAL_KEY], struct error *error_r)
{
	struct buf content = {0};
	enum err err = file_read(path, KEY_FILE_MAX, &content, error_r);

	if (err == ERR_ABSENT && may_make)
		err = make_key_file(path, random, &content, error_r);
	if (err == ERR_NONE) {
		err = kek_from_file(buf_bytes(&content), ret_kek, error_r);
		if (err != ERR_NONE)
			error_wrap(error_r, err, "%s", path);
	}
	if (content.data != NULL)
		sodium_memzero(content.data, content.size);
	buf_finish(&content);
	return err;
}

/* systemd puts credentials into a folder that only the service sees (systemd.exec(5), LoadCredential=). */
static enum err kek_of_credential(const char *name, uint8_t ret_kek[SEAL_KEY], struct error *error_r)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	struct buf path = {0};
	enum err err;

	if (folder == NULL)
		return error_set(error_r, ERR_ABSENT,
				 "key: credential:%s, but there are no credentials here; start by systemd with "
				 "LoadCredential=%s:FILE, or set key: to a file",
				 name, name);
	buf_add_format(&path, "%s/%s", folder, name);
	err = kek_of_file(buf_text(&path), NULL, false, ret_kek, error_r);
	buf_finish(&path);
	return err;
}

/* A line from the terminal, not shown while it is typed. */
enum err installation_ask(struct buf *out, struct error *error_r)
{
	struct termios shown, hidden;
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	char c;

	if (fd < 0 || tcgetattr(fd, &shown) != 0) {
		if (fd >= 0)
			close(fd);
		return error_set(error_r, ERR_IO, "key: ask, but there is no terminal to ask on");
	}
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(fd, TCSAFLUSH, &hidden);
	if (write(fd, "Passphrase: ", 12) == 12)
		while (out->size < PASSPHRASE_MAX && read(fd, &c, 1) == 1 && c != '\n')
			buf_add_u8(out, (uint8_t)c);
	tcsetattr(fd, TCSAFLUSH, &shown);
	if (write(fd, "\n", 1) < 0)
		errno = 0; /* only the cursor's place */
	close(fd);
	return ERR_NONE;
}

/* The salt of the passphrase, made with the store. */
static enum err passphrase_salt(struct store *store, struct random *random, bool may_make,
				uint8_t ret_salt[SALT], struct error *error_r)
{
	struct buf salt = {0};
	enum err err = store->ops->get_meta(store, "salt", &salt, error_r);

	if (err == ERR_NONE && salt.size == SALT) {
		memcpy(ret_salt, salt.data, SALT);
	} else if (err == ERR_ABSENT && may_make) {
		random_bytes(random, ret_salt, SALT);
		err = store->ops->begin(store, error_r);
		if (err == ERR_NONE)
			err = store->ops->put_meta(store, "salt", (struct bytes){ret_salt, SALT},
						   error_r);
		if (err == ERR_NONE)
			err = store->ops->commit(store, error_r);
	} else if (err == ERR_NONE) {
		err = error_set(error_r, ERR_INPUT, "the salt in the store is damaged");
	}
	buf_finish(&salt);
	return err;
}

static enum err kek_of_passphrase(struct store *store, struct random *random, bool may_make,
				  int ask, uint8_t ret_kek[SEAL_KEY], struct error *error_r)
{
	struct buf phrase = {0};
	uint8_t salt[SALT];
	enum err err = passphrase_salt(store, random, may_make, salt, error_r);

	if (err == ERR_NONE && ask >= 0) {
		lseek(ask, 0, SEEK_SET);
		err = read_all(ask, "the passphrase", PASSPHRASE_MAX, &phrase, error_r);
	} else if (err == ERR_NONE) {
		err = installation_ask(&phrase, error_r);
	}
	if (err == ERR_NONE && phrase.size == 0)
		err = error_set(error_r, ERR_INPUT, "an empty passphrase protects nothing");
	if (err == ERR_NONE)
		err = kek_from_passphrase(buf_bytes(&phrase), salt, ret_kek, error_r);
	if (phrase.data != NULL)
		sodium_memzero(phrase.data, phrase.size);
	buf_finish(&phrase);
	return err;
}

enum err installation_kek(const struct settings *settings, struct store *store,
			  struct random *random, bool may_make, int ask, uint8_t ret_kek[SEAL_KEY],
			  struct error *error_r)
{
	switch (settings->key_kind) {
	case KEY_CREDENTIAL:
		return kek_of_credential(settings->key, ret_kek, error_r);
	case KEY_ASK:
		return kek_of_passphrase(store, random, may_make, ask, ret_kek, error_r);
	case KEY_FILE:
	default:
		return kek_of_file(settings->key, random, may_make, ret_kek, error_r);
	}
}

enum err installation_read_keys(struct store *store, const struct settings *settings, const char *seed,
				struct keys *ret_keys, struct error *error_r)
{
	struct random random;
	uint8_t kek[SEAL_KEY];
	enum err err = ERR_NONE;

	if (seed != NULL) {
		random_from_seed(&random, strtoull(seed, NULL, 10), "kek");
		random_bytes(&random, kek, sizeof kek);
	} else {
		random_from_system(&random);
		err = installation_kek(settings, store, &random, false, -1, kek, error_r);
	}
	if (err == ERR_NONE)
		err = installation_keys(store, kek, &random, false,
					seed != NULL ? "this --seed" : "the key that `key:` gives",
					ret_keys, error_r);
	sodium_memzero(kek, sizeof kek);
	if (err == ERR_ABSENT)
		error_set(error_r, err, "the store has no keys yet: nothing was recorded in it");
	return err;
}

/* ---- where things are ---- */

void installation_store_path(const struct settings *settings, struct buf *out)
{
	buf_add_format(out, "%s/fauxbond.db", settings->data);
}

void installation_control_path(const struct settings *settings, struct buf *out)
{
	buf_add_format(out, "%s/control", settings->data);
}

enum err installation_folder(const struct settings *settings, struct error *error_r)
{
	struct stat stat_of;

	if (mkdir(settings->data, 0700) != 0 && errno != EEXIST)
		return error_set(error_r, ERR_IO, "data: %s: %s", settings->data, strerror(errno));
	if (stat(settings->data, &stat_of) != 0 || !S_ISDIR(stat_of.st_mode))
		return error_set(error_r, ERR_IO, "data: %s is not a folder", settings->data);
	return ERR_NONE;
}
