# SPDX-License-Identifier: GPL-3.0-or-later
"""webhooks.py FAUXBOND: a site's own program is called: signed, without delaying an answer, after a server that was away, a
restart in order and an errand that was killed. TAP."""

import base64
import hashlib
import hmac
import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

FAUXBOND = sys.argv[1]
KEY = os.urandom(32)
INSULT = "you are a stupid fucking idiot, piss off"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(what, probe, seconds=20):
    end = time.monotonic() + seconds
    while not probe():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.02)


class Receiver:
    """The site's own program: keeps what is signed as Standard Webhooks says."""

    def __init__(self):
        self.port = free_port()
        self.calls = []
        self.server = None

    def open(self):
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):  # pylint: disable=invalid-name
                body = self.rfile.read(int(self.headers["content-length"]))
                signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + body
                mac = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
                good = self.headers["webhook-signature"] == "v1," + mac
                receiver.calls.append((self.headers["webhook-id"], good, json.loads(body)))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *args):  # pylint: disable=arguments-differ
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class House:
    def __init__(self, folder):
        self.folder = folder
        self.receiver = Receiver()
        self.desk = free_port()
        self.settings = self.write("fauxbond.yaml", f"""
data: ./var
key: ./key
desk: {{listen: "127.0.0.1:{self.desk}"}}
lines:
  - name: forum
    kind: site
    languages: [en]
    tokens: forum.tokens
    webhooks: [{{url: "http://127.0.0.1:{self.receiver.port}/fauxbond", secret_file: secret, events: [queued]}}]
""")
        self.write("secret", "whsec_" + base64.b64encode(KEY).decode() + "\n")
        self.process, self.token, self.said = None, "", 0

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, 0o600)
        return path

    def make_token(self):
        made = subprocess.run([FAUXBOND, "token", "add", "--config", self.settings, "--line", "forum", "--name", "site", "--scopes",
                               "write,read"], capture_output=True, text=True, timeout=20, check=True)
        self.token = next(word for word in made.stdout.split() if word.startswith("fb_"))

    def start(self):
        with open(os.path.join(self.folder, "log"), "a", encoding="utf-8") as log:
            self.process = subprocess.Popen([FAUXBOND, "serve", "--config", self.settings], stdin=subprocess.DEVNULL,
                                            stdout=subprocess.DEVNULL, stderr=log)
        until("it serves", lambda: self.metric("waiting") is not None)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(15) == 0

    def post(self, path, body):
        request = urllib.request.Request(f"http://127.0.0.1:{self.desk}{path}", json.dumps(body).encode(), {
            "Authorization": "Bearer " + self.token, "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())

    def insult(self):
        """One that is held; how long its answer took."""
        self.said += 1
        began = time.monotonic()
        answer = self.post("/v1/messages", {"id": f"m{self.said}", "from": "sam", "where": "forum", "text": INSULT})
        assert answer["verdict"] == "hold", answer
        return time.monotonic() - began

    def metric(self, name):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.desk}/metrics", timeout=5) as page:
                for row in page.read().decode().splitlines():
                    if row.startswith(f"fauxbond_webhook_{name}{{"):
                        return float(row.split()[-1])
        except OSError:
            pass
        return None

    def told(self):
        """The items it was told of; each call was ours."""
        assert all(good for _, good, _ in self.receiver.calls), self.receiver.calls
        return [body["data"]["item"] for _, _, body in self.receiver.calls]

    def errand(self):
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
                    stat = file.read()
            except OSError:
                continue
            if "(errand)" in stat and stat[stat.rindex(")") + 2:].split()[1] == str(self.process.pid):
                return int(pid)
        return 0


def it_is_told_and_signed(house):
    house.make_token()
    house.receiver.open()
    house.start()
    house.post("/v1/members", {"id": "sam", "birth_year": 1990})
    house.insult()
    until("a call", lambda: house.told() == ["q1"])
    body = house.receiver.calls[0][2]
    assert body["type"] == "fauxbond.queued" and body["data"]["member"] == "sam", body


def a_server_that_is_away_delays_no_answer(house):
    house.receiver.close()
    slowest = max(house.insult() for _ in range(5))
    assert slowest < 1, f"{slowest} s for an answer"
    until("three failures", lambda: house.metric("failing") == 3)
    done = subprocess.run([FAUXBOND, "queue", "--config", house.settings], capture_output=True, text=True, timeout=20, check=True)
    assert "webhook 1 of forum: the server could not be reached (3 in a row); 5 waiting, 0 lost" in done.stdout, done.stdout


def what_waits_survives_a_restart(house):
    house.stop()
    house.receiver.open()
    house.start()
    until("five calls more", lambda: sorted(house.told()) == ["q1", "q2", "q3", "q4", "q5", "q6"])
    until("nothing waits", lambda: house.metric("waiting") == 0)


def an_errand_that_dies_is_replaced(house):
    os.kill(house.errand(), signal.SIGKILL)
    house.insult()
    until("another call", lambda: house.told()[-1] == "q7")
    house.stop()
    assert len({id_ for id_, _, _ in house.receiver.calls}) == 7


def main():
    cases = [it_is_told_and_signed, a_server_that_is_away_delays_no_answer, what_waits_survives_a_restart,
             an_errand_that_dies_is_replaced]
    if subprocess.run([FAUXBOND, "token", "--help"], capture_output=True, check=False).returncode != 0:
        print("1..0 # SKIP this program has no API of sites")
        return False
    print(f"1..{len(cases)}")
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        house = House(folder)
        try:
            for number, case in enumerate(cases, 1):
                try:
                    case(house)
                    print(f"ok {number} - {case.__name__}", flush=True)
                except (AssertionError, OSError, subprocess.SubprocessError) as problem:
                    failed = True
                    print(f"not ok {number} - {case.__name__}\n# {problem}".replace("\n", "\n# "), flush=True)
        finally:
            if house.process is not None:
                house.process.kill()
                house.process.wait()
    return failed


if __name__ == "__main__":
    sys.exit(main())
