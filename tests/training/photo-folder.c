/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include <glib/gstdio.h>

#include "photo-folder.h"

gchar *
photo_folder_new (void)
{
  GError *error  = NULL;
  gchar  *folder = g_dir_make_tmp ("photos-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void delete (const gchar *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const gchar *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree gchar *child = g_build_filename (path, name, NULL);

      delete (child);
    }
  g_remove (path);
}

void
photo_folder_remove (gchar *folder)
{
  delete (folder);
  g_free (folder);
}

GdkPixbuf *
plain_picture (gint width, gint height, guint32 color)
{
  GdkPixbuf *picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);

  gdk_pixbuf_fill (picture, color << 8);
  return picture;
}

gchar *
photo_folder_add (const gchar *folder,
                  const gchar *name,
                  GdkPixbuf   *picture,
                  const gchar *format,
                  GBytes      *profile)
{
  gboolean          is_jpeg   = strcmp (format, "jpeg") == 0;
  gchar            *path      = g_build_filename (folder, name, NULL);
  g_autofree gchar *parent    = g_path_get_dirname (path);
  g_autofree gchar *text      = NULL;
  const gchar      *keys[3]   = { NULL };
  const gchar      *values[3] = { NULL };
  gint              n         = 0;
  GError           *error     = NULL;

  if (is_jpeg)
    {
      keys[n]     = "quality";
      values[n++] = "95";
    }
  if (profile)
    {
      text        = g_base64_encode (g_bytes_get_data (profile, NULL), g_bytes_get_size (profile));
      keys[n]     = "icc-profile";
      values[n++] = text;
    }

  g_assert_cmpint (g_mkdir_with_parents (parent, 0777), ==, 0);
  gdk_pixbuf_savev (picture, path, format, (gchar **) keys, (gchar **) values, &error);
  g_assert_no_error (error);
  return path;
}

void
photo_folder_add_plain (const gchar *folder,
                        const gchar *name,
                        gint         width,
                        gint         height,
                        guint32      color)
{
  g_autoptr (GdkPixbuf) picture = plain_picture (width, height, color);

  g_free (photo_folder_add (folder, name, picture, "jpeg", NULL));
}
