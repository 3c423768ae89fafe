/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "frame-colors.h"

#include "picture/photo.h"
#include "picture/prediction.h"

/* The short side of a map: twice what the network gives colors for. */
#define MAP_SIDE 112

/* A strip of film is no wider to the network either. */
#define MAX_PROPORTION 4.0

void
frame_colors_get_size (gint width, gint height, gint *map_width, gint *map_height)
{
  gdouble side  = MIN (MIN (width, height), MAP_SIDE);
  gdouble scale = side / MIN (width, height);

  *map_width  = MAX (MIN (width * scale, MAX_PROPORTION * side) + 0.5, 1);
  *map_height = MAX (MIN (height * scale, MAX_PROPORTION * side) + 0.5, 1);
}

static gboolean
set_memory_error (GError **error)
{
  g_set_error_literal (error, COLORIZE_ERROR, COLORIZE_ERROR_MEMORY,
                       "there is not enough memory for it; close other programs");
  return FALSE;
}

gboolean
frame_colors_predict_photo (ColorizePhoto         *photo,
                            ColorizeWeights       *weights,
                            const ColorizeView    *view,
                            const ColorizeOptions *options,
                            gint                   width,
                            gint                   height,
                            gfloat                *luminance,
                            gfloat                *chroma,
                            GError               **error)
{
  g_autoptr (ColorizePrediction) prediction =
    colorize_predict (weights, photo, view, 1, NULL, NULL, NULL, error);
  g_autofree gfloat *sketch = NULL;

  if (! prediction)
    return FALSE;

  sketch = colorize_prediction_sketch (prediction, options, NULL, 1, width, height, NULL);
  if (! sketch)
    return set_memory_error (error);

  memcpy (chroma, sketch, 2 * (gsize) width * height * sizeof *chroma);
  resample_map (NULL, photo->luminance, photo->kept_height, photo->kept_width, 1, RESAMPLE_LINEAR,
                height, width, luminance);
  return TRUE;
}

gboolean
frame_colors_predict (ClipFrame             *frame,
                      ColorizeWeights       *weights,
                      const ColorizeView    *view,
                      const ColorizeOptions *options,
                      gint                   width,
                      gint                   height,
                      gfloat                *luminance,
                      gfloat                *chroma,
                      GError               **error)
{
  g_autoptr (ColorizePhoto) photo = clip_frame_take_photo (frame, TRUE, error);

  return photo
         && frame_colors_predict_photo (photo, weights, view, options, width, height, luminance,
                                        chroma, error);
}

gboolean
frame_colors_put (ClipFrame             *frame,
                  const gfloat          *chroma,
                  gint                   width,
                  gint                   height,
                  const ColorizeOptions *options,
                  GError               **error)
{
  g_autoptr (ColorizePhoto) photo   = clip_frame_take_photo (frame, FALSE, error);
  g_autoptr (Pool) pool             = pool_new (1, NULL);
  g_autoptr (ColorizeChroma) lifted = NULL;

  if (! photo)
    return FALSE;
  lifted = chroma_new (pool, photo, chroma, height, width);
  return lifted ? clip_frame_color (frame, lifted, options, error) : set_memory_error (error);
}
