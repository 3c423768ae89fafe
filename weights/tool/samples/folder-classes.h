/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The classes of photos: the names of the folders that they lie in.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GPtrArray  *names;   /* gchar *, by their numbers */
  GHashTable *numbers; /* name -> number */
} FolderClasses;

FolderClasses *folder_classes_new (void);
void           folder_classes_free (FolderClasses *classes);

/* The number of a photo's class, which is there from then on: numbers are in the order of
 * appearance. */
guint          folder_classes_add (FolderClasses *classes, const gchar *path);

/* Brings the names into order. Returns the new numbers by the old ones, to be freed. */
guint         *folder_classes_sort (FolderClasses *classes);

G_END_DECLS
