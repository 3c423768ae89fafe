/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The engine's public face: the luminance of a photo goes in, its chroma comes out.
 *
 *   weights = colorize_weights_load (file, ...)
 *   photo   = colorize_photo_new (width, height, ...)             then all its rows, from the top
 *   result  = colorize_predict (weights, photo, view, ...)        the network runs, once a view
 *   chroma  = colorize_prediction_decode (result, options, ...)   and the lift to what is kept of the photo
 *             colorize_chroma_lift (chroma, options, ...)         a*b* of any part at the photo's own size
 *
 * Colors are CIE L*a*b* with the D50 white of ICC profiles (babl's "CIE Lab"): L* 0..100, a* and
 * b* about -110..110. Rows of pixels run from the top, without padding.
 *
 * Ownership: who calls a function that ends in _new, _load, _predict or _decode owns what it
 * returns, until the matching _free or _unref. Nothing is kept of the arrays handed in.
 *
 * Threads: weights never change once loaded, nor does a photo once it has all its rows, a prediction
 * or a chroma: they may serve any number of threads. A photo that is being filled belongs to one.
 * Progress is reported in the thread that called.
 *
 * The network: Iizuka, Simo-Serra and Ishikawa, "Let there be Color!", ACM TOG 35 (4), 2016.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define COLORIZE_ERROR (colorize_error_quark ())

/* Each error's message is one sentence for people: what is wrong and what to do. */
typedef enum
{
  COLORIZE_ERROR_WEIGHTS, /* the weights file is damaged, or not one of ours */
  COLORIZE_ERROR_MEMORY,  /* not enough memory */
  COLORIZE_ERROR_PHOTO    /* a size that no photo can have */
} ColorizeError;

GQuark colorize_error_quark (void);


/* Progress of the function it was handed to, 0..1, never falling. */
typedef void (*ColorizeProgress) (gdouble fraction, gpointer data);


/* Weights: an immutable, counted reference to what one file holds. */

typedef struct _ColorizeWeights ColorizeWeights;

/* Reads the whole of a safetensors file, checks it and makes it ready to run, on n_threads threads
 * (0: one a processor): batch norm is folded in and kernels are brought into the order of the
 * products, most of them transformed, which takes up to twice the memory of the network in
 * 32-bit floats.
 * Errors: COLORIZE_ERROR_WEIGHTS, COLORIZE_ERROR_MEMORY or one of G_IO_ERROR. */
ColorizeWeights                *colorize_weights_load (GFile        *file,
                                                       gint          n_threads,
                                                       GCancellable *cancellable,
                                                       GError      **error);
ColorizeWeights                *colorize_weights_ref (ColorizeWeights *weights);
void                            colorize_weights_unref (ColorizeWeights *weights);

/* A string of the file's header, such as "title" or "licence"; NULL where the file has none. */
const gchar *colorize_weights_get_metadata (const ColorizeWeights *weights, const gchar *key);

/* The strings of a file's header, const gchar * -> const gchar *, without reading the rest; to be
 * unreferenced. Errors: as colorize_weights_load. */
GHashTable *colorize_weights_read_metadata (GFile *file, GCancellable *cancellable, GError **error);

/* The short side, in pixels, at which a photo is looked at where nobody says otherwise: twice that of
 * the photos that the network was trained on. */
gint        colorize_weights_get_working_size (const ColorizeWeights *weights);

/* The vividness that the file itself asks for, 0..100; negative where the variant has no such
 * dial (all but `distribution`), nor does evenness do anything. */
gdouble     colorize_weights_get_vividness (const ColorizeWeights *weights);

/* The number of parameters, as stored: with the batch norm's, without its running statistics. */
gsize       colorize_weights_count_parameters (const ColorizeWeights *weights);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ColorizeWeights, colorize_weights_unref)


/* Photo: the luminance of one photo and, where somebody asks for them, its own colors. A large one is
 * reduced as it comes in, by area averaging, to about a megapixel. A counted reference. */

typedef struct _ColorizePhoto ColorizePhoto;

/* width, height   of the photo, each at least 1
 * Errors: COLORIZE_ERROR_PHOTO, COLORIZE_ERROR_MEMORY. */
ColorizePhoto                *colorize_photo_new (gint width, gint height, GError **error);

/* The next rows of the photo: luminance [n_rows][width], L* 0..100 (values outside, and NaN, are
 * brought inside). All rows must have been given before colorize_predict. */
