/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "error.h"
#include "map/frame.h"
#include "photo.h"

#define MAX_PHOTO_SIDE (1 << 20)
#define MAX_PROPORTION 4

/* Of a photo's own a* and b*, either way. */
#define MAX_OWN 128.0f

/* Pixels that are kept of a photo. Its finer detail is only looked at while it is read and, once
 * more, at the last step of the lift. */
#define KEPT_PIXELS (1 << 20)

/* The share of a pixel that is enough to tell the picture's luminance by, and that which stays as it is: the
 * straight edge of a frame is off by a part of a pixel. */
#define WELL_COVERED 0.95f
#define HALF_COVERED 0.5f

gboolean
photo_check_size (gint width, gint height, GError **error)
{
  if (width >= 1 && height >= 1 && width <= MAX_PHOTO_SIDE && height <= MAX_PHOTO_SIDE)
    return TRUE;

  g_set_error (error, COLORIZE_ERROR, COLORIZE_ERROR_PHOTO,
               "A photo of %d × %d pixels cannot be colorized; each side must be between 1 and "
               "%d pixels.",
               width, height, MAX_PHOTO_SIDE);
  return FALSE;
}

void
photo_get_kept_size (gint width, gint height, gint *kept_height, gint *kept_width)
{
  gdouble scale = MIN (sqrt ((gdouble) KEPT_PIXELS / width / height), 1.0);

  *kept_width  = MAX ((gint) (width * scale), 1);
  *kept_height = MAX ((gint) (height * scale), 1);
}

ColorizePhoto *
colorize_photo_new (gint width, gint height, GError **error)
{
  g_autoptr (ColorizePhoto) photo = NULL;

  if (! photo_check_size (width, height, error))
    return NULL;

  photo               = g_new0 (ColorizePhoto, 1);
  photo->n_references = 1;
  photo->width        = width;
  photo->height       = height;
  photo_get_kept_size (width, height, &photo->kept_height, &photo->kept_width);
  photo->columns     = resample_axis_new (width, photo->kept_width, RESAMPLE_LINEAR);
  photo->rows        = resample_axis_new (height, photo->kept_height, RESAMPLE_LINEAR);
  photo->row         = g_new (gfloat, width);
  photo->reduced_row = g_new (gfloat, photo->kept_width);
  photo->luminance   = g_try_new0 (gfloat, (gsize) photo->kept_width * photo->kept_height);
  if (! photo->luminance)
    {
      error_set_memory (error);
      return NULL;
    }

  return g_steal_pointer (&photo);
}

/* Adds photo->row, which is row y of the photo, to a map that is kept. */
static void
add_row (ColorizePhoto *photo, gint y, gfloat *kept)
{
  resample_add_row (photo->row, y, 1, photo->columns, photo->rows, photo->reduced_row, kept);
}

void
colorize_photo_add_rows (ColorizePhoto *photo, const gfloat *luminance, gint n_rows)
{
  g_return_if_fail (n_rows <= photo->height - photo->n_rows);

  for (; n_rows > 0; n_rows--, luminance += photo->width)
    {
      /* NaN fails every comparison and becomes black. */
      for (gint x = 0; x < photo->width; x++)
        photo->row[x] = luminance[x] > 0.0f ? MIN (luminance[x], 100.0f) : 0.0f;
      add_row (photo, photo->n_rows++, photo->luminance);
    }
}

gboolean
colorize_photo_keep_colors (ColorizePhoto *photo, GError **error)
{
  if (! photo->own)
    photo->own = g_try_new0 (gfloat, 2 * (gsize) photo->kept_width * photo->kept_height);
  if (! photo->own)
    error_set_memory (error);
  return photo->own != NULL;
}

gboolean
colorize_photo_keeps_colors (const ColorizePhoto *photo)
{
  return photo->own != NULL;
}

void
colorize_photo_add_colors (ColorizePhoto *photo, const gfloat *chroma, gint n_rows)
{
  g_return_if_fail (photo->own && n_rows <= photo->height - photo->n_color_rows);

  if (! chroma)
    {
      photo->n_color_rows += n_rows;
      return;
    }

  for (; n_rows > 0; n_rows--, photo->n_color_rows++, chroma += 2 * photo->width)
    for (gint c = 0; c < 2; c++)
      {
        for (gint x = 0; x < photo->width; x++)
          photo->row[x] =
            isnan (chroma[2 * x + c]) ? 0.0f : CLAMP (chroma[2 * x + c], -MAX_OWN, MAX_OWN);
        add_row (photo, photo->n_color_rows,
                 photo->own + (gsize) c * photo->kept_width * photo->kept_height);
      }
}

ColorizePhoto *
colorize_photo_ref (ColorizePhoto *photo)
{
  g_atomic_int_inc (&photo->n_references);
  return photo;
}

void
colorize_photo_unref (ColorizePhoto *photo)
{
  if (! photo || ! g_atomic_int_dec_and_test (&photo->n_references))
    return;

  resample_axis_free (photo->rows);
  resample_axis_free (photo->columns);
  g_free (photo->luminance);
  g_free (photo->own);
  g_free (photo->row);
  g_free (photo->reduced_row);
  g_free (photo);
}

gboolean
photo_is_complete (const ColorizePhoto *photo, GError **error)
{
  if (photo->n_rows == photo->height)
    return TRUE;

  g_set_error (error, COLORIZE_ERROR, COLORIZE_ERROR_PHOTO,
               "Only %d of the photo’s %d rows could be read.", photo->n_rows, photo->height);
  return FALSE;
}

