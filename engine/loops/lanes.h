/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For the files that are compiled once for each instruction set, and for no other: how wide its
 * vectors are, and what its functions are called, so that all sets can be linked together.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* LOOPS_SET is the set's name, given by the build. */
#define LOOPS_JOIN_EXPANDED(name, set) name##_##set
#define LOOPS_JOIN(name, set)          LOOPS_JOIN_EXPANDED (name, set)
#define LOOP(name)                     LOOPS_JOIN (name, LOOPS_SET)

#if defined(__AVX512F__)
#define N_LANES 16
#elif defined(__AVX2__)
#define N_LANES 8
#else
#define N_LANES 4
#endif

typedef gfloat Lanes __attribute__ ((vector_size (4 * N_LANES)));
typedef gint32 LaneMask __attribute__ ((vector_size (4 * N_LANES)));

/* The same where it lies in a feature map, which is aligned as floats are. */
typedef gfloat LanesInMap __attribute__ ((vector_size (4 * N_LANES), aligned (4), may_alias));

G_END_DECLS
