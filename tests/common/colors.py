# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Color by published numbers and nobody's library: L*a*b*, spaces, and ICC profiles made byte by byte."""

import struct

import numpy as np

# CIE XYZ of the D50 white, and RGB primaries adapted to it (Bradford; after Lindbloom).
WHITE = np.array([0.9642, 1.0, 0.8249])
SRGB = np.array([[0.4360747, 0.3850649, 0.1430804], [0.2225045, 0.7168786, 0.0606169],
                 [0.0139322, 0.0971045, 0.7141733]])
ADOBE = np.array([[0.6097559, 0.2052401, 0.1492240], [0.3111242, 0.6256560, 0.0632197],
                  [0.0194811, 0.0608902, 0.7448387]])
PROPHOTO = np.array([[0.7976749, 0.1351917, 0.0313534], [0.2880402, 0.7118741, 0.0000857],
                     [0.0000000, 0.0000000, 0.8249000]])


def srgb_curve(values):
    return np.where(values <= 0.04045, values / 12.92, (np.maximum(values, 0) / 1.055 + 0.055 / 1.055) ** 2.4)


def lab_of_xyz(xyz):
    f = np.where(xyz > 216 / 24389 * WHITE, np.cbrt(xyz / WHITE), (24389 / 27 * xyz / WHITE + 16) / 116)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)


def xyz_of_lab(lab):
    f = (lab[..., :1] + 16) / 116 + np.stack([lab[..., 1] / 500, 0 * lab[..., 1], -lab[..., 2] / 200], -1)
    return WHITE * np.where(f > 6 / 29, f ** 3, (116 * f - 16) * 27 / 24389)


def lab(values, primaries=SRGB, curve=srgb_curve):
    """Of RGB values in 0..1."""
    return lab_of_xyz(curve(values) @ primaries.T)


def lightness_of_gray(values, curve=srgb_curve):
    """L* of gray values in 0..1."""
    return lab_of_xyz(curve(values)[..., None] * WHITE)[..., 0]


def lightness_change(before, after):
    return np.abs(before[..., 0] - after[..., 0]).mean()


def chroma(colors):
    return np.hypot(colors[..., 1], colors[..., 2]).mean()


# ICC profiles, version 2


def _fixed(*numbers):
    return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)


def _curve(gamma):
    """Of a gamma; a pair of them is a table that changes from one to the other."""
    if np.ndim(gamma) == 0:
        return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    x = np.linspace(0, 1, 1024)
    table = np.round(x ** (gamma[0] + (gamma[1] - gamma[0]) * x) * 65535).astype(">u2")
    return b"curv\0\0\0\0" + struct.pack(">I", len(table)) + table.tobytes()


def _icc(kind, connection, tags):
    name = b"made for a test\0"
    tags = {b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + bytes(78),
            b"cprt": b"text\0\0\0\0none\0\0\0\0", b"wtpt": _fixed(*WHITE)} | tags
    table, data, begin = b"", b"", 128 + 4 + 12 * len(tags)
    places = {}
    for tag, content in tags.items():
        if content not in places:
            places[content] = begin + len(data)
            data += content + bytes(-len(content) % 4)
        table += tag + struct.pack(">II", places[content], len(content))
    header = struct.pack(">I4sI4s4s4s", begin + len(data), bytes(4), 0x02100000, b"mntr", kind, connection)
    header += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp")
    header = header.ljust(68, b"\0") + _fixed(*WHITE)[8:]
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + data


def _matrix_tags(gamma, primaries):
    tags = {}
    for i, channel in enumerate(b"rgb"):
        tags[bytes([channel]) + b"XYZ"] = _fixed(*primaries[:, i])
        tags[bytes([channel]) + b"TRC"] = _curve(gamma)
    return tags


def profile(gamma, primaries=None):
    """An ICC profile of RGB primaries, or of gray without."""
    if primaries is None:
        return _icc(b"GRAY", b"XYZ ", {b"kTRC": _curve(gamma)})
    return _icc(b"RGB ", b"XYZ ", _matrix_tags(gamma, primaries))


# A space that no matrix can describe: sRGB's primaries, but black is gray, and hues turn and chroma shrinks
# as L* rises.

TABLE_GAMMA = 1.9
TABLE_BLACK = 5.0


def _turned(a, b, lightness, direction):
    angle = np.radians(20) * lightness / 100 * direction
    factor = (1 - 0.2 * lightness / 100) ** direction
    return factor * (a * np.cos(angle) - b * np.sin(angle)), factor * (a * np.sin(angle) + b * np.cos(angle))


def lab_of_table(values):
    """L*a*b* of RGB values in 0..1 under table_profile."""
    l, a, b = np.moveaxis(lab(values, SRGB, lambda v: v ** TABLE_GAMMA), -1, 0)
    return np.stack([TABLE_BLACK + (1 - TABLE_BLACK / 100) * l, *_turned(a, b, l, 1)], -1)


def table_of_lab(colors):
    """RGB values, clipped to 0..1, under table_profile."""
    l = np.maximum((colors[..., 0] - TABLE_BLACK) / (1 - TABLE_BLACK / 100), 0)
    straight = np.stack([l, *_turned(colors[..., 1], colors[..., 2], l, -1)], -1)
    return np.clip(xyz_of_lab(straight) @ np.linalg.inv(SRGB).T, 0, 1) ** (1 / TABLE_GAMMA)


def _grid(n):
    axis = np.linspace(0, 1, n)
    return np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), -1)


def _lut16(values):
    n = values.shape[0]
    straight = np.array([[0, 65535]] * 3, ">u2").tobytes()
    identity = struct.pack(">9i", *(np.eye(3, dtype=int) * 65536).ravel())
    head = b"mft2\0\0\0\0" + bytes([3, 3, n, 0]) + identity + struct.pack(">2H", 2, 2)
    return head + straight + np.round(np.clip(values, 0, 65535)).astype(">u2").tobytes() + straight


def table_profile(way_back=True, matrix_too=False, n=33):
    """An ICC profile of look-up tables: without a way back as scanners have it, or with a matrix as well, which
    it must not be taken for."""
    forth = lab_of_table(_grid(n))
    forth = np.stack([forth[..., 0] * 652.8, (forth[..., 1] + 128) * 256, (forth[..., 2] + 128) * 256], -1)
    back = _grid(n) * 65535
    back = np.stack([back[..., 0] / 652.8, back[..., 1] / 256 - 128, back[..., 2] / 256 - 128], -1)
    tags = {}
    for intent in b"01":  # perceptual, relative colorimetric
        tags[b"A2B" + bytes([intent])] = _lut16(forth)
        if way_back:
            tags[b"B2A" + bytes([intent])] = _lut16(table_of_lab(back) * 65535)
    return _icc(b"RGB ", b"Lab ", tags | (_matrix_tags(2.6, ADOBE) if matrix_too else {}))
