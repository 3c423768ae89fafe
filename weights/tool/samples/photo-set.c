/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "batch.h"
#include "exclusions.h"
#include "folder-classes.h"
#include "held-out.h"
#include "jpeg-memory.h"
#include "kept-photo.h"
#include "photo-set.h"

typedef struct
{
  gchar *path;
  guint  relative; /* where in `path` the part begins that does not name the folder given */
  gint class;
  guint8 *data; /* JPEG */
  gsize   length;
  goffset file_size;
} Photo;

struct _PhotoSet
{
  gint           keep_side;
  GArray        *photos;  /* Photo */
  FolderClasses *classes; /* sorted, once it is loaded */
  GPtrArray     *problems;
  PhotoSetCounts counts;
};

/* A photo that was found, and what became of it. */
typedef struct
{
  PhotoJob  *job;
  guint      relative;
  KeptPhoto *photo;
  gchar     *problem;
} Candidate;

typedef struct
{
  const PhotoSetOptions *options;
  GCancellable          *cancellable;
  GPtrArray             *lists;      /* PhotoList: they own the jobs */
  GHashTable            *seen;       /* paths */
  GHashTable            *excluded;   /* lines */
  GPtrArray             *candidates; /* Candidate, in the set's order */
  GHashTable            *by_job;     /* PhotoJob -> Candidate */
} Search;

static void
photo_clear (gpointer data)
{
  Photo *photo = data;

  g_free (photo->path);
  g_free (photo->data);
}

static void
candidate_free (gpointer data)
{
  Candidate *candidate = data;

  kept_photo_free (candidate->photo);
  g_free (candidate->problem);
  g_free (candidate);
}

static void
search_init (Search *search, const PhotoSetOptions *options, GCancellable *cancellable)
{
  search->options     = options;
  search->cancellable = cancellable;
  search->lists       = g_ptr_array_new_with_free_func ((GDestroyNotify) photo_list_free);
  search->seen        = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  search->candidates  = g_ptr_array_new_with_free_func (candidate_free);
  search->by_job      = g_hash_table_new (NULL, NULL);
}

static void
search_clear (Search *search)
{
  g_hash_table_unref (search->by_job);
  g_ptr_array_unref (search->candidates);
  g_clear_pointer (&search->excluded, g_hash_table_unref);
  g_hash_table_unref (search->seen);
  g_ptr_array_unref (search->lists);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

/* Where a photo's path goes on after the folder's, which g_build_filename joins by one slash. */
static guint
get_relative (const gchar *folder)
{
  gsize length = strlen (folder);

  while (length > 0 && folder[length - 1] == G_DIR_SEPARATOR)
    length--;
  return length + 1;
}

static gboolean
find_photos (Search *search, gchar *folder, PhotoSetCounts *counts, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GDir) dir     = g_dir_open (folder, 0, &cause);
  PhotoList *list;

  if (! dir)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The photos cannot be read: %s.",
                   cause->message);
      return FALSE;
    }

  list = photo_list_new (&folder, 1, FALSE, NULL);
  g_ptr_array_add (search->lists, list);
  counts->n_others += list->n_others;

  for (guint i = 0; i < list->jobs->len; i++)
    {
      PhotoJob         *job  = list->jobs->pdata[i];
      g_autofree gchar *path = g_canonicalize_filename (job->photo, NULL);
      Candidate        *candidate;

      if (g_hash_table_contains (search->seen, path))
        continue;

      counts->n_found++;
      if (exclusions_name (search->excluded, path))
        counts->n_excluded++;
      else
        {
          candidate           = g_new0 (Candidate, 1);
          candidate->job      = job;
          candidate->relative = get_relative (folder);
          g_ptr_array_add (search->candidates, candidate);
          g_hash_table_insert (search->by_job, job, candidate);
        }
      g_hash_table_add (search->seen, g_steal_pointer (&path));
    }

  return TRUE;
}

static GVariant *
read_photo (const PhotoJob *job,
            gint            n_threads,
            GCancellable   *cancellable,
            gpointer        data,
            GError        **error)
{
  const Search *search       = data;
  g_autoptr (KeptPhoto) kept = kept_photo_new (job->photo, search->options, cancellable, error);

  return kept ? kept_photo_to_variant (kept) : NULL;
}

static void
note_photo (const PhotoJob *job, GVariant *result, const GError *error, gpointer data)
{
  const Search *search    = data;
  Candidate    *candidate = g_hash_table_lookup (search->by_job, job);

  if (error)
    candidate->problem = g_strdup_printf ("“%s” was left out: %s.", job->photo, error->message);
  else
    candidate->photo = kept_photo_from_variant (result);
}

static gboolean
read_photos (Search *search, GError **error)
{
  const Batch batch          = { .work           = read_photo,
                                 .done           = note_photo,
                                 .data           = search,
                                 .n_jobs         = search->options->n_threads,
                                 .n_threads      = search->options->n_threads,
                                 .cancellable    = search->cancellable,
                                 .shows_progress = search->options->shows_progress };
  g_autoptr (GPtrArray) jobs = g_ptr_array_new ();
  PhotoList list             = { .jobs = jobs };

  for (guint i = 0; i < search->candidates->len; i++)
    {
      const Candidate *candidate = search->candidates->pdata[i];

      g_ptr_array_add (jobs, candidate->job);
    }

  if (batch_run (&batch, &list))
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                       "The photos were not read to the end.");
  return FALSE;
}

