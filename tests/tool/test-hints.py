# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-hints.py TOOL WEIGHTS PHOTO: colors that users know, painted or named at pixels. Writes TAP."""

import numpy as np

from cases import PHOTO, apply, assert_clean, case, main, result_of
from colors import lab
from photos import convert, pixels, run

RED = lab(np.array([0xA0, 0x30, 0x20]) / 255.0)


def small(scratch, name="photo.png", *arguments):
    return convert(PHOTO, scratch / name, "-resize", "320x", "-strip", *arguments)


def colored(photo, *arguments):
    """a*, b* of its result."""
    apply(photo, "--force", *arguments)
    return lab(pixels(result_of(photo)))[..., 1:]


def paint(scratch, photo, name, *arguments):
    """A transparent picture of the photo's size, with a red rectangle at 40..80, 60..100."""
    width, height = (round(number) for number in pixels(photo).shape[1::-1])
    return convert(f"canvas:none[{width}x{height}!]", scratch / name, "-fill", "#a03020", "-draw",
                   "rectangle 40,60 80,100", *arguments)


def distance(one, other):
    return np.hypot(*np.moveaxis(one - other, -1, 0))


@case("--hint: the color is there, its surface follows, what is elsewhere stays")
def _(scratch):
    photo = small(scratch)
    plain = colored(photo)
    hinted = colored(photo, "--hint", "270,100=#a03020", "--hint", " 20 , 230 = 3040A0 ")
    assert distance(hinted[100, 270], RED[1:]) < 3, hinted[100, 270]
    assert hinted[230, 20, 1] < -20, hinted[230, 20]
    # The tent on the right.
    assert distance(hinted[60:120:9, 255:300:9], plain[60:120:9, 255:300:9]).min() > 15
    # The dark of its inside.
    assert np.quantile(distance(hinted, plain)[40:90, 95:130], 0.5) < 1
    assert (colored(photo) == plain).all()


@case("--hint counts on the upright photo")
def _(scratch):
    photo = small(scratch, "turned.jpg", "-quality", 97)
    run("exiftool", "-q", "-n", "-overwrite_original", "-Orientation=6", photo)
    apply(photo, "--hint", "40,300=#a03020")
    upright = convert(result_of(photo), scratch / "upright.png", "-auto-orient")
    assert distance(lab(pixels(upright))[300, 40, 1:], RED[1:]) < 5


@case("--hints: any format with transparency; what is painted holds, by its alpha; no paint, no change")
def _(scratch):
    photo = small(scratch)
    plain = colored(photo)
    for ending in ("png", "tif", "webp"):
        hints = paint(scratch, photo, f"hints.{ending}", *(["-define", "webp:lossless=true"] if ending == "webp" else []))
        found = colored(photo, "--hints", hints)[65:95, 45:75]
        assert np.quantile(distance(found, RED[1:]), 0.9) < 3, (ending, distance(found, RED[1:]).max())

    half = paint(scratch, photo, "half.png", "-channel", "A", "-evaluate", "multiply", "0.5")
    found = colored(photo, "--hints", half)[65:95, 45:75]
    wanted = (plain[65:95, 45:75] + RED[1:]) / 2
    assert np.quantile(distance(found, wanted), 0.9) < 3, distance(found, wanted).max()

    nothing = convert(f"canvas:none[{plain.shape[1]}x{plain.shape[0]}!]", scratch / "nothing.png")
    assert (colored(photo, "--hints", nothing) == plain).all()
    both = colored(photo, "--hints", paint(scratch, photo, "hints.png"), "--hint", "270,100=#3040a0")
    assert distance(both[80, 60], RED[1:]) < 3 and both[100, 270, 1] < -20


@case("saturation and warmth leave hints alone")
def _(scratch):
    photo = small(scratch)
    found = colored(photo, "--hint", "270,100=#a03020", "--saturation", 0, "--warmth", 0)
    assert distance(found[100, 270], RED[1:]) < 3 and np.quantile(np.hypot(found[..., 0], found[..., 1]), 0.3) < 1
    found = colored(photo, "--hint", "270,100=#a03020", "--saturation", 170, "--warmth", 9)
    assert distance(found[100, 270], RED[1:]) < 3


@case("--hints-elsewhere: the other half of the tent follows the one with the dot; the woman, the child and the ground do not")
def _(scratch):
    photo = small(scratch)
    plain = colored(photo)
    dot = ("--hint", "270,90=#a03020")
    hinted, elsewhere = colored(photo, *dot), colored(photo, *dot, "--hints-elsewhere")
    moved = distance(elsewhere, hinted)
    assert distance(elsewhere[90, 270], RED[1:]) < 3, elsewhere[90, 270]
    other_half = moved[30:70, 15:45].mean()
    assert distance(hinted, plain)[30:70, 15:45].mean() < 1 and other_half > 20, other_half
    for name, part in (("face", moved[30:45, 155:170]), ("child", moved[165:185, 112:135]), ("ground", moved[225:240, 100:250]),
                       ("the dot's own half", moved[70:110, 255:285])):
        assert part.mean() < 2, f"{name}: {part.mean()}"
    for threads in (1, 3):
        again = colored(photo, *dot, "--hints-elsewhere", "--threads", threads)
        assert np.array_equal(again, elsewhere), threads
    return f"the other half moves by {other_half:.0f}"


@case("a sentence for each mistake, and nothing is written")
def _(scratch):
    photo, other = small(scratch), small(scratch, "other.png")
    hints = paint(scratch, photo, "hints.png")
    small_hints = convert(hints, scratch / "small.png", "-crop", "50x40+0+0", "+repage")
    opaque = convert(hints, scratch / "opaque.png", "-background", "white", "-alpha", "remove", "-alpha", "off")
    (scratch / "text.png").write_text("no picture")
    wrong = [(["--hint", "12"], 2, "--hint is “12”; it must be"), (["--hint", "1,2=red"], 2, "1,2=red"),
             (["--hint", "-1,2=#000000"], 2, "-1,2"), (["--hint", "1,2=#1234567"], 2, "#1234567"),
             (["--hint", "１,2=#000000"], 2, "１,2"), (["--hint", "1,٢=#000000"], 2, "1,٢"), (["--hint", ""], 2, "must be a pixel"),
             (["--hint", "\udcff,2=#000000"], 2, "write it in plain letters"),
             (["--hint", "5,5=#ff0000", "--hint", "320,5=#ff0000"], 1, "lies beside it; the photo, upright, is 320 × 248"),
             (["--hints", small_hints], 1, "are 50 × 40 pixels large and the photo, upright, is 320 × 248"),
             (["--hints", opaque], 1, "the picture is not transparent"),
             (["--hints", scratch / "text.png"], 1, "its hints"), (["--hints", scratch / "missing.png"], 1, "missing.png"),
             (["--hints", hints, other], 2, "are for one photo, and these are 2"),
             (["--hints-elsewhere"], 2, "there are none"),
             (["--hint", "1,1=#ff0000", other], 2, "are for one photo, and these are 2")]
    for arguments, code, words in wrong:
        said = apply(photo, *arguments, code=code)
        assert words in said and said.count("\n") == 1, said
        assert not result_of(photo).exists() and not result_of(other).exists()
    assert_clean(scratch)


main()
