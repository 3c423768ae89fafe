/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cuts.h"

#include <math.h>
#include <string.h>

#include "map/resample.h"

/* The short side of what is compared. */
#define SIDE 28

/* Shifts that do not count, in its pixels. */
#define MAX_SHIFT 2

/* 1 - correlation from which frames may be of different scenes, and how many times that of their neighbors it must be. */
#define MIN_DISTANCE 0.3f
#define MIN_RATIO    2.5f

/* Frames that a dissolve is looked for in, and how well they must be mixtures: the share of what is left. */
#define SPAN       16
#define MAX_LEFT   0.12f
#define MIN_SPREAD 0.35f

/* Frames of a scene, at least; after a dissolve it takes SPAN of them until there can be another one. */
#define MIN_SCENE 4

/* A frame of one gray has a deviation of less L*. */
#define FLAT 1.5f

#define N_KEPT (SPAN + 1)

struct _Cuts
{
  gint    height, width; /* of what comes in */
  gint    small_height, small_width;
  gsize   n_pixels;
  gfloat *kept[N_KEPT];      /* frame t is at t % N_KEPT */
  gfloat  distances[N_KEPT]; /* of frame t to the one before */
  gint64  n_frames;
  GArray *cuts;     /* Cut */
  gint64  dissolve; /* the middle of the best one that is going on; -1: none */
  gfloat  spread;   /* its */
};

Cuts *
cuts_new (gint height, gint width)
{
  Cuts   *cuts  = g_new0 (Cuts, 1);
  gdouble scale = MIN ((gdouble) SIDE / MIN (height, width), 1.0);

  cuts->height       = height;
  cuts->width        = width;
  cuts->small_height = MAX (height * scale + 0.5, 1);
  cuts->small_width  = MAX (width * scale + 0.5, 1);
  cuts->n_pixels     = (gsize) cuts->small_height * cuts->small_width;
  cuts->cuts         = g_array_new (FALSE, FALSE, sizeof (Cut));
  cuts->dissolve     = -1;
  for (gint i = 0; i < N_KEPT; i++)
    cuts->kept[i] = g_new0 (gfloat, cuts->n_pixels);
  return cuts;
}

void
cuts_free (Cuts *cuts)
{
  if (! cuts)
    return;

  for (gint i = 0; i < N_KEPT; i++)
    g_free (cuts->kept[i]);
  g_array_unref (cuts->cuts);
  g_free (cuts);
}

static const gfloat *
get_frame (const Cuts *cuts, gint64 t)
{
  return cuts->kept[t % N_KEPT];
}

/* 1 - the correlation of what two frames share when one is shifted. */
static gfloat
compare_shifted (const Cuts *cuts, const gfloat *a, const gfloat *b, gint dx, gint dy)
{
  gdouble sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
  gint    n = 0;

  for (gint y = MAX (0, -dy); y < MIN (cuts->small_height, cuts->small_height - dy); y++)
    for (gint x = MAX (0, -dx); x < MIN (cuts->small_width, cuts->small_width - dx); x++, n++)
      {
        gfloat p = a[y * cuts->small_width + x];
        gfloat q = b[(y + dy) * cuts->small_width + x + dx];

        sa += p;
        sb += q;
        saa += p * p;
        sbb += q * q;
        sab += p * q;
      }
  if (n == 0)
    return 1.0f;

  saa = saa / n - sa / n * sa / n;
  sbb = sbb / n - sb / n * sb / n;
  sab = sab / n - sa / n * sb / n;
  if (MIN (saa, sbb) < FLAT * FLAT)
    return MAX (saa, sbb) < 4 * FLAT * FLAT ? 0.0f : 1.0f;
  return 1.0 - sab / sqrt (saa * sbb);
}

static gfloat
compare (const Cuts *cuts, gint64 t, gint64 u)
{
  gfloat least = G_MAXFLOAT;

  for (gint dy = -MAX_SHIFT; dy <= MAX_SHIFT; dy++)
    for (gint dx = -MAX_SHIFT; dx <= MAX_SHIFT; dx++)
      least = MIN (least, compare_shifted (cuts, get_frame (cuts, t), get_frame (cuts, u), dx, dy));
  return least;
}

static gint64
get_last_cut (const Cuts *cuts)
{
  return cuts->cuts->len > 0 ? g_array_index (cuts->cuts, Cut, cuts->cuts->len - 1).frame : 0;
}

static void
add_cut (Cuts *cuts, gint64 frame, gint dissolve)
{
  Cut cut = { frame, dissolve };

  if (frame - get_last_cut (cuts) >= MIN_SCENE)
    g_array_append_val (cuts->cuts, cut);
}

