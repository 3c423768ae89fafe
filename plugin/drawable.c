/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which layers to color, and their pixels as the user sees them.
 */

#include "drawable.h"

#include <string.h>

#include <glib/gi18n.h>

#include "canvas.h"
#include "ledger.h"


/* GIMP's own name for the channel that Quick Mask is, in each language. */
#define QUICK_MASK "Qmask"


gboolean
colorize_image_holds (GimpImage *image, GimpDrawable *drawable)
{
  GimpItem              *top    = GIMP_ITEM (drawable);
  GimpItem              *parent = NULL;
  g_autofree GimpLayer **layers = NULL;

  if (! gimp_item_is_valid (top) || gimp_item_get_image (top) != image)
    return FALSE;

  while ((parent = gimp_item_get_parent (top)))
    top = parent;

  /* A layer that was never inserted belongs to the image, but is not in it. Asking GIMP for its
   * position would be a calling error, so look through the list. */
  layers = gimp_image_get_layers (image);

  for (gint i = 0; layers && layers[i]; i++)
    {
      if (GIMP_ITEM (layers[i]) == top)
        return TRUE;
    }

  return FALSE;
}

/* The image can be changed, and closed, while the dialog is open or a run goes on. */
static gboolean
check_image (GimpImage *image, GError **error)
{
  if (gimp_image_is_valid (image))
    return TRUE;

  g_set_error_literal (error, GIMP_PLUG_IN_ERROR, 0,
                       _ ("The image has been closed; open it again to color it."));
  return FALSE;
}

static void
set_gone_error (GError **error)
{
  g_set_error_literal (error, GIMP_PLUG_IN_ERROR, 0,
                       _ ("A layer to color is no longer there; select the layers again."));
}

static void
set_quick_mask_error (GError **error)
{
  g_set_error_literal (error, GIMP_PLUG_IN_ERROR, 0,
                       _ ("Quick Mask is on; leave it first (Shift+Q)."));
}

static gboolean
check_drawable (GimpImage *image, GimpDrawable *drawable, GError **error)
{
  g_autofree gchar *name = NULL;

  if (! gimp_item_is_valid (GIMP_ITEM (drawable)))
    {
      set_gone_error (error);
      return FALSE;
    }

  name = gimp_item_get_name (GIMP_ITEM (drawable));

  if (! GIMP_IS_LAYER (drawable) && ! GIMP_IS_LAYER_MASK (drawable)
      && g_strcmp0 (name, QUICK_MASK) == 0)
    {
      set_quick_mask_error (error);
      return FALSE;
    }

  if (! GIMP_IS_LAYER (drawable))
    {
      g_set_error (error, GIMP_PLUG_IN_ERROR, 0,
                   GIMP_IS_LAYER_MASK (drawable)
                     ? _ ("“%s” is a layer mask, which has no colors; select the layer itself.")
                     : _ ("“%s” is a channel, which has no colors; select a layer."),
                   name);
      return FALSE;
    }

  if (! colorize_image_holds (image, drawable))
    {
      g_set_error (error, GIMP_PLUG_IN_ERROR, 0,
                   _ ("The layer “%s” is not in the image; pass layers of the image itself."),
                   name);
      return FALSE;
    }

  return TRUE;
}

/* What is a state of the whole image that no layer can be colored in. */
static gboolean
check_state (GimpImage *image, gboolean use_selection, GError **error)
{
  /* GIMP cannot put layers above a floating one. */
  if (gimp_image_get_floating_sel (image))
    {
      g_set_error_literal (error, GIMP_PLUG_IN_ERROR, 0,
                           _ ("The image has a floating selection; anchor it first, or make it a "
                              "layer."));
      return FALSE;
    }

  /* What will be selected is not selected yet. */
  if (use_selection && gimp_image_get_channel_by_name (image, QUICK_MASK))
    {
      set_quick_mask_error (error);
      return FALSE;
    }

  return TRUE;
}

/* GIMP passes on a layer whose mask is being edited as that mask. */
static GimpDrawable *
find_layer (GimpDrawable *drawable)
{
  GimpLayer *layer = NULL;

  if (GIMP_IS_LAYER_MASK (drawable) && gimp_item_is_valid (GIMP_ITEM (drawable)))
    layer = gimp_layer_from_mask (GIMP_LAYER_MASK (drawable));

  return layer ? GIMP_DRAWABLE (layer) : drawable;
}

/* A whole picture, with the lightness of the photo that it was made of. */
static gboolean
stands_alone (GimpLayer *result)
{
  GimpLayerMode mode = gimp_layer_get_mode (result);

  return mode == GIMP_LAYER_MODE_NORMAL || mode == GIMP_LAYER_MODE_NORMAL_LEGACY;
}

