/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "color-grid.h"
#include "picture/conversion.h"
#include "sample.h"

#define SPACING 10
#define LIMIT   110
#define N_SIDE  (2 * LIMIT / SPACING + 1)

/* What a color may change by on the way through sRGB and still count as shown. */
#define TOLERANCE 3.0f

#define MAX_PHOTOS 2000

/* Photos are counted at the size and the fineness that the network is trained at. */
#define SIDE    112
#define DIVISOR 4

static gboolean
is_shown (gfloat a, gfloat b)
{
  const Babl *lab   = babl_format ("CIE Lab float");
  const Babl *rgb   = babl_format ("R'G'B' u8");
  Conversion  there = conversion_get (lab, rgb);
  Conversion  back  = conversion_get (rgb, lab);

  for (gint lightness = 5; lightness < 100; lightness += 5)
    {
      gfloat wanted[3] = { lightness, a, b };
      gfloat found[3];
      guint8 pixel[3];

      /* 8 bits clip what sRGB cannot show. */
      conversion_run (&there, wanted, pixel, 1);
      conversion_run (&back, pixel, found, 1);
      if (fabsf (found[0] - wanted[0]) < TOLERANCE && fabsf (found[1] - a) < TOLERANCE
          && fabsf (found[2] - b) < TOLERANCE)
        return TRUE;
    }

  return FALSE;
}

gfloat *
color_grid_new (gint *n_colors)
{
  gfloat *colors = g_new (gfloat, 2 * N_SIDE * N_SIDE);
  gint    n      = 0;

  for (gint a = -LIMIT; a <= LIMIT; a += SPACING)
    for (gint b = -LIMIT; b <= LIMIT; b += SPACING)
      if (is_shown (a, b))
        {
          colors[2 * n]     = a;
          colors[2 * n + 1] = b;
          n++;
        }

  *n_colors = n;
  return colors;
}

static gint
find_nearest (const gfloat *colors, gint n_colors, const gfloat *chroma)
{
  gint   nearest  = 0;
  gfloat smallest = INFINITY;

  for (gint i = 0; i < n_colors; i++)
    {
      gfloat a        = colors[2 * i] - chroma[0];
      gfloat b        = colors[2 * i + 1] - chroma[1];
      gfloat distance = a * a + b * b;

      if (distance < smallest)
        {
          smallest = distance;
          nearest  = i;
        }
    }

  return nearest;
}

gfloat *
color_grid_count (const gfloat *colors, gint n_colors, const PhotoSet *set, const GArray *photos)
{
  const SampleShape shape    = { .side = SIDE, .target_divisor = DIVISOR };
  gsize             n_pixels = (SIDE / DIVISOR) * (SIDE / DIVISOR);
  guint             n_photos = MIN (photos->len, MAX_PHOTOS);
  g_autoptr (GRand) unused   = g_rand_new_with_seed (0);
  g_autofree gfloat *local   = g_new (gfloat, SIDE * SIDE);
  g_autofree gfloat *chroma  = g_new (gfloat, 2 * n_pixels);
  gfloat            *prior   = g_new0 (gfloat, n_colors);
  gsize              total   = 0;

  for (guint i = 0; i < n_photos; i++)
    {
      guint              photo = g_array_index (photos, guint, (gsize) i * photos->len / n_photos);
      gint               width;
      gint               height;
      g_autofree guint8 *rgb = photo_set_decode (set, photo, &width, &height, NULL);

      if (! rgb)
        continue;

      sample_make (&shape, NULL, rgb, width, height, unused, local, NULL, chroma);
      for (gsize k = 0; k < n_pixels; k++)
        prior[find_nearest (colors, n_colors, chroma + 2 * k)] += 1.0f;
      total += n_pixels;
    }

  for (gint i = 0; i < n_colors; i++)
    prior[i] /= MAX (total, 1);
  return prior;
}
