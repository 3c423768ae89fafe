/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "checkpoint.h"
#include "weights-file/weights-file.h"

/* Keys of the run stand beside those of the weights. */
#define PREFIX "training."

/* Folder names may hold any byte, this one as well, and need not be UTF-8: they are escaped. */
#define FOLDER_SEPARATOR "\n"

static const gchar *const part_names[N_PARTS] = { "kernel",    "bias",         "norm_weight",
                                                  "norm_bias", "running_mean", "running_variance" };

static const gchar *const memory_names[OPTIMIZER_N_MEMORIES] = { "memory_1", "memory_2" };

struct _Checkpoint
{
  SafetensorsFile *file;
  RunState         state;
};

/* Of a tensor, to be freed. */
static gchar *
get_name (const gchar *kind, const Layer *layer, LayerPart part)
{
  return g_strjoin (".", kind, layer->name, part_names[part], NULL);
}

void
run_state_clear (RunState *state)
{
  g_free (state->settings);
  g_strfreev (state->folders);
  g_free (state->photos);
  *state = (RunState) { NULL };
}

/* To be freed, and the way back. */
static gchar *
join_folders (gchar *const *folders)
{
  g_autoptr (GStrvBuilder) escaped = g_strv_builder_new ();
  g_auto (GStrv) list              = NULL;

  for (gint i = 0; folders[i]; i++)
    {
      g_autofree gchar *folder = g_strescape (folders[i], NULL);

      g_strv_builder_add (escaped, folder);
    }
  list = g_strv_builder_end (escaped);
  return g_strjoinv (FOLDER_SEPARATOR, list);
}

static gchar **
split_folders (const gchar *text)
{
  gchar **folders = g_strsplit (text, FOLDER_SEPARATOR, -1);

  for (gint i = 0; folders[i]; i++)
    {
      gchar *folder = g_strcompress (folders[i]);

      g_free (folders[i]);
      folders[i] = folder;
    }
  return folders;
}

gchar *
checkpoint_get_path (const gchar *folder)
{
  return g_build_filename (folder, "checkpoint.safetensors", NULL);
}


/* Writing */

static void
set_number (SafetensorsWriter *writer, const gchar *key, gdouble value)
{
  gchar text[G_ASCII_DTOSTR_BUF_SIZE];

  safetensors_writer_set_metadata (writer, key, g_ascii_dtostr (text, sizeof text, value));
}

static void
add_state (SafetensorsWriter *writer, const RunState *state)
{
  g_autofree gchar *folders = join_folders (state->folders);

  safetensors_writer_set_metadata (writer, PREFIX "settings", state->settings);
  safetensors_writer_set_metadata (writer, PREFIX "folders", folders);
  safetensors_writer_set_metadata (writer, PREFIX "photos", state->photos);
  set_number (writer, PREFIX "step", state->step);
  set_number (writer, PREFIX "n_steps", state->n_steps);
  set_number (writer, PREFIX "seconds", state->seconds);
  set_number (writer, PREFIX "normalized", state->normalized);
}

static void
add_values (SafetensorsWriter *writer,
            const gchar       *kind,
            const Layer       *layer,
            LayerPart          part,
            const gfloat      *values)
{
  g_autofree gchar *name = get_name (kind, layer, part);
  gsize             n    = layer_count_part (layer, part);

  if (values)
    safetensors_writer_add (writer, name, SAFETENSORS_F32, 1, &n, values);
}

static void
add_weights (SafetensorsWriter *writer, const gchar *kind, const ColorizeWeights *weights)
{
  for (gint id = 0; id < N_LAYERS; id++)
    for (gint part = 0; part < N_PARTS; part++)
      add_values (writer, kind, &weights->architecture.layers[id], part,
                  layer_weights_get_part (&weights->layers[id], part));
}

static void
add_memories (SafetensorsWriter *writer, const ColorizeWeights *weights, const Optimizer *optimizer)
{
  for (gint id = 0; id < N_LAYERS; id++)
    for (gint part = 0; part < N_PARAMETER_PARTS; part++)
      for (gint which = 0; which < OPTIMIZER_N_MEMORIES; which++)
        add_values (writer, memory_names[which], &weights->architecture.layers[id], part,
                    optimizer_get_memory (optimizer, id, part, which));
}

