/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "dialog.h"

#include <glib/gi18n.h>

#include "bottom-line.h"
#include "controls.h"
#include "estimate.h"
#include "fitting-column.h"
#include "folder-button.h"
#include "help.h"
#include "hints-control.h"
#include "looks-strip.h"
#include "looks.h"
#include "predictor.h"
#include "preview-box.h"
#include "running.h"


#define PROGRAM "colorize"

/* Of the user's own looks, in GIMP's folder. */
#define LOOKS_FILE "colorize-looks.ini"

/* GimpProcedureDialog's own. */
#define RESPONSE_RESET 1

/* Ours, which ends it. */
#define RESPONSE_PAINT 2

/* Between two looks at the image, which others may change, in seconds. */
#define CHECK_INTERVAL 1

/* Between two drawings of a photo that is being read, in microseconds. */
#define READING_INTERVAL 300000


typedef struct
{
  const ColorizeDialogTask *task;
  GimpProcedureConfig      *config;

  GtkWidget                *window;
  ColorizeControls         *controls;
  ColorizePreviewBox       *box;
  ColorizePreview          *preview; /* in the box */
  ColorizeLooksStrip       *looks;
  ColorizeHintsControl     *hints;
  ColorizeBottomLine       *line;
  ColorizeMoodControl      *mood;

  gint                      index; /* of the layer in the preview */
  ColorizeReader           *reader;
  ColorizePredictor        *predictor;
  GError                   *error;       /* of the reader, or of the last try */
  GError                   *looks_error; /* of the user's own looks */
  GError                   *obstacle;    /* of the task's check; NULL: there is none */
  guint                     checks;      /* the timer's */
  gint64                    drawn; /* when a part of the photo was shown last, in microseconds */

  gboolean                  is_running;
} Dialog;


/* What the config says */

static gboolean
uses_selection (Dialog *dialog)
{
  g_autofree gchar *selection = NULL;

  g_object_get (dialog->config, "selection", &selection, NULL);

  return g_strcmp0 (selection, "ignore") != 0;
}

static void
look_changed (Dialog *dialog)
{
  ColorizeLook look;

  colorize_look_read (&look, G_OBJECT (dialog->config));
  look.use_mask = uses_selection (dialog);
  colorize_preview_set_look (dialog->preview, &look);
  colorize_looks_strip_set_use_mask (dialog->looks, look.use_mask);
}

static void
wish_changed (Dialog *dialog)
{
  ColorizeWish wish               = { .taste = COLORIZE_OPTIONS_INIT };
  g_autoptr (GPtrArray) moods     = colorize_mood_control_get_references (dialog->mood);
  g_autoptr (ColorizeHints) hints = NULL;

  dialog->task->get_view (dialog->index, &wish.view, dialog->task->data);
  colorize_wish_read (&wish, G_OBJECT (dialog->config), dialog->task->bundled);
  wish.references = moods->len > 0 ? moods : NULL;
  wish.hints = hints = dialog->task->get_hints (dialog->index, dialog->task->data);
  colorize_preview_get_sketch_size (dialog->preview, &wish.width, &wish.height);
  colorize_predictor_ask (dialog->predictor, &wish);
  colorize_controls_set_has_hints (dialog->controls, hints != NULL);
  g_object_unref (wish.weights);
}


/* Words */

/* What is wrong and what to do, to be freed; NULL: nothing is wrong. */
static gchar *
describe_problem (Dialog *dialog)
{
  const GError *error = dialog->obstacle;

  if (! error)
    error = dialog->error ? dialog->error : colorize_predictor_get_error (dialog->predictor);

  if (! error)
    error = dialog->looks_error;

  if (error && g_error_matches (error, COLORIZE_ERROR, COLORIZE_ERROR_WEIGHTS))
    /* TRANSLATORS: %s is a sentence that says what is wrong with the file. */
    return g_strdup_printf (_ ("%s Choose another model."), error->message);

  return error ? g_strdup (error->message) : NULL;
}

