/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "loss.h"

/* The true colour stands for this many of its neighbours on the grid of 10, ... */
#define N_NEAREST 5

/* ... by a Gaussian of this deviation. */
#define SIGMA 5.0

gdouble
loss_squared_error (const gfloat *outputs,
                    const gfloat *targets,
                    gsize         n_values,
                    gdouble       weight,
                    gfloat       *gradient)
{
  gdouble sum   = 0.0;
  gfloat  scale = weight * 2.0 / n_values;

  for (gsize i = 0; i < n_values; i++)
    {
      gfloat error = outputs[i] - targets[i];

      sum += (gdouble) error * error;
      gradient[i] += scale * error;
    }

  return sum / n_values;
}

/* log (sum exp z), without overflow */
static gdouble
log_sum_exp (const gfloat *scores, gsize n)
{
  gfloat  largest = scores[0];
  gdouble sum     = 0.0;

  for (gsize i = 1; i < n; i++)
    largest = MAX (largest, scores[i]);
  for (gsize i = 0; i < n; i++)
    sum += expf (scores[i] - largest);

  return largest + log (sum);
}

/* Adds the softmax itself: the part of the gradient that does not depend on the target. */
static void
add_softmax (const gfloat *scores, gsize n, gdouble normalizer, gdouble scale, gfloat *gradient)
{
  for (gsize i = 0; i < n; i++)
    gradient[i] += scale * expf (scores[i] - normalizer);
}

gdouble
loss_classes (const gfloat *scores,
              const gint   *labels,
              gsize         n_photos,
              gsize         n_classes,
              gdouble       weight,
              gfloat       *gradient)
{
  gdouble sum   = 0.0;
  gdouble scale = weight / n_photos;

  for (gsize photo = 0; photo < n_photos; photo++, scores += n_classes, gradient += n_classes)
    {
      gdouble normalizer = log_sum_exp (scores, n_classes);

      sum += normalizer - scores[labels[photo]];
      add_softmax (scores, n_classes, normalizer, scale, gradient);
      gradient[labels[photo]] -= scale;
    }

  return sum / n_photos;
}

typedef struct
{
  gsize  index;
  gfloat distance; /* squared */
} Neighbour;

/* The nearest colours, nearest first. */
static void
find_nearest (const gfloat *colors, gsize n_colors, const gfloat *chroma, Neighbour *nearest)
{
  for (gint i = 0; i < N_NEAREST; i++)
    nearest[i] = (Neighbour) { 0, INFINITY };

  for (gsize c = 0; c < n_colors; c++)
    {
      gfloat a        = colors[2 * c] - chroma[0];
      gfloat b        = colors[2 * c + 1] - chroma[1];
      gfloat distance = a * a + b * b;
      gint   place    = N_NEAREST;

      while (place > 0 && distance < nearest[place - 1].distance)
        {
          if (place < N_NEAREST)
            nearest[place] = nearest[place - 1];
          place--;
        }
      if (place < N_NEAREST)
        nearest[place] = (Neighbour) { c, distance };
    }
}

gdouble
loss_colors (const gfloat *scores,
             const gfloat *colors,
             gsize         n_colors,
             const gfloat *chroma,
             gsize         n_pixels,
             gdouble       weight,
             gfloat       *gradient)
{
  gdouble sum   = 0.0;
  gdouble scale = weight / n_pixels;

  for (gsize pixel = 0; pixel < n_pixels;
       pixel++, scores += n_colors, gradient += n_colors, chroma += 2)
    {
      gdouble   normalizer = log_sum_exp (scores, n_colors);
      gdouble   total      = 0.0;
      gdouble   share[N_NEAREST];
      Neighbour nearest[N_NEAREST];

      find_nearest (colors, n_colors, chroma, nearest);
      for (gint i = 0; i < N_NEAREST; i++)
        {
          /* Relative to the nearest one, lest a colour far off the grid has no weight at all. */
          share[i] = exp (-(nearest[i].distance - nearest[0].distance) / (2.0 * SIGMA * SIGMA));
          total += share[i];
        }

      add_softmax (scores, n_colors, normalizer, scale, gradient);
      for (gint i = 0; i < N_NEAREST; i++)
        {
          sum += share[i] / total * (normalizer - scores[nearest[i].index]);
          gradient[nearest[i].index] -= scale * share[i] / total;
        }
    }

  return sum / n_pixels;
}
