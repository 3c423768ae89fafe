# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Odd PNG files, chunk by chunk."""

import struct
import zlib

import numpy as np

import colors
from odd import (ANY, COLORED, DAMAGED, FIRST, REFUSED, SHARE, UNKNOWN_KIND, bad_profiles, color_scene, exif, fade,
                 gamma, lightness, noise, scene, upright, whole, xmp)

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GRAY, RGB, PALETTE, GRAY_ALPHA, RGBA = 0, 2, 3, 4, 6
SIZES = ((8, 8), (17, 23), (70, 9), (33, 47))
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def chunk(name, data=b"", crc=None):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data) if crc is None else crc)


def header(width, height, bits, kind, interlaced=0):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, interlaced))


def filtered(numbers, bits):
    """Rows as PNG has them, each with its filter: none, the one that subtracts, the one that looks up in turns."""
    height = len(numbers)
    flat = numbers.reshape(height, -1)
    if bits == 16:
        rows = flat.astype(">u2").view(np.uint8)
    elif bits == 8:
        rows = flat.astype(np.uint8)
    else:
        places = flat[..., None].astype(np.uint8) >> np.arange(bits - 1, -1, -1, dtype=np.uint8) & 1
        rows = np.packbits(places.reshape(height, -1), axis=1)
    step = max(1, numbers[0, 0].size * bits // 8)
    out = bytearray()
    for y, row in enumerate(rows):
        how = y % 3
        left = np.concatenate([np.zeros(step, np.uint8), row])[:len(row)]
        above = rows[y - 1] if y else np.zeros_like(row)
        out += bytes([how]) + (row - (left * (how == 1) + above * (how == 2))).astype(np.uint8).tobytes()
    return bytes(out)


def rows_of(numbers, bits, interlaced):
    if not interlaced:
        return filtered(numbers, bits)
    parts = (numbers[y::dy, x::dx] for x, y, dx, dy in PASSES)
    return b"".join(filtered(part, bits) for part in parts if part.size)


def png(numbers, bits, kind, *chunks, interlaced=0, level=6, piece=None, tail=chunk(b"IEND")):
    """`chunks` come behind the header; the picture's data in pieces of so many bytes."""
    height, width = numbers.shape[:2]
    data = zlib.compress(rows_of(numbers, bits, interlaced), level)
    piece = piece or len(data)
    return (SIGNATURE + header(width, height, bits, kind, interlaced) + b"".join(chunks)
            + b"".join(chunk(b"IDAT", data[i:i + piece]) for i in range(0, len(data), piece)) + tail)


def palette(n):
    """n toned colors, from dark to light."""
    values = np.linspace(0.1, 0.9, n)
    return whole(np.stack([values, values * 0.9, values * 0.8], -1), 8)


def add_depths(add):
    for number, (width, height) in enumerate(SIZES + ((1, 1), (1, 19), (19, 1), (2, 2))):
        for interlaced in (0, 1):
            kind = "PNG: interlaced, " if interlaced else "PNG: "
            for bits in (1, 2, 4, 8, 16):
                gray = whole(scene(width, height), bits)
                add(f"{kind}gray", ".png", png(gray, bits, GRAY, interlaced=interlaced),
                    lightness=lightness(gray, bits), near=0.06 if bits == 16 else 0.4, bits=max(bits, 8))
            if number % 2:
                continue
            for bits in (8, 16):
                near = 0.06 if bits == 16 else 0.4
                color = whole(color_scene(width, height), bits)
                alpha = whole(fade(width, height), bits)
                expected = {"bits": bits, "near": near, "lightness": lightness(color, bits)}
                add(f"{kind}color", ".png", png(color, bits, RGB, interlaced=interlaced), **expected)
                expected["alpha"] = alpha / (2 ** bits - 1)
                add(f"{kind}alpha", ".png", png(np.dstack([color, alpha]), bits, RGBA, interlaced=interlaced),
                    **expected)
                expected["lightness"] = lightness(color[..., 0], bits)
                add(f"{kind}alpha", ".png", png(np.dstack([color[..., 0], alpha]), bits, GRAY_ALPHA,
                                                interlaced=interlaced), **expected)
            for bits in (1, 2, 4, 8):
                colors_there = palette(2 ** bits)
                index = whole(scene(width, height), bits)
                add(f"{kind}palette", ".png",
                    png(index, bits, PALETTE, chunk(b"PLTE", colors_there.tobytes()), interlaced=interlaced),
                    lightness=lightness(colors_there[index], 8))


def add_clear_colors(add):
    """tRNS: one color is clear, or each of a palette is so far."""
    width, height = 23, 17
    for bits in (2, 8, 16):
        gray = whole(scene(width, height), bits)
        clear = int(gray[3, 5])
        add("PNG: one color is clear", ".png", png(gray, bits, GRAY, chunk(b"tRNS", struct.pack(">H", clear))),
            lightness=lightness(gray, bits), alpha=(gray != clear).astype(float), bits=max(bits, 8))
    for bits in (8, 16):
        color = whole(color_scene(width, height), bits)
        clear = color[3, 5]
        add("PNG: one color is clear", ".png",
            png(color, bits, RGB, chunk(b"tRNS", struct.pack(">3H", *map(int, clear)))),
            lightness=lightness(color, bits), alpha=(color != clear).any(-1).astype(float), bits=bits)
    for bits in (2, 4, 8):
        there = palette(2 ** bits)
        index = whole(scene(width, height), bits)
        alpha = np.full(2 ** bits, 255, np.uint8)
        alpha[:2 ** bits // 2] = np.linspace(20, 240, 2 ** bits // 2)
        add("PNG: a palette with alpha", ".png",
            png(index, bits, PALETTE, chunk(b"PLTE", there.tobytes()),
                chunk(b"tRNS", alpha[:2 ** bits // 2].tobytes())),
            lightness=lightness(there[index], 8), alpha=alpha[index] / 255)


def number_of_gamma(exponent):
    return chunk(b"gAMA", struct.pack(">I", round(100000 / exponent)))


def iccp(profile):
    return chunk(b"iCCP", b"profile\0\0" + zlib.compress(profile))


ADOBE_CHRM = chunk(b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000))
SRGB_CHRM = chunk(b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000))
IS_SRGB = chunk(b"sRGB", b"\0")


def add_spaces(add):
    for bits in (8, 16):
        gray, color = whole(scene(33, 21), bits), whole(color_scene(33, 21), bits)
        near = 0.4 if bits == 8 else 0.15
        for exponent in (1.0, 1.8, 2.2, 2.6):
            most = 0.7 if exponent == 2.2 else near + 0.2  # 2.2 may be taken for sRGB's own curve
            add("PNG: gAMA", ".png", png(gray, bits, GRAY, number_of_gamma(exponent)), bits=bits, says=ANY,
                lightness=lightness(gray, bits, gamma(exponent)), near=most)
            add("PNG: gAMA", ".png", png(color, bits, RGB, number_of_gamma(exponent), SRGB_CHRM), bits=bits, says=ANY,
                lightness=lightness(color, bits, gamma(exponent)), near=most)
        add("PNG: cHRM", ".png", png(color, bits, RGB, number_of_gamma(2.2), ADOBE_CHRM), bits=bits, says=ANY,
            lightness=lightness(color, bits, gamma(2.2), colors.ADOBE), near=0.7)
        for chunks in ((IS_SRGB,), (number_of_gamma(1.0), IS_SRGB), (number_of_gamma(2.2), SRGB_CHRM, IS_SRGB)):
            add("PNG: sRGB, whatever gAMA says", ".png", png(gray, bits, GRAY, *chunks), bits=bits, says=ANY,
                lightness=lightness(gray, bits), near=near)
        profile = iccp(colors.profile(1.80078125))
        for chunks in ((profile,), (number_of_gamma(1.0), profile)):
            add("PNG: iCCP, whatever gAMA says", ".png", png(gray, bits, GRAY, *chunks), bits=bits, says=ANY,
                lightness=lightness(gray, bits, gamma(1.80078125)), near=near + 0.2)
        add("PNG: iCCP, whatever gAMA says", ".png",
            png(color, bits, RGB, iccp(colors.profile(2.19921875, colors.ADOBE))), bits=bits, says=ANY,
            lightness=lightness(color, bits, gamma(2.19921875), colors.ADOBE), near=near + 0.2)
        for profile in bad_profiles().values():
            add("PNG: a damaged profile", ".png", png(color, bits, RGB, iccp(profile)), bits=bits, says="profile",
                lightness=lightness(color, bits), near=near)
    gray = whole(scene(33, 21), 8)
    for content in (b"profile\0\0" + zlib.compress(colors.profile(1.8))[:60], b"profile without an end", b""):
        add("PNG: a damaged profile", ".png", png(gray, 8, GRAY, chunk(b"iCCP", content)), says="profile",
            lightness=lightness(gray, 8))


def add_metadata(add):
    gray = whole(scene(31, 22), 8)
    kept = {"lightness": lightness(gray, 8), "says": ANY}
    for content, text in ((chunk(b"tEXt", b"Title\0Nipomo, 1936"), "Nipomo, 1936"),
                          (chunk(b"tEXt", b"Author\0Gro\xdfmutter"), "Großmutter"),
                          (chunk(b"zTXt", b"Description\0\0" + zlib.compress(b"a long word " * 50)), "a long word a long"),
                          (chunk(b"iTXt", b"Comment\0\0\0ru\0\0" + "Мама".encode()), "Мама"),
                          (chunk(b"iTXt", b"Copyright\0\1\0\0\0" + zlib.compress("© nobody".encode())), "© nobody")):
        add("PNG: text", ".png", png(gray, 8, GRAY, content), keeps={"text": text}, **kept)
        add("PNG: text behind the picture", ".png", png(gray, 8, GRAY, tail=content + chunk(b"IEND")),
            keeps={"text": text}, **kept)
    packet = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp("A Title"))
    add("PNG: XMP", ".png", png(gray, 8, GRAY, packet), keeps={"XMP": "A Title"}, **kept)
    for orientation in range(1, 9):
        order = "<>"[orientation % 2]
        add("PNG: EXIF's orientations", ".png",
            png(gray, 8, GRAY, chunk(b"eXIf", exif(order, orientation, "An Artist"))),
            lightness=upright(lightness(gray, 8), orientation), keeps={"EXIF": "An Artist"}, says=ANY)
    add("PNG: EXIF of no sense", ".png", png(gray, 8, GRAY, chunk(b"eXIf", b"II*\0\xff\xff\xff\xff")), **kept)
    for content in (chunk(b"pHYs", struct.pack(">IIB", 0, 0, 1)), chunk(b"pHYs", b"\0\0"), chunk(b"bKGD", b"\0\7"),
                    chunk(b"tIME", b"\7\xb4\14\37\30\74\75"), chunk(b"sBIT", b"\5"), chunk(b"quTe", b"own words"),
                    chunk(b"tEXt", b"no word ends here"), chunk(b"sPLT", b"a\0\10abcdef"), chunk(b"gAMA", bytes(4)),
                    chunk(b"sRGB", b"\7"), chunk(b"cHRM", bytes(32)), chunk(b"PLTE", bytes(3))):
        add("PNG: chunks that say little, or nonsense", ".png", png(gray, 8, GRAY, content), **kept)
        add("PNG: a small chunk has a wrong checksum", ".png",
            png(gray, 8, GRAY, content[:-4] + b"\1\2\3\4"), **kept)


def add_animations(add):
    gray = whole(scene(31, 22), 8)
    light = lightness(gray, 8)
    other = zlib.compress(filtered(255 - gray, 8))
    control = chunk(b"acTL", struct.pack(">II", 2, 0))

    def frame(number):
        return chunk(b"fcTL", struct.pack(">5I2H2B", number, 31, 22, 0, 0, 1, 10, 0, 0))

    def data(number):
        return chunk(b"fdAT", struct.pack(">I", number) + other)

    for ending in (".png", ".apng"):
        add("PNG: animated", ending, png(gray, 8, GRAY, control, frame(0), tail=frame(1) + data(2) + chunk(b"IEND")),
            lightness=light, says=FIRST)
        add("PNG: animated, without its picture", ending,
            png(gray, 8, GRAY, control, tail=frame(0) + data(1) + frame(2) + data(3) + chunk(b"IEND")),
            lightness=light, says=FIRST)


def add_ends(add):
    gray, color = whole(noise(48, 70), 8), whole(noise(40, 50, 2), 16)
    for numbers, bits, interlaced in ((gray, 8, 0), (color, 16, 0), (gray, 8, 1)):
        data = png(numbers, bits, GRAY, interlaced=interlaced, piece=700)
        for part in (0.1, 0.35, 0.6, 0.85, 0.97):
            add("PNG: interlaced, cut off" if interlaced else "PNG: cut off", ".png", data[:int(len(data) * part)],
                fates=(REFUSED,), refusal=DAMAGED if interlaced else SHARE)
        for n_bytes in (1, 4, 8, 12):
            add("PNG: without its end", ".png", data[:-n_bytes], lightness=lightness(numbers, bits), bits=bits,
                says="end")
        add("PNG: something behind its end", ".png", data + b"more" * 30, lightness=lightness(numbers, bits), bits=bits,
            says=ANY)
        for place in (0.3, 0.7):
            garbled = bytearray(data)
            garbled[int(len(data) * place)] ^= 0x41
            add("PNG: damaged in the middle", ".png", bytes(garbled), fates=(REFUSED,), refusal="damaged")
    for length in (9, 20, 33, 40):
        add("PNG: cut in its header", ".png", png(gray, 8, GRAY)[:length], fates=(REFUSED,), refusal=DAMAGED)
    for name, how in (("small pieces", {"piece": 1}), ("not compressed", {"level": 0}), ("pieces of nothing", {})):
        chunks = (chunk(b"IDAT"),) if name == "pieces of nothing" else ()
        add("PNG: data in odd pieces", ".png", png(gray, 8, GRAY, *chunks, **how), lightness=lightness(gray, 8))


def add_headers(add):
    data = zlib.compress(filtered(whole(scene(20, 20), 8), 8))
    picture = chunk(b"IDAT", data) + chunk(b"IEND")
    for name, start in (("width 0", header(0, 20, 8, GRAY)), ("height 0", header(20, 0, 8, GRAY)),
                        ("bits", header(20, 20, 5, GRAY)), ("type", header(20, 20, 8, 1)),
                        ("bits of its type", header(20, 20, 4, RGB)), ("interlace", header(20, 20, 8, GRAY, 7)),
                        ("checksum", header(20, 20, 8, GRAY)[:-1] + b"\0"), ("no header", b""),
                        ("no palette", header(20, 20, 8, PALETTE)),
                        ("huge", header(60000, 60000, 8, GRAY)), ("larger", header(2**31 - 1, 2**31 - 1, 16, RGBA))):
        add("PNG: a header of no sense, or far too large", ".png", SIGNATURE + start + picture, fates=(REFUSED,))
    add("PNG: no picture in it", ".png", SIGNATURE + header(20, 20, 8, GRAY) + chunk(b"IEND"), fates=(REFUSED,))
    add("PNG: an index that the palette has not", ".png",
        png(whole(scene(20, 20), 8), 8, PALETTE, chunk(b"PLTE", palette(3).tobytes())),
        fates=(COLORED, REFUSED), says=ANY)
    numbers = np.dstack([whole(color_scene(20, 20), 8), np.full((20, 20), 255, np.uint8)])
    add("PNG: of telephones' own kind", ".png",
        SIGNATURE + chunk(b"CgBI", b"\x50\0\x20\2") + header(20, 20, 8, RGBA)
        + chunk(b"IDAT", zlib.compress(filtered(numbers, 8))[2:-4]) + chunk(b"IEND"), fates=(REFUSED,),
        refusal=UNKNOWN_KIND)


def add_all(folder):
    for part in (add_depths, add_clear_colors, add_spaces, add_metadata, add_animations, add_ends, add_headers):
        part(folder.add)
