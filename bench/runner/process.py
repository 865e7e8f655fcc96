# SPDX-License-Identifier: GPL-3.0-or-later
"""A started program with all its children: how to stop it, and what it used, from /proc."""

import os
import signal
import subprocess
import time

TICK = 1.0 / os.sysconf("SC_CLK_TCK")


def start(command, directory, log, **more):
    """Starts a command as leader of a process group of its own; its output goes to the file `log`."""
    with open(log, "ab") as out:
        return subprocess.Popen(command, cwd=directory, stdin=subprocess.DEVNULL, stdout=out,
                                stderr=out, start_new_session=True, **more)


def stop(process, patience=10):
    """Ends one started program by its id: politely, then for good with what is left of its group."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            pass
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def wait_until(condition, seconds, step=0.05):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(step)
    return False


def _stat(pid):
    """The fields of /proc/PID/stat from the third on (proc(5)), or None when it has ended."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as f:
            return f.read().rsplit(b")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def tree(roots):
    """The given processes that live, and their descendants."""
    children = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            stat = _stat(name)
            if stat is not None:
                children.setdefault(int(stat[1]), []).append(int(name))
    found, todo = [], list(roots)
    while todo:
        pid = todo.pop()
        found.append(pid)
        todo += children.get(pid, [])
    return found


def cpu_seconds(roots):
    """User and system time of a tree, with that of children that have ended and were waited for."""
    ticks = 0
    for pid in tree(roots):
        stat = _stat(pid)
        if stat is not None:
            ticks += sum(int(v) for v in stat[11:15])  # utime stime cutime cstime
    return ticks * TICK


def _kilobytes(path, key):
    try:
        with open(path, encoding="ascii") as f:
            for line in f:
                if line.startswith(key):
                    return int(line.split()[1])
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        pass
    return 0


def memory_mb(roots):
    """(sum of the processes' peak resident sets, proportional set now), in MB.

    The first counts a page once for each process that maps it, which is to the disadvantage of
    programs of several processes; the second does not, but knows no peak.
    """
    pids = tree(roots)
    peak = sum(_kilobytes(f"/proc/{pid}/status", "VmHWM:") for pid in pids)
    now = sum(_kilobytes(f"/proc/{pid}/smaps_rollup", "Pss:") for pid in pids)
    return peak / 1024, now / 1024