static gchar *
describe_run (Dialog *dialog)
{
  ColorizeEstimate estimate = { .n_layers        = dialog->task->n_layers,
                                .n_pixels        = dialog->task->n_pixels,
                                .bytes_per_pixel = dialog->task->bytes_per_pixel };

  colorize_estimate_measure (&estimate, dialog->reader, dialog->predictor,
                             G_OBJECT (dialog->config));

  return colorize_estimate_describe (&estimate);
}

static void
show_words (Dialog *dialog)
{
  g_autofree gchar *problem = describe_problem (dialog);
  g_autofree gchar *words   = NULL;

  if (dialog->is_running)
    return;

  words = problem ? NULL : describe_run (dialog);
  colorize_bottom_line_say (dialog->line, problem ? problem : words, problem != NULL);
}

static void
show_status (Dialog *dialog)
{
  gboolean     busy = colorize_predictor_is_busy (dialog->predictor);
  const gchar *text = "";

  if (dialog->reader && ! colorize_reader_get_photo (dialog->reader))
    text = _ ("Reading the photo");
  else if (busy && ! colorize_predictor_get_weights (dialog->predictor))
    text = _ ("Loading the model");
  else if (busy)
    text = _ ("Guessing the colors");

  colorize_bottom_line_set_status (dialog->line, text, busy);
}

/* Without a layer, and weights that work, there is nothing to press the button for. The reason stands
 * beside it. */
static void
show_sensitivity (Dialog *dialog)
{
  gboolean can = ! dialog->is_running && ! dialog->obstacle
                 && ! colorize_predictor_get_error (dialog->predictor);

  gtk_dialog_set_response_sensitive (GTK_DIALOG (dialog->window), GTK_RESPONSE_OK, can);
}

static void
show_all (Dialog *dialog)
{
  show_words (dialog);
  show_status (dialog);
  show_sensitivity (dialog);
}


/* News */

static gboolean
check (Dialog *dialog)
{
  g_autoptr (GError) obstacle = NULL;
  const gchar *before         = dialog->obstacle ? dialog->obstacle->message : NULL;
  gboolean     changed;

  /* A run sees for itself. */
  if (dialog->is_running)
    return TRUE;

  dialog->task->check (dialog->task->data, &obstacle);
  changed = g_strcmp0 (before, obstacle ? obstacle->message : NULL) != 0;
  g_clear_error (&dialog->obstacle);
  dialog->obstacle = g_steal_pointer (&obstacle);

  if (changed)
    show_all (dialog);

  return dialog->obstacle == NULL;
}

static gboolean
check_again (gpointer data)
{
  check (data);

  return G_SOURCE_CONTINUE;
}

static gboolean
check_at_focus (GtkWidget *window, GdkEventFocus *event, gpointer data)
{
  check (data);

  return FALSE;
}

static void
config_changed (Dialog *dialog, GParamSpec *spec)
{
  static const gchar *const wishes[] = {
    "weights",   "working-size", "level", "border",    "evenness", "vividness",       "own-colors",
    "selection", "keep",         "hints", "use-hints", "mood",     "hints-elsewhere", NULL
  };

  g_clear_error (&dialog->error);
  g_clear_error (&dialog->looks_error);

  /* Reset changes it, too. */
  colorize_hints_control_choose (dialog->hints,
                                 dialog->task->get_hints_choice (dialog->task->data));

  if (g_strv_contains (wishes, spec->name))
    wish_changed (dialog);
  look_changed (dialog);

  check (dialog);
  show_all (dialog);
}

static void
reader_news (gboolean ends, gpointer data)
{
  Dialog *dialog = data;
  gint64  now    = g_get_monotonic_time ();

  if (ends)
    {
      /* The preview has its size only now. */
      wish_changed (dialog);
      colorize_controls_set_has_colors (dialog->controls,
                                        colorize_reader_has_colors (dialog->reader));
      colorize_predictor_set_photo (dialog->predictor, colorize_reader_get_photo (dialog->reader));
      colorize_looks_strip_set_reader (dialog->looks, dialog->reader);
      show_all (dialog);
    }

  if (ends || now - dialog->drawn > READING_INTERVAL)
    {
      dialog->drawn = now;
      colorize_preview_update_photo (dialog->preview);
    }
}

