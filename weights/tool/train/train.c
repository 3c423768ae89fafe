/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * colorize train: from folders of photos to weights of one's own.
 */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "interrupt.h"
#include "photo-file.h"
#include "tool.h"
#include "train-derived.h"
#include "train-options.h"
#include "train-run.h"
#include "train-settings-text.h"
#include "train-weights.h"

/* Photos held out unless told otherwise: one in so many, and no more than that. */
#define VALIDATION_SHARE 20
#define MAX_VALIDATION   200

#define DEFAULT_TIME "1h"

/* The times that a run is told must not be missed: steps slow down when the machine warms up. */
#define TIME_MARGIN 0.97

/* What all steps of the command share; cleared at the end. */
typedef struct
{
  TrainSettings    settings;
  gchar           *folder; /* beside the output */
  RunState         state;
  Checkpoint      *checkpoint; /* of a resumed run */
  PhotoSet        *set;
  GArray          *training;
  GArray          *held_out;
  ColorizeWeights *weights;
  Trainer         *trainer;
  Validation      *validation;
  TrainReport     *report;
} Train;

static void
train_clear (Train *train)
{
  train_report_free (train->report);
  validation_free (train->validation);
  trainer_free (train->trainer);
  colorize_weights_unref (train->weights);
  g_clear_pointer (&train->training, g_array_unref);
  g_clear_pointer (&train->held_out, g_array_unref);
  photo_set_free (train->set);
  checkpoint_close (train->checkpoint);
  run_state_clear (&train->state);
  g_free (train->folder);
  train_settings_clear (&train->settings);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Train, train_clear)

static void say (const Train *train, const gchar *head, const gchar *format, ...)
  G_GNUC_PRINTF (3, 4);

static void
say (const Train *train, const gchar *head, const gchar *format, ...)
{
  g_autofree gchar *text = NULL;
  va_list           args;

  if (train->settings.quiet)
    return;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_print ("%-10s%s\n", head, text);
}


/* The command line, and the files that it names */

static gboolean
name_folder (Train *train)
{
  const gchar *output = train->settings.output;

  if (! output)
    {
      complain ("Name the weights file to write with -o, such as -o my.safetensors.");
      return FALSE;
    }
  if (! g_str_has_suffix (output, ".safetensors"))
    {
      complain ("The weights file is to be “%s”; give it a name that ends with .safetensors.",
                output);
      return FALSE;
    }

  train->folder =
    g_strdup_printf ("%.*s-training", (gint) (strlen (output) - strlen (".safetensors")), output);
  return TRUE;
}

/* Takes up the settings of the run that is resumed; those given on the command line must agree. */
static gboolean
resume (Train *train, int argc, char **argv)
{
  g_autofree gchar *path       = checkpoint_get_path (train->folder);
  g_autoptr (GError) error     = NULL;
  g_autofree gchar *now        = NULL;
  g_autofree gchar *difference = NULL;
  const RunState   *state;

  if (! g_file_test (path, G_FILE_TEST_EXISTS))
    {
      complain ("There is no run to resume: “%s” is not there. Leave out --resume to begin one.",
                path);
      return FALSE;
    }

  train->checkpoint = checkpoint_open (path, &error);
  state             = train->checkpoint ? checkpoint_get_state (train->checkpoint) : NULL;
  if (! state || ! train_settings_from_text (&train->settings, state->settings, &error))
    {
      complain ("%s", error->message);
      return FALSE;
    }

  if (! train_settings_parse (&train->settings, &argc, &argv))
    return FALSE;

  now        = train_settings_to_text (&train->settings);
  difference = train_settings_find_difference (now, state->settings);
  if (difference)
    {
      complain ("A resumed run goes on with the settings that it began with, and --%s is another "
                "one; leave it out, or begin a new run with --init.",
                difference);
      return FALSE;
    }
  return TRUE;
}

