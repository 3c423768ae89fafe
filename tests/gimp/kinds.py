# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of image: base types, precisions, alpha; and sizes at which a thread's part begins anywhere."""

from harness import *

P = Gimp.Precision

KINDS = [
    ("RGB, 8 bits", RGB, P.U8_NON_LINEAR, False),
    ("RGB, 8 bits, alpha", RGB, P.U8_NON_LINEAR, True),
    ("RGB, 16 bits, linear", RGB, P.U16_LINEAR, False),
    ("RGB, half float", RGB, P.HALF_NON_LINEAR, True),
    ("RGB, 32-bit float, linear", RGB, P.FLOAT_LINEAR, False),
    ("RGB, 64-bit float", RGB, P.DOUBLE_NON_LINEAR, False),
    ("gray, 8 bits", GRAY, P.U8_NON_LINEAR, False),
    ("gray, 8 bits, linear", GRAY, P.U8_LINEAR, False),
    ("gray, 16 bits, alpha", GRAY, P.U16_NON_LINEAR, True),
    ("gray, 32 bits", GRAY, P.U32_NON_LINEAR, False),
    ("gray, half float, linear", GRAY, P.HALF_LINEAR, False),
    ("gray, 32-bit float", GRAY, P.FLOAT_NON_LINEAR, True),
    ("indexed", INDEXED, P.U8_NON_LINEAR, False),
    ("indexed, alpha", INDEXED, P.U8_NON_LINEAR, True),
]


SIZES = [
    (2049, 1366, GRAY, P.U8_NON_LINEAR, False),
    (1195, 1600, RGB, P.U8_NON_LINEAR, False),
    (591, 300, RGB, P.FLOAT_NON_LINEAR, False),
    (591, 300, GRAY, P.U16_NON_LINEAR, True),
    (3, 8193, RGB, P.HALF_NON_LINEAR, True),
]


def check_kind(base, precision, alpha, lightness=None):
    image = new_image(base, precision, lightness=lightness, alpha=alpha)
    source = image.get_layers()[0]
    before = flattened(image)
    untouched = pixels(source, "R'G'B'A float").copy() if base == RGB else None
    opaque = pixels(source, "CIE Lab alpha float")[..., 3] > 0.5

    layer = colorize(image)

    assert image.get_base_type() == RGB and image.get_precision() == precision
    assert image.get_layers() == [layer, source], image.get_layers()
    assert layer.type() == Gimp.ImageType.RGBA_IMAGE
    assert (layer.get_width(), layer.get_height()) == (source.get_width(), source.get_height())
    if untouched is not None:
        assert np.array_equal(pixels(source, "R'G'B'A float"), untouched), "the source has changed"
    own = pixels(layer, "CIE Lab alpha float")
    assert np.array_equal(own[..., 3] > 0.5, opaque), "alpha is not the source's"

    after = flattened(image)
    error = lightness_error(after, before)
    own_error = lightness_error(own[opaque], before[opaque])
    color = chroma(own[opaque])
    # Eight linear bits leave steps of 3 L* in the darkest parts, whatever one does.
    limit = 0.6 if precision == P.U8_LINEAR else 0.3
    assert error <= limit, f"L* of the flattened image is off by {error:.3f} on average"
    assert own_error <= 2 * limit, f"L* of the new layer is off by {own_error:.3f} on average"
    assert color > 2, f"mean chroma {color:.2f}"
    return f"dL* {error:.3f}, chroma {color:.1f}"


for title, base_, precision_, alpha_ in KINDS:
    case(title)(lambda base=base_, precision=precision_, alpha=alpha_: check_kind(base, precision, alpha))


def check_size(width, height, *kind):
    shade = np.add.outer(np.arange(height) * 70 // height, np.arange(width) * 20 // width)
    return check_kind(*kind, lightness=5.0 + shade)


for size in SIZES:
    case(f"{size[0]} x {size[1]} pixels")(lambda size=size: check_size(*size))
