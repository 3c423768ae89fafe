/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>
#include <string.h>

#include <glib/gstdio.h>

#include "jpeg-memory.h"
#include "kept-photo.h"
#include "photo-file.h"
#include "picture/conversion.h"
#include "map/resample.h"

/* At 112 pixels, what this loses of a*b* is well below what a photo's own file has lost. */
#define QUALITY 95

/* Rows read at a time: as many as a tile of GEGL has. */
#define STRIP_ROWS 64

/* A picture as a net may see it. */
typedef struct
{
  gint    width;
  gint    height;
  guint8 *rgb; /* [height][width][3], 8-bit sRGB */
} Picture;

static void
picture_clear (Picture *picture)
{
  g_free (picture->rgb);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Picture, picture_clear)

static gboolean
picture_init (Picture *picture, gint width, gint height, GError **error)
{
  gsize size;

  picture->width  = width;
  picture->height = height;
  if (g_size_checked_mul (&size, width, height) && g_size_checked_mul (&size, size, 3))
    picture->rgb = g_try_malloc (size);
  if (! picture->rgb)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "there is not enough memory");
  return picture->rgb != NULL;
}

/* Averages of R'G'B', which is nearer than linear light to the averages of L* that the engine takes;
 * strip by strip in width, then in height. */
static gboolean
reduce (GeglBuffer *buffer, Picture *picture, GCancellable *cancellable, GError **error)
{
  const Babl   *format          = babl_format ("R'G'B' float");
  GeglRectangle strip           = *gegl_buffer_get_extent (buffer);
  gint          width           = strip.width;
  gint          height          = strip.height;
  gsize         row_length      = 3 * (gsize) picture->width;
  gsize         n_values        = row_length * picture->height;
  g_autoptr (ResampleAxis) axis = resample_axis_new (width, picture->width, RESAMPLE_LINEAR);
  g_autoptr (ResampleAxis) rows = resample_axis_new (height, picture->height, RESAMPLE_LINEAR);
  g_autofree gfloat *wide       = g_try_new (gfloat, 3 * (gsize) width * STRIP_ROWS);
  g_autofree gfloat *narrow     = g_try_new (gfloat, row_length * height);
  g_autofree gfloat *reduced    = g_try_new (gfloat, n_values);

  if (! wide || ! narrow || ! reduced)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "there is not enough memory");
      return FALSE;
    }

  for (gint y = 0; y < height; y += STRIP_ROWS)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      strip.height = MIN (STRIP_ROWS, height - y);
      gegl_buffer_get (buffer, &strip, 1.0, format, wide, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
      resample_columns (wide, width, strip.height, 3, axis, narrow + row_length * y);
      strip.y += strip.height;
    }

  for (gint y = 0; y < picture->height; y++)
    resample_row (narrow, row_length, row_length, &rows->taps[y], reduced + row_length * y);
  /* NaN, which floating-point files may hold, fails every comparison and becomes black. */
  for (gsize i = 0; i < n_values; i++)
    picture->rgb[i] = reduced[i] > 0.0f ? MIN (reduced[i], 1.0f) * 255.0f + 0.5f : 0.0f;
  return TRUE;
}

static gboolean
read_picture (GeglBuffer   *buffer,
              gint          keep_side,
              Picture      *picture,
              GCancellable *cancellable,
              GError      **error)
{
  gint    width      = gegl_buffer_get_width (buffer);
  gint    height     = gegl_buffer_get_height (buffer);
  gint    short_side = MIN (width, height);
  gdouble scale      = (gdouble) keep_side / short_side;

  if (short_side > keep_side)
    return picture_init (picture, MAX ((gint) (width * scale + 0.5), keep_side),
                         MAX ((gint) (height * scale + 0.5), keep_side), error)
           && reduce (buffer, picture, cancellable, error);

  if (! picture_init (picture, width, height, error))
    return FALSE;

  gegl_buffer_get (buffer, NULL, 1.0, babl_format ("R'G'B' u8"), picture->rgb, GEGL_AUTO_ROWSTRIDE,
                   GEGL_ABYSS_NONE);
  return TRUE;
}

