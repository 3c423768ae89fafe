/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long the network takes, beside the same on oneDNN and a large product of matrices. The engines
 * take turns, since a machine's speed drifts.
 */

#include <math.h>

#include "bench-figures.h"
#include "bench-net.h"
#include "bench.h"

#define BUDGET_MS  1500 /* of the slowest engine in a case, for the runs that count */
#define MIN_ROUNDS 5
#define MAX_ROUNDS 30

/* Threads of OpenMP wait for more work at full speed for a while. */
#define SETTLE_MS 50

#define MAX_DIFFERENCE 1e-3

static const BenchEngine *const engines[] = {
  &bench_engine_colorize,
#ifdef HAVE_ONEDNN
  &bench_engine_onednn,
#endif
  &bench_engine_sgemm,
};

#define N_ENGINES G_N_ELEMENTS (engines)

typedef struct
{
  BenchFigures figures[N_ENGINES];
  BenchChild  *children[N_ENGINES];
  GArray      *times[N_ENGINES]; /* gdouble */
} Contest;

static gboolean
contest_start (Contest            *contest,
               const Architecture *architecture,
               const BenchCase    *bench_case,
               GFile              *weights,
               GError            **error)
{
  for (guint i = 0; i < N_ENGINES; i++)
    {
      BenchFigures *figures = &contest->figures[i];

      contest->times[i] = g_array_new (FALSE, FALSE, sizeof (gdouble));
      *figures          = (BenchFigures) {
                 .engine     = engines[i]->name,
                 .bench_case = *bench_case,
                 .work       = bench_net_count_all_work (architecture, bench_case->size, bench_case->shared),
      };
      if (bench_figures_is_yardstick (figures))
        figures->work = bench_sgemm_work;

      contest->children[i] =
        bench_child_new (engines[i], bench_case, weights, &figures->start, error);
      if (! contest->children[i])
        return FALSE;
    }

  return TRUE;
}

static void
contest_clear (Contest *contest)
{
  for (guint i = 0; i < N_ENGINES; i++)
    {
      g_clear_pointer (&contest->children[i], bench_child_free);
      g_clear_pointer (&contest->times[i], g_array_unref);
    }
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Contest, contest_clear)

/* All engines must say the same as ours. */
static gboolean
contest_compare (Contest *contest, GError **error)
{
  gsize         n_values;
  const gfloat *ours = bench_child_get_output (contest->children[0], &n_values);

  for (guint i = 1; i < N_ENGINES; i++)
    {
      gsize         n          = 0;
      const gfloat *theirs     = bench_child_get_output (contest->children[i], &n);
      gdouble       difference = 0.0;

      if (! theirs)
        continue;

      for (gsize k = 0; n == n_values && k < n; k++)
        difference = fmax (difference, fabs (theirs[k] - ours[k]));
      if (n != n_values || ! (difference < MAX_DIFFERENCE))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                       "The outputs of %s and %s (%" G_GSIZE_FORMAT " and %" G_GSIZE_FORMAT
                       " values) differ by up to %g.",
                       engines[0]->name, engines[i]->name, n_values, n, difference);
          return FALSE;
        }
      contest->figures[i].difference = difference;
    }

  return TRUE;
}

static gint
contest_choose_rounds (const Contest *contest)
{
  gdouble slowest = 0.0;

  for (guint i = 0; i < N_ENGINES; i++)
    slowest = MAX (slowest, contest->figures[i].start.second_ms);
  return CLAMP (BUDGET_MS / slowest, MIN_ROUNDS, MAX_ROUNDS);
}

/* The first run of a turn does not count: after a rest of seconds it is slower by a tenth or more even
 * where nobody else runs, most of all in an engine that allocates its memory anew in each run. */
static gboolean
contest_run (Contest *contest, gint n_rounds, GError **error)
{
  for (gint round = 0; round < n_rounds; round++)
    for (guint i = 0; i < N_ENGINES; i++)
      {
        gdouble *peak_mb = &contest->figures[i].peak_mb;
        gdouble  ms;

        g_usleep (SETTLE_MS * 1000);
        if (! bench_child_run (contest->children[i], &ms, peak_mb, error)
            || ! bench_child_run (contest->children[i], &ms, peak_mb, error))
          return FALSE;
        g_array_append_val (contest->times[i], ms);
      }

  for (guint i = 0; i < N_ENGINES; i++)
    {
      gdouble *times = (gdouble *) contest->times[i]->data;

      bench_sort (times, n_rounds);
      contest->figures[i].best_ms   = times[0];
      contest->figures[i].median_ms = times[n_rounds / 2];
    }
  return TRUE;
}

/* Appends what it measures to `list`. */
static gboolean
measure_case (const BenchOptions *options,
              const Architecture *architecture,
              const BenchCase    *bench_case,
              GFile              *weights,
              GArray             *list,
              GError            **error)
{
  g_auto (Contest) contest = { 0 };
  guint first              = list->len;

  if (! contest_start (&contest, architecture, bench_case, weights, error)
      || ! contest_compare (&contest, error)
      || ! contest_run (
        &contest, options->n_rounds > 0 ? options->n_rounds : contest_choose_rounds (&contest),
        error))
    return FALSE;

  g_array_append_vals (list, contest.figures, N_ENGINES);
  for (guint i = first; i < list->len; i++)
    bench_figures_print (list, &g_array_index (list, BenchFigures, i));
  g_print ("\n");
  return TRUE;
}

static gboolean
measure (const BenchOptions *options,
         const Architecture *architecture,
         GFile              *weights,
         GArray             *list,
         GError            **error)
{
  for (guint i = 0; i < options->sizes->len; i++)
    for (guint k = 0; k < options->threads->len; k++)
      for (gint shared = 0; shared < 2; shared++)
        {
          const BenchCase bench_case = { g_array_index (options->sizes, gint, i),
                                         g_array_index (options->threads, gint, k), shared };

          if (shared && bench_case.size != BENCH_GLOBAL_SIZE)
            continue;
          if (! measure_case (options, architecture, &bench_case, weights, list, error))
            return FALSE;
        }

  return TRUE;
}

static gchar *
get_default_picture (void)
{
  g_autofree gchar *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree gchar *folder  = program ? g_path_get_dirname (program) : g_strdup (".");

  return g_build_filename (folder, "bench.png", NULL);
}

gboolean
bench_network (const BenchOptions *options, GError **error)
{
  Architecture architecture;
  g_autoptr (GFile) weights = bench_net_write_weights (&architecture);
  g_autoptr (GArray) list   = g_array_new (FALSE, FALSE, sizeof (BenchFigures));
  g_autofree gchar *picture =
    options->picture ? g_strdup (options->picture) : get_default_picture ();
  gboolean done;

#ifndef HAVE_ONEDNN
  g_print (
    "oneDNN is left out: install libdnnl-dev (Debian) or onednn-devel (Fedora), then delete the "
    "folder build.\n\n");
#endif
  bench_figures_print_head ();
  done = measure (options, &architecture, weights, list, error);
  g_file_delete (weights, NULL, NULL);
  if (! done)
    return FALSE;

  bench_figures_print_starts (list);
  if (! bench_default_weights (error))
    return FALSE;
  if (options->json && ! bench_figures_save_json (list, options->json, error))
    return FALSE;
  if (! bench_figures_save_chart (list, picture, error))
    return FALSE;

  g_print ("\nPicture: %s\n", picture);
  return TRUE;
}
