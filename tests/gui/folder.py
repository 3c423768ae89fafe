# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Colors folders from the dialog, to the end, cancelled and closed, while batch.py's `look` has it open. Writes
TAP lines.

folder.py FOLDER-OF-SCREENSHOTS
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from dialog import FOLDER, Dialog, run_cases
from gui import (Atspi, check_mnemonics, find, find_window, has_state, is_sensitive, key, labeled, plain, press, screenshot,
                 set_value, wait_for, walk)
from screen import all_of, colorfulness, place, size_of_screen
from tap import case

TITLE = "Colorize a Folder"
PHOTOS = Path(FOLDER) / "photos"
MANY = Path(FOLDER) / "many"
BROWSED = Path(FOLDER) / "browsed"

# What the text of a broken photo is.
NONSENSE = b"no picture"


def shot(name):
    screenshot(f"{sys.argv[1]}/folder-{name}.png")


def make(path, *arguments):
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["convert", os.environ["COLORIZE_PHOTO"], "-resize", "300x300", *arguments, path], check=True)


def make_photos():
    """Four photos, a broken one, and a file that is none."""
    make(PHOTOS / "as it is.jpg")
    make(PHOTOS / "Größe.png", "-crop", "200x200+20+40", "+repage")
    # Lies on its side, and says so.
    make(PHOTOS / "lying.jpg", "-rotate", "-90", "-orient", "right-top")
    make(PHOTOS / "older" / "scan.tif", "-flop")
    (PHOTOS / "broken.jpg").write_bytes(NONSENSE)
    (PHOTOS / "letter.txt").write_text("no photo")


def make_many():
    make(MANY / "0.jpg")
    for number in range(1, 400):
        shutil.copy(MANY / "0.jpg", MANY / f"{number}.jpg")


