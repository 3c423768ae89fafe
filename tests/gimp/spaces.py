# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Color spaces: the same photo in each, written and read as plain numbers, with arithmetic of our own for
what the numbers mean. GEGL, babl and LittleCMS are what is tested here, so none of them may be asked."""

import colors
from harness import *

P = Gimp.Precision

CURVES = {
    "srgb": (colors.srgb_curve, lambda linear: np.where(linear <= 0.0031308, linear * 12.92,
                                                         1.055 * np.maximum(linear, 1e-9) ** (1 / 2.4) - 0.055)),
    "linear": (lambda values: values, lambda linear: linear),
}


def power(gamma):
    return lambda values: values ** gamma, lambda linear: linear ** (1 / gamma)


def encoding(precision):
    """How a precision's numbers are called by babl, and the curve that they have whatever the profile."""
    if precision.value_nick.endswith("-non-linear"):
        return "'", None
    if precision.value_nick.endswith("-linear"):
        return "", CURVES["linear"]
    return "~", CURVES["srgb"]


def name_of(base, precision, alpha=False):
    mark, _ = encoding(precision)
    model = "Y" + mark if base == GRAY else "".join(channel + mark for channel in "RGB")
    return model + ("A" if alpha else "") + " float"


def sepia(lightness=None):
    """The small photo as a faded sepia print: L*a*b*."""
    lightness = 18 + 0.7 * small_photo() if lightness is None else lightness
    shade = 1 - lightness / 100
    return np.stack([lightness, 4 + 8 * shade, 12 + 14 * shade], -1)


def numbers_of(photo, primaries, curve):
    """Numbers for a photo in L*a*b*, of gray where there are no primaries."""
    if primaries is None:
        return curve[1](colors.xyz_of_lab(photo * [1, 0, 0])[..., 1:2])
    return curve[1](np.clip(colors.xyz_of_lab(photo) @ np.linalg.inv(primaries).T, 0, 1))


def image_of(numbers, precision, profile, indexed=False):
    """An image of these very numbers; the profile comes later and does not change them."""
    height, width, channels = numbers.shape
    base = GRAY if channels == 1 else RGB
    image = Gimp.Image.new_with_precision(width, height, base, precision)
    kind = Gimp.ImageType.GRAY_IMAGE if base == GRAY else Gimp.ImageType.RGB_IMAGE
    layer = Gimp.Layer.new(image, "photo", width, height, kind, 100.0, Gimp.LayerMode.NORMAL)
    image.insert_layer(layer, None, 0)
    set_pixels(layer, numbers, name_of(base, precision))
    if indexed:
        image.convert_indexed(Gimp.ConvertDitherType.NONE, Gimp.ConvertPaletteType.GENERATE, 255, False, False, "")
    stored = pixels(layer, name_of(base, precision)).astype(np.float64)
    if profile:
        assert image.set_color_profile(Gimp.ColorProfile.new_from_icc_profile(list(profile)))
    return image, stored


def numbers_in(image, layer):
    """A layer's very numbers, whatever the profile says."""
    image.set_color_profile(Gimp.ColorProfile.new_rgb_srgb())
    return pixels(layer, name_of(RGB, image.get_precision(), alpha=True))[..., :3].astype(np.float64)


def profile_of(image):
    profile = image.get_color_profile()
    return profile and bytes(profile.get_icc_profile())


def colored(image, lab_of, **arguments):
    """Both results of a run, in L*a*b*: the layer itself, and it as LCh color over the source."""
    before = profile_of(image)
    gray = image.get_base_type() == GRAY
    layer = colorize(image, result="normal", **arguments)
    assert gray or profile_of(image) == before, "the image has another profile than before"
    copy = image.duplicate()
    copy.get_layers()[0].set_mode(Gimp.LayerMode.LCH_COLOR)
    merged = copy.flatten()
    return lab_of(numbers_in(image, layer)), lab_of(numbers_in(copy, merged))


_reference = None


