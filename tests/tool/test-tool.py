# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-tool.py TOOL WEIGHTS PHOTO [WORDS...]: `colorize` as a user meets it; of the cases those whose
names hold some of these words, or all. Writes TAP."""

import os
import platform
import re
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path

import numpy as np

import colors
import photos
from cases import PHOTO, TOOL, WEIGHTS, apply, assert_clean, case, colorize, main, result_of
from colors import chroma, lab, lightness_change
from photos import convert, look, pixels, run, tags
from threads import most_workers

# What the flags of /proc/cpuinfo call the levels v3 and v4 of x86-64. (LZCNT, there "abm", is not told everywhere.)
AVX2 = {"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "movbe"}
AVX512 = AVX2 | {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"}


KINDS = {  # file: how ImageMagick makes it, format, bits, alpha, most change of L*
    "gray8.png": (["-depth", 8], "PNG", 8, False, 0.4),
    "gray16.png": (["-depth", 16, "-evaluate", "multiply", "0.997"], "PNG", 16, False, 0.1),
    "rgb.png": (["-type", "TrueColor"], "PNG", 8, False, 0.4),
    "interlaced.png": (["-interlace", "PNG"], "PNG", 8, False, 0.4),
    "palette.png": (["-modulate", "100,0", "-colors", 32, "-type", "Palette"], "PNG", 8, False, 0.5),
    "alpha.png": (["-alpha", "on", "-channel", "A", "-fx", "i/w"], "PNG", 8, True, 0.4),
    "gray.jpg": (["-quality", 95], "JPEG", 8, False, 0.8),
    "progressive.jpg": (["-quality", 95, "-interlace", "JPEG"], "JPEG", 8, False, 0.8),
    "gray8.tif": (["-compress", "none"], "TIFF", 8, False, 0.4),
    "gray16.tif": (["-depth", 16, "-evaluate", "multiply", "0.997", "-compress", "LZW"], "TIFF", 16, False, 0.1),
    "float.tif": (["-depth", 32, "-define", "quantum:format=floating-point"], "TIFF", 32, False, 0.1),
    "tiles.tif": (["-type", "TrueColor", "-depth", 16, "-define", "tiff:tile-geometry=64x64"], "TIFF", 16, False, 0.1),
    "planes.tif": (["-type", "TrueColor", "-interlace", "Plane"], "TIFF", 8, False, 0.4),
    "white-is-0.tif": (["-define", "quantum:polarity=min-is-white"], "TIFF", 8, False, 0.4),
    "palette.tif": (["-modulate", "100,0", "-colors", 32, "-type", "Palette"], "TIFF", 16, False, 0.1),
    "fax.tif": (["-monochrome", "-compress", "Group4"], "TIFF", 8, False, 0.4),
    "alpha.tif": (["-alpha", "on", "-channel", "A", "-fx", "i/w"], "TIFF", 8, True, 0.4),
    "photo.webp": (["-quality", 95], "WEBP", 8, False, 1.0),
    "lossless.webp": (["-define", "webp:lossless=true"], "WEBP", 8, False, 0.4),
}


@case("each format and depth: the same for the result, L* kept, colors there")
def _(scratch):
    for name, (how, *_) in KINDS.items():
        convert(PHOTO, scratch / name, "-resize", "320x", *how)
    apply(scratch)
    for name, (_, kind, bits, alpha, most) in KINDS.items():
        source, result = scratch / name, result_of(scratch / name)
        assert look(result, "%m %wx%h") == f"{kind} 320x248", f"{name}: {look(result)}"
        assert look(result, "%z") == str(bits), f"{name}: {look(result)}"
        assert (look(result, "%A") in ("Blend", "True")) == alpha, f"{name}: {look(result)}"
        before, after = lab(pixels(source)), lab(pixels(result))
        if name != "fax.tif":  # black and white have no room for color
            assert chroma(after) > 4, f"{name}: chroma {chroma(after):.2f}"
        change = lightness_change(before, after)
        assert change <= most, f"{name}: mean |dL*| {change:.3f}"
        if alpha:
            same = run("convert", source, "-alpha", "extract", "-depth", 8, "gray:-")
            assert same == run("convert", result, "-alpha", "extract", "-depth", 8, "gray:-"), name


@case("odd but valid: 1 x 1, 30000 x 4, CMYK, a wrong name")
def _(scratch):
    for name in ("dot.png", "dot.jpg", "dot.tif", "dot.webp"):
        convert("xc:gray50", scratch / name, "-resize", "1x1!")
    convert("gradient:", scratch / "long.png", "-resize", "30000x4!")
    convert(PHOTO, scratch / "cmyk.jpg", "-resize", "200x", "-colorspace", "CMYK")
    convert(PHOTO, scratch / "cmyk.tif", "-resize", "200x", "-colorspace", "CMYK")
    convert(PHOTO, f"png:{scratch / 'png.jpg'}", "-resize", "200x")
    apply(scratch)
    assert look(result_of(scratch / "dot.webp"), "%wx%h") == "1x1"
    assert look(result_of(scratch / "long.png"), "%wx%h") == "30000x4"
    assert look(result_of(scratch / "png.jpg"), "%m") == "PNG"
    for name in ("cmyk.jpg", "cmyk.tif"):
        result = result_of(scratch / name)
        assert look(result, "%[channels]").startswith("srgb"), look(result, "%[channels]")
        change = lightness_change(lab(pixels(scratch / name, "-colorspace", "sRGB")), lab(pixels(result)))
        assert change < 1.5, f"{name}: mean |dL*| {change:.2f}"


@case("photos of ordinary and of odd sizes, on several threads")
def _(scratch):
    sizes = {"jpg": ((2049, 1366), (591, 300)), "png": ((1195, 1600), (591, 300), (3, 8193), (8193, 3))}
    made = [scratch / f"{width}x{height}.{ending}" for ending in sizes for width, height in sizes[ending]]
    for photo in made:
        convert(PHOTO, photo, "-resize", f"{photo.stem}!", "-quality", 15)
    apply(scratch, "--threads", 3, "--jobs", 1, "--quiet")
    for photo in made:
        assert look(result_of(photo), "%wx%h") == photo.stem, photo.name
    small = scratch / "591x300.png"
    change = lightness_change(lab(pixels(small)), lab(pixels(result_of(small))))
    assert change < 0.4, f"mean |dL*| {change:.2f}"


@case("what a result cannot keep is said: further pages, a profile that does not fit")
def _(scratch):
    run("convert", PHOTO, PHOTO, "-resize", "90x", scratch / "pages.tif")
    wrong = convert(PHOTO, scratch / "wrong.tif", "-resize", "90x", "-type", "TrueColor")
    (scratch / "gray.icc").write_bytes(colors.profile(1.8))
    run("exiftool", "-q", "-overwrite_original", f"-ICC_Profile<={scratch / 'gray.icc'}", wrong)
    said = apply(scratch / "pages.tif", wrong)
    assert "pages.tif” was colored, but only the first of its 2 pages" in said, said
    assert "wrong.tif” was colored, but its color profile does not fit" in said, said
    assert not photos.embedded_profile(result_of(wrong))


@case("EXIF, XMP, IPTC and resolution stay, the gray thumbnail goes")
def _(scratch):
    convert(PHOTO, scratch / "small.jpg", "-resize", "80x")
    for ending in ("jpg", "png", "tif", "webp"):
        photo = scratch / f"photo.{ending}"
        convert(PHOTO, photo, "-resize", "320x", "-units", "PixelsPerInch", "-density", 300)
        run("exiftool", "-q", "-overwrite_original", "-EXIF:Artist=Dorothea Lange", "-EXIF:GPSLatitude=35.1",
            "-EXIF:GPSLatitudeRef=N", "-EXIF:DateTimeOriginal=1936:03:01 12:00:00", "-XMP:Rating=4",
            "-EXIF:ImageDescription=Nipomo", photo)
        if ending in ("jpg", "tif"):
            run("exiftool", "-q", "-overwrite_original", "-IPTC:Keywords=camp", photo)
        if ending == "jpg":
            run("exiftool", "-q", "-overwrite_original", f"-ThumbnailImage<={scratch / 'small.jpg'}", photo)
            assert run("exiftool", "-b", "-ThumbnailImage", photo)
    apply(*(scratch / f"photo.{ending}" for ending in ("jpg", "png", "tif", "webp")))
    for ending in ("jpg", "png", "tif", "webp"):
        result = result_of(scratch / f"photo.{ending}")
        found = tags(result, "EXIF:Artist", "EXIF:GPSLatitude", "EXIF:DateTimeOriginal", "XMP:Rating",
                     "EXIF:ImageDescription")
        assert found == {"EXIF:Artist": "Dorothea Lange", "EXIF:GPSLatitude": "35.1",
                         "EXIF:DateTimeOriginal": "1936:03:01 12:00:00", "XMP:Rating": "4",
                         "EXIF:ImageDescription": "Nipomo"}, f"{ending}: {found}"
        if ending in ("jpg", "tif"):
            assert tags(result, "IPTC:Keywords")["IPTC:Keywords"] == "camp", ending
        assert not run("exiftool", "-b", "-ThumbnailImage", result), ending
        if ending != "webp":
            number, unit = look(result, "%[resolution.x] %U").split()
            per_inch = float(number) * (2.54 if unit == "PixelsPerCentimeter" else 1)
            assert abs(per_inch - 300) < 1, f"{ending}: {number} {unit}"
    bare = convert(PHOTO, scratch / "bare.tif", "-resize", "90x", "-strip")
    apply(bare)
    assert not run("exiftool", "-XMP:all", "-IPTC:all", result_of(bare)), "metadata out of nothing"
    structure = subprocess.run(["tiffinfo", result_of(scratch / "photo.tif")], capture_output=True, text=True)
    assert "Samples/Pixel: 3" in structure.stdout and not structure.stderr, structure


@case("EXIF's eight orientations: the photo is the right way up, and its tag says so")
def _(scratch):
    names = [f"{orientation}.{ending}" for orientation in range(1, 9) for ending in ("jpg", "tif")]
    for ending in ("jpg", "tif"):
        convert(PHOTO, scratch / f"1.{ending}", "-resize", "200x", "-quality", 97)
    for orientation in range(1, 9):
        copies = [scratch / f"{orientation}.{ending}" for ending in ("jpg", "tif")]
        for copy in copies if orientation > 1 else ():
            shutil.copy(scratch / f"1{copy.suffix}", copy)
        run("exiftool", "-q", "-n", "-overwrite_original", f"-Orientation={orientation}", *copies)
    apply(scratch)
    results = [result_of(scratch / name) for name in names]
    assert run("exiftool", "-q", "-n", "-p", "$Orientation", *results).split() == [b"1"] * len(names)
    for name, result in zip(names, results):
        upright = convert(scratch / name, scratch / "upright.png", "-auto-orient")
        change = lightness_change(lab(pixels(upright)), lab(pixels(result)))
        assert change < 0.8, f"{name}: mean |dL*| {change:.2f}"


def damage(scratch):
    """Files that a run must complain of, and for each a word that its complaint has."""
    whole = {}
    for ending, how in (("jpg", []), ("png", []), ("tif", ["-compress", "LZW"]), ("webp", [])):
        photo = convert(PHOTO, scratch / f"whole.{ending}", "-resize", "320x", *how)
        whole[ending] = photo.read_bytes()
        photo.unlink()
    bad = {"missing.jpg": "No such file", "empty.png": "empty", "text.jpg": "no photo of a kind"}
    (scratch / "empty.png").touch()
    (scratch / "text.jpg").write_text("not a photo")
    for ending, data in whole.items():
        for percent in (3, 50, 97):
            name = f"cut-{percent}.{ending}"
            (scratch / name).write_bytes(data[:len(data) * percent // 100])
            bad[name] = "copy it again from where it came"
    for ending, place in (("jpg", 0.5), ("png", 0.5)):
        name, data = f"garbled.{ending}", bytearray(whole[ending])
        middle = int(len(data) * place)
        data[middle:middle + 200] = bytes([0x55] * 200)
        (scratch / name).write_bytes(data)
        bad[name] = "copy it again from where it came"
    return bad


@case("bad files among good ones: a sentence each, the rest is done, exit code 1")
def _(scratch):
    good = [convert(PHOTO, scratch / name, "-resize", "200x") for name in ("a.jpg", "z.jpg")]
    bad = damage(scratch)
    said = apply(good[0], *(scratch / name for name in bad), good[1], "--jobs", 2, code=1)
    for name, word in bad.items():
        lines = [line for line in said.splitlines() if f"{name}”" in line]
        assert len(lines) == 1 and word in lines[0] and lines[0].endswith("."), f"{name}: {lines}"
        assert not result_of(scratch / name).exists(), name
    assert all(result_of(photo).exists() for photo in good)
    assert f"2 colored, 0 left alone (--force writes over them), {len(bad)} failed" in said, said
    assert_clean(scratch)


def apply_as_ordinary_user(scratch, *arguments, weights=WEIGHTS.name, code=1):
    """For whom permissions count. The build may lie where only root can look, so the program is copied."""
    for file in (TOOL, WEIGHTS):
        shutil.copy(file, scratch)
    user = {"user": 65534, "group": 65534, "extra_groups": []} if os.getuid() == 0 else {}
    return colorize(
        "apply", "--weights", scratch / weights, *arguments, code=code, tool=scratch / TOOL.name, cwd=scratch, **user
    )


@case("a photo that may not be read, a folder that may not be written: as an ordinary user")
def _(scratch):
    scratch.chmod(0o755)
    locked = scratch / "locked"
    locked.mkdir()
    photo, secret = locked / "photo.jpg", scratch / "secret.jpg"
    convert(PHOTO, photo, "-resize", "200x")
    convert(PHOTO, secret, "-resize", "200x")
    secret.chmod(0)
    locked.chmod(0o555)
    try:
        said = apply_as_ordinary_user(scratch, photo, secret)
        assert "locked” cannot be written" in said and "-o" in said, said
        assert "secret.jpg” was not colored" in said and "ermission denied" in said, said
        said = apply_as_ordinary_user(scratch, photo, "-o", locked / "new")
        assert "new” cannot be made" in said, said
        locked.chmod(0o600)
        said = apply_as_ordinary_user(scratch, secret, weights="locked/w.safetensors", code=2)
        assert "w.safetensors” may not be read by you" in said and len(said.splitlines()) == 1, said
    finally:
        locked.chmod(0o755)


@case("no room for the result: a sentence, the older result stays, nothing half is left")
def _(scratch):
    def no_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))

    for ending in ("jpg", "png", "tif", "webp"):
        photo = convert(PHOTO, scratch / f"photo.{ending}", "-resize", "320x")
        result_of(photo).write_text("older")
        said = apply(photo, "--force", code=1, preexec_fn=no_room)
        assert f"photo.{ending}” was not colored: its result cannot be written (File too large)" in said, said
        assert result_of(photo).read_text() == "older", ending
    assert_clean(scratch)


@case("results that are there stay as they are without --force")
def _(scratch):
    photo = convert(PHOTO, scratch / "photo.png", "-resize", "200x")
    result_of(photo).write_text("mine")
    said = apply(photo)
    assert result_of(photo).read_text() == "mine" and "left alone" in said, said
    apply(photo, "--force")
    assert look(result_of(photo), "%m") == "PNG"


@case("folders: mirrored below -o, other files counted, earlier results passed over, no clash")
def _(scratch):
    (scratch / "in/deep/er").mkdir(parents=True)
    small = convert(PHOTO, scratch / "small.jpg", "-resize", "120x")
    for place in ("in/a.jpg", "in/deep/b.JPG", "in/deep/er/c.jpg", "in/a-colorized.jpg"):
        shutil.copy(small, scratch / place)
    (scratch / "in/notes.txt").write_text("x")
    said = apply(scratch / "in", "-o", scratch / "out")
    out = scratch / "out"
    made = sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())
    assert made == ["a-colorized.jpg", "deep/b-colorized.JPG", "deep/er/c-colorized.jpg"], made
    assert "3 colored" in said and "2 other files passed over" in said, said

    said = apply(scratch / "in/a.jpg", small, convert(PHOTO, scratch / "a.jpg", "-resize", "90x"),
                 "-o", scratch / "flat", code=1)
    assert "same name" in said and "in/a.jpg" in said, said
    assert look(scratch / "flat/a-colorized.jpg", "%w") == "120"

    (scratch / "empty").mkdir()
    assert "no photo" in apply(scratch / "empty", code=2)


@case("one job or two: the same files; a run again: the same bytes")
def _(scratch):
    names = ("a.jpg", "b.png", "c.tif", "d.png")
    for name in names:
        convert(PHOTO, scratch / name, "-resize", "300x")
    for folder, jobs in (("one", 1), ("two", 2), ("again", 2)):
        apply(*(scratch / name for name in names), "-o", scratch / folder, "--jobs", jobs)
    for one in (scratch / "one").iterdir():
        for folder in ("two", "again"):
            assert (scratch / folder / one.name).read_bytes() == one.read_bytes(), f"{folder}: {one.name}"


@case("--threads: so many are at work on several photos or on one, and the files are the same")
def _(scratch):
    several = [convert(PHOTO, scratch / f"{name}.png", "-resize", "1000x") for name in "abcd"]
    command = [TOOL, "apply", "--weights", WEIGHTS, "--working-size", 1536]
    # Nine are two for each of four photos, which need not all run the network at the same time.
    for threads, expected in ((1, [1]), (2, [2]), (4, [4]), (9, range(5, 9))):
        most = most_workers(*command, *several, "-o", scratch / str(threads), "--threads", threads)
        assert most in expected, f"--threads {threads}: {most} on four photos"
        most = most_workers(*command, several[0], "-o", scratch / f"single-{threads}", "--threads", threads)
        assert most == threads, f"--threads {threads}: {most} on one photo"
    most = most_workers(*command, *several, "-o", scratch / "jobs", "--threads", 2, "--jobs", 4)
    assert most == 2, f"--threads 2 --jobs 4: {most}"
    for photo in several:
        one, two, four = ((scratch / threads / result_of(photo).name).read_bytes() for threads in "124")
        assert one == two == four, photo.name
    one, four = ((scratch / f"single-{threads}" / "a-colorized.png").read_bytes() for threads in (1, 4))
    assert one == four


@case("settings: strength, saturation, warmth, vividness and working size do what they say")
def _(scratch):
    photo = convert(PHOTO, scratch / "photo.tif", "-resize", "320x", "-depth", 16, "-evaluate", "multiply", "0.997")

    def colors(*settings):
        apply(photo, "--force", "--quiet", *settings)
        return lab(pixels(result_of(photo)))

    plain = colors()
    assert chroma(colors("--strength", 0)) < 0.1
    half = colors("--strength", 50)
    assert np.abs(half[..., 1:] - plain[..., 1:] / 2).mean() < 0.3
    assert chroma(colors("--saturation", 0)) < 0.1
    assert chroma(colors("--saturation", 150)) > 1.3 * chroma(plain)
    assert 3 < (colors("--warmth", 5) - plain)[..., 2].mean() < 5.5
    assert chroma(colors("--vividness", 100)) > chroma(colors("--vividness", 0)) + 1
    assert np.abs(colors("--working-size", 112) - plain).mean() > 0.1


@case("a faded print is leveled by itself, a good photo is not")
def _(scratch):
    good = convert(PHOTO, scratch / "good.png", "-resize", "320x")
    faded = convert(good, scratch / "faded.png", "+level", "35%,75%")

    def colors(photo, *settings):
        apply(photo, "--force", "--quiet", *settings)
        return lab(pixels(result_of(photo)))

    for photo in (good, faded):
        plain, auto, no, yes = (colors(photo, *settings) for settings in ([], ["--level", "auto"], ["--level", "no"],
                                                                          ["--level", "yes"]))
        assert np.abs(auto - plain).max() < 0.01, photo.name
        change = np.abs(auto - no)[..., 1:].mean()
        assert change > 2 if photo == faded else change < 0.01, f"{photo.name}: mean |da*b*| {change:.2f}"
        if photo == faded:
            assert np.abs(auto - yes).max() < 0.01, "faded enough for all of it"
            assert chroma(auto) < 0.7 * chroma(no), f"chroma {chroma(auto):.2f} of {chroma(no):.2f}"
            assert lightness_change(lab(pixels(photo)), auto) < 0.4


@case("the command line: help, version, and one sentence for each mistake")
def _(scratch):
    assert "apply" in colorize("--help") and "--saturation" in colorize("apply", "--help")
    assert colorize("--version").startswith("colorize ")
    assert "apply" in colorize(code=2)
    photo = shutil.copy(PHOTO, scratch)
    wrong = [([], "photos"), (["--strength", 101, photo], "strength"), (["--warmth", "nan", photo], "warmth"),
             (["--jobs", 0, photo], "jobs"), (["--no-such", photo], "no-such"),
             (["--threads", 257, photo], "--threads is 257; it must be between 0 and 256."),
             (["--working-size", -1, photo], "working-size"),
             (["--level", "maybe", photo], "--level is “maybe”; it must be auto, yes or no.")]
    for arguments, word in wrong:
        said = apply(*arguments, code=2)
        assert word in said and said.count("\n") == 1, said
    assert "paint" in colorize("paint", code=2)


@case("weights: found by default, described by info, refused when damaged")
def _(scratch):
    home = {**os.environ, "XDG_DATA_HOME": str(scratch), "XDG_DATA_DIRS": str(scratch)}
    home.pop("COLORIZE_WEIGHTS", None)
    (scratch / "colorize/weights").mkdir(parents=True)
    shutil.copy(WEIGHTS, scratch / "colorize/weights/default.safetensors")
    said = colorize("info", env=home)
    for word in ("Title", "Variant", "distribution", "Parameters", "Working size", "License", "Trained on"):
        assert word in said, f"{word}: {said}"
    assert said == colorize("info", WEIGHTS)
    cut = scratch / "cut.safetensors"
    cut.write_bytes(WEIGHTS.read_bytes()[:100000])
    for arguments in (["info", cut], ["apply", "--weights", cut, shutil.copy(PHOTO, scratch)], ["info", scratch / "none"]):
        said = colorize(*arguments, code=2)
        assert said.count("\n") == 1 and ("cut.safetensors" in said or "none" in said), said


@case("info --system: what does the work, as the processor has it or COLORIZE_PROCESSOR caps it")
def _(scratch):
    def system(**environment):
        home = {name: value for name, value in os.environ.items() if name not in ("COLORIZE_PROCESSOR", "OPENBLAS_CORETYPE")}
        said = colorize("info", "--system", env={**home, "XDG_DATA_HOME": str(scratch), **environment})
        return {line[:16].strip(): line[16:] for line in said.splitlines()}

    told = system()
    assert told["Threads"] == str(len(os.sched_getaffinity(0))), told
    for name in ("OpenBLAS", "GEGL", "babl"):
        assert re.match(r"\d+\.\d+\.\d+\b", told[name]), told
    assert re.fullmatch(r"[1-9]\d*\.\d GiB|0\.[1-9] GiB", told["Memory"]), told
    if platform.machine() == "x86_64" and told["Instructions"] != "aarch64":  # that is an emulator
        processor = Path("/proc/cpuinfo").read_text()
        flags = re.search(r"^flags\s*:(.*)$", processor, re.M)[1].split()
        assert told["Processor"] in processor, told
        wanted = [("AVX-512", AVX512), ("AVX2", AVX2), ("x86-64", set())]
        assert told["Instructions"] == next(name for name, needs in wanted if needs <= set(flags)), told
        assert system(COLORIZE_PROCESSOR="baseline")["Instructions"] == "x86-64"
        assert "for Prescott" in system(OPENBLAS_CORETYPE="Prescott")["OpenBLAS"]
    assert "weights file" in colorize("info", "--system", WEIGHTS, code=2)
    assert "--system" in colorize("info", "--help")


@case("-o with a name for one photo's result; one of another kind, or for several photos: a sentence, or a folder")
def _(scratch):
    photo = convert(PHOTO, scratch / "photo.jpg", "-resize", "60x")
    for name in ("mine.jpg", "deep/er.JPEG", "x.jpe"):
        apply(photo, "-o", scratch / name)
        assert look(scratch / name, "%m %w") == "JPEG 60", name
    said = apply(photo, "-o", scratch / "mine.jpg")
    assert "left alone" in said, said
    for name in ("mine.png", "mine.jp2", "mine.tif"):
        said = apply(photo, "-o", scratch / name, code=1)
        assert "-o" in said and ".jpg" in said and name in said and not (scratch / name).exists(), said
    for name in ("folder", "folder.d", "is-there.jpg"):
        if name == "is-there.jpg":
            (scratch / name).mkdir()
        apply(photo, "-o", scratch / name)
        assert (scratch / name / "photo-colorized.jpg").exists(), name
    apply(photo, convert(PHOTO, scratch / "other.jpg", "-resize", "50x"), "-o", scratch / "two.jpg")
    assert len(list((scratch / "two.jpg").iterdir())) == 2
    assert not [path for path in scratch.rglob(".colorized-*")]


@case("Ctrl+C: a sentence, exit code 130, what is done is whole, nothing half is left")
def _(scratch):
    small = convert(PHOTO, scratch / "small.jpg", "-resize", "600x")
    (scratch / "in").mkdir()
    for i in range(200):
        shutil.copy(small, scratch / f"in/{i:03}.jpg")
    process = subprocess.Popen([TOOL, "apply", "--weights", WEIGHTS, scratch / "in", "-o", scratch / "out"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 30
    while not list((scratch / "out").glob("[!.]*")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=20)[1]
    done = sorted((scratch / "out").glob("[!.]*"))
    assert process.returncode == 130 and "topped" in said, f"{process.returncode}: {said}"
    assert 0 < len(done) < 200, len(done)
    assert all(look(path, "%w") == "600" for path in done)
    assert_clean(scratch)


main()
