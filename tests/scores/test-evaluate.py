# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-evaluate.py TOOL WEIGHTS PHOTO: `colorize evaluate`, and its scores worked out once more by numpy. Writes TAP."""

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

import tap
from colors import srgb_curve
from photos import convert, look, pixels
from tap import case
from threads import most_workers

TOOL, WEIGHTS, PHOTO = (Path(argument).resolve() for argument in sys.argv[1:])

# sRGB's primaries for the D65 white (IEC 61966-2-1), more digits than the standard prints.
PRIMARIES = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                      [0.0193339, 0.1191920, 0.9503041]])
WHITE = np.array([0.95047, 1.0, 1.08883])


# The measures, each from its definition and over all pixels at once.

def lab_of(rgb):
    xyz = srgb_curve(rgb / 255) @ PRIMARIES.T / WHITE
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)


def rgb_of(lab):
    y = (lab[..., 0] + 16) / 116
    f = np.stack([y + lab[..., 1] / 500, y, y - lab[..., 2] / 200], -1)
    xyz = np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29)) * WHITE
    linear = np.clip(xyz @ np.linalg.inv(PRIMARIES).T, 0, 1)
    return np.rint(255 * np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055))


def ciede2000(one, two):
    mean = (np.hypot(one[:, 1], one[:, 2]) + np.hypot(two[:, 1], two[:, 2])) / 2
    stretch = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25.0**7))
    polar = []
    for colors in (one, two):
        a, b = stretch * colors[:, 1], colors[:, 2]
        polar.append((np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360))
    (c1, h1), (c2, h2) = polar
    turn = (h2 - h1 + 180) % 360 - 180
    hue = np.where(c1 * c2 == 0, h1 + h2, h1 + turn / 2) % 360
    turn = np.where(c1 * c2 == 0, 0, turn)
    lightness, c = (one[:, 0] + two[:, 0]) / 2, (c1 + c2) / 2

    def cosine(degrees):
        return np.cos(np.radians(degrees))

    t = (1 - 0.17 * cosine(hue - 30) + 0.24 * cosine(2 * hue) + 0.32 * cosine(3 * hue + 6)
         - 0.20 * cosine(4 * hue - 63))
    d_l = (two[:, 0] - one[:, 0]) / (1 + 0.015 * (lightness - 50) ** 2 / np.sqrt(20 + (lightness - 50) ** 2))
    d_c = (c2 - c1) / (1 + 0.045 * c)
    d_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * c * t)
    r_t = (-2 * np.sqrt(c**7 / (c**7 + 25.0**7))
           * np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2)))))
    return np.sqrt(d_l**2 + d_c**2 + d_h**2 + r_t * d_c * d_h)


def area(distances, weights):
    """Under the share of pixels, by weight, that lie within t, for t = 0..150, in %."""
    t = np.linspace(0, 150, 30001)
    order = np.argsort(distances)
    within = np.concatenate([[0], np.cumsum(weights[order])])[np.searchsorted(distances[order], t, "right")]
    return 100 * np.trapezoid(within / weights.sum(), t) / 150


def rarity(ab):
    """1 / the smoothed frequency of each pixel's color: Zhang 2016, equation 4, with lambda = 0."""
    bins = np.floor(ab / 10 + 0.5).astype(int)
    counts = np.zeros((41, 41))
    np.add.at(counts, tuple(bins.T + 20), 1)
    steps = 10 * np.arange(-20, 21)
    blur = np.exp(-((steps[:, None] - steps) ** 2) / (2 * 5**2))
    return 1 / (blur @ counts @ blur.T)[tuple(bins.T + 20)]


def colorfulness(rgb):
    rg, yb = rgb[:, 0] - rgb[:, 1], (rgb[:, 0] + rgb[:, 1]) / 2 - rgb[:, 2]
    return np.hypot(rg.std(), yb.std()) + 0.3 * np.hypot(rg.mean(), yb.mean())


def psnr(truth, result):
    return 10 * np.log10(255**2 / np.mean((truth - result) ** 2))


def score(truths, results):
    """truths, results: for each photo [pixels, 3] of 0..255."""
    truth, result = np.concatenate(truths), np.concatenate(results)
    true_lab, lab = lab_of(truth), lab_of(result)
    distances = np.linalg.norm(true_lab[:, 1:] - lab[:, 1:], axis=1)
    of_truths, of_results = (np.array([colorfulness(rgb) for rgb in photos]) for photos in (truths, results))
    return {
        "rmse_ab": np.sqrt(np.mean((true_lab[:, 1:] - lab[:, 1:]) ** 2)),
        "auc": area(distances, np.ones(len(distances))),
        "auc_rebalanced": area(distances, rarity(true_lab[:, 1:])),
        "psnr_pooled": psnr(truth, result),
        "psnr_mean": np.mean([psnr(*pair) for pair in zip(truths, results)]),
        "ciede2000": ciede2000(true_lab, lab).mean(),
        "colorfulness": of_results.mean(),
        "colorfulness_distance": np.abs(of_truths - of_results).mean(),
    }


