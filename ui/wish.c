/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "wish.h"


void
colorize_wish_copy (ColorizeWish *to, const ColorizeWish *from)
{
  g_set_object (&to->weights, from->weights);
  if (from->view.mood)
    colorize_mood_ref (from->view.mood);
  colorize_mood_unref (to->view.mood);
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
is_same_mood (const ColorizeView *one, const ColorizeView *other)
{
  gboolean one_has   = one->mood && one->mood_share > 0.0;
  gboolean other_has = other->mood && other->mood_share > 0.0;

  if (! one_has || ! other_has)
    return one_has == other_has;

  return one->mood == other->mood && one->mood_share == other->mood_share;
}

gboolean
colorize_wish_has_same_view (const ColorizeWish *one, const ColorizeWish *other)
{
  return colorize_wish_has_same_file (one, other)
         && one->view.working_size == other->view.working_size
         && one->view.level == other->view.level && one->view.border == other->view.border
         && one->view.left == other->view.left && one->view.top == other->view.top
         && one->view.right == other->view.right && one->view.bottom == other->view.bottom
         && is_same_mood (&one->view, &other->view);
}

void
colorize_wish_clear (ColorizeWish *wish)
{
  g_clear_object (&wish->weights);
  g_clear_pointer (&wish->view.mood, colorize_mood_unref);
  g_clear_pointer (&wish->hints, colorize_hints_unref);
}
