/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "same-frames.h"

#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>

#include "video-error.h"
#include "video-planes.h"

struct _SameFrames
{
  gboolean           is_settled; /* by the first frame */
  gint               width, height;
  enum AVPixelFormat format;
  struct SwsContext *scaler;
};

SameFrames *
same_frames_new (void)
{
  return g_new0 (SameFrames, 1);
}

void
same_frames_free (SameFrames *same)
{
  if (! same)
    return;

  sws_freeContext (same->scaler);
  g_free (same);
}

/* A format that luma can be taken from, as deep as the frame's. */
static enum AVPixelFormat
choose_format (enum AVPixelFormat format)
{
  gint depth = video_planes_get_depth (format);

  if (video_planes_take (format))
    return format;

  return depth <= 8    ? AV_PIX_FMT_YUV444P
         : depth <= 10 ? AV_PIX_FMT_YUV444P10
         : depth <= 12 ? AV_PIX_FMT_YUV444P12
                       : AV_PIX_FMT_YUV444P16;
}

/* From R, G and B it becomes luma of BT.601 in the range that films have. */
static gint
scale (SameFrames *same, const AVFrame *frame, AVFrame *result)
{
  gint code;

  result->format = same->format;
  result->width  = same->width;
  result->height = same->height;
  same->scaler   = sws_getCachedContext (
    same->scaler, frame->width, frame->height, frame->format, same->width, same->height,
    same->format, SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, NULL, NULL, NULL);
  if (! same->scaler)
    return AVERROR_PATCHWELCOME;

  code = av_frame_get_buffer (result, 0);
  if (code >= 0)
    code = sws_scale (same->scaler, (const guint8 *const *) frame->data, frame->linesize, 0,
                      frame->height, result->data, result->linesize);
  if (code >= 0)
    code = av_frame_copy_props (result, frame);
  if (code >= 0 && av_pix_fmt_desc_get (frame->format)->flags & AV_PIX_FMT_FLAG_RGB)
    {
      result->color_range = AVCOL_RANGE_MPEG;
      result->colorspace  = AVCOL_SPC_SMPTE170M;
    }
  return code;
}

AVFrame *
same_frames_make (SameFrames *same, AVFrame *frame, GError **error)
{
  AVFrame *result;
  gint     code;

  if (! same->is_settled)
    {
      same->is_settled = TRUE;
      same->width      = frame->width;
      same->height     = frame->height;
      same->format     = choose_format (frame->format);
    }
  if (frame->format == same->format && frame->width == same->width && frame->height == same->height)
    return frame;

  result = av_frame_alloc ();
  code   = result ? scale (same, frame, result) : AVERROR (ENOMEM);
  av_frame_free (&frame);
  if (code < 0)
    {
      av_frame_free (&result);
      video_error_set (error, code, "its pictures cannot be converted");
    }
  return result;
}
