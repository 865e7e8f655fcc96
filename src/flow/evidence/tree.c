// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/evidence/tree.h"

#include <assert.h>
#include <string.h>

/* RFC 9162 §2.1.1: what tells a leaf from a node, so that neither can pass for the other. */
static const uint8_t leaf_mark = 0, node_mark = 1;

/* `ret_hash` may be one of the inputs. */
static void node_hash(const uint8_t left[SHA256], const uint8_t right[SHA256],
		      uint8_t ret_hash[SHA256])
{
	uint8_t node[1 + 2 * SHA256];
	struct bytes piece = BYTES_OF(node);

	node[0] = node_mark;
	memcpy(node + 1, left, SHA256);
	memcpy(node + 1 + SHA256, right, SHA256);
	sha256(&piece, 1, ret_hash);
}

static bool same_hash(const uint8_t a[SHA256], const uint8_t b[SHA256])
{
	return memcmp(a, b, SHA256) == 0;
}

void tree_init(struct tree *tree)
{
	*tree = (struct tree){0};
}

void tree_leaf_hash(struct bytes leaf, uint8_t ret_hash[SHA256])
{
	struct bytes pieces[] = {{&leaf_mark, 1}, leaf};

	sha256(pieces, 2, ret_hash);
}

void tree_add(struct tree *tree, const uint8_t leaf_hash[SHA256])
{
	uint8_t hash[SHA256];
	int i = 0;

	assert(tree->size < UINT64_MAX);
	memcpy(hash, leaf_hash, SHA256);
	/* Like adding one to a binary number: each set bit below is a full subtree that joins. */
	for (; tree->size >> i & 1; i++)
		node_hash(tree->edge[i], hash, hash);
	memcpy(tree->edge[i], hash, SHA256);
	tree->size++;
}

void tree_root(const struct tree *tree, uint8_t ret_root[SHA256])
{
	bool begun = false;

	if (tree->size == 0)
		sha256(NULL, 0, ret_root);
	for (int i = 0; i < TREE_EDGE_MAX; i++) {
		if ((tree->size >> i & 1) == 0)
			continue;
		if (begun)
			node_hash(tree->edge[i], ret_root, ret_root);
		else
			memcpy(ret_root, tree->edge[i], SHA256);
		begun = true;
	}
}

void tree_save(const struct tree *tree, struct buf *out)
{
	buf_add_u64(out, tree->size);
	for (int i = TREE_EDGE_MAX; i-- > 0;) {
		if (tree->size >> i & 1)
			buf_add(out, tree->edge[i], SHA256);
	}
}

enum err tree_load(struct tree *tree, struct bytes saved)
{
	struct reader reader;
	uint64_t size;

	if (saved.size < sizeof size)
		return ERR_INPUT;
	reader = reader_of(saved);
	size = read_u64(&reader);
	if (reader_left(&reader) != SHA256 * (size_t)__builtin_popcountll(size))
		return ERR_INPUT;
	tree_init(tree);
	tree->size = size;
	for (int i = TREE_EDGE_MAX; i-- > 0;) {
		if (size >> i & 1)
			memcpy(tree->edge[i], read_bytes(&reader, SHA256).data, SHA256);
	}
	return ERR_NONE;
}

/* RFC 9162 §2.1.3.2. `fn` and `sn` are the RFC's: the position of the node reached, and of the last
 * node on its level. */
bool tree_verify_inclusion(uint64_t index, uint64_t size, const uint8_t leaf_hash[SHA256],
			   const uint8_t (*proof)[SHA256], size_t proof_count,
			   const uint8_t root[SHA256])
{
	uint64_t fn = index, sn = size - 1;
	uint8_t r[SHA256];

	if (index >= size)
		return false;
	memcpy(r, leaf_hash, SHA256);
	for (size_t i = 0; i < proof_count; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) == 0 && fn != sn) {
			node_hash(r, proof[i], r);
		} else {
			node_hash(proof[i], r, r);
			while ((fn & 1) == 0 && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && same_hash(r, root);
}

/* The cases without a proof: the same tree, or one that grew from nothing. */
static bool trivially_consistent(uint64_t old_size, uint64_t size, const uint8_t old_root[SHA256],
				 const uint8_t root[SHA256])
{
	uint8_t empty[SHA256];

	if (old_size == size)
		return same_hash(old_root, root);
	sha256(NULL, 0, empty);
	return old_size == 0 && same_hash(old_root, empty);
}

/* RFC 9162 §2.1.4.2; `fr` and `sr` are the RFC's: the two roots as the proof rebuilds them. */
bool tree_verify_consistency(uint64_t old_size, uint64_t size, const uint8_t old_root[SHA256],
			     const uint8_t root[SHA256], const uint8_t (*proof)[SHA256],
			     size_t proof_count)
{
	uint64_t fn = old_size - 1, sn = size - 1;
	uint8_t fr[SHA256], sr[SHA256];
	size_t i = 0;

	if (proof_count == 0)
		return trivially_consistent(old_size, size, old_root, root);
	if (old_size == 0 || old_size >= size)
		return false;
	/* A full old tree is a node of the new one: its root stands for the proof's first hash. */
	memcpy(fr, (old_size & (old_size - 1)) == 0 ? old_root : proof[i++], SHA256);
	memcpy(sr, fr, SHA256);
	for (; fn & 1; fn >>= 1)
		sn >>= 1;
	for (; i < proof_count; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			node_hash(proof[i], fr, fr);
			node_hash(proof[i], sr, sr);
			while ((fn & 1) == 0 && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			node_hash(sr, proof[i], sr);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && same_hash(fr, old_root) && same_hash(sr, root);
}
