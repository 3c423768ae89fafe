# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chooses looks, keeps own ones and deletes them, while batch.py's `looks` calls the dialog. Writes TAP lines.

looks.py FOLDER-OF-SCREENSHOTS
"""

import os
import sys

from dialog import FOLDER, Dialog, run_cases, said
from gui import Atspi, find, find_window, has_state, is_sensitive, key, press, screenshot, set_value, value, wait_for, walk, windows
from screen import all_of, colorfulness
from tap import case

GIVEN = "As trained", "Calm", "Vivid", "Warm", "Cool"
SLIDERS = "Strength", "Saturation", "Warmth", "Vividness", "Tint", "Evenness"
FILE = os.path.join(FOLDER, "profile", "colorize-looks.ini")
NAME = "Großmutter [1928] = „Sepia“; #1 \\ 写真 & <b>" + " und noch viel mehr" * 20


def shot(name):
    screenshot(f"{sys.argv[1]}/looks-{name}.png")


def tile(name):
    return dialog.button(name, "toggle button")


def tiles():
    """The names of all looks that are shown."""
    panel = wait_for("looks", lambda: find(dialog.window, "Looks"))
    return [node.get_name() for node in walk(panel) if node.get_role_name() == "toggle button"]


def marked():
    return [name for name in tiles() if has_state(tile(name), Atspi.StateType.CHECKED)]


def marks(*names):
    wait_for(f"{names} to be marked", lambda: marked() == list(names))


def settings():
    return [round(value(dialog.control(name)), 1) for name in SLIDERS]


def yellowness(pixels):
    return (pixels[..., 0] - pixels[..., 2]).mean()


def question(title):
    return wait_for(title, lambda: find_window(title))


def type_name(window, name):
    entry = wait_for("entry", lambda: next((node for node in walk(window) if node.get_role_name() in ("text", "entry")), None))
    assert entry.get_editable_text_iface().set_text_contents(name)


def button(window, name):
    return wait_for(name, lambda: find(window, name, "button"))


@case("the looks are there, the one that fits is marked, and each shows the photo in its own colors")
def opens():
    global dialog, trained
    dialog = Dialog()
    assert tiles() == list(GIVEN), tiles()
    marks("As trained")
    trained = settings()
    wait_for("colors in all of them", lambda: all(colorfulness(all_of(tile(name))) > 3 for name in GIVEN))
    seen = {name: all_of(tile(name)) for name in GIVEN}
    assert colorfulness(seen["Vivid"]) > 1.15 * colorfulness(seen["As trained"]) > 1.3 * colorfulness(seen["Calm"]), {
        name: colorfulness(pixels) for name, pixels in seen.items()}
    assert yellowness(seen["Warm"]) > yellowness(seen["As trained"]) + 4 > yellowness(seen["Cool"]) + 8, {
        name: yellowness(pixels) for name, pixels in seen.items()}
    shot("given")


@case("a click takes a look, sliders and preview follow, and another one brings the former settings back")
def takes():
    before = yellowness(dialog.settled())
    press(tile("Warm"))
    marks("Warm")
    assert settings() != trained and value(dialog.control("Warmth")) > 3, settings()
    dialog.shows("warmer colors", lambda seen: yellowness(seen) > before + 3)
    press(tile("Vivid"))
    marks("Vivid")
    assert value(dialog.control("Vividness")) > 50 and value(dialog.control("Warmth")) == 0, settings()
    shot("vivid")
    press(tile("As trained"))
    marks("As trained")
    assert settings() == trained, (settings(), trained)
    dialog.shows("the first colors", lambda seen: abs(yellowness(seen) - before) < 0.5)


@case("a click on the marked one leaves it marked; a slider moved takes the mark away, and moved back brings it again")
def moves():
    press(tile("As trained"))
    marks("As trained")
    set_value(dialog.control("Saturation"), 101)
    marks()
    set_value(dialog.control("Saturation"), 100)
    marks("As trained")


@case("the keyboard does as well")
def keyboard():
    tile("As trained").get_component_iface().grab_focus()
    key("Right", "space")
    marks("Calm")
    key("Left", "space")
    marks("As trained")


@case("own settings are kept under any name, which is none of the given ones")
def keeps():
    set_value(dialog.control("Saturation"), 60)
    set_value(dialog.control("Tint"), -3)
    press(dialog.button("Save look..."))
    window = question("Save Look")
    save = button(window, "Save")
    wait_for("no name to save", lambda: not is_sensitive(save))
    type_name(window, " Vivid ")
    wait_for("words", lambda: find(window, "Colorize has a look of that name; choose another one.", "label"))
    assert not is_sensitive(save)
    shot("name")
    type_name(window, NAME)
    wait_for("a name to save", lambda: is_sensitive(save))
    press(save)
    wait_for("the new look", lambda: tiles() == [*GIVEN, NAME])
    marks(NAME)
    wait_for("its picture", lambda: colorfulness(all_of(tile(NAME))) > 1)
    press(tile("As trained"))
    marks("As trained")
    press(tile(NAME))
    marks(NAME)
    assert settings()[1] == 60 and settings()[4] == -3, settings()
    tile(NAME).get_component_iface().grab_focus()
    shot("own")


@case("a name that is taken is written over only after a question")
def writes_over():
    for answer, saturation in ("Cancel", 60), ("Replace", 150):
        press(tile(NAME))
        set_value(dialog.control("Saturation"), 150)
        press(dialog.button("Save look..."))
        window = question("Save Look")
        type_name(window, NAME)
        press(button(window, "Save"))
        asked = wait_for("question", lambda: next((found for found in windows() if find(found, "Replace")), None))
        shot("replace")
        press(button(asked, answer))
        if answer == "Cancel":
            press(button(window, "Cancel"))
        wait_for("the end of it", lambda: find_window("Save Look") is None)
        press(tile("As trained"))
        marks("As trained")
        press(tile(NAME))
        marks(NAME)
        assert settings()[1] == saturation, settings()
    assert tiles() == [*GIVEN, NAME]


def find_window_with(name):
    """A window in which such a button is to be seen."""
    for window in windows():
        found = find(window, name, "button")
        if found and has_state(found, Atspi.StateType.SHOWING):
            return window
    return None


def deletes(name, answer):
    tile(name).get_component_iface().grab_focus()
    key("Delete")
    # The dialog has a button of that name, too, which is not to be seen.
    asked = wait_for("question", lambda: find_window_with("Delete"))
    shot("delete")
    press(button(asked, answer))


@case("the Delete key deletes an own look after a question, and no given one")
def deletes_own():
    tile("Calm").get_component_iface().grab_focus()
    key("Delete")
    deletes(NAME, "Cancel")
    assert tiles() == [*GIVEN, NAME]
    deletes(NAME, "Delete")
    wait_for("the given ones alone", lambda: tiles() == list(GIVEN))
    with open(FILE, "w") as file:
        file.write("[look 1]\nname=Mine\nno line of a key file\n")
    dialog.end("Cancel")
    assert said("looks-cancelled")["status"] == "cancelled"


@case("a damaged file is one sentence, and is kept when a look is saved")
def damaged():
    global dialog
    dialog = Dialog("is damaged")
    assert tiles() == list(GIVEN), tiles()
    shot("damaged")
    press(dialog.button("Save look..."))
    window = question("Save Look")
    type_name(window, "New")
    press(button(window, "Save"))
    wait_for("the new look", lambda: tiles() == [*GIVEN, "New"])
    with open(FILE + ".damaged-1") as file:
        assert "name=Mine" in file.read()
    wait_for("the old words", dialog.is_ready)
    with open(FILE, "a") as file:
        file.write("\n[elsewhere]\nname=Sepia\nsaturation=40\nwarmth=1e9\ntint=no number\n")
    dialog.end("Cancel")


@case("a look of another day is there, and what it colors has its settings")
def colors():
    global dialog
    said("looks-damaged")
    dialog = Dialog()
    assert tiles() == [*GIVEN, "New", "Sepia"], tiles()
    press(tile("Sepia"))
    marks("Sepia")
    assert settings()[1:5:3] == [40, 0] and settings()[2] == 20, settings()
    dialog.end("Colorize")
    made = said("looks-colored")["made"]
    assert (made["saturation"], made["warmth"]) == (40, 20), made


run_cases()
