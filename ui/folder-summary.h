/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What has become of the photos of a folder, counted, and in words.
 */

#pragma once

#include "folder-run.h"

G_BEGIN_DECLS

typedef struct
{
  GFile   *folder; /* of the photos; not owned */
  gint     n_photos;
  gint     n_others; /* files that are no photos */
  gint     n_done;
  gint     n_left_alone;
  gint     n_failed;
  gboolean is_stopped;
  GString *list; /* a line for each photo that there is something to say of */
} ColorizeFolderSummary;

void colorize_folder_summary_init (ColorizeFolderSummary *summary, GFile *folder);
void colorize_folder_summary_clear (ColorizeFolderSummary *summary);
void colorize_folder_summary_add (ColorizeFolderSummary *summary, const ColorizeFolderPhoto *photo);

/* The photo's name below the folder, in a line of text; to be freed. */
gchar *colorize_folder_summary_name (const ColorizeFolderSummary *summary, GFile *photo);

/* The first sentence, and the others, a line each; to be freed. */
gchar *colorize_folder_summary_title (const ColorizeFolderSummary *summary);
gchar *colorize_folder_summary_describe (const ColorizeFolderSummary *summary);

G_END_DECLS
