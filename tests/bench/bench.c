/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <stdlib.h>
#include <string.h>

#include "bench-child.h"
#include "bench.h"

typedef struct
{
  const gchar *name;
  gboolean (*run) (const BenchOptions *options, GError **error);
  const gchar *sizes; /* where none are given */
  const gchar *threads;
  gint         multiple; /* sizes are multiples of it */
} Bench;

/* The first is what runs where none is named. */
static const Bench benches[] = { { "network", bench_network, "112,224,512,1024", "1,2", 8 },
                                 { "profile", bench_profile, "512", "2", 8 },
                                 { "cancel", bench_cancel, "1024", "2", 8 },
                                 { "photo", bench_photo, "6,24,100", "2", 1 },
                                 { "lift", bench_lift, "28,56,112", "2", 1 },
                                 { "faded", bench_faded, "1", "2", 1 },
                                 { "evenness", bench_evenness, "224,512", "2", 1 },
                                 { "mood", bench_mood, "1", "2", 1 },
                                 { "own", bench_own, "1", "2", 1 },
                                 { "hints", bench_hints, "1,5,20", "2", 1 },
                                 { "film", bench_film, "24", "2", 1 },
                                 { "border", bench_border, "20", "2", 1 },
                                 { "train", bench_train, "112", "2", 8 } };

/* Numbers between commas; NULL where one of them is none, or not from `low` to `high`. */
static GArray *
parse_numbers (const gchar *text, gint low, gint high)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint));
  g_auto (GStrv) words       = g_strsplit (text, ",", -1);

  for (gint i = 0; words[i]; i++)
    {
      gint64 number;
      gint   value;

      if (! g_ascii_string_to_signed (words[i], 10, low, high, &number, NULL))
        return NULL;
      value = number;
      g_array_append_val (numbers, value);
    }

  return numbers->len > 0 ? g_steal_pointer (&numbers) : NULL;
}

static gboolean
run_bench (const Bench  *bench,
           BenchOptions *options,
           const gchar  *sizes,
           const gchar  *threads,
           GError      **error)
{
  g_autoptr (GArray) size_list =
    parse_numbers (sizes ? sizes : bench->sizes, bench->multiple, 4096);
  g_autoptr (GArray) thread_list = parse_numbers (threads ? threads : bench->threads, 1, 256);

  for (guint i = 0; size_list && i < size_list->len; i++)
    if (g_array_index (size_list, gint, i) % bench->multiple != 0)
      g_clear_pointer (&size_list, g_array_unref);

  if (! size_list || ! thread_list || options->n_photos < 1 || options->width_divisor < 1
      || options->n_rounds < 0)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "Numbers are whole and above 0, sizes multiples of %d up to 4096.",
                   bench->multiple);
      return FALSE;
    }

  options->sizes   = size_list;
  options->threads = thread_list;
  return bench->run (options, error);
}

int
main (int argc, char **argv)
{
  BenchOptions       options   = { .n_photos = 16, .width_divisor = 1 };
  g_autofree gchar  *sizes     = NULL;
  g_autofree gchar  *threads   = NULL;
  const GOptionEntry entries[] = {
    { "sizes", 0, 0, G_OPTION_ARG_STRING, &sizes,
      "sides of the photo (network: 112,224,512,1024; profile: 512; cancel: 1024); megapixels "
      "(photo: 6,24,100); short sides of its chroma (lift: 28,56,112); working sizes (evenness: "
      "224,512); number of pages (border: 20); dots (hints: 1,5,20); frames "
      "of a scene (film: 24)",
      "N,..." },
    { "threads", 0, 0, G_OPTION_ARG_STRING, &threads, "threads (network: 1,2; else 2)", "N,..." },
    { "photos", 0, 0, G_OPTION_ARG_FILENAME, &options.photos,
      "lift, evenness, mood, faded, own, hints, border, film: folder of photos", "FOLDER" },
    { "batch", 0, 0, G_OPTION_ARG_INT, &options.n_photos, "train: photos in a batch (16)", "N" },
    { "width-divisor", 0, 0, G_OPTION_ARG_INT, &options.width_divisor,
      "train: 1 is the paper's width (1)", "N" },
    { "rounds", 0, 0, G_OPTION_ARG_INT, &options.n_rounds,
      "network: runs of each engine (as many as take some seconds, at least 5)", "N" },
    { "json", 0, 0, G_OPTION_ARG_FILENAME, &options.json,
      "network, train: write the figures to FILE", "FILE" },
    { "picture", 0, 0, G_OPTION_ARG_FILENAME, &options.picture,
      "network: draw them to FILE (bench.png beside the program); photo: draw its memory", "FILE" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("[network|profile|cancel|photo|lift|evenness|mood|faded|own|hints|border|"
                          "film|train]");
  g_autoptr (GError) error = NULL;
  const gchar *name;

  if (argc > 1 && g_str_equal (argv[1], BENCH_CHILD_OPTION))
    return bench_child_main (argc - 2, argv + 2);

  g_option_context_add_main_entries (context, entries, NULL);
  if (! g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }

  name = argc > 1 ? argv[1] : benches[0].name;
  for (guint i = 0; argc <= 2 && i < G_N_ELEMENTS (benches); i++)
    if (g_str_equal (name, benches[i].name))
      {
        if (run_bench (&benches[i], &options, sizes, threads, &error))
          return EXIT_SUCCESS;
        g_printerr ("%s\n", error->message);
        return error->domain == G_OPTION_ERROR ? 2 : EXIT_FAILURE;
      }

  {
    g_autofree gchar *help = g_option_context_get_help (context, TRUE, NULL);

    g_printerr ("%s", help);
  }
  return 2;
}
