/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Photos whose mood others take (colorize.h). Immutable, counted references; may be used in any thread, but for
 * their thumbnails.
 */

#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "colorize.h"

G_BEGIN_DECLS

/* One of them. */
typedef struct
{
  gchar         *name;      /* for the user */
  GdkPixbuf     *thumbnail; /* NULL: there is none */
  GFile         *file;      /* NULL: it is no file */
  gint           layer;     /* identifier of the layer that it is; 0: none */
  ColorizePhoto *photo;     /* NULL: its mood is all that is left of it */
  ColorizeMood  *mood;      /* NULL, if there is the photo */
} ColorizeReference;

/* Takes over what it is given; all but the name and one of photo and mood may be NULL or 0. Free with
 * colorize_reference_unref. */
ColorizeReference *colorize_reference_new (gchar         *name,
                                           GdkPixbuf     *thumbnail,
                                           GFile         *file,
                                           gint           layer,
                                           ColorizePhoto *photo,
                                           ColorizeMood  *mood);
ColorizeReference *colorize_reference_ref (ColorizeReference *reference);
void               colorize_reference_unref (ColorizeReference *reference);

/* A list that holds references of its own: ColorizeReference. */
GPtrArray         *colorize_references_new (void);
GPtrArray         *colorize_references_copy (const GPtrArray *references);

/* The mean of their moods, of at least one; n_threads as in colorize.h.
 * Errors: those of colorize_mood_new and colorize_mood_new_mean. */
ColorizeMood      *colorize_references_get_mood (const GPtrArray *references,
                                                 ColorizeWeights *weights,
                                                 gint             n_threads,
                                                 GCancellable    *cancellable,
                                                 GError         **error);

/* Their names, with commas; to be freed. */
gchar             *colorize_references_get_names (const GPtrArray *references);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ColorizeReference, colorize_reference_unref)

G_END_DECLS
