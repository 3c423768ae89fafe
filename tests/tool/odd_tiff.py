# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Odd TIFF files, byte by byte."""

import io
import struct
import zlib

import numpy as np
from PIL import Image

import colors
from odd import (ANY, COLORED, FIRST, PASSED_OVER, REFUSED, SHARE, UNKNOWN_KIND, bad_profiles, color_scene,
                 fade, gamma, lightness, noise, scene, upright, whole)
from odd_jpeg import inks
from tiffs import ASCII, LONG, RATIONAL, SHORT, UNDEFINED, Page, Writer

WHITE_IS_0, BLACK_IS_0, RGB, PALETTE, MASK, SEPARATED, YCBCR, CIELAB, ICCLAB, CFA, LINEAR_RAW = (
    0, 1, 2, 3, 4, 5, 6, 8, 9, 32803, 34892)
UNSPECIFIED, PREMULTIPLIED, PLAIN_ALPHA = 0, 1, 2
SIZES = ((23, 17), (41, 37), (8, 70))


def tiff(*pages, order="<", big=False):
    return Writer(order, big).file(pages)


def layers(numbers):
    return numbers if numbers.ndim == 3 else numbers[..., None]


def page(numbers, bits, photometric=None, **how):
    numbers = layers(numbers)
    if photometric is None:
        photometric = RGB if numbers.shape[-1] >= 3 else BLACK_IS_0
    return Page(numbers, bits, photometric, **how)


def depth(bits):
    """What a result's depth may be for a source's, and how near its lightness is."""
    if bits <= 8:
        return {"bits": 8 if bits in (1, 2, 4, 8) else range(8, 17), "near": 0.4}
    return {"bits": 16 if bits <= 16 else range(16, 65), "near": 0.06}


def add_depths(add):
    for bits in (1, 2, 4, 6, 8, 10, 12, 14, 16, 24, 32):
        for order in "<>":
            width, height = SIZES[bits % 3]
            gray = whole(scene(width, height), bits)
            add("TIFF: gray of 1 to 32 bits", ".tif", tiff(page(gray, bits), order=order),
                lightness=lightness(gray, bits), **depth(bits))
            if bits >= 8:
                color = whole(color_scene(width, height), bits)
                add("TIFF: RGB of 8 to 32 bits", ".tif", tiff(page(color, bits), order=order),
                    lightness=lightness(color, bits), **depth(bits))
    for bits in (16, 32, 64):
        for order in "<>":
            for values in (scene(23, 17), color_scene(17, 23)):
                values = values.astype(f"f{bits // 8}").astype(float)
                add("TIFF: floating point", ".tif", tiff(page(values, bits, floating=True), order=order),
                    lightness=lightness(values), bits=range(16 if bits == 16 else 32, 65), near=0.06)
    for number in (np.nan, np.inf, -0.3, 7.0):
        values = scene(23, 17)
        values[4:7, 2:9] = number
        known = np.where((values >= 0) & (values <= 1), values, np.nan)
        add("TIFF: floating point beyond black and white", ".tif", tiff(page(values, 32, floating=True)), says=ANY,
            fates=(COLORED, REFUSED), lightness=lightness(known), bits=range(32, 65), near=0.5)
    for bits in (8, 16, 32):
        for values in (scene(23, 17), color_scene(17, 23)):
            numbers = whole(values, bits)
            shifted = (numbers ^ numbers.dtype.type(2 ** (bits - 1)))
            signed = page(shifted, bits, tags={339: (SHORT, [2] * layers(values).shape[-1])})
            add("TIFF: signed numbers", ".tif", tiff(signed), fates=(COLORED, REFUSED), refusal="signed", says=ANY,
                lightness=lightness(numbers, bits), bits=range(8 if bits == 8 else 16, 65), near=0.4)


