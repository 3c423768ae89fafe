/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pixels of a TIFF page, strip by strip or tile by tile, each in one plane or several; and how
 * much of them is missing where the file is cut off or damaged.
 */

#include <string.h>

#include "photo-tiff.h"

typedef struct
{
  const TiffLayout *layout;
  PhotoFile        *photo;
  TiffFaults       *faults;
  guint32           width, height; /* of a strip or tile */
  gsize             size;          /* of its bytes, or of those of one plane */
  gsize             row_bytes;
  gint              n_planes;
  guint8           *blocks; /* [n_planes][size] */
  gdouble          *values;
  guint8           *rows; /* [PHOTO_STRIP_ROWS][width], of the photo's pixels */
  gint              pixel_bytes;
  TiffRange         range;
  gint              cut_at;     /* the first row that lies beyond the file's end */
  gint              damaged_at; /* the first of which libtiff could make nothing */
} Reading;


static gboolean
is_cut (TIFF *tiff, guint32 index)
{
  guint64 end = TIFFGetSizeProc (tiff) (TIFFClientdata (tiff));

  return TIFFGetStrileOffset (tiff, index) + TIFFGetStrileByteCount (tiff, index) > end;
}

/* Of a strip or tile without compression, the rows that lie before the end of the file. */
static gint
read_rows_before_end (Reading *reading, guint32 index, guint8 *block, gint n_rows)
{
  TIFF              *tiff        = reading->layout->tiff;
  thandle_t          file        = TIFFClientdata (tiff);
  guint64            end         = TIFFGetSizeProc (tiff) (file);
  guint64            offset      = TIFFGetStrileOffset (tiff, index);
  gsize              needed      = reading->row_bytes * n_rows;
  guint16            compression = COMPRESSION_NONE;
  g_autofree guint8 *raw         = NULL;
  tmsize_t           n_there;

  TIFFGetFieldDefaulted (tiff, TIFFTAG_COMPRESSION, &compression);

  if (compression != COMPRESSION_NONE || offset >= end)
    return 0;

  n_there = MIN (end - offset, needed);
  raw     = g_try_malloc0 (needed);

  if (! raw || TIFFGetSeekProc (tiff) (file, offset, SEEK_SET) != offset
      || TIFFGetReadProc (tiff) (file, raw, n_there) != n_there
      || ! TIFFReadFromUserBuffer (tiff, index, raw, needed, block, needed))
    return 0;

  return n_there / reading->row_bytes;
}

/* Returns how many rows of the strip or tile could be read; `cut` is set where the file ends before
 * the others. */
static gint
read_block (Reading *reading, gint x, gint y, gint n_rows, gboolean *cut)
{
  const TiffLayout *layout = reading->layout;
  TIFF             *tiff   = layout->tiff;
  gint              n_good = n_rows;

  *cut = FALSE;

  for (gint plane = 0; plane < reading->n_planes; plane++)
    {
      guint8  *to = reading->blocks + plane * reading->size;
      guint32  index;
      tmsize_t n_read;

      if (layout->separate && plane >= layout->n_colors && plane != layout->alpha_at)
        continue;

      index                = TIFFIsTiled (tiff) ? TIFFComputeTile (tiff, x, y, 0, plane)
                                                : TIFFComputeStrip (tiff, y, plane);
      reading->faults->any = FALSE;
      n_read = TIFFIsTiled (tiff) ? TIFFReadEncodedTile (tiff, index, to, reading->size)
                                  : TIFFReadEncodedStrip (tiff, index, to, reading->size);

      if (n_read >= (tmsize_t) (reading->row_bytes * n_rows) && ! reading->faults->any)
        continue;

      if (is_cut (tiff, index))
        {
          n_good = MIN (n_good, read_rows_before_end (reading, index, to, n_rows));
          *cut   = TRUE;
        }
      else
        n_good = 0;
    }

  return n_good;
}

/* What is damaged becomes neither black nor white, where it is wanted at all; photo-file.c sees to what
 * is missing. */
