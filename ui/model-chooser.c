/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "model-chooser.h"

#include <glib/gi18n.h>

#include "model-info.h"
#include "weights-list.h"


/* Of what a model says of itself, as much is shown; the tooltip has all of it. */
#define SENTENCE_LINES 3
#define SENTENCE_WIDTH 40


struct _ColorizeModelChooser
{
  GtkBox     parent_instance;

  GObject   *config; /* not owned: GIMP wants it to end with the procedure */
  GFile     *bundled;
  GPtrArray *entries; /* in the order of the combo box */
  GtkWidget *combo;
  GtkWidget *sentence;
  GtkWidget *info;
  gsize      n_parameters; /* 0: not yet known */
};

G_DEFINE_TYPE (ColorizeModelChooser, colorize_model_chooser, GTK_TYPE_BOX)


static gint
find_entry (ColorizeModelChooser *chooser, GFile *file)
{
  for (guint i = 0; i < chooser->entries->len; i++)
    {
      ColorizeWeightsEntry *entry = g_ptr_array_index (chooser->entries, i);

      if (g_file_equal (entry->file, file))
        return i;
    }

  return -1;
}

static gint
add_entry (ColorizeModelChooser *chooser, ColorizeWeightsEntry *entry)
{
  gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (chooser->combo), entry->title);
  g_ptr_array_add (chooser->entries, entry);

  return chooser->entries->len - 1;
}

static void
show_entry (ColorizeModelChooser *chooser, const ColorizeWeightsEntry *entry)
{
  const gchar *sentence = colorize_weights_entry_get_text (entry, "description");

  gtk_label_set_text (GTK_LABEL (chooser->sentence), sentence ? sentence : "");
  gtk_widget_set_tooltip_text (chooser->sentence, sentence);
  gtk_widget_set_visible (chooser->sentence, sentence != NULL);
  colorize_model_info_show (chooser->info, entry, chooser->n_parameters);
}

/* Shows what the config says. */
static void
config_changed (ColorizeModelChooser *chooser)
{
  g_autoptr (GFile) file = NULL;
  gint index;

  g_object_get (chooser->config, "weights", &file, NULL);

  if (! file)
    file = g_object_ref (chooser->bundled);

  index = find_entry (chooser, file);

  if (index < 0)
    index = add_entry (chooser, colorize_weights_entry_new (file));

  chooser->n_parameters = 0;
  gtk_combo_box_set_active (GTK_COMBO_BOX (chooser->combo), index);
  show_entry (chooser, g_ptr_array_index (chooser->entries, index));
}

static void
choose_other_file (GtkButton *button, ColorizeModelChooser *chooser)
{
  GtkWidget     *window    = gtk_widget_get_toplevel (GTK_WIDGET (chooser));
  GtkFileFilter *filter    = gtk_file_filter_new ();
  g_autoptr (GFile) folder = colorize_weights_folder_new ();
  GtkWidget *dialog;

  dialog = gtk_file_chooser_dialog_new (_ ("Choose a Model"), GTK_WINDOW (window),
                                        GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Cancel"),
                                        GTK_RESPONSE_CANCEL, _ ("_Open"), GTK_RESPONSE_OK, NULL);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_OK);
  gtk_file_filter_set_name (filter, _ ("Models (*.safetensors)"));
  gtk_file_filter_add_pattern (filter, "*.safetensors");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  gtk_file_chooser_set_current_folder_file (GTK_FILE_CHOOSER (dialog), folder, NULL);

  if (gtk_dialog_run (GTK_DIALOG (dialog)) == GTK_RESPONSE_OK)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      g_object_set (chooser->config, "weights", file, NULL);
    }

  gtk_widget_destroy (dialog);
}

static void
combo_changed (GtkComboBox *combo, ColorizeModelChooser *chooser)
{
  gint                        index = gtk_combo_box_get_active (combo);
  const ColorizeWeightsEntry *entry;
  g_autoptr (GFile) file = NULL;
  GFile *chosen;

  if (index < 0)
    return;

  entry  = g_ptr_array_index (chooser->entries, index);
  chosen = g_file_equal (entry->file, chooser->bundled) ? NULL : entry->file;
  g_object_get (chooser->config, "weights", &file, NULL);

  if (chosen != file && ! (chosen && file && g_file_equal (chosen, file)))
    g_object_set (chooser->config, "weights", chosen, NULL);
}

