/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * colorize info: what a weights file says of itself, or what this system does the work with.
 */

#include <stdlib.h>
#include <unistd.h>

#include <cblas.h>
#include <gegl.h>

#include "network/loops/loops.h"
#include "tool.h"

/* In the user's language where the file has it so ("title.de"), else as it stands. */
static const gchar *
get_text (const ColorizeWeights *weights, const gchar *key)
{
  const gchar *text = NULL;

  for (const gchar *const *name = g_get_language_names (); *name && ! text; name++)
    {
      g_autofree gchar *translated = g_strdup_printf ("%s.%s", key, *name);

      text = colorize_weights_get_metadata (weights, translated);
    }

  return text ? text : colorize_weights_get_metadata (weights, key);
}

/* The processor's name, to be freed; NULL: the system does not say it. */
static gchar *
find_processor_name (void)
{
  g_autofree gchar *text   = NULL;
  g_autoptr (GRegex) regex = g_regex_new ("^model name\\s*:\\s*(.+)$", G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (! g_file_get_contents ("/proc/cpuinfo", &text, NULL, NULL))
    return NULL;
  return g_regex_match (regex, text, 0, &match) ? g_match_info_fetch (match, 1) : NULL;
}

static gchar *
describe_memory (void)
{
#ifdef _SC_PHYS_PAGES
  return g_strdup_printf ("%.1f GiB", (gdouble) sysconf (_SC_PHYS_PAGES) * sysconf (_SC_PAGESIZE)
                                        / (1024 * 1024 * 1024));
#else
  return NULL;
#endif
}

/* The configuration is “OpenBLAS 0.3.29 ” and how it was built. */
static gchar *
describe_blas (void)
{
  g_auto (GStrv) words = g_strsplit (openblas_get_config (), " ", 3);

  return g_strdup_printf ("%s, for %s",
                          g_strv_length (words) > 1 ? words[1] : "of an unknown version",
                          openblas_get_corename ());
}

static gchar *
describe_version (void (*get_version) (int *major, int *minor, int *micro))
{
  int major, minor, micro;

  get_version (&major, &minor, &micro);
  return g_strdup_printf ("%d.%d.%d", major, minor, micro);
}

static void
print_system (void)
{
  g_autofree gchar *processor = find_processor_name ();
  g_autofree gchar *threads   = g_strdup_printf ("%u", g_get_num_processors ());
  g_autofree gchar *memory    = describe_memory ();
  g_autofree gchar *blas      = describe_blas ();
  g_autofree gchar *gegl      = describe_version (gegl_get_version);
  g_autofree gchar *pixels    = describe_version (babl_get_version);

  print_row ("Colorize", COLORIZE_VERSION);
  print_row ("Processor", processor);
  print_row ("Instructions", loops_get ()->name);
  print_row ("Threads", threads);
  print_row ("Memory", memory);
  print_row ("OpenBLAS", blas);
  print_row ("GEGL", gegl);
  print_row ("babl", pixels);
}

int
command_info (int argc, char **argv)
{
  static const gchar *const rows[][2] = {
    { "title", "Title" },
    { "description", "Description" },
    { "variant", "Variant" },
    { "width_divisor", "Width divisor" },
    { "global_size", "Global size" },
    { "working_size", "Working size" },
    { "input", "Input" },
    { "training_data", "Trained on" },
    { "scores", "Scores" },
    { "licence", "License" },
    { "author", "Author" },
    { "created", "Created" },
  };
  gboolean           asks_for_system = FALSE;
  const GOptionEntry entries[]       = {
    { "system", 0, 0, G_OPTION_ARG_NONE, &asks_for_system,
            "Say instead what does the work here: processor, instructions, threads, libraries", NULL },
    { NULL },
  };

  g_autoptr (ColorizeWeights) weights = NULL;
  g_autofree gchar *parameters        = NULL;
  gdouble           vividness;

  if (! parse_options (
        "[WEIGHTS]", "Says what a weights file holds (default: the one that comes with Colorize).",
        entries, &argc, &argv))
    return EXIT_USAGE;
  if (argc > 2)
    {
      complain ("Name one weights file. Try “colorize info --help”.");
      return EXIT_USAGE;
    }

  if (asks_for_system)
    {
      if (argc > 1)
        {
          complain ("--system tells nothing of a weights file; name none.");
          return EXIT_USAGE;
        }
      print_system ();
      return EXIT_SUCCESS;
    }

  weights = load_weights (argc > 1 ? argv[1] : NULL, 0);
  if (! weights)
    return EXIT_USAGE;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    print_row (rows[i][1], get_text (weights, rows[i][0]));

  parameters = g_strdup_printf ("%.1f million", colorize_weights_count_parameters (weights) / 1e6);
  print_row ("Parameters", parameters);

  vividness = colorize_weights_get_vividness (weights);
  if (vividness >= 0.0)
    g_print ("%-16s%.0f\n", "Vividness", vividness);

  return EXIT_SUCCESS;
}
