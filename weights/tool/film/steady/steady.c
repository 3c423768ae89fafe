/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "steady.h"

#include <math.h>
#include <string.h>

#include "carried.h"
#include "motion.h"

typedef struct
{
  gboolean      is_first;
  gboolean      has_forward;
  gfloat       *luminance; /* until the frames about it have been compared with it */
  MotionFrame  *prepared;
  MotionVector *to_before; /* NULL until they are found */
  MotionVector *to_after;  /* NULL for the window's last frame */
  guint8       *trust_before, *trust_after;
  Carried       net, forward, result;
  Carried       key;  /* empty: it is no key frame */
  Carried       held; /* what the key frame before says of it, and how surely; empty: nothing */
  gint          age;  /* frames since that one */
} Frame;

/* The weight of what a key frame says, where it is sure. */
#define SURE 60.0f

/* About a speck, in pixels, and the share of it that must be kept. */
#define MEND   2
#define MOSTLY 0.6f

/* Of motion that is trusted this far, nothing is lost. */
#define FULL_TRUST 224.0f

struct _Steady
{
  gint       height, width;
  gsize      n_pixels;
  GPtrArray *frames;  /* Frame */
  gint       n_pairs; /* of the window's frames, whose motion is known */
  gint       failed;  /* atomic */
};

static void
frame_free (gpointer data)
{
  Frame *frame = data;

  g_free (frame->luminance);
  motion_frame_free (frame->prepared);
  g_free (frame->to_before);
  g_free (frame->to_after);
  g_free (frame->trust_before);
  g_free (frame->trust_after);
  carried_clear (&frame->net);
  carried_clear (&frame->forward);
  carried_clear (&frame->result);
  carried_clear (&frame->key);
  carried_clear (&frame->held);
  g_free (frame);
}

Steady *
steady_new (gint height, gint width)
{
  Steady *steady = g_new0 (Steady, 1);

  steady->height   = height;
  steady->width    = width;
  steady->n_pixels = (gsize) height * width;
  steady->frames   = g_ptr_array_new_with_free_func (frame_free);
  return steady;
}

void
steady_free (Steady *steady)
{
  if (! steady)
    return;

  g_ptr_array_unref (steady->frames);
  g_free (steady);
}

gint
steady_count_room (const Steady *steady, gsize n_bytes)
{
  gsize each =
    steady->n_pixels * (2 * sizeof (MotionVector) + 2 + 3 * CARRIED_BYTES + 2 * sizeof (gfloat));

  return MIN (n_bytes / each, 10000);
}

gint
steady_get_n_frames (const Steady *steady)
{
  return steady->frames->len;
}

gboolean
steady_add (Steady *steady, const gfloat *luminance, const gfloat *chroma, gboolean is_first)
{
  Frame *frame = g_new0 (Frame, 1);

  g_ptr_array_add (steady->frames, frame);
  frame->is_first  = is_first || steady->frames->len == 1;
  frame->luminance = g_try_new (gfloat, steady->n_pixels);
  if (! frame->luminance || ! carried_init (&frame->net, steady->n_pixels)
      || ! carried_init (&frame->forward, steady->n_pixels)
      || ! carried_init (&frame->result, steady->n_pixels))
    return FALSE;

  memcpy (frame->luminance, luminance, steady->n_pixels * sizeof *luminance);
  carried_set (&frame->net, chroma, 1, steady->n_pixels);
  return TRUE;
}

gboolean
steady_set_key (Steady *steady, const gfloat *chroma)
{
  Frame *frame = steady->frames->pdata[steady->frames->len - 1];

  if (! carried_init (&frame->key, steady->n_pixels))
    return FALSE;
  carried_set (&frame->key, chroma, SURE, steady->n_pixels);
  return TRUE;
}

static void
prepare_frame (gint index, gint thread, gpointer data)
{
  Steady *steady = data;
  Frame  *frame  = steady->frames->pdata[steady->n_pairs + index];

  if (! frame->prepared)
    frame->prepared = motion_frame_new (frame->luminance, steady->height, steady->width);
}

