/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "interrupt.h"
#include "tool.h"
#include "train-derived.h"
#include "train-run.h"
#include "train-weights.h"
#include "weights-file/weights-file.h"

/* Of batch norm's running statistics, as in PyTorch. */
#define MOMENTUM 0.1

/* Steps that are measured, after one to warm up. */
#define N_MEASURED 3

/* Checks of a run that are not told how often, and rows of the table between two. */
#define N_CHECKS       20
#define ROWS_PER_CHECK 20

/* A kill costs no more than this. */
#define SAVE_INTERVAL (10 * 60 * G_TIME_SPAN_SECOND)

#define PROGRESS_INTERVAL (G_TIME_SPAN_SECOND / 2)

/* What the loop keeps between steps. */
typedef struct
{
  TrainRun *run;
  gint64    begin; /* that makes state->seconds of now */
  gint64    last_save;
  gint64    last_progress;
  gdouble   loss; /* sum since the last row */
  guint     n_losses;
  gint64    row_begin;
  gboolean  is_on_terminal;
  gboolean  failed_to_write;
} Loop;

guint64
train_run_get_interval (const TrainRun *run)
{
  if (run->settings->check_every > 0)
    return run->settings->check_every;

  return MAX ((run->state->n_steps + N_CHECKS - 1) / N_CHECKS, 1);
}

/* Rises, then falls along a half cosine to zero (Loshchilov and Hutter 2017, equation 5). */
static gdouble
get_learning_rate (const TrainRun *run, guint64 step)
{
  const TrainSettings *settings = run->settings;
  gdouble              part     = (gdouble) step / run->state->n_steps;
  gdouble              rate     = train_settings_get_learning_rate (settings);

  if (settings->warm_up > 0.0)
    rate *= MIN (part / settings->warm_up, 1.0);
  if (g_strcmp0 (settings->schedule, "cosine") == 0)
    rate *= 0.5 * (1.0 + cos (G_PI * part));
  return rate;
}

static Loader *
make_loader (const TrainRun *run, guint64 first_batch)
{
  const TrainSettings *settings     = run->settings;
  SampleShape          shape        = trainer_get_shape (run->weights, settings);
  Augmentation         augmentation = train_settings_get_augmentation (settings);

  return loader_new (run->set, run->training, &shape, &augmentation, settings->batch_size,
                     settings->seed, first_batch,
                     pool_get_n_threads (trainer_get_pool (run->trainer)));
}

static gdouble
run_batches (TrainRun *run, Loader *loader, gdouble momentum)
{
  gdouble loss = 0.0;

  for (gint i = 0; i < run->settings->n_accumulated; i++)
    loss += trainer_run_batch (run->trainer, loader_next (loader), momentum);

  return loss / run->settings->n_accumulated;
}

static gboolean
check (TrainRun *run, ValidationScores *scores, GError **error)
{
  *scores = (ValidationScores) { .rmse = 0.0, .chroma = 0.0 };
  return ! run->validation
         || validation_run (run->validation,
                            optimizer_get_average (trainer_get_optimizer (run->trainer)),
                            trainer_get_pool (run->trainer), scores, error);
}

gboolean
train_run_measure (TrainRun *run,
                   gdouble  *seconds_per_step,
                   gdouble  *seconds_per_check,
                   GError  **error)
{
  g_autoptr (Loader) loader = make_loader (run, 0);
  ValidationScores scores;
  gint64           begin = 0;

  if (! loader)
    {
      g_set_error_literal (error, COLORIZE_ERROR, COLORIZE_ERROR_MEMORY, "no memory for batches");
      return FALSE;
    }

  /* Without momentum and learning rate nothing changes but what the optimizer remembers. */
  for (gint i = -1; i < N_MEASURED; i++)
    {
      if (i == 0)
        begin = g_get_monotonic_time ();
      run_batches (run, loader, 0.0);
      trainer_step (run->trainer, 1, 0.0);
    }
  optimizer_reset (trainer_get_optimizer (run->trainer));
  *seconds_per_step = (gdouble) (g_get_monotonic_time () - begin) / N_MEASURED / G_TIME_SPAN_SECOND;

  begin = g_get_monotonic_time ();
  if (! check (run, &scores, error))
    return FALSE;
  *seconds_per_check = (gdouble) (g_get_monotonic_time () - begin) / G_TIME_SPAN_SECOND;
  return TRUE;
}


/* Telling */

static gchar *
format_time (gdouble seconds)
{
  gint minutes = seconds / 60.0;

  if (seconds < 90.0)
    return g_strdup_printf ("%.0f s", seconds);
  if (minutes < 90)
    return g_strdup_printf ("%d min", minutes);
  return g_strdup_printf ("%d h %d min", minutes / 60, minutes % 60);
}

