# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Odd files of the formats that are read only: HEIC, AVIF, JPEG XL, JPEG 2000, BMP, GIF, PNM, PSD."""

import io
import struct
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

import colors
from odd import (ANY, DAMAGED, FIRST, REFUSED, color_scene, exif, fade, gamma, lightness, noise, scene,
                 upright, whole)
from odd_jpeg import jpeg, with_exif
from odd_png import GRAY, RGB, RGBA, png

WRITTEN = "PNG|TIFF"  # what the notice names, for the result is of another format
SIZES = ((16, 16), (23, 17), (9, 70))


def expect(numbers, bits=8, **more):
    return {"lightness": lightness(numbers, bits), "result": ("PNG", "TIFF"), "says": WRITTEN, "bits": bits,
            "near": 0.4 if bits == 8 else 0.06, **more}


def programs(*commands):
    """Runs several at the same time; each must succeed."""
    running = [subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
               for command in commands]
    for process in running:
        said = process.communicate(timeout=60)[0]
        assert process.returncode == 0, f"{process.args}: {said.decode()}"


def add_telephones(folder):
    """HEIC and AVIF, and JPEG XL, by the programs that come with their libraries."""
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        commands, made = [], []

        def encode(kind, ending, program, source, *how, **expected):
            plain = scratch / f"{len(made)}{source[0]}"
            plain.write_bytes(source[1])
            target = scratch / f"{len(made)}-{program}{ending}"
            options = ["-o", target, plain] if program == "heif-enc" else [plain, target, "--quiet"]
            commands.append([program, *how, *options])
            made.append((kind, target, expected))

        for width, height in ((64, 64), (70, 46), (33, 65)):
            color, gray = whole(color_scene(width, height), 8), whole(scene(width, height), 8)
            alpha = whole(fade(width, height), 8)
            for name, ending, how, near in (("HEIC", ".heic", ("-q", 97), 1.2), ("AVIF", ".avif", ("-A", "-q", 97), 1.2)):
                encode(name, ending, "heif-enc", (".png", png(color, 8, RGB)), *how, **expect(color, near=near))
                if width == 64:
                    encode(name, ending, "heif-enc", (".png", png(gray, 8, GRAY)), *how, **expect(gray, near=near))
                    encode(f"{name}: alpha", ending, "heif-enc", (".png", png(np.dstack([color, alpha]), 8, RGBA)), *how,
                           **expect(color, near=near, alpha=alpha / 255))
            encode("JPEG XL", ".jxl", "cjxl", (".png", png(color, 8, RGB)), "-d", 0, "-e", 1, **expect(color))
            encode("JPEG XL", ".jxl", "cjxl", (".png", png(gray, 8, GRAY)), "-d", 0, "-e", 1, **expect(gray))
            encode("JPEG XL", ".jxl", "cjxl", (".jpg", jpeg(color, subsampling=0)), "--lossless_jpeg=1", "-e", 1,
                   **expect(color, near=1.2))
        encode("JPEG XL: alpha", ".jxl", "cjxl", (".png", png(np.dstack([color, alpha]), 8, RGBA)), "-d", 0, "-e", 1,
               **expect(color, alpha=alpha / 255))
        for orientation in (3, 6, 8):
            turned = with_exif(jpeg(color, subsampling=0), exif("<", orientation))
            expected = expect(color, near=1.4)
            expected["lightness"] = upright(expected["lightness"], orientation)
            encode("HEIC: orientations", ".heic", "heif-enc", (".jpg", turned), "-q", 97, **expected)
            encode("JPEG XL: orientations", ".jxl", "cjxl", (".jpg", turned), "--lossless_jpeg=1", "-e", 1, **expected)
        programs(*commands)
        for kind, target, expected in made:
            folder.adopt(kind, target, **expected)
        for _, target, _ in made[:2] + made[6:8]:
            data = target.read_bytes()
            for part in (0.5, 0.9):
                folder.add(f"{target.suffix[1:].upper()}: cut off", target.suffix, data[:int(len(data) * part)],
                           fates=(REFUSED,), refusal=DAMAGED)


