# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of runs as lines of progress and a Markdown table."""

import math
import statistics


def _percent(value):
    return "–" if value is None else f"{100 * value:.1f}"


def part(figures, phase):
    """The share of genuine senders of a phase who were answered in their window."""
    count, answered, _ = figures["shares"].get(phase, (0, 0, 0))
    return answered / count if count else None


def _ratio(figures):
    share = part(figures, "attack")
    return None if share is None else share / max(figures["limit"], 1e-9)


def progress(scenario, figures):
    if "failed" in figures:
        return f"{scenario.name}, seed {figures['seed']}: failed: {figures['failed']}"
    said = [f"{scenario.name}, seed {figures['seed']}: {figures['messages']:,} messages"]
    if figures["hour"] is not None:
        said.append(f"from {_clock(figures['hour'])}")
    said.append("answered in window %: " + ", ".join(
        f"{phase} {_percent(part(figures, phase))}" for phase in ("calm", "attack", "after")
        if part(figures, phase) is not None))
    if figures["limit_how"]:
        said.append(f"at best {_percent(figures['limit'])} ({figures['limit_how']})")
    said += [f"{kind} {answered} of {count}"
             for kind, (count, answered) in figures["others"].items()]
    if figures["alarms"]:
        said.append("alarm " + _delays(figures["alarms"]))
    said.append(f"{figures['sieges']} sieges ({figures['false_sieges']} false)")
    if figures["violations"]:
        said.append(f"VIOLATIONS {figures['violations_of']}")
    return ", ".join(said) + f", {figures['play_s']:.1f} s"


def _clock(hour):
    return f"{int(hour):02d}:{int(hour % 1 * 60):02d}"


def _delays(delays):
    came = [d for d in delays if d is not None]
    text = f"{statistics.median(came):.0f} / {max(came):.0f}" if came else "none"
    missed = len(delays) - len(came)
    return text + (f", {missed} of {len(delays)} missed" if missed and came else "")


def _within_chance(runs):
    """Whether all runs together serve no less than the limit, but for two standard deviations."""
    served = sum(r["shares"]["attack"][1] for r in runs)
    due = sum(r["shares"]["attack"][0] * r["limit"] for r in runs)
    return served >= due - 2 * math.sqrt(due)


def _middle(values):
    values = [v for v in values if v is not None]
    return (statistics.median(values), min(values)) if values else (None, None)


def _missed(scenario, runs):
    """What of the targets was not met, in words."""
    missed = []
    ratio = _middle([_ratio(r) for r in runs])[0]
    if scenario.target is not None and ratio is not None and ratio < scenario.target:
        if not (scenario.target == 1 and _within_chance(runs)):
            missed.append("attack")
    for phase, target in (("calm", scenario.calm), ("after", scenario.after)):
        middle = _middle([part(r, phase) for r in runs])[0]
        if target is not None and middle is not None and middle < target:
            missed.append(phase)
    delays = [math.inf if d is None else d for r in runs for d in r["alarms"]]
    if delays and statistics.median(delays) > ALARM_S:
        missed.append("alarm")
    if scenario.sieges is not None and max(r["sieges"] for r in runs) > scenario.sieges:
        missed.append("sieges")
    if any(r["violations"] for r in runs):
        missed.append("violations")
    return missed


def _target(scenario, runs):
    if scenario.target is None:
        return "–"
    if scenario.limit == "all":
        return f"{100 * scenario.target:.1f}"
    limit = statistics.median(r["limit"] for r in runs)
    return f"{scenario.target:g} × {100 * limit:.1f}"


def _notes(scenario, runs):
    """What a table of genuine senders does not show."""
    said = []
    for kind in dict.fromkeys(k for r in runs for k in r["others"] if k != "attacker"):
        counts = [r["others"][kind] for r in runs if kind in r["others"]]
        said.append(f"{kind} {_percent(sum(c[1] for c in counts) / sum(c[0] for c in counts))}")
    false = [r["false_sieges"] for r in runs]
    if scenario.sieges is not None:
        said.append(f"sieges {' '.join(map(str, false))}")
    elif any(false):
        said.append(f"{sum(false)} false sieges")
    for what in sorted({w for r in runs for w in r["violations_of"]}):
        said.append(f"{sum(r['violations_of'].get(what, 0) for r in runs)} × {what}")
    return ", ".join(said)


def _row(scenario, runs):
    median, worst = _middle([part(r, "attack") for r in runs])
    calm, after = (_middle([part(r, p) for r in runs])[0] for p in ("calm", "after"))
    missed = _missed(scenario, runs)
    delays = [d for r in runs for d in r["alarms"]]
    return (scenario.title, _percent(median), _percent(worst), _target(scenario, runs),
            "no: " + ", ".join(missed) if missed else "yes", _percent(calm), _percent(after),
            _delays(delays) if delays else "–",
            f"{statistics.median(r['spent_attack'] for r in runs):.2f}",
            f"{statistics.median(r['play_s'] for r in runs):.1f}", _notes(scenario, runs))


HEADINGS = ("scenario", "attack %", "worst", "target", "met", "calm %", "after %", "alarm s", "€",
            "took s", "notes")
ALARM_S = 60


def of(chosen, found, quick):
    lines = []
    if quick:
        lines += ["Quick: fewer messages, one seed; not a measurement.", ""]
    lines += ["| " + " | ".join(HEADINGS) + " |", "|---" * len(HEADINGS) + "|"]
    for scenario in chosen:
        runs = [r for r in found[scenario.name] if "failed" not in r]
        nothing = (scenario.title, "failed") + ("",) * (len(HEADINGS) - 2)
        cells = _row(scenario, runs) if runs else nothing
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)
