/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "looks-strip.h"

#include <libgimp/gimpui.h>

#include <glib/gi18n.h>

#include "look-questions.h"
#include "look-tile.h"
#include "looks-file.h"


/* Of the strip, which can be scrolled. */
#define MIN_WIDTH 240

/* Below the names, where the scrollbar lies over what is scrolled. */
#define SCROLLBAR_ROOM 6


typedef void (*Question) (ColorizeLooksStrip *strip);

struct _ColorizeLooksStrip
{
  GtkBox                parent_instance;

  GObject              *config; /* not owned: GIMP wants it to end with the procedure */
  GFile                *kept;
  ColorizePredictor    *predictor; /* not owned */
  const ColorizeReader *reader;    /* not owned */

  GPtrArray            *looks; /* ColorizeNamedLook */
  GPtrArray            *tiles; /* GtkWidget, one for each of them */
  GtkWidget            *row;
  GtkWidget            *save;
  gint                  marked;    /* index; -1: none */
  GtkWidget            *condemned; /* the tile that somebody wants to delete */
  Question              question;  /* that is open, or soon will be; NULL: none */

  gdouble  own_vividness; /* of the model, any until it is there; below 0: it has no such dial */
  gboolean use_mask;
  ColorizeMiniatures *miniatures; /* NULL: not yet */
  ColorizePicture    *picture;    /* the photo of their size; NULL: not yet */
};

static guint ended; /* the signal */

G_DEFINE_TYPE (ColorizeLooksStrip, colorize_looks_strip, GTK_TYPE_BOX)


static ColorizeNamedLook *
get_look (ColorizeLooksStrip *strip, guint index)
{
  return strip->looks->pdata[index];
}

static ColorizeLookTile *
get_tile (ColorizeLooksStrip *strip, guint index)
{
  return strip->tiles->pdata[index];
}

static guint
find_tile (ColorizeLooksStrip *strip, GtkWidget *tile)
{
  guint index = 0;

  g_ptr_array_find (strip->tiles, tile, &index);

  return index;
}

static GtkWindow *
get_window (ColorizeLooksStrip *strip)
{
  return GTK_WINDOW (gtk_widget_get_toplevel (GTK_WIDGET (strip)));
}


/* The mark */

static gboolean
fits (ColorizeLooksStrip *strip, gint index)
{
  ColorizeLook look;

  colorize_look_read (&look, strip->config);

  return colorize_look_fits (&look, &get_look (strip, index)->look, strip->own_vividness);
}

/* Of several that fit, the one that was chosen. */
static void
show_mark (ColorizeLooksStrip *strip)
{
  gint marked = -1;

  if (strip->marked >= 0 && fits (strip, strip->marked))
    marked = strip->marked;

  for (guint i = 0; i < strip->looks->len && marked < 0; i++)
    {
      if (fits (strip, i))
        marked = i;
    }

  strip->marked = marked;

  for (guint i = 0; i < strip->tiles->len; i++)
    colorize_look_tile_mark (get_tile (strip, i), (gint) i == marked);
}

static void
tile_chosen (GtkWidget *tile, ColorizeLooksStrip *strip)
{
  guint index = find_tile (strip, tile);

  strip->marked = index;
  colorize_look_apply (&get_look (strip, index)->look, strip->config, strip->own_vividness >= 0.0);
  show_mark (strip);
}


/* The pictures */

static void
forget_pictures (ColorizeLooksStrip *strip)
{
  g_clear_pointer (&strip->miniatures, colorize_miniatures_free);
  g_clear_pointer (&strip->picture, colorize_picture_free);
}

/* Of a picture that fits a tile, in pixels of the screen. */
static void
get_size (ColorizeLooksStrip *strip, gint *width, gint *height)
{
  gint    scale = gtk_widget_get_scale_factor (GTK_WIDGET (strip));
  gint    photo_width, photo_height;
  gdouble factor;

  colorize_reader_get_size (strip->reader, &photo_width, &photo_height);
  factor  = MIN (COLORIZE_LOOK_TILE_WIDTH * scale / (gdouble) photo_width,
                 COLORIZE_LOOK_TILE_HEIGHT * scale / (gdouble) photo_height);
  factor  = MIN (factor, 1.0);
  *width  = MAX ((gint) (photo_width * factor + 0.5), 1);
  *height = MAX ((gint) (photo_height * factor + 0.5), 1);
}