/* Frame t has two frames before and after it. */
static void
look_for_cut (Cuts *cuts, gint64 t)
{
  gfloat here   = cuts->distances[t % N_KEPT];
  gfloat others = 0.0f;

  if (here < MIN_DISTANCE)
    return;
  for (gint64 u = MAX (t - 2, 1); u <= MIN (t + 2, cuts->n_frames - 1); u++)
    if (u != t)
      others = MAX (others, cuts->distances[u % N_KEPT]);
  if (here < MIN_RATIO * others)
    return;
  if (t + 1 < cuts->n_frames && compare (cuts, t - 1, t + 1) < MIN_DISTANCE)
    return;
  add_cut (cuts, t, 0);
}

/* How well frame m is p a + q b + r: the share of its variance that is left; 1 where p and q are no mixture. */
static gfloat
fit_mixture (const Cuts *cuts, gint64 m, gint64 a, gint64 b, gfloat *share)
{
  const gfloat *frames[3] = { get_frame (cuts, a), get_frame (cuts, b), get_frame (cuts, m) };
  gdouble       mean[3] = { 0 }, cov[3][3] = { { 0 } };
  gdouble       determinant, p, q;

  for (gsize i = 0; i < cuts->n_pixels; i++)
    for (gint k = 0; k < 3; k++)
      mean[k] += frames[k][i] / cuts->n_pixels;
  for (gsize i = 0; i < cuts->n_pixels; i++)
    for (gint k = 0; k < 3; k++)
      for (gint l = 0; l <= k; l++)
        cov[k][l] += (frames[k][i] - mean[k]) * (frames[l][i] - mean[l]) / cuts->n_pixels;

  determinant = cov[0][0] * cov[1][1] - cov[1][0] * cov[1][0];
  if (determinant < 1e-3 * cov[0][0] * cov[1][1] || cov[2][2] < FLAT * FLAT)
    return 1.0f;
  p = (cov[2][0] * cov[1][1] - cov[2][1] * cov[1][0]) / determinant;
  q = (cov[2][1] * cov[0][0] - cov[2][0] * cov[1][0]) / determinant;
  if (p < 0.05 || q < 0.05 || p + q < 0.7 || p + q > 1.3)
    return 1.0f;

  *share = q / (p + q);
  return 1.0 - (p * cov[2][0] + q * cov[2][1]) / cov[2][2];
}

static gboolean
has_cut_since (const Cuts *cuts, gint64 frame)
{
  return cuts->cuts->len > 0 && get_last_cut (cuts) > frame;
}

/* Between the last frame and the one SPAN before it. */
static void
look_for_dissolve (Cuts *cuts)
{
  gint64   last   = cuts->n_frames - 1;
  gint64   first  = last - SPAN;
  gfloat   spread = 0.0f, share[3];
  gboolean is_one = first >= 0 && ! has_cut_since (cuts, first);

  if (is_one)
    {
      spread = compare (cuts, first, last);
      is_one = spread > MIN_SPREAD;
    }
  for (gint i = 0; is_one && i < 3; i++)
    is_one = fit_mixture (cuts, first + (i + 1) * SPAN / 4, first, last, &share[i]) < MAX_LEFT;
  is_one =
    is_one && share[0] < share[1] && share[1] < share[2] && share[1] > 0.25f && share[1] < 0.75f;

  if (is_one && spread > cuts->spread)
    {
      cuts->dissolve = first + SPAN / 2;
      cuts->spread   = spread;
    }
  if (! is_one && cuts->dissolve >= 0)
    {
      if (cuts->dissolve - get_last_cut (cuts) >= SPAN)
        add_cut (cuts, cuts->dissolve, SPAN);
      cuts->dissolve = -1;
      cuts->spread   = 0.0f;
    }
}

void
cuts_add (Cuts *cuts, const gfloat *luminance)
{
  gint64 t = cuts->n_frames++;

  resample_map (NULL, luminance, cuts->height, cuts->width, 1, RESAMPLE_LINEAR, cuts->small_height,
                cuts->small_width, cuts->kept[t % N_KEPT]);
  cuts->distances[t % N_KEPT] = t > 0 ? compare (cuts, t - 1, t) : 0.0f;
  if (t >= 3)
    look_for_cut (cuts, t - 2);
  look_for_dissolve (cuts);
}

void
cuts_end (Cuts *cuts)
{
  for (gint64 t = MAX (cuts->n_frames - 2, 1); t < cuts->n_frames; t++)
    look_for_cut (cuts, t);
  if (cuts->dissolve >= 0)
    add_cut (cuts, cuts->dissolve, SPAN);
  cuts->dissolve = -1;
}

const Cut *
cuts_get (const Cuts *cuts, guint *n)
{
  *n = cuts->cuts->len;
  return (const Cut *) cuts->cuts->data;
}
