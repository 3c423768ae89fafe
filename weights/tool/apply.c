/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * colorize apply: colour for many photos.
 */

#include <stdlib.h>

#include "colouring.h"
#include "photo-file.h"
#include "picture/pixels.h"
#include "tool.h"

typedef struct
{
  Colouring colouring;
  gchar    *output;
  gchar    *weights;
  gdouble   strength;
  gboolean  force;
  gboolean  damaged;
} Options;

typedef enum
{
  OUTCOME_COLOURED,
  OUTCOME_LEFT_ALONE,
  OUTCOME_FAILED,
  N_OUTCOMES
} Outcome;

typedef struct
{
  const Options   *options;
  ColorizeWeights *weights;
  guint            counts[N_OUTCOMES];
} ApplyRun;

typedef struct
{
  Outcome outcome;
  gchar  *notice; /* what the result could not keep, or NULL */
} Applied;

static gboolean
colour_photo (const ApplyRun *run,
              const PhotoJob *job,
              gint            n_threads,
              GCancellable   *cancellable,
              gchar         **notice,
              GError        **error)
{
  const Options    *options   = run->options;
  const Colouring  *colouring = &options->colouring;
  g_autofree gchar *folder    = g_path_get_dirname (job->result);
  g_autoptr (PhotoFile) file  = photo_file_load (job->photo, options->damaged, cancellable, error);
  g_autoptr (GeglBuffer) result = NULL;

  if (! file)
    return FALSE;

  result = photo_file_new_result (file);
  if (! colorize_pixels_colour (photo_file_get_buffer (file), run->weights, &colouring->view,
                                &colouring->taste, options->strength / 100.0, n_threads, result,
                                cancellable, error))
    return FALSE;

  if (! make_folder (folder, error)
      || ! photo_file_save (file, result, job->result, options->force, cancellable, error))
    return FALSE;

  *notice = g_strdup (photo_file_get_notice (file));

  return TRUE;
}

static gpointer
do_photo (const PhotoJob *job,
          gint            n_threads,
          GCancellable   *cancellable,
          gpointer        data,
          GError        **error)
{
  const ApplyRun *run     = data;
  Applied        *applied = g_new0 (Applied, 1);

  if (! run->options->force && g_file_test (job->result, G_FILE_TEST_EXISTS))
    applied->outcome = OUTCOME_LEFT_ALONE;
  else if (colour_photo (run, job, n_threads, cancellable, &applied->notice, error))
    applied->outcome = OUTCOME_COLOURED;
  else
    applied->outcome = OUTCOME_FAILED;

  return applied;
}

static void
tell (const PhotoJob *job, gpointer result, const GError *error, gpointer data)
{
  ApplyRun *run     = data;
  Applied  *applied = result;
  Outcome   outcome = error ? OUTCOME_FAILED : applied->outcome;

  run->counts[outcome]++;
  if (error)
    complain ("“%s” was not coloured: %s.", job->photo, error->message);
  else if (applied->notice)
    complain ("“%s” was coloured, but %s.", job->photo, applied->notice);

  if (outcome != OUTCOME_FAILED && ! run->options->colouring.quiet)
    g_print (outcome == OUTCOME_COLOURED ? "%s\n" : "%s is there already, left alone\n",
             job->result);

  if (applied)
    g_free (applied->notice);
  g_free (applied);
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
    { "warmth", 0, 0, G_OPTION_ARG_DOUBLE, &options->colouring.taste.warmth,
      "More yellow above 0, more blue below, -20..20 (default: 0)", "N" },
    { "force", 'f', 0, G_OPTION_ARG_NONE, &options->force, "Write over results that are there",
      NULL },
    { "damaged", 0, 0, G_OPTION_ARG_NONE, &options->damaged,
      "Colour what there is of damaged photos, too", NULL },
    { NULL }
  };

  if (! colouring_parse (&options->colouring, "PHOTO-OR-FOLDER...",
                         "Gives colour to photos (JPEG, PNG, TIFF, WebP) and to all photos in "
                         "folders.\nEach becomes NAME-colorized.EXT, in its own format and depth, "
                         "with its metadata.\nHEIC, AVIF, JPEG XL, JPEG 2000, BMP, GIF, PNM and PSD "
                         "are read as well; their results are PNG files\n(TIFF from a PSD of 32 "
                         "bits).",
                         entries, argc, argv)
      || ! check_range ("strength", options->strength, 0, 100)
      || ! check_range ("warmth", options->colouring.taste.warmth, -20, 20))
    return FALSE;

  if (*argc > 1)
    return TRUE;

  complain ("Name the photos, or folders of photos. Try “colorize apply --help”.");
  return FALSE;
}

int
command_apply (int argc, char **argv)
{
  Options      options                = { .colouring = COLOURING_INIT, .strength = 100.0 };
  ApplyRun     run                    = { .options = &options };
  Batch        batch                  = { .work = do_photo, .done = tell, .data = &run };
  const guint *counts                 = run.counts;
  g_autoptr (ColorizeWeights) weights = NULL;
  g_autoptr (PhotoList) list          = NULL;

  if (! read_options (&options, &argc, &argv)
      || ! (weights = load_weights (options.weights, options.colouring.n_threads)))
    return EXIT_USAGE;

  photo_file_init ();
  list = photo_list_new (argv + 1, argc - 1, options.output);
  if (list->jobs->len == 0)
    {
      complain ("There is no photo to colour (%u other files were passed over).", list->n_others);
      return EXIT_USAGE;
    }

  run.weights = weights;
  if (! colouring_run (&options.colouring, &batch, list))
    {
      complain ("Stopped after %u of %u photos; what is done stays, the rest is as it was.",
                counts[OUTCOME_COLOURED], list->jobs->len);
      return EXIT_INTERRUPTED;
    }
  if (! options.colouring.quiet && (list->jobs->len > 1 || list->n_others > 0))
    g_printerr ("%u coloured, %u left alone (--force writes over them), %u failed, %u other files "
                "passed over\n",
                counts[OUTCOME_COLOURED], counts[OUTCOME_LEFT_ALONE], counts[OUTCOME_FAILED],
                list->n_others);
  return counts[OUTCOME_FAILED] > 0 ? EXIT_SOME_FAILED : EXIT_SUCCESS;
}
