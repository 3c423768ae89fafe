# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of `colorize` share: their command line, TOOL WEIGHTS PHOTO [WORDS...], of which the words
choose cases by their names; and running the tool."""

import os
import subprocess
import sys
from pathlib import Path

import tap
from tap import case  # noqa: F401, for the tests

# Else babl takes the conversions that are the fastest at the moment, and bytes are not the same each time.
os.environ["BABL_TOLERANCE"] = "0.0"

TOOL, WEIGHTS, PHOTO = (Path(argument).resolve() for argument in sys.argv[1:4])


def colorize(*arguments, code=0, tool=TOOL, **options):
    """Runs `colorize` and returns what it said, on either stream; code None: it may fail, but not crash."""
    done = subprocess.run([tool, *map(str, arguments)], capture_output=True, text=True, timeout=120, **options)
    said = done.stdout + done.stderr
    wanted = (0, 1) if code is None else (code,)
    assert done.returncode in wanted, f"exit code {done.returncode} instead of {code}: {said}"
    for noise in ("WARNING", "CRITICAL", "libpng warning", "libpng error", "leaked"):
        assert noise not in said, said
    return said


def apply(*arguments, **options):
    return colorize("apply", "--weights", WEIGHTS, *arguments, **options)


def result_of(photo):
    return photo.with_name(f"{photo.stem}-colorized{photo.suffix}")


def assert_clean(folder):
    hidden = [path.name for path in Path(folder).rglob(".*")]
    assert not hidden, f"left behind: {hidden}"


def main():
    tap.main(sys.argv[4:])
