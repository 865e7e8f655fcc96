# SPDX-License-Identifier: GPL-3.0-or-later
"""Who lives in the town: 20,000 innocent members, their ages, languages, addresses, devices and habits. Some share an
address or a device with a sibling, a school or everybody of a mobile carrier; some typed a wrong year of birth."""

import bisect
import itertools
import random

from .world import DAY, HOUR, MINUTE, WEEKS, stamp

INNOCENTS, ACTIVE = 20_000, 4_000
AGES = {13: 8, 14: 13, 15: 16, 16: 17, 17: 15, 18: 11, 19: 8, 20: 5, 21: 4, 22: 3}
LANGUAGES = {"nl": .38, "fr": .50, "en": .12}
# Visits begin by the hour, on a day on which schools are out at noon.
HOURS = (.5, .2, .1, .05, .05, .1, .6, 2, 2, 1, 1.5, 1.5, 4, 5, 5, 5.5, 6.5, 6.5, 6, 7, 8, 7.5, 4, 1.5)
CUMULATED = tuple(itertools.accumulate(HOURS))
THIS_YEAR = 2026
CARRIER, SCHOOLS = 200, 40      # addresses of mobile carriers that many share; of schools (the rest of 192.0.2.0/24)
SYLLABLES = ("ba be bo da di do fa fi ga jo ka ki ko la le li lo ma mi mo na ni no pa pi ra ri ro sa si so ta ti to va vi "
             "wa yo za zo").split()
# How many of the active are so. Anybody else is "plain".
HABITS = {"popular": 40, "newcomer": 90, "shy": 700, "chatty": 500, "quarreller": 16, "parent": 60, "tutor": 10,
          "mistyped": 60, "moving": 30, "young": 14, "sad": 4, "awkward": 25}


class Member:
    __slots__ = ("id", "n", "language", "age", "said", "habit", "bad", "address", "device", "email", "photo", "quality", "joined",
                 "active", "visits", "chance", "friends", "asked", "group", "out", "came", "partner", "range", "open", "tried")

    def __init__(self, n, language, age):
        self.n, self.language, self.age, self.said = n, language, age, age
        self.habit, self.bad = "plain", None    # bad: what was planted, None for the innocent
        self.address = self.device = self.email = self.photo = None
        self.quality, self.joined, self.active = 0, 0, False
        self.visits, self.chance = (), None
        self.friends, self.asked = {}, set()    # friends: member: the talk's mood
        self.group, self.partner = None, None   # a school class; of a couple the other one
        self.out, self.came, self.range = False, False, False
        self.open, self.tried = True, 0         # open: not told yet that it is suspended

    def minor(self):
        return self.age < 18

    def online(self, at):
        return any(start <= at < end for start, end in self.visits)

    def next_online(self, at):
        """`at` if here then, else when the next visit begins; None: not today any more."""
        for start, end in self.visits:
            if at < end:
                return max(at, start)
        return None

    def entry(self):
        """The members of the `member` event with which this one joins."""
        entry = {"id": self.id, "address": self.address, "device": self.device}
        if self.range:
            entry.update(age_from=max(13, self.said - 1), age_to=self.said + 1)
        else:
            entry["birth_year"] = born(self.said, self.n)
        if self.joined < -WEEKS * 7 * DAY:
            entry["joined"] = stamp(self.joined)
        if self.email:
            entry["email"] = self.email
        if self.photo:
            entry.update(photo=self.photo, quality=self.quality)
        return entry


def born(age, n):
    """In March most have not had their birthday yet."""
    return THIS_YEAR - age - (n % 5 != 0)


def hour_of(chance):
    """A moment of the day, by when people come."""
    draw = chance.random() * CUMULATED[-1]
    hour = bisect.bisect_right(CUMULATED, draw)
    return int((hour + (draw - (CUMULATED[hour - 1] if hour else 0)) / HOURS[hour]) * HOUR)


def visits(chance, count, first=0):
    """Each a quarter of an hour, or much longer; those that meet are one."""
    drawn = []
    for _ in range(count):
        start = max(first, hour_of(chance))
        drawn.append((start, start + int(min(90, max(2, chance.lognormvariate(2.7, .8))) * MINUTE)))
    merged = []
    for start, end in sorted(drawn):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple((s, min(e, DAY - 1)) for s, e in merged if s < DAY - MINUTE)