def reference():
    """What the photo becomes where nothing is rounded: floats in sRGB."""
    global _reference
    if _reference is None:
        image, _ = image_of(numbers_of(sepia(), colors.SRGB, CURVES["srgb"]), P.FLOAT_NON_LINEAR, None)
        _reference, _ = colored(image, colors.lab, saturation=60.0)
    return _reference


def compare(source, results, most=0.3):
    """Fails unless both results have the source's L* and the colors that all others have."""
    notes = []
    for result, lab in zip(("normal", "LCh color"), results):
        error = np.abs(lab[..., 0] - source[..., 0])
        assert error.mean() <= most, f"{result}: L* is off by {error.mean():.3f} on average"
        assert np.percentile(error, 99) <= 5 * most, f"{result}: L* is off by {np.percentile(error, 99):.2f} at 1 %"
        shift = np.abs(lab[..., 1:] - reference()[..., 1:]).mean()
        assert shift <= 2 * most, f"{result}: a* and b* are off by {shift:.2f} on average"
        notes.append(f"{result}: dL* {error.mean():.3f}, dab {shift:.3f}")
    assert colors.chroma(results[0]) > 4
    return "; ".join(notes)


SPACES = [
    ("8 bits, sRGB", P.U8_NON_LINEAR, colors.SRGB, None),
    ("8 bits, perceptual, Adobe RGB", P.U8_PERCEPTUAL, colors.ADOBE, 2.19921875),
    ("8 bits, ProPhoto", P.U8_NON_LINEAR, colors.PROPHOTO, 1.80078125),
    ("16 bits, Adobe RGB", P.U16_NON_LINEAR, colors.ADOBE, 2.19921875),
    ("16 bits, linear, ProPhoto", P.U16_LINEAR, colors.PROPHOTO, 1.80078125),
    ("32 bits, perceptual, ProPhoto", P.U32_PERCEPTUAL, colors.PROPHOTO, 1.80078125),
    ("half float, linear, Adobe RGB", P.HALF_LINEAR, colors.ADOBE, 2.19921875),
    ("float, linear, sRGB", P.FLOAT_LINEAR, colors.SRGB, None),
    ("double, ProPhoto", P.DOUBLE_NON_LINEAR, colors.PROPHOTO, 1.80078125),
    ("indexed, sRGB", P.U8_NON_LINEAR, colors.SRGB, None, True),
    ("indexed, Adobe RGB", P.U8_NON_LINEAR, colors.ADOBE, 2.19921875, True),
    ("indexed, ProPhoto", P.U8_NON_LINEAR, colors.PROPHOTO, 1.80078125, True),
]


def check_space(precision, primaries, gamma, indexed=False):
    curve = encoding(precision)[1] or (power(gamma) if gamma else CURVES["srgb"])
    profile = colors.profile(gamma, primaries) if gamma else None
    image, numbers = image_of(numbers_of(sepia(), primaries, curve), precision, profile, indexed)

    def lab_of(values):
        return colors.lab(values, primaries, curve[0])

    return compare(lab_of(numbers), colored(image, lab_of, saturation=60.0))


for title, *arguments_ in SPACES:
    case(f"true colors: {title}")(lambda arguments=arguments_: check_space(*arguments))

GRAYS = [
    ("8 bits, no profile", P.U8_NON_LINEAR, None),
    ("8 bits, gamma 1.8", P.U8_NON_LINEAR, 1.80078125),
    ("16 bits, linear profile", P.U16_NON_LINEAR, 1.0),
    ("float, linear, gamma 2.6", P.FLOAT_LINEAR, 2.6015625),
]


def check_gray(precision, gamma):
    curve = encoding(precision)[1] or (power(gamma) if gamma else CURVES["srgb"])
    profile = colors.profile(gamma) if gamma else None
    image, numbers = image_of(numbers_of(sepia(), None, curve), precision, profile)
    # As RGB, it has GIMP's own profile, which is sRGB.
    after = encoding(precision)[1] or CURVES["srgb"]
    results = colored(image, lambda values: colors.lab(values, colors.SRGB, after[0]), saturation=60.0)
    return compare(colors.lightness_of_gray(numbers[..., 0], curve[0])[..., None], results)


