/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include <errno.h>
#include <fcntl.h>

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gexiv2/gexiv2.h>
#include <glib/gstdio.h>

#include "gegl-file.h"
#include "photo-file.h"

/* High enough that a second generation does not show. */
#define JPEG_QUALITY "95"

typedef enum
{
  FORMAT_JPEG,
  FORMAT_PNG,
  FORMAT_TIFF,
  FORMAT_WEBP
} Format;

static const struct
{
  const gchar *name;
  const gchar *mime_type;
  const gchar *endings[3];
} formats[] = {
  [FORMAT_JPEG] = { "JPEG", "image/jpeg", { ".jpg", ".jpeg", ".jpe" } },
  [FORMAT_PNG]  = { "PNG", "image/png", { ".png" } },
  [FORMAT_TIFF] = { "TIFF", "image/tiff", { ".tif", ".tiff" } },
  [FORMAT_WEBP] = { "WebP", "image/webp", { ".webp" } },
};

struct _PhotoFile
{
  Format          format;
  GeglBuffer     *buffer;
  GExiv2Metadata *metadata;
  gboolean        was_turned; /* the pixels were brought upright, so the tag must say so */
  gchar          *x_dpi;      /* of a JPEG; or NULL */
  gchar          *y_dpi;
};

/* exiv2's parsers of XMP share state. */
static GMutex metadata_mutex;


void
photo_file_init (void)
{
  gexiv2_initialize ();
  gexiv2_log_set_level (GEXIV2_LOG_LEVEL_MUTE);
  gegl_file_init ();
}

gboolean
photo_file_has_known_name (const gchar *path)
{
  g_autofree gchar *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    for (guint k = 0; k < G_N_ELEMENTS (formats[i].endings) && formats[i].endings[k]; k++)
      if (g_str_has_suffix (lower, formats[i].endings[k]))
        return TRUE;

  return FALSE;
}

/* Whatever its name says, a file's first bytes tell what it is. */
static gboolean
read_metadata (PhotoFile *photo, const gchar *path, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&metadata_mutex);
  const gchar *mime_type          = NULL;

  photo->metadata = gexiv2_metadata_new ();
  if (gexiv2_metadata_open_path (photo->metadata, path, NULL))
    mime_type = gexiv2_metadata_get_mime_type (photo->metadata);

  for (guint i = 0; mime_type && i < G_N_ELEMENTS (formats); i++)
    if (strcmp (mime_type, formats[i].mime_type) == 0)
      {
        photo->format = i;
        return TRUE;
      }

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                       "it is no JPEG, PNG, TIFF or WebP file, or is damaged at its start");
  return FALSE;
}

/* In coded pixels a 0xff is never followed by the end marker 0xd9, and a thumbnail with its own
 * ends before the photo's scan (0xda) begins (ITU-T T.81, B.1.1). So a file that was cut off has a
 * scan after its last end. */
static gboolean
is_cut_off (const guint8 *bytes, gsize n_bytes)
{
  for (gsize i = n_bytes; i >= 2; i--)
    if (bytes[i - 2] == 0xff)
      {
        if (bytes[i - 1] == 0xd9)
          return FALSE;
        if (bytes[i - 1] == 0xda)
          return TRUE;
      }

  return TRUE;
}

static const Babl *
space_of_pixbuf (GdkPixbuf *pixbuf)
{
  const gchar       *encoded = gdk_pixbuf_get_option (pixbuf, "icc-profile");
  g_autofree guchar *icc     = NULL;
  gsize              length  = 0;
  const gchar       *problem = NULL;
  const Babl        *space   = NULL;

  if (encoded)
    icc = g_base64_decode (encoded, &length);
  if (length > 0)
    space = babl_space_from_icc ((const gchar *) icc, length, BABL_ICC_INTENT_RELATIVE_COLORIMETRIC,
                                 &problem);

  /* gdk-pixbuf has turned CMYK into RGB by then, so a CMYK profile no longer fits. */
  return space && ! babl_space_is_cmyk (space) ? space : babl_space ("sRGB");
}

