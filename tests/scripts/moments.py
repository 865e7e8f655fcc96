# SPDX-License-Identifier: GPL-3.0-or-later
"""Moments and spans as scripts write them. Milliseconds since day 1, 2026-03-02, 00:00 UTC."""

import re
from datetime import datetime, timedelta, timezone

FIRST = datetime(2026, 3, 2, tzinfo=timezone.utc)
UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
TIME = re.compile(r"(?:day (\d+) )?(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?")


def moment(text, today=1):
    """"20:15", "20:15:00.250" (on the day of the moment before), "day 3 09:00"."""
    found = TIME.fullmatch(text)
    if not found:
        return None
    day, hour, minute, second, ms = found.groups()
    days = int(day) if day else today
    return (((days - 1) * 24 + int(hour)) * 60 + int(minute)) * 60_000 + int(second or 0) * 1000 + \
        int((ms or "0").ljust(3, "0"))


def day_of(ms):
    return ms // UNITS["d"] + 1


def rfc3339(ms):
    at = FIRST + timedelta(milliseconds=ms)
    text = at.strftime("%Y-%m-%dT%H:%M:%S")
    return text + (f".{ms % 1000:03d}" if ms % 1000 else "") + "Z"


def from_rfc3339(text):
    form = "%Y-%m-%dT%H:%M:%S.%f%z" if "." in text else "%Y-%m-%dT%H:%M:%S%z"
    return (datetime.strptime(text, form) - FIRST) // timedelta(milliseconds=1)


def plain(ms):
    """As a script would write it."""
    hours, rest = divmod(ms % UNITS["d"], UNITS["h"])
    minutes, rest = divmod(rest, 60_000)
    return f"day {day_of(ms)} {hours:02d}:{minutes:02d}:{rest / 1000:06.3f}"


def span(text):
    """"5m", "1h30m"; None when it is none."""
    parts = re.findall(r"(\d+)(ms|[smhd])", text)
    if not parts or "".join(n + u for n, u in parts) != text:
        return None
    return sum(int(n) * UNITS[u] for n, u in parts)


def spans(text):
    """"5m..30m" or "5m": (5 min, 30 min) or (0, 5 min)."""
    least, dots, most = text.partition("..")
    if not dots:
        least, most = "0s", least
    return span(least), span(most)
