/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "video-planes.h"

#include <string.h>

#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>

#include "chroma-table.h"
#include "video-error.h"

/* The short side that is fine enough for the network. */
#define FINE_SIDE 240

/* As many rows are lifted at once. */
#define STRIP_ROWS 32

/* Films of more lines are taken to be of HD, with its matrix, where they do not say. */
#define MAX_SD_LINES 576

struct _VideoPlanes
{
  gint               width, height;
  gint               source_depth, depth;
  gint               shift; /* 1: Cb and Cr have half the width and height */
  enum AVPixelFormat format;
  enum AVColorSpace  matrix;
  gboolean           is_full; /* 0 is black, and the largest number white */
  ChromaTable       *table;
  gfloat            *luma;      /* [1 << source_depth], 0..1 of each number */
  gfloat            *luminance; /* the same in L* */
};

/* ITU-R BT.601, BT.709 and BT.2020, SMPTE 240M, FCC 73.682. */
static const struct
{
  enum AVColorSpace matrix;
  gdouble           kr, kb;
} matrices[] = {
  { AVCOL_SPC_BT709, 0.2126, 0.0722 },   { AVCOL_SPC_BT470BG, 0.299, 0.114 },
  { AVCOL_SPC_SMPTE170M, 0.299, 0.114 }, { AVCOL_SPC_FCC, 0.30, 0.11 },
  { AVCOL_SPC_SMPTE240M, 0.212, 0.087 }, { AVCOL_SPC_BT2020_NCL, 0.2627, 0.0593 },
};

/* ITU-R BT.601 (625 and 525 lines) and BT.2020. Others are taken for those of sRGB, which are BT.709's. */
static const struct
{
  enum AVColorPrimaries name;
  gdouble               xy[6];
} primaries[] = {
  { AVCOL_PRI_BT470BG, { 0.64, 0.33, 0.29, 0.60, 0.15, 0.06 } },
  { AVCOL_PRI_SMPTE170M, { 0.630, 0.340, 0.310, 0.595, 0.155, 0.070 } },
  { AVCOL_PRI_SMPTE240M, { 0.630, 0.340, 0.310, 0.595, 0.155, 0.070 } },
  { AVCOL_PRI_BT2020, { 0.708, 0.292, 0.170, 0.797, 0.131, 0.046 } },
};

gint
video_planes_get_depth (enum AVPixelFormat format)
{
  return av_pix_fmt_desc_get (format)->comp[0].depth;
}

gboolean
video_planes_take (enum AVPixelFormat format)
{
  const AVPixFmtDescriptor *description = av_pix_fmt_desc_get (format);
  const guint64 others = AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM
                         | AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_FLOAT | AV_PIX_FMT_FLAG_BAYER
                         | AV_PIX_FMT_FLAG_XYZ;
  const AVComponentDescriptor *luma;
  gint                         bytes;

  if (! description || description->flags & others)
    return FALSE;

  luma  = &description->comp[0];
  bytes = luma->depth > 8 ? 2 : 1;
  return luma->plane == 0 && luma->shift == 0 && luma->offset == 0 && luma->step == bytes
         && luma->depth >= 8 && luma->depth <= 16
         && (bytes == 1 || (description->flags & AV_PIX_FMT_FLAG_BE) == 0);
}

static enum AVPixelFormat
choose_format (gint depth, gint shift)
{
  const enum AVPixelFormat formats[][2] = {
    { AV_PIX_FMT_YUV444P, AV_PIX_FMT_YUV420P },
    { AV_PIX_FMT_YUV444P10, AV_PIX_FMT_YUV420P10 },
    { AV_PIX_FMT_YUV444P12, AV_PIX_FMT_YUV420P12 },
    { AV_PIX_FMT_YUV444P16, AV_PIX_FMT_YUV420P16 },
  };

  return formats[depth <= 8 ? 0 : depth <= 10 ? 1 : depth <= 12 ? 2 : 3][shift];
}

static gboolean
is_full_range (const AVFrame *frame)
{
  const AVPixFmtDescriptor *description = av_pix_fmt_desc_get (frame->format);

  if (frame->color_range != AVCOL_RANGE_UNSPECIFIED)
    return frame->color_range == AVCOL_RANGE_JPEG;

  return description->nb_components < 3 || g_str_has_prefix (description->name, "yuvj");
}

