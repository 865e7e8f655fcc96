// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/webhook.h"
#include "daemon/settings_table.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { BASE64 = sodium_base64_VARIANT_ORIGINAL };

/* ---- the address ---- */

/* Up to the first '/' or '?', or the end. */
static const char *end_of_authority(const char *text)
{
	return text + strcspn(text, "/?");
}

/* Printable ASCII but what must be escaped in an address (RFC 3986 §2). */
static bool is_clean(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text <= ' ' || *text > '~' || strchr("\"<>\\^`{|}#", *text) != NULL)
			return false;
	return true;
}

/* HOST, HOST:PORT or the same with a [v6]. */
static bool take_authority(const char *text, size_t size, struct webhook_url *url)
{
	char copy[WEBHOOK_HOST_MAX + 8];
	const char *colon;

	if (size == 0 || size >= sizeof copy)
		return false;
	memcpy(copy, text, size);
	copy[size] = '\0';
	colon = strrchr(copy, ':');
	if (colon == NULL || strchr(colon, ']') != NULL) {
		if (size + 4 >= sizeof copy)
			return false;
		strcpy(copy + size, url->tls ? ":443" : ":80");
	}
	return settings_parse_address(copy, url->host, &url->port);
}

bool webhook_url_parse(const char *text, struct webhook_url *ret_url, const char **ret_fault)
{
	struct webhook_url url = {.tls = strncasecmp(text, "https://", 8) == 0};
	const char *authority = text + (url.tls ? 8 : 7);

	*ret_fault = "write an address such as https://example.org/alarm";
	if (!url.tls && strncasecmp(text, "http://", 7) != 0)
		return false;
	if (strlen(text) > WEBHOOK_URL_MAX || !is_clean(text) ||
	    !take_authority(authority, (size_t)(end_of_authority(authority) - authority), &url))
		return false;
	*ret_fault = "its calls would cross the network in clear; write https://, or http:// to "
		     "127.0.0.1, [::1] or localhost";
	if (!url.tls && !settings_is_loopback(url.host))
		return false;
	*ret_url = url;
	return true;
}

/* ---- the secret ---- */

bool webhook_secret_parse(struct bytes content, struct webhook_secret *ret_secret)
{
	static const char prefix[] = "whsec_";
	const size_t prefix_size = sizeof prefix - 1;
	const char *text = (const char *)content.data;
	struct webhook_secret secret = {.size = 0};
	bool ok;

	while (content.size > 0 && memchr(" \t\r\n", text[content.size - 1], 4) != NULL)
		content.size--;
	if (content.size <= prefix_size || memcmp(text, prefix, prefix_size) != 0)
		return false;
	ok = sodium_base642bin(secret.key, sizeof secret.key, text + prefix_size,
			       content.size - prefix_size, NULL, &secret.size, NULL, BASE64) == 0 &&
	     secret.size >= WEBHOOK_SECRET_LEAST;
	if (ok)
		*ret_secret = secret;
	webhook_secret_wipe(&secret);
	return ok;
}

void webhook_secret_wipe(struct webhook_secret *secret)
{
	sodium_memzero(secret, sizeof *secret);
}

/* ---- one request ---- */

void webhook_id(const uint8_t id[ALARM_ID], char ret_text[WEBHOOK_ID_MAX])
{
	memcpy(ret_text, "msg_", 4);
	hex_encode(id, ALARM_ID, ret_text + 4);
}

void webhook_sign(const struct webhook_secret *secret, const char *id, int64_t seconds,
		  struct bytes body, char ret_signature[WEBHOOK_SIGNATURE_MAX])
{
	uint8_t hash[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state state;
	char head[WEBHOOK_ID_MAX + 32];

	snprintf(head, sizeof head, "%s.%lld.", id, (long long)seconds);
	crypto_auth_hmacsha256_init(&state, secret->key, secret->size);
	crypto_auth_hmacsha256_update(&state, (const uint8_t *)head, strlen(head));
	crypto_auth_hmacsha256_update(&state, body.data, body.size);
	crypto_auth_hmacsha256_final(&state, hash);
	sodium_memzero(&state, sizeof state);
	memcpy(ret_signature, "v1,", 3);
	sodium_bin2base64(ret_signature + 3, WEBHOOK_SIGNATURE_MAX - 3, hash, sizeof hash, BASE64);
}
