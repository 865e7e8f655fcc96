# SPDX-License-Identifier: GPL-3.0-or-later
"""tips.py FAUXBOND: a stalling line at work: a tip that comes as a text, over a restart; the police's list stops serve when it
is not there or not in order, and stops no operator. TAP."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

FAUXBOND = sys.argv[1]
ADVERT = "Nouveau stock! Coke 60 euro le g, beuh 10, livraison 7j/7, appelle le 06 39 98 10 02"
TIPPER, DEALER = "+33639981001", "+33639981002"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class House:
    def __init__(self, folder):
        self.settings = os.path.join(folder, "fauxbond.yaml")
        self.list = os.path.join(folder, "police.txt")
        self.log = os.path.join(folder, "log")
        self.process = None
        with open(self.settings, "w", encoding="utf-8") as file:
            file.write(f"""
data: ./var
key: ./key
house: {{country: FR, timezone: Europe/Paris, currency: EUR, caps: {{day: 100.00}}}}
desk: {{listen: "127.0.0.1:{free_port()}"}}
lines:
  - name: lille
    kind: stall
    bearer: handset
    numbers: ["+33639980001"]
    languages: [fr]
    places: [{{name: "Gare Lille Flandres"}}, {{name: "Wazemmes"}}]
    tips: {{numbers: ["+33639980008"]}}
    deconflict: police.txt
""")

    def police(self, text):
        with open(self.list, "w", encoding="utf-8") as file:
            file.write(text)

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

    def run(self, *words, good=True):
        done = subprocess.run([FAUXBOND, *words, "--config", self.settings], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=60, check=False)
        assert (done.returncode == 0) == good, (words, done.stdout, done.stderr)
        return done.stdout if good else done.stderr


def a_list_that_is_not_there_stops_serve(house):
    assert "this list of the police cannot be read" in house.run("check", good=False)
    assert "this list of the police cannot be read" in house.run("serve", good=False)
    house.police("+33639981009\nJan 0639981007\n")
    said = house.run("serve", good=False)
    assert "police.txt:2: this is no number" in said and "0639981007" not in said, said
    house.police("# none yet\n+33 6 39 98 10 09\n")
    assert "(1 number)" in house.run("check")


def a_tip_waits_for_a_person(house):
    house.start()
    house.run("handset", "lille", "--from", TIPPER, ADVERT, "--to", "+33639980008")
    assert DEALER in house.run("queue"), house.run("queue")
    said = house.run("block", TIPPER, good=False)
    assert "no such contact" in said, said
    house.stop()
    house.start()
    assert DEALER in house.run("queue"), house.run("queue")
    house.run("approve", DEALER)
    assert DEALER in house.run("queue"), house.run("queue")
    house.run("handset", "lille", "--from", "+33639981009", ADVERT.replace("06 39 98 10 02", "moi"))
    assert "+33639981009" not in house.run("queue")


def an_operator_needs_no_list(house):
    os.unlink(house.list)
    house.run("pause", "lille")
    house.run("resume", "lille")
    house.stop()


def main():
    cases = [a_list_that_is_not_there_stops_serve, a_tip_waits_for_a_person, an_operator_needs_no_list]
    print(f"1..{len(cases)}")
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        house = House(folder)
        try:
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
