# SPDX-License-Identifier: GPL-3.0-or-later
"""What the figures were measured on, and the limits nobody can pass there."""

import json
import os
import platform
import subprocess


def _cpu_model():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as f:
            for line in f:
                if line.startswith("model name"):
                    return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.machine()


def _file_system(directory):
    done = subprocess.run(["stat", "-f", "-c", "%T", directory], capture_output=True, text=True)
    return done.stdout.strip() or "?"


def limits(build, directory):
    """fdatasync and loopback round trips a second, now. Both change on a shared machine."""
    done = subprocess.run([os.path.join(build, "bench", "bench_syncrate"), directory],
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def facts(build, directory):
    found = {
        "cpu": _cpu_model(),
        "cores": len(os.sched_getaffinity(0)),
        "load_before": os.getloadavg()[0],
        "kernel": platform.release(),
        "file_system": _file_system(directory),
    }
    found.update(limits(build, directory))
    return found


def as_text(found):
    return (f"{found['cpu']}, {found['cores']} cores, Linux {found['kernel']}; data on "
            f"{found['file_system']}: {found['fdatasync_per_s']:,} fdatasync/s; loopback: "
            f"{found['loopback_round_trips_per_s']:,} round trips/s; load before: "
            f"{found['load_before']:.1f}")
