/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bar chart of the network bench: a panel for each photo, a group of bars for each number of
 * threads, a bar for each engine.
 */

#include <string.h>

#include "bench-figures.h"
#include "bench-picture.h"

#define MARGIN     36
#define TOP        150 /* of the bars */
#define BAR_HEIGHT 260
#define BOTTOM     64
#define BAR_WIDTH  44
#define BAR_GAP    4
#define GROUP_GAP  26
#define PANEL_GAP  44
#define MIN_WIDTH  760
#define FONT_SIZE  13
#define SCALE      2 /* pixels a unit, for sharp letters on any screen */

typedef struct
{
  gdouble red;
  gdouble green;
  gdouble blue;
} Color;

static const Color ink    = { 0.13, 0.14, 0.16 };
static const Color pale   = { 0.42, 0.44, 0.48 };
static const Color line   = { 0.80, 0.81, 0.83 };
static const Color bars[] = { { 0.87, 0.42, 0.13 }, { 0.55, 0.62, 0.70 } };

typedef struct
{
  const GArray *list;    /* BenchFigures */
  GPtrArray    *engines; /* const gchar * */
  GArray       *threads; /* gint */
  GArray       *photos;  /* BenchCase; the number of threads does not matter */
} Chart;

/* An engine's name as its makers write it. */
static const gchar *
get_title (const gchar *engine)
{
  return g_str_equal (engine, "onednn") ? "oneDNN" : "Colorize";
}

static void
set_color (cairo_t *cairo, const Color *color)
{
  cairo_set_source_rgb (cairo, color->red, color->green, color->blue);
}


/* What there is to draw */

static void
add_photo (GArray *photos, const BenchCase *bench_case)
{
  for (guint i = 0; i < photos->len; i++)
    {
      const BenchCase *photo = &g_array_index (photos, BenchCase, i);

      if (photo->size == bench_case->size && photo->shared == bench_case->shared)
        return;
    }
  g_array_append_val (photos, *bench_case);
}

static void
add_threads (GArray *threads, gint n_threads)
{
  for (guint i = 0; i < threads->len; i++)
    if (g_array_index (threads, gint, i) == n_threads)
      return;
  g_array_append_val (threads, n_threads);
}

static void
chart_init (Chart *chart, const GArray *list)
{
  chart->list    = list;
  chart->engines = g_ptr_array_new ();
  chart->threads = g_array_new (FALSE, FALSE, sizeof (gint));
  chart->photos  = g_array_new (FALSE, FALSE, sizeof (BenchCase));

  for (guint i = 0; i < list->len; i++)
    {
      const BenchFigures *figures = &g_array_index (list, BenchFigures, i);

      if (bench_figures_is_yardstick (figures))
        continue;
      if (! g_ptr_array_find (chart->engines, figures->engine, NULL))
        g_ptr_array_add (chart->engines, (gpointer) figures->engine);
      add_threads (chart->threads, figures->bench_case.n_threads);
      add_photo (chart->photos, &figures->bench_case);
    }
}

static void
chart_clear (Chart *chart)
{
  g_ptr_array_unref (chart->engines);
  g_array_unref (chart->threads);
  g_array_unref (chart->photos);
}

static gdouble
get_group_width (const Chart *chart)
{
  return chart->engines->len * (BAR_WIDTH + BAR_GAP) - BAR_GAP;
}

static gdouble
get_panel_width (const Chart *chart)
{
  return chart->threads->len * (get_group_width (chart) + GROUP_GAP);
}

static const BenchFigures *
get_figures (const Chart *chart, guint photo, guint group, guint engine)
{
  BenchCase bench_case = g_array_index (chart->photos, BenchCase, photo);

  bench_case.n_threads = g_array_index (chart->threads, gint, group);
  return bench_figures_find (chart->list, &bench_case, g_ptr_array_index (chart->engines, engine));
}

/* The longest of a panel's bars. */
static gdouble
get_longest (const Chart *chart, guint photo)
{
  gdouble longest = 0.0;

  for (guint group = 0; group < chart->threads->len; group++)
    for (guint engine = 0; engine < chart->engines->len; engine++)
      {
        const BenchFigures *figures = get_figures (chart, photo, group, engine);

        longest = figures ? MAX (longest, figures->best_ms) : longest;
      }
  return longest;
}


/* Drawing */

static void
draw_bar (cairo_t *cairo, gdouble x, gdouble share, gdouble ms, guint engine)
{
  g_autofree gchar *label = g_strdup_printf (ms < 99.95 ? "%.1f" : "%.0f", ms);
  gdouble           y     = TOP + BAR_HEIGHT * (1.0 - share);

  set_color (cairo, &bars[engine % G_N_ELEMENTS (bars)]);
  cairo_rectangle (cairo, x, y, BAR_WIDTH, TOP + BAR_HEIGHT - y);
  cairo_fill (cairo);
  set_color (cairo, &ink);
  bench_write_text (cairo, x + BAR_WIDTH / 2.0, y - 6, 0.5, FONT_SIZE, engine == 0, label);
}

