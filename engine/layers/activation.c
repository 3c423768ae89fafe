/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "layers.h"

void
activation_forward (Activation    activation,
                    const gfloat *bias,
                    gsize         n_pixels,
                    gsize         n_channels,
                    gsize         stride,
                    gfloat       *values)
{
  for (gsize pixel = 0; pixel < n_pixels; pixel++, values += stride)
    switch (activation)
      {
      case ACTIVATION_NONE:
        for (gsize i = 0; i < n_channels; i++)
          values[i] += bias[i];
        break;

      case ACTIVATION_RELU:
        for (gsize i = 0; i < n_channels; i++)
          values[i] = MAX (values[i] + bias[i], 0.0f);
        break;

      case ACTIVATION_SIGMOID:
        for (gsize i = 0; i < n_channels; i++)
          values[i] = 1.0f / (1.0f + expf (-(values[i] + bias[i])));
        break;
      }
}

void
activation_backward (Activation activation, const gfloat *output, gsize n_values, gfloat *gradient)
{
  switch (activation)
    {
    case ACTIVATION_NONE:
      break;

    case ACTIVATION_RELU:
      for (gsize i = 0; i < n_values; i++)
        gradient[i] = output[i] > 0.0f ? gradient[i] : 0.0f;
      break;

    case ACTIVATION_SIGMOID:
      for (gsize i = 0; i < n_values; i++)
        gradient[i] *= output[i] * (1.0f - output[i]);
      break;
    }
}
