// SPDX-License-Identifier: GPL-3.0-or-later
/* Sayings with invented facts, as `fauxbond pack try` and the tests say them. */
#ifndef DAEMON_SAMPLES_H
#define DAEMON_SAMPLES_H

#include "flow/reply/grammar.h"

struct sample_wish {
	enum move move;		/* MOVE_NONE: any */
	enum reaction reaction; /* REACT_NONE: any, or with `only` none */
	bool only;		/* the move or the reaction alone */
	uint32_t register_tag;	/* 0: any */
	uint64_t seed;
};

/* "ask_menu", "answer:confirm", "all"; false: there is no such thing. */
bool sample_what(const char *name, struct sample_wish *wish);
bool sample_register(const char *name, struct sample_wish *wish);

/* The n-th saying that the wish allows, with facts made up for it. It borrows nothing. */
struct saying sample_saying(const struct pack *pack, const struct sample_wish *wish, uint64_t n);

/* A line: which move and reaction, the register, and the text, or why there is none. */
void sample_print(const struct pack *pack, const struct sample_wish *wish, uint64_t n,
		  struct buf *out);

#endif
