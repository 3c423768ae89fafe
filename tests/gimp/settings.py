# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""The arguments: their names, what they do in numbers, and weights files that are wrong."""

import json
import struct

from gi.repository import GdkPixbuf

import colors
from harness import *

NAMES = ["weights", "strength", "saturation", "warmth", "vividness", "working-size", "result", "selection", "level", "border",
         "tint", "evenness", "keep", "own-colors", "hints", "use-hints",
         "like", "like-layer", "mood", "hints-elsewhere"]


@case("the procedure: menu, documentation, names and ranges of its arguments")
def _():
    found = procedure()
    assert found.get_menu_label() == "Colorize _Black-and-White Photo..."
    assert found.get_menu_paths() == ["<Image>/Filters/Enhance"]
    assert found.get_image_types() == "*"
    assert "black-and-white" in found.get_blurb() and "Colors > Colorize" in found.get_blurb()
    arguments = {spec.name: spec for spec in found.get_arguments()}
    assert list(arguments)[-len(NAMES):] == NAMES, list(arguments)
    numbers = [arguments[name] for name in NAMES[1:6]]
    ranges = [(spec.minimum, spec.maximum, spec.get_default_value()) for spec in numbers]
    assert ranges == [(0, 100, 100), (0, 200, 100), (-20, 20, 0), (-1, 100, -1), (0, 4096, 0)], ranges
    defaults = [arguments[name].get_default_value() for name in NAMES[6:]]
    assert defaults == ["lch-color", "mask", "auto", "auto", 0, 50, False, 0, None, True, [], None, 50, False], defaults
    assert all(arguments[name].blurb for name in NAMES)
    assert [spec.name for spec in found.get_return_values()] == ["layers"]


@case("a result tells of each argument, but of those about other layers than itself")
def _():
    made = json.loads(bytes(colorize(new_image()).get_parasite("colorize").get_data()).decode())
    assert set(NAMES) - set(made) == {"keep", "hints", "use-hints", "like", "like-layer", "mood"}, set(NAMES) - set(made)
    assert sorted(made["automatic"]) == ["vividness", "working-size"], made
    assert made["vividness"] >= 0 and made["working-size"] > 0, made


@case("the icon in the menu: a picture that can be read, beside the program")
def _():
    with open(os.path.join(Gimp.directory(), "pluginrc"), encoding="latin-1") as file:
        said = file.read().split('"plug-in-colorize"', 1)[1].split("(icon ", 1)[1].split(")", 1)[0]
    kind, _, uri = said.split(" ")
    assert kind == "image-file", said
    icon = GdkPixbuf.Pixbuf.new_from_file(Gio.File.new_for_uri(uri.strip('"')).get_path())
    assert (icon.get_width(), icon.get_height()) == (16, 16), "menus show it in its own size"


def own_colors(**arguments):
    """The new layer's own colors, and the layer; in 32-bit floats, and a space that holds nearly all of them."""
    wide = Gimp.ColorProfile.new_from_icc_profile(list(colors.profile(1.8, colors.PROPHOTO)))
    layer = colorize(new_image(RGB, Gimp.Precision.FLOAT_NON_LINEAR, wide), **arguments)
    return pixels(layer).copy(), layer


@case("strength is the layer's opacity, and changes nothing else")
def _():
    full, _ = own_colors()
    half, layer = own_colors(strength=50.0)
    assert layer.get_opacity() == 50.0 and np.abs(full - half).max() < 1e-3


@case("saturation is a factor of a* and b*")
def _():
    plain, _ = own_colors()
    double, _ = own_colors(saturation=200.0)
    none, _ = own_colors(saturation=0.0)
    assert np.abs(double[..., 1:] - 2 * plain[..., 1:]).mean() < 0.3
    assert chroma(none) < 0.1, chroma(none)


@case("warmth is added to b*")
def _():
    plain, _ = own_colors()
    warm, _ = own_colors(warmth=12.0)
    cold, _ = own_colors(warmth=-12.0)
    # Black and white have no color, whatever is added.
    middle = (plain[..., 0] > 20) & (plain[..., 0] < 90)
    shifts = [(other - plain)[middle].mean(0) for other in (warm, cold)]
    assert np.abs(shifts - np.array([[0, 0, 12], [0, 0, -12]])).max() < 0.3, shifts


