# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-documents.py TOOL WEIGHTS PHOTO FOLDER: what the tool writes of itself, as the build has written it into
FOLDER: its manual pages, and what bash completes. Writes TAP."""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import tap
from cases import PHOTO, TOOL, WEIGHTS, case, colorize

FOLDER = Path(sys.argv[4]).resolve()
COMPLETION = FOLDER / "colorize.bash"


def commands():
    """{sub-command: the line that --help has on it}."""
    return dict(re.findall(r"^  (\w+) +(.+)$", colorize("--help"), re.M))


def options(command):
    """{option: its names in --help}, such as {"output": "-o, --output=DIR"}."""
    return {names.split("--")[1].partition("=")[0]: names
            for names in re.findall(r"^  ((?:-\w, )?--[\w-]+(?:=\S+)?)(?: |$)", colorize(command, "--help"), re.M)}


def shown(page):
    """A page as plain text of one line."""
    text = subprocess.run(["mandoc", "-T", "utf8", "-O", "width=500", FOLDER / f"{page}.1"], capture_output=True,
                          text=True, check=True).stdout
    return " ".join(re.sub(".\b", "", text).split())


def pages():
    return ["colorize", *(f"colorize-{name}" for name in commands())]


@case("each sub-command has a manual page, and mandoc finds nothing wrong with them")
def _():
    assert len(pages()) > 5, pages()
    assert sorted(path.stem for path in FOLDER.glob("*.1")) == sorted(pages())
    # There are no other manuals in the build environment to refer to.
    done = subprocess.run(["mandoc", "-T", "lint", "-W", "style", *(FOLDER / f"{page}.1" for page in pages())],
                          capture_output=True, text=True)
    wrong = [line for line in done.stdout.splitlines()
             if "referenced manual not found" not in line and "longer than 80 bytes" not in line]
    assert not wrong, "\n".join(wrong)


@case("a page says what --help says: what it does, each option with its names, each sentence")
def _():
    for name, line in commands().items():
        page, said = shown(f"colorize-{name}"), colorize(name, "--help")
        assert f"NAME colorize-{name} - {line} " in page, page[:200]
        assert f"SYNOPSIS colorize {name} [OPTION...] {said.split('[OPTION…] ')[1].splitlines()[0]} " in page, page[:400]
        found = options(name)
        assert len(found) > 0, said
        for names in found.values():
            assert f" {names} " in page, f"{name}: {names} is not in {page}"
        # What is left of a line of --help beside the options' names are words of its sentences.
        for sentence in re.findall(r"^ (?: +(?:-\w, )?--\S+)? {2,}(\S.*)$", said, re.M):
            assert sentence in page, f"{name}: “{sentence}” is not in {page}"
        for paragraph in said.split("\n\n")[1:2]:
            assert " ".join(paragraph.split()) in page, f"{name}: {paragraph}"
    page = shown("colorize")
    for name, line in commands().items():
        assert f"colorize-{name}(1) {line}." in page, page
    for code in ("0 All", "1 Some", "2 The", "130 It"):
        assert code in page, page


@case("the hidden options write only where they stand alone")
def _():
    for option in ("--help-man", "--help-bash"):
        assert option not in colorize("--help") + colorize("apply", "--help")
        assert "Unknown option" in colorize("apply", PHOTO, option, code=2)
        assert "Unknown option" in colorize("apply", option, PHOTO, code=2)
    assert "no command" in colorize("--help-man", "apply", code=2)


@case("--version: the version, and how it was built")
def _():
    said = colorize("--version")
    first, *rows = said.splitlines()
    assert re.fullmatch(r"colorize \d+\.\d+\.\d+", first), said
    facts = {row[:16].strip(): row[16:] for row in rows if row}
    assert re.match(r"(GCC|Clang) \d+\.\d+", facts["Compiler"]), said
    ours = {line[:16].strip(): line[16:] for line in colorize("info", "--system").splitlines()}
    assert ours["Instructions"] in facts["Instructions"].split(", "), said
    for name in ("OpenBLAS", "GEGL", "babl"):
        assert f"{name} {ours[name].split(',')[0]}" in facts["Libraries"], said
    assert facts["Writes"] == "JPEG, PNG, TIFF, WebP", said
    for title in ("HEIC", "AVIF", "JPEG XL", "PSD"):
        assert title in facts["Only reads"].split(", "), said
    assert first.split()[1] in shown("colorize"), "another version in the manual"


class Bash:
    """An interactive bash that has read the completions, and nothing else of the user's."""

    def __init__(self, folder):
        (folder / "bin").mkdir(exist_ok=True)
        if not (folder / "bin/colorize").exists():
            (folder / "bin/colorize").symlink_to(TOOL)
        inputrc = folder / "inputrc"
        inputrc.write_text("set enable-bracketed-paste off\nset bell-style none\n")
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"],
                       {"PATH": f"{folder}/bin:/usr/bin:/bin", "PS1": "READY> ", "TERM": "dumb", "INPUTRC": str(inputrc),
                        "HOME": str(folder), "LANG": "C.UTF-8", "COLUMNS": "300"})
        self.read("READY> ")
        # What is typed is printed again; what a command says comes between marks that are not typed.
        os.write(self.terminal, f". '{COMPLETION}'; shopt -s progcomp; function colorize {{ printf '<%s>' \"$@\"; }}\n".encode())
        self.read("READY> ")

    def read(self, end):
        said, deadline = "", time.monotonic() + 20
        while not said.endswith(end):
            assert time.monotonic() < deadline and select.select([self.terminal], [], [], 20)[0], f"bash hangs after {said!r}"
            said += os.read(self.terminal, 65536).decode()
        return said

    def complete(self, line):
        """The words that a command line is, after a press of Tab and of Return."""
        os.write(self.terminal, f"{line}\t\n".encode())
        return re.findall("<([^<>]*)>", self.read("READY> "))

    def close(self):
        os.close(self.terminal)
        os.waitpid(self.process, 0)


