# SPDX-License-Identifier: GPL-3.0-or-later
"""A fauxbond of its own with one site, for tests in Python: its settings, its processes, and calls over kept connections."""

import http.client
import json
import os
import signal
import socket
import subprocess
import time

TOKENS = {"site": "write,read", "anna": "moderate,read", "bert": "moderate,read", "carl": "moderate,read"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Unknown(Exception):
    """No answer came, or one that says that nobody knows: the call was done or was not. `late`: it may yet be done."""

    def __init__(self, why, late=False):
        super().__init__(why)
        self.late = late


class Connection:
    """A connection that is kept alive, and made anew when it broke. Not for several threads."""

    def __init__(self, house):
        self.house, self.http = house, None

    def ask(self, method, path, who, body=None, key=None):
        """(status, JSON). Waits out what says that nothing was done; Unknown when nobody can tell what was."""
        while True:
            status, answer = self._once(method, path, who, body, key)
            if status == 503 and answer["type"] == "/problems/not-ready":
                time.sleep(0.02)
                continue
            if status == 503:
                raise Unknown(answer["detail"], "in time" in answer["detail"])
            return status, answer

    def _once(self, method, path, who, body, key):
        headers = {"Authorization": "Bearer " + self.house.tokens[who]}
        if method == "POST":
            headers["Content-Type"] = "application/json"
        if key is not None:
            headers["Idempotency-Key"] = f'"{key}"'
        if self.http is None:
            self._connect()
        try:
            self.http.request(method, path, None if body is None else json.dumps(body), headers)
            answer = self.http.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.close()
            raise Unknown(repr(error)) from error

    def _connect(self):
        """Until it is there again: what was never sent was never done."""
        while True:
            self.http = http.client.HTTPConnection("127.0.0.1", self.house.desk, timeout=30)
            try:
                self.http.connect()
                return
            except OSError:
                self.http.close()
                time.sleep(0.02)
                assert not self.house.over, "the program is gone"

    def close(self):
        if self.http is not None:
            self.http.close()
        self.http = None


class House:
    def __init__(self, fauxbond, folder):
        self.fauxbond, self.folder = fauxbond, folder
        self.desk, self.process, self.over = free_port(), None, False
        self.settings = os.path.join(folder, "fauxbond.yaml")
        with open(self.settings, "w", encoding="utf-8") as file:
            file.write(f"""
data: ./var
key: ./key
desk: {{listen: "127.0.0.1:{self.desk}"}}
lines:
  - {{name: forum, kind: site, languages: [en], tokens: forum.tokens}}
""")
        self.tokens = {name: self.command("token", "add", "--line", "forum", "--name", name, "--scopes", scopes)[1].strip()
                       for name, scopes in TOKENS.items()}

    def command(self, *words):
        """(exit code, what it said, what it complained of)"""
        done = subprocess.run([self.fauxbond, *words, "--config", self.settings], capture_output=True, text=True, timeout=60,
                              stdin=subprocess.DEVNULL, check=False)
        return done.returncode, done.stdout, done.stderr

    def start(self):
        with open(os.path.join(self.folder, "log"), "a", encoding="utf-8") as log:
            # pylint: disable=consider-using-with
            self.process = subprocess.Popen([self.fauxbond, "serve", "--config", self.settings], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, start_new_session=True)

    def serves(self):
        asks = http.client.HTTPConnection("127.0.0.1", self.desk, timeout=5)
        try:
            asks.request("GET", "/healthz")
            return asks.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            asks.close()

    def wait(self, seconds=40):
        end = time.monotonic() + seconds
        while not self.serves():
            assert self.process.poll() is None, f"it ended by itself: {self.process.returncode}"
            assert time.monotonic() < end, f"it does not serve within {seconds} s"
            time.sleep(0.02)

    def child(self, role):
        """The process of this name below the program's; 0: it is not there now."""
        for name in os.listdir("/proc"):
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8") as file:
                    pid, comm, _, above = file.read().split()[:4]
            except (OSError, ValueError):
                continue
            if comm == f"({role})" and int(above) == self.process.pid:
                return int(pid)
        return 0

    def kill(self):
        """All of it at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(30) == 0, f"it ended with {self.process.returncode}"
        self.process = None

    def destroy(self):
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def log(self):
        with open(os.path.join(self.folder, "log"), encoding="utf-8") as file:
            return file.read()
