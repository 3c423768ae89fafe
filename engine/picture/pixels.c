/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "pixels.h"

#include "conversion.h"
#include "gamut-table.h"
#include "gamut.h"
#include "memory.h"
#include "parallel.h"
#include "profile.h"

/* A strip takes up to 32 bytes a pixel; the rows of a tile belong together. */
#define STRIP_PIXELS (1 << 20)
#define TILE_ROWS    64

/* Pixels that a thread works on at a time: what it needs for them should stay in its cache. */
#define TASK_PIXELS 8192

static gint
get_strip_rows (gint width)
{
  gint rows = MAX (STRIP_PIXELS / width, 1);

  return rows > TILE_ROWS ? rows / TILE_ROWS * TILE_ROWS : rows;
}

/* The rows y .. y + n_rows - 1 of a buffer, whose own top may lie anywhere. */
static GeglRectangle
get_strip (GeglBuffer *buffer, gint y, gint n_rows)
{
  const GeglRectangle *extent = gegl_buffer_get_extent (buffer);

  return (GeglRectangle) { extent->x, extent->y + y, extent->width, n_rows };
}

static void
report (ColorizeProgress progress, gpointer data, gint n_rows_done, gint height)
{
  if (progress)
    progress ((gdouble) n_rows_done / height, data);
}

/* Strips, each as pixels of the source's own format and of the result's. GEGL would convert them
 * while it reads and writes; so several threads can. */
typedef struct
{
  gint                   width;
  gint                   height;
  const Babl            *source_format;
  const Babl            *result_format;
  const ColorizeProfile *source_profile; /* NULL: babl knows what the numbers mean */
  const ColorizeProfile *result_profile;
  guint8                *pixels; /* of the source */
  gfloat                *luminance;
  gfloat                *own;     /* a*b* of the source; NULL unless asked for */
  gfloat                *paint;   /* a*, b*, alpha */
  guint8                *colored; /* of the result */
  gint                   y;       /* of the strip that is at work */
  gint                   n_rows;
  gint                   rows_per_task;

  const ColorizeChroma  *chroma;
  const ColorizeOptions *options;
  const Gamut           *gamut;       /* of the result */
  const GamutTable      *gamut_table; /* the same of a profile; NULL where it has none */
  gfloat                 strength;
  gfloat                *scratch;
  gsize                  scratch_size; /* of a thread */
} Strips;

/* floats   of scratch that a task needs for a pixel */
static void
strips_init (Strips *strips, GeglBuffer *source, Pool *pool, gint floats)
{
  gint n_rows;

  strips->width          = gegl_buffer_get_width (source);
  strips->height         = gegl_buffer_get_height (source);
  strips->source_format  = gegl_buffer_get_format (source);
  strips->source_profile = colorize_profile_of (source);
  n_rows                 = get_strip_rows (strips->width);
  strips->rows_per_task  = CLAMP (TASK_PIXELS / strips->width, 1, n_rows);
  strips->pixels         = g_malloc ((gsize) n_rows * strips->width
                                     * babl_format_get_bytes_per_pixel (strips->source_format));
  strips->scratch_size   = memory_align ((gsize) floats * strips->rows_per_task * strips->width);
  strips->scratch        = g_new (gfloat, pool_get_n_threads (pool) * strips->scratch_size);
}

static void
strips_clear (Strips *strips)
{
  g_free (strips->pixels);
  g_free (strips->luminance);
  g_free (strips->own);
  g_free (strips->paint);
  g_free (strips->colored);
  g_free (strips->scratch);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Strips, strips_clear)

/* Reads the next strip. FALSE: there is none. */
static gboolean
strips_read (Strips *strips, GeglBuffer *source)
{
  GeglRectangle strip;

  strips->y += strips->n_rows;
  strips->n_rows = MIN (get_strip_rows (strips->width), strips->height - strips->y);
  if (strips->n_rows == 0)
    return FALSE;

  strip = get_strip (source, strips->y, strips->n_rows);
  gegl_buffer_get (source, &strip, 1.0, strips->source_format, strips->pixels, GEGL_AUTO_ROWSTRIDE,
                   GEGL_ABYSS_NONE);
  return TRUE;
}

/* The rows of the strip that are a task's: the first, and their number. */
static gint
get_task_rows (const Strips *strips, gint index, gint *first)
{
  *first = index * strips->rows_per_task;
  return MIN (strips->rows_per_task, strips->n_rows - *first);
}

static void
strips_run (Strips *strips, Pool *pool, PoolTask task)
{
  pool_run (pool, (strips->n_rows + strips->rows_per_task - 1) / strips->rows_per_task, task,
            strips);
}

