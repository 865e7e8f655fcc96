// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Any text as a webhook's address (first byte even) or secret (odd): refused with what to write, or what is safe to be
 * used: a host and a port, a key within its limits that signs.
 */
#include "daemon/webhook.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_address(struct bytes text)
{
	struct buf copy = {0};
	struct webhook_url url;
	const char *fault = NULL;

	buf_add(&copy, text.data, text.size);
	if (webhook_url_parse(buf_text(&copy), &url, &fault)) {
		if (url.port == 0 || url.host[0] == '\0' || strpbrk(url.host, "/?#@\\ \r\n") != NULL ||
		    strpbrk(buf_text(&copy), "\r\n") != NULL)
			abort();
	} else if (fault == NULL) {
		abort();
	}
	buf_finish(&copy);
}

static void try_secret(struct bytes content)
{
	char signature[WEBHOOK_SIGNATURE_MAX];
	struct webhook_secret secret;

	if (!webhook_secret_parse(content, &secret))
		return;
	if (secret.size < WEBHOOK_SECRET_LEAST || secret.size > WEBHOOK_SECRET_MOST)
		abort();
	webhook_sign(&secret, "msg_1", 1772482500, content, signature);
	if (strlen(signature) != WEBHOOK_SIGNATURE_MAX - 1)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0 || sodium_init() < 0)
		return 0;
	(data[0] % 2 == 0 ? try_address : try_secret)((struct bytes){data + 1, size - 1});
	return 0;
}
