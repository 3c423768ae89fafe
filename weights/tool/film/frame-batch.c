/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "frame-batch.h"

typedef struct
{
  FrameBatch *batch;
  FrameTask   task;
  gpointer    data;
  GError    **errors; /* [batch->len] */
} Run;

FrameBatch *
frame_batch_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) clip_frame_free);
}

gboolean
frame_batch_read (FrameBatch *batch, Clip *clip, guint n_most, GError **error)
{
  GError    *cause = NULL;
  ClipFrame *frame;

  g_ptr_array_set_size (batch, 0);
  while (batch->len < n_most && (frame = clip_next (clip, &cause)))
    g_ptr_array_add (batch, frame);
  if (! cause)
    return TRUE;

  g_propagate_error (error, cause);
  return FALSE;
}

static void
run_task (gint index, gint thread, gpointer data)
{
  Run *run = data;

  run->task (run->batch->pdata[index], index, run->data, &run->errors[index]);
}

gboolean
frame_batch_run (FrameBatch *batch, Pool *pool, FrameTask task, gpointer data, GError **error)
{
  g_autofree GError **errors = g_new0 (GError *, MAX (batch->len, 1));
  Run                 run    = { batch, task, data, errors };
  GError             *first  = NULL;

  pool_run (pool, batch->len, run_task, &run);
  for (guint i = 0; i < batch->len; i++)
    if (! first)
      first = errors[i];
    else
      g_clear_error (&errors[i]);
  if (! first)
    return TRUE;

  g_propagate_error (error, first);
  return FALSE;
}