/* NULL: what the layer gives its colors to is gone, and it is nothing without. */
static GimpLayer *
find_photo (const ColorizeLedger *ledger, GimpLayer *layer, GError **error)
{
  gboolean          is_result = colorize_ledger_get_record (ledger, layer) != NULL;
  gboolean          is_hints  = colorize_ledger_is_hints (ledger, layer);
  GimpLayer        *photo     = NULL;
  g_autofree gchar *name      = NULL;

  if (! is_result && ! is_hints)
    return layer;

  photo = colorize_ledger_find_photo (ledger, layer);

  if (photo || (is_result && stands_alone (layer)))
    return photo ? photo : layer;

  name = gimp_item_get_name (GIMP_ITEM (layer));
  g_set_error (
    error, GIMP_PLUG_IN_ERROR, 0,
    _ ("The photo that “%s” gives its colors to is not in the image; select the layer to "
       "color itself."),
    name);
  return NULL;
}

static ColorizeSource *
find_source (const ColorizeSources *sources, GimpLayer *photo)
{
  for (gint i = 0; i < sources->n_sources; i++)
    {
      if (sources->sources[i].layer == photo)
        return &sources->sources[i];
    }

  return NULL;
}

static void
miss_source (ColorizeSources *sources, GimpLayer *photo)
{
  g_autofree gchar *name = gimp_item_get_name (GIMP_ITEM (photo));

  if (g_list_find (sources->missed_layers, photo))
    return;

  sources->missed_layers = g_list_prepend (sources->missed_layers, photo);
  g_string_append_printf (sources->missed, sources->missed->len > 0 ? _ (", “%s”") : _ ("“%s”"),
                          name);
}

static gboolean
add_source (ColorizeSources      *sources,
            const ColorizeLedger *ledger,
            GimpDrawable         *drawable,
            gboolean              use_selection,
            GError              **error)
{
  GimpLayer      *photo;
  ColorizeSource *source;
  gint            x, y, width, height;

  if (! check_drawable (sources->image, drawable, error))
    return FALSE;

  photo = find_photo (ledger, GIMP_LAYER (drawable), error);

  if (! photo)
    return FALSE;

  source = find_source (sources, photo);

  if (! source && use_selection
      && ! gimp_drawable_mask_intersect (GIMP_DRAWABLE (photo), &x, &y, &width, &height))
    {
      miss_source (sources, photo);
      return TRUE;
    }

  if (! source)
    {
      source         = &sources->sources[sources->n_sources];
      source->layer  = photo;
      source->number = sources->n_sources++;
    }

  if (! source->former && colorize_ledger_get_record (ledger, GIMP_LAYER (drawable))
      && GIMP_LAYER (drawable) != photo)
    source->former = GIMP_LAYER (drawable);

  return TRUE;
}

ColorizeSources *
colorize_sources_new (GimpImage     *image,
                      GimpDrawable **drawables,
                      gboolean       use_selection,
                      GError       **error)
{
  g_autoptr (ColorizeSources) sources = g_new0 (ColorizeSources, 1);
  g_autoptr (ColorizeLedger) ledger   = NULL;
  gint n_drawables                    = 0;

  while (drawables && drawables[n_drawables])
    n_drawables++;

  if (n_drawables == 0)
    {
      g_set_error_literal (error, GIMP_PLUG_IN_ERROR, 0,
                           _ ("No layer is selected; select the layers to color."));
      return NULL;
    }

  if (! check_image (image, error) || ! check_state (image, use_selection, error))
    return NULL;

  sources->image   = image;
  sources->sources = g_new0 (ColorizeSource, n_drawables);
  sources->missed  = g_string_new (NULL);
  ledger           = colorize_ledger_new (image);

  for (gint i = 0; i < n_drawables; i++)
    {
      if (! add_source (sources, ledger, find_layer (drawables[i]), use_selection, error))
        return NULL;
    }

  if (sources->n_sources == 0)
    {
      g_set_error (error, GIMP_PLUG_IN_ERROR, 0,
                   ngettext ("The selection misses the layer %s; select a part of it, or nothing "
                             "to color it all.",
                             "The selection misses the layers %s; select a part of them, or "
                             "nothing to color them all.",
                             g_list_length (sources->missed_layers)),
                   sources->missed->str);
      return NULL;
    }

  return g_steal_pointer (&sources);
}

gboolean
colorize_sources_check (const ColorizeSources *sources, GError **error)
{
  if (! check_image (sources->image, error) || ! check_state (sources->image, FALSE, error))
    return FALSE;

  for (gint i = 0; i < sources->n_sources; i++)
    {
      if (! check_drawable (sources->image, GIMP_DRAWABLE (sources->sources[i].layer), error))
        return FALSE;
    }

  return TRUE;
}

