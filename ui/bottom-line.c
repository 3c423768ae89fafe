/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bottom-line.h"

#include <glib/gi18n.h>

#include "time-left.h"


/* Longer sentences are wrapped. */
#define MAX_WORDS_WIDTH 80


struct _ColorizeBottomLine
{
  GtkBox           parent_instance;

  GtkWidget       *row; /* the sign and the words */
  GtkWidget       *sign;
  GtkWidget       *words;
  GtkWidget       *status;
  GtkWidget       *spinner;
  GtkWidget       *bar;
  ColorizeTimeLeft clock;
};

G_DEFINE_TYPE (ColorizeBottomLine, colorize_bottom_line, GTK_TYPE_BOX)


static void
colorize_bottom_line_class_init (ColorizeBottomLineClass *klass)
{
}

static void
colorize_bottom_line_init (ColorizeBottomLine *line)
{
  GtkBox *box = GTK_BOX (line);

  line->row     = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  line->sign    = gtk_image_new ();
  line->words   = gtk_label_new (NULL);
  line->status  = gtk_label_new (NULL);
  line->spinner = gtk_spinner_new ();
  line->bar     = gtk_progress_bar_new ();

  gtk_label_set_line_wrap (GTK_LABEL (line->words), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (line->words), MAX_WORDS_WIDTH);
  gtk_label_set_xalign (GTK_LABEL (line->words), 0.0);
  gtk_progress_bar_set_show_text (GTK_PROGRESS_BAR (line->bar), TRUE);
  gtk_widget_set_no_show_all (line->bar, TRUE);

  gtk_box_pack_start (GTK_BOX (line->row), line->sign, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (line->row), line->words, TRUE, TRUE, 0);
  gtk_box_pack_end (GTK_BOX (line->row), line->spinner, FALSE, FALSE, 0);
  gtk_box_pack_end (GTK_BOX (line->row), line->status, FALSE, FALSE, 0);
  gtk_box_pack_start (box, line->row, TRUE, TRUE, 0);
  gtk_box_pack_start (box, line->bar, TRUE, TRUE, 0);
}

GtkWidget *
colorize_bottom_line_new (void)
{
  return g_object_new (COLORIZE_TYPE_BOTTOM_LINE, NULL);
}

void
colorize_bottom_line_say (ColorizeBottomLine *line, const gchar *words, gboolean is_problem)
{
  gtk_label_set_text (GTK_LABEL (line->words), words);
  gtk_image_set_from_icon_name (GTK_IMAGE (line->sign),
                                is_problem ? "dialog-warning" : "dialog-information",
                                GTK_ICON_SIZE_MENU);
  /* It keeps its room, so that the window does not move. */
  gtk_widget_set_opacity (line->sign, *words ? 1.0 : 0.0);
}

void
colorize_bottom_line_set_status (ColorizeBottomLine *line, const gchar *status, gboolean busy)
{
  gtk_label_set_text (GTK_LABEL (line->status), status);
  g_object_set (line->spinner, "active", busy, NULL);
}

void
colorize_bottom_line_set_running (ColorizeBottomLine *line, gboolean is_running)
{
  gtk_widget_set_visible (line->bar, is_running);
  gtk_widget_set_visible (line->row, ! is_running);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (line->bar), 0.0);
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (line->bar), _ ("Colorizing"));

  if (is_running)
    colorize_time_left_start (&line->clock);
}

void
colorize_bottom_line_show_progress (ColorizeBottomLine *line, gdouble fraction)
{
  g_autofree gchar *text = colorize_time_left_update (&line->clock, fraction);

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (line->bar), fraction);

  if (text)
    gtk_progress_bar_set_text (GTK_PROGRESS_BAR (line->bar), text);
}
