// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * One settings file, YAML, read once at start (DESIGN §12). Every error names file, line and column and says
 * what to write instead. Paths are relative to the file's folder and are made absolute here.
 */
#ifndef DAEMON_SETTINGS_H
#define DAEMON_SETTINGS_H

#include "base/bytes.h"
#include "base/error.h"
#include "flow/line.h"

enum { BEARERS_MAX = 32 };

enum bearer_kind { BEARER_SMPP, BEARER_FAKE, BEARER_HANDSET };

struct bearer_settings {
	char name[LINE_NAME_MAX];
	enum bearer_kind kind;
	char *host;         /* from address: "host:port", "[v6]:port" */
	uint16_t port;
	bool tls;
	char *tls_ca;       /* PEM file of the authorities to believe; NULL: the system's */
	char *system_id;
	char *password_file; /* absolute; NULL: no password */
	char *system_type;
	unsigned window;    /* our submit_sm in flight, 1..5000 */
	bool receipts;      /* ask for delivery receipts */
	bool latin1;        /* data_coding 0 means Latin-1 at this carrier, not GSM 7 */
	bool practice;      /* not a real carrier: fictional numbers are answered; loopback only */
	ms_t enquire;       /* enquire_link every */
	int where;          /* line of the settings file */
};

enum key_kind { KEY_FILE, KEY_CREDENTIAL, KEY_ASK };

/* Where a value was written; values without one are defaults. */
struct setting_source {
	uint32_t field; /* offset in struct settings */
	unsigned line, column;
};

struct settings {
	char *name;         /* the file as it was named, for messages */
	char *path;         /* the file, absolute; "-" for standard input */
	char *data;         /* folder of store and evidence, absolute */
	enum key_kind key_kind;
	char *key;          /* path, or the credential's name */
	char *store;        /* "sqlite" or a postgresql:// address */
	char *packs;        /* folder that overrides the embedded packs; NULL: embedded */
	struct house house;
	struct bearer_settings bearers[BEARERS_MAX];
	size_t bearer_count;
	struct line lines[LINES_MAX];
	size_t line_count;
	struct {
		char *host;     /* default 127.0.0.1 */
		uint16_t port;  /* default 8642 */
	} desk;
	struct {
		char **command;     /* a program and its arguments, then NULL; NULL: none is run */
		size_t command_count;
		char *webhook;      /* NULL: none is called */
		char *secret_file;  /* absolute; signs its calls */
		char *tls_ca;       /* PEM file of the authorities to believe; NULL: the system's */
		bool flags;         /* flags are told too */
	} alarm;
	struct {
		char *url;      /* of /v1/chat/completions; NULL: no language model is asked for words */
		char *model;
		ms_t timeout;   /* an answer is waited for */
		char *key_file; /* absolute; NULL: no key is sent */
		char *tls_ca;   /* PEM file of the authorities to believe; NULL: the system's */
		double share;   /* of the turns */
		double temperature;
		bool is_public; /* it may be outside one's own network */
	} writer;
	struct setting_source *sources; /* sorted by field */
	size_t source_count;
};

/* Reads and checks a file. On failure nothing is left allocated. ERR_INPUT with
 * "FILE:LINE:COLUMN: what is wrong; what to write", ERR_IO when it cannot be read. */
enum err settings_load(const char *path, struct settings *ret_settings, struct error *error_r);
/* The same from memory, for tests and fuzzers; `path` is only named in errors and for relative paths.
 * Looks at the disk for one thing: whether a time zone exists. */
enum err settings_parse(struct bytes yaml, const char *path, struct settings *ret_settings,
			struct error *error_r);
void settings_finish(struct settings *settings);
/* The lists of the police that lines name (`deconflict:`), and the rules of sites that are in files of their own, from the
 * disk. Only who engages anybody needs them: a program that pauses a line must not fail for a list. With `practice`, where
 * nothing leaves, a list that is not there is left out, and its line's `deconflicts` stays NULL. A site's `rules` are the
 * defaults until here. ERR_INPUT, ERR_IO with "FILE:LINE: what is wrong; what to write". */
enum err settings_load_lists(struct settings *settings, bool practice, struct error *error_r);

/* What rehearse and check accept, and serving does not: a stalling line on a real carrier without the
 * agreement of the police, a store that this version does not have. And a police list that cannot be read. */
enum err settings_check_serve(const struct settings *settings, struct error *error_r);

/* What `fauxbond check` prints: each setting, its value and where it came from (line or default), then the
 * warnings (things that work but that one should know). `ret_warnings` counts these. */
void settings_describe(const struct settings *settings, struct buf *out, size_t *ret_warnings);

/* Warnings that need the packs: languages without one, and answers that the caps cannot pay. Returns their number. */
struct packs;
size_t settings_warn_packs(const struct settings *settings, const struct packs *packs, struct buf *out);

/* The manual, Markdown: docs/SETTINGS.md is its output, and a test says when it is not. */
void settings_manual(struct buf *out);

#endif