static void
predictor_news (gpointer data)
{
  Dialog              *dialog = data;
  const ColorizeFrame *frames;
  gint                 n_frames;
  g_autoptr (ColorizeSketch) sketch = colorize_predictor_take_sketch (dialog->predictor);

  if (sketch)
    colorize_preview_set_sketch (dialog->preview, sketch);

  colorize_controls_set_weights (dialog->controls,
                                 colorize_predictor_get_weights (dialog->predictor));
  colorize_preview_set_chroma (dialog->preview, colorize_predictor_get_chroma (dialog->predictor));

  colorize_looks_strip_update (dialog->looks);

  frames = colorize_predictor_get_frames (dialog->predictor, &n_frames);
  colorize_preview_set_frames (dialog->preview, frames, n_frames);

  if (g_error_matches (colorize_predictor_get_error (dialog->predictor), COLORIZE_ERROR,
                       COLORIZE_ERROR_WEIGHTS))
    colorize_controls_unfold_model (dialog->controls);

  show_all (dialog);
}

static void
failed (const GError *error, gpointer data)
{
  Dialog *dialog = data;

  g_clear_error (&dialog->error);
  dialog->error = g_error_copy (error);
  show_all (dialog);
}

static void
looks_ended (ColorizeLooksStrip *strip, const GError *error, Dialog *dialog)
{
  g_clear_error (&dialog->looks_error);
  dialog->looks_error = error ? g_error_copy (error) : NULL;
  show_all (dialog);
}

/* The reader's first strip comes after the window's next frame. */
static void
show_layer (Dialog *dialog, gint index)
{
  const ColorizeDialogTask *task   = dialog->task;
  ColorizePreviewSource     source = { 0 };
  g_autofree gchar         *name   = NULL;

  dialog->index = index;
  task->open_layer (index, &source, &name, task->data);
  colorize_preview_box_set_layer (dialog->box, index, task->n_layers, name);

  colorize_preview_set_reader (dialog->preview, NULL);
  colorize_predictor_set_photo (dialog->predictor, NULL);
  colorize_looks_strip_set_reader (dialog->looks, NULL);
  g_clear_pointer (&dialog->reader, colorize_reader_free);
  dialog->reader = colorize_reader_new (&source, reader_news, dialog, &dialog->error);
  colorize_preview_source_clear (&source);
  colorize_preview_set_reader (dialog->preview, dialog->reader);
  colorize_preview_set_dots (dialog->preview, task->dots, index);
}

static gint
get_likely (gdouble x, gdouble y, gfloat *colors, gint n, gpointer data)
{
  Dialog *dialog = data;

  return colorize_predictor_get_likely_colors (dialog->predictor, x, y, colors, n);
}

static void
dots_changed (Dialog *dialog)
{
  wish_changed (dialog);
  show_status (dialog);
}

static void
layer_asked (Dialog *dialog, gint index)
{
  g_clear_error (&dialog->error);
  show_layer (dialog, index);
  wish_changed (dialog);
  show_all (dialog);
}

static void
start_preview (Dialog *dialog)
{
  colorize_picture_warm_up ();
  dialog->predictor = colorize_predictor_new (predictor_news, dialog);
  colorize_looks_strip_set_predictor (dialog->looks, dialog->predictor);
  colorize_preview_set_likely (dialog->preview, get_likely, dialog);
  show_layer (dialog, 0);
  look_changed (dialog);
  wish_changed (dialog);
  check (dialog);
  show_all (dialog);
  colorize_looks_strip_load (dialog->looks);
}

