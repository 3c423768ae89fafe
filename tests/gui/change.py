# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes the image, and closes it, while the dialog is open, and asks for help, while batch.py's `changes`,
`closes` and `quick_mask` call it. Writes TAP lines.

change.py DELETED-SCREENSHOT CLOSED-SCREENSHOT NO-BROWSER-SCREENSHOT
"""

import json
import os
import subprocess
import sys

from dialog import FOLDER, Dialog, in_image, run_cases, said
from gui import F1, find_window, is_sensitive, key, press, screenshot, set_value, wait_for, windows
from tap import case

BROWSED = os.path.join(FOLDER, "browsed")


def names():
    """Of all windows, GIMP's messages among them."""
    return [window.get_name() for window in windows()]


def opened(name):
    said("shown-" + name)
    in_image("ctrl+alt+l")
    return Dialog()


def stands(dialog, *parts):
    """Waits for a sentence, beside a button that cannot be pressed."""
    sentence = wait_for(parts[0], lambda: next((words for words in dialog.words() if parts[0] in words), None))
    for part in parts:
        assert part in sentence, sentence
    wait_for("nothing to press", lambda: not is_sensitive(dialog.button("Colorize")))
    return sentence


def goes_on(dialog):
    wait_for("the old words", dialog.is_ready)
    wait_for("a button to press", lambda: is_sensitive(dialog.button("Colorize")))


@case("help and F1 open the page of the dialog's language, and nothing else")
def helps():
    global dialog
    dialog = opened("closed")
    before = names()
    for way, ask in ("the button", lambda: press(dialog.button("Help"))), ("F1", lambda: key(F1)):
        ask()
        wait_for("browser by " + way, lambda: os.path.exists(BROWSED))
        with open(BROWSED) as file:
            path = file.read().strip()
        os.remove(BROWSED)
        assert path.endswith("/help/en/index.html"), path
        with open(path, encoding="utf-8") as file:
            assert "Leave out the border" in file.read()
    assert names() == before, names()


@case("without a program for pages, help says where the page is")
def no_browser():
    os.remove(os.path.join(os.environ["XDG_DATA_HOME"], "applications/browser.desktop"))

    def look():
        # GLib may not have seen yet that the program is gone.
        press(dialog.button("Help"))
        return next((words for words in dialog.words() if "help is in the file" in words), None)

    sentence = wait_for("the place of the page", look)
    assert os.path.exists(sentence.split(" in the file ")[1].rstrip(".")), sentence
    screenshot(sys.argv[3])
    assert is_sensitive(dialog.button("Colorize"))
    set_value(dialog.control("Warmth"), 1)
    goes_on(dialog)


@case("the layer is deleted: the button is gray, and the line says why; undo brings both back")
def deleted():
    in_image("ctrl+alt+d")
    stands(dialog, "has been deleted", "Undo that")
    screenshot(sys.argv[1])
    in_image("ctrl+z")
    goes_on(dialog)


@case("the selection, the size or the mode is changed: the same")
def changed():
    in_image("ctrl+a")
    stands(dialog, "The selection has changed")
    in_image("ctrl+z")
    goes_on(dialog)
    in_image("ctrl+alt+t")
    stands(dialog, "another size or place")
    in_image("ctrl+z")
    goes_on(dialog)
    in_image("ctrl+alt+r")
    stands(dialog, "another mode")
    in_image("ctrl+z")
    goes_on(dialog)


@case("the image is closed: the same, and nothing of GIMP's")
def closed():
    before = names()
    in_image("ctrl+w")
    assert said("closed") == {"left": False}
    stands(dialog, "The image has been closed")
    screenshot(sys.argv[2])
    dialog.end("Cancel")
    assert len(names()) < len(before), names()


@case("the image is closed in the middle of a run: the same")
def closed_running():
    dialog = opened("closed-running")
    before = names()
    press(dialog.button("Colorize"))
    dialog.progress()
    in_image("ctrl+w")
    assert said("closed-running") == {"left": False}
    stands(dialog, "The image has been closed")
    dialog.end("Cancel")
    assert len(names()) < len(before), names()


@case("Quick Mask: one sentence says how to leave it, and no dialog comes")
def quick_mask():
    said("shown")
    in_image("shift+q")
    status = said("quick-mask")["status"]
    assert "Quick Mask" in status and "Shift+Q" in status, status
    assert find_window("Colorize") is None


run_cases()
