/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "looks-file.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n.h>


#define NAME_KEY "name"

/* Of files that are put aside before somebody should look into the folder. */
#define MAX_ASIDE 1000


/* What is written of a look. */
static const struct
{
  const gchar *key;
  gsize        offset; /* of a gdouble in a ColorizeLook */
  gdouble      min, max;
  gboolean     is_dial; /* not all weights have it */
} settings[] = {
  { "strength", G_STRUCT_OFFSET (ColorizeLook, strength), 0.0, 100.0, FALSE },
  { "saturation", G_STRUCT_OFFSET (ColorizeLook, taste.saturation), 0.0, 200.0, FALSE },
  { "warmth", G_STRUCT_OFFSET (ColorizeLook, taste.warmth), -20.0, 20.0, FALSE },
  { "tint", G_STRUCT_OFFSET (ColorizeLook, taste.tint), -20.0, 20.0, FALSE },
  { "vividness", G_STRUCT_OFFSET (ColorizeLook, taste.vividness), -1.0, 100.0, TRUE },
  { "evenness", G_STRUCT_OFFSET (ColorizeLook, taste.evenness), 0.0, 100.0, TRUE },
};


/* The file */

static gboolean
is_missing (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* NULL: it cannot be read, with one of G_IO_ERROR, or is damaged, with one of G_KEY_FILE_ERROR. */
static GKeyFile *
load (GFile *file, GError **error)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (GError) failed = NULL;
  g_autofree gchar *text    = NULL;
  gsize             length;

  if (! g_file_load_contents (file, NULL, &text, &length, NULL, &failed))
    {
      if (is_missing (failed))
        return g_steal_pointer (&keys);

      g_propagate_error (error, g_steal_pointer (&failed));
      return NULL;
    }

  if (length == 0
      || g_key_file_load_from_data (keys, text, length,
                                    G_KEY_FILE_KEEP_COMMENTS | G_KEY_FILE_KEEP_TRANSLATIONS, error))
    return g_steal_pointer (&keys);

  return NULL;
}

static gboolean
store (GFile *file, GKeyFile *keys, GError **error)
{
  gsize             length;
  g_autofree gchar *text = g_key_file_to_data (keys, &length, NULL);

  if (g_file_replace_contents (file, text, length, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL,
                               NULL))
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               _ ("Your looks cannot be written to the file “%s”; see whether the disk is full, or "
                  "you may not write there."),
               g_file_peek_path (file));
  return FALSE;
}

/* FALSE: there is no name for it. */
static gboolean
put_aside (GFile *file)
{
  for (gint i = 1; i < MAX_ASIDE; i++)
    {
      g_autofree gchar *path  = g_strdup_printf ("%s.damaged-%d", g_file_peek_path (file), i);
      g_autoptr (GFile) other = g_file_new_for_path (path);

      if (g_file_move (file, other, G_FILE_COPY_NONE, NULL, NULL, NULL, NULL))
        return TRUE;
    }

  return FALSE;
}

static void
set_read_error (GError **error, const GError *failed, GFile *file)
{
  if (failed->domain == G_KEY_FILE_ERROR)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 _ ("Your looks cannot be shown, as the file “%s” is damaged; it is kept, under "
                    "another name, when you save a look."),
                 g_file_peek_path (file));
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 _ ("Your looks cannot be shown, as the file “%s” cannot be read; see whether you "
                    "may open it."),
                 g_file_peek_path (file));
}


/* Its groups */

/* To be freed; NULL: the group is not a look. */
static gchar *
get_name (GKeyFile *keys, const gchar *group)
{
  g_autofree gchar *name = g_key_file_get_string (keys, group, NAME_KEY, NULL);

  return name && *name ? g_steal_pointer (&name) : NULL;
}

static gdouble *
get_setting (ColorizeLook *look, guint index)
{
  return &G_STRUCT_MEMBER (gdouble, look, settings[index].offset);
}

