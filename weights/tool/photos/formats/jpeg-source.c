/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "jpeg-source.h"

#include <jerror.h>

/* What libjpeg gets of the file at a time. Where it has more than 512 bytes, libjpeg-turbo decodes
 * without a look at whether the codes are right. */
#define PIECE_LENGTH 256


static void
ignore (j_decompress_ptr decoder)
{
}

/* Hands out the next piece from `at` on. */
static void
hand_out (JpegSource *source, gsize at)
{
  gsize n = MIN (source->length - at, PIECE_LENGTH);

  source->handed_out              = at + n;
  source->manager.next_input_byte = (const JOCTET *) source->content + at;
  source->manager.bytes_in_buffer = n;
}

void
jpeg_source_put_end (JpegSource *source, j_decompress_ptr decoder)
{
  static const JOCTET end[] = { 0xFF, JPEG_EOI };

  source->at_end                  = TRUE;
  source->manager.next_input_byte = end;
  source->manager.bytes_in_buffer = sizeof (end);
  decoder->unread_marker          = 0;
}

static boolean
fill (j_decompress_ptr decoder)
{
  JpegSource *source = (JpegSource *) decoder->src;

  if (source->handed_out < source->length)
    {
      hand_out (source, source->handed_out);
      return TRUE;
    }

  /* A table of which there is only a piece would be an error: whoever called libjpeg passes over it. */
  if (decoder->unread_marker && ! source->at_end)
    return FALSE;

  jpeg_source_put_end (source, decoder);
  WARNMS (decoder, JWRN_JPEG_EOF);

  return TRUE;
}

static void
skip (j_decompress_ptr decoder, long n_bytes)
{
  JpegSource *source = (JpegSource *) decoder->src;
  gsize       at     = source->handed_out - source->manager.bytes_in_buffer;

  if (n_bytes > 0 && ! source->at_end)
    hand_out (source, at + MIN ((gsize) n_bytes, source->length - at));
}

void
jpeg_source_attach (JpegSource *source, j_decompress_ptr decoder)
{
  source->manager = (struct jpeg_source_mgr) { .init_source       = ignore,
                                               .fill_input_buffer = fill,
                                               .skip_input_data   = skip,
                                               .resync_to_restart = jpeg_resync_to_restart,
                                               .term_source       = ignore };
  decoder->src    = &source->manager;
  hand_out (source, 0);
}

gsize
jpeg_source_tell (const JpegSource *source)
{
  return source->at_end ? source->length : source->handed_out - source->manager.bytes_in_buffer;
}
