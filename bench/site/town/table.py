# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures as a table: median of the towns and the worst of them."""

import statistics


def _percent(part, whole):
    return 100 * part / whole if whole else 0.0


def _texts(run, *verdicts):
    return _percent(sum(run["texts"]["count"].get(f"innocent {v}", 0) for v in verdicts), run["texts"]["total"]["innocent"])


def _early(p):
    return p["stopped"] is not None and p["answered"] < 5


def _quiet(p):
    return p["stopped"] is None and p["answered"] < 5


def _seen(run, traceable):
    back = [e for e in run["evaders"] if e["back"] and (e["way"] != "nothing") == traceable]
    return _percent(sum(e["seen"] for e in back), len(back))


# (title, value of a run or None, which of two is worse, digits)
ROWS = [
    ("predators stopped before the fifth minor answered %", lambda r: _percent(sum(map(_early, r["predators"])), len(r["predators"])), min, 1),
    ("… not stopped, fewer than five answered %", lambda r: _percent(sum(map(_quiet, r["predators"])), len(r["predators"])), max, 1),
    ("… five or more answered % (target 0)", lambda r: _percent(sum(p["answered"] >= 5 for p in r["predators"]), len(r["predators"])), max, 1),
    ("minors who wrote back to one, mean", lambda r: statistics.fmean(p["answered"] for p in r["predators"]), max, 2),
    ("minors who accepted one, mean", lambda r: statistics.fmean(p["accepted"] for p in r["predators"]), max, 2),
    ("innocents suspended by a robot % (target 0.1)", lambda r: _percent(r["innocents"]["by_robot"], r["innocents"]["count"]), max, 3),
    ("… in the hour in which the site's members are told", lambda r: r["innocents"]["when"]["first hour"], max, 0),
    ("… in the weeks before the day", lambda r: r["innocents"]["when"]["weeks"], max, 0),
    ("… on the day", lambda r: r["innocents"]["when"]["day"], max, 0),
    ("… and at the end of the day still", lambda r: r["innocents"]["still"], max, 0),
    ("innocents banned, by anybody", lambda r: r["innocents"]["banned"], max, 0),
    ("innocents banned through brigades (target 0)", lambda r: sum(b["banned"] for b in r["brigades"]["each"]), max, 0),
    ("… suspended", lambda r: sum(b["suspended"] for b in r["brigades"]["each"]), max, 0),
    ("brigades seen, of six", lambda r: sum(b["seen"] for b in r["brigades"]["each"]), min, 0),
    ("… seen where there was none", lambda r: r["brigades"]["elsewhere"], max, 0),
    ("bullies banned, of sixteen", lambda r: sum(e["banned"] for e in r["evaders"]), min, 0),
    ("evaders recognised % (who left a trace)", lambda r: _seen(r, True), min, 1),
    ("… who left none", lambda r: _seen(r, False), min, 1),
    ("innocents taken for evaders", lambda r: r["innocents"]["evasions"], max, 0),
    ("innocents whose registration was refused or held", lambda r: r["innocents"]["turned_away"], max, 0),
    ("robots' decisions", lambda r: r["robots"]["decisions"], max, 0),
    ("… explained, and with a statement % (target 100)",
     lambda r: _percent(min(r["robots"]["explained"], r["robots"]["stated"]), r["robots"]["decisions"])
     if r["robots"]["decisions"] else None, min, 1),
    ("… reversed by the judge: as before % (target 100)", lambda r: _percent(r["robots"]["as_before"], r["robots"]["reversed"])
     if r["robots"]["reversed"] else None, min, 1),
    ("… lifted by a person: as before % (target 100)", lambda r: _percent(r["robots"]["lifted_as_before"], r["robots"]["lifted"])
     if r["robots"]["lifted"] else None, min, 1),
    ("texts of innocents held %", lambda r: _texts(r, "hold"), max, 3),
    ("texts of innocents refused %", lambda r: _texts(r, "refuse"), max, 3),
    ("minutes a held text waited, median", lambda r: r["texts"]["minutes"], max, 1),
    ("members said to be in distress who are not", lambda r: r["desk"]["distress_false"], max, 0),
    ("items for the moderators", lambda r: r["desk"]["items"], max, 0),
    ("minutes until one is settled, median", lambda r: r["desk"]["minutes"], max, 1),
    ("wronged who appealed and were put right %", lambda r: _percent(r["desk"]["put_right"], r["desk"]["wronged"])
     if r["desk"]["wronged"] else None, min, 1),
    ("events", lambda r: r["events"], max, 0),
    ("wall clock, town and engine, s (target 60)", lambda r: r["engine"].get("wall"), max, 1),
    ("CPU of the engine, s", lambda r: r["engine"].get("cpu"), max, 1),
    ("CPU of the town, s", lambda r: r["engine"].get("town_cpu"), max, 1),
    ("memory of the engine, MB", lambda r: r["engine"].get("memory_mb"), max, 0),
    ("ms an event waits, median", lambda r: r["engine"].get("ms", {}).get("50"), max, 3),
    ("… the longest of 99 in 100", lambda r: r["engine"].get("ms", {}).get("99"), max, 3),
]


