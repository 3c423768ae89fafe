# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""PSD files made byte by byte, after Adobe's description of the format."""

import struct

import numpy as np

BITMAP, GRAY, INDEXED, RGB, CMYK, MANY_INKS, DUOTONE, LAB = 0, 1, 2, 3, 4, 7, 8, 9


def pack_bits(row):
    """Runs of three and more, and what is between them."""
    packed, i = b"", 0
    while i < len(row):
        run = 1
        while i + run < len(row) and run < 128 and row[i + run] == row[i]:
            run += 1
        if run >= 3:
            packed += bytes([257 - run, row[i]])
        else:
            run = 1
            while i + run < len(row) and run < 128 and len(set(row[i + run:i + run + 3])) > 1:
                run += 1
            packed += bytes([run - 1]) + row[i:i + run]
        i += run
    return packed


def _resource(number, data):
    return b"8BIM" + struct.pack(">H", number) + b"\0\0" + struct.pack(">I", len(data)) + data + bytes(len(data) % 2)


def _layers(count, depth, big):
    """The section of layers, cut down to their number, which is all that tells of transparency."""
    wide = ">Q" if big else ">I"
    if count is None:
        return struct.pack(wide, 0)
    content = struct.pack(">h", count) + bytes(30)
    if depth <= 8:
        section = struct.pack(wide, len(content)) + content
    else:
        section = struct.pack(wide, 0) + struct.pack(">I", 0) + b"8BIMPatt" + struct.pack(">I", 6) + bytes(8)
        section += b"8BIM" + (b"Lr16" if depth == 16 else b"Lr32") + struct.pack(wide, len(content)) + content
    return struct.pack(wide, len(section)) + section


def write(path, mode, depth, planes, size, packed=True, big=False, layers=None, palette=None, resources=(),
          merged=True, scheme=None):
    """planes   of bytes, a row each: [channel][row]
    layers   how many; negative: a channel after the colors says what shows through them; None: no section"""
    width, height = size
    resources = b"".join(_resource(number, data) for number, data in resources)
    if not merged:
        resources += _resource(1057, struct.pack(">IB", 1, 0) + bytes(8))
    rows = [row for plane in planes for row in plane]
    data = [pack_bits(row) for row in rows] if packed else rows
    counts = b"".join(struct.pack(">I" if big else ">H", len(row)) for row in data) if packed else b""
    path.write_bytes(b"8BPS" + struct.pack(">H6xHIIHH", 2 if big else 1, len(planes), height, width, depth, mode)
                     + struct.pack(">I", len(palette or b"")) + (palette or b"")
                     + struct.pack(">I", len(resources)) + resources + _layers(layers, depth, big)
                     + struct.pack(">H", packed if scheme is None else scheme) + counts + b"".join(data))
    return path


def rows_of(values, depth):
    """Numbers of 0..1, [height, width], as rows of bytes."""
    if depth == 1:
        return [np.packbits(row < 0.5).tobytes() for row in values]
    if depth == 32:
        return [row.astype(">f4").tobytes() for row in values]
    kind = np.uint8 if depth == 8 else ">u2"
    return [np.round(row * (2 ** depth - 1)).astype(kind).tobytes() for row in values]
