/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "scenes.h"

#include <math.h>

#include "film-progress.h"
#include "frame-batch.h"
#include "frame-colors.h"
#include "interrupt.h"
#include "picture/photo.h"
#include "scene-samples.h"
#include "steady/cuts.h"
#include "tool.h"

#define FRAMES_PER_THREAD 8

/* In which a mood goes over to the next one. */
#define MOOD_STEPS 8

typedef struct
{
  const FilmOptions *options;
  ColorizeWeights   *weights;
  Pool              *pool;
  gint               width, height; /* of a map */
  gdouble            columns, rows; /* of a fine photo, for one of the frame */
  Scenes            *scenes;
  Cuts              *cuts;
  SceneSamples      *samples;
  GArray            *sharpness; /* gfloat: of each frame */
  guint              n_settled; /* cuts whose scenes are finished */
  gfloat            *luminance; /* [batch][height][width] */
  ColorizePhoto    **photos;    /* [batch] */
} Search;

static void
scene_free (gpointer data)
{
  Scene *scene = data;

  colorize_mood_unref (scene->mood);
  g_free (scene);
}

void
scenes_free (Scenes *scenes)
{
  if (! scenes)
    return;

  g_ptr_array_unref (scenes->scenes);
  g_array_unref (scenes->seconds);
  g_free (scenes);
}

static gboolean
look_at_frame (ClipFrame *frame, gint index, gpointer data, GError **error)
{
  Search        *search = data;
  ColorizePhoto *photo  = clip_frame_take_photo (frame, TRUE, error);

  search->photos[index] = photo;
  if (photo)
    resample_map (NULL, photo->luminance, photo->kept_height, photo->kept_width, 1, RESAMPLE_LINEAR,
                  search->height, search->width,
                  search->luminance + (gsize) index * search->height * search->width);
  return photo != NULL;
}

static gfloat
measure_sharpness (const gfloat *luminance, gint height, gint width)
{
  gdouble sum = 0.0;

  for (gint y = 0; y + 1 < height; y++)
    for (gint x = 0; x + 1 < width; x++)
      {
        const gfloat *pixel = luminance + (gsize) y * width + x;
        gfloat        right = pixel[1] - pixel[0], down = pixel[width] - pixel[0];

        sum += right * right + down * down;
      }
  return sqrt (sum / ((gdouble) height * width));
}

static gint64
find_key (const Search *search, gint64 first, gint64 end)
{
  gint64 third = (end - first) / 3;
  gint64 best  = (first + end) / 2;

  for (gint64 t = first + third; t < end - third; t++)
    if (g_array_index (search->sharpness, gfloat, t)
        > g_array_index (search->sharpness, gfloat, best))
      best = t;
  return best;
}

/* The scene from the last one's end to `end`. */
static gboolean
settle (Search *search, gint64 end, GError **error)
{
  GPtrArray   *list  = search->scenes->scenes;
  const Scene *last  = list->len > 0 ? list->pdata[list->len - 1] : NULL;
  Scene       *scene = g_new0 (Scene, 1);
  ColorizeView view  = search->options->coloring.view;

  scene->first    = last ? last->first + last->n_frames : 0;
  scene->n_frames = end - scene->first;
  scene->key      = find_key (search, scene->first, end);
  g_ptr_array_add (list, scene);

  view.left *= search->columns;
  view.right *= search->columns;
  view.top *= search->rows;
  view.bottom *= search->rows;
  scene->view = view;
  return scene_samples_settle (search->samples, end, search->weights, search->pool, &scene->view,
                               &scene->mood, error);
}

/* The scenes whose ends are known. */
static gboolean
settle_cuts (Search *search, GError **error)
{
  guint      n;
  const Cut *cuts = cuts_get (search->cuts, &n);

  for (; search->n_settled < n; search->n_settled++)
    if (! settle (search, cuts[search->n_settled].frame, error))
      return FALSE;
  return TRUE;
}

static gboolean
add_frames (Search *search, FrameBatch *batch, GError **error)
{
  gsize n = (gsize) search->height * search->width;

  for (guint i = 0; i < batch->len; i++)
    {
      gint64  t       = search->scenes->seconds->len;
      gdouble seconds = clip_frame_get_seconds (batch->pdata[i]);
      gfloat  sharpness =
        measure_sharpness (search->luminance + i * n, search->height, search->width);

      g_array_append_val (search->scenes->seconds, seconds);
      g_array_append_val (search->sharpness, sharpness);
      if (scene_samples_want (search->samples, t))
        scene_samples_add (search->samples, t, g_steal_pointer (&search->photos[i]));
      cuts_add (search->cuts, search->luminance + i * n);
      if (! settle_cuts (search, error))
        return FALSE;
    }
  return TRUE;
}

/* Each scene is mixed with the one before by its first frame's dissolve. */
static void
set_dissolves (Search *search)
{
  guint      n;
  const Cut *cuts = cuts_get (search->cuts, &n);

  for (guint i = 0; i < n && i + 1 < search->scenes->scenes->len; i++)
    ((Scene *) search->scenes->scenes->pdata[i + 1])->dissolve = cuts[i].dissolve;
}

