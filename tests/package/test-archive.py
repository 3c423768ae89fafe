# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-archive.py SOURCE BUILD [ARCHIVE]: the archive that people install the plug-in from, with the script in it, in
homes made for it. Without ARCHIVE it makes one of what is in BUILD, which needs this system's libraries; ARCHIVE is one of
a portable build, which must not need more than any GIMP 3 brings. Writes TAP."""

import atexit
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import tap
from tap import Skip, case

SOURCE, BUILD = (Path(argument).resolve() for argument in sys.argv[1:3])
PORTABLE = len(sys.argv) > 3
PHOTO = SOURCE / "tests/photos/migrant_mother.jpg"

PLACE = Path(tempfile.mkdtemp())
atexit.register(shutil.rmtree, PLACE)

# What GIMP 3 itself needs, on each system under these names.
OF_GIMP = re.compile(r"lib(gimp\w*-3\.0|gegl-0\.4|babl-0\.1|gtk-3|gdk-3|atk-1\.0|json-glib-1\.0|g(lib|object|io|module)-2\.0"
                     r"|pango(cairo)?-1\.0|gdk_pixbuf-2\.0)\.so\.0|lib(cairo|lcms2)\.so\.2|lib[cm]\.so\.6|ld-linux-x86-64\.so\.2")
FOR_PHOTOS = re.compile(r"libpng16\.so\.16|libtiff\.so\.6|libwebp\.so\.7|libwebpmux\.so\.3|libwebpdemux\.so\.2|libopenjp2\.so\.7")
# These come along, built by Debian; what they need is in each system.
CARRIED = re.compile(r"lib(gexiv2\.so\.2|exiv2\.so\.28|INIReader\.so\.0|inih\.so\.1)")
OF_THE_SYSTEM = re.compile(r"libexpat\.so\.1|libz\.so\.1|libbrotlidec\.so\.1|libstdc\+\+\.so\.6|libgcc_s\.so\.1")
# The newest versions of symbols, of the programs and of what comes along.
NEWEST = {"GLIBC": (2, 36)}
NEWEST_CARRIED = {"GLIBC": (2, 38), "GLIBCXX": (3, 4, 32), "CXXABI": (1, 3, 15), "GCC": (3, 4)}


def run(*command, code=0, **options):
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=300, **options)
    assert done.returncode == code, f"{command} ended with {done.returncode}: {done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def make(folder):
    folder.mkdir()
    return Path(run(SOURCE / ".dev/archive/make.sh", BUILD, folder, env={**os.environ, "XZ_OPT": "-0"}).splitlines()[-1])


def unpacked():
    """The archive's folder, where people keep such things."""
    place = PLACE / "My Downloads"
    if not place.exists():
        place.mkdir()
        run("tar", "-xf", Path(sys.argv[3]).resolve() if PORTABLE else make(PLACE / "made"), "-C", place)
    (folder,) = place.iterdir()
    return folder


