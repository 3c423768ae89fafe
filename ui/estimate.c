/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "estimate.h"

#include <math.h>

#include <glib/gi18n.h>


/* A run reads each pixel twice, for the network and for the lift, lifts the chroma to it, converts it
 * and hands it to GIMP. Measured: together this takes so many times as long as the preview takes to
 * read it once. */
#define WRITE_COST 4.0

/* What there is to start takes more time than to read a small photo, so of one the time to read a pixel
 * cannot be told; this is what was measured, in seconds. */
#define SMALL_PHOTO       4e6
#define SECONDS_PER_PIXEL 20e-9

/* The pixels of a new layer are there twice until GIMP has taken them: the plug-in's and GIMP's. */
#define N_COPIES 2


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

static gchar *
describe_time (const ColorizeEstimate *estimate)
{
  gdouble per_pixel = SECONDS_PER_PIXEL;
  gdouble seconds;

  if (estimate->n_pixels_read >= SMALL_PHOTO)
    per_pixel = estimate->seconds_to_read / estimate->n_pixels_read;

  seconds = estimate->seconds_to_think * estimate->n_layers
            + per_pixel * (1.0 + WRITE_COST) * estimate->n_pixels;

  if (seconds < 1.0)
    return g_strdup (_ ("less than a second"));

  if (seconds < 90.0)
    return g_strdup_printf (_ ("about %.0f s"), seconds);

  return g_strdup_printf (_ ("about %.0f min"), seconds / 60.0);
}

static gchar *
describe_memory (const ColorizeEstimate *estimate)
{
  gdouble megabytes = estimate->n_pixels * estimate->bytes_per_pixel * N_COPIES / 1e6;

  if (megabytes < 9.95)
    return g_strdup_printf (_ ("%.1f MB of memory"), megabytes);

  if (megabytes < 999.5)
    return g_strdup_printf (_ ("%.0f MB of memory"), megabytes);

  return g_strdup_printf (_ ("%.1f GB of memory"), megabytes / 1000.0);
}

gchar *
colorize_estimate_describe (const ColorizeEstimate *estimate)
{
  g_autofree gchar *size   = describe_size (estimate);
  g_autofree gchar *memory = NULL;
  g_autofree gchar *time   = NULL;

  memory = describe_memory (estimate);

  if (estimate->seconds_to_read <= 0.0 || estimate->seconds_to_think <= 0.0)
    return g_strdup_printf ("%s, %s", size, memory);

  time = describe_time (estimate);

  return g_strdup_printf ("%s, %s, %s", size, time, memory);
}
