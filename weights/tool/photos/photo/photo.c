/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <errno.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "photo.h"

/* How much of the computer's memory one photo may take where a library wants all of it at once. */
#define PHOTO_MEMORY_SHARE 0.6


const gchar *
photo_format_get_title (PhotoFormat format)
{
  static const gchar *const titles[] = {
    [PHOTO_JPEG] = "JPEG",   [PHOTO_PNG] = "PNG",       [PHOTO_TIFF] = "TIFF",
    [PHOTO_WEBP] = "WebP",   [PHOTO_AVIF] = "AVIF",     [PHOTO_HEIF] = "HEIC",
    [PHOTO_JXL] = "JPEG XL", [PHOTO_JP2] = "JPEG 2000", [PHOTO_BMP] = "BMP",
    [PHOTO_GIF] = "GIF",     [PHOTO_PNM] = "PNM",       [PHOTO_PSD] = "PSD"
  };

  return titles[format];
}

FILE *
photo_open (const gchar *path, const gchar *mode, GError **error)
{
  FILE *file = g_fopen (path, mode);

  if (! file)
    g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));

  errno = 0;

  return file;
}

GeglRectangle
photo_strip (gint width, gint height, gint y)
{
  return (GeglRectangle) { 0, y, width, MIN (PHOTO_STRIP_ROWS, height - y) };
}

guchar *
photo_try_rows (gint width, gint n_rows, gint bytes_per_pixel, GError **error)
{
  gsize   size;
  guchar *rows = NULL;

  if (g_size_checked_mul (&size, width, n_rows)
      && g_size_checked_mul (&size, size, bytes_per_pixel))
    rows = g_try_malloc0 (size);

  if (! rows)
    photo_set_memory_error (error);

  return rows;
}

void
photo_set_memory_error (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                       "there is not enough memory for a photo of its size");
}

gboolean
photo_fits_memory (gint64 width, gint64 height, gint bytes_per_pixel, GError **error)
{
  gdouble size = (gdouble) sysconf (_SC_PHYS_PAGES) * sysconf (_SC_PAGE_SIZE);

  if ((gdouble) width * height * bytes_per_pixel <= size * PHOTO_MEMORY_SHARE)
    return TRUE;

  photo_set_memory_error (error);

  return FALSE;
}

void
photo_set_write_error (GError **error, const gchar *message)
{
  g_set_error (error, G_IO_ERROR, errno ? g_io_error_from_errno (errno) : G_IO_ERROR_FAILED,
               "its result cannot be written (%s)", errno ? g_strerror (errno) : message);
}

void
photo_add_notice (PhotoFile *photo, const gchar *format, ...)
{
  va_list arguments;

  if (photo->notice->len > 0)
    g_string_append (photo->notice, "; ");

  va_start (arguments, format);
  g_string_append_vprintf (photo->notice, format, arguments);
  va_end (arguments);
}
