# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Odd JPEG files."""

import hashlib
import io
import struct
import subprocess

import numpy as np
from PIL import Image

import colors
from odd import (ANY, COLORED, DAMAGED, FIRST, REFUSED, SHARE, UNKNOWN_KIND, bad_profiles, color_scene, exif, gamma,
                 lightness, noise, scene, upright, whole, xmp)

SIZES = ((8, 8), (17, 23), (64, 33), (9, 70), (70, 15))


def jpeg(numbers, mode=None, **how):
    data = io.BytesIO()
    Image.fromarray(numbers, mode).save(data, "JPEG", **{"quality": 96, **how})
    return data.getvalue()


def segment(marker, content):
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def with_segments(data, *segments):
    """Behind the first one, which is JFIF's."""
    end = 4 + struct.unpack_from(">H", data, 4)[0]
    return data[:end] + b"".join(segments) + data[end:]


def without_jfif(data):
    return data[:2] + data[4 + struct.unpack_from(">H", data, 4)[0]:]


def frame(data):
    """Where the frame's header begins."""
    at = 2
    while not (0xC0 <= data[at + 1] <= 0xCF and data[at + 1] not in (0xC4, 0xC8, 0xCC)):
        at += 2 + struct.unpack_from(">H", data, at + 2)[0]
    return at


def scan(data):
    """Where the first scan's data begin."""
    at = data.index(b"\xff\xda")
    return at + 2 + struct.unpack_from(">H", data, at + 2)[0]


def with_exif(data, tiff):
    return with_segments(data, segment(0xE1, b"Exif\0\0" + tiff))


def with_profile(data, profile, count=None):
    parts = [profile[i:i + 60000] for i in range(0, len(profile), 60000)]
    return with_segments(data, *[segment(0xE2, b"ICC_PROFILE\0" + bytes([i, count or len(parts)]) + part)
                                 for i, part in enumerate(parts, 1)])


def extended_xmp(data, title, note):
    """A short packet and a long one in parts, as Adobe has it for more than 64 kB."""
    long = xmp("in the long part", note)
    guid = hashlib.md5(long).hexdigest().upper().encode()
    short = xmp(title, f'<xmpNote:HasExtendedXMP xmlns:xmpNote="http://ns.adobe.com/xmp/note/">{guid.decode()}'
                       f'</xmpNote:HasExtendedXMP>')
    parts = [segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + short)]
    for begin in range(0, len(long), 65000):
        parts.append(segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + guid
                             + struct.pack(">II", len(long), begin) + long[begin:begin + 65000]))
    return with_segments(data, *parts)


def pictures(width=40, height=27):
    """A gray JPEG and a color one with the lightness of each."""
    gray, color = whole(scene(width, height), 8), whole(color_scene(width, height), 8)
    return ((jpeg(gray), lightness(gray, 8)), (jpeg(color, subsampling=0), lightness(color, 8)))


def add_codings(add):
    for width, height in SIZES + ((1, 1), (1, 50), (50, 1)):
        gray = whole(scene(width, height), 8)
        add("JPEG: gray, sizes", ".jpg", jpeg(gray), lightness=lightness(gray, 8), near=0.8)
    for width, height in SIZES[:4] + ((1, 1), (2, 3)):
        color = whole(color_scene(width, height), 8)
        for subsampling in range(3):
            add("JPEG: color, 4:4:4 to 4:2:0", ".jpg", jpeg(color, subsampling=subsampling),
                lightness=lightness(color, 8), near=1.2)
        add("JPEG: progressive", ".jpg", jpeg(color, progressive=True), lightness=lightness(color, 8), near=1.2)
        add("JPEG: numbers are RGB, no JFIF", ".jpg", jpeg(color, keep_rgb=True), lightness=lightness(color, 8),
            near=1.2)
    for width, height in SIZES[1:4]:
        for how in ({"restart_marker_blocks": 1}, {"restart_marker_rows": 1}, {"optimize": True}):
            gray = whole(scene(width, height), 8)
            add("JPEG: restart markers, optimized", ".jpg", jpeg(gray, **how), lightness=lightness(gray, 8), near=0.8)
    for data, light in pictures():
        add("JPEG: no JFIF", ".jpg", without_jfif(data), lightness=light, near=1.0)
        coded = subprocess.run(["jpegtran", "-arithmetic"], input=data, capture_output=True, check=True).stdout
        add("JPEG: arithmetic", ".jpg", coded, fates=(COLORED, REFUSED), lightness=light, near=1.0,
            refusal=UNKNOWN_KIND)
        for ending in (".JPG", ".jpeg", ".jpe", ".jfif", ".JPEG"):
            add("JPEG: each ending", ending, data, lightness=light, near=1.0)


