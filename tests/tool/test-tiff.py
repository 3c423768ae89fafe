# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-tiff.py TOOL WEIGHTS PHOTO [WORDS...]: TIFF files of each kind that scanners, cameras and programs write
come back with the depth, the alpha and the lightness that they had, and upright. Writes TAP."""

import shutil
import zlib

import numpy as np

import colors
import tiffs
from cases import PHOTO, apply, case, main, result_of
from colors import lab, lightness_of_gray
from photos import convert, look, pixels, run, tags
from tiffs import ASCII, LONG, SHORT, UNDEFINED, Page

WHITE_0, BLACK_0, RGB, PALETTE, INK, CIELAB, ICCLAB, ITULAB = 0, 1, 2, 3, 5, 8, 9, 10
HEIGHT, WIDTH = 45, 70
NO_ALPHA, SPEAKS_NOT, TIMES_ALPHA, ALPHA = None, 0, 1, 2

# Small photos need no large network.
QUICK = ("--working-size", 112, "--quiet")


def picture():
    """Gray values 0..1: [height, width], with every shade and no symmetry."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    noise = np.random.default_rng(12).uniform(0, 0.3, (HEIGHT, WIDTH))
    return np.clip(0.1 + 0.6 * x / WIDTH * (1 - 0.4 * y / HEIGHT) + noise * (y > 20), 0, 1)


def alpha():
    return np.linspace(0.25, 1, HEIGHT * WIDTH).reshape(HEIGHT, WIDTH)


def whole(values, bits):
    return np.round(values * (2.0 ** bits - 1)).astype(np.uint32)


def upright(values, orientation):
    """A picture whose file has the orientation, as it is to be seen."""
    if orientation in (2, 3):
        values = values[:, ::-1]
    if orientation in (3, 4):
        values = values[::-1]
    if orientation >= 5:
        values = np.swapaxes(values, 0, 1)
    if orientation in (6, 7):
        values = values[:, ::-1]
    if orientation in (7, 8):
        values = values[::-1]
    return values


# The kinds: each gives samples, what TIFF calls them, the bits that the result has, its alpha (or None), and the
# L* that the samples stand for.


def usual_bits(bits):
    return 8 if bits in (1, 2, 4, 8) else 16 if bits <= 16 else 32


def plain(photometric, bits, extra=(), n_colors=None):
    """Gray or RGB of whole numbers, with any further samples."""
    values, cover = whole(picture(), bits), whole(alpha(), bits)
    most = 2.0 ** bits - 1
    light = values / most
    which = next((i for i, what in enumerate(extra) if what in (ALPHA, TIMES_ALPHA)), None)
    if which is None and len(extra) == 1:
        which = 0
    if which is not None and extra[which] == TIMES_ALPHA:
        values = np.round(values * (cover / most)).astype(np.uint32)
        light = values / cover
    if photometric == WHITE_0:
        light = 1 - light
    samples = [values] * (n_colors or (3 if photometric == RGB else 1))
    for i, what in enumerate(extra):
        samples.append(cover if i == which else whole(np.random.default_rng(i).uniform(0, 1, values.shape), bits))
    return {"page": (np.stack(samples, -1), bits, photometric, {"extra": extra}), "bits": usual_bits(bits),
            "alpha": None if which is None else cover / most, "lightness": lightness_of_gray(light)}


def ink(bits, extra=()):
    none, key = np.zeros((HEIGHT, WIDTH), np.uint32), whole(1 - picture(), bits)
    cover = whole(alpha(), bits)
    return {"page": (np.stack([none, none, none, key] + [cover] * len(extra), -1), bits, INK, {"extra": extra}),
            "bits": 8 if bits == 8 else 16, "alpha": cover / (2.0 ** bits - 1) if extra else None,
            "lightness": lightness_of_gray(1 - key / (2.0 ** bits - 1))}


def floating(photometric, bits, extra=()):
    values = picture().astype(f"f{bits // 8}").astype(float)
    cover = alpha().astype(f"f{bits // 8}").astype(float)
    samples = [values] * (3 if photometric == RGB else 1) + [cover] * len(extra)
    return {"page": (np.stack(samples, -1), bits, photometric, {"extra": extra, "floating": True}), "bits": bits,
            "alpha": cover if extra else None,
            "lightness": lightness_of_gray(1 - values if photometric == WHITE_0 else values)}


