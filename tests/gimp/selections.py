# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the network sees where something is selected."""

from harness import *
from layers import add_layer, mask_of

BORDER = 40, 25, 30, 55  # left, top, right, bottom


def in_border(lightness, border=BORDER):
    """A picture inside a white border."""
    left, top, right, bottom = border
    return np.pad(lightness, ((top, bottom), (left, right)), constant_values=96.0)


def inside(values, border=BORDER):
    left, top, right, bottom = border
    return values[top:values.shape[0] - bottom, left:values.shape[1] - right]


def distance(one, other):
    """Mean distance of a* and b*."""
    return float(np.hypot(*(one - other)[..., 1:].transpose(2, 0, 1)).mean())


def select(image, border=BORDER, offset=(0, 0), size=None):
    """Selects what is inside the border of a layer."""
    left, top, right, bottom = border
    width, height = size or (image.get_width(), image.get_height())
    image.select_rectangle(Gimp.ChannelOps.REPLACE, left + offset[0], top + offset[1], width - left - right,
                           height - top - bottom)


def alone():
    return pixels(colorize(new_image(), border="none")).copy()


@case("a selection of the picture inside a white border: the colors of the picture alone; with its surroundings, others")
def _():
    image = new_image(lightness=in_border(small_photo()))
    photo = image.get_layers()[0]
    select(image)
    colors = {name: inside(pixels(colorize(image, [photo], selection=name, border="none", keep=True))).copy()
              for name in ("mask", "context", "ignore")}
    Gimp.Selection.none(image)
    nothing = inside(pixels(colorize(image, [photo], border="none", keep=True))).copy()
    reference = alone()
    found = {name: distance(seen, reference) for name, seen in colors.items()}
    assert found["mask"] < 1, found
    assert found["context"] > 1.5 * max(found["mask"], 0.7), found
    assert distance(colors["context"], nothing) < 0.2, "the surroundings are not all of the layer"
    assert distance(colors["ignore"], nothing) < 0.2, "a selection that is ignored counts"
    return ", ".join(f"{name} {value:.2f}" for name, value in found.items())


@case("the same of layers with offsets, and of several at once")
def _():
    random = np.random.default_rng(7)
    reference = alone()
    height, width = small_photo().shape
    image = new_image()
    for _ in range(4):
        border = tuple(int(side) for side in random.integers(0, 60, 4))
        offset = tuple(int(side) for side in random.integers(-80, 80, 2))
        lightness = in_border(small_photo(), border)
        photo = add_layer(image, "photo", lightness.shape[1], lightness.shape[0], offset)
        set_pixels(photo, np.stack([lightness, 0 * lightness, 0 * lightness], -1))
        # GIMP selects nothing beside the image.
        image.resize(width + 300, height + 300, 100, 100)
        select(image, border, photo.get_offsets()[1:], lightness.shape[::-1])
        small = add_layer(image, "small", 60, 60, (photo.get_offsets()[1] + border[0] + 5, photo.get_offsets()[2] + border[1] + 5))
        layers = colorize(image, [small, photo], border="none")
        found = distance(inside(pixels(layers[1]), border), reference)
        assert found < 1, (border, offset, found)
        assert layers[0].get_width() == 60 and mask_of(layers[0]).min() == 1
        image.resize(width, height, *(-side for side in photo.get_offsets()[1:]))
        Gimp.Selection.none(image)


@case("a selection that reaches beyond the layer, one beside it, and one of a single pixel")
def _():
    image = new_image(lightness=in_border(small_photo()))
    small = add_layer(image, "small", 30, 20, (-10, 40))
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 0, 25, image.get_height())
    mask = mask_of(colorize(image, [small]))
    assert (mask[:, 10:] == 1).all() and (mask[:, :10] == 0).all()
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 60, 60, 20, 20)
    refused(image, [small], "small", "selection")
    for x, y in (0, 0), (image.get_width() - 1, image.get_height() - 1), (33, 44):
        image.select_rectangle(Gimp.ChannelOps.REPLACE, x, y, 1, 1)
        layer = colorize(image, image.get_layers()[-1:])
        assert mask_of(layer).sum() == 1 and np.isfinite(pixels(layer)).all()


@case("selections of any size and place")
def _():
    random = np.random.default_rng(11)
    for _ in range(8):
        height, width = (int(side) for side in random.integers(1, 60, 2))
        image = new_image(GRAY, lightness=random.uniform(0, 100, (height, width)).astype(np.float32))
        x, y = int(random.integers(0, width)), int(random.integers(0, height))
        image.select_ellipse(Gimp.ChannelOps.REPLACE, x, y, int(random.integers(1, 40)), int(random.integers(1, 40)))
        if Gimp.Selection.is_empty(image):
            continue
        layer = colorize(image, selection=str(random.choice(["mask", "context", "ignore"])))
        assert np.isfinite(pixels(layer)).all() and (layer.get_width(), layer.get_height()) == (width, height)


@case("a floating selection is refused, on a result as well")
def _():
    image = new_image()
    photo = image.get_layers()[0]
    former = colorize(image, [photo])
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 10, 10, 40, 40)
    Gimp.Selection.float(image, [former], 5, 5)
    return refused(image, [former], "floating")
