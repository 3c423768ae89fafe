/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A scan that is put together, and its colors.
 */

#pragma once

#include "picture/border.h"

G_BEGIN_DECLS

typedef struct
{
  gint          width;
  gint          height;
  gfloat       *luminance;  /* [height][width], L* */
  gfloat       *chroma;     /* [height][width][2]; NULL until it is colored */
  gboolean      has_border; /* that the engine has found */
  gint          n_frames;
  ColorizeFrame frames[BORDER_MAX_FRAMES];
} BenchPage;

typedef enum
{
  BENCH_BORDER_WHITE,
  BENCH_BORDER_BLACK,
  BENCH_BORDER_CARD, /* rough, in uneven light */
  BENCH_BORDER_DECKLE,
  BENCH_BORDER_ROUNDED,
  BENCH_BORDER_TAPE,
  BENCH_BORDER_OVAL,
  BENCH_BORDER_ARCH,
  BENCH_N_BORDERS,
  BENCH_N_STRAIGHT = BENCH_BORDER_OVAL
} BenchBorder;

BenchPage *bench_page_new (gint width, gint height);
void       bench_page_free (BenchPage *page);

/* Paper: grain is its deviation, and it gets darker by `falls` to the lower right. */
void bench_page_fill (BenchPage *page, gdouble level, gdouble grain, gdouble falls, GRand *random);

/* A photo with a border that is `width` of its short side wide. Tells where the photo is on it. */
BenchPage   *bench_page_new_bordered (const BenchPage *photo,
                                      BenchBorder      border,
                                      gdouble          width,
                                      GRand           *random,
                                      ColorizeFrame   *frame);

/* Lays a photo on the page. */
void         bench_page_paste (BenchPage *page, const BenchPage *photo, const ColorizeFrame *frame);

gboolean     bench_page_color (BenchPage       *page,
                               ColorizeWeights *weights,
                               ColorizeBorder   border,
                               gint             n_threads,
                               GError         **error);

/* The mean distance of a* and b* between a photo and what the page has of it in the frame; where the page does
 * not show the photo's own luminance it is not looked at. */
gdouble      bench_page_compare (const BenchPage     *page,
                                 const BenchPage     *photo,
                                 const ColorizeFrame *frame);

const gchar *bench_border_get_name (BenchBorder border);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BenchPage, bench_page_free)

G_END_DECLS
