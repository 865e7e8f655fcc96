// SPDX-License-Identifier: GPL-3.0-or-later
#include "standing/email.h"

#include <assert.h>
#include <string.h>

/* What providers ignore in the part before the @, by their own help pages; `name` is the one kept.
 */
static const struct provider {
	const char *domain, *name;
	const char *ignored; /* characters; of all here also "+" and what follows it */
} providers[] = {
	{"gmail.com", "gmail.com", "."},
	{"googlemail.com", "gmail.com", "."},
	{"outlook.com", "outlook.com", ""},
	{"outlook.fr", "outlook.fr", ""},
	{"outlook.be", "outlook.be", ""},
	{"hotmail.com", "hotmail.com", ""},
	{"hotmail.fr", "hotmail.fr", ""},
	{"hotmail.be", "hotmail.be", ""},
	{"live.com", "live.com", ""},
	{"live.fr", "live.fr", ""},
	{"live.be", "live.be", ""},
	{"live.nl", "live.nl", ""},
	{"icloud.com", "icloud.com", ""},
	{"me.com", "icloud.com", ""},
	{"mac.com", "icloud.com", ""},
	{"proton.me", "proton.me", ".-_"},
	{"protonmail.com", "proton.me", ".-_"},
	{"protonmail.ch", "proton.me", ".-_"},
	{"pm.me", "proton.me", ".-_"},
	{"fastmail.com", "fastmail.com", ""},
	{"fastmail.fm", "fastmail.fm", ""},
	{"mailbox.org", "mailbox.org", ""},
	{"posteo.net", "posteo.net", ""},
	{"posteo.de", "posteo.net", ""},
};

/* Letters that look like a Latin one in most fonts, after Unicode's confusables (UTS #39), the
 * common ones: the lower case that each is read as. In the order of the code points. */
static const struct {
	uint32_t letter;
	char read_as;
} confusables[] = {
	{0x0131, 'i'}, {0x0251, 'a'}, {0x0261, 'g'}, {0x0391, 'a'}, {0x0392, 'b'}, {0x0395, 'e'},
	{0x0396, 'z'}, {0x0397, 'h'}, {0x0399, 'i'}, {0x039a, 'k'}, {0x039c, 'm'}, {0x039d, 'n'},
	{0x039f, 'o'}, {0x03a1, 'p'}, {0x03a4, 't'}, {0x03a5, 'y'}, {0x03a7, 'x'}, {0x03b1, 'a'},
	{0x03b9, 'i'}, {0x03bd, 'v'}, {0x03bf, 'o'}, {0x03c1, 'p'}, {0x03c5, 'u'}, {0x0405, 's'},
	{0x0406, 'i'}, {0x0408, 'j'}, {0x0410, 'a'}, {0x0412, 'b'}, {0x0415, 'e'}, {0x041a, 'k'},
	{0x041c, 'm'}, {0x041d, 'h'}, {0x041e, 'o'}, {0x0420, 'p'}, {0x0421, 'c'}, {0x0422, 't'},
	{0x0423, 'y'}, {0x0425, 'x'}, {0x0430, 'a'}, {0x0435, 'e'}, {0x043e, 'o'}, {0x0440, 'p'},
	{0x0441, 'c'}, {0x0443, 'y'}, {0x0445, 'x'}, {0x0455, 's'}, {0x0456, 'i'}, {0x0458, 'j'},
	{0x04bb, 'h'}, {0x04cf, 'l'}, {0x0501, 'd'}, {0x051b, 'q'}, {0x051d, 'w'}, {0x0578, 'n'},
	{0x057d, 'u'}, {0x0585, 'o'},
};

/* ---- letters ---- */

/* Lower case of what a keyboard of our languages gives: ASCII, Latin-1, Greek, Cyrillic. */
static uint32_t lower(uint32_t c)
{
	if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7) ||
	    (c >= 0x391 && c <= 0x3a9 && c != 0x3a2) || (c >= 0x410 && c <= 0x42f))
		return c + 32;
	return c >= 0x400 && c <= 0x40f ? c + 80 : c;
}

