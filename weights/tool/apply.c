/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * colorize apply: colour for many photos. Workers do a photo each; the main thread tells how far
 * they are.
 */

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "photo-file.h"
#include "photo-list.h"
#include "pixels.h"
#include "tool.h"

#define PROGRESS_INTERVAL (200 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  gchar   *output;
  gchar   *weights;
  gdouble  strength;
  gdouble  saturation;
  gdouble  warmth;
  gdouble  vividness;
  gint     working_size;
  gint     n_jobs;
  gboolean force;
  gboolean quiet;
} Options;

typedef enum
{
  OUTCOME_COLOURED,
  OUTCOME_LEFT_ALONE,
  OUTCOME_FAILED,
  N_OUTCOMES
} Outcome;

/* What the workers share. */
typedef struct
{
  const Options   *options;
  ColorizeWeights *weights;
  gint             threads_per_job;
  GCancellable    *cancellable;
  GAsyncQueue     *reports;
} Batch;

typedef struct
{
  const PhotoJob *job;
  Outcome         outcome;
  gchar          *notice; /* of a coloured photo, or NULL */
  GError         *error;
} Report;

static volatile sig_atomic_t interrupted = 0;

static void
interrupt (int signal_number)
{
  interrupted = 1;
}

static gboolean
colour_photo (const Batch *batch, const PhotoJob *job, gchar **notice, GError **error)
{
  const Options         *options            = batch->options;
  const ColorizeOptions  taste              = { options->saturation, options->warmth,
                                                options->vividness };
  g_autofree gchar      *folder             = g_path_get_dirname (job->result);
  g_autoptr (PhotoFile) file                = photo_file_load (job->photo, batch->cancellable, error);
  g_autoptr (ColorizePhoto) photo           = NULL;
  g_autoptr (ColorizePrediction) prediction = NULL;
  g_autoptr (ColorizeChroma) chroma         = NULL;
  g_autoptr (GeglBuffer) result             = NULL;
  GeglBuffer *source;

  if (! file)
    return FALSE;

  source = photo_file_get_buffer (file);
  photo  = colorize_photo_new (batch->weights, gegl_buffer_get_width (source),
                               gegl_buffer_get_height (source), options->working_size, error);
  if (! photo || ! colorize_pixels_reduce (source, photo, batch->cancellable, NULL, NULL, error))
    return FALSE;

  prediction = colorize_predict (batch->weights, photo, batch->threads_per_job, batch->cancellable,
                                 NULL, NULL, error);
  if (! prediction || ! (chroma = colorize_prediction_decode (prediction, &taste, error)))
    return FALSE;

  result = photo_file_new_result (file);
  if (! colorize_pixels_lift (chroma, options->strength / 100.0, source, result,
                              batch->cancellable, NULL, NULL, error))
    return FALSE;

  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                   "the folder “%s” cannot be made (%s); choose another one with -o", folder,
                   g_strerror (errno));
      return FALSE;
    }

  *notice = g_strdup (photo_file_get_notice (file));

  return photo_file_save (file, result, job->result, options->force, batch->cancellable, error);
}

/* In a worker: one photo, or nothing if the run is over. */
static void
do_job (gpointer data, gpointer user_data)
{
  const PhotoJob *job    = data;
  const Batch    *batch  = user_data;
  Report         *report = g_new0 (Report, 1);

  report->job = job;
  if (g_cancellable_set_error_if_cancelled (batch->cancellable, &report->error))
    report->outcome = OUTCOME_FAILED;
  else if (job->problem)
    {
      report->outcome = OUTCOME_FAILED;
      g_set_error_literal (&report->error, G_IO_ERROR, G_IO_ERROR_FAILED, job->problem);
    }
  else if (! batch->options->force && g_file_test (job->result, G_FILE_TEST_EXISTS))
    report->outcome = OUTCOME_LEFT_ALONE;
  else
    report->outcome = colour_photo (batch, job, &report->notice, &report->error)
                        ? OUTCOME_COLOURED
                        : OUTCOME_FAILED;

  g_async_queue_push (batch->reports, report);
}

/* The line that a terminal shows while the run goes on. */
static void
show_progress (guint n_done, guint n_jobs, gint64 begin)
{
  gdouble seconds = (gdouble) (g_get_monotonic_time () - begin) / G_TIME_SPAN_SECOND;
  gdouble left    = n_done > 0 ? seconds / n_done * (n_jobs - n_done) : 0.0;

  if (n_done == 0)
    g_printerr ("\r\033[K%u of %u", n_done, n_jobs);
  else if (left < 90.0)
    g_printerr ("\r\033[K%u of %u, %.0f s left", n_done, n_jobs, left);
  else
    g_printerr ("\r\033[K%u of %u, %.0f min left", n_done, n_jobs, left / 60.0);
}

