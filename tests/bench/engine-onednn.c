/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The network on oneDNN, as its manual says to be fast: primitives choose the layouts of maps and
 * kernels, kernels are brought there once, activations are fused into the layer before them. What
 * our engine saves by arithmetic is granted here, too, where oneDNN can be told: the global half of
 * the fusion is computed once a photo, and maps share a few buffers. Convolutions are direct ones,
 * the only kind that oneDNN has for every processor.
 */

#include <string.h>

#include <dnnl.h>
#include <dnnl_debug.h>
#include <omp.h>

#include "bench-engine.h"
#include "weights-file/safetensors.h"
#include "bench-net.h"

#define ALIGNMENT 64
#define MAX_ARGS  4
#define N_SLOTS   3
#define NO_SLOT   (-1)

typedef struct
{
  dnnl_primitive_t primitive;
  gint             n_args;
  dnnl_exec_arg_t  args[MAX_ARGS];
} Step;

/* A feature map, in the layout that the layer which made it chose. */
typedef struct
{
  dnnl_memory_t memory;
  gint          slot; /* NO_SLOT: the buffer is its own */
  gint          channels;
  gint          height;
  gint          width;
} Map;

/* A slot's buffer is shared by maps that are not needed at the same time. */
typedef struct
{
  dnnl_memory_t memory;
  gint          slot;
} Placement;

typedef struct
{
  SafetensorsFile *file;
  Architecture     architecture;
  dnnl_engine_t    engine;
  dnnl_stream_t    stream;
  GArray          *steps;      /* Step, in the order of a run */
  GPtrArray       *memories;   /* dnnl_memory_t */
  GArray          *placements; /* Placement */
  gint             kept_slot;
  gsize            slot_sizes[N_SLOTS];
  gpointer         slots[N_SLOTS];
  gfloat          *local;
  gfloat          *global;
  gfloat          *output;
  gsize            n_values;
} State;

static void
check (dnnl_status_t status)
{
  if (status != dnnl_success)
    g_error ("oneDNN: %s", dnnl_status2str (status));
}

static dnnl_memory_desc_t
describe (gint n_dimensions, const gint *sizes, dnnl_format_tag_t tag)
{
  dnnl_dims_t        dims = { 0 };
  dnnl_memory_desc_t description;

  for (gint i = 0; i < n_dimensions; i++)
    dims[i] = sizes[i];
  check (dnnl_memory_desc_create_with_tag (&description, n_dimensions, dims, dnnl_f32, tag));
  return description;
}

/* A map of one pixel is a vector. */
static gint
count_dimensions (const Map *map)
{
  return map->height == 1 && map->width == 1 ? 2 : 4;
}

static dnnl_memory_desc_t
describe_map (const Map *map, dnnl_format_tag_t tag)
{
  return describe (count_dimensions (map), (gint[]) { 1, map->channels, map->height, map->width },
                   tag);
}

static const_dnnl_memory_desc_t
query (const_dnnl_primitive_desc_t primitive, dnnl_query_t what)
{
  return dnnl_primitive_desc_query_md (primitive, what, 0);
}


/* Memory */

static dnnl_memory_t
add_memory (State *state, const_dnnl_memory_desc_t description, gpointer values)
{
  dnnl_memory_t memory;

  check (dnnl_memory_create (&memory, description, state->engine, values));
  g_ptr_array_add (state->memories, memory);
  return memory;
}

/* The buffers of the slots are made when all is known that is to lie in them. */
static dnnl_memory_t
add_memory_in_slot (State *state, const_dnnl_memory_desc_t description, gint slot)
{
  Placement placement = { add_memory (state, description, DNNL_MEMORY_NONE), slot };

  state->slot_sizes[slot] = MAX (state->slot_sizes[slot], dnnl_memory_desc_get_size (description));
  g_array_append_val (state->placements, placement);
  return placement.memory;
}

/* In a slot that neither `input` nor the map to be kept lies in. */
static Map
add_map (State *state, const_dnnl_memory_desc_t description, Map shape, const Map *input)
{
  shape.slot = 0;
  while (shape.slot == input->slot || shape.slot == state->kept_slot)
    shape.slot++;
  shape.memory = add_memory_in_slot (state, description, shape.slot);
  return shape;
}

