# SPDX-License-Identifier: GPL-3.0-or-later
"""What a day came to: figures of one run. Times and CPU apart, they are the same for a seed and a program."""

import hashlib
import os
import statistics
import time

from .record import IN_FORCE
from .town import Town
from .world import DAY, HOUR, WEEKS

FIFTH = 5                   # a predator is to be stopped before this many minors have answered
DECAY = 5                   # points that a percentage may have lost by time alone until a decision is reversed


class Tee:
    """An engine that also keeps what it was told, for `--events`."""

    def __init__(self, engine, write):
        self.engine, self.write = engine, write

    def ask(self, events):
        self.write(events)
        return self.engine.ask(events)

    def close(self):
        self.engine.close()

    def kill(self):
        self.engine.kill()

    @property
    def figures(self):
        return self.engine.figures


def live(seed, engine):
    """Lives the day of a seed; gives the town, and the CPU seconds of this process."""
    began = time.process_time()
    try:
        town = Town(seed, engine)
        town.run()
    finally:
        engine.kill()
    return town, time.process_time() - began


def figures(town):
    innocents = [m for m in town.populace.all if m.bad is None]
    persons = [_person(town, p) for p in town.predators.persons]
    return {"seed": town.seed, "events": town.world.inputs, "members": len(innocents),
            "predators": persons, "innocents": _innocents(town, innocents), "brigades": _brigades(town),
            "evaders": _evaders(town), "robots": _robots(town), "texts": _texts(town), "desk": _desk(town),
            "verdicts": {f"{event} {verdict}": n for (event, verdict), n in sorted(town.world.record.verdicts.items())},
            "problems": town.world.record.problems}


# --- predators

def _stopped(town, m):
    """Since when an account can write no more, and by whom; None while it can."""
    since = town.day.turned_away.get(m)
    if since is not None:
        return since, "registration"
    since = None
    for when, who, state, _, _ in town.world.record.changes:
        if who == m.id:
            since = (since if since is not None else when) if state in IN_FORCE else None
    if since is None:
        return None
    robots = [r["robot"] for r in town.world.record.robots if r["member"] == m.id and abs(r["at"] - since) < 1000]
    return since, f"robot {robots[0]}" if robots else "person"


def _person(town, person):
    stops = [_stopped(town, m) for m in person.accounts]
    end = None if None in stops else max(stop[0] for stop in stops)
    written, accepted = set(), set()
    for m in person.accounts:
        written |= {minor for minor, at in town.day.heard.get(m, {}).items() if end is None or at <= end}
        accepted |= {minor for minor, at in town.day.accepted.get(m, {}).items() if end is None or at <= end}
    return {"strategy": person.strategy, "stopped": end, "by": sorted({stop[1] for stop in stops if stop}),
            "answered": len(written), "accepted": len(accepted), "asked": sum(len(m.asked) for m in person.accounts)}


# --- the innocent

def _innocents(town, innocents):
    record = town.world.record
    by_robot, banned, suspended, warned, when = {}, set(), set(), set(), {"first hour": 0, "weeks": 0, "day": 0}
    names = {m.id: m for m in innocents}
    for r in record.robots:
        if r["member"] in names and r["member"] not in by_robot:
            by_robot[r["member"]] = r["robot"]
            when["day" if r["at"] >= 0 else "weeks" if r["at"] > HOUR - WEEKS * 7 * DAY else "first hour"] += 1
    for _, who, state, _, _ in record.changes:
        if who in names:
            {"banned": banned, "suspended": suspended, "warned": warned}.get(state, set()).add(who)
    lasting = [who for who in by_robot if record.state(who)[0] in IN_FORCE]
    habits = {}
    for who, robot in by_robot.items():
        key = f"{robot}: {names[who].habit}"
        habits[key] = habits.get(key, 0) + 1
    return {"count": len(names), "by_robot": len(by_robot), "by_robot_active": sum(names[w].active for w in by_robot),
            "still": len(lasting), "banned": len(banned), "suspended": len(suspended), "warned": len(warned), "habits": habits,
            "when": when,
            "evasions": sum(who in names for who in {who for _, who, _ in record.evasions}),
            "turned_away": sum(m.bad is None for m in town.day.turned_away),
            "refusals": {f"{what}: {reason}": n for (what, reason), n in sorted(town.day.refusals.items())}}


