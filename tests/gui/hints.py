# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Goes to painting hints and comes back, while batch.py's `hints` paints some. Writes TAP lines.

hints.py FOLDER-OF-SCREENSHOTS
"""

import subprocess
import sys

import numpy as np

from dialog import Dialog, in_image, run_cases, said
from gui import choose, find, press, screenshot, wait_for
from tap import case

HINTS = "Color hints of Background"
GROUND = 0.43, 0.89


def redness(seen, x, y):
    """At a place of the photo, as shares of its width and height."""
    row, column = round(y * len(seen)), round(x * seen.shape[1])
    part = seen[row - 4:row + 5, column - 4:column + 5]
    return (part[..., 0] - part[..., 1:].mean(-1)).mean()


@case("“Paint...” makes a layer to paint hints on, selects it and ends the dialog")
def prepares():
    dialog = Dialog()
    screenshot(f"{sys.argv[1]}/dialog-hints-none.png")
    assert find(dialog.window, "Color hints", "combo box") is None, "there is nothing to choose from"
    dialog.end("Paint...")
    prepared = said("hints-prepared")
    assert prepared["status"] == "success", prepared
    assert prepared["layers"] == [[HINTS, True], ["Background", True]], prepared
    assert prepared["selected"] == HINTS


@case("the next dialog goes by what is painted; “None” does without, until that is reset")
def chooses():
    global dialog
    dialog = Dialog()
    combo = wait_for("choice", lambda: find(dialog.window, "Color hints", "combo box"))
    dialog.shows("a red tent", lambda seen: redness(seen, 0.85, 0.375) > 60)
    red = dialog.settled()
    screenshot(f"{sys.argv[1]}/dialog-hints.png")
    choose(combo, "None")
    dialog.shows("the model's own colors", lambda seen: redness(seen, 0.85, 0.375) < 50)
    press(dialog.button("Reset"))
    press(wait_for("factory defaults", lambda: find(dialog.window, "Reset to Factory Defaults")))
    dialog.shows("a red tent", lambda seen: np.abs(seen - red).mean() < 0.2)
    elsewhere = dialog.button("Hints color the same elsewhere", "check box")
    press(elsewhere)
    dialog.shows("the other half of the tent in red", lambda seen: redness(seen, 0.23, 0.2) > 50)
    screenshot(f"{sys.argv[1]}/dialog-hints-elsewhere.png")
    press(elsewhere)
    dialog.shows("one half in red", lambda seen: np.abs(seen - red).mean() < 0.2)
    choose(combo, "None")
    dialog.shows("the model's own colors", lambda seen: redness(seen, 0.85, 0.375) < 50)
    choose(combo, HINTS)
    dialog.shows("a red tent", lambda seen: np.abs(seen - red).mean() < 0.2)


@case("a dot becomes paint on that layer, which is hidden, and holds")
def keeps():
    press(dialog.button("Pick a color", "toggle button"))
    subprocess.run(["xdotool", "mousemove", *map(str, dialog.spot(GROUND)), "click", "1"], check=True)
    press(dialog.shown("No color"))
    dialog.shows("gray ground", lambda seen: abs(redness(seen, 0.46, 0.89)) < 4)
    dialog.end("Colorize")
    colored = said("hints-colored")
    assert colored["status"] == "success", colored
    assert [tuple(layer) for layer in colored["layers"]] == [(HINTS, False), ("Colors of Background", True),
                                                             ("Background", True)], colored
    red, green, blue, alpha = colored["dot"]
    assert alpha == 1 and max(red, green, blue) - min(red, green, blue) < 0.02, colored
    red, green, blue, alpha = colored["paint"]
    assert alpha == 1 and red > 2 * max(green, blue), colored
    assert colored["bare"][3] == 0, colored


@case("one undo takes back the colors, and the dot from the layer")
def undoes():
    in_image("ctrl+z")
    undone = said("hints-undone")
    assert undone["layers"] == [[HINTS, True], ["Background", True]] and undone["dot"][3] == 0, undone


@case("“Paint...” leads to the layer that is chosen")
def chosen():
    dialog = Dialog()
    choose(wait_for("choice", lambda: find(dialog.window, "Color hints", "combo box")), "Mine")
    dialog.end("Paint...")
    mine = said("hints-mine")
    assert mine["status"] == "success" and mine["selected"] == "Mine", mine
    assert mine["layers"] == [[HINTS, True], ["Mine", True], ["Background", True]], mine


run_cases()
