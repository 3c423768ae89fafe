/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "installed.h"

#include <glib/gi18n.h>


GFile *
colorize_installed_new (const gchar *name, GError **error)
{
  g_autofree gchar *program = g_file_read_link ("/proc/self/exe", error);
  g_autofree gchar *folder  = program ? g_path_get_dirname (program) : NULL;

  return folder ? g_file_new_build_filename (folder, name, NULL) : NULL;
}

GFile *
colorize_installed_help_new (GError **error)
{
  /* TRANSLATORS: the folder of plugin/help that has the pages in your language; where there is none, leave
   * it at en. */
  const gchar      *language = C_ ("help", "en");
  g_autofree gchar *name     = g_strdup_printf ("help/%s/index.html", language);

  return colorize_installed_new (name, error);
}
