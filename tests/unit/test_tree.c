// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/evidence/tree: known vectors, and a naive tree written as the RFC writes it. */
#include "flow/evidence/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 300 };

static uint8_t leaves[MOST][SHA256];

static enum err leaf_of(void *context, uint64_t index, uint8_t ret_hash[SHA256])
{
	if (context != NULL && index == *(uint64_t *)context)
		return ERR_IO;
	memcpy(ret_hash, leaves[index], SHA256);
	return ERR_NONE;
}

/* RFC 9162 §2.1.1, word for word. */
static void naive_root(uint64_t from, uint64_t to, uint8_t ret_root[SHA256])
{
	uint8_t node[1 + 2 * SHA256] = {1};
	struct bytes piece = BYTES_OF(node);
	uint64_t k = 1;

	if (from == to) {
		sha256(NULL, 0, ret_root);
		return;
	}
	if (to - from == 1) {
		memcpy(ret_root, leaves[from], SHA256);
		return;
	}
	while (2 * k < to - from)
		k *= 2;
	naive_root(from, from + k, node + 1);
	naive_root(from + k, to, node + 1 + SHA256);
	sha256(&piece, 1, ret_root);
}

static int make_leaves(void **state)
{
	(void)state;
	for (int i = 0; i < MOST; i++) {
		uint8_t leaf[] = {(uint8_t)(i >> 8), (uint8_t)i};

		tree_leaf_hash(BYTES_OF(leaf), leaves[i]);
	}
	return seal_start(NULL) == ERR_NONE ? 0 : -1;
}

