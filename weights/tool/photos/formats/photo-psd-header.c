/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A PSD file up to the picture that all layers make together.
 */

#include <string.h>

#include "photo-psd.h"
#include "photo-tags.h"

#define HEADER_LENGTH  26
#define PALETTE_LENGTH 768

/* Photoshop's numbers of what it keeps beside a picture. */
#define RESOURCE_RESOLUTION  1005
#define RESOURCE_PROFILE     1039
#define RESOURCE_TRANSPARENT 1047
#define RESOURCE_VERSION     1057

/* How the picture's bytes are written. */
#define SCHEME_RAW      0
#define SCHEME_PACKBITS 1

#define CM_PER_INCH 2.54


gboolean
psd_read_at (PsdFile *psd, guint64 at, gpointer bytes, gsize n_bytes)
{
  gsize n_read = 0;

  return g_seekable_seek (G_SEEKABLE (psd->stream), at, G_SEEK_SET, NULL, NULL)
         && g_input_stream_read_all (psd->stream, bytes, n_bytes, &n_read, NULL, NULL)
         && n_read == n_bytes;
}

gsize
psd_row_size (const PsdFile *psd)
{
  return ((gsize) psd->width * psd->depth + 7) / 8;
}

/* 0 beyond the file's end. */
static guint64
get_number (PsdFile *psd, guint64 at, gint n_bytes)
{
  guint8     bytes[8] = { 0 };
  PhotoBytes number   = { bytes, n_bytes };

  if (! psd_read_at (psd, at, bytes, n_bytes))
    return 0;

  return photo_bytes_get (&number, 0, n_bytes);
}

static gboolean
set_unsupported (GError **error, const gchar *what)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s; save it as TIFF", what);

  return FALSE;
}

static gboolean
set_wrong (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       "what describes its picture is wrong");

  return FALSE;
}

static gboolean
read_header (PsdFile *psd, GError **error)
{
  guint8     bytes[HEADER_LENGTH];
  PhotoBytes header = { bytes, sizeof (bytes) };
  guint64    width, height;

  if (! psd_read_at (psd, 0, bytes, sizeof (bytes)))
    return set_wrong (error);

  psd->big        = photo_bytes_get (&header, 4, 2) == 2;
  psd->n_channels = photo_bytes_get (&header, 12, 2);
  height          = photo_bytes_get (&header, 14, 4);
  width           = photo_bytes_get (&header, 18, 4);
  psd->depth      = photo_bytes_get (&header, 22, 2);
  psd->mode       = photo_bytes_get (&header, 24, 2);

  /* As large as Photoshop makes them. */
  if (psd->n_channels < 1 || psd->n_channels > 56 || width < 1 || height < 1 || width > 300000
      || height > 300000)
    return set_wrong (error);

  psd->width  = width;
  psd->height = height;

  switch (psd->mode)
    {
    case PSD_BITMAP:
      psd->n_colors = psd->depth == 1 ? 1 : 0;
      break;

    case PSD_INDEXED:
      psd->n_colors = psd->depth == 8 ? 1 : 0;
      break;

    case PSD_GRAY:
      psd->n_colors = psd->depth == 8 || psd->depth == 16 || psd->depth == 32 ? 1 : 0;
      break;

    case PSD_RGB:
      psd->n_colors = psd->depth == 8 || psd->depth == 16 || psd->depth == 32 ? 3 : 0;
      break;

    case PSD_DUOTONE:
      psd->n_colors = psd->depth == 8 || psd->depth == 16 ? 1 : 0;
      break;

    case PSD_CMYK:
      psd->n_colors = psd->depth == 8 || psd->depth == 16 ? 4 : 0;
      break;

    case PSD_LAB:
      psd->n_colors = psd->depth == 8 || psd->depth == 16 ? 3 : 0;
      break;

    case PSD_MANY_INKS:
      return set_unsupported (error,
                              "its colors are inks of its own (“Multichannel”), which cannot be "
                              "read here");

    default:
      break;
    }

  return psd->n_colors > 0 && psd->n_channels >= psd->n_colors ? TRUE : set_wrong (error);
}

/* FALSE: the layers are all that there is. */
static gboolean
read_resource (PsdFile *psd, guint id, const PhotoBytes *data)
{
  switch (id)
    {
    case RESOURCE_RESOLUTION:
      for (gint i = 0; i < 2; i++)
        psd->resolution[i] = photo_bytes_get (data, 8 * i, 4) / 65536.0 / CM_PER_INCH;
      break;

    case RESOURCE_PROFILE:
      g_clear_pointer (&psd->profile, g_bytes_unref);
      psd->profile = g_bytes_new (data->bytes, data->length);
      break;

    case RESOURCE_TRANSPARENT:
      psd->transparent = photo_bytes_get (data, 0, 2);
      break;

    case RESOURCE_VERSION:
      return photo_bytes_get (data, 4, 1) != 0;
    }

  return TRUE;
}

