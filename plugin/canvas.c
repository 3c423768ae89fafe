/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "canvas.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>


/* Names the process that a canvas belongs to. */
#define PARASITE "colorize-canvas"


static gboolean
is_abandoned (GimpImage *image)
{
  GimpParasite     *parasite = gimp_image_get_parasite (image, PARASITE);
  g_autofree gchar *owner    = NULL;
  gconstpointer     data;
  guint32           size;
  gint64            process;

  if (! parasite)
    return FALSE;

  data  = gimp_parasite_get_data (parasite, &size);
  owner = g_strndup (data, size);
  gimp_parasite_free (parasite);

  return g_ascii_string_to_signed (owner, 10, 1, G_MAXINT, &process, NULL) && kill (process, 0) != 0
         && errno == ESRCH;
}

static void
delete_abandoned (void)
{
  g_autofree GimpImage **images = gimp_get_images ();

  for (gint i = 0; images[i]; i++)
    {
      if (is_abandoned (images[i]))
        gimp_image_delete (images[i]);
    }
}

gboolean
colorize_canvas_is_one (GimpImage *image)
{
  GimpParasite *parasite = gimp_image_get_parasite (image, PARASITE);
  gboolean      is_one   = parasite != NULL;

  g_clear_pointer (&parasite, gimp_parasite_free);

  return is_one;
}

void
colorize_canvas_sign (GimpImage *canvas)
{
  g_autofree gchar *owner    = g_strdup_printf ("%d", (gint) getpid ());
  GimpParasite     *parasite = gimp_parasite_new (PARASITE, 0, strlen (owner), owner);

  gimp_image_attach_parasite (canvas, parasite);
  gimp_parasite_free (parasite);
}

GimpImage *
colorize_canvas_new (GimpImage *image)
{
  GimpImage *canvas;

  delete_abandoned ();

  canvas = gimp_image_new_with_precision (1, 1, GIMP_RGB, gimp_image_get_precision (image));

  if (! canvas)
    return NULL;

  colorize_canvas_sign (canvas);
  gimp_image_undo_disable (canvas);

  /* A gray image gets GIMP's own RGB profile when it becomes RGB. */
  if (gimp_image_get_base_type (image) != GIMP_GRAY)
    {
      g_autoptr (GimpColorProfile) profile = gimp_image_get_color_profile (image);

      if (profile)
        gimp_image_set_color_profile (canvas, profile);
    }

  return canvas;
}

GimpLayer *
colorize_canvas_add (GimpImage *canvas, gint width, gint height)
{
  GimpLayer *layer =
    gimp_layer_new (canvas, NULL, width, height, GIMP_RGBA_IMAGE, 100.0, GIMP_LAYER_MODE_NORMAL);

  return layer && gimp_image_insert_layer (canvas, layer, NULL, 0) ? layer : NULL;
}

const Babl *
colorize_canvas_get_format (GimpImage *image)
{
  GimpImage  *canvas = colorize_canvas_new (image);
  GimpLayer  *layer  = canvas ? colorize_canvas_add (canvas, 1, 1) : NULL;
  const Babl *format = babl_format ("R'G'B'A u8");

  if (layer)
    format = gimp_drawable_get_format (GIMP_DRAWABLE (layer));

  if (canvas)
    gimp_image_delete (canvas);

  return format;
}