static gconstpointer
get_pixels (const Strips *strips, gint row)
{
  return strips->pixels
         + (gsize) row * strips->width * babl_format_get_bytes_per_pixel (strips->source_format);
}

static void
read_task (gint index, gint thread, gpointer data)
{
  Strips *strips = data;
  gint    first;
  gint    n_rows    = get_task_rows (strips, index, &first);
  gsize   n_pixels  = (gsize) n_rows * strips->width;
  gfloat *luminance = strips->luminance + (gsize) first * strips->width;
  gfloat *lab       = strips->scratch + thread * strips->scratch_size;

  if (! strips->source_profile && ! strips->own)
    {
      convert_pixels (strips->source_format, babl_format ("CIE L float"),
                      get_pixels (strips, first), luminance, n_pixels);
      return;
    }

  colorize_profile_read (strips->source_profile, strips->source_format, get_pixels (strips, first),
                         lab, n_pixels);
  for (gsize i = 0; i < n_pixels; i++)
    luminance[i] = lab[4 * i];
  if (strips->own)
    for (gsize i = 0; i < n_pixels; i++)
      {
        gfloat *own = strips->own + 2 * ((gsize) first * strips->width + i);

        own[0] = lab[4 * i + 1];
        own[1] = lab[4 * i + 2];
      }
}

/* Unless told not to, babl begins by trying tables of 360 MB in all, for a gain that is lost again. */
void
colorize_pixels_prepare (void)
{
  g_setenv ("BABL_LUT", "0", FALSE);
}

gboolean
colorize_pixels_reduce (GeglBuffer      *source,
                        ColorizePhoto   *photo,
                        gint             n_threads,
                        GCancellable    *cancellable,
                        ColorizeProgress progress,
                        gpointer         progress_data,
                        GError         **error)
{
  g_autoptr (Pool) pool  = pool_new (n_threads, cancellable);
  g_auto (Strips) strips = { 0 };
  gboolean has_colors    = colorize_photo_keeps_colors (photo);
  gsize    n_pixels;

  strips_init (&strips, source, pool, has_colors || colorize_profile_of (source) ? 4 : 0);
  n_pixels         = (gsize) get_strip_rows (strips.width) * strips.width;
  strips.luminance = g_new (gfloat, n_pixels);
  if (has_colors)
    strips.own = g_new (gfloat, 2 * n_pixels);

  while (strips_read (&strips, source))
    {
      strips_run (&strips, pool, read_task);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      colorize_photo_add_rows (photo, strips.luminance, strips.n_rows);
      if (has_colors)
        colorize_photo_add_colors (photo, strips.own, strips.n_rows);
      report (progress, progress_data, strips.y + strips.n_rows, strips.height);
    }

  return TRUE;
}

/* a*, b* and alpha. */
static void
paint_task (gint index, gint thread, gpointer data)
{
  Strips *strips = data;
  gint    first;
  gint    n_rows   = get_task_rows (strips, index, &first);
  gsize   n_pixels = (gsize) n_rows * strips->width;
  gfloat *paint    = strips->paint + 3 * (gsize) first * strips->width;
  gfloat *lab      = strips->scratch + thread * strips->scratch_size;

  colorize_profile_read (strips->source_profile, strips->source_format, get_pixels (strips, first),
                         lab, n_pixels);
  for (gsize i = 0; i < n_pixels; i++)
    for (gint c = 0; c < 3; c++)
      paint[3 * i + c] = lab[4 * i + 1 + c];
}

gboolean
colorize_pixels_read_hints (GeglBuffer    *paint,
                            ColorizeHints *hints,
                            gint           n_threads,
                            GCancellable  *cancellable,
                            GError       **error)
{
  g_autoptr (Pool) pool  = pool_new (n_threads, cancellable);
  g_auto (Strips) strips = { 0 };

  strips_init (&strips, paint, pool, 4);
  strips.paint = g_new (gfloat, 3 * (gsize) get_strip_rows (strips.width) * strips.width);

  while (strips_read (&strips, paint))
    {
      strips_run (&strips, pool, paint_task);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      colorize_hints_add_rows (hints, strips.paint, strips.n_rows);
    }

  return TRUE;
}

