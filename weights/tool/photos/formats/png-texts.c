/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "png-texts.h"

#define XMP_KEYWORD "XML:com.adobe.xmp"

/* The kind of a block that is no text, but the time of the last change. */
#define KIND_TIME 100

/* How programs put blocks into a text, from before there were chunks for them: a line with the name, one
 * with the length, and the bytes in hexadecimal. */
static const struct
{
  const gchar *keyword;
  gboolean     is_xmp;
} raw_profiles[] = {
  { "Raw profile type exif", FALSE },
  { "Raw profile type APP1", FALSE },
  { "Raw profile type xmp", TRUE },
};


/* NULL: it is not what it says. */
static GByteArray *
decode_raw_profile (const gchar *text, gsize length)
{
  const gchar *end      = text + length;
  GByteArray  *bytes    = NULL;
  gint         n_digits = 0;
  guint8       byte     = 0;

  for (gint line = 0; text && line < 2; line++)
    {
      while (text < end && g_ascii_isspace (*text))
        text++;

      text = memchr (text, '\n', end - text);
    }

  if (! text)
    return NULL;

  bytes = g_byte_array_new ();

  for (; text < end; text++)
    {
      if (g_ascii_isspace (*text))
        continue;

      if (! g_ascii_isxdigit (*text))
        {
          g_byte_array_unref (bytes);
          return NULL;
        }

      byte = byte << 4 | g_ascii_xdigit_value (*text);

      if (++n_digits % 2 == 0)
        g_byte_array_append (bytes, &byte, 1);
    }

  return bytes;
}

/* TRUE where the text holds a block, which is now among the blocks. */
static gboolean
read_raw_profile (const png_textp text, gsize length, PhotoBlocks *blocks)
{
  static const gchar exif_head[] = "Exif\0";
  static const gchar xmp_head[]  = "http://ns.adobe.com/xap/1.0/";

  for (guint i = 0; i < G_N_ELEMENTS (raw_profiles); i++)
    {
      g_autoptr (GByteArray) bytes = NULL;
      gboolean is_xmp              = raw_profiles[i].is_xmp;

      if (! g_str_equal (text->key, raw_profiles[i].keyword)
          || ! (bytes = decode_raw_profile (text->text, length)))
        continue;

      if (bytes->len >= sizeof (exif_head)
          && memcmp (bytes->data, exif_head, sizeof (exif_head)) == 0)
        g_byte_array_remove_range (bytes, 0, sizeof (exif_head));
      else if (bytes->len >= sizeof (xmp_head)
               && memcmp (bytes->data, xmp_head, sizeof (xmp_head)) == 0)
        {
          g_byte_array_remove_range (bytes, 0, sizeof (xmp_head));
          is_xmp = TRUE;
        }

      if (is_xmp)
        return photo_blocks_add_xmp (blocks, bytes->data, bytes->len);

      /* The chunk of its own counts more. */
      if (blocks->exif)
        return FALSE;

      photo_blocks_add_exif (blocks, bytes->data, bytes->len);

      return TRUE;
    }

  return FALSE;
}

void
png_texts_read (png_structp png, png_infop info, PhotoBlocks *blocks)
{
  png_uint_32 exif_length;
  png_bytep   exif;
  png_textp   texts;
  png_timep   time;
  gint        n_texts = 0;

  if (png_get_eXIf_1 (png, info, &exif_length, &exif))
    photo_blocks_add_exif (blocks, exif, exif_length);

  if (png_get_tIME (png, info, &time))
    photo_blocks_add (blocks, KIND_TIME, time, sizeof (*time));

  png_get_text (png, info, &texts, &n_texts);

  for (gint i = 0; i < n_texts; i++)
    {
      gsize       length = MAX (texts[i].text_length, texts[i].itxt_length);

      PhotoBlock *block;

      if ((g_str_equal (texts[i].key, XMP_KEYWORD)
           && photo_blocks_add_xmp (blocks, texts[i].text, length))
          || read_raw_profile (&texts[i], length, blocks))
        continue;

      block           = photo_blocks_add (blocks, texts[i].compression, texts[i].text, length);
      block->words[0] = g_strdup (texts[i].key);
      block->words[1] = g_strdup (texts[i].lang);
      block->words[2] = g_strdup (texts[i].lang_key);
    }
}

static void
write_text (png_structp  png,
            png_infop    info,
            gint         compression,
            const gchar *keyword,
            const gchar *language,
            const gchar *translated,
            const gchar *content,
            gsize        length)
{
  g_autofree gchar *terminated = g_strndup (content, length);
  png_text          text       = { 0 };

  text.compression = compression;
  text.key         = (png_charp) keyword;
  text.text        = terminated;
  text.lang        = (png_charp) language;
  text.lang_key    = (png_charp) translated;
  png_set_text (png, info, &text, 1);
}

void
png_texts_write (png_structp png, png_infop info, const PhotoBlocks *blocks)
{
  if (blocks->exif)
    png_set_eXIf_1 (png, info, blocks->exif->len, blocks->exif->data);

  if (blocks->xmp)
    write_text (png, info, PNG_ITXT_COMPRESSION_NONE, XMP_KEYWORD, NULL, NULL,
                (const gchar *) blocks->xmp->data, blocks->xmp->len);

  for (guint i = 0; i < blocks->others->len; i++)
    {
      const PhotoBlock *block = g_ptr_array_index (blocks->others, i);
      gsize             length;
      const gchar      *data = g_bytes_get_data (block->data, &length);

      if (block->kind == KIND_TIME)
        png_set_tIME (png, info, (png_const_timep) data);
      else
        write_text (png, info, block->kind, block->words[0], block->words[1], block->words[2], data,
                    length);
    }
}
