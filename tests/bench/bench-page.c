/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "bench-page.h"

/* L* that a page may be off the photo where it shows it: paper is whiter or blacker, mostly. */
#define MAX_OFF 4.0

/* Samples along each side of a pixel, where a photo is laid on a page. */
#define N_SAMPLES 3

static const struct
{
  const gchar *name;
  gdouble      level, grain, falls;
} borders[BENCH_N_BORDERS] = { { "white", 96.0, 0.5, 0.0 },        { "black", 3.0, 0.5, 0.0 },
                               { "card", 70.0, 2.0, 6.0 },         { "deckle", 94.0, 0.7, 1.0 },
                               { "rounded corners", 4.0, 0.7, 0 }, { "tape", 92.0, 1.0, 2.0 },
                               { "oval", 80.0, 1.0, 3.0 },         { "arch", 85.0, 1.0, 3.0 } };

BenchPage *
bench_page_new (gint width, gint height)
{
  BenchPage *page = g_new0 (BenchPage, 1);

  page->width     = width;
  page->height    = height;
  page->luminance = g_new0 (gfloat, (gsize) width * height);
  return page;
}

void
bench_page_free (BenchPage *page)
{
  g_free (page->luminance);
  g_free (page->chroma);
  g_free (page);
}

void
bench_page_fill (BenchPage *page, gdouble level, gdouble grain, gdouble falls, GRand *random)
{
  for (gint y = 0; y < page->height; y++)
    for (gint x = 0; x < page->width; x++)
      {
        gdouble noise =
          g_rand_double (random) + g_rand_double (random) + g_rand_double (random) - 1.5;
        gdouble light = falls * (0.6 * x / page->width + 0.4 * y / page->height);

        page->luminance[(gsize) y * page->width + x] =
          CLAMP (level + 2.0 * grain * noise - light, 0.0, 100.0);
      }
}

/* What is drawn at a pixel of the photo: the photo, tape, or the border. */
static gboolean
shows_photo (const BenchPage *photo, BenchBorder border, gdouble x, gdouble y)
{
  gdouble short_side = MIN (photo->width, photo->height);
  gdouble left       = MIN (x, photo->width - x);
  gdouble top        = MIN (y, photo->height - y);
  gdouble u          = 2.0 * x / photo->width - 1.0;
  gdouble v          = 2.0 * y / photo->height - 1.0;
  gdouble wander     = 0.005 * short_side;
  gdouble radius     = 0.06 * short_side;

  switch (border)
    {
    case BENCH_BORDER_DECKLE:
      return left > wander * (1.0 + sin (0.3 * y + 2.0 * sin (0.05 * y)))
             && top > wander * (1.0 + sin (0.27 * x + 2.0 * sin (0.06 * x)));
    case BENCH_BORDER_ROUNDED:
      return left > radius || top > radius || hypot (radius - left, radius - top) < radius;
    case BENCH_BORDER_OVAL:
      return hypot (u, v) < 1.0;
    case BENCH_BORDER_ARCH:
      return v > -0.4 || hypot (u, (v + 0.4) / 0.6) < 1.0;
    default:
      return TRUE;
    }
}

/* Strips across the photo's corners. */
static gboolean
is_tape (const BenchPage *photo, gdouble x, gdouble y)
{
  gdouble length = 0.1 * MIN (photo->width, photo->height);
  gdouble left   = MIN (x, photo->width - x);
  gdouble top    = MIN (y, photo->height - y);

  return fabs (left + top) < 0.35 * length && fabs (left - top) < length;
}

BenchPage *
bench_page_new_bordered (const BenchPage *photo,
                         BenchBorder      border,
                         gdouble          width,
                         GRand           *random,
                         ColorizeFrame   *frame)
{
  gint       around = MAX (width * MIN (photo->width, photo->height) + 0.5, 1);
  BenchPage *page   = bench_page_new (photo->width + 2 * around, photo->height + 2 * around);

  bench_page_fill (page, borders[border].level, borders[border].grain, borders[border].falls,
                   random);
  for (gint y = 0; y < page->height; y++)
    for (gint x = 0; x < page->width; x++)
      {
        gint    column = x - around;
        gint    row    = y - around;
        gfloat *to     = &page->luminance[(gsize) y * page->width + x];

        if (border == BENCH_BORDER_TAPE && is_tape (photo, column + 0.5, row + 0.5))
          *to = 75.0;
        else if (column >= 0 && row >= 0 && column < photo->width && row < photo->height
                 && shows_photo (photo, border, column + 0.5, row + 0.5))
          *to = photo->luminance[(gsize) row * photo->width + column];
      }
  *frame =
    (ColorizeFrame) { page->width / 2.0, page->height / 2.0, photo->width, photo->height, 0.0 };
  return page;
}

