/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a file holds that gdk-pixbuf's loaders do not give or say: more bits, more pictures, what its
 * numbers mean. Its pixels are not looked at, and nothing here is needed to read it: of a file that is
 * damaged or of an unknown kind little or nothing is said.
 */

#pragma once

#include "photo-bytes.h"
#include "formats.h"

G_BEGIN_DECLS

typedef struct
{
  gint64   width, height; /* as the file claims; 0: not known */
  gboolean cut;        /* its first picture is not all there; FALSE: it is, or that is not known */
  gboolean endless;    /* that is all there, but the file's end is not */
  guint    n_pictures; /* to look at; 0: not known */
  gboolean moves;      /* there is more than one, whose number is not known */
  gint     depth;      /* bits of a number; 0: not known */
  gint     primaries;  /* what the numbers mean, as ITU-T H.273 counts; 0: not said, 2: not known */
  gint     transfer;
  gdouble  resolution[2]; /* pixels per centimeter; 0: not known */
  gboolean has_comment;
  gboolean has_xmp;     /* which Exiv2 cannot read */
  gboolean has_profile; /* which no loader gives */
  GBytes  *tags;        /* EXIF and XMP as photo-tags.h has them; NULL: Exiv2 can look itself */
  gboolean bare;        /* the file has no place for EXIF */
} PhotoLook;

/* The caller frees `tags`. */
void    photo_look (PhotoFormat format, const gchar *path, PhotoLook *look);
void    photo_look_at_gif (const PhotoBytes *file, PhotoLook *look);
void    photo_look_at_heif (const PhotoBytes *file, PhotoLook *look);
void    photo_look_at_jxl (const PhotoBytes *file, PhotoLook *look);

/* Notices of what is lost, and what the photo's result is to share. */
void    photo_look_tell (const PhotoLook *look, PhotoFile *photo);

/* The ICC profile of the numbers that H.273 describes; NULL: none is needed, or none is known. */
GBytes *photo_look_get_profile (const PhotoLook *look);

G_END_DECLS
