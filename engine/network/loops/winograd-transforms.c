/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The points are 0, +-1/sqrt 2, +-sqrt 2 and infinity, without 0 at stride 2. They need as many
 * additions as the usual 0, +-1, +-2 and have a third of their rounding error, as their powers lie
 * nearer to 1 (Barabasz et al. 2020 on the choice of points). The matrices follow from the points by
 * Toom and Cook's method: with N (x) the product of x - q over the other finite points q, a row of
 * B^T holds the coefficients of N (x), a row of G is (1, p, p^2) / N (p), a column of A^T is
 * (1, p, p^2, p^3).
 */

#include "set.h"
#include "winograd.h"

#define SMALL 0.70710678f /* the points, 1 / sqrt 2 and sqrt 2 */
#define LARGE 1.41421356f

#define THIRD (1.0f / 3.0f)
#define SIXTH (1.0f / 6.0f)

/* One dimension of a transform, from values `from_step` apart to values `to_step` apart. Each name
 * says what is transformed; those that end in _2 are for stride 2. */
typedef void (*Transform) (const Lanes *from, gint from_step, Lanes *to, gint to_step);

/* B^T */
static G_ALWAYS_INLINE inline void
input_transform (const Lanes *d, gint from, Lanes *v, gint to)
{
  Lanes even_small = d[4 * from] - 2.0f * d[2 * from];
  Lanes even_large = d[4 * from] - 0.5f * d[2 * from];
  Lanes odd_small  = SMALL * d[3 * from] - LARGE * d[from];
  Lanes odd_large  = LARGE * d[3 * from] - SMALL * d[from];

  v[0]      = d[0] - 2.5f * d[2 * from] + d[4 * from];
  v[to]     = even_small + odd_small;
  v[2 * to] = even_small - odd_small;
  v[3 * to] = even_large + odd_large;
  v[4 * to] = even_large - odd_large;
  v[5 * to] = d[from] - 2.5f * d[3 * from] + d[5 * from];
}

/* B */
static G_ALWAYS_INLINE inline void
input_gradient_transform (const Lanes *v, gint from, Lanes *d, gint to)
{
  Lanes sum_small        = v[from] + v[2 * from];
  Lanes difference_small = v[from] - v[2 * from];
  Lanes sum_large        = v[3 * from] + v[4 * from];
  Lanes difference_large = v[3 * from] - v[4 * from];

  d[0]      = v[0];
  d[to]     = v[5 * from] - LARGE * difference_small - SMALL * difference_large;
  d[2 * to] = -2.5f * v[0] - 2.0f * sum_small - 0.5f * sum_large;
  d[3 * to] = SMALL * difference_small + LARGE * difference_large - 2.5f * v[5 * from];
  d[4 * to] = v[0] + sum_small + sum_large;
  d[5 * to] = v[5 * from];
}

/* G */
static G_ALWAYS_INLINE inline void
kernel_transform (const Lanes *g, gint from, Lanes *u, gint to)
{
  Lanes even_small = -2.0f * THIRD * g[0] - THIRD * g[2 * from];
  Lanes even_large = SIXTH * g[0] + THIRD * g[2 * from];
  Lanes odd_small  = -2.0f * THIRD * SMALL * g[from];
  Lanes odd_large  = SIXTH * LARGE * g[from];

  u[0]      = g[0];
  u[to]     = even_small + odd_small;
  u[2 * to] = even_small - odd_small;
  u[3 * to] = even_large + odd_large;
  u[4 * to] = even_large - odd_large;
  u[5 * to] = g[2 * from];
}

/* G^T */
static G_ALWAYS_INLINE inline void
kernel_gradient_transform (const Lanes *u, gint from, Lanes *g, gint to)
{
  Lanes sum_small        = u[from] + u[2 * from];
  Lanes difference_small = u[from] - u[2 * from];
  Lanes sum_large        = u[3 * from] + u[4 * from];
  Lanes difference_large = u[3 * from] - u[4 * from];

  g[0]      = u[0] - 2.0f * THIRD * sum_small + SIXTH * sum_large;
  g[to]     = SIXTH * LARGE * difference_large - 2.0f * THIRD * SMALL * difference_small;
  g[2 * to] = u[5 * from] + THIRD * (sum_large - sum_small);
}

/* A^T */
static G_ALWAYS_INLINE inline void
output_transform (const Lanes *m, gint from, Lanes *y, gint to)
{
  Lanes sum_small = m[from] + m[2 * from];
  Lanes sum_large = m[3 * from] + m[4 * from];
  Lanes odd_small = SMALL * (m[from] - m[2 * from]);
  Lanes odd_large = LARGE * (m[3 * from] - m[4 * from]);

  y[0]      = m[0] + sum_small + sum_large;
  y[to]     = odd_small + odd_large;
  y[2 * to] = 0.5f * sum_small + 2.0f * sum_large;
  y[3 * to] = m[5 * from] + 0.5f * odd_small + 2.0f * odd_large;
}

