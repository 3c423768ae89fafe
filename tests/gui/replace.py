# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Colors a result again, from the menu and by Repeat, and undoes it, while batch.py's `replaces` looks. Writes TAP
lines.

replace.py DIALOG-SCREENSHOT RESULT-SCREENSHOT
"""

import sys

from dialog import Dialog, in_image, run_cases, said
from gui import find, press, screenshot, set_value, value, wait_for
from tap import case


def settings(dialog):
    return [round(value(dialog.control(name))) for name in ("Strength", "Saturation", "Warmth")]


@case("the dialog starts from the former result, with the opacity that its layer has now; Reset does not")
def starts():
    global dialog
    said("shown-replaces")
    in_image("ctrl+alt+l")
    dialog = Dialog()
    assert settings(dialog) == [60, 140, 5], settings(dialog)
    screenshot(sys.argv[1])
    press(dialog.button("Reset"))
    press(wait_for("factory defaults", lambda: find(dialog.window, "Reset to Factory Defaults")))
    wait_for("factory settings", lambda: settings(dialog) == [100, 100, 0])


@case("the new result takes the place of the former one")
def replaces():
    former = said("former")
    set_value(dialog.control("Saturation"), 120)
    dialog.end("Colorize")
    replaced = said("replaced")
    assert replaced["names"] == former["names"] and not replaced["same"], replaced
    assert replaced["made"]["saturation"] == 120 and replaced["opacity"] == 100, replaced
    screenshot(sys.argv[2])


@case("Repeat colors the photo again, in the place of its last result")
def repeats():
    in_image("ctrl+f")
    replaced, repeated = said("replaced"), said("repeated")
    assert repeated["names"] == replaced["names"] and repeated["made"]["saturation"] == 120, repeated
    assert repeated["made"]["number"] == replaced["made"]["number"] + 1, repeated


@case("one undo brings back the former result, and the next one that before it")
def undoes():
    in_image("ctrl+z")
    assert said("undone-repeated")["made"] == said("replaced")["made"]
    in_image("ctrl+z")
    undone, former = said("undone-replaced"), said("former")
    assert undone["same"], undone
    assert {**undone, "same": None} == {**former, "same": None, "dirty": undone["dirty"]}, (undone, former)


run_cases()
