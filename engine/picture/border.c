/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "border.h"
#include "error.h"
#include "map/frame.h"

/* The part of a pixel of the photo's kept luminance that lies between two bounds, as a share. */
static gfloat
get_share (gint pixel, gdouble low, gdouble high)
{
  return MAX (MIN (pixel + 1.0, high) - MAX (pixel, low), 0.0);
}

static gboolean
init_given (Border *border, const ColorizePhoto *photo, const ColorizeView *view, GError **error)
{
  gint64  right   = (gint64) photo->width - view->right;
  gint64  bottom  = (gint64) photo->height - view->bottom;
  gdouble columns = (gdouble) photo->kept_width / photo->width;
  gdouble rows    = (gdouble) photo->kept_height / photo->height;

  if (MIN (MIN (view->left, view->top), MIN (view->right, view->bottom)) < 0 || right <= view->left
      || bottom <= view->top)
    {
      g_set_error (
        error, COLORIZE_ERROR, COLORIZE_ERROR_PHOTO,
        "A border of %d, %d, %d and %d pixels (left, top, right, bottom) leaves nothing of "
        "a photo of %d × %d.",
        view->left, view->top, view->right, view->bottom, photo->width, photo->height);
      return FALSE;
    }

  border->frames[0] = (ColorizeFrame) { (view->left + right) / 2.0, (view->top + bottom) / 2.0,
                                        right - view->left, bottom - view->top, 0.0 };
  border->cover     = g_try_new (gfloat, (gsize) photo->kept_width * photo->kept_height);
  if (! border->cover)
    {
      error_set_memory (error);
      return FALSE;
    }

  for (gint y = 0; y < photo->kept_height; y++)
    for (gint x = 0; x < photo->kept_width; x++)
      border->cover[(gsize) y * photo->kept_width + x] =
        get_share (x, view->left * columns, right * columns)
        * get_share (y, view->top * rows, bottom * rows);
  return TRUE;
}

/* Leaves the border as it is where nothing is found. */
static gboolean
init_found (Border *border, Pool *pool, const ColorizePhoto *photo, GError **error)
{
  ColorizeFrame frames[BORDER_MAX_FRAMES];
  gint          n_frames;

  if (! border_find (pool, photo->luminance, photo->kept_height, photo->kept_width, frames,
                     &n_frames, &border->cover, error))
    return FALSE;

  border->n_frames = MAX (n_frames, 1);
  for (gint i = 0; i < n_frames; i++)
    border->frames[i] = frame_scale (&frames[i], (gdouble) photo->width / photo->kept_width,
                                     (gdouble) photo->height / photo->kept_height);
  return TRUE;
}

gboolean
border_init (Border              *border,
             Pool                *pool,
             const ColorizePhoto *photo,
             const ColorizeView  *view,
             GError             **error)
{
  *border = (Border) { .n_frames = 1,
                       .frames   = { { photo->width / 2.0, photo->height / 2.0, photo->width,
                                       photo->height, 0.0 } } };

  if (view->border == COLORIZE_BORDER_GIVEN)
    return init_given (border, photo, view, error);

  return view->border == COLORIZE_BORDER_NONE || init_found (border, pool, photo, error);
}

void
border_clear (Border *border)
{
  g_clear_pointer (&border->cover, g_free);
}
