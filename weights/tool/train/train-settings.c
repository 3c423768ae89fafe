/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "train-settings.h"

/* Rows of the tables, by the kind of setting. */
#define AT(field) G_STRUCT_OFFSET (TrainSettings, field)
#define FLAG(name, letter, field, help) \
  { name, letter, G_OPTION_ARG_NONE, AT (field), 0, 0, { NULL }, NULL, help }
#define INTEGER(name, field, low, high, argument, help) \
  { name, 0, G_OPTION_ARG_INT, AT (field), low, high, { NULL }, argument, help }
#define NUMBER(name, field, low, high, argument, help) \
  { name, 0, G_OPTION_ARG_DOUBLE, AT (field), low, high, { NULL }, argument, help }
#define TEXT(name, field, argument, help) \
  { name, 0, G_OPTION_ARG_STRING, AT (field), 0, 0, { NULL }, argument, help }
#define FILE_NAME(name, letter, field, help) \
  { name, letter, G_OPTION_ARG_FILENAME, AT (field), 0, 0, { NULL }, "FILE", help }
#define CHOICE(name, field, help, ...) \
  { name, 0, G_OPTION_ARG_STRING, AT (field), 0, 0, { __VA_ARGS__ }, "NAME", help }

/* Settings of how a run is carried out, which may change when it is resumed. */
static const Setting run_settings[] = {
  FILE_NAME ("output",
             'o',
             output,
             "Weights file to write; curve, sheets and checkpoint go to a folder beside it"),
  FLAG ("resume", 0, resume, "Go on with the run that was writing FILE"),
  INTEGER ("threads", n_threads, 0, 256, "N", "Processors to use (default: all)"),
  FLAG ("quiet", 'q', quiet, "Say only what goes wrong"),
};

/* Settings that the result depends on. */
static const Setting fixed_settings[] = {
  FILE_NAME ("init",
             0,
             init,
             "Start from these weights (“default”: the installed ones), all layers that fit"),
  CHOICE (
    "variant",
    variant,
    "Network: distribution, iizuka, seed, baseline or rgb (default: as --init, else distribution)",
    "distribution",
    "iizuka",
    "seed",
    "baseline",
    "rgb"),
  INTEGER ("width-divisor",
           width_divisor,
           0,
           32,
           "N",
           "Divide the paper's channels by 1, 2, 4, 8, 16 or 32 (default: as --init, else 2)"),
  INTEGER ("global-size",
           global_size,
           -1,
           4096,
           "PIXELS",
           "Side of the square that the global stream sees (default: as --size)"),
  CHOICE ("output-activation",
          output_activation,
          "sigmoid or relu (default: the variant's)",
          "sigmoid",
          "relu"),
  FLAG ("no-norm", 0, without_norm, "Leave out batch norm"),
  CHOICE ("statistics",
          statistics,
          "Of batch norm: of each batch, or kept from --init (default: kept, with --init)",
          "batch",
          "kept"),
  TEXT ("freeze",
        freeze,
        "LAYERS",
        "Keep as they are: low, global, mid, fusion, color, output or single layers, with commas"),
  FLAG ("classes", 0, classes, "Also learn which folder a photo comes from (Iizuka 2016)"),

  INTEGER ("size",
           side,
           8,
           1024,
           "PIXELS",
           "Side of the squares to train on, a multiple of 8 (default: 112)"),
  NUMBER ("min-chroma",
          min_chroma,
          0,
          100,
          "N",
          "Leave out photos grayer than this mean chroma (default: 6)"),
  FILE_NAME ("exclude", 0, exclude, "Leave out the photos that this file names, a path a line"),
  INTEGER ("validation",
           n_validation,
           -1,
           100000,
           "N",
           "Photos held out for the checks (default: one in twenty, at most 200)"),
  NUMBER ("crop",
          crop,
          0.3,
          1,
          "SHARE",
          "Smallest part of a photo's short side to look at (default: 0.8)"),
  FLAG ("no-flips", 0, without_flips, "Never mirror a photo"),
  NUMBER ("film",
          film,
          0,
          1,
          "SHARE",
          "Photos made gray as other films would, blind to red for one (default: 0.3)"),
  NUMBER ("tone", tone, 0, 1, "N", "Strength of tone curves, as of faded prints (default: 0.15)"),
  NUMBER ("grain", grain, 0, 1, "N", "Strength of film grain (default: 0.15)"),
  NUMBER ("blur", blur, 0, 1, "N", "Strength of blur (default: 0.15)"),
  NUMBER ("jpeg", jpeg, 0, 1, "N", "Strength of JPEG noise (default: 0)"),

  NUMBER ("huber",
          huber,
          0,
          1000,
          "N",
          "Error of a*b* beyond which it counts in proportion, not squared (default: 0, never)"),
  NUMBER ("chroma-weight",
          chroma_weight,
          0,
          1000,
          "N",
          "Chroma at which an error counts twice; 0: all errors count alike (default: 0)"),
  NUMBER ("rebalance",
          rebalance,
          0,
          1,
          "SHARE",
          "How far rare colors count more (Zhang 2016: 0.5; default: 0)"),
  NUMBER ("class-weight",
          class_weight,
          0,
          100,
          "N",
          "Weight of the loss of --classes (default: 1/300)"),

  TEXT ("time", time, "TIME", "Train for about so long, such as 30min or 2h (default: 1h)"),
  INTEGER ("steps", n_steps, 0, 1e9, "N", "Train for so many steps instead"),
  NUMBER ("epochs",
          n_epochs,
          0,
          1e6,
          "N",
          "Train until each photo has been seen so many times instead"),
  INTEGER ("batch", batch_size, 1, 4096, "N", "Photos at the same time (default: 32)"),
  INTEGER ("accumulate",
           n_accumulated,
           1,
           1024,
           "N",
           "Batches to a step: as a larger batch, without its memory (default: 1)"),
  CHOICE ("optimizer",
          optimizer,
          "adam, adamw or adadelta (default: adamw; the papers': adadelta)",
          "adam",
          "adamw",
          "adadelta"),
  NUMBER ("learning-rate",
          learning_rate,
          0,
          100,
          "N",
          "Highest learning rate (default: 0.001, with --init 0.0003; of adadelta 1)"),
  NUMBER ("warm-up",
          warm_up,
          0,
          1,
          "SHARE",
          "Part of the run in which the learning rate rises (default: 0.03)"),
  CHOICE ("schedule",
          schedule,
          "How the learning rate goes on from there: cosine or constant (default: cosine)",
          "cosine",
          "constant"),
  NUMBER ("weight-decay",
          weight_decay,
          0,
          1,
          "N",
          "Pull of the weights towards zero (default: 0.0001)"),
  NUMBER ("average",
          average,
          0,
          0.999999,
          "N",
          "Decay of the moving average that is saved (default: 0.999)"),
  INTEGER ("seed",
           seed,
           0,
           G_MAXINT,
           "N",
           "Same seed, machine and number of steps: same result (default: 1)"),
  INTEGER ("check-every",
           check_every,
           0,
           1e9,
           "STEPS",
           "How often to score, save and draw (default: twenty times in all)"),

  CHOICE ("precision",
          precision,
          "f16 or f32, of the kernels in the file (default: f16)",
          "f16",
          "f32"),
  TEXT ("title", title, "TEXT", "Name that people see (default: the file's)"),
  TEXT ("description", description, "TEXT", "What the weights are for"),
  TEXT ("author", author, "TEXT", "Who trained them"),
  TEXT ("license", license, "TEXT", "Under which license others may use them"),
};

