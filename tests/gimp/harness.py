# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all end-to-end tests share: images made and read, the plug-in called."""

import os
import tempfile

import gi

gi.require_version("Gimp", "3.0")
gi.require_version("Gegl", "0.4")
from gi.repository import Gegl, Gimp, Gio

import numpy as np

import tap
from tap import case  # noqa: F401, for the cases

Gegl.init(None)

SUCCESS = Gimp.PDBStatusType.SUCCESS
FAILED = Gimp.PDBStatusType.EXECUTION_ERROR
BATCH = Gimp.RunMode.NONINTERACTIVE
PHOTO = os.environ["COLORIZE_PHOTO"]
WEIGHTS = os.environ["COLORIZE_WEIGHTS"]
TOOL = os.environ["COLORIZE_TOOL"]
SCRATCH = os.environ["COLORIZE_SCRATCH"]


def run_all(result_path):
    """Runs all cases, writes TAP to result_path as they end, and raises if any failed."""
    images = Gimp.get_images()

    # Plug-ins that leave images behind eat the user's memory, so `call` looks before this tidies up: a case
    # deletes none of its own, and the plug-in must not add to them.
    def delete_images():
        for image in Gimp.get_images():
            if image not in images:
                image.delete()

    with open(result_path, "w") as result:
        failed = tap.run(out=result, tidy_up=delete_images)
    if failed:
        raise RuntimeError(f"{failed} cases failed")


# Calling


def procedure():
    found = Gimp.get_pdb().lookup_procedure("plug-in-colorize")
    assert found is not None, "GIMP does not know plug-in-colorize"
    return found


def call(image, drawables, run_mode=BATCH, **arguments):
    """Calls the plug-in: (status, message, new layers)."""
    config = procedure().create_config()
    config.set_property("run-mode", run_mode)
    config.set_property("image", image)
    config.set_core_object_array("drawables", drawables)
    for name, value in arguments.items():
        if name == "weights":
            value = Gio.File.new_for_path(value)
        config.set_property(name.replace("_", "-"), value)
    before = Gimp.get_images()
    values = procedure().run(config)
    status = values.index(0)
    # The next call of any kind wipes the message out.
    message = Gimp.get_pdb().get_last_error() or ""
    assert all(left in before for left in Gimp.get_images()), "the plug-in left an image behind"
    if status == SUCCESS:
        return status, "", values.get_core_object_array(1)
    return status, message, []


def colorize(image, drawables=None, **arguments):
    """Calls the plug-in, which must succeed: the new layer, or all of them if several."""
    drawables = drawables or image.get_layers()
    status, message, layers = call(image, drawables, **arguments)
    assert status == SUCCESS, f"{status.value_nick}: {message}"
    assert len(layers) == len(drawables), f"{len(layers)} new layers of {len(drawables)}"
    return layers[0] if len(layers) == 1 else layers


def refused(image, drawables, *words, **arguments):
    """Calls the plug-in, which must refuse with a sentence that holds all words and change nothing."""
    image.clean_all()
    before = state(image)
    status, message, _ = call(image, drawables, **arguments)
    assert status == FAILED, f"status {status.value_nick}, message {message!r}"
    for word in words:
        assert word in message, f"no {word!r} in {message!r}"
    assert message.rstrip().endswith("."), f"not a sentence: {message!r}"
    assert state(image) == before and not image.is_dirty(), "the image has changed"
    return message


def state(image):
    """All that must stay as it is when a run fails."""

    def describe(layer):
        children = [describe(child) for child in layer.get_children()] if layer.is_group() else []
        return (layer.get_id(), layer.get_name(), pixels(layer, "R'G'B'A float").tobytes(), children)

    return (image.get_base_type(), image.get_precision(), [describe(layer) for layer in image.get_layers()])


# Pixels


