# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs within GIMP: shows a photo and calls the plug-in, as COLORIZE_CALLS says, while a driver works
its dialog from outside. Says what became of each call in a file."""

import json
import os
import time

import gi

gi.require_version("Gegl", "0.4")
gi.require_version("Gimp", "3.0")
from gi.repository import Gegl, Gimp, Gio

FOLDER = os.environ["COLORIZE_SCRATCH"]
RESULT = os.path.join(FOLDER, "result.png")


def say(name, **facts):
    """A file appears under its name only when it is complete."""
    path = os.path.join(FOLDER, name)
    with open(path + ".new", "w") as file:
        json.dump(facts, file)
    os.rename(path + ".new", path)


def call(image, run_mode=Gimp.RunMode.INTERACTIVE, drawables=None):
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-colorize")
    config = procedure.create_config()
    config.set_property("run-mode", run_mode)
    config.set_property("image", image)
    config.set_core_object_array("drawables", drawables or image.get_layers()[-1:])
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
        "made": json.loads(bytes(byte % 256 for byte in parasite.get_data()).decode()) if parasite else None,
    }


def load():
    image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(os.environ["COLORIZE_PHOTO"]))
    # GIMP switches undo off in images that a script has loaded.
    image.undo_enable()
    image.clean_all()
    return image


def show(image):
    return Gimp.Display.new(image)


def wait_until(condition):
    for _ in range(1200):
        if condition():
            return
        time.sleep(0.1)


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

    say("colored", status=call(image), **describe(image))
    flat = image.duplicate()
    flat.flatten()
    Gimp.file_save(Gimp.RunMode.NONINTERACTIVE, flat, Gio.File.new_for_path(RESULT), None)
    flat.delete()
    say("saved")

    wait_until(lambda: len(image.get_layers()) == 1)
    say("undone", **describe(image))
    say("again", status=call(image, Gimp.RunMode.WITH_LAST_VALS), **describe(image))


def small():
    """A photo that is smaller than the preview."""
    image = load()
    image.scale(150, 116)
    image.clean_all()
    display = show(image)
    say("small", status=call(image))
    display.delete()


def dots():
    """Colors are put on the photo, and on a plain gray layer."""
    image = load()
    plain = image.get_layers()[0].copy()
    plain.set_name("Plain")
    image.insert_layer(plain, None, -1)
    plain.brightness_contrast(0, -1)
    image.clean_all()
    display = show(image)
    status = call(image, drawables=image.get_layers()[::-1])
    say("dotted", status=status, layers=[[layer.get_name(), layer.get_visible()] for layer in image.get_layers()])
    display.delete()


def hints():
    """Hints are painted between two dialogs; a dot becomes paint; an undo."""
    image = load()
    photo = image.get_layers()[0]
    display = show(image)

    def layers():
        return [[layer.get_name(), layer.get_visible()] for layer in image.get_layers()]

    status = call(image)
    layer = image.get_selected_layers()[0]
    say("hints-prepared", status=status, layers=layers(), selected=layer.get_name())
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 830, 270, 40, 40)
    Gimp.context_set_foreground(Gegl.Color.new("rgb(0.7, 0.1, 0.1)"))
    layer.edit_fill(Gimp.FillType.FOREGROUND)
    Gimp.Selection.none(image)
    image.clean_all()
    status = call(image, drawables=[photo])
    layer = image.get_layers()[0]
    dot, paint, bare = (list(layer.get_pixel(x, y).get_rgba()) for x, y in ((430, 689), (850, 290), (100, 600)))
    say("hints-colored", status=status, layers=layers(), dot=dot, paint=paint, bare=bare)
    wait_until(lambda: len(image.get_layers()) == 2)
    layer = image.get_layers()[0]
    say("hints-undone", layers=layers(), dot=list(layer.get_pixel(430, 689).get_rgba()))
    mine = layer.copy()
    mine.set_name("Mine")
    mine.detach_parasite("colorize-hints")
    image.insert_layer(mine, None, 1)
    status = call(image, drawables=[photo])
    say("hints-mine", status=status, layers=layers(), selected=image.get_selected_layers()[0].get_name())
    display.delete()


def several():
    """Three layers: the photo, its negative, and a plain gray one."""
    image = load()
    negative, plain = (image.get_layers()[0].copy() for _ in range(2))
    negative.set_name("Negative")
    plain.set_name("Plain")
    for layer in negative, plain:
        image.insert_layer(layer, None, -1)
    negative.invert(False)
    plain.brightness_contrast(0, -1)
    image.clean_all()
    display = show(image)
    say("several", status=call(image, drawables=image.get_layers()[::-1]), **describe(image))
    display.delete()


def looks():
    """Three dialogs that choose looks: one is cancelled, one meets a damaged file, one colors the photo."""
    image = load()
    display = show(image)
    for name in "looks-cancelled", "looks-damaged", "looks-colored":
        say(name, status=call(image), **describe(image))
    display.delete()


def load_big(n_layers):
    """A photo of 24 megapixels, several times over: there is time to see how long things take."""
    image = load()
    Gimp.context_set_interpolation(Gimp.InterpolationType.NONE)
    image.scale(5568, 4310)
    for _ in range(n_layers - 1):
        layer = image.get_layers()[-1].copy()
        # Nobody waits for GIMP to draw it.
        layer.set_visible(False)
        image.insert_layer(layer, None, 0)
    image.clean_all()
    return image


def big():
    """A run that is cancelled in the middle, and would else take very long."""
    image = load_big(8)
    display = show(image)
    say("big-before", **describe(image))
    say("big-stopped", status=call(image, drawables=image.get_layers()), **describe(image))
    display.delete()


def leave(image, select, name):
    """The driver calls the plug-in from the menu, as GIMP keeps an image as long as a script's call goes on."""
    image.set_selected_layers(select)
    show(image)
    say("called", at=time.time())
    say("shown-" + name)
    wait_until(lambda: not image.is_valid())
    say(name, left=image.is_valid())