def inks(width, height):
    """Black ink alone makes the scene: C, M, Y, K."""
    numbers = np.zeros((height, width, 4), np.uint8)
    numbers[..., 3] = 255 - whole(scene(width, height), 8)
    return numbers


def add_inks(add):
    for width, height in SIZES[1:4]:
        light = lightness(whole(scene(width, height), 8), 8)
        data = jpeg(inks(width, height), "CMYK")
        add("JPEG: CMYK", ".jpg", data, lightness=light, near=1.5, says=ANY)
        # YCCK: no colored ink is white, as inks go; what Adobe stores is turned round.
        numbers = inks(width, height)
        numbers[..., :3] = 255, 127, 127
        data = bytearray(jpeg(numbers, "CMYK"))
        data[data.index(b"Adobe") + 11] = 2
        add("JPEG: YCCK", ".jpg", bytes(data), lightness=light, near=1.5, says=ANY)


def add_metadata(add):
    thumbnail = jpeg(whole(scene(16, 12), 8))
    for orientation in range(1, 9):
        for (data, light), order in zip(pictures(), "<>"):
            add("JPEG: EXIF's orientations", ".jpg", with_exif(data, exif(order, orientation, "An Artist")),
                lightness=upright(light, orientation), near=1.0, keeps={"EXIF": "An Artist"})
    for data, light in pictures():
        kept = {"lightness": light, "near": 1.0}
        add("JPEG: a thumbnail", ".jpg", with_exif(data, exif(">", 3, "An Artist", thumbnail)),
            lightness=upright(light, 3), near=1.0, keeps={"EXIF": "An Artist"})
        add("JPEG: EXIF without end", ".jpg", with_exif(data, exif("<", 1, "An Artist of a long name")[:40]),
            says=ANY, **kept)
        add("JPEG: EXIF of no sense", ".jpg", with_exif(data, b"II*\0\xff\xff\xff\xff" + bytes(30)), says=ANY, **kept)
        for comment in ("Nipomo, 1936", "Großmutter vor dem Haus"):
            add("JPEG: a comment", ".jpg", with_segments(data, segment(0xFE, comment.encode())),
                keeps={"comment": comment}, says=ANY, **kept)
        add("JPEG: a comment of any bytes", ".jpg", with_segments(data, segment(0xFE, bytes(range(256)))), says=ANY,
            **kept)
        packet = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp("A Title"))
        add("JPEG: XMP", ".jpg", with_segments(data, packet), keeps={"XMP": "A Title"}, says=ANY, **kept)
        broken = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp("A Title", "<odd:open>")[:-40])
        add("JPEG: XMP that is no XML", ".jpg", with_segments(data, broken), keeps={"XMP": "A Title"}, says=ANY, **kept)
        note = f"<odd:log>{'the history of this photo ' * 4000}</odd:log><odd:last>at the very end</odd:last>"
        add("JPEG: XMP of more than 64 kB", ".jpg", extended_xmp(data, "A Title", note), says=ANY,
            keeps={"XMP": "at the very end"}, **kept)
        unknown = segment(0xEB, b"something of a maker's own" * 20)
        add("JPEG: segments of no known kind", ".jpg", with_segments(data, unknown, unknown), says=ANY, **kept)


