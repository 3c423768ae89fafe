/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JPEG 2000 files, by OpenJPEG.
 */

#include <string.h>

#include "formats.h"

gboolean
photo_jp2_is_built (void)
{
#ifdef HAVE_OPENJPEG
  return TRUE;
#else
  return FALSE;
#endif
}

#ifdef HAVE_OPENJPEG

#include <openjpeg.h>

/* What a codestream without a file around it begins with. */
#define STREAM_MAGIC "\xFF\x4F\xFF\x51"

typedef struct
{
  opj_codec_t  *codec;
  opj_stream_t *stream;
  opj_image_t  *image;
  gint          width, height;
  gint          n_colors;
  gboolean      has_alpha;
  gboolean      is_ycc; /* luminance and two differences of colors */
} Jp2File;


/* Its own words are for programmers. */
static void
jp2_ignore (const char *message, void *data)
{
}

static gboolean
is_stream (const gchar *path)
{
  gchar start[4] = { 0 };
  FILE *file     = photo_open (path, "rb", NULL);
  gsize length   = file ? fread (start, 1, sizeof (start), file) : 0;

  g_clear_pointer (&file, fclose);

  return length == sizeof (start) && memcmp (start, STREAM_MAGIC, sizeof (start)) == 0;
}

static gboolean
set_unsupported (GError **error, const gchar *what)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               "%s, which cannot be read here; save it as PNG or TIFF", what);

  return FALSE;
}

/* Reads what the file says of its picture. */
static gboolean
jp2_open (Jp2File *file, const gchar *path, gboolean bare, GError **error)
{
  opj_dparameters_t parameters;

  file->codec  = opj_create_decompress (bare ? OPJ_CODEC_J2K : OPJ_CODEC_JP2);
  file->stream = opj_stream_create_default_file_stream (path, OPJ_TRUE);
  opj_set_default_decoder_parameters (&parameters);

  if (! file->codec || ! file->stream)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "it cannot be opened");
      return FALSE;
    }

  opj_set_info_handler (file->codec, jp2_ignore, NULL);
  opj_set_warning_handler (file->codec, jp2_ignore, NULL);
  opj_set_error_handler (file->codec, jp2_ignore, NULL);

  if (! opj_setup_decoder (file->codec, &parameters)
      || ! opj_read_header (file->stream, file->codec, &file->image))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "what describes its picture is wrong");
      return FALSE;
    }

  return TRUE;
}

/* All rows at once, for the library has no other way that serves all files. */
static gboolean
jp2_decode (Jp2File *file, GError **error)
{
  const opj_image_t *image = file->image;

  /* A number of 32 bits, twice. */
  if (! photo_fits_memory ((gint64) image->x1 - image->x0, (gint64) image->y1 - image->y0,
                           image->numcomps * 2 * sizeof (OPJ_INT32), error))
    return FALSE;

  if (opj_decode (file->codec, file->stream, file->image)
      && opj_end_decompress (file->codec, file->stream))
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "its picture cannot be decoded");

  return FALSE;
}

/* What its channels are. */
static gboolean
jp2_look (Jp2File *file, GError **error)
{
  const opj_image_t *image = file->image;
  gint               n     = image->numcomps;

  file->width  = image->x1 - image->x0;
  file->height = image->y1 - image->y0;
  file->is_ycc = image->color_space == OPJ_CLRSPC_SYCC;

  /* Without a profile but with its place: the library's way to say L*a*b*. */
  if (image->icc_profile_buf && image->icc_profile_len == 0)
    return set_unsupported (error, "its colors are in L*a*b*");

  if (image->color_space == OPJ_CLRSPC_EYCC)
    return set_unsupported (error, "its colors are in e-YCC");

  if (image->color_space == OPJ_CLRSPC_CMYK)
    file->n_colors = 4;
  else
    file->n_colors = n >= 3 ? 3 : 1;

  if (n < file->n_colors)
    return set_unsupported (error, "it has too few channels for its colors");

  file->has_alpha = n > file->n_colors;
  file->is_ycc    = file->is_ycc && file->n_colors == 3;

  for (gint i = 0; i < n; i++)
    {
      const opj_image_comp_t *channel = &image->comps[i];

      if (! channel->data || channel->w == 0 || channel->h == 0 || channel->dx == 0
          || channel->dy == 0 || channel->prec == 0 || channel->prec > 31)
        return set_unsupported (error, "its channels are of an unusual kind");

      /* Without a word about colors, coarser differences are what these must be. */
      if (i == 1 && n >= 3 && channel->dx > image->comps[0].dx
          && image->color_space != OPJ_CLRSPC_CMYK)
        file->is_ycc = TRUE;
    }

  return TRUE;
}

