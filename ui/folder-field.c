/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "folder-field.h"


/* Of the text, in characters. */
#define WIDTH 48


struct _ColorizeFolderField
{
  GtkBox                parent_instance;

  GtkWidget            *entry;
  gchar                *action;
  GtkFileChooserNative *chooser; /* while it is open */
};

G_DEFINE_TYPE (ColorizeFolderField, colorize_folder_field, GTK_TYPE_BOX)

static guint changed;


static void
entry_changed (ColorizeFolderField *field)
{
  g_signal_emit (field, changed, 0);
}

static void
chosen (ColorizeFolderField *field, gint response)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (field->chooser));

      colorize_folder_field_set (field, folder);
    }

  gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (field->chooser));
  g_clear_object (&field->chooser);
}

static void
choose (ColorizeFolderField *field)
{
  GtkWidget *window        = gtk_widget_get_toplevel (GTK_WIDGET (field));
  g_autoptr (GFile) folder = colorize_folder_field_get (field);
  const gchar *pictures    = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);

  if (field->chooser)
    return;

  field->chooser = gtk_file_chooser_native_new (field->action, GTK_WINDOW (window),
                                                GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (field->chooser), TRUE);

  if (folder && g_file_query_exists (folder, NULL))
    gtk_file_chooser_set_file (GTK_FILE_CHOOSER (field->chooser), folder, NULL);
  else if (! folder && pictures)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (field->chooser), pictures);

  g_signal_connect_swapped (field->chooser, "response", G_CALLBACK (chosen), field);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (field->chooser));
}

static void
colorize_folder_field_finalize (GObject *object)
{
  ColorizeFolderField *field = COLORIZE_FOLDER_FIELD (object);

  if (field->chooser)
    g_signal_handlers_disconnect_by_data (field->chooser, field);
  g_clear_object (&field->chooser);
  g_free (field->action);

  G_OBJECT_CLASS (colorize_folder_field_parent_class)->finalize (object);
}

static void
colorize_folder_field_class_init (ColorizeFolderFieldClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = colorize_folder_field_finalize;

  changed = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                          NULL, G_TYPE_NONE, 0);
}

static void
colorize_folder_field_init (ColorizeFolderField *field)
{
  gtk_box_set_spacing (GTK_BOX (field), 6);
  field->entry = gtk_entry_new ();
  gtk_entry_set_width_chars (GTK_ENTRY (field->entry), WIDTH);
  gtk_entry_set_activates_default (GTK_ENTRY (field->entry), TRUE);
  gtk_box_pack_start (GTK_BOX (field), field->entry, TRUE, TRUE, 0);
  g_signal_connect_swapped (field->entry, "changed", G_CALLBACK (entry_changed), field);
}

GtkWidget *
colorize_folder_field_new (GtkLabel *label, const gchar *action)
{
  ColorizeFolderField *field  = g_object_new (COLORIZE_TYPE_FOLDER_FIELD, NULL);
  GtkWidget           *button = gtk_button_new_from_icon_name ("folder-open", GTK_ICON_SIZE_BUTTON);

  field->action = g_strdup (action);
  gtk_label_set_mnemonic_widget (label, field->entry);
  gtk_widget_set_tooltip_text (button, action);
  atk_object_set_name (gtk_widget_get_accessible (button), action);
  gtk_box_pack_start (GTK_BOX (field), button, FALSE, FALSE, 0);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (choose), field);
  gtk_widget_show_all (GTK_WIDGET (field));

  return GTK_WIDGET (field);
}

/* The text is a parse name, which knows ~ as well as names that are no text. */
GFile *
colorize_folder_field_get (ColorizeFolderField *field)
{
  const gchar *text        = gtk_entry_get_text (GTK_ENTRY (field->entry));
  g_autoptr (GFile) folder = *text ? g_file_parse_name (text) : NULL;

  return folder && g_file_peek_path (folder) ? g_steal_pointer (&folder) : NULL;
}

void
colorize_folder_field_set (ColorizeFolderField *field, GFile *folder)
{
  g_autofree gchar *text = g_file_get_parse_name (folder);

  gtk_entry_set_text (GTK_ENTRY (field->entry), text);
  /* Its end tells more than its beginning. */
  gtk_editable_set_position (GTK_EDITABLE (field->entry), -1);
}
