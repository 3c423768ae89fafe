/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "coloring.h"
#include "tool.h"

static void
add_entries (GArray *to, const GOptionEntry *entries)
{
  for (gint i = 0; entries[i].long_name; i++)
    g_array_append_val (to, entries[i]);
}

static gboolean
read_level (const gchar *text, ColorizeView *view)
{
  static const gchar *const names[] = {
    [COLORIZE_LEVEL_AUTO] = "auto", [COLORIZE_LEVEL_YES] = "yes", [COLORIZE_LEVEL_NO] = "no"
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (! text || g_str_equal (text, names[i]))
      {
        view->level = i;
        return TRUE;
      }

  complain ("--level is “%s”; it must be auto, yes or no.", text);
  return FALSE;
}

static gboolean
read_widths (const gchar *text, ColorizeView *view)
{
  gint *widths[]       = { &view->left, &view->top, &view->right, &view->bottom };
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  gint64 width;

  if (g_strv_length (parts) != G_N_ELEMENTS (widths))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      if (! g_ascii_string_to_signed (g_strstrip (parts[i]), 10, 0, G_MAXINT, &width, NULL))
        return FALSE;
      *widths[i] = width;
    }

  return TRUE;
}

static gboolean
read_border (const gchar *text, ColorizeView *view)
{
  view->border = COLORIZE_BORDER_GIVEN;
  if (! text || g_str_equal (text, "auto"))
    view->border = COLORIZE_BORDER_AUTO;
  else if (g_str_equal (text, "none"))
    view->border = COLORIZE_BORDER_NONE;
  else if (! read_widths (text, view))
    {
      complain ("--border is “%s”; it must be auto, none, or four widths in pixels such as "
                "20,20,20,60 (left, top, right, bottom).",
                text);
      return FALSE;
    }

  return TRUE;
}

gboolean
coloring_parse (Coloring           *coloring,
                const gchar        *arguments,
                const gchar        *summary,
                const GOptionEntry *entries,
                int                *argc,
                char             ***argv)
{
  ColorizeOptions   *taste    = &coloring->taste;
  const GOptionEntry common[] = {
    { "saturation", 0, 0, G_OPTION_ARG_DOUBLE, &taste->saturation,
      "Colorfulness, 0..200 % of what the network says (default: 100)", "N" },
    { "vividness", 0, 0, G_OPTION_ARG_DOUBLE, &taste->vividness,
      "How far rare colors are preferred to safe ones, 0..100 (default: as the weights say)", "N" },
    { "working-size", 0, 0, G_OPTION_ARG_INT, &coloring->view.working_size,
      "Short side at which the network looks at the photo (default: as the weights say)",
      "PIXELS" },
    { "evenness", 0, 0, G_OPTION_ARG_DOUBLE, &taste->evenness,
      "How far colors that the network is unsure of follow those around them, 0..100 (default: 50)",
      "N" },
    { "level", 0, 0, G_OPTION_ARG_STRING, &coloring->level,
      "Whether the network sees a faded print with its full contrast: auto, yes or no (default: "
      "auto)",
      "auto|yes|no" },
    { "border", 0, 0, G_OPTION_ARG_STRING, &coloring->border,
      "What lies around the picture and gets no color: auto (look for it), none, or four widths in "
      "pixels of the photo as it is shown (default: auto)",
      "auto|none|LEFT,TOP,RIGHT,BOTTOM" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &coloring->n_threads, "Processors to use (default: all)",
      "N" },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &coloring->quiet, "Say only what goes wrong", NULL },
    { NULL }
  };
  const GOptionEntry jobs[] = {
    { "jobs", 'j', 0, G_OPTION_ARG_INT, &coloring->n_jobs,
      "Photos at the same time, which share the processors (default: one a processor, at most 4)",
      "N" },
    { NULL }
  };
  g_autoptr (GArray) all = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));

  add_entries (all, entries);
  if (! coloring->is_alone)
    add_entries (all, jobs);
  add_entries (all, common);

  return parse_options (arguments, summary, (const GOptionEntry *) all->data, argc, argv)
         && check_range ("saturation", taste->saturation, 0, 200)
         && (taste->vividness == -1.0 || check_range ("vividness", taste->vividness, 0, 100))
         && check_range ("evenness", taste->evenness, 0, 100)
         && read_level (coloring->level, &coloring->view)
         && read_border (coloring->border, &coloring->view)
         && check_range ("working-size", coloring->view.working_size, 0, 4096)
         && check_range ("jobs", coloring->n_jobs, 1, 64)
         && check_range ("threads", coloring->n_threads, 0, 256);
}

gboolean
coloring_color (const Coloring  *coloring,
                ColorizeWeights *weights,
                GeglBuffer      *source,
                ColorizeHints   *hints,
                gdouble          strength,
                gint             n_threads,
                GeglBuffer      *result,
                GCancellable    *cancellable,
                GError         **error)
{
  GError *cause = NULL;

  if (colorize_pixels_color (source, weights, &coloring->view, &coloring->taste, hints, strength,
                             n_threads, result, cancellable, &cause))
    return TRUE;

  if (g_error_matches (cause, COLORIZE_ERROR, COLORIZE_ERROR_MEMORY))
    {
      g_clear_error (&cause);
      g_set_error_literal (&cause, COLORIZE_ERROR, COLORIZE_ERROR_MEMORY,
                           "there is not enough memory for it; close other programs, or choose a "
                           "smaller --working-size or fewer --jobs");
    }
  g_propagate_error (error, cause);
  return FALSE;
}

gboolean
coloring_run (const Coloring *coloring, Batch *batch, const PhotoList *list)
{
  batch->n_jobs         = coloring->n_jobs;
  batch->n_threads      = coloring->n_threads;
  batch->shows_progress = ! coloring->quiet;

  return batch_run (batch, list);
}
