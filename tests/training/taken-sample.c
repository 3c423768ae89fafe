/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "taken-sample.h"

const SampleShape  plain_shape = { .side = SIDE, .target_divisor = 2, .mean = MEAN };

const Augmentation no_augmentation = { .crop = 1.0 };

Sample *
sample_new (const SampleShape *shape)
{
  Sample *sample      = g_new (Sample, 1);
  gint    target_side = sample_shape_get_target_side (shape);

  sample->shape    = *shape;
  sample->n_local  = shape->side * shape->side;
  sample->n_global = shape->global_side * shape->global_side;
  sample->n_target = target_side * target_side * sample_shape_get_n_target_values (shape);
  sample->local    = g_new0 (gfloat, sample->n_local);
  sample->global   = g_new0 (gfloat, sample->n_global);
  sample->target   = g_new0 (gfloat, sample->n_target);
  return sample;
}

void
sample_free (Sample *sample)
{
  g_free (sample->local);
  g_free (sample->global);
  g_free (sample->target);
  g_free (sample);
}

void
sample_take (Sample             *sample,
             const Augmentation *augmentation,
             const guint8       *rgb,
             gint                width,
             gint                height,
             guint32             seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  g_assert_true (sample_make (&sample->shape, augmentation, rgb, width, height, random,
                              sample->local, sample->global, sample->target));
}

guint8 *
random_photo (gint width, gint height)
{
  guint8 *rgb = g_new (guint8, 3 * width * height);

  for (gint i = 0; i < 3 * width * height; i++)
    rgb[i] = g_test_rand_int_range (0, 256);
  return rgb;
}

guint8 *
plain_photo (gint width, gint height, guint8 red, guint8 green, guint8 blue)
{
  guint8 *rgb = g_new (guint8, 3 * width * height);

  for (gint i = 0; i < width * height; i++)
    {
      rgb[3 * i]     = red;
      rgb[3 * i + 1] = green;
      rgb[3 * i + 2] = blue;
    }
  return rgb;
}
