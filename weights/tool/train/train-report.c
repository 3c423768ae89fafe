/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "loss-curve.h"
#include "train-report.h"

#define HEADER \
  "step,seconds,images_per_second,loss,learning_rate,rmse_ab,share_of_gray,chroma_share"
#define N_COLUMNS 8

struct _TrainReport
{
  gchar  *folder;
  GArray *rows; /* ReportRow */
};

TrainReport *
train_report_new (const gchar *folder)
{
  TrainReport *report = g_new0 (TrainReport, 1);

  report->folder = g_strdup (folder);
  report->rows   = g_array_new (FALSE, TRUE, sizeof (ReportRow));
  return report;
}

void
train_report_free (TrainReport *report)
{
  if (! report)
    return;

  g_array_unref (report->rows);
  g_free (report->folder);
  g_free (report);
}

/* FALSE: the line is no row. */
static gboolean
parse_row (const gchar *line, ReportRow *row)
{
  g_auto (GStrv) cells = g_strsplit (line, ",", -1);
  gdouble values[N_COLUMNS];

  if (g_strv_length (cells) != N_COLUMNS || ! g_ascii_isdigit (line[0]))
    return FALSE;

  for (gint i = 0; i < N_COLUMNS; i++)
    values[i] = g_ascii_strtod (cells[i], NULL);

  *row = (ReportRow) { .step              = values[0],
                       .seconds           = values[1],
                       .images_per_second = values[2],
                       .loss              = *cells[3] != '\0' ? values[3] : NAN,
                       .learning_rate     = values[4],
                       .is_check          = *cells[5] != '\0',
                       .scores            = { values[5], values[6], values[7] } };
  return TRUE;
}

gboolean
train_report_read (TrainReport *report, guint64 last_step, GError **error)
{
  g_autofree gchar *path     = g_build_filename (report->folder, "loss.csv", NULL);
  g_autofree gchar *contents = NULL;
  g_auto (GStrv) lines       = NULL;

  if (! g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (! g_file_get_contents (path, &contents, NULL, error))
    return FALSE;

  lines = g_strsplit (contents, "\n", -1);
  for (gint i = 0; lines[i]; i++)
    {
      ReportRow row;

      if (parse_row (lines[i], &row) && row.step <= last_step)
        train_report_add (report, &row);
    }
  return TRUE;
}

void
train_report_add (TrainReport *report, const ReportRow *row)
{
  g_array_append_val (report->rows, *row);
}

static void
append_number (GString *text, const gchar *format, gdouble value)
{
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (text, ',');
  g_string_append (text, g_ascii_formatd (number, sizeof number, format, value));
}

static gboolean
save_table (const TrainReport *report, GError **error)
{
  g_autofree gchar *path   = g_build_filename (report->folder, "loss.csv", NULL);
  g_autoptr (GString) text = g_string_new (HEADER "\n");

  for (guint i = 0; i < report->rows->len; i++)
    {
      const ReportRow *row = &g_array_index (report->rows, ReportRow, i);

      g_string_append_printf (text, "%" G_GUINT64_FORMAT, row->step);
      append_number (text, "%.2f", row->seconds);
      append_number (text, "%.2f", row->images_per_second);
      if (isfinite (row->loss))
        append_number (text, "%.6g", row->loss);
      else
        g_string_append_c (text, ',');
      append_number (text, "%.6g", row->learning_rate);
      if (row->is_check)
        {
          append_number (text, "%.4f", row->scores.rmse);
          append_number (text, "%.4f", row->scores.share_of_gray);
          append_number (text, "%.4f", row->scores.chroma);
        }
      else
        {
          g_string_append (text, ",,,");
        }
      g_string_append_c (text, '\n');
    }

  return g_file_set_contents (path, text->str, text->len, error);
}

gboolean
train_report_save (const TrainReport *report, guint64 n_steps, GError **error)
{
  g_autofree gchar *picture = g_build_filename (report->folder, "loss.png", NULL);

  return save_table (report, error)
         && loss_curve_save ((const ReportRow *) report->rows->data, report->rows->len, n_steps,
                             picture, error);
}
