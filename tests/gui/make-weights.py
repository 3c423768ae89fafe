# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Weights for the dialog's list: of a variant without vividness, and of no network at all.

make-weights.py GOLDEN FOLDER
"""

import os
import sys

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

golden, folder = sys.argv[1:]
os.makedirs(folder)
with safe_open(golden, "np") as file:
    tensors = {name: file.get_tensor(name) for name in file.keys()
               if name.split(".")[-1] in ("weight", "bias", "running_mean", "running_var")
               and not name.startswith(("eval.", "train.", "grad."))}
    metadata = {**file.metadata(), "format_version": "1", "input": "L*", "mean": "0.5", "working_size": "56"}
save_file(tensors, f"{folder}/plain.safetensors",
          {**metadata, "title": "Without a dial", "description": "A net of the test's, which has learnt nothing"})
save_file({"low1.weight": np.zeros((1, 1), np.float32)}, f"{folder}/broken.safetensors",
          {**metadata, "title": "Broken"})
