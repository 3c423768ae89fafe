/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "completion.h"

#include <string.h>

/* An option's names, as patterns of a shell's `case`: one of one letter may have its argument attached to
 * nothing else. */
static gchar *
describe_names (const GOptionEntry *entry, const gchar *separator)
{
  if (entry->short_name)
    return g_strdup_printf ("-%c%s--%s", entry->short_name, separator, entry->long_name);

  return g_strdup_printf ("--%s", entry->long_name);
}

static gboolean
takes_argument (const GOptionEntry *entry)
{
  return entry->arg != G_OPTION_ARG_NONE;
}

/* What follows an option: a folder, a file, one of some words, or what only the user knows. */
static gchar *
describe_argument (const GOptionEntry *entry)
{
  const gchar *argument = entry->arg_description ? entry->arg_description : "";

  if (entry->arg == G_OPTION_ARG_FILENAME || entry->arg == G_OPTION_ARG_FILENAME_ARRAY)
    return g_strdup (strcmp (argument, "DIR") == 0 ? "folders=yes" : "files=yes");

  if (strchr (argument, '|'))
    {
      g_auto (GStrv) choices   = g_strsplit (argument, "|", -1);
      g_autoptr (GString) text = g_string_new ("words='");

      for (gchar **choice = choices; *choice; choice++)
        /* One in capitals stands for something else. */
        if (! g_ascii_isupper ((*choice)[0]))
          g_string_append_printf (text, "%s%s", choice == choices ? "" : " ", *choice);
      g_string_append_c (text, '\'');
      return g_string_free (g_steal_pointer (&text), FALSE);
    }

  return g_strdup (":");
}

void
completion_begin (const gchar *const *names, guint n_commands)
{
  g_print ("# What bash completes after colorize(1), written by colorize itself from the tables of "
           "its options.\n\n"
           "_colorize ()\n"
           "{\n"
           "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
           "  local words='' options='' files=no folders=no\n\n"
           "  COMPREPLY=()\n"
           "  # Bash takes --option=value for three words.\n"
           "  if [ \"$word\" = = ]; then\n"
           "    word=\n"
           "  elif [ \"$before\" = = ]; then\n"
           "    before=${COMP_WORDS[COMP_CWORD - 2]}\n"
           "  fi\n\n"
           "  if [ \"$COMP_CWORD\" = 1 ]; then\n"
           "    words='");
  for (guint i = 0; i < n_commands; i++)
    g_print ("%s ", names[i]);
  g_print ("--help --version'\n"
           "  else\n"
           "    case ${COMP_WORDS[1]} in\n");
}

void
completion_write_command (const Manual *manual)
{
  g_print ("      %s)\n"
           "        case $before in\n",
           manual->name);
  for (const GOptionEntry *entry = manual->entries; entry->long_name; entry++)
    if (takes_argument (entry) && ! (entry->flags & G_OPTION_FLAG_HIDDEN))
      {
        g_autofree gchar *names    = describe_names (entry, " | ");
        g_autofree gchar *argument = describe_argument (entry);

        g_print ("          %s) %s ;;\n", names, argument);
      }

  g_print ("          *)\n"
           "            options='-h --help");
  for (const GOptionEntry *entry = manual->entries; entry->long_name; entry++)
    if (! (entry->flags & G_OPTION_FLAG_HIDDEN))
      {
        g_autofree gchar *names = describe_names (entry, " ");

        g_print (" %s", names);
      }
  g_print ("'\n"
           "            %s=yes ;;\n"
           "        esac ;;\n",
           strcmp (manual->arguments, "FOLDER...") == 0 ? "folders" : "files");
}

void
completion_end (void)
{
  g_print ("    esac\n"
           "  fi\n\n"
           "  case $word in\n"
           "    -*) words+=\" $options\" ;;\n"
           "  esac\n"
           "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
           "  # Bash itself knows best how to complete and quote the names of files.\n"
           "  if [ ${#COMPREPLY[@]} = 0 ]; then\n"
           "    [ $files = no ] || compopt -o default\n"
           "    [ $folders = no ] || compopt -o dirnames\n"
           "  fi\n"
           "}\n\n"
           "complete -F _colorize colorize\n");
}
