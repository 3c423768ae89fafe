/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A whole folder of photos, colored by the tool `colorize` as a child process: what a photo does to it is no
 * danger to the plug-in, and it knows all there is to know of files. It never writes over one.
 *
 * For the main thread, in whose default main context the news come.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The tool's file beside the plug-in. (`colorize` is the plug-in itself there.) */
#define COLORIZE_FOLDER_TOOL "colorize-tool"

typedef enum
{
  COLORIZE_FOLDER_DONE,
  COLORIZE_FOLDER_LEFT_ALONE, /* its result is there already */
  COLORIZE_FOLDER_FAILED
} ColorizeFolderFate;

/* What has become of a photo. Valid as long as the call that it is handed to. */
typedef struct
{
  ColorizeFolderFate fate;
  gint               n; /* 1..total */
  gint               total;
  GFile             *source;
  GFile             *result;
  const gchar
    *words; /* of a failure: why; of one that is done: what the result could not keep, or NULL. The
                               end of a sentence, in English, without the full stop */
} ColorizeFolderPhoto;

typedef struct
{
  /* The photos are counted.
   * n_others   files that are passed over, as they are no photos */
  void (*begun) (gint total, gint n_others, gpointer data);

  /* In the order of their names. */
  void (*photo) (const ColorizeFolderPhoto *photo, gpointer data);

  /* The child is gone; nothing comes after that.
   * problem   NULL: it has done all, or was stopped. Else a sentence. */
  void (*ended) (const gchar *problem, gpointer data);
} ColorizeFolderNews;

typedef struct _ColorizeFolderRun ColorizeFolderRun;

/* The tool that lies in `folder`, or else in PATH; to be unreferenced. Errors: one sentence. */
GFile                            *colorize_folder_run_find_tool (GFile *folder, GError **error);

/* Starts it. The child stops when this process ends, however it does.
 * settings   the options of `colorize apply` beside the folders
 * source     the folder of the photos; with its sub-folders
 * result     that of the results, which is made if it is not there; may be the same
 * news       must stay until it is freed
 * Errors: one sentence. */
ColorizeFolderRun                *colorize_folder_run_new (GFile                    *tool,
                                                           const gchar *const       *settings,
                                                           GFile                    *source,
                                                           GFile                    *result,
                                                           const ColorizeFolderNews *news,
                                                           gpointer                  data,
                                                           GError                  **error);

/* Asks the child to stop, which takes moments, and at most COLORIZE_FOLDER_PATIENCE seconds; then it is killed.
 * What is finished stays, what is not leaves nothing. `ended` follows. */
#define COLORIZE_FOLDER_PATIENCE 8
void colorize_folder_run_stop (ColorizeFolderRun *run);

/* Stops it as well, if need be, and waits until the child is gone, while the main context goes on. There are no
 * news any more. */
void colorize_folder_run_free (ColorizeFolderRun *run);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ColorizeFolderRun, colorize_folder_run_free)

G_END_DECLS
