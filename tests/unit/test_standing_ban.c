// SPDX-License-Identifier: GPL-3.0-or-later
/* Bans that outlive an account: addresses, e-mails in all spellings, photos. */
#include "standing/ban.h"
#include "standing_fixture.h"

static const uint8_t key[SEAL_KEY] = "a key for tests, of 32 bytes....";

static struct ip ip(const char *text)
{
	struct ip parsed;

	assert_int_equal(ip_parse(bytes_of_text(text), &parsed), ERR_NONE);
	return parsed;
}

/* ---- ranges ---- */

static void ranges_are_read_and_written(void **state)
{
	static const struct {
		const char *text, *written, *in, *out;
	} cases[] = {
		{"192.0.2.7", "192.0.2.7", "192.0.2.7", "192.0.2.8"},
		{"192.0.2.0/24", "192.0.2.0/24", "192.0.2.255", "192.0.3.0"},
		{"192.0.2.10-192.0.2.20", "192.0.2.10-192.0.2.20", "192.0.2.20", "192.0.2.21"},
		{"192.0.2.0-192.0.2.255", "192.0.2.0/24", "192.0.2.0", "192.0.1.255"},
		{"127.255.255.255-128.0.0.0", "127.255.255.255-128.0.0.0", "128.0.0.0",
		 "128.0.0.1"},
		{"::ffff:192.0.2.7", "192.0.2.7", "192.0.2.7", "192.0.2.6"},
		{"::ffff:192.0.2.0/120", "192.0.2.0/24", "192.0.2.9", "192.0.3.0"},
		{"2001:db8::1", "2001:db8::1", "2001:DB8:0::1", "2001:db8::2"},
		{"2001:db8::/32", "2001:db8::/32", "2001:db8:ffff::", "2001:db9::"},
		{"2001:db8::-2001:db8::4", "2001:db8::-2001:db8::4", "2001:db8::4", "2001:db8::5"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ip in = ip(cases[i].in), out = ip(cases[i].out);
		struct ip_range range;
		char text[IP_RANGE_TEXT_MAX];

		assert_int_equal(ip_range_parse(bytes_of_text(cases[i].text), &range, NULL),
				 ERR_NONE);
		assert_string_equal(ip_range_text(&range, text), cases[i].written);
		assert_true(ip_in(&range, &in));
		assert_false(ip_in(&range, &out));
	}
}

static void what_is_no_range(void **state)
{
	static const char *const cases[] = {
		"",
		"192.0.2",
		"192.0.2.7/33",
		"192.0.2.7/24",
		"192.0.2.0/",
		"192.0.2.0/024",
		"192.0.02.7",
		"192.0.2.9-192.0.2.8",
		"0.0.0.0/0",
		"10.0.0.0/7",
		"::/0",
		"::/80",
		"::/64",
		"2001::/19",
		"192.0.2.1-2001::",
		"fe80::1%eth0",
		"[2001:db8::1]",
		"192.0.2.1:80",
		"192.0.2.1-",
		"-192.0.2.1",
		"192.0.2.0/24/3",
		"192.0.2.1 ",
		"::ffff:0:0/96",
		"/",
		"2001:db8::/129",
		"0.0.0.0-::ffff",
		"banned.example",
		"1-2-3",
		"::ffff:192.0.2.0/95",
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ip_range range;
		struct error error = {""};

		assert_int_equal(ip_range_parse(bytes_of_text(cases[i]), &range, &error),
				 ERR_INPUT);
		assert_int_not_equal(error.text[0], '\0');
	}
}

/* ---- e-mails ---- */

static struct email email(const char *text)
{
	struct email normal;

	assert_int_equal(email_normalise(bytes_of_text(text), &normal, NULL), ERR_NONE);
	return normal;
}

static void one_mailbox_many_spellings(void **state)
{
	static const char *const cases[][2] = {
		{"J.ean+x@Gmail.com", "jean@gmail.com"},
		{"jean@googlemail.com", "jean@gmail.com"},
		{" jean@gmail.com.\n", "jean@gmail.com"},
		{"jean+1@outlook.com", "jean@outlook.com"},
		{"j.ean@outlook.com", "j.ean@outlook.com"},
		{"je-an.x@pm.me", "jeanx@proton.me"},
		{"jean@me.com", "jean@icloud.com"},
		{"jean+a+b@gmail.com", "jean@gmail.com"},
		{"je\u00adan@gmail.com", "jean@gmail.com"},	/* a soft hyphen */
		{"\uff4aean\uff20gmail.com", "jean@gmail.com"}, /* full width */
		/* Of strangers nothing but the case is known. */
		{"J.ean+x@example.org", "j.ean+x@example.org"},
		/* What is nothing but dots or a tag stays. */
		{"...@gmail.com", "...@gmail.com"},
		{"+x@gmail.com", "+x@gmail.com"},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(email(cases[i][0]).mailbox, cases[i][1]);
}

static void look_alikes(void **state)
{
	static const char *const cases[] = {
		"jean.moreno@example.org",	"JEAN_M0RENO@example.org",
		"jean.rnoreno@example.org",	"j\u0435an.moreno@example.org", /* a Cyrillic e */
		"jean.m\u03bfreno@example.org",					/* a Greek o */
		"\u0408ean-moreno@example.org",					/* a Cyrillic J */
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_string_equal(email(cases[i]).alike, email(cases[0]).alike);
		assert_int_equal((email(cases[i]).changes & EMAIL_LETTERS) != 0, i >= 3);
	}
	assert_string_not_equal(email("jeanne.moreno@example.org").alike, email(cases[0]).alike);
}

static void what_is_no_email(void **state)
{
	static const char *const cases[] = {
		"",
		"jean",
		"@example.org",
		"jean@",
		"jean@org",
		"a@b@c.org",
		"je an@b.org",
		"jean@.org",
		"jean@b..org",
		"\"jean\"@b.org",
		"jean@b.org..",
		"<jean@b.org>",
		"\xff@b.org",
		"jean\u00a0@b.org",
		"a\x01@b.org",
	};
	char longest[EMAIL_WRITTEN_MAX + 2];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct email normal;
		struct error error = {""};

		assert_int_equal(email_normalise(bytes_of_text(cases[i]), &normal, &error),
				 ERR_INPUT);
		assert_null(strstr(error.text, "jean"));
	}
	memset(longest, 'x', sizeof longest);
	memcpy(longest + sizeof longest - 7, "@me.com", 7);
	assert_int_equal(email_normalise(BYTES_OF(longest), &(struct email){0}, NULL), ERR_INPUT);
	assert_int_equal(email_normalise((struct bytes){(uint8_t *)longest + 1, sizeof longest - 1},
					 &(struct email){0}, NULL),
			 ERR_INPUT);
	assert_int_equal(email_normalise((struct bytes){(uint8_t *)longest + 2, sizeof longest - 2},
					 &(struct email){0}, NULL),
			 ERR_NONE);
}

static struct ban email_ban(const char *text, uint64_t member)
{
	struct email normal = email(text);
	struct ban ban = {.kind = BAN_EMAIL, .member = member, .ruling = 1, .until = MS_NEVER};

	email_hash(key, &normal, &ban.email);
	return ban;
}

static bool match_email(const struct bans *bans, const char *text, struct ban_match *ret_match)
{
	struct email normal = email(text);
	struct email_hashes hashes;

	email_hash(key, &normal, &hashes);
	return bans_match_email(bans, &hashes, ret_match);
}

static void evasion_says_how(void **state)
{
	static const struct {
		const char *banned, *tried, *sentence;
	} cases[] = {
		{"jean@gmail.com", "JEAN@gmail.com", "Evasion: same e-mail as a banned member."},
		{"jean@gmail.com", "je.an@gmail.com",
		 "Evasion: same e-mail as a banned member, written with a dot."},
		{"je.an@gmail.com", "jean@gmail.com",
		 "Evasion: same e-mail as a banned member, written without its dot."},
		{"j.ean@gmail.com", "jea.n@gmail.com",
		 "Evasion: same e-mail as a banned member, written with its dots elsewhere."},
		{"jean@gmail.com", "jean+2@gmail.com",
		 "Evasion: same e-mail as a banned member, written with a +tag."},
		{"jean+1@gmail.com", "jean+2@gmail.com",
		 "Evasion: same e-mail as a banned member, written with another +tag."},
		{"jean@gmail.com", "jean@googlemail.com",
		 "Evasion: same e-mail as a banned member, written under another name of the "
		 "provider."},
		{"jean@example.org", "j\u0435an@example.org",
		 "Perhaps evasion: the e-mail looks like a banned member's, written with letters "
		 "of another alphabet."},
		{"jean@example.org", "je-an@example.org",
		 "Perhaps evasion: the e-mail looks like a banned member's."},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bans bans;
		struct ban ban = email_ban(cases[i].banned, 5);
		struct ban_match match;
		char text[BAN_TEXT];

		bans_init(&bans);
		assert_int_equal(bans_add(&bans, &ban, T0, NULL), ERR_NONE);
		assert_true(match_email(&bans, cases[i].tried, &match));
		assert_string_equal(ban_match_sentence(&match, text), cases[i].sentence);
		assert_false(match_email(&bans, "somebody@example.net", &match));
		bans_finish(&bans);
	}
}

static void the_plainest_sign_is_told(void **state)
{
	static const char *const banned[] = {"je-an@example.org", "jean@example.org"};
	struct bans bans;
	struct ban_match match;

	bans_init(&bans);
	for (size_t i = 0; i < COUNT(banned); i++) {
		struct ban ban = email_ban(banned[i], i + 1);

		assert_int_equal(bans_add(&bans, &ban, T0, NULL), ERR_NONE);
	}
	assert_true(match_email(&bans, "jean@example.org", &match));
	assert_int_equal(match.ban->member, 2);
	assert_string_equal(ban_match_code(&match), "email_same");
	bans_finish(&bans);
}

static void another_key_knows_nobody(void **state)
{
	uint8_t other[SEAL_KEY] = {1};
	struct email normal = email("jean@gmail.com");
	struct email_hashes a, b;

	email_hash(key, &normal, &a);
	email_hash(other, &normal, &b);
	assert_memory_not_equal(a.mailbox, b.mailbox, LOOKUP);
	/* Nor do the forms of one address tell that they are equal. */
	assert_memory_not_equal(a.written, a.mailbox, LOOKUP);
}

/* ---- addresses ---- */

static struct ban ip_ban(const char *range, ms_t until)
{
	struct ban ban = {.kind = BAN_IP, .member = 5, .ruling = 1, .until = until};

	assert_int_equal(ip_range_parse(bytes_of_text(range), &ban.range, NULL), ERR_NONE);
	return ban;
}

static void no_registration_until(void **state)
{
	struct bans bans;
	struct ban ban = ip_ban("192.0.2.0/24", T0 + MS_DAY);
	struct ip inside = ip("192.0.2.9"), outside = ip("198.51.100.1");
	struct ban_match match;
	char text[BAN_TEXT];

	bans_init(&bans);
	assert_int_equal(bans_add(&bans, &ban, T0, NULL), ERR_NONE);
	assert_true(bans_match_ip(&bans, &inside, T0, &match));
	assert_string_equal(ban_match_sentence(&match, text),
			    "No registration from 192.0.2.0/24: a banned member used it.");
	assert_false(bans_match_ip(&bans, &outside, T0, &match));
	assert_true(bans_match_ip(&bans, &inside, T0 + MS_DAY - 1, &match));
	assert_false(bans_match_ip(&bans, &inside, T0 + MS_DAY, &match));
	assert_int_equal(bans_expire(&bans, T0 + MS_DAY - 1), 0);
	assert_int_equal(bans_expire(&bans, T0 + MS_DAY), 1);
	assert_int_equal(bans.count, 0);
	bans_finish(&bans);
}

static void an_address_is_never_banned_for_ever(void **state)
{
	static const ms_t untils[] = {MS_NEVER, T0, T0 - 1, T0 + BAN_IP_MAX + 1};
	struct bans bans;

	bans_init(&bans);
	for (size_t i = 0; i < COUNT(untils); i++) {
		struct ban ban = ip_ban("192.0.2.1", untils[i]);

		assert_int_equal(bans_add(&bans, &ban, T0, NULL), ERR_INPUT);
	}
	assert_int_equal(bans.count, 0);
	bans_finish(&bans);
}

/* ---- photos ---- */

static void photos_at_31_bits(void **state)
{
	struct bans bans;
	struct ban ban = {.kind = BAN_PHOTO,
			  .member = 5,
			  .ruling = 1,
			  .until = MS_NEVER,
			  .photo = {{1, 2, 3, 4}, 80}};
	struct photo_hash turns[PHOTO_TURNS] = {{{0}, 0}};
	struct ban_match match;
	char text[BAN_TEXT];

	bans_init(&bans);
	assert_int_equal(bans_add(&bans, &ban, T0, NULL), ERR_NONE);
	turns[0] = (struct photo_hash){{~UINT64_C(0), 0, 0, 0}, 90};
	turns[5] = ban.photo;
	turns[5].words[3] ^= 0x7fffffff;
	assert_int_equal(photo_distance(&ban.photo, &turns[5]), 31);
	assert_true(bans_match_photo(&bans, turns, PHOTO_TURNS, &match));
	assert_int_equal(match.distance, 31);
	assert_string_equal(ban_match_sentence(&match, text),
			    "Evasion: same photo as a banned member (31 of 256 bits differ).");
	turns[5].words[0] ^= 2;
	assert_false(bans_match_photo(&bans, turns, PHOTO_TURNS, &match));
	turns[5] = ban.photo;
	turns[5].quality = 49;
	assert_false(bans_match_photo(&bans, turns, PHOTO_TURNS, &match));
	bans_finish(&bans);
}

static void a_poor_photo_is_not_banned(void **state)
{
	struct bans bans;
	struct ban ban = {.kind = BAN_PHOTO, .photo = {{0}, 49}};

	bans_init(&bans);
	assert_int_equal(bans_add(&bans, &ban, T0, NULL), ERR_INPUT);
	bans_finish(&bans);
}

/* A reversal takes with it all that the decision brought about, and nothing else. */
static void a_reversal_takes_the_bans_with_it(void **state)
{
	struct bans bans;
	struct ban_match match;

	bans_init(&bans);
	for (uint32_t ruling = 1; ruling <= 2; ruling++) {
		struct ban by_email = email_ban(ruling == 1 ? "a@b.org" : "c@d.org", 5);
		struct ban by_ip = ip_ban("192.0.2.1", T0 + MS_DAY);

		by_email.ruling = by_ip.ruling = ruling;
		assert_int_equal(bans_add(&bans, &by_email, T0, NULL), ERR_NONE);
		assert_int_equal(bans_add(&bans, &by_ip, T0, NULL), ERR_NONE);
	}
	assert_int_equal(bans_remove(&bans, 6, 1), 0);
	assert_int_equal(bans_remove(&bans, 5, 1), 2);
	assert_false(match_email(&bans, "a@b.org", &match));
	assert_true(match_email(&bans, "c@d.org", &match));
	bans_finish(&bans);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_are_read_and_written),
		cmocka_unit_test(what_is_no_range),
		cmocka_unit_test(one_mailbox_many_spellings),
		cmocka_unit_test(look_alikes),
		cmocka_unit_test(what_is_no_email),
		cmocka_unit_test(evasion_says_how),
		cmocka_unit_test(the_plainest_sign_is_told),
		cmocka_unit_test(another_key_knows_nobody),
		cmocka_unit_test(no_registration_until),
		cmocka_unit_test(an_address_is_never_banned_for_ever),
		cmocka_unit_test(photos_at_31_bits),
		cmocka_unit_test(a_poor_photo_is_not_banned),
		cmocka_unit_test(a_reversal_takes_the_bans_with_it),
	};

	if (seal_start(NULL) != ERR_NONE)
		return 1;
	return cmocka_run_group_tests_name("standing_ban", tests, NULL, NULL);
}
