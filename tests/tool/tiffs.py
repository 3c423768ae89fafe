# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""TIFF files made and read byte by byte, so that each odd kind can be had and no library is believed."""

import struct

import numpy as np

BYTES = {0: 1, 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 13: 4, 16: 8, 18: 8}
ASCII, SHORT, LONG, RATIONAL, UNDEFINED, LONG8 = 2, 3, 4, 5, 7, 16


def packed(samples, bits, order, floating=False):
    """Rows of samples [height, width, n] as a TIFF file has them, each row from a new byte on."""
    if floating or bits in (8, 16, 32, 64):
        return samples.astype(f"{order}{'f' if floating else 'u'}{bits // 8}").tobytes()
    flat = samples.reshape(len(samples), -1).astype(np.uint32)
    if bits == 24:
        parts = flat.astype(f"{order}u4").view(np.uint8).reshape(*flat.shape, 4)
        return (parts[..., :3] if order == "<" else parts[..., 1:]).tobytes()
    return np.packbits((flat[..., None] >> np.arange(bits - 1, -1, -1) & 1).reshape(len(flat), -1), axis=1).tobytes()


def blocks(samples, rows, tile, planar):
    """The strips, or the tiles, of all planes."""
    height, width, n = samples.shape
    for plane in (samples[..., i:i + 1] for i in range(n)) if planar else (samples,):
        for y in range(0, height, tile or rows):
            if not tile:
                yield plane[y:y + rows]
            for x in range(0, width, tile) if tile else ():
                block = plane[y:y + tile, x:x + tile]
                yield np.pad(block, ((0, tile - block.shape[0]), (0, tile - block.shape[1]), (0, 0)))


class Page:
    """One picture: samples [height, width, n] of so many bits. `tags`: {tag: (type, values)}; `below`: pages
    of its SubIFDs; `directories`: {tag: tags} that it points to."""

    def __init__(self, samples, bits, photometric, *, floating=False, rows=16, tile=None, planar=False, extra=(),
                 tags=None, below=(), directories=None, pack=None):
        self.samples, self.bits, self.below, self.pack = samples, bits, below, pack
        self.floating, self.rows, self.tile, self.planar = floating, rows, tile, planar
        self.directories = directories or {}
        height, width, n = samples.shape
        self.tags = {256: (LONG, [width]), 257: (LONG, [height]), 258: (SHORT, [bits] * n), 259: (SHORT, [1]),
                     262: (SHORT, [photometric]), 277: (SHORT, [n]), 284: (SHORT, [2 if planar else 1]),
                     339: (SHORT, [3 if floating else 1] * n)}
        if extra:
            self.tags[338] = (SHORT, list(extra))
        if tile:
            self.tags |= {322: (LONG, [tile]), 323: (LONG, [tile])}
        else:
            self.tags[278] = (LONG, [rows])
        self.tags |= tags or {}


class Writer:
    """A whole file: each directory first, then what it points to."""

    def __init__(self, order="<", big=False):
        self.order, self.big = order, big
        mark = b"II" if order == "<" else b"MM"
        self.data = bytearray(mark + struct.pack(order + ("HHHQ" if big else "HI"),
                                                 *((43, 8, 0, 16) if big else (42, 8))))

    def bytes_of(self, kind, values):
        if isinstance(values, bytes):
            return values
        letter = {1: "B", 3: "H", 4: "I", 5: "I", 13: "I", 16: "Q", 18: "Q"}[kind]
        return struct.pack(f"{self.order}{len(values)}{letter}", *values)

    def append(self, data):
        place = len(self.data)
        self.data += data + bytes(len(data) % 2)
        return place

    def directory(self, tags):
        """Writes one, and returns where its values, by tag, and its pointer to the next one are."""
        wide, count = ("Q", "Q") if self.big else ("I", "H")
        inline = 8 if self.big else 4
        at = len(self.data) + struct.calcsize("=" + count)
        size = (4 + 2 * inline) * len(tags)
        self.data += struct.pack(self.order + count, len(tags)) + bytes(size + inline)
        places = {}
        for tag, (kind, values) in sorted(tags.items()):
            data = self.bytes_of(kind, values)
            struct.pack_into(self.order + "HH" + wide, self.data, at, tag, kind, len(data) // BYTES[kind])
            at += 4 + inline
            if len(data) <= inline:
                self.data[at:at + len(data)] = data
                places[tag] = at
            else:
                places[tag] = self.append(data)
                struct.pack_into(self.order + wide, self.data, at, places[tag])
            at += inline
        return places, at

    def point(self, at, *values):
        struct.pack_into(f"{self.order}{len(values)}{'Q' if self.big else 'I'}", self.data, at, *values)

    def page(self, page):
        kind = LONG8 if self.big else LONG
        parts = [packed(block, page.bits, self.order, page.floating)
                 for block in blocks(page.samples, page.rows, page.tile, page.planar)]
        if page.pack:
            parts = [page.pack(part) for part in parts]
        tags = dict(page.tags)
        where, sizes = (324, 325) if page.tile else (273, 279)
        tags[where], tags[sizes] = (kind, [0] * len(parts)), (kind, [len(part) for part in parts])
        if page.below:
            tags[330] = (kind, [0] * len(page.below))
        for tag in page.directories:
            tags[tag] = (kind, [0])
        places, following = self.directory(tags)
        for tag, below in page.directories.items():
            self.point(places[tag], len(self.data))
            self.directory(below)
        begins = []
        for sub_page in page.below:
            begins.append(len(self.data))
            self.page(sub_page)
        if begins:
            self.point(places[330], *begins)
        self.point(places[where], *[self.append(part) for part in parts])
        return following

    def file(self, pages):
        following = None
        for page in pages:
            if following:
                self.point(following, len(self.data))
            following = self.page(page)
        return bytes(self.data)


def write(path, *pages, order="<", big=False):
    path.write_bytes(Writer(order, big).file(pages))
    return path


def read(path):
    """The tags of a result, {tag: values}, and its samples [height, width, n], 0..1: it is a classic TIFF of
    the usual byte order, in strips without compression, for such were the sources."""
    data = path.read_bytes()
    assert data[:4] == b"II*\0", data[:4]
    at = struct.unpack_from("<I", data, 4)[0]
    tags = {}
    for i in range(struct.unpack_from("<H", data, at)[0]):
        tag, kind, count = struct.unpack_from("<HHI", data, at + 2 + 12 * i)
        n_bytes = count * BYTES.get(kind, 1)
        begin = at + 10 + 12 * i if n_bytes <= 4 else struct.unpack_from("<I", data, at + 10 + 12 * i)[0]
        content = data[begin:begin + n_bytes]
        tags[tag] = list(np.frombuffer(content, {3: "<u2", 4: "<u4"}[kind])) if kind in (3, 4) else content
    assert tags[259] == [1], f"compression {tags[259]}"
    bits, floating = tags[258][0], tags[339][0] == 3
    raw = b"".join(data[begin:begin + size] for begin, size in zip(tags[273], tags[279]))
    numbers = np.frombuffer(raw, f"<{'f' if floating else 'u'}{bits // 8}").astype(float)
    return tags, numbers.reshape(tags[257][0], tags[256][0], -1) / (1 if floating else 2.0 ** bits - 1)
