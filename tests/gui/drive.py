# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the dialog by its accessible names, as a screen reader would. Prints TAP comments, and
raises where something is not as it should be.

drive.py SCREENSHOT
"""

import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib

TITLE = "Colorize"


def walk(node):
    yield node
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield from walk(child)


def wait_for(what, look, seconds=30):
    """What look() gives once that is something; widgets come and go while one looks."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            found = look()
        except GLib.Error:
            found = None
        if found:
            return found
        time.sleep(0.1)
    raise SystemExit(f"no {what} after {seconds} s")


def find_dialog():
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(index)
        for number in range(application.get_child_count() if application else 0):
            window = application.get_child_at_index(number)
            if window and window.get_role() == Atspi.Role.DIALOG and window.get_name() == TITLE:
                return window
    return None


def find(root, role, name):
    for node in walk(root):
        if node.get_role_name() == role and (node.get_name() or "").replace("_", "") == name:
            return node
    return None


def labelled(root, label):
    """The control that a label names."""
    for relation in find(root, "label", label).get_relation_set():
        if relation.get_relation_type() == Atspi.RelationType.LABEL_FOR:
            return relation.get_target(0)
    return None


def main(screenshot):
    Atspi.init()
    dialog = wait_for("dialog", find_dialog)

    for label, role in [
        ("Strength", "spin button"),
        ("Saturation", "spin button"),
        ("Warmth", "spin button"),
        ("Vividness", "spin button"),
        ("Working size", "spin button"),
        ("Layer mode", "combo box"),
    ]:
        control = wait_for(label, lambda: labelled(dialog, label))
        assert control.get_role_name() == role, f"{label} is a {control.get_role_name()}"
    wait_for("label of the weights", lambda: find(dialog, "label", "Weights file"))

    labelled(dialog, "Strength").get_value_iface().set_current_value(80)
    labelled(dialog, "Saturation").get_value_iface().set_current_value(120)
    button = wait_for("button", lambda: find(dialog, "button", "Colorize"))

    # A tooltip would cover the dialog.
    subprocess.run(["xdotool", "mousemove", "0", "0"], check=True)
    time.sleep(1)
    subprocess.run(["import", "-window", "root", screenshot], check=True)

    button.get_action_iface().do_action(0)
    wait_for("end of the dialog", lambda: find_dialog() is None)


main(sys.argv[1])