def files(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


PLUGIN = files(unpacked() / "colorize")


def make_home(scratch, *profiles):
    home = scratch / "Grand mother's home"
    for profile in profiles:
        (home / profile).mkdir(parents=True)
        (home / profile / "gimprc").write_text("# mine\n")
    home.mkdir(exist_ok=True)
    return home


SYSTEM = ".config/GIMP"
FLATPAK = ".var/app/org.gimp.GIMP/config/GIMP"


def make_flatpak(folder, body):
    """A stand-in for the command, and the PATH in which it is the first."""
    folder.mkdir(exist_ok=True)
    (folder / "flatpak").write_text(f"#!/bin/sh\n{body}\n")
    (folder / "flatpak").chmod(0o755)
    return {"PATH": f"{folder}:/usr/bin:/bin"}


def install(home, *arguments, code=0, script=None, environment=(), **options):
    """Runs the script as that user, whose Flatpak starts whatever it is asked to."""
    return run("sh", script or unpacked() / "install.sh", *arguments, code=code, cwd="/",
               env={"HOME": str(home), "LANG": "C.UTF-8", **make_flatpak(PLACE / "bin", "exit 0"), **dict(environment)}, **options)


@case("the archive: one folder, the plug-in whole, a script, and what they say of themselves")
def _():
    folder = unpacked()
    version = re.search(r"version: '([\d.]+)'", (SOURCE / "meson.build").read_text())[1]
    assert folder.name == f"colorize-for-gimp-{version}-{os.uname().machine}", folder
    assert {path.name for path in folder.iterdir()} == {"colorize", "share", "install.sh", "system.txt", "LICENSE", "README.txt",
                                                        "NOTICES.txt"}
    assert {"colorize", "colorize-tool", "default.safetensors", "colorize.svg", "help/en/index.html", "help/de/index.html",
            "locale/de/LC_MESSAGES/colorize-for-gimp.mo", "files.txt"} <= PLUGIN, PLUGIN
    assert set((folder / "colorize/files.txt").read_text().splitlines()) == PLUGIN
    for name in ("colorize/colorize", "colorize/colorize-tool", "install.sh"):
        assert os.access(folder / name, os.X_OK), name
    notices = (folder / "NOTICES.txt").read_text()
    for library in (path for path in PLUGIN if path.startswith("lib/")):
        assert library[4:].partition(".")[0] in notices, library


@case("the same build gives the same archive")
def _(scratch):
    if PORTABLE:
        raise Skip("it has been made")
    first, second = make(scratch / "a"), make(scratch / "b")
    assert first.name == second.name and first.read_bytes() == second.read_bytes()


def elf(path):
    """The libraries that a program needs, and the newest version of each kind of symbols."""
    needed = re.findall(r"\(NEEDED\).*\[(.*)\]", run("readelf", "-d", path))
    newest = {}
    for kind, version in re.findall(r"\b(GLIBC|GLIBCXX|CXXABI|GCC)_(\d[\d.]*)", run("readelf", "--version-info", "-W", path)):
        newest[kind] = max(newest.get(kind, (0,)), tuple(map(int, version.split("."))))
    return needed, newest


def find_excess(path, allowed, newest):
    """What a program needs beyond what it may."""
    needed, versions = elf(path)
    assert needed and versions, path
    return [f"{path.name} needs {library}" for library in needed if not any(kind.fullmatch(library) for kind in allowed)] \
        + [f"{path.name} needs {kind} {version}" for kind, version in versions.items() if version > newest.get(kind, (0,))]


@case("it needs no library but those of each GIMP 3, and no newer C library than that of 2022")
def _():
    if not PORTABLE:
        raise Skip("this build is for this system alone")
    folder = unpacked() / "colorize"
    carried = sorted((folder / "lib").iterdir())
    wrong = find_excess(folder / "colorize", [OF_GIMP], NEWEST)
    wrong += find_excess(folder / "colorize-tool", [OF_GIMP, FOR_PHOTOS, CARRIED], NEWEST)
    for library in carried:
        assert CARRIED.fullmatch(library.name), library
        wrong += find_excess(library, [OF_GIMP, CARRIED, OF_THE_SYSTEM], NEWEST_CARRIED)
    assert not wrong, "\n".join(wrong)
    # All that is carried is what runs, whatever the system has.
    loaded = run("ldd", folder / "colorize-tool")
    for library in carried:
        assert f"{library.name} => {folder}/lib/{library.name}" in loaded, loaded
    for program in ("colorize", "colorize-tool"):
        exported = run("nm", "-D", "--defined-only", folder / program)
        assert not re.search(r" (jpeg_|cblas_|openblas_|sgemm)", exported), f"{program} lends its libraries to others"


@case("nothing tells of the machine that built it")
def _():
    if not PORTABLE:
        raise Skip("this build is for this system alone")
    for name in PLUGIN:
        assert str(SOURCE).encode() not in (unpacked() / "colorize" / name).read_bytes(), name


@case("install.sh: into each GIMP 3 of the user, and nowhere else")
def _(scratch):
    home = make_home(scratch, f"{SYSTEM}/3.0", f"{SYSTEM}/3.2", f"{SYSTEM}/2.10", f"{FLATPAK}/3.0")
    (home / ".config/GIMP/3.0-backup").mkdir()
    before = files(home)
    said = install(home)
    places = [f"{SYSTEM}/3.0", f"{SYSTEM}/3.2", f"{FLATPAK}/3.0"]
    wanted = {f"{place}/plug-ins/colorize/{name}" for place in places for name in PLUGIN}
    assert files(home) - before == wanted, (files(home) - before) ^ wanted
    assert {line for line in said.splitlines() if line.startswith("Installed in ")} == \
        {f"Installed in {home / place}/plug-ins/colorize" for place in places}, said
    assert "Filters > Enhance" in said and "--uninstall" in said, said
    for name in PLUGIN:
        there, ours = home / places[2] / "plug-ins/colorize" / name, unpacked() / "colorize" / name
        assert there.read_bytes() == ours.read_bytes() and os.access(there, os.X_OK) == os.access(ours, os.X_OK), name


@case("again, over an older version: what that had goes, what the user has put there stays")
def _(scratch):
    home = make_home(scratch, f"{SYSTEM}/3.0")
    install(home)
    folder = home / SYSTEM / "3.0/plug-ins/colorize"
    (folder / "mine.safetensors").write_text("mine")
    (folder / "help/fr").mkdir()
    (folder / "help/fr/index.html").write_text("old")
    (folder / "files.txt").write_text("help/fr/index.html\ncolorize\n")
    (folder / "colorize").write_text("old")
    install(home)
    assert files(folder) == PLUGIN | {"mine.safetensors"}, files(folder) ^ PLUGIN
    assert (folder / "colorize").read_bytes() == (unpacked() / "colorize/colorize").read_bytes()
    assert install(home) == install(home), "a third and a fourth time"
    assert files(folder) == PLUGIN | {"mine.safetensors"}


@case("--uninstall: all of it goes, and nothing else; a second time it says so")
def _(scratch):
    home = make_home(scratch, f"{SYSTEM}/3.0", f"{FLATPAK}/3.2")
    other = home / SYSTEM / "3.0/plug-ins/other/other.py"
    other.parent.mkdir(parents=True)
    other.write_text("pass")
    before = files(home)
    install(home)
    said = install(home, "--uninstall")
    assert files(home) == before and not list(home.rglob("colorize")), files(home) ^ before
    assert said.count("Removed ") == 2, said
    assert install(home, "--uninstall") == "Nothing was installed.\n"
    install(home)
    mine = home / SYSTEM / "3.0/plug-ins/colorize/mine.safetensors"
    mine.write_text("mine")
    assert "was left" in install(home, "--uninstall")
    assert files(home) == before | {str(mine.relative_to(home))}


@case("what is somebody else's is left alone, and said")
def _(scratch):
    home = make_home(scratch, f"{SYSTEM}/3.0", f"{SYSTEM}/3.2", f"{FLATPAK}/3.0")
    other = home / SYSTEM / "3.0/plug-ins/colorize/colorize"
    other.parent.mkdir(parents=True)
    other.write_text("another plug-in of that name")
    (scratch / "sources").mkdir()
    (home / SYSTEM / "3.2/plug-ins").mkdir()
    (home / SYSTEM / "3.2/plug-ins/colorize").symlink_to(scratch / "sources")
    said = install(home, code=1)
    assert said.count("something else is there") == 2 and said.count("Installed in") == 1, said
    assert files(other.parent) == {"colorize"} and not files(scratch / "sources")
    said = install(home, "--uninstall")
    assert said.count("Removed") == 1 and files(other.parent) == {"colorize"}, said


@case("what goes wrong is said in a sentence, and leaves nothing half")
def _(scratch):
    home = make_home(scratch)
    said = install(home, code=1)
    assert "there is no GIMP 3 profile" in said and f"{home}/.config/GIMP" in said and "Start GIMP 3 once" in said, said
    assert not files(home)
    for arguments in (["--no-such"], ["--uninstall", "more"], ["folder"]):
        assert "Usage: " in install(home, *arguments, code=2)

    home = make_home(scratch / "file", f"{SYSTEM}/3.0")
    (home / SYSTEM / "3.0/plug-ins").write_text("no folder")
    before = files(home)
    said = install(home, code=1)
    assert "Not installed" in said and "ermissions" in said and files(home) == before, said

    home = make_home(scratch / "room", f"{SYSTEM}/3.0")
    before = files(home)
    said = install(home, code=1, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10**6, 10**6)),
                   restore_signals=False)
    assert "Not installed" in said and files(home) == before, said
    assert not (home / SYSTEM / "3.0/plug-ins/colorize").exists()

    home = make_home(scratch / "other", f"{SYSTEM}/3.0")
    before = files(home)
    copy = scratch / "copy of it"
    shutil.copytree(unpacked(), copy)
    (copy / "system.txt").write_text("Linux riscv64\n")
    assert "is for Linux riscv64" in install(home, code=1, script=copy / "install.sh")
    (copy / "colorize/files.txt").unlink()
    assert "Unpack the whole archive" in install(home, code=1, script=copy / "install.sh")
    if os.getuid() == 0:
        assert "without sudo" in install(home, code=1, environment={"SUDO_USER": "me"})
    assert files(home) == before


