# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes nothing: waits until the dialog shows colors, takes a picture of it, asks for help, which is to
open the page whose address ends so, and cancels.

look.py SCREENSHOT HELP-PAGE
"""

import os
import sys

from gui import Atspi, F1, check_mnemonics, find, find_window, key, press, screenshot, wait_for, walk

# Of each language: the window's title, the preview's name, and the button that ends it.
TITLES = "Colorize", "Farbig machen"
PREVIEWS = "Preview", "Vorschau"
MEMORY = "memory", "Speicher"
CANCELS = "Cancel", "Abbrechen", "إلغاء"


BROWSED = os.path.join(os.environ["COLORIZE_SCRATCH"], "browsed")


def main(path, page):
    Atspi.init()
    dialog = wait_for("dialog", lambda: find_window(*TITLES))
    preview = wait_for("preview", lambda: next(filter(None, (find(dialog, name) for name in PREVIEWS)), None))
    # Only once there are colors is there a share of them.
    wait_for("color", lambda: "%" in preview.get_description())
    # What comes last are the words on memory.
    wait_for("words", lambda: any(word in node.get_name() for word in MEMORY for node in walk(dialog)))
    screenshot(path)
    check_mnemonics(dialog)
    key(F1)
    wait_for("browser", lambda: os.path.exists(BROWSED))
    with open(BROWSED) as file:
        address = file.read().strip()
    assert address.endswith(page), address
    press(next(filter(None, (find(dialog, name, "button") for name in CANCELS))))
    wait_for("end of the dialog", lambda: find_window(*TITLES) is None)


main(*sys.argv[1:])
