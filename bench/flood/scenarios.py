# SPDX-License-Identifier: GPL-3.0-or-later
"""The scenarios: who attacks how, and what is asked of the line meanwhile."""

from dataclasses import dataclass
from typing import Callable

from . import attackers
from .traffic import (DAY, HOUR, attack, evenly, frame, genuine, in_bursts, volume)


@dataclass
class Scenario:
    name: str
    title: str
    target: float                   # share of genuine senders answered in the window, × the limit
    fill: Callable                  # (name, seed, scale) -> Plan
    limit: str = "all"              # what can be had: all, share (of the budget), paced
    calm: float | None = 0.999
    after: float | None = 0.93


def _new_numbers(kind, hours=6, ranges=None, times=evenly):
    """An attack by numbers of which each is new, with texts of `kind`."""
    def fill(name, seed, scale):
        plan = frame(name, seed, hours)
        when = times(plan.chance, plan.start, plan.end, volume(plan, scale))
        attack(plan, when, kind(plan.chance), ranges)
        if hours <= 6:
            plan.alarms = [(plan.start, plan.end)]
        return plan
    return fill


def _calm(name, seed, scale):
    """Nobody attacks; on the fifth day people write in other words than before."""
    return frame(name, seed, 24, after=0)


def _crowd(name, seed, scale):
    """Ten times the usual genuine senders for an hour: nine times more beside the usual ones."""
    plan = frame(name, seed, 1)
    genuine(plan, plan.start, plan.end, "B", factor=9)
    plan.until = plan.end + DAY
    return plan


ALL = [
    Scenario("calm", "five calm days", 0.999, _calm, after=None),
    Scenario("one-text", "new numbers, one text", 0.99, _new_numbers(attackers.one_text)),
    Scenario("three-texts", "new numbers, three texts", 0.99, _new_numbers(attackers.three_texts)),
    Scenario("twenty-texts", "new numbers, twenty texts", 0.99, _new_numbers(attackers.twenty_texts)),
    Scenario("letters", "new numbers, random letters", 0.99, _new_numbers(attackers.letters)),
    Scenario("words", "new numbers, random words", 0.99, _new_numbers(attackers.words)),
    Scenario("abuse", "new numbers, abuse", 0.99, _new_numbers(attackers.abuse)),
    Scenario("long", "new numbers, three parts each", 0.99, _new_numbers(attackers.long)),
    Scenario("adverts", "new numbers, adverts", 0.99, _new_numbers(attackers.adverts)),
    Scenario("mix", "new numbers, a mix of these", 0.99, _new_numbers(attackers.mix)),
    Scenario("copies", "new numbers, edited copies of genuine texts", 1.0,
             _new_numbers(attackers.copies), limit="share"),
    Scenario("crowd", "ten times the usual genuine senders for an hour", 0.9, _crowd, limit="share"),
]

BY_NAME = {s.name: s for s in ALL}
