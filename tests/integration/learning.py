# SPDX-License-Identifier: GPL-3.0-or-later
"""learning.py FAUXBOND: what `fauxbond learning` says of conversations that were rehearsed, and of a program that runs,
counted again from what both said while they did it; and that it writes nothing. TAP."""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone

PROGRAM = sys.argv[1]
BEGIN = datetime(2026, 3, 2, 12, 0, tzinfo=timezone.utc)
DEALERS = 120
SAYS = ["Weed and hash, 10 per gram, 5 for 40, delivery till 2am", "how much do you need", "where are you, what place?",
        "ok I am on my way", "I am here, where are you", "are you a robot or what?"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class House:
    """Settings, a store that was rehearsed into, and what the rehearsal said."""

    def __init__(self, folder):
        self.folder, self.db = folder, os.path.join(folder, "rehearsed.db")
        self.settings = os.path.join(folder, "fauxbond.yaml")
        with open(self.settings, "w", encoding="utf-8") as file:
            file.write(f"""
data: ./var
key: ./key
house: {{country: FR, timezone: Europe/Paris, currency: EUR, caps: {{day: 1000.00}}}}
desk: {{listen: "127.0.0.1:{free_port()}"}}
lines:
  - name: antwerp
    kind: stall
    bearer: handset
    numbers: ["+33639980001", "+33639980002"]
    languages: [en, fr]
    cost: {{out: 0.01}}
    caps: {{hour: 900.00, day: 900.00}}
    places: [{{name: "station Berchem"}}, {{name: "Park Spoor Noord"}}]
    control: 0.6
  - {{name: decoy, kind: watch, bearer: handset, numbers: ["+33639980009"], languages: [en]}}
""")
        self.effects = []

    def run(self, *words, code=0, text=""):
        done = subprocess.run([PROGRAM, *words, "--config", self.settings], input=text, capture_output=True, text=True,
                              check=False)
        assert done.returncode == code, (words, done.returncode, done.stdout[-2000:], done.stderr)
        return done.stdout if code == 0 else done.stderr

    def rehearse(self, events):
        out = self.run("rehearse", "--seed", "7", "--db", self.db, text="".join(json.dumps(one) + "\n" for one in events))
        self.effects += [json.loads(line) for line in out.splitlines()]

    def rehearsed(self, *words, code=0):
        return self.run("learning", *words, "--db", self.db, "--seed", "7", code=code)

    def line(self, *words):
        line, = json.loads(self.run("learning", "--json", *words))["lines"]
        return line


def at(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def evening():
    """Each dealer begins at a moment of his own, and says the next thing a quarter of an hour later."""
    events = []
    for dealer in range(DEALERS):
        for turn, words in enumerate(SAYS[:2 + dealer % 5]):
            moment = BEGIN + timedelta(seconds=37 * dealer, minutes=15 * turn)
            events.append({"at": at(moment), "event": "message", "line": "antwerp", "text": words,
                           "from": f"+33639981{dealer:03d}", "to": f"+3363998000{1 + dealer % 2}", "id": f"in-{dealer}-{turn}"})
    events.sort(key=lambda one: one["at"])
    return [*events, {"at": at(BEGIN + timedelta(days=3)), "event": "tick"}]


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def state_of(folder):
    """What the files of a folder hold, but for SQLite's index in shared memory; it may leave an empty log behind."""
    paths = [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if not name.endswith("-shm")]
    return {path: digest(path) for path in paths if os.path.isfile(path) and os.path.getsize(path) != 0}


# ---- a rehearsal ----

def before_anything_came_there_is_nothing_to_tell(house):
    assert "there is no store yet" in house.rehearsed(code=1)
    assert "there is no store yet" in house.run("learning", code=1)
    house.rehearse([{"at": at(BEGIN), "event": "tick"}])
    line, = json.loads(house.rehearsed("--json"))["lines"]
    assert line["conversations"] == 0 and line["first"] is None and line["learnt"]["moves"] == [], line
    assert line["off_policy"]["logged"] == {"choices": 0, "effective": 0, "reward": None, "low": None, "high": None}
    assert "no conversation yet" in house.rehearsed()
    house.effects.clear()


def rehearsed_conversations_are_counted(house):
    events = evening()
    house.rehearse(events)
    replies = [one for one in house.effects if one["effect"] == "reply"]
    arm_of = {one["to"]: one["arm"] for one in replies}
    assert len(arm_of) == DEALERS, len(arm_of)
    line, = json.loads(house.rehearsed("--json"))["lines"]
    assert line["line"] == "antwerp" and line["conversations"] == DEALERS
    for arm, told in line["all"]["arms"].items():
        his = [number for number, one in arm_of.items() if one == arm]
        wrote = sum(one["from"] in his for one in events if one["event"] == "message")
        answers = sum(one["to"] in his for one in replies)
        assert told["conversations"] == len(his), (arm, told, len(his))
        assert abs(told["messages"] * len(his) - wrote) < 0.1, (arm, told, wrote)
        assert abs(told["answers"] * len(his) - answers) < 0.1, (arm, told, answers)
        assert 0 < told["minutes"] < 600
    halves = sum(told["conversations"] for told in line["later_half"]["arms"].values())
    assert halves == DEALERS // 2, halves
    assert [own["conversations"] for own in line["numbers"]] == [DEALERS // 2] * 2, line["numbers"]
    robots = sum(round(told["robot"] * told["conversations"]) for told in line["all"]["arms"].values())
    assert sum(own["robot"] for own in line["numbers"]) == robots > 0, (robots, line["numbers"])


def intervals_come_only_with_enough_conversations(house):
    line, = json.loads(house.rehearsed("--json"))["lines"]
    for part in ("all", "later_half"):
        arms = line[part]["arms"]
        for arm, lift in line[part]["lift_over"].items():
            enough = arms["learning"]["conversations"] >= 30 and arms[arm]["conversations"] >= 30
            assert lift["enough"] == enough, (part, arm, lift)
            if enough:
                ratio = arms["learning"]["minutes"] / arms[arm]["minutes"]
                assert abs(lift["ratio"] - ratio) < 0.001 and lift["low"] <= ratio <= lift["high"], (lift, ratio)
            else:
                assert lift["ratio"] is None, lift
    assert line["all"]["lift_over"]["prior"]["enough"] and not line["all"]["lift_over"]["uniform"]["enough"], line["all"]
    assert "too few conversations yet" in house.rehearsed()


def what_was_learnt_adds_up(house):
    line, = json.loads(house.rehearsed("--json"))["lines"]
    learnt = line["learnt"]
    moves = [one["move"] for one in house.effects if one["effect"] == "reply"]
    assert {one["move"] for one in learnt["moves"]} <= {*moves, "go_silent"}, learnt["moves"]
    assert 0 < sum(one["count"] for one in learnt["moves"]) <= learnt["observations"] + 0.1
    for one in learnt["moves"] + learnt["delays"] + learnt["styles"]:
        assert 0 <= one["mean"] <= 1 and one["count"] > 0, one
    policies = line["off_policy"]
    assert policies["logged"]["effective"] == policies["logged"]["choices"] > 0, policies
    for policy in policies.values():
        assert 0 <= policy["low"] <= policy["reward"] <= policy["high"] <= 1, policy
        assert 0 < policy["effective"] <= policy["choices"] == policies["logged"]["choices"]
    text = house.rehearsed("antwerp")
    for sentences in learnt["words"].values():
        assert all(words in text for words in sentences), sentences


def the_same_store_gives_the_same_bytes_and_stays_as_it_is(house):
    before = state_of(house.folder)
    first, second = house.rehearsed("--json"), house.rehearsed("--json")
    assert first == second
    assert house.rehearsed() == house.rehearsed()
    assert first == house.rehearsed("antwerp", "--json")
    assert state_of(house.folder) == before, (state_of(house.folder), before)
    os.chmod(house.db, 0o400)
    assert house.rehearsed("--json") == first
    os.chmod(house.db, 0o600)
    assert "The record is whole" in house.run("evidence", "verify", "--db", house.db, "--seed", "7")


def what_makes_no_sense_is_refused(house):
    assert "there is no line" in house.rehearsed("nowhere", code=1)
    assert "does not stall" in house.rehearsed("decoy", code=1)
    assert "this --seed" in house.run("learning", "--db", house.db, "--seed", "8", code=1)
    house.run("learning", "antwerp", "decoy", code=2)
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run([PROGRAM, "learning", "--config", house.settings, "--db", house.db, "--seed", "7"], stdout=full,
                              stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1 and "standard output" in done.stderr, done
    house.run("learning", "--nonsense", code=2)


def nobodys_number_is_told(house):
    out = house.rehearsed("--json") + house.rehearsed()
    assert "+3363998" in out and "+33639981" not in out, "only the line's own numbers"


# ---- a program that runs ----

def until(what, probe, seconds=30):
    end = time.monotonic() + seconds
    while not probe():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.1)


def a_running_program_is_asked_and_a_stopped_one_is_read(house):
    with subprocess.Popen([PROGRAM, "serve", "--config", house.settings], stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            control = os.path.join(house.folder, "var", "control")
            until("it serves", lambda: os.path.exists(control) and subprocess.run(
                [PROGRAM, "queue", "--config", house.settings], capture_output=True, check=False).returncode == 0)
            assert house.line()["conversations"] == 0
            for dealer in range(3):
                house.run("handset", "antwerp", SAYS[0], "--from", f"+3363998100{dealer}")
            until("three conversations", lambda: house.line()["conversations"] == 3)
            running = house.line("antwerp")
            assert "does not stall" in house.run("learning", "decoy", code=1)
            assert "there is no line" in house.run("learning", "nowhere", code=1)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
    before = state_of(os.path.join(house.folder, "var"))
    stopped = house.line()
    for key in ("conversations", "first", "last", "all", "later_half"):
        assert stopped[key] == running[key], (key, stopped[key], running[key])
    assert [own["conversations"] for own in stopped["numbers"]] == [3, 0]
    assert state_of(os.path.join(house.folder, "var")) == before


CASES = [before_anything_came_there_is_nothing_to_tell, rehearsed_conversations_are_counted,
         intervals_come_only_with_enough_conversations, what_was_learnt_adds_up,
         the_same_store_gives_the_same_bytes_and_stays_as_it_is, what_makes_no_sense_is_refused, nobodys_number_is_told,
         a_running_program_is_asked_and_a_stopped_one_is_read]


def main():
    failed = 0
    print(f"1..{len(CASES)}", flush=True)
    with tempfile.TemporaryDirectory(prefix="fauxbond-learning-") as folder:
        house = House(folder)
        for number, case in enumerate(CASES, 1):
            why = None
            try:
                case(house)
            except (AssertionError, OSError, ValueError, TypeError, KeyError, IndexError) as error:
                why = f"{type(error).__name__}: {error}"
            failed += why is not None
            print(f"{'ok' if why is None else 'not ok'} {number} - {case.__name__.replace('_', ' ')}", flush=True)
            if why is not None:
                print("# " + why.replace("\n", "\n# "), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
