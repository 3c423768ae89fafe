/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A film whose motion and colors are known: the camera moves, turns and zooms over one photo, and a part of another one moves
 * before it. Grain and a flicker of the exposure lie over its luminance.
 */

#pragma once

#include "bench-truth.h"

G_BEGIN_DECLS

#define FILM_WIDTH  336
#define FILM_HEIGHT 224

typedef struct
{
  gfloat  *luminance; /* [FILM_HEIGHT][FILM_WIDTH] */
  gfloat  *chroma;    /* [FILM_HEIGHT][FILM_WIDTH][2] */
  gboolean mixes;     /* is a part of a dissolve, whose motion is that of two pictures */
} FilmFrame;

/* Where a thing is, in pixels of the frame; in front or behind. */
typedef struct
{
  gdouble  x, y;
  gboolean is_object;
} FilmPlace;

/* One scene's camera and object. */
typedef struct
{
  const BenchTruth *background, *object;
  gint              n_frames;
  gdouble           pan[2], turn, zoom; /* a frame, in pixels, radians and as a factor */
  gdouble           start[2], speed[2]; /* of the object, in pixels */
  gdouble           radius[2];
} FilmScene;

void     film_scene_init (FilmScene        *scene,
                          const BenchTruth *background,
                          const BenchTruth *object,
                          gint              n_frames,
                          guint             seed);
void     film_scene_draw (const FilmScene *scene, gint t, FilmFrame *frame);

/* Grain, and an exposure of its own for each frame. */
void     film_frame_age (FilmFrame *frame, guint seed);
void     film_frame_init (FilmFrame *frame);
void     film_frame_clear (FilmFrame *frame);

/* What is at a place at time t: in front or behind. */
gboolean film_scene_is_object (const FilmScene *scene, gint t, gdouble x, gdouble y);

/* Where what is at (x, y) at time t is at time u; FALSE where it is not seen then. */
gboolean film_scene_follow (const FilmScene *scene,
                            gint             t,
                            gdouble          x,
                            gdouble          y,
                            gint             u,
                            gdouble         *to_x,
                            gdouble         *to_y);

G_END_DECLS
