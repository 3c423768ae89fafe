/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "pixels.h"

/* A strip takes some 24 bytes a pixel; the rows of a tile belong together. */
#define STRIP_PIXELS (1 << 20)
#define TILE_ROWS    64

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

gboolean
colorize_pixels_reduce (GeglBuffer      *source,
                        ColorizePhoto   *photo,
                        GCancellable    *cancellable,
                        ColorizeProgress progress,
                        gpointer         progress_data,
                        GError         **error)
{
  gint               width     = gegl_buffer_get_width (source);
  gint               height    = gegl_buffer_get_height (source);
  gint               n_rows    = get_strip_rows (width);
  g_autofree gfloat *luminance = g_new (gfloat, (gsize) n_rows * width);

  for (gint y = 0; y < height; y += n_rows)
    {
      GeglRectangle strip = get_strip (source, y, MIN (n_rows, height - y));

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      gegl_buffer_get (source, &strip, 1.0, babl_format ("CIE L float"), luminance,
                       GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
      colorize_photo_add_rows (photo, luminance, strip.height);
      report (progress, progress_data, y + strip.height, height);
    }

  return TRUE;
}

gboolean
colorize_pixels_lift (const ColorizeChroma *chroma,
                      gdouble               strength,
                      GeglBuffer           *source,
                      GeglBuffer           *result,
                      GCancellable         *cancellable,
                      ColorizeProgress      progress,
                      gpointer              progress_data,
                      GError              **error)
{
  const Babl        *format    = babl_format ("CIE Lab alpha float");
  gint               width     = gegl_buffer_get_width (source);
  gint               height    = gegl_buffer_get_height (source);
  gint               n_rows    = get_strip_rows (width);
  gsize              n_pixels  = (gsize) n_rows * width;
  g_autofree gfloat *lab       = g_new (gfloat, 4 * n_pixels);
  g_autofree gfloat *predicted = g_new (gfloat, 2 * n_pixels);

  for (gint y = 0; y < height; y += n_rows)
    {
      gint          n    = MIN (n_rows, height - y);
      GeglRectangle from = get_strip (source, y, n);
      GeglRectangle to   = get_strip (result, y, n);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      gegl_buffer_get (source, &from, 1.0, format, lab, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
      colorize_chroma_lift_rows (chroma, y, n, predicted);

      for (gsize i = 0; i < (gsize) n * width; i++)
        {
          lab[4 * i + 1] += strength * (predicted[2 * i] - lab[4 * i + 1]);
          lab[4 * i + 2] += strength * (predicted[2 * i + 1] - lab[4 * i + 2]);
        }

      gegl_buffer_set (result, &to, 0, format, lab, GEGL_AUTO_ROWSTRIDE);
      report (progress, progress_data, y + n, height);
    }

  return TRUE;
}

gboolean
colorize_pixels_colour (GeglBuffer            *source,
                        ColorizeWeights       *weights,
                        gint                   working_size,
                        const ColorizeOptions *options,
                        gdouble                strength,
                        gint                   n_threads,
                        GeglBuffer            *result,
                        GCancellable          *cancellable,
                        GError               **error)
{
  g_autoptr (ColorizePhoto) photo           = NULL;
  g_autoptr (ColorizePrediction) prediction = NULL;
  g_autoptr (ColorizeChroma) chroma         = NULL;

  photo = colorize_photo_new (weights, gegl_buffer_get_width (source),
                              gegl_buffer_get_height (source), working_size, error);
  if (! photo || ! colorize_pixels_reduce (source, photo, cancellable, NULL, NULL, error))
    return FALSE;

  prediction = colorize_predict (weights, photo, n_threads, cancellable, NULL, NULL, error);
  if (! prediction || ! (chroma = colorize_prediction_decode (prediction, options, error)))
    return FALSE;

  return colorize_pixels_lift (chroma, strength, source, result, cancellable, NULL, NULL, error);
}
