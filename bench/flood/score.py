# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays a plan with `fauxbond rehearse` and turns its effects into figures."""

import collections
import datetime
import json
import os
import subprocess
import tempfile
import time

from . import money
from .traffic import DAY, HOUR, OWN_NUMBER

MIDNIGHT = datetime.datetime(2026, 1, 11, 23, tzinfo=datetime.timezone.utc)  # in Paris, a Monday
SETTINGS = f"""\
data: ./var
key: ask
house: {{country: FR, timezone: Europe/Paris, currency: EUR}}
lines:
  - name: decline
    kind: decline
    bearer: fake
    numbers: ["{OWN_NUMBER}"]
    languages: [fr, en, nl]
    answer: {{between: [5m, 30m], late: 24h}}
    cost: {{in: 0.08, out: 0.08}}
    caps: {{hour: 12.00, day: 110.00}}
"""


class Failed(Exception):
    """The program could not be measured."""


def _moment(second):
    moment = MIDNIGHT + datetime.timedelta(milliseconds=round(second * 1000))
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def _second(moment):
    then = datetime.datetime.fromisoformat(moment.replace("Z", "+00:00"))
    return (then - MIDNIGHT).total_seconds()


def _write_events(plan, f):
    """All messages, and a day of silence in which late answers may come; how many lines."""
    messages = plan.sorted()
    for i, (at, number, text) in enumerate(messages):
        event = {"at": _moment(at), "event": "message", "line": "decline", "from": number,
                 "text": text, "id": f"in-{i}"}
        f.write(json.dumps(event, ensure_ascii=False) + "\n")
    last = max(messages[-1][0], plan.until)
    for hour in range(1, 27):
        f.write(json.dumps({"at": _moment(last + hour * HOUR), "event": "tick"}) + "\n")
    return len(messages) + 26


def play(program, plan, seed):
    """All effects but `ready` and `verdict`."""
    with tempfile.TemporaryDirectory(prefix="fauxbond-flood-") as where:
        settings, events = os.path.join(where, "settings.yaml"), os.path.join(where, "events")
        with open(settings, "w", encoding="utf-8") as f:
            f.write(SETTINGS)
        with open(events, "w", encoding="utf-8") as f:
            count = _write_events(plan, f)
        with open(events, "rb") as stdin:
            command = [program, "rehearse", "--config", settings, "--seed", str(seed)]
            done = subprocess.run(command, stdin=stdin, capture_output=True, check=False)
    lines = done.stdout.decode("utf-8").splitlines()
    ready = sum('"effect":"ready"' in line for line in lines)
    if done.returncode != 0 or ready != count:
        raise Failed(f"exit {done.returncode}, {ready} ready for {count} events: "
                     + done.stderr.decode("utf-8", "replace").strip()[-300:])
    return [json.loads(line) for line in lines
            if '"effect":"ready"' not in line and '"effect":"verdict"' not in line]


class Answers:
    """Who was answered, when, for how much, and what must never happen."""

    def __init__(self, plan, effects):
        self.first = {}
        for at, number, _ in plan.sorted():
            self.first.setdefault(number, at)
        self.at, self.move, self.spent = {}, {}, []
        self.in_window = set()
        self.violations = collections.Counter()
        for e in effects:
            if e["effect"] == "reply":
                self._take(e)
        self.violations["cap"] = money.breaches(self.spent)

    def _take(self, e):
        at, number = _second(e["at"]), e["to"]
        self.spent.append((at, round(e["cost"] * 1_000_000)))
        if number in self.at:
            self.violations["two answers"] += 1
            return
        if number not in self.first:
            self.violations["stranger"] += 1
            return
        waited = at - self.first[number]
        if waited < money.WINDOW[0] - 0.01:
            self.violations["too early"] += 1
        if not e.get("late") and waited > money.WINDOW[1] + 1:
            self.violations["late, not said"] += 1
        self.at[number], self.move[number] = at, e["move"]
        if not e.get("late") and waited <= money.WINDOW[1] + 1:
            self.in_window.add(number)


