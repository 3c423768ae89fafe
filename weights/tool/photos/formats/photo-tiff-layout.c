/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the samples of a TIFF page are, and what they become in the photo; or why they cannot.
 */

#include "photo-tiff.h"


gboolean
tiff_layout_is_lab (const TiffLayout *layout)
{
  return layout->meaning == TIFF_CIELAB || layout->meaning == TIFF_ICCLAB
         || layout->meaning == TIFF_ITULAB;
}

static gboolean refuse (GError **error, const gchar *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError **error, const gchar *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error)
    *error = g_error_new_valist (G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, format, arguments);
  va_end (arguments);

  return FALSE;
}

/* What 0..1 in the file's samples is in the photo's. */
static const gchar *
choose_type (const TiffLayout *layout)
{
  /* Ink and L*a*b* are converted, which wants the usual depths. */
  gboolean usual = layout->model == PHOTO_CMYK || layout->meaning != TIFF_PLAIN;

  if (layout->floating && layout->model != PHOTO_CMYK)
    return layout->bits == 16 && ! layout->inverted ? "half"
           : layout->bits == 64                     ? "double"
                                                    : "float";

  if (! layout->floating && 8 % layout->bits == 0)
    return "u8";

  return layout->bits <= 16 || usual ? "u16" : "u32";
}

/* A palette of gray is a gray picture, whose profile is one of gray; and few palettes need more than
 * 8 bits. */
static void
look_at_palette (TiffLayout *layout)
{
  gint     n_entries = 1 << layout->bits;
  gboolean gray      = TRUE;
  gboolean deep      = FALSE;
  gint     most      = 0;
  guint16 *map[3];

  TIFFGetField (layout->tiff, TIFFTAG_COLORMAP, &map[0], &map[1], &map[2]);

  for (gint i = 0; i < n_entries; i++)
    {
      gray = gray && map[0][i] == map[1][i] && map[1][i] == map[2][i];

      for (gint j = 0; j < 3; j++)
        {
          most = MAX (most, map[j][i]);
          deep = deep || ((map[j][i] & 0xFF) != 0 && (map[j][i] & 0xFF) != map[j][i] >> 8);
        }
    }

  /* Nobody makes a palette of nearly black alone: its writer took 255 for white. */
  layout->map_shift = most > 0xFF ? 8 : 0;
  layout->map_bits  = deep && most > 0xFF ? 16 : 8;
  layout->model     = gray ? PHOTO_GRAY : PHOTO_RGB;
  layout->type      = layout->map_bits == 16 ? "u16" : "u8";
}

static gboolean
look_at_colors (TiffLayout *layout, guint16 photometric, gboolean known, GError **error)
{
  guint16  inks = INKSET_CMYK;
  guint16 *map[3];

  layout->model    = PHOTO_RGB;
  layout->n_colors = 3;
  layout->meaning  = TIFF_PLAIN;

  /* Some writers leave it out where it is clear. */
  if (! known && layout->n_samples >= 3)
    photometric = PHOTOMETRIC_RGB;

  switch (photometric)
    {
    case PHOTOMETRIC_MINISWHITE:
    case PHOTOMETRIC_MINISBLACK:
    case PHOTOMETRIC_MASK:
      layout->model    = PHOTO_GRAY;
      layout->n_colors = 1;
      layout->inverted = photometric == PHOTOMETRIC_MINISWHITE;
      break;

    case PHOTOMETRIC_RGB:
      break;

    case PHOTOMETRIC_SEPARATED:
      TIFFGetFieldDefaulted (layout->tiff, TIFFTAG_INKSET, &inks);
      layout->model    = PHOTO_CMYK;
      layout->n_colors = 4;

      if (inks != INKSET_CMYK)
        return refuse (error, "its inks are others than cyan, magenta, yellow and black; "
                              "save it as RGB or gray");
      break;

    case PHOTOMETRIC_PALETTE:
      layout->meaning  = TIFF_PALETTE;
      layout->n_colors = 1;

      if (layout->floating || layout->bits > 16
          || ! TIFFGetField (layout->tiff, TIFFTAG_COLORMAP, &map[0], &map[1], &map[2]))
        return refuse (error,
                       "its palette is of a kind that cannot be read; save it as RGB or gray");
      break;

    case PHOTOMETRIC_CIELAB:
    case PHOTOMETRIC_ICCLAB:
    case PHOTOMETRIC_ITULAB:
      layout->meaning = photometric == PHOTOMETRIC_CIELAB   ? TIFF_CIELAB
                        : photometric == PHOTOMETRIC_ICCLAB ? TIFF_ICCLAB
                                                            : TIFF_ITULAB;

      /* L* alone is a gray picture. */
      if (layout->n_samples < 3)
        layout->n_colors = 1;
      if (! layout->floating && layout->bits < 8)
        return refuse (error, "its L*a*b* colors have only %d bits; save it as RGB or gray",
                       layout->bits);
      break;

    case PHOTOMETRIC_YCBCR:
    case PHOTOMETRIC_LOGL:
    case PHOTOMETRIC_LOGLUV:
      layout->meaning    = TIFF_BY_LIBTIFF;
      layout->n_colors   = photometric == PHOTOMETRIC_LOGL ? 1 : 3;
      layout->logarithms = photometric != PHOTOMETRIC_YCBCR;
      break;

    default:
      return refuse (error, "its pixels are of a kind that cannot be read; save it as RGB or gray");
    }

  if (layout->n_samples < layout->n_colors)
    return refuse (error, "it has %d channels where its colors need %d; save it as RGB or gray",
                   layout->n_samples, layout->n_colors);

  return TRUE;
}

