/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "wish.h"


void
colorize_wish_read (ColorizeWish *wish, GObject *config, GFile *bundled)
{
  g_object_get (config, "weights", &wish->weights, "vividness", &wish->taste.vividness, "evenness",
                &wish->taste.evenness, "own-colors", &wish->taste.own_colors, "mood",
                &wish->view.mood_share, NULL);

  if (! wish->weights)
    wish->weights = g_object_ref (bundled);
}

void
colorize_wish_copy (ColorizeWish *to, const ColorizeWish *from)
{
  g_set_object (&to->weights, from->weights);
  if (from->view.mood)
    colorize_mood_ref (from->view.mood);
  colorize_mood_unref (to->view.mood);
  if (from->references)
    g_ptr_array_ref (from->references);
  g_clear_pointer (&to->references, g_ptr_array_unref);
  to->references = from->references;
  if (from->hints)
    colorize_hints_ref (from->hints);
  colorize_hints_unref (to->hints);
  to->hints  = from->hints;
  to->view   = from->view;
  to->taste  = from->taste;
  to->width  = from->width;
  to->height = from->height;
}

gboolean
colorize_wish_has_same_file (const ColorizeWish *one, const ColorizeWish *other)
{
  return one->weights && other->weights && g_file_equal (one->weights, other->weights);
}

/* A share of nothing is nothing. */
static gboolean
has_mood (const ColorizeWish *wish)
{
  return (wish->references || wish->view.mood) && wish->view.mood_share > 0.0;
}

static gboolean
is_same_mood (const ColorizeWish *one, const ColorizeWish *other)
{
  if (! has_mood (one) || ! has_mood (other))
    return has_mood (one) == has_mood (other);

  return one->references == other->references
         && (one->references || one->view.mood == other->view.mood)
         && one->view.mood_share == other->view.mood_share;
}

void
colorize_wish_take_mood (ColorizeWish *wish, const ColorizeWish *from)
{
  if (wish->references && wish->references == from->references && from->view.mood
      && ! wish->view.mood && colorize_wish_has_same_file (wish, from))
    wish->view.mood = colorize_mood_ref (from->view.mood);
}

gboolean
colorize_wish_has_same_view (const ColorizeWish *one, const ColorizeWish *other)
{
  return colorize_wish_has_same_file (one, other)
         && one->view.working_size == other->view.working_size
         && one->view.level == other->view.level && one->view.border == other->view.border
         && one->view.left == other->view.left && one->view.top == other->view.top
         && one->view.right == other->view.right && one->view.bottom == other->view.bottom
         && is_same_mood (one, other);
}

void
colorize_wish_clear (ColorizeWish *wish)
{
  g_clear_object (&wish->weights);
  g_clear_pointer (&wish->view.mood, colorize_mood_unref);
  g_clear_pointer (&wish->references, g_ptr_array_unref);
  g_clear_pointer (&wish->hints, colorize_hints_unref);
}