static void
fill_slots (State *state)
{
  for (gint slot = 0; slot < N_SLOTS; slot++)
    state->slots[slot] = g_aligned_alloc (MAX (state->slot_sizes[slot], 1), 1, ALIGNMENT);
  for (guint i = 0; i < state->placements->len; i++)
    {
      const Placement *placement = &g_array_index (state->placements, Placement, i);

      check (dnnl_memory_set_data_handle (placement->memory, state->slots[placement->slot]));
    }
}


/* Steps */

static dnnl_primitive_t
make_primitive (dnnl_primitive_desc_t description)
{
  dnnl_primitive_t primitive;

  check (dnnl_primitive_create (&primitive, description));
  check (dnnl_primitive_desc_destroy (description));
  return primitive;
}

static dnnl_primitive_t
make_reorder (State *state, const_dnnl_memory_desc_t from, const_dnnl_memory_desc_t to)
{
  dnnl_primitive_desc_t description;

  check (dnnl_reorder_primitive_desc_create (&description, from, state->engine, to, state->engine,
                                             NULL));
  return make_primitive (description);
}

static void
add_copying_step (State *state, dnnl_primitive_t primitive, dnnl_memory_t from, dnnl_memory_t to)
{
  Step step = { primitive, 2, { { DNNL_ARG_FROM, from }, { DNNL_ARG_TO, to } } };

  g_array_append_val (state->steps, step);
}

/* The map in the layout that a primitive wants. */
static Map
convert_map (State *state, Map map, const_dnnl_memory_desc_t wanted)
{
  const_dnnl_memory_desc_t present;
  Map                      converted;

  check (dnnl_memory_get_memory_desc (map.memory, &present));
  if (dnnl_memory_desc_equal (present, wanted))
    return map;

  converted = add_map (state, wanted, map, &map);
  add_copying_step (state, make_reorder (state, present, wanted), map.memory, converted.memory);
  return converted;
}

/* Takes `values` over, in the layout that a primitive wants. */
static dnnl_memory_t
convert_kernel (State                   *state,
                gfloat                  *values,
                dnnl_memory_desc_t       present,
                const_dnnl_memory_desc_t wanted)
{
  dnnl_memory_t    to      = add_memory (state, wanted, DNNL_MEMORY_ALLOCATE);
  dnnl_primitive_t reorder = make_reorder (state, present, wanted);
  dnnl_exec_arg_t  args[2] = { { DNNL_ARG_FROM, NULL }, { DNNL_ARG_TO, to } };

  check (dnnl_memory_create (&args[0].memory, present, state->engine, values));
  check (dnnl_primitive_execute (reorder, state->stream, G_N_ELEMENTS (args), args));
  check (dnnl_stream_wait (state->stream));
  check (dnnl_memory_destroy (args[0].memory));
  check (dnnl_primitive_destroy (reorder));
  check (dnnl_memory_desc_destroy (present));
  g_free (values);
  return to;
}

static dnnl_primitive_attr_t
make_activation (Activation activation)
{
  dnnl_primitive_attr_t attributes;
  dnnl_post_ops_t       operations;

  check (dnnl_primitive_attr_create (&attributes));
  check (dnnl_post_ops_create (&operations));
  if (activation != ACTIVATION_NONE)
    check (dnnl_post_ops_append_eltwise (
      operations, activation == ACTIVATION_RELU ? dnnl_eltwise_relu : dnnl_eltwise_logistic, 0.0f,
      0.0f));
  check (dnnl_primitive_attr_set_post_ops (attributes, operations));
  check (dnnl_post_ops_destroy (operations));
  return attributes;
}


/* Layers */

static gfloat *
read_values (State *state, const Layer *layer, const gchar *part)
{
  g_autofree gchar        *name   = g_strconcat (layer->name, part, NULL);
  const SafetensorsTensor *tensor = safetensors_file_find (state->file, name);
  gfloat                  *values;
  GError                  *error = NULL;

  if (! tensor)
    g_error ("The weights have no %s.", name);

  values = g_new (gfloat, tensor->n_values);
  if (! safetensors_file_read (state->file, tensor, 0, tensor->n_values, values, NULL, &error))
    g_error ("%s", error->message);
  return values;
}

