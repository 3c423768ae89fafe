/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "dot-popover.h"

#include <glib/gi18n.h>

#include "picture/conversion.h"
#include "picture/gamut.h"


#define N_COLORS COLORIZE_N_LIKELY
/* Nearly black or white, a space holds no colors that could be told apart. */
#define MIN_LUMINANCE 30.0
#define MAX_LUMINANCE 85.0

#define SWATCH_WIDTH  30
#define SWATCH_HEIGHT 22


typedef struct
{
  guint8 rgb[3];
} Color;

/* A row of colors to choose from. */
typedef struct
{
  GtkWidget *box; /* with its label; shown if there are any */
  GtkWidget *buttons[N_COLORS];
  Color      colors[N_COLORS]; /* what they stand for */
  Color      shown[N_COLORS];  /* the same, as light as the photo */
  gint       n;
} Row;

struct _ColorizeDotPopover
{
  GtkPopover parent_instance;

  Row        likely;
  Row        last; /* those that were chosen last, the latest first */
  GtkWidget *delete_button;

  Gamut     *gamut; /* of sRGB */
  gdouble    luminance;
  Color      present; /* of the dot; gray if there is none yet */
};

enum
{
  CHOSEN,
  DELETED,
  N_SIGNALS
};

static guint       signals[N_SIGNALS];

static const Color gray = { { 128, 128, 128 } };

G_DEFINE_TYPE (ColorizeDotPopover, colorize_dot_popover, GTK_TYPE_POPOVER)


/* Colors */

/* A hue at the lightness of the photo, as colorful as the screen can show it there. */
static Color
show_chroma (ColorizeDotPopover *popover, const gfloat *chroma)
{
  gfloat lab[3] = { (gfloat) popover->luminance, chroma[0], chroma[1] };
  Color  shown;

  gamut_limit (popover->gamut, lab, lab + 1, 1);
  convert_pixels (babl_format ("CIE Lab float"), babl_format ("R'G'B' u8"), lab, shown.rgb, 1);

  return shown;
}

static Color
bring_to_luminance (ColorizeDotPopover *popover, const Color *color)
{
  gfloat lab[3];

  convert_pixels (babl_format ("R'G'B' u8"), babl_format ("CIE Lab float"), color->rgb, lab, 1);

  return show_chroma (popover, lab + 1);
}

static void
choose (ColorizeDotPopover *popover, const Color *color)
{
  gtk_popover_popdown (GTK_POPOVER (popover));
  g_signal_emit (popover, signals[CHOSEN], 0, color->rgb);
}

/* The latest one comes first; one that was there before only moves. */
static void
remember (ColorizeDotPopover *popover, const Color *color)
{
  Row  *row    = &popover->last;
  Color latest = *color;
  gint  at     = 0;

  while (at < row->n && memcmp (&row->colors[at], &latest, sizeof latest) != 0)
    at++;

  if (at == row->n)
    row->n = MIN (row->n + 1, N_COLORS);

  for (at = MIN (at, N_COLORS - 1); at > 0; at--)
    row->colors[at] = row->colors[at - 1];

  row->colors[0] = latest;
}


/* Rows of colors */

static gboolean
draw_swatch (GtkWidget *swatch, cairo_t *cr, const Color *color)
{
  gdouble width  = gtk_widget_get_allocated_width (swatch);
  gdouble height = gtk_widget_get_allocated_height (swatch);

  cairo_rectangle (cr, 0.5, 0.5, width - 1.0, height - 1.0);
  cairo_set_source_rgb (cr, color->rgb[0] / 255.0, color->rgb[1] / 255.0, color->rgb[2] / 255.0);
  cairo_fill_preserve (cr);
  cairo_set_source_rgba (cr, 0.0, 0.0, 0.0, 0.5);
  cairo_set_line_width (cr, 1.0);
  cairo_stroke (cr);

  return TRUE;
}

/* NULL: the button belongs to another row. */
static const Color *
find_color (const Row *row, const GtkWidget *button)
{
  for (gint i = 0; i < row->n; i++)
    {
      if (row->buttons[i] == button)
        return &row->colors[i];
    }

  return NULL;
}

static void
color_clicked (GtkWidget *button, ColorizeDotPopover *popover)
{
  const Color *found = find_color (&popover->likely, button);
  Color        color = found ? *found : *find_color (&popover->last, button);

  remember (popover, &color);
  choose (popover, &color);
}

static GtkWidget *
color_button_new (const Color *shown)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *swatch = gtk_drawing_area_new ();

  gtk_widget_set_has_window (swatch, FALSE);
  gtk_widget_set_size_request (swatch, SWATCH_WIDTH, SWATCH_HEIGHT);
  g_signal_connect (swatch, "draw", G_CALLBACK (draw_swatch), (gpointer) shown);
  gtk_container_add (GTK_CONTAINER (button), swatch);

  return button;
}

static void
row_init (Row *row, GtkWidget *parent, const gchar *text, ColorizeDotPopover *popover)
{
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *line  = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  row->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_box_pack_start (GTK_BOX (row->box), label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row->box), line, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (parent), row->box, FALSE, FALSE, 0);

  for (gint i = 0; i < N_COLORS; i++)
    {
      row->buttons[i] = color_button_new (&row->shown[i]);
      gtk_box_pack_start (GTK_BOX (line), row->buttons[i], FALSE, FALSE, 0);
      g_signal_connect (row->buttons[i], "clicked", G_CALLBACK (color_clicked), popover);
    }
}

