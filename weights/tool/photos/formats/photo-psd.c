/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * PSD and PSB files: the picture that all layers make together, which Photoshop keeps beside them.
 */

#include <string.h>

#include "photo-psd.h"
#include "picture/profile.h"

/* Pixels of L*a*b* that are converted at a time. */
#define LAB_PIXELS 1024

typedef struct
{
  PsdFile *psd;
  gint     n_wanted;    /* channels: colors, and alpha */
  gint     n_values;    /* that a pixel becomes */
  gint     value_bytes; /* of each */
  gsize    row_size;
  guint64 *offsets; /* [n_wanted * height + 1], of packed rows, channel by channel; NULL: raw */
  guint8  *packed;  /* a packed row */
  gsize    packed_size;
  guint8  *rows;   /* [n_wanted][PHOTO_STRIP_ROWS], as the file has them */
  guint8  *values; /* [PHOTO_STRIP_ROWS], pixels */
} PsdRows;


/* FALSE: what it says is not a row. */
static gboolean
unpack (const guint8 *packed, gsize n_packed, guint8 *row, gsize row_size)
{
  gsize from = 0;
  gsize to   = 0;

  while (from < n_packed && to < row_size)
    {
      gint8 count = packed[from++];
      gsize n     = count >= 0 ? 1 + count : 1 - count;

      if (count == G_MININT8)
        continue;

      if (n > row_size - to || from + (count >= 0 ? n : 1) > n_packed)
        return FALSE;

      if (count >= 0)
        memcpy (row + to, packed + from, n);
      else
        memset (row + to, packed[from], n);

      from += count >= 0 ? n : 1;
      to += n;
    }

  return to == row_size;
}

/* Where each packed row begins, from how long the rows before are. */
static gboolean
read_offsets (PsdRows *rows, GError **error)
{
  PsdFile           *psd    = rows->psd;
  gint               size   = psd->big ? 4 : 2;
  gsize              n_all  = (gsize) psd->n_channels * psd->height;
  gsize              n      = (gsize) rows->n_wanted * psd->height;
  guint64            at     = psd->begin + n_all * size;
  g_autofree guint8 *counts = NULL;
  PhotoBytes         table;

  if (at > psd->end)
    return FALSE;

  counts = photo_try_rows (psd->height, psd->n_channels, size, error);
  rows->offsets =
    counts ? (guint64 *) photo_try_rows (1, 1, (n + 1) * sizeof (guint64), error) : NULL;

  if (! rows->offsets || ! psd_read_at (psd, psd->begin, counts, n_all * size))
    return FALSE;

  table = (PhotoBytes) { counts, n_all * size };

  for (gsize i = 0; i <= n; i++)
    {
      gsize length = photo_bytes_get (&table, i * size, size);

      rows->offsets[i]  = at;
      rows->packed_size = MAX (rows->packed_size, i < n ? length : 0);
      at += length;
    }

  /* At worst each byte brings one that counts. */
  if (rows->packed_size > 2 * rows->row_size + 2)
    rows->packed_size = 2 * rows->row_size + 2;

  rows->packed = photo_try_rows (rows->packed_size + 1, 1, 1, error);

  return rows->packed != NULL;
}

/* whole   FALSE: the row is wrong, and black where it is
 * FALSE: the file ends before. */
static gboolean
read_row (PsdRows *rows, gint channel, gint y, guint8 *row, gboolean *whole)
{
  PsdFile *psd   = rows->psd;
  gsize    index = (gsize) channel * psd->height + y;
  guint64  length;

  *whole = TRUE;

  if (! rows->offsets)
    return psd_read_at (psd, psd->begin + index * rows->row_size, row, rows->row_size);

  length = rows->offsets[index + 1] - rows->offsets[index];

  if (rows->offsets[index + 1] > psd->end)
    return FALSE;

  memset (row, 0, rows->row_size);
  *whole = length <= rows->packed_size
           && psd_read_at (psd, rows->offsets[index], rows->packed, length)
           && unpack (rows->packed, length, row, rows->row_size);

  return TRUE;
}

/* One of a row's numbers, as the file means it: 1 is white. */
static gdouble
get_value (const PsdFile *psd, const guint8 *row, gint x)
{
  switch (psd->depth)
    {
    case 1:
      return ! (row[x / 8] >> (7 - x % 8) & 1);

    case 8:
      return row[x] / 255.0;

    case 16:
      return (row[2 * (gsize) x] << 8 | row[2 * (gsize) x + 1]) / 65535.0;

    default:
      {
        union
        {
          guint32 bits;
          gfloat  value;
        } number;

        memcpy (&number.bits, row + 4 * (gsize) x, 4);
        number.bits = GUINT32_FROM_BE (number.bits);

        /* No number, and infinite ones, are black. */
        return number.value - number.value == 0.0f ? number.value : 0.0;
      }
    }
}