static void
stop_preview (Dialog *dialog)
{
  colorize_preview_set_reader (dialog->preview, NULL);
  colorize_looks_strip_set_predictor (dialog->looks, NULL);
  colorize_looks_strip_set_reader (dialog->looks, NULL);
  colorize_preview_set_likely (dialog->preview, NULL, NULL);
  g_clear_pointer (&dialog->reader, colorize_reader_free);
  g_clear_pointer (&dialog->predictor, colorize_predictor_free);
}


/* The run */

static gboolean
work (GCancellable    *cancellable,
      ColorizeProgress progress,
      gpointer         progress_data,
      gpointer         data,
      GError         **error)
{
  Dialog *dialog                      = data;
  g_autoptr (ColorizeWeights) weights = NULL;

  if (colorize_predictor_get_weights (dialog->predictor))
    weights = colorize_weights_ref (colorize_predictor_get_weights (dialog->predictor));

  /* The preview is not to take the processors away. */
  colorize_predictor_stop (dialog->predictor);
  show_all (dialog);

  return dialog->task->work (weights, cancellable, progress, progress_data, dialog->task->data,
                             error);
}

/* TRUE: done. FALSE: cancelled, before or during the run. What failed can be tried again. */
static gboolean
run_until_done (Dialog *dialog)
{
  ColorizeRunningEnd end = COLORIZE_RUNNING_FAILED;

  while (end == COLORIZE_RUNNING_FAILED
         && gimp_procedure_dialog_run (GIMP_PROCEDURE_DIALOG (dialog->window)))
    {
      if (! check (dialog))
        continue;

      g_clear_error (&dialog->error);
      dialog->is_running = TRUE;
      end = colorize_running_do (GTK_DIALOG (dialog->window), dialog->line, RESPONSE_RESET, work,
                                 dialog, &dialog->error);
      dialog->is_running = FALSE;

      if (end == COLORIZE_RUNNING_FAILED)
        {
          wish_changed (dialog);
          show_all (dialog);
        }
    }

  return end == COLORIZE_RUNNING_DONE;
}


/* The window */

/* The preview, and the looks below it. */
static GtkWidget *
left_column_new (Dialog *dialog)
{
  GtkWidget *column      = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *box         = colorize_preview_box_new ();
  g_autoptr (GFile) kept = gimp_directory_file (LOOKS_FILE, NULL);
  GtkWidget *looks       = colorize_looks_strip_new (G_OBJECT (dialog->config), kept);

  dialog->box     = COLORIZE_PREVIEW_BOX (box);
  dialog->preview = colorize_preview_box_get_preview (dialog->box);
  dialog->looks   = COLORIZE_LOOKS_STRIP (looks);
  gtk_box_pack_start (GTK_BOX (column), box, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (column), looks, FALSE, FALSE, 0);
  g_signal_connect_swapped (box, "layer-asked", G_CALLBACK (layer_asked), dialog);
  g_signal_connect_swapped (dialog->preview, "dots-changed", G_CALLBACK (dots_changed), dialog);
  g_signal_connect (looks, "ended", G_CALLBACK (looks_ended), dialog);

  return column;
}

static void
hints_chosen (Dialog *dialog, gint choice)
{
  dialog->task->choose_hints (choice, dialog->task->data);
}

static void
paint_asked (Dialog *dialog)
{
  g_clear_error (&dialog->error);

  if (dialog->task->paint_hints (dialog->index, dialog->task->data, &dialog->error))
    gtk_dialog_response (GTK_DIALOG (dialog->window), RESPONSE_PAINT);
  else
    show_all (dialog);
}

static void
add_hints (Dialog *dialog)
{
  GtkWidget *hints = colorize_controls_add_hints (
    dialog->controls, (const gchar *const *) dialog->task->hints_layers);

  dialog->hints = COLORIZE_HINTS_CONTROL (hints);
  colorize_hints_control_choose (dialog->hints,
                                 dialog->task->get_hints_choice (dialog->task->data));
  g_signal_connect_swapped (hints, "chosen", G_CALLBACK (hints_chosen), dialog);
  g_signal_connect_swapped (hints, "paint", G_CALLBACK (paint_asked), dialog);
}