def add_layouts(add):
    for bits in (8, 16):
        for width, height in SIZES:
            color = whole(color_scene(width, height), bits)
            kept = {"lightness": lightness(color, bits), **depth(bits)}
            for how in ({"rows": 1}, {"rows": 7}, {"rows": 2 ** 32 - 1}):
                add("TIFF: strips of odd sizes", ".tif", tiff(page(color, bits, rows=min(how["rows"], height),
                                                                   tags={278: (LONG, [how["rows"]])})), **kept)
            for order in "<>":
                add("TIFF: tiles", ".tif", tiff(page(color, bits, tile=16), order=order), **kept)
                add("TIFF: planes", ".tif", tiff(page(color, bits, planar=True), order=order), **kept)
                add("TIFF: planes of tiles", ".tif", tiff(page(color, bits, planar=True, tile=32), order=order), **kept)
            add("TIFF: packed rows of deflate", ".tif",
                tiff(page(color, bits, pack=zlib.compress, tags={259: (SHORT, [8 if bits == 8 else 32946])})), **kept)
            gray = whole(scene(width, height), bits)
            add("TIFF: white is 0", ".tif", tiff(page(2 ** bits - 1 - gray, bits, WHITE_IS_0)),
                lightness=lightness(gray, bits), **depth(bits))
    for bits in (1, 4):
        gray = whole(scene(23, 17), bits)
        add("TIFF: white is 0", ".tif", tiff(page(2 ** bits - 1 - gray, bits, WHITE_IS_0)),
            lightness=lightness(gray, bits))
    turned = np.array([int(f"{i:08b}"[::-1], 2) for i in range(256)], np.uint8)
    for bits in (1, 8):
        gray = whole(scene(24, 17), bits)
        swap = lambda part: turned[np.frombuffer(part, np.uint8)].tobytes()
        add("TIFF: the lowest bit first", ".tif", tiff(page(gray, bits, pack=swap, tags={266: (SHORT, [2])})),
            lightness=lightness(gray, bits))


def add_compressed(add):
    gray, color = whole(scene(41, 37), 8), whole(color_scene(41, 37), 8)
    black_white = whole(scene(41, 37), 1)
    for name in ("tiff_lzw", "tiff_deflate", "tiff_adobe_deflate", "packbits", "zstd", "lzma", "group3", "group4",
                 "tiff_ccitt", "jpeg", "webp"):
        fates = (COLORED, REFUSED) if name in ("zstd", "lzma", "webp") else (COLORED,)
        for numbers in (black_white,) if name in ("group3", "group4", "tiff_ccitt") else (gray, color):
            if name == "webp" and numbers is gray:
                continue
            data = io.BytesIO()
            image = Image.fromarray(numbers.astype(bool) if numbers is black_white else numbers)
            image.save(data, "TIFF", compression=name, **({"quality": 96} if name == "jpeg" else {}))
            add("TIFF: compressed in rare ways" if REFUSED in fates else "TIFF: compressed", ".tif", data.getvalue(), fates=fates,
                refusal=UNKNOWN_KIND, lightness=lightness(numbers, 1 if numbers is black_white else 8),
                near=1.5 if name in ("jpeg", "webp") else 0.4)
    for number in (5, 32809, 34661, 65000):  # LZW that is none, and such as are rare
        add("TIFF: compressed in a way that nobody reads", ".tif", tiff(page(gray, 8, tags={259: (SHORT, [number])})),
            fates=(REFUSED,))


def add_colors(add):
    light = 100 * scene(23, 17)
    for bits in (8, 16):
        numbers = np.stack([whole(light / 100, bits)] * 3, -1).astype(np.int64)
        exact = numbers[..., 0] * 100.0 / (2 ** bits - 1)
        shift = 2 ** (bits - 8)
        for photometric in (CIELAB, ICCLAB):
            if photometric == ICCLAB and bits == 16:
                numbers[..., 0] = np.round(light / 100 * 65280)
                exact = numbers[..., 0] * 100 / 65280
            numbers[..., 1], numbers[..., 2] = 6 * shift, 12 * shift
            if photometric == ICCLAB:
                numbers[..., 1:] += 128 * shift
            for how in ({}, {"planar": True}, {"tile": 16}):
                add("TIFF: L*a*b*", ".tif", tiff(page(numbers, bits, photometric, **how)), lightness=exact,
                    says=ANY, **depth(bits))
        ink = inks(23, 17).astype(np.int64) * (1 if bits == 8 else 257)
        gray = lightness(whole(scene(23, 17), 8), 8)
        for how in ({}, {"planar": True}):
            add("TIFF: CMYK", ".tif", tiff(page(ink, bits, SEPARATED, tags={332: (SHORT, [1])}, **how)), lightness=gray,
                near=1.5, bits=bits, says=ANY)
    for bits in (1, 2, 4, 8):
        index = whole(scene(23, 17), bits)
        values = np.linspace(0.1, 0.9, 2 ** bits)
        colors_there = np.stack([values, values * 0.9, values * 0.8], -1)
        for top in (0xFFFF, 0xFF00):
            table = np.floor(colors_there * 255 + 0.5).astype(int) * (257 if top == 0xFFFF else 256)
            add("TIFF: palette", ".tif",
                tiff(page(index, bits, PALETTE, tags={320: (SHORT, [int(n) for n in table.T.ravel()])})),
                lightness=lightness(np.floor(colors_there[index] * 255 + 0.5), 8), bits=range(8, 17))
    gray = whole(scene(24, 18), 8)
    neutral = np.full_like(gray, 128)
    reference = struct.pack("<12I", 0, 1, 255, 1, 128, 1, 255, 1, 128, 1, 255, 1)
    tags = {530: (SHORT, [1, 1]), 532: (RATIONAL, reference)}
    add("TIFF: YCbCr", ".tif", tiff(page(np.stack([gray, neutral, neutral], -1), 8, YCBCR, tags=tags)),
        lightness=lightness(gray, 8), near=0.6)
    blocks = gray.reshape(9, 2, 12, 2).swapaxes(1, 2).reshape(9, 12, 4)
    data = np.concatenate([blocks, np.full((9, 12, 2), 128)], -1).astype(np.uint8)
    tags = {256: (LONG, [24]), 257: (LONG, [18]), 258: (SHORT, [8] * 3), 277: (SHORT, [3]), 278: (LONG, [18]),
            339: (SHORT, [1] * 3), 530: (SHORT, [2, 2]), 532: (RATIONAL, reference)}
    add("TIFF: YCbCr", ".tif", tiff(page(data, 8, YCBCR, tags=tags)), lightness=lightness(gray, 8), near=0.6)