static gboolean
search_clip (Search *search, Clip *clip, GError **error)
{
  guint n_most                = FRAMES_PER_THREAD * pool_get_n_threads (search->pool);
  g_autoptr (GPtrArray) batch = frame_batch_new ();
  gboolean     goes_on;
  FilmProgress progress;

  film_progress_start (&progress, clip_estimate_frames (clip), 0,
                       ! search->options->coloring.quiet);
  do
    {
      goes_on = frame_batch_read (batch, clip, n_most, error)
                && frame_batch_run (batch, search->pool, look_at_frame, search, error)
                && add_frames (search, batch, error);
      for (guint i = 0; i < batch->len; i++)
        g_clear_pointer (&search->photos[i], colorize_photo_unref);
      if (goes_on && interrupt_is_noted ())
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                               "Stopped before the first frame was colored.");
          goes_on = FALSE;
        }
      if (! goes_on)
        {
          film_progress_end (&progress);
          return FALSE;
        }
      film_progress_show (&progress, "Looking for scenes", search->scenes->seconds->len);
    }
  while (batch->len == n_most);

  film_progress_end (&progress);
  cuts_end (search->cuts);
  if (! settle_cuts (search, error) || ! settle (search, search->scenes->seconds->len, error))
    return FALSE;
  set_dissolves (search);
  return TRUE;
}

Scenes *
scenes_find (Clip              *clip,
             const FilmOptions *options,
             ColorizeWeights   *weights,
             Pool              *pool,
             GError           **error)
{
  guint n_most                         = FRAMES_PER_THREAD * pool_get_n_threads (pool);
  g_autoptr (Scenes) scenes            = g_new0 (Scenes, 1);
  g_autoptr (Cuts) cuts                = NULL;
  g_autoptr (SceneSamples) samples     = scene_samples_new ();
  g_autoptr (GArray) sharpness         = g_array_new (FALSE, FALSE, sizeof (gfloat));
  g_autofree gfloat         *luminance = NULL;
  g_autofree ColorizePhoto **photos    = g_new0 (ColorizePhoto *, n_most);
  Search                     search    = { .options   = options,
                                           .weights   = weights,
                                           .pool      = pool,
                                           .scenes    = scenes,
                                           .samples   = samples,
                                           .sharpness = sharpness,
                                           .photos    = photos };
  gint                       width, height, fine_width, fine_height;

  clip_get_size (clip, &width, &height);
  clip_get_fine_size (clip, &fine_width, &fine_height);
  search.columns = (gdouble) fine_width / width;
  search.rows    = (gdouble) fine_height / height;
  frame_colors_get_size (width, height, &search.width, &search.height);
  search.luminance = luminance = g_new (gfloat, (gsize) n_most * search.width * search.height);
  search.cuts = cuts = cuts_new (search.height, search.width);
  scenes->scenes     = g_ptr_array_new_with_free_func (scene_free);
  scenes->seconds    = g_array_new (FALSE, FALSE, sizeof (gdouble));
  return search_clip (&search, clip, error) ? g_steal_pointer (&scenes) : NULL;
}

const Scene *
scenes_get (const Scenes *scenes, guint index)
{
  return scenes->scenes->pdata[index];
}

guint
scenes_get_index (const Scenes *scenes, gint64 frame)
{
  guint low = 0, high = scenes->scenes->len - 1;

  while (low < high)
    {
      guint middle = (low + high + 1) / 2;

      if (scenes_get (scenes, middle)->first <= frame)
        low = middle;
      else
        high = middle - 1;
    }
  return low;
}

/* Of `scene` and the one before or after it, the mean by how far the dissolve between them is. */
static ColorizeMood *
mix_moods (const Scene *before, const Scene *after, gint64 frame)
{
  gdouble       share = (frame - after->first + after->dissolve / 2.0 + 0.5) / after->dissolve;
  gint          n     = CLAMP (MOOD_STEPS * share + 0.5, 0, MOOD_STEPS);
  ColorizeMood *moods[MOOD_STEPS];

  for (gint i = 0; i < MOOD_STEPS; i++)
    moods[i] = i < n ? after->mood : before->mood;
  return colorize_mood_new_mean (moods, MOOD_STEPS, NULL);
}

ColorizeView
scenes_get_view (const Scenes *scenes, gint64 frame, ColorizeMood **mood)
{
  guint        index = scenes_get_index (scenes, frame);
  const Scene *scene = scenes_get (scenes, index);
  const Scene *next  = index + 1 < scenes->scenes->len ? scenes_get (scenes, index + 1) : NULL;
  ColorizeView view  = scene->view;

  *mood = NULL;
  if (scene->mood && index > 0 && frame < scene->first + scene->dissolve / 2)
    *mood = mix_moods (scenes_get (scenes, index - 1), scene, frame);
  else if (scene->mood && next && frame >= next->first - next->dissolve / 2)
    *mood = mix_moods (scene, next, frame);
  else if (scene->mood)
    *mood = colorize_mood_ref (scene->mood);
  view.mood = *mood;
  return view;
}
