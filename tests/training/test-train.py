# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-train.py TOOL WEIGHTS: `colorize train` as a user meets it. Writes TAP."""

import csv
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from safetensors import safe_open

import tap
from tap import case

TOOL, WEIGHTS = (Path(argument).resolve() for argument in sys.argv[1:])
SMALL = ["--width-divisor", 16, "--size", 32, "--batch", 4, "--min-chroma", 1]


def start(*arguments, **options):
    command = [TOOL, "train", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)


def train(*arguments, code=0, **options):
    """Runs `colorize train` and returns what it said, on either stream."""
    process = start(*arguments, **options)
    said = process.communicate(timeout=120)[0]
    assert process.returncode == code, f"exit code {process.returncode} instead of {code}: {said}"
    for noise in ("WARNING", "CRITICAL", "leaked"):
        assert noise not in said, said
    return said


def refused(words, *arguments):
    """A command that does nothing and says why in one sentence."""
    said = train(*arguments, code=2)
    lines = [line for line in said.splitlines() if line.startswith("colorize: ")]
    assert len(lines) == 1 and words in lines[0] and lines[0].endswith("."), said


def make_photos(folder, n=12, size="90x64"):
    """Pictures with colors that depend on what is light and what is dark."""
    folder.mkdir(parents=True, exist_ok=True)
    for i in range(n):
        command = ["convert", "-seed", str(i), "-size", size, "plasma:navy-orange", "-quality", "92"]
        subprocess.run([*command, str(folder / f"{i:03}.jpg")], check=True)
    return folder


def tensors(path):
    with safe_open(path, "np") as file:
        return {name: file.get_tensor(name).astype(np.float32) for name in file.keys()}


def metadata(path):
    with safe_open(path, "np") as file:
        return file.metadata()


def table(output):
    with open(side_folder(output) / "loss.csv", newline="") as file:
        return list(csv.DictReader(file))


def side_folder(output):
    return output.with_name(f"{output.stem}-training")


def assert_same(one, other):
    one, other = tensors(one), tensors(other)
    assert one.keys() == other.keys()
    for name in one:
        assert np.array_equal(one[name], other[name]), f"{name}: {np.abs(one[name] - other[name]).max()}"


def wait_for(path):
    deadline = time.monotonic() + 60
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.01)


def interrupt_when_under_way(output, *arguments, how=signal.SIGINT):
    """Starts a run, and ends it once it has saved for the first time."""
    process = start(*arguments)
    wait_for(output)
    process.send_signal(how)
    said = process.communicate(timeout=60)[0]
    assert (side_folder(output) / "checkpoint.safetensors").exists(), said
    return process.returncode, said


@case("from nothing: learns, and writes weights, table, curve and sheets that others can open")
def _(scratch):
    photos, output = make_photos(scratch / "photos", 24), scratch / "my.safetensors"
    said = train(photos, "-o", output, *SMALL, "--steps", 300, "--check-every", 100, "--learning-rate", 0.003)
    assert "22 to train on, 2 held out" in said and "million parameters" in said and "GB" in said, said
    rows = table(output)
    assert [row["step"] for row in rows if row["rmse_ab"]] == ["0", "100", "200", "300"]
    assert float(rows[-1]["loss"]) < 0.88 * float(rows[1]["loss"]), (rows[1], rows[-1])
    assert float(rows[-1]["share_of_gray"]) < 0.9, rows[-1]
    for name in ("loss.png", "sheet-0000000.png", "sheet-0000300.png"):
        path = side_folder(output) / name
        kind = subprocess.run(["identify", "-format", "%m %k", path], check=True, capture_output=True, text=True)
        assert kind.stdout.startswith("PNG") and int(kind.stdout.split()[1]) > 16, kind.stdout
    assert not (side_folder(output) / "checkpoint.safetensors").exists()
    found, header = tensors(output), metadata(output)
    assert found["low1.weight"].shape == (4, 1, 3, 3) and found["low1.norm.running_var"].min() > 0
    assert found["output.weight"].shape == (len(found["colors"]), 4)
    assert abs(found["prior"].sum() - 1) < 1e-4
    assert header["title"] == "my" and header["training_data"] == "22 photos" and "rmse" in header["scores"]
    assert header["working_size"] == header["global_size"] == "32" and header["created"]
    info = subprocess.run([TOOL, "info", output], check=True, capture_output=True, text=True).stdout
    assert "distribution" in info and "22 photos" in info, info
    subprocess.run([TOOL, "apply", "--weights", output, photos / "000.jpg", "-o", scratch / "out", "-q"],
                   check=True)
    assert (scratch / "out" / "000-colorized.jpg").exists()


