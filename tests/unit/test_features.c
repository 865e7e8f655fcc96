// SPDX-License-Identifier: GPL-3.0-or-later
/* What is left of a text: near-duplicates stay together, different texts do not, and nothing gets
 * out of its bounds. */
#include "base/random.h"
#include "flow/classify/features.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct features of_bytes(struct bytes bytes)
{
	struct features features;
	struct text text;

	/* What was there before must not matter. */
	memset(&features, 0xa5, sizeof features);
	normalise(bytes, &text);
	features_find(&text, bytes, LANGUAGE_FR, &features);
	return features;
}

static struct features of(const char *text)
{
	return of_bytes(bytes_of_text(text));
}

static void check_bounds(const struct features *features)
{
	assert_true(features->count <= FEATURES_MAX);
	assert_true(features->words + features->pieces <= features->count);
	for (size_t i = 0; i < features->count; i++)
		assert_true(features->ids[i] < 1u << FEATURE_BITS);
}

static bool has(const struct features *features, uint32_t id)
{
	for (size_t i = 0; i < features->count; i++)
		if (features->ids[i] == id)
			return true;
	return false;
}

/* The share of one's features that the other has too. */
static double shared(const struct features *one, const struct features *other)
{
	size_t count = 0;

	for (size_t i = 0; i < one->count; i++)
		count += has(other, one->ids[i]);
	return one->count != 0 ? (double)count / one->count : 1;
}

static void assert_alike(const char *one, const char *other)
{
	struct features a = of(one), b = of(other);

	if (a.cluster != b.cluster)
		fail_msg("not one cluster: %s | %s", one, other);
}

static void assert_apart(const char *one, const char *other)
{
	struct features a = of(one), b = of(other);

	if (a.cluster == b.cluster)
		fail_msg("one cluster: %s | %s", one, other);
}

/* ---- the cluster ---- */

static void digits_do_not_change_the_cluster(void **state)
{
	(void)state;
	assert_alike("on se voit \xc3\xa0 21 h au 14 rue du parc",
		     "on se voit \xc3\xa0 9 h au 233 rue du parc");
	assert_alike("code 1234 merci", "code 99 merci");
	assert_alike("salut b52 tu viens", "salut b777 tu viens");
}

static void names_inside_do_not_change_the_cluster(void **state)
{
	(void)state;
	assert_alike("salut c'est Julie on se voit ce soir", "salut c'est Marc on se voit ce soir");
	assert_alike("coucou toi, moi c'est Ahmed du bar",
		     "coucou toi, moi c'est Zo\xc3\xa9 du bar");
}

static void stretched_letters_do_not_change_the_cluster(void **state)
{
	(void)state;
	assert_alike("salut \xc3\xa7"
		     "a va",
		     "saluuuuut \xc3\xa7"
		     "a va");
	assert_alike("tu es oooooou", "tu es ou");
	assert_alike("nonnnn arrete", "nonnnnnnnn arreteeeeee");
}

static void punctuation_does_not_change_the_cluster(void **state)
{
	(void)state;
	assert_alike("salut toi, tu es libre ce soir ?", "salut toi tu es libre ce soir");
	assert_alike("salut toi - tu es libre...", "salut/toi \xe2\x80\x94 tu \"es\" (libre)!!!");
	assert_alike("hello \xf0\x9f\x98\x80 you", "hello you \xf0\x9f\x98\x81\xf0\x9f\x98\x82");
}

static void accents_and_capitals_of_a_whole_text_do_not_change_the_cluster(void **state)
{
	(void)state;
	assert_alike("arr\xc3\xaate de m'\xc3\xa9"
		     "crire",
		     "arrete de mecrire");
	assert_alike("SALUT TOI TU ES LIBRE", "salut toi tu es libre");
}

