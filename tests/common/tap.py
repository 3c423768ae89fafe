# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""The runner of all tests in Python: cases are functions that raise where something is wrong.

    from tap import case, main

    @case("what it does, in words")
    def _(scratch):                     # a folder of its own, if it takes one
        assert ...

    main()                              # writes TAP, and ends the program

A case may return a note, or raise Skip with the reason for which it cannot be tried here."""

import inspect
import sys
import tempfile
import time
import traceback
from pathlib import Path

cases = []


class Skip(Exception):
    pass


def case(name):
    """Makes a function a case."""

    def add(function):
        cases.append((name, function))
        return function

    return add


def _explain(exception):
    """The traceback, and what a program that failed had to say."""
    said = getattr(exception, "stderr", None) or ""
    return traceback.format_exc() + (said.decode(errors="replace") if isinstance(said, bytes) else said)


def _call(function):
    parameters = inspect.signature(function).parameters.values()
    if all(parameter.default is not parameter.empty for parameter in parameters):
        return function()
    with tempfile.TemporaryDirectory() as scratch:
        return function(Path(scratch))


def run(words=(), out=None, plan=True, keeps_on=True, tidy_up=lambda: None):
    """Runs the cases whose names hold some of these words, or all, and returns how many failed.
    plan      whether the lines are numbered and counted in advance
    keeps_on  whether cases that follow one that failed are tried
    tidy_up   is called after each case; what it returns is a fault of the case's"""
    out = out or sys.stdout
    chosen = [(name, function) for name, function in cases if not words or any(word in name for word in words)]
    failed = 0
    if plan:
        print(f"1..{len(chosen)}", file=out, flush=True)
    for number, (name, function) in enumerate(chosen, 1):
        begin = time.monotonic()
        note, explanation = None, ""
        try:
            note = _call(function)
        except Skip as reason:
            note = f"SKIP {reason}"
        except (Exception, SystemExit) as exception:
            explanation = _explain(exception)
        explanation += tidy_up() or ""
        failed += bool(explanation)
        print("not ok" if explanation else "ok", *([number] if plan else []), "-", name,
              f"# {note}" if note else f"# {time.monotonic() - begin:.1f} s", file=out)
        print("".join(f"# {line}\n" for line in explanation.splitlines()), end="", file=out, flush=True)
        if failed and not keeps_on:
            break
    return failed


def main(words=()):
    sys.exit(1 if run(words) else 0)
