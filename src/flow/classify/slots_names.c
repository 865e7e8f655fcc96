// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What leads out of the conversation: links, telephone numbers, other apps. All three are taken as
 * they are written; no number is checked against a plan, and no address is looked up.
 */
#include "flow/classify/slots_private.h"

#include <math.h>
#include <string.h>

enum {
	PHONE_LEAST = 8, /* digits */
	PHONE_NATIONAL_LEAST = 9,
	PHONE_BARE_LEAST = 11, /* without + or 0, with a country code */
	PHONE_MOST = 15,
	PHONE_TOKENS = 24,
	CODE_REACH = 4, /* words between "code" and what it is */
	LABEL_LEAST = 2,
	TAIL_MOST = 10,
	ODD_TAIL_MOST = 6, /* of a host that only a digit or a hyphen gives away */
	ODD_LEAST = 4,
};

/* ---- links ---- */

static bool is_letter(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* The end of what is written without a space, less the punctuation of its sentence. */
static size_t address_end(const struct scan *scan, size_t from)
{
	const uint8_t *data = scan->original.data;
	size_t size = scan->original.size < TEXT_READ_MAX ? scan->original.size : TEXT_READ_MAX;
	size_t end = from;

	while (end < size && data[end] > ' ' && data[end] < 0x7f && data[end] != '<' &&
	       data[end] != '>' && data[end] != '"')
		end++;
	while (end > from && strchr(".,;:!?)]'", data[end - 1]) != NULL)
		end--;
	return end;
}

static bool starts_with(const struct scan *scan, size_t at, const char *head)
{
	size_t size = strlen(head);

	for (size_t i = 0; i < size; i++) {
		if (at + i >= scan->original.size ||
		    (scan->original.data[at + i] | 0x20) != (head[i] | 0x20))
			return false;
	}
	return true;
}

/* Endings that no word has; behind any other stands a path, or a host with a digit or a hyphen:
 * "ok.tot straks" is no address, nor is "ok.be there" in English. */
static bool is_known_tail(const struct scan *scan, const char *tail)
{
	static const char *const tails[] = {
		"com", "net", "org",  "nl",	 "fr",	 "eu", "uk",	  "io",
		"ly",  "xyz", "info", "example", "test", "lu", "ru",	  "cn",
		"biz", "icu", "vip",  "click",	 "gd",	 "gl", "invalid",
	};

	for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++)
		if (strcmp(tail, tails[i]) == 0)
			return true;
	return scan->language != LANGUAGE_EN && strcmp(tail, "be") == 0;
}

struct host {
	size_t end; /* of the host within the original */
	size_t labels, first_size;
	bool odd;  /* digits or hyphens: no words that lack a space */
	bool mail; /* an @ came */
	char tail[TAIL_MOST + 1];
};

/* Reads labels and dots; false when that is no host. */
static bool read_host(const struct scan *scan, size_t from, size_t end, struct host *host)
{
	const uint8_t *data = scan->original.data;
	size_t label = from, at = from;

	*host = (struct host){0};
	for (;; at++) {
		uint8_t c = at < end ? data[at] : 0;

		if (is_letter(c) || is_digit(c) || c == '-') {
			host->odd |= !is_letter(c);
			continue;
		}
		host->mail |= c == '@';
		if (at == label)
			return false;
		host->labels++;
		if (host->labels == 1)
			host->first_size = at - label;
		if (c != '.')
			break;
		label = at + 1;
	}
	host->end = at;
	if (host->labels < 2 || at - label > TAIL_MOST)
		return false;
	for (size_t i = label; i < at; i++) {
		if (!is_letter(data[i]))
			return false;
		host->tail[i - label] = (char)(data[i] | 0x20);
	}
	return true;
}

static bool is_domain(const struct scan *scan, size_t from, size_t end)
{
	struct host host;

	if (!read_host(scan, from, end, &host) || host.mail || host.first_size < LABEL_LEAST)
		return false;
	if (is_known_tail(scan, host.tail))
		return true;
	if (strlen(host.tail) < LABEL_LEAST)
		return false;
	return (host.end + 1 < end && scan->original.data[host.end] == '/') ||
	       (host.odd && strlen(host.tail) <= ODD_TAIL_MOST && host.first_size >= ODD_LEAST);
}

/* The token behind the byte `end`. */
static size_t token_behind(const struct scan *scan, size_t index, size_t end)
{
	while (index < scan->count && scan->tokens[index].from < end)
		index++;
	return index;
}

static bool begins_address(const struct scan *scan, size_t index)
{
	return index == 0 || !is_glued(scan, index) || is_sign(scan, index - 1, ':') ||
	       is_sign(scan, index - 1, '(') || is_sign(scan, index - 1, '\n') ||
	       is_sign(scan, index - 1, SIGN_OTHER);
}

static size_t add_link(struct scan *scan, size_t index, size_t end)
{
	size_t behind = token_behind(scan, index, end);

	slots_add(scan, SLOT_LINK, index, behind, NAN, UNIT_NONE);
	return behind;
}

