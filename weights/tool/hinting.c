/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hinting.h"

#include <stdlib.h>

#include "console.h"
#include "photo-file.h"
#include "picture/conversion.h"
#include "picture/pixels.h"

typedef struct
{
  gint   x;
  gint   y;
  guint8 rgb[3];
} Dot;

gboolean
hinting_has_any (const Hinting *hinting)
{
  return hinting->file || hinting->dots;
}

static gboolean
read_dot (const gchar *text, Dot *dot)
{
  /* Not \d, which stands for the digits of all scripts. */
  g_autoptr (GRegex) regex = g_regex_new (
    "^\\s*([0-9]{1,7})\\s*,\\s*([0-9]{1,7})\\s*=\\s*#?([0-9a-fA-F]{6})\\s*$", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree gchar *x          = NULL;
  g_autofree gchar *y          = NULL;
  g_autofree gchar *color      = NULL;
  guint             rgb;

  if (! g_regex_match (regex, text, 0, &match))
    return FALSE;

  x     = g_match_info_fetch (match, 1);
  y     = g_match_info_fetch (match, 2);
  color = g_match_info_fetch (match, 3);
  rgb   = strtoul (color, NULL, 16);
  *dot  = (Dot) { atoi (x), atoi (y), { rgb >> 16, rgb >> 8, rgb } };
  return TRUE;
}

gboolean
hinting_check (const Hinting *hinting)
{
  Dot dot;

  for (gchar **text = hinting->dots; text && *text; text++)
    if (! read_dot (*text, &dot))
      {
        complain ("--hint is “%s”; it must be a pixel and its color, such as 120,80=#a03020.",
                  *text);
        return FALSE;
      }

  if (hinting->goes_elsewhere && ! hinting_has_any (hinting))
    {
      complain ("--hints-elsewhere says where hints go, and there are none; give --hint or --hints "
                "as well.");
      return FALSE;
    }

  return TRUE;
}

static gboolean
add_file (const gchar   *path,
          gint           width,
          gint           height,
          gint           n_threads,
          ColorizeHints *hints,
          GCancellable  *cancellable,
          GError       **error)
{
  g_autoptr (GError) cause   = NULL;
  g_autofree gchar *name     = g_filename_display_name (path);
  g_autoptr (PhotoFile) file = photo_file_load_plain (path, cancellable, &cause);
  GeglBuffer *paint;

  if (! file)
    {
      if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_propagate_error (error, g_steal_pointer (&cause));
      else
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "its hints “%s” cannot be read: %s",
                     name, cause->message);
      return FALSE;
    }

  paint = photo_file_get_buffer (file);
  if (gegl_buffer_get_width (paint) != width || gegl_buffer_get_height (paint) != height)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "its hints “%s” are %d × %d pixels large and the photo, upright, is %d × %d; "
                   "paint them on a copy of the photo",
                   name, gegl_buffer_get_width (paint), gegl_buffer_get_height (paint), width,
                   height);
      return FALSE;
    }
  if (! babl_format_has_alpha (gegl_buffer_get_format (paint)))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "its hints “%s” cover all of it, because the picture is not transparent; paint "
                   "them on a transparent layer and save that alone, for example as PNG",
                   name);
      return FALSE;
    }

  return colorize_pixels_read_hints (paint, hints, n_threads, cancellable, error);
}

static gboolean
add_dot (const gchar *text, gint width, gint height, ColorizeHints *hints, GError **error)
{
  Dot    dot = { 0 };
  gfloat lab[3];

  read_dot (text, &dot);
  if (dot.x >= width || dot.y >= height)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "the hint “%s” lies beside it; the photo, upright, is %d × %d pixels large, and "
                   "they are counted from 0,0 in the upper left corner",
                   text, width, height);
      return FALSE;
    }

  convert_pixels (babl_format ("R'G'B' u8"), babl_format ("CIE Lab float"), dot.rgb, lab, 1);
  colorize_hints_add_dot (hints, dot.x + 0.5, dot.y + 0.5,
                          colorize_hints_get_dot_radius (width, height), lab[1], lab[2]);
  return TRUE;
}

gboolean
hinting_read (const Hinting  *hinting,
              GeglBuffer     *photo,
              gint            n_threads,
              ColorizeHints **hints,
              GCancellable   *cancellable,
              GError        **error)
{
  gint width                    = gegl_buffer_get_width (photo);
  gint height                   = gegl_buffer_get_height (photo);
  g_autoptr (ColorizeHints) all = NULL;

  if (! hinting_has_any (hinting))
    return TRUE;

  all = colorize_hints_new (width, height, error);
  if (! all
      || (hinting->file
          && ! add_file (hinting->file, width, height, n_threads, all, cancellable, error)))
    return FALSE;

  colorize_hints_set_elsewhere (all, hinting->goes_elsewhere);
  for (gchar **text = hinting->dots; text && *text; text++)
    if (! add_dot (*text, width, height, all, error))
      return FALSE;

  *hints = g_steal_pointer (&all);
  return TRUE;
}
