# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-formats.py TOOL WEIGHTS PHOTO [WORDS...]: photos of formats that are only read become PNG or TIFF files with
the lightness, depth and alpha that they had, upright, and what is lost is said. Writes TAP."""

import os
import random
import shutil
import struct

import numpy as np
from PIL import Image

import colors
import photos
import psds
from cases import apply, case, main
from colors import ADOBE, lab, lightness_of_gray
from photos import convert, look, pixels, run, tags

HEIGHT, WIDTH = 45, 71
QUICK = ("--working-size", 112, "--quiet")

# Words of others' that people are not to read.
FOREIGN = ("quark", "HEIF decoding", "iloc", "GIF image", "loaders", "JxlDecoder", "GdkPixbuf", "pixbuf-error", "[ERROR]",
           "opj_", "Exiv2", "codestream")


def noise():
    return np.random.default_rng(7).uniform(0, 0.25, (HEIGHT, WIDTH))


def gray():
    """0..1: [height, width], with every shade and no symmetry."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    return np.clip(0.1 + 0.65 * x / WIDTH * (1 - 0.4 * y / HEIGHT) + noise() * (y > 20), 0, 1)


def color():
    """Mild colors, which leave room for others: [height, width, 3]."""
    return np.clip(gray()[..., None] * [1.0, 0.92, 0.8], 0, 1)


def cover():
    return np.linspace(0.25, 1, HEIGHT * WIDTH).reshape(HEIGHT, WIDTH)


def with_alpha():
    return np.concatenate([color(), cover()[..., None]], -1)


def whole(values, bits):
    """The numbers of 0..1 that so many bits can say."""
    return np.round(values * (2 ** bits - 1)) / (2 ** bits - 1)


def write(path, values, depth=8, *how):
    """By ImageMagick, of whatever format the name says."""
    kind = {2: "gray", 3: "rgb"}.get(values.ndim if values.ndim == 2 else values.shape[2], "rgba")
    numbers = np.round(values * 65535).astype("<u2").tobytes()
    run("convert", "-size", f"{values.shape[1]}x{values.shape[0]}", "-depth", 16, "-endian", "LSB", f"{kind}:-", *how,
        "-depth", depth, path, input=numbers)
    return path


def result_of(photo, ending="png"):
    return photo.with_name(f"{photo.stem}-colorized.{ending}")


def lightness(values):
    return lightness_of_gray(values) if values.ndim == 2 else lab(values[..., :3])[..., 0]


def check(result, wanted, bits=8, alpha=None, most=0.5):
    """wanted   L* of each pixel"""
    assert look(result, "%z") == str(bits), f"{result.name}: {look(result)}, not {bits} bits"
    assert (look(result, "%A") in ("Blend", "True")) == (alpha is not None), f"{result.name}: {look(result)}"
    found = lab(pixels(result))[..., 0]
    assert found.shape == wanted.shape, f"{result.name}: {found.shape}, not {wanted.shape}"
    change = np.abs(found - wanted).mean()
    assert change <= most, f"{result.name}: mean |dL*| {change:.3f}"
    if alpha is not None:
        raw = run("convert", result, "-alpha", "extract", "-depth", 16, "-endian", "LSB", "gray:-")
        kept = np.frombuffer(raw, "<u2").reshape(alpha.shape) / 65535
        assert np.abs(kept - alpha).max() < 0.01, f"{result.name}: alpha {np.abs(kept - alpha).max():.3f}"


def line_of(said, photo):
    lines = [line for line in said.splitlines() if f"“{photo}” was" in line]
    assert len(lines) == 1, f"{photo.name}: {said}"
    assert lines[0].endswith(".") and not any(word in lines[0] for word in FOREIGN), lines[0]
    return lines[0]