static gdouble
get_seconds (const Loop *loop)
{
  return (gdouble) (g_get_monotonic_time () - loop->begin) / G_TIME_SPAN_SECOND;
}

static void
show_progress (Loop *loop)
{
  const RunState   *state = loop->run->state;
  gdouble           spent = get_seconds (loop);
  gdouble           rate  = state->step / MAX (spent, 1e-3);
  g_autofree gchar *left  = format_time ((state->n_steps - state->step) / MAX (rate, 1e-6));
  gint64            now   = g_get_monotonic_time ();

  if (! loop->is_on_terminal || now - loop->last_progress < PROGRESS_INTERVAL)
    return;

  loop->last_progress = now;
  g_printerr ("\r\033[Kstep %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
              ", %.1f photos a second, loss %.4f, %s left",
              state->step, state->n_steps, rate * train_settings_count_photos (loop->run->settings),
              loop->loss / MAX (loop->n_losses, 1), left);
}

static void
clear_progress (const Loop *loop)
{
  if (loop->is_on_terminal)
    g_printerr ("\r\033[K");
}

static void
say_row (const Loop *loop, const ReportRow *row)
{
  g_autofree gchar *time = format_time (row->seconds);

  clear_progress (loop);
  if (loop->run->settings->quiet)
    return;

  if (row->step == 0)
    g_print (
      "to begin with                          a*b* rmse %6.2f, %5.1f %% of gray's, chroma %.2f\n",
      row->scores.rmse, 100.0 * row->scores.share_of_gray, row->scores.chroma);
  else if (loop->run->validation)
    g_print ("step %7" G_GUINT64_FORMAT "  %10s  loss %8.4f  a*b* rmse %6.2f, %5.1f %% of gray's, "
             "chroma %.2f  %6.1f photos/s\n",
             row->step, time, row->loss, row->scores.rmse, 100.0 * row->scores.share_of_gray,
             row->scores.chroma, row->images_per_second);
  else
    g_print ("step %7" G_GUINT64_FORMAT "  %10s  loss %8.4f  %6.1f photos/s\n", row->step, time,
             row->loss, row->images_per_second);
}

/* A write that fails, as on a full disk, is told once for each cause and does not end the run: the
 * next one may succeed, and the older file stays. */
static void
tell_write_error (Loop *loop, GError **error)
{
  clear_progress (loop);
  complain ("%s. The training goes on; the older file, if any, stays.", (*error)->message);
  g_clear_error (error);
  loop->failed_to_write = TRUE;
}


/* Saving */

static gboolean
save_weights (const TrainRun *run, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (run->settings->output);

  return weights_save (optimizer_get_average (trainer_get_optimizer (run->trainer)),
                       g_strcmp0 (run->settings->precision, "f32") == 0 ? SAFETENSORS_F32
                                                                        : SAFETENSORS_F16,
                       file, NULL, error);
}

static void
save_all (Loop *loop)
{
  TrainRun         *run        = loop->run;
  g_autofree gchar *checkpoint = checkpoint_get_path (run->folder);
  g_autoptr (GError) error     = NULL;

  loop->failed_to_write = FALSE;
  loop->last_save       = g_get_monotonic_time ();
  run->state->seconds   = get_seconds (loop);
  if (! checkpoint_save (checkpoint, run->state, run->weights, trainer_get_optimizer (run->trainer),
                         &error))
    tell_write_error (loop, &error);
  if (! save_weights (run, &error))
    tell_write_error (loop, &error);
}

