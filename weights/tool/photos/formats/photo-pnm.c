/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * PBM, PGM, PPM and PAM files, with numbers of up to 16 bits.
 */

#include <ctype.h>
#include <string.h>

#include "formats.h"

/* A word of a header; no longer one means anything. */
#define WORD_LENGTH 64


typedef struct
{
  FILE    *file;
  gchar    kind; /* of "P1".."P7" the digit */
  gint     width, height;
  gint     n_channels;
  gint     most; /* the number that means white */
  gboolean is_cmyk;
  gboolean has_comment;
} PnmFile;


static gint
read_char (PnmFile *pnm)
{
  gint c = getc (pnm->file);

  if (c != '#')
    return c;

  pnm->has_comment = TRUE;

  while (c != EOF && c != '\n' && c != '\r')
    c = getc (pnm->file);

  return c;
}

/* What stands between white space, of which one that follows is read as well. FALSE: there is nothing. */
static gboolean
read_word (PnmFile *pnm, gchar word[WORD_LENGTH])
{
  gint c      = read_char (pnm);
  gint length = 0;

  while (c != EOF && isspace (c))
    c = read_char (pnm);

  for (; c != EOF && ! isspace (c); c = read_char (pnm))
    {
      if (length < WORD_LENGTH - 1)
        word[length++] = c;
    }

  word[length] = '\0';

  return length > 0;
}

static gboolean
read_number (PnmFile *pnm, gint most, gint *number)
{
  gchar   word[WORD_LENGTH];
  guint64 value;

  if (! read_word (pnm, word) || ! g_ascii_string_to_unsigned (word, 10, 0, most, &value, NULL))
    return FALSE;

  *number = value;

  return TRUE;
}

/* PAM names what the others have in a fixed order. */
static gboolean
read_pam_header (PnmFile *pnm)
{
  const struct
  {
    const gchar *name;
    gint        *number;
    gint         most;
  } numbers[] = { { "WIDTH", &pnm->width, G_MAXINT },
                  { "HEIGHT", &pnm->height, G_MAXINT },
                  { "DEPTH", &pnm->n_channels, G_MAXINT },
                  { "MAXVAL", &pnm->most, G_MAXUINT16 } };
  gchar word[WORD_LENGTH];

  while (read_word (pnm, word) && ! g_str_equal (word, "ENDHDR"))
    {
      gboolean known = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
        {
          known = known || g_str_equal (word, numbers[i].name);

          if (g_str_equal (word, numbers[i].name)
              && ! read_number (pnm, numbers[i].most, numbers[i].number))
            return FALSE;
        }

      if (! known && (! g_str_equal (word, "TUPLTYPE") || ! read_word (pnm, word)))
        return FALSE;

      pnm->is_cmyk = pnm->is_cmyk || g_str_has_prefix (word, "CMYK");
    }

  return g_str_equal (word, "ENDHDR");
}

static gboolean
read_header (PnmFile *pnm, GError **error)
{
  gboolean good;

  getc (pnm->file);
  pnm->kind = getc (pnm->file);

  if (pnm->kind == '7')
    {
      good = read_pam_header (pnm);
    }
  else
    {
      pnm->n_channels = pnm->kind == '3' || pnm->kind == '6' ? 3 : 1;
      pnm->most       = 1;
      good =
        read_number (pnm, G_MAXINT, &pnm->width) && read_number (pnm, G_MAXINT, &pnm->height)
        && (pnm->kind == '1' || pnm->kind == '4' || read_number (pnm, G_MAXUINT16, &pnm->most));
    }

  if (good && pnm->width > 0 && pnm->height > 0 && pnm->n_channels > 0 && pnm->most > 0)
    {
      if (pnm->n_channels <= 4 + pnm->is_cmyk && pnm->n_channels >= (pnm->is_cmyk ? 4 : 1))
        return TRUE;

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "its pixels have %d channels, which is nothing that a photo has",
                   pnm->n_channels);
      return FALSE;
    }

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       "what describes its picture is wrong");

  return FALSE;
}

