# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""`colorize film`: films in and out."""

import random
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from cases import PHOTO, assert_clean, case, main  # noqa: E402
from films import ffmpeg, film, packets, pan, picture_of, plane, probe, times  # noqa: E402
from photos import convert, pixels  # noqa: E402


def assert_colored(path, depth=8):
    spread = max(np.abs(plane(path, name, depth) - (1 << depth - 1)).mean() / (1 << depth - 8) for name in "uv")
    assert spread > 0.7, f"{path} is gray: {spread}"


@case("luma stays to the bit in FFV1, whatever depth, range, matrix and size, and so do these")
def _(scratch):
    chance = random.Random(7)
    kinds = [("yuv420p", 8, "tv"), ("yuv420p10le", 10, "pc"), ("gray", 8, "pc"), ("yuv444p12le", 12, "tv"),
             ("gray16le", 16, "pc"), ("nv12", 8, "tv")]
    for pixel_format, depth, scale in kinds:
        width, height = (chance.randrange(33, 90) for _ in "wh")
        if pixel_format == "nv12":
            width, height = width // 2 * 2, height // 2 * 2
        matrix = chance.choice(["bt709", "smpte170m", "bt470bg"])
        source, codec = scratch / "source.mkv", "ffv1"
        if pixel_format == "nv12":
            source, codec, scale = scratch / "source.nut", "rawvideo", "tv"
        pan(source, "-c:v", codec, "-colorspace", matrix, "-color_range", scale, width=width, height=height, n=1,
            pixels=pixel_format, then=f"setparams=range={scale}:colorspace={matrix}")
        result = scratch / "result.mkv"
        film(source, "-o", result, "--lossless", "--force")
        said = f"{pixel_format} {width} x {height} {scale} {matrix}"
        assert np.array_equal(plane(result, "y", depth), plane(source, "y", depth)), said
        told = picture_of(result)
        assert (told["width"], told["height"]) == (width, height), said
        assert told["color_range"] == scale, (said, told)
        if not pixel_format.startswith(("gray", "nv12")):
            assert told["color_space"] == matrix, (said, told)
        assert_colored(result, depth)


@case("H.264: luma within 1, and another player sees the lightness that it saw before")
def _(scratch):
    for ending, pixel_format, depth in (("mp4", "yuv420p", 8), ("mkv", "yuv420p10le", 10)):
        source = pan(scratch / "source.mkv", "-c:v", "ffv1", pixels=pixel_format, n=4)
        result = scratch / f"result.{ending}"
        film(source, "-o", result, "--quality", "100")
        told = picture_of(result)
        assert told["codec_name"] == "h264" and told["pix_fmt"] == pixel_format, told
        difference = (plane(result, "y", depth) - plane(source, "y", depth)) / (1 << depth - 8)
        assert np.abs(difference).mean() < 1.0, np.abs(difference).mean()
        # Of what coding adds nothing is left over 4 x 4 pixels.
        blocks = difference.reshape(4, 16, 4, 24, 4).mean((2, 4))
        assert np.abs(blocks).max() < 1.5 and np.abs(blocks).mean() < 0.3, (np.abs(blocks).max(), np.abs(blocks).mean())
        assert_colored(result, depth)
        assert_clean(scratch)
        assert not list(scratch.glob("*.part.*"))


@case("Cb and Cr are those of the colors: luma that a player makes of R, G and B is the source's")
def _(scratch):
    for matrix in ("bt709", "smpte170m"):
        source = pan(scratch / "source.mkv", "-c:v", "ffv1", "-colorspace", matrix, n=1,
                     then=f"setparams=range=tv:colorspace={matrix}")
        film(source, "-o", scratch / "result.mkv", "--lossless", "--saturation", "200", "--force")
        data = ffmpeg("-i", scratch / "result.mkv", "-vf", "scale=flags=accurate_rnd+full_chroma_int", "-pix_fmt",
                      "gbrp", "-f", "rawvideo", "-")
        green, blue, red = np.frombuffer(data, np.uint8).reshape(3, -1).astype(float)
        kr, kb = (0.2126, 0.0722) if matrix == "bt709" else (0.299, 0.114)
        luma = (plane(source, "y") - 16) / 219 * 255
        difference = np.abs(kr * red + (1 - kr - kb) * green + kb * blue - luma)
        # Where a color is at the edge of what can be shown, the mean of four pixels' may be beyond.
        assert np.mean(difference) < 1.0 and np.mean(difference > 4) < 0.03, (matrix, difference.mean())
        assert np.mean(np.abs(red - blue) > 20) > 0.05, "hardly any color"


