/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "regions.h"

/* Smaller than this share of the page is dust, a hair or a letter. */
#define MIN_AREA 0.002

/* Boxes that have this share of the smaller one in common are one print. Those of two prints that lie
 * askew beside each other have less. */
#define MIN_OVERLAP 0.2

typedef struct
{
  const Page   *page;
  const guint8 *is_ground;
  gint         *labels; /* 0: not seen, or ground */
  GArray       *open;   /* gint */
} Search;

static void
reach (Search *search, gint x, gint y, gint label)
{
  gint i = y * search->page->width + x;

  if (x < 0 || y < 0 || x >= search->page->width || y >= search->page->height
      || search->is_ground[i] || search->labels[i])
    return;

  search->labels[i] = label;
  g_array_append_val (search->open, i);
}

/* The region of a place, with its neighbors' neighbors. */
static RegionGroup
collect (Search *search, gint x, gint y, gint label)
{
  RegionGroup region = { G_MAXINT, G_MAXINT, 0, 0, 0 };

  reach (search, x, y, label);
  while (search->open->len > 0)
    {
      gint i = g_array_index (search->open, gint, search->open->len - 1);

      g_array_set_size (search->open, search->open->len - 1);
      x             = i % search->page->width;
      y             = i / search->page->width;
      region.left   = MIN (region.left, x);
      region.top    = MIN (region.top, y);
      region.right  = MAX (region.right, x + 1);
      region.bottom = MAX (region.bottom, y + 1);
      region.area++;
      for (gint k = 0; k < 9; k++)
        reach (search, x + k % 3 - 1, y + k / 3 - 1, label);
    }
  return region;
}

static gint
get_box_area (const RegionGroup *box)
{
  return MAX (box->right - box->left, 0) * MAX (box->bottom - box->top, 0);
}

static gboolean
overlap (const RegionGroup *one, const RegionGroup *other)
{
  RegionGroup common = { MAX (one->left, other->left), MAX (one->top, other->top),
                         MIN (one->right, other->right), MIN (one->bottom, other->bottom), 0 };

  return common.right > common.left && common.bottom > common.top
         && get_box_area (&common) > MIN_OVERLAP * MIN (get_box_area (one), get_box_area (other));
}

/* Makes one of all that lie over each other; `to` says where each of the n went. */
static void
merge (RegionGroup *groups, gint *to, gint n)
{
  gboolean merged = TRUE;

  while (merged)
    {
      merged = FALSE;
      for (gint i = 0; i < n; i++)
        for (gint k = i + 1; k < n; k++)
          if (groups[i].area > 0 && groups[k].area > 0 && overlap (&groups[i], &groups[k]))
            {
              groups[i].left   = MIN (groups[i].left, groups[k].left);
              groups[i].top    = MIN (groups[i].top, groups[k].top);
              groups[i].right  = MAX (groups[i].right, groups[k].right);
              groups[i].bottom = MAX (groups[i].bottom, groups[k].bottom);
              groups[i].area += groups[k].area;
              groups[k].area = 0;
              for (gint j = 0; j < n; j++)
                if (to[j] == k)
                  to[j] = i;
              merged = TRUE;
            }
    }
}

/* Leaves out what has gone into others. */
static void
number (Regions *regions, const RegionGroup *groups, gint *to, gint n)
{
  g_autofree gint *numbers = g_new (gint, n + 1);

  for (gint i = 0; i < n; i++)
    if (groups[i].area > 0)
      {
        numbers[i]                           = regions->n_groups;
        regions->groups[regions->n_groups++] = groups[i];
      }
  for (gint i = 0; i < n; i++)
    to[i] = numbers[to[i]];
}

void
regions_init (Regions *regions, const Page *page, const guint8 *is_ground)
{
  gint             n_pixels  = page->width * page->height;
  gint             min_area  = MAX (MIN_AREA * n_pixels, 2);
  g_autofree gint *labels    = g_new0 (gint, n_pixels);
  g_autoptr (GArray) open    = g_array_new (FALSE, FALSE, sizeof (gint));
  g_autoptr (GArray) found   = g_array_new (FALSE, FALSE, sizeof (RegionGroup));
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (gint)); /* of each label */
  Search           search    = { page, is_ground, labels, open };
  g_autofree gint *to        = NULL;
  gint             none      = -1;

  g_array_append_val (indices, none);
  for (gint i = 0; i < n_pixels; i++)
    if (! is_ground[i] && ! labels[i])
      {
        RegionGroup region = collect (&search, i % page->width, i / page->width, indices->len);
        gint        index  = region.area >= min_area ? (gint) found->len : -1;

        g_array_append_val (indices, index);
        if (index >= 0)
          g_array_append_val (found, region);
      }

  to = g_new (gint, found->len + 1);
  for (guint i = 0; i < found->len; i++)
    to[i] = i;
  merge ((RegionGroup *) found->data, to, found->len);
  *regions = (Regions) { page->width, page->height, g_new (gint16, n_pixels), 0,
                         g_new (RegionGroup, found->len) };
  number (regions, (const RegionGroup *) found->data, to, found->len);

  for (gint i = 0; i < n_pixels; i++)
    {
      gint index = g_array_index (indices, gint, labels[i]);

      regions->places[i] = index >= 0 ? to[index] : -1;
    }
}

void
regions_clear (Regions *regions)
{
  g_clear_pointer (&regions->places, g_free);
  g_clear_pointer (&regions->groups, g_free);
}
