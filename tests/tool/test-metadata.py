# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-metadata.py TOOL WEIGHTS PHOTO: what files say beside their pictures, and files with several
pictures. Writes TAP."""

import json
import os
import random
import struct
import zlib

from PIL import Image, PngImagePlugin

import photos
from cases import PHOTO, apply, case, main, result_of
from photos import convert, look, run, tags

ENDINGS = ("jpg", "png", "tif", "webp")
WORDS = "Größe und Farbe – 写真 – фото"

# What describes the file or its coding, and so is the result's own.
STRUCTURAL = {"SourceFile", "ExifTool", "System", "File", "Composite", "MPF0", "MPImage1", "MPImage2", "APP14"}
OWN = {"Compression", "PhotometricInterpretation", "SamplesPerPixel", "BitsPerSample", "StripOffsets", "RowsPerStrip",
       "StripByteCounts", "ImageWidth", "ImageHeight", "PlanarConfiguration", "YCbCrPositioning", "ColorType", "Filter",
       "Interlace", "BitDepth", "FillOrder", "Predictor", "SampleFormat", "ExifByteOrder", "CurrentIPTCDigest",
       "Orientation", "VP8Version", "HorizontalScale", "VerticalScale", "WebP_Flags", "AlphaIsUsed", "XMPToolkit",
       "PageNumber", "PageName", "DocumentName", "IPTCDigest", "AnimationFrames", "AnimationPlays"}


def said_of(path):
    """All that ExifTool reads, by group and name, but for what is the file's own."""
    found = json.loads(run("exiftool", "-j", "-G1", "-struct", path))[0]
    return {name: value for name, value in found.items()
            if name.split(":")[0] not in STRUCTURAL and name.split(":")[-1] not in OWN}


def segment(marker, data):
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def with_segments(path, *segments):
    """Puts segments of a JPEG file behind its first one."""
    data = path.read_bytes()
    place = 4 + struct.unpack(">H", data[4:6])[0]
    path.write_bytes(data[:place] + b"".join(segments) + data[place:])


def segments_of(path, marker):
    """The contents of a JPEG file's segments of a kind."""
    data, at, found = path.read_bytes(), 2, []
    while data[at + 1] != 0xDA:
        length = struct.unpack(">H", data[at + 2:at + 4])[0]
        if data[at + 1] == marker:
            found.append(data[at + 4:at + 2 + length])
        at += 2 + length
    return found


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def with_chunks(path, *chunks):
    """Puts chunks of a PNG file behind its header."""
    data = path.read_bytes()
    path.write_bytes(data[:33] + b"".join(chunks) + data[33:])


def packet(more="", inside=""):
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="{WORDS}" {more}>{inside}</rdf:Description></rdf:RDF>'
        '</x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def exif_block(orientation=1, note=b"", thumbnail=b"", order="<"):
    """EXIF with a camera's name, its own notes at the place that they remember, and a thumbnail."""
    camera = b"Box Tengor 54/2\0"
    place = {"first": 8}
    place["details"] = place["first"] + 2 + 12 * 4 + 4
    place["second"] = place["details"] + 2 + 12 * 3 + 4
    place["camera"] = place["second"] + 2 + 12 * 2 + 4
    place["note"] = place["camera"] + len(camera)
    place["thumbnail"] = place["note"] + len(note)

    def entry(tag, kind, count, value):
        return struct.pack(order + "HHI", tag, kind, count) + (
            struct.pack(order + "HH", value, 0) if kind == 3 else struct.pack(order + "I", value))

    def directory(*entries, following=0):
        return struct.pack(order + "H", len(entries)) + b"".join(entries) + struct.pack(order + "I", following)

    return (
        (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 8)
        + directory(entry(0x0110, 2, len(camera), place["camera"]), entry(0x0112, 3, 1, orientation),
                    entry(0x0213, 3, 1, 1), entry(0x8769, 4, 1, place["details"]),
                    following=place["second"] if thumbnail else 0)
        + directory(entry(0x927C, 7, len(note), place["note"]), entry(0xA002, 4, 1, 9), entry(0xA003, 4, 1, 9))
        + directory(entry(0x0201, 4, 1, place["thumbnail"]), entry(0x0202, 4, 1, len(thumbnail)))
        + camera + note + thumbnail
    )


