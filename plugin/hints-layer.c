/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hints-layer.h"

#include <math.h>

#include <glib/gi18n.h>

#include "picture/conversion.h"
#include "picture/pixels.h"


/* Beyond its radius a dot fades out within this many pixels. */
#define SOFT_EDGE 0.5


/* Reading */

static gboolean
is_source (const ColorizeSources *sources, GimpLayer *layer)
{
  for (gint i = 0; i < sources->n_sources; i++)
    {
      if (sources->sources[i].layer == layer)
        return TRUE;
    }

  return FALSE;
}

/* What has a part of its own in the run would be hidden, and taken for hints ever after. */
static gboolean
check_named (const ColorizeSources *sources, GimpLayer *named, GError **error)
{
  g_autoptr (ColorizeRecord) record = NULL;
  g_autofree gchar *name            = NULL;

  if (! colorize_image_holds (sources->image, GIMP_DRAWABLE (named)))
    {
      g_set_error_literal (error, GIMP_PLUG_IN_ERROR, 0,
                           _ ("The layer with the color hints is not in the image; choose another "
                              "one, or none."));
      return FALSE;
    }

  record = colorize_record_read (named);

  if (! record && ! is_source (sources, named))
    return TRUE;

  name = gimp_item_get_name (GIMP_ITEM (named));
  g_set_error (error, GIMP_PLUG_IN_ERROR, 0,
               record ? _ ("“%s” cannot hold color hints, as it is what Colorize has made; choose "
                           "the layer on which you have painted.")
                      : _ ("“%s” cannot hold color hints, as it is to be colored itself; choose "
                           "the layer on which you have painted."),
               name);
  return FALSE;
}

/* The layer that the config names, or else the photo's own; NULL: none counts.
 * own   the photo's; NULL: it has none */
static gboolean
choose_layer (const ColorizeSources *sources,
              GimpProcedureConfig   *config,
              GimpLayer             *own,
              GimpLayer            **layer,
              GError               **error)
{
  g_autoptr (GimpLayer) named = NULL;
  gboolean uses_hints;

  g_object_get (config, "hints", &named, "use-hints", &uses_hints, NULL);
  *layer = uses_hints ? own : NULL;

  if (! uses_hints || ! named)
    return TRUE;
  if (! check_named (sources, named, error))
    return FALSE;

  *layer = named;

  return TRUE;
}

gboolean
colorize_hints_layer_choose (const ColorizeSources *sources,
                             gint                   index,
                             GimpProcedureConfig   *config,
                             GimpLayer            **copy,
                             GError               **error)
{
  GimpLayer *own = sources->sources[index].hints;

  if (! choose_layer (sources, config, own, copy, error))
    return FALSE;

  if (*copy && *copy != own)
    *copy = colorize_sources_find_copy (sources, *copy);

  return TRUE;
}

/* Opaque pixels all over are no hints. */
static gboolean
check_layer (GimpLayer *layer, GError **error)
{
  gboolean          is_group = gimp_item_is_group (GIMP_ITEM (layer));
  g_autofree gchar *name     = NULL;

  if (! is_group && gimp_drawable_has_alpha (GIMP_DRAWABLE (layer)))
    return TRUE;

  name = gimp_item_get_name (GIMP_ITEM (layer));
  g_set_error (error, GIMP_PLUG_IN_ERROR, 0,
               is_group
                 ? _ ("“%s” cannot hold color hints, as it is a layer group; choose the layer "
                      "in it on which you have painted.")
                 : _ ("“%s” cannot hold color hints, as nothing of it is transparent; paint "
                      "them on a transparent layer."),
               name);
  return FALSE;
}

/* Where the photo lies, in pixels of the layer. */
static GeglRectangle
get_place (GimpLayer *photo, GimpLayer *layer)
{
  gint photo_x, photo_y, x, y;

  gimp_drawable_get_offsets (GIMP_DRAWABLE (photo), &photo_x, &photo_y);
  gimp_drawable_get_offsets (GIMP_DRAWABLE (layer), &x, &y);

  return (GeglRectangle) { photo_x - x, photo_y - y,
                           gimp_drawable_get_width (GIMP_DRAWABLE (photo)),
                           gimp_drawable_get_height (GIMP_DRAWABLE (photo)) };
}

/* A mask hides paint as it hides anything. The copy's layers are nobody's. */
static void
apply_mask (GimpLayer *copy)
{
  if (gimp_layer_get_mask (copy))
    gimp_layer_remove_mask (copy,
                            gimp_layer_get_apply_mask (copy) ? GIMP_MASK_APPLY : GIMP_MASK_DISCARD);
}

