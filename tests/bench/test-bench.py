# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-bench.py BENCH: does the bench of the network write what it says? Writes TAP."""

import json
import subprocess
import sys
from pathlib import Path

import tap
from tap import case

BENCH = Path(sys.argv[1]).resolve()
KEYS = {"engine": str, "graph": str, "size": int, "threads": int, "best_ms": float, "median_ms": float, "peak_mb": float}


def bench(*arguments, code=0):
    done = subprocess.run([BENCH, *map(str, arguments)], capture_output=True, text=True, timeout=120)
    assert done.returncode == code, f"exit code {done.returncode} instead of {code}: {done.stdout}{done.stderr}"
    return done.stdout + done.stderr


@case("network writes table json and picture")
def _(folder):
    said = bench("--sizes", 112, "--threads", 2, "--rounds", 1, "--json", folder / "x.json", "--picture", folder / "x.png")

    figures = json.loads((folder / "x.json").read_text())
    assert [line["engine"] for line in figures] in (["colorize"], ["colorize", "onednn"]), figures
    for line in figures:
        assert {key: type(value) for key, value in line.items()} == KEYS, line
        assert (line["graph"], line["size"], line["threads"]) == ("plain", 112, 2), line
        assert 0 < line["best_ms"] <= line["median_ms"], line
        assert line["peak_mb"] > 100, "the weights alone are 170 MB"
        assert line["engine"] in said, said
    assert "sgemm" in said, said
    assert ("libdnnl-dev" in said) == (len(figures) == 1), said

    picture = (folder / "x.png").read_bytes()
    assert picture.startswith(b"\x89PNG\r\n\x1a\n") and picture.endswith(b"IEND\xaeB`\x82"), picture[:16]


@case("whole photos are timed and drawn")
def _(folder):
    said = bench("photo", "--sizes", 1, "--picture", folder / "x.png")
    figures = [float(word) for word in said.splitlines()[-1].split()]
    assert figures[0] == 1 and len(figures) == 7, said
    assert abs(figures[5] - sum(figures[1:5])) < 0.05 and 5 < figures[6] < 300, said
    assert (folder / "x.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


@case("the lift keeps to edges")
def _(folder):
    # A disc that is lighter and redder than what is around it.
    subprocess.run(["convert", "-size", "300x200", "xc:rgb(60,80,70)", "-fill", "rgb(220,120,110)",
                    "-draw", "circle 150,100 150,40", folder / "disc.png"], check=True)
    said = bench("lift", "--photos", folder, "--sizes", 28)
    plain, grain = said.splitlines()[-2:]
    assert plain.split()[0] == "28" and grain.split()[:2] == ["28", "grain"], said
    for line in (plain, grain):
        assert float(line.split()[-1]) < 0.9, said
    assert "--photos" in bench("lift", code=2)


@case("a faded print's colors come back with leveling, a good one's stay")
def _(folder):
    subprocess.run(["convert", "-seed", "1", "-size", "320x240", "plasma:navy-white", "-blur", "0x2", "-fill", "white",
                    "-draw", "circle 60,60 60,40", "-fill", "black", "-draw", "circle 200,180 200,150",
                    folder / "shapes.png"], check=True)
    said = bench("faded", "--photos", folder)
    rows = {line[:17].strip(): [float(word) for word in line[17:].split()] for line in said.splitlines()[2:]}
    assert len(rows) == 10 and all(len(figures) == 9 for figures in rows.values()), said
    assert rows["good print"][:6] == [0, 0, 0, 0, 0, 0], said
    assert rows["35 to 75"][3] < 0.5 * rows["35 to 75"][0], said
    assert rows["grain of 12"][0] > rows["grain of 4"][0] > 0, said
    assert "--photos" in bench("faded", code=2)


@case("wrong numbers are refused")
def _(folder):
    for wrong in (("--sizes", "113"), ("--sizes", "112,"), ("--threads", "0"), ("--rounds", "-1"), ("nonsense",)):
        bench(*wrong, code=2)


tap.main()
