/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A map of colors with the number of frames that each has been seen in, packed, as many of them wait at once.
 */

#pragma once

#include <math.h>

#include <glib.h>

G_BEGIN_DECLS

/* Of a pixel. */
#define CARRIED_BYTES (2 * sizeof (gint16) + sizeof (guint8))

/* Of a* and b*, and of the number of frames. */
#define CARRIED_CHROMA 128.0f
#define CARRIED_WEIGHT 4.0f

typedef struct
{
  gint16 *chroma; /* [n_pixels][2], a* and b* times CARRIED_CHROMA */
  guint8 *weight; /* [n_pixels], times CARRIED_WEIGHT */
} Carried;

/* FALSE if there is not enough memory. */
static inline gboolean
carried_init (Carried *map, gsize n_pixels)
{
  map->chroma = g_try_new0 (gint16, 2 * n_pixels);
  map->weight = g_try_new0 (guint8, n_pixels);
  return map->chroma && map->weight;
}

static inline void
carried_clear (Carried *map)
{
  g_clear_pointer (&map->chroma, g_free);
  g_clear_pointer (&map->weight, g_free);
}

static inline void
carried_put (Carried *map, gsize pixel, const gfloat chroma[2], gfloat weight)
{
  for (gint c = 0; c < 2; c++)
    map->chroma[2 * pixel + c] = lrintf (CLAMP (CARRIED_CHROMA * chroma[c], -32767.0f, 32767.0f));
  map->weight[pixel] = lrintf (MIN (CARRIED_WEIGHT * weight, 255.0f));
}

/* Returns the weight. */
static inline gfloat
carried_get (const Carried *map, gsize pixel, gfloat chroma[2])
{
  chroma[0] = map->chroma[2 * pixel] / CARRIED_CHROMA;
  chroma[1] = map->chroma[2 * pixel + 1] / CARRIED_CHROMA;
  return map->weight[pixel] / CARRIED_WEIGHT;
}

static inline void
carried_set (Carried *map, const gfloat *chroma, gfloat weight, gsize n_pixels)
{
  for (gsize i = 0; i < n_pixels; i++)
    carried_put (map, i, chroma + 2 * i, weight);
}

/* The color between pixels, by Keys' cubic kernel with a = -0.5, which blurs little however often it is done. Returns the
 * weight of the nearest pixel. */
static inline gfloat
carried_look_up (const Carried *map, gint height, gint width, gfloat x, gfloat y, gfloat chroma[2])
{
  gfloat cx = CLAMP (x, 0.0f, width - 1.0f), cy = CLAMP (y, 0.0f, height - 1.0f);
  gint   left = cx, top = cy;
  gfloat u = cx - left, v = cy - top;
  gfloat across[4] = { ((2 - u) * u - 1) * u / 2, ((3 * u - 5) * u * u + 2) / 2,
                       ((4 - 3 * u) * u + 1) * u / 2, (u - 1) * u * u / 2 };
  gfloat down[4]   = { ((2 - v) * v - 1) * v / 2, ((3 * v - 5) * v * v + 2) / 2,
                       ((4 - 3 * v) * v + 1) * v / 2, (v - 1) * v * v / 2 };
  gfloat sum[2]    = { 0.0f, 0.0f };

  for (gint i = 0; i < 4; i++)
    {
      const gint16 *row     = map->chroma + 2 * (gsize) width * CLAMP (top + i - 1, 0, height - 1);
      gfloat        part[2] = { 0.0f, 0.0f };

      for (gint k = 0; k < 4; k++)
        {
          const gint16 *pixel = row + 2 * CLAMP (left + k - 1, 0, width - 1);

          part[0] += across[k] * pixel[0];
          part[1] += across[k] * pixel[1];
        }
      sum[0] += down[i] * part[0];
      sum[1] += down[i] * part[1];
    }
  chroma[0] = sum[0] / CARRIED_CHROMA;
  chroma[1] = sum[1] / CARRIED_CHROMA;
  return map->weight[(gsize) lrintf (cy) * width + lrintf (cx)] / CARRIED_WEIGHT;
}

G_END_DECLS
