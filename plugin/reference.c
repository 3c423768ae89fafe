/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "reference.h"

#include <glib/gi18n.h>

#include "canvas.h"
#include "drawable.h"
#include "picture/pixels.h"


/* Of a picture beside its name, in pixels. */
#define THUMBNAIL_SIZE 32


/* Opening */

static ColorizePhoto *
reduce (GimpLayer *layer, GError **error)
{
  g_autoptr (GeglBuffer) buffer = gimp_drawable_get_buffer (GIMP_DRAWABLE (layer));
  g_autoptr (ColorizePhoto) photo =
    colorize_photo_new (gegl_buffer_get_width (buffer), gegl_buffer_get_height (buffer), error);

  if (! photo
      || ! colorize_pixels_reduce (buffer, photo, gimp_get_num_processors (), NULL, NULL, NULL,
                                   error))
    return NULL;

  return g_steal_pointer (&photo);
}

/* The only layer of an image of our own, in colors that babl knows. NULL: GIMP has no memory for it, or all its layers
 * are hidden. */
static GimpLayer *
flatten (GimpImage *image)
{
  g_autoptr (GimpColorProfile) profile = gimp_image_get_color_profile (image);
  g_autoptr (GimpColorProfile) srgb    = gimp_color_profile_new_rgb_srgb ();

  gimp_image_undo_disable (image);

  if (! colorize_image_to_rgb (image)
      || (profile && gimp_color_profile_is_rgb (profile)
          && ! gimp_image_convert_color_profile (
            image, srgb, GIMP_COLOR_RENDERING_INTENT_RELATIVE_COLORIMETRIC, TRUE)))
    return NULL;

  return gimp_image_flatten (image);
}

static void
set_unreadable_error (const gchar *name, const gchar *reason, GError **error)
{
  if (reason && *reason)
    /* TRANSLATORS: the first %s is a file or a layer, the second what GIMP says is wrong with it. */
    g_set_error (error, GIMP_PLUG_IN_ERROR, 0,
                 _ ("The mood of “%s” cannot be taken: %s. Choose another photo for the mood."),
                 name, reason);
  else
    g_set_error (error, GIMP_PLUG_IN_ERROR, 0,
                 _ ("The mood of “%s” cannot be taken, as GIMP cannot open it as a picture. Choose "
                    "another photo for the mood."),
                 name);
}

static gchar *
trim (const gchar *sentence)
{
  gchar *text = g_strstrip (g_strdup (sentence));
  gsize  n    = strlen (text);

  if (n > 0 && text[n - 1] == '.')
    text[n - 1] = '\0';

  return text;
}

/* Deletes the image, which is ours. Takes over the name and the file. */
static ColorizeReference *
take_image (GimpImage *image, gchar *name, GFile *file, gint layer, GError **error)
{
  g_autoptr (GError) cause        = NULL;
  GimpLayer *flat                 = flatten (image);
  g_autoptr (ColorizePhoto) photo = flat ? reduce (flat, &cause) : NULL;
  ColorizeReference *reference    = NULL;

  if (photo)
    {
      GdkPixbuf *thumbnail = gimp_drawable_get_thumbnail (GIMP_DRAWABLE (flat), THUMBNAIL_SIZE,
                                                          THUMBNAIL_SIZE, GIMP_PIXBUF_SMALL_CHECKS);

      reference =
        colorize_reference_new (g_strdup (name), thumbnail, file ? g_object_ref (file) : NULL,
                                layer, g_steal_pointer (&photo), NULL);
    }
  else
    {
      g_autofree gchar *reason = cause ? trim (cause->message) : NULL;

      set_unreadable_error (name, reason, error);
    }

  gimp_image_delete (image);

  return reference;
}

/* GIMP shows what goes wrong in a box of its own unless the plug-in handles errors. */
static GimpImage *
load (GFile *file)
{
  GimpPlugIn         *plug_in = gimp_get_plug_in ();
  GimpPDBErrorHandler handler = gimp_plug_in_get_pdb_error_handler (plug_in);
  GimpImage          *image;

  gimp_plug_in_set_pdb_error_handler (plug_in, GIMP_PDB_ERROR_HANDLER_PLUGIN);
  image = gimp_file_load (GIMP_RUN_NONINTERACTIVE, file);
  gimp_plug_in_set_pdb_error_handler (plug_in, handler);

  return image;
}

ColorizeReference *
colorize_reference_open_file (GFile *file, GError **error)
{
  g_autofree gchar *name  = g_file_get_basename (file);
  g_autofree gchar *shown = g_filename_display_name (name ? name : "");
  GimpImage        *image;

  if (! g_file_query_exists (file, NULL))
    {
      g_autofree gchar *whole = g_file_get_parse_name (file);

      g_set_error (error, GIMP_PLUG_IN_ERROR, 0,
                   _ ("There is no file “%s”; choose another photo for the mood."), whole);
      return NULL;
    }

  image = load (file);

  if (! image)
    {
      set_unreadable_error (shown, NULL, error);
      return NULL;
    }

  colorize_canvas_sign (image);

  return take_image (image, shown, file, 0, error);
}

