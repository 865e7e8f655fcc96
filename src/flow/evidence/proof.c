// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Making proofs (RFC 9162 §2.1.3.1, §2.1.4.1). The RFC's recursion walks one path down the tree;
 * here it is a loop over a range that shrinks, and what it leaves on the side is the proof from the
 * top down.
 */
#include "flow/evidence/tree.h"

#include <string.h>

struct walk {
	tree_leaf_fn *fn;
	void *context;
	uint64_t from, to; /* the subtree the path has reached: leaves [from, to) */
	struct tree_proof proof;
};

/* The largest power of two smaller than the number of leaves (>= 2) in reach. */
static uint64_t split(const struct walk *walk)
{
	return UINT64_C(1) << (63 - __builtin_clzll(walk->to - walk->from - 1));
}

/* The root of leaves [from, to) becomes the proof's next hash. */
static enum err side(struct walk *walk, uint64_t from, uint64_t to)
{
	struct tree tree;
	uint8_t hash[SHA256];

	tree_init(&tree);
	for (uint64_t i = from; i < to; i++) {
		enum err err = walk->fn(walk->context, i, hash);

		if (err != ERR_NONE)
			return err;
		tree_add(&tree, hash);
	}
	tree_root(&tree, walk->proof.hashes[walk->proof.count++]);
	return ERR_NONE;
}

static enum err go_left(struct walk *walk)
{
	uint64_t middle = walk->from + split(walk);
	enum err err = side(walk, middle, walk->to);

	walk->to = middle;
	return err;
}

static enum err go_right(struct walk *walk)
{
	uint64_t middle = walk->from + split(walk);
	enum err err = side(walk, walk->from, middle);

	walk->from = middle;
	return err;
}

/* Proofs are listed from the leaf upwards. */
static void give(const struct walk *walk, struct tree_proof *ret_proof)
{
	ret_proof->count = walk->proof.count;
	for (size_t i = 0; i < walk->proof.count; i++)
		memcpy(ret_proof->hashes[i], walk->proof.hashes[walk->proof.count - 1 - i], SHA256);
}

/* PATH(m, D[n]). */
enum err tree_inclusion_proof(tree_leaf_fn *fn, void *context, uint64_t index, uint64_t size,
			      struct tree_proof *ret_proof)
{
	struct walk walk = {.fn = fn, .context = context, .to = size};
	enum err err = ERR_NONE;

	if (index >= size)
		return ERR_INPUT;
	while (err == ERR_NONE && walk.to - walk.from > 1)
		err = index - walk.from < split(&walk) ? go_left(&walk) : go_right(&walk);
	if (err == ERR_NONE)
		give(&walk, ret_proof);
	return err;
}

/* PROOF(m, D[n]) = SUBPROOF(m, D[n], true): `whole` is the RFC's b, true while the old tree's root
 * is known to the verifier. */
enum err tree_consistency_proof(tree_leaf_fn *fn, void *context, uint64_t old_size, uint64_t size,
				struct tree_proof *ret_proof)
{
	struct walk walk = {.fn = fn, .context = context, .to = size};
	enum err err = ERR_NONE;
	bool whole = true;

	if (old_size == 0 || old_size > size)
		return ERR_INPUT;
	while (err == ERR_NONE && walk.to != old_size) {
		bool left = old_size - walk.from <= split(&walk);

		err = left ? go_left(&walk) : go_right(&walk);
		whole = whole && left;
	}
	if (err == ERR_NONE && !whole)
		err = side(&walk, walk.from, walk.to);
	if (err == ERR_NONE)
		give(&walk, ret_proof);
	return err;
}
