/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between the planes of a film's frames (luma, Cb, Cr) and L*a*b*: luma becomes L*, a*b* become Cb and Cr, and
 * luma stays what it is. Any number of threads may use it at once.
 */

#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <libavutil/frame.h>

#include "colorize.h"

G_BEGIN_DECLS

typedef struct _VideoPlanes VideoPlanes;

/* Whether luma can be taken from such frames as they are: one plane of its own, little-endian where it has two bytes a pixel. */
gboolean                    video_planes_take (enum AVPixelFormat format);

/* How many bits the luma of such a format has. */
gint                        video_planes_get_depth (enum AVPixelFormat format);

/* like   a frame of the film, of a format that video_planes_take */
VideoPlanes                *video_planes_new (const AVFrame *like);

/* The bits of colored frames, 8 to 16, before any is made; luma of more bits is rounded to them. As many as the frames
 * have unless it is called. */
void                        video_planes_set_depth (VideoPlanes *planes, gint depth);
void                        video_planes_free (VideoPlanes *planes);

/* The colored frames: planes of luma, Cb and Cr, both at half the width and height unless one of these is odd. */
enum AVPixelFormat          video_planes_get_format (const VideoPlanes *planes);

/* The matrix by which luma is made of R, G and B: the frame's own, or what players take it for where it says none. */
enum AVColorSpace           video_planes_get_matrix (const VideoPlanes *planes);
enum AVColorRange           video_planes_get_range (const VideoPlanes *planes);

/* The size of a photo that is fine. */
void           video_planes_get_fine_size (const VideoPlanes *planes, gint *width, gint *height);

/* L* of a frame, averaged over the area of each pixel: as large as Cb and Cr will be, or, if `fine`, large enough
 * for the network. Errors: COLORIZE_ERROR_MEMORY. */
ColorizePhoto *video_planes_take_photo (const VideoPlanes *planes,
                                        const AVFrame     *frame,
                                        gboolean           fine,
                                        GError           **error);

/* A frame, colored or not, as players show it, but for the shape of its pixels; to be unreferenced. Errors: COLORIZE_ERROR_MEMORY. */
GdkPixbuf     *video_planes_take_picture (const VideoPlanes *planes,
                                          const AVFrame     *frame,
                                          GError           **error);

/* The colored frame, to be freed, with all that the frame says of itself.
 * chroma   of the frame's photo that is not fine
 * Errors: COLORIZE_ERROR_MEMORY. */
AVFrame       *video_planes_color (const VideoPlanes     *planes,
                                   const AVFrame         *frame,
                                   const ColorizeChroma  *chroma,
                                   const ColorizeOptions *options,
                                   GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VideoPlanes, video_planes_free)

G_END_DECLS
