/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each format offers. The functions are those of photo-file.h for one photo of that format, and set
 * errors as photo.h says.
 */

#pragma once

#include "photo/photo.h"

G_BEGIN_DECLS

typedef gboolean (*PhotoLoad) (PhotoFile    *photo,
                               const gchar  *path,
                               GCancellable *cancellable,
                               GError      **error);
typedef gboolean (*PhotoSave) (const PhotoFile *photo,
                               GeglBuffer      *pixels,
                               const gchar     *path,
                               GCancellable    *cancellable,
                               GError         **error);

gboolean photo_jpeg_load (PhotoFile    *photo,
                          const gchar  *path,
                          GCancellable *cancellable,
                          GError      **error);
gboolean photo_png_load (PhotoFile    *photo,
                         const gchar  *path,
                         GCancellable *cancellable,
                         GError      **error);
gboolean photo_tiff_load (PhotoFile    *photo,
                          const gchar  *path,
                          GCancellable *cancellable,
                          GError      **error);
gboolean photo_webp_load (PhotoFile    *photo,
                          const gchar  *path,
                          GCancellable *cancellable,
                          GError      **error);

/* HEIC, AVIF, JPEG XL, BMP and GIF: all that gdk-pixbuf's loaders read. */
gboolean photo_pixbuf_load (PhotoFile    *photo,
                            const gchar  *path,
                            GCancellable *cancellable,
                            GError      **error);
gboolean photo_jp2_is_built (void); /* FALSE: without OpenJPEG */
gboolean photo_jp2_load (PhotoFile    *photo,
                         const gchar  *path,
                         GCancellable *cancellable,
                         GError      **error);
gboolean photo_pnm_load (PhotoFile    *photo,
                         const gchar  *path,
                         GCancellable *cancellable,
                         GError      **error);
gboolean photo_psd_load (PhotoFile    *photo,
                         const gchar  *path,
                         GCancellable *cancellable,
                         GError      **error);

gboolean photo_jpeg_save (const PhotoFile *photo,
                          GeglBuffer      *pixels,
                          const gchar     *path,
                          GCancellable    *cancellable,
                          GError         **error);
gboolean photo_png_save (const PhotoFile *photo,
                         GeglBuffer      *pixels,
                         const gchar     *path,
                         GCancellable    *cancellable,
                         GError         **error);
gboolean photo_tiff_save (const PhotoFile *photo,
                          GeglBuffer      *pixels,
                          const gchar     *path,
                          GCancellable    *cancellable,
                          GError         **error);
gboolean photo_webp_save (const PhotoFile *photo,
                          GeglBuffer      *pixels,
                          const gchar     *path,
                          GCancellable    *cancellable,
                          GError         **error);

G_END_DECLS
