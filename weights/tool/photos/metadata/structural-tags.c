/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "structural-tags.h"

const StructuralTag structural_tags[] = { { 254, "NewSubfileType" },
                                          { 255, "SubfileType" },
                                          { 256, "ImageWidth" },
                                          { 257, "ImageLength" },
                                          { 258, "BitsPerSample" },
                                          { 259, "Compression" },
                                          { 262, "PhotometricInterpretation" },
                                          { 263, "Thresholding" },
                                          { 264, "CellWidth" },
                                          { 265, "CellLength" },
                                          { 266, "FillOrder" },
                                          { 273, "StripOffsets" },
                                          { 277, "SamplesPerPixel" },
                                          { 278, "RowsPerStrip" },
                                          { 279, "StripByteCounts" },
                                          { 284, "PlanarConfiguration" },
                                          { 290, "GrayResponseUnit" },
                                          { 291, "GrayResponseCurve" },
                                          { 292, "T4Options" },
                                          { 293, "T6Options" },
                                          { 297, "PageNumber" },
                                          { 301, "TransferFunction" },
                                          { 317, "Predictor" },
                                          { 318, "WhitePoint" },
                                          { 319, "PrimaryChromaticities" },
                                          { 320, "ColorMap" },
                                          { 321, "HalftoneHints" },
                                          { 322, "TileWidth" },
                                          { 323, "TileLength" },
                                          { 324, "TileOffsets" },
                                          { 325, "TileByteCounts" },
                                          { 330, "SubIFDs" },
                                          { 332, "InkSet" },
                                          { 333, "InkNames" },
                                          { 334, "NumberOfInks" },
                                          { 336, "DotRange" },
                                          { 338, "ExtraSamples" },
                                          { 339, "SampleFormat" },
                                          { 340, "SMinSampleValue" },
                                          { 341, "SMaxSampleValue" },
                                          { 342, "TransferRange" },
                                          { 343, "ClipPath" },
                                          { 346, "Indexed" },
                                          { 347, "JPEGTables" },
                                          { 512, "JPEGProc" },
                                          { 513, "JPEGInterchangeFormat" },
                                          { 514, "JPEGInterchangeFormatLength" },
                                          { 515, "JPEGRestartInterval" },
                                          { 517, "JPEGLosslessPredictors" },
                                          { 518, "JPEGPointTransforms" },
                                          { 519, "JPEGQTables" },
                                          { 520, "JPEGDCTables" },
                                          { 521, "JPEGACTables" },
                                          { 529, "YCbCrCoefficients" },
                                          { 530, "YCbCrSubSampling" },
                                          { 531, "YCbCrPositioning" },
                                          { 532, "ReferenceBlackWhite" },
                                          { 34675, "InterColorProfile" },
                                          { 0, NULL } };


gboolean
structural_tags_have (guint number)
{
  for (guint i = 0; structural_tags[i].name; i++)
    {
      if (structural_tags[i].number == number)
        return TRUE;
    }

  return FALSE;
}