@case("vividness raises chroma; -1 is what the weights say")
def _():
    low, _ = own_colors(vividness=0.0)
    high, _ = own_colors(vividness=100.0)
    default, layer = own_colors()
    said = json.loads(bytes(layer.get_parasite("colorize").get_data()).decode())["vividness"]
    same, _ = own_colors(vividness=said)
    assert np.abs(same - default).max() < 1e-3
    assert chroma(high) > 1.1 * chroma(low), f"chroma {chroma(low):.1f} at 0, {chroma(high):.1f} at 100"
    return f"chroma {chroma(low):.1f} at 0, {chroma(default):.1f} at {said:.0f}, {chroma(high):.1f} at 100"


@case("working-size changes what the network sees")
def _():
    default, layer = own_colors()
    said = json.loads(bytes(layer.get_parasite("colorize").get_data()).decode())["working-size"]
    same, _ = own_colors(working_size=said)
    small, _ = own_colors(working_size=32)
    assert np.abs(same - default).max() < 1e-3
    assert np.abs(small - default).mean() > 0.1


@case("result: a normal layer has the photo's lightness itself")
def _():
    image = new_image(GRAY)
    source = image.get_layers()[0]
    reference = pixels(source).copy()
    layer = colorize(image, result="normal")
    assert layer.get_mode() == Gimp.LayerMode.NORMAL
    error = lightness_error(pixels(layer), reference)
    assert error < 0.5, f"L* is off by {error:.2f}"


@case("with-last-vals and none stored: the defaults")
def _():
    plain = colorize(new_image())
    last = colorize(new_image(), run_mode=Gimp.RunMode.WITH_LAST_VALS)
    assert last.get_opacity() == 100.0
    # babl measures which conversion is the fastest, so two processes need not round in the same way.
    assert np.abs(pixels(plain) - pixels(last)).max() < 1.0


@case("a weights file that is named is used")
def _():
    layer = colorize(new_image(), weights=WEIGHTS)
    assert chroma(pixels(layer)) > 2


# Weights files that are wrong


def wrong_weights(change):
    """A copy of the weights whose parsed header and raw data went through `change`."""
    with open(WEIGHTS, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header, data = json.loads(file.read(length)), file.read()
    path = scratch("wrong.safetensors")
    with open(path, "wb") as file:
        file.write(change(header, data))
    return path


def packed(header, data):
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def wrong_shape(header, data):
    shape = header["low2.weight"]["shape"]
    header["low2.weight"]["shape"] = [shape[0], shape[1], shape[2] * shape[3], 1]
    return packed(header, data)


def not_a_number(header, data):
    begin, _ = header["low2.weight"]["data_offsets"]
    return packed(header, data[:begin] + b"\xff" * 4 + data[begin + 4:])


def without(header, data):
    """The last tensor taken away, with its data, so that only its absence is wrong."""
    name = max((name for name in header if name != "__metadata__"), key=lambda name: header[name]["data_offsets"][1])
    begin, _ = header.pop(name)["data_offsets"]
    return packed(header, data[:begin])


WRONG = [
    ("truncated", lambda header, data: packed(header, data[: len(data) // 2])),
    ("cut off within its header", lambda header, data: packed(header, data)[:500]),
    ("empty", lambda header, data: b""),
    ("no weights file at all", lambda header, data: b"Dear diary, " * 100),
    ("of a wrong shape", wrong_shape),
    ("without one of its tensors", without),
    ("with a NaN", not_a_number),
    ("with a header of 2^62 bytes", lambda header, data: struct.pack("<Q", 1 << 62) + b"{}" + data[:1000]),
    ("with a header that is no JSON", lambda header, data: struct.pack("<Q", 64) + b"{" * 64 + data),
    ("with a header nested without end", lambda header, data: struct.pack("<Q", 200000) + b"[" * 200000 + data[:1000]),
]

for title, change_ in WRONG:

    @case(f"a weights file {title} is refused")
    def _(change=change_):
        image = new_image(GRAY)
        return refused(image, image.get_layers(), weights=wrong_weights(change))


@case("a weights file that is missing is refused")
def _():
    image = new_image(GRAY)
    return refused(image, image.get_layers(), "/nowhere/net.safetensors", weights="/nowhere/net.safetensors")


@case("a folder in place of a weights file is refused")
def _():
    image = new_image(GRAY)
    return refused(image, image.get_layers(), weights=SCRATCH)