/* A */
static G_ALWAYS_INLINE inline void
output_gradient_transform (const Lanes *y, gint from, Lanes *m, gint to)
{
  Lanes even_small = y[0] + 0.5f * y[2 * from];
  Lanes even_large = y[0] + 2.0f * y[2 * from];
  Lanes odd_small  = SMALL * (y[from] + 0.5f * y[3 * from]);
  Lanes odd_large  = LARGE * (y[from] + 2.0f * y[3 * from]);

  m[0]      = y[0];
  m[to]     = even_small + odd_small;
  m[2 * to] = even_small - odd_small;
  m[3 * to] = even_large + odd_large;
  m[4 * to] = even_large - odd_large;
  m[5 * to] = y[3 * from];
}

/* B^T at stride 2. The taps of F(4, 2) are d[0], d[2] .. d[8]. */
static G_ALWAYS_INLINE inline void
input_transform_2 (const Lanes *d, gint from, Lanes *v, gint to)
{
  Lanes odd_small  = d[6 * from] - 2.0f * d[2 * from];
  Lanes odd_large  = d[6 * from] - 0.5f * d[2 * from];
  Lanes even_small = SMALL * d[4 * from] - LARGE * d[0];
  Lanes even_large = LARGE * d[4 * from] - SMALL * d[0];

  v[0]      = odd_small + even_small;
  v[to]     = odd_small - even_small;
  v[2 * to] = odd_large + even_large;
  v[3 * to] = odd_large - even_large;
  v[4 * to] = d[0] - 2.5f * d[4 * from] + d[8 * from];
  v[5 * to] = d[from];
  v[6 * to] = d[3 * from];
  v[7 * to] = d[5 * from];
  v[8 * to] = d[7 * from];
}

/* B */
static G_ALWAYS_INLINE inline void
input_gradient_transform_2 (const Lanes *v, gint from, Lanes *d, gint to)
{
  Lanes sum_small        = v[0] + v[from];
  Lanes difference_small = v[0] - v[from];
  Lanes sum_large        = v[2 * from] + v[3 * from];
  Lanes difference_large = v[2 * from] - v[3 * from];

  d[0]      = v[4 * from] - LARGE * difference_small - SMALL * difference_large;
  d[2 * to] = -2.0f * sum_small - 0.5f * sum_large;
  d[4 * to] = SMALL * difference_small + LARGE * difference_large - 2.5f * v[4 * from];
  d[6 * to] = sum_small + sum_large;
  d[8 * to] = v[4 * from];
  d[to]     = v[5 * from];
  d[3 * to] = v[6 * from];
  d[5 * to] = v[7 * from];
  d[7 * to] = v[8 * from];
}

/* G at stride 2: the outer taps, then the middle one. */
static G_ALWAYS_INLINE inline void
kernel_transform_2 (const Lanes *g, gint from, Lanes *u, gint to)
{
  Lanes first_small = THIRD * LARGE * g[0];
  Lanes last_small  = THIRD * g[2 * from];
  Lanes first_large = THIRD * SMALL * g[0];

  u[0]      = -first_small - last_small;
  u[to]     = first_small - last_small;
  u[2 * to] = first_large + last_small;
  u[3 * to] = last_small - first_large;
  u[4 * to] = g[2 * from];
  u[5 * to] = g[from];
}

/* G^T */
static G_ALWAYS_INLINE inline void
kernel_gradient_transform_2 (const Lanes *u, gint from, Lanes *g, gint to)
{
  g[0]      = THIRD * LARGE * (u[from] - u[0]) + THIRD * SMALL * (u[2 * from] - u[3 * from]);
  g[2 * to] = u[4 * from] + THIRD * (u[2 * from] + u[3 * from] - u[0] - u[from]);
  g[to]     = u[5 * from];
}

/* A^T */
static G_ALWAYS_INLINE inline void
output_transform_2 (const Lanes *m, gint from, Lanes *y, gint to)
{
  Lanes sum_small = m[0] + m[from];
  Lanes sum_large = m[2 * from] + m[3 * from];
  Lanes odd_small = SMALL * (m[0] - m[from]);
  Lanes odd_large = LARGE * (m[2 * from] - m[3 * from]);

  y[0]      = m[5 * from] + sum_small + sum_large;
  y[to]     = m[6 * from] + odd_small + odd_large;
  y[2 * to] = m[7 * from] + 0.5f * sum_small + 2.0f * sum_large;
  y[3 * to] = m[8 * from] + m[4 * from] + 0.5f * odd_small + 2.0f * odd_large;
}

