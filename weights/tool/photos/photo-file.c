/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Upright; whole or not at all.
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "metadata/tiff-packets.h"
#include "photo-file.h"
#include "photo-kinds.h"


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

/* What is said of the photo, where the format's reader has not kept it in blocks. */
static void
read_metadata (PhotoFile *photo, const gchar *path)
{
  if (! photo->bare)
    photo->metadata = photo_metadata_load (photo, path);

  if (photo->format == PHOTO_TIFF)
    photo->packets = tiff_packets_read (path);
}

/* As EXIF counts; 0 where nothing says it. */
static gint
find_orientation (const PhotoFile *photo)
{
  if (photo->blocks)
    return photo_blocks_get_orientation (photo->blocks);

  /* The format's own library knows best. */
  if (photo->encoding.orientation == 0 && photo->metadata)
    return photo_metadata_get_orientation (photo->metadata);

  return photo->encoding.orientation;
}

/* Turns the photo upright, and what is said of it with it. */
static gboolean
settle (PhotoFile *photo, GCancellable *cancellable, GError **error)
{
  gint orientation = find_orientation (photo);
  gint width, height;

  if (orientation > 1 && ! turn_upright (photo, orientation, cancellable, error))
    return FALSE;

  width  = gegl_buffer_get_width (photo->pixels);
  height = gegl_buffer_get_height (photo->pixels);

  if (photo->blocks)
    photo_blocks_adapt (photo->blocks, orientation, width, height);

  if (photo->packets)
    photo_blocks_adapt (photo->packets, orientation, width, height);

  if (photo->metadata)
    photo_metadata_adapt (photo->metadata, width, height);

  return TRUE;
}

static gboolean
load (PhotoFile *photo, const gchar *path, GCancellable *cancellable, GError **error)
{
  if (! photo_kind_find (path, &photo->format, &photo->result_kind, error)
      || ! photo_kind_load (photo, path, cancellable, error))
    return FALSE;

  photo_settle_damage (photo);

  if (! photo->blocks)
    read_metadata (photo, path);
  else if (! photo_blocks_check (photo->blocks))
    photo_add_notice (photo, NO_EXIF);

  if (! settle (photo, cancellable, error))
    return FALSE;

  if (photo->result_kind != photo->format)
    photo_add_notice (photo, "its result is a %s file, since %s files cannot be written here",
                      photo_format_get_title (photo->result_kind),
                      photo_format_get_title (photo->format));

  return TRUE;
}

gboolean
photo_file_has_known_name (const gchar *path)
{
  return photo_kind_has_known_name (path);
}

gchar *
photo_file_describe_formats (gboolean written)
{
  return photo_kind_describe_all (written);
}

const gchar *
photo_file_get_result_ending (const gchar *path)
{
  return photo_kind_get_result_ending (path);
}

void
photo_file_init (void)
{
  /* Our threads share the work out among themselves, as many as the user wants. */
  g_object_set (gegl_config (), "threads", 1, NULL);
  gegl_init (NULL, NULL);
  photo_metadata_init ();
}

void
photo_file_exit (void)
{
  gegl_exit ();
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
      photo_explain_damage (photo, error);
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
  g_clear_pointer (&photo->blocks, photo_blocks_free);
  g_clear_pointer (&photo->packets, photo_blocks_free);
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

/* What the format's own library does not write. A photo without is better than none. */
static gboolean
add_metadata (PhotoFile    *photo,
              GeglBuffer   *result,
              const gchar  *path,
              GCancellable *cancellable,
              GError      **error)
{
  if (photo->metadata && ! photo_metadata_save (photo, path)
      && ! photo_kind_save (photo, result, path, cancellable, error))
    return FALSE;

  if (photo->packets && ! tiff_packets_write (path, photo->packets))
    photo_add_notice (photo, "its XMP data cannot be written, so the result has none");

  return TRUE;
}

/* Of the passing names of what a process writes. */
static gchar *
get_part_prefix (gint process)
{
  return g_strdup_printf (".colorized-%d-", process);
}

void
photo_file_discard (const gchar *path, gint process)
{
  g_autofree gchar *prefix = get_part_prefix (process);
  g_autofree gchar *folder = g_path_get_dirname (path);
  g_autoptr (GDir) dir     = g_dir_open (folder, 0, NULL);
  const gchar *name;

  while (dir && (name = g_dir_read_name (dir)))
    if (g_str_has_prefix (name, prefix))
      {
        g_autofree gchar *part = g_build_filename (folder, name, NULL);

        g_unlink (part);
      }
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

  /* No color has been seen where nothing is. */
  if (photo->missing > 0.0)
    gegl_buffer_copy (photo->pixels, &photo->gap, GEGL_ABYSS_NONE, result, &photo->gap);

  return photo_kind_save (photo, result, part, cancellable, error)
         && add_metadata (photo, result, part, cancellable, error) && sync_file (part, error)
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
  g_autofree gchar *prefix = get_part_prefix (getpid ());
  g_autofree gchar *name   = g_strconcat (prefix, "XXXXXX", NULL);
  g_autofree gchar *part   = g_build_filename (folder, name, NULL);
  gint              file   = g_mkstemp_full (part, O_RDWR | O_CLOEXEC, 0666);

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
