/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The samples of a TIFF page: 1 to 32 bits, gray, RGB, ink, palettes and L*a*b*, among samples that
 * are none of these. Each becomes a number of 0..1 and then one of the photo, so that no kind needs a
 * way of its own to any other; what needs no change never comes here.
 */

#include <math.h>
#include <string.h>

#include "photo-tiff.h"
#include "picture/profile.h"

/* Pixels of L*a*b* that are converted at a time. */
#define LAB_PIXELS 1024


/* libtiff gives numbers of 8, 16, 24, 32 and 64 bits as the machine has them, and leaves others
 * packed, the highest bit first. */
static guint32
read_integer (const guint8 *row, gint bits, gsize i)
{
  guint64 value = 0;
  gsize   begin = i * bits;

  switch (bits)
    {
    case 8:
      return row[i];

    case 16:
      return ((const guint16 *) row)[i];

    case 24:
      row += 3 * i;
      return G_BYTE_ORDER == G_LITTLE_ENDIAN ? row[0] | row[1] << 8 | row[2] << 16
                                             : row[0] << 16 | row[1] << 8 | row[2];

    case 32:
      return ((const guint32 *) row)[i];
    }

  for (gsize byte = begin / 8; byte <= (begin + bits - 1) / 8; byte++)
    value = value << 8 | row[byte];

  value >>= 7 - (begin + bits - 1) % 8;

  return value & (((guint64) 1 << bits) - 1);
}

static gdouble
double_of_half (guint16 half)
{
  gint    exponent = half >> 10 & 0x1F;
  gint    mantissa = half & 0x3FF;
  gdouble value;

  if (exponent == 0x1F)
    value = mantissa ? NAN : INFINITY;
  else
    value = exponent ? ldexp (mantissa + 1024, exponent - 25) : ldexp (mantissa, -24);

  return half & 0x8000 ? -value : value;
}

static guint16
half_of_double (gdouble value)
{
  gdouble most = MIN (fabs (value), 65504.0);
  gint    exponent;

  frexp (most, &exponent);
  exponent = MAX (exponent - 1, -14);

  /* A mantissa that is rounded up to the next power of two counts the exponent up, as it should. */
  return (value < 0.0 ? 0x8000 : 0)
         | (((exponent + 14) << 10) + (gint) lrint (ldexp (most, 10 - exponent)));
}

static gdouble
read_floating (const guint8 *row, gint bits, gsize i)
{
  gdouble value = bits == 16   ? double_of_half (((const guint16 *) row)[i])
                  : bits == 32 ? ((const gfloat *) row)[i]
                               : ((const gdouble *) row)[i];

  /* No number is no light; the infinite is as light as can be. */
  return isnan (value) ? 0.0 : isinf (value) ? value > 0.0 : value;
}

/* L*a*b* as numbers of 0..1 hold it; a* and b* of TIFF's own kind are signed. */
static void
read_lab (const TiffLayout *layout, const gdouble *values, gfloat lab[4])
{
  const gint64 full    = layout->floating ? 0 : (gint64) 1 << layout->bits;
  const gint64 per_one = full / 256;

  lab[1] = lab[2] = 0.0f;
  lab[3]          = layout->alpha_at < 0 ? 1.0f : values[layout->n_colors];

  if (layout->floating)
    {
      for (gint i = 0; i < layout->n_colors; i++)
        lab[i] = values[i];
      return;
    }

  /* ICC's L* of 16 bits ends at 0xFF00. */
  lab[0] =
    100.0 * values[0] * (layout->meaning == TIFF_ICCLAB ? (full - 1.0) / (255 * per_one) : 1.0);

  for (gint i = 1; i < layout->n_colors; i++)
    {
      gint64 whole = llrint (values[i] * (full - 1));

      if (layout->meaning == TIFF_ITULAB)
        lab[i] = i == 1 ? (values[i] * 255.0 - 128.0) * 170.0 / 255.0
                        : (values[i] * 255.0 - 96.0) * 200.0 / 255.0;
      else if (layout->meaning == TIFF_ICCLAB)
        lab[i] = (gdouble) whole / per_one - 128.0;
      else
        lab[i] = (gdouble) (whole >= full / 2 ? whole - full : whole) / per_one;
    }
}

static void
convert_lab (const TiffLayout *layout, const gdouble *values, gint width, guint8 *result)
{
  gint        n_values = layout->n_colors + (layout->alpha_at >= 0);
  const Babl *format;
  gfloat      lab[LAB_PIXELS][4];
  gchar       name[32];

  g_snprintf (name, sizeof (name), "R'G'B'%s %s", layout->alpha_at >= 0 ? "A" : "", layout->type);
  format = babl_format (name);

  for (gint x = 0; x < width; x += LAB_PIXELS)
    {
      gint n = MIN (LAB_PIXELS, width - x);

      for (gint i = 0; i < n; i++)
        read_lab (layout, values + (gsize) (x + i) * n_values, lab[i]);

      colorize_profile_write (NULL, lab[0], format, result, n);
      result += (gsize) n * babl_format_get_bytes_per_pixel (format);
    }
}

