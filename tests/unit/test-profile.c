/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Profiles as they come in files: right ones, wrong ones, and ones that were damaged at random.
 */

#include <string.h>

#include <lcms2.h>

#include "picture/conversion.h"
#include "picture/pixels.h"
#include "picture/profile-check.h"
#include "picture/profile.h"

#define N_DAMAGES 100 /* of each kind of profile; G_TEST_SLOW takes more of them */

typedef GBytes *(*MakeProfile) (void);

static GBytes *
save (cmsHPROFILE profile)
{
  cmsUInt32Number length = 0;
  guint8         *data;

  g_assert_true (cmsSaveProfileToMem (profile, NULL, &length));
  data = g_malloc (length);
  g_assert_true (cmsSaveProfileToMem (profile, data, &length));
  cmsCloseProfile (profile);
  return g_bytes_new_take (data, length);
}

static GBytes *
make_srgb (void)
{
  return save (cmsCreate_sRGBProfile ());
}

/* Wide primaries; the curve as a table, in a profile of version 2. */
static GBytes *
make_wide (void)
{
  const cmsCIExyY       white     = { 0.3127, 0.3290, 1.0 };
  const cmsCIExyYTRIPLE primaries = { { 0.64, 0.33, 1.0 },
                                      { 0.21, 0.71, 1.0 },
                                      { 0.15, 0.06, 1.0 } };
  cmsToneCurve         *gamma     = cmsBuildGamma (NULL, 2.2);
  cmsUInt16Number       values[256];
  cmsToneCurve         *table;
  cmsHPROFILE           profile;

  for (gint i = 0; i < 256; i++)
    values[i] = 65535.0f * cmsEvalToneCurveFloat (gamma, i / 255.0f) + 0.5f;
  table   = cmsBuildTabulatedToneCurve16 (NULL, 256, values);
  profile = cmsCreateRGBProfile (&white, &primaries, (cmsToneCurve *[]) { table, table, table });
  cmsSetProfileVersion (profile, 2.1);
  cmsFreeToneCurve (gamma);
  cmsFreeToneCurve (table);
  return save (profile);
}

static GBytes *
make_gray (void)
{
  cmsToneCurve *gamma = cmsBuildGamma (NULL, 1.8);
  cmsHPROFILE   gray  = cmsCreateGrayProfile (cmsD50_xyY (), gamma);

  cmsFreeToneCurve (gamma);
  return save (gray);
}

static GBytes *
make_link (void)
{
  return save (cmsCreateInkLimitingDeviceLink (cmsSigCmykData, 200.0));
}

/* With curves that change nothing, which the file format wants. */
static void
write_pipeline (cmsHPROFILE profile, cmsTagSignature tag, cmsStage *table, gint n_in, gint n_out)
{
  cmsPipeline *pipeline = cmsPipelineAlloc (NULL, n_in, n_out);

  cmsPipelineInsertStage (pipeline, cmsAT_END, cmsStageAllocToneCurves (NULL, n_in, NULL));
  cmsPipelineInsertStage (pipeline, cmsAT_END, table);
  cmsPipelineInsertStage (pipeline, cmsAT_END, cmsStageAllocToneCurves (NULL, n_out, NULL));
  g_assert_true (cmsWriteTag (profile, tag, pipeline));
  cmsPipelineFree (pipeline);
}

static cmsHPROFILE
new_table_profile (cmsProfileClassSignature class, cmsColorSpaceSignature model)
{
  cmsHPROFILE profile = cmsCreateProfilePlaceholder (NULL);

  cmsSetProfileVersion (profile, 4.3);
  cmsSetDeviceClass (profile, class);
  cmsSetColorSpace (profile, model);
  cmsSetPCS (profile, cmsSigLabData);
  cmsWriteTag (profile, cmsSigMediaWhitePointTag, cmsD50_XYZ ());
  return profile;
}

/* Numbers that are L*a*b* themselves, `factor` in hundredths of them. */
static cmsInt32Number
scale (const cmsUInt16Number in[], cmsUInt16Number out[], void *factor)
{
  for (gint i = 0; i < 3; i++)
    out[i] = in[i] * GPOINTER_TO_UINT (factor) / 100;
  return TRUE;
}

static void
write_scale (cmsHPROFILE profile, cmsTagSignature tag, guint factor)
{
  cmsStage *table = cmsStageAllocCLut16bit (NULL, 2, 3, 3, NULL);

  g_assert_true (cmsStageSampleCLut16bit (table, scale, GUINT_TO_POINTER (factor), 0));
  write_pipeline (profile, tag, table, 3, 3);
}

static GBytes *
make_tables_with_way_back (guint factor)
{
  cmsHPROFILE profile = new_table_profile (cmsSigDisplayClass, cmsSigRgbData);

  write_scale (profile, cmsSigAToB0Tag, 100);
  write_scale (profile, cmsSigBToA0Tag, factor);
  return save (profile);
}