/* Between a frame and the one after it, both ways. */
static void
find_motion (gint index, gint thread, gpointer data)
{
  Steady            *steady   = data;
  Frame             *before   = steady->frames->pdata[steady->n_pairs + index];
  Frame             *after    = steady->frames->pdata[steady->n_pairs + index + 1];
  gsize              n        = steady->n_pixels;
  g_autofree gfloat *forward  = g_try_new (gfloat, n);
  g_autofree gfloat *backward = g_try_new (gfloat, n);

  if (after->is_first)
    return;

  before->to_after    = g_try_new (MotionVector, n);
  before->trust_after = g_try_new (guint8, n);
  after->to_before    = g_try_new (MotionVector, n);
  after->trust_before = g_try_new (guint8, n);
  if (! forward || ! backward || ! before->to_after || ! before->trust_after || ! after->to_before
      || ! after->trust_before)
    {
      g_atomic_int_set (&steady->failed, TRUE);
      return;
    }

  motion_find (before->prepared, after->prepared, before->to_after, forward);
  motion_find (after->prepared, before->prepared, after->to_before, backward);
  motion_trust (before->to_after, forward, after->to_before, steady->height, steady->width,
                before->trust_after);
  motion_trust (after->to_before, backward, before->to_after, steady->height, steady->width,
                after->trust_before);
}

static gboolean
find_motions (Steady *steady, Pool *pool)
{
  gint n_new = (gint) steady->frames->len - 1 - steady->n_pairs;

  if (n_new <= 0)
    return TRUE;

  pool_run (pool, n_new + 1, prepare_frame, steady);
  pool_run (pool, n_new, find_motion, steady);
  if (g_atomic_int_get (&steady->failed))
    return FALSE;

  for (gint i = 0; i < n_new; i++)
    {
      Frame *frame = steady->frames->pdata[steady->n_pairs + i];

      g_clear_pointer (&frame->luminance, g_free);
      g_clear_pointer (&frame->prepared, motion_frame_free);
    }
  steady->n_pairs += n_new;
  return TRUE;
}

typedef struct
{
  Steady             *steady;
  Frame              *frame;
  const MotionVector *vectors;
  const guint8       *trust;
  const Carried      *from;
  Carried            *to;
} Carrying;

static void
carry_row (gint y, gint thread, gpointer data)
{
  const Carrying *carrying = data;
  Steady         *steady   = carrying->steady;
  Frame          *frame    = carrying->frame;
  gsize           first    = (gsize) y * steady->width;

  for (gint x = 0; x < steady->width; x++)
    {
      gsize  pixel = first + x;
      gfloat net[2], found[2] = { 0.0f, 0.0f };
      gfloat n = 0.0f;

      carried_get (&frame->net, pixel, net);
      if (carrying->vectors && carrying->trust[pixel] > 0)
        {
          const MotionVector *vector = &carrying->vectors[pixel];

          n = carried_look_up (carrying->from, steady->height, steady->width,
                               x + vector->x / (gfloat) MOTION_UNIT,
                               y + vector->y / (gfloat) MOTION_UNIT, found);
          n = MIN (n * carrying->trust[pixel] / 255.0f, STEADY_FRAMES - 1.0f);
        }
      for (gint c = 0; c < 2; c++)
        found[c] = (n * found[c] + net[c]) / (n + 1.0f);
      carried_put (carrying->to, pixel, found, n + 1.0f);
    }
}

/* What a key frame says, on its way. */
static void
hold_row (gint y, gint thread, gpointer data)
{
  const Carrying *carrying = data;
  Steady         *steady   = carrying->steady;

  for (gint x = 0; x < steady->width; x++)
    {
      gsize               pixel  = (gsize) y * steady->width + x;
      const MotionVector *vector = &carrying->vectors[pixel];
      gfloat              found[2];
      gfloat              sure = carried_look_up (carrying->from, steady->height, steady->width,
                                                  x + vector->x / (gfloat) MOTION_UNIT,
                                                  y + vector->y / (gfloat) MOTION_UNIT, found);

      carried_put (carrying->to, pixel, found,
                   sure * MIN (carrying->trust[pixel] / FULL_TRUST, 1.0f));
    }
}

