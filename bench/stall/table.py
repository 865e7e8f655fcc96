# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of runs as lines of progress, a Markdown table, and transcripts."""

import datetime
import statistics

from . import score
from .contact import ZONE


def _of(runs, key):
    """The mean of something of the dealers, a run."""
    return [statistics.fmean(d[key] for d in r["dealers"]) for r in runs]


def _share(runs, part, whole):
    out = []
    for r in runs:
        total = sum(d[whole] for d in r["dealers"])
        out.append(100 * sum(d[part] for d in r["dealers"]) / total if total else 0)
    return out


def _cell(values, worst, digits=1):
    """The median of the runs, and the worst of them."""
    return f"{statistics.median(values):.{digits}f} ({worst(values):.{digits}f})"


def progress(name, run):
    if "failed" in run:
        return f"{name}, seed {run['seed']}: failed: {run['failed']}"
    minutes = [d["minutes"] for d in run["dealers"]]
    said = f"{name}, seed {run['seed']}: {statistics.fmean(minutes):.1f} minutes a dealer, {run['seconds']:.1f} s"
    if run.get("engine", {}).get("problems"):
        said += f", PROBLEMS {run['engine']['problems']}"
    return said


ROWS = [
    ("active minutes a dealer, mean", lambda r: _of(r, "minutes"), min, 1),
    ("… median dealer", lambda r: [statistics.median(d["minutes"] for d in x["dealers"]) for x in r], min, 1),
    ("… ninth decile", lambda r: [sorted(d["minutes"] for d in x["dealers"])[int(.9 * len(x["dealers"]))] for x in r], min, 1),
    ("his messages", lambda r: _of(r, "messages"), min, 1),
    ("messages to him", lambda r: _of(r, "got"), max, 1),
    ("calls provoked", lambda r: _of(r, "calls"), min, 2),
    ("appointments kept by him alone", lambda r: _of(r, "kept"), min, 2),
    ("dealers never answered %", lambda r: [100 * statistics.fmean(d["got"] == 0 for d in x["dealers"]) for x in r], max, 1),
    ("questions left unanswered %", lambda r: _share(r, "ignored", "asked"), max, 1),
    ("taken for a robot %", lambda r: [100 * v for v in _of(r, "robot")], max, 1),
    ("texts repeated across contacts %", lambda r: [100 * x["repeats"]["across"] / max(1, x["repeats"]["texts"]) for x in r], max, 2),
    ("texts repeated to the same one %", lambda r: [100 * x["repeats"]["within"] / max(1, x["repeats"]["texts"]) for x in r], max, 2),
    ("innocents: messages each got", lambda r: [_innocents(x, "got") for x in r], max, 2),
    ("innocents treated as customers %", lambda r: [100 * _innocents(x, "treated") for x in r], max, 1),
]


def _innocents(run, key):
    return statistics.fmean(i[key] for i in run["innocents"]) if run["innocents"] else 0


def of(found):
    """found: {customer: [figures, …]}; failed runs are left out, and said."""
    good = {name: [r for r in runs if "failed" not in r] for name, runs in found.items()}
    good = {name: runs for name, runs in good.items() if runs}
    out = ["median of the seeds (worst of them)", "", "| | " + " | ".join(good) + " |", "|---|" + "---:|" * len(good)]
    for title, values, worst, digits in ROWS:
        out.append(f"| {title} | " + " | ".join(_cell(values(runs), worst, digits) for runs in good.values()) + " |")
    out += ["", "What made dealers suspicious, times a dealer (pooled):", ""] + _causes(good)
    if "engine" in good:
        out += _engine(good["engine"])
    failed = [f"{name} seed {r['seed']}" for name, runs in found.items() for r in runs if "failed" in r]
    return "\n".join(out + (["", "FAILED: " + ", ".join(failed)] if failed else [])) + "\n"


def _causes(good):
    names = sorted({c for runs in good.values() for r in runs for d in r["dealers"] for c in d["causes"]})
    out = ["| | " + " | ".join(good) + " |", "|---|" + "---:|" * len(good)]
    for cause in names:
        cells = []
        for runs in good.values():
            dealers = [d for r in runs for d in r["dealers"]]
            cells.append(f"{sum(d['causes'].get(cause, 0) for d in dealers) / len(dealers):.2f}")
        out.append(f"| {cause} | " + " | ".join(cells) + " |")
    return out


def _engine(runs):
    out = ["", "The engine's arms: mean active minutes of conversations it answered (n)", "",
           "| conversations | learning | prior | uniform | learning / prior (95 %) | learning / uniform (95 %) |", "|---|---:|---:|---:|---:|---:|"]
    for title, first, last in score.windows(runs):
        arms = score.arms(runs, first, last)
        cells = [f"{mean:.1f} ({n})" if n else "–" for _, mean, n in arms.values()]
        cells += [_interval(score.interval(list(zip(arms["learning"][0], arms[other][0])))) for other in ("prior", "uniform")]
        out.append(f"| {title} | " + " | ".join(cells) + " |")
    for what in ("held", "flags", "muted"):
        total = {}
        for r in runs:
            for label, n in r["engine"][what].items():
                total[label] = total.get(label, 0) + n
        out += ["", f"{what} (contacts, all seeds): " + (", ".join(f"{k} {n}" for k, n in sorted(total.items())) or "none")]
    out += ["", "innocents treated as customers: " + (_treated(runs) or "none")]
    return out


def _treated(runs):
    kinds = sorted({i["kind"] for r in runs for i in r["innocents"]})
    count = {k: [sum(i["treated"] for r in runs for i in r["innocents"] if i["kind"] == k),
                 sum(1 for r in runs for i in r["innocents"] if i["kind"] == k)] for k in kinds}
    return ", ".join(f"{k} {a} of {b}" for k, (a, b) in count.items() if a)


def _interval(found):
    return "–" if not found else f"{found[0]:.3f} ({found[1]:.3f}–{found[2]:.3f})"


def transcript(contact):
    """Time, who, text, move."""
    title = contact.kind
    if contact.kind == "dealer":
        title += (f", {contact.persona.name}, patience {contact.full:.0f} min, {score.active_minutes(contact):.0f} active minutes, "
                  f"{contact.kept} times at the place, ended by {contact.over or 'the end of the run'}")
    out = [f"{contact.number}: {contact.language}, {title}", ""]
    for e in contact.log:
        when = datetime.datetime.fromtimestamp(e.at + ZONE, datetime.UTC).strftime("%a %d %H:%M:%S")
        who = {"them": "<", "us": "    >", "call": "<"}[e.who]
        move = f"  [{e.move}{' ' + e.arm if e.arm else ''}]" if e.move else ""
        note = f"  ({e.note})" if e.note else ""
        out.append(f"{when} {who} {e.text}{move}{note}")
    return "\n".join(out) + "\n"