/* In place, from the end, for a color takes more room than its number. */
static gint
look_up_palette (const TiffLayout *layout, gint width, gdouble *values)
{
  gint     n_alpha = layout->alpha_at >= 0;
  gint     n_maps  = layout->model == PHOTO_GRAY ? 1 : 3;
  gint     last    = (1 << layout->bits) - 1;
  guint16 *map[3];

  TIFFGetField (layout->tiff, TIFFTAG_COLORMAP, &map[0], &map[1], &map[2]);

  for (gsize x = width; x-- > 0;)
    {
      gdouble *from  = values + x * (1 + n_alpha);
      gdouble *to    = values + x * (n_maps + n_alpha);
      gint     entry = lrint (from[0] * last);

      if (n_alpha)
        to[n_maps] = from[1];

      for (gint i = 0; i < n_maps; i++)
        to[i] = layout->map_bits == 16 ? map[i][entry] / 65535.0
                                       : (map[i][entry] >> layout->map_shift) / 255.0;
    }

  return n_maps + n_alpha;
}

static void
write_values (const gchar *type, const gdouble *values, gsize n, gpointer result)
{
  if (g_str_equal (type, "u8"))
    {
      for (gsize i = 0; i < n; i++)
        ((guint8 *) result)[i] = lrint (CLAMP (values[i], 0.0, 1.0) * G_MAXUINT8);
    }
  else if (g_str_equal (type, "u16"))
    {
      for (gsize i = 0; i < n; i++)
        ((guint16 *) result)[i] = lrint (CLAMP (values[i], 0.0, 1.0) * G_MAXUINT16);
    }
  else if (g_str_equal (type, "u32"))
    {
      for (gsize i = 0; i < n; i++)
        ((guint32 *) result)[i] = llrint (CLAMP (values[i], 0.0, 1.0) * G_MAXUINT32);
    }
  else if (g_str_equal (type, "half"))
    {
      for (gsize i = 0; i < n; i++)
        ((guint16 *) result)[i] = half_of_double (values[i]);
    }
  else if (g_str_equal (type, "float"))
    {
      for (gsize i = 0; i < n; i++)
        ((gfloat *) result)[i] = values[i];
    }
  else
    memcpy (result, values, n * sizeof (gdouble));
}

void
tiff_layout_convert (const TiffLayout *layout,
                     const guint8     *row,
                     gsize             plane_size,
                     gint              width,
                     gdouble          *values,
                     TiffRange        *range,
                     gpointer          result)
{
  gdouble most     = layout->floating ? 1.0 : (gdouble) (((guint64) 1 << layout->bits) - 1);
  gint    n_colors = layout->n_colors;
  gint    n_values = n_colors + (layout->alpha_at >= 0);
  gsize   n_all    = (gsize) width * n_values;

  for (gint i = 0; i < n_values; i++)
    {
      gint          sample = i < n_colors ? i : layout->alpha_at;
      const guint8 *from   = layout->separate ? row + sample * plane_size : row;
      gsize         at     = layout->separate ? 0 : sample;
      gsize         step   = layout->separate ? 1 : layout->n_samples;

      for (gsize to = i; to < n_all; to += n_values, at += step)
        values[to] = layout->floating ? read_floating (from, layout->bits, at)
                                      : read_integer (from, layout->bits, at) / most;
    }

  /* Alpha is 0..1 whatever the numbers of its colors; white is as much as alpha lets through. */
  for (gint x = 0; x < width && (layout->inverted || layout->floating); x++)
    {
      gdouble *pixel = values + (gsize) x * n_values;
      gdouble  white = 1.0;

      if (layout->alpha_at >= 0)
        pixel[n_colors] = CLAMP (pixel[n_colors], 0.0, 1.0);
      if (layout->alpha == PHOTO_ALPHA_PREMULTIPLIED)
        white = pixel[n_colors];

      for (gint i = 0; i < n_colors; i++)
        {
          if (layout->meaning == TIFF_PLAIN)
            {
              range->n_numbers++;
              range->n_beyond += pixel[i] > 1.0;
              range->most = MAX (range->most, pixel[i]);
            }

          if (layout->inverted)
            pixel[i] = white - pixel[i];
        }
    }

  if (layout->meaning == TIFF_PALETTE)
    n_all = (gsize) width * look_up_palette (layout, width, values);

  if (tiff_layout_is_lab (layout))
    convert_lab (layout, values, width, result);
  else
    write_values (layout->type, values, n_all, result);
}
