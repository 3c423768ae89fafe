# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies beside the plug-in's program in its folder, as GIMP sees it."""

import shutil
import subprocess
from pathlib import Path

from harness import *

TOOL_BESIDE = "plug-ins/colorize/colorize-tool"


def first_start(profile):
    """A GIMP that asks all plug-ins of this profile, and no others, what they can do: what it says, and what it
    has found."""
    with open(profile / "gimprc", "a") as file:
        file.write('(plug-in-path "${gimp_dir}/plug-ins")\n')
    (profile / "pluginrc").unlink()
    done = subprocess.run(["timeout", "60", "gimp-console", "--no-interface", "--no-data", "--verbose", "--quit"],
                          env={**os.environ, "GIMP3_DIRECTORY": str(profile)}, capture_output=True, text=True)
    assert done.returncode == 0, done
    return done.stdout + done.stderr, (profile / "pluginrc").read_text()


@case("the tool lies beside the plug-in, and GIMP does not take it for one")
def _():
    profile = Path(scratch("beside"))
    shutil.copytree(os.environ["GIMP3_DIRECTORY"], profile)
    said = subprocess.run([profile / TOOL_BESIDE, "--version"], check=True, capture_output=True, text=True).stdout
    assert said.startswith("colorize "), said
    said, found = first_start(profile)
    assert "plug-ins/colorize/colorize" in said and "plug-in-colorize" in found, (said, found)
    assert "colorize-tool" not in said and "colorize-tool" not in found, (said, found)
