# SPDX-License-Identifier: GPL-3.0-or-later
"""correct.py FAUXBOND: operators correct what was read; a new model comes without a restart, is kept over one, survives
the death of who trains it, is gone when all is taken back, and is in the record. TAP."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback

FAUXBOND = sys.argv[1]
LINE = "first"
# Texts that none of the packs' examples is like, and later ones that are like them.
TEXTS = ["the blue bicycle in the yard is to be painted green", "the green bicycle in the yard is painted blue now",
         "a blue bicycle stands in the yard, painted"]
SIMILAR = "is that blue bicycle in the yard painted"
TRAINING = 180


def until(what, probe, seconds=20):
    end = time.monotonic() + seconds
    while True:
        got = probe()
        if got:
            return got
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.05)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class House:
    def __init__(self, folder):
        self.folder = folder
        self.settings = os.path.join(folder, "fauxbond.yaml")
        with open(self.settings, "w", encoding="utf-8") as file:
            file.write(f"""
data: ./var
key: ./key
house: {{country: FR, timezone: Europe/Paris, currency: EUR, caps: {{day: 100.00}}}}
desk: {{listen: "127.0.0.1:{free_port()}"}}
lines:
  - {{name: {LINE}, kind: decline, bearer: handset, numbers: ["+33639980021"], languages: [en, fr],
     answer: {{between: [5m, 30m], late: 24h}}, cost: {{in: 0.01, out: 0.08}}, caps: {{hour: 12.00}}}}
