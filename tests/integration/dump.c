// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * dump SETTINGS: what the record of an installation holds, opened with its key, one JSON object a line. Tests compare it
 * with what a carrier saw. Reads only.
 *
 *   {"line","event","at","type":"message","contact","address","admission","verdict","why","part","text"}
 *   {…,"type":"answer","contact","address","about","price","text"}     price in micro-euros
 *   {…,"type":"decision","contact","address","about","verdict","why"}
 *   {…,"type":"outcome","of","state","id"}                            one for each answer of the event
 *   {…,"type":"note","text"}
 */
#include "base/jsonout.h"
#include "base/mem.h"
#include "daemon/installation.h"
#include "daemon/settings.h"
#include "flow/evidence/evidence.h"

#include <stdio.h>
#include <string.h>

enum { READ_BYTES = 4 << 20 };

struct dump {
	struct store *store;
	struct keys keys;
	struct arena arena;
	struct line_row line;
	struct buf out;
	const struct event_row *row; /* whose outcomes are being read */
};

static const char *admission_text(unsigned admission)
{
	static const char *const names[] = {
#define X(id, code, name, what) [code] = name,
		ADMISSIONS(X)
#undef X
	};

	return admission < sizeof names / sizeof names[0] ? names[admission] : "?";
}

static const char *verdict_text(unsigned verdict)
{
	static const char *const names[] = {
#define X(id, code, name, what) [code] = name,
		VERDICTS(X)
#undef X
	};

	return verdict < sizeof names / sizeof names[0] ? names[verdict] : "?";
}

static const char *state_text(unsigned state)
{
	static const char *const names[] = {
#define X(id, code, name, what) [code] = name,
		OUTBOX_STATES(X)
#undef X
	};

	return state < sizeof names / sizeof names[0] ? names[state] : "?";
}

struct address_of {
	struct dump *dump;
	char *address;
};

static enum err take_address(void *context, const struct contact_row *row)
{
	struct address_of *find = context;

	return evidence_open_address(&find->dump->keys, find->dump->line.log, row, find->address);
}

static void begin(struct dump *dump, const struct event_row *row, const char *type,
		  struct jsonout *json)
{
	buf_clear(&dump->out);
	jsonout_init(json, &dump->out);
	jsonout_open(json, NULL);
	jsonout_text(json, "line", dump->line.name);
	jsonout_int(json, "event", (int64_t)row->number);
	jsonout_int(json, "at", row->at);
	jsonout_text(json, "type", type);
}

static void end(struct dump *dump, struct jsonout *json)
{
	jsonout_close(json);
	buf_add_u8(&dump->out, '\n');
	fwrite(dump->out.data, 1, dump->out.size, stdout);
}

static enum err on_outcome(void *context, const struct outcome *outcome)
{
	struct dump *dump = context;
	struct jsonout json;

	begin(dump, dump->row, "outcome", &json);
	jsonout_int(&json, "of", (int64_t)outcome->event);
	jsonout_text(&json, "state", state_text(outcome->state));
	jsonout_text(&json, "id", outcome->provider_id);
	end(dump, &json);
	return ERR_NONE;
}

static void show(struct dump *dump, const struct event_row *row, const char *address,
		 const struct evidence_view *view)
{
	static const char *const types[] = {"?", "message", "answer", "decision", "outcome", "note"};
	struct jsonout json;

	begin(dump, row, types[row->type], &json);
	jsonout_int(&json, "contact", row->contact);
	jsonout_text(&json, "address", address);
	if (row->type == EVENT_MESSAGE) {
		jsonout_text(&json, "admission", admission_text(view->facts.admission));
		jsonout_int(&json, "part", view->part.number);
	}
	if (row->type == EVENT_MESSAGE || row->type == EVENT_DECISION) {
		jsonout_text(&json, "verdict", verdict_text(view->facts.verdict));
		jsonout_text(&json, "why", why_name((enum why)view->facts.why));
		jsonout_text(&json, "language", language_name((enum language)view->facts.language));
	}
	jsonout_int(&json, "about", (int64_t)row->about);
	jsonout_int(&json, "price", row->price);
	jsonout_bytes(&json, "text", view->text);
	end(dump, &json);
}

static enum err on_event(void *context, const struct event_row *row, struct error *error_r)
{
	struct dump *dump = context;
	struct store *store = dump->store;
	char address[NUMBER_MAX] = "";
	struct address_of find = {dump, address};
	struct evidence_view view;
	enum err err = ERR_NONE;

	arena_reset(&dump->arena);
	dump->row = row;
	if (row->type == EVENT_OUTCOME)
		return evidence_read_outcomes(&dump->keys, dump->line.log, row, &dump->arena,
					      on_outcome, dump, error_r);
	if (row->contact != 0)
		err = store->ops->get_contact(store, dump->line.line, row->contact, take_address,
					      &find, error_r);
	if (err == ERR_NONE)
		err = evidence_read(&dump->keys, dump->line.log, row, address, &dump->arena, &view,
				    error_r);
	if (err == ERR_NONE)
		show(dump, row, address, &view);
	return err;
}

struct lines {
	struct line_row rows[LINES_MAX];
	size_t count;
};

static enum err on_line(void *context, const struct line_row *row)
{
	struct lines *lines = context;

	if (lines->count == LINES_MAX)
		return ERR_FULL;
	lines->rows[lines->count++] = *row;
	return ERR_NONE;
}

static enum err open_store(struct dump *dump, const struct settings *settings, struct error *error_r)
{
	struct buf path = {0};
	struct sqlite_options options = {.read_only = true};
	struct random random;
	uint8_t kek[SEAL_KEY];
	enum err err;

	random_from_system(&random);
	installation_store_path(settings, &path);
	options.path = buf_text(&path);
	err = sqlite_open(&options, &dump->store, error_r);
	buf_finish(&path);
	if (err == ERR_NONE)
		err = installation_kek(settings, dump->store, &random, false, -1, kek, error_r);
	if (err == ERR_NONE)
		err = installation_keys(dump->store, kek, &random, false, "the key", &dump->keys,
					error_r);
	return err;
}

static enum err dump_all(struct dump *dump, struct error *error_r)
{
	struct lines lines = {.count = 0};
	struct store *store = dump->store;
	enum err err = store->ops->scan_lines(store, on_line, &lines, error_r);

	for (size_t i = 0; err == ERR_NONE && i < lines.count; i++) {
		dump->line = lines.rows[i];
		err = store->ops->scan_events(store, dump->line.line, 1, 0, true, on_event, dump,
					      error_r);
	}
	return err;
}

int main(int argc, char **argv)
{
	struct dump dump = {.store = NULL};
	struct settings settings;
	struct error error = {""};
	enum err err;

	if (argc != 2) {
		fputs("usage: dump SETTINGS\n", stderr);
		return 2;
	}
	err = seal_start(&error);
	if (err == ERR_NONE)
		err = settings_load(argv[1], &settings, &error);
	if (err != ERR_NONE) {
		fprintf(stderr, "dump: %s\n", error.text);
		return 1;
	}
	arena_init(&dump.arena, READ_BYTES);
	err = open_store(&dump, &settings, &error);
	if (err == ERR_NONE)
		err = dump_all(&dump, &error);
	if (err != ERR_NONE)
		fprintf(stderr, "dump: %s\n", error.text);
	store_close(dump.store);
	arena_finish(&dump.arena);
	buf_finish(&dump.out);
	settings_finish(&settings);
	return err == ERR_NONE ? 0 : 1;
}
