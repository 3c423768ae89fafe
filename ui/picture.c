/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "picture.h"

#include <string.h>

#include "picture/conversion.h"
#include "picture/gamut.h"
#include "parallel.h"
#include "map/resample.h"


/* Of a picture, that a thread paints at a time. */
#define ROWS_PER_TASK 16


ColorizePicture *
colorize_picture_new (gint width, gint height, gboolean has_mask)
{
  g_autoptr (ColorizePicture) picture = g_new0 (ColorizePicture, 1);
  gsize n_pixels                      = (gsize) width * height;

  picture->width     = width;
  picture->height    = height;
  picture->before    = g_try_malloc0_n (n_pixels, 4);
  picture->luminance = g_try_new0 (gfloat, n_pixels);
  picture->mask      = has_mask ? g_try_malloc0 (n_pixels) : NULL;

  if (! picture->before || ! picture->luminance || (has_mask && ! picture->mask))
    return NULL;

  return g_steal_pointer (&picture);
}

void
colorize_picture_free (ColorizePicture *picture)
{
  if (! picture)
    return;

  g_free (picture->before);
  g_free (picture->mask);
  g_free (picture->luminance);
  g_free (picture->chroma);
  g_free (picture->held);
  g_free (picture);
}

void
colorize_sketch_free (ColorizeSketch *sketch)
{
  g_free (sketch->chroma);
  g_free (sketch->held);
  g_free (sketch);
}


/* Resizing */

static gfloat *
resize_floats (const ColorizePicture *to,
               const gfloat          *from,
               gint                   width,
               gint                   height,
               gint                   n_channels)
{
  g_autoptr (Pool) pool = pool_new (0, NULL);
  gfloat *resized       = g_try_new (gfloat, (gsize) to->width * to->height * n_channels);

  if (resized)
    resample_map (pool, from, height, width, n_channels, RESAMPLE_LINEAR, to->height, to->width,
                  resized);

  return resized;
}

static guint8 *
resize_bytes (const ColorizePicture *to,
              const guint8          *from,
              gint                   width,
              gint                   height,
              gint                   n_channels)
{
  gsize              n_from  = (gsize) width * height * n_channels;
  gsize              n_to    = (gsize) to->width * to->height * n_channels;
  g_autofree gfloat *floats  = g_try_new (gfloat, n_from);
  g_autofree gfloat *resized = NULL;
  guint8            *bytes   = g_try_new (guint8, n_to);

  for (gsize i = 0; floats && i < n_from; i++)
    floats[i] = from[i];

  resized = floats ? resize_floats (to, floats, width, height, n_channels) : NULL;

  if (! resized)
    g_clear_pointer (&bytes, g_free);

  for (gsize i = 0; bytes && i < n_to; i++)
    bytes[i] = (guint8) (resized[i] + 0.5f);

  return bytes;
}

ColorizePicture *
colorize_picture_resize (const ColorizePicture *from, gint width, gint height)
{
  g_autoptr (ColorizePicture) to = g_new0 (ColorizePicture, 1);

  to->width     = width;
  to->height    = height;
  to->luminance = resize_floats (to, from->luminance, from->width, from->height, 1);
  to->before =
    (guint32 *) resize_bytes (to, (const guint8 *) from->before, from->width, from->height, 4);

  if (from->mask)
    to->mask = resize_bytes (to, from->mask, from->width, from->height, 1);

  if (! to->luminance || ! to->before || (from->mask && ! to->mask))
    return NULL;

  return g_steal_pointer (&to);
}

void
colorize_picture_set_chroma (ColorizePicture *picture,
                             const gfloat    *chroma,
                             const gfloat    *held,
                             gint             width,
                             gint             height)
{
  g_free (picture->chroma);
  g_free (picture->held);
  picture->chroma = resize_floats (picture, chroma, width, height, 2);
  picture->held   = held ? resize_floats (picture, held, width, height, 1) : NULL;
}


/* Painting */

cairo_surface_t *
colorize_picture_paint_before (const ColorizePicture *picture)
{
  cairo_surface_t *surface =
    cairo_image_surface_create (CAIRO_FORMAT_ARGB32, picture->width, picture->height);
  guchar *pixels = cairo_image_surface_get_data (surface);

  for (gint y = 0; pixels && y < picture->height; y++)
    memcpy (pixels + (gsize) y * cairo_image_surface_get_stride (surface),
            picture->before + (gsize) y * picture->width, 4 * (gsize) picture->width);

  cairo_surface_mark_dirty (surface);

  return surface;
}

/* What all rows need. */
typedef struct
{
  const ColorizePicture *picture;
  const ColorizeLook    *look;
  const Gamut           *gamut;
  Conversion             from_lab;   /* to linear light */
  Conversion             to_light;   /* from cairo's pixels, multiplied by alpha */
  Conversion             from_light; /* to cairo's pixels */
  gfloat                 light[256]; /* linear light of an opaque pixel's channel */
  guchar                *pixels;
  gint                   stride;
} Painting;

/* What a thread needs for a row. */
typedef struct
{
  gfloat *chroma; /* [width][2] */
  gfloat *lab;    /* [width][4], with alpha */
  gfloat *before; /* [width][4], linear light */
  gfloat *after;  /* [width][4], linear light */
} Row;

