# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is in picture files, at their full depth and in the light of their profiles, by PIL, ImageMagick and
LittleCMS: many files at a time."""

import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms

import colors

CHUNK = 100


@dataclass
class Reading:
    """One picture. `lab` and `alpha` lie [height, width], alpha in 0..1, None without."""

    format: str
    bits: int
    lab: np.ndarray
    alpha: np.ndarray | None

    @property
    def lightness(self):
        return self.lab[..., 0]


def _read_plain(path):
    """By PIL, what it reads in full: 8 bits that are sRGB; None for all else."""
    with Image.open(path) as image:
        # "transparency" is one color of those there, which PIL leaves to its callers.
        if {"icc_profile", "transparency"} & image.info.keys() or image.mode not in ("RGB", "RGBA"):
            return None
        bits = image.tag_v2.get(258, (8,))[0] if image.format == "TIFF" else 8
        if image.format == "PNG":
            with open(path, "rb") as file:
                bits = file.read(25)[24]
        if bits != 8:
            return None
        numbers = np.asarray(image).astype(float) / 255
        alpha = numbers[..., 3] if image.mode == "RGBA" else None
        return Reading(image.format, 8, colors.lab(numbers[..., :3]), alpha)


def _read_by_imagemagick(paths):
    """Their colors by the profiles that they have; None for those that cannot be read."""
    found = {path: None for path in paths}
    with tempfile.TemporaryDirectory() as scratch:
        srgb = Path(scratch) / "srgb.icc"
        srgb.write_bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
        # Names of our own, for ImageMagick gives characters in names a meaning.
        links = {}
        for number, path in enumerate(paths):
            link = f"{scratch}/{number}{os.fsdecode(os.path.splitext(path)[1])}"
            os.symlink(os.path.abspath(path), link)
            links[link] = path
        names = [f"{link}[0]" for link in links]
        told = subprocess.run(["identify", "-quiet", "-format", "%i %m %z %w %h %A\n", *names], capture_output=True,
                              text=True, check=False).stdout
        good = [re.fullmatch(r"(\S+?)(?:\[0\])? (\w+) (\d+) (\d+) (\d+) (\w+)", line) for line in told.splitlines()]
        good = [match for match in good if match]
        raw = subprocess.run(["convert", "-quiet", *[f"{match[1]}[0]" for match in good], "-profile", srgb, "-type",
                              "TrueColorAlpha", "-depth", "16", "-endian", "LSB", "rgba:-"], capture_output=True,
                             check=False).stdout
        sizes = [int(match[4]) * int(match[5]) * 8 for match in good]
        assert len(raw) == sum(sizes), "ImageMagick reads less than it has identified"
        at = 0
        for match, size in zip(good, sizes):
            numbers = np.frombuffer(raw[at:at + size], "<u2").reshape(int(match[5]), int(match[4]), 4) / 65535.0
            at += size
            found[links[match[1]]] = Reading(match[2], int(match[3]), colors.lab(numbers[..., :3]),
                                             None if match[6] in ("Undefined", "Off") else numbers[..., 3])
    return found


def read(paths):
    """{path: its Reading, or None where it cannot be read}."""
    found, rest = {}, []
    for path in paths:
        try:
            found[path] = _read_plain(path)
        except (OSError, SyntaxError, ValueError):
            found[path] = None
        if not found[path]:
            rest.append(path)
    for begin in range(0, len(rest), CHUNK):
        found |= _read_by_imagemagick(rest[begin:begin + CHUNK])
    return found
