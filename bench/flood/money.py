# SPDX-License-Identifier: GPL-3.0-or-later
"""What the caps allow, in micro-euros and seconds: the wall, and the most one can do before it."""

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


def best(spent, answered, alike, start, end, pace=False):
    """What part of the genuine can be answered in their windows by one who cannot tell them from
    the others in `alike`: {number: (when he first wrote, whether he is genuine)}; and how many
    answers that is, to genuine and others.

    Minute by minute, as a fluid, from the start of the attack on. Who wrote 5 to 30 minutes ago
    waits (`answered`: {number: when}, so that nobody waits who had his answer before). Allowed is
        min over (1 h, 24 h) of  9/10 cap - what was spent in (t - span, t],
    what really was spent before the attack included. It goes to those whose windows end first,
    evenly among who wrote in the same minute. Spending early is never worse: it leaves a sliding
    span sooner.

    With `pace`, allowed is besides no more than
        9/10 of the day's cap × the daily curve's part of this minute,
    plus what was not needed of it in the last hour.
    """
    waiting = _by_minute(alike, answered, start, end)
    before = [s for s in spent if s[0] < start]
    slides = [(Sliding(span, before), ordinary(cap)) for span, cap in CAPS]
    credit = Credit() if pace else None
    theirs = sum(cohort.theirs for cohort in waiting.values())
    served = gone = 0.0
    for minute in range(int(start // 60), int((end + WINDOW[1]) // 60) + 1):
        free = min(cap - sliding.at(minute * 60) for sliding, cap in slides) / COST
        if pace:
            free = min(free, credit.at(minute))
        now = 0.0
        for m in range(minute - WINDOW[1] // 60 + 1, minute - WINDOW[0] // 60):
            if m in waiting and free > now:
                all_of_it, own = waiting[m].take(free - now)
                now, served = now + all_of_it, served + own
                gone += all_of_it if waiting[m].counts else 0
        for sliding, _ in slides:
            sliding.add(minute * 60, now * COST)
        if pace:
            credit.use(now)
    return served / max(1, theirs), gone


class Cohort:
    """Those who first wrote in the same minute; only those within the attack count."""

    def __init__(self, counts):
        self.counts, self.theirs, self._own, self._all = counts, 0, 0.0, 0.0

    def add(self, genuine):
        self._all += 1
        self._own += genuine
        self.theirs += genuine and self.counts

    def take(self, most):
        """Up to `most` of them: (how many, how many of these are genuine and count)."""
        part = min(1.0, most / self._all) if self._all else 0.0
        taken, own = part * self._all, part * self._own
        self._all, self._own = self._all - taken, self._own - own
        return taken, own if self.counts else 0.0


def _by_minute(alike, answered, start, end):
    """{minute: cohort} of who wrote shortly before, in, and after the attack."""
    cohorts = {}
    for number, (at, genuine) in alike.items():
        if start - WINDOW[1] <= at < end + WINDOW[1] and answered.get(number, start) >= start:
            cohort = cohorts.setdefault(int(at // 60), Cohort(start // 60 * 60 <= at < end))
            cohort.add(genuine)
    return cohorts


class Credit:
    """The day's money in the shape of the daily curve, an hour of it carried over at most."""

    def __init__(self):
        self._day = sum(curve(60 * m) for m in range(1440))
        self._left = 0.0

    def at(self, minute):
        earned = ordinary(CAPS[1][1]) / COST * curve(60 * minute) / self._day
        self._left = min(self._left + earned, earned * 60)
        return self._left

    def use(self, count):
        self._left -= count
