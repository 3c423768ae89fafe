/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Photos that gdk-pixbuf's loaders read: HEIC, AVIF, JPEG XL, BMP and GIF.
 *
 * These loaders are other people's plug-ins, each of which may be missing. They give 8 bits, RGB, the
 * photo upright where its format has a way of its own to say so, and the first of several pictures.
 * What else a file holds is found by photo-look.h. Some loaders pass a cut file for a whole one, but none
 * reports rows that it has not read.
 */

#include <string.h>

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "formats.h"
#include "photo-look.h"

/* Bytes that are given to a loader at a time. */
#define CHUNK 65536

/* Of what a loader makes, and of what it makes it from. */
#define BYTES_PER_PIXEL 8

/* Where an ICC header says what its numbers are of. */
#define ICC_SPACE 16


typedef struct
{
  const gchar *mime;
  const gchar *loader; /* packages that bring it, on Debian and on Fedora */
  const gchar *codec;  /* those that bring what the loader needs in turn, or NULL */
} Source;

static const Source sources[] = {
  [PHOTO_HEIF] = { "image/heif", "heif-gdk-pixbuf (Fedora: heif-pixbuf-loader)",
                   "libheif-plugin-libde265 (Fedora: libheif-freeworld, from RPM Fusion)" },
  [PHOTO_AVIF] = { "image/avif", "heif-gdk-pixbuf (Fedora: heif-pixbuf-loader)",
                   "libheif-plugin-aomdec (Fedora: libheif)" },
  [PHOTO_JXL]  = { "image/jxl", "libjxl-gdk-pixbuf (Fedora: jxl-pixbuf-loader)", NULL },
  [PHOTO_BMP]  = { "image/bmp", "libgdk-pixbuf-2.0-0 (Fedora: gdk-pixbuf2-modules)", NULL },
  [PHOTO_GIF]  = { "image/gif", "libgdk-pixbuf-2.0-0 (Fedora: gdk-pixbuf2-modules)", NULL },
};

typedef struct
{
  gint    height;
  guint8 *read; /* [height], rows of which the loader has said that they are there */
  gint    n_read;
} Progress;


static void
on_size (GdkPixbufLoader *loader, gint width, gint height, gpointer data)
{
  Progress *progress = data;

  if (progress->read || height <= 0)
    return;

  progress->read   = g_try_malloc0 (height);
  progress->height = progress->read ? height : 0;
}

static void
on_area (GdkPixbufLoader *loader, gint x, gint y, gint width, gint height, gpointer data)
{
  Progress *progress = data;

  for (gint row = MAX (y, 0); row < y + height && row < progress->height; row++)
    {
      progress->n_read += ! progress->read[row];
      progress->read[row] = TRUE;
    }
}

/* What went wrong within a loader, in words of ours. */
static void
set_loader_error (PhotoFormat format, const GError *cause, GError **error)
{
  const gchar *title = photo_format_get_title (format);

  if (g_error_matches (cause, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY))
    photo_set_memory_error (error);
  /* A loader whose library finds no decoder can say so only in its own words. */
  else if (sources[format].codec
           && (strstr (cause->message, "plugin installed")
               || strstr (cause->message, "Unsupported codec")))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                 "%s files need a decoder that is not installed; install the package %s, then try "
                 "again",
                 title, sources[format].codec);
  else if (g_error_matches (cause, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_UNSUPPORTED_OPERATION)
           || g_error_matches (cause, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_UNKNOWN_TYPE)
           || strstr (cause->message, "Unsupported feature"))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                 "it is a %s file of a kind that cannot be read here; save it as PNG or TIFF",
                 title);
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         "its picture cannot be decoded");
}

/* Gives the file to the loader, which is closed in any case. */
static gboolean
feed (GdkPixbufLoader *loader,
      PhotoFormat      format,
      const gchar     *path,
      GCancellable    *cancellable,
      GError         **error)
{
  g_autoptr (GFile) file              = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autoptr (GError) cause            = NULL;
  g_autofree guint8 *chunk            = g_malloc (CHUNK);
  gssize             length           = stream ? 1 : -1;

  while (length > 0 && ! cause)
    {
      length = g_input_stream_read (G_INPUT_STREAM (stream), chunk, CHUNK, cancellable, error);

      if (length > 0)
        gdk_pixbuf_loader_write (loader, chunk, length, &cause);
    }

  if (! gdk_pixbuf_loader_close (loader, cause || length < 0 ? NULL : &cause) && length < 0)
    return FALSE;

  /* A GIF whose first picture is whole is as good as one without more pictures: photo-look.h tells. */
  if (! cause || g_error_matches (cause, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_INCOMPLETE_ANIMATION))
    return length >= 0;

  set_loader_error (format, cause, error);

  return FALSE;
}

static GBytes *
get_profile (GdkPixbuf *pixbuf)
{
  const gchar *base64 = gdk_pixbuf_get_option (pixbuf, "icc-profile");
  guchar      *profile;
  gsize        length;

  if (! base64)
    return NULL;

  profile = g_base64_decode (base64, &length);

  return g_bytes_new_take (profile, length);
}

