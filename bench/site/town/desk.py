# SPDX-License-Identifier: GPL-3.0-or-later
"""The moderators: a founder and two volunteers, who look at what waits when they have time, and decide by what they see.
They see the truth, but for an error now and then. An item that one of them has decided and that is not settled waits for
another one. Those who were sanctioned may appeal."""

import heapq
import random

from . import texts
from .world import DAY, HOUR, MINUTE, SECOND, WEEKS

ERROR = .03                 # of decisions that are wrong
FALLBACK = "harassment"     # of somebody who is not innocent, where nothing better is known
# person: when they begin to look (hours) and for how long (minutes)
PEOPLE = {"founder": ((8.5, 20), (10.5, 15), (12.6, 25), (16, 15), (18, 20), (20, 30), (21.7, 40)),
          "volunteer-1": ((13.2, 25), (15.5, 30), (17.5, 20), (19.2, 40), (21.2, 30)),
          "volunteer-2": ((9, 15), (14.3, 25), (16.8, 30), (18.8, 20), (20.6, 50))}
RANKS = {"grave": 9, "critical": 9, "severe": 8, "high": 8, "serious": 7, "medium": 5, "moderate": 5, "low": 2, "light": 2}
SURE = {"suspended": .75, "banned": .8, "held": .2}      # how likely an innocent appeals
GUILTY_APPEALS = .2
WORDS = {"confirm": "Looked at, this is so.", "lift": "Looked at, this is not so."}


class Item:
    __slots__ = ("name", "kind", "severity", "cause", "since", "order", "by", "claimed", "settled")

    def __init__(self, name, order, effect, cause, since):
        self.order = order
        self.name, self.kind, self.cause, self.since = name, effect.get("kind"), cause, since
        severity = effect.get("severity")
        self.severity = RANKS.get(severity, 5) if isinstance(severity, str) else severity or 0
        self.by, self.claimed, self.settled = set(), None, None


