/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The inside of PhotoFile, and what all formats lean on.
 *
 * Errors are of G_IO_ERROR; with INVALID_DATA the message is only what shows that the file is
 * damaged, in plain words, and photo-damage.c says the rest.
 *
 * What a damaged file lacks is in `missing`, `damaged_at` and `coarse`. A reader that meets such damage
 * calls photo_is_cut or its likes, and goes on where they return TRUE.
 */

#pragma once

#include <stdio.h>

#include <gexiv2/gexiv2.h>
#include <lcms2.h>

#include "metadata/photo-blocks.h"
#include "picture/profile.h"

G_BEGIN_DECLS

typedef struct _PhotoFile PhotoFile;

/* Rows that pass between a file and the photo's buffer at a time: as many as a tile has. */
#define PHOTO_STRIP_ROWS 64

/* Notices of more than one place. */
#define NO_EXIF    "its EXIF data cannot be read, so the result has none"
#define NO_PROFILE "its color profile is damaged and was not used"

typedef enum
{
  PHOTO_JPEG,
  PHOTO_PNG,
  PHOTO_TIFF,
  PHOTO_WEBP,
  /* Of these there is no writer. */
  PHOTO_HEIF,
  PHOTO_AVIF,
  PHOTO_JXL,
  PHOTO_JP2,
  PHOTO_BMP,
  PHOTO_GIF,
  PHOTO_PNM,
  PHOTO_PSD
} PhotoFormat;

typedef enum
{
  PHOTO_GRAY,
  PHOTO_RGB,
  PHOTO_CMYK,
  PHOTO_CMYK_INVERTED /* 0 is full ink, as Adobe writes JPEG files */
} PhotoModel;

typedef enum
{
  PHOTO_OPAQUE,
  PHOTO_ALPHA,
  PHOTO_ALPHA_PREMULTIPLIED
} PhotoAlpha;

/* What the result shares with its source, and no pixel says. */
typedef struct
{
  gdouble  resolution[2]; /* across and down, in pixels per centimeter; 0: not known */
  gboolean progressive;   /* JPEG */
  gboolean lossless;      /* WebP */
  gint     compression;   /* TIFF: the library's number of a lossless scheme */
  gint     orientation;   /* as EXIF counts, 1..8; 0: only EXIF knows */
} PhotoEncoding;

struct _PhotoFile
{
  PhotoFormat      format;
  PhotoFormat      result_kind; /* the same where it can be written */
  PhotoEncoding    encoding;
  GeglBuffer      *pixels;        /* upright, once loaded */
  const Babl      *result_format; /* RGB, with the depth, alpha and space that a result has */
  GBytes          *profile;       /* ICC, of RGB; NULL: none, which means sRGB */
  ColorizeProfile *tables;        /* the same if babl has no space for it; else NULL */
  GExiv2Metadata  *metadata;      /* NULL: none */
  PhotoBlocks     *blocks;        /* the same where the format carries it over; NULL: it does not */
  PhotoBlocks     *packets;       /* what goes into a TIFF file beside `metadata`; NULL: nothing */
  GBytes          *tags;          /* a file of EXIF and the like, where the file itself is
                                     of a kind that Exiv2 cannot read; NULL: it can */
  GString         *notice;        /* what the result cannot keep; mostly empty */

  gboolean         plain; /* `tables` are not wanted */
  gboolean         bare;  /* a file of a kind that has no EXIF or XMP: none is looked for */

  /* Damage. What is missing is gray in `pixels`, and stays so. */
  gboolean         keeps_damaged; /* a reader goes on after damage */
  gdouble          missing;       /* 0..1: share of the rows, from the end, that are not there */
  gdouble          damaged_at;    /* 0..1: height at which wrong data begin; negative: none do */
  gboolean         coarse;        /* the rows that are there lack what would sharpen them */
  GeglRectangle    gap;           /* where the missing rows are in the upright photo */

  /* While reading: how rows as the file has them become rows of the buffer. */
  cmsHTRANSFORM    transform;
  gboolean         naive;    /* CMYK without a profile */
  gboolean         inverted; /* with it: 0 is full ink */
  gint             row_channels;
  guchar          *converted;
};