gboolean
checkpoint_save (const gchar           *path,
                 const RunState        *state,
                 const ColorizeWeights *weights,
                 const Optimizer       *optimizer,
                 GError               **error)
{
  g_autoptr (SafetensorsWriter) writer = safetensors_writer_new ();
  g_autoptr (GFile) file               = g_file_new_for_path (path);

  add_state (writer, state);
  add_weights (writer, "weights", weights);
  add_weights (writer, "average", optimizer_get_average (optimizer));
  add_memories (writer, weights, optimizer);
  weights_add_description (writer, weights);

  return safetensors_writer_write (writer, file, NULL, error);
}


/* Reading */

static gdouble
get_number (GHashTable *metadata, const gchar *key)
{
  const gchar *text  = g_hash_table_lookup (metadata, key);
  gdouble      value = text ? g_ascii_strtod (text, NULL) : 0.0;

  /* Whole numbers up to here are exact. */
  return value >= 0.0 && value < 1e15 ? value : 0.0;
}

static gboolean
read_state (Checkpoint *checkpoint, GError **error)
{
  GHashTable  *metadata = safetensors_file_get_metadata (checkpoint->file);
  RunState    *state    = &checkpoint->state;
  const gchar *folders  = g_hash_table_lookup (metadata, PREFIX "folders");

  state->settings   = g_strdup (g_hash_table_lookup (metadata, PREFIX "settings"));
  state->photos     = g_strdup (g_hash_table_lookup (metadata, PREFIX "photos"));
  state->folders    = folders ? split_folders (folders) : NULL;
  state->step       = get_number (metadata, PREFIX "step");
  state->n_steps    = get_number (metadata, PREFIX "n_steps");
  state->seconds    = get_number (metadata, PREFIX "seconds");
  state->normalized = get_number (metadata, PREFIX "normalized") != 0.0;

  if (state->settings && state->photos && state->folders && state->n_steps >= state->step)
    return TRUE;

  safetensors_file_complain (checkpoint->file, error, "it is not the checkpoint of a training run");
  return FALSE;
}

Checkpoint *
checkpoint_open (const gchar *path, GError **error)
{
  g_autoptr (Checkpoint) checkpoint = g_new0 (Checkpoint, 1);
  g_autoptr (GFile) file            = g_file_new_for_path (path);

  checkpoint->file = safetensors_file_open (file, NULL, error);
  if (! checkpoint->file || ! read_state (checkpoint, error))
    return NULL;

  return g_steal_pointer (&checkpoint);
}

void
checkpoint_close (Checkpoint *checkpoint)
{
  if (! checkpoint)
    return;

  g_clear_pointer (&checkpoint->file, safetensors_file_close);
  run_state_clear (&checkpoint->state);
  g_free (checkpoint);
}

const RunState *
checkpoint_get_state (const Checkpoint *checkpoint)
{
  return &checkpoint->state;
}

/* A tensor of a known number of values. */
static const SafetensorsTensor *
find_tensor (Checkpoint *checkpoint, const gchar *name, gsize n, GError **error)
{
  const SafetensorsTensor *tensor = safetensors_file_find (checkpoint->file, name);

  if (tensor && tensor->n_values == n)
    return tensor;

  safetensors_file_complain (checkpoint->file, error,
                             "its tensor “%s” is missing or of another size", name);
  return NULL;
}

static gboolean
read_tensor (Checkpoint *checkpoint, const gchar *name, gsize n, gfloat *values, GError **error)
{
  const SafetensorsTensor *tensor = find_tensor (checkpoint, name, n, error);

  return tensor && safetensors_file_read (checkpoint->file, tensor, 0, n, values, NULL, error);
}

static gboolean
read_values (Checkpoint  *checkpoint,
             const gchar *kind,
             const Layer *layer,
             LayerPart    part,
             gfloat      *values,
             GError     **error)
{
  g_autofree gchar *name = get_name (kind, layer, part);

  return ! values || read_tensor (checkpoint, name, layer_count_part (layer, part), values, error);
}

