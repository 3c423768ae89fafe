# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Works the dialog by its accessible names while batch.py's `use`, `small`, `several` and `big` call it. Writes
TAP lines.

drive.py FOLDER-OF-SCREENSHOTS
"""

import os
import re
import subprocess
import sys

import numpy as np

import colors
from dialog import FOLDER, PROPORTION, Dialog, run_cases
from gui import (ONE, TWO, ZERO, Atspi, check_mnemonics, choose, describe, find, has_state, is_sensitive, key, press, screenshot, set_value, value,
                 wait_for, walk)
from screen import all_of, averaged, ciede2000, colorfulness, grab, picture, place, place_of_photo
from tap import case


def shot(name):
    screenshot(f"{sys.argv[1]}/dialog-{name}.png")


def mouse(*arguments):
    subprocess.run(["xdotool", *map(str, arguments)], check=True)


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
    shot("100-dark-en")
    for line in describe(dialog.window):
        print("#  ", line)


@case("what is not selected stays gray, unless the selection is ignored")
def selection():
    assert is_gray(lower_right(picture(dialog.preview, PROPORTION)))
    choose(dialog.control("Selection"), "Color everything")
    dialog.shows("color all over", lambda seen: is_colored(lower_right(seen)))
    choose(dialog.control("Selection"), "Color this part only")
    dialog.shows("half of it gray", lambda seen: is_gray(lower_right(seen)))


def has_line(pixels):
    """Something light goes across the middle, all the way."""
    rows = pixels[pixels.shape[0] // 2 - 3: pixels.shape[0] // 2 + 4, 20:-20].min(-1).max(0)
    return (rows > 150).mean() > 0.97


@case("a thin line shows what the model looks at, where that is not the whole photo")
def frame():
    dialog.shows("a line", has_line)
    choose(dialog.control("Selection"), "Color this part, look at all")
    dialog.shows("no line", lambda seen: not has_line(seen))
    choose(dialog.control("Selection"), "Color this part only")
    dialog.shows("a line", has_line)


@case("each control has a name, words that explain it, and a mnemonic of its own")
def names():
    roles = "button", "toggle button", "check box", "combo box", "slider", "spin button", "drawing area"
    for node in walk(dialog.window):
        if node.get_role_name() in roles:
            name = node.get_name() or next((relation.get_target(0).get_name() for relation in node.get_relation_set()
                                            if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY), "")
            assert name, f"a {node.get_role_name()} has no name"
    check_mnemonics(dialog.window)


@case("strength, saturation, warmth and tint change the picture")
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

    def greenness(seen):
        return (upper_right(seen)[..., 1] - upper_right(seen)[..., ::2].mean(-1)).mean()

    dialog.shows("as before", lambda seen: blueness(seen) < warm + 2)
    even = greenness(picture(dialog.preview, PROPORTION))
    set_value(dialog.control("Tint"), -20)
    dialog.shows("greener", lambda seen: greenness(seen) > even + 10)
    set_value(dialog.control("Tint"), 20)
    dialog.shows("more magenta", lambda seen: greenness(seen) < even - 10)
    set_value(dialog.control("Tint"), 0)
    dialog.shows("as before", lambda seen: abs(greenness(seen) - even) < 2)


@case("vividness and detail change it as well")
def network():
    def changes(what, change):
        seen = upper_right(picture(dialog.preview, PROPORTION))
        change()
        dialog.shows(what, lambda now: np.abs(upper_right(now) - seen).mean() > 0.1)

    vividness = dialog.control("Vividness")
    own = value(vividness)
    assert own > 0, own
    changes("other vividness", lambda: set_value(vividness, 100))
    changes("the model's vividness", lambda: set_value(vividness, own))
    changes("evenness", lambda: set_value(dialog.control("Evenness"), 100))
    changes("the first evenness", lambda: set_value(dialog.control("Evenness"), 50))
    detail = dialog.control("Detail")
    assert not is_sensitive(detail) and value(detail) == np.log2(224), value(detail)
    changes("other detail", lambda: (press(dialog.button("Automatic detail", "check box")),
                                     wait_for("detail", lambda: is_sensitive(detail)), set_value(detail, np.log2(448))))
    changes("automatic detail", lambda: press(dialog.button("Automatic detail", "check box")))
    assert value(detail) == np.log2(224), value(detail)
    choose(dialog.control("Faded print"), "No")


@case("the divider goes by mouse and by keyboard; before is seen as long as the space bar is held")
def compare():
    x, y, width, height = place_of_photo(dialog.preview, PROPORTION)
    middle = y + height // 2
    start, end = round(x + 0.2 * width), round(x + 0.6 * width)
    subprocess.run(["xdotool", "mousemove", str(start), str(middle), "mousedown", "1", "mousemove", str(end), str(middle),
                    "mouseup", "1"], check=True)
    def divider():
        return int(re.search(r"(\d+) %", dialog.preview.get_description())[1])

    # The photo may be narrower than the place it has.
    wait_for("divider", lambda: abs(divider() - 60) <= 2)
    before = divider()
    key("Right", "Right")
    wait_for("divider", lambda: divider() == before + 4)
    key("Home")
    dialog.shows("color at the left", lambda seen: is_colored(left(seen)[: seen.shape[0] // 2]))
    key("Tab")
    button = dialog.button("Hold to compare")
    wait_for("focus", lambda: has_state(button, Atspi.StateType.FOCUSED))
    subprocess.run(["xdotool", "keydown", "space"], check=True)
    dialog.shows("the photo as it was", is_gray)
    subprocess.run(["xdotool", "keyup", "space"], check=True)
    dialog.shows("color again", lambda seen: is_colored(upper_right(seen)))


def gray_photo():
    """The photo, [height, width], 0..255."""
    data = subprocess.run(["convert", os.environ["COLORIZE_PHOTO"], "-colorspace", "gray", "-depth", "8", "pgm:-"], check=True,
                          capture_output=True).stdout
    width, height = map(int, data.split(b"\n", 3)[1].split())
    return np.frombuffer(data[-width * height:], np.uint8).reshape(height, width).astype(float)


@case("the wheel zooms at the pointer: what is below it stays, pixel by pixel; buttons and keys do as well")
def wheel():
    photo = gray_photo()
    whole = dialog.settled()
    buttons = {name: dialog.button(name, "toggle button") for name in ("Fit", "100 %", "200 %")}

    def zoomed(name):
        wait_for(name, lambda: [key for key in buttons if has_state(buttons[key], Atspi.StateType.CHECKED)] == [name])

    dialog.preview.get_component_iface().grab_focus()
    key("End")
    wait_for("the photo as it is", lambda: "100 %" in dialog.preview.get_description())
    zoomed("Fit")
    x, y, width, height = place(dialog.preview)
    shown = whole.shape[1] / photo.shape[1]
    # Of the photo, a point apart from the middle, and where that is seen.
    column, row = 640, 250
    at_x = round(x + width / 2 + (column - photo.shape[1] / 2) * shown)
    at_y = round(y + height / 2 + (row - photo.shape[0] / 2) * shown)

    def is_below(scale):
        """Whether the pixels around the pointer are those around the point, which is known to within one of the whole."""
        size, reach = 40, round(1.5 / shown)
        seen = grab()[at_y - size // 2:at_y + size // 2, at_x - size // 2:at_x + size // 2].mean(-1)
        seen = averaged(seen[..., None], size // scale, size // scale)[..., 0]
        half = size // scale // 2
        errors = [np.abs(photo[row + v - half:row + v + half, column + u - half:column + u + half] - seen).mean()
                  for v in range(-reach, reach + 1) for u in range(-reach, reach + 1)]
        return min(errors) < 6

    mouse("mousemove", at_x, at_y, "click", 4)
    zoomed("100 %")
    wait_for("the point at 100 %", lambda: is_below(1))
    mouse("click", 4)
    zoomed("200 %")
    wait_for("the point at 200 %", lambda: is_below(2))
    shot("200-percent")
    mouse("mousemove", at_x, at_y, "click", 5, "click", 5)
    zoomed("Fit")
    press(buttons["200 %"])
    zoomed("200 %")
    for name, pressed in ("Fit", ZERO), ("100 %", "plus"), ("Fit", "minus"), ("200 %", TWO), ("100 %", ONE), ("Fit", ZERO):
        key(pressed)
        zoomed(name)
    key("Home")
    dialog.shows("the whole photo in color", lambda seen: is_colored(upper_right(seen)))


@case("a click shows pixels as they are, another one the whole photo")
def zoom():
    whole = dialog.settled()
    toggle = dialog.button("100 %", "toggle button")
    x, y, width, height = place(dialog.preview)
    click = ["mousemove", x + width // 2, y + height // 2, "click", 1]
    mouse(*click)
    wait_for("zoom", lambda: has_state(toggle, Atspi.StateType.CHECKED))
    dialog.shows("larger pixels", lambda seen: np.abs(seen - whole).mean() > 5)
    mouse(*click)
    wait_for("whole photo", lambda: not has_state(toggle, Atspi.StateType.CHECKED))
    dialog.shows("whole photo", lambda seen: np.abs(seen - whole).mean() < 2)


@case("the model lies folded at the bottom: one sentence, and the rest behind a button")
def model():
    expander = dialog.button("Model", "toggle button")
    about = dialog.button("About this model", "toggle button")
    assert not has_state(expander, Atspi.StateType.EXPANDED)
    assert any("A good start" in words for words in dialog.words())
    press(expander)
    wait_for("all of it on the screen", lambda: place(about)[1] > 0 and has_state(about, Atspi.StateType.SHOWING))
    press(about)
    wait_for("the license", lambda: any("CC0" in node.get_name() and has_state(node, Atspi.StateType.SHOWING)
                                        for node in walk(dialog.window)))
    shot("model")
    press(about)
    wait_for("nothing of it", lambda: not has_state(about, Atspi.StateType.CHECKED))
    press(expander)
    wait_for("folded", lambda: not has_state(expander, Atspi.StateType.EXPANDED))


@case("a model that is none says so, and there is nothing to press; others are listed by title")
def models():
    choose(dialog.model(), "Without a dial")
    for name, reason in ("Vividness", "This model has one vividness only."), ("Evenness", "This model cannot tell where it is unsure."):
        wait_for("no dial", lambda: not is_sensitive(dialog.control(name)))
        wait_for("the reason", lambda: reason in dialog.words())
    choose(dialog.model(), "Broken")
    wait_for("complaint", lambda: any("cannot be used" in words for words in dialog.words()))
    wait_for("nothing to press", lambda: not is_sensitive(dialog.button("Colorize")))
    expander = dialog.button("Model", "toggle button")
    wait_for("the choice", lambda: has_state(expander, Atspi.StateType.EXPANDED))
    shot("broken-model")
    choose(dialog.model(), "Everyday photographs")
    wait_for("a model that works", lambda: is_sensitive(dialog.button("Colorize")))
    wait_for("its dials", lambda: is_sensitive(dialog.control("Evenness")))


@case("saved settings and factory settings come back")
def presets():
    set_value(dialog.control("Warmth"), 7)
    press(dialog.button("Save Settings"))
    set_value(dialog.control("Warmth"), 3)
    tick = dialog.button("Leave out the border", "check box")
    press(tick)
    wait_for("no border", lambda: not has_state(tick, Atspi.StateType.CHECKED))
    wait_for("saved", lambda: is_sensitive(dialog.button("Load Saved Settings")))
    press(dialog.button("Load Saved Settings"))
    wait_for("saved warmth", lambda: value(dialog.control("Warmth")) == 7)
    press(dialog.button("Reset"))
    press(wait_for("factory defaults", lambda: find(dialog.window, "Reset to Factory Defaults")))
    wait_for("factory warmth", lambda: value(dialog.control("Warmth")) == 0)
    wait_for("factory border", lambda: has_state(tick, Atspi.StateType.CHECKED))
    dialog.end("Cancel")


# The second call: a run.


@case("the preview is within CIEDE2000 1 of the result")
def result():
    dialog = Dialog()
    set_value(dialog.control("Saturation"), 120)
    set_value(dialog.control("Strength"), 80)
    choose(dialog.control("Layer mode"), "Normal")
    choose(dialog.control("Faded print"), "Yes")
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
    # Without the divider, its words, and the line along the selection.
    error = ciede2000(made, colors.lab(seen / 255.0))[:, 20:]
    middle = len(error) // 2
    error = np.delete(error, [*range(40), *range(middle - 3, middle + 4)], 0)
    print("# CIEDE2000 of preview and result: mean %.2f, 95 %% below %.2f" % (error.mean(), np.quantile(error, 0.95)))
    assert error.mean() < 1 and np.quantile(error, 0.95) < 2


# Then a small photo, and one of three layers.


@case("a photo that is smaller than the preview is enlarged in it")
def enlarged():
    dialog = Dialog()
    x, y, width, height = place(dialog.preview)
    # The color goes as far as one side of the room at least.
    seen = dialog.settled(all_of)
    colored = seen.max(-1) - seen.min(-1) > 8
    columns, rows = np.flatnonzero(colored.any(0)), np.flatnonzero(colored.any(1))
    assert columns[-1] > width - 8 or rows[-1] - rows[0] > height - 8, (columns[-1], rows[0], rows[-1], width, height)
    shot("small-photo")
    press(dialog.button("100 %", "toggle button"))
    dialog.shows("its own size", lambda seen: (seen[: height // 3].std() < 3) and seen.std() > 10, all_of)
    dialog.end("Cancel")


@case("of several layers, arrows show each")
def several():
    dialog = Dialog()
    wait_for("the number", lambda: any(words.startswith("3 layers, ready in") for words in dialog.words()))
    previous, following = dialog.button("Previous layer"), dialog.button("Next layer")

    def lightness(seen):
        return seen[:, seen.shape[1] // 2:].mean()

    def shows(text, condition):
        wait_for(text, lambda: text in dialog.words())
        wait_for("its color", lambda: "%" in dialog.preview.get_description())
        dialog.shows(text, condition)

    first = lightness(dialog.settled())
    assert any(words.startswith("1 of 3: ") for words in dialog.words()) and not is_sensitive(previous)
    press(following)
    shows("2 of 3: Negative", lambda seen: abs(lightness(seen) - (255 - first)) < 40)
    shot("layers")
    press(following)
    shows("3 of 3: Plain", lambda seen: seen[40:, seen.shape[1] // 2:].std((0, 1)).max() < 4)
    assert not is_sensitive(following)
    # Quicker than the colors come.
    press(previous)
    press(previous)
    wait_for("the first", lambda: any(words.startswith("1 of 3: ") for words in dialog.words()))
    dialog.shows("the first", lambda seen: abs(lightness(seen) - first) < 3)
    dialog.end("Cancel")


# The last call, of eight layers of 24 megapixels: last values, and Cancel in the middle.


@case("a run is cancelled in the middle; the next dialog shows what was set in the last one")
def cancel():
    dialog = Dialog()
    print("# 8 x 24 megapixels: %.2f s from the call to the dialog, %.2f s from there to the first color" % dialog.times)
    assert value(dialog.control("Saturation")) == 120 and value(dialog.control("Strength")) == 80
    print("#", next(words for words in dialog.words() if "ready in" in words))
    press(dialog.button("Automatic detail", "check box"))
    wait_for("detail", lambda: is_sensitive(dialog.control("Detail")))
    set_value(dialog.control("Detail"), 10)
    press(dialog.button("Colorize"))
    bar = dialog.progress()
    shot("running")
    for name in "Reset", "Load Saved Settings", "Save Settings", "Colorize":
        assert not is_sensitive(dialog.button(name)), f"{name} can be pressed"
    done = value(bar)
    dialog.end("Cancel")
    assert 0 < done < 0.5, f"{done:.0%} were done before Cancel was pressed: too late to be the middle"


run_cases()
