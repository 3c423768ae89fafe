/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Upright; whole or not at all.
 */

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "photo-formats.h"

/* How much of the computer's memory one photo may take where a library wants all of it at once. */
#define PHOTO_MEMORY_SHARE 0.6


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

/* Where rows of the file, at y of a height, are in the upright photo. */
static GeglRectangle
turned_rows (gint orientation, const GeglRectangle *rows, gint height)
{
  gboolean flip  = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  gint     start = flip ? height - rows->y - rows->height : rows->y;

  return orientation >= 5 ? (GeglRectangle) { start, 0, rows->height, rows->width }
                          : (GeglRectangle) { 0, start, rows->width, rows->height };
}

/* Puts the pixels as EXIF's orientation 2..8 says they are to be seen. */
static gboolean
turn_upright (PhotoFile *photo, gint orientation, GCancellable *cancellable, GError **error)
{
  const Babl   *format = gegl_buffer_get_format (photo->pixels);
  gint          bytes  = babl_format_get_bytes_per_pixel (format);
  gint          width  = gegl_buffer_get_width (photo->pixels);
  gint          height = gegl_buffer_get_height (photo->pixels);
  gboolean      swap   = orientation >= 5;
  gboolean      mirror = orientation == 2 || orientation == 3 || orientation >= 7;
  gboolean      flip = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  GeglRectangle extent      = { 0, 0, swap ? height : width, swap ? width : height };
  g_autofree guint8 *rows   = photo_try_rows (width, PHOTO_STRIP_ROWS, bytes, error);
  g_autofree guint8 *turned = rows ? photo_try_rows (width, PHOTO_STRIP_ROWS, bytes, error) : NULL;
  g_autoptr (GeglBuffer) result = NULL;

  if (! turned)
    return FALSE;

  result = gegl_buffer_new (&extent, format);

  for (gint y = 0; y < height; y += PHOTO_STRIP_ROWS)
    {
      GeglRectangle from = photo_strip (width, height, y);
      GeglRectangle to   = turned_rows (orientation, &from, height);
      gint          n    = from.height;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      gegl_buffer_get (photo->pixels, &from, 1.0, format, rows, GEGL_AUTO_ROWSTRIDE,
                       GEGL_ABYSS_NONE);

      for (gint row = 0; row < n; row++)
        {
          for (gint x = 0; x < width; x++)
            {
              gsize v = flip ? n - 1 - row : row;
              gsize u = mirror ? width - 1 - x : x;

              memcpy (turned + (swap ? u * n + v : v * width + u) * bytes,
                      rows + ((gsize) row * width + x) * bytes, bytes);
            }
        }

      gegl_buffer_set (result, &to, 0, format, turned, GEGL_AUTO_ROWSTRIDE);
    }

  g_set_object (&photo->pixels, result);
  photo->gap = turned_rows (orientation, &photo->gap, height);

  if (swap)
    {
      gdouble across = photo->encoding.resolution[0];

      photo->encoding.resolution[0] = photo->encoding.resolution[1];
      photo->encoding.resolution[1] = across;
    }

  return TRUE;
}

gboolean
photo_is_cut (PhotoFile *photo, gdouble share, GError **error)
{
  photo->missing = MAX (photo->missing, 1.0 - share);

  if (photo->keeps_damaged && share > 0.0)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "its data end too early");

  return FALSE;
}

gboolean
photo_is_coarse (PhotoFile *photo, GError **error)
{
  photo->coarse = TRUE;

  if (! photo->keeps_damaged)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "its data end too early");

  return photo->keeps_damaged;
}

gboolean
photo_is_damaged (PhotoFile *photo, gdouble share, GError **error)
{
  photo->damaged_at = photo->damaged_at < 0.0 ? share : MIN (photo->damaged_at, share);

  if (! photo->keeps_damaged)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "its data are wrong");

  return photo->keeps_damaged;
}

void
photo_end_is_missing (PhotoFile *photo)
{
  photo_add_notice (photo, "its end is missing or damaged; all of its pixels are there");
}

/* For people: a little is not nothing, and nearly all is not all. */
static gint
percent (gdouble share)
{
  return CLAMP ((gint) (share * 100.0 + 0.5), 1, 99);
}