/* Moves a photo that is used into the set. */
static void
add_photo (PhotoSet *set, Candidate *candidate)
{
  KeptPhoto *kept  = candidate->photo;
  Photo      photo = { .path      = g_strdup (candidate->job->photo),
                       .relative  = candidate->relative,
                       .class     = folder_classes_add (set->classes, candidate->job->photo),
                       .data      = g_steal_pointer (&kept->data),
                       .length    = kept->length,
                       .file_size = kept->file_size };

  g_array_append_val (set->photos, photo);
}

static void
sort_classes (PhotoSet *set)
{
  g_autofree guint *numbers = folder_classes_sort (set->classes);

  for (guint i = 0; i < set->photos->len; i++)
    {
      Photo *photo = &g_array_index (set->photos, Photo, i);

      photo->class = numbers[photo->class];
    }
}

static void
take_photos (PhotoSet *set, Search *search)
{
  for (guint i = 0; i < search->candidates->len; i++)
    {
      Candidate *candidate = search->candidates->pdata[i];

      if (candidate->problem)
        {
          g_ptr_array_add (set->problems, g_steal_pointer (&candidate->problem));
          set->counts.n_unreadable++;
          continue;
        }

      switch (candidate->photo->verdict)
        {
        case VERDICT_USED:
          add_photo (set, candidate);
          set->counts.n_used++;
          break;

        case VERDICT_SMALL:
          set->counts.n_small++;
          break;

        case VERDICT_GRAY:
          set->counts.n_gray++;
          break;
        }
    }

  sort_classes (set);
}

PhotoSet *
photo_set_load (char *const           *folders,
                gint                   n_folders,
                const PhotoSetOptions *options,
                GCancellable          *cancellable,
                GError               **error)
{
  g_autoptr (PhotoSet) set = g_new0 (PhotoSet, 1);
  g_auto (Search) search   = { NULL };

  set->keep_side = options->keep_side;
  set->photos    = g_array_new (FALSE, FALSE, sizeof (Photo));
  set->classes   = folder_classes_new ();
  set->problems  = g_ptr_array_new_with_free_func (g_free);
  g_array_set_clear_func (set->photos, photo_clear);

  search_init (&search, options, cancellable);
  search.excluded = exclusions_read (options->exclude, error);
  if (! search.excluded)
    return NULL;

  for (gint i = 0; i < n_folders; i++)
    if (! find_photos (&search, folders[i], &set->counts, error))
      return NULL;

  if (! read_photos (&search, error))
    return NULL;

  take_photos (set, &search);
  return g_steal_pointer (&set);
}

void
photo_set_free (PhotoSet *set)
{
  if (! set)
    return;

  g_array_unref (set->photos);
  folder_classes_free (set->classes);
  g_ptr_array_unref (set->problems);
  g_free (set);
}

static const Photo *
get_photo (const PhotoSet *set, guint i)
{
  return &g_array_index (set->photos, Photo, i);
}

/* As seen from the folder that was named. */
static const gchar *
get_relative_path (const Photo *photo)
{
  return photo->path + photo->relative;
}

const PhotoSetCounts *
photo_set_get_counts (const PhotoSet *set)
{
  return &set->counts;
}

const GPtrArray *
photo_set_get_problems (const PhotoSet *set)
{
  return set->problems;
}

guint
photo_set_get_n (const PhotoSet *set)
{
  return set->photos->len;
}

const gchar *
photo_set_get_path (const PhotoSet *set, guint i)
{
  return get_photo (set, i)->path;
}

guint
photo_set_get_n_classes (const PhotoSet *set)
{
  return set->classes->names->len;
}

const gchar *
photo_set_get_class_name (const PhotoSet *set, guint i)
{
  return set->classes->names->pdata[i];
}

gint
photo_set_get_class (const PhotoSet *set, guint i)
{
  return get_photo (set, i)->class;
}

guint8 *
photo_set_decode (const PhotoSet *set, guint i, gint *width, gint *height, GError **error)
{
  const Photo *photo = get_photo (set, i);

  return jpeg_memory_decode (photo->data, photo->length, 3, width, height, error);
}

gsize
photo_set_get_size (const PhotoSet *set)
{
  gsize size = 0;

  for (guint i = 0; i < set->photos->len; i++)
    size += get_photo (set, i)->length;
  return size;
}

gchar *
photo_set_get_fingerprint (const PhotoSet *set)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree gchar *head         = g_strdup_printf ("%d\n", set->keep_side);

  g_checksum_update (checksum, (const guchar *) head, -1);
  for (guint i = 0; i < set->photos->len; i++)
    {
      const Photo      *photo = get_photo (set, i);
      g_autofree gchar *line =
        g_strdup_printf ("%s %" G_GOFFSET_FORMAT "\n", get_relative_path (photo), photo->file_size);

      g_checksum_update (checksum, (const guchar *) line, -1);
    }

  return g_strdup (g_checksum_get_string (checksum));
}

void
photo_set_split (const PhotoSet *set, guint n_validation, GArray *training, GArray *validation)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < set->photos->len; i++)
    g_ptr_array_add (names, (gchar *) get_relative_path (get_photo (set, i)));
  held_out_split (names, n_validation, training, validation);
}
