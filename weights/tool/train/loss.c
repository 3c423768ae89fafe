/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "loss.h"

/* The true color stands for this many of its neighbors on the grid of 10, ... */
#define N_NEAREST 5

/* ... by a Gaussian of this deviation. */
#define SIGMA 5.0

gdouble
loss_regression (const gfloat *outputs,
                 const gfloat *targets,
                 gsize         n_pixels,
                 gsize         n_channels,
                 const gfloat *pixel_weights,
                 gdouble       delta,
                 gdouble       weight,
                 gfloat       *gradient)
{
  gsize   n_values = n_pixels * n_channels;
  gfloat  limit    = delta > 0.0 ? delta : G_MAXFLOAT;
  gdouble sum      = 0.0;

  for (gsize i = 0; i < n_values; i++)
    {
      gfloat error  = outputs[i] - targets[i];
      gfloat pulled = CLAMP (error, -limit, limit);
      gfloat factor = pixel_weights ? pixel_weights[i / n_channels] : 1.0f;

      /* pulled (2 error - pulled) is the square within the limit, the tangent beyond it. */
      sum += factor * pulled * (2.0f * error - pulled);
      gradient[i] += (gfloat) (weight * 2.0 / n_values) * factor * pulled;
    }

  return sum / n_values;
}

void
loss_weigh_chroma (const gfloat *chroma, gsize n_pixels, gdouble scale, gfloat *factors)
{
  for (gsize i = 0; i < n_pixels; i++)
    factors[i] = 1.0 + hypot (chroma[2 * i], chroma[2 * i + 1]) / scale;
}

void
loss_weigh_colors (const gfloat *prior, gsize n_colors, gdouble mix, gfloat *factors)
{
  gdouble mean = 0.0;

  for (gsize i = 0; i < n_colors; i++)
    {
      factors[i] = 1.0 / ((1.0 - mix) * prior[i] + mix / n_colors);
      mean += (gdouble) prior[i] * factors[i];
    }
  for (gsize i = 0; i < n_colors; i++)
    factors[i] /= mean;
}

/* Fills the softmax and returns log (sum exp z), both without overflow. */
static gdouble
get_softmax (const gfloat *scores, gsize n, gfloat *probability)
{
  gfloat largest = scores[0];
  gfloat sum     = 0.0f;

  for (gsize i = 1; i < n; i++)
    largest = MAX (largest, scores[i]);
  for (gsize i = 0; i < n; i++)
    {
      probability[i] = expf (scores[i] - largest);
      sum += probability[i];
    }
  for (gsize i = 0; i < n; i++)
    probability[i] /= sum;

  return largest + log (sum);
}

gdouble
loss_classes (const gfloat *scores,
              const gint   *labels,
              gsize         n_photos,
              gsize         n_classes,
              gdouble       weight,
              gfloat       *gradient)
{
  gdouble            sum         = 0.0;
  gfloat             scale       = weight / n_photos;
  g_autofree gfloat *probability = g_new (gfloat, n_classes);

  for (gsize photo = 0; photo < n_photos; photo++, scores += n_classes, gradient += n_classes)
    {
      sum += get_softmax (scores, n_classes, probability) - scores[labels[photo]];
      for (gsize i = 0; i < n_classes; i++)
        gradient[i] += scale * probability[i];
      gradient[labels[photo]] -= scale;
    }

  return sum / n_photos;
}

typedef struct
{
  gsize  index;
  gfloat distance; /* squared */
} Neighbor;

/* The nearest colors, nearest first. */
static void
find_nearest (const gfloat *colors, gsize n_colors, const gfloat *chroma, Neighbor *nearest)
{
  for (gint i = 0; i < N_NEAREST; i++)
    nearest[i] = (Neighbor) { 0, INFINITY };

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
        nearest[place] = (Neighbor) { c, distance };
    }
}

gdouble
loss_colors (const gfloat *scores,
             const gfloat *colors,
             gsize         n_colors,
             const gfloat *factors,
             const gfloat *chroma,
             gsize         n_pixels,
             gdouble       weight,
             gfloat       *gradient)
{
  gdouble            sum         = 0.0;
  g_autofree gfloat *probability = g_new (gfloat, n_colors);

  for (gsize pixel = 0; pixel < n_pixels;
       pixel++, scores += n_colors, gradient += n_colors, chroma += 2)
    {
      gdouble  normalizer = get_softmax (scores, n_colors, probability);
      gdouble  total      = 0.0;
      gdouble  share[N_NEAREST];
      Neighbor nearest[N_NEAREST];
      gdouble  factor;
      gfloat   scale;

      find_nearest (colors, n_colors, chroma, nearest);
      for (gint i = 0; i < N_NEAREST; i++)
        {
          /* Relative to the nearest one, lest a color far off the grid has no weight at all. */
          share[i] = exp (-(nearest[i].distance - nearest[0].distance) / (2.0 * SIGMA * SIGMA));
          total += share[i];
        }

      factor = factors ? factors[nearest[0].index] : 1.0;
      scale  = factor * weight / n_pixels;
      for (gsize i = 0; i < n_colors; i++)
        gradient[i] += scale * probability[i];
      for (gint i = 0; i < N_NEAREST; i++)
        {
          sum += factor * share[i] / total * (normalizer - scores[nearest[i].index]);
          gradient[nearest[i].index] -= scale * share[i] / total;
        }
    }

  return sum / n_pixels;
}
