/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Colored pixels in, a new layer out.
 */

#include "result.h"

#include <string.h>

#include <glib/gi18n.h>

#include "hints-layer.h"
#include "ledger.h"


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

/* Where a new layer goes. */
typedef struct
{
  GimpImage              *image;
  const ColorizeSource   *source;
  const ColorizeSettings *settings;
  const ColorizeRecord   *told;  /* by the former result; NULL: there is none */
  GimpLayer              *place; /* what the new layer goes above */
  gboolean                replaces;
} Place;

static gboolean
is_selected (const Place *place)
{
  return place->settings->use_selection && ! gimp_selection_is_empty (place->image);
}

/* A mask that comes from a selection goes where selections are ignored. */
static gboolean
keeps_mask (const Place *place)
{
  return place->replaces && gimp_layer_get_mask (place->place) && ! is_selected (place)
         && (place->settings->use_selection || ! place->told || ! place->told->selected);
}

/* With what the user has painted on it. Where the photo has another size now, what the two have in
 * common of the image stays, and its edges go on. */
static void
copy_mask (GimpLayer *layer, GimpLayer *former)
{
  GimpLayerMask *mask        = gimp_layer_create_mask (layer, GIMP_ADD_MASK_WHITE);
  GimpLayerMask *former_mask = gimp_layer_get_mask (former);
  GeglBuffer    *buffer      = gimp_drawable_get_buffer (GIMP_DRAWABLE (mask));
  GeglBuffer    *from        = gimp_drawable_get_buffer (GIMP_DRAWABLE (former_mask));
  GeglRectangle  box         = *gegl_buffer_get_extent (buffer);
  gint           x, y, former_x, former_y;

  if (! gegl_rectangle_equal (&box, gegl_buffer_get_extent (from)))
    {
      gimp_drawable_get_offsets (GIMP_DRAWABLE (layer), &x, &y);
      gimp_drawable_get_offsets (GIMP_DRAWABLE (former), &former_x, &former_y);
      box.x = x - former_x;
      box.y = y - former_y;
    }

  gegl_buffer_copy (from, &box, GEGL_ABYSS_CLAMP, buffer, gegl_buffer_get_extent (buffer));
  g_object_unref (from);
  g_object_unref (buffer);

  gimp_layer_add_mask (layer, mask);
  gimp_layer_set_apply_mask (layer, gimp_layer_get_apply_mask (former));
  gimp_layer_set_edit_mask (layer, gimp_layer_get_edit_mask (former));
}

/* The new layer colors only what the selection holds and what the source itself shows. */
static void
add_mask (const Place *place, GimpLayer *layer)
{
  GimpLayer     *source      = place->source->pixels;
  GimpLayerMask *source_mask = gimp_layer_get_mask (source);
  GimpLayerMask *mask;

  if (source_mask && ! gimp_layer_get_apply_mask (source))
    source_mask = NULL;

  if (! is_selected (place) && ! source_mask)
    return;

  mask = gimp_layer_create_mask (layer, is_selected (place) ? GIMP_ADD_MASK_SELECTION
                                                            : GIMP_ADD_MASK_WHITE);

  if (source_mask)
    multiply_masks (mask, source_mask);

  gimp_layer_add_mask (layer, mask);
  gimp_layer_set_edit_mask (layer, FALSE);
}

/* GIMP would number layers of the same name, too, but from 1. */
static gchar *
find_name (GimpImage *image, GimpLayer *photo)
{
  g_autofree gchar *title = colorize_layer_get_title (photo);
  /* TRANSLATORS: the name of a layer; %s is the photo's. */
  g_autofree gchar *plain = g_strdup_printf (_ ("Colors of %s"), title);
  gchar            *name  = g_strdup (plain);

  for (gint number = 2; gimp_image_get_layer_by_name (image, name); number++)
    {
      g_free (name);
      name = g_strdup_printf ("%s #%d", plain, number);
    }

  return name;
}