/* The eight leaves and roots of Certificate Transparency's own tests (RFC 6962 reference code). */
static void known_roots(void **state)
{
	static const char *const inputs[] = {"",
					     "00",
					     "10",
					     "2021",
					     "3031",
					     "40414243",
					     "5051525354555657",
					     "606162636465666768696a6b6c6d6e6f"};
	static const char *const roots[] = {
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
	struct tree tree;
	uint8_t data[16], hash[SHA256], want[SHA256];

	(void)state;
	tree_init(&tree);
	for (size_t i = 0; i < 8; i++) {
		size_t size = strlen(inputs[i]) / 2;

		assert_true(hex_decode(inputs[i], data, size));
		assert_true(hex_decode(roots[i], want, SHA256));
		tree_leaf_hash((struct bytes){data, size}, hash);
		tree_add(&tree, hash);
		tree_root(&tree, hash);
		assert_memory_equal(hash, want, SHA256);
	}
}

static void the_empty_tree_is_the_empty_hash(void **state)
{
	struct tree tree;
	uint8_t root[SHA256], want[SHA256];

	(void)state;
	tree_init(&tree);
	tree_root(&tree, root);
	sha256(NULL, 0, want);
	assert_memory_equal(root, want, SHA256);
}

static void roots_match_a_naive_tree(void **state)
{
	struct tree tree, back;
	struct buf saved = {0};
	uint8_t root[SHA256], want[SHA256];

	(void)state;
	tree_init(&tree);
	for (uint64_t size = 0; size <= MOST; size++) {
		naive_root(0, size, want);
		tree_root(&tree, root);
		assert_memory_equal(root, want, SHA256);
		buf_clear(&saved);
		tree_save(&tree, &saved);
		memset(&back, 0xaa, sizeof back);
		assert_int_equal(tree_load(&back, buf_bytes(&saved)), ERR_NONE);
		tree_root(&back, root);
		assert_memory_equal(root, want, SHA256);
		if (size < MOST)
			tree_add(&tree, leaves[size]);
	}
	buf_finish(&saved);
}

static void malformed_frontiers_are_refused(void **state)
{
	struct tree tree, before;
	struct buf saved = {0};

	(void)state;
	tree_init(&tree);
	for (int i = 0; i < 13; i++)
		tree_add(&tree, leaves[i]);
	tree_save(&tree, &saved);
	buf_add_u8(&saved, 0);
	before = tree;
	for (size_t size = 0; size <= saved.size; size++) {
		if (size + 1 == saved.size)
			continue;
		assert_int_equal(tree_load(&tree, (struct bytes){saved.data, size}), ERR_INPUT);
	}
	assert_memory_equal(&tree, &before, sizeof tree);
	buf_finish(&saved);
}

static bool included(uint64_t index, uint64_t size, const struct tree_proof *proof, size_t count,
		     const uint8_t root[SHA256])
{
	return tree_verify_inclusion(index, size, leaves[index],
				     (const uint8_t(*)[SHA256])proof->hashes, count, root);
}

static void inclusion_is_proved(void **state)
{
	struct tree_proof proof;
	uint8_t root[SHA256];

	(void)state;
	for (uint64_t size = 1; size <= MOST; size += size < 70 ? 1 : 23) {
		naive_root(0, size, root);
		for (uint64_t i = 0; i < size; i++) {
			assert_int_equal(tree_inclusion_proof(leaf_of, NULL, i, size, &proof),
					 ERR_NONE);
			assert_true(included(i, size, &proof, proof.count, root));
			assert_false(included((i + 1) % MOST, size, &proof, proof.count, root));
			if (proof.count == 0)
				continue;
			assert_false(included(i, size, &proof, proof.count - 1, root));
			proof.hashes[proof.count - 1][5] ^= 1;
			assert_false(included(i, size, &proof, proof.count, root));
			proof.hashes[proof.count - 1][5] ^= 1;
			memset(proof.hashes[proof.count], 0, SHA256);
			assert_false(included(i, size, &proof, proof.count + 1, root));
		}
	}
	assert_int_equal(tree_inclusion_proof(leaf_of, NULL, 3, 3, &proof), ERR_INPUT);
	assert_int_equal(tree_inclusion_proof(leaf_of, NULL, 0, 0, &proof), ERR_INPUT);
	assert_false(tree_verify_inclusion(0, 0, root, NULL, 0, root));
}

static bool consistent(uint64_t old_size, uint64_t size, const struct tree_proof *proof,
		       size_t count, const uint8_t old_root[SHA256], const uint8_t root[SHA256])
{
	return tree_verify_consistency(old_size, size, old_root, root,
				       (const uint8_t(*)[SHA256])proof->hashes, count);
}

static void check_consistency(uint64_t old_size, uint64_t size)
{
	struct tree_proof proof;
	uint8_t old_root[SHA256], root[SHA256];

	naive_root(0, old_size, old_root);
	naive_root(0, size, root);
	assert_int_equal(tree_consistency_proof(leaf_of, NULL, old_size, size, &proof), ERR_NONE);
	assert_true(consistent(old_size, size, &proof, proof.count, old_root, root));
	if (old_size == size)
		return;
	assert_false(consistent(old_size, size, &proof, proof.count - 1, old_root, root));
	assert_false(consistent(old_size, size, &proof, proof.count, root, old_root));
	assert_false(consistent(size, old_size, &proof, proof.count, root, old_root));
	proof.hashes[0][0] ^= 1;
	assert_false(consistent(old_size, size, &proof, proof.count, old_root, root));
	proof.hashes[0][0] ^= 1;
	memset(proof.hashes[proof.count], 0, SHA256);
	assert_false(consistent(old_size, size, &proof, proof.count + 1, old_root, root));
}

static void consistency_is_proved(void **state)
{
	struct tree_proof proof;

	(void)state;
	for (uint64_t size = 1; size <= MOST; size += size < 70 ? 1 : 23) {
		for (uint64_t old_size = 1; old_size <= size; old_size++)
			check_consistency(old_size, size);
	}
	assert_int_equal(tree_consistency_proof(leaf_of, NULL, 0, 3, &proof), ERR_INPUT);
	assert_int_equal(tree_consistency_proof(leaf_of, NULL, 4, 3, &proof), ERR_INPUT);
}

static void a_tree_may_grow_from_nothing(void **state)
{
	uint8_t empty[SHA256], root[SHA256];

	(void)state;
	sha256(NULL, 0, empty);
	naive_root(0, 5, root);
	assert_true(tree_verify_consistency(0, 5, empty, root, NULL, 0));
	assert_false(tree_verify_consistency(0, 5, root, root, NULL, 0));
	assert_false(tree_verify_consistency(4, 5, root, root, NULL, 0));
	assert_false(tree_verify_consistency(0, 5, empty, root, (const uint8_t(*)[SHA256])root, 1));
}

static void a_leaf_that_fails_ends_the_proof(void **state)
{
	struct tree_proof proof = {.count = 77};
	uint64_t bad = 6;

	(void)state;
	assert_int_equal(tree_inclusion_proof(leaf_of, &bad, 1, 9, &proof), ERR_IO);
	assert_int_equal(tree_consistency_proof(leaf_of, &bad, 3, 9, &proof), ERR_IO);
	assert_int_equal(proof.count, 77);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_roots),
		cmocka_unit_test(the_empty_tree_is_the_empty_hash),
		cmocka_unit_test(roots_match_a_naive_tree),
		cmocka_unit_test(malformed_frontiers_are_refused),
		cmocka_unit_test(inclusion_is_proved),
		cmocka_unit_test(consistency_is_proved),
		cmocka_unit_test(a_tree_may_grow_from_nothing),
		cmocka_unit_test(a_leaf_that_fails_ends_the_proof),
	};

	return cmocka_run_group_tests_name("tree", tests, make_leaves, NULL);
}
