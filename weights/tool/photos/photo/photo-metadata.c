/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * EXIF, XMP and IPTC: what was said of the photo stays with its result.
 */

#include "photo.h"
#include "metadata/structural-tags.h"

/* What Exiv2 has read already, and writes again as it should be. */
static const gchar *const containers[] = { "Exif.Image.XMLPacket", "Exif.Image.IPTCNAA",
                                           "Exif.Image.ImageResources" };

/* Further pictures within the file, which are as gray as the source. */
static const gchar *const other_pictures[] = {
  "Exif.Thumbnail.", "Exif.SubImage", "Exif.SubThumb",
  "Exif.Image2.",    "Exif.Image3.",  "Exif.MpfInfo."
};

static const gchar *const resolution[] = { "Exif.Image.XResolution", "Exif.Image.YResolution",
                                           "Exif.Image.ResolutionUnit", NULL };

/* Exiv2's XMP parser is one for the whole process. */
static GMutex             mutex;


void
photo_metadata_init (void)
{
  gexiv2_initialize ();
  gexiv2_log_set_level (GEXIV2_LOG_LEVEL_MUTE);
}

GExiv2Metadata *
photo_metadata_load (PhotoFile *photo, const gchar *path)
{
  GExiv2Metadata *metadata;
  gboolean        readable;

  g_mutex_lock (&mutex);
  metadata = gexiv2_metadata_new ();
  readable = photo->tags ? gexiv2_metadata_open_buf (metadata, g_bytes_get_data (photo->tags, NULL),
                                                     g_bytes_get_size (photo->tags), NULL)
                         : gexiv2_metadata_open_path (metadata, path, NULL);

  if (! readable)
    photo_add_notice (photo, NO_EXIF);
  else if (! gexiv2_metadata_has_iptc (metadata)
           && gexiv2_metadata_try_has_tag (metadata, "Exif.Image.IPTCNAA", NULL))
    photo_add_notice (photo, "its IPTC data cannot be read, so the result has none");

  if (! readable
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

  for (gint i = 0; structural_tags[i].name; i++)
    {
      g_autofree gchar *tag = g_strconcat ("Exif.Image.", structural_tags[i].name, NULL);

      gexiv2_metadata_try_clear_tag (metadata, tag, NULL);
    }

  for (guint i = 0; i < G_N_ELEMENTS (containers); i++)
    gexiv2_metadata_try_clear_tag (metadata, containers[i], NULL);

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

/* Names what was to be written and is not there. */
static void
check_saved (PhotoFile *photo, const gchar *path)
{
  g_autoptr (GExiv2Metadata) saved = gexiv2_metadata_new ();
  g_auto (GStrv) tags              = gexiv2_metadata_get_exif_tags (photo->metadata);
  const gchar *first               = NULL;
  guint        n_lost              = 0;

  if (! gexiv2_metadata_open_path (saved, path, NULL))
    return;

  for (gint i = 0; tags[i]; i++)
    {
      /* The resolution is the file's own: the TIFF writer has it, or there is none to speak of. */
      if (! g_strv_contains (resolution, tags[i])
          && ! gexiv2_metadata_try_has_tag (saved, tags[i], NULL))
        {
          n_lost++;
          first = first ? first : tags[i];
        }
    }

  if (n_lost == 1)
    photo_add_notice (photo, "%s could not be kept", first);
  else if (n_lost > 1)
    photo_add_notice (photo, "%s and %u more of its EXIF data could not be kept", first,
                      n_lost - 1);
}

gboolean
photo_metadata_save (PhotoFile *photo, const gchar *path)
{
  gboolean saved;

  g_mutex_lock (&mutex);
  saved = gexiv2_metadata_save_file (photo->metadata, path, NULL);

  if (saved)
    check_saved (photo, path);
  else
    photo_add_notice (photo, "its EXIF data cannot be written, so the result has none");

  g_mutex_unlock (&mutex);

  return saved;
}
