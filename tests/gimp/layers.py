# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers as they come: offsets, masks, groups, selections, several, none, and what is no layer."""

from harness import *


def add_layer(image, name, width, height, offset=(0, 0), parent=None, group=False):
    if group:
        layer = Gimp.GroupLayer.new(image, name)
    else:
        kind = Gimp.ImageType.GRAY_IMAGE if image.get_base_type() == GRAY else Gimp.ImageType.RGB_IMAGE
        layer = Gimp.Layer.new(image, name, width, height, kind, 100.0, Gimp.LayerMode.NORMAL)
    image.insert_layer(layer, parent, 0)
    if not group:
        set_pixels(layer, np.tile(np.linspace(10, 90, width)[None, :, None], (height, 1, 3)) * [1, 0, 0])
        layer.set_offsets(*offset)
    return layer


def mask_of(layer):
    return pixels(layer.get_mask(), "Y float")[..., 0]


@case("name, place and parasite of the new layer")
def _():
    import json

    image = new_image()
    source = image.get_layers()[0]
    layer = colorize(image, strength=40.0, saturation=120.0, warmth=3.0)
    assert layer.get_name() == "Colors of photo", layer.get_name()
    assert layer.get_mode() == Gimp.LayerMode.LCH_COLOR
    assert image.get_selected_layers() == [layer]
    assert source.get_parasite("colorize") is None
    parasite = layer.get_parasite("colorize")
    assert parasite is not None and parasite.is_persistent()
    made = json.loads(bytes(parasite.get_data()).decode())
    assert made["weights"]["file"] == "default.safetensors" and made["weights"]["title"], made
    assert made["version"] and made["working-size"] > 0 and made["result"] == "lch-color", made
    assert (made["strength"], made["saturation"], made["warmth"]) == (40, 120, 3), made
    return json.dumps(made)


@case("a layer with offsets, larger than the image to the left")
def _():
    image = new_image()
    source = add_layer(image, "shifted", 90, 50, (-20, 33))
    layer = colorize(image, [source])
    assert layer.get_offsets()[1:] == (-20, 33), layer.get_offsets()
    assert (layer.get_width(), layer.get_height()) == (90, 50)
    assert image.get_item_position(layer) == 0 and image.get_item_position(source) == 1


@case("a layer of a group: the new one goes into the group")
def _():
    image = new_image()
    group = add_layer(image, "group", 0, 0, group=True)
    add_layer(image, "lower", 40, 30, (5, 5), parent=group)
    source = add_layer(image, "upper", 40, 30, (10, 10), parent=group)
    layer = colorize(image, [source])
    assert layer.get_parent() == group
    assert [child.get_name() for child in group.get_children()] == ["Colors of upper", "upper", "lower"]


@case("a group itself: the new layer goes above it and has its size")
def _():
    image = new_image(GRAY)
    group = add_layer(image, "group", 0, 0, group=True)
    add_layer(image, "left", 40, 30, (5, 6), parent=group)
    add_layer(image, "right", 40, 30, (50, 20), parent=group)
    layer = colorize(image, [group])
    assert layer.get_parent() is None and image.get_layers()[:2] == [layer, group]
    assert (layer.get_width(), layer.get_height(), *layer.get_offsets()[1:]) == (85, 44, 5, 6)
    own = pixels(layer, "CIE Lab alpha float")
    assert own[..., 3][0, 0] == 1 and own[..., 3][0, -1] == 0, "alpha is not the group's"


@case("an empty group")
def _():
    image = new_image()
    group = add_layer(image, "group", 0, 0, group=True)
    status, message, _ = call(image, [group])
    assert status == SUCCESS or message.endswith("."), message
    return status.value_nick


@case("a layer in a group of an indexed image")
def _():
    image = new_image(INDEXED, profile=Gimp.ColorProfile.new_rgb_adobe())
    source = image.get_layers()[0]
    seen = flattened(image)
    group = Gimp.GroupLayer.new(image, "group")
    image.insert_layer(group, None, 0)
    inner = source.copy()
    image.insert_layer(inner, group, 0)
    inner.set_offsets(4, 5)
    layer = colorize(image, [inner], result="normal")
    assert layer.get_parent() == group and layer.get_offsets()[1:] == (4, 5)
    error = lightness_error(pixels(layer), seen)
    assert error < 0.5, f"L* is off by {error:.2f}"
    return f"dL* {error:.3f}"


@case("a selection becomes the layer mask")
def _():
    image = new_image()
    width, height = image.get_width(), image.get_height()
    image.select_ellipse(Gimp.ChannelOps.REPLACE, 10, 10, 60, 40)
    selection = pixels(image.get_selection(), "Y float")[..., 0].copy()
    layer = colorize(image, selection="context")
    assert (layer.get_width(), layer.get_height()) == (width, height), "not the whole layer"
    assert np.abs(mask_of(layer) - selection).max() < 0.01
    assert 0 < selection.mean() < 1 and not layer.get_edit_mask()
    assert chroma(pixels(layer)[100:]) > 2, "no colors outside the selection to be shown later"