@case("sound, subtitles, chapters, attachments and metadata stay as they are; MP4 says what it cannot hold")
def _(scratch):
    (scratch / "words.srt").write_text("1\n00:00:00,100 --> 00:00:00,300\nHello\n")
    (scratch / "more.txt").write_text(";FFMETADATA1\ntitle=Our garden\ncomment=1962\n[CHAPTER]\nTIMEBASE=1/1000\n"
                                      "START=0\nEND=200\ntitle=One\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=200\nEND=400\n"
                                      "title=Two\n")
    source = pan(scratch / "source.mkv", "-map", "0:v", "-map", "1:a", "-map", "2:s", "-map_metadata", "3", "-c:v",
                 "libx264", "-c:a", "aac", "-c:s", "srt", "-metadata:s:a:0", "language=deu", "-attach", PHOTO,
                 "-metadata:s:t", "mimetype=image/jpeg",
                 before=["-f", "lavfi", "-t", "0.5", "-i", "sine=440", "-i", scratch / "words.srt", "-i",
                         scratch / "more.txt"])
    before = probe(source)
    for ending in ("mkv", "mp4"):
        result = scratch / f"result.{ending}"
        said = film(source, "-o", result)
        after = probe(result)
        kinds = [stream["codec_name"] for stream in after["streams"] if stream["codec_type"] in ("audio", "subtitle")]
        assert kinds == (["aac", "subrip"] if ending == "mkv" else ["aac"]), kinds
        assert packets(result, "a:0") == packets(source, "a:0")
        assert after["format"]["tags"]["title"] == "Our garden" and after["format"]["tags"].get("COMMENT", after[
            "format"]["tags"].get("comment")) == "1962", after["format"]
        assert [chapter["tags"]["title"] for chapter in after["chapters"]] == ["One", "Two"]
        # Where sound begins before 0, so does the film.
        starts = [float(chapter["start_time"]) for chapter in after["chapters"]]
        assert 0.0 <= starts[0] < 0.03 and 0.2 <= starts[1] < 0.23, starts
        sound = next(stream for stream in after["streams"] if stream["codec_type"] == "audio")
        assert sound["tags"]["language"] == "deu"
        if ending == "mkv":
            assert packets(result, "s:0") == packets(source, "s:0")
            ffmpeg("-i", result, "-map", "0:v:1", "-c", "copy", "-f", "image2",
                   "-update", "1", scratch / "attached.jpg")
            assert (scratch / "attached.jpg").read_bytes() == PHOTO.read_bytes()
            assert len(after["streams"]) == len(before["streams"]), after["streams"]
            assert "cannot hold" not in said
        else:
            assert "MP4 cannot hold its subtitles (subrip)" in said and ".mkv" in said, said


@case("frames come when they came, at an uneven pace as well; with B-frames, and with other time bases")
def _(scratch):
    for ending, base in (("mp4", "90000"), ("mkv", "1000")):
        # Frames 0, 1, 5, 6, 13...
        source = pan(scratch / f"source.{ending}", "-fps_mode", "passthrough", "-c:v", "libx264", "-bf", "3", "-enc_time_base",
                     f"1/{base}", "-video_track_timescale", base, n=9,
                     then="settb=1/90000,setpts='(N*N*0.07+N)*3003'")
        for kind in ("mp4", "mkv"):
            result = scratch / f"result.{kind}"
            film(source, "-o", result, "--force")
            shown, wanted = times(result), times(source)
            assert len(shown) == len(wanted) == 9
            away = max(abs(a - b) for a, b in zip(shown, wanted))
            assert away <= (0.00002 if kind == "mp4" else 0.00101), (ending, base, kind, away, shown, wanted)


@case("the shape of pixels and the turn of the picture stay")
def _(scratch):
    plain = pan(scratch / "plain.mp4", "-c:v", "libx264", n=2, then="setsar=16/11")
    source = scratch / "source.mp4"
    ffmpeg("-display_rotation", "90", "-i", plain, "-c", "copy", source)
    wanted = picture_of(source)
    for ending in ("mp4", "mkv"):
        film(source, "-o", scratch / f"result.{ending}")
        told = picture_of(scratch / f"result.{ending}")
        assert told["sample_aspect_ratio"] == "16:11", told
        assert [side["rotation"] for side in told["side_data_list"]] == [
            side["rotation"] for side in wanted["side_data_list"]] and "rotation" in str(wanted), told


@case("a part of a film: --from and --to, with its sound")
def _(scratch):
    source = pan(scratch / "source.mp4", "-map", "0:v", "-map", "1:a", "-c:v", "libx264", "-g", "5", "-c:a", "aac", n=24,
                 before=["-f", "lavfi", "-t", "1", "-i", "sine=440"])
    film(source, "-o", scratch / "result.mkv", "--from", "0:00.25", "--to", "0.5", "--lossless")
    size = 96 * 64
    wanted = plane(source, "y")[6 * size:12 * size]
    assert np.array_equal(plane(scratch / "result.mkv", "y"), wanted)
    n_packets = len(packets(scratch / "result.mkv", "a:0"))
    assert 9 <= n_packets <= 14, n_packets
    said = film(source, "--from", "3", "-o", scratch / "none.mkv", code=1)
    assert "--from" in said, said
    for wrong in (["--from", "x"], ["--to", "1:2:3:4"], ["--from", "2", "--to", "1"]):
        assert "--" in film(source, *wrong, code=2)