static void
ask_pictures (ColorizeLooksStrip *strip)
{
  g_autofree ColorizeOptions *tastes = g_new (ColorizeOptions, strip->looks->len);
  gint                        width, height;

  if (! strip->predictor || ! strip->reader)
    return;

  for (guint i = 0; i < strip->looks->len; i++)
    tastes[i] = get_look (strip, i)->look.taste;

  get_size (strip, &width, &height);
  colorize_predictor_ask_miniatures (
    strip->predictor, colorize_miniatures_new (tastes, strip->looks->len, width, height));
}

static void
paint_tile (ColorizeLooksStrip *strip, guint index)
{
  const ColorizeMiniatures *miniatures = strip->miniatures;
  ColorizeLook              look       = get_look (strip, index)->look;
  gdouble                   scale      = gtk_widget_get_scale_factor (GTK_WIDGET (strip));
  cairo_surface_t          *surface;

  if (! miniatures->chroma[index])
    return;

  colorize_picture_set_chroma (strip->picture, miniatures->chroma[index], miniatures->held,
                               miniatures->width, miniatures->height);

  if (! strip->picture->chroma)
    return;

  look.use_mask = strip->use_mask;
  surface       = colorize_picture_paint_after (strip->picture, &look);
  cairo_surface_set_device_scale (surface, scale, scale);
  colorize_look_tile_set_picture (get_tile (strip, index), surface);
  cairo_surface_destroy (surface);
}

/* Other looks may have come since the miniatures were made; their own come later. */
static void
paint (ColorizeLooksStrip *strip)
{
  ColorizeMiniatures *miniatures = strip->miniatures;

  if (! miniatures || ! strip->reader || miniatures->n != (gint) strip->looks->len)
    return;

  if (! strip->picture)
    strip->picture = colorize_picture_resize (colorize_reader_get_overview (strip->reader),
                                              miniatures->width, miniatures->height);

  for (guint i = 0; strip->picture && i < strip->tiles->len; i++)
    paint_tile (strip, i);
}


/* The tiles */

static void show_looks (ColorizeLooksStrip *strip);

/* Shows what there is now.
 * error   of what was done before; NULL: it went well */
static void
load_after (ColorizeLooksStrip *strip, const GError *error)
{
  g_autoptr (GError) failed = NULL;

  g_clear_pointer (&strip->looks, g_ptr_array_unref);
  strip->looks = colorize_looks_new ();
  colorize_looks_file_read (strip->kept, strip->looks, &failed);
  show_looks (strip);
  g_signal_emit (strip, ended, 0, error ? error : failed);
}

static gboolean
ask_now (gpointer data)
{
  ColorizeLooksStrip *strip = data;

  strip->question (strip);
  strip->question = NULL;

  return G_SOURCE_REMOVE;
}

/* What asks does so when the main loop comes round: a screen reader that has pressed a button waits for that to
 * return. One question at a time: its answer may take away what another one is about. */
static void
ask_later (ColorizeLooksStrip *strip, Question question)
{
  if (strip->question)
    return;

  strip->question = question;
  g_idle_add_full (G_PRIORITY_DEFAULT, ask_now, g_object_ref (strip), g_object_unref);
}

static void
delete_condemned (ColorizeLooksStrip *strip)
{
  const ColorizeNamedLook *named = get_look (strip, find_tile (strip, strip->condemned));
  g_autoptr (GError) error       = NULL;

  if (! named->is_own || ! colorize_look_ask_delete (get_window (strip), named->name))
    return;

  colorize_looks_file_forget (strip->kept, named->name, &error);
  load_after (strip, error);
  gtk_widget_grab_focus (strip->save);
}

static void
condemn (ColorizeLooksStrip *strip, GtkWidget *tile)
{
  if (! strip->question)
    strip->condemned = tile;

  ask_later (strip, delete_condemned);
}

static gboolean
tile_key_pressed (GtkWidget *tile, GdkEventKey *event, ColorizeLooksStrip *strip)
{
  if (event->keyval != GDK_KEY_Delete && event->keyval != GDK_KEY_KP_Delete)
    return FALSE;

  condemn (strip, tile);

  return TRUE;
}

