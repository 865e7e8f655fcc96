// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A line and the house it belongs to: what the settings say, as plain data. Read once at start and
 * never changed while the program runs. Money is in micro-euros (a millionth of `house.currency`),
 * spans in milliseconds. Part of flow.h: stages see it through that header.
 */
#ifndef FLOW_LINE_H
#define FLOW_LINE_H

#include "base/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	LINE_NAME_MAX = 32,    /* letters, digits, - and _; with the NUL */
	LINE_NUMBERS_MAX = 64,
	LINE_PLACES_MAX = 64,
	LINE_HOURS_MAX = 8,
	LINES_MAX = 64,
	LINE_HOOKS_MAX = 8,
	NUMBER_MAX = 24,       /* an address with its NUL: E.164 is 16, an alphanumeric sender 12 */
};

#define LINE_KINDS(K)                                                                              \
	K(LINE_STALL, "stall", "a customer who never turns up")                                    \
	K(LINE_DECLINE, "decline", "answers once, later, whatever the flood")                      \
	K(LINE_WATCH, "watch", "never answers, records")                                           \
	K(LINE_SITE, "site", "moderates a community site")

enum line_kind {
#define X(id, name, what) id,
	LINE_KINDS(X)
#undef X
	LINE_KIND_COUNT
};
const char *line_kind_name(enum line_kind kind);

#define ON_SIEGES(S)                                                                               \
	S(ON_SIEGE_TELL, "tell", "the operators are told, by `alarm:`")                            \
	S(ON_SIEGE_UNBIND, "unbind", "the line's carrier is unbound until receiving is below the limit, or somebody resumes")

enum on_siege {
#define X(id, name, what) id,
	ON_SIEGES(X)
#undef X
	ON_SIEGE_COUNT
};

#define LANGUAGES(L)                                                                               \
	L(LANGUAGE_UNKNOWN, "unknown")                                                             \
	L(LANGUAGE_NL, "nl")                                                                       \
	L(LANGUAGE_FR, "fr")                                                                       \
	L(LANGUAGE_EN, "en")

enum language {
#define X(id, name) id,
	LANGUAGES(X)
#undef X
	LANGUAGE_COUNT
};
const char *language_name(enum language language);

/* Minutes of the local day, [from, to); to may be beyond 1440 when the span crosses midnight. */
struct hours {
	uint16_t from, to;
};

struct place {
	char *name; /* an area, never an address */
	struct hours hours[LINE_HOURS_MAX];
	size_t hour_count;
	unsigned row, column; /* where it stands in the settings file, for messages */
};

struct rules; /* standing/rules.h */

/* An address of a site's own that is told what happens there. */
struct site_hook {
	char *url;
	char *secret_file; /* absolute; signs its calls */
	char *tls_ca;	   /* PEM file of the authorities to believe; NULL: the system's */
	uint32_t events;   /* a bit for each enum site_effect, and one for verdicts: daemon/settings_site.h */
	unsigned row, column; /* where it stands in the settings file, for messages */
};

struct line {
	char name[LINE_NAME_MAX];
	enum line_kind kind;
	char *bearer;    /* "fake", "handset", or the name of an entry in `bearers:` */
	bool real;       /* the bearer reaches a real carrier: fictional numbers are never answered */
	char (*numbers)[NUMBER_MAX]; /* own numbers, normalised; the first is the one it answers from */
	size_t number_count;
	enum language languages[LANGUAGE_COUNT]; /* the first is the line's own */
	size_t language_count;
	char *timezone; /* IANA name; NULL: the house's */
	struct {
		ms_t least, most; /* an answer is due in [least, most] after the first message */
		ms_t late;        /* a held one may still be answered until then, in calm */
	} answer;
	struct {
		bool foreign, premium, short_codes;
	} accept;
	struct {
		int64_t in, out; /* micro-euros a part */
	} cost;
	struct {
		int64_t hour, day; /* micro-euros; INT64_MAX: no cap was set */
	} caps;
	int64_t receive_limit; /* micro-euros received a day that trigger on_siege; INT64_MAX: none */
	enum on_siege on_siege; /* what is done then, beside telling the operators */
	struct {
		int64_t sender;  /* answers one sender may have an hour, on lines that converse; INT64_MAX: none */
		int64_t answers; /* answers the line may give an hour, whatever they cost; INT64_MAX: none */
	} limits;
	double expect; /* first messages a day that are expected while nothing is learnt yet; 0: as the caps suggest */
	struct hours hours[LINE_HOURS_MAX]; /* when a stalling line writes; none: always */
	size_t hour_count;
	struct place *places;
	size_t place_count;
	char (*tips)[NUMBER_MAX];
	size_t tip_count;
	struct {
		char *with, *on, *reference; /* the arrangement with the police; NULL: none */
	} agreement;
	char *deconflict; /* path of the police's list; NULL: none */
	char (*deconflicts)[NUMBER_MAX]; /* the numbers on it, in ascending order: never engaged */
	size_t deconflict_count;
	struct {
		double uniform, prior; /* shares of conversations that do not learn */
	} control;
	const struct rules *rules; /* of a site, which always has them; NULL: no site */
	char *rules_file;          /* the file they are in; NULL: in the settings, or the defaults */
	char *tokens;              /* path of the API's tokens, of a site or watching line; NULL: none */
	struct site_hook *hooks;
	size_t hook_count;
	int where;        /* line of the settings file on which it begins, for messages */
};

struct house {
	char country[3]; /* ISO 3166-1 alpha-2 */
	char *timezone;  /* IANA name */
	char currency[4];
	int64_t day_cap; /* micro-euros for all lines together; INT64_MAX: none */
};

#endif