static void
lose_rows (Reading *reading, const GeglRectangle *area, gboolean cut)
{
  gint *first = cut ? &reading->cut_at : &reading->damaged_at;

  *first = MIN (*first, area->y);

  if (! cut && reading->photo->keeps_damaged)
    {
      GeglColor *gray = gegl_color_new ("rgb(0.5, 0.5, 0.5)");

      gegl_buffer_set_color (reading->photo->pixels, area, gray);
      g_object_unref (gray);
    }
}

static void
put_block (Reading *reading, const GeglRectangle *area)
{
  const TiffLayout *layout = reading->layout;

  if (layout->direct)
    {
      photo_put (reading->photo, area, reading->blocks, reading->row_bytes);
      return;
    }

  for (gint y = 0; y < area->height; y += PHOTO_STRIP_ROWS)
    {
      GeglRectangle strip = { area->x, area->y + y, area->width,
                              MIN (PHOTO_STRIP_ROWS, area->height - y) };

      for (gint row = 0; row < strip.height; row++)
        tiff_layout_convert (layout, reading->blocks + (y + row) * reading->row_bytes,
                             reading->size, area->width, reading->values, &reading->range,
                             reading->rows + (gsize) row * area->width * reading->pixel_bytes);

      photo_put (reading->photo, &strip, reading->rows, 0);
    }
}

static gboolean
read_blocks (Reading *reading, GCancellable *cancellable, GError **error)
{
  const TiffLayout *layout = reading->layout;
  gboolean          tiled  = TIFFIsTiled (layout->tiff);

  for (gint y = 0; y < layout->height; y += MIN (reading->height, (guint32) (layout->height - y)))
    {
      gint n_rows = MIN (reading->height, (guint32) (layout->height - y));

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      for (gint64 x = 0; x < layout->width; x += reading->width)
        {
          GeglRectangle area = { x, y, MIN (reading->width, layout->width - x), n_rows };
          GeglRectangle lost = area;
          gboolean      cut;

          area.height = read_block (reading, x, y, tiled ? (gint) reading->height : n_rows, &cut);
          area.height = MIN (area.height, n_rows);
          lost.y += area.height;
          lost.height -= area.height;

          if (lost.height > 0)
            lose_rows (reading, &lost, cut);
          if (area.height > 0)
            put_block (reading, &area);
        }
    }

  return TRUE;
}

/* Where pixels share samples, or samples are logarithms. */
static gboolean
read_by_libtiff (Reading *reading, GCancellable *cancellable, GError **error)
{
  const TiffLayout  *layout        = reading->layout;
  char               message[1024] = "";
  gboolean           done          = TRUE;
  TIFFRGBAImage      image;
  g_autofree guint8 *packed = photo_try_rows (layout->width, reading->height, 4, error);

  if (! packed)
    return FALSE;

  if (! TIFFRGBAImageOK (layout->tiff, message)
      || ! TIFFRGBAImageBegin (&image, layout->tiff, 1, message))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           "its pixels are of a kind that cannot be read; save it as RGB or gray");
      return FALSE;
    }

  /* Turning it upright is the same for all formats, and done later. */
  image.req_orientation = image.orientation;

  for (gint y = 0, n_rows; done && y < layout->height; y += n_rows)
    {
      GeglRectangle area = { 0, y, layout->width,
                             MIN (reading->height, (guint32) (layout->height - y)) };
      gsize         n    = (gsize) area.width * area.height;

      n_rows = area.height;
      done   = ! g_cancellable_set_error_if_cancelled (cancellable, error);

      image.row_offset     = y;
      reading->faults->any = FALSE;

      if (! TIFFRGBAImageGet (&image, (guint32 *) packed, area.width, area.height)
          || reading->faults->any)
        {
          lose_rows (reading, &area,
                     is_cut (layout->tiff, TIFFIsTiled (layout->tiff)
                                             ? TIFFComputeTile (layout->tiff, 0, y, 0, 0)
                                             : TIFFComputeStrip (layout->tiff, y, 0)));
          continue;
        }

      for (gsize i = 0; i < n; i++)
        {
          guint32 pixel = ((guint32 *) packed)[i];

          packed[i * 3]     = TIFFGetR (pixel);
          packed[i * 3 + 1] = TIFFGetG (pixel);
          packed[i * 3 + 2] = TIFFGetB (pixel);
        }

      photo_put (reading->photo, &area, packed, 0);
    }

  TIFFRGBAImageEnd (&image);

  return done;
}

