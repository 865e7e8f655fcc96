// SPDX-License-Identifier: GPL-3.0-or-later
/* Types of one value. Each reads, prints as the file would write it, and frees. No error repeats a
 * value. */
#include "daemon/settings_table.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

/* ---- texts ---- */

/* A text without control characters (a terminal would obey them), not empty, at most `most` bytes.
 */
static enum err clean_text(struct loader *loader, const struct yaml_node *node, size_t most,
			   const char **ret_text)
{
	const char *text;
	enum err err = yaml_text(node, &text, loader->error_r);

	if (err != ERR_NONE)
		return err;
	if (text[0] == '\0')
		return yaml_error(node, loader->error_r,
				  "this text is empty; write one, or delete it");
	if (strlen(text) > most)
		return yaml_error(node, loader->error_r, "too long; write at most %zu bytes", most);
	for (const char *c = text; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return yaml_error(
				node, loader->error_r,
				"a control character or a new line stands in this text; delete it");
	*ret_text = text;
	return ERR_NONE;
}

static char **text_field(const struct setting *row, void *object)
{
	return SETTING_FIELD(char *, object, row->at);
}

static enum err read_text(struct loader *loader, const struct setting *row,
			  const struct yaml_node *node, void *object)
{
	const char *text;
	enum err err = clean_text(loader, node, SETTING_TEXT_MAX, &text);

	if (err == ERR_NONE)
		*text_field(row, object) = mem_strdup(text);
	return err;
}

void settings_print_text(const struct setting *row, const void *object, struct buf *out)
{
	const char *text = *SETTING_CONST(char *, object, row->at);

	buf_add_text(out, text != NULL ? text : "-");
}

void settings_finish_text(const struct setting *row, void *object)
{
	mem_free(*text_field(row, object));
	*text_field(row, object) = NULL;
}

const struct setting_type setting_text = {"a text", read_text, settings_print_text,
					  settings_finish_text};

/* An SMPP C-octet string: `more` is its limit, without the NUL. */
static enum err read_ascii(struct loader *loader, const struct setting *row,
			   const struct yaml_node *node, void *object)
{
	const char *text;
	enum err err = clean_text(loader, node, row->more, &text);

	if (err != ERR_NONE)
		return err;
	for (const char *c = text; *c != '\0'; c++)
		if ((unsigned char)*c >= 0x80)
			return yaml_error(node, loader->error_r,
					  "only unaccented letters, digits and signs can go over "
					  "this connection; write what the carrier gave you");
	*text_field(row, object) = mem_strdup(text);
	return ERR_NONE;
}

const struct setting_type setting_ascii = {"a short text, as the carrier gave it", read_ascii,
					   settings_print_text, settings_finish_text};

/* ---- paths ---- */

static enum err resolve(struct loader *loader, const struct yaml_node *node, const char *path,
			char **ret_path)
{
	struct buf buf = {0};

	if (path[0] == '~')
		return yaml_error(node, loader->error_r,
				  "\"~\" is not understood; write the whole path, from \"/\"");
	if (path[0] == '/') {
		*ret_path = mem_strdup(path);
		return ERR_NONE;
	}
	while (strncmp(path, "./", 2) == 0)
		path += 2 + strspn(path + 2, "/");
	if (strcmp(path, ".") == 0)
		path = "";
	buf_add_text(&buf, strcmp(loader->folder, "/") == 0 ? "" : loader->folder);
	if (path[0] != '\0' || buf.size == 0)
		buf_add_format(&buf, "/%s", path);
	*ret_path = mem_strdup(buf_text(&buf));
	buf_finish(&buf);
	return ERR_NONE;
}

enum { PATH_TEXT_MAX = 3000 };

static enum err read_path(struct loader *loader, const struct setting *row,
			  const struct yaml_node *node, void *object)
{
	const char *text;
	enum err err = clean_text(loader, node, PATH_TEXT_MAX, &text);

	return err == ERR_NONE ? resolve(loader, node, text, text_field(row, object)) : err;
}

const struct setting_type setting_path = {"a path, from the settings file's folder", read_path,
					  settings_print_text, settings_finish_text};

#define CREDENTIAL "credential:"

/* A credential's name becomes a file name under a folder of systemd's: no slash, no leading dot. */
static enum err read_credential(struct loader *loader, const struct yaml_node *node,
				const char *name, char **ret_name)
{
	if (name[0] == '\0' || name[0] == '.' || strlen(name) > 64 ||
	    name[strspn(name,
			"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")] !=
		    '\0')
		return yaml_error(node, loader->error_r,
				  "this is no credential's name; write credential:NAME, of "
				  "letters, digits, \".\", \"_\" and \"-\"");
	*ret_name = mem_strdup(name);
	return ERR_NONE;
}

static enum err read_key(struct loader *loader, const struct setting *row,
			 const struct yaml_node *node, void *object)
{
	enum key_kind *kind = SETTING_FIELD(enum key_kind, object, row->more);
	char **key = text_field(row, object);
	const char *text;
	enum err err = clean_text(loader, node, PATH_TEXT_MAX, &text);

	if (err != ERR_NONE)
		return err;
	*kind = KEY_FILE;
	if (strcmp(text, "ask") == 0) {
		*kind = KEY_ASK;
		*key = mem_strdup(text);
		return ERR_NONE;
	}
	if (strncmp(text, CREDENTIAL, strlen(CREDENTIAL)) != 0)
		return resolve(loader, node, text, key);
	*kind = KEY_CREDENTIAL;
	return read_credential(loader, node, text + strlen(CREDENTIAL), key);
}

static void print_key(const struct setting *row, const void *object, struct buf *out)
{
	if (*SETTING_CONST(enum key_kind, object, row->more) == KEY_CREDENTIAL)
		buf_add_text(out, CREDENTIAL);
	settings_print_text(row, object, out);
}

const struct setting_type setting_key = {"a path, `credential:NAME` or `ask`", read_key, print_key,
					 settings_finish_text};

static bool is_postgres(const char *store)
{
	return strncmp(store, "postgresql://", 13) == 0 || strncmp(store, "postgres://", 11) == 0;
}

static enum err read_store(struct loader *loader, const struct setting *row,
			   const struct yaml_node *node, void *object)
{
	const char *text;
	enum err err = clean_text(loader, node, PATH_TEXT_MAX, &text);

	if (err != ERR_NONE)
		return err;
	if (strcmp(text, "sqlite") != 0 && !is_postgres(text))
		return yaml_error(node, loader->error_r,
				  "no such store; write sqlite or postgresql://…");
	*text_field(row, object) = mem_strdup(text);
	return ERR_NONE;
}

/* The address of a database may hold its password. */
static void print_store(const struct setting *row, const void *object, struct buf *out)
{
	const char *store = *SETTING_CONST(char *, object, row->at);

	buf_add_text(out, is_postgres(store) ? "postgresql://…" : store);
}

const struct setting_type setting_store = {"`sqlite` or `postgresql://…`", read_store, print_store,
					   settings_finish_text};

/* ---- small values ---- */

static enum err read_flag(struct loader *loader, const struct setting *row,
			  const struct yaml_node *node, void *object)
{
	return yaml_bool(node, SETTING_FIELD(bool, object, row->at), loader->error_r);
}

static void print_flag(const struct setting *row, const void *object, struct buf *out)
{
	buf_add_text(out, *SETTING_CONST(bool, object, row->at) ? "true" : "false");
}

const struct setting_type setting_flag = {"`true` or `false`", read_flag, print_flag, NULL};

static enum err read_window(struct loader *loader, const struct setting *row,
			    const struct yaml_node *node, void *object)
{
	int64_t value;
	enum err err = yaml_int(node, 1, 5000, &value, loader->error_r);

	if (err == ERR_NONE)
		*SETTING_FIELD(unsigned, object, row->at) = (unsigned)value;
	return err;
}

static void print_window(const struct setting *row, const void *object, struct buf *out)
{
	buf_add_format(out, "%u", *SETTING_CONST(unsigned, object, row->at));
}

const struct setting_type setting_window = {"a whole number, 1 to 5000", read_window, print_window,
					    NULL};

static enum err read_share(struct loader *loader, const struct setting *row,
			   const struct yaml_node *node, void *object)
{
	return yaml_double(node, 0, 1, SETTING_FIELD(double, object, row->at), loader->error_r);
}

static void print_share(const struct setting *row, const void *object, struct buf *out)
{
	buf_add_format(out, "%.6g", *SETTING_CONST(double, object, row->at));
}

const struct setting_type setting_share = {"a number from 0 to 1", read_share, print_share, NULL};

/* ---- names and codes, held in arrays ---- */

static void print_array(const struct setting *row, const void *object, struct buf *out)
{
	buf_add_text(out, SETTING_CONST(char, object, row->at));
}

/* What lines and bearers are called. */
static enum err name_text(struct loader *loader, const struct yaml_node *node,
			  const char **ret_text)
{
	const char *text;
	enum err err = yaml_text(node, &text, loader->error_r);
	size_t size;

	if (err != ERR_NONE)
		return err;
	size = strlen(text);
	if (size == 0 || size >= LINE_NAME_MAX ||
	    text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-")] != '\0')
		return yaml_error(
			node, loader->error_r,
			"this cannot be a name; write 1 to 31 of a-z, 0-9, \"_\" and \"-\"");
	*ret_text = text;
	return ERR_NONE;
}

static enum err read_name(struct loader *loader, const struct setting *row,
			  const struct yaml_node *node, void *object)
{
	const char *text;
	enum err err = name_text(loader, node, &text);

	if (err == ERR_NONE)
		memcpy(SETTING_FIELD(char, object, row->at), text, strlen(text) + 1);
	return err;
}

static enum err read_label(struct loader *loader, const struct setting *row,
			   const struct yaml_node *node, void *object)
{
	const char *text;
	enum err err = name_text(loader, node, &text);

	if (err == ERR_NONE)
		*text_field(row, object) = mem_strdup(text);
	return err;
}

const struct setting_type setting_name = {"a name of a-z, 0-9, `_` and `-`", read_name, print_array,
					  NULL};

/* Exactly `count` capital letters. */
static enum err read_code(struct loader *loader, const struct setting *row,
			  const struct yaml_node *node, void *object, size_t count,
			  const char *wanted)
{
	const char *text;
	enum err err = yaml_text(node, &text, loader->error_r);

	if (err != ERR_NONE)
		return err;
	if (strlen(text) != count || strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != count)
		return yaml_error(node, loader->error_r, "write %s", wanted);
	memcpy(SETTING_FIELD(char, object, row->at), text, count + 1);
	return ERR_NONE;
}

static enum err read_country(struct loader *loader, const struct setting *row,
			     const struct yaml_node *node, void *object)
{
	return read_code(loader, row, node, object, 2,
			 "a country as two capital letters, such as BE");
}

static enum err read_currency(struct loader *loader, const struct setting *row,
			      const struct yaml_node *node, void *object)
{
	return read_code(loader, row, node, object, 3,
			 "a currency as three capital letters, such as EUR");
}

const struct setting_type setting_country = {"two capital letters (ISO 3166)", read_country,
					     print_array, NULL};
const struct setting_type setting_currency = {"three capital letters (ISO 4217)", read_currency,
					      print_array, NULL};

/* The name of something else. */
const struct setting_type setting_label = {"the name of a bearer", read_label, settings_print_text,
					   settings_finish_text};

/* ---- kinds ---- */

static const char *const line_kinds[] = {
#define X(id, name, what) [id] = name,
	LINE_KINDS(X)
#undef X
};
static const char *const bearer_kinds[] = {
	[BEARER_SMPP] = "smpp", [BEARER_FAKE] = "fake", [BEARER_HANDSET] = "handset"};

static enum err read_line_kind(struct loader *loader, const struct setting *row,
			       const struct yaml_node *node, void *object)
{
	size_t index = 0;
	enum err err = settings_choose(node, line_kinds, LINE_KIND_COUNT, &index, loader->error_r);

	if (err == ERR_NONE)
		*SETTING_FIELD(enum line_kind, object, row->at) = (enum line_kind)index;
	return err;
}

static void print_line_kind(const struct setting *row, const void *object, struct buf *out)
{
	buf_add_text(out, line_kinds[*SETTING_CONST(enum line_kind, object, row->at)]);
}

static const char *const on_sieges[] = {
#define X(id, name, what) [id] = name,
	ON_SIEGES(X)
#undef X
};

static enum err read_on_siege(struct loader *loader, const struct setting *row,
			      const struct yaml_node *node, void *object)
{
	size_t index = 0;
	enum err err = settings_choose(node, on_sieges, ON_SIEGE_COUNT, &index, loader->error_r);

	if (err == ERR_NONE)
		*SETTING_FIELD(enum on_siege, object, row->at) = (enum on_siege)index;
	return err;
}

static void print_on_siege(const struct setting *row, const void *object, struct buf *out)
{
	buf_add_text(out, on_sieges[*SETTING_CONST(enum on_siege, object, row->at)]);
}

static enum err read_bearer_kind(struct loader *loader, const struct setting *row,
				 const struct yaml_node *node, void *object)
{
	size_t index = 0, count = sizeof bearer_kinds / sizeof bearer_kinds[0];
	enum err err = settings_choose(node, bearer_kinds, count, &index, loader->error_r);

	if (err == ERR_NONE)
		*SETTING_FIELD(enum bearer_kind, object, row->at) = (enum bearer_kind)index;
	return err;
}

static void print_bearer_kind(const struct setting *row, const void *object, struct buf *out)
{
	buf_add_text(out, bearer_kinds[*SETTING_CONST(enum bearer_kind, object, row->at)]);
}

const struct setting_type setting_on_siege = {"`tell` or `unbind`", read_on_siege, print_on_siege,
					      NULL};
const struct setting_type setting_line_kind = {"`stall`, `decline`, `watch` or `site`",
					       read_line_kind, print_line_kind, NULL};
const struct setting_type setting_bearer_kind = {"`smpp`, `fake` or `handset`", read_bearer_kind,
						 print_bearer_kind, NULL};

/* ---- addresses ---- */

static bool is_host(const char *host, bool brackets)
{
	struct in6_addr v6;

	if (brackets)
		return inet_pton(AF_INET6, host, &v6) == 1;
	return host[0] != '\0' && host[0] != '-' && strlen(host) <= 253 &&
	       host[strspn(host,
			   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")] ==
		       '\0';
}

static bool parse_port(const char *text, uint16_t *ret_port)
{
	unsigned long port = 0;

	if (*text == '\0' || strlen(text) > 5)
		return false;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return false;
		port = port * 10 + (unsigned long)(*text - '0');
	}
	if (port == 0 || port > UINT16_MAX)
		return false;
	*ret_port = (uint16_t)port;
	return true;
}

bool settings_parse_address(const char *text, char ret_host[256], uint16_t *ret_port)
{
	bool brackets = text[0] == '[';
	const char *from = text + brackets;
	const char *end = strchr(from, brackets ? ']' : ':');
	const char *colon = end != NULL ? end + brackets : NULL;
	size_t size;

	if (end == NULL || *colon != ':' || (size = (size_t)(end - from)) > 255)
		return false;
	memcpy(ret_host, from, size);
	ret_host[size] = '\0';
	return is_host(ret_host, brackets) && parse_port(colon + 1, ret_port);
}

static enum err read_address(struct loader *loader, const struct setting *row,
			     const struct yaml_node *node, void *object)
{
	char host[256];
	const char *text;
	enum err err = yaml_text(node, &text, loader->error_r);

	if (err != ERR_NONE)
		return err;
	if (!settings_parse_address(text, host, SETTING_FIELD(uint16_t, object, row->more)))
		return yaml_error(
			node, loader->error_r,
			"write a host and a port, such as \"127.0.0.1:2775\" or \"[::1]:2775\"");
	*text_field(row, object) = mem_strdup(host);
	return ERR_NONE;
}

static void print_address(const struct setting *row, const void *object, struct buf *out)
{
	const char *host = *SETTING_CONST(char *, object, row->at);

	if (host == NULL)
		buf_add_text(out, "-");
	else
		buf_add_format(out, strchr(host, ':') != NULL ? "[%s]:%u" : "%s:%u", host,
			       *SETTING_CONST(uint16_t, object, row->more));
}

const struct setting_type setting_address = {"`host:port` or `\"[v6]:port\"`", read_address,
					     print_address, settings_finish_text};
