# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""What makers of odd files share: a folder with what is to become of each file, pictures whose lightness is
known, EXIF and XMP."""

import hashlib
import os
import re
import struct
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

import colors

ANY = "any"  # whatever comes is right
COLORED, REFUSED, PASSED_OVER = "colored", "refused", "passed over"

DAMAGED = r"cut off|damaged"
SHARE = r"(cut off|damaged).* \d+(\.\d+)? ?%"
UNKNOWN_KIND = r"of a kind|no kind|kind of"
FIRST = r"first of its"


@dataclass
class Odd:
    """One file, and what is to become of it."""

    name: bytes  # below the folder
    kind: str
    fates: tuple = (COLORED,)  # one of them
    lightness: np.ndarray | None = None  # L* of the upright photo, NaN: unknown; None: whatever it is
    near: float = 0.4  # most mean change of L*
    bits: object = 8  # of the result: a number, or the least that it may have as a range
    alpha: object = None  # of the upright photo, 0..1; None: none
    says: str = ""  # what is said of it when it is colored, a pattern; "": nothing, ANY
    refusal: str = "."  # the same when it is not
    result: tuple = ()  # the formats that the result may have; (): any
    keeps: dict = field(default_factory=dict)  # {word: text}: the text is in the result, or the word is said
    digest: str = ""
    is_file: bool = True

    @property
    def stem(self):
        """What its result's name begins with, below the results' folder."""
        name = os.path.basename(self.name)
        return os.path.join(os.path.dirname(self.name), name[:name.rindex(b".")] if b"." in name[1:] else name)


class Folder:
    """Where odd files are put, with a list of them."""

    def __init__(self, path):
        self.path = Path(path)
        self.path.mkdir(parents=True)
        self.files = []

    def note(self, kind, name, **expected):
        """Lists what is no ordinary file, or is made elsewhere."""
        self.files.append(Odd(os.fsencode(name), kind, **expected))
        return self.files[-1]

    def add(self, kind, ending, data, name=None, **expected):
        """Writes a file; its name says what it is, unless one is given."""
        slug = re.sub(r"[^a-z0-9]+", "-", kind.lower())[:40]
        odd = self.note(kind, name or f"{len(self.files):03}-{slug}{ending}", **expected)
        path = os.path.join(os.fsencode(self.path), odd.name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
        odd.digest = hashlib.sha256(data).hexdigest()
        return odd

    def keep_only(self, words):
        """Takes all kinds away but for those that hold some of these words."""
        for odd in self.files:
            if not any(word in odd.kind for word in words):
                os.unlink(os.path.join(os.fsencode(self.path), odd.name))
        self.files = [odd for odd in self.files if any(word in odd.kind for word in words)]

    def adopt(self, kind, path, **expected):
        """Takes in a file that a program has written elsewhere."""
        return self.add(kind, path.suffix, path.read_bytes(), **expected)


# Pictures


def scene(width, height):
    """Gray values in 0..1, smooth, and different each way round."""
    x = (np.arange(width) + 0.5)[None, :] / width
    y = (np.arange(height) + 0.5)[:, None] / height
    return 0.2 + 0.42 * x * (1 - 0.3 * y) + 0.25 * y ** 2


def color_scene(width, height):
    """RGB values in 0..1: the same toned, and with a hue that wanders."""
    gray = scene(width, height)
    turn = np.linspace(0, 2, height)[:, None] + np.linspace(0, 1, width)[None, :]
    return np.stack([gray + 0.08 * np.cos(turn), gray, gray - 0.08 * np.sin(turn)], -1)


def noise(width, height, seed=1):
    """Gray values that no compression makes small: a part of the data is that part of the picture."""
    return 0.2 + 0.6 * np.random.default_rng(seed).random((height, width))


def fade(width, height):
    """Alpha, from a corner that is nearly clear to one that is opaque."""
    return 0.2 + 0.8 * scene(width, height)


def whole(values, bits):
    """Values in 0..1 as numbers of so many bits."""
    top = 2 ** bits - 1
    return np.floor(np.clip(values, 0, 1) * top + 0.5).astype(np.uint8 if bits <= 8 else np.uint16 if bits <= 16 else np.uint32)


def lightness(numbers, bits=None, curve=colors.srgb_curve, primaries=colors.SRGB):
    """L* of gray or RGB numbers: of so many bits, or in 0..1."""
    values = numbers / (2.0 ** bits - 1) if bits else numbers
    if values.ndim == 2 or values.shape[-1] == 1:
        return colors.lightness_of_gray(values.reshape(values.shape[:2]), curve)
    return colors.lab(values[..., :3], primaries, curve)[..., 0]


def gamma(exponent):
    return lambda values: np.maximum(values, 0) ** exponent


def upright(numbers, orientation):
    """What a camera that was held so saw: EXIF's 1..8."""
    turned = {1: lambda a: a, 2: lambda a: a[:, ::-1], 3: lambda a: a[::-1, ::-1], 4: lambda a: a[::-1],
              5: lambda a: a.swapaxes(0, 1), 6: lambda a: a.swapaxes(0, 1)[:, ::-1],
              7: lambda a: a.swapaxes(0, 1)[::-1, ::-1], 8: lambda a: a.swapaxes(0, 1)[::-1]}
    return turned[orientation](numbers)


# Metadata


def exif(order="<", orientation=None, artist=None, thumbnail=None):
    """EXIF as TIFF has it, without the letters in front that JPEG adds."""
    entries = []
    if orientation:
        entries.append((274, 3, 1, struct.pack(order + "HH", orientation, 0)))
    if artist:
        entries.append((315, 2, len(artist) + 1, artist.encode() + b"\0"))

    def directory(at, fields, following):
        table, data, place = b"", b"", at + 2 + 12 * len(fields) + 4
        for tag, kind, count, value in fields:
            if len(value) > 4:
                inline, data = struct.pack(order + "I", place + len(data)), data + value + bytes(len(value) % 2)
            else:
                inline = value.ljust(4, b"\0")
            table += struct.pack(order + "HHI", tag, kind, count) + inline
        body = struct.pack(order + "H", len(fields)) + table
        end = place + len(data)
        return body + struct.pack(order + "I", end if following else 0) + data, end

    first, end = directory(8, entries, thumbnail is not None)
    data = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 8) + first
    if thumbnail:
        begin = end + 2 + 12 * 3 + 4
        second, _ = directory(end, [(259, 3, 1, struct.pack(order + "HH", 6, 0)),
                                    (513, 4, 1, struct.pack(order + "I", begin)),
                                    (514, 4, 1, struct.pack(order + "I", len(thumbnail)))], False)
        data += second + thumbnail
    return data


def xmp(title, note=""):
    """An XMP packet with a title; the note is put within, as it is."""
    return (f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
            f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:odd="http://example.com/odd/">'
            f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>{note}'
            f'</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>').encode()


def bad_profiles():
    """{what is wrong with it: an ICC profile that no photo's colors can be read by}."""
    good = colors.profile(2.19921875, colors.ADOBE)
    garbled = bytearray(good)
    garbled[132:240] = bytes([0xA5] * 108)
    unsigned = bytearray(good)
    unsigned[36:40] = b"\0\0\0\0"
    link = bytearray(good)
    link[12:16] = b"link"
    return {"cut": good[:200], "garbled": bytes(garbled), "of no signature": bytes(unsigned),
            "of a link": bytes(link), "text": b"no profile at all, but words" * 8}