static void
mood_changed (Dialog *dialog)
{
  g_autoptr (GPtrArray) references = colorize_mood_control_get_references (dialog->mood);

  g_clear_error (&dialog->error);
  dialog->task->set_references (references, dialog->task->data);
  wish_changed (dialog);
  show_all (dialog);
}

static void
mood_failed (ColorizeMoodControl *mood, const GError *error, gpointer data)
{
  failed (error, data);
}

static void
add_mood (Dialog *dialog)
{
  const ColorizeDialogTask *task = dialog->task;
  GtkWidget *mood = colorize_mood_control_new (&task->mood, task->data, task->references);

  dialog->mood = COLORIZE_MOOD_CONTROL (mood);
  colorize_controls_add_mood (dialog->controls, dialog->mood);
  g_signal_connect_swapped (mood, "changed", G_CALLBACK (mood_changed), dialog);
  g_signal_connect (mood, "failed", G_CALLBACK (mood_failed), dialog);
}

static void
fill (Dialog *dialog)
{
  GtkWidget *content = gtk_dialog_get_content_area (GTK_DIALOG (dialog->window));
  GtkWidget *columns = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *left    = left_column_new (dialog);
  GtkWidget *line    = colorize_bottom_line_new ();
  GtkWidget *column;
  GtkWidget *controls = colorize_controls_new (
    GIMP_PROCEDURE_DIALOG (dialog->window), dialog->config, dialog->task->bundled,
    dialog->task->has_selection, dialog->task->has_former);

  dialog->controls = COLORIZE_CONTROLS (controls);
  dialog->line     = COLORIZE_BOTTOM_LINE (line);
  add_hints (dialog);
  add_mood (dialog);
  gtk_box_set_spacing (GTK_BOX (content), 12);
  /* All the room that there is goes to the preview. */
  column = colorize_fitting_column_new (controls);
  gtk_widget_set_hexpand (column, FALSE);
  gtk_box_pack_start (GTK_BOX (columns), left, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (columns), column, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (content), columns, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (content), line, FALSE, FALSE, 0);
  gtk_widget_show_all (columns);
  gtk_widget_show_all (line);
  colorize_fitting_column_fit (column, GTK_WINDOW (dialog->window));
}

gboolean
colorize_dialog_run (GimpProcedure            *procedure,
                     GimpProcedureConfig      *config,
                     const ColorizeDialogTask *task)
{
  Dialog   dialog = { .task = task, .config = config };
  gulong   notify;
  gboolean done;

  gimp_ui_init (PROGRAM);

  dialog.window = gimp_procedure_dialog_new (procedure, config, _ ("Colorize"));
  /* C is taken by Cancel. */
  gimp_procedure_dialog_set_ok_label (GIMP_PROCEDURE_DIALOG (dialog.window), _ ("Colori_ze"));
  colorize_help_connect (GTK_DIALOG (dialog.window), task->help, failed, &dialog);
  colorize_folder_button_add (GTK_DIALOG (dialog.window), config, task->bundled);
  fill (&dialog);
  start_preview (&dialog);
  notify = g_signal_connect_swapped (config, "notify", G_CALLBACK (config_changed), &dialog);
  g_signal_connect (dialog.window, "focus-in-event", G_CALLBACK (check_at_focus), &dialog);
  dialog.checks = g_timeout_add_seconds (CHECK_INTERVAL, check_again, &dialog);

  done = run_until_done (&dialog);

  g_source_remove (dialog.checks);
  g_signal_handler_disconnect (config, notify);
  stop_preview (&dialog);
  gtk_widget_destroy (dialog.window);
  g_clear_error (&dialog.error);
  g_clear_error (&dialog.looks_error);
  g_clear_error (&dialog.obstacle);

  return done;
}