for title, *arguments_ in GRAYS:
    case(f"true colors: gray, {title}")(lambda arguments=arguments_: check_gray(*arguments))


TABLES = [
    ("8 bits", P.U8_NON_LINEAR),
    ("float, perceptual", P.FLOAT_PERCEPTUAL),
    ("indexed", P.U8_NON_LINEAR, True),
]


def check_table(precision, indexed=False):
    profile = colors.table_profile(matrix_too=indexed)
    image, numbers = image_of(colors.table_of_lab(sepia()), precision, profile, indexed)
    # GIMP merges layers as if their numbers were those of sRGB, which they nearly are.
    source = colors.lab_of_table(numbers)
    normal, merged = colored(image, colors.lab_of_table, saturation=60.0)
    # The tables themselves are a little off between their points.
    return compare(source, (normal, merged), most=0.5)


for title, *arguments_ in TABLES:
    case(f"true colors: a profile of tables, {title}")(lambda arguments=arguments_: check_table(*arguments))


@case("a scanner's profile, in which no colors can be written, is refused")
def _():
    profile = colors.table_profile(way_back=False)
    image, _ = image_of(colors.table_of_lab(sepia()), P.U8_NON_LINEAR, profile)
    return refused(image, image.get_layers(), "profile", "Color Management")


@case("more color than sRGB can hold: a sepia print keeps its L*, and the colors their hue")
def _():
    arguments = {"saturation": 200.0, "warmth": 20.0, "vividness": 100.0}
    image, numbers = image_of(numbers_of(sepia(small_photo()), colors.SRGB, CURVES["srgb"]), P.U8_NON_LINEAR, None)
    source = colors.lab(numbers)
    results = colored(image, colors.lab, **arguments)

    # The very colors that sRGB has stored, for the sepia's shadows lie outside of it: another L* there
    # gives other colors everywhere, which such a saturation makes plain to see.
    gamma = 1.80078125
    image, _ = image_of(numbers_of(source, colors.PROPHOTO, power(gamma)), P.FLOAT_NON_LINEAR,
                        colors.profile(gamma, colors.PROPHOTO))
    wanted, _ = colored(image, lambda values: colors.lab(values, colors.PROPHOTO, power(gamma)[0]), **arguments)
    size = np.hypot(wanted[..., 1], wanted[..., 2])
    lost = np.hypot(results[0][..., 1], results[0][..., 2]) < 0.9 * size
    assert lost.mean() > 0.02, f"only {100 * lost.mean():.1f} % have lost chroma"
    notes = [f"{100 * lost.mean():.0f} % have lost chroma"]
    for result, lab in zip(("normal", "LCh color"), results):
        error = np.abs(lab[..., 0] - source[..., 0])
        # How far it is beside the wanted hue; 8 bits leave a step.
        beside = np.abs(lab[..., 1] * wanted[..., 2] - lab[..., 2] * wanted[..., 1]) / np.maximum(size, 1)
        notes.append(f"{result}: dL* {error.mean():.3f}, {error[lost].mean():.3f} there, hue {beside[lost].mean():.2f}")
        assert error.mean() <= 0.3 and error[lost].mean() <= 0.5 and beside[lost].mean() < 0.4, notes
    return "; ".join(notes)


@case("more color than a profile of tables can hold: a sepia print keeps its L*")
def _():
    image, numbers = image_of(colors.table_of_lab(sepia()), P.FLOAT_NON_LINEAR, colors.table_profile())
    normal, _ = colored(image, colors.lab_of_table, saturation=200.0, warmth=20.0, vividness=100.0)
    error = np.abs(normal[..., 0] - colors.lab_of_table(numbers)[..., 0])
    assert error.mean() <= 0.4 and np.percentile(error, 99) <= 1.5, (error.mean(), np.percentile(error, 99))
    return f"dL* {error.mean():.3f}, all but 1 % within {np.percentile(error, 99):.2f}"