static dnnl_memory_t
load_bias (State *state, const Layer *layer)
{
  dnnl_memory_desc_t wanted = describe (1, &layer->n_outputs, dnnl_a);
  dnnl_memory_t      bias   = convert_kernel (state, read_values (state, layer, ".bias"),
                                              describe (1, &layer->n_outputs, dnnl_a), wanted);

  check (dnnl_memory_desc_destroy (wanted));
  return bias;
}

static Map
add_upsampling (State *state, Map input)
{
  Map                      output = { NULL, 0, input.channels, 2 * input.height, 2 * input.width };
  dnnl_memory_desc_t       to     = describe_map (&output, dnnl_format_tag_any);
  dnnl_primitive_desc_t    description;
  const_dnnl_memory_desc_t from;
  Step                     step = { .n_args = 2 };

  check (dnnl_memory_get_memory_desc (input.memory, &from));
  check (dnnl_resampling_forward_primitive_desc_create (
    &description, state->engine, dnnl_forward_inference, dnnl_resampling_nearest, NULL, from, to,
    NULL));
  output         = add_map (state, query (description, dnnl_query_dst_md), output, &input);
  step.args[0]   = (dnnl_exec_arg_t) { DNNL_ARG_SRC, input.memory };
  step.args[1]   = (dnnl_exec_arg_t) { DNNL_ARG_DST, output.memory };
  step.primitive = make_primitive (description);
  g_array_append_val (state->steps, step);
  check (dnnl_memory_desc_destroy (to));
  return output;
}

/* What a convolution and a full connection have in common: kernel [n_outputs][n_inputs][][] is taken
 * over. */
static Map
add_product (State                *state,
             dnnl_primitive_desc_t description,
             dnnl_memory_desc_t    kernel_description,
             gfloat               *kernel,
             dnnl_memory_t         bias,
             Map                   input,
             Map                   output)
{
  Step step = { .n_args = 4 };

  input          = convert_map (state, input, query (description, dnnl_query_src_md));
  output         = add_map (state, query (description, dnnl_query_dst_md), output, &input);
  step.args[0]   = (dnnl_exec_arg_t) { DNNL_ARG_SRC, input.memory };
  step.args[1]   = (dnnl_exec_arg_t) { DNNL_ARG_WEIGHTS,
                                       convert_kernel (state, kernel, kernel_description,
                                                       query (description, dnnl_query_weights_md)) };
  step.args[2]   = (dnnl_exec_arg_t) { DNNL_ARG_BIAS, bias };
  step.args[3]   = (dnnl_exec_arg_t) { DNNL_ARG_DST, output.memory };
  step.primitive = make_primitive (description);
  g_array_append_val (state->steps, step);
  return output;
}

static Map
add_convolution (State *state, const Layer *layer, gfloat *kernel, dnnl_memory_t bias, Map input)
{
  const gint  sizes[]  = { layer->n_outputs, layer->n_inputs, layer->kernel, layer->kernel };
  dnnl_dims_t strides  = { layer->stride, layer->stride };
  dnnl_dims_t dilation = { 0, 0 };
  dnnl_dims_t padding  = { layer->kernel / 2, layer->kernel / 2 };
  dnnl_primitive_attr_t attributes = make_activation (layer->activation);
  dnnl_primitive_desc_t description;
  dnnl_memory_desc_t    descriptions[4];
  Map                   output;

  if (layer->upsampling == 2)
    input = add_upsampling (state, input);
  output = (Map) { NULL, 0, layer->n_outputs, (input.height - 1) / layer->stride + 1,
                   (input.width - 1) / layer->stride + 1 };

  descriptions[0] = describe_map (&input, dnnl_format_tag_any);
  descriptions[1] = describe (4, sizes, dnnl_format_tag_any);
  descriptions[2] = describe (1, &layer->n_outputs, dnnl_a);
  descriptions[3] = describe_map (&output, dnnl_format_tag_any);
  check (dnnl_convolution_forward_primitive_desc_create (
    &description, state->engine, dnnl_forward_inference, dnnl_convolution_direct, descriptions[0],
    descriptions[1], descriptions[2], descriptions[3], strides, dilation, padding, padding,
    attributes));
  check (dnnl_primitive_attr_destroy (attributes));
  for (guint i = 0; i < G_N_ELEMENTS (descriptions); i++)
    check (dnnl_memory_desc_destroy (descriptions[i]));

  return add_product (state, description, describe (4, sizes, dnnl_oihw), kernel, bias, input,
                      output);
}

