// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Addresses of senders: what they are called, and whether they may be answered.
 *
 * Two steps. phone_normalise() is pure and cheap and runs on every arrival: it gives the one name
 * under which a sender is known. phone_check() runs when an answer is due: is the number valid,
 * whose is it, can writing to it cost more than a normal text? It asks libphonenumber (E.164
 * numbers only) and remembers its verdicts in fixed memory.
 *
 * A verdict is remembered for a block of 1,000 numbers; numbers for fiction are looked up exactly,
 * and first. How sound that is was measured: see the head of phone.c.
 */
#ifndef BASE_PHONE_H
#define BASE_PHONE_H

#include <stdbool.h>
#include <stddef.h>

enum {
	PHONE_ADDRESS_MAX = 24, /* NUL included; GSM's 11 characters, SMPP's 20 octets fit */
	PHONE_SHORT_DIGITS = 6, /* no E.164 number that texts has as few */
};

enum phone_shape {
	SHAPE_NUMBER,	    /* "+33639981001": E.164 with its plus */
	SHAPE_SHORT,	    /* "36105": digits that only the carrier's own network can read */
	SHAPE_ALPHANUMERIC, /* "INFO" */
	SHAPE_NONE,	    /* withheld, malformed or too long: nobody; ret_address is "" */
};

/* Type of number, 3GPP TS 23.040 §9.1.2.5 and SMPP 3.4 §5.2.5. */
enum phone_ton {
	TON_UNKNOWN,
	TON_INTERNATIONAL,
	TON_NATIONAL,
	TON_NETWORK,
	TON_SUBSCRIBER,
	TON_ALPHANUMERIC,
	TON_ABBREVIATED,
};

/* The canonical form of an address as a carrier gives it. `house_country` (ISO 3166 alpha-2; NULL
 * for none) says how to read national numbers: the European plans and +1 are known, elsewhere only
 * international numbers are. Carriers set the type of number carelessly, so the digits outweigh it:
 *   - up to six digits are a short code whatever the type, types 3, 4 and 6 up to eight;
 *   - "00" and "+" begin an international number, and so does the house's own calling code before a
 *     number of the right length;
 *   - a national number has the plan's length, behind its trunk prefix if it has one;
 *   - other digits are international unless they begin with 0: then a SHAPE_SHORT.
 * Spaces and the separators - . ( ) / between digits are dropped. An alphanumeric is trimmed, and
 * must be UTF-8 without controls or marks that turn the reading direction. */
enum phone_shape phone_normalise(const char *address, unsigned ton, const char *house_country,
				 char ret_address[PHONE_ADDRESS_MAX]);

/* Whether a regulator keeps this E.164 number for fiction, or nobody can have it (+999). */
bool phone_is_fiction(const char *e164);

enum phone_kind {
	PHONE_VALID, /* ordinary: fixed, mobile, or internet telephony at the same price */
	PHONE_SHORT,
	PHONE_ALPHANUMERIC, /* cannot be written to */
	PHONE_INVALID,	    /* nobody's, by its country's plan */
	/* Can cost more than a normal text, or is none to text: premium rate, shared cost,
	 * universal access, personal, pager, voice mail, freephone, and numbers of no country
	 * (satellite and global networks, +870 to +883, +979). */
	PHONE_PREMIUM,
	PHONE_FICTION, /* phone_is_fiction(); outweighs every other verdict */
};

struct phone {
	enum phone_kind kind;
	char e164[20];	 /* "" for what is not a number */
	char country[3]; /* ISO 3166 alpha-2, of an invalid number its calling code's if that has
			  * one only; "ZZ": none; "": not a number */
	bool foreign;	 /* another country than the house's; +999 is never foreign */
};

/* Loads the metadata, so that nothing is opened or allocated at the first check in a sandbox but
 * what libphonenumber compiles for a country it sees for the first time. About 2 MiB, fixed. */
struct phone_checker;
struct phone_checker *phone_checker_create(const char *house_country);
void phone_checker_destroy(struct phone_checker *checker);

/* The full verdict on an address that phone_normalise() gave. */
void phone_check(struct phone_checker *checker, const char *address, struct phone *ret_phone);

#endif
