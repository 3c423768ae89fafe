/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether borders are found, and what they do to the colors: photos are colored as they are, with borders put
 * around them, and several on one page. The distance is that of a* and b* to the photo colored as it is.
 */

#include <math.h>

#include <gegl.h>

#include "bench-page.h"
#include "bench.h"
#include "photo-file.h"
#include "photo-list.h"

#define N_PAGES     20
#define MAX_ON_PAGE 6
#define PAGE_COLUMN 420 /* pixels of a page that a photo may take, with what is around it */
#define PAGE_PHOTO  340
#define MAX_OFF     0.015 /* of the short side, that an edge is found at */

static const gdouble widths[] = { 0.02, 0.05, 0.10, 0.25 };

typedef struct
{
  gint    n;
  gint    n_found;
  gdouble found; /* sums of distances */
  gdouble whole;
} Tally;

typedef struct
{
  ColorizeWeights *weights;
  gint             n_threads;
  GPtrArray       *photos; /* BenchPage, colored */
  GRand           *random;
} Bench;

static gboolean
load_photos (Bench *bench, const gchar *folder, GError **error)
{
  char *const folders[]      = { (char *) folder, NULL };
  g_autoptr (PhotoList) list = photo_list_new (folders, 1, FALSE, NULL);

  for (guint i = 0; i < list->jobs->len; i++)
    {
      const PhotoJob *job        = list->jobs->pdata[i];
      g_autoptr (PhotoFile) file = photo_file_load (job->photo, FALSE, NULL, error);
      GeglBuffer *buffer;
      BenchPage  *photo;

      if (! file)
        return FALSE;

      buffer = photo_file_get_buffer (file);
      photo  = bench_page_new (gegl_buffer_get_width (buffer), gegl_buffer_get_height (buffer));
      gegl_buffer_get (buffer, NULL, 1.0, babl_format ("CIE L float"), photo->luminance,
                       GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
      g_ptr_array_add (bench->photos, photo);
    }
  return TRUE;
}

/* The photos as they are: colors to compare with, and borders where there are none. */
static gboolean
color_photos (Bench *bench, GError **error)
{
  gint n_found = 0;

  for (guint i = 0; i < bench->photos->len; i++)
    {
      BenchPage *photo = bench->photos->pdata[i];

      if (! bench_page_color (photo, bench->weights, COLORIZE_BORDER_AUTO, bench->n_threads, error))
        return FALSE;
      if (photo->has_border)
        n_found++;
      if (photo->has_border
          && ! bench_page_color (photo, bench->weights, COLORIZE_BORDER_NONE, bench->n_threads,
                                 error))
        return FALSE;
    }

  g_print ("%u photos as they are: a border found on %d.\n\n", bench->photos->len, n_found);
  return TRUE;
}

/* The edges of the one frame are where they should be. */
static gboolean
is_found (const BenchPage *page, const ColorizeFrame *expected)
{
  const ColorizeFrame *frame = &page->frames[0];
  gdouble              off   = MAX_OFF * MIN (page->width, page->height);

  return page->n_frames == 1 && page->has_border
         && fabs (frame->x - expected->x) + fabs (frame->width - expected->width) / 2.0 <= off
         && fabs (frame->y - expected->y) + fabs (frame->height - expected->height) / 2.0 <= off;
}

static gboolean
measure_border (Bench           *bench,
                const BenchPage *photo,
                BenchBorder      border,
                gdouble          width,
                Tally           *tally,
                GError         **error)
{
  ColorizeFrame frame;
  g_autoptr (BenchPage) page =
    bench_page_new_bordered (photo, border, width, bench->random, &frame);

  if (! bench_page_color (page, bench->weights, COLORIZE_BORDER_AUTO, bench->n_threads, error))
    return FALSE;
  tally->n++;
  tally->n_found += is_found (page, &frame);
  tally->found += bench_page_compare (page, photo, &frame);

  if (! bench_page_color (page, bench->weights, COLORIZE_BORDER_NONE, bench->n_threads, error))
    return FALSE;
  tally->whole += bench_page_compare (page, photo, &frame);
  return TRUE;
}

static void
print (const gchar *name, const Tally *tally)
{
  g_print ("%-16s %5d %7.1f %% %9.2f %13.2f\n", name, tally->n, 100.0 * tally->n_found / tally->n,
           tally->found / tally->n, tally->whole / tally->n);
}

static void
add (Tally *to, const Tally *tally)
{
  to->n += tally->n;
  to->n_found += tally->n_found;
  to->found += tally->found;
  to->whole += tally->whole;
}

/* Each photo has each kind of border at one of the widths, in turn. */
static gboolean
measure_borders (Bench *bench, GError **error)
{
  Tally kinds[BENCH_N_BORDERS]        = { 0 };
  Tally shares[G_N_ELEMENTS (widths)] = { 0 };

  for (guint i = 0; i < bench->photos->len; i++)
    for (BenchBorder border = 0; border < BENCH_N_BORDERS; border++)
      {
        guint width = (i + border) % G_N_ELEMENTS (widths);
        Tally tally = { 0 };

        if (! measure_border (bench, bench->photos->pdata[i], border, widths[width], &tally, error))
          return FALSE;
        add (&kinds[border], &tally);
        if (border < BENCH_N_STRAIGHT)
          add (&shares[width], &tally);
      }

  g_print ("Mean distance       n     found  distance  not looked for\n");
  for (BenchBorder border = 0; border < BENCH_N_BORDERS; border++)
    print (bench_border_get_name (border), &kinds[border]);
  for (guint width = 0; width < G_N_ELEMENTS (widths); width++)
    {
      g_autofree gchar *name = g_strdup_printf ("%.0f %% wide", 100.0 * widths[width]);

      print (name, &shares[width]);
    }
  return TRUE;
}

static gboolean
measure_page (Bench *bench, Tally *tally, GError **error)
{
  gint n                     = g_rand_int_range (bench->random, 2, MAX_ON_PAGE + 1);
  gint columns               = n < 4 ? 2 : 3;
  gint rows                  = (n + columns - 1) / columns;
  g_autoptr (BenchPage) page = bench_page_new (columns * PAGE_COLUMN, rows * PAGE_COLUMN);
  const BenchPage *photos[MAX_ON_PAGE];
  ColorizeFrame    frames[MAX_ON_PAGE];

  bench_page_fill (page, g_rand_boolean (bench->random) ? 94.0 : 12.0, 1.0, 3.0, bench->random);
  for (gint i = 0; i < n; i++)
    {
      const BenchPage *photo =
        bench->photos->pdata[g_rand_int_range (bench->random, 0, bench->photos->len)];
      gdouble scale = (gdouble) PAGE_PHOTO / MAX (photo->width, photo->height);

      photos[i] = photo;
      frames[i] =
        (ColorizeFrame) { (i % columns + 0.5) * PAGE_COLUMN, (i / columns + 0.5) * PAGE_COLUMN,
                          photo->width * scale, photo->height * scale,
                          i % 2 ? g_rand_double_range (bench->random, -3.0, 3.0) : 0.0 };
      bench_page_paste (page, photo, &frames[i]);
    }

  for (gint whole = 0; whole < 2; whole++)
    {
      if (! bench_page_color (page, bench->weights,
                              whole ? COLORIZE_BORDER_NONE : COLORIZE_BORDER_AUTO, bench->n_threads,
                              error))
        return FALSE;
      for (gint i = 0; i < n; i++)
        *(whole ? &tally->whole : &tally->found) +=
          bench_page_compare (page, photos[i], &frames[i]);
      if (! whole && page->n_frames == n)
        tally->n_found += n;
    }
  tally->n += n;
  return TRUE;
}

gboolean
bench_border (const BenchOptions *options, GError **error)
{
  g_autoptr (GFile) file              = g_file_new_for_path (DEFAULT_WEIGHTS);
  g_autoptr (ColorizeWeights) weights = NULL;
  g_autoptr (GPtrArray) photos = g_ptr_array_new_with_free_func ((GDestroyNotify) bench_page_free);
  g_autoptr (GRand) random     = g_rand_new_with_seed (1);
  Bench bench                  = { .n_threads = g_array_index (options->threads, gint, 0),
                                   .photos    = photos,
                                   .random    = random };
  Tally pages                  = { 0 };

  if (! options->photos)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           "Name a folder of photos: --photos FOLDER.");
      return FALSE;
    }

  photo_file_init ();
  weights = colorize_weights_load (file, bench.n_threads, NULL, error);
  if (! weights)
    return FALSE;

  bench.weights = weights;
  if (! load_photos (&bench, options->photos, error) || ! color_photos (&bench, error)
      || ! measure_borders (&bench, error))
    return FALSE;

  for (gint i = 0; i < g_array_index (options->sizes, gint, 0); i++)
    if (! measure_page (&bench, &pages, error))
      return FALSE;
  print ("on a page", &pages);
  return TRUE;
}