static void
read_group (GKeyFile *keys, const gchar *group, ColorizeLook *look)
{
  *look = (ColorizeLook) { .strength = 100.0, .taste = COLORIZE_OPTIONS_INIT };

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autoptr (GError) error = NULL;
      gdouble value            = g_key_file_get_double (keys, group, settings[i].key, &error);

      if (! error && ! isnan (value))
        *get_setting (look, i) = CLAMP (value, settings[i].min, settings[i].max);
    }
}

static void
write_group (GKeyFile           *keys,
             const gchar        *group,
             const gchar        *name,
             const ColorizeLook *look,
             gboolean            has_dials)
{
  g_key_file_set_string (keys, group, NAME_KEY, name);

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      if (has_dials || ! settings[i].is_dial)
        g_key_file_set_double (keys, group, settings[i].key,
                               *get_setting ((ColorizeLook *) look, i));
    }
}

/* The groups of that name, or of any where it is NULL; to be freed with g_strfreev. */
static gchar **
find_groups (GKeyFile *keys, const gchar *name)
{
  g_auto (GStrv) groups        = g_key_file_get_groups (keys, NULL);
  g_autoptr (GPtrArray) wanted = g_ptr_array_new ();

  for (gchar **group = groups; *group; group++)
    {
      g_autofree gchar *own = get_name (keys, *group);

      if (own && (! name || strcmp (own, name) == 0))
        g_ptr_array_add (wanted, g_strdup (*group));
    }

  g_ptr_array_add (wanted, NULL);

  return (gchar **) g_ptr_array_steal (wanted, NULL);
}

/* A group's name that is still free, to be freed. */
static gchar *
invent_group (GKeyFile *keys)
{
  for (guint i = 1;; i++)
    {
      g_autofree gchar *group = g_strdup_printf ("look %u", i);

      if (! g_key_file_has_group (keys, group))
        return g_steal_pointer (&group);
    }
}

static void
remove_groups (GKeyFile *keys, gchar **groups)
{
  for (gchar **group = groups; *group; group++)
    g_key_file_remove_group (keys, *group, NULL);
}


gboolean
colorize_looks_file_read (GFile *file, GPtrArray *looks, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (GKeyFile) keys = load (file, &failed);
  g_auto (GStrv) groups     = NULL;

  if (! keys)
    {
      set_read_error (error, failed, file);
      return FALSE;
    }

  groups = find_groups (keys, NULL);

  for (gchar **group = groups; *group; group++)
    {
      g_autofree gchar *name = get_name (keys, *group);
      ColorizeLook      look;

      read_group (keys, *group, &look);
      g_ptr_array_add (looks, colorize_named_look_new (name, TRUE, &look));
    }

  return TRUE;
}

gboolean
colorize_looks_file_keep (GFile              *file,
                          const gchar        *name,
                          const ColorizeLook *look,
                          gboolean            has_dials,
                          GError            **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (GKeyFile) keys = load (file, &failed);
  g_auto (GStrv) former     = NULL;
  g_autofree gchar *group   = NULL;

  if (! keys && (failed->domain != G_KEY_FILE_ERROR || ! put_aside (file)))
    {
      set_read_error (error, failed, file);
      return FALSE;
    }

  if (! keys)
    keys = g_key_file_new ();

  former = find_groups (keys, name);
  group  = *former ? g_strdup (*former) : invent_group (keys);

  /* In its old place. */
  if (*former)
    {
      remove_groups (keys, former + 1);

      for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
        g_key_file_remove_key (keys, group, settings[i].key, NULL);
    }

  write_group (keys, group, name, look, has_dials);

  return store (file, keys, error);
}

gboolean
colorize_looks_file_forget (GFile *file, const gchar *name, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (GKeyFile) keys = load (file, &failed);
  g_auto (GStrv) groups     = NULL;

  if (! keys)
    {
      set_read_error (error, failed, file);
      return FALSE;
    }

  groups = find_groups (keys, name);
  remove_groups (keys, groups);

  return store (file, keys, error);
}
