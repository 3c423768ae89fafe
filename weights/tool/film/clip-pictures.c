/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Films as folders of numbered pictures, a file a frame. They are shown 24 a second, in the order of the numbers that
 * end their names.
 */

#include <errno.h>
#include <string.h>

#include <glib/gstdio.h>

#include "clip-kinds.h"
#include "photo-file.h"
#include "picture/pixels.h"
#include "tool.h"

#define RATE 24.0

typedef struct
{
  Clip       base;
  gchar     *folder;
  GPtrArray *names;
  guint      n_first, n_next, n_end;
  GString   *notice;
} PictureClip;

typedef struct
{
  ClipFrame   base;
  gchar      *path;
  PhotoFile  *file;
  GeglBuffer *result; /* NULL until it is colored */
} PictureFrame;

typedef struct
{
  Tape         base;
  PictureClip *clip;
  gchar       *folder;
  gboolean     replaces;
} PictureTape;

/* The number that ends a name; -1: none. */
static gint64
get_number (const gchar *name)
{
  const gchar *dot = strrchr (name, '.');
  const gchar *end = dot ? dot : name + strlen (name);
  const gchar *c   = end;

  while (c > name && g_ascii_isdigit (c[-1]))
    c--;
  return c < end && end - c < 18 ? g_ascii_strtoll (c, NULL, 10) : -1;
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  const gchar *const *names[]   = { a, b };
  gint64              numbers[] = { get_number (*names[0]), get_number (*names[1]) };

  if (numbers[0] != numbers[1])
    return numbers[0] < numbers[1] ? -1 : 1;
  return strcmp (*names[0], *names[1]);
}

static GPtrArray *
list_pictures (const gchar *folder, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GDir        *dir            = g_dir_open (folder, 0, NULL);
  const gchar *name;

  if (! dir)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                           "the folder cannot be read; check its permissions");
      return NULL;
    }
  while ((name = g_dir_read_name (dir)))
    if (name[0] != '.' && photo_file_has_known_name (name) && get_number (name) >= 0)
      g_ptr_array_add (names, g_strdup (name));
  g_dir_close (dir);

  if (names->len == 0)
    {
      g_set_error_literal (
        error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
        "there is no numbered picture in the folder, such as 0001.png; export the "
        "film's frames to it");
      return NULL;
    }
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

static PhotoFile *
load (const gchar *path, GError **error)
{
  g_autofree gchar *name   = g_path_get_basename (path);
  g_autoptr (GError) cause = NULL;
  PhotoFile        *file   = photo_file_load (path, FALSE, NULL, &cause);
  g_autofree gchar *text   = file ? NULL : describe_error (cause);

  if (! file)
    g_set_error (error, cause->domain, cause->code, "its picture “%s” cannot be taken: %s", name,
                 text);
  return file;
}

static void
free_clip (Clip *base)
{
  PictureClip *clip = (PictureClip *) base;

  g_free (clip->folder);
  if (clip->names)
    g_ptr_array_unref (clip->names);
  g_string_free (clip->notice, TRUE);
  g_free (clip);
}

static Clip *
open_clip (const gchar *path, const ClipRange *range, GError **error)
{
  g_autoptr (Clip) base       = g_malloc0 (sizeof (PictureClip));
  PictureClip      *clip      = (PictureClip *) base;
  g_autofree gchar *first     = NULL;
  g_autoptr (PhotoFile) photo = NULL;

  base->kind   = &clip_pictures;
  clip->notice = g_string_new (NULL);
  clip->folder = g_strdup (path);
  clip->names  = list_pictures (path, error);
  if (! clip->names)
    return NULL;

  clip->n_first = MIN (range->from * RATE + 0.5, clip->names->len);
  clip->n_next  = MIN ((range->from + range->skip) * RATE + 0.5, clip->names->len);
  clip->n_end   = MIN (range->to * RATE + 0.5, clip->names->len);
  if (clip->n_next >= clip->n_end)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           "it has no picture between --from and --to; choose other times");
      return NULL;
    }

  first = g_build_filename (path, clip->names->pdata[clip->n_next], NULL);
  photo = load (first, error);
  if (! photo)
    return NULL;

  base->width       = gegl_buffer_get_width (photo_file_get_buffer (photo));
  base->height      = gegl_buffer_get_height (photo_file_get_buffer (photo));
  base->fine_width  = base->width;
  base->fine_height = base->height;
  base->n_frames    = clip->n_end - clip->n_next;
  return g_steal_pointer (&base);
}

static const gchar *
get_notice (Clip *base)
{
  PictureClip *clip = (PictureClip *) base;

  return clip->notice->len > 0 ? clip->notice->str : NULL;
}

static void
free_frame (ClipFrame *base)
{
  PictureFrame *frame = (PictureFrame *) base;

  g_free (frame->path);
  photo_file_free (frame->file);
  g_clear_object (&frame->result);
  g_free (frame);
}

static ClipFrame *
next_frame (Clip *base, GError **error)
{
  PictureClip *clip         = (PictureClip *) base;
  g_autoptr (ClipFrame) end = NULL;
  PictureFrame *frame;

  if (clip->n_next >= clip->n_end)
    return NULL;

  frame               = g_new0 (PictureFrame, 1);
  end                 = &frame->base;
  frame->base.kind    = &clip_pictures;
  frame->base.seconds = (clip->n_next - clip->n_first) / RATE;
  frame->path         = g_build_filename (clip->folder, clip->names->pdata[clip->n_next++], NULL);
  frame->file         = load (frame->path, error);
  if (! frame->file)
    return NULL;

  if (gegl_buffer_get_width (photo_file_get_buffer (frame->file)) != base->width
      || gegl_buffer_get_height (photo_file_get_buffer (frame->file)) != base->height)
    {
      g_set_error (
        error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
        "its picture “%s” has another size than the first one; make all %d × %d pixels large",
        frame->path, base->width, base->height);
      return NULL;
    }
  return g_steal_pointer (&end);
}