def save(path, size="120x90!", exif=None, xmp=None):
    """A gray photo with blocks as they are, put into the file without a program that understands them."""
    plain = path.with_name("plain.png")
    convert(PHOTO, plain, "-resize", size, "-colorspace", "Gray", "-strip")
    image = Image.open(plain)
    plain.unlink()
    blocks = {}
    if path.suffix == ".tif":
        blocks = {"tiffinfo": {700: xmp}} if xmp else {}
    elif path.suffix == ".webp":
        blocks = {name: block for name, block in (("exif", exif), ("xmp", xmp)) if block}
    image.save(path, **blocks)
    if path.suffix == ".jpg":
        with_segments(path, *[segment(0xE1, b"Exif\0\0" + block) for block in [exif] if block],
                      *[segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + block) for block in [xmp] if block])
    elif path.suffix == ".png":
        with_chunks(path, *[chunk(b"eXIf", block) for block in [exif] if block],
                    *[chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + block) for block in [xmp] if block])
    return path


def embedded_xmp(path):
    return run("exiftool", "-b", "-XMP", path)


EXIFTOOL = {  # what ExifTool writes: into which formats
    "exif": (["-EXIF:Artist=Dorothea Lange", "-EXIF:ImageDescription=Nipomo", "-EXIF:Copyright=none",
              "-EXIF:DateTimeOriginal=1936:03:01 12:00:00", "-EXIF:FNumber=8", f"-EXIF:UserComment={WORDS}",
              f"-EXIF:XPTitle={WORDS}", f"-EXIF:OwnerName={WORDS}", "-EXIF:GPSLatitude=35.1",
              "-EXIF:GPSLatitudeRef=N", "-EXIF:GPSAltitude=80", "-EXIF:InteropIndex=R98"], ENDINGS),
    "xmp": (["-XMP:Rating=4", f"-XMP-dc:Title={WORDS}", "-XMP-dc:Subject=camp", "-XMP-photoshop:City=Nipomo",
             "-XMP-mwg-rs:RegionInfo={AppliedToDimensions={W=9,H=9,Unit=pixel}}"], ENDINGS),
    "iptc": (["-IPTC:Keywords=camp", "-IPTC:Keywords=mother", f"-IPTC:Caption-Abstract={WORDS}",
              "-IPTC:CodedCharacterSet=UTF8", "-IPTC:City=Nipomo"], ("jpg", "tif", "png")),
    "photoshop": (["-Photoshop:URL=https://example.com", "-Photoshop:CopyrightFlag=true"], ("jpg", "tif")),
    "comment": ([f"-Comment={WORDS}"], ("jpg", "png")),
    "text": (["-PNG:Title=Mother", f"-PNG:Author={WORDS}", "-PNG:Software=pen", "-PNG:ModifyDate=2001:02:03 04:05:06",
              f"-PNG:Description-de={WORDS * 30}", "-z"], ("png",)),
}


@case("whatever ExifTool writes stays, in each format")
def _(scratch):
    names = [scratch / f"photo.{ending}" for ending in ENDINGS]
    large = scratch / "words.txt"
    large.write_text(WORDS * 2000)
    for photo in names:
        chosen = [word for words, endings in EXIFTOOL.values() if photo.suffix[1:] in endings for word in words]
        run("exiftool", "-q", "-overwrite_original", *chosen, f"-XMP-dc:Description<={large}", save(photo))
    apply(*names)
    for photo in names:
        before, after = said_of(photo), said_of(result_of(photo))
        missing = {what: value for what, value in before.items() if after.get(what) != value}
        assert len(before) > 20 and not missing, f"{photo.name}: {str(missing)[:500]}"


XMP = {  # packets, of which a parser refuses many
    "unknown": packet('xmlns:my="http://example.com/my/" my:word="yes"'),
    "undeclared": packet('epson:mode="auto"'),
    "ampersand": packet('dc:format="a & b"'),
    "twice": packet('dc:format="a" dc:format="b"'),
    "control": packet('dc:format="a\x02b"'),
    "zeros": packet() + bytes(20),
    "open": packet()[:-60],
    "latin": packet('dc:format="b').replace(b'dc:format="b', b'dc:format="\xe9"'),
    "none": b"this is not XMP",
}


@case("XMP stays to the byte, whatever a parser thinks of it")
def _(scratch):
    for name, data in XMP.items():
        for ending in ENDINGS:
            save(scratch / f"{name}.{ending}", xmp=data)
    said = apply(scratch)
    assert "was colored, but" not in said, said
    for name, data in XMP.items():
        for ending in ENDINGS:
            found = result_of(scratch / f"{name}.{ending}").read_bytes()
            # A text of PNG ends at the first 0.
            assert (data.rstrip(b"\0") if ending == "png" else data) in found, f"{name}.{ending}"


