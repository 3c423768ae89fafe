/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include <cairo.h>

#include "loss-curve.h"

#define WIDTH  900
#define HEIGHT 640
#define LEFT   70
#define RIGHT  20
#define TOP    40
#define BOTTOM 45
#define MIDDLE 60 /* between the panels, with the title of the lower one */

#define N_TICKS   5
#define FONT_SIZE 13

/* A panel: where it is, and the values that it spans. */
typedef struct
{
  gdouble top;
  gdouble height;
  gdouble low;
  gdouble high;
  guint64 n_steps;
} Panel;

static gdouble
get_x (const Panel *panel, gdouble step)
{
  return LEFT + (WIDTH - LEFT - RIGHT) * step / MAX (panel->n_steps, 1);
}

static gdouble
get_y (const Panel *panel, gdouble value)
{
  gdouble share = (value - panel->low) / (panel->high - panel->low);

  return panel->top + panel->height * (1.0 - CLAMP (share, 0.0, 1.0));
}

/* A round distance of ticks: 1, 2 or 5 times a power of ten. */
static gdouble
get_tick (gdouble span)
{
  gdouble rough = span / N_TICKS;
  gdouble power = pow (10.0, floor (log10 (rough)));

  return rough > 5.0 * power   ? 10.0 * power
         : rough > 2.0 * power ? 5.0 * power
         : rough > power       ? 2.0 * power
                               : power;
}

static void
widen (Panel *panel)
{
  gdouble tick;

  if (! (panel->high > panel->low))
    {
      panel->low -= 0.5;
      panel->high += 0.5;
    }
  tick        = get_tick (panel->high - panel->low);
  panel->low  = floor (panel->low / tick) * tick;
  panel->high = ceil (panel->high / tick) * tick;
}

/* align   0: text begins at x, 0.5: its middle is there, 1: it ends there */
static void
write_text (cairo_t *cairo, gdouble x, gdouble y, gdouble align, const gchar *text)
{
  cairo_text_extents_t extents;

  cairo_text_extents (cairo, text, &extents);
  cairo_move_to (cairo, x - align * extents.x_advance, y);
  cairo_show_text (cairo, text);
}

