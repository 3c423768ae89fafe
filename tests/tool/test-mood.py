# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""`colorize apply --like`: the mood of other photos."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from cases import PHOTO, apply, case, colorize, main, result_of  # noqa: E402
from near_sighted import without_global_stream  # noqa: E402
from photos import convert, pixels  # noqa: E402


def make_photo(scratch):
    return convert(PHOTO, scratch / "photo.png", "-resize", "120x")


def make_reference(path, seed, *arguments):
    """A bright landscape of sorts: sky above, a hilly ground below."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return convert("gradient:white-gray70", path, "-resize", "151x61!", "-seed", seed, "(", "-size", "151x40",
                   "plasma:gray10-gray60", "-colorspace", "Gray", ")", "-append", "-depth", "8", *arguments)


def color(photo, *arguments):
    """The bytes of the photo's result."""
    apply(photo, "--force", *arguments)
    return result_of(photo).read_bytes()


def change(photo, *arguments):
    """How far the arguments change the photo's colors, on average, of 1."""
    color(photo)
    plain = pixels(result_of(photo))
    color(photo, *arguments)
    return np.abs(pixels(result_of(photo)) - plain).mean()


@case("the more of another mood, the other the colors; none, or a photo's own, changes nothing")
def _(scratch):
    photo, other = make_photo(scratch), make_reference(scratch / "other.png", 1)
    plain = color(photo)
    assert color(photo, "--like", other, "--mood", 0) == plain
    assert change(photo, "--like", photo, "--mood", 100) < 1e-4
    changes = [change(photo, "--like", other, "--mood", mood) for mood in (10, 50, 100)]
    assert 0 < changes[0] < changes[1] < changes[2] and changes[2] > 0.005, changes
    assert color(photo, "--like", other) == color(photo, "--like", other, "--mood", 50)


@case("several photos give the mean of their moods, whatever their order; a folder stands for its photos")
def _(scratch):
    photo = make_photo(scratch)
    ones = [make_reference(scratch / f"in/{i}.png", i) for i in range(3)]
    ones.append(convert(PHOTO, scratch / "in/deeper.jpg", "-resize", "90x", "-flip"))
    named = color(photo, *[word for one in reversed(ones) for word in ("--like", one)])
    (scratch / "in/notes.txt").write_text("no photo")
    assert color(photo, "--like", scratch / "in") == color(photo, "--like", scratch / "in", "--jobs", 1)
    assert color(photo, "--like", scratch / "in", "--like", ones[0]) == color(photo, "--like", scratch / "in")
    far = change(photo, "--like", ones[0])
    assert named != color(photo, "--like", ones[0]) and far > 0
    color(photo, "--like", scratch / "in")
    in_folder = pixels(result_of(photo))
    result_of(photo).write_bytes(named)
    assert np.abs(in_folder - pixels(result_of(photo))).max() < 0.01


@case("a mood is taken from any format that is read, in color or gray, and from within a white border")
def _(scratch):
    photo, other = make_photo(scratch), make_reference(scratch / "other.png", 3)
    wanted = color(photo, "--like", other)
    (scratch / "formats").mkdir()
    for name, arguments in (("a.tif", ()), ("a.bmp", ()), ("a.gif", ()), ("a.psd", ()), ("a.pgm", ()), ("b.png", ("-depth", "16")),
                            ("c.png", ("-type", "TrueColor", "-define", "png:color-type=2")),
                            ("a.webp", ("-define", "webp:lossless=true"))):
        assert color(photo, "--like", convert(other, scratch / "formats" / name, *arguments)) == wanted, name
    # Not of the photo itself, of which all moods would be near.
    other = convert(PHOTO, scratch / "turned.png", "-resize", "200x", "-rotate", "90", "-negate")
    framed = convert(other, scratch / "framed.png", "-bordercolor", "white", "-border", "40", "-gravity", "south", "-splice", "0x20")
    color(photo, "--like", other, "--mood", 100)
    good = pixels(result_of(photo))
    color(photo, "--like", framed, "--mood", 100)
    moved = np.abs(pixels(result_of(photo)) - good).mean()
    far = change(photo, "--like", other, "--mood", 100)
    assert moved < 0.2 * far, f"{moved}, {far}"


@case("all photos of a run take the same mood, be they done one by one or at once")
def _(scratch):
    other = make_reference(scratch / "other.png", 4)
    (scratch / "in").mkdir()
    photos = [convert(PHOTO, scratch / f"in/{i}.png", "-resize", f"{80 + 9 * i}x") for i in range(5)]
    apply(scratch / "in", "--like", other, "--jobs", 3, "--threads", 3, "-o", scratch / "out")
    for photo in photos:
        alone = color(photo, "--like", other, "--threads", 1)
        assert (scratch / "out" / result_of(photo).name).read_bytes() == alone, photo


@case("what gives no mood: one sentence each, and no photo is colored")
def _(scratch):
    photo, other = make_photo(scratch), make_reference(scratch / "other.jpg", 5)
    (scratch / "empty").mkdir()
    (scratch / "text.png").write_text("no photo")
    (scratch / "half.jpg").write_bytes(other.read_bytes()[:1500])
    near = without_global_stream(scratch / "near.safetensors")
    for arguments, words in ((["--like", scratch / "none.jpg"], "No such file"),
                             (["--like", scratch / "text.png"], "text.png” has no mood to take:"),
                             (["--like", scratch / "half.jpg", "--like", other], "half.jpg” has no mood to take:"),
                             (["--like", scratch / "empty"], "There is no photo in"),
                             (["--mood", 50], "--like"), (["--mood", 0], "--like"), (["--mood", -1], "--like"),
                             (["--like", other, "--mood", 101], "between 0 and 100"),
                             (["--like", other, "--mood", -1], "between 0 and 100"),
                             (["--like", other, "--mood", "nan"], "between 0 and 100"),
                             (["--like", other, "--weights", near], "“Near-sighted” do not look at a photo as a whole"),
                             (["--like", other, "--like", photo, "--weights", near], "choose other weights")):
        said = apply(photo, *arguments, code=2)
        assert said.count("\n") == 1 and words in said and said.endswith(".\n") and ".." not in said, f"{arguments}: {said}"
        assert not result_of(photo).exists(), arguments
    colorize("apply", photo, "--weights", near)


main()
