/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A picture of the memory that photos of several sizes take while they are colored.
 */

#include "bench-picture.h"
#include "bench.h"

#define WIDTH     900
#define HEIGHT    420
#define LEFT      70
#define RIGHT     130
#define TOP       60
#define BOTTOM    50
#define FONT_SIZE 13

/* Of the axis, and of its lines. */
#define MAX_MB  400.0
#define TICK_MB 100.0

/* What the project allows itself. */
#define LIMIT_MB 300.0

static const gdouble colors[][3] = { { 0.55, 0.62, 0.70 },
                                     { 0.12, 0.37, 0.66 },
                                     { 0.87, 0.42, 0.13 },
                                     { 0.45, 0.60, 0.20 } };

static gdouble
get_y (gdouble mb)
{
  return TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - CLAMP (mb / MAX_MB, 0.0, 1.0));
}

static gdouble
get_x (gdouble seconds, gdouble longest)
{
  return LEFT + (WIDTH - LEFT - RIGHT) * seconds / longest;
}

static void
draw_axes (cairo_t *cairo, gdouble longest)
{
  gdouble tick = longest > 5.0 ? 1.0 : longest > 1.0 ? 0.5 : 0.1;

  for (gdouble mb = 0.0; mb <= MAX_MB; mb += TICK_MB)
    {
      g_autofree gchar *label = g_strdup_printf ("%.0f MB", mb);
      gdouble           y     = get_y (mb);

      cairo_set_source_rgb (cairo, 0.85, 0.85, 0.85);
      cairo_set_line_width (cairo, mb == LIMIT_MB ? 3.0 : 1.0);
      cairo_move_to (cairo, LEFT, y);
      cairo_line_to (cairo, WIDTH - RIGHT, y);
      cairo_stroke (cairo);
      cairo_set_source_rgb (cairo, 0.25, 0.25, 0.25);
      bench_write_text (cairo, LEFT - 8, y + FONT_SIZE / 3.0, 1.0, FONT_SIZE, FALSE, label);
    }
  for (gdouble seconds = 0.0; seconds <= longest; seconds += tick)
    {
      g_autofree gchar *label = g_strdup_printf ("%.1f s", seconds);

      bench_write_text (cairo, get_x (seconds, longest), HEIGHT - BOTTOM + 20, 0.5, FONT_SIZE,
                        FALSE, label);
    }

  bench_write_text (
    cairo, LEFT, 30, 0.0, FONT_SIZE, TRUE,
    "Memory over the photo's own pixels and the weights, from reading to the last row");
}

static void
draw_curve (cairo_t *cairo, const BenchCurve *curve, guint index, gdouble longest)
{
  g_autofree gchar *label = g_strdup_printf ("%d megapixels", curve->megapixels);
  const gdouble    *color = colors[index % G_N_ELEMENTS (colors)];
  gdouble           x     = LEFT;
  gdouble           y     = TOP;

  cairo_set_source_rgb (cairo, color[0], color[1], color[2]);
  cairo_set_line_width (cairo, 2.0);
  cairo_new_path (cairo); /* else it would begin where the last text ended */
  for (guint i = 0; i < curve->memory->len; i++)
    {
      const BenchMemory *memory = &g_array_index (curve->memory, BenchMemory, i);

      x = get_x (memory->seconds, longest);
      y = get_y (memory->mb);
      cairo_line_to (cairo, x, y);
    }
  cairo_stroke (cairo);
  cairo_arc (cairo, x, y, 4.0, 0.0, 2.0 * G_PI);
  cairo_fill (cairo);
  bench_write_text (cairo, MIN (x + 8.0, WIDTH - RIGHT + 8.0), y - 8.0 - 16.0 * index, 0.0,
                    FONT_SIZE, FALSE, label);
}

gboolean
bench_save_memory_curves (const GArray *curves, const gchar *path, GError **error)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t         *cairo   = cairo_create (surface);
  gdouble          longest = 0.1;

  for (guint i = 0; i < curves->len; i++)
    {
      const GArray *memory = g_array_index (curves, BenchCurve, i).memory;

      if (memory->len > 0)
        longest = MAX (longest, g_array_index (memory, BenchMemory, memory->len - 1).seconds);
    }

  cairo_set_source_rgb (cairo, 1.0, 1.0, 1.0);
  cairo_paint (cairo);
  draw_axes (cairo, longest);
  for (guint i = 0; i < curves->len; i++)
    draw_curve (cairo, &g_array_index (curves, BenchCurve, i), i, longest);

  return bench_save_picture (cairo, surface, path, error);
}
