# SPDX-License-Identifier: GPL-3.0-or-later
"""Many conversations at once in virtual time. Each contact has its own plan; the driver wakes whoever
is first, hands what he writes to the customer, and what the customer writes to him."""

import heapq
import random

from .contact import DAY, ZONE
from .dealers import Dealer
from .innocents import Innocent
from .town import Group, Town

EPOCH = 1768176000                  # 2026-01-12 00:00 UTC, a Monday in winter
TAIL = 5 * DAY                      # after the last conversation began
# When dealers advertise, by local hour.
HOURS = [1, .3, 0, 0, 0, 0, 0, 0, 0, .2, .6, 1.2, 1.5, 1.3, 1.3, 1.5, 2, 3, 3.5, 4, 4, 3.5, 3, 2]
PLACES = {"nl": ["station Oost", "het Molenpark", "de Kaaien"], "fr": ["gare du Midi-Ville", "parc des Tilleuls", "place du Canal"],
          "en": ["Northgate station", "Willow Park", "Canal Square"]}
OWN = ("+33639980001", "+33639980002")


class Population:
    """The contacts of one seed, in the order in which they first write."""

    def __init__(self, seed, conversations, innocents=.2, shift=False, a_day=60, places=()):
        chance = random.Random(f"population {seed}")
        self.town = Town(seed, conversations // 2 if shift else None)
        numbers = [f"+3363998{i:04d}" for i in range(10, 10000)]
        chance.shuffle(numbers)
        starts = _starts(chance, conversations, a_day)
        self.contacts, group, left = [], None, 0
        waiting = []                # groups whose other dealers write another day
        for index, start in enumerate(starts):
            own = random.Random(f"contact {seed} {index}")
            if chance.random() < innocents:
                contact = Innocent(own, numbers[index], self.town.language(chance), index)
            else:
                group = _group(chance, waiting)
                contact = Dealer(own, numbers[index], self.town, index, group)
                contact.speech.places = tuple(places)
            contact.start(start)
            self.contacts.append(contact)
        self.end = starts[-1] + TAIL


def _starts(chance, conversations, a_day):
    weight, out = sum(HOURS), []
    for i in range(conversations):
        day = i // a_day
        hour = chance.choices(range(24), HOURS)[0]
        out.append(EPOCH + day * DAY + hour * 3600 - ZONE + chance.uniform(0, 3600))
    assert weight
    return sorted(max(EPOCH, s) for s in out)


def _group(chance, waiting):
    """Half of the dealers work alone; others are two to four who share notes."""
    if waiting and chance.random() < .5:
        place = chance.randrange(len(waiting))
        group, left = waiting[place]
        if left == 1:
            waiting.pop(place)
        else:
            waiting[place] = (group, left - 1)
        return group
    group = Group()
    if chance.random() < .35:
        waiting.append((group, chance.randint(1, 3)))
    return group


class Driver:
    """The baselines answer here; the engine's driver (engine.py) inherits the queue."""

    def __init__(self, population, customer=None):
        self.population, self.customer = population, customer
        self.heap, self.count = [], 0
        self.by_number = {c.number: c for c in population.contacts}
        self.pending = set()        # numbers a reply is under way to
        for contact in population.contacts:
            self._push(contact)

    def _push(self, contact):
        when = contact.next()
        if when is not None:
            self.count += 1
            heapq.heappush(self.heap, (when, self.count, contact))

    def run(self):
        while self.heap:
            when, _, contact = heapq.heappop(self.heap)
            if when > self.population.end:
                break
            if not isinstance(contact, Contactless):
                if contact.next() != when:
                    continue        # his plan has changed; a newer entry stands for it
                for what, text in contact.wake():
                    self.deliver(when, contact, what, text)
                self._push(contact)
            else:
                self._reply(when, contact)
        return self.population

    def deliver(self, now, contact, what, text):
        """To the customer; a burst is answered once."""
        if what != "message" or contact.number in self.pending:
            return
        answer = self.customer.reply(now, contact)
        if answer:
            delay, text = answer
            self.pending.add(contact.number)
            self.count += 1
            heapq.heappush(self.heap, (round(now + delay, 3), self.count, Contactless(contact, text)))

    def _reply(self, now, due):
        self.pending.discard(due.contact.number)
        text = due.text() if callable(due.text) else due.text
        due.contact.hear(now, text)
        self._push(due.contact)


class Contactless:
    """A reply under way."""

    def __init__(self, contact, text):
        self.contact, self.text = contact, text