def progress(run):
    if "failed" in run:
        return f"seed {run['seed']} failed: {run['failed']}"
    late = sum(p["answered"] >= 5 for p in run["predators"])
    said = f"seed {run['seed']}: {late} of {len(run['predators'])} predators answered by five, {run['innocents']['by_robot']} innocents " \
           f"suspended by a robot, {run['engine'].get('wall', 0):.0f} s"
    for problem, n in sorted(run["problems"].items(), key=lambda row: -row[1])[:5]:
        said += f"\n  {n} × refused: {problem}"
    return said


def _cell(values, worst, digits):
    values = [v for v in values if v is not None]
    if not values:
        return "–"
    return f"{statistics.median(values):.{digits}f} ({worst(values):.{digits}f})"


def of(runs):
    good = [r for r in runs if "failed" not in r]
    failed = [str(r["seed"]) for r in runs if "failed" in r]
    out = []
    if good:
        out += [f"median of {len(good)} towns (worst of them)", "", "| | |", "|---|---:|"]
        out += [f"| {title} | {_cell([value(r) for r in good], worst, digits)} |" for title, value, worst, digits in ROWS]
        out += ["", "Predators by what they do (all towns):", ""] + _strategies(good)
        out += ["", "Innocents suspended by a robot, by what they are like: " + (_habits(good) or "none")]
    return "\n".join(out + ([f"\nFAILED: seed {', '.join(failed)}"] if failed else [])) + "\n"


def _strategies(runs):
    out = ["| | persons | stopped | before the fifth | five or more answered | answered, mean (most) | accepted, mean | stopped by |",
           "|---|---:|---:|---:|---:|---:|---:|---|"]
    persons = [p for r in runs for p in r["predators"]]
    for strategy in dict.fromkeys(p["strategy"] for p in persons):
        of_it = [p for p in persons if p["strategy"] == strategy]
        by = {}
        for p in of_it:
            for who in p["by"]:
                by[who] = by.get(who, 0) + 1
        answered = [p["answered"] for p in of_it]
        out.append(f"| {strategy} | {len(of_it)} | {sum(p['stopped'] is not None for p in of_it)} | {sum(map(_early, of_it))} | "
                   f"{sum(n >= 5 for n in answered)} | {statistics.fmean(answered):.1f} ({max(answered)}) | "
                   f"{statistics.fmean(p['accepted'] for p in of_it):.1f} | "
                   f"{', '.join(f'{who} {n}' for who, n in sorted(by.items(), key=lambda row: -row[1])) or '–'} |")
    return out


def _habits(runs):
    total = {}
    for r in runs:
        for key, n in r["innocents"]["habits"].items():
            total[key] = total.get(key, 0) + n
    return ", ".join(f"{key} {n}" for key, n in sorted(total.items(), key=lambda row: -row[1]))
