# SPDX-License-Identifier: GPL-3.0-or-later
"""The services under test: how each is found, configured, started, killed and looked into afterwards.

A server's directory is fresh for every run. `problem()` says why it cannot run here, or None.
"""

import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
import urllib.error
import urllib.request

from runner import peers, process

HERE = os.path.dirname(os.path.abspath(__file__))
Unavailable = peers.Unavailable
PATIENCE_S = 60  # until it is healthy; a restart reads what the killed run left


class Server(peers.Peer):
    keeps = True  # what it was told; one that does not need not be killed to know
    directory = port = token_file = None

    def prepare(self, directory, port):
        """Settings and a token, once for a directory."""
        self.directory, self.port = directory, port
        self.token_file = peers.write(directory, "bench.token", self.make_token() + "\n")

    def make_token(self):
        return "fb_" + secrets.token_hex(24)

    def command(self):
        raise NotImplementedError

    def environment(self):
        return dict(os.environ)

    def begin(self):
        """Starts it in the prepared directory, again if need be, and waits for its health."""
        self.run(self.command(), self.directory, env=self.environment())
        if not process.wait_until(lambda: self.is_healthy() or self.has_ended(), PATIENCE_S) \
                or not self.is_healthy():
            raise Unavailable(f"{self.name} did not become healthy\n{self.log_tail()}")

    def is_healthy(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as a:
                return a.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def has_ended(self):
        return any(p.poll() is not None for p in self.processes)

    def kill(self):
        """kill -9 of all its processes: nobody gets to say goodbye."""
        for pid in process.tree(self.roots()):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.stop()

    def log_tail(self):
        with open(os.path.join(self.directory, "peer.log"), encoding="utf-8", errors="replace") as f:
            return "".join(f"  {line}" for line in f.readlines()[-8:])

    def stored(self):
        """{message id: verdict} read from its files while it is down, or None where that cannot be."""
        return None


class Null(Server):
    """Says yes, and keeps nothing: the limit of the ruler."""
    name = "null"
    keeps = False

    def program(self):
        return os.path.join(self.build, "bench", "bench_site_null")

    def problem(self):
        return None if os.access(self.program(), os.X_OK) else f"{self.program()} is not built"

    def command(self):
        return [self.program(), str(self.port)]


# As few words as an operator needs for a site line with an API.
SETTINGS = """\
data: ./var
key: ./fauxbond.key
store: sqlite
house: {{country: FR, timezone: Europe/Paris, currency: EUR}}
desk: {{listen: "127.0.0.1:{port}"}}
lines:
  - name: forum
    kind: site
    languages: [nl, fr, en]
    tokens: forum.tokens
"""


class Fauxbond(Server):
    name = "fauxbond"

    def program(self):
        return os.path.join(self.build, "fauxbond")

    def problem(self):
        if not os.access(self.program(), os.X_OK):
            return f"{self.program()} is not built"
        asked = subprocess.run([self.program(), "token", "--help"], capture_output=True)
        return None if asked.returncode == 0 else "this build has no API for a site yet"

    def settings(self):
        return os.path.join(self.directory, "fauxbond.yaml")

    def prepare(self, directory, port):
        peers.write(directory, "fauxbond.key", secrets.token_hex(32) + "\n")
        peers.write(directory, "fauxbond.yaml", SETTINGS.format(port=port))
        super().prepare(directory, port)

    def make_token(self):
        """`token add` prints it once; sentences about it may stand around it."""
        done = subprocess.run(
            [self.program(), "token", "add", "--config", self.settings(), "--line", "forum",
             "--name", "bench", "--scopes", "write,read"],
            cwd=self.directory, capture_output=True, text=True)
        words = [w for w in done.stdout.split() if w.startswith("fb_")]
        if done.returncode != 0 or not words:
            raise Unavailable(f"no token: {(done.stderr or done.stdout).strip()[-300:]}")
        return words[0]

    def command(self):
        return [self.program(), "serve", "--config", self.settings()]


class Express(Server):
    """Express, better-sqlite3 and leo-profanity, see peer/."""
    name = "express"
    home = os.path.join(HERE, "peer")
    arguments = []

    def loads(self):
        script = ("require('express'); require('leo-profanity');"
                  "new (require('better-sqlite3'))(':memory:')")
        done = subprocess.run(["node", "-e", script], cwd=self.home, capture_output=True)
        return done.returncode == 0

    def npm_environment(self):
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
        print("installing the Express peer (npm ci, a few minutes)", flush=True)
        done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=self.home,
                              env=self.npm_environment(), capture_output=True, text=True)
        if done.returncode == 0 and self.loads():
            return None
        return f"npm ci failed: {(done.stderr or done.stdout).strip()[-600:]}"

    def database(self):
        return os.path.join(self.directory, "site.db")

    def environment(self):
        return dict(os.environ, NODE_ENV="production")

    def command(self):
        return ["node", os.path.join(self.home, "index.js"), "--port", str(self.port), "--db",
                self.database(), "--token-file", self.token_file, *self.arguments]

    def stored(self):
        """Of a copy, so that the next start has to recover by itself."""
        with self.copy() as db:
            return dict(db.execute("SELECT id, verdict FROM message"))

    def copy(self):
        target = self.database() + ".seen"
        for ending in ("", "-wal"):
            if os.path.exists(self.database() + ending):
                shutil.copyfile(self.database() + ending, target + ending)
        return sqlite3.connect(target)


class ExpressGrouped(Express):
    name = "express-grouped"
    arguments = ["--grouped"]


ALL = [Null, Fauxbond, Express, ExpressGrouped]


def by_name(name):
    return next(server for server in ALL if server.name == name)