gboolean
colorize_hints_layer_read (const ColorizeSources *sources,
                           gint                   index,
                           GimpLayer             *copy,
                           GCancellable          *cancellable,
                           ColorizeHints        **hints,
                           GError               **error)
{
  g_autoptr (GeglBuffer) buffer  = NULL;
  g_autoptr (GeglBuffer) paint   = NULL;
  g_autoptr (ColorizeHints) read = NULL;
  GeglRectangle place, whole;

  *hints = NULL;

  if (! copy)
    return TRUE;
  if (! check_layer (copy, error))
    return FALSE;

  place = get_place (sources->sources[index].pixels, copy);
  whole = (GeglRectangle) { 0, 0, gimp_drawable_get_width (GIMP_DRAWABLE (copy)),
                            gimp_drawable_get_height (GIMP_DRAWABLE (copy)) };

  if (! gegl_rectangle_intersect (NULL, &place, &whole))
    return TRUE;

  apply_mask (copy);
  buffer = gimp_drawable_get_buffer (GIMP_DRAWABLE (copy));
  paint  = gegl_buffer_create_sub_buffer (buffer, &place);
  colorize_profile_attach (sources->profile, paint);
  read = colorize_hints_new (place.width, place.height, error);

  if (! read
      || ! colorize_pixels_read_hints (paint, read, gimp_get_num_processors (), cancellable, error))
    return FALSE;

  *hints = g_steal_pointer (&read);

  return TRUE;
}

static const ColorizeDot *
get_dots (const ColorizeSources *sources, gint index, gint *n)
{
  *n = 0;

  return sources->dots ? colorize_dots_get (sources->dots, sources->sources[index].number, n)
                       : NULL;
}

gboolean
colorize_hints_layer_add_dots (const ColorizeSources *sources,
                               gint                   index,
                               ColorizeHints         *painted,
                               gboolean               elsewhere,
                               ColorizeHints        **hints,
                               GError               **error)
{
  GimpDrawable *pixels = GIMP_DRAWABLE (sources->sources[index].pixels);
  gint          width  = gimp_drawable_get_width (pixels);
  gint          height = gimp_drawable_get_height (pixels);
  gint          n;

  get_dots (sources, index, &n);

  if (n == 0 && (! painted || ! elsewhere))
    {
      *hints = painted ? colorize_hints_ref (painted) : NULL;
      return TRUE;
    }

  *hints =
    painted ? colorize_hints_copy (painted, error) : colorize_hints_new (width, height, error);

  if (! *hints)
    return FALSE;

  colorize_hints_set_elsewhere (*hints, elsewhere);

  if (n > 0)
    colorize_dots_add_to_hints (sources->dots, sources->sources[index].number, width, height,
                                *hints);

  return TRUE;
}


/* Dots become paint */

/* Puts a color over pixels [width][4], CIE L*a*b* and alpha, where the dot is. */
static void
cover_row (const gfloat *color, gdouble x, gdouble down, gdouble radius, gint width, gfloat *row)
{
  for (gint column = 0; column < width; column++, row += 4)
    {
      gdouble distance = hypot (column + 0.5 - x, down);
      gfloat  share    = CLAMP (radius + SOFT_EDGE - distance, 0.0, 1.0);
      gfloat  below    = row[3] * (1.0f - share);

      if (share <= 0.0f)
        continue;

      for (gint c = 0; c < 3; c++)
        row[c] = (share * color[c] + below * row[c]) / (share + below);

      row[3] = share + below;
    }
}

