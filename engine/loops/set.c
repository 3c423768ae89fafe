/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of one instruction set, and the loops that the compiler makes vectors of by itself.
 */

#include "set.h"

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
};