def add_extras(add):
    width, height = 23, 17
    for bits in (8, 16):
        color, gray = whole(color_scene(width, height), bits), whole(scene(width, height), bits)
        alpha = whole(fade(width, height), bits)
        other = whole(1 - scene(width, height), bits)
        share = alpha / (2 ** bits - 1)
        for how in ({}, {"planar": True}, {"tile": 16}):
            for numbers in (color, gray):
                kept = {"lightness": lightness(numbers, bits), "alpha": share, **depth(bits)}
                add("TIFF: alpha", ".tif", tiff(page(np.dstack([numbers, alpha]), bits, None if numbers is color else
                                                     BLACK_IS_0, extra=[PLAIN_ALPHA], **how)), **kept)
            add("TIFF: white is 0, with alpha", ".tif",
                tiff(page(np.dstack([2 ** bits - 1 - gray, alpha]), bits, WHITE_IS_0, extra=[PLAIN_ALPHA], **how)),
                lightness=lightness(gray, bits), alpha=share, **depth(bits))
            kept = {"lightness": lightness(color, bits), **depth(bits)}
            add("TIFF: premultiplied alpha", ".tif",
                tiff(page(np.dstack([np.round(color * share[..., None]), alpha]).astype(int), bits,
                          extra=[PREMULTIPLIED], **how)), alpha=share, **{**kept, "near": 1.0 if bits == 8 else 0.06})
            add("TIFF: samples of no known sense before alpha", ".tif",
                tiff(page(np.dstack([color, other, alpha]), bits, extra=[UNSPECIFIED, PLAIN_ALPHA], **how)),
                alpha=share, says=ANY, **kept)
            for numbers in (np.dstack([color, other]), np.dstack([color, other, other])):
                add("TIFF: samples of no known sense", ".tif",
                    tiff(page(numbers, bits, extra=[UNSPECIFIED] * (numbers.shape[-1] - 3), **how)), alpha=ANY,
                    says=ANY, **kept)


def add_orientations(add):
    for orientation in range(1, 9):
        for bits, values, order in ((8, scene(23, 17), "<"), (16, color_scene(31, 12), ">"), (1, scene(23, 17), ">")):
            numbers = whole(values, bits)
            for big in (False, True):
                add(f"TIFF: {'BigTIFF, ' if big else ''}orientations", ".tif",
                    tiff(page(numbers, bits, tags={274: (SHORT, [orientation]), 315: (ASCII, b"An Artist\0")}),
                         order=order, big=big),
                    lightness=upright(lightness(numbers, bits), orientation), keeps={"EXIF": "An Artist"}, **depth(bits))
    for order in "<>":
        for ending in (".tif", ".tiff", ".TIF"):
            gray = whole(scene(23, 17), 16)
            add("TIFF: BigTIFF", ending, tiff(page(gray, 16, tile=16), order=order, big=True),
                lightness=lightness(gray, 16), **depth(16))