/* x, y   in pixels of the layer */
static void
paint_dot (const ColorizeSources *sources,
           GimpLayer             *layer,
           const ColorizeDot     *dot,
           gdouble                x,
           gdouble                y,
           gdouble                radius)
{
  g_autoptr (GeglBuffer) buffer = gimp_drawable_get_buffer (GIMP_DRAWABLE (layer));
  const Babl        *format     = gegl_buffer_get_format (buffer);
  gint               reach      = (gint) radius + 2;
  gint               left       = (gint) floor (x) - reach;
  gint               top        = (gint) floor (y) - reach;
  gint               side       = 2 * reach + 1;
  gsize              n_pixels   = (gsize) side * side;
  GeglRectangle      rectangle  = { left, top, side, side };
  g_autofree guint8 *pixels     = g_malloc (n_pixels * babl_format_get_bytes_per_pixel (format));
  g_autofree gfloat *lab        = g_new (gfloat, 4 * n_pixels);
  gfloat             color[3];

  convert_pixels (babl_format ("R'G'B' u8"), babl_format ("CIE Lab float"), dot->rgb, color, 1);
  gegl_buffer_get (buffer, &rectangle, 1.0, format, pixels, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  colorize_profile_read (sources->profile, format, pixels, lab, n_pixels);

  for (gint row = 0; row < side; row++)
    cover_row (color, x - left, top + row + 0.5 - y, radius, side, lab + 4 * (gsize) row * side);

  colorize_profile_write (sources->profile, lab, format, pixels, n_pixels);
  gegl_buffer_set (buffer, &rectangle, 0, format, pixels, GEGL_AUTO_ROWSTRIDE);
  gegl_buffer_flush (buffer);
  gimp_drawable_update (GIMP_DRAWABLE (layer), left, top, side, side);
}

static gboolean
insert_above (GimpImage *image, GimpLayer *layer, GimpLayer *place)
{
  GimpItem *parent = gimp_item_get_parent (GIMP_ITEM (place));

  return gimp_image_insert_layer (image, layer, parent ? GIMP_LAYER (parent) : NULL,
                                  gimp_image_get_item_position (image, GIMP_ITEM (place)));
}

/* A layer as large as the photo, without any paint, above its colors.
 * result   those; NULL: there are none */
static GimpLayer *
add_layer (ColorizeLedger *ledger, GimpImage *image, GimpLayer *photo, GimpLayer *result)
{
  g_autofree gchar *title = colorize_layer_get_title (photo);
  /* TRANSLATORS: the name of a layer; %s is the photo's. */
  g_autofree gchar *name = g_strdup_printf (_ ("Color hints of %s"), title);
  GimpLayer        *layer;
  gint              x, y;

  layer = gimp_layer_new (image, name, gimp_drawable_get_width (GIMP_DRAWABLE (photo)),
                          gimp_drawable_get_height (GIMP_DRAWABLE (photo)), GIMP_RGBA_IMAGE, 100.0,
                          GIMP_LAYER_MODE_NORMAL);

  if (! layer)
    return NULL;

  gimp_drawable_fill (GIMP_DRAWABLE (layer), GIMP_FILL_TRANSPARENT);
  gimp_drawable_get_offsets (GIMP_DRAWABLE (photo), &x, &y);
  gimp_layer_set_offsets (layer, x, y);

  if (! insert_above (image, layer, result ? result : photo))
    return NULL;

  colorize_ledger_enter_hints (ledger, photo, layer);

  return layer;
}

/* Takes the place of a layer, with the same paint: what is written to it need not be undone by itself. */
static GimpLayer *
renew_layer (GimpImage *image, GimpLayer *former)
{
  g_autofree gchar *name  = gimp_item_get_name (GIMP_ITEM (former));
  GimpLayer        *layer = gimp_layer_copy (former);

  if (! layer || ! insert_above (image, layer, former))
    return NULL;

  /* What the user has locked is to stay, but not to be seen above the colors. */
  if (! (gimp_item_get_lock_content (GIMP_ITEM (former))
           ? gimp_item_set_visible (GIMP_ITEM (former), FALSE)
           : gimp_image_remove_layer (image, former)))
    return NULL;

  gimp_item_set_lock_content (GIMP_ITEM (layer), FALSE);
  gimp_item_set_name (GIMP_ITEM (layer), name);
  apply_mask (layer);

  return layer;
}

/* Until the photo lies in it. */
static gboolean
enlarge_layer (GimpLayer *layer, GimpLayer *photo)
{
  GeglRectangle place = get_place (photo, layer);
  GeglRectangle own   = { 0, 0, gimp_drawable_get_width (GIMP_DRAWABLE (layer)),
                          gimp_drawable_get_height (GIMP_DRAWABLE (layer)) };
  GeglRectangle both;

  gegl_rectangle_bounding_box (&both, &place, &own);

  return gegl_rectangle_equal (&both, &own)
         || gimp_layer_resize (layer, both.width, both.height, -both.x, -both.y);
}

static gboolean
paint_dots (const ColorizeSources *sources, gint index, GimpLayer *layer)
{
  GimpLayer *photo = sources->sources[index].layer;
  gdouble radius   = colorize_hints_get_dot_radius (gimp_drawable_get_width (GIMP_DRAWABLE (photo)),
                                                    gimp_drawable_get_height (GIMP_DRAWABLE (photo)));
  gint    n;
  const ColorizeDot *dot = get_dots (sources, index, &n);
  GeglRectangle      place;

  if (! enlarge_layer (layer, photo))
    return FALSE;

  place = get_place (photo, layer);

  for (; n > 0; n--, dot++)
    paint_dot (sources, layer, dot, place.x + dot->x, place.y + dot->y, radius);

  return TRUE;
}

/* layer    that takes them; NULL: a new one, above the result
 * Returns the one that has them; NULL: GIMP did not take it. */
static GimpLayer *
keep_dots (ColorizeLedger        *ledger,
           const ColorizeSources *sources,
           gint                   index,
           GimpLayer             *layer,
           GimpLayer             *result)
{
  if (layer)
    layer = renew_layer (sources->image, layer);
  else
    layer = add_layer (ledger, sources->image, sources->sources[index].layer, result);

  return layer && paint_dots (sources, index, layer) ? layer : NULL;
}

gboolean
colorize_hints_layer_keep (ColorizeLedger        *ledger,
                           const ColorizeSources *sources,
                           gint                   index,
                           GimpLayer             *result,
                           GimpProcedureConfig   *config)
{
  GimpLayer *photo = sources->sources[index].layer;
  GimpLayer *layer;
  gint       n;

  get_dots (sources, index, &n);

  /* One that has gone since it was read need not be kept. */
  if (! choose_layer (sources, config, colorize_ledger_find_hints (ledger, photo), &layer, NULL))
    layer = NULL;

  if (n > 0 && ! (layer = keep_dots (ledger, sources, index, layer, result)))
    return FALSE;
  if (! layer)
    return TRUE;

  colorize_ledger_enter_hints (ledger, photo, layer);

  return gimp_item_set_visible (GIMP_ITEM (layer), FALSE);
}

static GimpLayer *
prepare (const ColorizeSources *sources, gint index, GimpProcedureConfig *config)
{
  GimpImage *image                  = sources->image;
  GimpLayer *photo                  = sources->sources[index].layer;
  g_autoptr (ColorizeLedger) ledger = colorize_ledger_new (image);
  GimpLayer *own                    = colorize_ledger_find_hints (ledger, photo);
  GimpLayer *result                 = colorize_ledger_find_result (ledger, photo);
  GimpLayer *layer;
  GimpLayer *selected[] = { NULL, NULL };
  gint       n;

  get_dots (sources, index, &n);

  if (! choose_layer (sources, config, own, &layer, NULL) || ! layer)
    layer = own;

  /* On a gray layer there are no colors to be painted. */
  if (! colorize_image_to_rgb (image))
    return NULL;

  if (n > 0)
    layer = keep_dots (ledger, sources, index, layer, result);
  else if (! layer)
    layer = add_layer (ledger, image, photo, result);

  if (! layer)
    return NULL;

  selected[0] = layer;
  colorize_ledger_enter_hints (ledger, photo, layer);
  gimp_item_set_visible (GIMP_ITEM (layer), TRUE);
  gimp_image_set_selected_layers (image, (const GimpLayer **) selected);

  return layer;
}

gboolean
colorize_hints_layer_prepare (const ColorizeSources *sources,
                              gint                   index,
                              GimpProcedureConfig   *config,
                              GError               **error)
{
  GimpLayer *layer;

  if (! colorize_sources_check (sources, error))
    return FALSE;

  gimp_image_undo_group_start (sources->image);
  layer = prepare (sources, index, config);
  gimp_image_undo_group_end (sources->image);

  if (! layer)
    g_set_error (error, GIMP_PLUG_IN_ERROR, 0,
                 _ ("GIMP could not make a layer for color hints (%s)."),
                 gimp_pdb_get_last_error (gimp_get_pdb ()));

  return layer != NULL;
}


/* Choosing */

static void
list_layers (const ColorizeSources *sources,
             const ColorizeLedger  *ledger,
             GimpItem             **items,
             GPtrArray             *list)
{
  for (gint i = 0; items && items[i]; i++)
    {
      GimpLayer *layer = GIMP_LAYER (items[i]);

      if (gimp_item_is_group (items[i]))
        {
          g_autofree GimpItem **children = gimp_item_get_children (items[i]);

          list_layers (sources, ledger, children, list);
        }
      else if (gimp_drawable_has_alpha (GIMP_DRAWABLE (layer)) && ! is_source (sources, layer)
               && ! colorize_ledger_get_record (ledger, layer))
        {
          g_ptr_array_add (list, layer);
        }
    }
}

GPtrArray *
colorize_hints_layer_list (const ColorizeSources *sources)
{
  g_autoptr (ColorizeLedger) ledger = colorize_ledger_new (sources->image);
  g_autofree GimpLayer **layers     = gimp_image_get_layers (sources->image);
  GPtrArray             *list       = g_ptr_array_new ();

  list_layers (sources, ledger, (GimpItem **) layers, list);

  return list;
}
