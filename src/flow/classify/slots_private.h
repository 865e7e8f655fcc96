// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What the files of slots_find() share: the roles of words, the tokens, the matchers.
 */
#ifndef FLOW_CLASSIFY_SLOTS_PRIVATE_H
#define FLOW_CLASSIFY_SLOTS_PRIVATE_H

#include "flow/classify/slots.h"

/* What a word does, by language; more than 64, so a compiler's wide integer. */
__extension__ typedef unsigned __int128 roles_t;

#define ROLE(bit) ((roles_t)1 << (bit))

/* numbers */
#define IS_NUMBER	ROLE(0) /* a number, the `value` */
#define IS_WEAK		ROLE(1) /* perhaps only an article: "een", "un", "a" */
#define IS_AN		ROLE(2) /* an article behind "half" */
#define IS_HALF		ROLE(3) /* half of what follows */
#define IS_HALF_HOUR	ROLE(4) /* "half" of a clock time */
#define IS_DUTCH	ROLE(5) /* a number that only Dutch writes so */
#define IS_THOUSAND	ROLE(6) /* "2k" */
#define IS_TALLY	ROLE(7) /* "10tal" */
#define IS_AND		ROLE(8)
#define IS_OR		ROLE(9)
#define IS_OF		ROLE(10)
#define IS_ORDINAL	ROLE(11) /* "2de", "3rd" */
#define IS_RANKED	ROLE(12) /* "le 20e": what an ordinal goes with */
#define IS_ORDINAL_NOUN ROLE(13) /* "2e verdieping" */
#define IS_OUT_OF	ROLE(14) /* "1 op 10" */
#define IS_TRAP		ROLE(15) /* the number behind it is a name: "bus 22" */
#define IS_CODE		ROLE(16) /* what comes behind is a code */

/* prices and amounts */
#define IS_MONEY       ROLE(17) /* a currency, the `unit` */
#define IS_SHORT       ROLE(18) /* one that needs digits: "50e" */
#define IS_BALLS       ROLE(19) /* Dutch "ballen": money from ten on */
#define IS_POUND       ROLE(20) /* money, and a weight before "of" */
#define IS_MONEY_FIRST ROLE(21) /* "EUR 50" */
#define IS_SLANG       ROLE(22) /* a sum, the `value`: "tenner" */
#define IS_ALONE       ROLE(23) /* of one, also without a number */
#define IS_PENCE       ROLE(24) /* no price of ours */
#define IS_COSTS       ROLE(25) /* a price may follow */
#define IS_FOR	       ROLE(26) /* voor, pour, for */
#define IS_ALLIN       ROLE(27) /* "for the lot" */
#define IS_PER	       ROLE(28) /* "per g", "le g" */
#define IS_EACH	       ROLE(29)
#define IS_LES	       ROLE(30) /* "50 les 6" */
#define IS_AMOUNT      ROLE(31) /* what is counted, the `unit`; one of it is `value` */
#define IS_FUSSY       ROLE(32) /* of those, what needs more than an article */
#define IS_HALFLET     ROLE(33) /* "een halfje" */
#define IS_TIMES       ROLE(34) /* "3x" */
#define IS_WANT	       ROLE(35) /* an amount may follow: "get a q" */

/* time */
#define IS_HOUR	     ROLE(36) /* h, u, uur, heures: of a clock */
#define IS_HOURS     ROLE(37) /* of a length */
#define IS_SPAN	     ROLE(38) /* a length with a word of its own, the `value` */
#define IS_QUARTER   ROLE(39)
#define IS_OF_HOUR   ROLE(40) /* "quart d'heure" */
#define IS_MINUTE    ROLE(41)
#define IS_MERIDIEM  ROLE(42) /* am, pm; `value` 12 */
#define IS_ISH	     ROLE(43)
#define IS_AT	     ROLE(44) /* a time may follow */
#define IS_STRONG_AT ROLE(45) /* a bare number behind it is one */
#define IS_LATER     ROLE(46) /* a delay follows: "over", "dans" */
#define IS_SOON	     ROLE(47) /* of those, what a bare number of minutes may follow */
#define IS_ABOUT     ROLE(48) /* may stand between */
#define IS_PAST	     ROLE(49) /* a length up to now follows */
#define IS_YA	     ROLE(50) /* "il y a" */
#define IS_AGO	     ROLE(51) /* a length has ended: "geleden" */
#define IS_TRAVEL    ROLE(52) /* "2h de route" */
#define IS_FROM	     ROLE(53)
#define IS_TILL	     ROLE(54)
#define IS_LATE	     ROLE(55) /* "till late" */
#define IS_BEFORE    ROLE(56) /* "kwart voor", "ten to" */
#define IS_AFTER     ROLE(57) /* "kwart over", "ten past" */
#define IS_LESS	     ROLE(58) /* "moins le quart" */
#define IS_NOON	     ROLE(59) /* noon, midnight, the `value` */
#define IS_APRES     ROLE(60) /* "après-midi" */
#define IS_EVENING   ROLE(61)
#define IS_AFTERNOON ROLE(62)
#define IS_NIGHT     ROLE(63)
#define IS_WHEN	     ROLE(64) /* today, tomorrow, ... */
#define IS_DAY	     ROLE(65)
#define IS_MONTH     ROLE(66)
#define IS_LINKER    ROLE(67) /* between a time and its part of the day */
#define IS_TE	     ROLE(68) /* the other half of "om ... te" */

