/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a run will take, in words, before it begins.
 */

#pragma once

#include <glib.h>

#include "predictor.h"
#include "reader.h"

G_BEGIN_DECLS

typedef struct
{
  gint    n_layers;
  gdouble n_pixels;        /* of all layers together */
  gint    bytes_per_pixel; /* of the new layers */

  /* Of the layer in the preview. */
  gint    width;
  gint    height;
  gdouble seconds_to_read; /* it for the preview; 0: not yet known */

  /* Of the network. */
  gdouble n_parameters;     /* 0: not yet known */
  gint    working_size;     /* short side of what it sees, in pixels */
  gdouble seconds_to_think; /* 0: not yet known */

  gdouble bytes_free; /* 0: not known */
} ColorizeEstimate;

/* Fills in what the preview knows of its layer and of the network, by the argument "working-size" of `config`; nothing
 * as long as that is not there.
 * reader   NULL: there is none */
void    colorize_estimate_measure (ColorizeEstimate        *estimate,
                                   const ColorizeReader    *reader,
                                   const ColorizePredictor *predictor,
                                   GObject                 *config);

/* "Ready in 2 s", with the number of layers where there are several, and with the memory where that is
 * short; empty as long as nothing is known. To be freed. */
gchar  *colorize_estimate_describe (const ColorizeEstimate *estimate);

/* The two numbers in it: seconds, and bytes of the plug-in and of GIMP together. */
gdouble colorize_estimate_get_seconds (const ColorizeEstimate *estimate);
gdouble colorize_estimate_get_bytes (const ColorizeEstimate *estimate);

/* The memory, in bytes, that the system could give to programs now; 0: it does not say. */
gdouble colorize_estimate_find_free_memory (void);

G_END_DECLS
