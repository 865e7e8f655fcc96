#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# rules.sh ROOT [LIBRARY]: the project's own rules (CONTRIBUTING.md, ARCHITECTURE.md), as a test. Says `file:line: rule` for
# each place that breaks one. LIBRARY is libfauxbond.a, for what only nm can see. Each function below is one rule.
# shellcheck disable=SC2046,SC2086 # our file names have no spaces
set -eu

library=${2:+$(realpath "$2")}
cd "$1"
export LC_ALL=C.UTF-8
broken=$(mktemp)
trap 'rm -f "$broken"' EXIT

# Reads places; each becomes a complaint.
breaks() {
	sed "s|\$|: $1|" >>"$broken"
}

# files FOLDER… -- PATTERN…: what is ours, there; not what was built or fetched.
files() {
	places=
	while [ "$1" != -- ]; do
		[ ! -e "$1" ] || places="$places $1"
		shift
	done
	shift
	names="-name $1"
	shift
	for pattern; do
		names="$names -o -name $pattern"
	done
	set -f
	find $places \( -name node_modules -o -name dist -o -path bench/out \) -prune -o -type f \( $names \) -print | sort
	set +f
}

# includes FILE…: "file:line name" of each include of ours.
includes() {
	grep -Hn '^[[:space:]]*#[[:space:]]*include "' "$@" | sed 's/^\([^:]*:[0-9]*\):.*"\(.*\)".*/\1 \2/' || true
}

stages_see_only_themselves() {
	for stage in bearer budget classify decide evidence reply; do
		[ -d src/flow/$stage ] || continue
		allowed="base/|flow/[a-z_]*\.h$|flow/$stage/"
		[ $stage != evidence ] || allowed="$allowed|store/"
		[ $stage != decide ] || allowed="$allowed|standing/"
		# What the driver shares with itself is not for stages.
		includes $(files src/flow/$stage -- '*.[ch]' '*.cc') |
			grep -E -v " ($allowed)" | breaks "a stage includes only flow/*.h, base/ and its own folder" || true
		includes $(files src/flow/$stage -- '*.[ch]' '*.cc') |
			grep -E ' flow/driver(_private)?\.h$' | breaks "the driver calls the stages, they do not call it" || true
	done
}

# allowed FOLDER PATTERN WHY: what the files of a folder may include.
folder_sees_only() {
	[ -d "$1" ] || return 0
	includes $(files "$1" -- '*.[ch]' '*.cc') | grep -E -v " ($2)" | breaks "$3" || true
}

folders_see_only_what_is_below() {
	folder_sees_only src/base 'base/' "base/ knows nobody"
	folder_sees_only src/store 'base/|store/|migrations' "store/ includes only base/ and itself"
	folder_sees_only src/standing 'base/|standing/' "standing/ includes only base/ and itself"
	folder_sees_only src/flow 'base/|flow/|store/|standing/' "only daemon/ knows everyone"
	includes $(files src/flow -- '*.[ch]') | grep ' store/' |
		grep -E -v '^src/flow/(evidence/|[a-z_]*\.[ch]:)' |
		breaks "only the driver and evidence/ see the store" || true
}

# calls OBJECTS: "object symbol" of what objects whose name matches call, libc's spellings undone.
calls() {
	nm -A -u "$library" 2>/dev/null | sed -E 's/^.*[:/]([^:/]*\.o): +U +/\1 /; s/@.*//; s/ __(.*)_chk$/ \1/; s/(open|fopen|stat|lseek|pread|pwrite)64(_2)?$/\1/' |
		grep -E "^($1)" || true
}

CLOCKS='time|clock_gettime|gettimeofday|clock|ftime|localtime(_r)?|gmtime(_r)?|timespec_get|nanosleep|clock_nanosleep|usleep|sleep'
WORLD='open|openat|creat|read|readv|pread|write|writev|pwrite|fopen|freopen|fdopen|fread|fwrite|fputs|fputc|puts|putchar|fgets|getline|printf|fprintf|vprintf|vfprintf|dprintf|vdprintf|perror|syslog|socket|connect|bind|listen|accept4?|send|sendto|sendmsg|recv|recvfrom|recvmsg|getaddrinfo|stat|fstat|lstat|access|unlink|rename|mkdir|opendir|system|popen|execv[ep]*|posix_spawnp?|fork|pipe2?|getenv|random|rand|srand|getrandom|getentropy|randombytes_buf|randombytes_uniform|sqlite3_[a-z0-9_]*|log_[a-z_]*'

