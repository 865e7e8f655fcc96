// SPDX-License-Identifier: GPL-3.0-or-later
#include "fake_store.h"

#include "base/mem.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static struct fake_store *fake_of(struct store *store)
{
	return (struct fake_store *)store;
}

static struct bytes own(struct bytes bytes)
{
	uint8_t *copy;

	if (bytes.size == 0)
		return (struct bytes){NULL, 0};
	copy = mem_alloc(1, bytes.size);
	memcpy(copy, bytes.data, bytes.size);
	return (struct bytes){copy, bytes.size};
}

static void disown(struct bytes bytes)
{
	mem_free((void *)bytes.data);
}

void fake_set_bytes(struct bytes *field, struct bytes bytes)
{
	struct bytes copy = own(bytes);

	disown(*field);
	*field = copy;
}

/* Rows. */

static void add_event(struct fake_events *events, const struct event_row *row)
{
	events->rows = mem_grow(events->rows, events->count + 1, sizeof *row);
	events->rows[events->count] = *row;
	events->rows[events->count].body = own(row->body);
	events->rows[events->count++].text = own(row->text);
}

static void add_contact(struct fake_contacts *contacts, const struct contact_row *row)
{
	contacts->rows = mem_grow(contacts->rows, contacts->count + 1, sizeof *row);
	contacts->rows[contacts->count] = *row;
	contacts->rows[contacts->count++].address = own(row->address);
}

static void add_checkpoint(struct fake_checkpoints *checkpoints, const struct checkpoint_row *row)
{
	checkpoints->rows = mem_grow(checkpoints->rows, checkpoints->count + 1, sizeof *row);
	checkpoints->rows[checkpoints->count] = *row;
	checkpoints->rows[checkpoints->count++].frontier = own(row->frontier);
}

static void remove_event(struct fake_events *events, size_t i)
{
	disown(events->rows[i].body);
	disown(events->rows[i].text);
	memmove(events->rows + i, events->rows + i + 1,
		(--events->count - i) * sizeof *events->rows);
}

static void remove_contact(struct fake_contacts *contacts, size_t i)
{
	disown(contacts->rows[i].address);
	memmove(contacts->rows + i, contacts->rows + i + 1,
		(--contacts->count - i) * sizeof *contacts->rows);
}

static void remove_checkpoint(struct fake_checkpoints *checkpoints, size_t i)
{
	disown(checkpoints->rows[i].frontier);
	memmove(checkpoints->rows + i, checkpoints->rows + i + 1,
		(--checkpoints->count - i) * sizeof *checkpoints->rows);
}

/* The row with this key, in a table whose rows have `line` and `number`. */
#define FIND(table, wanted_line, wanted_number)                                                    \
	for (size_t i = 0; i < (table)->count; i++) {                                              \
		if ((table)->rows[i].line == (wanted_line) &&                                      \
		    (table)->rows[i].number == (wanted_number))                                    \
			return &(table)->rows[i];                                                  \
	}                                                                                          \
	return NULL

struct event_row *fake_event(struct fake_store *fake, uint32_t line, uint64_t number)
{
	FIND(&fake->events, line, number);
}

struct contact_row *fake_contact(struct fake_store *fake, uint32_t line, uint32_t number)
{
	FIND(&fake->contacts, line, number);
}

struct checkpoint_row *fake_checkpoint(struct fake_store *fake, uint32_t line, uint64_t number)
{
	FIND(&fake->checkpoints, line, number);
}

void fake_drop_event(struct fake_store *fake, uint32_t line, uint64_t number)
{
	remove_event(&fake->events, (size_t)(fake_event(fake, line, number) - fake->events.rows));
}

void fake_drop_contact(struct fake_store *fake, uint32_t line, uint32_t number)
{
	remove_contact(&fake->contacts,
		       (size_t)(fake_contact(fake, line, number) - fake->contacts.rows));
}

void fake_drop_checkpoint(struct fake_store *fake, uint32_t line, uint64_t number)
{
	remove_checkpoint(&fake->checkpoints,
			  (size_t)(fake_checkpoint(fake, line, number) - fake->checkpoints.rows));
}

/* Named values. */

static void clear_values(struct fake_values *values)
{
	for (size_t i = 0; i < values->count; i++)
		buf_finish(&values->list[i].value);
	mem_free(values->list);
	*values = (struct fake_values){0};
}

static struct fake_value *find_value(const struct fake_values *values, const char *name)
{
	for (size_t i = 0; i < values->count; i++) {
		if (strcmp(values->list[i].name, name) == 0)
			return &values->list[i];
	}
	return NULL;
}