def files_in(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def chroma_of(path):
    """The mean of HSL's S, which is 0 for a gray picture."""
    said = subprocess.run(["convert", path, "-colorspace", "HSL", "-channel", "G", "-separate", "-format", "%[fx:mean]", "info:"],
                          check=True, capture_output=True, text=True)
    return float(said.stdout)


def tools():
    """The processes that color folders."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if process.joinpath("exe").readlink().name == "colorize-tool":
                found.append(process.name)
        except OSError:
            pass  # it has just ended, or is somebody else's
    return found


class FolderWindow:
    """The window, opened by its button in the dialog."""

    def __init__(self):
        press(dialog.button("Colorize a Folder..."))
        self.window = wait_for("folder window", lambda: find_window(TITLE))

    def button(self, name):
        return wait_for(name, lambda: next((node for node in walk(self.window)
                                            if plain(node.get_name()) == name and node.get_role_name() == "button"
                                            and has_state(node, Atspi.StateType.SHOWING)), None))

    def entry(self, label):
        return wait_for(label, lambda: labeled(self.window, label))

    def type(self, label, text):
        assert self.entry(label).get_editable_text_iface().set_text_contents(str(text)), label

    def text(self, label):
        return Atspi.Text.get_text(self.entry(label), 0, -1)

    def words(self):
        return [node.get_name() for node in walk(self.window) if node.get_role_name() == "label" and node.get_name()
                and has_state(node, Atspi.StateType.SHOWING)]

    def says(self, *parts):
        """Waits for a label that has these words."""
        return wait_for(parts[0], lambda: next((words for words in self.words() if all(part in words for part in parts)), None))

    def list(self):
        return Atspi.Text.get_text(wait_for("list", lambda: find(self.window, "Photos with a problem", "text")), 0, -1)

    def start(self, source, result=None):
        self.type("Photos in", source)
        if result:
            self.type("Results in", result)
        wait_for("a button to press", lambda: is_sensitive(self.button("Colorize")))
        press(self.button("Colorize"))

    def gets_on(self):
        """Waits until some photos are done, but not all."""

        def look():
            counts = [words for words in self.words() if words.endswith(" of 400 photos")]
            return counts and int(counts[0].split()[0]) > 2

        wait_for("progress", look)

    def check_size(self):
        """All of it is on the screen."""
        x, y, width, height = place(self.window)
        wide, high = size_of_screen()
        assert x >= 0 and y >= 0 and x + width <= wide and y + height <= high, f"{width} x {height} at {x}, {y}"

    def is_gone(self):
        wait_for("end of the folder window", lambda: find_window(TITLE) is None)

    def close(self):
        press(self.button("Close"))
        self.is_gone()


@case("the window asks for two folders, proposes one, and takes only what can be")
def asks():
    global dialog, window
    make_photos()
    make_many()
    dialog = Dialog()
    window = FolderWindow()
    assert not is_sensitive(window.button("Colorize"))
    window.type("Photos in", PHOTOS / "nowhere")
    window.says("There is no such folder")
    assert not is_sensitive(window.button("Colorize"))
    window.type("Photos in", PHOTOS)
    wait_for("proposal", lambda: window.text("Results in") == f"{PHOTOS}-colorized")
    window.type("Results in", PHOTOS / "letter.txt")
    window.says("that is a file")
    assert not is_sensitive(window.button("Colorize"))
    # Given by the user: it stays.
    window.type("Results in", f"{FOLDER}/out")
    window.type("Photos in", MANY)
    assert window.text("Results in") == f"{FOLDER}/out"
    window.check_size()
    for node in walk(window.window):
        assert node.get_name() or node.get_role_name() not in ("button", "entry") or node.get_relation_set(), "a widget has no name"
    check_mnemonics(window.window, least=3)
    shot("asks")


@case("all photos get their colors; what failed is named with its reason, and the folder opens")
def colors():
    window.start(PHOTOS)
    window.says("4 photos have their colors.")
    lines = window.says("1 photo could not be colored.")
    assert "1 file was passed over" in lines, lines
    listed = window.list()
    assert listed.startswith("broken.jpg: it is no photo") and listed.count("\n") == 1, listed
    out = Path(FOLDER) / "out"
    assert files_in(out) == {"as it is-colorized.jpg", "Größe-colorized.png", "lying-colorized.jpg", "older/scan-colorized.tif"}
    assert files_in(PHOTOS) == {"as it is.jpg", "Größe.png", "lying.jpg", "older/scan.tif", "broken.jpg", "letter.txt"}
    assert all(chroma_of(out / name) > 0.05 for name in files_in(out))
    window.check_size()
    shot("colored")
    press(window.button("Open the Folder"))
    wait_for("file manager", BROWSED.exists)
    assert BROWSED.read_text().strip().endswith("/out"), BROWSED.read_text()
    window.close()


@case("again: what is there is left alone, with other settings, too")
def again():
    out = Path(FOLDER) / "out"
    before = {name: (out / name).read_bytes() for name in files_in(out)}
    set_value(dialog.control("Saturation"), 0)
    window = FolderWindow()
    window.start(PHOTOS, out)
    window.says("4 were left alone")
    assert {name: (out / name).read_bytes() for name in files_in(out)} == before
    window.close()


@case("the dialog's settings count: saturation 0 gives gray, and into the folder of the photos itself")
def settings():
    window = FolderWindow()
    window.start(PHOTOS, PHOTOS)
    window.says("4 photos have their colors.")
    results = [name for name in files_in(PHOTOS) if "-colorized" in name]
    assert len(results) == 4, results
    assert all(chroma_of(PHOTOS / name) < 0.02 for name in results), [chroma_of(PHOTOS / name) for name in results]
    window.close()
    set_value(dialog.control("Saturation"), 100)


@case("before and after are seen as it goes on; Cancel stops it, asks nothing, and leaves what is done")
def cancels():
    out = Path(FOLDER) / "cancelled"
    window = FolderWindow()
    window.start(MANY, out)
    window.gets_on()
    before, after = (wait_for(name, lambda: find(window.window, name)) for name in ("Before", "After"))
    wait_for("gray beside color", lambda: colorfulness(all_of(before)) < 2 and colorfulness(all_of(after)) > 4)
    window.check_size()
    shot("runs")
    assert tools()
    press(window.button("Cancel"))
    window.says("as you have stopped it")
    assert not tools()
    done = len(files_in(out))
    assert 2 < done < 400 and not list(out.glob(".*")), (done, list(out.glob(".*")))
    window.says(f"{done} photos have their colors.")
    shot("stopped")
    window.close()


@case("the window is closed in the middle: the same, and no child is left")
def closes():
    window = FolderWindow()
    window.start(MANY, Path(FOLDER) / "closed")
    window.gets_on()
    wait_for("its keyboard", lambda: has_state(window.window, Atspi.StateType.ACTIVE))
    key("Escape")
    window.is_gone()
    assert not tools()
    assert 2 < len(files_in(Path(FOLDER) / "closed")) < 400
    assert is_sensitive(dialog.button("Colorize"))


@case("a folder without photos: one sentence")
def empty():
    window = FolderWindow()
    (Path(FOLDER) / "empty").mkdir()
    window.start(Path(FOLDER) / "empty")
    window.says("There is no photo in this folder.")
    window.close()
    dialog.end("Cancel")


run_cases()
