/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Photos of any size, format and number of threads, from GEGL's buffers and back; and conversions from
 * and to any place in memory.
 */

#include <string.h>

#include <lcms2.h>

#include "picture/conversion.h"
#include "picture/pixels.h"
#include "picture/prediction.h"
#include "picture/profile.h"

#define N_PHOTOS    400
#define MAP_SIDE    16
#define MAX_THREADS 8

/* What photos come in, and what their results are. */
static const gchar *const formats[][2] = {
  { "Y' u8", "R'G'B' u8" },
  { "Y' u16", "R'G'B' u16" },
  { "Y' float", "R'G'B' float" },
  { "Y'A u8", "R'G'B'A u8" },
  { "Y'A u16", "R'G'B'A u16" },
  { "Y'aA u16", "R'aG'aB'aA u16" },
  { "R'G'B' u8", "R'G'B' u8" },
  { "R'G'B' u16", "R'G'B' u16" },
  { "R'G'B' u32", "R'G'B' u32" },
  { "R'G'B' half", "R'G'B' half" },
  { "R'G'B' float", "R'G'B' float" },
  { "R'G'B' double", "R'G'B' double" },
  { "R'G'B'A u8", "R'G'B'A u8" },
  { "R'G'B'A float", "R'G'B'A float" },
  { "R'aG'aB'aA u8", "R'aG'aB'aA u8" },
  { "RGB float", "RGB float" },
  { "RGBA half", "RGBA half" },
};

typedef enum
{
  SPACE_SRGB,
  SPACE_PRIMARIES, /* of another space that babl knows */
  SPACE_TABLES     /* a profile that LittleCMS takes care of */
} Space;

typedef struct
{
  gint             width;
  gint             height;
  gint             n_threads;
  guint            format;
  Space            space;
  ColorizeProfile *profile; /* of SPACE_TABLES */
} PhotoCase;

static ColorizeProfile *
new_profile (void)
{
  cmsHPROFILE        srgb   = cmsCreate_sRGBProfile ();
  cmsUInt32Number    length = 0;
  g_autofree guint8 *icc    = NULL;
  ColorizeProfile   *profile;

  g_assert_true (cmsSaveProfileToMem (srgb, NULL, &length));
  icc = g_malloc (length);
  g_assert_true (cmsSaveProfileToMem (srgb, icc, &length));
  cmsCloseProfile (srgb);

  profile = colorize_profile_new (icc, length);
  g_assert_nonnull (profile);
  return profile;
}

static const Babl *
get_format (const PhotoCase *this, gint which)
{
  const Babl *space = this->space == SPACE_PRIMARIES ? babl_space ("Adobish") : NULL;

  return babl_format_with_space (formats[this->format][which], space);
}

static GeglBuffer *
new_buffer (const PhotoCase *this, gint which)
{
  GeglBuffer *buffer =
    gegl_buffer_new (GEGL_RECTANGLE (0, 0, this->width, this->height), get_format (this, which));

  if (this->space == SPACE_TABLES)
    colorize_profile_attach (this->profile, buffer);
  return buffer;
}

/* Grays and colors with and without alpha. */
static GeglBuffer *
draw_photo (const PhotoCase *this)
{
  gsize              n_pixels = (gsize) this->width * this->height;
  g_autofree gfloat *pixels   = g_new (gfloat, 4 * n_pixels);
  GeglBuffer        *buffer   = new_buffer (this, 0);

  for (gsize i = 0; i < 4 * n_pixels; i++)
    pixels[i] = i % 4 == 3 ? 0.25f + (i / 4) % 4 * 0.25f : 0.2f + (i * 7919 % 601) / 1000.0f;
  gegl_buffer_set (buffer, NULL, 0, babl_format ("R'G'B'A float"), pixels, GEGL_AUTO_ROWSTRIDE);
  return buffer;
}

/* The result as [height][width] of R'G'B'A float, and what the network would be shown. */
static gfloat *
color (const PhotoCase *this, GeglBuffer *source, const gfloat *map, gint n_threads, gfloat **shown)
{
  g_autoptr (Pool) pool             = pool_new (n_threads, NULL);
  g_autoptr (ColorizePhoto) photo   = colorize_photo_new (this->width, this->height, NULL);
  g_autoptr (ColorizeChroma) chroma = NULL;
  g_autoptr (GeglBuffer) result     = new_buffer (this, 1);
  ColorizeOptions options           = COLORIZE_OPTIONS_INIT;
  gfloat         *pixels            = g_new (gfloat, 4 * (gsize) this->width * this->height);

  g_assert_true (colorize_pixels_reduce (source, photo, n_threads, NULL, NULL, NULL, NULL));
  *shown = photo_resample (photo, pool, MAP_SIDE, MAP_SIDE);
  chroma = chroma_new (pool, photo, map, MAP_SIDE, MAP_SIDE);
  g_assert_true (colorize_pixels_lift (chroma, &options, 1.0, source, result, n_threads, NULL, NULL,
                                       NULL, NULL));
  gegl_buffer_get (result, NULL, 1.0, babl_format ("R'G'B'A float"), pixels, GEGL_AUTO_ROWSTRIDE,
                   GEGL_ABYSS_NONE);
  return pixels;
}