/* A row's numbers, as the file has them. FALSE: it ends before. */
static gboolean
read_row (PnmFile *pnm, guint8 *bytes, gint *numbers)
{
  gsize n_numbers = (gsize) pnm->width * pnm->n_channels;
  gint  size      = pnm->most > G_MAXUINT8 ? 2 : 1;

  switch (pnm->kind)
    {
    case '1':
      for (gsize i = 0; i < n_numbers; i++)
        {
          gint c = read_char (pnm);

          while (c != EOF && isspace (c))
            c = read_char (pnm);

          if (c != '0' && c != '1')
            return FALSE;

          numbers[i] = c == '0';
        }
      return TRUE;

    case '2':
    case '3':
      for (gsize i = 0; i < n_numbers; i++)
        {
          if (! read_number (pnm, G_MAXINT, &numbers[i]))
            return FALSE;
        }
      return TRUE;

    case '4':
      if (fread (bytes, 1, (n_numbers + 7) / 8, pnm->file) < (n_numbers + 7) / 8)
        return FALSE;

      for (gsize i = 0; i < n_numbers; i++)
        numbers[i] = ! (bytes[i / 8] >> (7 - i % 8) & 1);
      return TRUE;

    default:
      if (fread (bytes, size, n_numbers, pnm->file) < n_numbers)
        return FALSE;

      for (gsize i = 0; i < n_numbers; i++)
        numbers[i] = size == 2 ? bytes[2 * i] << 8 | bytes[2 * i + 1] : bytes[i];
      return TRUE;
    }
}

static void
scale_row (const PnmFile *pnm, const gint *numbers, gpointer row)
{
  gsize n_numbers = (gsize) pnm->width * pnm->n_channels;
  gint  most      = pnm->most;

  for (gsize i = 0; i < n_numbers; i++)
    {
      gint64 number = MIN (numbers[i], most);

      if (most > G_MAXUINT8)
        ((guint16 *) row)[i] = (number * G_MAXUINT16 + most / 2) / most;
      else
        ((guint8 *) row)[i] = (number * G_MAXUINT8 + most / 2) / most;
    }
}

static gboolean
read_pixels (PnmFile *pnm, PhotoFile *photo, GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *bytes = photo_try_rows (pnm->width, 1, pnm->n_channels * 2, error);
  g_autofree guint8 *row =
    bytes ? photo_try_rows (pnm->width, 1, pnm->n_channels * 2, error) : NULL;
  g_autofree guint8 *numbers =
    row ? photo_try_rows (pnm->width, pnm->n_channels, sizeof (gint), error) : NULL;

  if (! numbers)
    return FALSE;

  for (gint y = 0; y < pnm->height; y++)
    {
      const GeglRectangle line = { 0, y, pnm->width, 1 };

      if (y % PHOTO_STRIP_ROWS == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      if (! read_row (pnm, bytes, (gint *) numbers))
        return photo_is_cut (photo, (gdouble) y / pnm->height, FALSE, error);

      scale_row (pnm, (const gint *) numbers, row);
      photo_put (photo, &line, row, 0);
    }

  if (pnm->has_comment)
    photo_add_notice (photo, "its comment is not in the result");

  /* One after the other, without a number that says so. */
  if (pnm->kind > '3' && getc (pnm->file) == 'P' && isdigit (getc (pnm->file)))
    photo_add_notice (photo, "only the first of its pictures was colored");

  return TRUE;
}

gboolean
photo_pnm_load (PhotoFile *photo, const gchar *path, GCancellable *cancellable, GError **error)
{
  PnmFile    pnm    = { .file = photo_open (path, "rb", error) };
  gboolean   loaded = FALSE;
  PhotoModel model;
  PhotoAlpha alpha;

  if (! pnm.file)
    return FALSE;

  photo->bare = TRUE;

  if (read_header (&pnm, error))
    {
      model = pnm.is_cmyk ? PHOTO_CMYK : pnm.n_channels < 3 ? PHOTO_GRAY : PHOTO_RGB;
      alpha = pnm.n_channels == 2 || pnm.n_channels == 4 + pnm.is_cmyk ? PHOTO_ALPHA : PHOTO_OPAQUE;
      loaded = photo_begin (photo, pnm.width, pnm.height, model, alpha,
                            pnm.most > G_MAXUINT8 ? "u16" : "u8", NULL, error)
               && read_pixels (&pnm, photo, cancellable, error);
    }

  fclose (pnm.file);

  return loaded;
}
