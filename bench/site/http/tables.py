# SPDX-License-Identifier: GPL-3.0-or-later
"""Medians of repeated runs as Markdown tables."""

import statistics


def median(runs):
    """The median of each figure; words and lists of the last run; of `killed` the sums, for one lost
    message in one run is one too many."""
    result = {}
    for key, value in runs[0].items():
        values = [r[key] for r in runs]
        if key == "killed":
            result[key] = _sum(values)
        elif isinstance(value, dict):
            shared = [{k: v.get(k, 0) for k in set().union(*values)} for v in values]
            result[key] = median(shared)
        elif isinstance(value, (int, float)):
            result[key] = statistics.median(values)
        else:
            result[key] = values[-1]
    return result


def _sum(runs):
    result = dict(runs[-1])
    for key in ("acknowledged", "lost", "differs", "other_errors"):
        result[key] = sum(r[key] for r in runs)
    files = [r["lost_in_files"] for r in runs]
    result["lost_in_files"] = None if None in files else sum(files)
    return result


def _ms(value):
    if value >= 1000:
        return f"{value / 1000:.1f} s"
    return f"{value:.0f} ms" if value >= 10 else f"{value:.2f} ms"


def _latencies(m):
    return (f"{_ms(m['p50_ms'])} / {_ms(m['p95_ms'])} / {_ms(m['p99_ms'])} / {_ms(m['p99_9_ms'])}",
            _ms(m["max_ms"]))


def _errors(m):
    said = [f"{m[key]:,.0f} {word}" for key, word in
            (("status", "of another status"), ("no_verdict", "without a verdict"),
             ("malformed", "not HTTP"), ("broken", "connections broken")) if m[key] > 0]
    return ", ".join(said)


def _mix(m):
    total = max(sum(m["verdicts"].values()), 1)
    return ", ".join(f"{word} {count / total:.1%}" for word, count in sorted(m["verdicts"].items()))


def _table(title, headings, rows):
    lines = [f"### {title}", "", "| | " + " | ".join(headings) + " |",
             "|---|" + "---|" * len(headings)]
    for name, cells in rows:
        if isinstance(cells, str):
            first = cells.splitlines()[0].replace("|", "/")
            cells = [first] + [""] * (len(headings) - 1)
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _each(found, cells):
    return [(name, m if isinstance(m, str) else cells(m)) for name, m in found.items()]


def _fast(found, connections):
    def cells(m):
        f = m["fast"]
        return (f"{f['rate_per_s']:,.0f}", *_latencies(f), f"{f['cpu_us_per_message']:.1f} µs",
                f"{m['peak_rss_mb']:.0f} MB", f"{f['generator_cpu_s'] / f['seconds']:.0%}",
                f"{m['fdatasync_per_s']:,.0f}", _mix(f), _errors(f))
    return _table(f"As fast as it goes, {connections} connections",
                  ("answers/s", "p50 / p95 / p99 / p99.9", "max", "CPU a message", "memory",
                   "generator's CPU", "fdatasync/s just before", "verdicts", "errors"), _each(found, cells))


def _paced(found, rate):
    def cells(m):
        f = m[str(rate)]
        late = f"{f['unanswered']:,.0f}" if f["unanswered"] > 0 else ""
        return (f"{f['rate_per_s']:,.0f}", *_latencies(f), f"{f['cpu_us_per_message']:.1f} µs",
                f"{f['cpu_s'] / f['seconds']:.0%}", late, _errors(f))
    return _table(f"{rate:,} messages a second on a schedule",
                  ("answers/s", "p50 / p95 / p99 / p99.9 from when it was due", "max", "CPU a message",
                   "CPU of a core", "not answered 5 s after the end", "errors"),
                  _each(found, cells))


def _killed(found):
    def cells(m):
        k = m["killed"]
        files = "–" if k["lost_in_files"] is None else f"{k['lost_in_files']:,}"
        return (f"{k['acknowledged']:,}", f"{k['lost']:,}", files, f"{k['differs']:,}",
                f"{k['other_errors']:,}", ", ".join(k["left_out"]) or "nothing")
    found = {n: m for n, m in found.items() if isinstance(m, str) or "killed" in m}
    if not found:
        return ""
    return _table("kill -9 in the middle of it, all runs together",
                  ("acknowledged", "not there after a restart", "not in its files",
                   "another verdict", "other errors", "work it leaves out"),
                  _each(found, cells))


def _ratios(found, rates):
    """fauxbond beside each of the others; above 1 its rate is higher, below 1 its cost is less."""
    ours = found.get("fauxbond")
    others = [(n, m) for n, m in found.items() if n not in ("fauxbond", "null") and not isinstance(m, str)]
    if ours is None or isinstance(ours, str) or not others:
        return ""

    def ratio(a, b):
        return f"{a / b:.2f}" if b > 0 else "–"

    rows = []
    for name, m in others:
        cells = [ratio(ours["fast"][key], m["fast"][key])
                 for key in ("rate_per_s", "cpu_us_per_message", "p99_ms")]
        cells += [ratio(ours[str(r)]["p99_ms"], m[str(r)]["p99_ms"]) for r in rates]
        rows.append((f"fauxbond / {name}", cells))
    headings = ["answers/s", "CPU a message", "p99 as fast as it goes"]
    headings += [f"p99 at {r:,}/s" for r in rates]
    return _table("Ratios", headings, rows)


def all_of(found, args):
    """`found`: {server's name: its median, or a sentence why there is none}."""
    parts = [_fast(found, args.connections)] + [_paced(found, r) for r in args.rates]
    parts += [_ratios(found, args.rates), _killed(found)]
    return "\n".join(part for part in parts if part)