@case("a folder of numbered pictures: by their numbers, in their own format, L* as it was")
def _(scratch):
    folder = scratch / "in"
    folder.mkdir()
    for i in (1, 2, 10):
        convert(PHOTO, folder / f"frame{i}.png", "-resize", "70x", "-gravity", "center", "-crop", "61x47+0+0", "+repage",
                "-colorspace", "Gray", "-evaluate", "multiply", 1 - i / 20, "-depth", "16" if i == 2 else "8")
    (folder / "notes.txt").write_text("not a frame")
    film(folder, "-o", scratch / "out")
    assert sorted(path.name for path in (scratch / "out").iterdir()) == ["frame1.png", "frame10.png", "frame2.png"]
    for i in (1, 2, 10):
        before, after = (pixels(scratch / place / f"frame{i}.png") for place in ("in", "out"))
        assert np.abs(after.max(-1) - after.min(-1)).mean() > 0.02, "gray"
        light = [np.where(p <= 0.04045, p / 12.92, ((p + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]
                 for p in (before, after)]
        assert np.abs(light[0] - light[1]).max() < 0.02
    assert "already" in film(folder, "-o", scratch / "out", code=1)
    film(folder, "-o", scratch / "out", "--force")


@case("the same on any number of threads")
def _(scratch):
    source = pan(scratch / "source.mkv", "-c:v", "ffv1", n=7, width=83, height=51)
    ones = []
    for threads in (1, 2, 5):
        film(source, "-o", scratch / "result.mkv", "--lossless", "--threads", threads, "--force")
        ones.append(packets(scratch / "result.mkv", "v:0"))
    assert all(one == ones[0] for one in ones)


@case("interlaced films: said, and made whole")
def _(scratch):
    source = pan(scratch / "source.mkv", "-c:v", "ffv1", "-flags", "+ilme+ildct", n=12, height=72,
                 then="tinterlace=interleave_top,setfield=tff")
    said = film(source, "-o", scratch / "plain.mkv", "--lossless")
    assert "interlaced" in said and "--deinterlace" in said, said
    assert "interlaced" not in film(source, "-o", scratch / "whole.mkv", "--lossless", "--deinterlace")

    def comb(path):
        rows = plane(path, "y").reshape(-1, 72, 96)[1:-1]
        return np.abs(rows[:, 1:-1] - (rows[:, :-2] + rows[:, 2:]) / 2).mean()

    assert comb(scratch / "whole.mkv") < 0.7 * comb(scratch / "plain.mkv")
    assert len(times(scratch / "whole.mkv")) == len(times(source))


@case("what cannot be done gets one sentence, and nothing is written")
def _(scratch):
    source = pan(scratch / "source.mkv", "-c:v", "ffv1", n=2)
    (scratch / "text.mp4").write_text("This is no film. " * 100)
    (scratch / "cut.mkv").write_bytes(source.read_bytes()[:700])
    ffmpeg("-f", "lavfi", "-t", "0.2", "-i", "sine=440", scratch / "sound.m4a")
    (scratch / "empty").mkdir()
    (scratch / "there.mkv").write_text("mine")
    out = scratch / "out.mkv"
    for arguments, code, words in (
            ([scratch / "missing.mkv", "-o", out], 1, "not there"),
            ([scratch / "text.mp4", "-o", out], 1, "no film"),
            ([scratch / "cut.mkv", "-o", out], 1, "damaged"),
            ([scratch / "sound.m4a", "-o", out], 1, "no moving picture"),
            ([scratch / "empty", "-o", scratch / "pictures"], 1, "numbered"),
            ([source, "-o", scratch / "out.avi"], 1, ".mp4 or .mkv"),
            ([source, "-o", scratch / "out.mp4", "--lossless"], 1, ".mkv"),
            ([source, "-o", scratch / "nowhere/out.mkv"], 1, "not there"),
            ([source, "-o", scratch / "there.mkv"], 1, "--force"),
            ([source, "-o", out, "--quality", "101"], 2, "between 0 and 100"),
            ([], 2, "Name one film"), ([source, source], 2, "Name one film")):
        said = film(*arguments, code=code)
        assert words in said and len(said.strip().splitlines()) == 1, (arguments, said)
    assert (scratch / "there.mkv").read_text() == "mine"
    left = sorted(path.name for path in scratch.iterdir() if path.name.startswith(("out", "pictures")))
    assert not left, left


@case("a damaged film: colored as far as it goes, and said")
def _(scratch):
    source = pan(scratch / "source.mkv", "-c:v", "libx264", "-g", "4", n=16)
    data = bytearray(source.read_bytes())
    for i in range(len(data) // 2, len(data) * 3 // 4, 5):
        data[i] ^= 0x5A
    source.write_bytes(data)
    said = film(source, "-o", scratch / "result.mkv")
    assert "damaged" in said, said
    assert len(times(scratch / "result.mkv")) >= 3


main()