def add_profiles(add):
    for bits in (8, 16):
        gray, color = whole(scene(23, 17), bits), whole(color_scene(23, 17), bits)
        near = {**depth(bits), "near": 0.6 if bits == 8 else 0.2}
        for exponent in (1.0, 1.80078125):
            profile = {34675: (UNDEFINED, colors.profile(exponent))}
            add("TIFF: a gray profile", ".tif", tiff(page(gray, bits, tags=profile)),
                lightness=lightness(gray, bits, gamma(exponent)), **near)
        profile = {34675: (UNDEFINED, colors.profile(2.19921875, colors.ADOBE))}
        add("TIFF: an RGB profile", ".tif", tiff(page(color, bits, tags=profile)),
            lightness=lightness(color, bits, gamma(2.19921875), colors.ADOBE), **near)
        for data in bad_profiles().values():
            add("TIFF: a damaged profile", ".tif", tiff(page(color, bits, tags={34675: (UNDEFINED, data)})),
                lightness=lightness(color, bits), says="profile", **near)
    black_white = whole(scene(41, 37), 1)
    for photometric in (WHITE_IS_0, BLACK_IS_0):
        numbers = 1 - black_white if photometric == WHITE_IS_0 else black_white
        add("TIFF: black and white with a gray profile", ".tif",
            tiff(page(numbers, 1, photometric, tags={34675: (UNDEFINED, colors.profile(1.80078125))})),
            lightness=lightness(black_white, 1))


def add_pages(add):
    gray, small = whole(scene(41, 37), 8), whole(1 - scene(12, 11), 8)
    light = lightness(gray, 8)
    first, second = page(gray, 8), page(small, 8)
    add("TIFF: several pages", ".tif", tiff(first, second), lightness=light, says=FIRST)
    add("TIFF: several pages", ".tif", tiff(first, second, page(gray, 8), order=">"), lightness=light, says=FIRST)
    add("TIFF: several pages", ".tif", tiff(first, second, big=True), lightness=light, says=FIRST)
    mask = whole(scene(41, 37), 1)
    for tags in ({254: (LONG, [1])}, {255: (SHORT, [2])}):
        for order in "<>":
            add("TIFF: the first page is a small copy", ".tif", tiff(page(small, 8, tags=tags), first, order=order),
                lightness=light, says=ANY)
    add("TIFF: the second page is a small copy, or a mask", ".tif",
        tiff(first, page(small, 8, tags={254: (LONG, [1])})), lightness=light, says=ANY)
    for pages in ((page(mask, 1, MASK, tags={254: (LONG, [4])}), first),
                  (first, page(mask, 1, MASK, tags={254: (LONG, [4])}))):
        add("TIFF: the second page is a small copy, or a mask", ".tif", tiff(*pages), lightness=light, says=ANY)


def add_raw_files(add):
    """A small picture first, what the sensor saw below it."""
    small = whole(scene(24, 16), 8)
    sensor = whole(noise(48, 32), 16)
    bayer = {254: (LONG, [0]), 33421: (SHORT, [2, 2]), 33422: (1, [0, 1, 1, 2])}
    maker = {254: (LONG, [1]), 271: (ASCII, b"NIKON CORPORATION\0")}
    version = {50706: (1, [1, 4, 0, 0])}
    below = page(sensor, 16, CFA, tags=bayer)
    kinds = {".dng": tiff(page(small, 8, tags={**maker, **version}, below=[below])),
             ".nef": tiff(page(small, 8, tags=maker, below=[below]), order=">"),
             ".pef": tiff(page(sensor, 16, CFA, tags=bayer), order=">"),
             ".arw": tiff(page(small, 8, tags=maker), page(sensor, 16, CFA, tags=bayer)),
             ".DNG": tiff(page(np.dstack([sensor] * 3), 16, LINEAR_RAW, tags=version)),
             ".orf": b"IIRO" + tiff(page(small, 8, tags=maker, below=[below]))[4:],
             ".rw2": b"IIU\0" + tiff(page(small, 8, tags=maker, below=[below]))[4:],
             ".cr2": tiff(page(small, 8, tags=maker), page(sensor, 16, CFA, tags=bayer))}
    for ending, data in kinds.items():
        add("raw files by their own names", ending, data, fates=(PASSED_OVER,))
        add("raw files called TIFF", ".tif", data, fates=(REFUSED,), refusal=r"\braw\b")


