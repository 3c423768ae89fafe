/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "score-report.h"

static const gchar *const way_names[N_WAYS] = { "model", "gray", "tint" };

static const struct
{
  const gchar *key;
  const gchar *label;
  const gchar *better;
  gsize        offset;
} rows[] = {
  { "rmse_ab", "rmse of a*b*", "lower", G_STRUCT_OFFSET (Scores, rmse_ab) },
  { "auc", "AuC, %", "higher", G_STRUCT_OFFSET (Scores, auc) },
  { "auc_rebalanced", "AuC rebalanced, %", "higher", G_STRUCT_OFFSET (Scores, auc_rebalanced) },
  { "psnr_pooled", "PSNR pooled, dB", "higher", G_STRUCT_OFFSET (Scores, psnr_pooled) },
  { "psnr_mean", "PSNR mean, dB", "higher", G_STRUCT_OFFSET (Scores, psnr_mean) },
  { "ciede2000", "CIEDE2000", "lower", G_STRUCT_OFFSET (Scores, ciede2000) },
  { "colorfulness", "colorfulness", "as the truth", G_STRUCT_OFFSET (Scores, colorfulness) },
  { "colorfulness_distance", "  distance to truth", "lower",
    G_STRUCT_OFFSET (Scores, colorfulness_distance) },
};

static gdouble
get_value (const Scores *scores, guint row)
{
  return G_STRUCT_MEMBER (gdouble, scores, rows[row].offset);
}

void
score_report_print (const Scores scores[N_WAYS], guint n_photos)
{
  g_autofree gchar *head = g_strdup_printf (n_photos == 1 ? "%u photo" : "%u photos", n_photos);

  g_print ("%-22s", head);
  for (gint way = 0; way < N_WAYS; way++)
    g_print ("%9s", way_names[way]);
  g_print ("%9s   better is\n", "truth");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_print ("%-22s", rows[i].label);
      for (gint way = 0; way < N_WAYS; way++)
        g_print ("%9.2f", get_value (&scores[way], i));
      if (rows[i].offset == G_STRUCT_OFFSET (Scores, colorfulness))
        g_print ("%9.2f", scores[WAY_MODEL].true_colorfulness);
      else
        g_print ("%9s", "");
      g_print ("   %s\n", rows[i].better);
    }
}

gboolean
score_report_save (const Scores scores[N_WAYS],
                   guint        n_photos,
                   guint        n_left_out,
                   const gchar *path,
                   GError     **error)
{
  g_autoptr (JsonBuilder) builder     = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root           = NULL;
  g_autofree gchar *text              = NULL;
  gsize             length            = 0;

  json_builder_begin_object (builder);
  for (gint way = 0; way < N_WAYS; way++)
    {
      json_builder_set_member_name (builder, way_names[way]);
      json_builder_begin_object (builder);
      for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        {
          json_builder_set_member_name (builder, rows[i].key);
          json_builder_add_double_value (builder, get_value (&scores[way], i));
        }
      json_builder_end_object (builder);
    }

  json_builder_set_member_name (builder, "truth");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "colorfulness");
  json_builder_add_double_value (builder, scores[WAY_MODEL].true_colorfulness);
  json_builder_end_object (builder);

  json_builder_set_member_name (builder, "photos");
  json_builder_add_int_value (builder, n_photos);
  json_builder_set_member_name (builder, "left_out");
  json_builder_add_int_value (builder, n_left_out);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, &length);
  return g_file_set_contents (path, text, length, error);
}
