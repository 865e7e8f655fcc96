#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# run.sh WRITER CUT POWERLOSS.SO [ROUNDS [SEED]]: the power goes at random moments, and nothing that was
# acknowledged may be missing afterwards. Each round goes on with what the one before left. The same under
# libeatmydata, which swallows syncs, must lose something: else this test would not notice a missing sync.
set -eu

writer=$1 cut=$2 shim=$3 rounds=${4:-400} seed=${5:-2}
# What was synced is what the shim saw synced: the folder itself may well be in memory.
place=/dev/shm
[ -w $place ] || place=${TMPDIR:-/tmp}
work=$(mktemp -d "$place/fauxbond-power-XXXXXX")
span=500
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT PIPE TERM
# The shim comes before the sanitizers, where these are built in.
export ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0

# value = 1..N, repeatable.
random() {
	seed=$(((seed * 1103515245 + 12345) % 2147483648))
	value=$((seed / 65536 % $1 + 1))
}

start_anew() {
	rm -rf "$work/data" "$work"/journal*
	mkdir "$work/data"
	echo 0 >"$work/acknowledged"
}

# round LIBRARIES MODE: a life of the writer, ended at a random write or sync, and what the disk makes of it (see
# cut.c). MODE kill: the power stays, so the next life sees what was never synced, and only then loses it.
# Fails when something acknowledged is missing; the words are in $work/result.
round() {
	random $span
	status=0
	{
		FAUXBOND_POWER_DIR=$work/data FAUXBOND_POWER_JOURNAL=$work/journal \
			FAUXBOND_POWER_KILL=$value LD_PRELOAD=$1 \
			"$writer" write "$work/data/store.db" 20 >>"$work/acknowledged" || status=$?
	} 2>"$work/errors" # with the shell's own "Killed"
	if [ $status -ne 137 ]; then
		echo "the writer was not killed, but ended with $status: $(cat "$work/errors")"
		exit 1
	fi
	span=500
	if [ "$2" = kill ]; then
		span=40 # the next life is a short one: it dies while it still depends on this one
		return 0
	fi
	"$cut" "$2" "$value" "$work/data" "$work/journal"
	rm -f "$work"/journal*
	"$writer" check "$work/data/store.db" "$(tail -n 1 "$work/acknowledged")" >"$work/result" 2>&1 || return 1
	cat "$work/result" >>"$work/acknowledged" # one batch more, written by the check
}

start_anew
n=0
while [ $n -lt "$rounds" ]; do
	for mode in all some names kill all kill some kill kill names; do
		n=$((n + 1))
		[ $((n % 27)) -ne 0 ] || start_anew
		if ! round "$shim" $mode; then
			echo "round $n ($mode, at change $value, seed ${5:-2}): $(cat "$work/result")"
			exit 1
		fi
	done
done
echo "$n lives ended by kills and power cuts: nothing acknowledged was lost"

liar=$(ls /usr/lib/*/libeatmydata.so 2>/dev/null | head -n 1)
if [ -z "$liar" ]; then
	echo "libeatmydata is not installed: whether a missing sync would be noticed was not tested"
	exit 1
fi
losses=0
for n in 1 2 3 4 5 6 7 8 9 10; do
	start_anew
	round "$liar $shim" all || losses=$((losses + 1))
done
echo "10 power cuts without syncs: losses in $losses"
[ $losses -gt 0 ]
