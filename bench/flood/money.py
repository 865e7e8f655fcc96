# SPDX-License-Identifier: GPL-3.0-or-later
"""What the caps allow, in micro-euros and seconds: the wall itself, and the most one can do before it."""

import collections

from .traffic import DAY, HOUR, curve

COST = 80_000
CAPS = ((HOUR, 12_000_000), (DAY, 110_000_000))
WINDOW = (5 * 60, 30 * 60)


def ordinary(cap):
    """A tenth is kept for people in distress."""
    return cap * 9 // 10


class Sliding:
    """The sum of what was spent in (t - span, t]."""

    def __init__(self, span, spent=()):
        self._span = span
        self._spent = collections.deque(spent)
        self._sum = sum(cost for _, cost in self._spent)

    def add(self, at, cost):
        self._spent.append((at, cost))
        self._sum += cost

    def at(self, now):
        while self._spent and self._spent[0][0] <= now - self._span:
            self._sum -= self._spent.popleft()[1]
        return self._sum


def breaches(spent):
    """How many answers, of (at, cost) in order, broke a cap when they went out."""
    count = 0
    for span, cap in CAPS:
        sliding = Sliding(span)
        for at, cost in spent:
            sliding.add(at, cost)
            count += sliding.at(at) > cap
    return count


def most(spent, start, end):
    """The most ordinary answers that can go out in [start, end], given what was spent before.

    At each second as many as the caps leave room for:
        min over (1 h, 24 h) of  floor((9/10 cap - what was spent in (t - span, t]) / cost).
    Spending early is never worse: it leaves a sliding span sooner as well.
    """
    before = [(at, cost) for at, cost in spent if at < start]
    slides = [(Sliding(span, before), ordinary(cap)) for span, cap in CAPS]
    count = 0
    for now in range(int(start), int(end) + 1):
        free = min(cap - sliding.at(now) for sliding, cap in slides) // COST
        if free > 0:
            count += free
            for sliding, _ in slides:
                sliding.add(now, free * COST)
    return count


def share(spent, first, start, end):
    """What part of all who first wrote in [start, end) can be answered in their windows; (share, most,
    senders). It is what a filter that cannot tell anybody apart can give to each."""
    senders = sum(start <= at < end for at in first)
    affordable = most(spent, start + WINDOW[0], end + WINDOW[1])
    return min(1.0, affordable / max(1, senders)), affordable, senders


def _drain(waiting, count):
    """Takes `count` evenly from the minutes of `waiting`; what part of each it is."""
    there = sum(waiting)
    part = min(1.0, count / there) if there > 0 else 0.0
    waiting[:] = [w * (1 - part) for w in waiting]
    return there * part


def paced(spent, first, start, end):
    """The share of those in `first` (who cannot be told apart) that pacing by the daily curve can answer.

    Minute by minute, as a fluid: those who wrote 5 to 30 minutes ago wait. Allowed is
        9/10 of the day's cap × the curve's part of the day in this minute,
    what was not needed in the last hour carried over, never above what the two sliding caps leave given
    what was spent before; it is spread evenly over all who wait.
    """
    arrived = collections.Counter(int(at // 60) for at in first)
    before = [(at, cost) for at, cost in spent if at < start]
    slides = [(Sliding(span, before), ordinary(cap)) for span, cap in CAPS]
    minutes = [curve(60 * m) for m in range(1440)]
    a_day = ordinary(CAPS[1][1]) / COST
    waiting, answered, credit = [0.0] * 26, 0.0, 0.0
    for minute in range(int(start // 60), int((end + WINDOW[1]) // 60)):
        now = minute * 60
        due = now - WINDOW[0]
        waiting = waiting[1:] + [arrived[minute - 5] if start <= due < end else 0]
        earned = a_day * minutes[minute % 1440] / sum(minutes)
        credit = min(credit + earned, earned * 60)
        free = min(cap - sliding.at(now) for sliding, cap in slides) / COST
        gone = _drain(waiting, max(0.0, min(credit, free)))
        credit -= gone
        answered += gone
        for sliding, _ in slides:
            sliding.add(now, gone * COST)
    return answered / max(1, sum(start <= at < end for at in first))