/* Full width forms of ASCII (U+FF01 to U+FF5E) are the letters themselves. */
static uint32_t narrow(uint32_t c)
{
	return c >= 0xff01 && c <= 0xff5e ? c - 0xff01 + '!' : c;
}

static uint32_t look(uint32_t c)
{
	size_t low = 0, high = sizeof confusables / sizeof confusables[0];

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (confusables[middle].letter < c)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < sizeof confusables / sizeof confusables[0] && confusables[low].letter == c)
		return (uint8_t)confusables[low].read_as;
	return c;
}

/* Digits, and i, that are read as a letter. */
static uint32_t look_ascii(uint32_t c)
{
	switch (c) {
	case '0':
		return 'o';
	case '1':
	case 'i':
		return 'l';
	case '3':
		return 'e';
	case '5':
		return 's';
	default:
		return c;
	}
}

/* Invisible: soft hyphen, zero width, direction marks, byte order mark. */
static bool is_invisible(uint32_t c)
{
	return c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x2064) || (c >= 0x2066 && c <= 0x206f) || c == 0xfeff;
}

static bool is_refused(uint32_t c)
{
	static const char marks[] = "\"(),:;<>[\\]";

	return c <= ' ' || c == 0x7f || (c >= 0x80 && c <= 0xa0) || c == 0x3000 ||
	       (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
	       (c < 0x80 && strchr(marks, (int)c) != NULL);
}

/* ---- as written ---- */

static struct bytes trimmed(struct bytes text)
{
	while (text.size > 0 && text.data[0] <= ' ')
		text = (struct bytes){text.data + 1, text.size - 1};
	while (text.size > 0 && text.data[text.size - 1] <= ' ')
		text.size--;
	return text;
}

static enum err write_written(struct bytes address, char ret_text[EMAIL_MAX], struct error *error_r)
{
	size_t at = 0, to = 0;

	while (at < address.size) {
		uint32_t c = narrow(utf8_next(address.data, address.size, &at));
		uint8_t put[4];
		size_t size;

		if (is_invisible(c))
			continue;
		if (is_refused(c))
			return error_set(error_r, ERR_INPUT, "email: a character that none has");
		size = utf8_put(lower(c), put);
		if (to + size > EMAIL_WRITTEN_MAX)
			return error_set(error_r, ERR_INPUT, "email: too long");
		memcpy(ret_text + to, put, size);
		to += size;
	}
	/* A domain may end in its dot (RFC 1034 §3.1). */
	to -= to > 0 && ret_text[to - 1] == '.';
	ret_text[to] = '\0';
	return ERR_NONE;
}

static enum err check_shape(const char *written, struct error *error_r)
{
	const char *at = strchr(written, '@');

	if (at == NULL || at == written || strchr(at + 1, '@') != NULL)
		return error_set(error_r, ERR_INPUT, "email: not one name, one @ and one domain");
	if (at[1] == '.' || strchr(at + 1, '.') == NULL || strstr(at, "..") != NULL ||
	    at[strlen(at) - 1] == '.')
		return error_set(error_r, ERR_INPUT, "email: the domain has no such form");
	return ERR_NONE;
}

/* ---- the mailbox ---- */

static const struct provider *provider_of(const char *domain)
{
	for (size_t i = 0; i < sizeof providers / sizeof providers[0]; i++)
		if (strcmp(providers[i].domain, domain) == 0)
			return &providers[i];
	return NULL;
}

/* Copies the name without what the provider ignores; returns its size. */
static size_t write_name(const char *name, size_t size, const struct provider *provider,
			 char *ret_text, unsigned *changes)
{
	size_t to = 0;

	for (size_t i = 0; i < size; i++) {
		/* A name that is nothing but a tag stays. */
		if (name[i] == '+' && to > 0) {
			*changes |= EMAIL_TAG;
			break;
		}
		if (strchr(provider->ignored, name[i]) != NULL) {
			*changes |= EMAIL_DOTS;
			continue;
		}
		ret_text[to++] = name[i];
	}
	return to;
}

static void write_mailbox(const char *written, char ret_text[EMAIL_MAX], unsigned *changes)
{
	const char *at = strchr(written, '@');
	const struct provider *provider = provider_of(at + 1);
	const char *domain = at + 1;
	size_t size, before = (size_t)(at - written);
	unsigned undone = 0;

	size = provider == NULL ? 0 : write_name(written, before, provider, ret_text, &undone);
	/* A stranger's, or nothing would be left of the name. */
	if (size == 0) {
		memcpy(ret_text, written, before);
		size = before;
		undone = 0;
	}
	if (provider != NULL && strcmp(provider->name, domain) != 0) {
		domain = provider->name;
		undone |= EMAIL_PROVIDER;
	}
	ret_text[size] = '@';
	assert(size + 1 + strlen(domain) < EMAIL_MAX); /* our table's names are short */
	memcpy(ret_text + size + 1, domain, strlen(domain) + 1);
	*changes |= undone;
}

/* ---- what it looks like ---- */

static void write_alike(const char *mailbox, char ret_text[EMAIL_MAX], unsigned *changes)
{
	const uint8_t *data = (const uint8_t *)mailbox;
	size_t at = 0, to = 0, size = strlen(mailbox);
	bool name = true;

	while (at < size) {
		/* A provider that is not known may mean another person by a tag: who looks at both sees one. */
		if (name && to > 0 && data[at] == '+') {
			while (at < size && data[at] != '@')
				at++;
			*changes |= EMAIL_TAG;
		}
		uint32_t c = utf8_next(data, size, &at), seen = look(c);
		uint8_t put[4];
		size_t bytes;

		name = name && c != '@';
		if (name && (c == '.' || c == '-' || c == '_'))
			continue;
		if (seen < 0x80)
			seen = look_ascii(seen);
		if (seen != c && c >= 0x80)
			*changes |= EMAIL_LETTERS;
		/* rn is read as m, vv as w: each puts one letter where one was. */
		if (to > 0 && seen == 'n' && ret_text[to - 1] == 'r') {
			ret_text[to - 1] = 'm';
			continue;
		}
		if (to > 0 && seen == 'v' && ret_text[to - 1] == 'v') {
			ret_text[to - 1] = 'w';
			continue;
		}
		bytes = utf8_put(seen, put);
		memcpy(ret_text + to, put, bytes);
		to += bytes;
	}
	ret_text[to] = '\0';
}

enum err email_normalise(struct bytes address, struct email *ret_email, struct error *error_r)
{
	struct email email = {.changes = 0};
	struct bytes text = trimmed(address);
	enum err err;

	if (!utf8_valid(text))
		return error_set(error_r, ERR_INPUT, "email: not UTF-8");
	err = write_written(text, email.written, error_r);
	if (err == ERR_NONE)
		err = check_shape(email.written, error_r);
	if (err != ERR_NONE)
		return err;
	write_mailbox(email.written, email.mailbox, &email.changes);
	write_alike(email.mailbox, email.alike, &email.changes);
	*ret_email = email;
	return ERR_NONE;
}

/* ---- hashes ---- */

static void hash_form(const uint8_t key[SEAL_KEY], char label, const char *form,
		      uint8_t ret_hash[LOOKUP])
{
	uint8_t labelled[1 + EMAIL_MAX];
	size_t size = strlen(form);

	labelled[0] = (uint8_t)label;
	memcpy(labelled + 1, form, size);
	seal_lookup(key, (struct bytes){labelled, size + 1}, ret_hash);
}

void email_hash(const uint8_t key[SEAL_KEY], const struct email *email,
		struct email_hashes *ret_hashes)
{
	hash_form(key, 'w', email->written, ret_hashes->written);
	hash_form(key, 'm', email->mailbox, ret_hashes->mailbox);
	hash_form(key, 'a', email->alike, ret_hashes->alike);
	ret_hashes->changes = email->changes;
}