@case("the same seed gives the same bytes, another seed another network")
def _(scratch):
    photos = make_photos(scratch / "photos")
    outputs = [scratch / f"{name}.safetensors" for name in ("a", "b", "c")]
    for output, seed in zip(outputs, (7, 7, 8)):
        train(photos, "-o", output, *SMALL, "--steps", 12, "--seed", seed, "--title", "same")
    assert outputs[0].read_bytes() == outputs[1].read_bytes()
    assert not np.array_equal(tensors(outputs[0])["mid1.weight"], tensors(outputs[2])["mid1.weight"])


@case("Ctrl+C: a sentence, exit code 130, weights so far; --resume ends where an unbroken run does")
def _(scratch):
    photos = make_photos(scratch / "photos")
    whole, broken = scratch / "whole.safetensors", scratch / "broken.safetensors"
    settings = [*SMALL, "--steps", 150, "--check-every", 10, "--precision", "f32"]
    train(photos, "-o", whole, *settings)
    code, said = interrupt_when_under_way(broken, photos, "-o", broken, *settings)
    assert code == 130 and "Stopped after step" in said and "--resume" in said, f"{code}: {said}"
    tensors(broken)
    said = train("--resume", "-o", broken)
    assert "Resumed" in said and "Done" in said, said
    assert_same(whole, broken)
    steps = [int(row["step"]) for row in table(broken)]
    assert steps == sorted(set(steps)) and steps[-1] == 150, steps


@case("kill -9: --resume ends where an unbroken run does, whatever the command repeats")
def _(scratch):
    photos = make_photos(scratch / "photos")
    whole, broken = scratch / "whole.safetensors", scratch / "broken.safetensors"
    settings = [*SMALL, "--steps", 120, "--check-every", 15, "--precision", "f32", "--optimizer", "adadelta"]
    train(photos, "-o", whole, *settings)
    code, _ = interrupt_when_under_way(broken, photos, "-o", broken, *settings, how=signal.SIGKILL)
    assert code == -signal.SIGKILL
    train(photos, "-o", broken, *settings, "--resume")
    assert_same(whole, broken)


@case("--resume keeps the name of a file, whatever its bytes")
def _(scratch):
    photos, output = make_photos(scratch / "photos"), scratch / "my.safetensors"
    exclude = scratch / os.fsdecode(b" \\\xe9t\xe9 \"K\xc3\xb6ln\"\n")
    exclude.write_text("photos/003.jpg\n")
    settings = [*SMALL, "--steps", 60, "--check-every", 10, "--exclude", exclude]
    interrupt_when_under_way(output, photos, "-o", output, *settings)
    said = train("--resume", "-o", output)
    assert "1 named by --exclude" in said and "Done" in said, said


@case("a full disk: the older files stay, the run goes on and says so, --resume writes what is missing")
def _(scratch):
    photos = make_photos(scratch / "photos")
    whole, output = scratch / "whole.safetensors", scratch / "full.safetensors"
    settings = [*SMALL, "--steps", 300, "--check-every", 20, "--precision", "f32"]
    process = start(photos, "-o", output, *settings, preexec_fn=lambda: signal.signal(signal.SIGXFSZ, signal.SIG_IGN))
    wait_for(output)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (5000, 5000))
    said = process.communicate(timeout=60)[0]
    assert process.returncode == 1, f"{process.returncode}: {said}"
    assert "File too large" in said and "goes on" in said and "not all of it could be written" in said, said
    tensors(output)
    assert not list(scratch.rglob(".*")), list(scratch.rglob(".*"))
    train("--resume", "-o", output)
    train(photos, "-o", whole, *settings)
    assert_same(whole, output)


