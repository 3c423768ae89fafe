/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a training run is told. Two tables name each setting, its range and its place, and serve the
 * command line, the help, the checks and the checkpoint.
 */

#pragma once

#include <glib.h>

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
  gchar   *license;
} TrainSettings;

void train_settings_init (TrainSettings *settings);
void train_settings_clear (TrainSettings *settings);

/* A row of a table. */
typedef struct
{
  const gchar       *name;
  gchar              short_name;
  GOptionArg         type;
  gsize              offset;
  gdouble            low; /* of numbers; both 0: anything */
  gdouble            high;
  const gchar *const choices[6]; /* of strings; none: anything */
  const gchar       *argument;
  const gchar       *help;
} Setting;

typedef struct
{
  const Setting *rows;
  gsize          n;
} SettingTable;

/* How a run is carried out, which may change when it is resumed; and what its result depends on. */
extern const SettingTable train_run_table;
extern const SettingTable train_fixed_table;

/* TRUE: its place holds a gchar *, else a gdouble or, flags included, a gint. */
gboolean                  setting_is_string (const Setting *setting);

/* Where the settings hold its value. */
gpointer                  setting_get_place (const Setting *setting, const TrainSettings *settings);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TrainSettings, train_settings_clear)

G_END_DECLS
