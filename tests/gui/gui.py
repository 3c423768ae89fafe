# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the drivers of the dialog share: finding widgets by their accessible names, as a screen reader
would, and waiting for what they say. Nothing waits for a fixed time."""

import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib

# A loaded machine is slow, a stuck one stays stuck.
PATIENCE = 60

# The key's number: for its name, Debian testing's xdotool presses Alt+F1.
F1 = "67"

# The same: xdotool takes a digit for a key's number.
ZERO, ONE, TWO = "19", "10", "11"

# Words of the dialog that the drivers look for, which are those of its language.
TITLE = "Colorize"


def walk(node):
    yield node
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield from walk(child)


def wait_for(what, look, seconds=PATIENCE):
    """What look() gives once that is something; widgets come and go while one looks."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            found = look()
        except GLib.Error:
            found = None
        if found:
            return found
        time.sleep(0.05)
    raise SystemExit(f"no {what} after {seconds} s")


def _windows_of(application):
    try:
        children = [application.get_child_at_index(number) for number in range(application.get_child_count())]
    except GLib.Error:  # it has just ended
        children = []
    return [window for window in children if window]


def windows():
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(index)
        if application:
            yield from _windows_of(application)


def find_window(*titles):
    for window in windows():
        if window.get_role() in (Atspi.Role.DIALOG, Atspi.Role.FILE_CHOOSER) and window.get_name() in titles:
            return window
    return None


def plain(text):
    return (text or "").replace("_", "")


def find(root, name, role=None):
    for node in walk(root):
        if plain(node.get_name()) == name and (role is None or node.get_role_name() == role):
            return node
    return None


def labeled(root, label):
    """The control that a label names."""
    node = find(root, label, "label")
    for relation in node.get_relation_set() if node else []:
        if relation.get_relation_type() == Atspi.RelationType.LABEL_FOR:
            return relation.get_target(0)
    return None


def has_state(node, state):
    return node.get_state_set().contains(state)


def is_sensitive(node):
    return has_state(node, Atspi.StateType.SENSITIVE)


def press(node):
    assert node.get_action_iface().do_action(0), f"{node.get_name()} cannot be pressed"


def value(node):
    return node.get_value_iface().get_current_value()


def set_value(node, number):
    assert node.get_value_iface().set_current_value(number), f"{node.get_name()} takes no {number}"


def choose(combo, text):
    """Picks an item of a combo box by its words."""
    item = wait_for(f"item {text}", lambda: find(combo, text, "menu item"))
    press(item)


def key(*keys):
    subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], check=True)


def screenshot(path):
    # A tooltip would cover the dialog.
    subprocess.run(["xdotool", "mousemove", "0", "0"], check=True)
    subprocess.run(["import", "-window", "root", path], check=True)


def check_mnemonics(window, least=6):
    mnemonics = {}
    for node in walk(window):
        action = node.get_action_iface()
        binding = action.get_key_binding(0) if action and action.get_n_actions() > 0 else ""
        if binding.startswith("<Alt>"):
            mnemonics.setdefault(binding.split(";")[0], set()).add(plain(node.get_name()))
    clashes = {binding: names for binding, names in mnemonics.items() if len(names) > 1}
    assert len(mnemonics) >= least, mnemonics
    assert not clashes, f"{clashes} of {mnemonics}"


def describe(node, depth=0):
    """The accessibility tree below a widget, a line each."""
    words = [node.get_role_name()]
    if node.get_name():
        words.append(repr(plain(node.get_name())))
    if node.get_description():
        words.append("(" + node.get_description().replace("\n", " ") + ")")
    if has_state(node, Atspi.StateType.FOCUSABLE):
        words.append("focusable")
    if not is_sensitive(node) and node.get_role_name() not in ("filler", "panel", "separator"):
        words.append("insensitive")
    yield "  " * depth + " ".join(words)
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield from describe(child, depth + 1)
