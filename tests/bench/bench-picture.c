/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bench-picture.h"

void
bench_write_text (cairo_t     *cairo,
                  gdouble      x,
                  gdouble      y,
                  gdouble      align,
                  gdouble      size,
                  gboolean     bold,
                  const gchar *text)
{
  cairo_text_extents_t extents;

  cairo_select_font_face (cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                          bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size (cairo, size);
  cairo_text_extents (cairo, text, &extents);
  cairo_move_to (cairo, x - align * extents.x_advance, y);
  cairo_show_text (cairo, text);
}

gboolean
bench_save_picture (cairo_t *cairo, cairo_surface_t *surface, const gchar *path, GError **error)
{
  cairo_status_t status = cairo_surface_write_to_png (surface, path);

  cairo_destroy (cairo);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s cannot be written: %s", path,
                 cairo_status_to_string (status));
  return status == CAIRO_STATUS_SUCCESS;
}
