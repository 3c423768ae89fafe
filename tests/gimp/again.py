# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Coloring again: a photo, or its result, that has been colored before."""

import json

from harness import *
from layers import add_layer, mask_of


def record(layer):
    """What a layer says of itself; None: it is no result."""
    parasite = layer.get_parasite("colorize")
    return json.loads(bytes(parasite.get_data()).decode()) if parasite else None


def describe(layer, text):
    """Puts a text into a layer's record, as somebody else might."""
    data = text if isinstance(text, bytes) else json.dumps(text).encode()
    signed = [byte - 256 if byte > 127 else byte for byte in data]
    layer.attach_parasite(Gimp.Parasite.new("colorize", Gimp.PARASITE_PERSISTENT, signed))


def names(image):
    return [layer.get_name() for layer in image.get_layers()]


def colored(base=RGB, **arguments):
    """An image that has been colored once: (image, photo, result)."""
    image = new_image(base, lightness=small_photo()[::2, ::2])
    photo = image.get_layers()[0]
    return image, photo, colorize(image, [photo], **arguments)


def is_gone(layer, image):
    return not layer.is_valid() or layer not in image.get_layers()


def replaced(image, former, result, photo, place=0):
    """The result has the former one's name and place, and is of the photo."""
    layers = image.get_layers()
    assert is_gone(former, image), f"the former result is still there: {names(image)}"
    assert layers.index(result) == place and layers[place + 1] == photo, names(image)
    assert record(result)["photo"]["tattoo"] == photo.get_tattoo(), record(result)
    assert image.get_selected_layers() == [result]


@case("on the photo: the new result takes the place of the former one")
def _():
    image, photo, former = colored(saturation=50.0)
    plain = chroma(pixels(former))
    result = colorize(image, [photo], saturation=150.0, strength=30.0, result="normal")
    replaced(image, former, result, photo)
    assert names(image) == ["Colors of photo", "photo"], names(image)
    assert result.get_opacity() == 30 and result.get_mode() == Gimp.LayerMode.NORMAL
    assert chroma(pixels(result)) > 2 * plain


@case("on the result: the same, with the colors of the photo")
def _():
    for base in RGB, GRAY, INDEXED:
        image, photo, former = colored(base)
        before = pixels(former).copy()
        result = colorize(image, [former])
        replaced(image, former, result, photo)
        assert np.abs(pixels(result) - before).mean() < 0.2, "other colors than those of the photo"


@case("on both at once: the photo is colored once")
def _():
    for swapped in False, True:
        image, photo, former = colored()
        status, message, layers = call(image, [photo, former] if swapped else [former, photo])
        assert status == SUCCESS and len(layers) == 1, message
        replaced(image, former, layers[0], photo)


@case("what the user has made of the former one stays: name, color tag, place in the stack")
def _():
    image, photo, former = colored()
    other = add_layer(image, "other", 20, 20)
    former.set_name("My colors")
    former.set_color_tag(Gimp.ColorTag.GREEN)
    result = colorize(image, [former])
    assert image.get_layers() == [other, result, photo]
    assert result.get_name() == "My colors" and result.get_color_tag() == Gimp.ColorTag.GREEN
    image.reorder_item(result, None, 0)
    result = colorize(image, [photo])
    assert image.get_layers() == [result, other, photo] and result.get_name() == "My colors"


@case("a photo that is hidden under its result: the new one can be seen")
def _():
    image, photo, former = colored(result="normal")
    photo.set_visible(False)
    assert colorize(image, [former]).get_visible() and not photo.get_visible()
    image, photo, former = colored()
    former.set_visible(False)
    assert colorize(image, [photo]).get_visible()


@case("keep: the new result goes above the former one, and is numbered")
def _():
    image, photo, first = colored()
    second = colorize(image, [photo], keep=True, saturation=150.0)
    third = colorize(image, [first], keep=True)
    assert image.get_layers() == [second, third, first, photo], names(image)
    assert names(image) == ["Colors of photo #2", "Colors of photo #3", "Colors of photo", "photo"], names(image)
    assert [record(layer)["number"] for layer in (first, second, third)] == [1, 2, 3]


