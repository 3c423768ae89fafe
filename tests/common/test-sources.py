# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-sources.py PROJECT: what holds for the sources as a whole. Writes TAP."""

import re
import sys
from pathlib import Path

import tap
from tap import case

PROJECT = Path(sys.argv[1]).resolve()
SOURCES = sorted(path.relative_to(PROJECT) for room in ("engine", "ui", "plugin", "weights", "tests")
                 for path in (PROJECT / room).rglob("*.[ch]"))

# The rooms that a room's files may include something of, besides its own. (The door of the engine is its own
# folder: colorizer.c, which leads through all rooms.)
ROOMS = {
    "engine": {"engine/picture", "engine/network", "engine/weights-file"},
    "engine/map": {"engine"},
    "engine/page": {"engine", "engine/map"},
    "engine/picture": {"engine", "engine/map", "engine/page", "engine/network"},
    "engine/network": {"engine"},
    "engine/weights-file": {"engine", "engine/network"},
    "ui": {"engine", "engine/map", "engine/picture"},
    "plugin": {"ui", "engine", "engine/picture"},
    "weights/tool": {"weights/tool/batch", "weights/tool/photos", "engine", "engine/picture", "engine/network",
                     "engine/weights-file"},
    "weights/tool/photos": {"weights/tool/photos/formats", "weights/tool/photos/photo", "weights/tool/photos/metadata",
                            "engine", "engine/map", "engine/picture"},
    "weights/tool/photos/formats": {"weights/tool/photos/photo", "weights/tool/photos/metadata", "engine/picture"},
    "weights/tool/photos/photo": {"weights/tool/photos/metadata", "engine/picture"},
    "weights/tool/photos/metadata": set(),
    "weights/tool/batch": {"weights/tool/photos", "engine", "engine/picture"},
    "weights/tool/scores": {"weights/tool", "weights/tool/batch", "weights/tool/photos", "engine", "engine/picture"},
    "weights/tool/film": {"weights/tool", "weights/tool/film/media", "weights/tool/film/steady", "weights/tool/batch", "weights/tool/photos",
                          "engine", "engine/map", "engine/picture"},
    "weights/tool/film/steady": {"engine", "engine/map"},
    "weights/tool/film/media": {"weights/tool/film", "engine", "engine/picture"},
    "weights/tool/samples": {"weights/tool/batch", "weights/tool/photos", "engine", "engine/map", "engine/picture"},
    "weights/tool/train": {"weights/tool", "weights/tool/samples", "weights/tool/scores", "weights/tool/batch",
                           "weights/tool/photos", "engine", "engine/picture", "engine/network", "engine/weights-file"},
}


def room_of(path):
    """The room that a file lies in: the innermost one that is listed."""
    for folder in path.parents:
        if str(folder) in ROOMS:
            return str(folder)
    return None


def find_included(source, name):
    """The file of ours that an #include "name" means."""
    beside = source.parent / name
    if beside in SOURCES:
        return beside
    inside = Path("engine") / name
    if inside in SOURCES:
        return inside
    named = [path for path in SOURCES if f"/{path}".endswith(f"/{name}") and not str(path).startswith("engine/")]
    return named[0] if len(named) == 1 else None


def includes():
    """(file, file that it includes), of all of ours."""
    for source in SOURCES:
        for name in re.findall(r'^#include "([^"]+)"', (PROJECT / source).read_text(), re.M):
            included = find_included(source, name)
            assert included or room_of(source) is None, f"{source} includes {name}: no such file, or several"
            if included:
                yield source, included


@case("rooms know only those that they stand on")
def _():
    pairs = [(source, included) for source, included in includes() if room_of(source)]
    wrong = [f"{source} includes {included}" for source, included in pairs
             if room_of(included) not in (room_of(source), *ROOMS[room_of(source)])]
    assert len(pairs) > 200, len(pairs)
    assert not wrong, "\n".join(wrong)


@case("no circle of files")
def _():
    # A source and its header are one.
    arrows = {(source.with_suffix(""), included.with_suffix("")) for source, included in includes()}
    arrows = {(source, included) for source, included in arrows if source != included}
    assert len(arrows) > 200, len(arrows)
    # What nothing leads to, or nothing leads away from, is in no circle.
    while arrows:
        circled = {end for _, end in arrows} & {begin for begin, _ in arrows}
        left = {(begin, end) for begin, end in arrows if begin in circled and end in circled}
        if left == arrows:
            break
        arrows = left
    assert not arrows, "\n".join(f"{begin} includes {end}" for begin, end in sorted(arrows))


@case("pixels are converted in one place, which knows what babl wants of memory")
def _():
    calls = [str(source) for source in SOURCES
             if not str(source).startswith("tests/") and "babl_process" in (PROJECT / source).read_text()]
    assert calls == ["engine/picture/conversion.c"], calls


@case("files that can be read in one go")
def _():
    scripts = [path.relative_to(PROJECT) for room in ("tests", ".dev") for path in (PROJECT / room).rglob("*.py")]
    long = [f"{path}: {n} lines" for path in [*SOURCES, *scripts]
            if (n := len((PROJECT / path).read_text().splitlines())) > 600]
    assert not long, "\n".join(long)


@case("each path that the documents name is there")
def _():
    documents = [*PROJECT.glob("*.md"), *(PROJECT / "weights").glob("*.md"), *(PROJECT / "tests").rglob("*.md")]
    missing, n_paths = [], 0
    for document in documents:
        for path in re.findall(r"(?<![\w/.-])(?:engine|ui|plugin|weights|tests|po|\.dev|\.ci)/[\w./*-]+", document.read_text()):
            path = path.rstrip(".")
            n_paths += 1
            if not list(PROJECT.glob(path)):
                missing.append(f"{document.relative_to(PROJECT)} names {path}")
    assert n_paths > 3, n_paths
    assert not missing, "\n".join(missing)


tap.main()
