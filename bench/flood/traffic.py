# SPDX-License-Identifier: GPL-3.0-or-later
"""What arrives: genuine senders on a daily curve, and attacks. Times are seconds after midnight,
local time, of the first day (a Monday in winter, UTC+1)."""

import bisect
import itertools
import math
import random

from . import texts

HOUR = 3600
DAY = 24 * HOUR
PER_HOUR = 40                       # genuine senders, the average of a day
CALM_DAYS = 4
OWN_NUMBER = "+33639980021"

# Genuine senders by local hour, relative: night low, evening peak.
CURVE = [.55, .38, .25, .18, .15, .18, .28, .45, .65, .80, .90, 1.0,
         1.10, 1.10, 1.05, 1.05, 1.10, 1.25, 1.50, 1.75, 2.0, 2.0, 1.6, 1.0]
CURVE = [24 * c / sum(CURVE) for c in CURVE]
PARTY_SHARE = 0.25                  # of genuine senders, those who come in parties of 2 to 5
PARTY_SIZE = 3.5
PARTY_SPAN = 4 * 60                 # within so many seconds, mostly
MORE_SHARE = 1 / 3                  # of genuine senders, those who write two to four messages
OWN_SHARE = 1 + MORE_SHARE * 2      # messages of a genuine sender, on average


def curve(t):
    """The expected share of PER_HOUR at a moment, without steps between the hours."""
    hour = (t / HOUR - 0.5) % 24
    i = int(hour)
    return CURVE[i] + (hour - i) * (CURVE[(i + 1) % 24] - CURVE[i])


def expected(t):
    """Genuine senders an hour."""
    return PER_HOUR * curve(t)


class Numbers:
    """Senders' numbers, each once, from the ranges that ARCEP keeps for fiction."""

    RANGES = ("+3319900", "+3326191", "+3335301", "+3346571", "+3353649", "+3363998")

    def __init__(self, chance):
        self._by_range = {r: [f"{r}{i:04d}" for i in range(10000)] for r in self.RANGES}
        self._by_range["+3363998"].remove(OWN_NUMBER)
        for numbers in self._by_range.values():
            chance.shuffle(numbers)
        self._chance = chance

    def take(self, ranges=None):
        left = [r for r in ranges or self.RANGES if self._by_range[r]]
        weights = [len(self._by_range[r]) for r in left]
        return self._by_range[self._chance.choices(left, weights)[0]].pop()


class Plan:
    """All messages of a scenario, and the truth about who sent them."""

    def __init__(self, name, seed):
        self.chance = random.Random(f"{name} {seed}")
        self.numbers = Numbers(self.chance)
        self.messages = []          # (second, number, text)
        self.who = {}               # number: genuine, attacker, imitator or desperate
        self.start = self.end = None  # of the attack
        self.alarms = []            # see alarm()
        self.until = 0              # of genuine traffic
        self.skipped = []           # (from, to): these moments belong to no phase

    def write(self, at, number, text):
        self.messages.append((at, number, text))

    def new(self, kind, ranges=None):
        number = self.numbers.take(ranges)
        self.who[number] = kind
        return number

    def alarm(self, since, until, begin=None):
        """From `since` on ten times what is expected comes. A siege may begin from `begin` on."""
        self.alarms.append((since, until, since if begin is None else begin))

    def sorted(self):
        self.messages.sort(key=lambda m: m[0])
        return self.messages


def _arrivals(chance, start, end, rate, most):
    """A Poisson process of `rate(t)` an hour, never above `most`."""
    at = start
    while True:
        at += chance.expovariate(most / HOUR)
        if at >= end:
            return
        if chance.random() < rate(at) / most:
            yield at


def _restless(chance, start, end):
    """A slow factor around 1, another each half hour: people are not Poisson."""
    steps = [chance.gammavariate(30, 1 / 30) for _ in range(int((end - start) / 1800) + 2)]
    return lambda t: steps[int((t - start) / 1800)]


def follow_up(chance, at):
    """When one who insists writes again: after twenty minutes, give or take."""
    return at + chance.lognormvariate(math.log(20 * 60), 1.0)


def sender(plan, at, group, kind="genuine"):
    """One who behaves like a genuine sender: his first text and, for some, more over hours."""
    number = plan.new(kind)
    for text in texts.genuine(plan.chance, group, MORE_SHARE):
        plan.write(at, number, text)
        at = follow_up(plan.chance, at)


def on_curve(chance, start, end, factor):
    """Moments on the daily curve times `factor`."""
    most = PER_HOUR * max(CURVE) * factor
    return _arrivals(chance, start, end, lambda t: expected(t) * factor, most)


def genuine(plan, start, end, group, factor=1.0, kind="genuine"):
    """Genuine senders on the daily curve times `factor`: singles and parties."""
    chance, restless = plan.chance, _restless(plan.chance, start, end)

    def rate(t):
        return expected(t) * factor * min(restless(t), 2.0)

    most = PER_HOUR * max(CURVE) * factor * 2.0
    for at in _arrivals(chance, start, end, lambda t: rate(t) * (1 - PARTY_SHARE), most):
        sender(plan, at, group, kind)
    for at in _arrivals(chance, start, end, lambda t: rate(t) * PARTY_SHARE / PARTY_SIZE, most):
        for _ in range(chance.randint(2, 5)):
            sender(plan, at + chance.expovariate(2 / PARTY_SPAN), group, kind)
    plan.until = max(plan.until, end)


def attack(plan, times, text, ranges=None, kind="attacker"):
    """Every message from a new number."""
    for at in times:
        plan.write(at, plan.new(kind, ranges), text())


def evenly(chance, start, end, count):
    return sorted(chance.uniform(start, end) for _ in range(count))


def in_bursts(chance, start, end, count, burst=1000):
    """`burst` messages in a minute, then quiet."""
    bursts = max(1, count // burst)
    apart = (end - start) / bursts
    return list(itertools.chain.from_iterable(
        evenly(chance, start + i * apart, start + i * apart + 60, burst) for i in range(bursts)))


def ramp(chance, start, end, low, high):
    """From `low` to `high` an hour, exponentially."""
    growth = math.log(high / low) / (end - start)
    return list(_arrivals(chance, start, end, lambda t: low * math.exp(growth * (t - start)), high))


def reaches(rate, start, end, times=10):
    """The first second at which all that is meant to come is `times` what is expected."""
    seconds = range(int(start), int(end))
    i = bisect.bisect_left(seconds, True, key=lambda t: rate(t) >= (times - 1) * expected(t))
    return seconds[i] if i < len(seconds) else None


# Hours at which attacks begin; seeds take turns.
HOURS = (16, 3, 20, 9, 12, 18, 6, 22)


def frame(name, seed, hours=6, after=DAY, at_hour=None):
    """Calm days (texts A), an attack to be filled in, a day after (texts B)."""
    plan = Plan(name, seed)
    if at_hour is None:
        at_hour = HOURS[(seed + sum(map(ord, name))) % len(HOURS)] + plan.chance.random()
    plan.start = CALM_DAYS * DAY + at_hour * HOUR
    plan.end = plan.start + hours * HOUR
    genuine(plan, 0, plan.start, "A")
    genuine(plan, plan.start, plan.end + after, "B")
    return plan


def volume(plan, scale):
    return int(plan.chance.randint(20000, 25000) * scale)