@case("several results of a photo: the latest is replaced, or that which is selected")
def _():
    image, photo, first = colored()
    second = colorize(image, [photo], keep=True)
    third = colorize(image, [photo])
    assert image.get_layers() == [third, first, photo] and not second.is_valid()
    assert third.get_name() == "Colors of photo #2"
    again = colorize(image, [first])
    assert image.get_layers() == [third, again, photo] and again.get_name() == "Colors of photo"
    last = colorize(image, [photo])
    assert image.get_layers() == [third, last, photo], "not the latest has been replaced"
    status, message, layers = call(image, [third, last])
    assert status == SUCCESS and len(layers) == 1, message
    assert image.get_layers() == [layers[0], last, photo]


@case("a duplicate of a result: the photo replaces the result, the duplicate itself")
def _():
    image, photo, former = colored()
    duplicate = former.copy()
    image.insert_layer(duplicate, None, 0)
    result = colorize(image, [photo])
    assert image.get_layers() == [duplicate, result, photo]
    again = colorize(image, [duplicate])
    assert image.get_layers() == [again, result, photo]


@case("a result that is locked stays")
def _():
    for drawn in "photo", "former":
        image, photo, former = colored()
        former.set_lock_content(True)
        result = colorize(image, [photo if drawn == "photo" else former])
        assert image.get_layers() == [result, former, photo], names(image)
        assert result.get_name() == "Colors of photo #2"


@case("layers moved, renamed and grouped: a result still knows its photo")
def _():
    image, photo, former = colored()
    below = add_layer(image, "below", 30, 30)
    image.reorder_item(below, None, 2)
    photo.set_name("another name")
    group, inner = (Gimp.GroupLayer.new(image, name) for name in ("group", "inner"))
    image.insert_layer(group, None, 0)
    image.insert_layer(inner, group, 0)
    image.reorder_item(photo, inner, 0)
    photo.set_offsets(7, -9)
    result = colorize(image, [former])
    assert result.get_parent() is None and image.get_layers()[1] == result
    assert result.get_offsets()[1:] == (7, -9) and result.get_name() == "Colors of photo"
    image.reorder_item(result, group, 0)
    again = colorize(image, [photo])
    assert again.get_parent() == group and group.get_children() == [again, inner], names(image)


@case("saved as XCF and opened: so it does there")
def _():
    image, photo, former = colored()
    image.reorder_item(photo, None, 0)
    path = scratch("colored.xcf")
    save(image, path)
    image = load(path)
    photo, former = image.get_layers()
    result = colorize(image, [former])
    assert image.get_layers() == [photo, result]
    result = colorize(image, [photo])
    assert image.get_layers() == [photo, result]


@case("a duplicate of the image, where GIMP gives out other tattoos")
def _():
    image = new_image()
    photo = image.get_layers()[0]
    above = add_layer(image, "above", 33, 22)
    colorize(image, [photo])
    other = image.duplicate()
    tattoos = [layer.get_tattoo() for layer in other.get_layers()]
    assert tattoos != [layer.get_tattoo() for layer in image.get_layers()], tattoos
    above, former, photo = other.get_layers()
    result = colorize(other, [former])
    assert other.get_layers() == [above, result, photo], names(other)
    assert (result.get_width(), result.get_height()) == (photo.get_width(), photo.get_height())


