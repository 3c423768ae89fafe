/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TIFF files, by libtiff.
 *
 * Grey, RGB and CMYK of 8 bits and more are read as they are, whatever their strips, tiles and
 * planes. The rest (1 bit, palettes, YCbCr, L*a*b*...) goes through libtiff's own conversion to 8
 * bits.
 */

#include <errno.h>
#include <string.h>

#include "photo-formats.h"

#include <tiffio.h>


typedef struct
{
  const gchar *path;
  gchar        message[256];
} TiffErrors;

typedef struct
{
  TIFF       *tiff;
  gint        width, height;
  gint        n_samples;
  gint        sample_bytes;
  gboolean    separate; /* one plane a sample */
  PhotoModel  model;
  PhotoAlpha  alpha;
  gboolean    inverted; /* grey, 0 is white */
  const char *type;     /* NULL: only libtiff's conversion can read it */
} TiffLayout;


/* The first error is the cause; those after it follow from it. */
static int
tiff_fail (TIFF *tiff, void *data, const char *module, const char *format, va_list arguments)
{
  TiffErrors       *errors  = data;
  g_autofree gchar *message = g_strdup_vprintf (format, arguments);
  const gchar      *begin   = message;

  /* Some begin with the file's name, which ours has already. */
  if (g_str_has_prefix (message, errors->path))
    begin += strlen (errors->path) + strspn (message + strlen (errors->path), ": ");

  if (! errors->message[0])
    g_strlcpy (errors->message, begin, sizeof (errors->message));

  return 1;
}

/* Warnings are about odd tags, which is nothing that a user could mend. */
static int
tiff_ignore (TIFF *tiff, void *data, const char *module, const char *format, va_list arguments)
{
  return 1;
}

/* Handlers of this file alone: libtiff's usual ones serve the whole process. */
static TIFF *
tiff_open (const gchar *path, const gchar *mode, TiffErrors *errors)
{
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc ();
  TIFF            *tiff;

  TIFFOpenOptionsSetErrorHandlerExtR (options, tiff_fail, errors);
  TIFFOpenOptionsSetWarningHandlerExtR (options, tiff_ignore, NULL);
  tiff = TIFFOpenExt (path, mode, options);
  TIFFOpenOptionsFree (options);

  return tiff;
}

static void
set_damaged (GError **error, const TiffErrors *errors)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       errors->message[0] ? errors->message : "the data end too early");
}

static const char *
sample_type (guint16 format, guint16 bits)
{
  if (format == SAMPLEFORMAT_UINT || format == SAMPLEFORMAT_VOID)
    return bits == 8 ? "u8" : bits == 16 ? "u16" : bits == 32 ? "u32" : NULL;

  if (format == SAMPLEFORMAT_IEEEFP)
    return bits == 16 ? "half" : bits == 32 ? "float" : bits == 64 ? "double" : NULL;

  return NULL;
}

