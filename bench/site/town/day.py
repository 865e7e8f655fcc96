# SPDX-License-Identifier: GPL-3.0-or-later
"""An ordinary day: visits, contact requests, talks, posts. Everybody acts through `Day`, the planted ones too, so that what
happens to their words (who hears them, who answers, who reports) is the same for all."""

from . import texts
from .world import HOUR, MINUTE, SECOND

MINDED = {"bad_app": (.06, .12, "harassment"), "bad_pay": (.15, .15, "spam"), "bad_age": (.01, .03, "harassment"),
         "bully": (.25, .3, "harassment"), "insult": (.12, .08, "insult")}      # kind: (reported, blocked, as what)
OFFENCES = {kind: row[2] for kind, row in MINDED.items()}


class Talk:
    """Messages between two who are in contact. `script` maps a member to the kinds of what that one says, in order."""

    __slots__ = ("one", "other", "left", "mood", "said", "script", "asked", "quick")

    def __init__(self, one, other, left, mood="plain", script=None, quick=None):
        self.one, self.other, self.left, self.mood = one, other, left, mood
        self.script, self.said, self.asked, self.quick = script or {}, 0, None, quick

    def peer(self, member):
        return self.other if member is self.one else self.one


class Day:
    def __init__(self, world, town):
        self.world, self.town, self.record = world, town, world.record
        self.contacts = {}          # contact: (from, to)
        self.truth = {}             # id of a message or photo that is an offence: (author, offence, where)
        self.wall = []              # (id, author): posts that are seen in the forum
        self.waits = {}             # id of a text that is held: (what to do on release, since)
        self.heard = {}             # bad member: {minor: at} who wrote back to it
        self.accepted = {}          # bad member: {minor: at} who accepted it
        self.texts = {}             # (whose, verdict): count; insults are nobody's innocent words
        self.refusals = {}          # (what, reason): count, of innocents
        self.turned_away = {}       # member: when registration was refused
        self.held_for, self.pictures = [], 0
        self.ids = 0
        self.record.on.setdefault("released", []).append(self._released)
        self.record.on.setdefault("withheld", []).append(self._withheld)
        self.record.on.setdefault("standing", []).append(self._standing)

    # --- what anybody can do

    def join(self, m, then=None, *args, entry=None):
        m.came = True
        self.world.send("member", self._joined, m, then, args, **(entry or m.entry()))

    def _joined(self, verdict, m, then, args):
        self._count("member", verdict, m)
        if verdict["verdict"] not in ("accepted", "done"):
            m.out, m.came = True, False
            self.turned_away[m] = self.world.now
        if then:
            then(verdict, m, *args)

    def ask(self, m, other, then=None, *args):
        """A contact request; `then(contact or None, m, other, *args)` is called with the verdict, not with the answer."""
        m.asked.add(other.n)
        self.world.send("contact", self._requested, m, other, then, args, **{"from": m.id, "to": other.id})

    def _requested(self, verdict, m, other, then, args):
        self._count("contact", verdict, m)
        contact = verdict.get("contact") if verdict["verdict"] in ("pending", "open") else None
        if contact:
            self.contacts[contact] = (m, other)
        elif m.bad is None and "suspended" in verdict["reason"]:
            m.tried += 1
        if then:
            then(contact, m, other, *args)
        if contact and verdict["verdict"] == "open":
            self.befriend(m, other)

    def answer(self, contact, by, answer, then=None, *args):
        one, other = self.contacts[contact]
        asker = one if by is other else other
        if answer == "accept":
            self.befriend(asker, by)
            if asker.bad and by.minor() and by.bad is None:
                self.accepted.setdefault(asker, {}).setdefault(by, self.world.now)
        else:
            asker.friends.pop(by, None)
            by.friends.pop(asker, None)
        self.world.send("answer", then, *args, contact=contact, member=by.id, answer=answer)

    def befriend(self, one, other):
        one.friends.setdefault(other, "plain")
        other.friends.setdefault(one, "plain")

    def write(self, m, where, text, kind, to=None, then=None, *args):
        self.ids += 1
        name = f"m{self.ids}"
        if kind in OFFENCES:
            self.truth[name] = (m, OFFENCES[kind], where)
        more = {"to": to.id} if to else {}
        self.world.send("message", self._written, m, name, where, then, args,
                        id=name, **{"from": m.id}, where=where, text=text, **more)
        return name

    def _written(self, verdict, m, name, where, then, args):
        what = verdict["verdict"]
        key = "offence" if name in self.truth else "innocent" if m.bad is None else "planted", what
        self.texts[key] = self.texts.get(key, 0) + 1
        self._count("message", verdict, m, False)
        if what == "hold":
            self.waits[name] = (m, where, then, args, self.world.now)
        elif what == "deliver":
            self._shown(m, name, where, then, args)

    def _shown(self, m, name, where, then, args):
        if where == "forum":
            self.wall.append((name, m))
        if then:
            then(name, m, *args)

    def _released(self, effect, cause, when):
        found = self.waits.pop(effect["id"], None)
        if found:
            m, where, then, args, since = found
            if m.bad is None:
                self.held_for.append(when - since)
            self._shown(m, effect["id"], where, then, args)

    def _withheld(self, effect, cause, when):
        self.waits.pop(effect["id"], None)

    def show(self, m, photo, quality, to=None):
        self.pictures += 1
        more = {"to": to.id} if to else {}
        self.world.send("photo", self._pictured, m, id=f"p{self.pictures}", **{"from": m.id}, photo=photo, quality=quality, **more)

    def _pictured(self, verdict, m):
        self._count("photo", verdict, m)

    def report(self, m, about, kind, offence, text="", then=None, *args):
        more = {"text": text} if text else {}
        self.world.send("report", then, *args, **{"from": m.id}, about=about, kind=kind, offence=offence, **more)

    def _count(self, what, verdict, m, member=True):
        """Refusals of innocents by their reason; who hears that it is suspended or banned gives up."""
        if verdict["verdict"] in ("hold", "refuse") and m.bad is None:
            for reason in verdict["reason"] or ["no reason"]:
                self.refusals[what, reason] = self.refusals.get((what, reason), 0) + 1
        if "banned" in verdict["reason"] or "suspended" in verdict["reason"]:
            m.out = True

    def _standing(self, effect, cause, when):
        m = self.town.by_id.get(effect["member"])
        if m is not None:
            m.out = effect["state"] in ("suspended", "banned")

    # --- talks

    def talk(self, m, other, left, mood="plain"):
        """m begins one now."""
        self.begin(Talk(m, other, left, mood), m)

    def begin(self, talk, m):
        """m says the next thing."""
        if m.out or talk.left <= 0 or talk.peer(m) not in m.friends:
            return
        talk.left -= 1
        kind = self._kind(talk, m)
        talk.said += 1
        text = texts.say(m.chance, m.language, kind, m.age if m.bad is None else m.said)
        if m.habit == "young" and kind == "age_say":
            text = texts.say(m.chance, m.language, "young")
        talk.asked = kind
        self.write(m, "direct", text, kind, talk.peer(m), self.hear, talk, kind)

    def _kind(self, talk, m):
        script, draw = talk.script.get(m), m.chance.random()
        if script:
            return script.pop(0)
        if talk.asked in ("age_ask", "bad_age") and draw < .75:
            return "age_say"
        if talk.asked in ("app_ask", "bad_app") and draw < .75:
            return "app_say"
        if talk.mood == "quarrel" and talk.said:
            return "insult" if draw < (.4 if m.habit == "quarreller" else .15) else "spat"
        if talk.said < 2 and talk.mood != "again":
            if m.habit == "newcomer" and m is talk.one:
                return "hello_new"
            return "hello" if draw < .8 else "reply"
        if talk.left == 0 and draw < .5:
            return "bye"
        if talk.mood == "love" and draw < .4:
            return "love"
        if talk.mood == "new" and draw < .16:
            return "age_ask" if draw < .1 else "app_ask"
        return "chat" if draw < .5 else "reply"

    def hear(self, name, m, talk, kind):
        """The other one reads it, here or later, and mostly answers."""
        other, chance = talk.peer(m), talk.peer(m).chance
        now = self.world.now
        when = self.reached(other, now + 2 * SECOND)
        if when is None or other.out:
            return
        if when > now + 5 * MINUTE and chance.random() < .25:
            return
        delay = int(chance.lognormvariate(3.1, .8) * SECOND) if talk.quick is None or other is not talk.one else talk.quick
        if kind in MINDED and other.bad is None and self._minds(name, m, other, kind, when + max(5 * SECOND, delay)):
            return
        if chance.random() < (.97 if m.bad is None else .85):
            self.world.later(when + max(2 * SECOND, delay), self._reply, talk, other, m)
        if m.bad is None and talk.left > 1 and m.chance.random() < .18:      # a second text on top
            self.world.later(now + int(m.chance.uniform(4, 25) * SECOND), self.begin, talk, m)

    def reached(self, m, at):
        """When m reads what comes now: at once, when a telephone rings in a pocket, or at the next visit; None: not today."""
        when = m.next_online(at)
        rings = m.active and m.bad is None and 7 * HOUR < at < 22.7 * HOUR
        if rings and (when is None or when > at + HOUR) and m.chance.random() < .45:
            when = at + int(m.chance.uniform(.5, 40) * MINUTE)
            m.visits = tuple(sorted((*m.visits, (when, when + int(m.chance.uniform(3, 20) * MINUTE)))))
        return when

    def _reply(self, talk, other, m):
        if other.out or talk.left <= 0 or m not in other.friends:
            return
        if m.bad and other.minor() and other.bad is None:       # who answers, whatever becomes of the answer
            self.heard.setdefault(m, {}).setdefault(other, self.world.now)
        self.begin(talk, other)

    def _minds(self, name, m, other, kind, when):
        """Somebody who is insulted or pestered reports, or blocks, or both; whether the talk ends with that."""
        reports, blocks, offence = MINDED[kind]
        draw, ends = other.chance.random(), False
        if draw < reports:
            text = texts.say(other.chance, other.language, "report")
            self.world.later(when, self.report, other, name, "message", offence, text)
            ends = other.chance.random() < .6
        if other.chance.random() < blocks:
            self.world.later(when + 3 * SECOND, self._block, m, other)
            ends = True
        return ends

    def _block(self, m, other):
        for contact, (one, two) in self.contacts.items():
            if {one, two} == {m, other}:
                self.answer(contact, other, "block")
                return

    # --- requests: how real ones decide

    def answered(self, contact, m, other, then=None, *args):
        """After a request: the other one sees it at the next visit, and decides. `then(m, other, *args)` if it is accepted."""
        if contact is None:
            return
        when = self.reached(other, self.world.now + 5 * SECOND)
        if when is None:
            return
        delay = int(min(25 * MINUTE, other.chance.lognormvariate(4.2, 1.1) * SECOND))
        self.world.later(when + 3 * SECOND + delay, self._decide, contact, m, other, then, args)

    def _decide(self, contact, m, other, then, args):
        if other.out or not other.came:
            return
        draw, accepts = other.chance.random(), self.inclined(m, other)
        if draw < accepts:
            self.answer(contact, other, "accept", lambda verdict: then and self._accepted(verdict, then, m, other, args))
        elif draw < accepts + (1 - accepts) * .55:
            self.answer(contact, other, "refuse")
        elif draw > .985:
            self.answer(contact, other, "block")

    def _accepted(self, verdict, then, m, other, args):
        if verdict["verdict"] != "error" and other in m.friends:
            then(m, other, *args)

    def inclined(self, m, other):
        """How likely `other` accepts m: the class, friends' friends, the same age; by the age that m says."""
        if m.partner is other or other.bad:
            return 1.0
        if m.group is not None and m.group == other.group:
            return .92
        if m.bad == "unwelcome" or m.habit == "awkward":
            return .10
        if other.habit == "tutor":
            return .05
        common = len(m.friends.keys() & other.friends.keys()) if len(m.friends) < 60 else 1
        base = .46 + .12 * min(3, common) - .06 * max(0, abs(m.said - other.said) - 1)
        base += {"shy": -.18, "popular": .15, "newcomer": .12}.get(other.habit, 0)
        base += {"popular": .20, "newcomer": .06}.get(m.habit, 0)
        if m.bad and m.age - other.age > 6 and not m.friends:
            base -= .06             # an empty profile
        return min(.9, max(.04, base))
