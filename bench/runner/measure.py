# SPDX-License-Identifier: GPL-3.0-or-later
"""One run: a fresh directory, the generator, one peer, and what it cost."""

import json
import os
import shutil
import subprocess
import tempfile

from . import peers, process


class Generator:
    """bench_smsc under --hold, see its --help: it says a word on stderr, we answer with a line."""

    def __init__(self, build, port, options):
        command = [os.path.join(build, "bench", "bench_smsc"), "--hold", "--port", str(port),
                   "--to", peers.LINE]
        for name, value in options.items():
            command += [f"--{name}", str(value)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)

    def word(self):
        return self.process.stderr.readline().strip()

    def go_on(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def result(self):
        return json.loads(self.process.stdout.read())

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


def _tail(directory):
    """The end of the peer's logs, for a run that failed."""
    lines = []
    for name in sorted(os.listdir(directory)):
        if name.endswith(".log"):
            with open(os.path.join(directory, name), encoding="utf-8", errors="replace") as f:
                lines += [f"  {name}: {line.rstrip()}" for line in f.readlines()[-8:]]
    return "\n".join(lines)


def _drive(peer, generator, directory, port):
    if generator.word() != "listening":
        raise peers.Unavailable("the generator did not start")
    peer.start(directory, port)
    if generator.word() != "bound":
        raise peers.Unavailable(f"{peer.name} did not bind\n{_tail(directory)}")
    peer.settle()
    before = process.cpu_seconds(peer.roots())
    generator.go_on()
    if generator.word() != "ended":
        raise peers.Unavailable("the generator failed")
    cpu = process.cpu_seconds(peer.roots()) - before
    died = sum(p.poll() is not None for p in peer.processes)
    peak, proportional = process.memory_mb(peer.roots())
    generator.go_on()
    result = generator.result()
    result.update({
        "died": died,
        "cpu_s": cpu,
        "cpu_us_per_message": cpu * 1e6 / max(result["acked"], 1),
        "peak_rss_mb": peak,
        "pss_mb": proportional,
    })
    return result


def run(peer, options, build, where, filled=None):
    """One measured run; `filled` is a directory to begin with a copy of."""
    directory = tempfile.mkdtemp(prefix=f"{peer.name}-", dir=where)
    port = peers.free_port()
    if filled is not None:
        subprocess.run(["cp", "-a", "--reflink=auto", f"{filled}/.", directory], check=True)
        os.sync()
    generator = Generator(build, port, options)
    try:
        return _drive(peer, generator, directory, port)
    finally:
        generator.close()
        peer.stop()
        shutil.rmtree(directory, ignore_errors=True)
