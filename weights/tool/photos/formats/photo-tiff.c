/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading of TIFF files, by libtiff.
 */

#include <string.h>

#include "photo-tiff.h"


/* TIFF's own words say nothing to those who have only the photo. */
static int
tiff_fail (TIFF *tiff, void *data, const char *module, const char *format, va_list arguments)
{
  ((TiffFaults *) data)->any = TRUE;

  return 1;
}

/* Warnings are about odd tags, which is nothing that a user could mend; but libjpeg only warns of
 * damaged pixels, and goes on with gray ones. */
static int
tiff_warn (TIFF *tiff, void *data, const char *module, const char *format, va_list arguments)
{
  g_autofree gchar *message = NULL;

  if (g_strcmp0 (module, "JPEGLib") == 0)
    {
      message = g_strdup_vprintf (format, arguments);

      if (! strstr (message, "extraneous bytes"))
        ((TiffFaults *) data)->any = TRUE;
    }

  return 1;
}

TIFF *
tiff_open (const gchar *path, const gchar *mode, TiffFaults *faults)
{
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc ();
  TIFF            *tiff;

  TIFFOpenOptionsSetErrorHandlerExtR (options, tiff_fail, faults);
  TIFFOpenOptionsSetWarningHandlerExtR (options, tiff_warn, faults);
  tiff = TIFFOpenExt (path, mode, options);
  TIFFOpenOptionsFree (options);

  return tiff;
}

static void
read_encoding (TIFF *tiff, PhotoEncoding *encoding)
{
  guint16 unit        = RESUNIT_INCH;
  guint16 compression = COMPRESSION_NONE;
  gfloat  resolution[2];

  TIFFGetFieldDefaulted (tiff, TIFFTAG_RESOLUTIONUNIT, &unit);
  TIFFGetFieldDefaulted (tiff, TIFFTAG_COMPRESSION, &compression);

  if (unit != RESUNIT_NONE && TIFFGetField (tiff, TIFFTAG_XRESOLUTION, &resolution[0])
      && TIFFGetField (tiff, TIFFTAG_YRESOLUTION, &resolution[1]))
    {
      encoding->resolution[0] = resolution[0] / (unit == RESUNIT_INCH ? 2.54 : 1.0);
      encoding->resolution[1] = resolution[1] / (unit == RESUNIT_INCH ? 2.54 : 1.0);
    }

  switch (compression)
    {
    case COMPRESSION_NONE:
    case COMPRESSION_LZW:
    case COMPRESSION_PACKBITS:
    case COMPRESSION_LZMA:
    case COMPRESSION_ZSTD:
      encoding->compression = compression;
      break;

    default:
      encoding->compression = COMPRESSION_ADOBE_DEFLATE;
    }
}

/* What Exiv2 cannot do itself: it knows no BigTIFF, and only the tags of the first page; and it writes
 * unsound tags into the result as they are, which other programs then refuse. */
static void
read_tags (TIFF *tiff, const TiffPages *pages, gboolean sound, PhotoFile *photo, const gchar *path)
{
  const guint64 directories[] = { pages->chosen, pages->first };
  gboolean      lost          = FALSE;

  if (sound && ! TIFFIsBigTIFF (tiff) && pages->chosen == pages->first)
    return;

  photo->tags = tiff_copy_tags (path, directories, G_N_ELEMENTS (directories), &lost);

  if (lost)
    photo_add_notice (photo, "notes of its camera's maker were not kept");
}

static gboolean
load (TIFF         *tiff,
      TiffFaults   *faults,
      PhotoFile    *photo,
      const gchar  *path,
      GCancellable *cancellable,
      GError      **error)
{
  g_autoptr (GBytes) profile = NULL;
  TiffPages  pages;
  TiffLayout layout;
  guint32    profile_length;
  void      *profile_data;
  gint       n_lost;

  if (! tiff_choose_page (tiff, path, &pages, error) || ! tiff_layout_look (&layout, tiff, error))
    return FALSE;

  read_encoding (tiff, &photo->encoding);
  photo->encoding.orientation = pages.orientation;
  read_tags (tiff, &pages, ! faults->any, photo, path);

  /* L*a*b* needs no profile, and one that it has is of L*a*b*. */
  if (! tiff_layout_is_lab (&layout)
      && TIFFGetField (tiff, TIFFTAG_ICCPROFILE, &profile_length, &profile_data))
    profile = g_bytes_new (profile_data, profile_length);

  if (! photo_begin (photo, layout.width, layout.height, layout.model, layout.alpha, layout.type,
                     profile, error)
      || ! tiff_read_pixels (&layout, photo, faults, cancellable, error))
    return FALSE;

  n_lost = layout.n_samples - layout.n_colors - (layout.alpha_at >= 0);

  if (n_lost > 0)
    photo_add_notice (photo,
                      n_lost == 1 ? "one of its channels, which is no color, was not kept"
                                  : "%d of its channels, which are no colors, were not kept",
                      n_lost);

  if (layout.logarithms)
    photo_add_notice (photo, "its numbers are logarithms, of which the result keeps 8 bits");

  if (pages.n_pages > 1)
    photo_add_notice (photo, "only the first of its %d pages was colored", pages.n_pages);

  return TRUE;
}

/* The list of contents, without which there is no picture, often lies at the end. */
static void
explain_unreadable (const gchar *path, GError **error)
{
  guint64 end    = 0;
  guint64 offset = tiff_find_contents (path, &end);

  if (offset < end)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         "its list of contents cannot be read");
  else
    g_set_error (
      error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
      "it is cut off: the last %d %% of the file is missing, and with it the list of where "
      "its pixels are; copy it again from where it came",
      CLAMP ((gint) (100.0 - 100.0 * end / offset + 0.5), 1, 99));
}

gboolean
photo_tiff_load (PhotoFile *photo, const gchar *path, GCancellable *cancellable, GError **error)
{
  TiffFaults faults = { FALSE };
  TIFF      *tiff   = tiff_open (path, "rm", &faults);
  gboolean   loaded;

  if (! tiff)
    {
      explain_unreadable (path, error);
      return FALSE;
    }

  loaded = load (tiff, &faults, photo, path, cancellable, error);
  TIFFClose (tiff);

  return loaded;
}
