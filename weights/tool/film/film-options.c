/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "film-options.h"

#include <string.h>

#include "tool.h"

/* Seconds, or hours, minutes and seconds with colons between them. */
static gboolean
read_time (const gchar *name, const gchar *text, gdouble *seconds)
{
  g_auto (GStrv) parts = NULL;
  gboolean is_right    = TRUE;
  gdouble  sum         = 0.0;

  if (! text)
    return TRUE;

  parts    = g_strsplit (text, ":", -1);
  is_right = parts[0] && g_strv_length (parts) <= 3;
  for (gint i = 0; is_right && parts[i]; i++)
    {
      gchar  *end;
      gdouble value = g_ascii_strtod (parts[i], &end);

      is_right = end > parts[i] && *end == '\0' && value >= 0.0 && value < 1e6;
      sum      = 60.0 * sum + value;
    }
  if (is_right)
    {
      *seconds = sum;
      return TRUE;
    }

  complain ("--%s is “%s”; it must be a time such as 90, 1:30 or 0:01:30.5.", name, text);
  return FALSE;
}

/* Beside the film, of its kind where that can be written. */
static gchar *
name_output (const FilmOptions *options)
{
  gsize        length = strlen (options->input);
  const gchar *slash  = strrchr (options->input, G_DIR_SEPARATOR);
  const gchar *dot    = strrchr (options->input, '.');
  const gchar *ending = ".mkv";

  while (length > 1 && options->input[length - 1] == G_DIR_SEPARATOR)
    length--;
  if (g_file_test (options->input, G_FILE_TEST_IS_DIR))
    return g_strdup_printf ("%.*s-colorized", (int) length, options->input);

  if (dot && (! slash || dot > slash + 1))
    {
      length = dot - options->input;
      if (! options->tape.lossless && g_ascii_strcasecmp (dot, ".mp4") == 0)
        ending = ".mp4";
    }
  return g_strdup_printf ("%.*s-colorized%s", (int) length, options->input, ending);
}

static gboolean
check_arguments (FilmOptions *options, int argc, char **argv)
{
  if (argc != 2)
    {
      complain ("Name one film, or one folder of numbered pictures. Try “colorize film --help”.");
      return FALSE;
    }
  options->input = argv[1];
  if (! options->output)
    options->output = name_output (options);

  if (options->range.to < G_MAXDOUBLE)
    options->tape.length = options->range.to - options->range.from;
  if (options->range.from < options->range.to)
    return TRUE;
  complain ("--to must be a later time than --from.");
  return FALSE;
}

gboolean
film_options_read (FilmOptions *options, int *argc, char ***argv)
{
  Coloring          *coloring = &options->coloring;
  g_autofree gchar  *from = NULL, *to = NULL;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
      "The film to write, .mp4 or .mkv; for a folder of pictures a folder (default: "
      "NAME-colorized beside the film)",
      "FILE" },
    { "weights", 'w', 0, G_OPTION_ARG_FILENAME, &options->weights,
      "The trained network (default: the one that comes with Colorize)", "FILE" },
    { "quality", 0, 0, G_OPTION_ARG_DOUBLE, &options->tape.quality,
      "How true to the frames the film is, and how large, 0..100 (default: 75)", "N" },
    { "lossless", 0, 0, G_OPTION_ARG_NONE, &options->tape.lossless,
      "Lose nothing: FFV1 in Matroska, ten times as large", NULL },
    { "deinterlace", 0, 0, G_OPTION_ARG_NONE, &options->range.deinterlace,
      "Make whole frames of interlaced ones, as television has them", NULL },
    { "from", 0, 0, G_OPTION_ARG_STRING, &from, "Begin there, in seconds or as H:MM:SS", "TIME" },
    { "to", 0, 0, G_OPTION_ARG_STRING, &to, "End there", "TIME" },
    { "warmth", 0, 0, G_OPTION_ARG_DOUBLE, &coloring->taste.warmth,
      "More yellow above 0, more blue below, -20..20 (default: 0)", "N" },
    { "tint", 0, 0, G_OPTION_ARG_DOUBLE, &coloring->taste.tint,
      "More magenta above 0, more green below, -20..20 (default: 0)", "N" },
    { "preview", 0, 0, G_OPTION_ARG_FILENAME, &options->preview,
      "Write no film, but a PNG with one colored picture of each scene", "FILE" },
    { "keyframes", 0, 0, G_OPTION_ARG_FILENAME, &options->key_folder,
      "Write no film, but one frame of each scene, plain and colored, to correct and come back "
      "with",
      "DIR" },
    { "with", 0, 0, G_OPTION_ARG_FILENAME, &options->with,
      "Follow the colored key frames in this folder", "DIR" },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &options->resume,
      "Go on with what a stopped run has left, with the same options as then", NULL },
    { "force", 'f', 0, G_OPTION_ARG_NONE, &options->tape.replace,
      "Write over a result that is there", NULL },
    { NULL }
  };

  coloring->is_alone = TRUE;

  return coloring_parse (coloring, "FILM-OR-FOLDER",
                         "Gives color to a film, or to a folder of numbered pictures that are its "
                         "frames.\nThe result is H.264 in MP4 or Matroska (.mkv), with the film's "
                         "sound, subtitles, chapters\nand metadata as they are.",
                         entries, argc, argv)
         && check_range ("quality", options->tape.quality, 0, 100)
         && check_range ("warmth", coloring->taste.warmth, -20, 20)
         && check_range ("tint", coloring->taste.tint, -20, 20)
         && read_time ("from", from, &options->range.from)
         && read_time ("to", to, &options->range.to) && check_arguments (options, *argc, *argv);
}