VideoPlanes *
video_planes_new (const AVFrame *like)
{
  VideoPlanes   *planes = g_new0 (VideoPlanes, 1);
  const gdouble *xy     = NULL;
  gdouble        kr = 0.299, kb = 0.114;
  gint           n, black, span;

  planes->width        = like->width;
  planes->height       = like->height;
  planes->source_depth = video_planes_get_depth (like->format);
  planes->shift        = like->width % 2 == 0 && like->height % 2 == 0;
  planes->is_full      = is_full_range (like);
  planes->matrix       = like->height > MAX_SD_LINES ? AVCOL_SPC_BT709
                         : like->height == 576       ? AVCOL_SPC_BT470BG
                                                     : AVCOL_SPC_SMPTE170M;
  if (planes->matrix == AVCOL_SPC_BT709)
    kr = matrices[0].kr, kb = matrices[0].kb;
  for (guint i = 0; i < G_N_ELEMENTS (matrices); i++)
    if (matrices[i].matrix == like->colorspace)
      {
        planes->matrix = matrices[i].matrix;
        kr             = matrices[i].kr;
        kb             = matrices[i].kb;
      }
  for (guint i = 0; i < G_N_ELEMENTS (primaries); i++)
    if (primaries[i].name == like->color_primaries)
      xy = primaries[i].xy;
  planes->table = chroma_table_new (kr, kb, xy);
  video_planes_set_depth (planes, planes->source_depth);

  n                 = 1 << planes->source_depth;
  black             = planes->is_full ? 0 : 16 * n / 256;
  span              = planes->is_full ? n - 1 : 219 * n / 256;
  planes->luma      = g_new (gfloat, n);
  planes->luminance = g_new (gfloat, n);
  for (gint i = 0; i < n; i++)
    planes->luma[i] = CLAMP ((gfloat) (i - black) / span, 0.0f, 1.0f);
  chroma_table_get_luminance (planes->luma, planes->luminance, n);
  return planes;
}

void
video_planes_set_depth (VideoPlanes *planes, gint depth)
{
  planes->depth  = depth <= 8 ? 8 : depth <= 10 ? 10 : depth <= 12 ? 12 : 16;
  planes->format = choose_format (planes->depth, planes->shift);
}

void
video_planes_free (VideoPlanes *planes)
{
  if (! planes)
    return;

  chroma_table_free (planes->table);
  g_free (planes->luma);
  g_free (planes->luminance);
  g_free (planes);
}

enum AVPixelFormat
video_planes_get_format (const VideoPlanes *planes)
{
  return planes->format;
}

enum AVColorSpace
video_planes_get_matrix (const VideoPlanes *planes)
{
  return planes->matrix;
}

enum AVColorRange
video_planes_get_range (const VideoPlanes *planes)
{
  return planes->is_full ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
}

/* The mean over each block of n x n pixels, or what there is of it, of a table of luma's numbers.
 * row   [(width + n - 1) / n] */
static void
average_row (const VideoPlanes *planes,
             const AVFrame     *frame,
             const gfloat      *table,
             gint               y,
             gint               n,
             gfloat            *row)
{
  gint first  = y * n;
  gint n_rows = MIN (n, planes->height - first);
  gint width  = (planes->width + n - 1) / n;
  gint mask   = (1 << planes->source_depth) - 1;

  memset (row, 0, width * sizeof *row);
  for (gint i = 0; i < n_rows; i++)
    {
      const guint8  *bytes = frame->data[0] + (gssize) (first + i) * frame->linesize[0];
      const guint16 *words = (const guint16 *) bytes;

      if (planes->source_depth > 8)
        for (gint x = 0; x < planes->width; x++)
          row[x / n] += table[words[x] & mask];
      else
        for (gint x = 0; x < planes->width; x++)
          row[x / n] += table[bytes[x]];
    }

  for (gint x = 0; x < width; x++)
    row[x] /= n_rows * MIN (n, planes->width - x * n);
}

/* Pixels of the frame for one of a photo, each way. */
static gint
get_step (const VideoPlanes *planes, gboolean fine)
{
  return fine ? MAX (MIN (planes->width, planes->height) / FINE_SIDE, 1) : 1 << planes->shift;
}

void
video_planes_get_fine_size (const VideoPlanes *planes, gint *width, gint *height)
{
  gint n = get_step (planes, TRUE);

  *width  = (planes->width + n - 1) / n;
  *height = (planes->height + n - 1) / n;
}

ColorizePhoto *
video_planes_take_photo (const VideoPlanes *planes,
                         const AVFrame     *frame,
                         gboolean           fine,
                         GError           **error)
{
  gint               n            = get_step (planes, fine);
  gint               width        = (planes->width + n - 1) / n;
  gint               height       = (planes->height + n - 1) / n;
  g_autofree gfloat *row          = g_new (gfloat, width);
  g_autoptr (ColorizePhoto) photo = colorize_photo_new (width, height, error);

  for (gint y = 0; photo && y < height; y++)
    {
      average_row (planes, frame, planes->luminance, y, n, row);
      colorize_photo_add_rows (photo, row, 1);
    }

  return g_steal_pointer (&photo);
}