@case("a selection with a soft edge, and the surroundings help: the mask is it, the colors are those of the whole photo")
def _():
    everything = pixels(colorize(new_image(), result="normal")).copy()
    image = new_image()
    before = flattened(image)
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 20, 20, 80, 110)
    Gimp.Selection.feather(image, 16)
    selection = pixels(image.get_selection(), "Y float")[..., 0].copy()
    assert 0.05 < ((selection > 0.05) & (selection < 0.95)).mean(), "no soft edge"
    layer = colorize(image, result="normal", selection="context")
    assert np.array_equal(mask_of(layer), selection)
    # babl may round in another way in each process.
    assert np.abs(pixels(layer) - everything).mean() < 0.2, "not the colors of the whole photo"
    after = flattened(image)
    assert np.array_equal(after[selection == 0], before[selection == 0]), "colored outside the selection"
    full = selection == 1
    assert np.abs(after[full] - everything[full]).mean() < 0.2
    half = np.abs(selection - 0.5) < 0.05
    part = np.abs(after - before)[half].mean() / np.abs(everything - before)[half].mean()
    assert 0.3 < part < 0.7, f"{part:.2f} of the color where half is selected"
    return f"{part:.2f} of the color where half is selected"


@case("a selection that is to be ignored: no mask")
def _():
    image = new_image()
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 10, 10, 40, 40)
    assert colorize(image, selection="ignore").get_mask() is None
    source = add_layer(image, "corner", 20, 20, (60, 60))
    assert colorize(image, [source], selection="ignore").get_mask() is None


@case("a selection on a layer with offsets")
def _():
    image = new_image()
    source = add_layer(image, "shifted", 60, 40, (30, 20))
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 20, 10, 30, 30)
    mask = mask_of(colorize(image, [source]))
    expected = np.zeros((40, 60), np.float32)
    expected[:20, :20] = 1
    assert np.array_equal(mask, expected)


def masked_image(applied=True):
    image = new_image(GRAY)
    source = image.get_layers()[0]
    mask = source.create_mask(Gimp.AddMaskType.WHITE)
    source.add_mask(mask)
    values = np.tile(np.linspace(0, 1, source.get_width())[None, :, None], (source.get_height(), 1, 1))
    set_pixels(mask, values, "Y float")
    source.set_apply_mask(applied)
    return image, source


@case("a layer mask is taken over")
def _():
    image, source = masked_image()
    layer = colorize(image, [source])
    assert np.abs(mask_of(layer) - mask_of(source)).max() < 0.01
    assert source.get_mask() is not None


@case("a layer mask and a selection are multiplied")
def _():
    image, source = masked_image()
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 0, image.get_width(), 50)
    layer = colorize(image, [source])
    expected = mask_of(source).copy()
    expected[50:] = 0
    assert np.abs(mask_of(layer) - expected).max() < 0.01


@case("a layer mask that is switched off is left alone")
def _():
    image, source = masked_image(applied=False)
    assert colorize(image, [source]).get_mask() is None


@case("a selection that misses the layer is refused")
def _():
    image = new_image(GRAY)
    source = add_layer(image, "corner", 20, 20, (0, 0))
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 50, 50, 20, 20)
    return refused(image, [source], "corner", "selection")


@case("several layers: each is colored, in its own place")
def _():
    image = new_image(GRAY)
    bottom = image.get_layers()[0]
    top = add_layer(image, "top", 40, 30, (3, 4))
    layers = colorize(image, [top, bottom])
    names = [layer.get_name() for layer in image.get_layers()]
    assert names == ["Colors of top", "top", "Colors of photo", "photo"], names
    assert [layer.get_name() for layer in layers] == ["Colors of top", "Colors of photo"]
    assert set(image.get_selected_layers()) == set(layers)
    assert image.get_base_type() == RGB


@case("several layers, one of them missed by the selection: it is left out")
def _():
    image = new_image()
    source = image.get_layers()[0]
    missed = add_layer(image, "corner", 20, 20, (0, 0))
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 50, 50, 20, 20)
    status, message, layers = call(image, [missed, source])
    assert status == SUCCESS, message
    assert [layer.get_name() for layer in layers] == ["Colors of photo"]


@case("several layers, all missed by the selection: refused")
def _():
    image = new_image()
    corners = [add_layer(image, name, 20, 20, (0, 0)) for name in ("one", "two")]
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 50, 50, 20, 20)
    return refused(image, corners, "one", "two", "selection")


@case("no layer is refused")
def _():
    return refused(new_image(GRAY), [], "layer")


@case("a channel is refused")
def _():
    image = new_image()
    channel = Gimp.Channel.new(image, "saved", image.get_width(), image.get_height(), 50.0, Gegl.Color.new("red"))
    image.insert_channel(channel, None, 0)
    return refused(image, [channel], "saved", "channel")