static void
assert_near (const PhotoCase *this,
             const gfloat *one,
             const gfloat *other,
             gsize         n,
             gfloat        tolerance)
{
  for (gsize i = 0; i < n; i++)
    if (! (ABS (one[i] - other[i]) <= tolerance))
      g_error ("%s of %d x %d on %d threads: value %" G_GSIZE_FORMAT " is %g instead of %g",
               formats[this->format][0], this->width, this->height, this->n_threads, i, one[i],
               other[i]);
}

/* Many threads do what one does; and the lightness that one leaves is the photo's. */
static void
check_photo (const PhotoCase *this)
{
  gsize n_pixels                = (gsize) this->width * this->height;
  g_autoptr (GeglBuffer) source = draw_photo (this);
  g_autofree gfloat *map        = g_new (gfloat, 2 * MAP_SIDE * MAP_SIDE);
  g_autofree gfloat *shown      = NULL;
  g_autofree gfloat *shown_all  = NULL;
  g_autofree gfloat *single     = NULL;
  g_autofree gfloat *all        = NULL;

  for (gint i = 0; i < 2 * MAP_SIDE * MAP_SIDE; i++)
    map[i] = i * 31 % 17 - 8;

  single = color (this, source, map, 1, &shown);
  all    = color (this, source, map, this->n_threads, &shown_all);
  assert_near (this, shown_all, shown, MAP_SIDE * MAP_SIDE, 0.02f);
  /* One step of 8 bits: babl's kernels round a little differently at the ends of what they are given. */
  assert_near (this, all, single, 4 * n_pixels, 0.005f);
}

static void
test_sizes (void)
{
  static const gint ordinary[][2] = { { 2049, 1366 }, { 1195, 1600 }, { 591, 300 }, { 591, 100 } };
  ColorizeProfile  *profile       = new_profile ();

  for (guint i = 0; i < G_N_ELEMENTS (ordinary); i++)
    check_photo (&(PhotoCase) { ordinary[i][0], ordinary[i][1], 2, 0, SPACE_SRGB, NULL });

  for (gint i = 0; i < N_PHOTOS; i++)
    {
      /* Tables take long to prepare. */
      Space space    = i % 13 == 0 ? SPACE_TABLES : i % 2 == 0 ? SPACE_PRIMARIES : SPACE_SRGB;
      PhotoCase this = { g_test_rand_int_range (1, 260),
                         g_test_rand_int_range (1, 120),
                         g_test_rand_int_range (2, MAX_THREADS + 1),
                         i % G_N_ELEMENTS (formats),
                         space,
                         profile };

      check_photo (&this);
    }

  colorize_profile_unref (profile);
}

/* From any place to any other, any number of pixels. */
static void
test_places (void)
{
  static const gchar *const kinds[] = { "R'G'B'A float", "CIE Lab alpha float",
                                        "CIE L float",   "R'G'B' u8",
                                        "RaGaBaA float", "Y' double",
                                        "RGBA float",    "Y' u8" };

  for (guint from = 0; from < G_N_ELEMENTS (kinds); from++)
    for (guint to = 0; to < G_N_ELEMENTS (kinds); to++)
      for (gint round = 0; round < 20; round++)
        {
          const Babl        *one   = babl_format (kinds[from]);
          const Babl        *other = babl_format (kinds[to]);
          /* babl takes many pixels at a time, and has a kernel of its own for the last ones. */
          gsize              n        = round % 4 * 1024 + g_test_rand_int_range (1, 8);
          gsize              here     = g_test_rand_int_range (0, 64);
          gsize              there    = g_test_rand_int_range (0, 64);
          gsize              n_from   = n * babl_format_get_bytes_per_pixel (one);
          gsize              n_to     = n * babl_format_get_bytes_per_pixel (other);
          g_autofree gfloat *colors   = g_new (gfloat, 4 * n);
          g_autofree guint8 *given    = g_malloc0 (n_from + 64);
          g_autofree guint8 *expected = g_malloc0 (n_to);
          g_autofree guint8 *place    = g_malloc0 (n_from + 64);
          g_autofree guint8 *result   = g_malloc0 (n_to + 128);
          g_autofree gfloat *values   = g_new (gfloat, 4 * n);
          g_autofree gfloat *wanted   = g_new (gfloat, 4 * n);

          for (gsize i = 0; i < 4 * n; i++)
            colors[i] = i % 4 == 3 ? 1.0f : g_test_rand_double ();
          babl_process (babl_fish (babl_format ("R'G'B'A float"), one), colors, given, n);
          babl_process (babl_fish (one, other), given, expected, n);

          memcpy (place + here, given, n_from);
          memset (result, 0x5a, n_to + 128);
          convert_pixels (one, other, place + here, result + there, n);

          for (gsize i = 0; i < 64; i++)
            {
              g_assert_cmpint (result[n_to + 64 + i], ==, 0x5a);
              if (i < there)
                g_assert_cmpint (result[i], ==, 0x5a);
            }
          g_assert_cmpint (result[there + n_to], ==, 0x5a);

          memmove (result, result + there, n_to);
          babl_process (babl_fish (other, babl_format ("R'G'B'A float")), result, values, n);
          babl_process (babl_fish (other, babl_format ("R'G'B'A float")), expected, wanted, n);
          for (gsize i = 0; i < 4 * n; i++)
            g_assert_cmpfloat_with_epsilon (values[i], wanted[i], 0.005f);
        }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  colorize_pixels_prepare ();
  gegl_init (NULL, NULL);

  g_test_add_func ("/pixels/places", test_places);
  g_test_add_func ("/pixels/sizes", test_sizes);

  status = g_test_run ();
  gegl_exit ();
  return status;
}