/* people */
#define IS_YEARS       ROLE(69) /* a number of years */
#define IS_YEARS_OLD   ROLE(70) /* of those, what says an age */
#define IS_YEARS_SHORT ROLE(71) /* "16j" */
#define IS_OLD	       ROLE(72)
#define IS_AM	       ROLE(73) /* "ik ben", "turns" */
#define IS_AGED	       ROLE(74)
#define IS_HE_IS       ROLE(75)
#define IS_IS	       ROLE(76)
#define IS_PERSON      ROLE(77)
#define IS_JAI	       ROLE(78)
#define IS_NOT	       ROLE(79)
#define IS_NO_AGE      ROLE(80) /* "2 jaar garantie" */

/* apps */
#define IS_APP		  ROLE(81) /* the `value` is its index */
#define IS_APP_CARE	  ROLE(82) /* of those, what also means something else */
#define IS_APP_BEFORE	  ROLE(83) /* what then stands before it */
#define IS_APP_NOT	  ROLE(84) /* what does not stand behind it */
#define IS_APP_NOT_BEFORE ROLE(85) /* "no signal" */

/* places */
#define IS_PREP		 ROLE(86) /* may lead to a place */
#define IS_NEEDS_ARTICLE ROLE(87) /* of those, what needs one: "voor de kerk" */
#define IS_STRONG	 ROLE(88) /* leads to little else: "naast", "outside" */
#define IS_NAME_PREP	 ROLE(89) /* a capital may follow */
#define IS_NAME_ARTICLE	 ROLE(90) /* a capital behind an article */
#define IS_CITY_PREP	 ROLE(91) /* a town may follow */
#define IS_FUSED	 ROLE(92) /* holds its article: "au", "du" */
#define IS_COTE		 ROLE(93) /* "à côté de" */
#define IS_NEXT		 ROLE(94) /* "next to", "in front of" */
#define IS_IN		 ROLE(95)
#define IS_TO		 ROLE(96)
#define IS_ARTICLE	 ROLE(97)
#define IS_LINK		 ROLE(98)  /* within a place: "van", "du", "of" */
#define IS_MODIFIER	 ROLE(99)  /* before a noun: "bus stop" */
#define IS_PLACE	 ROLE(100) /* a noun of places */
#define IS_BRAND	 ROLE(101) /* a shop */
#define IS_CITY		 ROLE(102) /* a town, a quarter */
#define IS_PART		 ROLE(103) /* behind a noun: "gare centrale" */
#define IS_NAMEABLE	 ROLE(104) /* a name may follow: "station Berchem" */
#define IS_CAPITAL_ONLY	 ROLE(105) /* of those, a capital one: "place X" */
#define IS_STREET	 ROLE(106) /* a number may follow */
#define IS_ELIDED	 ROLE(107) /* holds its article: "l'église" */

/* others */
#define IS_NEUTRAL ROLE(108) /* a small word: counted by no number before it */
#define IS_STOP	   ROLE(109) /* no name of a place */

/* What a number, or something that the matchers of numbers read, may begin with. */
#define IS_COUNTING                                                                                \
	(IS_NUMBER | IS_HALF | IS_SLANG | IS_SPAN | IS_QUARTER | IS_NOON | IS_HALFLET |            \
	 IS_MONEY_FIRST | IS_TIMES)

enum spoken {
	SPOKEN_N = 1 << LANGUAGE_NL,
	SPOKEN_F = 1 << LANGUAGE_FR,
	SPOKEN_E = 1 << LANGUAGE_EN,
	SPOKEN_NF = SPOKEN_N | SPOKEN_F,
	SPOKEN_NE = SPOKEN_N | SPOKEN_E,
	SPOKEN_FE = SPOKEN_F | SPOKEN_E,
	SPOKEN_ALL = SPOKEN_N | SPOKEN_F | SPOKEN_E,
};

#define UNITS(U)                                                                                   \
	U(NONE, "")                                                                                \
	U(EUR, "EUR")                                                                              \
	U(GBP, "GBP")                                                                              \
	U(USD, "USD")                                                                              \
	U(G, "g")                                                                                  \
	U(ML, "ml")                                                                                \
	U(CL, "cl")                                                                                \
	U(L, "l")                                                                                  \
	U(PILL, "pill")                                                                            \
	U(BAG, "bag")                                                                              \
	U(BALL, "ball")                                                                            \
	U(BLOCK, "block")

enum unit {
#define X(id, name) UNIT_##id,
	UNITS(X)
#undef X
		UNIT_COUNT
};

