# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes nothing: waits until the dialog shows colors, takes pictures of it, asks for help, which is to
open the page whose address ends so, and cancels. The window for a folder is seen as well.

look.py SCREENSHOT HELP-PAGE
"""

import os
import sys

from gui import Atspi, F1, check_mnemonics, find, find_window, has_state, key, press, screenshot, wait_for, walk
from screen import all_of, colorfulness, place, size_of_screen

# Of each language: the window's title, the preview's name, and the button that ends it.
TITLES = "Colorize", "Farbig machen"
PREVIEWS = "Preview", "Vorschau"
FOLDED = ("Fine-tuning", "Feinabstimmung"), ("Model", "Modell")
OPENERS = "About this model", "Über dieses Modell"
READY = "Ready in", "Fertig in"
FOLDERS = "Colorize a Folder...", "Ganzer Ordner …"
FOLDER_TITLES = "Colorize a Folder", "Einen Ordner farbig machen"
PICKERS = "Pick a color", "Farbe wählen"
OTHERS = "Other color...", "Andere Farbe …"
LOOKS = "Looks", "Stile"
SAVERS = "Save look...", "Stil speichern..."
CANCELS = "Cancel", "Abbrechen", "إلغاء"


BROWSED = os.path.join(os.environ["COLORIZE_SCRATCH"], "browsed")


def check_size(dialog):
    """All of the window is on the screen."""
    x, y, width, height = place(dialog)
    wide, high = size_of_screen()
    assert x >= 0 and y >= 0 and x + width <= wide and y + height <= high, f"{width} x {height} at {x}, {y}"


def check_looks(dialog):
    """All that everybody has are seen at once, in color, beside the button and not below it."""
    panel = next(filter(None, (find(dialog, name) for name in LOOKS)))
    tiles = [node for node in walk(panel) if node.get_role_name() == "toggle button"]
    x, _, width, _ = place(next(filter(None, (find(dialog, name, "button") for name in SAVERS))))
    assert len(tiles) == 5, tiles
    wait_for("their colors", lambda: all(colorfulness(all_of(tile)) > 2 for tile in tiles))
    for left, _, wide, _ in map(place, tiles):
        assert left + wide <= x or left >= x + width, f"{left} to {left + wide}, and the button at {x}"


def unfold(dialog):
    """All settings, which may then be scrolled; the window stays as large as it is."""
    for names in FOLDED:
        expander = wait_for(names[0], lambda: next(filter(None, (find(dialog, name, "toggle button") for name in names)), None))
        press(expander)
        wait_for("what is in it", lambda: has_state(expander, Atspi.StateType.EXPANDED))
    opener = next(filter(None, (find(dialog, name) for name in OPENERS)))
    wait_for("the last of them", lambda: has_state(opener, Atspi.StateType.SHOWING) and place(opener)[1] > 0)
    check_size(dialog)


def look_at_folder(dialog, path):
    """The window for a whole folder."""
    press(next(filter(None, (find(dialog, name) for name in FOLDERS))))
    window = wait_for("folder window", lambda: find_window(*FOLDER_TITLES))
    wait_for("its place", lambda: place(window)[2] > 100)
    check_size(window)
    screenshot(path)
    check_mnemonics(window, least=3)
    wait_for("its keyboard", lambda: has_state(window, Atspi.StateType.ACTIVE))
    key("Escape")
    wait_for("end of the folder window", lambda: find_window(*FOLDER_TITLES) is None)
    wait_for("the dialog's keyboard", lambda: has_state(dialog, Atspi.StateType.ACTIVE))


def open_palette(dialog, preview, path):
    """The colors to choose from for a place in the middle."""
    press(next(filter(None, (find(dialog, name, "toggle button") for name in PICKERS))))
    preview.get_component_iface().grab_focus()
    key("Return")
    wait_for("palette", lambda: any(has_state(button, Atspi.StateType.SHOWING)
                                    for button in filter(None, (find(dialog, name, "button") for name in OTHERS))))
    screenshot(path)
    key("Escape")
    check_size(dialog)


def main(path, page):
    Atspi.init()
    dialog = wait_for("dialog", lambda: find_window(*TITLES))
    preview = wait_for("preview", lambda: next(filter(None, (find(dialog, name) for name in PREVIEWS)), None))
    # Only once there are colors is there a share of them.
    wait_for("color", lambda: "%" in preview.get_description())
    wait_for("words", lambda: any(word in node.get_name() for word in READY for node in walk(dialog)))
    check_looks(dialog)
    screenshot(path)
    check_size(dialog)
    open_palette(dialog, preview, path.replace(".png", "-palette.png"))
    unfold(dialog)
    screenshot(path.replace(".png", "-unfolded.png"))
    check_mnemonics(dialog)
    look_at_folder(dialog, path.replace("dialog-", "folder-"))
    key(F1)
    wait_for("browser", lambda: os.path.exists(BROWSED))
    with open(BROWSED) as file:
        address = file.read().strip()
    assert address.endswith(page), address
    press(next(filter(None, (find(dialog, name, "button") for name in CANCELS))))
    wait_for("end of the dialog", lambda: find_window(*TITLES) is None)


main(*sys.argv[1:])
