# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes the mood of other photos, from files and from open layers, while batch.py's `moods` calls the dialog. Writes TAP
lines.

moods.py FOLDER-OF-SCREENSHOTS
"""

import os
import shutil
import sys

import numpy as np

from dialog import FOLDER, Dialog, run_cases, said
from gui import (Atspi, check_mnemonics, find, find_window, has_state, is_sensitive, key, press, screenshot, set_value, wait_for,
                 walk)
from screen import picture
from tap import case

OTHER = os.path.join(os.path.dirname(os.environ["COLORIZE_PHOTO"]), "ansel_colorado_1941.jpg")
SUNSET = os.path.join(FOLDER, "Größe & <b>sunset with a name that is rather long.jpg")
BROKEN = os.path.join(FOLDER, "broken.jpg")
CHOOSER = "Choose Photos Whose Mood Is Taken"
TITLE = "Mood of another photo"


def distance(one, other):
    return np.abs(one - other).mean()


def take_away(name):
    return f"Take “{name}” away"


def choose_file(path):
    press(dialog.shown("Add photo..."))
    window = wait_for(CHOOSER, lambda: find_window(CHOOSER))
    entry = None
    while entry is None:
        key("ctrl+l")
        entry = next((node for node in walk(window) if node.get_role_name() in ("text", "entry")
                      and has_state(node, Atspi.StateType.SHOWING)), None)
    assert entry.get_editable_text_iface().set_text_contents(path)
    press(wait_for("Open", lambda: (lambda node: node if node and is_sensitive(node) else None)(find(window, "Open", "button"))))
    wait_for("end of the choice", lambda: find_window(CHOOSER) is None)


def buttons():
    return [node.get_name() for node in walk(dialog.window) if node.get_role_name() == "button" and node.get_name().startswith("Take “")]


@case("the mood lies folded away, and its amount says nothing without another photo")
def unfolds():
    global dialog, plain
    shutil.copy(OTHER, SUNSET)
    with open(BROKEN, "w") as file:
        file.write("no picture")
    dialog = Dialog()
    plain = dialog.settled()
    press(wait_for(TITLE, lambda: find(dialog.window, TITLE, "toggle button")))
    dialog.shown("Add photo...")
    assert not is_sensitive(dialog.control("Mix"))
    check_mnemonics(dialog.window)
    screenshot(f"{sys.argv[1]}/mood-none.png")


@case("a file: its name, and other colors, the further the more; at 0 those of before")
def adds_file():
    choose_file(SUNSET)
    wait_for("row", lambda: buttons() == [take_away(os.path.basename(SUNSET))])
    dialog.shown(take_away(os.path.basename(SUNSET)))
    dialog.shows("other colors", lambda seen: distance(seen, plain) > 0.3)
    half = distance(dialog.settled(), plain)
    set_value(dialog.control("Mix"), 100)
    dialog.shows("more of the mood", lambda seen: distance(seen, plain) > 1.2 * half)
    dialog.settled()
    screenshot(f"{sys.argv[1]}/mood-file.png")
    set_value(dialog.control("Mix"), 0)
    dialog.shows("the colors of before", lambda seen: distance(seen, plain) == 0)
    set_value(dialog.control("Mix"), 80)
    dialog.shows("the mood again", lambda seen: distance(seen, plain) > 0.3)
    wait_for("rest", dialog.is_ready)


@case("a file that is no picture is named, and nothing changes")
def refuses():
    before = dialog.settled()
    choose_file(BROKEN)
    wait_for("words", lambda: any("broken.jpg" in words and "mood" in words for words in dialog.words()))
    assert len(buttons()) == 1
    dialog.shows("the same colors", lambda seen: distance(seen, before) < 0.1)
    screenshot(f"{sys.argv[1]}/mood-broken.png")


@case("an open layer counts beside it; taken away, both leave the photo its own mood")
def adds_layer():
    one = dialog.settled()
    press(dialog.shown("Open layer..."))
    press(wait_for("layer", lambda: next((node for node in walk(dialog.window) if node.get_role_name() == "button"
                                          and "Untitled" in node.get_name()), None)))
    wait_for("second row", lambda: len(buttons()) == 2)
    dialog.shows("the mean of both", lambda seen: distance(seen, one) > 0.1)
    screenshot(f"{sys.argv[1]}/mood-two.png")
    for name in buttons():
        press(dialog.button(name))
    wait_for("no row", lambda: not buttons())
    dialog.shows("the colors of before", lambda seen: distance(seen, plain) == 0)
    assert not is_sensitive(dialog.control("Mix"))


@case("the result keeps the mood, and the next dialog goes on with it though the file is gone")
def keeps():
    global dialog
    choose_file(SUNSET)
    dialog.shows("other colors", lambda seen: distance(seen, plain) > 0.3)
    wanted = dialog.settled()
    dialog.end("Colorize")
    made = said("mooded")["made"]
    assert made["mood"] == 80 and made["like"]["names"] == os.path.basename(SUNSET), made
    os.remove(SUNSET)
    dialog = Dialog()
    assert buttons() == [take_away(os.path.basename(SUNSET))], buttons()
    dialog.shows("the same colors", lambda seen: distance(seen, wanted) < 0.2)
    screenshot(f"{sys.argv[1]}/mood-kept.png")
    dialog.end("Colorize")
    again = said("mooded-again")["made"]
    assert (again["mood"], again["like"]["names"]) == (made["mood"], made["like"]["names"]), again
    assert np.allclose(again["like"]["mood"][1], made["like"]["mood"][1], atol=1e-6)


run_cases()