/* Of 0..1. */
static gdouble
get_value (const Jp2File *file, gint channel, gint x, gint y)
{
  const opj_image_comp_t *values = &file->image->comps[channel];
  /* Coarser channels begin at the first of their places that is not before the picture. */
  gint                    column = (gint) ((file->image->x0 + x) / values->dx) - (gint) values->x0;
  gint                    row    = (gint) ((file->image->y0 + y) / values->dy) - (gint) values->y0;
  gsize                   at     = (gsize) CLAMP (row, 0, (gint) values->h - 1) * values->w
             + CLAMP (column, 0, (gint) values->w - 1);
  gint64 value = values->data[at] + (values->sgnd ? (gint64) 1 << (values->prec - 1) : 0);
  gint64 most  = ((gint64) 1 << values->prec) - 1;

  return (gdouble) CLAMP (value, 0, most) / most;
}

static void
read_pixel (const Jp2File *file, gint x, gint y, gdouble values[5])
{
  for (gint i = 0; i < file->n_colors + file->has_alpha; i++)
    values[i] = get_value (file, i, x, y);

  if (file->is_ycc)
    {
      gdouble luminance = values[0];
      gdouble blue      = values[1] - 0.5;
      gdouble red       = values[2] - 0.5;

      values[0] = luminance + 1.402 * red;
      values[1] = luminance - 0.344136 * blue - 0.714136 * red;
      values[2] = luminance + 1.772 * blue;
    }
}

static gboolean
jp2_put (const Jp2File *file,
         PhotoFile     *photo,
         gboolean       deep,
         GCancellable  *cancellable,
         GError       **error)
{
  gint               n_values = file->n_colors + file->has_alpha;
  g_autofree guint8 *row      = photo_try_rows (file->width, 1, n_values * (deep ? 2 : 1), error);

  if (! row)
    return FALSE;

  for (gint y = 0; y < file->height; y++)
    {
      const GeglRectangle line = { 0, y, file->width, 1 };

      if (y % PHOTO_STRIP_ROWS == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      for (gint x = 0; x < file->width; x++)
        {
          gdouble values[5];

          read_pixel (file, x, y, values);

          for (gint i = 0; i < n_values; i++)
            {
              gsize   at    = (gsize) x * n_values + i;
              gdouble value = CLAMP (values[i], 0.0, 1.0);

              if (deep)
                ((guint16 *) row)[at] = value * G_MAXUINT16 + 0.5;
              else
                row[at] = value * G_MAXUINT8 + 0.5;
            }
        }

      photo_put (photo, &line, row, 0);
    }

  return TRUE;
}

static gboolean
jp2_take (Jp2File *file, PhotoFile *photo, GCancellable *cancellable, GError **error)
{
  const opj_image_t *image   = file->image;
  g_autoptr (GBytes) profile = NULL;
  PhotoAlpha alpha           = PHOTO_OPAQUE;
  guint      depth           = 0;
  PhotoModel model;

  if (! jp2_look (file, error))
    return FALSE;

  for (gint i = 0; i < file->n_colors; i++)
    depth = MAX (depth, image->comps[i].prec);

  if (file->has_alpha)
    alpha = image->comps[file->n_colors].alpha == 2 ? PHOTO_ALPHA_PREMULTIPLIED : PHOTO_ALPHA;

  if (depth > 16)
    photo_add_notice (photo, "of its %u bits a channel 16 are in the result", depth);

  if ((gint) image->numcomps > file->n_colors + file->has_alpha)
    photo_add_notice (photo, "its %d further channels are not in the result",
                      (gint) image->numcomps - file->n_colors - file->has_alpha);

  if (image->icc_profile_buf)
    profile = g_bytes_new (image->icc_profile_buf, image->icc_profile_len);

  model = file->n_colors == 1 ? PHOTO_GRAY : file->n_colors == 3 ? PHOTO_RGB : PHOTO_CMYK;

  return photo_begin (photo, file->width, file->height, model, alpha, depth > 8 ? "u16" : "u8",
                      profile, error)
         && jp2_put (file, photo, depth > 8, cancellable, error);
}

gboolean
photo_jp2_load (PhotoFile *photo, const gchar *path, GCancellable *cancellable, GError **error)
{
  Jp2File  file = { 0 };
  gboolean loaded;

  photo->bare = is_stream (path);
  loaded      = jp2_open (&file, path, photo->bare, error) && jp2_decode (&file, error)
           && jp2_take (&file, photo, cancellable, error);

  g_clear_pointer (&file.image, opj_image_destroy);
  g_clear_pointer (&file.stream, opj_stream_destroy);
  g_clear_pointer (&file.codec, opj_destroy_codec);

  return loaded;
}

#else

gboolean
photo_jp2_load (PhotoFile *photo, const gchar *path, GCancellable *cancellable, GError **error)
{
  g_set_error_literal (
    error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
    "JPEG 2000 files need OpenJPEG, which this build of Colorize is without; "
    "install the package libopenjp2-7-dev (Fedora: openjpeg2-devel) and build it "
    "again");

  return FALSE;
}

#endif