/* Reading, photo-color.c */

/* Makes the photo's buffer for rows of the given kind.
 * type      babl's name of a sample's type, as "u8"
 * profile   ICC, as the file has it, or NULL; the photo then holds what a result has of it */
gboolean photo_begin (PhotoFile   *photo,
                      gint         width,
                      gint         height,
                      PhotoModel   model,
                      PhotoAlpha   alpha,
                      const gchar *type,
                      GBytes      *profile,
                      GError     **error);

/* Rows of the kind that photo_begin was told; rowstride in bytes, 0: without padding. */
void     photo_put (PhotoFile *photo, const GeglRectangle *area, const void *rows, gint rowstride);

/* An ICC profile of RGB primaries and one tone curve; NULL where these make none. */
GBytes  *photo_profile_new (const cmsCIExyY       *white,
                            const cmsCIExyYTRIPLE *primaries,
                            cmsToneCurve          *curve);


/* Damage, photo-damage.c */

/* The height of damage that nothing tells the place of. */
#define PHOTO_SOMEWHERE 2.0

/* What a reader that meets damage calls: `share` is where in the photo's height, 0..1; `coarse` says that
 * what is above it is not sharp, which may be all of the photo. They return TRUE
 * where the photo is wanted as it is; else they set the error, which ends the reading. */
gboolean      photo_is_cut (PhotoFile *photo, gdouble share, gboolean coarse, GError **error);
gboolean      photo_is_damaged (PhotoFile *photo, gdouble share, GError **error);

/* All pixels are there, but the file's last bytes are not, or are wrong. */
void          photo_end_is_missing (PhotoFile *photo);

/* Says what follows the picture in its file, from `end` on, and is not zeros: it is lost. */
void          photo_look_behind (PhotoFile *photo, const gchar *content, gsize length, gsize end);

/* Makes the whole sentence of an error that a reader has set because of damage. */
void          photo_explain_damage (const PhotoFile *photo, GError **error);

/* Of a photo that is read all the same: a notice, and what is missing becomes gray, whatever a reader left
 * there. Before it is turned upright. */
void          photo_settle_damage (PhotoFile *photo);


/* Files, photo.c */

/* A format's name, in words for people. */
const gchar  *photo_format_get_title (PhotoFormat format);

/* Opens a file, or says why not. */
FILE         *photo_open (const gchar *path, const gchar *mode, GError **error);

/* Rows of a strip at y, and the strip itself; for loops over a photo's height. */
GeglRectangle photo_strip (gint width, gint height, gint y);

/* Memory for a strip, or a whole photo, whose size a file has claimed. */
guchar       *photo_try_rows (gint width, gint n_rows, gint bytes_per_pixel, GError **error);

/* What photo_try_rows says. */
void          photo_set_memory_error (GError **error);

/* For libraries that take the memory of a whole photo, whatever size a file claims. */
gboolean      photo_fits_memory (gint64 width, gint64 height, gint bytes_per_pixel, GError **error);

/* One more thing that the result cannot keep. */
void          photo_add_notice (PhotoFile *photo, const gchar *format, ...) G_GNUC_PRINTF (2, 3);

/* Sets the cause of a failed write: the system's where there is one, the library's otherwise. */
void          photo_set_write_error (GError **error, const gchar *message);


/* EXIF, XMP and IPTC, photo-metadata.c */

void          photo_metadata_init (void);

/* NULL where there is nothing to keep, or, with a notice, nothing that can be read. */
GExiv2Metadata *photo_metadata_load (PhotoFile *photo, const gchar *path);

/* As EXIF counts: 1 is upright. */
gint            photo_metadata_get_orientation (GExiv2Metadata *metadata);

/* Makes what was said of the source true of the result, which is upright and of this size. */
void            photo_metadata_adapt (GExiv2Metadata *metadata, gint width, gint height);

/* A notice names what the file does not take. FALSE: none of it, and the file may be spoilt. */
gboolean        photo_metadata_save (PhotoFile *photo, const gchar *path);

G_END_DECLS
