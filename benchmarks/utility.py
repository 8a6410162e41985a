"""The figures of the exercise `mlp_vs_cnn`: python benchmarks/utility.py, with GRADER_DATA_ROOT set.

Trains the lecture's two networks on MNIST as its exercises do, once for each seed, and writes the mean
accuracies on all test images to `exercises/mlp_vs_cnn/utility.json`: the README's table and the picture show
these. The accuracy at n pixels is the mean over the four directions in which the images can move.
"""

import json
import statistics
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from grader.data import open_dataset
from grader.judging.networks import Schedule, accuracy, make_cnn, make_mlp, shift, train_network
from grader.settings import read_settings

LECTURE = Schedule(images=60_000, epochs=2, batch_size=100, lr=0.001)
SEEDS = (0, 1, 2)
LARGEST_SHIFT = 4
TARGET = Path(__file__).parents[1] / "exercises" / "mlp_vs_cnn" / "utility.json"


def main() -> None:
    """Train, measure, print and write."""
    dataset = open_dataset("mnist", read_settings(), notify=print)
    images, labels = (torch.from_numpy(np.array(part)) for part in dataset.train())
    test_images, test_labels = (torch.from_numpy(np.array(part)) for part in dataset.test())
    networks = {}
    for name, make in (("MLP", make_mlp), ("CNN", make_cnn)):
        curves = []
        for seed in SEEDS:
            began = time.perf_counter()
            model = train_network(make, images, labels, LECTURE, seed)
            curve = [
                statistics.fmean(
                    accuracy(model, moved, test_labels) for moved in all_directions(test_images, pixels)
                )
                for pixels in range(LARGEST_SHIFT + 1)
            ]
            curves.append(curve)
            print(name, seed, f"{time.perf_counter() - began:.0f} s", [round(one, 4) for one in curve])
        networks[name] = {
            "parameters": sum(parameter.numel() for parameter in make().parameters()),
            "accuracy_by_shift": [round(statistics.fmean(each), 4) for each in zip(*curves, strict=True)],
        }
    written = {"data": "mnist", "seeds": len(SEEDS), "epochs": LECTURE.epochs, "networks": networks}
    TARGET.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")


def all_directions(images: Tensor, pixels: int) -> list[Tensor]:
    """The images moved so far to the right, left, down and up; for no pixels the images once."""
    steps = ((pixels, 0), (-pixels, 0), (0, pixels), (0, -pixels)) if pixels else ((0, 0),)
    return [shift(images, *step) for step in steps]


if __name__ == "__main__":
    main()