void           colorize_photo_add_rows (ColorizePhoto *photo, const gfloat *luminance, gint n_rows);

/* Makes the photo keep a* and b*, too: to be called before any row. colorize_photo_add_colors then takes
 * the next rows of them, chroma [n_rows][width][2], from the top (values beyond -128..128, and NaN, are
 * brought inside), or NULL for gray ones; rows that are not given are gray.
 * Errors: COLORIZE_ERROR_MEMORY. */
gboolean       colorize_photo_keep_colors (ColorizePhoto *photo, GError **error);
gboolean       colorize_photo_keeps_colors (const ColorizePhoto *photo);
void           colorize_photo_add_colors (ColorizePhoto *photo, const gfloat *chroma, gint n_rows);
ColorizePhoto *colorize_photo_ref (ColorizePhoto *photo);
void           colorize_photo_unref (ColorizePhoto *photo);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ColorizePhoto, colorize_photo_unref)


/* Mood: what the network makes of a photo as a whole (its global features), to color others by. An
 * immutable, counted reference. Iizuka et al. 2016 call it style transfer. */

typedef struct _ColorizeMood ColorizeMood;

/* FALSE with COLORIZE_ERROR_WEIGHTS where the weights do not look at photos as a whole. */
gboolean      colorize_mood_is_possible (const ColorizeWeights *weights, GError **error);

/* The mood of a photo; of several pictures on a page, their mean. A border is left out, and a faded print
 * seen with its full contrast. n_threads 0: one a processor.
 * Errors: as colorize_mood_is_possible, COLORIZE_ERROR_PHOTO if rows are missing, COLORIZE_ERROR_MEMORY, G_IO_ERROR_CANCELLED. */
ColorizeMood *colorize_mood_new (ColorizeWeights *weights,
                                 ColorizePhoto   *photo,
                                 gint             n_threads,
                                 GCancellable    *cancellable,
                                 GError         **error);

/* The mean of moods [n_moods], at least one.
 * Errors: COLORIZE_ERROR_WEIGHTS where they are of different weights. */
ColorizeMood *colorize_mood_new_mean (ColorizeMood *const *moods, gint n_moods, GError **error);
ColorizeMood *colorize_mood_ref (ColorizeMood *mood);
void          colorize_mood_unref (ColorizeMood *mood);

/* To keep it, or to hand it to another process: floating. What comes back may be anything.
 * Errors: COLORIZE_ERROR_WEIGHTS if it is no mood. */
GVariant     *colorize_mood_to_variant (const ColorizeMood *mood);
ColorizeMood *colorize_mood_new_from_variant (GVariant *variant, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ColorizeMood, colorize_mood_unref)


/* Prediction: what the network says about one photo, before any setting of taste. */

typedef struct _ColorizePrediction ColorizePrediction;

/* A picture on a scan: a rectangle, in pixels of the photo. */
typedef struct
{
  gdouble x, y; /* its center, from the photo's upper left corner */
  gdouble width, height;
  gdouble angle; /* degrees that it is turned by, clockwise; -45..45 */
} ColorizeFrame;

/* What of the photo the network looks at. The rest gets no color. */
typedef enum
{
  COLORIZE_BORDER_AUTO, /* a border is found and left out; several prints on one page are a picture each */
  COLORIZE_BORDER_NONE, /* there is none: the whole photo */
  COLORIZE_BORDER_GIVEN /* the widths say */
} ColorizeBorder;

/* Whether the network sees a faded print as if its darkest parts were black and its lightest white. Its
 * colors are nearly as pale then as the print is. The photo's own L* stays. */
typedef enum
{
  COLORIZE_LEVEL_AUTO, /* as far as the print looks faded */
  COLORIZE_LEVEL_YES,
  COLORIZE_LEVEL_NO
} ColorizeLevel;

/* How the network looks at the photo. */
typedef struct
{
  gint           working_size; /* short side in pixels, 0..4096; 0: as the weights say. Larger finds
                            smaller things; larger than the photo adds nothing. Above the size of the
                            training photos the network looks at that one, too, and at those
                            between: the broad colors are the smallest one's. */
  ColorizeLevel  level;
  ColorizeBorder border;
  gint           left, top, right, bottom; /* widths of a border that is given, in pixels */

  /* That of another photo, taken by weights with the same global stream; NULL: the photo's own alone.
   * Not owned: whoever keeps a view keeps a reference. */
  ColorizeMood  *mood;
  gdouble        mood_share; /* 0..100 %: how far the photo's own mood goes to the other one */

  /* L* that the picture's darkest and lightest parts count as having, for `level`: those of a whole scene of a
   * film. white 0: the picture's own. */
  gdouble        black, white;
} ColorizeView;

