/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Samples and photos for the tests of how one is made from the other.
 */

#pragma once

#include "sample.h"

G_BEGIN_DECLS

#define SIDE 16
#define MEAN 0.45

extern const SampleShape  plain_shape;
extern const Augmentation no_augmentation;

typedef struct
{
  SampleShape shape;
  gsize       n_local;
  gsize       n_global;
  gsize       n_target;
  gfloat     *local;
  gfloat     *global;
  gfloat     *target;
} Sample;

Sample *sample_new (const SampleShape *shape);
void    sample_free (Sample *sample);

/* Draws as a seed tells. */
void    sample_take (Sample             *sample,
                     const Augmentation *augmentation,
                     const guint8       *rgb,
                     gint                width,
                     gint                height,
                     guint32             seed);

guint8 *random_photo (gint width, gint height);
guint8 *plain_photo (gint width, gint height, guint8 red, guint8 green, guint8 blue);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sample, sample_free)

G_END_DECLS
