# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole photos, odd sizes, and the headless tool beside the plug-in."""

import subprocess

from harness import *


@case("the photo: colors are there and L* is kept")
def _():
    image = load(PHOTO)
    assert image.get_base_type() == GRAY
    before = flattened(image)
    layer = colorize(image)
    after = flattened(image)
    error, color = lightness_error(after, before), chroma(after)
    spread = float(after[..., 1].std() + after[..., 2].std())
    assert error <= 0.3, f"L* is off by {error:.3f}"
    assert color > 5, f"mean chroma {color:.2f}"
    assert spread > 2, f"one tint all over: a* and b* spread by {spread:.2f}"
    assert layer.get_name() == "Colors of Background", layer.get_name()
    return f"dL* {error:.3f}, chroma {color:.1f}, spread {spread:.1f}"


@case("a color photo comes out like its gray self")
def _():
    image = load(PHOTO)
    image.convert_rgb()
    source = image.get_layers()[0]
    lab = pixels(source).copy()
    gray = colorize(image, result="normal")
    reference = pixels(gray).copy()
    image.remove_layer(gray)
    lab[..., 1], lab[..., 2] = 5.0, -9.0
    set_pixels(source, lab)
    difference = np.abs(pixels(colorize(image, result="normal")) - reference).mean()
    assert difference < 1.5, f"differs by {difference:.2f}"
    return f"differs by {difference:.2f}"


@case("one pixel")
def _():
    layer = colorize(new_image(GRAY, lightness=np.full((1, 1), 60.0, np.float32)))
    assert (layer.get_width(), layer.get_height()) == (1, 1)
    assert abs(pixels(layer)[0, 0, 0] - 60) < 1.5


@case("30000 x 4 pixels")
def _():
    lightness = np.tile(np.linspace(5, 95, 30000, dtype=np.float32)[None, :], (4, 1))
    image = new_image(GRAY, lightness=lightness)
    before = flattened(image)
    layer = colorize(image)
    assert (layer.get_width(), layer.get_height()) == (30000, 4)
    error = lightness_error(flattened(image), before)
    assert error <= 0.3, f"L* is off by {error:.3f}"


@case("4 x 30000 pixels")
def _():
    lightness = np.tile(np.linspace(5, 95, 30000, dtype=np.float32)[:, None], (1, 4))
    layer = colorize(new_image(GRAY, lightness=lightness))
    assert (layer.get_width(), layer.get_height()) == (4, 30000)


@case("a PNG of 16 bits, gray")
def _():
    path = scratch("deep.png")
    image = new_image(GRAY, Gimp.Precision.U16_NON_LINEAR)
    save(image, path)
    image = load(path)
    assert image.get_precision() == Gimp.Precision.U16_NON_LINEAR and image.get_base_type() == GRAY
    before = flattened(image)
    colorize(image)
    error = lightness_error(flattened(image), before)
    assert error <= 0.3, f"L* is off by {error:.3f}"
    return f"dL* {error:.3f}"


@case("a CMYK JPEG")
def _():
    path = scratch("cmyk.jpg")
    subprocess.run(["convert", PHOTO, "-resize", "x200", "-colorspace", "CMYK", path], check=True)
    image = load(path)
    before = flattened(image)
    layer = colorize(image)
    error = lightness_error(flattened(image), before)
    assert error <= 0.3 and chroma(pixels(layer)) > 2, f"L* is off by {error:.3f}"


@case("colorize apply makes the same picture")
def _():
    path = scratch("photo.png")
    save(load(PHOTO), path)
    folder = os.path.dirname(scratch("x"))
    command = [TOOL, "apply", "--weights", WEIGHTS, path, "-o", folder]
    ended = subprocess.run(command, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    headless = load(os.path.join(folder, "photo-colorized.png"))

    there = flattened(headless, "R'G'B' float") * 255
    found = []
    for result in "lch-color", "normal":
        image = load(path)
        colorize(image, result=result)
        difference = np.abs(flattened(image, "R'G'B' float") * 255 - there)
        most = float(np.percentile(difference, 99.9))
        found.append(f"{result}: mean {difference.mean():.3f}, all but 0.1 % within {most:.1f} of 255")
        assert difference.mean() < 0.05 and most < 1.5, found
    return "; ".join(found)


@case("the Script-Fu call by named arguments wrote a color photo")
def _():
    # run.sh made it before, in a GIMP of its own.
    image = load(os.path.join(SCRATCH, "script-fu.png"))
    assert image.get_base_type() == RGB
    color = chroma(flattened(image))
    assert 2 < color < 60, f"mean chroma {color:.2f}"
    return f"chroma {color:.1f}"