static void another_order_or_another_word_is_another_cluster(void **state)
{
	(void)state;
	assert_apart("tu viens ce soir", "ce soir tu viens");
	assert_apart("a toi de venir", "de toi a venir");
	assert_apart("tu viens ce soir", "tu viens ce matin");
	assert_apart("tu viens ce soir", "tu viens ce soir soir");
	assert_apart("tu viens", "tu viens ce soir");
	assert_apart("salut", "");
}

/* Ten thousand short texts of a small vocabulary: hashes of 32 bits meet by chance once in a
 * hundred thousand pairs. */
static int compare_numbers(const void *a, const void *b)
{
	uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;

	return one < other ? -1 : one > other;
}

static void clusters_of_different_texts_hardly_ever_meet(void **state)
{
	enum { SIDE = 22, TEXTS = SIDE * SIDE * SIDE };
	uint32_t *clusters = calloc(TEXTS, sizeof *clusters);
	size_t met = 0;
	char text[16];

	(void)state;
	assert_non_null(clusters);
	for (int i = 0; i < TEXTS; i++) {
		snprintf(text, sizeof text, "%c%c %c%c %c%c", 'a' + i % SIDE, 'a',
			 'a' + i / SIDE % SIDE, 'b', 'a' + i / SIDE / SIDE, 'c');
		clusters[i] = of(text).cluster;
	}
	qsort(clusters, TEXTS, sizeof *clusters, compare_numbers);
	for (size_t i = 1; i < TEXTS; i++)
		met += clusters[i] == clusters[i - 1];
	assert_true(met <= 2);
	free(clusters);
}

/* ---- near-duplicates ---- */

static void near_duplicates_share_most_of_their_features(void **state)
{
	static const char *const pairs[][2] = {
		{"salut ma belle tu es libre ce soir vers 21h",
		 "salut ma belle tu es libre ce soir vers 22h"},
		{"bonjour j'ai vu ton annonce tu es toujours dispo",
		 "bonsoir j'ai vu ton annonce tu es toujours dispo"},
		{"hello are you still selling the bike", "hello are you still selling the bike?"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		struct features one = of(pairs[i][0]), other = of(pairs[i][1]);

		assert_true(shared(&one, &other) > 0.6);
		assert_true(shared(&other, &one) > 0.6);
	}
}

static void different_texts_share_little_of_their_words(void **state)
{
	struct features one = of("salut ma belle tu es libre ce soir vers 21h pour un verre");
	struct features other =
		of("the parcel could not be delivered please pay the customs fee online");
	size_t common = 0;

	(void)state;
	for (size_t i = 0; i < (size_t)one.words + one.pieces; i++)
		common += has(&other, one.ids[i]);
	assert_true(common <= 2);
}

static void put_words(char *text, size_t room, unsigned from, unsigned count)
{
	size_t size = 0;

	for (unsigned i = from; i < from + count; i++)
		size += (size_t)snprintf(text + size, room - size, "%c%c%c%c ",
					 'a' + (char)(i % 23), 'a' + (char)(i / 23 % 23),
					 'a' + (char)(i * 7 % 19), 'q');
}

/* The sample of a long text is the same for texts that are alike, wherever they differ. */
static void long_texts_that_are_alike_keep_the_same_sample(void **state)
{
	char one[1600], other[1600];
	struct features a, b;

	(void)state;
	put_words(one, sizeof one, 0, 250);
	for (unsigned at = 0; at < 1200; at += 300) {
		memcpy(other, one, sizeof other);
		memcpy(other + at, "zzzz", 4);
		a = of(one);
		b = of(other);
		assert_true(shared(&a, &b) > 0.8);
		check_bounds(&b);
	}
}

static void words_in_front_do_not_change_the_sample(void **state)
{
	char one[1600], other[1600];
	struct features a, b;

	(void)state;
	put_words(one, sizeof one, 0, 250);
	put_words(other, sizeof other, 300, 15);
	strcat(other, one);
	a = of(one);
	b = of(other);
	assert_true(shared(&a, &b) > 0.7);
}

/* ---- odd texts ---- */

static void an_empty_text_has_bounds_too(void **state)
{
	static const char *const texts[] = {"", " ", "\n\n", "...", "?!"};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct features features = of(texts[i]);

		check_bounds(&features);
		assert_int_equal(features.words, 0);
		assert_int_equal(features.pieces, 0);
	}
}

