/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The plug-in as GIMP sees it.
 */

#include <stdlib.h>

#include <libgimp/gimp.h>

#include <glib/gi18n.h>

#include "build.h"
#include "installed.h"
#include "options.h"
#include "picture/pixels.h"
#include "run.h"


#define PROCEDURE "plug-in-colorize"
#define ICON      "colorize.svg"


typedef struct
{
  GimpPlugIn parent_instance;
} Colorize;

typedef struct
{
  GimpPlugInClass parent_class;
} ColorizeClass;

static GType colorize_get_type (void) G_GNUC_CONST;

G_DEFINE_TYPE (Colorize, colorize, GIMP_TYPE_PLUG_IN)


static GList *
colorize_query_procedures (GimpPlugIn *plug_in)
{
  g_autoptr (GFile) help = colorize_installed_new ("help", NULL);

  /* For F1 on the entry of the menu. */
  if (help)
    gimp_plug_in_set_help_domain (plug_in, GETTEXT_PACKAGE, help);

  return g_list_append (NULL, g_strdup (PROCEDURE));
}

static GimpProcedure *
colorize_create_procedure (GimpPlugIn *plug_in, const gchar *name)
{
  g_autoptr (GFile) icon = colorize_installed_new (ICON, NULL);
  GimpProcedure *procedure;

  if (g_strcmp0 (name, PROCEDURE) != 0)
    return NULL;

  procedure =
    gimp_image_procedure_new (plug_in, name, GIMP_PDB_PROC_TYPE_PLUGIN, colorize_run, NULL, NULL);

  gimp_procedure_set_image_types (procedure, "*");
  /* Without a selected layer there is nothing to color, but a click on the entry says that, and a gray
   * entry would not. */
  gimp_procedure_set_sensitivity_mask (procedure, GIMP_PROCEDURE_SENSITIVE_DRAWABLE
                                                    | GIMP_PROCEDURE_SENSITIVE_DRAWABLES
                                                    | GIMP_PROCEDURE_SENSITIVE_NO_DRAWABLES);
  gimp_procedure_set_menu_label (procedure, _ ("Colorize _Black-and-White Photo..."));
  gimp_procedure_add_menu_path (procedure, "<Image>/Filters/Enhance");

  /* GIMP shows it in menus as it is, whatever its theme does with symbolic icons. */
  if (icon && g_file_query_exists (icon, NULL))
    gimp_procedure_set_icon_file (procedure, icon);

  /* GIMP searches actions by their label and this text, and has a tint that is called Colorize. */
  gimp_procedure_set_documentation (
    procedure,
    _ ("Give a black-and-white photo its colors by a trained neural network, in a new layer (not "
       "the one-color tint of Colors > Colorize)"),
    _ (
      "A network guesses the colors of each selected layer from its lightness. They come as a new "
      "layer above it, of the same size; the layer itself stays as it is. A grayscale or indexed "
      "image becomes RGB. All of it is one undo step. A selection becomes the new layer's mask. "
      "Where the layer has been colored before, the new result takes the place of the former one, "
      "whose mask stays if nothing is selected. A result stands for the layer that it was made of. "
      "Color photos are taken too: only their lightness counts. Returns the new layers, one for "
      "each layer that was colored, in the order of the drawables."),
    name);
  gimp_procedure_set_attribution (procedure, "The Colorize for GIMP authors",
                                  "The Colorize for GIMP authors, GPL-3.0-or-later", "2026");

  colorize_arguments_add (procedure);
  gimp_procedure_add_core_object_array_return_value (
    procedure, "layers", _ ("New layers"),
    _ ("The new layers, one for each layer that was colored"), GIMP_TYPE_LAYER, G_PARAM_READWRITE);

  return procedure;
}

/* The translations lie in `locale` beside the program, where GIMP looks for them. */
static gboolean
colorize_set_i18n (GimpPlugIn  *plug_in,
                   const gchar *procedure_name,
                   gchar      **gettext_domain,
                   gchar      **catalog_dir)
{
  *gettext_domain = g_strdup (GETTEXT_PACKAGE);

  return TRUE;
}

static void
colorize_class_init (ColorizeClass *klass)
{
  GimpPlugInClass *plug_in_class = GIMP_PLUG_IN_CLASS (klass);

  plug_in_class->query_procedures = colorize_query_procedures;
  plug_in_class->create_procedure = colorize_create_procedure;
  plug_in_class->set_i18n         = colorize_set_i18n;
}

static void
colorize_init (Colorize *colorize)
{
}

/* For people who want to know what they have; GIMP never calls it so. */
static void
print_version (void)
{
  g_autofree gchar *instructions = build_describe_instructions ();

  g_print ("colorize-for-gimp %s\n\n", COLORIZE_VERSION);
  g_print ("%-16s%s\n", "Compiler", build_get_compiler ());
  g_print ("%-16s%s\n", "Instructions", instructions);
  g_print ("%-16s%d.%d.%d\n", "GIMP", GIMP_MAJOR_VERSION, GIMP_MINOR_VERSION, GIMP_MICRO_VERSION);
  g_print ("%-16s%s\n", "Libraries", COLORIZE_LIBRARIES);
}

/* What GIMP_MAIN would make, and what comes before it. */
int
main (int argc, char **argv)
{
  if (argc == 2 && g_str_equal (argv[1], "--version"))
    {
      print_version ();
      return EXIT_SUCCESS;
    }

  colorize_pixels_prepare ();

  return gimp_main (colorize_get_type (), argc, argv);
}
