#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# tap.sh TEST [ARGUMENT…]: runs a cmocka group so that meson hears of each case. cmocka 1.1.5 says of a skipped case "not ok",
# and what a test prints is no TAP: both are put right here.
set -o pipefail
CMOCKA_MESSAGE_OUTPUT=TAP "$@" |
	sed -E 's/^not ok ([0-9]+) # SKIP (.*)/ok \1 - \2 # SKIP/; /^(ok |not ok |1\.\.|#)/! s/^/# /'
