# SPDX-License-Identifier: GPL-3.0-or-later
"""The scenarios: who attacks how, and what is asked of the line meanwhile."""

from dataclasses import dataclass
from typing import Callable

from . import attackers, prose, texts
from .traffic import (DAY, HOUR, OWN_SHARE, Plan, attack, evenly, expected, follow_up, frame,
                      genuine, in_bursts, on_curve, ramp, reaches, sender, volume)


@dataclass
class Scenario:
    name: str
    title: str
    target: float | None            # share of genuine senders answered in the window, × the limit
    fill: Callable                  # (name, seed, scale) -> Plan
    limit: str = "all"              # what can be had: all, share (budget / senders), paced
    calm: float | None = 0.999
    after: float | None = 0.93
    sieges: int | None = None       # at most


def _new_numbers(kind, hours=6, ranges=None, times=evenly, who="attacker"):
    """An attack by numbers of which each is new, with texts of `kind`."""
    def fill(name, seed, scale):
        plan = frame(name, seed, hours)
        when = times(plan.chance, plan.start, plan.end, volume(plan, scale))
        attack(plan, when, kind(plan.chance), ranges, who)
        if hours <= 6:
            plan.alarm(plan.start, plan.end)
        return plan
    return fill


def _calm(name, seed, scale):
    """Nobody attacks; on the fifth day people write in other words than before."""
    return frame(name, seed, 24, after=0)


def _few_numbers(name, seed, scale):
    """A thousand from each of twenty numbers, each within twenty minutes, one after the other."""
    plan = frame(name, seed)
    text, span = attackers.mix(plan.chance), 20 * 60
    apart = (plan.end - plan.start - span) / 19
    for i in range(20):
        number, begin = plan.new("attacker"), plan.start + i * apart
        for at in evenly(plan.chance, begin, begin + span, int(1000 * scale)):
            plan.write(at, number, text())
    plan.alarm(plan.start, plan.end)
    return plan


def _behave_first(kind):
    """For days, four an hour write what the attack will write, from numbers like anybody's."""
    def fill(name, seed, scale):
        plan = frame(name, seed)
        text = kind(plan.chance)
        for at in on_curve(plan.chance, 0, plan.start, 0.1):
            number = plan.new("attacker")
            plan.write(at, number, text())
            if plan.chance.random() < 1 / 3:
                plan.write(follow_up(plan.chance, at), number, text())
        attack(plan, evenly(plan.chance, plan.start, plan.end, volume(plan, scale)), text)
        plan.alarm(plan.start, plan.end)
        return plan
    return fill


