/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of one instruction set, and the loops that the compiler makes vectors of by itself.
 */

#include "set.h"

#include <math.h>

static void
add_bias (const gfloat *restrict bias,
          gsize   n_pixels,
          gsize   n_channels,
          gsize   stride,
          gfloat *values)
{
  for (gsize pixel = 0; pixel < n_pixels; pixel++, values += stride)
    for (gsize i = 0; i < n_channels; i++)
      values[i] += bias[i];
}

static void
rectify (const gfloat *restrict bias,
         gsize   n_pixels,
         gsize   n_channels,
         gsize   stride,
         gfloat *values)
{
  for (gsize pixel = 0; pixel < n_pixels; pixel++, values += stride)
    for (gsize i = 0; i < n_channels; i++)
      values[i] = MAX (values[i] + bias[i], 0.0f);
}

static void
rectify_backward (const gfloat *restrict output, gsize n_values, gfloat *restrict gradient)
{
  for (gsize i = 0; i < n_values; i++)
    gradient[i] = output[i] > 0.0f ? gradient[i] : 0.0f;
}

static void
sigmoid_backward (const gfloat *restrict output, gsize n_values, gfloat *restrict gradient)
{
  for (gsize i = 0; i < n_values; i++)
    gradient[i] *= output[i] * (1.0f - output[i]);
}

static void
add_values (const gfloat *restrict values, gsize n_values, gfloat *restrict sums)
{
  for (gsize i = 0; i < n_values; i++)
    sums[i] += values[i];
}

static void
add_to_doubles (const gfloat *restrict values, gsize n_values, gdouble *restrict sums)
{
  for (gsize i = 0; i < n_values; i++)
    sums[i] += values[i];
}

static void
norm_statistics (const gfloat *restrict values,
                 const gfloat *restrict origin,
                 gsize n_pixels,
                 gsize n_channels,
                 gfloat *restrict sums,
                 gfloat *restrict squares)
{
  for (gsize pixel = 0; pixel < n_pixels; pixel++, values += n_channels)
    for (gsize i = 0; i < n_channels; i++)
      {
        gfloat value = values[i] - origin[i];

        sums[i] += value;
        squares[i] += value * value;
      }
}

static void
norm_forward (const gfloat *restrict mean,
              const gfloat *restrict scale,
              const gfloat *restrict bias,
              gsize         n_pixels,
              gsize         n_channels,
              const gfloat *values,
              gfloat       *output)
{
  for (gsize pixel = 0; pixel < n_pixels; pixel++, values += n_channels, output += n_channels)
    for (gsize i = 0; i < n_channels; i++)
      output[i] = MAX ((values[i] - mean[i]) * scale[i] + bias[i], 0.0f);
}

static void
norm_gradient_sums (const gfloat *restrict mean,
                    const gfloat *restrict scale,
                    const gfloat *restrict bias,
                    gsize n_pixels,
                    gsize n_channels,
                    const gfloat *restrict values,
                    const gfloat *restrict gradient,
                    gfloat *restrict sums,
                    gfloat *restrict products)
{
  for (gsize pixel = 0; pixel < n_pixels; pixel++, values += n_channels, gradient += n_channels)
    for (gsize i = 0; i < n_channels; i++)
      {
        gfloat value  = values[i] - mean[i];
        gfloat passed = value * scale[i] + bias[i] > 0.0f ? gradient[i] : 0.0f;

        sums[i] += passed;
        products[i] += value * passed;
      }
}

static void
norm_backward (const gfloat *restrict mean,
               const gfloat *restrict scale,
               const gfloat *restrict bias,
               gsize n_pixels,
               gsize n_channels,
               const gfloat *restrict mean_gradient,
               const gfloat *restrict mean_product,
               const gfloat *restrict values,
               gfloat *restrict gradient)
{
  for (gsize pixel = 0; pixel < n_pixels; pixel++, values += n_channels, gradient += n_channels)
    for (gsize i = 0; i < n_channels; i++)
      {
        gfloat value  = values[i] - mean[i];
        gfloat passed = value * scale[i] + bias[i] > 0.0f ? gradient[i] : 0.0f;

        gradient[i] = (passed - mean_gradient[i] - value * mean_product[i]) * scale[i];
      }
}

static void
step_adadelta (gfloat *restrict values,
               const gfloat *restrict gradient,
               gfloat *restrict squared_gradient,
               gfloat *restrict squared_step,
               gsize               n,
               const AdadeltaStep *step)
{
  AdadeltaStep by = *step;

  for (gsize i = 0; i < n; i++)
    {
      gfloat g = gradient[i] + by.decay * values[i];
      gfloat delta;

      squared_gradient[i] += by.share * (g * g - squared_gradient[i]);
      delta = sqrtf ((squared_step[i] + by.epsilon) / (squared_gradient[i] + by.epsilon)) * g;
      squared_step[i] += by.share * (delta * delta - squared_step[i]);
      values[i] -= by.rate * delta;
    }
}

static void
step_adam (gfloat *restrict values,
           const gfloat *restrict gradient,
           gfloat *restrict first_moment,
           gfloat *restrict second_moment,
           gsize           n,
           const AdamStep *step)
{
  AdamStep by = *step;

  for (gsize i = 0; i < n; i++)
    {
      gfloat g = gradient[i] + by.decay * values[i];

      first_moment[i] += by.share_1 * (g - first_moment[i]);
      second_moment[i] += by.share_2 * (g * g - second_moment[i]);
      values[i] =
        by.kept * values[i]
        - by.rate * first_moment[i] / (sqrtf (by.scale_2 * second_moment[i]) + by.epsilon);
    }
}

const Loops LOOP (loops) = {
  .name      = LOOPS_NAME,
  .n_columns = LOOPS_COLUMNS,
  .multiply  = LOOP (multiply),
  .dot       = LOOP (dot),
#ifdef LOOPS_HAVE_HALVES
  .dot_halves = LOOP (dot_halves),
#endif
  .transform_kernel          = LOOP (transform_kernel),
  .transform_kernel_gradient = LOOP (transform_kernel_gradient),
  .transform_input           = LOOP (transform_input),
  .transform_input_gradient  = LOOP (transform_input_gradient),
  .transform_output          = LOOP (transform_output),
  .transform_output_gradient = LOOP (transform_output_gradient),
  .add_bias                  = add_bias,
  .rectify                   = rectify,
  .rectify_backward          = rectify_backward,
  .sigmoid_backward          = sigmoid_backward,
  .add_values                = add_values,
  .add_to_doubles            = add_to_doubles,
  .norm_statistics           = norm_statistics,
  .norm_forward              = norm_forward,
  .norm_gradient_sums        = norm_gradient_sums,
  .norm_backward             = norm_backward,
  .step_adadelta             = step_adadelta,
  .step_adam                 = step_adam,
};