/* How large the file's strips or tiles are. */
static gboolean
measure_blocks (Reading *reading, GError **error)
{
  const TiffLayout *layout = reading->layout;
  tmsize_t          there;

  reading->width  = layout->width;
  reading->height = layout->height;

  if (TIFFIsTiled (layout->tiff))
    {
      TIFFGetField (layout->tiff, TIFFTAG_TILEWIDTH, &reading->width);
      TIFFGetField (layout->tiff, TIFFTAG_TILELENGTH, &reading->height);
      there = TIFFTileSize (layout->tiff);
    }
  else
    {
      TIFFGetFieldDefaulted (layout->tiff, TIFFTAG_ROWSPERSTRIP, &reading->height);
      reading->height = CLAMP (reading->height, 1, (guint32) layout->height);
      there           = TIFFStripSize (layout->tiff);
    }

  reading->row_bytes = tiff_layout_row_bytes (layout, MIN (reading->width, G_MAXINT));
  reading->n_planes  = layout->separate ? layout->n_samples : 1;

  if (there > 0 && reading->width > 0 && reading->width <= G_MAXINT && reading->height > 0
      && reading->height <= G_MAXINT
      && g_size_checked_mul (&reading->size, reading->row_bytes, reading->height)
      && (layout->meaning == TIFF_BY_LIBTIFF || reading->size <= (gsize) there))
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       "the sizes of its parts make no sense");

  return FALSE;
}

static gboolean
allocate (Reading *reading, GError **error)
{
  const TiffLayout *layout = reading->layout;

  reading->pixel_bytes =
    babl_format_get_bytes_per_pixel (gegl_buffer_get_format (reading->photo->pixels));

  /* Ink has one number more than the colors that it becomes. */
  if (layout->model == PHOTO_CMYK)
    reading->pixel_bytes += reading->pixel_bytes / (3 + (layout->alpha_at >= 0));

  reading->blocks = photo_try_rows (reading->width, reading->height,
                                    layout->separate ? (layout->bits + 7) / 8 * layout->n_samples
                                                     : (layout->bits * layout->n_samples + 7) / 8,
                                    error);

  if (! reading->blocks || layout->direct)
    return reading->blocks != NULL;

  reading->values =
    (gdouble *) photo_try_rows (reading->width, TIFF_MAX_VALUES, sizeof (gdouble), error);

  if (reading->values)
    reading->rows = photo_try_rows (reading->width, PHOTO_STRIP_ROWS, reading->pixel_bytes, error);

  return reading->rows != NULL;
}

static gboolean
check_range (const TiffRange *range, GError **error)
{
  if (range->n_beyond <= range->n_numbers / 2)
    return TRUE;

  g_set_error (
    error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
    "most of its floating-point numbers lie beyond 1, which is white (up to %g); save it "
    "as unsigned 16 bits",
    range->most);

  return FALSE;
}

gboolean
tiff_read_pixels (const TiffLayout *layout,
                  PhotoFile        *photo,
                  TiffFaults       *faults,
                  GCancellable     *cancellable,
                  GError          **error)
{
  Reading  reading = { .layout     = layout,
                       .photo      = photo,
                       .faults     = faults,
                       .cut_at     = layout->height,
                       .damaged_at = layout->height };
  gboolean done    = FALSE;

  if (! measure_blocks (&reading, error))
    return FALSE;

  if (layout->meaning == TIFF_BY_LIBTIFF)
    done = read_by_libtiff (&reading, cancellable, error);
  else if (allocate (&reading, error))
    done = read_blocks (&reading, cancellable, error);

  g_free (reading.blocks);
  g_free (reading.values);
  g_free (reading.rows);

  if (! done || ! check_range (&reading.range, error))
    return FALSE;

  return (reading.cut_at == layout->height
          || photo_is_cut (photo, (gdouble) reading.cut_at / layout->height, FALSE, error))
         && (reading.damaged_at == layout->height
             || photo_is_damaged (photo, (gdouble) reading.damaged_at / layout->height, error));
}