static void
colorize_model_chooser_finalize (GObject *object)
{
  ColorizeModelChooser *chooser = COLORIZE_MODEL_CHOOSER (object);

  g_object_unref (chooser->bundled);
  g_ptr_array_unref (chooser->entries);

  G_OBJECT_CLASS (colorize_model_chooser_parent_class)->finalize (object);
}

static void
colorize_model_chooser_class_init (ColorizeModelChooserClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = colorize_model_chooser_finalize;
}

static void
make_sentence (ColorizeModelChooser *chooser)
{
  GtkWidget *sentence = chooser->sentence = gtk_label_new (NULL);

  gtk_label_set_line_wrap (GTK_LABEL (sentence), TRUE);
  gtk_label_set_lines (GTK_LABEL (sentence), SENTENCE_LINES);
  gtk_label_set_ellipsize (GTK_LABEL (sentence), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (sentence), SENTENCE_WIDTH);
  gtk_label_set_xalign (GTK_LABEL (sentence), 0.0);
  gtk_widget_set_no_show_all (sentence, TRUE);
}

/* A title of any length must not make the window wider. */
static void
make_combo (ColorizeModelChooser *chooser)
{
  g_autoptr (GList) cells = NULL;

  chooser->combo = gtk_combo_box_text_new ();
  cells          = gtk_cell_layout_get_cells (GTK_CELL_LAYOUT (chooser->combo));
  g_object_set (cells->data, "ellipsize", PANGO_ELLIPSIZE_MIDDLE, "width-chars", 12, NULL);
  gtk_widget_set_tooltip_text (chooser->combo,
                               _ ("What guesses the colors: the model that comes with Colorize, or "
                                  "one of your own."));
  atk_object_set_name (gtk_widget_get_accessible (chooser->combo), _ ("Model"));
}

static void
colorize_model_chooser_init (ColorizeModelChooser *chooser)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (chooser), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (chooser), 4);
  make_combo (chooser);
  make_sentence (chooser);
  chooser->info = colorize_model_info_new ();
}

static GtkWidget *
open_button_new (ColorizeModelChooser *chooser)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("document-open", GTK_ICON_SIZE_BUTTON);

  gtk_widget_set_tooltip_text (button, _ ("Open a model that is not in the list (.safetensors)"));
  atk_object_set_name (gtk_widget_get_accessible (button), _ ("Other model"));
  g_signal_connect (button, "clicked", G_CALLBACK (choose_other_file), chooser);

  return button;
}

GtkWidget *
colorize_model_chooser_new (GObject *config, GFile *bundled)
{
  ColorizeModelChooser *chooser = g_object_new (COLORIZE_TYPE_MODEL_CHOOSER, NULL);
  GtkWidget            *row     = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  chooser->config  = config;
  chooser->bundled = g_object_ref (bundled);
  chooser->entries = colorize_weights_list_new (bundled);

  for (guint i = 0; i < chooser->entries->len; i++)
    {
      const ColorizeWeightsEntry *entry = g_ptr_array_index (chooser->entries, i);

      gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (chooser->combo), entry->title);
    }

  gtk_box_pack_start (GTK_BOX (row), chooser->combo, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (row), open_button_new (chooser), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (chooser), row, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (chooser), chooser->sentence, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (chooser), chooser->info, FALSE, FALSE, 0);
  gtk_widget_show_all (GTK_WIDGET (chooser));

  config_changed (chooser);
  g_signal_connect (chooser->combo, "changed", G_CALLBACK (combo_changed), chooser);
  g_signal_connect_object (config, "notify::weights", G_CALLBACK (config_changed), chooser,
                           G_CONNECT_SWAPPED);

  return GTK_WIDGET (chooser);
}

void
colorize_model_chooser_set_weights (ColorizeModelChooser *chooser, const ColorizeWeights *weights)
{
  gsize n_parameters = colorize_weights_count_parameters (weights);
  gint  index        = gtk_combo_box_get_active (GTK_COMBO_BOX (chooser->combo));

  if (n_parameters == chooser->n_parameters || index < 0)
    return;

  chooser->n_parameters = n_parameters;
  show_entry (chooser, g_ptr_array_index (chooser->entries, index));
}
