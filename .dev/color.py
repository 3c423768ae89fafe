# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Run by GIMP's Python batch interpreter for ./dev run: colors the photo COLORIZE_PHOTO with the
# plug-in's defaults and saves what is then seen as COLORIZE_RESULT. The word "done", or what went
# wrong, goes to COLORIZE_VERDICT: GIMP's exit code does not tell.
import os

import gi
gi.require_version ('Gimp', '3.0')
from gi.repository import Gimp, Gio


def color (photo, result):
    pdb = Gimp.get_pdb ()
    procedure = pdb.lookup_procedure ('plug-in-colorize')
    if procedure is None:
        return 'GIMP did not load the plug-in'

    image = Gimp.file_load (Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path (photo))
    if image is None:
        reason = pdb.get_last_error ()
        return 'GIMP cannot read it' + (': ' + reason if reason not in ('', 'execution error') else '')
    try:
        # Without a window GIMP leaves a photo lying on its side.
        image.policy_rotate (False)
        # Of a file with layers or pages, what is seen is the photo.
        if len (image.get_layers ()) > 1:
            image.merge_visible_layers (Gimp.MergeType.CLIP_TO_IMAGE)

        has_alpha = image.get_layers ()[0].has_alpha ()

        config = procedure.create_config ()
        config.set_property ('run-mode', Gimp.RunMode.NONINTERACTIVE)
        config.set_property ('image', image)
        config.set_core_object_array ('drawables', image.get_layers ())
        values = procedure.run (config)
        if values.index (0) != Gimp.PDBStatusType.SUCCESS:
            return pdb.get_last_error () or 'the plug-in failed'

        if has_alpha:
            image.merge_visible_layers (Gimp.MergeType.CLIP_TO_IMAGE)
        else:
            image.flatten ()
        if not Gimp.file_save (Gimp.RunMode.NONINTERACTIVE, image, Gio.File.new_for_path (result), None):
            return 'the result cannot be saved: ' + pdb.get_last_error ()
        return 'done'
    finally:
        image.delete ()


with open (os.environ['COLORIZE_VERDICT'], 'w', encoding='utf-8') as verdict:
    verdict.write (color (os.environ['COLORIZE_PHOTO'], os.environ['COLORIZE_RESULT']))
