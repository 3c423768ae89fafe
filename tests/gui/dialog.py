# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialog as its drivers see it, and how their cases run."""

import json
import os
import subprocess
import sys
import time

import numpy as np

import tap
from gui import Atspi, TITLE, find, find_window, has_state, key, labeled, press, value, wait_for, walk
from screen import picture, place

FOLDER = os.environ["COLORIZE_SCRATCH"]
PROPORTION = 1000 / 774


def run_cases():
    """TAP lines without a plan, which others may go on with; each case needs those before it."""
    Atspi.init()
    sys.exit(1 if tap.run(plan=False, keeps_on=False) else 0)


def in_image(*keys):
    """Presses keys in the window of the image."""
    search = ["xdotool", "search", "--onlyvisible", "--name", "(imported|Untitled)"]
    window = wait_for("image", lambda: subprocess.run(search, capture_output=True, text=True).stdout.split())[0]
    subprocess.run(["xdotool", "windowactivate", "--sync", window], check=True)
    key(*keys)


def said(name):
    """What batch.py says of a call that has ended."""
    path = os.path.join(FOLDER, name)
    wait_for(name, lambda: os.path.exists(path))
    with open(path) as file:
        return json.load(file)


class Dialog:
    """The dialog, once it is open, and its preview, once it has colors."""

    def __init__(self, words="eady in"):
        wait_for("call", lambda: os.path.exists(os.path.join(FOLDER, "called")))
        with open(os.path.join(FOLDER, "called")) as file:
            called = json.load(file)["at"]
        os.remove(os.path.join(FOLDER, "called"))
        self.window = wait_for("dialog", lambda: find_window(TITLE))
        opened = time.time()
        self.preview = wait_for("preview", lambda: find(self.window, "Preview"))
        wait_for("color", lambda: "%" in self.preview.get_description())
        self.times = opened - called, time.time() - opened
        wait_for("words", lambda: any(words in said for said in self.words()))

    def is_ready(self):
        return any("eady in" in words for words in self.words())

    def model(self):
        """The combo box, which lies folded away."""
        return wait_for("model", lambda: find(self.window, "Model", "combo box"))

    def control(self, label):
        return wait_for(label, lambda: labeled(self.window, label))

    def button(self, name, role="button"):
        return wait_for(name, lambda: find(self.window, name, role))

    def spot(self, at):
        """Where on the screen a place of the photo, as shares of its width and height, is seen, while all of that is."""
        x, y, width, height = place(self.preview)
        wide, high = min(width, height * PROPORTION), min(height, width / PROPORTION)
        return round(x + width / 2 + (at[0] - 0.5) * wide), round(y + height / 2 + (at[1] - 0.5) * high)

    def shown(self, name):
        """A button, once it is to be seen."""

        def look():
            button = find(self.window, name, "button")
            return button if button and has_state(button, Atspi.StateType.SHOWING) else None

        return wait_for(name, look)

    def shows(self, what, condition, look=lambda preview: picture(preview, PROPORTION)):
        """Waits until the picture is as the condition has it."""
        return wait_for(what, lambda: condition(look(self.preview)))

    def settled(self, take=lambda preview: picture(preview, PROPORTION)):
        """The picture, once it does not change any more."""
        last = [take(self.preview)]

        def look():
            last.append(take(self.preview))
            return last[-1].shape == last[-2].shape and np.array_equal(last[-1], last[-2])

        wait_for("settled picture", look)
        return last[-1]

    def end(self, button):
        press(self.button(button))
        wait_for("end of the dialog", lambda: find_window(TITLE) is None)

    def progress(self):
        """The progress bar of a run, once that gets on."""

        def look():
            for node in walk(self.window):
                if node.get_role_name() == "progress bar" and has_state(node, Atspi.StateType.SHOWING) and value(node) > 0:
                    return node

        return wait_for("progress", look)

    def words(self):
        return [node.get_name() for node in walk(self.window) if node.get_role_name() == "label" and node.get_name()]
