/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Colored pixels in, a new layer out.
 */

#include "result.h"

#include <string.h>

#include <glib/gi18n.h>


#define PARASITE "colorize"


/* mask = mask x other, both of the same size. */
static void
multiply_masks (GimpLayerMask *mask, GimpLayerMask *other)
{
  GeglBuffer         *buffer       = gimp_drawable_get_buffer (GIMP_DRAWABLE (mask));
  GeglBuffer         *other_buffer = gimp_drawable_get_buffer (GIMP_DRAWABLE (other));
  const Babl         *format       = babl_format ("Y float");
  GeglBufferIterator *iterator;

  iterator =
    gegl_buffer_iterator_new (buffer, NULL, 0, format, GEGL_ACCESS_READWRITE, GEGL_ABYSS_NONE, 2);
  gegl_buffer_iterator_add (iterator, other_buffer, NULL, 0, format, GEGL_ACCESS_READ,
                            GEGL_ABYSS_NONE);

  while (gegl_buffer_iterator_next (iterator))
    {
      gfloat       *factor       = iterator->items[0].data;
      const gfloat *other_factor = iterator->items[1].data;

      for (gint i = 0; i < iterator->length; i++)
        factor[i] *= other_factor[i];
    }

  g_object_unref (other_buffer);
  g_object_unref (buffer);
}

/* The new layer colors only what the selection holds and what the source itself shows. */
static void
add_mask (GimpImage *image, GimpLayer *layer, GimpLayer *source, gboolean use_selection)
{
  gboolean       selected    = use_selection && ! gimp_selection_is_empty (image);
  GimpLayerMask *source_mask = gimp_layer_get_mask (source);
  GimpLayerMask *mask;

  if (source_mask && ! gimp_layer_get_apply_mask (source))
    source_mask = NULL;

  if (! selected && ! source_mask)
    return;

  mask = gimp_layer_create_mask (layer, selected ? GIMP_ADD_MASK_SELECTION : GIMP_ADD_MASK_WHITE);

  if (source_mask)
    multiply_masks (mask, source_mask);

  gimp_layer_add_mask (layer, mask);
  gimp_layer_set_edit_mask (layer, FALSE);
}

static GimpLayer *
insert_layer (GimpImage              *image,
              const ColorizeSource   *source,
              GimpLayer              *pixels,
              const ColorizeSettings *settings,
              const gchar            *description)
{
  GimpItem         *item     = GIMP_ITEM (source->layer);
  GimpItem         *parent   = gimp_item_get_parent (item);
  g_autofree gchar *name     = gimp_item_get_name (item);
  g_autofree gchar *new_name = g_strdup_printf (_ ("%s colorized"), name);
  GimpParasite     *parasite;
  GimpLayer        *layer;
  gint              x, y;

  /* GIMP copies no pixels: both layers share their tiles. */
  layer = gimp_layer_new_from_drawable (GIMP_DRAWABLE (pixels), image);

  if (! layer)
    return NULL;

  gimp_item_set_name (GIMP_ITEM (layer), new_name);
  gimp_item_set_visible (GIMP_ITEM (layer), gimp_item_get_visible (item));
  gimp_layer_set_opacity (layer, settings->strength);
  gimp_layer_set_mode (layer, settings->mode);

  parasite = gimp_parasite_new (PARASITE, GIMP_PARASITE_PERSISTENT | GIMP_PARASITE_UNDOABLE,
                                strlen (description), description);
  gimp_item_attach_parasite (GIMP_ITEM (layer), parasite);
  gimp_parasite_free (parasite);

  gimp_drawable_get_offsets (GIMP_DRAWABLE (source->pixels), &x, &y);
  gimp_layer_set_offsets (layer, x, y);

  if (! gimp_image_insert_layer (image, layer, parent ? GIMP_LAYER (parent) : NULL,
                                 gimp_image_get_item_position (image, item)))
    return NULL;

  add_mask (image, layer, source->pixels, settings->use_selection);

  return layer;
}

GimpLayer **
colorize_result_insert (const ColorizeSources  *sources,
                        GimpLayer             **pixels,
                        const ColorizeSettings *settings,
                        const gchar            *description,
                        GError                **error)
{
  GimpImage             *image  = sources->image;
  g_autofree GimpLayer **layers = g_new0 (GimpLayer *, sources->n_sources + 1);
  gboolean               done;

  if (! colorize_sources_check (sources, error))
    return NULL;

  gimp_image_undo_group_start (image);

  /* A gray image takes a layer of colors without a word and makes it gray. */
  done = colorize_image_to_rgb (image);

  for (gint i = 0; done && i < sources->n_sources; i++)
    {
      layers[i] = insert_layer (image, &sources->sources[i], pixels[i], settings, description);
      done      = layers[i] != NULL;
    }

  if (done)
    gimp_image_set_selected_layers (image, (const GimpLayer **) layers);

  gimp_image_undo_group_end (image);

  if (! done)
    {
      g_set_error (error, GIMP_PLUG_IN_ERROR, 0,
                   _ ("GIMP did not take the new layer (%s); undo once to get the image back as it "
                      "was."),
                   gimp_pdb_get_last_error (gimp_get_pdb ()));
      return NULL;
    }

  return g_steal_pointer (&layers);
}
