# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Odd WebP files."""

import io
import struct

import numpy as np
from PIL import Image

import colors
from odd import (ANY, DAMAGED, FIRST, REFUSED, bad_profiles, color_scene, exif, fade, gamma, lightness, noise, scene,
                 upright, whole, xmp)

SIZES = ((1, 1), (16, 16), (17, 23), (70, 9), (3, 2))


def webp(numbers, **how):
    data = io.BytesIO()
    Image.fromarray(numbers).save(data, "WEBP", **{"quality": 96, "exact": True, **how})
    return data.getvalue()


def toned(width, height):
    return whole(color_scene(width, height), 8)


def near(how):
    return 0.4 if how["lossless"] else 1.5


def add_kinds(add):
    for how in ({"lossless": True}, {"lossless": False}):
        for width, height in SIZES:
            color, gray = toned(width, height), whole(scene(width, height), 8)
            add("WebP: color", ".webp", webp(color, **how), lightness=lightness(color, 8), near=near(how))
            add("WebP: gray", ".webp", webp(np.dstack([gray] * 3), **how), lightness=lightness(gray, 8), near=near(how))
            alpha = whole(fade(width, height), 8)
            add("WebP: alpha", ".webp", webp(np.dstack([color, alpha]), alpha_quality=100, **how), near=near(how),
                lightness=lightness(color, 8), alpha=alpha / 255)


def add_metadata(add):
    color = toned(31, 22)
    light = lightness(color, 8)
    for orientation in range(1, 9):
        data = webp(color, lossless=True, exif=exif("<>"[orientation % 2], orientation, "An Artist"))
        add("WebP: EXIF's orientations", ".webp", data, lightness=upright(light, orientation),
            keeps={"EXIF": "An Artist"}, says=ANY)
    add("WebP: XMP", ".webp", webp(color, lossless=True, xmp=xmp("A Title")), lightness=light,
        keeps={"XMP": "A Title"}, says=ANY)
    add("WebP: EXIF of no sense", ".webp", webp(color, lossless=True, exif=b"II*\0\xff\xff\xff\xff"), lightness=light,
        says=ANY)
    profile = colors.profile(2.19921875, colors.ADOBE)
    add("WebP: a profile", ".webp", webp(color, lossless=True, icc_profile=profile), near=0.6,
        lightness=lightness(color, 8, gamma(2.19921875), colors.ADOBE))
    for profile in bad_profiles().values():
        add("WebP: a damaged profile", ".webp", webp(color, lossless=True, icc_profile=profile), lightness=light,
            says="profile")


def add_animations(add):
    frames = [Image.fromarray(toned(31, 22)), Image.fromarray(255 - toned(31, 22)), Image.fromarray(toned(31, 22) // 2)]
    for n_frames in (2, 3):
        data = io.BytesIO()
        frames[0].save(data, "WEBP", save_all=True, append_images=frames[1:n_frames], lossless=True, duration=50)
        # Whether a film whose first picture is opaque has alpha is a matter of opinion.
        add("WebP: animated", ".webp", data.getvalue(), lightness=lightness(toned(31, 22), 8), says=FIRST, alpha=ANY)


def add_ends(add):
    numbers = np.dstack([whole(noise(40, 60), 8)] * 3)
    for how in ({"lossless": True}, {"lossless": False}):
        data = webp(numbers, **how)
        for part in (0.01, 0.3, 0.6, 0.9, 0.98):
            add("WebP: cut off", ".webp", data[:max(13, int(len(data) * part))], fates=(REFUSED,), refusal=DAMAGED)
        for rest in (bytes(10), b"more words" * 30):
            add("WebP: something behind its end", ".webp", data + rest, says=ANY, lightness=lightness(numbers, 8),
                near=0.4 if how["lossless"] else 5)
    add("WebP: no picture in it", ".webp", b"RIFF" + struct.pack("<I", 4) + b"WEBP", fates=(REFUSED,))
    add("WebP: no picture in it", ".webp", b"RIFF" + struct.pack("<I", 20) + b"WEBPJUNK" + struct.pack("<I", 8) + bytes(8),
        fates=(REFUSED,))


def add_all(folder):
    for part in (add_kinds, add_metadata, add_animations, add_ends):
        part(folder.add)
