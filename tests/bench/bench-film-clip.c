/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bench-film-clip.h"

#include <math.h>

/* Of the photo, for one of the frame at the scene's beginning. */
#define SCALE 0.85

#define GRAIN    3.0 /* L* */
#define EXPOSURE 0.05

void
film_scene_init (FilmScene        *scene,
                 const BenchTruth *background,
                 const BenchTruth *object,
                 gint              n_frames,
                 guint             seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  gdouble side             = g_rand_boolean (random) ? 1.0 : -1.0;
  gdouble room             = MAX (background->width - SCALE * FILM_WIDTH, 20.0);

  scene->background = background;
  scene->object     = object;
  scene->n_frames   = n_frames;
  scene->pan[0]     = side * g_rand_double_range (random, 0.5, 0.9) * room / n_frames;
  scene->pan[1]     = g_rand_double_range (random, -0.15, 0.15);
  scene->turn       = g_rand_double_range (random, -0.002, 0.002);
  scene->zoom       = pow (g_rand_double_range (random, 0.9, 1.0), 1.0 / n_frames);
  scene->radius[0]  = g_rand_double_range (random, 28, 40);
  scene->radius[1]  = g_rand_double_range (random, 28, 50);
  scene->start[0]   = FILM_WIDTH * (0.5 - 0.35 * side);
  scene->start[1]   = g_rand_double_range (random, 0.35, 0.65) * FILM_HEIGHT;
  scene->speed[0]   = side * 0.7 * FILM_WIDTH / n_frames;
  scene->speed[1]   = g_rand_double_range (random, -0.5, 0.5);
}

/* From the frame to the photo. */
static void
look (const FilmScene *scene, gint t, gdouble x, gdouble y, gdouble *to_x, gdouble *to_y)
{
  gdouble scale = SCALE * pow (scene->zoom, t);
  gdouble angle = scene->turn * (t - scene->n_frames / 2);
  gdouble moved = t - scene->n_frames / 2.0;
  gdouble u = scale * (x - FILM_WIDTH / 2.0), v = scale * (y - FILM_HEIGHT / 2.0);

  *to_x =
    scene->background->width / 2.0 + scene->pan[0] * moved + cos (angle) * u - sin (angle) * v;
  *to_y =
    scene->background->height / 2.0 + scene->pan[1] * moved + sin (angle) * u + cos (angle) * v;
}

/* From the photo to the frame. */
static void
look_back (const FilmScene *scene, gint t, gdouble x, gdouble y, gdouble *to_x, gdouble *to_y)
{
  gdouble scale = SCALE * pow (scene->zoom, t);
  gdouble angle = scene->turn * (t - scene->n_frames / 2);
  gdouble moved = t - scene->n_frames / 2.0;
  gdouble u     = x - scene->background->width / 2.0 - scene->pan[0] * moved;
  gdouble v     = y - scene->background->height / 2.0 - scene->pan[1] * moved;

  *to_x = FILM_WIDTH / 2.0 + (cos (angle) * u + sin (angle) * v) / scale;
  *to_y = FILM_HEIGHT / 2.0 + (cos (angle) * v - sin (angle) * u) / scale;
}

gboolean
film_scene_is_object (const FilmScene *scene, gint t, gdouble x, gdouble y)
{
  gdouble u = (x - scene->start[0] - scene->speed[0] * t) / scene->radius[0];
  gdouble v = (y - scene->start[1] - scene->speed[1] * t) / scene->radius[1];

  return u * u + v * v < 1.0;
}

gboolean
film_scene_follow (const FilmScene *scene,
                   gint             t,
                   gdouble          x,
                   gdouble          y,
                   gint             u,
                   gdouble         *to_x,
                   gdouble         *to_y)
{
  gboolean is_object = film_scene_is_object (scene, t, x, y);
  gdouble  px, py;

  if (is_object)
    {
      *to_x = x + scene->speed[0] * (u - t);
      *to_y = y + scene->speed[1] * (u - t);
    }
  else
    {
      look (scene, t, x, y, &px, &py);
      look_back (scene, u, px, py, to_x, to_y);
    }
  return *to_x >= 1 && *to_y >= 1 && *to_x < FILM_WIDTH - 1 && *to_y < FILM_HEIGHT - 1
         && film_scene_is_object (scene, u, *to_x, *to_y) == is_object;
}

/* Interpolated between pixel centers; mirrored at the edges. */
static void
take (const BenchTruth *photo, gdouble x, gdouble y, gfloat *luminance, gfloat *chroma)
{
  gdouble cx = x - 0.5, cy = y - 0.5;
  gint    left = floor (cx), top = floor (cy);
  gdouble u = cx - left, v = cy - top;

  *luminance = chroma[0] = chroma[1] = 0.0f;
  for (gint i = 0; i < 4; i++)
    {
      gint    column = left + i % 2, row = top + i / 2;
      gdouble weight = (i % 2 ? u : 1.0 - u) * (i / 2 ? v : 1.0 - v);
      gsize   pixel;

      column = column < 0               ? -column
               : column >= photo->width ? 2 * photo->width - 2 - column
                                        : column;
      row    = row < 0 ? -row : row >= photo->height ? 2 * photo->height - 2 - row : row;
      pixel  = (gsize) CLAMP (row, 0, photo->height - 1) * photo->width
              + CLAMP (column, 0, photo->width - 1);
      *luminance += weight * photo->luminance[pixel];
      chroma[0] += weight * photo->chroma[2 * pixel];
      chroma[1] += weight * photo->chroma[2 * pixel + 1];
    }
}

void
film_scene_draw (const FilmScene *scene, gint t, FilmFrame *frame)
{
  for (gint y = 0; y < FILM_HEIGHT; y++)
    for (gint x = 0; x < FILM_WIDTH; x++)
      {
        gsize   pixel = (gsize) y * FILM_WIDTH + x;
        gdouble px, py;

        if (film_scene_is_object (scene, t, x + 0.5, y + 0.5))
          take (scene->object,
                scene->object->width / 2.0 + x + 0.5 - scene->start[0] - scene->speed[0] * t,
                scene->object->height / 2.0 + y + 0.5 - scene->start[1] - scene->speed[1] * t,
                &frame->luminance[pixel], &frame->chroma[2 * pixel]);
        else
          {
            look (scene, t, x + 0.5, y + 0.5, &px, &py);
            take (scene->background, px, py, &frame->luminance[pixel], &frame->chroma[2 * pixel]);
          }
      }
}

/* Of mean 0 and deviation 1, nearly. */
static gdouble
draw_normal (GRand *random)
{
  gdouble sum = -6.0;

  for (gint i = 0; i < 12; i++)
    sum += g_rand_double (random);
  return sum;
}

void
film_frame_age (FilmFrame *frame, guint seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  gdouble gain             = 1.0 + EXPOSURE * draw_normal (random);

  for (gint i = 0; i < FILM_HEIGHT * FILM_WIDTH; i++)
    {
      gdouble value = gain * frame->luminance[i] + GRAIN * draw_normal (random);

      frame->luminance[i] = CLAMP (value, 0.0, 100.0);
    }
}

void
film_frame_init (FilmFrame *frame)
{
  frame->luminance = g_new (gfloat, FILM_HEIGHT * FILM_WIDTH);
  frame->chroma    = g_new (gfloat, 2 * FILM_HEIGHT * FILM_WIDTH);
}

void
film_frame_clear (FilmFrame *frame)
{
  g_free (frame->luminance);
  g_free (frame->chroma);
}
