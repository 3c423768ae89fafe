# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Photos made, read and measured without any code of ours: ImageMagick, ExifTool, numpy."""

import struct
import subprocess

import numpy as np

# CIE XYZ of the D50 white, and sRGB's and Adobe RGB's primaries adapted to it (ICC.1, Bradford).
WHITE = np.array([0.9642, 1.0, 0.8249])
SRGB = np.array([[0.4360747, 0.3850649, 0.1430804], [0.2225045, 0.7168786, 0.0606169],
                 [0.0139322, 0.0971045, 0.7141733]])
ADOBE = np.array([[0.6097559, 0.2052401, 0.1492240], [0.3111242, 0.6256560, 0.0632197],
                  [0.0194811, 0.0608902, 0.7448387]])


def run(*command, **options):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, **options).stdout


def convert(source, target, *arguments):
    run("convert", source, *arguments, target)
    return target


def look(path, what="%m %z %wx%h %A"):
    return run("identify", "-quiet", "-format", what, f"{path}[0]").decode().strip()


def pixels(path, *arguments):
    """A file's numbers, 0..1, as it has them: [height, width, 3]."""
    width, height = map(int, look(path, "%w %h").split())
    raw = run("convert", f"{path}[0]", "-quiet", "-strip", "-alpha", "off", *arguments, "-type", "TrueColor",
              "-depth", "16", "-endian", "LSB", "rgb:-")
    return np.frombuffer(raw, "<u2").reshape(height, width, 3) / 65535.0


def srgb_curve(values):
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def lab(values, primaries=SRGB, curve=srgb_curve):
    xyz = curve(values) @ primaries.T / WHITE
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)


def lightness_change(before, after):
    return np.abs(before[..., 0] - after[..., 0]).mean()


def chroma(colours):
    return np.hypot(colours[..., 1], colours[..., 2]).mean()


def profile(gamma, primaries=None):
    """An ICC profile, version 2: of RGB primaries, or of grey without."""

    def fixed(*numbers):
        return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    name = b"made for a test\0"
    tags = {b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + bytes(78),
            b"cprt": b"text\0\0\0\0none\0\0\0\0", b"wtpt": fixed(*WHITE)}
    if primaries is None:
        tags[b"kTRC"] = curve
    else:
        for i, channel in enumerate(b"rgb"):
            tags[bytes([channel]) + b"XYZ"] = fixed(*primaries[:, i])
            tags[bytes([channel]) + b"TRC"] = curve
    table, data, begin = b"", b"", 128 + 4 + 12 * len(tags)
    for tag, content in tags.items():
        content += bytes(-len(content) % 4)
        table += tag + struct.pack(">II", begin + len(data), len(content))
        data += content
    kind = b"GRAY" if primaries is None else b"RGB "
    header = struct.pack(">I4sI4s4s4s", begin + len(data), bytes(4), 0x02100000, b"mntr", kind, b"XYZ ")
    header += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp")
    header = header.ljust(68, b"\0") + fixed(*WHITE)[8:]
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + data


def embedded_profile(path):
    return run("exiftool", "-b", "-ICC_Profile", path)


def tags(path, *names):
    """What ExifTool says of tags, as numbers where it can."""
    lines = run("exiftool", "-s3", "-n", "-f", *[f"-{name}" for name in names], path).decode().splitlines()
    return dict(zip(names, lines, strict=True))