static gboolean
is_of_gray (GBytes *profile)
{
  gsize         length;
  const guint8 *icc = g_bytes_get_data (profile, &length);

  return length >= ICC_SPACE + 4 && memcmp (icc + ICC_SPACE, "GRAY", 4) == 0;
}

/* Some loaders give alpha to all photos. */
static gboolean
is_transparent (GdkPixbuf *pixbuf)
{
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  gint          width  = gdk_pixbuf_get_width (pixbuf);

  if (! gdk_pixbuf_get_has_alpha (pixbuf))
    return FALSE;

  for (gint y = 0; y < gdk_pixbuf_get_height (pixbuf); y++)
    {
      const guint8 *row = pixels + (gsize) y * gdk_pixbuf_get_rowstride (pixbuf);

      for (gint x = 0; x < width; x++)
        {
          if (row[4 * x + 3] != 0xFF)
            return TRUE;
        }
    }

  return FALSE;
}

static gboolean
put_pixels (PhotoFile    *photo,
            GdkPixbuf    *pixbuf,
            gboolean      gray,
            gboolean      alpha,
            GCancellable *cancellable,
            GError      **error)
{
  gint               width      = gdk_pixbuf_get_width (pixbuf);
  gint               height     = gdk_pixbuf_get_height (pixbuf);
  gint               n_channels = gdk_pixbuf_get_n_channels (pixbuf);
  gint               n_colors   = gray ? 1 : 3;
  gint               n_values   = n_colors + alpha;
  const guint8      *pixels     = gdk_pixbuf_read_pixels (pixbuf);
  g_autofree guint8 *rows       = photo_try_rows (width, PHOTO_STRIP_ROWS, n_values, error);

  if (! rows)
    return FALSE;

  for (gint y = 0; y < height; y += PHOTO_STRIP_ROWS)
    {
      GeglRectangle strip = photo_strip (width, height, y);
      guint8       *to    = rows;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      for (gint row = 0; row < strip.height; row++)
        {
          const guint8 *from = pixels + (gsize) (y + row) * gdk_pixbuf_get_rowstride (pixbuf);

          for (gint x = 0; x < width; x++, from += n_channels, to += n_values)
            {
              memcpy (to, from, n_colors);

              if (alpha)
                to[n_colors] = from[3];
            }
        }

      photo_put (photo, &strip, rows, 0);
    }

  return TRUE;
}

static gboolean
take (PhotoFile       *photo,
      GdkPixbuf       *pixbuf,
      const PhotoLook *look,
      GCancellable    *cancellable,
      GError         **error)
{
  g_autoptr (GBytes) own     = get_profile (pixbuf);
  g_autoptr (GBytes) profile = own ? g_bytes_ref (own) : photo_look_get_profile (look);
  gboolean gray              = profile && is_of_gray (profile);
  gboolean alpha             = is_transparent (pixbuf);

  return photo_begin (photo, gdk_pixbuf_get_width (pixbuf), gdk_pixbuf_get_height (pixbuf),
                      gray ? PHOTO_GRAY : PHOTO_RGB, alpha ? PHOTO_ALPHA : PHOTO_OPAQUE, "u8",
                      profile, error)
         && put_pixels (photo, pixbuf, gray, alpha, cancellable, error);
}

static gboolean
read_loader (PhotoFile       *photo,
             GdkPixbufLoader *loader,
             const gchar     *path,
             const PhotoLook *look,
             GCancellable    *cancellable,
             GError         **error)
{
  Progress   progress = { 0 };
  GdkPixbuf *pixbuf;
  gboolean   whole;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size), &progress);
  g_signal_connect (loader, "area-updated", G_CALLBACK (on_area), &progress);

  if (! feed (loader, photo->format, path, cancellable, error))
    {
      g_free (progress.read);
      return FALSE;
    }

  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  /* The first picture of a GIF need not cover it. */
  whole =
    pixbuf
    && (photo->format == PHOTO_GIF || (progress.height > 0 && progress.n_read == progress.height));
  g_free (progress.read);

  if (! whole || look->cut)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "its data end too early");
      return FALSE;
    }

  photo_look_tell (look, photo);

  return take (photo, pixbuf, look, cancellable, error);
}

gboolean
photo_pixbuf_load (PhotoFile *photo, const gchar *path, GCancellable *cancellable, GError **error)
{
  const Source *source               = &sources[photo->format];
  g_autoptr (GdkPixbufLoader) loader = NULL;
  PhotoLook look;

  photo_look (photo->format, path, &look);
  photo->tags = look.tags;

  /* Some loaders would have the system look for the memory until it gives up. */
  if (! photo_fits_memory (look.width, look.height, BYTES_PER_PIXEL, error))
    return FALSE;

  loader = gdk_pixbuf_loader_new_with_mime_type (source->mime, NULL);

  if (! loader)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "%s files need a loader that is not installed; install the package %s, then try "
                   "again",
                   photo_format_get_title (photo->format), source->loader);
      return FALSE;
    }

  /* The loaders turn what their formats say is turned; EXIF only repeats it. */
  if (photo->format == PHOTO_HEIF || photo->format == PHOTO_AVIF || photo->format == PHOTO_JXL)
    photo->encoding.orientation = 1;

  return read_loader (photo, loader, path, &look, cancellable, error);
}