static void set_value(struct fake_values *values, const char *name, struct bytes bytes)
{
	struct fake_value *value = find_value(values, name);

	if (value == NULL) {
		values->list = mem_grow(values->list, values->count + 1, sizeof *value);
		value = &values->list[values->count++];
		*value = (struct fake_value){0};
		snprintf(value->name, sizeof value->name, "%s", name);
	}
	buf_clear(&value->value);
	buf_add(&value->value, bytes.data, bytes.size);
}

static void copy_values(struct fake_values *to, const struct fake_values *from)
{
	for (size_t i = 0; i < from->count; i++)
		set_value(to, from->list[i].name, buf_bytes(&from->list[i].value));
}

/* Transactions. */

static enum err refused(const struct fake_store *fake, struct error *error_r)
{
	if (fake->broken)
		return error_set(error_r, ERR_IO, "the store refuses after a failed write");
	return ERR_NONE;
}

/* Every write passes here, so that any of them can be made to fail. */
static enum err writing(struct fake_store *fake, struct error *error_r)
{
	enum err err = refused(fake, error_r);

	if (err != ERR_NONE)
		return err;
	if (++fake->writes == fake->fail_at) {
		fake->broken = true;
		return error_set(error_r, ERR_IO, "write %u fails as asked", fake->writes);
	}
	return ERR_NONE;
}

static enum err fake_begin(struct store *store, struct error *error_r)
{
	struct fake_store *fake = fake_of(store);
	enum err err = refused(fake, error_r);

	if (err != ERR_NONE)
		return err;
	assert(!fake->in_transaction);
	fake->in_transaction = true;
	fake->before.events = fake->events.count;
	fake->before.contacts = fake->contacts.count;
	fake->before.checkpoints = fake->checkpoints.count;
	clear_values(&fake->before.values);
	copy_values(&fake->before.values, &fake->values);
	return ERR_NONE;
}

static enum err fake_commit(struct store *store, struct error *error_r)
{
	struct fake_store *fake = fake_of(store);
	enum err err = writing(fake, error_r);

	if (err != ERR_NONE)
		return err;
	assert(fake->in_transaction);
	fake->in_transaction = false;
	fake->commits++;
	return ERR_NONE;
}

static void fake_rollback(struct store *store)
{
	struct fake_store *fake = fake_of(store);

	if (!fake->in_transaction)
		return;
	while (fake->events.count > fake->before.events)
		remove_event(&fake->events, fake->events.count - 1);
	while (fake->contacts.count > fake->before.contacts)
		remove_contact(&fake->contacts, fake->contacts.count - 1);
	while (fake->checkpoints.count > fake->before.checkpoints)
		remove_checkpoint(&fake->checkpoints, fake->checkpoints.count - 1);
	clear_values(&fake->values);
	copy_values(&fake->values, &fake->before.values);
	fake->in_transaction = false;
}

static void fake_close(struct store *store)
{
	struct fake_store *fake = fake_of(store);

	while (fake->events.count > 0)
		remove_event(&fake->events, fake->events.count - 1);
	while (fake->contacts.count > 0)
		remove_contact(&fake->contacts, fake->contacts.count - 1);
	while (fake->checkpoints.count > 0)
		remove_checkpoint(&fake->checkpoints, fake->checkpoints.count - 1);
	mem_free(fake->events.rows);
	mem_free(fake->contacts.rows);
	mem_free(fake->checkpoints.rows);
	clear_values(&fake->values);
	clear_values(&fake->before.values);
	mem_free(fake);
}

/* Appending. A number that does not follow is the caller's bug. */

static enum err fake_append_event(struct store *store, const struct event_row *row,
				  struct error *error_r)
{
	struct fake_store *fake = fake_of(store);
	enum err err = writing(fake, error_r);

	if (err != ERR_NONE)
		return err;
	assert(row->number == 1 || fake_event(fake, row->line, row->number - 1) != NULL);
	assert(fake_event(fake, row->line, row->number) == NULL);
	add_event(&fake->events, row);
	return ERR_NONE;
}

static enum err fake_append_contact(struct store *store, const struct contact_row *row,
				    struct error *error_r)
{
	struct fake_store *fake = fake_of(store);
	enum err err = writing(fake, error_r);

	if (err != ERR_NONE)
		return err;
	assert(row->number == 1 || fake_contact(fake, row->line, row->number - 1) != NULL);
	add_contact(&fake->contacts, row);
	return ERR_NONE;
}

static enum err fake_append_checkpoint(struct store *store, const struct checkpoint_row *row,
				       struct error *error_r)
{
	struct fake_store *fake = fake_of(store);
	enum err err = writing(fake, error_r);

