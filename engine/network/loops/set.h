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

/* A function of this set, of the type that the table says. */
#define DECLARE_LOOP(name) extern __typeof__ (*((const Loops *) NULL)->name) LOOP (name)

DECLARE_LOOP (multiply);
DECLARE_LOOP (dot);
DECLARE_LOOP (dot_halves);
DECLARE_LOOP (transform_kernel);
DECLARE_LOOP (transform_kernel_gradient);
DECLARE_LOOP (transform_input);
DECLARE_LOOP (transform_input_gradient);
DECLARE_LOOP (transform_output);
DECLARE_LOOP (transform_output_gradient);

G_END_DECLS