#define COLORIZE_VIEW_INIT \
  { .working_size = 0, .level = COLORIZE_LEVEL_AUTO, .border = COLORIZE_BORDER_AUTO }

/* Runs the network on n_threads threads (0: one a processor).
 * Errors: COLORIZE_ERROR_PHOTO if rows are missing or the border leaves nothing, COLORIZE_ERROR_MEMORY,
 * G_IO_ERROR_CANCELLED. */
ColorizePrediction  *colorize_predict (ColorizeWeights    *weights,
                                       ColorizePhoto      *photo,
                                       const ColorizeView *view,
                                       gint                n_threads,
                                       GCancellable       *cancellable,
                                       ColorizeProgress    progress,
                                       gpointer            progress_data,
                                       GError            **error);

/* The pictures that the network looked at, each in a run of its own: [n_frames], at least one. Owned by
 * the prediction. */
const ColorizeFrame *colorize_prediction_get_frames (const ColorizePrediction *prediction,
                                                     gint                     *n_frames);
void                 colorize_prediction_free (ColorizePrediction *prediction);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ColorizePrediction, colorize_prediction_free)


/* Settings of taste. They change what is made of a prediction, not the prediction. */
typedef struct
{
  gdouble saturation; /* 0..200 %: factor of a* and b* */
  gdouble warmth;     /* -20..20: added to b*; above 0 is warmer */
  gdouble tint;       /* -20..20: added to a*; below 0 is greener, above it more magenta */
  gdouble vividness;  /* 0..100: exponent 0..0.6 of the prior that the probabilities are divided by
                         (rare colors gain); below 0: as the weights say */
  gdouble evenness;   /* 0..100: how far places of which the network is unsure take the colors of
                         what is around them and looks alike (evenness.h); 0: not at all. Only
                         weights that have a vividness say where they are unsure: for others it
                         does nothing */
  gdouble own_colors; /* 0..100: how far the result goes to the photo's own colors, the tone over
                         the whole of it taken off, where it has any (own-colors.h); 0: not at all.
                         For a photo that keeps them alone */
} ColorizeOptions;

#define COLORIZE_OPTIONS_INIT \
  { .saturation = 100.0,      \
    .warmth     = 0.0,        \
    .tint       = 0.0,        \
    .vividness  = -1.0,       \
    .evenness   = 50.0,       \
    .own_colors = 0.0 }

/* What saturation, warmth and tint make of chroma [n_pixels][2]: a*, b*. Those of exactly 0, 0 are
 * beside the pictures, and stay. A hint is the color that people want to see: where hints hold a place, these
 * settings do nothing.
 * held   NULL, or [n_pixels], 0..1: how far hints hold it */
void colorize_options_apply (const ColorizeOptions *options,
                             const gfloat          *held,
                             gfloat                *chroma,
                             gsize                  n_pixels);


/* A color that a place may have. */
typedef struct
{
  gdouble a, b;
  gdouble probability; /* 0..1 */
} ColorizeLikelyColor;

#define COLORIZE_MAX_LIKELY 6

/* The colors that the network thinks likeliest at a place, the likeliest first: how many there are, 0 beside the
 * pictures. Weights that predict no probabilities give one.
 * options   vividness counts
 * x, y      in pixels of the photo, from its upper left corner
 * colors    set */
gint colorize_prediction_get_likely_colors (const ColorizePrediction *prediction,
                                            const ColorizeOptions    *options,
                                            gdouble                   x,
                                            gdouble                   y,
                                            ColorizeLikelyColor       colors[COLORIZE_MAX_LIKELY]);


/* Hints: colors that people know of a photo, painted on it. A counted reference; it belongs to one thread until
 * it is handed to a function below, and then does not change any more.
 *
 * Paint holds where it is, by its weight: at 1 the result has just its a* and b*, and at less it is that far on the
 * way from the network's. From there it goes to all that belongs together (hints-spread.h), by its weight as
 * well, so that one dot colors a dress; strong paint goes over weak. What it does not reach stays as it is
 * without hints, to the bit. Each picture on a page has its own part of them; beside the pictures paint colors
 * what is under it. */

typedef struct _ColorizeHints ColorizeHints;

