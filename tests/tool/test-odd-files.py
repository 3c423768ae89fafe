# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-odd-files.py TOOL WEIGHTS [WORDS...]: `colorize apply` over a folder of odd files: none ends the run, none
is silently wrong. Of the kinds of files those whose names hold some of these words, or all. Writes TAP."""

import collections
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

import odd_files
import readings
from odd import ANY, COLORED, PASSED_OVER, REFUSED
from tap import case, main

TOOL, WEIGHTS = (Path(argument).resolve() for argument in sys.argv[1:3])
CHOICE = sys.argv[3:]
# What only libraries say, and what their messages are made of.
NOISE = re.compile(rb"libpng|TIFF[A-Z]\w+|JWRN|JERR|Premature|GLib|GEGL|babl|[Ee]xiv2|CRITICAL|WARNING \*\*|\(process:"
                   rb"|Corrupt JPEG|SOF type|LibTIFF|libtiff|libjpeg|libwebp|gdk-pixbuf|GdkPixbuf|lcms|\bCRC\b")
SENTENCE = re.compile(r"colorize: “⟨(\d+)⟩” was (not colored: |colored, but )(.*)")
SUMMARY = re.compile(r"(\d+) colored, (\d+) left alone.*, (\d+) failed, (\d+) other files? passed over")


class Run:
    """One call of the tool, and what it said and made of each file."""

    def __init__(self, odds, folder, output, arguments, options):
        self.folder, self.output = os.fsencode(folder), os.fsencode(output)
        begin = time.monotonic()
        done = subprocess.run([TOOL, "apply", "--weights", WEIGHTS, *options, "-o", output, *arguments],
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=500, check=False)
        self.seconds, self.code = time.monotonic() - begin, done.returncode
        self.noise = [line for line in done.stderr.splitlines() if NOISE.search(line)]
        self.stdout, self.stderr = done.stdout, self.numbered(odds, done.stderr)
        self.refused, self.noticed = {}, {}
        for line in self.stderr.splitlines():
            match = SENTENCE.match(line)
            if match:
                told = self.refused if match[2].startswith("not") else self.noticed
                told.setdefault(int(match[1]), []).append(match[3])
        self.made = self.results(odds)
        self.read = readings.read([path for paths in self.made.values() for path in paths])
        self.told = self.metadata()

    def numbered(self, odds, said):
        """The same with each file's number for its path, whatever bytes that has."""
        for number, odd in sorted(enumerate(odds), key=lambda pair: -len(pair[1].name)):
            path = os.path.join(self.folder, odd.name)
            said = said.replace("“".encode() + path + "”".encode(), f"“⟨{number}⟩”".encode())
        return said.decode(errors="surrogateescape")

    def results(self, odds):
        """{number of a file: the results that are its own}, and under None those of no file."""
        stems = {odd.stem + b"-colorized": number for number, odd in enumerate(odds)}
        made = {}
        for place, _, names in os.walk(self.output):
            for name in names:
                path = os.path.join(place, name)
                stem = os.path.relpath(os.path.splitext(path)[0], self.output)
                # Files that are passed over have no results, so theirs are nobody's.
                made.setdefault(stems.get(stem), []).append(path)
        return made

    def metadata(self):
        """{result: all that ExifTool says of it}."""
        told = subprocess.run(["exiftool", "-j", "-G1", "-n", "-u", "-r", "-charset", "exif=UTF8", "-ee", self.output],
                              capture_output=True, check=False).stdout
        said = json.loads(told.decode(errors="replace")) if told else []
        return {os.fsencode(tags.pop("SourceFile")): tags for tags in said}

    def faults(self, number, odd):
        """What is wrong with what has become of a file."""
        refused, made = self.refused.get(number, []), self.made.get(number, [])
        noticed = self.noticed.get(number, [])
        if len(refused) + len(made) + len(noticed) == 0:
            return [] if PASSED_OVER in odd.fates else ["nothing was made of it, and nothing was said"]
        if len(made) > 1 or len(refused) > 1 or len(noticed) > 1:
            return [f"several results or sentences: {made} {refused} {noticed}"]
        if refused and made:
            return [f"a result in spite of: {refused}"]
        sentence = (refused + noticed + [""])[0]
        faults = [] if not sentence or sentence.endswith(".") else [f"no whole sentence: {sentence}"]
        if refused:
            if REFUSED not in odd.fates:
                faults.append(f"not colored: {sentence}")
            elif not re.search(odd.refusal, sentence):
                faults.append(f"not colored, but no word of “{odd.refusal}”: {sentence}")
            return faults
        if COLORED not in odd.fates:
            return faults + [f"colored, instead of {' or '.join(odd.fates)}"]
        if not made:
            return faults + [f"no result, but: {sentence}"]
        if made[0] not in self.stdout:
            faults.append("its result is not named")
        if odd.says != ANY and not (re.search(odd.says, sentence) if odd.says else sentence == ""):
            faults.append(f"says “{sentence}” instead of “{odd.says}”")
        return faults + self.faults_of_result(odd, made[0], sentence)

    def faults_of_result(self, odd, path, sentence):
        reading = self.read[path]
        if not reading:
            return ["its result cannot be read"]
        faults = []
        if odd.result and reading.format not in odd.result:
            faults.append(f"its result is {reading.format}")
        if odd.bits != ANY and reading.bits not in (odd.bits if isinstance(odd.bits, range) else (odd.bits,)):
            faults.append(f"{reading.bits} bits instead of {odd.bits}")
        if odd.lightness is not None:
            if reading.lightness.shape != odd.lightness.shape:
                return faults + [f"{reading.lightness.shape[::-1]} pixels instead of {odd.lightness.shape[::-1]}"]
            seen = ~np.isnan(odd.lightness)
            if isinstance(odd.alpha, np.ndarray):
                seen &= odd.alpha > 0.02
            change = np.abs(reading.lightness - odd.lightness)[seen].mean()
            if change > odd.near:
                faults.append(f"L* is {reading.lightness[seen].mean():.2f} instead of "
                              f"{odd.lightness[seen].mean():.2f}, mean change {change:.2f}")
        if odd.alpha is None and reading.alpha is not None and reading.alpha.min() < 1:
            faults.append("it has alpha")
        if isinstance(odd.alpha, np.ndarray) and (
                reading.alpha is None or np.abs(reading.alpha - odd.alpha).mean() > 0.004):
            faults.append("its alpha is gone" if reading.alpha is None else "its alpha is another one")
        tags = self.told.get(path, {})
        for tag, value in tags.items():
            if tag.endswith(":Orientation") and value not in (1, "1"):
                faults.append(f"it is upright, but {tag} is {value}")
        # What is no XML is kept all the same, but ExifTool does not see it.
        with open(path, "rb") as file:
            said = " ".join(map(str, tags.values())) + file.read().decode(errors="replace")
        return faults + [f"{words} lost without a word" for words, text in odd.keeps.items()
                         if text not in said and not re.search(words, sentence, re.I)]


