#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# post.sh MEMBER TEXT: a member posts in the forum. Says what the site is to do with it.
set -eu

# A text as JSON: one line of it, without control characters.
json_text() {
	printf '%s' "$1" | tr '\n\t' '  ' | tr -d '\000-\037' | sed 's/\\/\\\\/g; s/"/\\"/g; s/^/"/; s/$/"/'
}

id=sh-$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n') # the name it has in your database
body=$(printf '{"id":"%s","from":%s,"where":"forum","text":%s}' "$id" "$(json_text "$1")" "$(json_text "$2")")
# Repeats what was not answered, with the same key: it is done once.
answer=$(curl -sS --retry 5 --retry-connrefused --max-time 15 -w '\n%{http_code}' \
	-H "Authorization: Bearer $FAUXBOND_TOKEN" -H 'Content-Type: application/json' -H "Idempotency-Key: \"$id\"" \
	--data-binary "$body" "$FAUXBOND_URL/v1/messages")
status=$(printf '%s\n' "$answer" | tail -n 1)
if [ "$status" -ge 300 ]; then
	printf '%s: %s\n' "$status" "$(printf '%s' "$answer" | sed -n 's/.*"detail":"\([^"]*\)".*/\1/p')" >&2
	exit 1
fi
case $(printf '%s' "$answer" | sed -n 's/.*"verdict":"\([a-z]*\)".*/\1/p') in
deliver) echo show ;;
hold) echo "keep back" ;; # until a webhook says "released" or "withheld"
*) printf 'never show: %s\n' "$(printf '%s' "$answer" | sed -n 's/.*"reason":\[\([^]]*\)\].*/\1/p' | tr -d '"' | sed 's/,/, /g')" ;;
esac
