/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "looks.h"

#include <math.h>

#include <glib/gi18n.h>


/* Half a step of the sliders' last digit. */
#define PERCENT_REACH 0.5
#define CAST_REACH    0.05


ColorizeNamedLook *
colorize_named_look_new (const gchar *name, gboolean is_own, const ColorizeLook *look)
{
  ColorizeNamedLook *named = g_new0 (ColorizeNamedLook, 1);

  named->name   = g_strdup (name);
  named->is_own = is_own;
  named->look   = *look;

  return named;
}

void
colorize_named_look_free (ColorizeNamedLook *named)
{
  g_free (named->name);
  g_free (named);
}

GPtrArray *
colorize_looks_new (void)
{
  const struct
  {
    const gchar *name;
    ColorizeLook look;
  } given[] = {
    /* TRANSLATORS: a set of settings, below a small picture of the photo with them. */
    { C_ ("look", "As trained"), { 100.0, COLORIZE_OPTIONS_INIT, FALSE } },
    { C_ ("look", "Calm"),
      { .strength = 100.0, .taste = { .saturation = 75.0, .vividness = 15.0, .evenness = 80.0 } } },
    { C_ ("look", "Vivid"),
      { .strength = 100.0,
        .taste    = { .saturation = 125.0, .vividness = 75.0, .evenness = 50.0 } } },
    { C_ ("look", "Warm"),
      { .strength = 100.0,
        .taste    = { .saturation = 105.0,
                      .warmth     = 7.0,
                      .tint       = 1.0,
                      .vividness  = -1.0,
                      .evenness   = 50.0 } } },
    { C_ ("look", "Cool"),
      { .strength = 100.0,
        .taste    = { .saturation = 95.0,
                      .warmth     = -7.0,
                      .tint       = -1.0,
                      .vividness  = -1.0,
                      .evenness   = 50.0 } } },
  };
  GPtrArray *looks = g_ptr_array_new_with_free_func ((GDestroyNotify) colorize_named_look_free);

  for (guint i = 0; i < G_N_ELEMENTS (given); i++)
    g_ptr_array_add (looks, colorize_named_look_new (given[i].name, FALSE, &given[i].look));

  return looks;
}

void
colorize_look_read (ColorizeLook *look, GObject *config)
{
  *look = (ColorizeLook) { .taste = COLORIZE_OPTIONS_INIT };
  g_object_get (config, "strength", &look->strength, "saturation", &look->taste.saturation,
                "warmth", &look->taste.warmth, "tint", &look->taste.tint, "vividness",
                &look->taste.vividness, "evenness", &look->taste.evenness, NULL);
}

/* Whoever listens takes each notice for a change, and makes the colors anew. */
static void
set_if_other (GObject *config, const gchar *name, gdouble value)
{
  gdouble former;

  g_object_get (config, name, &former, NULL);

  if (value != former)
    g_object_set (config, name, value, NULL);
}

void
colorize_look_apply (const ColorizeLook *look, GObject *config, gboolean has_dials)
{
  const ColorizeOptions *taste = &look->taste;

  set_if_other (config, "strength", look->strength);
  set_if_other (config, "saturation", taste->saturation);
  set_if_other (config, "warmth", taste->warmth);
  set_if_other (config, "tint", taste->tint);

  if (has_dials)
    {
      set_if_other (config, "vividness", taste->vividness);
      set_if_other (config, "evenness", taste->evenness);
    }
}

static gboolean
is_near (gdouble one, gdouble other, gdouble reach)
{
  return fabs (one - other) < reach;
}

gboolean
colorize_look_fits (const ColorizeLook *one, const ColorizeLook *other, gdouble own_vividness)
{
  const ColorizeOptions *a           = &one->taste;
  const ColorizeOptions *b           = &other->taste;
  gdouble                vividness_a = a->vividness < 0.0 ? own_vividness : a->vividness;
  gdouble                vividness_b = b->vividness < 0.0 ? own_vividness : b->vividness;

  return is_near (one->strength, other->strength, PERCENT_REACH)
         && is_near (a->saturation, b->saturation, PERCENT_REACH)
         && is_near (a->warmth, b->warmth, CAST_REACH) && is_near (a->tint, b->tint, CAST_REACH)
         && (own_vividness < 0.0
             || (is_near (vividness_a, vividness_b, PERCENT_REACH)
                 && is_near (a->evenness, b->evenness, PERCENT_REACH)));
}