@case("a camera's own notes stay to the byte where they were, the thumbnail goes, the orientation is true")
def _(scratch):
    thumbnail = convert(PHOTO, scratch / "small.jpg", "-resize", "60x").read_bytes()
    (scratch / "small.jpg").unlink()
    note = b"Zeiss\0\1\2" + random.Random(1).randbytes(3000)
    blocks = {}
    for order in "<>":
        for ending in ("jpg", "png", "webp"):
            photo = scratch / f"{'little' if order == '<' else 'big'}.{ending}"
            blocks[photo] = exif_block(6, note, thumbnail, order)
            save(photo, exif=blocks[photo], xmp=packet('xmlns:tiff="http://ns.adobe.com/tiff/1.0/"',
                                                       "<tiff:Orientation>6</tiff:Orientation>"))
            assert tags(photo, "Orientation") == {"Orientation": "6"}, photo.name
    apply(scratch)
    for photo, block in blocks.items():
        result = result_of(photo)
        found = tags(result, "IFD0:Orientation", "XMP-tiff:Orientation", "IFD0:Model", "ExifImageWidth",
                     "ExifImageHeight")
        assert found == {"IFD0:Orientation": "1", "XMP-tiff:Orientation": "1", "IFD0:Model": "Box Tengor 54/2",
                         "ExifImageWidth": "90", "ExifImageHeight": "120"}, f"{photo.name}: {found}"
        assert look(result, "%wx%h") == "90x120", photo.name
        data = result.read_bytes()
        begin = data.index(block[:4] + struct.pack(">I" if block[:1] == b"M" else "<I", 8))
        assert data.index(note) - begin == block.index(note), photo.name
        assert thumbnail[:100] not in data and not run("exiftool", "-b", "-ThumbnailImage", result), photo.name


@case("EXIF with a fault stays; what is no EXIF is named")
def _(scratch):
    whole = exif_block(3, b"Zeiss" * 40)
    faulty = {
        "beyond": whole.replace(struct.pack("<HHI", 0x0110, 2, 16), struct.pack("<HHI", 0x0110, 2, 1 << 30)),
        "type": whole.replace(struct.pack("<HH", 0x0213, 3), struct.pack("<HH", 0x9999, 99)),
        "details": whole.replace(struct.pack("<HHI", 0x8769, 4, 1), struct.pack("<HHI", 0x8769, 13, 1)),
    }
    lost = {"cut": whole[:30], "empty": b"", "random": random.Random(2).randbytes(500)}
    for ending in ("jpg", "png", "webp"):
        for name, block in (faulty | lost).items():
            if block or ending == "jpg":
                save(scratch / f"{name}.{ending}", exif=block or None)
        if ending == "jpg":
            with_segments(scratch / "empty.jpg", segment(0xE1, b"Exif\0\0"))
    said = apply(scratch)
    for ending in ("jpg", "png", "webp"):
        for name, block in faulty.items():
            photo = scratch / f"{name}.{ending}"
            assert f"{photo.name}”" not in said, said
            assert tags(result_of(photo), "IFD0:Orientation") == {"IFD0:Orientation": "1"}, photo.name
            assert b"Zeiss" * 40 in result_of(photo).read_bytes(), photo.name
        for name in ("cut", "random"):
            assert f"{name}.{ending}” was colored, but its EXIF data cannot be read, so the result has none." in said, said


@case("EXIF and XMP of any bytes: a photo comes of it")
def _(scratch):
    rng = random.Random(3)
    whole = exif_block(6, b"Zeiss" * 40, b"\xff\xd8" + bytes(50))
    for i in range(30):
        block = bytearray(whole)
        for _ in range(rng.randint(1, 12)):
            block[rng.randrange(4 if i % 2 else 8, 130)] = rng.choice((0, 1, 0x7F, 0xFF, rng.randrange(256)))
        save(scratch / f"{i}.{('jpg', 'png', 'webp')[i % 3]}", "30x20!", exif=bytes(block), xmp=rng.randbytes(99))
    said = apply(scratch)
    assert "30 colored" in said, said


