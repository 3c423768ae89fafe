/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a damaged file lacks: as its reader finds it, and as people are told.
 */

#include <math.h>

#include "photo.h"


void
photo_look_behind (PhotoFile *photo, const gchar *content, gsize length, gsize end)
{
  gboolean something = FALSE;

  for (gsize i = end; ! something && i < length; i++)
    something = content[i] != 0;

  if (something)
    {
      g_autofree gchar *size = g_format_size (length - end);

      photo_add_notice (photo, "%s of other data behind its picture are not in the result", size);
    }
}

gboolean
photo_is_cut (PhotoFile *photo, gdouble share, gboolean coarse, GError **error)
{
  photo->missing = MAX (photo->missing, 1.0 - share);
  photo->coarse  = photo->coarse || coarse;

  if (photo->keeps_damaged && share > 0.0)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "its data end too early");

  return FALSE;
}

gboolean
photo_is_damaged (PhotoFile *photo, gdouble share, GError **error)
{
  photo->damaged_at = photo->damaged_at < 0.0 ? share : MIN (photo->damaged_at, share);

  if (! photo->keeps_damaged)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "its data are wrong");

  return photo->keeps_damaged;
}

void
photo_end_is_missing (PhotoFile *photo)
{
  photo_add_notice (photo, "its end is missing or damaged; all of its pixels are there");
}

/* For people: a little is not nothing, and nearly all is not all. */
static gint
percent (gdouble share)
{
  return CLAMP ((gint) (share * 100.0 + 0.5), 1, 99);
}

/* What is wrong with the picture, as the end of a sentence; NULL where no reader could say. */
static gchar *
describe_damage (const PhotoFile *photo)
{
  g_autofree gchar *place = NULL;

  if (photo->missing >= 1.0)
    return g_strdup ("it is cut off before its picture begins");

  if (photo->damaged_at > 1.0)
    place = g_strdup ("somewhere in its picture");
  else if (photo->damaged_at >= 0.0)
    place =
      g_strdup_printf ("at about %d %% of its height", (gint) (photo->damaged_at * 100.0 + 0.5));

  if (place && photo->missing > 0.0)
    return g_strdup_printf ("it is damaged (%s), and the last %d %% of the picture is missing",
                            place, percent (photo->missing));

  if (place)
    return g_strdup_printf ("it is damaged (%s)", place);

  if (photo->missing > 0.0)
    return g_strdup_printf ("it is cut off: the last %d %% of the picture is missing%s",
                            percent (photo->missing),
                            photo->coarse ? ", and the rest has no fine detail" : "");

  if (photo->coarse)
    return g_strdup ("it is cut off: the whole picture is there, but without its fine detail");

  return NULL;
}

void
photo_explain_damage (const PhotoFile *photo, GError **error)
{
  g_autofree gchar *cause  = NULL;
  g_autofree gchar *damage = NULL;
  gboolean          usable;

  if (! error || ! g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    return;

  cause  = (*error)->message;
  damage = describe_damage (photo);
  /* Those who score or learn from photos have no use for half of one. */
  usable = damage && photo->missing < 1.0 && ! photo->plain && ! photo->keeps_damaged;

  if (! damage)
    damage = g_strdup_printf ("it is damaged (%s)", cause);

  (*error)->message = g_strconcat (damage, "; copy it again from where it came",
                                   usable ? ", or color what there is with --damaged" : "", NULL);
}

/* Makes what is missing gray, whatever a reader left there. */
static void
fill_gap (PhotoFile *photo)
{
  gint         width     = gegl_buffer_get_width (photo->pixels);
  gint         height    = gegl_buffer_get_height (photo->pixels);
  gint         begin     = (gint) floor (height * (1.0 - photo->missing) + 0.5);
  const gfloat middle[3] = { 0.5f, 0.5f, 0.5f };
  GeglColor   *gray      = gegl_color_new (NULL);

  photo->gap = (GeglRectangle) { 0, begin, width, height - begin };
  gegl_color_set_pixel (gray, babl_format ("R'G'B' float"), middle);
  gegl_buffer_set_color (photo->pixels, &photo->gap, gray);
  g_object_unref (gray);
}

void
photo_settle_damage (PhotoFile *photo)
{
  g_autofree gchar *damage = describe_damage (photo);

  if (damage)
    photo_add_notice (photo, "%s", damage);

  if (photo->missing > 0.0)
    fill_gap (photo);
}
