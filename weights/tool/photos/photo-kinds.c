/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which format a file has, and what each format offers.
 */

#include <errno.h>
#include <string.h>

#include "formats/formats.h"
#include "formats/photo-raw.h"
#include "photo-kinds.h"

/* As many first bytes as tell the format, and the depth of a PSD. */
#define START_LENGTH 64

/* Where a PSD's header says how many bits a sample has; of two bytes the lower one. */
#define PSD_DEPTH 23


typedef struct
{
  gsize        length;
  const gchar *bytes; /* '?' stands for any byte */
} Magic;

#define MAGIC(bytes) { sizeof (bytes) - 1, bytes }

typedef struct
{
  const gchar *names[6]; /* suffixes; the first one is the usual */
  Magic        magic[9]; /* of which each file has one at its start */
  PhotoLoad    load;
  PhotoSave    save; /* NULL: it is only read */
} Kind;

static const Kind kinds[] = {
  [PHOTO_JPEG] = { { ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo" },
                   { MAGIC ("\xFF\xD8\xFF") },
                   photo_jpeg_load,
                   photo_jpeg_save },
  [PHOTO_PNG]  = { { ".png", ".apng" },
                   { MAGIC ("\x89PNG\r\n\x1A\n") },
                   photo_png_load,
                   photo_png_save },
  /* 42, or 43 for a BigTIFF, and which end of it comes first shows in the letters before. */
  [PHOTO_TIFF] = { { ".tif", ".tiff" },
                   { MAGIC ("II*\0"), MAGIC ("II+\0"), MAGIC ("MM\0*"), MAGIC ("MM\0+") },
                   photo_tiff_load,
                   photo_tiff_save },
  [PHOTO_WEBP] = { { ".webp" }, { MAGIC ("RIFF????WEBP") }, photo_webp_load, photo_webp_save },
  [PHOTO_AVIF] = { { ".avif" },
                   { MAGIC ("????ftypavif"), MAGIC ("????ftypavis") },
                   photo_pixbuf_load,
                   NULL },
  [PHOTO_HEIF] = { { ".heic", ".heif", ".hif" },
                   { MAGIC ("????ftypheic"), MAGIC ("????ftypheix"), MAGIC ("????ftypheim"),
                     MAGIC ("????ftypheis"), MAGIC ("????ftyphev?"), MAGIC ("????ftypmif1"),
                     MAGIC ("????ftypmif2"), MAGIC ("????ftypmsf1") },
                   photo_pixbuf_load,
                   NULL },
  [PHOTO_JXL]  = { { ".jxl" },
                   { MAGIC ("\xFF\x0A"), MAGIC ("\0\0\0\x0CJXL \r\n\x87\n") },
                   photo_pixbuf_load,
                   NULL },
  [PHOTO_JP2]  = { { ".jp2", ".j2k", ".jpf", ".jpx", ".j2c", ".jpc" },
                   { MAGIC ("\0\0\0\x0CjP  \r\n\x87\n"), MAGIC ("\xFF\x4F\xFF\x51") },
                   photo_jp2_load,
                   NULL },
  /* The size of its second header, which is small. */
  [PHOTO_BMP] = { { ".bmp", ".dib" },
                  { MAGIC ("BM????????????"
                           "?\0\0\0") },
                  photo_pixbuf_load,
                  NULL },
  [PHOTO_GIF] = { { ".gif" }, { MAGIC ("GIF87a"), MAGIC ("GIF89a") }, photo_pixbuf_load, NULL },
  [PHOTO_PNM] = { { ".pnm", ".pbm", ".pgm", ".ppm", ".pam" },
                  { MAGIC ("P1"), MAGIC ("P2"), MAGIC ("P3"), MAGIC ("P4"), MAGIC ("P5"),
                    MAGIC ("P6"), MAGIC ("P7\n") },
                  photo_pnm_load,
                  NULL },
  [PHOTO_PSD] = { { ".psd", ".psb" },
                  { MAGIC ("8BPS\0\1"), MAGIC ("8BPS\0\2") },
                  photo_psd_load,
                  NULL },
};


static gboolean
has_name (const Kind *kind, const gchar *lower)
{
  for (guint i = 0; i < G_N_ELEMENTS (kind->names) && kind->names[i]; i++)
    {
      if (g_str_has_suffix (lower, kind->names[i]))
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_magic (const Kind *kind, const gchar *start, gsize length)
{
  for (gint i = 0; kind->magic[i].bytes; i++)
    {
      const Magic *magic = &kind->magic[i];
      gsize        same  = 0;

      while (same < magic->length && same < length
             && (magic->bytes[same] == '?' || magic->bytes[same] == start[same]))
        same++;

      if (same == magic->length)
        return TRUE;
    }

  return FALSE;
}

/* A number follows after what separates it. Other files begin with such letters, too. */
static gboolean
is_likely (PhotoFormat format, const gchar *start, gsize length)
{
  return format != PHOTO_PNM || (length > 2 && (g_ascii_isspace (start[2]) || start[2] == '#'));
}

gboolean
photo_kind_has_known_name (const gchar *path)
{
  g_autofree gchar *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (has_name (&kinds[i], lower))
        return TRUE;
    }

  return FALSE;
}

gchar *
photo_kind_describe_all (gboolean written)
{
  g_autoptr (GString) titles = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if ((kinds[i].save != NULL) == written && (i != PHOTO_JP2 || photo_jp2_is_built ()))
      g_string_append_printf (titles, "%s%s", titles->len > 0 ? ", " : "",
                              photo_format_get_title (i));

  return g_string_free (g_steal_pointer (&titles), FALSE);
}

const gchar *
photo_kind_get_result_ending (const gchar *path)
{
  g_autofree gchar *lower = g_ascii_strdown (path, -1);
  PhotoFormat       format, result;

  if (! photo_kind_find (path, &format, &result, NULL))
    return NULL;

  if (result != format)
    return kinds[result].names[0];

  /* A name that says another format than the file has stays as it is; but not where the result would be
   * taken for a file that was never written here. */
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (! kinds[i].save && has_name (&kinds[i], lower))
        return kinds[result].names[0];
    }

  return NULL;
}

static void
set_unknown_error (GError **error)
{
  g_autoptr (GString) titles = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_string_append_printf (titles, "%s%s", i > 0 ? ", " : "", photo_format_get_title (i));

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               "it is no photo of a kind that is read here (%s)", titles->str);
}

