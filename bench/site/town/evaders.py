# SPDX-License-Identifier: GPL-3.0-or-later
"""Bullies whom a moderator bans in the morning, and who come back: with the e-mail written otherwise, from the same
address, device or with the same picture. Two come back with nothing that tells them: they show what cannot be seen.
Beside them innocents register who look alike: a sister on the same device, a pupil from the same school."""

from . import texts
from .members import visits
from .world import DAY, HOUR, MINUTE, SECOND

# How each comes back. Each word is a trait that stays, in one of its disguises.
WAYS = ("dots", "tag", "case", "look-alike", "digits", "address", "network", "device", "photo", "photo bits",
        "dots address", "tag device", "device network", "look-alike photo", "nothing", "nothing")
LOOKS = str.maketrans("aeopcxyi", "аеорсхуі")       # Cyrillic
DIGITS = str.maketrans("oisae", "01534")


def disguised(email, way):
    """The same mailbox, or what a hurried eye takes for it."""
    name, _, domain = email.partition("@")
    if way == "dots":
        return f"{name[:2]}.{name[2:].replace('.', '')}@{domain}"
    if way == "tag":
        return f"{name}+new@{domain}"
    if way == "case":
        return f"{name.upper()}@{domain.capitalize()}"
    if way == "look-alike":
        head, _, tail = name.partition(".")
        return f"{head.translate(LOOKS)}.{tail}@{domain}"
    if way == "digits":
        return f"{name.partition('.')[0].translate(DIGITS)}.{name.partition('.')[2]}@{domain}"
    return email


def nudged(photo, chance, bits):
    """The same picture, saved again: a few bits of its hash differ."""
    value = int(photo, 16)
    for bit in chance.sample(range(256), bits):
        value ^= 1 << bit
    return f"{value:064x}"


class Evader:
    def __init__(self, first, way, again):
        self.first, self.way, self.again = first, way, again
        self.banned = None          # when
        self.back = None            # when
        self.verdict, self.reason = None, []


class Evaders:
    def __init__(self, town):
        self.town, self.day, self.world = town, town.day, town.world
        self.chance = town.chance("evaders")
        self.all = [self._evader(way) for way in WAYS]
        self.alike = [self._alike(self.all[i]) for i in (5, 6, 7, 12)]

    def _evader(self, way):
        people, chance = self.town.populace, self.chance
        m = people.draw(None, chance.randrange(14, 21))
        while "192.0.2" in m.address:       # at home: a carrier's address says nothing about one of its thousands
            m.address = people.address()
        m.email = m.email or f"{m.id}.{chance.choice(('ko', 'la', 'mi'))}@example.org"
        m.photo, m.quality = f"{chance.getrandbits(256):064x}", 95
        m.bad, m.joined = "bully", -chance.randrange(45, 400) * DAY
        people.wake(m, 0)
        m.visits = ((int(chance.uniform(7.3, 8.2) * HOUR), int(9.6 * HOUR)),)
        again = people.draw(m.language, m.age)
        again.bad, again.email, again.photo = "evader", f"{again.id}.new@example.org", None
        for trait in way.split():
            self._keep(again, m, trait)
        people.wake(again, 0)
        return Evader(m, way, again)

    def _keep(self, again, m, trait):
        if trait == "address":
            again.address = m.address
        elif trait == "network":        # the same household, another address in it
            again.address = ":".join(m.address.split(":")[:4]) + f":{self.chance.getrandbits(16):x}:77:0:1"
        elif trait == "device":
            again.device = m.device
        elif trait.startswith("photo"):
            again.photo, again.quality = m.photo, 95
        elif trait == "bits":
            again.photo = nudged(m.photo, self.chance, self.chance.randrange(6, 21))
        elif trait != "nothing":
            again.email = disguised(m.email, trait)

    def _alike(self, evader):
        """Somebody of the same household who joins on the day and has done nothing."""
        m = self.town.populace.draw(evader.first.language, self.chance.randrange(13, 18))
        m.habit, m.address = "sibling of a banned", ":".join(evader.first.address.split(":")[:4]) + ":1:2:3:4"
        if self.chance.random() < .5:
            m.device = evader.first.device
        m.joined = int(self.chance.uniform(14, 19) * HOUR)
        self.town.populace.wake(m, 2, m.joined + 5 * MINUTE)
        return m

    def plan(self):
        for evader in self.all:
            m = evader.first
            self.world.later(m.joined, self.day.join, m)
            for _ in range(self.chance.randrange(3, 7)):
                self.world.later(self.chance.randrange(*m.visits[0]), self._bully, m, self.chance.choice(("forum", "comment")))
            # A moderator reads the forum in the morning.
            self.world.later(int(self.chance.uniform(9.6, 10.4) * HOUR), self.town.desk.find, m, "harassment")
        for m in self.alike:
            self.world.later(m.joined, self.day.join, m)
            for start, end in m.visits:
                self.world.later(start, self.town.life.visit, m, start, end)
        self.day.record.on.setdefault("standing", []).append(self._banned)

    def _bully(self, m, where):
        if m.out or not m.came:
            return
        name = self.day.write(m, where, texts.say(m.chance, m.language, "bully"), "bully")
        if m.chance.random() < .35:
            reader = m.chance.choice(self.town.life.seen)
            if reader.came and not reader.out:
                at = self.world.now + int(m.chance.uniform(30, 900) * SECOND)
                self.world.later(at, self.day.report, reader, name, "message", "harassment")

    def _banned(self, effect, cause, when):
        if effect["state"] != "banned":
            return
        for evader in self.all:
            if evader.first.id == effect["member"] and evader.banned is None:
                evader.banned = when
                at = self.world.now + int(self.chance.uniform(.5, 7) * HOUR)
                self.world.later(at, self._return, evader)

    def _return(self, evader):
        m = evader.again
        evader.back = self.world.now
        m.visits = visits(m.chance, 3, self.world.now + 3 * MINUTE) or ((self.world.now, DAY - 1),)
        self.day.join(m, self._returned, evader)

    def _returned(self, verdict, m, evader):
        evader.verdict, evader.reason = verdict["verdict"], verdict["reason"]
        for start, end in m.visits:
            self.world.later(self.chance.randrange(start, end), self._bully, m, "comment")
