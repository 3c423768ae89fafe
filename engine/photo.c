/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "error.h"
#include "photo.h"
#include "weights.h"

#define MAX_PHOTO_SIDE   (1 << 20)
#define MAX_WORKING_SIZE 4096

/* Three stride-2 layers halve both sides three times. */
#define GRID 8

/* The long side is squeezed beyond this, so that a panorama or a strip of film keeps to the
 * proportions that the network knows. */
#define MAX_PROPORTION 4

static gboolean
reduction_init (Reduction *reduction, gint from_width, gint from_height, gint width, gint height)
{
  reduction->width     = width;
  reduction->height    = height;
  reduction->columns   = resample_axis_new (from_width, width);
  reduction->rows      = resample_axis_new (from_height, height);
  reduction->luminance = g_try_new0 (gfloat, (gsize) width * height);
  reduction->row       = g_new (gfloat, width);

  return reduction->luminance != NULL;
}

static void
reduction_clear (Reduction *reduction)
{
  resample_axis_free (reduction->rows);
  resample_axis_free (reduction->columns);
  g_free (reduction->luminance);
  g_free (reduction->row);
}

/* Adds one row of the photo to the rows of the reduction that it goes into. */
static void
reduction_add_row (Reduction *reduction, gint y, const gfloat *luminance)
{
  gint low  = 0;
  gint high = reduction->height;

  if (reduction->height == 0)
    return;

  for (gint x = 0; x < reduction->width; x++)
    {
      const ResampleTaps *taps = &reduction->columns->taps[x];
      gfloat              sum  = 0.0f;

      for (gint k = 0; k < taps->n; k++)
        sum += taps->weights[k] * luminance[taps->first + k];
      reduction->row[x] = sum;
    }

  /* The first row of the reduction that reaches down to y. */
  while (low < high)
    {
      gint                middle = (low + high) / 2;
      const ResampleTaps *taps   = &reduction->rows->taps[middle];

      if (taps->first + taps->n <= y)
        low = middle + 1;
      else
        high = middle;
    }

  for (; low < reduction->height && reduction->rows->taps[low].first <= y; low++)
    {
      const ResampleTaps *taps   = &reduction->rows->taps[low];
      gfloat              weight = taps->weights[y - taps->first];
      gfloat             *to     = reduction->luminance + (gsize) low * reduction->width;

      for (gint x = 0; x < reduction->width; x++)
        to[x] += weight * reduction->row[x];
    }
}

static gint
round_to_grid (gdouble size)
{
  return MAX ((gint) (size / GRID + 0.5) * GRID, GRID);
}

ColorizePhoto *
colorize_photo_new (const ColorizeWeights *weights,
                    gint                   width,
                    gint                   height,
                    gint                   working_size,
                    GError               **error)
{
  g_autoptr (ColorizePhoto) photo = NULL;
  gint    global_size             = weights->architecture.global_size;
  gint    short_side;
  gdouble proportion;
  gint    long_side;

  if (width < 1 || height < 1 || width > MAX_PHOTO_SIDE || height > MAX_PHOTO_SIDE)
    {
      g_set_error (error, COLORIZE_ERROR, COLORIZE_ERROR_PHOTO,
                   "A photo of %d × %d pixels cannot be colorized; each side must be between 1 and "
                   "%d pixels.",
                   width, height, MAX_PHOTO_SIDE);
      return NULL;
    }
  if (working_size < 0 || working_size > MAX_WORKING_SIZE)
    {
      g_set_error (error, COLORIZE_ERROR, COLORIZE_ERROR_PHOTO,
                   "The working size is %d; it must be between 0 and %d pixels.", working_size,
                   MAX_WORKING_SIZE);
      return NULL;
    }

  if (working_size == 0)
    working_size = weights->architecture.working_size;
  proportion = (gdouble) MAX (width, height) / MIN (width, height);
  short_side = round_to_grid (working_size);
  long_side  = round_to_grid (working_size * MIN (proportion, MAX_PROPORTION));

  photo         = g_new0 (ColorizePhoto, 1);
  photo->width  = width;
  photo->height = height;
  if (! reduction_init (&photo->local, width, height, width > height ? long_side : short_side,
                        width > height ? short_side : long_side)
      || (global_size > 0
          && ! reduction_init (&photo->global, width, height, global_size, global_size)))
    {
      error_set_memory (error);
      return NULL;
    }

  return g_steal_pointer (&photo);
}

void
colorize_photo_add_rows (ColorizePhoto *photo, const gfloat *luminance, gint n_rows)
{
  g_autofree gfloat *row = g_new (gfloat, photo->width);

  g_return_if_fail (n_rows <= photo->height - photo->n_rows);

  for (; n_rows > 0; n_rows--, luminance += photo->width, photo->n_rows++)
    {
      /* NaN fails every comparison and becomes black. */
      for (gint x = 0; x < photo->width; x++)
        row[x] = luminance[x] > 0.0f ? MIN (luminance[x], 100.0f) : 0.0f;

      reduction_add_row (&photo->local, photo->n_rows, row);
      reduction_add_row (&photo->global, photo->n_rows, row);
    }
}

void
colorize_photo_free (ColorizePhoto *photo)
{
  if (! photo)
    return;

  reduction_clear (&photo->local);
  reduction_clear (&photo->global);
  g_free (photo);
}
