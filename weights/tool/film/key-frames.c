/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "key-frames.h"

#include <string.h>

#include "contact-sheet.h"
#include "film-progress.h"
#include "frame-colors.h"
#include "interrupt.h"
#include "map/resample.h"
#include "photo-file.h"
#include "sheet.h"
#include "tool.h"

#define FRAME_MARK   "-frame-"
#define COLORED_MARK "-colored"

typedef struct
{
  const FilmOptions *options;
  const Scenes      *scenes;
  ColorizeWeights   *weights;
  const gchar       *folder; /* NULL: the sheet alone */
  ContactSheet      *sheet;
} Writing;

static gboolean
color_frame (const Writing *writing,
             ClipFrame     *frame,
             gint64         number,
             gint           width,
             gint           height,
             GError       **error)
{
  const ColorizeOptions *taste     = &writing->options->coloring.taste;
  gsize                  n         = (gsize) width * height;
  g_autofree gfloat     *luminance = g_new (gfloat, n);
  g_autofree gfloat     *chroma    = g_new (gfloat, 2 * n);
  g_autoptr (ColorizeMood) mood    = NULL;
  ColorizeView view                = scenes_get_view (writing->scenes, number, &mood);

  return frame_colors_predict (frame, writing->weights, &view, taste, width, height, luminance,
                               chroma, error)
         && frame_colors_put (frame, chroma, width, height, taste, error);
}

static gboolean
save (const Writing *writing,
      GdkPixbuf     *picture,
      guint          scene,
      gint64         frame,
      const gchar   *mark,
      GError       **error)
{
  g_autofree gchar *name = g_strdup_printf ("scene-%04u" FRAME_MARK "%06" G_GINT64_FORMAT "%s.png",
                                            scene + 1, frame, mark);
  g_autofree gchar *path = g_build_filename (writing->folder, name, NULL);

  if (writing->options->tape.replace || ! g_file_test (path, G_FILE_TEST_EXISTS))
    return picture_save_png (picture, path, error);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
               "“%s” is there already; --force writes over it", path);
  return FALSE;
}

static gboolean
write_frame (const Writing *writing,
             ClipFrame     *frame,
             guint          scene,
             gint64         number,
             gint           width,
             gint           height,
             GError       **error)
{
  g_autoptr (GdkPixbuf) plain   = clip_frame_take_picture (frame, error);
  g_autoptr (GdkPixbuf) colored = NULL;

  if (! plain || ! color_frame (writing, frame, number, width, height, error)
      || ! (colored = clip_frame_take_picture (frame, error)))
    return FALSE;

  contact_sheet_add (writing->sheet, colored,
                     writing->options->range.from + clip_frame_get_seconds (frame));
  return ! writing->folder
         || (save (writing, plain, scene, number, "", error)
             && save (writing, colored, scene, number, COLORED_MARK, error));
}

static gboolean
write_frames (const Writing *writing, GError **error)
{
  g_autoptr (Clip) clip = clip_open (writing->options->input, &writing->options->range, error);
  gint64       n        = writing->scenes->seconds->len;
  gboolean     is_done  = clip != NULL;
  GError      *cause    = NULL;
  FilmProgress progress;
  gint         width, height, map_width, map_height;

  if (! clip)
    return FALSE;

  clip_get_size (clip, &width, &height);
  frame_colors_get_size (width, height, &map_width, &map_height);
  film_progress_start (&progress, n, 0, ! writing->options->coloring.quiet);
  for (gint64 t = 0; is_done && t < n; t++)
    {
      guint scene                 = scenes_get_index (writing->scenes, t);
      g_autoptr (ClipFrame) frame = clip_next (clip, &cause);

      if (! frame)
        break;
      if (scenes_get (writing->scenes, scene)->key == t)
        is_done = write_frame (writing, frame, scene, t, map_width, map_height, error);
      film_progress_show (&progress, "Key frames", t + 1);
      if (is_done && interrupt_is_noted ())
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                               "Stopped before all key frames were written.");
          is_done = FALSE;
        }
    }
  film_progress_end (&progress);
  if (! cause)
    return is_done;

  g_propagate_error (error, cause);
  return FALSE;
}

gboolean
key_frames_write (const FilmOptions *options,
                  const Scenes      *scenes,
                  ColorizeWeights   *weights,
                  const gchar       *folder,
                  const gchar       *sheet,
                  GError           **error)
{
  g_autoptr (ContactSheet) contacts = contact_sheet_new ();
  const Writing     writing         = { options, scenes, weights, folder, contacts };
  g_autofree gchar *path =
    folder ? g_build_filename (folder, "contact-sheet.png", NULL) : g_strdup (sheet);

  return (! folder || make_folder (folder, error)) && write_frames (&writing, error)
         && contact_sheet_save (contacts, path, error);
}

/* The number in the name of a key frame; -1: it is none. */
static gint64
get_frame (const gchar *name)
{
  const gchar *mark = g_strrstr (name, FRAME_MARK);

  if (! mark || ! g_ascii_isdigit (mark[strlen (FRAME_MARK)]) || ! photo_file_has_known_name (name))
    return -1;
  return g_ascii_strtoll (mark + strlen (FRAME_MARK), NULL, 10);
}

GHashTable *
key_frames_list (const gchar *folder, GError **error)
{
  g_autoptr (GHashTable) list = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  GDir        *dir            = g_dir_open (folder, 0, NULL);
  const gchar *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      gint64   frame      = get_frame (name);
      gboolean is_colored = strstr (name, COLORED_MARK) != NULL;

      if (frame < 0 || ! is_colored)
        continue;
      g_hash_table_insert (list, g_memdup2 (&frame, sizeof frame),
                           g_build_filename (folder, name, NULL));
    }
  if (dir)
    g_dir_close (dir);
  if (g_hash_table_size (list) > 0)
    return g_steal_pointer (&list);

  g_set_error (
    error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
    "there is no key frame in “%s”; write some with --keyframes, and color those that are "
    "named ...%s.png",
    folder, COLORED_MARK);
  return NULL;
}

gfloat *
key_frames_load (const gchar *path, gint width, gint height, GError **error)
{
  g_autoptr (GError) cause   = NULL;
  g_autoptr (PhotoFile) file = photo_file_load_plain (path, NULL, &cause);
  g_autofree gfloat *lab     = NULL;
  g_autofree gfloat *chroma  = NULL;
  gfloat            *map;
  GeglBuffer        *buffer;
  gint               from_width, from_height;
  gsize              n;

  if (! file)
    {
      g_autofree gchar *text = describe_error (cause);

      g_set_error (error, cause->domain, cause->code, "its key frame “%s” cannot be taken: %s",
                   path, text);
      return NULL;
    }

  buffer      = photo_file_get_buffer (file);
  from_width  = gegl_buffer_get_width (buffer);
  from_height = gegl_buffer_get_height (buffer);
  n           = (gsize) from_width * from_height;
  lab         = g_new (gfloat, 3 * n);
  chroma      = g_new (gfloat, 2 * n);
  gegl_buffer_get (buffer, NULL, 1.0, babl_format ("CIE Lab float"), lab, GEGL_AUTO_ROWSTRIDE,
                   GEGL_ABYSS_NONE);
  for (gsize i = 0; i < n; i++)
    {
      chroma[2 * i]     = lab[3 * i + 1];
      chroma[2 * i + 1] = lab[3 * i + 2];
    }
  map = g_new (gfloat, 2 * (gsize) width * height);
  resample_map (NULL, chroma, from_height, from_width, 2, RESAMPLE_LINEAR, height, width, map);
  return map;
}