static void
delete_chosen (GtkMenuItem *item, ColorizeLooksStrip *strip)
{
  GtkWidget *menu = gtk_widget_get_parent (GTK_WIDGET (item));

  condemn (strip, gtk_menu_get_attach_widget (GTK_MENU (menu)));
}

static gboolean
show_menu (GtkWidget *tile, ColorizeLooksStrip *strip, const GdkEvent *event)
{
  GtkWidget *menu, *item;

  if (! get_look (strip, find_tile (strip, tile))->is_own)
    return FALSE;

  menu = gtk_menu_new ();
  item = gtk_menu_item_new_with_mnemonic (_ ("_Delete Look..."));
  gtk_menu_attach_to_widget (GTK_MENU (menu), tile, NULL);
  gtk_menu_shell_append (GTK_MENU_SHELL (menu), item);
  gtk_widget_show_all (menu);
  g_signal_connect_object (item, "activate", G_CALLBACK (delete_chosen), strip, 0);

  if (event)
    gtk_menu_popup_at_pointer (GTK_MENU (menu), event);
  else
    gtk_menu_popup_at_widget (GTK_MENU (menu), tile, GDK_GRAVITY_SOUTH_WEST, GDK_GRAVITY_NORTH_WEST,
                              NULL);

  return TRUE;
}

static gboolean
tile_button_pressed (GtkWidget *tile, GdkEventButton *event, ColorizeLooksStrip *strip)
{
  return gdk_event_triggers_context_menu ((GdkEvent *) event)
         && show_menu (tile, strip, (GdkEvent *) event);
}

static gboolean
tile_menu_asked (GtkWidget *tile, ColorizeLooksStrip *strip)
{
  return show_menu (tile, strip, NULL);
}

static void
add_tile (ColorizeLooksStrip *strip, const ColorizeNamedLook *named)
{
  GtkWidget *tile = colorize_look_tile_new (named->name);

  g_signal_connect (tile, "chosen", G_CALLBACK (tile_chosen), strip);
  g_signal_connect (tile, "key-press-event", G_CALLBACK (tile_key_pressed), strip);
  g_signal_connect (tile, "button-press-event", G_CALLBACK (tile_button_pressed), strip);
  g_signal_connect (tile, "popup-menu", G_CALLBACK (tile_menu_asked), strip);
  gtk_box_pack_start (GTK_BOX (strip->row), tile, FALSE, FALSE, 0);
  gtk_widget_show_all (tile);
  g_ptr_array_add (strip->tiles, tile);
}

static void
show_looks (ColorizeLooksStrip *strip)
{
  for (guint i = 0; i < strip->tiles->len; i++)
    gtk_widget_destroy (strip->tiles->pdata[i]);

  g_ptr_array_set_size (strip->tiles, 0);

  for (guint i = 0; i < strip->looks->len; i++)
    add_tile (strip, get_look (strip, i));

  strip->marked = -1;
  show_mark (strip);
  paint (strip);
  ask_pictures (strip);
}


/* A new look */

static gchar *
ask_name (ColorizeLooksStrip *strip)
{
  g_autoptr (GPtrArray) given = g_ptr_array_new ();
  g_autoptr (GPtrArray) own   = g_ptr_array_new ();

  for (guint i = 0; i < strip->looks->len; i++)
    g_ptr_array_add (get_look (strip, i)->is_own ? own : given, get_look (strip, i)->name);

  return colorize_look_ask_name (get_window (strip), given, own);
}

static void
mark_named (ColorizeLooksStrip *strip, const gchar *name)
{
  for (guint i = 0; i < strip->looks->len; i++)
    {
      if (get_look (strip, i)->is_own && g_str_equal (get_look (strip, i)->name, name))
        strip->marked = i;
    }

  show_mark (strip);
}

static void
save_look (ColorizeLooksStrip *strip)
{
  g_autofree gchar *name   = ask_name (strip);
  g_autoptr (GError) error = NULL;
  ColorizeLook look;

  if (! name)
    return;

  colorize_look_read (&look, strip->config);
  colorize_looks_file_keep (strip->kept, name, &look, strip->own_vividness >= 0.0, &error);
  load_after (strip, error);
  mark_named (strip, name);
}

static void
save_clicked (ColorizeLooksStrip *strip)
{
  ask_later (strip, save_look);
}

