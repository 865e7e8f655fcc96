# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual time: who does what when, and the line to the program. Time is in milliseconds; 0 is the midnight, in Brussels,
at which the day begins. Weeks before it, what people did earlier is told (negative times).

People do not react within `step`, so all that is due within it can be written at once and is answered in one go: the
same bytes as one by one, with fewer turns between the two processes. An event is (at, event, then, arguments)."""

import datetime
import heapq

SECOND, MINUTE, HOUR, DAY = 1000, 60_000, 3_600_000, 86_400_000
ZERO = 1772578800           # 2026-03-03T23:00:00Z: a Wednesday, on which schools are out at noon
WEEKS = 6                   # of history
FIRST = datetime.date(2021, 1, 1)
DAYS = tuple(f"{FIRST + datetime.timedelta(d)}T" for d in range(365 * 6))
OFFSET = ((datetime.date(2026, 3, 3) - FIRST).days * 24 + 23) * HOUR           # of 0 from FIRST
LINE = "forum"
BATCH = 48                  # events written at once, at most: well below what a pipe holds


def stamp(at):
    day, rest = divmod(at + OFFSET, DAY)
    minutes, ms = divmod(rest, MINUTE)
    hour, minute = divmod(minutes, 60)
    return f"{DAYS[day]}{hour:02d}:{minute:02d}:{ms // 1000:02d}.{ms % 1000:03d}Z"


class World:
    def __init__(self, engine, record):
        self.engine, self.record = engine, record
        self.heap, self.count, self.batch = [], 0, []
        self.now = self.floor = -WEEKS * 7 * DAY
        self.step = 3 * MINUTE      # before the day nobody is hurried
        self.inputs = 0

    def later(self, at, do, *args):
        self.count += 1
        heapq.heappush(self.heap, (at if at > self.floor else self.floor, self.count, do, args))

    def send(self, event, then=None, *args, **more):
        """Tells the program; `then(verdict, *args)` is called when it has answered."""
        self.batch.append((self.now, {"at": stamp(self.now), "event": event, "line": LINE, **more}, then, args))

    def run(self, until):
        heap = self.heap
        while heap and heap[0][0] < until:
            last = min(heap[0][0] + self.step, until)
            while heap and heap[0][0] < last and len(self.batch) < BATCH:
                self.now, _, do, args = heapq.heappop(heap)
                self.floor = self.now
                do(*args)
            self._flush()
        self.now = self.floor = until

    def _flush(self):
        batch, self.batch = self.batch, []
        if not batch:
            return
        self.inputs += len(batch)
        for (at, event, then, args), effects in zip(batch, self.engine.ask([event for _, event, _, _ in batch])):
            self.now = at
            verdict = self.record.take(at, event, effects)
            if then is not None:
                then(verdict, *args)

    def close(self):
        self.engine.close()