/* "jan@x.example": no link, and nothing in it is anything else. */
static bool is_mail(const struct scan *scan, size_t from, size_t end)
{
	const uint8_t *at = memchr(scan->original.data + from, '@', end - from);

	return at != NULL && at > scan->original.data + from &&
	       memchr(at, '.', (size_t)(scan->original.data + end - at)) != NULL;
}

size_t slots_match_link(struct scan *scan, size_t index)
{
	size_t from = token_at(scan, index)->from, end;
	bool scheme;

	/* Cheap first: an address has a sign right behind its first piece. */
	if (!begins_address(scan, index) || !is_glued(scan, index + 1))
		return index;
	scheme = starts_with(scan, from, "http://") || starts_with(scan, from, "https://") ||
		 starts_with(scan, from, "www.");
	end = address_end(scan, from);
	if (end <= token_at(scan, index)->to)
		return index;
	if (scheme && end > from + strlen("http://"))
		return add_link(scan, index, end);
	if (is_mail(scan, from, end))
		return token_behind(scan, index, end);
	return is_domain(scan, from, end) ? add_link(scan, index, end) : index;
}

/* ---- telephone numbers ---- */

struct phone {
	size_t end, digits, groups;
	size_t sizes[PHONE_TOKENS]; /* digits of each group */
	bool plus, stroke;	    /* '/' or '-' or '.' between groups */
};

static bool is_separator(const struct scan *scan, size_t index)
{
	const struct token *token = token_at(scan, index);

	return token->kind == TOKEN_SIGN && token->digits == 1 && token->sign != '\n' &&
	       token->sign < 0x80 && strchr("./-()", token->sign) != NULL;
}

static void read_phone(const struct scan *scan, size_t index, struct phone *phone)
{
	size_t at = index, last = index;

	*phone = (struct phone){0};
	at += is_sign(scan, at, '(');
	phone->plus = is_sign(scan, at, '+');
	at += phone->plus;
	for (; at < index + PHONE_TOKENS; at++) {
		const struct token *token = token_at(scan, at);

		if (token->kind == TOKEN_NUMBER) {
			phone->digits += token->digits;
			phone->sizes[phone->groups++] = token->digits;
			last = at + 1;
		} else if (is_separator(scan, at)) {
			phone->stroke |= token->sign != '(' && token->sign != ')';
		} else {
			break;
		}
	}
	phone->end = last;
}

/* "01/02/2026", "01-02-26 14", "01022026" */
static bool is_date(const struct scan *scan, size_t index, const struct phone *phone)
{
	const struct token *token = token_at(scan, index);

	if (phone->groups == 1 && phone->digits == 8)
		return token->number % 10000 >= 1900 && token->number % 10000 < 2100;
	return phone->stroke && phone->groups >= 3 && phone->sizes[0] <= 2 &&
	       phone->sizes[1] <= 2 && (phone->sizes[2] == 4 || phone->digits == 8);
}

static bool is_code(const struct scan *scan, size_t index)
{
	for (size_t i = 1; i <= CODE_REACH; i++)
		if (is(scan, index - i, IS_CODE))
			return true;
	return false;
}

size_t slots_match_phone(struct scan *scan, size_t index)
{
	const struct token *token = token_at(scan, index);
	struct phone phone;
	bool zero;

	if ((token->kind == TOKEN_SIGN && token->sign != '+' && token->sign != '(') ||
	    (token->kind == TOKEN_WORD) || (token->glued && is_kind(scan, index - 1, TOKEN_WORD)))
		return index;
	read_phone(scan, index, &phone);
	if (phone.digits < PHONE_LEAST)
		return index;
	while (!is_kind(scan, index, TOKEN_NUMBER) && is_sign(scan, index, '('))
		index++;
	token = token_at(scan, index + phone.plus);
	zero = scan->original.data[token->from] == '0';
	if (phone.digits > PHONE_MOST)
		return phone.end;
	if (!phone.plus && is_code(scan, index))
		return phone.end;
	if (!phone.plus && (is_date(scan, index, &phone) || slots_is_money(scan, phone.end)))
		return index;
	if (!phone.plus &&
	    phone.digits < (zero ? PHONE_NATIONAL_LEAST - (phone.groups > 1) : PHONE_BARE_LEAST))
		return phone.groups == 1 ? phone.end : index;
	if (!phone.plus && !zero && phone.groups > 1)
		return index; /* a row of numbers */
	slots_add(scan, SLOT_PHONE, index, phone.end, NAN, UNIT_NONE);
	return phone.end;
}

/* ---- apps ---- */

size_t slots_match_app(struct scan *scan, size_t index)
{
	const struct token *token = token_at(scan, index);

	if ((token->roles & IS_APP) == 0 || token->glued)
		return index;
	/* "snap je?", "wa" for "what", "la télé", "no signal" */
	if ((token->roles & IS_APP_CARE) != 0 &&
	    (!is(scan, index - 1, IS_APP_BEFORE) || is(scan, index + 1, IS_APP_NOT)))
		return index;
	if (is(scan, index - 1, IS_APP_NOT_BEFORE))
		return index;
	for (size_t i = token->from; i < token->to; i++)
		if (scan->original.data[i] >= 0x80)
			return index; /* télé */
	slots_add(scan, SLOT_APP, index, index + 1, NAN, UNIT_NONE);
	return index + 1;
}