def _phase(plan, at):
    """The half hour before an attack belongs to nobody: its answers fall due within it."""
    if any(start <= at < end for start, end in plan.skipped):
        return "skipped"
    if plan.start is None or at < plan.start - money.WINDOW[1]:
        return "calm"
    if at < plan.start:
        return "edge"
    return "attack" if at < plan.end else "after"


def _shares(plan, answers):
    """{phase: (genuine senders, answered in their window, answered at all)}."""
    counts = collections.defaultdict(lambda: [0, 0, 0])
    for number, kind in plan.who.items():
        if kind == "genuine":
            c = counts[_phase(plan, answers.first[number])]
            c[0] += 1
            c[1] += number in answers.in_window
            c[2] += number in answers.at
    return dict(counts)


def _others(plan, answers):
    """{kind: [senders, answered in window]} of those who are not ordinary genuine senders."""
    counts = collections.defaultdict(lambda: [0, 0])
    for number, kind in plan.who.items():
        if kind != "genuine":
            counts[kind][0] += 1
            counts[kind][1] += number in answers.in_window
    return dict(counts)


def _limit(scenario, plan, answers):
    """(what part of genuine senders can be answered at best, how it was found)."""
    if scenario.limit == "all":
        return 1.0, ""
    alike = {number: (at, plan.who[number] == "genuine") for number, at in answers.first.items()
             if plan.who[number] != "attacker"}
    part, count = money.best(answers.spent, answers.at, alike, plan.start, plan.end,
                             pace=scenario.limit == "paced")
    senders = sum(plan.start <= at < plan.end for at, _ in alike.values())
    if scenario.limit == "share":
        part = min(1.0, count / senders)
    return part, f"{count:.0f} answers for {senders} alike"


def _alarms(plan, sieges):
    """Seconds from ten times the expected rate to the siege, for each alarm; None if none came,
    and if one still stood from before: it told nobody anything."""
    delays = []
    for since, until, begin in plan.alarms:
        came = [max(0.0, at - since) for at, _ in sieges if begin <= at < until]
        delays.append(min(came) if came else None)
    return delays


def _false(plan, sieges):
    """Sieges that nothing called for: before the attack, or in a month without one."""
    return sum(plan.start is None or at < plan.start for at, _ in sieges)


def _sieges(effects):
    """[[begin, end]]; the end of one that still stands is None."""
    sieges = []
    for e in effects:
        if e["effect"] == "siege":
            sieges.append([_second(e["at"]), None])
        elif e["effect"] == "calm" and sieges:
            sieges[-1][1] = _second(e["at"])
    return sieges


def measure(program, scenario, seed, scale):
    """One run: a plain dictionary of figures."""
    began = time.monotonic()
    plan = scenario.fill(scenario.name, seed, scale)
    made = time.monotonic()
    effects = play(program, plan, seed)
    played = time.monotonic()
    answers = Answers(plan, effects)
    limit, how = _limit(scenario, plan, answers)
    sieges = _sieges(effects)
    return {"seed": seed, "messages": len(plan.messages),
            "hour": None if plan.start is None else plan.start % DAY / HOUR,
            "shares": _shares(plan, answers), "others": _others(plan, answers),
            "limit": limit, "limit_how": how, "alarms": _alarms(plan, sieges),
            "sieges": len(sieges), "false_sieges": _false(plan, sieges), "siege_times": sieges,
            "violations": sum(answers.violations.values()),
            "violations_of": dict(+answers.violations), "why": _why(effects),
            "spent": sum(c for _, c in answers.spent) / 1e6, "spent_attack": _spent(plan, answers),
            "make_s": made - began, "play_s": played - made,
            "score_s": time.monotonic() - played}


def _why(effects):
    """How often each reason was given."""
    return dict(collections.Counter(f"{e['effect']} {e['why']}" for e in effects
                                    if e["effect"] in ("held", "muted", "flag")))


def _spent(plan, answers):
    """Euros for answers to what came in the attack; without one, in all."""
    if plan.start is None:
        return sum(cost for _, cost in answers.spent) / 1e6
    return sum(cost for at, cost in answers.spent
               if plan.start <= at < plan.end + money.WINDOW[1]) / 1e6