/* A drawable's buffer comes without its filters, which are part of what the user sees. */
static gboolean
has_filters (GimpDrawable *layer)
{
  g_autofree GimpDrawableFilter **filters = gimp_drawable_get_filters (layer);

  return filters && filters[0];
}

/* The layer of `copy`, a duplicate of the layer's image, that stands where `layer` stands. NULL: the
 * layer has been deleted meanwhile. */
static GimpLayer *
find_counterpart (GimpImage *copy, GimpLayer *layer)
{
  GimpItem             *item     = GIMP_ITEM (layer);
  GimpItem             *parent   = gimp_item_get_parent (item);
  gint                  position = gimp_image_get_item_position (gimp_item_get_image (item), item);
  g_autofree GimpItem **siblings = NULL;

  if (parent)
    {
      GimpLayer *group = find_counterpart (copy, GIMP_LAYER (parent));

      siblings = group ? gimp_item_get_children (GIMP_ITEM (group)) : NULL;
    }
  else
    {
      siblings = (GimpItem **) gimp_image_get_layers (copy);
    }

  for (gint i = 0; siblings && siblings[i]; i++)
    {
      if (i == position)
        return GIMP_LAYER (siblings[i]);
    }

  return NULL;
}

gboolean
colorize_image_to_rgb (GimpImage *image)
{
  g_autoptr (GimpColorProfile) profile = NULL;
  g_autoptr (GimpColorProfile) srgb    = gimp_color_profile_new_rgb_srgb ();

  switch (gimp_image_get_base_type (image))
    {
    case GIMP_RGB:
      return TRUE;
    case GIMP_GRAY:
      return gimp_image_convert_rgb (image);
    default:
      profile = gimp_image_get_color_profile (image);
      return (! profile || gimp_image_set_color_profile (image, srgb))
             && gimp_image_convert_rgb (image)
             && (! profile || gimp_image_set_color_profile (image, profile));
    }
}

/* Gray profiles of look-up tables are not heard of. */
static gboolean
find_profile (ColorizeSources *sources, GError **error)
{
  g_autoptr (GimpColorProfile) profile = gimp_image_get_color_profile (sources->image);
  const guint8 *icc;
  gsize         length;

  if (! profile || gimp_image_get_base_type (sources->image) == GIMP_GRAY
      || gimp_color_profile_get_space (profile, GIMP_COLOR_RENDERING_INTENT_RELATIVE_COLORIMETRIC,
                                       NULL))
    return TRUE;

  icc              = gimp_color_profile_get_icc_profile (profile, &length);
  sources->profile = colorize_profile_new (icc, length);

  if (sources->profile)
    return TRUE;

  g_set_error_literal (error, GIMP_PLUG_IN_ERROR, 0,
                       _ ("New colors cannot be written in the image's color profile; convert the "
                          "image to another one first (Image > Color Management)."));
  return FALSE;
}

/* The bounds of what a mask shows, in its pixels. It is asked itself, for it goes along where the image is scaled,
 * cropped or turned, and people paint on it. */
static GeglRectangle
get_mask_bounds (GimpLayerMask *mask)
{
  g_autoptr (GeglBuffer) buffer = gimp_drawable_get_buffer (GIMP_DRAWABLE (mask));
  GeglRectangle       bounds    = { 0, 0, 0, 0 };
  GeglBufferIterator *iterator = gegl_buffer_iterator_new (buffer, NULL, 0, babl_format ("Y float"),
                                                           GEGL_ACCESS_READ, GEGL_ABYSS_NONE, 1);

  while (gegl_buffer_iterator_next (iterator))
    {
      const GeglRectangle *part  = &iterator->items[0].roi;
      const gfloat        *shows = iterator->items[0].data;

      for (gint y = 0; y < part->height; y++, shows += part->width)
        {
          gint first = 0;
          gint last  = part->width - 1;

          while (first < part->width && shows[first] <= 0.0f)
            first++;
          while (last > first && shows[last] <= 0.0f)
            last--;

          if (first < part->width)
            gegl_rectangle_bounding_box (
              &bounds, &bounds, GEGL_RECTANGLE (part->x + first, part->y + y, last - first + 1, 1));
        }
    }

  return bounds;
}

