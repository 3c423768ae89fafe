/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * colorize apply: color for many photos.
 */

#include <stdlib.h>

#include "coloring.h"
#include "hinting.h"
#include "interrupt.h"
#include "like.h"
#include "photo-file.h"
#include "report.h"
#include "result-check.h"
#include "tool.h"

/* Nobody means this one. */
#define NO_MOOD -G_MAXDOUBLE

#define DEFAULT_MOOD 50.0

typedef struct
{
  Coloring coloring;
  Hinting  hinting;
  gchar   *output;
  gchar   *weights;
  gdouble  strength;
  gchar  **like;
  gdouble  mood;   /* %; NO_MOOD: not given */
  gchar   *report; /* NULL: for people */
  gboolean force;
  gboolean damaged;
} Options;

typedef struct
{
  const Options   *options;
  ColorizeWeights *weights;
  guint            n_photos;
  guint            n_colored;
  guint            n_left_alone;
  GPtrArray       *failed; /* const gchar *: photos */
} ApplyRun;

static gboolean
color_photo (const ApplyRun *run,
             const PhotoJob *job,
             gint            n_threads,
             GCancellable   *cancellable,
             gchar         **notice,
             GError        **error)
{
  const Options    *options  = run->options;
  g_autofree gchar *folder   = g_path_get_dirname (job->result);
  g_autoptr (PhotoFile) file = photo_file_load (job->photo, options->damaged, cancellable, error);
  g_autoptr (ColorizeHints) hints = NULL;
  g_autoptr (GeglBuffer) result   = NULL;

  if (! file
      || ! hinting_read (&options->hinting, photo_file_get_buffer (file), n_threads, &hints,
                         cancellable, error))
    return FALSE;

  result = photo_file_new_result (file);
  if (! coloring_color (&options->coloring, run->weights, photo_file_get_buffer (file), hints,
                        options->strength / 100.0, n_threads, result, cancellable, error))
    return FALSE;

  if (! make_folder (folder, error)
      || ! photo_file_save (file, result, job->result, options->force, cancellable, error))
    return FALSE;

  *notice = g_strdup (photo_file_get_notice (file));

  return TRUE;
}

static GVariant *
do_photo (const PhotoJob *job,
          gint            n_threads,
          GCancellable   *cancellable,
          gpointer        data,
          GError        **error)
{
  const ApplyRun   *run    = data;
  g_autofree gchar *notice = NULL;
  g_autoptr (GError) cause = NULL;
  gboolean is_there;

  is_there = ! run->options->force && g_file_test (job->result, G_FILE_TEST_EXISTS);
  if (! is_there && ! color_photo (run, job, n_threads, cancellable, &notice, &cause))
    {
      /* Another run may have written it meanwhile. */
      is_there = g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_EXISTS);
      if (! is_there)
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return NULL;
        }
    }

  /* Whether it was colored, or left alone; what the result could not keep, or nothing. */
  return g_variant_new ("(bm^ay)", ! is_there, notice);
}

/* To be called after the photo has been counted. */
static void
report (const ApplyRun *run,
        const PhotoJob *job,
        const gchar    *event,
        const gchar    *reason,
        const gchar    *notice)
{
  guint n = run->n_colored + run->n_left_alone + run->failed->len;

  if (run->options->report)
    report_photo (job, event, n, run->n_photos, reason, notice);
}

static void
tell (const PhotoJob *job, GVariant *result, const GError *error, gpointer data)
{
  ApplyRun    *run    = data;
  const gchar *notice = NULL;
  gboolean     was_colored;

  if (error)
    {
      g_autofree gchar *reason = describe_error (error);

      complain_of_photo (job->photo, "was not colored", error);
      g_ptr_array_add (run->failed, job->photo);
      report (run, job, "failed", reason, NULL);
      return;
    }

  g_variant_get (result, "(bm^&ay)", &was_colored, &notice);
  if (was_colored)
    run->n_colored++;
  else
    run->n_left_alone++;
  if (notice)
    complain ("“%s” was colored, but %s.", job->photo, notice);
  report (run, job, was_colored ? "done" : "left-alone", NULL, notice);
  if (! run->options->coloring.quiet && ! run->options->report)
    print_line (was_colored ? "%s" : "%s is there already, left alone", job->result);
  if (console_is_closed ())
    interrupt_note ();
}

static gboolean
check_mood (Options *options)
{
  ColorizeView *view = &options->coloring.view;

  if (! options->like && options->mood != NO_MOOD)
    {
      complain ("--mood says how far to follow another photo; name that photo with --like.");
      return FALSE;
    }

  view->mood_share = options->mood == NO_MOOD ? DEFAULT_MOOD : options->mood;
  return check_range ("mood", view->mood_share, 0, 100);
}

static gboolean
check_report (const gchar *format)
{
  if (! format || g_str_equal (format, REPORT_FORMAT))
    return TRUE;

  complain ("--report is “%s”; it must be " REPORT_FORMAT ".", format);
  return FALSE;
}