/* A */
static G_ALWAYS_INLINE inline void
output_gradient_transform_2 (const Lanes *y, gint from, Lanes *m, gint to)
{
  Lanes even_small = y[0] + 0.5f * y[2 * from];
  Lanes even_large = y[0] + 2.0f * y[2 * from];
  Lanes odd_small  = SMALL * (y[from] + 0.5f * y[3 * from]);
  Lanes odd_large  = LARGE * (y[from] + 2.0f * y[3 * from]);

  m[0]      = even_small + odd_small;
  m[to]     = even_small - odd_small;
  m[2 * to] = even_large + odd_large;
  m[3 * to] = even_large - odd_large;
  m[4 * to] = y[3 * from];
  m[5 * to] = y[0];
  m[6 * to] = y[from];
  m[7 * to] = y[2 * from];
  m[8 * to] = y[3 * from];
}

/* Both dimensions: from [n_from][n_from] to [n_to][n_to]. */
static G_ALWAYS_INLINE inline void
transform_square (Transform transform, gint n_from, gint n_to, const Lanes *from, Lanes *to)
{
  Lanes rows[WINOGRAD_MAX_POINTS];

  for (gint i = 0; i < n_from; i++)
    transform (from + i * n_from, 1, rows + i * n_to, 1);
  for (gint i = 0; i < n_to; i++)
    transform (rows + i, n_to, to + i, n_to);
}

static G_ALWAYS_INLINE inline void
kernel_values (Transform     transform,
               const gfloat *kernel,
               gsize         n_values,
               gsize         first,
               gsize         n,
               gfloat       *u,
               gsize         plane)
{
  for (gsize i = first; i < first + n; i += N_LANES)
    {
      Lanes taps[9];
      Lanes points[WINOGRAD_KERNELS];

      for (gint tap = 0; tap < 9; tap++)
        taps[tap] = *(const LanesInMap *) (kernel + tap * n_values + i);
      transform_square (transform, 3, WINOGRAD_KERNEL, taps, points);
      for (gint p = 0; p < WINOGRAD_KERNELS; p++)
        *(LanesInMap *) (u + p * plane + i) = points[p];
    }
}

void
LOOP (transform_kernel) (gint          stride,
                         const gfloat *kernel,
                         gsize         n_values,
                         gsize         first,
                         gsize         n,
                         gfloat       *u,
                         gsize         plane)
{
  if (stride == 1)
    kernel_values (kernel_transform, kernel, n_values, first, n, u, plane);
  else
    kernel_values (kernel_transform_2, kernel, n_values, first, n, u, plane);
}

static G_ALWAYS_INLINE inline void
kernel_gradient_values (Transform     transform,
                        const gfloat *u,
                        gsize         plane,
                        gsize         first,
                        gsize         n,
                        gfloat       *kernel,
                        gsize         n_values,
                        gboolean      adds)
{
  for (gsize i = first; i < first + n; i += N_LANES)
    {
      Lanes points[WINOGRAD_KERNELS];
      Lanes taps[9];

      for (gint p = 0; p < WINOGRAD_KERNELS; p++)
        points[p] = *(const LanesInMap *) (u + p * plane + i);
      transform_square (transform, WINOGRAD_KERNEL, 3, points, taps);
      for (gint tap = 0; tap < 9; tap++)
        {
          LanesInMap *to = (LanesInMap *) (kernel + tap * n_values + i);

          if (adds)
            taps[tap] += *to;
          *to = taps[tap];
        }
    }
}

void
LOOP (transform_kernel_gradient) (gint          stride,
                                  const gfloat *u,
                                  gsize         plane,
                                  gsize         first,
                                  gsize         n,
                                  gfloat       *kernel,
                                  gsize         n_values,
                                  gboolean      adds)
{
  if (stride == 1)
    kernel_gradient_values (kernel_gradient_transform, u, plane, first, n, kernel, n_values, adds);
  else
    kernel_gradient_values (kernel_gradient_transform_2, u, plane, first, n, kernel, n_values,
                            adds);
}

static G_ALWAYS_INLINE inline void
input_tiles (Transform            transform,
             gint                 side,
             const gfloat *const *pixels,
             gint                 n_channels,
             gfloat              *v,
             gsize                plane)
{
  for (gint i = 0; i < n_channels; i += N_LANES)
    {
      Lanes tile[WINOGRAD_MAX_POINTS];
      Lanes points[WINOGRAD_MAX_POINTS];

      for (gint p = 0; p < side * side; p++)
        tile[p] = *(const LanesInMap *) (pixels[p] + i);
      transform_square (transform, side, side, tile, points);
      for (gint p = 0; p < side * side; p++)
        *(LanesInMap *) (v + p * plane + i) = points[p];
    }
}