const SettingTable train_run_table   = { run_settings, G_N_ELEMENTS (run_settings) };
const SettingTable train_fixed_table = { fixed_settings, G_N_ELEMENTS (fixed_settings) };

gboolean
setting_is_string (const Setting *setting)
{
  return setting->type == G_OPTION_ARG_STRING || setting->type == G_OPTION_ARG_FILENAME;
}

gpointer
setting_get_place (const Setting *setting, const TrainSettings *settings)
{
  return G_STRUCT_MEMBER_P (settings, setting->offset);
}

void
train_settings_init (TrainSettings *settings)
{
  *settings = (TrainSettings) { .global_size   = -1,
                                .n_validation  = -1,
                                .side          = 112,
                                .min_chroma    = 6.0,
                                .crop          = 0.8,
                                .film          = 0.3,
                                .tone          = 0.15,
                                .grain         = 0.15,
                                .blur          = 0.15,
                                .class_weight  = 1.0 / 300.0,
                                .batch_size    = 32,
                                .n_accumulated = 1,
                                .optimizer     = g_strdup ("adamw"),
                                .warm_up       = 0.03,
                                .schedule      = g_strdup ("cosine"),
                                .weight_decay  = 1e-4,
                                .average       = 0.999,
                                .seed          = 1,
                                .precision     = g_strdup ("f16") };
}

static void
clear_strings (TrainSettings *settings, const SettingTable *table)
{
  for (gsize i = 0; i < table->n; i++)
    if (setting_is_string (&table->rows[i]))
      g_clear_pointer ((gchar **) setting_get_place (&table->rows[i], settings), g_free);
}

void
train_settings_clear (TrainSettings *settings)
{
  clear_strings (settings, &train_run_table);
  clear_strings (settings, &train_fixed_table);
}
