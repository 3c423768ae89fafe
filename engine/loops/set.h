/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of one instruction set put into its table; loops.h says what it is.
 */

#pragma once

#include "lanes.h"
#include "loops.h"

G_BEGIN_DECLS

#define LOOPS_COLUMNS (2 * N_LANES)

extern const Loops LOOP (loops);

void               LOOP (multiply) (const gfloat *a,
                      gsize         a_stride,
                      gint          n_rows,
                      const gfloat *panels,
                      gint          depth,
                      gint          n_panels,
                      gfloat       *c,
                      gsize         c_stride);

gfloat             LOOP (dot) (const gfloat *a, const gfloat *b, gsize n_values);
gfloat             LOOP (dot_halves) (const guint16 *a, const gfloat *b, gsize n_values);

void               LOOP (transform_kernel) (gint          stride,
                              const gfloat *kernel,
                              gsize         n_values,
                              gsize         first,
                              gsize         n,
                              gfloat       *u,
                              gsize         plane);
void               LOOP (transform_kernel_gradient) (gint          stride,
                                       const gfloat *u,
                                       gsize         plane,
                                       gsize         first,
                                       gsize         n,
                                       gfloat       *kernel,
                                       gsize         n_values,
                                       gboolean      adds);
void               LOOP (transform_input) (gint                 stride,
                             const gfloat *const *pixels,
                             gint                 n_channels,
                             gfloat              *v,
                             gsize                plane);
void               LOOP (transform_input_gradient) (gint                 stride,
                                      const gfloat        *v,
                                      gsize                plane,
                                      gint                 n_channels,
                                      const gfloat *const *before,
                                      gfloat *const       *pixels);
void               LOOP (transform_output) (gint           stride,
                              const gfloat  *m,
                              gsize          plane,
                              gint           n_channels,
                              const gfloat  *bias,
                              gboolean       is_rectified,
                              gfloat *const *pixels);
void               LOOP (transform_output_gradient) (gint                 stride,
                                       const gfloat *const *pixels,
                                       gint                 n_channels,
                                       gfloat              *m,
                                       gsize                plane);

G_END_DECLS
