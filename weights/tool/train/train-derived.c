/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "tool.h"
#include "train-derived.h"

gdouble
train_settings_get_seconds (const TrainSettings *settings)
{
  static const struct
  {
    const gchar *unit;
    gdouble      seconds;
  } units[] = { { "s", 1.0 }, { "min", 60.0 }, { "m", 60.0 }, { "h", 3600.0 }, { "d", 86400.0 } };

  gchar  *end = NULL;
  gdouble n   = settings->time ? g_ascii_strtod (settings->time, &end) : 0.0;

  while (end && *end == ' ')
    end++;
  for (guint i = 0; end && i < G_N_ELEMENTS (units); i++)
    if (strcmp (end, units[i].unit) == 0)
      return n * units[i].seconds;

  return 0.0;
}

gint
train_settings_count_photos (const TrainSettings *settings)
{
  return settings->batch_size * settings->n_accumulated;
}

Augmentation
train_settings_get_augmentation (const TrainSettings *settings)
{
  return (Augmentation) { .crop  = settings->crop,
                          .flips = ! settings->without_flips,
                          .film  = settings->film,
                          .tone  = settings->tone,
                          .grain = settings->grain,
                          .blur  = settings->blur,
                          .jpeg  = settings->jpeg };
}

gboolean
train_settings_keep_statistics (const TrainSettings *settings)
{
  return settings->statistics ? strcmp (settings->statistics, "kept") == 0 : settings->init != NULL;
}

OptimizerKind
train_settings_get_optimizer (const TrainSettings *settings)
{
  return strcmp (settings->optimizer, "adadelta") == 0 ? OPTIMIZER_ADADELTA
         : strcmp (settings->optimizer, "adam") == 0   ? OPTIMIZER_ADAM
                                                       : OPTIMIZER_ADAMW;
}

gdouble
train_settings_get_learning_rate (const TrainSettings *settings)
{
  if (settings->learning_rate > 0.0)
    return settings->learning_rate;

  return train_settings_get_optimizer (settings) == OPTIMIZER_ADADELTA ? 1.0
         : settings->init                                              ? 3e-4
                                                                       : 1e-3;
}

/* TRUE if `name` is the layer's own or that of its group: "low" of "low1", "global" of
 * "global_fc2". */
static gboolean
names_layer (const gchar *name, const gchar *layer)
{
  const gchar *rest = layer + strlen (name);

  if (! g_str_has_prefix (layer, name))
    return FALSE;

  return *rest == '\0' || *rest == '_' || g_ascii_isdigit (*rest);
}

gboolean
train_settings_get_frozen (const TrainSettings *settings,
                           const Architecture  *architecture,
                           gboolean             frozen[N_LAYERS])
{
  g_auto (GStrv) names = g_strsplit (settings->freeze ? settings->freeze : "", ",", -1);

  memset (frozen, 0, N_LAYERS * sizeof frozen[0]);
  for (gint i = 0; names[i]; i++)
    {
      gboolean found = FALSE;

      for (gint id = 0; id < N_LAYERS; id++)
        if (architecture_has (architecture, id)
            && names_layer (g_strstrip (names[i]), architecture->layers[id].name))
          frozen[id] = found = TRUE;

      if (! found)
        {
          complain ("--freeze names “%s”, which this network does not have; name low, global, mid, "
                    "fusion, color, output or a single layer such as low1.",
                    names[i]);
          return FALSE;
        }
    }

  return TRUE;
}