static GBytes *
make_tables (void)
{
  return make_tables_with_way_back (100);
}

static GBytes *
make_one_way (void)
{
  return make_tables_with_way_back (96);
}

/* Ink, as black and the complements of sRGB. */
static cmsInt32Number
sample_ink (const cmsUInt16Number in[], cmsUInt16Number out[], void *transform)
{
  cmsUInt16Number rgb[3];

  for (gint i = 0; i < 3; i++)
    rgb[i] = (65535 - in[i]) * (guint64) (65535 - in[3]) / 65535;
  cmsDoTransform (transform, rgb, out, 1);
  return TRUE;
}

static GBytes *
make_ink (void)
{
  cmsHPROFILE   profile = new_table_profile (cmsSigOutputClass, cmsSigCmykData);
  cmsHPROFILE   srgb    = cmsCreate_sRGBProfile ();
  cmsHPROFILE   lab     = cmsCreateLab4Profile (NULL);
  cmsStage     *table   = cmsStageAllocCLut16bit (NULL, 5, 4, 3, NULL);
  cmsHTRANSFORM way     = cmsCreateTransform (srgb, TYPE_RGB_16, lab, TYPE_Lab_16,
                                              INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOCACHE);

  g_assert_true (cmsStageSampleCLut16bit (table, sample_ink, way, 0));
  write_pipeline (profile, cmsSigAToB0Tag, table, 4, 3);
  cmsDeleteTransform (way);
  cmsCloseProfile (srgb);
  cmsCloseProfile (lab);
  return save (profile);
}

static GBytes *
make_noise (void)
{
  guint8 *data = g_malloc (3000);

  for (gint i = 0; i < 3000; i++)
    data[i] = g_test_rand_int ();
  return g_bytes_new_take (data, 3000);
}

static GBytes *
make_nothing (void)
{
  return g_bytes_new_static ("", 0);
}

typedef struct
{
  const gchar   *name;
  MakeProfile    make;
  ProfileVerdict verdicts[3]; /* as one of gray, RGB and CMYK */
} Kind;

static const Kind kinds[] = {
  { "srgb", make_srgb, { PROFILE_UNFIT, PROFILE_GOOD, PROFILE_UNFIT } },
  { "wide", make_wide, { PROFILE_UNFIT, PROFILE_GOOD, PROFILE_UNFIT } },
  { "gray", make_gray, { PROFILE_GOOD, PROFILE_UNFIT, PROFILE_UNFIT } },
  { "tables", make_tables, { PROFILE_UNFIT, PROFILE_GOOD, PROFILE_UNFIT } },
  { "one-way", make_one_way, { PROFILE_UNFIT, PROFILE_ONE_WAY, PROFILE_UNFIT } },
  { "ink", make_ink, { PROFILE_UNFIT, PROFILE_UNFIT, PROFILE_ONE_WAY } },
  { "link", make_link, { PROFILE_UNFIT, PROFILE_UNFIT, PROFILE_UNFIT } },
  { "noise", make_noise, { PROFILE_DAMAGED, PROFILE_DAMAGED, PROFILE_DAMAGED } },
  { "nothing", make_nothing, { PROFILE_DAMAGED, PROFILE_DAMAGED, PROFILE_DAMAGED } },
};

static void
test_verdict (gconstpointer data)
{
  const Kind *kind           = data;
  g_autoptr (GBytes) profile = kind->make ();
  gsize         length;
  gconstpointer icc = g_bytes_get_data (profile, &length);

  for (gint model = PROFILE_GRAY; model <= PROFILE_CMYK; model++)
    g_assert_cmpint (profile_check (icc, length, model), ==, kind->verdicts[model]);
}

/* What babl makes of numbers is what LittleCMS makes of them. */
static void
assert_agrees (const Babl *space, gconstpointer icc, gsize length)
{
  gfloat        numbers[16 * 3];
  gfloat        by_babl[16 * 3];
  gfloat        by_lcms[16 * 3];
  cmsHPROFILE   rgb = cmsOpenProfileFromMem (icc, length);
  cmsHPROFILE   lab = cmsCreateLab4Profile (NULL);
  cmsHTRANSFORM way = cmsCreateTransform (rgb, TYPE_RGB_FLT, lab, TYPE_Lab_FLT,
                                          INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOOPTIMIZE);

  for (gint i = 0; i < 16 * 3; i++)
    numbers[i] = g_test_rand_double ();
  convert_pixels (babl_format_with_space ("R'G'B' float", space), babl_format ("CIE Lab float"),
                  numbers, by_babl, 16);
  cmsDoTransform (way, numbers, by_lcms, 16);
  for (gint i = 0; i < 16 * 3; i++)
    g_assert_cmpfloat_with_epsilon (by_babl[i], by_lcms[i], 2.0f);

  cmsDeleteTransform (way);
  cmsCloseProfile (rgb);
  cmsCloseProfile (lab);
}

