/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "estimate.h"

#include <math.h>

#include <glib/gi18n.h>


/* Time. A run reads each pixel twice, for the network and for the lift, lifts the chroma to it, converts
 * it and hands it to GIMP: measured, together so many times as long as the preview takes to read it. */
#define WRITE_COST 4.0

/* What there is to start takes more time than to read a small photo, so of one the time to read a pixel
 * cannot be told; this is what was measured, in seconds. */
#define SMALL_PHOTO       4e6
#define SECONDS_PER_PIXEL 20e-9

/* Memory, in bytes, as measured: the plug-in as such with GTK, GEGL and OpenBLAS; the weights, packed for
 * the products; what is kept of a photo at two megapixels at most; and the network's feature maps, whose
 * number goes with the root of the number of parameters. The new layers are in GIMP. */
#define BYTES_OF_PROGRAM     200e6
#define BYTES_PER_PARAMETER  10.0
#define BYTES_PER_KEPT_PIXEL 35.0
#define MAX_KEPT_PIXELS      2e6
#define BYTES_PER_SEEN_PIXEL 164.0 /* with REFERENCE_PARAMETERS */
#define REFERENCE_PARAMETERS 6.2e6
#define MAX_PROPORTION       4.0


gdouble
colorize_estimate_get_seconds (const ColorizeEstimate *estimate)
{
  gdouble n_pixels_read = (gdouble) estimate->width * estimate->height;
  gdouble per_pixel     = SECONDS_PER_PIXEL;

  if (n_pixels_read >= SMALL_PHOTO)
    per_pixel = estimate->seconds_to_read / n_pixels_read;

  return estimate->seconds_to_think * estimate->n_layers
         + per_pixel * (1.0 + WRITE_COST) * estimate->n_pixels;
}

gdouble
colorize_estimate_get_bytes (const ColorizeEstimate *estimate)
{
  gdouble n_pixels = (gdouble) estimate->width * estimate->height;
  gdouble proportion =
    (gdouble) MAX (estimate->width, estimate->height) / MIN (estimate->width, estimate->height);
  gdouble n_seen =
    (gdouble) estimate->working_size * estimate->working_size * MIN (proportion, MAX_PROPORTION);

  return estimate->n_pixels * estimate->bytes_per_pixel + BYTES_OF_PROGRAM
         + BYTES_PER_PARAMETER * estimate->n_parameters
         + BYTES_PER_KEPT_PIXEL * MIN (n_pixels, MAX_KEPT_PIXELS)
         + BYTES_PER_SEEN_PIXEL * n_seen * sqrt (estimate->n_parameters / REFERENCE_PARAMETERS);
}

gdouble
colorize_estimate_find_free_memory (void)
{
  g_autofree gchar *text      = NULL;
  g_autofree gchar *kilobytes = NULL;
  g_autoptr (GRegex) regex =
    g_regex_new ("^MemAvailable:\\s*(\\d+) kB$", G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (! g_file_get_contents ("/proc/meminfo", &text, NULL, NULL)
      || ! g_regex_match (regex, text, 0, &match))
    return 0.0;

  kilobytes = g_match_info_fetch (match, 1);

  return 1024.0 * g_ascii_strtod (kilobytes, NULL);
}

static gchar *
describe_time (const ColorizeEstimate *estimate)
{
  gdouble seconds = MAX (colorize_estimate_get_seconds (estimate), 1.0);

  if (seconds < 90.0)
    /* TRANSLATORS: seconds. */
    return g_strdup_printf (_ ("%.0f s"), seconds);

  /* TRANSLATORS: minutes. */
  return g_strdup_printf (_ ("%.0f min"), seconds / 60.0);
}

static gchar *
describe_run (const ColorizeEstimate *estimate)
{
  gboolean          is_known = estimate->seconds_to_read > 0.0 && estimate->seconds_to_think > 0.0;
  g_autofree gchar *time     = NULL;

  if (! is_known && estimate->n_layers == 1)
    return g_strdup ("");

  if (! is_known)
    return g_strdup_printf (ngettext ("%d layer", "%d layers", estimate->n_layers),
                            estimate->n_layers);

  time = describe_time (estimate);

  if (estimate->n_layers == 1)
    /* TRANSLATORS: %s is a time such as "2 s". */
    return g_strdup_printf (_ ("Ready in %s"), time);

  /* TRANSLATORS: %s is a time such as "2 s". */
  return g_strdup_printf (
    ngettext ("%d layer, ready in %s", "%d layers, ready in %s", estimate->n_layers),
    estimate->n_layers, time);
}

void
colorize_estimate_measure (ColorizeEstimate        *estimate,
                           const ColorizeReader    *reader,
                           const ColorizePredictor *predictor,
                           GObject                 *config)
{
  const ColorizeWeights *weights = colorize_predictor_get_weights (predictor);

  if (! reader || ! weights)
    return;

  colorize_reader_get_size (reader, &estimate->width, &estimate->height);
  estimate->seconds_to_read  = colorize_reader_get_seconds (reader);
  estimate->seconds_to_think = colorize_predictor_get_seconds (predictor);
  estimate->n_parameters     = colorize_weights_count_parameters (weights);
  estimate->bytes_free       = colorize_estimate_find_free_memory ();
  g_object_get (config, "working-size", &estimate->working_size, NULL);

  if (estimate->working_size == 0)
    estimate->working_size = colorize_weights_get_working_size (weights);
}

gchar *
colorize_estimate_describe (const ColorizeEstimate *estimate)
{
  g_autofree gchar *run    = describe_run (estimate);
  gdouble           needed = colorize_estimate_get_bytes (estimate);

  /* The network's share is not known before its parameters are. */
  if (estimate->n_parameters <= 0.0 || estimate->bytes_free <= 0.0 || needed < estimate->bytes_free)
    return g_steal_pointer (&run);

  /* TRANSLATORS: the first %s is "Ready in 2 s". */
  return g_strdup_printf (_ ("%s. It takes %.1f GB of memory, and %.1f GB are free: close other "
                             "programs or images first."),
                          run, needed / 1e9, estimate->bytes_free / 1e9);
}
