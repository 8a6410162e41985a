"""Right answers that look different from the solutions earn everything as well."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.model.outcome import Outcome
from grader.model.result import JobResult

FUNCTIONAL_CNN = """
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

class CNN(nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.out = nn.Linear(1568, 10)          # registered first, run last
        self.second = nn.Conv2d(16, 32, (5, 5), padding='same')
        self.first = nn.Conv2d(1, 16, 5, padding=2)
        self.drop = nn.Dropout(0.0)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.first(x), 2))   # the order of these two makes no difference
        x = F.max_pool2d(F.relu(self.second(x)), (2, 2))
        features = torch.flatten(x, start_dim=1)
        return self.out(self.drop(features)), features

def train_epoch(model, loader, criterion, optimizer, device):
    model.to(device).train()
    losses, sizes = [], []
    for batch in loader:
        x, y = (tensor.to(device, non_blocking=True) for tensor in batch)
        optimizer.zero_grad(set_to_none=True)
        loss = criterion(model(x)[0], y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        sizes.append(len(y))
    return np.average(losses, weights=sizes)

@torch.inference_mode()
def evaluate(model, loader, device):
    model.eval()
    right = torch.zeros((), dtype=torch.int64, device=device)
    for x, y in loader:
        logits, _ = model(x.to(device))
        right += (logits.argmax(1) == y.to(device)).sum()
    return right.item() / len(loader.dataset)
"""

SEQUENTIAL_MLP = """
import torch
import torch.nn as nn
from torch.autograd import Variable

class NeuralNet(nn.Module):
    def __init__(self, input_size=28 * 28, hidden_size=500, num_classes=10):
        super().__init__()
        self.layers = nn.Sequential()
        self.layers.add_module("in", nn.Linear(input_size, hidden_size))
        self.layers.add_module("relu", nn.ReLU(inplace=True))
        self.layers.add_module("out", nn.Linear(hidden_size, num_classes))
        nn.init.kaiming_normal_(self.layers[0].weight, nonlinearity="relu")

    def forward(self, x):
        return self.layers(x)

def train_epoch(model, loader, criterion, optimizer, device):
    total = 0.0
    total_step = len(loader)
    for i, (images, labels) in enumerate(loader, start=1):
        images = Variable(images.view(-1, 28 * 28)).to(device)
        labels = Variable(labels).to(device)
        model.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.detach() * images.shape[0]
        if i % 100 == 0:
            print(f"Step [{i}/{total_step}], Loss: {loss.item():.4f}")
    return float(total / len(loader.dataset))

def evaluate(model, loader, device):
    with torch.no_grad():
        hits = [
            hit
            for images, labels in loader
            for hit in (model(images.reshape(-1, 784).to(device)).argmax(1) == labels.to(device)).tolist()
        ]
    return sum(hits) / len(hits)

if __name__ == "__main__":
    raise SystemExit("training goes here")
"""

WORDY_CONV = """
import math
import torch

def check(condition, text):
    if not condition:
        raise ValueError(text)

def output_size(i, k, s, p):
    check(i >= 1 and k >= 1 and s >= 1, 'sizes must be positive')
    check(p >= 0, 'negative padding')
    check(i + 2 * p >= k, 'kernel larger than input')
    return int(math.floor((i + 2 * p - k) / s)) + 1

def build_layer(k, s, p, in_channels=1, out_channels=1):
    return torch.nn.Conv2d(in_channels, out_channels, (k, k), (s, s), (p, p))

def inputs_with_same_output(i, k, s, p):
    o = output_size(i, k, s, p)
    near = range(max(1, i - s, k - 2 * p), i + s + 1)
    return tuple(n for n in near if output_size(n, k, s, p) == o)
"""


@pytest.mark.parametrize(
    ("slug", "source"), [("cnn", FUNCTIONAL_CNN), ("mlp", SEQUENTIAL_MLP), ("conv_strided", WORDY_CONV)]
)
def test_another_style_earns_everything(
    judged: Callable[..., JobResult], tmp_path: Path, slug: str, source: str
) -> None:
    """Functions for layers, another order or initialisation, numpy's floats and prints cost nothing."""
    path = tmp_path / f"{slug}.py"
    path.write_text(source, encoding="utf-8")
    result = judged(slug, path)
    assert {one.check.name: one.message for one in result.checks if one.outcome is not Outcome.PASSED} == {}