@case("a copy of the photo is another photo")
def _():
    image, photo, former = colored()
    copy = photo.copy()
    image.insert_layer(copy, None, 1)
    second = colorize(image, [copy])
    assert image.get_layers() == [former, second, copy, photo], names(image)
    again = colorize(image, [former])
    assert image.get_layers() == [again, second, copy, photo], names(image)
    third = colorize(image, [copy])
    assert image.get_layers() == [again, third, copy, photo], names(image)
    other = image.duplicate()
    first, second, copy, photo = other.get_layers()
    other.reorder_item(second, None, 3)
    for result, source in (first, photo), (second, copy):
        place = other.get_item_position(result)
        result = colorize(other, [result])
        assert len(other.get_layers()) == 4 and other.get_item_position(result) == place, names(other)
        assert record(result)["photo"]["tattoo"] == source.get_tattoo(), names(other)


@case("a result that is pasted into another image, where its photo is not")
def _():
    image, photo, former = colored()
    for other in new_image(), new_image(GRAY):
        pasted = Gimp.Layer.new_from_drawable(former, other)
        other.insert_layer(pasted, None, 0)
        # A layer of the photo's tattoo is there, and is not the photo.
        assert other.get_layer_by_tattoo(photo.get_tattoo()) is not None
        message = refused(other, [pasted], pasted.get_name(), "is not in the image")
    # GIMP makes the mode Normal, by which the layer is a whole picture.
    Gimp.edit_copy([former])
    pasted = Gimp.edit_paste(other.get_layers()[-1], False)[0]
    Gimp.floating_sel_to_layer(pasted)
    assert record(pasted) and pasted.get_mode() == Gimp.LayerMode.NORMAL
    result = colorize(other, [pasted])
    assert other.get_layers()[1:3] == [result, pasted], names(other)
    return message


@case("a photo and its result that are copied into another image know each other there")
def _():
    image, photo, former = colored()
    other = new_image()
    for layer in photo, former:
        other.insert_layer(Gimp.Layer.new_from_drawable(layer, other), None, 0)
    former, photo, bottom = other.get_layers()
    result = colorize(other, [former])
    assert other.get_layers() == [result, photo, bottom], names(other)


@case("the photo is gone: one sentence; a Normal result is a photo itself")
def _():
    image, photo, former = colored()
    add_layer(image, "other", 20, 20)
    image.remove_layer(photo)
    message = refused(image, [former], "Colors of photo", "is not in the image")
    former.set_mode(Gimp.LayerMode.NORMAL)
    before = pixels(former).copy()
    result = colorize(image, [former], result="normal")
    assert image.get_layers()[1:] == [result, former] and result.get_name() == "Colors of Colors of photo"
    assert np.abs(pixels(result) - before).mean() < 0.7, "not the lightness of the photo"
    again = colorize(image, [result])
    assert image.get_layers()[1:] == [again, former]
    return message


@case("a result in the mode Normal")
def _():
    image, photo, former = colored(result="normal")
    lab = pixels(photo).copy()
    result = colorize(image, [former], result="normal")
    replaced(image, former, result, photo)
    assert lightness_error(pixels(result), lab) < 0.5


@case("several photos, of which some have results")
def _():
    image = new_image(GRAY)
    bottom = image.get_layers()[0]
    top, middle = (add_layer(image, name, 40, 30, (3, 4)) for name in ("top", "middle"))
    former = colorize(image, [middle])
    layers = colorize(image, [top, former, bottom])
    assert [layer.get_name() for layer in layers] == ["Colors of top", "Colors of middle", "Colors of photo"]
    assert names(image) == ["Colors of middle", "middle", "Colors of top", "top", "Colors of photo", "photo"], names(image)
    assert set(image.get_selected_layers()) == set(layers)
    colorize(image, [top, middle, bottom], keep=True)
    assert len(image.get_layers()) == 9, names(image)


@case("a photo that has been changed since: its colors are those of now")
def _():
    image, photo, former = colored(result="normal")
    lab = pixels(photo).copy()
    lab[..., 0] = lab[:, ::-1, 0]
    set_pixels(photo, lab)
    result = colorize(image, [former], result="normal")
    assert lightness_error(pixels(result), pixels(photo)) < 0.5
    photo.scale(61, 47, False)
    photo.set_offsets(5, 6)
    result = colorize(image, [result])
    replaced(image, former, result, photo)
    assert (result.get_width(), result.get_height(), *result.get_offsets()[1:]) == (61, 47, 5, 6)