/* ---- tokens ---- */

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_NUMBER, TOKEN_SIGN };

/* Signs beyond ASCII; en and em dashes are '-', apostrophes are left out. */
enum { SIGN_EURO = 0x80, SIGN_POUND, SIGN_OTHER };

enum { TOKENS_MAX = 1000 };

struct token {
	roles_t roles;	 /* of a word that the tables know */
	uint32_t number; /* UINT32_MAX: more than nine digits */
	float value;
	uint16_t from, to; /* in the original */
	uint8_t kind, sign, unit;
	uint8_t digits;	     /* of a number; how often a sign is repeated */
	uint8_t size, first; /* of a word: bytes when folded, the first of them */
	bool glued;	     /* nothing stands between it and the token before */
	bool capital, accented;
};

extern const struct token token_none;

struct number {
	double value;
	size_t end;
	uint8_t digits;	  /* of the whole part; 0: said in words */
	uint8_t decimals; /* digits behind `point` */
	char point;	  /* '.' or ','; '/': a fraction; 0: a whole number */
	bool weak;	  /* "een", "un", "a": perhaps only an article */
	bool thousands;	  /* "2k", "1.200" */
};

struct scan {
	struct bytes original;
	const struct text *text;
	enum language language;
	unsigned languages; /* enum spoken: those that it may be */
	struct slots *slots;
	struct number number; /* the one that the walk is at, which each matcher asks for */
	size_t number_index;
	bool number_there;
	size_t quantity_end; /* the token behind the last quantity; SIZE_MAX: none */
	size_t count;
	struct token tokens[TOKENS_MAX];
};

struct meaning {
	roles_t roles;
	float value;
	uint8_t unit;
};

void slots_tokens(struct scan *scan);
struct meaning slots_meaning(struct bytes word, unsigned languages);
/* For the tests: whether each row stands below its letter, in the order that the search relies on.
 */
bool slots_tables_in_order(void);

/* The token `index`; token_none before the first (`index` has wrapped) and behind the last. */
static inline const struct token *token_at(const struct scan *scan, size_t index)
{
	return index < scan->count ? &scan->tokens[index] : &token_none;
}

static inline bool is(const struct scan *scan, size_t index, roles_t roles)
{
	return (token_at(scan, index)->roles & roles) != 0;
}

static inline bool is_kind(const struct scan *scan, size_t index, enum token_kind kind)
{
	return token_at(scan, index)->kind == kind;
}

static inline bool is_sign(const struct scan *scan, size_t index, uint8_t sign)
{
	const struct token *token = token_at(scan, index);

	return token->kind == TOKEN_SIGN && token->sign == sign;
}

static inline bool is_glued(const struct scan *scan, size_t index)
{
	return token_at(scan, index)->glued;
}

/* The token at `index` joins the two beside it without a space, once: "12,50", "20:30". */
static inline bool is_joint(const struct scan *scan, size_t index, uint8_t sign)
{
	return is_sign(scan, index, sign) && token_at(scan, index)->digits == 1 &&
	       is_glued(scan, index) && is_glued(scan, index + 1);
}

/* Of a number that was read, which is below 10^15. */
static inline bool is_whole(double value)
{
	return value == (double)(int64_t)value;
}

/* ---- what the files share ----
 *
 * A matcher tries at one token and returns the token behind what it has read, with or without
 * having added a slot; `index` itself when nothing begins there. Each looks at a bounded number of
 * tokens, or returns the end of those that it has walked. */

void slots_add(struct scan *scan, enum slot_type type, size_t from, size_t to, double value,
	       enum unit unit);

/* slots_numbers.c */
bool slots_number(const struct scan *scan, size_t index, struct number *ret_number);
/* Reads the number at `index` once for all who ask. */
void slots_read_number(struct scan *scan, size_t index);
/* Whether what follows shows that a number was all: an end, punctuation, a small word. */
bool slots_ends(const struct scan *scan, size_t index);
/* Numbers that are nothing: ordinals, dates, scores, fractions, "24/7", "2+1", percentages. */
size_t slots_match_trap(struct scan *scan, size_t index);

/* slots_price.c */
bool slots_is_money(const struct scan *scan, size_t index);
size_t slots_match_price(struct scan *scan, size_t index);
size_t slots_match_context_price(struct scan *scan, size_t index);
size_t slots_match_quantity(struct scan *scan, size_t index);

/* slots_time.c, slots_delay.c */
size_t slots_match_time(struct scan *scan, size_t index);
size_t slots_match_delay(struct scan *scan, size_t index);

/* slots_names.c */
size_t slots_match_link(struct scan *scan, size_t index);
size_t slots_match_phone(struct scan *scan, size_t index);
size_t slots_match_app(struct scan *scan, size_t index);
size_t slots_match_age(struct scan *scan, size_t index);

/* slots_place.c */
size_t slots_match_place(struct scan *scan, size_t index);

#endif
