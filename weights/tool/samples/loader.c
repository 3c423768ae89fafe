/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "loader.h"

/* Batches in memory: the one that the network has, and those ahead of it. */
#define N_SLOTS 4

typedef struct
{
  SampleBatch batch;
  gint        n_done;
} Slot;

/* What a thread is to do next. */
typedef struct
{
  guint64 batch;
  gint    place;
  guint   photo;
} Task;

struct _Loader
{
  /* Constant while the threads run */
  const PhotoSet *set;
  const GArray   *photos;
  SampleShape     shape;
  Augmentation    augmentation;
  gboolean        is_augmented;
  gint            batch_size;
  guint32         seed;
  gsize           n_local; /* values of a sample */
  gsize           n_global;
  gsize           n_target;
  GPtrArray      *threads;

  GMutex          mutex;
  GCond           room;  /* a slot has become free, or it is over */
  GCond           ready; /* a batch is complete */

  /* Under the mutex */
  Slot            slots[N_SLOTS]; /* of batch i: slot i % N_SLOTS; what it holds is its thread's */
  Task            next;
  guint64         first_held; /* batch: it and those after it have their slots */
  gboolean        has_handed_out;
  gboolean        is_over;
  guint          *order; /* of the photos in this epoch */
  guint64         epoch;
  guint           position; /* in the order */
  gint64          waited;   /* microseconds */
  gint64          worked;
};

/* Fisher and Yates, from scratch: an epoch's order does not depend on the one before. */
static void
shuffle (Loader *loader)
{
  const guint32 seed[]     = { loader->seed, loader->epoch, loader->epoch >> 32 };
  g_autoptr (GRand) random = g_rand_new_with_seed_array (seed, G_N_ELEMENTS (seed));
  guint n                  = loader->photos->len;

  for (guint i = 0; i < n; i++)
    loader->order[i] = g_array_index (loader->photos, guint, i);
  for (guint i = n - 1; i > 0; i--)
    {
      guint k     = g_rand_int_range (random, 0, i + 1);
      guint photo = loader->order[i];

      loader->order[i] = loader->order[k];
      loader->order[k] = photo;
    }
}

/* Waits for room. FALSE: it is over. Under the mutex. */
static gboolean
take_task (Loader *loader, Task *task)
{
  while (! loader->is_over && loader->next.batch >= loader->first_held + N_SLOTS)
    g_cond_wait (&loader->room, &loader->mutex);
  if (loader->is_over)
    return FALSE;

  if (loader->position == loader->photos->len)
    {
      loader->epoch++;
      loader->position = 0;
      shuffle (loader);
    }

  *task       = loader->next;
  task->photo = loader->order[loader->position++];

  if (++loader->next.place == loader->batch_size)
    {
      loader->next.batch++;
      loader->next.place = 0;
    }
  return TRUE;
}

/* A sample that cannot be made, for want of memory, is a black square without color. */
static void
make_sample (Loader *loader, const Task *task, GRand *random)
{
  const guint32       seed[]       = { loader->seed, task->batch, task->batch >> 32, task->place };
  SampleBatch        *batch        = &loader->slots[task->batch % N_SLOTS].batch;
  const Augmentation *augmentation = loader->is_augmented ? &loader->augmentation : NULL;
  gfloat             *local        = batch->local + task->place * loader->n_local;
  gfloat            *global = batch->global ? batch->global + task->place * loader->n_global : NULL;
  gfloat            *target = batch->target + task->place * loader->n_target;
  gint               width, height;
  g_autofree guint8 *rgb = photo_set_decode (loader->set, task->photo, &width, &height, NULL);

  g_rand_set_seed_array (random, seed, G_N_ELEMENTS (seed));
  batch->classes[task->place] = photo_set_get_class (loader->set, task->photo);

  if (! rgb
      || ! sample_make (&loader->shape, augmentation, rgb, width, height, random, local, global,
                        target))
    {
      for (gsize i = 0; i < loader->n_local; i++)
        local[i] = -loader->shape.mean;
      for (gsize i = 0; global && i < loader->n_global; i++)
        global[i] = -loader->shape.mean;
      memset (target, 0, sizeof (gfloat) * loader->n_target);
    }
}

static gpointer
run_thread (gpointer data)
{
  Loader *loader           = data;
  g_autoptr (GRand) random = g_rand_new_with_seed (0);
  Task task;

  g_mutex_lock (&loader->mutex);
  while (take_task (loader, &task))
    {
      gint64 begin = g_get_monotonic_time ();
      Slot  *slot  = &loader->slots[task.batch % N_SLOTS];

      g_mutex_unlock (&loader->mutex);
      make_sample (loader, &task, random);
      g_mutex_lock (&loader->mutex);

      loader->worked += g_get_monotonic_time () - begin;
      if (++slot->n_done == loader->batch_size)
        g_cond_signal (&loader->ready);
    }
  g_mutex_unlock (&loader->mutex);
  return NULL;
}

