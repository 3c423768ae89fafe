/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "profile-check.h"

#include <math.h>
#include <string.h>

#include <lcms2.h>

#include "conversion.h"

/* Of a tone curve that babl gets as a table. */
#define N_CURVE_VALUES 4096

#define N_GRAYS      11
#define N_LEVELS     3
#define MAX_CHANNELS 4
#define MAX_COLORS   (N_GRAYS + 81)

/* Of L*a*b*, between a color and what comes back. Between the points of a good table of 33 the corners of
 * the cube are off by up to 2.5, grays by less than 1. */
#define GRAY_TOLERANCE  1.0f
#define COLOR_TOLERANCE 3.0f

/* Where an ICC header has the time at which it was made. */
#define DATE_OFFSET 24

/* babl holds a hundred spaces, its own among them, and ends the process over one more. */
#define MAX_SPACES 48

/* Wide spaces leave what eyes see far behind. */
#define MAX_VALUE 10000.0f

/* A ramp may stand still, as in the shadows of a print, and falter a little. */
#define MIN_STEP  -1.0f
#define MIN_RANGE 20.0f

typedef struct
{
  cmsColorSpaceSignature signature;
  cmsUInt32Number        format; /* of floats */
  gint                   n_channels;
  gfloat                 largest;
} ModelInfo;

static const ModelInfo models[] = {
  [PROFILE_GRAY] = { cmsSigGrayData, TYPE_GRAY_FLT, 1, 1.0f },
  [PROFILE_RGB]  = { cmsSigRgbData, TYPE_RGB_FLT, 3, 1.0f },
  [PROFILE_CMYK] = { cmsSigCmykData, TYPE_CMYK_FLT, 4, 100.0f },
};