def _brigades(town):
    record = town.world.record
    told = {who for _, who, _ in record.brigades}
    out = []
    for victim, members, minutes, _ in town.crowds.brigades:
        states = {state for _, who, state, _, _ in record.changes if who == victim.id}
        out.append({"size": len(members), "minutes": minutes, "states": sorted(states), "banned": "banned" in states,
                    "suspended": "suspended" in states, "seen": victim.id in told or any(m.id in told for m in members)})
    around = {m.id for victim, members, *_ in town.crowds.brigades for m in (victim, *members)}
    return {"each": out, "elsewhere": len(told - around)}


def _evaders(town):
    told = {who for _, who, _ in town.world.record.evasions}
    return [{"way": e.way, "banned": e.banned is not None, "back": e.back is not None,
             "seen": e.again.id in told or e.verdict in ("refuse", "hold"), "verdict": e.verdict, "reason": e.reason}
            for e in town.evaders.all]


# --- robots, texts, the desk

def same(before, after):
    """The state as it was; of the percentage at most what time takes away is missing."""
    return before[0] == after[0] and before[1] - DECAY <= after[1] <= before[1]


def _robots(town):
    robots = town.world.record.robots
    count = {}
    for r in robots:
        count[r["robot"]] = count.get(r["robot"], 0) + 1
    undone = [same(before, after) for _, before, after, _ in town.reversals]
    lifted = [same(before, after) for _, before, after, _ in town.desk.lifts]
    return {"count": count, "decisions": len(robots), "explained": sum(bool((r["sentence"] or "").strip()) for r in robots),
            "stated": sum(r["statement"] is not None for r in robots), "queued": sum(r["item"] is not None for r in robots),
            "reversed": len(undone), "as_before": sum(undone), "lifted": len(lifted), "lifted_as_before": sum(lifted),
            "sentences": sorted({r["sentence"] or "" for r in robots})[:20]}


def _texts(town):
    rows = town.day.texts
    total = {whose: sum(n for (w, _), n in rows.items() if w == whose) for whose in ("innocent", "planted", "offence")}
    share = {f"{whose} {verdict}": n for (whose, verdict), n in sorted(rows.items())}
    waits = sorted(town.day.held_for)
    return {"total": total, "count": share, "released": len(waits), "never_released": len(town.day.waits),
            "minutes": statistics.median(waits) / 60_000 if waits else None}


def _desk(town):
    items = town.desk.items.values()
    record = town.world.record
    ended = sorted(item.settled - item.since for item in items if item.settled is not None)
    wronged = [who for who in town.desk.appeals if not town.desk.guilty(town.by_id[who])]
    return {"items": len(items), "settled": len(ended), "decisions": town.desk.decisions,
            "minutes": statistics.median(ended) / 60_000 if ended else None, "appeals": len(town.desk.appeals),
            "wronged": len(wronged), "put_right": sum(record.state(who)[0] not in IN_FORCE for who in wronged),
            "notices": len(record.notices), "distress_false": _cared(town),
            "care": {why: sum(w == why for _, _, w in record.care) for why in sorted({str(w) for _, _, w in record.care})}}


def _cared(town):
    """Members said to be in distress who are not."""
    told = {who for _, who, why in town.world.record.care if why == "distress"}
    return sum(who in town.by_id and town.by_id[who].habit != "sad" for who in told)


# --- that the people are those who were frozen

POPULATION = ("members.py", "life.py", "day.py", "predators.py", "crowds.py", "evaders.py", "desk.py", "texts.py",
              "words_en.py", "words_fr.py", "words_nl.py", "town.py", "world.py")


def population(folder):
    """The SHA-256 of the files that make the people, one after the other."""
    digest = hashlib.sha256()
    for name in POPULATION:
        with open(os.path.join(folder, name), "rb") as f:
            digest.update(f.read())
    return digest.hexdigest()
