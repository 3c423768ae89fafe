/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "folder-pictures.h"

#include <glib/gi18n.h>


/* Of the room for a picture, in pixels. */
#define SIDE 320

/* Some formats have to be read whole to be shown small. */
#define MAX_PIXELS 150e6

#define N_PICTURES 2


struct _ColorizeFolderPictures
{
  GtkBox        parent_instance;

  GtkWidget    *images[N_PICTURES]; /* before, after */
  GtkWidget    *name;
  gboolean      is_reading;
  struct _Pair *next; /* what is to be read after that; NULL: nothing */
};

/* On its way to the thread and back. */
typedef struct _Pair
{
  GFile     *files[N_PICTURES];
  gchar     *name;
  gint       scale; /* pixels of the screen for one of GTK's */
  GdkPixbuf *pixels[N_PICTURES];
} Pair;

G_DEFINE_TYPE (ColorizeFolderPictures, colorize_folder_pictures, GTK_TYPE_BOX)


static void
pair_free (gpointer data)
{
  Pair *pair = data;

  for (gint i = 0; i < N_PICTURES; i++)
    {
      g_object_unref (pair->files[i]);
      g_clear_object (&pair->pixels[i]);
    }
  g_free (pair->name);
  g_free (pair);
}

GdkPixbuf *
colorize_folder_pictures_read (GFile *file, gint side)
{
  const gchar *path           = g_file_peek_path (file);
  g_autoptr (GdkPixbuf) small = NULL;
  gint width, height;

  if (! path || ! gdk_pixbuf_get_file_info (path, &width, &height)
      || (gdouble) width * height > MAX_PIXELS)
    return NULL;

  /* A small one stays as it is. */
  side  = MIN (side, MAX (width, height));
  small = gdk_pixbuf_new_from_file_at_scale (path, side, side, TRUE, NULL);

  return small ? gdk_pixbuf_apply_embedded_orientation (small) : NULL;
}

/* In a thread */
static void
read_pair (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  Pair *pair = data;

  for (gint i = 0; i < N_PICTURES; i++)
    pair->pixels[i] = colorize_folder_pictures_read (pair->files[i], SIDE * pair->scale);

  g_task_return_boolean (task, TRUE);
}

static void
show (ColorizeFolderPictures *pictures, const Pair *pair)
{
  for (gint i = 0; i < N_PICTURES; i++)
    {
      GtkImage *image = GTK_IMAGE (pictures->images[i]);

      if (pair->pixels[i])
        {
          cairo_surface_t *surface =
            gdk_cairo_surface_create_from_pixbuf (pair->pixels[i], pair->scale, NULL);

          gtk_image_set_from_surface (image, surface);
          cairo_surface_destroy (surface);
        }
      else
        gtk_image_set_from_icon_name (image, "image-missing", GTK_ICON_SIZE_DIALOG);
    }

  gtk_label_set_text (GTK_LABEL (pictures->name), pair->name);
}

static void start_reading (ColorizeFolderPictures *pictures);

static void
pair_read (GObject *object, GAsyncResult *result, gpointer data)
{
  ColorizeFolderPictures *pictures = COLORIZE_FOLDER_PICTURES (object);

  pictures->is_reading = FALSE;

  /* The window may be gone. */
  if (! gtk_widget_in_destruction (GTK_WIDGET (pictures)) && pictures->name)
    {
      show (pictures, g_task_get_task_data (G_TASK (result)));
      start_reading (pictures);
    }
}

static void
start_reading (ColorizeFolderPictures *pictures)
{
  g_autoptr (GTask) task = NULL;

  if (pictures->is_reading || ! pictures->next)
    return;

  pictures->is_reading = TRUE;
  task                 = g_task_new (pictures, NULL, pair_read, NULL);
  g_task_set_task_data (task, g_steal_pointer (&pictures->next), pair_free);
  g_task_run_in_thread (task, read_pair);
}

static void
colorize_folder_pictures_destroy (GtkWidget *widget)
{
  ColorizeFolderPictures *pictures = COLORIZE_FOLDER_PICTURES (widget);

  g_clear_pointer (&pictures->next, pair_free);
  pictures->name = NULL;

  GTK_WIDGET_CLASS (colorize_folder_pictures_parent_class)->destroy (widget);
}

static void
colorize_folder_pictures_class_init (ColorizeFolderPicturesClass *klass)
{
  GTK_WIDGET_CLASS (klass)->destroy = colorize_folder_pictures_destroy;
}

static void
colorize_folder_pictures_init (ColorizeFolderPictures *pictures)
{
  const gchar *const titles[] = { _ ("Before"), _ ("After") };
  GtkWidget         *row      = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (pictures), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (pictures), 6);
  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);

  for (gint i = 0; i < N_PICTURES; i++)
    {
      pictures->images[i] = gtk_image_new ();
      gtk_widget_set_size_request (pictures->images[i], SIDE, SIDE);
      atk_object_set_name (gtk_widget_get_accessible (pictures->images[i]), titles[i]);
      gtk_box_pack_start (GTK_BOX (row), pictures->images[i], TRUE, TRUE, 0);
    }

  pictures->name = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (pictures->name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (pictures->name), 1);
  gtk_box_pack_start (GTK_BOX (pictures), row, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (pictures), pictures->name, FALSE, FALSE, 0);
  gtk_widget_show_all (GTK_WIDGET (pictures));
}

GtkWidget *
colorize_folder_pictures_new (void)
{
  return g_object_new (COLORIZE_TYPE_FOLDER_PICTURES, NULL);
}

void
colorize_folder_pictures_show (ColorizeFolderPictures *pictures,
                               GFile                  *before,
                               GFile                  *after,
                               const gchar            *name)
{
  Pair *pair = g_new0 (Pair, 1);

  pair->files[0] = g_object_ref (before);
  pair->files[1] = g_object_ref (after);
  pair->name     = g_strdup (name);
  pair->scale    = gtk_widget_get_scale_factor (GTK_WIDGET (pictures));
  g_clear_pointer (&pictures->next, pair_free);
  pictures->next = pair;
  start_reading (pictures);
}
