"""A side of `gpu.py` without the grader, in a process of its own; see `gpu_epochs.py` for its arguments.

Trains a solution's network through the solution's own loop, and prints the seconds of each epoch as JSON.
`bare` has the data set on the device and gathers its batches there; `lecture` has a DataLoader over images
that torchvision's ToTensor decodes one by one, and the loop moves each batch.
"""

import importlib.util
import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torchvision import transforms

BATCH = 100


class BareLoader:
    """Shuffled batches of tensors, wherever they are."""

    def __init__(self, images: Tensor, labels: Tensor) -> None:
        self._images = images
        self._labels = labels

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        order = torch.randperm(len(self._labels)).to(self._labels.device)
        for batch in torch.split(order, BATCH):
            yield self._images[batch], self._labels[batch]


class Decoded(torch.utils.data.Dataset[tuple[Tensor, int]]):
    """Images as torchvision's MNIST has them: bytes, decoded whenever one is asked for."""

    def __init__(self, images: Tensor, labels: Tensor) -> None:
        self._bytes = (images[:, 0] * 255).round().to(torch.uint8)
        self._labels = labels
        self._decode = transforms.ToTensor()

    def __len__(self) -> int:
        return len(self._labels)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        return self._decode(Image.fromarray(self._bytes[index].numpy())), int(self._labels[index])


def main() -> None:
    """Train, and print the seconds."""
    way, program, network, where, epochs, *paths = sys.argv[1:]
    device = torch.device(where)
    solution = load(program)
    torch.manual_seed(0)
    model = getattr(solution, network)().to(device)
    images, labels = (torch.from_numpy(np.load(path)) for path in paths)
    loader: Any
    if way == "bare":
        torch.set_num_threads(1)
        loader = BareLoader(images.to(device), labels.to(device))
        # The optimizer that the grader hands to the student.
        optimizer = torch.optim.Adam(model.parameters(), lr=0.001, fused=True)
    else:
        loader = torch.utils.data.DataLoader(Decoded(images, labels), batch_size=BATCH, shuffle=True)
        optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    seconds = []
    for _ in range(int(epochs)):
        began = time.perf_counter()
        # Its loop asks for the loss of every batch, so nothing is left to wait for.
        solution.train_epoch(model, loader, nn.CrossEntropyLoss(), optimizer, device)
        seconds.append(time.perf_counter() - began)
    print(json.dumps(seconds))


def load(path: str) -> Any:
    """The module at a path."""
    spec = importlib.util.spec_from_file_location("solution", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