static void
tell (const Report *report, const Options *options)
{
  if (report->outcome == OUTCOME_FAILED)
    {
      if (! g_error_matches (report->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        complain ("“%s” was not coloured: %s.", report->job->photo, report->error->message);
    }
  else if (report->notice)
    complain ("“%s” was coloured, but %s.", report->job->photo, report->notice);

  if (report->outcome != OUTCOME_FAILED && ! options->quiet)
    g_print (report->outcome == OUTCOME_COLOURED ? "%s\n" : "%s is there already, left alone\n",
             report->job->result);
}

/* Runs all jobs and counts their outcomes. */
static void
run_batch (Batch *batch, const PhotoList *list, guint *counts)
{
  gboolean     on_terminal = isatty (STDERR_FILENO) && ! batch->options->quiet;
  gint64       begin       = g_get_monotonic_time ();
  guint        n_done      = 0;
  GThreadPool *pool;

  batch->reports = g_async_queue_new ();
  pool           = g_thread_pool_new (do_job, batch, batch->options->n_jobs, FALSE, NULL);
  for (guint i = 0; i < list->jobs->len; i++)
    g_thread_pool_push (pool, list->jobs->pdata[i], NULL);

  while (n_done < list->jobs->len)
    {
      Report *report;

      if (on_terminal)
        show_progress (n_done, list->jobs->len, begin);
      report = g_async_queue_timeout_pop (batch->reports, PROGRESS_INTERVAL);
      if (interrupted)
        g_cancellable_cancel (batch->cancellable);
      if (! report)
        continue;

      if (on_terminal)
        g_printerr ("\r\033[K");
      tell (report, batch->options);
      counts[report->outcome]++;
      n_done++;
      g_clear_error (&report->error);
      g_free (report->notice);
      g_free (report);
    }

  g_thread_pool_free (pool, FALSE, TRUE);
  g_async_queue_unref (batch->reports);
}

static gboolean
check_range (const gchar *name, gdouble value, gdouble low, gdouble high)
{
  if (value >= low && value <= high)
    return TRUE;

  complain ("--%s is %g; it must be between %g and %g.", name, value, low, high);
  return FALSE;
}

static gboolean
read_options (Options *options, int *argc, char ***argv)
{
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
      "Folder for the results; made if it is not there (default: beside each photo)", "DIR" },
    { "weights", 'w', 0, G_OPTION_ARG_FILENAME, &options->weights,
      "The trained network (default: the one that comes with Colorize)", "FILE" },
    { "strength", 0, 0, G_OPTION_ARG_DOUBLE, &options->strength,
      "How far colours go from the photo's own to the new ones, 0..100 % (default: 100)", "N" },
    { "saturation", 0, 0, G_OPTION_ARG_DOUBLE, &options->saturation,
      "Colourfulness, 0..200 % of what the network says (default: 100)", "N" },
    { "warmth", 0, 0, G_OPTION_ARG_DOUBLE, &options->warmth,
      "More yellow above 0, more blue below, -20..20 (default: 0)", "N" },
    { "vividness", 0, 0, G_OPTION_ARG_DOUBLE, &options->vividness,
      "How far rare colours are preferred to safe ones, 0..100 (default: as the weights say)",
      "N" },
    { "working-size", 0, 0, G_OPTION_ARG_INT, &options->working_size,
      "Short side at which the network looks at the photo (default: as the weights say)",
      "PIXELS" },
    { "jobs", 'j', 0, G_OPTION_ARG_INT, &options->n_jobs,
      "Photos at the same time (default: one a processor, at most 4)", "N" },
    { "force", 'f', 0, G_OPTION_ARG_NONE, &options->force, "Write over results that are there",
      NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &options->quiet, "Say only what goes wrong", NULL },
    { NULL }
  };

  if (! parse_options ("PHOTO-OR-FOLDER...",
                       "Gives colour to photos (JPEG, PNG, TIFF, WebP) and to all photos in "
                       "folders.\nEach becomes NAME-colorized.EXT, in its own format and depth, "
                       "with its metadata.",
                       entries, argc, argv)
      || ! check_range ("strength", options->strength, 0, 100)
      || ! check_range ("saturation", options->saturation, 0, 200)
      || ! check_range ("warmth", options->warmth, -20, 20)
      || (options->vividness != -1.0 && ! check_range ("vividness", options->vividness, 0, 100))
      || ! check_range ("working-size", options->working_size, 0, 4096)
      || ! check_range ("jobs", options->n_jobs, 1, 64))
    return FALSE;

  if (*argc > 1)
    return TRUE;

  complain ("Name the photos, or folders of photos. Try “colorize apply --help”.");
  return FALSE;
}

int
command_apply (int argc, char **argv)
{
  gint    n_processors = g_get_num_processors ();
  Options options      = { .strength   = 100.0,
                           .saturation = 100.0,
                           .vividness  = -1.0,
                           .n_jobs     = MIN (n_processors, 4) };
  Batch   batch        = { .options = &options };
  guint   counts[N_OUTCOMES]          = { 0 };
  g_autoptr (ColorizeWeights) weights = NULL;
  g_autoptr (PhotoList) list          = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  if (! read_options (&options, &argc, &argv) || ! (weights = load_weights (options.weights)))
    return EXIT_USAGE;

  photo_file_init ();
  list = photo_list_new (argv + 1, argc - 1, options.output);
  if (list->jobs->len == 0)
    {
      complain ("There is no photo to colour (%u other files were passed over).", list->n_others);
      return EXIT_USAGE;
    }

  options.n_jobs        = MIN (options.n_jobs, (gint) list->jobs->len);
  batch.threads_per_job = MAX (n_processors / options.n_jobs, 1);
  batch.weights         = weights;
  batch.cancellable     = cancellable;
  signal (SIGINT, interrupt);
  signal (SIGTERM, interrupt);
  run_batch (&batch, list, counts);

  if (interrupted)
    {
      complain ("Stopped after %u of %u photos; what is done stays, the rest is as it was.",
                counts[OUTCOME_COLOURED], list->jobs->len);
      return EXIT_INTERRUPTED;
    }
  if (! options.quiet && (list->jobs->len > 1 || list->n_others > 0))
    g_printerr ("%u coloured, %u left alone (--force writes over them), %u failed, %u other files "
                "passed over\n",
                counts[OUTCOME_COLOURED], counts[OUTCOME_LEFT_ALONE], counts[OUTCOME_FAILED],
                list->n_others);
  return counts[OUTCOME_FAILED] > 0 ? EXIT_SOME_FAILED : EXIT_SUCCESS;
}
