# SPDX-License-Identifier: GPL-3.0-or-later
"""sightings.py FAUXBOND: what a decoy saw on other sites, handed in by hand, as a table and over the socket, to a program
that runs; counted by the program, by its store once it is stopped, and here. TAP."""

import csv
import io
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from datetime import datetime, timedelta, timezone

FAUXBOND = sys.argv[1]
HEADER = ["platform", "handle", "what", "seen", "text"]
ROWS = 3000


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def table_of(rows):
    out = io.StringIO()
    csv.writer(out).writerows([HEADER, *rows])
    return out.getvalue()


def some_rows(count):
    """The last days, at odd seconds; every third a message, some with what a table has to quote."""
    draw, now = random.Random(7), datetime.now(timezone.utc).replace(microsecond=0)
    rows = []
    for i in range(count):
        seen = now - timedelta(seconds=draw.randrange(1, 5 * 86400))
        text = f'hoi, "jij"\ndaar {i}' if i % 3 == 0 else ""
        rows.append(["praatplek", f"een_lange_naam_{draw.randrange(count // 3)}", "message" if text else "request",
                     seen.strftime("%Y-%m-%dT%H:%M:%SZ"), text])
    return rows


class House:
    def __init__(self, folder):
        self.folder, self.process = folder, None
        self.settings = os.path.join(folder, "fauxbond.yaml")
        self.log = os.path.join(folder, "log")
        with open(self.settings, "w", encoding="utf-8") as file:
            file.write(f"""
data: ./var
key: ./key
house: {{country: BE, timezone: Europe/Brussels, currency: EUR, caps: {{day: 100.00}}}}
desk: {{listen: "127.0.0.1:{free_port()}"}}
lines:
  - {{name: decoy, kind: watch, bearer: handset, numbers: ["+33639980009"], languages: [nl, fr]}}
  - {{name: big, kind: watch, bearer: handset, numbers: ["+33639980010"], languages: [nl, fr]}}
  - {{name: "no", kind: decline, bearer: handset, numbers: ["+33639980021"], languages: [fr], cost: {{out: 0.08}},
     caps: {{hour: 1.00, day: 2.00}}}}
""")

    def start(self):
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen([FAUXBOND, "serve", "--config", self.settings], stdin=subprocess.DEVNULL,
                                            stdout=subprocess.DEVNULL, stderr=log)
        end = time.monotonic() + 20
        while "serving; stop with" not in self.logged():
            assert self.process.poll() is None and time.monotonic() < end, self.logged()
            time.sleep(0.05)

    def logged(self):
        with open(self.log, encoding="utf-8") as log:
            return log.read()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(30) == 0, self.logged()
        self.process = None

    def run(self, *words, code=0, text=""):
        done = subprocess.run([FAUXBOND, *words, "--config", self.settings], capture_output=True, text=True, input=text,
                              timeout=120, check=False)
        assert done.returncode == code, (words, done.returncode, done.stdout, done.stderr)
        return done.stdout if code == 0 else done.stderr

    def table(self, line, text, code=0):
        path = os.path.join(self.folder, "table.csv")
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        return self.run("sighting", line, "--csv", path, code=code)

    def report(self, line, *words):
        return json.loads(self.run("sightings", line, "--json", *words))

    def ask(self, request):
        with socket.socket(socket.AF_UNIX) as control:
            control.connect(os.path.join(self.folder, "var", "control"))
            control.sendall(json.dumps(request).encode() + b"\n")
            return json.loads(control.makefile().readline())


def one_by_hand(house):
    hand = ("sighting", "decoy", "--platform", "praatplek", "--handle", "@Luc_87")
    assert "400 days back" in house.run(*hand, "--what", "request", "--seen", "2020-01-01", code=1)
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert house.run(*hand, "--what", "request", "--seen", now) == "recorded 1\n"
    assert house.run(*hand, "--what", "request", "--seen", now) == "recorded 0, known already 1\n"
    assert house.run(*hand, "--what", "message", "--text", "hoi\n\"jij\"", "--claimed-age", "41",
                     "--url", "https://praatplek.example/luc") == "recorded 1\n"
    assert "text: is empty; a message has words" in house.run(*hand, "--what", "message", code=1)
    assert "must be request or message" in house.run(*hand, "--what", "poke", code=1)
    assert "usage" in house.run("sighting", "decoy", "--platform", "praatplek", code=2)
    assert "usage" in house.run(*hand, "--what", "request", "--csv", "x", code=2)
    assert "is a decline line" in house.run("sighting", "no", *hand[2:], "--what", "request", code=1)
    assert 'there is no line "nobody"' in house.run("sighting", "nobody", *hand[2:], "--what", "request", code=1)


def a_text_by_phone_counts_too(house):
    house.run("handset", "decoy", "--from", "+33639981001", "coucou")
    totals = house.report("decoy")["totals"]
    assert totals == {"requests": 1, "messages": 2, "calls": 0, "senders": 2}, totals
    said = house.run("sightings", "decoy")
    assert said.startswith("Line decoy: 1 request and 2 messages from 2 people.\nThe busiest half hour: "), said