/* Beyond its edges a mask goes on as it is there, where the photo has become larger than its result. */
static GeglRectangle
get_shown (GimpLayer *former, GimpLayer *photo)
{
  GeglRectangle bounds = get_mask_bounds (gimp_layer_get_mask (former));
  gint          width  = gimp_drawable_get_width (GIMP_DRAWABLE (photo));
  gint          height = gimp_drawable_get_height (GIMP_DRAWABLE (photo));
  gint          right  = gimp_drawable_get_width (GIMP_DRAWABLE (former));
  gint          bottom = gimp_drawable_get_height (GIMP_DRAWABLE (former));
  gint          x, y, photo_x, photo_y, left, top;

  if (bounds.width == 0 || ! gimp_drawable_get_offsets (GIMP_DRAWABLE (former), &x, &y)
      || ! gimp_drawable_get_offsets (GIMP_DRAWABLE (photo), &photo_x, &photo_y))
    return (GeglRectangle) { 0, 0, 0, 0 };

  left   = bounds.x == 0 ? 0 : bounds.x + x - photo_x;
  top    = bounds.y == 0 ? 0 : bounds.y + y - photo_y;
  right  = bounds.x + bounds.width == right ? width : bounds.x + bounds.width + x - photo_x;
  bottom = bounds.y + bounds.height == bottom ? height : bounds.y + bounds.height + y - photo_y;

  return (GeglRectangle) { left, top, MAX (right - left, 0), MAX (bottom - top, 0) };
}

/* What the user has not chosen to be replaced is the latest result. */
static void
find_relatives (ColorizeSources *sources)
{
  g_autoptr (ColorizeLedger) ledger = colorize_ledger_new (sources->image);

  for (gint i = 0; i < sources->n_sources; i++)
    {
      ColorizeSource       *source = &sources->sources[i];
      const ColorizeRecord *record;

      if (! source->former)
        source->former = colorize_ledger_find_result (ledger, source->layer);

      source->hints = colorize_ledger_find_hints (ledger, source->layer);
      record        = source->former ? colorize_ledger_get_record (ledger, source->former) : NULL;

      if (record && record->selected && gimp_layer_get_mask (source->former))
        source->shown = get_shown (source->former, source->layer);
    }
}

gboolean
colorize_sources_open (ColorizeSources *sources, GError **error)
{
  if (! find_profile (sources, error))
    return FALSE;

  if (sources->missed->len > 0)
    {
      g_autofree gchar *message = g_strdup_printf (
        _ ("Left out, because the selection misses them: %s."), sources->missed->str);

      gimp_message (message);
    }

  find_relatives (sources);
  sources->copy = gimp_image_duplicate (sources->image);

  if (! sources->copy)
    {
      g_set_error_literal (error, GIMP_PLUG_IN_ERROR, 0,
                           _ ("GIMP could not copy the image; free some memory and try again."));
      return FALSE;
    }

  colorize_canvas_sign (sources->copy);
  gimp_image_undo_disable (sources->copy);

  /* GIMP hands out the numbers of a palette as if they were those of sRGB. */
  if (gimp_image_get_base_type (sources->copy) == GIMP_INDEXED)
    colorize_image_to_rgb (sources->copy);

  for (gint i = 0; i < sources->n_sources; i++)
    {
      ColorizeSource *source = &sources->sources[i];

      source->pixels = find_counterpart (sources->copy, source->layer);
      source->hints  = source->hints ? find_counterpart (sources->copy, source->hints) : NULL;

      if (! source->pixels)
        {
          set_gone_error (error);
          return FALSE;
        }

      if (has_filters (GIMP_DRAWABLE (source->pixels)))
        gimp_drawable_merge_filters (GIMP_DRAWABLE (source->pixels));
    }

  return TRUE;
}

gchar *
colorize_layer_get_title (GimpLayer *layer)
{
  g_autofree gchar *name = gimp_item_get_name (GIMP_ITEM (layer));
  g_autofree gchar *type = g_content_type_guess (name, NULL, 0, NULL);
  gchar            *dot  = strrchr (name, '.');

  if (dot && dot != name && g_content_type_is_a (type, "image/*"))
    *dot = '\0';

  return g_steal_pointer (&name);
}

GimpLayer *
colorize_sources_find_copy (const ColorizeSources *sources, GimpLayer *layer)
{
  return find_counterpart (sources->copy, layer);
}

GeglBuffer *
colorize_sources_get_buffer (const ColorizeSources *sources, gint index)
{
  GeglBuffer *buffer = gimp_drawable_get_buffer (GIMP_DRAWABLE (sources->sources[index].pixels));

  colorize_profile_attach (sources->profile, buffer);

  return buffer;
}

gdouble
colorize_source_count_pixels (const ColorizeSource *source)
{
  return (gdouble) gimp_drawable_get_width (GIMP_DRAWABLE (source->pixels))
         * gimp_drawable_get_height (GIMP_DRAWABLE (source->pixels));
}

void
colorize_sources_free (ColorizeSources *sources)
{
  if (! sources)
    return;

  if (sources->copy)
    gimp_image_delete (sources->copy);

  g_clear_pointer (&sources->profile, colorize_profile_unref);

  if (sources->missed)
    g_string_free (sources->missed, TRUE);

  g_list_free (sources->missed_layers);
  g_free (sources->sources);
  g_free (sources);
}