thinking_touches_nothing() {
	[ -n "$library" ] || return 0
	calls '(flow_(classify|decide)|standing)_' | grep -E " ($CLOCKS|$WORLD)$" |
		breaks "classify/, decide/ and standing/ do no I/O, read no clock, draw no chance of their own" || true
}

only_daemon_reads_a_clock() {
	grep -HnE "\b(clock_gettime|gettimeofday|time|clock|timespec_get|nanosleep|usleep|sleep)[[:space:]]?\(" \
		$(files src -- '*.[ch]' '*.cc') | grep -v '^src/daemon/' | grep -vE '^[^:]*:[0-9]*:[[:space:]]*(\*|/\*|//)' |
		cut -d: -f1,2 | breaks "only daemon/ reads a clock, or sleeps" || true
	[ -n "$library" ] || return 0
	calls '.' | grep -v '^daemon_' | grep -E " ($CLOCKS)$" | breaks "only daemon/ reads a clock, or sleeps" || true
}

only_programs_log() {
	grep -HnE '\blog_(error|warn|warning|info|notice|debug|write|fatal)\(' $(files src/flow src/store src/standing src/lens -- '*.[ch]' '*.cc') |
		cut -d: -f1,2 | breaks "library code returns; only daemon/ and desk/ log" || true
}

rooms_are_small() {
	for file in $(files src tests console bench -- '*.[ch]' '*.cc' '*.ts' '*.tsx' '*.py' '*.sh'); do
		lines=$(wc -l <"$file")
		[ "$lines" -le 600 ] || echo "$file:$lines" | breaks "a file has 600 lines at most"
	done
}

nothing_is_left_open() {
	grep -HnE '\b(TODO|FIXME|XXX)\b|^[[:space:]]*#[[:space:]]*if[[:space:]]+0\b' \
		$(files src tests bench console tools packs -- '*' | grep -vE '^tests/(rules\.sh$|fuzz/corpus/)') |
		grep -v '^Binary' | cut -d: -f1,2 | breaks "nothing is left open in the code: an issue has a number" || true
}

licences_are_named() {
	for file in $(files src tests bench console tools packaging .ci -- '*.[ch]' '*.cc' '*.sh' '*.py' '*.ts' '*.tsx') \
		$(files tools bench .ci tests/integration -- '*' | grep -vE '\.[a-z]+$|/corpus/' | xargs -r grep -lE '^#!'); do
		[ ! -s "$file" ] || head -n 3 "$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' ||
			echo "$file:1" | breaks "the licence is named in the first lines (SPDX)"
	done
}

no_developers_paths() {
	grep -HnE '(^|[^A-Za-z0-9_.~$}/-])/(home|Users|work|root)/[A-Za-z]' \
		$(files src tests bench console tools packs packaging docs examples .ci -- '*' | grep -vE '^tests/(rules\.sh$|fuzz/corpus/)') \
		$(ls ./*.md Makefile meson.build) | grep -v '^Binary' | cut -d: -f1,2 | breaks "no path of one machine" || true
}

fuzzers_are_run() {
	for file in tests/fuzz/fuzz_*.c; do
		name=${file#tests/fuzz/fuzz_}
		name=${name%.c}
		grep -qE "^  '$name',$" tests/fuzz/meson.build || echo "$file:1" | breaks "a fuzzer is listed in tests/fuzz/meson.build"
		[ -n "$(ls "tests/fuzz/corpus/$name" 2>/dev/null)" ] || echo "$file:1" | breaks "a fuzzer has files in tests/fuzz/corpus/$name"
	done
}

tests_are_run() {
	for file in tests/unit/test_*.c; do
		name=${file#tests/unit/test_}
		grep -qE "'(unit/test_)?${name%.c}(\.c)?'" tests/meson.build || echo "$file:1" | breaks "a test is listed in tests/meson.build"
	done
}

stages_see_only_themselves
folders_see_only_what_is_below
thinking_touches_nothing
only_daemon_reads_a_clock
only_programs_log
rooms_are_small
nothing_is_left_open
licences_are_named
no_developers_paths
fuzzers_are_run
tests_are_run
python3 tests/rules_numbers.py src packs examples docs tests bench README.md ARCHITECTURE.md >>"$broken"

if [ -s "$broken" ]; then
	sort -u "$broken"
	exit 1
fi
echo "no rule is broken"
