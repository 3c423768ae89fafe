/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The weights that a user can choose from by name: the bundled ones, and those in the user's folder
 * of weights. Only the files' headers are read.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  GFile      *file;
  GHashTable *metadata; /* const gchar * -> const gchar *; NULL: the file cannot be used */
  gchar      *title;    /* for people; the file's name where it does not say one */
} ColorizeWeightsEntry;

/* $XDG_DATA_HOME/colorize/weights. */
GFile                *colorize_weights_folder_new (void);

/* ColorizeWeightsEntry: that of `bundled`, then those of the folder by title, without a copy of the
 * bundled ones and without what cannot be used. */
GPtrArray            *colorize_weights_list_new (GFile *bundled);

ColorizeWeightsEntry *colorize_weights_entry_new (GFile *file);
void                  colorize_weights_entry_free (ColorizeWeightsEntry *entry);

/* What the file says of itself under a key such as "description": in the user's language where it does so
 * ("description.de"), else as it stands. NULL: nothing. Owned by the entry. */
const gchar *colorize_weights_entry_get_text (const ColorizeWeightsEntry *entry, const gchar *key);

G_END_DECLS
