/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "tool.h"
#include "train-derived.h"
#include "train-options.h"

static void
add_entries (GArray *entries, TrainSettings *settings, const SettingTable *table)
{
  for (gsize i = 0; i < table->n; i++)
    {
      const Setting *setting = &table->rows[i];
      GOptionEntry   entry   = {
        setting->name, setting->short_name, 0, setting->type, setting_get_place (setting, settings),
        setting->help, setting->argument
      };

      g_array_append_val (entries, entry);
    }
}

static gboolean
check_choice (const Setting *setting, const gchar *value)
{
  g_autofree gchar *choices = g_strjoinv (", ", (gchar **) setting->choices);

  if (! value || ! setting->choices[0] || g_strv_contains (setting->choices, value))
    return TRUE;

  complain ("--%s is “%s”; it must be one of: %s.", setting->name, value, choices);
  return FALSE;
}

static gboolean
check_setting (const TrainSettings *settings, const Setting *setting)
{
  gconstpointer place = setting_get_place (setting, settings);

  if (setting_is_string (setting))
    return check_choice (setting, *(gchar *const *) place);
  if (setting->type == G_OPTION_ARG_INT)
    return check_range (setting->name, *(const gint *) place, setting->low, setting->high);
  if (setting->type == G_OPTION_ARG_DOUBLE)
    return check_range (setting->name, *(const gdouble *) place, setting->low, setting->high);
  return TRUE;
}

static gboolean
check_table (const TrainSettings *settings, const SettingTable *table)
{
  for (gsize i = 0; i < table->n; i++)
    if (! check_setting (settings, &table->rows[i]))
      return FALSE;

  return TRUE;
}

static gboolean
check_all (const TrainSettings *settings)
{
  if (! check_table (settings, &train_run_table) || ! check_table (settings, &train_fixed_table))
    return FALSE;

  if (settings->side % 8 != 0)
    {
      complain ("--size is %d; it must be a multiple of 8.", settings->side);
      return FALSE;
    }
  if (settings->time && train_settings_get_seconds (settings) <= 0.0)
    {
      complain ("--time is “%s”; write it as 90s, 30min, 2h or 1.5d.", settings->time);
      return FALSE;
    }
  if (! ! settings->time + (settings->n_steps > 0) + (settings->n_epochs > 0.0) > 1)
    {
      complain ("Give one of --time, --steps and --epochs: each says how long to train.");
      return FALSE;
    }
  return TRUE;
}

gboolean
train_settings_parse (TrainSettings *settings, int *argc, char ***argv)
{
  g_autoptr (GArray) entries = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));

  add_entries (entries, settings, &train_run_table);
  add_entries (entries, settings, &train_fixed_table);

  return parse_options (
           "FOLDER...",
           "Trains weights on the color photos of folders and their sub-folders. At "
           "each check it saves the\nweights so far, a checkpoint, a curve of the loss "
           "and a sheet of pictures, so a run can be stopped\nwith Ctrl+C at any time "
           "and resumed.",
           (const GOptionEntry *) entries->data, argc, argv)
         && check_all (settings);
}