static TiffLayout
tiff_look (TIFF *tiff)
{
  TiffLayout layout = { .tiff = tiff };
  guint32    width = 0, height = 0;
  guint16    photometric = PHOTOMETRIC_MINISBLACK;
  guint16    bits, format, n_samples, planes, inks, n_extra;
  guint16   *extra;
  gint       n_colours = 0;
  gboolean   integer, plain;

  TIFFGetField (tiff, TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField (tiff, TIFFTAG_IMAGELENGTH, &height);
  TIFFGetField (tiff, TIFFTAG_PHOTOMETRIC, &photometric);
  TIFFGetFieldDefaulted (tiff, TIFFTAG_BITSPERSAMPLE, &bits);
  TIFFGetFieldDefaulted (tiff, TIFFTAG_SAMPLEFORMAT, &format);
  TIFFGetFieldDefaulted (tiff, TIFFTAG_SAMPLESPERPIXEL, &n_samples);
  TIFFGetFieldDefaulted (tiff, TIFFTAG_PLANARCONFIG, &planes);
  TIFFGetFieldDefaulted (tiff, TIFFTAG_INKSET, &inks);
  TIFFGetFieldDefaulted (tiff, TIFFTAG_EXTRASAMPLES, &n_extra, &extra);

  layout.width        = MIN (width, G_MAXINT);
  layout.height       = MIN (height, G_MAXINT);
  layout.n_samples    = n_samples;
  layout.sample_bytes = bits / 8;
  layout.separate     = planes == PLANARCONFIG_SEPARATE && n_samples > 1;
  layout.inverted     = photometric == PHOTOMETRIC_MINISWHITE;
  layout.type         = sample_type (format, bits);
  integer             = format != SAMPLEFORMAT_IEEEFP;

  switch (photometric)
    {
    case PHOTOMETRIC_MINISBLACK:
    case PHOTOMETRIC_MINISWHITE:
      layout.model = PHOTO_GRAY;
      n_colours    = 1;
      break;

    case PHOTOMETRIC_RGB:
      layout.model = PHOTO_RGB;
      n_colours    = 3;
      break;

    case PHOTOMETRIC_SEPARATED:
      layout.model = PHOTO_CMYK;
      n_colours    = 4;
      break;
    }

  if (n_samples > n_colours)
    layout.alpha =
      n_extra && extra[0] == EXTRASAMPLE_ASSOCALPHA ? PHOTO_ALPHA_PREMULTIPLIED : PHOTO_ALPHA;

  plain = n_colours && n_samples >= n_colours && n_samples <= n_colours + 1;

  if (layout.model == PHOTO_CMYK && (bits > 16 || ! integer || inks != INKSET_CMYK))
    plain = FALSE;

  if (layout.inverted && (n_samples > 1 || ! integer))
    plain = FALSE;

  if (! plain)
    layout.type = NULL;

  return layout;
}

/* Reads the strip or tile at x, y into `block`, with `plane` as scratch where each sample has a
 * plane of its own. */
static gboolean
read_block (const TiffLayout *layout,
            gint              x,
            gint              y,
            gsize             n_pixels,
            tmsize_t          size,
            guint8           *block,
            guint8           *plane)
{
  TIFF    *tiff     = layout->tiff;
  gint     bytes    = layout->sample_bytes;
  gint     n_planes = layout->separate ? layout->n_samples : 1;
  tmsize_t needed   = n_pixels * bytes * (layout->separate ? 1 : layout->n_samples);

  for (gint sample = 0; sample < n_planes; sample++)
    {
      guint8  *to = layout->separate ? plane : block;
      tmsize_t n_read;

      if (TIFFIsTiled (tiff))
        n_read = TIFFReadEncodedTile (tiff, TIFFComputeTile (tiff, x, y, 0, sample), to, size);
      else
        n_read = TIFFReadEncodedStrip (tiff, TIFFComputeStrip (tiff, y, sample), to, size);

      if (n_read < needed)
        return FALSE;

      for (gsize i = 0; layout->separate && i < n_pixels; i++)
        memcpy (block + (i * layout->n_samples + sample) * bytes, plane + i * bytes, bytes);
    }

  if (layout->inverted)
    {
      for (tmsize_t i = 0; i < needed; i++)
        block[i] = ~block[i];
    }

  return TRUE;
}

static gboolean
read_blocks (const TiffLayout *layout,
             PhotoFile        *photo,
             const TiffErrors *errors,
             GCancellable     *cancellable,
             GError          **error)
{
  TIFF              *tiff         = layout->tiff;
  guint32            block_width  = layout->width;
  guint32            block_height = layout->height;
  gint               n_samples    = layout->n_samples;
  tmsize_t           size         = TIFFIsTiled (tiff) ? TIFFTileSize (tiff) : TIFFStripSize (tiff);
  g_autofree guint8 *block        = NULL;
  g_autofree guint8 *plane        = NULL;

  if (TIFFIsTiled (tiff))
    {
      TIFFGetField (tiff, TIFFTAG_TILEWIDTH, &block_width);
      TIFFGetField (tiff, TIFFTAG_TILELENGTH, &block_height);
    }
  else
    {
      TIFFGetFieldDefaulted (tiff, TIFFTAG_ROWSPERSTRIP, &block_height);
      block_height = CLAMP (block_height, 1, (guint32) layout->height);
    }

  if (size <= 0 || block_width == 0 || block_width > G_MAXINT || block_height > G_MAXINT)
    {
      set_damaged (error, errors);
      return FALSE;
    }

  block = photo_try_rows (block_width, block_height, n_samples * layout->sample_bytes, error);

  if (block && layout->separate)
    plane = photo_try_rows (block_width, block_height, layout->sample_bytes, error);

  if (! block || (layout->separate && ! plane))
    return FALSE;

  for (gint y = 0; y < layout->height; y += MIN (block_height, (guint32) (layout->height - y)))
    {
      gint n_rows = MIN (block_height, (guint32) (layout->height - y));

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      for (gint64 x = 0; x < layout->width; x += block_width)
        {
          GeglRectangle area = { x, y, MIN (block_width, layout->width - x), n_rows };
          gsize         n_pixels =
            (gsize) block_width * (TIFFIsTiled (tiff) ? block_height : (guint32) n_rows);

          if (! read_block (layout, x, y, n_pixels, size, block, plane))
            {
              set_damaged (error, errors);
              return FALSE;
            }

          photo_put (photo, &area, block, block_width * n_samples * layout->sample_bytes);
        }
    }

  return TRUE;
}

static gboolean
read_converted (const TiffLayout *layout,
                PhotoFile        *photo,
                GBytes           *profile,
                const TiffErrors *errors,
                GError          **error)
{
  GeglRectangle       extent        = { 0, 0, layout->width, layout->height };
  gsize               n_pixels      = (gsize) layout->width * layout->height;
  char                message[1024] = "";
  TIFFRGBAImage       image;
  PhotoAlpha          alpha;
  g_autofree guint32 *packed = NULL;
  guint8             *bytes;
  gboolean            done;

  if (! TIFFRGBAImageOK (layout->tiff, message)
      || ! TIFFRGBAImageBegin (&image, layout->tiff, 1, message))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, message);
      return FALSE;
    }

  /* Turning it upright is the same for all formats, and done later. */
  image.req_orientation = image.orientation;
  alpha                 = image.alpha ? PHOTO_ALPHA_PREMULTIPLIED : PHOTO_OPAQUE;
  packed                = (guint32 *) photo_try_rows (layout->width, layout->height, 4, error);

  if (! packed)
    {
      TIFFRGBAImageEnd (&image);
      return FALSE;
    }

  done = TIFFRGBAImageGet (&image, packed, layout->width, layout->height);
  TIFFRGBAImageEnd (&image);

  if (! done || errors->message[0])
    {
      set_damaged (error, errors);
      return FALSE;
    }

  bytes = (guint8 *) packed;

  for (gsize i = 0; i < n_pixels; i++)
    {
      guint32 pixel = packed[i];
      guint8 *to    = bytes + i * (alpha ? 4 : 3);

      to[0] = TIFFGetR (pixel);
      to[1] = TIFFGetG (pixel);
      to[2] = TIFFGetB (pixel);

      if (alpha)
        to[3] = TIFFGetA (pixel);
    }

  if (! photo_begin (photo, layout->width, layout->height, PHOTO_RGB, alpha, "u8", profile, error))
    return FALSE;

  photo_put (photo, &extent, bytes, 0);

  return TRUE;
}

