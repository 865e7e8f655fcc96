# SPDX-License-Identifier: GPL-3.0-or-later
"""What innocent members do: the friendships of six weeks before, then the visits of the day."""

from . import texts
from .members import THIS_YEAR, hour_of
from .world import DAY, HOUR, MINUTE, SECOND, WEEKS

QUARRELS = 14               # a day that begin in the forum, for all to see
# Contact requests in a visit, talks begun, posts and comments; of anybody else .28, 1 and 1. Those whom nobody wants try often.
ASKS = {"shy": .08, "popular": 6, "newcomer": 2.5, "awkward": 4, "parent": 0, "tutor": 0}
TALKS = {"shy": .4, "chatty": 2.3, "popular": 2.2, "parent": .1, "tutor": .3}
WRITES = {"shy": .2, "chatty": 1.5, "popular": 1.6, "parent": .5, "tutor": 3}


class Life:
    def __init__(self, town):
        self.town, self.day, self.world = town, town.day, town.world
        self.people = town.populace
        self.chance = town.chance("life")
        self.pools = {}             # (language, age said): the active, seen in the forum
        for m in self.people.active:
            self.pools.setdefault((m.language, m.said), []).append(m)
        self.seen = [m for m in self.people.active if m.habit != "parent"]

    # --- before the day

    def registrations(self):
        """Who joined long ago is told first, as a site does on the day it starts with the program."""
        start = -WEEKS * 7 * DAY
        for i, m in enumerate(self.people.innocents):
            at = start + i * 100 if m.joined < start else m.joined
            self.world.later(at, self.day.join, m)
            if m.habit == "newcomer":
                self.world.later(at + 2 * MINUTE, self._welcome, m)

    def history(self):
        """Friendships of the active, told as requests, answers and a few words each."""
        for one, other, mood in self._ties():
            first = max(-WEEKS * 7 + 1, max(one.joined, other.joined) // DAY + 1)
            if first >= 0 or other in one.friends:
                continue
            at = self.chance.randrange(first, 0) * DAY + hour_of(self.chance)
            one.friends[other], other.friends[one] = mood, mood
            self.world.later(at, self._old, one, other)

    def _ties(self):
        chance = self.chance
        for group in self.people.classes:
            for i, m in enumerate(group):
                for other in group[i + 1:]:
                    if chance.random() < .14:
                        yield m, other, "plain"
        for m in self.seen:
            if m.habit == "newcomer":
                continue
            for _ in range({"popular": 26, "shy": 0, "chatty": 3, "tutor": 0}.get(m.habit, 1)):
                other = self._somebody(m)
                if other and other.habit != "newcomer":
                    yield m, other, "plain"
        yield from self._couples()

    def _couples(self):
        """Of 17 and 19, thirty of them: they write to each other all day."""
        free = [m for m in self.seen if m.habit in ("plain", "chatty") and m.said == m.age]
        young, old = ([m for m in free if m.age == age] for age in (17, 19))
        for m in young[:200]:
            other = next((o for o in old if o.language == m.language and o.partner is None), None)
            if other and self.town.couples < 30:
                m.partner, other.partner = other, m
                self.town.couples += 1
                yield m, other, "love"

    def _old(self, one, other):
        if one.came and other.came and not one.out:
            self.day.ask(one, other, self._old_answer)
        else:
            self._old_answer(None, one, other)

    def _old_answer(self, contact, one, other):
        if contact:
            at = self.world.now + MINUTE + int(self.chance.expovariate(1 / (2 * HOUR)))
            self.world.later(min(at, -HOUR), self._old_accept, contact, one, other)
        else:
            one.friends.pop(other, None)
            other.friends.pop(one, None)

    def _old_accept(self, contact, one, other):
        mood = one.friends.get(other)
        self.day.answer(contact, other, "accept")
        if mood:
            one.friends[other] = other.friends[one] = mood
        at = self.world.now + MINUTE + int(self.chance.expovariate(1 / (20 * MINUTE)))
        self.world.later(min(at, -30 * MINUTE), self._old_word, one, other)
        if self.chance.random() < .7:
            self.world.later(min(at + 3 * MINUTE, -20 * MINUTE), self._old_word, other, one)

    def _old_word(self, m, other):
        if not m.out:
            self.day.write(m, "direct", texts.say(m.chance, m.language, "hello"), "hello", other)

    # --- the day

    def plan(self):
        for m in self.people.active:
            for start, end in m.visits:
                self.world.later(start + SECOND, self.visit, m, start, end)
            if m.habit == "mistyped" and m.said != m.age:
                self.world.later(m.visits[0][0] + 3 * MINUTE, self._correct, m)
            elif m.habit == "moving":
                self.world.later(m.visits[-1][0], self._move, m)
            elif m.habit == "parent" and self.chance.random() < .3:
                self.world.later(m.visits[0][0] + 2 * MINUTE, self._request, m, m.partner)
            elif m.habit == "sad":
                self.world.later(m.visits[-1][0] + MINUTE, self.post, m, "distress")
            elif m.chance.random() < .15:       # a visit from elsewhere: on the road, at a friend's
                self.world.later(m.visits[-1][0], self._roam, m)
        quarrelsome = [m for m in self.people.active if m.habit == "quarreller"]
        for m in quarrelsome[:QUARRELS]:
            start, end = m.visits[-1]
            self.world.later((start + end) // 2, self._quarrel, m)

    def visit(self, m, start, end):
        if m.out:
            m.open = False
            return
        if not m.came or m.habit == "sad":
            return
        chance = m.chance
        for _ in range(_poisson(chance, .78 * TALKS.get(m.habit, 1))):
            self.world.later(_during(chance, start, end), self._chat, m)
        for _ in range(_poisson(chance, ASKS.get(m.habit, .28))):
            self.world.later(_during(chance, start, end), self._request, m, None)
        wall = WRITES.get(m.habit, 1)
        for _ in range(_poisson(chance, .24 * wall)):
            self.world.later(_during(chance, start, end), self.post, m, "tutor" if m.habit == "tutor" else "post")
        for _ in range(_poisson(chance, .38 * wall)):
            self.world.later(_during(chance, start, end), self._comment, m)
        if chance.random() < .02:
            self.world.later(_during(chance, start, end), self._profile, m)
        if chance.random() < .04 and m.habit != "parent":
            self.world.later(_during(chance, start, end), self._picture, m)

    def _chat(self, m):
        """With a friend, by preference one who is here."""
        if m.out or not m.friends:
            return
        now, friends = self.world.now, list(m.friends)
        here = [f for f in friends if f.online(now)]
        other = m.partner if m.partner in m.friends and m.chance.random() < .6 else \
            m.chance.choice(here if here and m.chance.random() < .85 else friends)
        mood = m.friends[other]
        left = 1 + min(40, int(m.chance.expovariate(1 / (9 if m.habit == "chatty" or mood == "love" else 6.5))))
        self.day.talk(m, other, left, "again" if mood == "plain" and m.chance.random() < .4 else mood)

    def _request(self, m, other):
        if m.out:
            return
        other = other or self._somebody(m)
        if other and other.came and other.n not in m.asked and other not in m.friends:
            self.day.ask(m, other, self.day.answered, self._met)

    def _met(self, m, other):
        """Accepted: some write at once, most in a while, some never; now and then the other one begins."""
        one, two = (m, other) if m.chance.random() < .8 else (other, m)
        if m.chance.random() < .85:
            wait = one.chance.lognormvariate(3.6, 1.2)
            when = one.next_online(self.world.now + int(max(3, wait) * SECOND))
            if when is not None:
                left = 1 + min(30, int(m.chance.expovariate(1 / 6)))
                self.world.later(when, self.day.talk, one, two, left, "new")

    def _somebody(self, m):
        """Whom one asks: a classmate, a friend's friend, one of the same age from the forum, now and then anybody."""
        chance, draw = m.chance or self.chance, (m.chance or self.chance).random()
        if draw < .35 and m.group is not None:
            return _other(chance, self.people.classes[m.group], m)
        if draw < .55 and m.friends:
            friend = chance.choice(list(m.friends))
            if friend.friends:
                return _other(chance, list(friend.friends), m)
        if draw < .97:
            age = m.said + chance.choice((-2, -1, -1, 0, 0, 0, 0, 1, 1, 2))
            pool = self.pools.get((m.language, age))
            return _other(chance, pool, m) if pool else None
        return _other(chance, self.seen, m)

    def post(self, m, kind):
        if not m.out:
            self.day.write(m, "forum", texts.say(m.chance, m.language, kind), kind)

    def _comment(self, m):
        if not m.out:
            kind = "tutor" if m.habit == "tutor" else "comment"
            self.day.write(m, "comment", texts.say(m.chance, m.language, kind), kind)

    def _profile(self, m):
        if not m.out:
            self.day.write(m, "profile", texts.say(m.chance, m.language, "profile", m.age), "profile")

    def _picture(self, m):
        if m.out:
            return
        to = m.chance.choice(list(m.friends)) if m.friends and m.chance.random() < .4 else None
        self.day.show(m, f"{m.chance.getrandbits(256):064x}", m.chance.choice((40, 70, 90, 100, 100)), to)

    def _welcome(self, m):
        """A newcomer says the same to many: first in the forum, then to whom accepts."""
        self.post(m, "hello_new")
        for _ in range(m.chance.choice((2, 3, 4, 6, 8, 12)) if m.chance.random() < .97 else 20):
            self.world.later(self.world.now + int(m.chance.uniform(20, 1500) * SECOND), self._request, m, None)

    def _update(self, m, **more):
        if not m.out:
            self.world.send("member", None, id=m.id, **more)

    def _correct(self, m):
        """A year is changed once somebody has seen a paper; most let it be."""
        if m.chance.random() < .4:
            m.said = m.age
            self._update(m, birth_year=THIS_YEAR - m.age - (m.n % 5 != 0), verified=True)

    def _move(self, m):
        m.device, m.address = self.people.device(), self.people.address()
        self._update(m, device=m.device, address=m.address)

    def _roam(self, m):
        self._update(m, address=self.people.address())

    # --- quarrels: two innocents insult each other for all to see, one or a bystander reports

    def _quarrel(self, m):
        other = next((p for _, p in reversed(self.day.wall) if p is not m and p.bad is None and p.language == m.language), None)
        if other is None or m.out:
            return
        at = self.world.now
        for i in range(m.chance.randrange(2, 6)):
            at += int(m.chance.uniform(15, 90) * SECOND)
            who = (m, other)[i % 2]
            kind = "insult" if who is m or who.chance.random() < .3 else "spat"
            self.world.later(at, self._shout, who, m if who is other else other, kind)

    def _shout(self, m, other, kind):
        if m.out:
            return
        name = self.day.write(m, "comment", texts.say(m.chance, m.language, kind), kind)
        if kind == "insult" and m.chance.random() < .6:
            reporter = other if m.chance.random() < .6 else m.chance.choice(self.seen)
            if reporter.bad is None and not reporter.out and reporter.came:
                text = texts.say(m.chance, reporter.language, "report")
                self.world.later(self.world.now + int(m.chance.uniform(20, 400) * SECOND),
                                 self.day.report, reporter, name, "message", "insult", text)


def _other(chance, pool, m):
    for _ in range(4):
        found = pool[int(chance.random() * len(pool))]
        if found is not m and found not in m.friends and found.n not in m.asked:
            return found
    return None


def _poisson(chance, mean):
    """Small means only."""
    count, sum_ = 0, chance.expovariate(1) if mean > 0 else 1
    while mean > 0 and sum_ < mean:
        count += 1
        sum_ += chance.expovariate(1)
    return count


def _during(chance, start, end):
    return start + int(chance.random() * max(SECOND, end - start - 30 * SECOND))