@case("photos that cannot be used are counted with the reason, unreadable ones named")
def _(scratch):
    photos = make_photos(scratch / "photos", 8)
    (photos / "cut.jpg").write_bytes((photos / "000.jpg").read_bytes()[:900])
    (photos / "notes.txt").write_text("no photo")
    subprocess.run(["convert", "-size", "90x64", "plasma:gray-white", "-colorspace", "Gray", photos / "gray.png"],
                   check=True)
    subprocess.run(["convert", photos / "000.jpg", "-resize", "20x14", photos / "small.png"], check=True)
    (scratch / "exclude.txt").write_text("photos/003.jpg\n")
    said = train(photos, "-o", scratch / "my.safetensors", *SMALL, "--steps", 1, "--exclude", scratch / "exclude.txt")
    assert "1 named by --exclude, 1 nearly gray" in said and "1 smaller than 16 pixels" in said, said
    assert "1 unreadable, 1 other files" in said, said
    assert [line for line in said.splitlines() if line.startswith("colorize: ") and "cut.jpg" in line], said


@case("what cannot be done is refused in one sentence, before anything is written")
def _(scratch):
    photos, output = make_photos(scratch / "photos", 3), scratch / "my.safetensors"
    refused("Name the weights file", photos)
    refused("ends with .safetensors", photos, "-o", scratch / "my.bin")
    refused("Name the folders", "-o", output)
    refused("nowhere", scratch / "nowhere", "-o", output, "--steps", 1)
    refused("--size is 50", photos, "-o", output, "--size", 50)
    refused("--crop is 0.1", photos, "-o", output, "--crop", 0.1)
    refused("must be one of", photos, "-o", output, "--variant", "vivid")
    refused("--time is “soon”", photos, "-o", output, "--time", "soon")
    refused("Give one of", photos, "-o", output, "--time", "1h", "--steps", 5)
    refused("There is no run to resume", photos, "-o", output, "--resume")
    refused("width_divisor", photos, "-o", output, "--width-divisor", 3)
    refused("--freeze names “lower”", photos, "-o", output, *SMALL, "--freeze", "lower")
    refused("choose a smaller --batch", photos, "-o", output, "--size", 128, "--batch", 4096, "--min-chroma", 1,
            "--width-divisor", 1)
    refused("no photo to train on", photos, "-o", output, "--min-chroma", 99)
    refused("missing.safetensors", photos, "-o", output, *SMALL, "--init", scratch / "missing.safetensors")
    refused("no folder", photos, "-o", scratch / "new" / "my.safetensors")
    assert not output.exists() and not side_folder(output).exists()
    said = train(photos, "-o", output, *SMALL, "--steps", 1, "--validation", 0)
    assert "held out" in said and "gray's" not in said, said
    refused("is there already", photos, "-o", output, *SMALL)
    other = scratch / "other.safetensors"
    interrupt_when_under_way(other, photos, "-o", other, *SMALL, "--steps", 100000, "--check-every", 10)
    refused("holds a run that has not ended", photos, "-o", other, *SMALL)
    refused("--batch is another one", "-o", other, "--resume", "--batch", 5)


@case("fine-tuning: takes what fits and says which, keeps what is frozen")
def _(scratch):
    photos, output = make_photos(scratch / "photos", 6, "140x120"), scratch / "my.safetensors"
    few = ["--min-chroma", 1, "--batch", 2, "--steps", 3, "--precision", "f32"]
    said = train(photos, "-o", output, *few, "--init", WEIGHTS, "--freeze", "low,global")
    assert "taken over: low1, low2" in said and "new:" not in said, said
    before, after = tensors(WEIGHTS), tensors(output)
    for name in [name for name in before if not name.endswith("bias")]:  # a norm takes off what a bias adds
        same = np.array_equal(before[name], after[name])
        kept = name.startswith(("low", "global", "colors", "prior")) or ".running_" in name
        assert same == kept, f"{name}: {same}"
    assert metadata(output)["training_data"].endswith("; then 5 photos")
    assert metadata(output)["temperature"] == metadata(WEIGHTS)["temperature"]

    train(photos, "-o", scratch / "batch.safetensors", *few, "--init", WEIGHTS, "--statistics", "batch")
    assert not np.array_equal(tensors(scratch / "batch.safetensors")["mid1.norm.running_mean"],
                              before["mid1.norm.running_mean"])

    said = train(photos, "-o", scratch / "iizuka.safetensors", *few, "--init", WEIGHTS, "--variant", "iizuka",
                 "--size", 56)
    assert "new: color4, output" in said and "global_fc1" in said.split("new:")[0], said
    said = train(photos, "-o", scratch / "narrow.safetensors", *few, "--init", WEIGHTS, "--width-divisor", 8)
    assert "taken over" not in said and "new: low1" in said, said