def pixels(drawable, format="CIE Lab float", channels=None):
    """A drawable's pixels: [height, width, channels]."""
    buffer = drawable.get_buffer()
    width, height = drawable.get_width(), drawable.get_height()
    data = buffer.get(Gegl.Rectangle.new(0, 0, width, height), 1.0, format, Gegl.AbyssPolicy.NONE)
    return np.frombuffer(data, np.float32).reshape(height, width, -1)


def set_pixels(drawable, values, format="CIE Lab float"):
    buffer = drawable.get_buffer()
    values = np.ascontiguousarray(values, np.float32)
    height, width = values.shape[:2]
    buffer.set(Gegl.Rectangle.new(0, 0, width, height), format, values.tobytes())
    buffer.flush()
    drawable.update(0, 0, width, height)


def flattened(image, format="CIE Lab float"):
    """The pixels of the image as it is seen."""
    copy = image.duplicate()
    if copy.get_base_type() == Gimp.ImageBaseType.INDEXED:
        # GIMP 3.0 takes a palette's numbers for those of sRGB, and keeps to it in a conversion.
        profile = copy.get_color_profile()
        copy.set_color_profile(Gimp.ColorProfile.new_rgb_srgb())
        copy.convert_rgb()
        if profile:
            copy.set_color_profile(profile)
    seen = pixels(copy.flatten(), format).copy()
    copy.delete()
    return seen


def chroma(lab):
    """Mean chroma of pixels in Lab."""
    return float(np.hypot(lab[..., 1], lab[..., 2]).mean())


def lightness_error(lab, reference):
    return float(np.abs(lab[..., 0] - reference[..., 0]).mean())


# Images


def load(path):
    image = Gimp.file_load(BATCH, Gio.File.new_for_path(path))
    assert image is not None, f"GIMP cannot load {path}"
    return image


def save(image, path):
    assert Gimp.file_save(BATCH, image, Gio.File.new_for_path(path), None), f"cannot save {path}"


def scratch(name):
    """A path for a file of this name, in a folder of its own."""
    return os.path.join(tempfile.mkdtemp(dir=SCRATCH), name)


_small = None


def small_photo():
    """The test photo, made small: L* [height, width]."""
    global _small
    if _small is None:
        image = load(PHOTO)
        height = 160
        image.scale(round(image.get_width() * height / image.get_height()), height)
        _small = pixels(image.get_layers()[0])[..., 0].copy()
        image.delete()
    return _small


RGB, GRAY, INDEXED = Gimp.ImageBaseType.RGB, Gimp.ImageBaseType.GRAY, Gimp.ImageBaseType.INDEXED


def new_image(base=RGB, precision=Gimp.Precision.U8_NON_LINEAR, profile=None, lightness=None, alpha=False):
    """An image of the small photo (or of the L* given), faintly toned where it can be."""
    lightness = small_photo() if lightness is None else lightness
    height, width = lightness.shape
    indexed = base == INDEXED
    image = Gimp.Image.new_with_precision(width, height, RGB if indexed else base, precision)
    if profile and not indexed:
        image.set_color_profile(profile)
    kind = Gimp.ImageType.GRAYA_IMAGE if base == GRAY else Gimp.ImageType.RGBA_IMAGE
    if not alpha:
        kind = Gimp.ImageType.GRAY_IMAGE if base == GRAY else Gimp.ImageType.RGB_IMAGE
    layer = Gimp.Layer.new(image, "photo", width, height, kind, 100.0, Gimp.LayerMode.NORMAL)
    image.insert_layer(layer, None, 0)
    lab = np.zeros((height, width, 4), np.float32)
    lab[..., 0] = lightness
    if base != GRAY:
        lab[..., 1], lab[..., 2] = 3.0, 8.0
    # Transparent to the left, opaque to the right.
    lab[..., 3] = np.linspace(0, 1, width) > 0.3 if alpha else 1.0
    set_pixels(layer, lab, "CIE Lab alpha float")
    if indexed:
        image.convert_indexed(Gimp.ConvertDitherType.NONE, Gimp.ConvertPaletteType.GENERATE, 64, False, False, "")
        if profile:
            image.set_color_profile(profile)
    image.clean_all()
    return image