def _alternating(kinds, minutes):
    """Another kind every few minutes."""
    def fill(name, seed, scale):
        plan = frame(name, seed)
        written = [kind(plan.chance) for kind in kinds]
        for at in evenly(plan.chance, plan.start, plan.end, volume(plan, scale)):
            turn = int((at - plan.start) // (minutes * 60)) + seed
            attack(plan, [at], written[turn % len(written)])
        plan.alarm(plan.start, plan.end)
        return plan
    return fill


def _imitate_first(count):
    """In the first hour `count` imitations (None: as many as in any hour), then words for five."""
    def fill(name, seed, scale):
        plan = frame(name, seed)
        all_of_it = volume(plan, scale)
        first = count or all_of_it // 6
        attack(plan, evenly(plan.chance, plan.start, plan.start + HOUR, first),
               attackers.copies(plan.chance), kind="imitator")
        attack(plan, evenly(plan.chance, plan.start + HOUR, plan.end, all_of_it * 5 // 6),
               attackers.words(plan.chance))
        plan.alarm(plan.start if count is None else plan.start + HOUR, plan.end)
        return plan
    return fill


def _slow_sixth(name, seed, scale):
    """Over three days; every sixth attacker imitates, in his texts and in how he behaves."""
    plan = frame(name, seed, 72)
    text = attackers.mix(plan.chance)
    for at in evenly(plan.chance, plan.start, plan.end, volume(plan, scale)):
        if plan.chance.random() < 1 / 6:
            sender(plan, at, "B", "imitator")
        else:
            attack(plan, [at], text)
    return plan


def _crowd(name, seed, scale):
    """Ten times the usual genuine senders for an hour: nine times more beside the usual ones."""
    plan = frame(name, seed, 1)
    genuine(plan, plan.start, plan.end, "B", factor=9)
    plan.until = plan.end + DAY
    return plan


def _distress(name, seed, scale):
    """Twenty thousand write despair; twelve people mean it."""
    plan = frame(name, seed)
    attack(plan, evenly(plan.chance, plan.start, plan.end, int(20000 * scale)),
           attackers.despair(plan.chance))
    for at in evenly(plan.chance, plan.start, plan.end, 12):
        plan.write(at, plan.new("desperate"), texts.desperate(plan.chance))
    plan.alarm(plan.start, plan.end)
    return plan


def _steps(hours, multiples, few=False):
    """Each half a day or so, all at once `multiple` times what is expected, for half an hour."""
    def fill(name, seed, scale):
        plan = frame(name, seed, 96, at_hour=0)
        own = OWN_SHARE if few else 1
        for i, hour in enumerate(hours * 4):
            begin = plan.start + i // len(hours) * DAY + (hour + plan.chance.random() / 2) * HOUR
            multiple = multiples[(i + seed) % len(multiples)]
            rate = (multiple - 1) * expected(begin) * own
            times = ramp(plan.chance, begin, begin + 1800, rate, rate * 1.0001)
            _by(plan, times, attackers.twenty_texts(plan.chance), few)
            plan.alarm(begin, begin + 1800)
        return plan
    return fill


def _ramps(name, seed, scale):
    """Twice a day, from half of what is expected to sixty times that, within half an hour."""
    plan = frame(name, seed, 96, at_hour=0)
    for i in range(8):
        begin = plan.start + i // 2 * DAY + (10, 20)[i % 2] * HOUR + plan.chance.uniform(0, HOUR)
        low, high, end = expected(begin) / 2, expected(begin) * 60, begin + 1800
        times = ramp(plan.chance, begin, end, low, high)
        times += ramp(plan.chance, end, end + 600, high, high * 1.0001)
        _by(plan, times, attackers.words(plan.chance), few=False)
        plan.alarm(reaches(_growth(begin, end, low, high), begin, end), end + 600, begin)
    return plan


def _growth(begin, end, low, high):
    return lambda t: low * (high / low) ** ((t - begin) / (end - begin))


def _by(plan, times, text, few):
    """`times` from new numbers, or from five."""
    if not few:
        attack(plan, times, text)
        return
    numbers = [plan.new("attacker") for _ in range(5)]
    for at in times:
        plan.write(at, plan.chance.choice(numbers), text())


def _month(name, seed, scale):
    """Thirty ordinary days; on one of them the press brings three times as many."""
    plan = Plan(name, seed)
    press = plan.chance.randint(8, 25) * DAY
    for begin, end, group, factor in ((0, press, "A", 1), (press, press + DAY, "B", 3),
                                      (press + DAY, 30 * DAY, "B", 1)):
        genuine(plan, begin, end, group, factor)
    plan.skipped = [(press, press + 2 * DAY)]   # what a press day spends is missing the day after
    return plan


_A = attackers
ALL = [
    Scenario("calm", "five calm days", 0.999, _calm, after=None),
    Scenario("few-numbers", "a thousand from each of 20 numbers", 0.99, _few_numbers),
    Scenario("one-text", "new numbers, one text", 0.99, _new_numbers(_A.one_text)),
    Scenario("three-texts", "new numbers, three texts", 0.99, _new_numbers(_A.three_texts)),
    Scenario("twenty-texts", "new numbers, twenty texts", 0.99, _new_numbers(_A.twenty_texts)),
    Scenario("letters", "new numbers, random letters", 0.99, _new_numbers(_A.letters)),
    Scenario("words", "new numbers, random words", 0.99, _new_numbers(_A.words)),
    Scenario("abuse", "new numbers, abuse", 0.99, _new_numbers(_A.abuse)),
    Scenario("long", "new numbers, three parts each", 0.99, _new_numbers(_A.long)),
    Scenario("adverts", "new numbers, adverts", 0.99, _new_numbers(_A.adverts)),
    Scenario("mix", "new numbers, a mix of these", 0.99, _new_numbers(_A.mix)),
    Scenario("greetings", "new numbers, short greetings", None, _new_numbers(_A.greetings)),
    Scenario("blocks", "new numbers of three ranges, random words", 0.99,
             _new_numbers(_A.words, ranges=("+3319900", "+3346571", "+3363998"))),
    Scenario("bursts", "a thousand in a minute, then quiet; a mix", 0.99,
             _new_numbers(_A.mix, times=in_bursts)),
    Scenario("markov", "new numbers, prose from pieces of ordinary messages", None,
             _new_numbers(prose.markov)),
    Scenario("alternating", "new numbers, another kind every ten minutes", None,
             _alternating((_A.one_text, _A.words, _A.greetings, _A.adverts, _A.letters, _A.abuse,
                           _A.three_texts, prose.markov, _A.twenty_texts, _A.long), 10)),
    Scenario("slow", "over three days, a mix", 0.99, _new_numbers(_A.mix, 72)),
    Scenario("slow-words", "over three days, random words", 0.99, _new_numbers(_A.words, 72)),
    Scenario("behave-texts", "days of good behaviour, then the same twenty texts", 0.97,
             _behave_first(_A.twenty_texts)),
    Scenario("behave-words", "days of good behaviour, then random words", 0.97,
             _behave_first(_A.words)),
    Scenario("behave-abuse", "days of good behaviour, then abuse", 0.97, _behave_first(_A.abuse)),
    Scenario("imitate-few", "an hour of 50 imitations, then random words", 0.97,
             _imitate_first(50)),
    Scenario("imitate-hour", "an hour of imitations at full rate, then random words", 0.97,
             _imitate_first(None), limit="paced"),
    Scenario("copies", "new numbers, edited copies of genuine texts", 1.0, 
             _new_numbers(_A.copies, who="imitator"), limit="share"),
    Scenario("slow-sixth", "over three days, a sixth imitate", 0.9, _slow_sixth, limit="paced"),
    Scenario("crowd", "ten times the usual genuine senders for an hour", 0.9, _crowd,
             limit="share"),
    Scenario("distress", "20,000 write despair", None, _distress),
    Scenario("alarm-steps", "steps of 10 to 40 times, new numbers, by day", None,
             _steps((11, 20), (10, 12, 15, 20, 40))),
    Scenario("alarm-few", "steps of 10 to 40 times, five numbers, by day", None,
             _steps((10, 19), (10, 12, 15, 20, 40), few=True)),
    Scenario("alarm-night", "steps of 50 to 200 times, new numbers, by night", None,
             _steps((3,), (50, 100, 200))),
    Scenario("alarm-ramps", "ramps through ten times, new numbers", None, _ramps),
    Scenario("month", "30 days with a press day", None, _month, after=None, sieges=1),
]

BY_NAME = {s.name: s for s in ALL}