static void
draw_axes (cairo_t *cairo, const Panel *panel, const gchar *title)
{
  gdouble tick      = get_tick (panel->high - panel->low);
  gdouble step_tick = MAX (get_tick (panel->n_steps), 1.0);

  cairo_set_line_width (cairo, 1.0);
  for (gdouble value = panel->low; value < panel->high + tick / 2; value += tick)
    {
      g_autofree gchar *label = g_strdup_printf ("%.5g", value);
      gdouble           y     = floor (get_y (panel, value)) + 0.5;

      cairo_set_source_rgb (cairo, 0.88, 0.88, 0.88);
      cairo_move_to (cairo, LEFT, y);
      cairo_line_to (cairo, WIDTH - RIGHT, y);
      cairo_stroke (cairo);
      cairo_set_source_rgb (cairo, 0.25, 0.25, 0.25);
      write_text (cairo, LEFT - 8, y + FONT_SIZE / 3.0, 1.0, label);
    }

  for (gdouble step = 0.0; step <= panel->n_steps; step += step_tick)
    {
      g_autofree gchar *label = g_strdup_printf ("%.0f", step);

      write_text (cairo, get_x (panel, step), panel->top + panel->height + 18, 0.5, label);
    }

  cairo_select_font_face (cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD);
  write_text (cairo, LEFT, panel->top - 12, 0.0, title);
  cairo_select_font_face (cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
}

static void
draw_loss (cairo_t *cairo, Panel panel, const ReportRow *rows, guint n_rows)
{
  /* The first rows of a new network would make a flat line of the rest. */
  guint first = n_rows > 20 ? n_rows / 20 : 0;

  panel.low  = INFINITY;
  panel.high = -INFINITY;
  for (guint i = first; i < n_rows; i++)
    if (isfinite (rows[i].loss))
      {
        panel.low  = MIN (panel.low, rows[i].loss);
        panel.high = MAX (panel.high, rows[i].loss);
      }
  if (! isfinite (panel.low))
    panel.low = panel.high = 0.0;
  widen (&panel);
  draw_axes (cairo, &panel, "Loss on the training photos");

  cairo_set_source_rgb (cairo, 0.12, 0.37, 0.66);
  cairo_set_line_width (cairo, 1.5);
  cairo_new_path (cairo); /* else it would begin where the last text ended */
  for (guint i = 0; i < n_rows; i++)
    if (isfinite (rows[i].loss))
      cairo_line_to (cairo, get_x (&panel, rows[i].step), get_y (&panel, rows[i].loss));
  cairo_stroke (cairo);
}

static void
draw_checks (cairo_t *cairo, Panel panel, const ReportRow *rows, guint n_rows)
{
  const gdouble dashes[] = { 6.0, 4.0 };

  panel.low  = 1.0;
  panel.high = 1.0;
  for (guint i = 0; i < n_rows; i++)
    if (rows[i].is_check)
      {
        panel.low = MIN (panel.low, rows[i].scores.share_of_gray);

        /* The weights of the first moments may be far worse than gray. */
        panel.high = MAX (panel.high, MIN (rows[i].scores.share_of_gray, 1.2));
      }
  widen (&panel);
  draw_axes (
    cairo, &panel,
    "Error of a*b* on the held-out photos, as a share of gray's (dashed): lower is better");

  cairo_set_source_rgb (cairo, 0.35, 0.35, 0.35);
  cairo_set_dash (cairo, dashes, G_N_ELEMENTS (dashes), 0.0);
  cairo_move_to (cairo, LEFT, get_y (&panel, 1.0));
  cairo_line_to (cairo, WIDTH - RIGHT, get_y (&panel, 1.0));
  cairo_stroke (cairo);
  cairo_set_dash (cairo, NULL, 0, 0.0);

  cairo_set_source_rgb (cairo, 0.80, 0.33, 0.10);
  cairo_set_line_width (cairo, 1.5);
  cairo_new_path (cairo); /* else it would begin where the last text ended */
  for (guint i = 0; i < n_rows; i++)
    if (rows[i].is_check)
      cairo_line_to (cairo, get_x (&panel, rows[i].step),
                     get_y (&panel, rows[i].scores.share_of_gray));
  cairo_stroke (cairo);
  for (guint i = 0; i < n_rows; i++)
    if (rows[i].is_check)
      {
        cairo_arc (cairo, get_x (&panel, rows[i].step),
                   get_y (&panel, rows[i].scores.share_of_gray), 3.0, 0.0, 2.0 * G_PI);
        cairo_fill (cairo);
      }
}

static void
draw_last (cairo_t *cairo, const ReportRow *rows, guint n_rows)
{
  for (guint i = n_rows; i-- > 0;)
    if (rows[i].is_check)
      {
        const ReportRow  *row = &rows[i];
        g_autofree gchar *text =
          g_strdup_printf ("step %" G_GUINT64_FORMAT ", %.0f min, %.1f photos a second, %.1f %% of "
                           "gray's error, chroma %.2f of the true one",
                           row->step, row->seconds / 60.0, row->images_per_second,
                           100.0 * row->scores.share_of_gray, row->scores.chroma);

        cairo_set_source_rgb (cairo, 0.25, 0.25, 0.25);
        write_text (cairo, WIDTH - RIGHT, HEIGHT - 6, 1.0, text);
        return;
      }
}

static cairo_status_t
append_bytes (void *bytes, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (bytes, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static gboolean
write_surface (cairo_surface_t *surface, const gchar *path, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_status_t status        = cairo_surface_write_to_png_stream (surface, append_bytes, bytes);

  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, cairo_status_to_string (status));
      return FALSE;
    }
  return g_file_set_contents (path, (const gchar *) bytes->data, bytes->len, error);
}

gboolean
loss_curve_save (const ReportRow *rows,
                 guint            n_rows,
                 guint64          n_steps,
                 const gchar     *path,
                 GError         **error)
{
  gdouble          height  = (HEIGHT - TOP - BOTTOM - MIDDLE) / 2.0;
  Panel            upper   = { .top = TOP, .height = height, .n_steps = n_steps };
  Panel            lower   = upper;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t         *cairo   = cairo_create (surface);
  gboolean         done;

  lower.top += height + MIDDLE;
  cairo_set_source_rgb (cairo, 1.0, 1.0, 1.0);
  cairo_paint (cairo);
  cairo_select_font_face (cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size (cairo, FONT_SIZE);
  draw_loss (cairo, upper, rows, n_rows);
  draw_checks (cairo, lower, rows, n_rows);
  draw_last (cairo, rows, n_rows);
  cairo_surface_flush (surface);

  done = write_surface (surface, path, error);
  cairo_destroy (cairo);
  cairo_surface_destroy (surface);
  return done;
}