def over_the_socket(house):
    good = {"platform": "praatplek", "handle": "jan", "what": "request", "claimed_age": 44}
    answer = house.ask({"verb": "sighting", "line": "decoy", "sightings": [good, {**good, "what": "poke"}]})
    assert answer == {"ok": False, "problem": "sightings[1]: what: must be request or message"}, answer
    answer = house.ask({"verb": "sighting", "line": "decoy", "sightings": [good, {**good, "colour": "red"}]})
    assert answer["problem"].startswith('sightings[1]: colour: "colour" is not known here'), answer
    assert house.ask({"verb": "sighting", "line": "decoy", "sightings": []})["ok"] is False
    assert house.ask({"verb": "sighting", "line": "decoy", "sightings": "x"})["ok"] is False
    assert house.ask({"verb": "sighting", "line": "decoy"})["ok"] is False
    assert house.report("decoy")["totals"]["requests"] == 1
    answer = house.ask({"verb": "sighting", "line": "decoy", "sightings": [good, {**good, "handle": "piet"}]})
    assert answer == {"ok": True, "line": "decoy", "recorded": 2, "known": 0}, answer
    assert house.report("decoy")["totals"]["requests"] == 3


def a_mistake_in_a_table_changes_nothing(house):
    rows = some_rows(500)
    rows[320][2] = "poke"
    said = house.table("big", table_of(rows), code=1)
    line = 2 + sum(1 + row[4].count("\n") for row in rows[:320])
    assert f"table.csv:{line}:" in said and "what: must be request or message" in said, said
    assert house.report("big")["totals"]["senders"] == 0
    assert "nobody" in house.run("sightings", "big")
    assert "nowhere.csv" in house.run("sighting", "big", "--csv", "nowhere.csv", code=1)


def counted(rows):
    halves = defaultdict(lambda: [0, 0, set()])
    for _, handle, what, seen, _ in rows:
        at = datetime.strptime(seen, "%Y-%m-%dT%H:%M:%SZ")
        half = halves[at.replace(minute=at.minute // 30 * 30, second=0)]
        half[what == "message"] += 1
        half[2].add(handle)
    return [{"at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "requests": one, "messages": other, "calls": 0, "senders": len(who)}
            for at, (one, other, who) in sorted(halves.items())]


def bare(report):
    return [{name: value for name, value in half.items() if name != "local"} for half in report["half_hours"]]


def a_table_is_counted(house):
    rows = list({(row[1], row[2], row[3], row[4]): row for row in some_rows(ROWS)}.values())
    house.rows = rows
    assert house.table("big", table_of(rows[:1000])) == "recorded 1000\n"
    assert house.table("big", table_of(rows)) == f"recorded {len(rows) - 1000}, known already 1000\n"
    report = house.report("big")
    assert bare(report) == counted(rows)
    assert report["totals"]["senders"] == len({row[1] for row in rows})
    table = list(csv.DictReader(io.StringIO(house.run("sightings", "big", "--csv"))))
    assert [int(row["requests"]) for row in table] == [half["requests"] for half in report["half_hours"]]
    middle = report["half_hours"][100]["at"]
    early, late = house.report("big", "--to", middle), house.report("big", "--from", middle)
    assert early["half_hours"] + late["half_hours"] == report["half_hours"]
    assert "from: must be a day" in house.run("sightings", "big", "--from", "soon", code=1)
    assert "is a decline line" in house.run("sightings", "no", code=1)


def a_stopped_store_says_the_same(house):
    report, small = house.report("big"), house.report("decoy")
    house.stop()
    assert house.report("big") == report and house.report("decoy") == small
    assert house.report("big") == report
    house.run("evidence", "verify")
    assert "no program runs" in house.run("sighting", "big", "--platform", "p", "--handle", "h", "--what", "request", code=1)
    house.start()
    assert house.table("big", table_of(house.rows)) == f"recorded 0, known already {len(house.rows)}\n"
    assert house.report("big") == report


def main():
    cases = [one_by_hand, a_text_by_phone_counts_too, over_the_socket, a_mistake_in_a_table_changes_nothing,
             a_table_is_counted, a_stopped_store_says_the_same]
    print(f"1..{len(cases)}")
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        house = House(folder)
        try:
            house.start()
            for number, case in enumerate(cases, 1):
                try:
                    case(house)
                    print(f"ok {number} - {case.__name__}", flush=True)
                except (AssertionError, subprocess.TimeoutExpired) as problem:
                    failed = True
                    print(f"not ok {number} - {case.__name__}\n# {problem}".replace("\n", "\n# "), flush=True)
        finally:
            if house.process is not None:
                house.process.kill()
                house.process.wait()
    return failed


if __name__ == "__main__":
    sys.exit(main())