static void emoji_alone_have_a_shape(void **state)
{
	struct features emoji = of("\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80"),
			empty = of("");

	(void)state;
	check_bounds(&emoji);
	assert_int_equal(emoji.words, 0);
	assert_true(shared(&emoji, &empty) < 1);
}

static void two_thousand_bytes_and_more(void **state)
{
	static char text[70000];
	static const size_t sizes[] = {1999, 2000, 2001, 4000, sizeof text};

	(void)state;
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (char)(i % 5 == 4 ? ' ' : 'a' + (int)(i * i % 26));
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		struct features features =
			of_bytes((struct bytes){(const uint8_t *)text, sizes[i]});

		check_bounds(&features);
	}
	memset(text, 'a', sizeof text);
	check_bounds(&(struct features[]){
		of_bytes((struct bytes){(const uint8_t *)text, sizeof text})}[0]);
}

/* Bytes that mean nothing, copied to where a sanitizer sees the first one read beyond. */
static void invalid_utf8_stays_in_bounds(void **state)
{
	struct random random;

	(void)state;
	random_from_seed(&random, 1, "features");
	for (int i = 0; i < 3000; i++) {
		size_t size = random_below(&random, 90);
		uint8_t *bytes = malloc(size + (size == 0));
		struct features features, again;

		assert_non_null(bytes);
		random_bytes(&random, bytes, size);
		for (size_t k = 0; k < size; k++)
			if (random_below(&random, 3) == 0)
				bytes[k] = (uint8_t) "a E\xf0\xc3\xe2 0"[random_below(&random, 8)];
		features = of_bytes((struct bytes){bytes, size});
		again = of_bytes((struct bytes){bytes, size});
		check_bounds(&features);
		assert_int_equal(features.count, again.count);
		assert_int_equal(features.cluster, again.cluster);
		assert_memory_equal(features.ids, again.ids,
				    features.count * sizeof features.ids[0]);
		free(bytes);
	}
}

static void language_and_length_are_part_of_the_shape(void **state)
{
	const char *one = "ok super";
	struct bytes bytes = bytes_of_text(one);
	struct features french = of(one), english,
			longer = of("ok super ok super ok super ok super ok super");
	struct text text;

	(void)state;
	normalise(bytes, &text);
	features_find(&text, bytes, LANGUAGE_EN, &english);
	assert_int_equal(french.cluster, english.cluster);
	assert_true(shared(&french, &english) < 1);
	assert_true(shared(&french, &longer) < 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digits_do_not_change_the_cluster),
		cmocka_unit_test(names_inside_do_not_change_the_cluster),
		cmocka_unit_test(stretched_letters_do_not_change_the_cluster),
		cmocka_unit_test(punctuation_does_not_change_the_cluster),
		cmocka_unit_test(accents_and_capitals_of_a_whole_text_do_not_change_the_cluster),
		cmocka_unit_test(another_order_or_another_word_is_another_cluster),
		cmocka_unit_test(clusters_of_different_texts_hardly_ever_meet),
		cmocka_unit_test(near_duplicates_share_most_of_their_features),
		cmocka_unit_test(different_texts_share_little_of_their_words),
		cmocka_unit_test(long_texts_that_are_alike_keep_the_same_sample),
		cmocka_unit_test(words_in_front_do_not_change_the_sample),
		cmocka_unit_test(an_empty_text_has_bounds_too),
		cmocka_unit_test(emoji_alone_have_a_shape),
		cmocka_unit_test(two_thousand_bytes_and_more),
		cmocka_unit_test(invalid_utf8_stays_in_bounds),
		cmocka_unit_test(language_and_length_are_part_of_the_shape),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
