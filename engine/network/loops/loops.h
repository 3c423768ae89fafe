/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The hot loops: what nearly all of the time is spent in. Their files are compiled for each
 * instruction set of the processors that the project is built for, and which one runs is chosen at
 * run time. Everything else is compiled for the oldest of those processors.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The transforms below work on multiples of so many channels. */
#define LOOPS_CHANNELS 16

/* A step of AdaDelta. */
typedef struct
{
  gfloat rate;
  gfloat share;   /* of the new in its two moving averages */
  gfloat epsilon; /* beside both */
  gfloat decay;   /* what part of a value is added to its gradient */
} AdadeltaStep;

/* A step of Adam. */
typedef struct
{
  gfloat rate;    /* over the correction of the first moment, which starts from zero */
  gfloat share_1; /* of the new in the moments */
  gfloat share_2;
  gfloat scale_2; /* the correction of the second moment */
  gfloat epsilon; /* beside its root */
  gfloat decay;   /* what part of a value is added to its gradient */
  gfloat kept;    /* what a value is multiplied by */
} AdamStep;

typedef struct
{
  const gchar *name; /* of the instruction set, for people */

  /* Products of matrices. The right one is packed beforehand, in panels of `n_columns` columns,
   * [panels][depth][n_columns], so that it is read in order.
   * multiply: c [n_rows][c_stride] = a [n_rows][a_stride] times panels [n_panels]; each value is a
   * sum in the order of `depth`, whatever the number of rows. */
  gint         n_columns;
  void (*multiply) (const gfloat *a,
                    gsize         a_stride,
                    gint          n_rows,
                    const gfloat *panels,
                    gint          depth,
                    gint          n_panels,
                    gfloat       *c,
                    gsize         c_stride);

  /* The sum of the products of two rows of values; of the second kind the first row's are numbers of
   * 16 bits (IEEE 754), which takes half the memory's time. dot_halves is NULL where the processor
   * cannot widen them. */
  gfloat (*dot) (const gfloat *a, const gfloat *b, gsize n_values);
  gfloat (*dot_halves) (const guint16 *a, const gfloat *b, gsize n_values);

  /* Winograd's algorithm, with the letters of winograd.h. V, M and dV hold a tile's channels at a
   * time: the value of point p lies `plane` floats after that of point p - 1. */

  /* kernel [9][n_values] -> u [WINOGRAD_KERNELS][plane], its values first .. first + n - 1 */
  void (*transform_kernel) (gint          stride,
                            const gfloat *kernel,
                            gsize         n_values,
                            gsize         first,
                            gsize         n,
                            gfloat       *u,
                            gsize         plane);

  /* The reverse for gradients. adds: to what is there, rather than write over it */
  void (*transform_kernel_gradient) (gint          stride,
                                     const gfloat *u,
                                     gsize         plane,
                                     gsize         first,
                                     gsize         n,
                                     gfloat       *kernel,
                                     gsize         n_values,
                                     gboolean      adds);

  /* pixels [side][side], each of n_channels */
  void (*transform_input) (gint                 stride,
                           const gfloat *const *pixels,
                           gint                 n_channels,
                           gfloat              *v,
                           gsize                plane);

  /* The gradients of `pixels` become those of `before` plus the tile's; pixels of NULL are outside
   * of the map. */
  void (*transform_input_gradient) (gint                 stride,
                                    const gfloat        *v,
                                    gsize                plane,
                                    gint                 n_channels,
                                    const gfloat *const *before,
                                    gfloat *const       *pixels);

  /* pixels [WINOGRAD_OUTPUT_PIXELS] become Y + bias, or where is_rectified the ReLU of that; those
   * of NULL are outside of the map. */
  void (*transform_output) (gint           stride,
                            const gfloat  *m,
                            gsize          plane,
                            gint           n_channels,
                            const gfloat  *bias,
                            gboolean       is_rectified,
                            gfloat *const *pixels);
  void (*transform_output_gradient) (gint                 stride,
                                     const gfloat *const *pixels,
                                     gint                 n_channels,
                                     gfloat              *m,
                                     gsize                plane);

  /* Pixel by pixel: values [n_pixels][n_channels], rows `stride` apart where there is a stride. */

  void (
    *add_bias) (const gfloat *bias, gsize n_pixels, gsize n_channels, gsize stride, gfloat *values);

  /* The ReLU of value + bias. */
  void (
    *rectify) (const gfloat *bias, gsize n_pixels, gsize n_channels, gsize stride, gfloat *values);

  /* Gradients by the input of the ReLU and of the sigmoid, from those by their output. */
  void (*rectify_backward) (const gfloat *output, gsize n_values, gfloat *gradient);
  void (*sigmoid_backward) (const gfloat *output, gsize n_values, gfloat *gradient);

  void (*add_values) (const gfloat *values, gsize n_values, gfloat *sums);
  void (*add_to_doubles) (const gfloat *values, gsize n_values, gdouble *sums);

  /* Batch norm with ReLU, as normalization.c has it; mean, scale and bias [n_channels]. */

  /* Adds up value - origin, and its square. */
  void (*norm_statistics) (const gfloat *values,
                           const gfloat *origin,
                           gsize         n_pixels,
                           gsize         n_channels,
                           gfloat       *sums,
                           gfloat       *squares);

  /* output = ReLU ((value - mean) scale + bias) */
  void (*norm_forward) (const gfloat *mean,
                        const gfloat *scale,
                        const gfloat *bias,
                        gsize         n_pixels,
                        gsize         n_channels,
                        const gfloat *values,
                        gfloat       *output);

  /* Adds up the gradient that the ReLU lets pass, and its product with value - mean. */
  void (*norm_gradient_sums) (const gfloat *mean,
                              const gfloat *scale,
                              const gfloat *bias,
                              gsize         n_pixels,
                              gsize         n_channels,
                              const gfloat *values,
                              const gfloat *gradient,
                              gfloat       *sums,
                              gfloat       *products);

  /* gradient = (what the ReLU lets pass - mean_gradient - (value - mean) mean_product) scale */
  void (*norm_backward) (const gfloat *mean,
                         const gfloat *scale,
                         const gfloat *bias,
                         gsize         n_pixels,
                         gsize         n_channels,
                         const gfloat *mean_gradient,
                         const gfloat *mean_product,
                         const gfloat *values,
                         gfloat       *gradient);

  /* Steps of a training run, over parameters and what its optimizer keeps of each. */

  void (*step_adadelta) (gfloat             *values,
                         const gfloat       *gradient,
                         gfloat             *squared_gradient,
                         gfloat             *squared_step,
                         gsize               n,
                         const AdadeltaStep *step);
  void (*step_adam) (gfloat         *values,
                     const gfloat   *gradient,
                     gfloat         *first_moment,
                     gfloat         *second_moment,
                     gsize           n,
                     const AdamStep *step);
} Loops;

/* The best that this processor has; or the one that the environment variable COLORIZE_PROCESSOR asks
 * for, if it has it: baseline, avx2, avx512. */
const Loops *loops_get (void);

/* Whether that variable may ask for this set here. */
gboolean     loops_have (const gchar *name);

/* What people call the set of that number, from 0 for the oldest processors; NULL: there are no more. */
const gchar *loops_get_name (guint number);

G_END_DECLS
