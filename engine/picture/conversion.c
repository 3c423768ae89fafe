/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "conversion.h"

#define ALIGNMENT 16

/* What passes through memory that begins as it should, at a time: it stays in the first cache. */
#define BLOCK_BYTES 8192

static gboolean
is_aligned (gconstpointer pixels)
{
  return (guintptr) pixels % ALIGNMENT == 0;
}

Conversion
conversion_get (const Babl *from, const Babl *to)
{
  return (Conversion) { babl_fish (from, to), babl_format_get_bytes_per_pixel (from),
                        babl_format_get_bytes_per_pixel (to) };
}

void
conversion_run (const Conversion *conversion, gconstpointer from, gpointer to, gsize n_pixels)
{
  gsize         n_block = BLOCK_BYTES / MAX (conversion->from_bytes, conversion->to_bytes);
  const guint8 *source  = from;
  guint8       *result  = to;
  guint8        source_block[BLOCK_BYTES] __attribute__ ((aligned (ALIGNMENT)));
  guint8        result_block[BLOCK_BYTES] __attribute__ ((aligned (ALIGNMENT)));

  if (is_aligned (from) && is_aligned (to))
    {
      babl_process (conversion->fish, from, to, n_pixels);
      return;
    }

  for (gsize done = 0; done < n_pixels; done += n_block)
    {
      gsize n = MIN (n_block, n_pixels - done);

      memcpy (source_block, source, n * conversion->from_bytes);
      babl_process (conversion->fish, source_block, result_block, n);
      memcpy (result, result_block, n * conversion->to_bytes);
      source += n * conversion->from_bytes;
      result += n * conversion->to_bytes;
    }
}

void
convert_pixels (const Babl   *from_format,
                const Babl   *to_format,
                gconstpointer from,
                gpointer      to,
                gsize         n_pixels)
{
  Conversion conversion = conversion_get (from_format, to_format);

  conversion_run (&conversion, from, to, n_pixels);
}