static void
copy_luma (const VideoPlanes *planes, const AVFrame *frame, AVFrame *result)
{
  gint less = planes->source_depth - planes->depth;
  gint most = (1 << planes->depth) - 1;

  for (gint y = 0; y < planes->height; y++)
    {
      const guint8  *from  = frame->data[0] + (gssize) y * frame->linesize[0];
      const guint16 *words = (const guint16 *) from;
      guint8        *to    = result->data[0] + (gssize) y * result->linesize[0];

      if (less == 0)
        memcpy (to, from, planes->width * (planes->depth > 8 ? 2 : 1));
      else
        for (gint x = 0; x < planes->width; x++)
          {
            gint value = planes->source_depth > 8 ? words[x] : from[x];

            ((guint16 *) to)[x] =
              less > 0 ? MIN ((value + (1 << (less - 1))) >> less, most) : value << -less;
          }
    }
}

static void
write_differences (const VideoPlanes *planes,
                   const gfloat      *values,
                   gint               width,
                   gint               y,
                   AVFrame           *result)
{
  gint   largest = (1 << planes->depth) - 1;
  gfloat middle  = 1 << (planes->depth - 1);
  gfloat span    = planes->is_full ? largest : 224 << (planes->depth - 8);

  for (gint c = 0; c < 2; c++)
    {
      guint8  *bytes = result->data[1 + c] + (gssize) y * result->linesize[1 + c];
      guint16 *words = (guint16 *) bytes;

      for (gint x = 0; x < width; x++)
        {
          gint value = CLAMP ((gint) (middle + span * values[2 * x + c] + 0.5f), 0, largest);

          if (planes->depth > 8)
            words[x] = value;
          else
            bytes[x] = value;
        }
    }
}

AVFrame *
video_planes_color (const VideoPlanes     *planes,
                    const AVFrame         *frame,
                    const ColorizeChroma  *chroma,
                    const ColorizeOptions *options,
                    GError               **error)
{
  gint               n         = 1 << planes->shift;
  gint               width     = planes->width / n;
  gint               height    = planes->height / n;
  g_autofree gfloat *luma      = g_new (gfloat, width);
  g_autofree gfloat *luminance = g_new (gfloat, STRIP_ROWS * width);
  g_autofree gfloat *rows      = g_new (gfloat, STRIP_ROWS * 2 * width);
  AVFrame           *result    = av_frame_alloc ();

  if (result)
    {
      result->format = planes->format;
      result->width  = planes->width;
      result->height = planes->height;
    }
  if (! result || av_frame_get_buffer (result, 0) < 0 || av_frame_copy_props (result, frame) < 0)
    {
      av_frame_free (&result);
      video_error_set_memory (error);
      return NULL;
    }

  result->colorspace  = planes->matrix;
  result->color_range = video_planes_get_range (planes);
  copy_luma (planes, frame, result);
  for (gint y = 0; y < height; y += STRIP_ROWS)
    {
      gint n_rows = MIN (STRIP_ROWS, height - y);

      for (gint i = 0; i < n_rows; i++)
        average_row (planes, frame, planes->luminance, y + i, n, luminance + i * width);
      colorize_chroma_lift (chroma, options, luminance, 0, y, width, n_rows, rows);
      for (gint i = 0; i < n_rows; i++)
        {
          gfloat *row = rows + 2 * i * width;

          average_row (planes, frame, planes->luma, y + i, n, luma);
          for (gint x = 0; x < width; x++)
            chroma_table_look_up (planes->table, luma[x], row + 2 * x, row + 2 * x);
          write_differences (planes, row, width, y + i, result);
        }
    }

  return result;
}

GdkPixbuf *
video_planes_take_picture (const VideoPlanes *planes, const AVFrame *frame, GError **error)
{
  GdkPixbuf *picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, frame->width, frame->height);
  struct SwsContext *scaler = sws_getContext (
    frame->width, frame->height, frame->format, frame->width, frame->height, AV_PIX_FMT_RGB24,
    SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, NULL, NULL, NULL);
  const int *matrix    = sws_getCoefficients (planes->matrix);
  guint8    *rows[4]   = { 0 };
  int        stride[4] = { 0 };

  if (! picture || ! scaler)
    {
      g_clear_object (&picture);
      sws_freeContext (scaler);
      video_error_set_memory (error);
      return NULL;
    }

  sws_setColorspaceDetails (scaler, matrix, planes->is_full, matrix, TRUE, 0, 1 << 16, 1 << 16);
  rows[0]   = gdk_pixbuf_get_pixels (picture);
  stride[0] = gdk_pixbuf_get_rowstride (picture);
  sws_scale (scaler, (const guint8 *const *) frame->data, frame->linesize, 0, frame->height, rows,
             stride);
  sws_freeContext (scaler);
  return picture;
}
