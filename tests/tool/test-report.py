# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-report.py TOOL WEIGHTS PHOTO [WORDS...]: what `colorize apply --report json-lines` tells a program.
Writes TAP."""

import json
import os
import shutil
import signal
import subprocess
import urllib.parse

from cases import TOOL, WEIGHTS, apply, assert_clean, case, colorize, main
from photos import convert

HOSTILE = [b"new\nline.jpg", b'"quoted".jpg', b"back\\slash.jpg", b"not \xff text.jpg", b"100 %41.jpg", b"{}.jpg", b" .jpg",
           b"\x1b[31m.jpg", "Größe ☃.jpg".encode()]


def path_of(uri):
    """The bytes of a path."""
    assert uri.startswith("file:///"), uri
    return urllib.parse.unquote_to_bytes(uri.removeprefix("file://"))


def read(output):
    """The lines' objects; that of the beginning, those of photos, and that of the end."""
    assert output.endswith(b"\n"), output
    lines = [json.loads(line) for line in output.decode("utf-8").removesuffix("\n").split("\n")]
    begin, *photos, end = lines
    assert (begin["event"], end["event"]) == ("begin", "end"), lines
    assert all(line["total"] == begin["total"] for line in lines), lines
    numbers = [photo["n"] for photo in photos]
    # Of photos that are worked on at the same time, a later one may be done when all is stopped, and an earlier one not.
    assert numbers == sorted(set(numbers)) if end["stopped"] else numbers == list(range(1, len(photos) + 1)), lines
    return begin, photos, end


def run(*arguments, code=0, **options):
    done = subprocess.run([TOOL, "apply", "--weights", WEIGHTS, "--report", "json-lines", *arguments], capture_output=True, timeout=60,
                          **options)
    assert done.returncode == code, done
    return done


def fill(folder, names):
    """Small photos of these names, which are bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    photo = convert("plasma:navy-orange", folder / "first.jpg", "-seed", "1", "-resize", "48x32!")
    for name in names:
        shutil.copy(photo, os.fsencode(folder) + b"/" + name)
    photo.unlink()
    return folder


@case("names with line breaks, quotes and bytes that are no text: each whole, on a line of its own")
def _(scratch):
    source = fill(scratch / "in", HOSTILE)
    begin, photos, end = read(run(source, "-o", scratch / "out").stdout)
    assert begin == {"event": "begin", "total": len(HOSTILE), "others": 0}, begin
    assert end == {"event": "end", "total": len(HOSTILE), "stopped": False}, end
    assert {photo["event"] for photo in photos} == {"done"}, photos
    assert {path_of(photo["source"]) for photo in photos} == {os.fsencode(source) + b"/" + name for name in HOSTILE}, photos
    for photo in photos:
        stem = os.path.basename(path_of(photo["source"])).removesuffix(b".jpg")
        assert path_of(photo["result"]) == os.fsencode(scratch / "out") + b"/" + stem + b"-colorized.jpg", photo
        assert os.path.exists(path_of(photo["result"])), photo


@case("a relative folder: whole paths all the same")
def _(scratch):
    fill(scratch / "in", [b"a.jpg"])
    _, (photo,), _ = read(run("in", "-o", "out", cwd=scratch).stdout)
    assert path_of(photo["source"]) == os.fsencode(scratch) + b"/in/a.jpg", photo
    assert path_of(photo["result"]) == os.fsencode(scratch) + b"/out/a-colorized.jpg", photo


@case("each fate: done with a notice, failed with its reason, left alone; what is no photo is counted")
def _(scratch):
    source = fill(scratch / "in", [b"good.jpg", b"there.jpg", b"cut.jpg"])
    (source / "broken.png").write_bytes(b"no picture")
    (source / "letter.txt").write_text("no photo")
    cut = (source / "cut.jpg").read_bytes()
    (source / "cut.jpg").write_bytes(cut[: len(cut) // 2])
    convert("plasma:navy-orange", source / "moves.gif", "-seed", "1", "-resize", "48x32!", "-duplicate", "2")
    (scratch / "out").mkdir()
    (scratch / "out" / "there-colorized.jpg").write_text("mine")
    done = run(source, "-o", scratch / "out", "--quiet", code=1)
    begin, photos, end = read(done.stdout)
    assert (begin["total"], begin["others"], end["stopped"]) == (5, 1, False), (begin, end)
    events = {os.path.basename(path_of(photo["source"])).decode(): photo for photo in photos}
    assert {name: photo["event"] for name, photo in events.items()} == {
        "good.jpg": "done", "there.jpg": "left-alone", "cut.jpg": "failed", "broken.png": "failed", "moves.gif": "done"}, photos
    assert (scratch / "out" / "there-colorized.jpg").read_text() == "mine"
    # The same words as people get.
    for name in "cut.jpg", "broken.png":
        assert f"/{name}” was not colored: {events[name]['reason']}.\n" in done.stderr.decode(), (events[name], done.stderr)
    assert f"/moves.gif” was colored, but {events['moves.gif']['notice']}.\n" in done.stderr.decode(), (events, done.stderr)
    assert "reason" not in events["good.jpg"] and "notice" not in events["good.jpg"], events
    assert b"passed over" not in done.stderr, done.stderr


@case("stopped by SIGINT or SIGTERM: the last line says so, and what is done stays")
def _(scratch):
    source = fill(scratch / "in", [b"%d.jpg" % i for i in range(200)])
    for number in signal.SIGINT, signal.SIGTERM:
        out = scratch / number.name
        process = subprocess.Popen([TOOL, "apply", "--weights", WEIGHTS, "--report", "json-lines", source, "-o", out],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        told = process.stdout.readline() + process.stdout.readline()
        process.send_signal(number)
        rest, said = process.communicate(timeout=30)
        begin, photos, end = read(told + rest)
        assert process.returncode == 130 and end["stopped"] and begin["total"] == 200, (process.returncode, said)
        assert 1 <= len(photos) < 200, len(photos)
        for photo in photos:
            assert photo["event"] == "done" and os.path.exists(path_of(photo["result"])), photo
        assert len(list(out.iterdir())) >= len(photos)
    assert_clean(scratch)


@case("a folder without photos: the beginning says so, and the exit code")
def _(scratch):
    (scratch / "letter.txt").write_text("no photo")
    done = run(scratch, code=2)
    assert json.loads(done.stdout) == {"event": "begin", "total": 0, "others": 1}, done


@case("another format than that one: a sentence, and nothing is done")
def _(scratch):
    source = fill(scratch / "in", [b"a.jpg"])
    said = apply(source, "--report", "xml", code=2)
    assert said == "colorize: --report is “xml”; it must be json-lines.\n", said
    assert not list(source.glob("*-colorized*"))
    assert "--report=json-lines" in colorize("apply", "--help")


main()
