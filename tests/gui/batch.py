# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs within GIMP: shows the photo, calls the plug-in with its dialog, says what became of it, and
waits while run.sh presses Ctrl+Z."""

import json
import os
import time

import gi

gi.require_version("Gimp", "3.0")
from gi.repository import Gimp, Gio

FOLDER = os.environ["COLORIZE_SCRATCH"]


def say(name, **facts):
    """A file appears under its name only when it is complete."""
    path = os.path.join(FOLDER, name)
    with open(path + ".new", "w") as file:
        json.dump(facts, file)
    os.rename(path + ".new", path)


def call(image, run_mode):
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-colorize")
    config = procedure.create_config()
    config.set_property("run-mode", run_mode)
    config.set_property("image", image)
    config.set_core_object_array("drawables", image.get_layers()[-1:])
    values = procedure.run(config)
    status = values.index(0)
    return status.value_nick if status == Gimp.PDBStatusType.SUCCESS else Gimp.get_pdb().get_last_error()


def describe(image):
    layers = image.get_layers()
    parasite = layers[0].get_parasite("colorize")
    return {
        "names": [layer.get_name() for layer in layers],
        "base": image.get_base_type().value_nick,
        "opacity": layers[0].get_opacity(),
        "made": json.loads(bytes(parasite.get_data()).decode()) if parasite else None,
    }


image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(os.environ["COLORIZE_PHOTO"]))
# GIMP switches undo off in images that a script has loaded.
image.undo_enable()
Gimp.Display.new(image)
say("before", **describe(image))
say("coloured", status=call(image, Gimp.RunMode.INTERACTIVE), **describe(image))

for _ in range(300):
    if len(image.get_layers()) == 1:
        break
    time.sleep(0.1)
say("undone", **describe(image))

say("again", status=call(image, Gimp.RunMode.WITH_LAST_VALS), **describe(image))