ColorizeReference *
colorize_reference_open_layer (gint id, GError **error)
{
  GimpLayer        *layer              = gimp_layer_get_by_id (id);
  GimpImage        *source             = layer ? gimp_item_get_image (GIMP_ITEM (layer)) : NULL;
  g_autofree gchar *name               = source ? gimp_item_get_name (GIMP_ITEM (layer)) : NULL;
  g_autoptr (GimpColorProfile) profile = source ? gimp_image_get_color_profile (source) : NULL;
  GimpImage *image;
  GimpLayer *copy;

  if (! source)
    {
      g_set_error_literal (error, GIMP_PLUG_IN_ERROR, 0,
                           _ ("The layer whose mood was to be taken has been closed; choose "
                              "another photo for the mood."));
      return NULL;
    }

  image = gimp_image_new_with_precision (gimp_drawable_get_width (GIMP_DRAWABLE (layer)),
                                         gimp_drawable_get_height (GIMP_DRAWABLE (layer)),
                                         gimp_drawable_is_gray (GIMP_DRAWABLE (layer)) ? GIMP_GRAY
                                                                                       : GIMP_RGB,
                                         gimp_image_get_precision (source));
  copy  = image ? gimp_layer_new_from_drawable (GIMP_DRAWABLE (layer), image) : NULL;

  if (! copy)
    {
      set_unreadable_error (name, NULL, error);
      return NULL;
    }

  colorize_canvas_sign (image);

  if (profile && gimp_image_get_base_type (source) == gimp_image_get_base_type (image))
    gimp_image_set_color_profile (image, profile);

  gimp_image_insert_layer (image, copy, NULL, 0);
  gimp_layer_set_offsets (copy, 0, 0);
  gimp_layer_set_opacity (copy, 100.0);
  gimp_layer_set_mode (copy, GIMP_LAYER_MODE_NORMAL);
  gimp_item_set_visible (GIMP_ITEM (copy), TRUE);

  return take_image (image, name, NULL, id, error);
}


/* Arguments */

/* Takes over what has been opened. */
static gboolean
add (GPtrArray *references, ColorizeReference *reference)
{
  if (reference)
    g_ptr_array_add (references, reference);

  return reference != NULL;
}

GPtrArray *
colorize_reference_read_all (GimpProcedureConfig *config, GError **error)
{
  g_autoptr (GPtrArray) references = colorize_references_new ();
  g_auto (GStrv) files             = NULL;
  g_autoptr (GimpLayer) layer      = NULL;

  g_object_get (config, "like", &files, "like-layer", &layer, NULL);

  for (gint i = 0; files && files[i]; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_commandline_arg (files[i]);

      if (! add (references, colorize_reference_open_file (file, error)))
        return NULL;
    }

  if (layer
      && ! add (references,
                colorize_reference_open_layer (gimp_item_get_id (GIMP_ITEM (layer)), error)))
    return NULL;

  return g_steal_pointer (&references);
}

void
colorize_reference_write_all (GimpProcedureConfig *config, const GPtrArray *references)
{
  g_autoptr (GStrvBuilder) files = g_strv_builder_new ();
  g_auto (GStrv) named           = NULL;

  for (guint i = 0; i < references->len; i++)
    {
      const ColorizeReference *reference = references->pdata[i];

      if (reference->file)
        g_strv_builder_take (files, g_file_get_uri (reference->file));
    }

  named = g_strv_builder_end (files);
  g_object_set (config, "like", named, "like-layer", NULL, NULL);
}


/* What is open */

static gboolean
is_colored (GimpLayer *layer, GimpDrawable *const *colored)
{
  for (gint i = 0; colored[i]; i++)
    {
      if (GIMP_DRAWABLE (layer) == colored[i])
        return TRUE;
    }

  return FALSE;
}

static void
list_layer (GPtrArray *list, GimpImage *image, GimpLayer *layer, gboolean is_alone)
{
  ColorizeOpenLayer *open     = g_new0 (ColorizeOpenLayer, 1);
  g_autofree gchar  *name     = gimp_item_get_name (GIMP_ITEM (layer));
  g_autofree gchar  *of_image = gimp_image_get_name (image);

  open->layer = gimp_item_get_id (GIMP_ITEM (layer));
  /* TRANSLATORS: an image, and a layer in it. */
  open->name      = is_alone ? g_strdup (of_image) : g_strdup_printf (_ ("%s: %s"), of_image, name);
  open->thumbnail = gimp_drawable_get_thumbnail (GIMP_DRAWABLE (layer), THUMBNAIL_SIZE,
                                                 THUMBNAIL_SIZE, GIMP_PIXBUF_SMALL_CHECKS);
  g_ptr_array_add (list, open);
}

GPtrArray *
colorize_reference_list_layers (GimpDrawable *const *colored)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) colorize_open_layer_free);
  g_autofree GimpImage **images = gimp_get_images ();

  for (gint i = 0; images[i]; i++)
    {
      g_autofree GimpLayer **layers = gimp_image_get_layers (images[i]);

      if (colorize_canvas_is_one (images[i]))
        continue;

      for (gint k = 0; layers[k]; k++)
        {
          if (! is_colored (layers[k], colored))
            list_layer (list, images[i], layers[k], ! layers[1]);
        }
    }

  return list;
}
