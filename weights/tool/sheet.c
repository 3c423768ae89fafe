/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gio/gio.h>

#include "sheet.h"

#define N_PICTURES 3

/* Few photos stand below each other, many in two columns, which a screen shows larger. */
#define N_IN_ONE_COLUMN 6

#define GAP        4
#define COLUMN_GAP 24

#define COLUMN_WIDTH (N_PICTURES * (SHEET_CELL + GAP) - GAP)

/* The gray that viewers of photos use: colors look neither darker nor lighter for it. */
#define BACKGROUND 0x777777ff

struct _Sheet
{
  GPtrArray *pictures; /* GdkPixbuf, N_PICTURES a photo, fitted to their cells */
};

Sheet *
sheet_new (void)
{
  Sheet *sheet = g_new0 (Sheet, 1);

  sheet->pictures = g_ptr_array_new_with_free_func (g_object_unref);
  return sheet;
}

void
sheet_free (Sheet *sheet)
{
  if (! sheet)
    return;

  g_ptr_array_unref (sheet->pictures);
  g_free (sheet);
}

static void
add_picture (Sheet *sheet, GdkPixbuf *picture)
{
  gint    width  = gdk_pixbuf_get_width (picture);
  gint    height = gdk_pixbuf_get_height (picture);
  gdouble scale  = (gdouble) SHEET_CELL / MAX (width, height);

  g_ptr_array_add (sheet->pictures,
                   gdk_pixbuf_scale_simple (picture, MAX (width * scale + 0.5, 1.0),
                                            MAX (height * scale + 0.5, 1.0), GDK_INTERP_BILINEAR));
}

void
sheet_add (Sheet *sheet, GdkPixbuf *gray, GdkPixbuf *prediction, GdkPixbuf *truth)
{
  add_picture (sheet, gray);
  add_picture (sheet, prediction);
  add_picture (sheet, truth);
}

static GdkPixbuf *
get_picture (const Sheet *sheet, guint photo, guint picture)
{
  return g_ptr_array_index (sheet->pictures, N_PICTURES * photo + picture);
}

/* The photos of one row of the sheet. */
static gint
get_row_height (const Sheet *sheet, guint first, guint n_columns)
{
  guint n_photos = sheet->pictures->len / N_PICTURES;
  gint  height   = 0;

  for (guint i = first; i < MIN (first + n_columns, n_photos); i++)
    height = MAX (height, gdk_pixbuf_get_height (get_picture (sheet, i, 0)));

  return height;
}

static void
draw_photo (const Sheet *sheet, guint photo, GdkPixbuf *canvas, gint x, gint y, gint row_height)
{
  for (guint i = 0; i < N_PICTURES; i++)
    {
      GdkPixbuf *picture = get_picture (sheet, photo, i);
      gint       width   = gdk_pixbuf_get_width (picture);
      gint       height  = gdk_pixbuf_get_height (picture);

      gdk_pixbuf_copy_area (picture, 0, 0, width, height, canvas,
                            x + i * (SHEET_CELL + GAP) + (SHEET_CELL - width) / 2,
                            y + (row_height - height) / 2);
    }
}

static GdkPixbuf *
draw_sheet (const Sheet *sheet)
{
  guint      n_photos  = sheet->pictures->len / N_PICTURES;
  guint      n_columns = n_photos > N_IN_ONE_COLUMN ? 2 : 1;
  gint       width     = n_columns * (COLUMN_WIDTH + COLUMN_GAP) - COLUMN_GAP + 2 * GAP;
  gint       height    = GAP;
  gint       y         = GAP;
  GdkPixbuf *canvas;

  for (guint i = 0; i < n_photos; i += n_columns)
    height += get_row_height (sheet, i, n_columns) + GAP;

  canvas = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  if (! canvas)
    return NULL;

  gdk_pixbuf_fill (canvas, BACKGROUND);
  for (guint i = 0; i < n_photos; i++)
    {
      guint column     = i % n_columns;
      gint  row_height = get_row_height (sheet, i - column, n_columns);

      draw_photo (sheet, i, canvas, GAP + column * (COLUMN_WIDTH + COLUMN_GAP), y, row_height);
      if (column == n_columns - 1)
        y += row_height + GAP;
    }

  return canvas;
}

gboolean
picture_save_png (GdkPixbuf *picture, const gchar *path, GError **error)
{
  g_autofree gchar *bytes  = NULL;
  gsize             length = 0;

  return gdk_pixbuf_save_to_buffer (picture, &bytes, &length, "png", error, NULL)
         && g_file_set_contents (path, bytes, length, error);
}

gboolean
sheet_save (const Sheet *sheet, const gchar *path, GError **error)
{
  g_autoptr (GdkPixbuf) canvas = NULL;

  if (sheet->pictures->len == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "there is no photo to show on the sheet");
      return FALSE;
    }

  canvas = draw_sheet (sheet);
  if (! canvas)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "there is not enough memory");
      return FALSE;
    }
  return picture_save_png (canvas, path, error);
}
