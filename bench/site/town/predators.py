# SPDX-License-Identifier: GPL-3.0-or-later
"""Planted predators: adults who look for minors. What they say is bland (greetings, asking for age, naming another app, a
link of example.org): what marks them is what they do. Nearly all lie about their age, since the site keeps adults from
minors; a few do not and try what is allowed.

A person may have several accounts. It is stopped when none of its accounts can write any more."""

from . import texts
from .day import Talk
from .members import visits
from .world import DAY, HOUR, MINUTE, SECOND

# strategy: (persons, accounts each, requests (from, to), hours (first start, last start, length in hours), minutes
#            between accept and first word (from, to), what is said, the age said, the ages wanted)
TALK = ("bad_hello", "bad_chat", "bad_age", "bad_chat")
APP = TALK + ("bad_app", "bad_chat", "bad_app", "bad_chat")
STRATEGIES = {
    "impatient": (4, 1, (35, 70), (12, 19, 3), (.3, 3), TALK, (15, 17), (13, 15)),
    "patient": (4, 1, (24, 36), (8, 9, 14), (2, 20), APP, (16, 17), (13, 16)),
    "claims 15": (3, 1, (14, 24), (13, 17, 5), (1, 8), TALK, (15, 15), (13, 15)),
    "other app": (3, 1, (15, 25), (13, 18, 4), (.5, 4), ("bad_hello", "bad_app", "bad_app", "bad_chat"), (16, 18), (14, 16)),
    "accounts": (3, 3, (9, 15), (12, 17, 5), (1, 6), TALK, (14, 17), (13, 16)),
    "payment": (3, 1, (15, 30), (12, 18, 4), (.5, 5), ("bad_hello", "bad_pay", "bad_chat", "bad_pay"), (17, 18), (15, 17)),
    "same opener": (3, 1, (25, 40), (12, 18, 4), (.2, 2), ("opener", "bad_chat", "bad_age"), (15, 17), (13, 16)),
    "unwelcome": (3, 1, (30, 45), (11, 17, 5), (.5, 5), TALK, (16, 18), (13, 16)),
    "within seconds": (3, 1, (20, 35), (13, 19, 3), (.02, .06), APP, (15, 17), (13, 15)),
    "real age": (3, 1, (12, 20), (12, 18, 5), (1, 10), APP, (23, 34), (14, 19)),
    "late": (3, 1, (28, 42), (21.3, 21.8, 2.3), (.1, 1), TALK, (15, 17), (13, 16)),
}
OPENERS = {"nl": "hey leuk profiel, babbelen?", "fr": "salut sympa ton profil, on parle ?", "en": "hey nice profile, want to talk?"}


class Predator:
    """A person; `accounts` are members."""

    def __init__(self, strategy, accounts):
        self.strategy, self.accounts = strategy, accounts


class Predators:
    def __init__(self, town):
        self.town, self.day, self.world = town, town.day, town.world
        self.chance = town.chance("predators")
        self.persons = [self._person(strategy) for strategy, row in STRATEGIES.items() for _ in range(row[0])]

    def _person(self, strategy):
        chance, people = self.chance, self.town.populace
        _, count, _, hours, _, _, said, _ = STRATEGIES[strategy]
        language = chance.choices(("nl", "fr", "en"), (.4, .5, .1))[0]
        accounts, home = [], people.home()
        start = int(chance.uniform(hours[0], hours[1]) * HOUR)
        for _ in range(count):
            m = people.draw(language, chance.randrange(26, 55))
            m.bad = "unwelcome" if strategy == "unwelcome" else "predator"
            m.said = chance.randrange(said[0], said[1] + 1)
            if strategy == "real age":
                m.age = m.said
            m.range = False
            if count > 1:
                m.address = accounts[0].address if accounts and chance.random() < .7 else people.address(home)
                m.device = accounts[0].device if accounts and chance.random() < .6 else m.device
            m.joined = start - 5 * MINUTE if chance.random() < .3 else -chance.randrange(1, 40) * DAY + 18 * HOUR
            people.wake(m, 0)
            end = min(DAY - 1, start + int(hours[2] * HOUR))
            # The patient one comes and goes; nobody is there for fourteen hours.
            m.visits = visits(m.chance, 12, start) if strategy == "patient" else ((start, end),)
            accounts.append(m)
        return Predator(strategy, accounts)

    def plan(self):
        for person in self.persons:
            for m in person.accounts:
                self.world.later(m.joined, self.day.join, m)
                self._requests(person, m)
                if self.chance.random() < .6:
                    self.world.later(m.visits[0][0] + 2 * MINUTE, self._ordinary, m, "profile")
                for _ in range(self.chance.randrange(0, 4)):
                    start, end = self.chance.choice(m.visits)
                    self.world.later(self.chance.randrange(start, end), self._ordinary, m, "comment")

    def _requests(self, person, m):
        """When: spread over the visits, by their length."""
        row = STRATEGIES[person.strategy]
        spans = [end - start for start, end in m.visits]
        for _ in range(m.chance.randrange(*row[2])):
            start, end = m.chance.choices(m.visits, spans)[0]
            self.world.later(m.chance.randrange(start, max(start + 1, end - 10 * MINUTE)), self._request, person, m)

    def _ordinary(self, m, where):
        if not m.out:
            self.day.write(m, where, texts.say(m.chance, m.language, where, m.said), where)

    def _request(self, person, m):
        """Whoever is seen in the forum, is young enough by what is said, and was not asked by another account of his."""
        if m.out or not m.came:
            return
        first, last = STRATEGIES[person.strategy][7]
        for _ in range(12):
            age = m.chance.randrange(first, last + 1)
            pool = self.town.life.pools.get((m.language, age))
            other = pool and m.chance.choice(pool)
            if other and not other.out and other.came and all(other.n not in a.asked for a in person.accounts) \
                    and (other.online(self.world.now) or m.chance.random() < .3):
                self.day.ask(m, other, self.day.answered, self._accepted, person)
                return

    def _accepted(self, m, other, person):
        row = STRATEGIES[person.strategy]
        when = m.next_online(self.world.now + int(m.chance.uniform(*row[4]) * MINUTE))
        if when is not None and not m.out:
            self.world.later(when, self._open, m, other, list(row[5]))

    def _open(self, m, other, script):
        quick = int(m.chance.uniform(4, 30) * SECOND)
        if script[0] == "opener":       # word for word the same to all
            if not m.out and other in m.friends:
                talk = self._talk(m, other, script[1:], quick)
                self.day.write(m, "direct", OPENERS[m.language], "bad_hello", other, self.day.hear, talk, "bad_hello")
            return
        self.day.begin(self._talk(m, other, script, quick), m)

    def _talk(self, m, other, script, quick):
        return Talk(m, other, 2 * len(script) + m.chance.randrange(0, 6), script={m: script}, quick=quick)
