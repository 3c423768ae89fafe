# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-install.py SOURCE BUILD: what `meson install` puts where, and whether all of it goes again. Writes TAP."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import tap
from tap import case

SOURCE, BUILD = (Path(argument).resolve() for argument in sys.argv[1:3])
METAINFO = BUILD / "plugin/org.gimp.GIMP.Plugin.Colorize.metainfo.xml"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def run(*command):
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def files(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


@case("each file is installed in its place, and the installed tool finds the weights")
def _(scratch):
    run("meson", "install", "-C", BUILD, "--no-rebuild", "--destdir", scratch)
    prefix = scratch / "usr/local"
    found = files(prefix)
    pages = {f"share/man/man1/{page.name}" for page in (BUILD / "weights/tool").glob("*.1")}
    assert len(pages) > 5, pages
    ours = "org.gimp.GIMP.Plugin.Colorize"
    wanted = {"bin/colorize", "share/colorize/weights/default.safetensors", "share/bash-completion/completions/colorize.bash",
              f"share/metainfo/{ours}.metainfo.xml", f"share/icons/hicolor/scalable/apps/{ours}.svg",
              f"share/icons/hicolor/symbolic/apps/{ours}-symbolic.svg", *pages}
    assert {path for path in found if not path.startswith("lib")} == wanted, found ^ wanted
    (plugin,) = [path.parent for path in scratch.rglob("plug-ins/colorize/colorize")]
    beside = files(plugin)
    languages = (SOURCE / "po/LINGUAS").read_text().split()
    wanted = {"colorize", "colorize-tool", "default.safetensors", "colorize.svg",
              *(f"locale/{language}/LC_MESSAGES/colorize-for-gimp.mo" for language in languages),
              *(f"help/{path}" for path in files(SOURCE / "plugin/help"))}
    assert beside == wanted, beside ^ wanted
    assert files(scratch) == {f"{prefix.relative_to(scratch)}/{path}" for path in found} \
        | {f"{plugin.relative_to(scratch)}/{path}" for path in beside}, files(scratch)
    assert "Parameters" in run("env", "-i", f"HOME={scratch}", "PATH=/usr/bin:/bin", prefix / "bin/colorize", "info")


@case("ninja uninstall takes all of it away again")
def _(scratch):
    run("meson", "setup", scratch / "build", SOURCE, f"--prefix={scratch / 'place'}", "-Dtests=false",
        f"-Dplugin_dir={scratch / 'place/plug-ins'}")
    listed = {name: path for name, path in re.findall(
        r'"(\S+?)": "(\S+?)"', run("meson", "introspect", "--installed", "-i", scratch / "build"))}
    # What is not built stands for itself: taking away is what is tried here.
    for name in listed:
        built = Path(name)
        if not built.exists() and str(built).startswith(str(scratch / "build")):
            built.parent.mkdir(parents=True, exist_ok=True)
            built.write_text("built")
    run("meson", "install", "-C", scratch / "build", "--no-rebuild")
    assert len(files(scratch / "place")) > 15, files(scratch / "place")
    run("ninja", "-C", scratch / "build", "uninstall")
    assert not files(scratch / "place"), files(scratch / "place")


@case("the metainfo is valid, for this version, and says all in each language")
def _():
    # Whoever publishes it says where (-Dhomepage).
    said = subprocess.run(["appstreamcli", "validate", "--no-net", "--override=url-homepage-missing=info", METAINFO],
                          capture_output=True, text=True)
    assert said.returncode == 0, said.stdout + said.stderr
    tree = ElementTree.parse(METAINFO).getroot()
    release = tree.find("releases/release")
    version = re.search(r"version: '([\d.]+)'", (SOURCE / "meson.build").read_text())[1]
    assert release.get("version") == version, release.attrib
    said = [element for element in tree.iter() if element.tag in ("summary", "p", "li")]
    for language in (SOURCE / "po/LINGUAS").read_text().split():
        english = [element for element in said if element.get(LANGUAGE) is None]
        other = [element for element in said if element.get(LANGUAGE) == language]
        assert len(english) > 4 and [e.tag for e in english] == [e.tag for e in other], \
            f"{language}: {len(other)} of {len(english)} sentences"


@case("the German metainfo names the menu's entry as the menu does")
def _():
    text = METAINFO.read_text()
    for language, name in (("en", "Colorize Black-and-White Photo"), ("de", None)):
        if language != "en":
            name = re.search(r'msgid "Colorize _Black-and-White Photo\.\.\."\nmsgstr "([^"]*)"',
                             (SOURCE / f"po/{language}.po").read_text())[1].replace("_", "").rstrip(" …")
        assert name in text, name


@case("the plug-in says its version and how it was built, outside of GIMP")
def _():
    first, *rows = run(BUILD / "plugin/colorize", "--version").splitlines()
    assert re.fullmatch(r"colorize-for-gimp \d+\.\d+\.\d+", first), first
    facts = {row[:16].strip(): row[16:] for row in rows if row}
    version = run("pkg-config", "--modversion", "gimp-3.0").strip()
    assert facts["GIMP"] == version, facts
    assert re.match(r"(GCC|Clang) \d+\.\d+", facts["Compiler"]) and "x86-64" in facts["Instructions"] + "x86-64", facts
    assert "GTK 3." in facts["Libraries"], facts


tap.main()