@case("a plug-in that does not start there: said, with the reason, for the system's GIMP and the Flatpak's")
def _(scratch):
    home = make_home(scratch, f"{SYSTEM}/3.0", f"{FLATPAK}/3.0")
    copy = scratch / "copy"
    shutil.copytree(unpacked(), copy)
    (copy / "colorize/colorize").write_text("#!/bin/sh\necho 'libgimp-3.0.so.0: cannot open' >&2\nexit 127\n")
    said = install(home, code=1, script=copy / "install.sh")
    assert "does not start there: libgimp-3.0.so.0: cannot open" in said, said
    assert said.count("Installed in") == 2 and "Filters > Enhance" in said, said

    path = make_flatpak(scratch / "bin", "printf '%s\\n' \"$@\" >\"$HOME/asked\"\necho 'error: not installed' >&2\nexit 1")
    said = install(home, code=1, environment=path)
    assert said.count("does not start there: error: not installed") == 1, said
    folder = home / FLATPAK / "3.0/plug-ins/colorize"
    assert (home / "asked").read_text().splitlines() == ["run", f"--command={folder}/colorize", "org.gimp.GIMP", "--version"]


def in_gimp(home, script):
    """Runs a batch in the system's GIMP as that user."""
    return run("timeout", 200, "gimp-console", "-idf", "--quit", "--batch-interpreter=plug-in-script-fu-eval", "-b", script,
               cwd=home, env={"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"})