static gboolean
look_at_numbers (TiffLayout *layout, guint16 format, GError **error)
{
  layout->floating = format == SAMPLEFORMAT_IEEEFP;

  switch (format)
    {
    case SAMPLEFORMAT_UINT:
    case SAMPLEFORMAT_VOID:
      if (layout->bits < 1 || layout->bits > 32)
        return refuse (error, "its numbers have %d bits; save it with 8 or 16", layout->bits);
      return TRUE;

    case SAMPLEFORMAT_IEEEFP:
      if (layout->bits != 16 && layout->bits != 32 && layout->bits != 64)
        return refuse (error,
                       "its floating-point numbers have %d bits; save it with 32, or with 16 "
                       "bits of whole numbers",
                       layout->bits);
      return TRUE;

    case SAMPLEFORMAT_INT:
      return refuse (error, "its numbers are signed; save it as unsigned 8 or 16 bits");

    default:
      return refuse (error, "its numbers are complex; save it as unsigned 8 or 16 bits");
    }
}

/* Alpha is the sample that says so; a single one that says nothing is taken for it, as other programs
 * do. Further ones are masks, spot colors, infrared. */
static void
find_alpha (TiffLayout *layout)
{
  guint16  n_declared = 0;
  guint16 *declared   = NULL;
  gint     n_extra    = layout->n_samples - layout->n_colors;
  gint     n_usual;

  TIFFGetFieldDefaulted (layout->tiff, TIFFTAG_EXTRASAMPLES, &n_declared, &declared);
  n_usual          = MIN (n_declared, n_extra);
  layout->alpha_at = -1;
  layout->alpha    = PHOTO_OPAQUE;

  for (gint i = n_usual - 1; i >= 0; i--)
    {
      if (declared[i] == EXTRASAMPLE_ASSOCALPHA || declared[i] == EXTRASAMPLE_UNASSALPHA)
        {
          /* The declared ones are the last. */
          layout->alpha_at = layout->n_samples - n_usual + i;
          layout->alpha =
            declared[i] == EXTRASAMPLE_ASSOCALPHA ? PHOTO_ALPHA_PREMULTIPLIED : PHOTO_ALPHA;
        }
    }

  /* Nobody multiplies L*a*b*, whatever is said. */
  if (layout->alpha_at >= 0 && tiff_layout_is_lab (layout))
    layout->alpha = PHOTO_ALPHA;

  if (layout->alpha_at < 0 && n_extra == 1)
    {
      layout->alpha_at = layout->n_colors;
      layout->alpha    = PHOTO_ALPHA;
    }
}

gboolean
tiff_layout_look (TiffLayout *layout, TIFF *tiff, GError **error)
{
  guint32  width = 0, height = 0;
  guint16  photometric = PHOTOMETRIC_MINISBLACK;
  guint16  compression = COMPRESSION_NONE;
  guint16  bits, format, n_samples, planes;
  gboolean known;

  known = TIFFGetField (tiff, TIFFTAG_PHOTOMETRIC, &photometric);
  TIFFGetField (tiff, TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField (tiff, TIFFTAG_IMAGELENGTH, &height);
  TIFFGetFieldDefaulted (tiff, TIFFTAG_COMPRESSION, &compression);
  TIFFGetFieldDefaulted (tiff, TIFFTAG_BITSPERSAMPLE, &bits);
  TIFFGetFieldDefaulted (tiff, TIFFTAG_SAMPLEFORMAT, &format);
  TIFFGetFieldDefaulted (tiff, TIFFTAG_SAMPLESPERPIXEL, &n_samples);
  TIFFGetFieldDefaulted (tiff, TIFFTAG_PLANARCONFIG, &planes);

  *layout = (TiffLayout) { .tiff      = tiff,
                           .width     = MIN (width, G_MAXINT),
                           .height    = MIN (height, G_MAXINT),
                           .bits      = bits,
                           .n_samples = n_samples,
                           .separate  = planes == PLANARCONFIG_SEPARATE && n_samples > 1 };

  if (! TIFFIsCODECConfigured (compression) || (compression == COMPRESSION_JPEG && bits != 8))
    return refuse (error, "it is compressed in a way that cannot be read; save it with LZW or ZIP "
                          "compression, or with none");

  /* libtiff's logarithms say that they are signed, and what they are of. */
  if (photometric == PHOTOMETRIC_LOGL || photometric == PHOTOMETRIC_LOGLUV)
    format = SAMPLEFORMAT_UINT;

  /* libjpeg turns these into RGB itself. */
  if (photometric == PHOTOMETRIC_YCBCR && compression == COMPRESSION_JPEG && ! layout->separate)
    {
      TIFFSetField (tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
      photometric = PHOTOMETRIC_RGB;
    }

  if (! look_at_numbers (layout, format, error)
      || ! look_at_colors (layout, photometric, known, error))
    return FALSE;

  if (layout->meaning == TIFF_BY_LIBTIFF)
    {
      layout->alpha_at = -1;
      layout->type     = "u8";
      return TRUE;
    }

  find_alpha (layout);

  if (layout->meaning == TIFF_PALETTE)
    look_at_palette (layout);
  else
    layout->type = choose_type (layout);

  layout->direct = layout->meaning == TIFF_PLAIN && ! layout->floating && ! layout->inverted
                   && ! layout->separate
                   && (bits == 8 || bits == 16 || (bits == 32 && layout->model != PHOTO_CMYK))
                   && n_samples == layout->n_colors + (layout->alpha_at >= 0);

  return TRUE;
}

gsize
tiff_layout_row_bytes (const TiffLayout *layout, gint width)
{
  return ((gsize) width * (layout->separate ? 1 : layout->n_samples) * layout->bits + 7) / 8;
}
