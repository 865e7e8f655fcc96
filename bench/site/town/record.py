# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program said, kept for those who react (people, the desk) and for the judge. `on` maps an effect to who
wants to be told: called with (effect, cause, moment)."""

import datetime

from .world import ZERO

IN_FORCE = ("suspended", "banned")


def moment(text):
    return round((datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() - ZERO) * 1000)


class Cause:
    """What an item or a statement is about: the event with which it came; None when it came by time alone."""

    __slots__ = ("event", "robot", "member")

    def __init__(self, event, member, robot=None):
        self.event, self.member, self.robot = event, member, robot


class Record:
    def __init__(self):
        self.on = {}
        self.standing = {}          # member: (state, percent)
        self.changes = []           # (at, member, state, percent, cause)
        self.past = {}              # member: [(state, percent, event)], oldest first
        self.robots, self.robot_of = [], {}     # dicts; member: the last of them
        self.statements = {}        # statement: Cause
        self.brigades, self.evasions, self.notices, self.care = [], [], [], []
        self.verdicts = {}          # (event, verdict): count
        self.stopped = {}           # (author, text or contact …, verdict, reasons): only what was not delivered
        self.problems = {}

    def take(self, at, event, effects):
        """The effects of one event in their order; gives back its verdict (or error)."""
        verdict = None
        for effect in effects:
            kind = effect["effect"]
            if kind == "verdict":
                verdict = effect
                self._verdict(event, effect)
                continue
            if kind == "error":
                self._error(event, effect)
                verdict = verdict or {"verdict": "error", "reason": [], "problem": effect.get("problem", "")}
                continue
            # What comes before the verdict came by time.
            when = at if verdict is not None or "at" not in effect else min(at, moment(effect["at"]))
            cause = Cause(event if verdict is not None else None, effect.get("member"))
            self._keep(kind, effect, cause, when)
            for told in self.on.get(kind, ()):
                told(effect, cause, when)
        return verdict or {"verdict": "none", "reason": []}

    def state(self, member):
        return self.standing.get(member, ("ok", 0))

    def _verdict(self, event, effect):
        key = event["event"], effect["verdict"]
        self.verdicts[key] = self.verdicts.get(key, 0) + 1

    def _error(self, event, effect):
        said = f"{event['event']}: {effect.get('field') or ''} {effect.get('problem', '')}"
        said = "".join("#" if c.isdigit() else c for c in said)
        self.problems[said] = self.problems.get(said, 0) + 1

    def _keep(self, kind, effect, cause, when):
        member = effect.get("member")
        if kind == "standing":
            self.standing[member] = (effect["state"], effect["percent"])
            self.changes.append((when, member, effect["state"], effect["percent"], cause))
            self.past.setdefault(member, []).append((effect["state"], effect["percent"], cause.event))
        elif kind == "robot":
            cause.robot = effect.get("robot")
            told = {key: effect.get(key) for key in ("member", "robot", "sentence", "statement", "item")}
            self.robots.append({"at": when, **told, "before": self._before(member, cause)})
            self.robot_of[member] = self.robots[-1]
            if effect.get("statement"):
                self.statements[effect["statement"]] = cause
        elif kind == "statement":
            self.statements.setdefault(effect["statement"], cause)
        elif kind in ("brigade", "evasion"):
            (self.brigades if kind == "brigade" else self.evasions).append((when, member, effect.get("sentence") or ""))
        elif kind == "notice":
            self.notices.append((when, member))
        elif kind == "care":
            self.care.append((when, member, effect.get("why")))

    def _before(self, member, cause):
        """The standing before this event; the `standing` that tells a suspension may come before or after the robot's word."""
        for state, percent, event in reversed(self.past.get(member, ())):
            if cause.event is None or event is not cause.event:
                return state, percent
        return "ok", 0
