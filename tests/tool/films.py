# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Films for the tests: made, and looked into, by the program ffmpeg, which knows nothing of ours."""

import json
import subprocess

import numpy as np

from cases import PHOTO, WEIGHTS, colorize


def ffmpeg(*arguments):
    return subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", *map(str, arguments)], check=True,
                          capture_output=True, timeout=60).stdout


def pan(path, *arguments, width=96, height=64, n=8, rate=24, pixels="yuv420p", then="null", before=()):
    """A pan over the gray photo."""
    crop = f"scale=420:-1,crop={2 * width}:{2 * height}:'n*2':'40+n',scale={width}:{height}"
    ffmpeg("-loop", 1, "-framerate", rate, "-i", PHOTO, *before, "-vf", f"{crop},format=gray,format={pixels},{then}",
           "-frames:v", n, *arguments, path)
    return path


def film(*arguments, **options):
    return colorize("film", "--weights", WEIGHTS, *arguments, **options)


def probe(path, *entries):
    """What ffprobe says of a file."""
    said = subprocess.run(["ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams", "-show_chapters",
                           *entries, path], check=True, capture_output=True, timeout=60).stdout
    return json.loads(said)


def picture_of(path):
    return next(stream for stream in probe(path)["streams"] if stream["codec_type"] == "video")


def times(path):
    """When each frame is shown, in seconds."""
    frames = probe(path, "-select_streams", "v:0", "-show_entries", "frame=best_effort_timestamp_time")["frames"]
    return [float(frame["best_effort_timestamp_time"]) for frame in frames]


def plane(path, name, depth=8):
    """All samples of one plane (y, u or v), as numbers."""
    kind = "gray" if depth == 8 else f"gray{depth}le"
    data = ffmpeg("-i", path, "-map", "0:v:0", "-vf", f"extractplanes={name}", "-fps_mode", "passthrough", "-f",
                  "rawvideo", "-pix_fmt", kind, "-")
    return np.frombuffer(data, np.uint8 if depth == 8 else "<u2").astype(int)


def packets(path, stream):
    """The packets of a stream as they lie in the file: their sizes and sums."""
    lines = ffmpeg("-i", path, "-map", f"0:{stream}", "-c", "copy", "-f", "framemd5", "-").decode().splitlines()
    return [line.split(",")[4:] for line in lines if not line.startswith("#")]