/* has_merged   whether the picture of all layers is there */
static gboolean
read_resources (PsdFile *psd, guint64 at, gsize length, gboolean *has_merged, GError **error)
{
  g_autofree guint8 *bytes = g_try_malloc (length + 1);
  PhotoBytes         all   = { bytes, length };
  gsize              next  = 0;

  *has_merged = TRUE;

  if (! bytes || ! psd_read_at (psd, at, bytes, length))
    return set_wrong (error);

  /* A signature, a number, a name and data; both of these fill an even number of bytes. */
  while (next + 12 <= length)
    {
      gsize      name = photo_bytes_get (&all, next + 6, 1);
      gsize      head = next + 6 + (name + 2) / 2 * 2;
      gsize      size = photo_bytes_get (&all, head, 4);
      PhotoBytes data = photo_bytes_part (&all, head + 4, size);

      if (data.length < size)
        return set_wrong (error);

      if (photo_bytes_have (&all, next, "8BIM"))
        *has_merged =
          read_resource (psd, photo_bytes_get (&all, next + 4, 2), &data) && *has_merged;

      next = head + 4 + (size + 1) / 2 * 2;
    }

  if (psd->big)
    psd->tags = photo_tags_new (bytes, length);

  return TRUE;
}

/* Where the layers' number is; 0: there are none. Those of 16 and 32 bits are in a block of their own. */
static guint64
find_layers (PsdFile *psd, guint64 begin, guint64 end)
{
  gint    size = psd->big ? 8 : 4;
  guint64 at   = begin + size;

  if (get_number (psd, begin, size) > 0)
    return at;

  if (at + 4 > end)
    return 0;

  at += 4 + get_number (psd, at, 4);

  while (at + 12 <= end)
    {
      gchar name[9] = { 0 };
      gint  wide;

      if (! psd_read_at (psd, at, name, 8) || ! g_str_has_prefix (name, "8B"))
        return 0;

      wide = psd->big && (g_str_equal (name + 4, "Lr16") || g_str_equal (name + 4, "Lr32")) ? 8 : 4;

      if (g_str_equal (name + 4, "Lr16") || g_str_equal (name + 4, "Lr32"))
        return at + 8 + wide;

      at += 8 + wide + (get_number (psd, at + 8, wide) + 3) / 4 * 4;
    }

  return 0;
}

gboolean
psd_open (PsdFile *psd, GError **error)
{
  guint64  at = HEADER_LENGTH;
  guint64  length;
  guint64  layers;
  guint    scheme;
  gint     size;
  gboolean has_merged;

  psd->transparent = -1;

  if (! read_header (psd, error))
    return FALSE;

  size   = psd->big ? 8 : 4;
  length = get_number (psd, at, 4);

  if (psd->mode == PSD_INDEXED
      && (length < PALETTE_LENGTH || ! psd_read_at (psd, at + 4, psd->palette, PALETTE_LENGTH)))
    return set_wrong (error);

  at += 4 + length;
  length = get_number (psd, at, 4);

  if (at + 4 > psd->end || length > psd->end - at - 4)
    return set_wrong (error);

  if (! read_resources (psd, at + 4, length, &has_merged, error))
    return FALSE;

  at += 4 + length;
  length = get_number (psd, at, size);

  if (at + size > psd->end || length > psd->end - at - size)
    return set_wrong (error);

  layers = length > (guint64) size ? find_layers (psd, at + size, at + size + length) : 0;
  at += size + length;

  /* That many, or, below 0, with a channel of what shows through all of them. */
  psd->has_alpha = layers && (gint16) get_number (psd, layers, 2) < 0
                   && psd->n_channels > psd->n_colors && psd->mode != PSD_BITMAP;

  if (! has_merged || (at + 2 > psd->end && layers))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           "it holds its layers alone, without the picture that they make; save it "
                           "with “Maximize compatibility”, or flattened");
      return FALSE;
    }

  scheme = get_number (psd, at, 2);

  if (scheme != SCHEME_RAW && scheme != SCHEME_PACKBITS)
    return set_unsupported (error, "its picture is compressed in a way that cannot be read here");

  psd->packed = scheme == SCHEME_PACKBITS;
  psd->begin  = at + 2;

  return TRUE;
}