# The tool.

def evaluate(*arguments, code=0):
    """Runs `colorize evaluate` and returns what it said, on either stream."""
    done = subprocess.run([TOOL, "evaluate", *map(str, arguments)], capture_output=True, text=True, timeout=120)
    said = done.stdout + done.stderr
    assert done.returncode == code, f"exit code {done.returncode} instead of {code}: {said}"
    assert "WARNING" not in said and "CRITICAL" not in said, said
    return said


def rgb_pixels(path):
    return np.rint(255 * pixels(path)).reshape(-1, 3)


def make_photos(folder):
    """Colors of all kinds, in sizes that do not divide by anything; one in a folder of its own."""
    (folder / "deeper").mkdir(parents=True)
    convert("plasma:red-blue", folder / "a.png", "-size", "1x1", "-seed", 4, "-resize", "131x97!")
    convert("gradient:yellow-purple", folder / "b.png", "-resize", "64x150!", "-swirl", 200)
    convert(PHOTO, folder / "deeper" / "c.jpg", "-resize", "301x", "-fill", "#c08020", "-tint", 120, "-quality", 92)
    convert("xc:rgb(120,130,140)", folder / "d.png", "-resize", "90x70!", "-seed", 5, "+noise", "Random", "-blur", "0x2",
            "-modulate", "100,400")
    return sorted(folder.rglob("*.*"))


@case("the scores are those of an independent computation")
def _(scratch):
    photos = make_photos(scratch / "in")
    said = evaluate(WEIGHTS, scratch / "in", "--json", scratch / "scores.json", "--keep", scratch / "kept")
    found = json.loads((scratch / "scores.json").read_text())
    assert found["photos"] == len(photos) and found["left_out"] == 0, found

    truths = [rgb_pixels(photo) for photo in photos]
    kept = [(scratch / "kept" / photo.relative_to(scratch / "in")).with_name(f"{photo.stem}-colorized.png")
            for photo in photos]
    lightness = [lab_of(truth) * [1, 0, 0] for truth in truths]
    ways = {
        "model": [rgb_pixels(path) for path in kept],
        "gray": [rgb_of(colors) for colors in lightness],
        "tint": [rgb_of(colors + [0, 3, 8]) for colors in lightness],
    }
    for way, results in ways.items():
        expected = score(truths, results)
        assert expected.keys() == found[way].keys(), found[way].keys()
        for key, value in expected.items():
            assert abs(found[way][key] - value) < 2e-3, f"{way} {key}: {found[way][key]}, numpy {value}"
            assert f"{found[way][key]:.2f}" in said, f"{way} {key} is not in the table: {said}"
    expected = np.mean([colorfulness(truth) for truth in truths])
    assert abs(found["truth"]["colorfulness"] - expected) < 2e-3, found["truth"]


@case("any number of threads gives the same scores")
def _(scratch):
    make_photos(scratch / "in")
    for threads in (1, 2, 4):
        most = most_workers(TOOL, "evaluate", WEIGHTS, scratch / "in", "--working-size", 1536, "--threads", threads,
                            "--json", scratch / f"{threads}.json", "--keep", scratch / f"kept-{threads}")
        assert most == threads, f"--threads {threads}: {most}"
    assert (scratch / "1.json").read_bytes() == (scratch / "2.json").read_bytes() == (scratch / "4.json").read_bytes()
    for kept in (scratch / "kept-1").rglob("*.png"):
        other = scratch / "kept-2" / kept.relative_to(scratch / "kept-1")
        assert kept.read_bytes() == other.read_bytes(), kept.name


@case("without saturation the weights score as gray does")
def _(scratch):
    make_photos(scratch / "in")
    evaluate(WEIGHTS, scratch / "in", "--json", scratch / "scores.json", "--saturation", 0)
    found = json.loads((scratch / "scores.json").read_text())
    for key in ("rmse_ab", "auc", "auc_rebalanced", "colorfulness"):
        assert abs(found["model"][key] - found["gray"][key]) < 0.1, (key, found)


