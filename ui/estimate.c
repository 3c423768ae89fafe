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


static gchar *
describe_size (const ColorizeEstimate *estimate)
{
  gdouble           megapixels = estimate->n_pixels / 1e6;
  g_autofree gchar *size       = NULL;

  /* TRANSLATORS: the size of a photo. */
  size =
    g_strdup_printf (megapixels < 9.95 ? _ ("%.1f megapixels") : _ ("%.0f megapixels"), megapixels);

  if (estimate->n_layers == 1)
    return g_steal_pointer (&size);

  /* TRANSLATORS: %s is the size of all of them, such as "24 megapixels". */
  return g_strdup_printf (ngettext ("%d layer, %s", "%d layers, %s", estimate->n_layers),
                          estimate->n_layers, size);
}

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

static gchar *
describe_time (const ColorizeEstimate *estimate)
{
  gdouble seconds = colorize_estimate_get_seconds (estimate);

  if (seconds < 1.0)
    return g_strdup (_ ("less than a second"));

  if (seconds < 90.0)
    return g_strdup_printf (_ ("about %.0f s"), seconds);

  return g_strdup_printf (_ ("about %.0f min"), seconds / 60.0);
}

/* To two or three digits: it is not known to more. */
static gchar *
describe_memory (const ColorizeEstimate *estimate)
{
  gdouble megabytes = colorize_estimate_get_bytes (estimate) / 1e6;

  if (megabytes < 995.0)
    return g_strdup_printf (_ ("%.0f MB of memory"), 10.0 * round (megabytes / 10.0));

  return g_strdup_printf (_ ("%.1f GB of memory"), megabytes / 1000.0);
}

gchar *
colorize_estimate_describe (const ColorizeEstimate *estimate)
{
  g_autofree gchar *size   = describe_size (estimate);
  g_autofree gchar *time   = NULL;
  g_autofree gchar *memory = NULL;

  if (estimate->seconds_to_read <= 0.0 || estimate->seconds_to_think <= 0.0)
    return g_steal_pointer (&size);

  time   = describe_time (estimate);
  memory = describe_memory (estimate);

  return g_strdup_printf ("%s, %s, %s", size, time, memory);
}
