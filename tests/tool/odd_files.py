#!/usr/bin/env python3
# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""odd_files.py FOLDER: writes odd files of all kinds, the same each time, with what is to become of each.

For the eyes: PYTHONPATH=tests/common python3 tests/tool/odd_files.py FOLDER"""

import collections
import sys

import odd_formats
import odd_jpeg
import odd_png
import odd_things
import odd_tiff
import odd_webp
from odd import Folder


def make(path, words=()):
    """Writes those of kinds that hold some of the words, or all, and returns the folder with the list."""
    folder = Folder(path)
    for part in (odd_jpeg, odd_png, odd_tiff, odd_webp, odd_formats, odd_things):
        part.add_all(folder)
    if words:
        folder.keep_only(words)
    return folder


def main():
    files = make(sys.argv[1]).files
    for kind, number in sorted(collections.Counter(odd.kind for odd in files).items()):
        print(f"{number:5} {kind}")
    print(f"{len(files):5} in all")


if __name__ == "__main__":
    sys.exit(__doc__) if len(sys.argv) != 2 else main()
