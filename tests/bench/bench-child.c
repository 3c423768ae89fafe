/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The child writes one line when it is ready and one for each line that it reads.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench-child.h"
#include "bench-measure.h"

#define N_ARGUMENTS 6

struct _BenchChild
{
  const gchar      *name;
  GSubprocess      *process;
  GDataInputStream *lines;
  gfloat           *output;
  gsize             n_values;
};


/* In the child */

static const BenchEngine *
find_engine (const gchar *name)
{
  const BenchEngine *const engines[] = {
    &bench_engine_colorize,
    &bench_engine_sgemm,
#ifdef HAVE_ONEDNN
    &bench_engine_onednn,
#endif
  };

  for (guint i = 0; i < G_N_ELEMENTS (engines); i++)
    if (g_str_equal (name, engines[i]->name))
      return engines[i];
  g_error ("There is no engine %s.", name);
}

static gdouble
time_run (const BenchEngine *engine, gpointer state)
{
  gint64 begin = g_get_monotonic_time ();

  engine->run (state);
  return (g_get_monotonic_time () - begin) / 1000.0;
}

static gboolean
save_output (const BenchEngine *engine, gpointer state, const gchar *path, GError **error)
{
  const gfloat *values;
  gsize         n_values;

  if (! engine->get_output)
    return TRUE;

  values = engine->get_output (state, &n_values);
  return g_file_set_contents (path, (const gchar *) values, n_values * sizeof *values, error);
}

int
bench_child_main (gint n_arguments, gchar **arguments)
{
  const BenchEngine *engine;
  BenchCase          bench_case;
  BenchStart         start;
  gpointer           state;
  gint64             begin = g_get_monotonic_time ();
  gchar              line[16];
  g_autoptr (GFile) weights = NULL;
  g_autoptr (GError) error  = NULL;

  g_return_val_if_fail (n_arguments == N_ARGUMENTS, EXIT_FAILURE);

  engine     = find_engine (arguments[0]);
  bench_case = (BenchCase) { atoi (arguments[1]), atoi (arguments[2]), atoi (arguments[3]) };
  weights    = g_file_new_for_path (arguments[4]);

  state = engine->start (&bench_case, weights, &error);
  if (state)
    {
      start.load_ms  = (g_get_monotonic_time () - begin) / 1000.0;
      start.first_ms = time_run (engine, state);
    }
  if (! state || ! save_output (engine, state, arguments[5], &error))
    {
      g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }
  start.second_ms = time_run (engine, state);
  g_print ("%f %f %f\n", start.load_ms, start.first_ms, start.second_ms);

  while (fgets (line, sizeof line, stdin))
    {
      gdouble ms = time_run (engine, state);

      g_print ("%f %f\n", ms, bench_get_peak_mb ());
    }

  engine->stop (state);
  return EXIT_SUCCESS;
}


/* In the parent */

/* Fills `numbers` from the child's next line. */
static gboolean
read_line (BenchChild *child, gdouble *numbers, gint n)
{
  g_autofree gchar *line = g_data_input_stream_read_line (child->lines, NULL, NULL, NULL);
  gchar            *next = line;

  for (gint i = 0; line && i < n; i++)
    numbers[i] = g_ascii_strtod (next, &next);
  return line != NULL;
}

/* Why the child says nothing more, it has said on the terminal. */
static void
set_ended (const BenchChild *child, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The process of %s ended too early.",
               child->name);
}

static gboolean
start_process (BenchChild        *child,
               const BenchEngine *engine,
               const BenchCase   *bench_case,
               GFile             *weights,
               GFile             *output,
               GError           **error)
{
  g_autofree gchar *program   = g_file_read_link ("/proc/self/exe", error);
  g_autofree gchar *size      = g_strdup_printf ("%d", bench_case->size);
  g_autofree gchar *n_threads = g_strdup_printf ("%d", bench_case->n_threads);

  if (! program)
    return FALSE;

  child->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                     error, program, BENCH_CHILD_OPTION, engine->name, size,
                                     n_threads, bench_case->shared ? "1" : "0",
                                     g_file_peek_path (weights), g_file_peek_path (output), NULL);
  if (! child->process)
    return FALSE;

  child->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child->process));
  return TRUE;
}

BenchChild *
bench_child_new (const BenchEngine *engine,
                 const BenchCase   *bench_case,
                 GFile             *weights,
                 BenchStart        *start,
                 GError           **error)
{
  g_autoptr (BenchChild) child          = g_new0 (BenchChild, 1);
  g_autoptr (GFileIOStream) placeholder = NULL;
  g_autoptr (GFile) output              = g_file_new_tmp ("output-XXXXXX", &placeholder, error);
  gdouble  numbers[3];
  gsize    n_bytes;
  gboolean done;

  if (! output)
    return NULL;

  child->name = engine->name;
  done        = start_process (child, engine, bench_case, weights, output, error);
  if (done && ! read_line (child, numbers, G_N_ELEMENTS (numbers)))
    {
      set_ended (child, error);
      done = FALSE;
    }
  if (done && engine->get_output)
    done = g_file_load_contents (output, NULL, (gchar **) &child->output, &n_bytes, NULL, error);
  g_file_delete (output, NULL, NULL);
  if (! done)
    return NULL;

  child->n_values = child->output ? n_bytes / sizeof *child->output : 0;
  *start          = (BenchStart) { numbers[0], numbers[1], numbers[2] };
  return g_steal_pointer (&child);
}

/* Without its input, which tells it to end, it would wait for ever. */
void
bench_child_free (BenchChild *child)
{
  if (! child)
    return;

  if (child->process)
    {
      g_output_stream_close (g_subprocess_get_stdin_pipe (child->process), NULL, NULL);
      g_subprocess_wait (child->process, NULL, NULL);
    }
  g_clear_object (&child->lines);
  g_clear_object (&child->process);
  g_free (child->output);
  g_free (child);
}

gboolean
bench_child_run (BenchChild *child, gdouble *ms, gdouble *peak_mb, GError **error)
{
  gdouble numbers[2];

  if (! g_output_stream_write_all (g_subprocess_get_stdin_pipe (child->process), "\n", 1, NULL,
                                   NULL, NULL)
      || ! read_line (child, numbers, G_N_ELEMENTS (numbers)))
    {
      set_ended (child, error);
      return FALSE;
    }

  *ms      = numbers[0];
  *peak_mb = numbers[1];
  return TRUE;
}

const gfloat *
bench_child_get_output (const BenchChild *child, gsize *n_values)
{
  *n_values = child->n_values;
  return child->output;
}
