/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>
#include <string.h>

#include "augment.h"
#include "jpeg-memory.h"

#define LARGEST_GRAIN 0.1
#define LARGEST_BLUR  1.5
#define BEST_QUALITY  95
#define WORST_QUALITY 30

/* Of a narrower kernel hardly anything falls on a pixel's neighbors. */
#define LEAST_BLUR 0.25

/* Rarer tone curves than these leave hardly anything to see. */
#define LARGEST_TONE 2.0

/* Deviations of the kernel to either side. */
#define BLUR_REACH 3
#define MAX_RADIUS ((gint) (BLUR_REACH * LARGEST_BLUR + 1))

/* The deviation of the sum of four bytes: sqrt (4 (256^2 - 1) / 12). */
#define DEVIATION_OF_BYTES 147.8f
#define MEAN_OF_BYTES      510.0f

/* Near enough to normal for grain; the exact way would take a logarithm and a root a pixel. */
static gfloat
draw_normal (GRand *random)
{
  guint32 bits = g_rand_int (random);
  gint    sum  = (bits & 0xFF) + (bits >> 8 & 0xFF) + (bits >> 16 & 0xFF) + (bits >> 24);

  return (sum - MEAN_OF_BYTES) / DEVIATION_OF_BYTES;
}

/* 0 for every other photo. Draws twice whatever the strength: settings do not change each other's
 * draws. */
static gdouble
draw_strength (GRand *random, gdouble strength)
{
  gboolean is_on = g_rand_boolean (random);
  gdouble  share = g_rand_double (random);

  return is_on ? share * strength : 0.0;
}

static void
change_tone (gfloat *gray, gsize n_pixels, gfloat gamma)
{
  for (gsize i = 0; i < n_pixels; i++)
    gray[i] = powf (CLAMP (gray[i], 0.0f, 1.0f), gamma);
}

static void
add_grain (gfloat *gray, gsize n_pixels, gfloat deviation, GRand *random)
{
  for (gsize i = 0; i < n_pixels; i++)
    {
      gfloat value = gray[i] + deviation * draw_normal (random);

      gray[i] = CLAMP (value, 0.0f, 1.0f);
    }
}

/* kernel   [2 radius + 1] */
static gint
make_kernel (gdouble deviation, gfloat *kernel)
{
  gint   radius = (gint) ceil (BLUR_REACH * deviation);
  gfloat sum    = 0.0f;

  for (gint k = -radius; k <= radius; k++)
    sum += kernel[radius + k] = exp (-0.5 * k * k / (deviation * deviation));
  for (gint k = 0; k <= 2 * radius; k++)
    kernel[k] /= sum;
  return radius;
}

/* Edges are repeated outwards. */
static void
blur (gfloat *gray, gint side, gdouble deviation)
{
  gfloat             kernel[2 * MAX_RADIUS + 1];
  gint               radius = make_kernel (deviation, kernel);
  g_autofree gfloat *line   = g_new (gfloat, side + 2 * radius);
  g_autofree gfloat *across = g_new0 (gfloat, (gsize) side * side);

  for (gint y = 0; y < side; y++)
    {
      const gfloat *row = gray + (gsize) y * side;
      gfloat       *to  = across + (gsize) y * side;

      memcpy (line + radius, row, sizeof (gfloat) * side);
      for (gint k = 0; k < radius; k++)
        {
          line[k]                 = row[0];
          line[radius + side + k] = row[side - 1];
        }
      for (gint k = 0; k <= 2 * radius; k++)
        for (gint x = 0; x < side; x++)
          to[x] += kernel[k] * line[x + k];
    }

  memset (gray, 0, sizeof (gfloat) * side * side);
  for (gint y = 0; y < side; y++)
    for (gint k = 0; k <= 2 * radius; k++)
      {
        const gfloat *row = across + (gsize) CLAMP (y + k - radius, 0, side - 1) * side;
        gfloat       *to  = gray + (gsize) y * side;

        for (gint x = 0; x < side; x++)
          to[x] += kernel[k] * row[x];
      }
}

/* A picture that libjpeg does not take, for want of memory, stays as it is. */
static void
add_jpeg_noise (gfloat *gray, gint side, gint quality)
{
  gsize              n_pixels = (gsize) side * side;
  g_autofree guint8 *before   = g_new (guint8, n_pixels);
  g_autofree guint8 *data     = NULL;
  g_autofree guint8 *after    = NULL;
  gsize              length   = 0;
  gint               width, height;

  for (gsize i = 0; i < n_pixels; i++)
    before[i] = CLAMP (gray[i], 0.0f, 1.0f) * 255.0f + 0.5f;

  data = jpeg_memory_encode (before, side, side, 1, quality, &length, NULL);
  if (data)
    after = jpeg_memory_decode (data, length, 1, &width, &height, NULL);

  for (gsize i = 0; after && i < n_pixels; i++)
    gray[i] = after[i] / 255.0f;
}

void
augment_gray (const Augmentation *augmentation, GRand *random, gint side, gfloat *gray)
{
  gsize   n_pixels = (gsize) side * side;
  gdouble tone     = CLAMP (draw_normal (random), -LARGEST_TONE, LARGEST_TONE);
  gdouble softness = draw_strength (random, augmentation->blur) * LARGEST_BLUR;
  gdouble grain    = draw_strength (random, augmentation->grain) * LARGEST_GRAIN;
  gdouble loss     = draw_strength (random, augmentation->jpeg);

  if (softness > LEAST_BLUR)
    blur (gray, side, softness);
  if (augmentation->tone > 0.0)
    change_tone (gray, n_pixels, exp (tone * augmentation->tone));
  if (grain > 0.0)
    add_grain (gray, n_pixels, grain, random);
  if (loss > 0.0)
    add_jpeg_noise (gray, side, BEST_QUALITY - (gint) (loss * (BEST_QUALITY - WORST_QUALITY)));
}
