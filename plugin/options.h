/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The procedure's arguments, and what they mean to the engine and to the new layer.
 */

#pragma once

#include <libgimp/gimp.h>

#include "colorize.h"

G_BEGIN_DECLS

/* What one run was asked for. */
typedef struct
{
  GimpProcedureConfig *config;  /* not owned */
  GFile               *weights; /* never NULL */
  gdouble              strength;
  ColorizeOptions      taste;
  GimpLayerMode        mode;
  gboolean             use_selection; /* as the new layer's mask; else it does not count */
  gboolean             keep;          /* a former result */
  const GPtrArray
         *references; /* ColorizeReference: whose mood is taken; NULL: nobody's. Not owned */
  gdouble mood_share; /* 0..100 %, of it */
} ColorizeSettings;

void     colorize_arguments_add (GimpProcedure *procedure);

/* Brings what callers may write in several ways into one. */
void     colorize_arguments_tidy (GimpProcedureConfig *config);

/* The weights that come with the plug-in, be they there or not. */
GFile   *colorize_bundled_weights_new (GError **error);

gboolean colorize_uses_selection (GimpProcedureConfig *config);

/* How the network is to look at a layer of the image.
 * former  what of it counts as selected where nothing is, in pixels of the layer; width 0: nothing */
void     colorize_view_read (ColorizeView        *view,
                             GimpProcedureConfig *config,
                             GimpImage           *image,
                             GimpLayer           *layer,
                             const GeglRectangle *former);

/* Sets the arguments that a layer's opacity and mode can answer for. */
void     colorize_arguments_take_layer (GimpProcedureConfig *config, GimpLayer *layer);

/* Reads the arguments; without a weights file, finds the one that came with the plug-in. */
gboolean colorize_settings_read (ColorizeSettings    *settings,
                                 GimpProcedureConfig *config,
                                 GError             **error);
void     colorize_settings_clear (ColorizeSettings *settings);

G_END_DECLS
