# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for the program, for tests and for `--stand-in`: it takes every event, delivers what may be delivered, never
suspends anybody by itself, and lets one person decide an item. It judges nothing: it shows what the town does when nobody
is stopped."""

GRAVE = {"sexual_request", "webcam_request", "harassment", "threat"}


class StandIn:
    """Answers as `engine.Engine` does: for each event the list of its effects."""

    def __init__(self):
        self.members, self.contacts, self.pairs, self.items = {}, {}, {}, {}
        self.statements = 0
        self.figures = {}

    def ask(self, events):
        return [self._one(event) for event in events]

    def close(self):
        pass

    def kill(self):
        pass

    def _one(self, event):
        self.effects = []
        what, at = event["event"], event["at"]
        verdict = {"at": at, "effect": "verdict", "event": what, "verdict": "done", "reason": []}
        self.effects.append(verdict)
        known = getattr(self, f"_{what}", None)
        if known:
            known(event, verdict)
        return self.effects

    def _say(self, effect, **more):
        self.effects.append({"effect": effect, **more})

    def _banned(self, member, verdict, refusal="refuse"):
        if self.members.get(member) == "banned":
            verdict.update(verdict=refusal, reason=["banned"])
            return True
        return False

    def _member(self, event, verdict):
        self.members.setdefault(event["id"], "ok")
        verdict.update(verdict="accepted", member=event["id"])

    def _contact(self, event, verdict):
        if self._banned(event["from"], verdict):
            return
        mutual = self.pairs.get((event["to"], event["from"]))
        name = mutual or f"c{len(self.contacts) + 1}"
        if mutual:
            self.contacts[name] = "open"
        else:
            self.contacts[name] = "pending"
        self.pairs[event["from"], event["to"]] = name
        verdict.update(verdict=self.contacts[name], contact=name)

    def _answer(self, event, verdict):
        self.contacts[event["contact"]] = {"accept": "open"}.get(event["answer"], "closed")
        verdict.update(contact=event["contact"])

    def _message(self, event, verdict):
        verdict.update(verdict="deliver", id=event["id"])
        if self._banned(event["from"], verdict) or event["where"] != "direct":
            return
        pair = (event["from"], event["to"])
        name = self.pairs.get(pair) or self.pairs.get(pair[::-1])
        if self.contacts.get(name) != "open":
            verdict.update(verdict="refuse", reason=["not_open"])

    def _photo(self, event, verdict):
        verdict.update(verdict="deliver", id=event["id"])
        self._banned(event["from"], verdict)

    def _report(self, event, verdict):
        name = f"q{len(self.items) + 1}"
        self.items[name] = event
        verdict["item"] = name
        self._say("queued", item=name, kind="report", severity=2, member=event["about"])

    def _decision(self, event, verdict):
        self._say("settled", item=event["item"])

    def _offence(self, event, verdict):
        if event["offence"] in GRAVE:
            self.members[event["member"]] = "banned"
            self.statements += 1
            self._say("standing", member=event["member"], state="banned", percent=100)
            self._say("statement", statement=f"s{self.statements}", member=event["member"], code=event["offence"])
