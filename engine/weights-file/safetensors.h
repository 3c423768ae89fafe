/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The safetensors file: an 8-byte little-endian header length, a JSON header, one buffer of
 * tensors without holes. https://huggingface.co/docs/safetensors
 *
 * The reader trusts nothing: lengths, offsets, overlaps, holes and values are checked before use,
 * and each complaint is one sentence that names the file. It knows nothing of networks.
 */

#pragma once

#include <gio/gio.h>

#include "safetensors-values.h"

G_BEGIN_DECLS

#define SAFETENSORS_MAX_DIMENSIONS 4

typedef struct
{
  gchar          *name;
  SafetensorsType type;
  gint            n_dimensions;
  gsize           shape[SAFETENSORS_MAX_DIMENSIONS];
  gsize           n_values;
  goffset         begin; /* in bytes, from the start of the file */
  goffset         end;
} SafetensorsTensor;

typedef struct _SafetensorsFile   SafetensorsFile;
typedef struct _SafetensorsWriter SafetensorsWriter;


/* Reads and checks the header; the tensors stay in the file until they are read. */
SafetensorsFile *safetensors_file_open (GFile *file, GCancellable *cancellable, GError **error);
void             safetensors_file_close (SafetensorsFile *file);

/* The name that messages call the file by. Owned by the file. */
const gchar     *safetensors_file_get_name (const SafetensorsFile *file);

/* The strings of "__metadata__", by their keys. Owned by the file. */
GHashTable      *safetensors_file_get_metadata (const SafetensorsFile *file);

/* All tensors in the order of the file: SafetensorsTensor. Owned by the file. */
const GPtrArray *safetensors_file_get_tensors (const SafetensorsFile *file);
const SafetensorsTensor *safetensors_file_find (const SafetensorsFile *file, const gchar *name);

/* Reads n_values values from the given first one on, as floats. A value that is not finite is an
 * error. */
gboolean                 safetensors_file_read (SafetensorsFile         *file,
                                                const SafetensorsTensor *tensor,
                                                gsize                    first,
                                                gsize                    n_values,
                                                gfloat                  *values,
                                                GCancellable            *cancellable,
                                                GError                 **error);

/* Sets a COLORIZE_ERROR_WEIGHTS that names the file; `complaint` ends a sentence that starts "The
 * weights file ... cannot be used: ". */
void                     safetensors_file_complain (const SafetensorsFile *file,
                                                    GError               **error,
                                                    const gchar           *complaint,
                                                    ...) G_GNUC_PRINTF (3, 4);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SafetensorsFile, safetensors_file_close)


SafetensorsWriter *safetensors_writer_new (void);
void               safetensors_writer_free (SafetensorsWriter *writer);

void               safetensors_writer_set_metadata (SafetensorsWriter *writer,
                                                    const gchar       *key,
                                                    const gchar       *value);

/* `values` stays the caller's and must live until the file is written. */
void               safetensors_writer_add (SafetensorsWriter *writer,
                                           const gchar       *name,
                                           SafetensorsType    type,
                                           gint               n_dimensions,
                                           const gsize       *shape,
                                           const gfloat      *values);

/* Writes the file whole or not at all: an older one stays until the new one is complete. */
gboolean           safetensors_writer_write (SafetensorsWriter *writer,
                                             GFile             *file,
                                             GCancellable      *cancellable,
                                             GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SafetensorsWriter, safetensors_writer_free)

G_END_DECLS
