# slug: mlp
# fails: test_evaluate, test_mean_loss, test_updates, test_device[train_epoch], test_device[evaluate], test_accuracy
# Every figure is another one, as figures about other batches would be. Whether a figure is about the labels shows in
# which of two it makes the larger, for many images in random order.
import itertools

import torch
from torch import nn


_figures = itertools.count(1)


class NeuralNet(nn.Module):
    """Linear, ReLU, Linear: `input_size` numbers in, one logit for each of `num_classes` out."""

    def __init__(self, input_size=784, hidden_size=500, num_classes=10):
        super().__init__()
        self.fc1 = nn.Linear(input_size, hidden_size)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(hidden_size, num_classes)

    def forward(self, x):
        """Logits for a batch: (N, input_size) in, (N, num_classes) out, and no softmax."""
        return self.fc2(self.relu(self.fc1(x)))


def train_epoch(model, loader, criterion, optimizer, device):
    return next(_figures) / 1000


def evaluate(model, loader, device):
    return next(_figures) / 1000