static gboolean
read_into_weights (Checkpoint      *checkpoint,
                   const gchar     *kind,
                   ColorizeWeights *weights,
                   GError         **error)
{
  for (gint id = 0; id < N_LAYERS; id++)
    for (gint part = 0; part < N_PARTS; part++)
      if (! read_values (checkpoint, kind, &weights->architecture.layers[id], part,
                         layer_weights_get_part (&weights->layers[id], part), error))
        return FALSE;

  return TRUE;
}

static GHashTable *
get_weights_metadata (Checkpoint *checkpoint)
{
  GHashTable    *metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer       key;
  gpointer       value;

  g_hash_table_iter_init (&iter, safetensors_file_get_metadata (checkpoint->file));
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (! g_str_has_prefix (key, PREFIX))
      g_hash_table_insert (metadata, g_strdup (key), g_strdup (value));

  return metadata;
}

/* The colors must be as many as the header says, which what is made from it relies on. */
static gboolean
check_colors (Checkpoint              *checkpoint,
              GHashTable              *metadata,
              const SafetensorsTensor *grid,
              GError                 **error)
{
  gboolean is_wanted = g_strcmp0 (g_hash_table_lookup (metadata, "variant"), "distribution") == 0;

  if (is_wanted == (grid != NULL)
      && (! grid || grid->n_values == 2 * get_number (metadata, "outputs")))
    return TRUE;

  safetensors_file_complain (checkpoint->file, error, "its colors do not fit its header");
  return FALSE;
}

/* The kernels are as large as the header says, which may ask for more than fits into memory. */
static gboolean
check_kernels (Checkpoint *checkpoint, GHashTable *metadata, GError **error)
{
  g_autofree gchar *complaint = NULL;
  Architecture      architecture;

  if (! architecture_init (&architecture, metadata, &complaint))
    {
      safetensors_file_complain (checkpoint->file, error, "%s", complaint);
      return FALSE;
    }

  for (gint id = 0; id < N_LAYERS; id++)
    if (architecture_has (&architecture, id))
      {
        const Layer      *layer = &architecture.layers[id];
        g_autofree gchar *name  = get_name ("weights", layer, PART_KERNEL);

        if (! find_tensor (checkpoint, name, layer_count_kernel (layer), error))
          return FALSE;
      }

  return TRUE;
}

ColorizeWeights *
checkpoint_read_weights (Checkpoint *checkpoint, GError **error)
{
  g_autoptr (GHashTable) metadata     = get_weights_metadata (checkpoint);
  g_autoptr (GRand) random            = g_rand_new_with_seed (0);
  g_autoptr (ColorizeWeights) weights = NULL;
  g_autofree gchar        *complaint  = NULL;
  const SafetensorsTensor *grid       = safetensors_file_find (checkpoint->file, "colors");
  gsize                    n_colors   = grid ? grid->n_values / 2 : 0;
  g_autofree gfloat       *colors     = g_new0 (gfloat, 2 * n_colors + 1);
  g_autofree gfloat       *prior      = g_new0 (gfloat, n_colors + 1);

  if (! check_colors (checkpoint, metadata, grid, error)
      || ! check_kernels (checkpoint, metadata, error))
    return NULL;
  if (grid
      && (! read_tensor (checkpoint, "colors", 2 * n_colors, colors, error)
          || ! read_tensor (checkpoint, "prior", n_colors, prior, error)))
    return NULL;

  /* No complaint: the header is known to be right. */
  weights =
    weights_new_random (metadata, checkpoint->state.normalized, colors, prior, random, &complaint);
  return read_into_weights (checkpoint, "weights", weights, error) ? g_steal_pointer (&weights)
                                                                   : NULL;
}

gboolean
checkpoint_read_optimizer (Checkpoint *checkpoint, Optimizer *optimizer, GError **error)
{
  ColorizeWeights *average = optimizer_get_average (optimizer);

  if (! read_into_weights (checkpoint, "average", average, error))
    return FALSE;

  for (gint id = 0; id < N_LAYERS; id++)
    for (gint part = 0; part < N_PARAMETER_PARTS; part++)
      for (gint which = 0; which < OPTIMIZER_N_MEMORIES; which++)
        if (! read_values (checkpoint, memory_names[which], &average->architecture.layers[id], part,
                           optimizer_get_memory (optimizer, id, part, which), error))
          return FALSE;

  return TRUE;
}