/* The file's own bytes, if they are few and a decoder that knows nothing of profiles and
 * orientations sees the same picture in them; else nothing. */
static void
keep_own_bytes (KeptPhoto *photo, const gchar *path, const Picture *picture)
{
  gsize              n_pixels = (gsize) picture->width * picture->height;
  g_autofree gchar  *data     = NULL;
  g_autofree guint8 *rgb      = NULL;
  gsize              length;
  gint               width, height;

  /* More than a byte a pixel is a file of another kind, or full of what is no picture. */
  if (photo->file_size > (goffset) n_pixels || ! g_file_get_contents (path, &data, &length, NULL))
    return;

  rgb = jpeg_memory_decode ((guint8 *) data, length, 3, &width, &height, NULL);
  if (rgb && width == picture->width && height == picture->height
      && memcmp (rgb, picture->rgb, 3 * n_pixels) == 0)
    {
      photo->data   = (guint8 *) g_steal_pointer (&data);
      photo->length = length;
    }
}

static gdouble
get_mean_chroma (const Picture *picture)
{
  Conversion to_lab = conversion_get (babl_format ("R'G'B' u8"), babl_format ("CIE Lab float"));
  g_autofree gfloat *lab = g_new (gfloat, 3 * (gsize) picture->width);
  gdouble            sum = 0.0;

  for (gint y = 0; y < picture->height; y++)
    {
      conversion_run (&to_lab, picture->rgb + 3 * (gsize) y * picture->width, lab, picture->width);
      for (gint x = 0; x < picture->width; x++)
        sum += hypotf (lab[3 * x + 1], lab[3 * x + 2]);
    }

  return sum / picture->width / picture->height;
}

KeptPhoto *
kept_photo_new (const gchar           *path,
                const PhotoSetOptions *options,
                GCancellable          *cancellable,
                GError               **error)
{
  g_autoptr (PhotoFile) file  = photo_file_load_plain (path, cancellable, error);
  g_autoptr (KeptPhoto) photo = NULL;
  g_auto (Picture) picture    = { 0 };
  GeglBuffer *buffer;
  GStatBuf    status;

  if (! file)
    return NULL;

  photo            = g_new0 (KeptPhoto, 1);
  photo->file_size = g_stat (path, &status) == 0 ? status.st_size : 0;

  buffer = photo_file_get_buffer (file);
  if (MIN (gegl_buffer_get_width (buffer), gegl_buffer_get_height (buffer)) < options->min_side)
    {
      photo->verdict = VERDICT_SMALL;
      return g_steal_pointer (&photo);
    }

  if (! read_picture (buffer, options->keep_side, &picture, cancellable, error))
    return NULL;

  if (get_mean_chroma (&picture) < options->min_chroma)
    {
      photo->verdict = VERDICT_GRAY;
      return g_steal_pointer (&photo);
    }

  keep_own_bytes (photo, path, &picture);
  if (! photo->data)
    photo->data = jpeg_memory_encode (picture.rgb, picture.width, picture.height, 3, QUALITY,
                                      &photo->length, error);

  return photo->data ? g_steal_pointer (&photo) : NULL;
}

void
kept_photo_free (KeptPhoto *photo)
{
  if (! photo)
    return;

  g_free (photo->data);
  g_free (photo);
}

GVariant *
kept_photo_to_variant (const KeptPhoto *photo)
{
  return g_variant_new (
    "(ux@ay)", photo->verdict, (gint64) photo->file_size,
    g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, photo->data, photo->length, 1));
}

KeptPhoto *
kept_photo_from_variant (GVariant *variant)
{
  KeptPhoto *photo           = g_new0 (KeptPhoto, 1);
  g_autoptr (GVariant) bytes = NULL;
  gint64 file_size;

  g_variant_get (variant, "(ux@ay)", &photo->verdict, &file_size, &bytes);
  photo->file_size = file_size;
  photo->data =
    g_memdup2 (g_variant_get_fixed_array (bytes, &photo->length, 1), g_variant_get_size (bytes));
  return photo;
}
