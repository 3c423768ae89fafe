/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For the files that are compiled once for each instruction set, and for no other: how wide its
 * vectors are, and what its functions are called, so that all sets can be linked together.
 */

#pragma once

#include <glib.h>

#ifdef __F16C__
#include <immintrin.h>
#endif

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

/* Numbers of 16 bits, where the processor has instructions that widen them. Compilers do not find
 * those of x86-64 by themselves. */
#if defined(__F16C__)
#define LOOPS_HAVE_HALVES
static inline Lanes
lanes_from_halves (const guint16 *halves)
{
#if N_LANES == 16
  return (Lanes) _mm512_cvtph_ps (_mm256_loadu_si256 ((const __m256i_u *) halves));
#else
  return (Lanes) _mm256_cvtph_ps (_mm_loadu_si128 ((const __m128i_u *) halves));
#endif
}
#elif defined(__aarch64__)
#define LOOPS_HAVE_HALVES
typedef __fp16 HalvesInMap __attribute__ ((vector_size (2 * N_LANES), aligned (2), may_alias));

static inline Lanes
lanes_from_halves (const guint16 *halves)
{
  return __builtin_convertvector (*(const HalvesInMap *) halves, Lanes);
}
#endif

G_END_DECLS
