#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# verify.sh ID TIMESTAMP SIGNATURES <BODY: whether a webhook's call is ours and new (exit 0). Standard Webhooks: HMAC-SHA256 of
# "id.timestamp.body" with the key in FAUXBOND_SECRET.
set -eu

id=$1 timestamp=$2 signatures=$3
case $timestamp in '' | *[!0-9]*) exit 1 ;; esac
age=$(($(date +%s) - timestamp))
[ "$age" -le 300 ] && [ "$age" -ge -300 ] || exit 1
key=$(printf '%s' "${FAUXBOND_SECRET#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
expected=v1,$({
	printf '%s.%s.' "$id" "$timestamp"
	cat
} | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A)
for signature in $signatures; do # several, while a secret is changed for another
	[ "$signature" != "$expected" ] || exit 0
done
exit 1