static void
test_space (void)
{
  g_autoptr (GBytes) wide   = make_wide ();
  g_autoptr (GBytes) tables = make_tables ();
  gsize         length;
  gconstpointer icc = g_bytes_get_data (wide, &length);
  const Babl   *space;

  space = profile_get_space (icc, length);
  g_assert_nonnull (space);
  g_assert_true (space != babl_space ("sRGB"));
  assert_agrees (space, icc, length);

  icc = g_bytes_get_data (tables, &length);
  g_assert_null (profile_get_space (icc, length));
}

/* A folder may have a photo of each camera there is. */
static void
test_many_spaces (void)
{
  for (gint i = 0; i < 130; i++)
    {
      const cmsCIExyYTRIPLE primaries    = { { 0.60 + i / 8000.0, 0.33, 1.0 },
                                             { 0.30, 0.60, 1.0 },
                                             { 0.15, 0.06, 1.0 } };
      cmsToneCurve         *gamma        = cmsBuildGamma (NULL, 1.8 + i % 20 / 40.0);
      g_autoptr (GBytes) icc             = NULL;
      g_autoptr (ColorizeProfile) tables = NULL;
      gsize         length;
      gconstpointer data;
      const Babl   *space;

      icc  = save (cmsCreateRGBProfile (cmsD50_xyY (), &primaries,
                                        (cmsToneCurve *[]) { gamma, gamma, gamma }));
      data = g_bytes_get_data (icc, &length);
      cmsFreeToneCurve (gamma);
      space = profile_get_space (data, length);
      if (space)
        assert_agrees (space, data, length);
      g_assert_true (i > 0 || space != NULL);
      g_assert_true (space == profile_get_space (data, length));
      tables = colorize_profile_new (data, length);
      g_assert_nonnull (tables);
    }
}

/* Overwrites a few bytes, all of a place, or the end. */
static void
damage (guint8 *data, gsize *length)
{
  gsize at = g_test_rand_int_range (0, *length);
  gsize n  = g_test_rand_int_range (1, 64);

  n = MIN (n, *length - at);

  switch (g_test_rand_int_range (0, 5))
    {
    case 0:
      data[at] ^= 1 << g_test_rand_int_range (0, 8);
      break;
    case 1:
      memset (data + at, g_test_rand_bit () ? 0xff : 0, n);
      break;
    case 2:
      for (gsize i = 0; i < n; i++)
        data[at + i] = g_test_rand_int ();
      break;
    case 3:
      /* The table of tags: where babl has its troubles. */
      at       = g_test_rand_int_range (128, 300) % *length;
      data[at] = g_test_rand_int ();
      break;
    default:
      *length = at;
    }
}

/* Whatever the bytes are, there is a verdict; and what is called good can be worked with. */
static void
test_damage (gconstpointer user_data)
{
  const Kind *kind            = user_data;
  g_autoptr (GBytes) original = kind->make ();
  gint n                      = g_test_slow () ? 40 * N_DAMAGES : N_DAMAGES;

  for (gint i = 0; i < n; i++)
    {
      gsize              length;
      gconstpointer      bytes = g_bytes_get_data (original, &length);
      g_autofree guint8 *icc   = g_memdup2 (bytes, length);
      const Babl        *space;

      for (gint k = g_test_rand_int_range (1, 4); k > 0 && length > 0; k--)
        damage (icc, &length);

      profile_check (icc, length, PROFILE_GRAY);
      profile_check (icc, length, PROFILE_CMYK);
      if (profile_check (icc, length, PROFILE_RGB) != PROFILE_GOOD)
        continue;

      space = profile_get_space (icc, length);
      if (space)
        assert_agrees (space, icc, length);
      else
        {
          g_autoptr (ColorizeProfile) tables = colorize_profile_new (icc, length);

          g_assert_nonnull (tables);
        }
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  colorize_pixels_prepare ();
  gegl_init (NULL, NULL);

  g_test_add_func ("/profile/space", test_space);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree gchar *verdict = g_strconcat ("/profile/verdict/", kinds[i].name, NULL);
      g_autofree gchar *damaged = g_strconcat ("/profile/damage/", kinds[i].name, NULL);

      g_test_add_data_func (verdict, &kinds[i], test_verdict);
      if (kinds[i].make != make_nothing)
        g_test_add_data_func (damaged, &kinds[i], test_damage);
    }

  g_test_add_func ("/profile/many-spaces", test_many_spaces);

  status = g_test_run ();
  gegl_exit ();
  return status;
}