/* The task's pixels: L* and alpha stay, a*b* go to what is lifted, as far as the result can hold it. */
static void
lift_task (gint index, gint thread, gpointer data)
{
  Strips *strips = data;
  gint    first;
  gint    n_rows    = get_task_rows (strips, index, &first);
  gsize   n_pixels  = (gsize) n_rows * strips->width;
  gfloat *pixels    = strips->scratch + thread * strips->scratch_size;
  gfloat *luminance = pixels + 4 * n_pixels;
  gfloat *chroma    = luminance + n_pixels;

  colorize_profile_read (strips->source_profile, strips->source_format, get_pixels (strips, first),
                         pixels, n_pixels);

  /* NaN fails every comparison and becomes black. */
  for (gsize i = 0; i < n_pixels; i++)
    luminance[i] = pixels[4 * i] > 0.0f ? MIN (pixels[4 * i], 100.0f) : 0.0f;
  colorize_chroma_lift (strips->chroma, strips->options, luminance, 0, strips->y + first,
                        strips->width, n_rows, chroma);

  for (gsize i = 0; i < n_pixels; i++)
    {
      const gfloat *pixel = pixels + 4 * i;

      chroma[2 * i]     = pixel[1] + strips->strength * (chroma[2 * i] - pixel[1]);
      chroma[2 * i + 1] = pixel[2] + strips->strength * (chroma[2 * i + 1] - pixel[2]);
    }

  if (strips->gamut_table)
    gamut_table_limit (strips->gamut_table, luminance, chroma, n_pixels);
  else
    gamut_limit (strips->gamut, luminance, chroma, n_pixels);

  for (gsize i = 0; i < n_pixels; i++)
    {
      pixels[4 * i + 1] = chroma[2 * i];
      pixels[4 * i + 2] = chroma[2 * i + 1];
    }

  colorize_profile_write (strips->result_profile, pixels, strips->result_format,
                          strips->colored
                            + (gsize) first * strips->width
                                * babl_format_get_bytes_per_pixel (strips->result_format),
                          n_pixels);
}

static GamutTable *
new_gamut_table (const ColorizeProfile *profile)
{
  g_autofree gfloat *sides = NULL;
  gsize              n;

  if (! profile)
    return NULL;

  sides = colorize_profile_list_sides (profile, &n);

  return gamut_table_new (sides, n);
}

gboolean
colorize_pixels_lift (const ColorizeChroma  *chroma,
                      const ColorizeOptions *options,
                      gdouble                strength,
                      GeglBuffer            *source,
                      GeglBuffer            *result,
                      gint                   n_threads,
                      GCancellable          *cancellable,
                      ColorizeProgress       progress,
                      gpointer               progress_data,
                      GError               **error)
{
  g_autoptr (Pool) pool   = pool_new (n_threads, cancellable);
  g_auto (Strips) strips  = { .chroma = chroma, .options = options, .strength = strength };
  g_autoptr (Gamut) gamut = NULL;
  g_autoptr (GamutTable) gamut_table = NULL;

  strips_init (&strips, source, pool, 7);
  strips.result_format  = gegl_buffer_get_format (result);
  strips.result_profile = colorize_profile_of (result);
  strips.colored        = g_malloc ((gsize) get_strip_rows (strips.width) * strips.width
                                    * babl_format_get_bytes_per_pixel (strips.result_format));
  strips.gamut = gamut = gamut_new (babl_format_get_space (strips.result_format));
  strips.gamut_table = gamut_table = new_gamut_table (strips.result_profile);

  while (strips_read (&strips, source))
    {
      GeglRectangle to = get_strip (result, strips.y, strips.n_rows);

      strips_run (&strips, pool, lift_task);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      gegl_buffer_set (result, &to, 0, strips.result_format, strips.colored, GEGL_AUTO_ROWSTRIDE);
      report (progress, progress_data, strips.y + strips.n_rows, strips.height);
    }

  return TRUE;
}

gboolean
colorize_pixels_color (GeglBuffer            *source,
                       ColorizeWeights       *weights,
                       const ColorizeView    *view,
                       const ColorizeOptions *options,
                       ColorizeHints         *hints,
                       gdouble                strength,
                       gint                   n_threads,
                       GeglBuffer            *result,
                       GCancellable          *cancellable,
                       GError               **error)
{
  g_autoptr (ColorizePhoto) photo           = NULL;
  g_autoptr (ColorizePrediction) prediction = NULL;
  g_autoptr (ColorizeChroma) chroma         = NULL;

  photo =
    colorize_photo_new (gegl_buffer_get_width (source), gegl_buffer_get_height (source), error);
  if (! photo || (options->own_colors > 0.0 && ! colorize_photo_keep_colors (photo, error))
      || ! colorize_pixels_reduce (source, photo, n_threads, cancellable, NULL, NULL, error))
    return FALSE;

  prediction = colorize_predict (weights, photo, view, n_threads, cancellable, NULL, NULL, error);
  if (! prediction)
    return FALSE;

  chroma = colorize_prediction_decode (prediction, options, hints, n_threads, error);
  return chroma
         && colorize_pixels_lift (chroma, options, strength, source, result, n_threads, cancellable,
                                  NULL, NULL, error);
}
