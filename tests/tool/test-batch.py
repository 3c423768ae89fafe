# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-batch.py TOOL WEIGHTS PHOTO CRASH [WORDS...]: many photos, of which some would end the program (CRASH is
crash.c, to be preloaded), and what the command line says and does. Writes TAP."""

import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

# The words that choose cases come after the fourth argument here.
CRASH = Path(sys.argv.pop(4)).resolve()

from cases import PHOTO, TOOL, WEIGHTS, apply, assert_clean, case, colorize, main, result_of  # noqa: E402
from photos import convert, look  # noqa: E402

FAULTY = {**os.environ, "LD_PRELOAD": str(CRASH)}

# Width of a photo that meets a fault (100 more: when its result is all but written), and what is said.
FAULTS = {
    101: "crashed (Aborted)",
    102: "crashed (Segmentation fault)",
    103: "gave up (exit code 3)",
    104: "not enough memory",
    105: "more memory than there is",
    106: "crashed (Trace/breakpoint trap)",
    201: "crashed (Aborted)",
    202: "crashed (Segmentation fault)",
    205: "more memory than there is",
}


def make(path, width, color="navy-orange"):
    path.parent.mkdir(parents=True, exist_ok=True)
    return convert(f"plasma:{color}", path, "-resize", f"{width}x80!")


def make_faulty(folder):
    """Photos that meet each fault, one good one before each, and good ones at the end."""
    for i, width in enumerate(FAULTS):
        make(folder / f"{i}-bad-{width}.jpg", width)
        make(folder / f"{i}-a-good.jpg", 120 + i)
    make(folder / "z-good.jpg", 150)


def start(*arguments, **options):
    return subprocess.Popen([TOOL, "apply", "--weights", WEIGHTS, *map(str, arguments)], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, **options)


def wait_for(condition, what):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def parts(folder):
    return list(folder.glob(".colorized-*"))


def children(process):
    return Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()


def is_running(process):
    """Asks once: a process may end between one look and the next, and even between opening its file and reading it."""
    try:
        return "zombie" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


@case("photos that crash a codec, or the program as it writes: each costs itself alone")
def _(scratch):
    make_faulty(scratch / "in")
    for jobs in (1, 2, 3, 4):
        out = scratch / str(jobs)
        said = apply(scratch / "in", "-o", out, "--jobs", jobs, "--threads", 4, env=FAULTY, code=1)
        for i, (width, words) in enumerate(FAULTS.items()):
            told = [line for line in said.splitlines() if f"{i}-bad-{width}.jpg”" in line]
            assert len(told) == 1 and words in told[0] and told[0].endswith("."), f"{jobs} jobs: {told}: {said}"
            assert [line for line in said.splitlines() if re.fullmatch(f"colorize: Not colored: .*/{i}-bad-{width}.jpg", line)]
        good = sorted(path.name for path in (scratch / "in").glob("*good*"))
        assert sorted(path.name for path in out.iterdir()) == [result_of(Path(name)).name for name in good], said
        assert f"{len(good)} colored, 0 left alone (--force writes over them), {len(FAULTS)} failed" in said, said
    for path in (scratch / "1").iterdir():
        assert look(path, "%wx%h") == look(scratch / "in" / path.name.replace("-colorized", ""), "%wx%h")
    assert_clean(scratch)


@case("evaluate and train over a folder with such photos: scores and weights of the others")
def _(scratch):
    make_faulty(scratch / "in")
    for path in (scratch / "in").glob("*-20?.jpg"):
        path.unlink()  # nothing is written here
    n_bad, n_good = (len(list((scratch / "in").glob(f"*{kind}*"))) for kind in ("bad", "good"))
    said = colorize("evaluate", WEIGHTS, scratch / "in", "--json", scratch / "scores.json", "--sheet", scratch / "sheet.png",
                    env=FAULTY, code=1)
    assert said.count("was not scored") == n_bad and "crashed (Aborted)" in said, said
    scores = json.loads((scratch / "scores.json").read_text())
    assert (scores["photos"], scores["left_out"]) == (n_good, n_bad), scores
    assert look(scratch / "sheet.png", "%m") == "PNG"
    said = colorize("train", scratch / "in", "-o", scratch / "my.safetensors", "--width-divisor", 16, "--size", 32, "--batch", 2,
                    "--min-chroma", 1, "--steps", 1, env=FAULTY)
    assert said.count("was left out") == n_bad and f"{n_bad} unreadable" in said, said
    assert "crashed (Segmentation fault)" in said and (scratch / "my.safetensors").exists()


@case("a photo that hangs: Ctrl+C ends the run, and nothing half is left")
def _(scratch):
    good, bad = make(scratch / "a.jpg", 90), make(scratch / "b.jpg", 207)
    process = start(good, bad, env=FAULTY)
    # A result is there a little before it is counted.
    assert process.stdout.readline().decode().strip() == str(result_of(good))
    wait_for(lambda: parts(scratch), "nothing is written")
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=30)[1].decode()
    assert process.returncode == 130 and "Stopped after 1 of 2 photos" in said, f"{process.returncode}: {said}"
    assert_clean(scratch)


@case("a run that is killed: its processes end by themselves, and nothing half is left")
def _(scratch):
    hangs = make(scratch / "b.jpg", 207)
    process = start(make(scratch / "a.jpg", 90), hangs, env=FAULTY)
    wait_for(lambda: parts(scratch) and result_of(scratch / "a.jpg").exists(), "nothing is written")
    workers = children(process)
    assert workers
    process.kill()
    process.wait()
    wait_for(lambda: not any(map(is_running, workers)), "processes are left")
    process.stdout.close()
    process.stderr.close()
    assert_clean(scratch)


@case("a closed terminal, a reader that has gone: it stops in good order, but goes on under nohup")
def _(scratch):
    photo = make(scratch / "in" / "0.jpg", 300)
    for i in range(1, 100):
        shutil.copy(photo, scratch / "in" / f"{i}.jpg")
    for how in ("hang-up", "reader"):
        process = start(scratch / "in", "-o", scratch / how)
        process.stdout.readline()
        if how == "hang-up":
            process.send_signal(signal.SIGHUP)
        else:
            process.stdout.close()
            process.stdout = None
        said = process.communicate(timeout=30)[1].decode()
        n_done = len(list((scratch / how).iterdir()))
        assert process.returncode == 130 and "Stopped after" in said and said.count("\n") == 1, f"{how}: {said}"
        assert 0 < n_done < 100, f"{how}: {n_done}"
    process = start(*list((scratch / "in").iterdir())[:6], "-o", scratch / "nohup", stdin=subprocess.DEVNULL,
                    preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    process.stdout.readline()
    process.send_signal(signal.SIGHUP)
    said = process.communicate(timeout=30)[1].decode()
    assert process.returncode == 0 and "6 colored" in said, said
    assert_clean(scratch)


@case("standard input and errors that are closed: a photo is colored all the same")
def _(scratch):
    photo = convert(PHOTO, scratch / "photo.png", "-resize", "64x")
    apply(photo, preexec_fn=lambda: (os.close(0), os.close(2)))
    assert look(result_of(photo), "%wx%h") == look(photo, "%wx%h")


@case("a full disk behind standard output: a sentence and exit code 1, for each command")
def _(scratch):
    folder = make(scratch / "in" / "a.png", 60).parent
    for arguments in (["--help"], ["apply", "--help"], ["info"], ["info", "--system"], ["evaluate", WEIGHTS, folder],
                      ["apply", "--weights", WEIGHTS, folder], ["--version"]):
        with open("/dev/full", "w") as full:
            done = subprocess.run([TOOL, *map(str, arguments)], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
        lines = done.stderr.splitlines()
        assert done.returncode == 1 and len(lines) == 1, f"{arguments}: {done}"
        assert "could not be written (No space left on device)" in lines[0], lines
    assert result_of(folder / "a.png").exists()


@case("names are printed byte for byte, in the C locale too; a terminal is not steered by them")
def _(scratch):
    names = ["grün.png", b"latin-\xfc.png", "two\nlines.png", "\x1b[31mred.png"]
    names = [os.fsencode(name) for name in names]
    for name in names:
        shutil.copy(make(scratch / "plain.png", 40), os.path.join(os.fsencode(scratch), name))
    for locale in ("C", "C.UTF-8"):
        done = subprocess.run([TOOL, "apply", "--weights", WEIGHTS, "--force", *names, b"missing-\xfc\xc3\xbc.png"], cwd=scratch,
                              capture_output=True, env={**os.environ, "LC_ALL": locale}, timeout=60)
        expected = b"".join(b"./" + name[:-4] + b"-colorized.png\n" for name in names)
        assert done.stdout == expected, f"{locale}: {done.stdout}"
        assert "“".encode() + b"missing-\xfc\xc3\xbc.png" in done.stderr, f"{locale}: {done.stderr}"
    terminal, other_end = os.openpty()
    process = subprocess.Popen([TOOL, "apply", "--weights", WEIGHTS, "--force", *names], cwd=scratch, stdout=other_end,
                               stderr=subprocess.DEVNULL)
    os.close(other_end)
    shown = b""
    try:
        while data := os.read(terminal, 4096):
            shown += data
    except OSError:
        pass  # the end
    os.close(terminal)
    assert process.wait(timeout=30) == 0
    assert b"\x1b" not in shown and shown.count(b"\n") == 4 and b"two?lines-colorized.png" in shown, shown


@case("what lies among photos without being one is passed over; named, it is told what it is")
def _(scratch):
    folder = make(scratch / "in" / "a.jpg", 50).parent
    (folder / "._a.jpg").write_bytes(b"\0\5\x16\7\0\2\0\0Mac OS X")
    (folder / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    (folder / ".DS_Store").write_bytes(b"\0\0\0\1Bud1\0\0")
    assert "1 colored, 0 left alone (--force writes over them), 0 failed, 3 other files" in apply(folder)
    for name, words in (("._a.jpg", "macOS keeps beside one"), ("Thumbs.db", "Windows"), (".DS_Store", "macOS")):
        said = apply(folder / name, code=1)
        assert said.count("\n") == 1 and f"{name}” was not colored: it is no photo but" in said and words in said, said
    assert not list(folder.glob("*a-colorized-*")) and len(list(folder.iterdir())) == 5


@case("a photo that is named twice, by whatever name, is done once")
def _(scratch):
    photo = make(scratch / "in" / "a.jpg", 50)
    (scratch / "in" / "b.jpg").symlink_to("a.jpg")
    (scratch / "link").symlink_to("in")
    said = apply("in/a.jpg", "./in/a.jpg", photo, "in", "link", "in/../in/a.jpg", cwd=scratch)
    assert "1 colored" in said and "0 failed" in said and said.count("a-colorized.jpg\n") == 1, said
    assert "7 met again and done once" in said, said
    assert sorted(path.name for path in photo.parent.iterdir()) == ["a-colorized.jpg", "a.jpg", "b.jpg"]


@case("two runs into one folder: each photo is done, and none of the runs fails")
def _(scratch):
    for i in range(8):
        make(scratch / f"in/{i}.jpg", 400 + i)
    runs = [start(scratch / "in", "-o", scratch / "out", "--jobs", 1) for _ in range(2)]
    said = [b"".join(run.communicate(timeout=60)).decode() for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert len(list((scratch / "out").iterdir())) == 8, said


@case("a result that may not get as large as it is: a sentence, and nothing half is left")
def _(scratch):
    photo = make(scratch / "a.jpg", 900)
    limit = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))}
    said = apply(photo, "-o", scratch / "out", code=1, **limit)
    assert "cannot be written (File too large)" in said, said
    assert not list((scratch / "out").iterdir())


@case("-- ends the options")
def _(scratch):
    for name in ("-photo.jpg", "--", "a.jpg"):
        make(scratch / "a.jpg", 50)
        if name != "a.jpg":
            shutil.copy(scratch / "a.jpg", scratch / name)
    (scratch / "--").rename(scratch / "--.jpg")
    assert "No such" not in apply("--", "-photo.jpg", "--.jpg", "a.jpg", cwd=scratch)
    assert "3 colored" in apply("--force", "a.jpg", "--", "-photo.jpg", "--.jpg", cwd=scratch)
    for name in ("-photo", "--", "a"):
        assert (scratch / f"{name}-colorized.jpg").exists(), name
    said = colorize("info", "--", "-w.safetensors", cwd=scratch, code=2)
    assert "-w.safetensors" in said, said


@case("what would go wrong with a result is said before the work: one sentence, and the others are done")
def _(scratch):
    good = make(scratch / "good.jpg", 50)
    long = shutil.copy(good, scratch / ("n" * 250 + ".jpg"))
    fits = shutil.copy(good, scratch / ("m" * 241 + ".jpg"))
    (scratch / "c-colorized.jpg").mkdir()
    (scratch / "file").write_text("x")
    meets = shutil.copy(good, scratch / "c.jpg")
    said = apply(good, long, fits, meets, code=1)
    assert "2 colored, 0 left alone (--force writes over them), 2 failed" in said, said
    assert "would be too long (264 bytes, and 255 are possible)" in said, said
    assert "c-colorized.jpg” is a folder" in said, said
    said = apply(good, "-o", scratch / "file" / "below", code=1)
    assert "file” is a file" in said and said.count("\n") == 1, said
    said = apply(good, "-o", Path(str(scratch) + "/d" * 2200), code=1)
    assert "path of its result would be too long" in said and said.count("\n") == 1, said
    twin = make(scratch / "good-colorized.jpg", 60)
    before = twin.read_bytes()
    said = apply(good, twin, "--force", code=1)
    assert "would take the place of" in said and twin.read_bytes() == before and "1 colored" in said, said
    # A photo that is not there has no other problem.
    assert "No such file" in apply(scratch / ("k" * 250 + ".jpg"), code=1)


@case("lack of memory: one sentence")
def _(scratch):
    photo = convert("gradient:", scratch / "a.png", "-resize", "2000x2000!")

    def little():
        # Enough for the program and its libraries, and not for the network at that size.
        resource.setrlimit(resource.RLIMIT_AS, (650 << 20, 650 << 20))

    said = apply(photo, "--working-size", 2000, "--threads", 1, code=1, preexec_fn=little,
                 env={**os.environ, "OPENBLAS_NUM_THREADS": "1"})
    assert said.count("\n") == 1 and said.endswith(".\n") and ".." not in said, said
    assert "a.png” was not colored: there is not enough memory for it; close" in said, said


@case("the default weights: of the sources for a program in its build folder, else beside it")
def _(scratch):
    nowhere = {**os.environ, "XDG_DATA_HOME": str(scratch / "none"), "XDG_DATA_DIRS": str(scratch / "none")}
    photo = make(scratch / "a.png", 40)
    assert colorize("info", env=nowhere) == colorize("info", WEIGHTS)
    colorize("apply", photo, env=nowhere)

    moved = scratch / "prefix/bin/colorize"
    moved.parent.mkdir(parents=True)
    shutil.copy(TOOL, moved)
    if not Path("/usr/local/share/colorize/weights/default.safetensors").exists():
        said = colorize("info", env=nowhere, tool=moved, code=2)
        assert said.count("\n") == 1 and "not installed" in said and f"{scratch}/none/colorize/weights" in said, said
        assert "--weights" in said and f"{scratch}/prefix/bin/../share/colorize/weights" in said, said
    weights = scratch / "prefix/share/colorize/weights"
    weights.mkdir(parents=True)
    shutil.copy(WEIGHTS, weights / "default.safetensors")
    assert colorize("info", env=nowhere, tool=moved) == colorize("info", WEIGHTS)


main()