static void
add_save (ColorizeLooksStrip *strip)
{
  const gchar *name = _ ("Save look...");

  strip->save = gtk_button_new_from_icon_name ("list-add", GTK_ICON_SIZE_BUTTON);
  gimp_help_set_help_data (
    strip->save,
    _ ("Save look: keep these settings of the colors under a name, as one of the looks."), NULL);
  atk_object_set_name (gtk_widget_get_accessible (strip->save), name);
  gtk_widget_set_valign (strip->save, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (strip->save, "clicked", G_CALLBACK (save_clicked), strip);
  gtk_box_pack_start (GTK_BOX (strip), strip->save, FALSE, FALSE, 0);
}


/* The widget */

static void
colorize_looks_strip_finalize (GObject *object)
{
  ColorizeLooksStrip *strip = COLORIZE_LOOKS_STRIP (object);

  forget_pictures (strip);
  g_ptr_array_unref (strip->looks);
  g_ptr_array_unref (strip->tiles);
  g_object_unref (strip->kept);

  G_OBJECT_CLASS (colorize_looks_strip_parent_class)->finalize (object);
}

static void
colorize_looks_strip_class_init (ColorizeLooksStripClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = colorize_looks_strip_finalize;

  ended = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                        G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
colorize_looks_strip_init (ColorizeLooksStrip *strip)
{
  GtkWidget         *scrolled = gtk_scrolled_window_new (NULL, NULL);
  GtkScrolledWindow *window   = GTK_SCROLLED_WINDOW (scrolled);

  strip->looks         = colorize_looks_new ();
  strip->tiles         = g_ptr_array_new ();
  strip->own_vividness = 0.0;
  strip->marked        = -1;
  strip->row           = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_margin_bottom (strip->row, SCROLLBAR_ROOM);
  gtk_box_set_spacing (GTK_BOX (strip), 6);
  gtk_scrolled_window_set_policy (window, GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_min_content_width (window, MIN_WIDTH);
  gtk_container_add (GTK_CONTAINER (scrolled), strip->row);
  /* What gets the focus is to be seen. */
  gtk_container_set_focus_hadjustment (GTK_CONTAINER (strip->row),
                                       gtk_scrolled_window_get_hadjustment (window));
  gtk_box_pack_start (GTK_BOX (strip), scrolled, TRUE, TRUE, 0);
  add_save (strip);
  atk_object_set_name (gtk_widget_get_accessible (strip->row), _ ("Looks"));
}

GtkWidget *
colorize_looks_strip_new (GObject *config, GFile *kept)
{
  ColorizeLooksStrip *strip = g_object_new (COLORIZE_TYPE_LOOKS_STRIP, NULL);

  strip->config = config;
  strip->kept   = g_object_ref (kept);
  show_looks (strip);
  g_signal_connect_object (config, "notify", G_CALLBACK (show_mark), strip, G_CONNECT_SWAPPED);

  return GTK_WIDGET (strip);
}

void
colorize_looks_strip_load (ColorizeLooksStrip *strip)
{
  load_after (strip, NULL);
}

void
colorize_looks_strip_set_predictor (ColorizeLooksStrip *strip, ColorizePredictor *predictor)
{
  strip->predictor = predictor;
  ask_pictures (strip);
}

void
colorize_looks_strip_set_reader (ColorizeLooksStrip *strip, const ColorizeReader *reader)
{
  strip->reader = reader;
  forget_pictures (strip);

  for (guint i = 0; i < strip->tiles->len; i++)
    colorize_look_tile_set_picture (get_tile (strip, i), NULL);

  ask_pictures (strip);
}

void
colorize_looks_strip_update (ColorizeLooksStrip *strip)
{
  const ColorizeWeights *weights = colorize_predictor_get_weights (strip->predictor);
  ColorizeMiniatures    *made    = colorize_predictor_take_miniatures (strip->predictor);

  if (weights && colorize_weights_get_vividness (weights) != strip->own_vividness)
    {
      strip->own_vividness = colorize_weights_get_vividness (weights);
      show_mark (strip);
    }

  if (! made)
    return;

  forget_pictures (strip);
  strip->miniatures = made;
  paint (strip);
}

void
colorize_looks_strip_set_use_mask (ColorizeLooksStrip *strip, gboolean use_mask)
{
  if (use_mask == strip->use_mask)
    return;

  strip->use_mask = use_mask;
  paint (strip);
}