/* What is wrong with the picture, as the end of a sentence; NULL where no reader could say. */
static gchar *
describe_damage (const PhotoFile *photo)
{
  gboolean damaged = photo->damaged_at >= 0.0;
  gint     height  = damaged ? (gint) (photo->damaged_at * 100.0 + 0.5) : 0;

  if (photo->missing >= 1.0)
    return g_strdup ("it is cut off before its picture begins");

  if (photo->missing > 0.0 && damaged)
    return g_strdup_printf (
      "it is damaged (at about %d %% of its height), and the last %d %% of the "
      "picture is missing",
      height, percent (photo->missing));

  if (photo->missing > 0.0)
    return g_strdup_printf ("it is cut off: the last %d %% of the picture is missing",
                            percent (photo->missing));

  if (damaged)
    return g_strdup_printf ("it is damaged (at about %d %% of its height)", height);

  if (photo->coarse)
    return g_strdup ("it is cut off: the whole picture is there, but without its fine detail");

  return NULL;
}

/* The whole of an error's sentence, where the format knows only what is wrong with the data. */
static void
explain_damage (const PhotoFile *photo, GError **error)
{
  g_autofree gchar *cause  = NULL;
  g_autofree gchar *damage = NULL;
  gboolean          usable;

  if (! error || ! g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    return;

  cause  = (*error)->message;
  damage = describe_damage (photo);
  /* Those who score or learn from photos have no use for half of one. */
  usable = damage && photo->missing < 1.0 && ! photo->plain;

  if (! damage)
    damage = g_strdup_printf ("it is damaged (%s)", cause);

  (*error)->message = g_strconcat (damage, "; copy it again from where it came",
                                   usable ? ", or colour what there is with --damaged" : "", NULL);
}

/* Makes what is missing grey, whatever a reader left there. */
static void
fill_gap (PhotoFile *photo)
{
  gint       width  = gegl_buffer_get_width (photo->pixels);
  gint       height = gegl_buffer_get_height (photo->pixels);
  gint       begin  = (gint) floor (height * (1.0 - photo->missing) + 0.5);
  GeglColor *gray   = gegl_color_new ("rgb(0.5, 0.5, 0.5)");

  photo->gap = (GeglRectangle) { 0, begin, width, height - begin };
  gegl_buffer_set_color (photo->pixels, &photo->gap, gray);
  g_object_unref (gray);
}

static gboolean
load (PhotoFile *photo, const gchar *path, GCancellable *cancellable, GError **error)
{
  gboolean          metadata_damaged = FALSE;
  g_autofree gchar *damage           = NULL;
  gint              orientation;

  if (! photo_kind_find (path, &photo->format, &photo->result_kind, error)
      || ! photo_kind_load (photo, path, cancellable, error))
    return FALSE;

  damage = describe_damage (photo);

  if (damage)
    photo_add_notice (photo, "%s", damage);

  if (photo->missing > 0.0)
    fill_gap (photo);

  if (! photo->bare)
    photo->metadata = photo_metadata_load (path, photo->tags, &metadata_damaged);

  orientation = photo->encoding.orientation;

  if (metadata_damaged)
    photo_add_notice (photo, "its EXIF data cannot be read, so the result has none");

  if (orientation == 0 && photo->metadata)
    orientation = photo_metadata_get_orientation (photo->metadata);

  if (orientation > 1 && ! turn_upright (photo, orientation, cancellable, error))
    return FALSE;

  if (photo->metadata)
    photo_metadata_adapt (photo->metadata, gegl_buffer_get_width (photo->pixels),
                          gegl_buffer_get_height (photo->pixels));

  if (photo->result_kind != photo->format)
    photo_add_notice (photo, "its result is a %s file, since %s files cannot be written here",
                      photo_kind_get_title (photo->result_kind),
                      photo_kind_get_title (photo->format));

  return TRUE;
}

void
photo_file_init (void)
{
  photo_metadata_init ();
}

static PhotoFile *
load_photo (const gchar  *path,
            gboolean      plain,
            gboolean      keeps_damaged,
            GCancellable *cancellable,
            GError      **error)
{
  g_autoptr (PhotoFile) photo = g_new0 (PhotoFile, 1);

  photo->notice        = g_string_new (NULL);
  photo->plain         = plain;
  photo->keeps_damaged = keeps_damaged;
  photo->damaged_at    = -1.0;

  if (! load (photo, path, cancellable, error))
    {
      explain_damage (photo, error);
      return NULL;
    }

  colorize_profile_attach (photo->tables, photo->pixels);

  return g_steal_pointer (&photo);
}

PhotoFile *
photo_file_load (const gchar  *path,
                 gboolean      keeps_damaged,
                 GCancellable *cancellable,
                 GError      **error)
{
  return load_photo (path, FALSE, keeps_damaged, cancellable, error);
}

PhotoFile *
photo_file_load_plain (const gchar *path, GCancellable *cancellable, GError **error)
{
  return load_photo (path, TRUE, FALSE, cancellable, error);
}

void
photo_file_free (PhotoFile *photo)
{
  if (! photo)
    return;

  g_clear_object (&photo->pixels);
  g_clear_object (&photo->metadata);
  g_clear_pointer (&photo->profile, g_bytes_unref);
  g_clear_pointer (&photo->tags, g_bytes_unref);
  g_clear_pointer (&photo->tables, colorize_profile_unref);
  g_clear_pointer (&photo->transform, cmsDeleteTransform);
  g_free (photo->converted);
  g_string_free (photo->notice, TRUE);
  g_free (photo);
}

GeglBuffer *
photo_file_get_buffer (PhotoFile *photo)
{
  return photo->pixels;
}

const gchar *
photo_file_get_notice (PhotoFile *photo)
{
  return photo->notice->len > 0 ? photo->notice->str : NULL;
}

GeglBuffer *
photo_file_new_result (PhotoFile *photo)
{
  GeglBuffer *result =
    gegl_buffer_new (gegl_buffer_get_extent (photo->pixels), photo->result_format);

  colorize_profile_attach (photo->tables, result);

  return result;
}

/* The data on the disk, where a full one shows, before the name points to them. */
static gboolean
sync_file (const gchar *path, GError **error)
{
  gint     file   = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gboolean synced = file >= 0 && fsync (file) == 0;

  if (! synced)
    photo_set_write_error (error, NULL);

  if (file >= 0)
    g_close (file, NULL);

  return synced;
}

/* Writes the photo to a file of a passing name, and gives it its own when it is complete. */
static gboolean
save (PhotoFile    *photo,
      GeglBuffer   *result,
      const gchar  *part,
      const gchar  *path,
      gboolean      replace,
      GCancellable *cancellable,
      GError      **error)
{
  g_autoptr (GFile) from = g_file_new_for_path (part);
  g_autoptr (GFile) to   = g_file_new_for_path (path);

  /* No colour has been seen where nothing is. */
  if (photo->missing > 0.0)
    gegl_buffer_copy (photo->pixels, &photo->gap, GEGL_ABYSS_NONE, result, &photo->gap);

  return photo_kind_save (photo, result, part, cancellable, error)
         && (! photo->metadata || photo_metadata_save (photo->metadata, part, error))
         && sync_file (part, error)
         && g_file_move (from, to,
                         G_FILE_COPY_NO_FALLBACK_FOR_MOVE
                           | (replace ? G_FILE_COPY_OVERWRITE : G_FILE_COPY_NONE),
                         cancellable, NULL, NULL, error);
}

gboolean
photo_file_save (PhotoFile    *photo,
                 GeglBuffer   *result,
                 const gchar  *path,
                 gboolean      replace,
                 GCancellable *cancellable,
                 GError      **error)
{
  g_autofree gchar *folder = g_path_get_dirname (path);
  /* Short, for the result's own name may be as long as a name can be. */
  g_autofree gchar *part = g_build_filename (folder, ".colorized-XXXXXX", NULL);
  gint              file = g_mkstemp_full (part, O_RDWR | O_CLOEXEC, 0666);

  if (file < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                   "the folder “%s” cannot be written (%s); choose another one with -o", folder,
                   g_strerror (errno));
      return FALSE;
    }

  g_close (file, NULL);

  if (save (photo, result, part, path, replace, cancellable, error))
    return TRUE;

  g_unlink (part);

  return FALSE;
}