@case("GIMP finds what was installed, and colors a photo with it")
def _(scratch):
    home = make_home(scratch)
    in_gimp(home, "(+ 1 1)")
    (profile,) = (home / SYSTEM).glob("3.*")
    assert f"Installed in {profile}/plug-ins/colorize" in install(home)
    shutil.copy(PHOTO, home / "photo.jpg")
    in_gimp(home, """(script-fu-use-v3)
    (let* ((image (gimp-file-load RUN-NONINTERACTIVE "photo.jpg")))
      (plug-in-colorize #:run-mode RUN-NONINTERACTIVE #:image image #:drawables (gimp-image-get-layers image))
      (gimp-image-flatten image)
      (gimp-file-save RUN-NONINTERACTIVE image "colored.png"))""")
    gray = float(run("convert", home / "photo.jpg", "-colorspace", "HSL", "-channel", "G", "-separate", "-format", "%[fx:mean]", "info:"))
    colored = float(run("convert", home / "colored.png", "-colorspace", "HSL", "-channel", "G", "-separate", "-format", "%[fx:mean]", "info:"))
    assert colored > 0.05 > gray, f"saturation {gray:.3f} before, {colored:.3f} after"


@case("the tool beside it, for whole folders, colors a photo and keeps its metadata")
def _(scratch):
    home = make_home(scratch, f"{SYSTEM}/3.0")
    install(home)
    folder = home / SYSTEM / "3.0/plug-ins/colorize"
    shutil.copy(PHOTO, scratch / "photo.jpg")
    run("exiftool", "-q", "-overwrite_original", "-EXIF:Artist=Dorothea Lange", scratch / "photo.jpg")
    run(folder / "colorize-tool", "apply", "--weights", folder / "default.safetensors", scratch / "photo.jpg",
        env={"HOME": str(home), "PATH": "/usr/bin:/bin"})
    assert run("exiftool", "-s3", "-EXIF:Artist", scratch / "photo-colorized.jpg").strip() == "Dorothea Lange"


tap.main()
