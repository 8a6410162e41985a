"""A perceptron with one hidden layer, trained to read handwritten digits."""

import torch
from torch import nn


class NeuralNet(nn.Module):
    """Linear, ReLU, Linear: `input_size` numbers in, one logit for each of `num_classes` out."""

    def __init__(self, input_size=784, hidden_size=500, num_classes=10):
        super().__init__()
        # YOUR CODE HERE
        raise NotImplementedError("NeuralNet.__init__ is not written yet")

    def forward(self, x):
        """Logits for a batch: (N, input_size) in, (N, num_classes) out, and no softmax."""
        # YOUR CODE HERE
        raise NotImplementedError("NeuralNet.forward is not written yet")


def train_epoch(model, loader, criterion, optimizer, device):
    """Train on every batch of `loader` once and return the mean loss per sample, a float.

    The images arrive as (N, 1, 28, 28) and must be flattened to (N, 784) for the model; images and labels
    must be moved to `device`. `criterion` gives the mean loss of the samples in a batch.
    """
    # YOUR CODE HERE
    raise NotImplementedError("train_epoch is not written yet")


def evaluate(model, loader, device):
    """Return the share of all samples in `loader` that the model gets right, a float in [0, 1]."""
    # YOUR CODE HERE
    raise NotImplementedError("evaluate is not written yet")
