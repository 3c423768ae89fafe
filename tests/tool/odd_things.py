# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies among photos and is none, odd names, and photos of which bytes were changed at random."""

import gzip
import os

import numpy as np

from odd import ANY, COLORED, PASSED_OVER, REFUSED, lightness, scene, whole
from odd_png import GRAY, png

PHOTO_ENDINGS = (".jpg", ".png", ".tif", ".webp")
NO_PHOTO = r"no photo|is no |it is an? "


def photo():
    gray = whole(scene(19, 14), 8)
    return png(gray, 8, GRAY), {"lightness": lightness(gray, 8), "result": ("PNG",)}


def add_no_photos(add):
    texts = {"text": b"A letter to somebody.\n", "a page": b"<!DOCTYPE html><html><body>not found</body></html>",
             "PDF": b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n",
             "SVG": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
             "zip": b"PK\3\4" + bytes(40), "gzip": gzip.compress(b"words", mtime=0), "a program": b"\x7fELF" + bytes(60),
             "zeros": bytes(500), "one byte": b"\xff", "icon": b"\0\0\1\0\1\0" + bytes(40),
             "film": b"\0\0\0\x20ftypisom" + bytes(60), "sound": b"RIFF\x24\0\0\0WAVEfmt " + bytes(24)}
    for name, data in texts.items():
        for ending in PHOTO_ENDINGS:
            add("no photos called photos", ending, data, fates=(REFUSED,), refusal=NO_PHOTO + "|damaged|cut off")
    for ending in (*PHOTO_ENDINGS, ".heic", ".bmp", ".psd", ".gif"):
        add("empty files", ending, b"", fates=(REFUSED,), refusal="empty")
    for name in ("letter.txt", "page.pdf", "drawing.svg", "notes", "photo.jpg~", "photo.jpg.part", "film.mp4", ".nomedia",
                 "Thumbs.db", ".DS_Store", "desktop.ini", "photo.xmp", "a-colorized.jpg", "b-colorized.PNG"):
        add("other files", "", b"whatever", name=name, fates=(PASSED_OVER,))
    double = b"\0\5\x16\7\0\2\0\0Mac OS X        " + bytes(60)
    for name in ("._a.jpg", "._b.png", "._c.tif", "._d.HEIC"):
        add("AppleDouble files of macOS", "", double, name=name, fates=(PASSED_OVER,))


def add_names(add):
    data, expected = photo()
    for name in ("two words.png", "  spaces.png", "tab\tname.png", "new\nline.png", "quote'and\"quotes.png", "“these”.png",
                 "-dash.png", "--quiet.png", "percent %s %n.png", "back\\slash.png", "semi;colon&and|pipe.png",
                 "star*what?.png", "[brackets]{braces}.png", "$HOME.png", "`tick`.png", "Großmutter 1936.png", "Мама.png",
                 "祖母.png", "e\u0301 of two parts.png", "\u202eturned.png", "esc\x1b[31m.png", "bell\7.png", "dots...png",
                 "many.dots.in.it.png", "#hash.png", "comma,name.png", "colon:name.png", "0.png", "x" * 200 + ".png",
                 "ü" * 100 + ".png", "PNG.PNG"):
        add("odd names", "", data, name=name, **expected)
    for name in (b"latin \xfc.png", b"\xff\xfe.png", b"half \xc3.png"):
        add("names that are no UTF-8", "", data, name=name, **expected)
    for length in (242, 251):
        add("names too long for a result", "", data, name="y" * length + ".png", fates=(REFUSED,), refusal="long")
    add("a folder with a photo's name", "", data, name="folder.jpg/within.png", **expected)
    add("a folder with a photo's name", "", data, name="deep/er/and/deeper/within.png", **expected)


def add_special_files(folder):
    def make(how, *arguments):
        how(*arguments[:-1], folder.path / arguments[-1])

    make(os.mkfifo, "pipe.jpg")
    folder.note("pipes, links in a circle, links to nothing", "pipe.jpg", fates=(REFUSED,), is_file=False)
    for target, name in (("circle.png", "circle.png"), ("to-b.tif", "to-a.tif"), ("to-a.tif", "to-b.tif"),
                         ("not-there.png", "nowhere.png"), ("/dev/null", "null.jpg"), ("/dev/zero", "zeros.png")):
        make(os.symlink, target, name)
        folder.note("pipes, links in a circle, links to nothing", name, fates=(REFUSED,), is_file=False)
    (folder.path / "loop").mkdir()
    make(os.symlink, "..", "loop/up")


def add_changed(folder):
    """Bytes changed at random: what comes of it nobody knows, but it is a picture or a sentence."""
    rng = np.random.default_rng(12)
    kinds = {}
    for odd in folder.files:
        if COLORED in odd.fates and odd.is_file:
            kinds.setdefault((os.path.splitext(odd.name)[1].lower(), odd.kind), odd)
    for (ending, kind), odd in list(kinds.items()):
        if ending not in (b".jpg", b".png", b".tif", b".webp", b".heic", b".avif", b".jxl", b".jp2", b".bmp", b".gif",
                          b".pgm", b".ppm", b".pam", b".psd", b".mpo"):
            continue
        with open(os.path.join(os.fsencode(folder.path), odd.name), "rb") as file:
            data = bytearray(file.read())
        for place in rng.integers(0, len(data), max(1, min(4, len(data) // 60))):
            data[place] = rng.integers(0, 256)
        folder.add(f"bytes changed at random: {ending.decode()[1:]}", ending.decode(), bytes(data),
                   fates=(COLORED, REFUSED), says=ANY, bits=ANY, alpha=ANY)


def add_all(folder):
    add_no_photos(folder.add)
    add_changed(folder)
    add_names(folder.add)
    add_special_files(folder)
