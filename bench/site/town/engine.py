# SPDX-License-Identifier: GPL-3.0-or-later
"""The program: fauxbond rehearse in lockstep. Several events are written at once where nobody reacts in between; each is
answered by its effects and one `ready`."""

import base64
import hashlib
import json
import os
import subprocess
import time

ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
DECODE = json.JSONDecoder().decode
SETTINGS = """data: ./var
key: ./town.key
store: sqlite
house: {{country: BE, timezone: Europe/Brussels, currency: EUR}}
lines:
  - name: forum
    kind: site
    languages: [nl, fr, en]
{extra}"""


class Failed(Exception):
    pass


def settings(directory, extra=()):
    """Writes the settings and a key; `extra` are lines of the site line, as they stand in YAML."""
    path, key = os.path.join(directory, "town.yaml"), os.path.join(directory, "town.key")
    with open(path, "w", encoding="utf-8") as f:
        f.write(SETTINGS.format(extra="".join(f"    {line}\n" for line in extra)))
    with open(key, "wb") as f:
        f.write(base64.b64encode(hashlib.sha256(b"town").digest()) + b"\n")
    os.chmod(key, 0o600)
    return path


class Engine:
    def __init__(self, program, config, seed):
        self.errors = open(os.path.join(os.path.dirname(config), f"errors-{seed}"), "w+b")
        self.process = subprocess.Popen([program, "rehearse", "--config", config, "--seed", str(seed)], bufsize=1 << 16,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors)
        self.began, self.waits = time.monotonic(), []
        self.figures = {}

    def ask(self, events):
        """For each event the list of its effects."""
        out = "".join(ENCODE(event) + "\n" for event in events)
        began = time.monotonic()
        try:
            self.process.stdin.write(out.encode())
            self.process.stdin.flush()
        except BrokenPipeError:
            raise Failed(self._said()) from None
        found, effects = [], []
        while len(found) < len(events):
            line = self.process.stdout.readline()
            if not line:
                raise Failed(self._said())
            effect = DECODE(line.decode())
            if effect["effect"] == "ready":
                found.append(effects)
                effects = []
            else:
                effects.append(effect)
        self.waits.append(1000 * (time.monotonic() - began) / len(events))
        return found

    def close(self):
        """Ends it, and what it took: CPU of the whole process in seconds, its peak of memory."""
        self.process.stdin.close()
        while self.process.stdout.read(1 << 16):
            pass
        _, status, used = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        self.waits.sort()
        self.figures = {"wall": time.monotonic() - self.began, "cpu": used.ru_utime + used.ru_stime,
                        "memory_mb": used.ru_maxrss / 1024, "exit": self.process.returncode,
                        "ms": {str(p): self.waits[min(len(self.waits) - 1, int(len(self.waits) * p / 100))]
                               for p in (50, 99, 100)} if self.waits else {}}
        self.process.stdout.close()
        self.errors.close()

    def kill(self):
        if self.process.returncode is None:
            self.process.kill()
            self.process.wait()

    def _said(self):
        self.errors.seek(0)
        return self.errors.read().decode(errors="replace")[-800:] or f"{self.process.args[0]} ended early"
