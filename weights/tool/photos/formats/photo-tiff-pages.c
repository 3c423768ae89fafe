/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pages of a TIFF file: which of them is the photo, and whether there is one at all.
 */

#include "photo-raw.h"
#include "photo-tiff.h"

/* Not in every tiff.h. */
#define PHOTOMETRIC_LINEAR_RAW 34892

/* More than any file has, but for those that are made to keep a reader busy. */
#define MAX_SUB_PAGES 64

typedef struct
{
  TIFF        *tiff;
  const gchar *path;
  gboolean     raw;
  guint64      full;  /* the first whole picture; 0: none yet */
  guint64      whole; /* the same among the pages below the first one */
  guint64      some;  /* the first that is at least no mask */
} Search;


static gboolean
is_raw (TIFF *tiff)
{
  guint16 photometric = PHOTOMETRIC_MINISBLACK;
  void   *content;

  TIFFGetField (tiff, TIFFTAG_PHOTOMETRIC, &photometric);

  return photometric == PHOTOMETRIC_CFA || photometric == PHOTOMETRIC_LINEAR_RAW
         || TIFFGetField (tiff, TIFFTAG_DNGVERSION, &content)
         || TIFFGetField (tiff, TIFFTAG_CFAREPEATPATTERNDIM, &content);
}

static guint32
kind_of_page (TIFF *tiff, const gchar *path)
{
  guint32 kind        = 0;
  guint16 photometric = PHOTOMETRIC_MINISBLACK;

  /* The tag's older form, which libtiff passes over. */
  if (! TIFFGetField (tiff, TIFFTAG_SUBFILETYPE, &kind)
      && tiff_find_number (path, TIFFCurrentDirOffset (tiff), TIFFTAG_OSUBFILETYPE)
           == OFILETYPE_REDUCEDIMAGE)
    kind = FILETYPE_REDUCEDIMAGE;

  TIFFGetField (tiff, TIFFTAG_PHOTOMETRIC, &photometric);

  return photometric == PHOTOMETRIC_MASK ? kind | FILETYPE_MASK : kind;
}

/* Returns TRUE if the page is a picture of its own. */
static gboolean
look_at_page (Search *search, guint64 *full)
{
  guint32  kind  = kind_of_page (search->tiff, search->path);
  guint64  place = TIFFCurrentDirOffset (search->tiff);
  gboolean whole = ! (kind & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK));

  search->raw |= is_raw (search->tiff);

  if (whole && ! *full)
    *full = place;
  if (! (kind & FILETYPE_MASK) && ! search->some)
    search->some = place;

  return whole;
}

static void
look_below_first_page (Search *search)
{
  guint16  n_offsets = 0;
  guint64 *offsets   = NULL;
  guint64  copy[MAX_SUB_PAGES];

  if (! TIFFGetField (search->tiff, TIFFTAG_SUBIFD, &n_offsets, &offsets))
    return;

  n_offsets = MIN (n_offsets, MAX_SUB_PAGES);
  /* They are libtiff's, and go with the page. */
  for (guint i = 0; i < n_offsets; i++)
    copy[i] = offsets[i];

  for (guint i = 0; i < n_offsets; i++)
    {
      if (TIFFSetSubDirectory (search->tiff, copy[i]))
        look_at_page (search, &search->whole);
    }
}

static gint
orientation_of_page (TIFF *tiff)
{
  guint16 orientation = 0;

  TIFFGetField (tiff, TIFFTAG_ORIENTATION, &orientation);

  return orientation <= ORIENTATION_LEFTBOT ? orientation : 0;
}

gboolean
tiff_choose_page (TIFF *tiff, const gchar *path, TiffPages *pages, GError **error)
{
  Search search      = { .tiff = tiff, .path = path };
  gint   orientation = orientation_of_page (tiff);

  pages->first   = TIFFCurrentDirOffset (tiff);
  pages->n_pages = 0;

  do
    pages->n_pages += look_at_page (&search, &search.full);
  while (! search.raw && TIFFReadDirectory (tiff));

  if (! search.raw && TIFFSetSubDirectory (tiff, pages->first))
    look_below_first_page (&search);

  if (search.raw)
    {
      photo_raw_set_error (error);
      return FALSE;
    }

  pages->chosen = search.full    ? search.full
                  : search.whole ? search.whole
                  : search.some  ? search.some
                                 : pages->first;

  if (! TIFFSetSubDirectory (tiff, pages->chosen))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "its list of contents cannot be read");
      return FALSE;
    }

  pages->orientation = orientation_of_page (tiff);

  /* A small copy that comes first may speak for the whole. */
  if (! pages->orientation)
    pages->orientation = MAX (orientation, 1);

  return TRUE;
}
