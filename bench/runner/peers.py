# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs under test: how each is found, configured, started and stopped.

A peer's directory is fresh for every run. `problem()` says why it cannot run here, or None.
"""

import os
import secrets
import shutil
import socket
import subprocess
import urllib.error
import urllib.request

from . import process

BENCH = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LINE = "999000000000"
ANSWER = "This person does not wish to hear from you. Insisting is useless."


class Unavailable(Exception):
    pass


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def write(directory, name, text):
    path = os.path.join(directory, name)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w",
              encoding="utf-8") as f:
        f.write(text)
    return path


class Peer:
    name = ""
    answers_once = True  # one answer per sender, ever

    def __init__(self, build):
        self.build = build
        self.processes = []

    def problem(self):
        return None

    def start(self, directory, port):
        raise NotImplementedError

    def settle(self):
        """Called when bound: waits for what else must be up before the first message."""

    def run(self, command, directory, log="peer.log", **more):
        started = process.start(command, directory, os.path.join(directory, log), **more)
        self.processes.append(started)

    def roots(self):
        return [p.pid for p in self.processes]

    def stop(self):
        for p in reversed(self.processes):
            process.stop(p)
        self.processes = []


class Null(Peer):
    """Does nothing, fast: the limit of the ruler."""
    name = "null"
    answers_once = False

    def start(self, directory, port):
        self.run([os.path.join(self.build, "bench", "bench_nullpeer"), str(port)], directory)


SETTINGS = """\
data: ./var
key: ./fauxbond.key
store: sqlite
house: {{country: FR, timezone: Europe/Paris, currency: EUR, caps: {{day: 1000000.00}}}}
desk: {{listen: "127.0.0.1:{desk}"}}
bearers:
  - {{name: smsc, kind: smpp, address: "127.0.0.1:{port}", tls: false, system_id: line,
     password_file: smsc.secret, window: 1000, practice: true}}
lines:
  - name: decline
    kind: decline
    bearer: smsc
    numbers: ["+{line}"]
    languages: [fr, en]
    answer: {{between: [0s, 0s]}}
    cost: {{in: 0.00, out: 0.08}}
    caps: {{hour: 1000000.00, day: 1000000.00}}
"""


class Fauxbond(Peer):
    name = "fauxbond"

    def program(self):
        return os.path.join(self.build, "fauxbond")

    def problem(self):
        return None if os.access(self.program(), os.X_OK) else f"{self.program()} is not built"

    def configure(self, directory, port):
        """Writes the settings; keeps a key that a prefilled store was made with."""
        write(directory, "smsc.secret", "bench\n")
        if not os.path.exists(os.path.join(directory, "fauxbond.key")):
            write(directory, "fauxbond.key", secrets.token_hex(32) + "\n")
        return write(directory, "fauxbond.yaml",
                     SETTINGS.format(port=port, desk=free_port(), line=LINE))

    def start(self, directory, port):
        settings = self.configure(directory, port)
        self.run([self.program(), "serve", "--config", settings], directory)

    def prefill(self, directory, messages):
        """A directory whose store holds this many messages already."""
        program = os.path.join(self.build, "fauxbond-prefill")
        if not os.access(program, os.X_OK):
            raise Unavailable(f"{program} is not built")
        settings = self.configure(directory, 1)
        done = subprocess.run([program, "--config", settings, "--messages", str(messages)],
                              cwd=directory, capture_output=True, text=True)
        if done.returncode != 0:
            raise Unavailable(f"prefill failed: {done.stderr.strip()[-300:]}")


class Node(Peer):
    """npm's smpp and better-sqlite3, see peer-node/."""
    name = "node"
    arguments = []
    home = os.path.join(BENCH, "peer-node")

    def loads(self):
        done = subprocess.run(["node", "-e", "require('smpp'); new (require('better-sqlite3'))(':memory:')"],
                              cwd=self.home, capture_output=True)
        return done.returncode == 0

    def environment(self):
        """node-gyp fetches Node's headers from the network unless told that they are here."""
        env = dict(os.environ)
        if os.path.exists("/usr/include/node/node.h"):
            env.setdefault("npm_config_nodedir", "/usr")
        return env

    def problem(self):
        if shutil.which("node") is None or shutil.which("npm") is None:
            return "node and npm are not installed (apt-get install nodejs npm libnode-dev g++ make)"
        if self.loads():
            return None
        print("installing the Node peer (npm ci, a minute or two)", flush=True)
        done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=self.home,
                              env=self.environment(), capture_output=True, text=True)
        if done.returncode == 0 and self.loads():
            return None
        return f"npm ci failed: {(done.stderr or done.stdout).strip()[-600:]}"

    def start(self, directory, port):
        self.run(["node", os.path.join(self.home, "index.js"), "--port", str(port),
                  "--db", os.path.join(directory, "messages.db"), *self.arguments], directory)


class NodeRetry(Node):
    name = "node-retry"
    arguments = ["--retry"]


class Kannel(Peer):
    """bearerbox and smsbox with a fixed text, messages in memory only, see peer-kannel/."""
    name = "kannel"
    answers_once = False
    store = ""

    def problem(self):
        if self.find("bearerbox") is None or self.find("smsbox") is None:
            return "kannel is not installed (apt-get install kannel)"
        return None

    @staticmethod
    def find(program):
        return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")

    def start(self, directory, port):
        self.admin, boxes, sendsms = free_port(), free_port(), free_port()
        with open(os.path.join(BENCH, "peer-kannel", "kannel.conf.in"), encoding="utf-8") as f:
            template = f.read()
        os.mkdir(os.path.join(directory, "spool"))
        conf = write(directory, "kannel.conf", template.format(
            port=port, admin=self.admin, boxes=boxes, sendsms=sendsms, answer=ANSWER,
            store=self.store.format(directory=directory)))
        self.run([self.find("bearerbox"), "-v", "3", conf], directory, "bearerbox.log")
        process.wait_until(lambda: self.status() is not None, 20)
        self.run([self.find("smsbox"), "-v", "3", conf], directory, "smsbox.log")

    def status(self):
        url = f"http://127.0.0.1:{self.admin}/status.txt?password=bench"
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                return answer.read().decode("utf-8", "replace")
        except (urllib.error.URLError, OSError):
            return None

    def settle(self):
        if not process.wait_until(lambda: "smsbox:" in (self.status() or ""), 20, 0.2):
            raise Unavailable("smsbox did not connect to bearerbox")


class KannelSpool(Kannel):
    name = "kannel-spool"
    store = "store-type = spool\nstore-location = {directory}/spool"


ALL = [Null, Fauxbond, Node, NodeRetry, Kannel, KannelSpool]


def by_name(name):
    for peer in ALL:
        if peer.name == name:
            return peer
    raise KeyError(name)