gboolean
photo_kind_find (const gchar *path, PhotoFormat *format, PhotoFormat *result, GError **error)
{
  gchar    start[START_LENGTH] = { 0 };
  gsize    length;
  gboolean found = FALSE;
  gboolean raw;
  FILE    *file;

  if (g_file_test (path, G_FILE_TEST_EXISTS) && ! g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                           "it is no ordinary file");
      return FALSE;
    }

  file = photo_open (path, "rb", error);

  if (! file)
    return FALSE;

  length = fread (start, 1, sizeof (start), file);
  raw    = photo_raw_has_name (path) || photo_raw_has_start (start);

  if (ferror (file))
    {
      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
    }
  else if (length == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "it is empty");
    }
  else
    {
      for (guint i = 0; i < G_N_ELEMENTS (kinds) && ! found; i++)
        {
          found = has_magic (&kinds[i], start, length) && is_likely (i, start, length)
                  && (i != PHOTO_TIFF || ! raw);
          *format = i;
        }

      if (! found && raw)
        photo_raw_set_error (error);
      else if (! found)
        set_unknown_error (error);
    }

  fclose (file);

  if (found && kinds[*format].save)
    *result = *format;
  else
    *result = *format == PHOTO_PSD && start[PSD_DEPTH] == 32 ? PHOTO_TIFF : PHOTO_PNG;

  return found;
}

gboolean
photo_kind_load (PhotoFile *photo, const gchar *path, GCancellable *cancellable, GError **error)
{
  return kinds[photo->format].load (photo, path, cancellable, error);
}

gboolean
photo_kind_save (const PhotoFile *photo,
                 GeglBuffer      *pixels,
                 const gchar     *path,
                 GCancellable    *cancellable,
                 GError         **error)
{
  return kinds[photo->result_kind].save (photo, pixels, path, cancellable, error);
}
