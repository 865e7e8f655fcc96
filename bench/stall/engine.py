# SPDX-License-Identifier: GPL-3.0-or-later
"""The program itself as the customer: fauxbond rehearse in lockstep. Whatever comes first, a dealer's
message or a moment at which the program wants to be woken, is fed to it next."""

import base64
import datetime
import hashlib
import heapq
import json
import os
import subprocess

from .drive import OWN, PLACES, Driver

LINE = "stall"
SETTINGS = """data: ./var
key: ./population.key
store: sqlite
house: {{country: FR, timezone: Europe/Brussels, currency: EUR, caps: {{day: 100000.00}}}}
lines:
  - name: stall
    kind: stall
    bearer: fake
    numbers: ["{own[0]}", "{own[1]}"]
    languages: [nl, fr, en]
    timezone: Europe/Brussels
    hours: ["08:00-01:30"]
    cost: {{in: 0.00, out: 0.05}}
    caps: {{hour: 10000.00, day: 100000.00}}
    places:
{places}
    agreement: {{with: "police zone of the simulation", on: 2026-01-05, reference: "SIM-1"}}
    control: {control}
{extra}"""


class Failed(Exception):
    pass


def stamp(at):
    moment = datetime.datetime.fromtimestamp(round(at * 1000) // 1000, datetime.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + f".{round(at * 1000) % 1000:03d}Z"


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def settings(directory, control, extra=()):
    """Writes the settings and a key; `extra` are lines of the stall line, as they stand in YAML."""
    places = []
    for language, names in PLACES.items():
        for i, name in enumerate(names):
            hours = ("10:00-23:00", "11:00-22:00", "10:00-01:00")[i % 3]
            places.append(f'      - {{name: "{name}", hours: ["{hours}"]}}')
    text = SETTINGS.format(own=OWN, places="\n".join(places), control=control,
                           extra="".join(f"    {line}\n" for line in extra))
    path, key = os.path.join(directory, "population.yaml"), os.path.join(directory, "population.key")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    with open(key, "wb") as f:
        f.write(base64.b64encode(hashlib.sha256(b"population").digest()) + b"\n")
    os.chmod(key, 0o600)
    return path


class Engine(Driver):
    """Also plays the operator, if asked: what is held for a person is approved when it is a dealer's."""

    def __init__(self, population, program, config, seed, operator=False):
        super().__init__(population)
        command = [program, "rehearse", "--config", config, "--seed", str(seed)]
        self.errors = open(os.path.join(os.path.dirname(config), "errors"), "w+b")
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors)
        self.next, self.now, self.inputs = None, 0.0, 0
        self.operator, self.approvals = operator, []
        self.held, self.verdicts, self.flags, self.muted, self.problems = {}, {}, {}, {}, []
        self.propensities = []

    def run(self):
        try:
            while self._step():
                pass
            self.process.stdin.close()
            if self.process.wait(60) != 0 and not self.problems:
                raise Failed(self._said())
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            self.errors.close()
            self.process.stdout.close()
        return self.population

    def _step(self):
        """The earliest of: a contact's plan, an operator's approval, a moment the program asked for."""
        due = [when for when in (self.heap[0][0] if self.heap else None, self.next,
                                 self.approvals[0][0] if self.approvals else None) if when is not None]
        when = min(due, default=None)
        if when is None or when > self.population.end:
            return False
        if self.next is not None and self.next <= when:
            self._send(self.next, event="tick")
        elif self.approvals and self.approvals[0][0] <= when:
            _, contact, action = self.approvals.pop(0)
            self._send(when, event="operator", action=action, line=LINE, contact=contact.number)
        else:
            self._wake()
        return True

    def _wake(self):
        when, _, contact = heapq.heappop(self.heap)
        if contact.next() != when:
            return
        for what, text in contact.wake():
            more = {"text": text, "id": f"in-{self.inputs}"} if what == "message" else {}
            to = OWN[int(contact.number[-1]) % 2]
            self._send(when, **{"event": what, "line": LINE, "from": contact.number, "to": to}, **more)
        self._push(contact)

    def _send(self, at, **event):
        self.inputs += 1
        self.now = max(self.now, at)
        line = json.dumps({"at": stamp(self.now), **event}, ensure_ascii=False) + "\n"
        try:
            self.process.stdin.write(line.encode())
            self.process.stdin.flush()
        except BrokenPipeError:
            raise Failed(self._said()) from None
        while True:
            got = self.process.stdout.readline()
            if not got:
                raise Failed(self._said())
            effect = json.loads(got)
            if effect["effect"] == "ready":
                self.next = moment(effect["next"]) if effect.get("next") else None
                return
            self._effect(effect)

    def _effect(self, effect):
        kind, at = effect["effect"], moment(effect["at"]) if effect.get("at") else self.now
        if kind == "reply":
            contact = self.by_number.get(effect["to"])
            if contact is None:
                self.problems.append(f"reply to a stranger: {effect['to']}")
                return
            contact.hear(at, effect["text"], effect.get("move") or "", effect.get("arm") or "")
            if effect.get("propensity") is not None:
                self.propensities.append(effect["propensity"])
            self._push(contact)
        elif kind == "held":
            self.held.setdefault(effect["contact"], effect.get("why"))
            if self.operator and effect.get("why") == "person":
                self._approve(at, self.by_number[effect["contact"]])
        elif kind == "flag":
            self.flags.setdefault(effect["contact"], effect.get("why"))
        elif kind == "muted":
            self.muted.setdefault(effect["contact"], effect.get("why"))
        elif kind == "verdict":
            self.verdicts.setdefault(effect["from"], (effect.get("kind"), effect.get("act")))
        elif kind == "error":
            self.problems.append(effect.get("problem", "error"))

    def _approve(self, at, contact):
        """A person looks within the hour, and knows a dealer when he sees one."""
        if any(c is contact for _, c, _ in self.approvals):
            return
        action = "approve" if contact.kind == "dealer" else "block"
        self.approvals.append((at + 600 + int(contact.number[-3:]) * 3, contact, action))
        self.approvals.sort(key=lambda a: a[0])

    def _said(self):
        self.errors.seek(0)
        return self.errors.read().decode(errors="replace")[-800:] or f"{self.process.args[0]} ended early"
