/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "scene-samples.h"

#include <math.h>

#include "map/frame.h"
#include "picture/border.h"
#include "picture/levels.h"

/* Of a scene: beyond, every second one goes. */
#define MAX_SAMPLES 16

#define FIRST_STEP 4

/* A border that is askew by more degrees is part of the scene. */
#define MAX_ANGLE 0.5

typedef struct
{
  gint64         frame;
  ColorizePhoto *photo;
} Sample;

struct _SceneSamples
{
  GArray *list;  /* Sample */
  gint64  first; /* frame of the scene */
  gint64  step;
};

static void
sample_clear (gpointer data)
{
  colorize_photo_unref (((Sample *) data)->photo);
}

SceneSamples *
scene_samples_new (void)
{
  SceneSamples *samples = g_new0 (SceneSamples, 1);

  samples->list = g_array_new (FALSE, FALSE, sizeof (Sample));
  samples->step = FIRST_STEP;
  g_array_set_clear_func (samples->list, sample_clear);
  return samples;
}

void
scene_samples_free (SceneSamples *samples)
{
  if (! samples)
    return;

  g_array_unref (samples->list);
  g_free (samples);
}

gboolean
scene_samples_want (const SceneSamples *samples, gint64 frame)
{
  return (frame - samples->first) % samples->step == 0;
}

void
scene_samples_add (SceneSamples *samples, gint64 frame, ColorizePhoto *photo)
{
  Sample sample = { frame, photo };

  g_array_append_val (samples->list, sample);
  if (samples->list->len <= MAX_SAMPLES)
    return;

  samples->step *= 2;
  for (guint i = samples->list->len; i-- > 0;)
    if (! scene_samples_want (samples, g_array_index (samples->list, Sample, i).frame))
      g_array_remove_index (samples->list, i);
}

static ColorizePhoto *
get_photo (const SceneSamples *samples, guint i)
{
  return g_array_index (samples->list, Sample, i).photo;
}

/* What moves is blurred in it; a border stays sharp. */
static ColorizePhoto *
make_mean (const SceneSamples *samples, guint n, GError **error)
{
  const ColorizePhoto *like       = get_photo (samples, 0);
  gsize                n_pixels   = (gsize) like->kept_width * like->kept_height;
  g_autoptr (ColorizePhoto) photo = colorize_photo_new (like->kept_width, like->kept_height, error);
  g_autofree gfloat *mean         = g_new0 (gfloat, n_pixels);

  if (! photo)
    return NULL;
  for (guint i = 0; i < n; i++)
    for (gsize k = 0; k < n_pixels; k++)
      mean[k] += get_photo (samples, i)->luminance[k] / n;
  colorize_photo_add_rows (photo, mean, like->kept_height);
  return g_steal_pointer (&photo);
}

/* Widths of a border in pixels of the photos; none where it is not straight, or there are several pictures. */
static gboolean
settle_border (const SceneSamples *samples, guint n, Pool *pool, ColorizeView *view, GError **error)
{
  g_autoptr (ColorizePhoto) mean = make_mean (samples, n, error);
  const ColorizePhoto *like      = get_photo (samples, 0);
  g_auto (Border) border         = { 0 };
  ColorizeFrame frame;

  if (! mean || ! border_init (&border, pool, mean, view, error))
    return FALSE;

  view->border = COLORIZE_BORDER_NONE;
  frame        = frame_scale (&border.frames[0], (gdouble) like->width / mean->width,
                              (gdouble) like->height / mean->height);
  if (border.n_frames > 1 || fabs (frame.angle) > MAX_ANGLE
      || frame_is_whole (&frame, like->width, like->height))
    return TRUE;

  view->border = COLORIZE_BORDER_GIVEN;
  view->left   = MAX (frame.x - frame.width / 2.0 + 0.5, 0);
  view->top    = MAX (frame.y - frame.height / 2.0 + 0.5, 0);
  view->right  = MAX (like->width - frame.x - frame.width / 2.0 + 0.5, 0);
  view->bottom = MAX (like->height - frame.y - frame.height / 2.0 + 0.5, 0);
  return TRUE;
}

/* Of a sample, what lies in the border. */
static ColorizePhoto *
take_picture (ColorizePhoto *photo, const ColorizeView *view, Pool *pool, GError **error)
{
  g_auto (Border) border = { 0 };

  if (view->border != COLORIZE_BORDER_GIVEN)
    return colorize_photo_ref (photo);
  if (! border_init (&border, pool, photo, view, error))
    return NULL;
  return photo_new_picture (photo, &border.frames[0], pool, error);
}

static gboolean
settle_photos (const SceneSamples *samples,
               guint               n,
               ColorizeWeights    *weights,
               Pool               *pool,
               ColorizeView       *view,
               ColorizeMood      **mood,
               GError            **error)
{
  gboolean has_moods = colorize_mood_is_possible (weights, NULL);
  g_autoptr (GPtrArray) moods =
    g_ptr_array_new_with_free_func ((GDestroyNotify) colorize_mood_unref);

  view->black = 100.0;
  view->white = 0.0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ColorizePhoto) picture = take_picture (get_photo (samples, i), view, pool, error);
      gfloat        black, white;
      ColorizeMood *own;

      if (! picture)
        return FALSE;
      if (! levels_find (pool, picture, &black, &white))
        {
          g_set_error_literal (error, COLORIZE_ERROR, COLORIZE_ERROR_MEMORY,
                               "there is not enough memory for it; close other programs");
          return FALSE;
        }
      view->black = MIN (view->black, black);
      view->white = MAX (view->white, white);
      if (! has_moods)
        continue;
      own = colorize_mood_new (weights, picture, pool_get_n_threads (pool), NULL, error);
      if (! own)
        return FALSE;
      g_ptr_array_add (moods, own);
    }

  *mood = NULL;
  if (has_moods)
    *mood = colorize_mood_new_mean ((ColorizeMood *const *) moods->pdata, moods->len, error);
  view->mood       = *mood;
  view->mood_share = 100.0;
  return ! has_moods || *mood;
}

gboolean
scene_samples_settle (SceneSamples    *samples,
                      gint64           end,
                      ColorizeWeights *weights,
                      Pool            *pool,
                      ColorizeView    *view,
                      ColorizeMood   **mood,
                      GError         **error)
{
  guint n = 0;

  while (n < samples->list->len && g_array_index (samples->list, Sample, n).frame < end)
    n++;
  /* Whatever is seen of a scene, its first frame is. */
  n = MAX (n, 1);
  if ((view->border == COLORIZE_BORDER_AUTO && ! settle_border (samples, n, pool, view, error))
      || ! settle_photos (samples, n, weights, pool, view, mood, error))
    return FALSE;

  g_array_remove_range (samples->list, 0, MIN (n, samples->list->len));
  samples->first = end;
  samples->step  = FIRST_STEP;
  return TRUE;
}