@case("names: without what a file's name ends in, and with all else that has a dot")
def _():
    for name, title in (("migrant_mother.jpg", "migrant_mother"), ("a.b.TIFF", "a.b"), ("Mr. Smith", "Mr. Smith"),
                        (".jpg", ".jpg"), ("2.5", "2.5"), ("Grüße.png", "Grüße"), ("%s%n.png", "%s%n"), (".", ".")):
        image = new_image()
        image.get_layers()[0].set_name(name)
        layer = colorize(image)
        assert layer.get_name() == "Colors of " + title, layer.get_name()


# Masks


def paint(mask):
    """Some strokes on a mask."""
    values = pixels(mask, "Y float").copy()
    values[20:40, 10:50] = 0.0
    values[60:70, :30] = 1.0
    set_pixels(mask, values, "Y float")
    return values[..., 0]


@case("what the user has painted on the former result's mask stays, with its switches")
def _():
    for base in RGB, GRAY:
        image, photo, former = colored(base)
        former.add_mask(former.create_mask(Gimp.AddMaskType.WHITE))
        painted = paint(former.get_mask())
        former.set_apply_mask(False)
        former.set_edit_mask(True)
        result = colorize(image, image.get_selected_drawables() if base == RGB else [photo])
        replaced(image, former, result, photo)
        assert np.array_equal(mask_of(result), painted)
        assert result.get_edit_mask() and not result.get_apply_mask()


@case("a selection makes a new mask")
def _():
    image, photo, former = colored()
    former.add_mask(former.create_mask(Gimp.AddMaskType.WHITE))
    paint(former.get_mask())
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 30, 40, 20, 10)
    selection = pixels(image.get_selection(), "Y float")[..., 0].copy()
    result = colorize(image, [former])
    assert np.array_equal(mask_of(result), selection)


@case("with keep, the new result has a mask of its own, or none")
def _():
    image, photo, former = colored()
    former.add_mask(former.create_mask(Gimp.AddMaskType.WHITE))
    painted = paint(former.get_mask())
    assert colorize(image, [former], keep=True).get_mask() is None
    assert np.array_equal(mask_of(former), painted)


@case("a mask of a selection stays when nothing is selected any more, and so do the colors; ignored, it goes")
def _():
    image = new_image()
    photo = image.get_layers()[0]
    whole = pixels(colorize(new_image())).copy()
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 30, 20, 40, 70)
    former = colorize(image, [photo])
    before, mask = pixels(former).copy(), mask_of(former).copy()
    assert record(former)["selected"]
    Gimp.Selection.none(image)
    for _ in range(2):
        result = colorize(image, [photo])
        assert np.array_equal(mask_of(result), mask)
        assert np.abs(pixels(result) - before).mean() < 0.2, "the network has seen something else"
    kept = colorize(image, [photo], keep=True)
    assert kept.get_mask() is None and np.abs(pixels(kept) - whole).mean() < 0.2
    image.remove_layer(kept)
    result = colorize(image, [photo], selection="ignore")
    assert result.get_mask() is None
    result.add_mask(result.create_mask(Gimp.AddMaskType.WHITE))
    painted = paint(result.get_mask())
    result = colorize(image, [photo], selection="ignore")
    assert np.array_equal(mask_of(result), painted), "a mask of the user's own has gone"
    assert np.abs(pixels(result) - whole).mean() < 0.2


def flip(image, layers):
    image.flip(Gimp.OrientationType.HORIZONTAL)


def turn(image, layers):
    image.rotate(Gimp.RotationType.DEGREES90)


def crop(image, layers):
    image.crop(60, 70, 20, 10)


def enlarge(image, layers):
    layers[-1].resize(130, 140, 20, 15)


def paint_on(image, layers):
    layers[0].get_mask().edit_fill(Gimp.FillType.WHITE)