@case("bash completes sub-commands, options, their words, files and folders")
def _(scratch):
    (scratch / "old scans").mkdir()
    shutil.copy(PHOTO, scratch / "old scans/grand mother.jpg")
    shutil.copy(WEIGHTS, scratch / "olive.safetensors")
    bash = Bash(scratch)
    try:
        for line, words in [("colorize ap", ["apply"]), ("colorize --ver", ["--version"]),
                            ("colorize apply --sat", ["apply", "--saturation"]),
                            ("colorize apply --level y", ["apply", "--level", "yes"]),
                            ("colorize apply --level=y", ["apply", "--level=yes"]),
                            ("colorize apply --border n", ["apply", "--border", "none"]),
                            ("colorize apply -o ol", ["apply", "-o", "old scans/"]),
                            ("colorize apply --output=old\\ s", ["apply", "--output=old scans/"]),
                            ("colorize apply -w oli", ["apply", "-w", "olive.safetensors"]),
                            ("colorize apply old\\ scans/gr", ["apply", "old scans/grand mother.jpg"]),
                            ("colorize apply --force 'old scans/gr", ["apply", "--force", "old scans/grand mother.jpg"]),
                            ("colorize info --sy", ["info", "--system"]),
                            ("colorize train ol", ["train", "old scans/"]),
                            ("colorize apply --strength ol", ["apply", "--strength", "ol"]),
                            ("colorize paint ol", ["paint", "ol"])]:
            found = bash.complete(line)
            assert found == words, f"{line}: {found} instead of {words}"
    finally:
        bash.close()


@case("bash knows each option of --help, and no other")
def _():
    script = COMPLETION.read_text()
    for name in commands():
        branch = re.search(rf"^      {name}\)$(.*?)^        esac ;;$", script, re.M | re.S)[1]
        known = re.search(r"options='([^']*)'", branch)[1].split()
        wanted = {"--" + option for option in options(name)}
        wanted |= {names[:2] for names in options(name).values() if names[1] != "-"}
        assert set(known) == wanted, f"{name}: {set(known) ^ wanted}"
        for option, names in options(name).items():
            assert ("=" in names) == bool(re.search(rf"^          (?:-\w \| )?--{option}\) ", branch, re.M)), names


tap.main()
