# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a service does the work at all: a few requests whose answers every one of them owes.

A service that left out the token, the age rule or the accepted contact would be faster for it.
"""

import json
import time
import urllib.error
import urllib.request

YEAR = time.gmtime().tm_year


class Caller:
    def __init__(self, port, token):
        self.base = f"http://127.0.0.1:{port}"
        self.token = token

    def post(self, path, body, key=None, token=None):
        """(status, answer)."""
        headers = {"Content-Type": "application/json",
                   "Authorization": "Bearer " + (token or self.token)}
        if key is not None:
            headers["Idempotency-Key"] = key
        asked = urllib.request.Request(self.base + path, json.dumps(body).encode(), headers)
        try:
            with urllib.request.urlopen(asked, timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, {}

    def verdict(self, path, body, **more):
        return self.post(path, body, **more)[1].get("verdict")


def _message(name, sender, **more):
    return {"id": name, "from": sender, "text": "see you at the station", **more}


def failures(port, token):
    """What it does not do, after the generator's setup (u0 and u1 have contact)."""
    caller = Caller(port, token)
    post, verdict = caller.post, caller.verdict
    direct = _message("x-direct", "u0", to="u1", where="direct")
    failed = []

    def owes(what, is_so):
        if not is_so:
            failed.append(what)

    owes("asks for a token",
         post("/v1/members", {"id": "x-0", "birth_year": YEAR - 30}, token="fb_0")[0] == 401)
    owes("takes members", verdict("/v1/members", {"id": "x-adult", "birth_year": YEAR - 40}) == "accepted"
         and verdict("/v1/members", {"id": "x-minor", "birth_year": YEAR - 15}) == "accepted")
    owes("keeps adults from minors",
         verdict("/v1/contacts", {"from": "x-adult", "to": "x-minor"}) not in ("pending", "open"))
    owes("knows its members",
         post("/v1/messages", _message("x-nobody", "x-nobody", where="forum"))[0] in (404, 422))
    owes("wants an accepted contact", verdict(
        "/v1/messages", _message("x-shut", "u0", to="x-adult", where="direct")) != "deliver")
    owes("delivers", verdict("/v1/messages", direct, key="x-direct") == "deliver")
    owes("answers a repetition the same",
         verdict("/v1/messages", direct, key="x-direct") == "deliver")
    owes("takes an id once", post("/v1/messages", {**direct, "text": "no, tomorrow"})[0] == 409)
    return failed