/* Photoshop lays what is not opaque over white. */
static gdouble
take_white_away (gdouble value, gdouble white, gdouble alpha)
{
  if (alpha <= 0.0 || alpha >= 1.0)
    return value;

  return CLAMP ((value - (1.0 - alpha) * white) / alpha, 0.0, 1.0);
}

static void
store (gpointer values, gsize at, gdouble value, gint value_bytes)
{
  if (value_bytes == 1)
    ((guint8 *) values)[at] = CLAMP (value, 0.0, 1.0) * G_MAXUINT8 + 0.5;
  else if (value_bytes == 2)
    ((guint16 *) values)[at] = CLAMP (value, 0.0, 1.0) * G_MAXUINT16 + 0.5;
  else
    ((gfloat *) values)[at] = value;
}

static void
convert_indexed (const PsdRows *rows, const guint8 *numbers, guint8 *values)
{
  const PsdFile *psd = rows->psd;

  for (gint x = 0; x < psd->width; x++, values += rows->n_values)
    {
      for (gint i = 0; i < 3; i++)
        values[i] = psd->palette[256 * i + numbers[x]];

      if (rows->n_values == 4)
        values[3] = psd->has_alpha ? numbers[rows->row_size * PHOTO_STRIP_ROWS + x]
                    : numbers[x] == psd->transparent ? 0
                                                     : 0xFF;
    }
}

static void
convert_row (const PsdRows *rows, const guint8 *numbers, gpointer values)
{
  const PsdFile *psd   = rows->psd;
  gsize          plane = rows->row_size * PHOTO_STRIP_ROWS;

  for (gint x = 0; x < psd->width; x++)
    {
      gdouble alpha = psd->has_alpha ? get_value (psd, numbers + psd->n_colors * plane, x) : 1.0;

      for (gint i = 0; i < psd->n_colors; i++)
        store (values, (gsize) x * rows->n_values + i,
               take_white_away (get_value (psd, numbers + i * plane, x), 1.0, alpha),
               rows->value_bytes);

      if (psd->has_alpha)
        store (values, (gsize) x * rows->n_values + psd->n_colors, alpha, rows->value_bytes);
    }
}

/* L*a*b* becomes sRGB. */
static void
convert_lab (const PsdRows *rows, const guint8 *numbers, const Babl *format, guint8 *values)
{
  const PsdFile *psd    = rows->psd;
  gsize          plane  = rows->row_size * PHOTO_STRIP_ROWS;
  gdouble        most   = psd->depth == 8 ? 255.0 : 65535.0;
  gdouble        middle = psd->depth == 8 ? 128.0 : 32768.0;
  gdouble        step   = psd->depth == 8 ? 1.0 : 256.0;
  gfloat         lab[LAB_PIXELS][4];

  for (gint x = 0; x < psd->width; x += LAB_PIXELS)
    {
      gint n = MIN (LAB_PIXELS, psd->width - x);

      for (gint i = 0; i < n; i++)
        {
          gdouble alpha =
            psd->has_alpha ? get_value (psd, numbers + psd->n_colors * plane, x + i) : 1.0;

          for (gint j = 0; j < 3; j++)
            {
              gdouble white = j == 0 ? 1.0 : middle / most;
              gdouble value =
                take_white_away (get_value (psd, numbers + j * plane, x + i), white, alpha);

              lab[i][j] = j == 0 ? 100.0 * value : (value * most - middle) / step;
            }

          lab[i][3] = alpha;
        }

      colorize_profile_write (NULL, lab[0], format, values, n);
      values += (gsize) n * babl_format_get_bytes_per_pixel (format);
    }
}

/* FALSE: no more rows are to be read. */
static gboolean
read_strip (PsdRows *rows, PhotoFile *photo, const GeglRectangle *strip, GError **error)
{
  PsdFile *psd       = rows->psd;
  gsize    row_bytes = (gsize) psd->width * rows->n_values * rows->value_bytes;

  for (gint row = 0; row < strip->height; row++)
    {
      gint    y       = strip->y + row;
      gdouble height  = (gdouble) y / psd->height;
      guint8 *numbers = rows->rows + row * rows->row_size;
      guint8 *values  = rows->values + row * row_bytes;

      for (gint i = 0; i < rows->n_wanted; i++)
        {
          gboolean whole;

          if (! read_row (rows, i, y, numbers + i * rows->row_size * PHOTO_STRIP_ROWS, &whole))
            return photo_is_cut (photo, height, FALSE, error);

          if (! whole && ! photo_is_damaged (photo, height, error))
            return FALSE;
        }

      if (psd->mode == PSD_INDEXED)
        convert_indexed (rows, numbers, values);
      else if (psd->mode == PSD_LAB)
        convert_lab (rows, numbers, photo->result_format, values);
      else
        convert_row (rows, numbers, values);
    }

  return TRUE;
}

