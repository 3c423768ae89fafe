# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""`colorize film` on films of several scenes: what is stopped, what is gone on with, and key frames."""

import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from cases import PHOTO, TOOL, WEIGHTS, case, main  # noqa: E402
from films import ffmpeg, film, packets, plane, probe, times  # noqa: E402
from photos import convert, look, pixels  # noqa: E402

WIDTH, HEIGHT, LENGTH = 96, 64, 24


def make(path, n_scenes=3, *arguments):
    """Scenes of a second each, with pans over different parts of the photo, and sound."""
    places = [(0, 0, "null"), (160, 240, "negate"), (60, 420, "hflip"), (200, 60, "vflip")]
    parts = [f"[0]trim=end_frame={LENGTH},setpts=PTS-STARTPTS,scale=420:-1,crop=192:128:'{x}+n':'{y}',{way},"
             f"scale={WIDTH}:{HEIGHT},setsar=1[v{i}]" for i, (x, y, way) in enumerate(places[:n_scenes])]
    split = f"[0]split={n_scenes}" + "".join(f"[s{i}]" for i in range(n_scenes))
    parts = [part.replace("[0]", f"[s{i}]", 1) for i, part in enumerate(parts)]
    joined = "".join(f"[v{i}]" for i in range(n_scenes)) + f"concat=n={n_scenes},format=gray,format=yuv420p[v]"
    ffmpeg("-loop", 1, "-framerate", LENGTH, "-t", n_scenes, "-i", PHOTO, "-f", "lavfi", "-t", n_scenes, "-i", "sine=440",
           "-filter_complex", ";".join([split, *parts, joined]), "-map", "[v]", "-map", "1:a", "-c:v", "libx264", "-crf", 12,
           "-c:a", "aac", *arguments, path)
    return path


def start(*arguments, **options):
    return subprocess.Popen([TOOL, "film", "--weights", WEIGHTS, *map(str, arguments)], stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, **options)


def frames_in(path):
    try:
        return len(packets(path, "v:0"))
    except subprocess.CalledProcessError:
        return 0


def stop_after(process, part, n_bytes, how):
    """Ends the run once its part is that large, and returns its exit code."""
    until = time.monotonic() + 100
    while time.monotonic() < until and process.poll() is None:
        if part.exists() and part.stat().st_size >= n_bytes:
            process.send_signal(how)
            break
        time.sleep(0.001)
    return process.wait(timeout=60)


