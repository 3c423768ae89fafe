/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "folder-summary.h"

#include <glib/gi18n.h>


void
colorize_folder_summary_init (ColorizeFolderSummary *summary, GFile *folder)
{
  *summary = (ColorizeFolderSummary) { .folder = folder, .list = g_string_new (NULL) };
}

void
colorize_folder_summary_clear (ColorizeFolderSummary *summary)
{
  if (summary->list)
    g_string_free (summary->list, TRUE);
  summary->list = NULL;
}

gchar *
colorize_folder_summary_name (const ColorizeFolderSummary *summary, GFile *photo)
{
  g_autofree gchar *path  = g_file_get_relative_path (summary->folder, photo);
  g_autofree gchar *whole = path ? NULL : g_file_get_path (photo);
  gchar            *name  = g_filename_display_name (path ? path : whole);

  /* It is to stay in its line. */
  for (gchar *c = name; *c; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';

  return name;
}

static void
list_photo (ColorizeFolderSummary *summary, const ColorizeFolderPhoto *photo)
{
  g_autofree gchar *name = colorize_folder_summary_name (summary, photo->source);

  if (photo->fate == COLORIZE_FOLDER_FAILED)
    g_string_append_printf (summary->list, "%s: %s.\n", name, photo->words ? photo->words : "");
  else if (photo->words)
    /* TRANSLATORS: name of a photo, and what its result could not keep, in English. */
    g_string_append_printf (summary->list, _ ("%s has its colors, but: %s.\n"), name, photo->words);
}

void
colorize_folder_summary_add (ColorizeFolderSummary *summary, const ColorizeFolderPhoto *photo)
{
  switch (photo->fate)
    {
    case COLORIZE_FOLDER_DONE:
      summary->n_done++;
      break;
    case COLORIZE_FOLDER_LEFT_ALONE:
      summary->n_left_alone++;
      break;
    case COLORIZE_FOLDER_FAILED:
      summary->n_failed++;
      break;
    }

  list_photo (summary, photo);
}

gchar *
colorize_folder_summary_title (const ColorizeFolderSummary *summary)
{
  if (summary->n_photos == 0 && ! summary->is_stopped)
    return g_strdup (_ ("There is no photo in this folder."));

  return g_strdup_printf (
    ngettext ("%d photo has its colors.", "%d photos have their colors.", summary->n_done),
    summary->n_done);
}

/* `format` of how many, unless it is none. */
static void
append_number (GString *lines, const gchar *format, gint n)
{
  g_autofree gchar *digits = g_strdup_printf ("%d", n);
  g_auto (GStrv) parts     = g_strsplit (format, "%d", 2);
  g_autofree gchar *line   = g_strjoinv (digits, parts);

  if (n > 0)
    g_string_append_printf (lines, "%s%s", lines->len > 0 ? "\n" : "", line);
}

gchar *
colorize_folder_summary_describe (const ColorizeFolderSummary *summary)
{
  GString *lines    = g_string_new (NULL);
  gint     n_told   = summary->n_done + summary->n_left_alone + summary->n_failed;
  gint     n_undone = summary->is_stopped ? summary->n_photos - n_told : 0;

  append_number (lines,
                 ngettext ("%d was left alone, as its result is there already.",
                           "%d were left alone, as their results are there already.",
                           summary->n_left_alone),
                 summary->n_left_alone);
  append_number (lines,
                 ngettext ("%d file was passed over, as it is no photo.",
                           "%d files were passed over, as they are no photos.", summary->n_others),
                 summary->n_others);
  append_number (lines,
                 ngettext ("%d photo is not done, as you have stopped it. Call it again for the "
                           "rest.",
                           "%d photos are not done, as you have stopped it. Call it again for the "
                           "rest.",
                           n_undone),
                 n_undone);
  append_number (lines,
                 ngettext ("%d photo could not be colored.", "%d photos could not be colored.",
                           summary->n_failed),
                 summary->n_failed);

  return g_string_free (lines, FALSE);
}