/* A matrix stays as it is: in the layout that oneDNN 3.6 would choose, two threads get the product of the last one wrong
 * on some processors with AVX-512. */
static Map
add_full (State *state, const Layer *layer, gfloat *kernel, dnnl_memory_t bias, Map input)
{
  const gint            sizes[] = { layer->n_outputs, input.channels, input.height, input.width };
  gint                  n_dimensions = count_dimensions (&input);
  Map                   output       = { NULL, 0, layer->n_outputs, 1, 1 };
  dnnl_primitive_attr_t attributes   = make_activation (layer->activation);
  dnnl_primitive_desc_t description;
  dnnl_memory_desc_t    descriptions[4];

  descriptions[0] = describe_map (&input, dnnl_format_tag_any);
  descriptions[1] =
    describe (n_dimensions, sizes, n_dimensions == 2 ? dnnl_ab : dnnl_format_tag_any);
  descriptions[2] = describe (1, &layer->n_outputs, dnnl_a);
  descriptions[3] = describe_map (&output, dnnl_ab);
  check (dnnl_inner_product_forward_primitive_desc_create (
    &description, state->engine, dnnl_forward_inference, descriptions[0], descriptions[1],
    descriptions[2], descriptions[3], attributes));
  check (dnnl_primitive_attr_destroy (attributes));
  for (guint i = 0; i < G_N_ELEMENTS (descriptions); i++)
    check (dnnl_memory_desc_destroy (descriptions[i]));

  return add_product (state, description,
                      describe (n_dimensions, sizes, n_dimensions == 2 ? dnnl_ab : dnnl_oihw),
                      kernel, bias, input, output);
}

static Map
add_layer (State *state, LayerId id, Map input)
{
  const Layer  *layer  = &state->architecture.layers[id];
  gfloat       *kernel = read_values (state, layer, ".weight");
  dnnl_memory_t bias   = load_bias (state, layer);

  return layer->kernel > 0 ? add_convolution (state, layer, kernel, bias, input)
                           : add_full (state, layer, kernel, bias, input);
}

static Map
add_layers (State *state, LayerId first, LayerId last, Map map)
{
  for (gint id = first; id <= (gint) last; id++)
    map = add_layer (state, id, map);
  return map;
}

/* Columns first .. first + n - 1 of a matrix. */
static gfloat *
copy_columns (const gfloat *values, gint n_rows, gint n_columns, gint first, gint n)
{
  gfloat *copy = g_new (gfloat, (gsize) n_rows * n);

  for (gint row = 0; row < n_rows; row++)
    memcpy (copy + (gsize) row * n, values + (gsize) row * n_columns + first, n * sizeof *copy);
  return copy;
}

/* The global half of the fusion, whose output is the bias of the local half. */
static dnnl_memory_t
add_fusion_bias (State *state, const gfloat *kernel, Map vector)
{
  const Layer       *fusion = &state->architecture.layers[LAYER_FUSION];
  Layer              half   = *fusion;
  gint               n      = vector.channels;
  dnnl_memory_desc_t description;
  dnnl_memory_t      bias;

  half.activation = ACTIVATION_NONE;
  vector = add_full (state, &half, copy_columns (kernel, fusion->n_outputs, fusion->n_inputs, 0, n),
                     load_bias (state, fusion), vector);
  state->kept_slot = vector.slot;

  description = describe (1, &fusion->n_outputs, dnnl_a);
  bias        = add_memory_in_slot (state, description, vector.slot);
  check (dnnl_memory_desc_destroy (description));
  return bias;
}

static Map
add_fusion (State *state, const gfloat *kernel, dnnl_memory_t bias, Map map)
{
  const Layer *fusion = &state->architecture.layers[LAYER_FUSION];
  Layer        half   = *fusion;

  half.n_inputs = map.channels;
  return add_convolution (state, &half,
                          copy_columns (kernel, fusion->n_outputs, fusion->n_inputs,
                                        fusion->n_inputs - map.channels, map.channels),
                          bias, map);
}

static Map
add_input (State *state, gfloat *values, gint size)
{
  Map                map         = { NULL, NO_SLOT, 1, size, size };
  dnnl_memory_desc_t description = describe_map (&map, dnnl_nchw);

  map.memory = add_memory (state, description, values);
  check (dnnl_memory_desc_destroy (description));
  return map;
}