def cielab(photometric, bits, extra=(), n=3, is_floating=False):
    """A brownish print: L* is the picture's, a* and b* are 6 and 14."""
    light = 5 + 90 * picture()
    a, b = np.full_like(light, 6), np.full_like(light, 14)
    unit = 2.0 ** (bits - 8)
    if is_floating:
        stored = [light, a, b]
    elif photometric == CIELAB:
        stored = [light / 100 * (2.0 ** bits - 1), a * unit, b * unit]
    elif photometric == ICCLAB:
        stored = [light / 100 * 255 * unit, (a + 128) * unit, (b + 128) * unit]
    else:
        stored = [light / 100 * 255, a * 255 / 170 + 128, b * 255 / 200 + 96]
    if not is_floating:
        stored = [np.round(values).astype(np.uint32) for values in stored]
    cover = alpha() if is_floating else whole(alpha(), bits)
    return {"page": (np.stack(stored[:n] + [cover] * len(extra), -1), bits, photometric,
                     {"extra": extra, "floating": is_floating}),
            "bits": bits, "alpha": cover / (2.0 ** bits - 1) if extra else None, "lightness": light}


def palette(bits, deep=False, shallow=False, extra=()):
    """Colors in the order of chance, which are gray or nearly."""
    chance = np.random.default_rng(bits)
    shades = chance.permutation(np.linspace(0, 1, 2 ** bits))
    color = np.round(shades ** 0.9 * 65535) if deep else np.round(shades * 255) * 257
    samples = np.abs(picture()[..., None] - color / 65535).argmin(-1)
    cover = whole(alpha(), bits)
    color = color.astype(int)
    table = [*color // 257] * 3 if shallow else [*color] * 3
    return {"page": (np.stack([samples] + [cover] * len(extra), -1), bits, PALETTE,
                     {"extra": extra, "tags": {320: (SHORT, table)}}),
            "bits": 16 if deep else 8, "alpha": cover / (2.0 ** bits - 1) if extra else None,
            "lightness": lightness_of_gray(color[samples] / 65535)}


KINDS = {
    **{f"gray{bits}": plain(BLACK_0, bits) for bits in (*range(1, 17), 20, 24, 32)},
    **{f"rgb{bits}": plain(RGB, bits) for bits in (1, 2, 4, 6, 8, 10, 12, 14, 16, 24, 32)},
    **{f"white0-{bits}": plain(WHITE_0, bits) for bits in (1, 4, 8, 12, 16, 32)},
    **{f"white0-{bits}-alpha{what}": plain(WHITE_0, bits, (what,)) for bits in (8, 16) for what in (ALPHA, TIMES_ALPHA)},
    **{f"gray{bits}-alpha{what}": plain(BLACK_0, bits, (what,)) for bits in (8, 12, 16) for what in (0, 1, 2)},
    **{f"rgb{bits}-alpha{what}": plain(RGB, bits, (what,)) for bits in (8, 16) for what in (0, 1, 2)},
    **{f"rgb{bits}-extra{len(extra)}{extra[-1]}": plain(RGB, bits, extra)
       for bits in (8, 12, 16) for extra in ((0, 0), (0, 2), (0, 0, 1), (2, 0, 0, 0))},
    "gray16-extra2": plain(BLACK_0, 16, (0, 0)),
    **{f"ink{bits}": ink(bits) for bits in (8, 12, 16, 32)},
    **{f"ink{bits}-alpha": ink(bits, (ALPHA,)) for bits in (8, 16)},
    **{f"float{bits}-{photometric}": floating(photometric, bits) for bits in (16, 32, 64) for photometric in (1, 2)},
    "float32-white0": floating(WHITE_0, 32),
    "float64-white0": floating(WHITE_0, 64),
    "float32-alpha": floating(RGB, 32, (ALPHA,)),
    **{f"lab{kind}-{bits}": cielab(kind, bits) for kind in (CIELAB, ICCLAB) for bits in (8, 16)},
    "lab8-16-alpha": cielab(CIELAB, 16, (ALPHA,)),
    "lab8-16-light": cielab(CIELAB, 16, n=1),
    "lab8-float": cielab(CIELAB, 32, is_floating=True),
    "lab10-8": cielab(ITULAB, 8),
    **{f"palette{bits}": palette(bits) for bits in (1, 2, 4, 8)},
    "palette8-deep": palette(8, deep=True),
    "palette8-shallow": palette(8, shallow=True),
    "palette8-alpha": palette(8, extra=(ALPHA,)),
    "palette12": palette(12, deep=True),
}

LAYOUTS = ({}, {"order": ">", "tile": 16, "planar": True, "big": True}, {"order": ">", "tile": 32},
           {"rows": 7, "planar": True, "big": True}, {"order": ">", "rows": 45})


def make(path, kind, number, order="<", big=False, **layout):
    samples, bits, photometric, more = kind["page"]
    orientation = number % 8 + 1
    more = {**more, "tags": {**more.get("tags", {}), 274: (SHORT, [orientation])}}
    tiffs.write(path, Page(samples, bits, photometric, **more, **layout), order=order, big=big)
    return orientation


def compare(name, path, kind, orientation):
    """What is wrong with a result, in words."""
    found, samples = tiffs.read(result_of(path))
    cover = kind["alpha"]
    want = upright(kind["lightness"], orientation)
    if samples.shape[:2] != want.shape:
        return f"{name}: {samples.shape}"
    if found[258][0] != kind["bits"] or samples.shape[2] != (3 if cover is None else 4):
        return f"{name}: {found[258]} bits instead of {kind['bits']}"
    if cover is not None:
        cover = upright(cover, orientation)
        if np.abs(samples[..., 3] - cover).max() > 1e-4:
            return f"{name}: alpha"
        if found[338] == [1]:
            samples = samples / samples[..., 3:]
    change = np.abs(lab(samples[..., :3])[..., 0] - want)
    most = 0.5 if kind["bits"] == 8 else 0.15
    if change.mean() > most or change.max() > 12 * most:
        return f"{name}: dL* mean {change.mean():.3f}, most {change.max():.2f}"
    return None


@case("each kind of samples in strips, tiles, planes, both orders, classic and BigTIFF: depth, alpha, L*, upright")
def _(scratch):
    made = {}
    for i, (name, kind) in enumerate(KINDS.items()):
        for j in (i % 5, (i + 1) % 5):
            path = scratch / f"{name}-{j}.tif"
            made[path] = (f"{name} {LAYOUTS[j]}", kind, make(path, kind, i + 3 * j, **LAYOUTS[j]))
    said = apply(scratch, *QUICK)
    wrong = [compare(name, path, kind, orientation) for path, (name, kind, orientation) in made.items()]
    assert not any(wrong), "\n".join(filter(None, wrong))
    assert "damaged" not in said and "3 of its channels" in said, said
    print(f"# {len(made)} files")


def gray(values=None, **more):
    return Page(whole(picture() if values is None else values, 8)[..., None], 8, BLACK_0, **more)


SMALL = gray(picture()[::4, ::4], tags={254: (LONG, [1])})
MASK = Page(np.ones((HEIGHT, WIDTH, 1), int), 1, 4, tags={254: (LONG, [4])})
OLD_SMALL = gray(picture()[::4, ::4], tags={255: (SHORT, [2])})
SENSOR = Page(whole(picture(), 16)[..., None], 16, 32803)


@case("the photo is the first page that is no small copy and no mask")
def _(scratch):
    turned = gray(tags={254: (LONG, [0]), 274: (SHORT, [6])})
    files = {"first": [gray(), SMALL], "second": [SMALL, gray()], "old": [OLD_SMALL, MASK, gray()],
             "mask": [MASK, gray()], "below": [gray(picture()[::4, ::4], tags={254: (LONG, [1])}, below=[SMALL, turned])],
             "turned": [SMALL, turned], "alone": [SMALL], "three": [gray(), gray(), SMALL, gray()]}
    for i, (name, pages) in enumerate(files.items()):
        tiffs.write(scratch / f"{name}.tif", *pages, big=i % 2 == 1, order="<>"[i // 2 % 2])
    said = apply(scratch, *QUICK)
    for name in files:
        shape = tiffs.read(result_of(scratch / f"{name}.tif"))[1].shape[:2]
        wanted = (12, 18) if name == "alone" else (WIDTH, HEIGHT) if name in ("below", "turned") else (HEIGHT, WIDTH)
        assert shape == wanted, f"{name}: {shape}"
    assert said.count("pages") == 1 and "three.tif” was colored, but only the first of its 3 pages" in said, said


@case("raw files are refused by what they say, how they begin, and their names; other contents are not")
def _(scratch):
    version = {50706: (1, b"\1\4\0\0")}
    pages = {"dng.tif": [gray(tags={254: (LONG, [1])} | version, below=[SENSOR])],
             "nef.tif": [gray(tags={254: (LONG, [1])}, below=[SMALL, SENSOR])],
             "pef.tif": [gray(), SENSOR], "linear.tif": [Page(np.full((9, 9, 3), 99), 16, 34892)],
             "finished.tif": [gray(tags=version)], "Named.NEF": [gray()]}
    for i, (name, file) in enumerate(pages.items()):
        tiffs.write(scratch / name, *file, big=i % 2 == 1)
    starts = {"a.rw2": b"IIU\0", "b.orf": b"IIRO\10\0", "c.raf": b"FUJIFILMCCD-RAW 0201", "d": b"\0\0\0\x18ftypcrx \0",
              "e.tif": b"II*\0\x10\0\0\0CR\2\0", "f.tif": b"MM\0*\0\0\0\x10MMMMRawT", "g.CR3": b"anything", "h": b"MMOR"}
    for name, start in starts.items():
        (scratch / name).write_bytes(start.ljust(300, b"\0"))
    names = [*pages, *starts]
    said = apply(*(scratch / name for name in names), *QUICK, code=1)
    for name in names:
        line = f"“{scratch / name}” was not colored: it is a raw file; develop it first, with darktable or RawTherapee."
        assert line in said, f"{name}: {said}"
    (scratch / "folder").mkdir()
    shutil.copy(scratch / "Named.NEF", scratch / "folder")
    tiffs.write(scratch / "folder/a.tif", gray())
    assert "1 other file" in apply(scratch / "folder", "--working-size", 112)
    photo = scratch / "photo.raw"
    shutil.copy(PHOTO, photo)
    apply(photo, "--working-size", 112)
    (scratch / "empty.dng").touch()
    assert "it is empty" in apply(scratch / "empty.dng", code=1)


SAID = {"ImageDescription": "Grandma 1932", "Make": "Epson", "Model": "V850", "Artist": "A. Lange", "Software": "ScanTool",
        "ModifyDate": "1932:05:01 12:00:00", "Copyright": "public", "HostComputer": "desk", "DocumentName": "album",
        "PageName": "p. 12", "DateTimeOriginal": "1932:05:01 11:00:00", "ISO": "100", "InteropIndex": "R98", "GPSLatitudeRef": "N",
        "Title": "Grandma", "City": "Ulm"}
NUMBERS = {"ImageDescription": 270, "Make": 271, "Model": 272, "Artist": 315, "Software": 305, "ModifyDate": 306,
           "Copyright": 33432, "HostComputer": 316, "DocumentName": 269, "PageName": 285}
XMP = ('<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
       '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li xml:lang='
       '"x-default">Grandma</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>').encode()


def described(more=None):
    """A page of which all is said that a page can say, and its orientation is 6."""
    words = {NUMBERS[name]: (ASCII, SAID[name].encode() + b"\0") for name in NUMBERS}
    words |= {274: (SHORT, [6]), 700: (1, XMP), 33723: (UNDEFINED, b"\x1c\2\x5a\0\3Ulm")}
    exif = {36867: (ASCII, SAID["DateTimeOriginal"].encode() + b"\0"), 34855: (SHORT, [100]), 37500: (UNDEFINED, bytes(40))}
    return gray(tags=words | (more or {}), directories={34665: exif, 34853: {0: (1, b"\2\3\0\0"), 1: (ASCII, b"N\0")}})


@case("a BigTIFF, and a page that is not the first, keep what is said of them")
def _(scratch):
    files = {"classic": ([described()], "<", False), "big": ([described()], "<", True), "big-other": ([described()], ">", True),
             "second": ([SMALL, described()], ">", False), "second-big": ([SMALL, described()], "<", True),
             "first-speaks": ([described({254: (LONG, [1])}), gray()], "<", False)}
    for name, (pages, order, big) in files.items():
        tiffs.write(scratch / f"{name}.tif", *pages, order=order, big=big)
    said = apply(scratch, *QUICK)
    names = [name for name in SAID if name != "InteropIndex"]
    for name in files:
        found = tags(result_of(scratch / f"{name}.tif"), *names, "Orientation", "ImageSize")
        assert {key: found[key] for key in names} == {key: SAID[key] for key in names}, f"{name}: {found}"
        assert (found["Orientation"], found["ImageSize"]) == ("1", f"{HEIGHT} {WIDTH}"), f"{name}: {found}"
        told = "".join(line for line in said.splitlines() if f"/{name}.tif”" in line)
        assert ("maker" in told) == (name != "classic"), f"{name}: {said}"
    assert "EXIF" not in said, said


@case("a file that is cut off: how much is missing; with --damaged, what there is")
def _(scratch):
    tall = np.tile(picture(), (4, 1))
    ways = {"strips": {}, "one": {"rows": 180}, "packed": {"pack": zlib.compress, "tags": {259: (SHORT, [8])}},
            "tiles": {"tile": 16}, "deep": {"rows": 50}}
    for name, way in ways.items():
        page = gray(tall, **way)
        if name == "deep":
            page = Page(whole(tall, 12)[..., None], 12, BLACK_0, **way)
        path = tiffs.write(scratch / f"{name}.tif", page, big=name == "tiles")
        path.write_bytes(path.read_bytes()[:len(path.read_bytes()) * 6 // 10])
    files = [scratch / f"{name}.tif" for name in ways]
    for path, said in zip(files, apply(*files, *QUICK, code=1).splitlines()):
        percent = int(said.split(" %")[0].split()[-1])
        assert path.name in said and "cut off" in said and 35 <= percent <= 65 and "--damaged" in said, said
        assert not result_of(path).exists()
    said = apply(*files, *QUICK, "--damaged")
    assert said.count("missing") == len(files), said
    for path in files:
        change = np.abs(lab(pixels(result_of(path)))[..., 0] - lightness_of_gray(tall))
        assert change[:60].max() < 2, f"{path.name}: {change[:60].max()}"
        gray_part = pixels(result_of(path))[-8:]
        assert np.ptp(gray_part) < 0.01 and 0.3 < gray_part.mean() < 0.8, f"{path.name}: {gray_part.mean()}"
    at_end = convert(PHOTO, scratch / "at-end.tif", "-resize", "320x", "-compress", "LZW")
    at_end.write_bytes(at_end.read_bytes()[:-9000])
    assert "the file is missing" in apply(at_end, code=1, *QUICK)
    (scratch / "stub.tif").write_bytes(b"II*\0\10\0")
    assert "cut off" in apply(scratch / "stub.tif", code=1, *QUICK)
    garbled = tiffs.write(scratch / "garbled.tif", gray(tall, pack=lambda part: b"?" + zlib.compress(part)[1:],
                                                        tags={259: (SHORT, [8])}))
    assert "it is damaged" in apply(garbled, code=1, *QUICK)


@case("what cannot be read is refused in plain words, and none of libtiff's")
def _(scratch):
    signed = {339: (SHORT, [2])}
    plain_page = whole(picture(), 8)[..., None]
    bad = {"signed8": (Page(plain_page, 8, BLACK_0, tags=signed), "signed; save it as unsigned"),
           "signed16": (Page(plain_page, 16, BLACK_0, tags=signed), "signed; save it as unsigned"),
           "complex": (Page(plain_page, 32, BLACK_0, tags={339: (SHORT, [6])}), "complex"),
           "wide": (Page(plain_page, 64, BLACK_0), "64 bits"),
           "float24": (Page(plain_page, 24, BLACK_0, tags={339: (SHORT, [3])}), "24 bits"),
           "inks": (Page(np.repeat(plain_page, 4, -1), 8, INK, tags={332: (SHORT, [2])}), "inks"),
           "few": (Page(plain_page, 8, RGB), "1 channels where its colors need 3"),
           "depth": (Page(plain_page, 8, 51177), "of a kind that cannot be read"),
           "codec": (gray(tags={259: (SHORT, [34712])}), "compressed in a way that cannot be read"),
           "jpeg12": (Page(plain_page, 12, BLACK_0, tags={259: (SHORT, [7])}), "compressed in a way that cannot be read"),
           "no-palette": (Page(plain_page >> 4, 4, PALETTE), "damaged"),
           "bright": (Page(255 * picture()[..., None], 32, BLACK_0, floating=True), "lie beyond 1"),
           "no-rows": (gray(tags={257: (LONG, [0])}), "damaged")}
    for name, (page, _) in bad.items():
        tiffs.write(scratch / f"{name}.tif", page)
    said = apply(scratch, *QUICK, code=1)
    for name, (_, word) in bad.items():
        lines = [line for line in said.splitlines() if f"{name}.tif” was not colored" in line]
        assert len(lines) == 1 and word in lines[0] and lines[0].endswith("."), f"{name}: {lines}"
    assert "TIFF" not in said, said


@case("floating-point numbers that are none, or beyond white")
def _(scratch):
    values = np.clip(picture(), 0.2, 0.8)
    values[:3, :3] = np.array([[np.nan, np.inf, -np.inf], [1.4, -0.4, 1], [0, np.nan, 2]])
    for bits in (16, 32, 64):
        tiffs.write(scratch / f"odd{bits}.tif", Page(values[..., None], bits, BLACK_0, floating=True))
    apply(scratch, *QUICK)
    for bits in (16, 32, 64):
        samples = tiffs.read(result_of(scratch / f"odd{bits}.tif"))[1]
        assert np.isfinite(samples).all(), bits
        change = np.abs(lab(samples[3:])[..., 0] - lightness_of_gray(values[3:]))
        assert change.max() < 0.5, f"{bits}: {change.max()}"


@case("what scanners and programs compress: fax, JPEG, YCbCr, PackBits, ZIP and LZW with differences")
def _(scratch):
    small = convert(PHOTO, scratch / "small.tif", "-resize", "160x", "-compress", "none")
    color = convert(PHOTO, scratch / "color.tif", "-resize", "160x", "-type", "TrueColor", "-compress", "none")
    for name, source, how in (("jpeg-gray", small, "jpeg:95"), ("jpeg-ycc", color, "jpeg:95"), ("jpeg-rgb", color, "jpeg:r:95"),
                              ("lzw", small, "lzw:2"), ("zip", color, "zip:2"), ("bits", small, "packbits")):
        run("tiffcp", "-r", 16, "-c", how, source, scratch / f"{name}.tif")
        if source is color:
            run("tiffcp", "-t", "-w", 64, "-l", 64, "-c", how, source, scratch / f"{name}-tiles.tif")
    shades = whole(picture()[:44], 8)
    ycc = np.stack([shades, 0 * shades + 128, 0 * shades + 128], -1)
    whole_range = {532: (5, [0, 1, 255, 1, 128, 1, 255, 1, 128, 1, 255, 1])}
    tiffs.write(scratch / "ycc11.tif", Page(ycc, 8, 6, tags={530: (SHORT, [1, 1])} | whole_range), big=True)
    quads = shades.reshape(22, 2, WIDTH // 2, 2).swapaxes(1, 2).reshape(22, -1, 4)
    quads = np.concatenate([quads, np.full((*quads.shape[:2], 2), 128)], -1).astype(np.uint8).tobytes()
    tiffs.write(scratch / "ycc22.tif", Page(ycc, 8, 6, rows=44, tags={530: (SHORT, [2, 2])} | whole_range,
                                            pack=lambda part: quads))
    for how in ("Group4", "Fax", "RLE", "LZW"):
        convert(small, scratch / f"black-{how}.tif", "-monochrome", "-compress", how)
    icc = scratch / "gray.icc"
    icc.write_bytes(colors.profile(2.2))
    convert(small, scratch / "scan.tif", "-monochrome", "-compress", "none", "-profile", icc)
    tiffs.write(scratch / "complaint.tif", Page(whole(picture() > 0.5, 1)[..., None], 1, BLACK_0,
                                                tags={0: (0, b""), 51609: (SHORT, []), 34665: (LONG, [999999]), 37380: (ASCII, b"no number\0")}))
    # ImageMagick reads the last of these wrongly, and the first not at all.
    known = {"complaint": lightness_of_gray(picture() > 0.5), "ycc11": lightness_of_gray(shades / 255),
             "ycc22": lightness_of_gray(shades / 255)}
    files = list(scratch.glob("*.tif"))
    said = apply(scratch, *QUICK)
    assert "profile" not in said and "damaged" not in said, said
    for path in files:
        wanted = known[path.stem] if path.stem in known else lab(pixels(path))[..., 0]
        change = np.abs(lab(pixels(result_of(path)))[..., 0] - wanted)
        assert change.mean() < (0.9 if "jpeg" in path.name else 0.5), f"{path.name}: {change.mean():.2f}"
        assert look(result_of(path), "%z") == "8", path.name


main()
