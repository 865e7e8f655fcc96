# SPDX-License-Identifier: GPL-3.0-or-later
# A thin cover on meson; the work is in meson.build and tools/. Nothing here needs .git.

BUILD ?= build
FUZZ_SECONDS ?= 60
# `make demo ONCE=1` shows everything and ends.
ONCE ?=

.DEFAULT_GOAL := all
.PHONY: all help setup test demo bench transcripts fuzz soak format lint install clean
.NOTPARALLEL:

all: ## builds build/fauxbond, after installing what the build needs
	@tools/setup build
	@tools/configure $(BUILD)
	@ninja -C $(BUILD) fauxbond

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{ printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## installs what all the targets below need (Debian 12)
	@tools/setup build test bench fuzz lint

test: ## all that the checks do: every test, then again under the sanitizers
	@tools/setup build test
	@tools/test $(BUILD) $(BUILD)-asan

demo: all ## shows the program at work (ONCE=1: from beginning to end, then stops)
	@$(BUILD)/fauxbond demo $(if $(ONCE),--once)

bench: all ## fauxbond beside its peers, as a site's service, against floods, reading, stalling, and a site's day, over an hour (BENCH="--quick --only null,fauxbond", SITE=--quick, FLOOD=--quick, READING=--quick, STALL="--seeds 2", TOWN="--seeds 1")
	@tools/setup bench
	@ninja -C $(BUILD)
	@bench/run --build $(BUILD) $(BENCH)
	@bench/site/http/run --build $(BUILD) $(SITE)
	@bench/flood/run --build $(BUILD) $(FLOOD)
	@bench/reading/run --build $(BUILD) $(READING)
	@bench/stall/run --build $(BUILD) --only engine,script,random,eliza,attentive --control 0.75 $(STALL)
	@bench/site/town/run --build $(BUILD) $(TOWN)

transcripts: all ## conversations of a stalling line with simulated dealers, into docs/transcripts (half a minute)
	@bench/stall/transcripts --build $(BUILD)

fuzz: ## each parser against random bytes (FUZZ_SECONDS=60 each, FUZZ="udh phone" only these)
	@tools/setup build fuzz
	@tools/fuzz $(BUILD)-fuzz $(FUZZ_SECONDS) $(FUZZ)

soak: ## the whole program, killed again and again for hours (KILLS=10000, SITES=10, DISKS=25, SEED=N)
	@tools/setup build test
	@tools/configure $(BUILD) -Dtests=enabled
	@ninja -C $(BUILD)
	@tests/integration/soak $(BUILD)/fauxbond

format: ## lays out the C files that differ from the last commit
	@tools/setup lint
	@tools/format

lint: ## looks for faults that the compilers do not see (.clang-tidy)
	@tools/setup build lint
	@tools/lint $(BUILD)-lint

install: all ## into /usr/local, or below DESTDIR
	@meson install -C $(BUILD) --no-rebuild $(if $(DESTDIR),--destdir "$(DESTDIR)")

clean: ## removes what was built
	rm -rf $(BUILD) $(BUILD)-asan $(BUILD)-fuzz $(BUILD)-lint
