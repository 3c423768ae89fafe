# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""The mood of other photos: files and layers."""

import json
import subprocess
from pathlib import Path

from harness import *
from near_sighted import without_global_stream


def gradient(name, low=5, high=95, format="png"):
    """A photo that is like none: L* from the top to the bottom, with a bright spot."""
    height, width = 96, 128
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    lightness = low + (high - low) * (rows / height) ** 2
    lightness[(rows - 20) ** 2 + (columns - 90) ** 2 < 150] = 98
    image = new_image(GRAY, lightness=lightness)
    path = scratch(f"{name}.{format}")
    save(image, path)
    image.delete()
    return path


def record(layer):
    return json.loads(bytes(layer.get_parasite("colorize").get_data()).decode())


def colors_of(**arguments):
    image = new_image()
    seen = pixels(colorize(image, **arguments))[..., 1:3].copy()
    image.delete()
    return seen


def mean_change(one, other):
    return float(np.abs(one - other).mean())


@case("a file's mood, by path and by URI: the colors of `colorize apply --like`")
def _():
    path, other = scratch("photo.png"), gradient("other")
    save(new_image(), path)
    folder = os.path.dirname(scratch("x"))
    command = [TOOL, "apply", "--weights", WEIGHTS, path, "-o", folder, "--like", other, "--mood", "80"]
    ended = subprocess.run(command, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    there = flattened(load(os.path.join(folder, "photo-colorized.png")), "R'G'B' float") * 255
    plain = load(path)
    colorize(plain)
    far = np.abs(flattened(plain, "R'G'B' float") * 255 - there).mean()
    for written in other, Gio.File.new_for_path(other).get_uri():
        image = load(path)
        colorize(image, like=[written], mood=80.0, result="normal")
        difference = np.abs(flattened(image, "R'G'B' float") * 255 - there)
        assert difference.mean() < 0.05 and difference.mean() < 0.1 * far, f"{difference.mean()}, {far} without"
    return f"{difference.mean():.3f} of 255 apart, {far:.2f} without it"


@case("a layer's mood is that of its file; none at 0; more with a larger share; of several, the mean")
def _():
    path, second = gradient("one"), gradient("two", 60, 10)
    layer, plain = load(path).get_layers()[0], colors_of()
    named = colors_of(like=[path], mood=100.0)
    assert mean_change(colors_of(like_layer=layer, mood=100.0), named) < 0.02
    assert mean_change(colors_of(like=[path], mood=0.0), plain) < 0.02
    half = colors_of(like=[path])
    assert 0.1 < mean_change(half, plain) < mean_change(named, plain), (mean_change(half, plain), mean_change(named, plain))
    both = colors_of(like=[path, second], mood=100.0)
    assert mean_change(both, named) > 0.1
    assert mean_change(colors_of(like=[second], like_layer=layer, mood=100.0), both) < 0.02


@case("a layer of any kind, hidden, in an image of several, with a mask and an offset: its own pixels alone")
def _():
    path = gradient("one")
    wanted = colors_of(like=[path], mood=100.0)
    for base in RGB, GRAY:
        image = load(path)
        if base == RGB:
            image.convert_rgb()
        layer = image.get_layers()[0]
        cover = Gimp.Layer.new(image, "cover", 128, 96, Gimp.ImageType.GRAY_IMAGE if base == GRAY else Gimp.ImageType.RGB_IMAGE,
                               100.0, Gimp.LayerMode.NORMAL)
        image.insert_layer(cover, None, 0)
        layer.set_offsets(7, -9)
        layer.set_opacity(30.0)
        layer.set_visible(False)
        assert mean_change(colors_of(like_layer=layer, mood=100.0), wanted) < 0.02, base
        assert not layer.get_visible() and layer.get_opacity() < 31


@case("a result keeps the mood itself, and names without folders")
def _():
    path = gradient("sunset")
    made = record(colorize(new_image(), like=[path], mood=70.0))
    assert made["mood"] == 70 and made["like"]["names"] == "sunset.png", made
    assert len(made["like"]["mood"][1]) > 100 and os.path.dirname(path) not in json.dumps(made)
    plain = record(colorize(new_image()))
    assert "like" not in plain and "mood" not in plain, plain


@case("what cannot be read is named, and nothing changes")
def _():
    text = scratch("notes.txt")
    with open(text, "w") as file:
        file.write("no picture")
    cut = gradient("cut", format="png")
    with open(cut, "r+b") as file:
        file.truncate(30)
    good, missing = gradient("good"), scratch("missing.png")
    for base in RGB, GRAY:
        for path in missing, text, cut, os.path.dirname(text), scratch("ümlaut “x”.jpg"):
            image = new_image(base)
            refused(image, image.get_layers(), os.path.basename(path), "mood", like=[good, path])


@case("weights that do not look at a photo as a whole say so; without a mood they color")
def _():
    weights = str(without_global_stream(Path(scratch("near.safetensors"))))
    image = new_image()
    colorize(image, weights=weights)
    image = new_image()
    refused(image, image.get_layers(), "do not look at a photo as a whole", weights=weights, like=[gradient("one")])
