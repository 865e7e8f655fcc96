# SPDX-License-Identifier: GPL-3.0-or-later
"""Medians of repeated runs as Markdown tables."""

import statistics


def median(runs):
    """The median of each figure; of a word, the one of the run that went worst."""
    order = {"complete": 0, "silent": 1, "limit": 2, "unbound": 3}
    result = {"runs": len(runs)}
    for key, value in runs[0].items():
        if isinstance(value, str):
            result[key] = max((r[key] for r in runs), key=lambda word: order.get(word, 0))
        else:
            result[key] = statistics.median(r[key] for r in runs)
    return result


def _ms(value):
    if value >= 1000:
        return f"{value / 1000:.1f} s"
    return f"{value:.0f} ms" if value >= 10 else f"{value:.1f} ms"


def _pair(m, what):
    return f"{_ms(m[what + '_p50_ms'])} / {_ms(m[what + '_p99_ms'])}"


def _remarks(m):
    said = []
    if m["died"] > 0:
        said.append("died")
    if m["ended"] == "limit":
        said.append("not finished in time")
    if m["acked"] < m["messages"]:
        said.append(f"{m['acked']:,.0f} of {m['messages']:,.0f} taken")
    for key, word in (("missing", "unanswered"), ("duplicates", "further answers to a sender"),
                      ("stray", "stray"), ("redelivered", "redelivered")):
        if m[key] > 0:
            said.append(f"{m[key]:,.0f} {word}")
    return ", ".join(said)


def _cost(m):
    return f"{m['cpu_us_per_message']:.1f} µs", f"{m['peak_rss_mb']:.0f} MB"


def _flood(m):
    return (f"{m['acks_per_s']:,.0f}", f"{m['replies_per_s']:,.0f}", _pair(m, "ack"),
            _pair(m, "reply"), *_cost(m), _remarks(m))


def _crowd(m):
    return (f"{m['acks_per_s']:,.0f}", _pair(m, "ack"), _ms(m["ack_max_ms"]), *_cost(m),
            _remarks(m))


def _pace(m):
    return (_pair(m, "ack"), _ms(m["ack_max_ms"]), _pair(m, "reply"), _ms(m["reply_max_ms"]),
            *_cost(m), _remarks(m))


def _throttle(m):
    return (f"{m['last_reply_s']:.1f} s", f"{m['replies']:,.0f}", f"{m['missing']:,.0f}",
            f"{m['throttled']:,.0f}", f"{m['cpu_s']:.2f} s", _remarks(m))


KINDS = {
    "flood": (("acks/s", "replies/s", "ack p50 / p99", "reply p50 / p99", "CPU a message",
               "memory", "remarks"), _flood),
    "crowd": (("acks/s", "ack p50 / p99", "max", "CPU a message", "memory", "remarks"), _crowd),
    "pace": (("ack p50 / p99", "max", "reply p50 / p99", "max", "CPU a message", "memory",
              "remarks"), _pace),
    "throttle": (("last accepted after", "accepted", "never accepted", "refused", "CPU",
                  "remarks"), _throttle),
}


def of_scenario(title, kind, rows, disk=None):
    """`rows`: (peer's name, its median or a sentence why there is none); `disk`: fdatasync/s."""
    headings, cells = KINDS[kind]
    lines = [f"### {title}", ""]
    if disk is not None:
        lines += [f"Just before, the disk did {disk:,.0f} fdatasync/s.", ""]
    lines += ["| | " + " | ".join(headings) + " |",
             "|---|" + "---|" * len(headings)]
    for name, m in rows:
        if isinstance(m, str):
            first = m.splitlines()[0].replace("|", "/")
            lines.append(f"| {name} | {first} |" + " |" * (len(headings) - 1))
        else:
            lines.append(f"| {name} | " + " | ".join(cells(m)) + " |")
    return "\n".join(lines) + "\n"
