# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many threads of a command are at work: its processes, which photos are shared out to, and the network's."""

import os
import subprocess
import time
from pathlib import Path

import tasks

# Names of threads that only wait, or that write what the pixels' cache has no room for.
HELPERS = ("gmain", "gdbus", "listener", "pool-spawner", "swap writer")


def workers(process):
    """The identifiers of the threads of its children but for the helpers; it only waits for them itself."""
    found = set()
    try:
        for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
            for task in Path(f"/proc/{child}/task").iterdir():
                if tasks.has_worked(task) and tasks.name(task) not in HELPERS:
                    found.add(task.name)
    except OSError:
        pass  # one has just ended, or all have
    return found


def most_workers(*command):
    """Runs a command, which must succeed: the largest number of threads that were at work at a time."""
    # OpenBLAS starts threads when it is loaded, whatever is asked of it later.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    process = subprocess.Popen([str(word) for word in command], env=environment, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True)
    most, since = 0, {}
    while process.poll() is None:
        # Some only start others, or read a file, and end.
        now = time.monotonic()
        since = {task: since.get(task, now) for task in workers(process.pid)}
        most = max(most, sum(now - begin > 0.03 for begin in since.values()))
        time.sleep(0.001)
    said = process.communicate()[1]
    assert process.returncode == 0, f"exit code {process.returncode}: {said}"
    return most