/* Nothing that is there is written over, but what this run has made itself. */
static gboolean
check_output (const Train *train)
{
  const TrainSettings *settings   = &train->settings;
  g_autofree gchar    *parent     = g_path_get_dirname (settings->output);
  g_autofree gchar    *checkpoint = checkpoint_get_path (train->folder);
  g_autoptr (GError) error        = NULL;

  if (! settings->resume && g_file_test (checkpoint, G_FILE_TEST_EXISTS))
    {
      complain ("“%s” holds a run that has not ended: go on with it by --resume, name another file "
                "with -o, or delete that folder.",
                train->folder);
      return FALSE;
    }
  if (! settings->resume && g_file_test (settings->output, G_FILE_TEST_EXISTS))
    {
      complain ("“%s” is there already; name another file with -o.", settings->output);
      return FALSE;
    }
  if (! g_file_test (parent, G_FILE_TEST_IS_DIR))
    {
      complain ("There is no folder “%s” to write to; make it first.", parent);
      return FALSE;
    }
  if (g_access (parent, W_OK) != 0
      || (g_file_test (train->folder, G_FILE_TEST_EXISTS) && g_access (train->folder, W_OK) != 0))
    {
      complain ("The folder “%s” cannot be written; name another place with -o.", parent);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_command (Train *train, int *argc, char ***argv)
{
  g_autofree char **copy   = g_memdup2 (*argv, (*argc + 1) * sizeof **argv);
  int               n_copy = *argc;

  train_settings_init (&train->settings);
  if (! train_settings_parse (&train->settings, argc, argv) || ! name_folder (train)
      || (train->settings.resume && ! resume (train, n_copy, copy)))
    return FALSE;

  if (*argc < 2 && ! train->checkpoint)
    {
      complain ("Name the folders of the color photos to train on. Try “colorize train --help”.");
      return FALSE;
    }
  if (! train->settings.time && train->settings.n_steps == 0 && train->settings.n_epochs == 0.0)
    train->settings.time = g_strdup (DEFAULT_TIME);

  return check_output (train);
}


/* The photos */

static gchar **
get_folders (const Train *train, int argc, char **argv)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (argc < 2)
    return g_strdupv (checkpoint_get_state (train->checkpoint)->folders);

  for (gint i = 1; i < argc; i++)
    {
      g_autofree gchar *path = g_canonicalize_filename (argv[i], NULL);

      g_strv_builder_add (builder, path);
    }
  return g_strv_builder_end (builder);
}

static void
report_photos (const Train *train)
{
  const PhotoSetCounts *counts   = photo_set_get_counts (train->set);
  const GPtrArray      *problems = photo_set_get_problems (train->set);

  for (guint i = 0; i < problems->len; i++)
    complain ("%s", (const gchar *) problems->pdata[i]);

  say (train, "Photos", "%u to train on, %u held out for the checks", train->training->len,
       train->held_out->len);
  if (counts->n_found > counts->n_used || counts->n_others > 0)
    say (train, "Left out",
         "%u named by --exclude, %u nearly gray (mean chroma below %g), %u smaller than %d pixels, "
         "%u unreadable, %u other files",
         counts->n_excluded, counts->n_gray, train->settings.min_chroma, counts->n_small,
         train->settings.side / 2, counts->n_unreadable, counts->n_others);
}

static gboolean
load_photos (Train *train)
{
  const TrainSettings *settings = &train->settings;
  PhotoSetOptions      options  = { .keep_side      = settings->side / settings->crop + 0.5,
                                    .min_side       = settings->side / 2,
                                    .min_chroma     = settings->min_chroma,
                                    .exclude        = settings->exclude,
                                    .n_threads      = settings->n_threads,
                                    .shows_progress = ! settings->quiet };
  gchar              **folders  = train->state.folders;
  guint                n_validation;
  guint                n;
  g_autoptr (GError) error = NULL;

  if (options.n_threads == 0)
    options.n_threads = g_get_num_processors ();
  train->set = photo_set_load (folders, g_strv_length (folders), &options, NULL, &error);
  if (! train->set)
    {
      if (interrupt_is_noted ())
        complain ("Stopped before the training began.");
      else
        complain ("%s", error->message);
      return FALSE;
    }

  n            = photo_set_get_n (train->set);
  n_validation = settings->n_validation >= 0
                   ? (guint) settings->n_validation
                   : MIN ((n + VALIDATION_SHARE - 1) / VALIDATION_SHARE, MAX_VALIDATION);
  if (n > 0)
    n_validation = MIN (n_validation, n - 1);

  train->training = g_array_new (FALSE, FALSE, sizeof (guint));
  train->held_out = g_array_new (FALSE, FALSE, sizeof (guint));
  photo_set_split (train->set, n_validation, train->training, train->held_out);
  report_photos (train);
  if (train->training->len == 0)
    {
      complain ("There is no photo to train on; name folders of color photos of at least %d "
                "pixels.",
                settings->side / 2);
      return FALSE;
    }

  train->state.photos = photo_set_get_fingerprint (train->set);
  return TRUE;
}


/* The network */

static void
report_network (const Train *train, const gchar *notes)
{
  const Architecture *architecture = &train->weights->architecture;

  say (train, "Network", "%s, 1/%d of the paper's width, %.1f million parameters",
       architecture->variant, architecture->width_divisor,
       colorize_weights_count_parameters (train->weights) / 1e6);
  if (*notes)
    say (train, "Layers", "%s", notes);
}

/* Bytes that no other program uses, or 0 where the system does not say. */
static guint64
get_free_memory (void)
{
  g_autofree gchar *text = NULL;
  const gchar      *line;

  if (! g_file_get_contents ("/proc/meminfo", &text, NULL, NULL))
    return 0;

  line = strstr (text, "MemAvailable:");
  return line ? 1024 * g_ascii_strtoull (line + strlen ("MemAvailable:"), NULL, 10) : 0;
}

static gboolean
check_memory (const Train *train)
{
  gsize   training = trainer_get_size (train->weights, &train->settings);
  gsize   photos   = photo_set_get_size (train->set);
  guint64 free     = get_free_memory ();

  say (train, "Memory", "%.1f GB for the training, %.1f GB for the photos", training / 1e9,
       photos / 1e9);
  if (free == 0 || training < free)
    return TRUE;

  complain ("The training needs %.1f GB and %.1f GB are free; choose a smaller --batch, a smaller "
            "--size or a larger --width-divisor, or close other programs.",
            training / 1e9, free / 1e9);
  return FALSE;
}

static gboolean
make_weights (Train *train)
{
  g_autoptr (GString) notes = g_string_new (NULL);
  g_autoptr (GError) error  = NULL;

  if (train->checkpoint)
    {
      train->weights = checkpoint_read_weights (train->checkpoint, &error);
      if (! train->weights)
        complain ("%s", error->message);
    }
  else
    {
      train->weights = train_weights_new (&train->settings, train->set, train->training, notes);
    }

  if (! train->weights)
    return FALSE;

  train->state.normalized = train_weights_are_normalized (train->weights);
  report_network (train, notes->str);
  return check_memory (train);
}

static gboolean
make_trainer (Train *train)
{
  SampleShape shape = trainer_get_shape (train->weights, &train->settings);
  gboolean    frozen[N_LAYERS];
  g_autoptr (GError) error = NULL;

  if (! train_settings_get_frozen (&train->settings, &train->weights->architecture, frozen))
    return FALSE;

  train->trainer = trainer_new (train->weights, &train->settings, frozen, &error);
  if (train->trainer && train->held_out->len > 0)
    train->validation = validation_new (train->set, train->held_out, &shape, &error);
  if (! error && train->checkpoint)
    checkpoint_read_optimizer (train->checkpoint, trainer_get_optimizer (train->trainer), &error);
  if (! error)
    return TRUE;

  if (g_error_matches (error, COLORIZE_ERROR, COLORIZE_ERROR_MEMORY))
    complain ("There is not enough memory for the training; choose a smaller --batch or a larger "
              "--width-divisor.");
  else
    complain ("%s", error->message);
  return FALSE;
}


/* The plan */

static gboolean
plan (Train *train, TrainRun *run)
{
  const TrainSettings *settings   = &train->settings;
  RunState            *state      = &train->state;
  gdouble              n_per_step = train_settings_count_photos (settings);
  gdouble              per_step;
  gdouble              per_check;
  gdouble              n_checks;
  gdouble              minutes;
  g_autoptr (GError) error = NULL;

  if (! train_run_measure (run, &per_step, &per_check, &error))
    {
      complain ("%s", error->message);
      return FALSE;
    }

  /* How many checks there are depends on the number of steps only where that is told. */
  state->n_steps = settings->n_steps > 0 ? settings->n_steps
                   : settings->time      ? train_settings_get_seconds (settings) / per_step
                                    : settings->n_epochs * train->training->len / n_per_step + 0.5;
  n_checks       = (gdouble) state->n_steps / train_run_get_interval (run);
  if (settings->time)
    state->n_steps = TIME_MARGIN
                     * MAX (train_settings_get_seconds (settings) - n_checks * per_check, 0.0)
                     / per_step;
  state->n_steps = MAX (state->n_steps, 1);

  minutes = (state->n_steps * per_step + n_checks * per_check) / 60.0;
  say (train, "Time",
       "%.1f photos a second: %" G_GUINT64_FORMAT " steps of %.0f photos see each photo %.1f times "
       "in %.0f min",
       n_per_step / per_step, state->n_steps, n_per_step,
       state->n_steps * n_per_step / train->training->len, minutes);
  return TRUE;
}

/* Where a resumed run is. */
static void
take_up (Train *train)
{
  const RunState *state = checkpoint_get_state (train->checkpoint);

  train->state.step    = state->step;
  train->state.n_steps = state->n_steps;
  train->state.seconds = state->seconds;
  if (strcmp (state->photos, train->state.photos) != 0)
    complain ("The photos are not those that the run began with; it goes on with those that are "
              "there now.");
  say (train, "Resumed", "after step %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT, state->step,
       state->n_steps);
}

static gboolean
open_report (Train *train)
{
  g_autoptr (GError) error = NULL;

  if (! make_folder (train->folder, &error))
    {
      complain ("The run has no place: %s.", error->message);
      return FALSE;
    }

  train->report = train_report_new (train->folder);
  if (! train->checkpoint || train_report_read (train->report, train->state.step, &error))
    return TRUE;

  complain ("%s", error->message);
  return FALSE;
}

/* What comes after the photos. */
static int
run_training (Train *train)
{
  TrainRun run;

  if (! make_weights (train) || ! make_trainer (train))
    return EXIT_USAGE;

  run = (TrainRun) { .settings   = &train->settings,
                     .set        = train->set,
                     .training   = train->training,
                     .weights    = train->weights,
                     .trainer    = train->trainer,
                     .validation = train->validation,
                     .folder     = train->folder,
                     .state      = &train->state };
  if (train->checkpoint)
    take_up (train);
  else if (! plan (train, &run))
    return EXIT_SOME_FAILED;

  if (! open_report (train))
    return EXIT_USAGE;

  run.report = train->report;
  say (train, "Writes", "%s; curve, sheets and checkpoint go to %s", train->settings.output,
       train->folder);
  return train_run_go (&run);
}

int
command_train (int argc, char **argv)
{
  g_auto (Train) train = { 0 };
  int status;

  if (! read_command (&train, &argc, &argv))
    return EXIT_USAGE;

  train.state.folders  = get_folders (&train, argc, argv);
  train.state.settings = train_settings_to_text (&train.settings);
  if (! load_photos (&train))
    return interrupt_is_noted () ? EXIT_INTERRUPTED : EXIT_USAGE;

  photo_file_init ();
  status = run_training (&train);
  photo_file_exit ();
  return status;
}