@case("all that the mask of a selection shows is colored again, whatever has become of the image and of the mask")
def _():
    for change in flip, turn, crop, enlarge, paint_on:
        image, photo, _ = colored()
        image.remove_layer(image.get_layers()[0])
        image.select_rectangle(Gimp.ChannelOps.REPLACE, 5, 8, 40, 50)
        former = colorize(image, [photo])
        Gimp.Selection.none(image)
        change(image, [former, photo])
        result = colorize(image, [photo])
        shown = mask_of(result) > 0.5
        colorless = np.abs(pixels(result)[..., 1:3][shown]).max(-1) < 1e-3
        assert shown.any() and colorless.mean() < 0.02, f"{change.__name__}: {colorless.mean():.2f} is gray"


@case("a photo of another size: the mask stays where it is in the image")
def _():
    image, photo, former = colored()
    former.add_mask(former.create_mask(Gimp.AddMaskType.WHITE))
    painted = paint(former.get_mask())
    photo.resize(50, 60, -5, -12)
    result = colorize(image, [former])
    assert np.array_equal(mask_of(result), painted[12:72, 5:55])
    photo.resize(90, 100, 9, 11)
    result = colorize(image, [photo])
    grown = np.pad(painted[12:72, 5:55], ((11, 29), (9, 31)), "edge")
    assert np.array_equal(mask_of(result), grown)


# What others may have written


GARBLED = [b"", b"[" * 1000000, b"{", b"[" * 8000, b"{\"a\":" * 3000, b"null", b"[]", b"\"photo\"", b"\xff\xfe{}", b"{}" + b" " * 70000, b"{\"photo\":1}",
           b"{\"photo\":{}}", b"{\"photo\":{\"id\":null}}", b"{\"photo\":{\"id\":[\"x\"]}}", b"NaN", b"{\"photo\":NaN}", bytes(range(256))]


@case("a record that is garbled does not count: the layer is a photo like any other")
def _():
    image, photo, former = colored()
    for text in GARBLED:
        describe(former, text)
        result = colorize(image, [former])
        assert image.get_layers() == [result, former, photo], (text[:20], names(image))
        image.remove_layer(result)


@case("a record with members of wrong types, or none: what remains counts")
def _():
    image, photo, former = colored()
    members = [name for name in record(former) if name != "photo"]
    for value in (None, -1, 1e300, "x", [], {}, True, [1, 2, "x", None], [[1], 1e300, -1, 2 ** 62], 2 ** 62):
        made = record(former) | {name: value for name in members} | {"selected": True}
        made["photo"] |= {"tattoo": value}
        describe(former, made)
        former.add_mask(former.create_mask(Gimp.AddMaskType.WHITE))
        result = colorize(image, [former])
        assert image.get_layers() == [result, photo], (value, names(image))
        result.remove_mask(Gimp.MaskApplyMode.DISCARD)
        former = result


@case("a record that names the layer itself, or two that name each other")
def _():
    image, photo, former = colored()
    sign = record(former)["photo"]["id"]
    former.attach_parasite(Gimp.Parasite.new("colorize-photo", Gimp.PARASITE_PERSISTENT, list(sign.encode())))
    describe(photo, record(former))
    status, message, layers = call(image, [former, photo])
    assert status == SUCCESS, message
    for layer in image.get_layers():
        status, message, _ = call(image, [layer])
    assert status == SUCCESS or message.endswith("."), message


@case("Repeat on the result, as GIMP selects it after a run, colors the photo again")
def _():
    image, photo, former = colored()
    result = colorize(image, image.get_selected_layers(), run_mode=Gimp.RunMode.WITH_LAST_VALS)
    replaced(image, former, result, photo)


@case("a run that fails leaves the former result")
def _():
    image, photo, former = colored()
    refused(image, [former], weights="/nowhere/net.safetensors")
    assert image.get_layers() == [former, photo]
