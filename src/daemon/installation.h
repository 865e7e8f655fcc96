// SPDX-License-Identifier: GPL-3.0-or-later
/* The keys of an installation in its store: made once, wrapped by the key that `key:` gives. */
#ifndef DAEMON_INSTALLATION_H
#define DAEMON_INSTALLATION_H

#include "base/seal.h"
#include "daemon/settings.h"
#include "store/store.h"

/* Unwraps the keys that the store holds, or makes and stores them when it has none yet (`may_make`; else ERR_ABSENT).
 * ERR_CRYPTO when the key is not the one this store was made with; `what` names it for the person ("--seed",
 * "the key in ./fauxbond.key"). */
enum err installation_keys(struct store *store, const uint8_t kek[SEAL_KEY], struct random *random,
			   bool may_make, const char *what, struct keys *ret_keys,
			   struct error *error_r);

/* The key-encryption key as the settings say. A key file that is missing is made, readable by its owner only, when
 * `may_make`. A passphrase is read from the descriptor `ask` (the parent's memfd), or from the terminal when it is -1; its salt
 * lives in the store. */
enum err installation_kek(const struct settings *settings, struct store *store,
			  struct random *random, bool may_make, int ask, uint8_t ret_kek[SEAL_KEY],
			  struct error *error_r);

/* The keys of a store that is only read: by the settings, or, of a rehearsal, by its `seed` (not NULL: a number). */
enum err installation_read_keys(struct store *store, const struct settings *settings, const char *seed,
				struct keys *ret_keys, struct error *error_r);

/* A passphrase from the terminal, not shown while it is typed; appended. The caller wipes it. */
enum err installation_ask(struct buf *out, struct error *error_r);

/* Where the store is: "DATA/fauxbond.db", appended. */
void installation_store_path(const struct settings *settings, struct buf *out);
/* Where operators reach the running program: "DATA/control". */
void installation_control_path(const struct settings *settings, struct buf *out);
/* Makes the data folder (0700) when it is missing. */
enum err installation_folder(const struct settings *settings, struct error *error_r);

/* Reads a file of at most `most` bytes, appended. */
enum err file_read(const char *path, size_t most, struct buf *out, struct error *error_r);

#endif
