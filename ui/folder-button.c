/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "folder-button.h"

#include <glib/gi18n.h>

#include "folder-window.h"


/* GimpProcedureDialog's own. */
#define RESPONSE_RESET 1

/* The arguments that the tool knows, under the same names as its options. */
static const gchar *const settings[] = { "strength",  "saturation", "warmth",     "tint",
                                         "vividness", "evenness",   "own-colors", "working-size",
                                         "level",     "border" };


typedef struct
{
  GtkWindow           *window; /* not owned */
  GimpProcedureConfig *config;
  GFile               *bundled;
  guint                opening; /* the idle's; 0: not */
} Button;


static void
button_free (gpointer data, GClosure *closure)
{
  Button *button = data;

  g_clear_handle_id (&button->opening, g_source_remove);
  g_object_unref (button->config);
  g_object_unref (button->bundled);
  g_free (button);
}

/* A number as the tool reads it, whatever the language; to be freed. */
static gchar *
value_to_text (const GValue *value)
{
  gchar digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (G_VALUE_HOLDS_DOUBLE (value))
    return g_strdup (g_ascii_dtostr (digits, sizeof digits, g_value_get_double (value)));
  if (G_VALUE_HOLDS_INT (value))
    return g_strdup_printf ("%d", g_value_get_int (value));

  return g_value_dup_string (value);
}

static void
add_setting (GStrvBuilder *options, GimpProcedureConfig *config, const gchar *name)
{
  g_auto (GValue) value    = G_VALUE_INIT;
  GParamSpec       *spec   = g_object_class_find_property (G_OBJECT_GET_CLASS (config), name);
  g_autofree gchar *text   = NULL;
  g_autofree gchar *option = NULL;

  if (! spec)
    return;

  g_value_init (&value, spec->value_type);
  g_object_get_property (G_OBJECT (config), name, &value);
  text   = value_to_text (&value);
  option = g_strdup_printf ("--%s=%s", name, text);
  g_strv_builder_add (options, option);
}

/* Of files, as the tool opens no layers. */
static void
add_mood (GStrvBuilder *options, GimpProcedureConfig *config)
{
  g_auto (GStrv) like = NULL;
  gboolean has_any    = FALSE;

  g_object_get (config, "like", &like, NULL);

  for (gint i = 0; like && like[i]; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_commandline_arg (like[i]);
      const gchar *path      = g_file_peek_path (file);

      if (path)
        g_strv_builder_take (options, g_strconcat ("--like=", path, NULL));

      has_any = has_any || path;
    }

  if (has_any)
    add_setting (options, config, "mood");
}

static GStrv
get_options (const Button *button)
{
  g_autoptr (GStrvBuilder) options = g_strv_builder_new ();
  g_autoptr (GFile) own            = NULL;
  g_autofree gchar *threads        = g_strdup_printf ("--threads=%d", gimp_get_num_processors ());
  g_autofree gchar *weights        = NULL;

  g_object_get (button->config, "weights", &own, NULL);
  weights = g_strconcat ("--weights=", g_file_peek_path (own ? own : button->bundled), NULL);
  g_strv_builder_add_many (options, weights, threads, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    add_setting (options, button->config, settings[i]);

  add_mood (options, button->config);

  return g_strv_builder_end (options);
}

static gboolean
open_window (gpointer data)
{
  Button *button          = data;
  g_auto (GStrv) options  = get_options (button);
  g_autoptr (GFile) tools = g_file_get_parent (button->bundled);

  button->opening = 0;
  colorize_folder_window_run (button->window, tools, (const gchar *const *) options);

  return G_SOURCE_REMOVE;
}

/* Not at once: a screen reader that has pressed it would wait until the window is closed again. */
static void
clicked (GtkButton *widget, Button *button)
{
  if (! button->opening)
    button->opening = g_idle_add (open_window, button);
}

void
colorize_folder_button_add (GtkDialog *dialog, GimpProcedureConfig *config, GFile *bundled)
{
  GtkWidget *reset  = gtk_dialog_get_widget_for_response (dialog, RESPONSE_RESET);
  GtkWidget *widget = gtk_button_new_with_mnemonic (_ ("Colorize a F_older..."));
  GtkWidget *row    = gtk_widget_get_parent (reset);
  Button    *button = g_new0 (Button, 1);

  button->window  = GTK_WINDOW (dialog);
  button->config  = g_object_ref (config);
  button->bundled = g_object_ref (bundled);

  gtk_container_add (GTK_CONTAINER (row), widget);
  gtk_button_box_set_child_secondary (GTK_BUTTON_BOX (row), widget, TRUE);
  gtk_button_box_set_child_non_homogeneous (GTK_BUTTON_BOX (row), widget, TRUE);
  gtk_widget_set_tooltip_text (
    widget, _ ("Gives colors to all photos in a folder, with the settings that you see here."));
  gtk_widget_show (widget);

  g_object_bind_property (reset, "sensitive", widget, "sensitive", G_BINDING_SYNC_CREATE);
  g_signal_connect_data (widget, "clicked", G_CALLBACK (clicked), button, button_free, 0);
}
