# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts dots of color on the photo, by mouse and by keyboard, while batch.py's `dots` calls the dialog. Writes TAP lines.

dots.py FOLDER-OF-SCREENSHOTS
"""

import subprocess
import sys

import numpy as np

from dialog import Dialog, run_cases, said
from gui import Atspi, check_mnemonics, find, find_window, has_state, is_sensitive, key, press, screenshot, wait_for, walk
from screen import grab, place
from tap import case

# Places on the photo, as shares of its width and height: on the tent, on the ground before it, and on the woman.
TENT, GROUND, SKIRT = (0.87, 0.4), (0.43, 0.89), (0.55, 0.56)


def shot(name):
    screenshot(f"{sys.argv[1]}/dialog-{name}.png")


def mouse(*arguments):
    subprocess.run(["xdotool", *map(str, arguments)], check=True)


def click(at):
    mouse("mousemove", *dialog.spot(at), "click", 1)


def drag(start, end):
    mouse("mousemove", *dialog.spot(start), "mousedown", 1, "mousemove", *dialog.spot(((start[0] + end[0]) / 2, start[1])),
          "mousemove", *dialog.spot(end), "mouseup", 1)


def around(seen, at):
    """What is seen beside a place, where no dot covers it."""
    row, column = round(at[1] * len(seen)), round(at[0] * seen.shape[1])
    return np.concatenate([seen[row - 14:row + 15, column - 22:column - 14], seen[row - 14:row + 15, column + 14:column + 22]], 1)


def change(seen, other, at):
    return np.abs(around(seen, at) - around(other, at)).mean()


def redness(seen, at):
    return (around(seen, at)[..., 0] - around(seen, at)[..., 1:].mean(-1)).mean()


def has_ring(x, y):
    """Whether a dot is seen at a place of the screen: white around its color."""
    angles = np.arange(0, 2 * np.pi, 0.2)
    screen = grab().min(-1)
    return max(np.mean([screen[round(y + v + r * np.sin(a)), round(x + u + r * np.cos(a))] for a in angles])
               for r in (4, 6) for u in (-1, 0, 1) for v in (-1, 0, 1)) > 170


def ring_near(at, reach=60):
    """The place of the screen, not far from another one, that most looks like a dot; None: nothing does."""
    screen = grab().min(-1).astype(float)
    x, y = at[0] - reach, at[1] - reach
    rings = [np.mean([screen[y + round(r * np.sin(a)):, x + round(r * np.cos(a)):][:2 * reach, :2 * reach]
                      for a in np.arange(0, 2 * np.pi, 0.2)], 0) for r in (4, 6)]
    ring = np.max(rings, 0)
    row, column = np.unravel_index(ring.argmax(), ring.shape)
    return (x + column, y + row) if ring.max() > 170 else None


def find_likely():
    """The color that the model thinks likeliest."""
    return next((node for node in walk(dialog.window) if node.get_name().startswith("Likely 1: #")), None)


def is_closed():
    button = find(dialog.window, "No color", "button")
    return not button or not has_state(button, Atspi.StateType.SHOWING)


def choose_other(color):
    """A color by its name, in GTK's own dialog."""
    press(dialog.shown("Other color..."))
    chooser = wait_for("color dialog", lambda: find_window("Other Color"))
    entry = wait_for("entry", lambda: find(chooser, "Color Name", "text"))
    wait_for("focus", lambda: has_state(entry, Atspi.StateType.FOCUSED))
    key("ctrl+a")
    mouse("type", color)
    wait_for("name of the color", lambda: color in Atspi.Text.get_text(entry, 0, -1))
    key("Return")
    if find_window("Other Color"):
        press(wait_for("button", lambda: find(chooser, "Select", "button")))
    wait_for("end of the color dialog", lambda: find_window("Other Color") is None)


def shows(what, condition):
    dialog.shows(what, condition)
    return dialog.settled()


def is_plain(seen):
    """As it was without a dot."""
    return all(change(seen, plain, at) < 0.5 for at in (TENT, GROUND, SKIRT))


@case("a click asks for a color if the button is pressed in, and not on the divider; Escape leaves no dot")
def asks():
    global dialog, plain, remove
    dialog = Dialog()
    check_mnemonics(dialog.window)
    pick, remove = dialog.button("Pick a color", "toggle button"), dialog.button("Remove all dots")
    assert not is_sensitive(remove)
    press(pick)
    plain = dialog.settled()
    click((0.2, 0.8))
    assert is_closed()
    click(TENT)
    press_at = dialog.shown("No color")
    assert has_state(find_likely(), Atspi.StateType.SHOWING)
    assert find(dialog.window, "Delete", "button") is None or not has_state(find(dialog.window, "Delete", "button"), Atspi.StateType.SHOWING)
    assert has_state(press_at, Atspi.StateType.SENSITIVE)
    key("Escape")
    wait_for("no palette", is_closed)
    assert not is_sensitive(remove) and find_window("Colorize")
    assert is_plain(dialog.settled())


@case("a dot colors what it lies on, and nothing else")
def dots():
    global red
    click(TENT)
    choose_other("#c01818")
    wait_for("a dot", lambda: is_sensitive(remove))
    red = shows("a red tent", lambda seen: redness(seen, TENT) > redness(plain, TENT) + 15)
    assert has_ring(*dialog.spot(TENT))
    for at in GROUND, SKIRT:
        assert change(red, plain, at) < 0.5, change(red, plain, at)
    assert "Dot 1 of 1, #c01818" in dialog.preview.get_description(), dialog.preview.get_description()
    shot("dot")


