/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From the files and folders that a user names to photos and the names of their results.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  gchar *photo;
  gchar *result;  /* NAME-colorized.EXT; another EXT than the photo's if its format is only read */
  gchar *problem; /* why it cannot be done, or NULL */
} PhotoJob;

typedef struct
{
  GPtrArray *jobs;     /* PhotoJob, in the order given, folders sorted by name */
  guint      n_others; /* files in folders that are no photos */
  guint      n_again;  /* photos that were met a second time, be it by another name or a link */
} PhotoList;

/* Folders are searched with all their sub-folders, without the results of an earlier run, and without
 * what macOS keeps beside photos (“._NAME”). A photo that is met again is passed over.
 * writes   whether there are results: then a photo whose result would have the name of another's has that
 *          for its problem
 * output   folder for the results, in which the sub-folders are made anew; NULL: beside each photo; the name of a photo:
 *          the result's own, if the argument is one photo */
PhotoList *photo_list_new (char *const *arguments,
                           gint         n_arguments,
                           gboolean     writes,
                           const gchar *output);
void       photo_list_free (PhotoList *list);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhotoList, photo_list_free)

G_END_DECLS
