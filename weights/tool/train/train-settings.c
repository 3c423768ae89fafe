/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "tool.h"
#include "train-settings.h"

#define GROUP "training"

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

/* Rows of the tables below, by the kind of setting. */
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
          "Leave out photos greyer than this mean chroma (default: 6)"),
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
          "Photos made grey as other films would, blind to red for one (default: 0.3)"),
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
          "How far rare colours count more (Zhang 2016: 0.5; default: 0)"),
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
  TEXT ("licence", licence, "TEXT", "Under which licence others may use them"),
};

#define N_RUN   G_N_ELEMENTS (run_settings)
#define N_FIXED G_N_ELEMENTS (fixed_settings)

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

static gboolean
is_string (const Setting *setting)
{
  return setting->type == G_OPTION_ARG_STRING || setting->type == G_OPTION_ARG_FILENAME;
}

static void
clear_strings (TrainSettings *settings, const Setting *table, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (is_string (&table[i]))
      g_clear_pointer (&G_STRUCT_MEMBER (gchar *, settings, table[i].offset), g_free);
}

void
train_settings_clear (TrainSettings *settings)
{
  clear_strings (settings, run_settings, N_RUN);
  clear_strings (settings, fixed_settings, N_FIXED);
}

static void
add_entries (GArray *entries, TrainSettings *settings, const Setting *table, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      GOptionEntry entry = { table[i].name,
                             table[i].short_name,
                             0,
                             table[i].type,
                             G_STRUCT_MEMBER_P (settings, table[i].offset),
                             table[i].help,
                             table[i].argument };

      g_array_append_val (entries, entry);
    }
}

static gboolean
check_choice (const Setting *setting, const gchar *value)
{
  g_autofree gchar *choices = g_strjoinv (", ", (gchar **) setting->choices);

  if (! value || ! setting->choices[0] || g_strv_contains (setting->choices, value))
    return TRUE;

  complain ("--%s is “%s”; it must be one of: %s.", setting->name, value, choices);
  return FALSE;
}

static gboolean
check_setting (const TrainSettings *settings, const Setting *setting)
{
  const gchar *place = G_STRUCT_MEMBER_P (settings, setting->offset);

  if (is_string (setting))
    return check_choice (setting, *(gchar *const *) place);
  if (setting->type == G_OPTION_ARG_INT)
    return check_range (setting->name, *(const gint *) place, setting->low, setting->high);
  if (setting->type == G_OPTION_ARG_DOUBLE)
    return check_range (setting->name, *(const gdouble *) place, setting->low, setting->high);
  return TRUE;
}

static gboolean
check_all (const TrainSettings *settings)
{
  for (gsize i = 0; i < N_RUN; i++)
    if (! check_setting (settings, &run_settings[i]))
      return FALSE;
  for (gsize i = 0; i < N_FIXED; i++)
    if (! check_setting (settings, &fixed_settings[i]))
      return FALSE;

  if (settings->side % 8 != 0)
    {
      complain ("--size is %d; it must be a multiple of 8.", settings->side);
      return FALSE;
    }
  if (settings->time && train_settings_get_seconds (settings) <= 0.0)
    {
      complain ("--time is “%s”; write it as 90s, 30min, 2h or 1.5d.", settings->time);
      return FALSE;
    }
  if (! ! settings->time + (settings->n_steps > 0) + (settings->n_epochs > 0.0) > 1)
    {
      complain ("Give one of --time, --steps and --epochs: each says how long to train.");
      return FALSE;
    }
  return TRUE;
}

gboolean
train_settings_parse (TrainSettings *settings, int *argc, char ***argv)
{
  g_autoptr (GArray) entries = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));

  add_entries (entries, settings, run_settings, N_RUN);
  add_entries (entries, settings, fixed_settings, N_FIXED);

  return parse_options (
           "FOLDER...",
           "Trains weights on the colour photos of folders and their sub-folders. At "
           "each check it saves the\nweights so far, a checkpoint, a curve of the loss "
           "and a sheet of pictures, so a run can be stopped\nwith Ctrl+C at any time "
           "and resumed.",
           (const GOptionEntry *) entries->data, argc, argv)
         && check_all (settings);
}

/* The text goes to the checkpoint's header, which is UTF-8; file names need not be. */
static gchar *
string_to_text (const Setting *setting, const gchar *value)
{
  if (! value)
    return g_strdup ("");

  return setting->type == G_OPTION_ARG_FILENAME ? g_strescape (value, NULL) : g_strdup (value);
}

static gchar *
string_from_text (const Setting *setting, const gchar *text)
{
  if (! *text)
    return NULL;

  return setting->type == G_OPTION_ARG_FILENAME ? g_strcompress (text) : g_strdup (text);
}

gchar *
train_settings_to_text (const TrainSettings *settings)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  for (gsize i = 0; i < N_FIXED; i++)
    {
      const Setting *setting = &fixed_settings[i];
      const gchar   *place   = G_STRUCT_MEMBER_P (settings, setting->offset);

      if (is_string (setting))
        {
          g_autofree gchar *value = string_to_text (setting, *(gchar *const *) place);

          g_key_file_set_string (file, GROUP, setting->name, value);
        }
      else if (setting->type == G_OPTION_ARG_DOUBLE)
        g_key_file_set_double (file, GROUP, setting->name, *(const gdouble *) place);
      else
        g_key_file_set_integer (file, GROUP, setting->name, *(const gint *) place);
    }

  return g_key_file_to_data (file, NULL, NULL);
}

gboolean
train_settings_from_text (TrainSettings *settings, const gchar *text, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) wrong  = NULL;

  g_key_file_load_from_data (file, text, -1, G_KEY_FILE_NONE, &wrong);

  for (gsize i = 0; i < N_FIXED && ! wrong; i++)
    {
      const Setting *setting = &fixed_settings[i];
      gchar         *place   = G_STRUCT_MEMBER_P (settings, setting->offset);

      if (is_string (setting))
        {
          g_autofree gchar *value = g_key_file_get_string (file, GROUP, setting->name, &wrong);

          g_free (*(gchar **) place);
          *(gchar **) place = value ? string_from_text (setting, value) : NULL;
        }
      else if (setting->type == G_OPTION_ARG_DOUBLE)
        *(gdouble *) place = g_key_file_get_double (file, GROUP, setting->name, &wrong);
      else
        *(gint *) place = g_key_file_get_integer (file, GROUP, setting->name, &wrong);
    }

  if (! wrong)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&wrong));
  return FALSE;
}

gchar *
train_settings_find_difference (const gchar *text, const gchar *other)
{
  g_auto (GStrv) lines       = g_strsplit (text, "\n", -1);
  g_auto (GStrv) other_lines = g_strsplit (other, "\n", -1);

  for (gint i = 0; lines[i] && other_lines[i]; i++)
    if (strcmp (lines[i], other_lines[i]) != 0)
      return g_strndup (lines[i], strcspn (lines[i], "="));

  return NULL;
}

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
