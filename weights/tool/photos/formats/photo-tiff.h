/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Within the reading and writing of TIFF files. libtiff's own words are for programmers, so none of
 * them goes further than a TiffFaults.
 */

#pragma once

#include "formats.h"

#include <tiffio.h>

G_BEGIN_DECLS

/* TRUE once libtiff has complained, of a tag or of pixels; to be set back before what must not fail. */
typedef struct
{
  gboolean any;
} TiffFaults;

/* Four inks and alpha. */
#define TIFF_MAX_VALUES 5

typedef enum
{
  TIFF_PLAIN, /* each sample is what it seems */
  TIFF_PALETTE,
  TIFF_CIELAB,
  TIFF_ICCLAB,
  TIFF_ITULAB,
  TIFF_BY_LIBTIFF /* 8 bits of RGB, by libtiff's own conversion */
} TiffMeaning;

/* A page's samples as they lie in the file, and what they become in the photo. */
typedef struct
{
  TIFF        *tiff;
  gint         width, height;
  gint         bits;      /* of a sample: 1..32, or 64 of a floating-point number */
  gint         n_samples; /* of a pixel */
  gint         n_colors;  /* the first of them */
  gint         alpha_at;  /* which of them is alpha; -1: none */
  gboolean     separate;  /* one plane a sample */
  gboolean     floating;
  gboolean     inverted;   /* 0 is white */
  gboolean     logarithms; /* which say more than the 8 bits that libtiff makes of them */
  TiffMeaning  meaning;
  PhotoModel   model;
  PhotoAlpha   alpha;
  gint         map_bits; /* of a palette's colors, which lie so far up in 16 */
  gint         map_shift;
  const gchar *type;   /* of the photo's samples, as babl calls it */
  gboolean     direct; /* the photo's samples are the file's, to the bit */
} TiffLayout;

/* Numbers that lie beyond black and white, which only floating-point ones can. */
typedef struct
{
  guint64 n_numbers;
  guint64 n_beyond; /* above 1 */
  gdouble most;
} TiffRange;


/* photo-tiff.c */

/* Handlers of this file alone: libtiff's usual ones serve the whole process. NULL if it fails. */
TIFF *tiff_open (const gchar *path, const gchar *mode, TiffFaults *faults);


/* Which page is the photo, photo-tiff-pages.c */

typedef struct
{
  guint64 first;       /* where the directory of the file's first page begins */
  guint64 chosen;      /* and that of the page that is the photo */
  gint    n_pages;     /* that are photos of their own */
  gint    orientation; /* of the chosen page, as EXIF counts: 1..8 */
} TiffPages;

/* Goes to the page that is the photo: the first that is no small copy of another, and no mask. Fails
 * with G_IO_ERROR_NOT_SUPPORTED for a raw file. */
gboolean tiff_choose_page (TIFF *tiff, const gchar *path, TiffPages *pages, GError **error);


/* What the samples are, photo-tiff-layout.c */

/* Looks at the page that libtiff is at. Fails with G_IO_ERROR_NOT_SUPPORTED. */
gboolean tiff_layout_look (TiffLayout *layout, TIFF *tiff, GError **error);

gboolean tiff_layout_is_lab (const TiffLayout *layout);

/* The bytes of a row of the file, or of one plane of it. */
gsize    tiff_layout_row_bytes (const TiffLayout *layout, gint width);


/* From the file's samples to the photo's, photo-tiff-samples.c */

/* Turns a row of the file into one of the photo.
 * row          where it begins, in the first plane
 * plane_size   from one plane to the next, if there are several
 * values       scratch, [width][TIFF_MAX_VALUES]
 * range        goes on counting
 * result       [width] pixels of the photo's kind */
void     tiff_layout_convert (const TiffLayout *layout,
                              const guint8     *row,
                              gsize             plane_size,
                              gint              width,
                              gdouble          *values,
                              TiffRange        *range,
                              gpointer          result);


/* Strips, tiles and planes, photo-tiff-pixels.c */

/* Reads the page that `layout` describes into the photo. */
gboolean tiff_read_pixels (const TiffLayout *layout,
                           PhotoFile        *photo,
                           TiffFaults       *faults,
                           GCancellable     *cancellable,
                           GError          **error);


/* What is said of the photo, photo-tiff-tags.c */

/* Where the file says that its first directory begins; and where it ends itself, which may be before. */
guint64  tiff_find_contents (const gchar *path, guint64 *end);

/* The only number of a tag of the directory that begins there; 0: it has none. */
guint64  tiff_find_number (const gchar *path, guint64 directory, guint16 tag);

/* The tags of a BigTIFF, or of another page than the first, as a classic TIFF file without pixels,
 * which Exiv2 can read. NULL if they cannot be read.
 * directories   [n_directories], where they begin; of a tag that several have, the first counts
 * lost          set to TRUE if there are tags that mean nothing in another place, and are left out */
GBytes  *tiff_copy_tags (const gchar   *path,
                         const guint64 *directories,
                         gint           n_directories,
                         gboolean      *lost);

G_END_DECLS
