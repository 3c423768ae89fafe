/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "look-questions.h"

#include <glib/gi18n.h>


/* Of a name that is shown in a sentence. */
#define MAX_SHOWN 60

#define NAME_WIDTH 32


typedef struct
{
  GtkWidget *dialog;
  GtkWidget *entry;
  GtkWidget *note; /* why a name cannot be taken */
  GPtrArray *given;
} NameDialog;


/* To be freed. */
static gchar *
shorten (const gchar *name)
{
  g_autofree gchar *start = NULL;

  if (g_utf8_strlen (name, -1) <= MAX_SHOWN)
    return g_strdup (name);

  start = g_utf8_substring (name, 0, MAX_SHOWN - 1);

  return g_strconcat (start, "…", NULL);
}

static gboolean
holds (GPtrArray *names, const gchar *name)
{
  return g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL);
}

/* Whether the answer is the button with that word. */
static gboolean
ask (GtkWindow *parent, const gchar *question, const gchar *explanation, const gchar *word)
{
  GtkWidget *dialog =
    gtk_message_dialog_new (parent, GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT,
                            GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE, "%s", question);
  gint answer;

  gtk_message_dialog_format_secondary_text (GTK_MESSAGE_DIALOG (dialog), "%s", explanation);
  gtk_dialog_add_buttons (GTK_DIALOG (dialog), _ ("_Cancel"), GTK_RESPONSE_CANCEL, word,
                          GTK_RESPONSE_OK, NULL);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  answer = gtk_dialog_run (GTK_DIALOG (dialog));
  gtk_widget_destroy (dialog);

  return answer == GTK_RESPONSE_OK;
}

/* To be freed. */
static gchar *
get_name (NameDialog *asked)
{
  return g_strstrip (g_strdup (gtk_entry_get_text (GTK_ENTRY (asked->entry))));
}

static void
show_note (NameDialog *asked)
{
  g_autofree gchar *name     = get_name (asked);
  gboolean          is_given = holds (asked->given, name);

  gtk_label_set_text (GTK_LABEL (asked->note),
                      is_given ? _ ("Colorize has a look of that name; choose another one.") : "");
  gtk_dialog_set_response_sensitive (GTK_DIALOG (asked->dialog), GTK_RESPONSE_OK,
                                     *name && ! is_given);
}

static void
fill (NameDialog *asked)
{
  GtkWidget *content = gtk_dialog_get_content_area (GTK_DIALOG (asked->dialog));
  GtkWidget *label   = gtk_label_new_with_mnemonic (_ ("_Name of the look:"));

  asked->entry = gtk_entry_new ();
  asked->note  = gtk_label_new (NULL);
  gtk_entry_set_width_chars (GTK_ENTRY (asked->entry), NAME_WIDTH);
  gtk_entry_set_activates_default (GTK_ENTRY (asked->entry), TRUE);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), asked->entry);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_xalign (GTK_LABEL (asked->note), 0.0);
  gtk_container_set_border_width (GTK_CONTAINER (content), 12);
  gtk_box_set_spacing (GTK_BOX (content), 6);
  gtk_box_pack_start (GTK_BOX (content), label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (content), asked->entry, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (content), asked->note, FALSE, FALSE, 0);
  gtk_widget_show_all (content);
  g_signal_connect_swapped (asked->entry, "changed", G_CALLBACK (show_note), asked);
  show_note (asked);
}

static gboolean
confirm_writing_over (GtkWindow *parent, const gchar *name)
{
  g_autofree gchar *shown    = shorten (name);
  g_autofree gchar *question = g_strdup_printf (_ ("Replace the look “%s”?"), shown);

  return ask (parent, question, _ ("Its settings become those that you have chosen now."),
              _ ("_Replace"));
}

gchar *
colorize_look_ask_name (GtkWindow *parent, GPtrArray *given, GPtrArray *own)
{
  NameDialog        asked = { .given = given };
  g_autofree gchar *name  = NULL;

  asked.dialog = gtk_dialog_new_with_buttons (
    _ ("Save Look"), parent, GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT, _ ("_Cancel"),
    GTK_RESPONSE_CANCEL, _ ("_Save"), GTK_RESPONSE_OK, NULL);
  gtk_dialog_set_default_response (GTK_DIALOG (asked.dialog), GTK_RESPONSE_OK);
  fill (&asked);

  while (! name && gtk_dialog_run (GTK_DIALOG (asked.dialog)) == GTK_RESPONSE_OK)
    {
      name = get_name (&asked);

      if (holds (own, name) && ! confirm_writing_over (GTK_WINDOW (asked.dialog), name))
        g_clear_pointer (&name, g_free);
    }

  gtk_widget_destroy (asked.dialog);

  return g_steal_pointer (&name);
}

gboolean
colorize_look_ask_delete (GtkWindow *parent, const gchar *name)
{
  g_autofree gchar *shown    = shorten (name);
  g_autofree gchar *question = g_strdup_printf (_ ("Delete the look “%s”?"), shown);

  return ask (parent, question, _ ("Photos that were colored with it stay as they are."),
              _ ("_Delete"));
}
