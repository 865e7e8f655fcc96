// SPDX-License-Identifier: GPL-3.0-or-later
/* The table of one bearer: a connection to a carrier. */
#include "daemon/settings_table.h"

#define AT(field) offsetof(struct bearer_settings, field)
#define SMPP	  (1u << BEARER_SMPP)

/* Limits of texts: SMPP 3.4 §5.2, C-octet strings without their NUL. */
static const struct setting rows[] = {
	{"name", &setting_name, AT(name), 0, NULL, NULL, "What lines call it in their `bearer:`.",
	 0},
	{"kind", &setting_bearer_kind, AT(kind), 0, NULL, NULL,
	 "`smpp` is a carrier's message centre; `fake` and `handset` need no entry and reach "
	 "nobody.",
	 0},
	{"address", &setting_address, AT(host), AT(port), NULL, "required for `smpp`",
	 "Where the carrier's message centre listens.", SMPP},
	{"tls", &setting_flag, AT(tls), 0, "false", NULL,
	 "Whether the connection is encrypted; without it, everybody on the way reads along.",
	 SMPP},
	{"tls_ca", &setting_path, AT(tls_ca), 0, NULL, "those the system believes",
	 "The authorities to believe about the carrier's certificate, a PEM file.", SMPP},
	{"system_id", &setting_ascii, AT(system_id), 15, NULL, "required for `smpp`",
	 "The user name the carrier gave you.", SMPP},
	{"password_file", &setting_path, AT(password_file), 0, NULL, "no password",
	 "The file that holds the carrier's password, nothing else; keep it out of this one.",
	 SMPP},
	{"system_type", &setting_ascii, AT(system_type), 12, NULL, "empty",
	 "A word some carriers want beside the user name.", SMPP},
	{"window", &setting_window, AT(window), 0, "10", NULL,
	 "How many of our messages may be under way at once; the carrier says how many it takes.",
	 SMPP},
	{"receipts", &setting_flag, AT(receipts), 0, "false", NULL,
	 "Whether to ask the carrier to report what was delivered; some charge for it.", SMPP},
	{"enquire", &setting_span, AT(enquire), 0, "30s", NULL,
	 "How often to ask whether the connection still lives, 1s to 1h.", SMPP},
	{"latin1", &setting_flag, AT(latin1), 0, "false", NULL,
	 "Whether this carrier's default alphabet is Latin-1 instead of GSM 7-bit.", SMPP},
	{"practice", &setting_flag, AT(practice), 0, "false", NULL,
	 "No real carrier but a practice one on this machine: numbers kept for fiction are "
	 "answered.",
	 SMPP},
};

static int kind_of(const void *object)
{
	return (int)((const struct bearer_settings *)object)->kind;
}

static const char *kind_name(int kind)
{
	static const char *const names[] = {
		[BEARER_SMPP] = "smpp", [BEARER_FAKE] = "fake", [BEARER_HANDSET] = "handset"};

	return kind >= 0 && (size_t)kind < sizeof names / sizeof names[0] ? names[kind] : NULL;
}

const struct setting_table settings_bearer = {"bearers", rows, sizeof rows / sizeof rows[0],
					      kind_of, kind_name};