static Place
find_place (const ColorizeLedger   *ledger,
            GimpImage              *image,
            const ColorizeSource   *source,
            const ColorizeSettings *settings)
{
  Place place = { .image = image, .source = source, .settings = settings, .place = source->layer };

  if (source->former && colorize_image_holds (image, GIMP_DRAWABLE (source->former)))
    {
      place.place = source->former;
      place.told  = colorize_ledger_get_record (ledger, source->former);
      /* What the user has locked is to stay. */
      place.replaces =
        ! settings->keep && ! gimp_item_get_lock_content (GIMP_ITEM (source->former));
    }

  return place;
}

static gboolean
insert_above (GimpImage *image, GimpLayer *layer, GimpLayer *place)
{
  GimpItem *parent = gimp_item_get_parent (GIMP_ITEM (place));

  return gimp_image_insert_layer (image, layer, parent ? GIMP_LAYER (parent) : NULL,
                                  gimp_image_get_item_position (image, GIMP_ITEM (place)));
}

static GimpLayer *
insert_layer (const Place *place, GimpLayer *pixels)
{
  GimpItem         *photo   = GIMP_ITEM (place->source->layer);
  GimpItem         *former  = place->replaces ? GIMP_ITEM (place->place) : NULL;
  gboolean          visible = gimp_item_get_visible (photo);
  g_autofree gchar *name    = NULL;
  GimpLayer        *layer;
  gint              x, y;

  /* GIMP copies no pixels: both layers share their tiles. */
  layer = gimp_layer_new_from_drawable (GIMP_DRAWABLE (pixels), place->image);

  if (! layer)
    return NULL;

  if (former)
    {
      /* A photo may be hidden because its result covers it. */
      visible = visible || gimp_item_get_visible (former);
      gimp_item_set_color_tag (GIMP_ITEM (layer), gimp_item_get_color_tag (former));
    }

  gimp_item_set_visible (GIMP_ITEM (layer), visible);
  gimp_layer_set_opacity (layer, place->settings->strength);
  gimp_layer_set_mode (layer, place->settings->mode);
  gimp_drawable_get_offsets (GIMP_DRAWABLE (place->source->pixels), &x, &y);
  gimp_layer_set_offsets (layer, x, y);

  if (! insert_above (place->image, layer, place->place))
    return NULL;

  if (keeps_mask (place))
    copy_mask (layer, place->place);
  else
    add_mask (place, layer);

  name = former ? gimp_item_get_name (former) : find_name (place->image, place->source->layer);

  if (former && ! gimp_image_remove_layer (place->image, GIMP_LAYER (former)))
    return NULL;

  gimp_item_set_name (GIMP_ITEM (layer), name);

  return layer;
}

static GimpLayer *
insert_result (ColorizeLedger         *ledger,
               GimpImage              *image,
               const ColorizeSource   *source,
               GimpLayer              *pixels,
               const ColorizeSettings *settings,
               ColorizeRecord         *record)
{
  Place      place = find_place (ledger, image, source, settings);
  GimpLayer *layer;

  record->selected =
    is_selected (&place) || (keeps_mask (&place) && place.told && place.told->selected);
  layer = insert_layer (&place, pixels);

  if (layer)
    {
      colorize_ledger_enter (ledger, source->layer, record);
      colorize_record_attach (record, layer);
    }

  return layer;
}

GimpLayer **
colorize_result_insert (const ColorizeSources  *sources,
                        GimpLayer             **pixels,
                        const ColorizeSettings *settings,
                        ColorizeRecord         *record,
                        GError                **error)
{
  GimpImage             *image      = sources->image;
  g_autofree GimpLayer **layers     = g_new0 (GimpLayer *, sources->n_sources + 1);
  g_autoptr (ColorizeLedger) ledger = NULL;
  gboolean done;

  if (! colorize_sources_check (sources, error))
    return NULL;

  ledger = colorize_ledger_new (image);
  gimp_image_undo_group_start (image);

  /* A gray image takes a layer of colors without a word and makes it gray. */
  done = colorize_image_to_rgb (image);

  for (gint i = 0; done && i < sources->n_sources; i++)
    {
      layers[i] = insert_result (ledger, image, &sources->sources[i], pixels[i], settings, record);
      done =
        layers[i] && colorize_hints_layer_keep (ledger, sources, i, layers[i], settings->config);
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