def add_jpeg_2000(add):
    for width, height in SIZES:
        color, gray = whole(color_scene(width, height), 8), whole(scene(width, height), 8)
        alpha, deep = whole(fade(width, height), 8), whole(scene(width, height), 16)
        for numbers, more in ((color, expect(color)), (gray, expect(gray)), (deep, expect(deep, 16)),
                              (np.dstack([color, alpha]), expect(color, alpha=alpha / 255))):
            for ending in (".jp2", ".j2k"):
                if ending == ".j2k" and numbers.shape[-1] == 4:
                    continue  # a bare code stream says nothing of alpha
                data = io.BytesIO()
                Image.fromarray(numbers).save(data, "JPEG2000", no_jp2=ending == ".j2k")
                add("JPEG 2000", ending, data.getvalue(), **more)
    data = io.BytesIO()
    Image.fromarray(whole(noise(64, 64), 8)).save(data, "JPEG2000")
    for part in (0.05, 0.5, 0.9):
        add("JP2: cut off", ".jp2", data.getvalue()[:int(len(data.getvalue()) * part)], fates=(REFUSED,), refusal=DAMAGED)


def bmp(rows, width, height, bits, table=b"", compression=0, top_down=False, masks=b""):
    begin = 14 + 40 + len(masks) + len(table)
    head = struct.pack("<IiiHHIIiiII", 40, width, -height if top_down else height, 1, bits, compression, len(rows),
                       2835, 2835, len(table) // 4, 0)
    return b"BM" + struct.pack("<IHHI", begin + len(rows), 0, 0, begin) + head + masks + table + rows


def padded(rows):
    return b"".join(row.tobytes() + bytes(-row.nbytes % 4) for row in rows)


def add_bitmaps(add):
    for width, height in SIZES + ((1, 1), (33, 7)):
        color = whole(color_scene(width, height), 8)
        flipped = np.ascontiguousarray(color[::-1, :, ::-1])
        add("BMP", ".bmp", bmp(padded(flipped), width, height, 24), **expect(color))
        add("BMP", ".bmp", bmp(padded(np.ascontiguousarray(flipped[::-1])), width, height, 24, top_down=True),
            **expect(color))
        four = np.dstack([flipped, np.zeros((height, width), np.uint8)])
        add("BMP", ".bmp", bmp(padded(four), width, height, 32), **expect(color, alpha=ANY))
        for bits in (1, 4, 8):
            gray = whole(scene(width, height), bits)
            values = np.linspace(0, 255, 2 ** bits).astype(np.uint8)
            table = np.stack([values, values, values, 0 * values], -1).tobytes()
            places = gray[::-1][..., None] >> np.arange(bits - 1, -1, -1, dtype=np.uint8) & 1
            rows = padded(np.packbits(places.reshape(height, -1), axis=1))
            add("BMP: palette", ".bmp", bmp(rows, width, height, bits, table), **expect(values[gray]))
        five = color.astype(np.uint16) >> 3
        packed = (five[..., 0] << 10 | five[..., 1] << 5 | five[..., 2])[::-1].astype("<u2")
        add("BMP", ".bmp", bmp(padded(packed), width, height, 16),
            **expect(np.round(five * 255 / 31).astype(np.uint8), near=1.5))
    gray = whole(scene(20, 12), 8)
    table = np.stack([np.arange(256, dtype=np.uint8)] * 3 + [np.zeros(256, np.uint8)], -1).tobytes()
    runs = b"".join(b"".join(bytes([1, value]) for value in row) + b"\0\0" for row in gray[::-1]) + b"\0\1"
    add("BMP: palette", ".bmp", bmp(runs, 20, 12, 8, table, 1), **expect(gray))
    rows = padded(whole(noise(30, 40), 8)[..., None].repeat(3, -1))
    for part in (0.2, 0.5, 0.9):
        data = bmp(rows, 30, 40, 24)
        add("BMP: cut off", ".bmp", data[:int(len(data) * part)], fates=(REFUSED,), refusal=DAMAGED)
    add("BMP: far too large", ".bmp", bmp(rows, 2 ** 30, 2 ** 30, 24), fates=(REFUSED,))


def add_gifs(add):
    for width, height in SIZES:
        gray = whole(scene(width, height), 8)
        plain = Image.fromarray(gray)
        for interlaced in (0, 1):
            data = io.BytesIO()
            plain.save(data, "GIF", interlace=interlaced)
            add("GIF", ".gif", data.getvalue(), **expect(gray))
        data = io.BytesIO()
        plain.save(data, "GIF", save_all=True, append_images=[Image.fromarray(255 - gray)], duration=100)
        add("GIF: animated", ".gif", data.getvalue(), **expect(gray, says=FIRST))
        clear = int(gray[2, 3])
        data = io.BytesIO()
        plain.convert("P").save(data, "GIF", transparency=clear)
        add("GIF: one color is clear", ".gif", data.getvalue(), **expect(gray, alpha=(gray != clear).astype(float)))
    data = io.BytesIO()
    Image.fromarray(whole(noise(40, 50), 8)).save(data, "GIF")
    for part in (0.3, 0.7, 0.95):
        add("GIF: cut off", ".gif", data.getvalue()[:int(len(data.getvalue()) * part)], fates=(REFUSED,), refusal=DAMAGED)


def add_pnm(add):
    for width, height in SIZES + ((1, 1),):
        size = f"{width} {height}\n".encode()
        for bits in (8, 16):
            gray, color = whole(scene(width, height), bits), whole(color_scene(width, height), bits)
            alpha = whole(fade(width, height), bits)
            top = str(2 ** bits - 1).encode() + b"\n"

            def raw(numbers):
                return numbers.astype(">u2" if bits == 16 else "u1").tobytes()

            def words(numbers):
                return b"\n".join(b" ".join(str(n).encode() for n in row) for row in numbers.reshape(height, -1)) + b"\n"

            def pam(numbers, kind):
                return (b"P7\nWIDTH %d\nHEIGHT %d\nDEPTH %d\nMAXVAL %d\nTUPLTYPE %s\nENDHDR\n"
                        % (width, height, numbers[0, 0].size, 2 ** bits - 1, kind) + raw(numbers))

            add("PNM: gray", ".pgm", b"P5\n# words\n" + size + top + raw(gray), **expect(gray, bits))
            add("PNM: gray", ".pgm", b"P2\n" + size + top + words(gray), **expect(gray, bits))
            add("PNM: color", ".ppm", b"P6\n" + size + top + raw(color), **expect(color, bits))
            add("PNM: color", ".ppm", b"P3\n" + size + top + words(color), **expect(color, bits))
            add("PNM: color", ".pnm", b"P6 " + size + top + raw(color), **expect(color, bits))
            add("PNM: PAM", ".pam", pam(gray, b"GRAYSCALE"), **expect(gray, bits))
            add("PNM: PAM", ".pam", pam(np.dstack([color, alpha]), b"RGB_ALPHA"),
                **expect(color, bits, alpha=alpha / (2 ** bits - 1)))
        black = 1 - whole(scene(width, height), 1)
        shown = (1 - black) * 255
        add("PNM: black and white", ".pbm", b"P4\n" + size + np.packbits(black, axis=1).tobytes(), **expect(shown))
        add("PNM: black and white", ".pbm", b"P1\n" + size + b"\n".join(b" ".join(b"%d" % n for n in row) for row in black)
            + b"\n", **expect(shown))
        odd_top = np.round(scene(width, height) * 1000).astype(int)
        add("PNM: an odd number for white", ".pgm", b"P5\n" + size + b"1000\n" + odd_top.astype(">u2").tobytes(),
            **{**expect(odd_top, bits=16), "lightness": lightness(odd_top / 1000)})
        low_top = np.round(scene(width, height) * 100).astype(int)
        add("PNM: an odd number for white", ".pgm", b"P5\n" + size + b"100\n" + low_top.astype("u1").tobytes(),
            **{**expect(low_top), "lightness": lightness(low_top / 100), "bits": range(8, 17)})
    data = b"P5\n40 50\n255\n" + whole(noise(40, 50), 8).tobytes()
    for part in (0.01, 0.4, 0.9):
        add("PNM: cut off", ".pgm", data[:int(len(data) * part)], fates=(REFUSED,), refusal=DAMAGED)
    add("PNM: far too large", ".pgm", b"P5\n2000000000 2000000000\n255\n" + bytes(50), fates=(REFUSED,))
    add("PNM: far too large", ".ppm", b"P6\n0 10\n255\n" + bytes(50), fates=(REFUSED,))


def rle(row):
    """PackBits that packs nothing."""
    return b"".join(bytes([len(row[i:i + 128]) - 1]) + row[i:i + 128] for i in range(0, len(row), 128))


def psd(numbers, bits, mode, packed=False, table=b"", resources=b"", layers=b""):
    height, width, n = numbers.shape
    planes = [numbers[..., i].astype({8: ">u1", 16: ">u2", 32: ">f4"}[bits]) for i in range(n)]
    head = b"8BPS" + struct.pack(">H6xHIIHH", 1, n, height, width, bits, mode)
    if packed:
        rows = [rle(row.tobytes()) for plane in planes for row in plane]
        data = struct.pack(f">H{len(rows)}H", 1, *map(len, rows)) + b"".join(rows)
    else:
        data = b"\0\0" + b"".join(plane.tobytes() for plane in planes)
    parts = b"".join(struct.pack(">I", len(part)) + part for part in (table, resources, layers))
    return head + parts + data


def resource(number, content):
    return b"8BIM" + struct.pack(">HHI", number, 0, len(content)) + content + bytes(len(content) % 2)


def add_photoshop(add):
    for packed in (False, True):
        for width, height in SIZES:
            for bits in (8, 16):
                color, gray = whole(color_scene(width, height), bits), whole(scene(width, height), bits)
                add("PSD: RGB", ".psd", psd(color, bits, 3, packed), **expect(color, bits))
                add("PSD: gray", ".psd", psd(gray[..., None], bits, 1, packed), **expect(gray, bits))
                lab = np.stack([gray, *[np.full_like(gray, (128 + n) * 2 ** (bits - 8)) for n in (5, 10)]], -1)
                expected = expect(gray, bits, says=ANY, near=0.4 if bits == 8 else 0.2)
                expected["lightness"] = gray * 100.0 / (2 ** bits - 1)
                add("PSD: L*a*b*", ".psd", psd(lab, bits, 9, packed), **expected)
                ink = np.full((height, width, 4), 2 ** bits - 1)
                ink[..., 3] = gray
                add("PSD: CMYK", ".psd", psd(ink, bits, 4, packed), **expect(gray, bits, says=ANY, near=1.5))
            values = np.linspace(10, 240, 256).astype(np.uint8)
            index = whole(scene(width, height), 8)
            add("PSD: palette", ".psd", psd(index[..., None], 8, 2, packed, table=values.tobytes() * 3),
                **expect(values[index]))
    gray = whole(scene(23, 17), 8)
    profile = resource(1039, colors.profile(1.80078125))
    expected = expect(gray, near=0.8)
    expected["lightness"] = lightness(gray, 8, gamma(1.80078125))
    add("PSD: a profile", ".psd", psd(gray[..., None], 8, 1, resources=profile), **expected)
    whole_file = psd(whole(noise(40, 50), 8)[..., None], 8, 1)
    for part in (0.005, 0.3, 0.9):
        add("PSD: cut off", ".psd", whole_file[:int(len(whole_file) * part)], fates=(REFUSED,), refusal=DAMAGED)
    add("PSD: far too large", ".psd", psd(gray[..., None], 8, 1)[:14] + struct.pack(">II", 300000, 300000)
        + psd(gray[..., None], 8, 1)[22:], fates=(REFUSED,))


def add_all(folder):
    add_telephones(folder)
    for part in (add_jpeg_2000, add_bitmaps, add_gifs, add_pnm, add_photoshop):
        part(folder.add)
