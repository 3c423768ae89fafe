/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Colored TIFF files.
 */

#include <errno.h>

#include "photo-tiff.h"


static void
write_tags (TIFF *tiff, const PhotoFile *photo, gint width, gint height)
{
  const Babl    *format      = photo->result_format;
  const gdouble *resolution  = photo->encoding.resolution;
  const Babl    *type        = babl_format_get_type (format, 0);
  gint           n_samples   = babl_format_get_n_components (format);
  gint           compression = photo->encoding.compression;
  gboolean       integer =
    type == babl_type ("u8") || type == babl_type ("u16") || type == babl_type ("u32");
  guint16 extra[] = { EXTRASAMPLE_UNASSALPHA };

  if (babl_format_get_model (format) == babl_model_with_space ("R'aG'aB'aA", format))
    extra[0] = EXTRASAMPLE_ASSOCALPHA;

  if (! TIFFIsCODECConfigured (compression))
    compression = COMPRESSION_ADOBE_DEFLATE;

  TIFFSetField (tiff, TIFFTAG_IMAGEWIDTH, width);
  TIFFSetField (tiff, TIFFTAG_IMAGELENGTH, height);
  TIFFSetField (tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
  TIFFSetField (tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_RGB);
  TIFFSetField (tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField (tiff, TIFFTAG_SAMPLESPERPIXEL, n_samples);
  TIFFSetField (tiff, TIFFTAG_BITSPERSAMPLE,
                babl_format_get_bytes_per_pixel (format) * 8 / n_samples);
  TIFFSetField (tiff, TIFFTAG_SAMPLEFORMAT, integer ? SAMPLEFORMAT_UINT : SAMPLEFORMAT_IEEEFP);
  TIFFSetField (tiff, TIFFTAG_COMPRESSION, compression);

  if (compression == COMPRESSION_LZW || compression == COMPRESSION_ADOBE_DEFLATE
      || compression == COMPRESSION_ZSTD)
    TIFFSetField (tiff, TIFFTAG_PREDICTOR,
                  integer ? PREDICTOR_HORIZONTAL : PREDICTOR_FLOATINGPOINT);

  if (n_samples == 4)
    TIFFSetField (tiff, TIFFTAG_EXTRASAMPLES, 1, extra);

  if (resolution[0] > 0.0 && resolution[1] > 0.0)
    {
      TIFFSetField (tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
      TIFFSetField (tiff, TIFFTAG_XRESOLUTION, resolution[0] * 2.54);
      TIFFSetField (tiff, TIFFTAG_YRESOLUTION, resolution[1] * 2.54);
    }

  if (photo->profile)
    {
      gsize         length;
      gconstpointer profile = g_bytes_get_data (photo->profile, &length);

      TIFFSetField (tiff, TIFFTAG_ICCPROFILE, (guint32) length, profile);
    }

  TIFFSetField (tiff, TIFFTAG_ROWSPERSTRIP, PHOTO_STRIP_ROWS);
}

gboolean
photo_tiff_save (const PhotoFile *photo,
                 GeglBuffer      *pixels,
                 const gchar     *path,
                 GCancellable    *cancellable,
                 GError         **error)
{
  TiffFaults         faults          = { FALSE };
  gint               width           = gegl_buffer_get_width (pixels);
  gint               height          = gegl_buffer_get_height (pixels);
  gint               bytes_per_pixel = babl_format_get_bytes_per_pixel (photo->result_format);
  gboolean           large           = (gdouble) width * height * bytes_per_pixel > 4e9;
  g_autofree guchar *rows            = NULL;
  gboolean           saved           = TRUE;
  TIFF              *tiff;

  rows = photo_try_rows (width, PHOTO_STRIP_ROWS, bytes_per_pixel, error);

  if (! rows)
    return FALSE;

  errno = 0;
  /* Beyond four gigabytes a file must be a BigTIFF. */
  tiff = tiff_open (path, large ? "w8" : "w", &faults);

  if (! tiff)
    {
      photo_set_write_error (error, "it is too large for a TIFF file");
      return FALSE;
    }

  write_tags (tiff, photo, width, height);

  for (gint y = 0; saved && y < height; y += PHOTO_STRIP_ROWS)
    {
      GeglRectangle strip = photo_strip (width, height, y);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        {
          TIFFClose (tiff);
          return FALSE;
        }

      gegl_buffer_get (pixels, &strip, 1.0, photo->result_format, rows, GEGL_AUTO_ROWSTRIDE,
                       GEGL_ABYSS_NONE);
      saved = TIFFWriteEncodedStrip (tiff, y / PHOTO_STRIP_ROWS, rows,
                                     (tmsize_t) strip.height * width * bytes_per_pixel)
              >= 0;
    }

  /* Closing writes the directory, and cannot fail but by the error handler. */
  TIFFClose (tiff);

  if (! saved || faults.any)
    {
      photo_set_write_error (error, "it is too large for a TIFF file");
      return FALSE;
    }

  return TRUE;
}