class Desk:
    def __init__(self, town):
        self.town, self.day, self.world, self.record = town, town.day, town.world, town.world.record
        self.chance = town.chance("desk")
        self.items, self.waiting = {}, set()       # waiting: names of those not settled
        self.queue = []             # heap of (-severity, since, order, item); what does not wait any more is dropped when met
        self.decisions = {"confirm": 0, "lift": 0, "wrong": 0}
        self.appeals = {}           # member: statement
        self.lifts = []             # of suspensions by robots: (member, before, after, verdict)
        on = self.record.on
        on.setdefault("queued", []).append(self._queued)
        on.setdefault("settled", []).append(self._settled)
        on.setdefault("robot", []).append(self._robot)
        on.setdefault("statement", []).append(self._statement)

    def plan(self):
        """The day; and each evening of the weeks before, when each looks in once."""
        for person, looks in PEOPLE.items():
            for hour, minutes in looks:
                start = int((hour + self.chance.uniform(-.3, .3)) * HOUR)
                self.world.later(start, self._look, person, start + minutes * MINUTE)
            for day in range(-7 * WEEKS + 1, 0):
                start = day * DAY + int((20 + self.chance.random()) * HOUR)
                self.world.later(start, self._look, person, start + 30 * MINUTE)

    # --- what waits

    def _queued(self, effect, cause, when):
        item = self.items.get(effect["item"])
        if item is None:
            item = self.items[effect["item"]] = Item(effect["item"], len(self.items), effect, cause, when)
            robot = next((r["robot"] for r in self.record.robots[-8:] if r["item"] == effect["item"]), None)
            item.cause.robot = robot
        item.settled = None
        if item.name not in self.waiting:
            self.waiting.add(item.name)
            self._put(item)

    def _put(self, item):
        heapq.heappush(self.queue, (-item.severity, item.since, item.order, item))

    def _next(self, person):
        """The gravest that nobody has taken and this person has not judged; of those the one that waits longest."""
        passed, found = [], None
        while self.queue and found is None:
            entry = heapq.heappop(self.queue)
            item = entry[3]
            if item.name in self.waiting and item.claimed is None:
                if person in item.by:
                    passed.append(entry)
                else:
                    found = item
        for entry in passed:
            heapq.heappush(self.queue, entry)
        return found

    def _robot(self, effect, cause, when):
        item = self.items.get(effect.get("item"))
        if item:
            item.cause.robot = effect.get("robot")

    def _settled(self, effect, cause, when):
        item = self.items.get(effect["item"])
        if item:
            item.settled = when
            self.waiting.discard(item.name)

    def _look(self, person, end):
        if self.world.now >= end:
            return
        item = self._next(person)
        if item is None:
            self.world.later(self.world.now + 5 * MINUTE, self._look, person, end)
            return
        item.claimed = person
        self.world.send("claim", self._claimed, item, person, end, person=person, item=item.name)

    def _claimed(self, verdict, item, person, end):
        now = self.world.now
        if verdict["verdict"] == "error":       # gone meanwhile, or not for this one
            self._leave(item, person)
            self.world.later(now + 5 * SECOND, self._look, person, end)
            return
        if item.kind == "photo" or item.cause.event and item.cause.event["event"] == "photo":
            self.world.later(now + 4 * SECOND, self._unblur, item, person)
        self.world.later(now + int(self.chance.lognormvariate(3.4, .5) * SECOND) + 6 * SECOND, self._decide, item, person, end)

    def _unblur(self, item, person):
        if item.settled is None:
            self.world.send("show", person=person, item=item.name)

    def _decide(self, item, person, end):
        now = self.world.now
        if item.settled is not None:
            item.claimed = None
        else:
            offence, _ = self.truth(item)
            opinion = "confirm" if offence else "lift"
            if self._errs(person, item):
                opinion = "lift" if offence else "confirm"
                self.decisions["wrong"] += 1
            self.decisions[opinion] += 1
            more = {"text": WORDS[opinion]}
            if opinion == "confirm" and self._about_text(item):
                more["offence"] = offence or self._reported(item)
            self.world.send("decision", self._decided, item, person, opinion,
                            person=person, item=item.name, opinion=opinion, **more)
        self.world.later(now + int(self.chance.uniform(3, 15) * SECOND), self._look, person, end)

    def _leave(self, item, person):
        """Has judged it, or could not; if it is not settled, somebody else may."""
        item.by.add(person)
        item.claimed = None
        if item.name in self.waiting:
            self._put(item)

    def _decided(self, verdict, item, person, opinion):
        self._leave(item, person)
        if item.cause.robot and item.settled is not None and opinion == "lift":
            robot = self.record.robot_of[item.cause.member]
            self.lifts.append((item.cause.member, robot["before"], self.record.state(item.cause.member), verdict["verdict"]))

    def _errs(self, person, item):
        """A person errs about a thing, not about each of forty reports of the same thing."""
        event = item.cause.event
        thing = event["about"] if event is not None and event["event"] == "report" else f"{item.cause.member} {item.name}"
        return random.Random(f"{self.town.seed} {person} {thing}").random() < ERROR

    # --- the truth

    def _about_text(self, item):
        event = item.cause.event
        return item.cause.robot is None and event is not None and event["event"] in ("message", "photo", "report", "contact")

    def _reported(self, item):
        return item.cause.event.get("offence") or "spam"

    def truth(self, item):
        """(the offence or None, where): whether what the item asks is so."""
        return self._true(item.cause)

    def _true(self, cause, deep=0):
        event = cause.event
        what = event["event"] if event and cause.robot is None else None
        if what in ("message", "photo"):
            found = self.day.truth.get(event["id"])
        elif what == "report":
            found = self._of_report(event)
        elif what == "appeal" and event["statement"] in self.record.statements and deep < 3:
            return self._true(self.record.statements[event["statement"]], deep + 1)
        elif what == "offence":
            found = (None, event["offence"], event["where"])
        elif what == "decision" and event["item"] in self.items and deep < 3:
            return self._true(self.items[event["item"]].cause, deep + 1)
        else:
            found = None
            member = self.town.by_id.get(cause.member)
            if member is not None and self.guilty(member):
                found = (member, self.worst(member), None)
        return (found[1], found[2]) if found else (None, None)

    def _of_report(self, event):
        if event["kind"] in ("message", "photo"):
            return self.day.truth.get(event["about"])
        member = self.town.by_id.get(event["about"])
        return (member, self.worst(member), None) if member is not None and self.guilty(member) else None

    def guilty(self, member):
        return member.bad in ("predator", "unwelcome", "bully", "evader", "brigade", "false reporter")

    def worst(self, member):
        return "false_report" if member.bad in ("brigade", "false reporter") else FALLBACK

    # --- what a moderator does without being asked

    def find(self, m, offence, person="founder"):
        """Reads the forum, finds a bully. A grave offence may need the others."""
        if self.record.state(m.id)[0] == "banned":
            return
        name = next((name for name, row in self.day.truth.items() if row[0] is m), None)
        more = {"about": name, "kind": "message"} if name else {}
        self.world.send("offence", None, person=person, member=m.id, offence=offence,
                        where=self.day.truth[name][2] if name else "forum", text="Wrote to others to hurt them.", **more)

    def ban_address(self, m, person="founder"):
        """No registration from there for a month; rare, since an address is a household's."""
        until = "2026-04-03T00:00:00Z"
        self.world.send("ban_address", person=person, address=m.address, until=until)

    # --- appeals

    def _statement(self, effect, cause, when):
        """Told at once; whether the member objects is decided when the sanction is known."""
        self.world.later(when + 2 * SECOND, self._consider, effect["member"], effect["statement"])

    def _consider(self, who, statement):
        m = self.town.by_id.get(who)
        state = self.record.state(who)[0]
        if m is None or who in self.appeals or state not in SURE or m.chance is None or self.world.now > DAY - HOUR:
            return
        wronged = not self.guilty(m)
        if m.chance.random() < (SURE[state] if wronged else GUILTY_APPEALS):
            self.appeals[who] = statement
            at = self.world.now + int(m.chance.uniform(3, 60) * MINUTE)
            self.world.later(at, self._appeal, m, statement)

    def _appeal(self, m, statement):
        if self.record.state(m.id)[0] in SURE:
            text = texts.say(m.chance, m.language, "appeal")
            self.world.send("appeal", member=m.id, statement=statement, text=text)
