/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <tiffio.h>

#include "tiff-packets.h"


static int
ignore (TIFF *tiff, void *data, const char *module, const char *format, va_list arguments)
{
  return 1;
}

static TIFF *
open_quietly (const gchar *path, const gchar *mode)
{
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc ();
  TIFF            *tiff;

  TIFFOpenOptionsSetErrorHandlerExtR (options, ignore, NULL);
  TIFFOpenOptionsSetWarningHandlerExtR (options, ignore, NULL);
  tiff = TIFFOpenExt (path, mode, options);
  TIFFOpenOptionsFree (options);

  return tiff;
}

PhotoBlocks *
tiff_packets_read (const gchar *path)
{
  PhotoBlocks *packets = photo_blocks_new ();
  TIFF        *tiff    = open_quietly (path, "r");
  guint32      length;
  gpointer     data;

  if (! tiff)
    return packets;

  if (TIFFGetField (tiff, TIFFTAG_XMLPACKET, &length, &data))
    photo_blocks_add_xmp (packets, data, length);

  if (TIFFGetField (tiff, TIFFTAG_PHOTOSHOP, &length, &data))
    {
      g_autoptr (GByteArray) kept = photo_blocks_filter_resources (data, length);

      if (kept->len > 0)
        photo_blocks_add (packets, TIFFTAG_PHOTOSHOP, kept->data, kept->len);
    }

  TIFFClose (tiff);

  return packets;
}

gboolean
tiff_packets_write (const gchar *path, const PhotoBlocks *packets)
{
  TIFF    *tiff;
  gboolean written = TRUE;

  if (! packets->xmp && packets->others->len == 0)
    return TRUE;

  tiff = open_quietly (path, "r+");

  if (! tiff)
    return FALSE;

  if (packets->xmp)
    written = TIFFSetField (tiff, TIFFTAG_XMLPACKET, packets->xmp->len, packets->xmp->data);

  for (guint i = 0; i < packets->others->len; i++)
    {
      const PhotoBlock *packet = g_ptr_array_index (packets->others, i);
      gsize             length;
      gconstpointer     data = g_bytes_get_data (packet->data, &length);

      written = written && TIFFSetField (tiff, packet->kind, (guint32) length, data);
    }

  written = written && TIFFRewriteDirectory (tiff);
  TIFFClose (tiff);

  return written;
}
