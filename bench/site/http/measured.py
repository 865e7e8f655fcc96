# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of one service: the loads it is put under, what they cost, and what is left after kill -9."""

import json
import os
import shutil
import subprocess
import tempfile
import time

import duties
from runner import machine, peers, process

Unavailable = peers.Unavailable
WARM_UP_S = 3  # just-in-time compilers need some
PATIENCE_S = 600  # with any one load, setup or replay: a server may hang
KILL_AFTER_S = 1.0  # fewer messages than any service remembers idempotency keys of


class Generator:
    """bench_site_http against one server."""

    def __init__(self, build, server, args):
        self.command = [os.path.join(build, "bench", "bench_site_http"), "--port", str(server.port),
                        "--token-file", server.token_file, "--connections", str(args.connections),
                        "--members", str(args.members)]

    def start(self, *options):
        return subprocess.Popen(self.command + [str(o) for o in options], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def result(self, started):
        try:
            out, said = started.communicate(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired as late:
            started.kill()
            started.communicate()
            raise Unavailable(f"not done after {PATIENCE_S} s") from late
        if started.returncode not in (0, 3) or not out:
            raise Unavailable(f"the generator failed: {said.strip()[-300:]}")
        result = json.loads(out)
        result["said"] = said.strip()
        return result

    def run(self, *options):
        return self.result(self.start(*options))

    def set_up(self):
        made = self.run("--setup")
        if made["errors"] > 0:
            raise Unavailable(f"setup: {made['said'][-300:]}")


def _costed(server, generator, *options):
    """A load, and what the server used meanwhile."""
    before = process.cpu_seconds(server.roots())
    result = generator.run(*options)
    if server.has_ended():
        raise Unavailable(f"{server.name} died\n{server.log_tail()}")
    cpu = process.cpu_seconds(server.roots()) - before
    result["generator_cpu_s"] = result.pop("cpu_s")
    result["cpu_s"] = cpu
    result["cpu_us_per_message"] = cpu * 1e6 / max(result["answered"], 1)
    return result


def _speed(server, generator, args):
    generator.set_up()
    generator.run("--seconds", min(WARM_UP_S, args.seconds), "--prefix", "warm-")
    found = {"fast": _costed(server, generator, "--seconds", args.seconds, "--prefix", "fast-")}
    for rate in args.rates:
        found[str(rate)] = _costed(server, generator, "--seconds", args.seconds, "--rate", rate,
                                   "--prefix", f"at-{rate}-")
    found["peak_rss_mb"], found["pss_mb"] = process.memory_mb(server.roots())
    return found


def _lost_in_files(server, path):
    """Acknowledged messages that its files do not have with their verdict; None where nobody knows."""
    stored = server.stored()
    if stored is None:
        return None
    with open(path, encoding="ascii") as f:
        lines = [line.split() for line in f]
    return sum(stored.get(f"kill-{int(k):010d}") != verdict for k, verdict in lines)


def _survival(server, generator, args):
    """Killed in the middle of a load, started again, asked for each acknowledged message."""
    generator.set_up()
    with open(server.token_file, encoding="ascii") as f:
        failed = duties.failures(server.port, f.read().strip())
    path = os.path.join(server.directory, "acknowledged")
    load = generator.start("--seconds", 30, "--prefix", "kill-", "--acknowledged", path)
    time.sleep(KILL_AFTER_S)
    server.kill()
    acknowledged = generator.result(load)["answered"]
    lost_in_files = _lost_in_files(server, path)
    server.begin()
    again = generator.run("--replay", path, "--prefix", "kill-")
    return {"acknowledged": acknowledged, "lost_in_files": lost_in_files, "lost": again["lost"],
            "differs": again["differs"], "said": again["said"],
            "other_errors": again["errors"] - again["lost"] - again["differs"],
            "left_out": failed}


def _in_fresh_directory(server, build, where, args, work):
    directory = tempfile.mkdtemp(prefix=f"{server.name}-", dir=where)
    try:
        server.prepare(directory, peers.free_port())
        server.begin()
        return work(server, Generator(build, server, args), args)
    finally:
        server.stop()
        shutil.rmtree(directory, ignore_errors=True)


def run(server, build, where, args):
    disk = machine.limits(build, where)["fdatasync_per_s"]
    found = _in_fresh_directory(server, build, where, args, _speed)
    found["fdatasync_per_s"] = disk
    if server.keeps:
        found["killed"] = _in_fresh_directory(server, build, where, args, _survival)
    return found
