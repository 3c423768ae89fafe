/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a training run is told. One table names each setting, its range and its place, and serves
 * the command line, the help, the checks and the checkpoint.
 */

#pragma once

#include <glib.h>

#include "augment.h"
#include "optimizer.h"

G_BEGIN_DECLS

typedef struct
{
  /* The run itself; not kept in checkpoints */
  gchar   *output;
  gboolean resume;
  gint     n_threads;
  gboolean quiet;

  /* The network */
  gchar   *init;    /* weights to start from, "default" for the installed ones; or NULL */
  gchar   *variant; /* NULL: as `init`, else "distribution" */
  gint     width_divisor;
  gint     global_size; /* below 0: the same as `side`, where the variant has a global stream */
  gchar   *output_activation;
  gboolean without_norm;
  gchar   *statistics; /* NULL: "kept" with `init`, else "batch" */
  gchar   *freeze;     /* comma-separated */
  gboolean classes;

  /* The photos */
  gint     side;
  gdouble  min_chroma;
  gchar   *exclude;
  gint     n_validation;
  gdouble  crop;
  gboolean without_flips;
  gdouble  film;
  gdouble  tone;
  gdouble  grain;
  gdouble  blur;
  gdouble  jpeg;

  /* The loss */
  gdouble  huber; /* in units of a*b*, or of 0..1 for R'G'B'; 0: squared error */
  gdouble  chroma_weight;
  gdouble  rebalance;
  gdouble  class_weight;

  /* The steps */
  gchar   *time;
  gint     n_steps; /* 0: from `time` or `n_epochs` */
  gdouble  n_epochs;
  gint     batch_size;
  gint     n_accumulated;
  gchar   *optimizer;
  gdouble  learning_rate; /* 0: the optimizer's usual one */
  gdouble  warm_up;
  gchar   *schedule;
  gdouble  weight_decay;
  gdouble  average;
  gint     seed;
  gint     check_every; /* steps; 0: twenty checks in all */

  /* What the file says of itself */
  gchar   *precision;
  gchar   *title;
  gchar   *description;
  gchar   *author;
  gchar   *licence;
} TrainSettings;

void          train_settings_init (TrainSettings *settings);
void          train_settings_clear (TrainSettings *settings);

/* Reads options into `settings`, over what is there, and checks them. FALSE: said on standard error
 * what is wrong. What is left in argv are the folders. */
gboolean      train_settings_parse (TrainSettings *settings, int *argc, char ***argv);

/* The settings that make a run what it is, as text and back. */
gchar        *train_settings_to_text (const TrainSettings *settings);
gboolean      train_settings_from_text (TrainSettings *settings, const gchar *text, GError **error);

/* The first setting in which two texts differ, such as "batch", to be freed; NULL: none does. */
gchar        *train_settings_find_difference (const gchar *text, const gchar *other);

/* Seconds that `time` stands for ("90s", "30min", "2h", "1.5d"); 0 where there is none. */
gdouble       train_settings_get_seconds (const TrainSettings *settings);

/* Photos of a step: all of its batches. */
gint          train_settings_count_photos (const TrainSettings *settings);

Augmentation  train_settings_get_augmentation (const TrainSettings *settings);
gboolean      train_settings_keep_statistics (const TrainSettings *settings);
OptimizerKind train_settings_get_optimizer (const TrainSettings *settings);
gdouble       train_settings_get_learning_rate (const TrainSettings *settings);

/* The layers that --freeze names, of those that the network has. FALSE: it names none such; said on
 * standard error. */
gboolean      train_settings_get_frozen (const TrainSettings *settings,
                                         const Architecture  *architecture,
                                         gboolean             frozen[N_LAYERS]);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TrainSettings, train_settings_clear)

G_END_DECLS