/* width, height   of the photo
 * Errors: COLORIZE_ERROR_PHOTO, COLORIZE_ERROR_MEMORY. */
ColorizeHints                *colorize_hints_new (gint width, gint height, GError **error);

/* The next rows of paint, from the top: [n_rows][width][3], a*, b* and a weight of 0..1, the paint's alpha. What is
 * not finite is no paint. Rows that are not given have none; after the last one, another layer of paint may begin,
 * with which the first is mixed, each by the square of its weight. */
void           colorize_hints_add_rows (ColorizeHints *hints, const gfloat *rows, gint n_rows);

/* A dot of weight 1 on top of what is there. It colors something however small it is.
 * x, y, radius   in pixels of the photo, from its upper left corner; a dot may lie outside */
void           colorize_hints_add_dot (ColorizeHints *hints,
                                       gdouble        x,
                                       gdouble        y,
                                       gdouble        radius,
                                       gdouble        a,
                                       gdouble        b);

/* Whether hints go to what lies apart as well, where the network sees it to be of the same kind (hints-elsewhere.h); they do
 * not to begin with. Not once they are used. */
void           colorize_hints_set_elsewhere (ColorizeHints *hints, gboolean goes_elsewhere);

/* How large a dot is that somebody puts on a photo of that size without saying so: its radius, in pixels. */
gdouble        colorize_hints_get_dot_radius (gint width, gint height);

/* The same paint, to add more to. Errors: COLORIZE_ERROR_MEMORY. */
ColorizeHints *colorize_hints_copy (const ColorizeHints *hints, GError **error);
ColorizeHints *colorize_hints_ref (ColorizeHints *hints);
void           colorize_hints_unref (ColorizeHints *hints);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ColorizeHints, colorize_hints_unref)


/* Chroma: a*b* of one photo, which follow the edges of its luminance (lift.h). */

typedef struct _ColorizeChroma ColorizeChroma;

/* Of the options, vividness, evenness and own_colors count.
 * hints   NULL, or of the size of the photo; only read
 * Errors: COLORIZE_ERROR_MEMORY. */
ColorizeChroma                *colorize_prediction_decode (const ColorizePrediction *prediction,
                                                           const ColorizeOptions    *options,
                                                           ColorizeHints            *hints,
                                                           gint                      n_threads,
                                                           GError                  **error);

/* The same for a preview of the whole photo that is width x height pixels large, in a fraction of the
 * time: a*b* [height][width][2] at saturation 100, warmth 0 and tint 0, to be freed. NULL if there is not
 * enough memory.
 * held   NULL, or set to [height][width], 0..1: how far hints hold each place, to be freed; NULL without hints */
gfloat                        *colorize_prediction_sketch (const ColorizePrediction *prediction,
                                                           const ColorizeOptions    *options,
                                                           ColorizeHints            *hints,
                                                           gint                      n_threads,
                                                           gint                      width,
                                                           gint                      height,
                                                           gfloat                  **held);

/* a*b* of the whole photo as small as it is kept, [height][width][2], at saturation 100, warmth 0 and tint 0:
 * for a preview. Owned by the chroma. */
const gfloat *colorize_chroma_get_kept (const ColorizeChroma *chroma, gint *width, gint *height);

/* How far hints hold each place of it, [height][width], 0..1; NULL without hints. Owned by the chroma. */
const gfloat *colorize_chroma_get_held (const ColorizeChroma *chroma);

/* Fills rows [height][width][2], a* then b*, for the rectangle of that size at (x, y) of the photo,
 * whose luminance there is luminance [height][width], L* 0..100. Any rectangle, in any order. Of the
 * options, saturation, warmth and tint count; beside the pictures a* and b* are 0. */
void          colorize_chroma_lift (const ColorizeChroma  *chroma,
                                    const ColorizeOptions *options,
                                    const gfloat          *luminance,
                                    gint                   x,
                                    gint                   y,
                                    gint                   width,
                                    gint                   height,
                                    gfloat                *rows);

/* How far hints hold such a rectangle: [height][width], 0..1; all 0 without hints. */
void          colorize_chroma_lift_held (const ColorizeChroma *chroma,
                                         gint                  x,
                                         gint                  y,
                                         gint                  width,
                                         gint                  height,
                                         gfloat               *held);
void          colorize_chroma_free (ColorizeChroma *chroma);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ColorizeChroma, colorize_chroma_free)

G_END_DECLS