@case("a layer whose mask is being edited: GIMP passes the mask, and the layer is meant")
def _():
    image, source = masked_image()
    source.set_edit_mask(True)
    drawables = image.get_selected_drawables()
    assert drawables == [source.get_mask()], drawables
    layer = colorize(image, drawables)
    assert image.get_layers() == [layer, source] and layer.get_name() == "Colors of photo"
    assert np.abs(mask_of(layer) - mask_of(source)).max() < 0.01
    assert chroma(pixels(layer)) > 2 and source.get_edit_mask()


@case("several layers, of one of them the mask; a layer and its mask are one")
def _():
    image, masked = masked_image()
    top = add_layer(image, "top", 40, 30, (3, 4))
    layers = colorize(image, [top, masked.get_mask()])
    assert [layer.get_name() for layer in layers] == ["Colors of top", "Colors of photo"]
    image, masked = masked_image()
    status, message, layers = call(image, [masked.get_mask(), masked])
    assert status == SUCCESS and [layer.get_name() for layer in layers] == ["Colors of photo"], message


@case("a layer mask that belongs to no layer is refused")
def _():
    image = new_image(GRAY)
    return refused(image, [image.get_layers()[0].create_mask(Gimp.AddMaskType.WHITE)], "mask")


def quick_mask(image):
    """The channel by which GIMP knows that Quick Mask is on."""
    mask = Gimp.Channel.new(image, "Qmask", image.get_width(), image.get_height(), 50.0, Gegl.Color.new("red"))
    image.insert_channel(mask, None, 0)
    return mask


@case("in Quick Mask, one sentence says how to leave it")
def _():
    image = new_image(GRAY)
    mask = quick_mask(image)
    message = refused(image, [mask], "Quick Mask", "Shift+Q")
    assert refused(image, image.get_layers(), "Quick Mask", "Shift+Q") == message
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 10, 10, 40, 40)
    refused(image, [image.get_layers()[0], mask], "Quick Mask", "Shift+Q")
    assert colorize(image, selection="ignore").get_mask() is None
    return message


@case("a hidden layer stays hidden, and so is its new one; a hidden group stays as it is")
def _():
    for hidden in "photo", "group", "both":
        image = new_image(GRAY)
        group = add_layer(image, "group", 0, 0, group=True)
        source = add_layer(image, "photo", 40, 30, parent=group)
        source.set_visible(hidden == "group")
        group.set_visible(hidden == "photo")
        layer = colorize(image, [source])
        assert source.get_visible() == layer.get_visible() == (hidden == "group"), hidden
        assert group.get_visible() == (hidden == "photo") and layer.get_parent() == group, hidden
        assert chroma(pixels(layer)) > 0.5, chroma(pixels(layer))


@case("a layer of another image is refused")
def _():
    return refused(new_image(), [new_image().get_layers()[0]], "photo")


@case("a layer that was never inserted is refused")
def _():
    image = new_image()
    loose = Gimp.Layer.new(image, "loose", 8, 8, Gimp.ImageType.RGB_IMAGE, 100.0, Gimp.LayerMode.NORMAL)
    return refused(image, [loose], "loose")


@case("a layer that was removed is refused")
def _():
    image = new_image()
    removed = add_layer(image, "removed", 20, 20)
    image.remove_layer(removed)
    image.clean_all()
    status, message, _ = call(image, [removed])
    assert status != SUCCESS and message.endswith("."), message
    assert len(image.get_layers()) == 1 and not image.is_dirty()
    return message


@case("a floating selection is refused")
def _():
    image = new_image()
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 10, 10, 40, 40)
    Gimp.Selection.float(image, image.get_layers(), 5, 5)
    return refused(image, image.get_selected_layers(), "floating")


@case("a text layer stays text")
def _():
    image = new_image()
    source = Gimp.TextLayer.new(image, "Text", Gimp.context_get_font(), 40.0, Gimp.Unit.pixel())
    image.insert_layer(source, None, 0)
    layer = colorize(image, [source])
    assert isinstance(source, Gimp.TextLayer) and not isinstance(layer, Gimp.TextLayer)
    assert (layer.get_width(), layer.get_height()) == (source.get_width(), source.get_height())


@case("filters of a layer count, and stay")
def _():
    image = new_image(GRAY)
    source = image.get_layers()[0]
    inverted = Gimp.DrawableFilter.new(source, "gegl:invert-gamma", "Invert")
    source.append_filter(inverted)
    seen = flattened(image)
    layer = colorize(image, result="normal")
    error = lightness_error(pixels(layer), seen)
    assert error < 0.6, f"L* is off by {error:.2f} from what is seen"
    assert len(source.get_filters()) == 1
    return f"dL* {error:.3f}"


@case("a canvas that a killed run left behind is taken away; another run's is not")
def _():
    import subprocess

    ended = subprocess.Popen(["true"])
    ended.wait()
    abandoned, used = new_image(), new_image()
    for canvas, owner in ((abandoned, ended.pid), (used, os.getpid())):
        canvas.attach_parasite(Gimp.Parasite.new("colorize-canvas", 0, list(str(owner).encode())))
    colorize(new_image())
    assert not abandoned.is_valid() and used.is_valid()
