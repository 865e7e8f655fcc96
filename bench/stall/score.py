# SPDX-License-Identifier: GPL-3.0-or-later
"""What a customer cost the dealers, and what it did to others, in figures that can be pooled."""

import random
import tempfile
import time

from . import customers, ear, engine
from .drive import PLACES, Driver, Population

CAP = 600                           # seconds of a gap that count at most: nights are no merit
WINDOW = 250                        # conversations


def active_minutes(contact):
    """From his first message to his last, each gap in either direction ten minutes at most."""
    sent = contact.sent()
    if not sent:
        return 0.0
    log = [e for e in contact.log if e.who != "call" and e.at <= sent[-1].at]
    return sum(min(b.at - a.at, CAP) for a, b in zip(log, log[1:])) / 60


def _dealer(d):
    got = d.received()
    arms = [e.arm for e in got if e.arm]
    asked = len(d.asked)
    return {"index": d.index, "persona": d.persona.name, "language": d.language, "minutes": active_minutes(d),
            "messages": len(d.sent()), "got": len(got), "calls": d.calls, "kept": d.kept, "asked": asked,
            "ignored": sum(a[2] in (None, "ignored") for a in d.asked), "dodged": sum(a[2] == "dodged" for a in d.asked),
            "robot": d.over == "robot", "over": d.over or "open", "arm": arms[0] if arms else "", "causes": d.causes}


def _repeats(contacts):
    """Texts of three words or more: how many were said before to somebody else, and to the same one."""
    first, total, across, within = {}, 0, 0, 0
    for e, number in sorted(((e, c.number) for c in contacts for e in c.received()), key=lambda x: x[0].at):
        if len(ear.words_of(e.text)) < 3:
            continue
        total += 1
        told = first.setdefault(ear.key(e.text), set())
        across += bool(told - {number})
        within += number in told
        told.add(number)
    return {"texts": total, "across": across, "within": within}


def _innocent(c):
    return {"kind": c.kind, "got": len(c.received()), "treated": c.treated_as_customer()}


def figures(population, seed, seconds):
    dealers = [_dealer(c) for c in population.contacts if c.kind == "dealer"]
    return {"seed": seed, "seconds": round(seconds, 1), "conversations": len(population.contacts),
            "shift_at": population.town.shift_at, "dealers": dealers, "repeats": _repeats(population.contacts),
            "innocents": [_innocent(c) for c in population.contacts if c.kind != "dealer"]}


def measure(name, seed, options):
    """One customer in one town; (figures, population)."""
    places = [p for names in PLACES.values() for p in names] if name == "engine" else ()
    population = Population(seed, options["conversations"], options["innocents"], options["shift"],
                            options["a_day"], places)
    began = time.monotonic()
    if name != "engine":
        Driver(population, customers.ALL[name](seed)).run()
        return figures(population, seed, time.monotonic() - began), population
    with tempfile.TemporaryDirectory(prefix="fauxbond-stall-") as where:
        config = engine.settings(where, options["control"], options["set"])
        driver = engine.Engine(population, options["program"], config, seed, options["operator"])
        driver.run()
    found = figures(population, seed, time.monotonic() - began)
    found["engine"] = {"inputs": driver.inputs, "problems": driver.problems[:5], "held": _by(driver.held, population),
                       "flags": _by(driver.flags, population), "muted": _by(driver.muted, population),
                       "least_propensity": min(driver.propensities, default=None), "of_replies": len(driver.propensities)}
    return found, population


def _by(noted, population):
    """Of {number: why}, how many dealers and innocents of each kind."""
    kinds, count = {c.number: c.kind for c in population.contacts}, {}
    for number, why in noted.items():
        label = f"{kinds.get(number, '?')}: {why}"
        count[label] = count.get(label, 0) + 1
    return dict(sorted(count.items()))


def interval(pairs, rounds=600):
    """95 % of the ratio of two means, by bootstrap within each seed. pairs: [(first, second), …] of lists."""
    pairs = [(a, b) for a, b in pairs if a and b]
    if not pairs:
        return None
    chance, ratios = random.Random(1), []
    for _ in range(rounds):
        first = [chance.choices(a, k=len(a)) for a, _ in pairs]
        second = [chance.choices(b, k=len(b)) for _, b in pairs]
        low = _mean(second)
        ratios.append(_mean(first) / low if low else float("inf"))
    ratios.sort()
    low = _mean([b for _, b in pairs])
    return (_mean([a for a, _ in pairs]) / low if low else None,
            ratios[int(.025 * rounds)], ratios[int(.975 * rounds) - 1])


def _mean(lists):
    return sum(map(sum, lists)) / sum(map(len, lists))


def windows(runs):
    """[(title, first, last)] of conversations, and what comes after a shift."""
    most = max(r["conversations"] for r in runs)
    out = [("all", 0, most)]
    out += [(f"{i + 1}–{min(i + WINDOW, most)}", i, i + WINDOW) for i in range(0, most, WINDOW)] if most > WINDOW else []
    if runs[0]["shift_at"] is not None:
        at = runs[0]["shift_at"]
        out += [(f"before the shift (1–{at})", 0, at), (f"after the shift ({at + 1}–{most})", at, most)]
    return out


def arms(runs, first, last):
    """{arm: ([minutes per seed], mean, n)} of a window of conversations."""
    out = {}
    for arm in ("learning", "prior", "uniform"):
        lists = [[d["minutes"] for d in r["dealers"] if d["arm"] == arm and first <= d["index"] < last] for r in runs]
        n = sum(map(len, lists))
        out[arm] = (lists, _mean([x for x in lists if x]) if n else None, n)
    return out
