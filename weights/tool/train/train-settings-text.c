/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "train-settings-text.h"

#define GROUP "training"

/* The text goes to the checkpoint's header, which is UTF-8; file names need not be. */
static gchar *
string_to_text (const Setting *setting, const gchar *value)
{
  if (! value)
    return g_strdup ("");

  return setting->type == G_OPTION_ARG_FILENAME ? g_strescape (value, NULL) : g_strdup (value);
}

static gchar *
string_from_text (const Setting *setting, const gchar *text)
{
  if (! *text)
    return NULL;

  return setting->type == G_OPTION_ARG_FILENAME ? g_strcompress (text) : g_strdup (text);
}

gchar *
train_settings_to_text (const TrainSettings *settings)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  for (gsize i = 0; i < train_fixed_table.n; i++)
    {
      const Setting *setting = &train_fixed_table.rows[i];
      gconstpointer  place   = setting_get_place (setting, settings);

      if (setting_is_string (setting))
        {
          g_autofree gchar *value = string_to_text (setting, *(gchar *const *) place);

          g_key_file_set_string (file, GROUP, setting->name, value);
        }
      else if (setting->type == G_OPTION_ARG_DOUBLE)
        g_key_file_set_double (file, GROUP, setting->name, *(const gdouble *) place);
      else
        g_key_file_set_integer (file, GROUP, setting->name, *(const gint *) place);
    }

  return g_key_file_to_data (file, NULL, NULL);
}

gboolean
train_settings_from_text (TrainSettings *settings, const gchar *text, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) wrong  = NULL;

  g_key_file_load_from_data (file, text, -1, G_KEY_FILE_NONE, &wrong);

  for (gsize i = 0; i < train_fixed_table.n && ! wrong; i++)
    {
      const Setting *setting = &train_fixed_table.rows[i];
      gpointer       place   = setting_get_place (setting, settings);

      if (setting_is_string (setting))
        {
          g_autofree gchar *value = g_key_file_get_string (file, GROUP, setting->name, &wrong);

          g_free (*(gchar **) place);
          *(gchar **) place = value ? string_from_text (setting, value) : NULL;
        }
      else if (setting->type == G_OPTION_ARG_DOUBLE)
        *(gdouble *) place = g_key_file_get_double (file, GROUP, setting->name, &wrong);
      else
        *(gint *) place = g_key_file_get_integer (file, GROUP, setting->name, &wrong);
    }

  if (! wrong)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&wrong));
  return FALSE;
}

gchar *
train_settings_find_difference (const gchar *text, const gchar *other)
{
  g_auto (GStrv) lines       = g_strsplit (text, "\n", -1);
  g_auto (GStrv) other_lines = g_strsplit (other, "\n", -1);

  for (gint i = 0; lines[i] && other_lines[i]; i++)
    if (strcmp (lines[i], other_lines[i]) != 0)
      return g_strndup (lines[i], strcspn (lines[i], "="));

  return NULL;
}
