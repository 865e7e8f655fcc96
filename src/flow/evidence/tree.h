// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * One Merkle tree per line, after RFC 9162 §2.1: leaf hash SHA-256(0x00 || leaf), node hash
 * SHA-256(0x01 || left || right). Only the right edge (the frontier) is kept in memory.
 */
#ifndef FLOW_EVIDENCE_TREE_H
#define FLOW_EVIDENCE_TREE_H

#include "base/seal.h"

enum { TREE_EDGE_MAX = 64 };

struct tree {
	uint64_t size;
	uint8_t edge[TREE_EDGE_MAX][SHA256]; /* edge[i]: root of the full subtree of 2^i leaves, if bit i of size */
};

void tree_init(struct tree *tree);
void tree_add(struct tree *tree, const uint8_t leaf_hash[SHA256]);
/* RFC 9162 §2.1.1; the empty tree has SHA-256(""). */
void tree_root(const struct tree *tree, uint8_t ret_root[SHA256]);
/* size, then the edge's hashes from the largest subtree down. */
void tree_save(const struct tree *tree, struct buf *out);
enum err tree_load(struct tree *tree, struct bytes saved);

/* RFC 9162 §2.1.3.2 and §2.1.4.2. Both false on any malformed proof. */
bool tree_verify_inclusion(uint64_t index, uint64_t size, const uint8_t leaf_hash[SHA256],
			   const uint8_t (*proof)[SHA256], size_t proof_count,
			   const uint8_t root[SHA256]);
bool tree_verify_consistency(uint64_t old_size, uint64_t size, const uint8_t old_root[SHA256],
			     const uint8_t root[SHA256], const uint8_t (*proof)[SHA256],
			     size_t proof_count);

#endif