def add_profiles(add):
    width, height = 33, 41
    gray, color = whole(scene(width, height), 8), whole(color_scene(width, height), 8)
    for exponent in (1.0, 1.80078125, 2.19921875):
        add("JPEG: a gray profile", ".jpg", with_profile(jpeg(gray), colors.profile(exponent)),
            lightness=lightness(gray, 8, gamma(exponent)), near=1.0)
    for exponent, primaries in ((2.19921875, colors.ADOBE), (1.80078125, colors.PROPHOTO)):
        add("JPEG: an RGB profile", ".jpg",
            with_profile(jpeg(color, subsampling=0), colors.profile(exponent, primaries)),
            lightness=lightness(color, 8, gamma(exponent), primaries), near=1.2)
    gray_light, light = lightness(gray, 8), lightness(color, 8)
    for profile in bad_profiles().values():
        add("JPEG: a damaged profile", ".jpg", with_profile(jpeg(gray), profile), lightness=gray_light, near=1.0,
            says="profile")
        add("JPEG: a damaged profile", ".jpg", with_profile(jpeg(color, subsampling=0), profile), lightness=light,
            near=1.2, says="profile")
    adobe = colors.profile(2.19921875, colors.ADOBE)
    add("JPEG: half a profile", ".jpg", with_profile(jpeg(color, subsampling=0), adobe, 2), lightness=light, near=1.2,
        says="profile")
    add("JPEG: a gray profile on color", ".jpg", with_profile(jpeg(color, subsampling=0), colors.profile(1.0)),
        lightness=light, near=1.2, says="profile")


def add_ends(add):
    gray = whole(noise(64, 70), 8)
    plain = {"lightness": lightness(gray, 8), "near": 2.0}
    kinds = {"": jpeg(gray), "progressive ": jpeg(gray, progressive=True)}
    for how, data in kinds.items():
        begin = scan(data)
        for part in (0.02, 0.3, 0.55, 0.8, 0.95):
            add(f"JPEG: {how}cut off", ".jpg", data[:begin + int((len(data) - begin) * part)], fates=(REFUSED,),
                refusal=DAMAGED if how or part < 0.05 else SHARE)
        for n_bytes in (1, 2):
            add("JPEG: without its end", ".jpg", data[:-n_bytes], says="end", **plain)
        for rest in (bytes(100), b"\r\n", b"words that do not belong here" * 50, data):
            add("JPEG: something behind its end", ".jpg", data + rest, says=ANY, **plain)
    for length in (3, 4, 10, 21, 100, 200):
        add("JPEG: cut in its header", ".jpg", kinds[""][:length], fates=(REFUSED,), refusal=DAMAGED)
    for (data, light), ending in zip(pictures(), (".mpo", ".jpg")):
        several = io.BytesIO()
        images = [Image.open(io.BytesIO(part)) for part in (data, jpeg(whole(1 - scene(30, 20), 8)))]
        images[0].save(several, "MPO", save_all=True, append_images=images[1:], quality=96)
        for name in (ending, ".jpg", ".mpo"):
            add("JPEG: MPO", name, several.getvalue(), lightness=light, near=1.2, says=FIRST)


def changed(data, at, *values):
    copy = bytearray(data)
    copy[at:at + len(values)] = bytes(values)
    return bytes(copy)


def add_headers(add):
    for data, _ in pictures():
        at = frame(data)
        for marker in (0xC3, 0xC5, 0xC6, 0xC7, 0xCB, 0xCD, 0xF7):
            add("JPEG: of a kind that nobody reads", ".jpg", changed(data, at + 1, marker), fates=(REFUSED,),
                refusal=UNKNOWN_KIND)
        add("JPEG: 12 bits", ".jpg", changed(data, at + 1, 0xC1, *data[at + 2:at + 4], 12), fates=(REFUSED,),
            refusal=UNKNOWN_KIND)
        add("JPEG: a size of nothing, or far too large", ".jpg", changed(data, at + 5, 0, 0), fates=(REFUSED,))
        add("JPEG: a size of nothing, or far too large", ".jpg", changed(data, at + 7, 0, 0), fates=(REFUSED,))
        add("JPEG: a size of nothing, or far too large", ".jpg", changed(data, at + 5, 0xFF, 0xDC, 0xFF, 0xDC),
            fates=(REFUSED,))
        add("JPEG: seven components", ".jpg", changed(data, at + 9, 7), fates=(REFUSED,))


def add_all(folder):
    for part in (add_codings, add_inks, add_metadata, add_profiles, add_ends, add_headers):
        part(folder.add)
