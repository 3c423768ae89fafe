# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-damage.py TOOL WEIGHTS PHOTO: files that are cut off, damaged, or of a kind that cannot be read.
Writes TAP."""

import random
import re
import resource
import zlib

import numpy as np
from PIL import Image

from cases import PHOTO, WEIGHTS, apply, case, colorize, main, result_of
from photos import convert, look, pixels, run

HEIGHT = 160


def make_kinds(scratch):
    """A photo in all ways of which a cut one has another meaning: name -> its bytes."""
    def jpeg(*arguments):
        return run("jpegtran", *arguments, color)

    gray = convert(PHOTO, scratch / "gray.png", "-resize", f"200x{HEIGHT}!", "-colorspace", "Gray", "-strip")
    color = convert(gray, scratch / "color.jpg", "-type", "TrueColor", "-quality", 92, "-sampling-factor", "2x2")
    scans = scratch / "scans"
    scans.write_text("0;1;2;")
    kinds = {
        "color.jpg": color.read_bytes(),
        "restart.jpg": jpeg("-restart", "1"),
        "scans.jpg": jpeg("-scans", scans),
        "progressive.jpg": jpeg("-progressive"),
        "arithmetic.jpg": jpeg("-arithmetic"),
        "gray.png": gray.read_bytes(),
    }
    more = {"gray.jpg": ["-quality", 92], "interlaced.png": ["-interlace", "PNG"], "palette.png": ["-colors", 16],
            "deep.png": ["-depth", 16, "-evaluate", "multiply", "0.997"], "lossy.webp": ["-quality", 92],
            "lossless.webp": ["-define", "webp:lossless=true"], "alpha.webp": ["-alpha", "on", "-channel", "A", "-fx", "i/w"]}
    for name, how in more.items():
        kinds[name] = convert(gray, scratch / name, *how).read_bytes()
    for path in scratch.iterdir():
        path.unlink()
    return kinds


def complaints(said):
    """What is said of each photo, by its name; one sentence each."""
    found = {}
    for line in said.splitlines():
        match = re.fullmatch(r"colorize: “(.*/)?(.*?)” (was not colored: |was colored, but )(.*)\.", line)
        if match:
            assert match[2] not in found, said
            found[match[2]] = match[3] + match[4]
    return found


AGAIN = "; copy it again from where it came"
OPTION = AGAIN + ", or color what there is with --damaged"
WHOLE = "was colored, but its end is missing or damaged; all of its pixels are there"


@case("cut anywhere: what is missing is said, and --damaged colors the rest")
def _(scratch):
    kinds = make_kinds(scratch)
    cut = scratch / "cut"
    cut.mkdir()
    for name, data in kinds.items():
        (scratch / name).write_bytes(data)
        for percent in (2, 15, 40, 65, 80, 94):
            (cut / f"{percent}-{name}").write_bytes(data[:len(data) * percent // 100])
    refused = complaints(apply(cut, code=1))
    assert not list(cut.glob("*-colorized*"))
    partly = complaints(apply(cut, "--damaged", "--quiet", code=1))
    shares = {name: [] for name in kinds}
    for photo in sorted(cut.glob("[0-9]*"), key=lambda path: int(path.name.split("-")[0])):
        if "-colorized" in photo.name:
            continue
        name = photo.name.split("-", 1)[1]
        said, then = refused[photo.name], partly[photo.name]
        missing = re.search(r"the last (\d+) % of the picture is missing", said)
        if said == f"was not colored: it is cut off before its picture begins{AGAIN}":
            shares[name].append(101)
            assert then == said and not result_of(photo).exists(), f"{photo.name}: {then}"
            continue
        assert said.startswith("was not colored: it is cut off: ") and said.endswith(OPTION), f"{photo.name}: {said}"
        assert then == said.replace("not colored:", "colored, but").removesuffix(OPTION), f"{photo.name}: {said} {then}"
        shares[name].append(int(missing[1]) if missing else 0)
        before, after = (pixels(path) for path in (scratch / name, result_of(photo)))
        assert before.shape == after.shape, photo.name
        if missing:
            gap = after[int(HEIGHT * (1 - shares[name][-1] / 100)) + 10:]
            assert not gap.size or np.abs(gap - 0.5).max() < 0.03, f"{photo.name}: the gap is {gap.min()}..{gap.max()}"
        if "fine detail" not in said:
            above = int(HEIGHT * (1 - shares[name][-1] / 100)) - 10
            luma = np.abs((after - before) @ [0.2126, 0.7152, 0.0722])[:max(above, 0)]
            assert not luma.size or luma.mean() < 0.02, f"{photo.name}: {luma.mean():.3f}"
    for name, found in shares.items():
        assert found == sorted(found, reverse=True) and found[0] > 50, f"{name}: {found}"
        if name not in ("progressive.jpg", "interlaced.png", "scans.jpg", "alpha.webp"):
            assert len(found) == 6 and 20 < found[2] < 95 and 0 < found[-1] < 25, f"{name}: {found}"
    assert any("without its fine detail" in said for said in refused.values())


@case("only the end is missing, or something follows it: colored, with a notice")
def _(scratch):
    for name, data in make_kinds(scratch).items():
        kind = name.split(".")[1]
        # The decoder of arithmetic coding looks ahead: nobody can say whether its last rows are right.
        if kind != "webp" and name != "arithmetic.jpg":
            (scratch / f"short-{name}").write_bytes(data[:-2 if kind == "jpg" else -12])
        (scratch / f"more-{name}").write_bytes(data + b"a film" * 1000)
        (scratch / f"padded-{name}").write_bytes(data + bytes(1000))
    found = complaints(apply(scratch).replace("\xa0", " "))
    for photo in scratch.glob("[smp]*-*"):
        if photo.stem.endswith("-colorized"):
            continue
        if photo.name.startswith("short"):
            assert found[photo.name] == WHOLE, f"{photo.name}: {found.get(photo.name)}"
        elif photo.name.startswith("more"):
            assert found[photo.name] == "was colored, but 6.0 kB of other data behind its picture are not in the " \
                "result", f"{photo.name}: {found.get(photo.name)}"
        else:
            assert photo.name not in found, found[photo.name]


@case("damage in the middle: where it is, and --damaged colors what there is")
def _(scratch):
    kinds = make_kinds(scratch)
    for name in ("color.jpg", "restart.jpg", "gray.jpg", "gray.png", "deep.png"):
        data = bytearray(kinds[name])
        middle = len(data) // 2
        n = 600 if name == "restart.jpg" else 60  # which may fit by chance between two marks
        data[middle:middle + n] = random.Random(5).randbytes(n).replace(b"\xff", b"\1")
        (scratch / name).write_bytes(data)
    # A wrong sum alone: all of the pixels may be right, but nobody knows.
    data = kinds["gray.png"]
    at = data.index(b"IDAT")
    length = int.from_bytes(data[at - 4:at], "big")
    (scratch / "sum.png").write_bytes(data[:at + 4 + length] + b"oops" + data[at + 8 + length:])
    damaged = sorted(scratch.iterdir())
    found = complaints(apply(*damaged, code=None))
    for photo in damaged:
        assert re.match(r"was not colored: it is damaged \((at about \d+ % of its height|somewhere in its picture)\)"
                        r"(, and the last \d+ % of the picture is missing)?" + re.escape(OPTION),
                        found[photo.name]), f"{photo.name}: {found.get(photo.name)}"
        place = re.search(r"about (\d+) %", found[photo.name])
        assert not place or 25 <= int(place[1]) <= 100, f"{photo.name}: {found[photo.name]}"
    said = complaints(apply(*damaged, "--damaged"))
    assert all(result_of(path).exists() and "was colored, but it is damaged (" in said[path.name] for path in damaged), said


@case("random damage: a result or a sentence, with --damaged and without")
def _(scratch):
    rng = random.Random(6)
    for name, data in make_kinds(scratch).items():
        for i in range(3):
            garbled = bytearray(data)
            for _ in range(rng.choice((1, 3, 30))):
                garbled[rng.randrange(8, len(data))] = rng.randrange(256)
            (scratch / f"{i}-{name}").write_bytes(garbled)
    photos = list(scratch.iterdir())
    for more in ([], ["--damaged"]):
        said = apply(*photos, "--force", *more, code=None)
        found = complaints(said)
        for photo in photos:
            assert photo.name in found or result_of(photo).exists(), f"{photo.name}: {said}"
        for words in found.values():
            assert not re.search(r"Huffman|marker|0x|JPEG data|IDAT|CRC|chunk|SOF|inflate", words), words


@case("kinds of JPEG and PNG that cannot be read are named; one with arithmetic coding is read")
def _(scratch):
    kinds = make_kinds(scratch)
    data = kinds["gray.jpg"]
    at = data.index(b"\xff\xc0")

    def changed(marker=0xC0, bits=8, height=HEIGHT):
        return data[:at + 1] + bytes([marker, 0, 11, bits, height >> 8, height & 0xFF]) + data[at + 7:]

    words = {"12 bits": changed(bits=12), "lossless": changed(0xC3), "hierarchical": changed(0xC5), "JPEG-LS": changed(0xF7),
             "its height comes after": changed(height=0)}
    for word, content in words.items():
        (scratch / f"{word}.jpg").write_bytes(content)
    png = kinds["gray.png"]
    apple = b"CgBI\x50\x00\x20\x02"
    (scratch / "telephone.png").write_bytes(png[:8] + (4).to_bytes(4, "big") + apple + zlib.crc32(apple).to_bytes(4, "big") + png[8:])
    (scratch / "arithmetic.jpg").write_bytes(kinds["arithmetic.jpg"])
    found = complaints(apply(scratch, code=1))
    for word in words:
        assert found[f"{word}.jpg"].startswith("was not colored: it is of a kind of JPEG that cannot be read here ("
                                               + word), found[f"{word}.jpg"]
        assert found[f"{word}.jpg"].endswith("; save it as an ordinary JPEG, PNG or TIFF"), found[f"{word}.jpg"]
    assert "of a kind of PNG that cannot be read here" in found["telephone.png"], found
    assert "arithmetic.jpg" not in found and result_of(scratch / "arithmetic.jpg").exists()


@case("a cut photo that lies on its side: the gap is where it is seen")
def _(scratch):
    convert(PHOTO, scratch / "photo.jpg", "-resize", f"200x{HEIGHT}!", "-quality", 92)
    run("exiftool", "-q", "-n", "-overwrite_original", "-Orientation=6", scratch / "photo.jpg")
    data = (scratch / "photo.jpg").read_bytes()
    (scratch / "photo.jpg").write_bytes(data[:len(data) // 2])
    apply(scratch, "--damaged")
    result = pixels(result_of(scratch / "photo.jpg"))
    assert result.shape == (200, HEIGHT, 3) and np.abs(result[:, :16] - 0.5).max() < 0.03
    assert np.abs(result[:, -16:] - 0.5).mean() > 0.05


@case("evaluate has no use for a part of a photo")
def _(scratch):
    convert(PHOTO, scratch / "photo.jpg", "-resize", "200x", "-type", "TrueColor")
    data = (scratch / "photo.jpg").read_bytes()
    (scratch / "photo.jpg").write_bytes(data[:len(data) // 2])
    said = colorize("evaluate", WEIGHTS, scratch, code=None)
    assert "photo.jpg” was not scored: it is cut off: the last" in said and f"missing{AGAIN}.\n" in said, said


@case("too little memory: one sentence")
def _(scratch):
    width = 60000
    Image.new("L", (width, 30)).save(scratch / "wide.png", interlace=1)
    png = bytearray((scratch / "wide.png").read_bytes())
    # An interlaced file is read as a whole, and this one says that it is large.
    png[20:24], png[28] = (30000).to_bytes(4, "big"), 1
    png[29:33] = zlib.crc32(png[12:29]).to_bytes(4, "big")
    (scratch / "wide.png").write_bytes(png)
    said = apply(scratch / "wide.png", "--threads", 1, code=1,
                 preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (1500 << 20, 1500 << 20)))
    assert said.count("\n") == 1 and "was not colored: there is not enough memory for a photo of its size.\n" in said, said
    assert ". " not in said.replace("colorize: ", ""), said
    assert look(PHOTO)


main()