def add_ends(add):
    for numbers, bits, how in ((noise(40, 60), 8, {"rows": 4}), (noise(40, 60), 16, {"rows": 1}),
                               (noise(64, 64), 8, {"tile": 16})):
        numbers = whole(numbers, bits)
        data = tiff(page(numbers, bits, **how))
        for part in (0.35, 0.6, 0.85, 0.97):
            add("TIFF: cut off", ".tif", data[:int(len(data) * part)], fates=(REFUSED,), refusal=SHARE)
        for rest in (bytes(50), b"more words" * 20):
            add("TIFF: something behind its end", ".tif", data + rest, lightness=lightness(numbers, bits), says=ANY,
                **depth(bits))
    numbers = whole(noise(40, 60), 8)
    packed = tiff(page(numbers, 8, rows=6, pack=zlib.compress, tags={259: (SHORT, [8])}))
    for part in (0.4, 0.9):
        add("TIFF: cut off", ".tif", packed[:int(len(packed) * part)], fates=(REFUSED,), refusal=SHARE)
    garbled = bytearray(packed)
    garbled[len(packed) * 6 // 10:len(packed) * 6 // 10 + 8] = bytes(8)
    add("TIFF: damaged in the middle", ".tif", bytes(garbled), fates=(REFUSED,), refusal="damaged")
    for length in (4, 7, 8, 30, 80):
        add("TIFF: cut in its directory", ".tif", packed[:length], fates=(REFUSED,))


def without(a_page, *tags):
    for tag in tags:
        del a_page.tags[tag]
    return a_page


def add_tags(add):
    gray = whole(scene(23, 17), 8)
    light = lightness(gray, 8)
    for tags in ({270: (ASCII, b"")}, {270: (ASCII, b"words without an end")}, {65000: (SHORT, [1, 2, 3])},
                 {315: (SHORT, [7])}, {282: (RATIONAL, struct.pack("<2I", 300, 0)), 296: (SHORT, [2])},
                 {296: (SHORT, [9])}, {274: (SHORT, [9])}, {274: (SHORT, [0])}, {700: (1, b"no XMP")},
                 {33723: (LONG, [1, 2, 3])}, {34377: (1, b"8BIM nothing")}, {34665: (LONG, [4])},
                 {34853: (LONG, [2 ** 31])}, {301: (SHORT, [1, 2, 3])}, {285: (ASCII, b"\xff\xfe\0")}):
        for bits in (8, 1):
            numbers = gray if bits == 8 else whole(scene(23, 17), 1)
            add("TIFF: tags of no sense that do no harm", ".tif", tiff(page(numbers, bits, tags=dict(tags))), says=ANY,
                lightness=lightness(numbers, bits))
    for missing in ((339,), (284,), (278,), (277, 339), (258, 339)):
        one = page(gray, 8, rows=17)
        if 258 in missing:  # one bit is what is meant then
            numbers = whole(scene(23, 17), 1)
            add("TIFF: tags that may be missing are", ".tif", tiff(without(page(numbers, 1, rows=17), *missing)),
                says=ANY, lightness=lightness(numbers, 1))
        else:
            add("TIFF: tags that may be missing are", ".tif", tiff(without(one, *missing)), says=ANY, lightness=light)
    for tags in ({256: (LONG, [0])}, {257: (LONG, [0])}, {258: (SHORT, [0])}, {258: (SHORT, [77])},
                 {256: (LONG, [2 ** 31])}, {257: (LONG, [2 ** 31])}, {256: (LONG, [60000]), 257: (LONG, [60000])},
                 {277: (SHORT, [0])}, {277: (SHORT, [200])}, {262: (SHORT, [77])}, {284: (SHORT, [7])},
                 {339: (SHORT, [9])}, {339: (SHORT, [5]), 258: (SHORT, [32])}):
        add("TIFF: tags of no sense that matter, or far too large", ".tif", tiff(page(gray, 8, tags=tags)),
            fates=(REFUSED,))
    add("TIFF: a directory that leads to itself", ".tif", looped(gray), says=ANY, lightness=light)
    for text, tag in (("A Title of a photo", 270), ("An Artist", 315), ("nobody", 33432)):
        for big in (False, True):
            add("TIFF: text", ".tif", tiff(page(gray, 8, tags={tag: (ASCII, text.encode() + b"\0")}), big=big),
                lightness=light, says=ANY, keeps={"EXIF|text|description|artist|copyright": text})


def looped(numbers):
    """A file whose only directory says that it comes again."""
    writer = Writer()
    following = writer.page(page(numbers, 8))
    writer.point(following, 8)
    return bytes(writer.data)


def add_all(folder):
    for part in (add_depths, add_layouts, add_compressed, add_colors, add_extras, add_orientations, add_profiles,
                 add_pages, add_raw_files, add_ends, add_tags):
        part(folder.add)
