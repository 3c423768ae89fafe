# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Works the dialog by its accessible names while batch.py's `use` and `big` call it. Writes TAP lines.

drive.py FIRST-SCREENSHOT OTHER-SCREENSHOT RUNNING-SCREENSHOT
"""

import os
import subprocess
import sys

import numpy as np

import colors
from dialog import FOLDER, PROPORTION, Dialog, run_cases
from gui import (Atspi, check_mnemonics, choose, describe, find, has_state, is_sensitive, key, press, screenshot, set_value, value,
                 wait_for, walk)
from screen import averaged, ciede2000, colorfulness, picture, place
from tap import case


def left(pixels):
    return pixels[:, : pixels.shape[1] // 8]


def upper_right(pixels):
    """The selected half; without the divider's first place and its words."""
    return pixels[: pixels.shape[0] // 2 - 4, pixels.shape[1] // 2:]


def lower_right(pixels):
    return pixels[pixels.shape[0] // 2 + 4:, pixels.shape[1] // 2:]


def is_gray(pixels):
    return colorfulness(pixels) < 2


def is_colored(pixels):
    return colorfulness(pixels) > 6


# The first call: everything is tried, then cancelled.


@case("the dialog fits a screen of 1024 x 768, and its first sight is the photo in color")
def opens():
    global dialog
    dialog = Dialog()
    print("# seconds from the call to the dialog: %.2f, from there to the first color: %.2f" % dialog.times)
    x, y, width, height = place(dialog.window)
    assert x >= 0 and y >= 0 and x + width <= 1024 and y + height <= 768, f"{width} x {height} at {x}, {y}"
    dialog.shows("color beside gray", lambda seen: is_gray(left(seen)) and is_colored(upper_right(seen)))
    screenshot(sys.argv[1])
    for line in describe(dialog.window):
        print("#  ", line)


@case("what is not selected stays gray, unless the selection is ignored")
def selection():
    assert is_gray(lower_right(picture(dialog.preview, PROPORTION)))
    choose(dialog.control("Selection"), "Is ignored")
    dialog.shows("color all over", lambda seen: is_colored(lower_right(seen)))
    choose(dialog.control("Selection"), "Becomes the new layer's mask")
    dialog.shows("half of it gray", lambda seen: is_gray(lower_right(seen)))


@case("each control has a name, words that explain it, and a mnemonic of its own")
def names():
    roles = "button", "toggle button", "check box", "combo box", "slider", "spin button", "drawing area"
    for node in walk(dialog.window):
        if node.get_role_name() in roles:
            name = node.get_name() or next((relation.get_target(0).get_name() for relation in node.get_relation_set()
                                            if relation.get_relation_type() == Atspi.RelationType.LABELED_BY), "")
            assert name, f"a {node.get_role_name()} has no name"
    check_mnemonics(dialog.window)


@case("strength, saturation and warmth change the picture")
def look():
    before = colorfulness(upper_right(picture(dialog.preview, PROPORTION)))
    set_value(dialog.control("Saturation"), 200)
    dialog.shows("more color", lambda seen: colorfulness(upper_right(seen)) > 1.3 * before)
    set_value(dialog.control("Saturation"), 100)
    set_value(dialog.control("Strength"), 0)
    dialog.shows("no color", lambda seen: is_gray(upper_right(seen)))
    set_value(dialog.control("Strength"), 100)
    def blueness(seen):
        return (upper_right(seen)[..., 2] - upper_right(seen)[..., 0]).mean()

    dialog.shows("color", lambda seen: not is_gray(upper_right(seen)))
    warm = blueness(picture(dialog.preview, PROPORTION))
    set_value(dialog.control("Warmth"), -20)
    dialog.shows("bluer", lambda seen: blueness(seen) > warm + 10)
    set_value(dialog.control("Warmth"), 0)


@case("vividness and detail change it as well")
def network():
    def changes(what, change):
        seen = upper_right(picture(dialog.preview, PROPORTION))
        change()
        dialog.shows(what, lambda now: np.abs(upper_right(now) - seen).mean() > 0.3)

    vividness = dialog.control("Vividness")
    own = value(vividness)
    assert own > 0, own
    changes("other vividness", lambda: set_value(vividness, 100))
    changes("the weights' vividness", lambda: set_value(vividness, own))
    detail = dialog.control("Detail")
    assert not is_sensitive(detail) and value(detail) == 224, value(detail)
    changes("other detail", lambda: (press(dialog.button("Automatic detail", "check box")),
                                     wait_for("detail", lambda: is_sensitive(detail)), set_value(detail, 448)))
    changes("automatic detail", lambda: press(dialog.button("Automatic detail", "check box")))
    assert value(detail) == 224, value(detail)
    press(dialog.button("Level a faded print", "check box"))


@case("the divider goes by mouse and by keyboard; before is seen as long as the space bar is held")
def compare():
    x, y, width, height = place(dialog.preview)
    middle = y + height // 2
    start, end = round(x + 0.2 * width), round(x + 0.6 * width)
    subprocess.run(["xdotool", "mousemove", str(start), str(middle), "mousedown", "1", "mousemove", str(end), str(middle),
                    "mouseup", "1"], check=True)
    wait_for("divider", lambda: "60 %" in dialog.preview.get_description())
    key("Right", "Right")
    wait_for("divider", lambda: "64 %" in dialog.preview.get_description())
    key("Home")
    dialog.shows("color at the left", lambda seen: is_colored(left(seen)[: seen.shape[0] // 2]))
    key("Tab")
    button = dialog.button("Hold to compare")
    wait_for("focus", lambda: has_state(button, Atspi.StateType.FOCUSED))
    subprocess.run(["xdotool", "keydown", "space"], check=True)
    dialog.shows("the photo as it was", is_gray)
    subprocess.run(["xdotool", "keyup", "space"], check=True)
    dialog.shows("color again", lambda seen: is_colored(upper_right(seen)))


@case("a click shows pixels as they are, another one the whole photo")
def zoom():
    whole = picture(dialog.preview, PROPORTION)
    toggle = dialog.button("100 %", "toggle button")
    x, y, width, height = place(dialog.preview)
    click = ["xdotool", "mousemove", str(x + width // 2), str(y + height // 2), "click", "1"]
    subprocess.run(click, check=True)
    wait_for("zoom", lambda: has_state(toggle, Atspi.StateType.CHECKED))
    dialog.shows("larger pixels", lambda seen: np.abs(seen - whole).mean() > 5)
    subprocess.run(click, check=True)
    wait_for("whole photo", lambda: not has_state(toggle, Atspi.StateType.CHECKED))
    dialog.shows("whole photo", lambda seen: np.abs(seen - whole).mean() < 2)


@case("weights that are none say so, and there is nothing to press; others are listed by title")
def weights():
    combo = dialog.control("Weights")
    choose(combo, "Without a dial")
    wait_for("no dial", lambda: not is_sensitive(dialog.control("Vividness")))
    wait_for("the reason", lambda: "These weights know one vividness only." in dialog.words())
    choose(combo, "Broken")
    wait_for("complaint", lambda: any("cannot be used" in words for words in dialog.words()))
    wait_for("nothing to press", lambda: not is_sensitive(dialog.button("Colorize")))
    screenshot(sys.argv[2])
    choose(combo, "Everyday photographs")
    wait_for("weights that work", lambda: is_sensitive(dialog.button("Colorize")))


@case("saved settings and factory settings come back")
def presets():
    set_value(dialog.control("Warmth"), 7)
    press(dialog.button("Save Settings"))
    set_value(dialog.control("Warmth"), 3)
    wait_for("saved", lambda: is_sensitive(dialog.button("Load Saved Settings")))
    press(dialog.button("Load Saved Settings"))
    wait_for("saved warmth", lambda: value(dialog.control("Warmth")) == 7)
    press(dialog.button("Reset"))
    press(wait_for("factory defaults", lambda: find(dialog.window, "Reset to Factory Defaults")))
    wait_for("factory warmth", lambda: value(dialog.control("Warmth")) == 0)
    assert not has_state(dialog.button("Level a faded print", "check box"), Atspi.StateType.CHECKED)
    dialog.end("Cancel")


# The second call: a run.


@case("the preview is within CIEDE2000 1 of the result")
def result():
    dialog = Dialog()
    set_value(dialog.control("Saturation"), 120)
    set_value(dialog.control("Strength"), 80)
    choose(dialog.control("Layer mode"), "Normal")
    press(dialog.button("Level a faded print", "check box"))
    dialog.preview.get_component_iface().grab_focus()
    key("Home")
    wait_for("divider", lambda: " 0 %" in dialog.preview.get_description())
    seen = dialog.settled()
    dialog.end("Colorize")

    wait_for("result", lambda: os.path.exists(os.path.join(FOLDER, "saved")))
    data = subprocess.run(["convert", os.path.join(FOLDER, "result.png"), "-strip", "-depth", "8", "ppm:-"], check=True,
                          capture_output=True).stdout
    width, height = map(int, data.split(b"\n", 3)[1].split())
    made = np.frombuffer(data[-width * height * 3:], np.uint8).reshape(height, width, 3) / 255.0
    made = averaged(colors.lab(made), *seen.shape[:2])
    # Without the divider and its words.
    error = ciede2000(made, colors.lab(seen / 255.0))[40:, 20:]
    print("# CIEDE2000 of preview and result: mean %.2f, 95 %% below %.2f" % (error.mean(), np.quantile(error, 0.95)))
    assert error.mean() < 1 and np.quantile(error, 0.95) < 2


# The third call, of eight layers of 24 megapixels: last values, and Cancel in the middle.


@case("a run is cancelled in the middle; the next dialog shows what was set in the last one")
def cancel():
    dialog = Dialog()
    print("# 8 x 24 megapixels: %.2f s from the call to the dialog, %.2f s from there to the first color" % dialog.times)
    assert value(dialog.control("Saturation")) == 120 and value(dialog.control("Strength")) == 80
    print("#", next(words for words in dialog.words() if "megapixels" in words))
    press(dialog.button("Automatic detail", "check box"))
    wait_for("detail", lambda: is_sensitive(dialog.control("Detail")))
    set_value(dialog.control("Detail"), 1024)
    press(dialog.button("Colorize"))
    bar = dialog.progress()
    screenshot(sys.argv[3])
    for name in "Reset", "Load Saved Settings", "Save Settings", "Colorize":
        assert not is_sensitive(dialog.button(name)), f"{name} can be pressed"
    done = value(bar)
    dialog.end("Cancel")
    assert 0 < done < 0.5, f"{done:.0%} were done before Cancel was pressed: too late to be the middle"


run_cases()