void
LOOP (transform_input) (gint                 stride,
                        const gfloat *const *pixels,
                        gint                 n_channels,
                        gfloat              *v,
                        gsize                plane)
{
  if (stride == 1)
    input_tiles (input_transform, WINOGRAD_KERNEL, pixels, n_channels, v, plane);
  else
    input_tiles (input_transform_2, WINOGRAD_MAX_INPUT, pixels, n_channels, v, plane);
}

static G_ALWAYS_INLINE inline void
input_gradient_tiles (Transform            transform,
                      gint                 side,
                      const gfloat        *v,
                      gsize                plane,
                      gint                 n_channels,
                      const gfloat *const *before,
                      gfloat *const       *pixels)
{
  for (gint i = 0; i < n_channels; i += N_LANES)
    {
      Lanes points[WINOGRAD_MAX_POINTS];
      Lanes tile[WINOGRAD_MAX_POINTS];

      for (gint p = 0; p < side * side; p++)
        points[p] = *(const LanesInMap *) (v + p * plane + i);
      transform_square (transform, side, side, points, tile);
      for (gint p = 0; p < side * side; p++)
        if (pixels[p])
          *(LanesInMap *) (pixels[p] + i) = *(const LanesInMap *) (before[p] + i) + tile[p];
    }
}

void
LOOP (transform_input_gradient) (gint                 stride,
                                 const gfloat        *v,
                                 gsize                plane,
                                 gint                 n_channels,
                                 const gfloat *const *before,
                                 gfloat *const       *pixels)
{
  if (stride == 1)
    input_gradient_tiles (input_gradient_transform, WINOGRAD_KERNEL, v, plane, n_channels, before,
                          pixels);
  else
    input_gradient_tiles (input_gradient_transform_2, WINOGRAD_MAX_INPUT, v, plane, n_channels,
                          before, pixels);
}

static G_ALWAYS_INLINE inline void
output_tiles (Transform      transform,
              gint           side,
              const gfloat  *m,
              gsize          plane,
              gint           n_channels,
              const gfloat  *bias,
              gboolean       is_rectified,
              gfloat *const *pixels)
{
  gint32 everything = is_rectified ? 0 : -1;

  for (gint i = 0; i < n_channels; i += N_LANES)
    {
      Lanes shift = *(const LanesInMap *) (bias + i);
      Lanes points[WINOGRAD_MAX_POINTS];
      Lanes tile[WINOGRAD_OUTPUT_PIXELS];

      for (gint p = 0; p < side * side; p++)
        points[p] = *(const LanesInMap *) (m + p * plane + i);
      transform_square (transform, side, WINOGRAD_OUTPUT, points, tile);
      for (gint p = 0; p < WINOGRAD_OUTPUT_PIXELS; p++)
        if (pixels[p])
          {
            Lanes    value = tile[p] + shift;
            LaneMask keeps = (value > 0.0f) | everything;

            *(LanesInMap *) (pixels[p] + i) = (Lanes) (keeps & (LaneMask) value);
          }
    }
}

void
LOOP (transform_output) (gint           stride,
                         const gfloat  *m,
                         gsize          plane,
                         gint           n_channels,
                         const gfloat  *bias,
                         gboolean       is_rectified,
                         gfloat *const *pixels)
{
  if (stride == 1)
    output_tiles (output_transform, WINOGRAD_KERNEL, m, plane, n_channels, bias, is_rectified,
                  pixels);
  else
    output_tiles (output_transform_2, WINOGRAD_MAX_INPUT, m, plane, n_channels, bias, is_rectified,
                  pixels);
}

static G_ALWAYS_INLINE inline void
output_gradient_tiles (Transform            transform,
                       gint                 side,
                       const gfloat *const *pixels,
                       gint                 n_channels,
                       gfloat              *m,
                       gsize                plane)
{
  for (gint i = 0; i < n_channels; i += N_LANES)
    {
      Lanes tile[WINOGRAD_OUTPUT_PIXELS];
      Lanes points[WINOGRAD_MAX_POINTS];

      for (gint p = 0; p < WINOGRAD_OUTPUT_PIXELS; p++)
        tile[p] = *(const LanesInMap *) (pixels[p] + i);
      transform_square (transform, WINOGRAD_OUTPUT, side, tile, points);
      for (gint p = 0; p < side * side; p++)
        *(LanesInMap *) (m + p * plane + i) = points[p];
    }
}

void
LOOP (transform_output_gradient) (gint                 stride,
                                  const gfloat *const *pixels,
                                  gint                 n_channels,
                                  gfloat              *m,
                                  gsize                plane)
{
  if (stride == 1)
    output_gradient_tiles (output_gradient_transform, WINOGRAD_KERNEL, pixels, n_channels, m,
                           plane);
  else
    output_gradient_tiles (output_gradient_transform_2, WINOGRAD_MAX_INPUT, pixels, n_channels, m,
                           plane);
}
