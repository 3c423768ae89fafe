# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs within GIMP: shows a photo and calls the plug-in, as COLORIZE_CALLS says, while a driver works
its dialog from outside. Says what became of each call in a file."""

import json
import os
import time

import gi

gi.require_version("Gimp", "3.0")
from gi.repository import Gimp, Gio

FOLDER = os.environ["COLORIZE_SCRATCH"]
RESULT = os.path.join(FOLDER, "result.png")


def say(name, **facts):
    """A file appears under its name only when it is complete."""
    path = os.path.join(FOLDER, name)
    with open(path + ".new", "w") as file:
        json.dump(facts, file)
    os.rename(path + ".new", path)


def call(image, run_mode=Gimp.RunMode.INTERACTIVE):
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-colorize")
    config = procedure.create_config()
    config.set_property("run-mode", run_mode)
    config.set_property("image", image)
    config.set_core_object_array("drawables", image.get_layers()[-1:])
    say("called", at=time.time())
    values = procedure.run(config)
    status = values.index(0)
    return status.value_nick if status == Gimp.PDBStatusType.SUCCESS else Gimp.get_pdb().get_last_error()


def describe(image):
    layers = image.get_layers()
    parasite = layers[0].get_parasite("colorize")
    mask = layers[0].get_mask()
    return {
        "names": [layer.get_name() for layer in layers],
        "base": image.get_base_type().value_nick,
        "opacity": layers[0].get_opacity(),
        "mode": layers[0].get_mode().value_nick,
        "masked": mask is not None,
        "dirty": image.is_dirty(),
        "made": json.loads(bytes(parasite.get_data()).decode()) if parasite else None,
    }


def load():
    image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(os.environ["COLORIZE_PHOTO"]))
    # GIMP switches undo off in images that a script has loaded.
    image.undo_enable()
    image.clean_all()
    return image


def show(image):
    return Gimp.Display.new(image)


def look():
    """The dialog once, for a screenshot."""
    image = load()
    show(image)
    say("looked", status=call(image))


def use():
    """All that a user does."""
    image = load()
    Gimp.Selection.none(image)
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 0, image.get_width(), image.get_height() // 2)
    image.clean_all()
    show(image)
    say("before", **describe(image))
    say("cancelled", status=call(image), **describe(image))

    say("coloured", status=call(image), **describe(image))
    flat = image.duplicate()
    flat.flatten()
    Gimp.file_save(Gimp.RunMode.NONINTERACTIVE, flat, Gio.File.new_for_path(RESULT), None)
    flat.delete()
    say("saved")

    for _ in range(600):
        if len(image.get_layers()) == 1:
            break
        time.sleep(0.1)
    say("undone", **describe(image))
    say("again", status=call(image, Gimp.RunMode.WITH_LAST_VALS), **describe(image))


def big():
    """A photo of 24 megapixels, to see how long things take, and to cancel in the middle."""
    image = load()
    Gimp.context_set_interpolation(Gimp.InterpolationType.NONE)
    image.scale(5568, 4310)
    image.clean_all()
    display = show(image)
    say("big-before", **describe(image))
    say("big-stopped", status=call(image), **describe(image))
    display.delete()


for name in os.environ["COLORIZE_CALLS"].split():
    {"look": look, "use": use, "big": big}[name]()
