/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hints-control.h"

#include <libgimp/gimpui.h>

#include <glib/gi18n.h>


/* Of a layer's name, which may be of any length. */
#define NAME_WIDTH 8


struct _ColorizeHintsControl
{
  GtkBox     parent_instance;

  GtkWidget *combo; /* NULL: there is no choice */
};

static guint chosen, paint; /* the signals */

G_DEFINE_TYPE (ColorizeHintsControl, colorize_hints_control, GTK_TYPE_BOX)


static void
colorize_hints_control_class_init (ColorizeHintsControlClass *klass)
{
  chosen = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                         NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  paint  = g_signal_new ("paint", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                         G_TYPE_NONE, 0);
}

static void
colorize_hints_control_init (ColorizeHintsControl *control)
{
  gtk_box_set_spacing (GTK_BOX (control), 6);
}

static void
choice_changed (GtkComboBox *combo, ColorizeHintsControl *control)
{
  g_signal_emit (control, chosen, 0, gtk_combo_box_get_active (combo) - 1);
}

static void
paint_clicked (ColorizeHintsControl *control)
{
  g_signal_emit (control, paint, 0);
}

static void
add_choice (ColorizeHintsControl *control, const gchar *label, const gchar *const *layers)
{
  GtkWidget *combo        = gtk_combo_box_text_new ();
  g_autoptr (GList) cells = NULL;

  gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (combo), _ ("None"));

  for (gint i = 0; layers[i]; i++)
    gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (combo), layers[i]);

  cells = gtk_cell_layout_get_cells (GTK_CELL_LAYOUT (combo));
  g_object_set (cells->data, "ellipsize", PANGO_ELLIPSIZE_END, "width-chars", NAME_WIDTH, NULL);
  gtk_combo_box_set_active (GTK_COMBO_BOX (combo), 0);
  atk_object_set_name (gtk_widget_get_accessible (combo), label);
  gimp_help_set_help_data (combo,
                           _ ("The layer on which colors are painted that you know. Only their "
                              "hue and colorfulness count."),
                           NULL);
  g_signal_connect (combo, "changed", G_CALLBACK (choice_changed), control);
  gtk_box_pack_start (GTK_BOX (control), combo, TRUE, TRUE, 0);
  control->combo = combo;
}

GtkWidget *
colorize_hints_control_new (const gchar *const *layers, GtkSizeGroup *labels)
{
  ColorizeHintsControl *control = g_object_new (COLORIZE_TYPE_HINTS_CONTROL, NULL);
  const gchar          *text    = _ ("Color hints");
  GtkWidget            *label   = gtk_label_new (text);
  GtkWidget            *button  = gtk_button_new_with_label (_ ("Paint..."));

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_size_group_add_widget (labels, label);
  gtk_box_pack_start (GTK_BOX (control), label, FALSE, FALSE, 0);

  if (layers)
    add_choice (control, text, layers);

  gimp_help_set_help_data (button,
                           _ ("Makes a transparent layer above the photo and closes this window. "
                              "Paint on it where you know the color, with any brush, and call "
                              "Colorize again."),
                           NULL);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (paint_clicked), control);
  gtk_box_pack_start (GTK_BOX (control), button, ! layers, TRUE, 0);

  return GTK_WIDGET (control);
}

void
colorize_hints_control_choose (ColorizeHintsControl *control, gint choice)
{
  if (! control->combo)
    return;

  g_signal_handlers_block_by_func (control->combo, choice_changed, control);
  gtk_combo_box_set_active (GTK_COMBO_BOX (control->combo), choice + 1);
  g_signal_handlers_unblock_by_func (control->combo, choice_changed, control);
}
