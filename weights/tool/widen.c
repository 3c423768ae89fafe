/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * colorize widen: a wider network that begins where a narrow one has got to.
 */

#include <stdlib.h>
#include <string.h>

#include "tool.h"
#include "weights-file/weights-file.h"

typedef struct
{
  gchar   *output;
  gint     width_divisor;
  gdouble  parting;
  gint     seed;
  gboolean force;
} Options;

static gboolean
read_options (Options *options, int *argc, char ***argv)
{
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output, "The wider weights", "FILE" },
    { "width-divisor", 0, 0, G_OPTION_ARG_INT, &options->width_divisor,
      "Divide the paper's channels by 1, 2, 4, 8 or 16 (default: half of what WEIGHTS has)", "N" },
    { "parting", 0, 0, G_OPTION_ARG_DOUBLE, &options->parting,
      "How far the copies of a channel begin apart, 0..1; the picture stays the same "
      "(default: 0.5)",
      "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &options->seed, "Same seed: same result (default: 1)", "N" },
    { "force", 'f', 0, G_OPTION_ARG_NONE, &options->force, "Write over a file that is there",
      NULL },
    { NULL }
  };

  if (! parse_options (
        "WEIGHTS",
        "Makes a wider network of weights (“default”: of those that come with Colorize). It "
        "colors as the narrow one does, and "
        "learns more when it is\ntrained further: colorize train --init FILE.",
        entries, argc, argv)
      || ! check_range ("parting", options->parting, 0, 1))
    return FALSE;

  if (*argc == 2 && options->output)
    return TRUE;

  complain (*argc == 2 ? "Say where the wider weights go, with -o FILE."
                       : "Name one weights file. Try “colorize widen --help”.");
  return FALSE;
}

/* The width that is asked for; 0: said why there is none. */
static gint
choose_divisor (const Options *options, const gchar *path, gint present)
{
  gint wanted = options->width_divisor > 0 ? options->width_divisor : present / 2;

  if (wanted > 0 && wanted < present && present % wanted == 0)
    return wanted;

  if (present == 1)
    complain ("“%s” has the full width already.", path);
  else
    complain ("“%s” has a width divisor of %d; --width-divisor must be less, and divide it.", path,
              present);
  return 0;
}

static gboolean
widen (const Options *options, const gchar *path, GError **error)
{
  g_autoptr (GFile) file              = g_file_new_for_commandline_arg (path);
  g_autoptr (GFile) output            = g_file_new_for_path (options->output);
  g_autoptr (GRand) random            = g_rand_new_with_seed (options->seed);
  g_autoptr (ColorizeWeights) weights = weights_load_unfolded (file, NULL, error);
  g_autoptr (ColorizeWeights) wide    = NULL;
  g_autofree gchar *complaint         = NULL;
  gint              divisor;

  if (! weights)
    return FALSE;

  divisor = choose_divisor (options, path, weights->architecture.width_divisor);
  if (divisor == 0)
    return FALSE;

  wide = weights_widen (weights, divisor, options->parting, random, &complaint);
  if (! wide)
    {
      complain ("“%s” cannot be widened: %s.", path, complaint);
      return FALSE;
    }

  return weights_save (wide, SAFETENSORS_F16, output, NULL, error);
}

int
command_widen (int argc, char **argv)
{
  Options options            = { .parting = 0.5, .seed = 1 };
  g_autoptr (GError) error   = NULL;
  g_autofree gchar *output   = NULL;
  g_autofree gchar *path     = NULL;
  gboolean          is_right = read_options (&options, &argc, &argv);

  output = options.output;
  if (! is_right)
    return EXIT_USAGE;
  if (! options.force && g_file_test (options.output, G_FILE_TEST_EXISTS))
    {
      complain ("“%s” is there already; name another file, or write over it with --force.",
                options.output);
      return EXIT_USAGE;
    }

  path = strcmp (argv[1], "default") == 0 ? find_default_weights ("WEIGHTS") : g_strdup (argv[1]);
  if (path && widen (&options, path, &error))
    return EXIT_SUCCESS;

  if (error)
    complain ("%s", error->message);
  return EXIT_USAGE;
}
