# SPDX-License-Identifier: GPL-3.0-or-later
"""One `fauxbond rehearse` behind pipes, in lockstep: a line in, effects out until `ready`."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path


class Rehearsal:
    def __init__(self, program, settings, seed, files):
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.folder = Path(tempfile.mkdtemp(prefix="fauxbond-script-", dir=memory))
        self.program, self.seed = program, str(seed)
        self.settings = self.folder / "settings.yaml"
        self.settings.write_text(settings, encoding="utf-8")
        for name, text in files.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        self.store = self.folder / "store.db"
        self.given, self.heard = [], []
        self.process = None
        self.restarts = 0

    def command(self, *more):
        return [self.program, "rehearse", "--config", str(self.settings), "--seed", self.seed, *more]

    def open(self):
        self.process = subprocess.Popen(self.command("--db", str(self.store)), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def say(self, line):
        """Gives one line, returns the effects up to and with `ready`; None when the program has died."""
        effects = []
        self.given.append(line)
        try:
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return None
        while True:
            raw = self.process.stdout.readline()
            if not raw:
                return None
            self.heard.append(raw)
            effects.append(json.loads(raw))
            if effects[-1]["effect"] == "ready":
                return effects

    def close(self):
        """Ends the rehearsal; its exit code and what it said to the terminal."""
        rest, said = self.process.communicate()
        self.heard.append(rest)
        return self.process.returncode, said.decode(errors="replace")

    def again(self, seed):
        """The same input in one piece, in memory: all that is heard."""
        self_seed, self.seed = self.seed, str(seed)
        command = self.command()
        self.seed = self_seed
        text = "".join(line + "\n" for line in self.given)
        return subprocess.run(command, input=text.encode(), stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=False).stdout

    def verify(self):
        """What is wrong with the record; "" when it is whole."""
        result = subprocess.run([self.program, "evidence", "verify", "--db", str(self.store), "--seed", self.seed],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        return "" if result.returncode == 0 else result.stderr.decode(errors="replace") or "evidence verify failed"

    def remove(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.communicate()
        shutil.rmtree(self.folder, ignore_errors=True)