static void
set_lab (const Painting *painting, gsize first, Row *row)
{
  const ColorizePicture *picture   = painting->picture;
  const gfloat          *luminance = picture->luminance + first;
  const gfloat          *chroma    = picture->chroma + 2 * first;
  const guint32         *before    = picture->before + first;

  memcpy (row->chroma, chroma, 2 * picture->width * sizeof *chroma);
  colorize_options_apply (&painting->look->taste, picture->held ? picture->held + first : NULL,
                          row->chroma, picture->width);
  gamut_limit (painting->gamut, luminance, row->chroma, picture->width);

  for (gint x = 0; x < picture->width; x++)
    {
      row->lab[4 * x]     = luminance[x];
      row->lab[4 * x + 1] = row->chroma[2 * x];
      row->lab[4 * x + 2] = row->chroma[2 * x + 1];
      row->lab[4 * x + 3] = (before[x] >> 24) / 255.0f;
    }
}

/* A table is much faster than babl, but cannot do what is transparent. */
static void
set_before (const Painting *painting, gsize first, Row *row)
{
  const guint32 *before = painting->picture->before + first;
  gint           width  = painting->picture->width;
  guint32        alpha  = 0xff000000u;

  for (gint x = 0; x < width; x++)
    alpha &= before[x];

  if (alpha != 0xff000000u)
    {
      conversion_run (&painting->to_light, before, row->before, width);
      return;
    }

  for (gint x = 0; x < width; x++)
    {
      row->before[4 * x]     = painting->light[before[x] >> 16 & 0xff];
      row->before[4 * x + 1] = painting->light[before[x] >> 8 & 0xff];
      row->before[4 * x + 2] = painting->light[before[x] & 0xff];
      row->before[4 * x + 3] = 1.0f;
    }
}

/* GIMP mixes a layer with those below it in linear light. */
static void
mix (const Painting *painting, gsize first, Row *row)
{
  const ColorizePicture *picture  = painting->picture;
  const guint8          *mask     = painting->look->use_mask ? picture->mask : NULL;
  gfloat                 strength = painting->look->strength / 100.0;

  for (gint x = 0; x < picture->width; x++)
    {
      gfloat share = mask ? strength * mask[first + x] / 255.0f : strength;

      for (gint c = 0; c < 4; c++)
        {
          gfloat before = row->before[4 * x + c];

          row->after[4 * x + c] = before + share * (row->after[4 * x + c] - before);
        }
    }
}

static void
paint_row (const Painting *painting, gint y, Row *row)
{
  gint  width = painting->picture->width;
  gsize first = (gsize) y * width;

  set_lab (painting, first, row);
  conversion_run (&painting->from_lab, row->lab, row->after, width);

  if (painting->look->strength < 100.0 || (painting->picture->mask && painting->look->use_mask))
    {
      set_before (painting, first, row);
      mix (painting, first, row);
    }

  conversion_run (&painting->from_light, row->after,
                  painting->pixels + (gsize) y * painting->stride, width);
}

static void
paint_rows (gint index, gint thread, gpointer data)
{
  const Painting    *painting = data;
  gsize              width    = painting->picture->width;
  gint               end      = MIN ((index + 1) * ROWS_PER_TASK, painting->picture->height);
  g_autofree gfloat *room     = g_new (gfloat, 14 * width);
  Row                row      = { room, room + 2 * width, room + 6 * width, room + 10 * width };

  for (gint y = index * ROWS_PER_TASK; y < end; y++)
    paint_row (painting, y, &row);
}

static void
set_conversions (Painting *painting)
{
  const Babl *light  = babl_format ("RaGaBaA float");
  const Babl *screen = babl_format (COLORIZE_PICTURE_FORMAT);

  guint8      levels[256];

  for (gint i = 0; i < 256; i++)
    levels[i] = i;

  convert_pixels (babl_format ("Y' u8"), babl_format ("Y float"), levels, painting->light, 256);

  painting->from_lab   = conversion_get (babl_format ("CIE Lab alpha float"), light);
  painting->to_light   = conversion_get (screen, light);
  painting->from_light = conversion_get (light, screen);
}

static gpointer
warm_up (gpointer data)
{
  Painting painting;

  set_conversions (&painting);

  return NULL;
}

void
colorize_picture_warm_up (void)
{
  g_thread_unref (g_thread_new ("warm-up", warm_up, NULL));
}

cairo_surface_t *
colorize_picture_paint_after (const ColorizePicture *picture, const ColorizeLook *look)
{
  g_autoptr (Gamut) gamut = gamut_new (NULL);
  g_autoptr (Pool) pool   = pool_new (0, NULL);
  cairo_surface_t *surface =
    cairo_image_surface_create (CAIRO_FORMAT_ARGB32, picture->width, picture->height);
  Painting painting = {
    .picture = picture,
    .look    = look,
    .gamut   = gamut,
    .pixels  = cairo_image_surface_get_data (surface),
    .stride  = cairo_image_surface_get_stride (surface),
  };

  set_conversions (&painting);

  if (painting.pixels)
    pool_run (pool, (picture->height + ROWS_PER_TASK - 1) / ROWS_PER_TASK, paint_rows, &painting);

  cairo_surface_mark_dirty (surface);

  return surface;
}