@case("the sheet shows gray colored and true")
def _(scratch):
    (scratch / "in").mkdir()
    convert(PHOTO, scratch / "in" / "one.png", "-resize", "384x", "-fill", "#c08020", "-tint", 120)
    evaluate(WEIGHTS, scratch / "in", "--sheet", scratch / "sheet.png")
    width, height = map(int, look(scratch / "sheet.png", "%w %h").split())
    assert width == 3 * 192 + 4 * 4, width
    sheet = pixels(scratch / "sheet.png")[4:height - 4] * 255
    gray, colored, true = (sheet[:, 4 + i * 196:4 + i * 196 + 192].reshape(-1, 3) for i in range(3))
    assert colorfulness(gray) == 0, colorfulness(gray)
    original = rgb_pixels(scratch / "in" / "one.png")
    assert np.abs(true.mean(0) - original.mean(0)).max() < 4, (true.mean(0), original.mean(0))
    assert colorfulness(colored) > 5 and np.abs(colored - true).mean() > 2


@case("what cannot be scored is named and left out")
def _(scratch):
    make_photos(scratch / "in")
    convert(PHOTO, scratch / "in" / "gray.png", "-colorspace", "Gray", "-resize", "80x")
    said = evaluate(WEIGHTS, scratch / "in", "--json", scratch / "scores.json")
    assert "gray.png” was left out" in said, said
    found = json.loads((scratch / "scores.json").read_text())
    assert (found["photos"], found["left_out"]) == (4, 1), found

    (scratch / "in" / "cut.jpg").write_bytes(PHOTO.read_bytes()[:20000])
    (scratch / "in" / "notes.txt").write_text("no photo")
    said = evaluate(WEIGHTS, scratch / "in", "--json", scratch / "again.json", code=1)
    assert "cut.jpg” was not scored" in said, said
    again = json.loads((scratch / "again.json").read_text())
    assert (again["photos"], again["left_out"]) == (4, 2), again
    assert abs(found["model"]["rmse_ab"] - again["model"]["rmse_ab"]) < 1e-9


@case("names that would meet are told")
def _(scratch):
    (scratch / "in").mkdir()
    convert("plasma:red-blue", scratch / "in" / "a.png", "-resize", "40x40!")
    convert("plasma:red-blue", scratch / "in" / "a.jpg", "-resize", "40x40!")
    said = evaluate(WEIGHTS, scratch / "in", "--keep", scratch / "kept", code=1)
    assert "the same name" in said, said

    # Where nothing is kept, names may meet: a GIF's result would be a PNG file, too.
    convert("plasma:red-blue", scratch / "in" / "a.gif", "-resize", "40x40!")
    evaluate(WEIGHTS, scratch / "in", "--json", scratch / "scores.json")
    assert json.loads((scratch / "scores.json").read_text())["photos"] == 3


@case("wrong commands are told before any work")
def _(scratch):
    photos, empty = scratch / "in", scratch / "empty"
    make_photos(photos)
    empty.mkdir()
    (scratch / "bad.safetensors").write_bytes(b"no weights")
    for arguments, words in (
        ([WEIGHTS], "Name a weights file and a folder"),
        ([WEIGHTS, scratch / "nowhere"], "There is no folder"),
        ([WEIGHTS, empty], "There is no photo"),
        ([scratch / "bad.safetensors", photos], "bad.safetensors"),
        ([WEIGHTS, photos, "--json", scratch / "nowhere" / "s.json"], "make it first"),
        ([WEIGHTS, photos, "--sheet", scratch / "nowhere" / "s.png"], "make it first"),
        ([WEIGHTS, photos, "--keep", photos], "holds files already"),
        ([WEIGHTS, photos, "--vividness", 101], "between 0 and 100"),
        ([WEIGHTS, photos, "--threads", -1], "--threads is -1; it must be between 0 and 256."),
        ([WEIGHTS, photos, "--color", 1], "--help"),
    ):
        said = evaluate(*arguments, code=2)
        assert words in said, said
        assert len(said.splitlines()) == 1, said


@case("ctrl c stops without scores")
def _(scratch):
    (scratch / "in").mkdir()
    convert("plasma:red-blue", scratch / "in" / "0.png", "-resize", "600x600!")
    for i in range(1, 100):
        shutil.copy(scratch / "in" / "0.png", scratch / "in" / f"{i}.png")
    process = subprocess.Popen([TOOL, "evaluate", WEIGHTS, scratch / "in", "--json", scratch / "scores.json",
                                "--keep", scratch / "kept"], stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not list(scratch.glob("kept/*.png")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=30)[1]
    assert process.returncode == 130 and "Stopped after" in said, f"{process.returncode}: {said}"
    assert not (scratch / "scores.json").exists()


tap.main()
