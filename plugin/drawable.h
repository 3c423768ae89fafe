/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which layers to color, and their pixels as the user sees them.
 */

#pragma once

#include <libgimp/gimp.h>

#include "dots.h"
#include "picture/profile.h"

G_BEGIN_DECLS

/* One layer to color. */
typedef struct
{
  GimpLayer *layer;  /* the photo: the new layer takes its name and place from here */
  GimpLayer *former; /* the result to replace; NULL: there is none, or the sources are not opened */
  GimpLayer *pixels; /* the photo's counterpart in the copy: its pixels, size, offsets and mask */
  GimpLayer *hints;  /* the layer of its color hints in the copy; NULL: there is none */
  gint       number; /* of the photo among those of `dots` */
  GeglRectangle
    shown; /* what of the photo, in its pixels, the mask of `former` shows, if that comes from a
                           selection; width 0: all of it */
} ColorizeSource;

typedef struct
{
  GimpImage *image;
  GimpImage *copy; /* of the image; GIMP copies no pixels for it, but kills a plug-in that reads
                            a layer which is no longer there. NULL: not opened */
  ColorizeProfile    *profile; /* what the numbers of its colors are of; NULL: what babl says */
  const ColorizeDots *dots;    /* what the user has put on them; not owned; NULL: nothing */
  ColorizeSource     *sources;
  gint                n_sources;
  GList              *missed_layers; /* GimpLayer *, not owned: those that the selection misses */
  GString            *missed;        /* and their names */
} ColorizeSources;

/* Whether the image is there, and the layer in it. Neither need be valid any more. */
gboolean         colorize_image_holds (GimpImage *image, GimpDrawable *drawable);

/* Checks that every drawable can be colored. A layer mask stands for its layer, and a result, or color hints, for their photo,
 * which is colored once. Layers that the selection misses are left out, unless it misses them all; where
 * it is not used, it misses none. Changes nothing. */
ColorizeSources *colorize_sources_new (GimpImage     *image,
                                       GimpDrawable **drawables,
                                       gboolean       use_selection,
                                       GError       **error);

/* Whether all of it is still there, to be asked before anything is put into the image. */
gboolean         colorize_sources_check (const ColorizeSources *sources, GError **error);

/* Finds the pixels and the former result of each source, and says which layers are left out. The image itself stays as it
 * is, and what becomes of it later does not matter to the pixels. */
gboolean         colorize_sources_open (ColorizeSources *sources, GError **error);

/* What a layer of the image is in the copy; NULL: it has been deleted meanwhile. */
GimpLayer       *colorize_sources_find_copy (const ColorizeSources *sources, GimpLayer *layer);

/* The pixels of one source, to be read only. Its numbers mean what profile.h says of the buffer. */
GeglBuffer      *colorize_sources_get_buffer (const ColorizeSources *sources, gint index);

gdouble          colorize_source_count_pixels (const ColorizeSource *source);

/* A layer's name without what a file's name ends in, to be freed. */
gchar           *colorize_layer_get_title (GimpLayer *layer);

/* Makes the image RGB, if it is not. The numbers of a palette become what the profile says; GIMP 3.0
 * takes them, before and after a conversion of its own, for those of sRGB, and is alone with it. */
gboolean         colorize_image_to_rgb (GimpImage *image);

/* Takes the copy away. */
void             colorize_sources_free (ColorizeSources *sources);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ColorizeSources, colorize_sources_free)

G_END_DECLS