""")
        self.log, self.process, self.follower, self.seen, self.texts = "", None, None, [], 0

    def start(self):
        began = self.log.count("serving; stop with")
        self.process = subprocess.Popen([FAUXBOND, "serve", "--config", self.settings], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        threading.Thread(target=self.listen, args=(self.process,), daemon=True).start()
        self.until_logged("serving; stop with", began + 1)
        self.follower = subprocess.Popen([FAUXBOND, "follow", "--json", "--config", self.settings],
                                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        threading.Thread(target=self.watch, args=(self.follower,), daemon=True).start()

    def listen(self, process):
        for row in process.stderr:
            self.log += row

    def watch(self, follower):
        for row in follower.stdout:
            self.seen.append(json.loads(row))

    def until_logged(self, words, times=1, seconds=20):
        try:
            until(words, lambda: self.log.count(words) >= times, seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}; the log is:\n{self.log}") from None

    def stop(self):
        self.follower.kill()
        self.follower.wait()
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(30) == 0

    def run(self, *words, good=True):
        done = subprocess.run([FAUXBOND, *words, "--config", self.settings], capture_output=True, text=True, check=False)
        assert (done.returncode == 0) == good, (words, done.stdout, done.stderr)
        return done.stdout if good else done.stderr

    def state(self):
        return json.loads(self.run("corrections", "--json"))

    def text(self, words):
        """Somebody new writes; what it is read as. Who follows may have come later than the text: it is sent again."""
        for _ in range(40):
            self.texts += 1
            number = f"+336399800{self.texts + 30:02}"
            self.run("handset", LINE, "--from", number, words)
            end = time.monotonic() + 1
            while time.monotonic() < end:
                for effect in self.seen:
                    if effect.get("effect") == "verdict" and effect.get("from") == number:
                        return number, effect["kind"]
                time.sleep(0.02)
        raise AssertionError("nobody is told what a text is read as")

    def in_use(self, seconds=TRAINING):
        return until("a new model", lambda: (lambda now: now if now["state"] == "in use" else None)(self.state()), seconds)

    def child(self, role):
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
                    stat = file.read()
            except OSError:
                continue
            state, parent = stat[stat.rindex(")") + 2:].split()[:2]
            if f"({role})" in stat and state != "Z" and int(parent) == self.process.pid:
                return int(pid)
        return 0

    def busy(self, pid):
        """Seconds that it has computed."""
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def what_makes_no_sense_is_refused(house):
    assert "no such contact" in house.run("correct", "+33639980099", "scam", good=False)
    number, _ = house.text(SIMILAR)
    said = house.run("correct", number, "grooming", good=False)
    assert "corrected to one of dealer, insult" in said and "grooming" not in said, said
    assert "corrected to one of" in house.run("correct", number, "unclear", good=False)
    assert "1 to 8" in house.run("correct", number, "scam", "--weight", "9", good=False)
    assert "no correction 7" in house.run("corrections", "--take-back", "7", good=False)
    assert "nothing was corrected" in house.run("corrections")


def a_correction_is_learnt_within_seconds(house):
    house.old = house.text(SIMILAR)[1]
    house.new = "scam" if house.old != "scam" else "stop"
    house.base = house.state()["model"]
    for words in TEXTS:
        number, _ = house.text(words)
        house.run("correct", number, house.new, "--weight", "8", "--by", "anna")
    began = time.monotonic()
    now = house.in_use()
    print(f"# {time.monotonic() - began:.1f} s from the last correction to the new model")
    assert now["model"] != house.base and now["learnt"] == 3 and now["count"] == 3, now
    assert [row["by"] for row in now["corrections"]] == ["anna"] * 3
    assert house.text(SIMILAR)[1] == house.new
    house.trained = now["model"]


def a_restart_reads_with_it_at_once(house):
    house.stop()
    house.start()
    now = house.state()
    assert now["model"] == house.trained and now["state"] == "in use", now
    assert house.text(SIMILAR)[1] == house.new


def a_clerk_that_dies_is_asked_again(house):
    number, _ = house.text("the yard is full of bicycles, some of them blue")
    house.run("correct", number, house.new)
    until("it is trained", lambda: house.state()["state"] == "training")
    clerk = house.child("clerk")
    idle = house.busy(clerk)
    until("the clerk is busy", lambda: house.busy(clerk) > idle + 0.2)
    os.kill(clerk, signal.SIGKILL)
    assert house.text(SIMILAR)[1] == house.new, "the old one is used meanwhile"
    now = house.in_use()
    assert now["learnt"] == 4 and now["model"] != house.trained, now
    house.until_logged("clerk died of signal 9; starting it again")
    assert house.child("clerk") not in (0, clerk)


def a_keeper_that_dies_asks_again(house):
    number, _ = house.text("bicycles, bicycles, the yard is full of them")
    house.run("correct", number, house.new)
    until("it is trained", lambda: house.state()["state"] == "training")
    keeper = house.child("keeper")
    os.kill(keeper, signal.SIGKILL)
    until("another keeper", lambda: house.child("keeper") not in (0, keeper))
    until("it answers", lambda: subprocess.run([FAUXBOND, "corrections", "--config", house.settings],
                                               capture_output=True, check=False).returncode == 0)
    now = house.in_use(2 * TRAINING)
    assert now["learnt"] == 5, now


def all_of_it_can_be_taken_back(house):
    for row in house.state()["corrections"]:
        house.run("corrections", "--take-back", str(row["number"]), "--by", "bea")
    now = house.in_use()
    assert now["model"] == house.base and now["learnt"] == now["count"] == 0, now
    assert house.follower.poll() is None
    assert house.text(SIMILAR)[1] == house.old


def the_record_is_whole_and_the_log_silent(house):
    house.stop()
    assert "The record is whole" in house.run("evidence", "verify")
    assert "bicycle" not in house.log and "+336399" not in house.log, house.log
    assert "was refused" not in house.log, house.log


def main():
    tests = [what_makes_no_sense_is_refused, a_correction_is_learnt_within_seconds, a_restart_reads_with_it_at_once,
             a_clerk_that_dies_is_asked_again, a_keeper_that_dies_asks_again, all_of_it_can_be_taken_back,
             the_record_is_whole_and_the_log_silent]
    bad = 0
    print(f"1..{len(tests)}", flush=True)
    with tempfile.TemporaryDirectory(prefix="fauxbond-correct-") as folder:
        house = House(folder)
        house.start()
        for number, test in enumerate(tests, 1):
            words = test.__name__.replace("_", " ")
            try:
                test(house)
                print(f"ok {number} - {words}", flush=True)
            except Exception:  # pylint: disable=broad-exception-caught
                bad += 1
                print(f"not ok {number} - {words}", flush=True)
                print("".join(f"# {row}\n" for row in (traceback.format_exc() + house.log).splitlines()), flush=True)
        for process in (house.follower, house.process):
            if process.poll() is None:
                process.kill()
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
