/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For portable builds alone. The static OpenBLAS of Debian 13 reads its environment with a function of glibc
 * 2.38, by which the programs could not start with an older one. Each glibc has strtol, and what is new in the other,
 * that it takes binary numbers, is nothing to OpenBLAS. The linker is told to wrap it.
 */

#include <stdlib.h>

long __wrap___isoc23_strtol (const char *text, char **end, int base);

long
__wrap___isoc23_strtol (const char *text, char **end, int base)
{
  return strtol (text, end, base);
}