@case("every variant, loss, optimizer and augmentation takes its steps")
def _(scratch):
    photos = make_photos(scratch / "photos", 6)
    every = ["--jpeg", 1, "--grain", 1, "--blur", 1, "--tone", 1, "--film", 1, "--crop", 0.5]
    runs = {
        "distribution": ["--rebalance", 0.5, "--optimizer", "adam", "--schedule", "constant"],
        "iizuka": ["--huber", 20, "--chroma-weight", 60, "--global-size", 64],
        "seed": ["--no-norm", "--optimizer", "adadelta"],
        "baseline": ["--output-activation", "relu"],
        "rgb": ["--huber", 0.1, "--accumulate", 2],
    }
    for variant, settings in runs.items():
        output = scratch / f"{variant}.safetensors"
        train(photos, "-o", output, *SMALL, *every, "--steps", 4, "--variant", variant, *settings)
        assert metadata(output)["variant"] == variant
        assert all(np.isfinite(float(row["loss"])) for row in table(output)[1:])
        subprocess.run([TOOL, "apply", "--weights", output, photos / "000.jpg", "-o", scratch / variant, "-q"],
                       check=True)
    assert metadata(scratch / "iizuka.safetensors")["global_size"] == "64"
    assert not any(".norm." in name for name in tensors(scratch / "seed.safetensors"))


@case("batches that are accumulated are as one larger batch")
def _(scratch):
    photos = make_photos(scratch / "photos", 9, "64x64")  # squares, so that their middle is all there is
    plain = ["--width-divisor", 16, "--size", 32, "--min-chroma", 1, "--no-norm", "--no-flips", "--crop", 1, "--film",
             0, "--tone", 0, "--grain", 0, "--blur", 0, "--steps", 6, "--precision", "f32", "--optimizer", "adadelta"]
    one, two = scratch / "one.safetensors", scratch / "two.safetensors"
    train(photos, "-o", one, *plain, "--batch", 8)
    train(photos, "-o", two, *plain, "--batch", 4, "--accumulate", 2)
    one, two = tensors(one), tensors(two)
    for name in one:
        scale = np.abs(one[name]).max() + 1e-6
        worst = np.abs(one[name] - two[name]).max()
        assert worst < 1e-3 * scale, f"{name}: {worst / scale:.1e}"


@case("classes: a head for the folders' names, trained beside the colors")
def _(scratch):
    photos = scratch / "photos"
    for i, name in enumerate(("sea", "forest", "street")):
        make_photos(photos / name, 3 + i)
    output = scratch / "my.safetensors"
    train(photos, "-o", output, *SMALL, "--variant", "iizuka", "--classes", "--class-weight", 1, "--steps", 4)
    assert metadata(output)["classes"] == "3"
    assert tensors(output)["class2.weight"].shape[0] == 3
    assert np.abs(tensors(output)["class2.bias"]).max() > 0


@case("--time: measures, plans, and ends about then")
def _(scratch):
    photos, output = make_photos(scratch / "photos"), scratch / "my.safetensors"
    begin = time.monotonic()
    said = train(photos, "-o", output, *SMALL, "--time", "6s")
    spent = time.monotonic() - begin
    assert 2 < spent < 20, f"{spent:.1f} s: {said}"
    planned = int(said.split(" steps of ")[0].split()[-1])
    assert int(table(output)[-1]["step"]) == planned and planned > 10, said
    assert float(table(output)[-1]["learning_rate"]) == 0, table(output)[-1]


tap.main()
