# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the screen shows, in numbers."""

import os
import subprocess

import numpy as np
from gi.repository import Atspi

# Of the screen's pixels for one of GTK's, along each side.
SCALE = int(os.environ.get("GDK_SCALE", 1))


def grab():
    """The screen: [height, width, 3], 0..255."""
    data = subprocess.run(["import", "-window", "root", "-depth", "8", "ppm:-"], check=True, capture_output=True).stdout
    kind, size, depth, pixels = data.split(b"\n", 3)
    assert (kind, depth) == (b"P6", b"255"), f"a picture of {kind}, {depth}"
    width, height = map(int, size.split())
    return np.frombuffer(pixels, np.uint8).reshape(height, width, 3).astype(float)


def size_of_screen():
    """Width and height."""
    return grab().shape[1::-1]


def place(node):
    """A widget's rectangle on the screen, in its pixels: x, y, width, height."""
    extents = node.get_component_iface().get_extents(Atspi.CoordType.SCREEN)
    return tuple(SCALE * length for length in (extents.x, extents.y, extents.width, extents.height))


def all_of(node):
    """What is seen of a widget: [height, width, 3]."""
    x, y, width, height = place(node)
    return grab()[y:y + height, x:x + width]


def place_of_photo(preview, proportion):
    """The rectangle of the photo in the preview, which keeps it in the middle and its proportion of width to height."""
    x, y, width, height = place(preview)
    wide, high = min(width, round(height * proportion)), min(height, round(width / proportion))
    return x + (width - wide) // 2, y + (height - high) // 2, wide, high


def picture(preview, proportion):
    """The photo in the preview."""
    x, y, width, height = place_of_photo(preview, proportion)
    return grab()[y:y + height, x:x + width]


def colorfulness(pixels):
    """How far pixels are from gray: the mean of the largest difference between channels."""
    return (pixels.max(-1) - pixels.min(-1)).mean()


def ciede2000(one, other):
    """Of L*a*b* (Sharma, Wu and Dalal 2005)."""
    (l1, a1, b1), (l2, a2, b2) = np.moveaxis(one, -1, 0), np.moveaxis(other, -1, 0)
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean**7 / (mean**7 + 25.0**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.arctan2(b1, a1) % (2 * np.pi), np.arctan2(b2, a2) % (2 * np.pi)
    turn = (h2 - h1 + np.pi) % (2 * np.pi) - np.pi
    hue = h1 + turn / 2
    dh = 2 * np.sqrt(c1 * c2) * np.sin(turn / 2)
    l, c = (l1 + l2) / 2, (c1 + c2) / 2
    t = (1 - 0.17 * np.cos(hue - np.pi / 6) + 0.24 * np.cos(2 * hue) + 0.32 * np.cos(3 * hue + np.pi / 30)
         - 0.2 * np.cos(4 * hue - 63 * np.pi / 180))
    sl, sc, sh = 1 + 0.015 * (l - 50)**2 / np.sqrt(20 + (l - 50)**2), 1 + 0.045 * c, 1 + 0.015 * c * t
    rotation = (-2 * np.sqrt(c**7 / (c**7 + 25.0**7))
                * np.sin(np.pi / 3 * np.exp(-((np.degrees(hue) % 360 - 275) / 25)**2)))
    x, y, z = (l2 - l1) / sl, (c2 - c1) / sc, dh / sh
    return np.sqrt(np.maximum(x * x + y * y + z * z + rotation * y * z, 0))


def averaged(values, height, width):
    """[rows, columns, n] brought to a smaller size, by averaging over areas."""

    def axis(values, size):
        sums = np.concatenate([0 * values[:1], np.cumsum(values, 0)])
        edges = np.linspace(0, len(values), size + 1)
        low = np.minimum(edges.astype(int), len(values) - 1)
        at = sums[low] + (edges - low).reshape(-1, *[1] * (values.ndim - 1)) * values[low]
        return np.diff(at, axis=0) * size / len(values)

    return axis(axis(values, height).swapaxes(0, 1), width).swapaxes(0, 1)
