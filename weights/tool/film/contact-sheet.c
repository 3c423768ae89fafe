/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "contact-sheet.h"

#include <math.h>

#include <cairo.h>

#include "sheet.h"

/* Films of more scenes have more columns: about as many as rows. */
#define MIN_COLUMNS 3
#define MAX_COLUMNS 12

#define CELL 240
#define GAP  6
#define TEXT 16

typedef struct
{
  GdkPixbuf *picture; /* fitted to its cell */
  gdouble    seconds;
} Cell;

struct _ContactSheet
{
  GArray *cells; /* Cell */
};

static void
cell_clear (gpointer data)
{
  g_object_unref (((Cell *) data)->picture);
}

ContactSheet *
contact_sheet_new (void)
{
  ContactSheet *sheet = g_new0 (ContactSheet, 1);

  sheet->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  g_array_set_clear_func (sheet->cells, cell_clear);
  return sheet;
}

void
contact_sheet_free (ContactSheet *sheet)
{
  if (! sheet)
    return;

  g_array_unref (sheet->cells);
  g_free (sheet);
}

gchar *
contact_sheet_format_time (gdouble seconds, gchar between)
{
  gint64 milliseconds = llrint (1000.0 * seconds);

  return g_strdup_printf ("%" G_GINT64_FORMAT "%c%02d%c%02d.%03d", milliseconds / 3600000, between,
                          (gint) (milliseconds / 60000 % 60), between,
                          (gint) (milliseconds / 1000 % 60), (gint) (milliseconds % 1000));
}

void
contact_sheet_add (ContactSheet *sheet, GdkPixbuf *picture, gdouble seconds)
{
  gint    width  = gdk_pixbuf_get_width (picture);
  gint    height = gdk_pixbuf_get_height (picture);
  gdouble scale  = (gdouble) CELL / MAX (width, height);
  Cell    cell   = { gdk_pixbuf_scale_simple (picture, MAX (width * scale + 0.5, 1.0),
                                              MAX (height * scale + 0.5, 1.0), GDK_INTERP_BILINEAR),
                     seconds };

  if (cell.picture)
    g_array_append_val (sheet->cells, cell);
}

static void
write_time (GdkPixbuf *canvas, gdouble seconds, gint x, gint y)
{
  g_autofree gchar *text    = contact_sheet_format_time (seconds, ':');
  cairo_surface_t  *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, CELL, TEXT);
  cairo_t          *cairo   = cairo_create (surface);
  guint8           *pixels  = gdk_pixbuf_get_pixels (canvas);
  gint              stride  = gdk_pixbuf_get_rowstride (canvas);

  cairo_set_font_size (cairo, 12);
  cairo_move_to (cairo, 2, 12);
  cairo_show_text (cairo, text);
  cairo_surface_flush (surface);
  for (gint row = 0; row < TEXT; row++)
    for (gint column = 0; column < CELL; column++)
      {
        guint8 alpha = cairo_image_surface_get_data (
          surface)[row * cairo_image_surface_get_stride (surface) + column];
        guint8 *pixel = pixels + (gsize) (y + row) * stride + 3 * (x + column);

        for (gint c = 0; c < 3; c++)
          pixel[c] += (255 - pixel[c]) * alpha / 255;
      }
  cairo_destroy (cairo);
  cairo_surface_destroy (surface);
}

gboolean
contact_sheet_save (const ContactSheet *sheet, const gchar *path, GError **error)
{
  gint n         = sheet->cells->len;
  gint n_columns = CLAMP ((gint) ceil (sqrt (n)), MIN (MIN_COLUMNS, MAX (n, 1)), MAX_COLUMNS);
  gint n_rows    = (n + n_columns - 1) / n_columns;
  gint row       = TEXT + GAP;
  g_autoptr (GdkPixbuf) canvas = NULL;

  for (gint i = 0; i < n; i++)
    row =
      MAX (row, gdk_pixbuf_get_height (g_array_index (sheet->cells, Cell, i).picture) + TEXT + GAP);
  canvas = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, n_columns * (CELL + GAP) + GAP,
                           MAX (n_rows, 1) * row + GAP);
  if (! canvas)
    {
      g_set_error_literal (
        error, G_IO_ERROR, G_IO_ERROR_FAILED,
        "there is not enough memory for its contact sheet; close other programs");
      return FALSE;
    }
  gdk_pixbuf_fill (canvas, 0x404040ff);

  for (gint i = 0; i < n; i++)
    {
      const Cell *cell = &g_array_index (sheet->cells, Cell, i);
      gint        x    = GAP + i % n_columns * (CELL + GAP);
      gint        y    = GAP + i / n_columns * row;

      gdk_pixbuf_copy_area (cell->picture, 0, 0, gdk_pixbuf_get_width (cell->picture),
                            gdk_pixbuf_get_height (cell->picture), canvas, x, y);
      write_time (canvas, cell->seconds, x, y + row - TEXT - GAP);
    }
  return picture_save_png (canvas, path, error);
}
