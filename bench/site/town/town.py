# SPDX-License-Identifier: GPL-3.0-or-later
"""A town of a seed: everybody in it, and the order in which they are told about."""

import random

from .crowds import Crowds
from .day import Day
from .desk import Desk
from .evaders import Evaders
from .life import Life
from .members import Populace
from .predators import Predators
from .record import Record
from .world import DAY, HOUR, MINUTE, SECOND, World


class Town:
    def __init__(self, seed, engine, scale=1.0):
        self.seed, self.couples, self.by_id = seed, 0, {}
        self.world = World(engine, Record())
        self.populace = Populace(seed, scale)
        self.day = Day(self.world, self)
        self.life = Life(self)
        self.desk = Desk(self)
        self.predators = Predators(self)
        self.crowds = Crowds(self)
        self.evaders = Evaders(self)
        self.by_id = {m.id: m for m in self.populace.all}
        self.reversals = []         # (member, before, after, verdict)

    def chance(self, name):
        """Each part has dice of its own, so that a change of one leaves the others' plans alone."""
        return random.Random(f"{name} {self.seed}")

    def run(self):
        """The weeks before, the day, and what the judge does after it."""
        self.life.registrations()
        self.life.history()
        self.predators.plan()
        self.crowds.plan()
        self.evaders.plan()
        self.life.plan()
        self.desk.plan()
        self.world.later(11 * HOUR, self.desk.ban_address, self.evaders.all[6].first)
        self.world.run(0)
        self.world.step = 2 * SECOND
        self.world.run(DAY)
        self._reverse()
        self.world.later(DAY + HOUR, self.world.send, "tick")
        self.world.run(DAY + 2 * HOUR)
        self.world.close()

    def _reverse(self, count=12):
        """Of those suspended by a robot whom no person has decided about yet, a sample is let go: they must be as before."""
        open_ = [r for r in self.world.record.robots if r["item"] in self.desk.waiting and r["statement"]]
        for i, robot in enumerate(self.chance("judge").sample(open_, min(count, len(open_)))):
            self.world.later(DAY + i * MINUTE, self._undo, robot)

    def _undo(self, robot):
        self.world.send("reverse", self._undone, robot, person="founder", statement=robot["statement"], text="A wrong decision.")

    def _undone(self, verdict, robot):
        self.reversals.append((robot["member"], robot["before"], self.world.record.state(robot["member"]), verdict["verdict"]))