static void
add_output (State *state, Map map)
{
  dnnl_memory_desc_t       description = describe_map (&map, dnnl_nhwc);
  const_dnnl_memory_desc_t present;

  state->n_values = (gsize) map.channels * map.height * map.width;
  state->output   = g_new (gfloat, state->n_values);
  check (dnnl_memory_get_memory_desc (map.memory, &present));
  add_copying_step (state, make_reorder (state, present, description), map.memory,
                    add_memory (state, description, state->output));
  check (dnnl_memory_desc_destroy (description));
}

static void
build (State *state, const BenchCase *bench_case)
{
  g_autofree gfloat *fusion =
    read_values (state, &state->architecture.layers[LAYER_FUSION], ".weight");
  Map           local = add_input (state, state->local, bench_case->size);
  Map           global;
  dnnl_memory_t bias;

  if (bench_case->shared)
    {
      global           = add_layers (state, LAYER_LOW1, LAYER_LOW6, local);
      local            = global;
      state->kept_slot = local.slot;
    }
  else
    global = add_layers (state, LAYER_LOW1, LAYER_LOW6,
                         add_input (state, state->global, BENCH_GLOBAL_SIZE));

  global = add_layers (state, LAYER_GLOBAL1, LAYER_GLOBAL_FC3, global);
  bias   = add_fusion_bias (state, fusion, global);
  if (! bench_case->shared)
    local = add_layers (state, LAYER_LOW1, LAYER_LOW6, local);

  local = add_layers (state, LAYER_MID1, LAYER_MID2, local);
  local = add_fusion (state, fusion, bias, local);
  add_output (state, add_layers (state, LAYER_COLOR1, LAYER_OUTPUT, local));
  fill_slots (state);
}


/* The engine */

static void
stop (gpointer data)
{
  State *state = data;

  for (guint i = 0; i < state->steps->len; i++)
    check (dnnl_primitive_destroy (g_array_index (state->steps, Step, i).primitive));
  g_array_unref (state->steps);
  g_array_unref (state->placements);
  g_ptr_array_unref (state->memories);
  check (dnnl_stream_destroy (state->stream));
  check (dnnl_engine_destroy (state->engine));
  for (gint slot = 0; slot < N_SLOTS; slot++)
    g_aligned_free (state->slots[slot]);
  g_free (state->local);
  g_free (state->global);
  g_free (state->output);
  g_free (state);
}

static void
destroy_memory (gpointer memory)
{
  check (dnnl_memory_destroy (memory));
}

static gpointer
start (const BenchCase *bench_case, GFile *weights, GError **error)
{
  g_autoptr (SafetensorsFile) file = safetensors_file_open (weights, NULL, error);
  g_autofree gchar *complaint      = NULL;
  State            *state;

  if (! file)
    return NULL;

  omp_set_num_threads (bench_case->n_threads);
  state             = g_new0 (State, 1);
  state->file       = file;
  state->steps      = g_array_new (FALSE, FALSE, sizeof (Step));
  state->memories   = g_ptr_array_new_with_free_func (destroy_memory);
  state->placements = g_array_new (FALSE, FALSE, sizeof (Placement));
  state->kept_slot  = NO_SLOT;
  state->local      = bench_net_make_input (bench_case->size);
  state->global     = bench_net_make_input (BENCH_GLOBAL_SIZE);

  check (dnnl_engine_create (&state->engine, dnnl_cpu, 0));
  check (dnnl_stream_create (&state->stream, state->engine, dnnl_stream_default_flags));
  if (! architecture_init (&state->architecture, safetensors_file_get_metadata (file), &complaint))
    g_error ("%s", complaint);
  build (state, bench_case);
  return state;
}

static void
run (gpointer data)
{
  State *state = data;

  for (guint i = 0; i < state->steps->len; i++)
    {
      const Step *step = &g_array_index (state->steps, Step, i);

      check (dnnl_primitive_execute (step->primitive, state->stream, step->n_args, step->args));
    }
  check (dnnl_stream_wait (state->stream));
}

static const gfloat *
get_output (gpointer data, gsize *n_values)
{
  State *state = data;

  *n_values = state->n_values;
  return state->output;
}

const BenchEngine bench_engine_onednn = { "onednn", start, run, stop, get_output };
