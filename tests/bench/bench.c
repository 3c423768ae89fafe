/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <stdlib.h>

#include <sys/resource.h>

#include "bench.h"

typedef struct
{
  const gchar *name;
  gboolean (*run) (const BenchOptions *options, GError **error);
} Bench;

/* The first is what runs where none is named. */
static const Bench benches[] = { { "network", bench_network }, { "train", bench_train } };

static gint
compare_times (gconstpointer a, gconstpointer b)
{
  gdouble one   = *(const gdouble *) a;
  gdouble other = *(const gdouble *) b;

  return one < other ? -1 : one > other;
}

void
bench_sort (gdouble *times, gsize n_times)
{
  qsort (times, n_times, sizeof *times, compare_times);
}

long
bench_get_peak_mb (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

static gboolean
are_in_range (const BenchOptions *options)
{
  return options->n_threads > 0 && options->n_photos > 0 && options->width_divisor > 0;
}

int
main (int argc, char **argv)
{
  BenchOptions       options   = { .n_threads = 2, .n_photos = 16, .width_divisor = 1 };
  const GOptionEntry entries[] = {
    { "threads", 0, 0, G_OPTION_ARG_INT, &options.n_threads, "train: threads (2)", "N" },
    { "batch", 0, 0, G_OPTION_ARG_INT, &options.n_photos, "train: photos in a batch (16)", "N" },
    { "width-divisor", 0, 0, G_OPTION_ARG_INT, &options.width_divisor,
      "train: 1 is the paper's width (1)", "N" },
    { "json", 0, 0, G_OPTION_ARG_FILENAME, &options.json, "train: write the figures to FILE",
      "FILE" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("[network|train]");
  g_autoptr (GError) error           = NULL;
  const gchar *name;

  g_option_context_add_main_entries (context, entries, NULL);
  if (! g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }

  name = argc > 1 ? argv[1] : benches[0].name;
  for (guint i = 0; argc <= 2 && are_in_range (&options) && i < G_N_ELEMENTS (benches); i++)
    if (g_str_equal (name, benches[i].name))
      {
        if (benches[i].run (&options, &error))
          return EXIT_SUCCESS;
        g_printerr ("%s\n", error->message);
        return EXIT_FAILURE;
      }

  {
    g_autofree gchar *help = g_option_context_get_help (context, TRUE, NULL);

    g_printerr ("%s", help);
  }
  return 2;
}
