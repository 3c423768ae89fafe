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


@case("borders are found and left out")
def _(folder):
    # Clouds with shapes before them.
    subprocess.run(["convert", "-size", "240x180", "-seed", "3", "plasma:rgb(60,70,80)-rgb(190,180,150)", "-fill", "rgb(40,50,30)",
                    "-draw", "circle 150,100 150,70", "-draw", "rectangle 10,90 70,170", folder / "clouds.png"], check=True)
    said = bench("border", "--photos", folder, "--sizes", 1)
    lines = said.splitlines()
    assert lines[0].startswith("1 photos") and lines[0].endswith("found on 0."), said
    white, page = (next(line for line in lines if line.startswith(name)).split()[-4:] for name in ("white", "on a page"))
    assert white[0] == "100.0" and float(white[2]) < 1.0 < float(white[3]), said
    assert page[0] == "100.0" and float(page[2]) < float(page[3]), said
    assert "--photos" in bench("border", code=2)


@case("evenness is measured")
def _(folder):
    subprocess.run(["convert", "-size", "300x200", "gradient:rgb(60,80,70)-rgb(220,120,110)", folder / "x.png"], check=True)
    lines = [[float(word) for word in line.split()] for line in bench("evenness", "--photos", folder, "--sizes", 64).splitlines()[-5:]]
    assert [line[:2] for line in lines] == [[64, evenness] for evenness in (0, 25, 50, 75, 100)], lines
    assert lines[0][5] == 0 < lines[2][5] <= lines[4][5], lines
    assert all(line[6] > 0 for line in lines), lines
    assert "--photos" in bench("evenness", code=2)


@case("moods are measured, from folder to folder")
def _(folder):
    for name, colors in (("bright", "rgb(190,220,250)-rgb(240,230,190)"), ("dark", "rgb(90,40,10)-rgb(10,30,20)")):
        (folder / name).mkdir()
        subprocess.run(["convert", "-size", "90x60", f"gradient:{colors}", folder / name / "x.png"], check=True)
    lines = [line.split() for line in bench("mood", "--photos", folder).splitlines()]
    rows = [(line[0], line[1], int(line[2]), *map(float, line[3:])) for line in lines if line[0] in ("bright", "dark")]
    assert [row[:3] for row in rows] == [(*pair, share) for pair in (("bright", "dark"), ("dark", "bright"))
                                         for share in (0, 50, 100)], rows
    for i in (0, 3):
        assert rows[i][5] == rows[i][8] == 0 < rows[i + 1][5] + rows[i + 1][8] < rows[i + 2][5] + rows[i + 2][8], rows
    assert lines[-1][0] == "Median", lines
    assert "--photos" in bench("mood", code=2)


@case("what own colors do is measured")
def _(folder):
    subprocess.run(["convert", "-size", "150x100", "-seed", "1", "plasma:red-blue", "-depth", "8", folder / "x.png"], check=True)
    lines = [line.split() for line in bench("own", "--photos", folder).splitlines()[-5:]]
    assert [line[0] for line in lines] == ["faded", "tinted", "sepia", "selenium", "cyanotype"], lines
    assert all(float(line[5]) <= 0.3 for line in lines[2:]), lines
    assert float(lines[0][5]) > 0.5, lines
    assert "--photos" in bench("own", code=2)


@case("hints are measured")
def _(folder):
    subprocess.run(["convert", "-size", "300x200", "gradient:rgb(60,80,70)-rgb(220,120,110)", folder / "x.png"], check=True)
    lines = bench("hints", "--photos", folder, "--sizes", "1,20").splitlines()
    few, many = ([float(word) for word in line.split()] for line in lines[-3:-1])
    assert (few[0], many[0]) == (1, 20) and many[1] < few[1] and many[3] < 2 and 0 <= few[5] <= 100, lines
    assert "20 strokes" in lines[-1] and "--photos" in bench("hints", code=2), lines


@case("wrong numbers are refused")
def _(folder):
    for wrong in (("--sizes", "113"), ("--sizes", "112,"), ("--threads", "0"), ("--rounds", "-1"), ("nonsense",)):
        bench(*wrong, code=2)


tap.main()
