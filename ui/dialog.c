/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The dialog: the procedure's arguments, as GIMP shows them.
 */

#include "dialog.h"

#include <glib/gi18n.h>


#define PROGRAM "colorize"


/* GIMP makes no chooser for an argument that may name any file, be it there or not. */
static GtkWidget *
weights_chooser_new (GimpProcedureConfig *config)
{
  GParamSpec *spec       = g_object_class_find_property (G_OBJECT_GET_CLASS (config), "weights");
  g_autoptr (GFile) file = NULL;
  GtkWidget *chooser;

  g_object_get (config, "weights", &file, NULL);
  chooser = gimp_file_chooser_new (GIMP_FILE_CHOOSER_ACTION_OPEN, g_param_spec_get_nick (spec),
                                   _ ("Choose a Weights File"), file);
  gimp_help_set_help_data (chooser, g_param_spec_get_blurb (spec), NULL);
  g_object_bind_property (config, "weights", chooser, "file", G_BINDING_BIDIRECTIONAL);

  return chooser;
}

gboolean
colorize_dialog_run (GimpProcedure *procedure, GimpProcedureConfig *config)
{
  static const gchar *const scales[] = { "strength", "saturation", "warmth", "vividness" };

  GtkWidget                *window;
  GtkWidget                *chooser;
  GimpProcedureDialog      *dialog;
  gboolean                  accepted;

  gimp_ui_init (PROGRAM);

  window = gimp_procedure_dialog_new (procedure, config, _ ("Colorize"));
  dialog = GIMP_PROCEDURE_DIALOG (window);

  /* C is taken by Cancel. */
  gimp_procedure_dialog_set_ok_label (dialog, _ ("Colori_ze"));

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    gimp_procedure_dialog_get_scale_entry (dialog, scales[i], 1.0);

  gimp_procedure_dialog_fill (dialog, "strength", "saturation", "warmth", "vividness",
                              "working-size", "result", NULL);

  chooser = weights_chooser_new (config);
  gtk_box_pack_start (GTK_BOX (gtk_dialog_get_content_area (GTK_DIALOG (window))), chooser, FALSE,
                      FALSE, 0);
  gtk_widget_show (chooser);

  accepted = gimp_procedure_dialog_run (dialog);
  gtk_widget_destroy (window);

  return accepted;
}
