/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Eight channels at a time. The project is built for any x86-64; the hot loops are compiled twice,
 * and the loader picks what the processor has.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && ! defined(__clang__)
#define FOR_EACH_PROCESSOR __attribute__ ((target_clones ("default", "arch=x86-64-v3")))
#else
#define FOR_EACH_PROCESSOR
#endif

#define N_LANES 8

typedef gfloat Lanes __attribute__ ((vector_size (4 * N_LANES)));
typedef gint32 LaneMask __attribute__ ((vector_size (4 * N_LANES)));

/* The same where it lies in a feature map, which is aligned as floats are. */
typedef gfloat LanesInMap __attribute__ ((vector_size (4 * N_LANES), aligned (4), may_alias));

G_END_DECLS
