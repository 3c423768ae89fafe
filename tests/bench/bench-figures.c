/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <json-glib/json-glib.h>

#include "bench-figures.h"

const gchar *
bench_figures_get_graph (const BenchFigures *figures)
{
  return figures->bench_case.shared ? "shared" : "plain";
}

gboolean
bench_figures_is_yardstick (const BenchFigures *figures)
{
  return figures->engine == bench_engine_sgemm.name;
}

const BenchFigures *
bench_figures_find (const GArray *list, const BenchCase *bench_case, const gchar *engine)
{
  for (guint i = 0; i < list->len; i++)
    {
      const BenchFigures *figures = &g_array_index (list, BenchFigures, i);

      if (figures->bench_case.size == bench_case->size
          && figures->bench_case.n_threads == bench_case->n_threads
          && figures->bench_case.shared == bench_case->shared
          && g_str_equal (figures->engine, engine))
        return figures;
    }

  return NULL;
}


/* Terminal */

static void
print_engine (const BenchFigures *figures)
{
  if (bench_figures_is_yardstick (figures))
    g_print ("%-9s %-7s %5s %7d", figures->engine, "", "", figures->bench_case.n_threads);
  else
    g_print ("%-9s %-7s %5d %7d", figures->engine, bench_figures_get_graph (figures),
             figures->bench_case.size, figures->bench_case.n_threads);
}

void
bench_figures_print_head (void)
{
  g_print ("%-9s %-7s %5s %7s %9s %10s %8s %8s %10s %8s\n", "engine", "graph", "size", "threads",
           "best ms", "median ms", "GFLOP/s", "peak MB", "of oneDNN", "differs");
}

void
bench_figures_print (const GArray *list, const BenchFigures *figures)
{
  const BenchFigures *peer = bench_figures_find (list, &figures->bench_case, "onednn");

  print_engine (figures);
  g_print (" %9.1f %10.1f %8.1f", figures->best_ms, figures->median_ms,
           2e-6 * figures->work / figures->best_ms);
  if (! bench_figures_is_yardstick (figures))
    {
      g_print (" %8.0f", figures->peak_mb);
      if (peer)
        g_print (" %8.0f %%", 100.0 * figures->best_ms / peer->best_ms);
      if (figures->difference > 0.0)
        g_print (" %8.1e", figures->difference);
    }
  g_print ("\n");
}

void
bench_figures_print_starts (const GArray *list)
{
  g_print ("%-9s %-7s %5s %7s %9s %10s %10s\n", "engine", "graph", "size", "threads", "load ms",
           "first ms", "second ms");
  for (guint i = 0; i < list->len; i++)
    {
      const BenchFigures *figures = &g_array_index (list, BenchFigures, i);

      if (bench_figures_is_yardstick (figures))
        continue;
      print_engine (figures);
      g_print (" %9.0f %10.1f %10.1f\n", figures->start.load_ms, figures->start.first_ms,
               figures->start.second_ms);
    }
}


/* JSON */

static void
add_number (JsonBuilder *builder, const gchar *name, gdouble value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
add_integer (JsonBuilder *builder, const gchar *name, gint value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_string (JsonBuilder *builder, const gchar *name, const gchar *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

gboolean
bench_figures_save_json (const GArray *list, const gchar *path, GError **error)
{
  g_autoptr (JsonBuilder) builder     = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root           = NULL;

  json_builder_begin_array (builder);
  for (guint i = 0; i < list->len; i++)
    {
      const BenchFigures *figures = &g_array_index (list, BenchFigures, i);

      if (bench_figures_is_yardstick (figures))
        continue;
      json_builder_begin_object (builder);
      add_string (builder, "engine", figures->engine);
      add_string (builder, "graph", bench_figures_get_graph (figures));
      add_integer (builder, "size", figures->bench_case.size);
      add_integer (builder, "threads", figures->bench_case.n_threads);
      add_number (builder, "best_ms", figures->best_ms);
      add_number (builder, "median_ms", figures->median_ms);
      add_number (builder, "peak_mb", figures->peak_mb);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);

  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  return json_generator_to_file (generator, path, error);
}