/* A grey profile speaks of one channel; a grey JPEG comes as three equal ones. */
static GeglBuffer *
buffer_from_pixbuf (GdkPixbuf *pixbuf)
{
  const Babl   *space    = space_of_pixbuf (pixbuf);
  gint          width    = gdk_pixbuf_get_width (pixbuf);
  gint          height   = gdk_pixbuf_get_height (pixbuf);
  gint          stride   = gdk_pixbuf_get_rowstride (pixbuf);
  gint          channels = gdk_pixbuf_get_n_channels (pixbuf);
  const guint8 *pixels   = gdk_pixbuf_read_pixels (pixbuf);
  gboolean      is_grey  = babl_space_is_gray (space);
  const Babl   *format   = babl_format_with_space (is_grey ? "Y' u8" : "R'G'B' u8", space);
  GeglBuffer   *buffer   = gegl_buffer_new (GEGL_RECTANGLE (0, 0, width, height), format);
  g_autofree guint8 *row = g_new (guint8, width);

  if (! is_grey)
    {
      gegl_buffer_set (buffer, NULL, 0, format, pixels, stride);
      return buffer;
    }

  for (gint y = 0; y < height; y++)
    {
      for (gint x = 0; x < width; x++)
        row[x] = pixels[(gsize) y * stride + x * channels];
      gegl_buffer_set (buffer, GEGL_RECTANGLE (0, y, width, 1), 0, format, row, width);
    }
  return buffer;
}

static gboolean
load_jpeg (PhotoFile *photo, const gchar *path, GError **error)
{
  g_autoptr (GMappedFile) file  = g_mapped_file_new (path, FALSE, error);
  g_autoptr (GdkPixbuf) pixbuf  = NULL;
  g_autoptr (GdkPixbuf) upright = NULL;
  const gchar *orientation;

  if (! file)
    return FALSE;
  if (is_cut_off ((const guint8 *) g_mapped_file_get_contents (file),
                  g_mapped_file_get_length (file)))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
                           "it is cut off; copy it again from where it came");
      return FALSE;
    }

  pixbuf = gdk_pixbuf_new_from_file (path, error);
  if (! pixbuf)
    return FALSE;

  orientation       = gdk_pixbuf_get_option (pixbuf, "orientation");
  photo->was_turned = orientation && strcmp (orientation, "1") != 0;
  photo->x_dpi      = g_strdup (gdk_pixbuf_get_option (pixbuf, "x-dpi"));
  photo->y_dpi      = g_strdup (gdk_pixbuf_get_option (pixbuf, "y-dpi"));

  /* gdk_pixbuf_apply_embedded_orientation drops the profile, so that is read from the original. */
  upright = gdk_pixbuf_apply_embedded_orientation (pixbuf);
  if (upright != pixbuf && gdk_pixbuf_get_option (pixbuf, "icc-profile"))
    gdk_pixbuf_set_option (upright, "icc-profile", gdk_pixbuf_get_option (pixbuf, "icc-profile"));
  photo->buffer = buffer_from_pixbuf (upright);
  return TRUE;
}

PhotoFile *
photo_file_load (const gchar *path, GError **error)
{
  g_autoptr (PhotoFile) photo = g_new0 (PhotoFile, 1);
  g_autoptr (GFile) file      = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = NULL;
  gboolean is_loaded                  = FALSE;

  /* Says in the user's language what the system has against opening it. */
  stream = g_file_read (file, NULL, error);
  if (! stream || ! read_metadata (photo, path, error))
    return NULL;

  switch (photo->format)
    {
    case FORMAT_JPEG:
      is_loaded = load_jpeg (photo, path, error);
      break;

    case FORMAT_PNG:
      photo->buffer = gegl_file_load ("gegl:png-load", path, error);
      break;

    case FORMAT_TIFF:
      photo->buffer = gegl_file_load ("gegl:tiff-load", path, error);
      break;

    case FORMAT_WEBP:
      photo->buffer = gegl_file_load ("gegl:webp-load", path, error);
      break;
    }

  return is_loaded || photo->buffer ? g_steal_pointer (&photo) : NULL;
}

void
photo_file_free (PhotoFile *photo)
{
  if (! photo)
    return;

  g_clear_object (&photo->buffer);
  g_clear_object (&photo->metadata);
  g_free (photo->x_dpi);
  g_free (photo->y_dpi);
  g_free (photo);
}

GeglBuffer *
photo_file_get_buffer (PhotoFile *photo)
{
  return photo->buffer;
}

/* The RGB space that has the tone curve of a grey one; the space itself where that is RGB. */
static const Babl *
get_rgb_space (const Babl *space)
{
  gdouble     white[2], red[2], green[2], blue[2];
  const Babl *curve;

  if (babl_space_is_cmyk (space))
    return babl_space ("sRGB");
  if (! babl_space_is_gray (space))
    return space;

  babl_space_get (space, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, &curve, NULL, NULL);
  babl_space_get (babl_space ("sRGB"), &white[0], &white[1], &red[0], &red[1], &green[0], &green[1],
                  &blue[0], &blue[1], NULL, NULL, NULL);
  return babl_space_from_chromaticities (NULL, white[0], white[1], red[0], red[1], green[0],
                                         green[1], blue[0], blue[1], curve, NULL, NULL,
                                         BABL_SPACE_FLAG_EQUALIZE);
}