static void
draw_group (cairo_t *cairo, const Chart *chart, guint photo, guint group, gdouble x)
{
  gint              n_threads = g_array_index (chart->threads, gint, group);
  g_autofree gchar *label =
    g_strdup_printf (n_threads == 1 ? "%d thread" : "%d threads", n_threads);
  gdouble longest = get_longest (chart, photo);

  for (guint engine = 0; engine < chart->engines->len; engine++)
    {
      const BenchFigures *figures = get_figures (chart, photo, group, engine);

      if (figures)
        draw_bar (cairo, x + engine * (BAR_WIDTH + BAR_GAP), figures->best_ms / longest,
                  figures->best_ms, engine);
    }

  set_color (cairo, &pale);
  bench_write_text (cairo, x + get_group_width (chart) / 2.0, TOP + BAR_HEIGHT + 20, 0.5, FONT_SIZE,
                    FALSE, label);
}

static void
draw_panel (cairo_t *cairo, const Chart *chart, guint photo, gdouble x)
{
  const BenchCase  *bench_case = &g_array_index (chart->photos, BenchCase, photo);
  g_autofree gchar *title      = g_strdup_printf ("%d × %d", bench_case->size, bench_case->size);
  gdouble           width      = get_panel_width (chart);

  for (guint group = 0; group < chart->threads->len; group++)
    draw_group (cairo, chart, photo, group,
                x + GROUP_GAP / 2.0 + group * (get_group_width (chart) + GROUP_GAP));

  set_color (cairo, &line);
  cairo_rectangle (cairo, x, TOP + BAR_HEIGHT, width, 1.0);
  cairo_fill (cairo);
  set_color (cairo, &ink);
  bench_write_text (cairo, x + width / 2.0, TOP + BAR_HEIGHT + 42, 0.5, FONT_SIZE + 1, TRUE, title);
  if (bench_case->shared)
    {
      set_color (cairo, &pale);
      bench_write_text (cairo, x + width / 2.0, TOP + BAR_HEIGHT + 58, 0.5, FONT_SIZE - 2, FALSE,
                        "low-level layers once");
    }
}

static gchar *
get_processor (void)
{
  g_autofree gchar *text = NULL;
  g_auto (GStrv) lines   = NULL;

  if (g_file_get_contents ("/proc/cpuinfo", &text, NULL, NULL))
    lines = g_strsplit (text, "\n", -1);
  for (gint i = 0; lines && lines[i]; i++)
    if (g_str_has_prefix (lines[i], "model name") && strchr (lines[i], ':'))
      return g_strdup (g_strstrip (strchr (lines[i], ':') + 1));
  return g_strdup ("unknown processor");
}

static void
draw_head (cairo_t *cairo, const Chart *chart)
{
  g_autofree gchar *processor = get_processor ();
  g_autofree gchar *title     = g_strdup_printf ("The network on %s", processor);
  gdouble           x         = MARGIN;

  set_color (cairo, &ink);
  bench_write_text (cairo, x, 44, 0.0, 20, TRUE, title);
  set_color (cairo, &pale);
  bench_write_text (
    cairo, x, 68, 0.0, FONT_SIZE, FALSE,
    "Milliseconds a photo, best run: lower is better. Each panel has its own scale.");

  for (guint engine = 0; engine < chart->engines->len; engine++)
    {
      const gchar         *name = get_title (g_ptr_array_index (chart->engines, engine));
      cairo_text_extents_t extents;

      set_color (cairo, &bars[engine % G_N_ELEMENTS (bars)]);
      cairo_rectangle (cairo, x, 86, 12, 12);
      cairo_fill (cairo);
      set_color (cairo, &ink);
      bench_write_text (cairo, x + 18, 97, 0.0, FONT_SIZE, engine == 0, name);
      cairo_text_extents (cairo, name, &extents);
      x += 18 + extents.x_advance + 24;
    }
}

gboolean
bench_figures_save_chart (const GArray *list, const gchar *path, GError **error)
{
  Chart            chart;
  gdouble          width;
  cairo_surface_t *surface;
  cairo_t         *cairo;

  chart_init (&chart, list);
  width = chart.photos->len * (get_panel_width (&chart) + PANEL_GAP) - PANEL_GAP + 2 * MARGIN;
  width = MAX (width, MIN_WIDTH);

  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, SCALE * width,
                                        SCALE * (TOP + BAR_HEIGHT + BOTTOM));
  cairo   = cairo_create (surface);
  cairo_scale (cairo, SCALE, SCALE);
  cairo_set_source_rgb (cairo, 1.0, 1.0, 1.0);
  cairo_paint (cairo);
  draw_head (cairo, &chart);
  for (guint photo = 0; photo < chart.photos->len; photo++)
    draw_panel (cairo, &chart, photo, MARGIN + photo * (get_panel_width (&chart) + PANEL_GAP));

  chart_clear (&chart);
  return bench_save_picture (cairo, surface, path, error);
}