def make_all(folder):
    """Each kind, gray and in color, with alpha where it has that: {path: (L*, bits, alpha, most change of L*)}."""
    made = {}

    def add(name, how, values, bits=8, most=0.5, tolerated=8):
        source = write(folder / "source.png", values, tolerated)
        name = f"{name.replace('.', '-')}.{name.split('.')[-1]}"  # each has a result of its own
        how(source, folder / name)
        source.unlink()
        said = whole(values, tolerated)
        made[folder / name] = (lightness(said), bits, cover() if values.shape[-1] == 4 else None, most)

    for name, values in (("gray", gray()), ("color", color()), ("alpha", with_alpha())):
        heif = ("-p", "chroma=444", "-q", 100)
        add(f"{name}.heic", lambda a, b: run("heif-enc", *heif, a, "-o", b), values, most=0.8)
        add(f"{name}.avif", lambda a, b: run("heif-enc", "-A", *heif, a, "-o", b), values, most=0.8)
        add(f"{name}.jxl", lambda a, b: run("cjxl", "-d", 0, a, b), values)
        add(f"{name}-lossy.jxl", lambda a, b: run("cjxl", "-d", 0.3, "--container=1", a, b), values, most=0.8)
        for ending in ("jp2", "j2k"):
            add(f"{name}-{ending}.{ending}", lambda a, b: run("opj_compress", "-n", 3, "-i", a, "-o", b), values)
            add(f"{name}-deep-{ending}.{ending}", lambda a, b: run("opj_compress", "-n", 3, "-i", a, "-o", b), values, 16,
                0.05, 16)
        add(f"{name}.bmp", convert, values)
    for factor in (2, 3):  # coarser differences of colors
        part = gray()[:HEIGHT // factor * factor, :WIDTH // factor * factor]
        size = part.shape[1], part.shape[0]

        def coarse(a, b, factor=factor, size=size):
            luminance, *rest = Image.open(a).convert("YCbCr").split()
            small = [plane.resize((size[0] // factor, size[1] // factor)).tobytes() for plane in rest]
            (folder / "planes.raw").write_bytes(luminance.tobytes() + b"".join(small))
            how = f"{size[0]},{size[1]},3,8,u@1x1:{factor}x{factor}:{factor}x{factor}"
            run("opj_compress", "-n", 3, "-i", folder / "planes.raw", "-F", how, "-o", b)
            (folder / "planes.raw").unlink()

        add(f"coarse{factor}.jp2", coarse, np.repeat(part[..., None], 3, -1))
    add("palette.gif", convert, np.round(gray() * 15) / 15)
    add("old.bmp", lambda a, b: convert(a, f"bmp2:{b}"), color())
    add("palette.bmp", lambda a, b: convert(a, f"bmp3:{b}", "-type", "Palette"), np.round(gray() * 15) / 15)
    add("interlaced.gif", lambda a, b: convert(a, b, "-interlace", "plane"), np.round(gray() * 15) / 15)
    return made


@case("formats that are only read: PNG files of their depth and alpha, L* kept, and a notice")
def _(scratch):
    made = make_all(scratch)
    said = apply(scratch, *QUICK)
    for path, (wanted, bits, alpha, most) in made.items():
        check(result_of(path), wanted, bits, alpha, most)
        assert look(result_of(path), "%m") == "PNG", look(result_of(path))
        line = line_of(said, path)
        assert "was colored, but its result is a PNG file, since" in line and line.count("; ") == 0, line


@case("HEIC, AVIF and JPEG XL are turned once, as their EXIF says or does not say; Artist stays")
def _(scratch):
    made = {}
    for orientation in range(1, 9):
        source = write(scratch / "source.jpg", gray(), 8, "-quality", 100)
        run("exiftool", "-q", "-overwrite_original", "-n", f"-Orientation={orientation}", "-Artist=Somebody", source)
        upright = scratch / "upright.png"
        convert(source, upright, "-auto-orient")
        wanted = lab(pixels(upright))[..., 0]
        for ending, how in (("heic", ["heif-enc", "-q", 100]), ("avif", ["heif-enc", "-A", "-q", 100]), ("jxl", ["cjxl"])):
            photo = scratch / f"{ending}-{orientation}.{ending}"
            run(*how, source, *(["-o"] if ending != "jxl" else []), photo)
            made[photo] = wanted
        source.unlink()
        upright.unlink()
    apply(scratch, *QUICK)
    for photo, wanted in made.items():
        check(result_of(photo), wanted, most=1.0)
        kept = tags(result_of(photo), "Orientation", "Artist")
        assert kept == {"Orientation": "1", "Artist": "Somebody"}, f"{photo.name}: {kept}"


def netpbm(kind, values, most, comment=""):
    """values   whole numbers, [height, width] or [height, width, channels]"""
    size = f"{WIDTH} {HEIGHT}\n"
    flat = values.reshape(HEIGHT, -1)
    number = ">u2" if most > 255 else np.uint8
    if kind == 7:
        n = 1 if values.ndim == 2 else values.shape[2]
        names = {1: "GRAYSCALE", 2: "GRAYSCALE_ALPHA", 3: "RGB", 4: "RGB_ALPHA"}
        return (f"P7\n{comment}WIDTH {WIDTH}\nHEIGHT {HEIGHT}\nDEPTH {n}\nMAXVAL {most}\nTUPLTYPE {names[n]}\nENDHDR\n"
                ).encode() + flat.astype(number).tobytes()
    head = f"P{kind}\n{comment}{size}" + (f"{most}\n" if kind not in (1, 4) else "")
    if kind == 1:
        return (head + "\n".join("".join(map(str, row)) for row in flat)).encode()
    if kind == 4:
        return head.encode() + b"".join(np.packbits(row.astype(np.uint8)).tobytes() for row in flat)
    if kind in (2, 3):
        return (head + "\n".join(" ".join(map(str, row)) for row in flat) + "\n").encode()
    return head.encode() + flat.astype(number).tobytes()


@case("PNM of 1 to 16 bits, in letters and in bytes, and PAM: depth and alpha stay; more of it is said")
def _(scratch):
    made = {}
    for most in (1, 3, 255, 1023, 65535):
        for kind in (2, 3, 5, 6, 7, 71, 72):
            values = {3: color(), 6: color(), 71: np.stack([gray(), cover()], -1), 72: with_alpha()}.get(kind, gray())
            numbers = np.round(values * most).astype(int)
            photo = scratch / f"{kind}-{most}.{'pam' if kind > 6 else 'pnm'}"
            photo.write_bytes(netpbm(min(kind, 7), numbers, most))
            light = numbers / most
            alpha = light[..., -1] if kind > 70 else None
            made[photo] = (lightness(light[..., 0] if kind == 71 else light), 16 if most > 255 else 8, alpha)
    for kind in (1, 4):
        photo = scratch / f"{kind}.pbm"
        photo.write_bytes(netpbm(kind, (gray() < 0.5).astype(int), 1))
        made[photo] = (lightness((gray() >= 0.5) * 1.0), 8, None)
    made[scratch / "comment.pgm"] = (lightness(whole(gray(), 8)), 8, None)
    two = netpbm(5, np.round(gray() * 255).astype(int), 255, "# 9 9 \r# of somebody\n")
    (scratch / "comment.pgm").write_bytes(two)
    made[scratch / "two.pgm"] = made[scratch / "comment.pgm"]
    (scratch / "two.pgm").write_bytes(two + two)
    said = apply(scratch, *QUICK)
    for photo, (wanted, bits, alpha) in made.items():
        check(result_of(photo), wanted, bits, alpha, 0.1 if bits == 16 else 0.5)
        line = line_of(said, photo)
        assert ("comment is not in the result" in line) == (photo.name in ("comment.pgm", "two.pgm")), line
        assert ("only the first of its pictures" in line) == (photo.name == "two.pgm"), line


def psd_kinds(folder):
    """{path: (L*, bits, alpha, ending)}, in packed and in plain rows, PSD and PSB."""
    made = {}
    size = (WIDTH, HEIGHT)
    ink = 1 - gray()
    linear = colors.srgb_curve(gray())
    for packed in (True, False):
        for big in (True, False):
            def add(name, mode, depth, planes, wanted, alpha=None, most=0.5, **more):
                path = folder / f"{name}{'-packed' if packed else ''}{'-big' if big else ''}.psd"
                rows = [psds.rows_of(plane, depth) for plane in planes]
                psds.write(path, mode, depth, rows, size, packed, big, **more)
                made[path] = (wanted, 8 if depth == 1 else depth, alpha, "tif" if depth == 32 else "png", most)

            add("bitmap", psds.BITMAP, 1, [gray()], lightness((gray() >= 0.5) * 1.0))
            for bits in (8, 16):
                light = lightness(whole(gray(), bits))
                most = 0.5 if bits == 8 else 0.1
                add(f"gray{bits}", psds.GRAY, bits, [gray()], light, most=most)
                add(f"duotone{bits}", psds.DUOTONE, bits, [gray()], light, most=most, palette=bytes(512))
                add(f"rgb{bits}", psds.RGB, bits, np.moveaxis(color(), -1, 0), lightness(whole(color(), bits)), most=most)
                # Inks are kept as what they leave white.
                add(f"cmyk{bits}", psds.CMYK, bits, [1 + 0 * ink, 1 + 0 * ink, 1 + 0 * ink, 1 - ink], light, most=most)
                third = np.full_like(ink, 128 / 255 if bits == 8 else 32768 / 65535)
                add(f"lab{bits}", psds.LAB, bits, [light / 100, third, third], light, most=most)
                # Over white, as Photoshop keeps it, beside a channel that is none of them.
                for name, mode, values in (("gray", psds.GRAY, gray()[..., None]), ("rgb", psds.RGB, color())):
                    over = values * cover()[..., None] + 1 - cover()[..., None]
                    planes = [*np.moveaxis(over, -1, 0), cover(), gray()]
                    wanted = lightness(values[..., 0] if name == "gray" else values)
                    add(f"{name}-alpha{bits}", mode, bits, planes, wanted, cover(), 1.0 if bits == 8 else 0.1, layers=-2)
                    add(f"{name}-saved{bits}", mode, bits, [*np.moveaxis(values, -1, 0), cover()], wanted, layers=2)
            add("float", psds.GRAY, 32, [linear], None)
            add("rgb-float", psds.RGB, 32, [linear] * 3, None, layers=1)
            shades = bytes(range(256))
            add("indexed", psds.INDEXED, 8, [gray()], lightness(whole(gray(), 8)), palette=shades * 3)
            seen = (np.round(gray() * 255) != 40) * 1.0
            add("indexed-clear", psds.INDEXED, 8, [gray()], lightness(whole(gray(), 8)), seen, palette=shades * 3,
                resources=[(1047, struct.pack(">H", 40))])
    return made


@case("PSD and PSB of all modes and depths: the picture of all layers; what is not in the result is said")
def _(scratch):
    made = psd_kinds(scratch)
    said = apply(scratch, *QUICK)
    for photo, (wanted, bits, alpha, ending, most) in made.items():
        result = result_of(photo, ending)
        line = line_of(said, photo)
        assert "EXIF" not in line, line
        assert f"its result is a {'TIFF' if ending == 'tif' else 'PNG'} file, since PSD files" in line, line
        assert ("beside its colors" in line) == ("alpha" in photo.name or "saved" in photo.name), line
        assert ("inks" in line) == ("duotone" in photo.name), line
        if ending == "png":
            check(result, wanted, bits, alpha, most)
        else:  # light as it is
            assert look(result, "%z") == "32", look(result)
            change = np.abs(lab(pixels(result), curve=lambda values: values)[..., 0] - lightness(gray()))
            assert change.mean() < 0.1, f"{photo.name}: {change.mean():.2f}"


@case("PSD: profile, resolution, EXIF and XMP stay; what cannot be read is refused in a sentence")
def _(scratch):
    size = (WIDTH, HEIGHT)
    icc = colors.profile(2.19921875, ADOBE)
    rows = [psds.rows_of(plane, 16) for plane in np.moveaxis(color(), -1, 0)]
    resolution = struct.pack(">IHHIHH", 300 << 16, 1, 2, 150 << 16, 1, 2)
    photo = psds.write(scratch / "all.psd", psds.RGB, 16, rows, size, resources=[(1039, icc), (1005, resolution)])
    run("exiftool", "-q", "-overwrite_original", "-n", "-Orientation=6", "-Artist=Somebody", "-XMP-dc:Title=Tea", photo)
    said = apply(photo, *QUICK)
    result = result_of(photo)
    assert "EXIF" not in said and "profile" not in said, said
    assert photos.embedded_profile(result) == icc
    found = lab(pixels(result), ADOBE, lambda values: values ** 2.19921875)[..., 0]
    wanted = lab(whole(color(), 16), ADOBE, lambda values: values ** 2.19921875)[..., 0]
    assert np.abs(found - np.rot90(wanted, -1)).mean() < 0.1, "lightness"
    kept = tags(result, "Orientation", "Artist", "Title", "PixelsPerUnitX", "PixelsPerUnitY")
    assert kept == {"Orientation": "1", "Artist": "Somebody", "Title": "Tea", "PixelsPerUnitX": "5906",
                    "PixelsPerUnitY": "11811"}, kept
    for name, profile in {"longer": icc + bytes(3), "claim": struct.pack(">I", len(icc) + 8) + icc[4:]}.items():
        photo = psds.write(scratch / f"{name}.psd", psds.RGB, 16, rows, size, resources=[(1039, profile)])
        assert "profile" not in apply(photo, *QUICK), name
        found = photos.embedded_profile(result_of(photo))
        assert found[4:84] == icc[4:84] and found[128:] == icc[128:] and found[:4] == struct.pack(">I", len(found)), name
    big = psds.write(scratch / "big.psb", psds.RGB, 16, rows, size, big=True, resources=[
        (1028, b"\x1c\2\x50\0\x05Maria"), (1005, resolution)])
    assert "cannot be read" not in apply(big, *QUICK)
    assert tags(result_of(big), "By-line", "PixelsPerUnitX") == {"By-line": "Maria", "PixelsPerUnitX": "11811"}
    bad = {"layers-alone": ({"merged": False, "layers": 3}, "Maximize compatibility"),
           "zip": ({"scheme": 2, "packed": False}, "save it as TIFF")}
    for name, (how, words) in bad.items():
        photo = psds.write(scratch / f"{name}.psd", psds.RGB, 16, rows, size, **how)
        assert words in line_of(apply(photo, *QUICK, code=1), photo), name
    photo = psds.write(scratch / "inks.psd", psds.MANY_INKS, 16, rows, size)
    assert "Multichannel" in line_of(apply(photo, *QUICK, code=1), photo)


@case("profiles of HEIC, AVIF, JPEG XL and JPEG 2000 stay, and what their numbers mean")
def _(scratch):
    icc = scratch / "adobe.icc"
    icc.write_bytes(colors.profile(2.19921875, ADOBE))
    gray_icc = scratch / "gray.icc"
    gray_icc.write_bytes(colors.profile(1.8))
    power = {"color": (ADOBE, 2.19921875), "gray": (colors.SRGB, 1.80078125)}
    made = {}
    for name, values, profile in (("color", color(), icc), ("gray", gray(), gray_icc)):
        source = write(scratch / "source.png", values, 8, "-profile", profile)
        wide = [values] if name == "color" else [np.repeat(values[..., None], 3, -1)]
        for ending, how in (("heic", ["heif-enc", "-q", 100, "-p", "chroma=444", source, "-o"]),
                            ("avif", ["heif-enc", "-A", "-q", 100, "-p", "chroma=444", source, "-o"]),
                            ("jxl", ["cjxl", "-d", 0, source])):
            photo = scratch / f"{name}-{ending}.{ending}"
            run(*how, photo)
            made[photo] = (name, wide[0])
        photo = scratch / f"{name}-jp2.jp2"
        image = Image.fromarray(np.round(values * 255).astype(np.uint8))
        image.save(photo, "JPEG2000", irreversible=False)
        data = photo.read_bytes()  # the box of colors says how
        at = data.index(b"colr") - 4
        old = struct.unpack(">I", data[at:at + 4])[0]
        box = b"colr\2\0\0" + profile.read_bytes()
        box = struct.pack(">I", len(box) + 4) + box
        header = data.index(b"jp2h") - 4
        length = struct.unpack(">I", data[header:header + 4])[0] + len(box) - old
        photo.write_bytes(data[:header] + struct.pack(">I", length) + data[header + 4:at] + box + data[at + old:])
        made[photo] = (name, wide[0])
        source.unlink()
    said = apply(scratch, *QUICK)
    assert "profile" not in said, said
    for photo, (name, values) in made.items():
        primaries, gamma = power[name]
        before, after = (lab(whole(numbers, 8), primaries, lambda v: v ** gamma)[..., 0]
                         for numbers in (values, pixels(result_of(photo))))
        assert np.abs(before - after).mean() < 0.8, f"{photo.name}: {np.abs(before - after).mean():.2f}"
        if name == "color":
            assert photos.embedded_profile(result_of(photo)) == icc.read_bytes(), photo.name
    photo = scratch / "p3.avif"
    run("heif-enc", "-A", "-q", 100, "--colour_primaries", 12, "--transfer_characteristic", 13,
        write(scratch / "source.png", color()), "-o", photo)
    apply(photo, *QUICK)
    p3 = np.array([[0.51512, 0.29198, 0.15710], [0.24120, 0.69225, 0.06657], [-0.00105, 0.04189, 0.78407]])
    assert np.abs(lab(whole(color(), 8), p3) - lab(pixels(result_of(photo)), p3))[..., 0].mean() < 0.8
    assert b"RGB" in photos.embedded_profile(result_of(photo))[:40]


@case("EXIF and XMP as ExifTool puts them into these formats: in the result, or a notice")
def _(scratch):
    source = write(scratch / "source.png", gray())
    ways = {"heic": ["heif-enc", source, "-o"], "avif": ["heif-enc", "-A", source, "-o"],
            "jxl": ["cjxl", "--container=1", source], "jp2": ["opj_compress", "-n", 3, "-i", source, "-o"],
            "psd": ["convert", source], "gif": ["convert", source]}
    for ending, how in ways.items():
        run(*how, scratch / f"{ending}.{ending}")
        run("exiftool", "-q", "-q", "-m", "-overwrite_original", "-EXIF:Artist=Somebody", "-EXIF:UserComment=Hello",
            "-XMP-dc:Title=Tea", scratch / f"{ending}.{ending}")
    source.unlink()
    said = apply(scratch, *QUICK)
    for ending in ways:
        photo = scratch / f"{ending}.{ending}"
        if ending == "gif":
            assert "its XMP data are not in the result" in line_of(said, photo)
            continue
        assert "EXIF" not in line_of(said, photo) and "XMP" not in line_of(said, photo), said
        kept = tags(result_of(photo), "Artist", "UserComment", "Title")
        assert kept == {"Artist": "Somebody", "UserComment": "Hello", "Title": "Tea"}, f"{ending}: {kept}"


@case("more bits than are read, more pictures, comments: a notice")
def _(scratch):
    deep = write(scratch / "deep.png", gray(), 16)
    small = write(scratch / "small.png", gray(), 8)
    other = write(scratch / "other.png", 1 - gray(), 8)
    run("heif-enc", "-b", 10, deep, "-o", scratch / "ten.heic")
    run("heif-enc", "-A", "-b", 12, deep, "-o", scratch / "twelve.avif")
    run("cjxl", "-d", 0, deep, scratch / "sixteen.jxl")
    run("heif-enc", small, other, "-o", scratch / "two.heic")
    run("heif-enc", "-t", 32, small, "-o", scratch / "thumb.heic")
    run("convert", "-delay", 10, small, other, small, "-loop", 0, scratch / "three.gif")
    run("cjxl", scratch / "three.gif", scratch / "moving.jxl")
    run("convert", small, "-set", "comment", "by somebody", scratch / "comment.gif")
    run("heif-enc", "--transfer_characteristic", 16, small, "-o", scratch / "hdr.heic")
    shutil.move(scratch / "three.gif", scratch / "three-gif.gif")
    words = {"ten.heic": "of its 10 bits a channel 8 were read", "twelve.avif": "of its 12 bits a channel 8",
             "sixteen.jxl": "of its 16 bits a channel 8", "two.heic": "only the first of its 2 pictures was colored",
             "three-gif.gif": "only the first of its 3 pictures was colored", "comment.gif": "its comment is not in the result",
             "moving.jxl": "only the first of its pictures was colored", "hdr.heic": "HDR", "thumb.heic": ""}
    for name in ("deep.png", "small.png", "other.png"):
        (scratch / name).unlink()
    said = apply(scratch, *QUICK)
    for name, word in words.items():
        line = line_of(said, scratch / name)
        assert word in line and line.count("; ") == (word != ""), f"{name}: {line}"
        check(result_of(scratch / name), lightness(gray()), most=3.0)


@case("damaged files of all these formats: a sentence of ours each, nothing is written, nothing crashes")
def _(scratch):
    chance = random.Random(5)
    sources, cut, changed = scratch / "sources", scratch / "cut", scratch / "changed"
    for folder in (sources, cut, changed):
        folder.mkdir()
    kinds = [path for path in make_all(sources) if "alpha" not in path.name or path.suffix in (".heic", ".jxl")]
    rows = [psds.rows_of(plane, 8) for plane in np.moveaxis(color(), -1, 0)]
    for packed in (True, False):
        kinds.append(psds.write(sources / f"{packed}.psd", psds.RGB, 8, rows, (WIDTH, HEIGHT), packed, layers=-1))
    for kind in (2, 5, 7):
        path = sources / f"{kind}.pnm"
        path.write_bytes(netpbm(kind, np.round(gray() * 255).astype(int), 255))
        kinds.append(path)
    for path in kinds:
        data = path.read_bytes()
        for share in (chance.uniform(0.05, 0.4), chance.uniform(0.5, 0.9)):
            (cut / f"{path.stem}-{share:.2f}{path.suffix}").write_bytes(data[:max(20, int(len(data) * share))])
        for i in range(2):
            wrong = bytearray(data)
            for _ in range(8):
                wrong[chance.randrange(16, len(wrong))] = chance.randrange(256)
            (changed / f"{path.stem}-{i}{path.suffix}").write_bytes(wrong)
    said = apply(cut, *QUICK, code=1)
    for path in sorted(cut.iterdir()):
        line = line_of(said, path)
        assert "was not colored: it is damaged" in line or "was not colored: it is cut off" in line, line
        assert "copy it again" in line, line
    said = apply(changed, *QUICK, code=1)
    for line in said.splitlines():
        assert line.startswith("colorize: “") and line.endswith(".") and not any(word in line for word in FOREIGN), line
    said = apply(cut, *QUICK, "--damaged", code=1)
    for path in (path for path in cut.iterdir() if path.suffix in (".pnm", ".psd")):
        line = line_of(said, path)
        assert "was colored, but" in line and "missing" in line or "before its picture begins" in line, line


@case("a size that there is no memory for: a sentence, at once")
def _(scratch):
    huge = {"huge.gif": b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0x80, 0, 0) + bytes(6) + b"\x2c"
                        + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\2\2\x44\1\0;",
            "bitmap.bmp": b"BM" + struct.pack("<IHHIIiiHHIIIIII", 954, 0, 0, 54, 40, 600000, -600000, 1, 24, 0, 0, 0, 0, 0, 0)
                          + bytes(900),
            "stream.jxl": b"\xff\x0a\xfe" + b"\xff" * 5 + bytes(900)}
    for name, data in huge.items():
        (scratch / name).write_bytes(data)
    said = apply(scratch, *QUICK, code=1)
    for name in huge:
        assert "there is not enough memory for a photo of its size" in line_of(said, scratch / name), said
    for name, size in {"high.pgm": "1 2147483647", "wide.pgm": "2147483647 1"}.items():
        (scratch / name).write_bytes(b"P5\n" + size.encode() + b"\n255\n")
        assert "is more than can be read here" in line_of(apply(scratch / name, *QUICK, code=1), scratch / name), name


@case("the end of a GIF alone is missing: it is colored")
def _(scratch):
    photo = convert(write(scratch / "source.png", np.round(gray() * 15) / 15), scratch / "photo.gif")
    photo.write_bytes(photo.read_bytes()[:-1])
    assert "all of its pixels are there" in line_of(apply(photo, *QUICK), photo)
    check(result_of(photo), lightness(np.round(gray() * 15) / 15))


@case("a loader or a decoder that is not installed: a sentence that names the package")
def _(scratch):
    source = write(scratch / "source.png", gray())
    run("heif-enc", source, "-o", scratch / "photo.heic")
    run("heif-enc", "-A", source, "-o", scratch / "photo.avif")
    run("cjxl", source, scratch / "photo.jxl")
    none, empty = scratch / "loaders.cache", scratch / "nothing"
    none.write_text("")
    empty.mkdir()
    for variables, names in (({"GDK_PIXBUF_MODULE_FILE": str(none)},
                              {"heic": "install the package heif-gdk-pixbuf (Fedora: heif-pixbuf-loader)",
                               "avif": "install the package heif-gdk-pixbuf (Fedora: heif-pixbuf-loader)",
                               "jxl": "install the package libjxl-gdk-pixbuf (Fedora: jxl-pixbuf-loader)"}),
                             ({"LIBHEIF_PLUGIN_PATH": str(empty)},
                              {"heic": "install the package libheif-plugin-libde265",
                               "avif": "install the package libheif-plugin-aomdec"})):
        for ending, words in names.items():
            photo = scratch / f"photo.{ending}"
            line = line_of(apply(photo, *QUICK, code=1, env={**os.environ, **variables}), photo)
            assert words in line and "is not installed" in line, line


@case("results' names: a clash is said, the content counts, other pictures are refused")
def _(scratch):
    write(scratch / "photo.png", gray())
    write(scratch / "photo.bmp", gray())
    said = apply(scratch / "photo.png", scratch / "photo.bmp", *QUICK, code=1)
    assert "its result would have the same name as that of" in line_of(said, scratch / "photo.bmp"), said
    shutil.move(scratch / "photo.bmp", scratch / "telephone.jpg")
    write(scratch / "photo.jpg", gray(), 8, "-quality", 95)
    shutil.move(scratch / "photo.jpg", scratch / "mail.heic")
    apply(scratch / "telephone.jpg", scratch / "mail.heic", *QUICK)
    assert look(scratch / "telephone-colorized.png", "%m") == "PNG"
    assert look(scratch / "mail-colorized.jpg", "%m") == "JPEG"
    (scratch / "drawing.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    convert(scratch / "photo.png", scratch / "sign.ico", "-resize", "32x32!")
    convert(scratch / "photo.png", scratch / "sign.xpm", "-resize", "32x32!")
    (scratch / "poem.txt").write_text("P5 is no picture here")
    (scratch / "letter.txt").write_text("BM is a name")
    for name in ("drawing.svg", "sign.ico", "sign.xpm", "letter.txt"):
        line = line_of(apply(scratch / name, *QUICK, code=1), scratch / name)
        assert "it is no photo of a kind that is read here (JPEG, PNG, TIFF, WebP, HEIC" in line, line
    line_of(apply(scratch / "poem.txt", *QUICK, code=1), scratch / "poem.txt")


main()