/* name   what each of them is called, without its number and its color */
static void
row_show (Row *row, ColorizeDotPopover *popover, const gchar *name)
{
  for (gint i = 0; i < N_COLORS; i++)
    {
      const guint8     *rgb  = row->colors[i].rgb;
      g_autofree gchar *hex  = g_strdup_printf ("#%02x%02x%02x", rgb[0], rgb[1], rgb[2]);
      g_autofree gchar *text = g_strdup_printf ("%s %d: %s", name, i + 1, hex);

      row->shown[i] = bring_to_luminance (popover, &row->colors[i]);
      gtk_widget_set_tooltip_text (row->buttons[i], text);
      atk_object_set_name (gtk_widget_get_accessible (row->buttons[i]), text);
      gtk_widget_set_visible (row->buttons[i], i < row->n);
    }

  gtk_widget_set_visible (row->box, row->n > 0);
}


static void
show_rows (ColorizeDotPopover *popover)
{
  /* TRANSLATORS: a color, which a number and its name follow, as in "Likely 1: #7a1f2b". */
  row_show (&popover->likely, popover, _ ("Likely"));
  /* TRANSLATORS: the same, as in "Used last 1: #7a1f2b". */
  row_show (&popover->last, popover, _ ("Used last"));
}


/* Other choices */

static void
gray_clicked (ColorizeDotPopover *popover)
{
  choose (popover, &gray);
}

static void
delete_clicked (ColorizeDotPopover *popover)
{
  gtk_popover_popdown (GTK_POPOVER (popover));
  g_signal_emit (popover, signals[DELETED], 0);
}

static void
chooser_answered (GtkDialog *chooser, gint response, ColorizeDotPopover *popover)
{
  GdkRGBA rgba;
  Color   color;

  gtk_color_chooser_get_rgba (GTK_COLOR_CHOOSER (chooser), &rgba);
  gtk_widget_destroy (GTK_WIDGET (chooser));

  if (response != GTK_RESPONSE_OK)
    return;

  color = (Color) { { (guint8) (rgba.red * 255.0 + 0.5), (guint8) (rgba.green * 255.0 + 0.5),
                      (guint8) (rgba.blue * 255.0 + 0.5) } };
  remember (popover, &color);
  choose (popover, &color);
}

static void
other_clicked (ColorizeDotPopover *popover)
{
  GtkWidget *window = gtk_widget_get_toplevel (gtk_popover_get_relative_to (GTK_POPOVER (popover)));
  GtkWidget *chooser = gtk_color_chooser_dialog_new (_ ("Other Color"), GTK_WINDOW (window));
  GdkRGBA    rgba    = { popover->present.rgb[0] / 255.0, popover->present.rgb[1] / 255.0,
                         popover->present.rgb[2] / 255.0, 1.0 };

  gtk_popover_popdown (GTK_POPOVER (popover));
  gtk_color_chooser_set_use_alpha (GTK_COLOR_CHOOSER (chooser), FALSE);
  gtk_color_chooser_set_rgba (GTK_COLOR_CHOOSER (chooser), &rgba);
  g_object_set (chooser, "show-editor", TRUE, NULL);
  gtk_window_set_modal (GTK_WINDOW (chooser), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chooser_answered), popover, 0);
  gtk_window_present (GTK_WINDOW (chooser));
}

static GtkWidget *
choice_new (ColorizeDotPopover *popover, GtkWidget *parent, const gchar *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_box_pack_start (GTK_BOX (parent), button, FALSE, FALSE, 0);
  g_signal_connect_swapped (button, "clicked", clicked, popover);

  return button;
}


/* The popover */

static void
colorize_dot_popover_finalize (GObject *object)
{
  gamut_free (COLORIZE_DOT_POPOVER (object)->gamut);

  G_OBJECT_CLASS (colorize_dot_popover_parent_class)->finalize (object);
}

static void
colorize_dot_popover_class_init (ColorizeDotPopoverClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = colorize_dot_popover_finalize;

  signals[CHOSEN] = g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[DELETED] =
    g_signal_new ("deleted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
colorize_dot_popover_init (ColorizeDotPopover *popover)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  popover->gamut = gamut_new (NULL);
  gtk_container_set_border_width (GTK_CONTAINER (box), 9);
  gtk_container_add (GTK_CONTAINER (popover), box);
  row_init (&popover->likely, box, _ ("Likely here:"), popover);
  row_init (&popover->last, box, _ ("Used last:"), popover);
  choice_new (popover, box, _ ("No color"), G_CALLBACK (gray_clicked));
  choice_new (popover, box, _ ("Other color..."), G_CALLBACK (other_clicked));
  popover->delete_button = choice_new (popover, box, _ ("Delete"), G_CALLBACK (delete_clicked));
  gtk_widget_show_all (box);
  show_rows (popover);
}

GtkWidget *
colorize_dot_popover_new (GtkWidget *relative_to)
{
  return g_object_new (COLORIZE_TYPE_DOT_POPOVER, "relative-to", relative_to, NULL);
}

void
colorize_dot_popover_ask (ColorizeDotPopover *popover,
                          gdouble             luminance,
                          const gfloat       *likely,
                          gint                n_likely,
                          const guint8       *present)
{
  popover->luminance = CLAMP (luminance, MIN_LUMINANCE, MAX_LUMINANCE);
  popover->present   = present ? *(const Color *) present : bring_to_luminance (popover, &gray);
  popover->likely.n  = MIN (n_likely, N_COLORS);

  for (gint i = 0; i < popover->likely.n; i++)
    popover->likely.colors[i] = show_chroma (popover, likely + 2 * i);

  show_rows (popover);
  gtk_widget_set_visible (popover->delete_button, present != NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}
