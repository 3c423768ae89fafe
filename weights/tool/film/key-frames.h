/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Key frames, one a scene: written as pictures for people to look at and to color, and read again.
 */

#pragma once

#include "scenes.h"

G_BEGIN_DECLS

/* Writes each scene's key frame to a folder, as scene-N-frame-N.png and, colored, scene-N-frame-N-colored.png, with the contact sheet
 * contact-sheet.png; or, where `folder` is NULL, that sheet alone, as `sheet`.
 * Errors: those of clip.h; G_IO_ERROR_CANCELLED after Ctrl+C. */
gboolean    key_frames_write (const FilmOptions *options,
                              const Scenes      *scenes,
                              ColorizeWeights   *weights,
                              const gchar       *folder,
                              const gchar       *sheet,
                              GError           **error);

/* The key frames that lie in a folder: gint64 * -> gchar *, frame -> path, to be unreferenced: those whose names say that they are
 * colored. Errors: G_IO_ERROR where there is none. */
GHashTable *key_frames_list (const gchar *folder, GError **error);

/* a*b* of one of them as a map [height][width][2], to be freed. Errors: G_IO_ERROR where it cannot be read. */
gfloat     *key_frames_load (const gchar *path, gint width, gint height, GError **error);

G_END_DECLS
