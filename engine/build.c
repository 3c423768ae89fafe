/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "build.h"

#include "network/loops/loops.h"

const gchar *
build_get_compiler (void)
{
#if defined(__clang__)
  return "Clang " __clang_version__;
#elif defined(__GNUC__)
  return "GCC " __VERSION__;
#else
  return "unknown";
#endif
}

gchar *
build_describe_instructions (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const gchar *name;

  for (guint i = 0; (name = loops_get_name (i)); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", name);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