/* A speck that has lost what all about it has kept, as grain and glitter do, gets it again. What something uncovers is no speck:
 * along its edge less than MOSTLY is kept. */
static void
mend_row (gint y, gint thread, gpointer data)
{
  const Carrying *carrying = data;
  gint            height = carrying->steady->height, width = carrying->steady->width;

  for (gint x = 0; x < width; x++)
    {
      gsize  pixel  = (gsize) y * width + x;
      gfloat sum[2] = { 0.0f, 0.0f }, weight = 0.0f, color[2];
      gint   n = 0;

      if (carrying->from->weight[pixel] > MOSTLY * SURE * CARRIED_WEIGHT)
        {
          gfloat own = carried_get (carrying->from, pixel, color);

          carried_put (carrying->to, pixel, color, own);
          continue;
        }
      for (gint v = MAX (y - MEND, 0); v <= MIN (y + MEND, height - 1); v++)
        for (gint u = MAX (x - MEND, 0); u <= MIN (x + MEND, width - 1); u++, n++)
          {
            gfloat part = carried_get (carrying->from, (gsize) v * width + u, color);

            sum[0] += part * color[0];
            sum[1] += part * color[1];
            weight += part;
          }
      if (weight > MOSTLY * SURE * n)
        {
          sum[0] /= weight;
          sum[1] /= weight;
          carried_put (carrying->to, pixel, sum, weight / n);
        }
      else
        {
          gfloat own = carried_get (carrying->from, pixel, color);

          carried_put (carrying->to, pixel, color, own);
        }
    }
}

/* carrying   from and to that are about what is held; `from` NULL: nothing is
 * FALSE if there is not enough memory */
static gboolean
hold (const Carrying *carrying, Pool *pool)
{
  const Carried *key = &carrying->frame->key;
  gsize          n   = carrying->steady->n_pixels;

  if (! key->chroma && (! carrying->from || ! carrying->vectors))
    return TRUE;
  if (! carrying->to->chroma && ! carried_init (carrying->to, n))
    return FALSE;

  if (key->chroma)
    {
      memcpy (carrying->to->chroma, key->chroma, 2 * n * sizeof *key->chroma);
      memcpy (carrying->to->weight, key->weight, n * sizeof *key->weight);
    }
  else
    {
      Carried  kept    = { 0 };
      Carrying mending = *carrying;
      Carrying holding = *carrying;
      gboolean is_made = carried_init (&kept, n);

      holding.to   = &kept;
      mending.from = &kept;
      if (is_made)
        {
          pool_run (pool, carrying->steady->height, hold_row, &holding);
          pool_run (pool, carrying->steady->height, mend_row, &mending);
        }
      carried_clear (&kept);
      return is_made;
    }
  return TRUE;
}

static gboolean
go_forward (Steady *steady, Pool *pool)
{
  for (guint i = 0; i < steady->frames->len; i++)
    {
      Frame       *frame    = steady->frames->pdata[i];
      Carrying     carrying = { .steady = steady, .frame = frame, .to = &frame->forward };

      const Frame *before = NULL;

      if (frame->has_forward)
        continue;
      if (! frame->is_first)
        {
          before           = steady->frames->pdata[i - 1];
          carrying.vectors = frame->to_before;
          carrying.trust   = frame->trust_before;
          carrying.from    = &before->forward;
        }
      pool_run (pool, steady->height, carry_row, &carrying);

      carrying.to   = &frame->held;
      carrying.from = before && before->held.chroma ? &before->held : NULL;
      frame->age    = frame->key.chroma || ! before ? 0 : before->age + 1;
      if (! hold (&carrying, pool))
        return FALSE;
      frame->has_forward = TRUE;
    }
  return TRUE;
}

typedef struct
{
  Steady        *steady;
  Frame         *frame;
  const Carried *backward;
  const Carried *held; /* by the key frame after; NULL: nothing is */
  gint           age;
} Joining;

