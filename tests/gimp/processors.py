# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""GIMP's preference of how many threads to use (System Resources), which counts for the network too.

GIMP reads it when it starts, so each number needs a GIMP of its own."""

import shutil
import subprocess
import time
from pathlib import Path

import tasks
from harness import *

PROFILE = Path(os.environ["GIMP3_DIRECTORY"])

RUN = """
  (script-fu-use-v3)
  (let* ((image (gimp-file-load RUN-NONINTERACTIVE "{photo}")))
    (plug-in-colorize #:run-mode RUN-NONINTERACTIVE #:image image
                      #:drawables (gimp-image-get-layers image) #:working-size 1536)
    (gimp-image-delete image))"""


def find_process(program):
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if process.joinpath("exe").readlink() == program:
                return process
        except OSError:
            pass  # it has just ended
    return None


def network_threads(process):
    """The identifiers of the threads that have the plug-in's name: the first and the network's, but for that
    which the network is called in."""
    found = set()
    try:
        for task in process.joinpath("task").iterdir():
            if tasks.has_worked(task) and tasks.name(task) == "colorize":
                found.add(task.name)
    except OSError:
        pass  # one has just ended, or all have
    return found


def most_threads(processors):
    """Colors a photo in a GIMP that is to use so many: the largest number of threads for the network."""
    profile = Path(scratch("profile"))
    shutil.copytree(PROFILE, profile)
    with open(profile / "gimprc", "a") as file:
        file.write(f"(num-processors {processors})\n")
    photo = PHOTO.replace("\\", "\\\\").replace('"', '\\"')
    # OpenBLAS starts threads when it is loaded, whatever is asked of it later.
    environment = {**os.environ, "GIMP3_DIRECTORY": str(profile), "OPENBLAS_NUM_THREADS": "1"}
    command = ["timeout", "60", "gimp-console", "--no-interface", "--no-data", "--quit",
               "--batch-interpreter=plug-in-script-fu-eval", "--batch=" + RUN.format(photo=photo)]
    gimp = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    plug_in, most, since = None, 0, {}
    while gimp.poll() is None:
        plug_in = plug_in or find_process(profile / "plug-ins/colorize/colorize")
        if plug_in:
            # Some only start others, or read a file, and end.
            now = time.monotonic()
            since = {task: since.get(task, now) for task in network_threads(plug_in)}
            most = max(most, sum(now - begin > 0.03 for begin in since.values()))
        time.sleep(0.001)
    assert gimp.returncode == 0, f"GIMP ended with {gimp.returncode}"
    assert most > 0, "the plug-in was not seen"
    return most


@case("GIMP's number of threads is that of the network's")
def _():
    for processors in (1, 3):
        most = most_threads(processors)
        assert most == processors, f"{most} threads, and GIMP is to use {processors}"
