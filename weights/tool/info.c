/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * colorize info: what a weights file says of itself.
 */

#include <stdlib.h>

#include "tool.h"

static void
print_row (const gchar *label, const gchar *text)
{
  if (text && *text)
    g_print ("%-16s%s\n", label, text);
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
    { "licence", "Licence" },
    { "author", "Author" },
    { "created", "Created" },
  };
  static const GOptionEntry no_options[] = { { NULL } };

  g_autoptr (ColorizeWeights) weights = NULL;
  g_autofree gchar *parameters        = NULL;
  gdouble           vividness;

  if (! parse_options (
        "[WEIGHTS]", "Says what a weights file holds (default: the one that comes with Colorize).",
        no_options, &argc, &argv))
    return EXIT_USAGE;
  if (argc > 2)
    {
      complain ("Name one weights file. Try “colorize info --help”.");
      return EXIT_USAGE;
    }

  weights = load_weights (argc > 1 ? argv[1] : NULL, 0);
  if (! weights)
    return EXIT_USAGE;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    print_row (rows[i][1], colorize_weights_get_metadata (weights, rows[i][0]));

  parameters = g_strdup_printf ("%.1f million", colorize_weights_count_parameters (weights) / 1e6);
  print_row ("Parameters", parameters);

  vividness = colorize_weights_get_vividness (weights);
  if (vividness >= 0.0)
    g_print ("%-16s%.0f\n", "Vividness", vividness);

  return EXIT_SUCCESS;
}