class Populace:
    """Draws members one after the other; planted ones come from the same hand, so that no trait gives them away.
    `scale` makes a smaller town, for tests."""

    def __init__(self, seed, scale=1.0):
        self.seed, self.scale, self.chance = seed, scale, random.Random(f"members {seed}")
        self.names = random.Random(f"names {seed}").sample(range(100_000), 30_000)
        self.homes, self.devices, self.all = 0, 0, []
        self.innocents = [self.draw() for _ in range(self._of(INNOCENTS))]
        self._habits()
        self._households()
        self._schools()
        for m in self.innocents:
            self._joined(m)

    def _of(self, count):
        return max(1, round(count * self.scale))

    def draw(self, language=None, age=None):
        chance, n = self.chance, len(self.all)
        language = language or chance.choices(tuple(LANGUAGES), tuple(LANGUAGES.values()))[0]
        m = Member(n, language, age or chance.choices(tuple(AGES), tuple(AGES.values()))[0])
        name = "".join(chance.choices(SYLLABLES, k=chance.randrange(2, 4)))
        m.id = f"{name}{self.names[n]}"
        m.email = f"{name}.{''.join(chance.choices(SYLLABLES, k=2))}{self.names[n]}@example.org" if chance.random() < .95 else None
        m.address, m.device = self.address(), self.device()
        if chance.random() < .4:
            m.photo, m.quality = self.photo()
        m.range = chance.random() < .05
        self.all.append(m)
        return m

    def photo(self):
        return f"{self.chance.getrandbits(256):064x}", self.chance.choices((30, 60, 80, 95, 100), (3, 10, 20, 35, 32))[0]

    def home(self):
        """A household's network; addresses in it differ by device (RFC 8981)."""
        self.homes += 1
        network = self.homes * 2654435761 % 2**32
        return f"2001:db8:{network >> 16:x}:{network & 0xffff:x}"

    def address(self, home=None):
        if home is None and self.chance.random() < .35:
            return f"192.0.2.{1 + int(self.chance.random() * CARRIER)}"
        host = self.chance.getrandbits(32) | 1
        return f"{home or self.home()}:{host >> 16:x}:{host & 0xffff:x}:0:1"

    def device(self):
        self.devices += 1
        return f"d-{self.devices * 40503 % 2**24:06x}-{self.devices % 7}"

    def wake(self, m, count=None, first=0):
        """Makes a member one who comes on the day."""
        m.active, m.chance = True, random.Random(self.seed * 1_000_003 + m.n)
        if count is None:
            count = 1 + (m.chance.random() < .6) + (m.chance.random() < .4) + (m.habit in ("chatty", "popular")) * 2
        m.visits = visits(m.chance, count, first) or ((20 * HOUR, 20 * HOUR + 10 * MINUTE),)

    def _habits(self):
        active = self.active = self.chance.sample(self.innocents, self._of(ACTIVE))
        for m in active:
            m.active = True
        drawn = iter(active)
        for habit, count in HABITS.items():
            for m in itertools.islice(drawn, self._of(count)):
                m.habit = habit
        for m in active:
            if m.habit == "parent":
                m.age = m.said = self.chance.randrange(38, 53)
            elif m.habit == "tutor":
                m.age = m.said = self.chance.randrange(25, 46)
            elif m.habit == "mistyped":         # the year of the parent, of the registration, or one beside
                m.said = self.chance.choice((26, 36, 45, 19, 21, max(13, m.age - 2), m.age + 3))
                m.range = False
            elif m.habit == "young":            # too young for the site, and said otherwise
                m.age, m.said = self.chance.choice((11, 12)), 13
        for m in self.innocents[:60]:           # a few grown-ups among those who only read
            if not m.active and m.habit == "plain":
                m.age = m.said = self.chance.randrange(23, 27)

    def _households(self):
        """Siblings share a home, half of them a device; so do a parent and a child."""
        plain = [m for m in self.innocents if m.habit in ("plain", "shy", "chatty")]
        pairs = self.chance.sample(plain, self._of(1200) * 2)
        for one, other in zip(pairs[::2], pairs[1::2]):
            self._share(one, other, .5)
            other.age = other.said = min(22, max(13, one.age + self.chance.choice((-3, -2, -1, 1, 2, 3))))
        for parent in (m for m in self.active if m.habit == "parent"):
            child = self.chance.choice(plain)
            self._share(parent, child, .3)
            parent.partner = child

    def _share(self, one, other, device):
        home = self.home()
        one.address, other.address, other.language = self.address(home), self.address(home), one.language
        if self.chance.random() < .5:           # IPv4, or a router that hides the devices
            other.address = one.address
        if self.chance.random() < device:
            other.device = one.device

    def _schools(self):
        """Classes: the same age and language; of some all registered at school, a few on the same computer."""
        pools = {}
        for m in self.active:
            if m.habit not in ("parent", "tutor", "newcomer") and m.age < 19:
                pools.setdefault((m.language, m.age), []).append(m)
        self.classes = []
        for key in sorted(pools):
            pool = pools[key]
            while len(pool) >= 12:
                size = min(len(pool), self.chance.randrange(12, 26))
                group, pool = pool[:size], pool[size:]
                self.classes.append(group)
        for i, group in enumerate(self.classes):
            school = f"192.0.2.{CARRIER + 1 + i % SCHOOLS}"
            computers = [self.device() for _ in range(4)]
            for m in group:
                m.group = i
                if i % 8 == 0:
                    m.address = school
                    if self.chance.random() < .2:
                        m.device = self.chance.choice(computers)

    def _joined(self, m):
        """Most long ago, some in the weeks that are told, newcomers on the day."""
        draw = self.chance.random()
        if m.habit == "newcomer":
            m.joined = hour_of(self.chance)
        elif draw < .85:
            m.joined = -int(DAY * self.chance.uniform(43, 1500))
        else:
            m.joined = -int(DAY * self.chance.randrange(1, 42)) + hour_of(self.chance)
        if m.active:
            self.wake(m, None, m.joined + 2 * MINUTE if m.joined > 0 else 0)