static gboolean
is_of_pixels (cmsHPROFILE profile)
{
  switch (cmsGetDeviceClass (profile))
    {
    case cmsSigInputClass:
    case cmsSigDisplayClass:
    case cmsSigOutputClass:
    case cmsSigColorSpaceClass:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Grays from the darkest to the lightest, then colors of each level in each channel: numbers
 * [n][n_channels]. Returns n. */
static gint
make_numbers (const ModelInfo *model, gfloat *numbers)
{
  gint n_colors = 1;

  for (gint i = 0; i < N_GRAYS; i++)
    for (gint c = 0; c < model->n_channels; c++)
      {
        gfloat share = i / (N_GRAYS - 1.0f);

        if (model->signature == cmsSigCmykData)
          share = c == 3 ? 1.0f - share : 0.0f;
        *numbers++ = share * model->largest;
      }

  for (gint c = 0; c < model->n_channels; c++)
    n_colors *= N_LEVELS;
  for (gint i = 0; i < n_colors; i++)
    for (gint c = 0, rest = i; c < model->n_channels; c++, rest /= N_LEVELS)
      *numbers++ = rest % N_LEVELS / (N_LEVELS - 1.0f) * model->largest;

  return N_GRAYS + n_colors;
}

static gboolean
transform (cmsHPROFILE     from,
           cmsUInt32Number from_format,
           cmsHPROFILE     to,
           cmsUInt32Number to_format,
           const gfloat   *values,
           gfloat         *results,
           gint            n)
{
  cmsHTRANSFORM way =
    cmsCreateTransform (from, from_format, to, to_format, INTENT_RELATIVE_COLORIMETRIC,
                        cmsFLAGS_NOCACHE | cmsFLAGS_NOOPTIMIZE);

  if (! way)
    return FALSE;

  cmsDoTransform (way, values, results, n);
  cmsDeleteTransform (way);
  return TRUE;
}

/* lab   [n][3], the grays first */
static gboolean
is_plausible (const gfloat *lab, gint n)
{
  for (gint i = 0; i < 3 * n; i++)
    if (! isfinite (lab[i]) || fabsf (lab[i]) > MAX_VALUE)
      return FALSE;

  for (gint i = 1; i < N_GRAYS; i++)
    if (lab[3 * i] - lab[3 * (i - 1)] < MIN_STEP)
      return FALSE;

  return lab[3 * (N_GRAYS - 1)] - lab[0] > MIN_RANGE;
}

static gfloat
get_largest_distance (const gfloat *lab, const gfloat *other, gint n)
{
  gfloat largest = 0.0f;

  for (gint i = 0; i < n; i++, lab += 3, other += 3)
    {
      gfloat distance = hypotf (hypotf (lab[0] - other[0], lab[1] - other[1]), lab[2] - other[2]);

      /* NaN is no distance, but far. */
      largest = distance <= largest ? largest : isfinite (distance) ? distance : G_MAXFLOAT;
    }

  return largest;
}

static ProfileVerdict
try_colors (cmsHPROFILE profile, const ModelInfo *model)
{
  gfloat         numbers[MAX_COLORS * MAX_CHANNELS];
  gfloat         lab[MAX_COLORS * 3];
  gfloat         returned[MAX_COLORS * 3];
  gint           n         = make_numbers (model, numbers);
  cmsHPROFILE    lab_space = cmsCreateLab4Profile (NULL);
  ProfileVerdict verdict   = PROFILE_GOOD;

  if (! transform (profile, model->format, lab_space, TYPE_Lab_FLT, numbers, lab, n)
      || ! is_plausible (lab, n))
    verdict = PROFILE_DAMAGED;
  else if (! transform (lab_space, TYPE_Lab_FLT, profile, model->format, lab, numbers, n)
           || ! transform (profile, model->format, lab_space, TYPE_Lab_FLT, numbers, returned, n)
           || get_largest_distance (lab, returned, N_GRAYS) > GRAY_TOLERANCE
           || get_largest_distance (lab, returned, n) > COLOR_TOLERANCE)
    verdict = PROFILE_ONE_WAY;

  cmsCloseProfile (lab_space);
  return verdict;
}

ProfileVerdict
profile_check (gconstpointer icc, gsize length, ProfileModel model)
{
  cmsHPROFILE    profile = cmsOpenProfileFromMem (icc, length);
  ProfileVerdict verdict;

  if (! profile)
    return PROFILE_DAMAGED;

  if (! is_of_pixels (profile) || cmsGetColorSpace (profile) != models[model].signature)
    verdict = PROFILE_UNFIT;
  else
    verdict = try_colors (profile, &models[model]);

  cmsCloseProfile (profile);
  return verdict;
}

/* Formulas as profiles of cameras, screens and editors have them. With wilder ones babl fails. */
static gboolean
is_ordinary (const cmsToneCurve *curve)
{
  static const gdouble    largest[]  = { 5.0, 2.0, 0.5, 20.0, 0.5, 0.2, 0.2 };
  static const gdouble    least[]    = { 0.3, 0.5, -0.2, 0.0, 0.0, -0.2, -0.2 };
  const cmsFloat64Number *parameters = cmsGetToneCurveParams (curve);
  static const gint       counts[]   = { 0, 1, 3, 4, 5, 7 };
  cmsInt32Number          type       = cmsGetToneCurveParametricType (curve);

  if (type < 1 || type > 5 || ! parameters)
    return FALSE;

  for (gint i = 0; i < counts[type]; i++)
    if (! (parameters[i] >= least[i] && parameters[i] <= largest[i]))
      return FALSE;

  return TRUE;
}

static gboolean
write_curve (cmsHPROFILE profile, cmsTagSignature tag, const cmsToneCurve *curve)
{
  cmsUInt16Number values[N_CURVE_VALUES];
  cmsToneCurve   *table;
  gboolean        written;

  if (is_ordinary (curve))
    return cmsWriteTag (profile, tag, curve);

  for (gint i = 0; i < N_CURVE_VALUES; i++)
    {
      gfloat value = cmsEvalToneCurveFloat (curve, i / (N_CURVE_VALUES - 1.0f));

      /* What is no number is black. */
      values[i] = (value > 0.0f ? MIN (value, 1.0f) : 0.0f) * 65535.0f + 0.5f;
    }

  table   = cmsBuildTabulatedToneCurve16 (NULL, N_CURVE_VALUES, values);
  written = cmsWriteTag (profile, tag, table);
  cmsFreeToneCurve (table);
  return written;
}

/* The primaries and tone curves alone, written anew: babl reads a profile by the offsets in it, and
 * believes them. NULL if there are none. */
static cmsHPROFILE
copy_matrix_and_curves (cmsHPROFILE from)
{
  static const cmsTagSignature primaries[] = { cmsSigRedColorantTag, cmsSigGreenColorantTag,
                                               cmsSigBlueColorantTag };
  static const cmsTagSignature curves[] = { cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag };
  cmsHPROFILE                  to       = cmsCreateProfilePlaceholder (NULL);

  cmsSetProfileVersion (to, 4.3);
  cmsSetDeviceClass (to, cmsSigDisplayClass);
  cmsSetColorSpace (to, cmsSigRgbData);
  cmsSetPCS (to, cmsSigXYZData);
  cmsSetHeaderRenderingIntent (to, INTENT_RELATIVE_COLORIMETRIC);
  cmsWriteTag (to, cmsSigMediaWhitePointTag, cmsD50_XYZ ());

  for (gint i = 0; i < 3; i++)
    {
      const void *primary = cmsReadTag (from, primaries[i]);
      const void *curve   = cmsReadTag (from, curves[i]);

      if (! primary || ! curve || ! cmsWriteTag (to, primaries[i], primary)
          || ! write_curve (to, curves[i], curve))
        {
          cmsCloseProfile (to);
          return NULL;
        }
    }

  return to;
}

/* Whether babl understands the numbers of a profile as LittleCMS does. */
static gboolean
means_the_same (const Babl *space, cmsHPROFILE profile)
{
  const ModelInfo *model = &models[PROFILE_RGB];
  gfloat           numbers[MAX_COLORS * 3];
  gfloat           lab[MAX_COLORS * 3];
  gfloat           by_babl[MAX_COLORS * 3];
  gint             n         = make_numbers (model, numbers);
  cmsHPROFILE      lab_space = cmsCreateLab4Profile (NULL);
  gboolean         done;

  done = transform (profile, model->format, lab_space, TYPE_Lab_FLT, numbers, lab, n);
  cmsCloseProfile (lab_space);
  if (! done)
    return FALSE;

  convert_pixels (babl_format_with_space ("R'G'B' float", space), babl_format ("CIE Lab float"),
                  numbers, by_babl, n);
  return get_largest_distance (lab, by_babl, n) < GRAY_TOLERANCE;
}

/* The space of a profile that LittleCMS wrote; takes `simple`. Each different one is made once. */
static const Babl *
find_space (GBytes *simple, cmsHPROFILE profile)
{
  static GMutex      mutex;  /* babl's list of spaces has none */
  static GHashTable *spaces; /* GBytes -> Babl; NULL: of no use */
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  const Babl *space               = NULL;
  const char *complaint;
  gpointer    known = NULL;

  if (! spaces)
    spaces =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);

  if (g_hash_table_lookup_extended (spaces, simple, NULL, &known)
      || g_hash_table_size (spaces) >= MAX_SPACES)
    {
      g_bytes_unref (simple);
      return known;
    }

  space = babl_space_from_icc (g_bytes_get_data (simple, NULL), g_bytes_get_size (simple),
                               BABL_ICC_INTENT_RELATIVE_COLORIMETRIC, &complaint);
  if (space && ! means_the_same (space, profile))
    space = NULL;

  g_hash_table_insert (spaces, simple, (gpointer) space);
  return space;
}

GBytes *
profile_save (gpointer profile)
{
  static const guint8 date[12] = { 0x07, 0xEA, 0, 1, 0, 1 };
  cmsUInt32Number     length   = 0;
  guint8             *data;

  if (! cmsSaveProfileToMem (profile, NULL, &length))
    return NULL;

  data = g_malloc0 (length);
  cmsSaveProfileToMem (profile, data, &length);
  memcpy (data + DATE_OFFSET, date, sizeof date);
  return g_bytes_new_take (data, length);
}

const Babl *
profile_get_space (gconstpointer icc, gsize length)
{
  cmsHPROFILE profile = cmsOpenProfileFromMem (icc, length);
  cmsHPROFILE simple  = NULL;
  GBytes     *written = NULL;
  const Babl *space   = NULL;

  if (profile && cmsIsMatrixShaper (profile) && cmsGetColorSpace (profile) == cmsSigRgbData)
    simple = copy_matrix_and_curves (profile);

  if (simple)
    {
      written = profile_save (simple);
      cmsCloseProfile (simple);
    }
  if (written)
    space = find_space (written, profile);
  if (profile)
    cmsCloseProfile (profile);
  return space;
}
