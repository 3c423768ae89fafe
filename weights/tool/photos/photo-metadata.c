/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * EXIF, XMP and IPTC: what was said of the photo stays with its result.
 */

#include "photo-formats.h"

/* What describes the source's own pixels and how they lie in its file; the result has its own. In a
 * TIFF file these would make the new one unreadable. */
static const gchar *const structural[] = {
  "NewSubfileType",
  "SubfileType",
  "ImageWidth",
  "ImageLength",
  "BitsPerSample",
  "Compression",
  "PhotometricInterpretation",
  "Thresholding",
  "CellWidth",
  "CellLength",
  "FillOrder",
  "StripOffsets",
  "SamplesPerPixel",
  "RowsPerStrip",
  "StripByteCounts",
  "PlanarConfiguration",
  "GrayResponseUnit",
  "GrayResponseCurve",
  "T4Options",
  "T6Options",
  "PageNumber",
  "TransferFunction",
  "Predictor",
  "WhitePoint",
  "PrimaryChromaticities",
  "ColorMap",
  "HalftoneHints",
  "TileWidth",
  "TileLength",
  "TileOffsets",
  "TileByteCounts",
  "SubIFDs",
  "InkSet",
  "InkNames",
  "NumberOfInks",
  "DotRange",
  "ExtraSamples",
  "SampleFormat",
  "SMinSampleValue",
  "SMaxSampleValue",
  "TransferRange",
  "ClipPath",
  "Indexed",
  "JPEGTables",
  "JPEGProc",
  "JPEGInterchangeFormat",
  "JPEGInterchangeFormatLength",
  "JPEGRestartInterval",
  "JPEGLosslessPredictors",
  "JPEGPointTransforms",
  "JPEGQTables",
  "JPEGDCTables",
  "JPEGACTables",
  "YCbCrCoefficients",
  "YCbCrSubSampling",
  "YCbCrPositioning",
  "ReferenceBlackWhite",
  "XMLPacket",
  "IPTCNAA",
  "ImageResources",
  "InterColorProfile",
};

/* Further pictures within the file, which are as grey as the source. */
static const gchar *const other_pictures[] = {
  "Exif.Thumbnail.", "Exif.SubImage", "Exif.SubThumb",
  "Exif.Image2.",    "Exif.Image3.",  "Exif.MpfInfo."
};

/* Exiv2's XMP parser is one for the whole process. */
static GMutex mutex;


void
photo_metadata_init (void)
{
  gexiv2_initialize ();
  gexiv2_log_set_level (GEXIV2_LOG_LEVEL_MUTE);
}

GExiv2Metadata *
photo_metadata_load (const gchar *path, GBytes *tags, gboolean *damaged)
{
  GExiv2Metadata *metadata;
  gboolean        opened;

  g_mutex_lock (&mutex);
  metadata = gexiv2_metadata_new ();
  opened   = tags ? gexiv2_metadata_open_buf (metadata, g_bytes_get_data (tags, NULL),
                                              g_bytes_get_size (tags), NULL)
                  : gexiv2_metadata_open_path (metadata, path, NULL);
  *damaged = ! opened;

  if (*damaged
      || ! (gexiv2_metadata_has_exif (metadata) || gexiv2_metadata_has_xmp (metadata)
            || gexiv2_metadata_has_iptc (metadata)))
    g_clear_object (&metadata);

  g_mutex_unlock (&mutex);

  return metadata;
}

gint
photo_metadata_get_orientation (GExiv2Metadata *metadata)
{
  gint orientation = gexiv2_metadata_try_get_orientation (metadata, NULL);

  return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

static void
set_where_there (GExiv2Metadata *metadata, const gchar *tag, gint value)
{
  if (gexiv2_metadata_try_has_tag (metadata, tag, NULL))
    gexiv2_metadata_try_set_tag_long (metadata, tag, value, NULL);
}

void
photo_metadata_adapt (GExiv2Metadata *metadata, gint width, gint height)
{
  g_auto (GStrv) tags = NULL;

  g_mutex_lock (&mutex);

  gexiv2_metadata_try_erase_exif_thumbnail (metadata, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (structural); i++)
    {
      g_autofree gchar *tag = g_strconcat ("Exif.Image.", structural[i], NULL);

      gexiv2_metadata_try_clear_tag (metadata, tag, NULL);
    }

  tags = gexiv2_metadata_get_exif_tags (metadata);

  for (gint i = 0; tags[i]; i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (other_pictures); j++)
        {
          if (g_str_has_prefix (tags[i], other_pictures[j]))
            gexiv2_metadata_try_clear_tag (metadata, tags[i], NULL);
        }
    }

  /* gexiv2's own call for this would add XMP where there was none. */
  set_where_there (metadata, "Exif.Image.Orientation", 1);
  set_where_there (metadata, "Xmp.tiff.Orientation", 1);
  set_where_there (metadata, "Exif.Photo.PixelXDimension", width);
  set_where_there (metadata, "Exif.Photo.PixelYDimension", height);

  g_mutex_unlock (&mutex);
}

gboolean
photo_metadata_save (GExiv2Metadata *metadata, const gchar *path, GError **error)
{
  gboolean saved;

  g_mutex_lock (&mutex);
  saved = gexiv2_metadata_save_file (metadata, path, error);
  g_mutex_unlock (&mutex);

  return saved;
}