	if (err != ERR_NONE)
		return err;
	assert(row->number == 1 || fake_checkpoint(fake, row->line, row->number - 1) != NULL);
	add_checkpoint(&fake->checkpoints, row);
	return ERR_NONE;
}

/* Reading. Each line's rows are in order, because they are only ever appended. */

static enum err fake_scan_events(struct store *store, uint32_t line, uint64_t from, uint64_t to,
				 bool with_body, store_event_fn *fn, void *context,
				 struct error *error_r)
{
	struct fake_store *fake = fake_of(store);
	enum err err = refused(fake, error_r);

	for (size_t i = 0; err == ERR_NONE && i < fake->events.count; i++) {
		struct event_row row = fake->events.rows[i];

		if (row.line != line || row.number < from || (to != 0 && row.number > to))
			continue;
		if (!with_body)
			row.body = row.text = (struct bytes){NULL, 0};
		err = fn(context, &row, error_r);
	}
	return err;
}

static enum err fake_scan_contacts(struct store *store, uint32_t line, uint32_t from,
				   store_contact_fn *fn, void *context, struct error *error_r)
{
	struct fake_store *fake = fake_of(store);
	enum err err = refused(fake, error_r);

	for (size_t i = 0; err == ERR_NONE && i < fake->contacts.count; i++) {
		const struct contact_row *row = &fake->contacts.rows[i];

		if (row->line == line && row->number >= from)
			err = fn(context, row);
	}
	return err;
}

static enum err fake_get_contact(struct store *store, uint32_t line, uint32_t number,
				 store_contact_fn *fn, void *context, struct error *error_r)
{
	const struct contact_row *row = fake_contact(fake_of(store), line, number);

	if (row == NULL)
		return error_set(error_r, ERR_ABSENT, "no contact %u", number);
	return fn(context, row);
}

static enum err fake_scan_checkpoints(struct store *store, uint32_t line, uint64_t from,
				      store_checkpoint_fn *fn, void *context, struct error *error_r)
{
	struct fake_store *fake = fake_of(store);
	enum err err = refused(fake, error_r);

	for (size_t i = 0; err == ERR_NONE && i < fake->checkpoints.count; i++) {
		const struct checkpoint_row *row = &fake->checkpoints.rows[i];

		if (row->line == line && row->number >= from)
			err = fn(context, row, error_r);
	}
	return err;
}

static enum err fake_last_checkpoint(struct store *store, uint32_t line, bool with_frontier,
				     store_checkpoint_fn *fn, void *context, struct error *error_r)
{
	struct fake_store *fake = fake_of(store);

	for (size_t i = fake->checkpoints.count; i-- > 0;) {
		const struct checkpoint_row *row = &fake->checkpoints.rows[i];

		if (row->line == line && (!with_frontier || row->frontier.size != 0))
			return fn(context, row, error_r);
	}
	return ERR_ABSENT;
}

static enum err fake_last_numbers(struct store *store, uint32_t line, uint64_t *ret_event,
				  uint32_t *ret_contact, struct error *error_r)
{
	struct fake_store *fake = fake_of(store);

	*ret_event = 0;
	*ret_contact = 0;
	for (size_t i = 0; i < fake->events.count; i++) {
		if (fake->events.rows[i].line == line && fake->events.rows[i].number > *ret_event)
			*ret_event = fake->events.rows[i].number;
	}
	for (size_t i = 0; i < fake->contacts.count; i++) {
		if (fake->contacts.rows[i].line == line &&
		    fake->contacts.rows[i].number > *ret_contact)
			*ret_contact = fake->contacts.rows[i].number;
	}
	return refused(fake, error_r);
}

/* Named values behind the vtable. */

static enum err put(struct store *store, const char *name, struct bytes bytes,
		    struct error *error_r)
{
	struct fake_store *fake = fake_of(store);
	enum err err = writing(fake, error_r);

	if (err == ERR_NONE)
		set_value(&fake->values, name, bytes);
	return err;
}

static enum err fake_put_snapshot(struct store *store, const struct snapshot_row *row,
				  struct error *error_r)
{
	char name[80];
	struct buf value = {0};
	enum err err;

	snprintf(name, sizeof name, "snapshot/%u", row->line);
	buf_add_u64(&value, row->upto);
	buf_add_u64(&value, row->low);
	buf_add(&value, row->ledger.data, row->ledger.size);
	err = put(store, name, buf_bytes(&value), error_r);
	buf_finish(&value);
	return err;
}

static enum err fake_get_snapshot(struct store *store, uint32_t line, struct snapshot_row *ret_row,
				  struct buf *ledger, struct error *error_r)
{
	char name[80];
	struct fake_value *value;
	struct reader reader;

