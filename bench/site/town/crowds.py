# SPDX-License-Identifier: GPL-3.0-or-later
"""Those who report what is not so: brigades, which agree to report an innocent member together, and habitual false
reporters. The truth is known here: nothing that they report is an offence."""

import collections

from .members import hour_of
from .world import DAY, HOUR, MINUTE, SECOND

# (accounts, old members of the town or new accounts, minutes that the reports take, the first hour)
BRIGADES = ((5, "old", 15, 14), (8, "new", 10, 16), (14, "old", 400, 10), (25, "new", 30, 19), (40, "mixed", 25, 20),
            (12, "class", 90, 13))
OFFENCES = ("harassment", "insult", "spam", "sexual_request", "hate", "threat")
FALSE_REPORTERS = 6


class Crowds:
    def __init__(self, town):
        self.town, self.day, self.world = town, town.day, town.world
        self.chance = town.chance("crowds")
        self.victims, self.brigades, self.reporters = [], [], []
        taken = set()
        for size, kind, minutes, hour in BRIGADES:
            self._brigade(size, kind, minutes, hour, taken)
        plain = self._plain(taken)
        for m in self.chance.sample(plain, FALSE_REPORTERS):
            m.bad = "false reporter"
            self.reporters.append(m)

    def _plain(self, taken, **wanted):
        return [m for m in self.town.populace.active if m.habit in ("plain", "chatty") and m.bad is None and m not in taken
                and m.joined < 0 and m.partner is None and all(getattr(m, k) == v for k, v in wanted.items())]

    def _brigade(self, size, kind, minutes, hour, taken):
        plain = self._plain(taken)
        if kind == "class":
            groups = collections.Counter(m.group for m in plain if m.group is not None)
            plain = [m for m in plain if m.group == groups.most_common(1)[0][0]]
        victim = self.chance.choice(plain)
        taken.add(victim)
        self.victims.append(victim)
        if kind == "class":
            members = self.chance.sample([m for m in plain if m is not victim], min(size, len(plain) - 1))
        else:
            old = {"old": size, "new": 0, "mixed": size // 2}[kind]
            members = self.chance.sample(self._plain(taken, language=victim.language), old)
            members += self._new(size - old, victim, hour)
        for m in members:
            m.bad = "brigade"
            taken.add(m)
        self.brigades.append((victim, members, minutes, hour))

    def _new(self, count, victim, hour):
        """Accounts made for it, yesterday evening and today, by fewer people than accounts."""
        people, made = self.town.populace, []
        home, device = people.home(), people.device()
        for i in range(count):
            m = people.draw(victim.language, min(19, max(13, victim.age + self.chance.choice((-1, 0, 0, 1)))))
            m.joined = self.chance.choice((-3 * HOUR, -30 * HOUR, (hour - 2) * HOUR)) + int(self.chance.uniform(0, 100) * MINUTE)
            if i % 3 == 0:
                m.address = people.address(home)
            if i % 4 == 0:
                m.device = device
            people.wake(m, 1)
            made.append(m)
        return made

    def plan(self):
        for victim, members, minutes, hour in self.brigades:
            start = int((hour + self.chance.random()) * HOUR)
            kind, offence = self.chance.choice(("member", "message")), self.chance.choice(OFFENCES)
            self.world.later(min(victim.visits[0][0] + MINUTE, start - HOUR), self._target, victim)
            for m in members:
                if not m.active or m not in self.town.populace.active:
                    self.world.later(m.joined, self.day.join, m)
                at = start + int(self.chance.random() * minutes * MINUTE)
                said = offence if self.chance.random() < .7 else self.chance.choice(OFFENCES)
                self.world.later(at, self._report, m, victim, kind, said)
        for m in self.reporters:
            for _ in range(self.chance.randrange(5, 13)):
                self.world.later(max(9 * HOUR, hour_of(self.chance)), self._falsely, m)

    def _target(self, victim):
        """Something of the victim's stands in the forum, on which they can fall."""
        self.town.life.post(victim, "post")

    def _report(self, m, victim, kind, offence):
        if m.out or not m.came:
            return
        about = victim.id
        if kind == "message":
            about = next((name for name, author in reversed(self.day.wall) if author is victim), None)
            if about is None:
                about, kind = victim.id, "member"
        self.day.report(m, about, kind, offence)

    def _falsely(self, m):
        if m.out or not self.day.wall or self.world.now > DAY - 10 * SECOND:
            return
        name, author = self.chance.choice(self.day.wall[-60:])
        if author is not m and author.bad is None:
            if m.chance.random() < .7:
                self.day.report(m, name, "message", m.chance.choice(OFFENCES))
            else:
                self.day.report(m, author.id, "member", m.chance.choice(OFFENCES))
