/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Within the reader of PSD files: what a file says of the picture that all its layers make together.
 */

#pragma once

#include "photo-bytes.h"
#include "formats.h"

G_BEGIN_DECLS

typedef enum
{
  PSD_BITMAP    = 0,
  PSD_GRAY      = 1,
  PSD_INDEXED   = 2,
  PSD_RGB       = 3,
  PSD_CMYK      = 4,
  PSD_MANY_INKS = 7,
  PSD_DUOTONE   = 8,
  PSD_LAB       = 9
} PsdMode;

typedef struct
{
  GInputStream *stream; /* seekable */
  gboolean      big;    /* PSB: some lengths have 8 bytes */
  gint          width, height;
  gint          n_channels; /* in the file; the colors come first */
  gint          n_colors;
  gint          depth; /* 1, 8, 16 or 32 */
  PsdMode       mode;
  gboolean      has_alpha;    /* the channel after the colors, over white */
  gint          transparent;  /* of a palette, or -1 */
  guint8        palette[768]; /* reds, greens, blues */
  GBytes       *profile;
  GBytes       *tags; /* of a PSB: a PSD of its resources alone, which Exiv2 can read; else NULL */
  gdouble       resolution[2]; /* pixels per centimeter; 0: not known */

  /* The picture's own bytes. */
  gboolean      packed; /* PackBits */
  guint64       begin;  /* in the file */
  guint64       end;    /* of the file */
} PsdFile;

/* Reads all up to the picture. The caller frees `profile` and `tags`. */
gboolean psd_open (PsdFile *psd, GError **error);

/* Reads n_bytes from a place in the file; FALSE: it ends before. What is read is at the beginning. */
gboolean psd_read_at (PsdFile *psd, guint64 at, gpointer bytes, gsize n_bytes);

/* Bytes of a row of one channel. */
gsize    psd_row_size (const PsdFile *psd);

G_END_DECLS