GeglBuffer *
photo_file_new_result (PhotoFile *photo)
{
  const Babl *format    = gegl_buffer_get_format (photo->buffer);
  const Babl *space     = get_rgb_space (babl_format_get_space (format));
  const Babl *type      = babl_format_get_type (format, 0);
  gboolean    has_alpha = babl_format_has_alpha (format) && photo->format != FORMAT_JPEG;
  const gchar *encoding = has_alpha ? "R'G'B'A u8" : "R'G'B' u8";

  if (type == babl_type ("u16"))
    encoding = has_alpha ? "R'G'B'A u16" : "R'G'B' u16";
  else if (type != babl_type ("u8"))
    encoding = has_alpha ? "RGBA float" : "RGB float";

  return gegl_buffer_new (gegl_buffer_get_extent (photo->buffer),
                          babl_format_with_space (encoding, space));
}

static gboolean
save_jpeg (PhotoFile *photo, GeglBuffer *result, const gchar *path, GError **error)
{
  const Babl        *format  = gegl_buffer_get_format (result);
  gint               width   = gegl_buffer_get_width (result);
  gint               height  = gegl_buffer_get_height (result);
  gint               length  = 0;
  const gchar       *icc     = babl_space_get_icc (babl_format_get_space (format), &length);
  g_autofree gchar  *encoded = icc ? g_base64_encode ((const guchar *) icc, length) : NULL;
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  const gchar *keys[5]         = { "quality" };
  const gchar *values[5]       = { JPEG_QUALITY };
  gint         n               = 1;

  if (! pixbuf)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "there is not enough memory");
      return FALSE;
    }

  gegl_buffer_get (result, NULL, 1.0, format, gdk_pixbuf_get_pixels (pixbuf),
                   gdk_pixbuf_get_rowstride (pixbuf), GEGL_ABYSS_NONE);

  if (encoded && babl_format_get_space (format) != babl_space ("sRGB"))
    {
      keys[n]     = "icc-profile";
      values[n++] = encoded;
    }
  if (photo->x_dpi && photo->y_dpi)
    {
      keys[n]     = "x-dpi";
      values[n++] = photo->x_dpi;
      keys[n]     = "y-dpi";
      values[n++] = photo->y_dpi;
    }
  return gdk_pixbuf_savev (pixbuf, path, "jpeg", (gchar **) keys, (gchar **) values, error);
}

static gboolean
save_metadata (PhotoFile *photo, const gchar *path, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&metadata_mutex);

  /* The thumbnail shows the grey photo. */
  gexiv2_metadata_try_erase_exif_thumbnail (photo->metadata, NULL);
  if (photo->was_turned)
    gexiv2_metadata_try_set_orientation (photo->metadata, GEXIV2_ORIENTATION_NORMAL, NULL);

  return gexiv2_metadata_save_file (photo->metadata, path, error);
}

static gboolean
save_pixels (PhotoFile *photo, GeglBuffer *result, const gchar *path, GError **error)
{
  switch (photo->format)
    {
    case FORMAT_JPEG:
      return save_jpeg (photo, result, path, error);
    case FORMAT_PNG:
      return gegl_file_save ("gegl:png-save", "gegl:png-load", result, path, error);
    case FORMAT_TIFF:
      return gegl_file_save ("gegl:tiff-save", "gegl:tiff-load", result, path, error);
    case FORMAT_WEBP:
      return gegl_file_save ("gegl:webp-save", "gegl:webp-load", result, path, error);
    }

  return FALSE;
}

gboolean
photo_file_save (PhotoFile   *photo,
                 GeglBuffer  *result,
                 const gchar *path,
                 gboolean     replace,
                 GError     **error)
{
  g_autofree gchar *folder     = g_path_get_dirname (path);
  g_autofree gchar *name       = g_path_get_basename (path);
  g_autofree gchar *part_name  = g_strdup_printf (".%s.XXXXXX", name);
  g_autofree gchar *part       = g_build_filename (folder, part_name, NULL);
  g_autoptr (GFile) from       = NULL;
  g_autoptr (GFile) to         = g_file_new_for_path (path);
  gint              descriptor = g_mkstemp_full (part, O_RDWR, 0666);

  if (descriptor < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                   "the folder “%s” cannot be written (%s); choose another one with -o", folder,
                   g_strerror (errno));
      return FALSE;
    }
  g_close (descriptor, NULL);

  from = g_file_new_for_path (part);
  if (save_pixels (photo, result, part, error) && save_metadata (photo, part, error)
      && g_file_move (from, to, replace ? G_FILE_COPY_OVERWRITE : G_FILE_COPY_NONE, NULL, NULL,
                      NULL, error))
    return TRUE;

  g_unlink (part);
  return FALSE;
}
