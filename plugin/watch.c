/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "watch.h"

#include <string.h>

#include <glib/gi18n.h>


typedef struct
{
  GimpDrawable *drawable;
  gchar        *name;
  gint          place[4]; /* x, y, width, height */
} WatchedLayer;

struct _ColorizeWatch
{
  GimpImage        *image;
  GimpImageBaseType type;
  GimpPrecision     precision;
  gint              selection[4]; /* its corners; all 0: nothing is selected */
  WatchedLayer     *layers;
  gint              n_layers;
};


static void
get_place (GimpDrawable *drawable, gint place[4])
{
  gimp_drawable_get_offsets (drawable, &place[0], &place[1]);
  place[2] = gimp_drawable_get_width (drawable);
  place[3] = gimp_drawable_get_height (drawable);
}

static void
get_selection (GimpImage *image, gint corners[4])
{
  gboolean selected = FALSE;

  memset (corners, 0, 4 * sizeof (gint));

  if (! gimp_selection_bounds (image, &selected, &corners[0], &corners[1], &corners[2], &corners[3])
      || ! selected)
    memset (corners, 0, 4 * sizeof (gint));
}

ColorizeWatch *
colorize_watch_new (const ColorizeSources *sources)
{
  ColorizeWatch *watch = g_new0 (ColorizeWatch, 1);

  watch->image     = sources->image;
  watch->type      = gimp_image_get_base_type (sources->image);
  watch->precision = gimp_image_get_precision (sources->image);
  watch->layers    = g_new0 (WatchedLayer, sources->n_sources);
  watch->n_layers  = sources->n_sources;
  get_selection (watch->image, watch->selection);

  for (gint i = 0; i < watch->n_layers; i++)
    {
      WatchedLayer *layer = &watch->layers[i];

      layer->drawable = GIMP_DRAWABLE (sources->sources[i].layer);
      layer->name     = gimp_item_get_name (GIMP_ITEM (layer->drawable));
      get_place (layer->drawable, layer->place);
    }

  return watch;
}

void
colorize_watch_free (ColorizeWatch *watch)
{
  if (! watch)
    return;

  for (gint i = 0; i < watch->n_layers; i++)
    g_free (watch->layers[i].name);

  g_free (watch->layers);
  g_free (watch);
}

static gboolean
check_layer (const ColorizeWatch *watch, const WatchedLayer *layer, GError **error)
{
  gint place[4];

  if (! colorize_image_holds (watch->image, layer->drawable))
    {
      g_set_error (error, GIMP_PLUG_IN_ERROR, 0,
                   _ ("The layer “%s” has been deleted. Undo that, or close this window and choose "
                      "another layer."),
                   layer->name);
      return FALSE;
    }

  get_place (layer->drawable, place);

  if (memcmp (place, layer->place, sizeof (place)) != 0)
    {
      g_set_error (error, GIMP_PLUG_IN_ERROR, 0,
                   _ ("The layer “%s” has another size or place. Undo that, or close this "
                      "window and open it again."),
                   layer->name);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_selection (const ColorizeWatch *watch, GError **error)
{
  gint corners[4];

  get_selection (watch->image, corners);

  if (memcmp (corners, watch->selection, sizeof (corners)) == 0)
    return TRUE;

  g_set_error_literal (error, GIMP_PLUG_IN_ERROR, 0,
                       _ ("The selection has changed. Undo that, or close this window and open it "
                          "again."));
  return FALSE;
}

gboolean
colorize_watch_check (const ColorizeWatch *watch, gboolean use_selection, GError **error)
{
  if (! gimp_image_is_valid (watch->image))
    {
      g_set_error_literal (error, GIMP_PLUG_IN_ERROR, 0,
                           _ ("The image has been closed. Close this window, too."));
      return FALSE;
    }

  for (gint i = 0; i < watch->n_layers; i++)
    {
      if (! check_layer (watch, &watch->layers[i], error))
        return FALSE;
    }

  if (gimp_image_get_base_type (watch->image) != watch->type
      || gimp_image_get_precision (watch->image) != watch->precision)
    {
      g_set_error_literal (error, GIMP_PLUG_IN_ERROR, 0,
                           _ ("The image has another mode or precision. Undo that, or close "
                              "this window and open it again."));
      return FALSE;
    }

  return ! use_selection || check_selection (watch, error);
}