static gboolean
read_options (Options *options, int *argc, char ***argv)
{
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
      "Folder for the results, or a file for that of one photo; made if it is not there (default: "
      "beside "
      "each photo)",
      "DIR" },
    { "weights", 'w', 0, G_OPTION_ARG_FILENAME, &options->weights,
      "The trained network (default: the one that comes with Colorize)", "FILE" },
    { "strength", 0, 0, G_OPTION_ARG_DOUBLE, &options->strength,
      "How far colors go from the photo's own to the new ones, 0..100 % (default: 100)", "N" },
    { "warmth", 0, 0, G_OPTION_ARG_DOUBLE, &options->coloring.taste.warmth,
      "More yellow above 0, more blue below, -20..20 (default: 0)", "N" },
    { "tint", 0, 0, G_OPTION_ARG_DOUBLE, &options->coloring.taste.tint,
      "More magenta above 0, more green below, -20..20 (default: 0)", "N" },
    { "like", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->like,
      "Take the mood of this photo, or of all in a folder; may be given more than once", "FILE" },
    { "mood", 0, 0, G_OPTION_ARG_DOUBLE, &options->mood,
      "How far colors go to that mood, 0..100 % (default: 50)", "N" },
    { "own-colors", 0, 0, G_OPTION_ARG_DOUBLE, &options->coloring.taste.own_colors,
      "How far colors that the photo itself still has are kept, 0..100 (default: 0)", "N" },
    { "hints", 0, 0, G_OPTION_ARG_FILENAME, &options->hinting.file,
      "A transparent picture of the photo's size with colors painted where you know them", "FILE" },
    { "hints-elsewhere", 0, 0, G_OPTION_ARG_NONE, &options->hinting.goes_elsewhere,
      "Hints color what lies apart as well, where it is of the same kind", NULL },
    { "hint", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->hinting.dots,
      "A color that you know at a pixel of the upright photo; may be given many times",
      "X,Y=#RRGGBB" },
    { "force", 'f', 0, G_OPTION_ARG_NONE, &options->force, "Write over results that are there",
      NULL },
    { "report", 0, 0, G_OPTION_ARG_STRING, &options->report,
      "Tell a program what becomes of each photo, in one JSON object a line", REPORT_FORMAT },
    { "damaged", 0, 0, G_OPTION_ARG_NONE, &options->damaged,
      "Color what there is of damaged photos, too", NULL },
    { NULL }
  };

  if (! coloring_parse (&options->coloring, "PHOTO-OR-FOLDER...",
                        "Gives color to photos (JPEG, PNG, TIFF, WebP) and to all photos in "
                        "folders.\nEach becomes NAME-colorized.EXT, in its own format and depth, "
                        "with its metadata.\nHEIC, AVIF, JPEG XL, JPEG 2000, BMP, GIF, PNM and PSD "
                        "are read as well; their results are PNG files\n(TIFF from a PSD of 32 "
                        "bits).",
                        entries, argc, argv)
      || ! check_range ("strength", options->strength, 0, 100)
      || ! check_range ("warmth", options->coloring.taste.warmth, -20, 20)
      || ! check_range ("tint", options->coloring.taste.tint, -20, 20) || ! check_mood (options)
      || ! check_range ("own-colors", options->coloring.taste.own_colors, 0, 100)
      || ! hinting_check (&options->hinting) || ! check_report (options->report))
    return FALSE;

  if (*argc > 1)
    return TRUE;

  complain ("Name the photos, or folders of photos. Try “colorize apply --help”.");
  return FALSE;
}

/* Where there were others, so that it need not be looked for among them. */
static void
summarize (const ApplyRun *run, const PhotoList *list)
{
  if (list->jobs->len == 1 && list->n_others + list->n_again == 0)
    return;

  g_printerr ("%u colored, %u left alone (--force writes over them), %u failed, %u other files "
              "passed over",
              run->n_colored, run->n_left_alone, run->failed->len, list->n_others);
  if (list->n_again > 0)
    g_printerr (", %u met again and done once", list->n_again);
  g_printerr ("\n");
  for (guint i = 0; i < run->failed->len; i++)
    complain ("Not colored: %s", (const gchar *) run->failed->pdata[i]);
}

int
command_apply (int argc, char **argv)
{
  Options  options = { .coloring = COLORING_INIT, .strength = 100.0, .mood = NO_MOOD };
  ApplyRun run     = { .options = &options };
  Batch    batch   = { .work = do_photo, .done = tell, .data = &run };
  g_autoptr (ColorizeWeights) weights = NULL;
  g_autoptr (PhotoList) list          = NULL;
  g_autoptr (GPtrArray) failed        = g_ptr_array_new ();
  g_autoptr (ColorizeMood) mood       = NULL;
  gboolean is_complete;

  if (! read_options (&options, &argc, &argv)
      || ! (weights = load_weights (options.weights, options.coloring.n_threads)))
    return EXIT_USAGE;

  list = photo_list_new (argv + 1, argc - 1, TRUE, options.output);
  if (options.report)
    report_begin (list);
  if (list->jobs->len == 0)
    {
      complain ("There is no photo to color (%u other files were passed over).", list->n_others);
      return EXIT_USAGE;
    }

  if (hinting_has_any (&options.hinting) && list->jobs->len > 1)
    {
      complain ("--hints and --hint are for one photo, and these are %u; color it alone.",
                list->jobs->len);
      return EXIT_USAGE;
    }

  if (options.like)
    {
      int code = like_take_mood (&options.coloring, options.like, weights, &mood);

      if (code != EXIT_SUCCESS)
        return code;
      options.coloring.view.mood = mood;
    }

  result_check (list, options.force);
  run.weights  = weights;
  run.failed   = failed;
  run.n_photos = list->jobs->len;
  is_complete  = coloring_run (&options.coloring, &batch, list);
  if (options.report)
    report_end (run.n_photos, ! is_complete);
  if (! is_complete)
    {
      complain ("Stopped after %u of %u photos; what is done stays, the rest is as it was.",
                run.n_colored, list->jobs->len);
      return EXIT_INTERRUPTED;
    }

  if (! options.coloring.quiet)
    summarize (&run, list);
  return failed->len > 0 ? EXIT_SOME_FAILED : EXIT_SUCCESS;
}
