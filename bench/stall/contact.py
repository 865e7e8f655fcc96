# SPDX-License-Identifier: GPL-3.0-or-later
"""Anybody who writes to the line: what he plans, what was said, and how a conversation is kept."""

import heapq
import itertools
from dataclasses import dataclass

DAY = 86400
ZONE = 3600                         # all of the simulation is in winter, an hour east of UTC


@dataclass
class Entry:
    at: float
    who: str                        # them, us, call
    text: str
    move: str = ""
    note: str = ""                  # what it did: causes of suspicion and the like
    arm: str = ""


class Contact:
    """An event queue of one person. The driver wakes him at next() and tells him what he gets."""

    kind = "?"

    def __init__(self, chance, number, language):
        self.chance, self.number, self.language = chance, number, language
        self.log = []
        self._plan, self._count = [], itertools.count()
        self.over = ""              # why he writes no more

    def at(self, when, action, *args):
        heapq.heappush(self._plan, (round(when, 3), next(self._count), action, args))

    def next(self):
        return self._plan[0][0] if self._plan else None

    def wake(self):
        """Does what is due first; what leaves his phone is returned: (message or call, text)."""
        when, _, action, args = heapq.heappop(self._plan)
        return action(when, *args) or []

    def say(self, now, text):
        self.log.append(Entry(now, "them", text))
        return [("message", text)]

    def hour(self, now):
        return (now + ZONE) % DAY / 3600

    def hear(self, now, text, move="", arm=""):
        self.log.append(Entry(now, "us", text, move, arm=arm))

    def received(self):
        return [e for e in self.log if e.who == "us"]

    def sent(self):
        return [e for e in self.log if e.who == "them"]


def awake(chance, when, first=10.5, last=26.5):
    """A moment moved out of somebody's sleep: from `last` (hours after midnight) to `first`."""
    hour = (when + ZONE) % DAY / 3600
    if last - 24 <= hour < first:
        return when + (first - hour) * 3600 + chance.uniform(0, 5400)
    return when


def heavy(chance, median, sigma=1.0, least=0.0, most=float("inf")):
    """A heavy-tailed number."""
    return min(most, max(least, median * chance.lognormvariate(0, sigma)))