static void
save_pictures (Loop *loop)
{
  const TrainRun   *run  = loop->run;
  g_autofree gchar *name = g_strdup_printf ("sheet-%07" G_GUINT64_FORMAT ".png", run->state->step);
  g_autofree gchar *path = g_build_filename (run->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  if (! train_report_save (run->report, run->state->n_steps, &error))
    tell_write_error (loop, &error);
  if (run->validation && ! validation_save_sheet (run->validation, path, &error))
    tell_write_error (loop, &error);
}


/* The loop */

static void
begin_row (Loop *loop)
{
  loop->loss      = 0.0;
  loop->n_losses  = 0;
  loop->row_begin = g_get_monotonic_time ();
}

/* A new row of the report.
 * end   of the steps that the row tells of; a check takes its own time afterwards */
static ReportRow
add_row (Loop *loop, gint64 end, const ValidationScores *scores)
{
  const TrainRun *run     = loop->run;
  gdouble         seconds = (gdouble) (end - loop->row_begin) / G_TIME_SPAN_SECOND;
  gdouble         n_seen  = loop->n_losses * train_settings_count_photos (run->settings);
  ReportRow       row     = { .step              = run->state->step,
                              .seconds           = get_seconds (loop),
                              .images_per_second = n_seen / MAX (seconds, 1e-6),
                              .loss              = loop->loss / loop->n_losses,
                              .learning_rate     = get_learning_rate (run, run->state->step),
                              .is_check          = scores != NULL };

  if (scores)
    row.scores = *scores;
  train_report_add (run->report, &row);
  return row;
}

/* FALSE: it failed, which was said. */
static gboolean
do_check (Loop *loop)
{
  TrainRun        *run = loop->run;
  gint64           end = g_get_monotonic_time ();
  ValidationScores scores;
  ReportRow        row;
  g_autoptr (GError) error = NULL;

  if (! check (run, &scores, &error))
    {
      complain ("%s", error->message);
      return FALSE;
    }

  row = add_row (loop, end, run->validation ? &scores : NULL);
  say_row (loop, &row);
  if (run->validation)
    train_weights_describe (
      run->weights, run->state->step * train_settings_count_photos (run->settings), &scores);
  save_pictures (loop);
  if (run->state->step > 0)
    save_all (loop);
  begin_row (loop);
  return TRUE;
}

static gboolean
do_step (Loop *loop, Loader *loader)
{
  TrainRun *run  = loop->run;
  guint64   step = run->state->step + 1;
  gdouble   loss = run_batches (run, loader, MOMENTUM);

  if (! isfinite (loss))
    {
      clear_progress (loop);
      complain ("The loss is no longer a number at step %" G_GUINT64_FORMAT
                ": the learning rate of "
                "%g is too high. Start anew with a lower --learning-rate; what was saved before "
                "stays.",
                step, train_settings_get_learning_rate (run->settings));
      return FALSE;
    }

  trainer_step (run->trainer, step, get_learning_rate (run, step));
  run->state->step = step;
  loop->loss += loss;
  loop->n_losses++;
  return TRUE;
}

static int
stop (Loop *loop)
{
  const TrainRun *run = loop->run;

  save_all (loop);
  clear_progress (loop);
  if (loop->failed_to_write)
    return EXIT_SOME_FAILED;

  complain ("Stopped after step %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
            "; “%s” holds the weights so far. To go on: colorize train --resume -o '%s'",
            run->state->step, run->state->n_steps, run->settings->output, run->settings->output);
  return EXIT_INTERRUPTED;
}

static int
finish (Loop *loop)
{
  const TrainRun   *run        = loop->run;
  g_autofree gchar *checkpoint = checkpoint_get_path (run->folder);

  if (loop->failed_to_write)
    {
      complain ("The run is done, but not all of it could be written. Make room, then write it "
                "again: colorize train --resume -o '%s'",
                run->settings->output);
      return EXIT_SOME_FAILED;
    }

  unlink (checkpoint);
  if (! run->settings->quiet)
    g_print ("Done: %s\n", run->settings->output);
  return EXIT_SUCCESS;
}

int
train_run_go (TrainRun *run)
{
  RunState *state           = run->state;
  gboolean  was_done        = state->step == state->n_steps; /* and is only to be written again */
  guint64   interval        = train_run_get_interval (run);
  guint64   row_interval    = MAX (interval / ROWS_PER_CHECK, 1);
  gint64    now             = g_get_monotonic_time ();
  Loop      loop            = { .run            = run,
                                .begin          = now - state->seconds * G_TIME_SPAN_SECOND,
                                .last_save      = now,
                                .is_on_terminal = isatty (STDERR_FILENO) && ! run->settings->quiet };
  g_autoptr (Loader) loader = make_loader (run, state->step * run->settings->n_accumulated);

  if (! loader)
    {
      complain ("There is not enough memory for the batches; choose a smaller --batch.");
      return EXIT_SOME_FAILED;
    }

  interrupt_watch ();
  begin_row (&loop);

  /* What the run begins with, to hold the rest against. */
  if (state->step == 0 && run->validation && ! do_check (&loop))
    return EXIT_SOME_FAILED;
  while (state->step < state->n_steps)
    {
      if (! do_step (&loop, loader))
        return EXIT_SOME_FAILED;

      show_progress (&loop);
      if (state->step % interval == 0 || state->step == state->n_steps)
        {
          if (! do_check (&loop))
            return EXIT_SOME_FAILED;
        }
      else if (state->step % row_interval == 0)
        {
          add_row (&loop, g_get_monotonic_time (), NULL);
          begin_row (&loop);
        }

      if (interrupt_is_noted () && state->step < state->n_steps)
        return stop (&loop);
      if (g_get_monotonic_time () - loop.last_save > SAVE_INTERVAL)
        save_all (&loop);
    }

  if (loop.failed_to_write || was_done)
    save_all (&loop);
  return finish (&loop);
}
