/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "model-info.h"

#include <glib/gi18n.h>


/* Of a line of the text, in characters. */
#define TEXT_WIDTH 44

#define BORDER 12


GtkWidget *
colorize_model_info_new (void)
{
  GtkWidget *button  = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new (button);

  gtk_button_set_label (GTK_BUTTON (button), _ ("About this model"));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_container_set_border_width (GTK_CONTAINER (popover), BORDER);
  gtk_widget_set_halign (button, GTK_ALIGN_START);

  return button;
}

static void
add_row (GtkGrid *grid, const gchar *title, const gchar *text)
{
  GtkWidget *label, *value;
  gint       row = 0;

  if (! text)
    return;

  while (gtk_grid_get_child_at (grid, 0, row))
    row++;

  label = gtk_label_new (title);
  value = gtk_label_new (text);
  gtk_style_context_add_class (gtk_widget_get_style_context (label), GTK_STYLE_CLASS_DIM_LABEL);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_yalign (GTK_LABEL (label), 0.0);
  gtk_label_set_xalign (GTK_LABEL (value), 0.0);
  gtk_label_set_line_wrap (GTK_LABEL (value), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (value), TEXT_WIDTH);
  gtk_label_set_selectable (GTK_LABEL (value), TRUE);
  gtk_widget_set_can_focus (value, FALSE);
  gtk_grid_attach (grid, label, 0, row, 1, 1);
  gtk_grid_attach (grid, value, 1, row, 1, 1);
}

void
colorize_model_info_show (GtkWidget *button, const ColorizeWeightsEntry *entry, gsize n_parameters)
{
  GtkPopover       *popover = gtk_menu_button_get_popover (GTK_MENU_BUTTON (button));
  GtkWidget        *old     = gtk_bin_get_child (GTK_BIN (popover));
  GtkWidget        *grid    = gtk_grid_new ();
  g_autofree gchar *path    = g_file_get_parse_name (entry->file);
  g_autofree gchar *size    = NULL;

  if (n_parameters > 0)
    /* TRANSLATORS: a number of parameters. */
    size = g_strdup_printf (_ ("%.1f million"), n_parameters / 1e6);

  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  add_row (GTK_GRID (grid), _ ("Name"), entry->title);
  add_row (GTK_GRID (grid), _ ("Trained on"),
           colorize_weights_entry_get_text (entry, "training_data"));
  add_row (GTK_GRID (grid), _ ("Figures"), colorize_weights_entry_get_text (entry, "scores"));
  add_row (GTK_GRID (grid), _ ("Parameters"), size);
  add_row (GTK_GRID (grid), _ ("Author"), colorize_weights_entry_get_text (entry, "author"));
  add_row (GTK_GRID (grid), _ ("License"), colorize_weights_entry_get_text (entry, "licence"));
  add_row (GTK_GRID (grid), _ ("File"), path);
  gtk_widget_show_all (grid);

  if (old)
    gtk_widget_destroy (old);

  gtk_container_add (GTK_CONTAINER (popover), grid);
}