static void
read_encoding (TIFF *tiff, PhotoEncoding *encoding)
{
  guint16 unit        = RESUNIT_INCH;
  guint16 compression = COMPRESSION_NONE;
  gfloat  resolution[2];

  TIFFGetFieldDefaulted (tiff, TIFFTAG_RESOLUTIONUNIT, &unit);
  TIFFGetFieldDefaulted (tiff, TIFFTAG_COMPRESSION, &compression);

  if (unit != RESUNIT_NONE && TIFFGetField (tiff, TIFFTAG_XRESOLUTION, &resolution[0])
      && TIFFGetField (tiff, TIFFTAG_YRESOLUTION, &resolution[1]))
    {
      encoding->resolution[0] = resolution[0] / (unit == RESUNIT_INCH ? 2.54 : 1.0);
      encoding->resolution[1] = resolution[1] / (unit == RESUNIT_INCH ? 2.54 : 1.0);
    }

  switch (compression)
    {
    case COMPRESSION_NONE:
    case COMPRESSION_LZW:
    case COMPRESSION_PACKBITS:
    case COMPRESSION_LZMA:
    case COMPRESSION_ZSTD:
      encoding->compression = compression;
      break;

    default:
      encoding->compression = COMPRESSION_ADOBE_DEFLATE;
    }
}

/* Pages after the first that are pictures of their own, not smaller copies or masks. */
static gint
count_more_pages (TIFF *tiff)
{
  gint n_pages = 0;

  while (TIFFReadDirectory (tiff))
    {
      guint32 kind = 0;

      TIFFGetField (tiff, TIFFTAG_SUBFILETYPE, &kind);

      if (! (kind & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)))
        n_pages++;
    }

  return n_pages;
}

gboolean
photo_tiff_load (PhotoFile *photo, const gchar *path, GCancellable *cancellable, GError **error)
{
  TiffErrors errors          = { path, "" };
  g_autoptr (GBytes) profile = NULL;
  TIFF      *tiff            = tiff_open (path, "rm", &errors);
  TiffLayout layout;
  guint32    profile_length;
  void      *profile_data;
  gboolean   loaded;

  if (! tiff)
    {
      set_damaged (error, &errors);
      return FALSE;
    }

  layout = tiff_look (tiff);
  read_encoding (tiff, &photo->encoding);

  if (TIFFGetField (tiff, TIFFTAG_ICCPROFILE, &profile_length, &profile_data))
    profile = g_bytes_new (profile_data, profile_length);

  if (layout.type)
    loaded = photo_begin (photo, layout.width, layout.height, layout.model, layout.alpha,
                          layout.type, profile, error)
             && read_blocks (&layout, photo, &errors, cancellable, error);
  else
    loaded = read_converted (&layout, photo, profile, &errors, error);

  if (loaded)
    {
      gint n_more = count_more_pages (tiff);

      if (n_more > 0)
        photo_add_notice (photo, "only the first of its %d pages was coloured", n_more + 1);
    }

  TIFFClose (tiff);

  return loaded;
}

