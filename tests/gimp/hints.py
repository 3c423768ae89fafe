# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Color hints painted on a layer, and a photo's own colors."""

import json
import random

import colors
from harness import *
from layers import add_layer

RED = (178 / 255, 34 / 255, 34 / 255)


def surfaces(width=150, height=96):
    """L* [height, width]: two smooth surfaces with an edge of more than 10 L* between them."""
    x = np.arange(width)
    return np.tile(np.where(x < width // 2, 40 + x / 20, 62 + x / 20), (height, 1)).astype(np.float32)


def hints_layer(image, size=None, place=(0, 0), name="mine", kind=None):
    """A transparent layer at the top."""
    photo = image.get_layers()[-1]
    width, height = size or (photo.get_width(), photo.get_height())
    gray = image.get_base_type() == GRAY
    layer = Gimp.Layer.new(image, name, width, height, Gimp.ImageType.GRAYA_IMAGE if gray else Gimp.ImageType.RGBA_IMAGE,
                           100.0, Gimp.LayerMode.NORMAL)
    layer.fill(Gimp.FillType.TRANSPARENT)
    layer.set_offsets(*place)
    image.insert_layer(layer, None, 0)
    return layer


def paint(layer, x, y, width, height, color=RED, alpha=1.0):
    values = pixels(layer, "R'G'B'A float").copy()
    values[y:y + height, x:x + width] = (*color, alpha)
    set_pixels(layer, values, "R'G'B'A float")


def photo_and_result(base=RGB, **arguments):
    image = new_image(base, lightness=surfaces())
    photo = image.get_layers()[-1]
    plain = pixels(colorize(image, [photo], keep=True)).copy()
    image = new_image(base, lightness=surfaces())
    return image, image.get_layers()[-1], plain


def ab(color=RED):
    return colors.lab(np.array(color))[1:]


def same(one, other):
    found = np.abs(one - other).max()
    assert found == 0, f"{found} apart"


def holds(result, x, y, color=RED, reach=2.0):
    """The result has the color's a* and b* there."""
    found = pixels(result)[y, x, 1:]
    assert np.abs(found - ab(color)).max() < reach, f"{found} instead of {ab(color)}"


@case("paint holds where it is and goes over its surface; what is beyond an edge stays")
def _():
    image, photo, plain = photo_and_result()
    layer = hints_layer(image)
    paint(layer, 20, 40, 8, 8)
    result = colorize(image, [photo], hints=layer)
    holds(result, 24, 44)
    seen = pixels(result)
    toward = np.abs(seen[..., 1:] - plain[..., 1:]).max(-1)
    assert toward[10, 60] > 10, "the surface has not followed"
    assert toward[:, 80:].max() < 2, f"beyond the edge: {toward[:, 80:].max()}"
    assert not layer.get_visible() and "Color hints" not in layer.get_name()
    assert image.get_layers() == [layer, result, photo]


@case("the layer is the photo's from then on: moved, renamed, saved, duplicated; and it stands for the photo")
def _():
    image, photo, _ = photo_and_result()
    layer = hints_layer(image)
    paint(layer, 20, 40, 8, 8)
    wanted = pixels(colorize(image, [photo], hints=layer)).copy()
    image.lower_item_to_bottom(layer)
    layer.set_name("anything")
    for chosen in photo, layer:
        same(pixels(colorize(image, [chosen])), wanted)
    assert len(image.get_layers()) == 3, [other.get_name() for other in image.get_layers()]
    path = scratch("hints.xcf")
    save(image, path)
    loaded = load(path)
    for other in loaded, image.duplicate():
        result = colorize(other, [next(each for each in other.get_layers() if each.get_name() == "photo")])
        same(pixels(result), wanted)
        assert len(other.get_layers()) == 3
    plain = colorize(image, [photo], use_hints=False)
    assert np.abs(pixels(plain) - wanted).max() > 10


@case("an empty layer, and what has been erased, are as if there were none")
def _():
    image, photo, plain = photo_and_result()
    layer = hints_layer(image)
    same(pixels(colorize(image, [photo], hints=layer)), plain)
    paint(layer, 20, 40, 8, 8)
    assert np.abs(pixels(colorize(image, [photo])) - plain).max() > 10
    paint(layer, 0, 0, layer.get_width(), layer.get_height(), alpha=0.0)
    same(pixels(colorize(image, [photo])), plain)


@case("what counts of the layer is what lies over the photo: wherever both are, of any size, through its mask")
def _():
    chance = random.Random(7)
    for size, place in ((30, 20), (15, 37)), ((400, 300), (-70, -90)), ((1, 1), (24, 44)), \
            ((chance.randrange(20, 90), chance.randrange(20, 90)), (chance.randrange(0, 20), chance.randrange(20, 40))):
        image, photo, _ = photo_and_result()
        photo.set_offsets(5, -3)
        layer = hints_layer(image, size, (place[0] + 5, place[1] - 3))
        paint(layer, max(24 - place[0], 0), max(44 - place[1], 0), 3, 3)
        holds(colorize(image, [photo], hints=layer), max(24, place[0]), max(44, place[1]))
    image, photo, plain = photo_and_result()
    far = hints_layer(image, (10, 10), (500, 500))
    paint(far, 0, 0, 10, 10)
    same(pixels(colorize(image, [photo], hints=far)), plain)
    masked = hints_layer(image)
    paint(masked, 20, 40, 8, 8)
    paint(masked, 100, 40, 8, 8, color=(0, 0.4, 0))
    mask = masked.create_mask(Gimp.AddMaskType.WHITE)
    masked.add_mask(mask)
    values = pixels(mask, "Y float").copy()
    values[:, 75:] = 0
    set_pixels(mask, values, "Y float")
    result = colorize(image, [photo], hints=masked)
    holds(result, 24, 44)
    assert np.abs(pixels(result)[:, 80:] - plain[:, 80:]).max() < 2
    assert masked.get_mask() == mask, "the mask is the user's"


@case("cropped, flipped and scaled with the image, paint stays on what it is on")
def _():
    for change, (x, y) in ((lambda image: image.crop(100, 60, 10, 20), (14, 24)),
                           (lambda image: image.flip(Gimp.OrientationType.HORIZONTAL), (150 - 25, 44)),
                           (lambda image: image.scale(300, 192), (48, 88))):
        image, photo, _ = photo_and_result()
        layer = hints_layer(image)
        paint(layer, 20, 40, 8, 8)
        colorize(image, [photo], hints=layer)
        change(image)
        holds(colorize(image, [photo]), x, y, reach=3.0)


@case("in gray and indexed images; gray paint takes color away")
def _():
    for base in GRAY, INDEXED:
        image, photo, plain = photo_and_result(base)
        layer = hints_layer(image)
        paint(layer, 20, 40, 8, 8, color=(0.5, 0.5, 0.5))
        painted = pixels(layer)[44, 24, 1:].copy()  # which a palette may not hold
        found = pixels(colorize(image, [photo], hints=layer))[44, 24, 1:]
        assert np.abs(found - painted).max() < 1 and (base == INDEXED or np.abs(painted).max() < 0.1), (found, painted)
    image, photo, _ = photo_and_result(GRAY)
    colorize(image, [photo])
    layer = hints_layer(image)
    paint(layer, 20, 40, 8, 8)
    holds(colorize(image, [photo], hints=layer), 24, 44)


@case("layers that cannot hold hints: one sentence, and nothing has changed")
def _():
    image, photo, _ = photo_and_result()
    opaque = add_layer(image, "opaque", 20, 20)
    refused(image, [photo], "opaque", "transparent", hints=opaque)
    refused(image, [photo], "“all” cannot", "group", hints=add_layer(image, "all", 0, 0, group=True))
    other = new_image(lightness=surfaces())
    refused(image, [photo], "not in the image", hints=hints_layer(other))
    hints = hints_layer(image)
    colorize(image, [photo], hints=hints)
    image.remove_layer(next(layer for layer in image.get_layers() if layer.get_name() == "photo"))
    refused(image, [hints], "is not in the image")


@case("neither a photo to color nor what Colorize has made is taken for hints: both stay what they are")
def _():
    image = new_image(lightness=surfaces(), alpha=True)
    photo = image.get_layers()[0]
    twin = photo.copy()
    image.insert_layer(twin, None, 0)
    refused(image, [photo], "“photo” cannot", "to be colored itself", hints=photo)
    refused(image, [photo, twin], "“photo copy” cannot", "to be colored itself", hints=twin)
    made = colorize(image, [photo])
    for keep in False, True:
        refused(image, [photo], "“Colors of photo” cannot", "Colorize has made", hints=made, keep=keep)
    again = colorize(image, [photo])
    assert photo.get_visible() and again.get_visible() and again.get_parasite("colorize-hints") is None


@case("a photo's own colors stay as far as one says; without any, the argument does nothing")
def _():
    lightness = surfaces()
    image = new_image(lightness=lightness)
    photo = image.get_layers()[0]
    lab = np.zeros((*lightness.shape, 3), np.float32)
    lab[..., 0] = lightness
    lab[20:70, 90:130, 1:] = 35, 25
    set_pixels(photo, lab)
    plain = pixels(colorize(image, [photo], keep=True)).copy()
    own = pixels(colorize(image, [photo], keep=True, own_colors=100.0))
    patch = (slice(25, 65), slice(95, 125), slice(1, 3))
    def distance(result):
        return np.abs(result[patch] - lab[patch]).mean()

    assert distance(own) < distance(plain) / 2, (distance(own), distance(plain))
    half = pixels(colorize(image, [photo], keep=True, own_colors=50.0))
    assert distance(own) < distance(half) < distance(plain)
    gray = new_image(GRAY, lightness=lightness)
    plain = pixels(colorize(gray, keep=True)).copy()
    gray = new_image(GRAY, lightness=lightness)
    same(pixels(colorize(gray, own_colors=100.0)), plain)


@case("hints elsewhere: what is of the same kind follows, and the result tells of it")
def _():
    def photo():
        image = load(PHOTO)
        image.scale(320, round(320 * image.get_height() / image.get_width()))
        layer = hints_layer(image)
        paint(layer, 268, 88, 5, 5)
        return image, layer

    image, layer = photo()
    hinted = colorize(image, image.get_layers()[-1:], hints=layer)
    image, layer = photo()
    elsewhere = colorize(image, image.get_layers()[-1:], hints=layer, hints_elsewhere=True)
    moved = np.abs(pixels(elsewhere) - pixels(hinted))[..., 1:3].sum(-1)
    assert moved[30:70, 15:45].mean() > 20 and moved[30:45, 155:170].mean() < 2, moved[30:70, 15:45].mean()
    said = [json.loads(bytes(layer.get_parasite("colorize").get_data()).decode())["hints-elsewhere"] for layer in (hinted, elsewhere)]
    assert said == [False, True], said
