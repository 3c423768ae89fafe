/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fields.h"

#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>

struct _Fields
{
  AVRational       time_base;
  AVFilterGraph   *graph;
  AVFilterContext *in, *out;
};

Fields *
fields_new (AVRational time_base)
{
  Fields *fields = g_new0 (Fields, 1);

  fields->time_base = time_base;
  return fields;
}

void
fields_free (Fields *fields)
{
  if (! fields)
    return;

  avfilter_graph_free (&fields->graph);
  g_free (fields);
}

/* For frames like this one. */
static gboolean
make_graph (Fields *fields, const AVFrame *frame)
{
  AVBufferSrcParameters *like = av_buffersrc_parameters_alloc ();
  AVFilterContext       *filter;
  gboolean               is_made;

  fields->graph = avfilter_graph_alloc ();
  fields->in   = avfilter_graph_alloc_filter (fields->graph, avfilter_get_by_name ("buffer"), "in");
  like->format = frame->format;
  like->width  = frame->width;
  like->height = frame->height;
  like->time_base           = fields->time_base;
  like->color_space         = frame->colorspace;
  like->color_range         = frame->color_range;
  like->sample_aspect_ratio = frame->sample_aspect_ratio;
  is_made                   = fields->in && av_buffersrc_parameters_set (fields->in, like) >= 0
            && avfilter_init_str (fields->in, NULL) >= 0
            && avfilter_graph_create_filter (&filter, avfilter_get_by_name ("bwdif"), "bwdif",
                                             "mode=send_frame:deint=all", NULL, fields->graph)
                 >= 0
            && avfilter_graph_create_filter (&fields->out, avfilter_get_by_name ("buffersink"),
                                             "out", NULL, NULL, fields->graph)
                 >= 0
            && avfilter_link (fields->in, 0, filter, 0) >= 0
            && avfilter_link (filter, 0, fields->out, 0) >= 0
            && avfilter_graph_config (fields->graph, NULL) >= 0;
  av_free (like);
  return is_made;
}

AVFrame *
fields_next (Fields *fields, FieldsSource source, gpointer data)
{
  AVFrame *whole = av_frame_alloc ();

  while (whole)
    {
      AVFrame *frame;

      if (fields->graph)
        {
          gint code = av_buffersink_get_frame (fields->out, whole);

          if (code >= 0)
            {
              whole->pts = av_rescale_q (whole->pts, av_buffersink_get_time_base (fields->out),
                                         fields->time_base);
              whole->flags &= ~AV_FRAME_FLAG_INTERLACED;
              return whole;
            }
          if (code != AVERROR (EAGAIN))
            break;
        }

      frame = source (data);
      if (! fields->graph && (! frame || ! make_graph (fields, frame)))
        {
          av_frame_free (&frame);
          break;
        }
      /* NULL is the end. */
      if (av_buffersrc_add_frame (fields->in, frame) < 0)
        {
          av_frame_free (&frame);
          break;
        }
      av_frame_free (&frame);
    }

  av_frame_free (&whole);
  return NULL;
}