static void
write_tags (TIFF *tiff, const PhotoFile *photo, gint width, gint height)
{
  const Babl    *format      = photo->result_format;
  const gdouble *resolution  = photo->encoding.resolution;
  const Babl    *type        = babl_format_get_type (format, 0);
  gint           n_samples   = babl_format_get_n_components (format);
  gint           compression = photo->encoding.compression;
  gboolean       integer =
    type == babl_type ("u8") || type == babl_type ("u16") || type == babl_type ("u32");
  guint16 extra[] = { EXTRASAMPLE_UNASSALPHA };

  if (babl_format_get_model (format) == babl_model_with_space ("R'aG'aB'aA", format))
    extra[0] = EXTRASAMPLE_ASSOCALPHA;

  if (! TIFFIsCODECConfigured (compression))
    compression = COMPRESSION_ADOBE_DEFLATE;

  TIFFSetField (tiff, TIFFTAG_IMAGEWIDTH, width);
  TIFFSetField (tiff, TIFFTAG_IMAGELENGTH, height);
  TIFFSetField (tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
  TIFFSetField (tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_RGB);
  TIFFSetField (tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField (tiff, TIFFTAG_SAMPLESPERPIXEL, n_samples);
  TIFFSetField (tiff, TIFFTAG_BITSPERSAMPLE,
                babl_format_get_bytes_per_pixel (format) * 8 / n_samples);
  TIFFSetField (tiff, TIFFTAG_SAMPLEFORMAT, integer ? SAMPLEFORMAT_UINT : SAMPLEFORMAT_IEEEFP);
  TIFFSetField (tiff, TIFFTAG_COMPRESSION, compression);

  if (compression == COMPRESSION_LZW || compression == COMPRESSION_ADOBE_DEFLATE
      || compression == COMPRESSION_ZSTD)
    TIFFSetField (tiff, TIFFTAG_PREDICTOR,
                  integer ? PREDICTOR_HORIZONTAL : PREDICTOR_FLOATINGPOINT);

  if (n_samples == 4)
    TIFFSetField (tiff, TIFFTAG_EXTRASAMPLES, 1, extra);

  if (resolution[0] > 0.0 && resolution[1] > 0.0)
    {
      TIFFSetField (tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
      TIFFSetField (tiff, TIFFTAG_XRESOLUTION, resolution[0] * 2.54);
      TIFFSetField (tiff, TIFFTAG_YRESOLUTION, resolution[1] * 2.54);
    }

  if (photo->profile)
    {
      gsize         length;
      gconstpointer profile = g_bytes_get_data (photo->profile, &length);

      TIFFSetField (tiff, TIFFTAG_ICCPROFILE, (guint32) length, profile);
    }

  TIFFSetField (tiff, TIFFTAG_ROWSPERSTRIP, PHOTO_STRIP_ROWS);
}

gboolean
photo_tiff_save (const PhotoFile *photo,
                 GeglBuffer      *pixels,
                 const gchar     *path,
                 GCancellable    *cancellable,
                 GError         **error)
{
  TiffErrors         errors          = { path, "" };
  gint               width           = gegl_buffer_get_width (pixels);
  gint               height          = gegl_buffer_get_height (pixels);
  gint               bytes_per_pixel = babl_format_get_bytes_per_pixel (photo->result_format);
  gboolean           large           = (gdouble) width * height * bytes_per_pixel > 4e9;
  g_autofree guchar *rows            = NULL;
  gboolean           saved           = TRUE;
  TIFF              *tiff;

  rows = photo_try_rows (width, PHOTO_STRIP_ROWS, bytes_per_pixel, error);

  if (! rows)
    return FALSE;

  errno = 0;
  /* Beyond four gigabytes a file must be a BigTIFF. */
  tiff = tiff_open (path, large ? "w8" : "w", &errors);

  if (! tiff)
    {
      photo_set_write_error (error, errors.message);
      return FALSE;
    }

  write_tags (tiff, photo, width, height);

  for (gint y = 0; saved && y < height; y += PHOTO_STRIP_ROWS)
    {
      GeglRectangle strip = photo_strip (width, height, y);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        {
          TIFFClose (tiff);
          return FALSE;
        }

      gegl_buffer_get (pixels, &strip, 1.0, photo->result_format, rows, GEGL_AUTO_ROWSTRIDE,
                       GEGL_ABYSS_NONE);
      saved = TIFFWriteEncodedStrip (tiff, y / PHOTO_STRIP_ROWS, rows,
                                     (tmsize_t) strip.height * width * bytes_per_pixel)
              >= 0;
    }

  /* Closing writes the directory, and cannot fail but by the error handler. */
  TIFFClose (tiff);

  if (! saved || errors.message[0])
    {
      photo_set_write_error (error, errors.message);
      return FALSE;
    }

  return TRUE;
}