static ColorizePhoto *
take_photo (ClipFrame *base, gboolean fine, GError **error)
{
  PictureFrame *frame  = (PictureFrame *) base;
  GeglBuffer   *buffer = photo_file_get_buffer (frame->file);
  g_autoptr (ColorizePhoto) photo =
    colorize_photo_new (gegl_buffer_get_width (buffer), gegl_buffer_get_height (buffer), error);

  if (! photo || ! colorize_pixels_reduce (buffer, photo, 1, NULL, NULL, NULL, error))
    return NULL;
  return g_steal_pointer (&photo);
}

static GdkPixbuf *
take_picture (ClipFrame *base, GError **error)
{
  PictureFrame *frame  = (PictureFrame *) base;
  GeglBuffer   *buffer = frame->result ? frame->result : photo_file_get_buffer (frame->file);
  GdkPixbuf *picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, gegl_buffer_get_width (buffer),
                                       gegl_buffer_get_height (buffer));

  if (! picture)
    {
      g_set_error_literal (error, COLORIZE_ERROR, COLORIZE_ERROR_MEMORY,
                           "there is not enough memory for it; close other programs");
      return NULL;
    }
  gegl_buffer_get (buffer, NULL, 1.0, babl_format ("R'G'B' u8"), gdk_pixbuf_get_pixels (picture),
                   gdk_pixbuf_get_rowstride (picture), GEGL_ABYSS_NONE);
  return picture;
}

static gboolean
color (ClipFrame             *base,
       const ColorizeChroma  *chroma,
       const ColorizeOptions *options,
       GError               **error)
{
  PictureFrame *frame = (PictureFrame *) base;

  frame->result = photo_file_new_result (frame->file);
  return colorize_pixels_lift (chroma, options, 1.0, photo_file_get_buffer (frame->file),
                               frame->result, 1, NULL, NULL, NULL, error);
}

static Tape *
record (Clip *base, const gchar *path, const TapeSettings *settings, GError **error)
{
  PictureTape *tape;

  if (! make_folder (path, error))
    return NULL;

  tape            = g_new0 (PictureTape, 1);
  tape->base.kind = &clip_pictures;
  tape->clip      = (PictureClip *) base;
  tape->folder    = g_strdup (path);
  tape->base.part = tape->folder;
  tape->replaces  = settings->replace || settings->resume;
  return &tape->base;
}

/* Numbered as its source; in another format where its own is only read. */
static gchar *
name_result (const gchar *folder, const gchar *path)
{
  g_autofree gchar *name   = g_path_get_basename (path);
  const gchar      *ending = photo_file_get_result_ending (path);
  g_autofree gchar *result = NULL;

  if (ending)
    {
      gchar *dot = strrchr (name, '.');

      if (dot)
        *dot = '\0';
      result = g_strconcat (name, ending, NULL);
    }
  return g_build_filename (folder, result ? result : name, NULL);
}

static gdouble
find_done (Clip *base, const gchar *path)
{
  PictureClip *clip = (PictureClip *) base;
  guint        n    = clip->n_first;

  for (gboolean is_there = TRUE; n < clip->n_end && is_there; n += is_there)
    {
      g_autofree gchar *picture = g_build_filename (clip->folder, clip->names->pdata[n], NULL);
      g_autofree gchar *result  = name_result (path, picture);

      is_there = g_file_test (result, G_FILE_TEST_EXISTS);
    }
  return n > clip->n_first ? (n - clip->n_first) / RATE : -1.0;
}

static gboolean
put (Tape *base, ClipFrame *of_base, gboolean is_start, GError **error)
{
  PictureTape      *tape   = (PictureTape *) base;
  PictureFrame     *frame  = (PictureFrame *) of_base;
  g_autofree gchar *path   = name_result (tape->folder, frame->path);
  const gchar      *notice = photo_file_get_notice (frame->file);
  g_autoptr (GError) cause = NULL;

  if (photo_file_save (frame->file, frame->result, path, tape->replaces, NULL, &cause))
    {
      if (notice && tape->clip->notice->len == 0)
        g_string_assign (tape->clip->notice, notice);
      return TRUE;
    }

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_EXISTS))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                 "“%s” is there already; choose an empty folder, or --force writes over it", path);
  else
    {
      g_autofree gchar *text = describe_error (cause);

      g_set_error (error, cause->domain, cause->code, "“%s” cannot be written: %s", path, text);
    }
  return FALSE;
}

static gboolean
end (Tape *tape, GError **error)
{
  return TRUE;
}

static void
free_tape (Tape *base)
{
  g_free (((PictureTape *) base)->folder);
  g_free (base);
}

const ClipKind clip_pictures = {
  .open         = open_clip,
  .free         = free_clip,
  .get_notice   = get_notice,
  .next         = next_frame,
  .free_frame   = free_frame,
  .take_photo   = take_photo,
  .take_picture = take_picture,
  .color        = color,
  .find_done    = find_done,
  .record       = record,
  .put          = put,
  .finish       = end,
  .stop         = end,
  .free_tape    = free_tape,
};