static gboolean
read_pixels (PsdRows *rows, PhotoFile *photo, GCancellable *cancellable, GError **error)
{
  PsdFile *psd = rows->psd;

  for (gint y = 0; y < psd->height && photo->missing == 0.0; y += PHOTO_STRIP_ROWS)
    {
      GeglRectangle strip = photo_strip (psd->width, psd->height, y);

      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || ! read_strip (rows, photo, &strip, error))
        return FALSE;

      photo_put (photo, &strip, rows->values, 0);
    }

  return TRUE;
}

/* A profile of light as it is, which is what 32 bits mean without one. */
static GBytes *
linear_profile (void)
{
  const cmsCIExyY       white     = { 0.3127, 0.3290, 1.0 };
  const cmsCIExyYTRIPLE primaries = { { 0.64, 0.33, 1.0 },
                                      { 0.30, 0.60, 1.0 },
                                      { 0.15, 0.06, 1.0 } };
  cmsToneCurve         *curve     = cmsBuildGamma (NULL, 1.0);
  GBytes               *profile   = photo_profile_new (&white, &primaries, curve);

  cmsFreeToneCurve (curve);

  return profile;
}

static void
tell (const PsdFile *psd, gint n_wanted, PhotoFile *photo)
{
  if (psd->mode == PSD_DUOTONE)
    photo_add_notice (photo, "its inks (“Duotone”) are not in the result");

  if (psd->n_channels == n_wanted + 1)
    photo_add_notice (photo, "a channel beside its colors is not in the result");
  else if (psd->n_channels > n_wanted)
    photo_add_notice (photo, "%d channels beside its colors are not in the result",
                      psd->n_channels - n_wanted);
}

static gboolean
psd_read (PsdRows *rows, PhotoFile *photo, GCancellable *cancellable, GError **error)
{
  PsdFile    *psd   = rows->psd;
  gboolean    gray  = psd->n_colors == 1 && psd->mode != PSD_INDEXED;
  gboolean    alpha = psd->has_alpha || (psd->mode == PSD_INDEXED && psd->transparent >= 0);
  PhotoModel  model = psd->mode == PSD_CMYK ? PHOTO_CMYK_INVERTED : gray ? PHOTO_GRAY : PHOTO_RGB;
  const char *type  = psd->depth <= 8 ? "u8" : psd->depth == 16 ? "u16" : "float";

  rows->n_wanted    = psd->n_colors + psd->has_alpha;
  rows->n_values    = (psd->mode == PSD_INDEXED ? 3 : psd->n_colors) + alpha;
  rows->value_bytes = MAX (psd->depth / 8, 1);
  rows->row_size    = psd_row_size (psd);

  if (psd->depth == 32 && ! psd->profile)
    psd->profile = linear_profile ();

  /* That of an L*a*b* picture could only say what it says itself. */
  if (! photo_begin (photo, psd->width, psd->height, model, alpha ? PHOTO_ALPHA : PHOTO_OPAQUE,
                     type, psd->mode == PSD_LAB ? NULL : psd->profile, error))
    return FALSE;

  memcpy (photo->encoding.resolution, psd->resolution, sizeof (psd->resolution));

  if (psd->packed && ! read_offsets (rows, error))
    return error && *error ? FALSE : photo_is_cut (photo, 0.0, FALSE, error);

  rows->rows = photo_try_rows (rows->row_size, PHOTO_STRIP_ROWS, rows->n_wanted, error);

  if (rows->rows)
    rows->values =
      photo_try_rows (psd->width, PHOTO_STRIP_ROWS, rows->n_values * rows->value_bytes, error);

  if (! rows->values || ! read_pixels (rows, photo, cancellable, error))
    return FALSE;

  tell (psd, rows->n_wanted, photo);

  return TRUE;
}

gboolean
photo_psd_load (PhotoFile *photo, const gchar *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file              = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autoptr (GFileInfo) info          = NULL;
  PsdFile  psd                        = { .stream = G_INPUT_STREAM (stream) };
  PsdRows  rows                       = { .psd = &psd };
  gboolean loaded;

  if (stream)
    info =
      g_file_input_stream_query_info (stream, G_FILE_ATTRIBUTE_STANDARD_SIZE, cancellable, error);

  if (! info)
    return FALSE;

  psd.end = g_file_info_get_size (info);
  loaded  = psd_open (&psd, error) && psd_read (&rows, photo, cancellable, error);

  photo->tags = psd.tags;
  g_clear_pointer (&psd.profile, g_bytes_unref);
  g_free (rows.offsets);
  g_free (rows.packed);
  g_free (rows.rows);
  g_free (rows.values);

  return loaded;
}