/* The picture's part of the page's own colors, where it keeps them.
 * kept   the picture, in pixels that are kept of the page */
static gboolean
cut_own (ColorizePhoto       *picture,
         const ColorizePhoto *page,
         const ColorizeFrame *kept,
         Pool                *pool,
         GError             **error)
{
  if (! page->own)
    return TRUE;
  if (! colorize_photo_keep_colors (picture, error))
    return FALSE;

  for (gint c = 0; c < 2; c++)
    frame_cut (pool, page->own + (gsize) c * page->kept_height * page->kept_width,
               page->kept_height, page->kept_width, 1, kept, picture->kept_height,
               picture->kept_width,
               picture->own + (gsize) c * picture->kept_height * picture->kept_width);
  return TRUE;
}

ColorizePhoto *
photo_new_picture (ColorizePhoto *photo, const ColorizeFrame *frame, Pool *pool, GError **error)
{
  ColorizeFrame kept;
  g_autoptr (ColorizePhoto) picture = NULL;

  if (frame_is_whole (frame, photo->width, photo->height))
    return colorize_photo_ref (photo);

  kept                  = frame_scale (frame, (gdouble) photo->kept_width / photo->width,
                                       (gdouble) photo->kept_height / photo->height);
  picture               = g_new0 (ColorizePhoto, 1);
  picture->n_references = 1;
  picture->width        = MAX ((gint) (frame->width + 0.5), 1);
  picture->height       = MAX ((gint) (frame->height + 0.5), 1);
  picture->n_rows       = picture->height;
  picture->kept_width   = MAX ((gint) (kept.width + 0.5), 1);
  picture->kept_height  = MAX ((gint) (kept.height + 0.5), 1);
  picture->luminance    = g_try_new (gfloat, (gsize) picture->kept_width * picture->kept_height);
  if (! picture->luminance)
    {
      error_set_memory (error);
      return NULL;
    }

  frame_cut (pool, photo->luminance, photo->kept_height, photo->kept_width, 1, &kept,
             picture->kept_height, picture->kept_width, picture->luminance);
  return cut_own (picture, photo, &kept, pool, error) ? g_steal_pointer (&picture) : NULL;
}

/* A row, or a column, without any of the picture stays. */
static void
fill_line (gfloat *luminance, const gfloat *cover, gsize step, gint n)
{
  gint first = 0;
  gint last  = n - 1;

  while (first < n && cover[first * step] < WELL_COVERED)
    first++;
  while (last > first && cover[last * step] < WELL_COVERED)
    last--;
  if (first == n)
    return;

  for (gint i = 0; i < first; i++)
    if (cover[i * step] < HALF_COVERED)
      luminance[i * step] = luminance[first * step];
  for (gint i = last + 1; i < n; i++)
    if (cover[i * step] < HALF_COVERED)
      luminance[i * step] = luminance[last * step];
}

gboolean
photo_fill_corners (ColorizePhoto       *picture,
                    const ColorizePhoto *page,
                    const ColorizeFrame *frame,
                    const gfloat        *cover,
                    Pool                *pool,
                    GError             **error)
{
  gint               width = picture->kept_width;
  g_autofree gfloat *cut   = g_try_new (gfloat, (gsize) width * picture->kept_height);
  ColorizeFrame      kept;

  if (! cut)
    {
      error_set_memory (error);
      return FALSE;
    }

  kept = frame_scale (frame, (gdouble) page->kept_width / page->width,
                      (gdouble) page->kept_height / page->height);
  frame_cut (pool, cover, page->kept_height, page->kept_width, 1, &kept, picture->kept_height,
             width, cut);
  /* A ragged upper edge has the picture on both sides of its gaps. */
  for (gint x = 0; x < width; x++)
    fill_line (picture->luminance + x, cut + x, width, picture->kept_height);
  for (gint y = 0; y < picture->kept_height; y++)
    fill_line (picture->luminance + (gsize) y * width, cut + (gsize) y * width, 1, width);
  return TRUE;
}

static gint
round_to_grid (gdouble size)
{
  return MAX ((gint) (size / PHOTO_GRID + 0.5) * PHOTO_GRID, PHOTO_GRID);
}

void
photo_get_working_size (const ColorizePhoto *photo, gint working_size, gint *height, gint *width)
{
  gdouble proportion =
    (gdouble) MAX (photo->width, photo->height) / MIN (photo->width, photo->height);
  gint short_side = round_to_grid (working_size);
  gint long_side  = round_to_grid (working_size * MIN (proportion, MAX_PROPORTION));

  *width  = photo->width > photo->height ? long_side : short_side;
  *height = photo->width > photo->height ? short_side : long_side;
}

gfloat *
photo_resample (const ColorizePhoto *photo, Pool *pool, gint height, gint width)
{
  gfloat *luminance = g_try_new (gfloat, (gsize) height * width);

  if (luminance)
    resample_map (pool, photo->luminance, photo->kept_height, photo->kept_width, 1, RESAMPLE_LINEAR,
                  height, width, luminance);
  return luminance;
}

gfloat *
photo_resample_own (const ColorizePhoto *photo, Pool *pool, gint height, gint width)
{
  gsize   n_kept   = (gsize) photo->kept_height * photo->kept_width;
  gsize   n_pixels = (gsize) height * width;
  gfloat *own      = g_try_new (gfloat, 2 * n_pixels);

  for (gint c = 0; own && c < 2; c++)
    resample_map (pool, photo->own + c * n_kept, photo->kept_height, photo->kept_width, 1,
                  RESAMPLE_LINEAR, height, width, own + c * n_pixels);
  return own;
}