@case("PNG's three kinds of text, before and behind the picture, and blocks put into text")
def _(scratch):
    def raw(name, data):
        lines = "\n".join(data.hex()[i:i + 72] for i in range(0, len(data.hex()), 72))
        return chunk(b"tEXt", f"Raw profile type {name}\0\n{name}\n{len(data):8}\n{lines}\n".encode())

    photo = scratch / "text.png"
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Title", "Migrant Mother")
    texts.add_text("Description", "a tent " * 400, zip=True)
    texts.add_itxt("Author", WORDS, lang="de", tkey="Urheber")
    texts.add_itxt("Comment", WORDS * 40, zip=True)
    Image.open(save(scratch / "small.png")).save(photo, pnginfo=texts)
    (scratch / "small.png").unlink()
    data = photo.read_bytes()
    photo.write_bytes(data[:-12] + chunk(b"tEXt", b"Source\0behind the picture") + data[-12:])
    raw_photo = save(scratch / "raw.png")
    with_chunks(raw_photo, raw("exif", b"Exif\0\0" + exif_block(6, b"Zeiss")), raw("xmp", packet()))
    assert tags(raw_photo, "Model") == {"Model": "Box Tengor 54/2"}
    apply(photo, raw_photo)
    before, after = (Image.open(path) for path in (photo, result_of(photo)))
    before.load(), after.load()
    assert len(before.text) == 5 and before.text == after.text, after.text
    assert after.text["Author"].lang == "de" and after.text["Author"].tkey == "Urheber"
    result = result_of(raw_photo)
    assert tags(result, "Model", "Orientation") == {"Model": "Box Tengor 54/2", "Orientation": "1"}
    assert look(result, "%wx%h") == "90x120" and tags(result, "XMP-dc:Source") == {"XMP-dc:Source": WORDS}
    empty = save(scratch / "empty.png")
    with_chunks(empty, chunk(b"iTXt", b"XML:com.adobe.xmp" + bytes(5)), chunk(b"eXIf", exif_block(6, b"Zeiss")))
    apply(empty, env={**os.environ, "COLORIZE_DEBUG": "1"})
    assert look(result_of(empty), "%wx%h") == look(result, "%wx%h")
    spoilt = save(scratch / "spoilt.png")
    with_chunks(spoilt, chunk(b"zTXt", b"Comment\0\0no such stream"))
    assert "spoilt.png” was colored, but one of its texts cannot be read" in apply(spoilt)


@case("JPEG: several comments, Photoshop's blocks without the thumbnail, segments of cameras")
def _(scratch):
    def resource(number, data):
        return b"8BIM" + struct.pack(">HHI", number, 0, len(data)) + data + bytes(len(data) % 2)

    photo = save(scratch / "photo.jpg")
    thumbnail = convert(PHOTO, scratch / "small.jpg", "-resize", "60x").read_bytes()
    blocks = (resource(0x040A, b"\1"), resource(0x040C, thumbnail), resource(0x2710, b"print" * 7),
              resource(0x07D0, random.Random(4).randbytes(90001)))
    joined = b"".join(blocks)
    with_segments(photo, *[segment(0xFE, comment) for comment in (b"one", WORDS.encode(), b"\xff\0three")],
                  segment(0xED, b"Photoshop 3.0\0" + joined[:60000]), segment(0xED, b"Photoshop 3.0\0" + joined[60000:]),
                  segment(0xEC, b"[picture info]\nTimeDate=1"), segment(0xE5, b"RMETA\0\0"), segment(0xEC, b"Ducky\0\1"))
    apply(photo)
    data = result_of(photo).read_bytes()
    for part in (segment(0xFE, b"one") + segment(0xFE, WORDS.encode()) + segment(0xFE, b"\xff\0three"),
                 segment(0xEC, b"[picture info]\nTimeDate=1"), segment(0xE5, b"RMETA\0\0"), blocks[0] + blocks[2]):
        assert part in data, part
    assert thumbnail[:50] not in data and b"Ducky" not in data
    assert b"".join(part[14:] for part in segments_of(result_of(photo), 0xED)) == blocks[0] + blocks[2] + blocks[3]


@case("JPEG: XMP of more than 64 kB comes back whole, in its parts")
def _(scratch):
    photo = save(scratch / "large.jpg")
    large = scratch / "words.txt"
    large.write_text(WORDS * 4000)
    run("exiftool", "-q", "-overwrite_original", f"-XMP-dc:Description<={large}", "-XMP-dc:Title=one", photo)
    assert photo.read_bytes().count(b"http://ns.adobe.com/xmp/extension/\0") > 1
    apply(photo)
    assert said_of(photo) == said_of(result_of(photo))


@case("several pictures in a file: the first, and the others are named")
def _(scratch):
    small = save(scratch / "small.png")
    image = Image.open(small).convert("RGB")
    small.unlink()
    others = [image.rotate(90 * turn) for turn in (1, 2)]
    for name, words in (("anim.png", {}), ("anim.webp", {"lossless": True}), ("two.mpo", {}), ("pages.tif", {})):
        image.save(scratch / name, save_all=True, append_images=others[:1] if name == "two.mpo" else others, **words)
    (scratch / "same.apng").write_bytes((scratch / "anim.png").read_bytes())
    said = apply(scratch)
    for name in ("anim.png", "same.apng", "anim.webp", "two.mpo"):
        number = 2 if name == "two.mpo" else 3
        assert f"{name}” was colored, but only the first of its {number} pictures was colored." in said, said
        assert look(result_of(scratch / name), "%wx%h") == "120x90", name
        before, after = (photos.pixels(path) for path in (scratch / name, result_of(scratch / name)))
        assert abs(before.mean() - after.mean()) < 0.03, name
    assert "pages.tif” was colored, but only the first of its 3 pages was colored." in said, said


main()
