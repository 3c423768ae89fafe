# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-own-colors.py TOOL WEIGHTS PHOTO: what is left of a photo's own colors. Writes TAP."""

import numpy as np

from cases import PHOTO, apply, case, main, result_of
from colors import lab
from photos import convert, pixels, run

HEIGHT, WIDTH = 240, 320


def to_numbers(light):
    light = np.clip(light, 0, 1)
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def to_light(numbers):
    return np.where(numbers <= 0.04045, numbers / 12.92, ((numbers + 0.055) / 1.055) ** 2.4)


def save(values, path, *arguments):
    raw = (np.clip(values, 0, 1) * 65535 + 0.5).astype("<u2").tobytes()
    run("convert", "-size", f"{values.shape[1]}x{values.shape[0]}", "-depth", 16, "-endian", "LSB", "rgb:-", *arguments,
        path, input=raw)
    return path


def color(photo, *arguments):
    apply(photo, "--force", *arguments)
    return lab(pixels(result_of(photo)))[..., 1:]


def fade(numbers, left=(0.45, 0.65, 0.85), stain=(0.03, 0.08, 0.15)):
    """By Beer and Lambert: what is left of each dye's density, and a stain on top."""
    density = -np.log10(np.maximum(to_light(numbers), 0.003))
    return to_numbers(10 ** -(density * left + stain))


def gray_photo(scratch):
    return pixels(convert(PHOTO, scratch / "gray.png", "-resize", f"{WIDTH}x", "-type", "Grayscale"))


def color_photo(seed=1):
    """Shapes of many colors, light and dark, with grain."""
    random = np.random.default_rng(seed)
    values = np.full((HEIGHT, WIDTH, 3), 0.5)
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    for _ in range(60):
        shape = np.hypot(x - random.uniform(0, WIDTH), y - random.uniform(0, HEIGHT)) < random.uniform(10, 50)
        values[shape] = random.uniform(0.05, 0.95) + random.uniform(-0.25, 0.25, 3)
    return np.clip(values + random.normal(0, 0.01, values.shape[:2] + (1,)), 0, 1)


@case("a photo of one tone, or gray, is colored as if it had none")
def _(scratch):
    gray = gray_photo(scratch)
    tones = {"gray": ((1, 1, 1), (0, 0, 0)), "sepia": ((0.85, 1, 1.25), (0.02, 0.05, 0.12)),
             "selenium": ((0.96, 1.06, 1), (0, 0, 0)), "cyanotype": ((1.5, 1, 0.6), (0.05, 0, 0))}
    for name, (left, stain) in tones.items():
        for quality in (60, 95):
            photo = save(fade(gray, left, stain), scratch / f"{name}-{quality}.jpg", "-quality", quality)
            change = np.abs(color(photo) - color(photo, "--own-colors", 100)).mean()
            assert change <= 0.3, f"{name} at {quality}: {change:.2f}"


@case("a faded color photo gets nearer to its colors than it is, and than the network comes")
def _(scratch):
    errors = []
    for seed in range(6):
        truth = color_photo(seed)
        wanted = lab(truth)[..., 1:]
        photo = save(fade(truth), scratch / f"faded-{seed}.png")
        own, plain = color(photo, "--own-colors", 100), color(photo)
        errors.append([np.hypot(*np.moveaxis(colors - wanted, -1, 0)).mean()
                       for colors in (own, lab(pixels(photo))[..., 1:], plain)])
    own, faded, plain = np.mean(errors, 0)
    assert own < 0.85 * min(faded, plain), errors


@case("paint on a gray print stays, and the rest gets the network's colors")
def _(scratch):
    gray = gray_photo(scratch)
    height, width = gray.shape[:2]
    paint = (slice(height // 4, height // 2), slice(width // 3, width * 2 // 3))
    for tint in ((1, 0.6, 0.68), (0.55, 0.85, 1), (0.7, 1, 0.6)):
        tinted = fade(gray, (1, 1.05, 1.15), (0.02, 0.04, 0.1))
        print_alone = lab(tinted)[paint]
        tinted[paint] = to_numbers(to_light(tinted[paint]) * tint)
        photo = save(tinted, scratch / "tinted.png")
        plain, own = color(photo), color(photo, "--own-colors", 100)
        wanted = (lab(tinted)[paint] - print_alone)[..., 1:].reshape(-1, 2).mean(0)
        found = own[paint].reshape(-1, 2).mean(0)
        alike = found @ wanted / np.linalg.norm(found) / np.linalg.norm(wanted)
        assert alike > 0.85, f"{tint}: {found} instead of {wanted}"
        assert np.linalg.norm(found) > 0.6 * np.linalg.norm(wanted), f"{tint}: {found}, {wanted}"
        rest = np.ones((height, width), bool)
        rest[height // 4 - 12 : height // 2 + 12, width // 3 - 12 : width * 2 // 3 + 12] = False
        change = np.abs(own - plain)[rest].mean()
        assert change < 0.3, f"{tint}: the rest changes by {change:.2f}"


@case("0 is as without, to the bit; in between lies between; lightness stays")
def _(scratch):
    photo = save(fade(color_photo()), scratch / "photo.png")
    apply(photo)
    plain = pixels(result_of(photo))
    apply(photo, "--force", "--own-colors", 0)
    assert np.array_equal(pixels(result_of(photo)), plain)
    half, own = color(photo, "--own-colors", 50), color(photo, "--own-colors", 100)
    assert np.abs(half - (lab(plain)[..., 1:] + own) / 2).mean() < 0.3
    change = np.abs(lab(pixels(result_of(photo)))[..., 0] - lab(pixels(photo))[..., 0]).mean()
    assert change < 0.4, f"mean |dL*| {change:.2f}"


@case("any size, gray files and large ones; other numbers are refused")
def _(scratch):
    for width, height in ((1, 1), (1, 40), (33, 2), (1700, 900)):
        photo = save(np.resize(fade(color_photo()), (height, width, 3)), scratch / f"{width}x{height}.png")
        color(photo, "--own-colors", 100)
    photo = convert(PHOTO, scratch / "gray.tif", "-resize", "100x", "-colorspace", "Gray")
    assert np.array_equal(color(photo), color(photo, "--own-colors", 100))
    for number in (-1, 101, "nan"):
        assert "own-colors" in apply(photo, f"--own-colors={number}", code=2)


main()