static gboolean
slot_init (Slot *slot, const Loader *loader)
{
  SampleBatch *batch = &slot->batch;
  gint         n     = loader->batch_size;

  batch->n       = n;
  batch->local   = g_try_new (gfloat, n * loader->n_local);
  batch->global  = loader->n_global > 0 ? g_try_new (gfloat, n * loader->n_global) : NULL;
  batch->target  = g_try_new (gfloat, n * loader->n_target);
  batch->classes = g_new (gint, n);
  return batch->local && batch->target && (batch->global || loader->n_global == 0);
}

static void
slot_clear (Slot *slot)
{
  g_free (slot->batch.local);
  g_free (slot->batch.global);
  g_free (slot->batch.target);
  g_free (slot->batch.classes);
}

static gsize
square (gint side)
{
  return (gsize) side * side;
}

Loader *
loader_new (const PhotoSet     *set,
            const GArray       *photos,
            const SampleShape  *shape,
            const Augmentation *augmentation,
            gint                batch_size,
            guint32             seed,
            guint64             first_batch,
            gint                n_threads)
{
  guint64 first_sample      = first_batch * batch_size;
  g_autoptr (Loader) loader = NULL;

  g_return_val_if_fail (photos->len > 0, NULL);

  loader               = g_new0 (Loader, 1);
  loader->set          = set;
  loader->photos       = photos;
  loader->shape        = *shape;
  loader->is_augmented = augmentation != NULL;
  if (augmentation)
    loader->augmentation = *augmentation;
  loader->batch_size = batch_size;
  loader->seed       = seed;
  loader->n_local    = square (shape->side);
  loader->n_global   = square (shape->global_side);
  loader->n_target =
    square (sample_shape_get_target_side (shape)) * sample_shape_get_n_target_values (shape);
  loader->threads = g_ptr_array_new ();
  g_mutex_init (&loader->mutex);
  g_cond_init (&loader->room);
  g_cond_init (&loader->ready);

  for (gint i = 0; i < N_SLOTS; i++)
    if (! slot_init (&loader->slots[i], loader))
      return NULL;

  loader->next.batch = first_batch;
  loader->first_held = first_batch;
  loader->order      = g_new (guint, photos->len);
  loader->epoch      = first_sample / photos->len;
  loader->position   = first_sample % photos->len;
  shuffle (loader);

  for (gint i = 0; i < n_threads; i++)
    g_ptr_array_add (loader->threads, g_thread_new ("photos", run_thread, loader));
  return g_steal_pointer (&loader);
}

void
loader_free (Loader *loader)
{
  if (! loader)
    return;

  g_mutex_lock (&loader->mutex);
  loader->is_over = TRUE;
  g_cond_broadcast (&loader->room);
  g_mutex_unlock (&loader->mutex);
  for (guint i = 0; i < loader->threads->len; i++)
    g_thread_join (loader->threads->pdata[i]);

  for (gint i = 0; i < N_SLOTS; i++)
    slot_clear (&loader->slots[i]);
  g_ptr_array_unref (loader->threads);
  g_free (loader->order);
  g_mutex_clear (&loader->mutex);
  g_cond_clear (&loader->room);
  g_cond_clear (&loader->ready);
  g_free (loader);
}

const SampleBatch *
loader_next (Loader *loader)
{
  gint64 begin = g_get_monotonic_time ();
  Slot  *slot;

  g_mutex_lock (&loader->mutex);
  if (loader->has_handed_out)
    {
      loader->slots[loader->first_held % N_SLOTS].n_done = 0;
      loader->first_held++;
      g_cond_broadcast (&loader->room);
    }
  loader->has_handed_out = TRUE;

  slot = &loader->slots[loader->first_held % N_SLOTS];
  while (slot->n_done < loader->batch_size)
    g_cond_wait (&loader->ready, &loader->mutex);
  slot->batch.index = loader->first_held;
  loader->waited += g_get_monotonic_time () - begin;
  g_mutex_unlock (&loader->mutex);

  return &slot->batch;
}

static gdouble
get_seconds (Loader *loader, const gint64 *microseconds)
{
  gdouble seconds;

  g_mutex_lock (&loader->mutex);
  seconds = (gdouble) *microseconds / G_TIME_SPAN_SECOND;
  g_mutex_unlock (&loader->mutex);
  return seconds;
}

gdouble
loader_get_seconds_waited (Loader *loader)
{
  return get_seconds (loader, &loader->waited);
}

gdouble
loader_get_seconds_worked (Loader *loader)
{
  return get_seconds (loader, &loader->worked);
}