@case("it can be dragged, live; undo and redo go through the steps")
def drags():
    drag(TENT, GROUND)
    shows("red ground", lambda seen: redness(seen, GROUND) > redness(plain, GROUND) + 15 and change(seen, plain, TENT) < 0.5)
    assert has_ring(*dialog.spot(GROUND)) and not has_ring(*dialog.spot(TENT))
    key("ctrl+z")
    shows("a red tent", lambda seen: change(seen, red, TENT) < 0.5 and change(seen, plain, GROUND) < 0.5)
    key("ctrl+z")
    shows("the first sight", is_plain)
    assert not is_sensitive(remove)
    key("ctrl+shift+z", "ctrl+shift+z")
    shows("red ground", lambda seen: redness(seen, GROUND) > redness(plain, GROUND) + 15)
    key("ctrl+z")
    shows("a red tent", lambda seen: change(seen, red, TENT) < 0.5)


@case("it moves by the arrow keys, and is deleted by a key")
def keys():
    x, y = dialog.spot(TENT)
    key("Tab")
    wait_for("the dot", lambda: "Dot 1 of 1" in dialog.preview.get_description())
    key("shift+Right", "shift+Right", "shift+Down", "Left")
    wait_for("the dot beside", lambda: has_ring(x + 19, y + 10))
    key("Delete")
    shows("the first sight", is_plain)
    key("ctrl+z", "ctrl+z")
    shows("a red tent", lambda seen: change(seen, red, TENT) < 0.5)
    assert has_ring(x, y)


@case("it stays on what it lies on at any zoom, and when another layer has been shown")
def stays():
    x, y, width, height = place(dialog.preview)
    at = dialog.spot(TENT)
    fits, whole = (dialog.button(name, "toggle button") for name in ("Fit", "100 %"))
    mouse("mousemove", *at, "click", 4)
    wait_for("zoom", lambda: not has_state(fits, Atspi.StateType.CHECKED))
    # From less than 50 % that is the first step.
    if not has_state(whole, Atspi.StateType.CHECKED):
        mouse("click", 4)
    wait_for("100 %", lambda: has_state(whole, Atspi.StateType.CHECKED))
    # Where the photo is narrower than its place on the way, the pointer does not stay on the dot.
    zoomed = wait_for("the dot", lambda: ring_near(at))
    mouse("mousemove", x + 300, y + 20, "mousedown", 1, "mousemove", x + 290, y + 40, "mousemove", x + 260, y + 50, "mouseup", 1)
    wait_for("the dot beside", lambda: has_ring(zoomed[0] - 40, zoomed[1] + 30))
    press(dialog.button("Fit", "toggle button"))
    wait_for("the whole photo", lambda: has_ring(*at))
    press(dialog.button("Next layer"))
    wait_for("the other layer", lambda: any(words.startswith("2 of 2") for words in dialog.words()))
    wait_for("no dot", lambda: not is_sensitive(remove))
    wait_for("its color", lambda: "%" in dialog.preview.get_description())
    wait_for("nothing there", lambda: grab()[at[1] - 12:at[1] + 12, at[0] - 12:at[0] + 12].std((0, 1)).max() < 4)
    press(dialog.button("Previous layer"))
    shows("a red tent", lambda seen: seen.shape == red.shape and change(seen, red, TENT) < 0.5)
    assert has_ring(*at)


@case("a click on it offers another color, those used last among them, or to delete it")
def changes():
    click(TENT)
    shot("dot-popover")
    press(dialog.shown("No color"))
    shows("a gray tent", lambda seen: abs(redness(seen, TENT)) < 3 and change(seen, plain, GROUND) < 0.5)
    click(TENT)
    press(dialog.shown("Used last 1: #c01818"))
    shows("a red tent", lambda seen: change(seen, red, TENT) < 0.5)
    click(TENT)
    press(wait_for("the likeliest color", find_likely))
    shows("the model's own tent", lambda seen: change(seen, plain, TENT) < 8)
    press(dialog.button("Pick a color", "toggle button"))
    wait_for("a thin dot", lambda: has_ring(*dialog.spot(TENT)))
    click(TENT)
    press(dialog.shown("Delete"))
    shows("the first sight", is_plain)


@case("the keyboard alone puts one in the middle, and the button removes all")
def keyboard():
    press(dialog.button("Pick a color", "toggle button"))
    dialog.preview.get_component_iface().grab_focus()
    key("Return")
    press(dialog.shown("No color"))
    wait_for("a dot", lambda: "Dot 1 of 1" in dialog.preview.get_description())
    click(GROUND)
    press(dialog.shown("Used last 2: #c01818"))
    shows("red ground", lambda seen: redness(seen, GROUND) > redness(plain, GROUND) + 15)
    press(remove)
    shows("the first sight", is_plain)
    assert not is_sensitive(remove)


@case("the colors go by the dots, which are kept as hidden paint above them")
def keeps():
    dialog.preview.get_component_iface().grab_focus()
    key("ctrl+z")
    shows("red ground", lambda seen: redness(seen, GROUND) > redness(plain, GROUND) + 15)
    dialog.end("Colorize")
    dotted = said("dotted")
    assert dotted["status"] == "success", dotted
    assert [tuple(layer) for layer in dotted["layers"]] == [
        ("Colors of Plain", True), ("Plain", True), ("Color hints of Background", False), ("Colors of Background", True),
        ("Background", True)], dotted


run_cases()