/* The pixel of a photo that a place of the page shows; NULL: none. */
static const gfloat *
find_pixel (const BenchPage *photo, const ColorizeFrame *frame, gdouble x, gdouble y)
{
  gdouble angle  = frame->angle * G_PI / 180.0;
  gdouble across = x - frame->x;
  gdouble down   = y - frame->y;
  gdouble u = ((across * cos (angle) + down * sin (angle)) / frame->width + 0.5) * photo->width;
  gdouble v = ((down * cos (angle) - across * sin (angle)) / frame->height + 0.5) * photo->height;

  return u >= 0.0 && v >= 0.0 && u < photo->width && v < photo->height
           ? photo->luminance + (gsize) v * photo->width + (gsize) u
           : NULL;
}

void
bench_page_paste (BenchPage *page, const BenchPage *photo, const ColorizeFrame *frame)
{
  for (gint y = 0; y < page->height; y++)
    for (gint x = 0; x < page->width; x++)
      {
        gfloat *to  = &page->luminance[(gsize) y * page->width + x];
        gfloat  sum = 0.0f;

        if (hypot (x - frame->x, y - frame->y) > hypot (frame->width, frame->height) / 2.0 + 2.0)
          continue;
        for (gint k = 0; k < N_SAMPLES * N_SAMPLES; k++)
          {
            const gfloat *pixel = find_pixel (photo, frame, x + (k % N_SAMPLES + 0.5) / N_SAMPLES,
                                              y + (k / N_SAMPLES + 0.5) / N_SAMPLES);

            sum += pixel ? *pixel : *to;
          }
        *to = sum / (N_SAMPLES * N_SAMPLES);
      }
}

gboolean
bench_page_color (BenchPage       *page,
                  ColorizeWeights *weights,
                  ColorizeBorder   border,
                  gint             n_threads,
                  GError         **error)
{
  const ColorizeOptions options             = COLORIZE_OPTIONS_INIT;
  ColorizeView          view                = COLORIZE_VIEW_INIT;
  g_autoptr (ColorizePhoto) photo           = colorize_photo_new (page->width, page->height, error);
  g_autoptr (ColorizePrediction) prediction = NULL;
  g_autoptr (ColorizeChroma) chroma         = NULL;
  const ColorizeFrame *frames;

  if (! photo)
    return FALSE;

  view.border = border;
  colorize_photo_add_rows (photo, page->luminance, page->height);
  prediction = colorize_predict (weights, photo, &view, n_threads, NULL, NULL, NULL, error);
  if (! prediction)
    return FALSE;
  chroma = colorize_prediction_decode (prediction, &options, NULL, n_threads, error);
  if (! chroma)
    return FALSE;

  frames = colorize_prediction_get_frames (prediction, &page->n_frames);
  memcpy (page->frames, frames, page->n_frames * sizeof *frames);
  page->has_border =
    page->n_frames > 1 || frames->width < page->width || frames->height < page->height;
  if (! page->chroma)
    page->chroma = g_new (gfloat, 2 * (gsize) page->width * page->height);
  colorize_chroma_lift (chroma, &options, page->luminance, 0, 0, page->width, page->height,
                        page->chroma);
  return TRUE;
}

gdouble
bench_page_compare (const BenchPage *page, const BenchPage *photo, const ColorizeFrame *frame)
{
  gdouble sum = 0.0;
  gsize   n   = 0;

  for (gint y = 0; y < page->height; y++)
    for (gint x = 0; x < page->width; x++)
      {
        gsize         i     = (gsize) y * page->width + x;
        const gfloat *pixel = find_pixel (photo, frame, x + 0.5, y + 0.5);
        const gfloat *chroma;

        if (! pixel || fabsf (page->luminance[i] - *pixel) > MAX_OFF)
          continue;

        chroma = photo->chroma + 2 * (pixel - photo->luminance);
        sum += hypot (page->chroma[2 * i] - chroma[0], page->chroma[2 * i + 1] - chroma[1]);
        n++;
      }
  return n > 0 ? sum / n : 0.0;
}

const gchar *
bench_border_get_name (BenchBorder border)
{
  return borders[border].name;
}
