// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * One Merkle tree per line, after RFC 9162 §2.1: leaf hash SHA-256(0x00 || leaf), node hash
 * SHA-256(0x01 || left || right). Only the right edge (the frontier) is kept in memory.
 */
#ifndef FLOW_EVIDENCE_TREE_H
#define FLOW_EVIDENCE_TREE_H

#include "base/seal.h"

enum {
	TREE_EDGE_MAX = 64,
	TREE_PROOF_MAX = TREE_EDGE_MAX + 1,
};

struct tree {
	uint64_t size;
	uint8_t edge[TREE_EDGE_MAX][SHA256]; /* edge[i]: root of the full subtree of 2^i leaves, if
						bit i of size */
};

void tree_init(struct tree *tree);
/* SHA-256(0x00 || leaf). */
void tree_leaf_hash(struct bytes leaf, uint8_t ret_hash[SHA256]);
void tree_add(struct tree *tree, const uint8_t leaf_hash[SHA256]);
/* RFC 9162 §2.1.1; the empty tree has SHA-256(""). */
void tree_root(const struct tree *tree, uint8_t ret_root[SHA256]);
/* size, then the edge's hashes from the largest subtree down. */
void tree_save(const struct tree *tree, struct buf *out);
/* ERR_INPUT, and the tree untouched, on anything tree_save() did not write. */
enum err tree_load(struct tree *tree, struct bytes saved);

/* A proof on its way out: hashes from the leaf's end upwards, as RFC 9162 lists them. */
struct tree_proof {
	uint8_t hashes[TREE_PROOF_MAX][SHA256];
	size_t count;
};

/* Gives the hash of leaf `index` (from 0). A failure ends the proof with its error. */
typedef enum err tree_leaf_fn(void *context, uint64_t index, uint8_t ret_hash[SHA256]);

/* RFC 9162 §2.1.3.1 and §2.1.4.1. Each reads every leaf but those it proves, so they are for
 * exports, not for the hot path. ERR_INPUT: index beyond the size; an old size of 0 or beyond the
 * size. */
enum err tree_inclusion_proof(tree_leaf_fn *fn, void *context, uint64_t index, uint64_t size,
			      struct tree_proof *ret_proof);
enum err tree_consistency_proof(tree_leaf_fn *fn, void *context, uint64_t old_size, uint64_t size,
				struct tree_proof *ret_proof);

/* RFC 9162 §2.1.3.2 and §2.1.4.2. Both false on any malformed proof. */
bool tree_verify_inclusion(uint64_t index, uint64_t size, const uint8_t leaf_hash[SHA256],
			   const uint8_t (*proof)[SHA256], size_t proof_count,
			   const uint8_t root[SHA256]);
bool tree_verify_consistency(uint64_t old_size, uint64_t size, const uint8_t old_root[SHA256],
			     const uint8_t root[SHA256], const uint8_t (*proof)[SHA256],
			     size_t proof_count);

#endif