def moods():
    """The mood of another photo, which is open as well, and a result that is colored again."""
    image, other = load(), load()
    other.get_layers()[0].set_name("other")
    other.get_layers()[0].invert(True)
    displays = show(other), show(image)
    say("mooded", status=call(image), **describe(image))
    say("mooded-again", status=call(image, drawables=image.get_layers()[:1]), **describe(image))
    for display in displays:
        display.delete()


def replaces():
    """A result is colored again and again, from the menu, and undone."""
    image = load()
    config = Gimp.get_pdb().lookup_procedure("plug-in-colorize").create_config()
    config.set_property("image", image)
    config.set_core_object_array("drawables", image.get_layers())
    for name, setting in ("saturation", 140.0), ("warmth", 5.0), ("result", "normal"):
        config.set_property(name, setting)
    former = config.get_procedure().run(config).get_core_object_array(1)[0]
    former.set_opacity(60.0)
    # Nonsense does not count, and nobody complains of it.
    made = json.loads(bytes(former.get_parasite("colorize").get_data()).decode())
    made |= {"tint": 1e300, "evenness": None, "border": "nonsense", "level": 3, "selection": [], "automatic": ["vividness", 7, "photo"],
             "working-size": 2 ** 62, "weights": {"file": "../net"}}
    former.attach_parasite(Gimp.Parasite.new("colorize", Gimp.PARASITE_PERSISTENT, list(json.dumps(made).encode())))
    image.clean_all()
    image.set_selected_layers([former])
    display = show(image)
    say("former", **describe(image))
    say("called", at=time.time())
    say("shown-replaces")
    for name in "replaced", "repeated", "undone-repeated", "undone-replaced":
        top = image.get_layers()[0]
        # The plug-in does several things to the image, and none of them before all are done counts.
        wait_until(lambda: image.get_layers() and image.get_layers()[0] != top and image.get_layers()[0].get_parasite("colorize"))
        say(name, same=image.get_layers()[0] == former, **describe(image))
    display.delete()


def changes():
    """The image is changed, and at last closed, while the dialog is open."""
    image = load()
    Gimp.Selection.none(image)
    image.clean_all()
    leave(image, image.get_layers(), "closed")


def closes():
    """The image is closed in the middle of a run."""
    image = load_big(3)
    leave(image, image.get_layers(), "closed-running")


def quick_mask():
    """Quick Mask is on."""
    image = load()
    display = show(image)
    say("shown")
    wait_until(lambda: image.get_channel_by_name("Qmask"))
    say("quick-mask", status=call(image, drawables=image.get_selected_drawables()))
    display.delete()


for name in os.environ["COLORIZE_CALLS"].split():
    {function.__name__: function for function in (look, use, small, several, big, dots, replaces, changes, closes, quick_mask, looks, hints, moods)}[name]()