	snprintf(name, sizeof name, "snapshot/%u", line);
	value = find_value(&fake_of(store)->values, name);
	if (value == NULL)
		return ERR_ABSENT;
	reader = reader_of(buf_bytes(&value->value));
	ret_row->line = line;
	ret_row->upto = read_u64(&reader);
	ret_row->low = read_u64(&reader);
	buf_add(ledger, reader.at, reader_left(&reader));
	ret_row->ledger = buf_bytes(ledger);
	return ERR_NONE;
}

static enum err fake_put_page(struct store *store, uint32_t line, uint32_t page, struct bytes flags,
			      struct error *error_r)
{
	char name[80];

	snprintf(name, sizeof name, "page/%u/%u", line, page);
	return put(store, name, flags, error_r);
}

static enum err fake_scan_pages(struct store *store, uint32_t line, store_page_fn *fn,
				void *context, struct error *error_r)
{
	struct fake_store *fake = fake_of(store);
	enum err err = refused(fake, error_r);

	for (size_t i = 0; err == ERR_NONE && i < fake->values.count; i++) {
		unsigned of, page;

		if (sscanf(fake->values.list[i].name, "page/%u/%u", &of, &page) == 2 && of == line)
			err = fn(context, line, page, buf_bytes(&fake->values.list[i].value));
	}
	return err;
}

static enum err fake_put_line(struct store *store, const struct line_row *row,
			      struct error *error_r)
{
	char name[80];

	snprintf(name, sizeof name, "line/%u", row->line);
	return put(store, name, (struct bytes){(const uint8_t *)row, sizeof *row}, error_r);
}

static enum err fake_scan_lines(struct store *store, store_line_fn *fn, void *context,
				struct error *error_r)
{
	struct fake_store *fake = fake_of(store);
	enum err err = refused(fake, error_r);

	for (size_t i = 0; err == ERR_NONE && i < fake->values.count; i++) {
		struct line_row row;

		if (strncmp(fake->values.list[i].name, "line/", 5) != 0)
			continue;
		memcpy(&row, fake->values.list[i].value.data, sizeof row);
		err = fn(context, &row);
	}
	return err;
}

static enum err fake_put_meta(struct store *store, const char *meta, struct bytes value,
			      struct error *error_r)
{
	char name[80];

	snprintf(name, sizeof name, "meta/%s", meta);
	return put(store, name, value, error_r);
}

static enum err fake_get_meta(struct store *store, const char *meta, struct buf *out,
			      struct error *error_r)
{
	char name[80];
	struct fake_value *value;

	snprintf(name, sizeof name, "meta/%s", meta);
	value = find_value(&fake_of(store)->values, name);
	if (value == NULL)
		return ERR_ABSENT;
	buf_add(out, value->value.data, value->value.size);
	return ERR_NONE;
}

static const struct store_ops ops = {
	.close = fake_close,
	.begin = fake_begin,
	.commit = fake_commit,
	.rollback = fake_rollback,
	.append_event = fake_append_event,
	.append_contact = fake_append_contact,
	.append_checkpoint = fake_append_checkpoint,
	.scan_events = fake_scan_events,
	.scan_contacts = fake_scan_contacts,
	.get_contact = fake_get_contact,
	.scan_checkpoints = fake_scan_checkpoints,
	.last_checkpoint = fake_last_checkpoint,
	.last_numbers = fake_last_numbers,
	.put_snapshot = fake_put_snapshot,
	.get_snapshot = fake_get_snapshot,
	.put_page = fake_put_page,
	.scan_pages = fake_scan_pages,
	.put_line = fake_put_line,
	.scan_lines = fake_scan_lines,
	.put_meta = fake_put_meta,
	.get_meta = fake_get_meta,
};

struct fake_store *fake_store_create(void)
{
	struct fake_store *fake = mem_alloc(1, sizeof *fake);

	fake->store.ops = &ops;
	return fake;
}

struct fake_store *fake_store_copy(const struct fake_store *fake)
{
	struct fake_store *copy = fake_store_create();
	bool open = fake->in_transaction;

	for (size_t i = 0; i < (open ? fake->before.events : fake->events.count); i++)
		add_event(&copy->events, &fake->events.rows[i]);
	for (size_t i = 0; i < (open ? fake->before.contacts : fake->contacts.count); i++)
		add_contact(&copy->contacts, &fake->contacts.rows[i]);
	for (size_t i = 0; i < (open ? fake->before.checkpoints : fake->checkpoints.count); i++)
		add_checkpoint(&copy->checkpoints, &fake->checkpoints.rows[i]);
	copy_values(&copy->values, open ? &fake->before.values : &fake->values);
	return copy;
}