@case("scenes: each has a key frame, and one picture on the sheet; --keyframes writes them plain and colored")
def _(scratch):
    source = make(scratch / "source.mp4")
    film(source, "--keyframes", scratch / "keys")
    names = sorted(path.name for path in (scratch / "keys").iterdir())
    assert len(names) == 7 and names[0] == "contact-sheet.png", names
    numbers = [int(re.search(r"frame-(\d+)", name)[1]) for name in names[1::2]]
    # Of each scene's middle third.
    assert all(LENGTH * i + LENGTH // 3 <= n < LENGTH * (i + 1) - LENGTH // 3 for i, n in enumerate(numbers)), numbers
    for name in names[1::2]:
        colored, gray = (pixels(scratch / "keys" / one) for one in (name, name.replace("-colored", "")))
        assert colored.shape == (HEIGHT, WIDTH, 3)
        assert np.ptp(gray, -1).max() < 0.02 < np.ptp(colored, -1).mean(), name
    assert not list(scratch.glob("source-colorized*"))
    assert "already" in film(source, "--keyframes", scratch / "keys", code=1)
    film(source, "--preview", scratch / "sheet.png", "--from", "0.5")
    width, height = map(int, look(scratch / "sheet.png", "%w %h").split())
    assert 3 * 240 < width < 3 * 260 and 160 < height < 220, (width, height)


@case("--with follows a key frame over its whole scene, and changes no other one")
def _(scratch):
    source = make(scratch / "source.mp4", 2)
    film(source, "--keyframes", scratch / "keys")
    film(source, "-o", scratch / "plain.mkv", "--lossless")
    one, other = sorted((scratch / "keys").glob("*-colored.png"))
    other.unlink()
    gray = one.with_name(one.name.replace("-colored", ""))
    number = int(re.search(r"frame-(\d+)", one.name)[1])
    # Green all over.
    convert(gray, one, "-colorspace", "Lab", "-channel", "G", "-evaluate", "set", "40%", "-channel", "B", "-evaluate", "set",
            "58%", "+channel", "-colorspace", "sRGB")
    film(source, "-o", scratch / "with.mkv", "--lossless", "--with", scratch / "keys")

    def chroma(name, path="with.mkv"):
        return plane(scratch / path, name).reshape(-1, HEIGHT // 2, WIDTH // 2).astype(float)

    # The key frame itself has its colors, as far as a map of them does.
    wanted = pixels(one) * 255
    data = ffmpeg("-i", scratch / "with.mkv", "-vf", f"select='eq(n,{number})',scale=flags=accurate_rnd+full_chroma_int",
                  "-frames:v", "1", "-pix_fmt", "rgb24", "-f", "rawvideo", "-")
    found = np.frombuffer(data, np.uint8).reshape(HEIGHT, WIDTH, 3).astype(float)
    opponent = [np.stack([p[..., 0] - p[..., 1], p[..., 2] - p[..., 1]]) for p in (found, wanted)]
    assert np.abs(opponent[0] - opponent[1]).mean() < 6, np.abs(opponent[0] - opponent[1]).mean()
    for name in "uv":
        plain = chroma(name, "plain.mkv")
        with_key = chroma(name)
        target = with_key[number].mean()
        # Cr, at least, is far from that of green.
        assert name == "u" or abs(target - plain[number].mean()) > 4
        for t in range(LENGTH):
            assert abs(with_key[t].mean() - target) < 0.25 * abs(plain[t].mean() - target) + 1, (name, t)
        assert np.array_equal(with_key[LENGTH:], plain[LENGTH:])
    assert "no key frame" in film(source, "-o", scratch / "x.mkv", "--with", scratch, code=1)


@case("kill -9 leaves a film that can be played; --resume goes on, and the result is whole")
def _(scratch):
    source = make(scratch / "source.mp4", 4)
    for ending in ("mp4", "mkv"):
        result = scratch / f"result.{ending}"
        part = scratch / f"result.{ending}.part.mkv"
        options = ["--threads", 1] + (["--lossless"] if ending == "mkv" else [])
        stop_after(start(source, "-o", result, *options), part, 8000, signal.SIGKILL)
        assert part.exists() and not result.exists()
        n = frames_in(part)
        ffmpeg("-xerror", "-i", part, "-map", "0:v", "-f", "null", "-")
        assert 0 < n < 4 * LENGTH, n
        assert "--resume" in film(source, "-o", result, *options, code=1)
        film(source, "-o", result, *options, "--resume")
        assert not list(scratch.glob("*.part.*"))
        shown = times(result)
        assert len(shown) == 4 * LENGTH
        assert max(abs(a - b - shown[0] + t0) for t0 in [times(source)[0]] for a, b in zip(shown, times(source))) < 0.002
        luma = np.abs(plane(result, "y") - plane(source, "y")).reshape(4 * LENGTH, -1).mean(-1)
        assert luma.max() < (2.5 if ending == "mp4" else 0.001), luma
        if ending == "mp4":
            assert packets(result, "a:0") == packets(source, "a:0")
    assert "without --resume" in film(source, "-o", scratch / "new.mkv", "--resume", code=1)


@case("Ctrl+C ends with a film that can be played, and a sentence")
def _(scratch):
    source = make(scratch / "source.mp4")
    result = scratch / "result.mp4"
    part = scratch / "result.mp4.part.mkv"
    process = start(source, "-o", result, "--threads", 1)
    code = stop_after(process, part, 4000, signal.SIGINT)
    said = process.stdout.read()
    assert code == 130 and "Stopped after" in said and "--resume" in said and str(part) in said, (code, said)
    n = int(re.search(r"after (\d+) of", said)[1])
    assert frames_in(part) == n < 3 * LENGTH and not result.exists()
    ffmpeg("-xerror", "-i", part, "-f", "null", "-")


@case("a disk that takes no more: a sentence, and what is there can be played")
def _(scratch):
    source = make(scratch / "source.mp4", 2)

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (60000, 60000))

    process = start(source, "-o", scratch / "result.mkv", "--lossless", preexec_fn=limit)
    code = process.wait(timeout=100)
    said = process.stdout.read()
    assert code == 1 and len(said.strip().splitlines()) == 1 and "cannot be written" in said and "disk" in said, said
    assert not (scratch / "result.mkv").exists() and frames_in(scratch / "result.mkv.part.mkv") > 0


main()