def check_whole_run(run, odds):
    """What is wrong with the run itself."""
    faults = []
    if run.code != 1:
        faults.append(f"exit code {run.code} instead of 1; the last words: {run.stderr[-300:]}")
    faults += [f"a library speaks: {line.decode(errors='replace')}" for line in run.noise[:20]]
    match = SUMMARY.search(run.stderr)
    results = sum(len(paths) for number, paths in run.made.items() if number is not None)
    passed_over = sum(odd.fates == (PASSED_OVER,) for odd in odds)
    wanted = (results, 0, len(run.refused), passed_over)
    if not match or tuple(map(int, match.groups())) != wanted:
        faults.append(f"the summary: {match and match[0]}, instead of {wanted}")
    left = [path for path in run.made.get(None, [])]
    if left:
        faults.append(f"files of nobody: {left[:5]}")
    return faults


def check_sources(folder):
    """Whether each is as it was, and nothing came to them."""
    faults = []
    for odd in folder.files:
        path = os.path.join(os.fsencode(folder.path), odd.name)
        if odd.is_file:
            with open(path, "rb") as file:
                if hashlib.sha256(file.read()).hexdigest() != odd.digest:
                    faults.append(f"{odd.name!r} was changed")
    there = {os.path.relpath(os.path.join(place, name), os.fsencode(folder.path))
             for place, _, names in os.walk(os.fsencode(folder.path)) for name in names}
    more = there - {odd.name for odd in folder.files}
    return faults + ([f"files came to them: {sorted(more)[:5]}"] if more else [])


def named_part(folder):
    """A part of the files, that are named one by one: raw files, which a folder's are not looked at, and some of
    each other kind."""
    kinds, part = {}, []
    for odd in folder.files:
        kinds.setdefault(odd.kind, []).append(odd)
    for kind, odds in kinds.items():
        if kind.startswith("raw files"):
            for odd in odds:
                part.append(type(odd)(**{**vars(odd), "fates": (REFUSED,), "refusal": r"\braw\b"}))
        elif PASSED_OVER not in odds[0].fates and odds[0].is_file and b"/" not in odds[-1].name:
            part.append(odds[-1])
    return part


def printable(text):
    return text.encode("utf-8", "backslashreplace").decode().replace("\x1b", "\\e")


def add_case(name, faults):
    @case(name)
    def _():
        assert not faults, "\n".join(printable(fault) for fault in faults[:40])


def faults_of(run, odds):
    return [(odd.kind, f"{os.fsdecode(odd.name)}: {fault}") for number, odd in enumerate(odds)
            for fault in run.faults(number, odd)]


def add_cases(scratch):
    folder = odd_files.make(scratch / "photos", CHOICE)
    run = Run(folder.files, folder.path, scratch / "results", [folder.path], ["--jobs", "2", "--working-size", "64"])
    print(f"# {len(folder.files)} files in {run.seconds:.1f} s")
    add_case("the run: its exit code, its summary, no library speaks, nothing is left", check_whole_run(run, folder.files))
    faults = faults_of(run, folder.files)
    for kind, number in collections.Counter(odd.kind for odd in folder.files).items():
        add_case(f"{kind}: {number} file{'s' if number > 1 else ''}", [fault for of, fault in faults if of == kind])

    odds = named_part(folder)
    paths = [os.path.join(os.fsencode(folder.path), odd.name) for odd in odds]
    run = Run(odds, folder.path, scratch / "named", ["--", *paths],
              ["--jobs", "1", "--threads", "3", "--working-size", "64"])
    print(f"# {len(odds)} of them, named, in {run.seconds:.1f} s")
    faults = check_whole_run(run, odds) + [fault for _, fault in faults_of(run, odds)]
    add_case(f"{len(odds)} of them, named one by one: one job, three threads", faults)
    add_case("the files are as they were", check_sources(folder))


with tempfile.TemporaryDirectory() as scratch:
    add_cases(Path(scratch))
main()
