# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Photos made, read and measured without any code of ours: ImageMagick, ExifTool, numpy."""

import subprocess

import numpy as np


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


def embedded_profile(path):
    return run("exiftool", "-b", "-ICC_Profile", path)


def tags(path, *names):
    """What ExifTool says of tags, as numbers where it can."""
    lines = run("exiftool", "-s3", "-n", "-f", *[f"-{name}" for name in names], path).decode().splitlines()
    return dict(zip(names, lines, strict=True))