/* What both key frames say, by how sure that is and how near they are. Returns how sure, 0..1. */
static gfloat
join_held (const Joining *joining, gsize pixel, gfloat chroma[2])
{
  const Frame *frame     = joining->frame;
  gfloat       before[2] = { 0 }, after[2] = { 0 };
  gfloat       n = frame->held.chroma ? carried_get (&frame->held, pixel, before) : 0.0f;
  gfloat       m = joining->held ? carried_get (joining->held, pixel, after) : 0.0f;
  gfloat       u = n / (frame->age + 1.0f), v = m / (joining->age + 1.0f);

  if (u + v <= 0.0f)
    return 0.0f;
  for (gint c = 0; c < 2; c++)
    chroma[c] = (u * before[c] + v * after[c]) / (u + v);
  return MIN (MAX (n, m) / SURE, 1.0f);
}

static void
join_row (gint y, gint thread, gpointer data)
{
  const Joining *joining = data;
  Steady        *steady  = joining->steady;
  Frame         *frame   = joining->frame;

  for (gint x = 0; x < steady->width; x++)
    {
      gsize  pixel = (gsize) y * steady->width + x;
      gfloat net[2], forward[2], backward[2], n, m;

      carried_get (&frame->net, pixel, net);
      n = carried_get (&frame->forward, pixel, forward);
      m = carried_get (joining->backward, pixel, backward);
      for (gint c = 0; c < 2; c++)
        net[c] = (n * forward[c] + m * backward[c] - net[c]) / (n + m - 1.0f);
      n = join_held (joining, pixel, forward);
      for (gint c = 0; c < 2; c++)
        net[c] += n * (forward[c] - net[c]);
      carried_put (&frame->result, pixel, net, 1.0f);
    }
}

static gboolean
go_backward (Steady *steady, Pool *pool)
{
  Carried        maps[2] = { 0 }, helds[2] = { 0 };
  const Carried *held = NULL; /* of the frame after */
  gint           now = 0, age = 0;
  gboolean       is_enough =
    carried_init (&maps[0], steady->n_pixels) && carried_init (&maps[1], steady->n_pixels);

  for (guint i = steady->frames->len; is_enough && i-- > 0; now = ! now)
    {
      Frame   *frame    = steady->frames->pdata[i];
      Carrying carrying = { .steady = steady, .frame = frame, .to = &maps[now] };
      Joining  joining  = { .steady = steady, .frame = frame, .backward = &maps[now] };

      if (i + 1 < steady->frames->len && ! ((Frame *) steady->frames->pdata[i + 1])->is_first)
        {
          carrying.vectors = frame->to_after;
          carrying.trust   = frame->trust_after;
          carrying.from    = &maps[! now];
        }
      else
        held = NULL;
      pool_run (pool, steady->height, carry_row, &carrying);

      carrying.from = held;
      carrying.to   = &helds[now];
      is_enough     = hold (&carrying, pool);
      held          = held || frame->key.chroma ? &helds[now] : NULL;
      age           = frame->key.chroma ? 0 : age + 1;
      joining.held  = held;
      joining.age   = age;
      pool_run (pool, steady->height, join_row, &joining);
    }

  for (gint i = 0; i < 2; i++)
    {
      carried_clear (&maps[i]);
      carried_clear (&helds[i]);
    }
  return is_enough;
}

gboolean
steady_run (Steady *steady, Pool *pool)
{
  if (! find_motions (steady, pool))
    return FALSE;

  return go_forward (steady, pool) && go_backward (steady, pool);
}

void
steady_get (const Steady *steady, gint i, gfloat *chroma)
{
  const Frame *frame = steady->frames->pdata[i];

  for (gsize pixel = 0; pixel < steady->n_pixels; pixel++)
    carried_get (&frame->result, pixel, chroma + 2 * pixel);
}

void
steady_drop (Steady *steady, gint n)
{
  if (n <= 0)
    return;

  g_ptr_array_remove_range (steady->frames, 0, n);
  steady->n_pairs = MAX (steady->n_pairs - n, 0);
  if (steady->frames->len > 0)
    ((Frame *) steady->frames->pdata[0])->is_first =
      ((Frame *) steady->frames->pdata[0])->is_first
      || ! ((Frame *) steady->frames->pdata[0])->has_forward;
}
