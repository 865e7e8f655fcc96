# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks programs, and counts the time that they had of a core: others share the machine."""

import json
import os
import resource
import subprocess
import time


class Failed(Exception):
    pass


def run(command, text=None):
    """(standard output, seconds of CPU, seconds on the wall)."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        raise Failed(f"{' '.join(command)}: {done.stderr.strip()[-500:]}")
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.stdout, spent, time.monotonic() - began


def classify(program, texts, packs=None):
    """What `fauxbond classify` says of each text; with the models trained from `packs`, if given."""
    command = [program, "classify"] + (["--packs", packs] if packs else [])
    lines = "".join(one_line(t) + "\n" for t in texts)
    return [json.loads(line) for line in run(command, lines)[0].split("\n") if line]


def one_line(text):
    return text.replace("\r", " ").replace("\n", " ")


def evaluate(program, path):
    return json.loads(run([program, "evaluate", "--json", path])[0])


def train(trainer, where, packs):
    """(bytes of the models, seconds of CPU, seconds on the wall)."""
    out = os.path.join(where, "models")
    _, spent, wall = run([trainer, out, packs])
    return os.path.getsize(out), spent, wall


def time_reading(bench, where, texts, passes):
    path = os.path.join(where, "texts")
    with open(path, "w", encoding="utf-8") as f:
        f.writelines(one_line(t) + "\n" for t in texts)
    return json.loads(run([bench, path, str(passes)])[0])
