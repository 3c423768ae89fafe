# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-colors.py TOOL WEIGHTS PHOTO: what a photo's numbers mean, and those of its result. Writes TAP."""

import json
import struct
import zlib

import numpy as np

import colors
import photos
from cases import PHOTO, WEIGHTS, apply, case, colorize, main, result_of
from colors import ADOBE, chroma, lab, lightness_change
from photos import convert, look, pixels, run, tags


@case("a damaged profile, one of other pixels, one without a way back: said, and L* is right")
def _(scratch):
    adobe = colors.profile(2.19921875, ADOBE)
    one_way = colors.table_profile(way_back=False, n=17)
    kinds = {  # name: profile, what is said
        "cut": (adobe[: len(adobe) // 2], "is damaged and was not used"),
        "noise": (bytes(range(256)) * 4, "is damaged and was not used"),
        "tags": (adobe[:128] + b"\xff" * 40 + adobe[168:], "is damaged and was not used"),
        "ink": (adobe[:16] + b"CMYK" + adobe[20:], "does not fit its pixels"),
        "one-way": (one_way, "the result is in sRGB"),
    }
    for name, (profile, _) in kinds.items():
        photo = convert(PHOTO, scratch / f"{name}.jpg", "-resize", "64x", "-type", "TrueColor", "-quality", 95, "-strip")
        data = photo.read_bytes()
        body = b"ICC_PROFILE\0\1\1" + profile
        photo.write_bytes(data[:2] + b"\xff\xe2" + struct.pack(">H", len(body) + 2) + body + data[2:])
    said = apply(scratch)
    for name, (profile, words) in kinds.items():
        line = [line for line in said.splitlines() if f"{name}.jpg" in line and "colored, but" in line]
        assert line and words in line[0], f"{name}: {said}"
        before = pixels(scratch / f"{name}.jpg")
        before = colors.lab_of_table(before) if name == "one-way" else lab(before)
        change = lightness_change(before, lab(pixels(result_of(scratch / f"{name}.jpg"))))
        assert change < 1, f"{name}: mean |dL*| {change:.2f}"


@case("an RGB profile is kept to the byte, and its colors are what it says")
def _(scratch):
    icc = scratch / "adobe.icc"
    icc.write_bytes(colors.profile(2.19921875, ADOBE))
    for ending in ("jpg", "png", "tif", "webp"):
        photo = scratch / f"photo.{ending}"
        convert(PHOTO, scratch / "rgb.png", "-resize", "320x", "-type", "TrueColor")
        run("convert", scratch / "rgb.png", "-quality", 95, "-type", "TrueColor", "-strip", "-define",
            "png:color-type=2", photo)
        run("exiftool", "-q", "-overwrite_original", f"-ICC_Profile<={icc}", photo)
        assert photos.embedded_profile(photo) == icc.read_bytes(), f"no profile in {ending} to begin with"
    apply(scratch)
    for ending in ("jpg", "png", "tif", "webp"):
        source = scratch / f"photo.{ending}"
        assert photos.embedded_profile(result_of(source)) == icc.read_bytes(), ending
        before, after = (lab(pixels(path), ADOBE, lambda values: values ** 2.19921875)
                         for path in (source, result_of(source)))
        assert lightness_change(before, after) < 1, f"{ending}: {lightness_change(before, after):.2f}"
        assert chroma(after) > 4, ending


def write_numbers(path, numbers, profile, *how):
    """A file of these numbers, 0..1, which the profile gives a meaning; empty: none, which is sRGB."""
    height, width = numbers.shape[:2]
    icc = path.with_suffix(".icc")
    icc.write_bytes(profile)
    run("convert", "-size", f"{width}x{height}", "-depth", 16, "-endian", "LSB", "rgb:-", "-type", "TrueColor", *how,
        path, input=np.round(numbers * 65535).astype("<u2").tobytes())
    if profile:
        run("exiftool", "-q", "-overwrite_original", f"-ICC_Profile<={icc}", path)
    assert photos.embedded_profile(path) == profile, f"no profile in {path.name} to begin with"


WIDE = {  # file: how ImageMagick makes it, most change of L*
    "prophoto8.tif": (["-depth", 8], 0.4),
    "prophoto16.png": (["-define", "png:color-type=2", "-define", "png:bit-depth=16"], 0.02),
    "prophoto16.tif": (["-depth", 16], 0.02),
    "table8.jpg": (["-quality", 95], 0.8),
    "table8.png": (["-define", "png:color-type=2", "-define", "png:bit-depth=8"], 0.4),
    "table16.png": (["-define", "png:color-type=2", "-define", "png:bit-depth=16"], 0.1),
    "table16.tif": (["-depth", 16], 0.1),
    "table.webp": (["-define", "webp:lossless=true"], 0.4),
}


@case("wide spaces and profiles of tables: L* of a sepia print is what they say")
def _(scratch):
    gray = lab(pixels(convert(PHOTO, scratch / "small.png", "-resize", "320x")))[..., 0]
    (scratch / "small.png").unlink()
    sepia = np.stack([15 + 0.8 * gray, 12 - 0.08 * gray, 26 - 0.14 * gray], -1)
    wide = np.clip(colors.xyz_of_lab(sepia) @ np.linalg.inv(colors.PROPHOTO).T, 0, 1)
    for name, (how, _) in WIDE.items():
        if name.startswith("table"):
            profile = colors.table_profile(matrix_too=name.startswith("table16"))
            write_numbers(scratch / name, colors.table_of_lab(sepia), profile, *how)
        else:
            write_numbers(scratch / name, wide ** (1 / 1.8), colors.profile(1.8, colors.PROPHOTO), *how)
    apply(scratch)
    for name, (_, most) in WIDE.items():
        source, result = scratch / name, result_of(scratch / name)
        assert photos.embedded_profile(result) == photos.embedded_profile(source), name
        if name.startswith("table"):
            before, after = (colors.lab_of_table(pixels(path)) for path in (source, result))
        else:
            before, after = (lab(pixels(path), colors.PROPHOTO, lambda values: values ** 1.80078125)
                             for path in (source, result))
        assert look(result, "%z") == look(source, "%z"), f"{name}: {look(result)}"
        assert lightness_change(before, after) <= most, f"{name}: {lightness_change(before, after):.3f}"
        assert np.abs(after - before)[..., 1:].mean() > 3, f"{name}: as before"
        print(f"# {name}: dL* {lightness_change(before, after):.3f}, chroma {chroma(after):.1f}")


@case("a scanner's profile, which says only what the numbers are: the result is in sRGB, and that is said")
def _(scratch):
    numbers = colors.table_of_lab(np.full((40, 60, 3), [60.0, 5, 15]))
    write_numbers(scratch / "scan.png", numbers, colors.table_profile(way_back=False), "-define", "png:color-type=2")
    said = apply(scratch / "scan.png")
    assert "scan.png” was colored, but colors cannot be written in its profile, so the result is in sRGB" in said, said
    result = result_of(scratch / "scan.png")
    assert not photos.embedded_profile(result)
    assert abs(lab(pixels(result))[..., 0].mean() - 60) < 0.3, lab(pixels(result))[..., 0].mean()


@case("evaluate scores the colors that a profile of tables says")
def _(scratch):
    numbers = 0.3 + 0.4 * pixels(convert("gradient:red-lime", scratch / "gradient.png", "-resize", "120x90!"))
    truth = []
    for name in "plain", "table":
        folder = scratch / name
        folder.mkdir()
        if name == "plain":
            write_numbers(folder / "photo.png", numbers, b"")
        else:
            write_numbers(folder / "photo.png", colors.table_of_lab(lab(numbers)), colors.table_profile())
        colorize("evaluate", WEIGHTS, folder, "--json", folder / "scores.json")
        truth.append(json.loads((folder / "scores.json").read_text())["gray"]["rmse_ab"])
    assert truth[0] > 20 and abs(truth[0] - truth[1]) < 0.5, truth


@case("a gray profile becomes the RGB one of its tone curve")
def _(scratch):
    gray, srgb = scratch / "gray.icc", scratch / "srgb.icc"
    gray.write_bytes(colors.profile(1.8))
    srgb.write_bytes(colors.profile(2.19921875, colors.SRGB))
    for ending in ("jpg", "png", "tif"):
        photo = scratch / f"photo.{ending}"
        run("convert", PHOTO, "-resize", "320x", "-strip", "-quality", 95, photo)
        run("exiftool", "-q", "-overwrite_original", f"-ICC_Profile<={gray}", photo)
        assert photos.embedded_profile(photo) == gray.read_bytes(), f"no profile in {ending} to begin with"
    apply(scratch)
    for ending in ("jpg", "png", "tif"):
        source, result = scratch / f"photo.{ending}", result_of(scratch / f"photo.{ending}")
        assert tags(result, "ColorSpaceData")["ColorSpaceData"].strip() == "RGB", ending
        # LittleCMS, within ImageMagick, reads what we have made.
        there = scratch / "there.png"
        run("convert", result, "-profile", srgb, "-depth", 16, there)
        before = lab(pixels(source), curve=lambda values: values ** 1.8)
        after = lab(pixels(there), curve=lambda values: values ** 2.19921875)
        change = lightness_change(before, after)
        assert change < 1, f"{ending}: mean |dL*| {change:.2f}"
        assert chroma(after) > 4, ending


@case("a PNG's tone curve in a number counts like a profile")
def _(scratch):
    plain = convert(PHOTO, scratch / "plain.png", "-resize", "320x", "-strip").read_bytes()
    chunk = b"gAMA" + round(100000 / 1.8).to_bytes(4, "big")
    photo = scratch / "photo.png"
    photo.write_bytes(plain[:33] + (4).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big") + plain[33:])
    (scratch / "srgb.icc").write_bytes(colors.profile(2.19921875, colors.SRGB))
    apply(photo)
    there = scratch / "there.png"
    run("convert", result_of(photo), "-profile", scratch / "srgb.icc", "-depth", 16, there)
    before = lab(pixels(scratch / "plain.png"), curve=lambda values: values ** 1.8)
    change = lightness_change(before, lab(pixels(there), curve=lambda values: values ** 2.19921875))
    assert change < 1, f"mean |dL*| {change:.2f}"


@case("a PNG's primaries that are none: said, and its colors are sRGB's")
def _(scratch):
    plain = convert(PHOTO, scratch / "plain.png", "-resize", "64x", "-strip").read_bytes()
    kinds = {"nothing": (0,) * 8, "white": (31270, 32900) * 4, "line": (30000, 30000, 10000, 10000, 20000, 20000, 40000, 40000)}
    for name, numbers in kinds.items():
        body = plain[:33]
        for chunk in (b"gAMA" + struct.pack(">I", 100000), b"cHRM" + struct.pack(">8I", *numbers)):
            body += struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
        (scratch / f"{name}.png").write_bytes(body + plain[33:])
    said = apply(*(scratch / f"{name}.png" for name in kinds))
    for name in kinds:
        change = lightness_change(lab(pixels(scratch / "plain.png")), lab(pixels(result_of(scratch / f"{name}.png"))))
        # A libpng that looks at them passes them over, and the tone curve counts.
        assert f"{name}.png” was colored, but its color profile is damaged" in said and change < 1 or change > 5, \
            f"{name}: {change:.2f}, {said}"


main()
